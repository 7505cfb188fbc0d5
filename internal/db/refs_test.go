package db_test

import (
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// TestWhatOneOrderBoughtIsNoOthersOnBothEngines asks who has a name of the
// vendor's, by orders and by products, over one account and over another.
func TestWhatOneOrderBoughtIsNoOthersOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		product := ours.product(t, d, "S262491")
		asked := ours.order(t, d, db.NewOrder{Order: panel.Order{FormKey: "asked"}})
		has := func(n tenant, key, ref string, cancelled bool) {
			o := n.order(t, d, db.NewOrder{Order: panel.Order{FormKey: key}})
			move := db.Move{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy, Ref: ref}
			if cancelled {
				move.Cause, move.Driver = panel.CauseCancelled, panel.DriverPerson
			}
			within(t, d, func(tx *db.Tx) error {
				_, err := tx.MoveOrder(t.Context(), o, move)
				return err
			})
		}
		has(ours, "1", "CDN_1", false)
		has(ours, "2", "", false)
		has(ours, "3", "cdn30", true)
		has(theirs, "4", "cdn4", false)
		within(t, d, func(tx *db.Tx) error {
			_, err := tx.MoveOrder(t.Context(), asked, db.Move{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy, Ref: "cdn5"})
			return err
		})
		for ref, want := range map[string]bool{
			"cdn_1": true, "cdnx1": false, "cdn": false, "cdn30": false, "cdn4": false, "cdn5": false, product.Name: true, "s262491": true,
		} {
			if got, err := d.RefTaken(t.Context(), asked, ref); err != nil || got != want {
				t.Errorf("%q is taken: %t, %v; want %t", ref, got, err, want)
			}
		}
	})
}
