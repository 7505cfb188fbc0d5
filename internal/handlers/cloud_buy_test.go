package handlers_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// sellsOneHost stores a catalogue with one host, and what it costs a month; with
// a disk of 60 GB the vendor names no price.
func (w *world) sellsOneHost(t *testing.T, n tenant) {
	t.Helper()
	account := idOf(t, n.objects["vendor"])
	w.within(t, func(tx *db.Tx) error {
		err := tx.SaveCatalog(t.Context(), account, "cloud.products", cndns.CloudProductsResponse{
			CPUs: []cndns.CloudCPU{{Cores: 1}}, RAMs: []cndns.CloudRAM{{MB: 512}}, HD: cndns.Range{Min: 50, Max: 500, Step: 10}, BD: cndns.Range{Min: 1, Max: 100, Step: 1},
			Systems: []cndns.CloudSystem{{Name: "Debian", Value: "debian"}}, Places: []cndns.CloudPlace{{Name: "Shanghai", Value: "1"}},
			TimeUnits: []cndns.CloudTimeUnit{{Value: cndns.Month, Name: "月"}},
		})
		if err != nil {
			return err
		}
		for disk, cost := range map[string]panel.Fen{"50": costFen, "60": 0} {
			_, err := tx.SaveCost(t.Context(), panel.OfferCost{
				Offer:      panel.Offer{Kind: panel.KindCloud, Variant: "1:512:" + disk + ":1:1:debian:2", Months: 1, Action: panel.PriceBuy},
				ResellerID: n.reseller, AccountID: account, Cost: cost,
			}, canary("north"), 0)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// TestACustomerBuysAHostStepByStep goes the way of a browser without scripts:
// the form, the price, the order, each with fields that are none of a
// customer's concern.
func TestACustomerBuysAHostStepByStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, session := w.north, w.north.people["customer"]
	w.sellsOneHost(t, n)
	form := w.ask(session, http.MethodGet, "/my/cloud/new", false)
	noCost(t, "the form", form)
	for _, alien := range []string{`name="account"`, `name="customer"`, `name="coupon"`, `name="unit"`, canary("north") + `</option>`} {
		if strings.Contains(form.body, alien) {
			t.Errorf("the form has %s", alien)
		}
	}
	wish := url.Values{
		"cpu": {"1"}, "memory": {"512"}, "disk": {"51"}, "bandwidth": {"1"}, "place": {"1"}, "os": {"debian"}, "term": {"1"}, "password": {"canary-typed-1"},
		"account": {w.south.objects["vendor"]}, "customer": {n.objects["sibling"]}, "coupon": {"THEIRS"}, "cost": {"1"}, "price": {"1"},
	}
	wrong := w.send(t, session, "/my/cloud/new", wish)
	if wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.body, `value="51"`) || strings.Contains(wrong.body, "canary-typed-1") {
		t.Errorf("a disk that is not sold = %d, want 422 with the form as it was, without the password", wrong.status)
	}
	wish.Set("disk", "50")
	priced := w.send(t, session, "/my/cloud/new", wish)
	if priced.status != http.StatusSeeOther || !strings.HasPrefix(priced.to, "/my/cloud/confirm?") || strings.Contains(priced.to, "canary") {
		t.Fatalf("the price = %d to %q, want its page, and no password in the address", priced.status, priced.to)
	}
	page := w.ask(session, http.MethodGet, priced.to, false)
	noCost(t, "the price", page)
	if page.status != http.StatusOK || !strings.Contains(page.body, priceText) || !strings.Contains(page.body, "¥39.00") || !strings.Contains(page.body, `href="/my/wallet"`) || strings.Contains(page.body, "canary-typed") {
		t.Fatalf("the price = %d, want %s, 39 missing, and the way to the wallet", page.status, priceText)
	}
	wish.Set("step", "buy")
	wish.Set("form_key", hidden(t, page.body, "form_key"))
	wish.Set("price_seen", hidden(t, page.body, "price_seen"))
	short := w.send(t, session, "/my/cloud/new", wish)
	noCost(t, "the refusal", short)
	if short.status != http.StatusUnprocessableEntity || !strings.Contains(short.body, priceText) || !strings.Contains(short.body, `name="os" value="debian"`) || strings.Contains(short.body, "canary-typed") {
		t.Errorf("an order without money = %d, want 422 with everything but the password", short.status)
	}
	w.within(t, func(tx *db.Tx) error {
		_, _, err := tx.Book(t.Context(), panel.Booking{ResellerID: n.reseller, Kind: panel.TransferTopUpCash, CustomerID: idOf(t, n.objects["customer"]), Amount: 50_00, Key: "more", Reference: "more"})
		return err
	})
	cheap := maps.Clone(wish)
	cheap.Set("form_key", "of their own")
	cheap.Set("price_seen", "1.00")
	if a := w.send(t, session, "/my/cloud/new", cheap); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "79.00") {
		t.Errorf("an order at a price of one's own = %d, want 422 with the real one", a.status)
	}
	w.hostOrder(t, n, session, wish)
}

// hostOrder posts a form that is in order, twice.
func (w *world) hostOrder(t *testing.T, n tenant, session string, wish url.Values) {
	t.Helper()
	var to string
	for range 2 {
		a := w.send(t, session, "/my/cloud/new", wish)
		if a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/my/orders/") || to != "" && a.to != to {
			t.Fatalf("ordering = %d to %q (before: %q), want one order", a.status, a.to, to)
		}
		to = a.to
	}
	order, err := w.db.Order(t.Context(), panel.SystemActor(n.reseller), idOf(t, strings.TrimPrefix(to, "/my/orders/")))
	if err != nil || order.Price != 7900 || order.Cost != costFen || order.CustomerID != idOf(t, n.objects["customer"]) || order.AccountID != idOf(t, n.objects["vendor"]) || order.Input["coupon"] != "" {
		t.Errorf("order = %+v (%v), want the customer's at 79, over the reseller's own account, without a coupon", order, err)
	}
	page := w.ask(session, http.MethodGet, to, false)
	noCost(t, "the order", page)
	if !strings.Contains(page.body, "512 MB") || strings.Contains(page.body, "canary-typed") {
		t.Errorf("the order does not say what was bought, or says the password")
	}
	if a := w.ask(w.north.people["sibling"], http.MethodGet, to, false); a.status != http.StatusNotFound {
		t.Errorf("another customer sees it: %d, want 404", a.status)
	}
}

