package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tangelo/internal/panel"
)

const orderColumns = `orders.id, orders.reseller_id, orders.customer_id, orders.account_id, orders.product_id, orders.operation,
	orders.name, orders.state, orders.input, orders.cost_fen, orders.price_fen, orders.attempts, orders.before_state,
	orders.vendor_code, orders.vendor_text, orders.not_before, orders.deadline, orders.job_id, orders.created_by,
	orders.created_at, orders.updated_at, orders.version, coalesce(customers.name, ''), coalesce(users.name, '')`

const orderTables = ` FROM orders
	LEFT JOIN customers ON customers.reseller_id = orders.reseller_id AND customers.id = orders.customer_id
	LEFT JOIN users ON users.id = orders.created_by`

func scanOrder(row scanner) (o panel.Order, err error) {
	return o, row.Scan(&o.ID, &o.ResellerID, idOf(&o.CustomerID), &o.AccountID, idOf(&o.ProductID), &o.Operation,
		&o.Name, &o.State, fromJSON(&o.Input), &o.Cost, &o.Price, &o.Attempts, &o.Before,
		&o.VendorCode, &o.VendorText, moment(&o.NotBefore), moment(&o.Deadline), &o.JobID, &o.CreatedBy,
		moment(&o.CreatedAt), moment(&o.UpdatedAt), &o.Version, &o.Customer, &o.Creator)
}

// NewOrder is what AddOrder needs to know besides the order itself.
type NewOrder struct {
	panel.Order
	Lane        string // family whose names the vendor makes up, "" otherwise
	Claims      string // operation whose orders for the same name it excludes; "" is its own
	FormKey     string // idempotency key: the one-time key of the form
	Fingerprint string // of the form's content
}

// thing is what an order claims for itself while it is open: vendors do not
// tell upper from lower case, so neither does the claim.
func (o NewOrder) thing() string {
	claims := o.Claims
	if claims == "" {
		claims = o.Operation
	}
	if o.Name == "" {
		return ""
	}
	return claims + " " + strings.ToLower(o.Name)
}

// AddOrder records an order as submitted. The same form key gives the order
// that exists already (added is false); with another content it is a Conflict.
// An open order for the same name is a Conflict too.
func (tx *Tx) AddOrder(ctx context.Context, o NewOrder) (id int64, added bool, err error) {
	var fingerprint string
	row := tx.q.QueryRowContext(ctx, `SELECT id, fingerprint FROM orders WHERE reseller_id = $1 AND form_key = $2`, o.ResellerID, o.FormKey)
	if err := row.Scan(&id, &fingerprint); err == nil {
		if fingerprint != o.Fingerprint {
			return 0, false, panel.Errorf(panel.Conflict, nil, "error.order.formreused")
		}
		return id, false, nil
	}
	err = tx.q.QueryRowContext(ctx, `INSERT INTO orders (reseller_id, customer_id, account_id, product_id, operation, name, lane, state,
			form_key, fingerprint, input, cost_fen, price_fen, attempts, before_state, vendor_code, vendor_text,
			job_id, created_by, created_at, updated_at, version, thing)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'submitted', $8, $9, $10, $11, $12, 0, '', '', '', 0, $13, $14, $14, 1, $15) RETURNING id`,
		o.ResellerID, orNull(o.CustomerID), o.AccountID, orNull(o.ProductID), o.Operation, o.Name, o.Lane,
		o.FormKey, o.Fingerprint, toJSON(o.Input), o.Cost, o.Price, o.CreatedBy, tx.Now.UnixMicro(), o.thing()).Scan(&id)
	if duplicate(err) {
		return 0, false, panel.Errorf(panel.Conflict, err, "error.order.open", "Name", o.Name)
	}
	if err != nil {
		return 0, false, fmt.Errorf("add order %s: %w", o.Operation, err)
	}
	return id, true, tx.addOrderEvent(ctx, o.ResellerID, id, panel.OrderEvent{To: panel.OrderSubmitted, Driver: panel.DriverPerson, UserID: o.CreatedBy})
}

func (tx *Tx) addOrderEvent(ctx context.Context, resellerID, orderID int64, e panel.OrderEvent) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO order_events (reseller_id, order_id, from_state, to_state, driver, user_id, note, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		resellerID, orderID, e.From, e.To, e.Driver, e.UserID, e.Note, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("event of order %d: %w", orderID, err)
	}
	return nil
}

