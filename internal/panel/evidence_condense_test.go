package panel_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/panel"
)

func TestWhatIsSeenAgainIsToldOnce(t *testing.T) {
	t.Parallel()
	at := func(minute int) time.Time { return time.Date(2026, 1, 1, 8, minute, 0, 0, time.UTC) }
	seen := func(minute int, v panel.Verdict) panel.Evidence {
		return panel.Evidence{Attempt: 1, Kind: panel.EvidenceDetail, Verdict: v, At: at(minute)}
	}
	told := func(e panel.Evidence, times, last int) panel.Evidence {
		e.Times, e.LastAt = times, at(last)
		return e
	}
	again := seen(5, panel.VerdictDidNot)
	again.Attempt = 2
	got := panel.Condensed([]panel.Evidence{
		seen(1, panel.VerdictUnclear), seen(2, panel.VerdictUnclear), seen(3, panel.VerdictUnclear), seen(4, panel.VerdictDidNot), again, seen(6, panel.VerdictUnclear),
	})
	want := []panel.Evidence{
		told(seen(1, panel.VerdictUnclear), 3, 3), told(seen(4, panel.VerdictDidNot), 1, 4), told(again, 1, 5), told(seen(6, panel.VerdictUnclear), 1, 6),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("condensed (-want +got):\n%s", diff)
	}
}
