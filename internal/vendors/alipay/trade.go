package alipay

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// All describes every call that a server makes. The page of page pay is called by a browser.
func All() []endpoint.Description {
	return endpoint.DescribeAll(vendor, append(append([]endpoint.Any{}, tradeCalls...), billCalls...)...)
}

// tradeCalls are the calls of one payment.
var tradeCalls = []endpoint.Any{tradeQuery, tradeRefund, refundQuery, tradeClose}

// Yuan writes an amount as Alipay wants it: CNY with two decimals.
func Yuan(fen endpoint.Fen) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

// Moment writes a time as Alipay wants it, in Beijing.
func Moment(t time.Time) string { return t.In(beijing).Format(timeLayout) }

var pagePay = endpoint.Endpoint[PagePayRequest, struct{}]{
	Name: "alipay.trade.page.pay", Title: endpoint.Words{Zh: "电脑网站支付", En: "Pay on a web page"},
	Path: gatewayPath, Effect: endpoint.Set, Doc: "电脑网站支付, alipay.trade.page.pay",
}

// PagePayRequest is a payment for a customer to make. The same number may be used again only
// with the same amount and subject. Subject may hold no "/", "=" or "&".
type PagePayRequest struct {
	OutTradeNo string `param:"out_trade_no" rule:"required,pattern=alnum,len=1..64" also:"product_code=FAST_INSTANT_TRADE_PAY" zh:"商户订单号" en:"Our number"`
	Amount     string `param:"total_amount" rule:"required,pattern=number,len=4..12" zh:"金额 (元)" en:"Amount (CNY)"`
	Subject    string `param:"subject" rule:"required,len=1..256,without=/|=|&" zh:"标题" en:"Subject"`
	Expires    string `param:"time_expire" rule:"len=19..19" zh:"付款期限" en:"Pay until"`

	NotifyURL string // where notices go; no query
	ReturnURL string // where the browser goes after the payment; proves nothing
}

// PagePayURL is the address that the customer's browser is sent to. Nothing is sent to Alipay:
// the trade exists only when the customer has signed in there.
func (c *Client) PagePayURL(req PagePayRequest) (string, error) {
	params, err := pagePay.Prepare(vendor, req)
	if err != nil {
		return "", err
	}
	more := url.Values{"notify_url": {req.NotifyURL}}
	if req.ReturnURL != "" {
		more.Set("return_url", req.ReturnURL)
	}
	for _, address := range more {
		if u, err := url.Parse(address[0]); err != nil || u.Host == "" {
			return "", &endpoint.Error{Class: endpoint.NotSent, Endpoint: pagePay.Name, Reason: endpoint.ErrAddress.Error()}
		}
	}
	base, err := c.line.Base(HostAPI)
	if err != nil {
		return "", &endpoint.Error{Class: endpoint.NotSent, Endpoint: pagePay.Name, Reason: err.Error()}
	}
	form, err := c.protocol.form(pagePay.Name, params, more)
	if err != nil {
		return "", &endpoint.Error{Class: endpoint.NotSent, Endpoint: pagePay.Name, Reason: err.Error()}
	}
	return base.String() + gatewayPath + "?" + form.Encode(), nil
}

// TradeStatus is the state of a trade.
type TradeStatus string

// The states of a trade. Success and Finished mean that the customer has paid.
const (
	Waiting  TradeStatus = "WAIT_BUYER_PAY"
	Success  TradeStatus = "TRADE_SUCCESS"
	Finished TradeStatus = "TRADE_FINISHED" // paid, and no refund is possible any more
	Closed   TradeStatus = "TRADE_CLOSED"   // never paid, or refunded wholly
)

// Paid tells whether a trade in this state is paid and not refunded wholly.
func (s TradeStatus) Paid() bool { return s == Success || s == Finished }

var tradeQuery = endpoint.Endpoint[TradeNamed, Trade]{
	Name: "alipay.trade.query", Title: endpoint.Words{Zh: "查询交易", En: "Query a trade"},
	Path: gatewayPath, Effect: endpoint.Read, Doc: "统一收单交易查询, alipay.trade.query",
}

// TradeNamed names a trade by our number.
type TradeNamed struct {
	OutTradeNo string `param:"out_trade_no" rule:"required,pattern=alnum,len=1..64" zh:"商户订单号" en:"Our number"`
}

