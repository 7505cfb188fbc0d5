package cndns_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// Orders that break no rule.
var (
	goodSite = params{"years": "1", "websitetag": "pro", "template": "3160"}
	goodBCC  = params{
		"pass": "qwer1234!", "cpucount": "1", "memory": "1", "cdsstr": "std1=1|hp1=1|ssd=1", "flow": "1", "location": "1",
		"systemid": "m-OmBEAOmD", "term": "1", "termtype": "2",
	}
	goodAli     = goodBCC.But(params{"cpucount": "", "memory": "", "slcns": "10", "slid": "10004812", "cdsstr": "eff=40|ssd=50"})
	goodUpgrade = params{"pdtnme": "b785289", "upgtype": "1", "upgstr": "1:0"}
	goodTraffic = params{"nme": "cdn1"}
	goodPurge   = params{"nme": "cdn1", "dme": "a.example", "refresh_url": "http://a.example/b/,http://a.example/c/", "refresh_type": "1"}
)

// together are orders whose parameters decide about each other, and what is wrong with them.
var together = []struct {
	call  string
	given params
	pairs []string
	want  string
}{
	{"site_builder.create", goodSite, nil, ""},
	{"site_builder.create", goodSite, []string{"template", ""}, "template required"},
	{"site_builder.create", goodSite, []string{"mbl", "2"}, "mobiletemplate required"},
	{"site_builder.create", goodSite, []string{"mbl", "1", "template", "", "mobiletemplate", "5044"}, ""},
	{"site_builder.create", goodSite, []string{"websitetag", "wxulti", "template", ""}, "mobiletemplate required"},
	{"site_builder.create", goodSite, []string{"websitetag", "wxulti", "template", "", "mobiletemplate", "7001", "mbl", "2"}, "mbl enum 1"},
	{"site_builder.create", goodSite, []string{"websitetag", "dinner"}, "template empty"},
	{"site_builder.create", goodSite, []string{"websitetag", "dinner", "template", "", "location", "hk"}, "location not hk"},
	{"site_builder.create", goodSite, []string{"websitetag", "weishop", "template", ""}, "mbl required"},
	{"bcc.create", goodBCC, nil, ""},
	{"bcc.create", goodBCC, []string{"memory", "12"}, "memory enum 1|2|4|8"},
	{"bcc.create", goodBCC, []string{"cpucount", "16", "memory", "48"}, ""},
	{"bcc.create", goodBCC, []string{"cpucount", "16", "memory", "12"}, "memory enum 16|24|32|48|64"},
	{"bcc.create", goodBCC, []string{"cpucount", "3"}, "cpucount enum 1|2|4|8|12|16"},
	{"bcc.create", goodBCC, []string{"termtype", "5", "term", "4"}, "term max 3"},
	{"bcc.create", goodBCC, []string{"term", "10"}, "term max 9"},
	{"bcc.create", goodBCC, []string{"cdsstr", "std1=0"}, "cdsstr amounts std1|hp1|ssd:1.."},
	{"bcc.create", goodBCC, []string{"pass", "qwer1234$"}, ""},
	{"bcc.create", goodBCC, []string{"pass", "qwer12345"}, "pass pattern signs-of-10"},
	{"ali_ecs.create", goodAli, nil, ""},
	{"ali_ecs.create", goodAli, []string{"pass", "qwer1234$"}, "pass pattern signs-of-8"},
	{"ali_ecs.create", goodAli, []string{"termtype", "5", "term", "3"}, "term max 2"},
	{"ali_ecs.create", goodAli, []string{"cdsstr", "eff=40|ssd=32769"}, "cdsstr amounts eff|ssd:40..32768"},
	{"ali_ecs.create", goodAli, []string{"flow", "101"}, "flow max 100"},
	{"bcc.upgrade", goodUpgrade, nil, ""},
	{"bcc.upgrade", goodUpgrade, []string{"upgtype", "2", "upgstr", "12223:2"}, ""},
	{"bcc.upgrade", goodUpgrade, []string{"upgtype", "2", "upgstr", "12223"}, "upgstr pattern id-number"},
	{"bcc.upgrade", goodUpgrade, []string{"upgtype", "3"}, "upgstr pattern digits"},
	{"bcc.upgrade", goodUpgrade, []string{"upgtype", "3", "upgstr", "2"}, ""},
	{"cdn.upgrade", goodTraffic, nil, "type required, base required"},
	{"cdn.upgrade", goodTraffic, []string{"type", "T"}, ""},
	{"cdn.upgrade", goodTraffic, []string{"type", "G"}, "type enum T"},
	{"cdn.upgrade", goodTraffic, []string{"base", "10"}, ""},
	{"cdn.upgrade", goodTraffic, []string{"base", "10", "type", "G"}, ""},
	{"cdn.purge", goodPurge, nil, ""},
	{"cdn.purge", goodPurge, []string{"refresh_url", "http://a.example/b"}, "refresh_url pattern web-folder"},
	{"cdn.purge", goodPurge, []string{"refresh_url", "http://a.example/b", "refresh_type", "0"}, ""},
	{"cdn.purge", goodPurge, []string{"refresh_url", "a.example/"}, "refresh_url pattern web-url"},
}

// TestRulesThatHangTogether holds them against what is refused before sending.
func TestRulesThatHangTogether(t *testing.T) {
	t.Parallel()
	for _, c := range together {
		given := c.given.But(but("", c.pairs...).But)
		_, err := describe(t, "cndns."+c.call).Check(given)
		var list []string
		var invalid *endpoint.InvalidError
		if errors.As(err, &invalid) {
			for _, f := range invalid.Fields {
				list = append(list, strings.TrimSpace(f.Param+" "+f.Rule+" "+f.Arg))
			}
		}
		if got := strings.Join(list, ", "); got != c.want {
			t.Errorf("%s %v: problems = %q, want %q", c.call, c.pairs, got, c.want)
		}
	}
}

// TestDatesOfDetails reads the forms of a time that the details have.
func TestDatesOfDetails(t *testing.T) {
	t.Parallel()
	want := time.Date(2017, 11, 10, 6, 22, 42, 0, time.UTC)
	for _, text := range []string{
		"/Date(1510294962000+0800)/", "Fri Nov 10 14:22:42 CST 2017", "2017-11-10T06:22:42Z", "2017/11/10 14:22:42", "2017-11-10 14:22:42",
	} {
		payload := map[string]any{"Details": map[string]any{"Pdtnme": "b785289", "Addtme": text}}
		answer, _, err := describe(t, "cndns.bcc.detail").Decode(payload)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, answer.(cndns.MachineDetailResponse).Machine.BoughtAt); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
