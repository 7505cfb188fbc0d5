package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// transferCalls are the calls of "域名相关" that move a domain between accounts.
var transferCalls = []endpoint.Any{
	domainTransfer,
	acquireEmails,
	acquireSend,
	acquireValidate,
}

var domainTransfer = endpoint.Endpoint[TransferRequest, Answer]{
	Name: "dnspod.domain.transfer", Path: "/Domain.Transfer",
	Title:  endpoint.Words{Zh: "域名过户", En: "Transfer a domain to another account"},
	Effect: endpoint.Destroy, Doc: "域名相关 域名过户",
	Errors: editCodes.And(lockedCodes).And(endpoint.Codes{
		"7":  endpoint.Invalid.Means("要过户到的账号邮箱错误", "wrong e-mail of the receiving account", "email"),
		"8":  endpoint.Missing.Means("要过户到的账号邮箱不存在", "receiving account does not exist", "email"),
		"9":  endpoint.Invalid.Means("不能过户给自己", "cannot transfer to yourself", "email"),
		"10": endpoint.Conflict.Means("个人用户域名不能过户给企业账号", "a personal domain cannot go to an enterprise account", "email"),
		"11": endpoint.Conflict.Means("企业用户域名不能过户给个人账号", "an enterprise domain cannot go to a personal account", "email"),
	}),
}

// TransferRequest gives a domain to the account of an e-mail.
type TransferRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Email    string `param:"email" rule:"required,pattern=email" zh:"接收账号邮箱" en:"E-mail of the receiving account"`
}

// DomainTransfer gives a domain away at once: there is no way back through this API.
func (c *Client) DomainTransfer(ctx context.Context, req TransferRequest) error {
	return done(domainTransfer.Call(ctx, c.line, req))
}

// acquireCodes are those of taking back a domain. 6 and 8 have one text.
var acquireCodes = endpoint.Codes{
	"6":  endpoint.Invalid.Means("域名不正确", "wrong domain", "domain"),
	"7":  endpoint.Invalid.Means("不支持中文域名", "Chinese domains not supported", "domain"),
	"8":  endpoint.Invalid.Means("域名不正确", "wrong domain", "domain"),
	"9":  endpoint.Invalid.Means("不支持免费.tk 域名", "free .tk domains not supported", "domain"),
	"10": endpoint.Missing.Means("域名不存在", "domain does not exist", "domain"),
	"11": endpoint.Denied.Means("域名已被封禁,不能取回", "domain is banned and cannot be taken back"),
	"12": endpoint.Conflict.Means("锁定的域名不能取回", "locked domain cannot be taken back"),
	"13": endpoint.Conflict.Means("个人用户不能取回企业用户域名", "a personal user cannot take back an enterprise domain"),
	"14": endpoint.Conflict.Means("企业用户不能取回个人用户域名", "an enterprise user cannot take back a personal domain"),
	"15": endpoint.Failed.Means("获取不到邮箱,可能是网络错误或域名不支持", "no e-mail found: network error or unsupported domain"),
}

var acquireEmails = endpoint.Endpoint[AcquireRequest, AcquireEmailsResponse]{
	Name: "dnspod.domain.acquire_emails", Path: "/Domain.Acquire",
	Title:  endpoint.Words{Zh: "域名取回获取邮箱列表", En: "Take back a domain: list the e-mails"},
	Effect: endpoint.Read, Doc: "域名相关 域名取回获取邮箱列表", Errors: acquireCodes,
}

// AcquireRequest names a domain that is in another account.
type AcquireRequest struct {
	Domain string `param:"domain" rule:"required,pattern=domain,no-han" zh:"要取回的域名" en:"Domain to take back"`
}

// AcquireEmailsResponse lists the e-mails that a code can go to.
type AcquireEmailsResponse struct {
	Answer
	Emails []string `answer:"emails"`
}

// AcquireEmails is the first of three steps: which e-mails of the domain's registration can
// prove that it is ours.
func (c *Client) AcquireEmails(ctx context.Context, req AcquireRequest) ([]string, error) {
	answer, err := acquireEmails.Call(ctx, c.line, req)
	return answer.Emails, err
}

var acquireSend = endpoint.Endpoint[AcquireSendRequest, Answer]{
	Name: "dnspod.domain.acquire_send", Path: "/Domain.Acquiresend",
	Title:  endpoint.Words{Zh: "域名取回发送验证码", En: "Take back a domain: send the code"},
	Effect: endpoint.Set, Doc: "域名相关 域名取回发送验证码",
	Errors: acquireCodes.And(endpoint.Codes{
		"16": endpoint.Invalid.Means("邮箱参数错误", "wrong e-mail parameter", "email"),
	}),
}

// AcquireSendRequest names one of the e-mails of the first step.
type AcquireSendRequest struct {
	Domain string `param:"domain" rule:"required,pattern=domain,no-han" zh:"要取回的域名" en:"Domain to take back"`
	Email  string `param:"email" rule:"required,pattern=email" zh:"接收验证码的邮箱" en:"E-mail for the code"`
}

// AcquireSend is the second step: it sends a code to the e-mail. Each sending sends anew.
func (c *Client) AcquireSend(ctx context.Context, req AcquireSendRequest) error {
	return done(acquireSend.Call(ctx, c.line, req))
}

// The document's heading repeats the one of the step before; this step checks the code.
var acquireValidate = endpoint.Endpoint[AcquireValidateRequest, Answer]{
	Name: "dnspod.domain.acquire_validate", Path: "/Domain.Acquirevalidate",
	Title:  endpoint.Words{Zh: "域名取回验证验证码", En: "Take back a domain: validate the code"},
	Effect: endpoint.Set, Doc: "域名相关 域名取回发送验证码 (Acquirevalidate)",
	Errors: acquireCodes.And(endpoint.Codes{
		"15": endpoint.Invalid.Means("验证码不正确", "wrong verification code", "code"),
		"16": endpoint.Conflict.Means("邮箱参数错误", "wrong e-mail: no code was sent"),
	}),
}

// AcquireValidateRequest proves that the code came in.
type AcquireValidateRequest struct {
	Domain string          `param:"domain" rule:"required,pattern=domain,no-han" zh:"要取回的域名" en:"Domain to take back"`
	Code   endpoint.Secret `param:"code" rule:"required" zh:"验证码" en:"Code from the e-mail"`
}

// AcquireValidate is the last step: the domain moves to the caller's account.
func (c *Client) AcquireValidate(ctx context.Context, req AcquireValidateRequest) error {
	return done(acquireValidate.Call(ctx, c.line, req))
}
