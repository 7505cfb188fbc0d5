package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// tap takes down the reply to the call that spends, as it came, and its hash.
type tap struct {
	hash string
	body func() []byte // nil without one
}

type tapKey struct{}

func withTap(ctx context.Context) (context.Context, *tap) {
	t := new(tap)
	return context.WithValue(ctx, tapKey{}, t), t
}

func tapOf(ctx context.Context) *tap {
	t, _ := ctx.Value(tapKey{}).(*tap)
	return t
}

// reply is what came of one sending.
type reply struct {
	attempt  int
	class    endpoint.Class
	said     panel.VendorWord
	ref      string // the vendor's name of what was bought, when it says one
	hash     string
	sealed   []byte // the reply as it came; nil without one
	hopeless bool   // not sent, and another try would be no better
	plain    bool   // recording it as it came has failed: only the evidence is kept
}

func (a *App) replyOf(ctx context.Context, p *purchase, sent error, t *tap) reply {
	return reply{
		attempt: p.order.Attempts, class: class(sent), said: wordOf(sent), ref: p.ref, hash: t.hash,
		sealed: a.sealReply(ctx, p.order, t.body),
		// What our own rules refuse at the last moment will not pass the next time.
		hopeless: p.order.Attempts >= 5 || panel.Is(sent, panel.Invalid),
	}
}

// verdict is what a reply says of its attempt.
func (r reply) verdict() panel.Verdict {
	switch r.class {
	case endpoint.OK:
		return panel.VerdictDid
	case endpoint.Accepted:
		return panel.VerdictWaits
	case endpoint.Unknown:
		return panel.VerdictUnclear
	case endpoint.Refused, endpoint.NotSent:
	}
	return panel.NoVerdict
}

func (r reply) shown() map[string]any {
	shown := map[string]any{"class": r.class}
	for name, value := range map[string]string{"code": r.said.Code, "text": r.said.Text, "ref": r.ref, "sha256": r.hash} {
		if value != "" {
			shown[name] = value
		}
	}
	return shown
}

// settle records what came of a call and says how the job goes on.
func (a *App) settle(ctx context.Context, job *panel.Job, c contract, p *purchase, r reply) (next, error) {
	o, err := a.keepReply(ctx, c, p, r)
	if err != nil {
		return next{}, err
	}
	a.at(pointSettled)
	switch {
	case o.State == panel.OrderFailed && r.class == endpoint.Refused:
		a.note(ctx, job, "bad", "job.order.refused", "Code", r.said.Code, "Text", r.said.Text)
	case o.State == panel.OrderReady, o.State == panel.OrderFailed:
		a.note(ctx, job, "warn", "job.order.notsent")
	default:
		a.note(ctx, job, toneOfOrder(o.State), "job.order."+string(o.State))
	}
	switch {
	case o.State.Final() || o.State == panel.OrderHeld:
		return over()
	case o.State == panel.OrderReady:
		return later(a.patience(backoff(o.Attempts)))
	}
	return later(a.patience(10 * time.Second))
}

// keepReply commits what came of a call, and returns the order as it is then,
// in its state and attempts. When it cannot be committed whole, the
// order is at least unknown; when not even that can be written, the process
// ends: a sender that goes on without its memory is the most dangerous there is.
func (a *App) keepReply(ctx context.Context, c contract, p *purchase, r reply) (panel.Order, error) {
	o, err := a.settleReply(ctx, c, p, r)
	if err == nil {
		return o, nil
	}
	if !errors.Is(err, db.ErrCommit) {
		a.Log.ErrorContext(ctx, "reply not recorded as it came", "order", p.order.ID, "class", r.class, "error", err)
		r.class, r.plain = endpoint.Unknown, true
		if o, err = a.settleReply(ctx, c, p, r); err == nil {
			return o, nil
		}
	}
	a.Log.ErrorContext(ctx, "the reply to a purchase could not be stored; stopping", "order", p.order.ID, "attempt", r.attempt, "error", err)
	a.Exit(1)
	return o, fmt.Errorf("reply of order %d: %w", p.order.ID, err)
}

func (a *App) settleReply(ctx context.Context, c contract, p *purchase, r reply) (o panel.Order, err error) {
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		once := *p // a failed transaction leaves nothing behind
		if err := a.settleIn(ctx, tx, c, &once, r); err != nil {
			return err
		}
		o = tx.Moved(once.order)
		a.at(pointSettling)
		return nil
	})
	return o, err
}

