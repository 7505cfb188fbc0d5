package main

import (
	"bytes"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// runPanel runs the program with arguments and returns what it printed.
func runPanel(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	cmd := root()
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func fillLedger(t *testing.T, path string) {
	t.Helper()
	d, err := db.Open(t.Context(), "sqlite://"+path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Migrate(t.Context())
	if err == nil {
		err = d.Within(t.Context(), func(tx *db.Tx) error {
			reseller, err := tx.AddReseller(t.Context(), "Ours")
			if err != nil {
				return err
			}
			customer, err := tx.AddCustomer(t.Context(), panel.Customer{ResellerID: reseller, Name: "A", Kind: panel.CustomerPerson})
			if err != nil {
				return err
			}
			_, _, err = tx.Book(t.Context(), panel.Booking{
				ResellerID: reseller, CustomerID: customer, Kind: panel.TransferTopUpCash, Amount: 5, Key: "k", Reference: "r",
			})
			return err
		})
	}
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestLedgerCheckNamesEveryFault(t *testing.T) {
	t.Setenv("PANEL_DATA", t.TempDir())
	path := filepath.Join(t.TempDir(), "panel.db")
	t.Setenv("PANEL_DATABASE_URL", "sqlite://"+path)
	fillLedger(t, path)

	out, err := runPanel(t, "ledger", "check")
	if want := "ledger: 1 rows, 1 transfers, 2 accounts, all sums zero\n"; err != nil || out != want {
		t.Fatalf("sound books: %q, %v; want %q", out, err, want)
	}

	d, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.ExecContext(t.Context(), `DROP TRIGGER ledger_journal_no_update; UPDATE ledger_journal SET amount_fen = 6`)
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	out, err = runPanel(t, "ledger", "check")
	var usage usageError
	if err == nil || errors.As(err, &usage) {
		t.Errorf("tampered books: error %v, want one that is no usage error (exit code 1)", err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for _, want := range []string{"reseller 1, journal 1: changed", "reseller 1, transfer 1: changed", "reseller 1, account 1: sums"} {
		if !strings.Contains("\n"+out, "\n"+want+"\n") {
			t.Errorf("lines %q lack %q", lines, want)
		}
	}
}
