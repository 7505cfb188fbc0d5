package service

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
	sandboxed "tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// renewing plants a domain at the registrar that ends in some days, and reads
// it into the shop as a customer's that renews itself. 0 days end at noon of
// today in China.
func (s *shop) renewing(name string, days int) panel.Product {
	s.t.Helper()
	y, m, d := s.now().In(panel.China).Date()
	noon := time.Date(y, m, d, 12, 0, 0, 0, panel.China).AddDate(0, 0, days)
	s.world.CNDNS.PlantDomain(sandboxed.Domain{Name: name, Registered: noon.AddDate(-1, 0, 0), Expires: noon})
	p := s.read(panel.KindDomain, name)
	s.must(s.SetAutoRenew(s.t.Context(), s.owner, p.ID, true))
	return s.product(p.ID)
}

// toMorning moves the clocks to eight in the morning, so that a day of a test
// does not end in the middle of it.
func (s *shop) toMorning() {
	s.t.Helper()
	y, m, d := s.now().In(panel.China).Date()
	s.pass(time.Date(y, m, d+1, 8, 0, 0, 0, panel.China).Sub(s.now()))
}

// ticks lets the periodic run happen, and all it starts, as often as needed
// for questions to be answered.
func (s *shop) ticks(n int) {
	s.t.Helper()
	for range n {
		s.must(s.RunRenewals(s.t.Context()))
		s.pass(2 * time.Minute)
	}
}

func (s *shop) tries(id int64) map[int]panel.RenewalTry {
	s.t.Helper()
	found, err := s.RenewalTries(s.t.Context(), s.owner, db.TryFilter{ProductID: id})
	s.must(err)
	byDay := map[int]panel.RenewalTry{}
	for _, t := range found {
		if _, twice := byDay[t.Day]; twice && t.Ends == byDay[t.Day].Ends {
			s.t.Errorf("two decisions of day %d", t.Day)
		}
		byDay[t.Day] = t
	}
	return byDay
}

// renewed is how often the registrar renewed a domain.
func (s *shop) renewed(name string) (n int) {
	for _, p := range s.world.CNDNS.Purchases() {
		if p.Call == "cndns.domain.renew" && p.Name == name {
			n++
		}
	}
	return n
}

func onBothEngines(t *testing.T, run func(t *testing.T, s *shop)) {
	t.Helper()
	for name, url := range map[string]func(t testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": pgtest.URL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, openShopOn(t, url(t)))
		})
	}
}

// TestThirtyDaysOfRenewals lets a month pass over a shop, with two processes
// that tick at the same time.
func TestThirtyDaysOfRenewals(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *shop) {
		s.toMorning()
		s.publish(fifth)
		s.topUp("10000")
		var all []panel.Product
		for days := range 40 {
			all = append(all, s.renewing(fmt.Sprintf("days-%d.com", days), days))
		}
		s.must(s.SetAutoRenew(t.Context(), s.owner, all[5].ID, false))
		other := New(s.Options)
		for range 30 {
			for range 3 {
				var both sync.WaitGroup
				for _, process := range []*App{s.App, other} {
					both.Go(func() {
						if err := process.RunRenewals(t.Context()); err != nil {
							t.Errorf("run: %v", err)
						}
					})
				}
				both.Wait()
				s.pass(2 * time.Minute)
			}
			s.pass(24*time.Hour - 6*time.Minute)
		}
		for days, p := range all {
			want := 1
			if days == 5 {
				want = 0 // it does not renew itself
			}
			if got := s.renewed(p.Name); got != want {
				t.Errorf("%s was renewed %d times, want %d: %+v", p.Name, got, want, s.tries(p.ID))
			}
		}
		orders, err := s.DB.Orders(t.Context(), s.owner, OrderFilter{Limit: 200})
		if s.must(err); len(orders) != len(all)-1 {
			t.Errorf("%d orders, want %d", len(orders), len(all)-1)
		}
		for _, o := range orders {
			if o.State != panel.OrderDone || o.Price == 0 || o.Cost == 0 {
				t.Errorf("order of %s is %s at %d, cost %d", o.Name, o.State, o.Price, o.Cost)
			}
		}
	})
}

func TestAShortWalletIsTriedOnTheNextDayOfTheRule(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, s *shop) {
		s.toMorning()
		s.publish(fifth)
		s.grant(panel.Product{}, panel.RightView)
		p := s.renewing("poor.com", 15)
		s.ticks(4)
		if got := s.tries(p.ID)[15]; got.Verdict != panel.RenewalStop || got.Why != "wallet" || got.Price == 0 {
			t.Fatalf("on day 15: %+v, want a stop for the wallet", got)
		}
		notices, err := s.Notices(t.Context(), s.buyer, 0, 50)
		if s.must(err); !slices.ContainsFunc(notices, func(n panel.Notice) bool { return n.Kind == panel.NoticeShort && n.Args["Yuan"] != "" }) {
			t.Errorf("the customer was told %+v, want that the wallet is short", notices)
		}
		s.topUp("500")
		s.ticks(3)
		if s.renewed("poor.com") != 0 {
			t.Error("it was renewed on the same day of the rule")
		}
		s.pass(8 * 24 * time.Hour)
		s.ticks(4)
		if got := s.tries(p.ID)[7]; got.Verdict != panel.RenewalDo || got.OrderID == 0 || s.renewed("poor.com") != 1 {
			t.Errorf("on day 7: %+v, renewed %d times", got, s.renewed("poor.com"))
		}
		notices, err = s.Notices(t.Context(), s.buyer, 0, 50)
		keys := map[string]int{}
		for _, n := range notices {
			keys[n.Key]++
		}
		if s.must(err); len(keys) != len(notices) {
			t.Errorf("something was said twice: %v", keys)
		}
	})
}

