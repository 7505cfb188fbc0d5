package service

import (
	"context"
	"maps"
	"slices"

	"tangelo/internal/panel"
)

// VendorCalls lists vendor calls the actor may see, newest first.
func (a *App) VendorCalls(ctx context.Context, actor panel.Actor, want CallFilter) ([]panel.VendorCall, error) {
	if err := require(actor, panel.ViewCalls); err != nil {
		return nil, err
	}
	return a.DB.VendorCalls(ctx, actor, want)
}

// VendorCall reads one vendor call. Its parameters and answer were redacted
// when it was logged.
func (a *App) VendorCall(ctx context.Context, actor panel.Actor, id int64) (panel.VendorCall, error) {
	if err := require(actor, panel.ViewCalls); err != nil {
		return panel.VendorCall{}, err
	}
	return a.DB.VendorCall(ctx, actor, id)
}

// CallCodes groups those of the last 500 vendor calls that did not end well.
func (a *App) CallCodes(ctx context.Context, actor panel.Actor) ([]CodeCount, error) {
	if err := require(actor, panel.ViewCalls); err != nil {
		return nil, err
	}
	return a.DB.CallCodes(ctx, actor)
}

// CallAccounts lists the vendor accounts whose calls the actor may see, for
// choosing one. Settings are left out.
func (a *App) CallAccounts(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	if err := require(actor, panel.ViewCalls); err != nil {
		return nil, err
	}
	return a.accountNames(ctx, actor)
}

func (a *App) accountNames(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	all, err := a.DB.VendorAccounts(ctx, actor)
	if err != nil {
		return nil, err
	}
	names := make([]panel.VendorAccount, 0, len(all))
	for _, v := range all {
		names = append(names, panel.VendorAccount{ID: v.ID, ResellerID: v.ResellerID, Vendor: v.Vendor, Label: v.Label})
	}
	return names, nil
}

// JobKinds lists every kind of long work, sorted.
func JobKinds() []string { return slices.Sorted(maps.Keys(jobKinds)) }

// VerifyAuditChains walks the hash chains of the audit log that the actor may
// know of: an admin all, a reseller its own.
func (a *App) VerifyAuditChains(ctx context.Context, actor panel.Actor) (rows int, faults []AuditFault, err error) {
	if err := require(actor, panel.ViewAudit); err != nil {
		return 0, nil, err
	}
	if actor.Role == panel.RoleAdmin {
		return a.VerifyAudit(ctx)
	}
	return a.DB.VerifyChain(ctx, actor.ResellerID)
}
