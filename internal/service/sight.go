package service

import (
	"context"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// What an actor may see of money: what vendors charge and what is left of prices
// needs panel.Actor.SeesCosts; what vendor accounts and wallets hold needs
// ViewLedger. Who decides keeps what the decision is made by: see asSeenBy.

// orders lists orders with their costs for those who may see costs.
func (a *App) orders(ctx context.Context, actor panel.Actor, want db.OrderFilter) ([]panel.Order, error) {
	found, err := a.DB.Orders(ctx, actor, want)
	if !actor.SeesCosts() {
		for i := range found {
			found[i].Cost = 0
		}
	}
	return allViewedBy(actor, found), err
}

// asSeenBy leaves out what the actor may not see. Whoever decides held orders
// keeps the evidence with its balances, whoever is asked the amount.
func (d OrderDetail) asSeenBy(actor panel.Actor) OrderDetail {
	if !actor.SeesCosts() {
		d.Order.Cost, d.Money.Cost = 0, panel.LedgerTransfer{}
		if d.Order.CustomerID == 0 && !actor.May(panel.ApproveOrders) && !actor.May(panel.ResolveOrders) {
			d.Amount = 0
		}
	}
	if !actor.May(panel.ViewLedger) && !actor.May(panel.ResolveOrders) {
		d.Evidence, d.Order.Before = nil, ""
	}
	return d
}

// tagFor is a price where something is about to be ordered, as the actor sees it.
func tagFor(actor panel.Actor, t panel.PriceTag) panel.PriceTag {
	switch {
	case actor.Role == panel.RoleCustomer:
		return t.ForCustomer()
	case !actor.SeesCosts():
		return t.Blinded()
	}
	return t
}

// asSeenBy leaves out of a plan what the actor may not see. What is typed to
// confirm it was chosen before.
func (b Batch) asSeenBy(actor panel.Actor) Batch {
	if b.Blind = !actor.SeesCosts(); b.Blind {
		b.Money.Cost, b.Money.Margin = 0, 0
		for i := range b.Lines {
			b.Lines[i].Cost = 0
		}
	}
	if !actor.May(panel.ViewLedger) {
		b.Money.Wallets, b.Money.Accounts = nil, nil
	}
	return b
}

func (p RenewalPreview) asSeenBy(actor panel.Actor) RenewalPreview {
	if p.Blind = !actor.SeesCosts(); p.Blind {
		p.Sum.Cost, p.Sum.Margin = 0, 0
		for i := range p.Decided {
			p.Decided[i].Tag = p.Decided[i].Tag.Blinded()
		}
	}
	return p
}

// renewalTries lists decisions with their costs for those who may see costs.
func (a *App) renewalTries(ctx context.Context, actor panel.Actor, want db.TryFilter) ([]panel.RenewalTry, error) {
	found, err := a.DB.RenewalTries(ctx, actor, want)
	if !actor.SeesCosts() {
		for i := range found {
			found[i].Cost = 0
		}
	}
	return found, err
}

// incidentFor leaves out the sums of an incident about money.
func incidentFor(actor panel.Actor, i panel.Incident) panel.Incident {
	money := i.Kind == panel.BalanceOff || i.Kind == panel.BooksWrong
	if money && actor.Role != panel.RoleAdmin && !actor.May(panel.ViewLedger) {
		i.Detail = ""
	}
	return i
}
