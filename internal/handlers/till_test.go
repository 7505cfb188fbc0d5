package handlers_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/handlers"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/service"
	"tangelo/internal/vault"
)

// till is a panel with one customer, served over HTTP, and the simulators of both
// payment providers. vendor is the provider that a test pays with.
type till struct {
	*testing.T
	app      *service.App
	db       *db.DB
	world    *sandbox.World
	server   *httptest.Server
	log      *lines
	stopped  atomic.Pointer[time.Time]
	ahead    atomic.Int64
	vendor   panel.Vendor
	account  panel.VendorAccount
	reseller int64
	customer int64
	buyer    string // sessions
	owner    string
	admin    string
}

// lines keeps a log in memory.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// tills runs a test for both providers on SQLite.
func tills(t *testing.T, run func(t *till)) {
	t.Helper()
	for _, vendor := range panel.PayProviders {
		t.Run(string(vendor), func(t *testing.T) {
			t.Parallel()
			run(openTill(t, vendor, "sqlite://"+filepath.Join(t.TempDir(), "panel.db")))
		})
	}
}

func (t *till) now() time.Time {
	at := time.Now()
	if stopped := t.stopped.Load(); stopped != nil {
		at = *stopped
	}
	return at.Add(time.Duration(t.ahead.Load()))
}

// stop lets no more time pass by itself.
func (t *till) stop() {
	at := time.Now()
	t.stopped.Store(&at)
}

func (t *till) no(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openTill(tt *testing.T, vendor panel.Vendor, database string) *till {
	tt.Helper()
	t := &till{T: tt, vendor: vendor, log: &lines{}}
	var err error
	t.world, err = sandbox.Start(t.Context(), sandbox.Options{Fresh: true, Speed: -1, Now: t.now})
	t.no(err)
	t.Cleanup(func() { _ = t.world.Close() })
	t.db, err = db.Open(t.Context(), database, t.now)
	t.no(err)
	t.Cleanup(func() { _ = t.db.Close() })
	t.no(t.db.Migrate(t.Context()))
	keys, err := vault.Open(filepath.Join(t.TempDir(), "key.json"))
	t.no(err)
	log := slog.New(slog.NewJSONHandler(t.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	t.server = httptest.NewUnstartedServer(nil)
	public := "http://" + t.server.Listener.Addr().String()
	t.app = service.New(service.Options{DB: t.db, Vault: keys, Now: t.now, Log: log, PublicURL: public, CallLimit: 5 * time.Second, VendorHosts: []string{"127.0.0.1"}})
	t.server.Config.Handler = handlers.New(t.app, handlers.Config{PublicURL: public, Log: log, Proxies: []*net.IPNet{{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)}}}).Handler()
	t.server.Start()
	t.Cleanup(t.server.Close)
	t.people()
	t.open()
	return t
}

func (t *till) people() {
	t.Helper()
	w := &world{app: t.app, db: t.db}
	t.admin = w.session(t.T, service.NewAccount{Role: panel.RoleAdmin, Email: "admin@panel.example", Name: "admin"})
	t.owner = w.session(t.T, service.NewAccount{Role: panel.RoleOwner, Email: "owner@shop.example", Name: "Owner", Reseller: "Shop"})
	owner, err := t.db.UserByEmail(t.Context(), "owner@shop.example")
	t.no(err)
	t.reseller = owner.ResellerID
	w.within(t.T, func(tx *db.Tx) (err error) {
		t.customer, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: t.reseller, Name: "Customer", Kind: panel.CustomerPerson})
		return err
	})
	t.buyer = w.session(t.T, service.NewAccount{Role: panel.RoleCustomer, Email: "buyer@customer.example", Name: "Buyer", ResellerID: t.reseller, CustomerID: t.customer})
}

// open makes the account through the owner's pages.
func (t *till) open() {
	t.Helper()
	at := t.world.Line()
	form := url.Values{
		"provider": {"alipay"}, "label": {"till"}, "app_id": {at.Alipay.AppID}, "seller_id": {at.Alipay.SellerID}, "alipay_key": {at.Alipay.AlipayPublicKey},
		"app_key": {at.Alipay.AppPrivateKey}, "url_api": {at.Alipay.URL}, "url_bill": {at.Alipay.URL},
	}
	if t.vendor == panel.VendorWeChatPay {
		form = url.Values{
			"provider": {"wechatpay"}, "label": {"till"}, "mch_id": {at.WeChatPay.MchID}, "app_id": {at.WeChatPay.AppID}, "serial_no": {at.WeChatPay.SerialNo},
			"platform_id": {at.WeChatPay.PublicKeyID}, "platform_key": {at.WeChatPay.PublicKey}, "private_key": {at.WeChatPay.PrivateKey},
			"api_v3_key": {at.WeChatPay.APIv3Key}, "url_api": {at.WeChatPay.URL},
		}
	}
	page := t.post(t.owner, "/payments", form).to
	if a := t.post(t.owner, page+"/enable", nil); a.status != http.StatusConflict {
		t.Fatalf("enabled before it was checked: %d", a.status)
	}
	t.drain()
	if a := t.post(t.owner, page+"/enable", nil); a.status != http.StatusSeeOther {
		t.Fatalf("enable = %d: %s", a.status, a.body)
	}
	all, err := t.db.VendorAccounts(t.Context(), panel.SystemActor(t.reseller))
	t.no(err)
	t.account = all[0]
}

// send makes a request as a browser does, without following where it leads.
func (t *till) send(session, method, address string, body io.Reader, header http.Header) answer {
	t.Helper()
	if strings.HasPrefix(address, "/") {
		address = t.server.URL + address
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	t.no(err)
	for name, values := range header {
		r.Header[name] = values
	}
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "sid", Value: session})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	t.no(err)
	text, err := io.ReadAll(response.Body)
	t.no(errors.Join(err, response.Body.Close()))
	return answer{status: response.StatusCode, body: string(text), to: response.Header.Get("Location"), retry: response.Header.Get("Retry-After")}
}

