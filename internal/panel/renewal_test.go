package panel

import (
	"slices"
	"testing"
	"time"
)

func china(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, China)
	if err != nil {
		panic(err)
	}
	return t
}

// TestEveryCallThatRenewsHasARule walks the contracts both ways.
func TestEveryCallThatRenewsHasARule(t *testing.T) {
	t.Parallel()
	ruled := map[string]bool{}
	for _, r := range RenewalRules() {
		ruled[r.Call] = true
		row, known := SpendOf(r.Call)
		if !known || row.Before != BeforeExpiry {
			t.Errorf("the rule of %s is of no call that renews", r.Call)
		}
		for name, days := range map[string][]int{"tries": r.Tries, "reminders": r.Reminders} {
			falls := slices.IsSortedFunc(days, func(a, b int) int { return b - a })
			if len(days) == 0 || !falls || days[len(days)-1] < 1 || days[0] >= 46 {
				t.Errorf("%s %v: %s = %v, want days from 45 that fall to 1 at least", r.Call, r.Suffixes, name, days)
			}
			if r.Opens > 0 && days[0] > r.Opens && name == "tries" {
				t.Errorf("%s %v is tried %d days before, and the vendor takes it from %d", r.Call, r.Suffixes, days[0], r.Opens)
			}
		}
		if r.Months < 1 || r.Ceiling > 0 && r.Ceiling < r.Months {
			t.Errorf("%s %v: term %d, ceiling %d", r.Call, r.Suffixes, r.Months, r.Ceiling)
		}
		if (r.Kind == "") != (r.Operation == "") {
			t.Errorf("%s: kind %q and operation %q go together", r.Call, r.Kind, r.Operation)
		}
	}
	for _, s := range Spends() {
		if s.Before == BeforeExpiry && !ruled[s.Call] {
			t.Errorf("%s renews and has no rule", s.Call)
		}
	}
	for _, o := range Operations() {
		renews := slices.ContainsFunc(RenewalRules(), func(r RenewalRule) bool { return r.Operation == o.Name })
		if spends := slices.ContainsFunc(o.Endpoints, func(e string) bool { s, ok := SpendOf(e); return ok && s.Before == BeforeExpiry }); spends != renews {
			t.Errorf("%s renews %v, has a rule %v", o.Name, spends, renews)
		}
	}
}

func TestTheRuleOfAProductFitsItsTerm(t *testing.T) {
	t.Parallel()
	for _, s := range Suffixes {
		p := Product{Kind: KindDomain, Vendor: VendorCNDNS, Name: "a" + s.Suffix}
		rule, ok := RenewalRuleOf(p)
		input, months := rule.Term(p)
		if !ok || months < 12*s.Min || input["years"] == "" || p.Suffix() != s.Suffix {
			t.Errorf("%s: rule %v, %d months, suffix %q; want a term that is sold", s.Suffix, ok, months, p.Suffix())
		}
	}
	for name, want := range map[string]string{"a.com.cn": ".com.cn", "x.xn--fiqs8s": ".中国", "x.xn--j6w193g": ".香港", "a.unknown": ""} {
		if got := (Product{Kind: KindDomain, Name: name}).Suffix(); got != want {
			t.Errorf("suffix of %s = %q, want %q", name, got, want)
		}
	}
	host := Product{Kind: KindCloud, Vendor: VendorCNDNS, Facts: Facts{Cloud: &CloudFacts{TimeType: "5"}}}
	rule, _ := RenewalRuleOf(host)
	if input, months := rule.Term(host); input["unit"] != "5" || months != 12 {
		t.Errorf("a host by the year renews by %v, %d months", input, months)
	}
	if _, ok := RenewalRuleOf(Product{Kind: KindZone, Vendor: VendorDNSPod}); ok {
		t.Error("a zone renews")
	}
}

