package service

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	sandboxed "tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// publish makes rules count, and types whatever loss has to be typed.
func (s *shop) publish(rules ...panel.PriceRule) {
	s.t.Helper()
	ctx := s.t.Context()
	s.must(s.StartPriceDraft(ctx, s.owner))
	all, err := s.PriceRules(ctx, s.owner)
	s.must(err)
	for _, old := range all.Draft.Rules {
		s.must(s.DropPriceRule(ctx, s.owner, old.ID))
	}
	for _, r := range rules {
		s.must(s.SavePriceRule(ctx, s.owner, r))
	}
	c, err := s.PriceChange(ctx, s.owner, time.Time{})
	s.must(err)
	s.must(s.PublishPrices(ctx, s.owner, PublishForm{Fingerprint: c.Fingerprint, Confirm: c.Word()}))
}

func (s *shop) syncCosts() JobDetail {
	s.t.Helper()
	id, err := s.SyncPrices(s.t.Context(), s.owner, 0)
	s.must(err)
	return s.finish(id)
}

func (s *shop) learned(kind panel.ProductKind, suffix string, months int, action panel.PriceAction) panel.OfferCost {
	s.t.Helper()
	c, err := s.DB.CostOf(s.t.Context(), s.cndnsID, 0, panel.Offer{Kind: kind, Suffix: suffix, Months: months, Action: action})
	s.must(err)
	return c
}

var fifth = panel.PriceRule{Base: panel.BaseCost, Percent: 2000, Step: 100}

func TestCostsAreSynced(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.CNDNS.PlantCouponAs(sandboxed.Coupon{ID: "secretcode", Fen: 1000, Scope: []string{"域名"}, From: s.now().Add(-48 * time.Hour)})
	d := s.syncCosts()
	if d.Job.State != panel.JobDone {
		t.Fatalf("job = %s %s %s", d.Job.State, d.Job.ErrorKey, d.Job.ErrorText)
	}
	for name, tt := range map[string]struct {
		got  panel.OfferCost
		want panel.Fen
	}{
		"registration":       {s.learned(panel.KindDomain, ".com", 12, panel.PriceBuy), 5500},
		"renewal":            {s.learned(panel.KindDomain, ".com", 12, panel.PriceRenew), 6500},
		"at least ten years": {s.learned(panel.KindDomain, ".tm", 120, panel.PriceBuy), 600000},
	} {
		if tt.got.Cost != tt.want || tt.got.CheckedAt.IsZero() {
			t.Errorf("%s costs %d, asked %v, want %d", name, tt.got.Cost, tt.got.CheckedAt, tt.want)
		}
	}
	keys := map[string]bool{}
	for _, e := range d.Events {
		keys[e.Key] = true
	}
	if !keys["prices.job.begin"] || !keys["prices.job.progress"] || !keys["prices.job.done"] {
		t.Errorf("history = %+v, want beginning, progress and end", d.Events)
	}
	asked := s.spent(sourceProduct)
	s.syncCosts()
	if again := s.spent(sourceProduct) - asked; again != asked || asked != 2*len(panel.Suffixes) {
		t.Errorf("questions = %d, then %d, want %d each", asked, again, 2*len(panel.Suffixes))
	}
	history, err := s.DB.CostHistory(t.Context(), s.owner, s.learned(panel.KindDomain, ".com", 12, panel.PriceBuy).ID, 10)
	if err != nil || len(history) != 1 || history[0].Source != sourceProduct || history[0].JobID != d.Job.ID {
		t.Errorf("history = %+v (%v), want one row: nothing moved", history, err)
	}
	coupons, _, err := s.Coupons(t.Context(), s.owner)
	if err != nil || !slices.ContainsFunc(coupons, func(c panel.Coupon) bool { return c.Worth == 1000 && c.ID != "secretcode" }) {
		t.Errorf("coupons = %+v (%v), want one of 10 yuan, unnamed", coupons, err)
	}
}

func TestCostSyncIsRateFriendlyAndGoesOnAfterTrouble(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.Board.Set(trouble.Fault{Call: sourceProduct, Kind: trouble.Status500, Count: 2})
	id, err := s.SyncPrices(t.Context(), s.owner, 0)
	s.must(err)
	again, err := s.SyncPrices(t.Context(), s.owner, 0)
	if err != nil || again != id {
		t.Errorf("a second sync = job %d (%v), want %d", again, err, id)
	}
	s.must(s.Step(t.Context(), id))
	if n := s.spent(sourceProduct); n > syncBatch {
		t.Errorf("one step asked %d times, want at most %d", n, syncBatch)
	}
	j, err := s.DB.Job(t.Context(), s.owner, id)
	if err != nil || j.NextAt.Sub(s.now()) < syncPause/2 {
		t.Errorf("next step in %v (%v), want a pause of %v", j.NextAt.Sub(s.now()), err, syncPause)
	}
	if d := s.finish(id); d.Job.State != panel.JobDone {
		t.Errorf("job = %s %s, want done in spite of trouble", d.Job.State, d.Job.ErrorKey)
	}
}

