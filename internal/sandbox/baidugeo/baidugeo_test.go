package baidugeo_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/baidugeo"
	"tangelo/internal/sandbox/trouble"
)

// now is 2025-01-07 14:42:50 in Beijing, the time of the document's example.
var now = time.Date(2025, 1, 7, 6, 42, 50, 0, time.UTC)

type world struct {
	t     *testing.T
	board *trouble.Board
	geo   *baidugeo.Server
	url   string
	http  *http.Client
}

func serve(t *testing.T, options baidugeo.Options) *world {
	t.Helper()
	clock := trouble.NewClock(now, 0)
	t.Cleanup(clock.Close)
	w := &world{t: t, board: trouble.NewBoard()}
	options.Clock, options.Board = clock, w.board
	options.Now = func() time.Time { return now }
	w.geo = baidugeo.New(options)
	server := httptest.NewServer(w.geo)
	t.Cleanup(server.Close)
	w.url, w.http = server.URL, server.Client()
	return w
}

// signer is the caller's side of bce-auth-v1; tests change one part of it.
type signer struct {
	account baidugeo.Account
	at      string
	seconds string
	headers []string // listed; nil = host
	method  string
	target  string // as signed and sent
	host    string // as signed; empty = as sent
}

func (w *world) signer() signer {
	return signer{
		account: w.geo.Account(), at: now.Format(time.RFC3339), seconds: "1800", method: http.MethodPost,
		target: "/v2/geo/site?action=query",
	}
}

func (s signer) sign(request *http.Request) string {
	hash := func(key, text string) string {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(text))
		return hex.EncodeToString(mac.Sum(nil))
	}
	listed := s.headers
	if listed == nil {
		listed = []string{"host"}
	}
	var lines []string
	for _, name := range listed {
		value := request.Header.Get(name)
		if name == "host" {
			value = request.URL.Host
			if s.host != "" {
				value = s.host
			}
		}
		lines = append(lines, name+":"+strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
	}
	sort.Strings(lines)
	prefix := strings.Join([]string{"bce-auth-v1", s.account.AccessKey, s.at, s.seconds}, "/")
	text := strings.Join([]string{
		request.Method, request.URL.Path, request.URL.Query().Encode(), strings.Join(lines, "\n"),
	}, "\n")
	return prefix + "/" + strings.Join(listed, ";") + "/" + hash(hash(s.account.SecretKey, prefix), text)
}

// reply is an HTTP answer that was read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

// send signs and sends; change may touch the request after it was signed.
func (w *world) send(s signer, body string, change func(*http.Request)) (reply, error) {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), s.method, w.url+s.target, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json;charset=utf-8")
	request.Header.Set("Authorization", s.sign(request))
	if change != nil {
		change(request)
	}
	response, err := w.http.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(answer)}, err
}

