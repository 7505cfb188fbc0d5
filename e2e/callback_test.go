//go:build browser

package e2e

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	ownerEmail    = "owner@kill.example"
	ownerPassword = "a long enough secret 7"
)

// shop is a panel as it is installed, with the simulated vendors as a process
// of their own, so that the panel alone can be killed.
type shop struct {
	t       *testing.T
	vendors *program
	panel   *program
	env     []string
	url     string
}

// newShop makes an owner and a vendor account by the command line, and serves.
func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, vendors: start(t, true, nil, "sandbox", "--json", "--fresh", "--speed", "60")}
	addr := freeAddr(t)
	s.url = "http://" + addr
	s.env = []string{"PANEL_DATA=" + t.TempDir(), "PANEL_ADDR=" + addr, "PANEL_PUBLIC_URL=" + s.url, "PANEL_VENDOR_HOSTS=127.0.0.1"}
	s.command(ownerPassword, "user", "add", "--role", "owner", "--email", ownerEmail, "--password-stdin")
	v := s.vendors.line.CNDNS
	s.command(v.Password, "vendor", "set", "--reseller-id", "1", "--vendor", "cndns", "--label", "CNDNS", "--username", v.Username,
		"--email", v.Email, "--url", "api="+v.API, "--url", "dmcheck="+v.DMCheck, "--url", "support="+v.Support, "--secret-stdin")
	s.serve()
	return s
}

// freeAddr is a port that is free now: the panel must be reachable at the same
// address before and after it is killed, for the vendor keeps it.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (s *shop) command(stdin string, args ...string) {
	s.t.Helper()
	path, err := binary()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.CommandContext(s.t.Context(), path, args...)
	cmd.Env, cmd.Stdin = append(os.Environ(), s.env...), strings.NewReader(stdin+"\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("panel %s: %v\n%s", strings.Join(args[:2], " "), err, out)
	}
}

func (s *shop) serve() {
	s.t.Helper()
	s.panel = start(s.t, false, s.env, "serve")
	waitHTTP(s.t, s.url+"/healthz")
}

func (s *shop) owner() *browser {
	s.t.Helper()
	b := newBrowser(s.t, s.url)
	b.signIn(ownerEmail, ownerPassword)
	return b
}

// buy orders a host that is opened at once, and returns the order's id.
func (b *browser) buy() string {
	b.t.Helper()
	b.fillHost("")
	b.orderHost("Harvest2026")
	b.at("/orders/")
	return b.id()
}

// TestAHostIsCreatedOnceWhateverHappens creates hosts whose callback is
// lost, or comes twice, and kills the panel while one is being created.
func TestAHostIsCreatedOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, fault string
		kill        bool
		told        int // callbacks that must reach the panel; -1: how many there are is chance
	}{
		{"callback lost", "callback_lost", false, 0},
		{"callback duplicated", "callback_duplicated", false, 2},
		{"panel killed", "", true, -1},
		{"panel killed and callback lost", "callback_lost", true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			if c.fault != "" {
				s.vendors.trouble(t, map[string]any{"call": "cndns.cloud.create_host", "kind": c.fault})
			}
			b := s.owner()
			order := b.buy()
			if c.kill {
				eventually(t, "the host is being created", func() bool { return s.vendors.calls(t)["cndns.cloud.create_host"] != nil })
				b.away()
				s.panel.kill()
				s.serve()
			}
			b.once(s.vendors, order)
			if got := s.told(); c.told >= 0 && got != c.told {
				t.Errorf("callbacks that the panel took = %d, want %d", got, c.told)
			}
		})
	}
}

// told counts the callbacks that the panel took.
func (s *shop) told() (n int) {
	s.t.Helper()
	var truth struct {
		Callbacks []struct {
			Lost   bool `json:"lost"`
			Status int  `json:"status"`
		} `json:"callbacks"`
	}
	s.vendors.control(s.t, http.MethodGet, "/truth/cndns", nil, &truth)
	for _, c := range truth.Callbacks {
		if !c.Lost && c.Status == http.StatusOK {
			n++
		}
	}
	return n
}

// away leaves the panel: an open page would complain when it dies.
func (b *browser) away() {
	b.t.Helper()
	b.navigate("about:blank")
}

// once follows a bought host until it runs, and sees that it happened once:
// one purchase, one product, one result.
func (b *browser) once(vendors *program, order string) {
	b.t.Helper()
	b.open("/orders/" + order)
	b.state(words("orders.state.done"))
	b.open(b.href(`main .page-head a[href^="/cloud/"], main .page-head a[href^="/products/"]`))
	b.state(words("cloud.power.running"))
	host := b.text("main h1")
	b.truly("the host has an address", `/\d+\.\d+\.\d+\.\d+/.test(document.querySelector('main').innerText)`)
	if got := vendors.purchases(b.t, "cndns.cloud.buy"); len(got) != 1 || got[0].Name != host {
		b.t.Errorf("hosts bought at the vendor = %v, want %s once", got, host)
	}
	if got := b.results(words("cloud.job.done")); got != 1 {
		b.t.Errorf("the history says %d times that the host was opened, want once", got)
	}
	b.open("/cloud")
	if got := evaluate[int](b, `document.querySelectorAll('main tbody tr[id^="host-"]').length`); got != 1 {
		b.t.Errorf("hosts in the panel = %d, want 1", got)
	}
}

// results counts how often the jobs of the present page say a sentence.
func (b *browser) results(sentence string) (n int) {
	b.t.Helper()
	jobs := evaluate[[]string](b, `[...document.querySelectorAll('main a[href^="/jobs/"]')].map(a => a.pathname)`)
	slices.Sort(jobs)
	for _, job := range slices.Compact(jobs) {
		b.open(job)
		b.truly("the job is over", `document.querySelector('main .page-head .status-busy') === null`)
		n += evaluate[int](b, fmt.Sprintf(`[...document.querySelectorAll('main .step')].filter(s => s.innerText.includes(%q)).length`, sentence))
	}
	return n
}

// TestAKilledPurchaseIsNeverSentAgain kills the panel, and the vendors with
// it, while a purchase is on its way: the vendor has executed it, the panel
// never heard. A domain proves itself; a host is held for a person.
func TestAKilledPurchaseIsNeverSentAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		call, end string
		buy       func(b *browser) string
	}{
		{"cndns.domain.create", "done", func(b *browser) string { return b.registerDomain("killed-in-time.com", "1") }},
		{"cndns.cloud.buy", "held", (*browser).buy},
	} {
		t.Run(c.call, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			p := startDemo(t, append([]string{"--data", data}, hurried...)...)
			p.trouble(t, map[string]any{"call": c.call, "kind": "silent", "count": 1})
			b := newBrowser(t, p.line.URL)
			b.login(p, "reseller")
			order := c.buy(b)
			eventually(t, "the vendor has executed the purchase", func() bool { return len(p.purchases(t, c.call)) == 1 })
			b.away()
			p.kill()

			p = startDemo(t, append([]string{"--data", data}, hurried...)...)
			p.control(t, http.MethodDelete, "/faults", nil, nil)
			b = newBrowser(t, p.line.URL)
			b.login(p, "reseller")
			b.open("/orders/" + order)
			b.state(words("orders.state." + c.end))
			b.truly("the order was unknown", fmt.Sprintf(`document.querySelector('main').innerText.includes(%q)`, words("orders.state.unknown")))
			if got := p.purchases(t, c.call); len(got) != 1 {
				t.Errorf("purchases at the vendor = %v, want one", got)
			}
		})
	}
}
