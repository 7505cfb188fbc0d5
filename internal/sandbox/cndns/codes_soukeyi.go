package cndns

// soukeyiCodes are the result tables of "十六、搜客易" of the document, version 2.2.1.
var soukeyiCodes = codeTables{
	"cndns.soukeyi.create": {
		"10012": "参数为空",
		"10014": "代理商会员名不能为空",
		"10042": "优惠券不存在",
		"10043": "当前优惠券码不能使用",
		"10046": "代金券不存在",
	},
	"cndns.soukeyi.renew": {
		"10012": "参数为空",
		"10014": "代理商会员名不能为空",
		"21101": "产品账户非法",
		"10025": "获取产品信息失败",
	},
	"cndns.soukeyi.upgrade": {
		"10012": "参数为空",
		"10014": "代理商会员名不能为空",
		"10025": "获取订单信息失败",
	},
	"cndns.soukeyi.detail": {
		"10012": "参数为空",
		"10014": "代理商会员名不能为空",
		"10025": "获取订单信息失败",
	},
	"cndns.soukeyi.upgrade_list": {
		"10012": "参数为空",
		"10014": "代理商会员名不能为空",
		"20002": "产品账户非法",
		"10025": "获取订单信息失败",
	},
}
