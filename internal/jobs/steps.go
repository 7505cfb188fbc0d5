package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tangelo/internal/service"
)

const (
	// soon is how far ahead a process remembers jobs by itself.
	soon = 10 * time.Second
	// remembered is how many it remembers at once. The rest is found when it is due.
	remembered = 2000
	// lookEvery is how often a process looks for due jobs that it does not remember.
	lookEvery = 500 * time.Millisecond
	// precedence is how long the process that remembers a job has before others
	// on the same database take it.
	precedence = time.Second
)

// Steps takes the steps of jobs, so many at once, each at the moment it is due.
// It is the database's Waker: what this process has made due it remembers; what
// was due before, or is another's who died, it finds in the table.
type Steps struct {
	app   *service.App
	log   *slog.Logger
	grace time.Duration // before a job that others may remember is taken
	slots chan struct{}

	mu       sync.Mutex
	live     bool            // between start and stop
	ctx      context.Context //nolint:containedctx // of the steps, which no caller waits for
	cancel   context.CancelFunc
	blind    context.CancelFunc // ends the looking
	running  sync.WaitGroup
	expected map[int64]int // remembered wake-ups, by job
}

func newSteps(app *service.App, o Options, grace time.Duration) *Steps {
	return &Steps{app: app, log: o.Log, grace: grace, slots: make(chan struct{}, max(1, o.Workers)), expected: map[int64]int{}}
}

// Wake remembers a job that is due soon. Forgetting does no harm.
func (s *Steps) Wake(jobID int64, at time.Time) {
	in := max(0, at.Sub(s.app.Now()))
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.live || in > soon || len(s.expected) >= remembered {
		return
	}
	s.expected[jobID]++
	time.AfterFunc(in, func() { s.take(jobID) })
}

// take waits for a free slot and takes one step of a job.
func (s *Steps) take(jobID int64) {
	ctx, leave, ok := s.enter()
	s.forget(jobID)
	if !ok {
		return
	}
	defer leave()
	if err := s.app.Step(ctx, jobID); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "step", "job", jobID, "error", err)
	}
}

// enter waits for a slot; ok is false when no more steps are taken.
func (s *Steps) enter() (ctx context.Context, leave func(), ok bool) {
	s.mu.Lock()
	if !s.live {
		s.mu.Unlock()
		return nil, nil, false
	}
	ctx = s.ctx
	s.running.Add(1)
	s.mu.Unlock()
	select {
	case s.slots <- struct{}{}:
		return ctx, func() { <-s.slots; s.running.Done() }, true
	case <-ctx.Done():
		s.running.Done()
		return nil, nil, false
	}
}

func (s *Steps) forget(jobID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.expected[jobID]--; s.expected[jobID] <= 0 {
		delete(s.expected, jobID)
	}
}

func (s *Steps) expects(jobID int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.expected[jobID] > 0
}

// look finds due jobs for free slots, until ctx ends.
func (s *Steps) look(ctx context.Context) {
	defer s.running.Done()
	ticks := time.NewTicker(lookEvery)
	defer ticks.Stop()
	for {
		for s.lookOnce(ctx) { // there was more than there were slots for
			if !sleep(ctx, lookEvery/20) {
				return
			}
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return
		}
	}
}

// lookOnce takes as many due jobs as slots are free; more says that others may
// be due as well.
func (s *Steps) lookOnce(ctx context.Context) (more bool) {
	free := cap(s.slots) - len(s.slots)
	if free == 0 {
		return true
	}
	due, err := s.app.DueJobs(ctx, s.grace, free+s.remembers())
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "look for due jobs", "error", err)
		}
		return false
	}
	for _, id := range due {
		if !s.expects(id) {
			s.Wake(id, s.app.Now())
			free--
		}
	}
	return free <= 0
}

func (s *Steps) remembers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.expected)
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Steps) start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ctx, s.cancel = context.WithCancel(ctx)
	looking, blind := context.WithCancel(s.ctx)
	s.live, s.blind = true, blind
	s.running.Add(1)
	go s.look(looking)
}

// stop takes no more steps, and lets those under way finish until ctx ends.
func (s *Steps) stop(ctx context.Context) {
	s.mu.Lock()
	live := s.live
	s.live = false
	s.mu.Unlock()
	if !live {
		return
	}
	s.blind()
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	s.cancel()
}
