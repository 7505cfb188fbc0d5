package wechatpay

import (
	"context"
	"net/http"
	"slices"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// All describes every call of this package but the download of a bill.
func All() []endpoint.Description {
	return endpoint.DescribeAll(vendor, slices.Concat(payCalls, refundCalls, billCalls)...)
}

// payCalls are the calls of one payment.
var payCalls = []endpoint.Any{nativePrepay, transactionQuery, transactionClose}

// Moment writes a time as WeChat Pay wants it.
func Moment(t time.Time) string { return t.In(beijing).Format(time.RFC3339) }

var nativePrepay = endpoint.Endpoint[PrepayRequest, PrepayResponse]{
	Name: "wechatpay.native.prepay", Title: endpoint.Words{Zh: "Native下单", En: "Order a payment by code"},
	Path: "/v3/pay/transactions/native", Effect: endpoint.Set, Doc: "Native 支付, Native 下单",
	Errors: endpoint.Codes{
		"OUT_TRADE_NO_USED":     endpoint.Conflict.Means("商户订单号已用于另一笔付款", "the number was used for another payment", "out_trade_no"),
		"ORDER_CLOSED":          endpoint.Conflict.Means("订单已关闭", "the order is closed"),
		"APPID_MCHID_NOT_MATCH": endpoint.Denied.Means("AppID 与商户号不匹配", "the application is not the merchant's"),
		"MCH_NOT_EXISTS":        endpoint.Denied.Means("商户号不存在", "no such merchant"),
		"RULE_LIMIT":            endpoint.Conflict.Means("业务规则限制", "a rule of WeChat Pay forbids it"),
	},
}

// PrepayRequest orders a payment. The same number may be used again only with the same amount
// and description; it gives another code. Total is in fen.
type PrepayRequest struct {
	OutTradeNo  string `param:"out_trade_no" rule:"required,pattern=alnum,len=6..32" zh:"商户订单号" en:"Our number"`
	Description string `param:"description" rule:"required,bytes=1..127" zh:"商品描述" en:"Description"`
	Total       int64  `param:"amount.total" rule:"required,min=1" also:"amount.currency=CNY" zh:"金额 (分)" en:"Amount (fen)"`
	Expires     string `param:"time_expire" rule:"len=20..25" zh:"付款期限" en:"Pay until"`
	NotifyURL   string `param:"notify_url" rule:"required,pattern=url,bytes=8..255,without=?" zh:"通知地址" en:"Where notices go"`
	Attach      string `param:"attach" rule:"bytes=1..127" zh:"附加数据" en:"Attached data"`
}

// PrepayResponse holds the text of the code to scan. It can be paid for two hours.
type PrepayResponse struct {
	CodeURL string `answer:"code_url,required"`
}

// NativePrepay orders a payment and returns the text of the code that the customer scans.
func (c *Client) NativePrepay(ctx context.Context, req PrepayRequest) (PrepayResponse, error) {
	return nativePrepay.Call(ctx, c.line, req)
}

// TradeState is the state of a payment.
type TradeState string

// The states of a payment. Success alone means that it is paid and nothing was refunded.
const (
	NotPaid  TradeState = "NOTPAY"
	Paying   TradeState = "USERPAYING"
	Success  TradeState = "SUCCESS"
	Refunded TradeState = "REFUND" // paid, and refunded at least in part
	Closed   TradeState = "CLOSED"
	Revoked  TradeState = "REVOKED"
	PayError TradeState = "PAYERROR"
)

var transactionQuery = endpoint.Endpoint[TransactionNamed, Transaction]{
	Name: "wechatpay.transaction.query", Title: endpoint.Words{Zh: "查询订单", En: "Query a payment"}, Method: http.MethodGet,
	Path: "/v3/pay/transactions/out-trade-no/{out_trade_no}", Effect: endpoint.Read, Doc: "Native 支付, 商户订单号查询订单",
	Errors: endpoint.Codes{
		"ORDER_NOT_EXIST": endpoint.Missing.Means("订单不存在", "no such payment"),
	},
}

// TransactionNamed names a payment by our number.
type TransactionNamed struct {
	OutTradeNo string `param:"out_trade_no" rule:"required,pattern=alnum,len=6..32" zh:"商户订单号" en:"Our number"`
}

// Transaction is a payment as WeChat Pay knows it.
type Transaction struct {
	AppID         string     `answer:"appid,required"`
	MchID         string     `answer:"mchid,required"`
	OutTradeNo    string     `answer:"out_trade_no,required"`
	TransactionID string     `answer:"transaction_id"` // of a payment that is paid
	TradeType     string     `answer:"trade_type"`     // NATIVE
	State         TradeState `answer:"trade_state,required"`
	StateWords    string     `answer:"trade_state_desc"`
	BankType      string     `answer:"bank_type"`
	Attach        string     `answer:"attach"`
	PaidAt        time.Time  `answer:"success_time"`
	Payer         Payer      `answer:"payer"`
	Amount        Amount     `answer:"amount"`
}

// Payer is who paid.
type Payer struct {
	OpenID endpoint.Secret `answer:"openid"`
}

// Amount is what a payment is about, in fen. PayerTotal may be less than Total by discounts
// that the platform gives.
type Amount struct {
	Total         int64  `answer:"total"`
	PayerTotal    int64  `answer:"payer_total"`
	Currency      string `answer:"currency"`
	PayerCurrency string `answer:"payer_currency"`
}

// TransactionQuery reads a payment.
func (c *Client) TransactionQuery(ctx context.Context, req TransactionNamed) (Transaction, error) {
	t, err := transactionQuery.Call(ctx, c.line, req)
	if err == nil && (t.OutTradeNo != req.OutTradeNo || t.MchID != c.protocol.mchID || t.AppID != c.protocol.appID) {
		err = another(transactionQuery.Name)
	}
	return t, err
}

// another is an answer about something else than was asked: an unknown outcome.
func another(call string) error {
	return &endpoint.Error{Class: endpoint.Unknown, Endpoint: call, Reason: "the answer is about another payment"}
}

var transactionClose = endpoint.Endpoint[TransactionNamed, struct{}]{
	Name: "wechatpay.transaction.close", Title: endpoint.Words{Zh: "关闭订单", En: "Close a payment"},
	Path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/close", Effect: endpoint.Destroy, Doc: "Native 支付, 关闭订单",
	Errors: endpoint.Codes{
		"ORDER_NOT_EXIST": endpoint.Missing.Means("订单不存在", "no such payment"),
		"ORDER_CLOSED":    endpoint.AlreadyDone.Means("订单已关闭", "the payment is closed"),
	},
}

// TransactionClose ends a payment that nobody has made: the code cannot be paid any more.
func (c *Client) TransactionClose(ctx context.Context, req TransactionNamed) error {
	_, err := transactionClose.Call(ctx, c.line, req)
	return err
}
