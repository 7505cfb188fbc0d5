package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

const jobColumns = `jobs.id, jobs.reseller_id, jobs.account_id, jobs.kind, jobs.product_id, jobs.order_id, jobs.subject,
	jobs.state, jobs.input, jobs.sealed, jobs.attempt, jobs.steps, jobs.next_at, jobs.lease_until, jobs.cancel_asked,
	jobs.error_key, jobs.error_code, jobs.error_text, jobs.created_by, jobs.request_id, jobs.created_at,
	jobs.updated_at, jobs.ended_at, jobs.version`

func scanJob(row scanner) (panel.Job, error) {
	var j panel.Job
	err := row.Scan(&j.ID, &j.ResellerID, &j.AccountID, &j.Kind, &j.ProductID, &j.OrderID, &j.Subject,
		&j.State, fromJSON(&j.Input), &j.Sealed, &j.Attempt, &j.Steps, moment(&j.NextAt), moment(&j.LeaseUntil), &j.CancelAsked,
		&j.ErrorKey, &j.ErrorCode, &j.ErrorText, &j.CreatedBy, &j.RequestID, moment(&j.CreatedAt),
		moment(&j.UpdatedAt), moment(&j.EndedAt), &j.Version)
	return j, err
}

// NewJob is what AddJob needs to know besides the job itself.
type NewJob struct {
	panel.Job
	CustomerID int64
	UniqueKey  string        // while a job with this key is open, no second one starts
	Once       bool          // nor when one with this key has ended
	Delay      time.Duration // before the first step
}

// AddJob records a job and wakes a worker for it when the transaction is
// committed. When an open job with the same unique key exists, or with Once an
// ended one, that one's id is returned and added is false.
func (tx *Tx) AddJob(ctx context.Context, j NewJob) (id int64, added bool, err error) {
	if j.Once {
		if id, err := tx.jobOfKey(ctx, j); err != nil || id != 0 {
			return id, false, err
		}
	}
	due := tx.Now.Add(j.Delay)
	err = tx.q.QueryRowContext(ctx, `INSERT INTO jobs (reseller_id, account_id, kind, product_id, order_id, customer_id, subject,
			unique_key, state, input, sealed, attempt, steps, next_at, cancel_asked, error_key, error_code, error_text,
			created_by, request_id, created_at, updated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, 0, 0, $11, $12, '', '', '', $13, $14, $15, $15, 1)
		ON CONFLICT DO NOTHING RETURNING id`,
		j.ResellerID, j.AccountID, j.Kind, j.ProductID, j.OrderID, j.CustomerID, j.Subject, j.UniqueKey,
		toJSON(j.Input), j.Sealed, due.UnixMicro(), false, j.CreatedBy, j.RequestID, tx.Now.UnixMicro()).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		if id, err := tx.jobOfKey(ctx, j); err != nil || id != 0 {
			return id, false, err
		}
		return 0, false, panel.Errorf(panel.Conflict, nil, "error.job.running") // it has just ended
	}
	if err != nil {
		return 0, false, fmt.Errorf("add job %s: %w", j.Kind, err)
	}
	tx.wake(id, due)
	return id, true, nil
}

// jobOfKey is the job that keeps a new one with the same key from starting; 0
// when none does.
func (tx *Tx) jobOfKey(ctx context.Context, j NewJob) (id int64, err error) {
	// The key is not empty: said once more, for the index that holds no empty ones.
	err = tx.q.QueryRowContext(ctx, `SELECT id FROM jobs
		WHERE reseller_id = $1 AND unique_key = $2 AND unique_key <> '' AND ($3 OR state IN ('waiting', 'running'))`,
		j.ResellerID, j.UniqueKey, j.Once).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("job %s: %w", j.UniqueKey, err)
	}
	return id, nil
}

