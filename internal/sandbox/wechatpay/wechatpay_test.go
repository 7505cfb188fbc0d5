package wechatpay_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/sandbox/wechatpay"
)

var start = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

// vendor is a simulated WeChat Pay whose clocks stand.
type vendor struct {
	*wechatpay.Server
	t     *testing.T
	url   string
	clock *trouble.Clock
	now   time.Time // by the wall
}

func serve(t *testing.T) *vendor {
	t.Helper()
	v := &vendor{t: t, clock: trouble.NewClock(start, 0), now: start}
	t.Cleanup(v.clock.Close)
	v.Server = wechatpay.New(wechatpay.Options{Clock: v.clock, Board: trouble.NewBoard(), Now: func() time.Time { return v.now }})
	t.Cleanup(v.Server.Close)
	server := httptest.NewServer(v.Server)
	t.Cleanup(server.Close)
	v.url = server.URL
	return v
}

func (v *vendor) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// request makes a signed request by hand.
func (v *vendor) request(method, path, body string) *http.Request {
	v.t.Helper()
	request, err := http.NewRequestWithContext(context.WithoutCancel(v.t.Context()), method, v.url+path, strings.NewReader(body))
	v.must(err)
	at := fmt.Sprint(v.now.Unix())
	sum := sha256.Sum256([]byte(method + "\n" + path + "\n" + at + "\nn0nce\n" + body + "\n"))
	sign, err := rsa.SignPKCS1v15(rand.Reader, v.Account().MerchantKey, crypto.SHA256, sum[:])
	v.must(err)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Authorization", fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="n0nce",signature="%s",timestamp="%s",serial_no="%s"`,
		v.Account().MchID, base64.StdEncoding.EncodeToString(sign), at, v.Account().SerialNo))
	return request
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (v *vendor) send(request *http.Request) answer {
	v.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}
	response, err := client.Do(request)
	v.must(err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	v.must(err)
	return answer{response.StatusCode, response.Header, string(body)}
}

func (v *vendor) call(method, path, body string) answer {
	v.t.Helper()
	return v.send(v.request(method, path, body))
}

func (v *vendor) order(number string) string {
	return fmt.Sprintf(`{"appid":%q,"mchid":%q,"description":"top-up","out_trade_no":%q,"notify_url":"http://127.0.0.1:9/x","amount":{"total":1230}}`,
		v.Account().AppID, v.Account().MchID, number)
}

const native = "/v3/pay/transactions/native"

func TestCallersAreChecked(t *testing.T) {
	t.Parallel()
	v := serve(t)
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	replace := func(old, with string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, with, 1))
		}
	}
	for name, c := range map[string]struct {
		alter  func(*http.Request)
		status int
		code   string
	}{
		"sound":           {func(*http.Request) {}, 200, ""},
		"no agent":        {set("User-Agent", ""), 400, "PARAM_ERROR"},
		"no accept":       {func(r *http.Request) { r.Header.Del("Accept") }, 400, "PARAM_ERROR"},
		"no signature":    {func(r *http.Request) { r.Header.Del("Authorization") }, 401, "SIGN_ERROR"},
		"another scheme":  {replace("RSA2048", "MD5"), 401, "SIGN_ERROR"},
		"another nonce":   {replace("n0nce", "n1nce"), 401, "SIGN_ERROR"},
		"another serial":  {replace(v.Account().SerialNo, "00"), 401, "SIGN_ERROR"},
		"another time":    {replace(fmt.Sprint(start.Unix()), fmt.Sprint(start.Unix()+1)), 401, "SIGN_ERROR"},
		"another body":    {func(r *http.Request) { body := v.order("T00002"); r.Body = io.NopCloser(strings.NewReader(body)) }, 401, "SIGN_ERROR"},
		"another address": {func(r *http.Request) { r.URL.RawQuery = "a=1" }, 401, "SIGN_ERROR"},
	} {
		request := v.request("POST", native, v.order("T00001"))
		c.alter(request)
		got := v.send(request)
		if got.status != c.status || c.code != "" && !strings.Contains(got.body, c.code) {
			t.Errorf("%s = %d %s, want %d %s", name, got.status, got.body, c.status, c.code)
		}
		if signed := got.header.Get("Wechatpay-Signature") != ""; signed == (c.status == 401) {
			t.Errorf("%s: signed %t", name, signed)
		}
	}
}

// TestAnswersAreSigned verifies one by hand, under both names of the key.
func TestAnswersAreSigned(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for asked, want := range map[string]string{"": v.Account().PublicKeyID, v.Account().CertificateSerial(): v.Account().CertificateSerial()} {
		request := v.request("POST", native, v.order("T00001"))
		request.Header.Set("Wechatpay-Serial", asked)
		got := v.send(request)
		sign, err := base64.StdEncoding.DecodeString(got.header.Get("Wechatpay-Signature"))
		v.must(err)
		sum := sha256.Sum256([]byte(got.header.Get("Wechatpay-Timestamp") + "\n" + got.header.Get("Wechatpay-Nonce") + "\n" + got.body + "\n"))
		v.must(rsa.VerifyPKCS1v15(&v.Account().PlatformKey.PublicKey, crypto.SHA256, sum[:], sign))
		if serial := got.header.Get("Wechatpay-Serial"); serial != want || !strings.Contains(got.body, "weixin://wxpay/bizpayurl?pr=") {
			t.Errorf("asked for %q: %q %s", asked, serial, got.body)
		}
	}
}

