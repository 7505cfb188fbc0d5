package service

import (
	"fmt"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
)

// afterwards is what is sent between a backup and its restore.
const (
	sentNames = 470 // registrations placed and sent after the backup
	sentReady = 10  // placed before it and sent after it: the restored row says "ready"
	sentHosts = 20  // hosts, whose names the vendor makes up
	sentAll   = sentNames + sentReady + sentHosts
)

func TestARestoredBackupOlderThan500OrdersBuysNothingTwice(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		restoresAfter500(openShop(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		restoresAfter500(openShopOn(t, pgtest.URL(t)))
	})
}

func restoresAfter500(s *shop) {
	s.t.Helper()
	admin := s.admin()
	s.withoutCeiling()
	form, wish := s.registration("", 1), s.hostWish()
	register := func(name string) int64 {
		form.Name, form.FormKey = name, NewFormKey()
		return s.ordered(s.BuyDomain(s.t.Context(), s.owner, "domain.register", form))
	}
	var ready []int64
	for i := range sentReady {
		ready = append(ready, register(fmt.Sprintf("tangelo-ready%d.top", i)))
	}
	restore := s.backUp()
	for _, id := range ready {
		s.sendNow(id)
	}
	for i := range sentNames {
		s.sendNow(register(fmt.Sprintf("tangelo-lost%d.top", i)))
	}
	for range sentHosts {
		wish.FormKey = NewFormKey()
		s.sendNow(s.ordered(s.BuyCloud(s.t.Context(), s.owner, wish)))
	}
	truth := s.bought()
	if truth != sentAll {
		s.t.Fatalf("bought %d after the backup, want %d", truth, sentAll)
	}

	restore()

	lost := s.allOrders()
	// The first host is being found out about; its lane has room for no other.
	s.expectStates("after the restore", lost, map[panel.OrderState]int{panel.OrderUnknown: sentNames + sentReady + 1, panel.OrderHeld: sentHosts - 1})
	if found := s.safety(admin); !found.Lasting() || len(found.Gaps) != sentAll || found.Lone != 0 {
		s.t.Fatalf("safe mode lasts: %t, %d gaps, %d without an order; want true, %d, 0", found.Lasting(), len(found.Gaps), found.Lone, sentAll)
	}
	s.carry()
	s.expectStates("in safe mode", s.allOrders(), map[panel.OrderState]int{panel.OrderDone: sentNames + sentReady, panel.OrderHeld: sentHosts})
	s.must(s.LeaveSafeMode(s.t.Context(), admin, "all found at the vendor", false))
	s.carry()
	s.expectStates("after safe mode", s.allOrders(), map[panel.OrderState]int{panel.OrderDone: sentNames + sentReady, panel.OrderHeld: sentHosts})
	if got := s.bought(); got != truth {
		s.t.Errorf("bought after the restore: %d more, want none", got-truth)
	}
}

// withoutCeiling lets more be spent in an hour than anybody would.
func (s *shop) withoutCeiling() {
	s.t.Helper()
	account, err := s.DB.VendorAccount(s.t.Context(), s.owner, s.cndnsID)
	s.must(err)
	f := VendorForm{ID: account.ID, Ceiling: "0"}.Over(account)
	_, err = s.SaveVendor(s.t.Context(), s.owner, f)
	s.must(err)
}

// sendNow takes the one step that sends an order, in a second of its own: the
// account's budget of calls is one of each second.
func (s *shop) sendNow(orderID int64) {
	s.t.Helper()
	s.ahead.Add(int64(time.Second))
	s.drainOnce(orderID)
}

// carry lets the time for finding out pass, and steps the jobs of the orders
// that have not ended.
func (s *shop) carry() {
	s.t.Helper()
	for range 4 {
		s.ahead.Add(int64(30 * time.Minute))
		s.world.Clock.Advance(30 * time.Minute)
		for _, o := range s.allOrders() {
			if !o.State.Final() {
				s.sendNow(o.ID)
			}
		}
	}
}

func (s *shop) allOrders() []panel.Order {
	s.t.Helper()
	all, err := s.Orders(s.t.Context(), s.owner, db.OrderFilter{Limit: 1000})
	s.must(err)
	return all
}

func (s *shop) expectStates(when string, orders []panel.Order, want map[panel.OrderState]int) {
	s.t.Helper()
	got := map[panel.OrderState]int{}
	for _, o := range orders {
		got[o.State]++
	}
	for _, state := range panel.OrderStates {
		if got[state] != want[state] {
			s.t.Errorf("%s: %d orders are %s, want %d", when, got[state], state, want[state])
		}
	}
}
