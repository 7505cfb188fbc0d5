package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

const accountColumns = `vendor_accounts.id, vendor_accounts.reseller_id, vendor, label, settings, state, tested_at, test_code, test_text,
	coalesce(balance_fen, 0), balance_at, callback_token, vendor_accounts.disabled, vendor_accounts.created_at`

func scanVendorAccount(row scanner) (v panel.VendorAccount, err error) {
	return v, row.Scan(&v.ID, &v.ResellerID, &v.Vendor, &v.Label, fromJSON(&v.Settings), &v.State, moment(&v.TestedAt), &v.TestCode, &v.TestText,
		&v.Balance, moment(&v.BalanceAt), &v.CallbackToken, &v.Disabled, moment(&v.CreatedAt))
}

// AddVendorAccount records a vendor account without credentials.
func (tx *Tx) AddVendorAccount(ctx context.Context, v panel.VendorAccount) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO vendor_accounts (reseller_id, vendor, label, settings, sealed, state, test_code, test_text, callback_token, created_at)
		VALUES ($1, $2, $3, $4, $5, 'untested', '', '', $6, $7) RETURNING id`,
		v.ResellerID, v.Vendor, v.Label, toJSON(v.Settings), []byte{}, v.CallbackToken, tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add vendor account: %w", err)
	}
	return id, nil
}

// SaveVendorAccount stores label and settings, and new credentials unless
// sealed is nil; the account counts as untested again.
func (tx *Tx) SaveVendorAccount(ctx context.Context, v panel.VendorAccount, sealed []byte) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE vendor_accounts SET label = $1, settings = $2, state = 'untested', sealed = coalesce($3, sealed)
		 WHERE reseller_id = $4 AND id = $5`, v.Label, toJSON(v.Settings), sealed, v.ResellerID, v.ID)
	if err != nil {
		return fmt.Errorf("save vendor account %d: %w", v.ID, err)
	}
	return nil
}

// SaveVendorTest stores the outcome of a test of the credentials; a test that
// learnt no balance (nil) leaves the stored one.
func (tx *Tx) SaveVendorTest(ctx context.Context, v panel.VendorAccount, state, code, text string, balance *panel.Fen) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE vendor_accounts SET state = $1, tested_at = $2, test_code = $3, test_text = $4,
			balance_fen = coalesce(cast($5 AS bigint), balance_fen),
			balance_at = CASE WHEN cast($5 AS bigint) IS NULL THEN balance_at ELSE $2 END
		 WHERE reseller_id = $6 AND id = $7`, state, tx.Now.UnixMicro(), code, text, (*int64)(balance), v.ResellerID, v.ID)
	if err != nil {
		return fmt.Errorf("test of vendor account %d: %w", v.ID, err)
	}
	return nil
}

// SetVendorDisabled takes a payment provider's account out of what customers are
// offered, or puts it back.
func (tx *Tx) SetVendorDisabled(ctx context.Context, v panel.VendorAccount, disabled bool) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE vendor_accounts SET disabled = $1 WHERE reseller_id = $2 AND id = $3`, disabled, v.ResellerID, v.ID)
	if err != nil {
		return fmt.Errorf("vendor account %d: %w", v.ID, err)
	}
	return nil
}

// VendorAccount reads one vendor account of the actor's reseller.
func (q Queries) VendorAccount(ctx context.Context, a panel.Actor, id int64) (panel.VendorAccount, error) {
	var f filter
	f.scopeReseller(a, "vendor_accounts")
	f.and("vendor_accounts.id = ?", id)
	v, err := scanVendorAccount(q.q.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM vendor_accounts`+f.where(), f.args...))
	if err != nil {
		return v, absent(err, "vendor account")
	}
	return v, nil
}

// VendorAccountByToken reads the account a callback address belongs to.
func (q Queries) VendorAccountByToken(ctx context.Context, token string) (panel.VendorAccount, error) {
	v, err := scanVendorAccount(q.q.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM vendor_accounts WHERE callback_token = $1`, token))
	if err != nil {
		return v, absent(err, "vendor account")
	}
	return v, nil
}

// VendorAccounts lists the vendor accounts of the actor's reseller.
func (q Queries) VendorAccounts(ctx context.Context, a panel.Actor) ([]panel.VendorAccount, error) {
	var f filter
	f.scopeReseller(a, "vendor_accounts")
	return list(ctx, q.q, scanVendorAccount, `SELECT `+accountColumns+` FROM vendor_accounts`+f.where()+` ORDER BY vendor, label, id`, f.args...)
}

