package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

const productColumns = `products.id, products.reseller_id, products.account_id, products.customer_id, products.order_id,
	products.kind, products.vendor, products.name, products.vendor_ref, products.state, products.expires_at,
	products.facts, products.facts_at, products.version, products.created_at, products.auto_renew, coalesce(customers.name, '')`

const productTables = ` FROM products LEFT JOIN customers
	ON customers.reseller_id = products.reseller_id AND customers.id = products.customer_id`

func scanProduct(row scanner) (p panel.Product, err error) {
	return p, row.Scan(&p.ID, &p.ResellerID, &p.AccountID, idOf(&p.CustomerID), idOf(&p.OrderID),
		&p.Kind, &p.Vendor, &p.Name, &p.VendorRef, &p.State, moment(&p.ExpiresAt),
		fromJSON(&p.Facts), moment(&p.FactsAt), &p.Version, moment(&p.CreatedAt), &p.AutoRenew, &p.Customer)
}

// Product reads one product that the actor may see.
func (q Queries) Product(ctx context.Context, a panel.Actor, id int64) (panel.Product, error) {
	var f filter
	f.scopeProducts(a)
	f.and("products.id = ?", id)
	return q.product(ctx, f)
}

// ProductNamed reads the product of a vendor account by kind and name.
func (q Queries) ProductNamed(ctx context.Context, accountID int64, kind panel.ProductKind, name string) (panel.Product, error) {
	var f filter
	f.and("products.account_id = ?", accountID)
	f.and("products.kind = ?", kind)
	f.and("products.name = ?", name)
	return q.product(ctx, f)
}

func (q Queries) product(ctx context.Context, f filter) (panel.Product, error) {
	p, err := scanProduct(q.q.QueryRowContext(ctx, `SELECT `+productColumns+productTables+f.where(), f.args...))
	if err != nil {
		return p, absent(err, "product")
	}
	return p, nil
}

// ProductFilter narrows a list of products. Zero values do not narrow.
type ProductFilter struct {
	Kind          panel.ProductKind
	State         panel.ProductState
	CustomerID    int64
	Unassigned    bool
	Search        string // part of the name
	ExpiresBefore time.Time
	AfterName     string // the last row of the page before: name and id
	AfterID       int64
	Limit         int
}

// Products lists products the actor may see, by name.
func (q Queries) Products(ctx context.Context, a panel.Actor, want ProductFilter) ([]panel.Product, error) {
	var f filter
	f.scopeProducts(a)
	if want.Kind != "" {
		f.and("products.kind = ?", want.Kind)
	}
	if want.State != "" {
		f.and("products.state = ?", want.State)
	}
	if want.CustomerID != 0 {
		f.and("products.customer_id = ?", want.CustomerID)
	}
	if want.Unassigned {
		f.and("products.customer_id IS NULL")
	}
	if want.Search != "" {
		f.and(`lower(products.name) LIKE ? ESCAPE '\'`, containing(want.Search))
	}
	if !want.ExpiresBefore.IsZero() {
		f.and("products.expires_at < ?", want.ExpiresBefore.UnixMicro())
	}
	if want.AfterID != 0 {
		f.and("(products.name, products.id) > (?, ?)", want.AfterName, want.AfterID)
	}
	where := f.where()
	return list(ctx, q.q, scanProduct, `SELECT `+productColumns+productTables+where+
		` ORDER BY products.name, products.id LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// ProductCounts counts the products the actor may see by kind and state.
func (q Queries) ProductCounts(ctx context.Context, a panel.Actor) (map[panel.ProductKind]map[panel.ProductState]int, error) {
	var f filter
	f.scopeProducts(a)
	counts := map[panel.ProductKind]map[panel.ProductState]int{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var kind panel.ProductKind
		var state panel.ProductState
		var n int
		err := row.Scan(&kind, &state, &n)
		if counts[kind] == nil {
			counts[kind] = map[panel.ProductState]int{}
		}
		counts[kind][state] = n
		return struct{}{}, err
	}, `SELECT products.kind, products.state, count(*) FROM products`+f.where()+` GROUP BY products.kind, products.state`, f.args...)
	return counts, err
}

// AddProduct records a product. It returns a Conflict error when the vendor
// account already has one of that kind and name.
func (tx *Tx) AddProduct(ctx context.Context, p panel.Product) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO products (reseller_id, account_id, customer_id, order_id, kind, vendor, name,
			vendor_ref, state, expires_at, facts, facts_at, version, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13) RETURNING id`,
		p.ResellerID, p.AccountID, orNull(p.CustomerID), orNull(p.OrderID), p.Kind, p.Vendor, p.Name,
		p.VendorRef, p.State, micros(p.ExpiresAt), toJSON(p.Facts), micros(p.FactsAt), tx.Now.UnixMicro()).Scan(&id)
	if duplicate(err) {
		return 0, panel.Errorf(panel.Conflict, err, "error.product.exists", "Name", p.Name)
	}
	if err != nil {
		return 0, fmt.Errorf("add product %s: %w", p.Name, err)
	}
	return id, nil
}

