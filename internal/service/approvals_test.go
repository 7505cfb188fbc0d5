package service

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
)

// limited is a shop whose rules ask for a second person, with colleagues and a
// customer that has money.
type limited struct {
	*shop
	staff, second panel.Actor // second may approve and resolve
	names         int
}

// theRules are ¥100 an order and ¥250 a day for staff and customers, ¥50 for a
// first order.
func theRules() ApprovalForm {
	return ApprovalForm{OwnerExempt: true, StaffOrder: "100", StaffDay: "250", CustomerOrder: "100", CustomerDay: "250", FirstOrder: "50"}
}

func openLimited(t *testing.T, database string) *limited {
	t.Helper()
	l := &limited{shop: openShopOn(t, database)}
	l.staff = l.colleague("staff", panel.PlaceOrders, panel.ViewOrders, panel.ViewProducts, panel.ApproveOrders)
	l.second = l.colleague("second", panel.ApproveOrders, panel.ViewOrders, panel.ResolveOrders)
	l.must(l.SaveApprovalRules(t.Context(), l.owner, theRules()))
	l.grant(panel.Product{}, panel.RightView)
	l.must(l.DB.Within(t.Context(), func(tx *db.Tx) error {
		_, _, err := tx.Book(t.Context(), panel.Booking{
			ResellerID: l.owner.ResellerID, Kind: panel.TransferTopUpBank, CustomerID: l.customer.ID, Amount: 100_000_00, Key: "much", Reference: "much", Reason: "much",
		})
		return err
	}))
	return l
}

func (l *limited) colleague(name string, granted ...panel.Permission) panel.Actor {
	l.t.Helper()
	u := panel.User{ResellerID: l.owner.ResellerID, Role: panel.RoleStaff, Email: name + "@shop.example", Name: name, PasswordHash: "none", Granted: granted}
	l.must(l.DB.Within(l.t.Context(), func(tx *db.Tx) (err error) {
		u.ID, err = tx.AddUser(l.t.Context(), u)
		return err
	}))
	return l.proven(actorOf(u))
}

// place orders a renewal: of the reseller's own at a cost, or of the customer's
// at a price.
func (l *limited) place(actor panel.Actor, cost, price panel.Fen) panel.Order {
	l.t.Helper()
	l.names++
	p := l.plant(panel.KindDomain, fmt.Sprintf("limited%d.com", l.names))
	wish := PlaceOrder{
		Operation: "domain.renew", AccountID: l.cndnsID, ProductID: p.ID, Input: map[string]string{"years": "1"}, Cost: cost, Price: price, FormKey: NewFormKey(),
	}
	if price > 0 {
		wish.CustomerID = l.customer.ID
	}
	id, err := l.Place(l.t.Context(), actor, wish)
	l.must(err)
	return l.order(id)
}

func (l *limited) order(id int64) panel.Order {
	l.t.Helper()
	o, err := l.DB.Order(l.t.Context(), panel.SystemActor(0), id)
	l.must(err)
	return o
}

// asks holds an order to whether, and why, it waits for a second person. One
// that waits has no job: nothing can send it.
func (l *limited) asks(what string, o panel.Order, want panel.AskReason) {
	l.t.Helper()
	d, err := l.Order(l.t.Context(), l.owner, o.ID)
	l.must(err)
	if d.Asks != want || (o.State == panel.OrderApproval) != (want != "") || (o.JobID == 0) != (want != "") {
		l.t.Errorf("%s: %s because of %q with job %d, want %q", what, o.State, d.Asks, o.JobID, want)
	}
}

func TestOrdersAboveALimitWaitForASecondPerson(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	l.asks("staff at the limit", l.place(l.staff, 100_00, 0), "")
	l.asks("staff above it", l.place(l.staff, 100_01, 0), panel.AsksPerOrder)
	l.asks("staff for a customer: the price counts", l.place(l.staff, 1_00, 100_01), panel.AsksPerOrder)
	l.asks("staff, of an unknown cost", l.place(l.staff, 0, 0), panel.AsksUnknown)
	l.asks("what waits does not count", l.place(l.staff, 100_00, 0), "")
	l.asks("the day is full", l.place(l.staff, 50_01, 0), panel.AsksPerDay)
	l.asks("another's day is not", l.place(l.owner, 1_000_000_00, 0), "")
	l.asks("a customer's small order", l.place(l.buyer, 1_00, 50_00), "")
	large := l.place(l.buyer, 1_00, 50_01)
	l.asks("a customer's first large order", large, panel.AsksFirstOnce)
	l.asks("a renewal by the panel", l.place(panel.SystemActor(l.owner.ResellerID), 1_00, 5_000_00), "")

	l.must(l.ApproveOrder(t.Context(), l.second, large.ID, Approval{Agree: true}))
	l.asks("a second large order while the first is under way", l.place(l.buyer, 1_00, 60_00), panel.AsksFirstOnce)
	l.end(large.ID)
	l.asks("a large order once one was carried out", l.place(l.buyer, 1_00, 60_00), "")
}