// VendorSealed reads the encrypted credentials of a vendor account.
func (q Queries) VendorSealed(ctx context.Context, id int64) (sealed []byte, err error) {
	_, sealed, err = q.SealedVendorAccount(ctx, id)
	return sealed, err
}

// SealedVendorAccount reads a vendor account of any reseller with its encrypted
// credentials, for whoever is going to call the vendor.
func (q Queries) SealedVendorAccount(ctx context.Context, id int64) (v panel.VendorAccount, sealed []byte, err error) {
	row := q.q.QueryRowContext(ctx, `SELECT `+accountColumns+`, sealed FROM vendor_accounts WHERE id = $1`, id)
	v, err = scanVendorAccount(also{row, &sealed})
	if err != nil {
		return v, nil, absent(err, "vendor account")
	}
	return v, sealed, nil
}

// clocksApart is how far the clocks of processes may differ: whose clock is behind
// spends from the second that others have begun.
const clocksApart = 5 * time.Second

// EnterGate spends one call of an account's budget of perSecond calls in the
// current second, unless the budget is used up or the breaker is open; then it
// says when to try again. failures is how many calls in a row have failed.
func (tx *Tx) EnterGate(ctx context.Context, accountID int64, perSecond int) (failures int, ok bool, again time.Time, err error) {
	second := tx.Now.Truncate(time.Second)
	err = tx.q.QueryRowContext(ctx, `INSERT INTO vendor_gates (account_id, window_at, used, failures) VALUES ($1, $2, 1, 0)
		ON CONFLICT (account_id) DO UPDATE
		   SET used = CASE WHEN excluded.window_at BETWEEN vendor_gates.window_at - $5 AND vendor_gates.window_at THEN vendor_gates.used + 1 ELSE 1 END,
		       window_at = CASE WHEN excluded.window_at BETWEEN vendor_gates.window_at - $5 AND vendor_gates.window_at THEN vendor_gates.window_at ELSE excluded.window_at END
		 WHERE (excluded.window_at NOT BETWEEN vendor_gates.window_at - $5 AND vendor_gates.window_at OR vendor_gates.used < $3)
		   AND coalesce(vendor_gates.open_until, 0) <= $4
		RETURNING failures`, accountID, second.UnixMicro(), perSecond, tx.Now.UnixMicro(), clocksApart.Microseconds()).Scan(&failures)
	if err == nil {
		return failures, true, again, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, false, again, fmt.Errorf("gate of account %d: %w", accountID, err)
	}
	g, err := tx.Gate(ctx, accountID)
	if g.OpenUntil.After(tx.Now) {
		return g.Failures, false, g.OpenUntil, err
	}
	return g.Failures, false, second.Add(time.Second), err
}

// LeaveGate notes how a call ended. limit failures in a row open the breaker
// for the pause.
func (tx *Tx) LeaveGate(ctx context.Context, accountID int64, failed bool, limit int, pause time.Duration) error {
	if !failed {
		_, err := tx.q.ExecContext(ctx, `UPDATE vendor_gates SET failures = 0, open_until = NULL WHERE account_id = $1 AND failures > 0`, accountID)
		return err
	}
	_, err := tx.q.ExecContext(ctx, `UPDATE vendor_gates SET failures = failures + 1,
			open_until = CASE WHEN failures + 1 >= $1 THEN $2 ELSE open_until END
		 WHERE account_id = $3`, limit, tx.Now.Add(pause).UnixMicro(), accountID)
	return err
}

// Gate reads an account's budget and breaker; one never used is empty.
func (q Queries) Gate(ctx context.Context, accountID int64) (g panel.Gate, err error) {
	rows, err := list(ctx, q.q, func(row scanner) (g panel.Gate, err error) {
		return g, row.Scan(moment(&g.WindowAt), &g.Used, &g.Failures, moment(&g.OpenUntil))
	}, `SELECT window_at, used, failures, open_until FROM vendor_gates WHERE account_id = $1`, accountID)
	if err != nil || len(rows) == 0 {
		return g, err
	}
	return rows[0], nil
}

