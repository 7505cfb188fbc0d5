package service

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// pricedOffers is how many offers a change is worked out for.
const pricedOffers = 1000

// PriceRules is what the pages of rules show.
type PriceRules struct {
	Now      panel.PriceList // what counts; ID 0 = nothing is published
	Next     panel.PriceList // published for later; ID 0 = nothing
	Draft    panel.PriceList // being worked on; ID 0 = nothing
	Versions []panel.PriceList
	Groups   []panel.CustomerGroup
}

// PriceRules reads the rules in force and the draft.
func (a *App) PriceRules(ctx context.Context, actor panel.Actor) (r PriceRules, err error) {
	if err := require(actor, panel.ViewPrices); err != nil {
		return r, err
	}
	if r.Now, err = a.DB.Prices(ctx, actor.ResellerID); err != nil {
		return r, err
	}
	newest, err := a.DB.NewestPrices(ctx, actor.ResellerID)
	if err != nil {
		return r, err
	}
	if newest.ID != r.Now.ID {
		r.Next = newest
	}
	if r.Draft, err = a.DB.DraftPrices(ctx, actor.ResellerID); err != nil {
		return r, err
	}
	if r.Versions, err = a.DB.PriceVersions(ctx, actor.ResellerID); err != nil {
		return r, err
	}
	r.Groups, err = a.DB.Groups(ctx, actor)
	return r, err
}

// StartPriceDraft begins a change of rules with a copy of the newest ones.
func (a *App) StartPriceDraft(ctx context.Context, actor panel.Actor) error {
	if err := require(actor, panel.EditPrices); err != nil {
		return err
	}
	t := &act{Action: "price.draft", Kind: "price_list"}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		draft, err := tx.AddDraft(ctx, actor.ResellerID, actor.UserID)
		t.ID, t.Name = draft.ID, versionName(draft)
		return err
	})
}

func versionName(l panel.PriceList) string { return fmt.Sprintf("v%d", l.Version) }

// draftPrices reads the draft of the actor's reseller, which must be there.
func (a *App) draftPrices(ctx context.Context, actor panel.Actor, p panel.Permission) (panel.PriceList, error) {
	if err := require(actor, p); err != nil {
		return panel.PriceList{}, err
	}
	draft, err := a.DB.DraftPrices(ctx, actor.ResellerID)
	if err == nil && draft.ID == 0 {
		err = panel.Errorf(panel.NotFound, nil, "prices.error.nodraft")
	}
	return draft, err
}

// DropPriceDraft throws the draft away.
func (a *App) DropPriceDraft(ctx context.Context, actor panel.Actor) error {
	draft, err := a.draftPrices(ctx, actor, panel.EditPrices)
	if err != nil {
		return err
	}
	t := &act{Action: "price.discard", Kind: "price_list", ID: draft.ID, Name: versionName(draft), Before: draft.Rules}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.DropDraft(ctx, draft) })
}

// PriceRule reads a rule of the draft; id 0 is a new one.
func (a *App) PriceRule(ctx context.Context, actor panel.Actor, id int64) (panel.PriceRule, error) {
	draft, err := a.draftPrices(ctx, actor, panel.EditPrices)
	if err != nil {
		return panel.PriceRule{}, err
	}
	if id == 0 {
		return panel.PriceRule{Base: panel.BaseCost, Step: 100}, nil
	}
	for _, r := range draft.Rules {
		if r.ID == id {
			return r, nil
		}
	}
	return panel.PriceRule{}, panel.Errorf(panel.NotFound, nil, "error.notfound")
}

// checkRule holds a rule against its fields and the reseller's groups.
func (a *App) checkRule(ctx context.Context, actor panel.Actor, r panel.PriceRule) error {
	problems := r.Check()
	if r.GroupID != 0 {
		groups, err := a.DB.Groups(ctx, actor)
		if err != nil {
			return err
		}
		if _, ours := groupNames(groups)[r.GroupID]; !ours {
			problems = append(problems, panel.Problem{Field: "group", Key: "problem.option"})
		}
	}
	return panel.InvalidFields(problems)
}

