package db_test

import (
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// TestWhatOneOrderBoughtIsNoOthersOnBothEngines asks who has a name of the
// vendor's, by evidence and by products, over one account and over another.
func TestWhatOneOrderBoughtIsNoOthersOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		product := ours.product(t, d, "S262491")
		asked := ours.order(t, d, db.NewOrder{FormKey: "asked"})
		has := func(n tenant, key, kind string, body any, failed bool) {
			o := n.order(t, d, db.NewOrder{FormKey: key})
			within(t, d, func(tx *db.Tx) error {
				if err := tx.AddEvidence(t.Context(), o, kind, body); err != nil || !failed {
					return err
				}
				return tx.MoveOrder(t.Context(), o, db.Move{To: panel.OrderCancelled, Driver: panel.DriverPerson})
			})
		}
		has(ours, "1", "answer", map[string]any{"class": "ok", "ref": "CDN_1"}, false)
		has(ours, "2", "probe", map[string]any{"verdict": "unclear", "ref": ""}, false)
		has(ours, "3", "answer", map[string]any{"ref": "cdn30"}, true)
		has(theirs, "4", "answer", map[string]any{"ref": "cdn4"}, false)
		within(t, d, func(tx *db.Tx) error {
			return tx.AddEvidence(t.Context(), asked, "probe", map[string]any{"ref": "cdn5"})
		})
		for ref, want := range map[string]bool{
			"cdn_1": true, "cdnx1": false, "cdn": false, "cdn30": false, "cdn4": false, "cdn5": false, product.Name: true, "s262491": true, "": true,
		} {
			if got, err := d.RefTaken(t.Context(), asked, ref); err != nil || got != want {
				t.Errorf("%q is taken: %t, %v; want %t", ref, got, err, want)
			}
		}
	})
}
