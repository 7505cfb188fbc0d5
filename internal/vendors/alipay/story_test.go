package alipay_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
)

// otherKey is a sound key that nobody knows.
var otherKey = sync.OnceValue(func() endpoint.Secret {
	der, err := x509.MarshalPKCS8PrivateKey(otherRSA())
	if err != nil {
		panic(err)
	}
	return endpoint.Secret(base64.StdEncoding.EncodeToString(der))
})

var otherRSA = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func otherPublic() string {
	der, err := x509.MarshalPKIXPublicKey(&otherRSA().PublicKey)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

func browse(t testing.TB, address string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return exchange(t, request)
}

func exchange(t testing.TB, request *http.Request) (int, string) {
	t.Helper()
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body) + response.Header.Get("Location")
}

// inbox receives notices and answers each with the next of its answers, then with "success".
type inbox struct {
	url     string
	bodies  chan string
	answers chan string
}

func newInbox(t testing.TB, answers ...string) *inbox {
	t.Helper()
	in := &inbox{bodies: make(chan string, 20), answers: make(chan string, 20)}
	for _, answer := range answers {
		in.answers <- answer
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		answer := alipay.NoticeAnswer
		select {
		case answer = <-in.answers:
		default:
		}
		_, _ = w.Write([]byte(answer))
		in.bodies <- string(body)
	}))
	t.Cleanup(server.Close)
	in.url = server.URL + "/callbacks/alipay"
	return in
}

func (in *inbox) next(t testing.TB) []byte {
	t.Helper()
	select {
	case body := <-in.bodies:
		return []byte(body)
	case <-time.After(10 * time.Second):
		t.Fatal("no notice came")
		return nil
	}
}

func (in *inbox) none(t testing.TB) {
	t.Helper()
	select {
	case body := <-in.bodies:
		t.Fatalf("a notice came: %s", body)
	default:
	}
}

// payOnce is the story of one payment: page, click, notice, refund, notice.
func payOnce(t *testing.T) {
	s := suite().Start(t)
	c, in := client(s.World, s.Log, alipay.Config{}), newInbox(t)
	leadFor(s, "T1", in.url)
	if _, err := c.TradeQuery(t.Context(), alipay.TradeNamed{OutTradeNo: "T1"}); endpoint.KindOf(err) != endpoint.Missing {
		t.Errorf("before the customer signs in: %v, want it missing", err)
	}
	if err := s.World.Alipay.SignIn("T1"); err != nil {
		t.Fatal(err)
	}
	if trade, err := c.TradeQuery(t.Context(), alipay.TradeNamed{OutTradeNo: "T1"}); err != nil || trade.Status != alipay.Waiting {
		t.Errorf("signed in: %+v, %v, want it waiting", trade, err)
	}
	if err := s.World.Alipay.Pay("T1"); err != nil {
		t.Fatal(err)
	}
	first, err := c.ParseNotice(in.next(t))
	want := alipay.Notice{ID: first.ID, TradeNo: first.TradeNo, OutTradeNo: "T1", Status: alipay.Success, Total: 1230, Currency: "CNY"}
	if diff := cmp.Diff(want, first); err != nil || diff != "" || first.ID == "" || first.TradeNo == "" {
		t.Errorf("notice: %v (-want +got):\n%s", err, diff)
	}
	if _, err := c.TradeRefund(t.Context(), alipay.TradeRefundRequest{OutTradeNo: "T1", Amount: "2.30", RequestNo: "R1"}); err != nil {
		t.Fatal(err)
	}
	second, err := c.ParseNotice(in.next(t))
	if err != nil || second.Status != alipay.Success || second.Refunded != 230 || second.RequestNo != "R1" || second.ID == first.ID {
		t.Errorf("notice of a refund: %+v, %v", second, err)
	}
	if err := s.World.Alipay.Pay("T1"); err == nil {
		t.Error("a trade was paid twice")
	}
	in.none(t)
}

