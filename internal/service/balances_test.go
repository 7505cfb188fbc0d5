package service

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// reading has the balance of the shop's CNDNS account read, and returns what
// was made of it.
func (s *shop) reading() panel.Reading {
	s.t.Helper()
	s.ahead.Add(int64(time.Second)) // no two readings at one time
	var id int64
	v := s.account(s.cndnsID)
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		id, err = s.startCheck(s.t.Context(), tx, s.owner, v, db.CheckBalance, balanceJob)
		return err
	}))
	s.must(s.Step(s.t.Context(), id))
	d, err := s.DB.Job(s.t.Context(), panel.SystemActor(0), id)
	s.must(err)
	all, err := s.DB.Readings(s.t.Context(), s.owner, db.ReadingFilter{AccountID: s.cndnsID, Limit: 1})
	s.must(err)
	if d.State != panel.JobDone || len(all) != 1 {
		s.t.Fatalf("job = %s (%s), %d readings", d.State, d.ErrorKey, len(all))
	}
	return all[0]
}

func (s *shop) books() VendorBooks {
	s.t.Helper()
	b, err := s.VendorBooks(s.t.Context(), s.owner, s.cndnsID, 0)
	s.must(err)
	return b
}

func (s *shop) expectReading(want panel.ReadingVerdict, difference panel.Fen, incident bool) panel.Reading {
	s.t.Helper()
	r := s.reading()
	if r.Verdict != want || r.Difference != difference {
		s.t.Errorf("reading = %s by %s (balance %s, mirror %s, pending %s, %d unpriced); want %s by %s",
			r.Verdict, r.Difference.Yuan(), r.Balance.Yuan(), r.Mirror.Yuan(), r.Pending.Yuan(), r.Unpriced, want, difference.Yuan())
	}
	if open := s.books().Incident.ID != 0; open != incident {
		s.t.Errorf("%s: an incident is open: %t, want %t", r.Verdict, open, incident)
	}
	return r
}

// costs books a cost of the account, and has the vendor take as much.
func (s *shop) costs(key string, booked, taken panel.Fen) {
	s.t.Helper()
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		_, _, err := tx.Book(s.t.Context(), panel.Booking{ResellerID: s.owner.ResellerID, Kind: panel.TransferCost, VendorID: s.cndnsID, Amount: booked, Key: key})
		return err
	}))
	s.take(taken)
}

// take has the vendor take money that no call of ours spent.
func (s *shop) take(fen panel.Fen) {
	s.t.Helper()
	s.world.CNDNS.SetBalance(int64(s.vendorHolds() - fen))
}

func (s *shop) vendorHolds() panel.Fen {
	s.t.Helper()
	f, err := financeCNDNS(s.t.Context(), s.App, s.cndnsID)
	s.must(err)
	return f.balance
}

func TestTheFirstReadingOpensTheMirror(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.expectReading(panel.ReadingFirst, 0, false)
	if got := s.books(); got.Mirror.Posted() != s.vendorHolds() || got.Account.Balance != s.vendorHolds() {
		t.Errorf("mirror = %s, shown %s; the vendor holds %s", got.Mirror.Posted().Yuan(), got.Account.Balance.Yuan(), s.vendorHolds().Yuan())
	}
	s.expectReading(panel.ReadingEqual, 0, false)
	report, err := s.CheckLedger(t.Context())
	if s.must(err); len(report.Faults) != 0 || report.Transfers != 1 {
		t.Errorf("books = %+v, want one sound transfer", report)
	}
}

