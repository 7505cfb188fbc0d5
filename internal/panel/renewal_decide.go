package panel

import (
	"cmp"
	"slices"
	"time"
)

// RenewalVerdict is what is to be done about a renewal now.
type RenewalVerdict string

// The verdicts.
const (
	RenewalDo   RenewalVerdict = "renew" // place the order
	RenewalWait RenewalVerdict = "wait"  // look again soon: what is missing comes by itself
	RenewalStop RenewalVerdict = "stop"  // not on this day of the rule; the next day looks again
	RenewalNone RenewalVerdict = "none"  // there is nothing to decide
)

// RenewalTry is a decision that was made of a product on a day of its rule.
type RenewalTry struct {
	ID         int64
	ResellerID int64
	ProductID  int64
	Ends       int // the day of its end, as yyyymmdd
	Day        int // of the rule: so many days before
	Verdict    RenewalVerdict
	Why        string // the check that did not pass: message "renewals.why.<why>"; "" = it was ordered
	Cost       Fen
	Price      Fen
	OrderID    int64
	At         time.Time
	Product    Product // filled by reads: id, kind, name, customer
	State      OrderState
}

// RenewalCase is a product with everything that is known towards its renewal.
type RenewalCase struct {
	Product    Product
	Rule       RenewalRule // zero when nothing renews the product
	Op         Operation
	Input      map[string]string // of the order
	Offer      Offer
	Months     int
	NoTerm     bool     // it is not sold for the years that were chosen
	Tag        PriceTag // judged
	Account    VendorAccount
	CostFresh  bool // the vendor was asked for the cost lately
	FactsFresh bool // and for the product
	Open       bool // an order for the product is under way
	Frozen     bool // an open incident is about an order of the product
	Orders     []RenewalOrder
	Tries      []RenewalTry
}

// NextOrder is the number of the next order for the present end.
func (c RenewalCase) NextOrder() int {
	n := 0
	for _, o := range c.ordersOfEnd() {
		n = max(n, o.No)
	}
	return n + 1
}

// sameEnd is how many days a vendor's date may wander and still be the same
// end: shorter than the shortest term.
const sameEnd = 20

// ordersOfEnd are the orders that were placed for the present end.
func (c RenewalCase) ordersOfEnd() (found []RenewalOrder) {
	for _, o := range c.Orders {
		y, m, d := o.Ends/10_000, o.Ends/100%100, o.Ends%100
		off := DaysLeft(time.Date(y, time.Month(m), d, 0, 0, 0, 0, China), c.Product.ExpiresAt)
		if max(off, -off) < sameEnd {
			found = append(found, o)
		}
	}
	return found
}

func (c RenewalCase) has(fits func(s OrderState) bool) bool {
	return slices.ContainsFunc(c.ordersOfEnd(), func(o RenewalOrder) bool { return fits(o.State) })
}

// decided reports whether a day of the rule has a decision that stands.
func (c RenewalCase) decided(day int) bool {
	return slices.ContainsFunc(c.Tries, func(t RenewalTry) bool {
		return t.Ends == DayNumber(c.Product.ExpiresAt) && t.Day == day && t.Verdict != RenewalWait
	})
}

// Charge is what the customer's wallet pays; 0 when nobody is charged.
func (c RenewalCase) Charge() Fen {
	if c.Product.CustomerID == 0 {
		return 0
	}
	return c.Tag.Fen
}

// SeenBalance is what a vendor account held when it was asked last.
type SeenBalance struct {
	Fen Fen
	At  time.Time // zero = never asked
}

// balanceTrust is how long a balance is believed when it would stop something.
const balanceTrust = time.Hour

// RenewalRun is everything a run of renewals looks at, read at one moment.
type RenewalRun struct {
	Now      time.Time
	Planned  bool // a person asks for these: automatic renewal and its days do not matter
	SafeMode bool
	Cases    []RenewalCase
	Wallets  map[int64]Fen         // by customer: what is available
	Balances map[int64]SeenBalance // by vendor account
}

