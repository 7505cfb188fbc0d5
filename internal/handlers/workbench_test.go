package handlers_test

import (
	"bytes"
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/handlers"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/service"
	"tangelo/internal/vault"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// bench is a panel over the simulated vendors with one owner at its workbench.
type bench struct {
	t       *testing.T
	app     *service.App
	db      *db.DB
	file    string // of the database
	site    http.Handler
	world   *sandbox.World
	session string
	account string   // vendor account, as in addresses
	seen    []string // every page that was shown
	log     *locked
}

type locked struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, file: filepath.Join(t.TempDir(), "panel.db"), log: &locked{}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	b.world, err = sandbox.Start(t.Context(), sandbox.Options{Now: time.Now})
	must(err)
	t.Cleanup(func() { _ = b.world.Close() })
	b.db, err = db.Open(t.Context(), "sqlite://"+b.file, time.Now)
	must(err)
	t.Cleanup(func() { _ = b.db.Close() })
	must(b.db.Migrate(t.Context()))
	keys, err := vault.Open(b.file + ".key")
	must(err)
	log := slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b.app = service.New(service.Options{DB: b.db, Vault: keys, Now: time.Now, Log: log, CallLimit: 2 * time.Second, VendorHosts: []string{"127.0.0.1"}})
	b.site = handlers.New(b.app, handlers.Config{PublicURL: "http://panel.example", Log: log}).Handler()
	_, err = b.app.AddAccount(t.Context(), panel.Actor{System: true}, service.NewAccount{
		Role: panel.RoleOwner, Email: "owner@shop.example", Name: "Owner", Reseller: "Shop", Password: "long enough for all",
	})
	must(err)
	in, err := b.app.Login(t.Context(), service.LoginForm{Email: "owner@shop.example", Password: "long enough for all", IP: "192.0.2.1"})
	must(err)
	b.session, b.account = in.SessionID, "1"
	owner, err := b.db.UserByEmail(t.Context(), "owner@shop.example")
	must(err)
	line := b.world.Line().CNDNS
	_, err = b.app.SaveVendor(t.Context(), panel.Actor{UserID: owner.ID, Role: panel.RoleOwner, ResellerID: owner.ResellerID, SteppedUp: time.Now()}, service.VendorForm{
		Vendor: panel.VendorCNDNS, Label: "CNDNS", Secrets: map[string]string{"password": line.Password},
		Settings: panel.VendorSettings{Username: line.Username, Email: line.Email, BaseURLs: map[string]string{"api": line.API, "dmcheck": line.DMCheck, "support": line.Support}},
	})
	must(err)
	return b
}

// ask opens a page, or sends a form, and keeps what was shown.
func (b *bench) ask(address string, form url.Values) answer {
	b.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req := httptest.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	req.Header.Set("Accept-Language", "en")
	req.AddCookie(&http.Cookie{Name: "sid", Value: b.session})
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	b.site.ServeHTTP(rec, req)
	b.seen = append(b.seen, rec.Body.String())
	return answer{status: rec.Code, body: html.UnescapeString(rec.Body.String()), to: rec.Header().Get("Location")}
}

var keyField = regexp.MustCompile(`name="form_key" value="([0-9a-f]+)"`)

// form opens the form of a call and fills it in. do is "send" or "dry".
func (b *bench) form(call, do, confirm string, params map[string]string) url.Values {
	b.t.Helper()
	page := b.ask("/workbench/"+b.account+"/"+call, nil)
	key := keyField.FindStringSubmatch(page.body)
	if page.status != http.StatusOK || key == nil {
		b.t.Fatalf("form of %s = %d without a key", call, page.status)
	}
	form := url.Values{"form_key": {key[1]}, "do": {do}, "confirm": {confirm}}
	for name, value := range params {
		form.Set("p."+name, value)
	}
	return form
}

// send makes a call by its form and gives its run page when it has ended.
func (b *bench) send(call, confirm string, params map[string]string) answer {
	b.t.Helper()
	sent := b.ask("/workbench/"+b.account+"/"+call, b.form(call, "send", confirm, params))
	if sent.status != http.StatusSeeOther || !strings.HasPrefix(sent.to, "/workbench/runs/") {
		b.t.Fatalf("sending %s = %d to %q: %s", call, sent.status, sent.to, sent.body)
	}
	waiting := b.ask(sent.to, nil)
	if !strings.Contains(waiting.body, `http-equiv="refresh"`) {
		b.t.Errorf("the page of a call under way does not load itself anew")
	}
	b.work()
	return b.ask(sent.to, nil)
}

// work takes steps of every due job.
func (b *bench) work() {
	b.t.Helper()
	for range 50 {
		jobs, err := b.db.Jobs(b.t.Context(), panel.SystemActor(0), db.JobFilter{Open: true})
		if err != nil {
			b.t.Fatal(err)
		}
		due := false
		for _, j := range jobs {
			if !j.NextAt.After(time.Now()) {
				due = true
				if err := b.app.Step(context.WithoutCancel(b.t.Context()), j.ID); err != nil {
					b.t.Fatal(err)
				}
			}
		}
		if !due {
			return
		}
	}
}

