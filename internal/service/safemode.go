package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/journal"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// comparison is the comparison of the journal with the database that a process
// makes once, before it sends anything.
type comparison struct {
	mu     sync.Mutex
	done   bool
	marked int64 // how far the database knows it was compared
}

// The causes of safe mode.
const (
	causeGaps    = "gaps"    // the journal holds intents that the database does not know
	causeJournal = "journal" // the journal is not the one that was there before, or is shorter
)

// gapBatch is how many intents are looked up at once.
const gapBatch = 500

// CompareJournal compares the end of the journal with the database, once per
// process. Intents without their attempt mean that the database is older than
// what was sent, as after the restore of a backup: then safe mode begins, and
// each such intent becomes an order to be found out about.
func (a *App) CompareJournal(ctx context.Context) error {
	if a.Journal == nil {
		return nil
	}
	a.compare.mu.Lock()
	defer a.compare.mu.Unlock()
	if a.compare.done {
		return nil
	}
	from, err := a.journalStart(ctx)
	if err != nil {
		return err
	}
	end, err := a.findGaps(ctx, from)
	if err != nil {
		return err
	}
	if err := a.DB.Within(ctx, func(tx *db.Tx) error { return tx.MarkJournal(ctx, a.Journal.ID(), end) }); err != nil {
		return err
	}
	a.compare.done, a.compare.marked = true, end
	return nil
}

// journalStart is where the comparison begins. A journal that is not the one
// the database knows proves nothing, so a person must look.
func (a *App) journalStart(ctx context.Context) (int64, error) {
	mark, others, err := a.DB.JournalMark(ctx, a.Journal.ID())
	if err != nil {
		return 0, err
	}
	size, err := a.Journal.Size()
	if err != nil || (!others && mark <= size) {
		return mark, err
	}
	a.Log.ErrorContext(ctx, "safe mode: the journal is not the one of before", "journal", a.Journal.Path(), "size", size, "mark", mark)
	return 0, a.DB.Within(ctx, func(tx *db.Tx) error { return a.enterSafeMode(ctx, tx, causeJournal) })
}

func (a *App) enterSafeMode(ctx context.Context, tx *db.Tx, cause string) error {
	if err := tx.EnterSafeMode(ctx, cause, a.Instance); err != nil {
		return err
	}
	t := act{Action: "safemode.enter", Kind: "panel", Name: cause}
	return tx.Record(ctx, t.entry(panel.SystemActor(0), panel.ResultDone, ""))
}

// findGaps reads the journal from a position on and makes an order of every
// intent that the database does not know.
func (a *App) findGaps(ctx context.Context, from int64) (end int64, err error) {
	var batch []journal.Intent
	look := func() error {
		err := a.closeGaps(ctx, batch)
		batch = batch[:0]
		return err
	}
	end, broken, err := a.Journal.After(from, func(i journal.Intent) error {
		if batch = append(batch, i); len(batch) < gapBatch {
			return nil
		}
		return look()
	})
	if broken > 0 {
		a.Log.WarnContext(ctx, "lines of the journal cannot be read", "journal", a.Journal.Path(), "lines", broken)
	}
	if err != nil {
		return 0, err
	}
	return end, look()
}

func (a *App) closeGaps(ctx context.Context, batch []journal.Intent) error {
	ids := make([]string, len(batch))
	for i, one := range batch {
		ids[i] = one.ID
	}
	known, err := a.DB.KnownIntents(ctx, ids)
	if err != nil {
		return err
	}
	for _, i := range batch {
		if known[i.ID] {
			continue
		}
		// First of all nothing may be sent any more; a crash repeats the rest.
		if err := a.DB.Within(ctx, func(tx *db.Tx) error { return a.enterSafeMode(ctx, tx, causeGaps) }); err != nil {
			return err
		}
		if err := a.closeGap(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// closeGap makes an unknown order of an intent. What stands in the way is kept
// with the gap, for a person.
func (a *App) closeGap(ctx context.Context, i journal.Intent) error {
	line, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("gap: %w", err)
	}
	gap := db.Gap{Intent: i.ID, Line: string(line), SentAt: i.At}
	for _, cause := range []panel.Cause{panel.CauseGap, panel.CauseCrowded} {
		err = a.DB.Within(ctx, func(tx *db.Tx) error {
			gap.OrderID, err = a.restoreIn(ctx, tx, i, cause)
			if err != nil {
				return err
			}
			return tx.KeepGap(ctx, gap)
		})
		if !panel.Is(err, panel.Conflict) {
			break
		}
	}
	if err == nil {
		a.Log.WarnContext(ctx, "gap: an order was sent that the database did not know", "intent", i.ID, "order", gap.OrderID)
		return nil
	}
	var e *panel.Error
	if !errors.As(err, &e) {
		return err
	}
	gap.OrderID, gap.Problem = 0, e.Key
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tx.KeepGap(ctx, gap) })
}

