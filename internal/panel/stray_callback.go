package panel

import "time"

// StrayKind is why something that came to an address of callbacks was not
// followed.
type StrayKind string

// The kinds of strays.
const (
	StrayUnknown StrayKind = "unknown" // no account has the address
	StrayEarly   StrayKind = "early"   // what it tells of is not known yet, or could not be asked about
	StrayFlood   StrayKind = "flood"   // too many at a time; not read
	StrayLarge   StrayKind = "large"   // longer than any notice; not read
)

// StrayKinds lists every kind of strays.
var StrayKinds = []StrayKind{StrayUnknown, StrayEarly, StrayFlood, StrayLarge}

// StrayPeriod is the time over which strays of one kind are one row.
const StrayPeriod = time.Hour

// StraysKept is how long strays are kept.
const StraysKept = 90 * 24 * time.Hour

// StrayCallback is all of one kind that came to the addresses of a vendor, or of one of
// its accounts, within an hour.
type StrayCallback struct {
	ID         int64
	Kind       StrayKind
	Vendor     Vendor
	ResellerID int64 // 0 when it is nobody's
	AccountID  int64 // 0 when no account is known
	Times      int64
	Remote     string // which sent the latest
	BodyHash   string // SHA-256 in hex of the first; "" when it was not read
	Sample     string // how the first began, its signs apart; written by a stranger
	FirstAt    time.Time
	LastAt     time.Time
	Reseller   string // filled by reads, as below
	Account    string // label
}
