package dnspod

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

// saved is the whole state of a Server. Unlike a Truth it has the secrets.
type saved struct {
	Accounts     []savedAccount           `json:"accounts"`
	Zones        []savedZone              `json:"zones"`
	Attempts     map[string]savedAttempts `json:"attempts"`
	Changes      []Change                 `json:"changes"`
	Messages     []Message                `json:"messages,omitempty"`
	Hosts        map[string][]turn        `json:"hosts,omitempty"`
	LastZone     int64                    `json:"last_zone"`
	LastRecord   int64                    `json:"last_record"`
	LastAlias    int64                    `json:"last_alias"`
	LastGroup    int64                    `json:"last_group"`
	LastMonitor  int64                    `json:"last_monitor"`
	SecretIDPage bool                     `json:"secret_id_page"`
	Document     bool                     `json:"document_codes"`
}

type savedAccount struct {
	Account     Account     `json:"account"`
	Belongings  belongings  `json:"belongings"`
	Recent      []time.Time `json:"recent"`
	BannedUntil time.Time   `json:"banned_until,omitzero"`
}

type savedAttempts struct {
	Failed      []time.Time `json:"failed"`
	LockedUntil time.Time   `json:"locked_until,omitzero"`
}

type savedRecord struct {
	Record      Record      `json:"record"`
	Updated     time.Time   `json:"updated"`
	Idle        []time.Time `json:"idle,omitempty"`
	FrozenUntil time.Time   `json:"frozen_until,omitzero"`
}

type savedLock struct {
	Code  string    `json:"code"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// savedZone has its owner as a place in the list of accounts.
type savedZone struct {
	ID        int64         `json:"id"`
	Name      string        `json:"name"`
	Punycode  string        `json:"punycode"`
	Owner     int           `json:"owner"`
	Grade     string        `json:"grade"`
	Status    string        `json:"status"`
	ExtStatus string        `json:"ext_status"`
	Group     string        `json:"group"`
	Remark    string        `json:"remark"`
	Marked    bool          `json:"marked"`
	Push      bool          `json:"push"`
	URLInCN   bool          `json:"url_in_cn"`
	TTL       int           `json:"ttl"`
	Created   time.Time     `json:"created"`
	Updated   time.Time     `json:"updated"`
	Lock      savedLock     `json:"lock"`
	Records   []savedRecord `json:"records"`
	Log       []string      `json:"log"`
	Holdings  holdings      `json:"holdings"`
}

// Save writes down the whole state, secrets included.
func (s *Server) Save() (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.clock.Now())
	out := saved{
		Attempts: map[string]savedAttempts{}, Changes: s.changes, Messages: s.messages, Hosts: s.hosts, LastZone: s.lastZone,
		LastRecord: s.lastRecord, LastAlias: s.lastAlias, LastGroup: s.lastGroup, LastMonitor: s.lastMonitor,
		SecretIDPage: s.options.SecretIDPage, Document: s.options.DocumentCodes,
	}
	places := map[*account]int{}
	for i, a := range s.accounts {
		places[a] = i
		out.Accounts = append(out.Accounts, savedAccount{a.Account, a.belongings, a.recent, a.bannedUntil})
	}
	for name, tries := range s.attempts {
		if len(tries.failed) > 0 || !tries.lockedUntil.IsZero() {
			out.Attempts[name] = savedAttempts{tries.failed, tries.lockedUntil}
		}
	}
	for _, z := range s.zones {
		out.Zones = append(out.Zones, z.save(places[z.owner]))
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("save dnspod: %w", err)
	}
	return data, nil
}

func (z *zone) save(owner int) savedZone {
	out := savedZone{
		ID: z.id, Name: z.name, Punycode: z.punycode, Owner: owner, Grade: z.grade, Status: z.status,
		ExtStatus: z.extStatus, Group: z.group, Remark: z.remark, Marked: z.marked, Push: z.push, URLInCN: z.urlInCN,
		TTL: z.ttl, Created: z.created, Updated: z.updated, Lock: savedLock{z.lock.code, z.lock.start, z.lock.end}, Log: z.log,
		Holdings: z.holdings,
	}
	for _, r := range z.records {
		out.Records = append(out.Records, savedRecord{r.Record, r.updated, r.idle, r.frozenUntil})
	}
	return out
}

func (in savedZone) restore(owner *account) *zone {
	z := &zone{
		id: in.ID, name: in.Name, punycode: in.Punycode, owner: owner, grade: in.Grade, status: in.Status,
		extStatus: in.ExtStatus, group: in.Group, remark: in.Remark, marked: in.Marked, push: in.Push, urlInCN: in.URLInCN,
		ttl: in.TTL, created: in.Created, updated: in.Updated, lock: lock{in.Lock.Code, in.Lock.Start, in.Lock.End}, log: in.Log,
		holdings: in.Holdings,
	}
	for _, r := range in.Records {
		z.records = append(z.records, &record{Record: r.Record, updated: r.Updated, idle: r.Idle, frozenUntil: r.FrozenUntil})
	}
	return z
}

// Restore takes up a state that Save wrote, in place of what is there. An error
// leaves the server as it was.
func (s *Server) Restore(data json.RawMessage) error {
	var in saved
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("restore dnspod: %w", err)
	}
	if len(in.Accounts) == 0 {
		return errors.New("restore dnspod: no account")
	}
	accounts, zones := []*account{}, []*zone{}
	for _, a := range in.Accounts {
		accounts = append(accounts, &account{
			Account: a.Account, belongings: a.Belongings, recent: a.Recent, bannedUntil: a.BannedUntil,
		})
	}
	for _, z := range in.Zones {
		if z.Owner < 0 || z.Owner >= len(accounts) {
			return fmt.Errorf("restore dnspod: zone %s: owner %d does not exist", z.Name, z.Owner)
		}
		zones = append(zones, z.restore(accounts[z.Owner]))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts, s.zones, s.changes, s.messages = accounts, zones, in.Changes, in.Messages
	s.counters = counters{in.LastZone, in.LastRecord, in.LastAlias, in.LastGroup, in.LastMonitor}
	s.options.SecretIDPage, s.options.DocumentCodes = in.SecretIDPage, in.Document
	s.hosts = map[string][]turn{}
	maps.Copy(s.hosts, in.Hosts)
	s.attempts = map[string]*attempts{}
	for name, tries := range in.Attempts {
		s.attempts[name] = &attempts{failed: tries.Failed, lockedUntil: tries.LockedUntil}
	}
	return nil
}
