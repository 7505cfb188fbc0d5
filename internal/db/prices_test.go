package db_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func comOffer(n tenant, action panel.PriceAction) panel.OfferCost {
	return panel.OfferCost{
		Offer:      panel.Offer{Kind: panel.KindDomain, Suffix: ".com", Months: 12, Action: action},
		ResellerID: n.reseller, AccountID: n.account, Input: map[string]string{"years": "1"},
	}
}

func saveCost(t *testing.T, d *db.DB, c panel.OfferCost, cost panel.Fen) (moved bool) {
	t.Helper()
	c.Cost = cost
	within(t, d, func(tx *db.Tx) (err error) {
		moved, err = tx.SaveCost(t.Context(), c, "price", 7)
		return err
	})
	return moved
}

func TestCostsOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, clock *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		buy := comOffer(ours, panel.PriceBuy)
		var moves []bool
		for _, cost := range []panel.Fen{5500, 5500, 6000, 0, 0, 6000} {
			moves = append(moves, saveCost(t, d, buy, cost))
			clock.now = clock.now.Add(time.Hour)
		}
		if diff := cmp.Diff([]bool{true, false, true, true, false, true}, moves); diff != "" {
			t.Errorf("what moved the cost (-want +got):\n%s", diff)
		}
		saveCost(t, d, comOffer(theirs, panel.PriceBuy), 100)
		renewal := comOffer(ours, panel.PriceRenew)
		renewal.ProductID = ours.product(t, d, "soon.com").ID
		saveCost(t, d, renewal, 0)

		got, err := d.CostOf(t.Context(), ours.account, 0, buy.Offer)
		if err != nil || got.Cost != 6000 || !got.CheckedAt.Equal(start.Add(5*time.Hour).Truncate(time.Microsecond)) || got.Account != "ours" || got.Input["years"] != "1" {
			t.Errorf("cost = %+v (%v), want 6000 said five hours later", got, err)
		}
		never, err := d.CostOf(t.Context(), ours.account, 0, renewal.Offer)
		if err != nil || !never.CheckedAt.IsZero() || never.Cost != 0 {
			t.Errorf("list price of a renewal = %+v (%v), want never asked for", never, err)
		}
		unknown, err := d.CostOf(t.Context(), ours.account, renewal.ProductID, renewal.Offer)
		if err != nil || unknown.CheckedAt.IsZero() || unknown.Cost != 0 {
			t.Errorf("renewal of a product = %+v (%v), want asked for and unknown", unknown, err)
		}
		history, err := d.CostHistory(t.Context(), ours.owner, got.ID, 3)
		if err != nil || len(history) != 3 || history[0].Cost != 6000 || history[1].Cost != 0 || history[2].Cost != 6000 || history[2].Source != "price" || history[2].JobID != 7 {
			t.Errorf("latest history = %+v (%v), want 6000, unknown, 6000", history, err)
		}
		for _, table := range []string{`UPDATE offer_costs SET cost_fen = 1`, `DELETE FROM offer_costs`} {
			err := d.Within(t.Context(), func(tx *db.Tx) error { return db.Exec(t.Context(), tx, table) })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want append-only", table, err)
			}
		}
		offersBelongToTheirReseller(t, d, ours, theirs, got.ID)
	})
}