func (b *bench) mustShow(a answer, status int, words ...string) {
	b.t.Helper()
	if a.status != status {
		b.t.Errorf("status = %d, want %d", a.status, status)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			b.t.Errorf("the page does not show %q", w)
		}
	}
}

func TestTheWorkbenchFindsCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.mustShow(b.ask("/workbench", nil), http.StatusOK, "cndns.domain.detail", "cndns.cloud.buy", "/workbench/1/cndns.cloud.buy")
	found := b.ask("/workbench?account=1&q=renew+cloud&effect=buy", nil)
	b.mustShow(found, http.StatusOK, "cndns.cloud.renew")
	if strings.Contains(found.body, "cndns.domain.renew") {
		t.Error("the search finds what does not hold every word")
	}
	b.mustShow(b.ask("/workbench?account=1&q=nothing-is-called-that", nil), http.StatusOK, "No such call")
	b.mustShow(b.ask("/workbench/1/cndns.no.such", nil), http.StatusNotFound)
}

func TestABadFormKeepsWhatWasTypedAndNoSecret(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, do := range []string{"send", "dry"} {
		form := b.form("cndns.cloud.modify_system_password", do, "", map[string]string{"cloudname": "S26 2491", "cloudpassword": "canary-typed-secret"})
		got := b.ask("/workbench/1/cndns.cloud.modify_system_password", form)
		b.mustShow(got, http.StatusUnprocessableEntity, `id="f-p-cloudname-problem"`, "No spaces", `value="S26 2491"`, form.Get("form_key"))
		if strings.Contains(got.body, "canary-typed-secret") {
			t.Errorf("%s: the secret is shown again", do)
		}
	}
}

// TestCallsByHand goes the whole way of a call that reads, sets, destroys and buys.
func TestCallsByHand(t *testing.T) {
	t.Parallel()
	b := newBench(t)

	read := b.send("cndns.domain.detail", "", map[string]string{"domainname": "juzi-shop.com"})
	b.mustShow(read, http.StatusOK, "The vendor says it is done.", `"DomainName": "juzi-shop.com"`, "/calls/", " ms", ">200<")

	dry := b.ask("/workbench/1/cndns.cloud.modify_system_password", b.form("cndns.cloud.modify_system_password", "dry", "", map[string]string{"cloudname": "S262491", "cloudpassword": "Canary-dry-1"}))
	b.mustShow(dry, http.StatusOK, "GET http://127.0.0.1", "cloudname = S262491", "cloudpassword = ••••••", "Nothing has been sent.")
	for _, word := range []string{"checksum", "otime", "Canary-dry-1", b.world.Line().CNDNS.Password} {
		if strings.Contains(dry.body, word) {
			t.Errorf("the dry run shows %q", word)
		}
	}
	b.mustShow(b.send("cndns.cloud.power_off", "S262491", map[string]string{"cloudname": "S262491"}), http.StatusOK, "The vendor says it is done.")
	b.mustShow(b.send("cndns.cloud.modify_system_password", "", map[string]string{"cloudname": "S262491", "cloudpassword": "Canary-set-1"}), http.StatusOK, "cloudpassword = ••••••")

	refused := b.send("cndns.domain.detail", "", map[string]string{"domainname": "not-ours.com"})
	b.mustShow(refused, http.StatusOK, "The vendor refused", "Meaning")

	unconfirmed := b.ask("/workbench/1/cndns.cloud.start", b.form("cndns.cloud.power_off", "send", "", nil))
	b.mustShow(unconfirmed, http.StatusUnprocessableEntity)
	unconfirmed = b.ask("/workbench/1/cndns.cloud.power_off", b.form("cndns.cloud.power_off", "send", "S2", map[string]string{"cloudname": "S262491"}))
	b.mustShow(unconfirmed, http.StatusUnprocessableEntity, "Type S262491 to confirm")
}

// TestACallInterruptedWhileItWasSentIsUnknown leaves a call as a killed process
// does: begun, without an answer in the log.
func TestACallInterruptedWhileItWasSentIsUnknown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	sent := b.ask("/workbench/1/cndns.cloud.restart", b.form("cndns.cloud.restart", "send", "", map[string]string{"cloudname": "S262491"}))
	open, err := b.db.Jobs(t.Context(), panel.SystemActor(0), db.JobFilter{Open: true, Kind: "vendor.call"})
	if err != nil || len(open) != 1 {
		t.Fatalf("open calls = %d (%v), want one", len(open), err)
	}
	err = b.db.Within(t.Context(), func(tx *db.Tx) error {
		job, _, err := tx.ClaimJob(t.Context(), open[0].ID, time.Minute, "test")
		if err != nil {
			return err
		}
		job.Input["begun"] = "2026-11-21T00:00:00Z"
		return tx.PauseJob(t.Context(), job, tx.Now)
	})
	if err != nil {
		t.Fatal(err)
	}
	b.work()
	page := b.ask(sent.to, nil)
	b.mustShow(page, http.StatusOK, "No clear answer", "The vendor may have acted.", "This call was begun once")
	for _, word := range []string{"Nothing was sent", "can be sent again", ">Failed<"} {
		if strings.Contains(page.body, word) {
			t.Errorf("the page says %q of a call that may have reached the vendor", word)
		}
	}
}

