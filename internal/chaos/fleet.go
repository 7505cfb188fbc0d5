package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// fleet is every process of the panel over the one database.
type fleet struct {
	panels []*server
	cookie *http.Cookie
	rivals atomic.Int64 // forms that were refused because the same form came at the same time
	moved  atomic.Int64 // tries of forms that went from one panel to another
}

var errAlone = errors.New("several panels need PostgreSQL: a SQLite file takes one")

func (o Options) check() error {
	if o.Panels > 1 && o.Database == "" {
		return errAlone
	}
	return nil
}

// fleet makes as many panels as the day has, at least one. None runs yet.
func (o Options) fleet(ctx context.Context) (*fleet, error) {
	f := &fleet{}
	for n := range max(1, o.Panels) {
		s, err := o.server(ctx, "panel "+strconv.Itoa(n+1))
		if err != nil {
			return nil, err
		}
		f.panels = append(f.panels, s)
	}
	return f, nil
}

// start starts all panels at once, as the machines of a shop do after a power cut.
func (f *fleet) start(ctx context.Context) error {
	failed := make([]error, len(f.panels))
	var starts sync.WaitGroup
	for n, s := range f.panels {
		starts.Go(func() { failed[n] = s.start(ctx) })
	}
	starts.Wait()
	return errors.Join(failed...)
}

func (f *fleet) kill() {
	for _, s := range f.panels {
		s.kill()
	}
}

// used is the processor time of all panels that were killed.
func (f *fleet) used() (sum time.Duration) {
	for _, s := range f.panels {
		sum += s.used
	}
	return sum
}

// logs is what the panels logged last.
func (f *fleet) logs() string {
	var all strings.Builder
	for _, s := range f.panels {
		_, _ = fmt.Fprintf(&all, "%s: %s\n", s.name, s.log)
	}
	return all.String()
}

// victim is the panel that a kill hits.
func (f *fleet) victim(random *rand.Rand) *server { return f.panels[random.IntN(len(f.panels))] }

// pick is the panel for a form: of those that live the turn's, and not the one
// that has just failed while there is another. When none lives one of the dead
// is asked until it is back.
func (f *fleet) pick(turn int, failed *server) *server {
	var living []*server
	for _, s := range f.panels {
		if s.live.Load() && s != failed {
			living = append(living, s)
		}
	}
	switch {
	case len(living) > 0:
		return living[turn%len(living)]
	case failed != nil && failed.live.Load():
		return failed
	}
	return f.panels[turn%len(f.panels)]
}

// login begins the session that all orders are placed in, at every panel. It is
// kept in the database and outlives the processes.
func (f *fleet) login(ctx context.Context) error {
	a, err := f.pick(0, nil).post(ctx, "/login", nil, url.Values{"email": {ownerEmail}, "password": {ownerPassword}})
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	for _, c := range a.cookies {
		if strings.HasSuffix(c.Name, "sid") {
			f.cookie = c
		}
	}
	if a.code != http.StatusSeeOther || f.cookie == nil {
		return fmt.Errorf("log in: status %d: %s", a.code, words(a.body))
	}
	return nil
}

// place sends a wish's form, every tenth several times at once, as impatient
// people do, and to all panels. Those may be told that somebody was quicker, but
// whoever sends the form once more is led to its order.
func (f *fleet) place(ctx context.Context, w Wish, at world) error {
	if w.No%10 == 0 {
		var rush sync.WaitGroup
		for n := range 4 {
			rush.Go(func() {
				if f.send(ctx, w, at, w.No/10+n) != nil {
					f.rivals.Add(1)
				}
			})
		}
		rush.Wait()
	}
	return f.send(ctx, w, at, w.No)
}

// send sends a wish's form until a panel says that it has it, however often
// panels die over it. Some orders are cancelled at once: that races with the
// sending of the order, and either may win.
func (f *fleet) send(ctx context.Context, w Wish, at world, turn int) error {
	path, values := w.fill(at)
	s := f.pick(turn, nil)
	for {
		a, err := s.post(ctx, path, f.cookie, values)
		switch {
		case err == nil && a.code == http.StatusSeeOther:
			if strings.HasPrefix(a.to, "/orders/") && w.No%25 == 7 {
				// Too late, or the panel has died: then not.
				_, _ = f.pick(turn+1, nil).post(ctx, a.to+"/cancel", f.cookie, url.Values{})
			}
			return nil
		case err == nil && a.code >= 400 && a.code < 500:
			return fmt.Errorf("%s %s: %s answers %d: %s", w.Class, w.Key, s.name, a.code, words(a.body))
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
		failed := s
		if s = f.pick(turn, failed); s != failed {
			f.moved.Add(1)
		}
	}
}
