package service

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// ownHost is the form for the smallest host for three months, as a customer
// sends it that would rather be somebody else.
func (s *shop) ownHost() CloudForm {
	s.t.Helper()
	f := s.hostWish()
	f.AccountID, f.CustomerID, f.Password, f.FormKey = 4711, 4711, "canary-own-1", NewFormKey()
	for _, name := range []string{"unit", "count", "open"} {
		delete(f.Input, name)
	}
	f.Input["term"], f.Input["coupon"], f.Input["voucher"] = "3", "THEIRS", "THEIRS"
	return f
}

// sellsHosts opens the portal and sells hosts there, too.
func (s *shop) sellsHosts() {
	s.t.Helper()
	s.opensPortal()
	s.must(s.SetPortalSales(s.t.Context(), s.owner, []string{"cloud.buy", "domain.register"}))
}

// quoted is the price of the buyer's form when the vendor has been asked.
func (s *shop) quoted(f CloudForm) panel.PriceTag {
	s.t.Helper()
	tag, err := s.CloudPrice(s.t.Context(), s.buyer, f, true)
	s.must(err)
	if !tag.Asking {
		s.t.Fatalf("first look = %+v, want the vendor asked", tag)
	}
	for i := 0; tag.Asking && i < 60; i++ {
		s.pass(30 * time.Second)
		tag, err = s.CloudPrice(s.t.Context(), s.buyer, f, true)
		s.must(err)
	}
	return tag
}

// attempts are all ways in which the buyer can ask for a host.
func (s *shop) attempts(f CloudForm) map[string]error {
	ctx := s.t.Context()
	_, shown := s.CloudShop(ctx, s.buyer, 0)
	_, priced := s.CloudPrice(ctx, s.buyer, f, true)
	_, bought := s.BuyCloud(ctx, s.buyer, f)
	return map[string]error{"the form": shown, "the price": priced, "an order": bought, "the cart": s.AddCloud(ctx, s.buyer, f)}
}

func TestHostsAreSoldInThePortalToWhomMayBuy(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *shop) {
		s.opensPortal()
		f := s.ownHost()
		for what, err := range s.attempts(f) {
			if !panel.Is(err, panel.NotFound) {
				t.Errorf("%s of what is not sold: %v, want not found", what, err)
			}
		}
		s.sellsHosts()
		if sold, err := s.Buyable(t.Context(), s.buyer); err != nil || !slices.Equal(sold, panel.PortalSales()) {
			t.Errorf("the buyer may buy %v (%v), want all", sold, err)
		}
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
			return tx.SetRights(t.Context(), s.owner.ResellerID, s.buyer.UserID, 0, []string{panel.RightView})
		}))
		for what, err := range s.attempts(f) {
			if !panel.Is(err, panel.Forbidden) {
				t.Errorf("%s without the right: %v, want forbidden", what, err)
			}
		}
		if orders := s.orders(); len(orders) != 0 || len(s.open()) != 0 {
			t.Errorf("%d orders and %d jobs came of it", len(orders), len(s.open()))
		}
	})
}

func TestCustomersBuyHostsFromTheirWallet(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *shop) {
		s.sellsHosts()
		f := s.ownHost()
		shop, err := s.CloudShop(t.Context(), s.buyer, s.dnspodID)
		if err != nil || len(shop.Accounts) != 0 || !slices.Equal(shop.Terms(), []int{1, 3, 6, 12, 24, 36}) {
			t.Errorf("shop = %d accounts, terms %v (%v); want none to choose from", len(shop.Accounts), shop.Terms(), err)
		}
		tag := s.quoted(f)
		if !tag.Known() || tag.Cost != 0 || tag.Rule != nil || tag.Fixed.IsZero() || tag.Stop != panel.RiskNone || tag.Offer.Months != 3 {
			t.Fatalf("price = %+v, want one for three months, fixed, and no word of the cost", tag)
		}
		f.Deal.Seen = tag.Fen.Yuan()
		_, err = s.BuyCloud(t.Context(), s.buyer, f)
		if p := panel.Problems(err); !errors.Is(err, panel.ErrShort) || len(p) != 1 || p[0].Field != "price" {
			t.Fatalf("an order without money: %v, want it said at the price", err)
		}
		if w := s.purse(); w.Held() != 0 || len(s.orders()) != 0 {
			t.Errorf("%d orders and %d held after a refusal", len(s.orders()), w.Held())
		}
		s.topUp("1000")
		o := s.placed(s.BuyCloud(t.Context(), s.buyer, f))
		if o.CustomerID != s.customer.ID || o.AccountID != s.cndnsID || o.CreatedBy != s.buyer.UserID || o.Price != tag.Fen || o.Cost == 0 || o.State != panel.OrderReady {
			t.Errorf("order = %+v, want the customer's at %d", o, tag.Fen)
		}
		if o.Input["unit"] != "2" || o.Input["count"] != "3" || o.Input["term"]+o.Input["coupon"]+o.Input["voucher"] != "" {
			t.Errorf("input = %v, want three months and nothing of the vendor's coupons", o.Input)
		}
		if again := s.placed(s.BuyCloud(t.Context(), s.buyer, f)); again.ID != o.ID || s.purse().Held() != tag.Fen {
			t.Errorf("a second click = order %d with %d held, want %d with %d", again.ID, s.purse().Held(), o.ID, tag.Fen)
		}
		s.hostIsTheirs(s.finishOrder(o.ID), tag.Fen)
	})
}

