package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"tangelo/migrations"
)

// Migrate brings the schema, and then the queue's own, up to date. Several
// processes may do so at once: on PostgreSQL one after the other.
func (d *DB) Migrate(ctx context.Context) (err error) {
	unlock, err := d.lockSchema(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := d.migrateOurs(ctx); err != nil {
		return err
	}
	if err := d.migrateQueue(ctx); err != nil {
		return fmt.Errorf("migrate the queue's tables: %w", err)
	}
	return nil
}

// lockSchema keeps other processes from migrating until unlock. It ends with the
// connection, so a process that dies holds nobody up. SQLite needs none.
func (d *DB) lockSchema(ctx context.Context) (unlock func() error, err error) {
	if d.pool == nil {
		return func() error { return nil }, nil
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // once a second for five minutes
	if err != nil {
		return nil, fmt.Errorf("migration lock: %w", err)
	}
	conn, err := d.std.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("migration lock: %w", err)
	}
	if err := locker.SessionLock(ctx, conn); err != nil {
		return nil, errors.Join(fmt.Errorf("migration lock: %w", err), conn.Close())
	}
	return func() error { return errors.Join(locker.SessionUnlock(context.WithoutCancel(ctx), conn), conn.Close()) }, nil
}

func (d *DB) migrateOurs(ctx context.Context) error {
	words, dialect, handle := migrations.SQLite, goose.DialectSQLite3, d.writer
	if d.pool != nil {
		words, dialect, handle = migrations.Postgres, goose.DialectPostgres, d.std
	}
	files, err := migrations.For(words)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, handle, files)
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
