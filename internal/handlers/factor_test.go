package handlers_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/templates/orders"
)

// waiting records a colleague's order that waits for a second person.
func (b *bench) waiting() panel.Order {
	b.t.Helper()
	owner, err := b.db.UserByEmail(b.t.Context(), "owner@shop.example")
	if err != nil {
		b.t.Fatal(err)
	}
	staff, err := b.app.AddAccount(b.t.Context(), panel.Actor{System: true}, service.NewAccount{
		Role: panel.RoleStaff, Email: "staff@shop.example", Name: "Colleague", ResellerID: owner.ResellerID, Password: "long enough for all",
	})
	if err != nil {
		b.t.Fatal(err)
	}
	o := panel.Order{ResellerID: owner.ResellerID, AccountID: 1, Operation: "domain.register", Name: "dear.com", Cost: 500_00, FormKey: "waiting", CreatedBy: staff}
	err = b.db.Within(b.t.Context(), func(tx *db.Tx) (err error) {
		if o.ID, _, err = tx.AddOrder(b.t.Context(), db.NewOrder{Order: o}); err != nil {
			return err
		}
		o.State = panel.OrderSubmitted
		_, err = tx.MoveOrder(b.t.Context(), o, db.Move{Cause: panel.CauseAsks, Driver: panel.DriverPolicy, Note: string(panel.AsksPerOrder)})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// tired lets the factors of all sessions be too old.
func (b *bench) tired() {
	b.t.Helper()
	if _, err := b.db.SQLite().ExecContext(b.t.Context(), `UPDATE sessions SET stepped_up_at = $1`, time.Now().Add(-6*time.Minute).UnixMicro()); err != nil {
		b.t.Fatal(err)
	}
}

func (a answer) must(t *testing.T, what string, status int, shows ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s = %d, want %d", what, a.status, status)
	}
	for _, text := range shows {
		if !strings.Contains(a.body, text) {
			t.Errorf("%s does not show %q", what, text)
		}
	}
}

func TestASecondPersonApprovesWithAFreshFactor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.waiting()
	href := orders.Href(o.ID)
	b.ask("/approvals", nil).must(t, "the list", http.StatusOK, "dear.com", "Colleague", "¥500.00", "Above the limit of an order")
	b.ask("/", nil).must(t, "the overview", http.StatusOK, `href="/approvals"`)
	if fresh := b.ask(href, nil); strings.Contains(fresh.body, `name="factor"`) {
		t.Error("a factor is asked for just after the login")
	}

	b.tired()
	b.ask(href, nil).must(t, "the order", http.StatusOK, `name="factor"`, "Your password")
	form := url.Values{"answer": {"yes"}, "reason": {"a good customer"}}
	b.ask(href+"/approval", form).must(t, "without a factor", http.StatusUnprocessableEntity, "Show first that it is you", "a good customer")
	form.Set("factor", "a guess")
	b.ask(href+"/approval", form).must(t, "with a wrong one", http.StatusUnprocessableEntity, "Wrong, or used before", "a good customer", `aria-invalid="true"`)
	b.ask(href+"/approval", url.Values{"answer": {"no"}, "factor": {"long enough for all"}}).must(t, "rejecting without a reason", http.StatusUnprocessableEntity)
	form.Set("factor", "long enough for all")
	b.ask(href+"/approval", form).must(t, "approving", http.StatusSeeOther)
	if got, err := b.db.Order(t.Context(), panel.SystemActor(0), o.ID); err != nil || got.State != panel.OrderReady {
		t.Errorf("order = %s, %v; want ready", got.State, err)
	}
	b.ask(href+"/approval", form).must(t, "approving twice", http.StatusConflict)
}

func TestTheRulesAreKeptAndGivenBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.waiting() // makes a colleague
	b.ask("/settings/approvals", url.Values{"owner_exempt": {"1"}, "staff_order": {"1000"}, "first": {"none"}}).must(t, "bad rules", http.StatusUnprocessableEntity, `value="1000"`, `value="none"`)
	b.ask("/settings/approvals", url.Values{"owner_exempt": {"1"}, "staff_order": {"1000.5"}}).must(t, "rules", http.StatusSeeOther)
	b.ask("/settings/approvals", nil).must(t, "the rules", http.StatusOK, `value="1000.50"`)
	b.ask("/settings/approvals/people", url.Values{"who": {"user:2"}, "own_order": {"20"}}).must(t, "limits of one", http.StatusSeeOther)
	b.ask("/settings/approvals/people", nil).must(t, "the limits", http.StatusOK, "Colleague", "¥20.00")
	b.ask("/settings/approvals/people", url.Values{"who": {"user:1"}, "own_order": {"20"}}).must(t, "limits of the owner", http.StatusUnprocessableEntity)
	b.tired()
	b.ask("/settings/approvals/people", url.Values{"remove": {"1"}}).must(t, "removing without a factor", http.StatusUnprocessableEntity, "Show first")
	b.ask("/settings/approvals/people", url.Values{"remove": {"1"}, "factor": {"long enough for all"}}).must(t, "removing", http.StatusSeeOther)
	b.ask("/settings/approvals", url.Values{"owner_exempt": {"1"}}).must(t, "while it is fresh", http.StatusSeeOther)
}