// Move is one move of an order: a compare-and-set of its state, with what is
// written along. Zero fields are left as they are.
type Move struct {
	To         panel.OrderState
	Driver     panel.Driver
	UserID     int64
	Note       string
	VendorCode string
	VendorText string
	ProductID  int64
	NotBefore  time.Time
	Deadline   time.Time
}

// MoveOrder moves an order that is still in the state o has, by the table of
// legal moves, and records who did it. It returns a Conflict error when the
// order has left that state meanwhile, and an Internal one for an illegal move.
func (tx *Tx) MoveOrder(ctx context.Context, o panel.Order, m Move) error {
	if !o.State.CanMove(m.To, m.Driver) {
		return fmt.Errorf("order %d: %s may not move it from %s to %s", o.ID, m.Driver, o.State, m.To)
	}
	n, err := changed(ctx, tx.q, `UPDATE orders
		   SET state = $1, updated_at = $2, version = version + 1,
		       vendor_code = CASE WHEN cast($3 AS text) = '' THEN vendor_code ELSE $3 END,
		       vendor_text = CASE WHEN cast($4 AS text) = '' THEN vendor_text ELSE $4 END,
		       product_id = coalesce($5, product_id),
		       not_before = coalesce($6, not_before),
		       deadline = coalesce($7, deadline),
		       sealed = CASE WHEN $1 IN ('done', 'failed', 'cancelled') THEN NULL ELSE sealed END
		 WHERE reseller_id = $8 AND id = $9 AND state = $10`,
		m.To, tx.Now.UnixMicro(), m.VendorCode, m.VendorText, orNull(m.ProductID), micros(m.NotBefore), micros(m.Deadline),
		o.ResellerID, o.ID, o.State)
	if duplicate(err) {
		return panel.Errorf(panel.Conflict, err, "error.order.lane")
	}
	if err != nil {
		return fmt.Errorf("move order %d: %w", o.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.order.moved")
	}
	return tx.addOrderEvent(ctx, o.ResellerID, o.ID, panel.OrderEvent{From: o.State, To: m.To, Driver: m.Driver, UserID: m.UserID, Note: m.Note})
}

// StartAttempt records, in the transaction that moves the order to sending,
// that it is about to be sent for the no-th time.
func (tx *Tx) StartAttempt(ctx context.Context, o panel.Order, no int, instance string, lease time.Duration, before string) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO order_attempts (reseller_id, order_id, no, instance, lease_until, sent_at, class, code, text)
		VALUES ($1, $2, $3, $4, $5, $6, '', '', '')`,
		o.ResellerID, o.ID, no, instance, tx.Now.Add(lease).UnixMicro(), tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("attempt %d of order %d: %w", no, o.ID, err)
	}
	_, err = tx.q.ExecContext(ctx, `UPDATE orders SET attempts = $1, before_state = $2 WHERE reseller_id = $3 AND id = $4`,
		no, before, o.ResellerID, o.ID)
	if err != nil {
		return fmt.Errorf("attempt %d of order %d: %w", no, o.ID, err)
	}
	return nil
}

// EndAttempt records the class of an attempt's answer.
func (tx *Tx) EndAttempt(ctx context.Context, o panel.Order, class, code, text string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE order_attempts SET class = $1, code = $2, text = $3, ended_at = $4
		 WHERE order_id = $5 AND no = $6 AND class = ''`, class, code, text, tx.Now.UnixMicro(), o.ID, o.Attempts)
	if err != nil {
		return fmt.Errorf("end attempt of order %d: %w", o.ID, err)
	}
	return nil
}

// LostOrders lists orders that were being sent by a process that is gone:
// their lease ran out, or they belong to an earlier run of this instance.
func (q Queries) LostOrders(ctx context.Context, now time.Time) ([]panel.Order, error) {
	return list(ctx, q.q, scanOrder, `SELECT `+orderColumns+orderTables+`
		JOIN order_attempts ON order_attempts.order_id = orders.id AND order_attempts.no = orders.attempts
		WHERE orders.state = 'sending' AND order_attempts.lease_until < $1`, now.UnixMicro())
}

