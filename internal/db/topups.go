package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// AddTopUp records an online payment before its provider is told of it. The
// same form key gives the one that exists (added is false); with other content
// it is a Conflict.
func (tx *Tx) AddTopUp(ctx context.Context, t panel.TopUp) (id int64, added bool, err error) {
	n, err := changed(ctx, tx.q, `INSERT INTO top_ups (reseller_id, account_id, customer_id, number, form_key, amount_fen, currency, state, code, reference,
			job_id, checks, next_check_at, expires_at, created_by, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'created', '', '', 0, 0, $8, $9, $10, $11, $11)
		ON CONFLICT (reseller_id, form_key) DO NOTHING`,
		t.ResellerID, t.AccountID, t.CustomerID, t.Number, t.FormKey, t.Amount, t.Currency, micros(t.NextCheck), micros(t.Expires), t.CreatedBy, tx.Now.UnixMicro())
	if err != nil {
		return 0, false, fmt.Errorf("add top-up: %w", err)
	}
	var same panel.TopUp
	err = tx.q.QueryRowContext(ctx, `SELECT id, account_id, customer_id, amount_fen FROM top_ups WHERE reseller_id = $1 AND form_key = $2`, t.ResellerID, t.FormKey).
		Scan(&same.ID, &same.AccountID, &same.CustomerID, &same.Amount)
	if err != nil {
		return 0, false, absent(err, "top-up")
	}
	if same.AccountID != t.AccountID || same.CustomerID != t.CustomerID || same.Amount != t.Amount {
		return 0, false, panel.Errorf(panel.Conflict, nil, "error.ledger.keyreused")
	}
	if n == 0 {
		return same.ID, false, nil
	}
	t.ID = same.ID
	return t.ID, true, tx.NoteTopUp(ctx, t, panel.TopUpEvent{Cause: panel.TopUpBegun, State: panel.TopUpCreated, UserID: t.CreatedBy}, nil)
}

// LockTopUp reads the top-up of a number and keeps others from moving it until
// the end of the transaction.
func (tx *Tx) LockTopUp(ctx context.Context, accountID int64, number string) (panel.TopUp, error) {
	_, err := tx.q.ExecContext(ctx, `UPDATE top_ups SET changed_at = changed_at WHERE account_id = $1 AND number = $2`, accountID, number)
	if err != nil {
		return panel.TopUp{}, fmt.Errorf("lock top-up: %w", err)
	}
	return tx.TopUpNumbered(ctx, accountID, number)
}

// TopUpMove is a move of a top-up with what is learnt by it. Zero fields of
// what is learnt leave the row as it is.
type TopUpMove struct {
	Cause      panel.TopUpCause
	Code       string
	Reference  string
	PaidAt     time.Time
	TransferID int64 // that credited the wallet
	UserID     int64 // 0 the panel
	Detail     any   // stored as JSON
}

// MoveTopUp moves a top-up from the state that was read; a move that is not
// legal, or that another has made, is a Conflict. A top-up that is over is not
// asked about by the clock any more.
func (tx *Tx) MoveTopUp(ctx context.Context, t panel.TopUp, m TopUpMove) (panel.TopUpState, error) {
	to, legal := t.State.After(m.Cause)
	if !legal {
		return t.State, panel.Errorf(panel.Conflict, fmt.Errorf("top-up %d is %s: no %s", t.ID, t.State, m.Cause), "error.topup.moved")
	}
	n, err := changed(ctx, tx.q, `UPDATE top_ups SET state = $1, changed_at = $2, transfer_id = coalesce(cast($3 AS BIGINT), transfer_id),
			paid_at = coalesce(cast($4 AS BIGINT), paid_at),
			code = CASE WHEN cast($5 AS TEXT) = '' THEN code ELSE $5 END,
			reference = CASE WHEN cast($6 AS TEXT) = '' THEN reference ELSE $6 END,
			next_check_at = CASE WHEN $7 THEN next_check_at END
		WHERE reseller_id = $8 AND id = $9 AND state = $10`,
		to, tx.Now.UnixMicro(), orNull(m.TransferID), micros(m.PaidAt), m.Code, m.Reference, to.Waits(), t.ResellerID, t.ID, t.State)
	if err != nil {
		return t.State, fmt.Errorf("%s of top-up %d: %w", m.Cause, t.ID, err)
	}
	if n == 0 {
		return t.State, panel.Errorf(panel.Conflict, nil, "error.topup.moved")
	}
	return to, tx.NoteTopUp(ctx, t, panel.TopUpEvent{Cause: m.Cause, State: to, UserID: m.UserID}, m.Detail)
}

