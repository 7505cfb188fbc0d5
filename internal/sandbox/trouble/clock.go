// Package trouble holds what all simulated vendors share: the virtual clock
// they live by and the board of switches that makes their calls go wrong.
package trouble

import (
	"container/heap"
	"sync"
	"time"
)

// Clock is virtual time: start + speed * (real time elapsed) + advanced.
// It is safe for concurrent use.
type Clock struct {
	real func() time.Time

	mu       sync.Mutex
	base     time.Time // virtual time at the moment anchor
	anchor   time.Time
	speed    float64
	events   eventQueue
	sequence int
	timer    *time.Timer
	closed   bool
}

// NewClock starts a clock at start that runs speed times as fast as the real
// one. Speed 0 is a clock that only Advance moves; a negative speed counts as 0.
func NewClock(start time.Time, speed float64) *Clock {
	c := &Clock{real: time.Now, base: start.UTC(), speed: max(speed, 0)}
	c.anchor = c.real()
	return c
}

// Now is the virtual time in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	elapsed := float64(c.real().Sub(c.anchor)) * c.speed
	return c.base.Add(time.Duration(elapsed))
}

// Speed is the number of virtual seconds in a real one.
func (c *Clock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// After runs f once when d of virtual time has passed. When Advance or SetSpeed
// makes f due it runs before they return; otherwise it runs on a goroutine of
// its own. Events that are due together run in the order of their times. f may
// use the clock; the caller of Advance must hold no lock that f takes.
func (c *Clock) After(d time.Duration, f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.sequence++
	heap.Push(&c.events, event{due: c.now().Add(d), order: c.sequence, run: f})
	c.arm()
}

// Advance moves the virtual time forward by d and runs everything that becomes
// due on the way. Each event finds the clock at its own time, so that what it
// puts off runs too when that still falls within d. A negative d moves nothing.
func (c *Clock) Advance(d time.Duration) {
	target := c.Now().Add(max(d, 0))
	for {
		run := c.moveTowards(target)
		if run == nil {
			return
		}
		run()
	}
}

// moveTowards moves to the next event before target and returns it, or moves
// to target and returns nil.
func (c *Clock) moveTowards(target time.Time) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	stop := target
	if len(c.events) > 0 && !c.closed && c.events[0].due.Before(target) {
		stop = c.events[0].due
	}
	if stop.After(c.now()) {
		c.base, c.anchor = stop, c.real()
	}
	return c.popDue()
}

// SetSpeed changes the speed from this moment on.
func (c *Clock) SetSpeed(speed float64) {
	c.mu.Lock()
	c.base, c.anchor = c.now(), c.real()
	c.speed = max(speed, 0)
	c.mu.Unlock()
	c.fire()
}

// Close drops all events that have not run and stops the timer.
func (c *Clock) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.events = nil
	if c.timer != nil {
		c.timer.Stop()
	}
}

func (c *Clock) fire() {
	for {
		run := c.takeDue()
		if run == nil {
			return
		}
		run()
	}
}

func (c *Clock) takeDue() func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.popDue()
}

// popDue takes the first event when it is due, or sets the timer for it; the
// caller holds the lock.
func (c *Clock) popDue() func() {
	if c.closed || len(c.events) == 0 {
		return nil
	}
	if c.events[0].due.After(c.now()) {
		c.arm()
		return nil
	}
	next, ok := heap.Pop(&c.events).(event)
	if !ok {
		return nil
	}
	return next.run
}

// arm sets the real timer to the first event; the caller holds the lock.
func (c *Clock) arm() {
	if c.timer != nil {
		c.timer.Stop()
	}
	if c.speed == 0 || len(c.events) == 0 {
		return
	}
	wait := float64(c.events[0].due.Sub(c.now())) / c.speed
	c.timer = time.AfterFunc(time.Duration(min(wait, float64(24*time.Hour)))+time.Microsecond, c.fire)
}

type event struct {
	due   time.Time
	order int
	run   func()
}

type eventQueue []event

func (q eventQueue) Len() int      { return len(q) }
func (q eventQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *eventQueue) Push(x any) {
	if e, ok := x.(event); ok {
		*q = append(*q, e)
	}
}

func (q eventQueue) Less(i, j int) bool {
	if q[i].due.Equal(q[j].due) {
		return q[i].order < q[j].order
	}
	return q[i].due.Before(q[j].due)
}

func (q *eventQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
