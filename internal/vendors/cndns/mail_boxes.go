package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// Mailboxes of a gift product: the document keeps these calls to products that came with
// a host. It spells the account's parameter in two ways, so both are sent.

// MailboxNamed is the request of a call that needs a mailbox's account only: the part
// before the @.
type MailboxNamed struct {
	MailNamed
	Account string `param:"mailaccount" also:"mailaccout" rule:"required,no-space" zh:"邮箱账号" en:"Mailbox account"`
}

// MailboxState is whether a mailbox is in use.
type MailboxState string

// The states of a mailbox.
const (
	MailboxPaused MailboxState = "0"
	MailboxInUse  MailboxState = "1"
)

var mailMailboxCreate = endpoint.Endpoint[MailboxCreateRequest, Nothing]{
	Name: "cndns.mail.mailbox_create", Path: "/mail/MailAddUser.aspx",
	Title:  endpoint.Words{Zh: "增加邮箱用户", En: "Add a mailbox (gift mail)"},
	Effect: endpoint.Set, Doc: "六、5",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15103": endpoint.Invalid.Means("邮箱账号非法", "illegal mailbox account", "mailaccout"),
		"15114": endpoint.Invalid.Means("邮箱密码非法", "illegal mailbox password", "mailboxpassword"),
		"15104": endpoint.Conflict.Means("邮局已过期", "mail product has expired"),
		"15105": endpoint.Conflict.Means("运行状态错误", "wrong running state"),
		"15106": endpoint.Conflict.Means("被禁止使用", "mail product disabled"),
		"15107": endpoint.Failed.Means("添加邮箱失败", "adding the mailbox failed"),
	},
}

// MailboxCreateRequest adds a mailbox. Its size must stay within the product's; the list
// prints it with an M.
type MailboxCreateRequest struct {
	MailNamed
	Account  string          `param:"mailaccout" also:"mailaccount" rule:"required,no-space,not=admin|administrator|postmaster" zh:"邮箱账号" en:"Mailbox account"`
	Password endpoint.Secret `param:"mailboxpassword" rule:"required,len=6..16,pattern=box-pass" zh:"邮箱密码" en:"Mailbox password"`
	Size     int             `param:"mailboxsize" rule:"required,min=1" zh:"邮箱容量 (MB)" en:"Mailbox size (MB)"`
	Memo     string          `param:"mailboxmemo" zh:"邮箱备注" en:"Memo"`
}

// MailboxCreate adds a mailbox to a gift product. There is no code for one that exists.
func (c *Client) MailboxCreate(ctx context.Context, req MailboxCreateRequest) error {
	return done(mailMailboxCreate.Call(ctx, c.line, req))
}

var mailMailboxSetState = endpoint.Endpoint[MailboxStateRequest, Nothing]{
	Name: "cndns.mail.mailbox_set_state", Path: "/mail/ModifyMailAccountState.aspx",
	Title:  endpoint.Words{Zh: "修改邮箱状态", En: "Pause or resume a mailbox (gift mail)"},
	Effect: endpoint.Set, Doc: "六、6",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15108": endpoint.Invalid.Means("邮箱账号非法", "illegal mailbox account", "mailaccout"),
		"15109": endpoint.Invalid.Means("邮箱运行态非法", "illegal mailbox state", "mailboxstate"),
		"15106": endpoint.Conflict.Means("邮局被禁用", "mail product disabled"),
		"15110": endpoint.Failed.Means("状态修改失败", "state change failed"),
	},
}

// MailboxStateRequest pauses a mailbox or puts it to use.
type MailboxStateRequest struct {
	MailNamed
	Account string       `param:"mailaccout" also:"mailaccount" rule:"required,no-space" zh:"邮箱账号" en:"Mailbox account"`
	State   MailboxState `param:"mailboxstate" rule:"required,enum=0|1" zh:"运行状态" en:"State"`
}

// MailboxSetState pauses a mailbox of a gift product or puts it to use.
func (c *Client) MailboxSetState(ctx context.Context, req MailboxStateRequest) error {
	return done(mailMailboxSetState.Call(ctx, c.line, req))
}

var mailMailboxSetMemo = endpoint.Endpoint[MailboxMemoRequest, Nothing]{
	Name: "cndns.mail.mailbox_set_memo", Path: "/mail/ModifyMailUserMemo.aspx",
	Title:  endpoint.Words{Zh: "修改邮箱备注信息", En: "Change the memo of a mailbox (gift mail)"},
	Effect: endpoint.Set, Doc: "六、7",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15108": endpoint.Invalid.Means("邮箱账号非法", "illegal mailbox account", "mailaccount"),
		"15106": endpoint.Conflict.Means("邮局被禁用", "mail product disabled"),
		"15111": endpoint.Failed.Means("备注信息修改失败", "memo change failed"),
	},
}

// MailboxMemoRequest sets a mailbox's memo; an empty one is sent too and removes it.
type MailboxMemoRequest struct {
	MailboxNamed
	Memo string `param:"mailboxmemo" rule:"send-empty" zh:"邮箱备注" en:"Memo"`
}

// MailboxSetMemo sets or removes the memo of a gift product's mailbox.
func (c *Client) MailboxSetMemo(ctx context.Context, req MailboxMemoRequest) error {
	return done(mailMailboxSetMemo.Call(ctx, c.line, req))
}

