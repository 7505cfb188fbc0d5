package wechatpay_test

import (
	"context"
	"testing"
	"time"

	"tangelo/internal/sandbox"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
	"tangelo/internal/vendors/wechatpay"
)

type (
	params  = vendortest.Params
	proof   = vendortest.Proof
	refusal = vendortest.Refusal
	stage   = vendortest.Shop
)

func suite() vendortest.Vendor {
	return vendortest.Vendor{
		Name: "wechatpay", All: wechatpay.All(), Common: wechatpay.CommonCodes(), Open: wechatpay.Open, Proofs: proofs,
		Connect: func(world *sandbox.World, log endpoint.Recorder) *endpoint.Line {
			return client(world, log, wechatpay.Config{}).Line()
		},
		Login: []string{"appid", "mchid"},
		Secrets: func(world *sandbox.World) []string {
			return []string{world.Line().WeChatPay.PrivateKey, world.Line().WeChatPay.APIv3Key}
		},
		Everywhere: everywhere,
		Inbound: map[string]func(*testing.T){
			"wechatpay.transaction.notify": payOnce, "wechatpay.refund.notify": payOnce,
		},
	}
}

func TestDeclarations(t *testing.T) { t.Parallel(); suite().Declared(t) }

func TestProofs(t *testing.T) { t.Parallel(); suite().Prove(t) }

func FuzzSuccess(f *testing.F) { suite().FuzzSuccess(f) }

// client is the client of the simulated merchant, or of whoever c says.
func client(world *sandbox.World, log endpoint.Recorder, c wechatpay.Config) *wechatpay.Client {
	at := world.Line().WeChatPay
	c.Account, c.Recorder, c.Timeout = "1", log, 5*time.Second
	c.Hosts = []string{"127.0.0.1"}
	c.BaseURLs = map[string]string{wechatpay.HostAPI: at.URL}
	for _, pair := range []struct {
		given *string
		own   string
	}{{&c.MchID, at.MchID}, {&c.AppID, at.AppID}, {&c.SerialNo, at.SerialNo}} {
		if *pair.given == "" {
			*pair.given = pair.own
		}
	}
	if c.PrivateKey == "" {
		c.PrivateKey = endpoint.Secret(at.PrivateKey)
	}
	if c.APIv3Key == "" {
		c.APIv3Key = endpoint.Secret(at.APIv3Key)
	}
	if c.Platform == nil {
		c.Platform = []wechatpay.PlatformKey{{ID: at.PublicKeyID, PEM: at.PublicKey}, {PEM: at.PlatformCertificate}}
	}
	made, err := wechatpay.New(c)
	if err != nil {
		panic(err) // the sandbox's keys are sound
	}
	return made
}

// someone is the line of another merchant, key or clock.
func someone(c wechatpay.Config) func(*stage) *endpoint.Line {
	return func(s *stage) *endpoint.Line { return client(s.World, s.Log, c).Line() }
}

func lastYear() time.Time { return time.Now().AddDate(-1, 0, 0) }

var order = params{
	"out_trade_no": "T00001", "amount.total": "1230", "description": "余额充值", "notify_url": "http://127.0.0.1:9/callbacks/wechatpay",
}

func ordered(s *stage) { s.Must("wechatpay.native.prepay", order) }

func closed(s *stage) { s.Must("wechatpay.transaction.close", params{"out_trade_no": "T00001"}) }

func paid(s *stage) {
	ordered(s)
	pay(s)
}

func pay(s *stage) {
	if err := s.World.WeChatPay.Pay("T00001"); err != nil {
		s.Fatal(err)
	}
}

var back = params{"out_trade_no": "T00001", "out_refund_no": "R00001", "amount.refund": "100", "amount.total": "1230"}

func refunded(s *stage) {
	paid(s)
	s.Must("wechatpay.refund.create", back)
}

// dayAfter is the morning after a day with a payment and a refund; that day is kept.
func dayAfter(s *stage) {
	refunded(s)
	s.Keep("day", s.World.Clock.Now().Add(8*time.Hour).Format("2006-01-02"))
	s.World.Clock.Advance(34 * time.Hour)
}

// everywhere brings about the codes of many calls.
func everywhere(_ endpoint.Description, code string) (refusal, bool) {
	switch code {
	case "SIGN_ERROR":
		return refusal{Line: someone(wechatpay.Config{PrivateKey: otherKey()})}, true
	case "ORDER_NOT_EXIST":
		return refusal{But: params{"out_trade_no": "T00009"}}, true
	}
	return refusal{}, false
}

