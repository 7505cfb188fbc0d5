//go:build browser

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tangelo/web/i18n"
)

// TestCustomerTopsUp pays in by Alipay and finds the money in the wallet, then
// asks for a code of WeChat Pay.
func TestCustomerTopsUp(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.login(p, "customer")
	b.inspect("customer", "/my/wallet", nil)
	b.viewport(390, 844)
	b.open("/my/wallet")
	before := b.available()
	b.pick("quick", "500.00")
	b.leave(`main form#topup button[name=account]`)
	top := evaluate[string](b, `location.pathname`)
	b.inspect("customer", top, nil)
	b.viewport(390, 844)
	b.open(top)
	b.leave(`main a[href$="/pay"]`)
	b.truly("Alipay's cashier", fmt.Sprintf(`location.origin !== %q && document.body.innerText.includes("500.00")`, p.line.URL))
	b.leave(`button[value=pay]`)
	b.truly("back at the panel", fmt.Sprintf(`location.pathname === %q`, top))
	b.state(words("payments.topup.state.credited"))
	b.inspect("customer", "/my/topups", nil)
	b.open("/my/wallet")
	if after := b.available(); after != before+50_000 {
		t.Errorf("available before and after = %s, %s", i18n.Money(before), i18n.Money(after))
	}

	b.pick("quick", "100.00")
	b.leave(`main form#topup button[name=account]:nth-of-type(2)`)
	b.truly("a code to scan", `document.querySelector("main svg.qr path") !== null`)
	code := evaluate[string](b, `location.pathname`)
	b.inspect("customer", code, nil)
	b.open(code)
	b.leave(`main a[href*="/pay?code="]`)
	b.leaveBare(`form[action="/pay"] button`)
	b.open(code)
	b.state(words("payments.topup.state.credited"))

	owner := newBrowser(t, p.line.URL)
	owner.login(p, "reseller")
	for _, page := range []string{"/topups", strings.TrimPrefix(top, "/my"), strings.TrimPrefix(code, "/my"), "/topups?q=nothing-is-called-that"} {
		owner.inspect("reseller", page, nil)
	}
}

// leaveBare clicks on a page that is not the panel's.
func (b *browser) leaveBare(selector string) {
	b.t.Helper()
	b.truly(selector+" is there", fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
	b.click(selector)
	b.truly("done", `document.body.innerText.includes("Done")`)
}

var digits = regexp.MustCompile(`[^0-9]`)

// available is what the wallet's page says may be spent, in fen.
func (b *browser) available() (fen int64) {
	b.t.Helper()
	text := evaluate[string](b, `document.querySelector("main .stats .stat-value")?.innerText ?? ""`)
	if _, err := fmt.Sscan(digits.ReplaceAllString(text, ""), &fen); err != nil {
		b.fail("the wallet shows %q: %v", text, err)
	}
	return fen
}
