package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// ApprovalRules reads a reseller's rules; the default ones before any are saved.
func (q Queries) ApprovalRules(ctx context.Context, resellerID int64) (r panel.ApprovalRules, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT owner_exempt, staff_order_fen, staff_day_fen, customer_order_fen, customer_day_fen, customer_automatic, first_fen, resolve_fen
		FROM approval_rules WHERE reseller_id = $1`, resellerID).Scan(&r.OwnerExempt, &r.Staff.PerOrder, &r.Staff.PerDay,
		&r.Customers.PerOrder, &r.Customers.PerDay, &r.Customers.Automatic, &r.FirstOrder, &r.Resolve)
	if errors.Is(err, sql.ErrNoRows) {
		return panel.DefaultApprovalRules, nil
	}
	if err != nil {
		return r, fmt.Errorf("approval rules of reseller %d: %w", resellerID, err)
	}
	return r, nil
}

// SaveApprovalRules replaces a reseller's rules.
func (tx *Tx) SaveApprovalRules(ctx context.Context, resellerID int64, r panel.ApprovalRules) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO approval_rules (reseller_id, owner_exempt, staff_order_fen, staff_day_fen, customer_order_fen,
			customer_day_fen, customer_automatic, first_fen, resolve_fen, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (reseller_id) DO UPDATE SET owner_exempt = excluded.owner_exempt, staff_order_fen = excluded.staff_order_fen,
			staff_day_fen = excluded.staff_day_fen, customer_order_fen = excluded.customer_order_fen, customer_day_fen = excluded.customer_day_fen,
			customer_automatic = excluded.customer_automatic, first_fen = excluded.first_fen, resolve_fen = excluded.resolve_fen, changed_at = excluded.changed_at`,
		resellerID, r.OwnerExempt, r.Staff.PerOrder, r.Staff.PerDay, r.Customers.PerOrder, r.Customers.PerDay, r.Customers.Automatic,
		r.FirstOrder, r.Resolve, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("save approval rules of reseller %d: %w", resellerID, err)
	}
	return nil
}

// OwnLimits lists the limits of single people of a reseller, by name.
func (q Queries) OwnLimits(ctx context.Context, resellerID int64) ([]panel.OwnLimits, error) {
	return q.ownLimits(ctx, `spending_limits.reseller_id = $1 ORDER BY coalesce(users.name, customers.name), spending_limits.id`, resellerID)
}

func (q Queries) ownLimits(ctx context.Context, which string, args ...any) ([]panel.OwnLimits, error) {
	found, err := list(ctx, q.q, func(row scanner) (l panel.OwnLimits, err error) {
		return l, row.Scan(&l.ID, &l.ResellerID, idOf(&l.UserID), idOf(&l.CustomerID), &l.Name, &l.PerOrder, &l.PerDay, &l.Automatic)
	}, `SELECT spending_limits.id, spending_limits.reseller_id, spending_limits.user_id, spending_limits.customer_id, coalesce(users.name, customers.name),
			spending_limits.order_fen, spending_limits.day_fen, spending_limits.automatic
		FROM spending_limits
		LEFT JOIN users ON users.reseller_id = spending_limits.reseller_id AND users.id = spending_limits.user_id
		LEFT JOIN customers ON customers.reseller_id = spending_limits.reseller_id AND customers.id = spending_limits.customer_id
		WHERE `+which, args...)
	if err != nil {
		return nil, fmt.Errorf("spending limits: %w", err)
	}
	return found, nil
}

// OwnLimitsOf reads the limits of one member of staff (userID) or of one
// customer; false when the usual ones hold.
func (q Queries) OwnLimitsOf(ctx context.Context, resellerID, userID, customerID int64) (panel.Limits, bool, error) {
	which, id := `spending_limits.user_id = $2`, userID
	if customerID != 0 {
		which, id = `spending_limits.customer_id = $2`, customerID
	}
	found, err := q.ownLimits(ctx, `spending_limits.reseller_id = $1 AND `+which, resellerID, id)
	if err != nil || len(found) == 0 {
		return panel.Limits{}, false, err
	}
	return found[0].Limits, true, nil
}

