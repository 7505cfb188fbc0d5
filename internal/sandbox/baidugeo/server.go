// Package baidugeo simulates the site query of Baidu GEO (2026-04-08) behind
// the signature bce-auth-v1. It is a second reading of the document and shares
// nothing with the client.
package baidugeo

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Options configure a simulated Baidu GEO. Clock and Board are required.
type Options struct {
	Clock *trouble.Clock
	Board *trouble.Board
	// Account holds the credentials; its zero value means DefaultAccount.
	Account Account
	// Now is the time that signatures are checked by; nil means the real time,
	// because callers sign with the real one however fast Clock runs.
	Now func() time.Time
	// PlanAsList writes plan as the document's table has it, not its examples.
	PlanAsList bool
	// Changed is told of changes of the state, the server unlocked; of a call,
	// which is only counted, not urgently. Optional.
	Changed func(urgent bool)
}

// Account is one user with his key.
type Account struct{ UserID, AccessKey, SecretKey string }

// DefaultAccount is the account of a server that was not told another one.
var DefaultAccount = Account{
	UserID: "5ab1c6d0e4f24b7f9d31", AccessKey: "2f7d3c1e9b8a4f60a5c4e2d1b0f98765",
	SecretKey: "90ab1c2d3e4f5a6b7c8d9e0f1a2b3c4d",
}

// Server is one simulated Baidu GEO. It is safe for concurrent use and mounts
// at the root of a host.
type Server struct {
	clock      *trouble.Clock
	board      *trouble.Board
	account    Account
	now        func() time.Time
	planAsList bool
	changed    func(urgent bool)

	mu     sync.Mutex
	sites  []Site
	lastID int
	count  int
}

// New makes a Baidu GEO without any site.
func New(options Options) *Server {
	s := &Server{
		clock: options.Clock, board: options.Board, account: options.Account, now: options.Now,
		planAsList: options.PlanAsList, changed: options.Changed,
	}
	if s.account == (Account{}) {
		s.account = DefaultAccount
	}
	if s.changed == nil {
		s.changed = func(bool) {}
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// edit locks the server for a change by hand and returns what ends it.
func (s *Server) edit() (end func()) {
	s.mu.Lock()
	return func() {
		s.mu.Unlock()
		s.changed(true)
	}
}

// Account is the account with its credentials.
func (s *Server) Account() Account { return s.account }

const (
	callName = "baidugeo.site.query" // as in the catalogue
	callPath = "/v2/geo/site"
	jsonType = "application/json; charset=utf-8"
	maxBody  = 1 << 20
)

// ServeHTTP answers the query.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != callPath || r.Method != http.MethodPost {
		s.failure(refused("NotFound")).Write(w)
		return
	}
	in := readSigned(r)
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		body = nil // a body cut short is no JSON
	}
	r.Form = stringsOf(body, in.query) // for the faults that match a value
	s.board.Serve(w, r, s.clock, callName,
		func() trouble.Answer { return s.execute(in, body) },
		func(code, message string) trouble.Answer { return s.failure(refusal{code: code, message: message}) })
}

func stringsOf(body []byte, query url.Values) url.Values {
	form := url.Values{}
	for key, values := range query {
		form[key] = values
	}
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return form
	}
	for key, value := range members {
		form.Add(key, fmt.Sprint(value))
	}
	return form
}

func (s *Server) execute(in signed, body []byte) trouble.Answer {
	answer := s.answer(in, body)
	s.changed(false)
	return answer
}

func (s *Server) answer(in signed, body []byte) trouble.Answer {
	if err := s.verify(in); err != nil {
		return s.failure(err)
	}
	page, err := s.query(in, body)
	if err != nil {
		return s.failure(err)
	}
	return render(http.StatusOK, s.requestID(), page)
}

// refusal is a code of the vendor's table of errors.
type refusal struct {
	code    string
	message string // empty = the one of the table
}

func (r refusal) Error() string { return "refused with code " + r.code }

func refused(code string) error { return refusal{code: code} }

const (
	invalidText = "接口请求参数无效。"
	foreignText = "该域名不属于用户,用户不可操作。"
)

