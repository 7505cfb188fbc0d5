package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// edmCalls are the calls of "十三、批量邮 (EDM)".
var edmCalls = []endpoint.Any{
	edmCreate,
	edmModifyPassword,
	edmBuyPoints,
	edmDetail,
	edmRestPoints,
	edmLoginURL,
}

// EDMNamed is the request of a call that needs a bulk-mail account only, an e-mail address.
type EDMNamed struct {
	Account string `param:"account" rule:"required,pattern=email" zh:"产品账户" en:"Product account"`
}

// EDMProduct is a bulk-mail account. LoginURL is the page where Account and Password are
// typed.
type EDMProduct struct {
	Account  string          `answer:"account,required"`
	Password endpoint.Secret `answer:"password"`
	Points   int             `answer:"points"` // one point sends one mail
	LoginURL string          `answer:"weburl"`
}

// PointsResponse is how many points an account has left.
type PointsResponse struct {
	Points int `answer:"."`
}

var edmCreate = endpoint.Endpoint[EDMCreateRequest, EDMProduct]{
	Name: "cndns.edm.create", Path: "/EDM/createorder.aspx",
	Title:  endpoint.Words{Zh: "下单购买", En: "Buy an EDM (bulk mail) product"},
	Effect: endpoint.Buy, Doc: "十三、1",
	Errors: endpoint.Codes{ // 20002 to 20004 are of a time when the buyer named the account
		"20002": endpoint.Invalid.Means("产品账户非法", "illegal product account"),
		"20003": endpoint.AlreadyDone.Means("产品账户已使用", "product account already used"),
		"20004": endpoint.Invalid.Means("账户密码非法", "illegal account password"),
		"20005": endpoint.Invalid.Means("联系人姓氏非法", "illegal contact family name", "lastname"),
		"20006": endpoint.Invalid.Means("联系人姓名非法", "illegal contact given name", "firstname"),
		"20007": endpoint.Invalid.Means("购买点数非法", "illegal number of points", "points"),
		"20008": endpoint.Failed.Means("购买失败", "purchase failed"),
	},
}

// EDMCreateRequest orders a bulk-mail account for a contact.
type EDMCreateRequest struct {
	FamilyName string `param:"lastname" rule:"required,pattern=han-alnum" zh:"联系人姓氏" en:"Contact family name"`
	GivenName  string `param:"firstname" rule:"required,pattern=han-alnum" zh:"联系人姓名" en:"Contact given name"`
	Points     int    `param:"points" rule:"required,enum=10000|30000|50000|100000" zh:"购买点数" en:"Points to buy"`
	Coupon     string `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher    string `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// EDMCreate buys a bulk-mail account, which the vendor names, and charges the balance. A
// second sending buys a second one.
func (c *Client) EDMCreate(ctx context.Context, req EDMCreateRequest) (EDMProduct, error) {
	return edmCreate.Call(ctx, c.line, req)
}

var edmModifyPassword = endpoint.Endpoint[EDMPasswordRequest, Nothing]{
	Name: "cndns.edm.modify_password", Path: "/EDM/modifypass.aspx",
	Title:  endpoint.Words{Zh: "修改密码", En: "Change the EDM password"},
	Effect: endpoint.Set, Doc: "十三、2",
	Errors: endpoint.Codes{
		"20002": endpoint.Invalid.Means("产品账户非法", "illegal product account", "account"),
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"20004": endpoint.Invalid.Means("账户密码非法", "illegal account password", "password"),
		"20101": endpoint.Failed.Means("密码修改失败", "password change failed"),
	},
}

// EDMPasswordRequest sets an account's password, in which { and } must not both stand.
type EDMPasswordRequest struct {
	EDMNamed
	Password endpoint.Secret `param:"password" rule:"required,pattern=one-brace" zh:"账户密码" en:"New password"`
}

// EDMModifyPassword sets the password of a bulk-mail account.
func (c *Client) EDMModifyPassword(ctx context.Context, req EDMPasswordRequest) error {
	return done(edmModifyPassword.Call(ctx, c.line, req))
}

var edmBuyPoints = endpoint.Endpoint[EDMPointsRequest, Nothing]{
	Name: "cndns.edm.buy_points", Path: "/EDM/upoints.aspx",
	Title:  endpoint.Words{Zh: "购买点数", En: "Buy EDM points"},
	Effect: endpoint.Buy, Doc: "十三、3",
	Errors: endpoint.Codes{
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"20007": endpoint.Invalid.Means("购买点数非法", "illegal number of points", "points"),
		"20102": endpoint.Failed.Means("点数购买失败", "buying points failed"),
	},
}

// EDMPointsRequest buys points for an account.
type EDMPointsRequest struct {
	EDMNamed
	Points int `param:"points" rule:"required,enum=1000|10000|30000|50000|100000" zh:"购买点数" en:"Points to buy"`
}

// EDMBuyPoints buys points and charges the balance. Every sending buys again.
func (c *Client) EDMBuyPoints(ctx context.Context, req EDMPointsRequest) error {
	return done(edmBuyPoints.Call(ctx, c.line, req))
}

var edmDetail = endpoint.Endpoint[EDMNamed, EDMProduct]{
	Name: "cndns.edm.detail", Path: "/EDM/getdetail.aspx",
	Title:  endpoint.Words{Zh: "获取订单详情", En: "Get EDM details"},
	Effect: endpoint.Read, Doc: "十三、4",
	Errors: endpoint.Codes{
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
	},
}

// EDMDetail reads a bulk-mail account, also one that was bought on the vendor's site.
func (c *Client) EDMDetail(ctx context.Context, req EDMNamed) (EDMProduct, error) {
	return edmDetail.Call(ctx, c.line, req)
}

var edmRestPoints = endpoint.Endpoint[EDMNamed, PointsResponse]{
	Name: "cndns.edm.rest_points", Path: "/EDM/getRestPoints.aspx",
	Title:  endpoint.Words{Zh: "获取剩余点数", En: "Get the remaining EDM points"},
	Effect: endpoint.Read, Doc: "十三、5",
	Errors: endpoint.Codes{
		"20002": endpoint.Invalid.Means("产品账户非法", "illegal product account", "account"),
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"20104": endpoint.Conflict.Means("该订单无法获取剩余点数", "remaining points cannot be read for this order"),
		"20103": endpoint.Failed.Means("点数获取失败", "reading the points failed"),
	},
}

// EDMRestPoints reads how many points a bulk-mail account has left.
func (c *Client) EDMRestPoints(ctx context.Context, req EDMNamed) (PointsResponse, error) {
	return edmRestPoints.Call(ctx, c.line, req)
}

var edmLoginURL = endpoint.Endpoint[EDMNamed, LoginURLResponse]{
	Name: "cndns.edm.login_url", Path: "/EDM/getLoginURL.aspx",
	Title:  endpoint.Words{Zh: "获取一键登录地址", En: "Get the EDM one-click login URL"},
	Effect: endpoint.Read, Doc: "十三、6",
	Errors: endpoint.Codes{
		"20002": endpoint.Invalid.Means("产品账户非法", "illegal product account", "account"),
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"20105": endpoint.Failed.Means("链接获取失败", "failed to obtain the link"),
	},
}

// EDMLoginURL asks for an address that logs in. For an account of another registrar than
// CNDNS it is the login page, where name and password are typed.
func (c *Client) EDMLoginURL(ctx context.Context, req EDMNamed) (LoginURLResponse, error) {
	return edmLoginURL.Call(ctx, c.line, req)
}
