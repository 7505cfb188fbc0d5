package service

import (
	"context"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// VendorBooks is what the books and the vendor say of one vendor account.
type VendorBooks struct {
	Account   panel.VendorAccount
	Mirror    panel.LedgerAccount
	State     db.MirrorState
	Readings  []panel.Reading // newest first
	More      bool            // there are older ones
	Incident  panel.Incident  // that the balance differs; zero when none is open
	Balance   db.AccountCheck
	Sweep     db.AccountCheck
	Sightings []panel.Sighting
	Reads     bool // the vendor tells a balance
}

// readingsShown is how many readings stand on one page.
const readingsShown = 24

// VendorBooks reads one vendor account's side of the books. before is the
// reading that the list stays below, 0 for the newest.
func (a *App) VendorBooks(ctx context.Context, actor panel.Actor, id, before int64) (b VendorBooks, err error) {
	if err := require(actor, panel.ViewLedger); err != nil {
		return b, err
	}
	if b.Account, err = a.DB.VendorAccount(ctx, actor, id); err != nil {
		return b, err
	}
	kind, err := VendorKindOf(b.Account.Vendor)
	b.Reads = err == nil && kind.finance != nil
	since, err := a.addedUpAt(ctx, b.Account)
	if err != nil {
		return b, err
	}
	err = a.DB.Snapshot(ctx, func(q db.Queries) error {
		if b.Mirror, err = q.VendorMirror(ctx, actor, id); err != nil {
			return err
		}
		if b.State, err = q.Mirror(ctx, id, since); err != nil {
			return err
		}
		if b.Readings, err = q.Readings(ctx, actor, db.ReadingFilter{AccountID: id, Before: before, Limit: readingsShown + 1}); err != nil {
			return err
		}
		return a.readChecks(ctx, q, actor, &b)
	})
	if b.More = len(b.Readings) > readingsShown; b.More {
		b.Readings = b.Readings[:readingsShown]
	}
	return b, err
}

func (a *App) readChecks(ctx context.Context, q db.Queries, actor panel.Actor, b *VendorBooks) (err error) {
	if b.Balance, err = q.AccountCheck(ctx, b.Account.ID, db.CheckBalance); err != nil {
		return err
	}
	if b.Sweep, err = q.AccountCheck(ctx, b.Account.ID, db.CheckSweep); err != nil {
		return err
	}
	if b.Sightings, err = q.Sightings(ctx, actor, b.Account.ID); err != nil {
		return err
	}
	b.Incident, err = openBalanceIncident(ctx, q, actor, b.Account.ID)
	return err
}

func openBalanceIncident(ctx context.Context, q db.Queries, actor panel.Actor, accountID int64) (panel.Incident, error) {
	open, err := q.Incidents(ctx, actor, db.IncidentFilter{Open: true, Kind: panel.BalanceOff, AccountID: accountID, Limit: 1})
	if err != nil || len(open) == 0 {
		return panel.Incident{}, err
	}
	return open[0], nil
}

// CheckAccount starts, for a person, the reading of an account's balance and
// the sweep over what its vendor shows.
func (a *App) CheckAccount(ctx context.Context, actor panel.Actor, id int64) (jobID int64, err error) {
	if err := require(actor, panel.AdjustLedger); err != nil {
		return 0, err
	}
	v, err := a.DB.VendorAccount(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	kind, err := VendorKindOf(v.Vendor)
	if err != nil {
		return 0, err
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		if jobID, err = a.startCheck(ctx, tx, actor, v, db.CheckSweep, sweepJob); err != nil || kind.finance == nil {
			return err
		}
		jobID, err = a.startCheck(ctx, tx, actor, v, db.CheckBalance, balanceJob)
		return err
	})
	return jobID, err
}

// VendorPayment is money that the reseller paid in at a vendor, as typed.
type VendorPayment struct {
	AccountID int64
	Amount    string // yuan
	Reference string // of the transfer at the bank
	Day       string // on which it was paid, "2026-11-21"
	Note      string
	Again     bool // the same reference was recorded before, and that is right
	FormKey   string
}

// PayVendor records a payment to a vendor: the mirror grows by it. The same
// form key gives the same transfer.
func (a *App) PayVendor(ctx context.Context, actor panel.Actor, f VendorPayment) (panel.LedgerTransfer, error) {
	if err := require(actor, panel.AdjustLedger); err != nil {
		return panel.LedgerTransfer{}, err
	}
	v, err := a.DB.VendorAccount(ctx, actor, f.AccountID)
	if err != nil {
		return panel.LedgerTransfer{}, err
	}
	b, problems := TopUpForm{Kind: panel.TransferTopUpBank, Amount: f.Amount, Reference: f.Reference, Day: f.Day, Note: f.Note}.booking(a.Now())
	if err := panel.InvalidFields(problems); err != nil {
		return panel.LedgerTransfer{}, err
	}
	b.Kind, b.CustomerID, b.VendorID = panel.TransferVendorTopUp, 0, v.ID
	t := act{Action: "ledger.vendor.topup", Kind: "vendor_account", ID: v.ID, Name: v.Label}
	return a.book(ctx, actor, t, f.FormKey, b, func(tx *db.Tx, t panel.LedgerTransfer) error {
		if !f.Again {
			if err := a.referenceIsNew(ctx, tx, actor, t); err != nil {
				return err
			}
		}
		return a.readAgain(ctx, tx, actor, v)
	})
}

// readAgain has the balance of an account read at once, where its vendor tells
// one: what was just booked may be what was missing.
func (a *App) readAgain(ctx context.Context, tx *db.Tx, actor panel.Actor, v panel.VendorAccount) error {
	if kind, err := VendorKindOf(v.Vendor); err != nil || kind.finance == nil {
		return err
	}
	_, err := a.startCheck(ctx, tx, actor, v, db.CheckBalance, balanceJob)
	return err
}

// MirrorFix sets the mirror of a vendor account to what the vendor says, as
// typed.
type MirrorFix struct {
	AccountID int64
	Balance   string // yuan, as the vendor shows it
	Reason    string
	FormKey   string
}

// FixMirror corrects the mirror of a vendor account, with a reason, and closes
// the incident about it. The same form key corrects once.
func (a *App) FixMirror(ctx context.Context, actor panel.Actor, f MirrorFix) error {
	if err := require(actor, panel.AdjustLedger); err != nil {
		return err
	}
	v, err := a.DB.VendorAccount(ctx, actor, f.AccountID)
	if err != nil {
		return err
	}
	balance, reason, problems := f.wanted()
	if f.FormKey == "" || len(f.FormKey) > 100 {
		return panel.Errorf(panel.Invalid, nil, "error.order.formkey")
	}
	if err := panel.InvalidFields(problems); err != nil {
		return err
	}
	t := act{
		Action: "ledger.vendor.fix", Kind: "vendor_account", ID: v.ID, Name: v.Label, ResellerID: v.ResellerID,
		After: map[string]string{"balance": balance.Yuan(), "reason": reason},
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		return a.fixMirrorIn(ctx, tx, actor, v, balance, panel.Booking{Key: db.FormKey(f.FormKey), Reason: reason, By: actor.UserID}, t)
	})
	if err != nil {
		a.recordFailure(ctx, actor, t, err)
	}
	return err
}

