// Package wechatpay simulates the parts of WeChat Pay (API v3) that take a customer's payment
// by a code to scan: Native prepay, query, close, refunds, the daily bill, and the notices of
// what happened. It is a second reading of the documents and shares nothing with the client.
package wechatpay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Options configure a simulated WeChat Pay. Clock and Board are required.
type Options struct {
	Clock *trouble.Clock
	Board *trouble.Board
	// Now is the wall clock, which signatures and expiries are checked by. Default time.Now.
	Now func() time.Time
	// Changed is told of changes of the state, the server unlocked, before the answer that
	// tells of one is written. Always urgently. Optional.
	Changed func(urgent bool)
}

// ErrMissing is the error of a payment that was never ordered.
var ErrMissing = errors.New("not found")

// startBalance is what the merchant has to refund from, in fen.
const startBalance = 1_000_000

// Server is one simulated WeChat Pay. It is safe for concurrent use and mounts at the root of
// a host, which also is the customer's telephone.
type Server struct {
	clock   *trouble.Clock
	board   *trouble.Board
	now     func() time.Time
	changed func(urgent bool)
	outbox  *trouble.Outbox
	mux     *http.ServeMux
	keyring keyring

	mu      sync.Mutex
	orders  []*Order
	balance int64
	lastID  int
}

// New makes a WeChat Pay without any order.
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
	for _, e := range endpoints {
		s.mux.HandleFunc(e.pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, e) })
	}
	s.mux.HandleFunc("GET /v3/billdownload/file", s.billFile)
	s.mux.HandleFunc("GET /pay", s.showPhone)
	s.mux.HandleFunc("POST /pay", s.phone)
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

// Reset forgets all orders and notices. The keys stay.
func (s *Server) Reset() {
	s.outbox.Forget()
	defer s.edit()()
	s.orders, s.balance, s.lastID = nil, startBalance, 0
}

// Resume sends the notices that a restored server still owes.
func (s *Server) Resume() { s.outbox.Send() }

// Close ends the notices that are on their way.
func (s *Server) Close() { s.outbox.Close() }

// SetBalance sets what the merchant has to refund from, in fen.
func (s *Server) SetBalance(fen int64) {
	defer s.edit()()
	s.balance = fen
}

// endpoint is one call of the documents.
type endpoint struct {
	name    string
	pattern string
	handle  func(*call) (status int, answer any, err error)
}

var endpoints = []endpoint{
	{"wechatpay.native.prepay", "POST /v3/pay/transactions/native", (*call).prepay},
	{"wechatpay.transaction.query", "GET /v3/pay/transactions/out-trade-no/{out_trade_no}", (*call).transactionQuery},
	{"wechatpay.transaction.close", "POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close", (*call).transactionClose},
	{"wechatpay.refund.create", "POST /v3/refund/domestic/refunds", (*call).refundCreate},
	{"wechatpay.refund.query", "GET /v3/refund/domestic/refunds/{out_refund_no}", (*call).refundQuery},
	{"wechatpay.bill.trade", "GET /v3/bill/tradebill", (*call).billTrade},
}

// call is one request. It can be executed long after the request is gone.
type call struct {
	*Server
	endpoint endpoint
	signed   signed
	path     func(name string) string
	query    url.Values
	host     string
	at       time.Time // virtual
}

const maxBody = 1 << 20

func (s *Server) serve(w http.ResponseWriter, r *http.Request, e endpoint) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		body = nil // a body cut short has no signature
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	c := &call{
		Server: s, endpoint: e, signed: readSigned(r, body), path: r.PathValue, query: r.URL.Query(), host: r.Host,
	}
	r.Form = url.Values{"value": values(body, r)} // for the switches that match a value
	s.board.Serve(w, r, s.clock, e.name, c.answer, func(code, message string) trouble.Answer {
		return c.failure(refusal{code: code, message: message})
	})
}

// values are all texts of a request.
func values(body []byte, r *http.Request) []string {
	list := strings.Split(r.URL.Path, "/")
	for _, some := range r.URL.Query() {
		list = append(list, some...)
	}
	var members map[string]any
	if json.Unmarshal(body, &members) == nil {
		for _, value := range members {
			list = append(list, fmt.Sprint(value))
		}
	}
	return list
}

