package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// monitorCalls are the calls of "宕机监控" that set up monitors of hosts.
var monitorCalls = []endpoint.Any{
	monitorSubdomains,
	monitorValues,
	monitorCreate,
	monitorModify,
	monitorRemove,
	monitorSetStatus,
}

// noNameCodes are about a domain that is named by id or name.
var noNameCodes = endpoint.Codes{
	"6": endpoint.Missing.Means("域名不存在", "domain does not exist", "domain"),
	"7": endpoint.Missing.Means("域名编号错误", "wrong domain ID", "domain_id"),
}

var monitorSubdomains = endpoint.Endpoint[DomainInfoRequest, MonitorSubdomainsResponse]{
	Name: "dnspod.monitor.list_subdomain", Path: "/Monitor.Listsubdomain",
	Title:  endpoint.Words{Zh: "列出包含 A 记录的子域名", En: "List sub-domains with A records"},
	Effect: endpoint.Read, Doc: "宕机监控 列出包含 A 记录的子域名",
	Errors: noNameCodes.And(endpoint.Codes{
		"8": endpoint.Missing.Means("此域名没有任何记录", "domain has no records"),
	}),
}

// MonitorSubdomainsResponse lists host labels.
type MonitorSubdomainsResponse struct {
	Answer
	Domain     Domain   `answer:"domain"`
	Subdomains []string `answer:"subdomain"`
}

// MonitorSubdomains lists the host labels of a domain that have A records, the only ones
// that can be monitored; none are an empty list.
func (c *Client) MonitorSubdomains(ctx context.Context, req DomainInfoRequest) ([]string, error) {
	answer, err := emptied(monitorSubdomains.Call(ctx, c.line, req))("8")
	return answer.Subdomains, err
}

var monitorValues = endpoint.Endpoint[MonitorValuesRequest, MonitorValuesResponse]{
	Name: "dnspod.monitor.list_subvalue", Path: "/Monitor.Listsubvalue",
	Title:  endpoint.Words{Zh: "列出子域名的 A 记录", En: "List the A records of a sub-domain"},
	Effect: endpoint.Read, Doc: "宕机监控 列出子域名的 A 记录", Errors: noNameCodes,
}

// MonitorValuesRequest names a host label of a domain.
type MonitorValuesRequest struct {
	DomainInfoRequest
	Sub string `param:"subdomain" rule:"required,pattern=record" zh:"子域名" en:"Host label"`
}

// MonitorValuesResponse is what a new monitor chooses from.
type MonitorValuesResponse struct {
	Answer
	Domain  Domain         `answer:"domain"`
	Points  MonitorPoints  `answer:"points"`
	Records []MonitorValue `answer:"records"`
}

// MonitorPoints are the places that hosts can be watched from, names by code, and how many
// one monitor may have.
type MonitorPoints struct {
	Max  int               `answer:"max"`
	List map[string]string `answer:"list"`
}

// MonitorValue is an A record that can be monitored; Line is its line.
type MonitorValue struct {
	RecordID string `answer:"id"`
	Line     string `answer:"area"`
	IP       string `answer:"value"`
}

// MonitorValues lists the A records of a host label, and the points for MonitorCreate.
func (c *Client) MonitorValues(ctx context.Context, req MonitorValuesRequest) (MonitorValuesResponse, error) {
	return monitorValues.Call(ctx, c.line, req)
}

