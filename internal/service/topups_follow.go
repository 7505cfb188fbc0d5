package service

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

const topUpJob = "topup.follow"

func topUpJobs() map[string]jobKind {
	return map[string]jobKind{topUpJob: {step: (*App).stepTopUp, attempts: 6}, statementJob: {step: (*App).stepStatement, attempts: 1}}
}

// followTopUp starts the job that fetches what to pay with and asks for a while;
// the one that is under way is enough.
func (a *App) followTopUp(ctx context.Context, tx *db.Tx, actor panel.Actor, t panel.TopUp) (added bool, err error) {
	id, err := a.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: t.ResellerID, AccountID: t.AccountID, Kind: topUpJob, Subject: t.Number, Input: map[string]string{"top_up": strconv.FormatInt(t.ID, 10)},
		},
		CustomerID: t.CustomerID, UniqueKey: fmt.Sprintf("%s:%d", topUpJob, t.ID),
	}, nil)
	if err != nil || id == t.JobID {
		return false, err
	}
	return true, tx.SetTopUpJob(ctx, t.ID, id)
}

// topUpGlances is how long the job waits after each time it has asked: while the
// customer looks on. Afterwards the clock asks.
var topUpGlances = []time.Duration{3 * time.Second, 5 * time.Second, 8 * time.Second, 15 * time.Second, 15 * time.Second, 30 * time.Second, 30 * time.Second, time.Minute, time.Minute}

// stepTopUp is the step of the job "topup.follow".
func (a *App) stepTopUp(ctx context.Context, job *panel.Job) (next, error) {
	id, err := strconv.ParseInt(job.Input["top_up"], 10, 64)
	if err != nil {
		return next{}, err
	}
	t, err := a.DB.TopUp(ctx, panel.SystemActor(job.ResellerID), id)
	if err != nil {
		return next{}, err
	}
	if t.State == panel.TopUpCreated {
		return a.fetchCode(ctx, t)
	}
	state, err := a.askTopUp(ctx, t)
	asked, _ := strconv.Atoi(job.Input["asked"])
	if err != nil || !state.Waits() || asked >= len(topUpGlances) {
		return next{over: true}, err
	}
	job.Input["asked"] = strconv.Itoa(asked + 1)
	return later(a.patience(topUpGlances[asked]))
}

// fetchCode has the provider make a payment. Made already is the same payment,
// so an unclear answer is asked for again.
func (a *App) fetchCode(ctx context.Context, t panel.TopUp) (next, error) {
	if t.Overdue(a.Now()) {
		return over() // the clock closes it
	}
	provider, account, err := a.payProvider(ctx, t.AccountID)
	if err != nil {
		return next{}, err
	}
	request, err := a.payRequest(ctx, t, account)
	if err != nil {
		return next{}, err
	}
	prompt, err := provider.Create(ctx, request)
	m := db.TopUpMove{Cause: panel.TopUpOffered, Code: prompt.Code}
	if k := panel.KindOf(err); err != nil && (k == panel.Refused || k == panel.Invalid) {
		m = db.TopUpMove{Cause: panel.TopUpRefused, Detail: saidBy(err)}
	} else if err != nil {
		return next{}, err
	}
	moved := a.DB.Within(ctx, func(tx *db.Tx) error {
		_, err := tx.MoveTopUp(ctx, t, m)
		return err
	})
	if moved != nil || err != nil {
		return next{over: true}, errors.Join(err, moved)
	}
	return later(a.patience(topUpGlances[0]))
}

// saidBy is what a provider said, for the history.
func saidBy(err error) map[string]string {
	var e *panel.Error
	if !errors.As(err, &e) {
		return nil
	}
	return map[string]string{"code": e.Vendor.Code, "text": e.Vendor.Text}
}