func TestPricesAreForThoseWhoMay(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.syncCosts()
	s.publish(fifth)
	offer := s.learned(panel.KindDomain, ".com", 12, panel.PriceBuy)
	s.must(s.StartPriceDraft(t.Context(), s.owner))
	rules, err := s.PriceRules(t.Context(), s.owner)
	s.must(err)
	rule := rules.Draft.Rules[0]
	for _, actor := range []panel.Actor{s.buyer, {UserID: 9, Role: panel.RoleStaff, ResellerID: s.owner.ResellerID}, {}} {
		for name, err := range map[string]error{
			"board":   second(s.PriceBoard(t.Context(), actor, db.OfferFilter{}, 0)),
			"offer":   second(s.Offer(t.Context(), actor, offer.ID)),
			"rules":   second(s.PriceRules(t.Context(), actor)),
			"change":  second(s.PriceChange(t.Context(), actor, time.Time{})),
			"preview": second(s.PreviewRule(t.Context(), actor, rule)),
			"save":    s.SavePriceRule(t.Context(), actor, rule),
			"publish": s.PublishPrices(t.Context(), actor, PublishForm{}),
			"sync":    second(s.SyncPrices(t.Context(), actor, 0)),
			"group":   s.SaveGroup(t.Context(), actor, 0, "x"),
			"groups":  second(s.PriceGroups(t.Context(), actor)),
			"coupons": func() error { _, _, err := s.Coupons(t.Context(), actor); return err }(),
		} {
			if !panel.Is(err, panel.Forbidden) && !panel.Is(err, panel.SignIn) {
				t.Errorf("%s as %q: %v, want forbidden", name, actor.Role, err)
			}
		}
	}
	for name, err := range map[string]error{
		"offer":  second(s.Offer(t.Context(), s.stranger, offer.ID)),
		"rule":   second(s.PriceRule(t.Context(), s.stranger, rule.ID)),
		"change": second(s.PriceChange(t.Context(), s.stranger, time.Time{})),
		"drop":   s.DropPriceRule(t.Context(), s.stranger, rule.ID),
	} {
		if !panel.Is(err, panel.NotFound) {
			t.Errorf("%s of another reseller: %v, want not found", name, err)
		}
	}
	if b, err := s.PriceBoard(t.Context(), s.stranger, db.OfferFilter{}, 0); err != nil || len(b.Rows) != 0 || b.Prices.ID != 0 {
		t.Errorf("a stranger's board = %d rows, prices %d (%v), want nothing", len(b.Rows), b.Prices.ID, err)
	}
	if err := s.SetCustomerGroup(t.Context(), s.stranger, s.customer.ID, 0); !panel.Is(err, panel.Invalid) {
		t.Errorf("a stranger groups our customer: %v, want invalid", err)
	}
}

func second[V any](_ V, err error) error { return err }

