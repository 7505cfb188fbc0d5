package wechatpay

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Refund is one refund of an order. It is under way for a minute of virtual time.
type Refund struct {
	ID          string    `json:"id"`
	OutRefundNo string    `json:"out_refund_no"`
	Fen         int64     `json:"fen"`
	Reason      string    `json:"reason,omitempty"`
	NotifyURL   string    `json:"notify_url,omitempty"`
	At          time.Time `json:"at"`
}

const (
	refundTime = time.Minute
	refundable = 365 * 24 * time.Hour // after the payment
)

func (o *Order) refunded() (fen int64) {
	for _, r := range o.Refunds {
		fen += r.Fen
	}
	return fen
}

type refundForm struct {
	TransactionID string `json:"transaction_id"`
	OutTradeNo    string `json:"out_trade_no"`
	OutRefundNo   string `json:"out_refund_no"`
	Reason        string `json:"reason"`
	NotifyURL     string `json:"notify_url"`
	Amount        struct {
		Refund   int64  `json:"refund"`
		Total    int64  `json:"total"`
		Currency string `json:"currency"`
	} `json:"amount"`
}

func (f refundForm) check() error {
	switch {
	case !tradeNumber.MatchString(f.OutRefundNo):
		return refuse("PARAM_ERROR", "商户退款单号不合法")
	case len(f.Reason) > 80:
		return refuse("PARAM_ERROR", "退款原因不合法")
	case f.Amount.Refund < 1 || f.Amount.Total < 1 || f.Amount.Currency != "CNY":
		return refuse("PARAM_ERROR", "退款金额不合法")
	}
	return nil
}

func (c *call) refundCreate() (int, any, error) {
	var form refundForm
	if err := c.read(&form); err != nil {
		return 0, nil, err
	}
	if err := form.check(); err != nil {
		return 0, nil, err
	}
	i := slices.IndexFunc(c.orders, func(o *Order) bool {
		if form.TransactionID != "" {
			return o.TransactionID == form.TransactionID
		}
		return o.OutTradeNo == form.OutTradeNo
	})
	if i < 0 {
		return 0, nil, refuse("RESOURCE_NOT_EXISTS", "订单不存在")
	}
	o := c.orders[i]
	if other, r := c.findRefund(form.OutRefundNo); r != nil {
		if other != o || r.Fen != form.Amount.Refund {
			return 0, nil, refuse("INVALID_REQUEST", "请求参数与原退款单不一致")
		}
		return http.StatusOK, c.refundOf(o, r), nil
	}
	if err := c.mayRefund(o, form); err != nil {
		return 0, nil, err
	}
	c.lastID++
	r := Refund{
		ID: fmt.Sprintf("5030%s%016d", c.at.In(beijing).Format("20060102"), c.lastID), OutRefundNo: form.OutRefundNo,
		Fen: form.Amount.Refund, Reason: form.Reason, NotifyURL: form.NotifyURL, At: c.at,
	}
	c.balance -= r.Fen
	o.Refunds = append(o.Refunds, r)
	c.tellRefunded(o, &r)
	return http.StatusOK, c.refundOf(o, &r), nil
}

func (c *call) mayRefund(o *Order, form refundForm) error {
	switch {
	case o.Paid.IsZero():
		return refuse("INVALID_REQUEST", "订单未支付")
	case form.Amount.Total != o.Fen:
		return refuse("INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
	case c.at.Sub(o.Paid) > refundable:
		return refuse("INVALID_REQUEST", "订单已超过可退款的最大期限")
	case o.refunded()+form.Amount.Refund > o.Fen:
		return refuse("INVALID_REQUEST", "申请退款金额大于订单可退金额")
	case form.Amount.Refund > c.balance:
		return refuse("NOT_ENOUGH", "")
	}
	return nil
}

func (s *Server) findRefund(outRefundNo string) (*Order, *Refund) {
	for _, o := range s.orders {
		for i := range o.Refunds {
			if o.Refunds[i].OutRefundNo == outRefundNo {
				return o, &o.Refunds[i]
			}
		}
	}
	return nil, nil
}

func (c *call) refundQuery() (int, any, error) {
	o, r := c.findRefund(c.path("out_refund_no"))
	if r == nil {
		return 0, nil, refuse("RESOURCE_NOT_EXISTS", "退款单不存在")
	}
	return http.StatusOK, c.refundOf(o, r), nil
}

// refundOf is what answers tell of a refund.
func (s *Server) refundOf(o *Order, r *Refund) map[string]any {
	out := map[string]any{
		"refund_id": r.ID, "out_refund_no": r.OutRefundNo, "transaction_id": o.TransactionID, "out_trade_no": o.OutTradeNo,
		"channel": "ORIGINAL", "user_received_account": "支付用户零钱", "create_time": stamp(r.At), "status": "PROCESSING",
		"funds_account": "AVAILABLE",
		"amount": map[string]any{
			"total": o.Fen, "refund": r.Fen, "payer_total": o.Fen, "payer_refund": r.Fen, "settlement_refund": r.Fen,
			"settlement_total": o.Fen, "discount_refund": 0, "currency": "CNY",
		},
	}
	if done := r.At.Add(refundTime); !s.clock.Now().Before(done) {
		out["status"], out["success_time"] = "SUCCESS", stamp(done)
	}
	return out
}
