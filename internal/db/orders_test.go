package db_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func (n tenant) order(t *testing.T, d *db.DB, o db.NewOrder) panel.Order {
	t.Helper()
	o.ResellerID, o.AccountID, o.CreatedBy = n.reseller, n.account, n.owner.UserID
	if o.Operation == "" {
		o.Operation = "domain.register"
	}
	var id int64
	within(t, d, func(tx *db.Tx) (err error) {
		id, _, err = tx.AddOrder(t.Context(), o)
		return err
	})
	got, err := d.Order(t.Context(), n.owner, id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func move(t *testing.T, d *db.DB, o panel.Order, m db.Move) error {
	t.Helper()
	return d.Within(t.Context(), func(tx *db.Tx) error {
		_, err := tx.MoveOrder(t.Context(), o, m)
		return err
	})
}

func TestOneFormKeyGivesOneOrder(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		first := db.NewOrder{Order: panel.Order{ResellerID: n.reseller, AccountID: n.account, Operation: "domain.register", Name: "a.com", FormKey: "k"}, Fingerprint: "f"}
		var ids []int64
		for range 2 {
			within(t, d, func(tx *db.Tx) error {
				id, _, err := tx.AddOrder(t.Context(), first)
				ids = append(ids, id)
				return err
			})
		}
		if ids[0] != ids[1] {
			t.Errorf("orders of one form key = %v, want one", ids)
		}
		first.Fingerprint = "other"
		err := d.Within(t.Context(), func(tx *db.Tx) error {
			_, _, err := tx.AddOrder(t.Context(), first)
			return err
		})
		if !panel.Is(err, panel.Conflict) {
			t.Errorf("the form key with another content = %v, want a conflict", err)
		}
	})
}

func TestANameHasOneOpenOrder(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		open := n.order(t, d, db.NewOrder{Order: panel.Order{Name: "a.com", FormKey: "1"}})
		second := db.NewOrder{Order: panel.Order{ResellerID: n.reseller, AccountID: n.account, Operation: "domain.register", Name: "a.com", FormKey: "2"}}
		add := func() error {
			return d.Within(t.Context(), func(tx *db.Tx) error {
				_, _, err := tx.AddOrder(t.Context(), second)
				return err
			})
		}
		if err := add(); !panel.Is(err, panel.Conflict) {
			t.Fatalf("second open order for the name = %v, want a conflict", err)
		}

		if err := move(t, d, open, db.Move{Cause: panel.CauseCancelled, Driver: panel.DriverPerson}); err != nil {
			t.Fatal(err)
		}

		if err := add(); err != nil {
			t.Errorf("order after the first was cancelled: %v", err)
		}
	})
}

func TestAnOrderExcludesAnotherThatClaimsTheSameThing(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		n.order(t, d, db.NewOrder{Order: panel.Order{Operation: "domain.renew", Name: "a.com", FormKey: "1"}})
		for claims, want := range map[string]panel.Kind{"domain.renew": panel.Conflict, "domain.register": panel.Internal} {
			o := db.NewOrder{Order: panel.Order{ResellerID: n.reseller, AccountID: n.account, Operation: "vendor.call", Name: "A.COM", FormKey: claims}, Claims: claims}
			err := d.Within(t.Context(), func(tx *db.Tx) error {
				_, _, err := tx.AddOrder(t.Context(), o)
				return err
			})
			if panel.Is(err, panel.Conflict) != (want == panel.Conflict) || err != nil && want != panel.Conflict {
				t.Errorf("an order that claims %s = %v", claims, err)
			}
		}
	})
}

// Whoever leaves a lane wakes the one that has waited longest for it, and nobody
// else.
func TestALaneThatIsLeftWakesTheNext(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		queue := make([]panel.Order, 3)
		for i := range queue {
			queue[i] = n.order(t, d, db.NewOrder{Order: panel.Order{Operation: "cloud.buy", Lane: "cloud", FormKey: fmt.Sprint(i)}})
			if err := move(t, d, queue[i], db.Move{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy}); err != nil {
				t.Fatal(err)
			}
			queue[i] = n.reread(t, d, queue[i])
			within(t, d, func(tx *db.Tx) error {
				job, _, err := tx.AddJob(t.Context(), db.NewJob{Job: panel.Job{ResellerID: n.reseller, Kind: "order.carry", OrderID: queue[i].ID}, Delay: time.Hour})
				return errors.Join(err, tx.SetOrderJob(t.Context(), queue[i].ID, job))
			})
		}
		if err := move(t, d, queue[0], db.Move{Cause: panel.CauseSend, Driver: panel.DriverSender}); err != nil {
			t.Fatal(err)
		}
		for _, o := range queue[1:] {
			within(t, d, func(tx *db.Tx) error { return tx.SetOrderWaiting(t.Context(), o, panel.WaitLane) })
		}
		due := func() (ids []int64) {
			jobs, err := d.Jobs(t.Context(), n.owner, db.JobFilter{Open: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range jobs {
				if !j.NextAt.After(c.now) {
					ids = append(ids, j.OrderID)
				}
			}
			return ids
		}
		sending := n.reread(t, d, queue[0])
		if err := move(t, d, sending, db.Move{Cause: panel.CauseUnclear, Driver: panel.DriverSender}); err != nil {
			t.Fatal(err)
		}
		if got := due(); len(got) != 0 {
			t.Errorf("woken while the lane is taken: orders %v", got)
		}
		unknown := n.reread(t, d, queue[0])
		if err := move(t, d, unknown, db.Move{Cause: panel.CauseFound, Driver: panel.DriverReconciler}); err != nil {
			t.Fatal(err)
		}
		if got := due(); !slices.Equal(got, []int64{queue[1].ID}) {
			t.Errorf("woken when the lane is left: orders %v, want only %d", got, queue[1].ID)
		}
	})
}