// hostIsTheirs checks what came of an order of the buyer's.
func (s *shop) hostIsTheirs(o panel.Order, price panel.Fen) {
	s.t.Helper()
	if o.State != panel.OrderDone {
		s.t.Fatalf("order = %s %s, want done", o.State, o.VendorText)
	}
	for i := 0; i < 60 && len(s.open()) > 0; i++ {
		s.pass(30 * time.Second)
	}
	host, err := s.Product(s.t.Context(), s.buyer, o.ProductID)
	if err != nil || host.CustomerID != s.customer.ID || host.State != panel.StateActive {
		s.t.Errorf("host = %+v (%v), want the customer's, opened with the password", host, err)
	}
	if w := s.purse(); w.Held() != 0 || w.Available() != 1000_00-price {
		s.t.Errorf("wallet = %d held, %d available; want %d paid", w.Held(), w.Available(), price)
	}
}

func TestWhatACustomersHostNeedsIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.sellsHosts()
	s.topUp("1000")
	f := s.ownHost()
	s.quoted(f)
	for name, change := range map[string]func(f *CloudForm){
		"term":      func(f *CloudForm) { f.Input["term"] = "5" },
		"disk":      func(f *CloudForm) { f.Input["disk"] = "51" },
		"os":        func(f *CloudForm) { f.Input["os"] = "none" },
		"bandwidth": func(f *CloudForm) { f.Input["bandwidth"] = "" },
		"password":  func(f *CloudForm) { f.Password = "short" },
	} {
		wrong := s.ownHost()
		change(&wrong)
		_, err := s.BuyCloud(t.Context(), s.buyer, wrong)
		if p := panel.Problems(err); len(p) != 1 || p[0].Field != name {
			t.Errorf("%s: %v, want one problem with it", name, err)
		}
		if p := panel.Problems(s.AddCloud(t.Context(), s.buyer, wrong)); len(p) != 1 || p[0].Field != name {
			t.Errorf("%s in the cart: %v, want one problem with it", name, p)
		}
	}
	if got := len(s.orders()); got != 0 {
		t.Errorf("%d orders came of it", got)
	}
}

func TestHostsWithoutAPriceOrACostAreNotSold(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.sellsHosts()
	s.topUp("10000")
	for name, rule := range map[string]panel.PriceRule{
		"no rule": {Kind: panel.KindDomain, Base: panel.BaseFixed, Amount: 9900, Per: 12, Step: 1},
		"no cost": {Kind: panel.KindCloud, Base: panel.BaseFixed, Amount: 9900, Per: 1, Step: 1},
	} {
		f := s.ownHost()
		if name == "no cost" {
			f.Input["cpu"] = "2" // of which no cost is known yet
			s.world.Board.Set(trouble.Fault{Call: "cndns.cloud.price", Kind: trouble.Status500, Count: 1000})
		}
		s.publish(rule)
		tag := s.quoted(f)
		if tag.Stop == panel.RiskNone || !tag.Fixed.IsZero() {
			t.Errorf("%s: price = %+v, want it to stop", name, tag)
		}
		f.Deal = Deal{Seen: tag.Fen.Yuan(), Consent: "0.00"}
		var e *panel.Error
		if _, err := s.BuyCloud(t.Context(), s.buyer, f); !errors.As(err, &e) || e.Kind != panel.Conflict || e.Key != "prices.error.ask" {
			t.Errorf("%s: %v, want the customer sent to the reseller", name, err)
		}
	}
	if orders := s.orders(); len(orders) != 0 || s.purse().Held() != 0 {
		t.Errorf("%d orders and %d held came of it", len(orders), s.purse().Held())
	}
}

