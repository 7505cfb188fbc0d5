package service

import (
	"context"
	"errors"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func asError(err error, into **panel.Error) bool { return errors.As(err, into) }

// Orders lists orders the actor may see.
func (a *App) Orders(ctx context.Context, actor panel.Actor, want db.OrderFilter) ([]panel.Order, error) {
	if err := a.mayViewOrders(actor); err != nil {
		return nil, err
	}
	return a.DB.Orders(ctx, actor, want)
}

func (a *App) mayViewOrders(actor panel.Actor) error {
	if actor.Role == panel.RoleCustomer {
		return require(actor, panel.UsePortal)
	}
	return require(actor, panel.ViewOrders)
}

// OrderDetail is one order with its moves and its evidence.
type OrderDetail struct {
	Order    panel.Order
	Events   []panel.OrderEvent
	Evidence []db.Evidence // for the reseller only
}

// Order reads one order.
func (a *App) Order(ctx context.Context, actor panel.Actor, id int64) (d OrderDetail, err error) {
	if err := a.mayViewOrders(actor); err != nil {
		return d, err
	}
	if d.Order, err = a.DB.Order(ctx, actor, id); err != nil {
		return d, err
	}
	if d.Events, err = a.DB.OrderEvents(ctx, id); err != nil || actor.Role == panel.RoleCustomer {
		return d, err
	}
	d.Evidence, err = a.DB.OrderEvidence(ctx, id)
	return d, err
}

// CancelOrder cancels an order that was not sent yet.
func (a *App) CancelOrder(ctx context.Context, actor panel.Actor, id int64) error {
	order, err := a.DB.Order(ctx, actor, id)
	if err != nil {
		return err
	}
	if order.CreatedBy != actor.UserID {
		if err := require(actor, panel.PlaceOrders); err != nil {
			return err
		}
	}
	if !order.State.CanMove(panel.OrderCancelled, panel.DriverPerson) {
		return panel.Errorf(panel.Conflict, nil, "error.order.toolate")
	}
	t := &act{Action: "order.cancel", Kind: "order", ID: id, Name: order.Operation + " " + order.Name, ResellerID: order.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		err := tx.MoveOrder(ctx, order, db.Move{To: panel.OrderCancelled, Driver: panel.DriverPerson, UserID: actor.UserID})
		if err != nil {
			return err
		}
		return tx.WakeJob(ctx, order.JobID) // it finds nothing to do and ends
	})
}

// Resolution is a person's decision over a held order.
type Resolution struct {
	To     panel.OrderState // done, failed or ready
	Name   string           // for done: the vendor's name of what was bought, when the vendor made it up
	Reason string
}

// ResolveOrder decides a held order. "done" is believed only when the vendor
// shows the thing; "ready" sends the order once more.
func (a *App) ResolveOrder(ctx context.Context, actor panel.Actor, id int64, r Resolution) error {
	if err := require(actor, panel.ResolveOrders); err != nil {
		return err
	}
	if r.Reason == "" {
		return panel.InvalidFields([]panel.Problem{{Field: "reason", Key: "problem.required"}})
	}
	p, err := a.heldPurchase(ctx, actor, id, r)
	if err != nil {
		return err
	}
	c := contracts[p.order.Operation]
	t := &act{
		Action: "order.resolve", Kind: "order", ID: id, Name: p.order.Operation + " " + p.order.Name,
		Before: p.order.State, After: map[string]string{"to": string(r.To), "name": r.Name, "reason": r.Reason}, ResellerID: p.order.ResellerID,
	}
	move := db.Move{Driver: panel.DriverResolver, UserID: actor.UserID, Note: r.Reason}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.AddEvidence(ctx, p.order, "person", r); err != nil {
			return err
		}
		switch r.To {
		case panel.OrderDone:
			return a.deliverIn(ctx, tx, c, p, move)
		case panel.OrderFailed:
			return a.failIn(ctx, tx, p, move)
		case panel.OrderReady:
			return a.sendAgainIn(ctx, tx, actor, p, move)
		case panel.OrderSubmitted, panel.OrderApproval, panel.OrderSending, panel.OrderAccepted, panel.OrderUnknown, panel.OrderHeld, panel.OrderCancelled:
		}
		return panel.InvalidFields([]panel.Problem{{Field: "to", Key: "problem.option"}})
	})
}

func (a *App) heldPurchase(ctx context.Context, actor panel.Actor, id int64, r Resolution) (*purchase, error) {
	if _, err := a.DB.Order(ctx, actor, id); err != nil {
		return nil, err
	}
	p, err := a.openPurchase(ctx, id, actor.ResellerID)
	if err != nil {
		return nil, err
	}
	if !p.order.State.CanMove(r.To, panel.DriverResolver) {
		return nil, panel.Errorf(panel.Conflict, nil, "error.order.notheld")
	}
	if r.To != panel.OrderDone {
		return p, nil
	}
	p.ref = r.Name
	if c := contracts[p.order.Operation]; c.judge != nil {
		found, err := c.judge(ctx, p)
		if err != nil {
			return nil, err
		}
		if found != didIt {
			return nil, panel.InvalidFields([]panel.Problem{{Field: "name", Key: "problem.order.notthere"}})
		}
	}
	return p, nil
}

func (a *App) sendAgainIn(ctx context.Context, tx *db.Tx, actor panel.Actor, p *purchase, move db.Move) error {
	move.To = panel.OrderReady
	if err := tx.MoveOrder(ctx, p.order, move); err != nil {
		return err
	}
	jobID, err := a.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: p.order.ResellerID, AccountID: p.order.AccountID, Kind: "order.carry", OrderID: p.order.ID,
			ProductID: p.order.ProductID, Subject: p.order.Name,
		},
		CustomerID: p.order.CustomerID, UniqueKey: fmt.Sprintf("order:%d", p.order.ID),
	}, nil)
	if err != nil {
		return err
	}
	return tx.SetOrderJob(ctx, p.order.ID, jobID)
}
