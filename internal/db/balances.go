package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// AddReading keeps one reading of a vendor account's balance, at its own time.
func (tx *Tx) AddReading(ctx context.Context, r panel.Reading) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO balance_readings (reseller_id, account_id, at, balance_fen, available_fen, mirror_fen, pending_fen,
			unpriced, verdict, difference_fen)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ResellerID, r.AccountID, r.At.UnixMicro(), r.Balance, r.Available, r.Mirror, r.Pending, r.Unpriced, r.Verdict, r.Difference)
	if err != nil {
		return fmt.Errorf("reading of account %d: %w", r.AccountID, err)
	}
	return nil
}

// ReadingFilter narrows the readings of one vendor account. Zero values do not
// narrow.
type ReadingFilter struct {
	AccountID int64
	Settled   bool  // only those that fixed the mirror
	Before    int64 // only ids below, for the next page
	Limit     int
}

// Readings lists the readings of a vendor account that the actor may see,
// newest first.
func (q Queries) Readings(ctx context.Context, a panel.Actor, want ReadingFilter) ([]panel.Reading, error) {
	var f filter
	f.scopeReseller(a, "balance_readings")
	f.and("balance_readings.account_id = ?", want.AccountID)
	if want.Settled {
		f.and("balance_readings.verdict IN ('first', 'equal')")
	}
	if want.Before != 0 {
		f.and("balance_readings.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, func(row scanner) (r panel.Reading, err error) {
		return r, row.Scan(&r.ID, &r.ResellerID, &r.AccountID, moment(&r.At), &r.Balance, &r.Available, &r.Mirror, &r.Pending,
			&r.Unpriced, &r.Verdict, &r.Difference)
	}, `SELECT id, reseller_id, account_id, at, balance_fen, available_fen, mirror_fen, pending_fen, unpriced, verdict, difference_fen
		FROM balance_readings`+where+` ORDER BY id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// MirrorState is what the books say of a vendor account at one moment.
type MirrorState struct {
	Posted   panel.Fen
	Pending  panel.Fen // held for orders that the vendor may have charged
	Unpriced int       // orders sent since, or still open, without a cost in the books
}

// Mirror reads what the books say of a vendor account. since is when its
// balance last added up. What is held for orders that were not sent yet cannot
// have been charged, and does not count.
func (q Queries) Mirror(ctx context.Context, accountID int64, since time.Time) (m MirrorState, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT
		(SELECT cast(coalesce(sum(debit_fen - credit_fen), 0) AS BIGINT) FROM ledger_accounts WHERE kind = 'vendor' AND account_id = $1),
		(SELECT cast(coalesce(sum(ledger_transfers.amount_fen), 0) AS BIGINT) FROM ledger_transfers
			JOIN ledger_accounts ON ledger_accounts.reseller_id = ledger_transfers.reseller_id AND ledger_accounts.id = ledger_transfers.credit_id
			JOIN orders ON orders.reseller_id = ledger_transfers.reseller_id AND orders.id = ledger_transfers.order_id
			WHERE ledger_accounts.kind = 'vendor' AND ledger_accounts.account_id = $1 AND ledger_transfers.kind = 'cost'
			  AND ledger_transfers.state = 'pending' AND orders.state IN ('sending', 'accepted', 'unknown', 'held')),
		(SELECT count(*) FROM orders WHERE orders.account_id = $1 AND orders.state NOT IN ('failed', 'cancelled')
			AND (orders.updated_at > $2 OR orders.state <> 'done')
			AND NOT EXISTS (SELECT 1 FROM ledger_transfers WHERE ledger_transfers.reseller_id = orders.reseller_id
				AND ledger_transfers.order_id = orders.id AND ledger_transfers.kind = 'cost')
			AND EXISTS (SELECT 1 FROM order_attempts WHERE order_attempts.order_id = orders.id
				AND order_attempts.class NOT IN ('not_sent', 'refused')
				AND (order_attempts.sent_at > $2 OR orders.state IN ('sending', 'accepted', 'unknown', 'held'))))`,
		accountID, since.UnixMicro()).Scan(&m.Posted, &m.Pending, &m.Unpriced)
	if err != nil {
		return m, fmt.Errorf("mirror of account %d: %w", accountID, err)
	}
	return m, nil
}