// end lets an order be done, as its sender would.
func (l *limited) end(id int64) {
	l.t.Helper()
	l.must(l.DB.Within(l.t.Context(), func(tx *db.Tx) (err error) {
		o, err := tx.LockOrder(l.t.Context(), id)
		for _, m := range []db.Move{{Cause: panel.CauseSend, Driver: panel.DriverSender}, {Cause: panel.CauseOK, Driver: panel.DriverSender}} {
			if err == nil {
				o.State, err = tx.MoveOrder(l.t.Context(), o, m)
			}
		}
		return err
	}))
}

func TestOnesOwnLimitsReplaceTheUsual(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	l.must(l.SaveOwnLimits(t.Context(), l.owner, ApprovalForm{UserID: l.staff.UserID, OwnOrder: "10"}))
	l.must(l.SaveOwnLimits(t.Context(), l.owner, ApprovalForm{CustomerID: l.customer.ID, OwnOrder: "20", OwnAutomatic: true}))
	l.asks("staff above its own limit", l.place(l.staff, 10_01, 0), panel.AsksPerOrder)
	l.asks("the customer above its own", l.place(l.buyer, 1_00, 20_01), panel.AsksPerOrder)
	l.asks("an automatic renewal where its limits hold for it", l.place(panel.SystemActor(l.owner.ResellerID), 1_00, 20_01), panel.AsksPerOrder)
	l.asks("an automatic order of the reseller's own", l.place(panel.SystemActor(l.owner.ResellerID), 500_00, 0), "")
	settings, err := l.ApprovalSettings(t.Context(), l.owner)
	l.must(err)
	for _, own := range settings.Own {
		l.must(l.DropOwnLimits(t.Context(), l.owner, own.ID, ""))
		if err := l.DropOwnLimits(t.Context(), l.stranger, own.ID, ""); !panel.Is(err, panel.NotFound) {
			t.Errorf("a stranger drops limits: %v", err)
		}
	}
	l.asks("staff with the usual limits again", l.place(l.staff, 10_01, 0), "")
	if err := l.SaveOwnLimits(t.Context(), l.stranger, ApprovalForm{UserID: l.staff.UserID, OwnOrder: "1"}); len(panel.Problems(err)) != 1 {
		t.Errorf("a stranger limits our staff: %v, want one problem", err)
	}
}

func TestADayOfOrdersEndsAtMidnightInChina(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	noon := panel.DayOf(l.now()).Add(36 * time.Hour) // of tomorrow
	l.ahead.Add(int64(noon.Sub(l.now())))
	l.asks("the first", l.place(l.staff, 100_00, 0), "")
	l.asks("the second", l.place(l.staff, 100_00, 0), "")
	l.asks("the third", l.place(l.staff, 100_00, 0), panel.AsksPerDay)
	l.ahead.Add(int64(12*time.Hour - time.Minute))
	l.asks("a minute before midnight", l.place(l.staff, 100_00, 0), panel.AsksPerDay)
	l.ahead.Add(int64(2 * time.Minute))
	l.asks("a minute after midnight", l.place(l.staff, 100_00, 0), "")
}

