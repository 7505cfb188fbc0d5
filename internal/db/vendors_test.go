package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func TestABalanceBelowZeroIsStored(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		for _, tt := range []struct {
			learnt *panel.Fen
			want   panel.Fen
		}{{nil, 0}, {new(panel.Fen(-1)), -1}, {nil, -1}, {new(panel.Fen(0)), 0}, {new(panel.Fen(1250)), 1250}} {
			account, err := d.VendorAccount(t.Context(), n.owner, n.account)
			if err != nil {
				t.Fatal(err)
			}
			never := account.BalanceAt.IsZero() && tt.learnt == nil
			within(t, d, func(tx *db.Tx) error { return tx.SaveVendorTest(t.Context(), account, "ok", "", "", tt.learnt) })

			got, err := d.VendorAccount(t.Context(), n.owner, n.account)
			if err != nil {
				t.Fatal(err)
			}
			if got.Balance != tt.want || got.BalanceAt.IsZero() != never {
				t.Errorf("balance = %d at %v, want %d", got.Balance, got.BalanceAt, tt.want)
			}
		}
	})
}

func TestThePulseIsOfTheLatestHundredCalls(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n, other := newTenant(t, d, "north"), newTenant(t, d, "south")
		call := func(n tenant, class string, ago time.Duration) {
			within(t, d, func(tx *db.Tx) error {
				return tx.AddVendorCall(t.Context(), panel.VendorCall{
					ResellerID: n.reseller, AccountID: n.account, Endpoint: "x", Class: class, StartedAt: c.now.Add(-ago),
				})
			})
		}
		expect := func(want panel.Pulse) {
			t.Helper()
			got, err := d.Pulse(t.Context(), n.account)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("pulse (-want +got):\n%s", diff)
			}
		}

		expect(panel.Pulse{})
		call(other, "unknown", 0)
		call(n, "ok", 3*time.Hour)
		call(n, "refused", 2*time.Hour)
		call(n, "unknown", time.Hour)
		call(n, "not_sent", time.Minute)
		expect(panel.Pulse{Calls: 4, Failed: 2, LastOK: c.now.Add(-3 * time.Hour)})
		for range 98 {
			call(n, "accepted", time.Second)
		}
		expect(panel.Pulse{Calls: 100, Failed: 2, LastOK: c.now.Add(-time.Second)})
	})
}

// Two processes share an account's budget although their clocks differ: the one
// must not begin the other's second anew.
func TestTheBudgetOfAnAccountHoldsOverClocks(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		enter := func() (ok bool) {
			if err := d.Brief(func(tx *db.Tx) (err error) { _, ok, _, err = tx.EnterGate(t.Context(), n.account, 3); return err }); err != nil {
				t.Fatal(err)
			}
			return ok
		}
		passed := 0
		for i := range 10 {
			c.now = start.Add(time.Duration(i%2) * 2 * time.Second)
			if enter() {
				passed++
			}
		}
		if passed != 1+3 { // one before the clock that goes ahead was heard of
			t.Errorf("%d calls of two clocks within one second passed, want 4", passed)
		}
		c.now = start.Add(-time.Hour) // a clock that was set back does not wait for an hour
		if !enter() {
			t.Error("after the clock was set back nothing passes")
		}
	})
}
