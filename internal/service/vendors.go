package service

import (
	"context"
	"maps"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/baidugeo"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/sendcloud"
)

// VendorKind is what an account at a vendor asks for.
type VendorKind struct {
	Vendor   panel.Vendor
	Required []string          // of the settings "username" and "email"
	Optional []string          // of the same, and of Public
	Secrets  [][]string        // alternatives: one of these sets must be there
	Hosts    []string          // names of the base URLs, in order
	Defaults map[string]string // the documented base URLs
	POST     bool              // has the switch "use POST"
	Spends   bool              // calls of the vendor buy, so that there is a spend ceiling
	Pays     bool              // it takes customers' payments
	Public   []string          // names of the settings of a payment provider; all but the optional are required
	// test makes one harmless read; the balance is nil when it learns none.
	test func(ctx context.Context, a *App, accountID int64) (*panel.Fen, error)
	// finance reads what the vendor holds of ours; nil when it tells nothing.
	finance func(ctx context.Context, a *App, accountID int64) (finance, error)
}

// vendorKinds is every vendor that accounts can be made for.
var vendorKinds = []VendorKind{
	{
		Vendor: panel.VendorCNDNS, Required: []string{"username", "email"}, Secrets: [][]string{{"password"}}, POST: true, Spends: true,
		Hosts: []string{cndns.HostAPI, cndns.HostCheck, cndns.HostSupport}, Defaults: cndns.DefaultBaseURLs(), test: testCNDNS, finance: financeCNDNS,
	},
	{
		// The address goes into the User-Agent, which DNSPod demands; with a password it signs in too.
		// The user name is the number of the customer for whom an agent's account works.
		Vendor: panel.VendorDNSPod, Required: []string{"email"}, Optional: []string{"username"}, Secrets: [][]string{{"login_token"}, {"password"}},
		Hosts: []string{dnspod.HostAPI}, Defaults: map[string]string{dnspod.HostAPI: dnspod.DefaultBaseURL}, test: testDNSPod,
	},
	{
		Vendor: panel.VendorSendCloud, Required: []string{"username"}, Secrets: [][]string{{"api_key"}},
		Hosts: []string{sendcloud.HostAPI}, Defaults: map[string]string{sendcloud.HostAPI: sendcloud.DefaultBaseURL}, test: testSendCloud,
	},
	{
		Vendor: panel.VendorBaiduGEO, Required: []string{"username"}, Secrets: [][]string{{"secret_key"}},
		Hosts: []string{baidugeo.HostAPI}, Defaults: map[string]string{baidugeo.HostAPI: baidugeo.DefaultBaseURL}, test: testBaiduGEO,
	},
}

// VendorKinds lists every vendor that accounts can be made for.
func VendorKinds() []VendorKind { return slices.Clone(vendorKinds) }

// VendorKindOf finds what an account at a vendor, or at a payment provider, asks
// for.
func VendorKindOf(v panel.Vendor) (VendorKind, error) {
	for _, kinds := range [][]VendorKind{vendorKinds, payKinds} {
		if i := slices.IndexFunc(kinds, func(k VendorKind) bool { return k.Vendor == v }); i >= 0 {
			return kinds[i], nil
		}
	}
	return VendorKind{}, panel.InvalidFields([]panel.Problem{{Field: "vendor", Key: "problem.option"}})
}

// SecretNames lists the names of all secrets the vendor knows.
func (k VendorKind) SecretNames() []string {
	var names []string
	for _, set := range k.Secrets {
		names = append(names, set...)
	}
	return names
}

// complete reports whether one of the sets of secrets is there.
func (k VendorKind) complete(secrets map[string]string) bool {
	return slices.ContainsFunc(k.Secrets, func(set []string) bool {
		return !slices.ContainsFunc(set, func(name string) bool { return secrets[name] == "" })
	})
}

// together reports whether a secret is of a set that has a given one, too.
func (k VendorKind) together(name string, given map[string]string) bool {
	return slices.ContainsFunc(k.Secrets, func(set []string) bool {
		return slices.Contains(set, name) && slices.ContainsFunc(set, func(other string) bool { return given[other] != "" })
	})
}

