package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// TestACustomersCartSaysWhatIsMissing orders a renewal over a wallet that does
// not hold its price, posts fields that are none of a customer's concern, and
// orders again when the money is there.
func TestACustomersCartSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, session := w.north, w.north.people["customer"]
	open := "/my/cart/" + n.objects["cart"]
	if a := w.send(t, session, open+"/lines/"+n.objects["line"]+"/remove", nil); a.status != http.StatusSeeOther {
		t.Fatalf("removing = %d, want a redirect", a.status)
	}
	renewal := url.Values{"years": {"1"}, "step": {"cart"}, "form_key": {"k"}, "cost": {"1"}, "price": {"1"}, "customer": {n.objects["sibling"]}}
	for range 2 { // a second click is the same line
		if a := w.send(t, session, "/my/products/"+n.objects["domain"]+"/do/domain.renew", renewal); a.status != http.StatusSeeOther || a.to != "/my/cart" {
			t.Fatalf("adding = %d to %q, want the cart", a.status, a.to)
		}
	}
	page := w.ask(session, http.MethodGet, "/my/cart", false)
	noCost(t, "/my/cart", page)
	if strings.Count(page.body, `name="seen-`) != 1 || !strings.Contains(page.body, priceText) || !strings.Contains(page.body, "¥39.00") || !strings.Contains(page.body, `href="/my/wallet"`) {
		t.Fatalf("the cart shows no line of %s, nothing missing of 39, or no way to the wallet", priceText)
	}
	form := cartForm(t, page.body)
	refused := w.send(t, session, open+"/order", form)
	noCost(t, "the refusal", refused)
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, "¥39.00") || !strings.Contains(refused.body, priceText) {
		t.Errorf("ordering without money = %d, want 422 with what is missing, and the cart as it was", refused.status)
	}
	w.within(t, func(tx *db.Tx) error {
		_, _, err := tx.Book(t.Context(), panel.Booking{ResellerID: n.reseller, Kind: panel.TransferTopUpCash, CustomerID: idOf(t, n.objects["customer"]), Amount: 50_00, Key: "more", Reference: "more"})
		return err
	})
	cheap := cartForm(t, page.body)
	for name := range cheap {
		if strings.HasPrefix(name, "seen-") {
			cheap.Set(name, "1.00")
		}
	}
	cheap.Set("price", "1.00")
	if a := w.send(t, session, open+"/order", cheap); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "79.00") {
		t.Errorf("ordering at a price of one's own = %d, want 422 with the real one", a.status)
	}
	stale := cartForm(t, page.body)
	stale.Set("version", "0")
	if a := w.send(t, session, open+"/order", stale); a.status != http.StatusUnprocessableEntity {
		t.Errorf("ordering a cart as it was before = %d, want 422", a.status)
	}
	for range 2 { // a second post is the same purchase
		if a := w.send(t, session, open+"/order", form); a.status != http.StatusSeeOther || a.to != "/my/purchases/"+n.objects["cart"] {
			t.Errorf("ordering = %d to %q, want the purchase", a.status, a.to)
		}
	}
	orders, err := w.db.Orders(t.Context(), panel.SystemActor(n.reseller), db.OrderFilter{CartID: idOf(t, n.objects["cart"])})
	if err != nil || len(orders) != 1 || orders[0].Price != 7900 || orders[0].Cost != costFen || orders[0].CustomerID != idOf(t, n.objects["customer"]) {
		t.Errorf("orders = %+v (%v), want one at 79 for the customer", orders, err)
	}
}

// cartForm is the form of the page of a cart, as a browser sends it.
func cartForm(t *testing.T, body string) url.Values {
	t.Helper()
	form := url.Values{"version": {hidden(t, body, "version")}}
	for _, found := range regexp.MustCompile(`name="(seen-\d+)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		form.Set(found[1], found[2])
	}
	return form
}

func idOf(t *testing.T, text string) int64 {
	t.Helper()
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestThePageOfARenewalSaysWhatIsMissing has a customer look at a renewal that
// the wallet does not cover.
func TestThePageOfARenewalSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.ask(w.north.people["customer"], http.MethodGet, "/my/products/"+w.north.objects["domain"]+"/do/domain.renew", false)
	if page.status != http.StatusOK || !strings.Contains(page.body, "¥39.00") || !strings.Contains(page.body, `href="/my/wallet"`) {
		t.Errorf("renewal = %d, want 39 missing and the way to the wallet", page.status)
	}
	order := w.ask(w.north.people["customer"], http.MethodGet, "/my/orders/"+w.north.objects["order"], false)
	noCost(t, "the order", order)
	if !strings.Contains(order.body, "已提交") || !strings.Contains(order.body, "接下来排队办理") || strings.Contains(order.body, "/cancel") {
		t.Errorf("the order = %d, want what happened, what comes next, and no button to cancel what somebody else placed", order.status)
	}
	if a := w.send(t, w.north.people["customer"], "/my/orders/"+w.north.objects["order"]+"/cancel", nil); a.status != http.StatusForbidden {
		t.Errorf("cancelling what somebody else placed = %d, want 403", a.status)
	}
}
