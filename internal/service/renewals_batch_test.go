package service

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	sandboxed "tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// domains plants so many domains that end in 20 days at the registrar and in
// the shop.
func (s *shop) domains(n int) {
	s.t.Helper()
	ends := s.now().AddDate(0, 0, 20).UTC().Truncate(time.Second)
	for i := range n {
		name := fmt.Sprintf("bulk-%03d.com", i)
		s.world.CNDNS.PlantDomain(sandboxed.Domain{Name: name, Registered: ends.AddDate(-1, 0, 0), Expires: ends})
		p := s.plant(panel.KindDomain, name)
		p.ExpiresAt = ends
		s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error { return tx.SaveFacts(s.t.Context(), p) }))
	}
}

// planned makes a plan of all domains and lets it be priced.
func (s *shop) planned() int64 {
	s.t.Helper()
	id, err := s.PlanRenewals(s.t.Context(), s.owner, panel.RenewalWish{Search: "bulk-"}, NewFormKey())
	s.must(err)
	for range 400 {
		if b := s.batch(id); b.State != panel.BatchAsking {
			return id
		}
		s.pass(time.Second)
	}
	s.t.Fatal("the plan is never ready")
	return id
}

func (s *shop) batch(id int64) Batch {
	s.t.Helper()
	b, err := s.Batch(s.t.Context(), s.owner, id)
	s.must(err)
	return b
}

func (s *shop) batchJob(id int64) panel.Job {
	s.t.Helper()
	jobs, err := s.DB.Jobs(s.t.Context(), s.owner, db.JobFilter{Kind: batchJob, Open: true})
	s.must(err)
	if len(jobs) != 1 {
		s.t.Fatalf("%d jobs run plan %d, want 1", len(jobs), id)
	}
	return jobs[0]
}

// endOfPlan lets time pass until a plan has ended and its orders too.
func (s *shop) endOfPlan(id int64) Batch {
	s.t.Helper()
	for range 100 {
		b, open := s.batch(id), false
		for _, l := range b.Lines {
			open = open || l.Order != "" && l.Order.Open() && l.Order != panel.OrderHeld
		}
		if b.State == panel.BatchDone && !open {
			return b
		}
		s.pass(time.Minute)
	}
	s.t.Fatal("the plan never ends")
	return Batch{}
}

func TestFourHundredAndTwelveLinesSurviveAKill(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("50000")
	s.world.CNDNS.SetBalance(50_000_00)
	s.domains(412)
	id := s.planned()
	b := s.batch(id)
	if b.Counts[panel.LineReady] != 412 || b.Money.Cost != 412*65_00 || b.Money.Price != 412*78_00 || b.Money.Margin != 412*13_00 {
		t.Fatalf("plan: %v, %+v", b.Counts, b.Money)
	}
	if w := b.Money.Wallets; len(w) != 1 || w[0].Before != 50_000_00 || w[0].After != 50_000_00-412*78_00 || w[0].Lines != 412 {
		t.Errorf("wallets = %+v", w)
	}
	if err := s.ConfirmBatch(t.Context(), s.owner, id, ""); len(panel.Problems(err)) != 1 {
		t.Errorf("confirmed without a word: %v", err)
	}
	s.must(s.ConfirmBatch(t.Context(), s.owner, id, b.Money.Cost.Yuan()))
	s.killWhileOrdering(id, 40)
	s.must(s.PauseBatch(t.Context(), s.owner, id))
	at := s.batch(id).Counts[panel.LineOrdered]
	s.runPlan(id)
	if now := s.batch(id).Counts[panel.LineOrdered]; now != at || at == 412 || at == 0 {
		t.Errorf("paused at %d lines, later %d", at, now)
	}
	s.must(s.ResumeBatch(t.Context(), s.owner, id))
	s.killWhileOrdering(id, at+40)
	s.runPlan(id)
	b = s.batch(id)
	orders := map[int64]bool{}
	for n, l := range b.Lines {
		if l.State != panel.LineOrdered || orders[l.OrderID] {
			t.Fatalf("line %+v: want an order of its own", l)
		}
		orders[l.OrderID] = true
		if n%40 != 0 {
			s.parked = append(s.parked, l.OrderID)
		}
	}
	for n, l := range b.Lines {
		if n%40 == 0 { // the orders are the engine's; some of them to the end
			if o := s.finishOrder(l.OrderID); o.State != panel.OrderDone || s.renewed(l.Product.Name) != 1 {
				t.Errorf("order %d is %s, renewed %d times", o.ID, o.State, s.renewed(l.Product.Name))
			}
		}
	}
	placed, err := s.DB.Orders(t.Context(), s.owner, OrderFilter{Limit: 1000})
	if s.must(err); len(placed) != 412 || len(orders) != 412 || b.State != panel.BatchDone {
		t.Errorf("%d orders of %d lines, the plan is %s", len(placed), len(orders), b.State)
	}
}

