package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// NewAttempt is what is known of an attempt before its first byte is sent.
type NewAttempt struct {
	Intent   string // names it in the journal
	Instance string // the process that sends
	Lease    time.Duration
	Before   string // JSON: the before-value
}

// StartAttempt records, in the transaction that moves the order to sending,
// that it is about to be sent for the no-th time.
func (tx *Tx) StartAttempt(ctx context.Context, o panel.Order, no int, a NewAttempt) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO order_attempts (reseller_id, order_id, no, intent, instance, lease_until, sent_at, before_state, class, code, text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '')`,
		o.ResellerID, o.ID, no, a.Intent, a.Instance, tx.Now.Add(a.Lease).UnixMicro(), tx.Now.UnixMicro(), a.Before)
	if err != nil {
		return fmt.Errorf("attempt %d of order %d: %w", no, o.ID, err)
	}
	_, err = tx.q.ExecContext(ctx, `UPDATE orders SET attempts = $1, before_state = $2 WHERE reseller_id = $3 AND id = $4`,
		no, a.Before, o.ResellerID, o.ID)
	if err != nil {
		return fmt.Errorf("attempt %d of order %d: %w", no, o.ID, err)
	}
	return nil
}

// Outcome is what came of an attempt.
type Outcome struct {
	Class, Code, Text string
	ReplyHash         string // SHA-256 of the reply's body, "" without one
}

// EndAttempt records what came of the order's latest attempt. One that has
// ended before stays as it is.
func (tx *Tx) EndAttempt(ctx context.Context, o panel.Order, out Outcome) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE order_attempts SET class = $1, code = $2, text = $3, reply_hash = $4, ended_at = $5
		 WHERE order_id = $6 AND no = $7 AND class = ''`, out.Class, out.Code, out.Text, out.ReplyHash, tx.Now.UnixMicro(), o.ID, o.Attempts)
	if err != nil {
		return fmt.Errorf("end attempt of order %d: %w", o.ID, err)
	}
	return nil
}

// OrderAttempts lists an order's attempts in order.
func (q Queries) OrderAttempts(ctx context.Context, orderID int64) ([]panel.Attempt, error) {
	return list(ctx, q.q, func(row scanner) (a panel.Attempt, err error) {
		return a, row.Scan(&a.No, &a.Intent, &a.Instance, moment(&a.LeaseUntil), moment(&a.SentAt), &a.Before, &a.Class, &a.Code, &a.Text,
			&a.ReplyHash, moment(&a.EndedAt))
	}, `SELECT no, intent, instance, lease_until, sent_at, before_state, class, code, text, reply_hash, ended_at
		FROM order_attempts WHERE order_id = $1 ORDER BY no`, orderID)
}

// LostOrders lists orders that were being sent by a process that is gone:
// their lease ran out, or they belong to an earlier run of this instance. That
// they are open is said once more, for the index that holds no others.
func (q Queries) LostOrders(ctx context.Context, now time.Time) ([]panel.Order, error) {
	return list(ctx, q.q, scanOrder, `SELECT `+orderColumns+orderTables+`
		JOIN order_attempts ON order_attempts.order_id = orders.id AND order_attempts.no = orders.attempts
		WHERE orders.state = 'sending' AND orders.state NOT IN ('done', 'failed', 'cancelled') AND order_attempts.lease_until < $1`, now.UnixMicro())
}

// ExpireLeases ends at once every lease of an instance, or of all when it is
// "". Whoever calls it must know that no such process lives.
func (tx *Tx) ExpireLeases(ctx context.Context, instance string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE order_attempts SET lease_until = 0 WHERE class = '' AND (cast($1 AS text) = '' OR instance = $1)`, instance)
	if err != nil {
		return fmt.Errorf("expire leases: %w", err)
	}
	return nil
}

// Doubtful reports whether an earlier attempt of an order than its latest may
// have been carried out: it was sent, and there is no proof of its absence.
func (tx *Tx) Doubtful(ctx context.Context, o panel.Order) (bool, error) {
	if o.Attempts < 2 {
		return false, nil
	}
	var n int
	err := tx.q.QueryRowContext(ctx, `SELECT count(*) FROM order_attempts
		WHERE order_id = $1 AND no < $2 AND class NOT IN ('not_sent', 'refused')
		  AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.order_id = order_attempts.order_id
			AND evidence.attempt = order_attempts.no AND evidence.verdict = 'didnot')`, o.ID, o.Attempts).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("earlier attempts of order %d: %w", o.ID, err)
	}
	return n > 0, nil
}

// WasSent reports whether an order was ever sent and not refused.
func (tx *Tx) WasSent(ctx context.Context, o panel.Order) (bool, error) {
	var n int
	err := tx.q.QueryRowContext(ctx, `SELECT count(*) FROM order_attempts
		WHERE order_id = $1 AND class NOT IN ('not_sent', 'refused')`, o.ID).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("attempts of order %d: %w", o.ID, err)
	}
	return n > 0, nil
}

// Obstacles are what keeps an order from being sent at a moment.
type Obstacles struct {
	SafeMode bool
	Lane     bool // another order of its lane is on its way, or being found out about
	Incident bool // one is open about itself, or about another of its lane
}

// InTheWay reports what keeps an order back. Of its lane that only spares
// questions: that two are never on their way is the database's own rule.
func (q Queries) InTheWay(ctx context.Context, o panel.Order) (is Obstacles, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM safe_modes WHERE left_at IS NULL),
		EXISTS (SELECT 1 FROM orders WHERE account_id = $1 AND lane = $2 AND lane <> '' AND state IN ('sending', 'unknown') AND id <> $3),
		EXISTS (SELECT 1 FROM incidents WHERE account_id = $1 AND freezes AND closed_at IS NULL
			AND (order_id = $3 OR (lane <> '' AND lane = $2)))`,
		o.AccountID, o.Lane, o.ID).Scan(&is.SafeMode, &is.Lane, &is.Incident)
	if err != nil {
		return is, fmt.Errorf("what keeps order %d back: %w", o.ID, err)
	}
	return is, nil
}

// Spent adds up what was sent over a vendor account since a moment. An order
// whose cost nobody knows counts as much as unknown says. Others cannot send
// over the account until the transaction ends.
func (tx *Tx) Spent(ctx context.Context, accountID int64, since time.Time, unknown panel.Fen) (sum panel.Fen, err error) {
	if _, err := tx.q.ExecContext(ctx, `UPDATE vendor_accounts SET label = label WHERE id = $1`, accountID); err != nil {
		return 0, fmt.Errorf("lock account %d: %w", accountID, err)
	}
	err = tx.q.QueryRowContext(ctx, `SELECT cast(coalesce(sum(CASE WHEN orders.cost_fen = 0 THEN cast($3 AS bigint) ELSE orders.cost_fen END), 0) AS bigint)
		FROM order_attempts JOIN orders ON orders.id = order_attempts.order_id
		WHERE orders.account_id = $1 AND order_attempts.sent_at > $2 AND order_attempts.class NOT IN ('not_sent', 'refused')`,
		accountID, since.UnixMicro(), unknown).Scan(&sum)
	if err != nil {
		return 0, fmt.Errorf("spent over account %d: %w", accountID, err)
	}
	return sum, nil
}
