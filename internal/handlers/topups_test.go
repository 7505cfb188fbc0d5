package handlers_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/service"
	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
)

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
		Hosts:    []string{"127.0.0.1"},
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

// TestNewKeysAskForAFreshFactor changes keys long after the login.
func TestNewKeysAskForAFreshFactor(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		page := fmt.Sprintf("/payments/%d/edit", t.account.ID)
		form := url.Values{"label": {"new keys"}}
		for name, value := range t.account.Settings.Public {
			form.Set(name, value)
		}
		for host, address := range t.account.Settings.BaseURLs {
			form.Set("url_"+host, address)
		}
		at := t.world.Line()
		key, name := at.Alipay.AppPrivateKey, "app_key"
		if t.vendor == panel.VendorWeChatPay {
			key, name = at.WeChatPay.PrivateKey, "private_key"
		}
		form.Set(name, key)
		if strings.Contains(t.get(t.owner, page).body, `name="factor"`) {
			t.Error("a factor is asked for right after the login")
		}
		t.pass(6 * time.Minute)
		if !strings.Contains(t.get(t.owner, page).body, `name="factor"`) || !strings.Contains(t.get(t.owner, "/payments/new").body, `name="factor"`) {
			t.Error("no field for the factor")
		}

		without := t.post(t.owner, page, form)
		form.Set("factor", "long enough for all")
		with := t.post(t.owner, page, form)

		if without.status != http.StatusUnprocessableEntity || !strings.Contains(without.body, `name="factor"`) || !strings.Contains(without.body, "new keys") {
			t.Errorf("without a factor: %d", without.status)
		}
		if with.status != http.StatusSeeOther {
			t.Errorf("with a factor: %d", with.status)
		}
		t.drain()
		if v, err := t.db.VendorAccount(t.Context(), panel.SystemActor(0), t.account.ID); err != nil || v.State != "ok" {
			t.Errorf("the account is %q, %v", v.State, err)
		}
	})
}
