package dnspod

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// draft is a record on its way into a zone.
type draft struct {
	Record
	zone          *zone
	grade         grade
	self          *record // the record that is changed; nil for a new one
	mx, ttl       string  // as sent
	lineKnown     bool
	documentCodes bool
}

// draft reads a record from the parameters and checks it by every rule.
func (c *call) draft(z *zone, self *record) (*draft, error) {
	d := &draft{
		zone: z, grade: grades[z.grade], self: self, documentCodes: c.options.DocumentCodes,
		mx: c.form.Get("mx"), ttl: or(c.form.Get("ttl"), strconv.Itoa(z.ttl)),
	}
	if self != nil {
		d.Record = self.Record
	}
	d.Name = or(strings.ToLower(c.form.Get("sub_domain")), "@")
	d.Type = strings.ToUpper(c.form.Get("record_type"))
	d.Value = strings.TrimSpace(c.form.Get("value"))
	d.Line, d.lineKnown = d.chooseLine(c.form)
	if status := c.form.Get("status"); status != "" {
		d.Disabled = status == "disable"
	}
	for _, rule := range recordRules {
		if err := rule(d); err != nil {
			return nil, err
		}
	}
	d.Value = canonical(d.Type, d.Value)
	for _, rule := range neighbourRules {
		if err := rule(d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// chooseLine takes record_line_id first, like production.
func (d *draft) chooseLine(form url.Values) (string, bool) {
	id, name := form.Get("record_line_id"), form.Get("record_line")
	found, known := d.grade.line(func(l line) bool {
		return id != "" && l.id == id || id == "" && l.name == name
	})
	return found.name, known
}

// recordRules look at the record alone; they run in the order in which the
// first broken one decides the code.
var recordRules = []func(*draft) error{
	when("27", func(d *draft) bool { return !slices.Contains(d.grade.types, d.Type) }),
	when("22", func(d *draft) bool { return !validName(d.Name, d.zone.name) }),
	when("23", func(d *draft) bool { return strings.Count(d.Name, ".") >= d.grade.labels }),
	when("24", func(d *draft) bool { return !d.validWildcard() }),
	when("26", func(d *draft) bool { return !d.lineKnown }),
	when("36", func(d *draft) bool { return d.Type == "NS" && d.Name == "@" && d.Line != defaultLine }),
	(*draft).readMX,
	(*draft).readTTL,
	when("34", func(d *draft) bool { return !validValue(d.Type, d.Value) }),
	when("35", func(d *draft) bool { return d.Type == "A" && slices.Contains(forbiddenIPs, d.Value) }),
}

// neighbourRules compare the record with the others of its zone.
var neighbourRules = []func(*draft) error{
	(*draft).duplicate,
	when("31", (*draft).conflicts),
	(*draft).rotation,
	(*draft).limits,
}

func when(code string, broken func(*draft) bool) func(*draft) error {
	return func(d *draft) error {
		if broken(d) {
			return refused(code)
		}
		return nil
	}
}

var (
	namePart     = regexp.MustCompile(`^[\p{L}\p{N}_*]([\p{L}\p{N}_*-]{0,61}[\p{L}\p{N}_*])?$`)
	hostPart     = regexp.MustCompile(`^[\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$`)
	serviceValue = regexp.MustCompile(`^\d{1,5} \d{1,5} \d{1,5} (\S+)$`)
	forbiddenIPs = []string{"0.0.0.0", "255.255.255.255"}
)

func validName(name, zone string) bool {
	if name == "@" {
		return true
	}
	return len(name)+1+len(zone) <= 253 && !slices.ContainsFunc(strings.Split(name, "."), func(part string) bool {
		return !namePart.MatchString(part)
	})
}

// validWildcard allows "*" as the first label, and "a*" on the better grades.
func (d *draft) validWildcard() bool {
	first, rest, _ := strings.Cut(d.Name, ".")
	if strings.Contains(rest, "*") {
		return false
	}
	return !strings.Contains(first, "*") || first == "*" || d.grade.mixedWildcard
}

func (d *draft) readMX() error {
	d.MX = 0
	if d.Type != "MX" {
		return nil
	}
	mx, err := strconv.Atoi(d.mx)
	if err != nil || mx < 1 || mx > 20 {
		return refused("30")
	}
	d.MX = mx
	return nil
}

// readTTL refuses with the words that were recorded; V4.6 has code 29.
func (d *draft) readTTL() error {
	ttl, err := strconv.Atoi(d.ttl)
	if err == nil && ttl >= d.grade.minTTL && ttl <= 604800 {
		d.TTL = ttl
		return nil
	}
	if d.documentCodes {
		return refused("29")
	}
	return refusal{code: "32", text: text{
		en: fmt.Sprintf("Record ttl is limited(%d)", d.grade.minTTL),
		cn: fmt.Sprintf("记录的 TTL 值超出了限制(%d)", d.grade.minTTL),
	}}
}

// values tells for each type whether a value is one.
var values = map[string]func(string) bool{
	"A":     func(v string) bool { ip, err := netip.ParseAddr(v); return err == nil && ip.Is4() },
	"AAAA":  func(v string) bool { ip, err := netip.ParseAddr(v); return err == nil && ip.Is6() && ip.Zone() == "" },
	"CNAME": validHost,
	"MX":    validHost,
	"NS":    validHost,
	"TXT":   func(v string) bool { return v != "" && len(v) <= 1024 && utf8.ValidString(v) },
	"SRV":   validService,
	"URL":   validURL,
	"显性URL": validURL,
	"隐性URL": validURL,
}

func validValue(kind, value string) bool {
	valid, known := values[kind]
	return known && valid(value)
}

func validHost(value string) bool {
	name := strings.TrimSuffix(value, ".")
	if _, err := netip.ParseAddr(name); err == nil || !strings.Contains(name, ".") || len(name) > 253 {
		return false
	}
	return !slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return !hostPart.MatchString(part) })
}

func validService(value string) bool {
	match := serviceValue.FindStringSubmatch(value)
	return match != nil && (match[1] == "." || validHost(match[1]))
}

func validURL(value string) bool {
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && validHost(u.Hostname())
}

// canonical is the value as it comes back: host names end in a dot.
func canonical(kind, value string) string {
	if slices.Contains([]string{"CNAME", "MX", "NS", "SRV"}, kind) && !strings.HasSuffix(value, ".") {
		return value + "."
	}
	return value
}

// others are the records of the zone beside the one that is changed.
func (d *draft) others(matches func(*record) bool) []*record {
	return slices.DeleteFunc(slices.Clone(d.zone.records), func(r *record) bool { return r == d.self || !matches(r) })
}

func (d *draft) neighbours() []*record {
	return d.others(func(r *record) bool { return r.Name == d.Name && r.Line == d.Line })
}

func (d *draft) duplicate() error {
	same := func(r *record) bool { return r.Type == d.Type && strings.EqualFold(r.Value, d.Value) }
	if !slices.ContainsFunc(d.neighbours(), same) {
		return nil
	}
	if d.documentCodes {
		return refused("31")
	}
	return refused("104")
}

// conflicts: a CNAME stands alone at its name and line, but beside the
// nameservers that hold the zone; a forwarding excludes addresses.
func (d *draft) conflicts() bool {
	return slices.ContainsFunc(d.neighbours(), func(r *record) bool {
		if r.Hold || r.Type == d.Type {
			return false
		}
		return r.Type == "CNAME" || d.Type == "CNAME" || forwardingMeetsAddress(r.Type, d.Type)
	})
}

func forwardingMeetsAddress(a, b string) bool {
	forwards := func(kind string) bool { return strings.HasSuffix(kind, "URL") }
	address := func(kind string) bool { return kind == "A" || kind == "AAAA" || forwards(kind) }
	return forwards(a) && address(b) || forwards(b) && address(a)
}

func (d *draft) rotation() error {
	codes := map[string]string{"A": "500025", "CNAME": "500026"}
	code, limited := codes[d.Type]
	alike := d.others(func(r *record) bool {
		return r.Name == d.Name && r.Line == d.Line && r.Type == d.Type && !r.Disabled
	})
	switch {
	case !limited || d.Disabled || len(alike) < d.grade.rotation:
		return nil
	case d.documentCodes:
		return refused("25")
	}
	return refused(code)
}

// limits counts the records of a type in the zone. Codes 31 and 32 have
// another meaning in newer papers, so that only the words tell them apart.
func (d *draft) limits() error {
	rules := map[string]struct {
		most    int
		refusal refusal
	}{
		"URL":  {d.grade.urls, refusal{"31", text{"Too many URL records", "URL 记录数超出限制"}}},
		"NS":   {d.grade.nameservers, refusal{"32", text{"Too many NS records", "NS 记录数超出限制"}}},
		"AAAA": {d.grade.ipv6, refusal{code: "33"}},
	}
	kind := d.Type
	if strings.HasSuffix(kind, "URL") {
		kind = "URL"
	}
	rule, limited := rules[kind]
	if !limited || len(d.others(func(r *record) bool { return strings.HasSuffix(r.Type, kind) })) < rule.most {
		return nil
	}
	return rule.refusal
}
