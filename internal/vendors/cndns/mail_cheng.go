package cndns

import (
	"context"
	"encoding/base64"

	"tangelo/internal/vendors/endpoint"
)

// ChengMail (橙邮) alone has a login address and users by their full address.

// ChengMailNamed names a user of a ChengMail product by the full address, user@domain.
type ChengMailNamed struct {
	MailNamed
	Mailbox string `param:"mailaccount" rule:"required,pattern=email" zh:"邮箱用户全称" en:"Full mailbox name, user@domain"`
}

// LoginURLResponse is an address that logs in without a password; how long it does is not
// documented. It is never stored.
type LoginURLResponse struct {
	URL endpoint.Secret `answer:".,required"`
}

var mailLoginURL = endpoint.Endpoint[MailLoginURLRequest, LoginURLResponse]{
	Name: "cndns.mail.login_url", Path: "/mail/GetMailLoginUrl.aspx",
	Title:  endpoint.Words{Zh: "获取橙邮登录地址", En: "Get the ChengMail login URL"},
	Effect: endpoint.Read, Doc: "六、16",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"10019": endpoint.Missing.Means("产品与所有者不匹配", "product does not match the owner", "maildomain"),
	},
}

// MailLoginURLRequest asks for a login in one of two languages, Chinese when none is given.
type MailLoginURLRequest struct {
	MailNamed
	Language string `param:"lang" rule:"enum=en|zh" zh:"语言版本" en:"Language"`
}

// MailLoginURL asks for an address that logs in as a ChengMail product's administrator.
func (c *Client) MailLoginURL(ctx context.Context, req MailLoginURLRequest) (LoginURLResponse, error) {
	return mailLoginURL.Call(ctx, c.line, req)
}

var mailChengmailUserCreate = endpoint.Endpoint[ChengMailUserRequest, Nothing]{
	Name: "cndns.mail.chengmail_user_create", Path: "/mail/ChengMailAddUser.aspx",
	Title:  endpoint.Words{Zh: "添加橙邮用户", En: "Add a ChengMail user"},
	Effect: endpoint.Set, Doc: "六、17",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"10019": endpoint.Missing.Means("产品与所有者不匹配", "product does not match the owner", "maildomain"),
		"15114": endpoint.Invalid.Means("邮箱密码格式错误", "bad mailbox password format", "mailboxpassword"),
		"15107": endpoint.Failed.Means("添加邮箱用户失败", "adding the mail user failed"),
	},
}

// ChengMailUserRequest adds a user. The password mixes letters, digits and some of
// !@$%^*_~; the document's own example breaks this rule.
type ChengMailUserRequest struct {
	ChengMailNamed
	Password endpoint.Secret `param:"mailboxpassword" rule:"required,len=8..20,pattern=mixed-pass" zh:"邮箱用户密码" en:"Mailbox password"`
	Size     int             `param:"mailboxsize" rule:"required,min=1" zh:"容量 (MB)" en:"Size (MB)"`
}

// ChengMailUserCreate adds a user to a ChengMail product. There is no code for one that
// exists.
func (c *Client) ChengMailUserCreate(ctx context.Context, req ChengMailUserRequest) error {
	return done(mailChengmailUserCreate.Call(ctx, c.line, req))
}

var mailChengmailUserDelete = endpoint.Endpoint[ChengMailNamed, Nothing]{
	Name: "cndns.mail.chengmail_user_delete", Path: "/mail/ChengMailDeleteUser.aspx",
	Title:  endpoint.Words{Zh: "删除橙邮用户", En: "Delete a ChengMail user"},
	Effect: endpoint.Destroy, Doc: "六、18",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"10019": endpoint.Missing.Means("产品与所有者不匹配", "product does not match the owner", "maildomain"),
		"15119": endpoint.Failed.Means("删除邮箱用户失败", "deleting the mail user failed"),
	},
}

// ChengMailUserDelete deletes a user of a ChengMail product.
func (c *Client) ChengMailUserDelete(ctx context.Context, req ChengMailNamed) error {
	return done(mailChengmailUserDelete.Call(ctx, c.line, req))
}

