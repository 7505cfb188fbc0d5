package wechatpay

import (
	"context"
	"net/http"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// refundCalls are the calls of refunds.
var refundCalls = []endpoint.Any{refundCreate, refundQuery}

var refundCreate = endpoint.Endpoint[RefundRequest, Refund]{
	Name: "wechatpay.refund.create", Title: endpoint.Words{Zh: "申请退款", En: "Refund a payment"},
	Path: "/v3/refund/domestic/refunds", Effect: endpoint.Buy, Doc: "Native 支付, 退款申请", Accepts: endpoint.Always,
	Errors: endpoint.Codes{
		"NOT_ENOUGH":            endpoint.Unfunded.Means("商户余额不足", "the merchant's balance is too low"),
		"USER_ACCOUNT_ABNORMAL": endpoint.Conflict.Means("用户账户异常,无法退款", "the customer's account cannot take the refund"),
		"RESOURCE_NOT_EXISTS":   endpoint.Missing.Means("订单不存在", "no such payment"),
		"MCH_NOT_EXISTS":        endpoint.Denied.Means("商户号不存在", "no such merchant"),
	},
}

// RefundRequest pays back a part of a payment, or all of it. RefundNo is our number of the
// refund: the same number again pays nothing more. Amounts are in fen; Total is the payment's.
type RefundRequest struct {
	OutTradeNo string `param:"out_trade_no" rule:"required,pattern=alnum,len=6..32" zh:"商户订单号" en:"Our number"`
	RefundNo   string `param:"out_refund_no" rule:"required,pattern=alnum,len=6..64" zh:"商户退款单号" en:"Number of the refund"`
	Amount     int64  `param:"amount.refund" rule:"required,min=1" also:"amount.currency=CNY" zh:"退款金额 (分)" en:"Refund (fen)"`
	Total      int64  `param:"amount.total" rule:"required,min=1" zh:"原订单金额 (分)" en:"Amount of the payment (fen)"`
	Reason     string `param:"reason" rule:"bytes=1..80" zh:"退款原因" en:"Reason"`
	NotifyURL  string `param:"notify_url" rule:"pattern=url,bytes=8..255,without=?" zh:"通知地址" en:"Where notices go"`
}

// RefundState is the state of a refund.
type RefundState string

// The states of a refund.
const (
	RefundDone       RefundState = "SUCCESS"
	RefundClosed     RefundState = "CLOSED"
	RefundProcessing RefundState = "PROCESSING"
	RefundAbnormal   RefundState = "ABNORMAL" // a person must act at the merchant's console
)

// Refund is a refund as WeChat Pay knows it.
type Refund struct {
	ID            string       `answer:"refund_id,required"`
	RefundNo      string       `answer:"out_refund_no,required"`
	TransactionID string       `answer:"transaction_id"`
	OutTradeNo    string       `answer:"out_trade_no,required"`
	Channel       string       `answer:"channel"`
	Receiver      string       `answer:"user_received_account"`
	State         RefundState  `answer:"status,required"`
	Funds         string       `answer:"funds_account"`
	CreatedAt     time.Time    `answer:"create_time"`
	DoneAt        time.Time    `answer:"success_time"`
	Amount        RefundAmount `answer:"amount"`
}

// RefundAmount holds a refund's amounts in fen.
type RefundAmount struct {
	Total           int64  `answer:"total"`
	Refund          int64  `answer:"refund"`
	PayerTotal      int64  `answer:"payer_total"`
	PayerRefund     int64  `answer:"payer_refund"`
	SettlementTotal int64  `answer:"settlement_total"`
	Settlement      int64  `answer:"settlement_refund"`
	Discount        int64  `answer:"discount_refund"`
	Currency        string `answer:"currency"`
}

// RefundCreate begins a refund. Its answer says only that it was taken: follow it by RefundQuery.
func (c *Client) RefundCreate(ctx context.Context, req RefundRequest) (Refund, error) {
	r, err := refundCreate.Call(ctx, c.line, req)
	if err == nil && (r.RefundNo != req.RefundNo || r.OutTradeNo != req.OutTradeNo) {
		err = another(refundCreate.Name)
	}
	return r, err
}

var refundQuery = endpoint.Endpoint[RefundNamed, Refund]{
	Name: "wechatpay.refund.query", Title: endpoint.Words{Zh: "查询退款", En: "Query a refund"}, Method: http.MethodGet,
	Path: "/v3/refund/domestic/refunds/{out_refund_no}", Effect: endpoint.Read, Doc: "Native 支付, 查询单笔退款",
	Errors: endpoint.Codes{
		"RESOURCE_NOT_EXISTS": endpoint.Missing.Means("退款单不存在", "no such refund"),
	},
}

// RefundNamed names a refund by our number.
type RefundNamed struct {
	RefundNo string `param:"out_refund_no" rule:"required,pattern=alnum,len=6..64" zh:"商户退款单号" en:"Number of the refund"`
}

// RefundQuery reads a refund.
func (c *Client) RefundQuery(ctx context.Context, req RefundNamed) (Refund, error) {
	r, err := refundQuery.Call(ctx, c.line, req)
	if err == nil && r.RefundNo != req.RefundNo {
		err = another(refundQuery.Name)
	}
	return r, err
}
