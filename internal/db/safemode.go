package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/panel"
)

// SafeMode is a time in which nothing that spends money is sent.
type SafeMode struct {
	Cause     string // gaps: the journal knows more than the database; journal: the journal is not the one before
	Instance  string // that found it
	EnteredAt time.Time
	LeftAt    time.Time // zero while it lasts
	LeftBy    string
	Reason    string
}

// EnterSafeMode begins a safe mode for a cause, unless one lasts.
func (tx *Tx) EnterSafeMode(ctx context.Context, cause, instance string) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO safe_modes (cause, instance, entered_at, left_by, reason) VALUES ($1, $2, $3, 0, '')
		ON CONFLICT (cause) WHERE left_at IS NULL DO NOTHING`, cause, instance, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("enter safe mode: %w", err)
	}
	return nil
}

// LeaveSafeMode ends every safe mode that lasts; none is a Conflict.
func (tx *Tx) LeaveSafeMode(ctx context.Context, userID int64, reason string) error {
	n, err := changed(ctx, tx.q, `UPDATE safe_modes SET left_at = $1, left_by = $2, reason = $3 WHERE left_at IS NULL`, tx.Now.UnixMicro(), userID, reason)
	if err != nil {
		return fmt.Errorf("leave safe mode: %w", err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.safemode.none")
	}
	return nil
}

// SafeModes lists the latest safe modes, those that last first.
func (q Queries) SafeModes(ctx context.Context) ([]SafeMode, error) {
	return list(ctx, q.q, func(row scanner) (m SafeMode, err error) {
		return m, row.Scan(&m.Cause, &m.Instance, moment(&m.EnteredAt), moment(&m.LeftAt), &m.LeftBy, &m.Reason)
	}, `SELECT cause, instance, entered_at, left_at, coalesce(users.name, ''), reason
		FROM safe_modes LEFT JOIN users ON users.id = safe_modes.left_by
		ORDER BY CASE WHEN left_at IS NULL THEN 0 ELSE 1 END, safe_modes.id DESC LIMIT 20`)
}

// InSafeMode reports whether a safe mode lasts.
func (q Queries) InSafeMode(ctx context.Context) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT count(*) FROM safe_modes WHERE left_at IS NULL`).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("safe mode: %w", err)
	}
	return n > 0, nil
}

// JournalMark is how far a journal was compared with this database. others
// tells whether only other journals were.
func (q Queries) JournalMark(ctx context.Context, journal string) (position int64, others bool, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT position FROM journal_marks WHERE journal = $1`, journal).Scan(&position)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return position, false, err
	}
	var n int
	err = q.q.QueryRowContext(ctx, `SELECT count(*) FROM journal_marks`).Scan(&n)
	return 0, n > 0, err
}

// MarkJournal notes how far a journal was compared.
func (tx *Tx) MarkJournal(ctx context.Context, journal string, position int64) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO journal_marks (journal, position, marked_at) VALUES ($1, $2, $3)
		ON CONFLICT (journal) DO UPDATE SET position = excluded.position, marked_at = excluded.marked_at`, journal, position, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("mark journal: %w", err)
	}
	return nil
}

// KnownIntents returns which of some intents have an attempt, or are gaps that
// were found before.
func (q Queries) KnownIntents(ctx context.Context, intents []string) (map[string]bool, error) {
	known := map[string]bool{}
	if len(intents) == 0 {
		return known, nil
	}
	args, places := make([]any, len(intents)), make([]string, len(intents))
	for i, one := range intents {
		args[i], places[i] = one, "$"+strconv.Itoa(i+1)
	}
	in := strings.Join(places, ", ")
	_, err := list(ctx, q.q, func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		known[id] = true
		return id, err
	}, `SELECT intent FROM order_attempts WHERE intent IN (`+in+`) UNION SELECT intent FROM journal_gaps WHERE intent IN (`+in+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("known intents: %w", err)
	}
	return known, nil
}

// Gap is an intent of the journal that this database did not know.
type Gap struct {
	Intent  string
	Line    string // JSON, as it stands in the journal
	SentAt  time.Time
	FoundAt time.Time
	OrderID int64  // the order it became; 0 when none could be made
	Problem string // message key: why none could be made
}

// KeepGap records a gap, or what became of one.
func (tx *Tx) KeepGap(ctx context.Context, g Gap) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO journal_gaps (intent, line, sent_at, found_at, order_id, problem) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (intent) DO UPDATE SET order_id = excluded.order_id, problem = excluded.problem`,
		g.Intent, g.Line, g.SentAt.UnixMicro(), tx.Now.UnixMicro(), g.OrderID, g.Problem)
	if err != nil {
		return fmt.Errorf("keep gap: %w", err)
	}
	return nil
}

// Gaps lists gaps, the latest sending first. lone are those without an order.
func (q Queries) Gaps(ctx context.Context, lone bool) ([]Gap, error) {
	return list(ctx, q.q, func(row scanner) (g Gap, err error) {
		return g, row.Scan(&g.Intent, &g.Line, moment(&g.SentAt), moment(&g.FoundAt), &g.OrderID, &g.Problem)
	}, `SELECT intent, line, sent_at, found_at, order_id, problem FROM journal_gaps WHERE NOT cast($1 AS boolean) OR order_id = 0
		ORDER BY sent_at DESC, intent LIMIT 1000`, lone)
}

// OrderByKey reads the order of a form key; NotFound when there is none.
func (q Queries) OrderByKey(ctx context.Context, resellerID int64, key string) (panel.Order, error) {
	o, err := scanOrder(q.q.QueryRowContext(ctx, `SELECT `+orderColumns+orderTables+` WHERE orders.reseller_id = $1 AND orders.form_key = $2`, resellerID, key))
	if err != nil {
		return o, absent(err, "order")
	}
	return o, nil
}
