package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/panel"
)

// addVendor makes an account at CNDNS through the owner's pages and returns its
// form.
func (t *till) addVendor() (page string, form url.Values) {
	t.Helper()
	at := t.world.Line().CNDNS
	form = url.Values{
		"vendor": {"cndns"}, "label": {"CNDNS"}, "username": {at.Username}, "email": {at.Email}, "password": {at.Password},
		"url_api": {at.API}, "url_dmcheck": {at.DMCheck}, "url_support": {at.Support}, "panel_only": {"1"}, "then": {"show"},
	}
	a := t.post(t.owner, "/vendors", form)
	if a.status != http.StatusSeeOther {
		t.Fatalf("new account = %d: %s", a.status, a.body)
	}
	return a.to + "/edit", form
}

var typedCeiling = regexp.MustCompile(`value="0"[^>]*name="ceiling"`)

// TestWhatHoldsSpendingBackAsksForAFreshFactor takes the ceiling away long after
// the login.
func TestWhatHoldsSpendingBackAsksForAFreshFactor(tt *testing.T) {
	tt.Parallel()
	t := openTill(tt, panel.VendorAlipay, "sqlite://"+filepath.Join(tt.TempDir(), "panel.db"))
	page, form := t.addVendor()
	var id int64
	_, err := fmt.Sscanf(page, "/vendors/%d/edit", &id)
	t.no(err)
	ceiling := func() panel.Fen {
		v, err := t.db.VendorAccount(t.Context(), panel.SystemActor(0), id)
		t.no(err)
		return v.Settings.Ceiling
	}
	form.Del("password")
	t.pass(6 * time.Minute)
	form.Set("label", "renamed")
	if a := t.post(t.owner, page, form); a.status != http.StatusSeeOther {
		t.Errorf("a new label = %d, want it taken without a factor", a.status)
	}
	form.Set("ceiling", "0")

	without := t.post(t.owner, page, form)
	kept := ceiling()
	form.Set("factor", "long enough for all")
	with := t.post(t.owner, page, form)

	if without.status != http.StatusUnprocessableEntity || kept == panel.NoCeiling || !typedCeiling.MatchString(without.body) {
		t.Errorf("without a factor: %d, ceiling %d, or what was typed is lost", without.status, kept)
	}
	if with.status != http.StatusSeeOther || ceiling() != panel.NoCeiling {
		t.Errorf("with a factor: %d, ceiling %d", with.status, ceiling())
	}
}

// TestAddressesElsewhereAreRefused enters addresses that are neither the vendor's
// nor the operator's, of vendors and of payment providers.
func TestAddressesElsewhereAreRefused(tt *testing.T) {
	tt.Parallel()
	t := openTill(tt, panel.VendorAlipay, "sqlite://"+filepath.Join(tt.TempDir(), "panel.db"))
	vendor, form := t.addVendor()
	till := url.Values{"provider": {"alipay"}, "label": {"another till"}, "app_key": {t.world.Line().Alipay.AppPrivateKey}}
	for name, value := range t.account.Settings.Public {
		till.Set(name, value)
	}
	before, err := t.db.VendorAccounts(t.Context(), panel.SystemActor(0))
	t.no(err)
	for _, page := range []struct {
		address string
		form    url.Values
	}{{"/vendors", form}, {vendor, form}, {"/payments", till}} {
		for _, address := range []string{"https://elsewhere.example", "http://169.254.169.254", "http://2130706433:80", "http://[::ffff:127.0.0.1]:8080", "http://openapi.alipay.com:22"} {
			page.form.Set("url_api", address)

			a := t.post(t.owner, page.address, page.form)

			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="f-url-api-problem"`) ||
				!strings.Contains(a.body, "PANEL_VENDOR_HOSTS") || !strings.Contains(a.body, `value="`+address+`"`) {
				t.Errorf("%s at %s: %d", address, page.address, a.status)
			}
		}
	}
	after, err := t.db.VendorAccounts(t.Context(), panel.SystemActor(0))
	t.no(err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the accounts changed (-before +after):\n%s", diff)
	}
	till.Set("url_api", "https://openapi.alipay.com/")
	if a := t.post(t.owner, "/payments", till); a.status != http.StatusSeeOther {
		t.Errorf("the documented address = %d", a.status)
	}
}
