package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"tangelo/internal/panel"
)

const orderOwn = `orders.id, orders.reseller_id, orders.customer_id, orders.account_id, orders.product_id, orders.operation,
	orders.name, orders.state, orders.input, orders.cost_fen, orders.price_fen, orders.attempts, orders.before_state,
	orders.vendor_code, orders.vendor_text, orders.not_before, orders.deadline, orders.job_id, orders.created_by,
	orders.created_at, orders.updated_at, orders.version, orders.lane, orders.form_key, orders.vendor_ref, orders.waiting`

const orderColumns = orderOwn + `, coalesce(customers.name, ''), coalesce(users.name, '')`

const orderTables = ` FROM orders
	LEFT JOIN customers ON customers.reseller_id = orders.reseller_id AND customers.id = orders.customer_id
	LEFT JOIN users ON users.id = orders.created_by`

func scanOrder(row scanner) (o panel.Order, err error) {
	return o, row.Scan(&o.ID, &o.ResellerID, idOf(&o.CustomerID), &o.AccountID, idOf(&o.ProductID), &o.Operation,
		&o.Name, &o.State, fromJSON(&o.Input), &o.Cost, &o.Price, &o.Attempts, &o.Before,
		&o.VendorCode, &o.VendorText, moment(&o.NotBefore), moment(&o.Deadline), &o.JobID, &o.CreatedBy,
		moment(&o.CreatedAt), moment(&o.UpdatedAt), &o.Version, &o.Lane, &o.FormKey, &o.Ref, &o.Waiting, &o.Customer, &o.Creator)
}

// NewOrder is what AddOrder needs to know besides the order itself. Its form
// key is the idempotency key.
type NewOrder struct {
	panel.Order
	Claims      string // operation whose orders for the same name it excludes; "" is its own
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
	// Another post of the form may have added it, or be adding it just now: then
	// this waits for it, and changes nothing. An error would end the whole
	// transaction on PostgreSQL.
	err = tx.q.QueryRowContext(ctx, `INSERT INTO orders (reseller_id, customer_id, account_id, product_id, operation, name, lane, state,
			form_key, fingerprint, input, cost_fen, price_fen, attempts, before_state, vendor_code, vendor_text,
			job_id, created_by, created_at, updated_at, version, thing)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'submitted', $8, $9, $10, $11, $12, 0, '', '', '', 0, $13, $14, $14, 1, $15)
		ON CONFLICT DO NOTHING RETURNING id`,
		o.ResellerID, orNull(o.CustomerID), o.AccountID, orNull(o.ProductID), o.Operation, o.Name, o.Lane,
		o.FormKey, o.Fingerprint, toJSON(o.Input), o.Cost, o.Price, o.CreatedBy, tx.Now.UnixMicro(), o.thing()).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		if id, err := tx.orderOfForm(ctx, o); err != nil || id != 0 {
			return id, false, err
		}
		return 0, false, panel.Errorf(panel.Conflict, nil, "error.order.open", "Name", o.Name)
	}
	if err != nil {
		return 0, false, fmt.Errorf("add order %s: %w", o.Operation, err)
	}
	return id, true, tx.addOrderEvent(ctx, o.ResellerID, id, panel.OrderEvent{To: panel.OrderSubmitted, Driver: panel.DriverPerson, UserID: o.CreatedBy})
}

// orderOfForm is the order that a form made already, 0 when there is none; a
// Conflict when the form asked for something else.
func (tx *Tx) orderOfForm(ctx context.Context, o NewOrder) (id int64, err error) {
	var fingerprint string
	row := tx.q.QueryRowContext(ctx, `SELECT id, fingerprint FROM orders WHERE reseller_id = $1 AND form_key = $2`, o.ResellerID, o.FormKey)
	switch err := row.Scan(&id, &fingerprint); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("order of a form: %w", err)
	case fingerprint != o.Fingerprint:
		return 0, panel.Errorf(panel.Conflict, nil, "error.order.formreused")
	}
	return id, nil
}

