package db_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// bought is an order over the tenant's account in a state, sent at the clock's time.
func (n tenant) bought(t *testing.T, d *db.DB, name string, state panel.OrderState, cost panel.Fen) panel.Order {
	t.Helper()
	o := n.order(t, d, db.NewOrder{Order: panel.Order{Name: name, FormKey: name, Cost: cost}})
	within(t, d, func(tx *db.Tx) error {
		return tx.StartAttempt(t.Context(), o, 1, db.NewAttempt{Intent: name, Before: "null"})
	})
	if _, err := raw(d).ExecContext(t.Context(), fmt.Sprintf("UPDATE orders SET state = '%s' WHERE id = %d", state, o.ID)); err != nil {
		t.Fatal(err)
	}
	return n.reread(t, d, o)
}

func (n tenant) books(t *testing.T, d *db.DB, event panel.TransferEvent, b panel.Booking) {
	t.Helper()
	within(t, d, func(tx *db.Tx) (err error) {
		b.ResellerID = n.reseller
		if event == panel.EventHold {
			_, _, err = tx.Hold(t.Context(), b)
		} else {
			_, _, err = tx.Book(t.Context(), b)
		}
		return err
	})
}

func TestTheMirrorCountsWhatTheVendorMayHaveCharged(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n, other := newTenant(t, d, "north"), newTenant(t, d, "south")
		opening := panel.Booking{Kind: panel.TransferVendorUp, VendorID: n.account, Amount: 1000, Key: "opening", Reason: panel.ReasonOpening}
		n.books(t, d, panel.EventRecord, opening)
		opening.VendorID = other.account
		other.books(t, d, panel.EventRecord, opening)
		c.now = start.Add(time.Hour)
		for i, state := range panel.OrderStates {
			o := n.bought(t, d, string(state)+".com", state, panel.Fen(1)<<i)
			n.books(t, d, panel.EventHold, db.CostOf(o))
		}
		n.bought(t, d, "free.com", panel.OrderDone, 0)
		n.bought(t, d, "gone.com", panel.OrderFailed, 0)
		got, err := d.Mirror(t.Context(), n.account, start)
		want := db.MirrorState{Posted: 1000, Pending: 1<<3 + 1<<4 + 1<<5 + 1<<6, Unpriced: 1} // sending, accepted, unknown, held
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("mirror, %v (-want +got):\n%s", err, diff)
		}
		if got, err := d.Mirror(t.Context(), n.account, c.now); err != nil || got.Unpriced != 0 {
			t.Errorf("orders of unknown cost since then = %d, %v; want none", got.Unpriced, err)
		}
		n.bought(t, d, "open.com", panel.OrderUnknown, 0)
		if got, err := d.Mirror(t.Context(), n.account, c.now.Add(time.Hour)); err != nil || got.Unpriced != 1 {
			t.Errorf("an open order of unknown cost from before = %d, %v; want 1", got.Unpriced, err)
		}
		n.books(t, d, panel.EventRecord, panel.Booking{Kind: panel.TransferCost, VendorID: n.account, Amount: 300, Key: "c"})
		moves, err := d.MirrorMoves(t.Context(), n.account, start)
		if diff := cmp.Diff(map[panel.TransferKind]panel.Fen{panel.TransferCost: -300}, moves); diff != "" || err != nil {
			t.Errorf("moves since the opening, %v (-want +got):\n%s", err, diff)
		}
		if at, err := d.MirrorFixed(t.Context(), n.account); err != nil || !at.Equal(start) {
			t.Errorf("mirror set at %s, %v; want %s", at, err, start)
		}
	})
}

func TestWhatOthersSpentIsCertainOrNot(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		n.bought(t, d, "before.com", panel.OrderDone, 1)
		n.bought(t, d, "open.com", panel.OrderHeld, 2)
		c.now = start.Add(time.Hour)
		o := n.bought(t, d, "own.com", panel.OrderUnknown, 4)
		n.bought(t, d, "done.com", panel.OrderDone, 8)
		n.bought(t, d, "free.com", panel.OrderDone, 0)
		n.bought(t, d, "failed.com", panel.OrderFailed, 16)
		for blur, want := range map[time.Duration]db.Spending{time.Minute: {Done: 8, Uncertain: 2}, time.Hour: {Done: 8, Uncertain: 3}} {
			if got, err := d.SpentBeside(t.Context(), o, c.now, blur); err != nil || got != want {
				t.Errorf("spent beside, blurred by %s = %+v, %v; want %+v", blur, got, err, want)
			}
		}
	})
}

