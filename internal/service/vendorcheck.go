package service

import (
	"context"
	"errors"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/baidugeo"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/sendcloud"
)

const vendorTestJob = "vendor.test"

func vendorJobs() map[string]jobKind {
	return map[string]jobKind{vendorTestJob: {step: (*App).testVendor, attempts: 1}} // a person waits: no second try
}

// TestVendor starts the job that asks a vendor whether an account's
// credentials are good.
func (a *App) TestVendor(ctx context.Context, actor panel.Actor, id int64) (jobID int64, err error) {
	v, err := a.managed(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	if _, err := VendorKindOf(v.Vendor); err != nil {
		return 0, panel.Errorf(panel.Conflict, err, "error.vendor.wrong", "Vendor", string(v.Vendor))
	}
	t := &act{Action: "vendor.test", Kind: "vendor_account", ID: id, Name: v.Label, ResellerID: v.ResellerID}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		jobID, err = a.startJob(ctx, tx, actor, db.NewJob{
			Job:       panel.Job{ResellerID: v.ResellerID, AccountID: id, Kind: vendorTestJob, Subject: v.Label},
			UniqueKey: fmt.Sprintf("vendor.test:%d", id),
		}, nil)
		return err
	})
	return jobID, err
}

// testVendor is the step of the job "vendor.test".
func (a *App) testVendor(ctx context.Context, job *panel.Job) (next, error) {
	a.note(ctx, job, "busy", "job.vendor.asking", "Label", job.Subject)
	v, err := a.checkVendor(ctx, job.ResellerID, job.AccountID)
	if err != nil {
		a.note(ctx, job, "bad", "job.vendor.failed", "Label", job.Subject)
		return next{}, err
	}
	a.note(ctx, job, "ok", "job.vendor.ok", "Label", v.Label)
	return over()
}

// CheckVendor asks a vendor, by one harmless read, whether an account's
// credentials are good, stores the outcome and returns the account. It waits
// for the vendor: for the command line, not for pages.
func (a *App) CheckVendor(ctx context.Context, actor panel.Actor, id int64) (panel.VendorAccount, error) {
	v, err := a.managed(ctx, actor, id)
	if err != nil {
		return v, err
	}
	t := act{Action: "vendor.test", Kind: "vendor_account", ID: id, Name: v.Label, ResellerID: v.ResellerID}
	err = a.around(ctx, actor, t, func() (err error) {
		v, err = a.checkVendor(ctx, v.ResellerID, id)
		return err
	})
	return v, err
}

func (a *App) checkVendor(ctx context.Context, resellerID, id int64) (panel.VendorAccount, error) {
	self := panel.SystemActor(resellerID)
	v, err := a.DB.VendorAccount(ctx, self, id)
	if err != nil {
		return v, err
	}
	kind, err := VendorKindOf(v.Vendor)
	if err != nil {
		return v, err
	}
	balance, err := kind.test(ctx, a, id)
	err = explainTest(err)
	state, code, text := "ok", "", ""
	if err != nil {
		state = "failed"
		code, text = testWords(err)
		balance = nil
	}
	// Whoever asked may have left by now; the outcome is written all the same.
	ctx = context.WithoutCancel(ctx)
	stored := a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveVendorTest(ctx, v, state, code, text, balance) })
	if stored != nil || err != nil {
		return v, errors.Join(err, stored)
	}
	return a.DB.VendorAccount(ctx, self, id)
}

func testCNDNS(ctx context.Context, a *App, id int64) (*panel.Fen, error) {
	client, err := a.cndns(ctx, id)
	if err != nil {
		return nil, err
	}
	finance, err := client.AccountFinance(ctx)
	return new(panel.Fen(finance.Available)), err
}

func testDNSPod(ctx context.Context, a *App, id int64) (*panel.Fen, error) {
	client, err := a.dnspod(ctx, id)
	if err != nil {
		return nil, err
	}
	_, err = client.UserDetail(ctx)
	return nil, err
}

func testSendCloud(ctx context.Context, a *App, id int64) (*panel.Fen, error) {
	client, err := clientOf[*sendcloud.Client](ctx, a, id)
	if err != nil {
		return nil, err
	}
	_, err = client.DomainList(ctx, sendcloud.DomainListRequest{})
	return nil, err
}

func testBaiduGEO(ctx context.Context, a *App, id int64) (*panel.Fen, error) {
	client, err := clientOf[*baidugeo.Client](ctx, a, id)
	if err != nil {
		return nil, err
	}
	_, err = client.SiteQuery(ctx, baidugeo.SiteQueryRequest{PageNo: 1, PageSize: 1})
	return nil, err
}

// explainTest is explain, where two causes have words of their own.
func explainTest(err error) error {
	if errors.Is(err, dnspod.ErrLoginFailed) {
		return panel.Errorf(panel.Conflict, err, "error.vendor.login")
	}
	var said *endpoint.Error
	known := errors.As(err, &said)
	err = explain(err, nil)
	var e *panel.Error
	if known && errors.As(err, &e) && e.Kind == panel.Uncertain {
		e.Key = "error.vendor.garbled" // nothing was done by a read, so nothing is uncertain
		e.Kind = panel.Unavailable
	}
	return err
}

// testWords is what an account remembers of a failed test: the vendor's code
// and text, or the message key of our own words.
func testWords(err error) (code, text string) {
	var e *panel.Error
	if !errors.As(err, &e) {
		return "", "error.internal"
	}
	if e.Vendor.Code == "" && e.Vendor.Text == "" {
		return "", e.Key
	}
	return e.Vendor.Code, e.Vendor.Text
}
