package cndns_test

import (
	"strconv"
	"strings"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// zone plants a domain with one record and keeps its id.
func zone(s *stage) {
	domain(s)
	id, err := s.World.CNDNS.PlantRecord("chengzi-mine.com", sim.Record{Host: "www", Type: "A", Value: "192.0.2.1"})
	if err != nil {
		s.Fatal(err)
	}
	s.Keep("record", strconv.Itoa(id))
}

func zoneRecords(s *stage) []cndns.Record {
	s.Helper()
	return vendortest.Got[cndns.RecordListResponse](s, "cndns.dns_record.list", named).Records
}

// elsewhere is the domain with name servers of others, asleep the domain while it is paused.
var (
	elsewhere = domainOf(sim.Domain{NameServers: []string{"ns1.elsewhere.example", "ns2.elsewhere.example"}})
	asleep    = domainOf(sim.Domain{State: sim.Paused})
)

var recordProofs = []proof{
	{
		Call: "cndns.dns_record.list", Before: zone, Given: named,
		Check: func(s *stage, answer any) {
			if list := answer.(cndns.RecordListResponse).Records; len(list) != 1 || list[0].Value != "192.0.2.1" || list[0].TTL == 0 {
				s.Errorf("records = %+v", list)
			}
		},
		Refused: []refusal{but("11302", "domainname", foreign)},
	},
	{
		Call: "cndns.dns_record.create", Before: zone,
		Given: named.But(params{"rec_item": "@", "rec_type": "MX", "rec_level": "5", "rec_value": "mx.example.com.", "rec_ttl": "900"}),
		Check: func(s *stage, answer any) {
			id := answer.(cndns.RecordCreateResponse).ID
			want := cndns.Record{ID: id, DomainName: "chengzi-mine.com", Item: "@", Type: "MX", Level: 5, Value: "mx.example.com.", TTL: 900}
			if list := zoneRecords(s); len(list) != 2 || list[1] != want {
				s.Errorf("records = %+v, want %+v last", list, want)
			}
		},
		Refused: []refusal{
			but("11303", "rec_item", "-"), but("11304", "rec_level", "-"), but("11306", "rec_type", "PTR"),
			when("11307", elsewhere), when("11308", asleep),
			but("11309", "rec_item", "-bad-"), but("11310", "rec_type", "CNAME"), but("11311", "rec_level", "x"),
			but("11312", "rec_type", "A", "rec_value", "x"), but("11313", "rec_type", "CNAME", "rec_item", "a", "rec_value", "b.com"),
			but("11314", "rec_value", "b.com"), but("11315", "rec_type", "TXT", "rec_value", strings.Repeat("a", 256)),
			but("11316", "rec_type", "TXT", "rec_value", "橙"), but("11302", "domainname", foreign),
			but("11319", "rec_item", "www", "rec_type", "A", "rec_value", "192.0.2.1"),
		},
	},
	{
		Call: "cndns.dns_record.modify", Before: zone,
		Given: named.But(params{"rec_id": "{record}", "rec_value": "192.0.2.9", "rec_ttl": "1200"}),
		Check: func(s *stage, _ any) {
			if list := zoneRecords(s); len(list) != 1 || list[0].Value != "192.0.2.9" || list[0].TTL != 1200 {
				s.Errorf("records = %+v", list)
			}
		},
		Refused: []refusal{
			when("11307", elsewhere), when("11308", asleep), but("11318", "rec_id", "1"), but("11302", "domainname", foreign),
			but("11320", "rec_value", "x"),
		},
	},
	{
		Call: "cndns.dns_record.delete", Before: zone, Given: named.But(params{"rec_id": "{record}"}),
		Check: func(s *stage, _ any) {
			if list := zoneRecords(s); len(list) != 0 {
				s.Errorf("records = %+v, want none", list)
			}
		},
		Refused: []refusal{
			when("11307", elsewhere), when("11308", asleep), but("11318", "rec_id", "1"), but("11302", "domainname", foreign),
		},
		Switched: "11321",
	},
}
