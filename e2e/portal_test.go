//go:build browser

package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// priced waits until a form knows what will be paid, and lets it be.
func (b *browser) priced(form string) {
	b.t.Helper()
	b.truly("the price is known", fmt.Sprintf(`document.querySelector('main form%s .price button.btn-primary[type=submit]') !== null`, form))
}

// toCart puts names into the demo customer's cart.
func (b *browser) toCart(root string, names ...string) {
	b.t.Helper()
	query := url.Values{"name": names}
	if root == "/cart" {
		query.Set("customer", demoCustomer)
	}
	b.open(root + "/register?" + query.Encode())
	b.registrant()
	b.send("#register")
	b.at(root)
	b.priced("#order")
}

// registrant chooses the first one that can be used.
func (b *browser) registrant() {
	b.t.Helper()
	first := evaluate[string](b, `[...document.querySelector('main select[name=contact]').options].find(o => o.value !== "0" && !o.text.includes(".com"))?.value ?? ""`)
	if first == "" {
		b.fail("the customer has no registrant")
	}
	b.choose("contact", first)
}

// buyTogether orders several names at once.
func (b *browser) buyTogether(root string, names ...string) {
	b.t.Helper()
	b.toCart(root, names...)
	b.send("#order")
	b.at("/purchases/")
}

// noCost fails when a page of the portal names the vendor or speaks of costs.
func noCost(b *browser, what string) {
	b.t.Helper()
	text := b.text("main")
	for _, word := range []string{"CNDNS", "美橙", "供应商", words("prices.cost"), words("prices.margin")} {
		if strings.Contains(text, word) {
			b.t.Errorf("%s shows a customer %q: %.600s", what, word, text)
		}
	}
}

// TestCustomersShopOnThePhone searches, puts two names into the cart and orders
// them together.
func TestCustomersShopOnThePhone(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.viewport(390, 844)
	b.login(p, "customer")
	b.open("/my/search")
	b.fill("q", "lantern-shop-2026.com lantern-shop-2027.com")
	b.send("#search")
	b.at("/my/search/")
	b.truly("both names can be chosen", `document.querySelectorAll('main input[name=name]').length === 2`)
	noCost(b, "the search")
	b.screenshot("portal-search-390")
	for i := range 2 {
		b.click(fmt.Sprintf(`main tbody tr:nth-child(%d) input[name=name]`, i+1))
	}
	b.leave(`main form#pick button[type=submit]`)
	b.at("/my/cart/register")
	b.registrant()
	b.screenshot("portal-cart-register-390")
	b.send("#register")
	b.at("/my/cart")
	b.priced("#order")
	b.overflow("the cart")
	noCost(b, "the cart")
	b.screenshot("portal-cart-390")
	b.viewport(1440, 900)
	b.screenshot("portal-cart")
	b.viewport(390, 844)
	b.send("#order")
	b.at("/my/purchases/")
	b.truly("both orders are done", `document.querySelectorAll('main tbody .status-ok').length === 2`)
	b.screenshot("portal-purchase-390")
	noCost(b, "the purchase")
	if got := p.purchases(t, "cndns.domain.create"); len(got) != 2 {
		t.Errorf("registrations at the vendor = %v, want both names once", got)
	}
}

// TestRenewingTakesThreeTaps renews a service from its card on a phone.
func TestRenewingTakesThreeTaps(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.viewport(390, 844)
	b.login(p, "customer")
	b.open("/my/wallet")
	before := b.text("main .stats")
	b.open("/my")
	taps := 0
	tap := func(selector string) {
		t.Helper()
		taps++
		b.leave(selector)
	}
	tap(`main .service a[href$="/do/domain.renew"]`)
	b.at("/do/domain.renew")
	b.priced("#operation")
	text := b.text("main .price")
	for _, said := range []string{words("op.until"), words("prices.wallet"), words("prices.wallet.after"), words("prices.pay")} {
		if !strings.Contains(text, said) {
			t.Errorf("the page does not say %q: %s", said, text)
		}
	}
	b.overflow("the renewal")
	b.screenshot("portal-renew-390")
	tap(`main form#operation .price button.btn-primary[type=submit]`)
	b.at("/my/orders/")
	if taps > 3 {
		t.Errorf("a renewal takes %d taps, want three at most", taps)
	}
	b.state(words("portal.order.done"))
	b.screenshot("portal-order-done-390")
	if got := p.purchases(t, "cndns.domain.renew"); len(got) != 1 {
		t.Errorf("renewals at the vendor = %v, want one", got)
	}
	b.open("/my/wallet")
	if after := b.text("main .stats"); after == before {
		t.Errorf("the wallet is as it was: %s", after)
	}
	t.Logf("taps: %d", taps)
}

