package db

import (
	"context"
	"fmt"
	"strings"

	"tangelo/internal/panel"
)

const customerColumns = `customers.id, customers.reseller_id, customers.name, customers.kind, customers.email, customers.phone,
	customers.notes, customers.created_at`

func scanCustomer(row scanner) (c panel.Customer, err error) {
	return c, row.Scan(&c.ID, &c.ResellerID, &c.Name, &c.Kind, &c.Email, &c.Phone, &c.Notes, moment(&c.CreatedAt))
}

// customerSearch is what a search looks through: name, address and number in
// lower case.
func customerSearch(c panel.Customer) string {
	return strings.ToLower(strings.Join([]string{c.Name, c.Email, c.Phone}, " "))
}

// AddCustomer records a customer.
func (tx *Tx) AddCustomer(ctx context.Context, c panel.Customer) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO customers (reseller_id, name, kind, email, phone, notes, search, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		c.ResellerID, c.Name, c.Kind, c.Email, c.Phone, c.Notes, customerSearch(c), tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add customer: %w", err)
	}
	return id, nil
}

// SaveCustomer stores a customer's own fields.
func (tx *Tx) SaveCustomer(ctx context.Context, c panel.Customer) error {
	n, err := changed(ctx, tx.q, `UPDATE customers SET name = $1, kind = $2, email = $3, phone = $4, notes = $5, search = $6
		 WHERE reseller_id = $7 AND id = $8`, c.Name, c.Kind, c.Email, c.Phone, c.Notes, customerSearch(c), c.ResellerID, c.ID)
	if err != nil {
		return fmt.Errorf("save customer %d: %w", c.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return nil
}

// Customer reads one customer of the actor's reseller.
func (q Queries) Customer(ctx context.Context, a panel.Actor, id int64) (panel.Customer, error) {
	var f filter
	f.scopeReseller(a, "customers")
	f.and("customers.id = ?", id)
	c, err := scanCustomer(q.q.QueryRowContext(ctx, `SELECT `+customerColumns+` FROM customers`+f.where(), f.args...))
	if err != nil {
		return c, absent(err, "customer")
	}
	return c, nil
}

// CustomerFilter narrows a list of customers. Zero values do not narrow.
type CustomerFilter struct {
	Search    string // part of the name, the address, the number, or of a product's name
	AfterName string // the last row of the page before: name and id
	AfterID   int64
	Limit     int
}

// Customers lists the customers of the actor's reseller by name, with how many
// products each has and which date comes first.
func (q Queries) Customers(ctx context.Context, a panel.Actor, want CustomerFilter) ([]panel.Customer, error) {
	var f filter
	f.scopeReseller(a, "customers")
	if want.Search != "" {
		like := containing(want.Search)
		f.and(`(customers.search LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM products
			WHERE products.reseller_id = customers.reseller_id AND products.customer_id = customers.id
			  AND lower(products.name) LIKE ? ESCAPE '\'))`, like, like)
	}
	if want.AfterID != 0 {
		f.and("(customers.name, customers.id) > (?, ?)", want.AfterName, want.AfterID)
	}
	where := f.where()
	found, err := list(ctx, q.q, func(row scanner) (c panel.Customer, err error) {
		return c, row.Scan(&c.ID, &c.ResellerID, &c.Name, &c.Kind, &c.Email, &c.Phone, &c.Notes, moment(&c.CreatedAt), &c.Products, moment(&c.NextExpiry))
	}, `SELECT `+customerColumns+`,
			(SELECT count(*) FROM products WHERE products.reseller_id = customers.reseller_id
				AND products.customer_id = customers.id AND products.state <> 'gone'),
			(SELECT min(products.expires_at) FROM products WHERE products.reseller_id = customers.reseller_id
				AND products.customer_id = customers.id AND products.state <> 'gone')
		FROM customers`+where+` ORDER BY customers.name, customers.id LIMIT `+f.next(limit(want.Limit)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("customers: %w", err)
	}
	return found, nil
}
