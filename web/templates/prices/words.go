package prices

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

// Period is how long an offer lasts, in words.
func Period(ctx context.Context, months int) string {
	switch {
	case months == 0:
		return i18n.T(ctx, "prices.period.once")
	case months%12 == 0:
		return i18n.T(ctx, "prices.period.years", "Count", months/12)
	}
	return i18n.T(ctx, "prices.period.months", "Count", months)
}

// Action is what an offer is for, in words.
func Action(ctx context.Context, a panel.PriceAction) string {
	return i18n.T(ctx, "prices.action."+string(a))
}

// Kind is a kind of product, in words.
func Kind(ctx context.Context, k panel.ProductKind) string {
	return i18n.T(ctx, "prices.kind."+string(k))
}

// Name is what an offer is called, without its action and its period.
func Name(ctx context.Context, c panel.OfferCost) string {
	switch {
	case c.Kind == panel.KindDomain && c.Variant == panel.VariantHan:
		return i18n.T(ctx, "prices.offer.han", "Suffix", c.Suffix)
	case c.Kind == panel.KindDomain:
		return c.Suffix
	case c.Input["cpu"] != "":
		return i18n.T(ctx, "prices.offer.host", "CPU", c.Input["cpu"], "Memory", c.Input["memory"], "Disk", c.Input["disk"], "Bandwidth", c.Input["bandwidth"])
	}
	return Kind(ctx, c.Kind)
}

// Title is the whole name of an offer.
func Title(ctx context.Context, c panel.OfferCost) string {
	return strings.Join([]string{Name(ctx, c), Action(ctx, c.Action), Period(ctx, c.Months)}, " · ")
}

// Percent writes hundredths of a percent: 1667 is "16.67%".
func Percent(hundredths int) string {
	text := panel.Fen(hundredths).Yuan()
	return strings.TrimSuffix(strings.TrimSuffix(text, "0"), ".0") + "%"
}

// Yuan writes the decimals of a computation: "73.3315" is "¥73.3315".
func yuan(text string) string { return "¥" + text }

// sayPrice is what a rule makes of a cost, in words.
func sayPrice(ctx context.Context, r panel.PriceRule) string {
	var parts []string
	per := ""
	if r.Per != 0 {
		per = i18n.T(ctx, "prices.per."+strconv.Itoa(r.Per))
	}
	if r.Base == panel.BaseFixed {
		parts = append(parts, i18n.T(ctx, "prices.rule.fixed", "Amount", i18n.Money(int64(r.Amount)), "Per", per))
	} else {
		parts = append(parts, i18n.T(ctx, "prices.rule.cost"))
		if r.Percent != 0 {
			parts = append(parts, signed(r.Percent >= 0, Percent(r.Percent)))
		}
		if r.Amount != 0 {
			parts = append(parts, signed(r.Amount >= 0, i18n.Money(int64(r.Amount)))+per)
		}
	}
	text := strings.Join(parts, " ")
	if r.Step > 1 {
		text += i18n.T(ctx, "prices.rule.step", "Step", i18n.Money(int64(r.Step)))
	}
	if r.Floor > 0 {
		text += i18n.T(ctx, "prices.rule.floorsaid", "Floor", i18n.Money(int64(r.Floor)), "Per", per)
	}
	return text
}

func signed(plus bool, text string) string {
	if plus {
		return "+ " + text
	}
	return "− " + strings.TrimPrefix(text, "-")
}

// sayScope is what a rule speaks of, in words.
func sayScope(ctx context.Context, r panel.PriceRule) string {
	var parts []string
	if r.Group != "" {
		parts = append(parts, i18n.T(ctx, "prices.rule.group", "Name", r.Group))
	}
	if r.Kind != "" && r.Suffix == "" {
		parts = append(parts, Kind(ctx, r.Kind))
	}
	if r.Suffix != "" {
		parts = append(parts, r.Suffix)
	}
	if r.Action != "" {
		parts = append(parts, Action(ctx, r.Action))
	}
	if r.Months != 0 {
		parts = append(parts, Period(ctx, r.Months))
	}
	if len(parts) == 0 {
		return i18n.T(ctx, "prices.rule.all")
	}
	return strings.Join(parts, " · ")
}

// RuleName is what a rule is called: the reseller's word, or what it speaks of.
func RuleName(ctx context.Context, r panel.PriceRule) string {
	if r.Label != "" {
		return r.Label
	}
	return sayScope(ctx, r)
}

