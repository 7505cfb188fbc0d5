package service

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// declared is a declared call of a vendor with what people see of it.
type declared struct {
	endpoint.Description
	form panel.Call
}

// declaredCalls are the calls of every wired vendor, in the documents' order.
// They are read once: declarations do not change while the program runs.
var declaredCalls map[panel.Vendor][]declared

func declareCalls() map[panel.Vendor][]declared {
	all := map[panel.Vendor][]declared{}
	for vendor, w := range vendorTable {
		for _, d := range w.calls() {
			all[vendor] = append(all[vendor], declared{Description: d, form: callForm(vendor, d)})
		}
	}
	return all
}

func callNamed(vendor panel.Vendor, name string) (declared, error) {
	all := declaredCalls[vendor]
	i := slices.IndexFunc(all, func(d declared) bool { return d.Name == name })
	if i < 0 {
		return declared{}, panel.Errorf(panel.NotFound, fmt.Errorf("no call %q", name), "error.notfound")
	}
	return all[i], nil
}

// callForm is what a form of a call is made of.
func callForm(vendor panel.Vendor, d endpoint.Description) panel.Call {
	parts := strings.SplitN(d.Name, ".", 3)
	c := panel.Call{
		Name: d.Name, Vendor: vendor, Product: parts[min(1, len(parts)-1)], Title: panel.Words(d.Title), Effect: panel.Effect(d.Effect),
		Slow: d.Slow, Begins: d.Accepts != "", Method: d.Method, Host: d.Host, Path: d.Path, Doc: d.Doc,
	}
	for _, p := range d.Params {
		c.Fields = append(c.Fields, callField(p))
	}
	c.Subject = callSubject(c)
	for _, code := range slices.Sorted(maps.Keys(d.Errors)) {
		m := d.Errors[code]
		c.Codes = append(c.Codes, panel.CallCode{Code: code, Meaning: panel.Words{Zh: m.Zh, En: m.En}})
	}
	return c
}

var callTypes = map[endpoint.ParamKind]panel.CallFieldType{
	endpoint.Text: panel.CallText, endpoint.Number: panel.CallNumber, endpoint.List: panel.CallList, endpoint.Hidden: panel.CallSecret,
}

func callField(p endpoint.Param) panel.CallField {
	f := panel.CallField{Name: p.Name, Label: panel.Words(p.Label), Type: callTypes[p.Kind], Required: p.Required(), Comma: p.Comma, Unsent: !p.Sent()}
	for _, r := range p.Rules {
		switch {
		case r.Name == "list":
			f.Type, f.Comma = panel.CallList, ","
		case r.Name == "enum" && len(r.When) == 0 && p.Kind != endpoint.List:
			f.Options = strings.Split(r.Arg, "|")
		case !hinted(r):
		default:
			f.Rules = append(f.Rules, callRule(r))
		}
	}
	return f
}

// hinted reports whether a rule is worth a hint: what is marked at the field,
// only steers the sending, or holds for every text of the vendor is not.
func hinted(r endpoint.Rule) bool {
	switch r.Name {
	case "required":
		return len(r.When) > 0
	case "unsent", "zero", "send-empty", "no-comma", "trimmed":
		return false
	}
	return true
}

func callRule(r endpoint.Rule) panel.CallRule {
	rule := panel.CallRule{Key: ruleKey(r.Name, r.Arg), Arg: r.Arg}
	for _, c := range r.When {
		rule.When = append(rule.When, panel.CallCondition{Field: c.Param, Op: c.Op, Values: c.Values})
	}
	return rule
}

// callSubject is the field that names what a call is about: the first text that
// must be given, or the one that the contract of the call names its thing by. A
// secret is never asked for twice, and a number names nothing.
func callSubject(c panel.Call) string {
	for _, own := range contracts {
		if own.endpoint == c.Name && own.subject != "" {
			return own.subject
		}
	}
	i := slices.IndexFunc(c.Fields, func(f panel.CallField) bool { return f.Required && f.Type == panel.CallText })
	if i < 0 {
		return ""
	}
	return c.Fields[i].Name
}

