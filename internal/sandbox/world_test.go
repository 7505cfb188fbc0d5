package sandbox

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/cndns"
)

var wall = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

// begin starts a world whose virtual clock stands still.
func begin(t *testing.T, options Options) *World {
	t.Helper()
	options.Speed = -1
	options.Now = func() time.Time { return wall }
	w, err := Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// control calls the control API and returns status and body.
func control(t *testing.T, w *World, method, path, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, w.Line().Control+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return send(t, request)
}

func send(t *testing.T, request *http.Request) (int, string) {
	t.Helper()
	request.Close = true // a world that comes back has the address of the one before
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(all)
}

func digest(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// cndnsGet sends a signed call; turn makes its otime unique.
func cndnsGet(t *testing.T, w *World, path string, turn int, form url.Values) string {
	t.Helper()
	line := w.Line().CNDNS
	otime := fmt.Sprintf("20260504100000%03d", turn)
	form.Set("username", line.Username)
	form.Set("otime", otime)
	form.Set("checksum", digest(line.Username+digest(line.Password)+otime+line.Email))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, line.API+path+"?"+form.Encode(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	_, body := send(t, request)
	return body
}

func TestLineHasExactlyItsFields(t *testing.T) {
	t.Parallel()
	w := begin(t, Options{Fresh: true})
	raw, err := json.Marshal(w.Line())
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"cndns":  {"api", "dmcheck", "support", "username", "password", "email"},
		"dnspod": {"url", "login_token", "email", "password"}, "sendcloud": {"url", "api_user", "api_key"},
		"baidugeo": {"url", "access_key", "secret_key"},
		"alipay":   {"url", "app_id", "seller_id", "app_private_key", "alipay_public_key"},
		"wechatpay": {
			"url", "mchid", "appid", "serial_no", "private_key", "api_v3_key", "public_key_id", "public_key", "platform_certificate",
		},
	}
	seen := map[string]bool{}
	for vendor, fields := range want {
		part, ok := got[vendor].(map[string]any)
		if !ok || len(part) != len(fields) {
			t.Fatalf("%s = %v, want the fields %v", vendor, got[vendor], fields)
		}
		for _, field := range fields {
			value, _ := part[field].(string)
			if value == "" || seen[value] && strings.HasPrefix(value, "http") {
				t.Errorf("%s.%s = %q, want text of its own", vendor, field, value)
			}
			seen[value] = true
		}
	}
	if address, _ := got["control"].(string); len(got) != 7 || !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Errorf("line = %s, want control on loopback and six vendors", raw)
	}
}

func TestEveryVendorAnswersAtItsRoot(t *testing.T) {
	t.Parallel()
	w := begin(t, Options{Fresh: true})
	if got := cndnsGet(t, w, "/checkapi.aspx", 1, url.Values{}); !strings.Contains(got, `"status":"success"`) {
		t.Errorf("cndns = %s, want success", got)
	}
	line := w.Line()
	for name, address := range map[string]string{
		"dmcheck": line.CNDNS.DMCheck + "/check.aspx?domain-name=fresh&tld=com", "dnspod": line.DNSPod.URL + "/Info.Version",
		"sendcloud": line.SendCloud.URL + "/apiv2/domain/list", "baidugeo": line.BaiduGEO.URL + "/", "support": line.CNDNS.Support,
		"alipay": line.Alipay.URL + "/gateway.do?method=alipay.trade.page.pay", "wechatpay": line.WeChatPay.URL + "/pay",
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if status, body := send(t, request); status == 0 || body == "" {
			t.Errorf("%s = %d %q, want an answer", name, status, body)
		}
	}
}

func TestFreshIsEmptyAndStockIsNot(t *testing.T) {
	t.Parallel()
	for fresh, want := range map[bool]int{true: 0, false: 5} {
		w := begin(t, Options{Fresh: fresh})
		_, body := control(t, w, "GET", "/truth/cndns", "")
		var truth cndns.Truth
		if err := json.Unmarshal([]byte(body), &truth); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		for _, account := range truth.Accounts {
			if got := len(account.Domains); got != want || account.Balance != 10_000_000 {
				t.Errorf("fresh %t: %d domains and %d fen, want %d and a full balance", fresh, got, account.Balance, want)
			}
		}
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	w := begin(t, Options{})
	w.CNDNS.PlantSMS(cndns.SMS{Order: cndns.Order{Name: "sms1234", State: cndns.SMSReview}})
	w.CNDNS.PlantTicket(cndns.Ticket{ID: "286"})
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/state", "", 200, `{"clock":{"now":"2026-05-04T02:00:00Z","speed":0},"faults":[],"calls":{}}`},
		{"POST", "/faults", `{"call":"cndns.domain.create","kind":"silent","count":1}`, 201, `{"id":1,"call":"cndns.domain.create","kind":"silent","count":1}`},
		{"POST", "/faults", `{"call":"*","kind":"late","delay":"1h","match":"a.com"}`, 201, `{"id":2,"call":"*","kind":"late","delay":"1h0m0s","match":"a.com"}`},
		{"POST", "/faults", `{"call":"*","kind":"sad"}`, 400, `{"error":"read body: read fault: kind \"sad\" is unknown"}`},
		{"POST", "/faults", `{"call":"*","kind":"late","dealy":"1h"}`, 400, `{"error":"read body: read fault: json: unknown field \"dealy\""}`},
		{"DELETE", "/faults/1", "", 200, `[{"id":2,"call":"*","kind":"late","delay":"1h0m0s","match":"a.com"}]`},
		{"DELETE", "/faults/1", "", 404, `{"error":"fault 1 does not exist"}`},
		{"GET", "/faults", "", 200, `[{"id":2,"call":"*","kind":"late","delay":"1h0m0s","match":"a.com"}]`},
		{"DELETE", "/faults", "", 200, `[]`},
		{"POST", "/clock", `{"advance":"2h"}`, 200, `{"now":"2026-05-04T04:00:00Z","speed":0}`},
		{"POST", "/clock", `{"advance":"-2h"}`, 400, `{"error":"set clock: advance \"-2h\" is no duration such as 2h"}`},
		{"POST", "/clock", `{"speed":-1}`, 400, `{"error":"set clock: speed is negative"}`},
		{"POST", "/clock", `{}`, 400, `{"error":"set clock: neither speed nor advance is given"}`},
		{"POST", "/balance", `{"vendor":"cndns","fen":100}`, 200, `{"vendor":"cndns","fen":100}`},
		{"POST", "/balance", `{"vendor":"dnspod","fen":100}`, 400, `{"error":"set balance: vendor \"dnspod\" has none"}`},
		{"POST", "/balance", `{"vendor":"cndns"}`, 400, `{"error":"set balance: fen is missing"}`},
		{"POST", "/cndns/audit", `{"domain":"juzi-wait.cn","state":"pass"}`, 200, `{"domain":"juzi-wait.cn","state":"pass","memo":""}`},
		{"POST", "/cndns/audit", `{"domain":"juzi-wait.cn","state":"maybe"}`, 400, `{"error":"decide audit: state \"maybe\" is neither pass nor unpass"}`},
		{"POST", "/cndns/audit", `{"domain":"nobody.cn","state":"pass"}`, 404, `{"error":"decide audit of \"nobody.cn\": not found"}`},
		{"POST", "/cndns/transfer", `{"domain":"juzi-move.com","state":1}`, 200, `{"domain":"juzi-move.com","state":1}`},
		{"POST", "/cndns/transfer", `{"domain":"juzi-move.com","state":4}`, 400, `{"error":"set transfer: state 4 is not documented"}`},
		{"POST", "/cndns/transfer", `{"domain":"juzi-move.com"}`, 400, `{"error":"set transfer: state is missing"}`},
		{"POST", "/cndns/points", `{"account":"sms1234","points":1}`, 404, `{"error":"spend points of \"sms1234\": not found"}`},
		{"POST", "/cndns/sms", `{"account":"sms1234"}`, 400, `{"error":"decide SMS order: pass is missing"}`},
		{"POST", "/cndns/sms", `{"account":"sms1234","pass":true}`, 200, `{"account":"sms1234","pass":true}`},
		{"POST", "/cndns/points", `{"account":"sms1234","points":9000}`, 200, `{"account":"sms1234","points":9000}`},
		{"POST", "/cndns/points", `{"account":"sms1234","points":1001}`, 400, `{"error":"spend points of \"sms1234\": 1001 points, 1000 are left"}`},
		{"POST", "/cndns/ticket", `{"id":"286","state":"close","answer":"x"}`, 200, `{"id":"286","state":"close","answer":"x"}`},
		{"POST", "/cndns/ticket", `{"id":"287","state":"close"}`, 404, `{"error":"decide ticket \"287\": not found"}`},
		{"POST", "/dnspod/host", `{"ip":"192.0.2.10","up":false}`, 200, `{"ip":"192.0.2.10","up":false}`},
		{"POST", "/dnspod/host", `{"ip":"192.0.2.10","up":true}`, 200, `{"ip":"192.0.2.10","up":true}`},
		{"POST", "/dnspod/host", `{"ip":"192.0.2.10"}`, 400, `{"error":"turn host: ip or up is missing"}`},
		{"GET", "/dnspod/messages", "", 200, `[]`},
		{"GET", "/truth/nobody", "", 404, `{"error":"vendor \"nobody\" is unknown"}`},
		{"GET", "/nothing", "", 404, `{"error":"GET /nothing is unknown"}`},
		{"PUT", "/state", "", 404, `{"error":"PUT /state is unknown"}`},
	} {
		status, body := control(t, w, c.method, c.path, c.body)
		if status != c.status || strings.TrimSpace(body) != c.want {
			t.Errorf("%s %s %s = %d %s, want %d %s", c.method, c.path, c.body, status, body, c.status, c.want)
		}
	}
	for _, vendor := range []string{"cndns", "dnspod", "sendcloud", "baidugeo", "alipay", "wechatpay"} {
		if status, body := control(t, w, "GET", "/truth/"+vendor, ""); status != 200 || !json.Valid([]byte(body)) {
			t.Errorf("truth of %s = %d %s, want JSON", vendor, status, body)
		}
	}
}

func TestControlOfPayments(t *testing.T) {
	t.Parallel()
	w := begin(t, Options{})
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/balance", `{"vendor":"alipay","fen":7}`, 200, `{"vendor":"alipay","fen":7}`},
		{"POST", "/balance", `{"vendor":"wechatpay","fen":7}`, 200, `{"vendor":"wechatpay","fen":7}`},
		{"POST", "/alipay/signin", `{"out_trade_no":"T1"}`, 404, `{"error":"sign in for \"T1\": not found"}`},
		{"POST", "/alipay/pay", `{"out_trade_no":"T1"}`, 404, `{"error":"pay \"T1\": not found"}`},
		{"POST", "/wechatpay/pay", `{"out_trade_no":"T1"}`, 404, `{"error":"pay \"T1\": not found"}`},
		{"POST", "/wechatpay/pay", `{"number":"T1"}`, 400, `{"error":"read body: json: unknown field \"number\""}`},
	} {
		status, body := control(t, w, c.method, c.path, c.body)
		if status != c.status || strings.TrimSpace(body) != c.want {
			t.Errorf("%s %s %s = %d %s, want %d %s", c.method, c.path, c.body, status, body, c.status, c.want)
		}
	}
}

