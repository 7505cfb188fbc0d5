package service

import (
	"bytes"
	"context"
	"errors"
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

	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/wechatpay"
)

// purse is a wallet in memory. It books a payment once.
type purse struct {
	mu       sync.Mutex
	expected map[string]panel.Fen
	booked   map[string]Payment
	asked    int // calls of Credit
	broken   int // times that Credit still fails
}

var errPurse = errors.New("the purse is jammed")

func (w *purse) Expected(_ context.Context, provider, number string) (panel.Fen, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fen, ok := w.expected[provider+" "+number]
	if !ok {
		return 0, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return fen, nil
}

func (w *purse) Credit(_ context.Context, p Payment) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	if w.broken > 0 {
		w.broken--
		return errPurse
	}
	if _, ok := w.booked[p.Number]; !ok {
		w.booked[p.Number] = p
	}
	return nil
}

func (w *purse) sum() (fen panel.Fen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.booked {
		fen += p.Amount
	}
	return fen
}

// till is one provider with its simulator, a purse, and an address that takes its notices.
type till struct {
	*testing.T
	app      *App
	world    *sandbox.World
	provider Provider
	purse    *purse
	log      *keeper
	address  string
	received chan error // of every notice that came, why it was not followed
	pay      func(number string) error
	sign     func(number string, fen int64, currency string) (http.Header, []byte) // a genuine notice
	notices  func() []trouble.Telling
	secrets  []string
}

