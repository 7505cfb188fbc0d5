package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

var cdnDomainLog = endpoint.Endpoint[CDNPeriod, CDNDomainLogResponse]{
	Name: "cndns.cdn.domain_log", Path: "/cdn/GetdmeLog.aspx",
	Title:  endpoint.Words{Zh: "下载域名日志", En: "Get the logs of a CDN domain"},
	Effect: endpoint.Read, FreeText: true, Doc: "十八、8",
}

// CDNDomainLogResponse says where the logs are, in whatever form the vendor lists them: the
// document shows none.
type CDNDomainLogResponse struct {
	Logs endpoint.Raw `answer:"."`
}

// CDNDomainLog asks where a domain's logs can be loaded from.
func (c *Client) CDNDomainLog(ctx context.Context, req CDNPeriod) (CDNDomainLogResponse, error) {
	return cdnDomainLog.Call(ctx, c.line, req)
}

var cdnStatFlow = endpoint.Endpoint[CDNPeriod, CDNStatFlowResponse]{
	Name: "cndns.cdn.stat_flow", Path: "/cdn/getStatFlow.aspx",
	Title:  endpoint.Words{Zh: "域名流量查询", En: "Get the traffic of a CDN domain"},
	Effect: endpoint.Read, FreeText: true, Doc: "十八、9",
}

// CDNStatFlowResponse is the traffic over time. The document shows no answer; the form is
// that of the traffic from the origin in its next section.
type CDNStatFlowResponse struct {
	Points []CDNTraffic `answer:"details"`
}

// CDNTraffic is the traffic of a span of time.
type CDNTraffic struct {
	At   Time  `answer:"timestamp"`
	BPS  int64 `answer:"bps"`  // bits per second
	Flow int64 `answer:"flow"` // bytes
}

// CDNStatFlow reads a domain's traffic. The document has the parameters of the logs under it.
func (c *Client) CDNStatFlow(ctx context.Context, req CDNPeriod) (CDNStatFlowResponse, error) {
	return cdnStatFlow.Call(ctx, c.line, req)
}

// CDNStatKind is a sort of statistics.
type CDNStatKind string

// The sorts of statistics.
const (
	CDNTopURLs     CDNStatKind = "1"
	CDNTopReferers CDNStatKind = "2"
	CDNVisitors    CDNStatKind = "3"
	CDNRequests    CDNStatKind = "4"
	CDNStatusCodes CDNStatKind = "5"
	CDNFromOrigin  CDNStatKind = "6"
)

var cdnStatistics = endpoint.Endpoint[CDNStatisticsRequest, CDNStatisticsResponse]{
	Name: "cndns.cdn.statistics", Path: "/cdn/GetstatTop.aspx",
	Title:  endpoint.Words{Zh: "CDN 查询统计", En: "Get CDN statistics"},
	Effect: endpoint.Read, FreeText: true, Bare: true, Doc: "十八、10",
}

// CDNStatisticsRequest chooses statistics. The fields after Kind are those of the service
// behind the vendor, whose times are UTC such as 2016-10-22T03:00:00Z and at most 90 days
// apart: From is a day before To, and To is now, when empty; Seconds is the size of a span.
type CDNStatisticsRequest struct {
	CDNDomain
	Kind       CDNStatKind `param:"type" rule:"required,enum=1|2|3|4|5|6" zh:"统计类型" en:"Statistics"`
	OneDomain  string      `param:"domain" rule:"pattern=domain" zh:"仅统计此域名" en:"Only this domain"`
	To         string      `param:"endTime" rule:"pattern=utc-time" zh:"结束时间 (UTC)" en:"End (UTC)"`
	From       string      `param:"startTime" rule:"pattern=utc-time" zh:"开始时间 (UTC)" en:"Start (UTC)"`
	Seconds    int         `param:"period" rule:"enum=60|300|3600" zh:"粒度 (秒)" en:"Span (seconds)"`
	WithRegion string      `param:"withRegion" rule:"enum=true" zh:"按地区分布" en:"By region"`
}

// CDNStatisticsResponse is a sort of statistics over time.
type CDNStatisticsResponse struct {
	Points []CDNStatistic `answer:"details"`
}

// CDNStatistic is the figures of a span of time, those of the kind that was asked for.
type CDNStatistic struct {
	At       Time              `answer:"timestamp"`
	Counters []CDNCounter      `answer:"counters"` // of addresses, referers and status codes
	Visitors int               `answer:"uv"`
	Requests int               `answer:"pv"`
	QPS      int               `answer:"qps"` // requests per second
	BPS      int64             `answer:"bps"` // bits per second
	Flow     int64             `answer:"flow"`
	Regions  []CDNRegionCounts `answer:"regions"`
}

// CDNCounter is how often something was counted.
type CDNCounter struct {
	Name  string `answer:"name"`
	Count int    `answer:"value"`
}