// answer performs the call and has its change noted before it is answered.
func (c *call) answer() trouble.Answer {
	if err := c.verify(); err != nil {
		return c.failure(err)
	}
	defer c.edit()()
	c.at = c.clock.Now()
	status, result, err := c.endpoint.handle(c)
	if err != nil {
		return c.failure(err)
	}
	if result == nil {
		return c.sign(trouble.Answer{Status: status})
	}
	return c.sign(trouble.Answer{Status: status, Body: encode(result)})
}

// read takes the body of a request as JSON.
func (c *call) read(into any) error {
	decoder := json.NewDecoder(strings.NewReader(c.signed.body))
	if err := decoder.Decode(into); err != nil {
		return refuse("PARAM_ERROR", "请求体不是合法的JSON")
	}
	return nil
}

// refusal is a failure as WeChat Pay tells it.
type refusal struct{ code, message string }

func (r refusal) Error() string { return "refused with code " + r.code }

func refuse(code, message string) error { return refusal{code: code, message: message} }

// refusals are the statuses of the codes, and their words where a switch gives none.
var refusals = map[string]struct {
	status  int
	message string
}{
	"PARAM_ERROR":           {http.StatusBadRequest, "参数错误"},
	"INVALID_REQUEST":       {http.StatusBadRequest, "无效请求"},
	"APPID_MCHID_NOT_MATCH": {http.StatusBadRequest, "AppID和mch_id不匹配"},
	"MCH_NOT_EXISTS":        {http.StatusBadRequest, "商户号不存在"},
	"ORDER_CLOSED":          {http.StatusBadRequest, "订单已关闭"},
	"NO_STATEMENT_EXIST":    {http.StatusBadRequest, "账单文件不存在"},
	"STATEMENT_CREATING":    {http.StatusBadRequest, "账单生成中"},
	"SIGN_ERROR":            {http.StatusUnauthorized, "错误的签名，验签失败"},
	"NO_AUTH":               {http.StatusForbidden, "商户无权限"},
	"OUT_TRADE_NO_USED":     {http.StatusForbidden, "商户订单号重复"},
	"RULE_LIMIT":            {http.StatusForbidden, "业务规则限制"},
	"NOT_ENOUGH":            {http.StatusForbidden, "基本账户余额不足，请充值后重新发起"},
	"USER_ACCOUNT_ABNORMAL": {http.StatusForbidden, "用户账号注销"},
	"ORDER_NOT_EXIST":       {http.StatusNotFound, "订单不存在"},
	"RESOURCE_NOT_EXISTS":   {http.StatusNotFound, "查询的资源不存在"},
	"FREQUENCY_LIMITED":     {http.StatusTooManyRequests, "频率超限"},
	"SYSTEM_ERROR":          {http.StatusInternalServerError, "系统错误"},
	"BANK_ERROR":            {http.StatusInternalServerError, "银行系统异常"},
}

// failure answers with a refusal. Who could not be made out gets no signature.
func (c *call) failure(err error) trouble.Answer {
	var r refusal
	errors.As(err, &r)
	listed, known := refusals[r.code]
	if !known {
		listed.status = http.StatusBadRequest
	}
	if r.message == "" {
		r.message = listed.message
	}
	answer := trouble.Answer{Status: listed.status, Body: encode(map[string]string{"code": r.code, "message": r.message})}
	if listed.status == http.StatusUnauthorized {
		answer.ContentType = jsonType
		return answer
	}
	return c.sign(answer)
}

const jsonType = "application/json; charset=utf-8"

// encode writes JSON in which "/" and "<" are as they are.
func encode(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // texts and numbers always can be written
	}
	return bytes.TrimSpace(out.Bytes())
}

// beijing is the time zone of every date.
var beijing = time.FixedZone("CST", 8*60*60)

func stamp(t time.Time) string { return t.In(beijing).Format("2006-01-02T15:04:05-07:00") }