func (t *till) no(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tills runs a test for both providers.
func tills(t *testing.T, run func(t *till)) {
	t.Helper()
	for name, open := range map[string]func(*till){"alipay": openAlipay, "wechatpay": openWeChat} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			world, err := sandbox.Start(tt.Context(), sandbox.Options{Fresh: true, Speed: -1})
			if err != nil {
				tt.Fatal(err)
			}
			tt.Cleanup(func() { _ = world.Close() })
			till := &till{
				T: tt, world: world, log: &keeper{}, received: make(chan error, 100),
				purse: &purse{expected: map[string]panel.Fen{}, booked: map[string]Payment{}},
			}
			till.app = New(Options{Now: time.Now, Log: slog.New(slog.NewJSONHandler(till.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
			open(till)
			server := httptest.NewServer(http.HandlerFunc(till.serve))
			tt.Cleanup(server.Close)
			till.address = server.URL + "/callbacks"
			run(till)
		})
	}
}

// serve is what a page for notices does.
func (t *till) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	answer, err := t.app.ReceivePayment(r.Context(), t.provider, t.purse, r.Header, body)
	if answer.ContentType != "" {
		w.Header().Set("Content-Type", answer.ContentType)
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write([]byte(answer.Body))
	t.received <- err
}

func openAlipay(t *till) {
	at := t.world.Line().Alipay
	client, err := alipay.New(alipay.Config{
		Account: "1", AppID: at.AppID, SellerID: at.SellerID, AppKey: endpoint.Secret(at.AppPrivateKey), AlipayKey: at.AlipayPublicKey,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{alipay.HostAPI: at.URL, alipay.HostBill: at.URL}, Timeout: 2 * time.Second,
	})
	t.no(err)
	t.provider, t.secrets = AlipayProvider(client), []string{at.AppPrivateKey[100:160]}
	t.pay = t.world.Alipay.Pay
	t.notices = func() []trouble.Telling { return t.world.Alipay.Truth().Notices }
	t.sign = func(number string, fen int64, currency string) (http.Header, []byte) {
		form, err := t.world.Alipay.Notice(number, map[string]string{
			"trade_status": "TRADE_SUCCESS", "total_amount": alipay.Yuan(endpoint.Fen(fen)), "trans_currency": currency, "trade_no": "2026050422",
		})
		t.no(err)
		return http.Header{}, []byte(form.Encode())
	}
}

func openWeChat(t *till) {
	at := t.world.Line().WeChatPay
	client, err := wechatpay.New(wechatpay.Config{
		Account: "1", MchID: at.MchID, AppID: at.AppID, SerialNo: at.SerialNo, PrivateKey: endpoint.Secret(at.PrivateKey),
		APIv3Key: endpoint.Secret(at.APIv3Key), Platform: []wechatpay.PlatformKey{{ID: at.PublicKeyID, PEM: at.PublicKey}},
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{wechatpay.HostAPI: at.URL}, Timeout: 2 * time.Second,
	})
	t.no(err)
	t.provider, t.secrets = WeChatPayProvider(client), []string{at.PrivateKey[100:150], at.APIv3Key}
	t.pay = t.world.WeChatPay.Pay
	t.notices = func() []trouble.Telling { return t.world.WeChatPay.Truth().Notices }
	t.sign = func(number string, fen int64, currency string) (http.Header, []byte) {
		header, body, err := t.world.WeChatPay.Notice(number, map[string]any{
			"trade_state": "SUCCESS", "transaction_id": "4200000001", "amount": map[string]any{"total": fen, "currency": currency},
		})
		t.no(err)
		return header, body
	}
}

// begin asks for 12.30 and opens what the customer is given.
func (t *till) begin() (number string) {
	t.Helper()
	number = NewPaymentNumber()
	t.purse.expected[t.provider.Name()+" "+number] = 1230
	t.lead(PayRequest{
		Number: number, Amount: 1230, Subject: "余额充值 & more/=" + strings.Repeat("长", 60), NotifyURL: t.address, Expires: time.Now().Add(time.Hour),
	})
	return number
}

func (t *till) lead(r PayRequest) {
	t.Helper()
	prompt, err := t.provider.Create(t.Context(), r)
	t.no(err)
	if (prompt.URL == "") == (prompt.Code == "") {
		t.Fatalf("prompt = %+v, want one of the two", prompt)
	}
	if prompt.URL == "" {
		return
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, prompt.URL, http.NoBody)
	t.no(err)
	response, err := http.DefaultClient.Do(request)
	t.no(err)
	page, err := io.ReadAll(response.Body)
	t.no(errors.Join(err, response.Body.Close()))
	if !bytes.Contains(page, []byte("12.30")) {
		t.Fatalf("cashier = %s", page)
	}
}

// came waits for a notice and returns why it was not followed.
func (t *till) came() error {
	t.Helper()
	select {
	case err := <-t.received:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("no notice came")
		return nil
	}
}

// credited holds the purse against a sum.
func (t *till) credited(want panel.Fen) {
	t.Helper()
	if got := t.purse.sum(); got != want {
		t.Errorf("the purse holds %d fen, want %d", got, want)
	}
}

// receive hands in a notice and returns the answer.
func (t *till) receive(header http.Header, body []byte) (taken bool, err error) {
	t.Helper()
	answer, err := t.app.ReceivePayment(t.Context(), t.provider, t.purse, header, body)
	yes, no := t.provider.Answer(true), t.provider.Answer(false)
	if answer != yes && answer != no || yes == no {
		t.Fatalf("answer = %+v", answer)
	}
	return answer == yes, err
}

func TestPaymentIsCreditedOnce(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		number := t.begin()
		if p, err := t.app.SettlePayment(t.Context(), t.provider, t.purse, number); err != nil || p.State == PaymentPaid {
			t.Errorf("before it is paid: %+v, %v", p, err)
		}
		t.credited(0)
		t.no(t.pay(number))
		t.no(t.came())
		t.credited(1230)
		header, body := t.sign(number, 1230, "CNY")
		if taken, err := t.receive(header, body); taken != errors.Is(err, ErrPayMismatch) {
			t.Errorf("the same under another reference: %t, %v", taken, err)
		}
		for range 3 {
			if p, err := t.app.SettlePayment(t.Context(), t.provider, t.purse, number); err != nil || p.State != PaymentPaid || p.Reference == "" || p.PaidAt.IsZero() {
				t.Errorf("asked again: %+v, %v", p, err)
			}
		}
		t.credited(1230)
		if t.purse.booked[number].Provider != t.provider.Name() {
			t.Errorf("booked = %+v", t.purse.booked[number])
		}
	})
}

func TestNoticesLostDoubledAndForged(t *testing.T) {
	t.Parallel()
	for kind, c := range map[trouble.Kind]struct {
		notices int
		want    error
		sum     panel.Fen
	}{
		trouble.CallbackLost: {0, nil, 0}, trouble.CallbackDuplicated: {2, nil, 1230}, trouble.CallbackForged: {1, ErrPayNoticeForged, 0},
	} {
		tills(t, func(t *till) {
			t.world.Board.Set(trouble.Fault{Call: "*", Kind: kind, Count: 1})
			number := t.begin()
			t.no(t.pay(number))
			for range c.notices {
				if err := t.came(); !errors.Is(err, c.want) {
					t.Errorf("%s: %v, want %v", kind, err, c.want)
				}
			}
			t.credited(c.sum)
			_, err := t.app.SettlePayment(t.Context(), t.provider, t.purse, number) // the clock asks
			t.no(err)
			t.credited(1230)
		})
	}
}

