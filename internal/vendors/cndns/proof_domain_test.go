package cndns_test

import (
	"time"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

// domain plants a running domain with its contact.
func domain(s *stage) { domainOf(sim.Domain{})(s) }

func domainOf(d sim.Domain) func(*stage) {
	return func(s *stage) {
		contact(s)
		d.ContactID = s.Kept("userid")
		if d.Name == "" {
			d.Name = "chengzi-mine.com"
		}
		s.World.CNDNS.PlantDomain(d)
	}
}

var named = params{"domainname": "chengzi-mine.com"}

// detail reads the domain of most proofs.
func detail(s *stage) cndns.DomainDetailResponse {
	s.Helper()
	return vendortest.Got[cndns.DomainDetailResponse](s, "cndns.domain.detail", named)
}

// under is a registration under a suffix by a contact that breaks one of its rules.
func under(code, name string, contact ...string) refusal {
	return when(code, contactWith(contact...), "domainname", name)
}

// foreign are names of somebody else.
const foreign = "not-mine.com"

func owners(s *stage) {
	domain(s)
	s.Keep("other", s.World.CNDNS.PlantContact(sim.Contact{Values: company}))
}

// past is a domain that ended so many days ago.
func past(days int) sim.Domain {
	now := time.Now()
	return sim.Domain{Registered: now.AddDate(-1, 0, -days), Expires: now.AddDate(0, 0, -days)}
}

var domainProofs = []proof{
	{
		Call: "cndns.domain.check", Given: params{"domain-name": "chengzi-shop", "tld": ".com"},
		Check: func(s *stage, answer any) {
			if state := answer.(cndns.DomainCheckResponse).State("chengzi-shop.com"); state != cndns.Available {
				s.Errorf("state = %s", state)
			}
		},
		Refused: []refusal{
			but("10011", "domain-name", "a,b"), but("11104", "domain-name", "-a-"),
			but("11105", "tld", "?"), but("11107", "tld", ".nosuch"),
		},
	},
	{
		Call: "cndns.domain.change_owner", Before: owners, Given: params{"domainname": "chengzi-mine.com", "userid": "{other}"},
		Check: func(s *stage, _ any) {
			if got := detail(s).UserID; got != s.Kept("other") {
				s.Errorf("contact = %s, want the other one", got)
			}
		},
		Refused: []refusal{
			but("11728", "domainname", "mine"), but("11729", "userid", "x"), but("11726", "domainname", "mine.gov.cn"),
			but("11701", "domainname", foreign), but("11722", "userid", "1"),
			when("11725", func(s *stage) {
				s.Keep("other", s.World.CNDNS.PlantContact(sim.Contact{Values: company, Forbidden: true}))
			}),
			when("11727", domainOf(sim.Domain{Name: "mine.io"}), "domainname", "mine.io"),
			when("11724", domainOf(sim.Domain{State: sim.Paused})),
		},
	},
	{
		Call: "cndns.domain.create", Before: contact,
		Given: params{"userid": "{userid}", "domainname": "chengzi-new.com", "years": "1", "domainpass": "abc12345"},
		Check: func(s *stage, _ any) {
			s.World.Clock.Advance(10 * time.Minute)
			got := vendortest.Got[cndns.DomainDetailResponse](s, "cndns.domain.detail", params{"domainname": "chengzi-new.com"})
			if state := got.RunState.Fold(); state != cndns.RunNotCertified || got.Password.Reveal() != "abc12345" {
				s.Errorf("domain = %+v, want it registered and not certified", got)
			}
		},
		Refused: []refusal{
			but("11103", "domainname", "-"), but("11105", "userid", "x"), but("11106", "domainname", "mine"),
			but("11109", "userid", "1"),
			under("11110", "mine.asia", "idtype", "-", "idnumber", "-"),
			under("11111", "mine.hk", "idtype", "-", "idnumber", "-"),
			under("11112", "mine.hk", "idtype", "BR", "idnumber", "-"),
			under("11113", "mine.hk", "idtype", "BR", "idnumber", "12345", "usertype", "-"),
			under("11114", "mine.com.hk", "idtype", "HKID", "idnumber", "A123456", "usertype", "I"),
			under("11115", "mine.idv.hk", "idtype", "BR", "idnumber", "12345"),
			under("11116", "mine.cn", "idtype", "-", "idnumber", "-"),
			under("11117", "mine.cn", "idnumber", "-"),
			under("11118", "mine.cn", "usertype", "-"),
			when("11119", func(s *stage) { s.World.CNDNS.PlantDomain(sim.Domain{Name: "chengzi-new.com"}) }),
			but("11124", "domainname", "taken-name.com"),
			under("11128", "橙子.公司", "idtype", "QT"),
			but("11129", "domainname", "timeout-name.com"),
			under("11015", "mine.cn", "company-cn", "Chengzi Ltd"),
			under("11016", "mine.cn", "company-cn", "橙子"),
			under("11017", "mine.cn", "lastname-cn", "Zhang"),
			under("11018", "mine.cn", "firstname-cn", "San"),
			under("11019", "mine.cn", "country-cn", "China"),
			under("11020", "mine.cn", "state-cn", "Shanghai"),
			under("11021", "mine.cn", "city-cn", "Shanghai"),
			under("11023", "mine.cn", "address-cn", "张杨路"),
			under("11048", "mine.cn", "address-cn", "上海市张杨路#707号"),
			under("11050", "mine.cn", "lastname-cn", "张王李赵钱孙"),
			under("11051", "mine.cn", "firstname-cn", "张王李赵钱孙"),
			but("11040", "domainname", "mine.hk", "years", "6"),
			but("11041", "domainname", "mine.hk", "years", "4"),
			but("11042", "domainname", "mine.tm", "years", "9"),
			under("11054", "mine.香港", "idtype", "BR", "idnumber", "12345"),
			but("11130", "dns1", "no host"),
			but("11132", "domainpass", "abc"),
			but("11133", "years", "11"),
			but("11123", "isName", "1"),
			under("11125", "mine.hk", "idtype", "YYZZ", "idnumber", "12345"),
			under("11126", "mine.hk", "idtype", "BR", "idnumber", "A1"),
			under("11127", "mine.hk", "idtype", "HKID", "idnumber", "A1", "usertype", "I"),
		},
		// 11104 is the reseller's name, which the login needs; the others fail inside the vendor.
		Switched: "11120 11336 10026 11134",
	},
	{
		Call: "cndns.domain.renew", Before: domain, Given: named.But(params{"years": "2"}),
		Check: func(s *stage, _ any) {
			before := detail(s).ExpiresAt
			s.World.Clock.Advance(10 * time.Minute)
			if after := detail(s).ExpiresAt; !after.Equal(before.AddDate(2, 0, 0)) {
				s.Errorf("expiry = %s, want two years after %s", after, before)
			}
		},
		Refused: []refusal{
			but("11302", "domainname", foreign), but("11601", "years", "11"), but("11605", "exptme", "2001-01-01"),
			when("11603", domainOf(past(40))), when("11607", domainOf(sim.Domain{State: sim.Paused})),
		},
		Switched: "11602 11604",
	},
	{
		Call: "cndns.domain.modify_password", Before: domain, Given: named.But(params{"password": "newpass99"}),
		Check: func(s *stage, _ any) {
			if got := detail(s).Password.Reveal(); got != "newpass99" {
				s.Error("the password is not the new one")
			}
		},
		Refused: []refusal{but("11302", "domainname", foreign)},
	},
	{
		Call: "cndns.domain.detail", Before: domain, Given: named,
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.DomainDetailResponse); got.RunState.Fold() != cndns.RunRunning || len(got.Nameservers()) == 0 {
				s.Errorf("detail = %+v", got)
			}
		},
		Refused: []refusal{
			but("10025", "domainname", foreign),
			{Code: "10019", Line: another},
		},
	},
	{
		Call: "cndns.domain.dns_list", Before: domain, Given: named,
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.NameserversResponse).Hosts(); len(got) != 6 {
				s.Errorf("name servers = %v, want the vendor's six", got)
			}
		},
		Refused: []refusal{but("11302", "domainname", foreign)}, Switched: "11405",
	},
	{
		Call: "cndns.domain.dns_modify", Before: domain,
		Given: named.But(params{"dns_hst1": "a.ns.example.com", "dns_hst2": "b.ns.example.com"}),
		Check: func(s *stage, _ any) {
			got := detail(s).Nameservers()
			if len(got) != 2 || got[0] != "a.ns.example.com" {
				s.Errorf("name servers = %v", got)
			}
		},
		Refused: []refusal{
			but("11302", "domainname", foreign), but("11403", "dns_hst2", "a.ns.example.com"), but("11046", "dns_hst2", "no host"),
		},
	},
	{
		Call: "cndns.domain.dns_reset", Given: named,
		Before: domainOf(sim.Domain{NameServers: []string{"a.ns.example.com", "b.ns.example.com"}}),
		Check: func(s *stage, _ any) {
			if got := detail(s).Nameservers(); len(got) != 6 {
				s.Errorf("name servers = %v, want the vendor's six", got)
			}
		},
		Refused: []refusal{but("11502", "domainname", foreign)},
	},
}

// another is the line of a second reseller.
func another(s *stage) *endpoint.Line {
	at := s.World.Line().CNDNS
	s.World.CNDNS.AddAccount("another", "another-password", at.Email)
	return as(s.World, s.Log, "another", "another-password")
}
