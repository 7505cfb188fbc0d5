package service

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
)

// alipayProvider takes payments by Alipay page pay.
type alipayProvider struct{ client *alipay.Client }

// AlipayProvider takes payments by Alipay page pay.
func AlipayProvider(client *alipay.Client) Provider { return alipayProvider{client} }

func (alipayProvider) Name() string { return "alipay" }

// alipaySigns stand for the signs that Alipay does not take in a subject.
var alipaySigns = strings.NewReplacer("/", "／", "=", "＝", "&", "＆")

func (p alipayProvider) Create(_ context.Context, r PayRequest) (PayPrompt, error) {
	request := alipay.PagePayRequest{
		OutTradeNo: r.Number, Amount: alipay.Yuan(endpoint.Fen(r.Amount)), Subject: alipaySigns.Replace(r.Subject),
		NotifyURL: r.NotifyURL, ReturnURL: r.ReturnURL,
	}
	if !r.Expires.IsZero() {
		request.Expires = alipay.Moment(r.Expires)
	}
	address, err := p.client.PagePayURL(request)
	return PayPrompt{URL: address}, explain(err, nil)
}

func (p alipayProvider) Notice(_ http.Header, body []byte) (PayNotice, error) {
	n, err := p.client.ParseNotice(body)
	if err != nil {
		return PayNotice{}, alipayDoubt(err)
	}
	return PayNotice{
		Number: n.OutTradeNo, Reference: n.TradeNo, Amount: panel.Fen(n.Total), Currency: n.Currency,
		Paid: n.Status.Paid() && n.RequestNo == "" && n.Refunded == 0,
	}, nil
}

func alipayDoubt(err error) error {
	switch {
	case errors.Is(err, alipay.ErrNoticeSigns):
		return ErrPayNoticeForged
	case errors.Is(err, alipay.ErrNoticeForeign):
		return ErrPayNoticeForeign
	}
	return ErrPayNoticeForm
}

// Answer has status 200 in any case: Alipay looks at the word.
func (alipayProvider) Answer(taken bool) PayAnswer {
	answer := PayAnswer{Status: http.StatusOK, ContentType: "text/plain; charset=utf-8", Body: "fail"}
	if taken {
		answer.Body = alipay.NoticeAnswer
	}
	return answer
}

func (p alipayProvider) Query(ctx context.Context, number string) (Payment, error) {
	t, err := p.client.TradeQuery(ctx, alipay.TradeNamed{OutTradeNo: number})
	if endpoint.KindOf(err) == endpoint.Missing {
		return Payment{Provider: p.Name(), Number: number, State: PaymentAbsent}, nil
	}
	if err != nil {
		return Payment{}, explain(err, nil)
	}
	out := Payment{
		Provider: p.Name(), Number: t.OutTradeNo, Reference: t.TradeNo, State: PaymentOpen, Amount: panel.Fen(t.Total),
		Currency: t.Currency, PaidAt: t.PaidAt,
	}
	if out.Currency == "" {
		out.Currency = "CNY"
	}
	switch {
	case t.Status.Paid():
		out.State = PaymentPaid
	case t.Status == alipay.Closed && !t.PaidAt.IsZero():
		out.State = PaymentRefunded
	case t.Status == alipay.Closed:
		out.State = PaymentClosed
	}
	return out, nil
}

func (p alipayProvider) Close(ctx context.Context, number string) error {
	err := p.client.TradeClose(ctx, alipay.TradeNamed{OutTradeNo: number})
	if endpoint.KindOf(err) == endpoint.Conflict {
		if now, asked := p.Query(ctx, number); asked == nil && now.State == PaymentClosed {
			return nil
		}
	}
	return explain(err, nil)
}

func (p alipayProvider) Refund(ctx context.Context, r PayRefundRequest) (PayRefund, error) {
	done, err := p.client.TradeRefund(ctx, alipay.TradeRefundRequest{
		OutTradeNo: r.Number, RequestNo: r.RefundNumber, Amount: alipay.Yuan(endpoint.Fen(r.Amount)), Reason: r.Reason,
	})
	switch {
	case err != nil:
		return PayRefund{}, explain(err, nil)
	case done.Changed == "Y":
		return PayRefund{RefundNumber: r.RefundNumber, State: RefundDone, Amount: r.Amount}, nil
	}
	return p.QueryRefund(ctx, r.Number, r.RefundNumber)
}

func (p alipayProvider) QueryRefund(ctx context.Context, number, refundNumber string) (PayRefund, error) {
	r, err := p.client.RefundQuery(ctx, alipay.RefundNamed{OutTradeNo: number, RequestNo: refundNumber})
	if err != nil {
		return PayRefund{}, explain(err, nil)
	}
	out := PayRefund{RefundNumber: refundNumber, State: RefundAbsent}
	if r.Done() {
		out.State, out.Amount = RefundDone, panel.Fen(r.Amount)
	}
	return out, nil
}

func (p alipayProvider) Statement(ctx context.Context, day time.Time) ([]StatementLine, error) {
	bill, err := p.client.TradeBill(ctx, day)
	if err != nil {
		return nil, explain(err, nil)
	}
	lines := make([]StatementLine, 0, len(bill))
	for _, l := range bill {
		lines = append(lines, StatementLine{
			Number: l.OutTradeNo, RefundNumber: l.RequestNo, Reference: l.TradeNo, Amount: panel.Fen(l.Amount), Currency: "CNY",
			Fee: panel.Fen(l.Fee), At: l.At,
		})
	}
	return lines, nil
}
