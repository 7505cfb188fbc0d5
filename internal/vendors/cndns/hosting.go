package cndns

import (
	"context"
	"math"
	"strconv"

	"tangelo/internal/vendors/endpoint"
)

// hostingCalls are the calls of "三、虚拟主机".
var hostingCalls = []endpoint.Any{
	hostingProductList,
	hostingCreate,
	hostingRenew,
	hostingUpgradeList,
	hostingUpgrade,
	hostingSetFTPState,
	hostingSetWebState,
	hostingModifyFTPPassword,
	hostingSetDefaultPage,
	hostingSet404Page,
	hostingSetNetVersion,
	hostingSetDefaultIPAccess,
	hostingDenyIP,
	hostingGrantIP,
	hostingSetErrorType,
	hostingPackFile,
	hostingUnpackFile,
	hostingSetFolderIPAccess,
	hostingSize,
	hostingDeleteFile,
	hostingSetLogAccess,
	hostingRestartTomcat,
	hostingBindDomain,
	hostingUnbindDomain,
	hostingLog,
	hostingDetail,
	hostingSiteRoomList,
	hostingPrice,
}

// FTPNamed names a virtual host: its FTP user name is its management name.
type FTPNamed struct {
	FTPName string `param:"ftpname" rule:"required,no-space" zh:"FTP 用户名" en:"FTP user name"`
}

