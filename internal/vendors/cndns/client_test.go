package cndns_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

const password = "HUNTER2HUNTER2"

// vendor is an HTTP server that answers one body and remembers what it was asked.
type vendor struct {
	*httptest.Server
	mu     sync.Mutex
	uri    []string
	form   []string
	answer string
}

func serve(t *testing.T, answer string) *vendor {
	t.Helper()
	v := &vendor{answer: answer}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		v.mu.Lock()
		v.uri, v.form = append(v.uri, r.Method+" "+r.RequestURI), append(v.form, string(body))
		v.mu.Unlock()
		_, _ = io.WriteString(w, v.answer)
	}))
	t.Cleanup(v.Close)
	return v
}

func (v *vendor) config() cndns.Config {
	noon := time.Date(2026, 3, 1, 4, 5, 6, 789e6, time.UTC)
	return cndns.Config{
		Account: "7", Username: "chengzi", Email: "api@chengzi.example", Password: password,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{cndns.HostAPI: v.URL, cndns.HostCheck: v.URL + "/dm", cndns.HostSupport: v.URL},
		Now:      func() time.Time { return noon },
	}
}

// recorder keeps calls in memory.
type recorder struct {
	mu    sync.Mutex
	calls []endpoint.Call
}

func (r *recorder) Record(_ context.Context, call endpoint.Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, call)
}

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":""}`)

	err := cndns.New(v.config()).DomainCreate(t.Context(), cndns.DomainCreateRequest{
		UserID: "51", DomainName: "橙子.com", Years: 2, Password: "abc123", DNS1: "ns1.a.com", Coupon: "a b+c",
	})
	if err != nil {
		t.Fatal(err)
	}

	// md5("chengzi" + md5(password) + otime + email), from another implementation.
	want := "GET /domains/CreateDom.aspx?username=chengzi&otime=20260301120506789" +
		"&checksum=" + "128edff4bbf3b4faf13caf31ce1ae0ab" +
		"&userid=51&domainname=%E6%A9%99%E5%AD%90.com&years=2&domainpass=abc123&dns1=ns1.a.com&signature=a%20b%2Bc"
	if diff := cmp.Diff([]string{want}, v.uri); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestKnownChecksum(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":""}`)
	config := v.config()
	config.Username, config.Password, config.Email = "u", "111111", "e@x.com"

	if err := cndns.New(config).CheckAPI(t.Context()); err != nil {
		t.Fatal(err)
	}

	want := "GET /checkapi.aspx?username=u&otime=20260301120506789&checksum=" + "86421142d5e1cac704bc622188346766"
	if diff := cmp.Diff([]string{want}, v.uri); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestSearchGoesToItsOwnHost(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":[{"cndns.com":"unavailable"}]}`)

	got, err := cndns.New(v.config()).DomainCheck(t.Context(), cndns.DomainCheckRequest{Label: "cndns", Suffix: ".com"})
	if err != nil {
		t.Fatal(err)
	}

	if state := got.State("CNDNS.com"); state != cndns.Unavailable {
		t.Errorf("state = %s, want unavailable", state)
	}
	if !strings.HasPrefix(v.uri[0], "GET /dm/check.aspx?username=") {
		t.Errorf("request = %s, want it at the search host", v.uri[0])
	}
}

func TestOtimeIsNeverUsedTwice(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":""}`)
	client := cndns.New(v.config())
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() { _ = client.DomainRenew(t.Context(), cndns.DomainRenewRequest{DomainName: "a.com", Years: 1}) })
	}
	group.Wait()

	seen := map[string]bool{}
	for _, uri := range v.uri {
		_, query, _ := strings.Cut(uri, "?")
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		otime := values.Get("otime")
		if len(otime) != 17 || seen[otime] {
			t.Errorf("otime %q is no 17 digits or was used before", otime)
		}
		seen[otime] = true
	}
	if len(seen) != 50 {
		t.Errorf("otimes = %d, want 50", len(seen))
	}
}

func TestFormInsteadOfQuery(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":""}`)
	config := v.config()
	config.UsePOST = true

	if err := cndns.New(config).CloudStart(t.Context(), cndns.Named{CloudName: "S1"}); err != nil {
		t.Fatal(err)
	}

	form := "username=chengzi&otime=20260301120506789&checksum=" + "128edff4bbf3b4faf13caf31ce1ae0ab" + "&cloudname=S1"
	if diff := cmp.Diff([]string{"POST /cloud/starthost.aspx", form}, []string{v.uri[0], v.form[0]}); diff != "" {
		t.Errorf("request and form (-want +got):\n%s", diff)
	}
}

