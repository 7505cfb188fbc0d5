package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// The domains of a virtual host and what is known of it: "三、虚拟主机", 23 to 28.

var hostingBindDomain = endpoint.Endpoint[HostingBindDomainRequest, Nothing]{
	Name: "cndns.hosting.bind_domain", Path: "/hosting/BindDomain.aspx",
	Title:  endpoint.Words{Zh: "域名绑定", En: "Bind a domain to a host"},
	Effect: endpoint.Set, Doc: "三、23",
	Errors: filingCodes.And(endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13139": endpoint.Invalid.Means("域名为空", "domain is empty", "domainname"),
		"13140": endpoint.Conflict.Means("虚拟主机运行状态非法", "illegal host running state"),
		"13141": endpoint.Conflict.Means("已超出默认虚拟主机域名绑定数 (默认 10 条)", "more than the allowed bound domains (10 by default)"),
		"12112": endpoint.Conflict.Means("域名备案非我司接入", "domain is not connected through CNDNS (ICP)", "domainname"),
		"13142": endpoint.Failed.Means("域名绑定失败", "binding the domain failed"),
	}),
}

// HostingBindDomainRequest binds a domain.
type HostingBindDomainRequest struct {
	FTPNamed
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	Filing
}

// HostingBindDomain binds a domain to a host, ten at most unless the detail says more.
func (c *Client) HostingBindDomain(ctx context.Context, req HostingBindDomainRequest) error {
	return done(hostingBindDomain.Call(ctx, c.line, req))
}

var hostingUnbindDomain = endpoint.Endpoint[HostingUnbindDomainRequest, Nothing]{
	Name: "cndns.hosting.unbind_domain", Path: "/hosting/UnBindDomain.aspx",
	Title:  endpoint.Words{Zh: "删除域名", En: "Unbind a domain from a host"},
	Effect: endpoint.Destroy, Doc: "三、24",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13139": endpoint.Invalid.Means("域名为空", "domain is empty", "domainname"),
		"13144": endpoint.Failed.Means("域名删除失败", "removing the domain failed"),
	},
}

// HostingUnbindDomainRequest removes a bound domain.
type HostingUnbindDomainRequest struct {
	FTPNamed
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
}

// HostingUnbindDomain removes a domain, which no longer leads to the site.
func (c *Client) HostingUnbindDomain(ctx context.Context, req HostingUnbindDomainRequest) error {
	return done(hostingUnbindDomain.Call(ctx, c.line, req))
}

var hostingLog = endpoint.Endpoint[FTPNamed, HostingLogResponse]{
	Name: "cndns.hosting.log", Path: "/hosting/getHostingLog.aspx",
	Title:  endpoint.Words{Zh: "主机管理日志", En: "Get the management log of a host"},
	Effect: endpoint.Read, Doc: "三、25",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13147": endpoint.Failed.Means("虚拟主机日志获取失败", "failed to read the host log"),
	},
}

// HostingLogResponse is what was done with a host. The document does not name the fields of
// an entry, so they are kept as they come, by the vendor's names.
type HostingLogResponse struct {
	Entries []map[string]string `answer:"."`
}

// HostingLog reads what was done with a host.
func (c *Client) HostingLog(ctx context.Context, req FTPNamed) (HostingLogResponse, error) {
	return hostingLog.Call(ctx, c.line, req)
}

var hostingDetail = endpoint.Endpoint[FTPNamed, HostingDetailResponse]{
	Name: "cndns.hosting.detail", Path: "/hosting/HostDetail.aspx",
	Title:  endpoint.Words{Zh: "主机详细信息获取", En: "Get host details"},
	Effect: endpoint.Read, Doc: "三、26",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"10019": endpoint.Missing.Means("产品不在您的名下", "product is not yours", "ftpname"),
		"10025": endpoint.Failed.Means("产品读取失败请联系我们", "product could not be read, contact us"),
	},
}

// HostingDetailResponse is a host. Gift names and types come in pairs of which the first
// empty one ends the list; see Gifts.
type HostingDetailResponse struct {
	FTPName     string          `answer:"ftpname,required"`
	Password    endpoint.Secret `answer:"ftppassword"`
	SizeMB      int             `answer:"hostsize"` // an order writes it in units of 100 MB
	Years       string          `answer:"years"`    // such as 1.00
	CNAME       string          `answer:"cname"`    // what the host's domains point to
	TestURL     string          `answer:"testurl"`
	BoughtAt    Time            `answer:"regtime"`
	ExpiresAt   Time            `answer:"exptme|exptime"`
	ServerName  string          `answer:"svrname"`
	ServerIP    string          `answer:"svrip"`
	DomainLimit int             `answer:"bindnum"`
	Traffic     string          `answer:"monthwidth"` // of a month; the unit is not documented
	LineType    string          `answer:"linetype"`
	Location    string          `answer:"location"`
	ScriptType  string          `answer:"hosttype"`
	ICPID       endpoint.Secret `answer:"icpid"` // filing code, mainland hosts only
	GiftName1   string          `answer:"presenthost1"`
	GiftType1   string          `answer:"presenttype1"`
	GiftName2   string          `answer:"presenthost2"`
	GiftType2   string          `answer:"presenttype2"`
	GiftName3   string          `answer:"presenthost3"`
	GiftType3   string          `answer:"presenttype3"`
}

