package db_test

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func TestAuditChainNamesEveryTampering(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		for i := range 5 {
			within(t, d, func(tx *db.Tx) error {
				return tx.Record(t.Context(), panel.AuditEntry{Chain: 7, Action: fmt.Sprint("act", i), Result: panel.ResultDone})
			})
		}
		rows, faults, err := d.VerifyAudit(t.Context())
		if err != nil || rows != 5 || len(faults) != 0 {
			t.Fatalf("untouched log: %d rows, faults %v, error %v", rows, faults, err)
		}
		within(t, d, func(tx *db.Tx) error {
			return tx.Record(t.Context(), panel.AuditEntry{Chain: 8, Action: "another's", Result: panel.ResultDone})
		})
		for chain, want := range map[int64]int{7: 5, 8: 1, 9: 0} {
			if rows, faults, err := d.VerifyChain(t.Context(), chain); err != nil || rows != want || len(faults) != 0 {
				t.Errorf("chain %d: %d rows, faults %v, error %v; want %d rows", chain, rows, faults, err, want)
			}
		}
		for statement, want := range map[string][]db.AuditFault{
			`UPDATE audit_log SET note = 'x' WHERE seq = 3`: {{Chain: 7, Seq: 3, What: "changed"}},
			`UPDATE audit_log SET hash = 'x' WHERE seq = 3`: {{Chain: 7, Seq: 3, What: "changed"}, {Chain: 7, Seq: 4, What: "unlinked"}},
			`DELETE FROM audit_log WHERE seq = 2`:           {{Chain: 7, Seq: 2, What: "missing"}},
			`DELETE FROM audit_log WHERE seq = 5`:           {{Chain: 7, Seq: 5, What: "head"}},
		} {
			if got := tampered(t, d, statement); !cmp.Equal(got, want) {
				t.Errorf("%s: faults %v, want %v", statement, got, want)
			}
		}
	})
}

func TestAuditRowsCannotBeTouched(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		within(t, d, func(tx *db.Tx) error {
			return tx.Record(t.Context(), panel.AuditEntry{Action: "act", Result: panel.ResultDone})
		})
		for _, statement := range []string{`UPDATE audit_log SET note = 'x'`, `DELETE FROM audit_log`} {
			if _, err := raw(d).ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
	})
}

// raw is the database without our own methods.
func raw(d *db.DB) *sql.DB {
	if w := d.SQLite(); w != nil {
		return w
	}
	return db.Std(d)
}

// tampered changes the log behind its triggers in a transaction that is rolled
// back, and verifies it inside.
func tampered(t *testing.T, d *db.DB, statement string) (faults []db.AuditFault) {
	t.Helper()
	errBack := fmt.Errorf("roll back")
	err := d.Within(t.Context(), func(tx *db.Tx) error {
		for _, s := range append(db.WithoutTriggers(d, "audit_log"), statement) {
			if err := db.Exec(t.Context(), tx, s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
		var err error
		if _, faults, err = tx.VerifyAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
		return errBack
	})
	if err == nil {
		t.Fatal("the tampering was committed")
	}
	return faults
}
