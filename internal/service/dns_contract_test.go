package service

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/dnspod"
)

// exerciseZoneHost holds a zone host to what the seam promises. The zone must
// be empty but for what the vendor keeps in it itself.
func exerciseZoneHost(t *testing.T, host zoneHost, rules panel.ZoneRules) {
	t.Helper()
	line := ""
	if len(rules.Lines) > 0 {
		line = rules.Lines[0]
	}
	for _, d := range []panel.RecordData{
		{Name: "@", Type: "A", Value: "192.0.2.1"},
		{Name: "www", Type: "CNAME", Value: "target.example.net"},
		{Name: "@", Type: "MX", Value: "mx.example.net", MX: 5},
		{Name: "@", Type: "TXT", Value: "v=spf1 include:spf.example.net -all"},
		{Name: "*.dev", Type: "AAAA", Value: "2001:db8::1"},
		{Name: "sub", Type: "NS", Value: "ns1.example.net"},
	} {
		d.TTL, d.Line, d.Enabled = 600, line, true
		exerciseRecord(t, host, d, rules)
	}
}

// exerciseRecord adds, reads, changes and deletes one record.
func exerciseRecord(t *testing.T, host zoneHost, d panel.RecordData, rules panel.ZoneRules) {
	t.Helper()
	ctx := t.Context()
	ref, err := host.Add(ctx, d)
	if err != nil || ref == "" {
		t.Fatalf("add %+v = %q, %v", d, ref, err)
	}
	expectRecord(t, host, ref, d)

	changed := d
	changed.TTL = 1200
	current := panel.Record{VendorRef: ref, RecordData: d}
	if err := host.Change(ctx, current, changed); err != nil {
		t.Fatalf("change to %+v: %v", changed, err)
	}
	expectRecord(t, host, ref, changed)
	if rules.Pause {
		paused := changed
		paused.Enabled = false
		if err := host.Change(ctx, panel.Record{VendorRef: ref, RecordData: changed}, paused); err != nil {
			t.Fatalf("pause %+v: %v", changed, err)
		}
		expectRecord(t, host, ref, paused)
	}

	if err := host.Remove(ctx, ref); err != nil {
		t.Fatalf("remove %+v: %v", d, err)
	}
	if there, err := find(ctx, host, func(r panel.Record) bool { return r.VendorRef == ref }); err != nil || there.VendorRef != "" {
		t.Errorf("after removing %+v there is %+v, %v", d, there, err)
	}
	if err := host.Remove(ctx, ref); !missing(err) {
		t.Errorf("removing %+v twice: %v, want an answer that it is missing", d, err)
	}
}

func expectRecord(t *testing.T, host zoneHost, ref string, want panel.RecordData) {
	t.Helper()
	there, err := find(t.Context(), host, func(r panel.Record) bool { return r.VendorRef == ref })
	if err != nil {
		t.Fatalf("records: %v", err)
	}
	if diff := cmp.Diff(want, there.RecordData, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("record %s (-want +got):\n%s", ref, diff)
	}
}

func TestZonesOfBothVendorsKeepTheContract(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.CNDNS.PlantDomain(cndns.Domain{Name: "contract.com", State: cndns.Running})
	s.world.DNSPod.PlantZone("contract.net", dnspod.Record{Name: "@", Type: "NS", Value: "f1g1ns1.dnspod.net.", TTL: 86400, Hold: true})
	for _, zone := range []panel.Product{
		{ResellerID: s.owner.ResellerID, AccountID: s.cndnsID, Vendor: panel.VendorCNDNS, Kind: panel.KindZone, Name: "contract.com"},
		{ResellerID: s.owner.ResellerID, AccountID: s.dnspodID, Vendor: panel.VendorDNSPod, Kind: panel.KindZone, Name: "contract.net"},
	} {
		host, err := s.zoneHost(t.Context(), zone)
		if err != nil {
			t.Fatalf("%s: %v", zone.Vendor, err)
		}
		exerciseZoneHost(t, host, panel.RulesOf(zone))
	}
}
