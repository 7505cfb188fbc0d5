package cndns

import "tangelo/internal/vendors/endpoint"

// commonCodes are the codes of the authentication, and the money codes that the document
// leaves out of some purchases' tables. Any call may answer them.
var commonCodes = endpoint.Codes{
	"10001": endpoint.Denied.Means("您提交的 IP 被禁止,请到 API 管理处添加您的 IP 地址", "IP address not allowed: add it in the API management page"),
	"10002": endpoint.Denied.Means("您 API 已超过有效期", "API access has expired"),
	"10003": endpoint.Denied.Means("您 API 申请还处于待审中", "API application still under review"),
	"10004": endpoint.Denied.Means("您 API 被禁止使用", "API access is disabled"),
	"10005": endpoint.Denied.Means("您无权使用 API", "no right to use the API"),
	"10006": endpoint.Denied.Means("API 密码获取失败", "failed to read the API password"),
	"10007": endpoint.Denied.Means("用户信息读取失败", "failed to read the user information"),
	"10008": endpoint.Denied.Means("提交的验证串错误", "wrong checksum"),
	"10011": endpoint.Invalid.Means("参数包含非法关键字", "parameter contains a forbidden keyword"),
	"10012": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
	"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
	"10019": endpoint.Missing.Means("产品不在代理商名下", "product is not yours"),
	"10021": endpoint.Unfunded.Means("代理商金额不足", "insufficient balance"),
	"10022": endpoint.Denied.Means("请不要进行非法访问,您的信息已被记录", "illegal access, it has been recorded"),
	"10023": endpoint.Denied.Means("您 IP 已在黑名单无法使用 API 接口", "IP is blacklisted"),
	"10035": endpoint.Denied.Means("提交时间非法", "illegal submission time"),
	"10036": endpoint.Unclear.Means("请求已经受理,请勿重复提交", "request already accepted, do not repeat it"),
	"10041": endpoint.Denied.Means("只能是当天操作时间", "the time must be of the current day"),
	"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
	"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
	"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	"17102": endpoint.Missing.Means("产品不在代理商名下", "product is not yours"),
}