// NoteTopUp adds a line to the history of a top-up.
func (tx *Tx) NoteTopUp(ctx context.Context, t panel.TopUp, e panel.TopUpEvent, detail any) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO top_up_events (reseller_id, top_up_id, cause, state, detail, user_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ResellerID, t.ID, e.Cause, e.State, toJSON(detail), e.UserID, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("history of top-up %d: %w", t.ID, err)
	}
	return nil
}

// PutOffTopUp counts one asking by the clock and says when the next one is due.
// A top-up that is over stays so.
func (tx *Tx) PutOffTopUp(ctx context.Context, t panel.TopUp, next time.Time) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE top_ups SET checks = checks + 1, next_check_at = $1 WHERE id = $2 AND next_check_at IS NOT NULL`, micros(next), t.ID)
	if err != nil {
		return fmt.Errorf("put off top-up %d: %w", t.ID, err)
	}
	return nil
}

// AskTopUpSoon has the clock ask about a top-up that was thought to be over.
func (tx *Tx) AskTopUpSoon(ctx context.Context, accountID int64, number string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE top_ups SET next_check_at = $1 WHERE account_id = $2 AND number = $3 AND state IN ('created', 'open', 'closed')`,
		tx.Now.UnixMicro(), accountID, number)
	if err != nil {
		return fmt.Errorf("ask about top-up %s: %w", number, err)
	}
	return nil
}

// SetTopUpJob names the job that asks the provider.
func (tx *Tx) SetTopUpJob(ctx context.Context, id, jobID int64) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE top_ups SET job_id = $1 WHERE id = $2`, jobID, id)
	if err != nil {
		return fmt.Errorf("job of top-up %d: %w", id, err)
	}
	return nil
}

const topUpColumns = `top_ups.id, top_ups.reseller_id, top_ups.account_id, top_ups.customer_id, top_ups.number, top_ups.form_key, top_ups.amount_fen,
	top_ups.currency, top_ups.state, top_ups.code, top_ups.reference, top_ups.transfer_id, top_ups.job_id, top_ups.checks, top_ups.next_check_at,
	top_ups.expires_at, top_ups.paid_at, top_ups.created_by, top_ups.created_at, top_ups.changed_at, vendor_accounts.vendor, vendor_accounts.label,
	customers.name, coalesce(users.name, '')`

const topUpTables = ` FROM top_ups
	JOIN vendor_accounts ON vendor_accounts.id = top_ups.account_id
	JOIN customers ON customers.id = top_ups.customer_id
	LEFT JOIN users ON users.id = top_ups.created_by`

func scanTopUp(row scanner) (t panel.TopUp, err error) {
	return t, row.Scan(&t.ID, &t.ResellerID, &t.AccountID, &t.CustomerID, &t.Number, &t.FormKey, &t.Amount, &t.Currency, &t.State, &t.Code,
		&t.Reference, idOf(&t.TransferID), &t.JobID, &t.Checks, moment(&t.NextCheck), moment(&t.Expires), moment(&t.PaidAt), &t.CreatedBy,
		moment(&t.CreatedAt), moment(&t.ChangedAt), &t.Vendor, &t.Account, &t.Customer, &t.Creator)
}

// TopUp reads one top-up the actor may see.
func (q Queries) TopUp(ctx context.Context, a panel.Actor, id int64) (panel.TopUp, error) {
	var f filter
	f.scope(a, "top_ups")
	f.and("top_ups.id = ?", id)
	t, err := scanTopUp(q.q.QueryRowContext(ctx, `SELECT `+topUpColumns+topUpTables+f.where(), f.args...))
	if err != nil {
		return t, absent(err, "top-up")
	}
	return t, nil
}

// TopUpNumbered reads the top-up of a number at a provider account.
func (q Queries) TopUpNumbered(ctx context.Context, accountID int64, number string) (panel.TopUp, error) {
	t, err := scanTopUp(q.q.QueryRowContext(ctx, `SELECT `+topUpColumns+topUpTables+` WHERE top_ups.account_id = $1 AND top_ups.number = $2`, accountID, number))
	if err != nil {
		return t, absent(err, "top-up")
	}
	return t, nil
}

// WaitingTopUps counts the top-ups of a customer that can still be paid.
func (q Queries) WaitingTopUps(ctx context.Context, customerID int64) (n int, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT count(*) FROM top_ups WHERE customer_id = $1 AND state IN ('created', 'open')`, customerID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("top-ups that wait: %w", err)
	}
	return n, nil
}

