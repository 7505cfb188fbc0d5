package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// soukeyiCalls are the calls of "十六、搜客易".
var soukeyiCalls = []endpoint.Any{
	soukeyiCreate,
	soukeyiRenew,
	soukeyiUpgrade,
	soukeyiDetail,
	soukeyiUpgradeList,
}

// SoukeyiKind is one of the Soukeyi products.
type SoukeyiKind string

// The Soukeyi products, by the search engines that they serve.
const (
	SoukeyiBaidu  SoukeyiKind = "1"
	SoukeyiGoogle SoukeyiKind = "2"
	SoukeyiBoth   SoukeyiKind = "3"
)

// SoukeyiNamed is the request of a call that needs an order's management name only, such
// as sky123456.
type SoukeyiNamed struct {
	Name string `param:"nme" rule:"required,no-space" zh:"订单管理名称" en:"Management name"`
}

// SoukeyiOrder is a Soukeyi order.
type SoukeyiOrder struct {
	Name        string          `answer:"s_nme,required"`
	Account     string          `answer:"s_unme"`
	Password    endpoint.Secret `answer:"s_pass"`
	Product     SoukeyiKind     `answer:"s_prd"`
	Description string          `answer:"g_nme"`
	OpenedAt    Time            `answer:"s_addtme"`
	ExpiresAt   Time            `answer:"s_exptme"`
	Capacity    string          `answer:"s_size"`
	Kind        string          `answer:"s_mod"`
	Years       string          `answer:"s_years"`
	State       string          `answer:"s_status"`
}

var soukeyiCreate = endpoint.Endpoint[SoukeyiCreateRequest, SoukeyiOrder]{
	Name: "cndns.soukeyi.create", Path: "/soukeyi/createorder.aspx",
	Title:  endpoint.Words{Zh: "下单购买 (产品已下线)", En: "Buy a Soukeyi product (offline)"},
	Effect: endpoint.Buy, Doc: "十六、1",
}

// SoukeyiCreateRequest orders a product. The example counts the term in years by
// "termtype=5", which the table leaves out: it is sent.
type SoukeyiCreateRequest struct {
	Product SoukeyiKind `param:"prd" rule:"required,enum=1|2|3" zh:"产品编号" en:"Product"`
	Years   int         `param:"term" also:"termtype=5" rule:"required,min=1" zh:"年数" en:"Years"`
	Coupon  string      `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher string      `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// SoukeyiCreate buys a product and charges the balance. The document says that it is no
// longer sold, so a refusal is what to expect. A second sending buys a second one.
func (c *Client) SoukeyiCreate(ctx context.Context, req SoukeyiCreateRequest) (SoukeyiOrder, error) {
	return soukeyiCreate.Call(ctx, c.line, req)
}

var soukeyiRenew = endpoint.Endpoint[SoukeyiRenewRequest, Nothing]{
	Name: "cndns.soukeyi.renew", Path: "/soukeyi/RenewOrder.aspx",
	Title:  endpoint.Words{Zh: "续费", En: "Renew a Soukeyi product"},
	Effect: endpoint.Buy, Doc: "十六、2",
	Errors: endpoint.Codes{
		"21101": endpoint.Invalid.Means("产品账户非法", "illegal product account", "nme"),
		"10025": endpoint.Missing.Means("获取产品信息失败", "no such product", "nme"),
	},
}

// SoukeyiRenewRequest renews an order for some years, counted as in SoukeyiCreateRequest;
// the example spells the parameter in another way, which is sent too.
type SoukeyiRenewRequest struct {
	SoukeyiNamed
	Years   int    `param:"term" also:"trem,termtype=5" rule:"required,min=1" zh:"年数" en:"Years"`
	Coupon  string `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher string `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// SoukeyiRenew renews an order of old and charges the balance. A second sending renews
// again.
func (c *Client) SoukeyiRenew(ctx context.Context, req SoukeyiRenewRequest) error {
	return done(soukeyiRenew.Call(ctx, c.line, req))
}

var soukeyiUpgrade = endpoint.Endpoint[SoukeyiUpgradeRequest, Nothing]{
	Name: "cndns.soukeyi.upgrade", Path: "/soukeyi/UpgradeOrder.aspx",
	Title:  endpoint.Words{Zh: "升级", En: "Upgrade a Soukeyi product"},
	Effect: endpoint.Buy, Doc: "十六、3",
	Errors: endpoint.Codes{
		"10025": endpoint.Missing.Means("获取订单信息失败", "no such order", "nme"),
	},
}

// SoukeyiUpgradeRequest makes an order another product, one that SoukeyiUpgradeList offers.
type SoukeyiUpgradeRequest struct {
	SoukeyiNamed
	Product SoukeyiKind `param:"newprd" rule:"required,enum=1|2|3" zh:"新产品编号" en:"New product"`
}

// SoukeyiUpgrade makes an order a larger product and charges the balance.
func (c *Client) SoukeyiUpgrade(ctx context.Context, req SoukeyiUpgradeRequest) error {
	return done(soukeyiUpgrade.Call(ctx, c.line, req))
}

var soukeyiDetail = endpoint.Endpoint[SoukeyiNamed, SoukeyiOrder]{
	Name: "cndns.soukeyi.detail", Path: "/soukeyi/getDetails.aspx",
	Title:  endpoint.Words{Zh: "获取订单详情", En: "Get Soukeyi details"},
	Effect: endpoint.Read, Doc: "十六、4",
	Errors: endpoint.Codes{
		"10025": endpoint.Missing.Means("获取订单信息失败", "no such order", "nme"),
	},
}

// SoukeyiDetail reads an order.
func (c *Client) SoukeyiDetail(ctx context.Context, req SoukeyiNamed) (SoukeyiOrder, error) {
	return soukeyiDetail.Call(ctx, c.line, req)
}

var soukeyiUpgradeList = endpoint.Endpoint[SoukeyiUpgradeListRequest, SoukeyiUpgradeListResponse]{
	Name: "cndns.soukeyi.upgrade_list", Path: "/soukeyi/getUpdatelist.aspx",
	Title:  endpoint.Words{Zh: "获取可升级列表", En: "List possible upgrades of a Soukeyi product"},
	Effect: endpoint.Read, Doc: "十六、5",
	Errors: endpoint.Codes{
		"20002": endpoint.Invalid.Means("产品账户非法", "illegal product account", "nme"),
		"10025": endpoint.Missing.Means("获取订单信息失败", "no such order", "nme"),
	},
}

// SoukeyiUpgradeListRequest names an order; the table and the example name the parameter in
// two ways, so both are sent.
type SoukeyiUpgradeListRequest struct {
	Name string `param:"nme" also:"account" rule:"required,no-space" zh:"订单管理名称" en:"Management name"`
}

// SoukeyiUpgradeListResponse are the products that an order can become.
type SoukeyiUpgradeListResponse struct {
	Upgrades []SoukeyiOption `answer:"."`
}

// SoukeyiOption is a product that an order can become.
type SoukeyiOption struct {
	Product SoukeyiKind `answer:"s_prd,required"`
}

// SoukeyiUpgradeList reads the products that an order can become.
func (c *Client) SoukeyiUpgradeList(ctx context.Context, req SoukeyiUpgradeListRequest) (SoukeyiUpgradeListResponse, error) {
	return soukeyiUpgradeList.Call(ctx, c.line, req)
}
