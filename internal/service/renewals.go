package service

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

const (
	factsAge  = 24 * time.Hour // a product's end is believed for so long before it is renewed by itself
	renewalOn = 46             // days before the end from which anything can be due
)

// endInput is the name in an order's input of the day on which the thing ended
// when its renewal was decided, as yyyymmdd.
const endInput = "ends"

// endsAsPlanned stops the order of a renewal whose thing does not end any more
// when it did: whoever renewed it, it is not renewed twice.
func (p *purchase) endsAsPlanned(ends time.Time) error {
	planned := p.order.Input[endInput]
	if planned == "" || planned == fmt.Sprint(panel.DayNumber(ends)) {
		return nil
	}
	return panel.Errorf(panel.Conflict, nil, "renewals.error.ends")
}

// renewalRun reads everything that a run over some products of a reseller looks
// at; years are those of every renewal, 0 the shortest term of each. At a moment
// to come, what is known by now counts as read then.
func (a *App) renewalRun(ctx context.Context, resellerID int64, want db.RenewalFilter, at time.Time, years int) (run panel.RenewalRun, err error) {
	err = a.DB.Snapshot(ctx, func(q db.Queries) error {
		r := renewalReader{app: a, ahead: at.After(a.Now()), years: years}
		run.Now = at
		if err := r.read(ctx, q, resellerID, want); err != nil {
			return err
		}
		if run.SafeMode, err = q.InSafeMode(ctx); err != nil {
			return err
		}
		if run.Wallets, err = q.WalletsOf(ctx, resellerID); err != nil {
			return err
		}
		run.Balances = map[int64]panel.SeenBalance{}
		for id, v := range r.accounts {
			run.Balances[id] = panel.SeenBalance{Fen: v.Balance, At: v.BalanceAt}
		}
		for _, p := range r.products {
			run.Cases = append(run.Cases, r.renewalCase(p, at))
		}
		return nil
	})
	return run, err
}

// renewalReader is what the cases of one reseller are made of.
type renewalReader struct {
	app          *App
	ahead        bool // the run is about a moment to come
	years        int  // of every renewal; 0 = the shortest
	products     []panel.Product
	accounts     map[int64]panel.VendorAccount
	prices       panel.PriceList
	groups       map[int64]int64
	costs        map[int64]map[string]panel.OfferCost
	open, frozen map[int64]bool
	orders       map[int64][]panel.RenewalOrder
	tries        map[int64][]panel.RenewalTry
}

func (r *renewalReader) read(ctx context.Context, q db.Queries, resellerID int64, want db.RenewalFilter) (err error) {
	system := panel.SystemActor(resellerID)
	if r.products, err = q.Ending(ctx, system, want); err != nil {
		return err
	}
	accounts, err := q.VendorAccounts(ctx, system)
	if err != nil {
		return err
	}
	r.accounts = map[int64]panel.VendorAccount{}
	for _, v := range accounts {
		r.accounts[v.ID] = v
	}
	if r.prices, err = q.Prices(ctx, resellerID); err != nil {
		return err
	}
	if r.groups, err = q.GroupMembers(ctx, resellerID, 0); err != nil {
		return err
	}
	if r.costs, err = q.RenewalCosts(ctx, resellerID); err != nil {
		return err
	}
	if r.open, r.frozen, err = q.ProductsWithOrders(ctx, resellerID); err != nil {
		return err
	}
	if r.orders, err = q.RenewalOrders(ctx, resellerID); err != nil {
		return err
	}
	tries, err := q.RenewalTries(ctx, system, db.TryFilter{From: r.app.Now().AddDate(0, 0, -1)})
	r.tries = map[int64][]panel.RenewalTry{}
	for _, t := range tries {
		r.tries[t.ProductID] = append(r.tries[t.ProductID], t)
	}
	return err
}

func (r *renewalReader) renewalCase(p panel.Product, at time.Time) panel.RenewalCase {
	c := panel.RenewalCase{
		Product: p, Account: r.accounts[p.AccountID], Open: r.open[p.ID], Frozen: r.frozen[p.ID], Orders: r.orders[p.ID], Tries: r.tries[p.ID],
		FactsFresh: !p.FactsAt.IsZero() && (r.ahead || r.app.Now().Sub(p.FactsAt) < factsAge),
	}
	rule, ruled := panel.RenewalRuleOf(p)
	op, err := panel.OperationNamed(rule.Operation)
	if !ruled || err != nil {
		return c
	}
	input, months, sells := rule.TermOf(p, r.years)
	if !sells {
		c.Rule, c.Op, c.NoTerm = rule, op, true
		return c
	}
	c.Input, _ = op.Split(input)
	c.Input[endInput] = fmt.Sprint(panel.DayNumber(p.ExpiresAt))
	offer, sold := sales[op.Name](c.Input, p)
	if !sold {
		return c
	}
	c.Rule, c.Op, c.Months = rule, op, months
	cost := r.costs[p.ID][offer.Key()]
	c.Offer, c.CostFresh = offer, !cost.CheckedAt.IsZero() && (r.ahead || cost.Fresh(r.app.Now(), priceAge))
	c.Tag = panel.PriceTag{
		Price: panel.PriceOf(r.prices.Rules, offer, cost.Cost, r.groups[p.CustomerID], at), InUse: r.prices.ID != 0, Inside: p.CustomerID == 0,
	}
	c.Tag.Agreed = r.prices.Agreed(c.Tag.Price, cost)
	c.Tag = c.Tag.Judged()
	return c
}

