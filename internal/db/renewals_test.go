package db_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// ending records a domain that ends in some days.
func (n tenant) ending(t *testing.T, d *db.DB, name string, days int) panel.Product {
	t.Helper()
	p := panel.Product{
		ResellerID: n.owner.ResellerID, AccountID: n.account, Kind: panel.KindDomain, Vendor: panel.VendorCNDNS, Name: name, State: panel.StateActive,
		ExpiresAt: time.Date(2030, 1, 1+days, 4, 0, 0, 0, time.UTC),
	}
	within(t, d, func(tx *db.Tx) (err error) {
		p.ID, err = tx.AddProduct(t.Context(), p)
		return err
	})
	return p
}

func TestADecisionStandsUnlessItWaits(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		p := n.ending(t, d, "a.com", 10)
		save := func(verdict panel.RenewalVerdict, why string) (saved bool) {
			within(t, d, func(tx *db.Tx) (err error) {
				saved, err = tx.SaveTry(t.Context(), panel.RenewalTry{ResellerID: p.ResellerID, ProductID: p.ID, Ends: 20300111, Day: 15, Verdict: verdict, Why: why})
				return err
			})
			return saved
		}
		for _, step := range []struct {
			verdict panel.RenewalVerdict
			why     string
			saved   bool
		}{
			{panel.RenewalWait, "cost", true},
			{panel.RenewalWait, "cost", false},
			{panel.RenewalWait, "open", true},
			{panel.RenewalStop, "wallet", true},
			{panel.RenewalWait, "cost", false},
			{panel.RenewalStop, "below", false},
		} {
			if got := save(step.verdict, step.why); got != step.saved {
				t.Errorf("%s %s saved = %v, want %v", step.verdict, step.why, got, step.saved)
			}
		}
		found, err := d.RenewalTries(t.Context(), n.owner, db.TryFilter{ProductID: p.ID})
		if err != nil || len(found) != 1 || found[0].Why != "wallet" || found[0].Product.Name != "a.com" {
			t.Errorf("decisions = %+v (%v), want the one that stands", found, err)
		}
		for _, statement := range []string{`UPDATE renewal_tries SET why = 'else'`, `DELETE FROM renewal_tries`} {
			if _, err := raw(d).ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s was allowed", statement)
			}
		}
		other := newTenant(t, d, "south")
		if found, err := d.RenewalTries(t.Context(), other.owner, db.TryFilter{}); err != nil || len(found) != 0 {
			t.Errorf("another reseller sees %d decisions (%v)", len(found), err)
		}
	})
}

func TestWhatEndsIsFilteredAndCounted(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		var ids []int64
		for i, name := range []string{"a.com", "b.com.cn", "c.cn", "d.xn--fiqs8s"} {
			ids = append(ids, n.ending(t, d, name, i).ID)
		}
		within(t, d, func(tx *db.Tx) error {
			return tx.SetAutoRenew(t.Context(), panel.Product{ID: ids[2], ResellerID: n.owner.ResellerID}, true)
		})
		suffix := func(s string) (f db.RenewalFilter) {
			f.Endings, f.Others = panel.SuffixEndings(s)
			return f
		}
		day := time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC)
		for name, want := range map[string]struct {
			filter db.RenewalFilter
			found  []int64
		}{
			"all": {db.RenewalFilter{}, ids}, ".cn": {suffix(".cn"), ids[2:3]}, ".com.cn": {suffix(".com.cn"), ids[1:2]}, ".中国": {suffix(".中国"), ids[3:]},
			"ticked": {db.RenewalFilter{IDs: ids[1:3]}, ids[1:3]}, "nothing ticked": {db.RenewalFilter{IDs: []int64{}}, nil},
			"on": {db.RenewalFilter{Auto: new(true)}, ids[2:3]}, "off": {db.RenewalFilter{Auto: new(false)}, slices.Concat(ids[:2], ids[3:])},
			"until": {db.RenewalFilter{Until: day}, ids[:1]}, "from": {db.RenewalFilter{From: day}, ids[1:]}, "own": {db.RenewalFilter{Own: true}, ids},
		} {
			found, err := d.Ending(t.Context(), n.owner, want.filter)
			var got []int64
			for _, p := range found {
				got = append(got, p.ID)
			}
			count, counted := d.CountEnding(t.Context(), n.owner, want.filter)
			if err := errors.Join(err, counted); err != nil || !slices.Equal(got, want.found) || count != len(want.found) {
				t.Errorf("%s = %v, counted %d (%v), want %v", name, got, count, err, want.found)
			}
		}
		resellers, err := d.RenewingResellers(t.Context(), day, day.AddDate(0, 0, 9))
		if err != nil || !slices.Equal(resellers, []int64{n.owner.ResellerID}) {
			t.Errorf("resellers = %v (%v)", resellers, err)
		}
	})
}

func TestAPlanIsKeptOnceAndMovesByItsTable(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		products := []panel.Product{n.ending(t, d, "a.com", 1), n.ending(t, d, "b.com", 2)}
		b := panel.RenewalBatch{ResellerID: n.owner.ResellerID, FormKey: "one", CreatedBy: n.owner.UserID}
		var again int64
		within(t, d, func(tx *db.Tx) (err error) {
			if b.ID, _, err = tx.AddBatch(t.Context(), b, products); err != nil {
				return err
			}
			again, _, err = tx.AddBatch(t.Context(), b, products)
			return err
		})
		stored, err := d.Batch(t.Context(), n.owner, b.ID)
		if err != nil || again != b.ID || stored.Counts[panel.LineAsking] != 2 || stored.State != panel.BatchAsking {
			t.Errorf("plan = %+v, again %d (%v)", stored, again, err)
		}
		move := func(to panel.BatchState) error {
			return d.Within(t.Context(), func(tx *db.Tx) error { return tx.MoveBatch(t.Context(), b, to, 5) })
		}
		for _, to := range []panel.BatchState{panel.BatchRunning, panel.BatchDone, panel.BatchPaused} {
			if err := move(to); !panel.Is(err, panel.Conflict) {
				t.Errorf("from asking to %s: %v, want a conflict", to, err)
			}
		}
		if err := errors.Join(move(panel.BatchPlanned), move(panel.BatchRunning), move(panel.BatchPaused)); err != nil {
			t.Error(err)
		}
		lines, err := d.BatchLines(t.Context(), n.owner, b.ID, db.LineFilter{})
		within(t, d, func(tx *db.Tx) error {
			if running, err := tx.HoldBatch(t.Context(), b); running || err != nil {
				t.Errorf("a paused plan runs: %v (%v)", running, err)
			}
			l := lines[0]
			l.State = panel.LineReady
			first, err := tx.SaveLine(t.Context(), panel.LineAsking, l)
			second, lost := tx.SaveLine(t.Context(), panel.LineAsking, l)
			if !first || second {
				t.Errorf("a line was saved %v, then %v; want once", first, second)
			}
			return errors.Join(err, lost)
		})
		if err != nil || len(lines) != 2 || lines[0].Ends != panel.DayNumber(products[0].ExpiresAt) {
			t.Errorf("lines = %+v (%v)", lines, err)
		}
		other := newTenant(t, d, "south")
		if _, err := d.Batch(t.Context(), other.owner, b.ID); !panel.Is(err, panel.NotFound) {
			t.Errorf("another reseller's plan: %v", err)
		}
	})
}
