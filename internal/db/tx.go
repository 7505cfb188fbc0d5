package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Waker puts a wake-up for a job into the queue, inside the caller's
// transaction: committed together or not at all. Near is what remembers the
// wake-up without the queue, to be called when the transaction is committed;
// nil when the queue must.
type Waker interface {
	Near(jobID int64, at time.Time) (committed func())
	WakeSQLite(ctx context.Context, tx *sql.Tx, jobID int64, at time.Time) error
	WakePostgres(ctx context.Context, tx pgx.Tx, jobID int64, at time.Time) error
}

// ErrCommit means that a commit failed: nobody knows whether it took effect.
var ErrCommit = errors.New("commit")

// SetWaker connects the queue. Without one, jobs are only found by the sweeper.
func (d *DB) SetWaker(w Waker) { d.waker = w }

// Tx is one transaction: every read, and every change. Now is its one moment.
type Tx struct {
	Queries
	Now  time.Time
	wake func(ctx context.Context, jobID int64, at time.Time) error
	then []func() // run when it is committed

	heads map[int64]*ledgerHead // of the journals it has locked, by reseller
}

// wakeBy wakes a job by the queue, or has the waker remember it.
func (d *DB) wakeBy(tx *Tx, queue func(ctx context.Context, jobID int64, at time.Time) error) {
	tx.wake = func(ctx context.Context, jobID int64, at time.Time) error {
		if d.waker == nil {
			return nil
		}
		if committed := d.waker.Near(jobID, at); committed != nil {
			tx.then = append(tx.then, committed)
			return nil
		}
		return queue(ctx, jobID, at)
	}
}

func (tx *Tx) committed() {
	for _, f := range tx.then {
		f()
	}
}

// Within runs act in one transaction and commits it unless act fails. Inside,
// use tx only: SQLite has one writer, so a second query on the pool would wait
// for ever; and no vendor is ever called inside.
func (d *DB) Within(ctx context.Context, act func(tx *Tx) error) error {
	if d.pool != nil {
		return d.withinPostgres(ctx, act)
	}
	return d.withinSQLite(ctx, act)
}

// Brief runs an act that makes one change in one statement, and spares the
// transaction around it. What act reads besides is
// of another moment than the change; a wake-up that the queue must take follows
// the change in a transaction of its own, and is the sweeper's should the
// process die between.
func (d *DB) Brief(ctx context.Context, act func(tx *Tx) error) error {
	tx := d.newTx(&single{Executor: d.changes()})
	var queued []wakeUp
	d.wakeBy(tx, func(_ context.Context, jobID int64, at time.Time) error {
		queued = append(queued, wakeUp{jobID, at})
		return nil
	})
	if err := act(tx); err != nil {
		return err
	}
	tx.committed()
	if len(queued) == 0 {
		return nil
	}
	return d.Within(ctx, func(tx *Tx) error {
		for _, w := range queued {
			if err := tx.wake(ctx, w.jobID, w.at); err != nil {
				return err
			}
		}
		return nil
	})
}

type wakeUp struct {
	jobID int64
	at    time.Time
}

// changes is the pool for single statements that change something.
func (d *DB) changes() Executor {
	if d.pool != nil {
		return d.std
	}
	return d.writer
}

// single lets one change through, and reads. A second change panics: whoever
// wrote the act must have meant a transaction.
type single struct {
	Executor
	used bool
}

func (s *single) spend(query string) {
	if strings.HasPrefix(query, "SELECT") {
		return
	}
	if s.used {
		panic("db: a brief act makes one change")
	}
	s.used = true
}

func (s *single) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s.spend(query)
	return s.Executor.ExecContext(ctx, query, args...)
}

func (s *single) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s.spend(query)
	return s.Executor.QueryContext(ctx, query, args...)
}

func (s *single) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s.spend(query)
	return s.Executor.QueryRowContext(ctx, query, args...)
}

func (d *DB) newTx(q Executor) *Tx {
	now := d.now().UTC().Truncate(time.Microsecond)
	return &Tx{Queries: Queries{q: q, now: d.now}, Now: now}
}

func (d *DB) withinSQLite(ctx context.Context, act func(tx *Tx) error) (err error) {
	stx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if rolled := stx.Rollback(); rolled != nil && !errors.Is(rolled, sql.ErrTxDone) {
			err = errors.Join(err, rolled)
		}
	}()
	tx := d.newTx(stx)
	d.wakeBy(tx, func(ctx context.Context, jobID int64, at time.Time) error {
		return d.waker.WakeSQLite(ctx, stx, jobID, at)
	})
	if err := act(tx); err != nil {
		return err
	}
	if err := stx.Commit(); err != nil {
		return fmt.Errorf("%w: %w", ErrCommit, err)
	}
	tx.committed()
	return nil
}

// withinPostgres opens the transaction on the pgx connection beneath
// database/sql, so that our SQL and the queue's insert share it.
func (d *DB) withinPostgres(ctx context.Context, act func(tx *Tx) error) (err error) {
	conn, err := d.std.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connection: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var ptx pgx.Tx
	err = conn.Raw(func(driver any) (e error) {
		ptx, e = driver.(*stdlib.Conn).Conn().Begin(ctx)
		return e
	})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if rolled := ptx.Rollback(context.WithoutCancel(ctx)); rolled != nil && !errors.Is(rolled, pgx.ErrTxClosed) {
			err = errors.Join(err, rolled)
		}
	}()
	tx := d.newTx(conn)
	d.wakeBy(tx, func(ctx context.Context, jobID int64, at time.Time) error {
		return d.waker.WakePostgres(ctx, ptx, jobID, at)
	})
	if err := act(tx); err != nil {
		return err
	}
	if err := ptx.Commit(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrCommit, err)
	}
	tx.committed()
	return nil
}
