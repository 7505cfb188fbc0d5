package service

import (
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// renews gives the customer's user the right to renew a domain of the customer.
func (s *shop) renews() panel.Product {
	s.t.Helper()
	p := s.read(panel.KindDomain, "juzi-shop.com")
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		return tx.SetRights(s.t.Context(), s.owner.ResellerID, s.buyer.UserID, p.ID, []string{"domain.renew"})
	}))
	return p
}

func (s *shop) noOrders() {
	s.t.Helper()
	if all := s.orders(); len(all) != 0 {
		s.t.Errorf("orders = %+v, want none", all)
	}
}

// TestNothingIsFreeBeforePricesArePublished has a customer look at a price until
// the cost is known, and then order, while no price list counts.
func TestNothingIsFreeBeforePricesArePublished(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.renews()
	key, input := NewFormKey(), map[string]string{"years": "1"}
	wish := PlaceOrder{Operation: "domain.renew", AccountID: p.AccountID, ProductID: p.ID, CustomerID: p.CustomerID, Input: input, FormKey: key}
	for range 2 {
		if tag, err := s.PriceTag(t.Context(), s.buyer, wish, key, true); err != nil || !tag.Fixed.IsZero() {
			t.Errorf("price = %+v, %v; want none fixed", tag, err)
		}
		s.pass(time.Minute)
	}
	if _, err := s.RunOperation(t.Context(), s.buyer, p.ID, "domain.renew", input, "", key); !panel.Is(err, panel.Conflict) {
		t.Errorf("ordered without a price: %v, want a conflict", err)
	}
	if _, err := s.Place(t.Context(), s.buyer, wish); !panel.Is(err, panel.Conflict) {
		t.Errorf("placed without a price: %v, want a conflict", err)
	}
	s.noOrders()
}

// TestNobodyTakesTheKeysOfRenewals posts forms whose keys are those of renewals
// that the panel will place by itself.
func TestNobodyTakesTheKeysOfRenewals(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("1000")
	p := s.renews()
	key := panel.RenewalKey(p.ID, p.ExpiresAt, 1)
	wish := PlaceOrder{Operation: "domain.renew", AccountID: p.AccountID, ProductID: p.ID, CustomerID: p.CustomerID, Input: map[string]string{"years": "1"}, FormKey: key}
	for name, try := range map[string]func() error{
		"a price": func() error { _, err := s.PriceTag(t.Context(), s.buyer, wish, key, true); return err },
		"a form": func() error {
			_, err := s.RunOperation(t.Context(), s.buyer, p.ID, "domain.renew", wish.Input, "", key)
			return err
		},
		"a cart": func() error {
			_, err := s.AddOperation(t.Context(), s.buyer, p.ID, "domain.renew", wish.Input, key)
			return err
		},
		"an order": func() error { _, err := s.Place(t.Context(), s.owner, wish); return err },
		"names": func() error {
			return s.AddDomains(t.Context(), s.owner, CartDomains{BuyDomain: BuyDomain{FormKey: key}})
		},
		"no key":    func() error { return s.AddDomains(t.Context(), s.owner, CartDomains{}) },
		"a plan":    func() error { _, err := s.PlanRenewals(t.Context(), s.owner, panel.RenewalWish{}, key); return err },
		"the bench": func() error { return s.bench(key) },
		"a new host": func() error {
			f := s.hostWish()
			f.FormKey = key
			_, err := s.BuyCloud(t.Context(), s.owner, f)
			return err
		},
	} {
		if err := try(); !panel.Is(err, panel.Invalid) {
			t.Errorf("%s under the key of a renewal: %v, want it refused", name, err)
		}
	}
	s.noOrders()
	if _, err := s.DB.Quote(t.Context(), s.owner, key); !panel.Is(err, panel.NotFound) {
		t.Errorf("quote: %v, want none under the key", err)
	}
}

// bench makes a call by hand under a key.
func (s *shop) bench(key string) error {
	_, err := s.SendCall(s.t.Context(), s.owner, CallWish{
		AccountID: s.cndnsID, Call: "cndns.domain.detail", Params: map[string]string{"domainname": "juzi-shop.com"}, FormKey: key,
	})
	return err
}

// TestWhatNobodyKnowsTheCostOfAsks orders what has no price within a limit.
func TestWhatNobodyKnowsTheCostOfAsks(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	if o := l.place(l.staff, 0, 0); o.State != panel.OrderApproval {
		t.Errorf("an order of an unknown amount by limited staff = %s, want it to wait for approval", o.State)
	}
	if o := l.place(l.owner, 0, 0); o.State != panel.OrderReady {
		t.Errorf("the same by the owner, who is exempt = %s, want ready", o.State)
	}
	if o := l.place(l.staff, 120_00, 90_00); o.State != panel.OrderApproval {
		t.Errorf("a sale below cost, the cost above the limit = %s, want it to wait for approval", o.State)
	}
}

// TestALimitIsNotEscapedByLettingThePanelRenew has staff that may spend 100 yuan
// on an order switch automatic renewals on.
func TestALimitIsNotEscapedByLettingThePanelRenew(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	l.publish(fifth)
	p := l.read(panel.KindDomain, "juzi-shop.com")
	if err := l.SetAutoRenew(t.Context(), l.staff, p.ID, true); !panel.Is(err, panel.Conflict) {
		t.Errorf("of an unknown cost: %v, want a conflict", err)
	}
	if _, err := l.PriceTag(t.Context(), l.owner, renewalWish(p), NewFormKey(), false); err != nil {
		t.Fatal(err)
	}
	l.pass(time.Minute)
	l.must(l.SetAutoRenew(t.Context(), l.staff, p.ID, true)) // 78 yuan
	l.must(l.SetAutoRenew(t.Context(), l.staff, p.ID, false))
	rules := theRules()
	rules.StaffOrder = "70"
	l.must(l.SaveApprovalRules(t.Context(), l.owner, rules))
	if err := l.SetAutoRenew(t.Context(), l.staff, p.ID, true); !panel.Is(err, panel.Conflict) || l.product(p.ID).AutoRenew {
		t.Errorf("above the limit: %v, want a conflict", err)
	}
	l.must(l.SetAutoRenew(t.Context(), l.owner, p.ID, true))
}

func renewalWish(p panel.Product) PlaceOrder {
	return PlaceOrder{
		Operation: "domain.renew", AccountID: p.AccountID, ProductID: p.ID, CustomerID: p.CustomerID,
		Input: map[string]string{"years": "1", endInput: "0"},
	}
}

// TestWhatMayHaveBeenCarriedOutIsNotCancelled cancels an order that a person had
// sent again.
func TestWhatMayHaveBeenCarriedOutIsNotCancelled(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
	s.sending(id, nil)
	s.ahead.Add(int64(lease + time.Second))
	s.must(s.settleLostOrders(t.Context()))
	s.untilHeldBlindly(id)
	s.must(s.ResolveOrder(t.Context(), s.owner, id, Resolution{To: panel.OrderReady, Reason: "not there"}))
	if err := s.CancelOrder(t.Context(), s.owner, id); !panel.Is(err, panel.Conflict) {
		t.Errorf("cancelled: %v, want a conflict", err)
	}
	if o := s.orderNow(id).Order; o.State != panel.OrderReady {
		t.Errorf("order = %s, want ready", o.State)
	}
	unsent := s.run(s.plant(panel.KindDomain, "juzi-mall.com"), "domain.renew", map[string]string{"years": "1"})
	s.must(s.CancelOrder(t.Context(), s.owner, unsent))
}
