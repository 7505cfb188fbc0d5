package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// AddStrayCallback counts what came to an address of callbacks and was not followed,
// s.Times of it. The first of its kind and hour is kept as it is.
func (tx *Tx) AddStrayCallback(ctx context.Context, s panel.StrayCallback) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO stray_callbacks (kind, vendor, reseller_id, account_id, hour_at, times, remote, body_hash, sample, first_at, last_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
		ON CONFLICT (hour_at, kind, vendor, coalesce(account_id, 0))
		DO UPDATE SET times = stray_callbacks.times + excluded.times, remote = excluded.remote, last_at = excluded.last_at`,
		s.Kind, s.Vendor, orNull(s.ResellerID), orNull(s.AccountID), tx.Now.Truncate(panel.StrayPeriod).UnixMicro(), s.Times, s.Remote, s.BodyHash, s.Sample,
		tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("stray callback: %w", err)
	}
	return nil
}

// StrayCallbacks lists what was not followed, newest first: the actor's own, and for
// admins that of nobody, too.
func (q Queries) StrayCallbacks(ctx context.Context, a panel.Actor, before int64, atMost int) ([]panel.StrayCallback, error) {
	var f filter
	f.scopeReseller(a, "stray_callbacks")
	if before != 0 {
		f.and("stray_callbacks.id < ?", before)
	}
	where := f.where()
	return list(ctx, q.q, func(row scanner) (s panel.StrayCallback, err error) {
		return s, row.Scan(&s.ID, &s.Kind, &s.Vendor, idOf(&s.ResellerID), idOf(&s.AccountID), &s.Times, &s.Remote, &s.BodyHash, &s.Sample,
			moment(&s.FirstAt), moment(&s.LastAt), &s.Reseller, &s.Account)
	}, `SELECT stray_callbacks.id, kind, stray_callbacks.vendor, stray_callbacks.reseller_id, account_id, times, remote, body_hash, sample, first_at, last_at,
			coalesce(resellers.name, ''), coalesce(vendor_accounts.label, '')
		FROM stray_callbacks
		LEFT JOIN resellers ON resellers.id = stray_callbacks.reseller_id
		LEFT JOIN vendor_accounts ON vendor_accounts.id = stray_callbacks.account_id`+where+
		` ORDER BY stray_callbacks.id DESC LIMIT `+f.next(limit(atMost)), f.args...)
}

// DropStrayCallbacks forgets what came before a moment.
func (tx *Tx) DropStrayCallbacks(ctx context.Context, before time.Time) error {
	if _, err := tx.q.ExecContext(ctx, `DELETE FROM stray_callbacks WHERE hour_at < $1`, before.UnixMicro()); err != nil {
		return fmt.Errorf("drop strays: %w", err)
	}
	return nil
}
