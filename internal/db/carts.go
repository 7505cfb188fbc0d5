package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

const cartColumns = `carts.id, carts.reseller_id, carts.user_id, carts.customer_id, carts.version, carts.created_at, carts.ordered_at,
	coalesce(customers.name, ''), (SELECT count(*) FROM cart_lines WHERE cart_lines.cart_id = carts.id)`

const cartTables = ` FROM carts LEFT JOIN customers
	ON customers.reseller_id = carts.reseller_id AND customers.id = carts.customer_id`

func scanCart(row scanner) (c panel.Cart, err error) {
	return c, row.Scan(&c.ID, &c.ResellerID, &c.UserID, idOf(&c.CustomerID), &c.Version, moment(&c.CreatedAt), moment(&c.OrderedAt), &c.Customer, &c.Lines)
}

// Cart reads a cart of the actor's own, open or ordered.
func (q Queries) Cart(ctx context.Context, a panel.Actor, id int64) (panel.Cart, error) {
	var f filter
	f.scope(a, "carts")
	f.and("carts.user_id = ?", a.UserID)
	f.and("carts.id = ?", id)
	return q.cart(ctx, f)
}

// OpenCart reads the actor's open cart for a customer (0 = for the reseller
// itself); NotFound when there is none.
func (q Queries) OpenCart(ctx context.Context, a panel.Actor, customerID int64) (panel.Cart, error) {
	var f filter
	f.scope(a, "carts")
	f.and("carts.user_id = ?", a.UserID)
	f.and("coalesce(carts.customer_id, 0) = ?", customerID)
	f.and("carts.ordered_at IS NULL")
	return q.cart(ctx, f)
}

// Purchase reads a cart that was ordered, of anybody whose orders the actor
// may see.
func (q Queries) Purchase(ctx context.Context, a panel.Actor, id int64) (panel.Cart, error) {
	var f filter
	f.scope(a, "carts")
	f.and("carts.id = ?", id)
	f.and("carts.ordered_at IS NOT NULL")
	return q.cart(ctx, f)
}

// PurchaseOf is the cart that an order was placed by, 0 when it was none.
func (q Queries) PurchaseOf(ctx context.Context, o panel.Order) (cartID int64, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT coalesce(max(cart_id), 0) FROM cart_lines WHERE reseller_id = $1 AND order_id = $2`, o.ResellerID, o.ID).Scan(&cartID)
	if err != nil {
		return 0, fmt.Errorf("purchase of order %d: %w", o.ID, err)
	}
	return cartID, nil
}

func (q Queries) cart(ctx context.Context, f filter) (panel.Cart, error) {
	c, err := scanCart(q.q.QueryRowContext(ctx, `SELECT `+cartColumns+cartTables+f.where(), f.args...))
	if err != nil {
		return c, absent(err, "cart")
	}
	return c, nil
}

// OpenCarts lists the actor's open carts that have lines.
func (q Queries) OpenCarts(ctx context.Context, a panel.Actor) ([]panel.Cart, error) {
	var f filter
	f.scope(a, "carts")
	f.and("carts.user_id = ?", a.UserID)
	f.and("carts.ordered_at IS NULL")
	f.and("EXISTS (SELECT 1 FROM cart_lines WHERE cart_lines.cart_id = carts.id)")
	return list(ctx, q.q, scanCart, `SELECT `+cartColumns+cartTables+f.where()+` ORDER BY carts.id`, f.args...)
}

// CartLines lists the lines of a cart in the order they were added.
func (q Queries) CartLines(ctx context.Context, c panel.Cart) ([]panel.CartLine, error) {
	return list(ctx, q.q, func(row scanner) (l panel.CartLine, err error) {
		return l, row.Scan(&l.ID, &l.ResellerID, &l.CartID, &l.AccountID, idOf(&l.ProductID), &l.Operation, &l.Name, fromJSON(&l.Input), &l.Sealed,
			&l.FormKey, &l.Key, &l.Was, moment(&l.AddedAt), idOf(&l.OrderID), &l.Product)
	}, `SELECT cart_lines.id, cart_lines.reseller_id, cart_lines.cart_id, cart_lines.account_id, cart_lines.product_id, cart_lines.operation,
			cart_lines.name, cart_lines.input, cart_lines.sealed, cart_lines.form_key, cart_lines.line_key, cart_lines.was_fen, cart_lines.added_at,
			cart_lines.order_id, coalesce(products.name, '')
		FROM cart_lines LEFT JOIN products ON products.reseller_id = cart_lines.reseller_id AND products.id = cart_lines.product_id
		WHERE cart_lines.reseller_id = $1 AND cart_lines.cart_id = $2 ORDER BY cart_lines.id`, c.ResellerID, c.ID)
}

// TakeCart finds or begins the person's open cart for a customer and keeps
// others from changing it until the transaction ends. Its version counts one up.
func (tx *Tx) TakeCart(ctx context.Context, a panel.Actor, customerID int64) (panel.Cart, error) {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO carts (reseller_id, user_id, customer_id, version, created_at) VALUES ($1, $2, $3, 0, $4)
		ON CONFLICT (user_id, coalesce(customer_id, 0)) WHERE ordered_at IS NULL DO NOTHING`, a.ResellerID, a.UserID, orNull(customerID), tx.Now.UnixMicro())
	if err != nil {
		return panel.Cart{}, fmt.Errorf("begin cart: %w", err)
	}
	_, err = tx.q.ExecContext(ctx, `UPDATE carts SET version = version + 1
		 WHERE reseller_id = $1 AND user_id = $2 AND coalesce(customer_id, 0) = $3 AND ordered_at IS NULL`, a.ResellerID, a.UserID, customerID)
	if err != nil {
		return panel.Cart{}, fmt.Errorf("take cart: %w", err)
	}
	return tx.OpenCart(ctx, a, customerID)
}

