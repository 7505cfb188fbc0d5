package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// AddEvidence keeps what was learnt of the latest attempt that o knows. body is
// stored as JSON.
func (tx *Tx) AddEvidence(ctx context.Context, o panel.Order, kind panel.EvidenceKind, verdict panel.Verdict, body any) error {
	return tx.AddSealedEvidence(ctx, o, kind, verdict, body, nil)
}

// AddSealedEvidence is AddEvidence that keeps, beside body, in which secrets are
// redacted, all of an answer as it came, sealed; nil when there was none.
func (tx *Tx) AddSealedEvidence(ctx context.Context, o panel.Order, kind panel.EvidenceKind, verdict panel.Verdict, body any, sealed []byte) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO evidence (reseller_id, order_id, attempt, kind, verdict, body, sealed, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		o.ResellerID, o.ID, o.Attempts, kind, verdict, toJSON(body), sealed, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("evidence of order %d: %w", o.ID, err)
	}
	return nil
}

// OrderEvidence lists what was learnt of an order, oldest first.
func (q Queries) OrderEvidence(ctx context.Context, orderID int64) ([]panel.Evidence, error) {
	return list(ctx, q.q, func(row scanner) (e panel.Evidence, err error) {
		return e, row.Scan(&e.ID, &e.Attempt, &e.Kind, &e.Verdict, &e.Body, &e.Whole, moment(&e.At))
	}, `SELECT id, attempt, kind, verdict, body, sealed IS NOT NULL, at FROM evidence WHERE order_id = $1 ORDER BY id`, orderID)
}

// OrderReply reads an answer that is kept whole, sealed.
func (q Queries) OrderReply(ctx context.Context, o panel.Order, id int64) (e panel.Evidence, sealed []byte, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT id, attempt, kind, verdict, body, at, sealed FROM evidence
		WHERE reseller_id = $1 AND order_id = $2 AND id = $3 AND sealed IS NOT NULL`, o.ResellerID, o.ID, id).
		Scan(&e.ID, &e.Attempt, &e.Kind, &e.Verdict, &e.Body, moment(&e.At), &sealed)
	if err != nil {
		return e, nil, absent(err, "reply")
	}
	e.Whole = true
	return e, sealed, nil
}

// FirstAbsence is when the vendor was first seen not to have carried out the
// order's latest attempt, after the quiet period; zero when never.
func (tx *Tx) FirstAbsence(ctx context.Context, o panel.Order) (at time.Time, err error) {
	err = tx.q.QueryRowContext(ctx, `SELECT min(at) FROM evidence WHERE order_id = $1 AND attempt = $2 AND verdict = 'didnot'`,
		o.ID, o.Attempts).Scan(moment(&at))
	if err != nil {
		return at, fmt.Errorf("absence of order %d: %w", o.ID, err)
	}
	return at, nil
}

// LaneOrders lists the orders of an account's lane that wait for a name.
func (q Queries) LaneOrders(ctx context.Context, accountID int64, lane string) ([]panel.Order, error) {
	return list(ctx, q.q, scanOrder, `SELECT `+orderColumns+orderTables+`
		WHERE orders.account_id = $1 AND orders.lane = $2 AND orders.state IN ('sending', 'unknown', 'held') ORDER BY orders.id LIMIT 20`, accountID, lane)
}
