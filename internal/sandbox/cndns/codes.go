package cndns

import "maps"

// codeTables holds the documented failures: call name, code, text. Codes are
// not unique across calls, so every call has its own table.
type codeTables map[string]map[string]string

// authCodes is the result table of chapter 1 (authentication).
var authCodes = map[string]string{
	"10001": "您提交的 IP 被禁止, 请到 API 管理处添加您的 IP 地址",
	"10002": "您 API 已超过有效期",
	"10003": "您 API 申请还处于待审中",
	"10004": "您 API 被禁止使用",
	"10005": "您无权使用 API",
	"10006": "API 密码获取失败",
	"10007": "用户信息读取失败",
	"10008": "提交的验证串错误",
	"10022": "请不要进行非法访问, 您的信息已被记录",
	"10023": "您 IP 已在黑名单无法使用 API 接口",
	"10035": "提交时间非法",
	"10036": "请求已经受理, 请勿重复提交",
	"10041": "只能是当天操作时间",
}

// shared are codes that calls answer although their own table lacks them: money
// runs short in every purchase, coupons are read by every purchase, and anybody may name a
// product that is not his.
var shared = map[string]string{
	"10019": "产品不在代理商名下",
	"10021": "您帐户金额不足",
	"10042": "优惠券不存在",
	"10043": "当前优惠券码不能使用",
	"10046": "代金券不存在",
	"17102": "产品不在代理商名下",
}

var codes = joinTables(
	domainCodes, cloudCodes, commonCodes,
	hostingCodes, databaseCodes, mailCodes, giftCodes, ticketCodes, siteBuilderCodes, edmCodes, smsCodes, qituibaoCodes, soukeyiCodes,
)

func joinTables(tables ...codeTables) codeTables {
	all := codeTables{}
	for _, table := range tables {
		maps.Copy(all, table)
	}
	// The document says that CreateContact's checks apply here and are not repeated.
	modify := maps.Clone(all["cndns.contact.create"])
	maps.Copy(modify, all["cndns.contact.modify"])
	all["cndns.contact.modify"] = modify
	return all
}

// text is the documented text of a code in one call; own table first.
func (c *call) text(code string) string {
	for _, table := range []map[string]string{codes[c.name], authCodes, shared} {
		if text, ok := table[code]; ok {
			return text
		}
	}
	return "未知错误"
}
