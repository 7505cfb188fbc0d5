package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// qituibaoCalls are the calls of "十五、企推宝".
var qituibaoCalls = []endpoint.Any{
	qituibaoCreate,
	qituibaoRenew,
	qituibaoUpgrade,
	qituibaoDetail,
	qituibaoUpgradeList,
	qituibaoKeywordIndex,
	qituibaoCheckDomain,
}

// QituibaoKind is one of the Qituibao products.
type QituibaoKind string

// The Qituibao products: trade (商贸), promotion (推广) and all-round (全能), each in sizes.
const (
	QituibaoTradeEntry        QituibaoKind = "1"
	QituibaoTradeStandard     QituibaoKind = "2"
	QituibaoTradeFlagship     QituibaoKind = "3"
	QituibaoPromotionEntry    QituibaoKind = "4"
	QituibaoPromotionStandard QituibaoKind = "5"
	QituibaoAllRoundEntry     QituibaoKind = "6"
	QituibaoAllRoundStandard  QituibaoKind = "7"
	QituibaoAllRoundFlagship  QituibaoKind = "8"
)

// QituibaoNamed is the request of a call that needs an order's management name only, such
// as qtb123456.
type QituibaoNamed struct {
	Name string `param:"nme" rule:"required,no-space" zh:"订单管理名称" en:"Management name"`
}

// QituibaoOrder is a Qituibao order. Account to Landline are of trade and all-round
// products, Domain to SecondKeyword of promotion; the vendor has keys for either kind.
type QituibaoOrder struct {
	Name          string          `answer:"s_nme|y_nme,required"`
	Password      endpoint.Secret `answer:"s_o2|y_ext1"`
	Product       QituibaoKind    `answer:"s_prd|y_prd"`
	Description   string          `answer:"g_nme"`
	Member        string          `answer:"s_unme|y_unme"`
	OpenedAt      Time            `answer:"s_addtme|y_addtme"`
	ExpiresAt     Time            `answer:"s_exptme|y_exptme"`
	Company       string          `answer:"s_copnme_cn|y_customername"`
	Account       string          `answer:"s_o1"`
	Email         string          `answer:"s_eml"`
	Mobile        string          `answer:"s_o8"`
	Contact       string          `answer:"s_o7"`
	Landline      string          `answer:"s_tel"`
	Domain        string          `answer:"y_sitedomain"`
	Keyword       string          `answer:"y_setkeywordinfo"`
	LongKeyword   string          `answer:"y_setlongwordrule"`
	RegionKeyword string          `answer:"y_setcitylongwordrule"`
	SecondKeyword string          `answer:"y_ext6"`
	Years         string          `answer:"s_yarcnt|y_years"` // missing in the answer to a trade or all-round order
	State         string          `answer:"s_regstt|y_regstt"`
}

var qituibaoCreate = endpoint.Endpoint[QituibaoCreateRequest, QituibaoOrder]{
	Name: "cndns.qituibao.create", Path: "/qituibao/createorder.aspx",
	Title:  endpoint.Words{Zh: "下单购买", En: "Buy a Qituibao product"},
	Effect: endpoint.Buy, Doc: "十五、1",
	Errors: endpoint.Codes{
		"21001": endpoint.Failed.Means("系统部署错误, 请联系我司客服人员", "system deployment error, contact support"),
		"10049": endpoint.AlreadyDone.Means("公司名称不可用", "company name not available", "companyname"),
		"10050": endpoint.AlreadyDone.Means("手机号码不可用", "mobile number not available", "mobile"),
		"10051": endpoint.AlreadyDone.Means("电子邮箱不可用", "e-mail not available", "email"),
		"21005": endpoint.Failed.Means("产品购买失败", "purchase failed"),
	},
}

