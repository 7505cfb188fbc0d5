package panel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var priceDay = time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)

var comYear = Offer{Kind: KindDomain, Suffix: ".com", Months: 12, Action: PriceBuy}

func TestPriceArithmetic(t *testing.T) {
	t.Parallel()
	twoYears := comYear
	twoYears.Months = 24
	upgrade := Offer{Kind: KindCloud, Action: PriceUpgrade}
	for name, tt := range map[string]struct {
		rule  PriceRule
		offer Offer
		cost  Fen
		want  Fen
		why   string
	}{
		"percent":                       {PriceRule{Base: BaseCost, Percent: 2000, Step: 1}, comYear, 5500, 6600, ""},
		"half a percent, half up":       {PriceRule{Base: BaseCost, Percent: 50, Step: 1}, comYear, 5500, 5528, ""},
		"just below half stays":         {PriceRule{Base: BaseCost, Percent: 49, Step: 1}, comYear, 5500, 5527, ""},
		"rounded up to yuan at half":    {PriceRule{Base: BaseCost, Step: 100}, comYear, 5550, 5600, ""},
		"rounded down to yuan":          {PriceRule{Base: BaseCost, Step: 100}, comYear, 5549, 5500, ""},
		"rounded to five yuan":          {PriceRule{Base: BaseCost, Percent: 2000, Step: 500}, comYear, 5500, 6500, ""},
		"amount once":                   {PriceRule{Base: BaseCost, Amount: 1000, Step: 1}, twoYears, 11000, 12000, ""},
		"amount per year":               {PriceRule{Base: BaseCost, Amount: 1000, Per: 12, Step: 1}, twoYears, 11000, 13000, ""},
		"amount per month":              {PriceRule{Base: BaseCost, Amount: 100, Per: 1, Step: 1}, comYear, 5500, 6700, ""},
		"percent, then amount":          {PriceRule{Base: BaseCost, Percent: 1000, Amount: 1000, Step: 1}, comYear, 5500, 7050, ""},
		"less than the cost":            {PriceRule{Base: BaseCost, Percent: -1000, Step: 1}, comYear, 5500, 4950, ""},
		"fixed":                         {PriceRule{Base: BaseFixed, Amount: 6900, Step: 1}, comYear, 5500, 6900, ""},
		"fixed per year for two":        {PriceRule{Base: BaseFixed, Amount: 6900, Per: 12, Step: 1}, twoYears, 11000, 13800, ""},
		"fixed without a cost":          {PriceRule{Base: BaseFixed, Amount: 6900, Step: 1}, comYear, 0, 6900, ""},
		"floor":                         {PriceRule{Base: BaseCost, Floor: 6000, Step: 100}, comYear, 900, 6000, ""},
		"floor off the step":            {PriceRule{Base: BaseCost, Floor: 5999, Step: 100}, comYear, 900, 5999, ""},
		"floor per year":                {PriceRule{Base: BaseCost, Floor: 6000, Per: 12, Step: 1}, twoYears, 900, 12000, ""},
		"floor of a third is rounded":   {PriceRule{Base: BaseCost, Floor: 1000, Per: 12, Step: 1}, Offer{Kind: KindCloud, Months: 1, Action: PriceBuy}, 1, 84, ""},
		"rounded away is not free":      {PriceRule{Base: BaseCost, Step: 1000}, comYear, 400, 0, "free"},
		"an amount that eats the price": {PriceRule{Base: BaseCost, Amount: -6000, Step: 1}, comYear, 5500, 0, "free"},
		"an upgrade counts once":        {PriceRule{Base: BaseCost, Amount: 500, Per: 12, Step: 1}, upgrade, 1000, 1500, ""},
		"no cost":                       {PriceRule{Base: BaseCost, Percent: 2000, Step: 1}, comYear, 0, 0, "nocost"},
		"a cost below zero is none":     {PriceRule{Base: BaseCost, Percent: 2000, Step: 1}, comYear, -5, 0, "nocost"},
		"beyond all bounds":             {PriceRule{Base: BaseCost, Percent: percentMost, Step: 1}, comYear, 1 << 40, 0, "huge"},
	} {
		got := PriceOf([]PriceRule{tt.rule}, tt.offer, tt.cost, 0, priceDay)
		if got.Fen != tt.want || got.Why != tt.why {
			t.Errorf("%s: %d (%s), want %d (%s)", name, got.Fen, got.Why, tt.want, tt.why)
		}
	}
	if got := PriceOf(nil, comYear, 5500, 0, priceDay); got.Known() || got.Why != "norule" {
		t.Errorf("without rules = %d (%s), want unknown (norule)", got.Fen, got.Why)
	}
}

