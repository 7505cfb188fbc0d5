package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// OnlineTopUpForm is a customer's wish to pay in, as typed.
type OnlineTopUpForm struct {
	AccountID int64  // at a payment provider
	Amount    string // yuan
	FormKey   string
}

// topUpsWaiting bounds the payments that one customer may have begun and not made.
const topUpsWaiting = 10

// BeginTopUp records what the customer is going to pay, before any provider is
// told of it, and returns the top-up. The same form key gives the same one.
func (a *App) BeginTopUp(ctx context.Context, actor panel.Actor, f OnlineTopUpForm) (id int64, err error) {
	if err := require(actor, panel.UsePortal); err != nil {
		return 0, err
	}
	if f.FormKey == "" || len(f.FormKey) > 100 {
		return 0, panel.Errorf(panel.Invalid, nil, "error.order.formkey")
	}
	account, amount, err := a.topUpWish(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	w := panel.TopUp{
		ResellerID: actor.ResellerID, AccountID: account.ID, CustomerID: actor.CustomerID, Number: NewPaymentNumber(), FormKey: db.FormKey(f.FormKey),
		Amount: amount, Currency: "CNY", State: panel.TopUpCreated, CreatedBy: actor.UserID, Expires: a.Now().Add(panel.TopUpLife),
	}
	w.NextCheck = w.NextTopUpCheck(a.Now())
	t := &act{Action: "topup.begin", Kind: "topup", Name: w.Number, After: map[string]string{"amount": amount.Yuan(), "provider": account.Label}}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		var added bool
		if w.ID, added, err = tx.AddTopUp(ctx, w); err != nil || !added {
			return err
		}
		if waiting, err := tx.WaitingTopUps(ctx, w.CustomerID); err != nil || waiting > topUpsWaiting {
			return errors.Join(err, panel.Errorf(panel.Conflict, nil, "error.topup.many"))
		}
		if err := a.offerTopUp(ctx, tx, actor, w, account.Vendor); err != nil {
			return err
		}
		t.ID = w.ID
		return tx.Record(ctx, t.entry(actor, panel.ResultDone, ""))
	})
	if err != nil {
		a.recordFailure(ctx, actor, *t, err)
	}
	return w.ID, err
}

// topUpWish reads a form: an account that is offered, and an amount within the
// bounds.
func (a *App) topUpWish(ctx context.Context, actor panel.Actor, f OnlineTopUpForm) (account panel.VendorAccount, amount panel.Fen, err error) {
	var problems []panel.Problem
	options, err := a.payOptions(ctx, actor.ResellerID)
	if err != nil {
		return account, 0, err
	}
	i := slices.IndexFunc(options, func(v panel.VendorAccount) bool { return v.ID == f.AccountID })
	if i < 0 {
		problems = append(problems, panel.Problem{Field: "account", Key: "problem.option"})
	} else {
		account = options[i]
	}
	amount, wrong := amountOf(f.Amount)
	switch {
	case wrong != nil:
		problems = append(problems, *wrong)
	case amount < panel.LeastTopUp || amount > panel.MostTopUp:
		problems = append(problems, panel.Problem{Field: "amount", Key: "problem.topup.amount", Args: []any{"Least", panel.LeastTopUp.Yuan(), "Most", panel.MostTopUp.Yuan()}})
	}
	return account, amount, panel.InvalidFields(problems)
}

// offerTopUp makes a new top-up payable. An address is made here without asking
// anybody, whenever the customer goes there; a code comes from the provider, so
// a job fetches it.
func (a *App) offerTopUp(ctx context.Context, tx *db.Tx, actor panel.Actor, t panel.TopUp, vendor panel.Vendor) error {
	if !payTable[vendor].scans {
		_, err := tx.MoveTopUp(ctx, t, db.TopUpMove{Cause: panel.TopUpOffered, UserID: actor.UserID})
		return err
	}
	_, err := a.followTopUp(ctx, tx, actor, t)
	return err
}

// PayAddress is where the customer pays a top-up. It asks nobody.
func (a *App) PayAddress(ctx context.Context, actor panel.Actor, id int64) (string, error) {
	t, err := a.ownTopUp(ctx, actor, id)
	if err != nil {
		return "", err
	}
	if payTable[t.Vendor].scans || t.State != panel.TopUpOpen || !a.Now().Before(t.Expires) {
		return "", panel.Errorf(panel.Conflict, nil, "error.topup.over")
	}
	provider, account, err := a.payProvider(ctx, t.AccountID)
	if err != nil {
		return "", err
	}
	request, err := a.payRequest(ctx, t, account)
	if err != nil {
		return "", err
	}
	prompt, err := provider.Create(payOrigin(ctx, actor), request)
	return prompt.URL, err
}

