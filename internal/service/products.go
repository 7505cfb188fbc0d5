package service

import (
	"context"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func productJobs() map[string]jobKind {
	return map[string]jobKind{
		"product.refresh": {step: (*App).refreshProduct, attempts: 4},
		"product.adopt":   {step: (*App).adoptProduct, attempts: 4},
	}
}

// Product reads one product that the actor may see.
func (a *App) Product(ctx context.Context, actor panel.Actor, id int64) (panel.Product, error) {
	p, err := a.product(ctx, actor, id)
	return viewedBy(actor, p), err
}

// product is Product for the panel's own use, with all that is known.
func (a *App) product(ctx context.Context, actor panel.Actor, id int64) (panel.Product, error) {
	if err := a.mayViewProducts(actor); err != nil {
		return panel.Product{}, err
	}
	return a.DB.Product(ctx, actor, id)
}

// Products lists products the actor may see.
func (a *App) Products(ctx context.Context, actor panel.Actor, want ProductFilter) ([]panel.Product, error) {
	if err := a.mayViewProducts(actor); err != nil {
		return nil, err
	}
	all, err := a.DB.Products(ctx, actor, want)
	return allViewedBy(actor, all), err
}

func (a *App) mayViewProducts(actor panel.Actor) error {
	if actor.Role == panel.RoleCustomer {
		return require(actor, panel.UsePortal)
	}
	return require(actor, panel.ViewProducts)
}

// Refresh starts the job that asks the vendor how a product stands. Anybody
// who may see the product may ask; one job at a time does it.
func (a *App) Refresh(ctx context.Context, actor panel.Actor, productID int64) (jobID int64, err error) {
	p, err := a.product(ctx, actor, productID)
	if err != nil {
		return 0, err
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		jobID, err = a.startRefresh(ctx, tx, actor, p)
		return err
	})
	return jobID, err
}

// startRefresh starts a refresh inside the caller's transaction.
func (a *App) startRefresh(ctx context.Context, tx *db.Tx, actor panel.Actor, p panel.Product) (int64, error) {
	return a.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: p.ResellerID, AccountID: p.AccountID, Kind: "product.refresh", ProductID: p.ID, Subject: p.Name,
		},
		CustomerID: p.CustomerID, UniqueKey: fmt.Sprintf("refresh:%d", p.ID),
	}, nil)
}

// refreshProduct is the step of the job "product.refresh".
func (a *App) refreshProduct(ctx context.Context, job *panel.Job) (next, error) {
	p, err := a.DB.Product(ctx, panel.SystemActor(job.ResellerID), job.ProductID)
	if err != nil {
		return next{}, err
	}
	if _, err := a.reread(ctx, p); err != nil {
		return next{}, err
	}
	return over()
}

// reread asks the vendor how a product stands and stores it. A product the
// vendor no longer knows becomes "gone".
func (a *App) reread(ctx context.Context, p panel.Product) (panel.Product, error) {
	fresh, err := readers[p.Kind](ctx, a, p)
	if panel.Is(err, panel.NotFound) {
		fresh, err = p, nil
		fresh.State = panel.StateGone
	}
	if err != nil {
		return p, err
	}
	return fresh, a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.SaveFacts(ctx, fresh); err != nil {
			return err
		}
		return a.zoneFollows(ctx, tx, fresh)
	})
}

// zoneFollows has the zone of a domain read as soon as the domain runs: until
// then the registrar has none to show.
func (a *App) zoneFollows(ctx context.Context, tx *db.Tx, domain panel.Product) error {
	if domain.Kind != panel.KindDomain || domain.State != panel.StateActive {
		return nil
	}
	zone, err := tx.ProductNamed(ctx, domain.AccountID, panel.KindZone, domain.Name)
	if panel.Is(err, panel.NotFound) {
		return nil
	}
	if err != nil || zone.State != panel.StatePending {
		return err
	}
	_, err = a.startRefresh(ctx, tx, panel.SystemActor(domain.ResellerID), zone)
	return err
}