func TestPriceIsExplained(t *testing.T) {
	t.Parallel()
	rule := PriceRule{Base: BaseCost, Percent: 3333, Amount: 100, Per: 12, Floor: 99900, Step: 100}
	got := PriceOf([]PriceRule{rule}, comYear, 5500, 0, priceDay)
	want := []PriceStep{
		{What: "cost", Fen: 5500, Yuan: "55.00"},
		{What: "percent", Percent: 3333, Yuan: "73.3315"},
		{What: "amount", Fen: 100, Months: 12, Per: 12, Yuan: "74.3315"},
		{What: "round", Fen: 100, Yuan: "74.00"},
		{What: "floor", Fen: 99900, Months: 12, Per: 12, Yuan: "999.00"},
	}
	if diff := cmp.Diff(want, got.Steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestTheMostSpecificRuleCounts(t *testing.T) {
	t.Parallel()
	all := PriceRule{ID: 1, Base: BaseCost, Percent: 1, Step: 1}
	kind := PriceRule{ID: 2, Kind: KindDomain, Base: BaseCost, Percent: 2, Step: 1}
	action := PriceRule{ID: 3, Action: PriceBuy, Base: BaseCost, Percent: 3, Step: 1}
	months := PriceRule{ID: 4, Months: 12, Base: BaseCost, Percent: 4, Step: 1}
	suffix := PriceRule{ID: 5, Kind: KindDomain, Suffix: ".com", Base: BaseCost, Percent: 5, Step: 1}
	group := PriceRule{ID: 6, GroupID: 9, Base: BaseCost, Percent: 6, Step: 1}
	campaign := suffix
	campaign.ID, campaign.From, campaign.Until = 7, priceDay.AddDate(0, 0, -1), priceDay.AddDate(0, 0, 1)
	over := campaign
	over.ID, over.From, over.Until = 8, priceDay.AddDate(0, 0, -3), priceDay
	twin := kind
	twin.ID = 10
	for name, tt := range map[string]struct {
		rules []PriceRule
		group int64
		want  int64
		lost  string // why each of the others lost
	}{
		"one":                       {[]PriceRule{all}, 0, 1, ""},
		"kind before all":           {[]PriceRule{all, kind}, 0, 2, "1 specific"},
		"action before kind":        {[]PriceRule{action, kind}, 0, 3, "2 action"},
		"period before action":      {[]PriceRule{action, months}, 0, 4, "3 months"},
		"suffix names two parts":    {[]PriceRule{months, suffix, group}, 9, 5, "4 specific, 6 specific"},
		"group before period":       {[]PriceRule{months, group}, 9, 6, "4 group"},
		"group of others":           {[]PriceRule{all, group}, 8, 1, ""},
		"no group":                  {[]PriceRule{all, group}, 0, 1, ""},
		"the newer of two":          {[]PriceRule{campaign, suffix}, 0, 7, "5 newer"},
		"a campaign that is over":   {[]PriceRule{over, suffix}, 0, 5, ""},
		"the later in the list":     {[]PriceRule{kind, twin}, 0, 10, "2 last"},
		"the later in another list": {[]PriceRule{twin, kind}, 0, 2, "10 last"},
	} {
		got := PriceOf(tt.rules, comYear, 5500, tt.group, priceDay)
		var lost []string
		for _, b := range got.Beaten {
			lost = append(lost, fmt.Sprint(b.Rule.ID, " ", b.Why))
		}
		if got.Rule == nil || got.Rule.ID != tt.want || strings.Join(lost, ", ") != tt.lost {
			t.Errorf("%s: rule %+v, lost %q, want %d, %q", name, got.Rule, lost, tt.want, tt.lost)
		}
	}
}

// anyRule is a rule that passes its own check.
func anyRule(t *testing.T, r *rand.Rand) PriceRule {
	t.Helper()
	rule := PriceRule{
		Base: PriceBases[r.IntN(2)], Percent: r.IntN(30_000) - 9_000, Amount: Fen(r.IntN(50_000) - 10_000), Step: PriceSteps[r.IntN(len(PriceSteps))],
		Per: PricePers[r.IntN(len(PricePers))], Floor: Fen(r.IntN(3) * r.IntN(20_000)),
	}
	if rule.Base == BaseFixed {
		rule.Percent, rule.Amount = 0, rule.Amount.abs()+1
	}
	if r.IntN(2) == 0 {
		rule.Kind = KindDomain
	}
	if rule.Kind != "" && r.IntN(2) == 0 {
		rule.Suffix = Suffixes[r.IntN(3)].Suffix
	}
	if r.IntN(3) == 0 {
		rule.Action = PriceActions[r.IntN(3)]
	}
	if r.IntN(3) == 0 {
		rule.GroupID = int64(1 + r.IntN(2))
	}
	if r.IntN(4) == 0 {
		rule.Months = 12 * (1 + r.IntN(2))
	}
	if wrong := rule.Check(); len(wrong) > 0 {
		t.Fatalf("rule %+v: %+v", rule, wrong)
	}
	return rule
}

func (f Fen) abs() Fen { return max(f, -f) }

func TestPriceProperties(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 9)) //nolint:gosec // the same rules at every run
	known := 0
	for range 20_000 {
		rules := make([]PriceRule, 1+r.IntN(5))
		for i := range rules {
			rules[i] = anyRule(t, r)
		}
		offer := Offer{Kind: KindDomain, Suffix: Suffixes[r.IntN(3)].Suffix, Months: 12 * (1 + r.IntN(3)), Action: PriceActions[r.IntN(3)]}
		group, cost := int64(r.IntN(3)), Fen(r.IntN(40_000))
		low, high := PriceOf(rules, offer, cost, group, priceDay), PriceOf(rules, offer, cost+1+Fen(r.IntN(2_000)), group, priceDay)
		for _, p := range []Price{low, high} {
			checkPrice(t, rules, p)
		}
		if low.Known() && high.Known() && low.Fen > high.Fen {
			t.Fatalf("a higher cost made it cheaper: %d at %d, %d at %d (%+v)", low.Fen, low.Cost, high.Fen, high.Cost, low.Rule)
		}
		if low.Known() && !high.Known() && high.Why != "huge" {
			t.Fatalf("a higher cost lost the price: %+v", high)
		}
		if low.Known() {
			known++
		}
	}
	if known < 5_000 {
		t.Errorf("known prices = %d of 20000: the test has gone stale", known)
	}
}