var mailChengmailUserModifyPassword = endpoint.Endpoint[ChengMailPasswordRequest, Nothing]{
	Name: "cndns.mail.chengmail_user_modify_password", Path: "/mail/ChengMailModifyUserPassword.aspx",
	Title:  endpoint.Words{Zh: "修改橙邮密码", En: "Change the password of a ChengMail user"},
	Effect: endpoint.Set, Doc: "六、19",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"10019": endpoint.Missing.Means("产品与所有者不匹配", "product does not match the owner", "maildomain"),
		"15114": endpoint.Invalid.Means("邮箱密码格式错误", "bad mailbox password format", "mailboxpassword"),
		"15115": endpoint.Failed.Means("修改橙邮用户的密码失败", "changing the ChengMail password failed"),
	},
}

// ChengMailPasswordRequest sets a user's password, in the form that a new user's has.
type ChengMailPasswordRequest struct {
	ChengMailNamed
	Password endpoint.Secret `param:"mailboxpassword" rule:"required,len=8..20,pattern=mixed-pass" zh:"邮箱用户密码" en:"Mailbox password"`
}

// ChengMailUserModifyPassword sets the password of a ChengMail user.
func (c *Client) ChengMailUserModifyPassword(ctx context.Context, req ChengMailPasswordRequest) error {
	return done(mailChengmailUserModifyPassword.Call(ctx, c.line, req))
}

var mailSetFetchServer = endpoint.Endpoint[MailFetchRequest, Nothing]{
	Name: "cndns.mail.set_fetch_server", Path: "/mail/SetMailserver.aspx",
	Title:  endpoint.Words{Zh: "设置邮箱代收信息", En: "Set up fetching mail from an external server"},
	Effect: endpoint.Set, Doc: "六、20",
	Errors: endpoint.Codes{
		"15124": endpoint.Invalid.Means("请填写代收服务器地址", "give the server address", "outmailserver"),
		"15125": endpoint.AlreadyDone.Means("用户名已存在", "user name already exists"),
		"15126": endpoint.Conflict.Means("用户数已超出", "too many users"),
		"15122": endpoint.Missing.Means("邮局订单不属于您", "mail order is not yours", "maildomain"),
		"15127": endpoint.Invalid.Means("密码必须 Base64 加密", "password must be Base64"),
		"15128": endpoint.Invalid.Means("用户名格式必须邮箱", "user name must be an e-mail address"),
		"15129": endpoint.Invalid.Means("密码非空", "password must not be empty"),
		"15130": endpoint.Invalid.Means("端口无效必须是数字", "port must be digits", "port"),
	},
}

// MailFetchRequest makes a ChengMail mailbox fetch another server's mail. Both passwords
// are sent as MailPassword makes them: the document's "lower case" would destroy Base64,
// and its example is in mixed case.
type MailFetchRequest struct {
	MailNamed
	Mailbox          string          `param:"chengmailbox" rule:"required,pattern=email" zh:"橙邮邮箱" en:"ChengMail mailbox"`
	Password         endpoint.Secret `param:"chengmailpassword" rule:"required,pattern=base64" zh:"橙邮邮箱密码 (Base64)" en:"ChengMail mailbox password (Base64)"`
	Server           string          `param:"outmailserver" rule:"required,pattern=host" zh:"代收服务器地址" en:"External server"`
	Port             int             `param:"port" rule:"required,min=1,max=65535" zh:"端口" en:"Port"`
	ExternalMailbox  string          `param:"outmailbox" rule:"required,pattern=email" zh:"外部邮箱" en:"External mailbox"`
	ExternalPassword endpoint.Secret `param:"outmailpassword" rule:"required,pattern=base64" zh:"外部邮箱密码 (Base64)" en:"External mailbox password (Base64)"`
}

// MailPassword writes a password as MailSetFetchServer takes it.
func MailPassword(plain endpoint.Secret) endpoint.Secret {
	return endpoint.Secret(base64.StdEncoding.EncodeToString([]byte(plain.Reveal())))
}

// MailSetFetchServer makes a ChengMail mailbox fetch mail from another server. A second
// sending meets 15125.
func (c *Client) MailSetFetchServer(ctx context.Context, req MailFetchRequest) error {
	return done(mailSetFetchServer.Call(ctx, c.line, req))
}
