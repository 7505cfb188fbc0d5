package panel

import (
	"slices"
	"time"
)

// TopUpState is where a customer's online payment stands, as far as we know.
type TopUpState string

// The states of a top-up. Closed is not final: what the provider says was paid
// after all is credited.
const (
	TopUpCreated  TopUpState = "created"  // recorded; the provider has given nothing to pay with yet
	TopUpOpen     TopUpState = "open"     // the customer can pay
	TopUpCredited TopUpState = "credited" // paid, and in the wallet
	TopUpClosed   TopUpState = "closed"   // not paid, and it cannot be any more
	TopUpRefunded TopUpState = "refunded" // paid and paid back at the provider before it was credited
	TopUpMismatch TopUpState = "mismatch" // what was paid is not what was asked for; a person must look
)

// TopUpStates lists every state.
var TopUpStates = []TopUpState{TopUpCreated, TopUpOpen, TopUpCredited, TopUpClosed, TopUpRefunded, TopUpMismatch}

// Final reports whether no move leaves the state.
func (s TopUpState) Final() bool {
	return !slices.ContainsFunc(topUpMoves, func(m topUpMove) bool { return m.from == s })
}

// Waits reports whether the customer may still pay.
func (s TopUpState) Waits() bool { return s == TopUpCreated || s == TopUpOpen }

// TopUpCause is what makes a top-up move, or is noted of it without a move.
type TopUpCause string

// The causes.
const (
	TopUpOffered TopUpCause = "offered" // the provider gave what to pay with
	TopUpRefused TopUpCause = "refused" // the provider will not take this payment
	TopUpPaid    TopUpCause = "paid"    // the provider says so, and it is what was asked for
	TopUpDiffers TopUpCause = "differs" // the provider says that something else was paid
	TopUpOver    TopUpCause = "over"    // the time is over and the provider knows of no payment
	TopUpBack    TopUpCause = "back"    // the provider says that it was paid back
	TopUpBegun   TopUpCause = "begun"   // noted: it was recorded
	TopUpAsked   TopUpCause = "asked"   // noted: a person had the provider asked
	TopUpNotice  TopUpCause = "notice"  // noted: a notice came
)

// TopUpCauses lists every cause that moves a top-up.
var TopUpCauses = []TopUpCause{TopUpOffered, TopUpRefused, TopUpPaid, TopUpDiffers, TopUpOver, TopUpBack}

// TopUpNotes lists what is noted of a top-up without moving it.
var TopUpNotes = []TopUpCause{TopUpBegun, TopUpAsked, TopUpNotice}

type topUpMove struct {
	from  TopUpState
	cause TopUpCause
	to    TopUpState
}

// topUpMoves lists every legal move. A move that is absent is illegal.
var topUpMoves = []topUpMove{
	{TopUpCreated, TopUpOffered, TopUpOpen},
	{TopUpCreated, TopUpRefused, TopUpClosed},
	{TopUpCreated, TopUpPaid, TopUpCredited},
	{TopUpCreated, TopUpDiffers, TopUpMismatch},
	{TopUpCreated, TopUpOver, TopUpClosed},
	{TopUpCreated, TopUpBack, TopUpRefunded},
	{TopUpOpen, TopUpPaid, TopUpCredited},
	{TopUpOpen, TopUpDiffers, TopUpMismatch},
	{TopUpOpen, TopUpOver, TopUpClosed},
	{TopUpOpen, TopUpBack, TopUpRefunded},
	{TopUpClosed, TopUpPaid, TopUpCredited},
	{TopUpClosed, TopUpDiffers, TopUpMismatch},
	{TopUpClosed, TopUpBack, TopUpRefunded},
}

// After is the state that a cause leads to; false when that is no legal move.
func (s TopUpState) After(c TopUpCause) (TopUpState, bool) {
	i := slices.IndexFunc(topUpMoves, func(m topUpMove) bool { return m.from == s && m.cause == c })
	if i < 0 {
		return s, false
	}
	return topUpMoves[i].to, true
}