// SaveFacts stores what the vendor said of a product just now: state, expiry,
// vendor reference and facts.
func (tx *Tx) SaveFacts(ctx context.Context, p panel.Product) error {
	n, err := changed(ctx, tx.q, `UPDATE products
		   SET state = $1, expires_at = $2, vendor_ref = $3, facts = $4, facts_at = $5, version = version + 1
		 WHERE reseller_id = $6 AND id = $7`,
		p.State, micros(p.ExpiresAt), p.VendorRef, toJSON(p.Facts), tx.Now.UnixMicro(), p.ResellerID, p.ID)
	if err != nil {
		return fmt.Errorf("facts of product %d: %w", p.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return nil
}

// SetProductState changes only what the panel believes of a product.
func (tx *Tx) SetProductState(ctx context.Context, p panel.Product, state panel.ProductState) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE products SET state = $1, version = version + 1 WHERE reseller_id = $2 AND id = $3`,
		state, p.ResellerID, p.ID)
	if err != nil {
		return fmt.Errorf("state of product %d: %w", p.ID, err)
	}
	return nil
}

// Assign gives a product to a customer of the same reseller, or to nobody
// (0). Rights that users of the customer before held on it are dropped.
func (tx *Tx) Assign(ctx context.Context, p panel.Product, customerID int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE products SET customer_id = $1, version = version + 1
		 WHERE reseller_id = $2 AND id = $3`, orNull(customerID), p.ResellerID, p.ID)
	if err != nil {
		return fmt.Errorf("assign product %d: %w", p.ID, err)
	}
	_, err = tx.q.ExecContext(ctx, `DELETE FROM product_rights WHERE reseller_id = $1 AND product_id = $2`, p.ResellerID, p.ID)
	if err != nil {
		return fmt.Errorf("drop rights on product %d: %w", p.ID, err)
	}
	return nil
}

// MayAct reports whether a customer's user holds an action on a product,
// directly or on all products of the customer.
func (q Queries) MayAct(ctx context.Context, userID, productID int64, action string) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT count(*) FROM product_rights
		WHERE user_id = $1 AND product_id IN (0, $2) AND action = $3`, userID, productID, action).Scan(&n)
	return n > 0, err
}

// Right is one action a customer's user may take; product 0 stands for all.
type Right struct {
	ProductID int64
	Action    string
}

// Rights lists what a customer's user may do.
func (q Queries) Rights(ctx context.Context, userID int64) ([]Right, error) {
	return list(ctx, q.q, func(row scanner) (r Right, err error) {
		return r, row.Scan(&r.ProductID, &r.Action)
	}, `SELECT product_id, action FROM product_rights WHERE user_id = $1 ORDER BY product_id, action`, userID)
}

// SetRights replaces what a customer's user may do with one product (0 = all).
func (tx *Tx) SetRights(ctx context.Context, resellerID, userID, productID int64, actions []string) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM product_rights WHERE user_id = $1 AND product_id = $2`, userID, productID)
	if err != nil {
		return fmt.Errorf("rights of user %d: %w", userID, err)
	}
	for _, action := range actions {
		_, err := tx.q.ExecContext(ctx, `INSERT INTO product_rights (reseller_id, user_id, product_id, action) VALUES ($1, $2, $3, $4)`,
			resellerID, userID, productID, action)
		if err != nil {
			return fmt.Errorf("right %s of user %d: %w", action, userID, err)
		}
	}
	return nil
}