// TestBuyingAHostTakesThreeTaps fills in the form for a host on a phone, sees
// its price, pays it from the wallet, and follows it until it runs.
func TestBuyingAHostTakesThreeTaps(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.viewport(390, 844)
	b.login(p, "customer")
	b.open("/my/wallet")
	before := b.text("main .stats")
	b.open("/my")
	b.looks("portal-home-buy")
	b.leave(`main .page-head a[href="/my/cloud/new"]`)
	b.truly("the catalogue is there", `document.querySelector('main form#cloud') !== null`)
	for _, name := range []string{"account", "customer", "coupon", "voucher", "unit", "open"} {
		if evaluate[bool](b, fmt.Sprintf(`document.querySelector('main [name=%q]') !== null`, name)) {
			t.Errorf("the form asks a customer for %q", name)
		}
	}
	b.tooDear()
	b.choose("memory", "1024")
	b.fill("bandwidth", "2")
	b.choose("os", "debian8_64")
	b.choose("term", "3")
	b.looks("portal-host-form")
	taps := 0
	tap := func(selector string) {
		t.Helper()
		taps++
		b.leave(selector)
	}
	tap(`main form#cloud button[name=step][value=price]`)
	b.at("/my/cloud/confirm")
	b.priced("#confirm")
	b.saysOfTheHost()
	b.fill("password", "phone-host-1")
	b.looks("portal-host-price")
	tap(`main form#confirm button[name=step][value=buy]`)
	b.at("/my/orders/")
	if taps > 3 {
		t.Errorf("a host takes %d taps, want three at most", taps)
	}
	b.state(words("portal.order.done"))
	b.looks("portal-host-order")
	bought := p.purchases(t, "cndns.cloud.buy")
	if len(bought) != 1 {
		t.Fatalf("hosts bought at the vendor = %v, want one", bought)
	}
	b.link(`main a[href^="/my/products/"]`)
	noCost(b, "the host while it is set up")
	b.tone("ok")
	b.looks("portal-host")
	if text := b.text("main"); !strings.Contains(text, bought[0].Name) || strings.Contains(text, "phone-host-1") {
		t.Errorf("the page of the host lacks its name %s, or shows its password: %s", bought[0].Name, text)
	}
	b.open("/my/wallet")
	if after := b.text("main .stats"); after == before {
		t.Errorf("the wallet is as it was: %s", after)
	}
	t.Logf("taps: %d", taps)
}

// TestAHostIsOrderedFromTheCart puts one beside a name, and orders both.
func TestAHostIsOrderedFromTheCart(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.viewport(390, 844)
	b.login(p, "customer")
	b.toCart("/my/cart", "lantern-host-2026.com")
	b.leave(`main .page-head a[href="/my/cloud/new"]`)
	b.truly("the catalogue is there", `document.querySelector('main form#cloud') !== null`)
	b.leave(`main form#cloud button[name=step][value=price]`)
	b.at("/my/cloud/confirm")
	b.priced("#confirm")
	b.fill("password", "short")
	b.leave(`main form#confirm button[name=step][value=cart]`)
	b.truly("the password is refused at its field", `document.querySelector('main form#confirm .field-bad input[name=password]') !== null`)
	b.looks("portal-host-password")
	b.fill("password", "phone-host-2")
	b.leave(`main form#confirm button[name=step][value=cart]`)
	b.at("/my/cart")
	b.priced("#order")
	b.looks("portal-host-cart")
	b.send("#order")
	b.at("/my/purchases/")
	b.truly("both orders are done", `document.querySelectorAll('main tbody .status-ok').length === 2`)
	if got := p.purchases(t, "cndns.cloud.buy"); len(got) != 1 {
		t.Errorf("hosts bought at the vendor = %v, want one", got)
	}
}

