package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// mailCalls are the calls of "六、企业邮局".
var mailCalls = []endpoint.Any{
	mailCreate,
	mailRenew,
	mailUpgrade,
	mailModifyPassword,
	mailMailboxCreate,
	mailMailboxSetState,
	mailMailboxSetMemo,
	mailMailboxSetSize,
	mailMailboxModifyPassword,
	mailModifyDomain,
	mailMailboxDelete,
	mailMailboxList,
	mailMailboxSetAdmin,
	mailIsGift,
	mailDetail,
	mailLoginURL,
	mailChengmailUserCreate,
	mailChengmailUserDelete,
	mailChengmailUserModifyPassword,
	mailSetFetchServer,
}

// MailType is one of the vendor's two mail systems.
type MailType string

// The mail systems; GlobalMail is meant where none is given.
const (
	GlobalMail MailType = "0" // 全球邮
	ChengMail  MailType = "1" // 橙邮
)

// MailPlan is what a mail product may do.
type MailPlan string

// The plans: standard and business at global mail, enterprise and business at ChengMail.
const (
	MailStandard MailPlan = "m"
	MailBusiness MailPlan = "g"
)

// MailNamed is the request of a call that needs a mail product's domain only.
type MailNamed struct {
	Domain string `param:"maildomain" rule:"required,pattern=domain" zh:"邮局域名" en:"Mail domain"`
}

// MailProduct is a mail product with the DNS records that it wants.
type MailProduct struct {
	Domain    string `answer:"emldomain,required"`
	CNAME     string `answer:"cname"`   // target of the web mail's alias
	MXFirst   string `answer:"mxadr10"` // target of the MX record with preference 10
	MXSecond  string `answer:"mxadr5"`  // target of the other one: preference 5 at global mail, 20 at ChengMail
	Mailboxes int    `answer:"usernum"`
	Capacity  string `answer:"emlsze"` // with its unit, such as 5G
	AdminURL  string `answer:"manageaddr"`
	Admin     string `answer:"adminacc"`
	POP       string `answer:"popaddr"`
	SMTP      string `answer:"smtpaddr"`
	BoughtAt  Time   `answer:"regtime"`
	ExpiresAt Time   `answer:"expiretime"`
}

var mailCreate = endpoint.Endpoint[MailCreateRequest, MailCreateResponse]{
	Name: "cndns.mail.create", Path: "/mail/CreateOder.aspx",
	Title:  endpoint.Words{Zh: "产品开通", En: "Buy and open a mail product"},
	Effect: endpoint.Buy, Doc: "六、1",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15002": endpoint.AlreadyDone.Means("邮局域名已使用", "mail domain already used", "maildomain"),
		"15003": endpoint.Invalid.Means("管理密码非法", "illegal management password", "mailpassword"),
		"15004": endpoint.Invalid.Means("购买年限非法", "illegal years", "years"),
		"15005": endpoint.Invalid.Means("邮局标签非法", "illegal mail plan", "mailtag"),
		"15006": endpoint.Invalid.Means("邮箱数非法", "illegal number of mailboxes", "mailusernumber"),
		"15007": endpoint.Failed.Means("邮箱开通失败", "opening the mail failed"),
	},
}

