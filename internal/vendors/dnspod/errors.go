package dnspod

import "tangelo/internal/vendors/endpoint"

// commonCodes are the codes of any call, "公共返回", then the codes of the D token, then
// those that the service of today answers beyond the document.
var commonCodes = endpoint.Codes{
	"-1":    endpoint.Denied.Means("登录失败", "login failed"),
	"-2":    endpoint.Busy.Means("API 使用超出限制", "API usage limit exceeded"),
	"-3":    endpoint.Denied.Means("不是合法代理", "not a legal agent"),
	"-4":    endpoint.Denied.Means("不在代理名下", "not under the agent"),
	"-7":    endpoint.Denied.Means("无权使用此接口", "no right to use this API"),
	"-8":    endpoint.Denied.Means("登录失败次数过多,账号被暂时封禁", "too many failed logins, account temporarily banned"),
	"-99":   endpoint.Busy.Means("此功能暂停开放,请稍候重试", "function suspended, try again later"),
	"2":     endpoint.Failed.Means("只允许 POST 方法", "only POST is allowed"),
	"3":     endpoint.Unclear.Means("未知错误", "unknown error"),
	"6":     endpoint.Invalid.Means("用户 ID 错误", "wrong user ID"),
	"7":     endpoint.Denied.Means("用户不在您名下", "user is not yours"),
	"50":    endpoint.Denied.Means("您开启了 D 令牌,需要验证码", "D token enabled: a code is needed"),
	"51":    endpoint.Denied.Means("没有开启 D 令牌", "D token not enabled"),
	"52":    endpoint.Denied.Means("验证码不正确", "wrong verification code"),
	"53":    endpoint.Denied.Means("您已经开启了 D 令牌", "D token already enabled"),
	"54":    endpoint.Denied.Means("域名所有者开启了 D 令牌,您也需要开启", "the owner uses the D token: you need one too"),
	"83":    endpoint.Denied.Means("账号已被锁定", "account locked"),
	"85":    endpoint.Denied.Means("账号禁止在此地区登录", "login from this region refused"),
	"10001": endpoint.Denied.Means("登录令牌不正确", "the login token is wrong"),
	"10002": endpoint.Denied.Means("登录令牌 ID 不正确", "the login token id is invalid"),
}

// loginCodes are the codes after which no further call may be sent with the same
// credentials: 30 failed logins in five minutes bar the account for an hour.
var loginCodes = map[string]bool{
	"-1": true, "50": true, "52": true, "83": true, "85": true, "10001": true, "10002": true,
}

