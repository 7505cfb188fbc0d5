package panel

import (
	"fmt"
	"slices"
	"time"
)

// CustomerGroup is a group of customers with prices of its own.
type CustomerGroup struct {
	ID         int64
	ResellerID int64
	Name       string
	Members    int // filled by lists
}

// OfferCost is what a vendor account charges for an offer.
type OfferCost struct {
	Offer
	ID         int64
	ResellerID int64
	AccountID  int64
	ProductID  int64             // whose renewal it is; 0 = the vendor's list price
	Input      map[string]string // what it takes to ask again
	Cost       Fen               // 0 = the vendor names none
	CheckedAt  time.Time         // when the vendor said so last; zero = it was never asked
	ChangedAt  time.Time         // since when it says so
	Account    string            // display name, filled by reads
}

// Fresh reports whether the vendor was asked within some time.
func (c OfferCost) Fresh(now time.Time, within time.Duration) bool {
	return !c.CheckedAt.IsZero() && now.Sub(c.CheckedAt) < within
}

// CostNote is one change of a cost.
type CostNote struct {
	Cost   Fen    // 0 = unknown from then on
	Source string // the vendor's call that said so
	JobID  int64  // 0 = no job
	At     time.Time
}

// PriceList is a version of a reseller's rules.
type PriceList struct {
	ID          int64
	ResellerID  int64
	Version     int64 // counts from 1; the highest that is valid counts
	Draft       bool
	From        time.Time // since when it counts; zero for a draft
	Note        string
	Consents    map[string]Fen // by consentKey, the loss that whoever published agreed to
	PublishedAt time.Time
	Who         string // who published it, filled by reads
	Rules       []PriceRule
}

// Agreed reports whether the loss at a price, made of a cost, was agreed to when
// the list was published: for the product whose own cost it is, or at least as
// great a loss at the list price, which is for every product of the offer.
func (l PriceList) Agreed(p Price, cost OfferCost) bool {
	listed := cost
	listed.ProductID = 0
	loss := p.Loss()
	return loss > 0 && loss <= max(l.Consents[consentKey(p, cost)], l.Consents[consentKey(p, listed)])
}

// consentKey names what a consent to a loss is for: an offer of an account at a
// price, to the group that its rule is for, of the product whose own cost it is
// (0 = list price). No key of an offer alone, as older lists have them, is one.
func consentKey(p Price, cost OfferCost) string {
	group := int64(0)
	if p.Rule != nil {
		group = p.Rule.GroupID
	}
	return fmt.Sprintf("%s|%d|%d|%d|%d", p.Offer.Key(), cost.AccountID, group, cost.ProductID, p.Fen)
}

// Groups lists the groups that the rules name, 0 for those of none first.
func (l PriceList) Groups() []int64 {
	groups := []int64{0}
	for _, r := range l.Rules {
		groups = append(groups, r.GroupID)
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}

// Quote is a price that holds for one purchase until a moment.
type Quote struct {
	ID          int64
	ResellerID  int64
	AccountID   int64
	CustomerID  int64 // 0 = the reseller itself
	ProductID   int64 // 0 = something new
	Key         string
	Fingerprint string // of what it was made for
	Input       map[string]string
	Price       Price // with cost and explanation, as it was computed
	Version     int64 // of the price list; 0 = none
	Coupon      Coupon
	CouponWorth Fen
	Sealed      []byte // encrypted code of the coupon
	Consent     Risk   // what the person who made it agreed to
	CreatedBy   int64
	CreatedAt   time.Time
	ExpiresAt   time.Time
	UsedAt      time.Time
	OrderID     int64 // 0 = not used
}
