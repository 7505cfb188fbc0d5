// Package service holds the use cases: who may do what, in which order, and
// what is recorded. It joins the rules of panel, the rows of db and the calls
// of the vendors; it knows no page and no queue. One file per subject.
package service

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/journal"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
	"tangelo/internal/vendors/endpoint"
)

// Options is what an App is made of.
type Options struct {
	DB        *db.DB
	Vault     *vault.Vault
	Now       func() time.Time
	Log       *slog.Logger
	PublicURL string        // where vendors reach us with callbacks, without a final slash
	Instance  string        // names this process in leases; random when empty
	Hurry     float64       // divides every waiting time towards vendors: 1 in earnest, more in a rehearsal
	CallLimit time.Duration // of an ordinary vendor call; the client's default when 0
	// VendorHosts are where vendor accounts may send calls besides the documented addresses.
	VendorHosts endpoint.Hosts
	Journal     *journal.Journal // of intents; nil only where nothing real is bought
	Exit        func(code int)   // ends the process; os.Exit when nil
}

// App is the whole of the use cases over one database.
type App struct {
	Options
	lines   lines   // open vendor connections
	running running // steps under way in this process, for cancelling
	hashing chan struct{}
	gate    floodgate
	strays  tally
	compare comparison    // of the journal with the database
	hook    func(p point) // of tests: told of every point at which the process may die
}

// New makes an App.
func New(o Options) *App {
	if o.Instance == "" {
		o.Instance = token(8)
	}
	if o.Hurry <= 0 {
		o.Hurry = 1
	}
	if o.Exit == nil {
		o.Exit = os.Exit
	}
	return &App{Options: o, hashing: make(chan struct{}, 4)}
}

// patience is a waiting time towards vendors, shortened in a rehearsal.
func (a *App) patience(d time.Duration) time.Duration {
	return time.Duration(float64(d) / a.Hurry)
}

// token is n random bytes in hex.
func token(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// NewFormKey makes the one-time key of a form: it is the idempotency key of
// what the form does.
func NewFormKey() string { return token(16) }

// require is the first line of every use case.
func require(actor panel.Actor, p panel.Permission) error {
	if actor.UserID == 0 && !actor.System {
		return panel.Errorf(panel.SignIn, nil, "error.signin")
	}
	if !actor.May(p) {
		return panel.Errorf(panel.Forbidden, nil, "error.forbidden", "Permission", string(p))
	}
	return nil
}

// running holds the steps under way, so that a person can stop one.
type running struct {
	mu    sync.Mutex
	steps map[int64]context.CancelCauseFunc
}

var errCancelled = errors.New("cancelled by a person")

func (r *running) enter(ctx context.Context, id int64) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.steps == nil {
		r.steps = map[int64]context.CancelCauseFunc{}
	}
	r.steps[id] = cancel
	return ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.steps, id)
		cancel(nil)
	}
}

func (r *running) cancel(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if stop, here := r.steps[id]; here {
		stop(errCancelled)
	}
}
