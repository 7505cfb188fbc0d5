package dnspod_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"tangelo/internal/sandbox/dnspod"
)

// values makes the parameters of a record; more overrides them.
func values(zone string, more ...string) []string {
	merged := map[string]string{
		"domain_id": zone, "sub_domain": "www", "record_type": "A", "record_line": "默认", "value": "192.0.2.1", "ttl": "600",
	}
	for i := 0; i+1 < len(more); i += 2 {
		merged[more[i]] = more[i+1]
	}
	var pairs []string
	for key, value := range merged {
		pairs = append(pairs, key, value)
	}
	return pairs
}

// Each case is tried in a zone of its own, first as a new record, then as a
// change of one: both calls keep the same rules.
func TestRecordValueRules(t *testing.T) {
	t.Parallel()
	cases := []struct {
		want string
		more []string
	}{
		{"1", nil},
		{"1", []string{"sub_domain", "@"}},
		{"1", []string{"sub_domain", ""}},
		{"1", []string{"sub_domain", "*"}},
		{"1", []string{"sub_domain", "*.a"}},
		{"1", []string{"sub_domain", "_acme-challenge.a", "record_type", "TXT", "value", "token"}},
		{"1", []string{"sub_domain", "中文"}},
		{"22", []string{"sub_domain", "a..b"}},
		{"22", []string{"sub_domain", "a b"}},
		{"22", []string{"sub_domain", "-a"}},
		{"22", []string{"sub_domain", strings.Repeat("a", 64)}},
		{"23", []string{"sub_domain", "a.b.c.d.e.f"}},
		{"24", []string{"sub_domain", "a*"}},
		{"24", []string{"sub_domain", "a.*"}},
		{"26", []string{"record_line", "月球"}},
		{"26", []string{"record_line", ""}},
		{"1", []string{"record_line", "", "record_line_id", "10=1"}},
		{"26", []string{"record_line_id", "99=9"}},
		{"27", []string{"record_type", "PTR"}},
		{"1", []string{"record_type", "a"}},
		{"36", []string{"sub_domain", "@", "record_type", "NS", "record_line", "电信", "value", "ns.example.com."}},
		{"30", []string{"record_type", "MX", "value", "mx.example.com"}},
		{"30", []string{"record_type", "MX", "value", "mx.example.com", "mx", "0"}},
		{"30", []string{"record_type", "MX", "value", "mx.example.com", "mx", "21"}},
		{"1", []string{"record_type", "MX", "value", "mx.example.com", "mx", "20"}},
		{"32", []string{"ttl", "599"}},
		{"32", []string{"ttl", "604801"}},
		{"32", []string{"ttl", "soon"}},
		{"1", []string{"ttl", "604800"}},
		{"34", []string{"value", "192.0.2"}},
		{"34", []string{"value", "2001:db8::1"}},
		{"35", []string{"value", "0.0.0.0"}},
		{"1", []string{"record_type", "AAAA", "value", "2001:db8::1"}},
		{"34", []string{"record_type", "AAAA", "value", "192.0.2.1"}},
		{"34", []string{"record_type", "CNAME", "value", "192.0.2.1"}},
		{"34", []string{"record_type", "CNAME", "value", "a b.example"}},
		{"1", []string{"record_type", "TXT", "value", "汉字"}},
		{"34", []string{"record_type", "TXT", "value", "\xff"}},
		{"34", []string{"record_type", "TXT", "value", strings.Repeat("x", 1025)}},
		{"1", []string{"record_type", "SRV", "value", "0 5 5269 xmpp.example.com"}},
		{"34", []string{"record_type", "SRV", "value", "5269 xmpp.example.com"}},
		{"1", []string{"record_type", "URL", "value", "https://a.example.com/x"}},
		{"34", []string{"record_type", "URL", "value", "ftp://a.example.com/x"}},
	}
	w := serve(t, dnspod.Options{RateLimit: 1000})
	for i, c := range cases {
		zone := w.zone(fmt.Sprintf("z%d.example", i))
		w.wantCode(c.want, "Record.Create", values(zone, c.more...)...)
		changed := w.zone(fmt.Sprintf("m%d.example", i))
		record := w.record(changed, "old", "TXT", "old")
		w.wantCode(c.want, "Record.Modify", values(changed, append(c.more, "record_id", record)...)...)
	}
}

