package service

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

const (
	balanceJob   = "balance.read"
	balanceEvery = time.Hour
	sweepEvery   = 24 * time.Hour
)

func reconcileJobs() map[string]jobKind {
	return map[string]jobKind{
		balanceJob: {step: (*App).readBalance, attempts: 4},
		sweepJob:   {step: (*App).sweepAccount, attempts: 50},
	}
}

// finance is what a vendor says of the money it holds of ours.
type finance struct{ balance, available panel.Fen }

func financeCNDNS(ctx context.Context, a *App, id int64) (finance, error) {
	client, err := a.cndns(ctx, id)
	if err != nil {
		return finance{}, err
	}
	f, err := client.AccountFinance(ctx)
	return finance{panel.Fen(f.Balance), panel.Fen(f.Available)}, explain(err, nil)
}

// StartBalances starts the reading of every vendor account's balance that was
// last read an hour ago or more.
func (a *App) StartBalances(ctx context.Context) error {
	return a.startChecks(ctx, db.CheckBalance, balanceEvery, balanceJob, func(v panel.VendorAccount) bool {
		kind, err := VendorKindOf(v.Vendor)
		return err == nil && kind.finance != nil
	})
}

// startChecks starts a job for every account whose task is due: it last came
// to its end one span ago, and did not begin in the last quarter of one.
func (a *App) startChecks(ctx context.Context, task db.CheckTask, every time.Duration, kind string, fits func(panel.VendorAccount) bool) error {
	due, err := a.DB.ChecksDue(ctx, task, a.Now().Add(-every), a.Now().Add(-every/4))
	if err != nil {
		return err
	}
	for _, v := range due {
		if !fits(v) {
			continue
		}
		err := a.DB.Within(ctx, func(tx *db.Tx) error {
			_, err := a.startCheck(ctx, tx, panel.SystemActor(v.ResellerID), v, task, kind)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) startCheck(ctx context.Context, tx *db.Tx, actor panel.Actor, v panel.VendorAccount, task db.CheckTask, kind string) (int64, error) {
	if err := tx.StartCheck(ctx, v, task); err != nil {
		return 0, err
	}
	return a.startJob(ctx, tx, actor, db.NewJob{
		Job:       panel.Job{ResellerID: v.ResellerID, AccountID: v.ID, Kind: kind, Subject: v.Label},
		UniqueKey: fmt.Sprintf("%s:%d", kind, v.ID),
	}, nil)
}

// readBalance is the step of "balance.read": it asks the vendor, and holds the
// answer against the books as they stood before and after it.
func (a *App) readBalance(ctx context.Context, job *panel.Job) (next, error) {
	v, err := a.DB.VendorAccount(ctx, panel.SystemActor(job.ResellerID), job.AccountID)
	if err != nil {
		return next{}, err
	}
	kind, err := VendorKindOf(v.Vendor)
	if err != nil || kind.finance == nil {
		return next{}, panel.Errorf(panel.Invalid, err, "error.vendor.wrong", "Vendor", string(v.Vendor))
	}
	since, err := a.addedUpAt(ctx, v)
	if err != nil {
		return next{}, err
	}
	r := panel.Reading{ResellerID: v.ResellerID, AccountID: v.ID, At: a.Now().UTC()}
	before, err := a.DB.Mirror(ctx, v.ID, since)
	if err != nil {
		return next{}, err
	}
	said, err := kind.finance(ctx, a, v.ID)
	if err != nil {
		return next{}, err
	}
	r.Balance, r.Available = said.balance, said.available
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		after, err := tx.Mirror(ctx, v.ID, since)
		if err != nil {
			return err
		}
		return a.weighReading(ctx, tx, v, &r, before, after)
	})
	if err != nil {
		return next{}, err
	}
	a.note(ctx, job, readingTones[r.Verdict], "job.balance."+string(r.Verdict), "Balance", r.Balance.Yuan(), "Difference", r.Difference.Yuan())
	return over()
}

var readingTones = map[panel.ReadingVerdict]string{
	panel.ReadingFirst: "ok", panel.ReadingEqual: "ok", panel.ReadingWithin: "ok", panel.ReadingUndecided: "warn", panel.ReadingOff: "bad",
}

// addedUpAt is when mirror and balance were last known to agree: by a reading,
// or because a person set the mirror.
func (a *App) addedUpAt(ctx context.Context, v panel.VendorAccount) (time.Time, error) {
	settled, err := a.DB.Readings(ctx, panel.SystemActor(v.ResellerID), db.ReadingFilter{AccountID: v.ID, Settled: true, Limit: 1})
	if err != nil {
		return time.Time{}, err
	}
	at, err := a.DB.MirrorFixed(ctx, v.ID)
	if len(settled) > 0 && settled[0].At.After(at) {
		at = settled[0].At
	}
	return at, err
}

// weighReading keeps a reading and does what follows from it. An order may
// have moved while the vendor was asked, so the balance must fit what the books
// said before, or after, or anything between.
func (a *App) weighReading(ctx context.Context, tx *db.Tx, v panel.VendorAccount, r *panel.Reading, before, after db.MirrorState) error {
	last, err := tx.Readings(ctx, panel.SystemActor(v.ResellerID), db.ReadingFilter{AccountID: v.ID, Limit: 1})
	if err != nil {
		return err
	}
	e := panel.BalanceEquation{
		First: len(last) == 0, Balance: r.Balance, Unpriced: max(before.Unpriced, after.Unpriced),
		Low: min(before.Posted-before.Pending, after.Posted-after.Pending), High: max(before.Posted, after.Posted),
	}
	r.Mirror, r.Pending, r.Unpriced = after.Posted, after.Pending, e.Unpriced
	if r.Verdict, r.Difference = e.Weigh(); r.Verdict == panel.ReadingFirst {
		r.Mirror = r.Balance // which it is set to below
	}
	if err := tx.AddReading(ctx, *r); err != nil {
		return err
	}
	if err := tx.SaveBalance(ctx, v, r.Available); err != nil {
		return err
	}
	if err := tx.EndCheck(ctx, v, db.CheckBalance); err != nil {
		return err
	}
	switch i := balanceIncident(v); r.Verdict {
	case panel.ReadingFirst:
		return a.setMirror(ctx, tx, v, r.Balance-after.Posted, panel.Booking{Key: fmt.Sprintf("mirror:%d:opening", v.ID), Reason: panel.ReasonOpening})
	case panel.ReadingEqual, panel.ReadingWithin:
		return tx.SettleIncident(ctx, i, "balance.addsup")
	case panel.ReadingOff:
		if i.Detail, err = arithmetic(ctx, tx, last, *r); err != nil {
			return err
		}
		return a.openIncident(ctx, tx, i)
	case panel.ReadingUndecided:
	}
	return nil
}

// balanceIncident is that the balance of an account differs; there is one.
func balanceIncident(v panel.VendorAccount) db.NewIncident {
	return db.NewIncident{Kind: panel.BalanceOff, ResellerID: v.ResellerID, AccountID: v.ID, Subject: "balance"}
}

// arithmetic is everything that makes a difference understood.
func arithmetic(ctx context.Context, tx *db.Tx, last []panel.Reading, r panel.Reading) (map[string]any, error) {
	sums := map[string]any{
		"read_at": r.At, "balance": r.Balance.Yuan(), "mirror": r.Mirror.Yuan(), "pending": r.Pending.Yuan(),
		"unpriced_orders": r.Unpriced, "difference": r.Difference.Yuan(),
	}
	if len(last) == 0 {
		return sums, nil
	}
	moves, err := tx.MirrorMoves(ctx, r.AccountID, last[0].At)
	if err != nil {
		return nil, err
	}
	for kind, sum := range moves {
		sums["since."+string(kind)] = sum.Yuan()
	}
	sums["last_read_at"], sums["last_balance"], sums["last_mirror"] = last[0].At, last[0].Balance.Yuan(), last[0].Mirror.Yuan()
	return sums, nil
}

// setMirror moves the mirror of an account by a difference, as a booking says
// why and by whom.
func (a *App) setMirror(ctx context.Context, tx *db.Tx, v panel.VendorAccount, by panel.Fen, b panel.Booking) error {
	if by == 0 {
		return nil
	}
	b.ResellerID, b.VendorID, b.Kind, b.Amount = v.ResellerID, v.ID, panel.TransferVendorUp, by
	if by < 0 {
		b.Kind, b.Amount = panel.TransferVendorDown, -by
	}
	_, _, err := tx.Book(ctx, b)
	return err
}