func TestABuyingCallIsAnOrderThatIsSentOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	call := "cndns.domain.renew"
	params := map[string]string{"domainname": "juzi-shop.com", "years": "1"}
	form := b.form(call, "send", "juzi-shop.com", params)
	first := b.ask("/workbench/1/"+call, form)
	second := b.ask("/workbench/1/"+call, form)
	if first.to == "" || second.to != first.to {
		t.Fatalf("the form sent twice leads to %q and %q, want one run", first.to, second.to)
	}
	b.mustShow(b.ask("/workbench/1/"+call, b.form(call, "send", "juzi-shop.com", params)), http.StatusConflict)
	b.work()
	b.mustShow(b.ask(first.to, nil), http.StatusOK, "/orders/1", "Done")

	b.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Refuse, Code: "10021", Count: 1})
	b.mustShow(b.send(call, "juzi-shop.com", params), http.StatusOK, "Failed", "10021")
	b.world.Board.Set(trouble.Fault{Call: "cndns.cloud.renew", Kind: trouble.Reset, Count: 1})
	lost := b.send("cndns.cloud.renew", "S262491", map[string]string{"cloudname": "S262491", "timetype": "5"})
	b.mustShow(lost, http.StatusOK, "Being checked", "never sent again by itself")
	if n := len(b.world.CNDNS.Purchases()); n != 2 {
		t.Errorf("purchases at the vendor = %d, want the first and the one whose answer was lost", n)
	}
}

// platformPassword asks the vendor for a secret, past the panel.
func (b *bench) platformPassword(host string) string {
	b.t.Helper()
	line := b.world.Line().CNDNS
	client := cndns.New(cndns.Config{Username: line.Username, Email: line.Email, Password: endpoint.Secret(line.Password), BaseURLs: map[string]string{"api": line.API}, Hosts: []string{"127.0.0.1"}})
	info, err := client.CloudInfo(b.t.Context(), cndns.Named{CloudName: host})
	if err != nil || len(info.PlatformPassword) < 4 {
		b.t.Fatalf("the vendor gives no password: %v", err)
	}
	return info.PlatformPassword.Reveal()
}

// TestNoSecretOfACallIsShownOrKept makes calls that take and give secrets, also
// through trouble, and searches all that was shown, logged and stored.
func TestNoSecretOfACallIsShownOrKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	secrets := map[string]string{
		"typed": "Canary-pass-1", "typed in a refused call": "Canary-pass-2", "typed in a lost call": "Canary-pass-3", "of the account": b.world.Line().CNDNS.Password,
		"of an order in doubt": "CanaryPass4", "given by the vendor": b.platformPassword("S262491"),
	}
	b.send("cndns.cloud.shutdown", "", map[string]string{"cloudname": "S262491"})
	set := func(host, secret string) answer {
		return b.send("cndns.cloud.modify_system_password", "", map[string]string{"cloudname": host, "cloudpassword": secret})
	}
	b.mustShow(set("S262491", secrets["typed"]), http.StatusOK, "The vendor says it is done.")
	b.mustShow(set("S999999", secrets["typed in a refused call"]), http.StatusOK, "The vendor refused", "17102")
	b.world.Board.Set(trouble.Fault{Call: "cndns.cloud.modify_system_password", Kind: trouble.Status500, Count: 1})
	b.mustShow(set("S262491", secrets["typed in a lost call"]), http.StatusOK, "No clear answer")
	b.mustShow(b.send("cndns.cloud.info", "", map[string]string{"cloudname": "S262491"}), http.StatusOK, "[redacted]")
	b.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Status500, Count: 1})
	bought := b.send("cndns.domain.create", "tangelo-canary.com", map[string]string{"domainname": "tangelo-canary.com", "userid": "1", "years": "1", "domainpass": secrets["of an order in doubt"]})
	b.mustShow(bought, http.StatusOK, "Being checked", "domainpass = ••••••")
	for _, address := range []string{"/calls", "/calls/1", "/calls/2", "/jobs", "/jobs/1", "/jobs/2", "/audit", "/orders/1", "/workbench", "/workbench/1/cndns.cloud.modify_system_password?run=2"} {
		b.mustShow(b.ask(address, nil), http.StatusOK)
	}

	places := map[string][]byte{"pages": []byte(strings.Join(b.seen, "\n")), "log": b.log.text.Bytes()}
	for _, file := range []string{b.file, b.file + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		places[file] = content
	}
	for place, content := range places {
		if len(content) < 100 {
			t.Errorf("%s holds %d bytes: nothing was searched", place, len(content))
		}
		for what, secret := range secrets {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s: the secret %s is in the clear", place, what)
			}
		}
	}
}
