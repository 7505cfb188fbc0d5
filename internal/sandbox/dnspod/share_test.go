package dnspod_test

import (
	"testing"

	"tangelo/internal/sandbox/dnspod"
)

func TestASharedDomainIsSeenAndUsedAsItsModeAllows(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.AddAccount(other)
	zone := w.zone("shared.example")
	record := w.record(zone, "www", "A", "192.0.2.1")
	add := func(host string) []string { return values(zone, "sub_domain", host) }
	w.wantCodeAs(other, "9", "Record.List", "domain_id", zone)
	w.wantCode("1", "Domainshare.Create", "domain_id", zone, "email", other.Email, "mode", "r")

	for _, c := range []struct {
		path      string
		pairs     []string
		read, all string
	}{
		{"Record.List", nil, "1", "1"},
		{"Record.Info", []string{"record_id", record}, "1", "1"},
		{"Domain.Info", nil, "1", "1"},
		{"Domain.Log", nil, "1", "1"},
		{"Domain.Create", []string{"domain", "shared.example"}, "7", "7"},
		{"Record.Create", add("new"), "7", "1"},
		{"Record.Modify", append(add("changed"), "record_id", record), "7", "1"},
		{"Record.Ddns", append(add("changed"), "record_id", record), "7", "1"},
		{"Record.Remark", []string{"record_id", record, "remark", "x"}, "6", "1"},
		{"Record.Status", []string{"record_id", record, "status", "disable"}, "7", "1"},
		{"Record.Remove", []string{"record_id", record}, "7", "1"},
		{"Domain.Status", []string{"status", "disable"}, "8", "8"},
		{"Domain.Changegroup", []string{"group_id", "2"}, "6", "6"},
		{"Domain.Transfer", []string{"email", other.Email}, "6", "6"},
		{"Domain.Remove", nil, "9", "9"},
		{"Domain.Lock", []string{"days", "1"}, "7", "1"},
	} {
		w.wantCode("1", "Domainshare.Modify", "domain_id", zone, "email", other.Email, "mode", "r")
		w.wantCodeAs(other, c.read, c.path, append(c.pairs, "domain_id", zone)...)
		w.wantCode("1", "Domainshare.Modify", "domain_id", zone, "email", other.Email, "mode", "rw")
		w.wantCodeAs(other, c.all, c.path, append(c.pairs, "domain_id", zone)...)
	}
}

func TestListsOfSharedDomains(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.AddAccount(other)
	zone := w.zone("shared.example")
	w.wantCode("1", "Domainshare.Create", "domain_id", zone, "email", other.Email, "mode", "rw")

	wantEqual(t, "shares", part(t, w.call("Domainshare.List", "domain_id", zone), "share"), any([]any{
		map[string]any{"share_to": other.Email, "mode": "rw"},
	}))
	for _, pairs := range [][]string{{"type", "share"}, {"group_id", "8"}, {"type", "all"}} {
		list := w.as(other, "Domain.List", pairs...)
		wantEqual(t, "group", textAt(t, list, "domains", 0, "group_id"), "8")
		wantEqual(t, "owner", textAt(t, list, "domains", 0, "owner"), w.pod.Account().Email)
		wantEqual(t, "totals", []any{part(t, list, "info", "mine_total"), part(t, list, "info", "share_total")}, []any{0.0, 1.0})
	}
	w.wantCodeAs(other, "9", "Domain.List", "type", "mine")
	w.wantCode("1", "Domain.List", "type", "share_out")
	w.wantCode("9", "Domain.List", "type", "share")

	w.wantCode("1", "Domainshare.Remove", "domain_id", zone, "email", other.Email)
	w.wantCodeAs(other, "9", "Domain.List")
	w.wantCode("7", "Domainshare.List", "domain_id", zone)
	empty := w.call("Domainshare.List", "domain_id", zone, "error_on_empty", "no")
	wantEqual(t, "share", part(t, empty, "share"), any([]any{}))
}

func TestRefusalsOfSharing(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.AddAccount(other)
	emails := []string{"b@a.example", "c@a.example"}
	for i, email := range emails {
		w.pod.AddAccount(dnspod.Account{UserID: int64(i + 1), Email: email})
	}
	zone := w.zone("shared.example")
	w.pod.Plant(dnspod.Zone{Name: "spam.example", Status: "spam"})
	w.pod.Plant(dnspod.Zone{Name: "locked.example", Locked: true})
	with := func(email string, more ...string) []string {
		return append([]string{"domain_id", zone, "mode", "r", "email", email}, more...)
	}
	w.steps(
		step{"6", "Domainshare.Create", with(other.Email, "domain_id", "1")},
		step{"6", "Domainshare.Create", with(other.Email, "mode", "x")},
		step{"7", "Domainshare.Create", with("x")},
		step{"7", "Domainshare.Create", with(w.pod.Account().Email)},
		step{"8", "Domainshare.Create", with("nobody@a.example")},
		step{"9", "Domainshare.Modify", with(other.Email)},
		step{"9", "Domainshare.Remove", with(other.Email)},
		step{"1", "Domainshare.Create", with(other.Email)},
		step{"9", "Domainshare.Create", with(other.Email)},
		step{"1", "Domainshare.Create", with(emails[0])},
		step{"10", "Domainshare.Create", with(emails[1])},
		step{"-15", "Domainshare.Create", []string{"domain", "spam.example", "mode", "r", "email", other.Email}},
		step{"21", "Domainshare.Create", []string{"domain", "locked.example", "mode", "r", "email", other.Email}},
	)
	for _, path := range []string{"Domainshare.Modify", "Domainshare.Remove"} {
		w.steps(step{"7", path, with("x")}, step{"8", path, with("nobody@a.example")})
	}
}

func TestSharersOfAnOwnerWithADTokenNeedOne(t *testing.T) {
	t.Parallel()
	owner := dnspod.DefaultAccount
	owner.DToken = "secret"
	w := serve(t, dnspod.Options{Account: owner})
	w.pod.AddAccount(other)
	w.pod.Plant(dnspod.Zone{Name: "shared.example", Shares: []dnspod.Share{{Email: other.Email, Mode: "rw"}}})
	w.wantCodeAs(other, "54", "Record.List", "domain", "shared.example")
	w.wantCode("1", "Record.List", "domain", "shared.example")
}
