// Package alipay simulates the parts of Alipay that take a customer's payment on the web:
// page pay, query, refund, close, the daily bill, and the notices of what happened. It is a
// second reading of the documents and shares nothing with the client.
package alipay

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Options configure a simulated Alipay. Clock and Board are required.
type Options struct {
	Clock *trouble.Clock
	Board *trouble.Board
	// Now is the wall clock, which timestamps and the life of a link are checked by. Default
	// time.Now.
	Now func() time.Time
	// Changed is told of changes of the state, the server unlocked, before the answer that
	// tells of one is written. Always urgently. Optional.
	Changed func(urgent bool)
}

// ErrMissing is the error of a payment that nobody has been led to.
var ErrMissing = errors.New("not found")

// startBalance is what the seller has to refund from, in fen.
const startBalance = 1_000_000

// Server is one simulated Alipay. It is safe for concurrent use and mounts at the root of a
// host, which is gateway, cashier and store of bills.
type Server struct {
	clock   *trouble.Clock
	board   *trouble.Board
	now     func() time.Time
	changed func(urgent bool)
	outbox  *trouble.Outbox
	mux     *http.ServeMux
	keyring keyring

	mu      sync.Mutex
	trades  []*Trade
	balance int64
	lastID  int
}

// New makes an Alipay without any trade.
func New(options Options) *Server {
	s := &Server{
		clock: options.Clock, board: options.Board, now: options.Now, changed: options.Changed, balance: startBalance,
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.changed == nil {
		s.changed = func(bool) {}
	}
	s.outbox = trouble.NewOutbox(trouble.Post{
		Clock: s.clock, Write: s.writeNotice, Taken: noticeTaken, Pauses: noticePauses,
		Changed: func() { s.changed(true) },
	})
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("/gateway.do", s.gateway)
	s.mux.HandleFunc("POST /cashier", s.cashier)
	s.mux.HandleFunc("GET /downloadBillFile.resource", s.billFile)
	return s
}

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// edit locks the server for a change and returns what ends it: the change is noted, then the
// notices of it are sent.
func (s *Server) edit() (end func()) {
	s.mu.Lock()
	return func() {
		s.mu.Unlock()
		s.changed(true)
		s.outbox.Send()
	}
}

// Reset forgets all trades and notices. The keys stay.
func (s *Server) Reset() {
	s.outbox.Forget()
	defer s.edit()()
	s.trades, s.balance, s.lastID = nil, startBalance, 0
}

// Resume sends the notices that a restored server still owes.
func (s *Server) Resume() { s.outbox.Send() }

// Close ends the notices that are on their way.
func (s *Server) Close() { s.outbox.Close() }

// SetBalance sets what the seller has to refund from, in fen.
func (s *Server) SetBalance(fen int64) {
	defer s.edit()()
	s.balance = fen
}

// method is one call of the gateway.
type method struct {
	name   string
	handle func(*call) (map[string]any, error)
}

var methods = []method{
	{"alipay.trade.query", (*call).tradeQuery},
	{"alipay.trade.refund", (*call).tradeRefund},
	{"alipay.trade.fastpay.refund.query", (*call).refundQuery},
	{"alipay.trade.close", (*call).tradeClose},
	{"alipay.data.dataservice.bill.downloadurl.query", (*call).billURL},
}

const pagePay = "alipay.trade.page.pay"

// call is one request to the gateway. It can be executed long after the request is gone.
type call struct {
	*Server
	method method
	form   url.Values
	biz    map[string]any
	host   string
	at     time.Time // virtual
}

// gateway answers a server's call, or shows the cashier to a customer's browser.
func (s *Server) gateway(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	name := r.Form.Get("method")
	c := &call{Server: s, method: method{name: name}, form: r.Form, host: r.Host}
	if name == pagePay {
		s.board.Serve(w, r, s.clock, name, c.showCashier, func(code, message string) trouble.Answer {
			return page(failedPage, refusal{sub: code, text: message}.complete())
		})
		return
	}
	i := slices.IndexFunc(methods, func(m method) bool { return m.name == name })
	if i < 0 {
		c.failure(refuse("isv.invalid-method")).Write(w)
		return
	}
	c.method = methods[i]
	s.board.Serve(w, r, s.clock, name, c.answer, func(code, message string) trouble.Answer {
		return c.failure(refusal{sub: code, text: message})
	})
}

// answer performs the call and has its change noted before it is answered.
func (c *call) answer() trouble.Answer {
	if err := c.admit(); err != nil {
		return c.failure(err)
	}
	defer c.edit()()
	c.at = c.clock.Now()
	result, err := c.method.handle(c)
	if err != nil {
		return c.failure(err)
	}
	result["code"], result["msg"] = "10000", "Success"
	return c.sign(result)
}

// beijing is the time zone of every date.
var beijing = time.FixedZone("CST", 8*60*60)

const layout = "2006-01-02 15:04:05"

func stamp(t time.Time) string { return t.In(beijing).Format(layout) }
