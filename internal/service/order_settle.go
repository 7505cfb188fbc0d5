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

// reconcile asks the vendor what became of an order without a clear answer. It
// never sends the order again.
func (a *App) reconcile(ctx context.Context, job *panel.Job, c contract, p *purchase) (next, error) {
	found := a.askVerdict(ctx, job, c, p)
	now := a.Now().UTC()
	move := db.Move{Driver: panel.DriverReconciler}
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.AddEvidence(ctx, p.order, "probe", map[string]any{"verdict": found.String(), "ref": p.ref}); err != nil {
			return err
		}
		switch {
		case found == didIt:
			return a.deliverIn(ctx, tx, c, p, move)
		case found == didNot && p.order.State == panel.OrderAccepted:
			return a.failIn(ctx, tx, p, move)
		case found != waits && now.After(p.order.Deadline):
			move.To, move.Note = panel.OrderHeld, "order.held."+found.String()
			return tx.MoveOrder(ctx, p.order, move)
		}
		return nil
	})
	if err != nil {
		return next{}, err
	}
	fresh, err := a.DB.Order(ctx, panel.SystemActor(p.order.ResellerID), p.order.ID)
	if err != nil {
		return next{}, err
	}
	if fresh.State != p.order.State {
		a.note(ctx, job, toneOfOrder(fresh.State), "job.order."+string(fresh.State))
	}
	if fresh.State.Final() || fresh.State == panel.OrderHeld {
		return over()
	}
	return later(a.patience(30 * time.Second))
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
		c := contracts[o.Operation]
		err := a.DB.Within(ctx, func(tx *db.Tx) error {
			if err := tx.EndAttempt(ctx, o, string(endpoint.Unknown), "", ""); err != nil {
				return err
			}
			err := tx.MoveOrder(ctx, o, db.Move{
				To: panel.OrderUnknown, Driver: panel.DriverSweeper, Note: "order.lost",
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
