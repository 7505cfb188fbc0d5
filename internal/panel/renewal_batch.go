package panel

import (
	"slices"
	"time"
)

// BatchState is where a plan of many renewals stands.
type BatchState string

// The states of plans.
const (
	BatchAsking  BatchState = "asking"  // the vendor is being asked for costs
	BatchPlanned BatchState = "planned" // waits for a person's yes
	BatchRunning BatchState = "running" // lines become orders, one by one
	BatchPaused  BatchState = "paused"
	BatchDone    BatchState = "done"
	BatchDropped BatchState = "dropped" // nobody said yes
)

// BatchStates lists every state.
var BatchStates = []BatchState{BatchAsking, BatchPlanned, BatchRunning, BatchPaused, BatchDone, BatchDropped}

// batchMoves lists every legal move between states.
var batchMoves = map[BatchState][]BatchState{
	BatchAsking:  {BatchPlanned, BatchDropped},
	BatchPlanned: {BatchRunning, BatchDropped},
	BatchRunning: {BatchPaused, BatchDone},
	BatchPaused:  {BatchRunning},
	BatchDone:    {BatchRunning}, // what failed is tried again
}

// MayBecome reports whether a plan may move to a state.
func (s BatchState) MayBecome(to BatchState) bool { return slices.Contains(batchMoves[s], to) }

// BatchFrom lists the states from which a plan may move to one.
func BatchFrom(to BatchState) (from []BatchState) {
	for _, s := range BatchStates {
		if s.MayBecome(to) {
			from = append(from, s)
		}
	}
	return from
}

// LineState is where one line of a plan stands.
type LineState string

// The states of lines.
const (
	LineAsking  LineState = "asking"
	LineBlocked LineState = "blocked" // it cannot be renewed now
	LineReady   LineState = "ready"   // it can, and is when the plan runs
	LineOrdered LineState = "ordered" // from then on its order says how it goes
	LineStopped LineState = "stopped" // when it was its turn it could not be ordered
)

// LineStates lists every state.
var LineStates = []LineState{LineAsking, LineBlocked, LineReady, LineOrdered, LineStopped}

// RenewalBatch is a plan to renew many products.
type RenewalBatch struct {
	ID          int64
	ResellerID  int64
	State       BatchState
	FormKey     string
	Wanted      RenewalWish
	CreatedBy   int64
	StartedBy   int64 // who let it run last; 0 = nobody yet
	CreatedAt   time.Time
	PlannedAt   time.Time
	ConfirmedAt time.Time
	Creator     string // filled by reads
	Counts      map[LineState]int
}

// RenewalWish is what was chosen for a plan. Zero values do not narrow.
type RenewalWish struct {
	IDs        []int64     `json:"ids,omitempty"` // ticked ones
	Kind       ProductKind `json:"kind,omitempty"`
	Suffix     string      `json:"suffix,omitempty"`
	CustomerID int64       `json:"customer,omitempty"`
	Own        bool        `json:"own,omitempty"`   // only those without a customer
	Auto       string      `json:"auto,omitempty"`  // "on", "off"
	Until      string      `json:"until,omitempty"` // last day of the ends, yyyy-mm-dd
	Search     string      `json:"search,omitempty"`
	Years      int         `json:"years,omitempty"` // for which all are renewed; 0 = each for its shortest term
}

// RenewalLine is one product of a plan.
type RenewalLine struct {
	ID      int64
	BatchID int64
	Ends    int // the day of its end when it was planned, as yyyymmdd
	State   LineState
	Why     string    // message "renewals.why.<why>", of lines that are blocked or stopped
	Opens   time.Time // when the vendor takes it
	Months  int
	Cost    Fen
	Price   Fen // 0 = nobody is charged
	OrderID int64
	Order   OrderState // of the order, "" without one
	Said    string     // what the vendor said last of the order
	Product Product    // filled by reads
}

// Failed reports whether a line may be tried again: it was never ordered, or
// the vendor provably did nothing. An order that is unknown or held is neither.
func (l RenewalLine) Failed() bool {
	return l.State == LineStopped || l.Order == OrderFailed || l.Order == OrderCancelled
}

// BatchMoney is what a plan comes to.
type BatchMoney struct {
	Cost, Price, Margin Fen // Margin: of the lines that a customer pays
	Wallets             []MoneyAfter
	Accounts            []MoneyAfter
}

// MoneyAfter is what something holds, and what it will hold after a plan.
type MoneyAfter struct {
	ID            int64
	Name          string
	Before, After Fen
	At            time.Time // when Before was read; zero of our own books
	Lines         int
}

// LargeBatch is the cost from which a person types it to confirm a plan.
const LargeBatch = Fen(1_000_00)

// SumLines adds up the lines of a plan that are ready or ordered, and what
// wallets and vendor accounts hold before and after those that are ready.
func SumLines(lines []RenewalLine, wallets map[int64]Fen, accounts []VendorAccount) (m BatchMoney) {
	add := func(to *[]MoneyAfter, id int64, name string, before, fen Fen, at time.Time) {
		i := slices.IndexFunc(*to, func(a MoneyAfter) bool { return a.ID == id })
		if i < 0 {
			*to = append(*to, MoneyAfter{ID: id, Name: name, Before: before, After: before, At: at})
			i = len(*to) - 1
		}
		(*to)[i].After -= fen
		(*to)[i].Lines++
	}
	for _, l := range lines {
		if l.State != LineReady && l.State != LineOrdered || l.Failed() {
			continue
		}
		m.Cost += l.Cost
		if l.Price > 0 {
			m.Price, m.Margin = m.Price+l.Price, m.Margin+l.Price-l.Cost
		}
		if l.State != LineReady {
			continue
		}
		if l.Price > 0 {
			id := l.Product.CustomerID
			add(&m.Wallets, id, l.Product.Customer, wallets[id], l.Price, time.Time{})
		}
		if i := slices.IndexFunc(accounts, func(v VendorAccount) bool { return v.ID == l.Product.AccountID }); i >= 0 {
			add(&m.Accounts, accounts[i].ID, accounts[i].Label, accounts[i].Balance, l.Cost, accounts[i].BalanceAt)
		}
	}
	return m
}
