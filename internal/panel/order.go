package panel

import (
	"slices"
	"time"
)

// OrderState is where an order stands. Done, Failed and Cancelled are final.
type OrderState string

// The states of an order.
const (
	OrderSubmitted OrderState = "submitted" // the wish is recorded
	OrderApproval  OrderState = "approval"  // waits for a second person
	OrderReady     OrderState = "ready"     // may be sent
	OrderSending   OrderState = "sending"   // the intent is committed; the call may be under way
	OrderAccepted  OrderState = "accepted"  // the vendor said "in progress"
	OrderUnknown   OrderState = "unknown"   // the vendor may or may not have acted
	OrderHeld      OrderState = "held"      // evidence does not decide; a person must
	OrderDone      OrderState = "done"
	OrderFailed    OrderState = "failed" // the vendor provably did not act
	OrderCancelled OrderState = "cancelled"
)

// OrderStates lists every state.
var OrderStates = []OrderState{
	OrderSubmitted, OrderApproval, OrderReady, OrderSending, OrderAccepted,
	OrderUnknown, OrderHeld, OrderDone, OrderFailed, OrderCancelled,
}

// Final reports whether no move leaves the state.
func (s OrderState) Final() bool {
	return s == OrderDone || s == OrderFailed || s == OrderCancelled
}

// Open reports whether the order still binds its name: a second order for the
// same thing must not start.
func (s OrderState) Open() bool { return !s.Final() }

// TakesLane reports whether an order in the state keeps others out of its lane.
func (s OrderState) TakesLane() bool { return s == OrderSending || s == OrderUnknown }

// Driver is who moves an order. Nobody else may make the same move.
type Driver string

// The drivers.
const (
	DriverPerson     Driver = "person"     // whoever placed it, or a colleague with the right
	DriverApprover   Driver = "approver"   // another person than the requester
	DriverPolicy     Driver = "policy"     // limits and approvals
	DriverSender     Driver = "sender"     // the job that makes the call
	DriverSweeper    Driver = "sweeper"    // closes leases that ran out
	DriverReconciler Driver = "reconciler" // asks the vendor what happened
	DriverResolver   Driver = "resolver"   // a person with order.resolve, with a reason
	DriverJournal    Driver = "journal"    // compares the journal of intents with the database
)

// Drivers lists every driver.
var Drivers = []Driver{
	DriverPerson, DriverApprover, DriverPolicy, DriverSender, DriverSweeper,
	DriverReconciler, DriverResolver, DriverJournal,
}

// Cause is what makes an order move.
type Cause string

// The causes.
const (
	CauseAllowed    Cause = "allowed"     // no rule asks for a second person
	CauseAsks       Cause = "asks"        // a rule does
	CauseApproved   Cause = "approved"    // the second person agrees
	CauseRejected   Cause = "rejected"    // or does not
	CauseCancelled  Cause = "cancelled"   // nothing was sent, and nothing will be
	CauseSend       Cause = "send"        // the intent is committed
	CauseHopeless   Cause = "hopeless"    // the check just before sending says no
	CauseNotSent    Cause = "not_sent"    // no connection was made
	CauseGaveUp     Cause = "gave_up"     // no connection was made, too often
	CauseOK         Cause = "ok"          // the vendor says it is done
	CauseAccepted   Cause = "accepted"    // the vendor is at it
	CauseRefused    Cause = "refused"     // a documented code says it was not done
	CauseUnclear    Cause = "unclear"     // everything else that is an answer, or none
	CauseLeaseOver  Cause = "lease_over"  // its sender died
	CauseDoubt      Cause = "doubt"       // the check before a further sending says no, and an earlier one may be why
	CauseCrowded    Cause = "crowded"     // as a gap, and another order of its lane is being found out about
	CauseGap        Cause = "gap"         // the journal knows of a sending that the database does not
	CauseFound      Cause = "found"       // the vendor shows it
	CauseAbsent     Cause = "absent"      // proof that it was not done
	CauseAborted    Cause = "aborted"     // what the vendor was at has failed there
	CauseDeadline   Cause = "deadline"    // the time for finding out is over
	CauseAdopted    Cause = "adopted"     // a person says which thing it became
	CauseWrittenOff Cause = "written_off" // a person says that nothing was bought
	CauseAgain      Cause = "again"       // a person lets it be sent once more
)

// Causes lists every cause.
var Causes = []Cause{
	CauseAllowed, CauseAsks, CauseApproved, CauseRejected, CauseCancelled, CauseSend, CauseHopeless, CauseNotSent,
	CauseGaveUp, CauseOK, CauseAccepted, CauseRefused, CauseUnclear, CauseLeaseOver, CauseDoubt, CauseGap, CauseCrowded, CauseFound, CauseAbsent,
	CauseAborted, CauseDeadline, CauseAdopted, CauseWrittenOff, CauseAgain,
}

type orderMove struct {
	from   OrderState
	cause  Cause
	to     OrderState
	driver Driver
}

