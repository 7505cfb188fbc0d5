package cndns

import (
	"slices"
	"strings"
)

// unboundNames are beginnings of names that bring about what the vendor alone knows of a
// domain. Filing counts on the mainland only.
var unboundNames = []struct {
	prefix, code string
	filing       bool
}{
	{"blocked", "12108", false},
	{"banned", "12110", false},
	{"noicp", "12111", true},
	{"foreign", "12112", true},
	{"unfiled", "13164", true},
	{"badicp", "13165", true},
}

// ownNames are the vendor's own domains.
var ownNames = []string{"isitestar.cn", "isitestar.com", "websitecname.cn", "websitecname.com", "websitemanage.cn"}

// bindSiteDomain binds a domain to one version of a site or to both.
func bindSiteDomain(r *request) (any, error) {
	site, err := r.site("12113", "12113")
	if err != nil {
		return nil, err
	}
	plan, _ := sitePlanOf(site.Plan)
	if err := checks(
		check{plan.tag == "dinner", "19112"},
		check{site.State != Running || site.over(r.now), "12102"},
	); err != nil {
		return nil, err
	}
	name := strings.ToLower(r.raw("domainname"))
	if err := siteDomainForm(name); err != nil {
		return nil, err
	}
	versions, ok := site.versions(r.get("pcmbl"))
	if !ok {
		return nil, fail("12113")
	}
	for _, mobile := range versions {
		if site.bound(mobile) >= plan.domains {
			return nil, fail("12103")
		}
	}
	if r.server.siteBound(name) {
		return nil, fail("12109")
	}
	if err := r.siteFiling(site, name); err != nil {
		return nil, err
	}
	for _, mobile := range versions {
		site.Domains = append(site.Domains, SiteDomain{name, mobile})
	}
	return "", nil
}

// siteDomainForm refuses what is no name that may be bound.
func siteDomainForm(name string) error {
	label, ending, found := strings.Cut(strings.Trim(name, " "), ".")
	return checks(
		check{strings.TrimSpace(name) == "", "12104"},
		check{strings.ContainsAny(name, " \t"), "12106"},
		check{strings.ContainsAny(name, `/\:?&=#<>'"()_@!$%^*`), "12105"},
		check{!found || !labelForm.MatchString(label) || len(name) > 253 || !domainEnding(ending), "12107"},
		check{slices.ContainsFunc(ownNames, func(own string) bool { return name == own || strings.HasSuffix(name, "."+own) }), "12108"},
	)
}

// domainEnding tells whether all labels behind the first are well formed.
func domainEnding(ending string) bool {
	labels := strings.Split(ending, ".")
	for _, label := range labels {
		if !labelForm.MatchString(label) {
			return false
		}
	}
	return !digits(labels[len(labels)-1])
}

// siteFiling checks the filing parameters and what the vendor knows of the name.
func (r *request) siteFiling(site *Site, name string) error {
	for _, rule := range filingRules {
		if value := r.get(rule.param); value != "" && !rule.holds(value) {
			return fail(rule.code)
		}
	}
	for _, one := range unboundNames {
		if strings.HasPrefix(name, one.prefix) && (!one.filing || site.Location != overseas) {
			return fail(one.code)
		}
	}
	return nil
}

// versions are those that pcmbl means for a site; with one version it means nothing.
// The values are false for the PC version and true for the mobile one.
func (s *Site) versions(pcmbl string) ([]bool, bool) {
	if !s.PC || !s.Mobile {
		return []bool{s.Mobile}, true
	}
	list, ok := map[string][]bool{"": {false}, "0": {false}, "1": {true}, "2": {false, true}}[pcmbl]
	return list, ok
}

// bound counts the domains of a version.
func (s *Site) bound(mobile bool) int {
	n := 0
	for _, d := range s.Domains {
		if d.Mobile == mobile {
			n++
		}
	}
	return n
}

func (s *Server) siteBound(name string) bool {
	for _, account := range s.accounts {
		for _, site := range account.Sites {
			if slices.ContainsFunc(site.Domains, func(d SiteDomain) bool { return d.Name == name }) {
				return true
			}
		}
	}
	return false
}

// unbindSiteDomain reads the version under both printed spellings.
func unbindSiteDomain(r *request) (any, error) {
	site, err := r.site("10015", "12124")
	if err != nil {
		return nil, err
	}
	plan, _ := sitePlanOf(site.Plan)
	name := r.domainName()
	versions, ok := site.versions(or(r.get("pcmbl"), r.get("pcmb1")))
	if err := checks(
		check{plan.tag == "dinner", "19112"},
		check{name == "", "12104"},
		check{strings.ContainsAny(name, ` /\:?&=#<>'"()_@!$%^*`), "12105"},
		check{!ok, "12124"},
	); err != nil {
		return nil, err
	}
	before := len(site.Domains)
	site.Domains = slices.DeleteFunc(site.Domains, func(d SiteDomain) bool {
		return d.Name == name && slices.Contains(versions, d.Mobile)
	})
	if len(site.Domains) == before {
		return nil, fail("12124")
	}
	return "", nil
}

func siteDomains(r *request) (any, error) {
	name := strings.ToLower(r.get("webname"))
	if name == "" {
		return nil, fail("10015")
	}
	site, ok := r.account.Sites[name]
	if !ok {
		return nil, notYours
	}
	list := []row{}
	for _, d := range site.Domains {
		locate := "PC"
		if d.Mobile {
			locate = "Mobile"
		}
		list = append(list, row{{"domain", d.Name}, {"Locate", locate}})
	}
	return list, nil
}

// PlantSite puts a site into the first account and returns its management name. What is
// missing is made up: a running PC site of the basic plan in Shanghai, for a year.
func (s *Server) PlantSite(site Site) string {
	defer s.edit()()
	site.Plan, site.State = or(site.Plan, "pro"), or(site.State, Running)
	plan, _ := sitePlanOf(site.Plan)
	if !site.PC && !site.Mobile {
		site.PC, site.Mobile = plan.level > 0 && !plan.mini, plan.level == 0 || plan.mini
	}
	if !plan.mini {
		site.Location = or(site.Location, "cn")
	}
	site.Language = or(site.Language, "1")
	site.Name = strings.ToLower(or(site.Name, s.siteName(site.Plan, site.PC)))
	site.Admin = or(site.Admin, site.Name)
	site.Registered = s.orNow(site.Registered)
	if site.Expires.IsZero() {
		site.Expires = site.Registered.AddDate(1, 0, 0)
	}
	site.Password = private(or(string(site.Password), strings.ToLower(s.secret())))
	if site.Location != overseas {
		site.ICP = private(or(string(site.ICP), "B3"+strings.ToLower(s.secret()+s.secret())))
	}
	site.Domains, site.Templates = append([]SiteDomain{}, site.Domains...), append([]string{}, site.Templates...)
	s.account().Sites[site.Name] = &site
	return site.Name
}
