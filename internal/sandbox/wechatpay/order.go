package wechatpay

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// The states of an order.
const (
	NotPaid  = "NOTPAY"
	Success  = "SUCCESS"
	Refunded = "REFUND" // wholly or in part
	Closed   = "CLOSED"
)

var stateWords = map[string]string{NotPaid: "订单未支付", Success: "支付成功", Refunded: "转入退款", Closed: "订单已关闭"}

// Order is one payment that the merchant ordered.
type Order struct {
	OutTradeNo    string    `json:"out_trade_no"`
	TransactionID string    `json:"transaction_id,omitempty"`
	Fen           int64     `json:"fen"`
	Description   string    `json:"description"`
	Attach        string    `json:"attach,omitempty"`
	NotifyURL     string    `json:"notify_url"`
	Code          string    `json:"code"`             // what the customer scans
	Expires       time.Time `json:"expires,omitzero"` // by the wall clock
	Ordered       time.Time `json:"ordered"`
	Paid          time.Time `json:"paid,omitzero"`
	Closed        time.Time `json:"closed,omitzero"`
	Refunds       []Refund  `json:"refunds,omitempty"`
}

func (o *Order) state() string {
	switch {
	case len(o.Refunds) > 0:
		return Refunded
	case !o.Paid.IsZero():
		return Success
	case !o.Closed.IsZero():
		return Closed
	}
	return NotPaid
}

func (s *Server) find(outTradeNo string) *Order {
	i := slices.IndexFunc(s.orders, func(o *Order) bool { return o.OutTradeNo == outTradeNo })
	if i < 0 {
		return nil
	}
	return s.orders[i]
}

// amount is an amount as it is written: fen, and a currency.
type amount struct {
	Total    int64  `json:"total"`
	Currency string `json:"currency"`
}

// cny tells whether an amount is one that can be paid. No currency means CNY.
func (a amount) cny() bool { return a.Total >= 1 && (a.Currency == "" || a.Currency == "CNY") }

type prepayForm struct {
	AppID       string `json:"appid"`
	MchID       string `json:"mchid"`
	Description string `json:"description"`
	OutTradeNo  string `json:"out_trade_no"`
	TimeExpire  string `json:"time_expire"`
	Attach      string `json:"attach"`
	NotifyURL   string `json:"notify_url"`
	Amount      amount `json:"amount"`
}

var tradeNumber = regexp.MustCompile(`^[0-9A-Za-z_\-|*]{6,32}$`)

func (f prepayForm) check() error {
	switch {
	case !tradeNumber.MatchString(f.OutTradeNo):
		return refuse("PARAM_ERROR", "商户订单号不合法")
	case f.Description == "" || len(f.Description) > 127:
		return refuse("PARAM_ERROR", "商品描述不合法")
	case len(f.Attach) > 127:
		return refuse("PARAM_ERROR", "附加数据不合法")
	case !f.Amount.cny():
		return refuse("PARAM_ERROR", "订单金额不合法")
	}
	address, err := url.Parse(f.NotifyURL)
	if err != nil || address.Host == "" || address.RawQuery != "" || len(f.NotifyURL) > 255 {
		return refuse("PARAM_ERROR", "通知地址不合法")
	}
	return nil
}

// prepay takes an order and gives the code to scan. The same order again gives another code.
func (c *call) prepay() (int, any, error) {
	var form prepayForm
	if err := c.read(&form); err != nil {
		return 0, nil, err
	}
	account := c.Account()
	switch {
	case form.MchID != account.MchID:
		return 0, nil, refuse("MCH_NOT_EXISTS", "")
	case form.AppID != account.AppID:
		return 0, nil, refuse("APPID_MCHID_NOT_MATCH", "")
	}
	if err := form.check(); err != nil {
		return 0, nil, err
	}
	o, err := c.place(form)
	if err != nil {
		return 0, nil, err
	}
	c.lastID++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", o.OutTradeNo, c.lastID))
	o.Code = "weixin://wxpay/bizpayurl?pr=" + base64.RawURLEncoding.EncodeToString(sum[:6]) + "zz"
	return http.StatusOK, map[string]string{"code_url": o.Code}, nil
}

