package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func TestApprovalRulesAreKeptOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		rules := panel.ApprovalRules{
			Staff: panel.Limits{PerOrder: 1, PerDay: 2}, Customers: panel.Limits{PerOrder: 3, PerDay: panel.NoLimit, Automatic: true}, FirstOrder: 0, Resolve: 5,
		}
		for _, rules.OwnerExempt = range []bool{false, true} {
			within(t, d, func(tx *db.Tx) error { return tx.SaveApprovalRules(t.Context(), ours.reseller, rules) })
			if got, err := d.ApprovalRules(t.Context(), ours.reseller); err != nil || got != rules {
				t.Errorf("rules = %+v, %v; want %+v", got, err, rules)
			}
		}
		if got, err := d.ApprovalRules(t.Context(), theirs.reseller); err != nil || got != panel.DefaultApprovalRules {
			t.Errorf("another's rules = %+v, %v; want the default", got, err)
		}

		own := panel.OwnLimits{ResellerID: ours.reseller, UserID: ours.owner.UserID, Limits: panel.Limits{PerOrder: 7, PerDay: 8}}
		for range 2 { // saving once more replaces
			within(t, d, func(tx *db.Tx) error { return tx.SaveOwnLimits(t.Context(), own) })
		}
		got, found, err := d.OwnLimitsOf(t.Context(), ours.reseller, ours.owner.UserID, 0)
		if err != nil || !found || got != own.Limits {
			t.Errorf("own limits = %+v, %t, %v; want %+v", got, found, err, own.Limits)
		}
		if _, found, err := d.OwnLimitsOf(t.Context(), theirs.reseller, ours.owner.UserID, 0); err != nil || found {
			t.Errorf("own limits seen by another reseller: %t, %v", found, err)
		}
		all, err := d.OwnLimits(t.Context(), ours.reseller)
		if err != nil || len(all) != 1 || all[0].Name != "ours" {
			t.Fatalf("all own limits = %+v, %v; want one with its name", all, err)
		}
		err = d.Within(t.Context(), func(tx *db.Tx) error {
			_, err := tx.DropOwnLimits(t.Context(), theirs.reseller, all[0].ID)
			return err
		})
		if !panel.Is(err, panel.NotFound) {
			t.Errorf("another reseller drops them: %v", err)
		}
		within(t, d, func(tx *db.Tx) error {
			before, err := tx.DropOwnLimits(t.Context(), ours.reseller, all[0].ID)
			if before.Limits != own.Limits {
				t.Errorf("dropped = %+v, want %+v", before.Limits, own.Limits)
			}
			return err
		})
	})
}

