package panel

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Validate says what is wrong with a tidy record in ASCII form, before it is
// sent. others are the records of the same name that stay beside it.
func (d RecordData) Validate(zone string, rules ZoneRules, others []RecordData) []Problem {
	problems := d.alone(zone, rules)
	if len(problems) > 0 {
		return problems
	}
	for _, rule := range neighbourRules {
		if rule.broken(d, rules, others) {
			problems = append(problems, Problem{Field: rule.field, Key: rule.key})
		}
	}
	return problems
}

// alone checks the record by itself.
func (d RecordData) alone(zone string, rules ZoneRules) []Problem {
	var problems []Problem
	wrong := func(field, key string, args ...any) {
		problems = append(problems, Problem{Field: field, Key: key, Args: args})
	}
	if !slices.Contains(rules.Types, d.Type) {
		wrong("type", "problem.option")
	}
	if !validRecordName(d.Name) || len(d.FQDN(zone)) > 253 {
		wrong("name", "problem.record.name")
	}
	if key := valueProblem(d.Type, d.Value, rules); key != "" {
		wrong("value", key)
	}
	if d.TTL < rules.MinTTL || d.TTL > rules.MaxTTL {
		wrong("ttl", "problem.range", "Min", rules.MinTTL, "Max", rules.MaxTTL)
	}
	if d.Type == "MX" && (d.MX < rules.MinMX || d.MX > rules.MaxMX) {
		wrong("mx", "problem.range", "Min", rules.MinMX, "Max", rules.MaxMX)
	}
	if len(rules.Lines) > 0 && !slices.Contains(rules.Lines, d.Line) {
		wrong("line", "problem.option")
	}
	return problems
}

// neighbourRules compare a record with those of the same name.
var neighbourRules = []struct {
	field, key string
	broken     func(d RecordData, rules ZoneRules, others []RecordData) bool
}{
	{"name", "problem.record.alias.apex", func(d RecordData, rules ZoneRules, _ []RecordData) bool {
		return d.Type == "CNAME" && d.Name == "@" && !rules.ApexAlias
	}},
	{"line", "problem.record.ns.line", func(d RecordData, rules ZoneRules, _ []RecordData) bool {
		return d.Type == "NS" && d.Name == "@" && len(rules.Lines) > 0 && d.Line != rules.Lines[0]
	}},
	{"value", "problem.record.twice", func(d RecordData, _ ZoneRules, others []RecordData) bool {
		return slices.ContainsFunc(others, d.sameTarget)
	}},
	{"type", "problem.record.alias", func(d RecordData, rules ZoneRules, others []RecordData) bool {
		return slices.ContainsFunc(others, func(o RecordData) bool {
			return d.aliasBeside(o) && !(rules.AliasGroup && d.Type == o.Type)
		})
	}},
	{"line", "problem.record.line.first", func(d RecordData, rules ZoneRules, others []RecordData) bool {
		return len(rules.Lines) > 0 && d.Line != rules.Lines[0] && !slices.ContainsFunc(others, func(o RecordData) bool {
			return o.Line == rules.Lines[0] && o.Type == d.Type
		})
	}},
}

// aliasBeside reports whether one of two records of a name is an alias, which
// tolerates nothing beside it on its line but the NS records of the apex.
func (d RecordData) aliasBeside(other RecordData) bool {
	if d.Line != other.Line || (d.Type != "CNAME" && other.Type != "CNAME") {
		return false
	}
	apexNS := d.Name == "@" && (d.Type == "NS" || other.Type == "NS")
	return !apexNS
}

// Forms of names and values.
var (
	recordLabel  = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$`)
	targetLabel  = regexp.MustCompile(`^[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?$`)
	serviceForm  = regexp.MustCompile(`^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S+)$`)
	authorityTag = regexp.MustCompile(`^(\d{1,3}) (issue|issuewild|iodef) "?[^"]*"?$`)
)

func validRecordName(name string) bool {
	if name == "@" || name == "*" {
		return true
	}
	labels := strings.Split(strings.TrimPrefix(name, "*."), ".")
	return !slices.ContainsFunc(labels, func(label string) bool { return !recordLabel.MatchString(label) })
}

// valueForms is what a value of each type must look like.
var valueForms = map[string]struct {
	key string
	ok  func(value string) bool
}{
	"A":     {"problem.record.ipv4", func(v string) bool { return isAddress(v, netip.Addr.Is4) }},
	"AAAA":  {"problem.record.ipv6", func(v string) bool { return isAddress(v, netip.Addr.Is6) }},
	"CNAME": {"problem.record.host", validTarget},
	"MX":    {"problem.record.host", validTarget},
	"NS":    {"problem.record.host", validTarget},
	"SRV":   {"problem.record.srv", validService},
	"CAA":   {"problem.record.caa", validAuthority},
	"URL":   {"problem.record.url", validForward},
	"显性URL": {"problem.record.url", validForward},
	"隐性URL": {"problem.record.url", validForward},
}

// valueProblem is the key of what is wrong with a value, or nothing. A type
// that has no form of its own is left to the vendor.
func valueProblem(kind, value string, rules ZoneRules) string {
	if value == "" {
		return "problem.required"
	}
	if kind == "TXT" {
		return textProblem(value, rules)
	}
	if form, known := valueForms[kind]; known && !form.ok(value) {
		return form.key
	}
	return ""
}

func textProblem(value string, rules ZoneRules) string {
	switch {
	case utf8.RuneCountInString(value) > 255:
		return "problem.record.text.long"
	case strings.ContainsFunc(value, unicode.IsControl):
		return "problem.record.text.control"
	case strings.Contains(value, `"`):
		return "problem.record.text.quotes"
	case rules.PlainText && strings.ContainsFunc(value, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		return "problem.record.text.han"
	}
	return ""
}

func isAddress(text string, family func(netip.Addr) bool) bool {
	address, err := netip.ParseAddr(text)
	return err == nil && address.Zone() == "" && family(address) && !address.IsUnspecified() && text != "255.255.255.255"
}

func canonicalIPv6(text string) string {
	address, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	return address.String()
}

// validTarget is a host name of two labels or more; the underscore is allowed,
// for many services use it. An address is not a host name.
func validTarget(host string) bool {
	labels := strings.Split(host, ".")
	if len(labels) < 2 || len(host) > 253 {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	return !slices.ContainsFunc(labels, func(label string) bool { return !targetLabel.MatchString(label) })
}

func validService(value string) bool {
	parts := serviceForm.FindStringSubmatch(value)
	if parts == nil {
		return false
	}
	for _, number := range parts[1:4] {
		if n, err := strconv.Atoi(number); err != nil || n > 65535 {
			return false
		}
	}
	return parts[4] == "." || validTarget(parts[4])
}

func validAuthority(value string) bool {
	parts := authorityTag.FindStringSubmatch(value)
	if parts == nil {
		return false
	}
	flag, err := strconv.Atoi(parts[1])
	return err == nil && flag <= 255
}

func validForward(value string) bool {
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}
