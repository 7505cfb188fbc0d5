package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

// RefTaken reports whether what the vendor calls ref belongs already: to
// another order over the same account, by its evidence, or to a product.
func (q Queries) RefTaken(ctx context.Context, o panel.Order, ref string) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM order_evidence
		   JOIN orders ON orders.reseller_id = order_evidence.reseller_id AND orders.id = order_evidence.order_id
		  WHERE orders.reseller_id = $1 AND orders.account_id = $2 AND orders.id <> $3 AND orders.state NOT IN ('failed', 'cancelled')
		    AND lower(order_evidence.body) LIKE $4 ESCAPE '\')
		+ (SELECT count(*) FROM products WHERE reseller_id = $1 AND account_id = $2 AND lower(name) = lower($5))`,
		o.ResellerID, o.AccountID, o.ID, containing(`"ref":`+toJSON(ref)), ref).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("who has %s: %w", ref, err)
	}
	return n > 0, nil
}