// TestNoticesAreRepeatedUntilTaken answers wrongly twice.
func TestNoticesAreRepeatedUntilTaken(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	in := newInbox(t, "ok", "fail")
	leadFor(s, "T1", in.url)
	if err := s.World.Alipay.Pay("T1"); err != nil {
		t.Fatal(err)
	}
	first := in.next(t)
	for len(s.World.Alipay.Truth().Notices) == 0 { // the answer is noted after the body came
		time.Sleep(time.Millisecond)
	}
	for _, pause := range []time.Duration{4 * time.Minute, 10 * time.Minute} {
		in.none(t)
		s.World.Clock.Advance(pause)
		again, err := url.ParseQuery(string(in.next(t)))
		before, _ := url.ParseQuery(string(first))
		if err != nil || again.Get("notify_id") != before.Get("notify_id") {
			t.Errorf("repeated notice = %v, %v, want the same id", again, err)
		}
	}
	s.World.Clock.Advance(30 * time.Hour)
	in.none(t)
	told := s.World.Alipay.Truth().Notices
	if len(told) != 3 || told[0].Taken || told[1].Taken || !told[2].Taken {
		t.Errorf("notices = %+v, want the third taken", told)
	}
}

// TestSwitchedNotices loses, doubles and forges a notice.
func TestSwitchedNotices(t *testing.T) {
	t.Parallel()
	for kind, want := range map[trouble.Kind][]error{
		trouble.CallbackLost: {}, trouble.CallbackDuplicated: {nil, nil}, trouble.CallbackForged: {alipay.ErrNoticeSigns},
	} {
		s := suite().Start(t)
		c, in := client(s.World, s.Log, alipay.Config{}), newInbox(t)
		s.World.Board.Set(trouble.Fault{Call: "alipay.trade.notify", Kind: kind, Count: 1})
		leadFor(s, "T1", in.url)
		if err := s.World.Alipay.Pay("T1"); err != nil {
			t.Fatal(err)
		}
		for _, wanted := range want {
			if _, err := c.ParseNotice(in.next(t)); !errors.Is(err, wanted) {
				t.Errorf("%s: error = %v, want %v", kind, err, wanted)
			}
		}
		in.none(t)
	}
}

