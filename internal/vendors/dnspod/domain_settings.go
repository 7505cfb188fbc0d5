package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// settingCalls are the calls of "域名相关" that set one property of a domain.
var settingCalls = []endpoint.Any{
	domainSetStatus,
	domainSetSearchEnginePush,
	domainSetURLInCN,
	domainChangeGroup,
	domainSetMark,
	domainSetRemark,
}

var domainSetStatus = endpoint.Endpoint[DomainStatusRequest, Answer]{
	Name: "dnspod.domain.set_status", Path: "/Domain.Status",
	Title:  endpoint.Words{Zh: "设置域名状态", En: "Enable or pause a domain"},
	Effect: endpoint.Set, Doc: "域名相关 设置域名状态", Errors: settingCodes,
}

// DomainStatusRequest enables or pauses a domain.
type DomainStatusRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Status   string `param:"status" rule:"required,enum=enable|disable" zh:"域名状态" en:"Domain state"`
}

// DomainSetStatus enables or pauses a domain whatever it is now; DomainEnable compares.
func (c *Client) DomainSetStatus(ctx context.Context, req DomainStatusRequest) error {
	return done(domainSetStatus.Call(ctx, c.line, req))
}

var domainSetSearchEnginePush = endpoint.Endpoint[DomainSwitchRequest, Answer]{
	Name: "dnspod.domain.set_searchengine_push", Path: "/Domain.Searchenginepush",
	Title:  endpoint.Words{Zh: "设置域名搜索引擎推送", En: "Set search engine push"},
	Effect: endpoint.Set, Doc: "域名相关 设置域名搜索引擎推送", Errors: settingCodes,
}

// DomainSwitchRequest turns a function of a domain on ("yes") or off ("no").
type DomainSwitchRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Status   string `param:"status" rule:"required,enum=yes|no" zh:"是否启用" en:"Enabled"`
}

// DomainSetSearchEnginePush tells search engines of the domain, or not, whatever it is now;
// DomainPush compares.
func (c *Client) DomainSetSearchEnginePush(ctx context.Context, req DomainSwitchRequest) error {
	return done(domainSetSearchEnginePush.Call(ctx, c.line, req))
}

var domainSetURLInCN = endpoint.Endpoint[DomainSwitchRequest, Answer]{
	Name: "dnspod.domain.set_url_in_cn", Path: "/Domain.Urlincn",
	Title:  endpoint.Words{Zh: "设置域名国内 URL 转发", En: "Set URL forwarding inside China"},
	Effect: endpoint.Set, Doc: "域名相关 设置域名国内 URL 转发", Errors: settingCodes,
}

// DomainSetURLInCN turns URL forwarding inside China on or off. No call shows what it is
// now, so the caller has to remember it and send changes only.
func (c *Client) DomainSetURLInCN(ctx context.Context, req DomainSwitchRequest) error {
	return done(domainSetURLInCN.Call(ctx, c.line, req))
}

var domainChangeGroup = endpoint.Endpoint[DomainGroupRequest, Answer]{
	Name: "dnspod.domain.change_group", Path: "/Domain.Changegroup",
	Title:  endpoint.Words{Zh: "设置域名分组", En: "Move a domain to a group"},
	Effect: endpoint.Set, Doc: "域名相关 设置域名分组",
	Errors: noDomainCodes.And(endpoint.Codes{
		"7": endpoint.Missing.Means("分组 ID 错误", "wrong group ID", "group_id"),
	}),
}

// DomainGroupRequest puts a domain into a group.
type DomainGroupRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	GroupID  string `param:"group_id" rule:"required,pattern=digits" zh:"分组 ID" en:"Group ID"`
}

// DomainChangeGroup moves a domain whatever its group is now; DomainMove compares. Only the
// owner can, and what others share stays in the group 与我共享.
func (c *Client) DomainChangeGroup(ctx context.Context, req DomainGroupRequest) error {
	return done(domainChangeGroup.Call(ctx, c.line, req))
}

var domainSetMark = endpoint.Endpoint[DomainMarkRequest, Answer]{
	Name: "dnspod.domain.set_mark", Path: "/Domain.Ismark",
	Title:  endpoint.Words{Zh: "设置域名星标", En: "Star or unstar a domain"},
	Effect: endpoint.Set, Doc: "域名相关 设置域名星标", Errors: noDomainCodes,
}

// DomainMarkRequest stars a domain or takes the star away.
type DomainMarkRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	IsMark   string `param:"is_mark" rule:"required,enum=yes|no" zh:"星标" en:"Star"`
}

// DomainSetMark stars a domain or takes the star away, whatever it is now; DomainStar
// compares.
func (c *Client) DomainSetMark(ctx context.Context, req DomainMarkRequest) error {
	return done(domainSetMark.Call(ctx, c.line, req))
}

var domainSetRemark = endpoint.Endpoint[DomainRemarkRequest, Answer]{
	Name: "dnspod.domain.set_remark", Path: "/Domain.Remark",
	Title:  endpoint.Words{Zh: "设置域名备注", En: "Set the remark of a domain"},
	Effect: endpoint.Set, Doc: "域名相关 设置域名备注", Errors: noDomainCodes,
}

// DomainRemarkRequest sets a remark; an empty one deletes it.
type DomainRemarkRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Remark   string `param:"remark" rule:"send-empty" zh:"域名备注" en:"Remark"`
}

// DomainSetRemark sets the remark of a domain whatever it is now; DomainNote compares.
func (c *Client) DomainSetRemark(ctx context.Context, req DomainRemarkRequest) error {
	return done(domainSetRemark.Call(ctx, c.line, req))
}
