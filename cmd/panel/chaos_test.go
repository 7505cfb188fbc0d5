package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"tangelo/internal/chaos"
)

// programWord in the environment turns the test program into the panel itself,
// so that a test can start and kill it.
const programWord = "PANEL_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programWord) == "" {
		os.Exit(m.Run())
	}
	tuned = func(map[string]string) (tuning, error) {
		return tuning{hurry: chaos.Hurry, callLimit: chaos.CallLimit}, nil
	}
	main()
}

// A small bad day does no harm, and the count notices when some is done: `make
// chaos` is the large one.
func TestSmallChaos(t *testing.T) {
	t.Parallel()
	var before chaos.Verdict
	report, err := chaos.Run(t.Context(), chaos.Options{
		Program: []string{os.Args[0]}, Env: []string{programWord + "=1"}, Data: t.TempDir(), Log: testLog{t},
		Orders: 60, Kills: 3, VendorKills: 1, Accounts: 8, Workers: 20, Buyers: 6, Seed: 3, Patience: 2 * time.Minute,
		Before: func(ctx context.Context, s chaos.Scene) (err error) {
			if before, err = s.Count(ctx); err != nil {
				return err
			}
			return harm(ctx, strings.TrimPrefix(s.Database, "sqlite://"))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if before.Bad() || before.Orders != 60 {
		t.Errorf("%s\n%s", before, strings.Join(before.Notes, "\n"))
	}
	if report.Lost != before.Lost+1 || report.Wrong != before.Wrong+1 || report.Double != before.Double || !report.Bad() {
		t.Errorf("after harm %s, before %s: want one lost and one wrong more", report, before)
	}
}

// harm has the panel forget a purchase, and believe in one that never was. The
// database refuses both, so its guards go first.
func harm(ctx context.Context, path string) error {
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	guards, err := triggers(ctx, d)
	if err != nil {
		return err
	}
	for _, change := range append(guards,
		`UPDATE orders SET state = 'failed' WHERE id = (SELECT min(id) FROM orders WHERE state = 'done' AND operation = 'domain.register')`,
		`UPDATE orders SET product_id = (SELECT min(id) FROM products WHERE kind = 'domain')
		  WHERE id = (SELECT min(id) FROM orders WHERE state = 'done' AND operation = 'cloud.buy')`,
	) {
		if _, err := d.ExecContext(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// triggers lists what drops the triggers on orders.
func triggers(ctx context.Context, d *sql.DB) (drops []string, err error) {
	rows, err := d.QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'orders'`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		drops = append(drops, `DROP TRIGGER `+name)
	}
	return drops, rows.Err()
}

// testLog writes into a test's log.
type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}
