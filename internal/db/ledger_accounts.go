package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tangelo/internal/panel"
)

// errNoRow says that the condition of an update was met by no row.
var errNoRow = errors.New("no row was changed")

// ledgerAccount finds the account of a reseller, and opens it when it is used
// for the first time. The caller holds the ledger's lock.
func (tx *Tx) ledgerAccount(ctx context.Context, resellerID int64, ref panel.AccountRef) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `SELECT id FROM ledger_accounts
		 WHERE reseller_id = $1 AND kind = $2 AND coalesce(customer_id, 0) = $3 AND coalesce(account_id, 0) = $4`,
		resellerID, ref.Kind, ref.CustomerID, ref.VendorID).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	err = tx.q.QueryRowContext(ctx, `INSERT INTO ledger_accounts (reseller_id, kind, customer_id, account_id, debit_fen, credit_fen, debit_held_fen, credit_held_fen, created_at)
		VALUES ($1, $2, $3, $4, 0, 0, 0, 0, $5) RETURNING id`,
		resellerID, ref.Kind, orNull(ref.CustomerID), orNull(ref.VendorID), tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("open account %s: %w", ref.Kind, err)
	}
	return id, nil
}

// shifts is how the sums of an account change, by side. The first is the one
// guard of the ledger: what takes from a wallet changes no row unless the money
// is available.
var shifts = map[string]string{
	"debit": `UPDATE ledger_accounts SET debit_held_fen = debit_held_fen + $1, debit_fen = debit_fen + $2
		 WHERE reseller_id = $3 AND id = $4 AND (kind <> 'wallet' OR credit_fen - debit_fen - debit_held_fen - $1 - $2 >= 0)
		 RETURNING debit_fen - credit_fen`,
	"credit": `UPDATE ledger_accounts SET credit_held_fen = credit_held_fen + $1, credit_fen = credit_fen + $2
		 WHERE reseller_id = $3 AND id = $4
		 RETURNING debit_fen - credit_fen`,
}

// shift changes the sums of one side of a transfer and returns debits less
// credits of that account afterwards.
func (tx *Tx) shift(ctx context.Context, t panel.LedgerTransfer, side string, event panel.TransferEvent) (balance panel.Fen, err error) {
	id := t.DebitID
	if side == "credit" {
		id = t.CreditID
	}
	held, posted := event.Shift()
	held, posted = held*t.Amount, posted*t.Amount
	err = tx.q.QueryRowContext(ctx, shifts[side], int64(held), int64(posted), t.ResellerID, id).Scan(&balance)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, errNoRow
	}
	if err != nil {
		return 0, fmt.Errorf("%s account %d: %w", event, id, err)
	}
	return balance, nil
}