// genuine is a notice of T1, which is paid, with other words in place of its own.
func genuine(t testing.TB, world *sandbox.World, other map[string]string) url.Values {
	t.Helper()
	form, err := world.Alipay.Notice("T1", other)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// TestNoticesThatAreNotBelieved alters genuine notices.
func TestNoticesThatAreNotBelieved(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	paid(s)
	c := client(s.World, s.Log, alipay.Config{})
	set := func(name, value string) func(url.Values) { return func(f url.Values) { f.Set(name, value) } }
	for name, one := range map[string]struct {
		other map[string]string // signed
		alter func(url.Values)  // afterwards
		want  error
	}{
		"as it is":              {},
		"another amount":        {nil, set("total_amount", "1230.00"), alipay.ErrNoticeSigns},
		"another number":        {nil, set("out_trade_no", "T2"), alipay.ErrNoticeSigns},
		"another word more":     {nil, set("zzz", "1"), alipay.ErrNoticeSigns},
		"an empty word more":    {nil, set("zzz", ""), alipay.ErrNoticeSigns},
		"a word less":           {nil, func(f url.Values) { f.Del("buyer_id") }, alipay.ErrNoticeSigns},
		"no signature":          {nil, func(f url.Values) { f.Del("sign") }, alipay.ErrNoticeSigns},
		"signature in lines":    {nil, func(f url.Values) { f.Set("sign", f.Get("sign")+"\n") }, alipay.ErrNoticeSigns},
		"weaker signature type": {nil, set("sign_type", "RSA"), alipay.ErrNoticeForm},
		"a word twice":          {nil, func(f url.Values) { f.Add("total_amount", "9.99") }, alipay.ErrNoticeForm},
		"two words in one": {nil, func(f url.Values) {
			f.Set("subject", f.Get("subject")+"&total_amount="+f.Get("total_amount"))
			f.Del("total_amount")
		}, alipay.ErrNoticeForm},
		"another application":  {map[string]string{"app_id": "2021000999999999"}, nil, alipay.ErrNoticeForeign},
		"another seller":       {map[string]string{"seller_id": "2088999999999999"}, nil, alipay.ErrNoticeForeign},
		"amount in fen":        {map[string]string{"total_amount": "1230"}, nil, alipay.ErrNoticeForm},
		"negative amount":      {map[string]string{"total_amount": "-12.30"}, nil, alipay.ErrNoticeForm},
		"another kind":         {map[string]string{"notify_type": "batch_refund_notify"}, nil, alipay.ErrNoticeForm},
		"another charset":      {map[string]string{"charset": "gbk"}, nil, alipay.ErrNoticeForm},
		"strange number":       {map[string]string{"out_trade_no": "T1 or 1"}, nil, alipay.ErrNoticeForm},
		"another currency":     {map[string]string{"trans_currency": "USD"}, nil, nil},
		"waiting for payment":  {map[string]string{"trade_status": "WAIT_BUYER_PAY"}, nil, nil},
		"refund without digit": {map[string]string{"refund_fee": "x"}, nil, alipay.ErrNoticeForm},
	} {
		form := genuine(t, s.World, one.other)
		if one.alter != nil {
			one.alter(form)
		}
		got, err := c.ParseNotice([]byte(form.Encode()))
		if !errors.Is(err, one.want) || (err != nil) != (one.want != nil) {
			t.Errorf("%s: error = %v, want %v", name, err, one.want)
		}
		if err != nil && got != (alipay.Notice{}) {
			t.Errorf("%s: %+v was read from what is not believed", name, got)
		}
		if currency := one.other["trans_currency"]; currency != "" && got.Currency != currency {
			t.Errorf("%s: currency = %q, want %q", name, got.Currency, currency)
		}
		if one.other["trade_status"] != "" && got.Status.Paid() {
			t.Errorf("%s: it counts as paid", name)
		}
	}
	for _, body := range []string{"", "&", "%zz", "a;b", "sign=" + strings.Repeat("A", 70_000)} {
		if _, err := c.ParseNotice([]byte(body)); err == nil {
			t.Errorf("%.20q was believed", body)
		}
	}
}

// FuzzNotice damages a genuine notice: whatever is believed says what the genuine one says.
func FuzzNotice(f *testing.F) {
	s := suite().Start(f)
	paid(s)
	c := client(s.World, s.Log, alipay.Config{})
	body := []byte(genuine(f, s.World, nil).Encode())
	want, err := c.ParseNotice(body)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{}, []byte{})
	for i := 0; i < len(body); i += 37 {
		f.Add([]byte{byte(i % 3), byte(i >> 8), byte(i), '0'}, []byte{})
	}
	f.Add([]byte{}, []byte("sign=x&sign_type=RSA2&charset=utf-8"))
	f.Fuzz(func(t *testing.T, edits, whole []byte) {
		if _, err := c.ParseNotice(whole); err == nil && string(whole) != string(body) {
			got, _ := c.ParseNotice(whole)
			if got != want {
				t.Errorf("an invented notice was believed: %q", whole)
			}
		}
		damaged := damage(body, edits)
		if got, err := c.ParseNotice(damaged); err == nil && got != want {
			t.Errorf("a damaged notice was believed: %+v: %s", got, damaged)
		}
	})
}

// damage applies edits of four bytes each: kind, place (two bytes), byte.
func damage(body, edits []byte) []byte {
	out := append([]byte{}, body...)
	for len(edits) >= 4 && len(out) > 0 {
		at := (int(edits[1])<<8 | int(edits[2])) % len(out)
		switch edits[0] % 3 {
		case 0:
			out[at] = edits[3]
		case 1:
			out = append(out[:at], out[at+1:]...)
		default:
			out = append(out[:at], append([]byte{edits[3]}, out[at:]...)...)
		}
		edits = edits[4:]
	}
	return out
}

