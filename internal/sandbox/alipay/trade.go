package alipay

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The states of a trade.
const (
	Waiting  = "WAIT_BUYER_PAY"
	Success  = "TRADE_SUCCESS"
	Finished = "TRADE_FINISHED" // paid, and too old for a refund
	Closed   = "TRADE_CLOSED"   // unpaid for too long, closed by the seller, or refunded wholly
)

// Trade is one payment. It exists for the seller once the customer has signed in at the cashier.
type Trade struct {
	OutTradeNo string    `json:"out_trade_no"`
	TradeNo    string    `json:"trade_no,omitempty"`
	Fen        int64     `json:"fen"`
	Subject    string    `json:"subject"`
	Passback   string    `json:"passback_params,omitempty"`
	NotifyURL  string    `json:"notify_url,omitempty"`
	ReturnURL  string    `json:"return_url,omitempty"`
	Expires    time.Time `json:"expires"` // by the wall clock, for customers pay in real time
	Created    time.Time `json:"created,omitzero"`
	Paid       time.Time `json:"paid,omitzero"`
	Closed     time.Time `json:"closed,omitzero"` // by the seller
	Refunds    []Refund  `json:"refunds,omitempty"`
}

// Refund is one refund of a trade.
type Refund struct {
	OutRequestNo string    `json:"out_request_no"`
	Fen          int64     `json:"fen"`
	Reason       string    `json:"reason,omitempty"`
	At           time.Time `json:"at"`
}

func (t *Trade) refunded() (fen int64) {
	for _, r := range t.Refunds {
		fen += r.Fen
	}
	return fen
}

// refundable is how long a trade can be refunded.
const refundable = 365 * 24 * time.Hour

func (s *Server) status(t *Trade) string {
	switch {
	case !t.Paid.IsZero() && t.refunded() == t.Fen:
		return Closed
	case !t.Paid.IsZero() && s.clock.Now().Sub(t.Paid) > refundable:
		return Finished
	case !t.Paid.IsZero():
		return Success
	case !t.Closed.IsZero() || !s.now().Before(t.Expires):
		return Closed
	}
	return Waiting
}

// find is the trade with this number of the seller's, nil when nobody was led to it.
func (s *Server) find(outTradeNo string) *Trade {
	i := slices.IndexFunc(s.trades, func(t *Trade) bool { return t.OutTradeNo == outTradeNo })
	if i < 0 {
		return nil
	}
	return s.trades[i]
}

// known finds the trade that a call is about, by either number.
func (c *call) known() (*Trade, error) {
	tradeNo, outTradeNo := c.text("trade_no"), c.text("out_trade_no")
	if tradeNo == "" && outTradeNo == "" {
		return nil, refuse("ACQ.INVALID_PARAMETER")
	}
	for _, t := range c.trades {
		wanted := t.TradeNo == tradeNo
		if tradeNo == "" {
			wanted = t.OutTradeNo == outTradeNo
		}
		if wanted && !t.Created.IsZero() {
			return t, nil
		}
	}
	return nil, refuse("ACQ.TRADE_NOT_EXIST")
}

func (c *call) tradeQuery() (map[string]any, error) {
	t, err := c.known()
	if err != nil {
		return nil, err
	}
	out := map[string]any{
		"trade_no": t.TradeNo, "out_trade_no": t.OutTradeNo, "buyer_logon_id": buyerLogon, "buyer_user_id": buyerID,
		"trade_status": c.status(t), "total_amount": yuan(t.Fen), "receipt_amount": "0.00", "buyer_pay_amount": "0.00",
		"point_amount": "0.00", "invoice_amount": "0.00",
	}
	if !t.Paid.IsZero() {
		out["receipt_amount"], out["buyer_pay_amount"], out["invoice_amount"] = yuan(t.Fen), yuan(t.Fen), yuan(t.Fen)
		out["send_pay_date"] = stamp(t.Paid)
		out["fund_bill_list"] = []any{map[string]any{"fund_channel": "ALIPAYACCOUNT", "amount": yuan(t.Fen)}}
	}
	return out, nil
}