func (w *world) query(body string) (int, string) {
	w.t.Helper()
	answer, err := w.send(w.signer(), body, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer.status, answer.body
}

type failure struct {
	RequestID, Code, Message string
}

func decode[T any](t *testing.T, body string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(body), &value); err != nil {
		t.Fatalf("answer is not JSON: %v\n%s", err, body)
	}
	return value
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestAnswerHasTheShapeOfTheExample(t *testing.T) {
	t.Parallel()
	w := serve(t, baidugeo.Options{})
	renew := true
	w.geo.PlantSite(baidugeo.Site{Name: "your.site.com", Plan: baidugeo.Plan{
		Start: time.Date(2025, 1, 1, 2, 0, 0, 0, time.UTC), End: time.Date(2025, 1, 31, 2, 0, 0, 0, time.UTC), AutoRenewal: &renew,
	}})

	answer, err := w.send(w.signer(), "{\n}", nil)
	if err != nil {
		t.Fatal(err)
	}

	wantEqual(t, "status", answer.status, http.StatusOK)
	wantEqual(t, "content type", answer.header.Get("Content-Type"), "application/json; charset=utf-8")
	wantEqual(t, "body", answer.body, `{"total":1,"sites":[{"id":1,"createdAt":"2025-01-07 14:42:50","uid":"`+
		w.geo.Account().UserID+`","status":"RUNNING","region":"mainland_china","site":"your.site.com","planId":1,`+
		`"plan":{"start":"2025-01-01 10:00:00","end":"2025-01-31 10:00:00","autoRenewal":true,`+
		`"createdAt":"2025-01-07 14:42:50","spec":"Basic","planId":1},"dnsVerify":1}],"pageNo":1,"pageSize":10}`)
}

func TestPlanAsListAndTimesInTheOtherForms(t *testing.T) {
	t.Parallel()
	w := serve(t, baidugeo.Options{PlanAsList: true})
	for _, style := range []baidugeo.TimeStyle{baidugeo.UTC, baidugeo.Unix} {
		w.geo.PlantSite(baidugeo.Site{Name: string(style) + ".example", Plan: baidugeo.Plan{
			Start: time.Date(2025, 1, 1, 2, 0, 0, 0, time.UTC), Style: style,
		}})
	}
	_, body := w.query(`{}`)
	answer := decode[struct {
		Sites []struct {
			Plan []map[string]any `json:"plan"`
		} `json:"sites"`
	}](t, body)
	for i, want := range []string{"2025-01-01T02:00:00Z", "1735696800"} {
		wantEqual(t, "start", answer.Sites[i].Plan[0]["start"], any(want))
		if _, present := answer.Sites[i].Plan[0]["autoRenewal"]; present {
			t.Errorf("plan %d has autoRenewal, want it left out", i)
		}
	}
}

func TestSignature(t *testing.T) {
	t.Parallel()
	w := serve(t, baidugeo.Options{})
	for _, c := range []struct {
		name   string
		edit   func(*signer)
		change func(*http.Request)
		status int
		code   string
	}{
		{"good", nil, nil, 200, ""},
		{"content type signed as sent", func(s *signer) { s.headers = []string{"content-type", "host"} }, nil, 200, ""},
		{"a header more that is not listed", nil, func(r *http.Request) { r.Header.Set("X-Bce-Request-Id", "a-b") }, 200, ""},
		{"valid for three hours", func(s *signer) { s.seconds = "10800" }, nil, 200, ""},
		{"at the end of its time", func(s *signer) { s.at = now.Add(-1800 * time.Second).Format(time.RFC3339) }, nil, 200, ""},
		{"a clock a little ahead", func(s *signer) { s.at = now.Add(time.Minute).Format(time.RFC3339) }, nil, 200, ""},
		{"without", nil, func(r *http.Request) { r.Header.Del("Authorization") }, 403, "AccessDenied"},
		{"another scheme", nil, func(r *http.Request) { r.Header.Set("Authorization", "Basic eA==") }, 400, "InvalidHTTPAuthHeader"},
		{"time in another form", func(s *signer) { s.at = "2025-01-07 06:42:50" }, nil, 400, "InvalidHTTPAuthHeader"},
		{"no seconds", func(s *signer) { s.seconds = "0" }, nil, 400, "InvalidHTTPAuthHeader"},
		{"unknown key", func(s *signer) { s.account.AccessKey = "nobody" }, nil, 403, "InvalidAccessKeyId"},
		{"expired", func(s *signer) { s.at = now.Add(-1801 * time.Second).Format(time.RFC3339) }, nil, 400, "RequestExpired"},
		{"far ahead", func(s *signer) { s.at = now.Add(time.Hour).Format(time.RFC3339) }, nil, 400, "RequestExpired"},
		{"wrong secret", func(s *signer) { s.account.SecretKey = "x" }, nil, 400, "SignatureDoesNotMatch"},
		{"host without its port", func(s *signer) { s.host = "127.0.0.1" }, nil, 400, "SignatureDoesNotMatch"},
		{"query changed", nil, func(r *http.Request) { r.URL.RawQuery += "&x=1" }, 400, "SignatureDoesNotMatch"},
		{
			"signed header changed", func(s *signer) { s.headers = []string{"content-type", "host"} },
			func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 400, "SignatureDoesNotMatch",
		},
		{"signature cut", nil, func(r *http.Request) {
			r.Header.Set("Authorization", strings.TrimRight(r.Header.Get("Authorization"), "0123456789abcdef"))
		}, 400, "SignatureDoesNotMatch"},
	} {
		s := w.signer()
		if c.edit != nil {
			c.edit(&s)
		}
		answer, err := w.send(s, "{}", c.change)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, c.name+": status", answer.status, c.status)
		got := decode[failure](t, answer.body)
		wantEqual(t, c.name+": code", got.Code, c.code)
		if c.code != "" && (got.RequestID == "" || got.Message == "" || got.RequestID != answer.header.Get("X-Bce-Request-Id")) {
			t.Errorf("%s: body = %s, want a message and the request id of the header", c.name, answer.body)
		}
	}
}

