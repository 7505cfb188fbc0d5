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
	// lookAgain is the pause before the next look while jobs wait for a free hand.
	lookAgain = 5 * time.Millisecond
	// precedence is how long the process that remembers a job has before others
	// on the same database take it.
	precedence = time.Second
)

// Steps takes the steps of jobs, so many at once. It is the database's Waker:
// what this process has made due it remembers, and takes at its moment if a hand
// is free then; what was due before, is another's who died, or found no hand
// free, it finds in the table, the longest due first.
type Steps struct {
	app   *service.App
	log   *slog.Logger
	grace time.Duration // before a job that others may remember is taken
	hands chan struct{}
	freed chan struct{} // says that a hand is free while jobs wait for one

	mu       sync.Mutex
	live     bool            // between start and stop
	behind   bool            // jobs wait for a free hand
	ctx      context.Context //nolint:containedctx // of the steps, which no caller waits for
	cancel   context.CancelFunc
	blind    context.CancelFunc // ends the looking
	running  sync.WaitGroup
	expected map[int64]int // jobs that are remembered or in hand, and how often
}

func newSteps(app *service.App, o Options, grace time.Duration) *Steps {
	return &Steps{
		app: app, log: o.Log, grace: grace, hands: make(chan struct{}, max(1, o.Workers)), freed: make(chan struct{}, 1), expected: map[int64]int{},
	}
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

// take takes one step of an expected job if a hand is free.
func (s *Steps) take(jobID int64) {
	defer s.forget(jobID)
	ctx, ok := s.begin()
	if !ok {
		return
	}
	defer s.end()
	if err := s.app.Step(ctx, jobID); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "step", "job", jobID, "error", err)
	}
}

// begin takes a hand; ok is false when none is free, or no more steps are taken.
func (s *Steps) begin() (ctx context.Context, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.live {
		return nil, false
	}
	select {
	case s.hands <- struct{}{}:
		s.running.Add(1)
		return s.ctx, true
	default:
		s.behind = true
		return nil, false
	}
}

// end lets go of a hand.
func (s *Steps) end() {
	<-s.hands
	s.running.Done()
	if s.isBehind() {
		select {
		case s.freed <- struct{}{}:
		default: // it is known
		}
	}
}

func (s *Steps) isBehind() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.behind
}

func (s *Steps) setBehind(behind bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behind = behind
}

// expect notes that a job is about to be taken; false when it is already.
func (s *Steps) expect(jobID int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.expected[jobID] > 0 {
		return false
	}
	s.expected[jobID]++
	return true
}

func (s *Steps) forget(jobID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.expected[jobID]--; s.expected[jobID] <= 0 {
		delete(s.expected, jobID)
	}
}

// look finds due jobs for free hands, until ctx ends.
func (s *Steps) look(ctx context.Context) {
	defer s.running.Done()
	ticks := time.NewTicker(lookEvery)
	defer ticks.Stop()
	for {
		s.lookOnce(ctx)
		select {
		case <-ticks.C:
		case <-s.freed:
			select { // more hands may be free in a moment
			case <-time.After(lookAgain):
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// lookOnce takes as many due jobs as hands are free.
func (s *Steps) lookOnce(ctx context.Context) {
	free := cap(s.hands) - len(s.hands)
	if free == 0 {
		s.setBehind(true)
		return
	}
	due, err := s.app.DueJobs(ctx, s.grace, free)
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "look for due jobs", "error", err)
		}
		return
	}
	s.setBehind(len(due) == free)
	for _, id := range due {
		if s.expect(id) {
			go s.take(id)
		}
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
