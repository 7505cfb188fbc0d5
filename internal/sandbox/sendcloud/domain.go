package sendcloud

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	mostDomains   = 5
	refreshPeriod = 30 * time.Minute
)

type domain struct {
	name             string
	test             bool
	bound            bool // an API_USER sends with it
	verify           int
	created, updated time.Time
	refreshed        time.Time
}

// Domain is one sending domain, for planting and as truth.
type Domain struct {
	Name   string `json:"name"`
	Test   bool   `json:"test"`   // the test domain that comes with an account
	Bound  bool   `json:"bound"`  // an API_USER sends with it, so that it cannot be deleted
	Verify int    `json:"verify"` // sum of the bits of what is configured: dkim 1, spf 2, mx 4, dmarc 16
}

// check is one DNS record that a sending domain must have.
type check struct {
	bit  int
	kind string
	host func(d *domain) string
	want func(d *domain) string // as add and list tell it
	pass func(d *domain, value string) bool
}

const (
	bitDKIM  = 1
	bitSPF   = 2
	bitMX    = 4
	bitDMARC = 16 // 32 on the vendor's other host
)

// enough is what makes a domain usable: the document's example has no DMARC.
const enough = bitDKIM | bitSPF | bitMX

var checks = []check{
	{bitMX, "MX", apex, func(*domain) string { return mailHost }, isMailHost},
	{bitSPF, "TXT", apex, func(*domain) string { return spfAdd }, isSPF},
	{
		bitDKIM, "TXT", func(d *domain) string { return "mail._domainkey." + d.name }, (*domain).dkim,
		func(d *domain, value string) bool { return squeeze(value) == squeeze(d.dkim()) },
	},
	{
		bitDMARC, "TXT", func(d *domain) string { return "_dmarc." + d.name },
		func(*domain) string { return dmarcValue },
		func(_ *domain, value string) bool { return strings.HasPrefix(squeeze(value), "v=DMARC1;") },
	},
}

const (
	mailHost   = "mx2.sendcloud.org"
	dmarcValue = "v=DMARC1;p=none"
	spfMark    = "include:spf.sendcloud.org"
	// The documents' examples end in -all for list and in ~all for add and update.
	spfList = "v=spf1 " + spfMark + " -all"
	spfAdd  = "v=spf1 " + spfMark + " ~all"
)

func apex(d *domain) string { return d.name }

func isSPF(_ *domain, value string) bool {
	return strings.HasPrefix(value, "v=spf1 ") && slices.Contains(strings.Fields(value), spfMark)
}

// isMailHost takes the host alone or after its preference.
func isMailHost(_ *domain, value string) bool {
	fields := strings.Fields(strings.ToLower(value))
	return len(fields) > 0 && strings.TrimSuffix(fields[len(fields)-1], ".") == mailHost
}

func squeeze(value string) string { return strings.ReplaceAll(value, " ", "") }

// dkim is the key record of the domain: the same for the same name.
func (d *domain) dkim() string {
	sum := sha256.Sum256([]byte("dkim " + d.name))
	return "k=rsa;p=" + base64.StdEncoding.EncodeToString(append([]byte("MIGfMA0GCSqGSIb3"), sum[:]...))
}

func recordKey(name, kind string) string {
	return kind + " " + strings.TrimSuffix(strings.ToLower(name), ".")
}

// values are what the DNS and the planted records say.
func (s *Server) values(name, kind string) []string {
	return append(slices.Clone(s.records[recordKey(name, kind)]), s.lookup(name, kind)...)
}

// PlantRecord adds a record to the DNS that domains are verified by.
func (s *Server) PlantRecord(name, kind, value string) {
	defer s.edit()()
	s.plantRecord(name, kind, value)
}

func (s *Server) plantRecord(name, kind, value string) {
	key := recordKey(name, kind)
	s.records[key] = append(s.records[key], value)
}

