package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// Cloud hosts, "八、橙云主机" (the document has no section 3). A host is bought first and
// created afterwards.
var cloudCalls = []endpoint.Any{
	cloudProductList,
	cloudBuy,
	cloudCreateHost,
	cloudModifyPlatformPassword,
	cloudState,
	cloudRestart,
	cloudShutdown,
	cloudPowerOff,
	cloudStart,
	cloudSnapshotCreate,
	cloudSnapshotDelete,
	cloudSnapshotRestore,
	cloudRebuildSystemList,
	cloudRebuild,
	cloudModifySystemPassword,
	cloudBindDomain,
	cloudUnbindDomain,
	cloudUpgradeList,
	cloudUpgrade,
	cloudBuyIP,
	cloudRenew,
	cloudInfo,
	cloudChangePort,
	cloudPrice,
}

// TimeUnit is a span of rent.
type TimeUnit string

// The spans of rent.
const (
	Month    TimeUnit = "2"
	HalfYear TimeUnit = "4"
	Year     TimeUnit = "5"
)

// CloudSpec is a machine and how long it is rented. Each value comes from the product
// list: CPU in cores, RAM in MB, HD in GB, BD in Mbps; Count is the number of time
// units, 1 when 0.
type CloudSpec struct {
	CPU      int      `param:"cpu" rule:"required,min=1" zh:"CPU (核)" en:"CPU cores"`
	RAM      int      `param:"ram" rule:"required,min=1" zh:"内存 (MB)" en:"Memory (MB)"`
	HD       int      `param:"HD" rule:"required,min=1" zh:"硬盘 (GB)" en:"Disk (GB)"`
	BD       int      `param:"BD" rule:"required,min=1" zh:"带宽 (Mbps)" en:"Bandwidth (Mbps)"`
	Place    string   `param:"place" rule:"required,pattern=digits" zh:"机房" en:"Data centre"`
	OS       string   `param:"os" rule:"required" zh:"操作系统" en:"Operating system"`
	TimeUnit TimeUnit `param:"tmetpe" rule:"required,enum=2|4|5" zh:"时间类型" en:"Time unit"`
	Count    int      `param:"years" rule:"min=1" zh:"年限或数量" en:"Years or units"`
}

// Range is a span of values in steps.
type Range struct {
	Min  int `answer:"minval"`
	Max  int `answer:"maxval"`
	Step int `answer:"step"`
}

// Holds tells whether n is in the span and on a step.
func (r Range) Holds(n int) bool {
	return n >= r.Min && n <= r.Max && (r.Step <= 1 || (n-r.Min)%r.Step == 0)
}

// CloudSystem is an operating system; the document names its value in two ways.
type CloudSystem struct {
	Name  string `answer:"systemname"`
	Value string `answer:"systemvalue|systemval"`
}

var cloudProductList = endpoint.Endpoint[NoParams, CloudProductsResponse]{
	Name: "cndns.cloud.product_list", Title: endpoint.Words{Zh: "橙云产品列表", En: "List cloud host products"},
	Path:   "/cloud/cloudlist.aspx",
	Effect: endpoint.Read, Doc: "八、1",
}

// NoParams is the request of a call without parameters of its own.
type NoParams struct{}

// CloudProductsResponse is what can be bought.
type CloudProductsResponse struct {
	CPUs      []CloudCPU      `answer:"cpuinfo"`
	RAMs      []CloudRAM      `answer:"raminfo"`
	HD        Range           `answer:"hdinfo"`    // GB
	BD        Range           `answer:"bandwidth"` // Mbps
	Systems   []CloudSystem   `answer:"os"`
	Places    []CloudPlace    `answer:"placeinfo"`
	TimeUnits []CloudTimeUnit `answer:"timetypeinfo"`
}

// CloudCPU is one number of cores.
type CloudCPU struct {
	Cores int `answer:"cpu"`
}

// CloudRAM is one size of memory in MB.
type CloudRAM struct {
	MB int `answer:"ram"`
}

// CloudPlace is a data centre.
type CloudPlace struct {
	Name  string `answer:"place"`
	Value string `answer:"placeval"`
}

// CloudTimeUnit is a span of rent that is offered.
type CloudTimeUnit struct {
	Value TimeUnit `answer:"tmeval"`
	Name  string   `answer:"tmenme"`
}

// CloudProductList reads what can be bought.
func (c *Client) CloudProductList(ctx context.Context) (CloudProductsResponse, error) {
	return cloudProductList.Call(ctx, c.line, NoParams{})
}

