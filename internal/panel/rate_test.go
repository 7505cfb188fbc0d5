package panel

import (
	"testing"
	"time"
)

func TestARateAllowsItsBurstAndThenItsPace(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for _, r := range []Rate{{1, time.Minute}, {10, time.Second}, CallbacksOfRemote, CallbacksOfAccount} {
		spent, wait := time.Time{}, time.Duration(0)
		for i := range r.Burst {
			if spent, wait = r.Take(spent, now); wait != 0 {
				t.Fatalf("%+v: number %d waits %s", r, i+1, wait)
			}
		}
		if kept, wait := r.Take(spent, now); wait != r.Every || kept != spent {
			t.Errorf("%+v: one too many waits %s, want %s and nothing taken", r, wait, r.Every)
		}
		if _, wait := r.Take(spent, now.Add(r.Every)); wait != 0 {
			t.Errorf("%+v: waits %s after its pace", r, wait)
		}
		passed := 0
		for s := spent; passed < 1000; passed++ { // an hour later no more than the burst has gathered
			if s, wait = r.Take(s, now.Add(time.Hour)); wait != 0 {
				break
			}
		}
		if want := min(r.Burst, int(time.Hour/r.Every)); passed != want {
			t.Errorf("%+v: %d at once after an hour, want %d", r, passed, want)
		}
	}
}

func TestAProvidersBurstIsFarBelowTheRates(t *testing.T) {
	t.Parallel()
	for _, r := range []Rate{CallbacksOfRemote, CallbacksOfAccount} {
		if r.Burst < 40 {
			t.Errorf("%+v would refuse a provider that sends ten notices four times", r)
		}
	}
}