func TestDaysCountInChinaAndAMissedDayIsMadeUp(t *testing.T) {
	t.Parallel()
	ends := china("2026-12-16 00:30") // still the 15th in UTC
	for at, want := range map[string]int{"2026-12-01 00:00": 15, "2026-12-01 23:59": 15, "2026-11-30 23:59": 16, "2026-12-16 23:59": 0, "2026-12-17 00:00": -1} {
		if got := DaysLeft(ends, china(at).UTC()); got != want {
			t.Errorf("on %s: %d days left, want %d", at, got, want)
		}
	}
	rule := RenewalRule{Tries: []int{15, 7, 3, 1}}
	for at, want := range map[string]int{"2026-11-30 12:00": -1, "2026-12-01 00:00": 15, "2026-12-03 00:00": 15, "2026-12-09 00:00": 7, "2026-12-15 00:00": 1, "2026-12-16 10:00": 1, "2026-12-17 00:00": -1} {
		got, ok := rule.TryDay(ends, china(at))
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("on %s: day %d of the rule, want %d", at, got, want)
		}
	}
	if o, ok := ParseRenewalKey(RenewalKey(7, ends, 3)); !ok || o != (RenewalOrder{ProductID: 7, Ends: 20261216, No: 3}) {
		t.Errorf("key read back = %+v", o)
	}
}

func TestTheWindow(t *testing.T) {
	t.Parallel()
	ends := china("2027-03-01 12:00")
	rule := RenewalRule{Opens: 90, Grace: 30, Redeem: 15, Ceiling: 60}
	from, until := rule.Window(ends, 12)
	if !from.Equal(china("2026-12-01 00:00")) || !until.Equal(china("2027-04-01 00:00")) {
		t.Errorf("window = %v to %v", from, until)
	}
	if grace, redeem := rule.Ends(ends); !grace.Equal(until) || !redeem.Equal(china("2027-04-16 00:00")) {
		t.Errorf("grace to %v, redemption to %v", grace, redeem)
	}
	paid := china("2035-03-01 12:00")
	if from, _ := (RenewalRule{Ceiling: 120}).Window(paid, 12); !from.Equal(china("2026-03-01 12:00")) {
		t.Errorf("paid ten years ahead, it opens on %v", from)
	}
}

// sold is a case that nothing bars at noon of 1 December 2026.
func sold() (RenewalRun, RenewalCase) {
	now := china("2026-12-01 12:00")
	p := Product{ID: 1, ResellerID: 1, AccountID: 2, CustomerID: 3, Kind: KindDomain, Vendor: VendorCNDNS, Name: "a.com", State: StateActive, ExpiresAt: now.AddDate(0, 0, 10), AutoRenew: true}
	rule, _ := RenewalRuleOf(p)
	op, _ := OperationNamed(rule.Operation)
	c := RenewalCase{
		Product: p, Rule: rule, Op: op, Months: 12, FactsFresh: true, CostFresh: true, Account: VendorAccount{ID: 2, State: "ok"},
		Tag: PriceTag{Price: Price{Cost: 50_00, Fen: 60_00}, InUse: true}.Judged(),
	}
	return RenewalRun{Now: now, Wallets: map[int64]Fen{3: 100_00}, Balances: map[int64]SeenBalance{2: {Fen: 100_00, At: now}}}, c
}

