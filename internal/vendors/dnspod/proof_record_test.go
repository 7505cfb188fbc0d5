package dnspod_test

import (
	"strconv"

	sim "tangelo/internal/sandbox/dnspod"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/vendortest"
)

var recordProofs = []proof{
	{Call: "dnspod.record.types", Given: params{"domain_grade": "D_Free"}, Check: func(s *stage, answer any) {
		wants(s, "types", []string{"A", "CNAME", "MX", "TXT", "NS", "AAAA", "SRV", "URL"}, answer.(dnspod.TypesResponse).Types)
	}},
	{Call: "dnspod.record.lines", Given: params{"domain_grade": "D_Free"}, Check: func(s *stage, answer any) {
		lines := answer.(dnspod.LinesResponse)
		wants(s, "first line", dnspod.DefaultLine, lines.Lines[0])
		wants(s, "its id", "0", lines.IDs[dnspod.DefaultLine])
	}},
	{
		Call: "dnspod.record.create", Before: aDomain, Given: params{"domain_id": "{domain}"}.But(www),
		Check: func(s *stage, answer any) {
			s.Keep("record", answer.(dnspod.RecordWriteResponse).Record.ID)
			wants(s, "value", "192.0.2.7", recordNow(s).Value)
		},
		Refused: append([]refusal{
			{Code: "6", But: params{"value": "-"}},
			{Code: "104", Before: func(s *stage) { s.Must("dnspod.record.create", params{"domain_id": "{domain}"}.But(www)) }},
		}, wrongRecord...),
	},
	{
		Call: "dnspod.record.list", Before: aRecord, Given: params{"domain_id": "{domain}", "length": "20", "sub_domain": "www"},
		Check: func(s *stage, answer any) {
			list := answer.(dnspod.RecordListResponse)
			if len(list.Records) != 1 || list.Records[0].ID != s.Kept("record") || list.Info.Records != 1 {
				s.Errorf("list = %+v, want the one record", list)
			}
		},
		Switched: "10", // every request asks for an empty list instead
	},
	{
		Call: "dnspod.record.modify", Before: aRecord, Given: ofRecord.But(www).But(params{"value": "192.0.2.8"}),
		Check:   func(s *stage, _ any) { wants(s, "value", "192.0.2.8", recordNow(s).Value) },
		Refused: wrongRecord,
	},
	{
		Call: "dnspod.record.remove", Before: aRecord, Given: ofRecord,
		Check: func(s *stage, _ any) {
			list := vendortest.Got[dnspod.RecordListResponse](s, "dnspod.record.list", params{"domain_id": "{domain}", "sub_domain": "www"})
			wants(s, "records", 0, len(list.Records))
		},
	},
}

// wrongRecord are the codes about the values of a record, new or changed.
var wrongRecord = append([]refusal{
	{Code: "27", But: params{"record_type": "PTR"}},
	{Code: "29", Before: documentCodes, But: params{"ttl": "60"}},
	{Code: "32", But: params{"ttl": "60"}},
	{Code: "30", But: params{"record_type": "MX", "value": "mx.zone-here.com", "mx": "21"}},
	{Code: "31", Before: has("URL", 5, "http://www.example.com"), But: onVictim.But(params{"record_type": "URL", "value": "http://www.example.com"})},
	{Code: "31", Before: holds(sim.Record{Name: "alias", Type: "CNAME", Value: "b.example.com"}), But: onVictim.But(params{"sub_domain": "alias"})},
	{Code: "32", Before: has("NS", 99999, "ns.example.com"), But: onVictim.But(params{"record_type": "NS", "value": "ns.example.org"})},
	{Code: "33", Before: has("AAAA", 20, "2001:db8::1"), But: onVictim.But(params{"record_type": "AAAA", "value": "2001:db8::2"})},
	{Code: "34", But: params{"value": "192.0.2"}},
	{Code: "35", But: params{"value": "0.0.0.0"}},
	{Code: "36", But: params{"sub_domain": "@", "record_type": "NS", "value": "ns.example.com", "record_line": "电信"}},
}, wrongPlace...)

