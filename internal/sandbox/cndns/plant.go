package cndns

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// edit locks the server for a change by hand and returns what ends it.
func (s *Server) edit() (end func()) {
	s.mu.Lock()
	return func() {
		s.mu.Unlock()
		s.options.Changed(true)
	}
}

// account is the one that planting and the control calls mean: the first, or
// what PlantIn says.
func (s *Server) account() *Account { return s.accounts[s.planted] }

// PlantIn has planting and the control calls mean another account from now on.
func (s *Server) PlantIn(username string) error {
	defer s.edit()()
	if s.accounts[username] == nil {
		return fmt.Errorf("plant in %q: %w", username, ErrMissing)
	}
	s.planted = username
	return nil
}

// PlantContact puts a contact into the first account and returns its id. Values
// are by the parameter names of CreateContact. Missing id and time are made up.
func (s *Server) PlantContact(contact Contact) string {
	defer s.edit()()
	contact.ID = or(contact.ID, itoa(s.nextID()))
	contact.Values = maps.Clone(contact.Values)
	contact.Registered = s.orNow(contact.Registered)
	s.account().Contacts[contact.ID] = &contact
	return contact.ID
}

// PlantDomain puts a domain into the first account, whatever its name. Missing
// state, times, name servers and password are made up; an audit that is
// waiting goes on by itself, as does a registration that is processing.
func (s *Server) PlantDomain(domain Domain) {
	defer s.edit()()
	domain.Name = strings.ToLower(domain.Name)
	domain.State = or(domain.State, Running)
	domain.Password = or(domain.Password, s.secret())
	domain.Registered = s.orNow(domain.Registered)
	domain.Updated = s.orNow(domain.Updated)
	if domain.Expires.IsZero() {
		domain.Expires = domain.Registered.AddDate(1, 0, 0)
	}
	if domain.NameServers == nil {
		domain.NameServers = slices.Clone(ownServers)
	}
	records := domain.Records
	domain.Records = []Record{}
	for _, record := range records {
		domain.add(s, record)
	}
	account := s.account()
	s.drop(account, domain.Name, taskRegister, taskRenew, taskAuditPends, taskAuditEnds)
	account.Domains[domain.Name] = &domain
	contact := account.Contacts[domain.ContactID]
	if contact == nil {
		contact = &Contact{}
	}
	contact.Used = true
	if domain.Audit.State == AuditWaiting {
		s.judge(auditSubject{audit: &domain.Audit, contact: contact, account: account, domain: &domain}, false)
	}
	if domain.State == Processing {
		s.register(account, &domain)
	}
}

// add appends a record with an id, a TTL and a priority.
func (d *Domain) add(s *Server, record Record) int {
	if record.ID == 0 {
		record.ID = s.nextID()
	}
	if record.TTL == 0 {
		record.TTL = usualTTL
	}
	if record.Priority == 0 {
		record.Priority = 10
	}
	d.Records = append(d.Records, record)
	return record.ID
}

// PlantRecord puts a record into a planted domain and returns its id.
func (s *Server) PlantRecord(domain string, record Record) (int, error) {
	defer s.edit()()
	d, ok := s.account().Domains[strings.ToLower(domain)]
	if !ok {
		return 0, fmt.Errorf("plant record: no domain %q", domain)
	}
	return d.add(s, record), nil
}

// PlantTransfer puts a transfer-in order into the first account; one that has
// not ended goes on from its beginning unless frozen.
func (s *Server) PlantTransfer(transfer Transfer, authCode string, frozen bool) {
	defer s.edit()()
	transfer.Ordered = s.orNow(transfer.Ordered)
	transfer.authCode = authCode
	account := s.account()
	s.drop(account, transfer.Name, taskTransfer)
	account.Transfers[transfer.Name] = &transfer
	if transfer.ended() {
		return
	}
	account.Domains[transfer.Name] = transfer.domain(s.clock.Now())
	if !frozen {
		s.follow(account, &transfer)
	}
}

