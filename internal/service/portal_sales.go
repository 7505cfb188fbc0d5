package service

import (
	"context"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// mayBuy checks the right to buy something new: staff by permission; customers
// when their reseller sells it in the portal and gave them the right.
func (a *App) mayBuy(ctx context.Context, actor panel.Actor, operation string) error {
	if actor.Role != panel.RoleCustomer {
		return require(actor, contracts[operation].mayPlace())
	}
	if err := require(actor, panel.UsePortal); err != nil {
		return err
	}
	sold, err := a.DB.PortalSales(ctx, actor.ResellerID)
	if err != nil {
		return err
	}
	if !slices.Contains(sold, operation) || !slices.Contains(panel.PortalSales(), operation) {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	allowed, err := a.DB.MayAct(ctx, actor.UserID, 0, panel.RightBuy)
	if err == nil && !allowed {
		err = panel.Errorf(panel.Forbidden, nil, "error.forbidden.action")
	}
	return err
}

// forWhom is over which vendor account (0 = the first) and for which customer
// (0 = nobody yet) the actor may buy something new: customers buy for
// themselves, over the account that comes first.
func forWhom(actor panel.Actor, accountID, customerID int64) (account, customer int64) {
	if actor.Role == panel.RoleCustomer {
		return 0, actor.CustomerID
	}
	return accountID, customerID
}

// deskOf is who reads what a purchase needs and a customer does not see:
// vendor accounts, catalogues and registrants.
func deskOf(actor panel.Actor) panel.Actor {
	if actor.Role == panel.RoleCustomer {
		return panel.SystemActor(actor.ResellerID)
	}
	return actor
}

// Buyable lists what of new things the actor may buy in the portal.
func (a *App) Buyable(ctx context.Context, actor panel.Actor) (operations []string, err error) {
	for _, operation := range panel.PortalSales() {
		err := a.mayBuy(ctx, actor, operation)
		switch {
		case err == nil:
			operations = append(operations, operation)
		case !panel.Is(err, panel.NotFound) && !panel.Is(err, panel.Forbidden):
			return nil, err
		}
	}
	return operations, nil
}

// PortalSales lists what of new things the actor's reseller sells in the portal.
func (a *App) PortalSales(ctx context.Context, actor panel.Actor) ([]string, error) {
	if err := require(actor, panel.ViewPrices); err != nil {
		return nil, err
	}
	return a.DB.PortalSales(ctx, actor.ResellerID)
}

// SetPortalSales says what of new things is sold in the portal.
func (a *App) SetPortalSales(ctx context.Context, actor panel.Actor, operations []string) error {
	if err := require(actor, panel.EditPrices); err != nil {
		return err
	}
	operations = sortedSet(operations)
	for _, operation := range operations {
		if !slices.Contains(panel.PortalSales(), operation) {
			return panel.InvalidFields([]panel.Problem{{Field: "sold", Key: "problem.option"}})
		}
	}
	before, err := a.DB.PortalSales(ctx, actor.ResellerID)
	if err != nil {
		return err
	}
	t := &act{Action: "portal.sales", Kind: "reseller", ID: actor.ResellerID, Before: before, After: operations}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SetPortalSales(ctx, actor.ResellerID, operations) })
}