// runPlan takes all steps of a plan's job, and of nothing else.
func (s *shop) runPlan(id int64) {
	s.t.Helper()
	job := s.batchJob(id).ID
	for range 100 {
		s.ahead.Add(int64(10 * time.Second)) // after an error it waits a while
		s.must(s.Step(s.t.Context(), job))
	}
}

// killWhileOrdering ends the process while lines become orders, as soon as so
// many have.
func (s *shop) killWhileOrdering(id int64, ordered int) {
	s.t.Helper()
	stepped := make(chan struct{})
	job, old := s.batchJob(id), s.App
	go func() {
		defer close(stepped)
		for range 100 {
			if old.Step(s.t.Context(), job.ID) != nil {
				return // the process is dead
			}
		}
	}()
	for s.batch(id).Counts[panel.LineOrdered] < ordered {
		time.Sleep(time.Millisecond)
	}
	s.reboot()
	<-stepped
}

func TestOnlyWhatFailedIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("400")
	s.domains(5)
	id := s.planned()
	s.must(s.ConfirmBatch(t.Context(), s.owner, id, s.batch(id).Money.Cost.Yuan()))
	s.world.Board.Set(trouble.Fault{Call: "cndns.domain.renew", Kind: trouble.Refuse, Code: "11604", Match: "bulk-001.com", Count: 1})
	s.must(s.Step(t.Context(), s.batchJob(id).ID))
	held := s.batch(id).Lines[2]
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { // an answer that nobody can clear up
		o, err := tx.Order(t.Context(), s.owner, held.OrderID)
		if err != nil {
			return err
		}
		for _, m := range []db.Move{{Cause: panel.CauseSend, Driver: panel.DriverSender}, {Cause: panel.CauseUnclear, Driver: panel.DriverSender}, {Cause: panel.CauseDeadline, Driver: panel.DriverReconciler}} {
			if o.State, err = tx.MoveOrder(t.Context(), o, m); err != nil {
				return err
			}
		}
		return nil
	}))
	b := s.endOfPlan(id)
	states := map[panel.OrderState]int{}
	for _, l := range b.Lines {
		states[l.Order]++
	}
	if states[panel.OrderDone] != 3 || states[panel.OrderFailed] != 1 || states[panel.OrderHeld] != 1 || b.Failed() != 1 {
		t.Fatalf("orders: %v, %d failed lines", states, b.Failed())
	}
	s.must(s.RetryBatch(t.Context(), s.owner, id))
	b = s.endOfPlan(id)
	for n, l := range b.Lines {
		want, times := panel.OrderDone, 1
		if n == 2 {
			want, times = panel.OrderHeld, 0
		}
		if l.Order != want || s.renewed(l.Product.Name) != times || n == 2 && l.OrderID != held.OrderID {
			t.Errorf("line %d: order %s, renewed %d times", n, l.Order, s.renewed(l.Product.Name))
		}
	}
	if err := s.RetryBatch(t.Context(), s.owner, id); !panel.Is(err, panel.Conflict) {
		t.Errorf("tried again with nothing failed: %v", err)
	}
}

