package cndns

import (
	"regexp"
	"slices"
	"strings"
)

// boundForm is a name that can be bound: two labels or more.
var boundForm = regexp.MustCompile(`^[a-z0-9\p{Han}-]{1,63}(\.[a-z0-9\p{Han}-]{1,63})+$`)

// filingFaults are what is wrong with the filing of a site, by how a label of its name begins.
var filingFaults = []struct{ prefix, code string }{
	{"noicp", "13164"},   // not filed
	{"icplost", "13163"}, // its number cannot be found
	{"icpbad", "13165"},  // its state is wrong
}

// Labels of names that are filed through somebody else: to be bound they need all filing data
// once. Those of the second are not taken.
const (
	filedAway    = "icpaway"
	filingFailed = "icprefuse"
)

func labelled(name, prefix string) bool {
	return slices.ContainsFunc(strings.Split(name, "."), func(label string) bool { return strings.HasPrefix(label, prefix) })
}

// bindHostDomain binds a name. In mainland China its site must be filed.
func bindHostDomain(r *request, host *VirtualHost) (string, error) {
	name := r.domainName()
	if err := checks(
		check{name == "", "13139"},
		check{host.WebPause, "13140"},
		check{len(host.Domains) >= host.offer().kind.domains, "13141"},
		check{!boundForm.MatchString(name) || r.server.hostBound(name), "13142"},
	); err != nil {
		return "", err
	}
	handed, err := r.filing()
	if err != nil {
		return "", err
	}
	if host.offer().home() {
		if err := r.filed(name, handed); err != nil {
			return "", err
		}
	}
	if handed && !slices.Contains(host.Filed, name) {
		host.Filed = append(host.Filed, name)
	}
	host.Domains = append(host.Domains, name)
	return name, nil
}

// filing checks the filing data. It tells whether they are complete; an organization has a
// code, a person has none.
func (r *request) filing() (complete bool, err error) {
	complete = true
	person := slices.Contains([]string{"1", "I"}, r.get("domaintype"))
	for _, rule := range filingRules {
		value := r.get(rule.param)
		code := rule.param == "orgcode"
		if value == "" {
			complete = complete && code && person
			continue
		}
		if !rule.holds(value) || code && person {
			return false, fail(rule.code)
		}
	}
	return complete, nil
}

// filed refuses a name whose filing does not allow it to be bound.
func (r *request) filed(name string, handed bool) error {
	for _, fault := range filingFaults {
		if labelled(name, fault.prefix) {
			return fail(fault.code)
		}
	}
	before := r.server.anyAccount(func(a *Account) bool { return a.hasFiled(name) })
	refused := labelled(name, filingFailed)
	away := labelled(name, filedAway) || refused
	return checks(
		check{away && !handed && !before, "12112"},
		check{refused && handed, "13166"},
	)
}

func (a *Account) hasFiled(name string) bool {
	for _, host := range a.VirtualHosts {
		if slices.Contains(host.Filed, name) {
			return true
		}
	}
	return false
}

// hostBound tells whether some virtual host answers for a name.
func (s *Server) hostBound(name string) bool {
	return s.anyAccount(func(a *Account) bool {
		for _, host := range a.VirtualHosts {
			if slices.Contains(host.Domains, name) {
				return true
			}
		}
		return false
	})
}

func unbindHostDomain(r *request, host *VirtualHost) (string, error) {
	name := r.domainName()
	at := slices.Index(host.Domains, name)
	if err := checks(check{name == "", "13139"}, check{at < 0, "13144"}); err != nil {
		return "", err
	}
	host.Domains = slices.Delete(host.Domains, at, at+1)
	return name, nil
}
