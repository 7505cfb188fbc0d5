package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// SecondFactor reads a user's second factor; false when there is none, not even
// one that waits for its first code.
func (q Queries) SecondFactor(ctx context.Context, userID int64) (f panel.SecondFactor, sealed []byte, found bool, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT user_id, sealed, confirmed_at, created_at,
			(SELECT count(*) FROM recovery_codes WHERE recovery_codes.user_id = second_factors.user_id AND used_at IS NULL)
		FROM second_factors WHERE user_id = $1`, userID).Scan(&f.UserID, &sealed, moment(&f.ConfirmedAt), moment(&f.CreatedAt), &f.Codes)
	if errors.Is(err, sql.ErrNoRows) {
		return f, nil, false, nil
	}
	if err != nil {
		return f, nil, false, fmt.Errorf("second factor of user %d: %w", userID, err)
	}
	return f, sealed, true, nil
}

// ConfirmedFactors lists who of some users has a second factor.
func (q Queries) ConfirmedFactors(ctx context.Context, a panel.Actor) (map[int64]bool, error) {
	var f filter
	f.scopeReseller(a, "users")
	f.and("second_factors.confirmed_at IS NOT NULL")
	ids, err := list(ctx, q.q, func(row scanner) (id int64, err error) { return id, row.Scan(&id) },
		`SELECT users.id FROM users JOIN second_factors ON second_factors.user_id = users.id`+f.where(), f.args...)
	if err != nil {
		return nil, fmt.Errorf("second factors: %w", err)
	}
	have := map[int64]bool{}
	for _, id := range ids {
		have[id] = true
	}
	return have, nil
}

// BeginFactor stores the key of a second factor that waits for its first code,
// instead of an earlier one that still waits. One that is in use is a Conflict.
func (tx *Tx) BeginFactor(ctx context.Context, userID int64, sealed []byte) error {
	n, err := changed(ctx, tx.q, `INSERT INTO second_factors (user_id, sealed, last_step, created_at) VALUES ($1, $2, 0, $3)
		ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = 0, created_at = excluded.created_at
		WHERE second_factors.confirmed_at IS NULL`, userID, sealed, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("second factor of user %d: %w", userID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.factor.exists")
	}
	return nil
}

// ConfirmFactor puts a second factor in use, with new recovery codes.
func (tx *Tx) ConfirmFactor(ctx context.Context, userID int64, codeHashes []string) error {
	n, err := changed(ctx, tx.q, `UPDATE second_factors SET confirmed_at = $1 WHERE user_id = $2 AND confirmed_at IS NULL`, tx.Now.UnixMicro(), userID)
	if err != nil {
		return fmt.Errorf("confirm second factor of user %d: %w", userID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.factor.exists")
	}
	if _, err := tx.q.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, userID); err != nil {
		return fmt.Errorf("recovery codes of user %d: %w", userID, err)
	}
	for _, hash := range codeHashes {
		if _, err := tx.q.ExecContext(ctx, `INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)`, userID, hash); err != nil {
			return fmt.Errorf("recovery codes of user %d: %w", userID, err)
		}
	}
	return nil
}

// DropFactor removes a user's second factor and recovery codes.
func (tx *Tx) DropFactor(ctx context.Context, userID int64) error {
	if _, err := tx.q.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, userID); err != nil {
		return fmt.Errorf("recovery codes of user %d: %w", userID, err)
	}
	_, err := tx.q.ExecContext(ctx, `DELETE FROM second_factors WHERE user_id = $1`, userID)
	return err
}

// ResetFactor removes a user's second factor for somebody else, and keeps in
// mind that the user must be told.
func (tx *Tx) ResetFactor(ctx context.Context, userID int64) error {
	if err := tx.DropFactor(ctx, userID); err != nil {
		return err
	}
	_, err := tx.q.ExecContext(ctx, `UPDATE users SET factor_reset_at = $1 WHERE id = $2`, tx.Now.UnixMicro(), userID)
	return err
}

// TellFactorReset reports whether the user must be told that another took the
// second factor away; once.
func (tx *Tx) TellFactorReset(ctx context.Context, userID int64) (bool, error) {
	n, err := changed(ctx, tx.q, `UPDATE users SET factor_reset_at = NULL WHERE id = $1 AND factor_reset_at IS NOT NULL`, userID)
	return n > 0, err
}

// UseStep takes the time step of a code that was right; false when that step,
// or a later one, counted before.
func (tx *Tx) UseStep(ctx context.Context, userID, step int64) (bool, error) {
	n, err := changed(ctx, tx.q, `UPDATE second_factors SET last_step = $1 WHERE user_id = $2 AND last_step < $1`, step, userID)
	return n > 0, err
}

// UseRecoveryCode takes a recovery code; false when there is no such code, or
// it counted before.
func (tx *Tx) UseRecoveryCode(ctx context.Context, userID int64, codeHash string) (bool, error) {
	n, err := changed(ctx, tx.q, `UPDATE recovery_codes SET used_at = $1 WHERE user_id = $2 AND code_hash = $3 AND used_at IS NULL`, tx.Now.UnixMicro(), userID, codeHash)
	return n > 0, err
}

// ClaimTry counts one try in a bucket before it is evaluated, so that many at
// once cannot pass the limit: pause says how long none counts after the n-th in a
// row. A try that comes too early changes nothing and returns how long to wait.
func (tx *Tx) ClaimTry(ctx context.Context, bucket string, pause func(n int) time.Duration) (wait time.Duration, err error) {
	var b Bucket
	err = tx.q.QueryRowContext(ctx, `INSERT INTO login_buckets (bucket, failures, open_at, last_at) VALUES ($1, 1, $2, $2)
		ON CONFLICT (bucket) DO UPDATE SET failures = login_buckets.failures + 1 RETURNING failures, open_at`,
		bucket, tx.Now.UnixMicro()).Scan(&b.Failures, moment(&b.OpenAt))
	if err != nil {
		return 0, fmt.Errorf("claim a try: %w", err)
	}
	if b.OpenAt.After(tx.Now) {
		wait, b.Failures = b.OpenAt.Sub(tx.Now), b.Failures-1
	} else {
		b.OpenAt = tx.Now.Add(pause(b.Failures))
	}
	return wait, tx.SetLoginBucket(ctx, bucket, b)
}

// GiveBackTry takes one claimed try out of a bucket again, with the pause it may
// have begun: it was right, and says nothing about the others.
func (tx *Tx) GiveBackTry(ctx context.Context, bucket string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE login_buckets SET failures = failures - 1, open_at = $1 WHERE bucket = $2 AND failures > 0`, tx.Now.UnixMicro(), bucket)
	return err
}

// StepUp notes that the person of a session gave a factor.
func (tx *Tx) StepUp(ctx context.Context, idHash string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE sessions SET stepped_up_at = $1 WHERE id_hash = $2`, tx.Now.UnixMicro(), idHash)
	return err
}
