// Package sendcloud simulates the calls of SendCloud's API 2 that manage
// sending and tracking domains. It is a second reading of the documents and
// shares nothing with the client.
package sendcloud

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Options configure a simulated SendCloud. Clock and Board are required.
type Options struct {
	Clock *trouble.Clock
	Board *trouble.Board
	// Account holds the credentials; its zero value means DefaultAccount.
	Account Account
	// Lookup answers what the DNS says about a name without final dot and a
	// type (TXT, MX, CNAME), besides the records of PlantRecord. It must not
	// call the server.
	Lookup func(name, kind string) []string
	// Chinese answers with Chinese messages, as one of the vendor's hosts does.
	Chinese bool
	// Changed is told of changes of the state, the server unlocked, before the
	// answer that tells of one is written. Always urgently. Optional.
	Changed func(urgent bool)
}

// Account is one API user with its key.
type Account struct{ APIUser, APIKey string }

// DefaultAccount is the account of a server that was not told another one.
var DefaultAccount = Account{APIUser: "sandbox_reseller", APIKey: "c1a5b8f0e3d24b6f9a7e5d4c3b2a1908"}

// Change is one executed call that changed something.
type Change struct {
	At   time.Time `json:"at"`
	Call string    `json:"call"`
	Name string    `json:"name"`
}

// Server is one simulated SendCloud. It is safe for concurrent use and mounts
// at the root of a host.
type Server struct {
	clock   *trouble.Clock
	board   *trouble.Board
	account Account
	lookup  func(name, kind string) []string
	chinese bool
	notice  func(urgent bool)

	mu      sync.Mutex
	domains []*domain
	tracks  []*track
	records map[string][]string
	changes []Change
	lastID  int64
}

// New makes a SendCloud without any domain.
func New(options Options) *Server {
	s := &Server{
		clock: options.Clock, board: options.Board, account: options.Account, lookup: options.Lookup,
		chinese: options.Chinese, records: map[string][]string{}, lastID: firstTrackID, notice: options.Changed,
	}
	if s.notice == nil {
		s.notice = func(bool) {}
	}
	if s.account == (Account{}) {
		s.account = DefaultAccount
	}
	if s.lookup == nil {
		s.lookup = func(string, string) []string { return nil }
	}
	return s
}

// edit locks the server for a change by hand and returns what ends it.
func (s *Server) edit() (end func()) {
	s.mu.Lock()
	return func() {
		s.mu.Unlock()
		s.notice(true)
	}
}

// Account is the account with its credentials.
func (s *Server) Account() Account { return s.account }

// endpoint is one call of the documents.
type endpoint struct {
	name   string // as in the catalogue
	path   string
	handle func(*call) (any, error)
}

// endpoints take GET and POST alike, as production does; the tracking document
// shows POST alone for its three changes.
var endpoints = []endpoint{
	{"sendcloud.domain.list", "/api/domain/list", (*call).domainList},
	{"sendcloud.domain.add", "/api/domain/add", (*call).domainAdd},
	{"sendcloud.domain.update", "/api/domain/update", (*call).domainUpdate},
	{"sendcloud.domain.check_config", "/api/domain/checkConfig", (*call).domainCheck},
	{"sendcloud.domain.delete", "/api/domain/delete", (*call).domainDelete},
	{"sendcloud.track_domain.list", "/api/trackDomain/list", (*call).trackList},
	{"sendcloud.track_domain.add", "/api/trackDomain/add", (*call).trackAdd},
	{"sendcloud.track_domain.update", "/api/trackDomain/update", (*call).trackUpdate},
	{"sendcloud.track_domain.check_config", "/api/trackDomain/checkConfig", (*call).trackCheck},
	{"sendcloud.track_domain.delete", "/api/trackDomain/delete", (*call).trackDelete},
}

// call is one request. It can be executed long after the request is gone.
type call struct {
	*Server
	endpoint endpoint
	form     url.Values
	now      time.Time
}