func TestTwoOrdersAtOnceDoNotBothPassALimit(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]string{"sqlite": "", "postgres": pgtest.URL(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			l := openLimited(t, database)
			var products []panel.Product
			for i := range 24 {
				products = append(products, l.plant(panel.KindDomain, fmt.Sprintf("at-once%d.com", i)))
			}
			var wait sync.WaitGroup
			for _, p := range products {
				wait.Go(func() {
					_, err := l.Place(t.Context(), l.staff, PlaceOrder{
						Operation: "domain.renew", AccountID: l.cndnsID, ProductID: p.ID, Input: map[string]string{"years": "1"}, Cost: 100_00, FormKey: NewFormKey(),
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			found, err := l.DB.Orders(t.Context(), l.owner, db.OrderFilter{State: panel.OrderReady})
			l.must(err)
			if len(found) != 2 {
				t.Errorf("orders of ¥100 let through at once under ¥250 a day = %d, want 2", len(found))
			}
		})
	}
}

func TestNobodyApprovesTheirOwnOrder(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	o := l.place(l.staff, 200_00, 0)
	elsewhere := l.staff // the same person in another session
	elsewhere.Session = "another"
	for name, c := range map[string]struct {
		actor panel.Actor
		said  Approval
		kind  panel.Kind
	}{
		"by whoever placed it":         {l.staff, Approval{Agree: true}, panel.Forbidden},
		"by the same in another place": {elsewhere, Approval{Agree: true}, panel.Forbidden},
		"rejected by whoever placed":   {l.staff, Approval{Reason: "mine"}, panel.Forbidden},
		"by a stranger":                {l.stranger, Approval{Agree: true}, panel.NotFound},
		"by the customer":              {l.buyer, Approval{Agree: true}, panel.Forbidden},
		"without the right":            {l.colleague("no right", panel.ViewOrders), Approval{Agree: true}, panel.Forbidden},
		"rejected without a reason":    {l.second, Approval{}, panel.Invalid},
		"without a fresh factor":       {stale(l.second), Approval{Agree: true}, panel.Invalid},
	} {
		if err := l.ApproveOrder(t.Context(), c.actor, o.ID, c.said); !panel.Is(err, c.kind) {
			t.Errorf("%s: %v, want %s", name, err, c.kind)
		}
	}
	if got := l.order(o.ID); got.State != panel.OrderApproval {
		t.Fatalf("order = %s, want that nothing moved it", got.State)
	}
	if waiting, err := l.Approvals(t.Context(), l.second); err != nil || len(waiting) != 1 || waiting[0].Reason != panel.AsksPerOrder || waiting[0].Since.IsZero() {
		t.Errorf("waiting = %+v, %v; want the order and why", waiting, err)
	}

	l.must(l.ApproveOrder(t.Context(), l.second, o.ID, Approval{Agree: true}))

	if got := l.order(o.ID); got.State != panel.OrderReady || got.JobID == 0 {
		t.Errorf("order = %s with job %d, want ready with one", got.State, got.JobID)
	}
	l.recordedAs("order.approve", "second@shop.example", `"state":"ready"`)
}

// recordedAs holds the newest audit row of an action to who did it and what it says.
func (l *limited) recordedAs(action, who, says string) {
	l.t.Helper()
	rows, err := l.DB.AuditLog(l.t.Context(), l.owner, db.AuditFilter{Limit: 100})
	l.must(err)
	for _, e := range rows {
		if e.Action == action && e.Result == panel.ResultDone {
			if e.Who != who || !strings.Contains(e.Before+e.After, says) {
				l.t.Errorf("%s by %s: %s → %s, want by %s with %s", action, e.Who, e.Before, e.After, who, says)
			}
			return
		}
	}
	l.t.Errorf("no audit row of %s", action)
}

func stale(a panel.Actor) panel.Actor {
	a.SteppedUp = time.Time{}
	return a
}

func TestOfTwoAnswersOneCounts(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]string{"sqlite": "", "postgres": pgtest.URL(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			l := openLimited(t, database)
			for range 5 {
				o := l.place(l.staff, 200_00, 0)
				answers := []error{nil, nil}
				var wait sync.WaitGroup
				wait.Go(func() { answers[0] = l.ApproveOrder(t.Context(), l.owner, o.ID, Approval{Agree: true}) })
				wait.Go(func() {
					answers[1] = l.ApproveOrder(t.Context(), l.second, o.ID, Approval{Reason: "no"})
				})
				wait.Wait()
				want := panel.OrderReady
				lost := answers[1]
				if answers[0] != nil {
					want, lost = panel.OrderCancelled, answers[0]
				}
				if got := l.order(o.ID); got.State != want || !panel.Is(lost, panel.Conflict) {
					t.Errorf("two answers = %v, order %s; want one and a conflict", answers, got.State)
				}
			}
		})
	}
}

func TestARejectedOrderEndsAndIsNeverSent(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	before := l.wallet()
	o := l.place(l.buyer, 1_00, 200_00)
	if waiting := l.wallet(); waiting != before-200_00 {
		t.Errorf("while it waits the wallet has %d available of %d, want that its price is set aside", waiting, before)
	}
	l.must(l.ApproveOrder(t.Context(), l.second, o.ID, Approval{Reason: "unknown customer"}))
	l.pass(time.Hour)
	if got := l.order(o.ID); got.State != panel.OrderCancelled || l.spent("cndns.domain.renew") != 0 {
		t.Errorf("order = %s with %d calls, want cancelled with none", got.State, l.spent("cndns.domain.renew"))
	}
	if after := l.wallet(); after != before {
		t.Errorf("the wallet has %d available, want %d as before", after, before)
	}
	l.recordedAs("order.reject", "second@shop.example", "unknown customer")
}

// wallet is what the customer can spend.
func (l *limited) wallet() panel.Fen {
	l.t.Helper()
	a, err := l.DB.Wallet(l.t.Context(), l.owner, l.customer.ID)
	l.must(err)
	return a.Available()
}

func TestRulesThatNeedASecondPersonAreRefusedWithoutOne(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	err := s.SaveApprovalRules(t.Context(), s.owner, ApprovalForm{Resolve: "100"})
	if len(panel.Problems(err)) != 2 {
		t.Errorf("problems = %v, want resolve and owner_exempt", panel.Problems(err))
	}
	if err := s.SaveApprovalRules(t.Context(), s.owner, ApprovalForm{OwnerExempt: true, StaffOrder: "-1"}); len(panel.Problems(err)) != 1 {
		t.Errorf("a negative limit: %v", err)
	}
	s.must(s.SaveApprovalRules(t.Context(), s.owner, ApprovalForm{OwnerExempt: true, StaffOrder: "0"}))
	rules, err := s.DB.ApprovalRules(t.Context(), s.owner.ResellerID)
	if err != nil || rules.Staff != (panel.Limits{PerOrder: 0, PerDay: panel.NoLimit}) {
		t.Errorf("rules = %+v, %v", rules, err)
	}
}

func TestAGraveDecisionOverAHeldOrderTakesTwo(t *testing.T) {
	t.Parallel()
	l := openLimited(t, "")
	rules := theRules()
	rules.Resolve = "100"
	l.must(l.SaveApprovalRules(t.Context(), l.owner, rules))
	cheap, dear := l.held(100_00), l.held(100_01)
	writeOff := Resolution{To: panel.OrderFailed, Reason: "the vendor shows nothing", Factor: "never kept"}

	l.must(l.ResolveOrder(t.Context(), l.owner, cheap.ID, writeOff))
	l.must(l.ResolveOrder(t.Context(), l.owner, dear.ID, writeOff))

	if got := []panel.OrderState{l.order(cheap.ID).State, l.order(dear.ID).State}; got[0] != panel.OrderFailed || got[1] != panel.OrderHeld {
		t.Fatalf("orders = %v, want failed, and held until a second person confirms", got)
	}
	d, err := l.Order(t.Context(), l.second, dear.ID)
	l.must(err)
	if d.Proposal == nil || d.Proposal.To != panel.OrderFailed || d.Proposal.Who != l.owner.Name || strings.Contains(fmt.Sprint(d.Evidence), "never kept") {
		t.Fatalf("proposal = %+v in %v, want the owner's, without the factor", d.Proposal, d.Evidence)
	}
	for name, c := range map[string]struct {
		err  error
		kind panel.Kind
	}{
		"confirmed by whoever proposed": {l.AnswerProposal(t.Context(), l.owner, dear.ID, true, ""), panel.Forbidden},
		"proposed a second time":        {l.ResolveOrder(t.Context(), l.second, dear.ID, writeOff), panel.Conflict},
		"without the right":             {l.AnswerProposal(t.Context(), l.staff, dear.ID, true, ""), panel.Forbidden},
		"by a stranger":                 {l.AnswerProposal(t.Context(), l.stranger, dear.ID, true, ""), panel.NotFound},
		"without a fresh factor":        {l.AnswerProposal(t.Context(), stale(l.second), dear.ID, true, ""), panel.Invalid},
		"where nothing was proposed":    {l.AnswerProposal(t.Context(), l.second, cheap.ID, true, ""), panel.Conflict},
	} {
		if !panel.Is(c.err, c.kind) {
			t.Errorf("%s: %v, want %s", name, c.err, c.kind)
		}
	}

	l.must(l.AnswerProposal(t.Context(), l.owner, dear.ID, false, "")) // withdrawn
	l.recordedAs("order.withdraw", l.owner.Email, `"proposed_by":"Owner"`)
	again := Resolution{To: panel.OrderReady, Reason: "not there"}
	l.must(l.ResolveOrder(t.Context(), l.second, dear.ID, again))
	l.must(l.AnswerProposal(t.Context(), l.owner, dear.ID, true, ""))

	if got := l.order(dear.ID); got.State != panel.OrderReady || got.JobID == 0 {
		t.Errorf("order = %s, want ready to be sent once more", got.State)
	}
	l.recordedAs("order.confirm", l.owner.Email, `"proposed_by":"second"`)
}

// held is an order of the reseller's own that a person must decide.
func (l *limited) held(cost panel.Fen) panel.Order {
	l.t.Helper()
	o := l.place(l.owner, cost, 0)
	l.must(l.DB.Within(l.t.Context(), func(tx *db.Tx) (err error) {
		for _, m := range []db.Move{
			{Cause: panel.CauseSend, Driver: panel.DriverSender},
			{Cause: panel.CauseUnclear, Driver: panel.DriverSender},
			{Cause: panel.CauseDeadline, Driver: panel.DriverReconciler},
		} {
			if o.State, err = tx.MoveOrder(l.t.Context(), o, m); err != nil {
				return err
			}
			if m.Cause == panel.CauseSend {
				o.Attempts = 1
				if err := tx.StartAttempt(l.t.Context(), o, 1, db.NewAttempt{Intent: o.FormKey, Instance: "test", Lease: time.Minute, Before: "null"}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	return l.order(o.ID)
}
