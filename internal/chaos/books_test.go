package chaos

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"tangelo/internal/db"
)

// The books of a panel are read as they are, and what does not balance is seen.
func TestReadLedger(t *testing.T) {
	t.Parallel()
	o := Options{Data: t.TempDir()}
	empty, err := sql.Open("sqlite", "file:"+filepath.Join(o.Data, "other.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = empty.Close() }()
	if wrong, _, err := readLedger(t.Context(), empty); wrong != 0 || err != nil {
		t.Errorf("without a ledger: %d wrong, %v", wrong, err)
	}
	d, err := db.Open(t.Context(), o.databaseURL(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	books, err := o.books(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = books.Close() }()
	if wrong, _, err := readLedger(t.Context(), books); wrong != 0 || err != nil {
		t.Errorf("empty ledger: %d wrong, %v", wrong, err)
	}
	err = d.Within(t.Context(), func(tx *db.Tx) error {
		_, err := tx.AddReseller(t.Context(), "north")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.SQLite().ExecContext(t.Context(), `INSERT INTO ledger_accounts (reseller_id, kind, debit_fen, credit_fen, debit_held_fen, credit_held_fen, created_at)
		SELECT id, 'bank', 500, 0, 0, 0, 0 FROM resellers`)
	if err != nil {
		t.Fatal(err)
	}
	if wrong, notes, err := readLedger(t.Context(), books); wrong != 1 || len(notes) != 1 || err != nil {
		t.Errorf("money from nowhere: %d wrong, %q, %v; want 1", wrong, notes, err)
	}
	if states, err := readStates(t.Context(), books); len(states) != 0 || err != nil {
		t.Errorf("orders = %v, %v; want none", states, err)
	}
	if n := unsettled(map[string]int{"done": 5, "failed": 1, "cancelled": 1, "held": 2, "unknown": 3, "ready": 4}); n != 7 {
		t.Errorf("%d orders are unsettled, want 7", n)
	}
}
