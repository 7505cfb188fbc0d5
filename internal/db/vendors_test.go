package db_test

import (
	"testing"

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