func (c *call) tradeRefund() (map[string]any, error) {
	t, err := c.known()
	if err != nil {
		return nil, err
	}
	fen, ok := parseYuan(c.text("refund_amount"))
	if !ok || fen == 0 {
		return nil, refuse("ACQ.INVALID_PARAMETER")
	}
	number := c.text("out_request_no")
	if number == "" {
		if fen != t.Fen {
			return nil, refuse("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
		}
		number = t.OutTradeNo
	}
	change := "N"
	i := slices.IndexFunc(t.Refunds, func(r Refund) bool { return r.OutRequestNo == number })
	switch {
	case i < 0:
		change = "Y"
		if err := c.refund(t, Refund{OutRequestNo: number, Fen: fen, Reason: c.text("refund_reason"), At: c.at}); err != nil {
			return nil, err
		}
	case t.Refunds[i].Fen != fen:
		return nil, refuse("ACQ.DISCORDANT_REPEAT_REQUEST")
	}
	return map[string]any{
		"trade_no": t.TradeNo, "out_trade_no": t.OutTradeNo, "buyer_logon_id": buyerLogon, "buyer_user_id": buyerID,
		"fund_change": change, "refund_fee": yuan(t.refunded()), "gmt_refund_pay": stamp(c.at),
	}, nil
}

// refund pays back for the first time.
func (c *call) refund(t *Trade, r Refund) error {
	switch c.status(t) {
	case Finished:
		return refuse("ACQ.TRADE_HAS_FINISHED")
	case Waiting:
		return refuse("ACQ.TRADE_STATUS_ERROR")
	case Closed:
		if t.Paid.IsZero() {
			return refuse("ACQ.TRADE_STATUS_ERROR")
		}
	}
	if t.refunded()+r.Fen > t.Fen {
		return refuse("ACQ.REASON_TRADE_REFUND_FEE_ERR")
	}
	if r.Fen > c.balance {
		return refuse("ACQ.SELLER_BALANCE_NOT_ENOUGH")
	}
	c.balance -= r.Fen
	t.Refunds = append(t.Refunds, r)
	c.tell(t, &r)
	return nil
}

// refundQuery answers success without a refund when there is none of this number.
func (c *call) refundQuery() (map[string]any, error) {
	t, err := c.known()
	if err != nil {
		return nil, err
	}
	number := c.text("out_request_no")
	if number == "" {
		return nil, refuse("ACQ.INVALID_PARAMETER")
	}
	i := slices.IndexFunc(t.Refunds, func(r Refund) bool { return r.OutRequestNo == number })
	if i < 0 {
		return map[string]any{}, nil
	}
	r := t.Refunds[i]
	return map[string]any{
		"trade_no": t.TradeNo, "out_trade_no": t.OutTradeNo, "out_request_no": number, "total_amount": yuan(t.Fen),
		"refund_amount": yuan(r.Fen), "refund_status": "REFUND_SUCCESS", "gmt_refund_pay": stamp(r.At),
	}, nil
}

func (c *call) tradeClose() (map[string]any, error) {
	t, err := c.known()
	if err != nil {
		return nil, err
	}
	if c.status(t) != Waiting {
		return nil, refuse("ACQ.TRADE_STATUS_ERROR")
	}
	t.Closed = c.at
	return map[string]any{"trade_no": t.TradeNo, "out_trade_no": t.OutTradeNo}, nil
}

// The customer of every payment.
const (
	buyerLogon = "jic***@sandbox.example"
	buyerID    = "2088200000000002"
)

// SignIn has the customer sign in at the cashier: from now on the trade exists, unpaid.
func (s *Server) SignIn(outTradeNo string) error {
	defer s.edit()()
	t := s.find(outTradeNo)
	if t == nil {
		return fmt.Errorf("sign in for %q: %w", outTradeNo, ErrMissing)
	}
	return s.signIn(t)
}

func (s *Server) signIn(t *Trade) error {
	if status := s.status(t); status != Waiting {
		return fmt.Errorf("payment %q is %s", t.OutTradeNo, status)
	}
	now := s.clock.Now()
	if t.Created.IsZero() {
		s.lastID++
		t.Created, t.TradeNo = now, fmt.Sprintf("%s220014%014d", now.In(beijing).Format("20060102"), s.lastID)
	}
	return nil
}

// Pay has the customer pay. The cashier must have been shown to him.
func (s *Server) Pay(outTradeNo string) error {
	defer s.edit()()
	t := s.find(outTradeNo)
	if t == nil {
		return fmt.Errorf("pay %q: %w", outTradeNo, ErrMissing)
	}
	if err := s.signIn(t); err != nil {
		return fmt.Errorf("pay: %w", err)
	}
	t.Paid = s.clock.Now()
	s.balance += t.Fen
	s.tell(t, nil)
	return nil
}

func yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

var amount = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,2})?$`)

func parseYuan(text string) (fen int64, ok bool) {
	if !amount.MatchString(text) {
		return 0, false
	}
	whole, part, _ := strings.Cut(text, ".")
	fen, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	return fen, err == nil
}
