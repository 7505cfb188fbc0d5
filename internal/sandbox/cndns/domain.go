package cndns

import (
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Chapter 2: domains.
var domainCalls = []call{
	{name: "cndns.domain.check", path: "/check.aspx", action: "check domain", run: checkDomain, host: checkHost, open: true, reads: true},
	{name: "cndns.domain.create", path: "/domains/CreateDom.aspx", action: "create domain", run: createDomain},
	{name: "cndns.domain.renew", path: "/domains/DomainRenew.aspx", action: "domain renew", run: renewDomain},
	{name: "cndns.domain.modify_password", path: "/domains/ModifyPassword.aspx", action: "domain renew", run: modifyDomainPassword},
	{name: "cndns.domain.dns_list", path: "/domains/DNSList.aspx", action: "DNS list", run: listNameServers, reads: true},
	{name: "cndns.domain.dns_modify", path: "/domains/ModifyDNS.aspx", action: "modify dns", run: modifyNameServers},
	{name: "cndns.domain.dns_reset", path: "/domains/ResetDNS.aspx", action: "reset dns", run: resetNameServers},
	{name: "cndns.domain.change_owner", path: "/domains/domainguohu.aspx", action: "Domain guohu", run: changeOwner},
	{name: "cndns.domain.detail", path: "/domains/DomainDetail.aspx", action: "Domain Detail", run: domainDetail, reads: true},
	{name: domainListName, path: "/domains/DomainList.aspx", action: "domain list", run: listDomains, reads: true},
}

// checkDomain answers dmcheck's search. Labels that begin with "error" find
// the registry out of order.
func checkDomain(r *request) (any, error) {
	label := strings.ToLower(r.get("domain-name"))
	ending := strings.ToLower(r.get("tld"))
	bare := strings.TrimPrefix(ending, ".")
	_, sold := suffixes[bare]
	if err := checks(
		check{label == "", "11101"},
		check{!labelForm.MatchString(label), "11104"},
		check{ending == "", "11102"},
		check{!suffixForm.MatchString(ending), "11105"},
		check{!sold, "11107"},
	); err != nil {
		return nil, err
	}
	name := label + "." + bare
	state := "available"
	switch {
	case strings.HasPrefix(label, "error"):
		state = "error"
	case taken(name) || r.server.owner(name) != nil:
		state = "unavailable"
	}
	return []row{{{name, state}}}, nil
}

// owned finds a domain of the account; the codes are for an empty name and for
// one that is not the account's.
func (r *request) owned(empty, foreign string) (*Domain, error) {
	name := r.domainName()
	if name == "" {
		return nil, fail(empty)
	}
	domain, ok := r.account.Domains[name]
	if !ok {
		return nil, fail(foreign)
	}
	return domain, nil
}

const (
	deletionAfter  = 30 * 24 * time.Hour
	renewalTakes   = time.Minute
	longestHolding = 10
)

// renewDomain extends a domain. The new date shows when the registry has
// answered, about a minute later.
func renewDomain(r *request) (any, error) {
	domain, err := r.owned("11301", "11302")
	if err != nil {
		return nil, err
	}
	years, ok := r.number("years")
	until := domain.Expires.AddDate(years, 0, 0)
	if !ok || years < 1 || years > longestHolding || until.After(r.now.AddDate(longestHolding, 0, 0)) {
		return nil, fail("11601")
	}
	if err := domain.renewable(r.get("exptme"), r.now); err != nil {
		return nil, err
	}
	if err := r.charge(domain.Name, suffixOf(domain.Name).renew*int64(years), "10021"); err != nil {
		return nil, err
	}
	r.server.schedule(renewalTakes, task{
		Kind: taskRenew, Account: r.account.Username, Subject: domain.Name, Until: until, Before: domain.State,
	})
	domain.State = Renewing
	return "", nil
}

func (s *Server) endRenewal(account *Account, t task, now time.Time) {
	domain, ok := account.Domains[t.Subject]
	if !ok {
		return
	}
	domain.Expires, domain.Updated, domain.State = t.Until, now, t.Before
	if t.Before == NotCertified && domain.Audit.State == AuditPass {
		domain.State = Running
	}
}

// renewable checks the date that the caller believes in, if any, and the state.
func (d *Domain) renewable(expires string, now time.Time) error {
	state := d.state(now)
	return checks(
		check{expires != "" && expires != d.Expires.In(beijing).Format(time.DateOnly), "11605"},
		check{now.After(d.Expires.Add(deletionAfter)) || state == Deleted, "11603"},
		check{state != Running && state != Expired && state != NotCertified, "11607"},
	)
}

func modifyDomainPassword(r *request) (any, error) {
	domain, err := r.owned("11301", "11302")
	if err != nil {
		return nil, err
	}
	if r.get("password") == "" {
		return nil, fail("11501")
	}
	domain.Password, domain.Updated = r.raw("password"), r.now
	return "", nil
}

// ownServers are the vendor's name servers; a zone is served only with them.
var ownServers = []string{
	"ns1.ezdnscenter.com", "ns2.ezdnscenter.com", "ns3.ezdnscenter.com",
	"ns4.ezdnscenter.com", "ns5.ezdnscenter.com", "ns6.ezdnscenter.com",
}

func (d *Domain) servedHere() bool {
	return len(d.NameServers) > 0 && !slices.ContainsFunc(d.NameServers, func(host string) bool {
		return !strings.HasSuffix(host, ".ezdnscenter.com") && !strings.HasSuffix(host, ".cdncenter.com")
	})
}

func (d *Domain) server(i int) string {
	if i >= len(d.NameServers) {
		return ""
	}
	return d.NameServers[i]
}

// listNameServers answers an object, as clients in the field read it, or an
// array inside a string, as the document prints it.
func listNameServers(r *request) (any, error) {
	domain, err := r.owned("11301", "11302")
	if err != nil {
		return nil, err
	}
	list := row{}
	for i := range 6 {
		host := domain.server(i)
		if host == "" {
			host = " "
		}
		list = append(list, column{"dns" + itoa(i+1), host})
	}
	if r.server.options.DocumentShapes {
		return string(encode([]row{list})), nil
	}
	return list, nil
}

var hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,}$`)

func nameServer(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil || hostForm.MatchString(host)
}

// nameServers reads six parameters prefix1 to prefix6, empty ones left out.
func (r *request) nameServers(prefix string) []string {
	var hosts []string
	for i := range 6 {
		if host := strings.ToLower(r.get(prefix + itoa(i+1))); host != "" {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

func modifyNameServers(r *request) (any, error) {
	name := r.domainName()
	hosts := r.nameServers("dns_hst")
	unique := slices.Compact(slices.Sorted(slices.Values(hosts)))
	if err := checks(
		check{name == "", "11301"},
		check{r.get("dns_hst1") == "", "11401"},
		check{r.get("dns_hst2") == "", "11402"},
		check{len(unique) < len(hosts), "11403"},
	); err != nil {
		return nil, err
	}
	domain, err := r.owned("11301", "11302")
	if err != nil {
		return nil, err
	}
	state := domain.state(r.now)
	malformed := slices.ContainsFunc(hosts, func(host string) bool { return !nameServer(host) })
	if err := checks(
		check{malformed || suffixOf(name).others && len(hosts) > 2, "11046"},
		check{state != Running && state != NotCertified, "11046"},
	); err != nil {
		return nil, err
	}
	domain.NameServers, domain.Updated = hosts, r.now
	return "", nil
}

func resetNameServers(r *request) (any, error) {
	domain, err := r.owned("11502", "11502")
	if err != nil {
		return nil, err
	}
	domain.NameServers, domain.Updated = slices.Clone(ownServers), r.now
	return "", nil
}

func changeOwner(r *request) (any, error) {
	name := r.domainName()
	_, ending, known, ok := splitName(name)
	if err := checks(
		check{!ok || !known, "11728"},
		check{!digits(r.get("userid")), "11729"},
		check{ending == "gov.cn", "11726"},
	); err != nil {
		return nil, err
	}
	domain, owned := r.account.Domains[name]
	if !owned {
		return nil, fail("11701")
	}
	contact, found := r.account.Contacts[r.get("userid")]
	if !found {
		return nil, fail("11722")
	}
	if err := checks(
		check{contact.Forbidden, "11725"},
		check{suffixOf(name).others, "11727"},
		check{domain.state(r.now) != Running, "11724"},
	); err != nil {
		return nil, err
	}
	contact.Used = true
	domain.ContactID, domain.Updated = contact.ID, r.now
	return " ", nil
}

func domainDetail(r *request) (any, error) {
	name := r.domainName()
	if name == "" {
		return nil, fail("10015")
	}
	domain, ok := r.account.Domains[name]
	if !ok {
		if r.server.owner(name) != nil {
			return nil, fail("10019")
		}
		return nil, fail("10025")
	}
	return []row{r.detail(domain)}, nil
}

// detail prints a domain with the fields and the key case of the example.
func (r *request) detail(d *Domain) row {
	out := row{
		{"d_dme", d.Name},
		{"runstate", d.state(r.now)},
		{"RegistrationTime", dotNet(d.Registered)},
		{"ExpireTime", dotNet(d.Expires)},
		{"UpdateTime", dotNet(d.Updated)},
		{"password", d.Password},
	}
	for i := range 6 {
		host, ip := d.server(i), ""
		if slices.Contains(ownServers, host) {
			ip = "192.0.2." + itoa(i+1)
		}
		out = append(out, column{"host" + itoa(i+1), host}, column{"hostip" + itoa(i+1), ip})
	}
	contact := r.account.Contacts[d.ContactID]
	if contact == nil {
		contact = &Contact{}
	}
	kind := "personal"
	if contact.Values["usertype"] == "O" {
		kind = "enterprise"
	}
	out = append(out, row{
		{"maxdns", itoa(maxRecords)},
		{"dnshostnums", itoa(len(d.Records))},
		{"domaintype", kind},
		{"dtype", contact.Values["idtype"]},
		{"dnumber", contact.Values["idnumber"]},
		{"dnvcstate", d.naming()},
		{"hkauditstate", "-"},
		{"userid", d.ContactID},
		{"g_nme", d.Description},
	}...)
	if hasHan(d.Name) {
		out = append(out, column{"punycode", punycode(d.Name)})
	}
	return out
}

// naming is the state of the naming audit: empty while it is under way.
func (d *Domain) naming() string {
	if d.State == Processing {
		return ""
	}
	return "pass"
}

// listDomains is in use by public clients and in no document.
func listDomains(r *request) (any, error) {
	list := []row{}
	for _, name := range slices.Sorted(maps.Keys(r.account.Domains)) {
		d := r.account.Domains[name]
		if kind := r.get("domaintype"); kind == "en" && hasHan(name) || kind == "cn" && !hasHan(name) {
			continue
		}
		one := row{{"d_dme", name}, {"d_addtme", dotNet(d.Registered)}, {"d_exptme", dotNet(d.Expires)}}
		for i := range 6 {
			one = append(one, column{"d_dnshst" + itoa(i+1), d.server(i)})
		}
		list = append(list, one)
	}
	return list, nil
}
