package service

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/endpoint"
)

// orderPoints are the points that an order passes on its way.
var orderPoints = []point{
	pointChecked, pointIntended, pointJournaled, pointSent, pointSettling, pointSettled, pointProbed, pointWeighing, pointWeighed,
}

// unreachable is a trouble of the panel's side: no connection is made.
const unreachable trouble.Kind = "unreachable"

// diesAt runs act in a process that dies at a point, and reports whether it did.
func (s *shop) diesAt(p point, act func()) (died bool) {
	s.t.Helper()
	done := make(chan struct{})
	s.hook = func(at point) {
		if at == p && !died {
			died = true
			runtime.Goexit()
		}
	}
	go func() {
		defer close(done)
		act()
	}()
	<-done
	s.hook = nil
	return died
}

// cut has the next calls of an account fail before a connection is made.
func (s *shop) cut() {
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		return tx.LeaveGate(s.t.Context(), s.cndnsID, true, 1, time.Minute)
	}))
}

// TestACrashAnywhereBuysAtMostOnce kills the process at every point × reply ×
// purchase, starts it again on the same database and journal, and counts what
// the vendor carried out.
func TestACrashAnywhereBuysAtMostOnce(t *testing.T) {
	t.Parallel()
	replies := []trouble.Kind{"", trouble.Reset, trouble.Drop, trouble.Refuse, unreachable}
	asked := []point{pointProbed, pointWeighing, pointWeighed}
	for _, b := range purchases {
		for _, reply := range replies {
			for _, at := range orderPoints {
				clear := reply == "" || reply == trouble.Refuse || reply == unreachable
				if clear && b.operation != "domain.transfer_in" && slices.Contains(asked, at) {
					continue // a clear answer is not asked about, unless it says "in progress"
				}
				t.Run(fmt.Sprintf("%s/%s/%s", b.operation, reply, at), func(t *testing.T) {
					t.Parallel()
					s := openShop(t)
					id := b.place(s)
					s.sells(id)
					call := contracts[b.operation].endpoint
					if reply != "" && reply != unreachable {
						s.world.Board.Set(trouble.Fault{Call: call, Kind: reply, Code: b.code, Count: 1})
					}

					died := s.diesAt(at, func() {
						if reply == unreachable {
							s.carryOrders(id, func() { s.cut() })
						}
						s.finishOrder(id)
					})
					if died {
						s.reboot()
					} else if !clear || !slices.Contains(asked, at) {
						t.Errorf("the order never passed %q", at)
					}
					s.holdsTogether(s.finishOrder(id), call)
				})
			}
		}
	}
}

// TestACrashOnPostgresBuysAtMostOnce is the same on the other engine, where a
// start frees only what the same instance was sending.
func TestACrashOnPostgresBuysAtMostOnce(t *testing.T) {
	t.Parallel()
	for _, at := range orderPoints {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			s := openShopOn(t, pgtest.URL(t))
			id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
			s.sells(id)
			s.world.Board.Set(trouble.Fault{Call: "cndns.domain.renew", Kind: trouble.Reset, Count: 1})
			if !s.diesAt(at, func() { s.finishOrder(id) }) {
				t.Errorf("the order never passed %q", at)
			}
			s.reboot()
			s.holdsTogether(s.finishOrder(id), "cndns.domain.renew")
		})
	}
}

// carryOrders takes an order to the point before its first byte, where before
// is called.
func (s *shop) carryOrders(id int64, before func()) {
	crash := s.hook
	s.hook = func(at point) {
		if at == pointIntended {
			before()
			s.hook = crash
		}
		crash(at)
	}
	o, err := s.DB.Order(s.t.Context(), panel.SystemActor(0), id)
	s.must(err)
	s.must(s.Step(s.t.Context(), o.JobID))
}

// holdsTogether holds an order that has come to rest to what the vendor carried
// out, and the money to the order.
func (s *shop) holdsTogether(o panel.Order, call string) {
	s.t.Helper()
	executed := s.executed(call)
	switch {
	case executed > 1:
		s.t.Errorf("carried out %d times", executed)
	case !o.State.Final() && o.State != panel.OrderHeld:
		s.t.Errorf("order = %s, want it ended or held", o.State)
	case o.State == panel.OrderDone && executed != 1, o.State == panel.OrderFailed && executed != 0:
		s.t.Errorf("order = %s, and the vendor carried out %d", o.State, executed)
	}
	attempts, err := s.DB.OrderAttempts(s.t.Context(), o.ID)
	s.must(err)
	if len(attempts) != o.Attempts {
		s.t.Errorf("attempts kept = %d, counted %d", len(attempts), o.Attempts)
	}
	for _, a := range attempts {
		if a.Class == "" || a.Intent == "" {
			s.t.Errorf("attempt %d has no outcome %q, or no intent %q", a.No, a.Class, a.Intent)
		}
	}
	s.addsUp()
	if safe, err := s.DB.InSafeMode(s.t.Context()); err != nil || safe {
		s.t.Errorf("safe mode after a crash: %t, %v; want none", safe, err)
	}
}

