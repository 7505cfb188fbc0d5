package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

var cloudModifyPlatformPassword = endpoint.Endpoint[CloudPlatformPasswordRequest, Nothing]{
	Name: "cndns.cloud.modify_platform_password", Title: endpoint.Words{Zh: "修改平台登录密码", En: "Change the platform login password"},
	Path:   "/cloud/ModPlatformPassword.aspx",
	Effect: endpoint.Set, Doc: "八、5",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "password"),
		"17106": endpoint.Failed.Means("密码修改失败", "password change failed"),
	},
}

// CloudPlatformPasswordRequest sets the password of the platform login.
type CloudPlatformPasswordRequest struct {
	CloudName string          `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	Password  endpoint.Secret `param:"password" rule:"required,len=6..20,no-space" zh:"密码" en:"Password"`
}

// CloudModifyPlatformPassword sets the platform password.
func (c *Client) CloudModifyPlatformPassword(ctx context.Context, req CloudPlatformPasswordRequest) error {
	return done(cloudModifyPlatformPassword.Call(ctx, c.line, req))
}

var cloudRebuildSystemList = endpoint.Endpoint[Named, CloudSystemsResponse]{
	Name: "cndns.cloud.rebuild_system_list", Title: endpoint.Words{Zh: "获取系统列表", En: "List systems for a rebuild"},
	Path:   "/cloud/getrebuildSystem.aspx",
	Effect: endpoint.Read, Slow: true, Doc: "八、14",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17121": endpoint.Failed.Means("系统列表获取失败", "failed to read the system list"),
	},
}

// CloudSystemsResponse lists the systems a host can be rebuilt with.
type CloudSystemsResponse struct {
	Systems []CloudSystem `answer:"."`
}

// CloudRebuildSystems lists the systems a host can be rebuilt with.
func (c *Client) CloudRebuildSystems(ctx context.Context, req Named) (CloudSystemsResponse, error) {
	return cloudRebuildSystemList.Call(ctx, c.line, req)
}

var cloudRebuild = endpoint.Endpoint[CloudRebuildRequest, Nothing]{
	Name: "cndns.cloud.rebuild", Title: endpoint.Words{Zh: "重装系统", En: "Rebuild (reinstall) a cloud host"},
	Path:   "/cloud/rebuildCloud.aspx",
	Effect: endpoint.Destroy, Slow: true, Accepts: "callbackurl", Doc: "八、15",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "cloudpass"),
		"17005": endpoint.Invalid.Means("系统参数非法", "illegal system value", "cloudsystem"),
		"17107": endpoint.Conflict.Means("系统状态非法", "illegal state"),
		"17010": endpoint.Conflict.Means("主机有快照无法重装系统", "host has a snapshot, cannot rebuild"),
		"17122": endpoint.Failed.Means("主机关机失败", "shutdown failed"),
		"17123": endpoint.Failed.Means("主机重装系统失败", "rebuild failed"),
	},
}

// CloudRebuildRequest erases a host and installs System. It refuses while a snapshot
// exists. With CallbackURL the answer only means that the work has begun.
type CloudRebuildRequest struct {
	CloudName   string          `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	Password    endpoint.Secret `param:"cloudpass" rule:"required,len=6..20,no-space" zh:"新系统密码" en:"New system password"`
	System      string          `param:"cloudsystem" rule:"required" zh:"操作系统" en:"Operating system"`
	CallbackURL string          `param:"callbackurl" rule:"pattern=url" zh:"回调地址" en:"Callback address"`
}

// CloudRebuild erases a host and installs another system.
func (c *Client) CloudRebuild(ctx context.Context, req CloudRebuildRequest) error {
	return done(cloudRebuild.Call(ctx, c.line, req))
}

