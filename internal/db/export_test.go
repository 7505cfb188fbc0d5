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