// TestEachCheckBarsByItself spoils one thing at a time.
func TestEachCheckBarsByItself(t *testing.T) {
	t.Parallel()
	day := DayNumber(china("2026-12-11 12:00"))
	spoil := map[string]func(r *RenewalRun, c *RenewalCase){
		"":      func(*RenewalRun, *RenewalCase) {},
		"rule":  func(_ *RenewalRun, c *RenewalCase) { c.Rule = RenewalRule{} },
		"off":   func(_ *RenewalRun, c *RenewalCase) { c.Product.AutoRenew = false },
		"noend": func(_ *RenewalRun, c *RenewalCase) { c.Product.ExpiresAt = time.Time{} },
		"day":   func(r *RenewalRun, c *RenewalCase) { c.Product.ExpiresAt = r.Now.AddDate(0, 0, 20) },
		"decided": func(_ *RenewalRun, c *RenewalCase) {
			c.Tries = []RenewalTry{{Ends: day, Day: 15, Verdict: RenewalStop}}
		},
		"done": func(_ *RenewalRun, c *RenewalCase) {
			c.Orders = []RenewalOrder{{Ends: day + 3, No: 1, State: OrderDone}}
		},
		"open": func(_ *RenewalRun, c *RenewalCase) {
			c.Orders = []RenewalOrder{{Ends: day, No: 1, State: OrderUnknown}}
		},
		"term":     func(_ *RenewalRun, c *RenewalCase) { c.NoTerm = true },
		"early":    func(_ *RenewalRun, c *RenewalCase) { c.Rule.Opens = 5 },
		"late":     func(r *RenewalRun, c *RenewalCase) { c.Product.ExpiresAt = r.Now.AddDate(0, 0, -40); r.Planned = true },
		"state":    func(_ *RenewalRun, c *RenewalCase) { c.Product.State = StateTransfer },
		"safemode": func(r *RenewalRun, _ *RenewalCase) { r.SafeMode = true },
		"account":  func(_ *RenewalRun, c *RenewalCase) { c.Account.State = "failed" },
		"incident": func(_ *RenewalRun, c *RenewalCase) { c.Frozen = true },
		"facts":    func(_ *RenewalRun, c *RenewalCase) { c.FactsFresh = false },
		"cost":     func(_ *RenewalRun, c *RenewalCase) { c.CostFresh = false },
		"nocost":   func(_ *RenewalRun, c *RenewalCase) { c.Tag.Cost = 0 },
		"noprice":  func(_ *RenewalRun, c *RenewalCase) { c.Tag.InUse = false },
		"below":    func(_ *RenewalRun, c *RenewalCase) { c.Tag.Cost = 70_00; c.Tag = c.Tag.Judged() },
		"wallet":   func(r *RenewalRun, _ *RenewalCase) { r.Wallets[3] = 59_99 },
		"balance":  func(r *RenewalRun, _ *RenewalCase) { r.Balances[2] = SeenBalance{Fen: 49_99, At: r.Now} },
	}
	for _, why := range append(RenewalWhys(), "") {
		change, ok := spoil[why]
		if !ok {
			t.Errorf("the check %q is not tried", why)
			continue
		}
		r, c := sold()
		change(&r, &c)
		r.Cases = []RenewalCase{c}
		d := r.Decide()[0]
		if d.Why != why || (why == "") != (d.Verdict == RenewalDo) {
			t.Errorf("%q spoiled: %s because of %q", why, d.Verdict, d.Why)
		}
	}
}

func TestMoneyIsSpentOnceInARun(t *testing.T) {
	t.Parallel()
	r, c := sold()
	for i := range 3 {
		one := c
		one.Product.ID = int64(3 - i)
		one.Product.ExpiresAt = c.Product.ExpiresAt.Add(-time.Duration(i) * time.Minute)
		r.Cases = append(r.Cases, one)
	}
	decided := r.Decide()
	if decided[0].Product.ID != 1 || decided[0].Verdict != RenewalDo || decided[1].Why != "wallet" || decided[2].Why != "wallet" {
		t.Errorf("decided = %s, %s, %s; want the first that ends, and the wallet short for the others", decided[0].Why, decided[1].Why, decided[2].Why)
	}
	if r.Wallets[3] != 100_00 {
		t.Error("a decision changed what was read")
	}
	if s := SumRenewals(decided); s != (RenewalSum{Renew: 1, Stop: 2, Cost: 50_00, Price: 60_00, Margin: 10_00, Charged: 1}) {
		t.Errorf("sum = %+v", s)
	}
	own := c
	own.Product.CustomerID, own.Tag = 0, PriceTag{Price: Price{Cost: 50_00}, Inside: true}
	r.Cases, r.Wallets = []RenewalCase{own, own, own}, nil
	if s := SumRenewals(r.Decide()); s.Renew != 2 || s.Wait != 1 || s.Cost != 100_00 || s.Price != 0 {
		t.Errorf("of the reseller's own: %+v, want two by the balance, and nobody charged", s)
	}
}