func TestALaneHasOneOrderUnderWay(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		for i, want := range []panel.Kind{panel.Internal, panel.Conflict} {
			o := n.order(t, d, db.NewOrder{Order: panel.Order{Operation: "cloud.buy", Lane: "cloud", FormKey: string(rune('a' + i))}})
			if err := move(t, d, o, db.Move{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy}); err != nil {
				t.Fatal(err)
			}
			o.State = panel.OrderReady
			err := move(t, d, o, db.Move{Cause: panel.CauseSend, Driver: panel.DriverSender})
			if (err == nil) != (i == 0) || panel.KindOf(err) != want {
				t.Errorf("order %d of the lane: %v", i, err)
			}
		}
	})
}

func TestEveryMoveNotListedIsRefused(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		o := n.order(t, d, db.NewOrder{Order: panel.Order{Name: "a.com", FormKey: "1"}})
		for _, o.State = range panel.OrderStates {
			for _, cause := range panel.Causes {
				for _, by := range panel.Drivers {
					if o.State.Allows(cause, by) {
						continue
					}
					if err := move(t, d, o, db.Move{Cause: cause, Driver: by}); err == nil {
						t.Errorf("%s moved an order out of %s for %s", by, o.State, cause)
					}
				}
			}
		}
		if got, err := d.Order(t.Context(), n.owner, o.ID); err != nil || got.State != panel.OrderSubmitted {
			t.Errorf("order = %s, %v; want it untouched", got.State, err)
		}
	})
}

func TestOfTwoMovesOneWins(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		o := n.order(t, d, db.NewOrder{Order: panel.Order{Name: "a.com", FormKey: "1"}})
		moves := []db.Move{{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy}, {Cause: panel.CauseCancelled, Driver: panel.DriverPerson}}
		results := make([]error, len(moves))
		var wait sync.WaitGroup
		for i, m := range moves {
			wait.Go(func() {
				results[i] = move(t, d, o, m)
			})
		}
		wait.Wait()

		if (results[0] == nil) == (results[1] == nil) {
			t.Errorf("results of two moves from one state = %v, want one to win", results)
		}
		if err := errors.Join(results...); !panel.Is(err, panel.Conflict) {
			t.Errorf("the loser got %v, want a conflict", err)
		}
	})
}

func TestALostSenderIsFoundWhenItsLeaseEnds(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		o := n.order(t, d, db.NewOrder{Order: panel.Order{Name: "a.com", FormKey: "1"}})
		for _, m := range []db.Move{{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy}, {Cause: panel.CauseSend, Driver: panel.DriverSender}} {
			if err := move(t, d, o, m); err != nil {
				t.Fatal(err)
			}
			o.State, _ = o.State.After(m.Cause, m.Driver)
		}
		within(t, d, func(tx *db.Tx) error {
			return tx.StartAttempt(t.Context(), o, 1, db.NewAttempt{Intent: "i", Instance: "one", Lease: time.Minute, Before: "{}"})
		})

		lost := func(at time.Time) int {
			found, err := d.LostOrders(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			return len(found)
		}
		if got := []int{lost(c.now.Add(59 * time.Second)), lost(c.now.Add(61 * time.Second))}; !cmp.Equal(got, []int{0, 1}) {
			t.Errorf("lost orders before and after the lease = %v, want [0 1]", got)
		}
	})
}

func TestAForeignOrderIsNotFound(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		north, south := newTenant(t, d, "north"), newTenant(t, d, "south")
		o := north.order(t, d, db.NewOrder{Order: panel.Order{Name: "a.com", FormKey: "1"}})

		if _, err := d.Order(t.Context(), south.owner, o.ID); !panel.Is(err, panel.NotFound) {
			t.Errorf("the order of another reseller = %v, want not found", err)
		}
		if _, err := d.Order(t.Context(), panel.Actor{}, o.ID); !panel.Is(err, panel.NotFound) {
			t.Errorf("an order for nobody = %v, want not found", err)
		}
	})
}
