package dnspod_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
)

// vendor is an HTTP server that answers by path and remembers the forms it got.
type vendor struct {
	*httptest.Server
	mu       sync.Mutex
	requests []*http.Request
}

func serve(t *testing.T, answer func(r *http.Request) string) *vendor {
	t.Helper()
	v := &vendor{}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		v.mu.Lock()
		v.requests = append(v.requests, r)
		v.mu.Unlock()
		w.Header().Set("Content-Type", "text/html;charset=UTF-8")
		http.SetCookie(w, &http.Cookie{Name: "DNSPODID", Value: "x"})
		_, _ = fmt.Fprint(w, answer(r))
	}))
	t.Cleanup(v.Close)
	return v
}

func fixed(answer string) func(*http.Request) string {
	return func(*http.Request) string { return answer }
}

const (
	good  = `{"status":{"code":"1","message":"Action completed successful","created_at":"2026-03-01 12:00:00"}}`
	token = "12345,HUNTER2HUNTER2"
)

func (v *vendor) client(change ...func(*dnspod.Config)) *dnspod.Client {
	config := dnspod.Config{
		Account: "9", Mail: "ops@shop.example", Credentials: dnspod.Credentials{LoginToken: token},
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{dnspod.HostAPI: v.URL},
	}
	for _, f := range change {
		f(&config)
	}
	return dnspod.New(config)
}

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	v := serve(t, fixed(`{"status":{"code":"1"},"record":{"id":"7116972","name":"www"}}`))

	got, err := v.client().RecordCreate(t.Context(), dnspod.RecordCreateRequest{DomainID: "15", RecordData: dnspod.RecordData{
		Sub: "www", Type: "A", Line: dnspod.DefaultLine, Value: "192.0.2.7", TTL: 600,
	}})
	if err != nil {
		t.Fatal(err)
	}

	want := url.Values{
		"login_token": {token}, "format": {"json"}, "lang": {"cn"}, "error_on_empty": {"no"}, "domain_id": {"15"},
		"sub_domain": {"www"}, "record_type": {"A"}, "record_line": {"默认"}, "value": {"192.0.2.7"}, "ttl": {"600"},
	}
	r := v.requests[0]
	if diff := cmp.Diff(want, r.Form); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
	line := r.Method + " " + r.RequestURI + " " + r.UserAgent()
	if want := "POST /Record.Create Tangelo/1.0 (ops@shop.example)"; line != want {
		t.Errorf("request = %s, want %s", line, want)
	}
	if got.Record.ID != "7116972" {
		t.Errorf("record id = %s, want 7116972", got.Record.ID)
	}
}

func TestPasswordLoginWithToken(t *testing.T) {
	t.Parallel()
	v := serve(t, fixed(good))
	v.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		v.requests = append(v.requests, r)
		http.SetCookie(w, &http.Cookie{Name: "t123456", Value: "remember-me"})
		_, _ = fmt.Fprint(w, good)
	})
	client := v.client(func(c *dnspod.Config) {
		c.Credentials = dnspod.Credentials{Email: "a@b.example", Password: "HUNTER2HUNTER2", Code: "204060"}
	})

	for range 2 {
		if _, err := client.Version(t.Context()); err != nil {
			t.Fatal(err)
		}
	}

	first, second := v.requests[0], v.requests[1]
	if first.Form.Get("login_code") != "204060" || first.Form.Get("login_remember") != "yes" {
		t.Errorf("first form = %v, want the token's code", first.Form)
	}
	if second.Form.Has("login_code") || second.Header.Get("Cookie") != "t123456=remember-me" {
		t.Errorf("second call: form %v, cookie %q, want the cookie instead of the code", second.Form, second.Header.Get("Cookie"))
	}
	if got := client.Remembered().Reveal(); got != "t123456=remember-me" {
		t.Errorf("remembered = %q, want the cookie", got)
	}
}

