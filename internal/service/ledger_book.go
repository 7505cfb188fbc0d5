package service

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

const (
	referenceLength = 100 // characters
	reasonLength    = 500
	oldestPayment   = 366 * 24 * time.Hour // how late a payment may be recorded
)

// TopUpForm is money that a customer paid outside the panel, as typed.
type TopUpForm struct {
	CustomerID int64
	Kind       panel.TransferKind // one of panel.TopUpKinds
	Amount     string             // yuan
	Reference  string             // of the bank slip or the receipt
	Day        string             // on which the money came, "2026-11-21"
	Note       string
	Again      bool // the same reference was recorded before, and that is right
	FormKey    string
}

// TopUp records money that a customer paid. The same form key gives the same
// transfer; a reference that stands in the books already needs Again.
func (a *App) TopUp(ctx context.Context, actor panel.Actor, f TopUpForm) (panel.LedgerTransfer, error) {
	if err := require(actor, panel.TakeMoney); err != nil {
		return panel.LedgerTransfer{}, err
	}
	customer, err := a.walletOwner(ctx, actor, f.CustomerID)
	if err != nil {
		return panel.LedgerTransfer{}, err
	}
	b, problems := f.booking(a.Now())
	if err := panel.InvalidFields(problems); err != nil {
		return panel.LedgerTransfer{}, err
	}
	return a.book(ctx, actor, act{Action: "ledger.topup", Name: customer.Name}, f.FormKey, b, func(tx *db.Tx, t panel.LedgerTransfer) error {
		if f.Again {
			return nil
		}
		return a.referenceIsNew(ctx, tx, actor, t)
	})
}

func (f TopUpForm) booking(now time.Time) (b panel.Booking, problems []panel.Problem) {
	b = panel.Booking{Kind: f.Kind, CustomerID: f.CustomerID}
	wrong := func(field, key string, args ...any) {
		problems = append(problems, panel.Problem{Field: field, Key: key, Args: args})
	}
	if f.Kind != panel.TransferTopUpBank && f.Kind != panel.TransferTopUpCash {
		wrong("kind", "problem.option")
	}
	var problem *panel.Problem
	if b.Amount, problem = amountOf(f.Amount); problem != nil {
		problems = append(problems, *problem)
	}
	if b.Reference, problem = wordsOf("reference", f.Reference, 1, referenceLength); problem != nil {
		problems = append(problems, *problem)
	}
	if b.Reason, problem = wordsOf("note", f.Note, 0, reasonLength); problem != nil {
		problems = append(problems, *problem)
	}
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(f.Day), panel.China)
	switch {
	case err != nil:
		wrong("day", "problem.ledger.day")
	case day.After(now):
		wrong("day", "problem.ledger.day.ahead")
	case now.Sub(day) > oldestPayment:
		wrong("day", "problem.ledger.day.old")
	}
	b.ValueOn = day.UTC()
	return b, problems
}

// amountOf reads an amount of money out of the field "amount".
func amountOf(text string) (panel.Fen, *panel.Problem) {
	// People write thousands with commas, and so do banks.
	fen, err := panel.ParseYuan(strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(text), "¥"), ",", ""))
	switch {
	case strings.TrimSpace(text) == "":
		return 0, &panel.Problem{Field: "amount", Key: "problem.required"}
	case err != nil || fen == 0:
		return 0, &panel.Problem{Field: "amount", Key: "problem.ledger.amount"}
	case fen > panel.MaxAmount:
		return 0, &panel.Problem{Field: "amount", Key: "problem.ledger.amount.large", Args: []any{"Max", panel.MaxAmount.Yuan()}}
	}
	return fen, nil
}

// wordsOf reads a line of text out of a field.
func wordsOf(field, text string, least, most int) (string, *panel.Problem) {
	text = strings.TrimSpace(text)
	switch n := utf8.RuneCountInString(text); {
	case n == 0 && least > 0:
		return "", &panel.Problem{Field: field, Key: "problem.required"}
	case n < least || n > most:
		return "", &panel.Problem{Field: field, Key: "problem.length", Args: []any{"Min", least, "Max", most}}
	}
	return text, nil
}

// referenceIsNew looks, behind the ledger's lock, for another top-up with the
// same reference: the same slip, recorded by somebody else.
func (a *App) referenceIsNew(ctx context.Context, tx *db.Tx, actor panel.Actor, t panel.LedgerTransfer) error {
	found, err := tx.Transfers(ctx, panel.SystemActor(actor.ResellerID), db.TransferFilter{Reference: t.Reference, Kind: t.Kind, Limit: 2})
	if err != nil {
		return err
	}
	for _, other := range found {
		if other.ID != t.ID {
			return panel.InvalidFields([]panel.Problem{{Field: "reference", Key: "problem.ledger.reference", Args: []any{
				"Day", other.CreatedAt.In(panel.China).Format(time.DateOnly), "Amount", other.Amount.Yuan(), "Customer", other.Customer,
			}}})
		}
	}
	return nil
}