// Error codes by call, in the order of the document. Those behind the document's own are
// known from the service of today.
var (
	bannedCodes = endpoint.Codes{
		"-15": endpoint.Denied.Means("域名已被封禁", "domain is banned"),
	}

	upgradeCodes = endpoint.Codes{
		"-7": endpoint.Denied.Means("企业账号的域名需要升级才能设置", "domains of enterprise accounts must be upgraded first"),
		"-8": endpoint.Denied.Means("代理名下用户的域名需要升级才能设置", "domains of users under an agent must be upgraded first"),
	}

	noDomainCodes = endpoint.Codes{
		"6": endpoint.Missing.Means("域名 ID 错误", "wrong domain ID", "domain_id"),
	}

	domainCreateCodes = endpoint.Codes{
		"6":  endpoint.Invalid.Means("域名无效", "invalid domain", "domain"),
		"7":  endpoint.AlreadyDone.Means("域名已存在", "domain already exists", "domain"),
		"11": endpoint.Conflict.Means("域名已经存在并且是其它域名的别名", "domain already exists as an alias of another domain", "domain"),
		"12": endpoint.Conflict.Means("域名已经存在并且您没有权限管理", "domain already exists and you have no right to manage it", "domain"),
	}

	domainListCodes = endpoint.Codes{
		"6": endpoint.Invalid.Means("记录开始的偏移无效", "invalid offset", "offset"),
		"7": endpoint.Invalid.Means("共要获取的记录的数量无效", "invalid length", "length"),
		"9": endpoint.Missing.Means("没有任何域名", "no domains"),
	}

	domainRemoveCodes = bannedCodes.And(noDomainCodes).And(endpoint.Codes{
		"7": endpoint.Conflict.Means("域名已锁定", "domain is locked"),
		"8": endpoint.Conflict.Means("VIP 域名不可以删除", "VIP domains cannot be deleted"),
		"9": endpoint.Denied.Means("非域名所有者", "not the domain owner"),
	})

	domainInfoCodes = upgradeCodes.And(endpoint.Codes{
		"6":  endpoint.Missing.Means("域名 ID 错误", "wrong domain ID"),
		"8":  endpoint.Denied.Means("非域名所有者", "not the domain owner"),
		"13": endpoint.Missing.Means("域名不存在", "domain does not exist", "domain"),
	})

	domainLogCodes = upgradeCodes.And(noDomainCodes).And(endpoint.Codes{
		"8": endpoint.Denied.Means("非域名所有者", "not the domain owner"),
	})

	domainSetStatusCodes = bannedCodes.And(domainLogCodes).And(endpoint.Codes{
		"7": endpoint.Conflict.Means("域名被锁定", "domain is locked"),
	})

	gradeCodes = endpoint.Codes{
		"6": endpoint.Invalid.Means("等级代码不正确", "wrong grade code", "domain_grade"),
	}

	recordListCodes = upgradeCodes.And(noDomainCodes).And(endpoint.Codes{
		"7":  endpoint.Invalid.Means("记录开始的偏移无效", "invalid offset", "offset"),
		"8":  endpoint.Invalid.Means("共要获取的记录的数量无效", "invalid length", "length"),
		"9":  endpoint.Denied.Means("不是域名所有者", "not the domain owner"),
		"10": endpoint.Missing.Means("没有记录", "no records"),
	})

	noRecordCodes = noDomainCodes.And(endpoint.Codes{
		"8": endpoint.Missing.Means("记录 ID 错误", "wrong record ID", "record_id"),
	})

	recordInfoCodes = bannedCodes.And(upgradeCodes).And(noRecordCodes).And(endpoint.Codes{
		"7": endpoint.Denied.Means("不是域名所有者或没有权限", "not the domain owner or no right"),
	})

	recordRemoveCodes = recordInfoCodes.And(endpoint.Codes{
		"21": endpoint.Conflict.Means("域名被锁定", "domain is locked"),
	})

	valueCodes = endpoint.Codes{
		"21":     endpoint.Conflict.Means("域名被锁定", "domain is locked"),
		"22":     endpoint.Invalid.Means("子域名不合法", "illegal sub-domain", "sub_domain"),
		"23":     endpoint.Conflict.Means("子域名级数超出限制", "too many sub-domain levels", "sub_domain"),
		"24":     endpoint.Invalid.Means("泛解析子域名错误", "wrong wildcard sub-domain", "sub_domain"),
		"25":     endpoint.Conflict.Means("轮循记录数量超出限制", "too many records in rotation"),
		"26":     endpoint.Invalid.Means("记录线路错误", "wrong record line", "record_line"),
		"27":     endpoint.Invalid.Means("记录类型错误", "wrong record type", "record_type"),
		"30":     endpoint.Invalid.Means("MX 值错误, 1-20", "wrong MX value, 1-20", "mx"),
		"31":     endpoint.Conflict.Means("URL 记录数超出限制,或记录冲突", "too many URL records, or a conflicting record"),
		"32":     endpoint.Conflict.Means("NS 记录数超出限制,或 TTL 受限", "too many NS records, or a TTL below the grade's least"),
		"33":     endpoint.Conflict.Means("AAAA 记录数超出限制", "too many AAAA records"),
		"34":     endpoint.Invalid.Means("记录值非法", "illegal record value", "value"),
		"36":     endpoint.Conflict.Means("@主机的 NS 纪录只能添加默认线路", "NS records of the @ host can only use the default line", "record_line"),
		"104":    endpoint.AlreadyDone.Means("记录已存在", "the record exists already"),
		"500025": endpoint.Conflict.Means("轮循记录数量超出限制", "too many records in rotation"),
	}

	recordCreateCodes = bannedCodes.And(upgradeCodes).And(valueCodes).And(endpoint.Codes{
		"6": endpoint.Invalid.Means("缺少参数或者参数错误", "missing or wrong parameter"),
		"7": endpoint.Denied.Means("不是域名所有者或者没有权限", "not the domain owner or no right"),
	})

	recordModifyCodes = recordInfoCodes.And(valueCodes).And(endpoint.Codes{
		"29": endpoint.Invalid.Means("TTL 值太小", "TTL too small", "ttl"),
		"35": endpoint.Conflict.Means("添加的 IP 不允许", "IP not allowed", "value"),
	})
)