// TestACustomersHostWaitsForASecondPersonAboveItsLimit orders one over the cart
// that is dearer than customers may order alone.
func TestACustomersHostWaitsForASecondPersonAboveItsLimit(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.sellsHosts()
	s.topUp("1000")
	s.must(s.SaveApprovalRules(t.Context(), s.owner, ApprovalForm{OwnerExempt: true, CustomerOrder: "50"}))
	f := s.ownHost()
	tag := s.quoted(f)
	s.must(s.AddCloud(t.Context(), s.buyer, f))
	d, order := s.cart(s.buyer)
	if len(d.Lines) != 1 || d.Sum.Price != tag.Fen || d.Cart.CustomerID != s.customer.ID || d.Lines[0].AccountID != s.cndnsID || len(d.Lines[0].Sealed) == 0 {
		t.Fatalf("cart = %+v, want the host at %d with its password sealed", d, tag.Fen)
	}
	s.must(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, order))
	if all := s.orders(); len(all) != 1 || all[0].State != panel.OrderApproval || s.purse().Held() != tag.Fen {
		t.Errorf("orders = %+v with %d held, want one that waits with its money held", all, s.purse().Held())
	}
	s.drain()
	if jobs := s.open(); len(jobs) != 0 {
		t.Errorf("jobs = %+v, want none before somebody agrees", jobs)
	}
}

// TestACustomersPasswordRestsSealed looks for it in the database file and in
// what the panel tells of the order.
func TestACustomersPasswordRestsSealed(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.sellsHosts()
	s.topUp("10000")
	f := s.ownHost()
	s.quoted(f)
	o := s.placed(s.BuyCloud(t.Context(), s.buyer, f))
	other := s.ownHost()
	s.must(s.AddCloud(t.Context(), s.buyer, other))
	d, err := s.Order(t.Context(), s.buyer, o.ID)
	s.must(err)
	cart, _ := s.cart(s.buyer)
	told, err := json.Marshal([]any{d, cart})
	s.must(err)
	places := map[string][]byte{"the page": told}
	for _, end := range []string{"", "-wal"} {
		places["panel.db"+end], err = os.ReadFile(s.folder + "/panel.db" + end)
		s.must(err)
	}
	for place, content := range places {
		if len(content) < 100 || bytes.Contains(content, []byte(f.Password)) {
			t.Errorf("%s (%d bytes) holds the password in the clear, or nothing", place, len(content))
		}
	}
	s.hostIsOpened(s.finishOrder(o.ID).ProductID)
}

func (s *shop) hostIsOpened(id int64) {
	s.t.Helper()
	for i := 0; i < 60 && s.product(id).State == panel.StateNotCreated; i++ {
		s.pass(30 * time.Second)
	}
	if host := s.product(id); host.State != panel.StateActive {
		s.t.Errorf("host = %s, want it opened: the password was not used", host.State)
	}
}

func TestTermsAreMadeOfTheLongestUnitOnSale(t *testing.T) {
	t.Parallel()
	all := CloudShop{Options: map[string][]Option{"unit": {{Value: "5"}, {Value: "2"}, {Value: "4"}}}}
	for months, want := range map[int]string{1: "2 × 1", 3: "2 × 3", 6: "4 × 1", 12: "5 × 1", 24: "5 × 2", 36: "5 × 3"} {
		if unit, count := all.unitsOf(months); fmt.Sprintf("%s × %d", unit, count) != want {
			t.Errorf("%d months = %s × %d, want %s", months, unit, count, want)
		}
	}
	years := CloudShop{Options: map[string][]Option{"unit": {{Value: "5"}, {Value: "9"}}}}
	if got := years.Terms(); !slices.Equal(got, []int{12, 24, 36}) {
		t.Errorf("terms of years only = %v", got)
	}
	if got := (CloudShop{}).Terms(); len(got) != 0 {
		t.Errorf("terms of an empty catalogue = %v", got)
	}
}
