package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// siteBuilderCalls are the calls of "十二、建站之星 Pro 版".
var siteBuilderCalls = []endpoint.Any{
	siteBuilderCategoryList,
	siteBuilderTemplateList,
	siteBuilderCreate,
	siteBuilderCreateSideProduct,
	siteBuilderRenew,
	siteBuilderUpgradeList,
	siteBuilderUpgrade,
	siteBuilderBindDomain,
	siteBuilderUnbindDomain,
	siteBuilderDomainList,
	siteBuilderEditURL,
	siteBuilderRename,
	siteBuilderDetail,
	siteBuilderCaseParamList,
	siteBuilderCaseList,
	siteBuilderBuyTemplate,
	siteBuilderCopy,
}

// SitePlan is the model of a site.
type SitePlan string

// The plans of a site; SiteMicro is no longer sold. A template must suit the plan: SitePro
// takes templates up to level 2, SiteUlti up to 3, SiteShop up to 4.
const (
	SitePro      SitePlan = "pro"
	SiteUlti     SitePlan = "ulti"
	SiteShop     SitePlan = "shop"
	SiteDinner   SitePlan = "dinner"
	SiteMicro    SitePlan = "microsite"
	SiteWeiShop  SitePlan = "weishop"
	SiteMiniUlti SitePlan = "wxulti"
	SiteMiniShop SitePlan = "wxshop"
)

// SiteKind is which versions of a site there are, and which of them a domain leads to.
type SiteKind string

// The kinds of site; "" is SitePC.
const (
	SitePC     SiteKind = "0"
	SiteMobile SiteKind = "1"
	SiteBoth   SiteKind = "2"
)

// SiteNamed is the request of a call that needs a site's management name only.
type SiteNamed struct {
	WebName string `param:"webname" rule:"required,no-space" zh:"管理名称" en:"Management name of the site"`
}

var siteBuilderCategoryList = endpoint.Endpoint[SiteBuilderCategoryListRequest, SiteBuilderCategoryListResponse]{
	Name: "cndns.site_builder.category_list", Path: "/sitestarpro/getCatalist.aspx",
	Title:  endpoint.Words{Zh: "模板分类列表", En: "List template categories"},
	Effect: endpoint.Read, Doc: "十二、1",
}

// SiteBuilderCategoryListRequest chooses categories. Fine is 1 for fine templates, which
// cost extra; Type is 1 PC, 2 mobile, 3 both, 4 mini program.
type SiteBuilderCategoryListRequest struct {
	Fine string `param:"refinement" rule:"enum=0|1" zh:"精美模板" en:"Fine templates"`
	Type string `param:"Type" rule:"enum=1|2|3|4" zh:"模板类型" en:"Template type"`
}

// SiteBuilderCategoryListResponse lists categories.
type SiteBuilderCategoryListResponse struct {
	Categories []SiteTemplateCategory `answer:"."`
}

// SiteTemplateCategory is a group of templates.
type SiteTemplateCategory struct {
	Type   string `answer:"tpl_belong_type"`
	ID     string `answer:"tpl_category_id"`
	Name   string `answer:"tpl_category_name"`
	Amount int    `answer:"amount"` // of PC templates
}

// SiteBuilderCategoryList lists the categories of templates.
func (c *Client) SiteBuilderCategoryList(ctx context.Context, req SiteBuilderCategoryListRequest) (SiteBuilderCategoryListResponse, error) {
	return siteBuilderCategoryList.Call(ctx, c.line, req)
}

var siteBuilderTemplateList = endpoint.Endpoint[SiteBuilderTemplateListRequest, SiteBuilderTemplateListResponse]{
	Name: "cndns.site_builder.template_list", Path: "/sitestarpro/getTemplate.aspx",
	Title:  endpoint.Words{Zh: "模板列表", En: "List templates"},
	Effect: endpoint.Read, Doc: "十二、2",
}

// SiteBuilderTemplateListRequest chooses templates. Version is 0 PC, 1 mobile, 2 both, 3 mini
// program; Fine is 1 for fine templates. There are no pages.
type SiteBuilderTemplateListRequest struct {
	Category string `param:"Category" zh:"模板分类编号" en:"Category ID"`
	Version  string `param:"Mobile" rule:"enum=0|1|2|3" zh:"模板版本" en:"Version"`
	Fine     string `param:"refinement" rule:"enum=0|1" zh:"精美模板" en:"Fine templates"`
}

// SiteBuilderTemplateListResponse lists templates.
type SiteBuilderTemplateListResponse struct {
	Templates []SiteTemplate `answer:"."`
}

