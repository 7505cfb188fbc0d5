package dnspod

import (
	"context"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// domainCalls are the calls of "域名相关" that add, find and remove domains.
var domainCalls = []endpoint.Any{
	domainCreate,
	domainList,
	domainRemove,
	domainInfo,
	domainLog,
	domainPurview,
}

var domainCreate = endpoint.Endpoint[DomainCreateRequest, DomainCreateResponse]{
	Name: "dnspod.domain.create", Path: "/Domain.Create",
	Title:  endpoint.Words{Zh: "添加新域名", En: "Add a domain"},
	Effect: endpoint.Set, Doc: "域名相关 添加新域名",
	Errors: endpoint.Codes{
		"6":  endpoint.Invalid.Means("域名无效", "invalid domain", "domain"),
		"7":  endpoint.AlreadyDone.Means("域名已存在", "domain already exists", "domain"),
		"11": endpoint.Conflict.Means("域名已经存在并且是其它域名的别名", "domain already exists as an alias of another domain", "domain"),
		"12": endpoint.Conflict.Means("域名已经存在并且您没有权限管理", "domain already exists and you have no right to manage it", "domain"),
	},
}

// DomainCreateRequest adds a domain, without "www.".
type DomainCreateRequest struct {
	Domain  string `param:"domain" rule:"required,pattern=domain" zh:"域名" en:"Domain without www"`
	GroupID string `param:"group_id" rule:"pattern=digits" zh:"分组 ID" en:"Group ID"`
	IsMark  string `param:"is_mark" rule:"enum=yes|no" zh:"星标" en:"Star"`
}

// DomainCreateResponse holds the new domain's id.
type DomainCreateResponse struct {
	Answer
	Domain Domain `answer:"domain,required"`
}

// Domain is a domain as the vendor keeps it. What disable does reads back as "pause".
type Domain struct {
	ID               string    `answer:"id"`
	Name             string    `answer:"name|domain"`
	Punycode         string    `answer:"punycode"`
	Grade            string    `answer:"grade|domain_grade"`
	Status           string    `answer:"status"`
	ExtStatus        string    `answer:"ext_status"` // "dnserror", also "dnserver": not on the vendor's nameservers
	Records          int       `answer:"records"`
	GroupID          string    `answer:"group_id"`
	Marked           bool      `answer:"is_mark"`
	Remark           string    `answer:"remark"`
	VIP              bool      `answer:"is_vip"`
	SearchEnginePush bool      `answer:"searchengine_push"`
	Filed            bool      `answer:"beian"`
	UserID           string    `answer:"user_id"`
	TTL              int       `answer:"ttl"` // seconds; 0 when not given
	CreatedAt        time.Time `answer:"created_on"`
	UpdatedAt        time.Time `answer:"updated_on"`
	VIPFrom          time.Time `answer:"vip_start_at"`
	VIPUntil         time.Time `answer:"vip_end_at"`
}

// Paused tells whether the domain does not resolve.
func (d Domain) Paused() bool { return d.Status == "pause" || d.Status == "disable" }

// DomainCreate adds a domain. A second sending is refused with 7.
func (c *Client) DomainCreate(ctx context.Context, req DomainCreateRequest) (DomainCreateResponse, error) {
	return domainCreate.Call(ctx, c.line, req)
}

var domainList = endpoint.Endpoint[DomainListRequest, DomainListResponse]{
	Name: "dnspod.domain.list", Path: "/Domain.List",
	Title:  endpoint.Words{Zh: "获取域名列表", En: "List domains"},
	Effect: endpoint.Read, Doc: "域名相关 获取域名列表",
	Errors: endpoint.Codes{
		"6": endpoint.Invalid.Means("记录开始的偏移无效", "invalid offset", "offset"),
		"7": endpoint.Invalid.Means("共要获取的记录的数量无效", "invalid length", "length"),
		"9": endpoint.Missing.Means("没有任何域名", "no domains"),
	},
}

// DomainListRequest lists domains. More than 3000 come in pages only.
type DomainListRequest struct {
	Type    string `param:"type" rule:"enum=all|mine|share|ismark|pause|vip" zh:"域名种类" en:"Kind of domains"`
	Offset  int    `param:"offset" rule:"min=1" zh:"起始偏移" en:"Offset of the first row"`
	Length  int    `param:"length" rule:"min=1,max=3000" zh:"获取数量" en:"Number of rows"`
	GroupID string `param:"group_id" rule:"pattern=digits" zh:"分组 ID" en:"Group ID"`
}

// DomainListResponse is one page of domains.
type DomainListResponse struct {
	Answer
	Info    DomainTotals `answer:"info"`
	Domains []Domain     `answer:"domains"`
}

// DomainTotals counts the domains of an account; Matched those of the request.
type DomainTotals struct {
	Matched int `answer:"domain_total"`
	All     int `answer:"all_total"`
	Mine    int `answer:"mine_total"`
	Shared  int `answer:"share_total"`
	Marked  int `answer:"ismark_total"`
	Paused  int `answer:"pause_total"`
}

// DomainList reads one page of domains; no domains are an empty page.
func (c *Client) DomainList(ctx context.Context, req DomainListRequest) (DomainListResponse, error) {
	return emptied(domainList.Call(ctx, c.line, req))("9")
}

var domainRemove = endpoint.Endpoint[DomainRequest, Answer]{
	Name: "dnspod.domain.remove", Path: "/Domain.Remove",
	Title:  endpoint.Words{Zh: "删除域名", En: "Delete a domain"},
	Effect: endpoint.Destroy, Doc: "域名相关 删除域名",
	Errors: bannedCodes.And(noDomainCodes).And(endpoint.Codes{
		"7": endpoint.Conflict.Means("域名已锁定", "domain is locked"),
		"8": endpoint.Conflict.Means("VIP 域名不可以删除", "VIP domains cannot be deleted"),
		"9": endpoint.Denied.Means("非域名所有者", "not the domain owner"),
	}),
}

// DomainRequest names a domain by its id.
type DomainRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
}