// Discounts pay a part of an order; both codes tell upper case from lower case.
type Discounts struct {
	Coupon  string `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher string `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// RunSwitch lets a service run or pauses it.
type RunSwitch string

// The positions of a RunSwitch.
const (
	SwitchRun   RunSwitch = "1"
	SwitchPause RunSwitch = "2"
)

// ListChange adds an entry to a list or removes one.
type ListChange string

// The changes of a list.
const (
	ListAdd    ListChange = "1"
	ListRemove ListChange = "2"
)

// SizeKind tells which size of a product is asked for.
type SizeKind string

// The sizes of a product.
const (
	SizeTotal SizeKind = "1"
	SizeUsed  SizeKind = "2"
)

// HostSize is the size of a virtual host as product lists and orders write it, in units of
// 100 MB: "1.5" is 150 MB. The detail of a host is in MB.
type HostSize string

// MB is the size in MB, 0 when it is no number.
func (s HostSize) MB() int {
	units, err := strconv.ParseFloat(string(s), 64)
	if err != nil {
		return 0
	}
	return int(math.Round(units * 100))
}

var hostingProductList = endpoint.Endpoint[NoParams, HostingProductListResponse]{
	Name: "cndns.hosting.product_list", Path: "/hosting/HostList.aspx",
	Title:  endpoint.Words{Zh: "主机产品列表", En: "List hosting products"},
	Effect: endpoint.Read, Doc: "三、1",
}

// HostingProductListResponse is what can be bought.
type HostingProductListResponse struct {
	Products []HostingProduct `answer:"."`
}

// HostingProduct is one virtual host on offer, in the words of an order.
type HostingProduct struct {
	LineType   string   `answer:"linetype"` // dx, sx, mx or yx; "" outside the mainland
	ScriptType string   `answer:"hosttype"` // such as bz, lin, net, jsp
	Location   string   `answer:"location"` // cn, hk, usa, bd or hz
	Size       HostSize `answer:"hostsize"`
}

// HostingProductList reads what can be bought. An order takes exactly these values; the
// sizes that the document prints beside other calls differ from each other.
func (c *Client) HostingProductList(ctx context.Context) (HostingProductListResponse, error) {
	return hostingProductList.Call(ctx, c.line, NoParams{})
}

var hostingCreate = endpoint.Endpoint[HostingCreateRequest, HostingCreateResponse]{
	Name: "cndns.hosting.create", Path: "/hosting/CreateHosting.aspx",
	Title:  endpoint.Words{Zh: "主机开通", En: "Buy and open a virtual host"},
	Effect: endpoint.Buy, Doc: "三、2",
	Errors: endpoint.Codes{
		"13001": endpoint.Invalid.Means("管理名称命名非法", "illegal management name", "ftpname"),
		"13002": endpoint.AlreadyDone.Means("管理名称重复", "management name already used", "ftpname"),
		"13003": endpoint.Invalid.Means("管理名称被禁止使用", "management name forbidden", "ftpname"),
		"13004": endpoint.Invalid.Means("密码非法", "illegal password", "ftppassword"),
		"13005": endpoint.Invalid.Means("注册年限错误", "wrong years", "years"),
		"13006": endpoint.Failed.Means("产品开通错误", "opening the product failed"),
	},
}

// HostingCreateRequest orders a virtual host for 1 to 5 years. Shops and hosts outside the
// mainland have no line. Location is sent in this one spelling: the vendor's server joins
// names that differ in case only.
type HostingCreateRequest struct {
	FTPName    string          `param:"ftpname" rule:"required,len=..10,pattern=letters" zh:"FTP 用户名" en:"FTP user name"`
	Password   endpoint.Secret `param:"ftppassword" rule:"required,len=8..16,no-space,pattern=letter-1st,pattern=has-digit,pattern=has-sign" zh:"FTP 密码" en:"FTP password"`
	Years      int             `param:"years" rule:"required,min=1,max=5" zh:"申请年限" en:"Years"`
	ScriptType string          `param:"hosttype" rule:"required,enum=bz|lin|net|jsp|shop|yxbz|yxlin|hostip|yxhostip|bgpwin|bgplin|gf" zh:"脚本类型" en:"Script type"`
	Size       HostSize        `param:"hostsize" rule:"required,enum=1|1.5|2|3|5|8|10|20|50" zh:"容量 (100 MB)" en:"Size (100 MB)"`
	LineType   string          `param:"linetype" rule:"required@Location=cn&hosttype!=shop,empty@Location=hk|usa,empty@hosttype=shop,enum=dx|sx|mx|yx" zh:"线路类型" en:"Line type"`
	Location   string          `param:"Location" rule:"required,enum=cn|hk|usa|bd|hz" zh:"所在地" en:"Location"`
	Discounts
}

// HostingCreateResponse is the host that was bought. Its expiry is spelt differently in the
// detail.
type HostingCreateResponse struct {
	FTPName       string          `answer:"ftpname,required"`
	Password      endpoint.Secret `answer:"ftppassword"`
	Size          string          `answer:"hostsize"` // in which unit is not documented
	Years         string          `answer:"years"`    // such as 1 or 1.00
	CNAME         string          `answer:"cname"`    // what the host's domains point to
	TestURL       string          `answer:"testurl"`
	BoughtAt      Time            `answer:"regtime"`
	ExpiresAt     Time            `answer:"exptime|exptme"`
	DomainLimit   int             `answer:"bindnum"`
	Traffic       string          `answer:"monthwidth"` // of a month; the unit is not documented
	ICPID         endpoint.Secret `answer:"icpid"`      // filing code
	ServerIP      string          `answer:"svrip"`
	DiscountType1 string          `answer:"distype1"`
	DiscountCode1 string          `answer:"dissignature1"`
	DiscountType2 string          `answer:"distype2"`
	DiscountCode2 string          `answer:"dissignature2"`
	DiscountType3 string          `answer:"distype3"`
	DiscountCode3 string          `answer:"dissignature3"`
}

// HostingCreate buys a virtual host and charges the balance. A second order under the same
// name meets 13002.
func (c *Client) HostingCreate(ctx context.Context, req HostingCreateRequest) (HostingCreateResponse, error) {
	return hostingCreate.Call(ctx, c.line, req)
}

var hostingRenew = endpoint.Endpoint[HostingRenewRequest, Nothing]{
	Name: "cndns.hosting.renew", Path: "/hosting/RenewHosting.aspx",
	Title:  endpoint.Words{Zh: "主机续费", En: "Renew a virtual host"},
	Effect: endpoint.Buy, Doc: "三、3",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("虚拟主机 FTP 用户名为空", "host FTP user name is empty", "ftpname"),
		"10016": endpoint.Invalid.Means("续费年限非法[范围请参考订单]", "illegal renewal years (range as in the order)", "years"),
		"13010": endpoint.Failed.Means("产品续费失败", "renewal failed"),
	},
}

