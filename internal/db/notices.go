package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// AddNotice says something to a customer; what was said under the same key is
// not said again.
func (tx *Tx) AddNotice(ctx context.Context, n panel.Notice) (added bool, err error) {
	rows, err := changed(ctx, tx.q, `INSERT INTO notices (reseller_id, customer_id, product_id, notice_key, kind, args, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (reseller_id, notice_key) DO NOTHING`,
		n.ResellerID, n.CustomerID, n.ProductID, n.Key, n.Kind, toJSON(n.Args), tx.Now.UnixMicro())
	if err != nil {
		return false, fmt.Errorf("notice %s: %w", n.Key, err)
	}
	return rows > 0, nil
}

// Notices lists messages that the actor may see, newest first: a customer's
// own, or with customerID those to one customer.
func (q Queries) Notices(ctx context.Context, a panel.Actor, customerID, before int64, n int) ([]panel.Notice, error) {
	var f filter
	f.scopeNotices(a)
	if customerID != 0 {
		f.and("notices.customer_id = ?", customerID)
	}
	if before != 0 {
		f.and("notices.id < ?", before)
	}
	where := f.where()
	return list(ctx, q.q, func(row scanner) (n panel.Notice, err error) {
		return n, row.Scan(&n.ID, &n.ResellerID, &n.CustomerID, &n.ProductID, &n.Key, &n.Kind, fromJSON(&n.Args), moment(&n.At), moment(&n.ReadAt), &n.Product)
	}, `SELECT notices.id, notices.reseller_id, notices.customer_id, notices.product_id, notice_key, notices.kind, args, notices.created_at, read_at, products.name
		FROM notices JOIN products ON products.reseller_id = notices.reseller_id AND products.id = notices.product_id`+where+
		` ORDER BY notices.id DESC LIMIT `+f.next(limit(n)), f.args...)
}

// UnreadNotices counts the messages that a customer has not read.
func (q Queries) UnreadNotices(ctx context.Context, a panel.Actor) (n int, err error) {
	var f filter
	f.scopeNotices(a)
	f.and("notices.read_at IS NULL")
	err = q.q.QueryRowContext(ctx, `SELECT count(*) FROM notices`+f.where(), f.args...).Scan(&n)
	return n, err
}

// ReadNotices marks a customer's messages up to one as read.
func (tx *Tx) ReadNotices(ctx context.Context, resellerID, customerID, upTo int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE notices SET read_at = $1 WHERE reseller_id = $2 AND customer_id = $3 AND id <= $4 AND read_at IS NULL`,
		tx.Now.UnixMicro(), resellerID, customerID, upTo)
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	return nil
}

// NoticeKeys are the keys of what was said to a reseller's customers since a
// moment.
func (q Queries) NoticeKeys(ctx context.Context, resellerID int64, since time.Time) (map[string]bool, error) {
	keys := map[string]bool{}
	_, err := list(ctx, q.q, func(row scanner) (key string, err error) {
		err = row.Scan(&key)
		keys[key] = true
		return key, err
	}, `SELECT notice_key FROM notices WHERE reseller_id = $1 AND created_at >= $2`, resellerID, since.UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("keys of notices: %w", err)
	}
	return keys, nil
}
