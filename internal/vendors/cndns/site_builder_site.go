package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

var siteBuilderBindDomain = endpoint.Endpoint[SiteBuilderBindDomainRequest, Nothing]{
	Name: "cndns.site_builder.bind_domain", Path: "/sitestarpro/binddomain.aspx",
	Title:  endpoint.Words{Zh: "建站域名绑定", En: "Bind a domain to a site"},
	Effect: endpoint.Set, Doc: "十二、8",
	Errors: filingCodes.And(endpoint.Codes{
		"12102": endpoint.Conflict.Means("建站产品运行状态错误, 请确保建站在运行中", "site is not running"),
		"12103": endpoint.Conflict.Means("超出了域名绑定上限", "too many bound domains"),
		"12104": endpoint.Invalid.Means("域名为空", "domain is empty", "domainname"),
		"12105": endpoint.Invalid.Means("域名中含有非法字符", "domain contains illegal characters", "domainname"),
		"12106": endpoint.Invalid.Means("域名包含空格", "domain contains a space", "domainname"),
		"12107": endpoint.Invalid.Means("域名格式非法", "illegal domain format", "domainname"),
		"12108": endpoint.Conflict.Means("域名被禁止绑定", "domain may not be bound", "domainname"),
		"12109": endpoint.AlreadyDone.Means("域名已被绑定过", "domain already bound", "domainname"),
		"12110": endpoint.Conflict.Means("域名被禁止绑定", "domain may not be bound", "domainname"),
		"12111": endpoint.Conflict.Means("备案号未查询到, 请确认备案已可查询至", "ICP number not found"),
		"12112": endpoint.Conflict.Means("域名非我司接入, 无法绑定", "domain is not connected through CNDNS, cannot be bound"),
		"12113": endpoint.Failed.Means("域名绑定失败", "binding the domain failed"),
		"19112": endpoint.Conflict.Means("微餐饮禁止操作域名", "micro-catering: domain operations forbidden"),
	}),
}

// SiteBuilderBindDomainRequest binds a domain to one version of a site that has two, or to
// both; "" is the PC version.
type SiteBuilderBindDomainRequest struct {
	SiteNamed
	DomainName string   `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	Kind       SiteKind `param:"pcmbl" rule:"enum=0|1|2" zh:"绑定的版本" en:"Version of the site"`
	Filing
}

// SiteBuilderBindDomain binds a domain to a site.
func (c *Client) SiteBuilderBindDomain(ctx context.Context, req SiteBuilderBindDomainRequest) error {
	return done(siteBuilderBindDomain.Call(ctx, c.line, req))
}

var siteBuilderUnbindDomain = endpoint.Endpoint[SiteBuilderUnbindDomainRequest, Nothing]{
	Name: "cndns.site_builder.unbind_domain", Path: "/sitestarpro/deletedomain.aspx",
	Title:  endpoint.Words{Zh: "建站删除域名绑定", En: "Unbind a domain from a site"},
	Effect: endpoint.Destroy, Doc: "十二、9",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("FTP 用户名为空", "FTP user name is empty", "webname"),
		"12104": endpoint.Invalid.Means("要删除的域名为空", "domain to remove is empty", "domainname"),
		"12105": endpoint.Invalid.Means("域名包含非法关键字", "domain contains a forbidden keyword", "domainname"),
		"12124": endpoint.Failed.Means("域名删除失败", "removing the domain failed"),
		"19112": endpoint.Conflict.Means("微餐饮禁止操作域名", "micro-catering: domain operations forbidden"),
	},
}

// SiteBuilderUnbindDomainRequest removes a bound domain. The document prints pcmbl with a
// digit one at its end, which the binding's table shows to be a misprint.
type SiteBuilderUnbindDomainRequest struct {
	SiteNamed
	DomainName string   `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	Kind       SiteKind `param:"pcmbl" rule:"enum=0|1|2" zh:"绑定的版本" en:"Version of the site"`
}