func checkPrice(t *testing.T, rules []PriceRule, p Price) {
	t.Helper()
	switch {
	case p.Known() == (p.Why != ""):
		t.Fatalf("price %d with reason %q: it is known, or there is a reason", p.Fen, p.Why)
	case p.Fen < 0:
		t.Fatalf("price %d is below zero", p.Fen)
	case p.Rule == nil && p.Known():
		t.Fatalf("price %d without a rule", p.Fen)
	case p.Known() && p.Rule.Base == BaseCost && p.Cost == 0:
		t.Fatalf("price %d on no cost", p.Fen)
	case !p.Known():
		return
	}
	floor := int64(p.Rule.Floor)
	if p.Rule.Per > 0 {
		floor = floor * int64(p.Offer.Months) / int64(p.Rule.Per)
	}
	if int64(p.Fen) < floor {
		t.Fatalf("price %d is below the floor %d (%+v)", p.Fen, floor, p.Rule)
	}
	if p.Fen%p.Rule.Step != 0 && !slices.ContainsFunc(p.Steps, func(s PriceStep) bool { return s.What == "floor" }) {
		t.Fatalf("price %d is no multiple of %d", p.Fen, p.Rule.Step)
	}
	if got := p.Steps[len(p.Steps)-1].Yuan; got != p.Fen.Yuan() {
		t.Fatalf("the last step stands at %s, the price is %s", got, p.Fen.Yuan())
	}
	for _, r := range rules {
		if r.fits(p.Offer, p.Rule.GroupID, priceDay) && r.parts() > p.Rule.parts() {
			t.Fatalf("rule %+v is more specific than %+v", r, *p.Rule)
		}
	}
	for _, b := range p.Beaten {
		if wins, why := p.Rule.beats(b.Rule, true); !wins || b.Why != why && b.Why != "last" {
			t.Fatalf("rule %+v lost for %q, not %q", b.Rule, b.Why, why)
		}
	}
}

