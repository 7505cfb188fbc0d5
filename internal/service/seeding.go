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