// TestBillOfADay reads a payment and a refund out of the bill.
func TestBillOfADay(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	dayAfter(s)
	day := s.World.Clock.Now().Add(-34 * time.Hour)
	c := client(s.World, s.Log, alipay.Config{})
	lines, err := c.TradeBill(t.Context(), day)
	if err != nil || len(lines) != 2 {
		t.Fatalf("bill = %+v, %v, want two lines", lines, err)
	}
	first := alipay.BillLine{TradeNo: lines[0].TradeNo, OutTradeNo: "T1", Kind: alipay.Payment, Amount: 1230, At: lines[0].At}
	second := alipay.BillLine{TradeNo: first.TradeNo, OutTradeNo: "T1", Kind: alipay.Return, Amount: -100, RequestNo: "R1", At: lines[1].At}
	if diff := cmp.Diff([]alipay.BillLine{first, second}, lines); diff != "" || first.At.IsZero() || first.TradeNo == "" {
		t.Errorf("bill (-want +got):\n%s", diff)
	}
	elsewhere := client(s.World, s.Log, alipay.Config{})
	elsewhere.Line().Hosts = append(elsewhere.Line().Hosts, "bills.example")
	elsewhere.Line().BaseURLs[alipay.HostBill] = "http://bills.example"
	if _, err := elsewhere.TradeBill(t.Context(), day); endpoint.ClassOf(err) != endpoint.NotSent {
		t.Errorf("a bill at another host: %v, want it not fetched", err)
	}
	for _, call := range s.Log.Calls() {
		if strings.Contains(fmt.Sprintf("%+v", call), first.TradeNo) && call.Endpoint == "alipay.bill.file" {
			t.Error("the log holds the bill")
		}
	}
}

// TestBrokenBills cuts and alters the text of a bill.
func TestBrokenBills(t *testing.T) {
	t.Parallel()
	const head = "支付宝交易号,商户订单号,业务类型,完成时间,订单金额（元）,退款批次号/请求号,服务费（元）\n"
	const row = "2026,T1,交易,2026-05-04 10:00:00,12.30,,-0.07\t\n"
	const end = "#----业务明细列表结束----\n"
	if lines, err := alipay.ReadBill("#x\n" + head + row + end); err != nil || len(lines) != 1 || lines[0].Fee != -7 {
		t.Fatalf("a sound bill = %+v, %v", lines, err)
	}
	for name, text := range map[string]string{
		"cut off": head + row, "cut in a row": head + row[:20], "no head": row + end, "column missing": strings.Replace(head, "业务类型", "x", 1) + row + end,
		"three decimals": head + strings.Replace(row, "12.30", "12.305", 1) + end, "short row": head + "2026,T1\n" + end,
		"no date": head + strings.Replace(row, "2026-05-04", "x", 1) + end,
	} {
		if lines, err := alipay.ReadBill(text); err == nil {
			t.Errorf("%s: it was read as %+v", name, lines)
		}
	}
}

// TestOnlyAlipayIsBelieved answers with other signatures.
func TestOnlyAlipayIsBelieved(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	paid(s)
	stranger := client(s.World, s.Log, alipay.Config{AlipayKey: otherPublic()})
	_, err := stranger.TradeRefund(t.Context(), alipay.TradeRefundRequest{OutTradeNo: "T1", Amount: "1.00", RequestNo: "R1"})
	if endpoint.ClassOf(err) != endpoint.Unknown {
		t.Errorf("an answer signed by another key: %v, want it unknown", err)
	}
	c := client(s.World, s.Log, alipay.Config{})
	for name, body := range map[string]string{
		"unsigned success":   `{"alipay_trade_close_response":{"code":"10000","msg":"Success"}}`,
		"false signature":    `{"alipay_trade_close_response":{"code":"10000","msg":"Success"},"sign":"QUJD"}`,
		"two answers":        `{"a_response":{"code":"10000"},"b_response":{"code":"10000"},"sign":"QUJD"}`,
		"success with a sub": `{"a_response":{"code":"10000","sub_code":"ACQ.SYSTEM_ERROR"}}`,
		"no answer":          `{"sign":"QUJD"}`,
		"no code":            `{"a_response":{}}`,
		"signed refusal":     `{"a_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"},"sign":"QUJD"}`,
	} {
		if opened, err := c.OpenSigned(200, []byte(body)); err == nil {
			t.Errorf("%s was believed: %+v", name, opened)
		}
	}
	opened, err := c.OpenSigned(200, []byte(`{"a_response":{"code":"40002","sub_code":"isv.invalid-app-id"}}`))
	if err != nil || opened.OK || opened.Code != "isv.invalid-app-id" {
		t.Errorf("an unsigned refusal = %+v, %v", opened, err)
	}
}

