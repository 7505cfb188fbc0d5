package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// faultsKept is how many faults of a check are kept in full.
const faultsKept = 50

// LedgerCheck is a check of a reseller's books that was made.
type LedgerCheck struct {
	At                        time.Time
	Rows, Transfers, Accounts int
	Count                     int           // of faults
	Faults                    []LedgerFault // the first of them
}

// KeepLedgerCheck keeps the outcome of a check of one reseller's books.
func (tx *Tx) KeepLedgerCheck(ctx context.Context, resellerID int64, r LedgerReport) error {
	first := r.Faults[:min(len(r.Faults), faultsKept)]
	_, err := tx.q.ExecContext(ctx, `INSERT INTO ledger_checks (reseller_id, at, journal, transfers, accounts, faults, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		resellerID, tx.Now.UnixMicro(), r.Rows, r.Transfers, r.Accounts, len(r.Faults), toJSON(first))
	if err != nil {
		return fmt.Errorf("keep the check of the books of reseller %d: %w", resellerID, err)
	}
	return nil
}

// LastLedgerCheck reads the latest check of a reseller's books; zero when there
// was none.
func (q Queries) LastLedgerCheck(ctx context.Context, resellerID int64) (LedgerCheck, error) {
	found, err := list(ctx, q.q, func(row scanner) (c LedgerCheck, err error) {
		return c, row.Scan(moment(&c.At), &c.Rows, &c.Transfers, &c.Accounts, &c.Count, fromJSON(&c.Faults))
	}, `SELECT at, journal, transfers, accounts, faults, detail FROM ledger_checks WHERE reseller_id = $1 ORDER BY id DESC LIMIT 1`, resellerID)
	if err != nil || len(found) == 0 {
		return LedgerCheck{}, err
	}
	return found[0], nil
}

// LedgersUnchecked lists resellers whose books were not checked since a moment.
func (q Queries) LedgersUnchecked(ctx context.Context, since time.Time) ([]panel.Reseller, error) {
	return list(ctx, q.q, func(row scanner) (r panel.Reseller, err error) {
		return r, row.Scan(&r.ID, &r.Name, moment(&r.CreatedAt))
	}, `SELECT id, name, created_at FROM resellers
		WHERE NOT EXISTS (SELECT 1 FROM ledger_checks WHERE ledger_checks.reseller_id = resellers.id AND ledger_checks.at >= $1)
		ORDER BY id`, since.UnixMicro())
}
