package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

const incidentColumns = `incidents.id, incidents.reseller_id, incidents.account_id, incidents.order_id, incidents.kind, incidents.subject,
	incidents.detail, incidents.times, incidents.opened_at, incidents.last_at, incidents.closed_at, incidents.closed_by,
	coalesce(users.name, ''), incidents.reason, coalesce(vendor_accounts.label, '')`

const incidentTables = ` FROM incidents
	LEFT JOIN users ON users.id = incidents.closed_by
	LEFT JOIN vendor_accounts ON vendor_accounts.id = incidents.account_id`

func scanIncident(row scanner) (i panel.Incident, err error) {
	return i, row.Scan(&i.ID, &i.ResellerID, idOf(&i.AccountID), idOf(&i.OrderID), &i.Kind, &i.Subject, &i.Detail, &i.Times,
		moment(&i.OpenedAt), moment(&i.LastAt), moment(&i.ClosedAt), &i.ClosedBy, &i.Closer, &i.Reason, &i.Account)
}

// NewIncident is what is known when something does not add up.
type NewIncident struct {
	Kind       panel.IncidentKind
	ResellerID int64
	AccountID  int64  // 0 when it is about no vendor account
	OrderID    int64  // 0 when it is about no order
	Lane       string // it freezes, when its kind does
	Subject    string
	Detail     any // stored as JSON
}

// IncidentOf is an incident about an order.
func IncidentOf(o panel.Order, kind panel.IncidentKind, detail any) NewIncident {
	return NewIncident{
		Kind: kind, ResellerID: o.ResellerID, AccountID: o.AccountID, OrderID: o.ID, Lane: o.Lane, Subject: fmt.Sprintf("order %d", o.ID), Detail: detail,
	}
}

// OpenIncident opens an incident, or counts once more the one that is open for
// the same account, kind and subject. opened is false then.
func (tx *Tx) OpenIncident(ctx context.Context, i NewIncident) (opened bool, err error) {
	var times int
	err = tx.q.QueryRowContext(ctx, `INSERT INTO incidents (reseller_id, account_id, order_id, lane, kind, subject, freezes, detail, times,
			opened_at, last_at, closed_by, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9, 0, '')
		ON CONFLICT (reseller_id, coalesce(account_id, 0), kind, subject) WHERE closed_at IS NULL
		DO UPDATE SET times = incidents.times + 1, last_at = excluded.last_at RETURNING times`,
		i.ResellerID, orNull(i.AccountID), orNull(i.OrderID), i.Lane, i.Kind, i.Subject, i.Kind.Freezes(), toJSON(i.Detail), tx.Now.UnixMicro()).Scan(&times)
	if err != nil {
		return false, fmt.Errorf("open incident %s: %w", i.Kind, err)
	}
	return times == 1, nil
}

// CloseIncident closes an open incident for a reason. One that is closed is a
// Conflict.
func (tx *Tx) CloseIncident(ctx context.Context, i panel.Incident, userID int64, reason string) error {
	n, err := changed(ctx, tx.q, `UPDATE incidents SET closed_at = $1, closed_by = $2, reason = $3
		 WHERE reseller_id = $4 AND id = $5 AND closed_at IS NULL`, tx.Now.UnixMicro(), userID, reason, i.ResellerID, i.ID)
	if err != nil {
		return fmt.Errorf("close incident %d: %w", i.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.incident.closed")
	}
	return nil
}

// SettleIncidents closes by itself what is open of a kind about a subject.
func (tx *Tx) SettleIncidents(ctx context.Context, accountID int64, kind panel.IncidentKind, subject, reason string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE incidents SET closed_at = $1, reason = $2
		 WHERE account_id = $3 AND kind = $4 AND subject = $5 AND closed_at IS NULL`, tx.Now.UnixMicro(), reason, accountID, kind, subject)
	if err != nil {
		return fmt.Errorf("settle incidents %s: %w", kind, err)
	}
	return nil
}

// SettleOrderIncidents closes by itself what is open of two kinds about an
// order, but for what is about the subject keep.
func (tx *Tx) SettleOrderIncidents(ctx context.Context, o panel.Order, kinds [2]panel.IncidentKind, keep, reason string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE incidents SET closed_at = $1, reason = $2
		 WHERE reseller_id = $7 AND order_id = $3 AND kind IN ($4, $5) AND subject <> $6 AND closed_at IS NULL`,
		tx.Now.UnixMicro(), reason, o.ID, kinds[0], kinds[1], keep, o.ResellerID)
	if err != nil {
		return fmt.Errorf("settle incidents of order %d: %w", o.ID, err)
	}
	return nil
}

// SettleIncident closes by itself the incident that is open for the same
// account, kind and subject; none is no error.
func (tx *Tx) SettleIncident(ctx context.Context, i NewIncident, reason string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE incidents SET closed_at = $1, reason = $2
		 WHERE reseller_id = $3 AND coalesce(account_id, 0) = $4 AND kind = $5 AND subject = $6 AND closed_at IS NULL`,
		tx.Now.UnixMicro(), reason, i.ResellerID, i.AccountID, i.Kind, i.Subject)
	if err != nil {
		return fmt.Errorf("settle incident %s: %w", i.Kind, err)
	}
	return nil
}

// IncidentFilter narrows a list of incidents. Zero values do not narrow.
type IncidentFilter struct {
	Open      bool
	Kind      panel.IncidentKind
	AccountID int64
	OrderID   int64
	Before    int64 // only ids below, for the next page
	Limit     int
}

// Incidents lists incidents the actor may see, newest first. Customers see none.
func (q Queries) Incidents(ctx context.Context, a panel.Actor, want IncidentFilter) ([]panel.Incident, error) {
	var f filter
	f.scopeReseller(a, "incidents")
	if want.Open {
		f.and("incidents.closed_at IS NULL")
	}
	if want.Kind != "" {
		f.and("incidents.kind = ?", want.Kind)
	}
	if want.AccountID != 0 {
		f.and("incidents.account_id = ?", want.AccountID)
	}
	if want.OrderID != 0 {
		f.and("incidents.order_id = ?", want.OrderID)
	}
	if want.Before != 0 {
		f.and("incidents.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, scanIncident, `SELECT `+incidentColumns+incidentTables+where+
		` ORDER BY incidents.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// Incident reads one incident the actor may see.
func (q Queries) Incident(ctx context.Context, a panel.Actor, id int64) (panel.Incident, error) {
	var f filter
	f.scopeReseller(a, "incidents")
	f.and("incidents.id = ?", id)
	i, err := scanIncident(q.q.QueryRowContext(ctx, `SELECT `+incidentColumns+incidentTables+f.where(), f.args...))
	if err != nil {
		return i, absent(err, "incident")
	}
	return i, nil
}

// OpenIncidents counts the open incidents the actor may see.
func (q Queries) OpenIncidents(ctx context.Context, a panel.Actor) (n int, err error) {
	var f filter
	f.scopeReseller(a, "incidents")
	f.and("incidents.closed_at IS NULL")
	err = q.q.QueryRowContext(ctx, `SELECT count(*) FROM incidents`+f.where(), f.args...).Scan(&n)
	return n, err
}