func (tx *Tx) addOrderEvent(ctx context.Context, resellerID, orderID int64, e panel.OrderEvent) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO order_events (reseller_id, order_id, from_state, to_state, cause, driver, user_id, note, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		resellerID, orderID, e.From, e.To, e.Cause, e.Driver, e.UserID, e.Note, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("event of order %d: %w", orderID, err)
	}
	return nil
}

// Move is one move of an order: a compare-and-set of its state, with what is
// written along. Zero fields are left as they are.
type Move struct {
	Cause      panel.Cause
	Driver     panel.Driver
	UserID     int64
	Note       string
	VendorCode string
	VendorText string
	Ref        string
	ProductID  int64
	JobID      int64 // that carries it from now on
	NotBefore  time.Time
	Deadline   time.Time
}

// MoveOrder moves an order that still has the state and the number of attempts
// that o has, by the table of legal moves, and records who did it. It returns
// the new state; a Conflict error when the order has moved on meanwhile, and an
// Internal one for an illegal move. The order's money follows it: what it holds
// is posted or voided where it ends, in this transaction.
func (tx *Tx) MoveOrder(ctx context.Context, o panel.Order, m Move) (panel.OrderState, error) {
	to, legal := o.State.After(m.Cause, m.Driver)
	if !legal {
		return o.State, fmt.Errorf("order %d: %s may not move it from %s for %q", o.ID, m.Driver, o.State, m.Cause)
	}
	n, err := changed(ctx, tx.q, `UPDATE orders
		   SET state = $1, updated_at = $2, version = version + 1, waiting = '',
		       vendor_code = CASE WHEN cast($3 AS text) = '' THEN vendor_code ELSE $3 END,
		       vendor_text = CASE WHEN cast($4 AS text) = '' THEN vendor_text ELSE $4 END,
		       product_id = coalesce($5, product_id),
		       not_before = coalesce($6, not_before),
		       deadline = coalesce($7, deadline),
		       job_id = coalesce($13, job_id),
		       vendor_ref = CASE WHEN cast($8 AS text) = '' THEN vendor_ref ELSE $8 END,
		       sealed = CASE WHEN $1 IN ('done', 'failed', 'cancelled') THEN NULL ELSE sealed END
		 WHERE reseller_id = $9 AND id = $10 AND state = $11 AND attempts = $12`,
		to, tx.Now.UnixMicro(), m.VendorCode, m.VendorText, orNull(m.ProductID), micros(m.NotBefore), micros(m.Deadline), m.Ref,
		o.ResellerID, o.ID, o.State, o.Attempts, orNull(m.JobID))
	if duplicate(err) {
		return o.State, panel.Errorf(panel.Conflict, err, "error.order.lane")
	}
	if err != nil {
		return o.State, fmt.Errorf("move order %d: %w", o.ID, err)
	}
	if n == 0 {
		return o.State, panel.Errorf(panel.Conflict, nil, "error.order.moved")
	}
	err = tx.addOrderEvent(ctx, o.ResellerID, o.ID, panel.OrderEvent{
		From: o.State, To: to, Cause: m.Cause, Driver: m.Driver, UserID: m.UserID, Note: m.Note,
	})
	if err != nil {
		return o.State, err
	}
	if err := tx.leaveLane(ctx, o, to); err != nil {
		return o.State, err
	}
	tx.moved.id, tx.moved.to = o.ID, to
	return to, tx.moveMoney(ctx, o, to, m.UserID)
}

// Moved is an order that the transaction has read, in the state that it has
// moved it to.
func (tx *Tx) Moved(o panel.Order) panel.Order {
	if tx.moved.id == o.ID {
		o.State = tx.moved.to
	}
	return o
}

// leaveLane wakes the order that has waited longest for the lane that another
// leaves.
func (tx *Tx) leaveLane(ctx context.Context, o panel.Order, to panel.OrderState) error {
	if o.Lane == "" || !o.State.TakesLane() || to.TakesLane() {
		return nil
	}
	err := tx.wakeWhere(ctx, `(SELECT job_id FROM orders
		WHERE account_id = $2 AND lane = $3 AND state = 'ready' AND waiting = $4 ORDER BY id LIMIT 1)`, o.AccountID, o.Lane, panel.WaitLane)
	if err != nil {
		return fmt.Errorf("leave the lane of order %d: %w", o.ID, err)
	}
	return nil
}

