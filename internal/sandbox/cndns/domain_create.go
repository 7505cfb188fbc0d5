package cndns

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var domainPassForm = regexp.MustCompile(`^[A-Za-z0-9]{6,16}$`)

const registrationTakes = 2 * time.Minute

// createDomain registers a domain: form, suffix rules, contact, availability,
// money, in this order.
func createDomain(r *request) (any, error) {
	name := r.domainName()
	contact, years, err := r.registrationForm(name)
	if err != nil {
		return nil, err
	}
	if err := r.registrant(name, contact); err != nil {
		return nil, err
	}
	if err := checks(
		check{r.account.Domains[name] != nil, "11119"},
		check{strings.HasPrefix(name, "timeout"), "11129"},
		check{taken(name) || r.server.owner(name) != nil, "11124"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(name, suffixOf(name).register*int64(years), "10021"); err != nil {
		return nil, err
	}
	hosts := r.nameServers("dns")
	if len(hosts) == 0 || suffixOf(name).others {
		hosts = slices.Clone(ownServers)
	}
	domain := &Domain{
		Name: name, ContactID: contact.ID, State: Processing, Password: r.get("domainpass"), Updated: r.now,
		Registered: r.now, Expires: r.now.AddDate(years, 0, 0), NameServers: hosts, Records: []Record{},
	}
	contact.Used = true
	r.account.Domains[name] = domain
	r.server.register(r.account, domain)
	return "", nil
}

func (s *Server) register(account *Account, domain *Domain) {
	s.schedule(registrationTakes, task{Kind: taskRegister, Account: account.Username, Subject: domain.Name})
}

func (s *Server) endRegistration(account *Account, t task, now time.Time) {
	domain, ok := account.Domains[t.Subject]
	if !ok {
		return
	}
	contact := account.Contacts[domain.ContactID]
	if contact == nil {
		contact = &Contact{} // planted without one
	}
	domain.arrive(contact, now)
}

// arrive ends a registration: names under the real-name rule run only when
// their contact or they themselves have been audited.
func (d *Domain) arrive(contact *Contact, now time.Time) {
	if d.State != Processing {
		return
	}
	d.Updated = now
	d.State = Running
	if suffixOf(d.Name).realName && contact.Audit.State != AuditPass {
		d.State = NotCertified
	}
}

// registrationForm checks presence and form of the parameters.
func (r *request) registrationForm(name string) (*Contact, int, error) {
	_, _, known, ok := splitName(name)
	years, number := r.number("years")
	least, most := suffixOf(name).years()
	if err := checks(
		check{r.get("userid") == "", "11131"},
		check{name == "", "11103"},
		check{r.get("years") == "", "11108"},
		check{r.get("domainpass") == "", "11107"},
		check{!digits(r.get("userid")), "11105"},
		check{!ok || !known, "11106"},
		check{!domainPassForm.MatchString(r.raw("domainpass")), "11132"},
		check{!number || years < 1 || years > longestHolding, "11133"},
		check{most < longestHolding && years > most, "11040"},
		check{years == 4 && strings.HasSuffix(name, ".hk"), "11041"},
		check{years < least, "11042"},
		check{slices.ContainsFunc(r.nameServers("dns"), func(host string) bool { return !nameServer(host) }), "11130"},
	); err != nil {
		return nil, 0, err
	}
	contact, found := r.account.Contacts[r.get("userid")]
	if !found || contact.Forbidden {
		return nil, 0, fail("11109")
	}
	return contact, years, nil
}

// registrant checks the contact against the rules of the suffix.
func (r *request) registrant(name string, contact *Contact) error {
	_, ending, _, _ := splitName(name)
	v := contact.Values
	if err := checks(
		check{r.get("isname") == "1" && v["usertype"] != "I", "11123"},
		check{ending == "asia" && v["idnumber"] == "", "11110"},
		check{ending == "香港" && !hasHan(strings.TrimSuffix(name, ".香港")), "11054"},
	); err != nil {
		return err
	}
	if strings.HasSuffix(name, ".hk") || ending == "香港" {
		return hongKong(ending, v)
	}
	if suffixOf(name).domestic {
		return domestic(ending, v)
	}
	return nil
}

var (
	companyOnly = []string{"com.hk", "org.hk", "edu.hk", "net.hk", "gov.hk"}
	digitsTo16  = regexp.MustCompile(`^\d{1,16}$`)
	letters6to8 = regexp.MustCompile(`^[0-9a-zA-Z]{6,8}$`)
	hkTypes     = []string{"HKID", "OTHID", "PASSNO", "BIRTHCERT", "CI", "BR", "CRS", "HKSARG"}
)

// hongKong holds the rules of .hk.
func hongKong(ending string, v map[string]string) error {
	return checks(
		check{v["idtype"] == "", "11111"},
		check{v["idnumber"] == "", "11112"},
		check{v["usertype"] == "", "11113"},
		check{slices.Contains(companyOnly, ending) && v["usertype"] != "O", "11114"},
		check{ending == "idv.hk" && v["usertype"] != "I", "11115"},
		check{!slices.Contains(hkTypes, v["idtype"]), "11125"},
		check{v["usertype"] == "O" && !digitsTo16.MatchString(v["idnumber"]), "11126"},
		check{v["idtype"] == "HKID" && !letters6to8.MatchString(v["idnumber"]), "11127"},
	)
}

// domestic holds the rules of domestic names: a certificate, and every -cn
// field in Chinese.
func domestic(ending string, v map[string]string) error {
	ids := []string{"SFZ", "YYZZ", "ORG"}
	newWords := ending == "公司" || ending == "网络"
	return checks(
		check{v["idtype"] == "", "11116"},
		check{v["idnumber"] == "", "11117"},
		check{v["usertype"] == "", "11118"},
		check{newWords && !slices.Contains(ids, v["idtype"]), "11128"},
		check{!hasHan(v["company-cn"]), "11015"},
		check{!ownerLength(v["company-cn"], v), "11016"},
		check{!hasHan(v["lastname-cn"]), "11017"},
		check{!hasHan(v["firstname-cn"]), "11018"},
		check{!hasHan(v["country-cn"]), "11019"},
		check{!hasHan(v["state-cn"]), "11020"},
		check{!hasHan(v["city-cn"]), "11021"},
		check{units(v["address-cn"]) < 8, "11023"},
		check{!addressCnForm.MatchString(v["address-cn"]), "11048"},
		check{!within(units(v["lastname-cn"]), 1, 10), "11050"},
		check{!within(units(v["firstname-cn"]), 1, 10), "11051"},
	)
}
