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
	_, err := tx.q.ExecContext(ctx, `INSERT INTO evidence (reseller_id, order_id, attempt, kind, verdict, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		o.ResellerID, o.ID, o.Attempts, kind, verdict, toJSON(body), tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("evidence of order %d: %w", o.ID, err)
	}
	return nil
}

// OrderEvidence lists what was learnt of an order, oldest first.
func (q Queries) OrderEvidence(ctx context.Context, orderID int64) ([]panel.Evidence, error) {
	return list(ctx, q.q, func(row scanner) (e panel.Evidence, err error) {
		return e, row.Scan(&e.ID, &e.Attempt, &e.Kind, &e.Verdict, &e.Body, moment(&e.At))
	}, `SELECT id, attempt, kind, verdict, body, at FROM evidence WHERE order_id = $1 ORDER BY id`, orderID)
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