var cloudBuy = endpoint.Endpoint[CloudBuyRequest, CloudBuyResponse]{
	Name: "cndns.cloud.buy", Title: endpoint.Words{Zh: "购买橙云主机", En: "Buy a cloud host"},
	Path:   "/cloud/BuyCloud.aspx",
	Effect: endpoint.Buy, Doc: "八、2",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"17001": endpoint.Invalid.Means("CPU 参数非法", "illegal CPU value", "cpu"),
		"17002": endpoint.Invalid.Means("内存参数非法", "illegal memory value", "ram"),
		"17003": endpoint.Invalid.Means("空间参数非法", "illegal disk value", "HD"),
		"17004": endpoint.Invalid.Means("带宽参数非法", "illegal bandwidth value", "BD"),
		"17005": endpoint.Invalid.Means("操作系统参数非法", "illegal operating system value", "os"),
		"17006": endpoint.Invalid.Means("机房参数非法", "illegal data centre value", "place"),
		"17007": endpoint.Invalid.Means("购买时限参数非法", "illegal time unit value", "tmetpe"),
		"17008": endpoint.Invalid.Means("产品信息错误", "wrong product information"),
		"17009": endpoint.Failed.Means("购买失败", "purchase failed"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	},
}

// CloudBuyRequest orders a machine; it is not created yet.
type CloudBuyRequest struct {
	CloudSpec
	Coupon  string `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher string `param:"voucherid" zh:"代金券" en:"Voucher code"`
}

// CloudBuyResponse names the machine. The password is the one of the platform, though the
// document says system.
type CloudBuyResponse struct {
	CloudNo          string          `answer:"cloudno"`
	CloudName        string          `answer:"cloudname,required"`
	PlatformPassword endpoint.Secret `answer:"cloudpass"`
	BoughtAt         Time            `answer:"regtme"`
	ExpiresAt        Time            `answer:"exptme"`
}

// CloudBuy buys a machine and charges the balance; CloudCreateHost creates it.
func (c *Client) CloudBuy(ctx context.Context, req CloudBuyRequest) (CloudBuyResponse, error) {
	return cloudBuy.Call(ctx, c.line, req)
}

var cloudCreateHost = endpoint.Endpoint[CloudCreateHostRequest, CloudCreateHostResponse]{
	Name: "cndns.cloud.create_host", Title: endpoint.Words{Zh: "开通橙云主机", En: "Create (open) a cloud host"},
	Path:   "/cloud/CreateHost.aspx",
	Effect: endpoint.Set, Slow: true, Accepts: "callbackurl", Doc: "八、4",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "password"),
		"17102": endpoint.Missing.Means("产品不在代理商名下", "product does not belong to the reseller"),
		"17103": endpoint.AlreadyDone.Means("主机已开通无需再次开通", "host already created"),
		"17104": endpoint.Unclear.Means("主机更新密码失败", "updating the host password failed"),
		"17105": endpoint.Failed.Means("主机开通失败", "creating the host failed"),
	},
}

// CloudCreateHostRequest creates a bought machine. With CallbackURL the answer comes at
// once and means only that the work has begun.
type CloudCreateHostRequest struct {
	CloudName   string          `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name"`
	Password    endpoint.Secret `param:"password" rule:"required,len=6..20,no-space" zh:"密码" en:"Password"`
	CallbackURL string          `param:"callbackurl" rule:"pattern=url" zh:"回调地址" en:"Callback address"`
}

// CloudCreateHostResponse is the new machine; empty when the work has only begun.
type CloudCreateHostResponse struct {
	CloudNo          string          `answer:"cloudsn"`
	CloudName        string          `answer:"cloudname"`
	SystemPassword   endpoint.Secret `answer:"hostpassword"`
	BoughtAt         Time            `answer:"regtme"`
	ExpiresAt        Time            `answer:"exptme"`
	IP               string          `answer:"hostip"`
	PlatformPassword endpoint.Secret `answer:"platformpassword"`
	OS               string          `answer:"os"`
	Place            string          `answer:"place"`
	FreeDomain       string          `answer:"freedomain"`
	Netmask          string          `answer:"netmask"`
	Router           string          `answer:"router"`
	ICPID            endpoint.Secret `answer:"icpid"` // filing code, mainland hosts only
	RemotePort       string          `answer:"remoteport"`
	IntranetIP       string          `answer:"intraip"`
}

// CloudCreateHost creates a bought machine, which takes minutes. Asking twice meets 17103.
func (c *Client) CloudCreateHost(ctx context.Context, req CloudCreateHostRequest) (CloudCreateHostResponse, error) {
	return cloudCreateHost.Call(ctx, c.line, req)
}

var cloudInfo = endpoint.Endpoint[Named, CloudInfoResponse]{
	Name: "cndns.cloud.info", Title: endpoint.Words{Zh: "获取橙云主机详情", En: "Get cloud host details"},
	Path:   "/cloud/CloudInfo.aspx",
	Effect: endpoint.Read, Doc: "八、23",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17102": endpoint.Missing.Means("产品不在代理商名下", "product does not belong to the reseller"),
	},
}