// HostingRenewRequest renews a host by 1 to 5 years, as it was ordered.
type HostingRenewRequest struct {
	FTPNamed
	Years int `param:"years" rule:"required,min=1,max=5" zh:"续费年限" en:"Renewal years"`
	Discounts
}

// HostingRenew renews a host, with its gifts, and charges the balance; each sending renews
// again.
func (c *Client) HostingRenew(ctx context.Context, req HostingRenewRequest) error {
	return done(hostingRenew.Call(ctx, c.line, req))
}

var hostingUpgradeList = endpoint.Endpoint[FTPNamed, HostingUpgradeListResponse]{
	Name: "cndns.hosting.upgrade_list", Path: "/hosting/getHostUpgradeList.aspx",
	Title:  endpoint.Words{Zh: "主机可升级列表", En: "List possible upgrades of a host"},
	Effect: endpoint.Read, Doc: "三、4",
	Errors: endpoint.Codes{
		"13146": endpoint.Missing.Means("获取升级列表失败，请确认您 FTP 用户名、代理商用户名正确", "upgrade list failed, check FTP and reseller user names", "ftpname"),
	},
}

// HostingUpgradeListResponse is what a host can become. The document shows no entry, so they
// are read as those of the product list.
type HostingUpgradeListResponse struct {
	Products []HostingProduct `answer:"."`
}

// HostingUpgradeList reads what a host can be upgraded to; none is no error.
func (c *Client) HostingUpgradeList(ctx context.Context, req FTPNamed) (HostingUpgradeListResponse, error) {
	return hostingUpgradeList.Call(ctx, c.line, req)
}

var hostingUpgrade = endpoint.Endpoint[HostingUpgradeRequest, Nothing]{
	Name: "cndns.hosting.upgrade", Path: "/hosting/HostingUpgrade.aspx",
	Title:  endpoint.Words{Zh: "主机升级", En: "Upgrade a virtual host"},
	Effect: endpoint.Buy, Doc: "三、5",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13145": endpoint.Failed.Means("升级失败", "upgrade failed"),
	},
}

// HostingUpgradeRequest is an entry of the host's upgrade list. The document's table and
// example spell the script type differently, so both are sent; the line follows the order's
// rule, for a host outside the mainland has none.
type HostingUpgradeRequest struct {
	FTPNamed
	ScriptType string   `param:"hosttype" also:"hoststyp" rule:"required,enum=bz|lin|net|jsp|shop|yxbz|yxlin|hostip|yxhostip|bgpwin|bgplin|gf" zh:"脚本类型" en:"Script type"`
	Size       HostSize `param:"hostsize" rule:"required,enum=1|1.5|2|3|5|8|10|20|50" zh:"容量 (100 MB)" en:"Size (100 MB)"`
	LineType   string   `param:"linetype" rule:"required@location=cn&hosttype!=shop,empty@location=hk|usa,empty@hosttype=shop,enum=dx|sx|mx|yx" zh:"线路类型" en:"Line type"`
	Location   string   `param:"location" rule:"required,enum=cn|hk|usa|bd|hz" zh:"所在地" en:"Location"`
}

// HostingUpgrade makes a host a greater product and charges the difference.
func (c *Client) HostingUpgrade(ctx context.Context, req HostingUpgradeRequest) error {
	return done(hostingUpgrade.Call(ctx, c.line, req))
}
