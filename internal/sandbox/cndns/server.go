// Package cndns simulates the reseller API of CNDNS, written from the document
// "CNDNS API" version 2.2.1 and from what its public clients show. It is strict
// and keeps state: a call that breaks a documented rule is refused with the
// documented code, a purchase is charged, and slow work moves on a virtual clock.
package cndns

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Options configure a Server. Zero values are usable; Clock and Board are
// required.
type Options struct {
	Clock *trouble.Clock
	Board *trouble.Board
	// Now is the wall clock that otime is compared with; the virtual clock may
	// be days ahead. Default time.Now.
	Now func() time.Time
	// Seed makes names, passwords and addresses repeatable.
	Seed uint64
	// Username, Password (the API password) and Email are the first account.
	Username, Password, Email string
	// Balance of a new account in fen. Default 10,000,000 (100,000 CNY).
	Balance int64
	// DomainList offers /domains/DomainList.aspx, which is in use but in no document.
	DomainList bool
	// DocumentShapes prints answers as the document does where real life is
	// known to differ (DNSList as an array inside a string).
	DocumentShapes bool
	// Dirty spreads the stray spaces and odd key case that the document shows
	// in some calls over all of them, and leaves out an envelope where its examples
	// lack it. Otherwise an answer has one shape, that of the example.
	Dirty bool
	// OldSitePaths serves the two purchases of the site builder at the second path that
	// the document prints for each, and no longer at the first.
	OldSitePaths bool
	// Forgetful executes a repeated request again in place of refusing it (10036).
	Forgetful bool
	// CallbackPost sends callbacks as POST forms. Default is GET.
	CallbackPost bool
	// LongestWait bounds how long a call without callbackurl waits for its
	// result, in real time. Default 100 s.
	LongestWait time.Duration
	// Changed is told of changes of the state, the server unlocked: urgently
	// before the answer that tells of one is written, and not urgently when a
	// call has only used up its signature. Optional.
	Changed func(urgent bool)
}

func (o *Options) fill() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Username == "" {
		o.Username = "tangelo"
	}
	if o.Password == "" {
		o.Password = "sandbox-cndns-password"
	}
	if o.Email == "" {
		o.Email = "reseller@sandbox.example"
	}
	if o.Balance == 0 {
		o.Balance = 10_000_000
	}
	if o.Changed == nil {
		o.Changed = func(bool) {}
	}
	if o.LongestWait == 0 {
		o.LongestWait = 100 * time.Second
	}
}

// Server is the simulated vendor. It is safe for concurrent use.
type Server struct {
	options   Options
	clock     *trouble.Clock
	board     *trouble.Board
	callbacks callbacks
	kinds     map[taskKind]func(*Server, *Account, task, time.Time)

	mu       sync.Mutex
	source   *rand.PCG // of random
	random   *rand.Rand
	accounts map[string]*Account
	planted  string // user name of the account that planting means
	lastID   int
	answered map[string]int // answers per call, for Dirty
	tasks    map[int]task
	lastTask int             // never goes back: the clock may still hold an id
	waiting  map[int]pending // calls that answer when a task is done
}

// New makes a vendor with one account.
func New(options Options) *Server {
	options.fill()
	s := &Server{options: options, clock: options.Clock, board: options.Board, kinds: taskKinds}
	s.callbacks.init()
	s.Reset()
	return s
}

// Reset forgets everything but the credentials of the first account. Work that
// is under way ends without effect.
func (s *Server) Reset() {
	defer s.edit()()
	for id := range s.waiting {
		s.tell(id, outcome{err: fail(hostWorks[s.tasks[id].Kind].code)})
	}
	s.tasks, s.waiting = map[int]task{}, map[int]pending{}
	s.seed(rand.NewPCG(s.options.Seed, 2))
	s.accounts = map[string]*Account{}
	s.planted = s.options.Username
	s.lastID = 10000
	s.answered = map[string]int{}
	s.callbacks.forget()
	s.addAccount(s.options.Username, s.options.Password, s.options.Email)
}