// SealJob stores the encrypted part of a job's input.
func (tx *Tx) SealJob(ctx context.Context, id int64, sealed []byte) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE jobs SET sealed = $1 WHERE id = $2`, sealed, id)
	if err != nil {
		return fmt.Errorf("seal job %d: %w", id, err)
	}
	return nil
}

// ClaimJob takes a due, waiting job for one step of an instance. The second
// value is false when somebody else has it, it is not due yet, or it has ended:
// then nothing is to be done.
func (tx *Tx) ClaimJob(ctx context.Context, id int64, lease time.Duration, instance string) (panel.Job, bool, error) {
	j, err := scanJob(tx.q.QueryRowContext(ctx, `UPDATE jobs
		   SET state = 'running', lease_until = $1, steps = steps + 1, claimed_by = $4, nudged = FALSE, updated_at = $2, version = version + 1
		 WHERE id = $3 AND state = 'waiting' AND next_at <= $2 RETURNING `+jobColumns,
		tx.Now.Add(lease).UnixMicro(), tx.Now.UnixMicro(), id, instance))
	if errors.Is(err, sql.ErrNoRows) {
		return j, false, nil
	}
	if err != nil {
		return j, false, fmt.Errorf("claim job %d: %w", id, err)
	}
	return j, true, nil
}

// What a step writes of its job counts only while the step has it: whoever slept
// so long that its lease ran out and another process took the job, which counts
// one step more, changes nothing.

// PauseJob puts a running job back to waiting until at, or until now when it was
// woken meanwhile or is to be cancelled, which its next step does. attempt counts errors, the rest
// says what the last one was ("" when it is only waiting).
func (tx *Tx) PauseJob(ctx context.Context, j panel.Job, at time.Time) error {
	var due time.Time
	err := tx.q.QueryRowContext(ctx, `UPDATE jobs
		   SET state = 'waiting', next_at = CASE WHEN cancel_asked OR nudged THEN cast($7 AS bigint) ELSE cast($1 AS bigint) END, nudged = FALSE, lease_until = NULL,
		       attempt = $2, error_key = $3, error_code = $4, error_text = $5, input = $6, updated_at = $7, version = version + 1
		 WHERE id = $8 AND steps = $9 AND state = 'running' RETURNING next_at`,
		at.UnixMicro(), j.Attempt, j.ErrorKey, j.ErrorCode, j.ErrorText, toJSON(j.Input), tx.Now.UnixMicro(), j.ID, j.Steps).Scan(moment(&due))
	if errors.Is(err, sql.ErrNoRows) {
		return panel.Errorf(panel.Conflict, nil, "error.job.moved")
	}
	if err != nil {
		return fmt.Errorf("pause job %d: %w", j.ID, err)
	}
	tx.wake(j.ID, due)
	return nil
}

// EndJob ends a job in a final state and drops its secrets.
func (tx *Tx) EndJob(ctx context.Context, j panel.Job, state panel.JobState) error {
	n, err := changed(ctx, tx.q, `UPDATE jobs
		   SET state = $1, lease_until = NULL, sealed = NULL, attempt = $2, error_key = $3, error_code = $4, error_text = $5,
		       ended_at = $6, updated_at = $6, version = version + 1
		 WHERE id = $7 AND steps = $8 AND state IN ('waiting', 'running')`,
		state, j.Attempt, j.ErrorKey, j.ErrorCode, j.ErrorText, tx.Now.UnixMicro(), j.ID, j.Steps)
	if err != nil {
		return fmt.Errorf("end job %d: %w", j.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.job.moved")
	}
	return nil
}

// SaveJobInput stores how far a running job has come. A Conflict means that
// another step has the job: then nothing more may be done for it.
func (tx *Tx) SaveJobInput(ctx context.Context, j panel.Job) error {
	n, err := changed(ctx, tx.q, `UPDATE jobs SET input = $1, version = version + 1 WHERE id = $2 AND steps = $3 AND state = 'running'`,
		toJSON(j.Input), j.ID, j.Steps)
	if err != nil {
		return fmt.Errorf("input of job %d: %w", j.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.job.moved")
	}
	return nil
}

// RenewLease keeps a running job for longer. A Conflict means that another step
// has it.
func (tx *Tx) RenewLease(ctx context.Context, j panel.Job, lease time.Duration) error {
	n, err := changed(ctx, tx.q, `UPDATE jobs SET lease_until = $1 WHERE id = $2 AND steps = $3 AND state = 'running'`,
		tx.Now.Add(lease).UnixMicro(), j.ID, j.Steps)
	if err != nil {
		return fmt.Errorf("lease of job %d: %w", j.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.job.moved")
	}
	return nil
}

// WakeJob makes a job due now: one that waits goes on, one that is running goes
// on at once when it pauses.
func (tx *Tx) WakeJob(ctx context.Context, id int64) error { return tx.wakeWhere(ctx, `$2`, id) }

// wakeWhere wakes the job whose id an expression gives, of which $2 and more are
// the arguments.
func (tx *Tx) wakeWhere(ctx context.Context, id string, args ...any) error {
	woken, err := list(ctx, tx.q, scanID, `UPDATE jobs SET next_at = CASE WHEN state = 'waiting' THEN $1 ELSE next_at END, nudged = (state = 'running'),
			updated_at = $1, version = version + 1
		 WHERE state IN ('waiting', 'running') AND id = `+id+` RETURNING id`, append([]any{tx.Now.UnixMicro()}, args...)...)
	if err != nil {
		return fmt.Errorf("wake job: %w", err)
	}
	for _, id := range woken {
		tx.wake(id, tx.Now)
	}
	return nil
}

// AskCancel marks a job to be cancelled and wakes it when it waits: its next
// step, or the one under way, ends it. An ended job is a Conflict.
func (tx *Tx) AskCancel(ctx context.Context, id int64) error {
	n, err := changed(ctx, tx.q, `UPDATE jobs
		   SET cancel_asked = $1, updated_at = $2, version = version + 1,
		       next_at = CASE WHEN state = 'waiting' THEN $2 ELSE next_at END
		 WHERE id = $3 AND state IN ('waiting', 'running')`, true, tx.Now.UnixMicro(), id)
	if err != nil {
		return fmt.Errorf("cancel job %d: %w", id, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.job.over")
	}
	tx.wake(id, tx.Now)
	return nil
}

// RetryJob lets a failed job wait for its next step again.
func (tx *Tx) RetryJob(ctx context.Context, id int64) error {
	n, err := changed(ctx, tx.q, `UPDATE jobs
		   SET state = 'waiting', next_at = $1, attempt = 0, cancel_asked = $2, ended_at = NULL, updated_at = $1, version = version + 1
		 WHERE id = $3 AND state = 'failed'`, tx.Now.UnixMicro(), false, id)
	if duplicate(err) {
		return panel.Errorf(panel.Conflict, err, "error.job.running")
	}
	if err != nil {
		return fmt.Errorf("retry job %d: %w", id, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.job.notfailed")
	}
	tx.wake(id, tx.Now)
	return nil
}

// SweepJobs lets running jobs whose lease ran out (their process died) wait for
// their next step again, now.
func (tx *Tx) SweepJobs(ctx context.Context) error {
	freed, err := list(ctx, tx.q, scanID, `UPDATE jobs
		   SET state = 'waiting', next_at = $1, lease_until = NULL, updated_at = $1, version = version + 1
		 WHERE state = 'running' AND lease_until < $1 RETURNING id`, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("sweep leases: %w", err)
	}
	for _, id := range freed {
		tx.wake(id, tx.Now)
	}
	return nil
}

// DueJobs lists n waiting jobs that were due at a moment, the longest first.
func (q Queries) DueJobs(ctx context.Context, at time.Time, n int) ([]int64, error) {
	return list(ctx, q.q, scanID, `SELECT id FROM jobs WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $2`, at.UnixMicro(), n)
}

func scanID(row scanner) (id int64, err error) { return id, row.Scan(&id) }

// ReleaseJobs ends at once the lease of every running job of an instance, or of
// all when it is "". Whoever calls it must know that no such process lives.
func (tx *Tx) ReleaseJobs(ctx context.Context, instance string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE jobs SET lease_until = 0 WHERE state = 'running' AND (cast($1 AS text) = '' OR claimed_by = $1)`, instance)
	if err != nil {
		return fmt.Errorf("release jobs: %w", err)
	}
	return nil
}

