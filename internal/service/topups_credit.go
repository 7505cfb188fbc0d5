package service

import (
	"context"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// wallets is where the payments of one provider account end: the top-ups that
// were recorded for it, and the wallets of their customers. It implements
// TopUps.
type wallets struct {
	app     *App
	account panel.VendorAccount
}

// Expected is the amount of a top-up of this account. A number of another
// account, be it at the same provider, is NotFound.
func (w wallets) Expected(ctx context.Context, provider, number string) (panel.Fen, error) {
	if provider != string(w.account.Vendor) {
		return 0, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	t, err := w.app.DB.TopUpNumbered(ctx, w.account.ID, number)
	return t.Amount, err
}

// Credit moves the top-up and books the money, together or not at all.
func (w wallets) Credit(ctx context.Context, p Payment) error {
	err := w.app.DB.Within(ctx, func(tx *db.Tx) error {
		t, err := tx.LockTopUp(ctx, w.account.ID, p.Number)
		if err != nil {
			return err
		}
		if t.State == panel.TopUpCredited {
			return sameReference(t, p)
		}
		if p.Amount != t.Amount || p.Currency != t.Currency {
			return fmt.Errorf("%w: amount or currency", ErrPayMismatch)
		}
		return w.book(ctx, tx, t, p)
	})
	w.app.at(pointCredited)
	return err
}

// sameReference holds a further report of a credited payment against the first.
func sameReference(t panel.TopUp, p Payment) error {
	if t.Reference != p.Reference {
		return fmt.Errorf("%w: reference", ErrPayMismatch)
	}
	return nil
}

func (w wallets) book(ctx context.Context, tx *db.Tx, t panel.TopUp, p Payment) error {
	if p.PaidAt.IsZero() {
		p.PaidAt = tx.Now
	}
	booked, _, err := tx.Book(ctx, panel.Booking{
		ResellerID: t.ResellerID, Kind: panel.TransferTopUpOnline, CustomerID: t.CustomerID, Amount: t.Amount,
		Key: "pay:" + p.Provider + ":" + p.Number, Reference: p.Reference, ValueOn: p.PaidAt,
	})
	if err != nil {
		return err
	}
	_, err = tx.MoveTopUp(ctx, t, db.TopUpMove{
		Cause: panel.TopUpPaid, Reference: p.Reference, PaidAt: p.PaidAt, TransferID: booked.ID, Detail: paymentShown(p),
	})
	if err != nil {
		return err
	}
	credited := act{
		Action: "topup.credit", Kind: "topup", ID: t.ID, Name: t.Number, ResellerID: t.ResellerID,
		After: map[string]string{"amount": t.Amount.Yuan(), "provider": t.Account, "reference": p.Reference},
	}
	return tx.Record(ctx, credited.entry(panel.SystemActor(t.ResellerID), panel.ResultDone, ""))
}