// AdjustForm is a correction of a wallet, as typed.
type AdjustForm struct {
	CustomerID int64
	Kind       panel.TransferKind // credit or debit
	Amount     string             // yuan
	Reason     string             // the customer reads it in the statement
	FormKey    string
}

// Adjust corrects a wallet in either direction, with a reason. It never takes
// what is not there.
func (a *App) Adjust(ctx context.Context, actor panel.Actor, f AdjustForm) (panel.LedgerTransfer, error) {
	if err := require(actor, panel.AdjustLedger); err != nil {
		return panel.LedgerTransfer{}, err
	}
	customer, err := a.walletOwner(ctx, actor, f.CustomerID)
	if err != nil {
		return panel.LedgerTransfer{}, err
	}
	var problems []panel.Problem
	if f.Kind != panel.TransferCredit && f.Kind != panel.TransferDebit {
		problems = append(problems, panel.Problem{Field: "kind", Key: "problem.option"})
	}
	amount, reason, more := amountAndReason(f.Amount, f.Reason)
	if err := panel.InvalidFields(append(problems, more...)); err != nil {
		return panel.LedgerTransfer{}, err
	}
	b := panel.Booking{Kind: f.Kind, CustomerID: customer.ID, Amount: amount, Reason: reason}
	return a.book(ctx, actor, act{Action: "ledger.adjust", Name: customer.Name}, f.FormKey, b, nil)
}

func amountAndReason(amountText, reasonText string) (amount panel.Fen, reason string, problems []panel.Problem) {
	amount, wrongAmount := amountOf(amountText)
	reason, wrongReason := wordsOf("reason", reasonText, 1, reasonLength)
	for _, p := range []*panel.Problem{wrongAmount, wrongReason} {
		if p != nil {
			problems = append(problems, *p)
		}
	}
	return amount, reason, problems
}

// Charge reads a posted charge that can be given back, for the form that does.
func (a *App) Charge(ctx context.Context, actor panel.Actor, transferID int64) (panel.LedgerTransfer, error) {
	if err := require(actor, panel.AdjustLedger); err != nil {
		return panel.LedgerTransfer{}, err
	}
	t, err := a.DB.LedgerTransfer(ctx, actor, transferID)
	if err == nil && (t.Kind != panel.TransferCharge || t.State != panel.TransferPosted) {
		return t, panel.Errorf(panel.Conflict, nil, "error.ledger.notposted")
	}
	return t, err
}

// RefundForm gives a charge, or a part of it, back into the wallet.
type RefundForm struct {
	TransferID int64
	Amount     string // yuan
	Reason     string // the customer reads it in the statement
	FormKey    string
}

// Refund gives a posted charge back into the customer's wallet, never more than
// was taken.
func (a *App) Refund(ctx context.Context, actor panel.Actor, f RefundForm) (panel.LedgerTransfer, error) {
	charge, err := a.Charge(ctx, actor, f.TransferID)
	if err != nil {
		return charge, err
	}
	amount, reason, problems := amountAndReason(f.Amount, f.Reason)
	if err := panel.InvalidFields(problems); err != nil {
		return panel.LedgerTransfer{}, err
	}
	b := panel.Booking{
		Kind: panel.TransferRefund, CustomerID: charge.CustomerID, Amount: amount, OrderID: charge.OrderID, OfID: charge.ID, Reason: reason,
	}
	return a.book(ctx, actor, act{Action: "ledger.refund", Name: charge.Customer}, f.FormKey, b, nil)
}

// book carries out what a person's form asks for, together with its audit row.
// The second post of a form books nothing and leaves no row. then, when there
// is one, looks at the new transfer before it is committed.
func (a *App) book(
	ctx context.Context, actor panel.Actor, t act, formKey string, b panel.Booking, then func(tx *db.Tx, booked panel.LedgerTransfer) error,
) (booked panel.LedgerTransfer, err error) {
	if formKey == "" || len(formKey) > 100 {
		return booked, panel.Errorf(panel.Invalid, nil, "error.order.formkey")
	}
	b.ResellerID, b.By, b.Key = actor.ResellerID, actor.UserID, db.FormKey(formKey)
	if t.Kind == "" {
		t.Kind, t.ID = "customer", b.CustomerID
	}
	t.After = map[string]string{"kind": string(b.Kind), "amount": b.Amount.Yuan(), "reference": b.Reference, "reason": b.Reason}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		var added bool
		if booked, added, err = tx.Book(ctx, b); err != nil || !added {
			return err
		}
		if then != nil {
			if err := then(tx, booked); err != nil {
				return err
			}
		}
		return tx.Record(ctx, t.entry(actor, panel.ResultDone, ""))
	})
	if errors.Is(err, panel.ErrShort) {
		err = shortOf(err)
	}
	if err != nil {
		a.recordFailure(ctx, actor, t, err)
	}
	return booked, err
}

// shortOf turns "the money is not there" into a problem of the field "amount".
func shortOf(err error) error {
	var e *panel.Error
	if !errors.As(err, &e) {
		return err
	}
	return &panel.Error{Kind: panel.Invalid, Key: "error.invalid", Cause: err, Fields: []panel.Problem{{Field: "amount", Key: e.Key, Args: e.Args}}}
}