func (s *Server) seed(source *rand.PCG) { s.source, s.random = source, rand.New(source) }

// AddAccount adds another reseller with a full balance.
func (s *Server) AddAccount(username, password, email string) {
	defer s.edit()()
	s.addAccount(username, password, email)
}

func (s *Server) addAccount(username, password, email string) {
	s.accounts[username] = newAccount(username, password, email, s.options.Balance)
}

// Credentials are the user name, API password and e-mail of the first account.
func (s *Server) Credentials() (username, password, email string) {
	return s.options.Username, s.options.Password, s.options.Email
}

// Close waits for callbacks that are being sent and gives up the others.
func (s *Server) Close() { s.callbacks.close() }

// API is api.cndns.com.
func (s *Server) API() http.Handler { return s.host(apiHost) }

// DMCheck is dmcheck.cndns.com, which answers without authentication.
func (s *Server) DMCheck() http.Handler { return s.host(checkHost) }

// Support is support.cndns.com.
func (s *Server) Support() http.Handler { return s.host(supportHost) }

// Handler is the host that answers a call; nil when there is no such call.
func (s *Server) Handler(callName string) http.Handler {
	at := slices.IndexFunc(calls, func(c *call) bool { return c.name == callName })
	if at < 0 {
		return nil
	}
	return s.host(calls[at].host)
}

// ServeHTTP is API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.API().ServeHTTP(w, r) }

// host serves the calls of one host name. IIS matches paths in any case.
func (s *Server) host(name hostName) http.Handler {
	byPath := map[string]*call{}
	for _, c := range calls {
		if c.host == name && (c.name != domainListName || s.options.DomainList) {
			for _, path := range s.pathsOf(c) {
				byPath[strings.ToLower(path)] = c
			}
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := byPath[strings.ToLower(r.URL.Path)]
		if !ok {
			notFound().Write(w)
			return
		}
		s.serve(w, r, c)
	})
}

// pathsOf are all that the document prints for a call: who copied an example finds it.
func (s *Server) pathsOf(c *call) []string {
	if s.options.OldSitePaths && c.oldPath != "" {
		return []string{c.oldPath}
	}
	return slices.DeleteFunc([]string{c.path, c.oldPath, c.misprint}, func(path string) bool { return path == "" })
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, c *call) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		trouble.Answer{Status: http.StatusMethodNotAllowed}.Write(w)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	given, err := readParams(r)
	if err != nil {
		trouble.Answer{Status: http.StatusBadRequest, Body: []byte("Bad Request")}.Write(w)
		return
	}
	execute := func() trouble.Answer {
		return s.execute(&request{server: s, call: c, params: given, posted: r.Method == http.MethodPost})
	}
	refuse := func(code, message string) trouble.Answer {
		return s.answer(c, nil, refusal{code: code, text: message})
	}
	s.board.Serve(w, r, s.clock, c.name, execute, refuse)
}

// execute performs one call and has its change noted before it is answered.
func (s *Server) execute(r *request) trouble.Answer {
	answer, changed := s.locked(r)
	s.options.Changed(changed)
	return answer
}

// locked authenticates and performs one call with the server locked, and tells
// whether it changed more than the list of signatures used.
func (s *Server) locked(r *request) (answer trouble.Answer, changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.now = s.clock.Now()
	result, err := r.perform()
	if wait, ok := result.(pending); ok && err == nil {
		return trouble.Answer{Await: func(ctx context.Context) trouble.Answer { return s.await(ctx, r.call, wait) }}, true
	}
	return s.answerLocked(r.call, result, err), err == nil && !r.call.reads
}

// pending is the result of a call that answers when its work is done.
type pending chan outcome

// outcome is how the work of a call ended.
type outcome struct {
	result any
	err    error
}

func (s *Server) await(ctx context.Context, c *call, wait pending) trouble.Answer {
	timer := time.NewTimer(s.options.LongestWait)
	defer timer.Stop()
	select {
	case end := <-wait:
		return s.answer(c, end.result, end.err)
	case <-timer.C:
	case <-ctx.Done():
	}
	return gatewayTimeout()
}
