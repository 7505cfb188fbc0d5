package service

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/journal"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// lease is how long a sender may be silent before its order counts as lost:
// longer than the longest call, which ends after 120 s.
const lease = 150 * time.Second

// point is a place in the life of an order after which something durable has
// happened, or at which nothing has yet. The process may die at each of them.
type point string

// The points, in the order in which an order passes them.
const (
	pointChecked   point = "checked"   // the vendor was asked how things stand
	pointIntended  point = "intended"  // the intent is in the database
	pointJournaled point = "journaled" // and in the journal; the next thing is the first byte
	pointSent      point = "sent"      // the call is over, its reply is in memory only
	pointSettling  point = "settling"  // the reply is written and not committed
	pointSettled   point = "settled"   // the reply is in the database
	pointProbed    point = "probed"    // the vendor was asked what became of it
	pointWeighing  point = "weighing"  // the evidence is written and not committed
	pointWeighed   point = "weighed"   // the evidence and what follows are in the database
	pointReceived  point = "received"  // a callback is read and not kept
	pointKept      point = "kept"      // a callback is in the database, and not answered
	pointCredited  point = "credited"  // a payment is in the wallet, and its notice not answered
)

func (a *App) at(p point) {
	if a.hook != nil {
		a.hook(p)
	}
}

// sendOrder makes the call that spends, once: pre-check, intent committed,
// journal, then the call, then what came of it.
func (a *App) sendOrder(ctx context.Context, job *panel.Job, c contract, p *purchase) (next, error) {
	if err := a.CompareJournal(ctx); err != nil {
		return next{}, err
	}
	if why, err := mustWait(ctx, a.DB.Queries, p.order); err != nil || why != "" {
		return a.keepBack(ctx, p, why, err)
	}
	before, err := a.preCheck(ctx, c, p)
	if err != nil {
		if k := panel.KindOf(err); k == panel.Refused || k == panel.Invalid || k == panel.Conflict || k == panel.NotFound {
			return a.refuseUnsent(ctx, p, err)
		}
		_, kept := a.keepBack(ctx, p, panel.WaitVendor, nil)
		return next{}, errors.Join(err, kept)
	}
	a.at(pointChecked)
	begun := a.Now()
	if err := a.commitIntent(ctx, p, before); err != nil {
		var w *waiting
		if errors.As(err, &w) {
			return a.keepBack(ctx, p, w.why, nil)
		}
		return next{}, err
	}
	return a.sendIntended(ctx, job, c, p, begun)
}

// sendIntended makes the call whose intent was begun at a moment, and records
// what came of it.
func (a *App) sendIntended(ctx context.Context, job *panel.Job, c contract, p *purchase, begun time.Time) (next, error) {
	a.note(ctx, job, "busy", "job.order.sending")
	a.at(pointJournaled)
	ctx, tap := withTap(context.WithoutCancel(ctx))
	sent := a.sendInTime(ctx, c, p, begun)
	a.at(pointSent)
	return a.settle(ctx, job, c, p, a.replyOf(ctx, p, sent, tap))
}

// sendInTime makes the call, unless the lease of its attempt is over, as on a
// machine that was frozen between the intent and the first byte. Other processes
// may have found by then that nothing was sent, and have sent it themselves.
func (a *App) sendInTime(ctx context.Context, c contract, p *purchase, begun time.Time) error {
	if a.Now().Round(0).Sub(begun.Round(0)) >= lease { // by the clock on the wall: the other one stands still while a machine sleeps
		return &endpoint.Error{Class: endpoint.NotSent, Endpoint: c.endpoint, Reason: "the lease was over"}
	}
	return c.send(ctx, p)
}

// mustWait says why an order cannot be sent now, as far as the vendor need not
// even be asked; "" when nothing is known to be in its way.
func mustWait(ctx context.Context, q db.Queries, o panel.Order) (panel.Wait, error) {
	is, err := q.InTheWay(ctx, o)
	switch {
	case err != nil:
		return "", err
	case is.SafeMode:
		return panel.WaitSafeMode, nil
	case is.Lane:
		return panel.WaitLane, nil
	case is.Incident:
		return panel.WaitIncident, nil
	}
	return "", nil
}

// waiting is the error of an order that must not be sent now.
type waiting struct{ why panel.Wait }

func (w *waiting) Error() string { return "the order waits: " + string(w.why) }

// keepBack notes why a ready order is not sent, and comes back to it.
func (a *App) keepBack(ctx context.Context, p *purchase, why panel.Wait, err error) (next, error) {
	if err != nil {
		return next{}, err
	}
	switch why {
	case panel.WaitCeiling:
		err = a.DB.Within(ctx, func(tx *db.Tx) error {
			if err := tx.SetOrderWaiting(ctx, p.order, why); err != nil {
				return err
			}
			i := db.IncidentOf(p.order, panel.SpendCeiling, map[string]any{"order": p.order.ID, "cost_fen": p.order.Cost})
			i.OrderID, i.Subject = 0, "ceiling" // one for all orders of the account that wait
			return a.openIncident(ctx, tx, i)
		})
	case p.order.Waiting: // it says so already
	default:
		err = a.DB.Brief(func(tx *db.Tx) error { return tx.SetOrderWaiting(ctx, p.order, why) })
	}
	if err != nil {
		return next{}, err
	}
	if why == panel.WaitLane {
		return a.queueUp(ctx, p.order)
	}
	return later(a.patience(30 * time.Second))
}

