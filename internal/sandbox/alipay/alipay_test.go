package alipay_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/alipay"
	"tangelo/internal/sandbox/trouble"
)

var start = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

// vendor is a simulated Alipay whose clocks stand.
type vendor struct {
	*alipay.Server
	t     *testing.T
	url   string
	clock *trouble.Clock
	now   time.Time // by the wall
}

func serve(t *testing.T) *vendor {
	t.Helper()
	v := &vendor{t: t, clock: trouble.NewClock(start, 0), now: start}
	t.Cleanup(v.clock.Close)
	v.Server = alipay.New(alipay.Options{Clock: v.clock, Board: trouble.NewBoard(), Now: func() time.Time { return v.now }})
	t.Cleanup(v.Server.Close)
	server := httptest.NewServer(v.Server)
	t.Cleanup(server.Close)
	v.url = server.URL
	return v
}

// signed signs a form by hand.
func (v *vendor) signed(form url.Values) url.Values {
	var pairs []string
	for name := range form {
		if name != "sign" && form.Get(name) != "" {
			pairs = append(pairs, name+"="+form.Get(name))
		}
	}
	slices.Sort(pairs)
	sum := sha256.Sum256([]byte(strings.Join(pairs, "&")))
	sign, err := rsa.SignPKCS1v15(rand.Reader, v.Account().AppKey, crypto.SHA256, sum[:])
	if err != nil {
		v.t.Fatal(err)
	}
	form.Set("sign", base64.StdEncoding.EncodeToString(sign))
	return form
}

// form is a call with a proper frame, not signed yet.
func (v *vendor) form(method, biz string) url.Values {
	return url.Values{
		"app_id": {v.Account().AppID}, "method": {method}, "charset": {"utf-8"}, "sign_type": {"RSA2"}, "version": {"1.0"},
		"timestamp": {"2026-05-04 10:00:00"}, "biz_content": {biz},
	}
}