// PlantDomain adds a sending domain without any rule, and the DNS records of
// the bits in Verify.
func (s *Server) PlantDomain(planted Domain) {
	defer s.edit()()
	d := s.newDomain(strings.ToLower(planted.Name), s.clock.Now())
	d.test, d.bound, d.verify = planted.Test, planted.Bound, planted.Verify
	for _, c := range checks {
		if d.has(c.bit) {
			s.plantRecord(c.host(d), c.kind, c.want(d))
		}
	}
}

func (s *Server) newDomain(name string, now time.Time) *domain {
	d := &domain{name: name, created: now, updated: now, refreshed: now}
	s.domains = append(s.domains, d)
	return d
}

// refresh reads the DNS, at most every half hour as documented.
func (c *call) refresh(d *domain) {
	if c.now.Sub(d.refreshed) < refreshPeriod {
		return
	}
	d.refreshed = c.now
	d.verify = 0
	for _, check := range checks {
		pass := func(value string) bool { return check.pass(d, value) }
		if slices.ContainsFunc(c.values(check.host(d), check.kind), pass) {
			d.verify |= check.bit
		}
	}
}

func (d *domain) has(bits int) bool { return d.verify&bits == bits }

func (d *domain) usable() bool { return d.has(enough) }

type domainRow struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Verify      int    `json:"verify"`
	SPFDomain   string `json:"spf.domain"`
	SPFValue    string `json:"spf.value"`
	DKIMDomain  string `json:"dkim.domain"`
	DKIMValue   string `json:"dkim.value"`
	MXDomain    string `json:"mx.domain"`
	MXValue     string `json:"mx.value"`
	DMARCDomain string `json:"dmarc.domain"`
	DMARCValue  string `json:"dmarc.value"`
	GMTCreated  string `json:"gmtCreated"`
	GMTUpdated  string `json:"gmtUpdated"`
	IPType      *int   `json:"ipType,omitempty"` // in list only
}

func (d *domain) row(spf string) domainRow {
	return domainRow{
		Name: d.name, Type: d.typeText(), Verify: d.verify, SPFDomain: d.name, SPFValue: spf,
		DKIMDomain: "mail._domainkey." + d.name, DKIMValue: d.dkim(), MXDomain: d.name, MXValue: mailHost,
		DMARCDomain: "_dmarc." + d.name, DMARCValue: dmarcValue,
		GMTCreated: stamp(d.created), GMTUpdated: stamp(d.updated),
	}
}

func (d *domain) typeText() string {
	if d.test {
		return "test"
	}
	return "ordinary"
}

func (d *domain) typeNumber() int {
	if d.test {
		return 0
	}
	return 1
}

// single and several are the two shapes of info that carry data.
type single struct {
	Data any `json:"data"`
}

type counted struct {
	DataList any `json:"dataList"`
	Count    int `json:"count"`
}

type deleted struct {
	Count int `json:"count"`
}

func (c *call) domainList() (any, error) {
	rows := []domainRow{}
	shared := 0
	for _, d := range c.wantedDomains() {
		if !c.typeWanted(d) || !verifyWanted(c.form.Get("verify"), d.verify) {
			continue
		}
		row := d.row(spfList)
		row.IPType = &shared
		rows = append(rows, row)
	}
	return counted{rows, len(rows)}, nil
}

// wantedDomains are those named by the parameter name, or all, refreshed.
func (c *call) wantedDomains() []*domain {
	wanted := names(c.form.Get("name"))
	var found []*domain
	for _, d := range c.domains {
		if len(wanted) > 0 && !slices.Contains(wanted, d.name) {
			continue
		}
		c.refresh(d)
		found = append(found, d)
	}
	return found
}

func (c *call) typeWanted(d *domain) bool {
	kind := c.form.Get("type")
	return kind == "" || kind == strconv.Itoa(d.typeNumber())
}