func TestRecordParametersThatAreMissing(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("a.example")
	w.wantCode("6", "Record.Create", values(zone, "value", "")...)
	w.wantCode("6", "Record.Create", values(zone, "record_type", "")...)
	w.wantCode("6", "Record.Create", values("1")...)
	w.wantCode("6", "Record.Create", values("")...)
	w.wantCode("8", "Record.Modify", values(zone)...)
	for _, path := range []string{"Record.Modify", "Record.Ddns", "Record.Remove", "Record.Info", "Record.Remark", "Record.Status"} {
		w.wantCode("8", path, values(zone, "record_id", "1")...)
	}
}

func TestConflictsAndDuplicates(t *testing.T) {
	t.Parallel()
	cname := []string{"record_type", "CNAME", "value", "a.example.com"}
	for name, c := range map[string]struct {
		first, second []string
		want          string
	}{
		"the same record":                {nil, nil, "104"},
		"the same but for the case":      {cname, []string{"record_type", "CNAME", "value", "A.example.com."}, "104"},
		"the same on another line":       {nil, []string{"record_line", "联通"}, "1"},
		"CNAME beside A":                 {nil, cname, "31"},
		"A beside CNAME":                 {cname, nil, "31"},
		"TXT beside CNAME":               {cname, []string{"record_type", "TXT", "value", "x"}, "31"},
		"CNAME beside A of another line": {nil, append(cname, "record_line", "联通"), "1"},
		"CNAME beside A of another name": {nil, append(cname, "sub_domain", "b"), "1"},
		"URL beside A":                   {nil, []string{"record_type", "URL", "value", "http://a.example.com"}, "31"},
		"TXT beside A":                   {nil, []string{"record_type", "TXT", "value", "x"}, "1"},
		"a second A":                     {nil, []string{"value", "192.0.2.2"}, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := serve(t, dnspod.Options{})
			zone := w.zone("conflict.example")
			w.wantCode("1", "Record.Create", values(zone, c.first...)...)
			w.wantCode(c.want, "Record.Create", values(zone, c.second...)...)
		})
	}
}

func TestACNAMEMayStandBesideTheNameserversThatHoldTheZone(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("apex.example")
	w.wantCode("1", "Record.Create", values(zone, "sub_domain", "@", "record_type", "CNAME", "value", "a.example.com")...)
}

func TestCodesOfProductionAndOfTheDocument(t *testing.T) {
	t.Parallel()
	third := func(zone string) []string { return values(zone, "value", "192.0.2.3") }
	again := func(zone string) []string { return values(zone) }
	short := func(zone string) []string { return values(zone, "ttl", "60") }
	for _, c := range []struct {
		document bool
		want     []string
	}{
		{false, []string{"500025", "104", "32"}},
		{true, []string{"25", "31", "29"}},
	} {
		w := serve(t, dnspod.Options{DocumentCodes: c.document})
		zone := w.zone("codes.example")
		w.record(zone, "www", "A", "192.0.2.1")
		w.record(zone, "www", "A", "192.0.2.2")
		for i, make := range []func(string) []string{third, again, short} {
			w.wantCode(c.want[i], "Record.Create", make(zone)...)
		}
	}
}

func TestAPausedRecordDoesNotCountInTheRotation(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("rotation.example")
	paused := w.record(zone, "www", "A", "192.0.2.1")
	w.record(zone, "www", "A", "192.0.2.2")
	w.wantCode("500025", "Record.Create", values(zone, "value", "192.0.2.3")...)
	w.wantCode("1", "Record.Create", values(zone, "value", "192.0.2.4", "status", "disable")...)
	w.wantCode("1", "Record.Status", "domain_id", zone, "record_id", paused, "status", "disable")
	w.wantCode("1", "Record.Create", values(zone, "value", "192.0.2.3")...)
}

func TestRecordListIsInTheOrderOfTheRecordings(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("order.example")
	for _, name := range []string{"_acme-challenge", "www", "docs", "localhost"} {
		w.record(zone, name, "TXT", "x")
	}
	answer := w.call("Record.List", "domain_id", zone)
	var names []string
	for i := range 6 {
		names = append(names, textAt(t, answer, "records", i, "name"))
	}
	wantEqual(t, "names", names, []string{"@", "@", "docs", "localhost", "www", "_acme-challenge"})
}

func TestTheTTLRefusalNamesTheLimit(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	answer := w.call("Record.Create", values(w.zone("ttl.example"), "ttl", "60")...)
	wantEqual(t, "message", textAt(t, answer, "status", "message"), "Record ttl is limited(600)")
	w.pod.Plant(dnspod.Zone{Name: "vip.example", Grade: "DP_Ultra"})
	w.wantCode("1", "Record.Create", append(values(""), "domain", "vip.example", "ttl", "1")...)
}