// TestAPurseAddsUpItsOwnDay walks who ordered, when, and how the order stands.
func TestAPurseAddsUpItsOwnDay(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		ours := newTenant(t, d, "ours")
		var customer, buyer int64
		within(t, d, func(tx *db.Tx) (err error) {
			if customer, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: ours.reseller, Name: "C", Kind: panel.CustomerPerson}); err != nil {
				return err
			}
			buyer, err = tx.AddUser(t.Context(), panel.User{ResellerID: ours.reseller, CustomerID: customer, Role: panel.RoleCustomer, Email: "c@shop.example", Name: "C"})
			return err
		})
		add := func(key string, o panel.Order, moves ...db.Move) (id int64) {
			o.ResellerID, o.AccountID, o.Operation, o.FormKey = ours.reseller, ours.account, "domain.register", key
			return ordered(t, d, o, moves...)
		}
		allowed := db.Move{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy}
		asks := db.Move{Cause: panel.CauseAsks, Driver: panel.DriverPolicy, Note: "asks.day"}
		owner := ours.owner.UserID
		add("yesterday", panel.Order{CreatedBy: owner, Cost: 1}, allowed)
		c.now = c.now.Add(time.Hour)
		since := c.now
		add("ours", panel.Order{CreatedBy: owner, Cost: 10}, allowed)
		add("for the customer", panel.Order{CreatedBy: owner, CustomerID: customer, Cost: 1, Price: 100}, allowed)
		add("of an unknown cost", panel.Order{CreatedBy: owner}, allowed)
		add("cancelled", panel.Order{CreatedBy: owner, Cost: 1 << 20}, allowed, db.Move{Cause: panel.CauseCancelled, Driver: panel.DriverPerson})
		waits := add("waits", panel.Order{CreatedBy: owner, Cost: 1 << 21}, asks)
		except := add("this one", panel.Order{CreatedBy: owner, Cost: 1 << 22}, allowed)
		add("by the customer", panel.Order{CreatedBy: buyer, CustomerID: customer, Price: 10_000}, allowed)
		add("by the panel", panel.Order{CustomerID: customer, Price: 100_000}, allowed)

		for name, tt := range map[string]struct {
			purse db.Purse
			want  panel.Fen
		}{
			"the owner's":                   {db.Purse{ResellerID: ours.reseller, UserID: owner}, 10 + 100 + 1000},
			"the customer's":                {db.Purse{ResellerID: ours.reseller, CustomerID: customer}, 10_000},
			"the customer's with automatic": {db.Purse{ResellerID: ours.reseller, CustomerID: customer, Automatic: true}, 110_000},
			"nobody's":                      {db.Purse{ResellerID: ours.reseller + 1, UserID: owner}, 0},
		} {
			within(t, d, func(tx *db.Tx) error {
				got, err := tx.Ordered(t.Context(), tt.purse, since, except, 1000)
				if got != tt.want {
					t.Errorf("%s purse = %d, want %d", name, got, tt.want)
				}
				return err
			})
		}
		waitsAlone(t, d, ours, waits, since)
		if seen, err := d.WaitingOrders(t.Context(), panel.Actor{UserID: buyer, Role: panel.RoleCustomer, ResellerID: ours.reseller, CustomerID: customer}, 10); err != nil || len(seen) != 0 {
			t.Errorf("a customer sees %d waiting orders, %v", len(seen), err)
		}
		if large, err := d.BoughtAbove(t.Context(), ours.reseller, customer, 1); err != nil || large {
			t.Errorf("a large order was carried out: %t, %v; want none yet", large, err)
		}
	})
}

// ordered records an order and moves it.
func ordered(t *testing.T, d *db.DB, o panel.Order, moves ...db.Move) int64 {
	t.Helper()
	within(t, d, func(tx *db.Tx) (err error) {
		if o.ID, _, err = tx.AddOrder(t.Context(), db.NewOrder{Order: o}); err != nil {
			return err
		}
		o.State = panel.OrderSubmitted
		for _, m := range moves {
			if o.State, err = tx.MoveOrder(t.Context(), o, m); err != nil {
				return err
			}
		}
		return nil
	})
	return o.ID
}

// waitsAlone wants one order to wait, with the reason of the day.
func waitsAlone(t *testing.T, d *db.DB, ours tenant, id int64, since time.Time) {
	t.Helper()
	got, err := d.WaitingOrders(t.Context(), ours.owner, 10)
	if err != nil || len(got) != 1 || got[0].ID != id || got[0].Reason != panel.AsksPerDay || !got[0].Since.Equal(since.Truncate(time.Microsecond)) {
		t.Errorf("waiting = %+v, %v; want the one that asks", got, err)
	}
}

func TestSecondFactorsOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		ours := newTenant(t, d, "ours")
		user := ours.owner.UserID
		for _, key := range []string{"first", "second"} { // the second begins anew
			within(t, d, func(tx *db.Tx) error { return tx.BeginFactor(t.Context(), user, []byte(key)) })
		}
		f, sealed, found, err := d.SecondFactor(t.Context(), user)
		if err != nil || !found || f.Confirmed() || string(sealed) != "second" {
			t.Fatalf("pending factor = %+v %q %t %v", f, sealed, found, err)
		}
		within(t, d, func(tx *db.Tx) error { return tx.ConfirmFactor(t.Context(), user, []string{"a", "b"}) })
		err = d.Within(t.Context(), func(tx *db.Tx) error { return tx.BeginFactor(t.Context(), user, []byte("third")) })
		if !panel.Is(err, panel.Conflict) {
			t.Errorf("beginning anew while one is in use: %v, want a conflict", err)
		}
		var got []bool
		take := func(use func(tx *db.Tx) (bool, error)) {
			within(t, d, func(tx *db.Tx) error {
				ok, err := use(tx)
				got = append(got, ok)
				return err
			})
		}
		for _, step := range []int64{7, 7, 6, 8} {
			take(func(tx *db.Tx) (bool, error) { return tx.UseStep(t.Context(), user, step) })
		}
		for _, code := range []string{"a", "a", "x"} {
			take(func(tx *db.Tx) (bool, error) { return tx.UseRecoveryCode(t.Context(), user, code) })
		}
		if diff := cmp.Diff([]bool{true, false, false, true, true, false, false}, got); diff != "" {
			t.Errorf("steps and codes that counted (-want +got):\n%s", diff)
		}
		if f, _, _, err = d.SecondFactor(t.Context(), user); err != nil || !f.Confirmed() || f.Codes != 1 {
			t.Errorf("factor = %+v, %v; want one code left", f, err)
		}
		if have, err := d.ConfirmedFactors(t.Context(), ours.owner); err != nil || !have[user] {
			t.Errorf("who has one = %v, %v", have, err)
		}
		if rows, err := d.ResellerRows(t.Context(), db.ResellerFilter{}); err != nil || !rows[0].Factor {
			t.Errorf("the reseller's row = %+v, %v; want that its owner has one", rows, err)
		}
		within(t, d, func(tx *db.Tx) error { return tx.DropFactor(t.Context(), user) })
		if _, _, found, err := d.SecondFactor(t.Context(), user); err != nil || found {
			t.Errorf("after its removal: %t, %v", found, err)
		}
	})
}

