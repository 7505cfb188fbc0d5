package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"tangelo/internal/panel"
)

// Waker is told of every job that is due at a moment, once the change that made
// it so is committed. It may forget: whoever looks for due jobs finds the row.
type Waker interface {
	Wake(jobID int64, at time.Time)
}

// ErrCommit means that a commit failed: nobody knows whether it took effect.
var ErrCommit = errors.New("commit")

// SetWaker connects who takes the steps of jobs. Without, due jobs are only found
// by looking for them.
func (d *DB) SetWaker(w Waker) { d.waker = w }

// Tx is one transaction: every read, and every change. Now is its one moment.
type Tx struct {
	Queries
	Now   time.Time
	due   []wakeUp // to be told when it is committed
	moved struct { // the latest order that it moved
		id int64
		to panel.OrderState
	}
	heads map[int64]*ledgerHead // of the journals it has locked, by reseller
}

type wakeUp struct {
	jobID int64
	at    time.Time
}

// wake tells the waker of a job when the transaction is committed.
func (tx *Tx) wake(jobID int64, at time.Time) { tx.due = append(tx.due, wakeUp{jobID, at}) }

func (d *DB) committed(tx *Tx) {
	if d.waker == nil {
		return
	}
	for _, w := range tx.due {
		d.waker.Wake(w.jobID, w.at)
	}
}

// Within runs act in one transaction and commits it unless act fails. Inside,
// use tx only: SQLite has one writer, so a second query on the pool would wait
// for ever; and no vendor is ever called inside.
func (d *DB) Within(ctx context.Context, act func(tx *Tx) error) (err error) {
	stx, err := d.changes().BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if rolled := stx.Rollback(); rolled != nil && !errors.Is(rolled, sql.ErrTxDone) {
			err = errors.Join(err, rolled)
		}
	}()
	tx := d.newTx(stx)
	if err := act(tx); err != nil {
		return err
	}
	if err := stx.Commit(); err != nil {
		return fmt.Errorf("%w: %w", ErrCommit, err)
	}
	d.committed(tx)
	return nil
}

// Brief runs an act that makes one change in one statement, and spares the
// transaction around it. What act reads besides is of another moment than the
// change.
func (d *DB) Brief(act func(tx *Tx) error) error {
	tx := d.newTx(&single{Executor: d.changes()})
	if err := act(tx); err != nil {
		return err
	}
	d.committed(tx)
	return nil
}

// changes is the pool for what changes something.
func (d *DB) changes() *sql.DB {
	if d.writer != nil {
		return d.writer
	}
	return d.std
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