func offersBelongToTheirReseller(t *testing.T, d *db.DB, ours, theirs tenant, id int64) {
	t.Helper()
	customer := panel.Actor{UserID: 1, Role: panel.RoleCustomer, ResellerID: ours.reseller, CustomerID: 1}
	for name, tt := range map[string]struct {
		actor panel.Actor
		want  db.OfferFilter
		rows  int
	}{
		"list":           {ours.owner, db.OfferFilter{}, 1},
		"products":       {ours.owner, db.OfferFilter{Products: true}, 1},
		"kind":           {ours.owner, db.OfferFilter{Kind: panel.KindCloud}, 0},
		"action":         {ours.owner, db.OfferFilter{Action: panel.PriceBuy}, 1},
		"search":         {ours.owner, db.OfferFilter{Search: ".CO"}, 1},
		"account":        {ours.owner, db.OfferFilter{AccountID: theirs.account}, 0},
		"after the last": {ours.owner, db.OfferFilter{AfterID: id}, 0},
		"others":         {theirs.owner, db.OfferFilter{}, 1},
		"no customer":    {customer, db.OfferFilter{}, 0},
	} {
		rows, err := d.Offers(t.Context(), tt.actor, tt.want)
		if err != nil || len(rows) != tt.rows {
			t.Errorf("%s: %d offers (%v), want %d", name, len(rows), err, tt.rows)
		}
	}
	for name, actor := range map[string]panel.Actor{"another reseller": theirs.owner, "a customer": customer} {
		if _, err := d.Offer(t.Context(), actor, id); !panel.Is(err, panel.NotFound) {
			t.Errorf("offer for %s: %v, want not found", name, err)
		}
		if history, err := d.CostHistory(t.Context(), actor, id, 10); err != nil || len(history) != 0 {
			t.Errorf("history for %s: %d rows (%v), want none", name, len(history), err)
		}
	}
	if c, err := d.Offer(t.Context(), ours.owner, id); err != nil || c.ID != id {
		t.Errorf("our offer = %+v (%v)", c, err)
	}
}

func TestPriceListsOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, clock *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		var group int64
		var draft panel.PriceList
		rule := panel.PriceRule{
			Label: "域名", Kind: panel.KindDomain, Suffix: ".com", Months: 12, Action: panel.PriceBuy, Base: panel.BaseCost, Percent: 2000, Amount: -50,
			Floor: 100, Per: 12, Step: 100, From: start.Truncate(time.Microsecond), Until: start.Add(time.Hour).Truncate(time.Microsecond), Group: "VIP",
		}
		within(t, d, func(tx *db.Tx) (err error) {
			if group, err = tx.AddGroup(t.Context(), panel.CustomerGroup{ResellerID: ours.reseller, Name: "VIP"}); err != nil {
				return err
			}
			rule.GroupID = group
			if draft, err = tx.AddDraft(t.Context(), ours.reseller, ours.owner.UserID); err != nil {
				return err
			}
			rule.ID, err = tx.SavePriceRule(t.Context(), draft, rule)
			return err
		})
		stored, err := d.DraftPrices(t.Context(), ours.reseller)
		if diff := cmp.Diff([]panel.PriceRule{rule}, stored.Rules); diff != "" || err != nil || stored.Version != 1 || !stored.Draft {
			t.Errorf("draft = %+v (%v), rules (-want +got):\n%s", stored, err, diff)
		}
		if now, err := d.Prices(t.Context(), ours.reseller); err != nil || now.ID != 0 {
			t.Errorf("prices before publishing = %+v (%v), want none", now, err)
		}
		err = d.Within(t.Context(), func(tx *db.Tx) error {
			_, err := tx.AddDraft(t.Context(), ours.reseller, 1)
			return err
		})
		if !panel.Is(err, panel.Conflict) {
			t.Errorf("a second draft: %v, want a conflict", err)
		}
		strangersChangeNoRule(t, d, theirs, draft, rule)

		draft.Rules = []panel.PriceRule{rule}
		draftsArePublishedOnce(t, d, clock, ours, draft)
		if rules, err := d.PriceVersions(t.Context(), theirs.reseller); err != nil || len(rules) != 0 {
			t.Errorf("versions of others = %+v (%v), want none", rules, err)
		}
	})
}