func (v *vendor) fetch(method, address, body string) (int, string) {
	v.t.Helper()
	request, err := http.NewRequestWithContext(context.WithoutCancel(v.t.Context()), method, address, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func (v *vendor) post(form url.Values) string {
	v.t.Helper()
	_, body := v.fetch(http.MethodPost, v.url+"/gateway.do", form.Encode())
	return body
}

func (v *vendor) call(method, biz string) string { return v.post(v.signed(v.form(method, biz))) }

// lead shows the cashier to a customer.
func (v *vendor) lead(biz string) string {
	v.t.Helper()
	_, page := v.fetch(http.MethodGet, v.url+"/gateway.do?"+v.signed(v.form("alipay.trade.page.pay", biz)).Encode(), "")
	return page
}

const order = `{"out_trade_no":"T1","total_amount":"12.30","subject":"top-up","product_code":"FAST_INSTANT_TRADE_PAY","timeout_express":"90m"}`

func (v *vendor) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

func TestFrameIsChecked(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for name, c := range map[string]struct {
		alter func(url.Values)
		late  func(url.Values) // after signing
		want  string
	}{
		"sound":            {nil, nil, "ACQ.TRADE_NOT_EXIST"},
		"no app":           {func(f url.Values) { f.Del("app_id") }, nil, "isv.missing-app-id"},
		"no signature":     {nil, func(f url.Values) { f.Del("sign") }, "isv.missing-signature"},
		"no type":          {func(f url.Values) { f.Del("sign_type") }, nil, "isv.missing-signature-type"},
		"no time":          {func(f url.Values) { f.Del("timestamp") }, nil, "isv.missing-timestamp"},
		"no version":       {func(f url.Values) { f.Del("version") }, nil, "isv.missing-version"},
		"another app":      {func(f url.Values) { f.Set("app_id", "1") }, nil, "isv.invalid-app-id"},
		"another type":     {func(f url.Values) { f.Set("sign_type", "RSA") }, nil, "isv.invalid-signature-type"},
		"altered":          {nil, func(f url.Values) { f.Set("biz_content", `{"out_trade_no":"T2"}`) }, "isv.invalid-signature"},
		"more":             {nil, func(f url.Values) { f.Set("notify_url", "http://x.example") }, "isv.invalid-signature"},
		"old":              {func(f url.Values) { f.Set("timestamp", "2026-05-04 09:40:00") }, nil, "isv.invalid-timestamp"},
		"another charset":  {func(f url.Values) { f.Set("charset", "gbk") }, nil, "isv.invalid-charset"},
		"another format":   {func(f url.Values) { f.Set("format", "XML") }, nil, "isv.invalid-format"},
		"no content":       {func(f url.Values) { f.Set("biz_content", "[]") }, nil, "isv.invalid-parameter"},
		"no such method":   {func(f url.Values) { f.Set("method", "alipay.trade.none") }, nil, "isv.invalid-method"},
		"neither number":   {func(f url.Values) { f.Set("biz_content", "{}") }, nil, "ACQ.INVALID_PARAMETER"},
		"number as number": {func(f url.Values) { f.Set("biz_content", `{"out_trade_no":1}`) }, nil, "ACQ.TRADE_NOT_EXIST"},
	} {
		form := v.form("alipay.trade.query", `{"out_trade_no":"T1"}`)
		if c.alter != nil {
			c.alter(form)
		}
		form = v.signed(form)
		if c.late != nil {
			c.late(form)
		}
		if body := v.post(form); !strings.Contains(body, `"sub_code":"`+c.want+`"`) {
			t.Errorf("%s = %s, want %s", name, body, c.want)
		}
	}
}

// TestAnswersAreSigned verifies one by hand.
func TestAnswersAreSigned(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.lead(order)
	v.must(v.Pay("T1"))
	var answer struct {
		Node json.RawMessage `json:"alipay_trade_query_response"`
		Sign string          `json:"sign"`
	}
	v.must(json.Unmarshal([]byte(v.call("alipay.trade.query", `{"out_trade_no":"T1"}`)), &answer))
	sign, err := base64.StdEncoding.DecodeString(answer.Sign)
	v.must(err)
	sum := sha256.Sum256(answer.Node)
	v.must(rsa.VerifyPKCS1v15(&v.Account().OwnKey.PublicKey, crypto.SHA256, sum[:], sign))
	if !strings.Contains(string(answer.Node), `"total_amount":"12.30"`) {
		t.Errorf("answer = %s", answer.Node)
	}
}

func TestOrdersThatTheCashierRefuses(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for name, c := range map[string][2]string{
		"amount":        {"12.30", "12.305"},
		"nothing":       {"12.30", "0.00"},
		"too much":      {"12.30", "100000000.01"},
		"number":        {"T1", "T 1"},
		"subject":       {"top-up", "a=b"},
		"product":       {"FAST_INSTANT_TRADE_PAY", "QUICK_WAP_WAY"},
		"unit of time":  {"90m", "90x"},
		"time too long": {"90m", "16d"},
	} {
		if page := v.lead(strings.Replace(order, c[0], c[1], 1)); !strings.Contains(page, "ACQ.INVALID_PARAMETER") {
			t.Errorf("%s: %s", name, page)
		}
	}
	if page := v.lead(order); !strings.Contains(page, "¥ 12.30") {
		t.Errorf("sound: %s", page)
	}
	v.now = start.Add(2 * time.Hour)
	if err := v.Pay("T1"); err == nil || !strings.Contains(err.Error(), alipay.Closed) {
		t.Errorf("too late: %v", err)
	}
}

func TestClicks(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.lead(order)
	if _, page := v.fetch(http.MethodPost, v.url+"/cashier", "out_trade_no=T1&act=sign-in"); !strings.Contains(page, "T1") {
		t.Errorf("signing in: %s", page)
	}
	if body := v.call("alipay.trade.query", `{"out_trade_no":"T1"}`); !strings.Contains(body, alipay.Waiting) {
		t.Errorf("signed in: %s", body)
	}
	for _, want := range []string{"完成", "is TRADE_SUCCESS"} {
		if _, page := v.fetch(http.MethodPost, v.url+"/cashier", "out_trade_no=T1&act=pay"); !strings.Contains(page, want) {
			t.Errorf("paying: %s, want %s", page, want)
		}
	}
	if _, page := v.fetch(http.MethodPost, v.url+"/cashier", "out_trade_no=T2&act=pay"); !strings.Contains(page, "not found") {
		t.Errorf("nobody's: %s", page)
	}
}

func TestLinksToBillsEnd(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.lead(order)
	v.must(v.Pay("T1"))
	v.clock.Advance(34 * time.Hour)
	var answer struct {
		Node struct {
			URL string `json:"bill_download_url"`
		} `json:"alipay_data_dataservice_bill_downloadurl_query_response"`
	}
	v.must(json.Unmarshal([]byte(v.call("alipay.data.dataservice.bill.downloadurl.query", `{"bill_type":"trade","bill_date":"2026-05-04"}`)), &answer))
	if status, file := v.fetch(http.MethodGet, answer.Node.URL, ""); status != http.StatusOK || !strings.HasPrefix(file, "PK") {
		t.Errorf("bill = %d %.20q", status, file)
	}
	if status, _ := v.fetch(http.MethodGet, strings.Replace(answer.Node.URL, "bizDates=20260504", "bizDates=20260503", 1), ""); status != http.StatusForbidden {
		t.Errorf("an altered link = %d, want 403", status)
	}
	v.now = start.Add(31 * time.Second)
	if status, _ := v.fetch(http.MethodGet, answer.Node.URL, ""); status != http.StatusForbidden {
		t.Errorf("an old link = %d, want 403", status)
	}
}

func TestRestoreLeavesNothingOut(t *testing.T) {
	t.Parallel()
	v, other := serve(t), serve(t)
	v.lead(order)
	v.must(v.Pay("T1"))
	v.call("alipay.trade.refund", `{"out_trade_no":"T1","refund_amount":"1.00","out_request_no":"R1"}`)
	v.SetBalance(77)
	saved, err := v.Save()
	v.must(err)
	v.must(other.Restore(saved))
	again, err := other.Save()
	v.must(err)
	if diff := cmp.Diff(string(saved), string(again)); diff != "" {
		t.Errorf("state (-saved +restored):\n%s", diff)
	}
	if diff := cmp.Diff(v.Truth(), other.Truth()); diff != "" || other.Truth().Balance != 77 {
		t.Errorf("truth (-before +after):\n%s", diff)
	}
	for _, bad := range []string{``, `{}`, `{"app_id":"1","seller_id":"2"}`, `{"app_id":"1","seller_id":"2","app_key":"eA=="}`} {
		if err := other.Restore(json.RawMessage(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	other.Reset()
	if truth := other.Truth(); len(truth.Trades) != 0 || other.Account().AppID != v.Account().AppID {
		t.Errorf("after a reset: %+v", truth)
	}
}
