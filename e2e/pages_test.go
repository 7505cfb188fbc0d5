//go:build browser

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"tangelo/internal/handlers"
)

// finds says on which page the first link of a kind stands, and how it looks;
// its last group is what {kind} stands for in the addresses below.
type finds struct{ kind, on, link string }

var consoleFinds = []finds{
	{"domain", "/domains", `^/domains/(\d+)$`},
	{"unverified", "/domains?state=unverified", `^/domains/(\d+)$`},
	{"transfer", "/domains?state=transfer", `^/domains/(\d+)$`},
	{"failed", "/domains?state=failed", `^/domains/(\d+)$`},
	{"host", "/cloud?state=active", `^/cloud/(\d+)$`},
	{"stopped", "/cloud?state=stopped", `^/cloud/(\d+)$`},
	{"unopened", "/cloud?state=not_created", `^/cloud/(\d+)$`},
	{"order", "/orders", `^/orders/(\d+)$`},
	{"done", "/orders?state=done", `^/orders/(\d+)$`},
	{"asking", "/orders?state=approval", `^/orders/(\d+)$`},
	{"held", "/orders?state=held", `^/orders/(\d+)$`},
	{"refused", "/orders?state=failed", `^/orders/(\d+)$`},
	{"contact", "/contacts", `^/contacts/(\d+)$`},
	{"customer", "/customers", `^/customers/(\d+)$`},
	{"zone", "/zones", `^/zones/(\d+)$`},
	{"record", "/zones/{zone}", `^/zones/\d+/records/(\d+)/edit$`},
}

// visit is one person's way through the site.
type visit struct {
	role  string
	finds []finds
	pages []string
}

var visits = []visit{
	{"", nil, []string{"/login", "/login/factor"}},
	{"reseller", append(consoleFinds,
		finds{"incident", "/incidents", `^/incidents/(\d+)$`},
		finds{"job", "/jobs", `^/jobs/(\d+)$`},
		finds{"badjob", "/jobs?state=failed", `^/jobs/(\d+)$`},
		finds{"call", "/calls", `^/calls/(\d+)$`},
		finds{"vendor", "/vendors", `^/vendors/(\d+)$`},
		finds{"payaccount", "/payments", `^/payments/(\d+)$`},
		finds{"run", "/workbench?account=1", `^/workbench/runs/(\d+)$`},
		finds{"offer", "/prices", `^/prices/offers/(\d+)$`},
		finds{"rule", "/prices/rules", `^/prices/rules/(\d+)$`},
		finds{"staff", "/staff", `^/staff/(\d+)$`},
		finds{"mirror", "/ledger", `^/ledger/vendors/(\d+)$`},
		finds{"payer", "/ledger?kind=charge&state=posted", `^/customers/(\d+)/wallet$`},
		finds{"charged", "/customers/{payer}/wallet", `^/ledger/transfers/(\d+)/refund$`},
		finds{"bought", "/orders?q=pages-cart", `^/orders/(\d+)$`},
		finds{"purchase", "/orders/{bought}", `^/purchases/(\d+)$`},
		finds{"user", "/customers/1", `^/customers/1/users/(\d+)$`},
	), []string{
		"/cart", "/cart?customer=1", "/cart/register?name=pages-other.com&customer=1", "/purchases/{purchase}", "/prices/portal",
		"/", "/account", "/account/factor", "/approvals", "/orders/{asking}", "/settings/approvals", "/settings/approvals/people", "/audit", "/calls", "/calls/{call}", "/cloud", "/cloud/new", "/cloud/{host}", "/cloud/{unopened}",
		"/contacts", "/contacts/new", "/contacts/{contact}", "/contacts/{contact}/edit", "/contacts/{contact}/delete",
		"/customers", "/customers/new", "/customers/{customer}", "/customers/{customer}/edit", "/customers/1/users/new", "/customers/1/users/{user}",
		"/domains", "/domains?q=nothing-is-called-that", "/domains/register?name=pages-test.com", "/domains/search", "/domains/transfer",
		"/domains/{domain}", "/domains/{unverified}", "/domains/{failed}", "/domains/{unverified}/realname", "/domains/{unverified}/realname/drop",
		"/incidents", "/incidents?state=all", "/incidents/{incident}",
		"/customers/1/wallet", "/customers/{payer}/wallet", "/customers/1/wallet/adjust", "/customers/1/statement", "/customers/{payer}/statement",
		"/customers/1/statement/print", "/ledger", "/ledger?q=nothing-is-called-that", "/ledger/transfers/{charged}/refund",
		"/ledger/vendors/{mirror}",
		"/jobs", "/jobs/{job}", "/jobs/{badjob}", "/orders", "/orders/{order}", "/orders/{done}", "/orders/{refused}", "/orders/{held}", "/orders/{held}/resolve",
		"/prices", "/prices/offers/{offer}", "/prices/rules", "/prices/rules/new", "/prices/rules/{rule}", "/prices/change", "/prices/groups",
		"/products", "/products/adopt", "/products/{domain}/assign", "/products/{domain}/do/domain.renew", "/products/{host}/do/cloud.rebuild",
		"/products/{host}/do/cloud.restart", "/products/{stopped}/do/cloud.upgrade", "/realname", "/staff", "/staff/new", "/staff/{staff}",
		"/payments", "/payments/new", "/payments/new?provider=wechatpay", "/payments/{payaccount}", "/payments/{payaccount}/edit", "/topups",
		"/renewals", "/renewals?q=nothing-is-called-that", "/renewals/plans", "/renewals/tonight?when=week", "/renewals/forecast", "/renewals/log", "/renewals/products/{domain}",
		"/vendors", "/vendors/new", "/vendors/new?vendor=sendcloud", "/vendors/{vendor}", "/vendors/{vendor}/edit",
		"/workbench", "/workbench?account=1&q=nothing-is-called-that", "/workbench/1/cndns.contact.create", "/workbench/1/cndns.cloud.rebuild", "/workbench/1/cndns.domain.create",
		"/workbench/runs/{run}",
		"/zones", "/zones/new", "/zones/{zone}", "/zones/{zone}/records/{record}/edit", "/zones/{zone}/records/{record}/delete",
	}},
	{"admin", nil, []string{"/", "/admin", "/admin/resellers", "/admin/resellers/new", "/admin/rehearsal", "/admin/safety", "/admin/callbacks", "/admin/callbacks/strays", "/incidents", "/audit", "/calls", "/jobs", "/workbench", "/account"}},
	{"staff", consoleFinds[:1], []string{"/", "/domains", "/domains/{domain}", "/customers", "/jobs", "/account"}},
	{"customer", []finds{
		{"product", "/my", `^/my/products/(\d+)$`},
		{"host", "/my", `^/my/products/(\d+)/do/cloud\.`},
		{"renewable", "/my", `^/my/products/(\d+)/do/domain\.renew$`},
		{"zone", "/my/dns", `^/my/dns/(\d+)$`},
		{"record", "/my/dns/{zone}", `^/my/dns/\d+/records/(\d+)/edit$`},
		{"order", "/my/orders", `^/my/orders/(\d+)$`},
		{"purchase", "/my/orders/{order}", `^/my/purchases/(\d+)$`},
	}, []string{
		"/my", "/my/products/{product}", "/my/products/{host}", "/my/products/{host}/do/cloud.restart", "/my/orders", "/my/orders/{order}",
		"/my/dns", "/my/dns/{zone}", "/my/dns/{zone}/records/{record}/edit", "/my/dns/{zone}/records/{record}/delete", "/account", "/account/factor",
		"/my/notices", "/my/wallet", "/my/topups", "/my/statement", "/my/statement/print",
		"/my/search", "/my/cloud/new", "/my/cart", "/my/cart/register?name=pages-other.com", "/my/purchases/{purchase}", "/my/products/{renewable}/do/domain.renew",
	}},
}