// settleIn writes a reply down, and moves the order when it still waits for it.
func (a *App) settleIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, r reply) error {
	fresh, err := tx.LockOrder(ctx, p.order.ID)
	if err != nil {
		return err
	}
	if fresh.State != panel.OrderSending || fresh.Attempts != r.attempt {
		return a.lateReply(ctx, tx, c, p, fresh, r)
	}
	p.order = fresh
	if err := tx.EndAttempt(ctx, fresh, db.Outcome{Class: string(r.class), Code: r.said.Code, Text: r.said.Text, ReplyHash: r.hash}); err != nil {
		return err
	}
	if err := tx.AddSealedEvidence(ctx, fresh, panel.EvidenceReply, r.verdict(), r.shown(), r.sealed); err != nil {
		return err
	}
	doubt, err := tx.Doubtful(ctx, fresh)
	if err != nil {
		return err
	}
	return a.followReply(ctx, tx, c, p, r, doubt)
}

// followReply makes the move that a reply asks for. doubt says that an earlier
// attempt may have been carried out: then no refusal ends the order.
func (a *App) followReply(ctx context.Context, tx *db.Tx, c contract, p *purchase, r reply, doubt bool) error {
	move := db.Move{Driver: panel.DriverSender, VendorCode: r.said.Code, VendorText: r.said.Text}
	if !r.plain {
		move.Ref = r.ref // the name may be the very thing that another order has
	}
	switch {
	case r.class == endpoint.OK:
		move.Cause = panel.CauseOK
		return a.deliverIn(ctx, tx, c, p, move)
	case r.class == endpoint.Refused && !doubt:
		move.Cause = panel.CauseRefused
		return a.failIn(ctx, tx, p, move)
	case r.class == endpoint.NotSent && r.hopeless && !doubt:
		move.Cause = panel.CauseGaveUp
		return a.failIn(ctx, tx, p, move)
	case r.class == endpoint.NotSent && !r.hopeless:
		move.Cause = panel.CauseNotSent
	case r.class == endpoint.Accepted:
		move.Cause, move.Deadline = panel.CauseAccepted, tx.Now.Add(a.patience(c.deadline))
	default:
		move.Cause = panel.CauseUnclear
		move.NotBefore, move.Deadline = tx.Now.Add(a.patience(c.quiet)), tx.Now.Add(a.patience(c.deadline))
	}
	_, err := tx.MoveOrder(ctx, p.order, move)
	return err
}

// lateReply weighs a reply whose order has moved on without it.
func (a *App) lateReply(ctx context.Context, tx *db.Tx, c contract, p *purchase, fresh panel.Order, r reply) error {
	shown := r.shown()
	shown["late"] = true
	if p.ref == "" {
		p.ref = r.ref
	}
	p.order = fresh
	move := db.Move{Driver: panel.DriverReconciler, VendorCode: r.said.Code, VendorText: r.said.Text, Ref: r.ref, Note: "order.late"}
	_, err := a.weighIn(ctx, tx, c, p, witness{attempt: r.attempt, kind: panel.EvidenceReply, verdict: r.verdict(), body: shown, sealed: r.sealed}, move)
	return err
}

// deliverIn ends an order as done: product, state, event and audit together.
func (a *App) deliverIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, move db.Move) error {
	productID, err := c.deliver(ctx, tx, p)
	if err != nil {
		return fmt.Errorf("deliver order %d: %w", p.order.ID, err)
	}
	move.ProductID, move.Ref = productID, p.ref
	return a.endIn(ctx, tx, p, move, panel.ResultDone)
}

func (a *App) failIn(ctx context.Context, tx *db.Tx, p *purchase, move db.Move) error {
	return a.endIn(ctx, tx, p, move, panel.ResultRefused)
}

func (a *App) endIn(ctx context.Context, tx *db.Tx, p *purchase, move db.Move, result string) error {
	to, err := closeIn(ctx, tx, p.order, move)
	if err != nil {
		return err
	}
	actor := panel.SystemActor(p.order.ResellerID)
	actor.UserID = p.order.CreatedBy
	t := act{Action: "order.outcome", Kind: "order", ID: p.order.ID, Name: p.order.Operation + " " + p.order.Name, Before: p.order.State, After: to}
	return tx.Record(ctx, t.entry(actor, result, move.VendorCode+" "+move.VendorText))
}

// holdIn leaves an order to a person, and opens the incident that says so.
func (a *App) holdIn(ctx context.Context, tx *db.Tx, o panel.Order, move db.Move) error {
	if _, err := tx.MoveOrder(ctx, o, move); err != nil {
		return err
	}
	return a.openIncident(ctx, tx, db.IncidentOf(o, panel.OrderHeldUp, map[string]any{"note": move.Note}))
}