// saleOfRenewal is a case as something about to be sold.
func saleOfRenewal(c panel.RenewalCase) sale {
	p := c.Product
	return sale{Offer: c.Offer, ResellerID: p.ResellerID, AccountID: p.AccountID, CustomerID: p.CustomerID, ProductID: p.ID, Input: c.Input}
}

// orderRenewal places the order of a decided renewal. before runs in the same
// transaction in front of it, after behind it: all of it happens or nothing.
func (a *App) orderRenewal(ctx context.Context, actor panel.Actor, d panel.RenewalDecision, before func(tx *db.Tx) error, after func(tx *db.Tx, orderID int64) error) error {
	wish := operationWish(d.Op, d.Product, d.Input, nil, panel.RenewalKey(d.Product.ID, d.Product.ExpiresAt, d.NextOrder()))
	s := saleOfRenewal(d.RenewalCase)
	quote, secrets, err := a.renewalQuote(ctx, actor, s, d, wish.FormKey)
	if err != nil {
		return err
	}
	wish.Quote, wish.Cost, wish.Secrets = quote.Key, quote.Price.Cost, secrets
	if s.CustomerID != 0 {
		wish.Price = quote.Price.Fen
	}
	order, product, err := a.draft(ctx, actor, contracts[wish.Operation], wish)
	if err != nil {
		return err
	}
	t := &act{Action: "order.place", Kind: "order", Name: wish.Operation + " " + order.Name, After: wish.Input, ResellerID: order.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := before(tx); err != nil {
			return err
		}
		if _, err := tx.AddQuote(ctx, quote); err != nil {
			return err
		}
		if t.ID, err = a.placeIn(ctx, tx, actor, order, product, wish); err != nil {
			return err
		}
		return after(tx, t.ID)
	})
}

// renewalQuote is the quote of a decided renewal, not recorded yet, with what
// spends its coupon.
func (a *App) renewalQuote(ctx context.Context, actor panel.Actor, s sale, d panel.RenewalDecision, key string) (quote panel.Quote, secrets map[string]string, err error) {
	prices, err := a.DB.Prices(ctx, s.ResellerID)
	if err != nil {
		return quote, nil, err
	}
	o := offered{tag: d.Tag, version: prices.Version}
	if o.coupon, o.tag.Worth, o.code, err = a.couponFor(ctx, s, d.Tag.Cost); err != nil {
		return quote, nil, err
	}
	quote, err = a.draftQuote(actor, s, o, key, panel.RiskNone)
	if o.code != "" {
		secrets = map[string]string{"coupon": o.code}
	}
	return quote, secrets, err
}

// SetAutoRenew says whether a product renews itself: staff who may spend, or
// people of its customer who may renew it.
func (a *App) SetAutoRenew(ctx context.Context, actor panel.Actor, productID int64, on bool) error {
	p, err := a.DB.Product(ctx, actor, productID)
	if err != nil {
		return err
	}
	rule, ruled := panel.RenewalRuleOf(p)
	op, err := panel.OperationNamed(rule.Operation)
	if !ruled || err != nil {
		return panel.Errorf(panel.NotFound, err, "error.notfound")
	}
	if err := a.mayRun(ctx, actor, op, p); err != nil || p.AutoRenew == on {
		return err
	}
	t := &act{
		Action: "renewal.auto", Kind: string(p.Kind), ID: p.ID, Name: p.Name, ResellerID: p.ResellerID,
		Before: map[string]bool{"auto_renew": p.AutoRenew}, After: map[string]bool{"auto_renew": on},
	}
	var renewal panel.RenewalDecision
	if on {
		if renewal, err = a.renewalOf(ctx, p); err != nil {
			return err
		}
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if on {
			if err := mayAutomate(ctx, tx, actor, renewal); err != nil {
				return err
			}
		}
		return tx.SetAutoRenew(ctx, p, on)
	})
}

// renewalOf is what would be decided of a product's renewal now.
func (a *App) renewalOf(ctx context.Context, p panel.Product) (d panel.RenewalDecision, err error) {
	run, err := a.renewalRun(ctx, p.ResellerID, db.RenewalFilter{IDs: []int64{p.ID}}, a.Now(), 0)
	for _, one := range run.Decide() {
		d = one
	}
	return d, err
}

// mayAutomate holds whoever switches an automatic renewal on to what they may
// order without a second person, for the panel asks nobody then. Customers'
// limits say themselves whether they hold for what the panel orders.
func mayAutomate(ctx context.Context, tx *db.Tx, actor panel.Actor, d panel.RenewalDecision) error {
	if actor.Role == panel.RoleCustomer {
		return nil
	}
	o := panel.Order{ResellerID: actor.ResellerID, CustomerID: d.Product.CustomerID, Cost: d.Tag.Cost, Price: d.Charge()}
	rules, s, err := spendingOf(ctx, tx, actor, o)
	if err != nil {
		return err
	}
	if rules.Judge(s) != panel.NothingAsks {
		return panel.Errorf(panel.Conflict, nil, "renewals.error.limits")
	}
	return nil
}