// restoreIn finds the order of an intent by its form's key, or makes it anew,
// gives it the attempt that is missing, and has it found out about.
func (a *App) restoreIn(ctx context.Context, tx *db.Tx, i journal.Intent, cause panel.Cause) (int64, error) {
	o, err := a.lostOrder(ctx, tx, i)
	if err != nil {
		return 0, err
	}
	if err := tx.EndAttempt(ctx, o, db.Outcome{Class: string(endpoint.Unknown)}); err != nil {
		return 0, err
	}
	c := contractOf(o)
	if _, moves := o.State.After(cause, panel.DriverJournal); moves {
		move := db.Move{
			Cause: cause, Driver: panel.DriverJournal, Note: "order.gap",
			NotBefore: tx.Now.Add(a.patience(c.quiet)), Deadline: tx.Now.Add(a.patience(c.deadline)),
		}
		if _, err := tx.MoveOrder(ctx, o, move); err != nil {
			return 0, err
		}
	}
	if err := a.holdLost(ctx, tx, o); err != nil {
		return 0, err
	}
	o.Attempts = max(o.Attempts+1, i.Attempt)
	if err := tx.StartAttempt(ctx, o, o.Attempts, db.NewAttempt{Intent: i.ID, Instance: "journal", Before: orNullJSON(i.Before)}); err != nil {
		return 0, err
	}
	if err := tx.EndAttempt(ctx, o, db.Outcome{Class: string(endpoint.Unknown)}); err != nil {
		return 0, err
	}
	if err := a.openIncident(ctx, tx, db.IncidentOf(o, panel.JournalGap, map[string]any{"intent": i.ID, "sent_at": i.At, "state": o.State})); err != nil {
		return 0, err
	}
	if o.State.Final() {
		return o.ID, a.openIncident(ctx, tx, db.IncidentOf(o, panel.OrphanResource, map[string]any{"intent": i.ID, "state": o.State}))
	}
	actor := panel.SystemActor(o.ResellerID)
	actor.UserID = o.CreatedBy
	return o.ID, a.startCarrying(ctx, tx, actor, o, o.Name)
}

func orNullJSON(text string) string {
	if text == "" {
		return "null"
	}
	return text
}

// lostOrder is the order of an intent as the database has it, or a new one.
func (a *App) lostOrder(ctx context.Context, tx *db.Tx, i journal.Intent) (panel.Order, error) {
	o, err := tx.OrderByKey(ctx, i.ResellerID, i.FormKey)
	if err == nil || !panel.Is(err, panel.NotFound) {
		return o, err
	}
	system := panel.SystemActor(i.ResellerID)
	if _, err := tx.VendorAccount(ctx, system, i.AccountID); err != nil {
		return o, gapProblem(err, "error.gap.account")
	}
	o = panel.Order{
		ResellerID: i.ResellerID, AccountID: i.AccountID, Operation: i.Operation, Name: i.Name, Lane: i.Lane, FormKey: i.FormKey,
		Input: i.Input, Cost: panel.Fen(i.CostFen), Price: panel.Fen(i.PriceFen), CreatedBy: i.CreatedBy,
	}
	// What the backup does not have, either, is left out.
	if _, err := tx.Customer(ctx, system, i.CustomerID); err == nil {
		o.CustomerID = i.CustomerID
	} else if !panel.Is(err, panel.NotFound) {
		return o, err
	}
	if _, err := tx.Product(ctx, system, i.ProductID); err == nil {
		o.ProductID = i.ProductID
	} else if !panel.Is(err, panel.NotFound) {
		return o, err
	}
	if o.ID, _, err = tx.AddOrder(ctx, db.NewOrder{Order: o, Claims: i.Claims}); err != nil {
		return o, gapProblem(err, "error.gap.open")
	}
	o.State = panel.OrderSubmitted
	return o, nil
}

// gapProblem names what keeps an intent from becoming an order; a fault of ours
// stays one.
func gapProblem(err error, key string) error {
	if panel.Is(err, panel.NotFound) || panel.Is(err, panel.Conflict) {
		return panel.Errorf(panel.NotFound, err, key)
	}
	return err
}

