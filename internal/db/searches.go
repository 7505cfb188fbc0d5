package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

// AddSearch records a search with all its names, none of them answered.
func (tx *Tx) AddSearch(ctx context.Context, s panel.DomainSearch) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO domain_searches (reseller_id, user_id, account_id, label, job_id, created_at)
		VALUES ($1, $2, $3, $4, 0, $5) RETURNING id`, s.ResellerID, s.UserID, s.AccountID, s.Label, tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add search: %w", err)
	}
	for i, c := range s.Checks {
		_, err := tx.q.ExecContext(ctx, `INSERT INTO domain_checks (search_id, position, suffix, name, state, problem)
			VALUES ($1, $2, $3, $4, 'asking', '')`, id, i, c.Suffix, c.Name)
		if err != nil {
			return 0, fmt.Errorf("add search for %s: %w", c.Name, err)
		}
	}
	return id, nil
}

// SetSearchJob links a search to the job that asks.
func (tx *Tx) SetSearchJob(ctx context.Context, id, jobID int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE domain_searches SET job_id = $1 WHERE id = $2`, jobID, id)
	return err
}

// SaveCheck stores the answer for one name of a search.
func (tx *Tx) SaveCheck(ctx context.Context, searchID int64, c panel.DomainCheck) error {
	var cost any
	if c.Cost > 0 {
		cost = int64(c.Cost)
	}
	_, err := tx.q.ExecContext(ctx, `UPDATE domain_checks SET state = $1, cost_fen = $2, problem = $3, answered_at = $4
		 WHERE search_id = $5 AND position = $6`, c.State, cost, c.Problem, tx.Now.UnixMicro(), searchID, c.Position)
	if err != nil {
		return fmt.Errorf("answer for %s: %w", c.Name, err)
	}
	return nil
}

// Search reads a search of the actor's reseller with its names; customers see
// their own searches only.
func (q Queries) Search(ctx context.Context, a panel.Actor, id int64) (s panel.DomainSearch, err error) {
	var f filter
	if a.Role == panel.RoleCustomer {
		f.and("domain_searches.reseller_id = ?", a.ResellerID)
		f.and("domain_searches.user_id = ?", a.UserID)
	} else {
		f.scopeReseller(a, "domain_searches")
	}
	f.and("domain_searches.id = ?", id)
	row := q.q.QueryRowContext(ctx, `SELECT id, reseller_id, user_id, account_id, label, job_id, created_at FROM domain_searches`+f.where(), f.args...)
	if err := row.Scan(&s.ID, &s.ResellerID, &s.UserID, &s.AccountID, &s.Label, &s.JobID, moment(&s.CreatedAt)); err != nil {
		return s, absent(err, "search")
	}
	s.Checks, err = list(ctx, q.q, func(row scanner) (c panel.DomainCheck, err error) {
		return c, row.Scan(&c.Position, &c.Suffix, &c.Name, &c.State, &c.Cost, &c.Problem, moment(&c.AnsweredAt))
	}, `SELECT position, suffix, name, state, coalesce(cost_fen, 0), problem, answered_at FROM domain_checks
		WHERE search_id = $1 ORDER BY position`, id)
	return s, err
}
