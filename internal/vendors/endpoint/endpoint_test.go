package endpoint_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/endpoint"
)

// plain is a protocol without signature: a query, and {"code","text","data"} back.
type plain struct{}

func (plain) Request(ctx context.Context, info endpoint.Info, target *url.URL, params []endpoint.Value) (*http.Request, error) {
	query := url.Values{}
	for _, p := range params {
		query.Set(p.Name, p.Text)
	}
	target.RawQuery = query.Encode()
	return http.NewRequestWithContext(ctx, info.Method, target.String(), nil)
}

func (plain) Open(reply endpoint.Reply) (endpoint.Opened, error) {
	var body struct {
		Code, Text, ID string
		Data           any
	}
	if json.Unmarshal(reply.Body, &body) != nil || body.Code == "" {
		return endpoint.Opened{}, errors.New("no envelope")
	}
	return endpoint.Opened{OK: body.Code == "ok", Code: body.Code, Text: body.Text, RequestID: body.ID, Payload: body.Data}, nil
}

func (plain) Secrets() []endpoint.Secret { return nil }

type order struct {
	Name     string          `param:"name" rule:"required"`
	Password endpoint.Secret `param:"password"`
	Back     string          `param:"callback"`
}

type bought struct {
	Number   string          `answer:"number,required"`
	Password endpoint.Secret `answer:"password"`
}

var codes = endpoint.Codes{
	"17": endpoint.Unfunded.Means("余额不足", "insufficient balance"),
	"18": endpoint.AlreadyDone.Means("已存在", "exists already", "name"),
	"19": endpoint.Busy.Means("繁忙", "busy"),
	"20": endpoint.Unclear.Means("异常", "something happened"),
}

func call(effect endpoint.Effect) endpoint.Endpoint[order, bought] {
	return endpoint.Endpoint[order, bought]{
		Name: "plain.order", Method: http.MethodGet, Path: "/order", Effect: effect, Doc: "1",
		Errors: codes, Accepts: "callback",
	}
}

const secret = "HUNTER2HUNTER2"

var good = order{Name: "a", Password: secret}

// log keeps calls and gate events.
type log struct {
	mu     sync.Mutex
	calls  []endpoint.Call
	origin endpoint.Origin
	events []string
	closed error
}

func (l *log) Record(ctx context.Context, c endpoint.Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls, l.origin = append(l.calls, c), endpoint.OriginOf(ctx)
}

func (l *log) Enter(_ context.Context, account, name string, effect endpoint.Effect) (endpoint.Leave, error) {
	l.events = append(l.events, fmt.Sprint("enter ", account, " ", name, " ", effect))
	return func(_ context.Context, outcome endpoint.Class, busy bool) {
		l.events = append(l.events, fmt.Sprint("leave ", account, " ", outcome, " ", busy))
	}, l.closed
}

func line(address string, l *log) *endpoint.Line {
	return endpoint.Line{
		Vendor: endpoint.Vendor{Name: "plain", Method: http.MethodGet}, Account: "7", Protocol: plain{},
		BaseURLs: map[string]string{"api": address}, Hosts: []string{"127.0.0.1"}, Timeout: 300 * time.Millisecond, Recorder: l, Gate: l,
	}.Open()
}

func answers(t *testing.T, status int, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// socket serves one raw connection after another: it reads a request, then does reply.
func socket(t *testing.T, reply func(net.Conn)) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					reply(conn)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

func write(text string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, text) }
}

