package cndns_test

import (
	"slices"
	"time"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// giftStore opens the gift database sq_giftdb of a host.
func giftStore(s *stage) {
	aSite(s)
	s.Must("cndns.gift.open_database", storeGift)
}

var (
	mailGift  = params{"hostname": site, "maildomain": "apitest.com", "mailpassword": "aaa111"}
	storeGift = params{"hostname": site, "dbname": "giftdb", "dbpassword": "aaa111", "dbtype": "1"}
	smallSite = siteOf(sim.VirtualHost{Order: sim.Order{Name: "small"}, Size: "1.5"})
)

// giftRefusals are those that both gifts share, for hosts that have none to give.
func giftRefusals(opened func(*stage), failed string) []refusal {
	return []refusal{
		when("16001", smallSite, "hostname", "small"), but("16002", "hostname", "stranger"),
		when("16003", opened), when(failed, overSite, "hostname", "over"),
	}
}

// gifts checks what hangs on the host.
func gifts(s *stage, want ...cndns.HostingGift) {
	s.Helper()
	if got := siteDetail(s).Gifts(); !slices.Equal(got, want) {
		s.Errorf("gifts = %v, want %v", got, want)
	}
}

var giftProofs = []proof{
	{
		Call: "cndns.gift.open_mail", Before: aSite, Given: mailGift,
		Check: func(s *stage, answer any) {
			gifts(s, cndns.HostingGift{Name: "apitest.com", Type: cndns.GiftMail})
			got := answer.(cndns.GiftOpenMailResponse)
			if got.Domain != "apitest.com" || got.Size != "200M" || got.Users != "2" || !got.ExpiresAt.Truncate(time.Second).Equal(siteDetail(s).ExpiresAt) {
				s.Errorf("gift = %+v, want it to end with its host", got)
			}
			if list := s.World.CNDNS.Purchases(); len(list) != 0 {
				s.Errorf("purchases = %v, want none", list)
			}
		},
		Refused: append(giftRefusals(func(s *stage) {
			s.Must("cndns.gift.open_mail", mailGift.But(params{"maildomain": "other.com"}))
		}, "16004"),
			but("15001", "maildomain", "www.apitest.com"), but("15001", "maildomain", "-"), but("15002", "maildomain", "taken.com"),
			but("15003", "mailpassword", "aaaaaa"), but("15003", "mailpassword", "aaa111!!")),
	},
	{
		Call: "cndns.gift.open_database", Before: aSite, Given: storeGift,
		Check: func(s *stage, answer any) {
			got := answer.(cndns.DatabaseAccess)
			gifts(s, cndns.HostingGift{Name: got.Name, Type: cndns.GiftDatabase})
			known := vendortest.Got[cndns.DatabaseDetailResponse](s, "cndns.database.detail", params{"dbname": got.Name})
			if known.Host != site || known.Address != got.Address || known.Password.Reveal() != "aaa111" || !known.ExpiresAt.Equal(siteDetail(s).ExpiresAt) {
				s.Errorf("database = %+v, want the gift %+v", known, got)
			}
		},
		Refused: append(giftRefusals(func(s *stage) {
			s.Must("cndns.gift.open_database", storeGift.But(params{"dbname": "otherdb"}))
		}, "16005"),
			but("14001", "dbname", "werew"), but("14001", "dbname", "-"), but("14002", "dbname", "takendb"), but("14003", "dbpassword", "aaa"),
			but("16005", "dbtype", "3"), when("16005", linuxSite, "hostname", "linux", "dbtype", "2")),
	},
	{
		Call: "cndns.gift.coupon_list", Given: params{"state": "1"},
		Before: func(s *stage) {
			s.World.CNDNS.PlantCouponAs(sim.Coupon{ID: "FC86684E3578", Fen: 1000, Kind: sim.CouponPurchase, Title: "微信绑定账户优惠券", Scope: []string{"域名", "虚拟主机"}})
			s.World.CNDNS.PlantUsedCoupon("USED-COUPON")
		},
		Check: func(s *stage, answer any) {
			list := answer.(cndns.GiftCouponListResponse).Coupons
			if len(list) != 1 || list[0].Code.Reveal() != "FC86684E3578" || list[0].Amount != 1000 || !list[0].Usable || list[0].Kind != "1" {
				s.Fatalf("coupons = %+v, want the one that can be used", list)
			}
			if one := list[0]; one.Products != "域名，虚拟主机" || !one.ValidUntil.After(one.ValidFrom) || one.Title != "微信绑定账户优惠券" {
				s.Errorf("coupon = %+v", one)
			}
			used := vendortest.Got[cndns.GiftCouponListResponse](s, "cndns.gift.coupon_list", params{"state": "0"}).Coupons
			all := vendortest.Got[cndns.GiftCouponListResponse](s, "cndns.gift.coupon_list", params{}).Coupons
			if len(used) != 1 || used[0].Usable || len(all) != 2 {
				s.Errorf("%d used and %d in all, want 1 and 2", len(used), len(all))
			}
		},
	},
}