// LockOrder reads an order as it stands, without the names of its customer and
// creator, and keeps others from moving it until the transaction ends.
func (tx *Tx) LockOrder(ctx context.Context, id int64) (panel.Order, error) {
	o, err := scanOrder(tx.q.QueryRowContext(ctx, `UPDATE orders SET version = version + 1 WHERE id = $1 RETURNING `+orderOwn+`, '', ''`, id))
	if err != nil {
		return o, absent(err, "order")
	}
	return o, nil
}

// SetOrderWaiting notes what keeps a ready order back.
func (tx *Tx) SetOrderWaiting(ctx context.Context, o panel.Order, why panel.Wait) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE orders SET waiting = $1, version = version + 1 WHERE reseller_id = $2 AND id = $3 AND state = 'ready' AND waiting <> $1`,
		why, o.ResellerID, o.ID)
	if err != nil {
		return fmt.Errorf("order %d waits: %w", o.ID, err)
	}
	return nil
}

// StrandedOrders lists open orders that a job should carry and none does. That
// they are open is said once more, for the index that holds no others.
func (q Queries) StrandedOrders(ctx context.Context) ([]panel.Order, error) {
	return list(ctx, q.q, scanOrder, `SELECT `+orderColumns+orderTables+`
		JOIN jobs ON jobs.id = orders.job_id
		WHERE orders.state IN ('ready', 'sending', 'unknown', 'accepted') AND orders.state NOT IN ('done', 'failed', 'cancelled') AND jobs.state IN ('done', 'failed', 'cancelled')
		ORDER BY orders.id LIMIT 200`)
}

// OrderEvents lists an order's moves, oldest first.
func (q Queries) OrderEvents(ctx context.Context, orderID int64) ([]panel.OrderEvent, error) {
	return list(ctx, q.q, func(row scanner) (e panel.OrderEvent, err error) {
		return e, row.Scan(&e.From, &e.To, &e.Cause, &e.Driver, &e.UserID, &e.Who, &e.Note, moment(&e.At))
	}, `SELECT from_state, to_state, cause, driver, user_id, coalesce(users.name, ''), note, at
		FROM order_events LEFT JOIN users ON users.id = order_events.user_id
		WHERE order_id = $1 ORDER BY order_events.id`, orderID)
}

// SealOrder stores the encrypted secrets of an order's input.
func (tx *Tx) SealOrder(ctx context.Context, id int64, sealed []byte) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE orders SET sealed = $1 WHERE id = $2`, sealed, id)
	return err
}

// SealedOrder reads an order of a reseller, without the names of its customer
// and creator, and the encrypted secrets of its input.
func (q Queries) SealedOrder(ctx context.Context, resellerID, id int64) (o panel.Order, sealed []byte, err error) {
	o, err = scanOrder(also{q.q.QueryRowContext(ctx, `SELECT `+orderOwn+`, '', '', orders.sealed FROM orders
		WHERE reseller_id = $1 AND id = $2`, resellerID, id), &sealed})
	if err != nil {
		return o, nil, absent(err, "order")
	}
	return o, sealed, nil
}

// SetOrderJob links an order to the job that carries it.
func (tx *Tx) SetOrderJob(ctx context.Context, id, jobID int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE orders SET job_id = $1 WHERE id = $2`, jobID, id)
	return err
}

// Order reads one order that the actor may see.
func (q Queries) Order(ctx context.Context, a panel.Actor, id int64) (panel.Order, error) {
	var f filter
	f.scopeWork(a, "orders")
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
	CartID     int64 // of the cart they were ordered with
	Search     string
	Before     int64 // only ids below, for the next page
	Limit      int
}

// Orders lists orders the actor may see, newest first.
func (q Queries) Orders(ctx context.Context, a panel.Actor, want OrderFilter) ([]panel.Order, error) {
	var f filter
	f.scopeWork(a, "orders")
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
	if want.CartID != 0 {
		f.and("orders.id IN (SELECT order_id FROM cart_lines WHERE cart_id = ?)", want.CartID)
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
