package panel

import (
	"slices"
	"strings"
	"time"
)

// RecordState is where a DNS record stands between the panel and the vendor.
type RecordState string

// The states of records. All but ok and failed have a job under way.
const (
	RecordOK       RecordState = "ok"       // the vendor has it as shown
	RecordAdding   RecordState = "adding"   // the vendor is being asked to add it
	RecordChanging RecordState = "changing" // Wanted is being written
	RecordDeleting RecordState = "deleting" // the vendor is being asked to delete it
	RecordFailed   RecordState = "failed"   // the last change did not happen; Problem says why
)

// RecordStates lists every state.
var RecordStates = []RecordState{RecordOK, RecordAdding, RecordChanging, RecordDeleting, RecordFailed}

// Pending reports whether a change is under way.
func (s RecordState) Pending() bool {
	return s == RecordAdding || s == RecordChanging || s == RecordDeleting
}

// RecordData is what a person decides about a record. Name is relative to the
// zone with "@" for the apex; host names in Value have no final dot; TTL is in
// seconds; MX is 0 unless the type is MX; Line is empty where there are none.
type RecordData struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Value   string `json:"value"`
	TTL     int    `json:"ttl"`
	MX      int    `json:"mx,omitempty"`
	Line    string `json:"line,omitempty"`
	Enabled bool   `json:"enabled"`
}

// Record is one record of a zone as the vendor last said, with the change that
// is under way.
type Record struct {
	ID         int64
	ResellerID int64
	ProductID  int64  // the zone
	VendorRef  string // the vendor's record id, empty until it is created there
	RecordData
	Locked    bool // the vendor's own, cannot be changed
	State     RecordState
	Wanted    *RecordData    // the change under way or refused, nil when none
	Problem   *RecordProblem // what went wrong with the last change, nil when nothing
	UpdatedAt time.Time
	Version   int64
}

// RecordAction is what was asked for a record.
type RecordAction string

// The changes of a record, one kind of job each.
const (
	AddRecord    RecordAction = "add"
	ChangeRecord RecordAction = "change"
	DeleteRecord RecordAction = "delete"
)

// RecordActions lists every change.
var RecordActions = []RecordAction{AddRecord, ChangeRecord, DeleteRecord}

// State is what a record is in while the change is under way.
func (a RecordAction) State() RecordState {
	switch a {
	case AddRecord:
		return RecordAdding
	case ChangeRecord:
		return RecordChanging
	case DeleteRecord:
		return RecordDeleting
	}
	return RecordFailed
}

// RecordProblem says why a change did not happen: a message key, and the
// vendor's code and words when it refused. Field is the form field it is about.
type RecordProblem struct {
	Action RecordAction `json:"action"`
	Key    string       `json:"key"`
	Code   string       `json:"code,omitempty"`
	Text   string       `json:"text,omitempty"`
	Field  string       `json:"field,omitempty"`
}

// FQDN is the record's full name in its zone, without a final dot.
func (d RecordData) FQDN(zone string) string {
	if d.Name == "@" {
		return zone
	}
	return d.Name + "." + zone
}

// Same reports whether two records mean the same to resolvers. Whether they
// are switched on is not compared.
func (d RecordData) Same(other RecordData) bool {
	return d.sameTarget(other) && d.TTL == other.TTL && (d.Type != "MX" || d.MX == other.MX)
}

// sameTarget is Same but for TTL and priority.
func (d RecordData) sameTarget(other RecordData) bool {
	return strings.EqualFold(d.Name, other.Name) && d.Type == other.Type && d.Line == other.Line &&
		canonical(d.Type, d.Value) == canonical(other.Type, other.Value)
}

// canonical is a value in one of the forms that mean the same.
func canonical(kind, value string) string {
	switch kind {
	case "CNAME", "MX", "NS", "SRV":
		return strings.ToLower(strings.TrimSuffix(value, "."))
	case "AAAA":
		return canonicalIPv6(value)
	}
	return value
}

func tidyValue(kind, value string) string {
	switch kind {
	case "CNAME", "MX", "NS":
		return strings.ToLower(strings.TrimSuffix(value, "."))
	case "SRV":
		return strings.TrimSuffix(strings.Join(strings.Fields(value), " "), ".")
	case "TXT":
		if n := len(value); n > 1 && value[0] == '"' && value[n-1] == '"' && !strings.Contains(value[1:n-1], `"`) {
			return value[1 : n-1]
		}
	}
	return value
}

