package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

const statementColumns = `account_id, reseller_id, day, state, there, here, paid_fen, differences, error_key, tries, compared_at`

func scanStatement(row scanner) (s panel.PayStatement, err error) {
	return s, row.Scan(&s.AccountID, &s.ResellerID, &s.Day, &s.State, &s.There, &s.Here, &s.Paid, fromJSON(&s.Differences), &s.ErrorKey,
		&s.Tries, moment(&s.ComparedAt))
}

// SaveStatement stores the comparison of a day in place of the earlier one, and
// counts it.
func (tx *Tx) SaveStatement(ctx context.Context, s panel.PayStatement) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO pay_statements (`+statementColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)
		ON CONFLICT (account_id, day) DO UPDATE SET state = excluded.state, there = excluded.there, here = excluded.here, paid_fen = excluded.paid_fen,
			differences = excluded.differences, error_key = excluded.error_key, tries = pay_statements.tries + 1, compared_at = excluded.compared_at`,
		s.AccountID, s.ResellerID, s.Day, s.State, s.There, s.Here, s.Paid, toJSON(s.Differences), s.ErrorKey, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("statement of %s: %w", s.Day, err)
	}
	return nil
}

// Statements lists the comparisons of an account, the latest day first.
func (q Queries) Statements(ctx context.Context, v panel.VendorAccount, most int) ([]panel.PayStatement, error) {
	return list(ctx, q.q, scanStatement, `SELECT `+statementColumns+` FROM pay_statements WHERE reseller_id = $1 AND account_id = $2 ORDER BY day DESC LIMIT $3`,
		v.ResellerID, v.ID, most)
}

// StatementOf reads the comparison of one day; one that was never made has no state.
func (q Queries) StatementOf(ctx context.Context, accountID int64, day string) (panel.PayStatement, error) {
	found, err := list(ctx, q.q, scanStatement, `SELECT `+statementColumns+` FROM pay_statements WHERE account_id = $1 AND day = $2`, accountID, day)
	if err != nil || len(found) == 0 {
		return panel.PayStatement{}, err
	}
	return found[0], nil
}
