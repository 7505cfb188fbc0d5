package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how bad the day is.
type Options struct {
	Program     []string // the panel's program: path, and arguments before its own
	Env         []string // of it, besides our own environment
	Data        string   // an empty folder
	Database    string   // an empty PostgreSQL database; "" is SQLite in Data
	Orders      int
	Panels      int                                      // that share the database, which must be PostgreSQL for more than one
	Kills       int                                      // of panels
	VendorKills int                                      // of the vendor, which then keeps its state in a file
	Accounts    int                                      // at the vendor
	Workers     int                                      // of each panel
	Buyers      int                                      // forms that are sent at the same time
	Seed        uint64                                   // of the plan, the trouble and the moments of the kills
	Patience    time.Duration                            // for what is open after the last order and the last kill
	Mistake     string                                   // that is planted in the panels; "" is none
	Late        float64                                  // share of the calls that are executed late; 0 is the usual one
	Log         io.Writer                                // of the course of the run
	Before      func(ctx context.Context, v Scene) error // runs before the books are compared; may be nil
}

// Scene is what Before may look at and change, for tests of the count.
type Scene struct {
	Database string // URL
	Count    func(ctx context.Context) (Verdict, error)
}

// Report is a verdict with what it cost.
type Report struct {
	Verdict
	Took       time.Duration // from the first form to the last settled order
	PanelTime  time.Duration // of processors
	VendorTime time.Duration
	Kills      int
	Restart    time.Duration // of a panel, on average
}

// run is one run.
type run struct {
	Options
	plan   Plan
	at     world
	vendor *vendor
	panels *fleet
	books  *sql.DB
	random *rand.Rand
	begun  time.Time
	placed atomic.Int64
	ledger struct {
		sync.Mutex
		wrong int
		notes []string
	}
	restarts time.Duration
	took     time.Duration
}

// Run plays the day and counts.
func Run(ctx context.Context, o Options) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	r := &run{Options: o, plan: NewPlan(o.Seed, o.Orders, o.Accounts), random: rand.New(rand.NewPCG(o.Seed, 12))} //nolint:gosec // moments that can be repeated
	defer r.stop()
	if err := r.open(ctx); err != nil {
		return Report{}, err
	}
	defer func() { _ = r.books.Close() }()
	if err := r.play(ctx); err != nil {
		return Report{}, fmt.Errorf("%w\nlog of %s", err, r.panels.logs())
	}
	if err := pause(ctx, 2*lateness); err != nil { // what the vendor does late has been done by then
		return Report{}, err
	}
	if o.Before != nil {
		if err := o.Before(ctx, Scene{Database: o.databaseURL(), Count: r.compare}); err != nil {
			return Report{}, err
		}
	}
	report, err := r.count(ctx)
	if err != nil {
		return report, fmt.Errorf("%w\nlog of the vendor: %s", err, r.vendor.log)
	}
	return report, nil
}

func (r *run) say(format string, args ...any) {
	if r.Log != nil {
		_, _ = fmt.Fprintf(r.Log, "%6.1fs  "+format+"\n", append([]any{time.Since(r.begun).Seconds()}, args...)...)
	}
}

// open starts vendor and panels over what the plan needs.
func (r *run) open(ctx context.Context) (err error) {
	r.begun = time.Now()
	if err := plant(ctx, filepath.Join(r.Data, "begin.json"), r.plan, r.Accounts, r.begun); err != nil {
		return fmt.Errorf("plant: %w", err)
	}
	r.vendor = r.Options.vendor()
	if err := r.vendor.start(ctx); err != nil {
		return err
	}
	if r.at, err = r.seedPanel(ctx, r.plan, r.vendor.line); err != nil {
		return fmt.Errorf("seed the panel: %w", err)
	}
	if err := r.vendor.makeTrouble(ctx, faults(r.Late)); err != nil {
		return err
	}
	if r.panels, err = r.fleet(ctx); err != nil {
		return err
	}
	if err := r.panels.start(ctx); err != nil {
		return err
	}
	if err := r.panels.login(ctx); err != nil {
		return err
	}
	r.books, err = r.Options.books(ctx)
	r.say("%d orders are planned over %d accounts", len(r.plan.Wishes), r.Accounts)
	return err
}

// play places the orders while the killer is about, and waits until all are settled.
func (r *run) play(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.begun = time.Now()
	var others sync.WaitGroup
	others.Go(func() { r.watch(ctx) })
	if r.Database != "" {
		others.Go(func() { r.tend(ctx) })
	}
	killed := make(chan struct{})
	others.Go(func() {
		defer close(killed)
		if err := r.killAll(ctx); err != nil {
			cancel(err)
		}
	})
	if err := r.buyAll(ctx); err != nil {
		cancel(err)
	}
	r.say("all orders are placed; %d forms were refused because of their own twins, %d went on to another panel", r.panels.rivals.Load(), r.panels.moved.Load())
	select {
	case <-killed:
	case <-ctx.Done():
	}
	err := context.Cause(ctx)
	if err == nil {
		err = r.settle(ctx)
	}
	r.took = time.Since(r.begun)
	cancel(nil)
	others.Wait()
	return err
}

