package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// mirrored is what the books say that the vendor holds of north's.
func (w *world) mirrored(t *testing.T) string {
	t.Helper()
	id, err := strconv.ParseInt(w.north.objects["vendor"], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.db.VendorMirror(t.Context(), panel.SystemActor(w.north.reseller), id)
	if err != nil {
		t.Fatal(err)
	}
	return a.Posted().Yuan()
}

// TestTheVendorsSideOfTheBooks goes through the page of a vendor account: a
// payment and a correction, each posted twice, and what is wrong at its field.
func TestTheVendorsSideOfTheBooks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	owner, path := w.north.people["owner"], "/ledger/vendors/"+w.north.objects["vendor"]
	begin, err := panel.ParseYuan(w.mirrored(t))
	if err != nil {
		t.Fatal(err)
	}
	day := w.app.Now().In(panel.China).Format("2006-01-02")
	payment := url.Values{"amount": {"500"}, "reference": {"slip 17"}, "day": {day}, "form_key": {service.NewFormKey()}}
	fix := url.Values{"balance": {"1,234.50"}, "reason": {"bought by hand"}, "form_key": {service.NewFormKey()}}
	for _, step := range []struct {
		to   string
		form url.Values
		want string
	}{{"/payment", payment, (begin + 500_00).Yuan()}, {"/mirror", fix, "1234.50"}} {
		for range 2 {
			if a := w.post(t, owner, path+step.to, step.form); a.status != http.StatusSeeOther || a.to != path {
				t.Fatalf("%s = %d to %q: %s", step.to, a.status, a.to, a.body)
			}
		}
		if got := w.mirrored(t); got != step.want {
			t.Errorf("mirror after %s = %s, want %s", step.to, got, step.want)
		}
	}
	for name, tt := range map[string]struct {
		to, field string
		form      url.Values
	}{
		"no amount":            {"/payment", "amount", url.Values{"reference": {"y"}, "day": {day}}},
		"a slip again":         {"/payment", "again", url.Values{"amount": {"500"}, "reference": {"slip 17"}, "day": {day}}},
		"no reason":            {"/mirror", "reason", url.Values{"balance": {"7"}}},
		"half a fen":           {"/mirror", "balance", url.Values{"balance": {"7.005"}, "reason": {"x"}}},
		"what it says already": {"/mirror", "balance", url.Values{"balance": {"1234.50"}, "reason": {"x"}}},
	} {
		tt.form.Set("form_key", service.NewFormKey())
		a := w.post(t, owner, path+tt.to, tt.form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `name="`+tt.field+`"`) || !strings.Contains(a.body, tt.form.Get("form_key")) {
			t.Errorf("%s = %d, want 422, the field %s and the same form", name, a.status, tt.field)
		}
	}
	if got := w.mirrored(t); got != "1234.50" {
		t.Errorf("mirror after bad forms = %s, want what it was", got)
	}
	if a := w.ask(owner, "GET", "/ledger", false); !strings.Contains(a.body, `href="`+path+`"`) {
		t.Errorf("the books (%d) do not lead to the vendor's side", a.status)
	}
}

// TestAnIncidentLeadsToWhatSettlesIt opens incidents of the sweep, of the
// balance and of the books.
func TestAnIncidentLeadsToWhatSettlesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	vendor := w.north.objects["vendor"]
	account, err := strconv.ParseInt(vendor, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		kind   panel.IncidentKind
		detail map[string]any
		want   []string
	}{
		{panel.OrphanResource, map[string]any{"kind": "zone", "name": "a.com"}, []string{"/products/adopt?account=" + vendor + "&amp;kind=zone&amp;name=a.com", "/ledger/vendors/" + vendor}},
		{panel.MissingAtVendor, map[string]any{"kind": "zone", "name": "a.com", "product": 7}, []string{"/products/7", "/ledger/vendors/" + vendor}},
		{panel.BalanceOff, map[string]any{"balance": "12.00", "difference": "-2.00", "since.cost": "-7.00"}, []string{"/ledger/vendors/" + vendor, "-¥2.00", "其间已扣成本"}},
		{panel.BooksWrong, map[string]any{"count": 1}, []string{`href="/ledger"`}},
	} {
		i := db.NewIncident{Kind: tt.kind, ResellerID: w.north.reseller, AccountID: account, Subject: "zone a.com", Detail: tt.detail}
		if tt.kind == panel.BooksWrong {
			i.AccountID = 0
		}
		if err := w.db.Within(t.Context(), func(tx *db.Tx) error {
			_, err := tx.OpenIncident(t.Context(), i)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		open, err := w.db.Incidents(t.Context(), panel.SystemActor(w.north.reseller), db.IncidentFilter{Kind: tt.kind, Open: true, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		a := w.ask(w.north.people["owner"], "GET", "/incidents/"+strconv.FormatInt(open[0].ID, 10), false)
		for _, want := range tt.want {
			if !strings.Contains(a.body, want) {
				t.Errorf("page of %s (%d) does not show %q", tt.kind, a.status, want)
			}
		}
	}
}