// Bounds of one online payment, and what the form offers at one tap.
const (
	LeastTopUp Fen = 1_00
	MostTopUp  Fen = 50_000_00
)

// QuickTopUps are the amounts that the form offers.
var QuickTopUps = []Fen{100_00, 500_00, 1_000_00}

// TopUp is one online payment of a customer into the wallet.
type TopUp struct {
	ID         int64
	ResellerID int64
	AccountID  int64 // at the payment provider
	CustomerID int64
	Number     string // ours, at the provider
	FormKey    string
	Amount     Fen
	Currency   string
	State      TopUpState
	Code       string // to be shown for scanning, "" when the provider gives an address
	Reference  string // the provider's, "" until it is paid
	TransferID int64  // that credited the wallet, 0 before
	JobID      int64  // that asks the provider soon, 0 = none
	Checks     int    // how often the provider was asked by the clock
	NextCheck  time.Time
	Expires    time.Time
	PaidAt     time.Time
	CreatedBy  int64
	CreatedAt  time.Time
	ChangedAt  time.Time
	Vendor     Vendor // filled by reads, as all below
	Account    string // label
	Customer   string
	Creator    string
}

// TopUpEvent is one thing that happened to a top-up, kept for ever.
type TopUpEvent struct {
	Cause  TopUpCause
	State  TopUpState // after it
	Detail string     // JSON: what the provider said
	UserID int64
	Who    string
	At     time.Time
}

// topUpPauses is how long the clock waits before it asks again, by the number
// of times it has asked.
var topUpPauses = []time.Duration{time.Minute, time.Minute, 2 * time.Minute, 3 * time.Minute, 5 * time.Minute}

// TopUpLife is how long a customer has to pay.
const TopUpLife = 30 * time.Minute

// TopUpGrace is how long after its end a payment may still be under way.
const TopUpGrace = 2 * time.Minute

// Overdue reports whether a top-up can no longer be paid.
func (t TopUp) Overdue(now time.Time) bool { return !now.Before(t.Expires.Add(TopUpGrace)) }

// NextTopUpCheck is when the clock should ask again about a top-up that waits:
// ever later, but soon after its end, and every hour when no answer has come
// for a day.
func (t TopUp) NextTopUpCheck(now time.Time) time.Time {
	next := now.Add(topUpPauses[min(t.Checks, len(topUpPauses)-1)])
	end := t.Expires.Add(TopUpGrace)
	switch {
	case now.Before(end) && next.After(end):
		return end
	case now.Sub(end) > 24*time.Hour:
		return now.Add(time.Hour)
	}
	return next
}

// StatementState is how a day's comparison with the provider's statement ended.
type StatementState string

// The states of a comparison.
const (
	StatementSame    StatementState = "same"
	StatementDiffers StatementState = "differs"
	StatementUnread  StatementState = "unread" // there is no statement yet, or none at all
)

// StatementStates lists every state.
var StatementStates = []StatementState{StatementSame, StatementDiffers, StatementUnread}

// PayStatement is the comparison of one day at one provider account.
type PayStatement struct {
	ResellerID, AccountID int64
	Day                   string // in Beijing, "2026-11-21"
	State                 StatementState
	There, Here           int // lines
	Paid                  Fen // sum of the statement's lines
	Differences           []PayDifference
	ErrorKey              string
	Tries                 int
	ComparedAt            time.Time
}

// PayDifference is one line that is not the same on both sides; a side that is
// missing has no number.
type PayDifference struct {
	Problem string  `json:"problem"`
	Here    PayLine `json:"here"`
	There   PayLine `json:"there"`
}

// PayLine is one line of a statement or of our books.
type PayLine struct {
	Number    string `json:"number,omitempty"`
	Refund    string `json:"refund,omitempty"`
	Reference string `json:"reference,omitempty"`
	Amount    Fen    `json:"amount_fen"`
	Currency  string `json:"currency,omitempty"`
}