// monitorDataCodes are about what a monitor does. 15 and 17 have one text.
var monitorDataCodes = endpoint.Codes{
	"8":  endpoint.Invalid.Means("监控主机头错误", "wrong host header", "host"),
	"9":  endpoint.Invalid.Means("监控端口错误, 端口只能是正整数 1~65535", "wrong port: 1-65535", "port"),
	"10": endpoint.Invalid.Means("监控类型不正确", "wrong monitor type", "monitor_type"),
	"11": endpoint.Invalid.Means("监控路径不正确", "wrong monitor path", "monitor_path"),
	"12": endpoint.Invalid.Means("监控间隔不正确", "wrong monitor interval", "monitor_interval"),
	"13": endpoint.Invalid.Means("监控节点不正确", "wrong monitor points", "points"),
	"14": endpoint.Conflict.Means("监控节点数量超出限制", "too many monitor points", "points"),
	"15": endpoint.Invalid.Means("备用 IP 不正确", "wrong backup IP", "bak_ip"),
	"16": endpoint.Invalid.Means("备用 url 不正确", "wrong backup URL", "bak_ip"),
	"17": endpoint.Invalid.Means("备用 IP 不正确", "wrong backup IP", "bak_ip"),
	"18": endpoint.Invalid.Means("短信设置不正确", "wrong SMS setting", "sms_notice"),
	"19": endpoint.Invalid.Means("邮件设置不正确", "wrong e-mail setting", "email_notice"),
	"22": endpoint.Invalid.Means("回调 URL 不正确", "wrong callback URL", "callback_url"),
}

var monitorCreate = endpoint.Endpoint[MonitorCreateRequest, MonitorCreateResponse]{
	Name: "dnspod.monitor.create", Path: "/Monitor.Create",
	Title:  endpoint.Words{Zh: "监控添加", En: "Add a monitor"},
	Effect: endpoint.Set, Doc: "宕机监控 监控添加",
	Errors: monitorDataCodes.And(endpoint.Codes{
		"6":  endpoint.Missing.Means("域名编号错误", "wrong domain ID", "domain_id"),
		"7":  endpoint.Missing.Means("记录编号错误", "wrong record ID", "record_id"),
		"20": endpoint.AlreadyDone.Means("此记录已经存在监控", "record is already monitored", "record_id"),
		"21": endpoint.Conflict.Means("监控数量超出限制", "too many monitors"),
	}),
}

// MonitorData is what a person decides about a monitor. WhenDown is what happens when the
// host is down: "pass" nothing, "pause" the record is paused, "auto" another record of the
// host is used, or IPv4 addresses with commas between them that the record is switched to:
// all but "pass" change records without asking. How the callback is made is not documented.
type MonitorData struct {
	Port        int             `param:"port" rule:"required,min=1,max=65535" zh:"监控端口" en:"Port"`
	Interval    int             `param:"monitor_interval" rule:"required,enum=30|60|180" zh:"监控间隔 (秒)" en:"Interval (seconds)"`
	Host        string          `param:"host" rule:"required,pattern=host" zh:"监控主机头" en:"Host header"`
	Type        string          `param:"monitor_type" rule:"required,enum=http|https" zh:"监控类型" en:"Type"`
	Path        string          `param:"monitor_path" rule:"required,pattern=ascii" zh:"监控路径" en:"Path"`
	Points      []string        `param:"points" rule:"required,list,pattern=alnum" zh:"监控节点" en:"Monitor points"`
	WhenDown    string          `param:"bak_ip" rule:"required,pattern=standby" zh:"宕机备用" en:"When down"`
	SMSNotice   []string        `param:"sms_notice" rule:"required,list,enum=me|share" zh:"短信通知" en:"Notice by SMS"`
	EmailNotice []string        `param:"email_notice" rule:"required,list,enum=me|share" zh:"邮件通知" en:"Notice by e-mail"`
	LessNotice  string          `param:"less_notice" rule:"required,enum=yes|no" zh:"每小时只通知一次" en:"One notice an hour"`
	CallbackURL string          `param:"callback_url" rule:"pattern=url" zh:"回调 URL" en:"Callback URL"`
	CallbackKey endpoint.Secret `param:"callback_key" zh:"回调密钥" en:"Callback key"`
}

// MonitorCreateRequest watches an A record.
type MonitorCreateRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	RecordID string `param:"record_id" rule:"required,pattern=digits" zh:"记录 ID" en:"Record ID"`
	MonitorData
}