func TestReadingsAreKeptAndScoped(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n, other := newTenant(t, d, "north"), newTenant(t, d, "south")
		for i, v := range panel.ReadingVerdicts {
			within(t, d, func(tx *db.Tx) error {
				return tx.AddReading(t.Context(), panel.Reading{
					ResellerID: n.reseller, AccountID: n.account, At: start.Add(time.Duration(i) * time.Hour), Balance: -5, Available: 7, Mirror: 9, Pending: 3,
					Unpriced: 1, Verdict: v, Difference: -2,
				})
			})
		}
		got, err := d.Readings(t.Context(), n.owner, db.ReadingFilter{AccountID: n.account, Limit: 10})
		if err != nil || len(got) != 5 || got[0].Verdict != panel.ReadingOff || got[0].Balance != -5 || got[0].Difference != -2 || !got[4].At.Equal(start) {
			t.Errorf("readings = %+v, %v", got, err)
		}
		settled, err := d.Readings(t.Context(), n.owner, db.ReadingFilter{AccountID: n.account, Settled: true, Before: got[3].ID, Limit: 10})
		if err != nil || len(settled) != 1 || settled[0].Verdict != panel.ReadingFirst {
			t.Errorf("settled ones before the second = %+v, %v; want the first", settled, err)
		}
		if theirs, err := d.Readings(t.Context(), other.owner, db.ReadingFilter{AccountID: n.account, Limit: 10}); err != nil || len(theirs) != 0 {
			t.Errorf("another reseller reads %d readings, %v", len(theirs), err)
		}
		for _, statement := range []string{"UPDATE balance_readings SET balance_fen = 0", "DELETE FROM balance_readings"} {
			if _, err := raw(d).ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
	})
}

func TestChecksAreDueWhenTheLastHasEnded(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		account := panel.VendorAccount{ID: n.account, ResellerID: n.reseller}
		due := func(task db.CheckTask) int {
			t.Helper()
			all, err := d.ChecksDue(t.Context(), task, c.now.Add(-time.Hour), c.now.Add(-15*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		start := func(task db.CheckTask) {
			within(t, d, func(tx *db.Tx) error { return tx.StartCheck(t.Context(), account, task) })
		}
		steps := []struct {
			does func()
			want int
		}{
			{func() {}, 1},
			{func() { start(db.CheckBalance) }, 0},
			{func() { c.now = c.now.Add(16 * time.Minute) }, 1}, // it came to no end
			{func() {
				start(db.CheckBalance)
				within(t, d, func(tx *db.Tx) error { return tx.EndCheck(t.Context(), account, db.CheckBalance) })
			}, 0},
			{func() { c.now = c.now.Add(30 * time.Minute) }, 0},
			{func() { c.now = c.now.Add(30 * time.Minute) }, 1},
			{func() {
				within(t, d, func(tx *db.Tx) error { return tx.SaveVendorTest(t.Context(), account, "failed", "1", "", nil) })
			}, 0},
		}
		for i, s := range steps {
			s.does()
			if got := due(db.CheckBalance); got != s.want {
				t.Errorf("step %d: %d due, want %d", i, got, s.want)
			}
		}
	})
}

func TestSightingsCountSweepsInARow(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n, other := newTenant(t, d, "north"), newTenant(t, d, "south")
		p := n.product(t, d, "a.com")
		one := panel.Sighting{AccountID: n.account, ResellerID: n.reseller, Side: panel.SideMissing, Kind: panel.KindDomain, Name: "a.com", ProductID: p.ID}
		see := func(began time.Time) (times int) {
			within(t, d, func(tx *db.Tx) error {
				seen, err := tx.See(t.Context(), one, began)
				times = seen.Times
				return err
			})
			return times
		}
		got := []int{see(c.now), see(c.now)}
		c.now = c.now.Add(24 * time.Hour)
		got = append(got, see(c.now))
		c.now = c.now.Add(24 * time.Hour)
		within(t, d, func(tx *db.Tx) error { return tx.KeepSighting(t.Context(), one) })
		if !slices.Equal(got, []int{1, 1, 2}) {
			t.Errorf("seen = %v times, want 1 1 2", got)
		}
		for who, want := range map[int64]int{n.reseller: 1, other.reseller: 0} {
			all, err := d.Sightings(t.Context(), panel.Actor{UserID: 1, Role: panel.RoleOwner, ResellerID: who}, n.account)
			if err != nil || len(all) != want {
				t.Errorf("sightings that reseller %d sees = %d, %v; want %d", who, len(all), err, want)
			}
		}
		for _, want := range []int{0, 1} {
			within(t, d, func(tx *db.Tx) error {
				dropped, err := tx.DropSightings(t.Context(), n.account, c.now)
				if len(dropped) != want {
					t.Errorf("dropped %d, want %d", len(dropped), want)
				}
				return err
			})
			c.now = c.now.Add(time.Hour)
		}
	})
}