// TestAReplyThatCannotBeStoredEndsTheProcess has every write fail after the call.
func TestAReplyThatCannotBeStoredEndsTheProcess(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
	o, err := s.DB.Order(t.Context(), s.owner, id)
	s.must(err)
	died := s.diesAt("", func() {
		s.hook = func(at point) {
			if at == pointSent {
				s.must(s.DB.Close()) // as when the disk is gone
			}
		}
		_ = s.Step(t.Context(), o.JobID)
	})
	if died || s.exits.Load() != 1 {
		t.Errorf("the process would have ended %d times, want once", s.exits.Load())
	}
	s.boot()
	if o = s.finishOrder(id); o.State != panel.OrderDone || s.executed("cndns.domain.renew") != 1 {
		t.Errorf("order after the restart = %s, %d executed; want done, 1", o.State, s.executed("cndns.domain.renew"))
	}
}

// TestWhatCannotBeJournaledIsNotSent closes the journal's file.
func TestWhatCannotBeJournaledIsNotSent(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
	s.must(s.Journal.Close())
	s.compare.done = true // it was compared while it could be read
	s.drainOnce(id)
	o, err := s.DB.Order(t.Context(), s.owner, id)
	s.must(err)
	if o.State != panel.OrderReady || o.Waiting != panel.WaitJournal || s.spent("cndns.domain.renew") != 0 {
		t.Errorf("order = %s, waits for %q, %d calls; want ready, journal, 0", o.State, o.Waiting, s.spent("cndns.domain.renew"))
	}
}

// drainOnce takes one step of an order's job.
func (s *shop) drainOnce(orderID int64) {
	s.t.Helper()
	o, err := s.DB.Order(s.t.Context(), panel.SystemActor(0), orderID)
	s.must(err)
	s.must(s.Step(s.t.Context(), o.JobID))
}

// sending takes an order to the moment before its reply is stored, with a
// given reply in hand.
func (s *shop) sending(id int64, e error) (contract, *purchase, reply) {
	s.t.Helper()
	p, err := s.openPurchase(s.t.Context(), id, s.owner.ResellerID)
	s.must(err)
	c := contracts[p.order.Operation]
	before, err := s.preCheck(s.t.Context(), c, p)
	s.must(err)
	s.must(s.commitIntent(s.t.Context(), p, before))
	return c, p, s.replyOf(s.t.Context(), p, e, new(tap))
}

func (s *shop) orderNow(id int64) OrderDetail {
	s.t.Helper()
	d, err := s.Order(s.t.Context(), s.owner, id)
	s.must(err)
	return d
}

func (d OrderDetail) open(kind panel.IncidentKind) bool {
	return slices.ContainsFunc(d.Incidents, func(i panel.Incident) bool { return i.Kind == kind && i.ClosedAt.IsZero() })
}