// SiteBuilderUnbindDomain removes a domain from a site, which it no longer leads to.
func (c *Client) SiteBuilderUnbindDomain(ctx context.Context, req SiteBuilderUnbindDomainRequest) error {
	return done(siteBuilderUnbindDomain.Call(ctx, c.line, req))
}

var siteBuilderDomainList = endpoint.Endpoint[SiteNamed, SiteBuilderDomainListResponse]{
	Name: "cndns.site_builder.domain_list", Path: "/sitestarpro/getDomainLst.aspx",
	Title:  endpoint.Words{Zh: "获取绑定的域名列表", En: "List the domains bound to a site"},
	Effect: endpoint.Read, Doc: "十二、10",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("FTP 用户名为空", "FTP user name is empty", "webname"),
	},
}

// SiteBuilderDomainListResponse lists the bound domains.
type SiteBuilderDomainListResponse struct {
	Domains []SiteDomain `answer:"."`
}

// SiteDomain is a domain and the version of the site that it leads to, PC or Mobile.
type SiteDomain struct {
	Domain  string `answer:"domain"`
	Version string `answer:"locate"`
}

// SiteBuilderDomainList lists the domains bound to a site.
func (c *Client) SiteBuilderDomainList(ctx context.Context, req SiteNamed) (SiteBuilderDomainListResponse, error) {
	return siteBuilderDomainList.Call(ctx, c.line, req)
}

var siteBuilderEditURL = endpoint.Endpoint[SiteBuilderEditURLRequest, SiteBuilderEditURLResponse]{
	Name: "cndns.site_builder.edit_url", Path: "/sitestarpro/getEditWebURL.aspx",
	Title:  endpoint.Words{Zh: "获取网站编辑链接", En: "Get the online edit URL of a site"},
	Effect: endpoint.Read, Doc: "十二、11",
	Errors: endpoint.Codes{
		"12002": endpoint.Invalid.Means("管理名称为空", "management name is empty", "webname"),
		"19103": endpoint.Failed.Means("链接获取失败", "failed to obtain the link"),
	},
}

// SiteBuilderEditURLRequest chooses the version to edit: pc, which is the default, mbl
// (mobile) or wx (mini program).
type SiteBuilderEditURLRequest struct {
	SiteNamed
	Version string `param:"type" rule:"enum=mbl|pc|wx" zh:"版本类型" en:"Version"`
}

// SiteBuilderEditURLResponse is an address that lets whoever opens it edit the site.
type SiteBuilderEditURLResponse struct {
	URL endpoint.Secret `answer:".,required"`
}

// SiteBuilderEditURL obtains the address to edit a site at. It is valid for one minute and
// asks for no password: obtain it at the moment of use.
func (c *Client) SiteBuilderEditURL(ctx context.Context, req SiteBuilderEditURLRequest) (SiteBuilderEditURLResponse, error) {
	return siteBuilderEditURL.Call(ctx, c.line, req)
}

var siteBuilderRename = endpoint.Endpoint[SiteBuilderRenameRequest, Nothing]{
	Name: "cndns.site_builder.rename", Path: "/sitestarpro/changename.aspx",
	Title:  endpoint.Words{Zh: "自定义网站管理名称", En: "Change the management name of a site"},
	Effect: endpoint.Set, Doc: "十二、12",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "webname"),
		"19101": endpoint.Invalid.Means("新的自定义名称非法", "illegal new name", "newname"),
		"19102": endpoint.Failed.Means("修改失败", "change failed"),
	},
}

// SiteBuilderRenameRequest gives a site another name of small letters and digits.
type SiteBuilderRenameRequest struct {
	WebName string `param:"webname" rule:"required,no-space" zh:"旧的管理名称" en:"Old management name"`
	NewName string `param:"newname" rule:"required,len=6..18,pattern=lower-alnum" zh:"新的管理名称" en:"New management name"`
}

// SiteBuilderRename changes a site's management name; from then on every call needs the new
// one, and a second sending finds no site under the old.
func (c *Client) SiteBuilderRename(ctx context.Context, req SiteBuilderRenameRequest) error {
	return done(siteBuilderRename.Call(ctx, c.line, req))
}

