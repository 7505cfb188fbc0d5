package prices

import (
	"strings"
	"testing"
	"time"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
)

func TestEverythingAboutAPriceHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for prefix, ends := range map[string][]string{
		"prices.step.":            {"cost", "fixed", "percent", "amount", "round", "floor"},
		"prices.why.":             {"norule", "nocost", "free", "huge"},
		"prices.beaten.":          {"specific", "group", "suffix", "months", "action", "kind", "newer", "last"},
		"prices.stop.":            {"below", "nocost", "noprice", "below.text", "nocost.text", "noprice.text"},
		"prices.consent.":         {"below", "nocost", "noprice"},
		"prices.problem.consent.": {"below", "nocost", "noprice"},
		"prices.rule.per.":        {"0", "1", "12"},
		"prices.per.":             {"1", "12"},
		"prices.coupon.kind.":     {"0", "1", "2", "3"},
		"prices.base.":            {"cost", "fixed", "cost.hint", "fixed.hint"},
		"prices.job.":             {"begin", "progress", "done"},
		"prices.error.":           {"ask", "draft", "nodraft", "moved", "expired"},
	} {
		for _, end := range ends {
			keys = append(keys, prefix+end)
		}
	}
	for _, k := range panel.PricedKinds {
		keys = append(keys, "prices.kind."+string(k))
	}
	for _, a := range panel.PriceActions {
		keys = append(keys, "prices.action."+string(a))
	}
	for _, lang := range i18n.Languages() {
		ctx := i18n.With(t.Context(), lang)
		for _, key := range keys {
			if !i18n.Has(ctx, key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}

func TestSparkLinesAreStepsWithGaps(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	note := func(day int, cost panel.Fen) panel.CostNote {
		return panel.CostNote{Cost: cost, At: start.AddDate(0, 0, day)}
	}
	now := start.AddDate(0, 0, 10)
	for name, tt := range map[string]struct {
		history []panel.CostNote
		want    []string
	}{
		"nothing":    {nil, nil},
		"one cost":   {[]panel.CostNote{note(0, 5500)}, []string{"4.0,32.0 316.0,32.0"}},
		"a rise":     {[]panel.CostNote{note(0, 5500), note(5, 6500)}, []string{"4.0,60.0 160.0,60.0 160.0,4.0 316.0,4.0"}},
		"a gap":      {[]panel.CostNote{note(0, 5500), note(5, 0), note(8, 5500)}, []string{"4.0,32.0 160.0,32.0", "253.6,32.0 316.0,32.0"}},
		"never told": {[]panel.CostNote{note(0, 0)}, nil},
	} {
		if got := sparkLines(tt.history, now); strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestRulesAreSaid(t *testing.T) {
	t.Parallel()
	ctx := i18n.With(t.Context(), i18n.English)
	rule := panel.PriceRule{Kind: panel.KindDomain, Suffix: ".com", Months: 12, Action: panel.PriceRenew, Group: "VIP", Base: panel.BaseCost, Percent: 1250, Amount: -500, Per: 12, Floor: 6000, Step: 100}
	if got, want := sayScope(ctx, rule), "Group VIP · .com · Renewal · 1 year"; got != want {
		t.Errorf("scope = %q, want %q", got, want)
	}
	if got, want := sayPrice(ctx, rule), "Cost + 12.5% − ¥5.00/year, rounded to ¥1.00, not below ¥60.00/year"; got != want {
		t.Errorf("price = %q, want %q", got, want)
	}
	for hundredths, want := range map[int]string{2000: "20%", 1667: "16.67%", -50: "-0.5%", 0: "0%"} {
		if got := Percent(hundredths); got != want {
			t.Errorf("Percent(%d) = %q, want %q", hundredths, got, want)
		}
	}
}

func TestACustomersBoxHasNoCosts(t *testing.T) {
	t.Parallel()
	ctx := i18n.With(t.Context(), i18n.English)
	tag := panel.PriceTag{Price: panel.Price{Fen: 6600, Cost: 5500}, InUse: true, Coupon: "gift", Worth: 500}
	if lines := BoxLines(ctx, tag); len(lines) != 3 {
		t.Errorf("the reseller's lines = %+v, want cost, coupon and margin", lines)
	}
	shown := tag.Judged().ForCustomer()
	if lines := BoxLines(ctx, shown); len(lines) != 0 {
		t.Errorf("a customer's lines = %+v, want none", lines)
	}
	if _, fen, open := BoxTotal(ctx, shown); fen != 6600 || open != "" {
		t.Errorf("a customer pays %d %q, want 6600", fen, open)
	}
	unpriced := panel.PriceTag{Price: panel.Price{Why: "nocost"}, InUse: true}.Judged().ForCustomer()
	if _, _, open := BoxTotal(ctx, unpriced); open != "Price on request" || !Stuck(unpriced) {
		t.Errorf("without a price a customer reads %q, want it on request", open)
	}
}
