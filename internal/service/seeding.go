package service

import (
	"context"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// SealContactNumber stores the identity number of a contact that was recorded
// by other means than a form: a rehearsal's.
func (a *App) SealContactNumber(ctx context.Context, tx *db.Tx, c panel.Contact, number string) error {
	return a.sealNumber(ctx, tx, c, number)
}

// KnowCost records what a vendor charges for a wish, known by other means than
// asking: a rehearsal's. A wish that the vendor names no price for is left out.
func (a *App) KnowCost(ctx context.Context, tx *db.Tx, actor panel.Actor, wish PlaceOrder, cost panel.Fen) error {
	s, priced, err := a.saleOf(ctx, actor, wish)
	if err != nil || !priced {
		return err
	}
	c := s.cost()
	c.Cost = cost
	_, err = tx.SaveCost(ctx, c, "rehearsal", 0)
	return err
}

// StartJob starts a job about a product that was recorded by other means than
// an order: a rehearsal's.
func (a *App) StartJob(ctx context.Context, tx *db.Tx, actor panel.Actor, kind string, p panel.Product) (int64, error) {
	if _, known := jobKinds[kind]; !known {
		return 0, fmt.Errorf("no such kind of job: %s", kind)
	}
	return a.startJob(ctx, tx, actor, db.NewJob{
		Job:        panel.Job{ResellerID: p.ResellerID, AccountID: p.AccountID, Kind: kind, ProductID: p.ID, Subject: p.Name},
		CustomerID: p.CustomerID,
	}, nil)
}
