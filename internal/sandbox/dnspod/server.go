// Package dnspod simulates DNSPod's user API V4.6 (2012-08-24) as production
// was recorded to behave where the document and the recordings differ. It is a
// second reading of the document and shares nothing with the client.
package dnspod

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Options configure a simulated DNSPod. Clock and Board are required.
type Options struct {
	Clock *trouble.Clock
	Board *trouble.Board
	// Account is the first account; its zero value means DefaultAccount.
	Account Account
	// StrictUserAgent refuses every User-Agent that is not of the documented
	// form "Name/1.0 (mail)". Otherwise only an empty or a browser's one is.
	StrictUserAgent bool
	// SecretIDPage answers a login_token that carries a Tencent Cloud SecretId
	// with nginx's HTML page 401, as the front servers do.
	SecretIDPage bool
	// DocumentCodes answers with the codes of V4.6 where production has newer
	// ones: 25 (500025), 29 (32) and 31 (104).
	DocumentCodes bool
	// DocumentShapes answers no shared domain in Domain.List as V4.6 prints it, 0;
	// production has null.
	DocumentShapes bool
	// FalseRemark answers an empty remark of Domain.Info as false, as recordings
	// show. The document has "", and released clients read nothing else.
	FalseRemark bool
	// RateLimit is the number of calls in 15 s that pass; 0 means 360. The
	// document gives no number; about 300 were seen to pass.
	RateLimit int
	// Now is the time that RateLimit counts in; nil means the real time, because
	// load is load however fast Clock runs.
	Now func() time.Time
	// AbuseBan is how long an account that exceeded RateLimit stays refused;
	// 0 means until 15 s have room again. The document says about an hour.
	AbuseBan time.Duration
	// Changed is told of changes of the state, the server unlocked: urgently
	// before the answer that tells of one is written, and not urgently when a
	// call has only been counted. Optional.
	Changed func(urgent bool)
}

// Server is one simulated DNSPod with all its accounts. It is safe for
// concurrent use and mounts at the root of a host.
type Server struct {
	clock *trouble.Clock
	board *trouble.Board

	mu       sync.Mutex
	options  Options
	accounts []*account
	zones    []*zone
	attempts map[string]*attempts
	changes  []Change
	messages []Message
	hosts    map[string][]turn // by IP; a host without turns answers
	counters
}

// counters give the newest id of each kind.
type counters struct {
	lastZone, lastRecord, lastAlias, lastGroup, lastMonitor int64
}

// New makes a DNSPod that has one account and no zone.
func New(options Options) *Server {
	if options.Account == (Account{}) {
		options.Account = DefaultAccount
	}
	if options.RateLimit == 0 {
		options.RateLimit = 360
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Changed == nil {
		options.Changed = func(bool) {}
	}
	s := &Server{
		clock: options.Clock, board: options.Board, options: options,
		attempts: map[string]*attempts{}, hosts: map[string][]turn{},
		counters: counters{lastZone: 38280000, lastRecord: 189590000, lastAlias: 3427, lastGroup: 317},
	}
	s.AddAccount(options.Account)
	return s
}

// SetSecretIDPage turns Options.SecretIDPage on or off.
func (s *Server) SetSecretIDPage(on bool) {
	defer s.edit()()
	s.options.SecretIDPage = on
}

// SetDocumentCodes turns Options.DocumentCodes on or off.
func (s *Server) SetDocumentCodes(on bool) {
	defer s.edit()()
	s.options.DocumentCodes = on
}

// edit locks the server for a change by hand and returns what ends it.
func (s *Server) edit() (end func()) {
	s.mu.Lock()
	return func() {
		s.mu.Unlock()
		s.options.Changed(true)
	}
}

// endpoint is one call of the document.
type endpoint struct {
	name   string // as in the catalogue
	path   string
	reads  bool // changes nothing; open to all with whom a domain is shared
	shared bool // open to those with whom a domain is shared as rw
	handle func(*call) (object, error)
	texts  texts // what the document lists under 响应代码, beyond the common ones
}

var endpoints = tableOf(
	infoEndpoints, userEndpoints, domainEndpoints, settingEndpoints, transferEndpoints, shareEndpoints, aliasEndpoints,
	groupEndpoints, recordEndpoints, monitorEndpoints,
)

func tableOf(groups ...[]endpoint) map[string]endpoint {
	table := map[string]endpoint{}
	for _, group := range groups {
		for _, e := range group {
			table["/"+e.path] = e
		}
	}
	return table
}

// endpointsAnyCase has them by their path in small letters.
var endpointsAnyCase = func() map[string]endpoint {
	table := map[string]endpoint{}
	for path, e := range endpoints {
		table[strings.ToLower(path)] = e
	}
	return table
}()

// request is all that a call may know of its HTTP request: the call can be
// executed long after the request is gone.
type request struct {
	method  string
	agent   string
	ip      string
	form    url.Values
	cookies map[string]string
}

// call is one request on its way through an account.
type call struct {
	*Server
	request
	endpoint endpoint
	account  *account
	now      time.Time
	answered []*http.Cookie // cookies to set
}

// ServeHTTP answers one call. Paths are those of the document in any case:
// released clients write domain.list as well as Domain.List.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, known := endpointsAnyCase[strings.ToLower(r.URL.Path)]
	if !known {
		nginxPage(http.StatusNotFound, "Not Found").Write(w)
		return
	}
	in := readRequest(r)
	s.board.Serve(w, r, s.clock, e.name,
		func() trouble.Answer { return s.execute(e, in) },
		func(code, message string) trouble.Answer {
			return s.newCall(e, in).failure(refusal{code: code, text: text{en: message, cn: message}})
		})
}

// readRequest takes parameters from the body only, like PHP's $_POST.
func readRequest(r *http.Request) request {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		_ = r.ParseMultipartForm(1 << 20) // what cannot be read is missing
	} else {
		_ = r.ParseForm()
	}
	in := request{method: r.Method, agent: r.UserAgent(), form: r.PostForm, cookies: map[string]string{}}
	in.ip = r.RemoteAddr
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		in.ip = host
	}
	for _, cookie := range r.Cookies() {
		in.cookies[cookie.Name] = cookie.Value
	}
	return in
}

func (s *Server) newCall(e endpoint, in request) *call {
	return &call{Server: s, request: in, endpoint: e, now: s.clock.Now()}
}

// execute performs one call and has its change noted before it is answered.
func (s *Server) execute(e endpoint, in request) trouble.Answer {
	answer := s.answer(e, in)
	s.options.Changed(!e.reads)
	return answer
}

func (s *Server) answer(e endpoint, in request) trouble.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.options.SecretIDPage && strings.HasPrefix(in.form.Get("login_token"), "AKID") {
		return nginxPage(http.StatusUnauthorized, "Authorization Required")
	}
	c := s.newCall(e, in)
	s.settle(c.now)
	data, err := c.perform()
	if err != nil {
		return c.failure(err)
	}
	return c.success(data)
}

func (c *call) perform() (object, error) {
	if c.method != http.MethodPost {
		return nil, refused("2")
	}
	if err := c.checkAgent(); err != nil {
		return nil, err
	}
	if err := c.login(); err != nil {
		return nil, err
	}
	if err := c.checkRate(); err != nil {
		return nil, err
	}
	if err := c.actFor(); err != nil {
		return nil, err
	}
	return c.endpoint.handle(c)
}
