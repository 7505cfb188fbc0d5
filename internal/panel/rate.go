package panel

import "time"

// Rate is how often something may happen: Burst times at once, and once more
// Every so long afterwards.
type Rate struct {
	Burst int
	Every time.Duration
}

// The rates of what comes to the open addresses of callbacks. A provider sends
// one notice a payment and a few again, so that only a flood meets them; what a
// flood keeps out is found by asking.
var (
	CallbacksOfRemote  = Rate{Burst: 60, Every: 500 * time.Millisecond}
	CallbacksOfAccount = Rate{Burst: 120, Every: 250 * time.Millisecond}
)

// Take takes one of what a rate allows. spent is the moment at which nothing
// will be used up any more, the zero time at first; it moves on when wait is 0,
// and stays as it was when wait says how long the next has to wait.
func (r Rate) Take(spent, now time.Time) (after time.Time, wait time.Duration) {
	after = spent
	if after.Before(now) {
		after = now
	}
	after = after.Add(r.Every)
	if wait = after.Sub(now) - time.Duration(r.Burst)*r.Every; wait > 0 {
		return spent, wait
	}
	return after, 0
}
