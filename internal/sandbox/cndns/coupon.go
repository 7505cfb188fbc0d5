package cndns

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Kinds of coupons, as TicketList prints them in tktype.
const (
	CouponGeneral  = "0"
	CouponPurchase = "1"
	CouponRenewal  = "2"
	CouponUpgrade  = "3"
)

// Coupon is a coupon (signature) or a voucher (voucherid), which is worth money once.
type Coupon struct {
	Fen   int64     `json:"fen"`
	Used  bool      `json:"used"`
	ID    string    `json:"id"`
	Kind  string    `json:"kind"`  // one of the constants; empty is general
	Scope []string  `json:"scope"` // products, in the words of couponProducts; none is all
	Title string    `json:"title"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"` // zero is without end
}

// couponProducts are the words for products that coupons are for, by how calls' names begin.
var couponProducts = []struct{ prefix, word string }{
	{"cndns.domain.", "域名"},
	{"cndns.hosting.", "虚拟主机"},
	{"cndns.mail.", "企业邮局"},
	{"cndns.database.", "数据库"},
	{"cndns.cloud.", "橙云主机"},
	{"cndns.site_builder.", "建站之星"},
}

// usable tells whether a coupon can be used in a call at its time.
func (c *Coupon) usable(r *request) bool {
	kind := CouponPurchase
	switch {
	case strings.HasSuffix(r.call.name, ".renew"):
		kind = CouponRenewal
	case strings.HasSuffix(r.call.name, ".upgrade"):
		kind = CouponUpgrade
	}
	general := c.Kind == "" || c.Kind == CouponGeneral
	return c.valid(r.now) && (general || c.Kind == kind) && c.covers(r.call.name)
}

// valid tells whether a coupon is unused and its time has come and is not over.
func (c *Coupon) valid(now time.Time) bool {
	return !c.Used && !now.Before(c.From) && (c.Until.IsZero() || !now.After(c.Until))
}

// covers tells whether a coupon is for the product of a call; products without a word are
// covered by coupons for all.
func (c *Coupon) covers(callName string) bool {
	if len(c.Scope) == 0 {
		return true
	}
	for _, product := range couponProducts {
		if strings.HasPrefix(callName, product.prefix) {
			return slices.Contains(c.Scope, product.word)
		}
	}
	return false
}

// state is isvalid: 1 can be used, 0 cannot.
func (c *Coupon) state(now time.Time) string {
	if c.valid(now) {
		return "1"
	}
	return "0"
}

func (c *Coupon) row(now time.Time) row {
	words := c.Scope
	if len(words) == 0 {
		for _, product := range couponProducts {
			words = append(words, product.word)
		}
	}
	day := func(t time.Time) string { return t.In(beijing).Format(time.DateOnly) }
	return row{
		{"type", strings.Join(words, "，")},
		{"apply_tme", day(c.From)},
		{"exp_tme", day(c.Until)},
		{"money", yuan(c.Fen)},
		{"isvalid", c.state(now)},
		{"title", c.Title},
		{"signature", c.ID},
		{"tktype", or(c.Kind, CouponGeneral)},
	}
}

// listCoupons lists coupons by code: all, or with state those in it.
func listCoupons(r *request) (any, error) {
	state, list := r.get("state"), []row{}
	for _, id := range slices.Sorted(maps.Keys(r.account.coupons)) {
		c := r.account.coupons[id]
		if state == "" || state == c.state(r.now) {
			list = append(list, c.row(r.now))
		}
	}
	return list, nil
}

// usedCoupons are the columns distype1-3 and dissignature1-3 of an order: kind and code of
// the coupon that was used.
func (r *request) usedCoupons() row {
	out := row{}
	for i := range 3 {
		kind, id := "", ""
		if c := r.account.coupons[r.get("signature")]; c != nil && i == 0 {
			kind, id = or(c.Kind, CouponGeneral), c.ID
		}
		n := itoa(i + 1)
		out = append(out, column{"distype" + n, kind}, column{"dissignature" + n, id})
	}
	return out
}

// PlantCouponAs puts a coupon into the first account. Without times it is good from now on
// for half a year.
func (s *Server) PlantCouponAs(c Coupon) {
	defer s.edit()()
	c.Title = or(c.Title, "优惠券")
	c.From = s.orNow(c.From)
	if c.Until.IsZero() {
		c.Until = c.From.AddDate(0, 6, 0)
	}
	s.account().coupons[c.ID] = &c
}

// PlantCoupon makes a coupon or voucher that is worth fen, once.
func (s *Server) PlantCoupon(id string, fen int64) { s.PlantCouponAs(Coupon{ID: id, Fen: fen}) }

// PlantUsedCoupon makes a coupon or voucher that has been used.
func (s *Server) PlantUsedCoupon(id string) { s.PlantCouponAs(Coupon{ID: id, Used: true}) }
