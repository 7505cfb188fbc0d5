package cndns_test

import (
	"strings"

	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// The refusals of an order's name that is not given.
var (
	noName      = refusal{Code: "10012", But: params{"nme": "-"}}
	noSuchOrder = refusal{Code: "10025", But: params{"nme": "qtb000000"}}
)

var qituibaoTrade = params{
	"prd": "1", "term": "2", "companyname": "橘子科技有限公司", "mobile": "13111111111", "email": "help@customer.example",
	"place": "1", "telephone": "02112345678", "linkman": "张三",
}

var qituibaoPromotion = params{
	"prd": "4", "term": "1", "companyname": "柚子科技有限公司", "place": "1", "domain": "shop.com", "keyword": "橘子",
	"secKeyword": "柚子", "longWord": "橘子价格", "cityLongWord": "杭州橘子",
}

var aQituibao = params{"nme": "qtb123456"}

// withQituibao plants an order for a year of the smallest trade product.
func withQituibao(s *stage) {
	s.World.CNDNS.PlantQituibao(simulated.Qituibao{Order: simulated.Order{Name: "qtb123456"}, Company: "文旦科技有限公司"})
}

func qituibaoNow(s *stage, name string) cndns.QituibaoOrder {
	s.Helper()
	return vendortest.Got[cndns.QituibaoOrder](s, "cndns.qituibao.detail", params{"nme": name})
}

var qituibaoProofs = []proof{
	{
		Call: "cndns.qituibao.create", Given: qituibaoTrade, Check: qituibaoIsBought,
		Refused: []refusal{
			{Code: "10012", But: params{"mobile": "-"}},
			{Code: "10012", But: params{"place": "-"}},
			{Code: "21001", But: params{"place": "5"}},
			{Code: "10049", Before: withQituibao, But: params{"companyname": "文旦科技有限公司"}},
			{Code: "10050", But: params{"mobile": "12"}},
			{Code: "10051", Before: func(s *stage) {
				s.World.CNDNS.PlantQituibao(simulated.Qituibao{Email: "help@customer.example"})
			}},
			{Code: "21005", But: params{"term": "6"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.qituibao.renew", Before: withQituibao, Given: aQituibao.But(params{"term": "2"}),
		Check: func(s *stage, _ any) {
			renewed := qituibaoNow(s, "qtb123456")
			shows(s, "end", renewed.OpenedAt.AddDate(3, 0, 0), renewed.ExpiresAt)
			shows(s, "years", "3", renewed.Years)
			paid(s, "cndns.qituibao.renew", "qtb123456")
		},
		Refused: []refusal{
			{Code: "10015", But: params{"nme": "-"}},
			{Code: "10016", But: params{"term": "0"}},
			{Code: "13010", But: params{"nme": "qtb000000"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.qituibao.upgrade", Before: withQituibao, Given: aQituibao.But(params{"newprd": "2"}),
		Check: func(s *stage, _ any) {
			shows(s, "product", cndns.QituibaoTradeStandard, qituibaoNow(s, "qtb123456").Product)
			paid(s, "cndns.qituibao.upgrade", "qtb123456")
		},
		Refused: []refusal{
			noSuchOrder,
			{Code: "14101", But: params{"newprd": "1"}}, // what it is already
			{Code: "14101", But: params{"newprd": "5"}}, // not on its list
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.qituibao.detail", Before: withQituibao, Given: aQituibao,
		Check: func(s *stage, answer any) {
			order := answer.(cndns.QituibaoOrder)
			shows(s, "name and company", []string{"qtb123456", "文旦科技有限公司"}, []string{order.Name, order.Company})
			shows(s, "product", cndns.QituibaoTradeEntry, order.Product)
			shows(s, "end", order.OpenedAt.AddDate(1, 0, 0), order.ExpiresAt)
			if order.Password == "" || order.State == "" || order.Member == "" {
				s.Errorf("order = %+v, want password, state and member", order)
			}
		},
		Refused: []refusal{noName, noSuchOrder},
	},
	{
		Call: "cndns.qituibao.upgrade_list", Before: withQituibao, Given: aQituibao,
		Check: func(s *stage, answer any) {
			shows(s, "upgrades", []cndns.QituibaoOption{
				{Product: cndns.QituibaoTradeStandard}, {Product: cndns.QituibaoTradeFlagship},
			}, answer.(cndns.QituibaoUpgradeListResponse).Upgrades)
			s.Must("cndns.qituibao.upgrade", aQituibao.But(params{"newprd": "3"}))
			after := vendortest.Got[cndns.QituibaoUpgradeListResponse](s, "cndns.qituibao.upgrade_list", aQituibao)
			shows(s, "upgrades of the largest", []cndns.QituibaoOption{}, after.Upgrades)
		},
		Refused: []refusal{noName, noSuchOrder},
	},
	{
		Call: "cndns.qituibao.keyword_index", Given: params{"keyword": "美橙"},
		Check: func(s *stage, answer any) {
			index := answer.(cndns.QituibaoIndexResponse).Index
			if strings.Trim(index, "0123456789") != "" {
				s.Errorf("index = %q, want a number", index)
			}
			again := vendortest.Got[cndns.QituibaoIndexResponse](s, "cndns.qituibao.keyword_index", params{"keyword": "美橙"})
			shows(s, "the same keyword again", index, again.Index)
		},
		Refused: []refusal{
			{Code: "10012", But: params{"keyword": "-"}},
			{Code: "10025", But: params{"keyword": strings.Repeat("词", 51)}},
		},
	},
	{
		Call: "cndns.qituibao.check_domain", Given: params{"dmoain": "shop.com"},
		Check: func(s *stage, answer any) {
			shows(s, "orders", 0, answer.(cndns.QituibaoDomainResponse).Orders)
			s.Must("cndns.qituibao.create", qituibaoPromotion)
			after := vendortest.Got[cndns.QituibaoDomainResponse](s, "cndns.qituibao.check_domain", params{"dmoain": "shop.com"})
			shows(s, "orders after a purchase", 1, after.Orders)
		},
		Refused: []refusal{
			{Code: "10012", But: params{"dmoain": "-"}},
			{Code: "10025", But: params{"dmoain": "no domain"}},
		},
	},
}

// qituibaoIsBought shows a trade order, and one of promotion, whose keys are others.
func qituibaoIsBought(s *stage, answer any) {
	trade := answer.(cndns.QituibaoOrder)
	paid(s, "cndns.qituibao.create", trade.Name)
	shows(s, "end", trade.OpenedAt.AddDate(2, 0, 0), trade.ExpiresAt)
	shows(s, "person", []string{"help@customer.example", "13111111111", "张三", "02112345678"},
		[]string{trade.Email, trade.Mobile, trade.Contact, trade.Landline})
	detail := qituibaoNow(s, trade.Name)
	shows(s, "years", "2", detail.Years)
	detail.Years, detail.State = "", "" // of trade only the detail has them
	shows(s, "detail", trade, detail)

	promotion := vendortest.Got[cndns.QituibaoOrder](s, "cndns.qituibao.create", qituibaoPromotion)
	shows(s, "domain and keywords", []string{"shop.com", "橘子", "柚子", "橘子价格", "杭州橘子"}, []string{
		promotion.Domain, promotion.Keyword, promotion.SecondKeyword, promotion.LongKeyword, promotion.RegionKeyword,
	})
	shows(s, "detail of promotion", promotion, qituibaoNow(s, promotion.Name))
}
