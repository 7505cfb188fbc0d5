package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
	"tangelo/internal/vendors/endpoint"
)

// next is what a step of a job leads to: it is over, or it goes on later.
type next struct {
	over bool
	in   time.Duration
}

// over says that the job has reached its end.
func over() (next, error) { return next{over: true}, nil }

// later says that the job goes on after a while.
func later(in time.Duration) (next, error) { return next{in: in}, nil }

// jobKind is how one kind of job runs. A step may be repeated after a crash,
// so it asks the rows how far things are before it acts.
type jobKind struct {
	step     func(a *App, ctx context.Context, job *panel.Job) (next, error)
	attempts int                                                                 // errors before it counts as failed
	once     bool                                                                // it is never tried again, not even by a person
	lost     func(a *App, ctx context.Context, job panel.Job, cause error) error // tidies up after a failure or a cancellation; may be nil
}

// longLease is longer than any one step: a step makes at most one slow call.
const longLease = 150 * time.Second

// stepLease is longLease, shortened in a rehearsal whose calls end sooner.
func (a *App) stepLease() time.Duration {
	if a.CallLimit == 0 {
		return longLease
	}
	return min(longLease, max(a.patience(longLease), 20*a.CallLimit))
}

// Step takes one step of a job, if it is due and nobody else has it. A call too
// many does no harm.
func (a *App) Step(ctx context.Context, id int64) error {
	var job panel.Job
	var mine bool
	err := a.DB.Brief(func(tx *db.Tx) (err error) {
		// The lease is the longest any kind has: the kind is not known yet.
		job, mine, err = tx.ClaimJob(ctx, id, a.stepLease(), a.Instance)
		return err
	})
	if err != nil || !mine {
		return err
	}
	kind, known := jobKinds[job.Kind]
	if !known {
		return a.endJob(ctx, job, fmt.Errorf("no such kind of job: %s", job.Kind), panel.JobFailed)
	}
	if job.CancelAsked {
		return a.afterStep(context.WithoutCancel(ctx), kind, job, next{}, errCancelled)
	}
	outcome, err := a.runStep(ctx, kind, &job)
	return a.afterStep(context.WithoutCancel(ctx), kind, job, outcome, err)
}

func (a *App) runStep(ctx context.Context, kind jobKind, job *panel.Job) (outcome next, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s panicked: %v", job.Kind, p)
		}
	}()
	ctx, leave := a.running.enter(ctx, job.ID)
	defer leave()
	ctx = endpoint.WithOrigin(ctx, endpoint.Origin{ActorID: job.CreatedBy, JobID: job.ID, RequestID: job.RequestID})
	outcome, err = kind.step(a, ctx, job)
	if err != nil && errors.Is(context.Cause(ctx), errCancelled) {
		err = errCancelled
	}
	return outcome, err
}

func (a *App) afterStep(ctx context.Context, kind jobKind, job panel.Job, outcome next, err error) error {
	switch {
	case errors.Is(err, errCancelled):
		a.tidyUp(ctx, kind, job, panel.Errorf(panel.Conflict, err, "error.job.cancelled"))
		return a.endJob(ctx, job, nil, panel.JobCancelled)
	case err == nil && outcome.over:
		job.ErrorKey, job.ErrorCode, job.ErrorText = "", "", ""
		return a.endJob(ctx, job, nil, panel.JobDone)
	case err == nil:
		return a.pause(ctx, job, outcome.in)
	case a.mayRetry(kind, &job, err):
		a.Log.WarnContext(ctx, "job step", "job", job.ID, "kind", job.Kind, "attempt", job.Attempt, "error", err)
		return a.pause(ctx, job, a.patience(backoff(job.Attempt)))
	}
	a.Log.WarnContext(ctx, "job failed", "job", job.ID, "kind", job.Kind, "error", err)
	a.tidyUp(ctx, kind, job, err)
	return a.endJob(ctx, job, err, panel.JobFailed)
}

// tidyUp leaves no row waiting for a job that ends without having done its
// work. It comes before the end of the job, so that a crash repeats it.
func (a *App) tidyUp(ctx context.Context, kind jobKind, job panel.Job, cause error) {
	if kind.lost == nil {
		return
	}
	err := a.DB.Brief(func(tx *db.Tx) error { return tx.RenewLease(ctx, job, a.stepLease()) })
	if err == nil { // otherwise another process has the job, and its rows
		err = kind.lost(a, ctx, job, cause)
	}
	if err != nil {
		a.Log.ErrorContext(ctx, "tidying up after a job", "job", job.ID, "error", err)
	}
}

