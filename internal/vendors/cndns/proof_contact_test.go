package cndns_test

import (
	"strings"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// company is a contact that breaks no rule, by the names of CreateContact.
var company = params{
	"company-en": "Shanghai Chengzi Ltd", "lastname-en": "Zhang", "firstname-en": "San", "country-en": "CN",
	"state-en": "Shanghai", "city-en": "Shanghai", "address-en": "707 Zhangyang Road",
	"company-cn": "上海橙子有限公司", "lastname-cn": "张", "firstname-cn": "三", "country-cn": "中国",
	"state-cn": "上海", "city-cn": "上海市", "address-cn": "上海浦东新区张杨路707号",
	"zipcode": "200063", "phone": "+86.02151697771", "fax": "+86.02151697771",
	"email": "who@customer.example", "usertype": "O", "idtype": "YYZZ", "idnumber": "310115000123456",
}

// contact makes the company a contact and keeps its id as "userid".
func contact(s *stage) { contactWith()(s) }

// contactWith makes a contact that differs from the company, or breaks a rule of some suffix.
func contactWith(pairs ...string) func(*stage) {
	return func(s *stage) {
		values := company.But(but("", pairs...).But)
		for name, value := range values {
			if value == "-" {
				delete(values, name)
			}
		}
		s.Keep("userid", s.World.CNDNS.PlantContact(sim.Contact{Values: values}))
	}
}

// contactOf plants a contact with a state that only the vendor can give it.
func contactOf(c sim.Contact) func(*stage) {
	return func(s *stage) {
		c.Values = company
		s.Keep("userid", s.World.CNDNS.PlantContact(c))
	}
}

// contactRefusals are CreateContact's, which ModifyContact repeats.
var contactRefusals = []refusal{
	but("10011", "state-cn", "上海,市"),
	but("10012", "company-en", "-"),
	but("11001", "company-en", "橙 子"),
	but("11001", "company-en", "Chengzi"),
	but("11002", "company-en", "a "+strings.Repeat("b", 95)),
	but("11003", "company-en", " Chengzi Ltd"),
	but("11004", "company-en", "Chengzi Ltd "),
	but("11006", "lastname-en", "张"),
	but("11007", "lastname-en", strings.Repeat("a", 31)),
	but("11008", "firstname-en", "三"),
	but("11009", "firstname-en", strings.Repeat("a", 31)),
	but("11010", "country-en", "中"),
	but("11011", "state-en", "上海"),
	but("11012", "city-en", "上海"),
	but("11013", "address-en", "ZhangyangRoad"),
	but("11014", "address-en", "a road"),
	but("11049", "address-en", "707 Zhangyang Road #5"),
	but("11015", "company-cn", "Ünïted橙子"),
	but("11016", "company-cn", "橙子"),
	but("11016", "company-cn", "橙", "usertype", "O"),
	but("11017", "lastname-cn", "é"),
	but("11018", "firstname-cn", "é"),
	but("11019", "country-cn", "é"),
	but("11020", "state-cn", "é"),
	but("11021", "city-cn", "é"),
	but("11022", "address-cn", "上海é张杨路707号"),
	but("11023", "address-cn", "张杨路"),
	but("11024", "address-cn", "上海市 张杨路707号"),
	but("11048", "address-cn", "上海市张杨路#707号"),
	but("11025", "phone", "02151697771"),
	but("11026", "fax", "02151697771"),
	but("11028", "email", "nobody"),
	but("11005", "zipcode", "?"),
}

var contactProofs = []proof{
	{
		Call: "cndns.contact.create", Given: company,
		Check: func(s *stage, answer any) {
			id := answer.(cndns.ContactCreateResponse).UserID
			list := vendortest.Got[cndns.ContactListResponse](s, "cndns.contact.list", params{"userid": id}).Contacts
			if len(list) != 1 || list[0].CompanyCn != company["company-cn"] {
				s.Errorf("contact %s = %+v", id, list)
			}
		},
		Refused: append([]refusal{but("11045", "usertype", "1")}, contactRefusals...), Switched: "11036",
	},
	{
		Call: "cndns.contact.modify", Before: contact, Given: company.But(params{"userid": "{userid}", "city-cn": "杭州市"}),
		Check: func(s *stage, _ any) {
			list := vendortest.Got[cndns.ContactListResponse](s, "cndns.contact.list", nil).Contacts
			if len(list) != 1 || list[0].CityCn != "杭州市" {
				s.Errorf("contacts = %+v", list)
			}
		},
		Refused: append([]refusal{
			but("11035", "userid", "-"),
			when("11037", contactOf(sim.Contact{Audit: sim.Audit{State: sim.AuditPass}})),
			when("11038", contactOf(sim.Contact{White: true})),
			when("11039", contactOf(sim.Contact{Audit: sim.Audit{State: sim.AuditPending}})),
			but("11047", "userid", "1"),
			when("11057", contactOf(sim.Contact{Forbidden: true})),
		}, contactRefusals...),
	},
	{
		Call: "cndns.contact.delete", Before: contact, Given: params{"userid": "{userid}"},
		Check: func(s *stage, _ any) {
			if list := vendortest.Got[cndns.ContactListResponse](s, "cndns.contact.list", nil).Contacts; len(list) != 0 {
				s.Errorf("contacts = %+v, want none", list)
			}
		},
		Refused: []refusal{
			when("11043", contactOf(sim.Contact{White: true})),
			but("11046", "userid", "1"),
			when("11055", contactOf(sim.Contact{Audit: sim.Audit{State: sim.AuditWaiting}})),
			when("11056", func(s *stage) {
				s.World.CNDNS.PlantDomain(sim.Domain{Name: "mine.com", ContactID: s.Kept("userid")})
			}),
		},
		Switched: "10012",
	},
	{Call: "cndns.contact.list", Before: contact, Given: params{"userid": "{userid}"}, Check: func(s *stage, answer any) {
		if list := answer.(cndns.ContactListResponse).Contacts; len(list) != 1 || list[0].UserID != s.Kept("userid") {
			s.Errorf("contacts = %+v", list)
		}
	}},
	{
		Call: "cndns.contact.info", Before: contact, Given: params{"userid": "{userid}"},
		Check: func(s *stage, answer any) {
			if list := answer.(cndns.ContactInfoResponse).Contacts; len(list) != 1 || list[0].Role != cndns.RoleOwner {
				s.Errorf("contacts = %+v, want the owner", list)
			}
		},
		Refused: []refusal{but("11305", "userid", "-"), but("11302", "userid", "-", "domainname", "not-mine.com")},
	},
}
