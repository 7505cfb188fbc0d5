// Package jobs is what moves the panel by itself: it takes the steps of the long
// work that the rows of the database describe, and runs what is due by the
// clock. It decides nothing; the steps are use cases, and a step too many does
// no harm.
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

// Tick runs one entry of the periodic table.
type Tick struct {
	Name string `json:"name"`
}

// Kind is stored with every tick.
func (Tick) Kind() string { return "tick" }

// tickTime bounds one tick.
const tickTime = 5 * time.Minute

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

// Queue is what moves the panel in one process, between Start and Stop.
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
	river.AddWorker(workers, &tickWorker{app: app})
	return &river.Config{
		ID:                   nameOf(app.Instance),
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: len(periodic)}},
		Workers:              workers,
		PeriodicJobs:         periodicJobs(),
		Logger:               o.Log,
		JobTimeout:           tickTime,
		RescueStuckJobsAfter: 2 * tickTime,
		// A tick is worthless once it was heard; what it did is in our own tables.
		CompletedJobRetentionPeriod: time.Hour,
		CancelledJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 24 * time.Hour,
	}
}

// NewSQLite makes what moves the panel over SQLite's one writer. The steps are
// the database's waker.
func NewSQLite(writer *sql.DB, app *service.App, o Options) (*Steps, Queue, error) {
	client, err := newClient(riversqlite.New(writer), config(app, o))
	if err != nil {
		return nil, nil, err
	}
	steps := newSteps(app, o, 0)
	return steps, both{alone{client, writer}, steps}, nil
}

// both is the steps and the clock.
type both struct {
	Queue
	steps *Steps
}

// Start starts both.
func (b both) Start(ctx context.Context) error {
	b.steps.start(ctx)
	return b.Queue.Start(ctx)
}

// Stop lets the steps of both finish.
func (b both) Stop(ctx context.Context) error {
	b.steps.stop(ctx)
	return b.Queue.Stop(ctx)
}

// alone is the queue of a database file, which one process serves at a time.
type alone struct {
	*river.Client[*sql.Tx]
	writer *sql.DB
}

// Start takes the lead at once: whoever holds it in the table was killed. By
// itself the queue would wait 15 s for that, and nothing would be done by the
// clock meanwhile.
func (q alone) Start(ctx context.Context) error {
	if _, err := q.writer.ExecContext(ctx, `DELETE FROM river_leader`); err != nil {
		return fmt.Errorf("take the lead: %w", err)
	}
	return q.Client.Start(ctx)
}

// NewPostgres makes what moves the panel over a pgx pool that other processes
// may share. The steps are the database's waker.
func NewPostgres(pool *pgxpool.Pool, app *service.App, o Options) (*Steps, Queue, error) {
	client, err := newClient(riverpgxv5.New(pool), config(app, o))
	if err != nil {
		return nil, nil, err
	}
	steps := newSteps(app, o, precedence)
	return steps, both{shared{client, pool}, steps}, nil
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