// wrongPlace are the codes about the host label and line of a record.
var wrongPlace = []refusal{
	{Code: "22", But: params{"sub_domain": "a..b"}},
	{Code: "23", But: params{"sub_domain": "a.b.c.d.e.f"}},
	{Code: "24", But: params{"sub_domain": "a*"}},
	{Code: "25", Before: both(documentCodes, crowd), But: params{"sub_domain": "many"}},
	{Code: "500025", Before: crowd, But: params{"sub_domain": "many"}},
	{Code: "26", But: params{"record_line": "月球"}},
}

// onVictim is the record to change of the domain that holds and has plant.
var onVictim = onOther.But(params{"record_id": "{victim}"})

func both(steps ...func(*stage)) func(*stage) {
	return func(s *stage) {
		for _, step := range steps {
			step(s)
		}
	}
}

// documentCodes makes the vendor answer with the document's codes where it has newer ones.
func documentCodes(s *stage) { s.World.DNSPod.SetDocumentCodes(true) }

// crowd fills the rotation of the host "many".
func crowd(s *stage) {
	for _, value := range []string{"192.0.2.1", "192.0.2.2"} {
		s.Must("dnspod.record.create", params{"domain_id": "{domain}"}.But(www).But(params{"sub_domain": "many", "value": value}))
	}
}

// holds plants another domain with records and, last, one to change, which it keeps as "victim".
func holds(records ...sim.Record) func(*stage) {
	records = append(records, sim.Record{Name: "victim", Type: "TXT", Value: "x"})
	return func(s *stage) {
		plants(sim.Zone{Name: "other.com", Records: records})(s)
		zones := s.World.DNSPod.Truth().Zones
		planted := zones[len(zones)-1].Records
		s.Keep("victim", strconv.FormatInt(planted[len(planted)-1].ID, 10))
	}
}

// has is another domain with so many records of a type.
func has(kind string, count int, value string) func(*stage) {
	records := make([]sim.Record, count)
	for i := range records {
		records[i] = sim.Record{Name: "many", Type: kind, Value: value}
	}
	return holds(records...)
}

var recordSettingProofs = []proof{
	{
		Call: "dnspod.record.ddns", Before: aRecord, Given: params{"domain_id": "{domain}", "record_id": "{record}", "sub_domain": "www", "record_line": "默认"},
		Check: func(s *stage, answer any) {
			wants(s, "answer", "127.0.0.1", answer.(dnspod.RecordWriteResponse).Record.Value)
			wants(s, "value", "127.0.0.1", recordNow(s).Value)
		},
		Refused: wrongPlace,
	},
	{
		Call: "dnspod.record.set_remark", Before: aRecord, Given: ofRecord.But(params{"remark": "备注 1"}),
		Check: func(s *stage, _ any) {
			wants(s, "remark", "备注 1", recordNow(s).Remark)
			s.Must("dnspod.record.set_remark", ofRecord)
			wants(s, "remark after an empty one", "", recordNow(s).Remark)
		},
	},
	{
		Call: "dnspod.record.info", Before: aRecord, Given: ofRecord,
		Check: func(s *stage, answer any) {
			got := answer.(dnspod.RecordInfoResponse)
			wants(s, "domain", "zone-here.com", got.Domain.Name)
			wants(s, "record", true, got.Record.Same(dnspod.RecordData{Sub: "www", Type: "A", Line: "默认", Value: "192.0.2.7", TTL: 600}))
		},
	},
	{
		Call: "dnspod.record.set_status", Before: aRecord, Given: ofRecord.But(params{"status": "disable"}),
		Check: func(s *stage, _ any) { wants(s, "enabled", false, recordNow(s).Enabled) },
	},
}
