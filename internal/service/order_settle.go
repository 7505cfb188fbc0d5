package service

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// askVerdict asks the vendor; a question that fails leaves the matter unclear.
func (a *App) askVerdict(ctx context.Context, job *panel.Job, c contract, p *purchase) verdict {
	if c.judge == nil {
		return unclear
	}
	found, err := c.judge(ctx, p)
	if err != nil {
		a.note(ctx, job, "warn", "job.order.probefailed")
		return unclear
	}
	return found
}

// witness is one piece of evidence about one attempt.
type witness struct {
	attempt int
	kind    panel.EvidenceKind
	verdict panel.Verdict
	body    any
	sealed  []byte // of a reply: itself, as it came
}

// weighIn keeps a piece of evidence and does what follows from it: the order
// moves, an incident opens, or nothing.
func (a *App) weighIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, w witness, move db.Move) (moved bool, err error) {
	seen := p.order
	seen.Attempts = w.attempt
	if err := tx.AddSealedEvidence(ctx, seen, w.kind, w.verdict, w.body, w.sealed); err != nil {
		return false, err
	}
	cause, incident := panel.Weigh(p.order, w.attempt, w.verdict)
	move.Cause = cause
	switch {
	case incident != "":
		detail := map[string]any{"attempt": w.attempt, "evidence": w.kind, "state": p.order.State, "shows": w.body}
		return false, a.openIncident(ctx, tx, db.IncidentOf(p.order, incident, detail))
	case cause == panel.CauseFound:
		return true, a.deliverIn(ctx, tx, c, p, move)
	case cause == panel.CauseAborted:
		return true, a.failIn(ctx, tx, p, move)
	case cause == panel.CauseAbsent:
		return a.resendIn(ctx, tx, c, p, move)
	}
	return false, nil
}

// absenceApart is how far apart the vendor must have shown twice that nothing
// was done before that counts as proof.
const absenceApart = time.Minute

// resendIn lets an order be sent again, when its contract allows it and the
// absence is proven.
func (a *App) resendIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, move db.Move) (bool, error) {
	if p.order.Attempts >= c.resend {
		return false, nil
	}
	first, err := tx.FirstAbsence(ctx, p.order)
	if err != nil || tx.Now.Sub(first) < a.patience(absenceApart) {
		return false, err
	}
	if doubt, err := tx.Doubtful(ctx, p.order); err != nil || doubt {
		return false, err
	}
	if _, err := tx.MoveOrder(ctx, p.order, move); err != nil {
		return false, err
	}
	t := act{Action: "order.resend", Kind: "order", ID: p.order.ID, Name: p.order.Operation + " " + p.order.Name, After: map[string]int{"attempts": p.order.Attempts}}
	return true, tx.Record(ctx, t.entry(panel.SystemActor(p.order.ResellerID), panel.ResultDone, ""))
}

// reconcile asks the vendor what became of an order without a clear answer.
func (a *App) reconcile(ctx context.Context, job *panel.Job, c contract, p *purchase) (next, error) {
	found := a.askVerdict(ctx, job, c, p)
	a.at(pointProbed)
	var fresh panel.Order
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		once := *p
		if err := a.weighProbe(ctx, tx, c, &once, found); err != nil {
			return err
		}
		fresh = tx.Moved(once.order)
		a.at(pointWeighing)
		return nil
	})
	if err != nil {
		return next{}, err
	}
	a.at(pointWeighed)
	if fresh.State != p.order.State {
		a.note(ctx, job, toneOfOrder(fresh.State), "job.order."+string(fresh.State))
	}
	switch {
	case fresh.State.Final() || fresh.State == panel.OrderHeld:
		return over()
	case fresh.State == panel.OrderReady:
		return next{}, nil
	}
	return a.nextLook(fresh)
}

// nextLook comes back to an order without a clear answer after a quarter of the
// time that it has been so: half a minute at least, five minutes at most, and
// when its quiet period or its deadline ends.
func (a *App) nextLook(o panel.Order) (next, error) {
	now := a.Now()
	in := min(max(now.Sub(o.UpdatedAt)/4, a.patience(30*time.Second)), a.patience(5*time.Minute))
	for _, end := range []time.Time{o.NotBefore, o.Deadline} {
		if left := end.Sub(now); left > 0 {
			in = min(in, left+a.patience(time.Second))
		}
	}
	return later(in)
}