// orderMoves lists every legal move. A move that is absent is illegal.
var orderMoves = []orderMove{
	{OrderSubmitted, CauseAllowed, OrderReady, DriverPolicy},
	{OrderSubmitted, CauseAsks, OrderApproval, DriverPolicy},
	{OrderSubmitted, CauseCancelled, OrderCancelled, DriverPerson},
	{OrderApproval, CauseApproved, OrderReady, DriverApprover},
	{OrderApproval, CauseRejected, OrderCancelled, DriverApprover},
	{OrderApproval, CauseCancelled, OrderCancelled, DriverPerson},
	{OrderReady, CauseCancelled, OrderCancelled, DriverPerson},
	{OrderReady, CauseSend, OrderSending, DriverSender},
	{OrderReady, CauseHopeless, OrderFailed, DriverSender},
	{OrderReady, CauseDoubt, OrderHeld, DriverSender},
	{OrderSending, CauseNotSent, OrderReady, DriverSender},
	{OrderSending, CauseGaveUp, OrderFailed, DriverSender},
	{OrderSending, CauseOK, OrderDone, DriverSender},
	{OrderSending, CauseAccepted, OrderAccepted, DriverSender},
	{OrderSending, CauseRefused, OrderFailed, DriverSender},
	{OrderSending, CauseUnclear, OrderUnknown, DriverSender},
	{OrderSending, CauseLeaseOver, OrderUnknown, DriverSweeper},
	{OrderUnknown, CauseFound, OrderDone, DriverReconciler},
	{OrderUnknown, CauseAbsent, OrderReady, DriverReconciler},
	{OrderUnknown, CauseDeadline, OrderHeld, DriverReconciler},
	{OrderAccepted, CauseFound, OrderDone, DriverReconciler},
	{OrderAccepted, CauseAborted, OrderFailed, DriverReconciler},
	{OrderAccepted, CauseDeadline, OrderHeld, DriverReconciler},
	{OrderHeld, CauseAdopted, OrderDone, DriverResolver},
	{OrderHeld, CauseWrittenOff, OrderFailed, DriverResolver},
	{OrderHeld, CauseAgain, OrderReady, DriverResolver},
	// After a backup was restored the journal knows more than the row.
	{OrderSubmitted, CauseGap, OrderUnknown, DriverJournal},
	{OrderApproval, CauseGap, OrderUnknown, DriverJournal},
	{OrderReady, CauseGap, OrderUnknown, DriverJournal},
	{OrderSending, CauseGap, OrderUnknown, DriverJournal},
	{OrderAccepted, CauseGap, OrderUnknown, DriverJournal},
	{OrderHeld, CauseGap, OrderUnknown, DriverJournal},
	{OrderSubmitted, CauseCrowded, OrderHeld, DriverJournal},
	{OrderApproval, CauseCrowded, OrderHeld, DriverJournal},
	{OrderReady, CauseCrowded, OrderHeld, DriverJournal},
	{OrderSending, CauseCrowded, OrderHeld, DriverJournal},
	{OrderAccepted, CauseCrowded, OrderHeld, DriverJournal},
}

// After returns the state that a cause leads to when a driver brings it about;
// false when that is no legal move.
func (s OrderState) After(c Cause, by Driver) (OrderState, bool) {
	i := slices.IndexFunc(orderMoves, func(m orderMove) bool { return m.from == s && m.cause == c && m.driver == by })
	if i < 0 {
		return s, false
	}
	return orderMoves[i].to, true
}

// Allows reports whether a driver may move an order out of the state for a cause.
func (s OrderState) Allows(c Cause, by Driver) bool {
	_, legal := s.After(c, by)
	return legal
}

// Order is one wish to spend money at a vendor, and what became of it.
type Order struct {
	ID         int64
	ResellerID int64
	CustomerID int64 // 0 = the reseller itself
	AccountID  int64 // vendor account that pays
	ProductID  int64 // the product it changes, or the one it made; 0 before
	Operation  string
	Name       string // natural key at the vendor; "" when the vendor makes the name up
	State      OrderState
	Input      map[string]string // what was asked for, secrets apart
	Cost       Fen               // what the vendor charges, 0 = unknown
	Price      Fen               // what the customer pays, 0 = not set
	Attempts   int
	Before     string // JSON: what the vendor said just before the call (before-value)
	Lane       string // family whose names the vendor makes up, "" otherwise
	FormKey    string // the one-time key of the form that asked for it
	Ref        string // the vendor's name of what it bought, when the vendor made it up
	Waiting    Wait   // why it is not sent yet, "" when nothing keeps it back
	VendorCode string // of the last answer
	VendorText string
	NotBefore  time.Time // the earliest next step
	Deadline   time.Time // when an unsettled order becomes held
	JobID      int64
	CreatedBy  int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64
	Customer   string // display names, filled by reads
	Creator    string
}

// Wait is what keeps a ready order back.
type Wait string

// The reasons to wait.
const (
	WaitSafeMode Wait = "safemode" // nothing is sent before a person says so
	WaitCeiling  Wait = "ceiling"  // the account's spend ceiling of the hour is reached
	WaitIncident Wait = "incident" // an open incident freezes the order or its lane
	WaitLane     Wait = "lane"     // another order of the lane is under way
	WaitVendor   Wait = "vendor"   // the check before sending gets no answer
	WaitJournal  Wait = "journal"  // the journal cannot be written
)

// Waits lists every reason to wait.
var Waits = []Wait{WaitSafeMode, WaitCeiling, WaitIncident, WaitLane, WaitVendor, WaitJournal}

// OrderEvent is one move of an order, kept for ever.
type OrderEvent struct {
	From, To OrderState
	Cause    Cause // "" of rows from before causes were kept
	Driver   Driver
	UserID   int64
	Who      string
	Note     string // message key or a person's words
	At       time.Time
}

// Attempt is one time an order was sent, or was about to be.
type Attempt struct {
	No         int
	Intent     string // names it in the journal
	Instance   string // the process that sent it
	LeaseUntil time.Time
	SentAt     time.Time
	Before     string // JSON: the before-value
	Class      string // of the reply; "" while under way
	Code, Text string // the vendor's word
	ReplyHash  string // SHA-256 of the reply's body, "" without one
	EndedAt    time.Time
}