// TestAHostsPriceIsFoundOutAnewWhenItsPageIsOld opens the page of a price with
// the key of something else.
func TestAHostsPriceIsFoundOutAnewWhenItsPageIsOld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	session := w.north.people["customer"]
	w.sellsOneHost(t, w.north)
	wish := url.Values{"cpu": {"1"}, "memory": {"512"}, "disk": {"50"}, "bandwidth": {"1"}, "place": {"1"}, "os": {"debian"}, "term": {"1"}}
	to := w.send(t, session, "/my/cloud/new", wish).to
	first := hidden(t, w.ask(session, http.MethodGet, to, false).body, "form_key")
	if !strings.Contains(to, first) {
		t.Fatalf("the page of %s has the key %s", to, first)
	}
	again := w.ask(session, http.MethodGet, strings.Replace(to, "term=1", "term=3", 1), false)
	if key := hidden(t, again.body, "form_key"); again.status != http.StatusOK || key == first {
		t.Errorf("a changed address = %d with the key %s, want a page with a new one", again.status, key)
	}
	w.refusesAHost(t, session, wish)
	for _, address := range []string{"/my/cloud/new", "/my/cloud/confirm"} {
		w.within(t, func(tx *db.Tx) error {
			return tx.SetPortalSales(t.Context(), w.north.reseller, []string{"domain.register"})
		})
		if a := w.ask(session, http.MethodGet, address, false); a.status != http.StatusNotFound {
			t.Errorf("%s of what is not sold = %d, want 404", address, a.status)
		}
	}
	home := w.ask(session, http.MethodGet, "/my", false)
	if strings.Contains(home.body, "/my/cloud/new") || !strings.Contains(home.body, "/my/search") {
		t.Error("the portal leads to what is not sold, or not to what is")
	}
	w.within(t, func(tx *db.Tx) error { return tx.SetPortalSales(t.Context(), w.north.reseller, []string{"cloud.buy"}) })
	if home := w.ask(session, http.MethodGet, "/my", false); strings.Contains(home.body, "/my/search") || strings.Count(home.body, `href="/my/cloud/new"`) != 2 {
		t.Error("where only hosts are sold, the navigation and a button lead to them, and nothing to domains")
	}
}

// refusesAHost asks for a host of which no cost is known.
func (w *world) refusesAHost(t *testing.T, session string, wish url.Values) {
	t.Helper()
	wish = maps.Clone(wish)
	wish.Set("disk", "60")
	page := w.ask(session, http.MethodGet, w.send(t, session, "/my/cloud/new", wish).to, false)
	noCost(t, "a host without a price", page)
	if page.status != http.StatusOK || !strings.Contains(page.body, "价格需咨询") || strings.Contains(page.body, `value="buy"`) || strings.Contains(page.body, `value="cart"`) {
		t.Errorf("a host without a price = %d, want it said, and nothing to order it with", page.status)
	}
	wish.Set("step", "buy")
	wish.Set("form_key", hidden(t, page.body, "form_key"))
	wish.Set("password", "canary-typed-1")
	if a := w.send(t, session, "/my/cloud/new", wish); a.status != http.StatusConflict || !strings.Contains(a.body, "请联系您的服务商") {
		t.Errorf("ordering it = %d, want 409 and who to ask", a.status)
	}
}