// mayRetry notes the error on the job and decides whether another try can help.
func (a *App) mayRetry(kind jobKind, job *panel.Job, err error) bool {
	job.Attempt++
	describe(job, err)
	switch panel.KindOf(err) {
	case panel.Unavailable, panel.Internal, panel.Uncertain, panel.Conflict, panel.Throttled:
		return job.Attempt < kind.attempts
	case panel.Invalid, panel.NotFound, panel.Forbidden, panel.Refused, panel.SignIn:
		return false
	}
	return false
}

// describe puts what went wrong on the job, in the words a person may see.
func describe(job *panel.Job, err error) {
	var e *panel.Error
	job.ErrorKey, job.ErrorCode, job.ErrorText = "error.internal", "", ""
	if errors.As(err, &e) {
		job.ErrorKey, job.ErrorCode, job.ErrorText = e.Key, e.Vendor.Code, e.Vendor.Text
	}
}

// backoff is the pause after the n-th error in a row: 5 s doubling to 10 min.
func backoff(n int) time.Duration {
	return min(5*time.Second<<min(n-1, 10), 10*time.Minute)
}

func (a *App) pause(ctx context.Context, job panel.Job, in time.Duration) error {
	return a.DB.Brief(func(tx *db.Tx) error { return tx.PauseJob(ctx, job, tx.Now.Add(in)) })
}

func (a *App) endJob(ctx context.Context, job panel.Job, cause error, state panel.JobState) error {
	if cause != nil {
		describe(&job, cause)
	}
	return a.DB.Brief(func(tx *db.Tx) error { return tx.EndJob(ctx, job, state) })
}

// note adds a line to a job's history; a line that cannot be written is
// logged, for the work itself goes on.
func (a *App) note(ctx context.Context, job *panel.Job, tone, key string, args ...any) {
	ctx = context.WithoutCancel(ctx)
	err := a.DB.Brief(func(tx *db.Tx) error {
		return tx.AddJobEvent(ctx, *job, panel.JobEvent{Key: key, Args: args, Tone: tone})
	})
	if err != nil {
		a.Log.ErrorContext(ctx, "note on a job", "job", job.ID, "error", err)
	}
}

func jobPlace(job panel.Job) vault.Place {
	return vault.Place{Reseller: job.ResellerID, Table: "jobs", Row: fmt.Sprint(job.ID), Column: "sealed"}
}

// startJob records a job and its secrets inside the caller's transaction. Where
// one with its key is under way already, it is that one.
func (a *App) startJob(ctx context.Context, tx *db.Tx, actor panel.Actor, j db.NewJob, secrets map[string]string) (int64, error) {
	id, _, err := a.beginJob(ctx, tx, actor, j, secrets)
	return id, err
}

// beginJob is startJob that tells whether the job is a new one.
func (a *App) beginJob(ctx context.Context, tx *db.Tx, actor panel.Actor, j db.NewJob, secrets map[string]string) (id int64, added bool, err error) {
	j.CreatedBy, j.RequestID = actor.UserID, actor.RequestID
	if j.ResellerID == 0 {
		j.ResellerID = actor.ResellerID
	}
	id, added, err = tx.AddJob(ctx, j)
	if err != nil || !added || len(secrets) == 0 {
		return id, added, err
	}
	j.ID = id
	sealed, err := a.Vault.SealMap(jobPlace(j.Job), secrets)
	if err != nil {
		return 0, false, err
	}
	return id, true, tx.SealJob(ctx, id, sealed)
}

// secretsOf opens the sealed part of a job's input.
func (a *App) secretsOf(job panel.Job) (map[string]string, error) {
	return a.Vault.OpenMap(jobPlace(job), job.Sealed)
}

// DueJobs lists n jobs whose next step has been due for a while, the longest
// first.
func (a *App) DueJobs(ctx context.Context, since time.Duration, n int) ([]int64, error) {
	return a.DB.DueJobs(ctx, a.Now().Add(-since), n)
}

// Sweep frees the jobs of processes that died, settles orders whose sender
// did, and gives those a job that have lost theirs.
func (a *App) Sweep(ctx context.Context) error {
	return errors.Join(a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SweepJobs(ctx) }),
		a.settleLostOrders(ctx), a.carryStranded(ctx), a.markJournal(ctx), a.syncPricesDaily(ctx))
}

// StartAlone frees at once what an earlier run of this single process left
// running. Never on a database that other processes use.
func (a *App) StartAlone(ctx context.Context) error { return a.startAfter(ctx, "") }

