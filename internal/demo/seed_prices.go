package demo

import (
	"context"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/cndns"
)

// plantCoupons gives the reseller coupons of the registrar.
func (s Shop) plantCoupons(w *sandbox.World) {
	for _, c := range []cndns.Coupon{
		{ID: "DEMO20CLOUD", Fen: 2000, Kind: cndns.CouponPurchase, Scope: []string{"橙云主机"}, Title: "云主机新购券"},
		{ID: "DEMO05RENEW", Fen: 500, Kind: cndns.CouponRenewal, Scope: []string{"域名", "橙云主机"}, Title: "续费优惠券"},
	} {
		c.From, c.Until = s.Now.AddDate(0, 0, -20), s.Now.AddDate(0, 3, 0)
		w.CNDNS.PlantCouponAs(c)
	}
}

// prices publishes rules, puts some customers into a group and begins a change
// of rules; the costs are asked for by the panel itself.
func (g *seeding) prices(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		group, err := tx.AddGroup(ctx, panel.CustomerGroup{ResellerID: g.reseller, Name: "老客户"})
		if err != nil {
			return err
		}
		for _, id := range g.customers[1:9] {
			if err := tx.SetGroup(ctx, panel.Customer{ID: id, ResellerID: g.reseller}, group); err != nil {
				return err
			}
		}
		all := panel.PriceRule{Label: "全部加价两成", Base: panel.BaseCost, Percent: 2000, Floor: 100, Step: 100}
		com := panel.PriceRule{Label: ".com 统一价", Kind: panel.KindDomain, Suffix: ".com", Base: panel.BaseFixed, Amount: 7900, Per: 12, Step: 100}
		loyal := panel.PriceRule{GroupID: group, Kind: panel.KindDomain, Action: panel.PriceRenew, Base: panel.BaseCost, Percent: 1000, Step: 100}
		list, err := g.rules(ctx, tx, all, com, loyal)
		if err != nil {
			return err
		}
		list.From, list.Note = tx.Now, "开业价格"
		if err := tx.PublishDraft(ctx, list, g.actor.UserID); err != nil {
			return err
		}
		if err := tx.SetPortalSales(ctx, g.reseller, panel.PortalSales()); err != nil {
			return err
		}
		_, err = g.rules(ctx, tx, panel.PriceRule{Label: ".cn 促销", Kind: panel.KindDomain, Suffix: ".cn", Base: panel.BaseFixed, Amount: 3800, Per: 12, Step: 100})
		return err
	})
}

// catalogue has the panel read, as soon as it runs, which hosts are on sale: the
// first customer who wants one does not wait for it.
func (g *seeding) catalogue(ctx context.Context) error {
	_, err := g.app.RefreshCloudShop(ctx, g.actor, g.cndns)
	return err
}

// rules begins a change of rules with more of them.
func (g *seeding) rules(ctx context.Context, tx *db.Tx, more ...panel.PriceRule) (panel.PriceList, error) {
	if _, err := tx.AddDraft(ctx, g.reseller, g.actor.UserID); err != nil {
		return panel.PriceList{}, err
	}
	draft, err := tx.DraftPrices(ctx, g.reseller)
	if err != nil {
		return draft, err
	}
	for _, r := range more {
		if _, err := tx.SavePriceRule(ctx, draft, r); err != nil {
			return draft, err
		}
	}
	return tx.DraftPrices(ctx, g.reseller)
}
