package panel

import (
	"slices"
	"testing"
	"time"
)

// TestRowsOfCallsThatSpendAreWhole walks the rows.
func TestRowsOfCallsThatSpendAreWhole(t *testing.T) {
	t.Parallel()
	for _, s := range Spends() {
		most, known := SpendLimits[s.Class]
		if !known || s.Resend < 0 || s.Resend > most {
			t.Errorf("%s: class %q, sent again up to %d times, at most %d are allowed", s.Call, s.Class, s.Resend, most)
		}
		if s.Resend > 0 && (s.Before == BeforeBalance || s.Lane != "") {
			t.Errorf("%s may be sent again although nothing proves that it was not carried out", s.Call)
		}
		if (len(s.Key) == 1) == (s.Lane != "") {
			t.Errorf("%s has the key %v and the lane %q; want one of both", s.Call, s.Key, s.Lane)
		}
		if !slices.Contains(BeforeValues, s.Before) || len(s.Probes) == 0 {
			t.Errorf("%s: before-value %q, probes %v", s.Call, s.Before, s.Probes)
		}
		for _, w := range []Words{s.Done, s.NotDone, s.Unclear} {
			if w.Zh == "" || w.En == "" {
				t.Errorf("%s says %+v", s.Call, w)
			}
		}
		if s.Quiet < 15*time.Minute || s.Deadline < s.Quiet+10*time.Minute {
			t.Errorf("%s: quiet %s, deadline %s", s.Call, s.Quiet, s.Deadline)
		}
		if got, found := SpendOf(s.Call); !found || got.Call != s.Call {
			t.Errorf("%s is not found", s.Call)
		}
	}
	if _, found := SpendOf("cndns.domain.detail"); found {
		t.Error("a call that only reads has a row")
	}
}