func TestPublishingShowsWhomItTouchesFirst(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	soon := s.plant(panel.KindDomain, "juzi-shop.com")
	soon.ExpiresAt = s.now().AddDate(0, 0, 10)
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { return tx.SaveFacts(t.Context(), soon) }))
	s.syncCosts()
	if own, err := s.DB.CostOf(t.Context(), s.cndnsID, soon.ID, panel.Offer{Kind: panel.KindDomain, Suffix: ".com", Months: 12, Action: panel.PriceRenew}); err != nil || own.Cost != 6500 {
		t.Errorf("renewal of a product = %+v (%v), want 65 by its name", own, err)
	}
	s.publish(fifth)
	s.must(s.StartPriceDraft(t.Context(), s.owner))
	s.must(s.SavePriceRule(t.Context(), s.owner, panel.PriceRule{Kind: panel.KindDomain, Suffix: ".com", Base: panel.BaseFixed, Amount: 6000, Per: 12, Step: 1}))
	c, err := s.PriceChange(t.Context(), s.owner, time.Time{})
	s.must(err)
	if len(c.Renewals) != 1 || c.Customers != 1 || c.Renewals[0].Product.ID != soon.ID || c.Renewals[0].Before.Fen != 7800 || c.Renewals[0].After.Fen != 6000 {
		t.Fatalf("renewals = %+v, want juzi-shop.com from 78 to 60", c.Renewals)
	}
	if c.Word() != "5.00" {
		t.Errorf("word = %q, want the loss of 5.00 on a renewal", c.Word())
	}
	for name, f := range map[string]PublishForm{
		"nothing typed":  {Fingerprint: c.Fingerprint},
		"wrong amount":   {Fingerprint: c.Fingerprint, Confirm: "4.00"},
		"another change": {Fingerprint: "x", Confirm: "5.00"},
	} {
		if err := s.PublishPrices(t.Context(), s.owner, f); !panel.Is(err, panel.Invalid) {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	s.must(s.SavePriceRule(t.Context(), s.owner, panel.PriceRule{Kind: panel.KindCloud, Base: panel.BaseCost, Percent: 100, Step: 1}))
	if err := s.PublishPrices(t.Context(), s.owner, PublishForm{Fingerprint: c.Fingerprint, Confirm: "5.00"}); !panel.Is(err, panel.Invalid) {
		t.Errorf("publishing what was not shown: %v, want invalid", err)
	}
	c, err = s.PriceChange(t.Context(), s.owner, time.Time{})
	s.must(err)
	s.must(s.PublishPrices(t.Context(), s.owner, PublishForm{Fingerprint: c.Fingerprint, Confirm: "5.00", Note: "autumn"}))
	rules, err := s.PriceRules(t.Context(), s.owner)
	if err != nil || rules.Now.Version != 2 || rules.Draft.ID != 0 || len(rules.Versions) != 2 || rules.Versions[0].Note != "autumn" {
		t.Errorf("rules = %+v (%v), want version 2 and no draft", rules, err)
	}
	log, err := s.DB.AuditLog(t.Context(), s.owner, db.AuditFilter{Action: "price.publish", Limit: 1})
	if err != nil || len(log) != 1 || !strings.Contains(log[0].After, `"renewals":1`) {
		t.Errorf("audit = %+v (%v), want the publishing with one renewal", log, err)
	}
}

func TestAScheduledListWaits(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.syncCosts()
	s.publish(fifth)
	s.must(s.StartPriceDraft(t.Context(), s.owner))
	later := s.now().Add(24 * time.Hour)
	rules, err := s.PriceRules(t.Context(), s.owner)
	s.must(err)
	r := rules.Draft.Rules[0]
	r.Percent = 4000
	s.must(s.SavePriceRule(t.Context(), s.owner, r))
	c, err := s.PriceChange(t.Context(), s.owner, later)
	s.must(err)
	s.must(s.PublishPrices(t.Context(), s.owner, PublishForm{From: later, Fingerprint: c.Fingerprint}))
	price := func() panel.Fen {
		b, err := s.PriceBoard(t.Context(), s.owner, db.OfferFilter{Kind: panel.KindDomain, Search: ".vip"}, 0)
		s.must(err)
		return b.Rows[0].Price.Fen
	}
	if rules, err = s.PriceRules(t.Context(), s.owner); err != nil || rules.Now.Version != 1 || rules.Next.Version != 2 || price() != 3400 {
		t.Errorf("now %d, next %d, price %d (%v), want 1, 2 and 34", rules.Now.Version, rules.Next.Version, price(), err)
	}
	s.ahead.Add(int64(25 * time.Hour))
	if price() != 3900 {
		t.Errorf("price after its time came = %d, want 39", price())
	}
}

func TestGroupsHavePricesOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.syncCosts()
	s.must(s.SaveGroup(t.Context(), s.owner, 0, "VIP"))
	groups, err := s.PriceGroups(t.Context(), s.owner)
	s.must(err)
	vip := groups.Groups[0].ID
	s.publish(fifth, panel.PriceRule{GroupID: vip, Base: panel.BaseCost, Percent: 1000, Step: 100})
	f := s.registration("tangelo-vip.com", 1)
	tag := func() panel.PriceTag {
		got, err := s.DomainPrice(t.Context(), s.owner, f, false)
		s.must(err)
		return got
	}
	if got := tag(); got.Fen != 6600 || got.Rule == nil || got.Rule.GroupID != 0 {
		t.Errorf("price = %d by %+v, want 66 for everybody", got.Fen, got.Rule)
	}
	s.must(s.SetCustomerGroup(t.Context(), s.owner, s.customer.ID, vip))
	if got := tag(); got.Fen != 6100 || got.Beaten[0].Why != "specific" {
		t.Errorf("price = %d, beaten %+v, want 61 for the group", got.Fen, got.Beaten)
	}
	if err := s.SetCustomerGroup(t.Context(), s.owner, s.customer.ID, vip+99); !panel.Is(err, panel.Invalid) {
		t.Errorf("a group that is not there: %v, want invalid", err)
	}
}