// WorkAccounts lists the vendor accounts whose calls the actor may make, vendor
// by vendor. Settings are left out.
func (a *App) WorkAccounts(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	if err := require(actor, panel.UseWorkbench); err != nil {
		return nil, err
	}
	all, err := a.accountNames(ctx, actor)
	slices.SortStableFunc(all, func(a, b panel.VendorAccount) int {
		return cmp.Compare(slices.Index(panel.Vendors, a.Vendor), slices.Index(panel.Vendors, b.Vendor))
	})
	return slices.DeleteFunc(all, func(v panel.VendorAccount) bool { return len(declaredCalls[v.Vendor]) == 0 }), err
}

// CallSearch narrows a list of calls. Zero values do not narrow.
type CallSearch struct {
	Vendor panel.Vendor
	Words  string // all of which the name or a title holds
	Effect panel.Effect
}

// FindCalls lists declared calls: vendor by vendor, in the documents' order.
func (a *App) FindCalls(actor panel.Actor, want CallSearch) ([]panel.Call, error) {
	if err := require(actor, panel.UseWorkbench); err != nil {
		return nil, err
	}
	words := strings.Fields(strings.ToLower(want.Words))
	var found []panel.Call
	for _, vendor := range panel.Vendors {
		if want.Vendor != "" && want.Vendor != vendor {
			continue
		}
		for _, d := range declaredCalls[vendor] {
			text := strings.ToLower(d.Name + " " + d.Title.Zh + " " + d.Title.En)
			missing := slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
			if !missing && (want.Effect == "" || want.Effect == d.form.Effect) {
				found = append(found, d.form)
			}
		}
	}
	return found, nil
}

// WorkCall reads a vendor account and one of its vendor's calls.
func (a *App) WorkCall(ctx context.Context, actor panel.Actor, accountID int64, name string) (panel.VendorAccount, panel.Call, error) {
	account, d, err := a.workable(ctx, actor, accountID, name)
	account.Settings = panel.VendorSettings{}
	return account, d.form, err
}

func (a *App) workable(ctx context.Context, actor panel.Actor, accountID int64, name string) (panel.VendorAccount, declared, error) {
	if err := require(actor, panel.UseWorkbench); err != nil {
		return panel.VendorAccount{}, declared{}, err
	}
	account, err := a.DB.VendorAccount(ctx, actor, accountID)
	if err != nil {
		return account, declared{}, err
	}
	d, err := callNamed(account.Vendor, name)
	if err == nil && actor.Role == panel.RoleAdmin && d.Effect != endpoint.Read {
		err = panel.Errorf(panel.Forbidden, nil, "error.workbench.admin") // who runs the panel spends and changes nothing of a reseller's
	}
	return account, d, err
}

// CallWish is a call as a person fills it in: parameters by their name on the
// wire, secrets among them.
type CallWish struct {
	AccountID int64
	Call      string
	Params    map[string]string
	Confirm   string // what was typed to confirm
	FormKey   string // one wish, however often it is sent
}

// check says what is wrong with the parameters, and lists what would be sent.
func (w CallWish) check(d declared) ([]endpoint.Value, []panel.Problem) {
	var problems []panel.Problem
	for _, name := range slices.Sorted(maps.Keys(w.Params)) {
		if _, known := d.form.Field(name); !known {
			problems = append(problems, panel.Problem{Field: name, Key: "problem.workbench.unknown"})
		}
	}
	values, err := d.Check(w.Params)
	return values, append(problems, ruleProblems(err, nil)...)
}

// unconfirmed says what is wrong with the word that was typed to confirm.
func (w CallWish) unconfirmed(d declared) []panel.Problem {
	word := d.form.Word(w.Params)
	if !d.form.Confirms() || word == "" || w.Confirm == word {
		return nil // without a word the field it comes from has a problem of its own
	}
	return []panel.Problem{{Field: "confirm", Key: "problem.confirm", Args: []any{"Name", word}}}
}

