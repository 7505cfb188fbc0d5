package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// FloodError says that too many callbacks come, and when the next may.
type FloodError struct{ Wait time.Duration }

func (e *FloodError) Error() string { return fmt.Sprintf("too many callbacks: wait %s", e.Wait) }

// maxSpenders bounds how many remote addresses and accounts are told apart; all
// further ones share what is allowed to one.
const maxSpenders = 20_000

// floodgate is what remote addresses and accounts have used of their rates. It
// is in memory, of this process: a flood must write nothing.
type floodgate struct {
	mu    sync.Mutex
	spent map[string]time.Time
}

func (g *floodgate) take(who string, r panel.Rate, now time.Time) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.spent == nil {
		g.spent = map[string]time.Time{}
	}
	if _, known := g.spent[who]; !known && len(g.spent) >= maxSpenders {
		g.forget(now)
		if len(g.spent) >= maxSpenders {
			who = "others"
		}
	}
	g.spent[who], wait = r.Take(g.spent[who], now)
	return wait
}

// forget drops who has used up nothing.
func (g *floodgate) forget(now time.Time) {
	for who, spent := range g.spent {
		if !spent.After(now) {
			delete(g.spent, who)
		}
	}
}

// AdmitCallback counts a request to an address of callbacks before anything of
// it is read. A *FloodError comes back when its sender has sent too many.
func (a *App) AdmitCallback(ctx context.Context, vendor panel.Vendor, remote string) error {
	return a.flooded(ctx, "remote "+network(remote), panel.CallbacksOfRemote, panel.StrayCallback{Vendor: vendor, Remote: remote})
}

// admitTo counts a callback that has come to the address of an account.
func (a *App) admitTo(ctx context.Context, account panel.VendorAccount, remote string) error {
	return a.flooded(ctx, fmt.Sprint("account ", account.ID), panel.CallbacksOfAccount, panel.StrayCallback{
		Vendor: account.Vendor, ResellerID: account.ResellerID, AccountID: account.ID, Remote: remote,
	})
}

func (a *App) flooded(ctx context.Context, who string, r panel.Rate, s panel.StrayCallback) error {
	r.Every = a.patience(r.Every)
	wait := a.gate.take(who, r, a.Now())
	if wait == 0 {
		return nil
	}
	s.Kind = panel.StrayFlood
	a.NoteStray(ctx, s)
	return &FloodError{Wait: wait}
}

// network is what one sender can easily have of addresses: a whole /64 of IPv6.
func network(remote string) string {
	ip, err := netip.ParseAddr(remote)
	if err != nil || ip.Unmap().Is4() {
		return remote
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return remote
	}
	return prefix.String()
}

// tallyEvery is how often strays of one kind are written at most.
const tallyEvery = time.Minute

// strayKey is what strays are counted together by.
type strayKey struct {
	kind    panel.StrayKind
	vendor  panel.Vendor
	account int64
}

// tally counts strays between two writes.
type tally struct {
	mu      sync.Mutex
	waiting map[strayKey]*counted
}

type counted struct {
	stray   panel.StrayCallback // Times of it are not written yet
	written time.Time
}

// count adds one, and returns all that is due to be written.
func (t *tally) count(s panel.StrayCallback, now time.Time) (due panel.StrayCallback) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waiting == nil {
		t.waiting = map[strayKey]*counted{}
	}
	key := strayKey{s.Kind, s.Vendor, s.AccountID}
	c := t.waiting[key]
	if c == nil {
		c = &counted{}
		t.waiting[key] = c
	}
	s.Times = c.stray.Times + 1
	if c.stray = s; now.Sub(c.written) < tallyEvery {
		return panel.StrayCallback{} // Times: 0
	}
	c.stray.Times, c.written = 0, now
	return s
}

// drain takes all that is not written yet.
func (t *tally) drain() (due []panel.StrayCallback) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, c := range t.waiting {
		if c.stray.Times == 0 {
			delete(t.waiting, key)
			continue
		}
		due = append(due, c.stray)
		c.stray.Times = 0
	}
	return due
}

// NoteStray counts something that came to an address of callbacks and was not
// followed. The first is written at once, the many that follow once a minute:
// a flood must not become a flood of writes.
func (a *App) NoteStray(ctx context.Context, s panel.StrayCallback) {
	due := a.strays.count(s, a.Now())
	if due.Times == 0 {
		return
	}
	a.Log.WarnContext(ctx, "stray callbacks", "kind", due.Kind, "vendor", due.Vendor, "account", due.AccountID, "times", due.Times, "remote", due.Remote)
	if err := a.DB.Within(context.WithoutCancel(ctx), func(tx *db.Tx) error { return tx.AddStrayCallback(ctx, due) }); err != nil {
		a.Log.ErrorContext(ctx, "stray callbacks not noted", "error", err)
	}
}

// TallyStrays writes what was counted since, and forgets what is old.
func (a *App) TallyStrays(ctx context.Context) error {
	due := a.strays.drain()
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		for _, s := range due {
			if err := tx.AddStrayCallback(ctx, s); err != nil {
				return err
			}
		}
		return tx.DropStrayCallbacks(ctx, tx.Now.Add(-panel.StraysKept))
	})
}

// StrayCallbacks lists what came to addresses of callbacks and was not
// followed, for admins.
func (a *App) StrayCallbacks(ctx context.Context, actor panel.Actor, before int64, atMost int) ([]panel.StrayCallback, error) {
	if err := require(actor, panel.RunPlatform); err != nil {
		return nil, err
	}
	return a.DB.StrayCallbacks(ctx, actor, before, atMost)
}

// maxSample bounds what is kept of a stranger's words, in bytes.
const maxSample = 300

// strayOf is a stray that was read: kept is its body without signs.
func strayOf(kind panel.StrayKind, vendor panel.Vendor, remote, body, kept string) panel.StrayCallback {
	sum := sha256.Sum256([]byte(body))
	return panel.StrayCallback{Kind: kind, Vendor: vendor, Remote: remote, BodyHash: hex.EncodeToString(sum[:]), Sample: fitBytes(printable(kept), maxSample)}
}

// printable is text without what no database stores or no page shows.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}
