package cndns

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Account is one reseller's state. Its exported fields are the vendor's own
// truth; credentials are left out.
type Account struct {
	Username  string               `json:"username"`
	Balance   int64                `json:"balance_fen"`
	Spent     int64                `json:"spent_fen"`
	Contacts  map[string]*Contact  `json:"contacts"`
	Domains   map[string]*Domain   `json:"domains"`
	Transfers map[string]*Transfer `json:"transfers"`
	Hosts     map[string]*Host     `json:"hosts"`
	Purchases []Purchase           `json:"purchases"`
	Products                       // everything else that can be bought

	password, email string
	coupons         map[string]*Coupon
	day             string
	used            map[string]bool
}

func newAccount(username, password, email string, balance int64) *Account {
	account := &Account{
		Username: username, Balance: balance, password: password, email: email,
		Contacts: map[string]*Contact{}, Domains: map[string]*Domain{},
		Transfers: map[string]*Transfer{}, Hosts: map[string]*Host{},
		Purchases: []Purchase{}, coupons: map[string]*Coupon{}, used: map[string]bool{},
	}
	account.fill()
	return account
}

// Purchase is one purchase that was executed and charged.
type Purchase struct {
	Call string    `json:"call"`
	Name string    `json:"name"`
	Fen  int64     `json:"fen"`
	At   time.Time `json:"at"`
}

// Contact is a registrant. Values are by the parameter names of CreateContact.
type Contact struct {
	ID         string            `json:"id"`
	Values     map[string]string `json:"values"`
	Registered time.Time         `json:"registered"`
	Audit      Audit             `json:"audit"`
	White      bool              `json:"white"`     // exempt from audit; can be neither changed nor deleted
	Forbidden  bool              `json:"forbidden"` // may not be used for a registration
	Used       bool              `json:"used"`      // has been used for a registration
}

// Audit states, as checkAuditResult prints them.
const (
	AuditNone    = "No data"
	AuditWaiting = "waiting"
	AuditPending = "pending"
	AuditPass    = "pass"
	AuditUnpass  = "unpass"
)

// Audit is the real-name audit of a domain or a contact.
type Audit struct {
	State     string    `json:"state"` // empty is AuditNone
	Memo      string    `json:"memo,omitempty"`
	Submitted time.Time `json:"submitted,omitzero"`
	Changed   time.Time `json:"changed,omitzero"`
}

// Domain states, as DomainDetail prints them.
const (
	Unpaid        = "unpay"
	Running       = "run"
	Paused        = "pause"
	Processing    = "processing"
	Deleted       = "deleted"
	StoppedDNS    = "stopped by admin"
	Waiting       = "waiting"
	Registered    = "registered"
	Transferring  = "transferring"
	Expired       = "expired"
	Renewing      = "renewal process"
	RenewalFailed = "renewals failure"
	Failed        = "Failed"
	NotCertified  = "Not certified"
	Illegal       = "Illegal"
)

// Domain is a domain order.
type Domain struct {
	Name        string    `json:"name"`
	ContactID   string    `json:"contact_id"`
	State       string    `json:"state"`
	Registered  time.Time `json:"registered"`
	Expires     time.Time `json:"expires"`
	Updated     time.Time `json:"updated"`
	NameServers []string  `json:"name_servers"`
	Records     []Record  `json:"records"`
	Audit       Audit     `json:"audit"`
	Description string    `json:"description,omitempty"`
	Password    string    `json:"-"`
}

// state is the domain's state at a time: a running domain expires by itself.
func (d *Domain) state(now time.Time) string {
	if d.State == Running && now.After(d.Expires) {
		return Expired
	}
	return d.State
}

// Record is one record of a zone.
type Record struct {
	ID       int    `json:"id"`
	Host     string `json:"host"` // "@" is the apex
	Type     string `json:"type"`
	Value    string `json:"value"`
	Priority int    `json:"priority"`
	TTL      int    `json:"ttl"` // seconds
}

// Transfer is a transfer-in order.
type Transfer struct {
	Name      string    `json:"name"`
	ContactID string    `json:"contact_id"`
	State     int       `json:"state"`
	Ordered   time.Time `json:"ordered"`
	OwnDNS    bool      `json:"own_dns"`

	authCode string
}

// owner finds the account that holds a domain.
func (s *Server) owner(name string) *Account {
	for _, account := range s.accounts {
		if _, ok := account.Domains[name]; ok {
			return account
		}
	}
	return nil
}

func (s *Server) nextID() int {
	s.lastID++
	return s.lastID
}

// charge takes the price of a purchase, less a coupon, or refuses with short.
// It is the last check of a purchase: when it passes the purchase happens.
func (r *request) charge(name string, fen int64, short string) error {
	discount, err := r.discount()
	if err != nil {
		return err
	}
	fen = max(fen-discount, 0)
	if r.account.Balance < fen {
		return fail(short)
	}
	for _, kind := range r.call.coupons() {
		if c, ok := r.account.coupons[r.get(kind.param)]; ok {
			c.Used = true
		}
	}
	r.account.Balance -= fen
	r.account.Spent += fen
	r.account.Purchases = append(r.account.Purchases, Purchase{Call: r.call.name, Name: name, Fen: fen, At: r.now})
	return nil
}

// couponKind is a parameter that names a coupon, and the code when there is no such coupon.
type couponKind struct{ param, missing string }

// coupons are the parameters for a coupon and for a voucher, which three chapters name
// otherwise.
func (c *call) coupons() [2]couponKind {
	if c.tickets {
		return [2]couponKind{{"ticketid", "10042"}, {"voucherids", "10046"}}
	}
	return [2]couponKind{{"signature", "10042"}, {"voucherid", "10046"}}
}

// discount is the worth of the coupon and the voucher given.
func (r *request) discount() (int64, error) {
	var fen int64
	for _, kind := range r.call.coupons() {
		id := r.get(kind.param)
		if id == "" {
			continue
		}
		c, ok := r.account.coupons[id]
		if !ok {
			return 0, fail(kind.missing)
		}
		if !c.usable(r) {
			return 0, fail("10043")
		}
		fen += c.Fen
	}
	return fen, nil
}

const secretLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// secret invents a platform password.
func (s *Server) secret() string {
	var out strings.Builder
	for range 8 {
		out.WriteByte(secretLetters[s.random.IntN(len(secretLetters))])
	}
	return out.String()
}

// address invents a public address out of the blocks for documentation.
func (s *Server) address(block string) string {
	return fmt.Sprintf("%s.%d", block, 2+s.random.IntN(250))
}

// port invents a remote desktop port.
func (s *Server) port() string { return itoa(10_000 + s.random.IntN(50_000)) }

func (s *Server) digits(n int) string {
	low := 1
	for range n - 1 {
		low *= 10
	}
	return strconv.Itoa(low + s.random.IntN(9*low))
}
