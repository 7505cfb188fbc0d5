package panel

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// AccountKind is what an account of the ledger stands for.
type AccountKind string

// The kinds of accounts.
const (
	AccountWallet  AccountKind = "wallet"  // what a customer paid in and has not spent; one per customer
	AccountRevenue AccountKind = "revenue" // what customers bought
	AccountCost    AccountKind = "cost"    // what a vendor charged; one per vendor account
	AccountVendor  AccountKind = "vendor"  // mirror of our balance at a vendor; one per vendor account
	AccountBank    AccountKind = "bank"    // money that came by bank transfer
	AccountCash    AccountKind = "cash"    // money that came in cash
	AccountOnline  AccountKind = "online"  // money that a payment provider took in for us
	AccountAdjust  AccountKind = "adjust"  // the other side of corrections
)

// accountRule says how an account behaves. Debit marks accounts that grow by
// debits: what the reseller has, and what it spent. Guarded accounts never fall
// below zero, holds included.
type accountRule struct {
	kind     AccountKind
	debit    bool
	guarded  bool
	customer bool // there is one per customer
	vendor   bool // there is one per vendor account
}

// accountRules lists every kind, in the order people see them.
var accountRules = []accountRule{
	{kind: AccountWallet, guarded: true, customer: true},
	{kind: AccountRevenue},
	{kind: AccountCost, debit: true, vendor: true},
	{kind: AccountVendor, debit: true, vendor: true},
	{kind: AccountBank, debit: true},
	{kind: AccountCash, debit: true},
	{kind: AccountOnline, debit: true},
	{kind: AccountAdjust},
}

// AccountKinds lists every kind of account in the order people see them.
func AccountKinds() []AccountKind {
	kinds := make([]AccountKind, 0, len(accountRules))
	for _, r := range accountRules {
		kinds = append(kinds, r.kind)
	}
	return kinds
}

func (k AccountKind) rule() accountRule {
	if i := slices.IndexFunc(accountRules, func(r accountRule) bool { return r.kind == k }); i >= 0 {
		return accountRules[i]
	}
	return accountRule{}
}

// Guarded reports whether an account of the kind never falls below zero.
func (k AccountKind) Guarded() bool { return k.rule().guarded }

// AccountRef names an account within a reseller's ledger.
type AccountRef struct {
	Kind       AccountKind
	CustomerID int64 // of a wallet
	VendorID   int64 // vendor account of a cost or of a mirror
}

// LedgerAccount is an account with its four sums. Debits and credits count what
// is posted; the held ones what is pending.
type LedgerAccount struct {
	AccountRef
	ID, ResellerID        int64
	Debit, Credit         Fen
	DebitHeld, CreditHeld Fen
	Name                  string // of the customer or the vendor account, filled by reads
	CreatedAt             time.Time
	Accounts              int // how many accounts a sum covers, 1 for a single one
	VendorSays            Fen // of a mirror: the balance last read at the vendor
	VendorSaysAt          time.Time
}

// Posted is the balance in the account's own direction: what a wallet holds,
// what was earned, what was spent.
func (a LedgerAccount) Posted() Fen {
	if a.Kind.rule().debit {
		return a.Debit - a.Credit
	}
	return a.Credit - a.Debit
}

// Held is how much pending transfers will take from the balance.
func (a LedgerAccount) Held() Fen {
	if a.Kind.rule().debit {
		return a.CreditHeld
	}
	return a.DebitHeld
}

// Available is what may still be spent: posted less held.
func (a LedgerAccount) Available() Fen { return a.Posted() - a.Held() }

// TransferKind is why money moves.
type TransferKind string

// The kinds of transfers.
const (
	TransferTopUpBank   TransferKind = "topup.bank"   // a customer paid by bank transfer
	TransferTopUpCash   TransferKind = "topup.cash"   // a customer paid in cash
	TransferTopUpOnline TransferKind = "topup.online" // a customer paid through a payment provider
	TransferCharge      TransferKind = "charge"       // an order takes its price from the wallet
	TransferRefund      TransferKind = "refund"       // a charge, or a part of it, goes back into the wallet
	TransferCredit      TransferKind = "credit"       // a correction in the customer's favour
	TransferDebit       TransferKind = "debit"        // a correction against the customer
	TransferCost        TransferKind = "cost"         // a vendor charged for an order
	TransferCostBack    TransferKind = "cost.back"    // a vendor gave a cost back
	TransferVendorTopUp TransferKind = "vendor.topup" // we paid in at a vendor
	TransferVendorUp    TransferKind = "vendor.up"    // the vendor has more than the mirror said
	TransferVendorDown  TransferKind = "vendor.down"  // the vendor has less than the mirror said
)