func TestAPlanSaysWhyALineCannotBeRenewed(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("100") // one of two
	s.domains(2)
	for name, days := range map[string]int{"bulk-early.hk": 200, "bulk-late.com": -40} {
		ends := s.now().AddDate(0, 0, days).UTC()
		p := s.plant(panel.KindDomain, name)
		p.ExpiresAt = ends
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { return tx.SaveFacts(t.Context(), p) }))
	}
	key := NewFormKey()
	id, err := s.PlanRenewals(t.Context(), s.owner, panel.RenewalWish{Search: "bulk-"}, key)
	s.must(err)
	if again, err := s.PlanRenewals(t.Context(), s.owner, panel.RenewalWish{Search: "bulk-"}, key); err != nil || again != id {
		t.Errorf("the same form = plan %d (%v), want %d", again, err, id)
	}
	for range 20 {
		s.pass(time.Second)
	}
	b, whys := s.batch(id), map[string]string{}
	for _, l := range b.Lines {
		whys[l.Product.Name] = string(l.State) + " " + l.Why
		if l.Why == "early" && (l.Opens.IsZero() || !l.Opens.After(s.now())) {
			t.Errorf("it opens on %v", l.Opens)
		}
	}
	for name, want := range map[string]string{"bulk-000.com": "ready ", "bulk-001.com": "blocked wallet", "bulk-early.hk": "blocked early", "bulk-late.com": "blocked late"} {
		if whys[name] != want {
			t.Errorf("%s is %q, want %q", name, whys[name], want)
		}
	}
	if _, err := s.Batch(t.Context(), s.stranger, id); !panel.Is(err, panel.NotFound) {
		t.Errorf("another reseller sees the plan: %v", err)
	}
	if _, err := s.PlanRenewals(t.Context(), s.owner, panel.RenewalWish{Search: "nothing"}, NewFormKey()); len(panel.Problems(err)) != 1 {
		t.Errorf("a plan of nothing: %v", err)
	}
	s.must(s.DropBatch(t.Context(), s.owner, id))
	if err := s.ConfirmBatch(t.Context(), s.owner, id, b.Money.Cost.Yuan()); !panel.Is(err, panel.Conflict) {
		t.Errorf("a dropped plan was confirmed: %v", err)
	}
}

func TestForecastsReadTheShop(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.toMorning()
	s.syncCosts()
	for n := range 3 {
		s.renewing(fmt.Sprintf("soon-%d.com", n), 20+n)
	}
	s.world.CNDNS.SetBalance(140_00)
	_, err := s.CheckVendor(t.Context(), s.owner, s.cndnsID)
	s.must(err)
	all, err := s.Forecasts(t.Context(), s.owner)
	s.must(err)
	day, short := all[0].FirstShort()
	if len(all) != 1 || all[0].Count != 3 || all[0].Unknown != 0 || all[0].Cost != 195_00 || !short || day.Fail != 1 || panel.DaysLeft(day.At, s.now()) != 7 {
		t.Errorf("forecast = %d renewals, %d unknown, %d fen; short %v on %v", all[0].Count, all[0].Unknown, all[0].Cost, short, day)
	}
	if all[0].Low() {
		t.Error("seven days are covered, and it is low")
	}
	s.must(s.SetBalanceLimit(t.Context(), s.owner, s.cndnsID, 10, 0))
	if all, err = s.Forecasts(t.Context(), s.owner); err != nil || !all[0].Low() {
		t.Errorf("ten days are asked for, and it is not low (%v)", err)
	}
	if err := s.SetBalanceLimit(t.Context(), s.stranger, s.cndnsID, 1, 0); !panel.Is(err, panel.NotFound) {
		t.Errorf("another reseller's account: %v", err)
	}
}

// TestAPauseStopsTheNextLine pauses between the decision on a line and its
// order.
func TestAPauseStopsTheNextLine(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("400")
	s.domains(2)
	id := s.planned()
	s.must(s.ConfirmBatch(t.Context(), s.owner, id, s.batch(id).Money.Cost.Yuan()))
	b := s.batch(id)
	run, err := s.lineRun(t.Context(), b.RenewalBatch, b.Lines)
	s.must(err)
	decided := byProduct(run.Decide())
	s.must(s.orderLine(t.Context(), s.owner, b.RenewalBatch, b.Lines[0], decided))
	s.must(s.PauseBatch(t.Context(), s.owner, id))
	if err := s.orderLine(t.Context(), s.owner, b.RenewalBatch, b.Lines[1], decided); !errors.Is(err, errPaused) {
		t.Errorf("the line after the pause: %v", err)
	}
	if got := s.batch(id).Counts; got[panel.LineOrdered] != 1 || got[panel.LineReady] != 1 {
		t.Errorf("lines = %v, want one ordered and one ready", got)
	}
}

