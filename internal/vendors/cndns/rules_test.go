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
		Hosts:    []string{"127.0.0.1"},
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

// try runs calls and compares what each refuses to send.
func try(t *testing.T, cases map[string]attempt) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, problems(t, c.call(t.Context(), nowhere()))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// attempt is a call and the rules it breaks.
type attempt struct {
	call func(context.Context, *cndns.Client) error
	want []string
}

func TestDomainRules(t *testing.T) {
	t.Parallel()
	create := func(change func(*cndns.DomainCreateRequest), want ...string) attempt {
		req := cndns.DomainCreateRequest{UserID: "5", DomainName: "a.com", Years: 1, Password: "abc123"}
		change(&req)
		return attempt{func(ctx context.Context, c *cndns.Client) error { return c.DomainCreate(ctx, req) }, want}
	}
	try(t, map[string]attempt{
		"domain":             create(func(*cndns.DomainCreateRequest) {}),
		"six years of .hk":   create(func(r *cndns.DomainCreateRequest) { r.DomainName, r.Years = "a.com.hk", 6 }, "years max 5"),
		"four years of .hk":  create(func(r *cndns.DomainCreateRequest) { r.DomainName, r.Years = "a.hk", 4 }, "years not 4"),
		"six years of .com":  create(func(r *cndns.DomainCreateRequest) { r.Years = 6 }),
		"nine years of .TM":  create(func(r *cndns.DomainCreateRequest) { r.DomainName, r.Years = "a.TM", 9 }, "years min 10"),
		"latin .香港":          create(func(r *cndns.DomainCreateRequest) { r.DomainName = "a.香港" }, "domainname pattern han-label"),
		"short password":     create(func(r *cndns.DomainCreateRequest) { r.Password = "abc12" }, "domainpass len 6..16"),
		"password with sign": create(func(r *cndns.DomainCreateRequest) { r.Password = "abc12!" }, "domainpass pattern alnum"),
		"same nameserver twice": {func(ctx context.Context, c *cndns.Client) error {
			return c.NameserversModify(ctx, cndns.NameserversModifyRequest{DomainName: "a.com", DNS1: "ns1.b.com", DNS2: "NS1.b.com"})
		}, []string{"dns_hst2 differs dns_hst1"}},
		"price of a domain": {func(ctx context.Context, c *cndns.Client) error {
			_, err := c.ProductPrice(ctx, cndns.ProductPriceRequest{Type: cndns.PriceDomain, Tag: "sw"})
			return err
		}, []string{"tag enum dmc|dme", "suffix required"}},
	})
}

func TestRecordRules(t *testing.T) {
	t.Parallel()
	create := func(kind, value, level string, want ...string) attempt {
		req := cndns.RecordCreateRequest{DomainName: "a.com", Item: "www", Type: kind, Value: value, Level: level}
		return attempt{func(ctx context.Context, c *cndns.Client) error { _, err := c.RecordCreate(ctx, req); return err }, want}
	}
	try(t, map[string]attempt{
		"A":                   create("A", "192.0.2.1", ""),
		"A with a name":       create("A", "b.com.", "", "rec_value pattern ipv4"),
		"AAAA":                create("AAAA", "2001:db8::1", ""),
		"CNAME without dot":   create("CNAME", "b.com", "", "rec_value pattern target-dot"),
		"MX without priority": create("MX", "b.com.", "", "rec_level required"),
		"MX with priority 0":  create("MX", "b.com.", "0"),
		"TXT in Chinese":      create("TXT", "橙", "", "rec_value no-han"),
		"TXT of 256":          create("TXT", strings.Repeat("a", 256), "", "rec_value len ..255"),
		"unknown type":        create("PTR", "b.com.", "", "rec_type enum A|CNAME|MX|TXT|NS|SRV|AAAA|CAA"),
		"modified A": {func(ctx context.Context, c *cndns.Client) error {
			return c.RecordModify(ctx, cndns.RecordModifyRequest{DomainName: "a.com", ID: "1", Type: "A", Value: "b", TTL: 299})
		}, []string{"rec_ttl min 300", "rec_value pattern ipv4"}},
	})
}

func TestAuditAndCloudRules(t *testing.T) {
	t.Parallel()
	submit := func(change func(*cndns.AuditSubmitRequest), want ...string) attempt {
		req := cndns.AuditSubmitRequest{
			DomainName: "a.cn", OwnerType: "E", OrgType: "PU", OwnerPicType: 1,
			OwnerPicLink: "img.example/a.jpg", OwnerNumber: "1",
		}
		change(&req)
		return attempt{func(ctx context.Context, c *cndns.Client) error { return c.AuditSubmit(ctx, req) }, want}
	}
	try(t, map[string]attempt{
		"audit":               submit(func(*cndns.AuditSubmitRequest) {}),
		"audit of two":        submit(func(r *cndns.AuditSubmitRequest) { r.UserID = "5" }, "userid empty"),
		"audit without image": submit(func(r *cndns.AuditSubmitRequest) { r.OwnerPicLink = "" }, "ownerpiclink required"),
		"image twice": submit(func(r *cndns.AuditSubmitRequest) {
			r.OwnerPicData = endpoint.Secret(strings.Repeat("QUJD", 20000))
		}, "ownerpiclink empty"),
		"image too small": submit(func(r *cndns.AuditSubmitRequest) { r.OwnerPicLink, r.OwnerPicData = "", "QUJD" },
			"ownerpicstr bytes 75093..1398104"),
		"image with scheme": submit(func(r *cndns.AuditSubmitRequest) { r.OwnerPicLink = "http://img.example/a.jpg" },
			"ownerpiclink pattern bare-url"),
		"person's audit": submit(func(r *cndns.AuditSubmitRequest) { r.OwnerType, r.OwnerPicLink, r.OwnerPicType = "I", "", 7 },
			"ownerpictype max 6", "contactidcardpiclink required", "contactidcard required"),
		"cloud password with space": {func(ctx context.Context, c *cndns.Client) error {
			_, err := c.CloudCreateHost(ctx, cndns.CloudCreateHostRequest{CloudName: "S1", Password: "abc 123"})
			return err
		}, []string{"password no-space"}},
		"cloud without disk": {func(ctx context.Context, c *cndns.Client) error {
			_, err := c.CloudPrice(ctx, cndns.CloudSpec{CPU: 1, RAM: 512, BD: 1, Place: "1", OS: "x", TimeUnit: cndns.Month})
			return err
		}, []string{"HD required"}},
	})
}