// TestEveryPageIsAccessibleAndFits opens every page as each person who has it.
func TestEveryPageIsAccessibleAndFits(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	for _, v := range visits {
		t.Run("as "+v.role, func(t *testing.T) {
			t.Parallel()
			b := newBrowser(t, p.line.URL)
			if v.role != "" {
				b.login(p, v.role)
			}
			if v.role == "customer" {
				b.renewInPortal() // a customer without orders sees none of their pages
				b.buyTogether("/my/cart", "pages-mine-1.com", "pages-mine-2.com")
				b.toCart("/my/cart", "pages-mine-3.com")
			}
			if v.role == "reseller" {
				b.buyTogether("/cart", "pages-cart-1.com", "pages-cart-2.com")
				b.toCart("/cart", "pages-cart-3.com")
			}
			ids := v.ids(b)
			for _, page := range v.pages {
				b.inspect(v.role, page, ids)
			}
		})
	}
}

func (b *browser) renewInPortal() {
	b.t.Helper()
	b.open("/my")
	b.link(`main a[href$="/do/domain.renew"]`)
	b.priced("#operation")
	b.send("#operation")
	b.at("/my/orders/")
}

func (v visit) ids(b *browser) map[string]string {
	b.t.Helper()
	ids := map[string]string{}
	for _, f := range v.finds {
		b.open(fill(f.on, ids))
		links := evaluate[[]string](b, `[...document.querySelectorAll('main a[href]')].map(a => a.pathname)`)
		for _, link := range links {
			if found := regexp.MustCompile(f.link).FindStringSubmatch(link); found != nil {
				ids[f.kind] = found[1]
				break
			}
		}
	}
	return ids
}

var blank = regexp.MustCompile(`\{(\w+)\}`)

// fill puts the ids that were found into an address; a kind of which the demo
// has none stays.
func fill(path string, ids map[string]string) string {
	return blank.ReplaceAllStringFunc(path, func(s string) string {
		if id := ids[s[1:len(s)-1]]; id != "" {
			return id
		}
		return s
	})
}