// TopUpFilter narrows a list of top-ups. Zero values do not narrow.
type TopUpFilter struct {
	State      panel.TopUpState
	CustomerID int64
	AccountID  int64
	Search     string // part of our number, of the provider's, or of the customer's name
	Before     int64  // only ids below, for the next page
	Limit      int
}

// TopUps lists top-ups the actor may see, newest first.
func (q Queries) TopUps(ctx context.Context, a panel.Actor, want TopUpFilter) ([]panel.TopUp, error) {
	var f filter
	f.scope(a, "top_ups")
	if want.State != "" {
		f.and("top_ups.state = ?", want.State)
	}
	for column, id := range map[string]int64{"customer_id": want.CustomerID, "account_id": want.AccountID} {
		if id != 0 {
			f.and("top_ups."+column+" = ?", id)
		}
	}
	if want.Search != "" {
		like := containing(want.Search)
		f.and(`(lower(top_ups.number) LIKE ? ESCAPE '\' OR lower(top_ups.reference) LIKE ? ESCAPE '\' OR lower(customers.name) LIKE ? ESCAPE '\')`, like, like, like)
	}
	if want.Before != 0 {
		f.and("top_ups.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, scanTopUp, `SELECT `+topUpColumns+topUpTables+where+` ORDER BY top_ups.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// TopUpEvents reads the history of a top-up, oldest first.
func (q Queries) TopUpEvents(ctx context.Context, t panel.TopUp) ([]panel.TopUpEvent, error) {
	return list(ctx, q.q, func(row scanner) (e panel.TopUpEvent, err error) {
		return e, row.Scan(&e.Cause, &e.State, &e.Detail, &e.UserID, &e.Who, moment(&e.At))
	}, `SELECT cause, state, detail, user_id, coalesce(users.name, ''), at FROM top_up_events
		LEFT JOIN users ON users.id = top_up_events.user_id
		WHERE top_up_events.reseller_id = $1 AND top_up_id = $2 ORDER BY top_up_events.id`, t.ResellerID, t.ID)
}

// DueTopUps lists the top-ups of all resellers that the clock should ask about.
func (q Queries) DueTopUps(ctx context.Context, now time.Time, most int) ([]panel.TopUp, error) {
	return list(ctx, q.q, scanTopUp, `SELECT `+topUpColumns+topUpTables+` WHERE top_ups.next_check_at <= $1 ORDER BY top_ups.next_check_at LIMIT $2`,
		now.UnixMicro(), most)
}

// PaidTopUps lists what an account's provider said was paid in a time, by the
// provider's clock, and is in the wallets.
func (q Queries) PaidTopUps(ctx context.Context, accountID int64, from, to time.Time) ([]panel.TopUp, error) {
	return list(ctx, q.q, scanTopUp, `SELECT `+topUpColumns+topUpTables+`
		WHERE top_ups.account_id = $1 AND top_ups.state = 'credited' AND top_ups.paid_at >= $2 AND top_ups.paid_at < $3 ORDER BY top_ups.id`,
		accountID, from.UnixMicro(), to.UnixMicro())
}
