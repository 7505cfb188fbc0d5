package cndns_test

import (
	"github.com/google/go-cmp/cmp"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

var ddosProofs = []proof{
	{Call: "cndns.ddos.product_list", Check: func(s *stage, answer any) {
		list := answer.(cndns.DDoSProductListResponse).Products
		if len(list) == 0 || list[0].BuyID == "" || list[0].IPs != "1" || list[0].Bandwidth != "50M" {
			s.Errorf("products = %+v", list)
		}
	}},
	{
		Call: "cndns.ddos.buy", Given: params{"buyid": "10004566", "term": "1", "termtype": "5"},
		Check: func(s *stage, answer any) {
			order := answer.(cndns.DDoSOrder)
			shown := vendortest.Got[cndns.DDoSOrder](s, "cndns.ddos.detail", params{"nme": order.Name})
			if diff := cmp.Diff(order, shown); diff != "" {
				s.Errorf("detail (-bought +shown):\n%s", diff)
			}
			if order.State != cndns.OrderRunning || !order.ExpiresAt.Equal(order.BoughtAt.AddDate(1, 0, 0)) {
				s.Errorf("order = %+v, want it to run for a year", order)
			}
		},
		Refused: []refusal{
			says("产品编号不能为空", "buyid", "-"), says("产品编号错误", "buyid", "1"), says("购买时长错误", "term", "2"),
			says("时长类型", "termtype", "4"), says("优惠券不存在", "ticketid", "NO-SUCH"), says("代金券不存在", "voucherids", "NO-SUCH"),
			saysWhen("当前优惠券码不能使用", func(s *stage) { s.World.CNDNS.PlantUsedCoupon("USED") }, "ticketid", "USED"),
			saysWhen("金额不足", poor),
		},
	},
	{
		Call: "cndns.ddos.detail", Given: params{"nme": "{shield}"},
		Before: func(s *stage) {
			s.Keep("shield", s.World.CNDNS.PlantShield(sim.Shield{Order: sim.Order{State: sim.OrderPaused}}))
		},
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.DDoSOrder); got.State != cndns.OrderPaused || got.Product == "" || got.Code == "" {
				s.Errorf("order = %+v", got)
			}
		},
		Refused: []refusal{says("名称不能为空", "nme", "-"), says("不在您的名下", "nme", "ddos1")},
	},
}
