// Package db holds all SQL of the panel. One text serves SQLite (the default)
// and PostgreSQL: $n placeholders, times as microseconds since 1970 UTC, NULL
// for "never". Reads go through Queries, changes through Within.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite" // registers the driver "sqlite"; also for its error type

	"tangelo/internal/panel"
)

// Executor runs SQL: a pool, a transaction or a connection.
type Executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Queries is every read. It works on the readers' pool or inside a transaction.
type Queries struct {
	q   Executor
	now func() time.Time
}

// DB is one database with its pools: a single writer and eight readers on
// SQLite, one pgx pool on PostgreSQL.
type DB struct {
	Queries
	writer *sql.DB       // SQLite's one writer, shared with the clock; nil on PostgreSQL
	pool   *pgxpool.Pool // nil on SQLite
	std    *sql.DB       // PostgreSQL's pool behind database/sql, or SQLite's readers
	path   string        // of the SQLite file
	lock   *os.File      // keeps a second server away from a SQLite file
	waker  Waker
}

// sqliteSettings must be in the DSN: set by Exec they would reach one pooled
// connection only.
const sqliteSettings = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-4000)"

// Open opens the database that a URL names, sqlite:///path/to/file or
// postgres://…, without touching its schema. now is the clock of every row.
func Open(ctx context.Context, databaseURL string, now func() time.Time) (*DB, error) {
	switch {
	case strings.HasPrefix(databaseURL, "sqlite://"):
		return openSQLite(ctx, strings.TrimPrefix(databaseURL, "sqlite://"), now)
	case strings.HasPrefix(databaseURL, "postgres://"), strings.HasPrefix(databaseURL, "postgresql://"):
		return openPostgres(ctx, databaseURL, now)
	}
	return nil, errors.New("database URL must begin with sqlite:// or postgres://")
}

func openSQLite(ctx context.Context, path string, now func() time.Time) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("database folder: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // for the owner only, whatever the umask says
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	base := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqliteSettings
	writer, err := openPreparing(base + "&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	writer.SetMaxOpenConns(1) // SQLite has one writer, and the clock writes too
	if err := writer.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), writer.Close())
	}
	readers, err := openPreparing(base + "&_query_only=1")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), writer.Close())
	}
	readers.SetMaxOpenConns(8)
	readers.SetMaxIdleConns(8)
	return &DB{Queries: Queries{q: readers, now: now}, writer: writer, std: readers, path: path}, nil
}

// stalled is how long a process may leave a transaction alone, in milliseconds,
// before PostgreSQL ends it. Nothing in a transaction waits for anybody else; but
// a machine that has lost its power or its network would keep others from its
// rows until the connection is given up, which takes hours.
const stalled = `60000`

func openPostgres(ctx context.Context, databaseURL string, now func() time.Time) (*DB, error) {
	config, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		return nil, errors.New("database URL is not a PostgreSQL URL") // the cause may quote the password
	}
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `SET idle_in_transaction_session_timeout = `+stalled)
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach PostgreSQL: %w", err)
	}
	std := stdlib.OpenDBFromPool(pool)
	return &DB{Queries: Queries{q: std, now: now}, pool: pool, std: std}, nil
}

// Close closes every pool.
func (d *DB) Close() error {
	err := d.std.Close()
	if d.writer != nil {
		err = errors.Join(err, d.writer.Close())
	}
	if d.pool != nil {
		d.pool.Close()
	}
	if d.lock != nil {
		err = errors.Join(err, d.lock.Close())
	}
	return err
}

// ErrInUse means that another server holds the SQLite file.
var ErrInUse = errors.New("another panel serves this database file; PostgreSQL takes several")

// HoldAlone keeps other servers away from a SQLite file until Close: one
// process may then take up what an earlier run left. On PostgreSQL it does
// nothing, for there the nodes share the work.
func (d *DB) HoldAlone() error {
	if d.pool != nil {
		return nil
	}
	lock, err := os.OpenFile(d.path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(ErrInUse, lock.Close())
	}
	d.lock = lock
	return nil
}

// SQLite is the writer's pool, for the clock; nil on PostgreSQL.
func (d *DB) SQLite() *sql.DB { return d.writer }

// Postgres is the pool, for the clock; nil on SQLite.
func (d *DB) Postgres() *pgxpool.Pool { return d.pool }

// Engine is "sqlite" or "postgres".
func (d *DB) Engine() string {
	if d.pool != nil {
		return "postgres"
	}
	return "sqlite"
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.std.PingContext(ctx) }

// duplicate reports whether err is a unique constraint refusing a row.
func duplicate(err error) bool {
	var pg interface{ SQLState() string }
	if errors.As(err, &pg) {
		return pg.SQLState() == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == 2067 || lite.Code() == 1555)
}

// Deadlock reports whether err is PostgreSQL ending a transaction because two
// waited for each other. It changed nothing, and may be tried again.
func Deadlock(err error) bool {
	var pg interface{ SQLState() string }
	return errors.As(err, &pg) && pg.SQLState() == "40P01"
}

// absent turns "no rows" into an error of kind NotFound.
func absent(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return panel.Errorf(panel.NotFound, fmt.Errorf("no such %s", what), "error.notfound")
	}
	return fmt.Errorf("%s: %w", what, err)
}
