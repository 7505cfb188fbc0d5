package service

import (
	"strings"
	"sync"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	sandboxed "tangelo/internal/sandbox/cndns"
)

// placed is an order as it was recorded.
func (s *shop) placed(id int64, err error) panel.Order {
	s.t.Helper()
	s.must(err)
	o, err := s.DB.Order(s.t.Context(), panel.SystemActor(0), id)
	s.must(err)
	return o
}

func TestEveryPurchaseHasAPriceOrIsKnownToHaveNone(t *testing.T) {
	t.Parallel()
	// The document names no price call for the first three; a call of the workbench is anything.
	none := map[string]bool{"domain.transfer_in": true, "cloud.upgrade": true, "cloud.buy_ip": true, "vendor.call": true}
	for name := range contracts {
		if (sales[name] != nil) == none[name] {
			t.Errorf("%s: priced %v, known to have no price %v", name, sales[name] != nil, none[name])
		}
	}
	for name := range sales {
		if _, buys := contracts[name]; !buys {
			t.Errorf("%s has a price and is no purchase", name)
		}
	}
}

func TestAQuoteFixesThePrice(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	s.syncCosts()
	s.publish(fifth)
	f := s.registration("tangelo-quote.com", 1)
	shown, err := s.DomainPrice(t.Context(), s.owner, f, true)
	if err != nil || shown.Fen != 6600 || shown.Cost != 5500 || shown.Fixed.IsZero() || shown.Stop != panel.RiskNone {
		t.Fatalf("price = %+v (%v), want 66 on 55, fixed", shown, err)
	}
	dearer := fifth
	dearer.Percent = 5000
	s.publish(dearer)
	if again, err := s.DomainPrice(t.Context(), s.owner, f, true); err != nil || again.Fen != 6600 {
		t.Errorf("the fixed price = %d (%v), want 66 still", again.Fen, err)
	}
	o := s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", f))
	if o.Price != 6600 || o.Cost != 5500 {
		t.Errorf("order at %d, cost %d, want 66 and 55", o.Price, o.Cost)
	}
	quote, err := s.DB.Quote(t.Context(), s.owner, f.FormKey)
	if err != nil || quote.OrderID != o.ID || quote.UsedAt.IsZero() || quote.Input["name"] != "tangelo-quote.com" || len(quote.Price.Steps) == 0 {
		t.Errorf("quote = %+v (%v), want used by order %d with its inputs", quote, err, o.ID)
	}
	if again := s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", f)); again.ID != o.ID {
		t.Errorf("the same form again = order %d, want %d", again.ID, o.ID)
	}

	late := s.registration("tangelo-late.com", 1)
	_, err = s.DomainPrice(t.Context(), s.owner, late, true)
	s.must(err)
	s.ahead.Add(int64(quoteAge))
	if _, err := s.BuyDomain(t.Context(), s.owner, "domain.register", late); !panel.Is(err, panel.Conflict) {
		t.Errorf("a quote that is over: %v, want a conflict", err)
	}
	late.Years = 2
	if _, err := s.BuyDomain(t.Context(), s.owner, "domain.register", late); !panel.Is(err, panel.Conflict) {
		t.Errorf("a quote for something else: %v, want a conflict", err)
	}
}

func TestTwentyPostsOfOneFormUseOneQuote(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	s.syncCosts()
	s.publish(fifth)
	f := s.registration("tangelo-often.com", 1)
	ids, errs := make([]int64, 20), make([]error, 20)
	var posts sync.WaitGroup
	for i := range ids {
		posts.Go(func() { ids[i], errs[i] = s.BuyDomain(t.Context(), s.owner, "domain.register", f) })
	}
	posts.Wait()
	for i := range ids {
		if errs[i] != nil || ids[i] != ids[0] {
			t.Errorf("post %d = order %d (%v), want %d", i, ids[i], errs[i], ids[0])
		}
	}
}

func TestAPriceThatChangedIsShownFirst(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	s.syncCosts()
	s.publish(fifth)
	f := s.registration("tangelo-seen.com", 1)
	f.Deal.Seen = "60.00"
	_, err := s.BuyDomain(t.Context(), s.owner, "domain.register", f)
	if problems := panel.Problems(err); len(problems) != 1 || problems[0].Key != "prices.problem.changed" {
		t.Errorf("a price that was not seen: %v, want a problem", err)
	}
	f.Deal.Seen = "66.00"
	if o := s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", f)); o.Price != 6600 {
		t.Errorf("order at %d, want 66", o.Price)
	}
}

