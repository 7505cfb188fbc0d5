package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// ExpiringCounts counts by kind the products the actor may see whose date comes
// before a moment and that can still be kept.
func (q Queries) ExpiringCounts(ctx context.Context, a panel.Actor, before time.Time) (map[panel.ProductKind]int, error) {
	var f filter
	f.scopeProducts(a)
	f.and("products.expires_at < ?", before.UnixMicro())
	f.and("products.state <> 'gone'")
	counts := map[panel.ProductKind]int{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var kind panel.ProductKind
		var n int
		err := row.Scan(&kind, &n)
		counts[kind] = n
		return struct{}{}, err
	}, `SELECT products.kind, count(*) FROM products`+f.where()+` GROUP BY products.kind`, f.args...)
	if err != nil {
		return nil, fmt.Errorf("expiring products: %w", err)
	}
	return counts, nil
}

// Expiring lists the products the actor may see that expire first.
func (q Queries) Expiring(ctx context.Context, a panel.Actor, before time.Time, n int) ([]panel.Product, error) {
	var f filter
	f.scopeProducts(a)
	f.and("products.expires_at < ?", before.UnixMicro())
	f.and("products.state <> 'gone'")
	where := f.where()
	found, err := list(ctx, q.q, scanProduct, `SELECT `+productColumns+productTables+where+
		` ORDER BY products.expires_at, products.id LIMIT `+f.next(limit(n)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("expiring products: %w", err)
	}
	return found, nil
}

// OpenOrderCounts counts the orders the actor may see that are not over, by state.
func (q Queries) OpenOrderCounts(ctx context.Context, a panel.Actor) (map[panel.OrderState]int, error) {
	var f filter
	f.scopeWork(a, "orders")
	f.and("orders.state NOT IN ('done', 'failed', 'cancelled')")
	counts := map[panel.OrderState]int{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var state panel.OrderState
		var n int
		err := row.Scan(&state, &n)
		counts[state] = n
		return struct{}{}, err
	}, `SELECT orders.state, count(*) FROM orders`+f.where()+` GROUP BY orders.state`, f.args...)
	if err != nil {
		return nil, fmt.Errorf("open orders: %w", err)
	}
	return counts, nil
}

// AnyCustomer reports whether the actor's reseller has a customer at all.
func (q Queries) AnyCustomer(ctx context.Context, a panel.Actor) (bool, error) {
	found, err := q.Customers(ctx, a, CustomerFilter{Limit: 1})
	return len(found) > 0, err
}
