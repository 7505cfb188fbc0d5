package cndns

import (
	"regexp"
	"slices"
	"strings"
)

var (
	telephoneForm = regexp.MustCompile(`^0\d{9,11}$`)
	mobileForm    = regexp.MustCompile(`^1\d{10}$`)
	orgCodeForm   = regexp.MustCompile(`^\d{9}$`)
)

// filingRules are the checks of the filing (ICP) parameters. All are optional;
// what is given must have the documented form.
var filingRules = []struct {
	param, code string
	holds       func(string) bool
}{
	{"domaintype", "13150", func(v string) bool { return slices.Contains([]string{"0", "1", "O", "I"}, v) }},
	{"domainowner", "13151", func(v string) bool { return within(units(v), 2, 64) }},
	{"orgcode", "13152", orgCodeForm.MatchString},
	{"address", "13153", func(v string) bool { return units(v) > 4 }},
	{"telephone", "13154", telephoneForm.MatchString},
	{"webdesc", "13155", func(v string) bool { return within(units(v), 2, 64) }},
	{"ownerid", "13156", idCardForm.MatchString},
	{"contact", "13157", func(v string) bool { return within(units(v), 2, 32) }},
	{"contactid", "13158", idCardForm.MatchString},
	{"connecttele", "13159", telephoneForm.MatchString},
	{"connectmobile", "13160", mobileForm.MatchString},
	{"email", "13161", emailForm.MatchString},
}

// bindCloudDomain binds a root domain to a host in Shanghai. Labels that begin
// with "noicp" have no ICP number.
func bindCloudDomain(r *request) (any, error) {
	host, name, err := r.binding()
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{host.State == HostNotCreated, "17110"},
		check{host.Place != "1", "17139"},
		check{r.server.bound(name), "17141"},
	); err != nil {
		return nil, err
	}
	for _, rule := range filingRules {
		if value := r.get(rule.param); value != "" && !rule.holds(value) {
			return nil, fail(rule.code)
		}
	}
	if strings.HasPrefix(name, "noicp") {
		return nil, fail("17140")
	}
	host.Domains = append(host.Domains, name)
	return "", nil
}

func (r *request) binding() (*Host, string, error) {
	host, err := r.host()
	if err != nil {
		return nil, "", err
	}
	name := r.domainName()
	_, ending, known, ok := splitName(name)
	root := known || !strings.Contains(ending, ".")
	if !ok || !root || strings.HasPrefix(name, "xn--") {
		return nil, "", fail("17138")
	}
	return host, name, nil
}

func (s *Server) bound(name string) bool {
	for _, account := range s.accounts {
		for _, host := range account.Hosts {
			if slices.Contains(host.Domains, name) {
				return true
			}
		}
	}
	return false
}

func unbindCloudDomain(r *request) (any, error) {
	host, name, err := r.binding()
	if err != nil {
		return nil, err
	}
	at := slices.Index(host.Domains, name)
	if at < 0 {
		return nil, fail("17143")
	}
	host.Domains = slices.Delete(host.Domains, at, at+1)
	return "", nil
}