// CustomerGroups lists the groups that a rule may name.
func (a *App) CustomerGroups(ctx context.Context, actor panel.Actor) ([]panel.CustomerGroup, error) {
	if err := require(actor, panel.EditPrices); err != nil {
		return nil, err
	}
	return a.DB.Groups(ctx, actor)
}

func groupNames(groups []panel.CustomerGroup) map[int64]string {
	names := map[int64]string{}
	for _, g := range groups {
		names[g.ID] = g.Name
	}
	return names
}

// SavePriceRule adds a rule to the draft (ID 0) or changes one.
func (a *App) SavePriceRule(ctx context.Context, actor panel.Actor, r panel.PriceRule) error {
	before, err := a.PriceRule(ctx, actor, r.ID)
	if err != nil {
		return err
	}
	if err := a.checkRule(ctx, actor, r); err != nil {
		return err
	}
	draft, err := a.draftPrices(ctx, actor, panel.EditPrices)
	if err != nil {
		return err
	}
	t := &act{Action: "price.rule", Kind: "price_rule", ID: r.ID, Name: r.Label, Before: before, After: r}
	if r.ID == 0 {
		t.Before = nil
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		t.ID, err = tx.SavePriceRule(ctx, draft, r)
		return err
	})
}

// DropPriceRule takes a rule out of the draft.
func (a *App) DropPriceRule(ctx context.Context, actor panel.Actor, id int64) error {
	before, err := a.PriceRule(ctx, actor, id)
	if err != nil {
		return err
	}
	draft, err := a.draftPrices(ctx, actor, panel.EditPrices)
	if err != nil {
		return err
	}
	t := &act{Action: "price.drop", Kind: "price_rule", ID: id, Name: before.Label, Before: before}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.DropPriceRule(ctx, draft, id) })
}

// newRule marks a rule that is not in the draft yet.
const newRule = -1

// withRule is a list of rules with one changed or, when it is not in it, added.
func withRule(rules []panel.PriceRule, r panel.PriceRule) []panel.PriceRule {
	rules = slices.Clone(rules)
	i := slices.IndexFunc(rules, func(old panel.PriceRule) bool { return old.ID == r.ID })
	if i < 0 {
		return append(rules, r)
	}
	rules[i] = r
	return rules
}

// PreviewRule works out what a rule would do to the draft: the prices that it
// would make, and what they are now.
func (a *App) PreviewRule(ctx context.Context, actor panel.Actor, r panel.PriceRule) ([]panel.PriceMove, error) {
	draft, err := a.draftPrices(ctx, actor, panel.EditPrices)
	if err != nil {
		return nil, err
	}
	if err := a.checkRule(ctx, actor, r); err != nil {
		return nil, err
	}
	now, err := a.DB.Prices(ctx, actor.ResellerID)
	if err != nil {
		return nil, err
	}
	offers, err := a.DB.Offers(ctx, actor, db.OfferFilter{Limit: pricedOffers})
	if err != nil {
		return nil, err
	}
	if r.ID == 0 {
		r.ID = newRule
	}
	rules := withRule(draft.Rules, r)
	at := a.Now()
	if r.From.After(at) {
		at = r.From
	}
	var moves []panel.PriceMove
	for _, offer := range offers {
		after := panel.PriceOf(rules, offer.Offer, offer.Cost, r.GroupID, at)
		if after.Rule != nil && after.Rule.ID == r.ID {
			moves = append(moves, panel.PriceMove{Cost: offer, GroupID: r.GroupID, Before: panel.PriceOf(now.Rules, offer.Offer, offer.Cost, r.GroupID, at), After: after})
		}
	}
	return moves, nil
}

// PriceChange works out what publishing the draft would do from a moment on
// (zero = now), and to whom.
func (a *App) PriceChange(ctx context.Context, actor panel.Actor, from time.Time) (c panel.PriceChange, err error) {
	draft, err := a.draftPrices(ctx, actor, panel.ViewPrices)
	if err != nil {
		return c, err
	}
	now, err := a.DB.Prices(ctx, actor.ResellerID)
	if err != nil {
		return c, err
	}
	offers, err := a.DB.Offers(ctx, actor, db.OfferFilter{Limit: pricedOffers})
	if err != nil {
		return c, err
	}
	renewals, err := a.renewals(ctx, actor)
	if err != nil {
		return c, err
	}
	groups, err := a.DB.Groups(ctx, actor)
	if err != nil {
		return c, err
	}
	at := a.Now()
	if from.After(at) {
		at = from
	}
	return panel.ComparePrices(now, draft, offers, renewals, groupNames(groups), at), nil
}