func TestNamesAreOwnedByProductsAndOpenOrders(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		gone := n.product(t, d, "gone.com")
		n.product(t, d, "a.com")
		n.bought(t, d, "buying.com", panel.OrderUnknown, 0)
		n.bought(t, d, "failed.com", panel.OrderFailed, 0)
		within(t, d, func(tx *db.Tx) error {
			if err := tx.SetProductState(t.Context(), gone, panel.StateGone); err != nil {
				return err
			}
			for _, genuine := range []bool{true, false} {
				_, err := tx.AddCallback(t.Context(), db.Callback{ResellerID: n.reseller, AccountID: n.account, BodyHash: fmt.Sprint(genuine), Name: fmt.Sprint("S-", genuine), Genuine: genuine})
				if err != nil {
					return err
				}
			}
			return nil
		})
		for name, want := range map[string]bool{"A.com": true, "buying.com": true, "failed.com": false, "gone.com": false, "none.com": false} {
			if got, err := d.Owned(t.Context(), n.account, panel.KindDomain, name); err != nil || got != want {
				t.Errorf("%s is owned: %t, %v; want %t", name, got, err, want)
			}
		}
		strays, err := d.Strays(t.Context(), n.account, start)
		if diff := cmp.Diff([]db.Stray{{db.StrayCallback, "S-true"}, {"domain.register", "failed.com"}}, strays); diff != "" || err != nil {
			t.Errorf("strays, %v (-want +got):\n%s", err, diff)
		}
		if shown, err := d.Shown(t.Context(), n.account, 0, 10); err != nil || len(shown) != 1 || shown[0].Name != "a.com" {
			t.Errorf("products the vendor should show = %+v, %v", shown, err)
		}
	})
}

func TestChecksOfTheBooksAreKept(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n, other := newTenant(t, d, "north"), newTenant(t, d, "south")
		report := db.LedgerReport{Rows: 3, Transfers: 2, Accounts: 1}
		for range faultsOver {
			report.Faults = append(report.Faults, db.LedgerFault{ResellerID: n.reseller, Place: "ledger", What: "sum"})
		}
		within(t, d, func(tx *db.Tx) error { return tx.KeepLedgerCheck(t.Context(), n.reseller, report) })
		got, err := d.LastLedgerCheck(t.Context(), n.reseller)
		if err != nil || got.Count != faultsOver || len(got.Faults) == 0 || len(got.Faults) >= faultsOver || got.Rows != 3 || !got.At.Equal(start) {
			t.Errorf("check = %d faults, %d kept, %+v, %v", got.Count, len(got.Faults), got.At, err)
		}
		if none, err := d.LastLedgerCheck(t.Context(), other.reseller); err != nil || !none.At.IsZero() {
			t.Errorf("a check that was not made = %+v, %v", none, err)
		}
		for since, want := range map[time.Time]int{start: 1, c.now.Add(time.Second): 2} {
			if due, err := d.LedgersUnchecked(t.Context(), since); err != nil || len(due) != want {
				t.Errorf("unchecked since %s = %d, %v; want %d", since, len(due), err, want)
			}
		}
	})
}

// faultsOver is more faults than are kept in full.
const faultsOver = 60

func TestIncidentsWithoutAnAccountAreOnePerReseller(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n, other := newTenant(t, d, "north"), newTenant(t, d, "south")
		i := db.NewIncident{Kind: panel.BooksWrong, ResellerID: n.reseller, Subject: "books"}
		for range 2 {
			within(t, d, func(tx *db.Tx) error {
				_, err := tx.OpenIncident(t.Context(), i)
				return err
			})
		}
		theirs := i
		theirs.ResellerID = other.reseller
		within(t, d, func(tx *db.Tx) error {
			if _, err := tx.OpenIncident(t.Context(), theirs); err != nil {
				return err
			}
			return tx.SettleIncident(t.Context(), theirs, "books.sound")
		})
		open, err := d.Incidents(t.Context(), n.owner, db.IncidentFilter{Open: true})
		if err != nil || len(open) != 1 || open[0].Times != 2 || open[0].AccountID != 0 {
			t.Errorf("incidents = %+v, %v; want one, seen twice", open, err)
		}
		if open, err := d.Incidents(t.Context(), other.owner, db.IncidentFilter{Open: true}); err != nil || len(open) != 0 {
			t.Errorf("settled incidents = %+v, %v", open, err)
		}
	})
}
