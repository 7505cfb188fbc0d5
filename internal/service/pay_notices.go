package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// ReceivePayNotice takes what came to the address of a payment provider's
// account: it is kept, then followed, and what is wrong with it becomes an
// incident. An unknown address is NotFound, one to which too many come a
// *FloodError; with any error nothing was kept. The answer goes back as it is.
func (a *App) ReceivePayNotice(ctx context.Context, vendor panel.Vendor, token string, header http.Header, body []byte, remote string) (PayAnswer, error) {
	account, err := a.callbackAccount(ctx, vendor, token)
	if panel.Is(err, panel.NotFound) {
		a.NoteStray(ctx, strayOf(panel.StrayUnknown, vendor, remote, string(body), noticeKept(vendor, body)))
	}
	if err != nil {
		return PayAnswer{}, err
	}
	if err := a.admitTo(ctx, account, remote); err != nil {
		return PayAnswer{}, err
	}
	provider, _, err := a.payProvider(ctx, account.ID)
	if err != nil {
		return PayAnswer{}, err
	}
	n, doubt := provider.Notice(header, body)
	sum := sha256.Sum256(body)
	c := db.Callback{
		ResellerID: account.ResellerID, AccountID: account.ID, BodyHash: hex.EncodeToString(sum[:]), Remote: remote,
		Name: short(n.Number), Tag: "payment", Result: noticeResult(n, doubt), Genuine: doubt == nil, Body: noticeKept(vendor, body),
	}
	a.at(pointReceived)
	if err := a.keepNotice(ctx, c, n); err != nil {
		return PayAnswer{}, err
	}
	a.at(pointKept)
	answer, refused := a.ReceivePayment(ctx, provider, wallets{a, account}, header, body)
	if err := a.weighNotice(ctx, vendor, c, n, refused); err != nil {
		a.Log.ErrorContext(ctx, "after a payment notice", "account", account.ID, "error", err)
		return provider.Answer(false), nil // it comes again
	}
	return answer, nil
}

// noticeResult says in a word what a notice tells of.
func noticeResult(n PayNotice, doubt error) string {
	switch {
	case doubt != nil:
		return ""
	case n.Paid:
		return "paid " + n.Amount.Yuan() + " " + short(n.Currency)
	}
	return "other"
}

// noticeKept is a notice without its sign: who reads it must not be able to send
// it again. WeChat Pay's sign is no part of the body, whose content is
// encrypted.
func noticeKept(vendor panel.Vendor, body []byte) string {
	text := string(body)
	if vendor == panel.VendorAlipay {
		form, err := url.ParseQuery(text)
		if err != nil {
			return ""
		}
		delete(form, "sign")
		text = form.Encode()
	}
	return fitBytes(printable(text), 4096)
}

// keepNotice commits a notice, the first of its kind with a line in the history
// of the top-up that it names.
func (a *App) keepNotice(ctx context.Context, c db.Callback, n PayNotice) error {
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		times, err := tx.AddCallback(ctx, c)
		if err != nil || times > 1 || !c.Genuine {
			return err
		}
		t, err := tx.TopUpNumbered(ctx, c.AccountID, n.Number)
		if panel.Is(err, panel.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.NoteTopUp(ctx, t, panel.TopUpEvent{Cause: panel.TopUpNotice, State: t.State}, noticeShown(n))
	})
}

func noticeShown(n PayNotice) map[string]any {
	return map[string]any{"paid": n.Paid, "amount": n.Amount.Yuan(), "currency": short(n.Currency), "reference": short(n.Reference)}
}

// weighNotice notes that a notice was followed, or opens an incident for one
// that could not be and will not be better next time.
func (a *App) weighNotice(ctx context.Context, vendor panel.Vendor, c db.Callback, n PayNotice, refused error) error {
	kind := noticeIncident(refused)
	if refused != nil && kind == "" { // told too early, or the provider could not be asked: it comes again
		a.NoteStray(ctx, earlyOf(c, vendor))
		return nil
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		if kind == "" {
			return tx.FollowedCallback(ctx, c)
		}
		i := db.NewIncident{Kind: kind, ResellerID: c.ResellerID, AccountID: c.AccountID, Subject: "notice " + c.Name, Detail: map[string]any{
			"remote": c.Remote, "number": c.Name, "notice": noticeShown(n), "why": refused.Error(),
		}}
		t, err := tx.TopUpNumbered(ctx, c.AccountID, n.Number)
		if err == nil {
			i.Detail.(map[string]any)["asked_for"] = map[string]any{"top_up": t.ID, "amount": t.Amount.Yuan(), "currency": t.Currency} //nolint:forcetypeassert // made above
		} else if !panel.Is(err, panel.NotFound) {
			return err
		}
		return a.openIncident(ctx, tx, i)
	})
}

// noticeIncident is what kind of incident a notice makes that was not followed;
// "" when it makes none.
func noticeIncident(refused error) panel.IncidentKind {
	switch {
	case refused == nil:
		return ""
	case errors.Is(refused, ErrPayMismatch):
		return panel.PaymentMismatch
	case errors.Is(refused, ErrPayNoticeForged), errors.Is(refused, ErrPayNoticeForm):
		return panel.ForgedCallback
	case errors.Is(refused, ErrPayNoticeForeign), panel.Is(refused, panel.NotFound):
		return panel.ForeignCallback
	}
	return ""
}
