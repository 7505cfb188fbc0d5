package cndns

import "tangelo/internal/vendors/endpoint"

// Error codes of domains, by call, in the order of the document.
var (
	domainCheckCodes = endpoint.Codes{ // cndns.domain.check
		"10011": endpoint.Invalid.Means("参数包含非法关键字", "parameter contains a forbidden keyword"),
		"11101": endpoint.Invalid.Means("域名主体不能为空", "domain label is empty", "domain-name"),
		"11104": endpoint.Invalid.Means("域名格式不正确", "bad domain format", "domain-name"),
		"11102": endpoint.Invalid.Means("域名后缀不能为空", "domain suffix is empty", "tld"),
		"11105": endpoint.Invalid.Means("域名后缀格式不正确", "bad domain suffix format", "tld"),
		"11107": endpoint.Invalid.Means("不支持此后缀查询", "suffix not supported by the query", "tld"),
	}

	domainChangeOwnerCodes = endpoint.Codes{ // cndns.domain.change_owner
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11729": endpoint.Invalid.Means("联系人 ID 格式错误", "bad contact ID format", "userid"),
		"11726": endpoint.Conflict.Means("Gov.cn 行政域名不支持", "gov.cn domains are not supported"),
		"11701": endpoint.Missing.Means("域名订单不存在", "domain order does not exist"),
		"11722": endpoint.Missing.Means("联系人 ID 不存在", "contact ID does not exist", "userid"),
		"11725": endpoint.Conflict.Means("联系人 ID 不可用", "contact ID cannot be used", "userid"),
		"11727": endpoint.Conflict.Means("注册商非美橙互联不支持", "registrar is not CNDNS: not supported"),
		"11724": endpoint.Failed.Means("过户失败", "change of owner failed"),
	}

	transferInCodes = endpoint.Codes{ // cndns.domain.transfer_in
		"11731": endpoint.Invalid.Means("转移密码不能为空", "transfer password is empty", "authcode"),
		"11729": endpoint.Invalid.Means("联系人 ID 格式错误", "bad contact ID format", "userid"),
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11732": endpoint.Invalid.Means("不支持转入该后缀", "suffix cannot be transferred in", "domainname"),
		"11722": endpoint.Missing.Means("联系人 ID 不存在", "contact ID does not exist", "userid"),
		"11725": endpoint.Conflict.Means("联系人 ID 不可用", "contact ID cannot be used", "userid"),
		"11730": endpoint.Invalid.Means("绑定的域名格式错误", "bad format of the bound domain", "Bounddomain"),
		"11733": endpoint.Invalid.Means("绑定的域名后缀无效", "bad suffix of the bound domain", "Bounddomain"),
		"11734": endpoint.AlreadyDone.Means("已存在域名订单", "domain order already exists"),
		"11735": endpoint.AlreadyDone.Means("已存在转入订单", "transfer-in order already exists"),
		"11736": endpoint.Conflict.Means("Whois 禁止转移或域名已过期", "WHOIS forbids transfer or the domain has expired"),
		"11738": endpoint.Unfunded.Means("账户余额不足", "insufficient balance"),
		"11739": endpoint.Invalid.Means("转移密码错误", "wrong transfer password", "authcode"),
		"11740": endpoint.Conflict.Means("域名状态禁止转移", "domain state forbids transfer"),
		"11741": endpoint.Unclear.Means("转入异常", "transfer-in error"),
		"11744": endpoint.Unclear.Means("找不到转入订单", "transfer-in order not found"),
	}

	transferStatusCodes = endpoint.Codes{ // cndns.domain.transfer_in_status
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11744": endpoint.Missing.Means("没有找到转入订单", "transfer-in order not found"),
		"11745": endpoint.Failed.Means("转入订单状态异常", "abnormal transfer-in order state"),
	}

	transferCancelCodes = endpoint.Codes{ // cndns.domain.transfer_in_cancel
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11750": endpoint.Missing.Means("没有找到转入订单", "transfer-in order not found"),
		"11751": endpoint.Failed.Means("取消转入失败", "cancelling the transfer-in failed"),
	}

	transferRetryCodes = endpoint.Codes{ // cndns.domain.transfer_in_retry
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11752": endpoint.Missing.Means("没有找到可操作的转入订单", "no transfer-in order that can be operated on"),
		"11753": endpoint.Conflict.Means("找到多条转入订单", "several transfer-in orders found"),
		"11734": endpoint.AlreadyDone.Means("域名已经存在订单", "domain order already exists"),
		"11739": endpoint.Invalid.Means("转移密码错误", "wrong transfer password", "authcode"),
		"11740": endpoint.Conflict.Means("注册商禁止转移状态", "registrar state forbids transfer"),
		"11741": endpoint.Failed.Means("转入异常请联系客服", "transfer-in error, contact support"),
	}

	domainCreateCodes = endpoint.Codes{ // cndns.domain.create
		"11103": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
		"11104": endpoint.Invalid.Means("代理商会员名不能为空", "reseller member name is empty"),
		"11105": endpoint.Invalid.Means("域名联系人 ID 非法", "illegal domain contact ID", "userid"),
		"11106": endpoint.Invalid.Means("域名非法", "illegal domain", "domainname"),
		"11107": endpoint.Invalid.Means("域名密码不能为空", "domain password is empty", "domainpass"),
		"11108": endpoint.Invalid.Means("注册年限不能为空", "registration years empty", "years"),
		"11109": endpoint.Missing.Means("联系人信息读取失败或不存在", "contact could not be read or does not exist", "userid"),
		"11110": endpoint.Invalid.Means(".ASIA 域名注册时联系人证件号码不能为空", ".ASIA: contact certificate number is empty"),
		"11111": endpoint.Invalid.Means(".HK 域名注册时证件类型不能为空", ".HK: certificate type is empty"),
		"11112": endpoint.Invalid.Means(".HK 域名注册时证件号码不能为空", ".HK: certificate number is empty"),
		"11113": endpoint.Invalid.Means(".HK 域名注册时域名类型不能为空(个人/企业)", ".HK: registrant type is empty (individual/enterprise)"),
		"11114": endpoint.Invalid.Means(".com.hk/.org.hk/.edu.hk/.net.hk/.gov.hk 仅支持企业注册", ".com.hk/.org.hk/.edu.hk/.net.hk/.gov.hk: enterprises only"),
		"11115": endpoint.Invalid.Means(".idv.hk 仅支持个人注册", ".idv.hk: individuals only"),
		"11116": endpoint.Invalid.Means("国内域名注册时证件类型不能为空", "domestic domain: certificate type is empty"),
		"11117": endpoint.Failed.Means("国内域名注册时证件号码不能为空 | 域名创建失败", "domestic domain: certificate number is empty | domain creation failed"),
		"11118": endpoint.Invalid.Means("国内域名注册时域名类型不能为空(个人/企业)", "domestic domain: registrant type is empty (individual/enterprise)"),
		"11119": endpoint.AlreadyDone.Means("域名已有订单", "domain already has an order"),
		"11120": endpoint.Failed.Means("域名购买失败", "domain purchase failed"),
		"11124": endpoint.AlreadyDone.Means("域名已被注册禁止下单购买", "domain already registered"),
		"11128": endpoint.Invalid.Means("公司、网络域名证件类型只能是 SFZ,YYZZ,ORG", ".公司/.网络 domains: certificate type must be SFZ, YYZZ or ORG"),
		"11129": endpoint.Busy.Means("域名查询超时,请重试!", "domain query timed out, try again"),
		"11015": endpoint.Invalid.Means("域名所有者(中)请输入中文", "owner (Chinese) must be in Chinese"),
		"11016": endpoint.Invalid.Means("域名所有者(中)长度错误(公司 6-64 位; 个人 2-64 位)", "owner (Chinese) length wrong (company 6-64, individual 2-64)"),
		"11017": endpoint.Invalid.Means("联系人姓氏(中)必须中文输入", "family name (Chinese) must be in Chinese"),
		"11018": endpoint.Invalid.Means("联系人名(中)必须中文输入", "given name (Chinese) must be in Chinese"),
		"11019": endpoint.Invalid.Means("国家代码(中)必须中文输入", "country (Chinese) must be in Chinese"),
		"11020": endpoint.Invalid.Means("省份(市)(中)必须中文输入", "province (Chinese) must be in Chinese"),
		"11021": endpoint.Invalid.Means("城市(中)必须中文输入", "city (Chinese) must be in Chinese"),
		"11023": endpoint.Invalid.Means("联系地址(中)长度不能少于 8 位", "address (Chinese) shorter than 8 units"),
		"11040": endpoint.Invalid.Means(".HK、.CO、.CM、.SH、.IO、.AC 注册年限不能大于 5 年", ".HK .CO .CM .SH .IO .AC: at most 5 years", "years"),
		"11041": endpoint.Invalid.Means(".HK 首年注册时不能包含 4 年", ".HK: first registration cannot be 4 years", "years"),
		"11042": endpoint.Invalid.Means(".TM 至少 10 年起注册", ".TM: at least 10 years", "years"),
		"11048": endpoint.Invalid.Means("联系地址(中) 仅支持中文、字母、数字、中线", "address (Chinese): only Chinese, letters, digits, hyphen"),
		"11050": endpoint.Invalid.Means("联系人姓氏(中) 长度 1-10 位", "family name (Chinese) must be 1-10"),
		"11051": endpoint.Invalid.Means("联系人名(中) 长度 1-10 位", "given name (Chinese) must be 1-10"),
		"11054": endpoint.Invalid.Means(".香港域名必须包含中文", ".香港 domain must contain Chinese", "domainname"),
		"11336": endpoint.Invalid.Means("公司、网络域名证件类型只能是 SFZ,YYZZ,ORG", ".公司/.网络 domains: certificate type must be SFZ, YYZZ or ORG"),
		"10021": endpoint.Unfunded.Means("您帐户金额不足", "insufficient balance"),
		"10026": endpoint.Denied.Means("您无权购买该产品", "no right to buy this product"),
		"11130": endpoint.Failed.Means("域名下单失败", "domain order failed"),
		"11131": endpoint.Invalid.Means("域名联系人 ID 不能为空", "domain contact ID is empty", "userid"),
		"11132": endpoint.Invalid.Means("域名密码格式错误", "bad domain password format", "domainpass"),
		"11133": endpoint.Invalid.Means("域名购买年限格式错误", "bad years format", "years"),
		"11134": endpoint.Invalid.Means("注册域名格式错误,必须 oraydev 开头", "bad domain format, must begin with oraydev", "domainname"),
		"11123": endpoint.Invalid.Means("姓名域名审核失败(域名、姓名、身份证不匹配)", "personal-name domain check failed (domain, name and ID do not match)"),
		"11125": endpoint.Invalid.Means("香港证件号码格式错误", "bad Hong Kong certificate number"),
		"11126": endpoint.Invalid.Means("证件号码格式错误只能是数字 1-16 位", "bad certificate number: 1-16 digits"),
		"11127": endpoint.Invalid.Means("个人证件号码格式错误只能是(0-9a-zA-Z)6-8 位", "bad personal certificate number: 6-8 letters or digits"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	}

	domainRenewCodes = endpoint.Codes{ // cndns.domain.renew
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11301": endpoint.Invalid.Means("域名为空", "domain is empty", "domainname"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11601": endpoint.Invalid.Means("续费年限错误", "wrong renewal years", "years"),
		"11602": endpoint.Invalid.Means("注册类型错误", "wrong registration type"),
		"11603": endpoint.Conflict.Means("域名已进入删除队列无法续费", "domain is in the deletion queue, cannot be renewed"),
		"11604": endpoint.Failed.Means("续费失败", "renewal failed"),
		"11605": endpoint.Conflict.Means("域名到期时间不对", "expiry date does not match", "exptme"),
		"11607": endpoint.Conflict.Means("域名不是有效状态", "domain is not in a valid state"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	}

	domainModifyPasswordCodes = endpoint.Codes{ // cndns.domain.modify_password
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"11501": endpoint.Invalid.Means("新密码不能为空", "new password is empty", "password"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
	}

	nameserversListCodes = endpoint.Codes{ // cndns.domain.dns_list
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11405": endpoint.Failed.Means("DNS 信息获取失败", "failed to read the name servers"),
	}

	nameserversModifyCodes = endpoint.Codes{ // cndns.domain.dns_modify
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11401": endpoint.Invalid.Means("DNS1 主机不能为空", "name server 1 is empty", "dns_hst1"),
		"11402": endpoint.Invalid.Means("DNS2 主机不能为空", "name server 2 is empty", "dns_hst2"),
		"11403": endpoint.Invalid.Means("DNS1 至 DNS6 不能相同(不包含空)", "name servers must differ (empty ones excepted)"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11046": endpoint.Failed.Means("DNS 修改失败", "name server change failed"),
	}

	nameserversResetCodes = endpoint.Codes{ // cndns.domain.dns_reset
		"11502": endpoint.Failed.Means("DNS 修改失败", "name server change failed"),
	}

	domainDetailCodes = endpoint.Codes{ // cndns.domain.detail
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"10019": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"10025": endpoint.Missing.Means("域名不在代理名下未找到", "domain not found under the reseller"),
	}
)
