package db

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// kept is how many statements the one connection of a pool keeps.
func kept(t *testing.T, d *sql.DB) (n int) {
	t.Helper()
	c, err := d.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Raw(func(raw any) error { n = len(raw.(*preparedConn).idle); return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func preparingPool(t *testing.T) *sql.DB {
	t.Helper()
	d, err := openPreparing("file:" + filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := d.ExecContext(t.Context(), `CREATE TABLE numbers (n BIGINT UNIQUE)`); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if _, err := d.ExecContext(t.Context(), `INSERT INTO numbers VALUES ($1)`, n); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// TestStatementsAreKeptAndNeverSharedWhileInUse runs the same query within its
// own rows, as code in one transaction may.
func TestStatementsAreKeptAndNeverSharedWhileInUse(t *testing.T) {
	t.Parallel()
	d := preparingPool(t)
	tx, err := d.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const upTo = `SELECT n FROM numbers WHERE n <= $1 ORDER BY n`
	read := func(most int, each func()) (all []int) {
		rows, err := tx.QueryContext(t.Context(), upTo, most)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var n int
			if err := rows.Scan(&n); err != nil {
				t.Fatal(err)
			}
			all = append(all, n)
			each()
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	inner := 0
	outer := read(2, func() { inner += len(read(1, func() {})) })
	if len(outer) != 3 || inner != 6 {
		t.Errorf("outer rows %v, inner rows %d; want 3 and 6", outer, inner)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if n := kept(t, d); n != 3 { // CREATE, INSERT and one of the twins
		t.Errorf("%d statements are kept, want 3", n)
	}
}

// TestAStatementThatFailedIsNotKept, and the next run of it works.
func TestAStatementThatFailedIsNotKept(t *testing.T) {
	t.Parallel()
	d := preparingPool(t)
	before := kept(t, d)
	if _, err := d.ExecContext(t.Context(), `INSERT INTO numbers VALUES ($1)`, 1); err == nil {
		t.Fatal("a second 1 was taken")
	}
	if n := kept(t, d); n != before-1 {
		t.Errorf("%d statements are kept after a failure, want %d", n, before-1)
	}
	if _, err := d.ExecContext(t.Context(), `INSERT INTO numbers VALUES ($1)`, 7); err != nil {
		t.Error(err)
	}
}
