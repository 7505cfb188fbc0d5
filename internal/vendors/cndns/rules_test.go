package cndns_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// nowhere is a client whose requests cannot leave: its address refuses connections.
func nowhere() *cndns.Client {
	dead := "http://127.0.0.1:1"
	return cndns.New(cndns.Config{
		Username: "reseller", Email: "a@b.example", Password: "HUNTER2HUNTER2",
		BaseURLs: map[string]string{cndns.HostAPI: dead, cndns.HostCheck: dead, cndns.HostSupport: dead},
	})
}

func goodContact() cndns.ContactData {
	return cndns.ContactData{
		CompanyEn: "Shanghai Chengzi Ltd", LastNameEn: "Zhang", FirstNameEn: "San", CountryEn: "CN",
		StateEn: "Shanghai", CityEn: "Shanghai", AddressEn: "707 Zhangyang Road",
		CompanyCn: "上海橙子有限公司", LastNameCn: "张", FirstNameCn: "三", CountryCn: "中国",
		StateCn: "上海", CityCn: "上海市", AddressCn: "上海浦东新区张杨路707号",
		Zipcode: "200063", Phone: "+86.02151697771", Fax: "+86.02151697771",
		Email: "who@customer.example", UserType: cndns.Organisation,
	}
}

// problems returns "param rule" of what a call refuses to send.
func problems(t *testing.T, err error) []string {
	t.Helper()
	if got := endpoint.ClassOf(err); got != endpoint.NotSent {
		t.Fatalf("class = %s, want not_sent (%v)", got, err)
	}
	var invalid *endpoint.InvalidError
	if !errors.As(err, &invalid) {
		return nil
	}
	var list []string
	for _, f := range invalid.Fields {
		list = append(list, strings.TrimSpace(f.Param+" "+f.Rule+" "+f.Arg))
	}
	return list
}

func TestContactRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*cndns.ContactData)
		want   []string
	}{
		"good":                      {func(*cndns.ContactData) {}, nil},
		"company without space":     {func(d *cndns.ContactData) { d.CompanyEn = "Chengzi" }, []string{"company-en has-space"}},
		"company in Chinese":        {func(d *cndns.ContactData) { d.CompanyEn = "橙 子" }, []string{"company-en pattern ascii"}},
		"company with space behind": {func(d *cndns.ContactData) { d.CompanyEn = "Chengzi Ltd " }, []string{"company-en trimmed"}},
		"company of 97":             {func(d *cndns.ContactData) { d.CompanyEn = "a " + strings.Repeat("b", 95) }, []string{"company-en len 2..96"}},
		"company of 96":             {func(d *cndns.ContactData) { d.CompanyEn = "a " + strings.Repeat("b", 94) }, nil},
		"two characters, company":   {func(d *cndns.ContactData) { d.CompanyCn = "橙子" }, []string{"company-cn cols 6..64"}},
		"three characters, company": {func(d *cndns.ContactData) { d.CompanyCn = "橙子店" }, nil},
		"one character, person":     {func(d *cndns.ContactData) { d.CompanyCn = "橙"; d.UserType = "I" }, nil},
		"thirty-three characters":   {func(d *cndns.ContactData) { d.CompanyCn = strings.Repeat("橙", 33) }, []string{"company-cn cols 6..64"}},
		"address with space":        {func(d *cndns.ContactData) { d.AddressCn = "上海市 张杨路707号" }, []string{"address-cn no-space"}},
		"address of eight columns":  {func(d *cndns.ContactData) { d.AddressCn = "张杨路四" }, []string{"address-cn cols 9.."}},
		"address with a comma":      {func(d *cndns.ContactData) { d.AddressEn = "Zhangyang Road, 707" }, []string{"address-en pattern street-en"}},
		"comma elsewhere":           {func(d *cndns.ContactData) { d.StateCn = "上海,市" }, []string{"state-cn no-comma"}},
		"phone without country":     {func(d *cndns.ContactData) { d.Phone = "02138492347" }, []string{"phone pattern phone"}},
		"digit for a letter":        {func(d *cndns.ContactData) { d.UserType = "0" }, []string{"usertype enum O|I"}},
		"domestic without licence":  {func(d *cndns.ContactData) { d.Suffix = ".com.cn" }, []string{"idtype required", "idnumber required"}},
		"domestic in English": {func(d *cndns.ContactData) {
			d.CompanyCn = "Chengzi"
			d.Suffix = "a.cn"
			d.IDType = "YYZZ"
			d.IDNumber = "1"
		}, []string{"company-cn han"}},
		"type without number": {func(d *cndns.ContactData) { d.IDType = "YYZZ" }, []string{"idnumber required"}},
		"person under com.hk": {
			func(d *cndns.ContactData) {
				d.UserType = "I"
				d.Suffix = ".com.hk"
				d.IDType = "HKID"
				d.IDNumber = "A1"
			},
			[]string{"usertype enum O"},
		},
		"licence under .网络": {
			func(d *cndns.ContactData) { d.Suffix = ".网络"; d.IDType = "QT"; d.IDNumber = "A1" },
			[]string{"idtype enum SFZ|YYZZ|ORG"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := goodContact()
			c.change(&data)

			_, err := nowhere().ContactCreate(t.Context(), cndns.ContactCreateRequest{ContactData: data})

			if diff := cmp.Diff(c.want, problems(t, err)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRulesOfOtherCalls(t *testing.T) {
	t.Parallel()
	client := nowhere()
	domain := func(change func(*cndns.DomainCreateRequest)) func(context.Context) error {
		req := cndns.DomainCreateRequest{UserID: "5", DomainName: "a.com", Years: 1, Password: "abc123"}
		change(&req)
		return func(ctx context.Context) error { return client.DomainCreate(ctx, req) }
	}
	record := func(kind, value, level string) func(context.Context) error {
		req := cndns.RecordCreateRequest{DomainName: "a.com", Item: "www", Type: kind, Value: value, Level: level}
		return func(ctx context.Context) error { _, err := client.RecordCreate(ctx, req); return err }
	}
	audit := func(change func(*cndns.AuditSubmitRequest)) func(context.Context) error {
		req := cndns.AuditSubmitRequest{
			DomainName: "a.cn", OwnerType: "E", OrgType: "PU", OwnerPicType: 1,
			OwnerPicLink: "img.example/a.jpg", OwnerNumber: "1",
		}
		change(&req)
		return func(ctx context.Context) error { return client.AuditSubmit(ctx, req) }
	}
	for name, c := range map[string]struct {
		call func(context.Context) error
		want []string
	}{
		"domain":              {domain(func(*cndns.DomainCreateRequest) {}), nil},
		"six years of .hk":    {domain(func(r *cndns.DomainCreateRequest) { r.DomainName, r.Years = "a.com.hk", 6 }), []string{"years max 5"}},
		"four years of .hk":   {domain(func(r *cndns.DomainCreateRequest) { r.DomainName, r.Years = "a.hk", 4 }), []string{"years not 4"}},
		"six years of .com":   {domain(func(r *cndns.DomainCreateRequest) { r.Years = 6 }), nil},
		"nine years of .TM":   {domain(func(r *cndns.DomainCreateRequest) { r.DomainName, r.Years = "a.TM", 9 }), []string{"years min 10"}},
		"latin .香港":           {domain(func(r *cndns.DomainCreateRequest) { r.DomainName = "a.香港" }), []string{"domainname pattern han-label"}},
		"short password":      {domain(func(r *cndns.DomainCreateRequest) { r.Password = "abc12" }), []string{"domainpass len 6..16"}},
		"password with sign":  {domain(func(r *cndns.DomainCreateRequest) { r.Password = "abc12!" }), []string{"domainpass pattern alnum"}},
		"A":                   {record("A", "192.0.2.1", ""), nil},
		"A with a name":       {record("A", "b.com.", ""), []string{"rec_value pattern ipv4"}},
		"AAAA":                {record("AAAA", "2001:db8::1", ""), nil},
		"CNAME without dot":   {record("CNAME", "b.com", ""), []string{"rec_value pattern target-dot"}},
		"MX without priority": {record("MX", "b.com.", ""), []string{"rec_level required"}},
		"MX with priority 0":  {record("MX", "b.com.", "0"), nil},
		"TXT in Chinese":      {record("TXT", "橙", ""), []string{"rec_value no-han"}},
		"TXT of 256":          {record("TXT", strings.Repeat("a", 256), ""), []string{"rec_value len ..255"}},
		"unknown type":        {record("PTR", "b.com.", ""), []string{"rec_type enum A|CNAME|MX|TXT|NS|SRV|AAAA|CAA"}},
		"audit":               {audit(func(*cndns.AuditSubmitRequest) {}), nil},
		"audit of two":        {audit(func(r *cndns.AuditSubmitRequest) { r.UserID = "5" }), []string{"userid empty"}},
		"audit without image": {audit(func(r *cndns.AuditSubmitRequest) { r.OwnerPicLink = "" }), []string{"ownerpiclink required"}},
		"image with scheme": {
			audit(func(r *cndns.AuditSubmitRequest) { r.OwnerPicLink = "http://img.example/a.jpg" }),
			[]string{"ownerpiclink pattern bare-url"},
		},
		"person's audit": {
			audit(func(r *cndns.AuditSubmitRequest) { r.OwnerType, r.OwnerPicLink, r.OwnerPicType = "I", "", 7 }),
			[]string{"ownerpictype max 6", "contactidcardpiclink required", "contactidcard required"},
		},
		"same nameserver twice": {
			func(ctx context.Context) error {
				return client.NameserversModify(ctx, cndns.NameserversModifyRequest{DomainName: "a.com", DNS1: "ns1.b.com", DNS2: "NS1.b.com"})
			},
			[]string{"dns_hst2 differs dns_hst1"},
		},
		"cloud password with space": {
			func(ctx context.Context) error {
				_, err := client.CloudCreateHost(ctx, cndns.CloudCreateHostRequest{CloudName: "S1", Password: "abc 123"})
				return err
			},
			[]string{"password no-space"},
		},
		"price of a domain": {
			func(ctx context.Context) error {
				_, err := client.ProductPrice(ctx, cndns.ProductPriceRequest{Type: cndns.PriceDomain, Tag: "sw"})
				return err
			},
			[]string{"tag enum dmc|dme", "suffix required"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, problems(t, c.call(t.Context()))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