// StartShared frees at once what an earlier run of this instance was doing, on a
// database that other processes use. No other process may bear the same
// instance's name.
func (a *App) StartShared(ctx context.Context) error { return a.startAfter(ctx, a.Instance) }

func (a *App) startAfter(ctx context.Context, instance string) error {
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		return errors.Join(tx.ReleaseJobs(ctx, instance), tx.ExpireLeases(ctx, instance))
	})
	if err != nil {
		return err
	}
	return a.Sweep(ctx)
}

// Jobs lists jobs the actor may see.
func (a *App) Jobs(ctx context.Context, actor panel.Actor, want db.JobFilter) ([]panel.Job, error) {
	if err := require(actor, panel.ViewJobs); err != nil {
		return nil, err
	}
	return a.DB.Jobs(ctx, actor, want)
}

// JobDetail is one job with its history and its vendor calls.
type JobDetail struct {
	Job    panel.Job
	Events []panel.JobEvent
	Calls  []panel.VendorCall
}

// Job reads one job. Whoever started it may follow it, and a customer every
// job about the customer's own products.
func (a *App) Job(ctx context.Context, actor panel.Actor, id int64) (JobDetail, error) {
	var d JobDetail
	if err := require(actor, panel.SignedIn); err != nil {
		return d, err
	}
	var err error
	if d.Job, err = a.DB.Job(ctx, actor, id); err != nil {
		return d, err
	}
	if d.Job.CreatedBy != actor.UserID && actor.Role == panel.RoleStaff && !actor.May(panel.ViewJobs) {
		return d, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	if d.Events, err = a.history(ctx, actor, id); err != nil {
		return d, err
	}
	d.Job = viewedBy(actor, d.Job)
	if actor.May(panel.ViewCalls) {
		d.Calls, err = a.DB.VendorCalls(ctx, actor, db.CallFilter{JobID: id, Limit: 100})
	}
	return d, err
}

// history is a job's history as the actor may read it.
func (a *App) history(ctx context.Context, actor panel.Actor, jobID int64) ([]panel.JobEvent, error) {
	events, err := a.DB.JobEvents(ctx, jobID)
	return allViewedBy(actor, events), err
}

// JobCounts counts running, waiting and failed jobs, for the badge.
func (a *App) JobCounts(ctx context.Context, actor panel.Actor) (map[panel.JobState]int, error) {
	return a.DB.JobCounts(ctx, actor)
}

// noRetry is the message that says why a job is never tried again as it is; ""
// when it may be, once it has failed.
func noRetry(job panel.Job) string {
	op, err := panel.OperationNamed(job.Input["operation"])
	switch {
	case jobKinds[job.Kind].once:
		return "error.job.once"
	case err == nil && op.Forgets():
		return "error.job.secret"
	}
	return ""
}

// MayRetry reports whether a job may be tried again once it has failed.
func MayRetry(job panel.Job) bool { return noRetry(job) == "" }

// RetryJob lets a failed job try again.
func (a *App) RetryJob(ctx context.Context, actor panel.Actor, id int64) error {
	return a.changeJob(ctx, actor, id, "job.retry", func(tx *db.Tx, job panel.Job) error {
		if why := noRetry(job); why != "" {
			return panel.Errorf(panel.Conflict, nil, why)
		}
		return tx.RetryJob(ctx, job.ID)
	})
}

// CancelJob stops a job: at once when it waits, as soon as its step lets go
// when it runs. What a vendor was already asked to do is not undone; rows that
// waited for the job say that it was cancelled.
func (a *App) CancelJob(ctx context.Context, actor panel.Actor, id int64) error {
	err := a.changeJob(ctx, actor, id, "job.cancel", func(tx *db.Tx, job panel.Job) error {
		if job.OrderID != 0 {
			return panel.Errorf(panel.Conflict, nil, "error.job.order") // an order is cancelled as an order
		}
		return tx.AskCancel(ctx, job.ID)
	})
	if err != nil {
		return err
	}
	a.running.cancel(id)
	// A waiting job ends here and now; what this cannot end, its next step does.
	return a.Step(context.WithoutCancel(ctx), id)
}

func (a *App) changeJob(ctx context.Context, actor panel.Actor, id int64, action string, change func(tx *db.Tx, job panel.Job) error) error {
	if err := require(actor, panel.ManageJobs); err != nil {
		return err
	}
	job, err := a.DB.Job(ctx, actor, id)
	if err != nil {
		return err
	}
	t := &act{Action: action, Kind: "job", ID: id, Name: job.Kind + " " + job.Subject, ResellerID: job.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return change(tx, job) })
}
