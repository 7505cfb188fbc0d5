package sendcloud_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/sendcloud"
	"tangelo/internal/sandbox/trouble"
)

// start is 2014-11-01 22:41:52 in Beijing, the time of the document's example.
var start = time.Date(2014, 11, 1, 14, 41, 52, 0, time.UTC)

type world struct {
	t     *testing.T
	clock *trouble.Clock
	board *trouble.Board
	cloud *sendcloud.Server
	url   string
	http  *http.Client
}

func serve(t *testing.T, options sendcloud.Options) *world {
	t.Helper()
	w := &world{t: t, clock: trouble.NewClock(start, 0), board: trouble.NewBoard()}
	t.Cleanup(w.clock.Close)
	options.Clock, options.Board = w.clock, w.board
	w.cloud = sendcloud.New(options)
	server := httptest.NewServer(w.cloud)
	t.Cleanup(server.Close)
	w.url, w.http = server.URL, server.Client()
	return w
}

// The document's example of an update names the domain twice; and clients of some age call
// the address of before.
func TestUpdateAsInTheExample(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	w.wantCode(200, "domain/add", "name", "mail.example.cn")
	form := w.values()
	form["name"] = []string{"mail.example.cn", "email.example.cn"}
	for path, want := range map[string]string{
		"/api/domain/update?" + form.Encode(): `"name":"email.example.cn"`, "/apiv2/domain/list?" + w.values().Encode(): `"statusCode":200`,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := w.http.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil || !strings.Contains(string(body), want) {
			t.Errorf("%s = %s, %v, want %s", path, body, err, want)
		}
	}
}

func (w *world) values(pairs ...string) url.Values {
	values := url.Values{"apiUser": {w.cloud.Account().APIUser}, "apiKey": {w.cloud.Account().APIKey}}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

func (w *world) send(request *http.Request) (int, string, error) {
	response, err := w.http.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

func (w *world) post(path string, values url.Values) (int, string, error) {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/api/"+path, strings.NewReader(values.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.send(request)
}

func (w *world) get(path string, values url.Values) string {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.url+"/api/"+path+"?"+values.Encode(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	_, body, err := w.send(request)
	if err != nil {
		w.t.Fatal(err)
	}
	return body
}

// body posts with good credentials.
func (w *world) body(path string, pairs ...string) string {
	w.t.Helper()
	status, body, err := w.post(path, w.values(pairs...))
	if err != nil || status != http.StatusOK {
		w.t.Fatalf("%s: status %d, error %v", path, status, err)
	}
	return body
}

type reply struct {
	Result     bool   `json:"result"`
	StatusCode int    `json:"statusCode"`
	Message    string `json:"message"`
	Info       struct {
		Data     map[string]any   `json:"data"`
		DataList []map[string]any `json:"dataList"`
		Total    int              `json:"total"`
		Count    int              `json:"count"`
	} `json:"info"`
}

func decode(t *testing.T, body string) reply {
	t.Helper()
	var r reply
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		t.Fatalf("answer is not JSON: %v\n%s", err, body)
	}
	if r.Result != (r.StatusCode == 200) {
		t.Errorf("result = %t with statusCode %d", r.Result, r.StatusCode)
	}
	return r
}

func (w *world) call(path string, pairs ...string) reply {
	w.t.Helper()
	return decode(w.t, w.body(path, pairs...))
}

func (w *world) wantCode(want int, path string, pairs ...string) {
	w.t.Helper()
	if got := w.call(path, pairs...).StatusCode; got != want {
		w.t.Errorf("%s %v: statusCode = %d, want %d", path, pairs, got, want)
	}
}

func (r reply) names() []string {
	names := []string{}
	for _, row := range r.Info.DataList {
		names = append(names, fmt.Sprint(row["name"]))
	}
	return names
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{Chinese: true})
	for _, values := range []url.Values{
		w.values("apiKey", "wrong"), w.values("apiUser", "wrong"), w.values("apiKey", ""), {},
	} {
		status, body, err := w.post("domain/list", values)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, "status", status, http.StatusOK)
		wantEqual(t, "body", body, `{"result":false,"statusCode":40005,"message":"认证失败","info":{}}`)
	}
}

