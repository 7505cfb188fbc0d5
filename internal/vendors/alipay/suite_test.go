package alipay_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tangelo/internal/sandbox"
	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

type (
	params  = vendortest.Params
	proof   = vendortest.Proof
	refusal = vendortest.Refusal
	stage   = vendortest.Shop
)

func suite() vendortest.Vendor {
	return vendortest.Vendor{
		Name: "alipay", All: alipay.All(), Common: alipay.CommonCodes(), Open: alipay.Open, Wrapper: "biz_content", Proofs: proofs,
		Connect: func(world *sandbox.World, log endpoint.Recorder) *endpoint.Line {
			return client(world, log, alipay.Config{}).Line()
		},
		Login:      []string{"app_id", "method", "format", "charset", "sign_type", "version", "timestamp", "sign"},
		Secrets:    func(world *sandbox.World) []string { return []string{world.Line().Alipay.AppPrivateKey} },
		Everywhere: everywhere,
		Inbound: map[string]func(*testing.T){
			"alipay.trade.page.pay": payOnce, // made by the customer's browser
			"alipay.trade.notify":   payOnce,
		},
	}
}

func TestDeclarations(t *testing.T) { t.Parallel(); suite().Declared(t) }

func TestProofs(t *testing.T) { t.Parallel(); suite().Prove(t) }

func FuzzSuccess(f *testing.F) { suite().FuzzSuccess(f) }

// client is the client of the simulated application, or of whoever c says.
func client(world *sandbox.World, log endpoint.Recorder, c alipay.Config) *alipay.Client {
	at := world.Line().Alipay
	c.Account, c.Recorder, c.Timeout = "1", log, 5*time.Second
	c.Hosts = []string{"127.0.0.1"}
	c.BaseURLs = map[string]string{alipay.HostAPI: at.URL, alipay.HostBill: at.URL}
	if c.AppID == "" {
		c.AppID = at.AppID
	}
	if c.SellerID == "" {
		c.SellerID = at.SellerID
	}
	if c.AppKey == "" {
		c.AppKey = endpoint.Secret(at.AppPrivateKey)
	}
	if c.AlipayKey == "" {
		c.AlipayKey = at.AlipayPublicKey
	}
	made, err := alipay.New(c)
	if err != nil {
		panic(err) // the sandbox's keys are sound
	}
	return made
}

// nobody takes every notice and remembers none.
func nobody(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(alipay.NoticeAnswer))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// lead sends a customer to the cashier with a payment of 12.30 CNY.
func lead(s *stage, number string) { leadFor(s, number, nobody(s.TB)) }

func leadFor(s *stage, number, notify string) {
	s.Helper()
	address, err := client(s.World, s.Log, alipay.Config{}).PagePayURL(alipay.PagePayRequest{
		OutTradeNo: number, Amount: "12.30", Subject: "余额充值", NotifyURL: notify, Expires: alipay.Moment(time.Now().Add(time.Hour)),
	})
	if err != nil {
		s.Fatal(err)
	}
	if status, page := browse(s.TB, address); status != http.StatusOK || page == "" {
		s.Fatalf("cashier = %d %s", status, page)
	}
}

func signedIn(s *stage) {
	lead(s, "T1")
	if err := s.World.Alipay.SignIn("T1"); err != nil {
		s.Fatal(err)
	}
}

func paid(s *stage) {
	lead(s, "T1")
	if err := s.World.Alipay.Pay("T1"); err != nil {
		s.Fatal(err)
	}
}

func refunded(s *stage) {
	paid(s)
	s.Must("alipay.trade.refund", params{"out_trade_no": "T1", "refund_amount": "1.00", "out_request_no": "R1"})
}

// everywhere brings about the codes of many calls.
func everywhere(d endpoint.Description, code string) (refusal, bool) {
	switch code {
	case "ACQ.TRADE_NOT_EXIST":
		return refusal{But: params{"out_trade_no": "T9"}}, true
	case "ACQ.INVALID_PARAMETER":
		name := d.Params[len(d.Params)-1].Name
		for _, p := range d.Params {
			if p.Required() {
				name = p.Name
			}
		}
		return refusal{But: params{name: "-"}}, true
	}
	return refusal{}, false
}

// someone is the line of another application, key or clock.
func someone(c alipay.Config) func(*stage) *endpoint.Line {
	return func(s *stage) *endpoint.Line { return client(s.World, s.Log, c).Line() }
}

func lastYear() time.Time { return time.Now().AddDate(-1, 0, 0) }