// GiftType is what a product that came free with a host is.
type GiftType string

// The types of a gift.
const (
	GiftMail     GiftType = "EMAIL"
	GiftDatabase GiftType = "DATABASE"
)

// HostingGift is a product that came free with a host and is managed under its own name.
type HostingGift struct {
	Name string
	Type GiftType
}

// Gifts are the host's gifts that were opened.
func (r HostingDetailResponse) Gifts() []HostingGift {
	var list []HostingGift
	for _, gift := range []HostingGift{
		{r.GiftName1, GiftType(r.GiftType1)}, {r.GiftName2, GiftType(r.GiftType2)}, {r.GiftName3, GiftType(r.GiftType3)},
	} {
		if gift.Name != "" {
			list = append(list, gift)
		}
	}
	return list
}

// HostingDetail reads a host. Reading one that was bought on the vendor's site brings it
// under the interface.
func (c *Client) HostingDetail(ctx context.Context, req FTPNamed) (HostingDetailResponse, error) {
	return hostingDetail.Call(ctx, c.line, req)
}

var hostingSiteRoomList = endpoint.Endpoint[NoParams, HostingSiteRoomListResponse]{
	Name: "cndns.hosting.site_room_list", Path: "/hosting/ProRoomList.aspx",
	Title:  endpoint.Words{Zh: "通过会员名获取建站机房信息", En: "List site-builder rooms of the member"},
	Effect: endpoint.Read, Doc: "三、27",
}

// HostingSiteRoomListResponse is the account's rooms for built sites.
type HostingSiteRoomListResponse struct {
	Rooms []SiteRoom `answer:"."`
}

// SiteRoom is a room that a built site can stand in. The document prints ID and RowID equal.
type SiteRoom struct {
	RowID string `answer:"id"`
	ID    string `answer:"pro_id"`
	Owner string `answer:"pro_owner"` // the reseller's user name
	Name  string `answer:"pro_name"`  // such as 上海
}

// HostingSiteRoomList reads the rooms for built sites, which the site builder's orders name.
func (c *Client) HostingSiteRoomList(ctx context.Context) (HostingSiteRoomListResponse, error) {
	return hostingSiteRoomList.Call(ctx, c.line, NoParams{})
}

var hostingPrice = endpoint.Endpoint[HostingPriceRequest, PriceResponse]{
	Name: "cndns.hosting.price", Path: "/hosting/getPrice.aspx",
	Title:  endpoint.Words{Zh: "获取虚拟主机价格", En: "Get the price of a host"},
	Effect: endpoint.Read, Doc: "三、28",
	Errors: endpoint.Codes{
		"13005": endpoint.Invalid.Means("注册年限错误", "wrong years", "years"),
		"13011": endpoint.Missing.Means("虚拟主机 prd 获取失败", "failed to obtain the host product code"),
		"13012": endpoint.Failed.Means("虚拟主机价格获取失败", "failed to obtain the host price"),
	},
}

// HostingPriceRequest is an order to be priced. It knows fewer script types and places than
// an order; the line yx, which its table leaves out, is what its types yxbz and yxlin have.
type HostingPriceRequest struct {
	Years      int      `param:"years" rule:"required,min=1,max=5" zh:"申请年限" en:"Years"`
	ScriptType string   `param:"hosttype" rule:"required,enum=bz|lin|net|jsp|yxbz|yxlin" zh:"脚本类型" en:"Script type"`
	Size       HostSize `param:"hostsize" rule:"required,enum=1|1.5|2|3|5|8|10|20|50" zh:"容量 (100 MB)" en:"Size (100 MB)"`
	LineType   string   `param:"linetype" rule:"required@Location=cn,empty@Location=hk|usa,enum=dx|sx|mx|yx" zh:"线路类型" en:"Line type"`
	Location   string   `param:"Location" rule:"required,enum=cn|hk|usa" zh:"所在地" en:"Location"`
}

// HostingPrice asks for the price of a host; ErrPriceUnknown when there is none.
func (c *Client) HostingPrice(ctx context.Context, req HostingPriceRequest) (endpoint.Fen, error) {
	return priced(hostingPrice.Call(ctx, c.line, req))
}
