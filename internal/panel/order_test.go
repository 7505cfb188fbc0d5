package panel_test

import (
	"testing"

	"tangelo/internal/panel"
)

// legal is the table of moves once more, written by hand from the
// specification: from, to, and who may.
var legal = map[[3]string]bool{
	{"submitted", "ready", "policy"}:      true,
	{"submitted", "approval", "policy"}:   true,
	{"submitted", "cancelled", "person"}:  true,
	{"approval", "ready", "approver"}:     true,
	{"approval", "cancelled", "approver"}: true,
	{"approval", "cancelled", "person"}:   true,
	{"ready", "cancelled", "person"}:      true,
	{"ready", "sending", "sender"}:        true,
	{"ready", "failed", "sender"}:         true,
	{"sending", "ready", "sender"}:        true,
	{"sending", "done", "sender"}:         true,
	{"sending", "accepted", "sender"}:     true,
	{"sending", "failed", "sender"}:       true,
	{"sending", "unknown", "sender"}:      true,
	{"sending", "unknown", "sweeper"}:     true,
	{"unknown", "done", "reconciler"}:     true,
	{"unknown", "held", "reconciler"}:     true,
	{"accepted", "done", "reconciler"}:    true,
	{"accepted", "failed", "reconciler"}:  true,
	{"accepted", "held", "reconciler"}:    true,
	{"held", "done", "resolver"}:          true,
	{"held", "failed", "resolver"}:        true,
	{"held", "ready", "resolver"}:         true,
}

func TestOrderMovesAreTheListedOnes(t *testing.T) {
	t.Parallel()
	cells := 0
	for _, from := range panel.OrderStates {
		for _, to := range panel.OrderStates {
			for _, by := range panel.Drivers {
				cells++
				got, want := from.CanMove(to, by), legal[[3]string{string(from), string(to), string(by)}]
				if got != want {
					t.Errorf("%s moves an order from %s to %s: %t, want %t", by, from, to, got, want)
				}
			}
		}
	}
	if cells != 700 {
		t.Errorf("cells walked = %d, want 700", cells)
	}
}

func TestNothingLeavesAFinalState(t *testing.T) {
	t.Parallel()
	for _, from := range panel.OrderStates {
		for _, to := range panel.OrderStates {
			for _, by := range panel.Drivers {
				if from.Final() && from.CanMove(to, by) {
					t.Errorf("%s moves an order out of %s", by, from)
				}
			}
		}
	}
}

func TestAnUnknownOrderNeverBecomesFailedByItself(t *testing.T) {
	t.Parallel()
	for _, by := range panel.Drivers {
		if panel.OrderUnknown.CanMove(panel.OrderFailed, by) {
			t.Errorf("%s calls an unknown outcome failed", by)
		}
	}
}
