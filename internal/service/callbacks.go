package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"net/url"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// ReceiveCallback keeps a notice of CNDNS and then, when it is genuine and
// about a product of the account, has the product read anew: its word alone
// changes nothing. When it returns nil the notice is stored. An unknown token
// is NotFound, too many are a *FloodError, false signs are Forbidden, an unknown
// product is no error.
func (a *App) ReceiveCallback(ctx context.Context, token string, form url.Values, remote string) error {
	account, err := a.callbackAccount(ctx, panel.VendorCNDNS, token)
	if panel.Is(err, panel.NotFound) {
		a.NoteStray(ctx, strayOf(panel.StrayUnknown, panel.VendorCNDNS, remote, form.Encode(), unsigned(form)))
	}
	if err != nil {
		return err
	}
	if err := a.admitTo(ctx, account, remote); err != nil {
		return err
	}
	notice, refused := cndns.ParseCallback(form)
	sum := sha256.Sum256([]byte(form.Encode()))
	c := db.Callback{
		ResellerID: account.ResellerID, AccountID: account.ID, BodyHash: hex.EncodeToString(sum[:]), Remote: remote,
		Name: short(form.Get("proname")), Tag: short(form.Get("tag")), Result: short(form.Get("result")), Genuine: refused == nil,
		Body: unsigned(form),
	}
	product := panel.Product{}
	if refused == nil {
		c.Name = notice.Product
		product, err = a.DB.ProductNamed(ctx, account.ID, panel.KindCloud, notice.Product)
		if err != nil && !panel.Is(err, panel.NotFound) {
			return err
		}
		c.Known = err == nil
	}
	a.at(pointReceived)
	times, err := a.keepCallback(ctx, c)
	if err != nil {
		return err
	}
	a.at(pointKept)
	if c.Known {
		a.followCallback(ctx, product)
		return nil
	}
	return a.distrust(ctx, c, times, refused)
}

// callbackAccount finds the account whose address a callback came to. The
// address of another vendor's account is as unknown as one of nobody.
func (a *App) callbackAccount(ctx context.Context, vendor panel.Vendor, token string) (panel.VendorAccount, error) {
	account, err := a.DB.VendorAccountByToken(ctx, token)
	if err == nil && account.Vendor != vendor {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return account, err
}

// keepCallback commits a callback with what it means for orders and incidents:
// before it is answered, for it comes once.
func (a *App) keepCallback(ctx context.Context, c db.Callback) (times int64, err error) {
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		if times, err = tx.AddCallback(ctx, c); err != nil || c.Known {
			return err
		}
		return a.weighCallback(ctx, tx, c, times)
	})
	return times, err
}

// callbackLane is the lane of the products that callbacks speak of.
const callbackLane = "cloud"

// weighCallback weighs a callback that is forged or about nothing of ours. One
// that is signed may be about what an order without a name is buying: then it
// is evidence, and no more than a hint, for its sign proves no sender.
func (a *App) weighCallback(ctx context.Context, tx *db.Tx, c db.Callback, times int64) error {
	shows := map[string]any{"name": c.Name, "tag": c.Tag, "result": c.Result, "remote": c.Remote}
	i := db.NewIncident{Kind: panel.ForgedCallback, ResellerID: c.ResellerID, AccountID: c.AccountID, Subject: "callback", Detail: shows}
	if !c.Genuine {
		return a.openIncident(ctx, tx, i)
	}
	buying, err := tx.LaneOrders(ctx, c.AccountID, callbackLane)
	if err != nil {
		return err
	}
	if len(buying) == 0 {
		i.Kind = panel.ForeignCallback
		return a.openIncident(ctx, tx, i)
	}
	if err := tx.AddStrayCallback(ctx, earlyOf(c, panel.VendorCNDNS)); err != nil {
		return err
	}
	for _, o := range buying {
		if times > 1 {
			continue // it is known already
		}
		if err := tx.AddEvidence(ctx, o, panel.EvidenceCallback, panel.NoVerdict, shows); err != nil {
			return err
		}
		if err := tx.WakeJob(ctx, o.JobID); err != nil {
			return err
		}
	}
	return nil
}

// earlyOf is a callback that cannot be followed yet.
func earlyOf(c db.Callback, vendor panel.Vendor) panel.StrayCallback {
	return panel.StrayCallback{
		Kind: panel.StrayEarly, Vendor: vendor, ResellerID: c.ResellerID, AccountID: c.AccountID, Times: 1, Remote: c.Remote, BodyHash: c.BodyHash,
		Sample: fitBytes(printable(c.Body), maxSample),
	}
}

// unsigned is a callback as it came, without its signs: who reads it must not
// be able to send it again.
func unsigned(form url.Values) string {
	kept := maps.Clone(form)
	delete(kept, "signs")
	text := kept.Encode()
	return text[:min(len(text), 4096)]
}

// Callbacks lists the callbacks of all resellers, for admins.
func (a *App) Callbacks(ctx context.Context, actor panel.Actor, want db.CallbackFilter) ([]db.Callback, error) {
	if err := require(actor, panel.RunPlatform); err != nil {
		return nil, err
	}
	return a.DB.Callbacks(ctx, actor, want)
}

// followCallback wakes the work that waits for the host, or has the host read
// anew. A failure here loses nothing: whoever waits looks by itself.
func (a *App) followCallback(ctx context.Context, p panel.Product) {
	system := panel.SystemActor(p.ResellerID)
	open, err := a.DB.Jobs(ctx, system, db.JobFilter{ProductID: p.ID, Open: true, Limit: 20})
	if err == nil {
		err = a.DB.Within(ctx, func(tx *db.Tx) error {
			waiting := false
			for _, j := range open {
				if awaitsCallback(j) {
					waiting = true
					if err := tx.WakeJob(ctx, j.ID); err != nil {
						return err
					}
				}
			}
			if waiting {
				return nil
			}
			_, err := a.startRefresh(ctx, tx, system, p)
			return err
		})
	}
	if err != nil {
		a.Log.WarnContext(ctx, "after a callback", "product", p.ID, "error", err)
	}
}

func awaitsCallback(j panel.Job) bool {
	op := j.Input["operation"]
	return j.Kind == "cloud.create" || j.Kind == "operation.run" && (op == "cloud.create" || op == "cloud.rebuild")
}

// distrust notes a callback that is forged or about nothing of ours.
func (a *App) distrust(ctx context.Context, c db.Callback, times int64, refused error) error {
	a.Log.WarnContext(ctx, "callback not believed", "account", c.AccountID, "name", c.Name, "genuine", c.Genuine, "times", times)
	if times == 1 {
		t := act{Action: "callback.refused", Kind: "vendor_account", ID: c.AccountID, Name: c.Name, ResellerID: c.ResellerID}
		note := "unknown product"
		if refused != nil {
			note = "signature or fields"
		}
		if err := a.record(ctx, panel.SystemActor(c.ResellerID), t, panel.ResultDenied, note); err != nil {
			return err
		}
	}
	switch {
	case errors.Is(refused, cndns.ErrCallbackSigns):
		return panel.Errorf(panel.Forbidden, refused, "error.forbidden")
	case refused != nil:
		return panel.Errorf(panel.Invalid, refused, "error.invalid")
	}
	return nil
}

// short bounds what a stranger may have stored.
func short(s string) string {
	r := []rune(printable(s))
	return string(r[:min(len(r), 100)])
}