// TestALateReplyChangesNothingThatHasMovedOn walks late replies against orders
// that went on without them.
func TestALateReplyChangesNothingThatHasMovedOn(t *testing.T) {
	t.Parallel()
	again := Resolution{To: panel.OrderReady, Reason: "not there"}
	for name, tt := range map[string]struct {
		reply     error
		meanwhile func(s *shop, id int64)
		state     panel.OrderState
		incident  panel.IncidentKind
	}{
		"success of the same attempt, while it is being checked": {nil, func(*shop, int64) {}, panel.OrderDone, ""},
		"refusal of the same attempt, while it is being checked": {&endpoint.Error{Class: endpoint.Refused}, func(*shop, int64) {}, panel.OrderUnknown, ""},
		"success of the same attempt, while a person decides":    {nil, (*shop).untilHeldBlindly, panel.OrderHeld, ""},
		"success, when a person has written it off": {nil, func(s *shop, id int64) {
			s.untilHeldBlindly(id)
			s.must(s.ResolveOrder(s.t.Context(), s.owner, id, Resolution{To: panel.OrderFailed, Reason: "not there"}))
		}, panel.OrderFailed, panel.OrphanResource},
		"success, when it is about to be sent again": {nil, func(s *shop, id int64) {
			s.untilHeldBlindly(id)
			s.must(s.ResolveOrder(s.t.Context(), s.owner, id, again))
		}, panel.OrderReady, panel.OrphanResource},
		"success of the first, when the second is done": {nil, func(s *shop, id int64) {
			s.untilHeldBlindly(id)
			s.must(s.ResolveOrder(s.t.Context(), s.owner, id, again))
			s.finishOrder(id)
		}, panel.OrderDone, panel.DuplicateSuspect},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
			c, p, r := s.sending(id, tt.reply)
			s.ahead.Add(int64(lease + time.Second))
			s.must(s.settleLostOrders(t.Context()))
			tt.meanwhile(s, id)
			events := len(s.orderNow(id).Events)

			s.must(keep(s.keepReply(t.Context(), c, p, r)))

			d := s.orderNow(id)
			if d.Order.State != tt.state {
				t.Errorf("order = %s, want %s", d.Order.State, tt.state)
			}
			if moved := len(d.Events) > events; moved != (name == "success of the same attempt, while it is being checked") {
				t.Errorf("moved by the late reply: %t", moved)
			}
			if tt.incident != "" && !d.open(tt.incident) {
				t.Errorf("incidents = %+v, want %s", d.Incidents, tt.incident)
			}
			last := d.Evidence[len(d.Evidence)-1]
			if last.Kind != panel.EvidenceReply || last.Attempt != 1 {
				t.Errorf("last evidence = %+v, want the late reply", last)
			}
		})
	}
}

// keep is whether a reply could be kept.
func keep(_ panel.Order, err error) error { return err }

// untilHeld lets the time for finding out pass.
func (s *shop) untilHeld(id int64) {
	s.t.Helper()
	if o := s.finishOrder(id); o.State != panel.OrderHeld {
		s.t.Fatalf("order = %s, want held", o.State)
	}
}

// untilHeldBlindly does so while the vendor answers no question about domains:
// what would be proven absent is held, too.
func (s *shop) untilHeldBlindly(id int64) {
	s.t.Helper()
	fault := s.world.Board.Set(trouble.Fault{Call: "cndns.domain.detail", Kind: trouble.Status503})
	s.untilHeld(id)
	s.world.Board.Clear(fault)
	s.ahead.Add(int64(10 * time.Minute)) // the line to the vendor is believed in again
}

// TestAnIncidentFreezesItsOrder keeps what was ordered again from being sent
// until a person has closed the incident.
func TestAnIncidentFreezesItsOrder(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
	c, p, r := s.sending(id, nil)
	s.ahead.Add(int64(lease + time.Second))
	s.must(s.settleLostOrders(t.Context()))
	s.untilHeldBlindly(id)
	s.must(s.ResolveOrder(t.Context(), s.owner, id, Resolution{To: panel.OrderReady, Reason: "not there"}))
	s.must(keep(s.keepReply(t.Context(), c, p, r))) // "it was done", too late
	s.drainOnce(id)
	d := s.orderNow(id)
	if d.Order.State != panel.OrderReady || d.Order.Waiting != panel.WaitIncident || s.spent("cndns.domain.renew") != 0 {
		t.Fatalf("order = %s, waits for %q, %d calls; want ready, incident, 0", d.Order.State, d.Order.Waiting, s.spent("cndns.domain.renew"))
	}
	if err := s.CloseIncident(t.Context(), s.owner, d.Incidents[0].ID, " "); !panel.Is(err, panel.Invalid) {
		t.Errorf("closing without a reason: %v", err)
	}
	if err := s.CloseIncident(t.Context(), s.stranger, d.Incidents[0].ID, "mine"); !panel.Is(err, panel.NotFound) {
		t.Errorf("closing another's incident: %v", err)
	}
	for _, i := range d.Incidents {
		if i.ClosedAt.IsZero() {
			s.must(s.CloseIncident(t.Context(), s.owner, i.ID, "the vendor's list shows one renewal"))
		}
	}
	if o := s.finishOrder(id); o.State != panel.OrderDone {
		t.Errorf("order after the incident was closed = %s, want done", o.State)
	}
}