// Trade is a payment as Alipay knows it. Total is what we asked for; Received may be less by
// discounts that the seller gives there.
type Trade struct {
	TradeNo    string          `answer:"trade_no,required"`
	OutTradeNo string          `answer:"out_trade_no,required"`
	Status     TradeStatus     `answer:"trade_status,required"`
	Total      endpoint.Fen    `answer:"total_amount,required"`
	Received   endpoint.Fen    `answer:"receipt_amount"`
	BuyerPaid  endpoint.Fen    `answer:"buyer_pay_amount"`
	Points     endpoint.Fen    `answer:"point_amount"`
	Invoiced   endpoint.Fen    `answer:"invoice_amount"`
	Currency   string          `answer:"trans_currency|pay_currency"` // "" is CNY
	PaidAt     time.Time       `answer:"send_pay_date"`
	Buyer      string          `answer:"buyer_logon_id"` // partly hidden by Alipay
	BuyerID    endpoint.Secret `answer:"buyer_user_id|buyer_open_id"`
	Funds      []Fund          `answer:"fund_bill_list"`
}

// Fund is one source that a payment came from.
type Fund struct {
	Channel string       `answer:"fund_channel"`
	Amount  endpoint.Fen `answer:"amount"`
	Real    endpoint.Fen `answer:"real_amount"`
}

// TradeQuery reads a trade. Kind Missing is also the answer for a customer who has seen the
// page but not signed in.
func (c *Client) TradeQuery(ctx context.Context, req TradeNamed) (Trade, error) {
	t, err := tradeQuery.Call(ctx, c.line, req)
	return t, about(tradeQuery.Name, err, t.OutTradeNo, req.OutTradeNo)
}

// about makes an answer about another trade an unknown outcome.
func about(call string, err error, got, want string) error {
	if err == nil && got != want {
		return &endpoint.Error{Class: endpoint.Unknown, Endpoint: call, Reason: "the answer is about another trade"}
	}
	return err
}

var tradeRefund = endpoint.Endpoint[TradeRefundRequest, RefundResponse]{
	Name: "alipay.trade.refund", Title: endpoint.Words{Zh: "退款", En: "Refund a trade"},
	Path: gatewayPath, Effect: endpoint.Buy, Doc: "统一收单交易退款, alipay.trade.refund",
	Errors: endpoint.Codes{
		"ACQ.SELLER_BALANCE_NOT_ENOUGH":   endpoint.Unfunded.Means("商户余额不足", "the seller's balance is too low"),
		"ACQ.REFUND_AMT_NOT_EQUAL_TOTAL":  endpoint.Invalid.Means("退款金额与订单金额不一致", "the refund is not the whole amount", "refund_amount"),
		"ACQ.REASON_TRADE_REFUND_FEE_ERR": endpoint.Invalid.Means("退款金额超过可退金额", "more than is left to refund", "refund_amount"),
		"ACQ.REASON_TRADE_BEEN_FREEZEN":   endpoint.Conflict.Means("交易被冻结", "the trade is frozen"),
		"ACQ.TRADE_HAS_FINISHED":          endpoint.Conflict.Means("交易已完结,不能退款", "the trade is too old for a refund"),
		"ACQ.TRADE_STATUS_ERROR":          endpoint.Conflict.Means("交易状态不允许退款", "the trade's state forbids a refund"),
		"ACQ.TRADE_NOT_ALLOW_REFUND":      endpoint.Conflict.Means("当前交易不允许退款", "this trade cannot be refunded"),
		"ACQ.DISCORDANT_REPEAT_REQUEST":   endpoint.Conflict.Means("退款号已用于另一笔退款", "the refund's number was used for another refund", "out_request_no"),
	},
}

// TradeRefundRequest pays back a part of a trade, or all of it. RequestNo is our number of the
// refund: the same number again pays nothing more.
type TradeRefundRequest struct {
	OutTradeNo string `param:"out_trade_no" rule:"required,pattern=alnum,len=1..64" zh:"商户订单号" en:"Our number"`
	Amount     string `param:"refund_amount" rule:"required,pattern=number,len=4..12" zh:"退款金额 (元)" en:"Refund (CNY)"`
	RequestNo  string `param:"out_request_no" rule:"required,pattern=alnum,len=1..64" zh:"退款请求号" en:"Number of the refund"`
	Reason     string `param:"refund_reason" rule:"len=1..256" zh:"退款原因" en:"Reason"`
}

