package handlers_test

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// post sends a form as a browser does.
func (w *world) post(t *testing.T, session, path string, form url.Values) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://panel.example"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "sid", Value: session})
	rec := httptest.NewRecorder()
	w.site.ServeHTTP(rec, r)
	return answer{status: rec.Code, body: rec.Body.String(), to: rec.Header().Get("Location")}
}

// available is what the customer of north may spend.
func (w *world) available(t *testing.T) string {
	t.Helper()
	owner := panel.SystemActor(w.north.reseller)
	found, err := w.db.Transfers(t.Context(), owner, db.TransferFilter{Kind: panel.TransferTopUpBank, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.db.Wallet(t.Context(), owner, found[0].CustomerID)
	if err != nil {
		t.Fatal(err)
	}
	return a.Available().Yuan()
}

// TestMoneyPages goes through the pages of one customer's wallet: 100 paid in,
// 30 charged, 30 held, so 40 are available at the start.
func TestMoneyPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.statementAsATable(t)
	w.correctionsAndRefunds(t)
	w.paymentsBookOnce(t)
}

func (w *world) paymentsBookOnce(t *testing.T) {
	t.Helper()
	owner, path := w.north.people["owner"], "/customers/"+w.north.objects["customer"]+"/wallet"
	form := url.Values{"kind": {"topup.bank"}, "amount": {"50"}, "reference": {"slip 9"}, "form_key": {service.NewFormKey()}}
	form.Set("day", w.app.Now().In(panel.China).Format("2006-01-02"))
	before := w.available(t)
	for range 2 {
		if a := w.post(t, owner, path, form); a.status != http.StatusSeeOther || a.to != path {
			t.Fatalf("payment = %d to %q: %s", a.status, a.to, a.body)
		}
	}
	after := w.available(t)
	if before != "71.50" || after != "121.50" {
		t.Errorf("available before and after = %s, %s; want 71.50 and 121.50", before, after)
	}

	form.Set("form_key", service.NewFormKey())
	a := w.post(t, owner, path, form)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `name="again"`) || !strings.Contains(a.body, form.Get("form_key")) {
		t.Errorf("the same slip in a new form = %d, without the question or with another key", a.status)
	}
	form.Set("again", "on")
	if a := w.post(t, owner, path, form); a.status != http.StatusSeeOther || w.available(t) != "171.50" {
		t.Errorf("the slip again on purpose = %d, available %s", a.status, w.available(t))
	}
	form.Set("amount", "7")
	if a := w.post(t, owner, path, form); a.status != http.StatusConflict {
		t.Errorf("a used form with another amount = %d, want 409", a.status)
	}
}

func (w *world) correctionsAndRefunds(t *testing.T) {
	t.Helper()
	owner, customer := w.north.people["owner"], w.north.objects["customer"]
	adjust, refund := "/customers/"+customer+"/wallet/adjust", "/ledger/transfers/"+w.north.objects["charge"]+"/refund"
	for name, tt := range map[string]struct {
		path   string
		form   url.Values
		status int
		left   string
	}{
		"too much":    {adjust, url.Values{"kind": {"debit"}, "amount": {"41.51"}, "reason": {"x"}}, http.StatusUnprocessableEntity, "41.50"},
		"no reason":   {adjust, url.Values{"kind": {"debit"}, "amount": {"1"}}, http.StatusUnprocessableEntity, "41.50"},
		"no kind":     {adjust, url.Values{"amount": {"1"}, "reason": {"x"}}, http.StatusUnprocessableEntity, "41.50"},
		"over-refund": {refund, url.Values{"amount": {"30.01"}, "reason": {"x"}}, http.StatusUnprocessableEntity, "41.50"},
		"of a hold":   {"/ledger/transfers/" + w.north.objects["held"] + "/refund", url.Values{"amount": {"1"}, "reason": {"x"}}, http.StatusConflict, "41.50"},
	} {
		tt.form.Set("form_key", service.NewFormKey())
		if a := w.post(t, owner, tt.path, tt.form); a.status != tt.status || w.available(t) != tt.left {
			t.Errorf("%s = %d, available %s; want %d, %s", name, a.status, w.available(t), tt.status, tt.left)
		}
	}
	good := url.Values{"amount": {"30"}, "reason": {"x"}, "form_key": {service.NewFormKey()}}
	if a := w.post(t, owner, refund, good); a.status != http.StatusSeeOther || w.available(t) != "71.50" {
		t.Errorf("refund = %d, available %s", a.status, w.available(t))
	}
	if a := w.ask(owner, "GET", refund, false); a.status != http.StatusOK || strings.Contains(a.body, `id="refund"`) {
		t.Errorf("a charge that was given back in full still has a form (%d)", a.status)
	}
	if a := w.post(t, owner, "/ledger/check", nil); a.status != http.StatusOK || !strings.Contains(a.body, "账本无误") {
		t.Errorf("check of the books = %d", a.status)
	}
}

func (w *world) statementAsATable(t *testing.T) {
	t.Helper()
	owner, customer := w.north.people["owner"], w.north.objects["customer"]
	form := url.Values{"kind": {"credit"}, "amount": {"1.5"}, "reason": {"=1+1, \"so\""}, "form_key": {service.NewFormKey()}}
	if a := w.post(t, owner, "/customers/"+customer+"/wallet/adjust", form); a.status != http.StatusSeeOther {
		t.Fatalf("correction = %d", a.status)
	}
	for person, path := range map[string]string{"owner": "/customers/" + customer + "/statement.csv", "customer": "/my/statement.csv"} {
		a := w.ask(w.north.people[person], "GET", path, false)
		text, marked := strings.CutPrefix(a.body, "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || !marked || a.status != http.StatusOK {
			t.Fatalf("%s: %d, mark %t, %v", person, a.status, marked, err)
		}
		var got [][]string
		for _, row := range rows {
			got = append(got, append([]string{row[1]}, row[5:]...))
		}
		word := canary("north")
		want := [][]string{
			{"事项", "说明", "金额（元）", "余额（元）"},
			{"期初余额", "", "", "0.00"},
			{"银行转账", word, "100.00", "100.00"},
			{"扣费", word, "-30.00", "70.00"},
			{"调增", `'=1+1, "so"`, "1.50", "71.50"},
			{"期末余额", "", "", "71.50"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: what, note, amount, balance (-want +got):\n%s", person, diff)
		}
	}
	for _, month := range []string{"2000-01", "9999-01", "nonsense", ""} {
		if a := w.ask(w.north.people["customer"], "GET", "/my/statement?month="+month, false); a.status != http.StatusOK {
			t.Errorf("statement of %q = %d", month, a.status)
		}
	}
	if a := w.ask(w.north.people["sibling"], "GET", "/my/statement.csv", false); strings.Contains(a.body, canary("north")) {
		t.Error("a sibling reads the customer's statement")
	}
}