func TestTriesAreCountedBeforeTheyAreEvaluated(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		everyThird := func(n int) time.Duration {
			if n%3 == 0 {
				return time.Minute
			}
			return 0
		}
		claim := func() (wait time.Duration) {
			within(t, d, func(tx *db.Tx) (err error) {
				wait, err = tx.ClaimTry(t.Context(), "factor:1", everyThird)
				return err
			})
			return wait
		}
		waits := func(n int) (all []time.Duration) {
			for range n {
				all = append(all, claim())
			}
			return all
		}
		if diff := cmp.Diff([]time.Duration{0, 0, 0, time.Minute, time.Minute}, waits(5)); diff != "" {
			t.Errorf("waits (-want +got):\n%s", diff)
		}
		c.now = c.now.Add(time.Minute)
		if diff := cmp.Diff([]time.Duration{0, 0, 0, time.Minute}, waits(4)); diff != "" {
			t.Errorf("waits after the pause (-want +got):\n%s", diff)
		}
		c.now = c.now.Add(time.Minute)
		claim()
		within(t, d, func(tx *db.Tx) error { return tx.SetLoginBucket(t.Context(), "factor:1", db.Bucket{}) }) // one was right
		if diff := cmp.Diff([]time.Duration{0, 0, 0, time.Minute}, waits(4)); diff != "" {
			t.Errorf("waits after a right one (-want +got):\n%s", diff)
		}
		within(t, d, func(tx *db.Tx) error { return tx.GiveBackTry(t.Context(), "factor:1") }) // the third was
		if diff := cmp.Diff([]time.Duration{0, time.Minute}, waits(2)); diff != "" {
			t.Errorf("waits after one was given back (-want +got):\n%s", diff)
		}
	})
}

func TestAHalfSessionIsKeptApart(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		ours := newTenant(t, d, "ours")
		for _, s := range []panel.Session{{IDHash: "half", PublicID: "1", Half: true}, {IDHash: "whole", PublicID: "2", SteppedUpAt: c.now}} {
			s.UserID, s.ExpiresAt = ours.owner.UserID, c.now.Add(time.Hour)
			within(t, d, func(tx *db.Tx) error { return tx.AddSession(t.Context(), s) })
			got, err := d.Session(t.Context(), s.IDHash)
			if err != nil || got.Half != s.Half || got.SteppedUpAt.IsZero() != s.SteppedUpAt.IsZero() {
				t.Errorf("session = %+v, %v; want as it was stored", got, err)
			}
		}
		listed, err := d.Sessions(t.Context(), ours.owner.UserID)
		if err != nil || len(listed) != 1 || listed[0].IDHash != "whole" {
			t.Errorf("listed = %+v, %v; want the whole one", listed, err)
		}
		c.now = c.now.Add(time.Minute)
		within(t, d, func(tx *db.Tx) error { return tx.StepUp(t.Context(), "whole") })
		if got, err := d.Session(t.Context(), "whole"); err != nil || !got.SteppedUpAt.Equal(c.now.Truncate(time.Microsecond)) {
			t.Errorf("stepped up at %s, %v; want now", got.SteppedUpAt, err)
		}
	})
}
