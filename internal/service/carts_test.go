package service

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
)

// opensPortal publishes prices, sells registrations in the portal and lets the buyer
// buy them and renew.
func (s *shop) opensPortal() {
	s.t.Helper()
	s.syncCosts()
	s.publish(fifth)
	s.must(s.SetPortalSales(s.t.Context(), s.owner, []string{"domain.register"}))
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		return tx.SetRights(s.t.Context(), s.owner.ResellerID, s.buyer.UserID, 0, []string{panel.RightView, panel.RightBuy, "domain.renew"})
	}))
}

// fill puts registrations of names for a year into the cart of the customer.
func (s *shop) fill(actor panel.Actor, names string) {
	s.t.Helper()
	f := CartDomains{Names: names, BuyDomain: s.registration("", 1)}
	if actor.Role == panel.RoleCustomer {
		f.ContactID = s.ownContact().ID
	}
	s.must(s.AddDomains(s.t.Context(), actor, f))
}

// ownContact is a registrant that belongs to the customer.
func (s *shop) ownContact() panel.Contact {
	s.t.Helper()
	c := s.contact()
	c.CustomerID = s.customer.ID
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error { return tx.SaveContact(s.t.Context(), c) }))
	return c
}

// cart reads the customer's cart and the form that its page sends.
func (s *shop) cart(actor panel.Actor) (CartDetail, CartOrder) {
	s.t.Helper()
	d, err := s.CartFor(s.t.Context(), actor, s.customer.ID)
	s.must(err)
	f := CartOrder{Version: d.Cart.Version, Deals: map[int64]Deal{}}
	for _, l := range d.Lines {
		f.Deals[l.ID] = Deal{Seen: l.Tag.Fen.Yuan()}
	}
	return d, f
}

func (s *shop) orders() []panel.Order {
	s.t.Helper()
	all, err := s.DB.Orders(s.t.Context(), panel.SystemActor(0), db.OrderFilter{Limit: 100})
	s.must(err)
	return all
}

func (s *shop) purse() panel.LedgerAccount {
	s.t.Helper()
	w, err := s.DB.Wallet(s.t.Context(), s.owner, s.customer.ID)
	s.must(err)
	return w
}

const fiveNames = "cart-one.com cart-two.com cart-three.com cart-four.com cart-five.com"

// eachShop runs a test over a shop on each engine.
func eachShop(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, openShop(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, openShopOn(t, pgtest.URL(t)))
	})
}

func TestACartIsOrderedAtOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.opensPortal()
	s.topUp("400")
	s.fill(s.buyer, fiveNames)
	d, f := s.cart(s.buyer)
	if len(d.Lines) != 5 || d.Sum.Price != 5*6600 || d.Sum.Open() || d.Funds.Short != 0 || d.Funds.After(d.Sum.Price) != 7000 {
		t.Fatalf("cart = %+v, want five lines at 66, 330 in all and 70 left", d)
	}
	for _, l := range d.Lines {
		if l.Tag.Cost != 0 || l.Tag.Fixed.IsZero() || !l.Tag.Customer {
			t.Errorf("line %s = %+v, want a fixed price and no cost", l.Name, l.Tag)
		}
	}
	s.must(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f))
	colleague := s.buyer
	colleague.UserID += 1000
	if _, err := s.Purchase(t.Context(), colleague, d.Cart.ID); !panel.Is(err, panel.NotFound) {
		t.Errorf("another user of the customer, without any right, opens it: %v", err)
	}
	bought, err := s.Purchase(t.Context(), s.buyer, d.Cart.ID)
	if err != nil || len(bought.Orders) != 5 || bought.Total != 5*6600 || !bought.Open() {
		t.Fatalf("purchase = %+v (%v), want five orders", bought, err)
	}
	desk, err := s.Purchase(t.Context(), s.owner, d.Cart.ID)
	s.must(err)
	for i, o := range desk.Orders {
		if seen := bought.Orders[i]; seen.ID != o.ID || seen.Cost != 0 {
			t.Errorf("the customer sees order %d at a cost of %d, want %d at none", seen.ID, seen.Cost, o.ID)
		}
		quote, err := s.DB.Quote(t.Context(), s.owner, o.FormKey)
		if o.Price != 6600 || o.Cost != 5500 || o.CustomerID != s.customer.ID || err != nil || quote.OrderID != o.ID {
			t.Errorf("order %s at %d, cost %d, quote %+v (%v); want 66 and 55 by a quote that is used", o.Name, o.Price, o.Cost, quote, err)
		}
	}
	if w := s.purse(); w.Held() != 5*6600 || w.Available() != 7000 {
		t.Errorf("wallet = %d held, %d available, want 330 and 70", w.Held(), w.Available())
	}
	// The same post again, also with what another tab showed, is the same purchase.
	f.Version += 7
	s.must(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f))
	if got := len(s.orders()); got != 5 {
		t.Errorf("orders after a second post = %d, want 5", got)
	}
	if _, err := s.RemoveFromCart(t.Context(), s.buyer, d.Cart.ID, d.Lines[0].ID); !panel.Is(err, panel.NotFound) {
		t.Errorf("removing what was ordered: %v, want not found", err)
	}
	if next, _ := s.cart(s.buyer); next.Cart.ID == d.Cart.ID || len(next.Lines) != 0 {
		t.Errorf("the next cart = %+v, want an empty one", next.Cart)
	}
	log, err := s.DB.AuditLog(t.Context(), s.owner, db.AuditFilter{Action: "order.place"})
	if err != nil || len(log) != 5 {
		t.Errorf("orders in the audit log = %d (%v), want 5", len(log), err)
	}
	for _, o := range bought.Orders {
		if o = s.finishOrder(o.ID); o.State != panel.OrderDone {
			t.Errorf("order %s = %s %s, want done", o.Name, o.State, o.VendorText)
		}
	}
}