// Tidy is the data without what people bring along when they copy: spaces,
// capitals, final dots, the zone's own name behind the label, quotes around a
// text. What the type has no use for is dropped.
func (d RecordData) Tidy(zone string, rules ZoneRules) RecordData {
	d.Name = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(d.Name), "."))
	if d.Name == "" || d.Name == zone {
		d.Name = "@"
	}
	d.Name = strings.TrimSuffix(d.Name, "."+zone)
	d.Type = strings.ToUpper(strings.TrimSpace(d.Type))
	d.Value = tidyValue(d.Type, strings.TrimSpace(d.Value))
	if d.Type != "MX" {
		d.MX = 0
	}
	if d.TTL == 0 {
		d.TTL = rules.TTL
	}
	d.Line = strings.TrimSpace(d.Line)
	switch {
	case len(rules.Lines) == 0:
		d.Line = ""
	case d.Line == "":
		d.Line = rules.Lines[0]
	}
	return d
}

// ZoneRules is what a zone of one vendor and grade can hold.
type ZoneRules struct {
	Types          []string
	MinTTL, MaxTTL int // seconds
	TTL            int // the usual one
	MinMX, MaxMX   int
	Lines          []string // the first is the default line; none where there are no lines
	ValueOnly      bool     // a record's name, type, line and priority cannot be changed
	Pause          bool     // a record can be switched off
	ApexAlias      bool     // a CNAME may stand at the apex
	AliasGroup     bool     // several CNAMEs of one name take turns
	PlainText      bool     // TXT values without Chinese characters
}

const maxTTL = 604800 // a week, the most that both vendors take

// vendorRules is what the documents say of each vendor's zones; the facts of a
// zone make it narrower or wider.
var vendorRules = map[Vendor]ZoneRules{
	VendorCNDNS: {
		Types:  []string{"A", "CNAME", "MX", "TXT", "NS", "SRV", "AAAA", "CAA"},
		MinTTL: 300, MaxTTL: maxTTL, TTL: 600, MinMX: 0, MaxMX: 65535, ValueOnly: true, PlainText: true,
	},
	VendorDNSPod: {
		Types:  []string{"A", "CNAME", "MX", "TXT", "NS", "AAAA", "SRV", "URL"},
		MinTTL: 600, MaxTTL: maxTTL, TTL: 600, MinMX: 1, MaxMX: 20, Lines: []string{"默认"}, Pause: true, ApexAlias: true, AliasGroup: true,
	},
}

// RulesOf is what a zone can hold, by its vendor and what the vendor said of it.
func RulesOf(zone Product) ZoneRules {
	rules := vendorRules[zone.Vendor]
	facts := zone.Facts.Zone
	if facts == nil {
		return rules
	}
	if len(facts.Types) > 0 {
		rules.Types = facts.Types
	}
	if facts.MinTTL > 0 {
		rules.MinTTL = facts.MinTTL
	}
	if len(facts.Lines) > 0 && len(rules.Lines) > 0 {
		rules.Lines = facts.Lines
	}
	rules.TTL = max(rules.TTL, rules.MinTTL)
	return rules
}

// nameserverSuffixes is how the name servers of each vendor end.
var nameserverSuffixes = map[Vendor][]string{
	VendorCNDNS:  {".ezdnscenter.com", ".cdncenter.com"},
	VendorDNSPod: {".dnspod.net", ".dnsv2.com", ".dnsv3.com", ".dnsv4.com", ".dnsv5.com", ".iidns.com"},
}

// Delegation says whether the registrar points a domain to the zone's vendor.
type Delegation string

// What is known of a delegation.
const (
	DelegationUnknown Delegation = "unknown" // the domain is not one of ours, or was never read
	DelegationHere    Delegation = "here"
	DelegationAway    Delegation = "away"
)

// DelegationOf compares a domain's name servers with those of a vendor.
func DelegationOf(vendor Vendor, nameservers []string) Delegation {
	if len(nameservers) == 0 {
		return DelegationUnknown
	}
	away := slices.ContainsFunc(nameservers, func(host string) bool {
		host = "." + strings.ToLower(strings.TrimSuffix(host, "."))
		return !slices.ContainsFunc(nameserverSuffixes[vendor], func(s string) bool { return strings.HasSuffix(host, s) })
	})
	if away {
		return DelegationAway
	}
	return DelegationHere
}