// SiteTemplate is a template. A fine one has a price, which a site with it costs more.
type SiteTemplate struct {
	ID         string       `answer:"tpl_id"`
	Name       string       `answer:"tpl_name"`
	CategoryID string       `answer:"tpl_category_id"`
	Colour     string       `answer:"tpl_belong_color"`
	Grade      string       `answer:"tpl_level"` // without meaning here
	PreviewURL string       `answer:"tpl_domain"`
	Type       string       `answer:"tpl_belong_type"` // without meaning here
	Level      int          `answer:"user_level"`      // see SitePlan
	Thumbnail  string       `answer:"tpl_pic_screenshot"`
	Picture    string       `answer:"tpl_pic_big"`
	Price      endpoint.Fen `answer:"tpl_price"`
}

// SiteBuilderTemplateList lists templates.
func (c *Client) SiteBuilderTemplateList(ctx context.Context, req SiteBuilderTemplateListRequest) (SiteBuilderTemplateListResponse, error) {
	return siteBuilderTemplateList.Call(ctx, c.line, req)
}

var siteBuilderCreate = endpoint.Endpoint[SiteBuilderCreateRequest, SiteBuilderSite]{
	Name: "cndns.site_builder.create", Path: "/sitestarpro/CreateSite.aspx",
	Title:  endpoint.Words{Zh: "建站开通", En: "Buy and open a site"},
	Effect: endpoint.Buy, Doc: "十二、3",
	Errors: endpoint.Codes{
		"12005": endpoint.Invalid.Means("购买年限非法 至少 1 年起购买, 最大不能超过 5 年", "illegal years: 1-5", "years"),
		"12006": endpoint.Invalid.Means("PC 版模板 ID 非法", "illegal PC template ID", "template"),
		"19105": endpoint.Invalid.Means("手机版模板 ID 非法", "illegal mobile template ID", "mobiletemplate"),
		"19106": endpoint.Invalid.Means("建站模板信息读取失败请确保传递的模板编号正确", "template could not be read, check its ID"),
		"19107": endpoint.Invalid.Means("模板不适用当前购买, 请选择正确模板", "template does not suit this purchase"),
		"19122": endpoint.Invalid.Means("微餐饮所在地非法 (请确认参数不是 hk)", "illegal location for micro-catering (not hk)", "location"),
		"12008": endpoint.Invalid.Means("建站标签非法", "illegal site plan", "websitetag"),
		"12001": endpoint.Invalid.Means("产品类型获取失败 (请确保参数有值)", "failed to obtain the product type (give the parameter a value)", "websitetag"),
		"12009": endpoint.Failed.Means("建站购买失败", "site purchase failed"),
		"12014": endpoint.Invalid.Means("国内不包含当前机房编号", "mainland has no such room number", "placeid"),
		"12015": endpoint.Invalid.Means("国外不包含当前机房编号", "overseas has no such room number", "placeid"),
	},
}

// SiteBuilderCreateRequest orders a site for 1 to 5 years. Each version needs its template; a
// mini program's stands in MobileTemplate; micro plans take none and no overseas location.
// No Location is the mainland, no Kind is PC only, no Language simplified Chinese (1; 2 is
// traditional Chinese, 3 English). Room is of the room list.
type SiteBuilderCreateRequest struct {
	Years          int      `param:"years" rule:"required,min=1,max=5" zh:"购买年限" en:"Years"`
	Template       string   `param:"template" rule:"required@mbl=|0|2&websitetag=pro|ulti|shop,empty@websitetag=dinner|microsite|weishop" zh:"PC 版模板编号" en:"PC template ID"`
	MobileTemplate string   `param:"mobiletemplate" rule:"required@mbl=1|2&websitetag=pro|ulti|shop,required@websitetag=wxulti|wxshop,empty@websitetag=dinner|microsite|weishop" zh:"手机版或小程序模板编号" en:"Mobile or mini program template ID"`
	Plan           SitePlan `param:"websitetag" rule:"required,enum=pro|ulti|shop|dinner|microsite|weishop|wxulti|wxshop" zh:"建站标签" en:"Plan"`
	Location       string   `param:"location" rule:"enum=cn|hk|bj|gz|sh|alyhz,not=hk@websitetag=dinner|microsite|weishop" zh:"所在地" en:"Location"`
	Kind           SiteKind `param:"mbl" rule:"required@websitetag=weishop,enum=0|1|2,enum=1@websitetag=weishop|wxulti|wxshop" zh:"建站种类" en:"Kind of site"`
	Language       string   `param:"lang" rule:"enum=1|2|3" zh:"语言版本" en:"Language"`
	Room           string   `param:"placeid" zh:"机房编号" en:"Room number"`
	Discounts
}

