package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// Batch is a plan with its lines and what they come to.
type Batch struct {
	panel.RenewalBatch
	Lines []panel.RenewalLine
	Money panel.BatchMoney // of the lines that are ready or ordered
	Old   bool             // it must be made anew
	Word  string           // typed to confirm it; "" = nothing is
	Blind bool             // the reader may not see costs: there are none
}

// Failed counts the lines that may be tried again.
func (b Batch) Failed() (n int) {
	for _, l := range b.Lines {
		if l.Failed() {
			n++
		}
	}
	return n
}

// Batch reads a plan, as far as the actor may see it.
func (a *App) Batch(ctx context.Context, actor panel.Actor, id int64) (Batch, error) {
	b, err := a.batch(ctx, actor, id)
	return b.asSeenBy(actor), err
}

func (a *App) batch(ctx context.Context, actor panel.Actor, id int64) (b Batch, err error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return b, err
	}
	if b.RenewalBatch, err = a.DB.Batch(ctx, actor, id); err != nil {
		return b, err
	}
	if b.Lines, err = a.DB.BatchLines(ctx, actor, id, db.LineFilter{}); err != nil {
		return b, err
	}
	b.Old = !b.PlannedAt.IsZero() && a.Now().Sub(b.PlannedAt) > batchAge
	accounts, err := a.DB.VendorAccounts(ctx, panel.SystemActor(b.ResellerID))
	if err != nil {
		return b, err
	}
	wallets, err := a.DB.WalletsOf(ctx, b.ResellerID)
	b.Money = panel.SumLines(b.Lines, wallets, accounts)
	b.Word = b.word(actor)
	return b, err
}

// word is what the actor types to confirm a large plan: what it costs, or for
// those who may not see that, how many lines it has.
func (b Batch) word(actor panel.Actor) string {
	switch {
	case b.Money.Cost < panel.LargeBatch:
		return ""
	case !actor.SeesCosts():
		return strconv.Itoa(b.Counts[panel.LineReady])
	}
	return b.Money.Cost.Yuan()
}

// RenewalBars says of products of the actor's reseller, by id, why no plan can
// renew them now, whatever they cost; those that can be are absent.
func (a *App) RenewalBars(ctx context.Context, actor panel.Actor, products []panel.Product) (map[int64]string, error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return nil, err
	}
	lines := make([]panel.RenewalLine, 0, len(products))
	for _, p := range products {
		lines = append(lines, panel.RenewalLine{Product: p})
	}
	bars := map[int64]string{}
	if len(lines) == 0 {
		return bars, nil
	}
	run, err := a.lineRun(ctx, panel.RenewalBatch{ResellerID: actor.ResellerID}, lines)
	for _, d := range run.Decide() {
		if slices.Contains(panel.RenewalBars, d.Why) {
			bars[d.Product.ID] = d.Why
		}
	}
	return bars, err
}

// Batches lists the latest plans.
func (a *App) Batches(ctx context.Context, actor panel.Actor) ([]panel.RenewalBatch, error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return nil, err
	}
	return a.DB.Batches(ctx, actor, 20)
}

// ConfirmBatch lets a plan run. typed is its Word.
func (a *App) ConfirmBatch(ctx context.Context, actor panel.Actor, id int64, typed string) error {
	b, err := a.batch(ctx, actor, id)
	switch {
	case err != nil:
		return err
	case b.Counts[panel.LineReady] == 0:
		return panel.Errorf(panel.Conflict, nil, "renewals.error.nothing")
	case b.Old:
		return panel.Errorf(panel.Conflict, nil, "renewals.error.old")
	case b.Word != "" && typed != b.Word:
		key := "renewals.problem.confirm"
		if !actor.SeesCosts() {
			key = "renewals.problem.confirm.lines"
		}
		return panel.InvalidFields([]panel.Problem{{Field: "confirm", Key: key, Args: []any{"Word", b.Word}}})
	}
	return a.startBatch(ctx, actor, b.RenewalBatch, "renewal.confirm")
}

func (a *App) startBatch(ctx context.Context, actor panel.Actor, b panel.RenewalBatch, action string) error {
	t := &act{Action: action, Kind: "renewal_batch", ID: b.ID, Name: fmt.Sprintf("#%d", b.ID), ResellerID: b.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.MoveBatch(ctx, b, panel.BatchRunning, actor.UserID); err != nil {
			return err
		}
		return a.startBatchJob(ctx, tx, actor, b, batchJob)
	})
}

// ResumeBatch lets a paused plan run on.
func (a *App) ResumeBatch(ctx context.Context, actor panel.Actor, id int64) error {
	b, err := a.batch(ctx, actor, id)
	if err != nil {
		return err
	}
	if b.State != panel.BatchPaused {
		return panel.Errorf(panel.Conflict, nil, "renewals.error.moved")
	}
	return a.startBatch(ctx, actor, b.RenewalBatch, "renewal.resume")
}

// PauseBatch keeps a plan from placing any more orders. Those it has placed go
// on.
func (a *App) PauseBatch(ctx context.Context, actor panel.Actor, id int64) error {
	return a.moveBatch(ctx, actor, id, panel.BatchPaused, "renewal.pause")
}

// DropBatch gives up a plan that nobody confirmed.
func (a *App) DropBatch(ctx context.Context, actor panel.Actor, id int64) error {
	return a.moveBatch(ctx, actor, id, panel.BatchDropped, "renewal.drop")
}

func (a *App) moveBatch(ctx context.Context, actor panel.Actor, id int64, to panel.BatchState, action string) error {
	b, err := a.batch(ctx, actor, id)
	if err != nil {
		return err
	}
	t := &act{Action: action, Kind: "renewal_batch", ID: id, Name: fmt.Sprintf("#%d", id), ResellerID: b.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.MoveBatch(ctx, b.RenewalBatch, to, actor.UserID) })
}

// RetryBatch tries the lines of an ended plan again that failed: those that
// could not be ordered, and those whose order the vendor provably did not
// carry out. What is unknown or held is left alone.
func (a *App) RetryBatch(ctx context.Context, actor panel.Actor, id int64) error {
	b, err := a.batch(ctx, actor, id)
	if err != nil {
		return err
	}
	if b.State != panel.BatchDone || b.Failed() == 0 {
		return panel.Errorf(panel.Conflict, nil, "renewals.error.moved")
	}
	run, err := a.lineRun(ctx, b.RenewalBatch, b.Lines)
	if err != nil {
		return err
	}
	decided := byProduct(run.Decide())
	t := &act{Action: "renewal.retry", Kind: "renewal_batch", ID: id, Name: fmt.Sprintf("#%d", id), ResellerID: b.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.MoveBatch(ctx, b.RenewalBatch, panel.BatchRunning, actor.UserID); err != nil {
			return err
		}
		for _, l := range b.Lines {
			if err := retryLine(ctx, tx, l, decided); err != nil {
				return err
			}
		}
		return a.startBatchJob(ctx, tx, actor, b.RenewalBatch, batchJob)
	})
}

// retryLine puts a failed line back among those that are ready, at the price
// of now; what cannot be renewed now stays as it is.
func retryLine(ctx context.Context, tx *db.Tx, l panel.RenewalLine, decided map[int64]panel.RenewalDecision) error {
	again := plannedLine(l, decided)
	if !l.Failed() || again.State != panel.LineReady {
		return nil
	}
	was := l.State
	again.OrderID = 0
	again.Ends = panel.DayNumber(l.Product.ExpiresAt)
	_, err := tx.SaveLine(ctx, was, again)
	return err
}
