package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

const batchColumns = `renewal_batches.id, renewal_batches.reseller_id, renewal_batches.state, renewal_batches.form_key, renewal_batches.wanted,
	renewal_batches.created_by, renewal_batches.started_by, renewal_batches.created_at, renewal_batches.planned_at, renewal_batches.confirmed_at, coalesce(users.name, '')`

func scanBatch(row scanner) (b panel.RenewalBatch, err error) {
	return b, row.Scan(&b.ID, &b.ResellerID, &b.State, &b.FormKey, fromJSON(&b.Wanted), &b.CreatedBy, &b.StartedBy, moment(&b.CreatedAt), moment(&b.PlannedAt),
		moment(&b.ConfirmedAt), &b.Creator)
}

// AddBatch records a plan with a line, whose cost is to be asked for, for each
// product. The same form key gives the plan that exists; added is false then.
func (tx *Tx) AddBatch(ctx context.Context, b panel.RenewalBatch, products []panel.Product) (id int64, added bool, err error) {
	ids, err := list(ctx, tx.q, scanID, `INSERT INTO renewal_batches (reseller_id, state, form_key, wanted, created_by, created_at, confirmed_by, version)
		VALUES ($1, 'asking', $2, $3, $4, $5, 0, 1) ON CONFLICT (reseller_id, form_key) DO NOTHING RETURNING id`,
		b.ResellerID, b.FormKey, toJSON(b.Wanted), b.CreatedBy, tx.Now.UnixMicro())
	if err != nil {
		return 0, false, fmt.Errorf("add plan: %w", err)
	}
	if len(ids) == 0 {
		err = tx.q.QueryRowContext(ctx, `SELECT id FROM renewal_batches WHERE reseller_id = $1 AND form_key = $2`, b.ResellerID, b.FormKey).Scan(&id)
		return id, false, err
	}
	for _, p := range products {
		_, err := tx.q.ExecContext(ctx, `INSERT INTO renewal_lines (reseller_id, batch_id, product_id, expires_on, state, why, months, cost_fen, price_fen)
			VALUES ($1, $2, $3, $4, 'asking', '', 0, 0, 0)`, b.ResellerID, ids[0], p.ID, panel.DayNumber(p.ExpiresAt))
		if err != nil {
			return 0, false, fmt.Errorf("line of plan %d: %w", ids[0], err)
		}
	}
	return ids[0], true, nil
}

// Batch reads a plan of the actor's reseller with the counts of its lines.
func (q Queries) Batch(ctx context.Context, a panel.Actor, id int64) (panel.RenewalBatch, error) {
	var f filter
	f.scopeReseller(a, "renewal_batches")
	f.and("renewal_batches.id = ?", id)
	b, err := scanBatch(q.q.QueryRowContext(ctx, `SELECT `+batchColumns+` FROM renewal_batches
		LEFT JOIN users ON users.id = renewal_batches.created_by`+f.where(), f.args...))
	if err != nil {
		return b, absent(err, "plan")
	}
	b.Counts = map[panel.LineState]int{}
	_, err = list(ctx, q.q, func(row scanner) (s panel.LineState, err error) {
		var n int
		err = row.Scan(&s, &n)
		b.Counts[s] = n
		return s, err
	}, `SELECT state, count(*) FROM renewal_lines WHERE batch_id = $1 GROUP BY state`, id)
	return b, err
}

// Batches lists the latest plans of the actor's reseller.
func (q Queries) Batches(ctx context.Context, a panel.Actor, n int) ([]panel.RenewalBatch, error) {
	var f filter
	f.scopeReseller(a, "renewal_batches")
	where := f.where()
	return list(ctx, q.q, scanBatch, `SELECT `+batchColumns+` FROM renewal_batches
		LEFT JOIN users ON users.id = renewal_batches.created_by`+where+` ORDER BY renewal_batches.id DESC LIMIT `+f.next(limit(n)), f.args...)
}

