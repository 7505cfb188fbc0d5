package service

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
)

// lines keeps one open client per vendor account. A client outlives a request:
// it hands out signing times that must be unique, and remembers a refused login.
type lines struct {
	mu   sync.Mutex
	open map[int64]line
}

type line struct {
	made   string // fingerprint of the settings and sealed credentials it was made of
	client client
}

func accountPlace(v panel.VendorAccount) vault.Place {
	return vault.Place{Reseller: v.ResellerID, Table: "vendor_accounts", Row: fmt.Sprint(v.ID), Column: "sealed"}
}

// line opens the connection of a vendor account, or gives the open one.
func (a *App) line(ctx context.Context, accountID int64) (line, panel.VendorAccount, error) {
	account, sealed, err := a.DB.SealedVendorAccount(ctx, accountID)
	if err != nil {
		return line{}, account, err
	}
	made := fmt.Sprintf("%v %x", account.Settings, sealed)
	a.lines.mu.Lock()
	defer a.lines.mu.Unlock()
	if l, ok := a.lines.open[accountID]; ok && l.made == made {
		return l, account, nil
	}
	secrets, err := a.Vault.OpenMap(accountPlace(account), sealed)
	if err != nil {
		return line{}, account, err
	}
	l := line{made: made}
	if l.client, err = a.connect(account, secrets); err != nil {
		return line{}, account, panel.Errorf(panel.Conflict, err, "error.pay.keys")
	}
	if a.lines.open == nil {
		a.lines.open = map[int64]line{}
	}
	a.lines.open[accountID] = l
	return l, account, nil
}

// connect makes the client of an account, nil for a vendor without calls;
// nothing is sent yet. The error is about a key of a payment provider.
func (a *App) connect(account panel.VendorAccount, secrets map[string]string) (client, error) {
	o := opening{
		name: strconv.FormatInt(account.ID, 10), settings: account.Settings, secrets: secrets,
		hook: vendorHook{app: a, account: account}, limit: a.CallLimit, hosts: a.VendorHosts, now: a.Now,
	}
	if w, pays := payTable[account.Vendor]; pays {
		return w.open(o)
	}
	v, known := vendorTable[account.Vendor]
	if !known {
		return nil, nil
	}
	return v.open(o), nil
}

// clientOf is the client of a vendor account, which must be the vendor's whose
// client C is.
func clientOf[C client](ctx context.Context, a *App, accountID int64) (c C, err error) {
	l, account, err := a.line(ctx, accountID)
	if err != nil {
		return c, err
	}
	c, fits := l.client.(C)
	if !fits {
		return c, panel.Errorf(panel.Conflict, nil, "error.vendor.wrong", "Vendor", string(account.Vendor))
	}
	return c, nil
}

// cndns is the CNDNS client of a vendor account.
func (a *App) cndns(ctx context.Context, accountID int64) (*cndns.Client, error) {
	return clientOf[*cndns.Client](ctx, a, accountID)
}

// dnspod is the DNSPod client of a vendor account.
func (a *App) dnspod(ctx context.Context, accountID int64) (*dnspod.Client, error) {
	return clientOf[*dnspod.Client](ctx, a, accountID)
}

// vendorHook logs the calls of one vendor account and holds them to its
// budget. It implements endpoint.Recorder and endpoint.Gate.
type vendorHook struct {
	app     *App
	account panel.VendorAccount
}

const (
	callsPerSecond  = 20 // of one vendor account, over all nodes
	breakerFailures = 8  // in a row
	breakerPause    = time.Minute
)

// Record keeps one call in the log.
func (h vendorHook) Record(ctx context.Context, c endpoint.Call) {
	origin := endpoint.OriginOf(ctx)
	if tap := tapOf(ctx); tap != nil && c.Effect == endpoint.Buy {
		tap.hash, tap.body = c.BodyHash, c.Body
	}
	answer := c.Answer
	if answer == "" {
		answer = c.Reason
	}
	row := panel.VendorCall{
		ResellerID: h.account.ResellerID, AccountID: h.account.ID, Endpoint: c.Endpoint, Effect: string(c.Effect),
		UserID: origin.ActorID, JobID: origin.JobID, RequestID: origin.RequestID, StartedAt: c.Started, Duration: c.Duration,
		Class: string(c.Class), Code: c.Code, VendorRequestID: c.RequestID, HTTPStatus: c.HTTPStatus, Params: c.Params, Answer: answer,
	}
	err := h.app.DB.Brief(func(tx *db.Tx) error { return tx.AddVendorCall(ctx, row) })
	if err != nil {
		h.app.Log.ErrorContext(ctx, "vendor call not logged", "endpoint", c.Endpoint, "class", c.Class, "error", err)
	}
	h.app.Log.InfoContext(ctx, "vendor call", "endpoint", c.Endpoint, "account", h.account.ID, "class", c.Class,
		"code", c.Code, "ms", c.Duration.Milliseconds(), "job", origin.JobID, "request", origin.RequestID)
}

// Enter waits up to two seconds for a place in the account's budget.
func (h vendorHook) Enter(ctx context.Context, _, _ string, _ endpoint.Effect) (endpoint.Leave, error) {
	for range 40 {
		var failures int
		var ok bool
		var again time.Time
		err := h.app.DB.Brief(func(tx *db.Tx) (err error) {
			failures, ok, again, err = tx.EnterGate(ctx, h.account.ID, int(callsPerSecond*h.app.Hurry))
			return err
		})
		if err != nil {
			return nil, err
		}
		if ok {
			return h.leave(failures), nil
		}
		pause := again.Sub(h.app.Now())
		if pause > 2*time.Second {
			return nil, panel.Errorf(panel.Unavailable, nil, "error.vendor.breaker")
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(max(pause, 10*time.Millisecond)):
		}
	}
	return nil, panel.Errorf(panel.Unavailable, nil, "error.vendor.budget")
}

// leave counts failures of the vendor itself for the breaker; a refusal is a
// proper answer. failures is how many there were before the call.
func (h vendorHook) leave(failures int) endpoint.Leave {
	return func(ctx context.Context, outcome endpoint.Class, busy bool) {
		failed := outcome == endpoint.Unknown || outcome == endpoint.NotSent || busy
		if !failed && failures == 0 {
			return
		}
		err := h.app.DB.Brief(func(tx *db.Tx) error {
			return tx.LeaveGate(ctx, h.account.ID, failed, breakerFailures, h.app.patience(breakerPause))
		})
		if err != nil {
			h.app.Log.ErrorContext(ctx, "gate not left", "account", h.account.ID, "error", err)
		}
	}
}
