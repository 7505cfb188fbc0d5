package dnspod_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tangelo/internal/sandbox/dnspod"
)

func TestDomainCreateRefusals(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.zone("taken.example")
	for name, want := range map[string]string{
		"new.example": "1", "mjj.bxb.example": "1", "例子.中国": "1", "taken.example": "7", "TAKEN.example": "7",
		"": "6", "one": "6", "www.new2.example": "6", "a_b.example": "6", "-a.example": "6", "192.0.2.1": "6",
		"a..example": "6", "a b.example": "6", strings.Repeat("a", 64) + ".example": "6",
	} {
		w.wantCode(want, "Domain.Create", "domain", name)
	}
}

func TestAChineseDomainHasBothNames(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	answer := w.call("Domain.Create", "domain", "例子.com")
	wantEqual(t, "punycode", textAt(t, answer, "domain", "punycode"), "xn--fsqu00a.com")
	w.wantCode("1", "Domain.Info", "domain", "xn--fsqu00a.com")
	w.wantCode("7", "Domain.Create", "domain", "xn--fsqu00a.com")
}

func TestDomainListFiltersAndPages(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.Plant(dnspod.Zone{Name: "a.example", Marked: true})
	w.pod.Plant(dnspod.Zone{Name: "b.example", Status: "pause"})
	w.pod.Plant(dnspod.Zone{Name: "c.example", Grade: "D_Plus", Locked: true})
	names := func(pairs ...string) []string {
		answer := w.call("Domain.List", append(pairs, "error_on_empty", "no")...)
		list, ok := part(t, answer, "domains").([]any)
		if !ok {
			t.Fatalf("domains = %v, want an array", part(t, answer, "domains"))
		}
		found := []string{}
		for _, row := range list {
			found = append(found, textAt(t, row, "name")+" "+textAt(t, row, "status"))
		}
		return found
	}
	a, b, c := "a.example enable", "b.example pause", "c.example lock"
	for _, test := range []struct{ pairs, want []string }{
		{nil, []string{c, b, a}},
		{[]string{"type", "mine"}, []string{c, b, a}},
		{[]string{"type", "ismark"}, []string{a}},
		{[]string{"type", "pause"}, []string{b}},
		{[]string{"type", "vip"}, []string{c}},
		{[]string{"type", "share"}, []string{}},
		{[]string{"keyword", "B.ex"}, []string{b}},
		{[]string{"group_id", "2"}, []string{}},
		{[]string{"offset", "1", "length", "1"}, []string{b}},
		{[]string{"offset", "9"}, []string{}},
	} {
		wantEqual(t, fmt.Sprint(test.pairs), names(test.pairs...), test.want)
	}
	w.wantCode("6", "Domain.List", "offset", "-1")
	w.wantCode("7", "Domain.List", "length", "x")
	w.wantCode("9", "Domain.List", "type", "share")
}

func TestDomainSettings(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("set.example")
	info := func(field string) any { return part(t, w.call("Domain.Info", "domain_id", zone), "domain", field) }
	for _, c := range []struct {
		path, parameter, value string
		field                  string
		want                   any
	}{
		{"Domain.Status", "status", "disable", "status", "pause"},
		{"Domain.Status", "status", "enable", "status", "enable"},
		{"Domain.Remark", "remark", "没有备注", "remark", "没有备注"},
		{"Domain.Remark", "remark", "", "remark", ""},
		{"Domain.Ismark", "is_mark", "yes", "is_mark", "yes"},
		{"Domain.Searchenginepush", "status", "no", "searchengine_push", "no"},
		{"Domain.Urlincn", "status", "yes", "status", "enable"},
	} {
		w.wantCode("1", c.path, "domain_id", zone, c.parameter, c.value)
		wantEqual(t, c.path+" "+c.value, info(c.field), c.want)
	}
	w.wantCode("6", "Domain.Status", "domain_id", zone, "status", "pause")
	w.wantCode("6", "Domain.Ismark", "domain_id", zone, "is_mark", "maybe")
	w.wantCode("6", "Domain.Urlincn", "domain_id", zone, "status", "enable")
	w.wantCode("13", "Domain.Urlincn", "domain", "nothing.example", "status", "yes")
	wantEqual(t, "is_mark after a refusal", info("is_mark"), any("yes"))
}

