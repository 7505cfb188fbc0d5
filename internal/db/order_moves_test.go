package db_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// inState is an order that is put into a state without a move.
func (n tenant) inState(t *testing.T, d *db.DB, state panel.OrderState) panel.Order {
	t.Helper()
	o := n.order(t, d, db.NewOrder{Order: panel.Order{Name: string(state) + ".com", FormKey: string(state)}})
	if _, err := raw(d).ExecContext(t.Context(), fmt.Sprintf("UPDATE orders SET state = '%s' WHERE id = %d", state, o.ID)); err != nil {
		t.Fatal(err)
	}
	return n.reread(t, d, o)
}

func (n tenant) reread(t *testing.T, d *db.DB, o panel.Order) panel.Order {
	t.Helper()
	o, err := d.Order(t.Context(), n.owner, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestTheStoreMakesNoMoveThatIsNotListed walks every state, cause and driver
// against the store: what the table does not list is refused, and neither the
// order nor its history knows of it.
func TestTheStoreMakesNoMoveThatIsNotListed(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n, cells := newTenant(t, d, "north"), 0
		for _, state := range panel.OrderStates {
			o := n.inState(t, d, state)
			for _, cause := range panel.Causes {
				for _, by := range panel.Drivers {
					if state.Allows(cause, by) {
						continue
					}
					cells++
					everything := db.Move{Cause: cause, Driver: by, Note: "x", VendorCode: "1", VendorText: "x", Ref: "X1", NotBefore: start, Deadline: start}
					if err := move(t, d, o, everything); err == nil {
						t.Errorf("%s moved an order out of %s for %s", by, state, cause)
					}
				}
			}
			if diff := cmp.Diff(o, n.reread(t, d, o)); diff != "" {
				t.Errorf("refused moves changed the order (-before +after):\n%s", diff)
			}
			if events, err := d.OrderEvents(t.Context(), o.ID); err != nil || len(events) != 1 {
				t.Errorf("%s: %d events (%v), want only that it was placed", state, len(events), err)
			}
		}
		if all := len(panel.OrderStates) * len(panel.Causes) * len(panel.Drivers); cells < 1500 || cells >= all {
			t.Errorf("moves tried = %d of %d cells", cells, all)
		}
	})
}

// TestAMoveFromAnotherStateIsRefused gives the store an order as it no longer
// stands: the move is a legal one, and yet nothing changes.
func TestAMoveFromAnotherStateIsRefused(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		moves := 0
		for _, state := range panel.OrderStates {
			o := n.inState(t, d, state)
			for _, believed := range panel.OrderStates {
				for _, cause := range panel.Causes {
					for _, by := range panel.Drivers {
						if believed == state || !believed.Allows(cause, by) {
							continue
						}
						moves++
						stale := o
						stale.State = believed
						if err := move(t, d, stale, db.Move{Cause: cause, Driver: by}); !panel.Is(err, panel.Conflict) {
							t.Errorf("%s, believed to be %s, for %s by %s: %v, want a conflict", state, believed, cause, by, err)
						}
					}
				}
			}
			if diff := cmp.Diff(o, n.reread(t, d, o)); diff != "" {
				t.Errorf("refused moves changed the order (-before +after):\n%s", diff)
			}
		}
		if moves < 300 {
			t.Errorf("moves tried = %d", moves)
		}
	})
}
