package panel

import (
	"slices"
	"time"
)

// SpendClass says how far a lost answer of a call that spends can be cleared
// up by asking the vendor.
type SpendClass string

// The classes of calls that spend. C is of calls that set a value: those spend
// nothing and have no row.
const (
	SpendNamed     SpendClass = "A" // makes a thing under a name that the order gives
	SpendChange    SpendClass = "B" // changes a thing that is known
	SpendGenerated SpendClass = "D" // makes a thing whose name the vendor makes up
	SpendSlow      SpendClass = "E" // begins work that takes people or days
)

// SpendLimits is how often a call of a class may be sent in all at most, each
// time after the first only on proof that it was not carried out; 0 = never again.
var SpendLimits = map[SpendClass]int{SpendNamed: 3, SpendChange: 2, SpendGenerated: 0, SpendSlow: 0}

// BeforeValue is what is read just before a call and kept with the intent.
type BeforeValue string

// The kinds of before-value. A vendor that lists a family's things would give
// a list too; CNDNS lists none, so that BeforeBalance is the balance alone.
const (
	BeforeAbsence BeforeValue = "absence" // that there is no such thing in the account
	BeforeExpiry  BeforeValue = "expiry"
	BeforeSize    BeforeValue = "size" // plan and size
	BeforePoints  BeforeValue = "points"
	BeforeBalance BeforeValue = "balance"
)

// BeforeValues lists every kind.
var BeforeValues = []BeforeValue{BeforeAbsence, BeforeExpiry, BeforeSize, BeforePoints, BeforeBalance}

// Spend is the contract of one call that spends: what it is about, and how
// its outcome is found out when its answer is lost. A call that spends and has
// no row must not exist; a test walks them.
type Spend struct {
	Call  string // "cndns.hosting.create"
	Class SpendClass
	// Key are the parameters that name what it is about. Of one thing only one
	// such order may be open. Empty where Lane is set.
	Key []string
	// Lane is the family of things whose names the vendor makes up. Of one lane
	// only one order per vendor account may be under way.
	Lane   string
	Before BeforeValue
	Probes []string // the read-only calls that are asked, in this order
	// What the vendor shows when the call was carried out, when it was not, and
	// when nobody can say.
	Done, NotDone, Unclear Words
	Quiet                  time.Duration // after the call, before absence may be believed
	Deadline               time.Duration // after the call; an order that is unsettled then is held for a person
	Resend                 int           // how often it may ever be sent in all, given proof of absence; 0 = never again
	Coupon                 bool          // a coupon or a voucher may pay
}

const (
	spendQuiet     = 15 * time.Minute
	spendDeadline  = 30 * time.Minute
	spendQuietGen  = 45 * time.Minute // nothing but the balance speaks, and it must have settled
	spendDeadGen   = 75 * time.Minute
	couponPays     = true
	onlyBalancePay = false
)

var spends = slices.Concat(spendsNamed, spendsRenewing, spendsChanging, spendsGenerated)

// Spends lists the contracts of all calls that spend.
func Spends() []Spend { return slices.Clone(spends) }

// SpendOf finds the contract of a call; false when it spends nothing.
func SpendOf(call string) (Spend, bool) {
	i := slices.IndexFunc(spends, func(s Spend) bool { return s.Call == call })
	if i < 0 {
		return Spend{}, false
	}
	return spends[i], true
}
