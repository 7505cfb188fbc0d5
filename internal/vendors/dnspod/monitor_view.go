package dnspod

import (
	"context"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// monitorViewCalls are the calls of "宕机监控" that read monitors and what they saw.
var monitorViewCalls = []endpoint.Any{
	monitorList,
	monitorInfo,
	monitorHistory,
	monitorUserDesc,
	monitorDowns,
}

var monitorList = endpoint.Endpoint[NoParams, MonitorListResponse]{
	Name: "dnspod.monitor.list", Path: "/Monitor.List",
	Title:  endpoint.Words{Zh: "监控列表", En: "List monitors"},
	Effect: endpoint.Read, Doc: "宕机监控 监控列表",
}

// MonitorListResponse lists all monitors of an account.
type MonitorListResponse struct {
	Answer
	Info     MonitorTotals `answer:"info"`
	Monitors []Monitor     `answer:"monitors"`
}

// MonitorTotals counts monitors.
type MonitorTotals struct {
	All  int `answer:"total_count"`
	Down int `answer:"down_count"`
}

// Monitor is a monitor as the vendor keeps it. Points, the notices and WhenDown are as in
// MonitorData, with commas. IP is the record's address, NowIP what it is switched to.
type Monitor struct {
	ID          string          `answer:"monitor_id,required"`
	DomainID    string          `answer:"domain_id"`
	Domain      string          `answer:"domain"`
	Grade       string          `answer:"domain_grade"`
	RecordID    string          `answer:"record_id"`
	Sub         string          `answer:"sub_domain"`
	Line        string          `answer:"record_line"`
	IP          string          `answer:"ip"`
	NowIP       string          `answer:"now_ip"`
	Host        string          `answer:"host"`
	Port        int             `answer:"port"`
	Type        string          `answer:"monitor_type"`
	Path        string          `answer:"monitor_path"`
	Interval    int             `answer:"monitor_interval"` // seconds
	Points      string          `answer:"points"`
	WhenDown    string          `answer:"bak_ip"`
	Status      string          `answer:"status"`      // of the host: "Ok" or what is wrong
	StatusCode  string          `answer:"status_code"` // of its last HTTP answer
	SMSNotice   string          `answer:"sms_notice"`
	EmailNotice string          `answer:"email_notice"`
	LessNotice  bool            `answer:"less_notice"`
	CallbackURL string          `answer:"callback_url"`
	CallbackKey endpoint.Secret `answer:"callback_key"`
	Enabled     bool            `answer:"monitor_status"`
	CreatedAt   time.Time       `answer:"created_on"`
	UpdatedAt   time.Time       `answer:"updated_on"`
	Backups     []Backup        `answer:"bak_ip_status"`
}

// Backup is the watch over one address that a monitor may switch to. Its MonitorID is its
// own, which MonitorDowns names.
type Backup struct {
	MonitorID  string `answer:"monitor_id"`
	IP         string `answer:"bak_ip"`
	Status     string `answer:"status"`
	StatusCode string `answer:"status_code"`
}

// MonitorList reads all monitors of the account.
func (c *Client) MonitorList(ctx context.Context) (MonitorListResponse, error) {
	return monitorList.Call(ctx, c.line, NoParams{})
}

var monitorInfo = endpoint.Endpoint[MonitorRequest, MonitorInfoResponse]{
	Name: "dnspod.monitor.info", Path: "/Monitor.Info",
	Title:  endpoint.Words{Zh: "获取监控信息", En: "Get monitor information"},
	Effect: endpoint.Read, Doc: "宕机监控 获取监控信息",
	Errors: endpoint.Codes{
		"7": endpoint.Missing.Means("监控编号错误", "wrong monitor ID", "monitor_id"),
	},
}

// MonitorInfoResponse is one monitor.
type MonitorInfoResponse struct {
	Answer
	Monitor Monitor `answer:"info,required"`
}

// MonitorInfo reads one monitor.
func (c *Client) MonitorInfo(ctx context.Context, req MonitorRequest) (Monitor, error) {
	answer, err := monitorInfo.Call(ctx, c.line, req)
	return answer.Monitor, err
}

var monitorHistory = endpoint.Endpoint[MonitorHistoryRequest, MonitorHistoryResponse]{
	Name: "dnspod.monitor.history", Path: "/Monitor.Gethistory",
	Title:  endpoint.Words{Zh: "获取监控历史", En: "Get monitor history"},
	Effect: endpoint.Read, Doc: "宕机监控 获取监控历史", Errors: noMonitorCodes,
}

// MonitorHistoryRequest asks for the last hours.
type MonitorHistoryRequest struct {
	MonitorID string `param:"monitor_id" rule:"required,pattern=label" zh:"监控编号" en:"Monitor ID"`
	Hours     int    `param:"hours" rule:"required,min=1" zh:"最近小时数" en:"Last hours"`
}

// MonitorHistoryResponse is what each point saw.
type MonitorHistoryResponse struct {
	Answer
	Domain  Domain          `answer:"domain"`
	Record  MonitoredRecord `answer:"record"`
	History []MonitorSight  `answer:"monitor_history"`
}

// MonitoredRecord is the record of a monitor.
type MonitoredRecord struct {
	ID  string `answer:"id"`
	Sub string `answer:"sub_domain"`
	IP  string `answer:"ip"`
}

// MonitorSight is what one point saw of a host.
type MonitorSight struct {
	Point string           `answer:"point"`
	State MonitorSightings `answer:"data"`
}

// MonitorSightings is the last state of a host, such as "Ok" and 200. What the inner data
// hold is not documented: the examples show them empty.
type MonitorSightings struct {
	Message string   `answer:"message"`
	Code    string   `answer:"code"`
	Data    struct{} `answer:"data"`
}

// MonitorHistory reads what the points saw of a monitored host.
func (c *Client) MonitorHistory(ctx context.Context, req MonitorHistoryRequest) (MonitorHistoryResponse, error) {
	return monitorHistory.Call(ctx, c.line, req)
}

var monitorUserDesc = endpoint.Endpoint[NoParams, MonitorUserDescResponse]{
	Name: "dnspod.monitor.user_desc", Path: "/Monitor.Userdesc",
	Title:  endpoint.Words{Zh: "获取监控概况", En: "Get the monitor overview"},
	Effect: endpoint.Read, Doc: "宕机监控 获取监控概况",
}

// MonitorUserDescResponse counts the monitors of an account.
type MonitorUserDescResponse struct {
	Answer
	Hosts MonitorHosts `answer:"desc"`
	Quota MonitorQuota `answer:"user"`
}

// MonitorHosts counts monitors by state.
type MonitorHosts struct {
	Idle    int `answer:"unmoniting_count"`
	Watched int `answer:"moniting_count"`
	Down    int `answer:"down_count"`
}

// MonitorQuota is how many monitors an account may have, and has.
type MonitorQuota struct {
	Max  int `answer:"max_count"`
	Used int `answer:"use_count"`
}

// MonitorUserDesc counts the monitors of the account.
func (c *Client) MonitorUserDesc(ctx context.Context) (MonitorUserDescResponse, error) {
	return monitorUserDesc.Call(ctx, c.line, NoParams{})
}

// The document prints the two parameters among the codes of this call.
var monitorDowns = endpoint.Endpoint[MonitorDownsRequest, MonitorDownsResponse]{
	Name: "dnspod.monitor.downs", Path: "/Monitor.Getdowns",
	Title:  endpoint.Words{Zh: "获取监控警告", En: "Get monitor warnings"},
	Effect: endpoint.Read, Doc: "宕机监控 获取监控警告",
}

// MonitorDownsRequest asks for one page of warnings.
type MonitorDownsRequest struct {
	Offset int `param:"offset" rule:"min=1" zh:"起始偏移" en:"Offset of the first row"`
	Length int `param:"length" rule:"min=1,max=3000" zh:"获取数量" en:"Number of rows"`
}

// MonitorDownsResponse is one page of warnings.
type MonitorDownsResponse struct {
	Answer
	Info  MonitorTotals `answer:"info"`
	Downs []Down        `answer:"monitor_downs"`
}

// Down is one time that a host was down, and what the record was switched to meanwhile.
// MonitorID is a monitor's or a Backup's; the line of a backup ends in "-备用".
type Down struct {
	MonitorID string    `answer:"monitor_id"`
	Host      string    `answer:"host"`
	Line      string    `answer:"record_line"`
	IP        string    `answer:"ip"`
	Reason    string    `answer:"warn_reason"`
	Switches  []string  `answer:"switch_log"` // lines of text, the oldest first
	CreatedAt time.Time `answer:"created_on"`
	UpdatedAt time.Time `answer:"updated_on"`
}

// MonitorDowns reads one page of warnings.
func (c *Client) MonitorDowns(ctx context.Context, req MonitorDownsRequest) (MonitorDownsResponse, error) {
	return monitorDowns.Call(ctx, c.line, req)
}
