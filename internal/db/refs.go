package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

// RefTaken reports whether what the vendor calls ref belongs already: to
// another order over the same account, or to a product.
func (q Queries) RefTaken(ctx context.Context, o panel.Order, ref string) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM orders
		  WHERE reseller_id = $1 AND account_id = $2 AND id <> $3 AND state NOT IN ('failed', 'cancelled') AND vendor_ref <> '' AND lower(vendor_ref) = lower($4))
		+ (SELECT count(*) FROM products WHERE reseller_id = $1 AND account_id = $2 AND lower(name) = lower($4))`,
		o.ResellerID, o.AccountID, o.ID, ref).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("who has %s: %w", ref, err)
	}
	return n > 0, nil
}