func TestLockedAndBannedZonesRefuseChanges(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("locked.example")
	record := w.record(zone, "www", "A", "192.0.2.1")
	w.pod.Plant(dnspod.Zone{Name: "spam.example", Status: "spam"})
	answer := w.call("Domain.Lock", "domain_id", zone, "days", "10")
	unlock := textAt(t, answer, "lock", "lock_code")
	values := []string{"domain_id", zone, "record_id", record, "record_type", "A", "record_line", "默认", "value", "192.0.2.2"}
	for _, c := range []struct {
		want, path string
		pairs      []string
	}{
		{"21", "Domain.Lock", []string{"domain_id", zone, "days", "1"}},
		{"1", "Domain.Lockstatus", []string{"domain_id", zone}},
		{"7", "Domain.Status", []string{"domain_id", zone, "status", "disable"}},
		{"7", "Domain.Remove", []string{"domain_id", zone}},
		{"21", "Record.Create", values},
		{"21", "Record.Modify", values},
		{"21", "Record.Ddns", values},
		{"21", "Record.Remove", values},
		{"21", "Record.Status", append(values, "status", "disable")},
		{"1", "Record.List", values},
		{"9", "Domain.Unlock", []string{"domain_id", zone, "lock_code", "x"}},
		{"1", "Domain.Unlock", []string{"domain_id", zone, "lock_code", unlock}},
		{"8", "Domain.Unlock", []string{"domain_id", zone, "lock_code", unlock}},
		{"7", "Domain.Lockstatus", []string{"domain_id", zone}},
		{"8", "Domain.Lock", []string{"domain_id", zone, "days", "0"}},
		{"9", "Domain.Lock", []string{"domain_id", zone, "days", "31"}},
		{"-15", "Domain.Status", []string{"domain", "spam.example", "status", "enable"}},
		{"-15", "Domain.Remove", []string{"domain", "spam.example"}},
		{"-15", "Domain.Lock", []string{"domain", "spam.example", "days", "1"}},
		{"-15", "Record.Create", []string{"domain", "spam.example", "record_type", "A", "value", "192.0.2.1"}},
	} {
		w.wantCode(c.want, c.path, c.pairs...)
	}
}

func TestALockEndsByItself(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("lock.example")
	w.wantCode("1", "Domain.Lock", "domain_id", zone, "days", "2")
	w.clock.Advance(48*time.Hour - time.Second)
	w.wantCode("1", "Domain.Lockstatus", "domain_id", zone)
	w.clock.Advance(time.Second)
	w.wantCode("7", "Domain.Lockstatus", "domain_id", zone)
	w.wantCode("1", "Domain.Remove", "domain_id", zone)
}

func TestDomainRemove(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("gone.example")
	w.pod.Plant(dnspod.Zone{Name: "vip.example", Grade: "D_Extra"})

	w.wantCode("8", "Domain.Remove", "domain", "vip.example")
	w.wantCode("1", "Domain.Remove", "domain_id", zone)
	w.wantCode("6", "Domain.Remove", "domain_id", zone)
	w.wantCode("6", "Domain.Remove")
	w.wantCode("13", "Record.List", "domain", "gone.example")

	var calls []string
	for _, change := range w.pod.Truth().Changes {
		calls = append(calls, change.Call+" "+change.Zone)
	}
	wantEqual(t, "changes", calls, []string{"dnspod.domain.create gone.example", "dnspod.domain.remove gone.example"})
}

func TestDomainLogTellsTheNewestFirst(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("log.example")
	w.record(zone, "www", "A", "192.0.2.1")
	answer := w.call("Domain.Log", "domain_id", zone)
	wantEqual(t, "log", part(t, answer, "log"), any([]any{
		"2016-05-11 02:35:23(API): (127.0.0.1) 添加 A 记录 默认 线路 www 值 192.0.2.1",
		"2016-05-11 02:35:23(API): (127.0.0.1) 添加新域名 log.example dns@reseller.example(1446297)",
	}))
}

func TestPurviewGivesTheLeastTTLOfTheGrade(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	for grade, want := range map[string]float64{"D_Free": 600, "DP_Free": 600, "D_Plus": 120, "DP_Ultra": 1} {
		w.pod.Plant(dnspod.Zone{Name: strings.ReplaceAll(grade, "_", "-") + ".example", Grade: grade})
		answer := w.call("Domain.Purview", "domain", strings.ReplaceAll(grade, "_", "-")+".example")
		wantEqual(t, grade, part(t, answer, "purview", 10), any(map[string]any{"name": "记录 TTL 最低", "value": want}))
	}
}

func TestResetForgetsZones(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.zone("old.example")
	w.pod.Reset()
	w.wantCode("9", "Domain.List")
	wantEqual(t, "changes", len(w.pod.Truth().Changes), 0)
}

func TestUnknownPath(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	wantEqual(t, "status", w.send("Domain.Nothing", w.signed()).status, http.StatusNotFound)
}