func (t *till) get(session, address string) answer {
	t.Helper()
	return t.send(session, http.MethodGet, address, http.NoBody, nil)
}

func (t *till) post(session, address string, form url.Values) answer {
	t.Helper()
	return t.send(session, http.MethodPost, address, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// drain takes steps of every due job until none is due.
func (t *till) drain() {
	t.Helper()
	for range 100 {
		due := 0
		jobs, err := t.db.Jobs(t.Context(), panel.SystemActor(0), db.JobFilter{Open: true, Limit: 100})
		t.no(err)
		for _, j := range jobs {
			if !j.NextAt.After(t.now()) {
				due++
				t.no(t.app.Step(t.Context(), j.ID))
			}
		}
		if due == 0 {
			return
		}
	}
	t.Fatal("jobs are still due after 100 rounds")
}

// pass moves both clocks.
func (t *till) pass(d time.Duration) {
	t.ahead.Add(int64(d))
	t.world.Clock.Advance(d)
}

// begin asks for an amount in the portal and goes where the page leads.
func (t *till) begin(yuan string) panel.TopUp {
	t.Helper()
	form := url.Values{"amount": {yuan}, "account": {fmt.Sprint(t.account.ID)}, "form_key": {service.NewFormKey()}}
	a := t.post(t.buyer, "/my/topups", form)
	if again := t.post(t.buyer, "/my/topups", form); a.status != http.StatusSeeOther || again.to != a.to {
		t.Fatalf("top-up = %d to %q, again to %q: %s", a.status, a.to, again.to, a.body)
	}
	t.drain()
	page := t.get(t.buyer, a.to)
	var id int64
	if _, err := fmt.Sscanf(a.to, "/my/topups/%d", &id); err != nil {
		t.Fatal(err)
	}
	if t.vendor == panel.VendorWeChatPay {
		if !strings.Contains(page.body, `<svg class="qr"`) {
			t.Fatalf("no code on the page: %s", page.body)
		}
		return t.topUp(id)
	}
	away := t.get(t.buyer, a.to+"/pay")
	if !strings.Contains(page.body, a.to+`/pay"`) || away.status != http.StatusSeeOther || !strings.HasPrefix(away.to, t.world.Line().Alipay.URL) {
		t.Fatalf("away to %d %q", away.status, away.to)
	}
	if cashier := t.get("", away.to); !strings.Contains(cashier.body, yuan) {
		t.Fatalf("cashier = %s", cashier.body)
	}
	return t.topUp(id)
}

func (t *till) topUp(id int64) panel.TopUp {
	t.Helper()
	top, err := t.db.TopUp(t.Context(), panel.SystemActor(0), id)
	t.no(err)
	return top
}

func (t *till) pay(number string) error {
	if t.vendor == panel.VendorWeChatPay {
		return t.world.WeChatPay.Pay(number)
	}
	return t.world.Alipay.Pay(number)
}

// notice is one as the provider signs it; other is what it says differently.
func (t *till) notice(number string, other map[string]any) (http.Header, string) {
	t.Helper()
	if t.vendor == panel.VendorWeChatPay {
		header, body, err := t.world.WeChatPay.Notice(number, other)
		t.no(err)
		return header, string(body)
	}
	texts := map[string]string{}
	for name, value := range other {
		texts[name] = fmt.Sprint(value)
	}
	form, err := t.world.Alipay.Notice(number, texts)
	t.no(err)
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form.Encode()
}

// tell posts a notice to the account's address and reports whether it was taken.
func (t *till) tell(header http.Header, body string) (taken bool) {
	t.Helper()
	a := t.send("", http.MethodPost, "/callbacks/"+string(t.vendor)+"/"+t.account.CallbackToken, strings.NewReader(body), header)
	if t.vendor == panel.VendorWeChatPay {
		return a.status == http.StatusNoContent
	}
	if a.status != http.StatusOK || a.body != "success" && a.body != "fail" {
		t.Errorf("answer = %d %q", a.status, a.body)
	}
	return a.body == "success"
}

// quiet keeps the simulator from sending notices of its own.
func (t *till) quiet() {
	t.world.Board.Set(trouble.Fault{Call: "*", Kind: trouble.CallbackLost, Count: 1000})
}

// wallet holds the customer's money against a sum, and the books against themselves.
func (t *till) wallet(want panel.Fen) {
	t.Helper()
	w, err := t.db.Wallet(t.Context(), panel.SystemActor(t.reseller), t.customer)
	t.no(err)
	report, err := t.app.CheckLedger(t.Context())
	if err != nil || w.Available() != want || len(report.Faults) > 0 {
		t.Errorf("wallet = %s, want %s; books: %+v, %v", w.Available().Yuan(), want.Yuan(), report.Faults, err)
	}
}

// incidents counts the open ones by kind, as owner and admin see them.
func (t *till) incidents() map[panel.IncidentKind]int {
	t.Helper()
	found, err := t.db.Incidents(t.Context(), panel.SystemActor(t.reseller), db.IncidentFilter{Open: true})
	t.no(err)
	kinds := map[panel.IncidentKind]int{}
	for _, i := range found {
		kinds[i.Kind] += i.Times
		for _, session := range []string{t.owner, t.admin} {
			if a := t.get(session, fmt.Sprintf("/incidents/%d", i.ID)); a.status != http.StatusOK {
				t.Errorf("incident %s = %d", i.Kind, a.status)
			}
		}
	}
	return kinds
}