// RenewalDecision is what a run does about one case, and why.
type RenewalDecision struct {
	RenewalCase
	Day     int // of the rule; 0 in a plan
	Verdict RenewalVerdict
	Why     string // the check that did not pass: message "renewals.why.<why>"
}

// Margin is what is left of the price; ok is false when it cannot be told.
func (d RenewalDecision) Margin() (Fen, bool) {
	if d.Product.CustomerID == 0 {
		return 0, false
	}
	return d.Tag.Margin(0)
}

// NewEnd is when the product ends after its renewal.
func (d RenewalDecision) NewEnd() time.Time { return d.Product.ExpiresAt.AddDate(0, d.Months, 0) }

// renewing is a run under way: money that earlier cases take is not there for
// later ones.
type renewing struct {
	RenewalRun
	day int // of the case's rule
}

// renewalCheck is one thing that keeps a product from being renewed.
type renewalCheck struct {
	why     string
	verdict RenewalVerdict
	auto    bool // only of automatic renewals
	bars    func(r *renewing, c RenewalCase) bool
}

// renewalChecks is what is looked at, in this order; the first that bars says
// why.
var renewalChecks = []renewalCheck{
	{"rule", RenewalNone, false, func(_ *renewing, c RenewalCase) bool { return c.Rule.Operation == "" }},
	{"off", RenewalNone, true, func(_ *renewing, c RenewalCase) bool { return !c.Product.AutoRenew }},
	{"noend", RenewalNone, false, func(_ *renewing, c RenewalCase) bool { return c.Product.ExpiresAt.IsZero() }},
	{"day", RenewalNone, true, func(r *renewing, _ RenewalCase) bool { return r.day < 0 }},
	{"decided", RenewalNone, true, func(r *renewing, c RenewalCase) bool { return c.decided(r.day) }},
	{"done", RenewalNone, false, func(_ *renewing, c RenewalCase) bool {
		return c.has(func(s OrderState) bool { return s == OrderDone })
	}},
	{"open", RenewalWait, false, func(_ *renewing, c RenewalCase) bool { return c.Open || c.has(OrderState.Open) }},
	{"term", RenewalStop, false, func(_ *renewing, c RenewalCase) bool { return c.NoTerm }},
	{"early", RenewalStop, false, func(r *renewing, c RenewalCase) bool {
		from, _ := c.Rule.Window(c.Product.ExpiresAt, c.Months)
		return r.Now.Before(from)
	}},
	{"late", RenewalStop, false, func(r *renewing, c RenewalCase) bool {
		_, until := c.Rule.Window(c.Product.ExpiresAt, c.Months)
		return !r.Now.Before(until)
	}},
	{"state", RenewalStop, false, func(_ *renewing, c RenewalCase) bool {
		ok, _ := c.Op.Available(c.Product)
		return !ok
	}},
	{"safemode", RenewalWait, true, func(r *renewing, _ RenewalCase) bool { return r.SafeMode }},
	{"account", RenewalWait, false, func(_ *renewing, c RenewalCase) bool { return c.Account.State == "failed" }},
	{"incident", RenewalWait, false, func(_ *renewing, c RenewalCase) bool { return c.Frozen }},
	{"facts", RenewalWait, true, func(_ *renewing, c RenewalCase) bool { return !c.FactsFresh }},
	{"cost", RenewalWait, false, func(_ *renewing, c RenewalCase) bool { return !c.CostFresh }},
	{"nocost", RenewalStop, false, func(_ *renewing, c RenewalCase) bool { return c.Tag.Cost == 0 }},
	{"noprice", RenewalStop, false, func(_ *renewing, c RenewalCase) bool {
		return c.Product.CustomerID != 0 && (!c.Tag.InUse || c.Tag.Fen == 0)
	}},
	{"below", RenewalStop, false, func(_ *renewing, c RenewalCase) bool { return c.Tag.Stop != RiskNone }},
	{"wallet", RenewalStop, false, func(r *renewing, c RenewalCase) bool { return r.Wallets[c.Product.CustomerID] < c.Charge() }},
	{"balance", RenewalWait, false, func(r *renewing, c RenewalCase) bool { return r.lacks(c) }},
}

