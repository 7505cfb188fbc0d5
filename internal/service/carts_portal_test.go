package service

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/web/i18n"
)

func TestWhatCustomersMayBuyIsForTheResellerToSay(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.opensPortal()
	own := s.ownContact()
	f := CartDomains{Names: "cart-one.com", BuyDomain: BuyDomain{Years: 1, ContactID: own.ID, CustomerID: 4711, AccountID: 4711, Coupon: "THEIRS", FormKey: NewFormKey()}}
	s.must(s.AddDomains(t.Context(), s.buyer, f))
	s.must(s.AddDomains(t.Context(), s.buyer, f)) // a second click
	d, _ := s.cart(s.buyer)
	if len(d.Lines) != 1 || d.Cart.CustomerID != s.customer.ID || d.Lines[0].AccountID != s.cndnsID || d.Lines[0].Input["coupon"] != "" {
		t.Errorf("cart = %+v, want one line for the customer, without a coupon of the vendor's", d)
	}
	f.FormKey = NewFormKey()
	if p := panel.Problems(s.AddDomains(t.Context(), s.buyer, f)); len(p) != 1 || p[0].Key != "cart.problem.twice" {
		t.Errorf("the same name twice: %v, want a problem", p)
	}
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
		fresh, err := tx.Contact(t.Context(), s.owner, own.ID)
		fresh.CustomerID = 0
		return errors.Join(err, tx.SaveContact(t.Context(), fresh))
	}))
	f.Names = "cart-two.com"
	if p := panel.Problems(s.AddDomains(t.Context(), s.buyer, f)); len(p) != 1 || p[0].Field != "contact" {
		t.Errorf("a registrant of nobody's: %v, want a problem with it", p)
	}
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
		return tx.SetRights(t.Context(), s.owner.ResellerID, s.buyer.UserID, 0, []string{panel.RightView})
	}))
	if err := s.AddDomains(t.Context(), s.buyer, f); !panel.Is(err, panel.Forbidden) {
		t.Errorf("without the right: %v, want forbidden", err)
	}
	_, form := s.cart(s.buyer)
	if p := panel.Problems(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, form)); len(p) != 1 || p[0].Key != "error.forbidden.action" {
		t.Errorf("ordering when the right is gone: %v, want it said at the line", p)
	}
	s.must(s.SetPortalSales(t.Context(), s.owner, nil))
	if _, err := s.StartSearch(t.Context(), s.buyer, SearchForm{Text: "cart", Suffixes: []string{".com"}}); !panel.Is(err, panel.NotFound) {
		t.Errorf("searching for what is not sold: %v, want not found", err)
	}
}

func TestCustomersCannotOrderWhatHasNoPrice(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.opensPortal()
	s.publish(panel.PriceRule{Kind: panel.KindDomain, Suffix: ".net", Base: panel.BaseFixed, Amount: 9900, Per: 12, Step: 1})
	s.fill(s.buyer, "cart-one.com")
	d, f := s.cart(s.buyer)
	if d.Sum.Stuck != 1 || !d.Sum.Open() {
		t.Errorf("sum = %+v, want a line that stops", d.Sum)
	}
	f.Deals[d.Lines[0].ID] = Deal{Seen: "0.00", Consent: "0.00"}
	if p := panel.Problems(s.OrderCart(t.Context(), s.buyer, d.Cart.ID, f)); len(p) != 1 || p[0].Key != "prices.error.ask" {
		t.Errorf("order = %v, want the customer sent to the reseller", p)
	}
}

func TestHostsInACartKeepTheirPasswordSealed(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("100000")
	wish := s.hostWish()
	wish.Input["open"], wish.Password = "1", "aaa111!!!"
	s.must(s.AddCloud(t.Context(), s.owner, wish))
	asking, _ := s.cart(s.owner)
	if asking.Sum.Asking != 1 || !asking.Sum.Open() {
		t.Errorf("sum = %+v, want the price being asked for", asking.Sum)
	}
	s.drain()
	d, f := s.cart(s.owner)
	if l := d.Lines[0]; len(l.Sealed) == 0 || slices.Contains(valuesOf(l.Input), "aaa111!!!") || fmt.Sprint(l.Input) == "" || d.Sum.Margin <= 0 {
		t.Fatalf("line = %+v, want a sealed password and a margin", l)
	}
	s.must(s.OrderCart(t.Context(), s.owner, d.Cart.ID, f))
	o := s.finishOrder(s.orders()[0].ID)
	if o.State != panel.OrderDone {
		t.Fatalf("order = %s %s, want done", o.State, o.VendorText)
	}
	for range 20 {
		s.pass(time.Minute)
	}
	if host := s.product(o.ProductID); host.State == panel.StateNotCreated {
		t.Errorf("host = %s, want it opened with the password from the cart", host.State)
	}
}

func valuesOf(m map[string]string) []string {
	var all []string
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// TestEverythingACustomersOrderShowsHasWords walks what the portal builds the
// keys of its texts from.
func TestEverythingACustomersOrderShowsHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, s := range panel.OrderStates {
		keys = append(keys, "portal.order."+string(s), "portal.order."+string(s)+".text", "portal.step."+string(s))
		if !s.Final() {
			keys = append(keys, "portal.then."+string(s))
		}
	}
	for _, w := range panel.Waits {
		keys = append(keys, "portal.waiting."+string(w))
	}
	for _, operation := range panel.PortalSales() {
		keys = append(keys, "portal.order."+operation, "prices.portal.sells."+operation, "prices.portal.sells."+operation+".hint")
		if _, priced := sales[operation]; !priced || contracts[operation].makes == "" {
			t.Errorf("%s is sold in the portal, and buys nothing new or has no price", operation)
		}
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.Has(i18n.With(t.Context(), lang), key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}

// TestALineKeepsThePriceThatItsFormFixed adds a host whose price was fixed on
// its form, and orders the form by itself too: one wish, one order.
func TestALineKeepsThePriceThatItsFormFixed(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("100000")
	wish := s.hostWish()
	_, err := s.CloudPrice(t.Context(), s.owner, wish, true)
	s.must(err)
	s.drain()
	tag, err := s.CloudPrice(t.Context(), s.owner, wish, true)
	s.must(err)
	dearer := fifth
	dearer.Percent = 9000
	s.publish(dearer)
	s.must(s.AddCloud(t.Context(), s.owner, wish))
	d, f := s.cart(s.owner)
	if d.Sum.Price != tag.Fen || !d.Lines[0].Tag.Fixed.Equal(tag.Fixed) {
		t.Errorf("the line is at %d until %s, want %d until %s as on the form", d.Sum.Price, d.Lines[0].Tag.Fixed, tag.Fen, tag.Fixed)
	}
	o := s.placed(s.BuyCloud(t.Context(), s.owner, wish))
	s.must(s.OrderCart(t.Context(), s.owner, d.Cart.ID, f))
	if all := s.orders(); len(all) != 1 || all[0].ID != o.ID || s.purse().Held() != tag.Fen {
		t.Errorf("orders = %d, held %d; want the one of the form, held once", len(all), s.purse().Held())
	}
}