// payRequest is what a provider is asked for: the same at every time. The
// customer reads there whom the money goes to.
func (a *App) payRequest(ctx context.Context, t panel.TopUp, account panel.VendorAccount) (PayRequest, error) {
	name, err := a.DB.ResellerName(ctx, t.ResellerID)
	return PayRequest{
		Number: t.Number, Amount: t.Amount, Subject: name + " #" + strconv.FormatInt(t.ID, 10), Expires: t.Expires, NotifyURL: a.noticeURL(account),
		ReturnURL: fmt.Sprintf("%s/my/topups/%d/return", a.PublicURL, t.ID),
	}, err
}

// ownTopUp reads a top-up of the customer who asks.
func (a *App) ownTopUp(ctx context.Context, actor panel.Actor, id int64) (panel.TopUp, error) {
	if err := require(actor, panel.UsePortal); err != nil {
		return panel.TopUp{}, err
	}
	return a.DB.TopUp(ctx, actor, id)
}

// TopUpOffer is what the form of a top-up offers: empty when there is no
// provider.
func (a *App) TopUpOffer(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	if err := require(actor, panel.UsePortal); err != nil {
		return nil, err
	}
	return a.payOptions(ctx, actor.ResellerID)
}

// TopUpFilter narrows a list of top-ups.
type TopUpFilter = db.TopUpFilter

// OnlineTopUps lists online payments: a customer's own, or all of a reseller's.
func (a *App) OnlineTopUps(ctx context.Context, actor panel.Actor, want TopUpFilter) ([]panel.TopUp, error) {
	if err := require(actor, seesTopUps(actor)); err != nil {
		return nil, err
	}
	return a.DB.TopUps(ctx, actor, want)
}

func seesTopUps(actor panel.Actor) panel.Permission {
	if actor.Role == panel.RoleCustomer {
		return panel.UsePortal
	}
	return panel.ViewLedger
}

// TopUpDetail is one online payment with its history and the job that asks the
// provider, if there is one.
type TopUpDetail struct {
	TopUp  panel.TopUp
	Scans  bool   // it is paid by a code
	API    string // where the provider is, when that is not where it is in earnest
	Events []panel.TopUpEvent
	Job    panel.Job
}

// OnlineTopUp reads one online payment. Customers learn what happened, not in which
// words of whom.
func (a *App) OnlineTopUp(ctx context.Context, actor panel.Actor, id int64) (d TopUpDetail, err error) {
	if err := require(actor, seesTopUps(actor)); err != nil {
		return d, err
	}
	if d.TopUp, err = a.DB.TopUp(ctx, actor, id); err != nil {
		return d, err
	}
	system := panel.SystemActor(d.TopUp.ResellerID)
	account, err := a.DB.VendorAccount(ctx, system, d.TopUp.AccountID)
	if err != nil {
		return d, err
	}
	d.Scans, d.API = payTable[d.TopUp.Vendor].scans, account.Settings.BaseURLs["api"]
	if d.Events, err = a.DB.TopUpEvents(ctx, d.TopUp); err != nil {
		return d, err
	}
	if actor.Role == panel.RoleCustomer {
		for i := range d.Events {
			d.Events[i].Detail, d.Events[i].Who = "", ""
		}
	}
	if d.TopUp.JobID != 0 {
		d.Job, err = a.DB.Job(ctx, system, d.TopUp.JobID)
	}
	return d, err
}

// AskTopUp has the provider asked at once, by a job: when the customer comes
// back from it, or when somebody wants to know.
func (a *App) AskTopUp(ctx context.Context, actor panel.Actor, id int64) error {
	need := panel.TakeMoney
	if actor.Role == panel.RoleCustomer {
		need = panel.UsePortal
	}
	if err := require(actor, need); err != nil {
		return err
	}
	t, err := a.DB.TopUp(ctx, actor, id)
	if err != nil || t.State.Final() {
		return err
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		added, err := a.followTopUp(ctx, tx, actor, t)
		if err != nil || !added || actor.Role == panel.RoleCustomer {
			return err
		}
		if err := tx.NoteTopUp(ctx, t, panel.TopUpEvent{Cause: panel.TopUpAsked, State: t.State, UserID: actor.UserID}, nil); err != nil {
			return err
		}
		asked := act{Action: "topup.ask", Kind: "topup", ID: t.ID, Name: t.Number, ResellerID: t.ResellerID}
		return tx.Record(ctx, asked.entry(actor, panel.ResultDone, ""))
	})
}
