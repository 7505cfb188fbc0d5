package db_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// priced places an order of the purse's customer, its charge held, and puts it
// into a state.
func (p *purse) priced(t *testing.T, key string, in panel.OrderState) panel.Order {
	t.Helper()
	o := panel.Order{
		ResellerID: p.reseller, AccountID: p.account, CustomerID: p.customer, Operation: "domain.register", Name: key, FormKey: key,
		Cost: 70, Price: 100, CreatedBy: p.owner.UserID,
	}
	within(t, p.d, func(tx *db.Tx) (err error) {
		if o.ID, _, err = tx.AddOrder(t.Context(), db.NewOrder{Order: o}); err != nil {
			return err
		}
		_, _, err = tx.Hold(t.Context(), db.ChargeOf(o))
		return err
	})
	if _, err := raw(p.d).ExecContext(t.Context(), `UPDATE orders SET state = $1 WHERE id = $2`, in, o.ID); err != nil {
		t.Fatal(err)
	}
	o.State = in
	return o
}

// held is the states of an order's charge and cost.
func (p *purse) held(t *testing.T, o panel.Order) (charge, cost panel.TransferState) {
	t.Helper()
	found, err := p.d.Transfers(t.Context(), p.owner, db.TransferFilter{OrderID: o.ID})
	if err != nil {
		t.Fatal(err)
	}
	m := panel.MoneyOf(found)
	return m.Charge.State, m.Cost.State
}

func (p *purse) checks(t *testing.T) {
	t.Helper()
	report, err := p.d.CheckLedger(t.Context(), p.reseller)
	if err != nil || len(report.Faults) != 0 {
		t.Errorf("ledger: %+v, %v; want no faults", report.Faults, err)
	}
}

// TestEveryMoveLeadsTheMoneyAlong walks every legal move of an order: one into
// a final state settles what is held, any other leaves it held.
func TestEveryMoveLeadsTheMoneyAlong(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 1_000_000)
		settled := map[panel.OrderState]panel.TransferState{
			panel.OrderDone: panel.TransferPosted, panel.OrderFailed: panel.TransferVoided, panel.OrderCancelled: panel.TransferVoided,
		}
		moves := 0
		for _, from := range panel.OrderStates {
			for _, cause := range panel.Causes {
				for _, by := range panel.Drivers {
					to, legal := from.After(cause, by)
					if !legal {
						continue
					}
					moves++
					o := p.priced(t, fmt.Sprint(from, cause, by), from)
					if err := move(t, d, o, db.Move{Cause: cause, Driver: by, UserID: 7}); err != nil {
						t.Fatal(err)
					}
					want := panel.TransferPending
					if to.Final() {
						want = settled[to]
					}
					wantCost := panel.TransferNone // of an order that was never sent
					if to.MayCost() {
						wantCost = want
					}
					if charge, cost := p.held(t, o); charge != want || cost != wantCost {
						t.Errorf("%s to %s for %s: charge %q, cost %q; want %q, %q", from, to, cause, charge, cost, want, wantCost)
					}
				}
			}
		}
		if moves < 30 {
			t.Errorf("moves walked = %d", moves)
		}
		p.checks(t)
	})
}

