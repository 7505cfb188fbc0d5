package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// ResellerRow is a reseller in the platform's list.
type ResellerRow struct {
	panel.Reseller
	Owner     string // address of its first owner account
	Factor    bool   // an owner signs in with a second factor
	Customers int
	Products  int
}

// ResellerFilter narrows the list of resellers. Zero values do not narrow.
type ResellerFilter struct {
	Search    string
	AfterName string // the last row of the page before: name and id
	AfterID   int64
	Limit     int
}

// ResellerRows lists resellers by name.
func (q Queries) ResellerRows(ctx context.Context, want ResellerFilter) ([]ResellerRow, error) {
	var f filter
	if want.Search != "" {
		f.and(`lower(resellers.name) LIKE ? ESCAPE '\'`, containing(want.Search))
	}
	if want.AfterID != 0 {
		f.and("(resellers.name, resellers.id) > (?, ?)", want.AfterName, want.AfterID)
	}
	where := f.where()
	found, err := list(ctx, q.q, func(row scanner) (r ResellerRow, err error) {
		return r, row.Scan(&r.ID, &r.Name, moment(&r.CreatedAt), &r.Owner, &r.Factor, &r.Customers, &r.Products)
	}, `SELECT resellers.id, resellers.name, resellers.created_at,
			coalesce((SELECT min(users.email) FROM users WHERE users.reseller_id = resellers.id AND users.role = 'owner'), ''),
			EXISTS (SELECT 1 FROM users JOIN second_factors ON second_factors.user_id = users.id
				WHERE users.reseller_id = resellers.id AND users.role = 'owner' AND second_factors.confirmed_at IS NOT NULL),
			(SELECT count(*) FROM customers WHERE customers.reseller_id = resellers.id),
			(SELECT count(*) FROM products WHERE products.reseller_id = resellers.id AND products.state <> 'gone')
		FROM resellers`+where+` ORDER BY resellers.name, resellers.id LIMIT `+f.next(limit(want.Limit)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("resellers: %w", err)
	}
	return found, nil
}

// AuditHead is how one chain of the audit log ends.
type AuditHead struct {
	Chain, Seq int64
	At         time.Time // of the last row; zero when it is missing
	Fits       bool      // the last row is there and is the one the chain's head names
}

// AuditHeads looks at the end of every chain only: cheap, and it finds rows cut
// off at the end. VerifyAudit reads every row.
func (q Queries) AuditHeads(ctx context.Context) ([]AuditHead, error) {
	found, err := list(ctx, q.q, func(row scanner) (h AuditHead, err error) {
		var fits int
		err = row.Scan(&h.Chain, &h.Seq, moment(&h.At), &fits)
		h.Fits = fits == 1
		return h, err
	}, `SELECT audit_heads.chain, audit_heads.seq, audit_log.at,
			CASE WHEN audit_log.hash = audit_heads.hash THEN 1 ELSE 0 END
		FROM audit_heads LEFT JOIN audit_log ON audit_log.chain = audit_heads.chain AND audit_log.seq = audit_heads.seq
		ORDER BY audit_heads.chain`)
	if err != nil {
		return nil, fmt.Errorf("audit heads: %w", err)
	}
	return found, nil
}

// Gates reads budget and breaker of the vendor accounts that were ever used, by
// account, for those the actor may see.
func (q Queries) Gates(ctx context.Context, a panel.Actor) (map[int64]panel.Gate, error) {
	var f filter
	f.scopeReseller(a, "vendor_accounts")
	gates := map[int64]panel.Gate{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var id int64
		var g panel.Gate
		err := row.Scan(&id, moment(&g.WindowAt), &g.Used, &g.Failures, moment(&g.OpenUntil))
		gates[id] = g
		return struct{}{}, err
	}, `SELECT vendor_gates.account_id, window_at, used, failures, open_until
		FROM vendor_gates JOIN vendor_accounts ON vendor_accounts.id = vendor_gates.account_id`+f.where(), f.args...)
	if err != nil {
		return nil, fmt.Errorf("gates: %w", err)
	}
	return gates, nil
}
