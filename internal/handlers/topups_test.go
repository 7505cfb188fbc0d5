package handlers_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/handlers"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/service"
	"tangelo/internal/vault"
	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
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

func (t *till) now() time.Time { return time.Now().Add(time.Duration(t.ahead.Load())) }

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
	t.app = service.New(service.Options{DB: t.db, Vault: keys, Now: t.now, Log: log, PublicURL: public, CallLimit: 5 * time.Second})
	t.server.Config.Handler = handlers.New(t.app, handlers.Config{PublicURL: public, Log: log}).Handler()
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
	return answer{status: response.StatusCode, body: string(text), to: response.Header.Get("Location")}
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

// TestTopUpInThePortal pays as a customer does: form, provider, and back.
func TestTopUpInThePortal(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		if a := t.post(t.buyer, "/my/topups", url.Values{"amount": {"0.5"}, "account": {fmt.Sprint(t.account.ID)}, "form_key": {"k"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="0.5"`) {
			t.Errorf("too little = %d, or what was typed is lost", a.status)
		}
		top := t.begin("12.30")
		t.wallet(0)
		t.no(t.pay(top.Number))
		for t.topUp(top.ID).State != panel.TopUpCredited { // its own notice comes by itself
			time.Sleep(5 * time.Millisecond)
		}
		back := t.get(t.buyer, fmt.Sprintf("/my/topups/%d/return?trade_no=1", top.ID))
		if page := t.get(t.buyer, back.to); back.status != http.StatusSeeOther || !strings.Contains(page.body, "款项已到账") || strings.Contains(page.body, "支付方的答复") {
			t.Errorf("back = %d to %q, or the page says something else", back.status, back.to)
		}
		if a := t.get(t.buyer, fmt.Sprintf("/my/topups/%d/pay", top.ID)); !strings.HasPrefix(a.to, "/my/topups/") {
			t.Errorf("a paid top-up leads to %q", a.to)
		}
		for _, page := range []string{"/topups", fmt.Sprintf("/topups/%d", top.ID), "/my/topups", "/my/wallet"} {
			session := t.owner
			if strings.HasPrefix(page, "/my") {
				session = t.buyer
			}
			if a := t.get(session, page); a.status != http.StatusOK || !strings.Contains(a.body, "12.30") {
				t.Errorf("%s = %d, without the amount", page, a.status)
			}
		}
		t.wallet(1230)
	})
}

// TestNoticesNeverCreditTwice lets the same notice come 0, 1, 2 and 10 times, and
// those of two payments out of order.
func TestNoticesNeverCreditTwice(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		t.quiet()
		sum := panel.Fen(0)
		for _, times := range []int{0, 1, 2, 10} {
			top := t.begin("10.00")
			t.no(t.pay(top.Number))
			header, body := t.notice(top.Number, nil)
			for range times {
				if !t.tell(header, body) {
					t.Errorf("%d times: not taken", times)
				}
			}
			if times > 0 {
				sum += 1000
			}
			t.wallet(sum)
			if times == 0 { // the clock finds it
				t.pass(2 * time.Minute)
				t.no(t.app.SettleTopUps(t.Context()))
				sum += 1000
				t.wallet(sum)
			}
		}
		first, second := t.begin("1.00"), t.begin("2.00")
		t.no(t.pay(first.Number))
		t.no(t.pay(second.Number))
		for _, number := range []string{second.Number, first.Number} {
			header, body := t.notice(number, nil)
			if !t.tell(header, body) {
				t.Error("out of order: not taken")
			}
		}
		t.wallet(sum + 300)
		if got := t.incidents(); len(got) != 0 {
			t.Errorf("incidents = %v", got)
		}
	})
}

// TestNoticesThatAreWrongChangeNothing has each kind of wrong notice come, and a
// genuine one afterwards.
func TestNoticesThatAreWrongChangeNothing(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		t.quiet()
		top := t.begin("12.30")
		amount := func(fen int, currency string) map[string]any {
			if t.vendor == panel.VendorWeChatPay {
				return map[string]any{"trade_state": "SUCCESS", "transaction_id": "42", "amount": map[string]any{"total": fen, "currency": currency}}
			}
			return map[string]any{"trade_status": "TRADE_SUCCESS", "total_amount": panel.Fen(fen).Yuan(), "trans_currency": currency, "trade_no": "42"}
		}
		foreign := amount(1230, "CNY")
		foreign[map[panel.Vendor]string{panel.VendorAlipay: "app_id", panel.VendorWeChatPay: "mchid"}[t.vendor]] = "1900000999"
		for name, c := range map[string]struct {
			other map[string]any
			taken bool
			kind  panel.IncidentKind
		}{
			"early":            {amount(1230, "CNY"), false, ""},
			"another amount":   {amount(999900, "CNY"), true, panel.PaymentMismatch},
			"another currency": {amount(1230, "USD"), true, panel.PaymentMismatch},
			"foreign":          {foreign, false, panel.ForeignCallback},
		} {
			before := t.incidents()[c.kind]
			header, body := t.notice(top.Number, c.other)
			if taken := t.tell(header, body); taken != c.taken {
				t.Errorf("%s: taken %t", name, taken)
			}
			if after := t.incidents()[c.kind]; c.kind != "" && after != before+1 || c.kind == "" && after != before {
				t.Errorf("%s: %d incidents of kind %q, %d before", name, after, c.kind, before)
			}
		}
		header, body := t.notice(top.Number, amount(1230, "CNY"))
		if t.tell(header.Clone(), strings.Replace(body, body[40:44], "AAAA", 1)) || t.incidents()[panel.ForgedCallback] != 1 {
			t.Errorf("a forged notice was taken, or is no incident: %v", t.incidents())
		}
		t.wallet(0)
		if got := t.topUp(top.ID); got.State != panel.TopUpOpen {
			t.Errorf("top-up is %s", got.State)
		}
		t.no(t.pay(top.Number))
		header, body = t.notice(top.Number, nil)
		if !t.tell(header, body) {
			t.Error("the genuine one was not taken")
		}
		t.wallet(1230)
		if a := t.send("", http.MethodPost, "/callbacks/"+string(t.vendor)+"/elsewhere", strings.NewReader(body), header); a.status != http.StatusNotFound {
			t.Errorf("an unknown address = %d", a.status)
		}
		if a := t.send("", http.MethodPost, "/callbacks/"+string(t.vendor)+"/"+t.account.CallbackToken, strings.NewReader(strings.Repeat("a", 1<<20+1)), header); a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("a huge one = %d", a.status)
		}
	})
}

// TestTwoNoticesAtOneMomentCreditOnce races notices and the clock, on both engines.
func TestTwoNoticesAtOneMomentCreditOnce(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { t.Helper(); return "sqlite://" + filepath.Join(t.TempDir(), "panel.db") },
		"postgres": func(t *testing.T) string { t.Helper(); return pgtest.URL(t) },
	} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			t := openTill(tt, panel.VendorAlipay, database(tt))
			t.quiet()
			top := t.begin("12.30")
			t.no(t.pay(top.Number))
			t.pass(2 * time.Minute)
			header, body := t.notice(top.Number, nil)
			var group sync.WaitGroup
			for i := range 12 {
				group.Go(func() {
					if i%4 == 3 {
						if err := t.app.SettleTopUps(t.Context()); err != nil {
							t.Error(err)
						}
						return
					}
					if !t.tell(header, body) {
						t.Error("not taken")
					}
				})
			}
			group.Wait()
			t.wallet(1230)
		})
	}
}

// TestTopUpsEnd lets one expire, and credits one that was paid at the last moment
// and whose notices were lost.
func TestTopUpsEnd(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		t.quiet()
		unpaid, paid := t.begin("1.00"), t.begin("2.00")
		t.no(t.pay(paid.Number))
		t.pass(40 * time.Minute)
		t.no(t.app.SettleTopUps(t.Context()))
		if a, b := t.topUp(unpaid.ID).State, t.topUp(paid.ID).State; a != panel.TopUpClosed || b != panel.TopUpCredited {
			t.Errorf("after its end: unpaid %s, paid %s", a, b)
		}
		t.wallet(200)
		if due, err := t.db.DueTopUps(t.Context(), t.now().Add(99*time.Hour), 9); err != nil || len(due) != 0 {
			t.Errorf("still asked about: %+v, %v", due, err)
		}
		if err := t.pay(unpaid.Number); err == nil {
			t.Error("a closed top-up was paid")
		}
	})
}

// TestStatementsAreComparedDaily finds the same on both sides, then a payment that
// the books do not know.
func TestStatementsAreComparedDaily(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		t.quiet()
		day := time.Date(2026, 12, 24, 12, 0, 0, 0, panel.China)
		t.pass(day.Sub(t.now()))
		t.signIn()
		top := t.begin("12.30")
		t.no(t.pay(top.Number))
		header, body := t.notice(top.Number, nil)
		t.tell(header, body)
		t.pass(20 * time.Hour) // eight in the morning
		t.signIn()
		t.no(t.app.CompareStatements(t.Context()))
		page := fmt.Sprintf("/payments/%d", t.account.ID)
		if a := t.get(t.owner, page); strings.Contains(a.body, "2026-12-24") {
			t.Error("compared before ten")
		}
		t.pass(3 * time.Hour)
		t.signIn()
		t.no(t.app.CompareStatements(t.Context()))
		if a := t.get(t.owner, page); !strings.Contains(a.body, "2026-12-24") || !strings.Contains(a.body, "一致") {
			t.Errorf("comparison: %s", a.body)
		}
		if t.vendor == panel.VendorAlipay {
			t.payStranger()
			t.pass(24 * time.Hour)
			t.signIn()
			t.no(t.app.CompareStatements(t.Context()))
			if got := t.incidents(); got[panel.StatementOff] != 1 || len(got) != 1 {
				t.Errorf("incidents = %v", got)
			}
			if a := t.get(t.owner, page); !strings.Contains(a.body, "对方已收款，这里没有入账") {
				t.Errorf("comparison: %s", a.body)
			}
		}
		t.wallet(1230)
	})
}

// signIn signs everybody in anew: their sessions do not last for days.
func (t *till) signIn() {
	t.Helper()
	for email, session := range map[string]*string{"admin@panel.example": &t.admin, "owner@shop.example": &t.owner, "buyer@customer.example": &t.buyer} {
		in, err := t.app.Login(t.Context(), service.LoginForm{Email: email, Password: "long enough for all", IP: "192.0.2.1"})
		t.no(err)
		*session = in.SessionID
	}
}

// payStranger pays what no top-up asked for, over the same account.
func (t *till) payStranger() {
	t.Helper()
	at := t.world.Line().Alipay
	client, err := alipay.New(alipay.Config{
		Account: "1", AppID: at.AppID, SellerID: at.SellerID, AppKey: endpoint.Secret(at.AppPrivateKey), AlipayKey: at.AlipayPublicKey,
		BaseURLs: map[string]string{alipay.HostAPI: at.URL}, Now: t.now,
	})
	t.no(err)
	address, err := client.PagePayURL(alipay.PagePayRequest{OutTradeNo: "ELSEWHERE1", Amount: "5.00", Subject: "x", NotifyURL: t.server.URL + "/none"})
	t.no(err)
	t.get("", address)
	t.no(t.world.Alipay.Pay("ELSEWHERE1"))
}

var keyWords = regexp.MustCompile(`[A-Za-z0-9+/]{60}`)

// TestKeysOfProvidersStayWhereTheyAre looks for them in the log, on every page of
// the owner's, and in every row.
func TestKeysOfProvidersStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		top := t.begin("12.30")
		t.no(t.pay(top.Number))
		t.world.Board.Set(trouble.Fault{Call: "*", Kind: trouble.HTML, Count: 3})
		page := fmt.Sprintf("/payments/%d", t.account.ID)
		t.post(t.owner, page+"/check", nil)
		t.drain()
		bad := t.post(t.owner, page+"/edit", url.Values{"label": {""}, "app_key": {"canary-typed"}, "private_key": {"canary-typed"}, "api_v3_key": {"canary-typed"}})
		at := t.world.Line()
		secrets := []string{"canary-typed"}
		for _, key := range []string{at.Alipay.AppPrivateKey, at.WeChatPay.PrivateKey} {
			secrets = append(secrets, keyWords.FindAllString(key, -1)...)
		}
		secrets = append(secrets, at.WeChatPay.APIv3Key)
		text := t.log.String() + bad.body
		for _, address := range []string{page, page + "/edit", "/payments", "/topups", fmt.Sprintf("/topups/%d", top.ID), "/audit", "/calls", "/jobs"} {
			text += t.get(t.owner, address).body
		}
		text += t.rows()
		if len(text) < 20_000 || len(secrets) < 20 || bad.status != http.StatusUnprocessableEntity {
			t.Errorf("only %d letters, %d words, form %d", len(text), len(secrets), bad.status)
		}
		for _, secret := range secrets {
			if i := strings.Index(text, secret); i >= 0 {
				t.Errorf("%q is to be seen: …%s", secret[:8], text[max(0, i-120):i])
			}
		}
	})
}

// rows is everything in the database as text.
func (t *till) rows() string {
	t.Helper()
	names, err := tables(t.Context(), t.db.SQLite())
	t.no(err)
	var out strings.Builder
	for _, name := range names {
		t.no(dump(t.Context(), t.db.SQLite(), name, &out))
	}
	return out.String()
}

func tables(ctx context.Context, d *sql.DB) (names []string, err error) {
	rows, err := d.QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func dump(ctx context.Context, d *sql.DB, table string, out io.Writer) error {
	rows, err := d.QueryContext(ctx, `SELECT * FROM `+table) //nolint:gosec // a table of our own
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for _, v := range values {
			if raw, ok := v.([]byte); ok {
				v = string(raw)
			}
			fmt.Fprintln(out, v)
		}
	}
	return rows.Err()
}