var cloudModifySystemPassword = endpoint.Endpoint[CloudSystemPasswordRequest, Nothing]{
	Name: "cndns.cloud.modify_system_password", Title: endpoint.Words{Zh: "修改密码", En: "Change the system login password"},
	Path:   "/cloud/ModPassword.aspx",
	Effect: endpoint.Set, Slow: true, Doc: "八、16",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "cloudpassword"),
		"17005": endpoint.Invalid.Means("系统参数非法", "illegal system value"),
		"17107": endpoint.Conflict.Means("系统状态非法", "illegal state"),
		"17124": endpoint.Conflict.Means("主机非关机状态无法修改密码", "host is not off, cannot change the password"),
		"17125": endpoint.Failed.Means("修改密码失败", "password change failed"),
	},
}

// CloudSystemPasswordRequest sets the system password of a host that is shut down.
type CloudSystemPasswordRequest struct {
	CloudName string          `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	Password  endpoint.Secret `param:"cloudpassword" rule:"required,len=6..20,no-space" zh:"新系统密码" en:"New system password"`
}

// CloudModifySystemPassword sets the system password of a stopped host.
func (c *Client) CloudModifySystemPassword(ctx context.Context, req CloudSystemPasswordRequest) error {
	return done(cloudModifySystemPassword.Call(ctx, c.line, req))
}

var cloudBindDomain = endpoint.Endpoint[CloudBindDomainRequest, Nothing]{
	Name: "cndns.cloud.bind_domain", Title: endpoint.Words{Zh: "域名绑定", En: "Bind a domain to a cloud host"},
	Path:   "/cloud/BindDomain.aspx",
	Effect: endpoint.Set, Doc: "八、17",
	Errors: filingCodes.And(endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17138": endpoint.Invalid.Means("域名非法", "illegal domain", "domainname"),
		"17139": endpoint.Conflict.Means("服务器所在机房不支持", "not supported in this data centre"),
		"17140": endpoint.Conflict.Means("域名未备案无法绑定", "domain has no ICP filing, cannot be bound", "domainname"),
		"17110": endpoint.Failed.Means("系统参数获取失败", "failed to read the host parameters (check host and order)"),
		"17141": endpoint.AlreadyDone.Means("域名已绑定过无法再次绑定", "domain already bound"),
		"17142": endpoint.Failed.Means("域名绑定失败", "binding the domain failed"),
	}),
}

// CloudBindDomainRequest binds a root domain, Chinese ones as they are written; Shanghai
// only.
type CloudBindDomainRequest struct {
	CloudName  string `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	DomainName string `param:"domainname" rule:"required,pattern=domain,pattern=no-puny" zh:"域名" en:"Domain name"`
	Filing
}

// CloudBindDomain binds a domain to a host.
func (c *Client) CloudBindDomain(ctx context.Context, req CloudBindDomainRequest) error {
	return done(cloudBindDomain.Call(ctx, c.line, req))
}

var cloudUnbindDomain = endpoint.Endpoint[CloudUnbindDomainRequest, Nothing]{
	Name: "cndns.cloud.unbind_domain", Title: endpoint.Words{Zh: "删除域名", En: "Unbind a domain from a cloud host"},
	Path:   "/cloud/deldomain.aspx",
	Effect: endpoint.Destroy, Doc: "八、18",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17138": endpoint.Invalid.Means("域名非法", "illegal domain", "domainname"),
		"17143": endpoint.Missing.Means("域名并未绑定过无需删除", "domain is not bound"),
		"17144": endpoint.Failed.Means("域名删除失败", "removing the domain failed"),
	},
}