func TestClassOfEveryEnding(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	for name, c := range map[string]struct {
		address string
		effect  endpoint.Effect
		class   endpoint.Class
		code    string
		reason  string
	}{
		"done":                    {answers(t, 200, `{"code":"ok","data":{"number":"5"}}`), endpoint.Buy, endpoint.OK, "", ""},
		"done, number missing":    {answers(t, 200, `{"code":"ok","data":{}}`), endpoint.Buy, endpoint.Unknown, "", "success, but /number is missing"},
		"refused":                 {answers(t, 200, `{"code":"17"}`), endpoint.Buy, endpoint.Refused, "17", ""},
		"refused with status 400": {answers(t, 400, `{"code":"17"}`), endpoint.Buy, endpoint.Refused, "17", ""},
		"exists, buying":          {answers(t, 200, `{"code":"18"}`), endpoint.Buy, endpoint.Unknown, "18", ""},
		"exists, setting":         {answers(t, 200, `{"code":"18"}`), endpoint.Set, endpoint.Refused, "18", ""},
		"unclear, setting":        {answers(t, 200, `{"code":"20"}`), endpoint.Set, endpoint.Unknown, "20", ""},
		"unclear, reading":        {answers(t, 200, `{"code":"20"}`), endpoint.Read, endpoint.Refused, "20", ""},
		"unlisted":                {answers(t, 200, `{"code":"99"}`), endpoint.Buy, endpoint.Unknown, "99", "a code the document does not list"},
		"success with status 500": {answers(t, 500, `{"code":"ok","data":{"number":"5"}}`), endpoint.Buy, endpoint.Unknown, "", "success with http status 500"},
		"page":                    {answers(t, 200, `<html>oops</html>`), endpoint.Buy, endpoint.Unknown, "", "no envelope"},
		"page with status 502":    {answers(t, 502, `<html>oops</html>`), endpoint.Buy, endpoint.Unknown, "", "http status 502"},
		"too long":                {answers(t, 200, strings.Repeat(" ", 1<<20+1)), endpoint.Buy, endpoint.Unknown, "", "answer larger than 1 MB"},
		"refused connection":      {"http://127.0.0.1:1", endpoint.Buy, endpoint.NotSent, "", "connection refused"},
		"no address":              {"", endpoint.Buy, endpoint.NotSent, "", "no address is set for api"},
		"TLS to a plain port":     {"https" + strings.TrimPrefix(answers(t, 200, "x"), "http"), endpoint.Buy, endpoint.NotSent, "", "connection failed"},
		"reset":                   {socket(t, reset), endpoint.Buy, endpoint.Unknown, "", "connection reset"},
		"closed without a word":   {socket(t, func(net.Conn) {}), endpoint.Buy, endpoint.Unknown, "", "no answer"},
		"no end":                  {socket(t, func(net.Conn) { <-hang }), endpoint.Buy, endpoint.Unknown, "", "time-out"},
		"no end, reading":         {socket(t, func(net.Conn) { <-hang }), endpoint.Read, endpoint.Unknown, "", "time-out"},
		"half an answer": {
			socket(t, write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"code\":\"17\"")),
			endpoint.Buy, endpoint.Unknown, "", "answer cut off",
		},
		"not HTTP": {socket(t, write("220 smtp ready\r\n")), endpoint.Buy, endpoint.Unknown, "", "connection failed"},
		"redirect": {
			socket(t, write("HTTP/1.1 307 Go\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")),
			endpoint.Buy, endpoint.Unknown, "", "redirect",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &log{}

			_, err := call(c.effect).Call(t.Context(), line(c.address, l), good)

			if got := endpoint.ClassOf(err); got != c.class {
				t.Errorf("class = %s, want %s (%v)", got, c.class, err)
			}
			if len(l.calls) != 1 || l.calls[0].Class != c.class || l.calls[0].Code != c.code || l.calls[0].Reason != c.reason {
				t.Errorf("log = %+v, want one call %s %q %q", l.calls, c.class, c.code, c.reason)
			}
			discreet(t, fmt.Sprint(err), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", errors.Unwrap(err)), fmt.Sprintf("%+v", l.calls))
		})
	}
}

func discreet(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(text, secret) || strings.Contains(text, "/order") {
			t.Errorf("text shows a secret or an address: %s", text)
		}
	}
}

// TestNoRequestIsSentTwice has a server execute a second request on a kept connection
// and die: Go's ordinary client would send a GET again.
func TestNoRequestIsSentTwice(t *testing.T) {
	t.Parallel()
	for _, effect := range []endpoint.Effect{endpoint.Read, endpoint.Set, endpoint.Buy, endpoint.Destroy} {
		t.Run(string(effect), func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			address := socket(t, func(conn net.Conn) {
				if requests.Add(1) > 1 {
					return
				}
				write("HTTP/1.1 200 OK\r\nContent-Length: 35\r\n\r\n" + `{"code":"ok","data":{"number":"5"}}`)(conn)
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					requests.Add(1)
				}
			})
			l := line(address, &log{})

			_, first := call(effect).Call(t.Context(), l, good)
			_, second := call(effect).Call(t.Context(), l, good)

			if first != nil || endpoint.ClassOf(second) != endpoint.Unknown {
				t.Errorf("got %v and %v, want success and doubt", first, second)
			}
			if got := requests.Load(); got != 2 {
				t.Errorf("requests at the vendor = %d, want 2 for 2 calls", got)
			}
		})
	}
}

func TestPurchaseOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		select {
		case <-r.Context().Done(): // the client hung up
		case <-time.After(200 * time.Millisecond):
			_, _ = io.WriteString(w, `{"code":"ok","data":{"number":"5"}}`)
		}
	}))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	l := line(server.URL, &log{})
	l.Timeout = 5 * time.Second

	got, err := call(endpoint.Buy).Call(ctx, l, good)

	if err != nil || got.Number != "5" {
		t.Errorf("got %+v, %v, want order 5 although the caller left", got, err)
	}
	if _, err := call(endpoint.Buy).Call(ctx, l, good); endpoint.ClassOf(err) != endpoint.NotSent || !errors.Is(err, context.Canceled) {
		t.Errorf("call of a caller who has left = %v, want it not sent", err)
	}
}

func TestReadEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	ctx, cancel := context.WithCancel(t.Context())
	address := socket(t, func(net.Conn) { cancel(); <-hang })
	l := line(address, &log{})
	l.Timeout = time.Minute

	_, err := call(endpoint.Read).Call(ctx, l, good)

	if endpoint.ClassOf(err) != endpoint.Unknown || !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want a cancelled call", err)
	}
}

