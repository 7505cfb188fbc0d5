package service

import (
	"context"
	"slices"
	"time"

	"tangelo/internal/panel"
)

// Platform is how the whole panel is doing.
type Platform struct {
	Resellers int
	Jobs      map[panel.JobState]int
	Accounts  []AccountHealth
	Chains    []AuditHead
	Names     map[int64]string // of resellers, by id
	SafeMode  bool             // nothing that spends money is sent
	Incidents int              // open ones
}

// AccountHealth is a vendor account with its budget and breaker.
type AccountHealth struct {
	Account panel.VendorAccount
	Gate    panel.Gate
	Open    bool        // the breaker lets nothing through now
	Pulse   panel.Pulse // read for the overview only
}

// Ailing reports whether somebody should look at the account.
func (h AccountHealth) Ailing() bool { return h.Open || h.Account.State == "failed" }

// accountHealths reads the vendor accounts the actor may see with their gates.
func (a *App) accountHealths(ctx context.Context, actor panel.Actor) ([]AccountHealth, error) {
	accounts, err := a.DB.VendorAccounts(ctx, actor)
	if err != nil {
		return nil, err
	}
	gates, err := a.DB.Gates(ctx, actor)
	if err != nil {
		return nil, err
	}
	healths := make([]AccountHealth, 0, len(accounts))
	for _, v := range accounts {
		healths = append(healths, health(v, gates[v.ID], a.Now()))
	}
	return healths, nil
}

func health(v panel.VendorAccount, g panel.Gate, now time.Time) AccountHealth {
	return AccountHealth{Account: v, Gate: g, Open: g.OpenUntil.After(now)}
}

// Platform reads how the whole panel is doing, for its admins.
func (a *App) Platform(ctx context.Context, actor panel.Actor) (p Platform, err error) {
	if err := require(actor, panel.RunPlatform); err != nil {
		return p, err
	}
	resellers, err := a.DB.Resellers(ctx)
	if err != nil {
		return p, err
	}
	p.Resellers, p.Names = len(resellers), map[int64]string{}
	for _, r := range resellers {
		p.Names[r.ID] = r.Name
	}
	if p.Jobs, err = a.DB.JobCounts(ctx, actor); err != nil {
		return p, err
	}
	all, err := a.accountHealths(ctx, actor)
	if err != nil {
		return p, err
	}
	p.Accounts = slices.DeleteFunc(all, func(h AccountHealth) bool { return !h.Ailing() })
	if p.SafeMode, err = a.DB.InSafeMode(ctx); err != nil {
		return p, err
	}
	if p.Incidents, err = a.DB.OpenIncidents(ctx, actor); err != nil {
		return p, err
	}
	p.Chains, err = a.DB.AuditHeads(ctx)
	return p, err
}

// Resellers lists the platform's resellers by name.
func (a *App) Resellers(ctx context.Context, actor panel.Actor, want ResellerFilter) ([]ResellerRow, error) {
	if err := require(actor, panel.RunPlatform); err != nil {
		return nil, err
	}
	return a.DB.ResellerRows(ctx, want)
}

// AddReseller makes a reseller together with its owner's account.
func (a *App) AddReseller(ctx context.Context, actor panel.Actor, n NewAccount) (ownerID int64, err error) {
	if err := require(actor, panel.RunPlatform); err != nil {
		return 0, err
	}
	n.Role, n.ResellerID, n.CustomerID, n.Granted = panel.RoleOwner, 0, 0, nil
	return a.AddAccount(ctx, actor, n)
}
