package panel

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// PriceAction is what a price is paid for.
type PriceAction string

// The actions that have prices.
const (
	PriceBuy     PriceAction = "buy"
	PriceRenew   PriceAction = "renew"
	PriceUpgrade PriceAction = "upgrade"
)

// PriceActions lists every action.
var PriceActions = []PriceAction{PriceBuy, PriceRenew, PriceUpgrade}

// PricedKinds lists the kinds of products that are sold.
var PricedKinds = []ProductKind{KindDomain, KindCloud}

// Offer names one thing that has a price.
type Offer struct {
	Kind    ProductKind `json:"kind"`
	Suffix  string      `json:"suffix,omitempty"`  // of a domain, with its dot, Unicode
	Variant string      `json:"variant,omitempty"` // what costs differ by besides: VariantHan, or a host's size; rules do not see it
	Months  int         `json:"months,omitempty"`  // what is paid for; 0 = once
	Action  PriceAction `json:"action"`
}

// VariantHan marks the price of a domain whose label is Chinese.
const VariantHan = "han"

// Key names the offer within a vendor account.
func (o Offer) Key() string {
	return strings.Join([]string{string(o.Kind), o.Suffix, o.Variant, fmt.Sprint(o.Months), string(o.Action)}, "/")
}

// DomainOffer is the offer of a whole name in Unicode for some years; ok is
// false when its suffix is not sold.
func DomainOffer(name string, years int, action PriceAction) (o Offer, ok bool) {
	rule, ok := SuffixOf(name)
	o = Offer{Kind: KindDomain, Suffix: rule.Suffix, Months: 12 * years, Action: action}
	if HasHan(strings.TrimSuffix(name, rule.Suffix)) {
		o.Variant = VariantHan
	}
	return o, ok && years > 0
}

// PriceBase is what a rule begins with.
type PriceBase string

// The bases of prices.
const (
	BaseCost  PriceBase = "cost"  // the vendor's price, then percent and amount on top
	BaseFixed PriceBase = "fixed" // the amount is the price
)

// PriceBases lists every base.
var PriceBases = []PriceBase{BaseCost, BaseFixed}

// PriceSteps lists what prices may be rounded to, in fen.
var PriceSteps = []Fen{1, 10, 50, 100, 500, 1000}

// PricePers lists for how many months amounts may be meant; 0 = for a purchase
// as it is, whatever it lasts.
var PricePers = []int{0, 1, 12}

// PriceRule says what some offers cost some customers. Its empty parts speak of
// everything: no kind is every kind, no group is every customer.
type PriceRule struct {
	ID      int64       `json:"id"`
	Label   string      `json:"label,omitempty"` // the reseller's own name for it
	Kind    ProductKind `json:"kind,omitempty"`
	Suffix  string      `json:"suffix,omitempty"`
	Months  int         `json:"months,omitempty"`
	Action  PriceAction `json:"action,omitempty"`
	GroupID int64       `json:"group,omitempty"`
	Base    PriceBase   `json:"base"`
	Percent int         `json:"percent,omitempty"` // hundredths of a percent on the cost: 2000 = 20 %
	Amount  Fen         `json:"amount,omitempty"`  // on top of the cost, or the price itself
	Floor   Fen         `json:"floor,omitempty"`   // the price is never below; 0 = none
	Per     int         `json:"per,omitempty"`     // months that Amount and Floor are meant for
	Step    Fen         `json:"step"`              // the price is a multiple of, unless the floor stops it
	From    time.Time   `json:"from,omitzero"`     // zero = since ever
	Until   time.Time   `json:"until,omitzero"`    // not at this moment any more; zero = for ever
	Group   string      `json:"-"`                 // display name, filled by reads
}

const (
	percentLeast  = -9900
	percentMost   = 100_000
	priceMost     = Fen(10_000_000_00)
	priceMonths   = 120
	priceLabelMax = 60
)

// Check says what is wrong with a rule's own fields.
func (r PriceRule) Check() (problems []Problem) {
	for _, c := range ruleChecks {
		if c.bad(r) {
			problems = append(problems, Problem{Field: c.field, Key: c.key, Args: c.args})
		}
	}
	return problems
}

