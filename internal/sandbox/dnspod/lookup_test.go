package dnspod_test

import (
	"fmt"
	"sync"
	"testing"

	"tangelo/internal/sandbox/dnspod"
)

func TestLookupAnswersLikeTheNameservers(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.PlantZone("tangelo.example",
		dnspod.Record{Name: "@", Type: "MX", Value: "mx.tangelo.example", MX: 10},
		dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.1"},
		dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.2"},
		dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.3", Disabled: true},
		dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.4", Line: "联通"},
		dnspod.Record{Name: "*", Type: "A", Value: "192.0.2.9"},
		dnspod.Record{Name: "*.sub", Type: "TXT", Value: "deep"},
	)
	w.pod.PlantZone("inner.tangelo.example", dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.7"})
	w.pod.Plant(dnspod.Zone{Name: "paused.example", Status: "pause"})
	w.pod.PlantZone("例子.com", dnspod.Record{Name: "@", Type: "A", Value: "192.0.2.8"})
	for _, c := range []struct {
		name, kind string
		want       []string
	}{
		{"www.tangelo.example", "A", []string{"192.0.2.1", "192.0.2.2"}},
		{"WWW.Tangelo.example.", "A", []string{"192.0.2.1", "192.0.2.2"}},
		{"tangelo.example", "MX", []string{"10 mx.tangelo.example."}},
		{"tangelo.example", "NS", []string{"f1g1ns1.dnspod.net.", "f1g1ns2.dnspod.net."}},
		{"other.tangelo.example", "A", []string{"192.0.2.9"}},
		{"a.sub.tangelo.example", "TXT", []string{"deep"}},
		{"www.tangelo.example", "TXT", nil},
		{"www.inner.tangelo.example", "A", []string{"192.0.2.7"}},
		{"paused.example", "NS", nil},
		{"nothing.example", "A", nil},
		{"xn--fsqu00a.com", "A", []string{"192.0.2.8"}},
	} {
		wantEqual(t, c.name+" "+c.kind, w.pod.Lookup(c.name, c.kind), c.want)
	}
}

func TestCallsAtTheSameTimeGetTheirOwnRecords(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("busy.example")
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if _, err := w.try("Record.Create", w.signed(values(zone, "sub_domain", fmt.Sprintf("h%d", i))...)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()

	ids := map[int64]bool{}
	for _, record := range w.pod.Truth().Zones[0].Records {
		ids[record.ID] = true
	}
	wantEqual(t, "distinct ids", len(ids), 22)
}
