package dnspod_test

import (
	"encoding/xml"
	"fmt"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tangelo/internal/sandbox/dnspod"
)

const success = `{"status":{"code":"1","message":"Action completed successful","created_at":"2016-05-11 02:35:23"}`

// The shapes of these answers, with their types and the order of their keys,
// are those recorded from production in 2016.
func TestAnswersHaveTheRecordedShape(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{FalseRemark: true})
	zone := w.zone("capsulecd.com")
	owner := w.pod.Account().Email
	row := func(id, name, kind, ttl, value, end string) string {
		return `{"id":"` + id + `","name":"` + name + `","line":"\u9ed8\u8ba4","line_id":"0","type":"` + kind + `","ttl":"` +
			ttl + `","value":"` + value + `","weight":null,"mx":"0","enabled":"1","status":"enabled","monitor_status":"",` +
			`"remark":"","updated_on":"2016-05-11 02:35:23","use_aqb":"no"` + end + `}`
	}
	cases := []struct {
		path  string
		pairs []string
		want  string
	}{
		{"Domain.Info", []string{"domain", "capsulecd.com"}, success + `,"domain":{"id":"` + zone +
			`","name":"capsulecd.com","punycode":"capsulecd.com","grade":"DP_Free",` +
			`"grade_title":"\u65b0\u514d\u8d39\u5957\u9910","status":"enable","ext_status":"dnserror","records":"2",` +
			`"group_id":"1","is_mark":"no","remark":false,"is_vip":"no","searchengine_push":"yes","user_id":"1446297",` +
			`"created_on":"2016-05-11 02:35:23","updated_on":"2016-05-11 02:35:23","ttl":"600",` +
			`"cname_speedup":"disable","owner":"` + owner + `"}}`},
		{"Record.Create", []string{
			"domain", "capsulecd.com", "sub_domain", "docs", "record_type", "CNAME", "record_line", "默认", "value", "docs.example.com",
		}, success + `,"record":{"id":"189590003","name":"docs","status":"enabled","weight":null}}`},
		{"Record.List", []string{"domain", "capsulecd.com"}, success + `,"domain":{"id":"` + zone +
			`","name":"capsulecd.com","punycode":"capsulecd.com","grade":"DP_Free","owner":"` + owner + `"},` +
			`"info":{"sub_domains":"3","record_total":"3"},"records":[` +
			row("189590001", "@", "NS", "86400", "f1g1ns1.dnspod.net.", `,"hold":"hold"`) + `,` +
			row("189590002", "@", "NS", "86400", "f1g1ns2.dnspod.net.", `,"hold":"hold"`) + `,` +
			row("189590003", "docs", "CNAME", "600", "docs.example.com.", "") + `]}`},
		{"Record.Modify", []string{
			"domain_id", zone, "record_id", "189590003", "sub_domain", "updated.test", "record_type", "TXT",
			"record_line", "默认", "value", "challengetoken",
		}, success + `,"record":{"id":189590003,"name":"updated.test","value":"challengetoken","status":"enable","weight":null}}`},
		{
			"Domain.Info",
			[]string{"domain", "thisisadomainidonotown.com"},
			`{"status":{"code":"13","message":"Domain is not exists","created_at":"2016-05-11 02:35:23"}}`,
		},
		{
			"Record.Status",
			[]string{"domain_id", zone, "record_id", "189590003", "status", "disable"},
			success + `,"record":{"id":189590003,"name":"updated.test","status":"disable"}}`,
		},
		{"Record.Remove", []string{"domain_id", zone, "record_id", "189590003"}, success + `}`},
	}

	for _, c := range cases {
		wantEqual(t, c.path, w.send(c.path, w.signed(c.pairs...)).body, c.want)
	}
}

func TestHTTPSideOfAnAnswer(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})

	answer := w.send("Domain.Info", form("format", "json", "domain", "a.example"))

	wantEqual(t, "status", answer.status, http.StatusOK)
	wantEqual(t, "content type", answer.header.Get("Content-Type"), "text/html;charset=UTF-8")
	if got := answer.header.Get("Set-Cookie"); !strings.HasPrefix(got, "DNSPODID=") {
		t.Errorf("Set-Cookie = %q, want a DNSPODID", got)
	}
}

func TestXMLUnlessJSONIsAskedFor(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("例子.com")
	values := w.signed("domain_id", zone)
	values.Del("format")

	body := w.send("Record.List", values).body

	var answer struct {
		XMLName xml.Name `xml:"dnspod"`
		Code    string   `xml:"status>code"`
		Name    string   `xml:"domain>name"`
		Values  []string `xml:"records>item>value"`
	}
	if err := xml.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("answer is not XML: %v\n%s", err, body)
	}
	wantEqual(t, "code", answer.Code, "1")
	wantEqual(t, "name", answer.Name, "例子.com")
	wantEqual(t, "values", answer.Values, []string{"f1g1ns1.dnspod.net.", "f1g1ns2.dnspod.net."})
	body = w.send("Domain.List", form("login_email", "nobody@tangelo.example")).body
	want := "<code>-1</code>\n<message><![CDATA[Login fail, please check login info]]></message>\n"
	if !strings.Contains(body, want) {
		t.Errorf("refusal = %s, want it to hold %s", body, want)
	}
}

