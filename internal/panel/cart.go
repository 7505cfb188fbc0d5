package panel

import (
	"slices"
	"time"
)

// CartLines is how many lines a cart holds at most.
const CartLines = 50

// Cart is what one person collects for one customer, to order it at once. One
// that was ordered is the record of that purchase.
type Cart struct {
	ID         int64
	ResellerID int64
	UserID     int64
	CustomerID int64 // 0 = for the reseller itself
	Version    int64 // counts the changes of its lines
	CreatedAt  time.Time
	OrderedAt  time.Time // zero = open
	Customer   string    // display name, filled by reads
	Lines      int       // how many it has, filled by reads
}

// Ordered reports whether the cart was ordered.
func (c Cart) Ordered() bool { return !c.OrderedAt.IsZero() }

// CartLine is one wish in a cart: an order that is not placed yet.
type CartLine struct {
	ID         int64
	ResellerID int64
	CartID     int64
	AccountID  int64 // vendor account that will pay
	ProductID  int64 // the product it changes, 0 for a new one
	Operation  string
	Name       string // natural key at the vendor; "" when the vendor makes the name up
	Input      map[string]string
	Sealed     []byte // secrets of the input
	FormKey    string // one-time key of the form that added it
	Key        string // one-time key of its quote and of its order
	Was        Fen    // the price that it had until its quote expired; 0 = none did
	AddedAt    time.Time
	OrderID    int64  // 0 = not ordered
	Product    string // name of the product, filled by reads
}

// Moved reports whether the price of a line is known and another one than it
// was before its quote expired.
func (l CartLine) Moved(t PriceTag) bool {
	return l.Was > 0 && t.Fen > 0 && !t.Asking && l.Was != t.Fen
}

// CartSum is what the lines of a cart come to.
type CartSum struct {
	Price  Fen  // of the lines whose price is known
	Cost   Fen  // of the lines whose cost is known, coupons taken off
	Margin Fen  // of the lines whose margin is known
	Asking int  // lines whose price the vendor is being asked for
	Stuck  int  // lines that stop and ask
	Free   int  // lines that are charged nothing, of a customer's cart: no price is named for them
	Charge bool // a customer's wallet pays
}

// Open reports whether the sum can still grow.
func (s CartSum) Open() bool { return s.Asking > 0 || s.Stuck > 0 }

// SumCart adds up the prices of a cart's lines. charge says whether a customer
// pays; else the sum is what the vendor charges.
func SumCart(tags []PriceTag, charge bool) CartSum {
	s := CartSum{Charge: charge}
	for _, t := range tags {
		switch {
		case t.Asking:
			s.Asking++
			continue
		case t.Stop != RiskNone:
			s.Stuck++
		case charge && t.Fen == 0:
			s.Free++
		}
		s.Price += t.Fen
		s.Cost += max(t.Cost-t.Worth, 0)
		if left, ok := t.Margin(t.Worth); ok {
			s.Margin += left
		}
	}
	return s
}

// Short is how much of the sum a wallet's available money does not cover.
func (s CartSum) Short(available Fen) Fen {
	if !s.Charge {
		return 0
	}
	return max(s.Price-max(available, 0), 0)
}

// portalSales is every operation that buys something new and may be sold in
// the portal, when the reseller wants it.
var portalSales = []string{"domain.register", "cloud.buy"}

// PortalSales lists the operations that buy something new and that a reseller
// may offer to customers.
func PortalSales() []string { return slices.Clone(portalSales) }

// RenewedUntil is the day a product ends when it is renewed for some months;
// zero when its present end is not known.
func RenewedUntil(p Product, months int) time.Time {
	if p.ExpiresAt.IsZero() || months <= 0 {
		return time.Time{}
	}
	return p.ExpiresAt.AddDate(0, months, 0)
}