func TestStopsAfterAFailedLogin(t *testing.T) {
	t.Parallel()
	for _, code := range []string{`"-1"`, `-1`, `"10002"`, `"50"`} {
		v := serve(t, fixed(`{"status":{"code":`+code+`,"message":"登录失败"}}`))
		client := v.client()

		_, first := client.Version(t.Context())
		_, second := client.Version(t.Context())
		client.SetCredentials(dnspod.Credentials{LoginToken: "1,other"})
		_, third := client.Version(t.Context())

		if endpoint.ClassOf(first) != endpoint.Refused || endpoint.KindOf(first) != endpoint.Denied {
			t.Errorf("%s: first = %v, want refused and denied", code, first)
		}
		if endpoint.ClassOf(second) != endpoint.NotSent || !errors.Is(second, dnspod.ErrLoginFailed) {
			t.Errorf("%s: second = %v, want it not sent", code, second)
		}
		if endpoint.ClassOf(third) != endpoint.Refused || len(v.requests) != 2 {
			t.Errorf("%s: third = %v after %d requests, want a second request", code, third, len(v.requests))
		}
	}
}

func TestBannedHasTwoMeanings(t *testing.T) {
	t.Parallel()
	v := serve(t, fixed(`{"status":{"code":"-8","message":"代理名下用户的域名需要升级才能设置"}}`))
	client := v.client()

	_, first := client.RecordListAll(t.Context(), "15")
	_, second := client.RecordListAll(t.Context(), "15")

	if endpoint.ClassOf(first) != endpoint.Refused || endpoint.ClassOf(second) != endpoint.Refused {
		t.Errorf("got %v and %v, want both sent and refused", first, second)
	}
	barred := serve(t, fixed(`{"status":{"code":"-8","message":"登录失败次数过多，账号被暂时封禁"}}`)).client()
	_, first = barred.RecordListAll(t.Context(), "15")
	_, second = barred.RecordListAll(t.Context(), "15")
	var e *endpoint.Error
	if !errors.As(first, &e) || !strings.Contains(e.Meaning.En, "failed logins") || !errors.Is(second, dnspod.ErrLoginFailed) {
		t.Errorf("got %v and %v, want a ban and then silence", first, second)
	}
}

func TestPagingBeyond3000(t *testing.T) {
	t.Parallel()
	const total = 6100
	v := serve(t, func(r *http.Request) string {
		offset, _ := strconv.Atoi(r.Form.Get("offset"))
		length, _ := strconv.Atoi(r.Form.Get("length"))
		records := []map[string]any{}
		for i := offset; i < min(offset+length, total); i++ {
			records = append(records, map[string]any{"id": strconv.Itoa(i + 1), "name": "www", "ttl": "600", "mx": 0, "enabled": "1"})
		}
		if offset > 0 { // a row slid over the border between two pages
			records = append(records, map[string]any{"id": strconv.Itoa(offset)})
		}
		body, _ := json.Marshal(map[string]any{
			"status": map[string]any{"code": "1"}, "info": map[string]any{"record_total": strconv.Itoa(total)}, "records": records,
		})
		return string(body)
	})

	got, err := v.client().RecordListAll(t.Context(), "15")
	if err != nil {
		t.Fatal(err)
	}

	if len(got) != total || len(v.requests) != 3 {
		t.Errorf("records = %d in %d requests, want %d in 3", len(got), len(v.requests), total)
	}
}

func TestEmptyLists(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"list":   `{"status":{"code":"1"},"info":{"record_total":0},"records":[]}`,
		"object": `{"status":{"code":"1"},"info":{"record_total":"0"},"records":{}}`,
		"code":   `{"status":{"code":"10","message":"No records on the list"}}`,
	} {
		v := serve(t, fixed(body))
		got, err := v.client().RecordListAll(t.Context(), "15")
		if err != nil || len(got) != 0 {
			t.Errorf("%s: got %v, %v, want no records and no error", name, got, err)
		}
	}
}

