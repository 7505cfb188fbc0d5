//go:build browser

package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db/pgtest"
)

// demoCustomer is the customer that the demo's portal login belongs to: the
// first of the shop.
const demoCustomer = "1"

// person is a registrant whom nobody has audited yet.
var person = []struct{ field, value string }{
	{"company-cn", "孙小禾"},
	{"lastname-cn", "孙"},
	{"firstname-cn", "小禾"},
	{"state-cn", "浙江"},
	{"city-cn", "杭州市"},
	{"address-cn", "文三路90号数码大厦"},
	{"company-en", "Sun Xiaohe"},
	{"lastname-en", "Sun"},
	{"firstname-en", "Xiaohe"},
	{"state-en", "Zhejiang"},
	{"city-en", "Hangzhou"},
	{"address-en", "90 Wen San Road"},
	{"zipcode", "310000"},
	{"phone", "+86.57188880000"},
	{"fax", "+86.57188880000"},
	{"email", "sun@customer.example"},
}

const personNumber = "330106199003071234"

// TestStory is the main job from end to end, as the people live it: a reseller
// sells a domain and a host, the customer uses them, an admin reads who did what.
func TestStory(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		s := newStory(t, startDemo(t))
		s.chapter("contact", s.contact)
		s.chapter("search", s.searchSeveralSuffixes)
		s.chapter("register", s.register)
		s.chapter("audit", s.audit)
		s.chapter("records", s.records)
		s.chapter("host", s.host)
		s.chapter("portal", func() { s.portal(true) })
		s.chapter("admin", s.admin)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		s := newStory(t, startDemo(t, "--database", pgtest.URL(t)))
		s.chapter("register", s.register)
		s.chapter("records", s.records)
		s.chapter("host", s.host)
		s.chapter("portal", func() { s.portal(false) })
		s.chapter("admin", s.admin)
	})
}

type story struct {
	*browser // the reseller's
	t        *testing.T
	p        *program

	name         string // of the domain
	registrant   string // id of the contact
	domain, zone string // ids of the products
	machine      string // name of the host
}

func newStory(t *testing.T, p *program) *story {
	t.Helper()
	s := &story{browser: newBrowser(t, p.line.URL), t: t, p: p, name: "harvest-moon-2026.com", registrant: "1"}
	s.login(p, "reseller")
	return s
}

// chapter tells how long a part of the story took.
func (s *story) chapter(name string, live func()) {
	began := time.Now()
	live()
	s.t.Logf("%s: %.1f s", name, time.Since(began).Seconds())
}

// contact makes a registrant for the customer.
func (s *story) contact() {
	s.t.Helper()
	s.open("/contacts/new")
	s.fillContact()
	s.send("#contact")
	s.at("/contacts/")
	s.registrant = s.id()
	s.state(words("contacts.state.active"))
}

func (b *browser) fillContact() {
	b.t.Helper()
	b.pick("usertype", "I")
	b.choose("suffix", ".cn")
	b.choose("customer", demoCustomer)
	b.choose("idtype", "SFZ")
	b.fill("idnumber", personNumber)
	for _, f := range person {
		b.fill(f.field, f.value)
	}
}

// searchSeveralSuffixes asks for a name under several suffixes; the answers
// come one by one into the page that is open.
func (s *story) searchSeveralSuffixes() {
	s.t.Helper()
	s.p.trouble(s.t, map[string]any{"call": "cndns.domain.check", "kind": "slow", "delay": "2s", "count": 3})
	s.open("/domains/search?customer=" + demoCustomer)
	s.fill("q", strings.TrimSuffix(s.name, ".com"))
	s.send("#search")
	s.at("/domains/search/")
	evaluate[bool](s.browser, `(document.documentElement.dataset.same = "page") !== ""`)
	register := `main tbody a[href^="/domains/register?"]`
	s.truly("some answers are there while others are awaited", `document.querySelectorAll('main tbody .status-busy').length > 0`)
	s.truly("every suffix is answered", `document.querySelectorAll('main tbody .status-busy').length === 0 && document.querySelectorAll('`+register+`').length >= 5`)
	if evaluate[string](s.browser, `document.documentElement.dataset.same ?? ""`) != "page" {
		s.t.Error("the answers did not stream in: the page was loaded anew")
	}
	s.screenshot("story-search")
	s.link(`main tbody a[href^="/domains/register?"][href*="name=` + s.name + `"]`)
	s.at("customer=" + demoCustomer)
}

