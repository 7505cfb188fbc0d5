package handlers_test

import (
	"net/http"
	"net/url"
	"testing"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/templates/orders"
)

// TestAGraveDecisionWaitsOnTheOrdersPage writes a held order off by two people,
// each at a browser of their own.
func TestAGraveDecisionWaitsOnTheOrdersPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.held()
	second, err := b.app.AddAccount(t.Context(), panel.Actor{System: true}, service.NewAccount{
		Role: panel.RoleStaff, Email: "second@shop.example", Name: "Second", ResellerID: o.ResellerID, Password: "long enough for all",
		Granted: []panel.Permission{panel.ViewOrders, panel.ResolveOrders},
	})
	if err != nil || second == 0 {
		t.Fatal(err)
	}
	href := orders.Href(o.ID)
	b.ask("/settings/approvals", url.Values{"owner_exempt": {"1"}, "resolve": {"99.99"}}).must(t, "rules", http.StatusSeeOther)
	b.ask(href+"/resolve", nil).must(t, "the page of decisions", http.StatusOK, "take two persons")
	b.ask(href+"/resolve", url.Values{"choice": {"failed"}, "reason": {"nothing is there"}}).must(t, "writing off", http.StatusSeeOther)
	b.ask(href, nil).must(t, "the order for whoever proposed", http.StatusOK, "Owner proposes to write it off", "nothing is there", "another person must confirm it")
	b.ask(href+"/proposal", url.Values{"answer": {"yes"}}).must(t, "confirming one's own", http.StatusForbidden)

	b.session, _ = b.post("/login", "", url.Values{"email": {"second@shop.example"}, "password": {"long enough for all"}})
	b.ask(href+"/proposal", url.Values{}).must(t, "neither yes nor no", http.StatusUnprocessableEntity)
	b.ask(href, nil).must(t, "the order for the second person", http.StatusOK, "Owner proposes to write it off", `value="yes"`)
	b.ask(href+"/proposal", url.Values{"answer": {"yes"}}).must(t, "confirming", http.StatusSeeOther)
	if got, err := b.db.Order(t.Context(), panel.SystemActor(0), o.ID); err != nil || got.State != panel.OrderFailed {
		t.Errorf("order = %s, %v; want failed", got.State, err)
	}
}
