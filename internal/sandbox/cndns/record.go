package cndns

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Chapter 2, section 7: records.
var recordCalls = []call{
	{name: "cndns.dns_record.list", path: "/domains/RecList.aspx", action: "Rec list", run: listRecords, reads: true},
	{name: "cndns.dns_record.create", path: "/domains/AddRec.aspx", action: "add rec", run: createRecord},
	{name: "cndns.dns_record.modify", path: "/domains/ModifyRec.aspx", action: "modify rec", run: modifyRecord},
	{name: "cndns.dns_record.delete", path: "/domains/DeleteRec.aspx", action: "delete rec", run: deleteRecord},
}

const (
	maxRecords = 50
	minTTL     = 300
	usualTTL   = 600
	maxTTL     = 604800
)

func listRecords(r *request) (any, error) {
	domain, err := r.owned("11302", "11302")
	if err != nil {
		return nil, err
	}
	list := []row{}
	if !domain.servedHere() {
		return list, nil
	}
	for _, record := range domain.Records {
		list = append(list, row{
			{"rec_id", itoa(record.ID)},
			{"domainname", domain.Name},
			{"rec_item", record.Host},
			{"rec_type", record.Type},
			{"rec_mx", itoa(record.Priority)},
			{"rec_value", record.Value},
			{"rec_ttl", itoa(record.TTL)},
		})
	}
	return list, nil
}

// zone finds a domain whose records may be changed.
func (r *request) zone() (*Domain, error) {
	domain, err := r.owned("11301", "11302")
	if err != nil {
		return nil, err
	}
	return domain, checks(
		check{!domain.servedHere(), "11307"},
		check{domain.state(r.now) != Running, "11308"},
	)
}

func createRecord(r *request) (any, error) {
	record, err := r.recordForm()
	if err != nil {
		return nil, err
	}
	domain, err := r.zone()
	if err != nil {
		return nil, err
	}
	if len(domain.Records) >= maxRecords || clashes(domain.Records, record) {
		return nil, fail("11319")
	}
	record.ID = r.server.nextID()
	domain.Records = append(domain.Records, record)
	domain.Updated = r.now
	return itoa(record.ID), nil
}

// clashes tells whether a record is there already, or an alias would stand
// beside another record.
func clashes(records []Record, record Record) bool {
	return slices.ContainsFunc(records, func(other Record) bool {
		if other.ID == record.ID || other.Host != record.Host {
			return false
		}
		return other.Type == "CNAME" || record.Type == "CNAME" ||
			other.Type == record.Type && other.Value == record.Value
	})
}

var (
	recordHostForm = regexp.MustCompile(`^(@|\*|(\*\.)?[A-Za-z0-9_\p{Han}]([A-Za-z0-9_\p{Han}.-]{0,251}[A-Za-z0-9_\p{Han}])?)$`)
	recordTypes    = []string{"A", "CNAME", "MX", "TXT", "NS", "SRV", "AAAA", "CAA"}
	targetForm     = regexp.MustCompile(`^([A-Za-z0-9_\p{Han}]([A-Za-z0-9_\p{Han}-]{0,61}[A-Za-z0-9_\p{Han}])?\.)+$`)
	// The document asks for the final dot in CNAME and MX only.
	serverForm      = regexp.MustCompile(`^([A-Za-z0-9_\p{Han}]([A-Za-z0-9_\p{Han}-]{0,61}[A-Za-z0-9_\p{Han}])?\.)+([A-Za-z0-9\p{Han}-]+)?$`)
	serviceForm     = regexp.MustCompile(`^\d{1,5} \d{1,5} (\d{1,5} )?\S+$`)
	authorityForm   = regexp.MustCompile(`^\d{1,3} (issue|issuewild|iodef) "?[^"]*"?$`)
	recordValueRule = map[string]func(value string) string{
		"A":     func(v string) string { return unless(isIP(v, netip.Addr.Is4), "11312") },
		"AAAA":  func(v string) string { return unless(isIP(v, netip.Addr.Is6), "") },
		"CNAME": func(v string) string { return unless(targetForm.MatchString(v), "11313") },
		"MX":    func(v string) string { return unless(targetForm.MatchString(v), "11314") },
		"NS":    func(v string) string { return unless(serverForm.MatchString(v), "") },
		"SRV":   func(v string) string { return unless(serviceForm.MatchString(v), "") },
		"CAA":   func(v string) string { return unless(authorityForm.MatchString(v), "") },
		"TXT":   textRule,
	}
)