// CloudInfoResponse is a host. A host that is bought but not created has no ServerIP. The
// ports exist in dual-line data centres only.
type CloudInfoResponse struct {
	CloudNo          string          `answer:"cloudno"`
	CloudName        string          `answer:"cloudname,required"`
	PlatformPassword endpoint.Secret `answer:"platepass"`
	BoughtAt         Time            `answer:"regtime"`
	ExpiresAt        Time            `answer:"exptime"`
	Place            string          `answer:"locate"`
	ICPID            endpoint.Secret `answer:"icpid"`
	RemotePort       string          `answer:"remotepport|remoteport"`
	IntranetIP       string          `answer:"intraip"`
	SystemName       string          `answer:"osname"`
	SystemType       string          `answer:"ostype"`
	ServerIP         string          `answer:"serverip"`
	FreeDomain       string          `answer:"freedomain"`
	TelecomIP        string          `answer:"dxip"`
	NetcomIP         string          `answer:"wtip"`
	RemoteOuter      string          `answer:"outremotepport"`
	RemoteInner      string          `answer:"inremotepport"`
	MySQLOuter       string          `answer:"mysqloutport"`
	MySQLInner       string          `answer:"mysqlinport"`
	MSSQLOuter       string          `answer:"mssqloutport"`
	MSSQLInner       string          `answer:"mssqlinport"`
	WebOuter         string          `answer:"weboutport"`
	WebInner         string          `answer:"webinport"`
	FTPOuter         string          `answer:"ftpoutport"`
	FTPInner         string          `answer:"ftpinport"`
	FTPPassiveOuter  string          `answer:"ftpoutpasvport"`
	FTPPassiveInner  string          `answer:"ftpinpasvport"`
	TimeUnit         string          `answer:"timetype"`
	CPU              int             `answer:"cpu"`   // cores
	RAM              int             `answer:"ram"`   // MB
	HD               int             `answer:"hd"`    // GB
	BD               int             `answer:"bd"`    // Mbps
	ExtraIPs         string          `answer:"extip"` // half-width commas between
}

// Created tells whether the machine exists, beyond having been bought.
func (r CloudInfoResponse) Created() bool { return r.ServerIP != "" && r.ServerIP != "-" }

// CloudInfo reads a host, its platform password included.
func (c *Client) CloudInfo(ctx context.Context, req Named) (CloudInfoResponse, error) {
	return cloudInfo.Call(ctx, c.line, req)
}

var cloudPrice = endpoint.Endpoint[CloudSpec, PriceResponse]{
	Name: "cndns.cloud.price", Title: endpoint.Words{Zh: "获取橙云主机价格", En: "Get the price of a cloud host"},
	Path:   "/cloud/getPrice.aspx",
	Effect: endpoint.Read, Doc: "八、25",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"17001": endpoint.Invalid.Means("CPU 参数非法", "illegal CPU value", "cpu"),
		"17002": endpoint.Invalid.Means("内存参数非法", "illegal memory value", "ram"),
		"17003": endpoint.Invalid.Means("空间参数非法", "illegal disk value", "HD"),
		"17004": endpoint.Invalid.Means("带宽参数非法", "illegal bandwidth value", "BD"),
		"17005": endpoint.Invalid.Means("操作系统参数非法", "illegal operating system value", "os"),
		"17006": endpoint.Invalid.Means("机房参数非法", "illegal data centre value", "place"),
		"17007": endpoint.Invalid.Means("购买时限参数非法", "illegal time unit value", "tmetpe"),
		"17008": endpoint.Invalid.Means("产品信息错误", "wrong product information"),
		"17009": endpoint.Failed.Means("购买失败", "purchase failed"),
		"17011": endpoint.Conflict.Means("该机房目前被禁止购买", "buying in this data centre is barred"),
		"17013": endpoint.Failed.Means("获取系统价格错误", "failed to obtain the system price"),
		"17014": endpoint.Failed.Means("获取硬盘价格错误", "failed to obtain the disk price"),
		"17015": endpoint.Failed.Means("获取流量价格错误", "failed to obtain the traffic price"),
		"17016": endpoint.Failed.Means("获取cpu价格错误", "failed to obtain the CPU price"),
		"17017": endpoint.Failed.Means("获取内存价格错误", "failed to obtain the memory price"),
		"17018": endpoint.Failed.Means("获取ip价格错误", "failed to obtain the IP price"),
	},
}

// CloudPrice asks for the price of a machine; ErrPriceUnknown when there is none.
func (c *Client) CloudPrice(ctx context.Context, req CloudSpec) (endpoint.Fen, error) {
	return priced(cloudPrice.Call(ctx, c.line, req))
}