// TestCashierRefuses leads customers there with what was altered or is over.
func TestCashierRefuses(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	paid(s)
	c := client(s.World, s.Log, alipay.Config{})
	ask := func(c *alipay.Client, number, amount string) string {
		address, err := c.PagePayURL(alipay.PagePayRequest{OutTradeNo: number, Amount: amount, Subject: "余额充值", NotifyURL: "http://127.0.0.1:9/", ReturnURL: "http://panel.example/back"})
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	for name, one := range map[string]struct{ address, want string }{
		"another amount": {ask(c, "T1", "99.00"), "ACQ.CONTEXT_INCONSISTENT"},
		"paid":           {ask(c, "T1", "12.30"), "ACQ.TRADE_HAS_SUCCESS"},
		"altered":        {strings.Replace(ask(c, "T2", "12.30"), "12.30", "00.30", 1), "isv.invalid-signature"},
		"a stranger":     {ask(client(s.World, s.Log, alipay.Config{AppKey: otherKey()}), "T2", "12.30"), "isv.invalid-signature"},
		"half a fen":     {ask(c, "T2", "12.305"), "ACQ.INVALID_PARAMETER"},
		"sound":          {ask(c, "T3", "12.30"), "¥ 12.30"},
	} {
		if _, page := browse(t, one.address); !strings.Contains(page, one.want) {
			t.Errorf("%s: page = %s, want %s", name, page, one.want)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.World.Line().Alipay.URL+"/cashier", strings.NewReader("out_trade_no=T3&act=pay"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status, page := exchange(t, request); status != http.StatusSeeOther || !strings.Contains(page, "http://panel.example/back?") {
		t.Errorf("after the click: %d %s, want the way back", status, page)
	}
	for _, bad := range []alipay.PagePayRequest{
		{},
		{OutTradeNo: "T4", Amount: "1.00", Subject: "a&b", NotifyURL: "http://x.example"},
		{OutTradeNo: "T4", Amount: "1.00", Subject: "a", NotifyURL: "nowhere"},
		{OutTradeNo: "T4", Amount: "-1.00", Subject: "a", NotifyURL: "http://x.example"},
		{OutTradeNo: "T 4", Amount: "1.00", Subject: "a", NotifyURL: "http://x.example"},
	} {
		if address, err := c.PagePayURL(bad); endpoint.ClassOf(err) != endpoint.NotSent || address != "" {
			t.Errorf("%+v: %q, %v, want nothing made of it", bad, address, err)
		}
	}
}

// TestKeysAreNeverShown makes a client of bad keys and prints a good one in every way.
func TestKeysAreNeverShown(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	at := s.World.Line().Alipay
	good := alipay.Config{AppKey: endpoint.Secret(at.AppPrivateKey), AlipayKey: at.AlipayPublicKey}
	for name, alter := range map[string]func(*alipay.Config){
		"no key": func(c *alipay.Config) { c.AppKey = "" }, "half a key": func(c *alipay.Config) { c.AppKey = c.AppKey[:800] },
		"public for private": func(c *alipay.Config) { c.AppKey = endpoint.Secret(c.AlipayKey) },
		"private for public": func(c *alipay.Config) { c.AlipayKey = c.AppKey.Reveal() }, "no public key": func(c *alipay.Config) { c.AlipayKey = "x" },
	} {
		c := good
		alter(&c)
		made, err := alipay.New(c)
		if err == nil || made != nil || strings.Contains(err.Error(), at.AppPrivateKey[30:60]) {
			t.Errorf("%s: %v, %v, want an error without the key", name, made, err)
		}
	}
	c := client(s.World, s.Log, alipay.Config{})
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "client", c, "line", c.Line(), "config", good)
	text := fmt.Sprintf("%v %+v %#v %v %+v %s", c, *c, *c, c.Line(), good, c.Line().Protocol) + log.String()
	for at := 0; at+40 < len(good.AppKey); at += 40 {
		if strings.Contains(text, good.AppKey.Reveal()[at:at+40]) {
			t.Fatalf("the key is shown: %.200s", text)
		}
	}
}
