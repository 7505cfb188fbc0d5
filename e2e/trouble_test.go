//go:build browser

package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// said is what a simulated vendor gives as its reason, to be found on a page.
const said = "演练：供应商拒绝"

// flow is one thing that people do at a vendor, which may go wrong.
type flow struct {
	name, call, code string
	// run does it with the given number, so that no two are alike, and stays on
	// the page that tells how it goes.
	run func(b *browser, p *program, n int) (typed string)
	// refused and lost look at the page: the vendor said no, or nothing that can
	// be understood although it acted.
	refused func(b *browser, f flow, typed string)
	lost    func(b *browser, p *program, f flow, typed string, n int)
}

// lostAnswers are the troubles in which the vendor acts and nobody hears it.
var lostAnswers = []string{"silent", "html", "reset"}

var flows = []flow{
	{"register", "cndns.domain.create", "10021", registerInTrouble, orderRefused, orderProven},
	{"renew", "cndns.domain.renew", "11607", renewInTrouble, orderRefused, orderProven},
	{"buy a host", "cndns.cloud.buy", "17009", buyInTrouble, orderRefused, orderHeld},
	{"add a record", "cndns.dns_record.create", "11308", addInTrouble, recordRefused, recordFound},
	{"create a contact", "cndns.contact.create", "11048", contactInTrouble, contactRefused, contactFound},
	{"restart a host", "cndns.cloud.restart", "17109", restartInTrouble, restartRefused, restartUnclear},
}

// TestTroubleIsToldPlainlyAndNothingIsLost makes each flow fail in each way.
func TestTroubleIsToldPlainlyAndNothingIsLost(t *testing.T) {
	t.Parallel()
	p := startDemo(t, hurried...)
	for _, f := range flows {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			b := newBrowser(t, p.line.URL)
			b.login(p, "reseller")
			b.trouble(p, f, "refuse")
			typed := f.run(b, p, 0)
			f.refused(b, f, typed)
			b.screenshot("trouble-refuse-" + strings.ReplaceAll(f.name, " ", "-"))
			for i, kind := range lostAnswers {
				b.trouble(p, f, kind)
				typed := f.run(b, p, i+1)
				f.lost(b, p, f, typed, i+1)
				b.screenshot("trouble-" + kind + "-" + strings.ReplaceAll(f.name, " ", "-"))
			}
		})
	}
}

func (b *browser) trouble(p *program, f flow, kind string) {
	b.t.Helper()
	b.t.Logf("%s: %s", f.name, kind)
	fault := map[string]any{"call": f.call, "kind": kind, "count": 1}
	if kind == "refuse" {
		fault["code"], fault["message"] = f.code, said
	}
	p.trouble(b.t, fault)
}

// shows waits until the page shows every text.
func (b *browser) shows(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		b.truly("the page shows "+text, fmt.Sprintf(`document.querySelector('main').innerText.includes(%q)`, text))
	}
}

func registerInTrouble(b *browser, _ *program, n int) string {
	name := fmt.Sprintf("in-trouble-%d.com", n)
	b.registerDomain(name, "1")
	return name
}

// renewInTrouble renews another domain each time.
func renewInTrouble(b *browser, _ *program, n int) string {
	b.open("/domains?state=active")
	links := evaluate[[]string](b, `[...document.querySelectorAll('main tbody a[href^="/domains/"]')].map(a => a.pathname)`)
	b.open("/products/" + strings.TrimPrefix(links[n], "/domains/") + "/do/domain.renew")
	name := b.text("main .page-text")
	b.fill("years", "1")
	b.send("#operation")
	b.at("/orders/")
	return name
}

func buyInTrouble(b *browser, _ *program, _ int) string {
	b.buy()
	return "50"
}

// orderRefused sees code, text, what was typed, and that nothing was bought.
func orderRefused(b *browser, f flow, typed string) {
	b.state(words("orders.state.failed"))
	b.shows(f.code, said, typed, words("orders.state.failed.text"))
}

// orderProven sees an order that was unknown, never failed, and was done by
// what the vendor shows.
func orderProven(b *browser, p *program, f flow, typed string, _ int) {
	b.unknown()
	b.state(words("orders.state.done"))
	b.shows(typed)
	b.neverFailed()
	n := 0
	for _, one := range p.purchases(b.t, f.call) {
		if one.Name == typed {
			n++
		}
	}
	if n != 1 {
		b.t.Errorf("%s of %s was bought %d times, want once", f.call, typed, n)
	}
}

