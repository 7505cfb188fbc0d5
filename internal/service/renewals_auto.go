package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// renewalAsks is how many questions to vendors one tick begins at most.
const renewalAsks = 100

// dueFilter is the products that anything can be due for at a moment.
func dueFilter(at time.Time) db.RenewalFilter {
	return db.RenewalFilter{From: at.AddDate(0, 0, -1), Until: at.AddDate(0, 0, renewalOn)}
}

// RunRenewals decides on every renewal that is due, places its order, and
// reminds customers. It may be called at any time and by many at once: an end
// is renewed at most once.
func (a *App) RunRenewals(ctx context.Context) error {
	want := dueFilter(a.Now())
	resellers, err := a.DB.RenewingResellers(ctx, want.From, want.Until)
	for _, id := range resellers {
		err = errors.Join(err, a.runRenewals(ctx, id))
	}
	return err
}

func (a *App) runRenewals(ctx context.Context, resellerID int64) error {
	run, err := a.renewalRun(ctx, resellerID, dueFilter(a.Now()), a.Now(), 0)
	if err != nil {
		return err
	}
	decided := run.Decide()
	err = a.askForRenewals(ctx, run, decided)
	for _, d := range decided {
		if d.Verdict == panel.RenewalDo {
			err = errors.Join(err, a.renewNow(ctx, d))
		} else {
			err = errors.Join(err, a.notNow(ctx, d))
		}
	}
	return errors.Join(err, a.remind(ctx, run))
}

// renewNow places the order of a renewal together with the decision.
func (a *App) renewNow(ctx context.Context, d panel.RenewalDecision) error {
	actor := panel.SystemActor(d.Product.ResellerID)
	err := a.orderRenewal(ctx, actor, d, func(*db.Tx) error { return nil }, func(tx *db.Tx, orderID int64) error {
		return a.saveTry(ctx, tx, d, orderID)
	})
	verdict, why := refusedRenewal(err)
	if why == "" {
		return err
	}
	d.Verdict, d.Why = verdict, why
	return a.notNow(ctx, d)
}

// refusedRenewal is why an order could not be placed, as a decision says it;
// "" when it was placed, or when the reason is none of a decision's.
func refusedRenewal(err error) (verdict panel.RenewalVerdict, why string) {
	var e *panel.Error
	switch {
	case err == nil || !errors.As(err, &e):
		return "", ""
	case errors.Is(err, panel.ErrShort):
		return panel.RenewalStop, "wallet"
	case e.Kind == panel.Conflict && e.Key == "error.order.open":
		return panel.RenewalWait, "open"
	case e.Kind == panel.Internal || e.Kind == panel.Unavailable:
		return "", ""
	}
	return panel.RenewalStop, "refused"
}

// notNow records why something is not renewed, and tells the customer when
// that is the wallet.
func (a *App) notNow(ctx context.Context, d panel.RenewalDecision) error {
	if d.Verdict == panel.RenewalNone {
		return nil
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error { return a.saveTry(ctx, tx, d, 0) })
}

func (a *App) saveTry(ctx context.Context, tx *db.Tx, d panel.RenewalDecision, orderID int64) error {
	saved, err := tx.SaveTry(ctx, panel.RenewalTry{
		ResellerID: d.Product.ResellerID, ProductID: d.Product.ID, Ends: panel.DayNumber(d.Product.ExpiresAt), Day: d.Day,
		Verdict: d.Verdict, Why: d.Why, Cost: d.Tag.Cost, Price: d.Charge(), OrderID: orderID,
	})
	n, tells := d.Notice()
	if err != nil || !saved || !tells {
		return err
	}
	_, err = tx.AddNotice(ctx, n)
	return err
}

func (a *App) remind(ctx context.Context, run panel.RenewalRun) error {
	due := run.Reminders()
	if len(due) == 0 {
		return nil
	}
	said, err := a.DB.NoticeKeys(ctx, due[0].ResellerID, a.Now().AddDate(0, 0, -2*renewalOn))
	if err != nil {
		return err
	}
	for _, n := range due {
		if said[n.Key] {
			continue
		}
		err = errors.Join(err, a.DB.Within(ctx, func(tx *db.Tx) error {
			_, err := tx.AddNotice(ctx, n)
			return err
		}))
	}
	return err
}

// askForRenewals has vendors asked for what decisions wait for.
func (a *App) askForRenewals(ctx context.Context, run panel.RenewalRun, decided []panel.RenewalDecision) (err error) {
	asked := 0
	for _, d := range decided {
		if asked >= renewalAsks {
			break
		}
		actor := panel.SystemActor(d.Product.ResellerID)
		switch d.Why {
		case "facts":
			asked++
			err = errors.Join(err, unlessRunning(a.DB.Within(ctx, func(tx *db.Tx) error {
				_, err := a.startRefresh(ctx, tx, actor, d.Product)
				return err
			})))
			fallthrough // its cost will be missing next
		case "cost":
			if d.CostFresh {
				continue
			}
			asked++
			_, _, lost := a.costOf(ctx, actor, saleOfRenewal(d.RenewalCase), true)
			err = errors.Join(err, unlessRunning(lost))
		}
	}
	for _, id := range run.StaleBalances(decided) {
		err = errors.Join(err, unlessRunning(a.askBalance(ctx, id)))
	}
	return err
}

// unlessRunning leaves out that another process began the same job meanwhile.
func unlessRunning(err error) error {
	var e *panel.Error
	if errors.As(err, &e) && e.Key == "error.job.running" {
		return nil
	}
	return err
}

// askBalance has a vendor asked what an account holds.
func (a *App) askBalance(ctx context.Context, accountID int64) error {
	v, err := a.DB.VendorAccount(ctx, panel.SystemActor(0), accountID)
	if err != nil {
		return err
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		_, err := a.startJob(ctx, tx, panel.SystemActor(v.ResellerID), db.NewJob{
			Job:       panel.Job{ResellerID: v.ResellerID, AccountID: v.ID, Kind: vendorTestJob, Subject: v.Label},
			UniqueKey: fmt.Sprintf("vendor.test:%d", v.ID),
		}, nil)
		return err
	})
}

// RenewalPreview is what a run of automatic renewals at a moment would do.
type RenewalPreview struct {
	At      time.Time
	Decided []panel.RenewalDecision // without those there is nothing to decide about
	Sum     panel.RenewalSum
	Blind   bool // the reader may not see costs: there are none
}

// PreviewRenewals decides, by what is known now, as a run at a moment would,
// and writes nothing.
func (a *App) PreviewRenewals(ctx context.Context, actor panel.Actor, at time.Time) (p RenewalPreview, err error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return p, err
	}
	run, err := a.renewalRun(ctx, actor.ResellerID, dueFilter(at), at, 0)
	if err != nil {
		return p, err
	}
	p.At = at
	for _, d := range run.Decide() {
		if d.Verdict != panel.RenewalNone {
			p.Decided = append(p.Decided, d)
		}
	}
	p.Sum = panel.SumRenewals(p.Decided)
	return p.asSeenBy(actor), nil
}

// RenewalTries lists what was decided of products, newest first.
func (a *App) RenewalTries(ctx context.Context, actor panel.Actor, want db.TryFilter) ([]panel.RenewalTry, error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return nil, err
	}
	return a.renewalTries(ctx, actor, want)
}
