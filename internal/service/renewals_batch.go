package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

const (
	batchMost   = 2000           // lines of one plan
	batchAge    = 12 * time.Hour // a plan that is older must be made anew
	batchAsk    = 8              // questions of one step
	batchStep   = 10             // lines of one step
	batchSave   = 100            // lines saved in one transaction
	batchAskJob = "renewals.plan"
	batchJob    = "renewals.batch"
)

func renewalJobs() map[string]jobKind {
	return map[string]jobKind{
		batchAskJob: {step: (*App).planBatch, attempts: 6},
		batchJob:    {step: (*App).runBatch, attempts: 20},
	}
}

// RenewalWishFilter is what a wish chooses.
func RenewalWishFilter(w panel.RenewalWish) db.RenewalFilter {
	f := db.RenewalFilter{IDs: w.IDs, Kind: w.Kind, CustomerID: w.CustomerID, Own: w.Own, Search: w.Search}
	if w.Suffix != "" {
		f.Kind = panel.KindDomain
		f.Endings, f.Others = panel.SuffixEndings(w.Suffix)
	}
	if w.Auto != "" {
		f.Auto = new(w.Auto == "on")
	}
	if day, err := time.ParseInLocation(time.DateOnly, w.Until, panel.China); err == nil {
		f.Until = day.AddDate(0, 0, 1)
	}
	return f
}

// PlanRenewals records a plan to renew what a wish chooses, and starts the job
// that asks for what it costs. The same form key gives the same plan.
func (a *App) PlanRenewals(ctx context.Context, actor panel.Actor, wish panel.RenewalWish, formKey string) (id int64, err error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return 0, err
	}
	if err := checkFormKey(formKey); err != nil {
		return 0, err
	}
	if wish.Years < 0 || wish.Years > panel.LongestRenewal {
		return 0, panel.InvalidFields([]panel.Problem{{Field: "years", Key: "problem.option"}})
	}
	want := RenewalWishFilter(wish)
	want.Limit = batchMost + 1
	products, err := a.DB.Ending(ctx, actor, want)
	if err != nil {
		return 0, err
	}
	switch n := len(products); {
	case n == 0:
		return 0, panel.InvalidFields([]panel.Problem{{Field: "choice", Key: "renewals.problem.none"}})
	case n > batchMost:
		return 0, panel.InvalidFields([]panel.Problem{{Field: "choice", Key: "renewals.problem.many", Args: []any{"Max", batchMost}}})
	}
	t := &act{Action: "renewal.plan", Kind: "renewal_batch", Name: fmt.Sprint(len(products)), After: wish}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		b := panel.RenewalBatch{ResellerID: actor.ResellerID, FormKey: formKey, Wanted: wish, CreatedBy: actor.UserID}
		added := false
		if t.ID, added, err = tx.AddBatch(ctx, b, products); err != nil || !added {
			return err
		}
		b.ID = t.ID
		return a.startBatchJob(ctx, tx, actor, b, batchAskJob)
	})
	return t.ID, err
}

func (a *App) startBatchJob(ctx context.Context, tx *db.Tx, actor panel.Actor, b panel.RenewalBatch, kind string) error {
	id, added, err := tx.AddJob(ctx, db.NewJob{
		Job: panel.Job{
			ResellerID: b.ResellerID, Kind: kind, Subject: fmt.Sprintf("#%d", b.ID), Input: map[string]string{"batch": fmt.Sprint(b.ID)},
			CreatedBy: actor.UserID, RequestID: actor.RequestID,
		},
		UniqueKey: fmt.Sprintf("%s:%d", kind, b.ID),
	})
	if err != nil || added {
		return err
	}
	// One from before a pause waits: it goes on. One that is at it may be ending.
	if err := tx.WakeJob(ctx, id); err != nil {
		return err
	}
	job, err := tx.Job(ctx, actor, id)
	if err == nil && job.State != panel.JobWaiting {
		err = panel.Errorf(panel.Conflict, nil, "error.job.running")
	}
	return err
}