func TestNoticesThatCreditNothing(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		number := t.begin()
		for name, c := range map[string]struct {
			fen      int64
			currency string
			taken    bool
		}{
			"early": {1230, "CNY", false}, "another amount": {123000, "CNY", true}, "less": {1, "CNY", true}, "another currency": {1230, "USD", true},
		} {
			header, body := t.sign(number, c.fen, c.currency)
			if taken, err := t.receive(header, body); err == nil || taken != c.taken || c.taken != errors.Is(err, ErrPayMismatch) {
				t.Errorf("%s: taken %t, %v", name, taken, err)
			}
		}
		unknown := t.begin()
		delete(t.purse.expected, t.provider.Name()+" "+unknown)
		header, body := t.sign(unknown, 1230, "CNY")
		if taken, err := t.receive(header, body); taken || !panel.Is(err, panel.NotFound) {
			t.Errorf("a payment that we do not know: %t, %v, want it to be sent again", taken, err)
		}
		for _, body := range []string{"", "{}", "a=b", `{"id":"1","resource":{}}`} {
			if taken, err := t.receive(http.Header{}, []byte(body)); taken || err == nil {
				t.Errorf("%q: taken %t, %v", body, taken, err)
			}
		}
		t.credited(0)
		if t.purse.asked != 0 {
			t.Errorf("the purse was asked %d times", t.purse.asked)
		}
	})
}

// TestPaidIsNotWhatWasAskedFor has the customer pay what nobody asked for.
func TestPaidIsNotWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		number := t.begin()
		t.purse.expected[t.provider.Name()+" "+number] = 123000
		t.no(t.pay(number))
		if err := t.came(); !errors.Is(err, ErrPayMismatch) {
			t.Errorf("notice: %v, want a mismatch", err)
		}
		if _, err := t.app.SettlePayment(t.Context(), t.provider, t.purse, number); !errors.Is(err, ErrPayMismatch) {
			t.Errorf("asked: %v, want a mismatch", err)
		}
		if _, err := t.app.SettlePayment(t.Context(), t.provider, t.purse, NewPaymentNumber()); !panel.Is(err, panel.NotFound) {
			t.Errorf("a number that is none: %v", err)
		}
		t.credited(0)
	})
}

// TestNoticesComeAgainUntilCredited fails on our side, and on the provider's.
func TestNoticesComeAgainUntilCredited(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		t.purse.broken = 1
		query := map[string]string{"alipay": "alipay.trade.query", "wechatpay": "wechatpay.transaction.query"}[t.provider.Name()]
		number := t.begin()
		t.no(t.pay(number))
		if err := t.came(); !errors.Is(err, errPurse) {
			t.Errorf("first: %v, want the purse's error", err)
		}
		t.world.Board.Set(trouble.Fault{Call: query, Kind: trouble.Reset, Count: 1})
		for i := range 2 {
			for len(t.notices()) <= i { // the answer is noted after it came
				time.Sleep(time.Millisecond)
			}
			t.credited(0)
			t.world.Clock.Advance(10 * time.Minute)
			err := t.came()
			if i == 0 && !panel.Is(err, panel.Uncertain) || i == 1 && err != nil {
				t.Errorf("try %d: %v", i+2, err)
			}
			if i == 0 && t.provider.Name() == "wechatpay" && len(t.received) > 0 {
				break // its tries are closer together
			}
		}
		for t.purse.sum() == 0 {
			time.Sleep(time.Millisecond)
		}
		t.credited(1230)
	})
}

func TestManyNoticesAtOnce(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		number := t.begin()
		t.world.Board.Set(trouble.Fault{Call: "*", Kind: trouble.CallbackLost, Count: 1})
		t.no(t.pay(number))
		p, err := t.provider.Query(t.Context(), number)
		t.no(err)
		header, body := t.genuine(p)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				if _, err := t.app.ReceivePayment(t.Context(), t.provider, t.purse, header, body); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		t.credited(1230)
	})
}

