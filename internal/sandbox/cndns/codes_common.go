package cndns

// commonCodes are the result tables of chapter 17 (common functions) of the
// document, version 2.2.1.
var commonCodes = codeTables{
	"cndns.common.check_product_name": {
		"10012": "代理商用户名为空",
		"10027": "产品名称为空",
		"10028": "产品类型为空",
		"10029": "产品类型非法",
		"10030": "产品名称非法",
		"10031": "产品名称已使用",
		"10049": "企推宝公司名称不可用",
		"10050": "企推宝手机号码不可用",
		"10051": "企推宝邮箱不可用",
	},
	"cndns.common.account_finance": {
		"10012": "代理商用户名为空",
	},
	"cndns.common.product_price": {
		"10001": "价格查询失败,有错误消息提示",
	},
	"cndns.common.renew_price": {
		"10000": "成功",
		"10001": "价格查询失败,有错误消息提示",
	},
}