// verifyWanted reads "3", ">3" and "<3"; the signs include equality.
func verifyWanted(filter string, verify int) bool {
	if filter == "" {
		return true
	}
	sign := strings.Trim(filter, "0123456789")
	limit, err := strconv.Atoi(strings.TrimPrefix(filter, sign))
	switch {
	case err != nil:
		return false
	case sign == "":
		return verify == limit
	case sign == ">":
		return verify >= limit
	}
	return sign == "<" && verify <= limit
}

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func validName(name string, longest int) bool {
	labels := strings.Split(name, ".")
	return len(labels) > 1 && len(name) <= longest && !slices.ContainsFunc(labels, func(part string) bool {
		return !label.MatchString(part)
	})
}

// acceptable is a name that a sending domain may take.
func (c *call) acceptable(name string) bool {
	return validName(name, 250) && !strings.Contains(name, "sendcloud") && !strings.Contains(name, "ifaxin") &&
		c.domain(name) == nil
}

func (c *call) domain(name string) *domain {
	i := slices.IndexFunc(c.domains, func(d *domain) bool { return d.name == name })
	if i < 0 {
		return nil
	}
	return c.domains[i]
}

// named is the domain of the parameter name.
func (c *call) named() (*domain, error) {
	d := c.domain(strings.ToLower(c.form.Get("name")))
	if d == nil {
		return nil, refused(codeUnknown)
	}
	c.refresh(d)
	return d, nil
}

func (c *call) domainAdd() (any, error) {
	name := strings.ToLower(c.form.Get("name"))
	if !c.acceptable(name) {
		return nil, refused(codeCreateFailed)
	}
	own := slices.DeleteFunc(slices.Clone(c.domains), func(d *domain) bool { return d.test })
	if len(own) >= mostDomains {
		return nil, refused(codeTooMany)
	}
	d := c.newDomain(name, c.now)
	c.changed(name)
	return single{d.row(spfAdd)}, nil
}

// domainUpdate renames a domain of which nothing is verified yet.
// domainUpdate takes the new name from newName or, as in the document's example, from a
// second name.
func (c *call) domainUpdate() (any, error) {
	d, err := c.named()
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(c.form.Get("newName"))
	if twice := c.form["name"]; name == "" && len(twice) == 2 {
		name = strings.ToLower(twice[1])
	}
	if d.verify != 0 || d.test || !c.acceptable(name) {
		return nil, refused(codeChangeFailed)
	}
	d.name, d.updated, d.refreshed = name, c.now, c.now
	c.changed(name)
	return single{d.row(spfAdd)}, nil
}

type configRow struct {
	Name            string     `json:"name"`
	IsConfigSuccess bool       `json:"isConfigSuccess"`
	ConfigInfo      configInfo `json:"configInfo"`
	Message         string     `json:"message"`
	Type            int        `json:"type"`
}

type configInfo struct {
	MX, SPF, DKIM, DMARC bool
}

func (c *call) domainCheck() (any, error) {
	rows := []configRow{}
	for _, d := range c.wantedDomains() {
		row := configRow{Name: d.name, IsConfigSuccess: d.usable(), Message: "不可使用", Type: d.typeNumber()}
		if row.IsConfigSuccess {
			row.Message = "可使用"
		}
		row.ConfigInfo = configInfo{
			MX: d.has(bitMX), SPF: d.has(bitSPF), DKIM: d.has(bitDKIM), DMARC: d.has(bitDMARC),
		}
		rows = append(rows, row)
	}
	return struct {
		DataList []configRow `json:"dataList"`
	}{rows}, nil
}

func (c *call) domainDelete() (any, error) {
	d, err := c.named()
	if err != nil {
		return nil, err
	}
	if d.usable() || d.bound || d.test {
		return nil, refused(codeChangeFailed)
	}
	c.domains = slices.DeleteFunc(c.domains, func(other *domain) bool { return other == d })
	c.changed(d.name)
	return deleted{1}, nil
}
