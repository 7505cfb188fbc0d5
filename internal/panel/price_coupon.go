package panel

import (
	"slices"
	"strings"
	"time"
)

// Coupon is a coupon of a vendor account, without the code that spends it.
type Coupon struct {
	ID       string    `json:"id"` // names it without giving it away
	Title    string    `json:"title"`
	Products []string  `json:"products"` // the vendor's words; CNDNS 2.2.1, "七、3"
	Kind     string    `json:"kind"`     // 0 any, 1 purchase, 2 renewal, 3 upgrade
	From     time.Time `json:"from"`     // begin of the first day; zero = open
	Until    time.Time `json:"until"`    // begin of the last day; zero = open
	Worth    Fen       `json:"worth"`
	Usable   bool      `json:"usable"`
}

// couponProducts are the vendor's words for what we sell.
var couponProducts = map[ProductKind]string{KindDomain: "域名", KindCloud: "橙云主机"}

// couponKinds are the kinds of coupons for our actions. The upgrades take no
// coupon: their calls have no parameter for one.
var couponKinds = map[PriceAction]string{PriceBuy: "1", PriceRenew: "2"}

// CouponProducts parts the vendor's list of products, whatever comma is between.
func CouponProducts(list string) []string {
	return strings.FieldsFunc(list, func(c rune) bool { return strings.ContainsRune("，,、；; ", c) })
}

// covers reports whether the coupon can be spent on an offer at a moment. On
// its last day it is left alone: the document does not say when that ends.
func (c Coupon) covers(o Offer, at time.Time) bool {
	product, sold := couponProducts[o.Kind]
	kind, taken := couponKinds[o.Action]
	return c.Usable && c.Worth > 0 && sold && taken && slices.Contains(c.Products, product) && (c.Kind == "0" || c.Kind == kind) &&
		!at.Before(c.From) && (c.Until.IsZero() || at.Before(c.Until))
}

// BestCoupon chooses the coupon that saves most on an offer, and what it saves:
// never more than the cost. Of those that save the same it takes the one that
// wastes least, then the one that ends first. ok is false when none fits.
func BestCoupon(all []Coupon, o Offer, cost Fen, at time.Time) (best Coupon, saves Fen, ok bool) {
	if cost <= 0 {
		return Coupon{}, 0, false
	}
	for _, c := range all {
		if c.covers(o, at) && (!ok || c.before(best, cost)) {
			best, ok = c, true
		}
	}
	return best, min(best.Worth, cost), ok
}

func (c Coupon) before(other Coupon, cost Fen) bool {
	if a, b := min(c.Worth, cost), min(other.Worth, cost); a != b {
		return a > b
	}
	if c.Worth != other.Worth {
		return c.Worth < other.Worth
	}
	if !c.Until.Equal(other.Until) {
		return !c.Until.IsZero() && (other.Until.IsZero() || c.Until.Before(other.Until))
	}
	return c.ID < other.ID
}