func TestADifferenceIsAnIncidentUntilItAddsUp(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.reading()
	s.costs("a", 5000, 5000)
	s.expectReading(panel.ReadingEqual, 0, false)
	s.costs("b", 700, 900) // the vendor took two yuan more
	s.expectReading(panel.ReadingOff, -200, true)
	s.expectReading(panel.ReadingOff, -200, true)
	i := s.books().Incident
	if i.Times != 2 {
		t.Errorf("the incident was seen %d times, want twice", i.Times)
	}
	var sums map[string]any
	s.must(json.Unmarshal([]byte(i.Detail), &sums))
	for name, want := range map[string]any{
		"balance": s.vendorHolds().Yuan(), "mirror": (s.vendorHolds() + 200).Yuan(), "difference": "-2.00", "since.cost": "-7.00",
		"pending": "0.00", "last_balance": (s.vendorHolds() + 900).Yuan(), "unpriced_orders": 0.0,
	} {
		if sums[name] != want {
			t.Errorf("%s on the incident = %v, want %v", name, sums[name], want)
		}
	}
	s.costs("c", 200, 0) // what was missing in the books
	s.expectReading(panel.ReadingEqual, 0, false)
	closed, err := s.Incident(t.Context(), s.owner, i.ID)
	if s.must(err); closed.ClosedAt.IsZero() || closed.ClosedBy != 0 || closed.Reason != "balance.addsup" {
		t.Errorf("incident = %+v, want closed by itself", closed)
	}
}

func TestWhatIsPendingMayBeCharged(t *testing.T) {
	t.Parallel()
	for name, executed := range map[string]bool{"executed": true, "dropped": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.reading()
			before := s.vendorHolds()
			kind := trouble.Drop
			if executed {
				kind = trouble.Silent
			}
			o := s.orderNow(s.doubtfulHost(kind)).Order
			if paid := before - s.vendorHolds(); executed && paid != o.Cost || !executed && paid != 0 {
				t.Fatalf("the vendor took %s for a cost of %s", paid.Yuan(), o.Cost.Yuan())
			}
			if r := s.expectReading(panel.ReadingWithin, 0, false); r.Pending != o.Cost {
				t.Errorf("pending = %s, want %s", r.Pending.Yuan(), o.Cost.Yuan())
			}
			s.take(1) // and a fen more than anything explains, or as much less
			if executed {
				s.expectReading(panel.ReadingOff, -1, true)
				return
			}
			s.expectReading(panel.ReadingWithin, 0, false)
		})
	}
}

// TestAnOrderOfKnownCostAddsUp buys through the panel: what the vendor takes is
// what the order's end books.
func TestAnOrderOfKnownCostAddsUp(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	before := s.reading().Balance
	id := s.register("tangelo-priced.top")
	s.priced(id, 900)
	if o := s.finishOrder(id); o.State != panel.OrderDone {
		t.Fatalf("order = %s, want done", o.State)
	}
	if r := s.expectReading(panel.ReadingEqual, 0, false); r.Balance != before-900 {
		t.Errorf("balance = %s, want 9.00 less than %s", r.Balance.Yuan(), before.Yuan())
	}
}

func TestAnOrderOfUnknownCostMakesTheEquationUndecided(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.reading()
	form := s.registration("tangelo-unpriced.top", 1)
	id := s.ordered(s.BuyDomain(t.Context(), s.owner, "domain.register", form))
	o := s.finishOrder(id)
	if o.State != panel.OrderDone {
		t.Fatalf("order = %s", o.State)
	}
	s.withoutCost(o)
	paid := s.bookedBalance() - s.vendorHolds()
	if r := s.expectReading(panel.ReadingUndecided, -paid, false); r.Unpriced != 1 || paid <= 0 {
		t.Errorf("unpriced orders = %d, paid %s; want 1 and something", r.Unpriced, paid.Yuan())
	}
	s.must(s.FixMirror(t.Context(), s.owner, MirrorFix{AccountID: s.cndnsID, Balance: s.vendorHolds().Yuan(), Reason: "read the bill", FormKey: NewFormKey()}))
	s.expectReading(panel.ReadingEqual, 0, false)
	s.take(100)
	s.expectReading(panel.ReadingOff, -100, true) // the old order explains nothing any more
}

