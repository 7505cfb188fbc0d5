package service

import (
	"context"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// walletOwner reads the customer whose wallet is asked for: staff with the
// right to see wallets, or the customer's own people.
func (a *App) walletOwner(ctx context.Context, actor panel.Actor, customerID int64) (panel.Customer, error) {
	if actor.Role != panel.RoleCustomer {
		if err := require(actor, panel.ViewLedger); err != nil {
			return panel.Customer{}, err
		}
		return a.DB.Customer(ctx, actor, customerID)
	}
	if err := require(actor, panel.UsePortal); err != nil {
		return panel.Customer{}, err
	}
	if actor.CustomerID != customerID {
		return panel.Customer{}, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	c, err := a.DB.Customer(ctx, panel.SystemActor(actor.ResellerID), customerID)
	c.Notes = "" // the reseller's own
	return c, err
}

// entriesShown is how many entries stand on one page of a wallet.
const entriesShown = 50

// Wallet is a customer's wallet with its latest movements.
type Wallet struct {
	Customer panel.Customer
	Account  panel.LedgerAccount
	Holds    []panel.LedgerTransfer // newest first
	Entries  []panel.LedgerEntry    // newest first
	More     bool                   // there are older ones
}

// Wallet reads a customer's wallet. before is the journal row that the entries
// stay below, 0 for the newest.
func (a *App) Wallet(ctx context.Context, actor panel.Actor, customerID, before int64) (w Wallet, err error) {
	if w.Customer, err = a.walletOwner(ctx, actor, customerID); err != nil {
		return w, err
	}
	err = a.DB.Snapshot(ctx, func(q db.Queries) error {
		if w.Account, err = q.Wallet(ctx, actor, customerID); err != nil {
			return err
		}
		if w.Holds, err = q.Transfers(ctx, actor, db.TransferFilter{CustomerID: customerID, Kind: panel.TransferCharge, State: panel.TransferPending, Limit: entriesShown}); err != nil {
			return err
		}
		w.Entries, err = q.WalletEntries(ctx, actor, db.EntryFilter{CustomerID: customerID, Before: before, Limit: entriesShown + 1})
		return err
	})
	if w.More = len(w.Entries) > entriesShown; w.More {
		w.Entries = w.Entries[:entriesShown]
	}
	withoutStaff(actor, w.Entries)
	return w, err
}

// withoutStaff hides from customers who of the reseller's people booked.
func withoutStaff(actor panel.Actor, entries []panel.LedgerEntry) {
	for i := range entries {
		if actor.Role == panel.RoleCustomer {
			entries[i].By = ""
		}
	}
}

// Statement reads a customer's wallet over one month.
func (a *App) Statement(ctx context.Context, actor panel.Actor, customerID int64, month panel.Month) (s panel.Statement, err error) {
	if s.Customer, err = a.walletOwner(ctx, actor, customerID); err != nil {
		return s, err
	}
	if s.Reseller, err = a.DB.ResellerName(ctx, s.Customer.ResellerID); err != nil {
		return s, err
	}
	from, to := month.Span()
	s.Month, s.Final = month, !a.Now().Before(to)
	err = a.DB.Snapshot(ctx, func(q db.Queries) error {
		if s.Opening, err = q.WalletAt(ctx, actor, customerID, from); err != nil {
			return err
		}
		s.Entries, err = q.WalletEntries(ctx, actor, db.EntryFilter{CustomerID: customerID, From: from, To: to, Oldest: true})
		return err
	})
	s.Closing = s.Opening
	if n := len(s.Entries); n > 0 {
		s.Closing = s.Entries[n-1].Balance
	}
	withoutStaff(actor, s.Entries)
	return s, err
}

// Books is a reseller's ledger at a glance.
type Books struct {
	Totals    []panel.LedgerAccount // per kind, in the order people see them
	Own       []panel.LedgerAccount // everything but wallets
	Transfers []panel.LedgerTransfer
	Check     db.LedgerCheck // the latest; zero before the first
}

// Books reads the accounts of the actor's reseller, and transfers newest first.
func (a *App) Books(ctx context.Context, actor panel.Actor, want TransferFilter) (b Books, err error) {
	if err := require(actor, panel.ViewLedger); err != nil {
		return b, err
	}
	err = a.DB.Snapshot(ctx, func(q db.Queries) error {
		if b.Totals, err = q.LedgerTotals(ctx, actor); err != nil {
			return err
		}
		if b.Own, err = q.OwnAccounts(ctx, actor); err != nil {
			return err
		}
		if b.Transfers, err = q.Transfers(ctx, actor, want); err != nil {
			return err
		}
		b.Check, err = q.LastLedgerCheck(ctx, actor.ResellerID)
		return err
	})
	order := panel.AccountKinds()
	byKind := func(x, y panel.LedgerAccount) int { return slices.Index(order, x.Kind) - slices.Index(order, y.Kind) }
	slices.SortFunc(b.Totals, byKind)
	slices.SortStableFunc(b.Own, byKind)
	return b, err
}

// CheckBooks proves the books of the actor's reseller, and keeps what came of it.
func (a *App) CheckBooks(ctx context.Context, actor panel.Actor) (LedgerReport, error) {
	if err := require(actor, panel.ViewLedger); err != nil {
		return LedgerReport{}, err
	}
	return a.checkAndKeep(ctx, actor.ResellerID)
}

// CheckLedger proves the books of every reseller.
func (a *App) CheckLedger(ctx context.Context) (LedgerReport, error) { return a.checkLedger(ctx, 0) }

func (a *App) checkLedger(ctx context.Context, resellerID int64) (report LedgerReport, err error) {
	err = a.DB.Snapshot(ctx, func(q db.Queries) error {
		report, err = q.CheckLedger(ctx, resellerID)
		return err
	})
	return report, err
}