// MonitorCreateResponse holds the new monitor's id.
type MonitorCreateResponse struct {
	Answer
	Monitor Monitor `answer:"monitor,required"`
}

// MonitorCreate watches a record and returns the monitor's id. A second sending is refused
// with 20. Notices by SMS seem to use up the account's SMS balance.
func (c *Client) MonitorCreate(ctx context.Context, req MonitorCreateRequest) (string, error) {
	answer, err := monitorCreate.Call(ctx, c.line, req)
	return answer.Monitor.ID, err
}

var monitorModify = endpoint.Endpoint[MonitorModifyRequest, Answer]{
	Name: "dnspod.monitor.modify", Path: "/Monitor.Modify",
	Title:  endpoint.Words{Zh: "监控修改", En: "Change a monitor"},
	Effect: endpoint.Set, Doc: "宕机监控 监控修改",
	Errors: monitorDataCodes.And(endpoint.Codes{
		"7": endpoint.Missing.Means("监控编号错误", "wrong monitor ID", "monitor_id"),
	}),
}

// MonitorModifyRequest replaces what a monitor does.
type MonitorModifyRequest struct {
	MonitorID string `param:"monitor_id" rule:"required,pattern=label" zh:"监控编号" en:"Monitor ID"`
	MonitorData
}

// MonitorModify replaces what a monitor does whatever it is now; MonitorChange compares.
func (c *Client) MonitorModify(ctx context.Context, req MonitorModifyRequest) error {
	return done(monitorModify.Call(ctx, c.line, req))
}

// noMonitorCodes are about a monitor that is not there; Info and Modify answer 7 instead.
var noMonitorCodes = endpoint.Codes{
	"6": endpoint.Missing.Means("监控编号错误", "wrong monitor ID", "monitor_id"),
}

var monitorRemove = endpoint.Endpoint[MonitorRequest, Answer]{
	Name: "dnspod.monitor.remove", Path: "/Monitor.Remove",
	Title:  endpoint.Words{Zh: "监控删除", En: "Delete a monitor"},
	Effect: endpoint.Destroy, Doc: "宕机监控 监控删除", Errors: noMonitorCodes,
}

// MonitorRequest names a monitor.
type MonitorRequest struct {
	MonitorID string `param:"monitor_id" rule:"required,pattern=label" zh:"监控编号" en:"Monitor ID"`
}

// MonitorRemove ends a monitor; the record stays.
func (c *Client) MonitorRemove(ctx context.Context, req MonitorRequest) error {
	return done(monitorRemove.Call(ctx, c.line, req))
}

var monitorSetStatus = endpoint.Endpoint[MonitorStatusRequest, Answer]{
	Name: "dnspod.monitor.set_status", Path: "/Monitor.Setstatus",
	Title:  endpoint.Words{Zh: "设置监控状态", En: "Enable or disable a monitor"},
	Effect: endpoint.Set, Doc: "宕机监控 设置监控状态",
	Errors: noMonitorCodes.And(endpoint.Codes{
		"7": endpoint.Invalid.Means("新状态代码错误", "wrong new state", "status"),
		"8": endpoint.Conflict.Means("请先启用域名", "enable the domain first"),
		"9": endpoint.Conflict.Means("请先启用记录", "enable the record first"),
	}),
}

// MonitorStatusRequest enables or disables a monitor. The words differ from those of domains
// and records.
type MonitorStatusRequest struct {
	MonitorID string `param:"monitor_id" rule:"required,pattern=label" zh:"监控编号" en:"Monitor ID"`
	Status    string `param:"status" rule:"required,enum=enabled|disabled" zh:"监控状态" en:"Monitor state"`
}

// MonitorSetStatus enables or disables a monitor whatever it is now; MonitorEnable compares.
func (c *Client) MonitorSetStatus(ctx context.Context, req MonitorStatusRequest) error {
	return done(monitorSetStatus.Call(ctx, c.line, req))
}
