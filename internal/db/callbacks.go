package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// Callback is a vendor's notice as it came, before anything was made of it.
type Callback struct {
	ResellerID int64
	AccountID  int64 // vendor account whose address it came to
	BodyHash   string
	Name       string // product it speaks of
	Tag        string
	Result     string
	Genuine    bool // the signature fits
	Known      bool // the product is this account's
	Remote     string
}

// AddCallback keeps a callback and counts how often the same came.
func (tx *Tx) AddCallback(ctx context.Context, c Callback) (times int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO callbacks (reseller_id, account_id, body_hash, name, tag, result, genuine, known, times, remote,
			received_at, last_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $10)
		ON CONFLICT (account_id, body_hash) DO UPDATE SET times = callbacks.times + 1, last_at = excluded.last_at, known = excluded.known
		RETURNING times`,
		c.ResellerID, c.AccountID, c.BodyHash, c.Name, c.Tag, c.Result, c.Genuine, c.Known, c.Remote, tx.Now.UnixMicro()).Scan(&times)
	if err != nil {
		return 0, fmt.Errorf("keep callback: %w", err)
	}
	return times, nil
}

// CalledBack reports whether a genuine callback about a product has come since.
func (q Queries) CalledBack(ctx context.Context, p panel.Product, since time.Time) (bool, error) {
	found, err := list(ctx, q.q, func(row scanner) (id int64, err error) { return id, row.Scan(&id) },
		`SELECT id FROM callbacks WHERE account_id = $1 AND name = $2 AND genuine = $3 AND last_at >= $4 LIMIT 1`,
		p.AccountID, p.Name, true, since.UnixMicro())
	return len(found) > 0, err
}