// buyAll sends all forms, Buyers at a time.
func (r *run) buyAll(ctx context.Context) error {
	next := make(chan Wish)
	failed := make(chan error, r.Buyers)
	var buyers sync.WaitGroup
	for range r.Buyers {
		buyers.Go(func() {
			for w := range next {
				if err := r.panels.place(ctx, w, r.at); err != nil {
					failed <- err
					return
				}
				r.placed.Add(1)
			}
		})
	}
	err := func() error {
		defer close(next)
		for _, w := range r.plan.Wishes {
			select {
			case next <- w:
			case err := <-failed:
				return err
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	}()
	buyers.Wait()
	close(failed)
	return errors.Join(err, <-failed)
}

// killAll kills a panel at moments spread over the orders, the last fifth of
// them while orders are settled, and the vendor in between.
func (r *run) killAll(ctx context.Context) error {
	late := r.Kills / 5
	early := r.Kills - late
	every := max(1, early/max(1, r.VendorKills))
	for i := range r.Kills {
		if i < early {
			if err := r.reach(ctx, int64((i+1)*r.Orders/(early+1))); err != nil {
				return err
			}
		}
		if err := pause(ctx, time.Duration(r.random.IntN(200))*time.Millisecond); err != nil {
			return err
		}
		if r.VendorKills > 0 && i%every == 0 {
			r.vendor.kill()
			if err := r.vendor.start(ctx); err != nil {
				return err
			}
		}
		began, victim := time.Now(), r.panels.victim(r.random)
		victim.kill()
		if err := victim.start(ctx); err != nil {
			return err
		}
		r.restarts += time.Since(began)
		if i >= early {
			if err := pause(ctx, time.Second); err != nil {
				return err
			}
		}
	}
	r.say("%d kills are done", r.Kills)
	return nil
}

// reach waits until so many orders are placed.
func (r *run) reach(ctx context.Context, n int64) error {
	for r.placed.Load() < n {
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// tend does for a PostgreSQL server what its own housekeeping does once a
// minute, as often as the day is hurried. Without, plans that were made for
// empty tables would last for months of orders.
func (r *run) tend(ctx context.Context) {
	wait := time.Second
	for turn := 1; pause(ctx, wait) == nil; turn++ {
		began, work := time.Now(), `ANALYZE`
		if turn%10 == 0 {
			work = `VACUUM ANALYZE`
		}
		if _, err := r.books.ExecContext(ctx, work); err != nil && ctx.Err() == nil {
			r.say("housekeeping: %v", err)
		}
		wait = max(time.Second, rest*time.Since(began))
	}
}

// rest is how much longer than a check of everything the pause after it is, so
// that large books do not keep the machine busy with being checked.
const rest = 20

// watch checks the ledger all the while.
func (r *run) watch(ctx context.Context) {
	for wait := time.Second; pause(ctx, wait) == nil; {
		began := time.Now()
		wrong, notes, err := readLedger(ctx, r.books)
		wait = max(time.Second, rest*time.Since(began))
		if err == nil && wrong > 0 {
			r.ledger.Lock()
			if wrong > r.ledger.wrong {
				r.ledger.wrong, r.ledger.notes = wrong, notes
			}
			r.ledger.Unlock()
		}
	}
}

// settle waits until every order has ended or is held.
func (r *run) settle(ctx context.Context) error {
	deadline := time.Now().Add(r.Patience)
	for turn := 0; ; turn++ {
		states, err := readStates(ctx, r.books)
		if err != nil {
			return err
		}
		open := unsettled(states)
		if turn%10 == 0 || open == 0 {
			r.say("%v", states)
		}
		if open == 0 && len(states) > 0 || time.Now().After(deadline) {
			return nil
		}
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
}

// compare holds the vendor's books against the panel's at this moment.
func (r *run) compare(ctx context.Context) (Verdict, error) {
	told, err := readOrders(ctx, r.books)
	if err != nil {
		return Verdict{}, err
	}
	bought, err := r.vendor.books(ctx)
	if err != nil {
		return Verdict{}, err
	}
	v := Count(r.plan.Wishes, told, bought)
	wrong, notes, err := readLedger(ctx, r.books)
	v.Ledger, v.Notes = wrong, append(v.Notes, notes...)
	return v, err
}

// count compares the books when nothing moves any more, and sums up.
func (r *run) count(ctx context.Context) (Report, error) {
	verdict, err := r.compare(ctx)
	if err != nil {
		return Report{}, err
	}
	senders, err := readSenders(ctx, r.books)
	if err != nil {
		return Report{}, err
	}
	r.say("sent by %v", senders)
	report := Report{Verdict: verdict, Took: r.took, Kills: r.Kills}
	r.ledger.Lock()
	defer r.ledger.Unlock()
	if r.ledger.wrong > report.Ledger {
		report.Ledger, report.Notes = r.ledger.wrong, append(report.Notes, r.ledger.notes...)
	}
	r.stop()
	report.PanelTime, report.VendorTime = r.panels.used(), r.vendor.used
	if r.Kills > 0 {
		report.Restart = r.restarts / time.Duration(r.Kills)
	}
	return report, nil
}

// stop ends all processes.
func (r *run) stop() {
	if r.panels != nil {
		r.panels.kill()
	}
	if r.vendor != nil {
		r.vendor.kill()
	}
}

var (
	tags   = regexp.MustCompile(`(?s)<(script|style|svg).*?</(script|style|svg)>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// words is the text of a page, to be read in a log.
func words(page []byte) string {
	text := spaces.ReplaceAllString(tags.ReplaceAllString(string(page), " "), " ")
	if len(text) > 600 {
		text = text[len(text)-600:]
	}
	return strings.ToValidUTF8(text, "")
}

func lower(name string) string { return strings.ToLower(name) }