var proofs = []proof{
	{
		Call: "wechatpay.native.prepay", Given: order.But(params{"attach": "top-up", "time_expire": "2999-01-01T10:00:00+08:00"}),
		Check: func(s *stage, answer any) {
			if got := answer.(wechatpay.PrepayResponse).CodeURL; len(got) < 20 || got[:9] != "weixin://" {
				s.Errorf("code = %q", got)
			}
			t := vendortest.Got[wechatpay.Transaction](s, "wechatpay.transaction.query", params{"out_trade_no": "T00001"})
			if t.State != wechatpay.NotPaid || t.Amount.Total != 1230 || t.Amount.Currency != "CNY" || t.Attach != "top-up" {
				s.Errorf("payment = %+v, want 1230 fen not paid", t)
			}
			s.Must("wechatpay.native.prepay", order.But(params{"attach": "top-up", "time_expire": "2999-01-01T10:00:00+08:00"}))
		},
		Refused: []refusal{
			{Code: "PARAM_ERROR", But: params{"amount.total": "-1"}},
			{Code: "PARAM_ERROR", But: params{"out_trade_no": "short"}},
			{Code: "PARAM_ERROR", But: params{"description": "-"}},
			{Code: "PARAM_ERROR", But: params{"notify_url": "http://x.example/?a=1"}},
			{Code: "PARAM_ERROR", But: params{"time_expire": "2001-01-01T10:00:00+08:00"}},
			{Code: "SIGN_ERROR", Line: someone(wechatpay.Config{Now: lastYear})},
			{Code: "SIGN_ERROR", Line: someone(wechatpay.Config{SerialNo: "0000"})},
			{Code: "SIGN_ERROR", Line: someone(wechatpay.Config{PrivateKey: otherKey()})},
			{Code: "SIGN_ERROR", Line: someone(wechatpay.Config{MchID: "1900000999"})},
			{Code: "APPID_MCHID_NOT_MATCH", Line: someone(wechatpay.Config{AppID: "wx0000000000000000"})},
			{Code: "OUT_TRADE_NO_USED", But: params{"amount.total": "1231"}, Before: ordered},
			{Code: "ORDER_CLOSED", Before: func(s *stage) { ordered(s); closed(s) }},
			{Code: "INVALID_REQUEST", Before: paid},
		},
		Switched: "SYSTEM_ERROR MCH_NOT_EXISTS RULE_LIMIT NO_AUTH FREQUENCY_LIMITED",
	},
	{
		Call: "wechatpay.transaction.query", Before: paid, Given: params{"out_trade_no": "T00001"},
		Check: func(s *stage, answer any) {
			t := answer.(wechatpay.Transaction)
			if t.State != wechatpay.Success || t.Amount.PayerTotal != 1230 || t.TransactionID == "" || t.PaidAt.IsZero() || t.Payer.OpenID == "" {
				s.Errorf("payment = %+v, want it paid", t)
			}
		},
		Switched: "PARAM_ERROR SYSTEM_ERROR RATELIMIT_EXCEEDED",
	},
	{
		Call: "wechatpay.transaction.close", Before: ordered, Given: params{"out_trade_no": "T00001"},
		Check: func(s *stage, _ any) {
			if err := s.World.WeChatPay.Pay("T00001"); err == nil {
				s.Error("a closed payment was paid")
			}
			t := vendortest.Got[wechatpay.Transaction](s, "wechatpay.transaction.query", params{"out_trade_no": "T00001"})
			if t.State != wechatpay.Closed {
				s.Errorf("payment = %+v, want it closed", t)
			}
		},
		Refused:  []refusal{{Code: "INVALID_REQUEST", Before: pay}, {Code: "ORDER_CLOSED", Before: closed}},
		Switched: "PARAM_ERROR SYSTEM_ERROR",
	},
	{
		Call: "wechatpay.refund.create", Before: paid, Given: back.But(params{"reason": "重复付款", "notify_url": "http://127.0.0.1:9/callbacks/wechatpay"}),
		Check: func(s *stage, answer any) {
			r := answer.(wechatpay.Refund)
			if r.State != wechatpay.RefundProcessing || r.Amount.Refund != 100 || r.Amount.Currency != "CNY" {
				s.Errorf("refund = %+v, want 100 fen under way", r)
			}
			again := vendortest.Got[wechatpay.Refund](s, "wechatpay.refund.create", back)
			if again.ID != r.ID {
				s.Errorf("the same refund again = %+v, want it to be the same", again)
			}
		},
		Refused: []refusal{
			{Code: "PARAM_ERROR", But: params{"amount.refund": "0"}},
			{Code: "PARAM_ERROR", But: params{"out_refund_no": "R 1"}},
			{Code: "NOT_ENOUGH", Before: func(s *stage) { s.World.WeChatPay.SetBalance(99) }},
			{Code: "RESOURCE_NOT_EXISTS", But: params{"out_trade_no": "T00009"}},
			{Code: "INVALID_REQUEST", But: params{"amount.refund": "1231"}},
			{Code: "INVALID_REQUEST", But: params{"amount.total": "1000"}},
			{Code: "INVALID_REQUEST", But: params{"amount.refund": "200"}, Before: func(s *stage) { s.Must("wechatpay.refund.create", back) }},
			{Code: "INVALID_REQUEST", Before: func(s *stage) { s.World.Clock.Advance(366 * 24 * time.Hour) }},
			{Code: "INVALID_REQUEST", But: params{"out_trade_no": "T00002"}, Before: func(s *stage) {
				s.Must("wechatpay.native.prepay", order.But(params{"out_trade_no": "T00002"}))
			}},
		},
		Switched: "SYSTEM_ERROR USER_ACCOUNT_ABNORMAL MCH_NOT_EXISTS NO_AUTH FREQUENCY_LIMITED",
	},
	{
		Call: "wechatpay.refund.query", Before: refunded, Given: params{"out_refund_no": "R00001"},
		Check: func(s *stage, answer any) {
			if r := answer.(wechatpay.Refund); r.State != wechatpay.RefundProcessing || !r.DoneAt.IsZero() {
				s.Errorf("refund = %+v, want it under way", r)
			}
			s.World.Clock.Advance(time.Minute)
			r := vendortest.Got[wechatpay.Refund](s, "wechatpay.refund.query", params{"out_refund_no": "R00001"})
			t := vendortest.Got[wechatpay.Transaction](s, "wechatpay.transaction.query", params{"out_trade_no": "T00001"})
			if r.State != wechatpay.RefundDone || r.DoneAt.IsZero() || t.State != wechatpay.Refunded {
				s.Errorf("refund = %+v of %+v, want it done", r, t)
			}
		},
		Refused:  []refusal{{Code: "RESOURCE_NOT_EXISTS", But: params{"out_refund_no": "R00009"}}},
		Switched: "SYSTEM_ERROR FREQUENCY_LIMITED",
	},
	{
		Call: "wechatpay.bill.trade", Before: dayAfter, Given: params{"bill_date": "{day}", "bill_type": "ALL", "tar_type": "GZIP"},
		Check: func(s *stage, answer any) {
			if b := answer.(wechatpay.BillResponse); b.HashType != "SHA1" || len(b.Hash) != 40 || b.URL == "" {
				s.Errorf("bill = %+v", b)
			}
		},
		Refused: []refusal{
			{Code: "PARAM_ERROR", But: params{"bill_date": "2999-01-01"}},
			{Code: "PARAM_ERROR", But: params{"bill_type": "MOST"}},
			{Code: "PARAM_ERROR", But: params{"bill_date": "2020-01-01"}},
			{Code: "NO_STATEMENT_EXIST", But: params{"bill_date": "{quiet}"}, Before: func(s *stage) {
				s.Keep("quiet", s.World.Clock.Now().AddDate(0, 0, -9).Format("2006-01-02"))
			}},
			{Code: "STATEMENT_CREATING", But: params{"bill_date": "{fresh}"}, Before: atNight},
		},
		Switched: "SYSTEM_ERROR",
	},
}

// atNight is an hour after the end of a day, which is kept.
func atNight(s *stage) {
	zone := time.FixedZone("", 8*3600)
	now := s.World.Clock.Now().In(zone)
	s.Keep("fresh", now.Format("2006-01-02"))
	midnight := time.Date(now.Year(), now.Month(), now.Day()+1, 1, 0, 0, 0, zone)
	s.World.Clock.Advance(midnight.Sub(now))
}

func background(t testing.TB) context.Context { t.Helper(); return context.WithoutCancel(t.Context()) }