// genuine is the notice that the provider would send of a payment.
func (t *till) genuine(p Payment) (http.Header, []byte) {
	t.Helper()
	if t.provider.Name() == "alipay" {
		form, err := t.world.Alipay.Notice(p.Number, nil)
		t.no(err)
		return http.Header{}, []byte(form.Encode())
	}
	header, body, err := t.world.WeChatPay.Notice(p.Number, nil)
	t.no(err)
	return header, body
}

func TestRefunds(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		call := map[string]string{"alipay": "alipay.trade.refund", "wechatpay": "wechatpay.refund.create"}[t.provider.Name()]
		number := t.begin()
		refund := PayRefundRequest{Number: number, RefundNumber: NewPaymentNumber(), Amount: 230, Total: 1230, Reason: "重复付款"}
		if _, err := t.provider.Refund(t.Context(), refund); !panel.Is(err, panel.Refused) {
			t.Errorf("unpaid: %v, want it refused", err)
		}
		t.no(t.pay(number))
		t.no(t.came())
		if r, err := t.provider.QueryRefund(t.Context(), number, refund.RefundNumber); err != nil || r.State != RefundAbsent {
			t.Errorf("before: %+v, %v", r, err)
		}
		t.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Reset, Count: 1})
		if _, err := t.provider.Refund(t.Context(), refund); !panel.Is(err, panel.Uncertain) {
			t.Errorf("answer lost: %v, want it uncertain", err)
		}
		for range 2 { // under its own number it may be sent again
			if r, err := t.provider.Refund(t.Context(), refund); err != nil || r.Amount != 230 || r.State == RefundAbsent {
				t.Errorf("again: %+v, %v", r, err)
			}
		}
		t.world.Clock.Advance(2 * time.Minute)
		r, err := t.provider.QueryRefund(t.Context(), number, refund.RefundNumber)
		if want := (PayRefund{RefundNumber: refund.RefundNumber, State: RefundDone, Amount: 230}); err != nil || r != want {
			t.Errorf("afterwards: %+v, %v, want %+v", r, err, want)
		}
		rest := refund
		rest.RefundNumber, rest.Amount = NewPaymentNumber(), 1001
		if _, err := t.provider.Refund(t.Context(), rest); !panel.Is(err, panel.Refused) {
			t.Errorf("more than is left: %v, want it refused", err)
		}
		rest.Amount = 1000
		_, err = t.provider.Refund(t.Context(), rest)
		t.no(err)
		if p, err := t.app.SettlePayment(t.Context(), t.provider, t.purse, number); err != nil || p.State != PaymentRefunded {
			t.Errorf("payment = %+v, %v, want it refunded", p, err)
		}
		t.credited(1230)
	})
}

// TestLateRefundPaysOnce has a refund executed an hour after it was sent again.
func TestLateRefundPaysOnce(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		call := map[string]string{"alipay": "alipay.trade.refund", "wechatpay": "wechatpay.refund.create"}[t.provider.Name()]
		number := t.begin()
		t.no(t.pay(number))
		t.no(t.came())
		refund := PayRefundRequest{Number: number, RefundNumber: NewPaymentNumber(), Amount: 230, Total: 1230}
		t.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Late, Delay: time.Hour, Count: 1})
		if _, err := t.provider.Refund(t.Context(), refund); !panel.Is(err, panel.Uncertain) {
			t.Errorf("no answer: %v, want it uncertain", err)
		}
		if r, err := t.provider.QueryRefund(t.Context(), number, refund.RefundNumber); err != nil || r.State != RefundAbsent {
			t.Errorf("meanwhile: %+v, %v", r, err)
		}
		_, err := t.provider.Refund(t.Context(), refund)
		t.no(err)
		before := t.balance()
		t.world.Clock.Advance(2 * time.Hour)
		if after := t.balance(); after != before || after != 1_001_000 {
			t.Errorf("balance = %d fen after the late one, before %d: want 1001000", after, before)
		}
	})
}

// balance is what the seller has at the provider, in fen; it began with 1,000,000.
func (t *till) balance() int64 {
	if t.provider.Name() == "alipay" {
		return t.world.Alipay.Truth().Balance
	}
	return t.world.WeChatPay.Truth().Balance
}