// CloseBreaker lets calls of an account through again at once.
func (tx *Tx) CloseBreaker(ctx context.Context, accountID int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE vendor_gates SET failures = 0, open_until = NULL WHERE account_id = $1`, accountID)
	return err
}

// AddVendorCall logs one call.
func (tx *Tx) AddVendorCall(ctx context.Context, c panel.VendorCall) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO vendor_calls (reseller_id, account_id, endpoint, effect, user_id, job_id, request_id, started_at,
			micros, class, code, vendor_request_id, http_status, params, answer)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		c.ResellerID, c.AccountID, c.Endpoint, c.Effect, c.UserID, c.JobID, c.RequestID, micros(c.StartedAt),
		c.Duration.Microseconds(), c.Class, c.Code, c.VendorRequestID, c.HTTPStatus, toJSON(c.Params), c.Answer)
	if err != nil {
		return fmt.Errorf("log vendor call %s: %w", c.Endpoint, err)
	}
	return nil
}

// CallFilter narrows the vendor call log. Zero values do not narrow.
type CallFilter struct {
	Endpoint, Class, Code string
	AccountID, JobID      int64
	Before                int64 // only ids below, for the next page
	Limit                 int
}

const callColumns = `vendor_calls.id, vendor_calls.reseller_id, account_id, endpoint, effect, user_id, job_id, request_id, started_at, micros,
	class, code, vendor_request_id, http_status, params, answer, coalesce(vendor_accounts.label, '')`

func scanCall(row scanner) (c panel.VendorCall, err error) {
	var elapsed int64
	err = row.Scan(&c.ID, &c.ResellerID, &c.AccountID, &c.Endpoint, &c.Effect, &c.UserID, &c.JobID, &c.RequestID, moment(&c.StartedAt), &elapsed,
		&c.Class, &c.Code, &c.VendorRequestID, &c.HTTPStatus, fromJSON(&c.Params), &c.Answer, &c.Account)
	c.Duration = time.Duration(elapsed) * time.Microsecond
	return c, err
}

// VendorCalls lists calls of the actor's reseller (all, for an admin), newest first.
func (q Queries) VendorCalls(ctx context.Context, a panel.Actor, want CallFilter) ([]panel.VendorCall, error) {
	var f filter
	f.scopeReseller(a, "vendor_calls")
	for column, value := range map[string]string{"endpoint": want.Endpoint, "class": want.Class, "code": want.Code} {
		if value != "" {
			f.and("vendor_calls."+column+" = ?", value)
		}
	}
	if want.AccountID != 0 {
		f.and("vendor_calls.account_id = ?", want.AccountID)
	}
	if want.JobID != 0 {
		f.and("vendor_calls.job_id = ?", want.JobID)
	}
	if want.Before != 0 {
		f.and("vendor_calls.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, scanCall, `SELECT `+callColumns+` FROM vendor_calls LEFT JOIN vendor_accounts ON vendor_accounts.id = vendor_calls.account_id`+
		where+` ORDER BY vendor_calls.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// VendorCall reads one call.
func (q Queries) VendorCall(ctx context.Context, a panel.Actor, id int64) (panel.VendorCall, error) {
	var f filter
	f.scopeReseller(a, "vendor_calls")
	f.and("vendor_calls.id = ?", id)
	c, err := scanCall(q.q.QueryRowContext(ctx, `SELECT `+callColumns+` FROM vendor_calls
		LEFT JOIN vendor_accounts ON vendor_accounts.id = vendor_calls.account_id`+f.where(), f.args...))
	if err != nil {
		return c, absent(err, "vendor call")
	}
	return c, nil
}

// Pulse sums up the latest hundred calls of a vendor account.
func (q Queries) Pulse(ctx context.Context, accountID int64) (p panel.Pulse, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT count(*), count(CASE WHEN class IN ('unknown', 'not_sent') THEN 1 END),
			max(CASE WHEN class IN ('ok', 'accepted') THEN started_at END)
		FROM (SELECT class, started_at FROM vendor_calls WHERE account_id = $1 ORDER BY id DESC LIMIT 100) AS latest`, accountID).
		Scan(&p.Calls, &p.Failed, moment(&p.LastOK))
	if err != nil {
		return p, fmt.Errorf("pulse of vendor account %d: %w", accountID, err)
	}
	return p, nil
}

// SaveCatalog stores what a vendor lists for choosing from, as JSON.
func (tx *Tx) SaveCatalog(ctx context.Context, accountID int64, name string, body any) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO vendor_catalogs (account_id, name, body, fetched_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, name) DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at`,
		accountID, name, toJSON(body), tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("catalogue %s: %w", name, err)
	}
	return nil
}

// Catalog reads a stored catalogue into a value and says when it was fetched;
// the zero time and an untouched value when there is none.
func (q Queries) Catalog(ctx context.Context, accountID int64, name string, into any) (fetched time.Time, err error) {
	_, err = list(ctx, q.q, func(row scanner) (struct{}, error) {
		return struct{}{}, row.Scan(fromJSON(into), moment(&fetched))
	}, `SELECT body, fetched_at FROM vendor_catalogs WHERE account_id = $1 AND name = $2`, accountID, name)
	return fetched, err
}
