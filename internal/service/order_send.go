package service

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// sendOrder makes the call that spends, once: pre-check, intent committed,
// then the call, then what came of it.
func (a *App) sendOrder(ctx context.Context, job *panel.Job, c contract, p *purchase) (next, error) {
	before, err := a.preCheck(ctx, c, p)
	if err != nil {
		if k := panel.KindOf(err); k == panel.Refused || k == panel.Invalid || k == panel.Conflict || k == panel.NotFound {
			return a.refuseUnsent(ctx, p, err)
		}
		return next{}, err
	}
	if err := a.commitIntent(ctx, p, before); err != nil {
		if panel.Is(err, panel.Conflict) {
			return later(a.patience(10 * time.Second)) // the lane is taken, or a person was quicker
		}
		return next{}, err
	}
	a.note(ctx, job, "busy", "job.order.sending")
	sent := c.send(context.WithoutCancel(ctx), p)
	return a.settle(context.WithoutCancel(ctx), job, c, p, sent)
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

func (a *App) commitIntent(ctx context.Context, p *purchase, before string) error {
	no := p.order.Attempts + 1
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.MoveOrder(ctx, p.order, db.Move{To: panel.OrderSending, Driver: panel.DriverSender}); err != nil {
			return err
		}
		return tx.StartAttempt(ctx, p.order, no, a.Instance, longLease, before)
	})
	if err == nil {
		p.order.State, p.order.Attempts = panel.OrderSending, no
	}
	return err
}

// refuseUnsent ends an order that was never sent: the pre-check said no.
func (a *App) refuseUnsent(ctx context.Context, p *purchase, cause error) (next, error) {
	said := wordOf(cause)
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		return a.failIn(ctx, tx, p, db.Move{Driver: panel.DriverSender, Note: noteOf(cause), VendorCode: said.Code, VendorText: said.Text})
	})
	return next{over: true}, err
}

// settle records what came of a call, in one transaction. When that cannot be
// committed the order stays "sending" and the sweeper makes it unknown.
func (a *App) settle(ctx context.Context, job *panel.Job, c contract, p *purchase, sent error) (next, error) {
	said := wordOf(sent)
	result := class(sent)
	// What our own rules refuse at the last moment will not pass the next time.
	hopeless := p.order.Attempts >= 5 || panel.Is(sent, panel.Invalid)
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.EndAttempt(ctx, p.order, string(result), said.Code, said.Text); err != nil {
			return err
		}
		if err := tx.AddEvidence(ctx, p.order, "answer", map[string]any{"class": result, "code": said.Code, "text": said.Text, "ref": p.ref}); err != nil {
			return err
		}
		return a.settleIn(ctx, tx, c, p, result, said, hopeless)
	})
	if err != nil {
		return next{}, err
	}
	switch result {
	case endpoint.OK:
		a.note(ctx, job, "ok", "job.order.done")
		return over()
	case endpoint.Refused:
		a.note(ctx, job, "bad", "job.order.refused", "Code", said.Code, "Text", said.Text)
		return over()
	case endpoint.NotSent:
		a.note(ctx, job, "warn", "job.order.notsent")
		if hopeless {
			return over()
		}
		return later(a.patience(backoff(p.order.Attempts)))
	case endpoint.Accepted:
		a.note(ctx, job, "busy", "job.order.accepted")
	case endpoint.Unknown:
		a.note(ctx, job, "warn", "job.order.unknown")
	}
	return later(a.patience(10 * time.Second))
}

func (a *App) settleIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, result endpoint.Class, said panel.VendorWord, hopeless bool) error {
	move := db.Move{Driver: panel.DriverSender, VendorCode: said.Code, VendorText: said.Text}
	switch result {
	case endpoint.OK:
		return a.deliverIn(ctx, tx, c, p, move)
	case endpoint.Refused:
		return a.failIn(ctx, tx, p, move)
	case endpoint.NotSent:
		move.To = panel.OrderReady
		if hopeless {
			return a.failIn(ctx, tx, p, move)
		}
	case endpoint.Accepted:
		move.To = panel.OrderAccepted
		move.Deadline = tx.Now.Add(a.patience(c.deadline))
	case endpoint.Unknown:
		move.To = panel.OrderUnknown
		move.NotBefore = tx.Now.Add(a.patience(c.quiet))
		move.Deadline = tx.Now.Add(a.patience(c.deadline))
	}
	return tx.MoveOrder(ctx, p.order, move)
}

// deliverIn ends an order as done: product, state, event and audit together.
func (a *App) deliverIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, move db.Move) error {
	productID, err := c.deliver(ctx, tx, p)
	if err != nil {
		return fmt.Errorf("deliver order %d: %w", p.order.ID, err)
	}
	move.To, move.ProductID = panel.OrderDone, productID
	return a.endIn(ctx, tx, p, move, panel.ResultDone)
}

func (a *App) failIn(ctx context.Context, tx *db.Tx, p *purchase, move db.Move) error {
	move.To = panel.OrderFailed
	return a.endIn(ctx, tx, p, move, panel.ResultRefused)
}

func (a *App) endIn(ctx context.Context, tx *db.Tx, p *purchase, move db.Move, result string) error {
	if err := tx.MoveOrder(ctx, p.order, move); err != nil {
		return err
	}
	actor := panel.SystemActor(p.order.ResellerID)
	actor.UserID = p.order.CreatedBy
	t := act{Action: "order.outcome", Kind: "order", ID: p.order.ID, Name: p.order.Operation + " " + p.order.Name, Before: p.order.State, After: move.To}
	return tx.Record(ctx, t.entry(actor, result, move.VendorCode+" "+move.VendorText))
}
