package alipay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// noticeName is what the switches call a notice by.
const noticeName = "alipay.trade.notify"

// noticePauses are the times between tries, as documented: 4 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h.
var noticePauses = []time.Duration{
	4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour,
}

// noticeTaken wants the word "success" and nothing else.
func noticeTaken(status int, body []byte) bool {
	return status == http.StatusOK && bytes.Equal(bytes.TrimSpace(body), []byte("success"))
}

// tell puts a notice of a payment, or of a refund, into the outbox. The server is locked.
func (s *Server) tell(t *Trade, r *Refund) {
	if t.NotifyURL == "" {
		return
	}
	now := s.clock.Now()
	facts := s.noticeOf(t, now)
	if r != nil {
		facts["gmt_refund"], facts["refund_fee"], facts["out_biz_no"] = stamp(r.At)+".000", yuan(t.refunded()), r.OutRequestNo
	}
	text, err := json.Marshal(facts)
	if err != nil {
		return // texts always can be written
	}
	s.outbox.Put(s.board, noticeName, trouble.Letter{Target: t.NotifyURL, About: t.OutTradeNo, Facts: text})
}

// noticeOf is what is told of a trade as it is.
func (s *Server) noticeOf(t *Trade, now time.Time) map[string]string {
	s.lastID++
	account := s.Account()
	facts := map[string]string{
		"notify_type": "trade_status_sync", "notify_id": fmt.Sprintf("%s%018d", now.In(beijing).Format("20060102150405"), s.lastID),
		"app_id": account.AppID, "auth_app_id": account.AppID, "seller_id": account.SellerID, "charset": "utf-8", "version": "1.0",
		"trade_no": t.TradeNo, "out_trade_no": t.OutTradeNo, "trade_status": s.status(t), "total_amount": yuan(t.Fen),
		"subject": t.Subject, "buyer_id": buyerID, "buyer_logon_id": buyerLogon, "gmt_create": stamp(t.Created),
	}
	if t.Passback != "" {
		facts["passback_params"] = t.Passback
	}
	if !t.Paid.IsZero() {
		facts["gmt_payment"], facts["receipt_amount"], facts["buyer_pay_amount"] = stamp(t.Paid), yuan(t.Fen), yuan(t.Fen)
		facts["invoice_amount"], facts["point_amount"] = yuan(t.Fen), "0.00"
		facts["fund_bill_list"] = `[{"amount":"` + yuan(t.Fen) + `","fundChannel":"ALIPAYACCOUNT"}]`
	}
	return facts
}

// Notice is a genuine notice of a trade as it is now, with other words in place of its own.
// Nobody is sent it: it is for finding out what a receiver believes.
func (s *Server) Notice(outTradeNo string, other map[string]string) (url.Values, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.find(outTradeNo)
	if t == nil {
		return nil, fmt.Errorf("notice of %q: %w", outTradeNo, ErrMissing)
	}
	now := s.clock.Now()
	facts := s.noticeOf(t, now)
	for name, value := range other {
		facts[name] = value
	}
	return s.signNotice(facts, now), nil
}

// signNotice signs all that is told but the signature and its kind.
func (s *Server) signNotice(facts map[string]string, now time.Time) url.Values {
	form := url.Values{"notify_time": {stamp(now)}}
	for name, value := range facts {
		form.Set(name, value)
	}
	form.Set("sign", s.signature(content(form)))
	form.Set("sign_type", "RSA2")
	return form
}

// writeNotice makes the request at the moment of sending. A forged one tells of a hundred
// times the amount under the signature of the true one.
func (s *Server) writeNotice(ctx context.Context, l trouble.Letter) (*http.Request, error) {
	var facts map[string]string
	if err := json.Unmarshal(l.Facts, &facts); err != nil {
		return nil, fmt.Errorf("read notice: %w", err)
	}
	form := s.signNotice(facts, s.clock.Now())
	if l.Forged {
		fen, _ := parseYuan(facts["total_amount"])
		form.Set("total_amount", yuan(100*fen))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.Target, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("make notice: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return request, nil
}