func TestGateAndRecord(t *testing.T) {
	t.Parallel()
	const answer = `{"code":"19","text":"password HUNTER2HUNTER2 is busy","id":"r-1"}`
	address := answers(t, 200, answer)
	l := &log{}
	ctx := endpoint.WithOrigin(t.Context(), endpoint.Origin{ActorID: 3, JobID: 4, RequestID: "p"})

	_, err := call(endpoint.Buy).Call(ctx, line(address, l), good)

	var e *endpoint.Error
	if !errors.As(err, &e) || e.VendorText != "password [redacted] is busy" || e.RequestID != "r-1" || e.Meaning.Zh != "繁忙" {
		t.Errorf("error = %+v, want the vendor's words without the secret", e)
	}
	if diff := cmp.Diff([]string{"enter 7 plain.order buy", "leave 7 refused true"}, l.events); diff != "" {
		t.Errorf("gate (-want +got):\n%s", diff)
	}
	c := l.calls[0]
	if whole := string(c.Body()); whole != answer {
		t.Errorf("the answer as it came = %q, want %q", whole, answer)
	}
	c.Body = nil
	want := endpoint.Call{
		Endpoint: "plain.order", Account: "7", Effect: endpoint.Buy, Host: "api", Started: c.Started, Duration: c.Duration,
		Class: endpoint.Refused, Code: "19", RequestID: "r-1", Params: map[string]string{"name": "a", "password": "[redacted]"},
		Answer: "password [redacted] is busy", HTTPStatus: 200, Bytes: c.Bytes, BodyHash: c.BodyHash,
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("call (-want +got):\n%s", diff)
	}
	if len(c.BodyHash) != 64 {
		t.Errorf("hash of the answer = %q, want SHA-256 in hex", c.BodyHash)
	}
	if want := (endpoint.Origin{ActorID: 3, JobID: 4, RequestID: "p"}); l.origin != want {
		t.Errorf("origin = %+v, want %+v", l.origin, want)
	}
}

func TestClosedGateSendsNothing(t *testing.T) {
	t.Parallel()
	closed := errors.New("circuit open")
	l := &log{closed: closed}

	_, err := call(endpoint.Buy).Call(t.Context(), line(answers(t, 200, `{"code":"17"}`), l), good)

	if endpoint.ClassOf(err) != endpoint.NotSent || !errors.Is(err, closed) {
		t.Errorf("error = %v, want not sent because the circuit is open", err)
	}
	if diff := cmp.Diff([]string{"enter 7 plain.order buy"}, l.events); diff != "" {
		t.Errorf("gate (-want +got):\n%s", diff)
	}
}

func TestAnswersAreRecordedWithoutSecrets(t *testing.T) {
	t.Parallel()
	l := &log{}
	address := answers(t, 200, `{"code":"ok","data":{"number":"5","password":"PLATE99","surprise":"KEY12345"}}`)

	got, err := call(endpoint.Buy).Call(t.Context(), line(address, l), order{Name: "a", Back: "x"})
	if err != nil || got.Password.Reveal() != "PLATE99" {
		t.Fatalf("got %v, %v, want the password", got, err)
	}

	if want := `{"Number":"5","Password":"[redacted]"}`; l.calls[0].Answer != want {
		t.Errorf("answer = %s, want %s", l.calls[0].Answer, want)
	}
	if l.calls[0].Class != endpoint.Accepted {
		t.Errorf("class = %s, want accepted, for a callback was asked for", l.calls[0].Class)
	}
}

func TestLongWordsAreClipped(t *testing.T) {
	t.Parallel()
	l := &log{}
	address := answers(t, 200, `{"code":"17","text":"`+strings.Repeat("橙", 8000)+`"}`)

	_, err := call(endpoint.Buy).Call(t.Context(), line(address, l), good)

	if got := endpoint.KindOf(err); got != endpoint.Unfunded {
		t.Errorf("kind = %s, want unfunded", got)
	}
	if got := len(l.calls[0].Answer); got > 16<<10 || got < 16<<10-3 || !utf8.ValidString(l.calls[0].Answer) {
		t.Errorf("length = %d, want 16384 or a little less, in whole characters", got)
	}
}

func TestSlowCallsHaveTheirOwnLimit(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	l := line(socket(t, func(net.Conn) { <-hang }), &log{})
	l.Timeout, l.Slow = time.Hour, 50*time.Millisecond
	slow := call(endpoint.Set)
	slow.Slow = true

	_, err := slow.Call(t.Context(), l, good)

	if endpoint.ClassOf(err) != endpoint.Unknown || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want doubt after the limit of slow calls", err)
	}
}

func TestInvokeByName(t *testing.T) {
	t.Parallel()
	d := call(endpoint.Buy).Describe(endpoint.Vendor{})
	l := line(answers(t, 200, `{"code":"ok","data":{"number":"5"}}`), &log{})

	got, err := d.Invoke(t.Context(), l, map[string]string{"name": "a"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bought{Number: "5"}, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	_, err = d.Invoke(t.Context(), l, nil)
	var invalid *endpoint.InvalidError
	if !errors.As(err, &invalid) || invalid.Fields[0] != (endpoint.FieldProblem{Param: "name", Rule: "required"}) {
		t.Errorf("error = %v, want name required", err)
	}
}