func draftsArePublishedOnce(t *testing.T, d *db.DB, clock *clock, ours tenant, draft panel.PriceList) {
	t.Helper()
	rule, moved := draft.Rules[0], draft
	moved.Rules, moved.From = nil, start
	if err := d.Within(t.Context(), func(tx *db.Tx) error { return tx.PublishDraft(t.Context(), moved, 1) }); !panel.Is(err, panel.Conflict) {
		t.Errorf("publishing other rules than the draft's: %v, want a conflict", err)
	}
	draft.From, draft.Note, draft.Consents = start.Add(time.Hour), "autumn", map[string]panel.Fen{"x": 5}
	within(t, d, func(tx *db.Tx) error { return tx.PublishDraft(t.Context(), draft, ours.owner.UserID) })
	if err := d.Within(t.Context(), func(tx *db.Tx) error { return tx.PublishDraft(t.Context(), draft, 1) }); !panel.Is(err, panel.Conflict) {
		t.Errorf("publishing twice: %v, want a conflict", err)
	}
	publishedStays(t, d, ours, draft, rule)
	clock.now = start.Add(2 * time.Hour)
	now, err := d.Prices(t.Context(), ours.reseller)
	if err != nil || now.ID != draft.ID || now.Who != "ours" || now.Note != "autumn" || now.Consents["x"] != 5 || len(now.Rules) != 1 {
		t.Errorf("prices after their time came = %+v (%v)", now, err)
	}
	within(t, d, func(tx *db.Tx) (err error) { draft, err = tx.AddDraft(t.Context(), ours.reseller, 1); return err })
	if draft.Version != 2 || len(draft.Rules) != 1 || draft.Rules[0].ID == rule.ID {
		t.Errorf("second draft = %+v, want version 2 with a copy of the rule", draft)
	}
	within(t, d, func(tx *db.Tx) error {
		if err := tx.DropPriceRule(t.Context(), draft, draft.Rules[0].ID); err != nil {
			return err
		}
		return tx.DropDraft(t.Context(), draft)
	})
	if versions, err := d.PriceVersions(t.Context(), ours.reseller); err != nil || len(versions) != 1 || versions[0].Version != 1 {
		t.Errorf("versions = %+v (%v), want the first", versions, err)
	}
}

func strangersChangeNoRule(t *testing.T, d *db.DB, theirs tenant, draft panel.PriceList, rule panel.PriceRule) {
	t.Helper()
	foreign := draft
	foreign.ResellerID = theirs.reseller
	for name, act := range map[string]func(tx *db.Tx) error{
		"change": func(tx *db.Tx) error { _, err := tx.SavePriceRule(t.Context(), foreign, rule); return err },
		"drop":   func(tx *db.Tx) error { return tx.DropPriceRule(t.Context(), foreign, rule.ID) },
		"throw":  func(tx *db.Tx) error { return tx.DropDraft(t.Context(), foreign) },
	} {
		if err := d.Within(t.Context(), act); err == nil {
			t.Errorf("a stranger's %s of a rule went through", name)
		}
	}
	err := d.Within(t.Context(), func(tx *db.Tx) error {
		added := rule
		added.ID = 0
		_, err := tx.SavePriceRule(t.Context(), foreign, added)
		return err
	})
	if err == nil {
		t.Error("a stranger's rule was added to our draft")
	}
}

func publishedStays(t *testing.T, d *db.DB, ours tenant, list panel.PriceList, rule panel.PriceRule) {
	t.Helper()
	for name, act := range map[string]func(tx *db.Tx) error{
		"change": func(tx *db.Tx) error { _, err := tx.SavePriceRule(t.Context(), list, rule); return err },
		"drop":   func(tx *db.Tx) error { return tx.DropPriceRule(t.Context(), list, rule.ID) },
		"throw":  func(tx *db.Tx) error { return tx.DropDraft(t.Context(), list) },
	} {
		if err := d.Within(t.Context(), act); !panel.Is(err, panel.NotFound) {
			t.Errorf("%s of what is published: %v, want not found", name, err)
		}
	}
	if newest, err := d.NewestPrices(t.Context(), ours.reseller); err != nil || newest.ID != list.ID || len(newest.Rules) != 1 {
		t.Errorf("newest prices = %+v (%v), want the published ones", newest, err)
	}
	if now, err := d.Prices(t.Context(), ours.reseller); err != nil || now.ID != 0 {
		t.Errorf("prices before their time = %+v (%v), want none", now, err)
	}
}

func TestCustomerGroupsOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		customer := panel.Customer{ResellerID: ours.reseller, Name: "A", Kind: panel.CustomerPerson}
		var vip, foreign int64
		within(t, d, func(tx *db.Tx) (err error) {
			if customer.ID, err = tx.AddCustomer(t.Context(), customer); err != nil {
				return err
			}
			if vip, err = tx.AddGroup(t.Context(), panel.CustomerGroup{ResellerID: ours.reseller, Name: "VIP"}); err != nil {
				return err
			}
			if foreign, err = tx.AddGroup(t.Context(), panel.CustomerGroup{ResellerID: theirs.reseller, Name: "VIP"}); err != nil {
				return err
			}
			return tx.SetGroup(t.Context(), customer, vip)
		})
		for name, act := range map[string]func(tx *db.Tx) error{
			"a group of others": func(tx *db.Tx) error { return tx.SetGroup(t.Context(), customer, foreign) },
			"a name twice": func(tx *db.Tx) error {
				_, err := tx.AddGroup(t.Context(), panel.CustomerGroup{ResellerID: ours.reseller, Name: "VIP"})
				return err
			},
			"renaming a group of others": func(tx *db.Tx) error {
				return tx.RenameGroup(t.Context(), panel.CustomerGroup{ID: foreign, ResellerID: ours.reseller, Name: "X"})
			},
		} {
			if err := d.Within(t.Context(), act); err == nil {
				t.Errorf("%s went through", name)
			}
		}
		within(t, d, func(tx *db.Tx) error {
			return tx.RenameGroup(t.Context(), panel.CustomerGroup{ID: vip, ResellerID: ours.reseller, Name: "Gold"})
		})
		if group, err := d.GroupOf(t.Context(), ours.reseller, customer.ID); err != nil || group != vip {
			t.Errorf("group = %d (%v), want %d", group, err, vip)
		}
		groups, err := d.Groups(t.Context(), ours.owner)
		if err != nil || len(groups) != 1 || groups[0].Name != "Gold" || groups[0].Members != 1 {
			t.Errorf("groups = %+v (%v), want Gold with one member", groups, err)
		}
		within(t, d, func(tx *db.Tx) error { return tx.SetGroup(t.Context(), customer, 0) })
		if all, err := d.GroupMembers(t.Context(), ours.reseller, 0); err != nil || len(all) != 0 {
			t.Errorf("members = %v (%v), want none", all, err)
		}
	})
}

func TestQuotesOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, clock *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		quote := panel.Quote{
			ResellerID: ours.reseller, AccountID: ours.account, Key: "k1", Fingerprint: "f", Input: map[string]string{"name": "a.com"}, Version: 3,
			Price:  panel.PriceOf([]panel.PriceRule{{ID: 1, Base: panel.BaseCost, Percent: 2000, Step: 1}}, comOffer(ours, panel.PriceBuy).Offer, 5500, 0, start),
			Coupon: panel.Coupon{ID: "c1", Title: "gift"}, CouponWorth: 500, Sealed: []byte("x"), CreatedBy: 1, ExpiresAt: start.Add(time.Hour),
		}
		add := func(quote panel.Quote) (stored panel.Quote, err error) {
			err = d.Within(t.Context(), func(tx *db.Tx) (err error) { stored, err = tx.AddQuote(t.Context(), quote); return err })
			return stored, err
		}
		first, err := add(quote)
		if err != nil || first.Price.Fen != 6600 || first.Price.Cost != 5500 || len(first.Price.Steps) != 2 || first.Coupon.Title != "gift" {
			t.Fatalf("quote = %+v (%v)", first, err)
		}
		if again, err := add(quote); err != nil || again.ID != first.ID {
			t.Errorf("the same key again = %d (%v), want %d", again.ID, err, first.ID)
		}
		other := quote
		other.Fingerprint = "g"
		if _, err := add(other); !panel.Is(err, panel.Conflict) {
			t.Errorf("the key for something else: %v, want a conflict", err)
		}
		if _, err := d.Quote(t.Context(), theirs.owner, "k1"); !panel.Is(err, panel.NotFound) {
			t.Errorf("our quote for others: %v, want not found", err)
		}
		if bound, err := d.BoundCoupons(t.Context(), ours.account); err != nil || !bound["c1"] {
			t.Errorf("bound coupons = %v (%v), want c1", bound, err)
		}
		quotesAreUsedOnce(t, d, ours, theirs)

		late := quote
		late.Key, late.Coupon.ID = "k2", "c2"
		if _, err := add(late); err != nil {
			t.Fatal(err)
		}
		clock.now = start.Add(time.Hour)
		if err := d.Within(t.Context(), func(tx *db.Tx) error { return tx.UseQuote(t.Context(), ours.reseller, "k2", 9) }); !panel.Is(err, panel.Conflict) {
			t.Errorf("a quote that is over: %v, want a conflict", err)
		}
		if bound, err := d.BoundCoupons(t.Context(), ours.account); err != nil || !bound["c1"] || bound["c2"] {
			t.Errorf("bound coupons = %v (%v), want c1 alone: its order is open", bound, err)
		}
	})
}