// weighProbe weighs what the vendor shows, and holds the order when the time
// for finding out is over. That nothing is there proves nothing before the
// quiet period has passed.
func (a *App) weighProbe(ctx context.Context, tx *db.Tx, c contract, p *purchase, found verdict) error {
	asked := p.order
	fresh, err := tx.LockOrder(ctx, p.order.ID)
	if err != nil {
		return err
	}
	p.order = fresh
	w := witness{attempt: asked.Attempts, kind: panel.EvidenceDetail, verdict: panel.Verdict(found.String()), body: map[string]any{"verdict": found.String(), "ref": p.ref}}
	if found == didNot && tx.Now.Before(asked.NotBefore) {
		w.verdict = panel.VerdictUnclear
	}
	moved, err := a.weighIn(ctx, tx, c, p, w, db.Move{Driver: panel.DriverReconciler})
	if err != nil || moved || fresh.State != asked.State || fresh.Attempts != asked.Attempts {
		return err
	}
	if found != waits && tx.Now.After(fresh.Deadline) {
		return a.holdIn(ctx, tx, fresh, db.Move{Cause: panel.CauseDeadline, Driver: panel.DriverReconciler, Note: "order.held." + found.String()})
	}
	return nil
}

func (v verdict) String() string {
	return [...]string{"unclear", "did", "didnot", "waits"}[v]
}

func toneOfOrder(s panel.OrderState) string {
	switch s {
	case panel.OrderDone:
		return "ok"
	case panel.OrderFailed, panel.OrderHeld:
		return "bad"
	case panel.OrderUnknown:
		return "warn"
	case panel.OrderSubmitted, panel.OrderApproval, panel.OrderReady, panel.OrderSending, panel.OrderAccepted, panel.OrderCancelled:
	}
	return "busy"
}

// settleLostOrders makes orders unknown whose sender died with the call under
// way, and starts their reconciliation.
func (a *App) settleLostOrders(ctx context.Context) error {
	lost, err := a.DB.LostOrders(ctx, a.Now().UTC())
	if err != nil {
		return fmt.Errorf("lost orders: %w", err)
	}
	for _, o := range lost {
		c := contractOf(o)
		err := a.DB.Within(ctx, func(tx *db.Tx) error {
			if err := tx.EndAttempt(ctx, o, db.Outcome{Class: string(endpoint.Unknown)}); err != nil {
				return err
			}
			_, err := tx.MoveOrder(ctx, o, db.Move{
				Cause: panel.CauseLeaseOver, Driver: panel.DriverSweeper, Note: "order.lost",
				NotBefore: tx.Now.Add(a.patience(c.quiet)), Deadline: tx.Now.Add(a.patience(c.deadline)),
			})
			if err != nil {
				return err
			}
			return tx.WakeJob(ctx, o.JobID)
		})
		if err != nil && !panel.Is(err, panel.Conflict) {
			return err
		}
	}
	return nil
}

// carryStranded gives a job to every open order that has lost its own.
func (a *App) carryStranded(ctx context.Context) error {
	stranded, err := a.DB.StrandedOrders(ctx)
	if err != nil {
		return fmt.Errorf("stranded orders: %w", err)
	}
	for _, o := range stranded {
		actor := panel.SystemActor(o.ResellerID)
		actor.UserID = o.CreatedBy
		if err := a.DB.Within(ctx, func(tx *db.Tx) error { return a.startCarrying(ctx, tx, actor, o, o.Name) }); err != nil {
			return err
		}
	}
	return nil
}

// startCarrying starts the job that carries an order, or takes the one that
// runs.
func (a *App) startCarrying(ctx context.Context, tx *db.Tx, actor panel.Actor, o panel.Order, subject string) error {
	jobID, err := a.startCarryJob(ctx, tx, actor, o, subject)
	if err != nil {
		return err
	}
	return tx.SetOrderJob(ctx, o.ID, jobID)
}

func (a *App) startCarryJob(ctx context.Context, tx *db.Tx, actor panel.Actor, o panel.Order, subject string) (jobID int64, err error) {
	return a.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: o.ResellerID, AccountID: o.AccountID, Kind: "order.carry", OrderID: o.ID, ProductID: o.ProductID, Subject: subject,
		},
		CustomerID: o.CustomerID, UniqueKey: fmt.Sprintf("order:%d", o.ID),
	}, nil)
}
