package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// Transfers to the vendor, "二、域名 2、g) to j)".
var (
	transferIn = endpoint.Endpoint[TransferInRequest, Nothing]{
		Name: "cndns.domain.transfer_in", Path: "/domains/domainzhuanru.aspx",
		Effect: endpoint.Buy, Accepts: endpoint.Always, Doc: "二、2、g)", Errors: transferInCodes,
	}
	transferStatus = endpoint.Endpoint[DomainRequest, TransferStatusResponse]{
		Name: "cndns.domain.transfer_in_status", Path: "/domains/domainzhuanrustate.aspx",
		Effect: endpoint.Read, Doc: "二、2、h)", Errors: transferStatusCodes,
	}
	transferCancel = endpoint.Endpoint[DomainRequest, Nothing]{
		Name: "cndns.domain.transfer_in_cancel", Path: "/domains/cancelzhuanru.aspx",
		Effect: endpoint.Destroy, Doc: "二、2、i)", Errors: transferCancelCodes,
	}
	transferRetry = endpoint.Endpoint[TransferRetryRequest, Nothing]{
		Name: "cndns.domain.transfer_in_retry", Path: "/domains/updateauthcode.aspx",
		Effect: endpoint.Set, Accepts: endpoint.Always, Doc: "二、2、j)", Errors: transferRetryCodes,
	}
)

// TransferInRequest orders a transfer. AuthCode is plain unless Encoded is "Y"; codes
// with other characters than letters and digits are encoded on their way. The document
// asks for BoundDomain, a .香港 name, with ".com .com.hk"; only the second makes sense.
type TransferInRequest struct {
	DomainName  string          `param:"domainname" rule:"required,pattern=domain"`
	UserID      string          `param:"userid" rule:"required"`
	AuthCode    endpoint.Secret `param:"authcode" rule:"required"`
	VendorDNS   string          `param:"Mcdns" rule:"enum=0|1"`
	BoundDomain string          `param:"Bounddomain" rule:"required@domainname~.com.hk,pattern=domain"`
	Coupon      string          `param:"Signature"`
	Encoded     string          `param:"jm" rule:"enum=Y"`
}

// TransferStatusResponse is where a transfer stands.
type TransferStatusResponse struct {
	State TransferState `answer:"code,required"`
	Title string        `answer:"title"`
}

// TransferRetryRequest tries again with another auth code; it is sent plain.
type TransferRetryRequest struct {
	DomainName string          `param:"domainname" rule:"required,pattern=domain"`
	AuthCode   endpoint.Secret `param:"authcode" rule:"required"`
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

// TransferStates lists the documented states.
var TransferStates = map[TransferState]Text{
	"0":               {"等待处理", "waiting to be processed"},
	TransferWrongCode: {"转移密码错误", "auth code wrong: send another"},
	"2":               {"待发确认信", "confirmation mail to be sent"},
	"3":               {"等待客户确认", "waiting for the holder to confirm"},
	"5":               {"等待查询状态", "waiting for the status query"},
	"6":               {"转入中", "transferring"},
	TransferDone:      {"转入成功", "transferred in"},
	TransferFailed:    {"转入失败", "transfer failed"},
	TransferCancelled: {"转入取消", "transfer cancelled"},
	"13":              {"命名审核中", "name under review"},
	"14":              {"实名审核中", "real name under review"},
}

// Final tells whether the transfer will not move any more.
func (s TransferState) Final() bool {
	return s == TransferDone || s == TransferFailed || s == TransferCancelled
}

// TransferIn orders a transfer and charges the balance. A nil error means accepted:
// follow it with TransferStatus.
func (c *Client) TransferIn(ctx context.Context, req TransferInRequest) error {
	return done(transferIn.Call(ctx, c.line, req.armoured()))
}

// TransferStatus reads where a transfer stands.
func (c *Client) TransferStatus(ctx context.Context, req DomainRequest) (TransferStatusResponse, error) {
	return transferStatus.Call(ctx, c.line, req)
}

// TransferCancel gives a transfer up; whether the fee comes back is not documented.
func (c *Client) TransferCancel(ctx context.Context, req DomainRequest) error {
	return done(transferCancel.Call(ctx, c.line, req))
}

// TransferRetry starts a transfer again with another auth code, after TransferWrongCode.
func (c *Client) TransferRetry(ctx context.Context, req TransferRetryRequest) error {
	return done(transferRetry.Call(ctx, c.line, req))
}