// SaveOwnLimits replaces the limits of one member of staff or of one customer.
func (tx *Tx) SaveOwnLimits(ctx context.Context, l panel.OwnLimits) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM spending_limits WHERE reseller_id = $1 AND (user_id = $2 OR customer_id = $3)`,
		l.ResellerID, orNull(l.UserID), orNull(l.CustomerID))
	if err != nil {
		return fmt.Errorf("replace spending limits: %w", err)
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO spending_limits (reseller_id, user_id, customer_id, order_fen, day_fen, automatic, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, l.ResellerID, orNull(l.UserID), orNull(l.CustomerID), l.PerOrder, l.PerDay, l.Automatic, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("save spending limits: %w", err)
	}
	return nil
}

// DropOwnLimits lets the usual limits hold again for somebody, and returns what
// held before.
func (tx *Tx) DropOwnLimits(ctx context.Context, resellerID, id int64) (panel.OwnLimits, error) {
	found, err := tx.ownLimits(ctx, `spending_limits.reseller_id = $1 AND spending_limits.id = $2`, resellerID, id)
	if err != nil {
		return panel.OwnLimits{}, err
	}
	if len(found) == 0 {
		return panel.OwnLimits{}, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	_, err = tx.q.ExecContext(ctx, `DELETE FROM spending_limits WHERE reseller_id = $1 AND id = $2`, resellerID, id)
	return found[0], err
}

// Purse is whose orders of a day are added up: those that a user placed, or
// those of a customer's own users, with what the panel placed for the customer
// by itself where that counts.
type Purse struct {
	ResellerID int64
	UserID     int64 // of an owner or a member of staff
	CustomerID int64 // instead
	Automatic  bool
}

// orders says which rows belong to a purse.
func (p Purse) orders(f *filter) {
	f.and("orders.reseller_id = ?", p.ResellerID)
	if p.CustomerID == 0 {
		f.and("orders.created_by = ?", p.UserID)
		return
	}
	f.and("orders.customer_id = ?", p.CustomerID)
	own := "orders.created_by IN (SELECT id FROM users WHERE users.customer_id = orders.customer_id)"
	if p.Automatic {
		own += " OR orders.created_by = 0"
	}
	f.and("(" + own + ")")
}

// Ordered adds up what a purse ordered since a moment and was let through,
// without one order. Until the transaction ends, others that ask for the same
// purse wait, so that two orders at once cannot both pass a limit.
func (tx *Tx) Ordered(ctx context.Context, p Purse, since time.Time, except int64, unknown panel.Fen) (sum panel.Fen, err error) {
	if err := tx.lockPurse(ctx, p); err != nil {
		return 0, err
	}
	var f filter
	p.orders(&f)
	f.and("orders.created_at >= ?", since.UnixMicro())
	f.and("orders.id <> ?", except)
	f.and("orders.state NOT IN ('submitted', 'approval', 'failed', 'cancelled')")
	where := f.where()
	err = tx.q.QueryRowContext(ctx, `SELECT cast(coalesce(sum(CASE WHEN orders.customer_id IS NOT NULL AND orders.price_fen > orders.cost_fen THEN orders.price_fen
			WHEN orders.cost_fen > 0 THEN orders.cost_fen ELSE cast(`+f.next(unknown)+` AS bigint) END), 0) AS bigint) FROM orders`+where, f.args...).Scan(&sum)
	if err != nil {
		return 0, fmt.Errorf("orders of a day: %w", err)
	}
	return sum, nil
}

func (tx *Tx) lockPurse(ctx context.Context, p Purse) error {
	query, id := `UPDATE users SET name = name WHERE reseller_id = $1 AND id = $2`, p.UserID
	if p.CustomerID != 0 {
		query, id = `UPDATE customers SET name = name WHERE reseller_id = $1 AND id = $2`, p.CustomerID
	}
	if _, err := tx.q.ExecContext(ctx, query, p.ResellerID, id); err != nil {
		return fmt.Errorf("lock purse: %w", err)
	}
	return nil
}

// BoughtAbove reports whether an order of a customer's above an amount was ever
// carried out.
func (q Queries) BoughtAbove(ctx context.Context, resellerID, customerID int64, amount panel.Fen) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM orders WHERE reseller_id = $1 AND customer_id = $2 AND state = 'done'
		AND CASE WHEN price_fen > cost_fen THEN price_fen ELSE cost_fen END > $3 LIMIT 1) AS found`, resellerID, customerID, amount).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("earlier orders of customer %d: %w", customerID, err)
	}
	return n > 0, nil
}

// WaitingOrders lists the orders that wait for a second person, the longest
// waiting first.
func (q Queries) WaitingOrders(ctx context.Context, a panel.Actor, n int) ([]panel.WaitingOrder, error) {
	var f filter
	f.scopeReseller(a, "orders")
	f.and("orders.state = 'approval'")
	where := f.where()
	found, err := list(ctx, q.q, func(row scanner) (w panel.WaitingOrder, err error) {
		w.Order, err = scanOrder(beyond{row, []any{&w.Reason, moment(&w.Since)}})
		return w, err
	}, `SELECT `+orderColumns+`, asked.note, asked.at`+orderTables+`
		JOIN order_events AS asked ON asked.id = (SELECT max(id) FROM order_events WHERE order_events.order_id = orders.id AND order_events.to_state = 'approval')`+
		where+` ORDER BY asked.at, orders.id LIMIT `+f.next(limit(n)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("waiting orders: %w", err)
	}
	return found, nil
}

// beyond scans more columns after those that a scan knows.
type beyond struct {
	scanner
	more []any
}

func (b beyond) Scan(into ...any) error { return b.scanner.Scan(append(into, b.more...)...) }
