package panel_test

import (
	"slices"
	"testing"
	"time"

	"tangelo/internal/panel"
)

// topUpLegal is the table of moves once more, written by hand.
var topUpLegal = map[[2]string]panel.TopUpState{
	{"created", "offered"}: "open",
	{"created", "refused"}: "closed",
	{"created", "paid"}:    "credited",
	{"created", "differs"}: "mismatch",
	{"created", "over"}:    "closed",
	{"created", "back"}:    "refunded",
	{"open", "paid"}:       "credited",
	{"open", "differs"}:    "mismatch",
	{"open", "over"}:       "closed",
	{"open", "back"}:       "refunded",
	{"closed", "paid"}:     "credited",
	{"closed", "differs"}:  "mismatch",
	{"closed", "back"}:     "refunded",
}

func TestTopUpMovesAreTheListedOnes(t *testing.T) {
	t.Parallel()
	moves := 0
	for _, from := range panel.TopUpStates {
		leaves := false
		for _, cause := range slices.Concat(panel.TopUpCauses, panel.TopUpNotes) {
			to, legal := from.After(cause)
			want, listed := topUpLegal[[2]string{string(from), string(cause)}]
			if legal != listed || legal && to != want || !legal && to != from {
				t.Errorf("%s, %s: to %s (%t), want %s (%t)", from, cause, to, legal, want, listed)
			}
			if legal {
				moves++
				leaves = true
			}
		}
		if from.Final() == leaves {
			t.Errorf("%s is final: %t", from, from.Final())
		}
	}
	if moves != len(topUpLegal) {
		t.Errorf("%d moves, want %d", moves, len(topUpLegal))
	}
}

func TestTheClockAsksEverLaterButSoonAfterTheEnd(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)
	top := panel.TopUp{Expires: start.Add(30 * time.Minute)}
	for _, tt := range []struct {
		at     time.Duration
		checks int
		want   time.Duration
	}{
		{0, 0, time.Minute},
		{time.Minute, 2, 3 * time.Minute},
		{10 * time.Minute, 9, 15 * time.Minute},
		{30 * time.Minute, 9, 32 * time.Minute}, // not 35: its end and the grace come first
		{32 * time.Minute, 9, 37 * time.Minute}, // no answer came
		{33 * time.Hour, 90, 34 * time.Hour},
	} {
		top.Checks = tt.checks
		if got := top.NextTopUpCheck(start.Add(tt.at)); got.Sub(start) != tt.want {
			t.Errorf("asked %d times, after %s: next at %s, want %s", tt.checks, tt.at, got.Sub(start), tt.want)
		}
	}
	if top.Overdue(start.Add(32*time.Minute-1)) || !top.Overdue(start.Add(32*time.Minute)) {
		t.Error("a top-up is overdue at another moment than its end and the grace")
	}
}
