package service

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

const (
	syncBatch   = 5           // questions of one step
	syncPause   = time.Second // between steps: a quarter of the account's budget at most
	syncEvery   = 24 * time.Hour
	syncHosts   = 50  // sizes of hosts that are asked for again
	syncRenewal = 200 // products whose renewal is asked for
)

// SyncPrices starts the job that asks a vendor account (0 = the first) for all
// its costs.
func (a *App) SyncPrices(ctx context.Context, actor panel.Actor, accountID int64) (jobID int64, err error) {
	if err := require(actor, panel.EditPrices); err != nil {
		return 0, err
	}
	account, err := a.registrar(ctx, actor, accountID)
	if err != nil {
		return 0, err
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		jobID, err = a.startSync(ctx, tx, actor, account)
		return err
	})
	return jobID, err
}

func (a *App) startSync(ctx context.Context, tx *db.Tx, actor panel.Actor, account panel.VendorAccount) (int64, error) {
	return a.startJob(ctx, tx, actor, db.NewJob{
		Job:       panel.Job{ResellerID: account.ResellerID, AccountID: account.ID, Kind: "prices.sync", Subject: account.Label},
		UniqueKey: fmt.Sprintf("prices.sync:%d", account.ID),
	}, nil)
}

// syncPricesDaily has the costs of every account asked for once a day, where
// prices are made of them.
func (a *App) syncPricesDaily(ctx context.Context) error {
	due, err := a.DB.PriceSyncsDue(ctx, a.Now().Add(-syncEvery))
	if err != nil || len(due) == 0 {
		return err
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		for _, account := range due {
			if _, err := a.startSync(ctx, tx, panel.SystemActor(account.ResellerID), account); err != nil {
				return err
			}
		}
		return nil
	})
}

// syncPrices is the step of "prices.sync": a few questions, then a pause.
func (a *App) syncPrices(ctx context.Context, job *panel.Job) (next, error) {
	all, err := a.costQuestions(ctx, job)
	if err != nil {
		return next{}, err
	}
	at := number(job.Input["at"])
	if at == 0 {
		a.note(ctx, job, "busy", "prices.job.begin", "Count", len(all))
	}
	for _, c := range all[min(at, len(all)):min(at+syncBatch, len(all))] {
		if err := a.syncCost(ctx, job, c); err != nil {
			return next{}, err // the job's input says how far it came
		}
		at++
	}
	if at < len(all) {
		if at%(4*syncBatch) == 0 {
			a.note(ctx, job, "busy", "prices.job.progress", "Done", at, "Count", len(all))
		}
		return later(a.patience(syncPause))
	}
	coupons, err := a.learnCoupons(ctx, job)
	if err != nil {
		return next{}, err
	}
	failed, tone := number(job.Input["failed"]), "ok"
	if failed > 0 {
		tone = "warn"
	}
	a.note(ctx, job, tone, "prices.job.done", "Count", len(all), "Moved", number(job.Input["moved"]), "Failed", failed, "Coupons", coupons)
	return over()
}

// syncCost asks for one cost and counts what came of it.
func (a *App) syncCost(ctx context.Context, job *panel.Job, c panel.OfferCost) error {
	counted := map[string]string{"at": strconv.Itoa(number(job.Input["at"]) + 1)}
	count := func(what string) { counted[what] = strconv.Itoa(number(job.Input[what]) + 1) }
	moved, err := a.learnCost(ctx, c, job.ID)
	switch {
	case err != nil && !skips(err):
		return err
	case err != nil:
		count("failed")
		a.Log.WarnContext(ctx, "cost not told", "offer", c.Key(), "error", err)
	case moved:
		count("moved")
	}
	job.Input = withInput(job.Input, counted)
	return nil
}

// skips reports whether one question that failed is no reason to stop asking:
// the vendor refused it, or its answer makes no sense.
func skips(err error) bool {
	return panel.Is(err, panel.Refused) || panel.Is(err, panel.Invalid) || panel.Is(err, panel.NotFound) || panel.Is(err, panel.Uncertain)
}

// costQuestions lists what an account is asked for: the suffixes, the sizes of
// hosts that somebody asked for before, and the renewals that are near.
func (a *App) costQuestions(ctx context.Context, job *panel.Job) ([]panel.OfferCost, error) {
	ours := panel.OfferCost{ResellerID: job.ResellerID, AccountID: job.AccountID}
	var all []panel.OfferCost
	for _, rule := range panel.Suffixes {
		for _, action := range []panel.PriceAction{panel.PriceBuy, panel.PriceRenew} {
			c := ours
			c.Offer = panel.Offer{Kind: panel.KindDomain, Suffix: rule.Suffix, Months: 12, Action: action}
			if action == panel.PriceBuy {
				c.Months = 12 * rule.Min
			}
			if rule.Han {
				c.Variant = panel.VariantHan
			}
			all = append(all, c)
		}
	}
	system := panel.SystemActor(job.ResellerID)
	hosts, err := a.DB.Offers(ctx, system, db.OfferFilter{Kind: panel.KindCloud, Action: panel.PriceBuy, AccountID: job.AccountID, Limit: syncHosts})
	if err != nil {
		return nil, err
	}
	all = append(all, hosts...)
	near, err := a.DB.Renewing(ctx, system, job.CreatedAt.Add(expiringWithin), 0, 1000)
	if err != nil {
		return nil, err
	}
	asked := 0
	for _, p := range near {
		if p.AccountID == job.AccountID && p.Vendor == panel.VendorCNDNS && asked < syncRenewal {
			asked++
			all = append(all, usualRenewal(p).cost())
		}
	}
	return all, nil
}

// usualRenewal is the renewal of a product for the time it is mostly renewed
// for: a domain for a year, a host for a month.
func usualRenewal(p panel.Product) sale {
	s := sale{ResellerID: p.ResellerID, AccountID: p.AccountID, CustomerID: p.CustomerID, ProductID: p.ID, Input: map[string]string{"years": "1"}}
	operation := "domain.renew"
	if p.Kind == panel.KindCloud {
		operation, s.Input = "cloud.renew", map[string]string{"unit": string(cndns.Month), "count": "1"}
	}
	s.Offer, _ = sales[operation](s.Input, p)
	return s
}
