package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

const sightingColumns = `account_id, reseller_id, side, kind, name, product_id, times, first_at, last_at`

func scanSighting(row scanner) (s panel.Sighting, err error) {
	return s, row.Scan(&s.AccountID, &s.ResellerID, &s.Side, &s.Kind, &s.Name, idOf(&s.ProductID), &s.Times, moment(&s.FirstAt), moment(&s.LastAt))
}

// See notes something that is on one side only, and returns it with how many
// sweeps in a row have seen it. Twice within one sweep, which began at a
// moment, counts once.
func (tx *Tx) See(ctx context.Context, s panel.Sighting, began time.Time) (panel.Sighting, error) {
	row := tx.q.QueryRowContext(ctx, `INSERT INTO sightings (account_id, reseller_id, side, kind, name, product_id, times, first_at, last_at)
		VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)
		ON CONFLICT (account_id, side, kind, name) DO UPDATE
		   SET times = sightings.times + CASE WHEN sightings.last_at >= $8 THEN 0 ELSE 1 END, last_at = excluded.last_at, product_id = excluded.product_id
		RETURNING `+sightingColumns,
		s.AccountID, s.ResellerID, s.Side, s.Kind, s.Name, orNull(s.ProductID), tx.Now.UnixMicro(), began.UnixMicro())
	seen, err := scanSighting(row)
	if err != nil {
		return s, fmt.Errorf("sighting of %s: %w", s.Name, err)
	}
	return seen, nil
}

// KeepSighting leaves a sighting as it is for one more sweep: the vendor gave
// no answer, which says nothing.
func (tx *Tx) KeepSighting(ctx context.Context, s panel.Sighting) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE sightings SET last_at = $1 WHERE account_id = $2 AND side = $3 AND kind = $4 AND name = $5`,
		tx.Now.UnixMicro(), s.AccountID, s.Side, s.Kind, s.Name)
	if err != nil {
		return fmt.Errorf("sighting of %s: %w", s.Name, err)
	}
	return nil
}

// DropSightings forgets what a sweep, which began at a moment, did not see
// again, and returns it.
func (tx *Tx) DropSightings(ctx context.Context, accountID int64, began time.Time) ([]panel.Sighting, error) {
	return list(ctx, tx.q, scanSighting, `DELETE FROM sightings WHERE account_id = $1 AND last_at < $2 RETURNING `+sightingColumns, accountID, began.UnixMicro())
}

// Sightings lists what is on one side only at a vendor account that the actor
// may see, the longest first.
func (q Queries) Sightings(ctx context.Context, a panel.Actor, accountID int64) ([]panel.Sighting, error) {
	var f filter
	f.scopeReseller(a, "sightings")
	f.and("sightings.account_id = ?", accountID)
	return list(ctx, q.q, scanSighting, `SELECT `+sightingColumns+` FROM sightings`+f.where()+` ORDER BY first_at, side, kind, name LIMIT 500`, f.args...)
}

// Shown lists the products of a vendor account that the vendor should show, by
// id: neither those it is still working on nor those known to be gone.
func (q Queries) Shown(ctx context.Context, accountID, after int64, n int) ([]panel.Product, error) {
	return list(ctx, q.q, scanProduct, `SELECT `+productColumns+productTables+`
		WHERE products.account_id = $1 AND products.id > $2 AND products.state NOT IN ('pending', 'transfer', 'failed', 'gone')
		ORDER BY products.id LIMIT $3`, accountID, after, n)
}

// CountShown counts what Shown lists in all.
func (q Queries) CountShown(ctx context.Context, accountID int64) (n int, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT count(*) FROM products
		WHERE account_id = $1 AND state NOT IN ('pending', 'transfer', 'failed', 'gone')`, accountID).Scan(&n)
	return n, err
}

// Owned reports whether the panel knows of something at a vendor account: as a
// product, or as what an order is buying or has bought.
func (q Queries) Owned(ctx context.Context, accountID int64, kind panel.ProductKind, name string) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM products WHERE account_id = $1 AND kind = $2 AND lower(name) = lower($3) AND state <> 'gone')
		+ (SELECT count(*) FROM orders WHERE account_id = $1 AND state NOT IN ('failed', 'cancelled', 'done') AND (lower(name) = lower($3) OR lower(vendor_ref) = lower($3)))`,
		accountID, kind, name).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("who has %s: %w", name, err)
	}
	return n > 0, nil
}

// Strays lists names that a vendor account may have although no product bears
// them: those of orders that ended without, by operation, and under
// StrayCallback those that genuine callbacks gave.
func (q Queries) Strays(ctx context.Context, accountID int64, since time.Time) ([]Stray, error) {
	return list(ctx, q.q, func(row scanner) (s Stray, err error) {
		return s, row.Scan(&s.Source, &s.Name)
	}, `SELECT DISTINCT operation, name FROM orders
		 WHERE account_id = $1 AND state IN ('failed', 'cancelled') AND attempts > 0 AND name <> '' AND product_id IS NULL AND updated_at >= $2
		UNION SELECT DISTINCT '`+StrayCallback+`', name FROM callbacks WHERE account_id = $1 AND genuine = $3 AND name <> '' AND last_at >= $2
		ORDER BY 1, 2 LIMIT 200`, accountID, since.UnixMicro(), true)
}

// StrayCallback is the source of names that callbacks gave.
const StrayCallback = "callback"

// Stray is a name that a vendor account may have.
type Stray struct{ Source, Name string }