func TestEveryCallTakesGETAndPOST(t *testing.T) {
	t.Parallel()
	for _, module := range []string{"domain", "trackDomain"} {
		for _, action := range []string{"list", "add", "update", "checkConfig", "delete"} {
			w := serve(t, sendcloud.Options{})
			path := module + "/" + action
			got := w.get(path, w.values("name", "mail.tangelo.example", "id", "1"))
			again := serve(t, sendcloud.Options{}).body(path, "name", "mail.tangelo.example", "id", "1")
			wantEqual(t, path, got, again)
			if strings.Contains(got, "authentication") {
				t.Errorf("%s by GET = %s, want a login", path, got)
			}
		}
	}
}

func TestWhatIsNoCall(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	for path, want := range map[string]int{"domain/other": http.StatusNotFound, "domain/list": http.StatusMethodNotAllowed} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, w.url+"/api/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		status, _, err := w.send(request)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, path, status, want)
	}
}

func TestShapesOfADomain(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	added := w.body("domain/add", "name", "Test456.com")
	listed := w.body("domain/list", "name", "test456.com")
	dkim := fmt.Sprint(decode(t, added).Info.Data["dkim.value"])
	row := func(spf string) string {
		return `{"name":"test456.com","type":"ordinary","verify":0,"spf.domain":"test456.com",` +
			`"spf.value":"v=spf1 include:spf.sendcloud.org ` + spf + `","dkim.domain":"mail._domainkey.test456.com",` +
			`"dkim.value":"` + dkim + `","mx.domain":"test456.com","mx.value":"mx2.sendcloud.org",` +
			`"dmarc.domain":"_dmarc.test456.com","dmarc.value":"v=DMARC1;p=none",` +
			`"gmtCreated":"2014-11-01 22:41:52","gmtUpdated":"2014-11-01 22:41:52"`
	}
	const ok = `{"result":true,"statusCode":200,"message":"request was successful","info":`

	wantEqual(t, "add", added, ok+`{"data":`+row("~all")+`}}}`)
	wantEqual(t, "list", listed, ok+`{"dataList":[`+row("-all")+`,"ipType":0}],"count":1}}`)
	wantEqual(t, "checkConfig", w.body("domain/checkConfig"), ok+`{"dataList":[{"name":"test456.com",`+
		`"isConfigSuccess":false,"configInfo":{"MX":false,"SPF":false,"DKIM":false,"DMARC":false},`+
		`"message":"不可使用","type":1}]}}`)
	wantEqual(t, "delete", w.body("domain/delete", "name", "test456.com"), ok+`{"count":1}}`)
}

func TestDomainAddRefusals(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "trial.tangelo.example", Test: true})
	w.wantCode(200, "domain/add", "name", "mail0.tangelo.example")
	for _, name := range []string{
		"", "one", "a_b.example", "my.sendcloud.example", "ifaxin.example", "mail0.tangelo.example",
		strings.Repeat("a234567890.", 23) + "example",
	} {
		w.wantCode(41015, "domain/add", "name", name)
	}
	for i := 1; i < 5; i++ {
		w.wantCode(200, "domain/add", "name", fmt.Sprintf("mail%d.tangelo.example", i))
	}
	w.wantCode(41012, "domain/add", "name", "mail5.tangelo.example")
	wantEqual(t, "changes", len(w.cloud.Truth().Changes), 5)
}

func TestDomainListFilters(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	for name, verify := range map[string]int{"v0.example": 0, "v3.example": 3, "v7.example": 7, "v22.example": 22, "v23.example": 23} {
		w.cloud.PlantDomain(sendcloud.Domain{Name: name, Verify: verify, Test: name == "v0.example"})
	}
	for _, c := range []struct {
		pairs []string
		want  string
	}{
		{nil, "0 22 23 3 7"},
		{[]string{"verify", "3"}, "3"},
		{[]string{"verify", ">22"}, "22 23"},
		{[]string{"verify", "<7"}, "0 3 7"},
		{[]string{"verify", "=7"}, ""},
		{[]string{"verify", "x"}, ""},
		{[]string{"type", "0"}, "0"},
		{[]string{"type", "1", "name", "v0.example;v3.example"}, "3"},
		{[]string{"name", "v7.example;V3.example;nothing.example"}, "3 7"},
	} {
		got := map[string]bool{}
		for _, name := range w.call("domain/list", c.pairs...).names() {
			got[strings.TrimSuffix(strings.TrimPrefix(name, "v"), ".example")] = true
		}
		want := map[string]bool{}
		for _, number := range strings.Fields(c.want) {
			want[number] = true
		}
		wantEqual(t, fmt.Sprint(c.pairs), got, want)
	}
}