func (f MirrorFix) wanted() (balance panel.Fen, reason string, problems []panel.Problem) {
	text := strings.NewReplacer("¥", "", ",", "", " ", "").Replace(f.Balance)
	balance, err := panel.ParseSigned(text)
	switch {
	case text == "":
		problems = append(problems, panel.Problem{Field: "balance", Key: "problem.required"})
	case err != nil:
		problems = append(problems, panel.Problem{Field: "balance", Key: "problem.yuan"})
	}
	reason, wrong := wordsOf("reason", f.Reason, 1, reasonLength)
	if wrong != nil {
		problems = append(problems, *wrong)
	}
	return balance, reason, problems
}

// fixMirrorIn reads the mirror behind the ledger's lock, so that two people who
// correct at once do not correct twice.
func (a *App) fixMirrorIn(ctx context.Context, tx *db.Tx, actor panel.Actor, v panel.VendorAccount, balance panel.Fen, b panel.Booking, t act) error {
	if err := tx.LockBooks(ctx, v.ResellerID); err != nil {
		return err
	}
	if _, err := tx.TransferByKey(ctx, v.ResellerID, b.Key); !panel.Is(err, panel.NotFound) {
		return err // booked by the first post of the form
	}
	mirror, err := tx.VendorMirror(ctx, panel.SystemActor(v.ResellerID), v.ID)
	if err != nil {
		return err
	}
	by := balance - mirror.Posted()
	if max(by, -by) > panel.MaxAmount {
		return panel.InvalidFields([]panel.Problem{{Field: "balance", Key: "problem.ledger.amount.large", Args: []any{"Max", panel.MaxAmount.Yuan()}}})
	}
	if by == 0 {
		return panel.InvalidFields([]panel.Problem{{Field: "balance", Key: "problem.ledger.mirror.same"}})
	}
	if err := a.setMirror(ctx, tx, v, by, b); err != nil {
		return err
	}
	open, err := openBalanceIncident(ctx, tx.Queries, panel.SystemActor(v.ResellerID), v.ID)
	if err != nil {
		return err
	}
	if open.ID != 0 {
		if err := tx.CloseIncident(ctx, open, actor.UserID, b.Reason); err != nil {
			return err
		}
	}
	return tx.Record(ctx, t.entry(actor, panel.ResultDone, ""))
}
