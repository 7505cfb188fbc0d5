package db_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// growing are the tables that get longer with every order: nothing that is
// asked while an order is carried out may read one from end to end.
var growing = []string{
	"orders", "order_attempts", "order_events", "evidence", "incidents", "jobs", "job_events", "vendor_calls", "callbacks",
	"ledger_transfers", "ledger_entries", "ledger_journal", "quotes", "audit_log", "products", "balance_readings",
}

func TestWhatOrdersAskIsFoundByAnIndex(t *testing.T) {
	t.Parallel()
	onEngine(t, "sqlite://"+filepath.Join(t.TempDir(), "panel.db"), func(t *testing.T, d *db.DB, _ *clock) { checkPlans(t, d) })
}

func checkPlans(t *testing.T, d *db.DB) {
	t.Helper()
	ctx, order := t.Context(), panel.Order{ID: 1, ResellerID: 1, AccountID: 1, Lane: "cloud", CustomerID: 1, Price: 1, Cost: 1}
	system := panel.SystemActor(1)
	plans, err := db.Plans(ctx, d, func(q db.Queries) error {
		_, lane := q.InTheWay(ctx, order)
		_, lanes := q.LaneOrders(ctx, 1, "cloud")
		_, lost := q.LostOrders(ctx, start)
		_, stranded := q.StrandedOrders(ctx)
		_, mirror := q.Mirror(ctx, 1, start)
		_, fixed := q.MirrorFixed(ctx, 1)
		_, moves := q.MirrorMoves(ctx, 1, start)
		_, beside := q.SpentBeside(ctx, order, start, time.Minute)
		_, readings := q.Readings(ctx, system, db.ReadingFilter{AccountID: 1, Settled: true})
		_, strays := q.Strays(ctx, 1, start)
		_, owned := q.Owned(ctx, 1, panel.KindDomain, "name")
		_, shown := q.Shown(ctx, 1, 0, 5)
		_, count := q.CountShown(ctx, 1)
		_, evidence := q.OrderEvidence(ctx, 1)
		_, attempts := q.OrderAttempts(ctx, 1)
		_, uncharged := q.Uncharged(ctx, order)
		_, ofKind := q.Jobs(ctx, system, db.JobFilter{Kind: "cloud.catalog", AccountID: 1, Limit: 1})
		_, ofProduct := q.Jobs(ctx, system, db.JobFilter{Open: true, ProductID: 1, Limit: 1})
		_, ofOrder := q.Jobs(ctx, system, db.JobFilter{OrderID: 1, Limit: 1})
		_, records := q.OpenRecordJobs(ctx, panel.Product{ID: 1, ResellerID: 1})
		_, orders := q.Orders(ctx, system, db.OrderFilter{ProductID: 1, Limit: 1})
		_, form := q.Incidents(ctx, system, db.IncidentFilter{OrderID: 1})
		return errors.Join(records, orders, form, lane, lanes, lost, stranded, mirror, fixed, moves, beside, readings, strays, owned, shown, count, evidence,
			attempts, uncharged, ofKind, ofProduct, ofOrder)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(plans) < 19 {
		t.Fatalf("%d steps of plans, want at least one for each question", len(plans))
	}
	for _, step := range plans {
		words := strings.Fields(step)
		// What is found by the reseller only is as much as everything.
		whole := words[0] == "SCAN" || strings.HasSuffix(step, "(reseller_id=?)") || strings.HasSuffix(step, "(state=?)")
		if len(words) > 1 && slices.Contains(growing, words[1]) && whole && !strings.Contains(step, "orders_open") {
			t.Errorf("read from end to end: %s", step)
		}
	}
}