// withoutCost is an order whose cost nobody knew, whatever the books made of it.
func (s *shop) withoutCost(o panel.Order) {
	s.t.Helper()
	if _, err := s.DB.TransferByKey(s.t.Context(), o.ResellerID, db.CostKey(o)); !panel.Is(err, panel.NotFound) {
		s.t.Fatalf("the order has a cost in the books: %v", err)
	}
}

func (s *shop) bookedBalance() panel.Fen {
	s.t.Helper()
	return s.books().Mirror.Posted()
}

func TestAPersonRecordsWhatHappened(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	ctx := t.Context()
	s.reading()
	s.take(-50_000) // somebody paid in at the vendor
	s.expectReading(panel.ReadingOff, 50_000, true)
	day := s.now().In(panel.China).Format(time.DateOnly)
	f := VendorPayment{AccountID: s.cndnsID, Amount: "500", Reference: "工行 20261126-17", Day: day, FormKey: NewFormKey()}
	for range 2 {
		if _, err := s.PayVendor(ctx, s.owner, f); err != nil {
			t.Fatal(err)
		}
	}
	s.drain() // it is read again by itself
	b := s.books()
	if b.Incident.ID != 0 || b.Mirror.Posted() != s.vendorHolds() || b.Readings[0].Verdict != panel.ReadingEqual {
		t.Errorf("after the payment: incident %d, mirror %s, %s; want none, equal", b.Incident.ID, b.Mirror.Posted().Yuan(), b.Readings[0].Verdict)
	}
	f.FormKey = NewFormKey()
	if _, err := s.PayVendor(ctx, s.owner, f); panel.Problems(err) == nil {
		t.Errorf("the same reference again: %v, want a problem of the field", err)
	}

	s.take(1234)
	s.expectReading(panel.ReadingOff, -1234, true)
	open := s.books().Incident
	fix := MirrorFix{AccountID: s.cndnsID, Balance: s.vendorHolds().Yuan(), Reason: "bought by hand at the vendor", FormKey: NewFormKey()}
	for range 2 {
		s.must(s.FixMirror(ctx, s.owner, fix))
	}
	closed, err := s.Incident(ctx, s.owner, open.ID)
	if s.must(err); closed.ClosedBy != s.owner.UserID || closed.Reason != fix.Reason {
		t.Errorf("incident = %+v, want closed by the owner", closed)
	}
	s.expectReading(panel.ReadingEqual, 0, false)
	fix.FormKey = NewFormKey()
	if err := s.FixMirror(ctx, s.owner, fix); panel.Problems(err) == nil {
		t.Errorf("a correction of nothing: %v, want a problem of the field", err)
	}
	report, err := s.CheckLedger(ctx)
	if s.must(err); len(report.Faults) != 0 || report.Transfers != 3 {
		t.Errorf("books = %+v, want three sound transfers: opening, payment, correction", report)
	}
}

func TestOnlyTheOwnersPeopleTouchTheMirror(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	staff := panel.Actor{UserID: 9, Role: panel.RoleStaff, ResellerID: s.owner.ResellerID, Granted: []panel.Permission{panel.ViewLedger}}
	for name, tt := range map[string]struct {
		actor panel.Actor
		kind  panel.Kind
	}{"staff who may only look": {staff, panel.Forbidden}, "another reseller": {s.stranger, panel.NotFound}, "a customer": {s.buyer, panel.Forbidden}} {
		_, paid := s.PayVendor(t.Context(), tt.actor, VendorPayment{AccountID: s.cndnsID, Amount: "1", Reference: "x", Day: "2026-11-26", FormKey: "k"})
		fixed := s.FixMirror(t.Context(), tt.actor, MirrorFix{AccountID: s.cndnsID, Balance: "1", Reason: "x", FormKey: "k"})
		_, checked := s.CheckAccount(t.Context(), tt.actor, s.cndnsID)
		for what, err := range map[string]error{"pay": paid, "fix": fixed, "check": checked} {
			if !panel.Is(err, tt.kind) {
				t.Errorf("%s: %s = %v, want kind %d", name, what, err, tt.kind)
			}
		}
	}
	wrong := s.FixMirror(t.Context(), s.owner, MirrorFix{AccountID: s.cndnsID, Balance: "12.345", FormKey: "k"})
	var fields []string
	for _, p := range panel.Problems(wrong) {
		fields = append(fields, p.Field)
	}
	if strings.Join(fields, " ") != "balance reason" {
		t.Errorf("problems = %v, want balance and reason", fields)
	}
}

