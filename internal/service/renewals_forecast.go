package service

import (
	"context"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// Forecasts sets the balance of each vendor account that pays for renewals
// against those to come.
func (a *App) Forecasts(ctx context.Context, actor panel.Actor) ([]panel.Forecast, error) {
	if err := require(actor, panel.ViewLedger); err != nil {
		return nil, err
	}
	system, now := panel.SystemActor(actor.ResellerID), a.Now()
	accounts, err := a.registrars(ctx, system)
	if err != nil {
		return nil, err
	}
	limits, err := a.DB.BalanceLimits(ctx, system)
	if err != nil {
		return nil, err
	}
	want := db.RenewalFilter{From: now.AddDate(0, 0, -1), Until: now.AddDate(0, 0, panel.ForecastDays+renewalOn)}
	dues, err := a.renewalDues(ctx, actor.ResellerID, want)
	if err != nil {
		return nil, err
	}
	all := make([]panel.Forecast, 0, len(accounts))
	for _, v := range accounts {
		limit, set := limits[v.ID]
		if !set {
			limit = panel.BalanceLimit{ResellerID: v.ResellerID, AccountID: v.ID, Days: panel.UsualLimit}
		}
		all = append(all, panel.MakeForecast(v, limit, dues[v.ID], now))
	}
	return all, nil
}

// renewalDues lists by vendor account what will have to be paid. A cost that
// was never asked for is the list price, where there is one.
func (a *App) renewalDues(ctx context.Context, resellerID int64, want db.RenewalFilter) (map[int64][]panel.Due, error) {
	dues := map[int64][]panel.Due{}
	err := a.DB.Snapshot(ctx, func(q db.Queries) error {
		r := renewalReader{app: a}
		if err := r.read(ctx, q, resellerID, want); err != nil {
			return err
		}
		for _, p := range r.products {
			c := r.renewalCase(p, a.Now())
			if c.Rule.Operation == "" {
				continue
			}
			cost := c.Tag.Cost
			if cost == 0 {
				cost = r.costs[0][db.ListCost(p.AccountID, c.Offer)].Cost
			}
			if due, ok := c.Due(cost); ok {
				dues[p.AccountID] = append(dues[p.AccountID], due)
			}
		}
		return nil
	})
	return dues, err
}

// SetBalanceLimit says from when on the balance of a vendor account is low.
func (a *App) SetBalanceLimit(ctx context.Context, actor panel.Actor, accountID int64, days int, amount panel.Fen) error {
	if err := require(actor, panel.ManageVendors); err != nil {
		return err
	}
	v, err := a.DB.VendorAccount(ctx, actor, accountID)
	if err != nil {
		return err
	}
	if days < 0 || days > panel.ForecastDays {
		return panel.InvalidFields([]panel.Problem{{Field: "days", Key: "problem.range", Args: []any{"Min", 0, "Max", panel.ForecastDays}}})
	}
	if amount < 0 {
		return panel.InvalidFields([]panel.Problem{{Field: "amount", Key: "problem.number"}})
	}
	limit := panel.BalanceLimit{ResellerID: v.ResellerID, AccountID: v.ID, Days: days, Amount: amount}
	t := &act{Action: "renewal.limit", Kind: "vendor_account", ID: v.ID, Name: v.Label, ResellerID: v.ResellerID, After: map[string]string{"days": fmt.Sprint(days), "amount": amount.Yuan()}}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SetBalanceLimit(ctx, limit) })
}

// Ending lists products that can be renewed, those that end first, first, and
// counts them all.
func (a *App) Ending(ctx context.Context, actor panel.Actor, want db.RenewalFilter) (found []panel.Product, count int, err error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return nil, 0, err
	}
	if found, err = a.DB.Ending(ctx, actor, want); err != nil {
		return nil, 0, err
	}
	want.AfterID, want.Limit = 0, 0
	count, err = a.DB.CountEnding(ctx, actor, want)
	return found, count, err
}

// RenewalOfProduct is a product's rule with what was decided of it.
type RenewalOfProduct struct {
	Product panel.Product
	Rule    panel.RenewalRule
	Tries   []panel.RenewalTry
}

// RenewalOf reads the renewal of one product.
func (a *App) RenewalOf(ctx context.Context, actor panel.Actor, productID int64) (r RenewalOfProduct, err error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return r, err
	}
	if r.Product, err = a.DB.Product(ctx, actor, productID); err != nil {
		return r, err
	}
	rule, ruled := panel.RenewalRuleOf(r.Product)
	if !ruled {
		return r, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	r.Rule = rule
	r.Tries, err = a.renewalTries(ctx, actor, db.TryFilter{ProductID: productID, Limit: 50})
	return r, err
}

// Notices lists the messages to the actor's customer, newest first, below an id
// (0 = all).
func (a *App) Notices(ctx context.Context, actor panel.Actor, before int64, n int) ([]panel.Notice, error) {
	if err := require(actor, panel.UsePortal); err != nil {
		return nil, err
	}
	return a.DB.Notices(ctx, actor, 0, before, n)
}

// ReadNotices marks the messages to the actor's customer up to one as read.
func (a *App) ReadNotices(ctx context.Context, actor panel.Actor, upTo int64) error {
	if err := require(actor, panel.UsePortal); err != nil {
		return err
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tx.ReadNotices(ctx, actor.ResellerID, actor.CustomerID, upTo) })
}

// UnreadNotices counts the messages that the actor's customer has not read.
func (a *App) UnreadNotices(ctx context.Context, actor panel.Actor) (int, error) {
	if err := require(actor, panel.UsePortal); err != nil {
		return 0, err
	}
	return a.DB.UnreadNotices(ctx, actor)
}