// TestTheCostIsExpectedFromTheFirstSending sends an order, takes it back, and
// gives it up; then another one is sent twice and done.
func TestTheCostIsExpectedFromTheFirstSending(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 1000)
		walk := func(key string, causes ...panel.Cause) (mirror panel.LedgerAccount) {
			o := p.priced(t, key, panel.OrderReady)
			for _, cause := range causes {
				by := panel.DriverSender
				if cause == panel.CauseCancelled {
					by = panel.DriverPerson
				}
				if err := move(t, d, o, db.Move{Cause: cause, Driver: by}); err != nil {
					t.Fatal(err)
				}
				o.State, _ = o.State.After(cause, by)
			}
			mirror, err := d.VendorMirror(t.Context(), p.owner, p.account)
			if err != nil {
				t.Fatal(err)
			}
			return mirror
		}
		for _, tt := range []struct {
			causes       []panel.Cause
			held, posted panel.Fen
		}{
			{[]panel.Cause{panel.CauseSend}, 70, 0},
			{[]panel.Cause{panel.CauseSend, panel.CauseNotSent, panel.CauseCancelled}, 70, 0}, // of the first
			{[]panel.Cause{panel.CauseSend, panel.CauseNotSent, panel.CauseSend, panel.CauseOK}, 70, -70},
		} {
			if m := walk(fmt.Sprint(tt.causes), tt.causes...); m.Held() != tt.held || m.Posted() != tt.posted {
				t.Errorf("after %v the mirror has %d, %d on hold; want %d, %d", tt.causes, m.Posted(), m.Held(), tt.posted, tt.held)
			}
		}
		p.checks(t)
	})
}

// TestAnOrderWithoutAHoldIsChargedWhenTheMoneyCame ends orders of which nothing
// was held, as those that were made anew from the journal.
func TestAnOrderWithoutAHoldIsChargedWhenTheMoneyCame(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 100)
		for i, want := range []panel.TransferState{panel.TransferPosted, panel.TransferNone} {
			o := p.order(t, d, db.NewOrder{Order: panel.Order{CustomerID: p.customer, Name: fmt.Sprint(i), FormKey: fmt.Sprint(i), Cost: 70, Price: 100}})
			for _, m := range []db.Move{{Cause: panel.CauseGap, Driver: panel.DriverJournal}, {Cause: panel.CauseFound, Driver: panel.DriverReconciler}} {
				if err := move(t, d, o, m); err != nil {
					t.Fatal(err)
				}
				o.State, _ = o.State.After(m.Cause, m.Driver)
			}
			owed, err := d.Uncharged(t.Context(), o)
			if charge, cost := p.held(t, o); charge != want || cost != panel.TransferPosted || owed != (want == panel.TransferNone) || err != nil {
				t.Errorf("order %d: charge %q, cost %q, owed %t, %v; want %q, posted", i, charge, cost, owed, err, want)
			}
		}
		p.checks(t)
	})
}

// TestTwinPostsOfAFormGiveOneOrder has two transactions add the same order at
// the same time: the second waits, and gets the order of the first.
func TestTwinPostsOfAFormGiveOneOrder(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 1_000)
		for round := range 20 {
			o := panel.Order{
				ResellerID: p.reseller, AccountID: p.account, CustomerID: p.customer, Operation: "domain.register",
				Name: fmt.Sprint(round, ".com"), FormKey: fmt.Sprint(round), Price: 10,
			}
			var ids [4]int64
			var news [4]bool
			var errs [4]error
			var start, end sync.WaitGroup
			start.Add(len(ids))
			for i := range ids {
				end.Go(func() {
					start.Done()
					start.Wait()
					errs[i] = d.Within(t.Context(), func(tx *db.Tx) (err error) {
						if ids[i], news[i], err = tx.AddOrder(t.Context(), db.NewOrder{Order: o, Fingerprint: "same"}); err != nil || !news[i] {
							return err
						}
						added := o
						added.ID = ids[i]
						_, _, err = tx.Hold(t.Context(), db.ChargeOf(added))
						return err
					})
				})
			}
			end.Wait()
			added := 0
			for i := range ids {
				if news[i] {
					added++
				}
				if ids[i] != ids[0] {
					t.Errorf("post %d = order %d, want %d", i, ids[i], ids[0])
				}
			}
			if err := errors.Join(errs[:]...); err != nil || added != 1 {
				t.Fatalf("%d orders added, %v; want one", added, err)
			}
		}
		if got, err := d.Wallet(t.Context(), p.owner, p.customer); err != nil || got.Held() != 200 {
			t.Errorf("held = %d, %v; want 200", got.Held(), err)
		}
		p.checks(t)
	})
}
