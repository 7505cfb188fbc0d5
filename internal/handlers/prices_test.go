package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tangelo/internal/panel"
)

// send posts a form of a person's.
func (w *world) send(t *testing.T, session, address string, form url.Values) answer {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.AddCookie(&http.Cookie{Name: "sid", Value: session})
	rec := httptest.NewRecorder()
	w.site.ServeHTTP(rec, req)
	return answer{status: rec.Code, body: rec.Body.String(), to: rec.Header().Get("Location")}
}

// hidden reads the value of a hidden field of a page.
func hidden(t *testing.T, body, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no field %s on the page", name)
	}
	return found[1]
}

// TestCustomersNeverSeeACost reads every page that a customer may open, and
// searches it for what the reseller pays and how it prices.
func TestCustomersNeverSeeACost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	session, pages := w.north.people["customer"], 0
	for _, r := range readRules(t) {
		if r.method != http.MethodGet || !slices.Contains(r.who, "customer") || strings.HasSuffix(r.pattern, "stream") || strings.HasSuffix(r.pattern, "progress") {
			continue
		}
		pages++
		noCost(t, r.pattern, w.ask(session, r.method, w.address(t, r, w.north), false))
	}
	if pages < 8 {
		t.Errorf("pages = %d, want every page of the portal", pages)
	}

	renewal := "/my/products/" + w.north.objects["domain"] + "/do/domain.renew"
	shown := w.ask(session, http.MethodGet, renewal, false)
	noCost(t, renewal, shown)
	if !strings.Contains(shown.body, priceText) || hidden(t, shown.body, "price_seen") != "79.00" || strings.Contains(shown.body, `name="coupon"`) {
		t.Errorf("the renewal shows no price of %s, or asks for the vendor's coupon", priceText)
	}
	form := url.Values{"years": {"1"}, "step": {"price"}}
	looked := w.send(t, session, renewal, form)
	noCost(t, "price of "+renewal, looked)
	if looked.status != http.StatusOK || !strings.Contains(looked.body, priceText) {
		t.Errorf("asking for the price = %d, want it shown", looked.status)
	}
	cheap := url.Values{"years": {"1"}, "price_seen": {"1.00"}, "form_key": {"k"}}
	refused := w.send(t, session, renewal, cheap)
	noCost(t, "refusal of "+renewal, refused)
	if refused.status != http.StatusUnprocessableEntity {
		t.Errorf("a price that was never shown = %d, want 422", refused.status)
	}
	if sibling := w.ask(w.north.people["sibling"], http.MethodGet, renewal, false); sibling.status != http.StatusNotFound {
		t.Errorf("another customer reads the price: %d, want 404", sibling.status)
	}
	owner := w.ask(w.north.people["owner"], http.MethodGet, "/products/"+w.north.objects["domain"]+"/do/domain.renew", false)
	if !strings.Contains(owner.body, costText) || !strings.Contains(owner.body, priceText) {
		t.Error("the owner's renewal shows no cost or no price")
	}
}

func noCost(t *testing.T, where string, a answer) {
	t.Helper()
	for _, word := range []string{costText, "6543", "13.57", ruleText, "毛利", "成本"} {
		if strings.Contains(a.body, word) {
			t.Errorf("%s shows a customer %q", where, word)
		}
	}
}

func TestPricesArePublishedOnlyAsTheyWereShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	owner, rule := w.north.people["owner"], "/prices/rules/"+w.north.objects["rule"]
	loss := url.Values{
		"base": {"fixed"}, "amount": {"60"}, "per": {"12"}, "step": {"1"}, "months": {"0"}, "group": {"0"}, "kind": {"domain"}, "suffix": {".com"}, "until": {"2099-12-31"},
	}
	saved := w.send(t, owner, rule, loss)
	if saved.status != http.StatusSeeOther {
		t.Fatalf("saving = %d, want a redirect", saved.status)
	}
	change := w.ask(owner, http.MethodGet, "/prices/change", false)
	if change.status != http.StatusOK || !strings.Contains(change.body, costText) || !strings.Contains(change.body, canary("north")) {
		t.Fatalf("change = %d, want the cost and the rules", change.status)
	}
	form := url.Values{"fingerprint": {hidden(t, change.body, "fingerprint")}}
	if a := w.send(t, owner, "/prices/change", form); a.status != http.StatusUnprocessableEntity {
		t.Errorf("publishing a loss untyped = %d, want 422", a.status)
	}
	if a := w.send(t, owner, "/prices/change", with(form, "confirm", "5.43", "fingerprint", "x")); a.status != http.StatusUnprocessableEntity {
		t.Errorf("publishing something else = %d, want 422", a.status)
	}
	if a := w.send(t, owner, "/prices/change", with(form, "confirm", "5.43", "", "")); a.status != http.StatusSeeOther {
		t.Errorf("publishing with the loss typed = %d, want a redirect", a.status)
	}
	list := w.ask(owner, http.MethodGet, "/prices", false)
	if !strings.Contains(list.body, "¥60.00") || !strings.Contains(list.body, "-¥5.43") {
		t.Error("the list shows neither the new price nor the loss")
	}
	now, err := w.db.Prices(t.Context(), w.north.reseller)
	if err != nil || now.Version != 2 || now.Rules[0].Suffix != ".com" || now.Rules[0].Until.IsZero() {
		t.Errorf("prices = %+v (%v), want version 2 with the rule", now, err)
	}
}

func with(form url.Values, name, value, other, text string) url.Values {
	all := url.Values{}
	for k, v := range form {
		all[k] = v
	}
	all.Set(name, value)
	if other != "" {
		all.Set(other, text)
	}
	return all
}

func TestARuleIsPreviewedWithAndWithoutScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	owner := w.north.people["owner"]
	form := url.Values{
		"base": {string(panel.BaseCost)}, "percent": {"50"}, "per": {"0"}, "step": {"1000"}, "months": {"0"}, "group": {"0"}, "kind": {"domain"}, "action": {"renew"},
		"suffix": {""}, "do": {"preview"},
	}
	page := w.send(t, owner, "/prices/rules/new", form)
	if page.status != http.StatusOK || !strings.Contains(page.body, "¥100.00") || !strings.Contains(page.body, `value="50"`) {
		t.Errorf("preview without script = %d, want the form with a price of 100", page.status)
	}
	part := w.send(t, owner, "/prices/preview?rule=0", form)
	if part.status != http.StatusOK || !strings.Contains(part.body, "¥100.00") || strings.Contains(part.body, "<html") {
		t.Errorf("preview with script = %d, want a part with a price of 100", part.status)
	}
	form.Set("percent", "much")
	if part := w.send(t, owner, "/prices/preview?rule=0", form); part.status != http.StatusOK || !strings.Contains(part.body, "problem") {
		t.Errorf("preview of nonsense = %d, want the problem", part.status)
	}
	if draft, err := w.db.DraftPrices(t.Context(), w.north.reseller); err != nil || len(draft.Rules) != 1 {
		t.Errorf("rules of the draft = %d (%v), want 1: a preview stores nothing", len(draft.Rules), err)
	}
	if a := w.send(t, owner, "/prices/preview?rule="+w.south.objects["rule"], form); a.status != http.StatusNotFound {
		t.Errorf("preview of another reseller's rule = %d, want 404", a.status)
	}
}