func TestClosing(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		number := t.begin()
		if t.provider.Name() == "alipay" {
			if err := t.provider.Close(t.Context(), number); !panel.Is(err, panel.Refused) {
				t.Errorf("nobody has signed in: %v, want it refused", err)
			}
			t.no(t.world.Alipay.SignIn(number))
		}
		t.no(t.provider.Close(t.Context(), number))
		t.no(t.provider.Close(t.Context(), number))
		if p, err := t.provider.Query(t.Context(), number); err != nil || p.State != PaymentClosed {
			t.Errorf("payment = %+v, %v, want it closed", p, err)
		}
		if err := t.pay(number); err == nil {
			t.Error("a closed payment was paid")
		}
		paid := t.begin()
		t.no(t.pay(paid))
		t.no(t.came())
		if err := t.provider.Close(t.Context(), paid); !panel.Is(err, panel.Refused) {
			t.Errorf("a paid one: %v, want it refused", err)
		}
		if p, err := t.provider.Query(t.Context(), NewPaymentNumber()); err != nil || p.State != PaymentAbsent {
			t.Errorf("none: %+v, %v, want it absent", p, err)
		}
	})
}

func TestStatements(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		number := t.begin()
		t.no(t.pay(number))
		t.no(t.came())
		back := PayRefundRequest{Number: number, RefundNumber: NewPaymentNumber(), Amount: 230, Total: 1230}
		_, err := t.provider.Refund(t.Context(), back)
		t.no(err)
		day := t.world.Clock.Now()
		if _, err := t.provider.Statement(t.Context(), day); err == nil {
			t.Error("there is a statement of a day that is not over")
		}
		t.world.Clock.Advance(34 * time.Hour)
		lines, err := t.provider.Statement(t.Context(), day)
		t.no(err)
		booked := t.purse.booked[number]
		ours := []StatementLine{
			{Number: number, Reference: booked.Reference, Amount: 1230, Currency: "CNY"},
			{Number: number, RefundNumber: back.RefundNumber, Reference: booked.Reference, Amount: -230, Currency: "CNY"},
		}
		if diff := CompareStatement(lines, ours); len(diff) != 0 || len(lines) != 2 {
			t.Errorf("statement = %+v, differences %+v", lines, diff)
		}
	})
}

func TestComparingStatements(t *testing.T) {
	t.Parallel()
	line := func(number string, fen panel.Fen) StatementLine {
		return StatementLine{Number: number, Reference: "r" + number, Amount: fen, Currency: "CNY"}
	}
	usd := line("5", 50)
	usd.Currency = "USD"
	there := []StatementLine{line("1", 10), line("2", 20), line("3", 30), line("3", 30), usd}
	here := []StatementLine{line("1", 10), line("2", 21), line("4", 40), line("5", 50)}
	want := []StatementDifference{
		{Problem: StatementDiffers, Here: line("2", 21), There: line("2", 20)},
		{Problem: StatementMissingHere, There: line("3", 30)},
		{Problem: StatementTwice, There: line("3", 30)},
		{Problem: StatementMissingThere, Here: line("4", 40)},
		{Problem: StatementDiffers, Here: line("5", 50), There: usd},
	}
	if diff := cmp.Diff(want, CompareStatement(there, here)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	if got := CompareStatement(here, here); len(got) != 0 {
		t.Errorf("the same = %+v", got)
	}
}

// TestPaymentsLeaveNoSecretBehind logs everything that goes wrong and searches it.
func TestPaymentsLeaveNoSecretBehind(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		for _, kind := range []trouble.Kind{trouble.Reset, trouble.Status500, trouble.HTML, trouble.Broken} {
			number := t.begin()
			t.world.Board.Set(trouble.Fault{Call: t.provider.Name() + ".tra*", Kind: kind, Count: 1})
			t.no(t.pay(number))
			if err := t.came(); err == nil || strings.Contains(err.Error(), t.world.Line().Alipay.URL) || strings.Contains(err.Error(), t.world.Line().WeChatPay.URL) {
				t.Errorf("%s: %v, want an error without an address", kind, err)
			}
		}
		header, body := t.sign(t.begin(), 1230, "CNY")
		_, err := t.receive(header, append(body, []byte("&x=canary-notice")...))
		text := t.log.text.String() + err.Error() + t.provider.Name()
		if len(text) < 400 {
			t.Errorf("only %d letters were searched", len(text))
		}
		for _, secret := range append(t.secrets, "canary-notice", url.QueryEscape(string(body[:20])), "Wechatpay-Signature") {
			if strings.Contains(text, secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
}
