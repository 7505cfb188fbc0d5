package panel_test

import (
	"testing"

	"pgregory.net/rapid"

	"tangelo/internal/panel"
)

// legal is the table of moves once more, written by hand from the
// specification: from, for which cause, brought about by whom; and where to.
var legal = map[[3]string]panel.OrderState{
	{"submitted", "allowed", "policy"}:     "ready",
	{"submitted", "asks", "policy"}:        "approval",
	{"submitted", "cancelled", "person"}:   "cancelled",
	{"submitted", "gap", "journal"}:        "unknown",
	{"submitted", "crowded", "journal"}:    "held",
	{"approval", "approved", "approver"}:   "ready",
	{"approval", "rejected", "approver"}:   "cancelled",
	{"approval", "cancelled", "person"}:    "cancelled",
	{"approval", "gap", "journal"}:         "unknown",
	{"approval", "crowded", "journal"}:     "held",
	{"ready", "cancelled", "person"}:       "cancelled",
	{"ready", "send", "sender"}:            "sending",
	{"ready", "hopeless", "sender"}:        "failed",
	{"ready", "doubt", "sender"}:           "held",
	{"ready", "gap", "journal"}:            "unknown",
	{"ready", "crowded", "journal"}:        "held",
	{"sending", "not_sent", "sender"}:      "ready",
	{"sending", "gave_up", "sender"}:       "failed",
	{"sending", "ok", "sender"}:            "done",
	{"sending", "accepted", "sender"}:      "accepted",
	{"sending", "refused", "sender"}:       "failed",
	{"sending", "unclear", "sender"}:       "unknown",
	{"sending", "lease_over", "sweeper"}:   "unknown",
	{"sending", "gap", "journal"}:          "unknown",
	{"sending", "crowded", "journal"}:      "held",
	{"unknown", "found", "reconciler"}:     "done",
	{"unknown", "absent", "reconciler"}:    "ready",
	{"unknown", "deadline", "reconciler"}:  "held",
	{"accepted", "found", "reconciler"}:    "done",
	{"accepted", "aborted", "reconciler"}:  "failed",
	{"accepted", "deadline", "reconciler"}: "held",
	{"accepted", "gap", "journal"}:         "unknown",
	{"accepted", "crowded", "journal"}:     "held",
	{"held", "adopted", "resolver"}:        "done",
	{"held", "written_off", "resolver"}:    "failed",
	{"held", "again", "resolver"}:          "ready",
	{"held", "gap", "journal"}:             "unknown",
}

func TestOrderMovesAreTheListedOnes(t *testing.T) {
	t.Parallel()
	cells, moves := 0, 0
	for _, from := range panel.OrderStates {
		for _, cause := range panel.Causes {
			for _, by := range panel.Drivers {
				cells++
				to, may := from.After(cause, by)
				want, listed := legal[[3]string{string(from), string(cause), string(by)}]
				if may != listed || listed && to != want {
					t.Errorf("%s moves an order from %s for %s: %t, to %s; want %t, %s", by, from, cause, may, to, listed, want)
				}
				if may {
					moves++
				}
			}
		}
	}
	if want := len(panel.OrderStates) * len(panel.Causes) * len(panel.Drivers); cells != want || moves != len(legal) || cells < 1540 {
		t.Errorf("cells walked = %d, moves %d; want %d and %d", cells, moves, want, len(legal))
	}
}

// TestAnOrderLivesByTheRules leads orders through random causes and holds each
// life to what the table must mean.
func TestAnOrderLivesByTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state, sent, journaled := panel.OrderSubmitted, 0, false
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			cause := rapid.SampledFrom(panel.Causes).Draw(t, "cause")
			by := rapid.SampledFrom(panel.Drivers).Draw(t, "driver")
			to, may := state.After(cause, by)
			switch {
			case !may && to != state:
				t.Fatalf("a move that is none led from %s to %s", state, to)
			case !may, cause == panel.CauseDoubt && sent == 0: // only what was sent is doubted
				continue
			case state.Final():
				t.Fatalf("%s left the final state %s", by, state)
			case to == panel.OrderSending && by != panel.DriverSender:
				t.Fatalf("%s sent an order", by)
			case to == panel.OrderCancelled && (state == panel.OrderSending || state == panel.OrderUnknown || state == panel.OrderHeld || state == panel.OrderAccepted):
				t.Fatalf("an order that may have been carried out was cancelled, from %s", state)
			case state == panel.OrderUnknown && to == panel.OrderFailed:
				t.Fatalf("%s called an unknown outcome failed", by)
			case state == panel.OrderHeld && to.Final() && by != panel.DriverResolver:
				t.Fatalf("%s decided a held order", by)
			case to == panel.OrderDone && sent == 0 && !journaled:
				t.Fatal("an order was done and never sent")
			}
			if to == panel.OrderSending {
				sent++
			}
			journaled = journaled || by == panel.DriverJournal
			state = to
		}
	})
}

// TestEvidenceNeverMovesWhatIsSettled walks what evidence may do to an order.
func TestEvidenceNeverMovesWhatIsSettled(t *testing.T) {
	t.Parallel()
	for _, state := range panel.OrderStates {
		for _, verdict := range panel.Verdicts {
			for _, attempt := range []int{1, 2} {
				o := panel.Order{State: state, Attempts: 2}
				cause, incident := panel.Weigh(o, attempt, verdict)
				name := string(state) + " " + string(verdict)
				if cause != "" && !state.Allows(cause, panel.DriverReconciler) {
					t.Errorf("%s: the reconciler moves it for %s", name, cause)
				}
				if cause != "" && incident != "" {
					t.Errorf("%s: moved for %s, and %s besides", name, cause, incident)
				}
				if cause != "" && attempt < o.Attempts {
					t.Errorf("%s: evidence of an earlier attempt moves it", name)
				}
				if verdict == panel.VerdictDid && attempt < o.Attempts && incident != panel.DuplicateSuspect {
					t.Errorf("%s: an earlier attempt was carried out, and the incident is %q", name, incident)
				}
				if verdict == panel.VerdictDid && incident == "" && cause == "" && state != panel.OrderDone && state != panel.OrderSending &&
					state != panel.OrderHeld && state != panel.OrderSubmitted && state != panel.OrderApproval {
					t.Errorf("%s: nobody learns that it was carried out", name)
				}
			}
		}
	}
}
