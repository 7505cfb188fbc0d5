package panel_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/panel"
)

var (
	cndnsRules  = panel.RulesOf(panel.Product{Vendor: panel.VendorCNDNS})
	dnspodRules = panel.RulesOf(panel.Product{
		Vendor: panel.VendorDNSPod,
		Facts:  panel.Facts{Zone: &panel.ZoneFacts{MinTTL: 600, Types: []string{"A", "CNAME", "MX", "NS", "URL"}, Lines: []string{"默认", "电信"}}},
	})
)

func record(name, kind, value string) panel.RecordData {
	return panel.RecordData{Name: name, Type: kind, Value: value, TTL: 600, MX: 0, Enabled: true}
}

func TestRecordValuesByType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, value, field string // field "" = fine
	}{
		{"A", "192.0.2.1", ""},
		{"A", "192.0.2.256", "value"},
		{"A", "0.0.0.0", "value"},
		{"A", "2001:db8::1", "value"},
		{"AAAA", "2001:db8::1", ""},
		{"AAAA", "192.0.2.1", "value"},
		{"AAAA", "fe80::1%eth0", "value"},
		{"CNAME", "www.example.com", ""},
		{"CNAME", "192.0.2.1", "value"},
		{"CNAME", "localhost", "value"},
		{"CNAME", "_acme.example.com", ""},
		{"MX", "mx.example.com", ""},
		{"MX", "mx example.com", "value"},
		{"NS", "ns1.example.com", ""},
		{"TXT", "v=spf1 -all", ""},
		{"TXT", strings.Repeat("a", 256), "value"},
		{"TXT", "中文", "value"},
		{"TXT", `a "b" c`, "value"},
		{"TXT", "a\nb", "value"},
		{"SRV", "10 5 5060 sip.example.com", ""},
		{"SRV", "10 5 70000 sip.example.com", "value"},
		{"SRV", "sip.example.com", "value"},
		{"CAA", `0 issue "letsencrypt.org"`, ""},
		{"CAA", `256 issue "x"`, "value"},
		{"CAA", "0 other x", "value"},
		{"URL", "https://example.com/", "type"},
		{"", "x", "type"},
		{"A", "", "value"},
	} {
		d := record("www", c.kind, c.value)

		got := fields(d.Validate("example.com", cndnsRules, nil))
		want := []string{c.field}
		if c.field == "" {
			want = nil
		}
		if !slices.Contains(got, c.field) && c.field != "" || c.field == "" && got != nil {
			t.Errorf("%s %q: problems at %v, want %v", c.kind, c.value, got, want)
		}
	}
}

func TestRecordNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"@": true, "*": true, "www": true, "*.dev": true, "_dmarc": true, "a.b.c": true, "xn--fiq228c": true,
		"-a": false, "a-": false, "a..b": false, "a.*": false, "*a": false, "a b": false, strings.Repeat("a", 64): false, "": false,
	} {
		got := !slices.Contains(fields(record(name, "A", "192.0.2.1").Validate("example.com", cndnsRules, nil)), "name")
		if got != want {
			t.Errorf("name %q: valid = %t, want %t", name, got, want)
		}
	}
}

func TestRecordsBesideOthers(t *testing.T) {
	t.Parallel()
	other := record("www", "A", "192.0.2.1")
	onLine := func(d panel.RecordData, line string) panel.RecordData { d.Line = line; return d }
	alias := record("www", "CNAME", "a.example.net")
	for _, c := range []struct {
		what   string
		d      panel.RecordData
		rules  panel.ZoneRules
		others []panel.RecordData
		want   []string
	}{
		{"another value", record("www", "A", "192.0.2.2"), cndnsRules, []panel.RecordData{other}, nil},
		{"the same again", other, cndnsRules, []panel.RecordData{other}, []string{"problem.record.twice"}},
		{"an alias beside", alias, cndnsRules, []panel.RecordData{other}, []string{"problem.record.alias"}},
		{"beside an alias", other, cndnsRules, []panel.RecordData{alias}, []string{"problem.record.alias"}},
		{"two aliases", record("www", "CNAME", "b.example.net"), cndnsRules, []panel.RecordData{alias}, []string{"problem.record.alias"}},
		{"aliases that take turns", onLine(record("www", "CNAME", "b.example.net"), "默认"), dnspodRules, []panel.RecordData{onLine(alias, "默认")}, nil},
		{"an alias at the apex", record("@", "CNAME", "a.example.net"), cndnsRules, nil, []string{"problem.record.alias.apex"}},
		{"a line before the default one", onLine(other, "电信"), dnspodRules, nil, []string{"problem.record.line.first"}},
		{"a line after the default one", onLine(record("www", "A", "192.0.2.3"), "电信"), dnspodRules, []panel.RecordData{onLine(other, "默认")}, nil},
		{"an unknown line", onLine(other, "月球"), dnspodRules, nil, []string{"problem.option"}},
	} {
		var got []string
		for _, p := range c.d.Validate("example.com", c.rules, c.others) {
			got = append(got, p.Key)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: problems (-want +got):\n%s", c.what, diff)
		}
	}
}

func TestNumbersStayInTheirRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rules   panel.ZoneRules
		ttl, mx int
		want    []string
	}{
		{cndnsRules, 299, 0, []string{"ttl"}},
		{cndnsRules, 300, 0, nil},
		{cndnsRules, 604801, 65536, []string{"ttl", "mx"}},
		{dnspodRules, 600, 0, []string{"mx"}},
		{dnspodRules, 600, 20, nil},
		{dnspodRules, 300, 21, []string{"ttl", "mx"}},
	} {
		d := record("@", "MX", "mx.example.com")
		d.TTL, d.MX = c.ttl, c.mx
		d = d.Tidy("example.com", c.rules)
		if diff := cmp.Diff(c.want, fields(d.Validate("example.com", c.rules, nil))); diff != "" {
			t.Errorf("TTL %d, priority %d (-want +got):\n%s", c.ttl, c.mx, diff)
		}
	}
}

func TestTidyDropsWhatComesWithCopying(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ give, want panel.RecordData }{
		{record(" WWW.Example.com. ", "cname", "Target.Example.NET. "), record("www", "CNAME", "target.example.net")},
		{record("example.com", "TXT", `"v=spf1 -all"`), record("@", "TXT", "v=spf1 -all")},
		{record("", "A", " 192.0.2.1"), record("@", "A", "192.0.2.1")},
		{record("_sip._tcp", "SRV", "10  5 5060 sip.example.com."), record("_sip._tcp", "SRV", "10 5 5060 sip.example.com")},
		{panel.RecordData{Name: "a", Type: "A", Value: "192.0.2.1", MX: 5, Line: "默认"}, panel.RecordData{Name: "a", Type: "A", Value: "192.0.2.1", TTL: 600}},
	} {
		if diff := cmp.Diff(c.want, c.give.Tidy("example.com", cndnsRules)); diff != "" {
			t.Errorf("Tidy(%+v) (-want +got):\n%s", c.give, diff)
		}
	}
}

func TestDelegationComparesNameservers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		vendor  panel.Vendor
		servers []string
		want    panel.Delegation
	}{
		{panel.VendorCNDNS, nil, panel.DelegationUnknown},
		{panel.VendorCNDNS, []string{"ns1.cdncenter.com", "NS2.ezdnscenter.com."}, panel.DelegationHere},
		{panel.VendorCNDNS, []string{"ns1.cdncenter.com", "f1g1ns1.dnspod.net"}, panel.DelegationAway},
		{panel.VendorDNSPod, []string{"f1g1ns1.dnspod.net", "f1g1ns2.dnspod.net"}, panel.DelegationHere},
		{panel.VendorDNSPod, []string{"notdnspod.net"}, panel.DelegationAway},
	} {
		if got := panel.DelegationOf(c.vendor, c.servers); got != c.want {
			t.Errorf("DelegationOf(%s, %v) = %s, want %s", c.vendor, c.servers, got, c.want)
		}
	}
}

func fields(problems []panel.Problem) []string {
	var names []string
	for _, p := range problems {
		names = append(names, p.Field)
	}
	return names
}

func TestMergeKeepsWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	before, after := began.Add(-time.Hour), began.Add(time.Second)
	row := func(id int64, ref string, state panel.RecordState, at time.Time) panel.Record {
		return panel.Record{ID: id, VendorRef: ref, RecordData: record("r"+ref, "A", "192.0.2.1"), State: state, UpdatedAt: at}
	}
	said := func(ref, value string) panel.Record {
		return panel.Record{VendorRef: ref, RecordData: record("r"+ref, "A", value)}
	}
	working := func(id int64) bool { return id == 3 || id == 5 }
	rows := []panel.Record{
		row(1, "1", panel.RecordOK, before),       // unchanged
		row(2, "2", panel.RecordOK, before),       // changed at the vendor
		row(3, "3", panel.RecordChanging, before), // a job works for it
		row(4, "4", panel.RecordDeleting, before), // its job ended without a word
		row(5, "", panel.RecordAdding, before),    // a job works for it
		row(6, "6", panel.RecordOK, before),       // gone at the vendor
		row(7, "7", panel.RecordOK, after),        // added since the reading began
	}
	rows[4].RecordData = record("new", "A", "192.0.2.5")
	there := said("5", "192.0.2.5")
	there.Name = "new"
	lost := row(8, "", panel.RecordAdding, before)
	lost.Name = "lost"

	steps := panel.MergeRecords(append(rows, lost), []panel.Record{
		said("1", "192.0.2.1"), said("2", "192.0.2.2"), said("3", "192.0.2.1"), said("4", "192.0.2.1"), there, said("9", "192.0.2.9"),
	}, began, working)

	type short struct {
		Do    panel.MergeDo
		ID    int64
		State panel.RecordState
	}
	var got []short
	for _, s := range steps {
		got = append(got, short{s.Do, s.Record.ID, s.Record.State})
	}
	want := []short{
		{panel.MergeSave, 2, panel.RecordOK},
		{panel.MergeSave, 4, panel.RecordOK},
		{panel.MergeAdd, 0, panel.RecordOK},
		{panel.MergeDrop, 6, panel.RecordOK},
		{panel.MergeSave, 8, panel.RecordFailed},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}
