package wechatpay_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
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
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/wechatpay"
)

// otherKey is a sound key that nobody knows.
var otherKey = sync.OnceValue(func() endpoint.Secret {
	der, err := x509.MarshalPKCS8PrivateKey(otherRSA())
	if err != nil {
		panic(err)
	}
	return endpoint.Secret(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
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
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// notice is one that came.
type notice struct {
	header http.Header
	body   []byte
}

// inbox receives notices and answers each with the next of its statuses, then with 204.
type inbox struct {
	url      string
	notices  chan notice
	statuses chan int
}

func newInbox(t testing.TB, statuses ...int) *inbox {
	t.Helper()
	in := &inbox{notices: make(chan notice, 20), statuses: make(chan int, 20)}
	for _, status := range statuses {
		in.statuses <- status
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		select {
		case status := <-in.statuses:
			w.WriteHeader(status)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
		in.notices <- notice{r.Header, body}
	}))
	t.Cleanup(server.Close)
	in.url = server.URL + "/callbacks/wechatpay"
	return in
}

func (in *inbox) next(t testing.TB) notice {
	t.Helper()
	select {
	case one := <-in.notices:
		return one
	case <-time.After(10 * time.Second):
		t.Fatal("no notice came")
		return notice{}
	}
}

func (in *inbox) none(t testing.TB) {
	t.Helper()
	select {
	case one := <-in.notices:
		t.Fatalf("a notice came: %s", one.body)
	default:
	}
}

// payOnce is the story of one payment: code, telephone, notice, refund, notice.
func payOnce(t *testing.T) {
	s := suite().Start(t)
	c, in := client(s.World, s.Log, wechatpay.Config{}), newInbox(t)
	s.Must("wechatpay.native.prepay", order.But(params{"notify_url": in.url}))
	pay(s)
	one := in.next(t)
	first, err := c.ParseNotice(one.header, one.body)
	want := wechatpay.Notice{
		ID: first.ID, Event: "TRANSACTION.SUCCESS", OutTradeNo: "T00001", TransactionID: first.TransactionID, State: wechatpay.Success,
		Total: 1230, Currency: "CNY",
	}
	if diff := cmp.Diff(want, first); err != nil || diff != "" || first.ID == "" || first.TransactionID == "" {
		t.Errorf("notice: %v (-want +got):\n%s", err, diff)
	}
	if strings.Contains(string(one.body), "T00001") {
		t.Error("the notice is not encrypted")
	}
	if _, err := c.RefundCreate(t.Context(), wechatpay.RefundRequest{OutTradeNo: "T00001", RefundNo: "R00001", Amount: 230, Total: 1230, NotifyURL: in.url}); err != nil {
		t.Fatal(err)
	}
	in.none(t)
	s.World.Clock.Advance(time.Minute)
	one = in.next(t)
	second, err := c.ParseNotice(one.header, one.body)
	if err != nil || second.Event != "REFUND.SUCCESS" || second.RefundNo != "R00001" || second.RefundState != wechatpay.RefundDone || second.State != "" {
		t.Errorf("notice of a refund: %+v, %v", second, err)
	}
	if err := s.World.WeChatPay.Pay("T00001"); err == nil {
		t.Error("a payment was made twice")
	}
	in.none(t)
}

// TestNoticesAreRepeatedUntilTaken answers with failures twice.
func TestNoticesAreRepeatedUntilTaken(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	c, in := client(s.World, s.Log, wechatpay.Config{}), newInbox(t, 500, 403)
	s.Must("wechatpay.native.prepay", order.But(params{"notify_url": in.url}))
	pay(s)
	in.next(t)
	for len(s.World.WeChatPay.Truth().Notices) == 0 { // the answer is noted after the body came
		time.Sleep(time.Millisecond)
	}
	for range 2 {
		in.none(t)
		s.World.Clock.Advance(15 * time.Second)
		if again := in.next(t); len(again.body) == 0 {
			t.Error("an empty notice")
		} else if _, err := c.ParseNotice(again.header, again.body); err != nil {
			t.Errorf("a repeated notice: %v", err)
		}
	}
	s.World.Clock.Advance(30 * time.Hour)
	in.none(t)
	if told := s.World.WeChatPay.Truth().Notices; len(told) != 3 || told[1].Taken || !told[2].Taken {
		t.Errorf("notices = %+v, want the third taken", told)
	}
}

// TestSwitchedNotices loses, doubles and forges a notice.
func TestSwitchedNotices(t *testing.T) {
	t.Parallel()
	for kind, want := range map[trouble.Kind][]error{
		trouble.CallbackLost: {}, trouble.CallbackDuplicated: {nil, nil}, trouble.CallbackForged: {wechatpay.ErrNoticeSigns},
	} {
		s := suite().Start(t)
		c, in := client(s.World, s.Log, wechatpay.Config{}), newInbox(t)
		s.World.Board.Set(trouble.Fault{Call: "wechatpay.transaction.notify", Kind: kind, Count: 1})
		s.Must("wechatpay.native.prepay", order.But(params{"notify_url": in.url}))
		pay(s)
		for _, wanted := range want {
			one := in.next(t)
			if _, err := c.ParseNotice(one.header, one.body); !errors.Is(err, wanted) {
				t.Errorf("%s: error = %v, want %v", kind, err, wanted)
			}
		}
		in.none(t)
	}
}

// genuine is a notice of T00001 with other words in place of its own.
func genuine(t testing.TB, world *sandbox.World, other map[string]any) notice {
	t.Helper()
	header, body, err := world.WeChatPay.Notice("T00001", other)
	if err != nil {
		t.Fatal(err)
	}
	return notice{header, body}
}

// TestNoticesThatAreNotBelieved alters genuine notices.
func TestNoticesThatAreNotBelieved(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	paid(s)
	c := client(s.World, s.Log, wechatpay.Config{})
	set := func(name, value string) func(*notice) { return func(n *notice) { n.header.Set(name, value) } }
	for name, one := range map[string]struct {
		other  map[string]any // signed
		alter  func(*notice)  // afterwards
		reader *wechatpay.Client
		want   error
	}{
		"as it is":             {},
		"another time":         {alter: set("Wechatpay-Timestamp", fmt.Sprint(time.Now().Unix()-1)), want: wechatpay.ErrNoticeSigns},
		"no time":              {alter: set("Wechatpay-Timestamp", ""), want: wechatpay.ErrNoticeSigns},
		"another nonce":        {alter: set("Wechatpay-Nonce", "x"), want: wechatpay.ErrNoticeSigns},
		"nonce and more":       {alter: set("Wechatpay-Nonce", "x\ny"), want: wechatpay.ErrNoticeSigns},
		"a key we do not know": {alter: set("Wechatpay-Serial", "PUB_KEY_ID_1"), want: wechatpay.ErrNoticeSigns},
		"no signature":         {alter: func(n *notice) { n.header.Del("Wechatpay-Signature") }, want: wechatpay.ErrNoticeSigns},
		"a probe": {alter: func(n *notice) {
			n.header.Set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/"+n.header.Get("Wechatpay-Signature"))
		}, want: wechatpay.ErrNoticeSigns},
		"another signature type": {alter: set("Wechatpay-Signature-Type", "MD5"), want: wechatpay.ErrNoticeForm},
		"another event": {alter: func(n *notice) {
			n.body = bytes.Replace(n.body, []byte("TRANSACTION.SUCCESS"), []byte("REFUND.SUCCESS"), 1)
		}, want: wechatpay.ErrNoticeSigns},
		"a space more":        {alter: func(n *notice) { n.body = append(n.body, ' ') }, want: wechatpay.ErrNoticeSigns},
		"no body":             {alter: func(n *notice) { n.body = nil }, want: wechatpay.ErrNoticeSigns},
		"too old":             {reader: client(s.World, s.Log, wechatpay.Config{Now: func() time.Time { return time.Now().Add(6 * time.Minute) }}), want: wechatpay.ErrNoticeSigns},
		"another platform":    {reader: client(s.World, s.Log, wechatpay.Config{Platform: []wechatpay.PlatformKey{{ID: s.World.Line().WeChatPay.PublicKeyID, PEM: otherPublic()}}}), want: wechatpay.ErrNoticeSigns},
		"another API v3 key":  {reader: client(s.World, s.Log, wechatpay.Config{APIv3Key: "0123456789abcdef0123456789abcdef"}), want: wechatpay.ErrNoticeCipher},
		"another merchant":    {other: map[string]any{"mchid": "1900000999"}, want: wechatpay.ErrNoticeForeign},
		"another application": {other: map[string]any{"appid": "wx0"}, want: wechatpay.ErrNoticeForeign},
		"no amount":           {other: map[string]any{"amount": map[string]any{}}, want: wechatpay.ErrNoticeForm},
		"negative amount":     {other: map[string]any{"amount": map[string]any{"total": -1230, "currency": "CNY"}}, want: wechatpay.ErrNoticeForm},
		"half a fen":          {other: map[string]any{"amount": map[string]any{"total": 12.5, "currency": "CNY"}}, want: wechatpay.ErrNoticeForm},
		"amount in words":     {other: map[string]any{"amount": map[string]any{"total": "1230", "currency": "CNY"}}, want: wechatpay.ErrNoticeForm},
		"no payment number":   {other: map[string]any{"transaction_id": ""}, want: wechatpay.ErrNoticeForm},
		"strange number":      {other: map[string]any{"out_trade_no": "T1 or 1"}, want: wechatpay.ErrNoticeForm},
		"another currency":    {other: map[string]any{"amount": map[string]any{"total": 1230, "currency": "USD"}}},
	} {
		n := genuine(t, s.World, one.other)
		if one.alter != nil {
			one.alter(&n)
		}
		reader := one.reader
		if reader == nil {
			reader = c
		}
		got, err := reader.ParseNotice(n.header, n.body)
		if !errors.Is(err, one.want) || (err != nil) != (one.want != nil) {
			t.Errorf("%s: error = %v, want %v", name, err, one.want)
		}
		if err != nil && got != (wechatpay.Notice{}) {
			t.Errorf("%s: %+v was read from what is not believed", name, got)
		}
		if name == "another currency" && got.Currency != "USD" {
			t.Errorf("currency = %q, want USD", got.Currency)
		}
	}
}

// FuzzNotice damages a genuine notice: whatever is believed says what the genuine one says.
func FuzzNotice(f *testing.F) {
	s := suite().Start(f)
	paid(s)
	now := time.Now()
	c := client(s.World, s.Log, wechatpay.Config{Now: func() time.Time { return now }})
	one := genuine(f, s.World, nil)
	want, err := c.ParseNotice(one.header, one.body)
	if err != nil {
		f.Fatal(err)
	}
	names := []string{"", "Wechatpay-Signature", "Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial"}
	f.Add(uint8(0), []byte{})
	for i := range 40 {
		f.Add(uint8(i), []byte{byte(i % 3), byte(i % 2), byte(i * 7), '0'})
	}
	f.Fuzz(func(t *testing.T, which uint8, edits []byte) {
		header, body := one.header.Clone(), one.body
		if name := names[int(which)%len(names)]; name != "" {
			header.Set(name, string(damage([]byte(header.Get(name)), edits)))
		} else {
			body = damage(body, edits)
		}
		if got, err := c.ParseNotice(header, body); err == nil && got != want {
			t.Errorf("a damaged notice was believed: %+v", got)
		} else if err == nil && !bytes.Equal(body, one.body) {
			t.Errorf("a body that nobody signed was believed: %s", body)
		}
	})
}

// FuzzNoticeContent has a careless platform sign and encrypt anything: nothing makes the reader
// panic or believe in less than a number and an amount.
func FuzzNoticeContent(f *testing.F) {
	s := suite().Start(f)
	paid(s)
	c := client(s.World, s.Log, wechatpay.Config{})
	f.Add("out_trade_no", "T1", int64(1))
	f.Add("amount", "", int64(-1))
	f.Add("trade_state", "SUCCESS", int64(5))
	f.Fuzz(func(t *testing.T, name, value string, total int64) {
		other := map[string]any{"amount": map[string]any{"total": total, "currency": "CNY"}}
		other[name] = value
		n := genuine(t, s.World, other)
		got, err := c.ParseNotice(n.header, n.body)
		if err == nil && (got.OutTradeNo == "" || got.Total <= 0 || got.Total != total || got.State == "") {
			t.Errorf("believed: %+v", got)
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
	c := client(s.World, s.Log, wechatpay.Config{})
	lines, err := c.TradeBill(t.Context(), day)
	if err != nil || len(lines) != 2 {
		t.Fatalf("bill = %+v, %v, want two lines", lines, err)
	}
	first := wechatpay.BillLine{
		TransactionID: lines[0].TransactionID, OutTradeNo: "T00001", State: wechatpay.Success, Amount: 1230, Currency: "CNY", At: lines[0].At,
	}
	second := wechatpay.BillLine{
		TransactionID: first.TransactionID, OutTradeNo: "T00001", State: wechatpay.Refunded, Amount: -100, Currency: "CNY", RefundNo: "R00001",
		RefundState: wechatpay.RefundDone, At: lines[1].At,
	}
	if diff := cmp.Diff([]wechatpay.BillLine{first, second}, lines); diff != "" || first.At.IsZero() || first.TransactionID == "" {
		t.Errorf("bill (-want +got):\n%s", diff)
	}
	for _, call := range s.Log.Calls() {
		if call.Endpoint == "wechatpay.bill.file" && call.Answer != `{"File":"[redacted]"}` {
			t.Errorf("the log holds of the bill: %s", call.Answer)
		}
	}
}

// TestBrokenBills cuts and alters the text of a bill.
func TestBrokenBills(t *testing.T) {
	t.Parallel()
	const head = "\ufeff交易时间,微信订单号,商户订单号,交易状态,货币种类,商户退款单号,申请退款金额,退款状态,手续费,订单金额\r\n"
	const row = "`2026-05-04 10:00:00,`4200,`T1,`SUCCESS,`CNY,`0,`0.00,`,`0.07380,`12.30\r\n"
	const foot = "总交易单数,应结订单总金额\r\n`1,`12.30\r\n"
	if lines, err := wechatpay.ReadBill(head + row + foot); err != nil || len(lines) != 1 || lines[0].Amount != 1230 || lines[0].Fee != 7 {
		t.Fatalf("a sound bill = %+v, %v", lines, err)
	}
	for name, text := range map[string]string{
		"cut off": head + row, "a line missing": head + foot, "a line too many": head + row + row + foot, "no head": row + foot,
		"sums cut": head + row + "总交易单数\r\n", "three decimals": head + strings.Replace(row, "12.30", "12.305", 1) + foot,
		"short row": head + "`2026,`x\r\n" + foot, "empty": "",
	} {
		if lines, err := wechatpay.ReadBill(text); err == nil {
			t.Errorf("%s: it was read as %+v", name, lines)
		}
	}
}

// TestOnlyWeChatPayIsBelieved answers with other signatures, and with the older kind of key.
func TestOnlyWeChatPayIsBelieved(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	paid(s)
	at := s.World.Line().WeChatPay
	request := wechatpay.RefundRequest{OutTradeNo: "T00001", RefundNo: "R00001", Amount: 100, Total: 1230}
	stranger := client(s.World, s.Log, wechatpay.Config{Platform: []wechatpay.PlatformKey{{ID: at.PublicKeyID, PEM: otherPublic()}}})
	if _, err := stranger.RefundCreate(t.Context(), request); endpoint.ClassOf(err) != endpoint.Unknown {
		t.Errorf("an answer signed by another key: %v, want it unknown", err)
	}
	older := client(s.World, s.Log, wechatpay.Config{Platform: []wechatpay.PlatformKey{{PEM: at.PlatformCertificate}}})
	if r, err := older.RefundCreate(t.Context(), request); err != nil || r.Amount.Refund != 100 {
		t.Errorf("known by a certificate: %+v, %v", r, err)
	}
	c := client(s.World, s.Log, wechatpay.Config{})
	for name, one := range map[string]struct {
		status int
		body   string
	}{
		"unsigned success": {200, `{"code_url":"weixin://x"}`}, "unsigned close": {204, ""}, "code with 200": {200, `{"code":"SYSTEM_ERROR"}`},
		"failure without code": {500, `{}`}, "created": {201, `{}`}, "a page": {200, "<html>"},
	} {
		if opened, err := c.OpenSigned(one.status, http.Header{}, []byte(one.body)); err == nil {
			t.Errorf("%s was believed: %+v", name, opened)
		}
	}
	if opened, err := c.OpenSigned(401, http.Header{}, []byte(`{"code":"SIGN_ERROR","message":"x"}`)); err != nil || opened.Code != "SIGN_ERROR" {
		t.Errorf("an unsigned refusal = %+v, %v", opened, err)
	}
	header := http.Header{"Wechatpay-Signature": {"QUJD"}}
	if opened, err := c.OpenSigned(400, header, []byte(`{"code":"PARAM_ERROR","message":"x"}`)); err == nil {
		t.Errorf("a refusal with a false signature was believed: %+v", opened)
	}
}

// TestTelephone pays as a person does, with the text of the code.
func TestTelephone(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	c := client(s.World, s.Log, wechatpay.Config{})
	code, err := c.NativePrepay(t.Context(), wechatpay.PrepayRequest{
		OutTradeNo: "T00001", Total: 1230, Description: "余额充值", NotifyURL: "http://127.0.0.1:9/x", Expires: wechatpay.Moment(time.Now().Add(time.Hour)),
	})
	if err != nil {
		t.Fatal(err)
	}
	address := s.World.Line().WeChatPay.URL + "/pay"
	send := func(method, query, body string) string {
		request, err := http.NewRequestWithContext(background(t), method, address+query, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		page, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(page)
	}
	if page := send("GET", "?"+url.Values{"code": {code.CodeURL}}.Encode(), ""); !strings.Contains(page, "¥ 12.30") {
		t.Errorf("telephone = %s, want the amount", page)
	}
	if page := send("POST", "", "out_trade_no=T00001"); !strings.Contains(page, "完成") {
		t.Errorf("after the click: %s", page)
	}
	if page := send("POST", "", "out_trade_no=T00001"); !strings.Contains(page, "is SUCCESS") {
		t.Errorf("a second click: %s", page)
	}
	if got, err := c.TransactionQuery(t.Context(), wechatpay.TransactionNamed{OutTradeNo: "T00001"}); err != nil || got.State != wechatpay.Success {
		t.Errorf("payment = %+v, %v, want it paid", got, err)
	}
}

// TestKeysAreNeverShown makes a client of bad keys and prints a good one in every way.
func TestKeysAreNeverShown(t *testing.T) {
	t.Parallel()
	s := suite().Start(t)
	at := s.World.Line().WeChatPay
	good := wechatpay.Config{
		PrivateKey: endpoint.Secret(at.PrivateKey), APIv3Key: endpoint.Secret(at.APIv3Key),
		Platform: []wechatpay.PlatformKey{{ID: at.PublicKeyID, PEM: at.PublicKey}},
	}
	for name, alter := range map[string]func(*wechatpay.Config){
		"no key": func(c *wechatpay.Config) { c.PrivateKey = "" }, "half a key": func(c *wechatpay.Config) { c.PrivateKey = c.PrivateKey[:800] },
		"public for private": func(c *wechatpay.Config) { c.PrivateKey = endpoint.Secret(at.PublicKey) },
		"short API key":      func(c *wechatpay.Config) { c.APIv3Key = c.APIv3Key[:31] },
		"no platform":        func(c *wechatpay.Config) { c.Platform = nil },
		"no id":              func(c *wechatpay.Config) { c.Platform = []wechatpay.PlatformKey{{PEM: at.PublicKey}} },
		"private for public": func(c *wechatpay.Config) { c.Platform = []wechatpay.PlatformKey{{ID: "x", PEM: at.PrivateKey}} },
	} {
		c := good
		alter(&c)
		made, err := wechatpay.New(c)
		if err == nil || made != nil || strings.Contains(err.Error(), at.PrivateKey[60:90]) || strings.Contains(err.Error(), at.APIv3Key[:10]) {
			t.Errorf("%s: %v, %v, want an error without the key", name, made, err)
		}
	}
	c := client(s.World, s.Log, wechatpay.Config{})
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "client", c, "line", c.Line(), "config", good)
	text := fmt.Sprintf("%v %+v %#v %v %+v %s", c, *c, *c, c.Line(), good, c.Line().Protocol) + log.String()
	for _, secret := range append(strings.Split(strings.TrimSpace(at.PrivateKey), "\n")[1:20], at.APIv3Key) {
		if strings.Contains(text, secret) {
			t.Fatalf("a key is shown: %.200s", text)
		}
	}
}