// ServeHTTP answers one call, also under /apiv2, where the vendor had it before and older
// clients look for it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if old, found := strings.CutPrefix(path, "/apiv2/"); found {
		path = "/api/" + old
	}
	i := slices.IndexFunc(endpoints, func(e endpoint) bool { return e.path == path })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
		return
	}
	c := &call{Server: s, endpoint: endpoints[i], form: readForm(r)}
	s.board.Serve(w, r, s.clock, c.endpoint.name, c.answer, func(code, message string) trouble.Answer {
		number, _ := strconv.Atoi(code)
		return s.failure(refusal{code: number, message: message})
	})
}

func readForm(r *http.Request) url.Values {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		_ = r.ParseMultipartForm(1 << 20) // what cannot be read is missing
	} else {
		_ = r.ParseForm()
	}
	return r.Form
}

// answer performs the call and has its change noted before it is answered.
// Even a list may change what is known to be configured.
func (c *call) answer() trouble.Answer {
	defer c.edit()()
	c.now = c.clock.Now()
	if !same(c.form.Get("apiUser"), c.account.APIUser) || !same(c.form.Get("apiKey"), c.account.APIKey) {
		return c.failure(refused(codeLogin))
	}
	info, err := c.endpoint.handle(c)
	if err != nil {
		return c.failure(err)
	}
	return c.render(envelope{Result: true, StatusCode: codeSuccess, Message: c.words(codeSuccess), Info: info})
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (c *call) changed(name string) {
	c.changes = append(c.changes, Change{At: c.now, Call: c.endpoint.name, Name: name})
}

type envelope struct {
	Result     bool   `json:"result"`
	StatusCode int    `json:"statusCode"`
	Message    string `json:"message"`
	Info       any    `json:"info"`
}

// The codes that are known. 41001 to 41016 are about domains, but only these
// four of them were published with a meaning that is certain.
const (
	codeSuccess      = 200
	codeStart        = 40002
	codeLimit        = 40004
	codeLogin        = 40005
	codeTooMany      = 41012
	codeUnknown      = 41014
	codeCreateFailed = 41015
	codeChangeFailed = 41016
)

var messages = map[int]struct{ en, cn string }{
	codeSuccess:      {"request was successful", "请求成功"},
	codeStart:        {"invalid start", "start 格式错误"},
	codeLimit:        {"invalid limit", "limit 格式错误"},
	codeLogin:        {"authentication failed", "认证失败"},
	codeTooMany:      {"no more than 5 domains can be added", "最多只能添加 5 个域名"},
	codeUnknown:      {"domain does not exist", "域名不存在"},
	codeCreateFailed: {"failed to create domain", "域名创建失败"},
	codeChangeFailed: {"failed to update domain", "域名修改失败"},
}

type refusal struct {
	code    int
	message string // empty = the one of the table
}

func (r refusal) Error() string { return "refused with status code " + strconv.Itoa(r.code) }

func refused(code int) error { return refusal{code: code} }

func (s *Server) words(code int) string {
	if s.chinese {
		return messages[code].cn
	}
	return messages[code].en
}

func (s *Server) failure(err error) trouble.Answer {
	var r refusal
	errors.As(err, &r)
	if r.message == "" {
		r.message = s.words(r.code)
	}
	return s.render(envelope{StatusCode: r.code, Message: r.message, Info: struct{}{}})
}

// render always has HTTP status 200; the envelope tells the outcome.
func (s *Server) render(answer envelope) trouble.Answer {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		return trouble.Answer{Status: http.StatusInternalServerError, Body: []byte("Internal Server Error")}
	}
	return trouble.Answer{ContentType: "application/json;charset=UTF-8", Body: bytes.TrimSpace(body.Bytes())}
}

// beijing is the time zone of every date in an answer.
var beijing = time.FixedZone("CST", 8*60*60)

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(beijing).Format("2006-01-02 15:04:05")
}

// names splits a parameter with several values, separated by ";".
func names(list string) []string {
	return strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ';' || r == ' ' })
}