// CloudUnbindDomainRequest removes a bound domain.
type CloudUnbindDomainRequest struct {
	CloudName  string `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
}

// CloudUnbindDomain removes a domain from a host.
func (c *Client) CloudUnbindDomain(ctx context.Context, req CloudUnbindDomainRequest) error {
	return done(cloudUnbindDomain.Call(ctx, c.line, req))
}

var cloudUpgradeList = endpoint.Endpoint[Named, CloudUpgradeListResponse]{
	Name: "cndns.cloud.upgrade_list", Title: endpoint.Words{Zh: "获取升级列表", En: "Get the upgrade range of a cloud host"},
	Path:   "/cloud/getUpgradelist.aspx",
	Effect: endpoint.Read, Slow: true, Doc: "八、19",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17110": endpoint.Failed.Means("系统参数获取失败", "failed to read the host parameters"),
	},
}

// CloudUpgradeListResponse is how much can be added to a host.
type CloudUpgradeListResponse struct {
	CPU Range `answer:"cpuinfo"`
	RAM Range `answer:"raminfo"` // MB
	HD  Range `answer:"hdinfo"`  // GB
	BD  Range `answer:"bdinfo"`  // Mbps
}

// CloudUpgradeList reads how much can be added to a host.
func (c *Client) CloudUpgradeList(ctx context.Context, req Named) (CloudUpgradeListResponse, error) {
	return cloudUpgradeList.Call(ctx, c.line, req)
}

var cloudUpgrade = endpoint.Endpoint[CloudUpgradeRequest, Nothing]{
	Name: "cndns.cloud.upgrade", Title: endpoint.Words{Zh: "主机升级", En: "Upgrade a cloud host"},
	Path:   "/cloud/upgradeCloud.aspx",
	Effect: endpoint.Buy, Slow: true, Doc: "八、20",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17001": endpoint.Invalid.Means("CPU 参数非法", "illegal CPU value", "CPUNum"),
		"17002": endpoint.Invalid.Means("内存参数非法", "illegal memory value", "RAMNum"),
		"17003": endpoint.Invalid.Means("空间参数非法", "illegal disk value", "HDNum"),
		"17004": endpoint.Invalid.Means("带宽参数非法", "illegal bandwidth value", "BDNum"),
		"17017": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17127": endpoint.Conflict.Means("主机有快照无法升级", "host has a snapshot, cannot upgrade"),
		"17128": endpoint.Conflict.Means("非关机状态无法升级", "host is not off, cannot upgrade"),
		"17110": endpoint.Invalid.Means("主机参数非法", "illegal host parameters"),
		"17129": endpoint.Invalid.Means("CPU 超限无法升级", "CPU over the limit", "CPUNum"),
		"17130": endpoint.Invalid.Means("内存超限无法升级", "memory over the limit", "RAMNum"),
		"17131": endpoint.Invalid.Means("空间超限无法升级", "disk over the limit", "HDNum"),
		"17132": endpoint.Invalid.Means("带宽超限无法升级", "bandwidth over the limit", "BDNum"),
		"17133": endpoint.Failed.Means("升级失败", "upgrade failed"),
	},
}

// CloudUpgradeRequest adds to a host that is shut down and has no snapshot: cores, MB,
// GB and Mbps more, within the upgrade list; 0 adds nothing.
type CloudUpgradeRequest struct {
	CloudName string `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	CPU       int    `param:"CPUNum" rule:"required,zero,min=0" zh:"增加 CPU (核)" en:"CPU cores to add"`
	RAM       int    `param:"RAMNum" rule:"required,zero,min=0" zh:"增加内存 (MB)" en:"Memory to add (MB)"`
	HD        int    `param:"HDNum" rule:"required,zero,min=0" zh:"增加硬盘 (GB)" en:"Disk to add (GB)"`
	BD        int    `param:"BDNum" rule:"required,zero,min=0" zh:"增加带宽 (Mbps)" en:"Bandwidth to add (Mbps)"`
}

// CloudUpgrade adds resources to a host, which is charged.
func (c *Client) CloudUpgrade(ctx context.Context, req CloudUpgradeRequest) error {
	return done(cloudUpgrade.Call(ctx, c.line, req))
}

var cloudBuyIP = endpoint.Endpoint[Named, CloudBuyIPResponse]{
	Name: "cndns.cloud.buy_ip", Title: endpoint.Words{Zh: "购买 IP", En: "Buy an IP for a cloud host"},
	Path:   "/cloud/buyip.aspx",
	Effect: endpoint.Buy, Slow: true, Doc: "八、21",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17134": endpoint.Conflict.Means("IP 值超出最大限制", "too many IPs"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17135": endpoint.Conflict.Means("有快照无法购买 IP", "host has a snapshot, cannot buy an IP"),
		"17136": endpoint.Conflict.Means("非关机状态无法购买 IP", "host is not off, cannot buy an IP"),
		"17137": endpoint.Failed.Means("购买 IP 失败", "buying the IP failed"),
		"10021": endpoint.Unfunded.Means("代理商金额不够", "insufficient balance"),
	},
}

