package service

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// ZoneForm asks for a zone to be looked after here. CustomerID may be 0.
type ZoneForm struct {
	AccountID  int64
	CustomerID int64
	Name       string
}

// ZoneAccounts lists the vendor accounts that can hold zones.
func (a *App) ZoneAccounts(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	if err := require(actor, panel.EditDNS); err != nil {
		return nil, err
	}
	all, err := a.DB.VendorAccounts(ctx, actor)
	var fit []panel.VendorAccount
	for _, account := range all {
		if _, known := zoneVendors[account.Vendor]; known {
			fit = append(fit, account)
		}
	}
	return fit, err
}

// AddZone starts the job that makes a zone at a vendor, or takes over one that
// the account has already.
func (a *App) AddZone(ctx context.Context, actor panel.Actor, f ZoneForm) (jobID int64, err error) {
	if err := require(actor, panel.EditDNS); err != nil {
		return 0, err
	}
	f.Name = strings.ToLower(strings.TrimSuffix(hostASCII(f.Name), "."))
	account, err := a.checkZone(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	t := &act{Action: "zone.add", Kind: "zone", Name: f.Name, After: map[string]string{"account": account.Label}}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		jobID, err = a.startJob(ctx, tx, actor, db.NewJob{
			Job: panel.Job{
				ResellerID: account.ResellerID, AccountID: account.ID, Kind: "zone.add", Subject: f.Name,
				Input: map[string]string{"name": f.Name, "customer": strconv.FormatInt(f.CustomerID, 10)},
			},
			CustomerID: f.CustomerID, UniqueKey: fmt.Sprintf("zone:%d:%s", account.ID, f.Name),
		}, nil)
		return err
	})
	return jobID, err
}

// checkZone says what is wrong with the form of a new zone.
func (a *App) checkZone(ctx context.Context, actor panel.Actor, f ZoneForm) (account panel.VendorAccount, err error) {
	var problems []panel.Problem
	account, err = a.DB.VendorAccount(ctx, actor, f.AccountID)
	if _, known := zoneVendors[account.Vendor]; err != nil || !known {
		problems = append(problems, panel.Problem{Field: "account", Key: "problem.option"})
	}
	if !panel.ValidHostname(f.Name) || strings.HasPrefix(f.Name, "*.") {
		problems = append(problems, panel.Problem{Field: "name", Key: "problem.domain"})
	}
	if f.CustomerID != 0 {
		if _, err := a.DB.Customer(ctx, actor, f.CustomerID); err != nil {
			problems = append(problems, panel.Problem{Field: "customer", Key: "problem.option"})
		}
	}
	if err := panel.InvalidFields(problems); err != nil {
		return account, err
	}
	_, err = a.DB.ProductNamed(ctx, account.ID, panel.KindZone, f.Name)
	if panel.Is(err, panel.NotFound) {
		return account, nil
	}
	if err == nil {
		err = panel.InvalidFields([]panel.Problem{{Field: "name", Key: "problem.zone.twice"}})
	}
	return account, err
}

// addZone is the step of the job "zone.add": the vendor's zone first, then the
// row, then a reading of it.
func (a *App) addZone(ctx context.Context, job *panel.Job) (next, error) {
	account, err := a.DB.VendorAccount(ctx, panel.SystemActor(job.ResellerID), job.AccountID)
	if err != nil {
		return next{}, err
	}
	name := job.Input["name"]
	if _, err := a.DB.ProductNamed(ctx, account.ID, panel.KindZone, name); err == nil {
		return over() // an earlier step came this far
	} else if !panel.Is(err, panel.NotFound) {
		return next{}, err
	}
	vendor := zoneVendors[account.Vendor]
	ref, err := vendor.add(ctx, a, account.ID, name)
	if err != nil {
		return next{}, explain(err, vendor.words)
	}
	customer, err := strconv.ParseInt(job.Input["customer"], 10, 64)
	if err != nil {
		return next{}, fmt.Errorf("customer of job %d: %w", job.ID, err)
	}
	zone := panel.Product{
		ResellerID: account.ResellerID, AccountID: account.ID, CustomerID: customer, Kind: panel.KindZone, Vendor: account.Vendor,
		Name: name, VendorRef: ref, State: panel.StateActive,
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		if zone.ID, err = tx.AddProduct(ctx, zone); err != nil {
			return err
		}
		_, err := a.startRefresh(ctx, tx, panel.SystemActor(job.ResellerID), zone)
		return err
	})
	if err != nil {
		return next{}, err
	}
	a.note(ctx, job, "ok", "job.zone.add.done", "Name", name)
	return over()
}

// RefreshZone starts the job that reads a zone anew. Whoever may see the zone
// may ask; one job at a time does it.
func (a *App) RefreshZone(ctx context.Context, actor panel.Actor, id int64) error {
	zone, _, err := a.zoneOf(ctx, actor, id)
	if err != nil {
		return err
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		_, err := a.startRefresh(ctx, tx, actor, zone)
		return err
	})
}

// NameInUnicode is a domain name as people write it.
func NameInUnicode(name string) string {
	text, err := hostProfile.ToUnicode(name)
	if err != nil {
		return name
	}
	return text
}
