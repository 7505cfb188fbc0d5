package dnspod

import "maps"

// text is one message in the two languages of the parameter lang.
type text struct{ en, cn string }

// texts maps the codes of one call to their messages.
type texts map[string]text

// find falls back on the codes that every call shares, then on code 3.
func (t texts) find(code string) text {
	if found, ok := t[code]; ok {
		return found
	}
	if found, ok := common[code]; ok {
		return found
	}
	return common["3"]
}

func merge(sets ...texts) texts {
	merged := texts{}
	for _, set := range sets {
		maps.Copy(merged, set)
	}
	return merged
}

// common is 共通返回, the D token codes, and what production was seen to add.
var common = texts{
	"-1":     {"Login fail, please check login info", "登录失败，请检查账号和密码是否正确"},
	"-2":     {"API usage is limited", "API 使用超出限制"},
	"-3":     {"Not a valid agent", "不是合法代理"},
	"-4":     {"Not under the agent", "不在代理名下"},
	"-7":     {"No permission to use this API", "无权使用此接口"},
	"-8":     {"Too many failed logins, the account is locked for a while", "登录失败次数过多，账号被暂时封禁"},
	"-99":    {"This function is closed for now, please try later", "此功能暂停开放，请稍候重试"},
	"1":      {"Action completed successful", "操作已经成功完成"},
	"2":      {"Only POST method is allowed", "只允许 POST 方法"},
	"3":      {"Unknown error", "未知错误"},
	"13":     {"Domain is not exists", "域名不存在"},
	"50":     {"D token is enabled, a code is needed", "您开启了 D 令牌，需要验证码"},
	"51":     {"D token is not enabled", "没有开启 D 令牌"},
	"52":     {"The code is not correct", "验证码不正确"},
	"53":     {"D token is already enabled", "您已经开启了 D 令牌"},
	"54":     {"The owner of the domain uses the D token, you need it too", "域名所有者开启了 D 令牌，您也需要开启 D 令牌才能管理该域名"},
	"83":     {"The account is locked", "该账户已被锁定，无法进行任何操作"},
	"85":     {"Login from this region is not allowed", "该帐户开启了登录区域保护，当前IP不在允许的区域内"},
	"104":    {"Domain record already exists, no need to add", "记录已经存在，无需再次添加"},
	"10002":  {"The login token ID is invalid", "login token ID 不正确"},
	"500025": {"Too many A records for one subdomain", "子域名负载均衡数量超出限制"},
	"500026": {"Too many CNAME records for one subdomain", "CNAME 记录负载均衡数量超出限制"},
}

// upgradeTexts are shared by all calls that may need a better grade.
var upgradeTexts = texts{
	"-7": {"Domains of enterprise accounts need an upgrade", "企业账号的域名需要升级才能设置"},
	"-8": {"Domains of users under an agent need an upgrade", "代理名下用户的域名需要升级才能设置"},
}

var (
	spamTexts     = texts{"-15": {"Domain has been banned", "域名已被封禁"}}
	domainIDTexts = texts{"6": {"Domain ID is invalid", "域名 ID 错误"}}
	ownerTexts    = texts{"8": {"Not the owner of the domain", "非域名所有者"}}
	rightTexts    = texts{"7": {"Not the owner of the domain or no permission", "不是域名所有者或没有权限"}}
	recordIDTexts = texts{"8": {"Record ID is invalid", "记录 ID 错误"}}
	lockedTexts   = texts{"21": {"Domain is locked", "域名被锁定"}}
)

// settingTexts are those of calls that change one property of a domain.
var settingTexts = merge(upgradeTexts, spamTexts, domainIDTexts, ownerTexts, texts{
	"7": {"Domain is locked", "域名被锁定"},
})

// recordTexts are those of calls that touch one record.
var recordTexts = merge(upgradeTexts, spamTexts, domainIDTexts, rightTexts, recordIDTexts)

// valueTexts are those of calls that give a record its values. 31 and 32 have
// two meanings: the newer one stands here, the older one with the rule.
var valueTexts = merge(recordTexts, lockedTexts, texts{
	"22": {"Subdomain is invalid", "子域名不合法"},
	"23": {"Subdomain has too many levels", "子域名级数超出限制"},
	"24": {"Wildcard subdomain is invalid", "泛解析子域名错误"},
	"25": {"Too many records in rotation", "轮循记录数量超出限制"},
	"26": {"Record line is invalid", "记录线路错误"},
	"27": {"Record type is invalid", "记录类型错误"},
	"29": {"TTL is too small", "TTL 值太小"},
	"30": {"MX value is invalid, 1-20", "MX 值错误, 1-20"},
	"31": {"Record conflicts with another record", "存在冲突的记录(A记录、CNAME记录、URL记录不能共存)"},
	"32": {"Record ttl is limited", "记录的 TTL 值超出了限制"},
	"33": {"Too many AAAA records", "AAAA 记录数超出限制"},
	"34": {"Record value is invalid", "记录值非法"},
	"35": {"This IP is not allowed", "添加的 IP 不允许"},
	"36": {"NS records of @ can only use the default line", "@主机的 NS 纪录只能添加默认线路"},
})