// MirrorMoves adds up, by kind of transfer, what was posted to the mirror of a
// vendor account after a moment: what the account gained is above zero.
func (q Queries) MirrorMoves(ctx context.Context, accountID int64, after time.Time) (map[panel.TransferKind]panel.Fen, error) {
	moves := map[panel.TransferKind]panel.Fen{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var kind panel.TransferKind
		var sum panel.Fen
		err := row.Scan(&kind, &sum)
		moves[kind] = sum
		return struct{}{}, err
	}, `SELECT ledger_transfers.kind, cast(sum(ledger_entries.amount_fen) AS BIGINT) FROM ledger_entries
		JOIN ledger_accounts ON ledger_accounts.reseller_id = ledger_entries.reseller_id AND ledger_accounts.id = ledger_entries.account_id
		JOIN ledger_transfers ON ledger_transfers.reseller_id = ledger_entries.reseller_id AND ledger_transfers.id = ledger_entries.transfer_id
		WHERE ledger_accounts.kind = 'vendor' AND ledger_accounts.account_id = $1 AND ledger_entries.at > $2
		GROUP BY ledger_transfers.kind`, accountID, micros(after))
	if err != nil {
		return nil, fmt.Errorf("moves of the mirror of account %d: %w", accountID, err)
	}
	return moves, nil
}

// MirrorFixed is when a person last set the mirror of a vendor account to what
// the vendor says; zero when nobody did.
func (q Queries) MirrorFixed(ctx context.Context, accountID int64) (at time.Time, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT max(fixed.at) FROM (
		SELECT ledger_transfers.created_at AS at FROM ledger_accounts JOIN ledger_transfers ON ledger_transfers.debit_id = ledger_accounts.id
		 WHERE ledger_accounts.kind = 'vendor' AND ledger_accounts.account_id = $1 AND ledger_transfers.kind IN ('vendor.up', 'vendor.down')
		UNION ALL
		SELECT ledger_transfers.created_at FROM ledger_accounts JOIN ledger_transfers ON ledger_transfers.credit_id = ledger_accounts.id
		 WHERE ledger_accounts.kind = 'vendor' AND ledger_accounts.account_id = $1 AND ledger_transfers.kind IN ('vendor.up', 'vendor.down')) AS fixed`,
		accountID).Scan(moment(&at))
	if err != nil {
		return at, fmt.Errorf("corrections of the mirror of account %d: %w", accountID, err)
	}
	return at, nil
}

// LockBooks keeps others from booking in a reseller's books until the
// transaction ends: for whoever reads a balance to correct it.
func (tx *Tx) LockBooks(ctx context.Context, resellerID int64) error {
	_, err := tx.lockLedger(ctx, resellerID)
	return err
}

// SaveBalance stores what may be spent over a vendor account, as the vendor
// said just now.
func (tx *Tx) SaveBalance(ctx context.Context, v panel.VendorAccount, available panel.Fen) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE vendor_accounts SET balance_fen = $1, balance_at = $2 WHERE reseller_id = $3 AND id = $4`,
		available, tx.Now.UnixMicro(), v.ResellerID, v.ID)
	if err != nil {
		return fmt.Errorf("balance of account %d: %w", v.ID, err)
	}
	return nil
}

// Spending is what other orders over a vendor account did to its balance.
type Spending struct {
	Done      panel.Fen // costs of those that were carried out
	Uncertain int       // those that may have been, or whose cost nobody knows
}

// SpentBeside adds up what was sent over an order's account since a moment,
// besides the order itself. What was sent before and is still open counts as
// uncertain, and so does what was sent in the blur before that moment.
func (q Queries) SpentBeside(ctx context.Context, o panel.Order, since time.Time, blur time.Duration) (s Spending, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT
			cast(coalesce(sum(CASE WHEN sent.state = 'done' AND sent.at >= $3 THEN sent.cost_fen ELSE 0 END), 0) AS BIGINT),
			count(CASE WHEN sent.state <> 'done' OR sent.cost_fen = 0 OR sent.at < $3 THEN 1 END)
		FROM (SELECT orders.state, orders.cost_fen, max(order_attempts.sent_at) AS at FROM orders
			JOIN order_attempts ON order_attempts.order_id = orders.id AND order_attempts.class NOT IN ('not_sent', 'refused')
			WHERE orders.account_id = $1 AND orders.id <> $2 AND orders.state NOT IN ('failed', 'cancelled')
			  AND (orders.updated_at >= $4 OR orders.state <> 'done')
			GROUP BY orders.id, orders.state, orders.cost_fen) AS sent
		WHERE sent.at >= $4 OR sent.state <> 'done'`,
		o.AccountID, o.ID, since.UnixMicro(), since.Add(-blur).UnixMicro()).Scan(&s.Done, &s.Uncertain)
	if err != nil {
		return s, fmt.Errorf("spent beside order %d: %w", o.ID, err)
	}
	return s, nil
}
