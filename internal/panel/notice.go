package panel

import (
	"fmt"
	"time"
)

// NoticeKind is what a message to a customer is about.
type NoticeKind string

// The kinds of messages; each is the message "notices.<kind>".
const (
	NoticeEnds     NoticeKind = "ends"     // something ends and does not renew itself
	NoticeRenews   NoticeKind = "renews"   // it will renew itself
	NoticeShort    NoticeKind = "short"    // it did not, for the wallet was short
	NoticeRenewing NoticeKind = "renewing" // its renewal was ordered
)

// NoticeKinds lists every kind.
var NoticeKinds = []NoticeKind{NoticeEnds, NoticeRenews, NoticeShort, NoticeRenewing}

// Notice is a message to a customer.
type Notice struct {
	ID         int64
	ResellerID int64
	CustomerID int64
	ProductID  int64
	Key        string // the same thing is said once
	Kind       NoticeKind
	Args       map[string]string // Day (yyyy-mm-dd), Yuan
	At         time.Time
	ReadAt     time.Time // zero = not yet
	Product    string    // its name, filled by reads
}

// notice is a message about a product's end on a day of its rule.
func notice(p Product, kind NoticeKind, day int) Notice {
	return Notice{
		ResellerID: p.ResellerID, CustomerID: p.CustomerID, ProductID: p.ID, Kind: kind,
		Key:  fmt.Sprintf("%s:%d:%d:%d", kind, p.ID, DayNumber(p.ExpiresAt), day),
		Args: map[string]string{"Day": p.ExpiresAt.In(China).Format(time.DateOnly)},
	}
}

// Reminders are the messages that are due about what ends; what an order
// renews already needs none.
func (r RenewalRun) Reminders() (due []Notice) {
	for _, c := range r.Cases {
		day, now := c.Rule.ReminderDay(c.Product.ExpiresAt, r.Now)
		if !now || c.Product.CustomerID == 0 || c.Open || c.has(func(s OrderState) bool { return s == OrderDone || s.Open() }) {
			continue
		}
		kind := NoticeEnds
		if c.Product.AutoRenew {
			kind = NoticeRenews
		}
		n := notice(c.Product, kind, day)
		if c.Tag.InUse && c.Tag.Fen > 0 {
			n.Args["Yuan"] = c.Tag.Fen.Yuan()
		}
		due = append(due, n)
	}
	return due
}

// Notice is the message to the customer that goes with a decision; false when
// there is none.
func (d RenewalDecision) Notice() (Notice, bool) {
	kind := NoticeRenewing
	switch {
	case d.Product.CustomerID == 0:
		return Notice{}, false
	case d.Why == "wallet":
		kind = NoticeShort
	case d.Verdict != RenewalDo:
		return Notice{}, false
	}
	n := notice(d.Product, kind, d.Day)
	n.Args["Yuan"] = d.Tag.Fen.Yuan()
	return n, true
}