func TestTheSignOfAVerifyFilterMayComeRaw(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "v3.example", Verify: 3})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.URL.Path, request.URL.RawQuery = "/api/domain/list", w.values().Encode()+"&verify=>3"
	_, body, err := w.send(request)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "names", decode(t, body).names(), []string{"v3.example"})
}

func TestDomainsAreVerifiedFromTheDNSEveryHalfHour(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	row := w.call("domain/add", "name", "mail.tangelo.example").Info.Data
	verify := func() float64 {
		got, ok := w.call("domain/list").Info.DataList[0]["verify"].(float64)
		if !ok {
			t.Fatal("verify is no number")
		}
		return got
	}
	value := func(key string) string { return fmt.Sprint(row[key]) }
	w.cloud.PlantRecord(value("spf.domain"), "TXT", "google-site-verification=x")
	w.cloud.PlantRecord(value("spf.domain"), "TXT", "v=spf1 include:other.example include:spf.sendcloud.org -all")
	w.cloud.PlantRecord(value("dkim.domain"), "TXT", strings.Replace(value("dkim.value"), ";", "; ", 1))

	wantEqual(t, "at once", verify(), 0.0)
	w.clock.Advance(30 * time.Minute)
	wantEqual(t, "after half an hour", verify(), 3.0)
	w.cloud.PlantRecord(value("mx.domain"), "MX", "10 mx2.sendcloud.org.")
	w.clock.Advance(29 * time.Minute)
	wantEqual(t, "before the next look", verify(), 3.0)
	w.clock.Advance(time.Minute)
	wantEqual(t, "after the next look", verify(), 7.0)
	checked := w.call("domain/checkConfig", "name", "mail.tangelo.example").Info.DataList[0]
	wantEqual(t, "isConfigSuccess", checked["isConfigSuccess"], any(true))
	wantEqual(t, "message", checked["message"], any("可使用"))
	w.cloud.PlantRecord(value("dmarc.domain"), "TXT", "v=DMARC1; p=none")
	w.clock.Advance(30 * time.Minute)
	wantEqual(t, "with DMARC", verify(), 23.0)
}

func TestLookupDecidesWhenGiven(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{Lookup: func(name, kind string) []string {
		return map[string][]string{"MX mail.tangelo.example": {"mx2.sendcloud.org"}}[kind+" "+name]
	}})
	w.call("domain/add", "name", "mail.tangelo.example")
	w.clock.Advance(time.Hour)
	w.call("domain/list")
	wantEqual(t, "verify", w.cloud.Truth().Domains[0].Verify, 4)
}

func TestVerifiedDomainsStay(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "ready.example", Verify: 7})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "half.example", Verify: 2})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "bound.example", Bound: true})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "test.example", Test: true})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "new.example"})
	for _, c := range []struct {
		want       int
		path, name string
		newName    string
	}{
		{41014, "domain/update", "none.example", "x.example"},
		{41016, "domain/update", "ready.example", "x.example"},
		{41016, "domain/update", "half.example", "x.example"},
		{41016, "domain/update", "new.example", "half.example"},
		{41016, "domain/update", "new.example", ""},
		{41016, "domain/update", "test.example", "x.example"},
		{200, "domain/update", "new.example", "newer.example"},
		{41014, "domain/delete", "new.example", ""},
		{200, "domain/delete", "newer.example", ""},
		{200, "domain/delete", "half.example", ""},
		{41016, "domain/delete", "ready.example", ""},
		{41016, "domain/delete", "bound.example", ""},
		{41016, "domain/delete", "test.example", ""},
	} {
		w.wantCode(c.want, c.path, "name", c.name, "newName", c.newName)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	w.board.Set(trouble.Fault{Call: "sendcloud.domain.add", Kind: trouble.Refuse, Code: "50000", Message: "too often", Count: 1})
	w.board.Set(trouble.Fault{Call: "sendcloud.domain.add", Kind: trouble.Reset, Count: 1})

	wantEqual(t, "refused", w.body("domain/add", "name", "a.example"),
		`{"result":false,"statusCode":50000,"message":"too often","info":{}}`)
	wantEqual(t, "domains", len(w.cloud.Truth().Domains), 0)
	if _, body, err := w.post("domain/add", w.values("name", "a.example")); err == nil {
		t.Errorf("answer = %s, want none", body)
	}
	wantEqual(t, "domains", len(w.cloud.Truth().Domains), 1)
	w.cloud.Reset()
	wantEqual(t, "domains after reset", len(w.cloud.Truth().Domains), 0)
}