// AddJobEvent adds a line to a job's history.
func (tx *Tx) AddJobEvent(ctx context.Context, j panel.Job, e panel.JobEvent) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO job_events (reseller_id, job_id, key, args, tone, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		j.ResellerID, j.ID, e.Key, toJSON(e.Args), e.Tone, tx.Now.UnixMicro())
	if err != nil {
		return fmt.Errorf("note on job %d: %w", j.ID, err)
	}
	return nil
}

// JobEvents is a job's history, oldest first.
func (q Queries) JobEvents(ctx context.Context, jobID int64) ([]panel.JobEvent, error) {
	return list(ctx, q.q, func(row scanner) (e panel.JobEvent, err error) {
		return e, row.Scan(&e.Key, fromJSON(&e.Args), &e.Tone, moment(&e.At))
	}, `SELECT key, args, tone, at FROM job_events WHERE job_id = $1 ORDER BY id`, jobID)
}

// Job reads one job that the actor may see.
func (q Queries) Job(ctx context.Context, a panel.Actor, id int64) (panel.Job, error) {
	var f filter
	f.scopeWork(a, "jobs")
	f.and("jobs.id = ?", id)
	j, err := scanJob(q.q.QueryRowContext(ctx, `SELECT `+jobColumns+` FROM jobs`+f.where(), f.args...))
	if err != nil {
		return j, absent(err, "job")
	}
	return j, nil
}