var proofs = []proof{
	{
		Call: "alipay.trade.query", Before: paid, Given: params{"out_trade_no": "T1"},
		Check: func(s *stage, answer any) {
			t := answer.(alipay.Trade)
			if !t.Status.Paid() || t.Total != 1230 || t.Received != 1230 || t.TradeNo == "" || t.PaidAt.IsZero() || len(t.Funds) != 1 {
				s.Errorf("trade = %+v, want it paid with 12.30", t)
			}
		},
		Refused: []refusal{
			{Code: "isv.invalid-app-id", Line: someone(alipay.Config{AppID: "2021000999999999"})},
			{Code: "isv.invalid-signature", Line: someone(alipay.Config{AppKey: otherKey()})},
			{Code: "isv.invalid-timestamp", Line: someone(alipay.Config{Now: lastYear})},
		},
		Switched: "ACQ.SYSTEM_ERROR",
	},
	{
		Call: "alipay.trade.refund", Before: paid,
		Given: params{"out_trade_no": "T1", "refund_amount": "2.30", "out_request_no": "R1", "refund_reason": "重复付款"},
		Check: func(s *stage, answer any) {
			if r := answer.(alipay.RefundResponse); r.Changed != "Y" || r.Refunded != 230 {
				s.Errorf("refund = %+v, want 2.30 back", r)
			}
			again := vendortest.Got[alipay.RefundResponse](s, "alipay.trade.refund", params{"out_trade_no": "T1", "refund_amount": "2.30", "out_request_no": "R1"})
			if again.Changed != "N" || again.Refunded != 230 {
				s.Errorf("the same refund again = %+v, want nothing more back", again)
			}
		},
		Refused: []refusal{
			{Code: "ACQ.SELLER_BALANCE_NOT_ENOUGH", Before: func(s *stage) { s.World.Alipay.SetBalance(100) }},
			{Code: "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", But: params{"out_request_no": "-"}},
			{Code: "ACQ.REASON_TRADE_REFUND_FEE_ERR", But: params{"refund_amount": "12.31"}},
			{Code: "ACQ.TRADE_HAS_FINISHED", Before: func(s *stage) { s.World.Clock.Advance(366 * 24 * time.Hour) }},
			{Code: "ACQ.TRADE_STATUS_ERROR", But: params{"out_trade_no": "T2"}, Before: func(s *stage) {
				lead(s, "T2")
				if err := s.World.Alipay.SignIn("T2"); err != nil {
					s.Fatal(err)
				}
			}},
			{Code: "ACQ.DISCORDANT_REPEAT_REQUEST", But: params{"refund_amount": "3.00"}, Before: func(s *stage) {
				s.Must("alipay.trade.refund", params{"out_trade_no": "T1", "refund_amount": "1.00", "out_request_no": "R1"})
			}},
			{Code: "ACQ.INVALID_PARAMETER", But: params{"refund_amount": "0.00"}},
			{Code: "ACQ.INVALID_PARAMETER", But: params{"refund_amount": "1.005"}},
		},
		Switched: "ACQ.SYSTEM_ERROR ACQ.REASON_TRADE_BEEN_FREEZEN ACQ.TRADE_NOT_ALLOW_REFUND",
	},
	{
		Call: "alipay.trade.fastpay.refund.query", Before: refunded, Given: params{"out_trade_no": "T1", "out_request_no": "R1"},
		Check: func(s *stage, answer any) {
			if r := answer.(alipay.Refund); !r.Done() || r.Amount != 100 || r.Total != 1230 {
				s.Errorf("refund = %+v, want 1.00 of 12.30", r)
			}
			none := vendortest.Got[alipay.Refund](s, "alipay.trade.fastpay.refund.query", params{"out_trade_no": "T1", "out_request_no": "R9"})
			if none.Done() || none.Amount != 0 {
				s.Errorf("a refund that is none = %+v", none)
			}
		},
		Switched: "ACQ.SYSTEM_ERROR",
	},
	{
		Call: "alipay.trade.close", Before: signedIn, Given: params{"out_trade_no": "T1"},
		Check: func(s *stage, _ any) {
			if err := s.World.Alipay.Pay("T1"); err == nil {
				s.Error("a closed trade was paid")
			}
			if t := vendortest.Got[alipay.Trade](s, "alipay.trade.query", params{"out_trade_no": "T1"}); t.Status != alipay.Closed {
				s.Errorf("trade = %+v, want it closed", t)
			}
		},
		Refused: []refusal{
			{Code: "ACQ.TRADE_STATUS_ERROR", Before: func(s *stage) {
				if err := s.World.Alipay.Pay("T1"); err != nil {
					s.Fatal(err)
				}
			}},
			{Code: "ACQ.TRADE_NOT_EXIST", But: params{"out_trade_no": "T2"}, Before: func(s *stage) { lead(s, "T2") }},
		},
		Switched: "ACQ.SYSTEM_ERROR ACQ.REASON_TRADE_STATUS_INVALID ACQ.REASON_ILLEGAL_STATUS",
	},
	{
		Call: "alipay.data.dataservice.bill.downloadurl.query", Before: dayAfter,
		Given: params{"bill_type": "trade", "bill_date": "{day}"},
		Check: func(s *stage, answer any) {
			if answer.(alipay.BillURLResponse).URL.Reveal() == "" {
				s.Error("no address")
			}
		},
		Refused: []refusal{
			{Code: "isp.bill_not_exist", But: params{"bill_date": "2024-02-29"}},
			{Code: "isv.invalid-arguments", But: params{"bill_date": "2999-01-01"}},
			{Code: "isv.invalid-arguments", But: params{"bill_type": "all"}},
		},
		Switched: "isp.unknow-error",
	},
}

// dayAfter is the morning after a day with a payment and a refund; that day is kept.
func dayAfter(s *stage) {
	refunded(s)
	s.Keep("day", s.World.Clock.Now().Add(8*time.Hour).Format("2006-01-02"))
	s.World.Clock.Advance(34 * time.Hour)
}
