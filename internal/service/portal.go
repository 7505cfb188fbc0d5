package service

import (
	"context"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// ProductWork is what goes on and went on around one product.
type ProductWork struct {
	Product panel.Product
	Allowed []panel.Operation
	Jobs    []panel.Job      // newest first
	Latest  panel.Job        // the one under way, else the newest; ID 0 = none
	Events  []panel.JobEvent // of Latest
	Orders  []panel.Order    // newest first
}

// Busy reports whether work on the product is under way.
func (w ProductWork) Busy() bool { return w.Latest.ID != 0 && !w.Latest.State.Final() }

// ProductWork reads a product that the actor may see with the work on it. A
// customer sees the work on the customer's own product, staff who may not see
// jobs see what they started themselves.
func (a *App) ProductWork(ctx context.Context, actor panel.Actor, id int64) (w ProductWork, err error) {
	product, err := a.product(ctx, actor, id)
	if err != nil {
		return w, err
	}
	if w.Allowed, err = a.Allowed(ctx, actor, product); err != nil {
		return w, err
	}
	w.Product = viewedBy(actor, product)
	if w.Jobs, err = a.DB.Jobs(ctx, actor, db.JobFilter{ProductID: id, Limit: 8}); err != nil {
		return w, err
	}
	w.Jobs = allViewedBy(actor, w.Jobs)
	if actor.Role == panel.RoleStaff && !actor.May(panel.ViewJobs) {
		w.Jobs = slices.DeleteFunc(w.Jobs, func(j panel.Job) bool { return j.CreatedBy != actor.UserID })
	}
	for _, j := range w.Jobs {
		if !j.State.Final() || w.Latest.ID == 0 {
			w.Latest = j
		}
	}
	if w.Latest.ID != 0 {
		if w.Events, err = a.history(ctx, actor, w.Latest.ID); err != nil {
			return w, err
		}
	}
	if a.mayViewOrders(actor) != nil {
		return w, nil
	}
	w.Orders, err = a.orders(ctx, actor, db.OrderFilter{ProductID: id, Limit: 8})
	return w, err
}
