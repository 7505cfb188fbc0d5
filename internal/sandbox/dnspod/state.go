package dnspod

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

type zone struct {
	id        int64
	name      string
	punycode  string
	owner     *account
	grade     string
	status    string // enable, pause or spam
	extStatus string
	group     string
	remark    string
	marked    bool
	push      bool
	urlInCN   bool
	ttl       int
	created   time.Time
	updated   time.Time
	lock      lock
	records   []*record
	log       []string
	holdings
}

// holdings are what a zone has besides records; they are saved as they are.
type holdings struct {
	Shares       []share       `json:"shares,omitempty"`
	Aliases      []alias       `json:"aliases,omitempty"`
	Whois        *[]string     `json:"whois,omitempty"` // nil = nothing was said of it
	Acquisitions []acquisition `json:"acquisitions,omitempty"`
	Monitors     []*monitor    `json:"monitors,omitempty"`
	Downs        []*down       `json:"downs,omitempty"`
}

type lock struct {
	code       string
	start, end time.Time
}

type record struct {
	Record
	updated     time.Time
	idle        []time.Time // changes that changed nothing
	frozenUntil time.Time
}

// Record is one DNS record. Name is relative to the zone, "@" at its apex; TTL
// is in seconds; Line is the name of a line, empty means 默认.
type Record struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Line     string `json:"line"`
	Value    string `json:"value"`
	MX       int    `json:"mx"`
	TTL      int    `json:"ttl"`
	Disabled bool   `json:"disabled"`
	Remark   string `json:"remark"`
	Hold     bool   `json:"hold"` // one of DNSPod's own nameservers
}

// Reset forgets all but the accounts with their profiles.
func (s *Server) Reset() {
	defer s.edit()()
	s.zones, s.changes, s.messages = nil, nil, nil
	s.attempts, s.hosts = map[string]*attempts{}, map[string][]turn{}
	for _, a := range s.accounts {
		a.recent, a.bannedUntil = nil, time.Time{}
		a.belongings = belongings{Unverified: a.Unverified}
	}
}

// PlantZone adds a zone with records as they are given, without any rule and
// without an entry in Truth.Changes, and returns its id. DNSPod's own two
// nameserver records come first, as in every new zone.
func (s *Server) PlantZone(name string, records ...Record) int64 {
	return s.Plant(Zone{Name: name, ExtStatus: "dnserror", Records: records})
}

// Plant is PlantZone with every property of the zone.
func (s *Server) Plant(planted Zone) int64 {
	defer s.edit()()
	owner := s.registered(planted.Owner)
	if owner == nil {
		owner = s.accounts[0]
	}
	now := s.clock.Now()
	z := s.newZone(planted.Name, owner, now)
	z.grade, z.status = or(planted.Grade, z.grade), or(planted.Status, z.status)
	z.extStatus, z.remark, z.marked = planted.ExtStatus, planted.Remark, planted.Marked
	z.group = or(planted.Group, z.group)
	for _, one := range planted.Shares {
		if a := s.registered(one.Email); a != nil {
			z.Shares = append(z.Shares, share{To: a.UserID, Mode: one.Mode})
		}
	}
	for _, name := range planted.Aliases {
		s.lastAlias++
		z.Aliases = append(z.Aliases, alias{ID: s.lastAlias, Name: name, Punycode: punycode(name)})
	}
	if planted.Locked {
		z.lock = lock{code: "5eed10", start: now, end: now.AddDate(0, 0, grades[z.grade].lockDays)}
	}
	for _, r := range planted.Records {
		r.Line, r.TTL = or(r.Line, defaultLine), or(r.TTL, z.ttl)
		r.Value = canonical(r.Type, r.Value)
		s.addRecord(z, r, now)
	}
	return z.id
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

const (
	defaultLine = "默认"
	nsTTL       = 86400
	zoneTTL     = 600
)

var nameservers = []string{"f1g1ns1.dnspod.net.", "f1g1ns2.dnspod.net."}

// newZone adds a zone with the records that hold it.
func (s *Server) newZone(name string, owner *account, now time.Time) *zone {
	s.lastZone++
	name = strings.ToLower(name)
	z := &zone{
		id: s.lastZone, name: name, punycode: punycode(name), owner: owner, grade: FreeGrade, status: "enable",
		extStatus: "dnserror", group: defaultGroup, push: true, ttl: zoneTTL, created: now, updated: now,
	}
	for _, host := range nameservers {
		s.addRecord(z, Record{Name: "@", Type: "NS", Line: defaultLine, Value: host, TTL: nsTTL, Hold: true}, now)
	}
	s.zones = append(s.zones, z)
	return z
}

func punycode(name string) string {
	if ascii, err := idna.ToASCII(name); err == nil {
		return ascii
	}
	return name
}

func (s *Server) addRecord(z *zone, r Record, now time.Time) *record {
	s.lastRecord++
	r.ID = s.lastRecord
	added := &record{Record: r, updated: now}
	z.records = append(z.records, added)
	return added
}

func (s *Server) named(name string) *zone {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	for _, z := range s.zones {
		if z.name == name || z.punycode == name {
			return z
		}
	}
	return nil
}

func (z *zone) locked(now time.Time) bool { return now.Before(z.lock.end) }

// state is the status as calls read it: "disable" reads back as "pause".
func (z *zone) state(now time.Time) string {
	if z.status == "enable" && z.locked(now) {
		return "lock"
	}
	return z.status
}

func (z *zone) record(id string) (*record, error) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, refused("8")
	}
	i := slices.IndexFunc(z.records, func(r *record) bool { return r.ID == number })
	if i < 0 {
		return nil, refused("8")
	}
	return z.records[i], nil
}

// zone finds the domain of a call by domain_id or domain. stranger is the code
// of the call for somebody else's domain. Who shares a domain of an owner with
// a D token needs one, too.
func (c *call) zone(stranger string) (*zone, error) {
	z, err := c.lookup()
	switch {
	case err != nil:
		return nil, err
	case !c.open(z):
		return nil, refused(stranger)
	case z.owner.DToken != "" && c.account.DToken == "":
		return nil, refused("54")
	}
	if err := c.checkState(z); err != nil {
		return nil, err
	}
	return z, nil
}

func (c *call) lookup() (*zone, error) {
	if id := c.form.Get("domain_id"); id != "" {
		i := slices.IndexFunc(c.zones, func(z *zone) bool { return itoa(z.id) == id })
		if i < 0 {
			return nil, refused("6")
		}
		return c.zones[i], nil
	}
	name := c.form.Get("domain")
	if name == "" {
		return nil, refused("6")
	}
	if z := c.named(name); z != nil {
		return z, nil
	}
	return nil, refused("13")
}

// changed records an executed change, in the truth and in the zone's own log.
func (c *call) changed(z *zone, record int64, words string) {
	z.updated = c.now
	c.changes = append(c.changes, Change{At: c.now, Call: c.endpoint.name, Zone: z.name, Record: record})
	z.log = append(z.log, stamp(c.now)+"(API): ("+c.ip+") "+words)
}