func TestSellingBelowCostIsARisk(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		price  Price
		risk   Risk
		word   string
		margin Fen
		share  int
		known  bool
	}{
		"a margin":     {Price{Cost: 5500, Fen: 6600}, RiskNone, "66.00", 1100, 1667, true},
		"exactly cost": {Price{Cost: 5500, Fen: 5500}, RiskNone, "55.00", 0, 0, true},
		"one fen less": {Price{Cost: 5500, Fen: 5499}, RiskBelow, "0.01", -1, -2, true},
		"no cost":      {Price{Fen: 6900}, RiskNoCost, "69.00", 0, 0, false},
		"no price":     {Price{Cost: 5500}, RiskNoPrice, "0.00", 0, 0, false},
	} {
		margin, known := tt.price.Margin(0)
		share, _ := tt.price.MarginPercent(0)
		if got := tt.price.Risk(); got != tt.risk || tt.price.ConsentWord() != tt.word || margin != tt.margin || share != tt.share || known != tt.known {
			t.Errorf("%s: %s, word %s, margin %d (%d), want %s, %s, %d (%d)", name, got, tt.price.ConsentWord(), margin, share, tt.risk, tt.word, tt.margin, tt.share)
		}
	}
	if left, _ := (Price{Cost: 5500, Fen: 6600}).Margin(1000); left != 2100 {
		t.Errorf("margin with a coupon of 10 = %d, want 2100", left)
	}
	if left, _ := (Price{Cost: 500, Fen: 6600}).Margin(1000); left != 6600 {
		t.Errorf("margin with a coupon above the cost = %d, want 6600", left)
	}
	tag := PriceTag{Price: Price{Cost: 5500, Fen: 5000}}
	for name, tt := range map[string]struct {
		change func(t *PriceTag)
		want   Risk
	}{
		"prices not in use": {func(*PriceTag) {}, RiskNone},
		"in use":            {func(t *PriceTag) { t.InUse = true }, RiskBelow},
		"agreed":            {func(t *PriceTag) { t.InUse, t.Agreed = true, true }, RiskNone},
		"own use":           {func(t *PriceTag) { t.InUse, t.Inside = true, true }, RiskNone},
	} {
		changed := tag
		tt.change(&changed)
		got := changed.Judged()
		if got.Stop != tt.want {
			t.Errorf("%s: stops = %q, want %q", name, got.Stop, tt.want)
		}
		if shown := got.ForCustomer(); shown.Cost != 0 || shown.Rule != nil || shown.Steps != nil || shown.Worth != 0 || shown.Fen != 5000 || shown.Stop != tt.want {
			t.Errorf("%s: a customer sees %+v", name, shown)
		}
	}
}

func TestRulesAreChecked(t *testing.T) {
	t.Parallel()
	good := PriceRule{Base: BaseCost, Percent: 2000, Step: 100}
	for name, tt := range map[string]struct {
		change func(r *PriceRule)
		field  string
	}{
		"good":                    {func(*PriceRule) {}, ""},
		"label":                   {func(r *PriceRule) { r.Label = strings.Repeat("价", 61) }, "label"},
		"kind":                    {func(r *PriceRule) { r.Kind = KindZone }, "kind"},
		"suffix without a domain": {func(r *PriceRule) { r.Suffix = ".com" }, "suffix"},
		"suffix of a host":        {func(r *PriceRule) { r.Kind, r.Suffix = KindCloud, ".com" }, "suffix"},
		"suffix nobody sells":     {func(r *PriceRule) { r.Kind, r.Suffix = KindDomain, ".nosuch" }, "suffix"},
		"months":                  {func(r *PriceRule) { r.Months = 121 }, "months"},
		"action":                  {func(r *PriceRule) { r.Action = "steal" }, "action"},
		"base":                    {func(r *PriceRule) { r.Base = "air" }, "base"},
		"percent of a fixed":      {func(r *PriceRule) { r.Base, r.Amount = BaseFixed, 100 }, "percent"},
		"fixed at nothing":        {func(r *PriceRule) { r.Base, r.Percent = BaseFixed, 0 }, "amount"},
		"minus all":               {func(r *PriceRule) { r.Percent = -10_000 }, "percent"},
		"floor below zero":        {func(r *PriceRule) { r.Floor = -1 }, "floor"},
		"amount":                  {func(r *PriceRule) { r.Amount = priceMost + 1 }, "amount"},
		"per":                     {func(r *PriceRule) { r.Per = 7 }, "per"},
		"step":                    {func(r *PriceRule) { r.Step = 0 }, "step"},
		"ends before it begins":   {func(r *PriceRule) { r.From, r.Until = priceDay, priceDay }, "until"},
	} {
		rule, got := good, ""
		tt.change(&rule)
		if problems := rule.Check(); len(problems) > 0 {
			got = problems[0].Field
		}
		if got != tt.field {
			t.Errorf("%s: problem at %q, want %q", name, got, tt.field)
		}
	}
}

