package panel

import "time"

// SightingSide says on which side something is.
type SightingSide string

// The sides.
const (
	SideOrphan  SightingSide = "orphan"  // the vendor shows it, the panel has none
	SideMissing SightingSide = "missing" // the panel has it, the vendor does not show it
)

// SightingSides lists both sides.
var SightingSides = []SightingSide{SideOrphan, SideMissing}

// Incident is what something on that side becomes.
func (s SightingSide) Incident() IncidentKind {
	if s == SideMissing {
		return MissingAtVendor
	}
	return OrphanResource
}

// SightingsApart is how many sweeps in a row must see the same before it is an
// incident: vendors' lists and details lag.
const SightingsApart = 2

// Sighting is something that the vendor shows and the panel does not have, or
// the reverse.
type Sighting struct {
	AccountID, ResellerID int64
	Side                  SightingSide
	Kind                  ProductKind
	Name                  string
	ProductID             int64 // of what is missing
	Times                 int   // sweeps in a row
	FirstAt, LastAt       time.Time
}
