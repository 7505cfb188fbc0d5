package cndns

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// saved is the whole state of a Server. Unlike a Truth it has the secrets.
type saved struct {
	Accounts map[string]savedAccount `json:"accounts"`
	Random   []byte                  `json:"random"`
	LastID   int                     `json:"last_id"`
	Answered map[string]int          `json:"answered"`
	Tasks    map[int]task            `json:"tasks"`
	LastTask int                     `json:"last_task"`
	Sent     []Callback              `json:"sent"`
	Outbox   []notice                `json:"outbox"`
	LastCall int                     `json:"last_notice"`
}

// savedAccount is an account with what its truth leaves out.
type savedAccount struct {
	Truth     *Account               `json:"truth"`
	Password  string                 `json:"password"`
	Email     string                 `json:"email"`
	Coupons   map[string]*Coupon     `json:"coupons"`
	Day       string                 `json:"day"`
	Used      []string               `json:"used"` // in no order
	Domains   map[string]string      `json:"domain_passwords"`
	Transfers map[string]string      `json:"auth_codes"`
	Hosts     map[string]hostSecrets `json:"host_secrets"`
	Privates  map[string]string      `json:"privates"` // of the products, by place
}

// Save writes down the whole state, secrets and work under way included.
func (s *Server) Save() (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	random, err := s.source.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("save random source: %w", err)
	}
	out := saved{
		Accounts: map[string]savedAccount{}, Random: random, LastID: s.lastID, Answered: s.answered,
		Tasks: s.tasks, LastTask: s.lastTask,
	}
	for name, account := range s.accounts {
		out.Accounts[name] = account.save()
	}
	s.callbacks.mu.Lock()
	defer s.callbacks.mu.Unlock()
	out.Sent, out.Outbox, out.LastCall = s.callbacks.sent, s.callbacks.outbox, s.callbacks.lastID
	data, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("save cndns: %w", err)
	}
	return data, nil
}

func (a *Account) save() savedAccount {
	out := savedAccount{
		Truth: a, Password: a.password, Email: a.email, Coupons: a.coupons, Day: a.day, Used: slices.Collect(maps.Keys(a.used)),
		Domains: map[string]string{}, Transfers: map[string]string{}, Hosts: map[string]hostSecrets{},
		Privates: privates(&a.Products),
	}
	for name, domain := range a.Domains {
		out.Domains[name] = domain.Password
	}
	for name, transfer := range a.Transfers {
		out.Transfers[name] = transfer.authCode
	}
	for name, host := range a.Hosts {
		out.Hosts[name] = host.secret
	}
	return out
}

// restore is the account that was saved; check has passed it.
func (a savedAccount) restore() *Account {
	out := a.Truth
	out.fill()
	restorePrivates(&out.Products, a.Privates)
	out.password, out.email, out.day = a.Password, a.Email, a.Day
	out.coupons, out.used = a.Coupons, make(map[string]bool, len(a.Used))
	for _, fingerprint := range a.Used {
		out.used[fingerprint] = true
	}
	for name, domain := range out.Domains {
		domain.Password = a.Domains[name]
	}
	for name, transfer := range out.Transfers {
		transfer.authCode = a.Transfers[name]
	}
	for name, host := range out.Hosts {
		host.secret = a.Hosts[name]
	}
	return out
}

// Restore takes up a state that Save wrote, in place of what is there. Work
// under way goes on by the clock, and callbacks that were not sent are sent
// with Resume. It is for a new server; an error leaves it as it was.
func (s *Server) Restore(data json.RawMessage) error {
	var in saved
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("restore cndns: %w", err)
	}
	source := &rand.PCG{}
	if err := source.UnmarshalBinary(in.Random); err != nil {
		return fmt.Errorf("restore random source: %w", err)
	}
	if err := in.check(s.options.Username); err != nil {
		return fmt.Errorf("restore cndns: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seed(source)
	s.accounts = map[string]*Account{}
	for name, account := range in.Accounts {
		s.accounts[name] = account.restore()
	}
	first := in.Accounts[s.options.Username]
	s.options.Password, s.options.Email = first.Password, first.Email
	s.lastID, s.lastTask = in.LastID, in.LastTask
	s.answered, s.tasks = in.Answered, in.Tasks
	s.callbacks.restore(in)
	s.resume()
	return nil
}

// check refuses a state that later steps could not live with.
func (in saved) check(username string) error {
	if _, ok := in.Accounts[username]; !ok {
		return fmt.Errorf("account %q is missing", username)
	}
	if in.Answered == nil || in.Tasks == nil {
		return errListMissing
	}
	for id, t := range in.Tasks {
		if taskKinds[t.Kind] == nil {
			return fmt.Errorf("task %d: kind %q is unknown", id, t.Kind)
		}
	}
	for name, account := range in.Accounts {
		if !account.whole() {
			return fmt.Errorf("account %q: %w", name, errListMissing)
		}
	}
	return nil
}

var errListMissing = errors.New("a list is missing")

func (a savedAccount) whole() bool {
	t := a.Truth
	return t != nil && t.Contacts != nil && t.Domains != nil && t.Transfers != nil && t.Hosts != nil &&
		a.Coupons != nil
}

func (c *callbacks) restore(in saved) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent, c.outbox, c.lastID = in.Sent, in.Outbox, in.LastCall
}

// Resume sends the callbacks that a restored state still owes, each when it is due.
func (s *Server) Resume() {
	s.sendCallbacks()
	now := s.clock.Now()
	for _, due := range s.callbacks.dates() {
		if due.After(now) {
			s.clock.After(due.Sub(now), s.sendCallbacks)
		}
	}
}
