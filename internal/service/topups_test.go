package service

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// payAccount sets an account at a payment provider up against its simulator.
func (s *shop) payAccount(v panel.Vendor) panel.VendorAccount {
	s.t.Helper()
	s.PublicURL = "http://127.0.0.1:1" // nobody is there: notices are handed in by the tests
	at := s.world.Line()
	form := VendorForm{
		Vendor: v, Label: string(v), Secrets: map[string]string{"app_key": at.Alipay.AppPrivateKey},
		Settings: panel.VendorSettings{
			Public:   map[string]string{"app_id": at.Alipay.AppID, "seller_id": at.Alipay.SellerID, "alipay_key": at.Alipay.AlipayPublicKey},
			BaseURLs: map[string]string{"api": at.Alipay.URL, "bill": at.Alipay.URL},
		},
	}
	if v == panel.VendorWeChatPay {
		w := at.WeChatPay
		form.Secrets = map[string]string{"private_key": w.PrivateKey, "api_v3_key": w.APIv3Key}
		form.Settings = panel.VendorSettings{
			Public:   map[string]string{"mch_id": w.MchID, "app_id": w.AppID, "serial_no": w.SerialNo, "platform_id": w.PublicKeyID, "platform_key": w.PublicKey},
			BaseURLs: map[string]string{"api": w.URL},
		}
	}
	id, err := s.SaveVendor(s.t.Context(), s.owner, form)
	s.must(err)
	_, err = s.CheckVendor(s.t.Context(), s.owner, id)
	s.must(err)
	s.must(s.SwitchPayAccount(s.t.Context(), s.owner, id, true))
	return s.account(id)
}

// payIn begins a top-up and, at Alipay, opens the cashier.
func (s *shop) payIn(account panel.VendorAccount, yuan string) panel.TopUp {
	s.t.Helper()
	id, err := s.BeginTopUp(s.t.Context(), s.buyer, OnlineTopUpForm{AccountID: account.ID, Amount: yuan, FormKey: NewFormKey()})
	s.must(err)
	s.drain()
	if account.Vendor == panel.VendorAlipay {
		address, err := s.PayAddress(s.t.Context(), s.buyer, id)
		s.must(err)
		request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, http.NoBody)
		s.must(err)
		response, err := http.DefaultClient.Do(request)
		s.must(err)
		s.must(response.Body.Close())
	}
	return s.topUpNow(id)
}

func (s *shop) topUpNow(id int64) panel.TopUp {
	s.t.Helper()
	t, err := s.DB.TopUp(s.t.Context(), panel.SystemActor(0), id)
	s.must(err)
	return t
}

// money holds the wallet against a sum, and the books against themselves.
func (s *shop) money(want panel.Fen) {
	s.t.Helper()
	w, err := s.DB.Wallet(s.t.Context(), s.owner, s.customer.ID)
	s.must(err)
	report, err := s.CheckLedger(s.t.Context())
	if err != nil || w.Available() != want || len(report.Faults) != 0 {
		s.t.Errorf("wallet = %s, want %s; books %+v, %v", w.Available().Yuan(), want.Yuan(), report.Faults, err)
	}
}

// TestACrashBetweenCreditAndAnswerCreditsOnce kills the process at every point of
// a notice's way, starts it again, and has the notice come once more.
func TestACrashBetweenCreditAndAnswerCreditsOnce(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return pgtest.URL(t) }} {
		for _, at := range []point{pointReceived, pointKept, pointCredited} {
			t.Run(fmt.Sprintf("%s/%s", engine, at), func(t *testing.T) {
				t.Parallel()
				s := openShopOn(t, database())
				account := s.payAccount(panel.VendorAlipay)
				top := s.payIn(account, "12.30")
				s.world.Board.Set(trouble.Fault{Call: "*", Kind: trouble.CallbackLost, Count: 9})
				s.must(s.world.Alipay.Pay(top.Number))
				form, err := s.world.Alipay.Notice(top.Number, nil)
				s.must(err)
				tell := func() (PayAnswer, error) {
					return s.ReceivePayNotice(t.Context(), panel.VendorAlipay, account.CallbackToken, http.Header{}, []byte(form.Encode()), "192.0.2.9")
				}

				if !s.diesAt(at, func() { _, _ = tell() }) {
					t.Fatal("the notice does not pass this point")
				}
				want := panel.Fen(0)
				if at == pointCredited {
					want = 1230
				}
				s.reboot()
				s.money(want)
				answer, err := tell()
				if err != nil || answer.Body != "success" {
					t.Errorf("told again: %+v, %v", answer, err)
				}
				s.money(1230)
			})
		}
	}
}