// renewals lists the customers' products that expire within thirty days, with
// what renewing them costs: what the vendor said of the product, else its list
// price.
func (a *App) renewals(ctx context.Context, actor panel.Actor) (all []panel.Renewal, err error) {
	members, err := a.DB.GroupMembers(ctx, actor.ResellerID, 0)
	if err != nil {
		return nil, err
	}
	costs, err := a.renewalCosts(ctx, actor)
	if err != nil {
		return nil, err
	}
	for last := int64(0); ; {
		page, err := a.DB.Renewing(ctx, actor, a.Now().Add(expiringWithin), last, 500)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, p := range page {
			want := usualRenewal(p).cost()
			listed := want
			listed.ProductID = 0
			cost, said := costs[costKey(want)]
			if !said || cost.Cost == 0 {
				cost, said = costs[costKey(listed)]
			}
			if !said {
				cost = want
			}
			all = append(all, panel.Renewal{Product: p, Cost: cost, GroupID: members[p.CustomerID]})
		}
		last = page[len(page)-1].ID
	}
}

type knownCost struct {
	account, product int64
	offer            string
}

func costKey(c panel.OfferCost) knownCost { return knownCost{c.AccountID, c.ProductID, c.Key()} }

func (a *App) renewalCosts(ctx context.Context, actor panel.Actor) (map[knownCost]panel.OfferCost, error) {
	costs := map[knownCost]panel.OfferCost{}
	for _, products := range []bool{false, true} {
		for last := int64(0); ; {
			page, err := a.DB.Offers(ctx, actor, db.OfferFilter{Action: panel.PriceRenew, Products: products, AfterID: last, Limit: pricedOffers})
			if err != nil {
				return nil, err
			}
			for _, c := range page {
				costs[costKey(c)], last = c, c.ID
			}
			if len(page) < pricedOffers {
				break
			}
		}
	}
	return costs, nil
}

// PublishForm is the wish to publish the draft as it was shown.
type PublishForm struct {
	From        time.Time // zero = now
	Note        string
	Fingerprint string // of the change that was shown
	Confirm     string // the greatest loss, typed; only when something is sold below cost
}

// PublishPrices makes the draft count. Whatever is not as it was shown, or a
// loss that nobody typed, stops it.
func (a *App) PublishPrices(ctx context.Context, actor panel.Actor, f PublishForm) error {
	if err := require(actor, panel.EditPrices); err != nil {
		return err
	}
	c, err := a.PriceChange(ctx, actor, f.From)
	if err != nil {
		return err
	}
	if c.Fingerprint != f.Fingerprint {
		return panel.InvalidFields([]panel.Problem{{Field: "", Key: "prices.problem.moved"}})
	}
	var problems []panel.Problem
	if utf8.RuneCountInString(f.Note) > 200 {
		problems = append(problems, panel.Problem{Field: "note", Key: "problem.length", Args: []any{"Min", 0, "Max", 200}})
	}
	if word := c.Word(); word != "" && f.Confirm != word {
		problems = append(problems, panel.Problem{Field: "confirm", Key: "prices.problem.consent.below", Args: []any{"Word", word}})
	}
	if err := panel.InvalidFields(problems); err != nil {
		return err
	}
	draft := c.Draft
	draft.From, draft.Note, draft.Consents = c.At, f.Note, c.Consents()
	t := &act{
		Action: "price.publish", Kind: "price_list", ID: draft.ID, Name: versionName(draft), Before: c.Now.Rules,
		After: map[string]any{"rules": draft.Rules, "from": draft.From, "note": draft.Note, "below": draft.Consents, "renewals": len(c.Renewals), "customers": c.Customers},
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.PublishDraft(ctx, draft, actor.UserID) })
}