func quotesAreUsedOnce(t *testing.T, d *db.DB, ours, theirs tenant) {
	t.Helper()
	use := func(reseller int64) error {
		return d.Within(t.Context(), func(tx *db.Tx) error { return tx.UseQuote(t.Context(), reseller, "k1", 8) })
	}
	if err := use(theirs.reseller); !panel.Is(err, panel.Conflict) {
		t.Errorf("our quote used by others: %v, want a conflict", err)
	}
	if err := use(ours.reseller); err != nil {
		t.Errorf("using a quote: %v", err)
	}
	if err := use(ours.reseller); !panel.Is(err, panel.Conflict) {
		t.Errorf("using it again: %v, want a conflict", err)
	}
	if used, err := d.Quote(t.Context(), ours.owner, "k1"); err != nil || used.OrderID != 8 || used.UsedAt.IsZero() {
		t.Errorf("used quote = %+v (%v), want order 8", used, err)
	}
}

func TestProductsToRenewOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, clock *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		var customer int64
		within(t, d, func(tx *db.Tx) (err error) {
			customer, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: ours.reseller, Name: "A", Kind: panel.CustomerPerson})
			return err
		})
		for name, change := range map[string]func(p *panel.Product){
			"soon.com": func(p *panel.Product) { p.CustomerID = customer }, "nobody.com": func(*panel.Product) {},
			"late.com": func(p *panel.Product) { p.CustomerID, p.ExpiresAt = customer, clock.Now().AddDate(0, 2, 0) },
			"gone.com": func(p *panel.Product) { p.CustomerID, p.State = customer, panel.StateGone },
		} {
			p := panel.Product{ResellerID: ours.reseller, AccountID: ours.account, Kind: panel.KindDomain, Vendor: panel.VendorCNDNS, Name: name, State: panel.StateActive, ExpiresAt: clock.Now().AddDate(0, 0, 3)}
			change(&p)
			within(t, d, func(tx *db.Tx) error { _, err := tx.AddProduct(t.Context(), p); return err })
		}
		soon := clock.Now().AddDate(0, 1, 0)
		found, err := d.Renewing(t.Context(), ours.owner, soon, 0, 10)
		if err != nil || len(found) != 1 || found[0].Name != "soon.com" || found[0].Customer != "A" {
			t.Errorf("to renew = %+v (%v), want soon.com", found, err)
		}
		if rest, err := d.Renewing(t.Context(), ours.owner, soon, found[0].ID, 10); err != nil || len(rest) != 0 {
			t.Errorf("after it = %+v (%v), want none", rest, err)
		}
		if rest, err := d.Renewing(t.Context(), theirs.owner, soon, 0, 10); err != nil || len(rest) != 0 {
			t.Errorf("of others = %+v (%v), want none", rest, err)
		}
		if due, err := d.PriceSyncsDue(t.Context(), clock.Now()); err != nil || len(due) != 0 {
			t.Errorf("syncs due without prices = %+v (%v), want none", due, err)
		}
	})
}