func TestTheNumberOfForwardingsIsLimited(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("forward.example")
	forward := func(host string) []string {
		return values(zone, "sub_domain", host, "record_type", "显性URL", "value", "https://www.example.com")
	}
	for _, host := range []string{"a", "b", "c", "d", "e"} {
		w.wantCode("1", "Record.Create", forward(host)...)
	}
	answer := w.call("Record.Create", append(forward("f"), "lang", "cn")...)
	wantEqual(t, "code", code(t, answer), "31")
	wantEqual(t, "message", textAt(t, answer, "status", "message"), "URL 记录数超出限制")
}

func TestTheNumbersOfNameserversAndOfIPv6AddressesAreLimited(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	var full []dnspod.Record
	for i := range 20 {
		full = append(full,
			dnspod.Record{Name: fmt.Sprint("n", i), Type: "NS", Value: "ns.example.com"},
			dnspod.Record{Name: fmt.Sprint("v", i), Type: "AAAA", Value: "2001:db8::1"})
	}
	zone := fmt.Sprint(w.pod.PlantZone("full.example", full...))
	w.pod.Plant(dnspod.Zone{Name: "vip.example", Grade: "DP_Plus", Records: full})
	for want, more := range map[string][]string{
		"32": {"record_type", "NS", "value", "ns.example.com"}, "33": {"record_type", "AAAA", "value", "2001:db8::1"},
	} {
		w.wantCode(want, "Record.Create", values(zone, more...)...)
		changed := w.record(zone, "t"+want, "TXT", "x")
		w.wantCode(want, "Record.Modify", append(values(zone, more...), "record_id", changed)...)
		w.wantCode("1", "Record.Create", values("", append(more, "domain", "vip.example")...)...)
	}
}

func TestHostNamesComeBackWithAFinalDot(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("dots.example")
	for kind, value := range map[string]string{"CNAME": "a.example.com", "MX": "mx.example.com", "NS": "ns.example.com."} {
		id := w.record(zone, strings.ToLower(kind), kind, value, "mx", "5")
		info := w.call("Record.Info", "domain_id", zone, "record_id", id)
		wantEqual(t, kind, textAt(t, info, "record", "value"), strings.TrimSuffix(value, ".")+".")
	}
}

func TestTheNameserversThatHoldAZoneStay(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("hold.example")
	held := textAt(t, w.call("Record.List", "domain_id", zone), "records", 0, "id")
	w.wantCode("7", "Record.Remove", "domain_id", zone, "record_id", held)
	w.wantCode("7", "Record.Modify", values(zone, "record_id", held)...)
	w.wantCode("1", "Record.Status", "domain_id", zone, "record_id", held, "status", "disable")
	wantEqual(t, "enabled", textAt(t, w.call("Record.List", "domain_id", zone), "records", 0, "enabled"), "0")
}

func TestMoreThanFiveIdleChangesInAnHourLockTheRecord(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("idle.example")
	record := w.record(zone, "www", "A", "192.0.2.1")
	idle := values(zone, "record_id", record)
	for range 5 {
		w.wantCode("1", "Record.Modify", idle...)
	}
	w.clock.Advance(time.Hour)
	for range 5 {
		w.wantCode("1", "Record.Ddns", idle...)
	}

	w.wantCode("-2", "Record.Modify", idle...)

	w.wantCode("-2", "Record.Modify", values(zone, "record_id", record, "value", "192.0.2.2")...)
	w.clock.Advance(time.Hour)
	w.wantCode("1", "Record.Modify", values(zone, "record_id", record, "value", "192.0.2.2")...)
	wantEqual(t, "value", w.pod.Truth().Zones[0].Records[2].Value, "192.0.2.2")
}

func TestDDNSTakesTheAddressOfTheCaller(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("ddns.example")
	record := w.record(zone, "home", "A", "192.0.2.1")
	mail := w.record(zone, "mail", "TXT", "x")

	answer := w.call("Record.Ddns", "domain_id", zone, "record_id", record, "sub_domain", "home", "record_line", "默认")

	wantEqual(t, "value", textAt(t, answer, "record", "value"), "127.0.0.1")
	w.wantCode("8", "Record.Ddns", "domain_id", zone, "record_id", mail, "sub_domain", "mail", "record_line", "默认")
}

