// Package jobs is the queue: it wakes the long work that the rows of the
// database describe, and runs what is due by the clock. It decides nothing;
// the steps are use cases, and a wake-up too many does no harm.
package jobs

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"tangelo/internal/service"
)

// Wake asks a worker to take one step of a job.
type Wake struct {
	JobID int64 `json:"job_id"`
}

// Kind is stored with every wake-up; renaming it strands those already queued.
func (Wake) Kind() string { return "job.wake" }

// Tick runs one entry of the periodic table.
type Tick struct {
	Name string `json:"name"`
}

// Kind is stored with every tick.
func (Tick) Kind() string { return "tick" }

// stepTime bounds one step: longer than the slowest vendor call and its lease.
const stepTime = 5 * time.Minute

type wakeWorker struct {
	river.WorkerDefaults[Wake]
	app *service.App
}

func (w *wakeWorker) Work(ctx context.Context, job *river.Job[Wake]) error {
	return w.app.Step(ctx, job.Args.JobID)
}

func (*wakeWorker) Timeout(*river.Job[Wake]) time.Duration { return stepTime }

type tickWorker struct {
	river.WorkerDefaults[Tick]
	app *service.App
}

func (w *tickWorker) Work(ctx context.Context, job *river.Job[Tick]) error {
	for _, p := range periodic {
		if p.name == job.Args.Name {
			return p.run(ctx, w.app)
		}
	}
	return river.JobCancel(fmt.Errorf("no periodic job %q", job.Args.Name))
}

// Queue is the running queue of one process.
type Queue interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
}

// Options says how a queue works.
type Options struct {
	Workers int // steps at once
	Log     *slog.Logger
}

func config(app *service.App, o Options) *river.Config {
	workers := river.NewWorkers()
	river.AddWorker(workers, &wakeWorker{app: app})
	river.AddWorker(workers, &tickWorker{app: app})
	return &river.Config{
		ID:                   nameOf(app.Instance),
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}},
		Workers:              workers,
		PeriodicJobs:         periodicJobs(),
		Logger:               o.Log,
		FetchCooldown:        50 * time.Millisecond,
		FetchPollInterval:    500 * time.Millisecond,
		JobTimeout:           stepTime,
		RescueStuckJobsAfter: 2 * stepTime,
		// A wake-up is worthless once it was heard; the history is in our own tables.
		CompletedJobRetentionPeriod: time.Hour,
		CancelledJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 24 * time.Hour,
	}
}

// NewSQLite makes the queue and its waker over SQLite's one writer.
func NewSQLite(writer *sql.DB, app *service.App, o Options) (*Waker, Queue, error) {
	client, err := newClient(riversqlite.New(writer), config(app, o))
	if err != nil {
		return nil, nil, err
	}
	near := newNear(app, o)
	return &Waker{lite: client, near: near}, prompt{alone{client, writer}, near}, nil
}

// alone is the queue of a database file, which one process serves at a time.
type alone struct {
	*river.Client[*sql.Tx]
	writer *sql.DB
}

// Start takes the lead at once: whoever holds it in the table was killed. By
// itself the queue would wait 15 s for that, and nothing that is due later or
// by the clock would be woken meanwhile.
func (q alone) Start(ctx context.Context) error {
	if _, err := q.writer.ExecContext(ctx, `DELETE FROM river_leader`); err != nil {
		return fmt.Errorf("take the lead: %w", err)
	}
	return q.Client.Start(ctx)
}

// NewPostgres makes the queue and its waker over a pgx pool.
func NewPostgres(pool *pgxpool.Pool, app *service.App, o Options) (*Waker, Queue, error) {
	client, err := newClient(riverpgxv5.New(pool), config(app, o))
	if err != nil {
		return nil, nil, err
	}
	near := newNear(app, o)
	return &Waker{pg: client, near: near}, prompt{shared{client, pool}, near}, nil
}

// shared is the queue of one of several processes.
type shared struct {
	*river.Client[pgx.Tx]
	pool *pgxpool.Pool
}

// Start lets go of the lead that an earlier run of this process held and could
// not give back: by itself the queue would wait 15 s for that.
func (q shared) Start(ctx context.Context) error {
	if _, err := q.pool.Exec(ctx, `DELETE FROM river_leader WHERE leader_id = $1`, q.ID()); err != nil {
		return fmt.Errorf("let go of the lead: %w", err)
	}
	return q.Client.Start(ctx)
}

// nameOf is a process's name as the queue takes it: not too long, and the same
// after a restart.
func nameOf(instance string) string {
	if len(instance) < 90 {
		return instance
	}
	sum := sha256.Sum256([]byte(instance))
	return hex.EncodeToString(sum[:])
}

func newClient[TTx any](driver riverdriver.Driver[TTx], c *river.Config) (*river.Client[TTx], error) {
	client, err := river.NewClient(driver, c)
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return client, nil
}

// Waker puts wake-ups into the queue inside the caller's transaction. It
// implements the database's Waker.
type Waker struct {
	lite *river.Client[*sql.Tx]
	pg   *river.Client[pgx.Tx]
	near *near
}

// wakeAt is how a wake-up is queued. One that is due gets no time: whatever has
// one waits for the queue's scheduler, which looks every 5 s.
func (w *Waker) wakeAt(at time.Time) *river.InsertOpts {
	o := &river.InsertOpts{MaxAttempts: 3}
	if at.After(w.near.app.Now()) {
		o.ScheduledAt = at
	}
	return o
}

// Near remembers a wake-up that is due in a few seconds in this process. Should
// the process die before, the sweeper finds the job.
func (w *Waker) Near(jobID int64, at time.Time) (committed func()) { return w.near.wake(jobID, at) }

// WakeSQLite queues a wake-up in a SQLite transaction.
func (w *Waker) WakeSQLite(ctx context.Context, tx *sql.Tx, jobID int64, at time.Time) error {
	if _, err := w.lite.InsertTx(ctx, tx, Wake{JobID: jobID}, w.wakeAt(at)); err != nil {
		return fmt.Errorf("wake job %d: %w", jobID, err)
	}
	return nil
}

// WakePostgres queues a wake-up in a PostgreSQL transaction.
func (w *Waker) WakePostgres(ctx context.Context, tx pgx.Tx, jobID int64, at time.Time) error {
	if _, err := w.pg.InsertTx(ctx, tx, Wake{JobID: jobID}, w.wakeAt(at)); err != nil {
		return fmt.Errorf("wake job %d: %w", jobID, err)
	}
	return nil
}