func TestTheDryRunDoesWhatTheRealOneDoes(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.toMorning()
	s.publish(fifth, panel.PriceRule{Kind: panel.KindDomain, Suffix: ".cn", Base: panel.BaseFixed, Amount: 1_00, Step: 1})
	for n := range 6 {
		s.renewing(fmt.Sprintf("one-%d.com", n), n)
	}
	s.renewing("below.cn", 3)
	s.renewing("far.com", 25)
	away := s.renewing("away.com", 2)
	s.must(s.RunRenewals(t.Context())) // asks for costs: nothing can be decided yet
	s.drain()
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { return tx.SetProductState(t.Context(), away, panel.StateTransfer) }))
	s.topUp("240") // three times 65, and a fifth, to whole yuan
	before := s.everything()
	shown, err := s.PreviewRenewals(t.Context(), s.owner, s.Now())
	s.must(err)
	if s.everything() != before {
		t.Error("the dry run wrote something")
	}
	s.must(s.RunRenewals(t.Context()))
	whys := map[string]int{}
	for _, d := range shown.Decided {
		whys[string(d.Verdict)+" "+d.Why]++
		real := s.tries(d.Product.ID)[d.Day]
		if real.Verdict != d.Verdict || real.Why != d.Why || real.Cost != d.Tag.Cost || real.Price != d.Charge() {
			t.Errorf("%s: the dry run says %s %q, the real one did %s %q", d.Product.Name, d.Verdict, d.Why, real.Verdict, real.Why)
		}
	}
	tries, err := s.RenewalTries(t.Context(), s.owner, db.TryFilter{})
	if s.must(err); len(tries) != len(shown.Decided) {
		t.Errorf("%d decisions, the dry run showed %d", len(tries), len(shown.Decided))
	}
	want := fmt.Sprint(map[string]int{"renew ": 3, "stop wallet": 3, "stop below": 1, "stop state": 1})
	if fmt.Sprint(whys) != want {
		t.Errorf("decided %v, want %v", whys, want)
	}
}

// everything is a count of all rows that a run could write.
func (s *shop) everything() string {
	s.t.Helper()
	tries, err := s.RenewalTries(s.t.Context(), s.owner, db.TryFilter{})
	s.must(err)
	orders, err := s.DB.Orders(s.t.Context(), s.owner, OrderFilter{Limit: 500})
	s.must(err)
	jobs, err := s.DB.Jobs(s.t.Context(), s.owner, db.JobFilter{Limit: 1000})
	s.must(err)
	notices, err := s.DB.Notices(s.t.Context(), s.owner, 0, 0, 1000)
	s.must(err)
	log, err := s.DB.AuditLog(s.t.Context(), s.owner, db.AuditFilter{Limit: 1000})
	s.must(err)
	return fmt.Sprint(len(tries), len(orders), len(jobs), len(notices), len(log))
}

func TestWhatTheRegistrarRenewedItselfIsNotRenewedAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.toMorning()
	s.publish(fifth)
	s.topUp("500")
	p := s.renewing("twice.com", 10)
	s.must(s.RunRenewals(t.Context()))
	s.drain()
	// Between the reading of its facts and the order the registrar renews it.
	s.world.CNDNS.PlantDomain(sandboxed.Domain{Name: "twice.com", Expires: p.ExpiresAt.AddDate(1, 0, 0)})
	s.ticks(2)
	got := s.tries(p.ID)[15]
	o := s.finishOrder(got.OrderID)
	if o.State != panel.OrderFailed || s.renewed("twice.com") != 0 {
		t.Errorf("the order is %s, renewed %d times; want failed before it was sent", o.State, s.renewed("twice.com"))
	}
}

func TestARenewalThatFailedAtTheVendorIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.toMorning()
	s.publish(fifth)
	s.topUp("500")
	p := s.renewing("again.com", 15)
	s.world.Board.Set(trouble.Fault{Call: "cndns.domain.renew", Kind: trouble.Refuse, Code: "11604", Count: 1})
	s.ticks(4)
	first := s.finishOrder(s.tries(p.ID)[15].OrderID)
	if first.State != panel.OrderFailed {
		t.Fatalf("the first order is %s, want failed", first.State)
	}
	s.pass(8 * 24 * time.Hour)
	s.ticks(4)
	second := s.tries(p.ID)[7]
	if second.Verdict != panel.RenewalDo || second.OrderID == first.ID || s.renewed("again.com") != 1 {
		t.Errorf("on day 7: %+v, renewed %d times", second, s.renewed("again.com"))
	}
}

func TestOnlyThoseWhoMayTurnItOn(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.read(panel.KindDomain, "juzi-shop.com")
	if err := s.SetAutoRenew(t.Context(), s.buyer, p.ID, true); !panel.Is(err, panel.NotFound) {
		t.Errorf("a customer's user without any right: %v", err)
	}
	s.grant(p, panel.RightView)
	if err := s.SetAutoRenew(t.Context(), s.buyer, p.ID, true); !panel.Is(err, panel.Forbidden) {
		t.Errorf("a customer's user who may only look: %v", err)
	}
	if err := s.SetAutoRenew(t.Context(), s.stranger, p.ID, true); !panel.Is(err, panel.NotFound) {
		t.Errorf("another reseller: %v", err)
	}
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
		return tx.SetRights(t.Context(), s.owner.ResellerID, s.buyer.UserID, p.ID, []string{"domain.renew"})
	}))
	s.must(s.SetAutoRenew(t.Context(), s.buyer, p.ID, true))
	if !s.product(p.ID).AutoRenew {
		t.Error("it is not on")
	}
}