func TestSellingBelowCostStopsAndAsks(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	s.syncCosts()
	floor := panel.PriceRule{Kind: panel.KindDomain, Suffix: ".com", Base: panel.BaseFixed, Amount: 5000, Per: 12, Step: 1}
	free := panel.PriceRule{Kind: panel.KindDomain, Suffix: ".cn", Base: panel.BaseCost, Amount: -9000, Step: 1}
	s.publish(fifth, floor, free)
	for name, tt := range map[string]struct {
		domain string
		years  int
		risk   panel.Risk
		word   string
		price  panel.Fen
	}{
		"two years, not agreed to": {"tangelo-loss.com", 2, panel.RiskBelow, "10.00", 10000},
		"no price":                 {"tangelo-none.cn", 1, panel.RiskNoPrice, "0.00", 0},
	} {
		f := s.registration(tt.domain, tt.years)
		_, err := s.DomainPrice(t.Context(), s.owner, f, true)
		s.must(err)
		s.drain()
		if tag, err := s.DomainPrice(t.Context(), s.owner, f, true); err != nil || tag.Stop != tt.risk || tag.ConsentWord() != tt.word || !tag.Fixed.IsZero() {
			t.Errorf("%s: tag = %+v (%v), want it stopped by %s and not fixed", name, tag, err, tt.risk)
		}
		_, err = s.BuyDomain(t.Context(), s.owner, "domain.register", f)
		if problems := panel.Problems(err); len(problems) != 1 || problems[0].Field != "consent" {
			t.Errorf("%s: %v, want a problem with the consent", name, err)
		}
		f.Deal.Consent = tt.word
		o := s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", f))
		quote, err := s.DB.Quote(t.Context(), s.owner, f.FormKey)
		if o.Price != tt.price || err != nil || quote.Consent != tt.risk {
			t.Errorf("%s: order at %d, consent %q (%v), want %d with consent", name, o.Price, quote.Consent, err, tt.price)
		}
	}
	agreed, err := s.DomainPrice(t.Context(), s.owner, s.registration("tangelo-agreed.com", 1), true)
	if err != nil || agreed.Fen != 5000 || agreed.Stop != panel.RiskNone {
		t.Errorf("a loss agreed to at publishing = %+v (%v), want no stop", agreed, err)
	}
	inside := s.registration("tangelo-inside.com", 2)
	inside.CustomerID = 0
	if o := s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", inside)); o.Price != 0 {
		t.Errorf("the reseller's own order is charged %d, want nothing", o.Price)
	}
	log, err := s.DB.AuditLog(t.Context(), s.owner, db.AuditFilter{Action: "price.consent"})
	if err != nil || len(log) != 2 {
		t.Errorf("consents in the audit log = %d (%v), want 2", len(log), err)
	}
}

// renewable is a domain of the customer that the simulated registrar knows.
func (s *shop) renewable() panel.Product {
	s.t.Helper()
	p := s.plant(panel.KindDomain, "juzi-shop.cn")
	job, err := s.Refresh(s.t.Context(), s.owner, p.ID)
	s.must(err)
	s.finish(job)
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		return tx.SetRights(s.t.Context(), p.ResellerID, s.buyer.UserID, 0, []string{panel.RightView, "domain.renew"})
	}))
	return s.product(p.ID)
}

func TestCustomersRenewAtTheirPriceAndSeeNoCost(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	p := s.renewable()
	s.syncCosts()
	s.publish(fifth)
	years := map[string]string{"years": "2"}
	key := NewFormKey()
	asked, ok, err := s.OperationPrice(t.Context(), s.buyer, p.ID, "domain.renew", years, key, true)
	if err != nil || !ok || !asked.Asking {
		t.Fatalf("first look = %+v, %v (%v), want the vendor asked", asked, ok, err)
	}
	s.drain()
	tag, ok, err := s.OperationPrice(t.Context(), s.buyer, p.ID, "domain.renew", years, key, true)
	if err != nil || !ok || tag.Fen != 9400 || tag.Fixed.IsZero() || !tag.Customer {
		t.Fatalf("price = %+v, %v (%v), want 94, fixed", tag, ok, err)
	}
	if tag.Cost != 0 || tag.Rule != nil || len(tag.Steps) != 0 || tag.Coupon != "" {
		t.Errorf("a customer sees %+v, want no costs", tag)
	}
	started, err := s.RunOperation(t.Context(), s.buyer, p.ID, "domain.renew", years, "", key)
	if o := s.placed(started.OrderID, err); o.Price != 9400 || o.Cost != 7800 {
		t.Errorf("order at %d, cost %d, want 94 and 78", o.Price, o.Cost)
	}
	if _, ok, err := s.OperationPrice(t.Context(), s.owner, p.ID, "domain.nameservers", nil, "", false); ok || err != nil {
		t.Errorf("name servers have a price: %v (%v)", ok, err)
	}
	if _, _, err := s.OperationPrice(t.Context(), s.stranger, p.ID, "domain.renew", years, "", false); !panel.Is(err, panel.NotFound) {
		t.Errorf("a stranger asks for our price: %v, want not found", err)
	}
}

