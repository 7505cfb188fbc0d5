package db

import (
	"context"
	"database/sql"
)

// Std is PostgreSQL's pool behind database/sql.
func Std(d *DB) *sql.DB { return d.std }

// Exec runs one statement in a transaction.
func Exec(ctx context.Context, tx *Tx, statement string) error {
	_, err := tx.q.ExecContext(ctx, statement)
	return err
}

// WithoutTriggers is how an intruder gets rid of a table's triggers.
func WithoutTriggers(d *DB, table string) []string {
	if d.pool != nil {
		return []string{"ALTER TABLE " + table + " DISABLE TRIGGER ALL"}
	}
	return []string{"DROP TRIGGER " + table + "_no_update", "DROP TRIGGER " + table + "_no_delete"}
}

// Plans runs some reads of a SQLite database and returns how it finds the rows
// of each: one text per step of a plan.
func Plans(ctx context.Context, d *DB, reads func(q Queries) error) (steps []string, err error) {
	seen := &watched{Executor: d.q}
	if err := reads(Queries{q: seen, now: d.now}); err != nil {
		return nil, err
	}
	for _, one := range seen.queries {
		found, err := list(ctx, d.q, func(row scanner) (step string, err error) {
			var id, parent, unused int
			return step, row.Scan(&id, &parent, &unused, &step)
		}, "EXPLAIN QUERY PLAN "+one.text, one.args...)
		if err != nil {
			return nil, err
		}
		steps = append(steps, found...)
	}
	return steps, nil
}

type watched struct {
	Executor
	queries []asked
}

type asked struct {
	text string
	args []any
}

func (w *watched) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	w.queries = append(w.queries, asked{text, args})
	return w.Executor.QueryContext(ctx, text, args...)
}

func (w *watched) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	w.queries = append(w.queries, asked{text, args})
	return w.Executor.QueryRowContext(ctx, text, args...)
}

// MigrateOurs makes our tables and not those of the queue.
func (d *DB) MigrateOurs(ctx context.Context) error { return d.migrateOurs(ctx) }