func TestAuditTravelsInAForm(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":""}`)
	log := &recorder{}
	config := v.config()
	config.Recorder = log
	image := endpoint.Secret(strings.Repeat("QUJD", 20000))

	err := cndns.New(config).AuditSubmit(t.Context(), cndns.AuditSubmitRequest{
		DomainName: "a.cn", OwnerType: "E", OrgType: "PU", OwnerPicType: 1, OwnerPicData: image, OwnerNumber: "310107830202001",
	})
	if err != nil {
		t.Fatal(err)
	}

	if v.uri[0] != "POST /domains/DomainAudit.aspx" || !strings.Contains(v.form[0], "ownerpicstr=QUJD") {
		t.Errorf("request = %s, want a form with the image", v.uri[0])
	}
	call := log.calls[0]
	if call.Class != endpoint.Accepted || call.Params["ownerpicstr"] != "[redacted]" || call.Params["ownernumber"] != "[redacted]" {
		t.Errorf("call = %+v, want it accepted and the documents redacted", call)
	}
}

func TestAuthCodeIsArmoured(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":" "}`)

	err := cndns.New(v.config()).TransferIn(t.Context(), cndns.TransferInRequest{DomainName: "a.com", UserID: "1", AuthCode: "De3$#0"})
	if err != nil {
		t.Fatal(err)
	}

	if !strings.HasSuffix(v.uri[0], "&authcode=RGUzJCMw&jm=Y") {
		t.Errorf("request = %s, want the code in Base64 and jm=Y", v.uri[0])
	}
}

func TestRefusalsAndDoubts(t *testing.T) {
	t.Parallel()
	buy := func(ctx context.Context, c *cndns.Client) error {
		return c.DomainCreate(ctx, cndns.DomainCreateRequest{UserID: "1", DomainName: "a.com", Years: 1, Password: "abc123"})
	}
	read := func(ctx context.Context, c *cndns.Client) error {
		_, err := c.DomainDetail(ctx, cndns.DomainRequest{DomainName: "a.com"})
		return err
	}
	price := func(ctx context.Context, c *cndns.Client) error {
		_, err := c.ProductPrice(ctx, cndns.ProductPriceRequest{Type: "1", Tag: "dme", Suffix: ".com"})
		return err
	}
	for name, c := range map[string]struct {
		call    func(context.Context, *cndns.Client) error
		message string
		class   endpoint.Class
		kind    endpoint.Kind
		code    string
	}{
		"no balance":               {buy, "10021 您帐户金额不足", endpoint.Refused, endpoint.Unfunded, "10021"},
		"bad contact":              {buy, "11105 域名联系人ID非法", endpoint.Refused, endpoint.Invalid, "11105"},
		"wrong checksum":           {buy, "10008 校验失败", endpoint.Refused, endpoint.Denied, "10008"},
		"already ordered":          {buy, "11119 域名已有订单", endpoint.Unknown, endpoint.AlreadyDone, "11119"},
		"already registered":       {buy, "11124 域名已被注册", endpoint.Unknown, endpoint.AlreadyDone, "11124"},
		"repeated":                 {buy, "10036 请求已经受理", endpoint.Unknown, endpoint.Unclear, "10036"},
		"repeated read":            {read, "10036 请求已经受理", endpoint.Refused, endpoint.Unclear, "10036"},
		"unlisted":                 {buy, "99999 x", endpoint.Unknown, "", "99999"},
		"another call's code":      {buy, "17009 x", endpoint.Unknown, "", "17009"},
		"no code":                  {buy, "系统繁忙", endpoint.Unknown, "", ""},
		"price without code of it": {price, "10001 价格查询失败", endpoint.Refused, endpoint.Failed, "10001"},
		"price from another place": {price, "10001 您提交的IP被禁止", endpoint.Refused, endpoint.Denied, "10001"},
		"free text where allowed":  {price, "没有这个产品", endpoint.Refused, endpoint.Failed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := serve(t, fmt.Sprintf(`{"status":"failed","message":%q}`, c.message))

			err := c.call(t.Context(), cndns.New(v.config()))

			var e *endpoint.Error
			if !errors.As(err, &e) {
				t.Fatalf("error = %v, want an endpoint.Error", err)
			}
			if e.Class != c.class || e.Meaning.Kind != c.kind || e.Code != c.code {
				t.Errorf("got %s %q %q, want %s %q %q", e.Class, e.Meaning.Kind, e.Code, c.class, c.kind, c.code)
			}
		})
	}
}