// askTopUp asks the provider how a payment stands and does what follows. Asked
// often, or by several at once, it credits once.
func (a *App) askTopUp(ctx context.Context, t panel.TopUp) (panel.TopUpState, error) {
	provider, account, err := a.payProvider(ctx, t.AccountID)
	if err != nil {
		return t.State, err
	}
	to := wallets{a, account}
	p, err := a.SettlePayment(ctx, provider, to, t.Number)
	if err == nil && t.State.Waits() && t.Overdue(a.Now()) && (p.State == PaymentOpen || p.State == PaymentAbsent) {
		if err := provider.Close(ctx, t.Number); err != nil {
			a.Log.WarnContext(ctx, "payment not closed", "top_up", t.ID, "error", err) // one that nobody has opened cannot be
		}
		p, err = a.SettlePayment(ctx, provider, to, t.Number)
	}
	return a.weighPayment(ctx, t, p, err)
}

// weighPayment moves a top-up by what its provider says; what is paid was
// credited already.
func (a *App) weighPayment(ctx context.Context, t panel.TopUp, p Payment, err error) (panel.TopUpState, error) {
	cause := panel.TopUpCause("")
	switch {
	case errors.Is(err, ErrPayMismatch):
		cause = panel.TopUpDiffers
	case err != nil:
		return t.State, err
	case p.State == PaymentPaid:
		return panel.TopUpCredited, nil
	case p.State == PaymentRefunded:
		cause = panel.TopUpBack
	case p.State == PaymentClosed, p.State == PaymentAbsent && t.Overdue(a.Now()):
		cause = panel.TopUpOver
	}
	return a.moveTopUp(ctx, t, p, cause)
}

// moveTopUp moves a top-up unless it is where it belongs already.
func (a *App) moveTopUp(ctx context.Context, t panel.TopUp, p Payment, cause panel.TopUpCause) (state panel.TopUpState, err error) {
	if cause == "" || cause == panel.TopUpOver && !t.State.Waits() {
		return t.State, nil
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		now, err := tx.LockTopUp(ctx, t.AccountID, t.Number)
		if err != nil {
			return err
		}
		if _, legal := now.State.After(cause); !legal {
			state = now.State
			return nil
		}
		if state, err = tx.MoveTopUp(ctx, now, db.TopUpMove{Cause: cause, Detail: paymentShown(p)}); err != nil || cause != panel.TopUpDiffers {
			return err
		}
		return a.openIncident(ctx, tx, mismatchOf(now, p))
	})
	return state, err
}

// mismatchOf is the incident of a payment that is not the one that was asked for.
func mismatchOf(t panel.TopUp, p Payment) db.NewIncident {
	return db.NewIncident{
		Kind: panel.PaymentMismatch, ResellerID: t.ResellerID, AccountID: t.AccountID, Subject: t.Number,
		Detail: map[string]any{"asked_for": map[string]any{"top_up": t.ID, "amount": t.Amount.Yuan(), "currency": t.Currency}, "provider_says": paymentShown(p)},
	}
}

func paymentShown(p Payment) map[string]any {
	shown := map[string]any{"state": p.State, "amount": p.Amount.Yuan(), "currency": p.Currency}
	if p.Reference != "" {
		shown["reference"] = p.Reference
	}
	return shown
}

const (
	topUpsAtOnce = 8  // asked about at the same time
	topUpsPerRun = 80 // by one tick of the clock
)

// SettleTopUps asks about the top-ups that are due. One that cannot be asked
// about is due again later.
func (a *App) SettleTopUps(ctx context.Context) error {
	due, err := a.DB.DueTopUps(ctx, a.Now(), topUpsPerRun)
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	places := make(chan struct{}, topUpsAtOnce)
	failed := make([]error, len(due))
	for i, t := range due {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			failed[i] = a.settleTopUp(ctx, t)
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

func (a *App) settleTopUp(ctx context.Context, t panel.TopUp) error {
	state, err := a.askTopUp(ctx, t)
	if err != nil {
		a.Log.WarnContext(ctx, "top-up not settled", "top_up", t.ID, "error", err)
	}
	at := t.NextTopUpCheck(a.Now())
	if !state.Waits() && err == nil {
		at = time.Time{}
	}
	return a.DB.Within(context.WithoutCancel(ctx), func(tx *db.Tx) error { return tx.PutOffTopUp(ctx, t, at) })
}