// planOf has a person plan and confirm the renewal of all domains.
func (l *limited) planOf(actor panel.Actor) (id int64) {
	l.t.Helper()
	id, err := l.PlanRenewals(l.t.Context(), actor, panel.RenewalWish{Search: "bulk-"}, NewFormKey())
	l.must(err)
	for l.batch(id).State == panel.BatchAsking {
		l.pass(time.Second)
	}
	l.must(l.ConfirmBatch(l.t.Context(), actor, id, l.batch(id).Money.Cost.Yuan()))
	return id
}

// TestAPlanIsHeldToTheLimitsOfWhoLetItRun lets a member of staff renew five
// domains at 78 yuan each, who may spend 250 a day.
func TestAPlanIsHeldToTheLimitsOfWhoLetItRun(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	l.publish(fifth)
	l.world.CNDNS.SetBalance(50_000_00)
	l.domains(5)
	id := l.planOf(l.staff)
	for l.batch(id).State != panel.BatchDone {
		l.pass(time.Second)
	}
	waiting := 0
	for _, line := range l.batch(id).Lines {
		o := l.order(line.OrderID)
		if o.State == panel.OrderApproval {
			waiting++
		}
		if o.CreatedBy != l.staff.UserID {
			t.Errorf("order %d is user %d's, want %d's", o.ID, o.CreatedBy, l.staff.UserID)
		}
	}
	if waiting != 2 {
		t.Errorf("%d of five orders wait for a second person, want 2", waiting)
	}
}

func TestAPlanOfSomebodyWhoMayNotOrderAnyMoreStops(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	l.publish(fifth)
	l.world.CNDNS.SetBalance(50_000_00)
	l.domains(3)
	id := l.planOf(l.staff)
	l.must(l.SetStaffPermissions(t.Context(), l.owner, l.staff.UserID, []panel.Permission{panel.ViewOrders}, ""))
	for l.batch(id).State == panel.BatchRunning {
		l.pass(time.Second)
	}
	if b := l.batch(id); b.State != panel.BatchPaused || b.Counts[panel.LineReady] != 3 {
		t.Errorf("the plan is %s with %v, want paused with nothing ordered", b.State, b.Counts)
	}
	l.must(l.ResumeBatch(t.Context(), l.owner, id))
	if b := l.endOfPlan(id); b.Counts[panel.LineOrdered] != 3 {
		t.Errorf("resumed by another: %v, want all ordered", b.Counts)
	}
}

// TestAPlanThatAnotherResumesIsTheirs has the owner's plan fail and be paused, so
// that its job still waits, and a member of staff resume it.
func TestAPlanThatAnotherResumesIsTheirs(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	l.publish(fifth)
	l.world.CNDNS.SetBalance(50_000_00)
	l.domains(5)
	id, err := l.PlanRenewals(t.Context(), l.owner, panel.RenewalWish{Search: "bulk-"}, NewFormKey())
	l.must(err)
	for l.batch(id).State == panel.BatchAsking {
		l.pass(time.Second)
	}
	l.must(l.ConfirmBatch(t.Context(), l.owner, id, l.batch(id).Money.Cost.Yuan()))
	l.must(l.PauseBatch(t.Context(), l.owner, id))
	job := l.batchJob(id) // still waits, and is the owner's
	l.must(l.ResumeBatch(t.Context(), l.staff, id))
	for l.batch(id).State != panel.BatchDone {
		l.pass(time.Second)
	}
	waiting := 0
	for _, line := range l.batch(id).Lines {
		if o := l.order(line.OrderID); o.State == panel.OrderApproval && o.CreatedBy == l.staff.UserID {
			waiting++
		}
	}
	if waiting != 2 || job.CreatedBy != l.owner.UserID {
		t.Errorf("%d of five orders wait for a second person, want 2", waiting)
	}
}