func TestRefusalsOfTheQuery(t *testing.T) {
	t.Parallel()
	w := serve(t, baidugeo.Options{})
	for _, c := range []struct {
		body, code string
		status     int
	}{
		{`{"pageNo":0}`, "InappropriateJSON", 400},
		{`{"pageSize":-1}`, "InappropriateJSON", 400},
		{`{"pageNo":"1"}`, "InappropriateJSON", 400},
		{`{"status":"GONE"}`, "InappropriateJSON", 400},
		{`[]`, "InappropriateJSON", 400},
		{`{"pageNo":`, "MalformedJSON", 400},
		{``, "MalformedJSON", 400},
		{`{"site":"other.example"}`, "AccessDenied", 403},
	} {
		status, body := w.query(c.body)
		got := decode[failure](t, body)
		wantEqual(t, c.body, []any{status, got.Code}, []any{c.status, c.code})
	}
	_, body := w.query(`{"site":"other.example"}`)
	wantEqual(t, "message", decode[failure](t, body).Message, "该域名不属于用户,用户不可操作。")
	for target, want := range map[string]int{"/v2/geo/site?action=create": 400, "/v2/geo/other?action=query": 404} {
		s := w.signer()
		s.target = target
		answer, err := w.send(s, "{}", nil)
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, target, answer.status, want)
	}
}

func TestFilterAndPages(t *testing.T) {
	t.Parallel()
	w := serve(t, baidugeo.Options{})
	for name, status := range map[string]string{"one.example": "", "two.example": "STOPPED", "other.test": "OPERATING"} {
		w.geo.PlantSite(baidugeo.Site{Name: name, Status: status})
	}
	type answer struct {
		Total int
		Sites []struct{ Site string }
	}
	for _, c := range []struct {
		body  string
		total int
		sites int
	}{
		{`{}`, 3, 3},
		{`{"status":"all"}`, 3, 3},
		{`{"status":"running"}`, 1, 1},
		{`{"status":"Operating"}`, 1, 1},
		{`{"status":"OVERDUE"}`, 0, 0},
		{`{"keyword":"EXAMPLE"}`, 2, 2},
		{`{"keyword":"nothing","site":"two.example"}`, 1, 1},
		{`{"site":"two.example","status":"RUNNING"}`, 0, 0},
		{`{"pageNo":2,"pageSize":2}`, 3, 1},
		{`{"pageNo":9,"pageSize":2}`, 3, 0},
	} {
		status, body := w.query(c.body)
		got := decode[answer](t, body)
		wantEqual(t, c.body, []int{status, got.Total, len(got.Sites)}, []int{http.StatusOK, c.total, c.sites})
		if !strings.Contains(body, `"sites":[`) {
			t.Errorf("%s: body = %s, want an array of sites", c.body, body)
		}
	}
	w.geo.Reset()
	wantEqual(t, "sites after reset", len(w.geo.Truth().Sites), 0)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	w := serve(t, baidugeo.Options{})
	w.geo.PlantSite(baidugeo.Site{Name: "one.example"})
	w.board.Set(trouble.Fault{Call: "baidugeo.site.query", Kind: trouble.Refuse, Code: "AccessDenied", Match: "one.example", Count: 1})

	status, body := w.query(`{"site":"one.example"}`)
	wantEqual(t, "refused", []any{status, decode[failure](t, body).Code}, []any{403, "AccessDenied"})
	status, _ = w.query(`{"site":"one.example"}`)
	wantEqual(t, "once", status, http.StatusOK)
	w.board.Set(trouble.Fault{Call: "baidugeo.*", Kind: trouble.Drop, Count: 1})
	if answer, err := w.send(w.signer(), "{}", nil); err == nil {
		t.Errorf("answer = %s, want none", answer.body)
	}
}