// SiteBuilderSite is a site, as its purchase and its detail describe it. MobileTemplateID is
// in the purchase's answer only, ICPID only in the mainland.
type SiteBuilderSite struct {
	WebName          string          `answer:"ftpname,required"` // the management name
	TrafficURL       endpoint.Secret `answer:"checkmonthflowurl"`
	TestURL          string          `answer:"viewurl"`
	PlatformURL      string          `answer:"manageurl"`
	Admin            string          `answer:"webadmin"`
	AdminPassword    endpoint.Secret `answer:"webpassword"`
	TemplateID       string          `answer:"templateid"`
	MobileTemplateID string          `answer:"mobiletemplateid"`
	CNAME            string          `answer:"cnameaddr"` // what the site's domains point to
	Files            int             `answer:"fileuploadnums"`
	Traffic          int             `answer:"monthflow"` // MB a month
	Space            int             `answer:"spacesize"` // MB
	BoughtAt         Time            `answer:"buytime"`
	ExpiresAt        Time            `answer:"expiretime"`
	ICPID            endpoint.Secret `answer:"icpid"`    // filing code
	Terminal         string          `answer:"terminal"` // pc, mobile or pcmobile
}

// SiteBuilderCreate buys a site and charges the balance. The document prints a
// second path in its example, /sitestarpro/CreateWebsite.aspx, which is never tried: it may
// belong to another product, and a 404 of the first leaves the purchase unknown.
func (c *Client) SiteBuilderCreate(ctx context.Context, req SiteBuilderCreateRequest) (SiteBuilderSite, error) {
	return siteBuilderCreate.Call(ctx, c.line, req)
}

var siteBuilderCreateSideProduct = endpoint.Endpoint[SiteBuilderSideProductRequest, Nothing]{
	Name: "cndns.site_builder.create_side_product", Path: "/sitestarpro/CreateOthPro.aspx",
	Title:  endpoint.Words{Zh: "建站副产品开通", En: "Open the side product (mobile or PC) of a site"},
	Effect: endpoint.Buy, Doc: "十二、4",
	Errors: endpoint.Codes{
		"19107": endpoint.Invalid.Means("模板 ID 非法", "illegal template ID", "template"),
		"19108": endpoint.AlreadyDone.Means("已开通过副产品, 无法再次开通", "side product already opened"),
		"19109": endpoint.Failed.Means("建站副产品购买失败", "side product purchase failed"),
		"19111": endpoint.Conflict.Means("微餐饮禁止开通副产品", "micro-catering cannot have a side product"),
	},
}

// SiteBuilderSideProductRequest adds the mobile version to a PC site, or the reverse.
type SiteBuilderSideProductRequest struct {
	Template string `param:"template" rule:"required" zh:"副产品模板编号" en:"Template ID of the side product"`
	SiteNamed
	Discounts
}

// SiteBuilderCreateSideProduct buys a site's other version and charges the balance, once per
// site. The example's /sitestar/CreateOthPro.aspx is not tried, as in SiteBuilderCreate.
func (c *Client) SiteBuilderCreateSideProduct(ctx context.Context, req SiteBuilderSideProductRequest) error {
	return done(siteBuilderCreateSideProduct.Call(ctx, c.line, req))
}

var siteBuilderRenew = endpoint.Endpoint[SiteBuilderRenewRequest, Nothing]{
	Name: "cndns.site_builder.renew", Path: "/sitestarpro/renewalSite.aspx",
	Title:  endpoint.Words{Zh: "建站续费", En: "Renew a site"},
	Effect: endpoint.Buy, Doc: "十二、5",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("网站管理名称为空", "site management name is empty", "webname"),
		"10016": endpoint.Invalid.Means("续费年限非法", "illegal renewal years", "years"),
		"12114": endpoint.Failed.Means("建站续费失败", "site renewal failed"),
	},
}

// SiteBuilderRenewRequest renews a site by 1 to 5 years, as it was ordered.
type SiteBuilderRenewRequest struct {
	SiteNamed
	Years int `param:"years" rule:"required,min=1,max=5" zh:"续费年限" en:"Renewal years"`
	Discounts
}