// register orders the domain and follows the order to its end.
func (s *story) register() {
	s.t.Helper()
	order := s.registerDomain(s.name, s.registrant)
	s.open("/orders/" + order)
	s.state(words("orders.state.done"))
	s.screenshot("story-order")
	s.link(`main .page-head a[href^="/domains/"], main .page-head a[href^="/products/"]`)
	s.domain = s.id()
	if got := s.p.purchases(s.t, "cndns.domain.create"); len(got) != 1 || got[0].Name != s.name {
		s.t.Fatalf("registrations at the vendor = %v, want %s once", got, s.name)
	}
}

// registerDomain orders a domain for the demo's customer, and returns the order's id.
func (b *browser) registerDomain(name, contact string) string {
	b.t.Helper()
	b.open("/domains/register?name=" + name + "&customer=" + demoCustomer)
	b.choose("contact", contact)
	b.choose("years", "1")
	b.send("#register")
	b.at("/domains/register/confirm")
	b.truly("the price is known", `document.querySelector('main form#confirm button[type=submit]') !== null`)
	b.screenshot("story-confirm")
	b.send("#confirm")
	b.at("/orders/")
	return b.id()
}

// audit sends the documents and follows their review to the end.
func (s *story) audit() {
	s.t.Helper()
	s.open("/domains/" + s.domain)
	s.state(words("domains.state.unverified"))
	s.link(`main a[href="/domains/` + s.domain + `/realname"]`)
	s.pick("ownertype", "I")
	s.pick("orgtype", "PU")
	s.choose("idtype", "SFZ")
	s.fill("contactidcard", personNumber)
	s.fill("contact", "孙小禾")
	s.fill("phone", "+86.57188880000")
	s.upload("idcard", picture(s.t))
	s.send("#realname")
	s.tone("busy")
	s.truly("the documents were taken", `!document.querySelector('main .job') && !document.querySelector('main form#realname')`)
	s.p.control(s.t, http.MethodPost, "/clock", map[string]any{"advance": "5h"}, nil)
	s.state(words("realname.state.pass"))
	s.screenshot("story-audit")
	s.open("/domains/" + s.domain)
	s.state(words("domains.state.active"))
}

// records adds a record to the domain's zone, changes it, and deletes another.
func (s *story) records() {
	s.t.Helper()
	s.open("/domains/" + s.domain)
	s.state(evaluate[string](s.browser, `document.querySelector('main .page-head .status').innerText.trim()`))
	s.link(`main .page-head a[href^="/zones/"]`)
	s.zone = s.id()
	s.addRecord("www", "192.0.2.10")
	s.addRecord("old", "192.0.2.11")
	s.screenshot("story-zone")

	s.open(s.rowHref("192.0.2.10", "/edit"))
	s.fill("value", "192.0.2.20")
	s.send(`[id^="edit-"]`)
	s.row("192.0.2.20", "ok")
	s.noRow("192.0.2.10")

	s.open(s.rowHref("192.0.2.11", "/delete"))
	s.leave(`main form[action$="/delete"] button.btn-danger`)
	s.noRow("192.0.2.11")

	got := map[string]string{}
	for _, r := range s.p.truth(s.t).Domains[s.name].Records {
		got[r.Host] = r.Value
	}
	if got["www"] != "192.0.2.20" || got["old"] != "" {
		s.t.Errorf("records at the vendor = %v, want www at 192.0.2.20 and no old", got)
	}
}

func (b *browser) addRecord(name, value string) {
	b.t.Helper()
	b.fill("name", name)
	b.choose("type", "A")
	b.fill("value", value)
	b.send("#add")
	b.row(value, "ok")
}

// host buys a cloud host and follows it until it runs.
func (s *story) host() {
	s.t.Helper()
	s.fillHost(demoCustomer)
	s.screenshot("story-buy-host")
	s.orderHost("Harvest2026")
	s.at("/orders/")
	s.state(words("orders.state.done"))
	s.link(`main .page-head a[href^="/cloud/"], main .page-head a[href^="/products/"]`)
	s.truly("the page of the host", `location.pathname.startsWith("/cloud/")`)
	s.machine = s.text("main h1")
	s.state(words("cloud.power.running"))
	s.truly("the host has an address", `/\d+\.\d+\.\d+\.\d+/.test(document.querySelector('main').innerText)`)
	s.screenshot("story-host")
	if got := s.p.purchases(s.t, "cndns.cloud.buy"); len(got) != 1 || got[0].Name != s.machine {
		s.t.Fatalf("hosts bought at the vendor = %v, want %s once", got, s.machine)
	}
}