func TestMoneyForFourOfFiveBuysNothing(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *shop) {
		s.opensPortal()
		s.topUp("300") // four are 264
		s.fill(s.buyer, fiveNames)
		d, f := s.cart(s.buyer)
		if d.Funds.Short != 3000 {
			t.Errorf("missing = %d, want 30", d.Funds.Short)
		}
		err := s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f)
		p := panel.Problems(err)
		if len(p) != 1 || p[0].Field != "wallet" || p[0].Args[1] != "30.00" || !errors.Is(err, panel.ErrShort) {
			t.Errorf("order = %v, want 30.00 missing", err)
		}
		// The check before the transaction is a courtesy; the ledger is what decides.
		all, err := s.checkouts(t.Context(), s.buyer, d.Cart, f)
		s.must(err)
		if err := s.buyAll(t.Context(), s.buyer, d.Cart, all); !errors.Is(err, panel.ErrShort) {
			t.Errorf("bought without money: %v, want it refused", err)
		}
		after, _ := s.cart(s.buyer)
		if w := s.purse(); len(s.orders()) != 0 || w.Held() != 0 || len(after.Lines) != 5 || after.Cart.Ordered() {
			t.Errorf("orders %d, held %d, lines %d; want none, nothing, and the cart as it was", len(s.orders()), w.Held(), len(after.Lines))
		}
		s.topUp("30")
		s.must(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f))
		if w := s.purse(); len(s.orders()) != 5 || w.Available() != 0 {
			t.Errorf("orders %d, left %d; want five and nothing left", len(s.orders()), w.Available())
		}
	})
}

func TestTwinPostsOfACartMakeOnePurchase(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *shop) {
		s.opensPortal()
		s.topUp("700") // enough for two
		s.fill(s.buyer, fiveNames)
		d, f := s.cart(s.buyer)
		errs := make([]error, 8)
		var posts sync.WaitGroup
		for i := range errs {
			posts.Go(func() { errs[i] = s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f) })
		}
		posts.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Errorf("posts: %v", err)
		}
		if w := s.purse(); len(s.orders()) != 5 || w.Held() != 5*6600 {
			t.Errorf("orders %d, held %d; want 5 and 330", len(s.orders()), w.Held())
		}
	})
}

// TestTwoCartsForMoneyOfOne has two people of the reseller order for the same
// customer at the same moment, two of the names in both carts.
func TestTwoCartsForMoneyOfOne(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *shop) {
		s.opensPortal()
		s.topUp("330")
		s.fill(s.buyer, fiveNames)
		s.fill(s.owner, "cart-three.com cart-one.com other-one.com other-two.com other-three.com")
		errs := make([]error, 2)
		var posts sync.WaitGroup
		for i, actor := range []panel.Actor{s.buyer, s.owner} {
			d, f := s.cart(actor)
			posts.Go(func() { errs[i] = s.OrderCart(t.Context(), actor, d.Cart.ID, f) })
		}
		posts.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("posts = %v, want one of them", errs)
		}
		for _, err := range errs {
			if err != nil && panel.Problems(err) == nil {
				t.Errorf("the loser is told %v, want what is in the way", err)
			}
		}
		if w := s.purse(); len(s.orders()) != 5 || w.Available() != 0 {
			t.Errorf("orders %d, left %d; want 5 and nothing", len(s.orders()), w.Available())
		}
	})
}