// TestPaymentsThatAreNotWhatWasAskedForWaitForAPerson has the provider say that
// another amount was paid.
func TestPaymentsThatAreNotWhatWasAskedForWaitForAPerson(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	account := s.payAccount(panel.VendorAlipay)
	paid := s.payIn(account, "12.30")
	s.must(s.world.Alipay.Pay(paid.Number))
	other := paid
	other.FormKey, other.Amount, other.NextCheck = "another", 999900, s.now()
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) (err error) {
		// The number at the provider stands for another amount than ours.
		if err := tx.PutOffTopUp(t.Context(), paid, time.Time{}); err != nil {
			return err
		}
		other.Number = paid.Number + "X"
		other.ID, _, err = tx.AddTopUp(t.Context(), other)
		return err
	}))
	p := Payment{Provider: "alipay", Number: other.Number, Reference: "r", State: PaymentPaid, Amount: 1230, Currency: "CNY"}

	if err := (wallets{s.App, account}).Credit(t.Context(), p); !errors.Is(err, ErrPayMismatch) {
		t.Errorf("credit of another amount: %v", err)
	}
	state, err := s.weighPayment(t.Context(), s.topUpNow(other.ID), p, ErrPayMismatch)
	if err != nil || state != panel.TopUpMismatch {
		t.Errorf("state = %s, %v", state, err)
	}
	again, err := s.weighPayment(t.Context(), s.topUpNow(other.ID), p, ErrPayMismatch)
	if err != nil || again != panel.TopUpMismatch {
		t.Errorf("again = %s, %v", again, err)
	}
	found, err := s.Incidents(t.Context(), s.owner, db.IncidentFilter{Open: true})
	if err != nil || len(found) != 1 || found[0].Kind != panel.PaymentMismatch || !strings.Contains(found[0].Detail, "9999.00") || !strings.Contains(found[0].Detail, "12.30") {
		t.Errorf("incidents = %+v, %v", found, err)
	}
	s.money(0)
}

// TestCodesAreFetchedUnderTheSameNumber loses answers of WeChat Pay, and has it
// refuse.
func TestCodesAreFetchedUnderTheSameNumber(t *testing.T) {
	t.Parallel()
	for kind, want := range map[trouble.Kind]panel.TopUpState{trouble.Reset: panel.TopUpOpen, trouble.Drop: panel.TopUpOpen, trouble.Refuse: panel.TopUpClosed} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			account := s.payAccount(panel.VendorWeChatPay)
			s.world.Board.Set(trouble.Fault{Call: "wechatpay.native.prepay", Kind: kind, Code: "NO_AUTH", Count: 1})
			top := s.payIn(account, "12.30")
			s.finish(top.JobID)
			if got := s.topUpNow(top.ID); got.State != want || (got.Code != "") != (want == panel.TopUpOpen) {
				t.Errorf("top-up = %s with code %q, want %s", got.State, got.Code, want)
			}
			if orders := s.world.WeChatPay.Truth().Orders; want == panel.TopUpOpen && len(orders) != 1 {
				t.Errorf("%d payments at the provider, want 1", len(orders))
			}
		})
	}
}

// TestPaymentsThatNobodyMakesAreBounded begins more than may wait.
func TestPaymentsThatNobodyMakesAreBounded(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	account := s.payAccount(panel.VendorAlipay)
	begin := func() error {
		_, err := s.BeginTopUp(t.Context(), s.buyer, OnlineTopUpForm{AccountID: account.ID, Amount: "10", FormKey: NewFormKey()})
		return err
	}
	for range topUpsWaiting {
		s.must(begin())
	}
	if err := begin(); !panel.Is(err, panel.Conflict) {
		t.Errorf("one more: %v", err)
	}
	s.pass(time.Hour)
	s.must(s.SettleTopUps(t.Context()))
	s.must(begin())
}

// TestOnlyWhoMayTouchesPayments asks as others.
func TestOnlyWhoMayTouchesPayments(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	account := s.payAccount(panel.VendorAlipay)
	top := s.payIn(account, "12.30")
	sibling := s.buyer
	sibling.CustomerID++
	for name, try := range map[string]func() error{
		"sibling's page":    func() error { _, err := s.OnlineTopUp(t.Context(), sibling, top.ID); return err },
		"sibling's way":     func() error { _, err := s.PayAddress(t.Context(), sibling, top.ID); return err },
		"stranger's page":   func() error { _, err := s.OnlineTopUp(t.Context(), s.stranger, top.ID); return err },
		"stranger asks":     func() error { return s.AskTopUp(t.Context(), s.stranger, top.ID) },
		"stranger's switch": func() error { return s.SwitchPayAccount(t.Context(), s.stranger, account.ID, false) },
		"as a vendor": func() error {
			_, err := s.SaveVendor(t.Context(), panel.Actor{UserID: 9, Role: panel.RoleStaff, ResellerID: s.owner.ResellerID}, VendorForm{ID: account.ID, Label: "x"})
			return err
		},
	} {
		if err := try(); !panel.Is(err, panel.NotFound) && !panel.Is(err, panel.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.must(s.SwitchPayAccount(t.Context(), s.owner, account.ID, false))
	if _, err := s.BeginTopUp(t.Context(), s.buyer, OnlineTopUpForm{AccountID: account.ID, Amount: "10", FormKey: "k"}); !panel.Is(err, panel.Invalid) {
		t.Errorf("through an account that is off: %v", err)
	}
	if l, _, err := s.line(t.Context(), account.ID); err != nil || declaredCalls[account.Vendor] != nil || l.client == nil {
		t.Errorf("calls of a payment provider are on the workbench, or it has no line: %v", err)
	}
}