// queueUp leaves an order waiting for its lane. Whoever leaves the lane wakes the
// next one for it, and may have left it just before this one was known to wait.
// Looking all the same, less and less often, is for what nobody thought of.
func (a *App) queueUp(ctx context.Context, o panel.Order) (next, error) {
	why, err := mustWait(ctx, a.DB.Queries, o)
	if err != nil || why == "" && o.Waiting != panel.WaitLane {
		return next{}, err
	}
	return later(min(max(a.Now().Sub(o.UpdatedAt)/4, a.patience(time.Minute)), a.patience(6*time.Hour)))
}

func (a *App) preCheck(ctx context.Context, c contract, p *purchase) (string, error) {
	if c.pre == nil {
		return "null", nil
	}
	value, err := c.pre(ctx, p)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("before-value of order %d: %w", p.order.ID, err)
	}
	p.before = text
	return string(text), nil
}

// commitIntent moves the order to sending together with its attempt, and then
// has the journal hold it on the disk. Nothing may be sent before it returns
// nil.
func (a *App) commitIntent(ctx context.Context, p *purchase, before string) error {
	no, intent := p.order.Attempts+1, token(16)
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		// Whoever opens an incident over the order locks it, too.
		if _, err := tx.LockOrder(ctx, p.order.ID); err != nil {
			return err
		}
		if err := a.maySend(ctx, tx, p.order); err != nil {
			return err
		}
		_, err := tx.MoveOrder(ctx, p.order, db.Move{Cause: panel.CauseSend, Driver: panel.DriverSender})
		if panel.Is(err, panel.Conflict) {
			return &waiting{panel.WaitLane} // the lane is taken, or a person was quicker
		}
		if err != nil {
			return err
		}
		return tx.StartAttempt(ctx, p.order, no, db.NewAttempt{Intent: intent, Instance: a.Instance, Lease: lease, Before: before})
	})
	if err != nil {
		return err
	}
	p.order.State, p.order.Attempts, p.order.Before = panel.OrderSending, no, before
	a.at(pointIntended)
	return a.writeIntent(ctx, p, intent)
}

// writeIntent puts the intent into the journal. When that fails the order goes
// back: nothing was sent.
func (a *App) writeIntent(ctx context.Context, p *purchase, intent string) error {
	if a.Journal == nil {
		return nil
	}
	o := p.order
	cause := a.Journal.Append(journal.Intent{
		ID: intent, At: a.Now().UTC(), ResellerID: o.ResellerID, AccountID: o.AccountID, CustomerID: o.CustomerID, ProductID: o.ProductID,
		OrderID: o.ID, FormKey: o.FormKey, Attempt: o.Attempts, Operation: o.Operation, Name: o.Name, Claims: claimsOf(o), Lane: o.Lane,
		CostFen: int64(o.Cost), PriceFen: int64(o.Price), CreatedBy: o.CreatedBy, Input: o.Input, Before: o.Before,
	})
	if cause == nil {
		return nil
	}
	a.Log.ErrorContext(ctx, "intent not journaled, nothing is sent", "order", o.ID, "error", cause)
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.EndAttempt(ctx, o, db.Outcome{Class: string(endpoint.NotSent)}); err != nil {
			return err
		}
		_, err := tx.MoveOrder(ctx, o, db.Move{Cause: panel.CauseNotSent, Driver: panel.DriverSender, Note: "order.unjournaled"})
		return err
	})
	if err != nil {
		return err // the sweeper makes it unknown
	}
	p.order.State = panel.OrderReady
	return &waiting{panel.WaitJournal}
}

// claimsOf is the operation whose orders for the same name an order excludes.
func claimsOf(o panel.Order) string {
	if c := contracts[o.Operation]; c.claims != nil {
		claims, _ := c.claims(o.Input)
		return claims
	}
	return o.Operation
}

// maySend says whether an order may be sent now, inside the transaction that
// commits the intent.
func (a *App) maySend(ctx context.Context, tx *db.Tx, o panel.Order) error {
	if why, err := mustWait(ctx, tx.Queries, o); err != nil || why != "" {
		return orWait(err, why)
	}
	return a.withinCeiling(ctx, tx, o)
}

// assumedCost is what an order counts against the spend ceiling when nobody
// knows its cost: ¥100.
const assumedCost panel.Fen = 10_000

// withinCeiling holds an order to what may be spent over its account in an hour.
func (a *App) withinCeiling(ctx context.Context, tx *db.Tx, o panel.Order) error {
	account, err := tx.VendorAccount(ctx, panel.SystemActor(o.ResellerID), o.AccountID)
	if err != nil {
		return err
	}
	ceiling, limited := account.Settings.SpendCeiling()
	if !limited {
		return nil
	}
	spent, err := tx.Spent(ctx, o.AccountID, tx.Now.Add(-time.Hour), assumedCost)
	if err != nil || spent+cmp.Or(o.Cost, assumedCost) > ceiling {
		return orWait(err, panel.WaitCeiling)
	}
	return nil
}

func orWait(err error, why panel.Wait) error {
	if err != nil {
		return err
	}
	return &waiting{why}
}

// refuseUnsent ends an order whose pre-check said no. When it was sent before,
// that may be the reason, even if the vendor showed nothing of it since: it may
// have acted late. A person must look then.
func (a *App) refuseUnsent(ctx context.Context, p *purchase, cause error) (next, error) {
	said := wordOf(cause)
	move := db.Move{Cause: panel.CauseHopeless, Driver: panel.DriverSender, Note: noteOf(cause), VendorCode: said.Code, VendorText: said.Text}
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		sent, err := tx.WasSent(ctx, p.order)
		if err != nil {
			return err
		}
		if sent {
			move.Cause = panel.CauseDoubt
			return a.holdIn(ctx, tx, p.order, move)
		}
		return a.failIn(ctx, tx, p, move)
	})
	return next{over: true}, err
}