var siteBuilderDetail = endpoint.Endpoint[SiteNamed, SiteBuilderSite]{
	Name: "cndns.site_builder.detail", Path: "/sitestarpro/getProDetail.aspx",
	Title:  endpoint.Words{Zh: "获取建站信息", En: "Get site details"},
	Effect: endpoint.Read, Doc: "十二、13",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "webname"),
		"10019": endpoint.Missing.Means("产品不在代理商名下", "product does not belong to the reseller"),
		"19104": endpoint.Failed.Means("产品信息获取失败", "product could not be read"),
	},
}

// SiteBuilderDetail reads a site. It also takes a site that was bought at the vendor's own
// pages into the account's management.
func (c *Client) SiteBuilderDetail(ctx context.Context, req SiteNamed) (SiteBuilderSite, error) {
	return siteBuilderDetail.Call(ctx, c.line, req)
}

var siteBuilderCaseParamList = endpoint.Endpoint[NoParams, SiteBuilderCaseParamListResponse]{
	Name: "cndns.site_builder.case_param_list", Path: "/sitestarpro/getCaseParamList.aspx",
	Title:  endpoint.Words{Zh: "获取建站案例参数信息", En: "List case (showcase) filters"},
	Effect: endpoint.Read, Doc: "十二、14",
}

// SiteBuilderCaseParamListResponse is what cases can be chosen by. The vendor sends a list
// of two parts, one with the colours and one with the categories.
type SiteBuilderCaseParamListResponse struct {
	Parts []SiteCaseFilters `answer:"."`
}

// SiteCaseFilters are colours or categories of cases.
type SiteCaseFilters struct {
	Colours    []SiteCaseColour   `answer:"colordetail"`
	Categories []SiteCaseCategory `answer:"category"`
}

// SiteCaseColour is a colour of cases.
type SiteCaseColour struct {
	ID   string `answer:"id"`
	Name string `answer:"color"`
}

// SiteCaseCategory is a category of cases with those below it.
type SiteCaseCategory struct {
	ID   string             `answer:"cateid|subcateid"`
	Name string             `answer:"catename|subcatename"`
	Sub  []SiteCaseCategory `answer:"subcategory"`
}

// SiteBuilderCaseParamList reads what cases can be chosen by.
func (c *Client) SiteBuilderCaseParamList(ctx context.Context) (SiteBuilderCaseParamListResponse, error) {
	return siteBuilderCaseParamList.Call(ctx, c.line, NoParams{})
}

var siteBuilderCaseList = endpoint.Endpoint[SiteBuilderCaseListRequest, SiteBuilderCaseListResponse]{
	Name: "cndns.site_builder.case_list", Path: "/sitestarpro/getSiteCaseList.aspx",
	Title:  endpoint.Words{Zh: "获取建站案例信息", En: "List cases (showcases)"},
	Effect: endpoint.Read, Doc: "十二、15",
}

// SiteBuilderCaseListRequest chooses cases by a subcategory, whose name the document's table
// and example spell differently, and by colour. Version is 0 PC, which is the default, 1
// mobile, 2 micro-site, 3 all in one.
type SiteBuilderCaseListRequest struct {
	Category string `param:"category" also:"subcategory" zh:"分类编号" en:"Category ID"`
	Colour   string `param:"color" zh:"颜色编号" en:"Colour number"`
	Version  string `param:"mobile" rule:"enum=0|1|2|3" zh:"案例类型" en:"Case type"`
}

// SiteBuilderCaseListResponse lists cases.
type SiteBuilderCaseListResponse struct {
	Cases []SiteCase `answer:"."`
}

// SiteCase is a finished site that is shown around. Colours may be several numbers, commas
// between; QRCodeURL is of mobile cases.
type SiteCase struct {
	Name           string `answer:"webname"`
	URL            string `answer:"viewurl"`
	ScreenshotURL  string `answer:"picurl"`
	ParentCategory string `answer:"parentcategory"`
	Category       string `answer:"subcategory|category"`
	Colours        string `answer:"color"`
	QRCodeURL      string `answer:"ewm"`
}