// ruleChecks is what a rule must not be, in the order of its form.
var ruleChecks = []struct {
	field, key string
	args       []any
	bad        func(r PriceRule) bool
}{
	{"kind", "problem.option", nil, func(r PriceRule) bool { return r.Kind != "" && !slices.Contains(PricedKinds, r.Kind) }},
	{"suffix", "prices.problem.suffix", nil, func(r PriceRule) bool {
		_, known := SuffixNamed(r.Suffix)
		return r.Suffix != "" && (!known || r.Kind != KindDomain)
	}},
	{"action", "problem.option", nil, func(r PriceRule) bool { return r.Action != "" && !slices.Contains(PriceActions, r.Action) }},
	{"months", "problem.range", []any{"Min", 0, "Max", priceMonths}, func(r PriceRule) bool { return r.Months < 0 || r.Months > priceMonths }},
	{"base", "problem.option", nil, func(r PriceRule) bool { return !slices.Contains(PriceBases, r.Base) }},
	{"percent", "prices.problem.percentfixed", nil, func(r PriceRule) bool { return r.Base == BaseFixed && r.Percent != 0 }},
	{"percent", "prices.problem.percent", []any{"Min", percentLeast / 100, "Max", percentMost / 100}, func(r PriceRule) bool {
		return r.Percent < percentLeast || r.Percent > percentMost
	}},
	{"amount", "prices.problem.free", nil, func(r PriceRule) bool { return r.Base == BaseFixed && r.Amount <= 0 }},
	{"amount", "prices.problem.amount", nil, func(r PriceRule) bool { return r.Amount < -priceMost || r.Amount > priceMost }},
	{"floor", "prices.problem.amount", nil, func(r PriceRule) bool { return r.Floor < 0 || r.Floor > priceMost }},
	{"per", "problem.option", nil, func(r PriceRule) bool { return !slices.Contains(PricePers, r.Per) }},
	{"step", "problem.option", nil, func(r PriceRule) bool { return !slices.Contains(PriceSteps, r.Step) }},
	{"label", "problem.length", []any{"Min", 0, "Max", priceLabelMax}, func(r PriceRule) bool { return utf8.RuneCountInString(r.Label) > priceLabelMax }},
	{"until", "prices.problem.until", nil, func(r PriceRule) bool { return !r.Until.IsZero() && !r.From.IsZero() && !r.Until.After(r.From) }},
}

// fits reports whether the rule speaks of an offer to a customer of a group
// (0 = of none) at a moment.
func (r PriceRule) fits(o Offer, groupID int64, at time.Time) bool {
	return anyOr(r.Kind, o.Kind) && anyOr(r.Suffix, o.Suffix) && anyOr(r.Months, o.Months) && anyOr(r.Action, o.Action) && anyOr(r.GroupID, groupID) &&
		!at.Before(r.From) && (r.Until.IsZero() || at.Before(r.Until))
}

// anyOr reports whether a rule's part is left open, or is the offer's.
func anyOr[T comparable](part, offered T) bool {
	var open T
	return part == open || part == offered
}

// ruleParts are the parts a rule may name, the weightiest first.
var ruleParts = []struct {
	name  string
	named func(r PriceRule) bool
}{
	{"group", func(r PriceRule) bool { return r.GroupID != 0 }},
	{"suffix", func(r PriceRule) bool { return r.Suffix != "" }},
	{"months", func(r PriceRule) bool { return r.Months != 0 }},
	{"action", func(r PriceRule) bool { return r.Action != "" }},
	{"kind", func(r PriceRule) bool { return r.Kind != "" }},
}

func (r PriceRule) parts() (n int) {
	for _, p := range ruleParts {
		if p.named(r) {
			n++
		}
	}
	return n
}

// beats reports whether a rule wins over another that fits as well, and why the
// loser lost: it names fewer parts, or as many but a less weighty one, or the
// same and began earlier, or stands before the winner in the list.
func (r PriceRule) beats(other PriceRule, later bool) (wins bool, why string) {
	if n, m := r.parts(), other.parts(); n != m {
		return n > m, "specific"
	}
	for _, p := range ruleParts {
		if a, b := p.named(r), p.named(other); a != b {
			return a, p.name
		}
	}
	if !r.From.Equal(other.From) {
		return r.From.After(other.From), "newer"
	}
	return later, "last"
}

// BeatenRule is a rule that fits an offer too, and why it does not count: the
// message "prices.beaten.<why>".
type BeatenRule struct {
	Rule PriceRule `json:"rule"`
	Why  string    `json:"why"`
}

// pickRule finds the rule that counts for an offer, and those it beats in the
// order of the list.
func pickRule(rules []PriceRule, o Offer, groupID int64, at time.Time) (won *PriceRule, beaten []BeatenRule) {
	best := -1
	var fit []int
	for i, r := range rules {
		if !r.fits(o, groupID, at) {
			continue
		}
		fit = append(fit, i)
		if best < 0 {
			best = i
		} else if wins, _ := r.beats(rules[best], true); wins {
			best = i
		}
	}
	if best < 0 {
		return nil, nil
	}
	won = &rules[best]
	for _, i := range fit {
		if i != best {
			_, why := won.beats(rules[i], best > i)
			beaten = append(beaten, BeatenRule{Rule: rules[i], Why: why})
		}
	}
	return won, beaten
}
