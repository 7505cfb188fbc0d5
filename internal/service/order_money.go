package service

import (
	"context"
	"errors"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// holdPrice sets the price of a new order aside. What the wallet does not hold
// is a Conflict that wraps panel.ErrShort, told at the field "price".
func holdPrice(ctx context.Context, tx *db.Tx, o panel.Order) error {
	if !db.HasCharge(o) {
		return nil
	}
	_, _, err := tx.Hold(ctx, db.ChargeOf(o))
	var e *panel.Error
	if !errors.Is(err, panel.ErrShort) || !errors.As(err, &e) {
		return err
	}
	short := panel.Problem{Field: "price", Key: "error.order.short", Args: e.Args}
	return &panel.Error{Kind: panel.Conflict, Key: short.Key, Args: short.Args, Cause: err, Fields: []panel.Problem{short}}
}

// closeIn makes the move that ends an order: MoveOrder settles its money with
// it, and what was open about it closes. Whoever calls it writes the audit row.
func closeIn(ctx context.Context, tx *db.Tx, o panel.Order, move db.Move) (panel.OrderState, error) {
	to, err := tx.MoveOrder(ctx, o, move)
	if err != nil {
		return to, err
	}
	keep := ""
	if to == panel.OrderDone { // a person must see to money that was never taken
		owed, err := tx.Uncharged(ctx, o)
		if err != nil {
			return to, err
		}
		if owed {
			keep = uncharged(o).Subject
		}
	}
	about := [2]panel.IncidentKind{panel.OrderHeldUp, panel.JournalGap}
	return to, tx.SettleOrderIncidents(ctx, o, about, keep, "order."+string(to))
}

// holdLost sets the price of an order aside that was sent already. The wallet of
// the backup may not hold it: then the order goes on without, since what became
// of it at the vendor must be found out all the same, and an incident says so.
func (a *App) holdLost(ctx context.Context, tx *db.Tx, o panel.Order) error {
	if o.State.Final() {
		return nil
	}
	short, err := tx.HoldCharge(ctx, o)
	if err != nil || !short {
		return err
	}
	return a.openIncident(ctx, tx, uncharged(o))
}

// uncharged is the incident of an order whose price is held nowhere.
func uncharged(o panel.Order) db.NewIncident {
	i := db.IncidentOf(o, panel.JournalGap, map[string]any{"uncharged_fen": o.Price, "customer": o.CustomerID})
	i.Subject += " uncharged"
	return i
}
