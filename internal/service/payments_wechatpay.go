package service

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/wechatpay"
)

// wechatProvider takes payments by WeChat Pay Native.
type wechatProvider struct{ client *wechatpay.Client }

// WeChatPayProvider takes payments by WeChat Pay Native.
func WeChatPayProvider(client *wechatpay.Client) Provider { return wechatProvider{client} }

func (wechatProvider) Name() string { return "wechatpay" }

// longestSubject is what WeChat Pay takes of a description, in bytes.
const longestSubject = 127

// fitBytes cuts a text to a number of bytes, between characters.
func fitBytes(text string, bytes int) string {
	if len(text) <= bytes {
		return text
	}
	return strings.ToValidUTF8(text[:bytes], "")
}

func (p wechatProvider) Create(ctx context.Context, r PayRequest) (PayPrompt, error) {
	request := wechatpay.PrepayRequest{
		OutTradeNo: r.Number, Total: int64(r.Amount), Description: fitBytes(r.Subject, longestSubject), NotifyURL: r.NotifyURL,
	}
	if !r.Expires.IsZero() {
		request.Expires = wechatpay.Moment(r.Expires)
	}
	code, err := p.client.NativePrepay(ctx, request)
	return PayPrompt{Code: code.CodeURL}, explain(err, nil)
}

func (p wechatProvider) Notice(header http.Header, body []byte) (PayNotice, error) {
	n, err := p.client.ParseNotice(header, body)
	if err != nil {
		return PayNotice{}, wechatDoubt(err)
	}
	return PayNotice{
		Number: n.OutTradeNo, Reference: n.TransactionID, Amount: panel.Fen(n.Total), Currency: n.Currency,
		Paid: n.Event == "TRANSACTION.SUCCESS" && n.State == wechatpay.Success,
	}, nil
}

func wechatDoubt(err error) error {
	switch {
	case errors.Is(err, wechatpay.ErrNoticeSigns):
		return ErrPayNoticeForged
	case errors.Is(err, wechatpay.ErrNoticeForeign), errors.Is(err, wechatpay.ErrNoticeCipher):
		return ErrPayNoticeForeign
	}
	return ErrPayNoticeForm
}

// Answer is told by its status.
func (wechatProvider) Answer(taken bool) PayAnswer {
	if taken {
		return PayAnswer{Status: http.StatusNoContent}
	}
	return PayAnswer{Status: http.StatusInternalServerError, ContentType: "application/json", Body: wechatpay.NoticeFailure}
}

var wechatStates = map[wechatpay.TradeState]PaymentState{
	wechatpay.Success: PaymentPaid, wechatpay.Refunded: PaymentRefunded, wechatpay.Closed: PaymentClosed, wechatpay.Revoked: PaymentClosed,
}

func (p wechatProvider) Query(ctx context.Context, number string) (Payment, error) {
	t, err := p.client.TransactionQuery(ctx, wechatpay.TransactionNamed{OutTradeNo: number})
	if endpoint.KindOf(err) == endpoint.Missing {
		return Payment{Provider: p.Name(), Number: number, State: PaymentAbsent}, nil
	}
	if err != nil {
		return Payment{}, explain(err, nil)
	}
	state, known := wechatStates[t.State]
	if !known {
		state = PaymentOpen // not paid, paying, or failed to
	}
	return Payment{
		Provider: p.Name(), Number: t.OutTradeNo, Reference: t.TransactionID, State: state, Amount: panel.Fen(t.Amount.Total),
		Currency: t.Amount.Currency, PaidAt: t.PaidAt,
	}, nil
}

func (p wechatProvider) Close(ctx context.Context, number string) error {
	err := p.client.TransactionClose(ctx, wechatpay.TransactionNamed{OutTradeNo: number})
	if endpoint.KindOf(err) == endpoint.AlreadyDone {
		return nil
	}
	return explain(err, nil)
}

func (p wechatProvider) Refund(ctx context.Context, r PayRefundRequest) (PayRefund, error) {
	begun, err := p.client.RefundCreate(ctx, wechatpay.RefundRequest{
		OutTradeNo: r.Number, RefundNo: r.RefundNumber, Amount: int64(r.Amount), Total: int64(r.Total), Reason: fitBytes(r.Reason, 80),
	})
	if err != nil {
		return PayRefund{}, explain(err, nil)
	}
	return refundOf(begun), nil
}

var wechatRefunds = map[wechatpay.RefundState]PayRefundState{
	wechatpay.RefundDone: RefundDone, wechatpay.RefundProcessing: RefundPending, wechatpay.RefundAbnormal: RefundFailed,
	wechatpay.RefundClosed: RefundFailed,
}

func refundOf(r wechatpay.Refund) PayRefund {
	state, known := wechatRefunds[r.State]
	if !known {
		state = RefundPending
	}
	return PayRefund{RefundNumber: r.RefundNo, State: state, Amount: panel.Fen(r.Amount.Refund)}
}

func (p wechatProvider) QueryRefund(ctx context.Context, number, refundNumber string) (PayRefund, error) {
	r, err := p.client.RefundQuery(ctx, wechatpay.RefundNamed{RefundNo: refundNumber})
	switch {
	case endpoint.KindOf(err) == endpoint.Missing:
		return PayRefund{RefundNumber: refundNumber, State: RefundAbsent}, nil
	case err != nil:
		return PayRefund{}, explain(err, nil)
	case r.OutTradeNo != number:
		return PayRefund{}, panel.Errorf(panel.Uncertain, ErrPayMismatch, "error.vendor.unknown")
	}
	return refundOf(r), nil
}

func (p wechatProvider) Statement(ctx context.Context, day time.Time) ([]StatementLine, error) {
	bill, err := p.client.TradeBill(ctx, day)
	if err != nil {
		return nil, explain(err, nil)
	}
	lines := make([]StatementLine, 0, len(bill))
	for _, l := range bill {
		lines = append(lines, StatementLine{
			Number: l.OutTradeNo, RefundNumber: l.RefundNo, Reference: l.TransactionID, Amount: panel.Fen(l.Amount), Currency: l.Currency,
			Fee: panel.Fen(l.Fee), At: l.At,
		})
	}
	return lines, nil
}