// sayStep is one step of a computation, in words.
func sayStep(ctx context.Context, s panel.PriceStep) string {
	key := "prices.step." + s.What
	text := i18n.T(ctx, key, "Percent", Percent(s.Percent), "Amount", i18n.Money(int64(s.Fen)))
	if s.Per > 0 && s.Months > 0 && s.Months != s.Per {
		text += " × " + strings.TrimSuffix(big.NewRat(int64(s.Months), int64(s.Per)).RatString(), "/1")
	}
	return text
}

// sayBeaten says why a rule that fits too does not count.
func sayBeaten(ctx context.Context, b panel.BeatenRule) string {
	key := "prices.beaten." + b.Why
	return i18n.T(ctx, key, "Name", RuleName(ctx, b.Rule))
}

// why is the reason that a price is not known, in words.
func why(ctx context.Context, p panel.Price) string {
	if p.Why == "" {
		return i18n.T(ctx, "prices.unknown")
	}
	return i18n.T(ctx, "prices.why."+p.Why)
}

// source is the vendor's call that told a cost, in words.
func source(ctx context.Context, call string) string {
	if key := "prices.source." + call; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return call
}

// moved says how a price moved.
func moved(m panel.PriceMove) ui.Tone {
	switch {
	case m.After.Risk() == panel.RiskBelow || m.After.Fen == 0:
		return ui.Bad
	case m.After.Risk() == panel.RiskNoCost:
		return ui.Warn
	}
	return ""
}

// Href is the address of an offer.
func Href(id int64) string { return fmt.Sprintf("/prices/offers/%d", id) }

func ruleHref(id int64) string { return fmt.Sprintf("/prices/rules/%d", id) }

// BoxLines are the lines of a PriceBox that say how a price came about, for
// those who may know.
func BoxLines(ctx context.Context, t panel.PriceTag) (lines []ui.PriceLine) {
	if t.Customer || t.Blind || !t.InUse || t.Inside {
		return nil
	}
	cost := ui.PriceLine{Label: i18n.T(ctx, "prices.cost"), Fen: int64(t.Cost)}
	if t.Cost == 0 {
		cost.Text = i18n.T(ctx, "prices.unknown")
	}
	lines = append(lines, cost)
	if t.Coupon != "" {
		lines = append(lines, ui.PriceLine{Label: i18n.T(ctx, "prices.coupon") + " · " + t.Coupon, Fen: -int64(t.Worth)})
	}
	if left, ok := t.Margin(t.Worth); ok {
		share, _ := t.MarginPercent(t.Worth)
		lines = append(lines, ui.PriceLine{Label: i18n.T(ctx, "prices.margin"), Text: i18n.Money(int64(left)) + " · " + Percent(share)})
	}
	return lines
}

// BoxTotal is the last line of a PriceBox: what the customer pays, or what the
// vendor charges where nobody else does. open stands in place of an amount that
// is not known.
func BoxTotal(ctx context.Context, t panel.PriceTag) (label string, fen int64, open string) {
	label, amount := i18n.T(ctx, "prices.price"), t.Fen
	if t.Customer {
		label = i18n.T(ctx, "prices.pay")
	}
	if t.Inside || !t.InUse {
		label, amount = i18n.T(ctx, "prices.cost"), max(t.Cost-t.Worth, 0)
		if t.Blind {
			return label, 0, i18n.T(ctx, "prices.hidden")
		}
	}
	switch {
	case t.Asking:
		open = i18n.T(ctx, "prices.asking")
	case t.Customer && amount == 0:
		open = i18n.T(ctx, "prices.onrequest")
	case amount == 0 && t.InUse && !t.Inside:
		open = why(ctx, t.Price)
	case amount == 0:
		open = i18n.T(ctx, "prices.unknown")
	}
	return label, int64(amount), open
}

// SeenField and ConsentField are the fields of a form that orders: the price
// it showed, and what was typed to sell at a risk.
const (
	SeenField    = "price_seen"
	ConsentField = "consent"
)

// Seen is the price that a page showed, as its form sends it back; empty when
// it showed none.
func Seen(t panel.PriceTag) string {
	if !t.InUse || t.Inside {
		return ""
	}
	return t.Fen.Yuan()
}

// ConsentLabel is the label of the field in which a person agrees to a risk.
func ConsentLabel(ctx context.Context, t panel.PriceTag) string {
	key := "prices.consent." + t.Consent()
	return i18n.T(ctx, key, "Word", t.ConsentWord())
}

// Stuck reports whether the person cannot order at this price: a customer
// cannot agree to a loss.
func Stuck(t panel.PriceTag) bool { return t.Customer && t.Stop != panel.RiskNone && !t.Asking }

// Waits reports whether the order has to wait for the vendor to name a cost.
func Waits(t panel.PriceTag) bool { return t.Asking && t.InUse && !t.Inside }