// place notes an order, or finds the same one of before.
func (c *call) place(form prepayForm) (*Order, error) {
	var expires time.Time
	if form.TimeExpire != "" {
		var err error
		if expires, err = time.Parse(time.RFC3339, form.TimeExpire); err != nil || expires.Before(c.now()) {
			return nil, refuse("PARAM_ERROR", "交易结束时间不合法")
		}
	}
	o := c.find(form.OutTradeNo)
	switch {
	case o == nil:
		o = &Order{
			OutTradeNo: form.OutTradeNo, Fen: form.Amount.Total, Description: form.Description, Attach: form.Attach,
			NotifyURL: form.NotifyURL, Expires: expires, Ordered: c.at,
		}
		c.orders = append(c.orders, o)
	case o.Fen != form.Amount.Total || o.Description != form.Description:
		return nil, refuse("OUT_TRADE_NO_USED", "")
	case !o.Paid.IsZero():
		return nil, refuse("INVALID_REQUEST", "该订单已支付")
	case !o.Closed.IsZero():
		return nil, refuse("ORDER_CLOSED", "")
	}
	return o, nil
}

// known finds the order that a call is about.
func (c *call) known() (*Order, error) {
	o := c.find(c.path("out_trade_no"))
	if o == nil {
		return nil, refuse("ORDER_NOT_EXIST", "")
	}
	return o, nil
}

func (c *call) transactionQuery() (int, any, error) {
	if c.query.Get("mchid") != c.Account().MchID {
		return 0, nil, refuse("PARAM_ERROR", "商户号不合法")
	}
	o, err := c.known()
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, c.transaction(o), nil
}

// transaction is what queries and notices tell of an order.
func (s *Server) transaction(o *Order) map[string]any {
	account := s.Account()
	out := map[string]any{
		"appid": account.AppID, "mchid": account.MchID, "out_trade_no": o.OutTradeNo,
		"trade_state": o.state(), "trade_state_desc": stateWords[o.state()],
		"amount": map[string]any{"total": o.Fen, "currency": "CNY"},
	}
	if o.Attach != "" {
		out["attach"] = o.Attach
	}
	if !o.Paid.IsZero() {
		out["transaction_id"], out["trade_type"], out["bank_type"] = o.TransactionID, "NATIVE", "OTHERS"
		out["success_time"], out["payer"] = stamp(o.Paid), map[string]any{"openid": payer}
		out["amount"] = map[string]any{"total": o.Fen, "payer_total": o.Fen, "currency": "CNY", "payer_currency": "CNY"}
	}
	return out
}

// payer is the customer of every payment.
const payer = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"

func (c *call) transactionClose() (int, any, error) {
	var form struct {
		MchID string `json:"mchid"`
	}
	if err := c.read(&form); err != nil {
		return 0, nil, err
	}
	if form.MchID != c.Account().MchID {
		return 0, nil, refuse("PARAM_ERROR", "商户号不合法")
	}
	o, err := c.known()
	if err != nil {
		return 0, nil, err
	}
	switch o.state() {
	case Success, Refunded:
		return 0, nil, refuse("INVALID_REQUEST", "该订单已支付，不能关闭")
	case Closed:
		return 0, nil, refuse("ORDER_CLOSED", "")
	}
	o.Closed = c.at
	return http.StatusNoContent, nil, nil
}

// Pay has the customer scan the code and pay.
func (s *Server) Pay(outTradeNo string) error {
	defer s.edit()()
	o := s.find(outTradeNo)
	if o == nil {
		return fmt.Errorf("pay %q: %w", outTradeNo, ErrMissing)
	}
	if state := o.state(); state != NotPaid {
		return fmt.Errorf("pay: payment %q is %s", outTradeNo, state)
	}
	if !o.Expires.IsZero() && !s.now().Before(o.Expires) {
		return fmt.Errorf("pay: payment %q has expired", outTradeNo)
	}
	s.lastID++
	o.Paid = s.clock.Now()
	o.TransactionID = fmt.Sprintf("4200%s%016d", o.Paid.In(beijing).Format("20060102"), s.lastID)
	s.balance += o.Fen
	s.tellPaid(o)
	return nil
}