// transferRule says what may be booked against what, and what must be said
// with it.
type transferRule struct {
	kind          TransferKind
	debit, credit AccountKind
	hold          bool         // may wait as pending
	record        bool         // may be posted at once
	of            TransferKind // it gives back a posted transfer of this kind, never more than that
	reference     bool         // needs the reference of the payment
	reason        bool         // needs a person's reason
}

// transferRules lists every kind of transfer. A kind that is absent cannot be
// booked.
var transferRules = []transferRule{
	{kind: TransferTopUpBank, debit: AccountBank, credit: AccountWallet, record: true, reference: true},
	{kind: TransferTopUpCash, debit: AccountCash, credit: AccountWallet, record: true, reference: true},
	{kind: TransferTopUpOnline, debit: AccountOnline, credit: AccountWallet, record: true, reference: true},
	{kind: TransferCharge, debit: AccountWallet, credit: AccountRevenue, hold: true},
	{kind: TransferRefund, debit: AccountRevenue, credit: AccountWallet, record: true, of: TransferCharge, reason: true},
	{kind: TransferCredit, debit: AccountAdjust, credit: AccountWallet, record: true, reason: true},
	{kind: TransferDebit, debit: AccountWallet, credit: AccountAdjust, record: true, reason: true},
	{kind: TransferCost, debit: AccountCost, credit: AccountVendor, hold: true, record: true},
	{kind: TransferCostBack, debit: AccountVendor, credit: AccountCost, record: true, of: TransferCost, reason: true},
	{kind: TransferVendorTopUp, debit: AccountVendor, credit: AccountBank, record: true, reference: true},
	{kind: TransferVendorUp, debit: AccountVendor, credit: AccountAdjust, record: true, reason: true},
	{kind: TransferVendorDown, debit: AccountAdjust, credit: AccountVendor, record: true, reason: true},
}

// TransferKinds lists every kind of transfer.
func TransferKinds() []TransferKind {
	kinds := make([]TransferKind, 0, len(transferRules))
	for _, r := range transferRules {
		kinds = append(kinds, r.kind)
	}
	return kinds
}

// TopUpKinds lists the kinds by which a person records money that came in.
var TopUpKinds = []TransferKind{TransferTopUpBank, TransferTopUpCash}

func (k TransferKind) rule() (transferRule, bool) {
	i := slices.IndexFunc(transferRules, func(r transferRule) bool { return r.kind == k })
	if i < 0 {
		return transferRule{}, false
	}
	return transferRules[i], true
}

// Of is the kind of transfer that one of this kind gives back, "" when it
// gives back none.
func (k TransferKind) Of() TransferKind {
	r, _ := k.rule()
	return r.of
}

// Sides are the kinds of the two accounts; empty for an unknown kind.
func (k TransferKind) Sides() (debit, credit AccountKind) {
	r, _ := k.rule()
	return r.debit, r.credit
}

// TransferState is where a transfer stands. Posted and voided are final.
type TransferState string

// The states of a transfer.
const (
	TransferNone    TransferState = ""        // it does not exist yet
	TransferPending TransferState = "pending" // the money is held
	TransferPosted  TransferState = "posted"
	TransferVoided  TransferState = "voided" // the hold was given up
)

// TransferStates lists every state, the one before a transfer exists first.
var TransferStates = []TransferState{TransferNone, TransferPending, TransferPosted, TransferVoided}

// TransferEvent is what happens to a transfer.
type TransferEvent string

// The events of a transfer.
const (
	EventHold   TransferEvent = "hold"   // set money aside
	EventRecord TransferEvent = "record" // book at once
	EventPost   TransferEvent = "post"   // the held money moves
	EventVoid   TransferEvent = "void"   // the held money is free again
)

// TransferEvents lists every event.
var TransferEvents = []TransferEvent{EventHold, EventRecord, EventPost, EventVoid}

// transferMoves lists every legal move. What is absent is refused.
var transferMoves = []struct {
	from  TransferState
	event TransferEvent
	to    TransferState
}{
	{TransferNone, EventHold, TransferPending},
	{TransferNone, EventRecord, TransferPosted},
	{TransferPending, EventPost, TransferPosted},
	{TransferPending, EventVoid, TransferVoided},
}