// fillHost fills in the form for a new host, to be opened at once.
func (b *browser) fillHost(customer string) {
	b.t.Helper()
	b.open("/cloud/new")
	b.truly("the catalogue is there", `document.querySelector('main form#cloud') !== null`)
	for _, name := range []string{"cpu", "memory", "place", "os", "unit"} {
		evaluate[bool](b, `(e => { const o = [...e.options].find(o => o.value); e.value = o.value; return Boolean(o); })(document.querySelector('main select[name="`+name+`"]'))`)
	}
	b.fill("disk", "50")
	b.fill("bandwidth", "2")
	b.fill("count", "1")
	if customer != "" {
		b.choose("customer", customer)
	}
	b.pick("open", "1")
}

// orderHost asks for the price and orders, with the password of the new host.
func (b *browser) orderHost(password string) {
	b.t.Helper()
	b.leave(`main form#cloud button[name=step][value=price]`)
	b.at("/cloud/confirm")
	b.priced("#confirm")
	b.fill("password", password)
	b.leave(`main form#confirm button[name=step][value=buy]`)
}

// portal is the customer's own look at it all. The host is restarted there.
func (s *story) portal(screenshots bool) {
	s.t.Helper()
	c := newBrowser(s.t, s.p.line.URL)
	c.login(s.p, "customer")
	c.open("/my")
	if screenshots {
		c.screenshot("story-portal")
	}
	c.truly("the domain in the portal", `document.querySelector('main').innerText.includes("`+s.name+`")`)
	c.open("/my/dns/" + s.zone)
	c.row("192.0.2.20", "ok")
	if got, want := c.text("main .page-head .status"), words("zones.state.active"); strings.TrimSpace(got) != want {
		s.t.Errorf("the zone of a domain that runs is %q in the portal, want %q", got, want)
	}

	c.open("/my")
	host := evaluate[string](c, `([...document.querySelectorAll('main h2 a')].find(a => a.innerText.trim() === "`+s.machine+`")?.pathname ?? "")`)
	if host == "" {
		c.fail("the customer does not see the host %s", s.machine)
	}
	c.open(host)
	c.tone("ok")
	c.link(`main a[href="` + host + `/do/cloud.restart"]`)
	c.send("#operation")
	c.at(host)
	if text := c.text("main"); strings.Contains(text, "CNDNS") || strings.Contains(text, "美橙") {
		s.t.Errorf("the portal names the vendor: %.600s", text)
	}
	eventually(s.t, "the vendor is asked to restart the host", func() bool { return s.p.calls(s.t)["cndns.cloud.restart"] != nil })
	c.open(host)
	c.state(words("cloud.power.running"))
	c.truly("the restart is over", `!document.querySelector('main .job .step-running')`)
}

// admin reads who did what.
func (s *story) admin() {
	s.t.Helper()
	a := newBrowser(s.t, s.p.line.URL)
	a.login(s.p, "admin")
	for _, did := range []struct{ action, object, who string }{
		{"order.place", s.name, "reseller@demo.example"},
		{"order.outcome", s.name, ""},
		{"order.place", "cloud.buy", "reseller@demo.example"},
		{"operation.cloud.restart", s.machine, "customer@demo.example"},
	} {
		a.open("/audit?action=" + did.action + "&object=" + did.object)
		a.truly(did.action+" of "+did.object+" by "+did.who, `[...document.querySelectorAll('main tbody tr')].some(r => r.innerText.includes("`+did.object+`"))`)
		if text := a.text("main tbody"); !strings.Contains(text, did.who) {
			s.t.Errorf("audit of %s %s does not name %s: %.400s", did.action, did.object, did.who, text)
		}
	}
	a.open("/audit")
	a.leave(`main form[action="/audit/verify"] button`)
	a.truly("the chains add up", `document.querySelector('main .alert-ok') !== null`)
	a.screenshot("story-audit-log")
}
