package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// smsCalls are the calls of "十四、短信营销 (SMS)".
var smsCalls = []endpoint.Any{
	smsCreate,
	smsModifyPassword,
	smsBuyPoints,
	smsDetail,
	smsRestPoints,
	smsLoginURL,
}

// SMSNamed is the request of a call that needs an SMS account only, such as sms123456.
type SMSNamed struct {
	Account string `param:"account" rule:"required,no-space" zh:"产品账户" en:"Product account"`
}

// SMSProduct is an SMS account.
type SMSProduct struct {
	Account      string          `answer:"account,required"`
	Password     endpoint.Secret `answer:"password"`
	PointsBought int             `answer:"buypoints"` // one point sends one message
	PointsLeft   int             `answer:"restpoints"`
	BoughtAt     Time            `answer:"buytime"`
}

var smsCreate = endpoint.Endpoint[SMSCreateRequest, SMSProduct]{
	Name: "cndns.sms.create", Path: "/sms/createorder.aspx",
	Title:  endpoint.Words{Zh: "下单购买", En: "Buy an SMS marketing product"},
	Effect: endpoint.Buy, Accepts: endpoint.Always, Doc: "十四、1",
	Errors: endpoint.Codes{
		"21001": endpoint.Failed.Means("系统部署错误, 请联系我司客服人员", "system deployment error, contact support"),
		"21002": endpoint.Invalid.Means("联系人姓氏非法", "illegal contact family name", "lastname"),
		"21003": endpoint.Invalid.Means("联系人姓名非法", "illegal contact given name", "firstname"),
		"21004": endpoint.Invalid.Means("购买点数非法", "illegal number of points", "points"),
		"21005": endpoint.Failed.Means("产品购买失败", "purchase failed"),
		"21007": endpoint.Invalid.Means("管理员姓名非法, 仅支持字母、数字、中文, 长度 2-50 位", "illegal administrator name: letters, digits, Chinese; 2-50", "adminname"),
		"21008": endpoint.Invalid.Means("管理员身份证号码非法", "illegal administrator ID card number", "adminid"),
		"21009": endpoint.Invalid.Means("公司名称非法, 仅支持字母、数字、中文、点、半角逗号; 长度 2-150 位", "illegal company name: letters, digits, Chinese, dot, comma; 2-150", "company"),
		"21010": endpoint.Invalid.Means("公司证件号码非法", "illegal company certificate number", "yyzz"),
		"21011": endpoint.Invalid.Means("法人姓名非法", "illegal legal representative name", "corporation"),
		"21012": endpoint.Invalid.Means("法人身份证号码非法", "illegal legal representative ID card number", "corporationid"),
	},
}

