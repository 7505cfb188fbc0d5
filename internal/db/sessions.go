package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// AddSession records a signed-in browser.
func (tx *Tx) AddSession(ctx context.Context, s panel.Session) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO sessions (id_hash, public_id, user_id, created_at, seen_at, auth_at, expires_at, ip, user_agent, half, stepped_up_at)
		VALUES ($1, $2, $3, $4, $4, $4, $5, $6, $7, $8, $9)`,
		s.IDHash, s.PublicID, s.UserID, tx.Now.UnixMicro(), micros(s.ExpiresAt), s.IP, s.UserAgent, s.Half, micros(s.SteppedUpAt))
	if err != nil {
		return fmt.Errorf("add session: %w", err)
	}
	return nil
}

const sessionColumns = `id_hash, public_id, user_id, created_at, seen_at, auth_at, expires_at, ip, user_agent, half, stepped_up_at`

func scanSession(row scanner) (s panel.Session, err error) {
	return s, row.Scan(&s.IDHash, &s.PublicID, &s.UserID, moment(&s.CreatedAt), moment(&s.SeenAt), moment(&s.AuthAt),
		moment(&s.ExpiresAt), &s.IP, &s.UserAgent, &s.Half, moment(&s.SteppedUpAt))
}

// Session reads a session by the hash of its id. Expired ones are NotFound.
func (q Queries) Session(ctx context.Context, idHash string) (panel.Session, error) {
	s, err := scanSession(q.q.QueryRowContext(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE id_hash = $1 AND expires_at > $2`,
		idHash, q.now().UnixMicro()))
	if err != nil {
		return s, absent(err, "session")
	}
	return s, nil
}

// Sessions lists a user's living sessions, the latest seen first; not those
// that wait for a second factor.
func (q Queries) Sessions(ctx context.Context, userID int64) ([]panel.Session, error) {
	return list(ctx, q.q, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE user_id = $1 AND NOT half AND expires_at > $2 ORDER BY seen_at DESC`,
		userID, q.now().UnixMicro())
}

// TouchSession notes that a session was used.
func (tx *Tx) TouchSession(ctx context.Context, idHash string, expires time.Time) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE id_hash = $3`, tx.Now.UnixMicro(), micros(expires), idHash)
	return err
}

// EndSession ends one session of a user, named by its public id.
func (tx *Tx) EndSession(ctx context.Context, userID int64, publicID string) error {
	n, err := changed(ctx, tx.q, `DELETE FROM sessions WHERE user_id = $1 AND public_id = $2`, userID, publicID)
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	if n == 0 {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return nil
}

// EndSessions ends all sessions of a user but the one whose hash is given.
func (tx *Tx) EndSessions(ctx context.Context, userID int64, exceptHash string) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id_hash <> $2`, userID, exceptHash)
	return err
}

// DropExpiredSessions removes what can sign in nobody any more.
func (tx *Tx) DropExpiredSessions(ctx context.Context) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at <= $1`, tx.Now.UnixMicro())
	return err
}

// Flash is a message for the next page of a session.
type Flash struct {
	Tone, Key string
	Args      []any
}

// AddFlash leaves a message for the next page of a session.
func (tx *Tx) AddFlash(ctx context.Context, idHash string, f Flash) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO flashes (id_hash, tone, key, args) VALUES ($1, $2, $3, $4)`, idHash, f.Tone, f.Key, toJSON(f.Args))
	return err
}

// HasFlash reports whether a message waits, without taking the writer.
func (q Queries) HasFlash(ctx context.Context, idHash string) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT count(*) FROM flashes WHERE id_hash = $1`, idHash).Scan(&n)
	return n > 0, err
}

// TakeFlashes takes the messages of a session, once.
func (tx *Tx) TakeFlashes(ctx context.Context, idHash string) ([]Flash, error) {
	return list(ctx, tx.q, func(row scanner) (f Flash, err error) {
		return f, row.Scan(&f.Tone, &f.Key, fromJSON(&f.Args))
	}, `DELETE FROM flashes WHERE id_hash = $1 RETURNING tone, key, args`, idHash)
}

// Bucket is how many login tries failed in one bucket, and when the next counts.
type Bucket struct {
	Failures int
	OpenAt   time.Time
}

// SetLoginBucket stores a bucket; an empty one is removed.
func (tx *Tx) SetLoginBucket(ctx context.Context, bucket string, b Bucket) error {
	if b.Failures == 0 {
		_, err := tx.q.ExecContext(ctx, `DELETE FROM login_buckets WHERE bucket = $1`, bucket)
		return err
	}
	_, err := tx.q.ExecContext(ctx, `INSERT INTO login_buckets (bucket, failures, open_at, last_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures, open_at = excluded.open_at, last_at = excluded.last_at`,
		bucket, b.Failures, b.OpenAt.UnixMicro(), tx.Now.UnixMicro())
	return err
}

// AddKnownDevice remembers that a user signed in from a browser.
func (tx *Tx) AddKnownDevice(ctx context.Context, tokenHash string, userID int64) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO known_devices (token_hash, user_id, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (token_hash) DO UPDATE SET user_id = excluded.user_id`, tokenHash, userID, tx.Now.UnixMicro())
	return err
}

// KnownDevice reports whether the user signed in from the browser before.
func (q Queries) KnownDevice(ctx context.Context, tokenHash string, userID int64) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT count(*) FROM known_devices WHERE token_hash = $1 AND user_id = $2`, tokenHash, userID).Scan(&n)
	return n > 0, err
}