// markJournal notes, now and then, how far the journal has been compared, so
// that the next start reads only its end. Every line is written after its
// attempt was committed, so all of them are known.
func (a *App) markJournal(ctx context.Context) error {
	if a.Journal == nil {
		return nil
	}
	a.compare.mu.Lock()
	defer a.compare.mu.Unlock()
	size, err := a.Journal.Size()
	if err != nil || !a.compare.done || size == a.compare.marked {
		return err
	}
	if err := a.DB.Within(ctx, func(tx *db.Tx) error { return tx.MarkJournal(ctx, a.Journal.ID(), size) }); err != nil {
		return err
	}
	a.compare.marked = size
	return nil
}

// Safety is what the page about safe mode shows.
type Safety struct {
	Modes   []db.SafeMode // those that last first
	Gaps    []GapShown
	Lone    int    // gaps without an order
	Journal string // where it is; "" without one
	Size    int64  // of the journal, bytes
}

// GapShown is a gap as a person reads it.
type GapShown struct {
	journal.Intent
	Reseller string
	SentAt   time.Time
	OrderID  int64  // the order it became; 0 when none could be made
	Problem  string // message key: why none could be made
}

// Lasting reports whether safe mode lasts.
func (s Safety) Lasting() bool { return len(s.Modes) > 0 && s.Modes[0].LeftAt.IsZero() }

// Since is when the safe mode that lasts began.
func (s Safety) Since() time.Time {
	if !s.Lasting() {
		return time.Time{}
	}
	return s.Modes[0].EnteredAt
}

// Safety reads how things stand with safe mode.
func (a *App) Safety(ctx context.Context, actor panel.Actor) (s Safety, err error) {
	if err := require(actor, panel.RunPlatform); err != nil {
		return s, err
	}
	if s.Modes, err = a.DB.SafeModes(ctx); err != nil {
		return s, err
	}
	if s.Gaps, err = a.shownGaps(ctx); err != nil {
		return s, err
	}
	lone, err := a.DB.Gaps(ctx, true)
	s.Lone = len(lone)
	if err != nil || a.Journal == nil {
		return s, err
	}
	s.Journal = a.Journal.Path()
	s.Size, err = a.Journal.Size()
	return s, err
}

func (a *App) shownGaps(ctx context.Context) ([]GapShown, error) {
	resellers, err := a.DB.Resellers(ctx)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for _, r := range resellers {
		names[r.ID] = r.Name
	}
	found, err := a.DB.Gaps(ctx, false)
	all := make([]GapShown, len(found))
	for n, g := range found {
		if err := json.Unmarshal([]byte(g.Line), &all[n].Intent); err != nil {
			return nil, fmt.Errorf("gap %s: %w", g.Intent, err)
		}
		all[n].Reseller, all[n].SentAt, all[n].OrderID, all[n].Problem = names[all[n].ResellerID], g.SentAt, g.OrderID, g.Problem
	}
	return all, err
}

// LeaveSafeMode lets the panel send again, for a reason. Gaps that are no
// orders are tried once more; when some remain, despite must be set.
func (a *App) LeaveSafeMode(ctx context.Context, actor panel.Actor, reason string, despite bool) error {
	if err := require(actor, panel.RunPlatform); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return panel.InvalidFields([]panel.Problem{{Field: "reason", Key: "problem.required"}})
	}
	lone, err := a.retryGaps(ctx)
	if err != nil {
		return err
	}
	if lone > 0 && !despite {
		return panel.InvalidFields([]panel.Problem{{Field: "despite", Key: "problem.safemode.gaps", Args: []any{"Count", lone}}})
	}
	t := &act{Action: "safemode.leave", Kind: "panel", After: map[string]any{"reason": reason, "gaps_without_order": lone}}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.LeaveSafeMode(ctx, actor.UserID, reason) })
}

// retryGaps tries again to make orders of the gaps that are none, and returns
// how many remain.
func (a *App) retryGaps(ctx context.Context) (int, error) {
	lone, err := a.DB.Gaps(ctx, true)
	if err != nil {
		return 0, err
	}
	for _, g := range lone {
		var i journal.Intent
		if err := json.Unmarshal([]byte(g.Line), &i); err != nil {
			return 0, fmt.Errorf("gap %s: %w", g.Intent, err)
		}
		if err := a.closeGap(ctx, i); err != nil {
			return 0, err
		}
	}
	lone, err = a.DB.Gaps(ctx, true)
	return len(lone), err
}
