package cndns

import (
	"context"
	"encoding/base64"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// Transfers to the vendor, "二、域名 2、g) to j)".
var transferCalls = []endpoint.Any{
	transferIn,
	transferStatus,
	transferCancel,
	transferRetry,
}

// TransferStates lists the documented states.
var TransferStates = map[TransferState]endpoint.Words{
	"0":               {Zh: "等待处理", En: "waiting to be processed"},
	TransferWrongCode: {Zh: "转移密码错误", En: "auth code wrong: send another"},
	"2":               {Zh: "待发确认信", En: "confirmation mail to be sent"},
	"3":               {Zh: "等待客户确认", En: "waiting for the holder to confirm"},
	"5":               {Zh: "等待查询状态", En: "waiting for the status query"},
	"6":               {Zh: "转入中", En: "transferring"},
	TransferDone:      {Zh: "转入成功", En: "transferred in"},
	TransferFailed:    {Zh: "转入失败", En: "transfer failed"},
	TransferCancelled: {Zh: "转入取消", En: "transfer cancelled"},
	"13":              {Zh: "命名审核中", En: "name under review"},
	"14":              {Zh: "实名审核中", En: "real name under review"},
}

var transferIn = endpoint.Endpoint[TransferInRequest, Nothing]{
	Name: "cndns.domain.transfer_in", Title: endpoint.Words{Zh: "域名转入", En: "Transfer a domain in"},
	Path:   "/domains/domainzhuanru.aspx",
	Effect: endpoint.Buy, Accepts: endpoint.Always, Doc: "二、2、g)",
	Errors: endpoint.Codes{
		"11731": endpoint.Invalid.Means("转移密码不能为空", "transfer password is empty", "authcode"),
		"11729": endpoint.Invalid.Means("联系人 ID 格式错误", "bad contact ID format", "userid"),
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11732": endpoint.Invalid.Means("不支持转入该后缀", "suffix cannot be transferred in", "domainname"),
		"11722": endpoint.Missing.Means("联系人 ID 不存在", "contact ID does not exist", "userid"),
		"11725": endpoint.Conflict.Means("联系人 ID 不可用", "contact ID cannot be used", "userid"),
		"11730": endpoint.Invalid.Means("绑定的域名格式错误", "bad format of the bound domain", "Bounddomain"),
		"11733": endpoint.Invalid.Means("绑定的域名后缀无效", "bad suffix of the bound domain", "Bounddomain"),
		"11734": endpoint.AlreadyDone.Means("已存在域名订单", "domain order already exists"),
		"11735": endpoint.AlreadyDone.Means("已存在转入订单", "transfer-in order already exists"),
		"11736": endpoint.Conflict.Means("Whois 禁止转移或域名已过期", "WHOIS forbids transfer or the domain has expired"),
		"11738": endpoint.Unfunded.Means("账户余额不足", "insufficient balance"),
		"11739": endpoint.Invalid.Means("转移密码错误", "wrong transfer password", "authcode"),
		"11740": endpoint.Conflict.Means("域名状态禁止转移", "domain state forbids transfer"),
		"11741": endpoint.Unclear.Means("转入异常", "transfer-in error"),
		"11744": endpoint.Unclear.Means("找不到转入订单", "transfer-in order not found"),
	},
}

// TransferInRequest orders a transfer. AuthCode is plain unless Encoded is "Y"; codes
// with other characters than letters and digits are encoded on their way. The document
// asks for BoundDomain, a .香港 name, with ".com .com.hk"; only the second makes sense.
type TransferInRequest struct {
	DomainName  string          `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	UserID      string          `param:"userid" rule:"required" zh:"联系人 ID" en:"Contact ID"`
	AuthCode    endpoint.Secret `param:"authcode" rule:"required" zh:"转移密码" en:"Auth code"`
	VendorDNS   string          `param:"Mcdns" rule:"enum=0|1" zh:"使用美橙 DNS" en:"Use the vendor's name servers"`
	BoundDomain string          `param:"Bounddomain" rule:"required@domainname~.com.hk,pattern=domain" zh:"绑定的 .香港 域名" en:"Bound .香港 domain"`
	Coupon      string          `param:"Signature" zh:"优惠券" en:"Coupon code"`
	Encoded     string          `param:"jm" rule:"enum=Y" zh:"转移密码已 Base64 编码" en:"Auth code is Base64"`
}

// armoured encodes an auth code that a query would not carry unharmed, and says so.
func (r TransferInRequest) armoured() TransferInRequest {
	code := r.AuthCode.Reveal()
	if r.Encoded == "" && strings.ContainsFunc(code, func(c rune) bool { return !plain(c) }) {
		r.AuthCode = endpoint.Secret(base64.StdEncoding.EncodeToString([]byte(code)))
		r.Encoded = "Y"
	}
	return r
}

func plain(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// TransferIn orders a transfer and charges the balance. A nil error means accepted:
// follow it with TransferStatus.
func (c *Client) TransferIn(ctx context.Context, req TransferInRequest) error {
	return done(transferIn.Call(ctx, c.line, req.armoured()))
}

var transferStatus = endpoint.Endpoint[DomainRequest, TransferStatusResponse]{
	Name: "cndns.domain.transfer_in_status", Title: endpoint.Words{Zh: "域名转入状态", En: "Get transfer-in status"},
	Path:   "/domains/domainzhuanrustate.aspx",
	Effect: endpoint.Read, Doc: "二、2、h)",
	Errors: endpoint.Codes{
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11744": endpoint.Missing.Means("没有找到转入订单", "transfer-in order not found"),
		"11745": endpoint.Failed.Means("转入订单状态异常", "abnormal transfer-in order state"),
	},
}

// TransferStatusResponse is where a transfer stands.
type TransferStatusResponse struct {
	State TransferState `answer:"code,required"`
	Title string        `answer:"title"`
}

// TransferState is a code of the transfer's status. A code that is not listed counts as
// under way.
type TransferState string

// The states that end a transfer or need a person.
const (
	TransferWrongCode TransferState = "1"
	TransferDone      TransferState = "10"
	TransferFailed    TransferState = "11"
	TransferCancelled TransferState = "12"
)

// Final tells whether the transfer will not move any more.
func (s TransferState) Final() bool {
	return s == TransferDone || s == TransferFailed || s == TransferCancelled
}

// TransferStatus reads where a transfer stands.
func (c *Client) TransferStatus(ctx context.Context, req DomainRequest) (TransferStatusResponse, error) {
	return transferStatus.Call(ctx, c.line, req)
}

var transferCancel = endpoint.Endpoint[DomainRequest, Nothing]{
	Name: "cndns.domain.transfer_in_cancel", Title: endpoint.Words{Zh: "取消转入", En: "Cancel transfer-in"},
	Path:   "/domains/cancelzhuanru.aspx",
	Effect: endpoint.Destroy, Doc: "二、2、i)",
	Errors: endpoint.Codes{
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11750": endpoint.Missing.Means("没有找到转入订单", "transfer-in order not found"),
		"11751": endpoint.Failed.Means("取消转入失败", "cancelling the transfer-in failed"),
	},
}

// TransferCancel gives a transfer up; whether the fee comes back is not documented.
func (c *Client) TransferCancel(ctx context.Context, req DomainRequest) error {
	return done(transferCancel.Call(ctx, c.line, req))
}

var transferRetry = endpoint.Endpoint[TransferRetryRequest, Nothing]{
	Name: "cndns.domain.transfer_in_retry", Title: endpoint.Words{Zh: "重新发起转入", En: "Restart transfer-in with a new auth code"},
	Path:   "/domains/updateauthcode.aspx",
	Effect: endpoint.Set, Accepts: endpoint.Always, Doc: "二、2、j)",
	Errors: endpoint.Codes{
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11752": endpoint.Missing.Means("没有找到可操作的转入订单", "no transfer-in order that can be operated on"),
		"11753": endpoint.Conflict.Means("找到多条转入订单", "several transfer-in orders found"),
		"11734": endpoint.AlreadyDone.Means("域名已经存在订单", "domain order already exists"),
		"11739": endpoint.Invalid.Means("转移密码错误", "wrong transfer password", "authcode"),
		"11740": endpoint.Conflict.Means("注册商禁止转移状态", "registrar state forbids transfer"),
		"11741": endpoint.Failed.Means("转入异常请联系客服", "transfer-in error, contact support"),
	},
}

// TransferRetryRequest tries again with another auth code; it is sent plain.
type TransferRetryRequest struct {
	DomainName string          `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	AuthCode   endpoint.Secret `param:"authcode" rule:"required" zh:"转移密码" en:"Auth code"`
}

// TransferRetry starts a transfer again with another auth code, after TransferWrongCode.
func (c *Client) TransferRetry(ctx context.Context, req TransferRetryRequest) error {
	return done(transferRetry.Call(ctx, c.line, req))
}
