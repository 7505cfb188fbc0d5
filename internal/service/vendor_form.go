package service

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

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

// problems says what is wrong with a tidy form. allowed are hosts besides the
// documented ones; fresh asks for the secrets too.
func (f VendorForm) problems(k VendorKind, allowed endpoint.Hosts, fresh bool) []panel.Problem {
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
		switch address := f.Settings.BaseURLs[host]; {
		case address == "":
		case !validBaseURL(address):
			wrong("url_"+host, "problem.baseurl")
		case !allowed.Allow(address, k.Defaults):
			wrong("url_"+host, "problem.baseurl.host", "Address", k.Defaults[host])
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

// validBaseURL reports whether an address is scheme and host, perhaps with a
// path, and nothing that could carry a credential or change a call.
func validBaseURL(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// grave reports whether a form changes what a thief of a session would: where
// money or credentials go, whom the panel believes, or what holds spending back.
func (f VendorForm) grave(before panel.VendorAccount) bool {
	was, is := before.Settings, f.Settings
	return len(f.Secrets) > 0 || was.Ceiling != is.Ceiling || was.PanelOnly != is.PanelOnly ||
		!maps.Equal(was.BaseURLs, is.BaseURLs) || !maps.Equal(was.Public, is.Public)
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