func TestWrongParameters(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for _, c := range []struct{ method, path, body, code string }{
		{"POST", native, `{`, "PARAM_ERROR"},
		{"POST", native, strings.Replace(v.order("T00001"), `"total":1230`, `"total":1230,"currency":"USD"`, 1), "PARAM_ERROR"},
		{"POST", native, strings.Replace(v.order("T00001"), `"total":1230`, `"total":12.5`, 1), "PARAM_ERROR"},
		{"POST", native, strings.Replace(v.order("T00001"), v.Account().MchID, "1900000999", 1), "MCH_NOT_EXISTS"},
		{"GET", "/v3/pay/transactions/out-trade-no/T00001", "", "PARAM_ERROR"},
		{"POST", "/v3/pay/transactions/out-trade-no/T00001/close", `{}`, "PARAM_ERROR"},
		{"POST", "/v3/pay/transactions/out-trade-no/T00001/close", `x`, "PARAM_ERROR"},
		{"POST", "/v3/refund/domestic/refunds", `x`, "PARAM_ERROR"},
		{"POST", "/v3/refund/domestic/refunds", `{"out_trade_no":"T00001","out_refund_no":"R00001","amount":{"refund":1,"total":1,"currency":"USD"}}`, "PARAM_ERROR"},
		{"GET", "/v3/bill/tradebill?bill_date=yesterday", "", "PARAM_ERROR"},
	} {
		if got := v.call(c.method, c.path, c.body); !strings.Contains(got.body, `"code":"`+c.code+`"`) {
			t.Errorf("%s %s %s = %d %s, want %s", c.method, c.path, c.body, got.status, got.body, c.code)
		}
	}
}

func TestCodesEnd(t *testing.T) {
	t.Parallel()
	v := serve(t)
	body := strings.Replace(v.order("T00001"), `"amount"`, `"time_expire":"2026-05-04T10:30:00+08:00","amount"`, 1)
	if got := v.call("POST", native, body); got.status != http.StatusOK {
		t.Fatalf("order = %+v", got)
	}
	v.now = start.Add(31 * time.Minute)
	if err := v.Pay("T00001"); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("too late: %v", err)
	}
}

func TestLinksToBillsEnd(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.call("POST", native, v.order("T00001"))
	v.must(v.Pay("T00001"))
	v.clock.Advance(34 * time.Hour)
	var link struct {
		URL string `json:"download_url"`
	}
	v.must(json.Unmarshal([]byte(v.call("GET", "/v3/bill/tradebill?bill_date=2026-05-04", "").body), &link))
	path := strings.TrimPrefix(link.URL, v.url)
	if got := v.call("GET", path, ""); got.status != http.StatusOK || !strings.Contains(got.body, "`T00001") {
		t.Errorf("bill = %+v", got)
	}
	unsigned := v.request("GET", path, "")
	unsigned.Header.Del("Authorization")
	if got := v.send(unsigned); got.status != http.StatusUnauthorized {
		t.Errorf("without a signature = %+v, want 401", got)
	}
	if got := v.call("GET", path+"x", ""); got.status != http.StatusNotFound {
		t.Errorf("an altered link = %+v, want 404", got)
	}
	v.now = start.Add(31 * time.Second)
	if got := v.call("GET", path, ""); got.status != http.StatusGone {
		t.Errorf("an old link = %+v, want 410", got)
	}
}

func TestRestoreLeavesNothingOut(t *testing.T) {
	t.Parallel()
	v, other := serve(t), serve(t)
	v.call("POST", native, v.order("T00001"))
	v.must(v.Pay("T00001"))
	v.call("POST", "/v3/refund/domestic/refunds",
		`{"out_trade_no":"T00001","out_refund_no":"R00001","notify_url":"http://127.0.0.1:9/x","amount":{"refund":100,"total":1230,"currency":"CNY"}}`)
	v.SetBalance(77)
	v.Server.Close() // the notice of the payment stays owed, or has failed once
	saved, err := v.Save()
	v.must(err)
	v.must(other.Restore(saved))
	again, err := other.Save()
	v.must(err)
	if diff := cmp.Diff(string(saved), string(again)); diff != "" {
		t.Errorf("state (-saved +restored):\n%s", diff)
	}
	if diff := cmp.Diff(v.Truth(), other.Truth()); diff != "" || other.Truth().Balance != 77 || len(other.Truth().Orders[0].Refunds) != 1 {
		t.Errorf("truth (-before +after):\n%s", diff)
	}
	for _, bad := range []string{``, `{}`, `{"mchid":"1","api_v3_key":"0123456789abcdef0123456789abcdef"}`} {
		if err := other.Restore(json.RawMessage(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	other.Reset()
	if truth := other.Truth(); len(truth.Orders) != 0 || other.Account().MchID != v.Account().MchID {
		t.Errorf("after a reset: %+v", truth)
	}
}