// QituibaoCreateRequest orders a product. Mobile to Contact are for trade and all-round
// products, Domain to RegionKeyword for promotion. Place is 1 Shanghai, 2 overseas, 3
// Beijing, 4 Guangzhou or 6 Microsoft's cloud. The example counts the term in years by
// "termtype=5", which the table leaves out: it is sent.
type QituibaoCreateRequest struct {
	Product       QituibaoKind `param:"prd" rule:"required,enum=1|2|3|4|5|6|7|8" zh:"产品编号" en:"Product"`
	Years         int          `param:"term" also:"termtype=5" rule:"required,min=1" zh:"年数" en:"Years"`
	Company       string       `param:"companyname" rule:"required" zh:"公司全称" en:"Full company name"`
	Mobile        string       `param:"mobile" rule:"required@prd=1|2|3|6|7|8,pattern=mobile" zh:"手机号码" en:"Mobile phone"`
	Email         string       `param:"email" rule:"required@prd=1|2|3|6|7|8,pattern=email" zh:"电子邮箱" en:"E-mail"`
	Landline      string       `param:"telephone" zh:"座机号码" en:"Landline"`
	Contact       string       `param:"linkman" zh:"联系人姓名" en:"Contact name"`
	Place         string       `param:"place" rule:"required,enum=1|2|3|4|6" zh:"机房" en:"Data centre"`
	Domain        string       `param:"domain" rule:"required@prd=4|5,pattern=domain" zh:"客户域名" en:"Customer domain"`
	Keyword       string       `param:"keyword" rule:"required@prd=4|5" zh:"主关键词" en:"Main keyword"`
	SecondKeyword string       `param:"secKeyword" zh:"副关键词" en:"Secondary keyword"`
	LongKeyword   string       `param:"longWord" rule:"required@prd=4|5" zh:"一般关键词" en:"General keywords"`
	RegionKeyword string       `param:"cityLongWord" rule:"required@prd=4|5" zh:"地区性关键词" en:"Regional keywords"`
	Coupon        string       `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher       string       `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// QituibaoCreate buys a product and charges the balance. Company, mobile and e-mail must
// be new to the vendor, see CheckProductName; a second sending finds them taken.
func (c *Client) QituibaoCreate(ctx context.Context, req QituibaoCreateRequest) (QituibaoOrder, error) {
	return qituibaoCreate.Call(ctx, c.line, req)
}

var qituibaoRenew = endpoint.Endpoint[QituibaoRenewRequest, Nothing]{
	Name: "cndns.qituibao.renew", Path: "/qituibao/RenewOrder.aspx",
	Title:  endpoint.Words{Zh: "续费", En: "Renew a Qituibao product"},
	Effect: endpoint.Buy, Doc: "十五、2",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("订单管理名称为空", "management name is empty", "nme"),
		"10016": endpoint.Invalid.Means("续费年限非法[范围请参考订单]", "illegal renewal years (range as in the order)", "term"),
		"13010": endpoint.Failed.Means("产品续费失败", "renewal failed"),
	},
}