func TestPurchaseStandsInTheTruthOnce(t *testing.T) {
	t.Parallel()
	w := begin(t, Options{})
	order := url.Values{"cpu": {"1"}, "ram": {"1024"}, "HD": {"50"}, "BD": {"1"}, "place": {"1"}, "os": {"debian8_64"}, "tmetpe": {"2"}}

	if got := cndnsGet(t, w, "/cloud/BuyCloud.aspx", 1, order); !strings.Contains(got, "success") {
		t.Fatalf("buy = %s", got)
	}
	if got := cndnsGet(t, w, "/cloud/BuyCloud.aspx", 1, order); !strings.Contains(got, "10036") {
		t.Errorf("replay = %s, want 10036", got)
	}

	var truth cndns.Truth
	_, body := control(t, w, "GET", "/truth/cndns", "")
	if err := json.Unmarshal([]byte(body), &truth); err != nil {
		t.Fatal(err)
	}
	want := []cndns.Purchase{{Call: "cndns.cloud.buy", Name: truth.Purchases[0].Name, Fen: 9500, At: wall}}
	if diff := cmp.Diff(want, truth.Purchases); diff != "" {
		t.Errorf("purchases (-want +got):\n%s", diff)
	}
	_, state := control(t, w, "GET", "/state", "")
	if want := `"calls":{"cndns.cloud.buy":{"requests":2,"troubled":0}}`; !strings.Contains(state, want) {
		t.Errorf("state = %s, want %s", state, want)
	}
	if status, _ := control(t, w, "POST", "/reset", ""); status != 200 {
		t.Errorf("reset = %d, want 200", status)
	}
	if got := len(w.CNDNS.Purchases()); got != 0 {
		t.Errorf("%d purchases after a reset, want 0", got)
	}
	if _, body := control(t, w, "GET", "/truth/cndns", ""); !strings.Contains(body, "juzi-shop.com") {
		t.Errorf("truth after a reset = %s, want the stock back", body)
	}
}

func TestForeignPagesCannotFlipSwitches(t *testing.T) {
	t.Parallel()
	w := begin(t, Options{Fresh: true})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.Line().Control+"/reset", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _ := send(t, request); status != http.StatusForbidden {
		t.Errorf("status = %d, want 403", status)
	}
}

func TestWorldEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	w, err := Start(ctx, Options{Fresh: true, Plant: func(*World) { t.Error("a fresh world was planted") }})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Clock.Speed(); got != 1 {
		t.Errorf("speed = %v, want 1", got)
	}
	cancel()
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.Line().Control+"/state", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Error("the control API answers after the end")
	}
}

func TestUnusableAddressIsToldPlainly(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{Addr: "203.0.113.1:0"})
	if err == nil || !strings.Contains(err.Error(), "listen for control") {
		t.Errorf("error = %v, want one that names the control listener", err)
	}
}