// ExpireLeases ends every lease of sending orders at once. Only the single
// process of a SQLite panel may do so, at its start.
func (tx *Tx) ExpireLeases(ctx context.Context) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE order_attempts SET lease_until = 0 WHERE class = ''`)
	return err
}

// AddEvidence keeps what was learnt of an order. body is stored as JSON.
func (tx *Tx) AddEvidence(ctx context.Context, o panel.Order, kind string, body any) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO order_evidence (reseller_id, order_id, attempt, kind, body, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		o.ResellerID, o.ID, o.Attempts, kind, toJSON(body), tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("evidence of order %d: %w", o.ID, err)
	}
	return nil
}

// Evidence is one thing learnt of an order.
type Evidence struct {
	Attempt int
	Kind    string
	Body    string // JSON
	At      time.Time
}

// OrderEvidence lists what was learnt of an order, oldest first.
func (q Queries) OrderEvidence(ctx context.Context, orderID int64) ([]Evidence, error) {
	return list(ctx, q.q, func(row scanner) (e Evidence, err error) {
		return e, row.Scan(&e.Attempt, &e.Kind, &e.Body, moment(&e.At))
	}, `SELECT attempt, kind, body, at FROM order_evidence WHERE order_id = $1 ORDER BY id`, orderID)
}

// OrderEvents lists an order's moves, oldest first.
func (q Queries) OrderEvents(ctx context.Context, orderID int64) ([]panel.OrderEvent, error) {
	return list(ctx, q.q, func(row scanner) (e panel.OrderEvent, err error) {
		return e, row.Scan(&e.From, &e.To, &e.Driver, &e.UserID, &e.Who, &e.Note, moment(&e.At))
	}, `SELECT from_state, to_state, driver, user_id, coalesce(users.name, ''), note, at
		FROM order_events LEFT JOIN users ON users.id = order_events.user_id
		WHERE order_id = $1 ORDER BY order_events.id`, orderID)
}

// SealOrder stores the encrypted secrets of an order's input.
func (tx *Tx) SealOrder(ctx context.Context, id int64, sealed []byte) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE orders SET sealed = $1 WHERE id = $2`, sealed, id)
	return err
}

// OrderSealed reads the encrypted secrets of an order's input.
func (q Queries) OrderSealed(ctx context.Context, id int64) (sealed []byte, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT sealed FROM orders WHERE id = $1`, id).Scan(&sealed)
	if err != nil {
		return nil, absent(err, "order")
	}
	return sealed, nil
}

// SetOrderJob links an order to the job that carries it.
func (tx *Tx) SetOrderJob(ctx context.Context, id, jobID int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE orders SET job_id = $1 WHERE id = $2`, jobID, id)
	return err
}

// Order reads one order that the actor may see.
func (q Queries) Order(ctx context.Context, a panel.Actor, id int64) (panel.Order, error) {
	var f filter
	f.scope(a, "orders")
	f.and("orders.id = ?", id)
	o, err := scanOrder(q.q.QueryRowContext(ctx, `SELECT `+orderColumns+orderTables+f.where(), f.args...))
	if err != nil {
		return o, absent(err, "order")
	}
	return o, nil
}

// OrderFilter narrows a list of orders. Zero values do not narrow.
type OrderFilter struct {
	State      panel.OrderState
	Open       bool
	CustomerID int64
	ProductID  int64
	Search     string
	Before     int64 // only ids below, for the next page
	Limit      int
}

// Orders lists orders the actor may see, newest first.
func (q Queries) Orders(ctx context.Context, a panel.Actor, want OrderFilter) ([]panel.Order, error) {
	var f filter
	f.scope(a, "orders")
	if want.State != "" {
		f.and("orders.state = ?", want.State)
	}
	if want.Open {
		f.and("orders.state NOT IN ('done', 'failed', 'cancelled')")
	}
	if want.CustomerID != 0 {
		f.and("orders.customer_id = ?", want.CustomerID)
	}
	if want.ProductID != 0 {
		f.and("orders.product_id = ?", want.ProductID)
	}
	if want.Search != "" {
		f.and(`lower(orders.name) LIKE ? ESCAPE '\'`, containing(want.Search))
	}
	if want.Before != 0 {
		f.and("orders.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, scanOrder, `SELECT `+orderColumns+orderTables+where+
		` ORDER BY orders.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}