// lacks reports whether the vendor account is known not to hold the cost. Only
// a balance that was read lately stops anything in a plan's place; an older one
// is asked for again first, which is waiting too.
func (r *renewing) lacks(c RenewalCase) bool {
	b := r.Balances[c.Product.AccountID]
	return !b.At.IsZero() && b.Fen < c.Tag.Cost
}

// StaleBalances lists the vendor accounts whose balance stops something and
// was not read lately.
func (r RenewalRun) StaleBalances(decided []RenewalDecision) (accounts []int64) {
	for _, d := range decided {
		id := d.Product.AccountID
		if d.Why == "balance" && r.Now.Sub(r.Balances[id].At) >= balanceTrust && !slices.Contains(accounts, id) {
			accounts = append(accounts, id)
		}
	}
	return accounts
}

// Decide says of every case what is to be done, those that end first, first.
// It is the whole of what the real run, the dry run and a plan decide by.
func (r RenewalRun) Decide() []RenewalDecision {
	w := renewing{RenewalRun: r}
	w.Wallets, w.Balances = map[int64]Fen{}, map[int64]SeenBalance{}
	for id, fen := range r.Wallets {
		w.Wallets[id] = fen
	}
	for id, b := range r.Balances {
		w.Balances[id] = b
	}
	cases := slices.Clone(r.Cases)
	slices.SortStableFunc(cases, func(a, b RenewalCase) int {
		return cmp.Or(a.Product.ExpiresAt.Compare(b.Product.ExpiresAt), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	decided := make([]RenewalDecision, 0, len(cases))
	for _, c := range cases {
		decided = append(decided, w.decide(c))
	}
	return decided
}

func (r *renewing) decide(c RenewalCase) RenewalDecision {
	d := RenewalDecision{RenewalCase: c, Verdict: RenewalDo}
	day, due := c.Rule.TryDay(c.Product.ExpiresAt, r.Now)
	if r.day = day; !due {
		r.day = -1
	} else if !r.Planned {
		d.Day = day
	}
	for _, check := range renewalChecks {
		if (!check.auto || !r.Planned) && check.bars(r, c) {
			d.Verdict, d.Why = check.verdict, check.why
			return d
		}
	}
	r.Wallets[c.Product.CustomerID] -= c.Charge()
	if b := r.Balances[c.Product.AccountID]; !b.At.IsZero() {
		b.Fen -= c.Tag.Cost
		r.Balances[c.Product.AccountID] = b
	}
	return d
}

// RenewalWhys lists every reason, in the order of the checks.
func RenewalWhys() (all []string) {
	for _, c := range renewalChecks {
		all = append(all, c.why)
	}
	return all
}

// RenewalBars are the reasons that no price and no money will change: what
// has one of them is not renewed by a plan, whatever it costs.
var RenewalBars = []string{"rule", "noend", "done", "open", "term", "early", "late", "state", "account", "incident"}

// RenewalSum is what decisions come to.
type RenewalSum struct {
	Renew, Wait, Stop   int
	Cost, Price, Margin Fen // of what is renewed
	Charged             int // how many of those a customer pays
}

// SumRenewals adds up decisions.
func SumRenewals(all []RenewalDecision) (s RenewalSum) {
	for _, d := range all {
		switch d.Verdict {
		case RenewalDo:
			s.Renew++
			s.Cost += d.Tag.Cost
			if margin, ok := d.Margin(); ok {
				s.Price, s.Margin, s.Charged = s.Price+d.Tag.Fen, s.Margin+margin, s.Charged+1
			}
		case RenewalWait:
			s.Wait++
		case RenewalStop:
			s.Stop++
		case RenewalNone:
		}
	}
	return s
}