func TestJSONIsEscapedLikePHPDoes(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.Plant(dnspod.Zone{Name: "escape.example", Remark: "a/b \"c\" \\ 😀\n<&>"})
	body := w.send("Domain.Info", w.signed("domain", "escape.example")).body
	want := `"remark":"a\/b \"c\" \\ \ud83d\ude00\n<&>"`
	if !strings.Contains(body, want) {
		t.Errorf("body = %s, want it to hold %s", body, want)
	}
}

func TestNullAndFalseAreEmptyInXML(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.zone("empty.example")
	values := w.signed("domain", "empty.example")
	values.Set("format", "xml")
	for path, want := range map[string]string{
		"Domain.Info": "<remark></remark>\n", "Record.List": "<weight></weight>\n", "User.Detail": "<agent_pending></agent_pending>\n",
	} {
		if body := w.send(path, values).body; !strings.Contains(body, want) {
			t.Errorf("%s = %s, want it to hold %s", path, body, want)
		}
	}
}

func TestParametersMayComeAsMultipart(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	var body strings.Builder
	form := multipart.NewWriter(&body)
	for key, values := range w.signed("domain", "multi.example") {
		if err := form.WriteField(key, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/Domain.Create", strings.NewReader(body.String()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	answer, err := w.do(request)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "code", code(t, decode(t, answer.body)), "1")
	wantEqual(t, "zones", len(w.pod.Truth().Zones), 1)
}

func TestMessagesFollowLang(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	for lang, want := range map[string]string{
		"":   "Domain is invalid",
		"en": "Domain is invalid",
		"cn": "域名无效",
	} {
		wantEqual(t, "lang "+lang, textAt(t, w.call("Domain.Create", "domain", "x", "lang", lang), "status", "message"), want)
	}
}

// Numbers of one field come as number or text depending on the call.
func TestTypesDifferByCall(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("types.example")
	record := w.record(zone, "www", "A", "192.0.2.1")

	list := w.call("Domain.List")
	info := w.call("Record.Info", "domain_id", zone, "record_id", record)
	lines := w.call("Record.Line", "domain_grade", "DP_Free")
	ddns := w.call("Record.Ddns", "domain_id", zone, "record_id", record, "sub_domain", "www", "record_line", "默认", "value", "192.0.2.9")
	lock := w.call("Domain.Lock", "domain_id", zone, "days", "3")

	number, err := strconv.ParseFloat(zone, 64)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"Domain.List id", part(t, list, "domains", 0, "id"), number},
		{"Domain.List records", part(t, list, "domains", 0, "records"), "3"},
		{"Domain.List remark", part(t, list, "domains", 0, "remark"), ""},
		{"Domain.List total", part(t, list, "info", "domain_total"), 1.0},
		{"Domain.List share_total", part(t, list, "info", "share_total"), nil},
		{"Record.Info domain id", part(t, info, "domain", "id"), number},
		{"Record.Info record id", part(t, info, "record", "id"), record},
		{"Record.Info domain_id", part(t, info, "record", "domain_id"), zone},
		{"Record.Info ttl", part(t, info, "record", "ttl"), "600"},
		{"Record.Info line id", part(t, info, "record", "record_line_id"), "0"},
		{"Record.Line default", part(t, lines, "line_ids", "默认"), 0.0},
		{"Record.Line other", part(t, lines, "line_ids", "联通"), "10=1"},
		{"Record.Line first", part(t, lines, "lines", 0), "默认"},
		{"Record.Ddns value", part(t, ddns, "record", "value"), "192.0.2.9"},
		{"Record.Ddns id", fmt.Sprintf("%T", part(t, ddns, "record", "id")), "float64"},
		{"Domain.Lock id", part(t, lock, "lock", "domain_id"), number},
		{"Domain.Lock end", part(t, lock, "lock", "lock_end"), "2016-05-14"},
	} {
		wantEqual(t, c.what, c.got, c.want)
	}
}

func TestVersionStandsInTheMessage(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	wantEqual(t, "version", textAt(t, w.call("Info.Version"), "status", "message"), "4.6")
}

// Released clients with typed answers read no false for a text, so that is not the rule.
func TestDocumentShapes(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{DocumentShapes: true})
	w.zone("plain.example")
	wantEqual(t, "remark", part(t, w.call("Domain.Info", "domain", "plain.example"), "domain", "remark"), any(""))
	wantEqual(t, "share_total", part(t, w.call("Domain.List"), "info", "share_total"), any(0.0))
}

func TestPathsAreKnownInAnyCase(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	for _, path := range []string{"domain.create", "DOMAIN.CREATE", "Domain.create"} {
		w.wantCode("1", path, "domain", strings.ToLower(path)+fmt.Sprint(len(w.pod.Truth().Zones))+".example")
	}
}
