package panel

import (
	"fmt"
	"strings"
	"time"
)

// Reseller is a tenant: it buys at vendors and sells to customers.
type Reseller struct {
	ID        int64
	Name      string
	CreatedAt time.Time
}

// User is an account that signs in.
type User struct {
	ID           int64
	ResellerID   int64 // 0 for a platform admin
	CustomerID   int64 // 0 unless a customer's user
	Role         Role
	Email        string // lower case
	Name         string
	PasswordHash string // argon2id, with its parameters
	Disabled     bool
	CreatedAt    time.Time
	Granted      []Permission // of staff
}

// Session is one signed-in browser.
type Session struct {
	IDHash    string // SHA-256 of the cookie's id
	PublicID  string // names it on pages
	UserID    int64
	CreatedAt time.Time
	SeenAt    time.Time
	AuthAt    time.Time // last time a password was given
	ExpiresAt time.Time
	IP        string
	UserAgent string
	// Half is set while the second factor is awaited: it signs in nobody yet.
	Half        bool
	SteppedUpAt time.Time // last time a factor was given, for what asks for a fresh one
}

// SecondFactor is that a user signs in with a code of an authenticator app, too.
type SecondFactor struct {
	UserID      int64
	CreatedAt   time.Time
	ConfirmedAt time.Time // zero until the first code was right
	Codes       int       // recovery codes that are left
}

// Confirmed reports whether it is in use.
func (f SecondFactor) Confirmed() bool { return !f.ConfirmedAt.IsZero() }

// VendorAccount is a reseller's account at a vendor. Its credentials are
// sealed and are not part of it.
type VendorAccount struct {
	ID            int64
	ResellerID    int64
	Vendor        Vendor
	Label         string
	Settings      VendorSettings
	State         string // untested, ok, failed
	TestedAt      time.Time
	TestCode      string
	TestText      string
	Balance       Fen
	BalanceAt     time.Time
	CallbackToken string
	Disabled      bool // of a payment provider: customers are not offered it
	CreatedAt     time.Time
}

// VendorSettings is what is not secret of a vendor account.
type VendorSettings struct {
	Username  string            `json:"username,omitempty"`
	Email     string            `json:"email,omitempty"`
	BaseURLs  map[string]string `json:"base_urls,omitempty"` // by host name: api, dmcheck, support
	UsePOST   bool              `json:"use_post,omitempty"`
	PanelOnly bool              `json:"panel_only,omitempty"`  // nobody buys by hand at the vendor
	Ceiling   Fen               `json:"ceiling_fen,omitempty"` // of an hour's spending: 0 = the usual one, NoCeiling = none
	Public    map[string]string `json:"public,omitempty"`      // of a payment provider: numbers and public keys, by name
}

// The spend ceiling of an hour: what stops a runaway before the balance does.
const (
	UsualCeiling Fen = 5_000_000 // ¥50,000
	NoCeiling    Fen = -1
)

// SpendCeiling is how much may be spent over the account in an hour; false when
// there is no ceiling.
func (s VendorSettings) SpendCeiling() (Fen, bool) {
	if s.Ceiling == 0 {
		return UsualCeiling, true
	}
	return s.Ceiling, s.Ceiling > 0
}

// CeilingText is the ceiling as a form shows it, in yuan: "" for the usual one,
// "0" for none.
func (s VendorSettings) CeilingText() string {
	switch {
	case s.Ceiling == 0:
		return ""
	case s.Ceiling < 0:
		return "0"
	case s.Ceiling%100 == 0:
		return fmt.Sprint(int64(s.Ceiling) / 100)
	}
	return fmt.Sprintf("%d.%02d", s.Ceiling/100, s.Ceiling%100)
}

// ParseCeiling reads what CeilingText shows.
func ParseCeiling(text string) (Fen, error) {
	if strings.TrimSpace(text) == "" {
		return 0, nil
	}
	fen, err := ParseYuan(text)
	if err == nil && fen == 0 {
		fen = NoCeiling
	}
	return fen, err
}

// Gate is the rate budget and the circuit breaker of a vendor account.
type Gate struct {
	WindowAt  time.Time
	Used      int
	Failures  int
	OpenUntil time.Time // zero or past = closed
}

// Pulse is how the latest calls of a vendor account went.
type Pulse struct {
	Calls  int       // looked at, 100 at most
	Failed int       // of them, without a proper answer; a refusal is one
	LastOK time.Time // of the latest that did what it should; zero when none of them did
}

// VendorCall is one line of the vendor call log.
type VendorCall struct {
	ID              int64
	ResellerID      int64
	AccountID       int64
	Endpoint        string
	Effect          string
	UserID, JobID   int64
	RequestID       string
	StartedAt       time.Time
	Duration        time.Duration
	Class           string
	Code            string
	VendorRequestID string
	HTTPStatus      int
	Params          map[string]string // redacted
	Answer          string            // redacted, bounded
	Account         string            // label, filled by lists
}