func (a *App) batchOf(ctx context.Context, job *panel.Job) (panel.RenewalBatch, error) {
	id, err := strconv.ParseInt(job.Input["batch"], 10, 64)
	if err != nil {
		return panel.RenewalBatch{}, fmt.Errorf("plan of job %d: %w", job.ID, err)
	}
	return a.DB.Batch(ctx, panel.SystemActor(job.ResellerID), id)
}

// lineRun reads what a run over lines of a plan looks at.
func (a *App) lineRun(ctx context.Context, b panel.RenewalBatch, lines []panel.RenewalLine) (panel.RenewalRun, error) {
	ids := make([]int64, 0, len(lines))
	for _, l := range lines {
		ids = append(ids, l.Product.ID)
	}
	run, err := a.renewalRun(ctx, b.ResellerID, db.RenewalFilter{IDs: ids}, a.Now(), b.Wanted.Years)
	run.Planned = true
	return run, err
}

func byProduct(decided []panel.RenewalDecision) map[int64]panel.RenewalDecision {
	found := map[int64]panel.RenewalDecision{}
	for _, d := range decided {
		found[d.Product.ID] = d
	}
	return found
}

// planBatch is the step of "renewals.plan": a few questions to vendors, then a
// pause; at last every line says what it costs, or why it cannot be renewed.
func (a *App) planBatch(ctx context.Context, job *panel.Job) (next, error) {
	b, err := a.batchOf(ctx, job)
	if err != nil || b.State != panel.BatchAsking {
		return next{over: true}, err
	}
	lines, err := a.DB.BatchLines(ctx, panel.SystemActor(b.ResellerID), b.ID, db.LineFilter{})
	if err != nil {
		return next{}, err
	}
	run, err := a.lineRun(ctx, b, lines)
	if err != nil {
		return next{}, err
	}
	decided := byProduct(run.Decide())
	at, asked := number(job.Input["at"]), 0
	for ; at < len(lines) && asked < batchAsk; at++ {
		if d := decided[lines[at].Product.ID]; d.Why == "cost" {
			asked++
			a.askForLine(ctx, job, d)
		}
	}
	job.Input = withInput(job.Input, map[string]string{"at": strconv.Itoa(at)})
	if asked == batchAsk {
		return later(a.patience(syncPause / 2))
	}
	return a.settlePlan(ctx, b, lines)
}

// askForLine asks what the renewal of one line costs. One that is not told is
// shown as such: the plan goes on.
func (a *App) askForLine(ctx context.Context, job *panel.Job, d panel.RenewalDecision) {
	if _, err := a.learnCost(ctx, saleOfRenewal(d.RenewalCase).cost(), job.ID); err != nil {
		a.Log.WarnContext(ctx, "cost not told", "offer", d.Offer.Key(), "product", d.Product.ID, "error", err)
	}
}