// QituibaoRenewRequest renews an order for some years.
type QituibaoRenewRequest struct {
	QituibaoNamed
	Years   int    `param:"term" also:"termtype=5" rule:"required,min=1" zh:"年数" en:"Years"`
	Coupon  string `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher string `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// QituibaoRenew renews an order and charges the balance. A second sending renews again.
func (c *Client) QituibaoRenew(ctx context.Context, req QituibaoRenewRequest) error {
	return done(qituibaoRenew.Call(ctx, c.line, req))
}

var qituibaoUpgrade = endpoint.Endpoint[QituibaoUpgradeRequest, Nothing]{
	Name: "cndns.qituibao.upgrade", Path: "/qituibao/UpgradeOrder.aspx",
	Title:  endpoint.Words{Zh: "升级", En: "Upgrade a Qituibao product"},
	Effect: endpoint.Buy, Doc: "十五、3",
	Errors: endpoint.Codes{
		"10025": endpoint.Missing.Means("获取订单信息失败", "no such order", "nme"),
		"14101": endpoint.Failed.Means("升级失败", "upgrade failed"),
	},
}

// QituibaoUpgradeRequest makes an order a larger product, one that QituibaoUpgradeList
// offers. The table of this call knows three products only, for it is older than the rest.
type QituibaoUpgradeRequest struct {
	QituibaoNamed
	Product QituibaoKind `param:"newprd" rule:"required,enum=1|2|3|4|5|6|7|8" zh:"新产品编号" en:"New product"`
}

// QituibaoUpgrade makes an order a larger product and charges the balance.
func (c *Client) QituibaoUpgrade(ctx context.Context, req QituibaoUpgradeRequest) error {
	return done(qituibaoUpgrade.Call(ctx, c.line, req))
}

var qituibaoDetail = endpoint.Endpoint[QituibaoNamed, QituibaoOrder]{
	Name: "cndns.qituibao.detail", Path: "/qituibao/getDetails.aspx",
	Title:  endpoint.Words{Zh: "获取订单信息", En: "Get Qituibao details"},
	Effect: endpoint.Read, Doc: "十五、4",
	Errors: endpoint.Codes{
		"10025": endpoint.Missing.Means("获取订单信息失败", "no such order", "nme"),
	},
}

// QituibaoDetail reads an order.
func (c *Client) QituibaoDetail(ctx context.Context, req QituibaoNamed) (QituibaoOrder, error) {
	return qituibaoDetail.Call(ctx, c.line, req)
}

var qituibaoUpgradeList = endpoint.Endpoint[QituibaoNamed, QituibaoUpgradeListResponse]{
	Name: "cndns.qituibao.upgrade_list", Path: "/qituibao/getUpgradeList.aspx",
	Title:  endpoint.Words{Zh: "获取可升级列表", En: "List possible upgrades of a Qituibao product"},
	Effect: endpoint.Read, Doc: "十五、5",
	Errors: endpoint.Codes{
		"10025": endpoint.Missing.Means("订单信息获取失败", "no such order", "nme"),
	},
}

// QituibaoUpgradeListResponse are the products that an order can become.
type QituibaoUpgradeListResponse struct {
	Upgrades []QituibaoOption `answer:"."`
}

// QituibaoOption is a product that an order can become.
type QituibaoOption struct {
	Product QituibaoKind `answer:"s_prd,required"`
}

// QituibaoUpgradeList reads the products that an order can become.
func (c *Client) QituibaoUpgradeList(ctx context.Context, req QituibaoNamed) (QituibaoUpgradeListResponse, error) {
	return qituibaoUpgradeList.Call(ctx, c.line, req)
}

var qituibaoKeywordIndex = endpoint.Endpoint[QituibaoKeywordRequest, QituibaoIndexResponse]{
	Name: "cndns.qituibao.keyword_index", Path: "/qituibao/checkKeyword.aspx",
	Title:  endpoint.Words{Zh: "（推广）关键词综合指数查询", En: "Get the composite index of a keyword (promotion)"},
	Effect: endpoint.Read, Doc: "十五、6",
	Errors: endpoint.Codes{
		"10025": endpoint.Failed.Means("订单信息获取失败", "reading failed"),
	},
}

// QituibaoKeywordRequest names a keyword.
type QituibaoKeywordRequest struct {
	Keyword string `param:"keyword" rule:"required" zh:"关键词" en:"Keyword"`
}

// QituibaoIndexResponse is a keyword's composite index, a number whose range is not
// documented.
type QituibaoIndexResponse struct {
	Index string `answer:".,required"`
}

// QituibaoKeywordIndex asks how much a keyword is searched.
func (c *Client) QituibaoKeywordIndex(ctx context.Context, req QituibaoKeywordRequest) (QituibaoIndexResponse, error) {
	return qituibaoKeywordIndex.Call(ctx, c.line, req)
}

var qituibaoCheckDomain = endpoint.Endpoint[QituibaoDomainRequest, QituibaoDomainResponse]{
	Name: "cndns.qituibao.check_domain", Path: "/qituibao/CheckDomain.aspx",
	Title:  endpoint.Words{Zh: "（推广）验证域名是否已存在", En: "Check whether a domain already exists (promotion)"},
	Effect: endpoint.Read, Doc: "十五、7",
	Errors: endpoint.Codes{
		"10025": endpoint.Failed.Means("订单信息获取失败", "reading failed"),
	},
}

// QituibaoDomainRequest names a domain. The document spells the parameter wrongly, so the
// right spelling goes with it.
type QituibaoDomainRequest struct {
	Domain string `param:"dmoain" also:"domain" rule:"required,pattern=domain" zh:"客户域名" en:"Customer domain"`
}

// QituibaoDomainResponse is how many promotion orders have a domain; 0 means that it is free.
type QituibaoDomainResponse struct {
	Orders int `answer:"."`
}

// QituibaoCheckDomain tells whether a promotion order has a domain already.
func (c *Client) QituibaoCheckDomain(ctx context.Context, req QituibaoDomainRequest) (QituibaoDomainResponse, error) {
	return qituibaoCheckDomain.Call(ctx, c.line, req)
}