// SiteBuilderRenew renews a site and charges the balance; each sending renews again.
func (c *Client) SiteBuilderRenew(ctx context.Context, req SiteBuilderRenewRequest) error {
	return done(siteBuilderRenew.Call(ctx, c.line, req))
}

var siteBuilderUpgradeList = endpoint.Endpoint[SiteNamed, SiteBuilderUpgradeListResponse]{
	Name: "cndns.site_builder.upgrade_list", Path: "/sitestarpro/getUpgradelist.aspx",
	Title:  endpoint.Words{Zh: "建站可升级列表", En: "List possible upgrades of a site"},
	Effect: endpoint.Read, Doc: "十二、6",
	Errors: endpoint.Codes{
		"12125": endpoint.Missing.Means("建站产品不在代理商名下", "site does not belong to the reseller"),
		"19114": endpoint.Conflict.Means("无可升级的产品列表", "no upgrade available"),
	},
}

// SiteBuilderUpgradeListResponse lists what a site can become.
type SiteBuilderUpgradeListResponse struct {
	Options []SiteUpgradeOption `answer:"."`
}

// SiteUpgradeOption is what a site can become, in the words of an upgrade.
type SiteUpgradeOption struct {
	Room     string   `answer:"roomid"`
	Plan     SitePlan `answer:"sitetype"`
	Location string   `answer:"location"`
	Terminal string   `answer:"terminal|terminnal"` // pc, mobile or pcmobile
}

// SiteBuilderUpgradeList lists what a site can become. Micro-catering cannot be upgraded, a
// mini program only from standard to marketing.
func (c *Client) SiteBuilderUpgradeList(ctx context.Context, req SiteNamed) (SiteBuilderUpgradeListResponse, error) {
	return siteBuilderUpgradeList.Call(ctx, c.line, req)
}

var siteBuilderUpgrade = endpoint.Endpoint[SiteBuilderUpgradeRequest, Nothing]{
	Name: "cndns.site_builder.upgrade", Path: "/sitestarpro/SiteUpgrade.aspx",
	Title:  endpoint.Words{Zh: "建站升级", En: "Upgrade a site"},
	Effect: endpoint.Buy, Doc: "十二、7",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("FTP 用户名为空", "FTP user name is empty", "webname"),
		"12119": endpoint.Invalid.Means("建站标签为空", "site plan is empty", "sitetag"),
		"12121": endpoint.Missing.Means("建站产品信息获取失败, 请确认产品 FTP 无误", "site could not be read, check the FTP user name", "webname"),
		"12122": endpoint.Missing.Means("建站原始信息获取失败请确认产品名称是否正确", "original site information could not be read, check the name", "webname"),
		"12123": endpoint.Failed.Means("建站升级失败", "site upgrade failed"),
		"19114": endpoint.Conflict.Means("微餐饮无法升级", "micro-catering cannot be upgraded"),
		"19122": endpoint.Invalid.Means("机房地址不能为空", "room address is empty", "location"),
		"19135": endpoint.Invalid.Means("自定义机房 id 格式错误", "bad custom room ID format", "roomid"),
		"19117": endpoint.Conflict.Means("免费建站升级请填写合法年限", "free site upgrade: give legal years"),
		"19132": endpoint.Missing.Means("自定义机房 id 不存在", "custom room ID does not exist", "roomid"),
		"19133": endpoint.AlreadyDone.Means("已是当前机房", "already in this room"),
		"19134": endpoint.Failed.Means("获取机房失败", "failed to obtain the room"),
		"19131": endpoint.Conflict.Means("国外机房不能切换国内", "an overseas room cannot move to the mainland"),
		"12129": endpoint.Conflict.Means("先删除该建站名下绑定的域名 然后升级换机房", "first remove the bound domains, then change the room"),
	},
}

// SiteBuilderUpgradeRequest makes a site one of its upgrade options. Another room needs the
// bound domains removed first.
type SiteBuilderUpgradeRequest struct {
	SiteNamed
	Plan     SitePlan `param:"sitetag" rule:"required,enum=pro|ulti|shop|wxulti|wxshop" zh:"建站标签" en:"Plan"`
	Location string   `param:"location" rule:"required,enum=cn|hk|bj|gz|sh|alyhz" zh:"所在地" en:"Location"`
	Room     string   `param:"roomid" zh:"自定义机房 id" en:"Custom room ID"`
}

// SiteBuilderUpgrade changes a site's plan or room, which is charged.
func (c *Client) SiteBuilderUpgrade(ctx context.Context, req SiteBuilderUpgradeRequest) error {
	return done(siteBuilderUpgrade.Call(ctx, c.line, req))
}