// SiteBuilderCaseList lists cases.
func (c *Client) SiteBuilderCaseList(ctx context.Context, req SiteBuilderCaseListRequest) (SiteBuilderCaseListResponse, error) {
	return siteBuilderCaseList.Call(ctx, c.line, req)
}

var siteBuilderBuyTemplate = endpoint.Endpoint[SiteBuilderBuyTemplateRequest, Nothing]{
	Name: "cndns.site_builder.buy_template", Path: "/sitestarpro/buyTemplate.aspx",
	Title:  endpoint.Words{Zh: "购买精美模板", En: "Buy a fine template"},
	Effect: endpoint.Buy, Doc: "十二、16",
	Errors: endpoint.Codes{
		"10034": endpoint.Denied.Means("用户名非法", "illegal user name"),
		"19118": endpoint.Invalid.Means("请选择合法的模板", "choose a legal template", "template"),
		"10019": endpoint.Missing.Means("产品与用户名不匹配", "product does not match the user"),
		"19119": endpoint.Invalid.Means("该模板是免费模板不必购买", "template is free, no purchase needed", "template"),
		"10025": endpoint.Failed.Means("产品信息读取失败", "product could not be read"),
		"19120": endpoint.Failed.Means("模板购买失败", "template purchase failed"),
	},
}

// SiteBuilderBuyTemplateRequest buys a fine template for a site. WebName may end in -1 or -2
// (both mobile by the document, which contradicts its own title), -3 (PC and mobile) or -4
// (mini program).
type SiteBuilderBuyTemplateRequest struct {
	WebName  string `param:"webname" rule:"required,no-space" zh:"管理名称 (可带 -1 至 -4)" en:"Management name, may end in -1 to -4"`
	Template string `param:"template" rule:"required" zh:"模板编号" en:"Template ID"`
	Coupon   string `param:"signature" zh:"优惠券" en:"Coupon code"`
}

// SiteBuilderBuyTemplate buys a template, which a site can have once. A coupon that cannot be
// used is no error: the balance is charged. Look coupons up first.
func (c *Client) SiteBuilderBuyTemplate(ctx context.Context, req SiteBuilderBuyTemplateRequest) error {
	return done(siteBuilderBuyTemplate.Call(ctx, c.line, req))
}

var siteBuilderCopy = endpoint.Endpoint[SiteBuilderCopyRequest, Nothing]{
	Name: "cndns.site_builder.copy", Path: "/sitestarpro/getCorysite.aspx",
	Title:  endpoint.Words{Zh: "站点复制", En: "Copy a site (buys a new one)"},
	Effect: endpoint.Buy, Doc: "十二、17",
	Errors: endpoint.Codes{
		"10045": endpoint.Invalid.Means("复制对象不能小于当前被复制订单所属产品型号 (shop>ulti>pro 及 pro 可以复制 ulti 和 shop 的型号, 以此类推 )", "the copy cannot be of a lower plan than the source (shop > ulti > pro)", "Websitetag"),
	},
}

// SiteBuilderCopyRequest orders a site that equals another but for years, name and plan,
// which is the same or a higher one.
type SiteBuilderCopyRequest struct {
	WebName string   `param:"webname" rule:"required,no-space" zh:"被复制的管理名称" en:"Management name of the site to copy"`
	Years   int      `param:"years" rule:"required,min=1,max=5" zh:"复制年限" en:"Years"`
	Plan    SitePlan `param:"Websitetag" rule:"required,enum=pro|ulti|shop" zh:"建站标签" en:"Plan of the copy"`
	Discounts
}

// SiteBuilderCopy buys a copy of a site and charges the balance; every sending buys another.
// The answer does not name the new site.
func (c *Client) SiteBuilderCopy(ctx context.Context, req SiteBuilderCopyRequest) error {
	return done(siteBuilderCopy.Call(ctx, c.line, req))
}