// inspect looks at one page in light, dark, at 390 and at 320 px.
func (b *browser) inspect(role, page string, ids map[string]string) {
	b.t.Helper()
	path := fill(page, ids)
	if strings.Contains(path, "{") {
		b.t.Errorf("the demo has no page %s for %q", page, role)
		return
	}
	what := role + " " + page
	name := strings.Trim(strings.NewReplacer("/", "-", "{", "", "}", "", "?", "-", "=", "-").Replace(role+page), "-")
	b.viewport(1440, 900)
	b.open(path)
	if status := evaluate[int](b, `performance.getEntriesByType("navigation")[0].responseStatus`); status != 200 {
		b.t.Errorf("%s answers %d", what, status)
		return
	}
	b.axe(what + " in light")
	b.screenshot(name)
	b.theme("dark")
	b.axe(what + " in dark")
	b.screenshot(name + "-dark")
	b.theme("light")
	b.viewport(390, 844)
	b.axe(what + " at 390 px")
	b.overflow(what + " at 390 px")
	b.screenshot(name + "-390")
	b.viewport(320, 640)
	b.overflow(what + " at 320 px")
}

// theme shows the page as it looks with the cookie of the theme, at once.
func (b *browser) theme(name string) {
	b.t.Helper()
	evaluate[int](b, fmt.Sprintf(`(() => {
		document.documentElement.dataset.theme = %q;
		document.body.offsetHeight;
		const moving = document.getAnimations();
		moving.forEach(a => { try { a.finish(); } catch { a.cancel(); } });
		return moving.length;
	})()`, name))
}

func TestTheThemeCookieMakesPagesDark(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	if _, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "theme", Value: "dark", URL: p.line.URL}); err != nil {
		t.Fatal(err)
	}
	b.open("/login")
	if got := evaluate[string](b, `document.documentElement.dataset.theme`); got != "dark" {
		t.Errorf("theme = %q, want dark", got)
	}
	if got := evaluate[string](b, `getComputedStyle(document.documentElement).colorScheme`); got != "dark" {
		t.Errorf("colour scheme = %q, want dark", got)
	}
}

// unseen are the routes that are no pages, or pages that another test opens.
var unseen = map[string]string{
	"/healthz":                               "no page",
	"/setup":                                 "there is a person already",
	"/callbacks/cndns/{token}":               "for vendors",
	"/domains/{id}/realname/pictures/{part}": "a file",
	"/products/{id}":                         "leads on to the kind's own page",
	"/domains/search/{id}":                   "the story opens it",
	"/domains/register/confirm":              "the story opens it",
	"/cloud/confirm":                         "the story opens it",
	"/my/cloud/confirm":                      "whoever buys a host in the portal opens it",
	"/my/search/{id}":                        "the shopping in the portal opens it",
	"/orders/{id}/replies/{reply}":           "whoever reads the answer to a purchase that is held opens it",
	"/my/topups/{id}":                        "the customer who tops up opens it",
	"/my/topups/{id}/pay":                    "the customer who tops up opens it",
	"/my/topups/{id}/return":                 "the provider leads to it",
	"/topups/{id}":                           "the reseller opens it after a customer topped up",
	"/renewals/plans/{plan}":                 "whoever renews many at once opens it",
	"/contacts/{id}/progress":                "a stream",
	"/domains/{id}/realname/progress":        "a stream",
	"/customers/{id}/statement.csv":          "a file",
	"/my/statement.csv":                      "a file",
}

func TestNoPageIsForgotten(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`\{\w+\}|/\d+|(do/)[\w.]+|cndns\.[\w.]+`)
	shape := func(path string) string {
		path, _, _ = strings.Cut(path, "?")
		return number.ReplaceAllStringFunc(path, func(s string) string {
			if strings.HasPrefix(s, "/") {
				return "/{}"
			}
			if strings.HasPrefix(s, "do/") {
				return "do/{}"
			}
			return "{}"
		})
	}
	opened := map[string]bool{}
	for _, v := range visits {
		for _, page := range v.pages {
			opened[shape(page)] = true
		}
	}
	for _, route := range handlers.New(nil, handlers.Config{Rehearsal: &handlers.Rehearsal{}}).Routes() {
		_, known := unseen[route.Pattern]
		if route.Method == "GET" && !known && !strings.HasSuffix(route.Pattern, "/stream") && !opened[shape(strings.ReplaceAll(route.Pattern, "do/{op}", "do/x"))] {
			t.Errorf("nobody opens %s", route.Pattern)
		}
	}
}

// TestFormsWorkWithoutScript signs in, adds a DNS record and runs an operation
// in a browser that runs no script.
func TestFormsWorkWithoutScript(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.login(p, "reseller")

	b.open("/zones?q=bailu")
	b.link(`main tbody a[href^="/zones/"]`)
	b.addRecord("noscript", "192.0.2.99")

	b.open("/cloud?state=active")
	b.link(`main tbody a[href^="/cloud/"]`)
	b.link(`main a[href$="/do/cloud.restart"]`)
	b.send("#operation")
	eventually(t, "the vendor is asked to restart the host", func() bool { return p.calls(t)["cndns.cloud.restart"] != nil })
}
