package panel

import (
	"math/big"
	"time"
)

// Price is what an offer costs somebody, and how that came about. Nothing in it
// is free: what is not known is 0, and Why says what is missing.
type Price struct {
	Offer  Offer        `json:"offer"`
	Cost   Fen          `json:"cost,omitempty"` // what the vendor charges; 0 = unknown
	Fen    Fen          `json:"fen,omitempty"`  // 0 = unknown
	Why    string       `json:"why,omitempty"`  // message "prices.why.<why>": norule, nocost, free, huge
	Rule   *PriceRule   `json:"rule,omitempty"` // the one that counts
	Beaten []BeatenRule `json:"beaten,omitempty"`
	Steps  []PriceStep  `json:"steps,omitempty"`
	Blind  bool         `json:"-"` // the reader may not see the cost: there is none here
}

// PriceStep is one step of a computation: the message "prices.step.<what>".
type PriceStep struct {
	What    string `json:"what"`              // cost, fixed, percent, amount, round, floor
	Percent int    `json:"percent,omitempty"` // hundredths of a percent
	Fen     Fen    `json:"fen,omitempty"`     // the rule's amount, step or floor
	Months  int    `json:"months,omitempty"`  // with Per: the amount counts Months/Per times
	Per     int    `json:"per,omitempty"`
	Yuan    string `json:"yuan"` // where the computation stands after it, up to four decimals
}

// PriceOf computes the price of an offer for a customer of a group (0 = of
// none) at a moment. Decimals live only in here: they are rounded half up to
// the rule's step, and then held to its floor.
func PriceOf(rules []PriceRule, o Offer, cost Fen, groupID int64, at time.Time) Price {
	p := Price{Offer: o, Cost: max(cost, 0)}
	p.Rule, p.Beaten = pickRule(rules, o, groupID, at)
	switch {
	case p.Rule == nil:
		p.Why = "norule"
	case p.Cost == 0 && p.Rule.Base == BaseCost:
		p.Why = "nocost"
	default:
		p.compute(*p.Rule)
	}
	return p
}

func (p *Price) compute(r PriceRule) {
	v := new(big.Rat)
	step := func(s PriceStep) {
		s.Yuan = yuanOf(v)
		p.Steps = append(p.Steps, s)
	}
	scaled := func(f Fen) *big.Rat {
		x := new(big.Rat).SetInt64(int64(f))
		if r.Per > 0 && p.Offer.Months > 0 {
			x.Mul(x, big.NewRat(int64(p.Offer.Months), int64(r.Per)))
		}
		return x
	}
	amount := PriceStep{What: "amount", Fen: r.Amount, Months: p.Offer.Months, Per: r.Per}
	if r.Base == BaseFixed {
		v.Set(scaled(r.Amount))
		amount.What = "fixed"
		step(amount)
	} else {
		v.SetInt64(int64(p.Cost))
		step(PriceStep{What: "cost", Fen: p.Cost})
		if r.Percent != 0 {
			v.Mul(v, big.NewRat(int64(10_000+r.Percent), 10_000))
			step(PriceStep{What: "percent", Percent: r.Percent})
		}
		if r.Amount != 0 {
			v.Add(v, scaled(r.Amount))
			step(amount)
		}
	}
	if whole := halfUp(v, max(r.Step, 1)); whole.Cmp(v) != 0 {
		v.Set(whole)
		step(PriceStep{What: "round", Fen: max(r.Step, 1)})
	}
	if floor := ceil(scaled(r.Floor)); r.Floor > 0 && v.Cmp(floor) < 0 {
		v.Set(floor)
		step(PriceStep{What: "floor", Fen: r.Floor, Months: p.Offer.Months, Per: r.Per})
	}
	p.settle(v)
}

// settle takes the whole number of fen that a computation ended with.
func (p *Price) settle(v *big.Rat) {
	switch {
	case v.Sign() <= 0:
		p.Why = "free"
	case v.Cmp(new(big.Rat).SetInt64(int64(priceMost)*priceMonths)) > 0:
		p.Why = "huge"
	default:
		p.Fen = Fen(v.Num().Int64())
	}
}

// halfUp is the multiple of step that is nearest to v, the upper of two.
func halfUp(v *big.Rat, step Fen) *big.Rat {
	s := new(big.Rat).SetInt64(int64(step))
	q := new(big.Rat).Quo(v, s)
	return s.Mul(s, floorOf(q.Add(q, big.NewRat(1, 2))))
}

// floorOf is the greatest whole number that is not above v.
func floorOf(v *big.Rat) *big.Rat {
	q, m := new(big.Int).DivMod(v.Num(), v.Denom(), new(big.Int)) // Euclidean: the remainder is never negative
	_ = m
	return new(big.Rat).SetInt(q)
}

// ceil is the least whole number that is not below v.
func ceil(v *big.Rat) *big.Rat {
	whole := floorOf(new(big.Rat).Neg(v))
	return whole.Neg(whole)
}