// RefundResponse is what a refund did. Refunded is the sum of all refunds of the trade.
// Changed is "Y" when this call moved money; "N" proves nothing: ask RefundQuery.
type RefundResponse struct {
	TradeNo    string          `answer:"trade_no,required"`
	OutTradeNo string          `answer:"out_trade_no,required"`
	Changed    string          `answer:"fund_change"`
	Refunded   endpoint.Fen    `answer:"refund_fee"`
	At         time.Time       `answer:"gmt_refund_pay"`
	Buyer      string          `answer:"buyer_logon_id"`
	BuyerID    endpoint.Secret `answer:"buyer_user_id|buyer_open_id"`
}

// TradeRefund pays back to the customer.
func (c *Client) TradeRefund(ctx context.Context, req TradeRefundRequest) (RefundResponse, error) {
	r, err := tradeRefund.Call(ctx, c.line, req)
	return r, about(tradeRefund.Name, err, r.OutTradeNo, req.OutTradeNo)
}

var refundQuery = endpoint.Endpoint[RefundNamed, Refund]{
	Name: "alipay.trade.fastpay.refund.query", Title: endpoint.Words{Zh: "查询退款", En: "Query a refund"},
	Path: gatewayPath, Effect: endpoint.Read, Doc: "统一收单交易退款查询, alipay.trade.fastpay.refund.query",
}

// RefundNamed names a refund by our numbers.
type RefundNamed struct {
	OutTradeNo string `param:"out_trade_no" rule:"required,pattern=alnum,len=1..64" zh:"商户订单号" en:"Our number"`
	RequestNo  string `param:"out_request_no" rule:"required,pattern=alnum,len=1..64" zh:"退款请求号" en:"Number of the refund"`
}

// Refund is a refund as Alipay knows it, all empty when there is none of this number.
type Refund struct {
	TradeNo    string       `answer:"trade_no"`
	OutTradeNo string       `answer:"out_trade_no"`
	RequestNo  string       `answer:"out_request_no"`
	Status     string       `answer:"refund_status"` // RefundDone or ""
	Amount     endpoint.Fen `answer:"refund_amount"`
	Total      endpoint.Fen `answer:"total_amount"`
	At         time.Time    `answer:"gmt_refund_pay"`
	Reason     string       `answer:"refund_reason"`
}

// RefundDone is the only state of a refund that proves something.
const RefundDone = "REFUND_SUCCESS"

// Done tells whether the money went back.
func (r Refund) Done() bool { return r.Status == RefundDone }

// RefundQuery reads a refund. One that is not Done may be unknown there or still under way.
func (c *Client) RefundQuery(ctx context.Context, req RefundNamed) (Refund, error) {
	r, err := refundQuery.Call(ctx, c.line, req)
	if r.OutTradeNo == "" && r.Status == "" {
		return r, err
	}
	return r, about(refundQuery.Name, err, r.OutTradeNo+" "+r.RequestNo, req.OutTradeNo+" "+req.RequestNo)
}

var tradeClose = endpoint.Endpoint[TradeNamed, CloseResponse]{
	Name: "alipay.trade.close", Title: endpoint.Words{Zh: "关闭交易", En: "Close a trade"},
	Path: gatewayPath, Effect: endpoint.Destroy, Doc: "统一收单交易关闭, alipay.trade.close",
	Errors: endpoint.Codes{
		"ACQ.TRADE_STATUS_ERROR":          endpoint.Conflict.Means("交易不在等待付款", "the trade does not wait for payment"),
		"ACQ.REASON_TRADE_STATUS_INVALID": endpoint.Conflict.Means("交易不在等待付款", "the trade does not wait for payment"),
		"ACQ.REASON_ILLEGAL_STATUS":       endpoint.Conflict.Means("交易状态异常", "the trade's state is unusual"),
	},
}

// CloseResponse names the trade that was closed.
type CloseResponse struct {
	TradeNo    string `answer:"trade_no"`
	OutTradeNo string `answer:"out_trade_no"`
}

// TradeClose ends a trade that waits for payment: the customer cannot pay it any more. One that
// he has not signed in for is Missing, and ends by its own time only.
func (c *Client) TradeClose(ctx context.Context, req TradeNamed) error {
	_, err := tradeClose.Call(ctx, c.line, req)
	return err
}