// TestARefusalAfterADoubtfulAttemptFailsNothing refuses the second sending of
// an order. It ends only when the absence of the first was proven.
func TestARefusalAfterADoubtfulAttemptFailsNothing(t *testing.T) {
	t.Parallel()
	for _, b := range purchases {
		want, provable := panel.OrderFailed, b.settled == panel.OrderDone // by comparing what the vendor shows
		if !provable {
			want = panel.OrderHeld
		}
		t.Run(b.operation, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			call := contracts[b.operation].endpoint
			id := b.place(s)
			s.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Drop, Count: 1})
			s.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Refuse, Code: b.code, Count: 1})
			if contracts[b.operation].resend < 2 {
				s.untilHeld(id)
				s.must(s.ResolveOrder(t.Context(), s.owner, id, Resolution{To: panel.OrderReady, Reason: "not there"}))
			}
			if o := s.finishOrder(id); o.State != want || o.Attempts != 2 || s.executed(call) != 0 {
				t.Errorf("order = %s after %d attempts, %d executed; want %s after 2, 0", o.State, o.Attempts, s.executed(call), want)
			}
		})
	}
}

func TestAnOrderIsSentAgainOnlyOnProofOfAbsence(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	c := contracts["domain.renew"]
	c.resend = 2
	s.world.Board.Set(trouble.Fault{Call: c.endpoint, Kind: trouble.Drop, Count: 1})
	id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
	s.drain()
	job, err := s.DB.Job(t.Context(), s.owner, s.orderNow(id).Order.JobID)
	s.must(err)
	probe := func(ahead time.Duration) panel.OrderState {
		s.ahead.Add(int64(ahead))
		p, err := s.openPurchase(t.Context(), id, s.owner.ResellerID)
		s.must(err)
		_, err = s.reconcile(t.Context(), &job, c, p)
		s.must(err)
		return s.orderNow(id).Order.State
	}
	got := []panel.OrderState{probe(0), probe(c.quiet + time.Second), probe(30 * time.Second), probe(31 * time.Second)}
	want := []panel.OrderState{panel.OrderUnknown, panel.OrderUnknown, panel.OrderUnknown, panel.OrderReady}
	if !slices.Equal(got, want) {
		t.Errorf("before the quiet period, after it, 30 s later, a minute later: %v, want %v", got, want)
	}
}

// TestWhatTheVendorDidLateIsNeverCalledFailed has the vendor carry out an order
// after its absence was proven: the check before the second sending finds it.
func TestWhatTheVendorDidLateIsNeverCalledFailed(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	c := contracts["domain.register"]
	s.world.Board.Set(trouble.Fault{Call: c.endpoint, Kind: trouble.Drop, Count: 1})
	id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("tangelo-late.top", 1))
	s.must(err)
	s.drain()
	job, err := s.DB.Job(t.Context(), s.owner, s.orderNow(id).Order.JobID)
	s.must(err)
	for _, ahead := range []time.Duration{c.quiet + time.Second, 2 * absenceApart} {
		s.ahead.Add(int64(ahead))
		p, err := s.openPurchase(t.Context(), id, s.owner.ResellerID)
		s.must(err)
		_, err = s.reconcile(t.Context(), &job, c, p)
		s.must(err)
	}
	if o := s.order(id); o.State != panel.OrderReady {
		t.Fatalf("order = %s after its absence was proven, want ready", o.State)
	}
	s.world.CNDNS.PlantDomain(cndns.Domain{Name: "tangelo-late.top", ContactID: s.order(id).Input["contact"], Expires: s.now().AddDate(1, 0, 0)})
	s.drainOnce(id)
	if o := s.order(id); o.State != panel.OrderHeld || o.Attempts != 1 {
		t.Errorf("order = %s after %d attempts, want held after 1: the vendor may have acted late", o.State, o.Attempts)
	}
}

func TestCancellingAndSendingAreWonByOne(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for i := range 20 {
		id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration(fmt.Sprintf("tangelo-race%d.top", i), 1))
		s.must(err)
		before := s.spent("cndns.domain.create")
		cancelled := make(chan error, 1)
		go func() { cancelled <- s.CancelOrder(t.Context(), s.owner, id) }()
		s.drainOnce(id)
		err = <-cancelled
		o := s.finishOrder(id)
		sent := s.spent("cndns.domain.create") - before
		if (err == nil) != (o.State == panel.OrderCancelled) || (err == nil) == (sent > 0) || err != nil && !panel.Is(err, panel.Conflict) {
			t.Errorf("cancelling: %v; order %s with %d calls", err, o.State, sent)
		}
	}
}

