// Package demo invents a reseller's shop: customers, domains, zones, cloud
// hosts, orders and jobs, the same at every run for one seed and one day. The
// simulated vendors and the database are filled from the same invention, so
// that both tell the same story.
package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// Shop is the whole invention.
type Shop struct {
	Now       time.Time
	Customers []Customer
	Contacts  []Contact
	Domains   []Domain
	Zones     []Zone // at DNSPod
	Hosts     []Host
}

// Customer is one of the reseller's customers.
type Customer struct {
	Name, Kind, Email, Phone, Notes string
}

// Contact is a registrant at the registrar. Values are by CNDNS's parameter names.
type Contact struct {
	ID       string // at the registrar
	Customer int    // index
	Company  bool
	Passed   bool
	Values   map[string]string
}

// Domain is a domain name at the registrar.
type Domain struct {
	Name        string
	Customer    int    // index, -1 = nobody's yet
	Contact     int    // index
	State       string // the vendor's word
	Registered  time.Time
	Expires     time.Time
	Nameservers []string
	Records     []Record
	AuditState  string // the vendor's word, "" = none
	AuditMemo   string
}

// Zone is a zone at DNSPod.
type Zone struct {
	Name     string
	Customer int
	Records  []Record
}

// Record is a DNS record; host values without a final dot.
type Record struct {
	ID                int // at its vendor
	Name, Type, Value string
	TTL, MX           int
}

// Host is a cloud host.
type Host struct {
	Name               string
	Customer           int
	CPU, RAM, Disk, BD int
	Place, System      string
	State              string // the vendor's word
	Number             string
	IP, Intranet, Port string
	Registered         time.Time
	Expires            time.Time
	Snapshot           bool
}

const day = 24 * time.Hour