// orderHeld sees an order that nothing can prove wait for a person.
func orderHeld(b *browser, p *program, f flow, typed string, n int) {
	b.unknown()
	b.state(words("orders.state.held"))
	b.shows(typed, words("orders.state.held.text"))
	b.neverFailed()
	if got := len(p.purchases(b.t, f.call)); got != n {
		b.t.Errorf("%d orders led to %d purchases", n, got)
	}
	b.truly("a person can decide", `document.querySelector('main a[href$="/resolve"]') !== null`)
	if lostAnswers[n-1] == "html" {
		b.readAnswer("系统维护中")
	}
}

// readAnswer opens what the vendor answered, whole, from the page of decisions.
func (b *browser) readAnswer(says string) {
	b.t.Helper()
	b.link(`main a[href$="/resolve"]`)
	b.link(`main a[href*="/replies/"]`)
	if evaluate[bool](b, `document.querySelector("#reply [name=factor]") !== null`) { // the sign-in was a while ago
		b.fill("factor", "rehearsal-reseller")
	}
	b.both("answer-closed")
	b.send("#reply")
	b.shows("<title>"+says, words("orders.reply.whole"))
	b.both("answer-open")
}

func (b *browser) unknown() {
	b.t.Helper()
	b.shows(words("orders.state.unknown"))
}

func (b *browser) neverFailed() {
	b.t.Helper()
	if text := b.text("main"); strings.Contains(text, words("orders.state.failed")) {
		b.t.Errorf("an order without a clear answer was called failed: %.800s", text)
	}
}

func addInTrouble(b *browser, _ *program, n int) string {
	if n == 0 {
		b.open("/zones?q=bailu")
		b.link(`main tbody tr:nth-child(2) a[href^="/zones/"]`)
	}
	value := fmt.Sprintf("192.0.2.%d", 40+n)
	b.fill("name", fmt.Sprintf("trouble%d", n))
	b.choose("type", "A")
	b.fill("value", value)
	b.send("#add")
	return value
}

func recordRefused(b *browser, f flow, typed string) {
	b.row(typed, "bad")
	b.shows(f.code, said, typed)
	b.truly("it can be tried again", `document.querySelector('main form[action$="/retry"]') !== null`)
}

func recordFound(b *browser, p *program, _ flow, typed string, _ int) {
	b.row(typed, "ok")
	n := 0
	for _, domain := range p.truth(b.t).Domains {
		for _, r := range domain.Records {
			if r.Value == typed {
				n++
			}
		}
	}
	if n != 1 {
		b.t.Errorf("the vendor has %s %d times, want once", typed, n)
	}
}

func contactInTrouble(b *browser, _ *program, n int) string {
	name := "孙小" + string([]rune("甲乙丙丁")[n])
	b.open("/contacts/new")
	b.fillContact()
	b.fill("company-cn", name)
	b.send("#contact")
	b.at("/contacts/")
	return name
}

func contactRefused(b *browser, _ flow, typed string) {
	b.state(words("contacts.state.failed"))
	b.shows(typed, said)
	b.link(`main a[href$="/edit"]`)
	if got := evaluate[string](b, `document.querySelector('main [name="company-cn"]').value`); got != typed {
		b.t.Errorf("the form has %q, want %q as typed", got, typed)
	}
	b.truly("the problem stands at its field", `document.querySelector('main [name="address-cn"][aria-invalid=true]') !== null`)
}

func contactFound(b *browser, p *program, _ flow, typed string, _ int) {
	b.state(words("contacts.state.active"))
	n := 0
	for _, c := range p.truth(b.t).Contacts {
		if strings.Contains(string(c), typed) {
			n++
		}
	}
	if n != 1 {
		b.t.Errorf("the vendor has %d contacts %s, want one", n, typed)
	}
}

func restartInTrouble(b *browser, _ *program, n int) string {
	b.open("/cloud?state=active")
	links := evaluate[[]string](b, `[...document.querySelectorAll('main tbody tr')].filter(r => r.querySelector('.status-ok')).map(r => r.querySelector('a[href^="/cloud/"]').pathname)`)
	b.open(links[n])
	b.leave(`main a[href$="/do/cloud.restart"]`)
	b.send("#operation")
	b.open(links[n])
	return b.text("main h1")
}

func restartRefused(b *browser, f flow, typed string) {
	b.truly("the restart is over", `document.querySelector('main .job .step-failed, main .job .error-card') !== null`)
	b.shows(f.code, said, typed, words("jobs.error.next"))
}

// restartUnclear sees that nobody knows whether the host was restarted: it is
// not asked for twice.
func restartUnclear(b *browser, _ *program, _ flow, _ string, _ int) {
	b.shows(words("cloud.job.noanswer"))
	b.truly("the work on it is over", `document.querySelector('main .job .step-running, main .job .step-waiting') === null`)
}
