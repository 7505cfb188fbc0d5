package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// shareCalls are the calls of "域名相关" that let other accounts into a domain.
var shareCalls = []endpoint.Any{
	shareCreate,
	shareList,
	shareModify,
	shareRemove,
}

// sharedWithCodes are about the account that a domain is shared with.
var sharedWithCodes = editCodes.And(lockedCodes).And(endpoint.Codes{
	"7": endpoint.Invalid.Means("要共享到的邮箱错误", "wrong e-mail to share with", "email"),
	"8": endpoint.Missing.Means("要共享到的邮箱不存在", "e-mail to share with does not exist", "email"),
})

var shareCreate = endpoint.Endpoint[ShareRequest, Answer]{
	Name: "dnspod.domain_share.create", Path: "/Domainshare.Create",
	Title:  endpoint.Words{Zh: "添加域名共享", En: "Share a domain"},
	Effect: endpoint.Set, Doc: "域名相关 添加域名共享",
	Errors: sharedWithCodes.And(endpoint.Codes{
		"9":  endpoint.AlreadyDone.Means("共享已经存在", "share already exists", "email"),
		"10": endpoint.Conflict.Means("共享数量已经到达上限", "too many shares"),
	}),
}

// ShareRequest lets the account of an e-mail read a domain ("r"), or change it too ("rw").
type ShareRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Email    string `param:"email" rule:"required,pattern=email" zh:"共享邮箱" en:"E-mail to share with"`
	Mode     string `param:"mode" rule:"required,enum=r|rw" zh:"共享模式" en:"Share mode"`
}

// ShareCreate gives another account access to a domain. A second sending is refused with 9.
func (c *Client) ShareCreate(ctx context.Context, req ShareRequest) error {
	return done(shareCreate.Call(ctx, c.line, req))
}

var shareList = endpoint.Endpoint[DomainRequest, ShareListResponse]{
	Name: "dnspod.domain_share.list", Path: "/Domainshare.List",
	Title:  endpoint.Words{Zh: "域名共享列表", En: "List the shares of a domain"},
	Effect: endpoint.Read, Doc: "域名相关 域名共享列表",
	Errors: readCodes.And(endpoint.Codes{
		"7": endpoint.Missing.Means("没有共享记录", "no shares"),
	}),
}

// ShareListResponse lists who shares a domain.
type ShareListResponse struct {
	Answer
	Shares []Share `answer:"share"`
}

// Share is another account's access to a domain.
type Share struct {
	Email string `answer:"share_to"`
	Mode  string `answer:"mode"` // "r" or "rw"
}

// ShareList reads who shares a domain; nobody is an empty list.
func (c *Client) ShareList(ctx context.Context, req DomainRequest) ([]Share, error) {
	answer, err := emptied(shareList.Call(ctx, c.line, req))("7")
	return answer.Shares, err
}

var shareModify = endpoint.Endpoint[ShareRequest, Answer]{
	Name: "dnspod.domain_share.modify", Path: "/Domainshare.Modify",
	Title:  endpoint.Words{Zh: "修改域名共享", En: "Change a share"},
	Effect: endpoint.Set, Doc: "域名相关 修改域名共享",
	Errors: sharedWithCodes.And(endpoint.Codes{
		"9": endpoint.Missing.Means("此邮箱的共享不存在", "no share with this e-mail", "email"),
	}),
}

// ShareModify sets the mode of a share whatever it is now; ShareChange compares. The e-mail
// of a share cannot change.
func (c *Client) ShareModify(ctx context.Context, req ShareRequest) error {
	return done(shareModify.Call(ctx, c.line, req))
}

var shareRemove = endpoint.Endpoint[ShareRemoveRequest, Answer]{
	Name: "dnspod.domain_share.remove", Path: "/Domainshare.Remove",
	Title:  endpoint.Words{Zh: "删除域名共享", En: "Remove a share"},
	Effect: endpoint.Destroy, Doc: "域名相关 删除域名共享",
	Errors: sharedWithCodes.And(endpoint.Codes{
		"9": endpoint.Missing.Means("此邮箱的共享不存在", "no share with this e-mail", "email"),
	}),
}

// ShareRemoveRequest names a share.
type ShareRemoveRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Email    string `param:"email" rule:"required,pattern=email" zh:"共享邮箱" en:"E-mail shared with"`
}

// ShareRemove takes another account's access away.
func (c *Client) ShareRemove(ctx context.Context, req ShareRemoveRequest) error {
	return done(shareRemove.Call(ctx, c.line, req))
}