// After is the state that an event leads to; ok is false when the event is not
// allowed in s.
func (s TransferState) After(event TransferEvent) (to TransferState, ok bool) {
	for _, m := range transferMoves {
		if m.from == s && m.event == event {
			return m.to, true
		}
	}
	return s, false
}

// Shift is what an event of a transfer of one fen adds to the held and to the
// posted sums of both its accounts.
func (e TransferEvent) Shift() (held, posted Fen) {
	switch e {
	case EventHold:
		return 1, 0
	case EventRecord:
		return 0, 1
	case EventPost:
		return -1, 1
	case EventVoid:
		return -1, 0
	}
	return 0, 0
}

// MaxAmount bounds one transfer: a hundred million yuan. What is more is a slip
// of the pen.
const MaxAmount Fen = 100_000_000_00

// Booking is a wish to move money.
type Booking struct {
	ResellerID int64
	Kind       TransferKind
	CustomerID int64 // whose wallet it concerns
	VendorID   int64 // vendor account it concerns
	Amount     Fen
	Key        string // idempotency key, unique within the reseller
	OrderID    int64
	OfID       int64     // the transfer that is given back
	Reference  string    // of the payment: bank slip, receipt
	Reason     string    // a person's words
	ValueOn    time.Time // the day the money came, zero when that is the day of booking
	By         int64     // user, 0 = the panel
}

// ReasonOpening is the reason, as a message key, of the booking with which the
// mirror of a vendor account begins.
const ReasonOpening = "ledger.reason.opening"

// LedgerTransfer is one movement of money between two accounts.
type LedgerTransfer struct {
	Booking
	ID                int64
	State             TransferState
	DebitID, CreditID int64 // accounts
	CreatedAt         time.Time
	SettledAt         time.Time
	SettledBy         int64
	Customer          string // display names, filled by reads
	Creator           string
	Operation, Name   string // of the order
	GivenBack         Fen    // how much of it was given back, filled by reads
}

// Begin checks that a booking may begin with an event, and names its accounts.
// A fault here is one of our own code, never of a form.
func (b Booking) Begin(event TransferEvent) (debit, credit AccountRef, err error) {
	r, known := b.Kind.rule()
	if !known {
		return debit, credit, fmt.Errorf("ledger: no transfers of kind %q", b.Kind)
	}
	if err := b.fits(r, event); err != nil {
		return debit, credit, err
	}
	if debit, err = b.account(r.debit); err != nil {
		return debit, credit, err
	}
	credit, err = b.account(r.credit)
	return debit, credit, err
}

// fits holds a booking against the rule of its kind.
func (b Booking) fits(r transferRule, event TransferEvent) error {
	may := map[TransferEvent]bool{EventHold: r.hold, EventRecord: r.record}
	switch {
	case !may[event]:
		return fmt.Errorf("ledger: a transfer of kind %s does not begin with %s", b.Kind, event)
	case b.Amount <= 0 || b.Amount > MaxAmount:
		return fmt.Errorf("ledger: amount %d is not from 1 to %d", b.Amount, MaxAmount)
	case b.Key == "" || b.ResellerID == 0:
		return fmt.Errorf("ledger: transfer of kind %s without a key or a reseller", b.Kind)
	case (r.of != "") != (b.OfID != 0):
		return fmt.Errorf("ledger: transfer of kind %s gives back %q, but names transfer %d", b.Kind, r.of, b.OfID)
	case r.reference && b.Reference == "", r.reason && b.Reason == "":
		return fmt.Errorf("ledger: transfer of kind %s without reference or reason", b.Kind)
	}
	return nil
}

func (b Booking) account(kind AccountKind) (AccountRef, error) {
	ref, r := AccountRef{Kind: kind}, kind.rule()
	if r.customer {
		ref.CustomerID = b.CustomerID
	}
	if r.vendor {
		ref.VendorID = b.VendorID
	}
	if r.customer && ref.CustomerID == 0 || r.vendor && ref.VendorID == 0 {
		return ref, fmt.Errorf("ledger: transfer of kind %s does not say whose %s", b.Kind, kind)
	}
	return ref, nil
}

// ErrShort says that an account does not hold what was asked for. Errors for
// people that mean this wrap it.
var ErrShort = errors.New("the money is not there")