// CloudBuyIPResponse is the address bought.
type CloudBuyIPResponse struct {
	CloudName  string `answer:"cloudname"`
	IP         string `answer:"ipaddress,required"`
	Netmask    string `answer:"netmask"`
	Router     string `answer:"router"`
	FreeDomain string `answer:"freedomain"`
}

// CloudBuyIP buys one IP; every call buys another. The host must be shut down and have
// no snapshot.
func (c *Client) CloudBuyIP(ctx context.Context, req Named) (CloudBuyIPResponse, error) {
	return cloudBuyIP.Call(ctx, c.line, req)
}

var cloudRenew = endpoint.Endpoint[CloudRenewRequest, Nothing]{
	Name: "cndns.cloud.renew", Title: endpoint.Words{Zh: "续费", En: "Renew a cloud host"},
	Path:   "/cloud/renewalCloud.aspx",
	Effect: endpoint.Buy, Doc: "八、22",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17007": endpoint.Invalid.Means("时间类型非法", "illegal time unit", "timetype"),
		"17008": endpoint.Invalid.Means("产品信息非法", "illegal product information"),
		"10021": endpoint.Unfunded.Means("代理商金额不足", "insufficient balance"),
		"17126": endpoint.Failed.Means("续费失败", "renewal failed"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	},
}

// CloudRenewRequest renews a host. The document's table and example spell the time unit
// differently, so both are sent. Count is the number of units, 1 when 0.
type CloudRenewRequest struct {
	CloudName string   `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	TimeUnit  TimeUnit `param:"timetype" also:"tmetpe" rule:"required,enum=2|4|5" zh:"时间类型" en:"Time unit"`
	Count     int      `param:"years" rule:"min=1" zh:"年限或数量" en:"Years or units"`
	Coupon    string   `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher   string   `param:"voucherid" zh:"代金券" en:"Voucher code"`
}

// CloudRenew renews a host and charges the balance.
func (c *Client) CloudRenew(ctx context.Context, req CloudRenewRequest) error {
	return done(cloudRenew.Call(ctx, c.line, req))
}

var cloudChangePort = endpoint.Endpoint[Named, CloudChangePortResponse]{
	Name: "cndns.cloud.change_port", Title: endpoint.Words{Zh: "切换端口号", En: "Switch the remote desktop port (random)"},
	Path:   "/cloud/ChangePort.aspx",
	Effect: endpoint.Set, Slow: true, Doc: "八、24",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17148": endpoint.Invalid.Means("管理名称非法", "illegal management name", "cloudname"),
		"17102": endpoint.Missing.Means("产品不属于客户名下", "product does not belong to the customer"),
		"17149": endpoint.Conflict.Means("上海双线不支持", "not supported in Shanghai dual-line"),
		"17150": endpoint.Conflict.Means("非 windows 主机, 不支持切换", "not a Windows host: cannot switch"),
		"17151": endpoint.Conflict.Means("仅含有内网 IP 的主机支持", "only hosts with an intranet IP only"),
		"17152": endpoint.Conflict.Means("请先关机再切换端口号", "shut down before switching the port"),
		"17153": endpoint.Failed.Means("主机端口切换失败", "switching the port failed"),
	},
}

// CloudChangePortResponse is the new port of the remote desktop.
type CloudChangePortResponse struct {
	Port string `answer:"port,required"`
}

// CloudChangePort moves the remote desktop of a stopped Windows host to another port.
func (c *Client) CloudChangePort(ctx context.Context, req Named) (CloudChangePortResponse, error) {
	return cloudChangePort.Call(ctx, c.line, req)
}