// PlantCloudHost puts a cloud host into the first account and returns its
// management name. Everything that is missing is made up; the state is running
// unless given.
func (s *Server) PlantCloudHost(host Host) string {
	defer s.edit()()
	host.Name = strings.ToUpper(or(host.Name, "S"+s.digits(6)))
	host.Number = or(host.Number, itoa(10_000_000+s.nextID()))
	host.Place = or(host.Place, places[0].value)
	host.System = or(host.System, systems[3].value)
	host.TimeType = or(host.TimeType, "2")
	host.CPU, host.RAM = max(host.CPU, coreChoices[0]), max(host.RAM, memoryChoices[0])
	host.Disk, host.Bandwidth = max(host.Disk, diskSpan.least), max(host.Bandwidth, bandwidthSpan.least)
	host.Registered = s.orNow(host.Registered)
	if host.Expires.IsZero() {
		host.Expires = host.Registered.AddDate(0, int(monthsOf[host.TimeType]), 0)
	}
	host.Extra, host.Domains = append([]string{}, host.Extra...), append([]string{}, host.Domains...)
	host.secret.Platform, host.secret.ICP = s.secret(), s.secret()
	state, given := or(host.State, HostRunning), host
	if state != HostNotCreated {
		s.equip(&host, s.secret())
		host.IP, host.Intranet, host.Port = or(given.IP, host.IP), or(given.Intranet, host.Intranet), or(given.Port, host.Port)
	}
	host.State = state
	s.drop(s.account(), host.Name, taskCreateHost, taskRebuildHost)
	s.account().Hosts[host.Name] = &host
	return host.Name
}

func (s *Server) orNow(t time.Time) time.Time {
	if t.IsZero() {
		return s.clock.Now()
	}
	return t.UTC()
}

// SetBalance sets the balance of the first account in fen.
func (s *Server) SetBalance(fen int64) {
	defer s.edit()()
	s.account().Balance = fen
}

// ErrMissing is returned when the thing to be decided does not exist.
var ErrMissing = errors.New("not found")

// DecideAudit ends the audit of a domain by hand: state is pass or unpass.
func (s *Server) DecideAudit(domain, state, memo string) error {
	if state != AuditPass && state != AuditUnpass {
		return fmt.Errorf("decide audit: state %q is neither %s nor %s", state, AuditPass, AuditUnpass)
	}
	defer s.edit()()
	account := s.account()
	d, ok := account.Domains[strings.ToLower(domain)]
	if !ok {
		return fmt.Errorf("decide audit of %q: %w", domain, ErrMissing)
	}
	subject := auditSubject{audit: &d.Audit, contact: account.Contacts[d.ContactID], account: account, domain: d}
	s.decide(subject, state, memo, s.clock.Now())
	return nil
}

// SetTransfer puts a transfer order into a documented state; it stays there
// unless the state is final.
func (s *Server) SetTransfer(domain string, state int) error {
	if _, ok := transferTitles[state]; !ok {
		return fmt.Errorf("set transfer: state %d is not documented", state)
	}
	defer s.edit()()
	account := s.account()
	order, ok := account.Transfers[strings.ToLower(domain)]
	if !ok {
		return fmt.Errorf("set transfer of %q: %w", domain, ErrMissing)
	}
	if state == transferDone || state == transferFailed || state == transferCancelled {
		s.endTransfer(account, order, state, s.clock.Now())
		return nil
	}
	s.drop(account, order.Name, taskTransfer)
	order.State = state
	return nil
}

// Truth is what the vendor itself knows, by account.
type Truth struct {
	Now       time.Time           `json:"now"`
	Accounts  map[string]*Account `json:"accounts"`
	Purchases []Purchase          `json:"purchases"` // of the first account
	Callbacks []Callback          `json:"callbacks"`
}

// Truth is a copy of the vendor's state as JSON, without secrets.
func (s *Server) Truth() json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return encode(Truth{
		Now: s.clock.Now(), Accounts: s.accounts, Purchases: s.account().Purchases, Callbacks: s.callbacks.list(),
	})
}

// Purchases are the purchases of the first account, oldest first.
func (s *Server) Purchases() []Purchase {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.account().Purchases)
}

// CloudHosts are copies of the first account's cloud hosts, by name.
func (s *Server) CloudHosts() []Host {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copiesOf(s.account().Hosts)
}

// VirtualHosts are copies of the first account's virtual hosts, by name.
func (s *Server) VirtualHosts() []VirtualHost {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copiesOf(s.account().VirtualHosts)
}

// Databases are copies of the first account's databases, by name.
func (s *Server) Databases() []Database {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copiesOf(s.account().Databases)
}

func copiesOf[T any](things map[string]*T) []T {
	var list []T
	for _, name := range slices.Sorted(maps.Keys(things)) {
		list = append(list, *things[name])
	}
	return list
}