func TestBestCoupon(t *testing.T) {
	t.Parallel()
	coupon := func(id string, worth Fen, change func(c *Coupon)) Coupon {
		c := Coupon{ID: id, Products: []string{"域名", "橙云主机"}, Kind: "0", From: priceDay.AddDate(0, 0, -9), Until: priceDay.AddDate(0, 0, 9), Worth: worth, Usable: true}
		if change != nil {
			change(&c)
		}
		return c
	}
	for name, tt := range map[string]struct {
		coupons []Coupon
		offer   Offer
		cost    Fen
		want    string
		saves   Fen
	}{
		"none":                   {nil, comYear, 5500, "", 0},
		"the greater":            {[]Coupon{coupon("a", 500, nil), coupon("b", 1000, nil)}, comYear, 5500, "b", 1000},
		"never more than cost":   {[]Coupon{coupon("a", 9000, nil)}, comYear, 5500, "a", 5500},
		"wastes least":           {[]Coupon{coupon("a", 9000, nil), coupon("b", 6000, nil)}, comYear, 5500, "b", 5500},
		"ends first":             {[]Coupon{coupon("a", 500, nil), coupon("b", 500, func(c *Coupon) { c.Until = priceDay.AddDate(0, 0, 3) })}, comYear, 5500, "b", 500},
		"an end before none":     {[]Coupon{coupon("a", 500, func(c *Coupon) { c.Until = time.Time{} }), coupon("b", 500, nil)}, comYear, 5500, "b", 500},
		"for renewals":           {[]Coupon{coupon("a", 500, func(c *Coupon) { c.Kind = "2" })}, comYear, 5500, "", 0},
		"for purchases":          {[]Coupon{coupon("a", 500, func(c *Coupon) { c.Kind = "1" })}, comYear, 5500, "a", 500},
		"for other products":     {[]Coupon{coupon("a", 500, func(c *Coupon) { c.Products = []string{"虚拟主机"} })}, comYear, 5500, "", 0},
		"not yet":                {[]Coupon{coupon("a", 500, func(c *Coupon) { c.From = priceDay.Add(time.Hour) })}, comYear, 5500, "", 0},
		"over":                   {[]Coupon{coupon("a", 500, func(c *Coupon) { c.Until = priceDay })}, comYear, 5500, "", 0},
		"used":                   {[]Coupon{coupon("a", 500, func(c *Coupon) { c.Usable = false })}, comYear, 5500, "", 0},
		"worth nothing":          {[]Coupon{coupon("a", 0, nil)}, comYear, 5500, "", 0},
		"upgrades take none":     {[]Coupon{coupon("a", 500, nil)}, Offer{Kind: KindCloud, Action: PriceUpgrade}, 5500, "", 0},
		"cost unknown":           {[]Coupon{coupon("a", 500, nil)}, comYear, 0, "", 0},
		"a host takes its own":   {[]Coupon{coupon("a", 500, nil)}, Offer{Kind: KindCloud, Months: 1, Action: PriceRenew}, 5500, "a", 500},
		"the smaller code first": {[]Coupon{coupon("b", 500, nil), coupon("a", 500, nil)}, comYear, 5500, "a", 500},
	} {
		got, saves, ok := BestCoupon(tt.coupons, tt.offer, tt.cost, priceDay)
		if got.ID != tt.want || saves != tt.saves || ok != (tt.want != "") {
			t.Errorf("%s: %q saves %d (%v), want %q, %d", name, got.ID, saves, ok, tt.want, tt.saves)
		}
	}
	if got := CouponProducts("域名，虚拟主机、数据库, 橙云主机"); len(got) != 4 {
		t.Errorf("products = %q, want four", got)
	}
}

func TestSignedYuan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Fen{"": 0, "12": 1200, "-0.05": -5, " 3.5 ": 350, "-1000": -100000} {
		got, err := ParseSigned(text)
		if err != nil || got != want {
			t.Errorf("ParseSigned(%q) = %d, %v, want %d", text, got, err, want)
		}
		if back, err := ParseSigned(want.Yuan()); err != nil || back != want {
			t.Errorf("ParseSigned(FormatYuan(%d)) = %d, %v", want, back, err)
		}
	}
	for _, text := range []string{"--1", "1.234", "x", "-"} {
		if got, err := ParseSigned(text); err == nil {
			t.Errorf("ParseSigned(%q) = %d, want an error", text, got)
		}
	}
}