// SaveVendor adds or changes a vendor account. Where the calls go cannot be
// changed without giving the credentials again: whoever sits at a signed-in
// browser must not be able to send stored ones elsewhere.
func (a *App) SaveVendor(ctx context.Context, actor panel.Actor, f VendorForm) (id int64, err error) {
	if actor.ResellerID != 0 {
		f.ResellerID = actor.ResellerID
	}
	var before panel.VendorAccount
	if f.ID != 0 {
		if before, err = a.managed(ctx, actor, f.ID); err != nil {
			return 0, err
		}
		f.Vendor, f.ResellerID = before.Vendor, before.ResellerID
	}
	if err := manages(actor, f.Vendor); err != nil {
		return 0, err
	}
	kind, err := VendorKindOf(f.Vendor)
	if err != nil {
		return 0, err
	}
	f = f.tidy(kind)
	f.Settings.Ceiling, _ = panel.ParseCeiling(f.Ceiling) // a slip in it is a problem
	problems, err := a.vendorProblems(ctx, kind, f, before)
	if err != nil {
		return 0, err
	}
	if err := panel.InvalidFields(problems); err != nil {
		return 0, err
	}
	return a.storeVendor(ctx, actor, kind, f, before)
}

// vendorProblems says what is wrong with a tidy form.
func (a *App) vendorProblems(ctx context.Context, kind VendorKind, f VendorForm, before panel.VendorAccount) ([]panel.Problem, error) {
	problems := f.problems(kind, a.VendorHosts, f.ID == 0)
	if _, err := panel.ParseCeiling(f.Ceiling); err != nil {
		problems = append(problems, panel.Problem{Field: "ceiling", Key: "problem.yuan"})
	}
	if f.ID != 0 && !maps.Equal(before.Settings.BaseURLs, f.Settings.BaseURLs) && !kind.complete(f.Secrets) {
		problems = append(problems, panel.Problem{Field: kind.Secrets[0][0], Key: "problem.secret.again"})
	}
	if len(problems) > 0 {
		return problems, nil
	}
	return a.keyProblems(ctx, kind, f, before)
}

// storeVendor stores a form that is in order. What is grave asks for a fresh
// factor.
func (a *App) storeVendor(ctx context.Context, actor panel.Actor, kind VendorKind, f VendorForm, before panel.VendorAccount) (int64, error) {
	if f.grave(before) {
		if err := a.stepUp(ctx, actor, f.Factor); err != nil {
			return 0, err
		}
	}
	account := panel.VendorAccount{ID: f.ID, ResellerID: f.ResellerID, Vendor: f.Vendor, Label: f.Label, Settings: f.Settings, CallbackToken: token(24)}
	t := &act{
		Action: "vendor.change", Kind: "vendor_account", ID: f.ID, Name: f.Label, ResellerID: f.ResellerID,
		Before: vendorShown(before, nil), After: vendorShown(account, f.Secrets),
	}
	if f.ID == 0 {
		t.Action, t.Before = "vendor.add", nil
	}
	err := a.recorded(ctx, actor, t, func(tx *db.Tx) (err error) {
		if account.ID == 0 {
			if account.ID, err = tx.AddVendorAccount(ctx, account); err != nil {
				return err
			}
			t.ID = account.ID
			if err := tx.SetVendorDisabled(ctx, account, slices.Contains(panel.PayProviders, f.Vendor)); err != nil {
				return err // a payment provider is offered to customers once it is known to work
			}
		}
		var sealed []byte
		if len(f.Secrets) > 0 {
			secrets, err := a.mergedSecrets(ctx, tx.Queries, kind, account, f.Secrets)
			if err != nil {
				return err
			}
			// The row's id is part of what seals the secrets, so they follow it.
			if sealed, err = a.Vault.SealMap(accountPlace(account), secrets); err != nil {
				return err
			}
		}
		return tx.SaveVendorAccount(ctx, account, sealed)
	})
	return account.ID, err
}

