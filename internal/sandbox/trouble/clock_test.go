package trouble

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var begin = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

// log collects what ran and when, in virtual minutes.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

func TestAdvanceRunsEventsAtTheirTimes(t *testing.T) {
	t.Parallel()
	clock, got := NewClock(begin, 0), log{}
	note := func(name string) { got.add(name + " " + clock.Now().Sub(begin).String()) }
	clock.After(2*time.Minute, func() { note("second") })
	clock.After(time.Minute, func() {
		note("first")
		clock.After(3*time.Minute, func() { note("third") })
	})
	clock.After(time.Hour, func() { note("never") })

	clock.Advance(10 * time.Minute)

	want := []string{"first 1m0s", "second 2m0s", "third 4m0s"}
	if diff := cmp.Diff(want, got.lines); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if now := clock.Now().Sub(begin); now != 10*time.Minute {
		t.Errorf("time advanced by %s, want 10m", now)
	}
}

func TestSpeedMultipliesRealTime(t *testing.T) {
	t.Parallel()
	real := begin
	clock := NewClock(begin, 60)
	clock.real, clock.anchor = func() time.Time { return real }, begin

	real = real.Add(time.Second)
	if got, want := clock.Now(), begin.Add(time.Minute); !got.Equal(want) {
		t.Errorf("now = %s, want %s", got, want)
	}
	clock.SetSpeed(0)
	real = real.Add(time.Hour)
	if got, want := clock.Now(), begin.Add(time.Minute); !got.Equal(want) {
		t.Errorf("now of a stopped clock = %s, want %s", got, want)
	}
	if got := clock.Speed(); got != 0 {
		t.Errorf("speed = %v, want 0", got)
	}
}

func TestTimerFiresByItself(t *testing.T) {
	t.Parallel()
	clock := NewClock(begin, 3600)
	t.Cleanup(clock.Close)
	done := make(chan struct{})
	clock.After(time.Minute, func() { close(done) })
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Error("a minute at 3600 times the speed did not pass within 10 s")
	}
}

func TestSetSpeedWakesAStoppedClock(t *testing.T) {
	t.Parallel()
	clock := NewClock(begin, 0)
	t.Cleanup(clock.Close)
	done := make(chan struct{})
	clock.After(time.Minute, func() { close(done) })
	clock.SetSpeed(6000)
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Error("the event did not run after the clock was started")
	}
}

func TestClosedClockRunsNothing(t *testing.T) {
	t.Parallel()
	clock, ran := NewClock(begin, 0), false
	clock.After(time.Minute, func() { ran = true })
	clock.Close()
	clock.After(time.Minute, func() { ran = true })
	clock.Advance(time.Hour)
	if ran {
		t.Error("an event ran after Close")
	}
}
