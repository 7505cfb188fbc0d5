package dnspod_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/trouble"
)

// start is 2016-05-11 02:35:23 in Beijing, the moment of the recordings.
var start = time.Date(2016, 5, 10, 18, 35, 23, 0, time.UTC)

const agent = "Sandbox Test/1.0 (test@tangelo.example)"

// world is a server whose clock stands still, and what a client needs.
type world struct {
	t     *testing.T
	clock *trouble.Clock
	board *trouble.Board
	pod   *dnspod.Server
	url   string
	http  *http.Client
}

func serve(t *testing.T, options dnspod.Options) *world {
	t.Helper()
	w := &world{t: t, clock: trouble.NewClock(start, 0), board: trouble.NewBoard()}
	t.Cleanup(w.clock.Close)
	options.Clock, options.Board, options.Now = w.clock, w.board, w.clock.Now
	w.pod = dnspod.New(options)
	server := httptest.NewServer(w.pod)
	t.Cleanup(server.Close)
	w.url, w.http = server.URL, server.Client()
	return w
}

// form makes parameters of key, value pairs.
func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

// reply is an HTTP answer that was read to its end.
type reply struct {
	status  int
	header  http.Header
	cookies []*http.Cookie
	body    string
}

// send posts exactly the parameters given.
func (w *world) send(path string, values url.Values, headers ...string) reply {
	w.t.Helper()
	answer, err := w.try(path, values, headers...)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer
}

func (w *world) try(path string, values url.Values, headers ...string) (reply, error) {
	w.t.Helper()
	body := strings.NewReader(values.Encode())
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/"+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", agent)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return w.do(request)
}

func (w *world) do(request *http.Request) (reply, error) {
	response, err := w.http.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, response.Cookies(), string(body)}, err
}

// signed adds the token of the first account and asks for JSON.
func (w *world) signed(pairs ...string) url.Values {
	values := form(append([]string{"format", "json", "login_token", w.pod.Account().LoginToken()}, pairs...)...)
	return values
}

// call posts with a good login and decodes the answer.
func (w *world) call(path string, pairs ...string) map[string]any {
	w.t.Helper()
	return decode(w.t, w.send(path, w.signed(pairs...)).body)
}

func decode(t *testing.T, body string) map[string]any {
	t.Helper()
	var answer map[string]any
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("answer is not JSON: %v\n%s", err, body)
	}
	return answer
}

// code is status.code of an answer; it must be text.
func code(t *testing.T, answer map[string]any) string {
	t.Helper()
	status, ok := answer["status"].(map[string]any)
	if !ok {
		t.Fatalf("answer has no status: %v", answer)
	}
	text, ok := status["code"].(string)
	if !ok {
		t.Fatalf("status.code = %v, want text", status["code"])
	}
	return text
}

func (w *world) wantCode(want, path string, pairs ...string) {
	w.t.Helper()
	if got := code(w.t, w.call(path, pairs...)); got != want {
		w.t.Errorf("%s %v: code = %s, want %s", path, pairs, got, want)
	}
}

// part walks into an answer: a string is a key, an int an index.
func part(t *testing.T, value any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch key := step.(type) {
		case string:
			object, ok := value.(map[string]any)
			if !ok {
				t.Fatalf("no object at %q of %v: %v", key, path, value)
			}
			value = object[key]
		case int:
			list, ok := value.([]any)
			if !ok || key >= len(list) {
				t.Fatalf("no item %d of %v: %v", key, path, value)
			}
			value = list[key]
		}
	}
	return value
}

func textAt(t *testing.T, value any, path ...any) string {
	t.Helper()
	text, ok := part(t, value, path...).(string)
	if !ok {
		t.Fatalf("%v is not text in %v", path, value)
	}
	return text
}

// zone creates a zone over HTTP and returns its id.
func (w *world) zone(name string) string {
	w.t.Helper()
	return textAt(w.t, w.call("Domain.Create", "domain", name), "domain", "id")
}

func (w *world) record(zone, name, kind, value string, more ...string) string {
	w.t.Helper()
	pairs := append([]string{
		"domain_id", zone, "sub_domain", name, "record_type", kind, "record_line", "默认", "value", value,
	}, more...)
	return textAt(w.t, w.call("Record.Create", pairs...), "record", "id")
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// other is a second account.
var other = dnspod.Account{
	UserID: 423255, Email: "mjj@other.example", Password: "other-password", TokenID: "423", Token: "0ther", Telephone: "15913810101",
}

// as is call with the token of another account.
func (w *world) as(a dnspod.Account, path string, pairs ...string) map[string]any {
	w.t.Helper()
	return w.call(path, append([]string{"login_token", a.LoginToken()}, pairs...)...)
}

func (w *world) wantCodeAs(a dnspod.Account, want, path string, pairs ...string) {
	w.t.Helper()
	if got := code(w.t, w.as(a, path, pairs...)); got != want {
		w.t.Errorf("%s %v as %s: code = %s, want %s", path, pairs, a.Email, got, want)
	}
}

// step is one call of a story and the code it must have.
type step struct {
	want, path string
	pairs      []string
}

func (w *world) steps(steps ...step) {
	w.t.Helper()
	for _, s := range steps {
		w.wantCode(s.want, s.path, s.pairs...)
	}
}
