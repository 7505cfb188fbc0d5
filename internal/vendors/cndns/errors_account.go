package cndns

import "tangelo/internal/vendors/endpoint"

// Error codes of account and prices, by call, in the order of the document.
var (
	checkProductNameCodes = endpoint.Codes{ // cndns.common.check_product_name
		"10012": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10027": endpoint.Invalid.Means("产品名称为空", "product name is empty", "praname"),
		"10028": endpoint.Invalid.Means("产品类型为空", "product type is empty", "protype"),
		"10029": endpoint.Invalid.Means("产品类型非法", "illegal product type", "protype"),
		"10030": endpoint.Invalid.Means("产品名称非法", "illegal product name", "praname"),
		"10031": endpoint.AlreadyDone.Means("产品名称已使用", "product name already used", "praname"),
		"10049": endpoint.Conflict.Means("企推宝公司名称不可用", "Qituibao company name not available"),
		"10050": endpoint.Conflict.Means("企推宝手机号码不可用", "Qituibao mobile number not available"),
		"10051": endpoint.Conflict.Means("企推宝邮箱不可用", "Qituibao e-mail not available"),
	}

	productPriceCodes = endpoint.Codes{ // cndns.common.product_price
		"10001": endpoint.Failed.Means("价格查询失败,有错误消息提示", "price query failed, with an error message"),
	}

	renewPriceCodes = endpoint.Codes{ // cndns.common.renew_price
		"10001": endpoint.Failed.Means("价格查询失败,有错误消息提示", "price query failed, with an error message"),
	}
)
