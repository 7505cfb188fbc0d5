package panel

import "time"

// EvidenceKind is where a piece of evidence comes from.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceReply    EvidenceKind = "reply"    // the answer to the call that spends, or its lack
	EvidenceCallback EvidenceKind = "callback" // the vendor's notice: a hint
	EvidenceDetail   EvidenceKind = "detail"   // what the vendor shows of the thing
	EvidenceList     EvidenceKind = "list"     // what the vendor lists of the family
	EvidenceBalance  EvidenceKind = "balance"  // what the vendor account holds
	EvidencePerson   EvidenceKind = "person"   // what a person saw or decided
)

// EvidenceKinds lists every kind of evidence.
var EvidenceKinds = []EvidenceKind{
	EvidenceReply, EvidenceCallback, EvidenceDetail, EvidenceList, EvidenceBalance, EvidencePerson,
}

// Verdict is what a piece of evidence says of one attempt.
type Verdict string

// The verdicts.
const (
	NoVerdict      Verdict = ""        // it is kept, and says nothing by itself
	VerdictDid     Verdict = "did"     // the vendor has done it
	VerdictDidNot  Verdict = "didnot"  // it was not done; believed only after the quiet period
	VerdictWaits   Verdict = "waits"   // the vendor is at it
	VerdictUnclear Verdict = "unclear" // it does not decide
)

// Verdicts lists every verdict.
var Verdicts = []Verdict{NoVerdict, VerdictDid, VerdictDidNot, VerdictWaits, VerdictUnclear}

// Evidence is one thing learnt of an order, kept for ever.
type Evidence struct {
	ID      int64
	Attempt int
	Kind    EvidenceKind
	Verdict Verdict
	Body    string // JSON, secrets redacted
	Whole   bool   // of a reply: all of it is kept, too, sealed
	At      time.Time
	Times   int       // how often in a row, as Condensed counted; 0 before
	LastAt  time.Time // the last of those times
}

// Condensed is evidence, oldest first, with what was seen in the same way again
// and again told once: a vendor may be asked a hundred times.
func Condensed(all []Evidence) []Evidence {
	var short []Evidence
	for _, e := range all {
		e.Times, e.LastAt = 1, e.At
		if n := len(short); n > 0 && short[n-1].says(e) {
			short[n-1].Times++
			short[n-1].LastAt = e.At
			continue
		}
		short = append(short, e)
	}
	return short
}

func (e Evidence) says(other Evidence) bool {
	return e.Attempt == other.Attempt && e.Kind == other.Kind && e.Verdict == other.Verdict && e.Body == other.Body
}

// IncidentKind is what does not add up.
type IncidentKind string

// The kinds of incidents.
const (
	DuplicateSuspect IncidentKind = "DUPLICATE_SUSPECT" // an earlier attempt was carried out, too
	OrphanResource   IncidentKind = "ORPHAN_RESOURCE"   // the vendor has what no order of ours bought
	Contradiction    IncidentKind = "CONTRADICTION"     // the vendor does not show what was bought
	BalanceOff       IncidentKind = "BALANCE"           // the balance is not what the orders make it
	ForgedCallback   IncidentKind = "FORGED_CALLBACK"   // a callback whose signs or fields are wrong
	ForeignCallback  IncidentKind = "FOREIGN_CALLBACK"  // a signed callback about nothing of ours
	SpendCeiling     IncidentKind = "SPEND_CEILING"     // orders wait for the next hour
	OrderHeldUp      IncidentKind = "ORDER_HELD"        // a person must decide an order
	JournalGap       IncidentKind = "JOURNAL_GAP"       // an order was sent that the database did not know
	MissingAtVendor  IncidentKind = "MISSING_AT_VENDOR" // the vendor no longer shows a product of ours
	BooksWrong       IncidentKind = "BOOKS"             // the books do not add up in themselves
	PaymentMismatch  IncidentKind = "PAYMENT_MISMATCH"  // a payment is not the one that was asked for
	StatementOff     IncidentKind = "STATEMENT"         // a provider's statement is not what our books say
)

// IncidentKinds lists every kind of incident.
var IncidentKinds = []IncidentKind{
	DuplicateSuspect, OrphanResource, Contradiction, BalanceOff, ForgedCallback, ForeignCallback, SpendCeiling, OrderHeldUp, JournalGap,
	MissingAtVendor, BooksWrong, PaymentMismatch, StatementOff,
}

// Freezes reports whether an open incident of the kind keeps its order, and
// the others of its lane, from being sent.
func (k IncidentKind) Freezes() bool {
	return k == DuplicateSuspect || k == OrphanResource || k == Contradiction
}

// Incident is something that does not add up, and what a person made of it.
type Incident struct {
	ID         int64
	ResellerID int64
	AccountID  int64 // 0 when it is about no vendor account
	OrderID    int64 // 0 when it is about no order
	Kind       IncidentKind
	Subject    string // what it is about; one open incident per kind and subject
	Detail     string // JSON
	Times      int    // how often the same was seen
	OpenedAt   time.Time
	LastAt     time.Time
	ClosedAt   time.Time // zero while it is open
	ClosedBy   int64     // 0 when it closed by itself
	Closer     string
	Reason     string
	Account    string // label, filled by lists
}

// Weigh says what evidence about one attempt makes of an order: a cause that
// the reconciler may move it for, or an incident. At most one of the two is
// set. Evidence never moves an order that has ended, nor one that has been
// sent again since, nor one that waits for a person.
func Weigh(o Order, attempt int, v Verdict) (Cause, IncidentKind) {
	if o.State != OrderUnknown && o.State != OrderAccepted || attempt < o.Attempts {
		return "", contradicts(o, attempt, v)
	}
	switch {
	case v == VerdictDid:
		return CauseFound, ""
	case v == VerdictDidNot && o.State == OrderUnknown:
		return CauseAbsent, ""
	case v == VerdictDidNot:
		return CauseAborted, ""
	}
	return "", ""
}

// contradicts says what is wrong when evidence speaks against how an order
// stands; "" when it does not.
func contradicts(o Order, attempt int, v Verdict) IncidentKind {
	latest := attempt >= o.Attempts
	switch {
	case v == VerdictDid && !latest:
		return DuplicateSuspect
	case v == VerdictDid && (o.State == OrderFailed || o.State == OrderCancelled || o.State == OrderReady):
		return OrphanResource // it ended without, or is about to be sent again
	case v == VerdictDidNot && latest && o.State == OrderDone:
		return Contradiction
	}
	return ""
}