// MoveBatch moves a plan by the table of legal moves; a Conflict when it is
// somewhere else by now. A first confirmation is kept, and who let it run last.
func (tx *Tx) MoveBatch(ctx context.Context, b panel.RenewalBatch, to panel.BatchState, userID int64) error {
	n, err := changed(ctx, tx.q, `UPDATE renewal_batches SET state = $1, version = version + 1,
			planned_at = CASE WHEN $1 = 'planned' THEN $2 ELSE planned_at END,
			confirmed_at = CASE WHEN $1 = 'running' THEN coalesce(confirmed_at, $2) ELSE confirmed_at END,
			confirmed_by = CASE WHEN $1 = 'running' AND confirmed_by = 0 THEN $3 ELSE confirmed_by END,
			started_by = CASE WHEN $1 = 'running' THEN $3 ELSE started_by END
		 WHERE reseller_id = $4 AND id = $5 AND state IN (`+namesOf(panel.BatchFrom(to))+`)`, to, tx.Now.UnixMicro(), userID, b.ResellerID, b.ID)
	if err != nil {
		return fmt.Errorf("move plan %d: %w", b.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "renewals.error.moved")
	}
	return nil
}

// HoldBatch keeps others from moving a plan until the transaction ends, and
// reports whether it is running.
func (tx *Tx) HoldBatch(ctx context.Context, b panel.RenewalBatch) (running bool, err error) {
	n, err := changed(ctx, tx.q, `UPDATE renewal_batches SET version = version + 1 WHERE reseller_id = $1 AND id = $2 AND state = 'running'`, b.ResellerID, b.ID)
	return n > 0, err
}

const lineColumns = `renewal_lines.id, renewal_lines.batch_id, renewal_lines.expires_on, renewal_lines.state, renewal_lines.why, renewal_lines.opens_at,
	renewal_lines.months, renewal_lines.cost_fen, renewal_lines.price_fen, renewal_lines.order_id, coalesce(orders.state, ''), coalesce(orders.vendor_text, ''),
	renewal_lines.reseller_id, products.id, products.account_id, products.kind, products.name, products.expires_at,
	coalesce(products.customer_id, 0), coalesce(customers.name, '')`

const lineTables = ` FROM renewal_lines
	JOIN products ON products.reseller_id = renewal_lines.reseller_id AND products.id = renewal_lines.product_id
	LEFT JOIN customers ON customers.reseller_id = products.reseller_id AND customers.id = products.customer_id
	LEFT JOIN orders ON orders.reseller_id = renewal_lines.reseller_id AND orders.id = renewal_lines.order_id`

func scanLine(row scanner) (l panel.RenewalLine, err error) {
	p := &l.Product
	return l, row.Scan(&l.ID, &l.BatchID, &l.Ends, &l.State, &l.Why, moment(&l.Opens), &l.Months, &l.Cost, &l.Price, idOf(&l.OrderID), &l.Order, &l.Said,
		&p.ResellerID, &p.ID, &p.AccountID, &p.Kind, &p.Name, moment(&p.ExpiresAt), &p.CustomerID, &p.Customer)
}

// LineFilter narrows the lines of a plan. Zero values do not narrow.
type LineFilter struct {
	State   panel.LineState
	AfterID int64
	Limit   int // 0 = all
}

// BatchLines lists lines of a plan of the actor's reseller, in their order.
func (q Queries) BatchLines(ctx context.Context, a panel.Actor, batchID int64, want LineFilter) ([]panel.RenewalLine, error) {
	var f filter
	f.scopeReseller(a, "renewal_lines")
	f.and("renewal_lines.batch_id = ?", batchID)
	if want.State != "" {
		f.and("renewal_lines.state = ?", want.State)
	}
	if want.AfterID != 0 {
		f.and("renewal_lines.id > ?", want.AfterID)
	}
	query := `SELECT ` + lineColumns + lineTables + f.where() + ` ORDER BY renewal_lines.id`
	if want.Limit > 0 {
		query += ` LIMIT ` + f.next(want.Limit)
	}
	found, err := list(ctx, q.q, scanLine, query, f.args...)
	if err != nil {
		return nil, fmt.Errorf("lines of plan %d: %w", batchID, err)
	}
	return found, nil
}

// SaveLine stores what became of a line that still is in a state; saved is
// false when it is in another by now.
func (tx *Tx) SaveLine(ctx context.Context, was panel.LineState, l panel.RenewalLine) (saved bool, err error) {
	n, err := changed(ctx, tx.q, `UPDATE renewal_lines SET state = $1, why = $2, opens_at = $3, months = $4, cost_fen = $5, price_fen = $6, order_id = $7
		 WHERE reseller_id = $8 AND batch_id = $9 AND id = $10 AND state = $11`,
		l.State, l.Why, micros(l.Opens), l.Months, l.Cost, l.Price, orNull(l.OrderID), l.Product.ResellerID, l.BatchID, l.ID, was)
	if err != nil {
		return false, fmt.Errorf("line %d: %w", l.ID, err)
	}
	return n > 0, nil
}
