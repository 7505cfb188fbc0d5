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
	Body       string // as it came, its signs apart, at most 4 KB

	Times      int64 // how often the same came; filled by reads, as all below
	ReceivedAt time.Time
	LastAt     time.Time
	Reseller   string
	Account    string // label
	ID         int64
}

// AddCallback keeps a callback and counts how often the same came.
func (tx *Tx) AddCallback(ctx context.Context, c Callback) (times int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO callbacks (reseller_id, account_id, body_hash, name, tag, result, genuine, known, times, remote,
			body, received_at, last_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $11)
		ON CONFLICT (account_id, body_hash) DO UPDATE SET times = callbacks.times + 1, last_at = excluded.last_at, known = excluded.known
		RETURNING times`,
		c.ResellerID, c.AccountID, c.BodyHash, c.Name, c.Tag, c.Result, c.Genuine, c.Known, c.Remote, c.Body, tx.Now.UnixMicro()).Scan(&times)
	if err != nil {
		return 0, fmt.Errorf("keep callback: %w", err)
	}
	return times, nil
}

// FollowedCallback notes that what a callback tells of is ours, and was done.
func (tx *Tx) FollowedCallback(ctx context.Context, c Callback) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE callbacks SET known = $1 WHERE account_id = $2 AND body_hash = $3`, true, c.AccountID, c.BodyHash)
	if err != nil {
		return fmt.Errorf("follow callback: %w", err)
	}
	return nil
}

// CalledBack reports whether a genuine callback about a product has come since.
func (q Queries) CalledBack(ctx context.Context, p panel.Product, since time.Time) (bool, error) {
	found, err := list(ctx, q.q, func(row scanner) (id int64, err error) { return id, row.Scan(&id) },
		`SELECT id FROM callbacks WHERE account_id = $1 AND name = $2 AND genuine = $3 AND last_at >= $4 LIMIT 1`,
		p.AccountID, p.Name, true, since.UnixMicro())
	return len(found) > 0, err
}

// CallbackFilter narrows a list of callbacks. Zero values do not narrow.
type CallbackFilter struct {
	Distrusted bool  // only the forged and those about nothing of ours
	Before     int64 // only ids below, for the next page
	Limit      int
}

// Callbacks lists the callbacks the actor may see, newest first.
func (q Queries) Callbacks(ctx context.Context, a panel.Actor, want CallbackFilter) ([]Callback, error) {
	var f filter
	f.scopeReseller(a, "callbacks")
	if want.Distrusted {
		f.and("(NOT callbacks.genuine OR NOT callbacks.known)")
	}
	if want.Before != 0 {
		f.and("callbacks.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, func(row scanner) (c Callback, err error) {
		return c, row.Scan(&c.ID, &c.ResellerID, &c.AccountID, &c.BodyHash, &c.Name, &c.Tag, &c.Result, &c.Genuine, &c.Known, &c.Remote, &c.Body,
			&c.Times, moment(&c.ReceivedAt), moment(&c.LastAt), &c.Reseller, &c.Account)
	}, `SELECT callbacks.id, callbacks.reseller_id, callbacks.account_id, body_hash, callbacks.name, tag, result, genuine, known, remote, body,
			times, received_at, last_at, resellers.name, vendor_accounts.label
		FROM callbacks
		JOIN resellers ON resellers.id = callbacks.reseller_id
		JOIN vendor_accounts ON vendor_accounts.id = callbacks.account_id`+where+
		` ORDER BY callbacks.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}
