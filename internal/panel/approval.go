package panel

import (
	"cmp"
	"time"
)

// NoLimit is a limit that nothing exceeds. A limit of 0 is exceeded by every order.
const NoLimit Fen = -1

func exceeds(amount, limit Fen) bool { return limit >= 0 && amount > limit }

// Limits are how much somebody may order without a second person.
type Limits struct {
	PerOrder, PerDay Fen  // NoLimit = none; a day is a day in China
	Automatic        bool // of a customer: what the panel orders by itself is held to them, too
}

// ApprovalRules are a reseller's rules for when a second person is needed.
type ApprovalRules struct {
	OwnerExempt bool   // else owners are held to the usual limits of staff
	Staff       Limits // of a member of staff without limits of its own
	Customers   Limits // of a customer without limits of its own
	FirstOrder  Fen    // a customer's first order above it asks; NoLimit = none does
	Resolve     Fen    // a held order above it is sent again or written off by two persons; NoLimit = by one
}

// DefaultApprovalRules ask for nothing: a shop of one person must be able to
// buy, and there is no second person before the owner names one.
var DefaultApprovalRules = ApprovalRules{
	OwnerExempt: true, Staff: Limits{PerOrder: NoLimit, PerDay: NoLimit}, Customers: Limits{PerOrder: NoLimit, PerDay: NoLimit},
	FirstOrder: NoLimit, Resolve: NoLimit,
}

// OwnLimits are the limits of one member of staff or of one customer.
type OwnLimits struct {
	ID         int64
	ResellerID int64
	UserID     int64 // 0 for a customer
	CustomerID int64 // 0 for a member of staff
	Name       string
	Limits
}

// Spender is in which part somebody orders.
type Spender string

// The spenders.
const (
	SpenderOwner    Spender = "owner"
	SpenderStaff    Spender = "staff"
	SpenderCustomer Spender = "customer"
	SpenderPanel    Spender = "panel" // the panel by itself, such as an automatic renewal
)

// Spenders lists every spender.
var Spenders = []Spender{SpenderOwner, SpenderStaff, SpenderCustomer, SpenderPanel}

// SpenderOf is in which part an actor orders.
func SpenderOf(a Actor) Spender {
	switch {
	case a.System:
		return SpenderPanel
	case a.Role == RoleCustomer:
		return SpenderCustomer
	case a.Role == RoleOwner:
		return SpenderOwner
	}
	return SpenderStaff
}

// Spending is one order as the rules see it.
type Spending struct {
	By          Spender
	Amount      Fen
	Unknown     bool   // nobody knows what it takes: Amount is assumed
	Today       Fen    // what the same spender has ordered today already and was let through
	Limits      Limits // that hold for the spender
	LargeBefore bool   // an earlier order of the customer's above FirstOrder was carried out
}

// AskReason is why an order asks for a second person; its message is
// "orders.note.<reason>".
type AskReason string

// The reasons, in the order in which they are looked for.
const (
	NothingAsks   AskReason = ""
	AsksUnknown   AskReason = "asks.unknown" // nobody knows whether it is above a limit
	AsksPerOrder  AskReason = "asks.order"   // it is above the limit of one order
	AsksPerDay    AskReason = "asks.day"     // with it the day's orders are above the limit
	AsksFirstOnce AskReason = "asks.first"   // it is the customer's first large one
)

// AskReasons lists every reason.
var AskReasons = []AskReason{AsksUnknown, AsksPerOrder, AsksPerDay, AsksFirstOnce}

// Judge decides whether an order needs a second person, and why.
func (r ApprovalRules) Judge(s Spending) AskReason {
	switch {
	case s.By == SpenderOwner && r.OwnerExempt, s.By == SpenderPanel && !s.Limits.Automatic:
		return NothingAsks
	case s.Unknown && (s.Limits.PerOrder >= 0 || s.Limits.PerDay >= 0):
		return AsksUnknown
	case exceeds(s.Amount, s.Limits.PerOrder):
		return AsksPerOrder
	case exceeds(s.Today+s.Amount, s.Limits.PerDay):
		return AsksPerDay
	case s.By == SpenderCustomer && !s.LargeBefore && exceeds(s.Amount, r.FirstOrder):
		return AsksFirstOnce
	}
	return NothingAsks
}

// TwoPersons reports whether sending a held order again, or writing it off,
// takes two persons: when it is above the limit, and when nobody knows.
func (r ApprovalRules) TwoPersons(o Order) bool {
	return exceeds(o.CountedAmount(0), r.Resolve) || o.Unvalued() && r.Resolve >= 0
}

// CountedAmount is what an order counts against limits: what the customer pays,
// or the cost when that is more or the order is the reseller's own; assumed where
// neither is known.
func (o Order) CountedAmount(assumed Fen) Fen {
	if o.CustomerID != 0 {
		return cmp.Or(max(o.Price, o.Cost), assumed)
	}
	return cmp.Or(o.Cost, assumed)
}

// Unvalued reports whether nobody knows what an order takes.
func (o Order) Unvalued() bool { return o.CountedAmount(0) == 0 }

// DayOf is the first moment of the day in China in which a moment falls.
func DayOf(t time.Time) time.Time {
	t = t.In(China)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, China).UTC()
}

// WaitingOrder is an order that waits for a second person.
type WaitingOrder struct {
	Order
	Reason AskReason
	Since  time.Time
}