// MailCreateRequest orders a mail product. Password is for global mail only: ChengMail
// makes one up. The document names no form for it.
type MailCreateRequest struct {
	Domain    string          `param:"maildomain" rule:"required,pattern=domain" zh:"邮局域名" en:"Mail domain"`
	Password  endpoint.Secret `param:"mailpassword" rule:"required@mailtype!=1,empty@mailtype=1,no-space" zh:"管理密码" en:"Management password"`
	Years     int             `param:"years" rule:"required,min=1,max=5" zh:"购买年限" en:"Years"`
	Plan      MailPlan        `param:"mailtag" rule:"required,enum=m|g" zh:"邮局标签" en:"Mail plan"`
	Mailboxes int             `param:"mailusernumber" rule:"required,min=1" zh:"邮箱数" en:"Number of mailboxes"`
	Type      MailType        `param:"mailtype" rule:"enum=0|1" zh:"邮箱类型" en:"Mail system"`
	Coupon    string          `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher   string          `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// MailCreateResponse is the new product with its management password, the ordered one at
// global mail, a new one at ChengMail.
type MailCreateResponse struct {
	MailProduct
	Password endpoint.Secret `answer:"password"`
}

// MailCreate buys a mail product and charges the balance. A second sending meets 15002,
// which does not tell our own product from another's.
func (c *Client) MailCreate(ctx context.Context, req MailCreateRequest) (MailCreateResponse, error) {
	return mailCreate.Call(ctx, c.line, req)
}

var mailRenew = endpoint.Endpoint[MailRenewRequest, Nothing]{
	Name: "cndns.mail.renew", Path: "/mail/RenewalMail.aspx",
	Title:  endpoint.Words{Zh: "邮局续费", En: "Renew a mail product"},
	Effect: endpoint.Buy, Doc: "六、2",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"10016": endpoint.Invalid.Means("续费年限非法", "illegal renewal years", "years"),
		"10019": endpoint.Missing.Means("邮局产品不在用户名下", "mail product does not belong to the user", "maildomain"),
		"15008": endpoint.Conflict.Means("运行状态非法", "illegal running state"),
		"15010": endpoint.Failed.Means("续费失败", "renewal failed"),
	},
}

// MailRenewRequest renews a mail product for some years.
type MailRenewRequest struct {
	MailNamed
	Years   int    `param:"years" rule:"required,min=1,max=5" zh:"续费年限" en:"Renewal years"`
	Coupon  string `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher string `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// MailRenew renews a mail product and charges the balance. A second sending renews again.
func (c *Client) MailRenew(ctx context.Context, req MailRenewRequest) error {
	return done(mailRenew.Call(ctx, c.line, req))
}

var mailUpgrade = endpoint.Endpoint[MailUpgradeRequest, Nothing]{
	Name: "cndns.mail.upgrade", Path: "/mail/MailUpgrade.aspx",
	Title:  endpoint.Words{Zh: "产品升级", En: "Upgrade a mail product"},
	Effect: endpoint.Buy, Doc: "六、3",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15012": endpoint.Invalid.Means("邮局用户数非法", "illegal number of users", "mailusernumber"),
		"15007": endpoint.Invalid.Means("注册类型非法", "illegal mail plan", "mailtag"),
		"15011": endpoint.Conflict.Means("过期无法升级请先续费", "expired: renew first"),
		"15013": endpoint.Failed.Means("升级失败", "upgrade failed"),
		"15014": endpoint.Invalid.Means("未选择一种升级方式", "no way of upgrade chosen"),
	},
}

// MailUpgradeRequest enlarges a mail product. Global mail grows in mailboxes only and has
// no Plan; ChengMail always names its Plan and grows in one of the three at least.
// Mailboxes is the number to add by the table, though the text of 15012 speaks of a new
// total: read the detail afterwards.
type MailUpgradeRequest struct {
	MailNamed
	Mailboxes int      `param:"mailusernumber" rule:"required@!mailtag,min=1" zh:"增加的邮箱数" en:"Mailboxes to add"`
	Plan      MailPlan `param:"mailtag" rule:"required@mailadminnumber,enum=m|g" zh:"邮局标签" en:"Mail plan"`
	Admins    int      `param:"mailadminnumber" rule:"min=1" zh:"增加的管理员数" en:"Administrators to add"`
}

// MailUpgrade enlarges a mail product and charges the balance. A second sending enlarges
// it again.
func (c *Client) MailUpgrade(ctx context.Context, req MailUpgradeRequest) error {
	return done(mailUpgrade.Call(ctx, c.line, req))
}

var mailModifyPassword = endpoint.Endpoint[MailModifyPasswordRequest, Nothing]{
	Name: "cndns.mail.modify_password", Path: "/mail/ModifyMailPassword.aspx",
	Title:  endpoint.Words{Zh: "修改邮局管理密码", En: "Change the mail management password"},
	Effect: endpoint.Set, Doc: "六、4",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15003": endpoint.Invalid.Means("密码非法", "illegal password", "mailpassword"),
		"15101": endpoint.Conflict.Means("该款邮局产品无此功能", "mail product lacks this function"),
		"15102": endpoint.Failed.Means("密码修改失败", "password change failed"),
		"15008": endpoint.Conflict.Means("邮局状态非法", "illegal mail state"),
	},
}