// mergedSecrets lays the secrets that were given over the stored ones. Of these
// only such stay as go together with a given one: another way to sign in would
// take precedence over what was just typed.
func (a *App) mergedSecrets(ctx context.Context, q db.Queries, kind VendorKind, v panel.VendorAccount, given map[string]string) (map[string]string, error) {
	if v.ID == 0 {
		return given, nil
	}
	sealed, err := q.VendorSealed(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	secrets, err := a.Vault.OpenMap(accountPlace(v), sealed)
	if err != nil {
		return nil, err
	}
	if len(given) > 0 {
		maps.DeleteFunc(secrets, func(name, _ string) bool { return !kind.together(name, given) })
	}
	maps.Copy(secrets, given)
	return secrets, nil
}

// vendorShown is what the audit log says of an account: which secrets were
// given, never what they are.
func vendorShown(v panel.VendorAccount, secrets map[string]string) map[string]any {
	given := make([]string, 0, len(secrets))
	for name := range secrets {
		given = append(given, name)
	}
	slices.Sort(given)
	shown := map[string]any{
		"vendor": v.Vendor, "label": v.Label, "username": v.Settings.Username, "email": v.Settings.Email, "base_urls": v.Settings.BaseURLs,
		"use_post": v.Settings.UsePOST, "panel_only": v.Settings.PanelOnly, "ceiling_fen": v.Settings.Ceiling,
	}
	if len(v.Settings.Public) > 0 {
		shown["public"] = v.Settings.Public
	}
	if len(given) > 0 {
		shown["new_secrets"] = given
	}
	return shown
}

// VendorAccounts lists the vendor accounts of the actor's reseller, payment
// providers apart, with their budgets and breakers.
func (a *App) VendorAccounts(ctx context.Context, actor panel.Actor) ([]AccountHealth, error) {
	if err := require(actor, panel.ManageVendors); err != nil {
		return nil, err
	}
	all, err := a.accountHealths(ctx, actor)
	return slices.DeleteFunc(all, func(h AccountHealth) bool { return pays(h.Account) }), err
}

// VendorDetail is one vendor account with its last test.
type VendorDetail struct {
	AccountHealth
	Kind   VendorKind
	Stored []string // names of the secrets that are stored
	Test   panel.Job
	Events []panel.JobEvent
	Budget int // calls per second
}

// VendorDetail reads one vendor account. Its secrets stay where they are.
func (a *App) VendorDetail(ctx context.Context, actor panel.Actor, id int64) (d VendorDetail, err error) {
	account, err := a.managed(ctx, actor, id)
	if err != nil {
		return d, err
	}
	gate, err := a.DB.Gate(ctx, id)
	if err != nil {
		return d, err
	}
	d.AccountHealth, d.Budget = health(account, gate, a.Now()), callsPerSecond
	d.Kind, err = VendorKindOf(account.Vendor)
	if err != nil {
		d.Kind = VendorKind{Vendor: account.Vendor}
	}
	if d.Stored, err = a.storedSecrets(ctx, account); err != nil {
		return d, err
	}
	tests, err := a.DB.Jobs(ctx, actor, db.JobFilter{AccountID: id, Kind: vendorTestJob, Limit: 1})
	if err != nil || len(tests) == 0 {
		return d, err
	}
	d.Test = tests[0]
	d.Events, err = a.DB.JobEvents(ctx, d.Test.ID)
	return d, err
}

func (a *App) storedSecrets(ctx context.Context, v panel.VendorAccount) ([]string, error) {
	sealed, err := a.DB.VendorSealed(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	secrets, err := a.Vault.OpenMap(accountPlace(v), sealed)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range secrets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// CloseBreaker lets calls of a vendor account through again at once.
func (a *App) CloseBreaker(ctx context.Context, actor panel.Actor, id int64) error {
	v, err := a.managed(ctx, actor, id)
	if err != nil {
		return err
	}
	t := &act{Action: "vendor.breaker", Kind: "vendor_account", ID: id, Name: v.Label, ResellerID: v.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.CloseBreaker(ctx, id) })
}
