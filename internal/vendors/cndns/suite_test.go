package cndns_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tangelo/internal/sandbox"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

// Short names for the proofs of this package, which stand in proof_<product>_test.go.
type (
	proof   = vendortest.Proof
	params  = vendortest.Params
	refusal = vendortest.Refusal
	stage   = vendortest.Shop
)

// suite is what this package shows of its calls, by product in the order of the document.
func suite() vendortest.Vendor {
	return vendortest.Vendor{
		Name: "cndns", All: cndns.All(), Common: cndns.CommonCodes(), Open: cndns.Open,
		Connect: connect, Secrets: credentials, Everywhere: everywhere,
		Login:   []string{"username", "otime", "checksum"},
		Inbound: map[string]func(*testing.T){"cndns.callback.notify": callbackArrives},
		Proofs: slices.Concat(
			domainProofs, contactProofs, transferProofs, recordProofs,
			hostingProofs, databaseProofs, mailProofs, giftProofs, cloudProofs, ticketProofs, auditProofs,
			siteBuilderProofs, edmProofs, smsProofs, qituibaoProofs, soukeyiProofs, accountProofs,
			cdnProofs, ddosProofs, bccProofs, aliECSProofs,
		),
	}
}

func TestDeclarations(t *testing.T) { t.Parallel(); suite().Declared(t) }

func TestProofs(t *testing.T) { t.Parallel(); suite().Prove(t) }

func FuzzSuccess(f *testing.F) { suite().FuzzSuccess(f) }

func connect(world *sandbox.World, log endpoint.Recorder) *endpoint.Line {
	return cndns.New(config(world, log)).Line()
}

// as is the line of whoever says this name and password.
func as(world *sandbox.World, log endpoint.Recorder, username, password string) *endpoint.Line {
	c := config(world, log)
	c.Username, c.Password = username, endpoint.Secret(password)
	return cndns.New(c).Line()
}

// config is the simulated account's.
func config(world *sandbox.World, log endpoint.Recorder) cndns.Config {
	at := world.Line().CNDNS
	return cndns.Config{
		Account: "1", Username: at.Username, Email: at.Email, Password: endpoint.Secret(at.Password), Recorder: log,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{cndns.HostAPI: at.API, cndns.HostCheck: at.DMCheck, cndns.HostSupport: at.Support},
		Timeout:  5 * time.Second, Slow: 5 * time.Second,
	}
}

func credentials(world *sandbox.World) []string { return []string{world.Line().CNDNS.Password} }

// everywhere brings about the codes that many calls document: nobody's name, a required
// parameter that is empty, coupons and vouchers that are missing or used, too little money.
func everywhere(d endpoint.Description, code string) (refusal, bool) {
	coupon, voucher := couponParams(d)
	if field, ok := missing(d, code); ok && !nobody(d, code) {
		return but(code, field, "-"), true
	}
	switch {
	case nobody(d, code):
		return refusal{Line: func(s *stage) *endpoint.Line { return as(s.World, s.Log, "", "x") }}, true
	case code == "10042" && coupon != "":
		return refusal{But: params{coupon: "NO-SUCH-COUPON"}}, true
	case code == "10046" && voucher != "":
		return refusal{But: params{voucher: "NO-SUCH-VOUCHER"}}, true
	case code == "10043" && coupon != "":
		return refusal{But: params{coupon: "USED-COUPON"}, Before: func(s *stage) { s.World.CNDNS.PlantUsedCoupon("USED-COUPON") }}, true
	case code == "10021" && d.Effect == endpoint.Buy:
		return refusal{Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }}, true
	}
	return refusal{}, false
}

// nobody tells whether a code is the one for a missing user name.
func nobody(d endpoint.Description, code string) bool {
	meaning, own := d.Errors[code]
	if !own {
		meaning = cndns.CommonCodes()[code]
	}
	return slices.Contains([]string{"代理商用户名为空", "代理商用户名不能为空", "代理商会员名不能为空"}, meaning.Zh)
}

func couponParams(d endpoint.Description) (coupon, voucher string) {
	for _, p := range d.Params {
		switch p.Name {
		case "signature", "ticketid":
			coupon = p.Name
		case "voucherid", "voucherids":
			voucher = p.Name
		}
	}
	return coupon, voucher
}

// but is a refusal that other values, by name, bring about; "-" leaves a parameter out.
func but(code string, pairs ...string) refusal {
	r := refusal{Code: code, But: params{}}
	for i := 0; i < len(pairs); i += 2 {
		r.But[pairs[i]] = pairs[i+1]
	}
	return r
}

// when is a refusal that needs something to be there first.
func when(code string, before func(*stage), pairs ...string) refusal {
	r := but(code, pairs...)
	r.Before = before
	return r
}

// says is a refusal in words without a code, which other values bring about.
func says(words string, pairs ...string) refusal {
	r := but("", pairs...)
	r.Says = words
	return r
}

// saysWhen is a refusal in words that needs something to be there first.
func saysWhen(words string, before func(*stage), pairs ...string) refusal {
	r := says(words, pairs...)
	r.Before = before
	return r
}

// poor takes the account's money away.
func poor(s *stage) { s.World.CNDNS.SetBalance(0) }

// missing tells whether a code says that a required parameter is empty, and which.
func missing(d endpoint.Description, code string) (string, bool) {
	meaning := d.Errors[code]
	if meaning.Kind != endpoint.Invalid || !strings.Contains(meaning.Zh, "为空") {
		return "", false
	}
	if meaning.Field != "" {
		return meaning.Field, true
	}
	var required []string
	for _, p := range d.Params {
		if p.Required() {
			required = append(required, p.Name)
		}
	}
	if len(required) == 0 {
		return "", false
	}
	return required[0], true
}

// callbackArrives has the simulator call back when a host is created, and reads the call;
// the same call about another host has the wrong signs.
func callbackArrives(t *testing.T) {
	t.Parallel()
	forms := make(chan url.Values, 1)
	ours := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.ParseForm() == nil {
			forms <- r.Form
		}
	}))
	defer ours.Close()
	s := suite().Start(t)
	bought(s)
	s.Must("cndns.cloud.create_host", machine.But(params{"password": "abc12345", "callbackurl": ours.URL}))
	s.World.Clock.Advance(time.Hour)
	form := <-forms
	got, err := cndns.ParseCallback(form)
	want := cndns.Callback{Product: s.Kept("host"), Tag: "procreate", Success: true}
	if err != nil || got != want {
		t.Errorf("callback = %+v, %v, want %+v", got, err, want)
	}
	form.Set("proname", "S999999")
	if _, err := cndns.ParseCallback(form); !errors.Is(err, cndns.ErrCallbackSigns) {
		t.Errorf("forged callback = %v, want wrong signs", err)
	}
}