var (
	surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林"}
	given    = []string{"伟", "芳", "娜", "敏", "静", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平"}
	pinyin   = map[string]string{
		"王": "wang", "李": "li", "张": "zhang", "刘": "liu", "陈": "chen", "杨": "yang", "赵": "zhao", "黄": "huang",
		"周": "zhou", "吴": "wu", "徐": "xu", "孙": "sun", "胡": "hu", "朱": "zhu", "高": "gao", "林": "lin",
		"伟": "wei", "芳": "fang", "娜": "na", "敏": "min", "静": "jing", "磊": "lei", "军": "jun", "洋": "yang",
		"勇": "yong", "艳": "yan", "杰": "jie", "涛": "tao", "明": "ming", "超": "chao", "霞": "xia", "平": "ping",
	}
	places = []struct{ cn, en, city string }{{"杭州", "Hangzhou", "浙江"}, {"上海", "Shanghai", "上海"}, {"深圳", "Shenzhen", "广东"}, {"成都", "Chengdu", "四川"}, {"苏州", "Suzhou", "江苏"}}
	brands = []struct{ cn, en string }{
		{"橘子", "juzi"},
		{"青柠", "qingning"},
		{"云帆", "yunfan"},
		{"海豚", "haitun"},
		{"山茶", "shancha"},
		{"星河", "xinghe"},
		{"竹林", "zhulin"},
		{"白鹿", "bailu"},
		{"麦田", "maitian"},
		{"晨光", "chenguang"},
		{"蓝鲸", "lanjing"},
		{"松果", "songguo"},
	}
	trades   = []struct{ cn, en string }{{"科技", "tech"}, {"商贸", "trade"}, {"文化传媒", "media"}, {"食品", "food"}, {"网络", "net"}, {"教育", "edu"}}
	suffixes = []string{".com", ".cn", ".net", ".com.cn", ".top", ".xyz"}
)

// Invent makes the shop of a seed as it stands on a day.
func Invent(seed uint64, now time.Time) Shop {
	r := rand.New(rand.NewPCG(seed, 0x7461_6e67_656c_6f)) //nolint:gosec // an invention, not a secret
	s := Shop{Now: now.UTC().Truncate(time.Second)}
	for i := range 40 {
		s.addCustomer(r, i)
	}
	for i := range 300 {
		s.addDomain(r, i)
	}
	for i := range 12 {
		s.addZone(r, i)
	}
	for i := range 18 {
		s.addHost(r, i)
	}
	return s
}

func (s *Shop) addCustomer(r *rand.Rand, i int) {
	family, name := surnames[r.IntN(len(surnames))], given[r.IntN(len(given))]
	person := family + name
	latin := pinyin[family] + "." + pinyin[name]
	phone := fmt.Sprintf("1%d%09d", 3+r.IntN(6), r.IntN(1_000_000_000))
	c := Customer{Name: person, Kind: "person", Email: fmt.Sprintf("%s%d@customer.example", latin, i), Phone: phone}
	where := places[r.IntN(len(places))]
	company := ""
	if i%5 != 0 {
		b, t := brands[i%len(brands)], trades[r.IntN(len(trades))]
		company = where.cn + b.cn + t.cn + "有限公司"
		c.Name, c.Kind = company, "company"
		c.Email = fmt.Sprintf("%s@%s-%s.example", latin, b.en, t.en)
	}
	if i == 0 {
		c.Notes = "老客户，续费前先打电话。"
	}
	s.Customers = append(s.Customers, c)
	s.addContact(r, i, company, family, name, where.cn, where.en, where.city)
}

func (s *Shop) addContact(r *rand.Rand, customer int, company, family, name, cityCN, cityEN, province string) {
	c := Contact{ID: strconv.Itoa(500001 + customer), Customer: customer, Company: company != "", Passed: customer%7 != 3}
	owner, ownerEN, usertype, idtype := family+name, pinyin[family]+" "+pinyin[name], "I", "SFZ"
	id := fmt.Sprintf("3301001990%02d%02d%04d", 1+r.IntN(12), 1+r.IntN(28), r.IntN(10000))
	if c.Company {
		owner, usertype, idtype = company, "O", "YYZZ"
		ownerEN = cityEN + " " + brands[customer%len(brands)].en + " Co Ltd"
		id = fmt.Sprintf("91330100MA%08d", r.IntN(100_000_000))
	}
	c.Values = map[string]string{
		"company-en": ownerEN, "lastname-en": pinyin[family], "firstname-en": pinyin[name], "country-en": "CN",
		"state-en": cityEN, "city-en": cityEN, "address-en": fmt.Sprintf("%d Wen San Road", 10+r.IntN(300)), "zipcode": "310000",
		"company-cn": owner, "lastname-cn": family, "firstname-cn": name, "country-cn": "中国", "state-cn": province, "city-cn": cityCN + "市",
		"address-cn": fmt.Sprintf("文三路%d号数码大厦", 10+r.IntN(300)), "phone": fmt.Sprintf("+86.571%08d", r.IntN(100_000_000)),
		"fax": fmt.Sprintf("+86.571%08d", r.IntN(100_000_000)), "email": s.Customers[customer].Email, "usertype": usertype, "idtype": idtype, "idnumber": id,
	}
	s.Contacts = append(s.Contacts, c)
}

// gone is our word for a domain that the registrar does not know any more.
const gone = "gone"

// domainStates is how many of 300 domains are in which state; the rest run.
var domainStates = []struct {
	count int
	state string
	audit string
	memo  string
}{
	{8, "processing", "", ""},
	{4, "waiting", "", ""},
	{14, "Not certified", "", ""},
	{7, "Not certified", "waiting", ""},
	{6, "Not certified", "unpass", "证件照片不清晰，请重新上传彩色原件"},
	{5, "pause", "pass", ""},
	{9, "expired", "pass", ""},
	{3, "renewal process", "pass", ""},
	{2, "renewals failure", "pass", ""},
	{3, "stopped by admin", "pass", ""},
	{2, "Failed", "", ""},
	{2, "transferring", "", ""},
	{1, gone, "", ""},
}

func (s *Shop) addDomain(r *rand.Rand, i int) {
	customer := r.IntN(len(s.Customers))
	d := Domain{
		Name:     fmt.Sprintf("%s-%s%d%s", brands[r.IntN(len(brands))].en, trades[r.IntN(len(trades))].en, i, suffixes[r.IntN(len(suffixes))]),
		Customer: customer, Contact: customer, State: "run", AuditState: "pass",
	}
	switch {
	case i%12 == 0:
		d.Customer = -1
	case i >= 100 && i < 106: // the one who has a login of the demo
		d.Customer, d.Contact = 0, 0
	}
	d.Registered = s.Now.Add(-time.Duration(30+r.IntN(1500)) * day)
	d.Expires = s.Now.Add(time.Duration(r.IntN(700)) * day)
	if i%10 == 1 {
		d.Expires = s.Now.Add(time.Duration(1+r.IntN(29)) * day)
	}
	n := i
	for _, g := range domainStates {
		if n < g.count {
			d.State, d.AuditState, d.AuditMemo = g.state, g.audit, g.memo
			break
		}
		n -= g.count
	}
	switch d.State {
	case "expired":
		d.Expires = s.Now.Add(-time.Duration(1+r.IntN(25)) * day)
	case "processing", "waiting", "Failed", "transferring":
		d.Registered = s.Now.Add(-time.Duration(r.IntN(50)) * time.Minute)
		d.Expires = d.Registered.AddDate(1, 0, 0)
	}
	d.Nameservers = []string{"ns1.ezdnscenter.com", "ns2.ezdnscenter.com"}
	if i%4 != 3 {
		d.Records = records(r, d.Name, 700000+10*i)
	}
	s.Domains = append(s.Domains, d)
}

// records invents a zone's content; its record ids begin at id.
func records(r *rand.Rand, zone string, id int) []Record {
	ip := fmt.Sprintf("203.0.113.%d", 1+r.IntN(250))
	all := []Record{
		{Name: "@", Type: "A", Value: ip, TTL: 3600},
		{Name: "www", Type: "CNAME", Value: zone, TTL: 3600},
		{Name: "@", Type: "MX", Value: "mx." + zone, TTL: 3600, MX: 10},
		{Name: "@", Type: "TXT", Value: "v=spf1 include:spf." + zone + " -all", TTL: 3600},
		{Name: "shop", Type: "A", Value: ip, TTL: 3600},
		{Name: "api", Type: "A", Value: fmt.Sprintf("198.51.100.%d", 1+r.IntN(250)), TTL: 3600},
	}
	for i := range all {
		all[i].ID = id + i
	}
	return all[:2+r.IntN(len(all)-1)]
}

func (s *Shop) addZone(r *rand.Rand, i int) {
	name := fmt.Sprintf("%s-dns%d.com", brands[r.IntN(len(brands))].en, i)
	all := records(r, name, 900000+10*i)
	for j := range all {
		all[j].TTL = 600
	}
	s.Zones = append(s.Zones, Zone{Name: name, Customer: i % 4, Records: all})
}

// choice is something that vendors know by a value and people by a name.
type choice struct{ value, name string }

var (
	centres = []choice{{"1", "上海电信"}, {"3", "香港机房"}, {"4", "美国机房"}}
	systems = []choice{
		{"centos7.2_64", "CentOS 7.2 64 位"},
		{"debian8_64", "Debian 8 64 位"},
		{"centos6.2_32", "CentOS 6.2 32 位"},
		{"windows2008Enterprise_64", "Windows Server 2008 企业版 64 位"},
	}
)

// nameOf is what people call a value.
func nameOf(choices []choice, value string) string {
	for _, c := range choices {
		if c.value == value {
			return c.name
		}
	}
	return value
}

func (s *Shop) addHost(r *rand.Rand, i int) {
	h := Host{
		Name: fmt.Sprintf("S%06d", 262001+i*37), Customer: r.IntN(len(s.Customers)), CPU: []int{1, 2, 4, 8}[r.IntN(4)], RAM: []int{1024, 2048, 4096, 8192}[r.IntN(4)],
		Disk: 50 + 10*r.IntN(16), BD: 1 + r.IntN(20), Place: centres[r.IntN(3)].value, System: systems[i%len(systems)].value, State: "running",
		IP: fmt.Sprintf("203.0.113.%d", 10+i), Registered: s.Now.Add(-time.Duration(20+r.IntN(300)) * day), Expires: s.Now.Add(time.Duration(5+r.IntN(360)) * day),
		Snapshot: i%6 == 2, Number: strconv.Itoa(10_031_007 + i*113), Intranet: fmt.Sprintf("10.0.0.%d", 20+i), Port: strconv.Itoa(21_000 + i*7),
	}
	if i < 2 {
		h.Customer = 0
	}
	switch i {
	case 3, 9:
		h.State = "stop"
	case 5:
		h.State = "pause"
	case 7, 11:
		h.State, h.IP, h.Intranet, h.Port = "not created", "", "", ""
	}
	s.Hosts = append(s.Hosts, h)
}