const fits = "fits"

func unless(ok bool, code string) string {
	if ok {
		return fits
	}
	return code
}

func textRule(value string) string {
	if len([]rune(value)) > 255 {
		return "11315"
	}
	return unless(!hasHan(value), "11316")
}

func isIP(text string, kind func(netip.Addr) bool) bool {
	address, err := netip.ParseAddr(text)
	return err == nil && kind(address)
}

// checkValue refuses a value that does not fit its type; broken is the code
// for types that have none of their own.
func checkValue(kind, value, broken string) error {
	rule, ok := recordValueRule[kind]
	if !ok {
		return fail(broken)
	}
	code := rule(value)
	if code == fits {
		return nil
	}
	return fail(or(code, broken))
}

// recordForm reads and checks the parameters of AddRec.
func (r *request) recordForm() (Record, error) {
	host, kind, value := r.get("rec_item"), strings.ToUpper(r.get("rec_type")), r.get("rec_value")
	level := r.get("rec_level")
	if err := checks(
		check{r.domainName() == "", "11301"},
		check{kind == "CNAME" && (host == "" || host == "@"), "11310"},
		check{host == "", "11303"},
		check{!recordHostForm.MatchString(host), "11309"},
		check{!slices.Contains(recordTypes, kind), "11306"},
		check{kind == "MX" && level == "", "11304"},
		check{level != "" && !digits(level), "11311"},
		check{value == "", "11305"},
	); err != nil {
		return Record{}, err
	}
	ttl, ok := r.recordTTL()
	if !ok {
		return Record{}, fail("11319")
	}
	if err := checkValue(kind, value, "11319"); err != nil {
		return Record{}, err
	}
	priority, err := strconv.ParseUint(or(level, "10"), 10, 16)
	if err != nil {
		return Record{}, fail("11311")
	}
	return Record{Host: host, Type: kind, Value: value, Priority: int(priority), TTL: ttl}, nil
}

// recordTTL is 600 when absent and at least 300.
func (r *request) recordTTL() (int, bool) {
	if r.get("rec_ttl") == "" {
		return usualTTL, true
	}
	ttl, ok := r.number("rec_ttl")
	return ttl, ok && within(ttl, minTTL, maxTTL)
}

// record finds the record that rec_id names.
func (r *request) record(domain *Domain) (int, error) {
	id, _ := r.number("rec_id")
	at := slices.IndexFunc(domain.Records, func(record Record) bool { return record.ID == id })
	if at < 0 {
		return 0, fail("11318")
	}
	return at, nil
}

func modifyRecord(r *request) (any, error) {
	if err := checks(
		check{r.domainName() == "", "11301"},
		check{r.get("rec_value") == "", "11305"},
		check{r.get("rec_id") == "", "11317"},
	); err != nil {
		return nil, err
	}
	domain, err := r.zone()
	if err != nil {
		return nil, err
	}
	at, err := r.record(domain)
	if err != nil {
		return nil, err
	}
	ttl, ok := r.recordTTL()
	if !ok || r.get("rec_ttl") == "" {
		return nil, fail("11320")
	}
	changed := domain.Records[at]
	changed.Value, changed.TTL = r.get("rec_value"), ttl
	// The call has no codes for a value that does not fit its type.
	if checkValue(changed.Type, changed.Value, "11320") != nil || clashes(domain.Records, changed) {
		return nil, fail("11320")
	}
	domain.Records[at], domain.Updated = changed, r.now
	return "", nil
}

func deleteRecord(r *request) (any, error) {
	if err := checks(
		check{r.domainName() == "", "11301"},
		check{r.get("rec_id") == "", "11317"},
	); err != nil {
		return nil, err
	}
	domain, err := r.zone()
	if err != nil {
		return nil, err
	}
	at, err := r.record(domain)
	if err != nil {
		return nil, err
	}
	domain.Records = slices.Delete(domain.Records, at, at+1)
	domain.Updated = r.now
	return "", nil
}
