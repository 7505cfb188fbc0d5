//go:build browser

package e2e

import "testing"

// TestManyRenewalsAtOnce makes a plan of everything that ends within a month,
// confirms it and follows it to its end.
func TestManyRenewalsAtOnce(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.login(p, "reseller")
	for _, page := range []struct{ name, address string }{
		{"renewals", "/renewals"}, {"forecast", "/renewals/forecast"}, {"tonight", "/renewals/tonight?when=week"}, {"log", "/renewals/log"}, {"overview", "/"},
	} {
		b.opens(page.name, page.address)
	}
	b.open("/renewals")
	b.click(`button[name=which][value=all]`)
	if !b.eventually(`document.getElementById("confirm-name") !== null || document.querySelector("form[action$='/confirm']") !== null`) {
		b.fail("the plan is never ready")
	}
	b.both("plan")
	b.axe("a plan")
	word := b.attribute(`#confirm-name`, "data-must-be")
	b.fill("confirm", word)
	b.click(`form[action$="/confirm"] button:not([type=button])`)
	if !b.eventually(`document.querySelector("form[action$='/confirm']") === null && document.querySelector("main .stats") !== null`) {
		b.fail("the plan does not run")
	}
	b.pictures("progress") // it loads itself: no time for more
	if !b.eventually(`document.querySelector(".stat-value") !== null && document.querySelector("form[action$='/pause']") === null`) {
		b.fail("the plan never ends")
	}
	b.both("done")
	b.axe("a plan that ran")

	customer := newBrowser(t, p.line.URL)
	customer.login(p, "customer")
	customer.opens("my", "/my")
	customer.opens("notices", "/my/notices")
}

// opens opens a page and takes a picture of it, wide and narrow.
func (b *browser) opens(name, address string) {
	b.t.Helper()
	b.open(address)
	b.both(name)
}

// attribute is an attribute of the first element that a selector finds.
func (b *browser) attribute(selector, name string) string {
	b.t.Helper()
	return evaluate[string](b, `document.querySelector(`+"`"+selector+"`"+`)?.getAttribute("`+name+`") ?? ""`)
}
