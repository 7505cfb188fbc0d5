package service

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"tangelo/internal/panel"
)

// Provider takes customers' payments: Alipay, WeChat Pay. It knows no wallet. Errors are those of
// explain; what it reads of a payment is the provider's own word, asked for at that moment.
type Provider interface {
	// Name is the provider's in records, such as "alipay".
	Name() string
	// Create begins a payment. The same request again is the same payment.
	Create(ctx context.Context, r PayRequest) (PayPrompt, error)
	// Notice reads what the provider sent of its own accord. Its error is one of the PayNotice
	// errors, and holds nothing of the notice.
	Notice(header http.Header, body []byte) (PayNotice, error)
	// Answer is what the provider must be answered. Until a notice is taken it is sent again,
	// for about a day.
	Answer(taken bool) PayAnswer
	// Query reads a payment. Absent proves nothing while its prompt can still be paid.
	Query(ctx context.Context, number string) (Payment, error)
	// Close makes a payment that nobody has made impossible; closed already is no error.
	Close(ctx context.Context, number string) error
	// Refund pays back to the customer. The same refund again pays nothing more, so one whose
	// outcome is unknown may be sent again under its own number.
	Refund(ctx context.Context, r PayRefundRequest) (PayRefund, error)
	// QueryRefund reads a refund.
	QueryRefund(ctx context.Context, number, refundNumber string) (PayRefund, error)
	// Statement is all that was paid and paid back on a day in Beijing. No business, or a day
	// whose statement is not ready, is Refused or Unavailable.
	Statement(ctx context.Context, day time.Time) ([]StatementLine, error)
}

// PayRequest is a payment for a customer to make.
type PayRequest struct {
	Number    string // ours; see NewPaymentNumber
	Amount    panel.Fen
	Subject   string    // what the customer sees
	Expires   time.Time // zero leaves it to the provider
	NotifyURL string    // where notices go, without a query
	ReturnURL string    // where a browser goes afterwards; may be empty, and proves nothing
}

// PayPrompt is what the customer is given: one of the two.
type PayPrompt struct {
	URL  string // to send his browser to
	Code string // to show as a code for his telephone
}

// PaymentState is the state of a payment at its provider.
type PaymentState string

// The states of a payment. Only Paid may be credited.
const (
	PaymentAbsent   PaymentState = "absent" // the provider knows none, or not yet
	PaymentOpen     PaymentState = "open"
	PaymentPaid     PaymentState = "paid"
	PaymentClosed   PaymentState = "closed"
	PaymentRefunded PaymentState = "refunded" // paid, and paid back
)

// Payment is a payment as its provider knows it. Amount is what was asked for, whatever
// discounts the provider gave the customer.
type Payment struct {
	Provider  string
	Number    string // ours
	Reference string // the provider's; "" until it is paid
	State     PaymentState
	Amount    panel.Fen
	Currency  string
	PaidAt    time.Time
}

// PayNotice is what a provider tells of its own accord: a hint to ask.
type PayNotice struct {
	Number    string
	Reference string
	Paid      bool // it tells of a payment, not of a refund or an end
	Amount    panel.Fen
	Currency  string
}

// PayAnswer is the answer to a notice.
type PayAnswer struct {
	Status            int
	ContentType, Body string
}

// PayRefundRequest pays back a payment wholly or in part. Total is the payment's amount.
type PayRefundRequest struct {
	Number, RefundNumber string
	Amount, Total        panel.Fen
	Reason               string
}

// PayRefundState is the state of a refund at its provider.
type PayRefundState string

// The states of a refund.
const (
	RefundAbsent  PayRefundState = "absent" // none, or not yet: send it again under its number
	RefundPending PayRefundState = "pending"
	RefundDone    PayRefundState = "done"
	RefundFailed  PayRefundState = "failed" // a person must act at the provider
)

// PayRefund is a refund as its provider knows it.
type PayRefund struct {
	RefundNumber string
	State        PayRefundState
	Amount       panel.Fen
}