// AddCartLine adds a wish to a cart that was taken, and returns its id. What
// the same form added already is left as it is (added is false). A second line
// for the same thing is a Conflict.
func (tx *Tx) AddCartLine(ctx context.Context, l panel.CartLine) (id int64, added bool, err error) {
	row := tx.q.QueryRowContext(ctx, `SELECT id FROM cart_lines WHERE reseller_id = $1 AND form_key = $2`, l.ResellerID, l.FormKey)
	if err := row.Scan(&id); err == nil {
		return id, false, nil
	}
	err = tx.q.QueryRowContext(ctx, `INSERT INTO cart_lines (reseller_id, cart_id, account_id, product_id, operation, name, input, form_key, line_key, was_fen, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)
		ON CONFLICT (cart_id, operation, name) WHERE name <> '' DO NOTHING RETURNING id`,
		l.ResellerID, l.CartID, l.AccountID, orNull(l.ProductID), l.Operation, l.Name, toJSON(l.Input), l.FormKey, l.Key, tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		if panel.Is(absent(err, "line"), panel.NotFound) {
			return 0, false, panel.Errorf(panel.Conflict, nil, "cart.error.twice", "Name", l.Name)
		}
		return 0, false, fmt.Errorf("add cart line: %w", err)
	}
	return id, true, nil
}

// SealCartLine stores the encrypted secrets of a line's input.
func (tx *Tx) SealCartLine(ctx context.Context, l panel.CartLine, sealed []byte) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE cart_lines SET sealed = $1 WHERE reseller_id = $2 AND id = $3`, sealed, l.ResellerID, l.ID)
	if err != nil {
		return fmt.Errorf("seal cart line %d: %w", l.ID, err)
	}
	return nil
}

// RekeyCartLine gives a line whose quote expired a new one-time key, and keeps
// the price it had. moved is false when somebody else did so already.
func (tx *Tx) RekeyCartLine(ctx context.Context, l panel.CartLine, key string, was panel.Fen) (moved bool, err error) {
	n, err := changed(ctx, tx.q, `UPDATE cart_lines SET line_key = $1, was_fen = $2
		 WHERE reseller_id = $3 AND id = $4 AND line_key = $5 AND order_id IS NULL`, key, int64(was), l.ResellerID, l.ID, l.Key)
	if err != nil {
		return false, fmt.Errorf("new key of cart line %d: %w", l.ID, err)
	}
	return n == 1, nil
}

// RemoveCartLine takes a line out of a cart that is open. What is not there is
// NotFound.
func (tx *Tx) RemoveCartLine(ctx context.Context, c panel.Cart, lineID int64) error {
	n, err := changed(ctx, tx.q, `UPDATE carts SET version = version + 1 WHERE reseller_id = $1 AND id = $2 AND ordered_at IS NULL`, c.ResellerID, c.ID)
	if err != nil {
		return fmt.Errorf("take cart %d: %w", c.ID, err)
	}
	if n == 1 {
		n, err = changed(ctx, tx.q, `DELETE FROM cart_lines WHERE reseller_id = $1 AND cart_id = $2 AND id = $3`, c.ResellerID, c.ID, lineID)
	}
	if err != nil {
		return fmt.Errorf("remove cart line %d: %w", lineID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return nil
}

// CloseCart marks a cart as ordered, as it was read: once, and only while
// nobody has changed its lines. It reports whether this call did; else the cart
// is ordered already, or has another version by now.
func (tx *Tx) CloseCart(ctx context.Context, c panel.Cart) (bool, error) {
	n, err := changed(ctx, tx.q, `UPDATE carts SET ordered_at = $1 WHERE reseller_id = $2 AND id = $3 AND version = $4 AND ordered_at IS NULL`,
		tx.Now.UnixMicro(), c.ResellerID, c.ID, c.Version)
	if err != nil {
		return false, fmt.Errorf("close cart %d: %w", c.ID, err)
	}
	return n == 1, nil
}

// SetCartLineOrder links a line to the order it became, and drops its secrets.
// It is called in the transaction that places the order.
func (tx *Tx) SetCartLineOrder(ctx context.Context, l panel.CartLine, orderID int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE cart_lines SET order_id = $1, sealed = NULL WHERE reseller_id = $2 AND id = $3`, orderID, l.ResellerID, l.ID)
	if err != nil {
		return fmt.Errorf("order of cart line %d: %w", l.ID, err)
	}
	return nil
}

// PortalSales lists what of new things a reseller sells in the portal.
func (q Queries) PortalSales(ctx context.Context, resellerID int64) ([]string, error) {
	return list(ctx, q.q, func(row scanner) (operation string, err error) { return operation, row.Scan(&operation) },
		`SELECT operation FROM portal_sales WHERE reseller_id = $1 ORDER BY operation`, resellerID)
}

// SetPortalSales replaces what of new things a reseller sells in the portal.
func (tx *Tx) SetPortalSales(ctx context.Context, resellerID int64, operations []string) error {
	if _, err := tx.q.ExecContext(ctx, `DELETE FROM portal_sales WHERE reseller_id = $1`, resellerID); err != nil {
		return fmt.Errorf("portal sales: %w", err)
	}
	for _, operation := range operations {
		if _, err := tx.q.ExecContext(ctx, `INSERT INTO portal_sales (reseller_id, operation) VALUES ($1, $2)`, resellerID, operation); err != nil {
			return fmt.Errorf("portal sale %s: %w", operation, err)
		}
	}
	return nil
}