// yuanOf writes a number of fen in yuan with two to four decimals.
func yuanOf(v *big.Rat) string {
	text := new(big.Rat).Quo(v, big.NewRat(100, 1)).FloatString(4)
	for range 2 {
		if text[len(text)-1] == '0' {
			text = text[:len(text)-1]
		}
	}
	return text
}

// Known reports whether there is a price at all.
func (p Price) Known() bool { return p.Fen > 0 }

// Margin is what is left of the price when the vendor is paid, with a coupon of
// some worth; ok is false when price or cost is unknown.
func (p Price) Margin(coupon Fen) (left Fen, ok bool) {
	if p.Fen == 0 || p.Cost == 0 {
		return 0, false
	}
	return p.Fen - max(p.Cost-max(coupon, 0), 0), true
}

// MarginPercent is the margin in hundredths of a percent of the price, rounded
// half up.
func (p Price) MarginPercent(coupon Fen) (percent int, ok bool) {
	left, ok := p.Margin(coupon)
	if !ok {
		return 0, false
	}
	share := halfUp(big.NewRat(int64(left)*10_000, int64(p.Fen)), 1)
	return int(share.Num().Int64()), true
}

// Risk is why a sale must stop and ask.
type Risk string

// The risks of a sale.
const (
	RiskNone    Risk = ""
	RiskBelow   Risk = "below"   // the price is below the cost
	RiskNoCost  Risk = "nocost"  // there is a price, but nobody knows whether it covers the cost
	RiskNoPrice Risk = "noprice" // the customer would be charged nothing
)

// Risk says why selling at this price must stop and ask; RiskNone when it need
// not. Coupons do not count: they are spent once.
func (p Price) Risk() Risk {
	switch {
	case p.Fen == 0:
		return RiskNoPrice
	case p.Blind:
		return RiskNone // it was judged before
	case p.Cost == 0:
		return RiskNoCost
	case p.Fen < p.Cost:
		return RiskBelow
	}
	return RiskNone
}

// Loss is how far the price is below the cost; 0 when it is not, or when
// either is unknown.
func (p Price) Loss() Fen {
	if p.Risk() != RiskBelow {
		return 0
	}
	return p.Cost - p.Fen
}

// ConsentWord is what a person types to sell in spite of the risk: the loss, or
// the price that may be one, in yuan.
func (p Price) ConsentWord() string {
	if loss := p.Loss(); loss > 0 {
		return loss.Yuan()
	}
	return p.Fen.Yuan()
}

// ForCustomer is the price without anything a customer must not see: cost,
// rule, computation.
func (p Price) ForCustomer() Price {
	return Price{Offer: p.Offer, Fen: p.Fen, Why: p.Why}
}

// Blinded is the price without what tells the cost, for staff who may not see it.
func (p Price) Blinded() Price {
	return Price{Offer: p.Offer, Fen: p.Fen, Why: p.Why, Blind: true}
}

// PriceTag is a price where something is about to be ordered.
type PriceTag struct {
	Price
	InUse    bool      // the reseller has published prices; without them orders have none
	Asking   bool      // the vendor is being asked for the cost
	Fixed    time.Time // the price holds until then; zero = it is not fixed yet
	Coupon   string    // title of the vendor's coupon that will be used; "" = none
	Worth    Fen       // of the coupon
	Agreed   bool      // whoever published the prices agreed to this loss
	Inside   bool      // for the reseller's own use: nobody is charged
	Stop     Risk      // why the order must stop and ask, as Judged found
	Customer bool      // a customer looks at it: no costs
}

// Judged says on the tag why the order must stop and ask.
func (t PriceTag) Judged() PriceTag {
	t.Stop = RiskNone
	if t.InUse && !t.Agreed && !t.Inside {
		t.Stop = t.Risk()
	}
	return t
}

// ForCustomer is the judged tag without anything a customer must not see.
// Where nothing is known that could be charged, it stops.
func (t PriceTag) ForCustomer() PriceTag {
	seen := PriceTag{
		Price: t.Price.ForCustomer(), InUse: t.InUse, Asking: t.Asking, Fixed: t.Fixed, Stop: t.Stop, Customer: true,
	}
	if seen.Fen == 0 && !seen.Asking {
		seen.Stop = RiskNoPrice
	}
	return seen
}

// Blinded is the judged tag without what tells the cost.
func (t PriceTag) Blinded() PriceTag {
	t.Price, t.Coupon, t.Worth = t.Price.Blinded(), "", 0
	return t
}

// Consent is what a person is asked to type, as messages call it: the loss, or
// by those who may not see that, the price.
func (t PriceTag) Consent() string {
	if t.Blind && t.Stop == RiskBelow {
		return "blind"
	}
	return string(t.Stop)
}

// PricedOffer is an offer with its cost, its price and the coupon that fits.
type PricedOffer struct {
	Cost   OfferCost
	Price  Price
	Coupon Coupon
	Worth  Fen // of the coupon
}
