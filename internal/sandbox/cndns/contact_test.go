package cndns

import (
	"strings"
	"testing"
)

const (
	contactPath = "/domains/CreateContact.aspx"
	modifyPath  = "/domains/ModifyContact.aspx"
	deletePath  = "/domains/DeleteContact.aspx"
	infoPath    = "/domains/ContactInfo.aspx"
)

func TestContactRules(t *testing.T) {
	t.Parallel()
	v := start(t)
	for _, c := range []struct{ code, field, value string }{
		{"10012", "zipcode", ""},
		{"10011", "company-en", "a, b"},
		{"11001", "company-en", "橘子 科技"},
		{"11001", "company-en", "oneword"},
		{"11002", "company-en", "a " + strings.Repeat("b", 95)},
		{"11003", "company-en", " a b"},
		{"11004", "company-en", "a b "},
		{"11006", "lastname-en", "张"},
		{"11007", "lastname-en", strings.Repeat("a", 31)},
		{"11008", "firstname-en", "三"},
		{"11009", "firstname-en", strings.Repeat("a", 31)},
		{"11010", "country-en", "中国"},
		{"11011", "state-en", "浙江"},
		{"11012", "city-en", "杭州"},
		{"11013", "address-en", "onewordonly"},
		{"11014", "address-en", "a b"},
		{"11014", "address-en", "a " + strings.Repeat("b", 121)},
		{"11049", "address-en", "wen san lu #18"},
		{"11015", "company-cn", "カタカナ会社名前"},
		{"11016", "company-cn", "橘子"},
		{"11016", "company-cn", strings.Repeat("橘", 33)},
		{"11017", "lastname-cn", "チ"},
		{"11018", "firstname-cn", "チ"},
		{"11019", "country-cn", "チ"},
		{"11020", "state-cn", "チ"},
		{"11021", "city-cn", "チ"},
		{"11022", "address-cn", "チチチチチチ"},
		{"11023", "address-cn", "文三路号"},
		{"11024", "address-cn", "文三路 18号大厦"},
		{"11048", "address-cn", "文三路18号(大厦)"},
		{"11025", "phone", "02138492347"},
		{"11026", "fax", "+86-02138492347"},
		{"11028", "email", "nobody"},
		{"11005", "zipcode", "?"},
		{"11045", "usertype", "0"},
		{"11045", "idtype", "SFZ"},
	} {
		v.refused(c.code, contactPath, pairs(company(), c.field, c.value)...)
	}
	v.contact()
	v.contact("usertype", "I", "idtype", "SFZ", "company-cn", "张三")
	v.contact("company-cn", "Orange Limited", "city-cn", "London")
}

func TestEveryContactRuleIsDocumented(t *testing.T) {
	t.Parallel()
	for _, rule := range contactRules {
		if _, ok := codes["cndns.contact.create"][rule.code]; rule.code != "" && !ok {
			t.Errorf("rule for %s has code %s, which the document does not list", rule.param, rule.code)
		}
	}
}

func TestContactLife(t *testing.T) {
	t.Parallel()
	v := start(t)
	first, second := v.contact(), v.contact("company-cn", "第二家科技公司")

	v.must(modifyPath, pairs(company(), "userid", first, "city-cn", "宁波市")...)

	if got := len(v.must("/domains/ContactList.aspx").rows(t)); got != 2 {
		t.Errorf("list holds %d contacts, want 2", got)
	}
	one := v.must("/domains/ContactList.aspx", "userid", first)
	if got := one.row(t); got["city_cn"] != "宁波市" || got["ischecked"] != "0" || got["regtime"] != "2026/5/4 10:00:00" {
		t.Errorf("contact = %v, want the new city, ischecked 0 and an unpadded date", got)
	}
	if !strings.Contains(one.Body, `"firstname":" san"`) {
		t.Errorf("contact = %s, want the space before the first name", one.Body)
	}
	if got := v.must(infoPath, "userid", second).row(t); got["ownername_cn"] != "第二家科技公司" || got["domaintype"] != "O" {
		t.Errorf("info = %v", got)
	}
	if got, want := v.must(deletePath, "userid", second).text(), " "; got != want {
		t.Errorf("message = %q, want %q", got, want)
	}
	if got := string(v.must(infoPath, "userid", second).Message); got != "[]" {
		t.Errorf("info of a deleted contact = %s, want []", got)
	}
}

func TestContactRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	used, white := v.PlantContact(Contact{Values: company()}), v.PlantContact(Contact{Values: company(), White: true})
	audited := v.PlantContact(Contact{Values: company(), Audit: Audit{State: AuditPass}})
	v.PlantDomain(Domain{Name: "mine.cn", ContactID: used})
	refusals{
		{"11035", modifyPath, pairs(company())},
		{"11047", modifyPath, pairs(company(), "userid", "1")},
		{"11038", modifyPath, pairs(company(), "userid", white)},
		{"11037", modifyPath, pairs(company(), "userid", audited)},
		{"11037", modifyPath, pairs(company(), "domainname", "mine.cn")},
		{"11033", deletePath, nil},
		{"11046", deletePath, []string{"userid", "1"}},
		{"11056", deletePath, []string{"userid", used}},
		{"11043", deletePath, []string{"userid", white}},
		{"11305", infoPath, nil},
		{"11302", infoPath, []string{"domainname", "foreign.cn"}},
	}.walk(v)
	v.refused("11025", modifyPath, pairs(company(), "userid", v.contact(), "phone", "1")...)
}