// Why a notice is not believed.
var (
	ErrPayNoticeForm    = errors.New("the notice is malformed")
	ErrPayNoticeForged  = errors.New("the notice is not the provider's")
	ErrPayNoticeForeign = errors.New("the notice is for another account")
)

// ErrPayMismatch is a payment that is not the one that was asked for. Nothing is credited; a
// person must look.
var ErrPayMismatch = errors.New("the payment is not the one that was asked for")

// TopUps is where a payment ends: the ledger's side of a top-up.
type TopUps interface {
	// Expected is the amount that was asked for under a number, stored before the customer was
	// given the prompt. Without one the error is NotFound.
	Expected(ctx context.Context, provider, number string) (panel.Fen, error)
	// Credit books a payment under provider and number. Booked already is no error and books
	// nothing.
	Credit(ctx context.Context, p Payment) error
}

// NewPaymentNumber makes a number that every provider takes and nobody can guess: 27 letters and
// digits.
func NewPaymentNumber() string { return "P" + rand.Text() }

// SettlePayment asks the provider for a payment and credits it when it is paid and exactly what
// was asked for. It may be called as often as one likes: by a notice, by the customer's return,
// by a clock. Whatever is not paid is returned as it is, without an error.
func (a *App) SettlePayment(ctx context.Context, from Provider, to TopUps, number string) (Payment, error) {
	want, err := to.Expected(ctx, from.Name(), number)
	if err != nil {
		return Payment{}, err
	}
	p, err := from.Query(ctx, number)
	if err != nil || p.State != PaymentPaid {
		return p, err
	}
	if err := samePayment(p, number, want); err != nil {
		a.Log.ErrorContext(ctx, "payment not credited", "provider", from.Name(), "number", number, "error", err)
		return p, err
	}
	return p, to.Credit(ctx, p)
}

// samePayment holds a paid payment against what was asked for.
func samePayment(p Payment, number string, want panel.Fen) error {
	switch {
	case p.Number != number:
		return fmt.Errorf("%w: number", ErrPayMismatch)
	case p.Currency != "CNY":
		return fmt.Errorf("%w: currency", ErrPayMismatch)
	case p.Amount != want || want <= 0:
		return fmt.Errorf("%w: amount", ErrPayMismatch)
	case p.Reference == "":
		return fmt.Errorf("%w: no reference", ErrPayMismatch)
	}
	return nil
}

// ReceivePayment takes a notice of a provider. The word of a notice alone credits nothing: a
// genuine one has the provider asked. The error says why nothing was credited, and is logged; the
// answer is right in any case.
func (a *App) ReceivePayment(ctx context.Context, from Provider, to TopUps, header http.Header, body []byte) (PayAnswer, error) {
	n, err := from.Notice(header, body)
	if err == nil && !n.Paid {
		return from.Answer(true), nil // of a refund that we ordered, or of an end
	}
	if err == nil {
		err = a.followNotice(ctx, from, to, n)
	}
	if err != nil {
		a.Log.LogAttrs(ctx, slog.LevelWarn, "payment notice not followed", slog.String("provider", from.Name()),
			slog.String("number", short(n.Number)), slog.String("error", err.Error()))
	}
	// A mismatch stays one however often it is told; everything else may be better next time.
	return from.Answer(err == nil || errors.Is(err, ErrPayMismatch)), err
}

func (a *App) followNotice(ctx context.Context, from Provider, to TopUps, n PayNotice) error {
	want, err := to.Expected(ctx, from.Name(), n.Number)
	if err != nil {
		return err
	}
	told := Payment{Number: n.Number, Reference: n.Reference, Amount: n.Amount, Currency: n.Currency}
	if err := samePayment(told, n.Number, want); err != nil {
		return err
	}
	p, err := a.SettlePayment(ctx, from, to, n.Number)
	switch {
	case err != nil:
		return err
	case p.State == PaymentRefunded:
		return nil // it tells late of what is over
	case p.State != PaymentPaid:
		return panel.Errorf(panel.Conflict, nil, "error.vendor.unknown") // told before it is so
	case p.Reference != n.Reference:
		return fmt.Errorf("%w: reference", ErrPayMismatch)
	}
	return nil
}