var keyShown = regexp.MustCompile(`<code>([A-Z2-7]{32})</code>`)

// TestASecondFactorIsSetUpAndAskedFor goes the way of a person by the forms.
func TestASecondFactorIsSetUpAndAskedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ask("/account/factor", url.Values{}).must(t, "beginning", http.StatusSeeOther)
	page := b.ask("/account/factor", nil)
	page.must(t, "the page of it", http.StatusOK, `<svg class="qr"`)
	key := keyShown.FindStringSubmatch(page.body)
	if key == nil {
		t.Fatal("the page shows no key")
	}
	b.ask("/account/factor/confirm", url.Values{"code": {"000000"}}).must(t, "a wrong code", http.StatusUnprocessableEntity, "Wrong, or used before", key[1])
	code, err := totp.GenerateCode(key[1], time.Now())
	if err != nil {
		t.Fatal(err)
	}
	done := b.ask("/account/factor/confirm", url.Values{"code": {code}})
	if done.status == http.StatusUnprocessableEntity { // a time step ended just now
		code, _ = totp.GenerateCode(key[1], time.Now())
		done = b.ask("/account/factor/confirm", url.Values{"code": {code}})
	}
	done.must(t, "the right code", http.StatusOK, "Recovery codes")
	recovery := regexp.MustCompile(`(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}`).FindAllString(done.body, -1)
	again := b.ask("/account/factor", nil)
	if strings.Contains(again.body, key[1]) || strings.Contains(again.body, recovery[0]) {
		t.Error("the key or a recovery code is shown a second time")
	}
	b.ask("/staff", nil).must(t, "the colleagues", http.StatusOK, "Two-step")
	b.resetsColleague()

	half, to := b.post("/login", "", url.Values{"email": {"owner@shop.example"}, "password": {"long enough for all"}, "next": {"/orders"}})
	if half == "" || to != "/login/factor?next=%2Forders" {
		t.Fatalf("the password alone leads to %q, want the second half", to)
	}
	b.session = half
	if a := b.ask("/orders", nil); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/login?") {
		t.Errorf("a half session opens /orders: %d to %q", a.status, a.to)
	}
	b.ask("/login/factor?next=%2Forders", nil).must(t, "the second half", http.StatusOK, `name="factor"`, `value="/orders"`)
	b.ask("/login/factor", url.Values{"factor": {code}, "next": {"/orders"}}).must(t, "the code of the setting up", http.StatusUnprocessableEntity, "Wrong, or used before", `value="/orders"`)
	whole, to := b.post("/login/factor", half, url.Values{"factor": {strings.ToLower(recovery[0])}, "next": {"/orders"}})
	if whole == "" || whole == half || to != "/orders" {
		t.Errorf("a recovery code leads to %q with a session of its own %t", to, whole != half)
	}
	if _, to := b.post("/login/factor", half, url.Values{"factor": {recovery[1]}}); to != "/login" {
		t.Errorf("the half session after its use leads to %q, want the beginning", to)
	}
	b.session = whole
	b.ask("/account/factor/remove", url.Values{"password": {"long enough for all"}, "factor": {recovery[1]}}).must(t, "removing", http.StatusSeeOther)
}

// post sends a form and returns the session it opened and where it leads.
func (b *bench) post(address, session string, form url.Values) (opened, to string) {
	b.t.Helper()
	req := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if session != "" {
		req.AddCookie(&http.Cookie{Name: "sid", Value: session})
	}
	rec := httptest.NewRecorder()
	b.site.ServeHTTP(rec, req)
	for _, c := range rec.Result().Cookies() {
		if c.Name == "sid" {
			opened = c.Value
		}
	}
	return opened, html.UnescapeString(rec.Header().Get("Location"))
}

// resetsColleague takes the second factor of a colleague away, through the page.
func (b *bench) resetsColleague() {
	b.t.Helper()
	b.waiting() // makes a colleague
	colleague, err := b.db.UserByEmail(b.t.Context(), "staff@shop.example")
	if err != nil {
		b.t.Fatal(err)
	}
	page := fmt.Sprintf("/staff/%d", colleague.ID)
	if a := b.ask(page, nil); strings.Contains(a.body, page+"/factor/reset") {
		b.t.Error("a reset is offered where there is nothing to reset")
	}
	err = b.db.Within(b.t.Context(), func(tx *db.Tx) error {
		if err := tx.BeginFactor(b.t.Context(), colleague.ID, []byte("sealed")); err != nil {
			return err
		}
		return tx.ConfirmFactor(b.t.Context(), colleague.ID, nil)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.ask(page, nil).must(b.t, "the page", http.StatusOK, page+"/factor/reset")
	b.ask(page+"/factor/reset", url.Values{"reason": {""}}).must(b.t, "without a reason", http.StatusUnprocessableEntity, "Reset two-step sign-in")
	b.ask(page+"/factor/reset", url.Values{"reason": {"lost phone"}}).must(b.t, "the reset", http.StatusSeeOther)
	b.ask(page, nil).must(b.t, "the page afterwards", http.StatusOK, "has not turned on")
}
