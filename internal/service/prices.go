package service

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// PriceBoard is what can be sold, with costs, prices and margins.
type PriceBoard struct {
	Rows     []panel.PricedOffer
	Prices   panel.PriceList // what counts; ID 0 = nothing is published
	Draft    bool            // a change is being worked on
	Groups   []panel.CustomerGroup
	Accounts []panel.VendorAccount
	Sync     panel.Job // the latest; ID 0 = none
	Coupons  []panel.Coupon
}

// Syncing reports whether costs are being asked for.
func (b PriceBoard) Syncing() bool { return b.Sync.ID != 0 && !b.Sync.State.Final() }

// SyncedAt is when costs were asked for last; zero = never, or it is going on.
func (b PriceBoard) SyncedAt() time.Time {
	if b.Sync.State != panel.JobDone {
		return time.Time{}
	}
	return b.Sync.EndedAt
}

// PriceBoard lists offers with the prices for a group of customers (0 = of
// none).
func (a *App) PriceBoard(ctx context.Context, actor panel.Actor, want db.OfferFilter, groupID int64) (b PriceBoard, err error) {
	if err := require(actor, panel.ViewPrices); err != nil {
		return b, err
	}
	if b.Accounts, err = a.registrars(ctx, actor); err != nil {
		return b, err
	}
	if b.Prices, err = a.DB.Prices(ctx, actor.ResellerID); err != nil {
		return b, err
	}
	draft, err := a.DB.DraftPrices(ctx, actor.ResellerID)
	if err != nil {
		return b, err
	}
	b.Draft = draft.ID != 0
	if b.Groups, err = a.DB.Groups(ctx, actor); err != nil {
		return b, err
	}
	if b.Coupons, _, err = a.Coupons(ctx, actor); err != nil {
		return b, err
	}
	jobs, err := a.DB.Jobs(ctx, actor, db.JobFilter{Kind: "prices.sync", Limit: 1})
	if err != nil {
		return b, err
	}
	if len(jobs) > 0 {
		b.Sync = jobs[0]
	}
	offers, err := a.DB.Offers(ctx, actor, want)
	for _, c := range offers {
		b.Rows = append(b.Rows, a.pricedOffer(b.Prices.Rules, c, groupID, b.Coupons))
	}
	return b, err
}

func (a *App) pricedOffer(rules []panel.PriceRule, c panel.OfferCost, groupID int64, coupons []panel.Coupon) panel.PricedOffer {
	o := panel.PricedOffer{Cost: c, Price: panel.PriceOf(rules, c.Offer, c.Cost, groupID, a.Now())}
	o.Coupon, o.Worth, _ = panel.BestCoupon(coupons, c.Offer, c.Cost, a.Now())
	return o
}

// OfferDetail is one offer with the history of its cost and a price for every
// group.
type OfferDetail struct {
	Cost    panel.OfferCost
	History []panel.CostNote // oldest first
	Prices  []GroupPrice
	Coupon  panel.Coupon
	Worth   panel.Fen
}

// GroupPrice is what customers of a group pay.
type GroupPrice struct {
	Group string // "" = of no group
	Price panel.Price
}

// historyShown is how many changes of a cost are shown.
const historyShown = 60

// Offer reads one offer.
func (a *App) Offer(ctx context.Context, actor panel.Actor, id int64) (d OfferDetail, err error) {
	if err := require(actor, panel.ViewPrices); err != nil {
		return d, err
	}
	if d.Cost, err = a.DB.Offer(ctx, actor, id); err != nil {
		return d, err
	}
	if d.History, err = a.DB.CostHistory(ctx, actor, id, historyShown); err != nil {
		return d, err
	}
	prices, err := a.DB.Prices(ctx, d.Cost.ResellerID)
	if err != nil {
		return d, err
	}
	groups, err := a.DB.Groups(ctx, actor)
	if err != nil {
		return d, err
	}
	for _, g := range append([]panel.CustomerGroup{{}}, groups...) {
		p := panel.PriceOf(prices.Rules, d.Cost.Offer, d.Cost.Cost, g.ID, a.Now())
		if g.ID == 0 || p.Rule != nil && p.Rule.GroupID == g.ID {
			d.Prices = append(d.Prices, GroupPrice{Group: g.Name, Price: p})
		}
	}
	stored, err := a.freeCoupons(ctx, d.Cost.AccountID)
	d.Coupon, d.Worth, _ = panel.BestCoupon(stored.Coupons, d.Cost.Offer, d.Cost.Cost, a.Now())
	return d, err
}

// PriceGroups is the customer groups with who is in them, for those who may see
// customers.
type PriceGroups struct {
	Groups    []panel.CustomerGroup
	Customers []panel.Customer
	Member    map[int64]int64 // customer → group
}

// PriceGroups lists the customer groups of the actor's reseller.
func (a *App) PriceGroups(ctx context.Context, actor panel.Actor) (g PriceGroups, err error) {
	if err := require(actor, panel.ViewPrices); err != nil {
		return g, err
	}
	if g.Groups, err = a.DB.Groups(ctx, actor); err != nil {
		return g, err
	}
	if !actor.May(panel.ViewCustomers) {
		return g, nil
	}
	if g.Customers, err = a.DB.Customers(ctx, actor, CustomerFilter{Limit: 1000}); err != nil {
		return g, err
	}
	g.Member, err = a.DB.GroupMembers(ctx, actor.ResellerID, 0)
	return g, err
}

// SaveGroup adds a customer group (id 0) or gives one another name.
func (a *App) SaveGroup(ctx context.Context, actor panel.Actor, id int64, name string) error {
	if err := require(actor, panel.EditPrices); err != nil {
		return err
	}
	groups, err := a.DB.Groups(ctx, actor)
	if err != nil {
		return err
	}
	if _, ours := groupNames(groups)[id]; !ours && id != 0 {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 60 {
		return panel.InvalidFields([]panel.Problem{{Field: "name", Key: "problem.length", Args: []any{"Min", 1, "Max", 60}}})
	}
	g := panel.CustomerGroup{ID: id, ResellerID: actor.ResellerID, Name: name}
	t := &act{Action: "price.group", Kind: "customer_group", ID: id, Name: name}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) (err error) {
		if id != 0 {
			return tx.RenameGroup(ctx, g)
		}
		t.ID, err = tx.AddGroup(ctx, g)
		return err
	})
}

// SetCustomerGroup puts a customer into a group, 0 into none.
func (a *App) SetCustomerGroup(ctx context.Context, actor panel.Actor, customerID, groupID int64) error {
	if err := require(actor, panel.EditPrices); err != nil {
		return err
	}
	customer, err := a.DB.Customer(ctx, actor, customerID)
	if panel.Is(err, panel.NotFound) {
		return panel.InvalidFields([]panel.Problem{{Field: "customer", Key: "problem.option"}})
	}
	if err != nil {
		return err
	}
	groups, err := a.DB.Groups(ctx, actor)
	if err != nil {
		return err
	}
	names := groupNames(groups)
	if _, ours := names[groupID]; !ours && groupID != 0 {
		return panel.InvalidFields([]panel.Problem{{Field: "group", Key: "problem.option"}})
	}
	before, err := a.DB.GroupOf(ctx, customer.ResellerID, customerID)
	if err != nil || before == groupID {
		return err
	}
	t := &act{
		Action: "price.member", Kind: "customer", ID: customerID, Name: customer.Name,
		Before: map[string]string{"group": names[before]}, After: map[string]string{"group": names[groupID]},
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SetGroup(ctx, customer, groupID) })
}