// split parts the parameters into what may be stored in the clear and the
// secrets. In both a name is written as paramName says.
func (w CallWish) split(d declared) (clear, secret map[string]string) {
	clear, secret = map[string]string{callInput: d.Name}, map[string]string{}
	for _, f := range d.form.Fields {
		switch value := w.Params[f.Name]; {
		case value == "":
		case f.Type == panel.CallSecret:
			secret[f.Name] = value
		default:
			clear[paramName(f.Name)] = value
		}
	}
	if len(secret) > 0 {
		clear[hiddenInput] = strings.Join(slices.Sorted(maps.Keys(secret)), ",")
	}
	return clear, secret
}

// The input of a job or an order that makes a call: the call's name, the names
// of its secrets, and the other parameters under a prefix of their own, for a
// vendor may call a parameter anything.
const (
	callInput   = "call"
	hiddenInput = "secrets"
	paramPrefix = "p."
)

func paramName(name string) string { return paramPrefix + name }

// paramsOf are the parameters that a job's or an order's input holds.
func paramsOf(input, secrets map[string]string) map[string]string {
	params := maps.Clone(secrets)
	if params == nil {
		params = map[string]string{}
	}
	for name, value := range input {
		if name, is := strings.CutPrefix(name, paramPrefix); is {
			params[name] = value
		}
	}
	return params
}

// DryRunCall says what would be sent. Nothing is; what would change something
// leaves a row in the audit log.
func (a *App) DryRunCall(ctx context.Context, actor panel.Actor, w CallWish) (panel.CallPreview, error) {
	account, d, err := a.workable(ctx, actor, w.AccountID, w.Call)
	if err != nil {
		return panel.CallPreview{}, err
	}
	values, problems := w.check(d)
	if err := panel.InvalidFields(problems); err != nil {
		return panel.CallPreview{}, err
	}
	if d.Effect != endpoint.Read {
		t := a.callAct("workbench.dryrun", account, d, w)
		if err := a.record(ctx, actor, t, panel.ResultDone, ""); err != nil {
			return panel.CallPreview{}, err
		}
	}
	return preview(account, d, values), nil
}

// callAct is what the audit log says of a call made by hand: its parameters,
// of the secrets the names.
func (a *App) callAct(action string, account panel.VendorAccount, d declared, w CallWish) act {
	clear, _ := w.split(d)
	return act{
		Action: action, Kind: "vendor_account", ID: account.ID, Name: callTitle(d, w.Params), After: clear, ResellerID: account.ResellerID,
	}
}

// callTitle names a call and what it is about.
func callTitle(d declared, params map[string]string) string {
	return strings.TrimSpace(d.Name + " " + params[d.form.Subject])
}

func preview(account panel.VendorAccount, d declared, values []endpoint.Value) panel.CallPreview {
	p := panel.CallPreview{Method: d.Method, Host: d.Host, Path: d.Path}
	if account.Settings.UsePOST {
		p.Method = "POST"
	}
	kind, err := VendorKindOf(account.Vendor)
	if err == nil {
		p.Address = cmp.Or(account.Settings.BaseURLs[d.Host], kind.Defaults[d.Host])
	}
	for _, v := range values {
		shown := panel.CallValue{Name: v.Name, Hidden: v.Hidden}
		if !v.Hidden {
			shown.Text = v.Text
		}
		p.Values = append(p.Values, shown)
	}
	return p
}

// WorkRuns lists the last calls made by hand over an account, newest first.
func (a *App) WorkRuns(ctx context.Context, actor panel.Actor, accountID int64) ([]panel.Job, error) {
	if err := require(actor, panel.UseWorkbench); err != nil {
		return nil, err
	}
	return a.DB.Jobs(ctx, actor, db.JobFilter{AccountID: accountID, Kind: callJob, Limit: 8})
}
