package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// cdnCalls are the calls of "十八、CDN 产品". Their failures are words without a code.
var cdnCalls = []endpoint.Any{
	cdnCreate,
	cdnRenew,
	cdnUpgrade,
	cdnDomainAdd,
	cdnDomainRemove,
	cdnDomainSetOrigin,
	cdnDomainList,
	cdnDomainLog,
	cdnStatFlow,
	cdnStatistics,
	cdnInfo,
	cdnPurge,
}

// TrafficUnit is what CDN traffic is sold in. Answers write it in small letters.
type TrafficUnit string

// The units of traffic.
const (
	Terabyte TrafficUnit = "T"
	Gigabyte TrafficUnit = "G"
)

// CDNNamed names a CDN product.
type CDNNamed struct {
	Name string `param:"nme" rule:"required,no-space" zh:"产品名称" en:"CDN product name, e.g. cdn65355570"`
}

// CDNDomain names a domain of a CDN product.
type CDNDomain struct {
	DomainName string `param:"dme" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	CDNNamed
}

// CDNPeriod is a domain and the days to look at, such as 2017-11-11, both included.
type CDNPeriod struct {
	CDNDomain
	From string `param:"startTime" rule:"pattern=date" zh:"开始日期" en:"Start date"`
	To   string `param:"endTime" rule:"pattern=date" zh:"结束日期" en:"End date"`
}

var cdnCreate = endpoint.Endpoint[CDNCreateRequest, CDNCreateResponse]{
	Name: "cndns.cdn.create", Path: "/cdn/CreateCDN.aspx",
	Title:  endpoint.Words{Zh: "购买 CDN", En: "Buy a CDN product"},
	Effect: endpoint.Buy, FreeText: true, Doc: "十八、1",
}

// CDNCreateRequest orders Multiple units of traffic for Count time units: 1 when 0, and years
// when there is no TimeUnit.
type CDNCreateRequest struct {
	Unit     TrafficUnit `param:"type" rule:"required,enum=T|G" zh:"流量单位 (T 或 G)" en:"Traffic unit"`
	Count    int         `param:"years" rule:"min=1" zh:"时间数量" en:"Number of time units"`
	TimeUnit TimeUnit    `param:"tmetpe" rule:"enum=2|4|5" zh:"时间类型" en:"Time unit"`
	Multiple int         `param:"base" rule:"required,min=1,max=1024" zh:"流量倍数" en:"Traffic in units"`
	Discounts
}

// CDNCreateResponse names the new product.
type CDNCreateResponse struct {
	Name string `answer:".,required"`
}

// CDNCreate buys traffic and charges the balance; every sending buys another product.
func (c *Client) CDNCreate(ctx context.Context, req CDNCreateRequest) (CDNCreateResponse, error) {
	return cdnCreate.Call(ctx, c.line, req)
}

var cdnRenew = endpoint.Endpoint[CDNRenewRequest, Nothing]{
	Name: "cndns.cdn.renew", Path: "/cdn/RenewCDN.aspx",
	Title:  endpoint.Words{Zh: "CDN 续费", En: "Renew a CDN product"},
	Effect: endpoint.Buy, FreeText: true, Doc: "十八、2",
}

// CDNRenewRequest renews by Count time units, years when there is no TimeUnit.
type CDNRenewRequest struct {
	CDNNamed
	Count    int      `param:"years" rule:"required,min=1" zh:"时间数量" en:"Number of time units"`
	TimeUnit TimeUnit `param:"tmetpe" rule:"enum=2|4|5" zh:"时间类型" en:"Time unit"`
	Discounts
}

// CDNRenew renews a product and charges the balance; each sending renews again.
func (c *Client) CDNRenew(ctx context.Context, req CDNRenewRequest) error {
	return done(cdnRenew.Call(ctx, c.line, req))
}

var cdnUpgrade = endpoint.Endpoint[CDNUpgradeRequest, Nothing]{
	Name: "cndns.cdn.upgrade", Path: "/cdn/UpgradeCDN.aspx",
	Title:  endpoint.Words{Zh: "CDN 升级", En: "Upgrade a CDN product"},
	Effect: endpoint.Buy, FreeText: true, Doc: "十八、3",
}

// CDNUpgradeRequest enlarges a product in one of three ways: unit and multiple, the unit alone
// from G to T, or the multiple alone. Whether Multiple is a new total or an addition is not
// documented.
type CDNUpgradeRequest struct {
	Unit TrafficUnit `param:"type" rule:"required@!base,enum=T|G,enum=T@!base" zh:"流量单位 (T 或 G)" en:"Traffic unit"`
	CDNNamed
	Multiple int `param:"base" rule:"required@!type,min=1,max=1024" zh:"流量倍数" en:"Traffic in units"`
	Discounts
}

// CDNUpgrade enlarges a product, which is charged.
func (c *Client) CDNUpgrade(ctx context.Context, req CDNUpgradeRequest) error {
	return done(cdnUpgrade.Call(ctx, c.line, req))
}

var cdnDomainAdd = endpoint.Endpoint[CDNOriginRequest, Nothing]{
	Name: "cndns.cdn.domain_add", Path: "/cdn/Adddomain.aspx",
	Title:  endpoint.Words{Zh: "添加 CDN 域名", En: "Add a domain to a CDN product"},
	Effect: endpoint.Set, FreeText: true, Doc: "十八、4",
}

// CDNOriginRequest tells where a domain's content is fetched from, by http: addresses or
// names with | between. Host is what the origin is asked for; "" is the domain.
type CDNOriginRequest struct {
	CDNDomain
	Host    string `param:"host" rule:"pattern=host" zh:"回源 Host" en:"Host asked of the origin"`
	Origins string `param:"mastAddress" rule:"required,pattern=origins" zh:"源站 IP 或域名" en:"Origin addresses, | between"`
}

// CDNDomainAdd adds a domain to a product.
func (c *Client) CDNDomainAdd(ctx context.Context, req CDNOriginRequest) error {
	return done(cdnDomainAdd.Call(ctx, c.line, req))
}

var cdnDomainRemove = endpoint.Endpoint[CDNDomain, Nothing]{
	Name: "cndns.cdn.domain_remove", Path: "/cdn/Deldomain.aspx",
	Title:  endpoint.Words{Zh: "删除 CDN 域名", En: "Remove a domain from a CDN product"},
	Effect: endpoint.Destroy, FreeText: true, Doc: "十八、5",
}

// CDNDomainRemove removes a domain from a product.
func (c *Client) CDNDomainRemove(ctx context.Context, req CDNDomain) error {
	return done(cdnDomainRemove.Call(ctx, c.line, req))
}

var cdnDomainSetOrigin = endpoint.Endpoint[CDNOriginRequest, Nothing]{
	Name: "cndns.cdn.domain_set_origin", Path: "/cdn/SetDomainOrigin.aspx",
	Title:  endpoint.Words{Zh: "修改 CDN 域名源站", En: "Change the origin of a CDN domain"},
	Effect: endpoint.Set, FreeText: true, Doc: "十八、6",
}

// CDNDomainSetOrigin replaces a domain's origin.
func (c *Client) CDNDomainSetOrigin(ctx context.Context, req CDNOriginRequest) error {
	return done(cdnDomainSetOrigin.Call(ctx, c.line, req))
}

var cdnDomainList = endpoint.Endpoint[CDNFilter, CDNDomainListResponse]{
	Name: "cndns.cdn.domain_list", Path: "/cdn/Dmelist.aspx",
	Title:  endpoint.Words{Zh: "CDN 域名列表", En: "List the domains of a CDN product"},
	Effect: endpoint.Read, FreeText: true, Doc: "十八、7",
}

// CDNFilter names a CDN product and, if wanted, one of its domains.
type CDNFilter struct {
	DomainName string `param:"dme" rule:"pattern=domain" zh:"域名" en:"Domain name"`
	CDNNamed
}

// CDNDomainListResponse holds the domains in whatever form the vendor lists them: the
// document shows none.
type CDNDomainListResponse struct {
	Domains endpoint.Raw `answer:"."`
}

// CDNDomainList lists the domains of a product.
func (c *Client) CDNDomainList(ctx context.Context, req CDNFilter) (CDNDomainListResponse, error) {
	return cdnDomainList.Call(ctx, c.line, req)
}
