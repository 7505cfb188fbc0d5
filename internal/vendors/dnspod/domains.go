package dnspod

import (
	"context"
	"errors"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// The account, "获取 API 版本号" and "账户相关", and domains, "域名相关".
var (
	infoVersion = endpoint.Endpoint[NoParams, Answer]{
		Name: "dnspod.info.version", Path: "/Info.Version", Effect: endpoint.Read, Doc: "获取 API 版本号",
	}
	userDetail = endpoint.Endpoint[NoParams, UserDetailResponse]{
		Name: "dnspod.user.detail", Path: "/User.Detail", Effect: endpoint.Read, Doc: "获取账户信息",
	}
	domainCreate = endpoint.Endpoint[DomainCreateRequest, DomainCreateResponse]{
		Name: "dnspod.domain.create", Path: "/Domain.Create",
		Effect: endpoint.Set, Doc: "添加新域名", Errors: domainCreateCodes,
	}
	domainList = endpoint.Endpoint[DomainListRequest, DomainListResponse]{
		Name: "dnspod.domain.list", Path: "/Domain.List",
		Effect: endpoint.Read, Doc: "获取域名列表", Errors: domainListCodes,
	}
	domainRemove = endpoint.Endpoint[DomainRequest, Answer]{
		Name: "dnspod.domain.remove", Path: "/Domain.Remove",
		Effect: endpoint.Destroy, Doc: "删除域名", Errors: domainRemoveCodes,
	}
	domainSetStatus = endpoint.Endpoint[DomainStatusRequest, Answer]{
		Name: "dnspod.domain.set_status", Path: "/Domain.Status",
		Effect: endpoint.Set, Doc: "设置域名状态", Errors: domainSetStatusCodes,
	}
	domainInfo = endpoint.Endpoint[DomainInfoRequest, DomainInfoResponse]{
		Name: "dnspod.domain.info", Path: "/Domain.Info",
		Effect: endpoint.Read, Doc: "获取域名信息", Errors: domainInfoCodes,
	}
	domainLog = endpoint.Endpoint[DomainRequest, LogResponse]{
		Name: "dnspod.domain.log", Path: "/Domain.Log",
		Effect: endpoint.Read, Doc: "获取域名日志", Errors: domainLogCodes,
	}
	domainSetMark = endpoint.Endpoint[DomainMarkRequest, Answer]{
		Name: "dnspod.domain.set_mark", Path: "/Domain.Ismark",
		Effect: endpoint.Set, Doc: "设置域名星标", Errors: noDomainCodes,
	}
	domainSetRemark = endpoint.Endpoint[DomainRemarkRequest, Answer]{
		Name: "dnspod.domain.set_remark", Path: "/Domain.Remark",
		Effect: endpoint.Set, Doc: "设置域名备注", Errors: noDomainCodes,
	}
	domainPurview = endpoint.Endpoint[DomainRequest, PurviewResponse]{
		Name: "dnspod.domain.purview", Path: "/Domain.Purview",
		Effect: endpoint.Read, Doc: "获取域名权限", Errors: noDomainCodes,
	}
)

// NoParams is the request of a call without parameters of its own.
type NoParams struct{}

// UserDetailResponse is the account. The agent part exists for agents only.
type UserDetailResponse struct {
	Answer
	Info UserInfo `answer:"info"`
}

// UserInfo holds the two parts of an account.
type UserInfo struct {
	User  User  `answer:"user"`
	Agent Agent `answer:"agent"`
}

// User is the person of an account.
type User struct {
	ID                string `answer:"id"`
	Email             string `answer:"email"`
	Status            string `answer:"status"`
	EmailVerified     bool   `answer:"email_verified"`
	TelephoneVerified bool   `answer:"telephone_verified"`
	AgentPending      bool   `answer:"agent_pending"`
	RealName          string `answer:"real_name"`
	UserType          string `answer:"user_type"` // "personal" or an enterprise
	Telephone         string `answer:"telephone"`
	IM                string `answer:"im"`
	Nick              string `answer:"nick"`
	Balance           string `answer:"balance"` // unit not documented
	SMSBalance        string `answer:"smsbalance"`
}

// Agent is the agent's part of an account.
type Agent struct {
	UserID   string `answer:"user_id"`
	Discount string `answer:"discount"`
	Points   string `answer:"points"`
	Users    string `answer:"users"`
}

// DomainRequest names a domain by its id.
type DomainRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
}

// DomainCreateRequest adds a domain, without "www.".
type DomainCreateRequest struct {
	Domain  string `param:"domain" rule:"required,pattern=domain"`
	GroupID string `param:"group_id" rule:"pattern=digits"`
	IsMark  string `param:"is_mark" rule:"enum=yes|no"`
}

// DomainCreateResponse holds the new domain's id.
type DomainCreateResponse struct {
	Answer
	Domain Domain `answer:"domain,required"`
}