// saysOfTheHost checks what the price of the host says.
func (b *browser) saysOfTheHost() {
	b.t.Helper()
	text := b.text("main .price")
	for _, said := range []string{"1 GB", "2 Mbps", "Debian", words("prices.period.months", "Count", 3), words("prices.pay"), words("prices.wallet.after"), words("prices.fixed")} {
		if !strings.Contains(text, said) {
			b.t.Errorf("the page does not say %q: %s", said, text)
		}
	}
}

// tooDear asks for a host that the wallet does not cover, and comes back to the
// form as it was filled in.
func (b *browser) tooDear() {
	b.t.Helper()
	b.choose("memory", "16384")
	b.choose("term", "36")
	b.leave(`main form#cloud button[name=step][value=price]`)
	b.at("/my/cloud/confirm")
	b.truly("what is missing is said, with the way to the wallet", `document.querySelector('main .price .problem') && document.querySelector('main .price a[href="/my/wallet"]') !== null`)
	if evaluate[bool](b, `document.querySelector('main button[name=step][value=buy]:not([disabled],[aria-disabled=true])') !== null`) {
		b.t.Error("a host that the wallet does not cover can be ordered")
	}
	b.looks("portal-host-short")
	b.leave(`main .price a[href^="/my/cloud/new?"]`)
	if got := evaluate[string](b, `document.querySelector('main select[name=memory]').value + " " + document.querySelector('main select[name=term]').value`); got != "16384 36" {
		b.t.Errorf("the form came back with %q, want what was chosen", got)
	}
}

// looks checks a page of the portal as a customer sees it on the phone, at the
// desk and in the dark.
func (b *browser) looks(name string) {
	b.t.Helper()
	noCost(b, name)
	b.overflow(name)
	b.axe(name)
	b.screenshot(name + "-390")
	b.theme("dark")
	b.axe(name + " in dark")
	b.screenshot(name + "-390-dark")
	b.viewport(1440, 900)
	b.screenshot(name + "-dark")
	b.theme("light")
	b.screenshot(name)
	b.viewport(390, 844)
}

// TestAHostThatWasNotOpenedIsOpenedByItsOwner buys a host whose opening the
// vendor refuses, and opens it from its page with another password.
func TestAHostThatWasNotOpenedIsOpenedByItsOwner(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.viewport(390, 844)
	b.login(p, "customer")
	b.open("/my/cloud/new")
	b.truly("the catalogue is there", `document.querySelector('main form#cloud') !== null`)
	b.leave(`main form#cloud button[name=step][value=price]`)
	b.at("/my/cloud/confirm")
	b.priced("#confirm")
	p.trouble(t, map[string]any{"call": "cndns.cloud.create_host", "kind": "refuse", "code": "17105", "message": said, "count": 1})
	b.fill("password", "phone-host-1")
	b.leave(`main form#confirm button[name=step][value=buy]`)
	b.at("/my/orders/")
	b.state(words("portal.order.done"))
	order := b.path()
	b.link(`main dd a[href^="/my/products/"]`)
	b.shows(words("portal.unopened.failed"))
	if text := b.text("main"); strings.Contains(text, said) || strings.Contains(text, "17105") {
		t.Errorf("the customer reads the vendor's words: %s", text)
	}
	noCost(b, "the host that was not opened")
	b.looks("portal-host-unopened")
	b.open(order)
	b.shows(words("portal.unopened.failed"))
	b.looks("portal-order-unopened")
	b.leave(`main .alert a[href$="/do/cloud.create"]`)
	b.fill("password", "phone-host-2")
	b.looks("portal-host-open")
	b.send("#operation")
	b.at("/my/products/")
	b.tone("ok")
	if bought := p.purchases(t, "cndns.cloud.buy"); len(bought) != 1 {
		t.Errorf("hosts bought = %v, want one", bought)
	}
}