var mailMailboxSetSize = endpoint.Endpoint[MailboxSizeRequest, Nothing]{
	Name: "cndns.mail.mailbox_set_size", Path: "/mail/ModifyMailboxSize.aspx",
	Title:  endpoint.Words{Zh: "修改邮箱容量大小", En: "Change the size of a mailbox (gift mail)"},
	Effect: endpoint.Set, Doc: "六、8",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15108": endpoint.Invalid.Means("邮箱账号非法", "illegal mailbox account", "mailaccount"),
		"15112": endpoint.Invalid.Means("邮箱容量为空", "mailbox size is empty", "mailboxsize"),
		"15106": endpoint.Conflict.Means("邮局被禁用", "mail product disabled"),
		"15113": endpoint.Failed.Means("邮箱容量调整失败", "changing the mailbox size failed"),
	},
}

// MailboxSizeRequest sets a mailbox's size, which the list prints with an M.
type MailboxSizeRequest struct {
	MailboxNamed
	Size int `param:"mailboxsize" rule:"required,min=1" zh:"邮箱容量 (MB)" en:"Mailbox size (MB)"`
}

// MailboxSetSize sets the size of a gift product's mailbox.
func (c *Client) MailboxSetSize(ctx context.Context, req MailboxSizeRequest) error {
	return done(mailMailboxSetSize.Call(ctx, c.line, req))
}

var mailMailboxModifyPassword = endpoint.Endpoint[MailboxPasswordRequest, Nothing]{
	Name: "cndns.mail.mailbox_modify_password", Path: "/mail/ModifyMailboxPassword.aspx",
	Title:  endpoint.Words{Zh: "修改邮箱密码", En: "Change the password of a mailbox (gift mail)"},
	Effect: endpoint.Set, Doc: "六、9",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15108": endpoint.Invalid.Means("用户邮箱为空", "mailbox account is empty", "mailaccount"),
		"15114": endpoint.Invalid.Means("密码非法", "illegal password", "mailboxpassword"),
		"15115": endpoint.Failed.Means("密码修改失败", "password change failed"),
	},
}

// MailboxPasswordRequest sets a mailbox's password, in the form that a new mailbox's has.
type MailboxPasswordRequest struct {
	MailboxNamed
	Password endpoint.Secret `param:"mailboxpassword" rule:"required,len=6..16,pattern=box-pass" zh:"邮箱密码" en:"Mailbox password"`
}

// MailboxModifyPassword sets the password of a gift product's mailbox.
func (c *Client) MailboxModifyPassword(ctx context.Context, req MailboxPasswordRequest) error {
	return done(mailMailboxModifyPassword.Call(ctx, c.line, req))
}

var mailMailboxDelete = endpoint.Endpoint[MailboxNamed, Nothing]{
	Name: "cndns.mail.mailbox_delete", Path: "/mail/DeleteMailBox.aspx",
	Title:  endpoint.Words{Zh: "删除邮箱", En: "Delete a mailbox"},
	Effect: endpoint.Destroy, Doc: "六、11",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15118": endpoint.Invalid.Means("邮箱账号为空", "mailbox account is empty", "mailaccount"),
		"15119": endpoint.Failed.Means("邮箱账号删除失败", "mailbox deletion failed"),
	},
}

// MailboxDelete deletes a mailbox with its mail for good. The document lets ChengMail
// leave the account out without telling what goes then: this call never does.
func (c *Client) MailboxDelete(ctx context.Context, req MailboxNamed) error {
	return done(mailMailboxDelete.Call(ctx, c.line, req))
}

var mailMailboxList = endpoint.Endpoint[MailNamed, MailboxListResponse]{
	Name: "cndns.mail.mailbox_list", Path: "/mail/getMailboxList.aspx",
	Title:  endpoint.Words{Zh: "获取邮局下邮箱列表信息", En: "List mailboxes (gift mail)"},
	Effect: endpoint.Read, Doc: "六、12",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
	},
}

// MailboxListResponse are the mailboxes of a gift product.
type MailboxListResponse struct {
	Mailboxes []Mailbox `answer:"."`
}

// Mailbox is one mailbox of a gift product.
type Mailbox struct {
	Account string `answer:"mailaccount,required"`
	State   string `answer:"state"` // a word: "active" when it is in use
	Memo    string `answer:"memo"`
	Size    string `answer:"size"` // with its unit, such as 10M
}

// MailboxList reads the mailboxes of a gift product.
func (c *Client) MailboxList(ctx context.Context, req MailNamed) (MailboxListResponse, error) {
	return mailMailboxList.Call(ctx, c.line, req)
}

var mailMailboxSetAdmin = endpoint.Endpoint[MailboxNamed, Nothing]{
	Name: "cndns.mail.mailbox_set_admin", Path: "/mail/SetAdminMailBox.aspx",
	Title:  endpoint.Words{Zh: "设置管理员邮箱", En: "Make a mailbox administrator (gift mail)"},
	Effect: endpoint.Set, Doc: "六、13",
	Errors: endpoint.Codes{
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15118": endpoint.Invalid.Means("邮箱账号为空", "mailbox account is empty", "mailaccount"),
		"15120": endpoint.Failed.Means("管理员账号设置失败", "setting the administrator failed"),
	},
}

// MailboxSetAdmin gives a gift product's mailbox the rights of its administrator.
func (c *Client) MailboxSetAdmin(ctx context.Context, req MailboxNamed) error {
	return done(mailMailboxSetAdmin.Call(ctx, c.line, req))
}
