package dnspod_test

import (
	"strings"
	"testing"
	"time"

	"tangelo/internal/sandbox/dnspod"
)

// The keys of these answers, their order and their types are those of the
// document's examples.
func TestAnswersHaveTheShapeOfTheExamples(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	backup := textAt(t, w.call("Monitor.Info", "monitor_id", w.monitor), "info", "bak_ip_status", 0, "monitor_id")
	second := textAt(t, w.call("Monitor.Info", "monitor_id", w.monitor), "info", "bak_ip_status", 1, "monitor_id")
	monitor := `{"monitor_id":"` + w.monitor + `","domain":"watched.example","domain_id":"` + w.zone +
		`","domain_grade":"DP_Free","record_id":"` + w.record + `","sub_domain":"www","record_line":"\u9ed8\u8ba4",` +
		`"ip":"192.0.2.1","now_ip":"192.0.2.1","host":"www.watched.example","port":"80","monitor_type":"http",` +
		`"monitor_path":"\/","monitor_interval":"60","points":"ctc,cuc","bak_ip":"192.0.2.11,192.0.2.12","status":"Ok",` +
		`"status_code":"200","sms_notice":"me","email_notice":"me,share","less_notice":"no","callback_url":"",` +
		`"callback_key":"","monitor_status":"enabled","created_on":"2016-05-11 02:35:23","updated_on":"2016-05-11 02:35:23",` +
		`"bak_ip_status":[{"monitor_id":"` + backup + `","bak_ip":"192.0.2.11","status":"Ok","status_code":"200"},` +
		`{"monitor_id":"` + second + `","bak_ip":"192.0.2.12","status":"Ok","status_code":"200"}]}`
	seen := func(point string) string {
		return `{"data":{"message":"Ok","code":200,"data":{}},"point":"` + point + `"}`
	}
	domain := func(id string) string {
		return `"domain":{"id":` + id + `,"name":"watched.example","punycode":"watched.example","grade":"DP_Free"}`
	}
	for _, c := range []struct {
		path  string
		pairs []string
		want  string
	}{
		{"User.Log", nil, `,"log":[]`},
		{"User.Modify", []string{"im", "87026417"}, ``},
		{"User.Log", nil, `,"log":["2016-05-11 02:35:23(API): 127.0.0.1 \u4fee\u6539\u7528\u6237\u8d44\u6599 1446297"]`},
		{"Domainshare.List", []string{"domain_id", w.zone}, `,"share":[{"share_to":"mjj@other.example","mode":"r"}]`},
		{"Domaingroup.Create", []string{"group_name", "g"}, `,"groups":{"id":"318"}`},
		{"Domainalias.Create", []string{"domain_id", w.zone, "domain", "yjj.bxb.me"}, `,"alias":{"id":"3428","punycode":"yjj.bxb.me"}`},
		{"Domainalias.List", []string{"domain_id", w.zone}, `,"alias":[{"id":"3428","domain":"yjj.bxb.me"}]`},
		{"Domain.Acquire", []string{"domain", "watched.example"}, `,"emails":["webmaster@watched.example"]`},
		{"Record.Ddns", []string{
			"domain_id", w.zone, "record_id", w.record, "sub_domain", "www", "record_line", "默认", "value", "192.0.2.1",
		}, `,"record":{"id":` + w.record + `,"name":"www","value":"192.0.2.1"}`},
		{"Monitor.Listsubdomain", []string{"domain_id", w.zone}, `,` + domain(`"`+w.zone+`"`) + `,"subdomain":["www"]`},
		{"Monitor.Listsubvalue", []string{"domain_id", w.zone, "subdomain", "www"}, `,` + domain(w.zone) +
			`,"points":{"max":2,"list":{"ctc":"\u7535\u4fe1","cuc":"\u8054\u901a","cmc":"\u79fb\u52a8"}},` +
			`"records":[{"id":"` + w.record + `","area":"\u9ed8\u8ba4","value":"192.0.2.1"}]`},
		{"Monitor.List", nil, `,"info":{"total_count":1,"down_count":0},"monitors":[` + monitor + `]`},
		{"Monitor.Info", []string{"monitor_id", w.monitor}, `,"info":` + monitor},
		{"Monitor.Gethistory", []string{"monitor_id", w.monitor, "hours", "1"}, `,"domain":{"id":"` + w.zone +
			`","domain":"watched.example","domain_grade":"DP_Free"},"record":{"id":"` + w.record +
			`","sub_domain":"www","ip":"192.0.2.1"},"monitor_history":[` + seen("ctc") + `,` + seen("cuc") + `]`},
		{"Monitor.Userdesc", nil, `,"desc":{"unmoniting_count":0,"moniting_count":1,"down_count":0},` +
			`"user":{"max_count":8,"use_count":1}`},
		{"Monitor.Getdowns", nil, `,"info":{"total_count":0},"monitor_downs":[]`},
	} {
		wantEqual(t, c.path, w.send(c.path, w.signed(c.pairs...)).body, success+c.want+"}")
	}
}

func TestXMLHasCDATAWhereTheExamplesHaveIt(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	w.pod.FailHost(firstIP)
	w.clock.Advance(time.Minute)
	for path, want := range map[string][]string{
		"Monitor.Info": {
			"<record_line><![CDATA[默认]]></record_line>", "<monitor_path><![CDATA[/]]></monitor_path>",
			"<points><![CDATA[ctc,cuc]]></points>", "<status>Ok</status>", "<callback_url></callback_url>",
		},
		"Monitor.Getdowns":   {"<warn_reason><![CDATA[远程计算机无响应]]></warn_reason>", "<switch_log>\n</switch_log>"},
		"Domaingroup.List":   {"<group_id>1</group_id>\n<group_name><![CDATA[默认分组]]></group_name>"},
		"Domaingroup.Create": {"<message><![CDATA[分组名称错误]]></message>"},
	} {
		body := w.send(path, form("login_token", w.pod.Account().LoginToken(), "monitor_id", w.monitor, "lang", "cn")).body
		for _, part := range want {
			if !strings.Contains(body, part) {
				t.Errorf("%s = %s, want it to hold %s", path, body, part)
			}
		}
	}
}

func TestTheStrictServerServesTheDocumentedFormOfEveryCall(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{StrictUserAgent: true})
	for name, path := range dnspod.Paths() {
		refused := w.send(path, w.signed(), "User-Agent", "curl/8.0")
		wantEqual(t, name, code(t, decode(t, refused.body)), "-7")
		if got := code(t, w.call(path)); got == "-7" {
			t.Errorf("%s: code = -7 for the documented form", name)
		}
	}
}
