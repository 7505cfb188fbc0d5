package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// cloudCatalog names the stored list of what can be bought.
const (
	cloudCatalog    = "cloud.products"
	cloudCatalogAge = 24 * time.Hour
)

// CloudShop is what the form for a new host needs: choices as the vendor names
// them, by field, and the spans of the numbers.
type CloudShop struct {
	Account   panel.VendorAccount   // without ID when there is none
	Accounts  []panel.VendorAccount // to choose from; none for customers
	Options   map[string][]Option   // cpu, memory, place, os, unit
	Disk      Span                  // GB
	Bandwidth Span                  // Mbps
	FetchedAt time.Time             // zero = never
	Asking    bool                  // the vendor is being asked
}

// Span is a range of numbers in steps.
type Span struct{ Min, Max, Step int }

// CloudShop reads the stored catalogue of an account (0 = the first) and
// starts a job that fetches it when there is none or it is old.
func (a *App) CloudShop(ctx context.Context, actor panel.Actor, accountID int64) (s CloudShop, err error) {
	if err := a.mayBuy(ctx, actor, "cloud.buy"); err != nil {
		return s, err
	}
	desk := deskOf(actor)
	accountID, _ = forWhom(actor, accountID, 0)
	accounts, err := a.registrars(ctx, desk)
	if err != nil {
		return s, err
	}
	i := slices.IndexFunc(accounts, func(v panel.VendorAccount) bool { return accountID == 0 || v.ID == accountID })
	if i < 0 && accountID == 0 {
		return s, nil
	}
	if i < 0 {
		return s, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	if s.Account = accounts[i]; actor.Role != panel.RoleCustomer {
		s.Accounts = accounts
	} else {
		s.Account = panel.VendorAccount{ID: s.Account.ID}
	}
	var list cndns.CloudProductsResponse
	if s.FetchedAt, err = a.DB.Catalog(ctx, s.Account.ID, cloudCatalog, &list); err != nil {
		return s, err
	}
	s.fill(list)
	s.Asking, err = a.catalogAsked(ctx, desk, s)
	return s, err
}

// catalogAsked reports whether the catalogue is being fetched, and starts that
// when it is old and nobody tried within a minute.
func (a *App) catalogAsked(ctx context.Context, actor panel.Actor, s CloudShop) (bool, error) {
	recent, err := a.DB.Jobs(ctx, actor, db.JobFilter{Kind: "cloud.catalog", AccountID: s.Account.ID, Limit: 1})
	if err != nil {
		return false, err
	}
	asking := len(recent) > 0 && !recent[0].State.Final()
	tried := len(recent) > 0 && a.Now().Sub(recent[0].CreatedAt) < time.Minute
	if asking || tried || a.Now().Sub(s.FetchedAt) <= cloudCatalogAge {
		return asking, nil
	}
	_, err = a.startCatalog(ctx, actor, s.Account.ID)
	return true, err
}

func (s *CloudShop) fill(list cndns.CloudProductsResponse) {
	s.Options = map[string][]Option{}
	add := func(field, value, label string) {
		s.Options[field] = append(s.Options[field], Option{Value: value, Label: label})
	}
	for _, c := range list.CPUs {
		add("cpu", strconv.Itoa(c.Cores), strconv.Itoa(c.Cores))
	}
	for _, m := range list.RAMs {
		add("memory", strconv.Itoa(m.MB), strconv.Itoa(m.MB))
	}
	for _, o := range list.Systems {
		add("os", o.Value, o.Name)
	}
	for _, p := range list.Places {
		add("place", p.Value, p.Name)
	}
	for _, u := range list.TimeUnits {
		add("unit", string(u.Value), u.Name)
	}
	s.Disk = Span(list.HD)
	s.Bandwidth = Span(list.BD)
}

// RefreshCloudShop starts the job that fetches an account's catalogue.
func (a *App) RefreshCloudShop(ctx context.Context, actor panel.Actor, accountID int64) (jobID int64, err error) {
	if err := require(actor, panel.PlaceOrders); err != nil {
		return 0, err
	}
	if _, err := a.DB.VendorAccount(ctx, actor, accountID); err != nil {
		return 0, err
	}
	account, err := a.registrar(ctx, actor, accountID)
	if err != nil {
		return 0, err
	}
	return a.startCatalog(ctx, actor, account.ID)
}

func (a *App) startCatalog(ctx context.Context, actor panel.Actor, accountID int64) (jobID int64, err error) {
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		jobID, err = a.startJob(ctx, tx, actor, db.NewJob{
			Job:       panel.Job{AccountID: accountID, Kind: "cloud.catalog", Subject: cloudCatalog},
			UniqueKey: fmt.Sprintf("cloud.catalog:%d", accountID),
		}, nil)
		return err
	})
	return jobID, err
}

// fetchCloudCatalog is the step of "cloud.catalog".
func (a *App) fetchCloudCatalog(ctx context.Context, job *panel.Job) (next, error) {
	client, err := a.cndns(ctx, job.AccountID)
	if err != nil {
		return next{}, err
	}
	list, err := client.CloudProductList(ctx)
	if err != nil {
		return next{}, explain(err, cloudWords)
	}
	if err := a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveCatalog(ctx, job.AccountID, cloudCatalog, list) }); err != nil {
		return next{}, err
	}
	return over()
}