func TestPriceOfNothingIsUnknown(t *testing.T) {
	t.Parallel()
	for _, zero := range []string{`"0"`, `"0.00"`, `0`, `""`} {
		v := serve(t, `{"status":"success","message":`+zero+`}`)
		_, err := cndns.New(v.config()).RenewPrice(t.Context(), cndns.RenewPriceRequest{Type: "1", Product: "a.com"})
		if !errors.Is(err, cndns.ErrPriceUnknown) {
			t.Errorf("price %s: error = %v, want ErrPriceUnknown", zero, err)
		}
	}
}

func TestRenewalSendsBothSpellings(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":""}`)

	if err := cndns.New(v.config()).CloudRenew(t.Context(), cndns.CloudRenewRequest{CloudName: "S1", TimeUnit: cndns.Month}); err != nil {
		t.Fatal(err)
	}

	if !strings.HasSuffix(v.uri[0], "&cloudname=S1&timetype=2&tmetpe=2") {
		t.Errorf("request = %s, want timetype and tmetpe", v.uri[0])
	}
}

func TestUpgradeSendsZeros(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":""}`)

	if err := cndns.New(v.config()).CloudUpgrade(t.Context(), cndns.CloudUpgradeRequest{CloudName: "S1", RAM: 512}); err != nil {
		t.Fatal(err)
	}

	if !strings.HasSuffix(v.uri[0], "&CPUNum=0&RAMNum=512&HDNum=0&BDNum=0") {
		t.Errorf("request = %s, want the zeros sent", v.uri[0])
	}
}

func TestNothingSecretIsPrinted(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"status":"success","message":[{"cloudname":"S1","platepass":"PLATEPASS9","icpid":"ICPCODE77"}]}`)
	log := &recorder{}
	config := v.config()
	config.Recorder = log
	client := cndns.New(config)

	info, err := client.CloudInfo(t.Context(), cndns.Named{CloudName: "S1"})
	if err != nil || info.PlatformPassword.Reveal() != "PLATEPASS9" {
		t.Fatalf("info = %v, %v, want the password", info, err)
	}
	_, failed := nowhere().CloudInfo(t.Context(), cndns.Named{CloudName: "S1"})

	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		text := fmt.Sprintf(verb, []any{config, client, *client, client.Line().Protocol, info, log.calls, failed})
		for _, secret := range []string{password, "PLATEPASS9", "ICPCODE77", "checksum=", "127.0.0.1:1/"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s prints %s: %s", verb, secret, text)
			}
		}
	}
}

func TestCallback(t *testing.T) {
	t.Parallel()
	form := func(signs, result string) url.Values {
		return url.Values{"proname": {"s123456"}, "tag": {"procreate"}, "signs": {signs}, "result": {result}}
	}
	const signs = "4691a1b228bbdab302077d76f2f55eb4" // the document's example
	for name, c := range map[string]struct {
		form url.Values
		want cndns.Callback
		err  string
	}{
		"lower case": {form(signs, "1"), cndns.Callback{Product: "s123456", Tag: "procreate", Success: true}, ""},
		"upper case": {form(strings.ToUpper(signs), "2"), cndns.Callback{Product: "s123456", Tag: "procreate"}, ""},
		"forged":     {form(strings.Repeat("0", 32), "1"), cndns.Callback{}, cndns.ErrCallbackSigns.Error()},
		"no result":  {form(signs, ""), cndns.Callback{}, "callback: result is missing"},
		"odd result": {form(signs, "3"), cndns.Callback{}, "callback: result is neither 1 nor 2"},
	} {
		got, err := cndns.ParseCallback(c.form)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if got != c.want || text != c.err {
			t.Errorf("%s: got %+v, %q, want %+v, %q", name, got, text, c.want, c.err)
		}
	}
}

// TestBareAnswer takes an answer without envelope for a success of the one call that the
// document prints so, and of no other.
func TestBareAnswer(t *testing.T) {
	t.Parallel()
	v := serve(t, `{"details":[{"timestamp":"2016-10-13T00:00:00Z","uv":1998202}]}`)
	client := cndns.New(v.config())
	domain := cndns.CDNDomain{DomainName: "a.example", CDNNamed: cndns.CDNNamed{Name: "cdn1"}}

	got, err := client.CDNStatistics(t.Context(), cndns.CDNStatisticsRequest{CDNDomain: domain, Kind: cndns.CDNVisitors})
	at := time.Date(2016, 10, 13, 0, 0, 0, 0, time.UTC)
	if diff := cmp.Diff([]cndns.CDNStatistic{{At: at, Visitors: 1998202}}, got.Points); diff != "" || err != nil {
		t.Errorf("statistics: error %v (-want +got):\n%s", err, diff)
	}
	err = client.CDNDomainRemove(t.Context(), domain)
	if class := endpoint.ClassOf(err); class != endpoint.Unknown {
		t.Errorf("removal = %s, want unknown", class)
	}
}
