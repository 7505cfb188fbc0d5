package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tangelo/internal/service"
)

// nearLimit is how far ahead this process remembers wake-ups by itself.
const nearLimit = 10 * time.Second

// near wakes jobs that go on at once or in a few seconds, at the moment they are
// due: the queue looks for what is due now every half second, and for what is
// due later every 5 s. A job whose process dies meanwhile is overdue, and the
// sweeper's.
type near struct {
	app   *service.App
	log   *slog.Logger
	slots chan struct{}

	mu      sync.Mutex
	live    bool            // between Start and Stop
	ctx     context.Context //nolint:containedctx // of the steps, which no caller waits for
	cancel  context.CancelFunc
	running sync.WaitGroup
}

func newNear(app *service.App, o Options) *near {
	return &near{app: app, log: o.Log, slots: make(chan struct{}, max(1, o.Workers))}
}

// wake is what takes the next step of a job when it is due; nil when that is
// too far away, or now and every hand is full so that another process may be
// quicker, or the queue is not running.
func (n *near) wake(jobID int64, at time.Time) func() {
	in := at.Sub(n.app.Now())
	if in > nearLimit || in <= 0 && len(n.slots) == cap(n.slots) || !n.isLive() {
		return nil
	}
	return func() { time.AfterFunc(at.Sub(n.app.Now())+time.Millisecond, func() { n.step(jobID) }) }
}

func (n *near) step(jobID int64) {
	ctx, leave, ok := n.enter()
	if !ok {
		return
	}
	defer leave()
	if err := n.app.Step(ctx, jobID); err != nil && ctx.Err() == nil {
		n.log.WarnContext(ctx, "step", "job", jobID, "error", err)
	}
}

func (n *near) isLive() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.live
}

// enter waits for a slot; ok is false when the queue is not running.
func (n *near) enter() (ctx context.Context, leave func(), ok bool) {
	n.mu.Lock()
	if !n.live {
		n.mu.Unlock()
		return nil, nil, false
	}
	ctx = n.ctx
	n.running.Add(1)
	n.mu.Unlock()
	select {
	case n.slots <- struct{}{}:
		return ctx, func() { <-n.slots; n.running.Done() }, true
	case <-ctx.Done():
		n.running.Done()
		return nil, nil, false
	}
}

func (n *near) start(ctx context.Context) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ctx, n.cancel = context.WithCancel(ctx)
	n.live = true
}

// stop lets steps under way finish until ctx ends.
func (n *near) stop(ctx context.Context) {
	n.mu.Lock()
	live := n.live
	n.live = false
	n.mu.Unlock()
	if !live {
		return
	}
	done := make(chan struct{})
	go func() {
		n.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	n.cancel()
}

// prompt is a queue whose near wake-ups come at their moment.
type prompt struct {
	Queue
	near *near
}

// Start starts both.
func (p prompt) Start(ctx context.Context) error {
	p.near.start(ctx)
	return p.Queue.Start(ctx)
}

// Stop lets the steps of both finish.
func (p prompt) Stop(ctx context.Context) error {
	p.near.stop(ctx)
	return p.Queue.Stop(ctx)
}
