package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// TestAShortWalletKeepsTheFormAndTheOrderShowsItsMoney renews for more than the
// customer has, tops up, sends the same form, and reads the order's page.
func TestAShortWalletKeepsTheFormAndTheOrderShowsItsMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	owner, customer := w.north.people["owner"], w.north.people["customer"]
	renewal := "/my/products/" + w.north.objects["domain"] + "/do/domain.renew"
	form := url.Values{"years": {"1"}, "price_seen": {"79.00"}, "form_key": {service.NewFormKey()}}

	short := w.post(t, customer, renewal, form)
	for _, shown := range []string{"可用 ¥40.00", "需要 ¥79.00", "还差 ¥39.00", form.Get("form_key")} {
		if short.status != http.StatusUnprocessableEntity || !strings.Contains(short.body, shown) {
			t.Errorf("a renewal beyond the wallet = %d, want 422 with %q", short.status, shown)
		}
	}
	noCost(t, "a short wallet", short)
	if got := w.available(t); got != "40.00" {
		t.Errorf("available after a refused order = %s, want 40.00", got)
	}

	paid := url.Values{"kind": {"topup.bank"}, "amount": {"39"}, "reference": {"slip 9"}, "day": {w.app.Now().In(panel.China).Format("2006-01-02")}, "form_key": {service.NewFormKey()}}
	if a := w.post(t, owner, "/customers/"+w.north.objects["customer"]+"/wallet", paid); a.status != http.StatusSeeOther {
		t.Fatalf("topping up = %d", a.status)
	}
	for range 2 {
		if a := w.post(t, customer, renewal, form); a.status != http.StatusSeeOther {
			t.Fatalf("the form after a top-up = %d, want a redirect", a.status)
		}
	}
	if got := w.available(t); got != "0.00" {
		t.Errorf("available after the order = %s, want nothing", got)
	}

	orders, err := w.db.Orders(t.Context(), panel.SystemActor(w.north.reseller), db.OrderFilter{State: panel.OrderReady, Limit: 1})
	if err != nil || len(orders) != 1 {
		t.Fatalf("orders = %+v, %v", orders, err)
	}
	o := orders[0]
	address := fmt.Sprintf("/orders/%d", o.ID)
	held := w.ask(owner, http.MethodGet, address, false)
	mine := w.ask(customer, http.MethodGet, "/my"+address, false)
	noCost(t, "a customer's order", mine)
	for _, a := range []answer{held, mine} {
		if !strings.Contains(a.body, "¥79.00") || !strings.Contains(a.body, "已冻结") || refundLink.MatchString(a.body) {
			t.Errorf("the page of an order under way shows no hold, or a refund")
		}
	}
	w.carriedOut(t, o)
	done := w.ask(owner, http.MethodGet, address, false)
	for _, shown := range []string{"已扣款", "¥65.43", "已发生", "毛利", "¥13.57"} {
		if !strings.Contains(done.body, shown) {
			t.Errorf("the page of a done order does not show %q", shown)
		}
	}
	link := refundLink.FindString(done.body)
	if a := w.ask(owner, http.MethodGet, link, false); link == "" || a.status != http.StatusOK || !strings.Contains(a.body, "79.00") {
		t.Errorf("the refund at %q = %d, want its form over 79.00", link, a.status)
	}
	staff := w.ask(w.north.people["staff"], http.MethodGet, address, false)
	if staff.status == http.StatusOK && refundLink.MatchString(staff.body) {
		t.Error("staff without the right is led to the refund")
	}
	noCost(t, "a customer's done order", w.ask(customer, http.MethodGet, "/my"+address, false))
}

var refundLink = regexp.MustCompile(`/ledger/transfers/\d+/refund`)

// carriedOut leads an order to its end.
func (w *world) carriedOut(t *testing.T, o panel.Order) {
	t.Helper()
	err := w.db.Within(t.Context(), func(tx *db.Tx) (err error) {
		for _, cause := range []panel.Cause{panel.CauseSend, panel.CauseOK} {
			if o.State, err = tx.MoveOrder(t.Context(), o, db.Move{Cause: cause, Driver: panel.DriverSender}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
