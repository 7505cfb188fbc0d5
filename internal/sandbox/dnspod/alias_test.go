package dnspod_test

import (
	"testing"

	"tangelo/internal/sandbox/dnspod"
)

func TestAnAliasServesTheRecordsOfItsDomain(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("main.example")
	w.record(zone, "www", "A", "192.0.2.1")
	w.wantCode("7", "Domainalias.List", "domain_id", zone)

	added := w.call("Domainalias.Create", "domain_id", zone, "domain", "例子.com")

	id := textAt(t, added, "alias", "id")
	wantEqual(t, "punycode", textAt(t, added, "alias", "punycode"), "xn--fsqu00a.com")
	wantEqual(t, "list", part(t, w.call("Domainalias.List", "domain_id", zone), "alias"), any([]any{
		map[string]any{"id": id, "domain": "例子.com"},
	}))
	wantEqual(t, "lookup", w.pod.Lookup("www.xn--fsqu00a.com", "A"), []string{"192.0.2.1"})
	w.wantCode("11", "Domain.Create", "domain", "例子.com")

	w.wantCode("1", "Domainalias.Remove", "domain_id", zone, "alias_id", id)

	wantEqual(t, "lookup after the removal", w.pod.Lookup("www.xn--fsqu00a.com", "A"), []string(nil))
	empty := w.call("Domainalias.List", "domain_id", zone, "error_on_empty", "no")
	wantEqual(t, "list after the removal", part(t, empty, "alias"), any([]any{}))
	w.wantCode("1", "Domain.Create", "domain", "例子.com")
}

func TestRefusalsOfAliases(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone, second := w.zone("main.example"), w.zone("second.example")
	w.pod.Plant(dnspod.Zone{Name: "locked.example", Locked: true, Aliases: []string{"kept.example"}})
	locked := textAt(t, w.call("Domain.Info", "domain", "locked.example"), "domain", "id")
	w.steps(
		step{"6", "Domainalias.Create", []string{"domain", "a.example"}},
		step{"6", "Domainalias.Create", []string{"domain_id", "1", "domain", "a.example"}},
		step{"7", "Domainalias.Create", []string{"domain_id", zone, "domain", "www.a.example"}},
		step{"8", "Domainalias.Create", []string{"domain_id", zone, "domain", "second.example"}},
		step{"1", "Domainalias.Create", []string{"domain_id", zone, "domain", "a.example"}},
		step{"9", "Domainalias.Create", []string{"domain_id", second, "domain", "a.example"}},
		step{"1", "Domainalias.Create", []string{"domain_id", zone, "domain", "b.example"}},
		step{"10", "Domainalias.Create", []string{"domain_id", zone, "domain", "c.example"}},
		step{"7", "Domainalias.Remove", []string{"domain_id", second, "alias_id", "3429"}},
		step{"21", "Domainalias.Create", []string{"domain_id", locked, "domain", "d.example"}},
		step{"21", "Domainalias.Remove", []string{"domain_id", locked, "alias_id", "3428"}},
	)
}