func TestFiftyPostsOfOneFormAreOneOrder(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	form := s.registration("tangelo-fifty.top", 1)
	type placed struct {
		id  int64
		err error
	}
	results := make(chan placed, 50)
	for range 50 {
		go func() {
			id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", form)
			results <- placed{id, err}
		}()
	}
	var ids []int64
	var problems error
	for range 50 {
		r := <-results
		ids, problems = append(ids, r.id), errors.Join(problems, r.err)
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); problems != nil || len(ids) != 1 {
		t.Fatalf("orders = %v, errors %v; want one order", ids, problems)
	}
	if o := s.finishOrder(ids[0]); o.State != panel.OrderDone || s.executed("cndns.domain.create") != 1 {
		t.Errorf("order = %s, %d executed; want done, 1", o.State, s.executed("cndns.domain.create"))
	}
}

// TestTheSpendCeilingHoldsOrdersBack lets two renewals of an hour through.
func TestTheSpendCeilingHoldsOrdersBack(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	account, err := s.DB.VendorAccount(t.Context(), s.owner, s.cndnsID)
	s.must(err)
	limit := func(yuan string) error {
		_, err := s.SaveVendor(t.Context(), s.owner, VendorForm{ID: account.ID, Label: "CNDNS", Settings: account.Settings, Ceiling: yuan})
		return err
	}
	if err := limit("a lot"); !panel.Is(err, panel.Invalid) {
		t.Errorf("a ceiling that is no amount: %v", err)
	}
	s.must(limit("250")) // an order whose cost nobody knows counts as ¥100
	var ids []int64
	for i := range 3 {
		p := s.registration(fmt.Sprintf("tangelo-spend%d.top", i), 1)
		ids = append(ids, s.ordered(s.Place(t.Context(), s.owner, PlaceOrder{
			Operation: "domain.register", AccountID: s.cndnsID, FormKey: p.FormKey,
			Input: map[string]string{"name": p.Name, "years": "1", "contact": s.contact().VendorRef},
		})))
	}
	s.drain()
	states := func() (all []panel.OrderState) {
		for _, id := range ids {
			all = append(all, s.orderNow(id).Order.State)
		}
		return all
	}
	if got := states(); !slices.Equal(got, []panel.OrderState{panel.OrderDone, panel.OrderDone, panel.OrderReady}) || s.orderNow(ids[2]).Order.Waiting != panel.WaitCeiling {
		t.Fatalf("orders = %v, the last waits for %q; want done, done, ready for the ceiling", got, s.orderNow(ids[2]).Order.Waiting)
	}
	open, err := s.Incidents(t.Context(), s.owner, db.IncidentFilter{Open: true})
	if s.must(err); len(open) != 1 || open[0].Kind != panel.SpendCeiling {
		t.Errorf("incidents = %+v, want one of the ceiling", open)
	}
	s.pass(time.Hour)
	if got := s.finishOrder(ids[2]); got.State != panel.OrderDone {
		t.Errorf("an hour later = %s, want done", got.State)
	}
	s.must(limit("0"))
	if o := s.finishOrder(s.register("tangelo-spend3.top")); o.State != panel.OrderDone {
		t.Errorf("without a ceiling = %s, want done", o.State)
	}
}

// TestACrashOfAnyCallThatSpendsBuysAtMostOnce kills the process just before the
// first byte, and just after the last, of every call that spends.
func TestACrashOfAnyCallThatSpendsBuysAtMostOnce(t *testing.T) {
	t.Parallel()
	for _, at := range []point{pointJournaled, pointSent} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.morning()
			s.plantSpends()
			contact := s.contact().VendorRef
			for _, c := range spendCases {
				id := s.byHand(c, contact)
				s.sells(id)
				if !s.diesAt(at, func() { s.drainOnce(id) }) {
					t.Errorf("%s: the order never passed %q, it is %s", c.call, at, s.order(id).State)
				}
				s.reboot()
				s.settleSpends([]int64{id})
				s.holdsTogether(s.order(id), c.call)
				row, _ := panel.SpendOf(c.call)
				want := 0 // what was not sent waits for a person, or was proven absent and sent again
				if at == pointSent || row.Resend > 1 {
					want = 1
				}
				if got := s.executed(c.call); got != want {
					t.Errorf("%s: carried out %d times, want %d", c.call, got, want)
				}
			}
		})
	}
}
