package panel

import (
	"fmt"
	"time"
)

// China is the zone in which days and months of the books begin. It is fixed:
// China has one zone and no summer time.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

// Month is a calendar month in China.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf is the month in which a moment falls.
func MonthOf(t time.Time) Month {
	t = t.In(China)
	return Month{t.Year(), t.Month()}
}

// ParseMonth reads "2026-10".
func ParseMonth(text string) (Month, error) {
	t, err := time.ParseInLocation("2006-01", text, China)
	if err != nil || t.Year() < 2000 {
		return Month{}, fmt.Errorf("%q is not a month like 2026-10", text)
	}
	return MonthOf(t), nil
}

// String writes "2026-10".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month)) }

// Span is the month's first moment and the first moment after it.
func (m Month) Span() (from, to time.Time) {
	from = time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, China)
	return from.UTC(), from.AddDate(0, 1, 0).UTC()
}

// Add is the month n months later.
func (m Month) Add(n int) Month {
	return MonthOf(time.Date(m.Year, m.Month+time.Month(n), 1, 0, 0, 0, 0, China))
}

// LedgerEntry is one line of an account: a posted transfer as the account sees
// it. Amount and Balance are in the account's own direction.
type LedgerEntry struct {
	Seq             int64 // of the journal
	At              time.Time
	TransferID      int64
	Kind            TransferKind
	Amount, Balance Fen
	OrderID         int64
	Operation, Name string // of the order
	Reference       string
	Reason          string
	ValueOn         time.Time
	By              string
}

// Statement is a customer's wallet over one month. A month that is over never
// changes: entries stand where they were booked.
type Statement struct {
	Customer Customer
	Reseller string
	Month    Month
	Opening  Fen
	Entries  []LedgerEntry // oldest first
	Closing  Fen
	Final    bool // the month is over
}

// Sums are what came into the wallet and what went out, both positive.
func (s Statement) Sums() (in, out Fen) {
	for _, e := range s.Entries {
		if e.Amount > 0 {
			in += e.Amount
		} else {
			out -= e.Amount
		}
	}
	return in, out
}