// SMSCreateRequest orders an SMS account. People at the vendor hold the last six before
// the coupon against the registers. 21009 allows a comma in the company's name, which the
// document's appendix forbids everywhere: there is none here.
type SMSCreateRequest struct {
	FamilyName     string          `param:"lastname" rule:"required,pattern=han-alnum" zh:"联系人姓氏" en:"Contact family name"`
	GivenName      string          `param:"firstname" rule:"required,pattern=han-alnum" zh:"联系人姓名" en:"Contact given name"`
	Points         int             `param:"points" rule:"required,enum=3000|10000|30000|50000|100000" zh:"购买点数" en:"Points to buy"`
	AdminName      string          `param:"adminname" rule:"required,len=2..50,pattern=han-alnum" zh:"管理员姓名" en:"Administrator name"`
	AdminID        endpoint.Secret `param:"adminid" rule:"required,pattern=id-card" zh:"管理员身份证号码" en:"Administrator ID card number"`
	Company        string          `param:"company" rule:"required,len=2..150,pattern=company" zh:"公司名称" en:"Company name"`
	Licence        string          `param:"yyzz" rule:"required,pattern=alnum" zh:"营业执照号码" en:"Business licence number"`
	Representative string          `param:"corporation" rule:"required,pattern=han-alnum" zh:"法人姓名" en:"Legal representative"`
	RepresentID    endpoint.Secret `param:"corporationid" rule:"required,pattern=id-card" zh:"法人身份证号码" en:"Legal representative ID card number"`
	Coupon         string          `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher        string          `param:"voucherid" zh:"代金券" en:"Cash voucher code"`
}

// SMSCreate buys an SMS account, which the vendor names, and charges the balance. People
// review it within about a working day; after a refusal SMSDetail finds no such product. A
// second sending buys a second one.
func (c *Client) SMSCreate(ctx context.Context, req SMSCreateRequest) (SMSProduct, error) {
	return smsCreate.Call(ctx, c.line, req)
}

var smsModifyPassword = endpoint.Endpoint[SMSPasswordRequest, Nothing]{
	Name: "cndns.sms.modify_password", Path: "/SMS/modifypass.aspx",
	Title:  endpoint.Words{Zh: "修改密码", En: "Change the SMS password"},
	Effect: endpoint.Set, Doc: "十四、2",
	Errors: endpoint.Codes{
		"21101": endpoint.Invalid.Means("产品账户非法", "illegal product account", "account"),
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"21102": endpoint.Invalid.Means("账户密码非法", "illegal account password", "password"),
		"21103": endpoint.Invalid.Means("密码包含非法字符", "password contains illegal characters", "password"),
		"21104": endpoint.Failed.Means("密码修改失败", "password change failed"),
	},
}

// SMSPasswordRequest sets an account's password, in which { and } must not both stand.
type SMSPasswordRequest struct {
	SMSNamed
	Password endpoint.Secret `param:"password" rule:"required,pattern=one-brace" zh:"账户密码" en:"New password"`
}

// SMSModifyPassword sets the password of an SMS account.
func (c *Client) SMSModifyPassword(ctx context.Context, req SMSPasswordRequest) error {
	return done(smsModifyPassword.Call(ctx, c.line, req))
}

var smsBuyPoints = endpoint.Endpoint[SMSPointsRequest, Nothing]{
	Name: "cndns.sms.buy_points", Path: "/sms/upoints.aspx",
	Title:  endpoint.Words{Zh: "购买点数", En: "Buy SMS points"},
	Effect: endpoint.Buy, Doc: "十四、3",
	Errors: endpoint.Codes{
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"21105": endpoint.Invalid.Means("购买点数格式非法", "illegal format of the points", "points"),
		"21106": endpoint.Invalid.Means("购买点数非法", "illegal number of points", "points"),
		"21107": endpoint.Failed.Means("购买点数失败", "buying points failed"),
	},
}

// SMSPointsRequest buys points for an account; one on the 互亿无线 channel cannot buy 1000.
type SMSPointsRequest struct {
	SMSNamed
	Points int `param:"points" rule:"required,enum=1000|10000|30000|50000|100000" zh:"购买点数" en:"Points to buy"`
}

// SMSBuyPoints buys points and charges the balance. Every sending buys again.
func (c *Client) SMSBuyPoints(ctx context.Context, req SMSPointsRequest) error {
	return done(smsBuyPoints.Call(ctx, c.line, req))
}

var smsDetail = endpoint.Endpoint[SMSNamed, SMSProduct]{
	Name: "cndns.sms.detail", Path: "/sms/getdetail.aspx",
	Title:  endpoint.Words{Zh: "获取订单详情", En: "Get SMS details"},
	Effect: endpoint.Read, Doc: "十四、4",
	Errors: endpoint.Codes{
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
	},
}

// SMSDetail reads an SMS account, also one that was bought on the vendor's site. It is
// missing once the vendor's review has refused it.
func (c *Client) SMSDetail(ctx context.Context, req SMSNamed) (SMSProduct, error) {
	return smsDetail.Call(ctx, c.line, req)
}

var smsRestPoints = endpoint.Endpoint[SMSNamed, PointsResponse]{
	Name: "cndns.sms.rest_points", Path: "/SMS/getRestPoints.aspx",
	Title:  endpoint.Words{Zh: "获取剩余点数", En: "Get the remaining SMS points"},
	Effect: endpoint.Read, Doc: "十四、5",
	Errors: endpoint.Codes{
		"20002": endpoint.Invalid.Means("产品账户非法", "illegal product account", "account"),
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"20104": endpoint.Conflict.Means("该订单无法获取剩余点数", "remaining points cannot be read for this order"),
		"20103": endpoint.Failed.Means("点数获取失败", "reading the points failed"),
	},
}

// SMSRestPoints reads how many points an SMS account has left.
func (c *Client) SMSRestPoints(ctx context.Context, req SMSNamed) (PointsResponse, error) {
	return smsRestPoints.Call(ctx, c.line, req)
}

var smsLoginURL = endpoint.Endpoint[SMSNamed, LoginURLResponse]{
	Name: "cndns.sms.login_url", Path: "/SMS/getLoginURL.aspx",
	Title:  endpoint.Words{Zh: "获取一键登录地址", En: "Get the SMS one-click login URL"},
	Effect: endpoint.Read, Doc: "十四、6",
	Errors: endpoint.Codes{
		"20002": endpoint.Invalid.Means("产品账户非法", "illegal product account", "account"),
		"10019": endpoint.Missing.Means("产品不在会员名下", "product does not belong to the member", "account"),
		"21109": endpoint.Failed.Means("链接获取失败", "failed to obtain the link"),
	},
}

// SMSLoginURL asks for an address that logs in to an SMS account.
func (c *Client) SMSLoginURL(ctx context.Context, req SMSNamed) (LoginURLResponse, error) {
	return smsLoginURL.Call(ctx, c.line, req)
}