// settlePlan decides on every line of a plan by what is known now.
func (a *App) settlePlan(ctx context.Context, b panel.RenewalBatch, lines []panel.RenewalLine) (next, error) {
	run, err := a.lineRun(ctx, b, lines)
	if err != nil {
		return next{}, err
	}
	decided := byProduct(run.Decide())
	for begin := 0; begin < len(lines); begin += batchSave {
		err := a.DB.Within(ctx, func(tx *db.Tx) error {
			for _, l := range lines[begin:min(begin+batchSave, len(lines))] {
				if _, err := tx.SaveLine(ctx, panel.LineAsking, plannedLine(l, decided)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return next{}, err
		}
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error { return tx.MoveBatch(ctx, b, panel.BatchPlanned, 0) })
	return next{over: true}, err
}

// plannedLine is a line as its decision makes it.
func plannedLine(l panel.RenewalLine, decided map[int64]panel.RenewalDecision) panel.RenewalLine {
	d, known := decided[l.Product.ID]
	if !known { // it has gone meanwhile
		l.State, l.Why = panel.LineBlocked, "state"
		return l
	}
	l.State, l.Why, l.Months, l.Cost, l.Price = panel.LineReady, d.Why, d.Months, d.Tag.Cost, d.Charge()
	if d.Verdict != panel.RenewalDo {
		l.State = panel.LineBlocked
	}
	if d.Why == "early" {
		l.Opens, _ = d.Rule.Window(d.Product.ExpiresAt, d.Months)
	}
	return l
}

// runBatch is the step of "renewals.batch": some lines become orders, each in
// a transaction of its own.
func (a *App) runBatch(ctx context.Context, job *panel.Job) (next, error) {
	b, err := a.batchOf(ctx, job)
	if err != nil || b.State != panel.BatchRunning {
		return next{over: true}, err
	}
	lines, err := a.DB.BatchLines(ctx, panel.SystemActor(b.ResellerID), b.ID, db.LineFilter{State: panel.LineReady, Limit: batchStep})
	if err != nil {
		return next{}, err
	}
	if len(lines) == 0 {
		return a.leaveBatch(ctx, b, panel.BatchDone)
	}
	actor, may, err := a.starter(ctx, b, job)
	if err != nil {
		return next{}, err
	}
	if !may {
		a.note(ctx, job, "bad", "job.renewals.person")
		return a.leaveBatch(ctx, b, panel.BatchPaused)
	}
	run, err := a.lineRun(ctx, b, lines)
	if err != nil {
		return next{}, err
	}
	decided := byProduct(run.Decide())
	for _, l := range lines {
		err := a.orderLine(ctx, actor, b, l, decided)
		if errors.Is(err, errPaused) {
			return over()
		}
		if err != nil {
			return next{}, err
		}
	}
	return later(0)
}

// starter is the person who let a plan run last: its orders are that person's,
// whose limits hold for them. may says whether the person may still order at all.
func (a *App) starter(ctx context.Context, b panel.RenewalBatch, job *panel.Job) (actor panel.Actor, may bool, err error) {
	user, err := a.DB.UserByID(ctx, cmp.Or(b.StartedBy, job.CreatedBy)) // plans that ran before that was kept
	if err != nil {
		return actor, false, err
	}
	actor = actorOf(user)
	actor.RequestID = job.RequestID
	return actor, !user.Disabled && actor.May(panel.PlaceOrders), nil
}

// leaveBatch ends a run over a plan in a state, unless a person was quicker.
func (a *App) leaveBatch(ctx context.Context, b panel.RenewalBatch, to panel.BatchState) (next, error) {
	err := a.DB.Within(ctx, func(tx *db.Tx) error { return tx.MoveBatch(ctx, b, to, 0) })
	if panel.Is(err, panel.Conflict) {
		err = nil // paused just now
	}
	return next{over: true}, err
}

// errPaused says that a plan does not run any more.
var errPaused = errors.New("the plan does not run any more")

// orderLine places the order of one line, or says why that cannot be. A price
// that is not the planned one stops the line.
func (a *App) orderLine(ctx context.Context, actor panel.Actor, b panel.RenewalBatch, l panel.RenewalLine, decided map[int64]panel.RenewalDecision) error {
	want := plannedLine(l, decided)
	if want.State == panel.LineReady && (want.Price != l.Price || want.Cost != l.Cost || panel.DayNumber(l.Product.ExpiresAt) != l.Ends) {
		want.State, want.Why = panel.LineBlocked, "changed"
	}
	if want.State != panel.LineReady {
		return a.stopLine(ctx, l, want.Why)
	}
	err := a.orderRenewal(ctx, actor, decided[l.Product.ID], func(tx *db.Tx) error {
		running, err := tx.HoldBatch(ctx, b)
		if err == nil && !running {
			err = errPaused
		}
		return err
	}, func(tx *db.Tx, orderID int64) error {
		ordered := l
		ordered.State, ordered.Why, ordered.OrderID = panel.LineOrdered, "", orderID
		saved, err := tx.SaveLine(ctx, panel.LineReady, ordered)
		if err == nil && !saved {
			err = errPaused // another process has the plan
		}
		return err
	})
	if _, why := refusedRenewal(err); why != "" {
		return a.stopLine(ctx, l, why)
	}
	return err
}

func (a *App) stopLine(ctx context.Context, l panel.RenewalLine, why string) error {
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		l.State, l.Why = panel.LineStopped, why
		_, err := tx.SaveLine(ctx, panel.LineReady, l)
		return err
	})
}