func TestAPriceThatMovedStopsTheCartAtItsLine(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.opensPortal()
	s.topUp("1000")
	s.fill(s.buyer, "cart-one.com cart-two.com")
	d, f := s.cart(s.buyer)

	s.ahead.Add(int64(quoteAge)) // the quotes expire, the price stays
	again, _ := s.cart(s.buyer)
	if again.Lines[0].Key == d.Lines[0].Key || again.Lines[0].Moved(again.Lines[0].Tag) || again.Lines[0].Tag.Fixed.IsZero() {
		t.Errorf("an expired line = %+v, want a new quote at the same price", again.Lines[0])
	}
	dearer := panel.PriceRule{Kind: panel.KindDomain, Suffix: ".com", Base: panel.BaseFixed, Amount: 7900, Per: 12, Step: 1}
	s.publish(fifth, dearer)
	if held, _ := s.cart(s.buyer); held.Sum.Price != 2*6600 {
		t.Errorf("the sum = %d, want the fixed 132 still", held.Sum.Price)
	}
	s.ahead.Add(int64(quoteAge))
	err := s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f)
	problems := panel.Problems(err)
	if len(problems) != 2 || problems[0].Field != LineField(d.Lines[0].ID) || problems[0].Key != "prices.problem.changed" ||
		!slices.Contains(problems[0].Args, any("66.00")) || !slices.Contains(problems[0].Args, any("79.00")) {
		t.Fatalf("order = %v, want both lines stopped with 66 and 79", err)
	}
	if len(s.orders()) != 0 {
		t.Error("something was ordered at a price that nobody saw")
	}
	old := f
	d, f = s.cart(s.buyer)
	if p := panel.Problems(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, old)); len(p) != 2 || p[0].Key != "prices.problem.changed" {
		t.Errorf("the page from before, after another one fixed the new price: %v, want both lines stopped", p)
	}
	if l := d.Lines[0]; !l.Moved(l.Tag) || l.Was != 6600 || l.Tag.Fen != 7900 {
		t.Errorf("the line = %+v, want 66 then and 79 now", l)
	}
	s.must(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f))
	for _, o := range s.orders() {
		if o.Price != 7900 {
			t.Errorf("order at %d, want 79", o.Price)
		}
	}
}

func TestOneLineInTheWayStopsAll(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.opensPortal()
	s.topUp("1000")
	s.fill(s.buyer, fiveNames)
	d, f := s.cart(s.buyer)
	s.placed(s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("cart-two.com", 1)))
	err := s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f)
	if p := panel.Problems(err); len(p) != 1 || p[0].Field != LineField(d.Lines[1].ID) || p[0].Key != "error.order.open" {
		t.Errorf("order = %v, want the second line in the way", err)
	}
	if got := len(s.orders()); got != 1 {
		t.Errorf("orders = %d, want the one from before", got)
	}
	_, err = s.RemoveFromCart(t.Context(), s.buyer, d.Cart.ID, d.Lines[1].ID)
	s.must(err)
	if err := s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f); panel.Problems(err) == nil || panel.Problems(err)[0].Field != "cart" {
		t.Errorf("a cart that changed since it was shown: %v, want it shown again", err)
	}
	d, f = s.cart(s.buyer)
	s.must(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f))
	if got := len(s.orders()); got != 5 {
		t.Errorf("orders = %d, want four more", got)
	}
}

func TestCartsAreOnesOwn(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.opensPortal()
	s.topUp("1000")
	s.fill(s.owner, "cart-one.com")
	d, f := s.cart(s.owner)
	system := panel.Actor{System: true}
	other, err := s.AddAccount(t.Context(), system, NewAccount{
		Role: panel.RoleStaff, Email: "staff@shop.example", Name: "Staff", Password: "long enough for all", ResellerID: s.owner.ResellerID, Granted: panel.StaffPermissions(),
	})
	s.must(err)
	staff := panel.Actor{UserID: other, Role: panel.RoleStaff, ResellerID: s.owner.ResellerID, Granted: panel.StaffPermissions()}
	for name, actor := range map[string]panel.Actor{"another reseller": s.stranger, "a colleague": staff, "the customer": s.buyer} {
		if err := s.OrderCart(t.Context(), actor, d.Cart.ID, f); !panel.Is(err, panel.NotFound) {
			t.Errorf("%s orders it: %v, want not found", name, err)
		}
		if _, err := s.RemoveFromCart(t.Context(), actor, d.Cart.ID, d.Lines[0].ID); !panel.Is(err, panel.NotFound) {
			t.Errorf("%s removes a line: %v, want not found", name, err)
		}
	}
	if _, err := s.CartFor(t.Context(), s.stranger, s.customer.ID); !panel.Is(err, panel.NotFound) {
		t.Errorf("a cart for a foreign customer: %v, want not found", err)
	}
	if _, err := s.CartFor(t.Context(), s.buyer, s.customer.ID+1); !panel.Is(err, panel.NotFound) {
		t.Errorf("a customer's cart for somebody else: %v, want not found", err)
	}
	p := s.plant(panel.KindDomain, "juzi-shop.cn")
	if _, err := s.AddOperation(t.Context(), s.stranger, p.ID, "domain.renew", map[string]string{"years": "1"}, NewFormKey()); !panel.Is(err, panel.NotFound) {
		t.Errorf("a foreign product: %v, want not found", err)
	}
	mine := s.plant(panel.KindDomain, "juzi-other.cn")
	s.must(s.AssignProducts(t.Context(), s.owner, []int64{mine.ID}, 0))
	if _, err := s.AddOperation(t.Context(), s.buyer, mine.ID, "domain.renew", map[string]string{"years": "1"}, NewFormKey()); !panel.Is(err, panel.NotFound) {
		t.Errorf("a product that the customer does not have: %v, want not found", err)
	}
}
