package cndns_test

import (
	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

var aSoukeyi = params{"nme": "sky123456"}

// withSoukeyi plants an order for a year of the smallest product.
func withSoukeyi(s *stage) {
	s.World.CNDNS.PlantSoukeyi(simulated.Soukeyi{Order: simulated.Order{Name: "sky123456"}})
}

func soukeyiNow(s *stage, name string) cndns.SoukeyiOrder {
	s.Helper()
	return vendortest.Got[cndns.SoukeyiOrder](s, "cndns.soukeyi.detail", params{"nme": name})
}

var noSuchSoukeyi = refusal{Code: "10025", But: params{"nme": "sky000000"}}

var soukeyiProofs = []proof{
	{
		// The vendor has withdrawn the product; here it sells it.
		Call: "cndns.soukeyi.create", Before: func(s *stage) { s.World.CNDNS.SellSoukeyi(true) },
		Given: params{"prd": "1", "term": "2"},
		Check: func(s *stage, answer any) {
			bought := answer.(cndns.SoukeyiOrder)
			shows(s, "detail", bought, soukeyiNow(s, bought.Name))
			shows(s, "end", bought.OpenedAt.AddDate(2, 0, 0), bought.ExpiresAt)
			shows(s, "product", cndns.SoukeyiBaidu, bought.Product)
			paid(s, "cndns.soukeyi.create", bought.Name)
		},
		Refused: []refusal{
			{Code: "10012", But: params{"prd": "-"}},
			{Code: "10012", But: params{"term": "-"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.soukeyi.renew", Before: withSoukeyi, Given: aSoukeyi.But(params{"term": "2"}),
		Check: func(s *stage, _ any) {
			renewed := soukeyiNow(s, "sky123456")
			shows(s, "end", renewed.OpenedAt.AddDate(3, 0, 0), renewed.ExpiresAt)
			shows(s, "years", "3", renewed.Years)
			paid(s, "cndns.soukeyi.renew", "sky123456")
		},
		Refused: []refusal{
			noName, noSuchSoukeyi,
			{Code: "10012", But: params{"term": "-"}},
			{Code: "21101", But: params{"nme": "a b"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.soukeyi.upgrade", Before: withSoukeyi, Given: aSoukeyi.But(params{"newprd": "3"}),
		Check: func(s *stage, _ any) {
			shows(s, "product", cndns.SoukeyiBoth, soukeyiNow(s, "sky123456").Product)
			paid(s, "cndns.soukeyi.upgrade", "sky123456")
		},
		Refused: []refusal{
			noName, noSuchSoukeyi,
			{Code: "10012", But: params{"newprd": "-"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.soukeyi.detail", Before: withSoukeyi, Given: aSoukeyi,
		Check: func(s *stage, answer any) {
			order := answer.(cndns.SoukeyiOrder)
			shows(s, "name", "sky123456", order.Name)
			shows(s, "end", order.OpenedAt.AddDate(1, 0, 0), order.ExpiresAt)
			if order.Password == "" || order.State == "" || order.Account == "" {
				s.Errorf("order = %+v, want password, state and account", order)
			}
		},
		Refused: []refusal{noName, noSuchSoukeyi},
	},
	{
		Call: "cndns.soukeyi.upgrade_list", Before: withSoukeyi, Given: aSoukeyi,
		Check: func(s *stage, answer any) {
			shows(s, "upgrades", []cndns.SoukeyiOption{{Product: cndns.SoukeyiBoth}}, answer.(cndns.SoukeyiUpgradeListResponse).Upgrades)
		},
		Refused: []refusal{
			noName, noSuchSoukeyi,
			{Code: "20002", But: params{"nme": "a b"}},
		},
	},
}