// DomainRemove deletes a domain with all its records.
func (c *Client) DomainRemove(ctx context.Context, req DomainRequest) error {
	return done(domainRemove.Call(ctx, c.line, req))
}

var domainInfo = endpoint.Endpoint[DomainInfoRequest, DomainInfoResponse]{
	Name: "dnspod.domain.info", Path: "/Domain.Info",
	Title:  endpoint.Words{Zh: "获取域名信息", En: "Get domain information"},
	Effect: endpoint.Read, Doc: "域名相关 获取域名信息",
	Errors: readCodes.And(endpoint.Codes{
		"8":  endpoint.Denied.Means("非域名所有者", "not the domain owner"),
		"13": endpoint.Missing.Means("域名不存在", "domain does not exist", "domain"), // of today
	}),
}

// DomainInfoRequest names a domain by id or name.
type DomainInfoRequest struct {
	DomainID string `param:"domain_id" rule:"required@!domain,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Domain   string `param:"domain" rule:"pattern=domain" zh:"域名" en:"Domain"`
}

// DomainInfoResponse is one domain.
type DomainInfoResponse struct {
	Answer
	Domain Domain `answer:"domain,required"`
}

// DomainInfo reads one domain.
func (c *Client) DomainInfo(ctx context.Context, req DomainInfoRequest) (DomainInfoResponse, error) {
	return domainInfo.Call(ctx, c.line, req)
}

var domainLog = endpoint.Endpoint[DomainRequest, LogResponse]{
	Name: "dnspod.domain.log", Path: "/Domain.Log",
	Title:  endpoint.Words{Zh: "获取域名日志", En: "Get the domain log"},
	Effect: endpoint.Read, Doc: "域名相关 获取域名日志",
	Errors: readCodes.And(endpoint.Codes{
		"8": endpoint.Denied.Means("非域名所有者", "not the domain owner"),
	}),
}

// DomainLog reads the last changes of a domain.
func (c *Client) DomainLog(ctx context.Context, req DomainRequest) (LogResponse, error) {
	return domainLog.Call(ctx, c.line, req)
}

var domainPurview = endpoint.Endpoint[DomainRequest, PurviewResponse]{
	Name: "dnspod.domain.purview", Path: "/Domain.Purview",
	Title:  endpoint.Words{Zh: "获取域名权限", En: "Get the limits of a domain"},
	Effect: endpoint.Read, Doc: "域名相关 获取域名权限", Errors: noDomainCodes,
}

// PurviewResponse lists the limits of a domain's grade.
type PurviewResponse struct {
	Answer
	Limits []Limit `answer:"purview"`
}

// Limit is one limit: a number, or yes or no.
type Limit struct {
	Name  string `answer:"name"`
	Value string `answer:"value"`
}

// DomainPurview lists the limits of a domain, at most a day old: the vendor does not want to
// be asked before every change.
func (c *Client) DomainPurview(ctx context.Context, req DomainRequest) ([]Limit, error) {
	return shelved(c.shelf, "limits "+req.DomainID, func() ([]Limit, error) {
		answer, err := domainPurview.Call(ctx, c.line, req)
		return answer.Limits, err
	})
}
