package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// CheckTask is something that is done for every vendor account by the clock.
type CheckTask string

// The tasks.
const (
	CheckBalance CheckTask = "balance"
	CheckSweep   CheckTask = "sweep"
)

// AccountCheck is when a task was last done for an account.
type AccountCheck struct {
	StartedAt time.Time
	EndedAt   time.Time // of the latest that came to its end
}

// ChecksDue lists the accounts of some vendors whose task last came to its end
// before a moment, and was not started again since another. Accounts whose
// credentials are known to be wrong are left out.
func (q Queries) ChecksDue(ctx context.Context, task CheckTask, ended, started time.Time) ([]panel.VendorAccount, error) {
	return list(ctx, q.q, scanVendorAccount, `SELECT `+accountColumns+` FROM vendor_accounts
		LEFT JOIN account_checks ON account_checks.account_id = vendor_accounts.id AND account_checks.task = $1
		WHERE vendor_accounts.state <> 'failed' AND coalesce(account_checks.ended_at, 0) <= $2 AND coalesce(account_checks.started_at, 0) <= $3
		ORDER BY vendor_accounts.id`, task, ended.UnixMicro(), started.UnixMicro())
}

// StartCheck notes that a task was started for an account.
func (tx *Tx) StartCheck(ctx context.Context, v panel.VendorAccount, task CheckTask) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO account_checks (account_id, reseller_id, task, started_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, task) DO UPDATE SET started_at = excluded.started_at`, v.ID, v.ResellerID, task, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("start %s of account %d: %w", task, v.ID, err)
	}
	return nil
}

// EndCheck notes that a task came to its end for an account.
func (tx *Tx) EndCheck(ctx context.Context, v panel.VendorAccount, task CheckTask) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE account_checks SET ended_at = $1 WHERE account_id = $2 AND task = $3`, tx.Now.UnixMicro(), v.ID, task)
	if err != nil {
		return fmt.Errorf("end %s of account %d: %w", task, v.ID, err)
	}
	return nil
}

// AccountCheck reads when a task was last done for an account; zero when never.
func (q Queries) AccountCheck(ctx context.Context, accountID int64, task CheckTask) (AccountCheck, error) {
	found, err := list(ctx, q.q, func(row scanner) (c AccountCheck, err error) {
		return c, row.Scan(moment(&c.StartedAt), moment(&c.EndedAt))
	}, `SELECT started_at, ended_at FROM account_checks WHERE account_id = $1 AND task = $2`, accountID, task)
	if err != nil || len(found) == 0 {
		return AccountCheck{}, err
	}
	return found[0], nil
}