// CDNRegionCounts are the figures of a region's clients of one provider.
type CDNRegionCounts struct {
	Region   string       `answer:"location"`
	Provider string       `answer:"isp"`
	Visitors int          `answer:"uv"`
	Requests int          `answer:"pv"`
	QPS      int          `answer:"qps"`
	Counters []CDNCounter `answer:"counters"`
}

// CDNStatistics reads a domain's statistics. The document's example calls the path that
// removes a domain, which is a slip.
func (c *Client) CDNStatistics(ctx context.Context, req CDNStatisticsRequest) (CDNStatisticsResponse, error) {
	return cdnStatistics.Call(ctx, c.line, req)
}

var cdnInfo = endpoint.Endpoint[CDNFilter, CDNInfoResponse]{
	Name: "cndns.cdn.info", Path: "/cdn/index.aspx",
	Title:  endpoint.Words{Zh: "CDN 订单信息", En: "Get CDN order information"},
	Effect: endpoint.Read, FreeText: true, Doc: "十八、11",
}

// CDNInfoResponse is a CDN product.
type CDNInfoResponse struct {
	ID        string          `answer:"_id"`
	Name      string          `answer:"_nme,required"`
	Unit      TrafficUnit     `answer:"_prd"` // in small letters
	BoughtAt  Time            `answer:"_addtme"`
	ExpiresAt Time            `answer:"_exptme"`
	State     OrderState      `answer:"_regstt"`
	Size      string          `answer:"_size"`     // not described
	ExpDays   int             `answer:"s_expdays"` // to or since the expiry: not described
	Product   string          `answer:"g_nme"`
	Password  endpoint.Secret `answer:"_pss"`
	Count     int             `answer:"_years"`  // of TimeUnit
	TimeUnit  TimeUnit        `answer:"_tmetpe"` // 1 is a day here
	Used      string          `answer:"_flow"`   // traffic; the unit is not documented
	Price     endpoint.Fen    `answer:"u_prc"`
	Multiple  int             `answer:"_ext1"` // of Unit
	Extra     string          `answer:"_ext2"` // not described
}

// CDNInfo reads a product, its password included. The document's example calls the path that
// removes a domain, which is a slip.
func (c *Client) CDNInfo(ctx context.Context, req CDNFilter) (CDNInfoResponse, error) {
	return cdnInfo.Call(ctx, c.line, req)
}

var cdnPurge = endpoint.Endpoint[CDNPurgeRequest, CDNPurgeResponse]{
	Name: "cndns.cdn.purge", Path: "/cdn/purge.aspx",
	Title:  endpoint.Words{Zh: "刷新 CDN 缓存", En: "Purge the CDN cache and list the purge tasks"},
	Effect: endpoint.Set, Accepts: endpoint.Always, FreeText: true, Doc: "十八、12",
}

// CDNPurgeRequest drops cached files, or with Kind 1 whole folders, whose addresses end in /.
// The fields after Kind choose among the tasks that are listed; they are those of the service
// behind the vendor, with UTC times such as 2016-10-22T03:00:00Z.
type CDNPurgeRequest struct {
	CDNDomain
	URLs   []string `param:"refresh_url" rule:"required,list,pattern=web-url,pattern=web-folder@refresh_type=1" zh:"刷新的网址" en:"Addresses to purge"`
	Kind   string   `param:"refresh_type" rule:"required,enum=0|1" zh:"刷新类型 (0 文件, 1 目录)" en:"Kind: 0 files, 1 folders"`
	TaskID string   `param:"id" zh:"任务编号" en:"Task ID"`
	To     string   `param:"endTime" rule:"pattern=utc-time" zh:"结束时间 (UTC)" en:"End (UTC)"`
	From   string   `param:"startTime" rule:"pattern=utc-time" zh:"开始时间 (UTC)" en:"Start (UTC)"`
	URL    string   `param:"url" zh:"任务网址 (可用 *)" en:"Address of tasks, * as wildcard"`
}

// CDNPurgeResponse lists the tasks; Truncated tells that there are more.
type CDNPurgeResponse struct {
	Truncated bool           `answer:"truncated|istruncated"`
	Tasks     []CDNPurgeTask `answer:"details"`
}

// CDNPurgeTask is a purge: in-progress, completed or failed.
type CDNPurgeTask struct {
	CreatedAt  Time           `answer:"createdat"`
	StartedAt  Time           `answer:"startedat"`
	FinishedAt Time           `answer:"finishedat"`
	Target     CDNPurgeTarget `answer:"task"`
	Progress   int            `answer:"progress"` // per cent
	State      string         `answer:"status"`
}

// CDNPurgeTarget is what is purged: a file, or a directory.
type CDNPurgeTarget struct {
	Type string `answer:"type"`
	URL  string `answer:"url"`
}

// CDNPurge begins to drop cached files and lists the tasks. No call lists them without
// purging, and a second sending purges again, which harms nothing.
func (c *Client) CDNPurge(ctx context.Context, req CDNPurgeRequest) (CDNPurgeResponse, error) {
	return cdnPurge.Call(ctx, c.line, req)
}
