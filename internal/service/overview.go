package service

import (
	"context"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// expiringWithin is how far ahead "expires soon" looks.
const expiringWithin = 30 * 24 * time.Hour

// Overview is what a reseller or a colleague should see first. A part the
// person may not see is nil.
type Overview struct {
	Expiring map[panel.ProductKind]int
	Soonest  []panel.Product
	Products map[panel.ProductKind]map[panel.ProductState]int
	Orders   map[panel.OrderState]int
	// MayApprove is set when the person can be the second one of an order.
	MayApprove bool
	Jobs       map[panel.JobState]int
	Open       *int // incidents that are open
	Balances   []panel.Forecast
	Accounts   []AccountHealth
	Recent     []panel.AuditEntry
	Latest     []panel.Order
	Start      *FirstRun // nil once the shop is set up, or for those who cannot
}

// FirstRun says which of the first steps are done.
type FirstRun struct{ Account, Tested, Customer, Product bool }

// Done reports whether no step is left.
func (f FirstRun) Done() bool { return f.Account && f.Tested && f.Customer && f.Product }

// Overview reads what needs the actor today, as far as the actor may see it.
func (a *App) Overview(ctx context.Context, actor panel.Actor) (o Overview, err error) {
	if err := require(actor, panel.SignedIn); err != nil {
		return o, err
	}
	for _, part := range []struct {
		needs panel.Permission
		read  func(ctx context.Context, a *App, actor panel.Actor, o *Overview) error
	}{
		{panel.ViewProducts, overviewProducts},
		{panel.ViewOrders, overviewOrders},
		{panel.ViewJobs, overviewJobs},
		{panel.ViewIncidents, overviewIncidents},
		{panel.ManageVendors, overviewAccounts},
		{panel.ViewLedger, func(ctx context.Context, a *App, actor panel.Actor, o *Overview) (err error) {
			o.Balances, err = a.Forecasts(ctx, actor)
			return err
		}},
		{panel.ViewAudit, overviewRecent},
	} {
		if !actor.May(part.needs) {
			continue
		}
		if err := part.read(ctx, a, actor, &o); err != nil {
			return o, err
		}
	}
	return o, a.overviewStart(ctx, actor, &o)
}

func overviewProducts(ctx context.Context, a *App, actor panel.Actor, o *Overview) (err error) {
	soon := a.Now().Add(expiringWithin)
	if o.Expiring, err = a.DB.ExpiringCounts(ctx, actor, soon); err != nil {
		return err
	}
	if o.Soonest, err = a.DB.Expiring(ctx, actor, soon, 8); err != nil {
		return err
	}
	o.Products, err = a.DB.ProductCounts(ctx, actor)
	return err
}

func overviewOrders(ctx context.Context, a *App, actor panel.Actor, o *Overview) (err error) {
	if o.Orders, err = a.DB.OpenOrderCounts(ctx, actor); err != nil {
		return err
	}
	o.MayApprove = actor.May(panel.ApproveOrders)
	o.Latest, err = a.orders(ctx, actor, db.OrderFilter{Limit: 8})
	return err
}

func overviewIncidents(ctx context.Context, a *App, actor panel.Actor, o *Overview) error {
	n, err := a.DB.OpenIncidents(ctx, actor)
	o.Open = &n
	return err
}

func overviewJobs(ctx context.Context, a *App, actor panel.Actor, o *Overview) (err error) {
	o.Jobs, err = a.DB.JobCounts(ctx, actor)
	return err
}

func overviewAccounts(ctx context.Context, a *App, actor panel.Actor, o *Overview) (err error) {
	if o.Accounts, err = a.accountHealths(ctx, actor); err != nil {
		return err
	}
	for i := range o.Accounts {
		if o.Accounts[i].Pulse, err = a.DB.Pulse(ctx, o.Accounts[i].Account.ID); err != nil {
			return err
		}
	}
	return nil
}

// recentShown is how many rows of the audit log stand on the overview.
const recentShown = 8

// overviewRecent leaves out who came and went, and intents: their outcomes follow.
func overviewRecent(ctx context.Context, a *App, actor panel.Actor, o *Overview) error {
	log, err := a.DB.AuditLog(ctx, actor, db.AuditFilter{Limit: 60})
	for _, e := range log {
		if e.Action != "login" && e.Action != "logout" && e.Result != panel.ResultBegun && len(o.Recent) < recentShown {
			o.Recent = append(o.Recent, e)
		}
	}
	return err
}

// overviewStart finds out how far a new shop is set up.
func (a *App) overviewStart(ctx context.Context, actor panel.Actor, o *Overview) error {
	if !actor.May(panel.ManageVendors) || !actor.May(panel.EditCustomers) {
		return nil
	}
	var f FirstRun
	f.Account = len(o.Accounts) > 0
	for _, h := range o.Accounts {
		f.Tested = f.Tested || h.Account.State == "ok"
	}
	var err error
	if f.Customer, err = a.DB.AnyCustomer(ctx, actor); err != nil {
		return err
	}
	f.Product = len(o.Products) > 0
	if !f.Account || !f.Customer || !f.Product {
		o.Start = &f
	}
	return nil
}
