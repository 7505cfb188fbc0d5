package cndns

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	ddosBuy  = "/ddos/CreateOrder.aspx"
	ddosInfo = "/ddos/OrderDetails.aspx"
)

func TestShieldIsBoughtWithATicketOfItsOwnName(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantCoupon("c1", 80_000)
	v.PlantUsedCoupon("used")
	product := v.must("/ddos/ProductInfo.aspx").rows(t)[0]
	form := []string{"buyid", product["buyid"], "term", "1", "termtype", "2"}
	price := v.must("/product/getProductPrice.aspx", "type", "5", "prd", product["proprd"]).text()

	got := v.must(ddosBuy, append(form, "signature", "c1", "ticketid", "c1")...).row(t)

	want := map[string]string{
		"d_nme": got["d_nme"], "d_prd": product["proprd"], "g_nme": product["proname"],
		"d_addtme": "2026/5/4 10:00:00", "d_exptme": "2026/6/4 10:00:00", "d_regstt": "1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, v.must(ddosInfo, "nme", got["d_nme"]).row(t)); diff != "" {
		t.Errorf("detail (-want +got):\n%s", diff)
	}
	v.expectPurchases("cndns.ddos.buy " + got["d_nme"] + " 100000")
	if price != "21600" {
		t.Errorf("price of a year = %s, want 21600", price)
	}
	v.words("当前优惠券码不能使用", ddosBuy, append(form, "ticketid", "used")...)
	v.words("代金券不存在", ddosBuy, append(form, "voucherids", "no")...)
	v.words("购买时长错误,只能购买 1 月或 1 年", ddosBuy, append(form, "term", "2")...)
	v.clock.Advance(40 * 24 * time.Hour)
	if got := v.must(ddosInfo, "nme", got["d_nme"]).row(t)["d_regstt"]; got != "7" {
		t.Errorf("state = %s, want 7", got)
	}
}
