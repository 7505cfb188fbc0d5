package panel

import "time"

// ReadingVerdict is what a reading of a vendor account's balance says of the
// books.
type ReadingVerdict string

// The verdicts of readings.
const (
	ReadingFirst     ReadingVerdict = "first"     // the books begin with it
	ReadingEqual     ReadingVerdict = "equal"     // balance and mirror are the same
	ReadingWithin    ReadingVerdict = "within"    // the difference is no more than what is pending
	ReadingUndecided ReadingVerdict = "undecided" // orders without a known cost may be the reason
	ReadingOff       ReadingVerdict = "off"       // nothing in the books explains it
)

// ReadingVerdicts lists every verdict.
var ReadingVerdicts = []ReadingVerdict{ReadingFirst, ReadingEqual, ReadingWithin, ReadingUndecided, ReadingOff}

// BalanceEquation is what must add up: the vendor's balance lies between Low,
// with every pending cost charged, and High, with none.
type BalanceEquation struct {
	First     bool // nothing was read before
	Balance   Fen  // the vendor's
	Low, High Fen
	Unpriced  int // orders sent since it last added up, without a cost in the books
}

// Weigh says whether the equation holds, and by how much it does not: above
// zero the vendor has more than the books explain. An order without a known
// cost can only explain that there is less.
func (e BalanceEquation) Weigh() (v ReadingVerdict, difference Fen) {
	switch {
	case e.First:
		return ReadingFirst, 0
	case e.Balance > e.High:
		return ReadingOff, e.Balance - e.High
	case e.Balance < e.Low && e.Unpriced > 0:
		return ReadingUndecided, e.Balance - e.Low
	case e.Balance < e.Low:
		return ReadingOff, e.Balance - e.Low
	case e.Balance == e.High && e.Low == e.High:
		return ReadingEqual, 0
	}
	return ReadingWithin, 0
}

// Reading is one reading of a vendor account's balance, with what the books
// said then.
type Reading struct {
	ID, ResellerID, AccountID int64
	At                        time.Time
	Balance                   Fen // what the vendor holds of ours
	Available                 Fen // of it, what may be spent, as the vendor says
	Mirror                    Fen // posted in the books
	Pending                   Fen // held for orders that the vendor may have charged
	Unpriced                  int
	Verdict                   ReadingVerdict
	Difference                Fen
}

// PriceGone says whether a price has left a vendor account, as far as its
// balance tells.
type PriceGone string

// What a balance can say of one price.
const (
	PriceWent    PriceGone = "went"    // just this much is gone that no other order explains
	PriceStayed  PriceGone = "stayed"  // nothing is gone that others do not explain
	PriceUnclear PriceGone = "unclear" // neither, or something that counts is not known
)

// PriceTrace is what happened to a vendor account's balance since an order was
// about to be sent.
type PriceTrace struct {
	Before    Fen `json:"balance_before"`
	Now       Fen `json:"balance_now"`
	ToppedUp  Fen `json:"topped_up"` // and other bookings that are no cost
	Others    Fen `json:"others"`    // costs of other orders that were carried out
	Uncertain int `json:"uncertain"` // other orders that may have been, or whose cost nobody knows
	Price     Fen `json:"price"`     // cost of the order itself, 0 = unknown
}

// Unexplained is how much is gone that nothing else explains.
func (t PriceTrace) Unexplained() Fen { return t.Before + t.ToppedUp - t.Others - t.Now }

// Says weighs the trace. While another order's outcome or cost is not known it
// proves nothing.
func (t PriceTrace) Says() PriceGone {
	switch gone := t.Unexplained(); {
	case t.Uncertain > 0:
		return PriceUnclear
	case gone == 0:
		return PriceStayed
	case t.Price > 0 && gone == t.Price:
		return PriceWent
	}
	return PriceUnclear
}