func TestCustomersCannotAgreeToALoss(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	p := s.renewable()
	s.syncCosts()
	s.publish(panel.PriceRule{Base: panel.BaseFixed, Amount: 1000, Per: 12, Step: 1, Kind: panel.KindDomain, Suffix: ".net"})
	years := map[string]string{"years": "1"}
	_, _, err := s.OperationPrice(t.Context(), s.buyer, p.ID, "domain.renew", years, "", false)
	s.must(err)
	s.drain()
	tag, _, err := s.OperationPrice(t.Context(), s.buyer, p.ID, "domain.renew", years, "", false)
	if err != nil || tag.Known() || tag.Stop != panel.RiskNoPrice {
		t.Errorf("tag = %+v (%v), want no price and a stop", tag, err)
	}
	if _, err := s.RunOperation(t.Context(), s.buyer, p.ID, "domain.renew", years, "0.00", NewFormKey()); !panel.Is(err, panel.Conflict) {
		t.Errorf("a customer typed the consent: %v, want a conflict", err)
	}
}

func TestCouponsAreChosenSpentAndKeptSecret(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	for id, fen := range map[string]int64{"SMALLCODE1": 500, "GREATCODE2": 1000} {
		s.world.CNDNS.PlantCouponAs(sandboxed.Coupon{ID: id, Fen: fen, Kind: sandboxed.CouponPurchase, Scope: []string{"域名"}, Title: "gift " + id[:5], From: s.now().Add(-48 * time.Hour)})
	}
	s.syncCosts()
	s.publish(fifth)
	before, err := s.CheckVendor(t.Context(), s.owner, s.cndnsID)
	s.must(err)
	f := s.registration("tangelo-coupon.com", 1)
	tag, err := s.DomainPrice(t.Context(), s.owner, f, true)
	if margin, _ := tag.Margin(tag.Worth); err != nil || tag.Coupon != "gift GREAT" || tag.Worth != 1000 || tag.Fen != 6600 || margin != 2100 {
		t.Fatalf("tag = %+v (%v), want the greater coupon as margin, the price as it was", tag, err)
	}
	other := s.registration("tangelo-second.com", 1)
	if tag, err := s.DomainPrice(t.Context(), s.owner, other, true); err != nil || tag.Coupon != "gift SMALL" {
		t.Errorf("the second quote takes %q (%v), want the one that is left", tag.Coupon, err)
	}
	o := s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", f))
	for _, text := range o.Input {
		if strings.Contains(text, "GREATCODE2") {
			t.Errorf("the code stands in the order's input: %v", o.Input)
		}
	}
	if o = s.finishOrder(o.ID); o.State != panel.OrderDone {
		t.Fatalf("order = %s %s %s, want done", o.State, o.VendorCode, o.VendorText)
	}
	after, err := s.CheckVendor(t.Context(), s.owner, s.cndnsID)
	if paid := before.Balance - after.Balance; err != nil || paid != 4500 {
		t.Errorf("the vendor was paid %d (%v), want 45: 55 less the coupon", paid, err)
	}
	s.syncCosts()
	left, _, err := s.Coupons(t.Context(), s.owner)
	if err != nil || len(left) != 0 {
		t.Errorf("coupons left = %+v (%v), want none: one is spent, one is on a quote", left, err)
	}
}

func TestAnOrderWaitsForTheCost(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	s.publish(fifth)
	f := s.registration("tangelo-wait.com", 3)
	_, err := s.BuyDomain(t.Context(), s.owner, "domain.register", f)
	if problems := panel.Problems(err); len(problems) != 1 || problems[0].Key != "prices.problem.asking" {
		t.Fatalf("an order without a cost: %v, want a problem", err)
	}
	s.drain()
	if o := s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", f)); o.Cost != 16500 || o.Price != 19800 {
		t.Errorf("order at %d, cost %d, want 198 and 165", o.Price, o.Cost)
	}
}

func TestHostsAreQuoted(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	s.publish(fifth)
	f := s.hostWish()
	tag, err := s.CloudPrice(t.Context(), s.owner, f, true)
	if err != nil || !tag.Asking {
		t.Fatalf("first look = %+v (%v), want the vendor asked", tag, err)
	}
	s.drain()
	tag, err = s.CloudPrice(t.Context(), s.owner, f, true)
	if err != nil || !tag.Known() || tag.Fen < tag.Cost*12/10-100 || tag.Fixed.IsZero() {
		t.Fatalf("price = %+v (%v), want a fifth on the cost", tag, err)
	}
	o := s.placed(s.BuyCloud(t.Context(), s.owner, f))
	if o.Price != tag.Fen || o.Cost != tag.Cost {
		t.Errorf("order at %d, cost %d, want %d, %d", o.Price, o.Cost, tag.Fen, tag.Cost)
	}
}

func TestAnOldCostIsBelievedForAWeekWhenTheVendorIsSilent(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	c := panel.OfferCost{CheckedAt: s.now().Add(-staleAge + time.Hour), Cost: 5500}
	if got := s.stale(c); got.Cost != 5500 {
		t.Errorf("cost after six days = %d, want 55", got.Cost)
	}
	c.CheckedAt = s.now().Add(-staleAge)
	if got := s.stale(c); got.Cost != 0 {
		t.Errorf("cost after a week = %d, want unknown", got.Cost)
	}
}
