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
)

// Drivers lists every driver.
var Drivers = []Driver{
	DriverPerson, DriverApprover, DriverPolicy, DriverSender, DriverSweeper,
	DriverReconciler, DriverResolver,
}

type orderMove struct {
	from, to OrderState
	drivers  []Driver
}

// orderMoves lists every legal move. A move that is absent is illegal.
var orderMoves = []orderMove{
	{OrderSubmitted, OrderReady, []Driver{DriverPolicy}},
	{OrderSubmitted, OrderApproval, []Driver{DriverPolicy}},
	{OrderSubmitted, OrderCancelled, []Driver{DriverPerson}},
	{OrderApproval, OrderReady, []Driver{DriverApprover}},
	{OrderApproval, OrderCancelled, []Driver{DriverApprover, DriverPerson}},
	{OrderReady, OrderCancelled, []Driver{DriverPerson}},
	{OrderReady, OrderSending, []Driver{DriverSender}},
	{OrderReady, OrderFailed, []Driver{DriverSender}}, // refused before anything was sent: rules, pre-check
	{OrderSending, OrderReady, []Driver{DriverSender}},
	{OrderSending, OrderDone, []Driver{DriverSender}},
	{OrderSending, OrderAccepted, []Driver{DriverSender}},
	{OrderSending, OrderFailed, []Driver{DriverSender}},
	{OrderSending, OrderUnknown, []Driver{DriverSender, DriverSweeper}},
	{OrderUnknown, OrderDone, []Driver{DriverReconciler}},
	{OrderUnknown, OrderHeld, []Driver{DriverReconciler}},
	{OrderAccepted, OrderDone, []Driver{DriverReconciler}},
	{OrderAccepted, OrderFailed, []Driver{DriverReconciler}},
	{OrderAccepted, OrderHeld, []Driver{DriverReconciler}},
	{OrderHeld, OrderDone, []Driver{DriverResolver}},
	{OrderHeld, OrderFailed, []Driver{DriverResolver}},
	{OrderHeld, OrderReady, []Driver{DriverResolver}},
}

// CanMove reports whether a driver may move an order from s to another state.
func (s OrderState) CanMove(to OrderState, by Driver) bool {
	return slices.ContainsFunc(orderMoves, func(m orderMove) bool {
		return m.from == s && m.to == to && slices.Contains(m.drivers, by)
	})
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

// OrderEvent is one move of an order, kept for ever.
type OrderEvent struct {
	From, To OrderState
	Driver   Driver
	UserID   int64
	Who      string
	Note     string // message key or a person's words
	At       time.Time
}