var refusals = map[string]struct {
	status  int
	message string
}{
	"AccessDenied":          {http.StatusForbidden, "Access denied."},
	"InvalidAccessKeyId":    {http.StatusForbidden, "The Access Key ID you provided does not exist in our records."},
	"InvalidHTTPAuthHeader": {http.StatusBadRequest, "The Authorization header has an invalid format."},
	"RequestExpired":        {http.StatusBadRequest, "Request has expired."},
	"SignatureDoesNotMatch": {http.StatusBadRequest, "The signature of the request does not match the one that was calculated."},
	"InappropriateJSON":     {http.StatusBadRequest, invalidText},
	"MalformedJSON":         {http.StatusBadRequest, "The JSON you provided was not well-formed."},
	"NotFound":              {http.StatusNotFound, "Not found."},
}

func (s *Server) failure(err error) trouble.Answer {
	var r refusal
	errors.As(err, &r)
	listed, known := refusals[r.code]
	if !known {
		listed.status = http.StatusBadRequest
	}
	if r.message == "" {
		r.message = listed.message
	}
	id := s.requestID()
	return render(listed.status, id, struct {
		RequestID string `json:"requestId"`
		Code      string `json:"code"`
		Message   string `json:"message"`
	}{id, r.code, r.message})
}

// requestID looks like the vendor's and differs from answer to answer.
func (s *Server) requestID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	sum := sha256.Sum256([]byte("request " + strconv.Itoa(s.count)))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func render(status int, requestID string, value any) trouble.Answer {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return trouble.Answer{Status: http.StatusInternalServerError, Body: []byte("Internal Server Error")}
	}
	return trouble.Answer{
		Status: status, ContentType: jsonType, Header: http.Header{"X-Bce-Request-Id": {requestID}},
		Body: bytes.TrimSpace(body.Bytes()),
	}
}

// statuses are the states of a site; the filter takes ALL as well.
var statuses = []string{"RUNNING", "STOPPED", "OVERDUE", "OPERATING"}

// filter is the body of the query.
type filter struct {
	Site     string `json:"site"`
	Keyword  string `json:"keyword"`
	Status   string `json:"status"`
	PageNo   int    `json:"pageNo"`
	PageSize int    `json:"pageSize"`
}

type page struct {
	Total    int       `json:"total"`
	Sites    []siteRow `json:"sites"`
	PageNo   int       `json:"pageNo"`
	PageSize int       `json:"pageSize"`
}

func (s *Server) query(in signed, body []byte) (page, error) {
	if action := in.query.Get("action"); action != "query" {
		return page{}, refused("InappropriateJSON")
	}
	f, err := readFilter(body)
	if err != nil {
		return page{}, err
	}
	found, err := s.matching(f)
	if err != nil {
		return page{}, err
	}
	p := page{Total: len(found), Sites: []siteRow{}, PageNo: f.PageNo, PageSize: f.PageSize}
	first := min((f.PageNo-1)*f.PageSize, len(found))
	for _, site := range found[first:min(first+f.PageSize, len(found))] {
		p.Sites = append(p.Sites, s.row(site))
	}
	return p, nil
}

const most = 1 << 20 // pages and rows of a page, so that their product fits

func readFilter(body []byte) (filter, error) {
	f := filter{Status: "ALL", PageNo: 1, PageSize: 10}
	if !json.Valid(body) {
		return f, refused("MalformedJSON")
	}
	if err := json.Unmarshal(body, &f); err != nil {
		return f, refused("InappropriateJSON")
	}
	f.Status = strings.ToUpper(f.Status)
	known := f.Status == "ALL" || slices.Contains(statuses, f.Status)
	if !known || !inRange(f.PageNo) || !inRange(f.PageSize) {
		return f, refused("InappropriateJSON")
	}
	return f, nil
}

func inRange(number int) bool { return number >= 1 && number <= most }

// matching are the sites that the filter asks for. A site asked for by name
// that is not the user's is refused; keyword does not count beside site.
func (s *Server) matching(f filter) ([]Site, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name, keyword := strings.ToLower(f.Site), strings.ToLower(f.Keyword)
	wanted := func(site Site) bool { return strings.Contains(site.Name, keyword) }
	if name != "" {
		wanted = func(site Site) bool { return site.Name == name }
		if !slices.ContainsFunc(s.sites, wanted) {
			return nil, refusal{code: "AccessDenied", message: foreignText}
		}
	}
	return slices.DeleteFunc(slices.Clone(s.sites), func(site Site) bool {
		return !wanted(site) || f.Status != "ALL" && site.Status != f.Status
	}), nil
}