// TestBalancesAreReadByTheHour lets the clock run, with gaps in it.
func TestBalancesAreReadByTheHour(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	count := func(after time.Duration) int {
		s.ahead.Add(int64(after))
		s.must(s.StartBalances(t.Context()))
		s.must(s.StartBalances(t.Context()))
		s.drain()
		all, err := s.DB.Readings(t.Context(), s.owner, db.ReadingFilter{AccountID: s.cndnsID, Limit: 100})
		s.must(err)
		return len(all)
	}
	for i, step := range []struct {
		after time.Duration
		want  int
	}{{0, 1}, {30 * time.Minute, 1}, {31 * time.Minute, 2}, {7 * time.Hour, 3}, {time.Minute, 3}} {
		if got := count(step.after); got != step.want {
			t.Errorf("step %d: %d readings, want %d", i, got, step.want)
		}
	}
}

func TestTheBooksAreCheckedOnceANight(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	admin := s.admin()
	s.reading()
	s.must(s.CheckBooksNightly(t.Context()))
	first, err := s.Books(t.Context(), s.owner, TransferFilter{})
	s.must(err)
	s.must(s.CheckBooksNightly(t.Context()))
	again, err := s.Books(t.Context(), s.owner, TransferFilter{})
	s.must(err)
	if first.Check.At.IsZero() || first.Check.Count != 0 || first.Check.Rows != 1 || !again.Check.At.Equal(first.Check.At) {
		t.Errorf("checks = %+v, then %+v; want one, sound, of one row", first.Check, again.Check)
	}
	tamper := func(statement string) {
		_, err := s.DB.SQLite().ExecContext(t.Context(), statement)
		s.must(err)
	}
	tamper("UPDATE ledger_accounts SET debit_fen = debit_fen + 1 WHERE kind = 'vendor'")
	s.ahead.Add(int64(24 * time.Hour))
	s.must(s.CheckBooksNightly(t.Context()))
	for _, who := range []panel.Actor{s.owner, admin} {
		open, err := s.Incidents(t.Context(), who, db.IncidentFilter{Open: true, Kind: panel.BooksWrong})
		if s.must(err); len(open) != 1 || open[0].AccountID != 0 {
			t.Errorf("incidents of the %s = %+v, want one about the books", who.Role, open)
		}
	}
	if b, err := s.Books(t.Context(), s.owner, TransferFilter{}); err != nil || b.Check.Count == 0 || len(b.Check.Faults) == 0 {
		t.Errorf("the check that stands on the page = %+v, %v; want its faults", b.Check, err)
	}
	tamper("UPDATE ledger_accounts SET debit_fen = debit_fen - 1 WHERE kind = 'vendor'")
	_, err = s.CheckBooks(t.Context(), s.owner) // by hand, and kept too
	s.must(err)
	open, err := s.Incidents(t.Context(), s.owner, db.IncidentFilter{Open: true})
	if s.must(err); len(open) != 0 {
		t.Errorf("incidents after the repair = %+v, want none", open)
	}
}

func TestTheNightBeginsAtThreeInChina(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-11-26T18:59:00Z": "2026-11-25T19:00:00Z", "2026-11-26T19:00:00Z": "2026-11-26T19:00:00Z", "2026-11-27T05:00:00Z": "2026-11-26T19:00:00Z",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := lastAt(at, booksHour).UTC().Format(time.RFC3339); got != want {
			t.Errorf("at %s the night began at %s, want %s", now, got, want)
		}
	}
}