// DomainListRequest lists domains. More than 3000 come in pages only.
type DomainListRequest struct {
	Type    string `param:"type" rule:"enum=all|mine|share|ismark|pause|vip"`
	Offset  int    `param:"offset" rule:"min=1"`
	Length  int    `param:"length" rule:"min=1,max=3000"`
	GroupID string `param:"group_id" rule:"pattern=digits"`
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

// Domain is a domain as the vendor keeps it. What disable does reads back as "pause".
type Domain struct {
	ID               string    `answer:"id"`
	Name             string    `answer:"name|domain"`
	Punycode         string    `answer:"punycode"`
	Grade            string    `answer:"grade|domain_grade"`
	Status           string    `answer:"status"`
	ExtStatus        string    `answer:"ext_status"` // "dnserror": not on the vendor's nameservers
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

// DomainStatusRequest enables or pauses a domain.
type DomainStatusRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	Status   string `param:"status" rule:"required,enum=enable|disable"`
}

// DomainInfoRequest names a domain by id or name.
type DomainInfoRequest struct {
	DomainID string `param:"domain_id" rule:"required@!domain,pattern=digits"`
	Domain   string `param:"domain" rule:"pattern=domain"`
}

// DomainInfoResponse is one domain.
type DomainInfoResponse struct {
	Answer
	Domain Domain `answer:"domain,required"`
}

// LogResponse holds lines of text, the newest first.
type LogResponse struct {
	Answer
	Lines []string `answer:"log"`
}

// DomainMarkRequest stars a domain or takes the star away.
type DomainMarkRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	IsMark   string `param:"is_mark" rule:"required,enum=yes|no"`
}

// DomainRemarkRequest sets a remark; an empty one deletes it.
type DomainRemarkRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	Remark   string `param:"remark" rule:"send-empty"`
}

// PurviewResponse lists the limits of a domain's grade. Keep it: the vendor does not want
// to be asked before every change.
type PurviewResponse struct {
	Answer
	Limits []Limit `answer:"purview"`
}

// Limit is one limit: a number, or yes or no.
type Limit struct {
	Name  string `answer:"name"`
	Value string `answer:"value"`
}

// Version proves the credentials and returns the API's version.
func (c *Client) Version(ctx context.Context) (string, error) {
	answer, err := infoVersion.Call(ctx, c.line, NoParams{})
	return answer.Status.Message, err
}

// UserDetail reads the account.
func (c *Client) UserDetail(ctx context.Context) (UserDetailResponse, error) {
	return userDetail.Call(ctx, c.line, NoParams{})
}

// DomainCreate adds a domain.
func (c *Client) DomainCreate(ctx context.Context, req DomainCreateRequest) (DomainCreateResponse, error) {
	return domainCreate.Call(ctx, c.line, req)
}

// DomainList reads one page of domains; no domains are an empty page.
func (c *Client) DomainList(ctx context.Context, req DomainListRequest) (DomainListResponse, error) {
	return emptied(domainList.Call(ctx, c.line, req))("9")
}

// DomainRemove deletes a domain with all its records.
func (c *Client) DomainRemove(ctx context.Context, req DomainRequest) error {
	return done(domainRemove.Call(ctx, c.line, req))
}

// DomainSetStatus enables or pauses a domain. Compare with Domain.Paused first: changes
// that change nothing count as abuse.
func (c *Client) DomainSetStatus(ctx context.Context, req DomainStatusRequest) error {
	return done(domainSetStatus.Call(ctx, c.line, req))
}

// DomainInfo reads one domain.
func (c *Client) DomainInfo(ctx context.Context, req DomainInfoRequest) (DomainInfoResponse, error) {
	return domainInfo.Call(ctx, c.line, req)
}

// DomainLog reads the last changes of a domain.
func (c *Client) DomainLog(ctx context.Context, req DomainRequest) (LogResponse, error) {
	return domainLog.Call(ctx, c.line, req)
}

// DomainSetMark stars a domain or takes the star away.
func (c *Client) DomainSetMark(ctx context.Context, req DomainMarkRequest) error {
	return done(domainSetMark.Call(ctx, c.line, req))
}

// DomainSetRemark sets the remark of a domain.
func (c *Client) DomainSetRemark(ctx context.Context, req DomainRemarkRequest) error {
	return done(domainSetRemark.Call(ctx, c.line, req))
}

// DomainPurview reads the limits of a domain.
func (c *Client) DomainPurview(ctx context.Context, req DomainRequest) (PurviewResponse, error) {
	return domainPurview.Call(ctx, c.line, req)
}

// done drops an answer that holds a status only.
func done(_ Answer, err error) error { return err }

// emptied turns the code for "nothing on the list" into an empty list: the service
// answers it although every request asks it not to.
func emptied[T any](answer T, err error) func(code string) (T, error) {
	return func(code string) (T, error) {
		var e *endpoint.Error
		if errors.As(err, &e) && e.Class == endpoint.Refused && e.Code == code {
			return answer, nil
		}
		return answer, err
	}
}