func TestRemarkAndStatusOfARecord(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("remark.example")
	record := w.record(zone, "www", "A", "192.0.2.1")
	w.wantCode("1", "Record.Remark", "domain_id", zone, "record_id", record, "remark", "备注")
	w.wantCode("1", "Record.Status", "domain_id", zone, "record_id", record, "status", "disable")
	w.wantCode("6", "Record.Status", "domain_id", zone, "record_id", record, "status", "0")

	got := w.pod.Truth().Zones[0].Records[2]

	wantEqual(t, "record", got, dnspod.Record{
		ID: got.ID, Name: "www", Type: "A", Line: "默认", Value: "192.0.2.1", TTL: 600, Disabled: true, Remark: "备注",
	})
}

// Released clients look for their record by name, type and line, change the first
// row that comes, and would change the record of another type without the conditions.
func TestRecordListConditions(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.pod.PlantZone("chosen.example",
		dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.1"},
		dnspod.Record{Name: "www", Type: "A", Line: "联通", Value: "192.0.2.2"},
		dnspod.Record{Name: "www", Type: "AAAA", Value: "2001:db8::1"})
	for _, c := range []struct {
		pairs []string
		want  string
	}{
		{[]string{"sub_domain", "www"}, "192.0.2.1 192.0.2.2 2001:db8::1"},
		{[]string{"sub_domain", "www", "record_type", "A"}, "192.0.2.1 192.0.2.2"},
		{[]string{"record_type", "aaaa"}, "2001:db8::1"},
		{[]string{"sub_domain", "@", "record_type", "A", "error_on_empty", "no"}, ""},
		{[]string{"record_type", "A", "record_line", "默认"}, "192.0.2.1"},
		{[]string{"record_line_id", "10=1"}, "192.0.2.2"},
	} {
		var values []string
		rows, _ := part(t, w.call("Record.List", append(c.pairs, "domain", "chosen.example")...), "records").([]any)
		for _, row := range rows {
			values = append(values, textAt(t, row, "value"))
		}
		wantEqual(t, fmt.Sprint(c.pairs), strings.Join(values, " "), c.want)
	}
	w.wantCode("10", "Record.List", "domain_id", strconv.FormatInt(zone, 10), "sub_domain", "www", "record_type", "MX")
}

func TestRecordListPages(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	var many []dnspod.Record
	for i := range 3005 {
		many = append(many, dnspod.Record{Name: fmt.Sprintf("h%04d", i), Type: "A", Value: "192.0.2.1"})
	}
	w.pod.PlantZone("many.example", many...)
	for _, c := range []struct {
		pairs       []string
		rows        int
		first, last string
	}{
		{nil, 3000, "@", "h2997"},
		{[]string{"length", "5000"}, 3000, "@", "h2997"},
		{[]string{"offset", "3000"}, 7, "h2998", "h3004"},
		{[]string{"offset", "2", "length", "2"}, 2, "h0000", "h0001"},
		{[]string{"sub_domain", "h0007"}, 1, "h0007", "h0007"},
		{[]string{"keyword", "H001"}, 10, "h0010", "h0019"},
	} {
		answer := w.call("Record.List", append(c.pairs, "domain", "many.example")...)
		rows, ok := part(t, answer, "records").([]any)
		if !ok || len(rows) != c.rows {
			t.Fatalf("%v: %d rows, want %d", c.pairs, len(rows), c.rows)
		}
		wantEqual(t, fmt.Sprint(c.pairs),
			[]string{textAt(t, rows[0], "name"), textAt(t, rows[len(rows)-1], "name")}, []string{c.first, c.last})
	}
	w.wantCode("7", "Record.List", "domain", "many.example", "offset", "x")
	w.wantCode("8", "Record.List", "domain", "many.example", "length", "0")
	w.wantCode("10", "Record.List", "domain", "many.example", "sub_domain", "nothing")
	empty := w.call("Record.List", "domain", "many.example", "sub_domain", "nothing", "error_on_empty", "no")
	wantEqual(t, "records", part(t, empty, "records"), any([]any{}))
}

func TestTypesAndLinesOfAGrade(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("grade.example")
	for _, path := range []string{"Record.Type", "Record.Line"} {
		w.wantCode("1", path, "domain_grade", "D_Free")
		w.wantCode("1", path, "domain_id", zone)
		w.wantCode("6", path, "domain_grade", "D_Gold")
		w.wantCode("6", path)
	}
	types := w.call("Record.Type", "domain_grade", "D_Free")
	wantEqual(t, "types", part(t, types, "types"), any([]any{"A", "CNAME", "MX", "TXT", "NS", "AAAA", "SRV", "URL"}))
	w.pod.Plant(dnspod.Zone{Name: "old.example", Grade: "D_Free"})
	w.wantCode("26", "Record.Create", append(values(""), "domain", "old.example", "record_line", "移动")...)
}
