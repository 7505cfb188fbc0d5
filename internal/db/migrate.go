package db

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"tangelo/migrations"
)

// Migrate brings the schema, and then the queue's own, up to date. Two
// processes may do so at once.
func (d *DB) Migrate(ctx context.Context) error {
	if err := d.migrateOurs(ctx); err != nil {
		return err
	}
	if err := d.migrateQueue(ctx); err != nil {
		return fmt.Errorf("migrate the queue's tables: %w", err)
	}
	return nil
}

func (d *DB) migrateOurs(ctx context.Context) error {
	words, dialect, handle := migrations.SQLite, goose.DialectSQLite3, d.writer
	var options []goose.ProviderOption
	if d.pool != nil {
		words, dialect, handle = migrations.Postgres, goose.DialectPostgres, d.std
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("migration lock: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	files, err := migrations.For(words)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, handle, files, options...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func (d *DB) migrateQueue(ctx context.Context) error {
	if d.pool != nil {
		return queueUp(ctx, riverpgxv5.New(d.pool))
	}
	return queueUp(ctx, riversqlite.New(d.writer))
}

func queueUp[TTx any](ctx context.Context, driver riverdriver.Driver[TTx]) error {
	migrator, err := rivermigrate.New(driver, nil)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