// JobFilter narrows a list of jobs. Zero values do not narrow.
type JobFilter struct {
	State     panel.JobState
	Open      bool // waiting or running
	ProductID int64
	OrderID   int64
	AccountID int64 // vendor account
	Kind      string
	Before    int64 // only ids below, for the next page
	Limit     int
}

// Jobs lists jobs the actor may see, newest first.
func (q Queries) Jobs(ctx context.Context, a panel.Actor, want JobFilter) ([]panel.Job, error) {
	var f filter
	f.scopeWork(a, "jobs")
	if want.State != "" {
		f.and("jobs.state = ?", want.State)
	}
	if want.Open {
		f.and("jobs.state IN ('waiting', 'running')")
	}
	if want.ProductID != 0 {
		f.and("jobs.product_id = ?", want.ProductID)
	}
	if want.OrderID != 0 {
		f.and("jobs.order_id = ?", want.OrderID)
	}
	if want.AccountID != 0 {
		f.and("jobs.account_id = ?", want.AccountID)
	}
	if want.Kind != "" {
		f.and("jobs.kind = ?", want.Kind)
	}
	if want.Before != 0 {
		f.and("jobs.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, scanJob, `SELECT `+jobColumns+` FROM jobs`+where+` ORDER BY jobs.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// limit bounds how many rows a list returns.
func limit(n int) int {
	if n <= 0 || n > 1000 {
		return 50
	}
	return n
}

// JobCounts counts the jobs the actor may see that run, wait and failed.
func (q Queries) JobCounts(ctx context.Context, a panel.Actor) (map[panel.JobState]int, error) {
	var f filter
	f.scopeWork(a, "jobs")
	f.and("jobs.state IN ('waiting', 'running', 'failed')")
	counts := map[panel.JobState]int{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var state panel.JobState
		var n int
		err := row.Scan(&state, &n)
		counts[state] = n
		return struct{}{}, err
	}, `SELECT jobs.state, count(*) FROM jobs`+f.where()+` GROUP BY jobs.state`, f.args...)
	return counts, err
}
