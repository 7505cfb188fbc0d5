package cndns

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	addPath    = "/domains/AddRec.aspx"
	changePath = "/domains/ModifyRec.aspx"
	removePath = "/domains/DeleteRec.aspx"
	zonePath   = "/domains/RecList.aspx"
)

func TestRecordLife(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")

	id := v.must(addPath, "domainname", "mine.com", "rec_item", "www", "rec_type", "A", "rec_value", "192.0.2.7").text()
	mail := v.must(addPath, "domainname", "mine.com", "rec_item", "@", "rec_type", "MX", "rec_level", "5",
		"rec_value", "mail.mine.com.", "rec_ttl", "300").text()
	v.must(changePath, "domainname", "mine.com", "rec_id", id, "rec_value", "192.0.2.8", "rec_ttl", "28800")

	want := []map[string]string{
		{"rec_id": id, "domainname": "mine.com", "rec_item": "www", "rec_type": "A", "rec_mx": "10", "rec_value": "192.0.2.8", "rec_ttl": "28800"},
		{"rec_id": mail, "domainname": "mine.com", "rec_item": "@", "rec_type": "MX", "rec_mx": "5", "rec_value": "mail.mine.com.", "rec_ttl": "300"},
	}
	if diff := cmp.Diff(want, v.must(zonePath, "domainname", "mine.com").rows(t)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	v.must(removePath, "domainname", "mine.com", "rec_id", mail)
	v.refused("11318", removePath, "domainname", "mine.com", "rec_id", mail)
	if got := v.detail("mine.com", "dnshostnums"); got != "1" {
		t.Errorf("dnshostnums = %s, want 1", got)
	}
}

func TestEveryRecordType(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")
	for kind, value := range map[string]string{
		"A": "192.0.2.1", "AAAA": "2001:db8::1", "CNAME": "a.example.", "MX": "mx.example.", "TXT": "v=spf1 -all",
		"NS": "ns.example.", "SRV": "10 5060 sip.example.", "CAA": `0 issue "letsencrypt.org"`,
	} {
		v.must(addPath, "domainname", "mine.com", "rec_item", "h-"+strings.ToLower(kind), "rec_type", kind,
			"rec_level", "10", "rec_value", value)
	}
}

func TestRecordRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")
	v.PlantDomain(Domain{Name: "waits.com", State: NotCertified})
	v.PlantDomain(Domain{Name: "away.com", NameServers: []string{"ns1.other.example", "ns2.other.example"}})
	id, err := v.PlantRecord("mine.com", Record{Host: "old", Type: "CNAME", Value: "a.example."})
	if err != nil {
		t.Fatal(err)
	}
	add := func(changes ...string) []string {
		return pairs(map[string]string{
			"domainname": "mine.com", "rec_item": "www", "rec_type": "A", "rec_value": "192.0.2.1", "rec_ttl": "600",
		}, changes...)
	}
	change := func(changes ...string) []string {
		return pairs(map[string]string{
			"domainname": "mine.com", "rec_id": itoa(id), "rec_value": "b.example.", "rec_ttl": "600",
		}, changes...)
	}
	refusals{
		{"11301", addPath, add("domainname", "")},
		{"11303", addPath, add("rec_item", "")},
		{"11310", addPath, add("rec_item", "@", "rec_type", "CNAME", "rec_value", "a.example.")},
		{"11309", addPath, add("rec_item", "a b")},
		{"11306", addPath, add("rec_type", "PTR")},
		{"11304", addPath, add("rec_type", "MX", "rec_value", "a.example.")},
		{"11311", addPath, add("rec_type", "MX", "rec_value", "a.example.", "rec_level", "x")},
		{"11305", addPath, add("rec_value", "")},
		{"11312", addPath, add("rec_value", "2001:db8::1")},
		{"11313", addPath, add("rec_type", "CNAME", "rec_value", "a.example")},
		{"11314", addPath, add("rec_type", "MX", "rec_value", "a.example", "rec_level", "5")},
		{"11315", addPath, add("rec_type", "TXT", "rec_value", strings.Repeat("a", 256))},
		{"11316", addPath, add("rec_type", "TXT", "rec_value", "橘子")},
		{"11319", addPath, add("rec_ttl", "299")},
		{"11319", addPath, add("rec_item", "old")},
		{"11319", addPath, add("rec_type", "NS", "rec_value", "a b")},
		{"11319", addPath, add("rec_type", "AAAA")},
		{"11319", addPath, add("rec_type", "SRV", "rec_value", "sip.example.")},
		{"11319", addPath, add("rec_type", "CAA", "rec_value", "issue")},
		{"11302", addPath, add("domainname", "foreign.com")},
		{"11307", addPath, add("domainname", "away.com")},
		{"11308", addPath, add("domainname", "waits.com")},
		{"11317", changePath, change("rec_id", "")},
		{"11305", changePath, change("rec_value", "")},
		{"11318", changePath, change("rec_id", "1")},
		{"11320", changePath, change("rec_ttl", "")},
		{"11320", changePath, change("rec_value", "no final dot")},
		{"11302", changePath, change("domainname", "foreign.com")},
		{"11317", removePath, []string{"domainname", "mine.com"}},
		{"11318", removePath, []string{"domainname", "mine.com", "rec_id", "1"}},
		{"11307", removePath, []string{"domainname", "away.com", "rec_id", "1"}},
		{"11302", zonePath, []string{"domainname", "foreign.com"}},
	}.walk(v)
	if got := string(v.must(zonePath, "domainname", "away.com").Message); got != "[]" {
		t.Errorf("list of a zone served elsewhere = %s, want []", got)
	}
}