// TestForecast is a table made by hand: 100 yuan against five renewals.
func TestForecast(t *testing.T) {
	t.Parallel()
	now := china("2026-12-10 15:00")
	account := VendorAccount{ID: 1, Balance: 100_00, BalanceAt: now}
	due := func(day string, cost Fen, auto bool) Due {
		return Due{At: china(day + " 00:00"), Cost: cost, Auto: auto}
	}
	f := MakeForecast(account, BalanceLimit{Days: 7}, []Due{
		due("2026-12-13", 50_00, true), due("2026-12-13", 40_00, true), due("2026-12-13", 5_00, true), due("2026-12-13", 0, true),
		due("2026-12-08", 30_00, true), // overdue: today
		due("2026-12-12", 20_00, false),
		due("2027-02-07", 1_00, true), due("2027-02-08", 1_00, true), // the last day, and one behind it
	}, now)
	type row struct {
		count, unknown, fail int
		cost, left           Fen
		idle                 int
	}
	for n, want := range map[int]row{
		0: {1, 0, 0, 30_00, 70_00, 0}, 1: {0, 0, 0, 0, 70_00, 0}, 2: {0, 0, 0, 0, 70_00, 1}, 3: {4, 1, 1, 95_00, -25_00, 0}, 59: {1, 0, 0, 1_00, -26_00, 0},
	} {
		d := f.Days[n]
		if got := (row{d.Count, d.Unknown, d.Fail, d.Cost, d.Left, d.Idle}); got != want {
			t.Errorf("day %d = %+v, want %+v", n, got, want)
		}
	}
	until, ok := f.CoversUntil()
	short, _ := f.FirstShort()
	if !ok || !until.Equal(china("2026-12-12 00:00")) || short.Fail != 1 || f.Count != 6 || f.Unknown != 1 || f.Cost != 126_00 || f.Short != 26_00 {
		t.Errorf("covers until %v, then %d fail; %d renewals, %d unknown, %d fen, %d short", until, short.Fail, f.Count, f.Unknown, f.Cost, f.Short)
	}
	if !f.Low() {
		t.Error("three days of seven are covered, and it is not low")
	}
	account.Balance = 1_000_00
	for limit, want := range map[BalanceLimit]bool{{Days: 7}: false, {Days: 60}: false, {Amount: 1_000_00}: false, {Amount: 1_000_01}: true} {
		if got := MakeForecast(account, limit, nil, now).Low(); got != want {
			t.Errorf("1000 yuan under %+v: low %v, want %v", limit, got, want)
		}
	}
	if MakeForecast(VendorAccount{}, BalanceLimit{Amount: 5}, nil, now).Low() {
		t.Error("a balance that was never read is low")
	}
}

func TestPlansMoveByTheirTable(t *testing.T) {
	t.Parallel()
	legal := map[string]bool{
		"asking planned": true, "asking dropped": true, "planned running": true, "planned dropped": true,
		"running paused": true, "running done": true, "paused running": true, "done running": true,
	}
	for _, from := range BatchStates {
		for _, to := range BatchStates {
			if got := from.MayBecome(to); got != legal[string(from)+" "+string(to)] {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
	}
	for state, want := range map[OrderState]bool{OrderFailed: true, OrderCancelled: true, OrderUnknown: false, OrderHeld: false, OrderDone: false, OrderSending: false} {
		if got := (RenewalLine{State: LineOrdered, Order: state}).Failed(); got != want {
			t.Errorf("a line whose order is %s may be tried again: %v", state, got)
		}
	}
}
