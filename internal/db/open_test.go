package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
)

func TestASecondServerIsKeptAwayFromTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "panel.db")
	open := func() *db.DB {
		d, err := db.Open(t.Context(), "sqlite://"+path, (&clock{now: start}).Now)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first, second := open(), open()
	if err := first.HoldAlone(); err != nil {
		t.Fatal(err)
	}
	if err := second.HoldAlone(); !errors.Is(err, db.ErrInUse) {
		t.Errorf("second server: %v, want %v", err, db.ErrInUse)
	}

	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	if err := second.HoldAlone(); err != nil {
		t.Errorf("after the first ended: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the file = %v, %v; want 0600", info.Mode(), err)
	}
}

// Several processes may start at once, with any part of the tables still to be made.
func TestProcessesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	open := func() *db.DB {
		d, err := db.Open(t.Context(), url, (&clock{now: start}).Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
	if err := open().MigrateOurs(t.Context()); err != nil {
		t.Fatal(err)
	}
	var starts sync.WaitGroup
	for _, d := range []*db.DB{open(), open(), open(), open()} {
		starts.Go(func() {
			if err := d.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	starts.Wait()
}

// A transaction that its process has left alone does not keep others waiting for
// as long as the connection lasts.
func TestPostgresEndsTransactionsThatAreLeftAlone(t *testing.T) {
	t.Parallel()
	d, err := db.Open(t.Context(), pgtest.URL(t), (&clock{now: start}).Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	var after string
	if err := d.Postgres().QueryRow(t.Context(), `SHOW idle_in_transaction_session_timeout`).Scan(&after); err != nil || after != "1min" {
		t.Errorf("a transaction is ended after %q, %v; want 1min", after, err)
	}
}
