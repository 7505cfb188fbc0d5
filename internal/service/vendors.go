package service

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

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

// VendorForm is a vendor account as a person fills it in. Empty secrets keep
// what is stored.
type VendorForm struct {
	ID         int64 // 0 = a new one
	ResellerID int64 // for the command line; a person's own otherwise
	Vendor     panel.Vendor
	Label      string
	Settings   panel.VendorSettings
	Ceiling    string // spend ceiling of an hour in yuan: "" = the usual one, "0" = none
	Secrets    map[string]string
	Factor     string // code or password, when secrets are given and no factor was lately
}

// tidy drops stray spaces, empty secrets, and addresses that are the default.
func (f VendorForm) tidy(k VendorKind) VendorForm {
	f.Label = strings.TrimSpace(f.Label)
	f.Settings.Username, f.Settings.Email = strings.TrimSpace(f.Settings.Username), strings.TrimSpace(f.Settings.Email)
	hosts := map[string]string{}
	for _, host := range k.Hosts {
		address := strings.TrimSuffix(strings.TrimSpace(f.Settings.BaseURLs[host]), "/")
		if address != "" && address != k.Defaults[host] {
			hosts[host] = address
		}
	}
	f.Settings.BaseURLs = hosts
	secrets := map[string]string{}
	for _, name := range k.SecretNames() {
		if value := strings.TrimSpace(f.Secrets[name]); value != "" {
			secrets[name] = value
		}
	}
	f.Secrets = secrets
	public := map[string]string{}
	for _, name := range k.Public {
		public[name] = strings.TrimSpace(f.Settings.Public[name])
	}
	if f.Settings.Public = nil; len(public) > 0 {
		f.Settings.Public = public
	}
	return f
}

// problems says what is wrong with a tidy form. fresh asks for the secrets too.
func (f VendorForm) problems(k VendorKind, fresh bool) []panel.Problem {
	var problems []panel.Problem
	wrong := func(field, key string, args ...any) {
		problems = append(problems, panel.Problem{Field: field, Key: key, Args: args})
	}
	switch n := utf8.RuneCountInString(f.Label); {
	case n == 0:
		wrong("label", "problem.required")
	case n > 80:
		wrong("label", "problem.length", "Min", 1, "Max", 80)
	}
	f.whoProblems(k, wrong)
	for _, host := range k.Hosts {
		if address := f.Settings.BaseURLs[host]; address != "" && !validBaseURL(address) {
			wrong("url_"+host, "problem.baseurl")
		}
	}
	if fresh && !k.complete(f.Secrets) {
		wrong(k.Secrets[0][0], "problem.required")
	}
	return problems
}

// whoProblems says what is wrong with the names that an account goes by.
func (f VendorForm) whoProblems(k VendorKind, wrong func(field, key string, args ...any)) {
	values := map[string]string{"username": f.Settings.Username, "email": f.Settings.Email}
	for _, name := range k.Required {
		if values[name] == "" {
			wrong(name, "problem.required")
		}
	}
	for _, name := range k.Public {
		if f.Settings.Public[name] == "" && !slices.Contains(k.Optional, name) {
			wrong(name, "problem.required")
		}
	}
	if k.Vendor == panel.VendorDNSPod && strings.Trim(f.Settings.Username, "0123456789") != "" {
		wrong("username", "problem.rule.pattern.digits")
	}
	if f.Settings.Email != "" && !panel.ValidEmail(f.Settings.Email) {
		wrong("email", "problem.email")
	}
}

// complete reports whether one of the sets of secrets is there.
func (k VendorKind) complete(secrets map[string]string) bool {
	return slices.ContainsFunc(k.Secrets, func(set []string) bool {
		return !slices.ContainsFunc(set, func(name string) bool { return secrets[name] == "" })
	})
}

// validBaseURL reports whether an address is scheme and host, perhaps with a
// path, and nothing that could carry a credential or change a call.
func validBaseURL(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
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
	return a.storeVendor(ctx, actor, f, before)
}

// vendorProblems says what is wrong with a tidy form.
func (a *App) vendorProblems(ctx context.Context, kind VendorKind, f VendorForm, before panel.VendorAccount) ([]panel.Problem, error) {
	problems := f.problems(kind, f.ID == 0)
	if _, err := panel.ParseCeiling(f.Ceiling); err != nil {
		problems = append(problems, panel.Problem{Field: "ceiling", Key: "problem.yuan"})
	}
	if f.ID != 0 && !sameURLs(before.Settings.BaseURLs, f.Settings.BaseURLs) && !kind.complete(f.Secrets) {
		problems = append(problems, panel.Problem{Field: kind.Secrets[0][0], Key: "problem.secret.again"})
	}
	if len(problems) > 0 {
		return problems, nil
	}
	return a.keyProblems(ctx, f, before)
}

func sameURLs(a, b map[string]string) bool {
	for _, pair := range [][2]map[string]string{{a, b}, {b, a}} {
		for name, address := range pair[0] {
			if pair[1][name] != address {
				return false
			}
		}
	}
	return true
}

// storeVendor stores a form that is in order. New credentials ask for a fresh
// factor.
func (a *App) storeVendor(ctx context.Context, actor panel.Actor, f VendorForm, before panel.VendorAccount) (int64, error) {
	if len(f.Secrets) > 0 {
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
		// The row's id is part of what seals the secrets, so they follow it.
		sealed, err := a.Vault.SealMap(accountPlace(account), f.Secrets)
		if err != nil {
			return err
		}
		return tx.SaveVendorAccount(ctx, account, sealed)
	})
	return account.ID, err
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

// Over is the form laid over a stored account: what the form leaves empty stays
// as it is. Switches are on when either has them on.
func (f VendorForm) Over(v panel.VendorAccount) VendorForm {
	f.Vendor, f.ResellerID = v.Vendor, v.ResellerID
	for _, pair := range []struct {
		given  *string
		stored string
	}{{&f.Label, v.Label}, {&f.Ceiling, v.Settings.CeilingText()}, {&f.Settings.Username, v.Settings.Username}, {&f.Settings.Email, v.Settings.Email}} {
		if *pair.given == "" {
			*pair.given = pair.stored
		}
	}
	hosts := maps.Clone(v.Settings.BaseURLs)
	if hosts == nil {
		hosts = map[string]string{}
	}
	maps.Copy(hosts, f.Settings.BaseURLs)
	f.Settings.BaseURLs = hosts
	f.Settings.UsePOST = f.Settings.UsePOST || v.Settings.UsePOST
	f.Settings.PanelOnly = f.Settings.PanelOnly || v.Settings.PanelOnly
	return f
}