// MailModifyPasswordRequest sets the management password. The document refers to a form
// of passwords that it does not print.
type MailModifyPasswordRequest struct {
	MailNamed
	Password endpoint.Secret `param:"mailpassword" rule:"required,no-space" zh:"新密码" en:"New password"`
	Type     MailType        `param:"mailtype" rule:"enum=0|1" zh:"邮箱类型" en:"Mail system"`
}

// MailModifyPassword sets the management password of a mail product.
func (c *Client) MailModifyPassword(ctx context.Context, req MailModifyPasswordRequest) error {
	return done(mailModifyPassword.Call(ctx, c.line, req))
}

var mailModifyDomain = endpoint.Endpoint[MailModifyDomainRequest, Nothing]{
	Name: "cndns.mail.modify_domain", Path: "/mail/ModifyMailDomain.aspx",
	Title:  endpoint.Words{Zh: "修改邮局域名", En: "Change the mail domain"},
	Effect: endpoint.Destroy, Doc: "六、10",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15116": endpoint.Invalid.Means("新域名非法", "illegal new domain", "mailnewdomain"),
		"15106": endpoint.Invalid.Means("新域名被禁用", "new domain forbidden", "mailnewdomain"),
		"15117": endpoint.Failed.Means("修改域名失败", "changing the domain failed"),
		"15008": endpoint.Conflict.Means("邮局状态非法", "illegal mail state"),
		"15002": endpoint.Conflict.Means("邮局域名已有订单", "mail domain already has an order", "mailnewdomain"),
	},
}

// MailModifyDomainRequest moves a gift product, or one of ChengMail, to another domain.
type MailModifyDomainRequest struct {
	Domain    string   `param:"maildomain" rule:"required,pattern=domain" zh:"邮局老域名" en:"Old mail domain"`
	NewDomain string   `param:"mailnewdomain" rule:"required,pattern=domain,differs=maildomain" zh:"邮局新域名" en:"New mail domain"`
	Type      MailType `param:"mailtype" rule:"enum=0|1" zh:"邮箱类型" en:"Mail system"`
}

// MailModifyDomain gives a mail product another domain. All mail of the old one is lost.
func (c *Client) MailModifyDomain(ctx context.Context, req MailModifyDomainRequest) error {
	return done(mailModifyDomain.Call(ctx, c.line, req))
}

var mailIsGift = endpoint.Endpoint[MailNamed, MailIsGiftResponse]{
	Name: "cndns.mail.is_gift", Path: "/mail/isPresent.aspx",
	Title:  endpoint.Words{Zh: "产品是否隶属于赠品", En: "Whether a mail product is a gift"},
	Effect: endpoint.Read, Doc: "六、14",
}

// MailIsGiftResponse tells whether a product came as the gift of a host.
type MailIsGiftResponse struct {
	Gift bool `answer:"."`
}

// MailIsGift tells whether a mail product came as the gift of a host.
func (c *Client) MailIsGift(ctx context.Context, req MailNamed) (MailIsGiftResponse, error) {
	return mailIsGift.Call(ctx, c.line, req)
}

var mailDetail = endpoint.Endpoint[MailNamed, MailProduct]{
	Name: "cndns.mail.detail", Path: "/mail/getMailDetail.aspx",
	Title:  endpoint.Words{Zh: "获取邮局的详细情况", En: "Get mail details"},
	Effect: endpoint.Read, Doc: "六、15",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"10019": endpoint.Missing.Means("产品与所有者不匹配", "product does not match the owner", "maildomain"),
	},
}

// MailDetail reads a mail product.
func (c *Client) MailDetail(ctx context.Context, req MailNamed) (MailProduct, error) {
	return mailDetail.Call(ctx, c.line, req)
}