func TestTypesOfTheServiceOfToday(t *testing.T) {
	t.Parallel()
	v := serve(t, fixed(`{"status":{"code":1},"info":{"record_total":"1"},"domain":{"id":15,"name":"a.com"},"records":[
		{"id":"16894439","ttl":"86400","value":"f1g1ns1.dnspod.net.","enabled":"1","status":"enable","updated_on":"2026-03-01 20:00:00",
		 "name":"@","line":"默认","line_id":"0","type":"NS","weight":null,"monitor_status":"","remark":false,"use_aqb":"no","mx":"0","hold":"hold"}]}`))

	got, err := v.client().RecordList(t.Context(), dnspod.RecordListRequest{DomainID: "15"})
	if err != nil {
		t.Fatal(err)
	}

	want := []dnspod.Record{{
		ID: "16894439", Sub: "@", Line: "默认", LineID: "0", Type: "NS", TTL: 86400, Value: "f1g1ns1.dnspod.net.",
		Enabled: true, Status: "enable", Hold: "hold", UpdatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}}
	if diff := cmp.Diff(want, got.Records); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestDoubtfulAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		class  endpoint.Class
		reason string
	}{
		"page of a wrong key": {`<html><head><title>401 Authorization Required</title></head></html>`, endpoint.Unknown, "the answer is a web page"},
		"cut off":             {`{"status":{"code":"1"`, endpoint.Unknown, "the answer is broken JSON"},
		"no status":           {`{"records":[]}`, endpoint.Unknown, "the answer has no status"},
		"empty":               {``, endpoint.Unknown, "the answer is empty"},
		"unlisted code":       {`{"status":{"code":"4711","message":"something else"}}`, endpoint.Unknown, "a code the document does not list"},
		"no words":            {`{"status":{"code":"21","message":"?"}}`, endpoint.Unknown, "the answer contradicts itself"},
		"words of a success":  {`{"status":{"code":"21","message":"Action completed successful"}}`, endpoint.Unknown, "the answer contradicts itself"},
		"data in a refusal":   {`{"status":{"code":"21","message":"域名被锁定"},"record":{"id":"1"}}`, endpoint.Unknown, "the answer contradicts itself"},
		"unknown error":       {`{"status":{"code":"3","message":"未知错误"}}`, endpoint.Unknown, ""},
		"locked":              {`{"status":{"code":"21","message":"域名被锁定"}}`, endpoint.Refused, ""},
	} {
		v := serve(t, fixed(c.body))
		err := v.client().RecordRemove(t.Context(), dnspod.RecordRequest{DomainID: "1", RecordID: "2"})
		var e *endpoint.Error
		if !errors.As(err, &e) || e.Class != c.class || e.Reason != c.reason {
			t.Errorf("%s: error = %#v, want %s because %q", name, err, c.class, c.reason)
		}
	}
}

func TestNothingSecretIsPrinted(t *testing.T) {
	t.Parallel()
	v := serve(t, fixed(good))
	client := v.client()
	dead := v.client(func(c *dnspod.Config) { c.BaseURLs = map[string]string{dnspod.HostAPI: "http://127.0.0.1:1"} })
	_, err := dead.Version(t.Context())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		text := fmt.Sprintf(verb, []any{client, *client, client.Line(), client.Line().Protocol, dnspod.Credentials{LoginToken: token}, err})
		if strings.Contains(text, "HUNTER2") || strings.Contains(text, "127.0.0.1:1") {
			t.Errorf("%s prints a secret or an address: %s", verb, text)
		}
	}
}

func FuzzOpen(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		opened, err := dnspod.Open(body)
		if err != nil && (opened.OK || opened.Code != "") {
			t.Errorf("an error came with a verdict: %+v", opened)
		}
		for _, d := range dnspod.All() {
			_, _, _ = d.Decode(opened.Payload)
		}
	})
}
