package service

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/endpoint"
)

const (
	soldFor  panel.Fen = 66_00
	costs    panel.Fen = 55_00
	roomFor            = 10 // orders that the wallet of these tests pays for
	paidInto           = "660"
)

// fresh is a wish for a new domain with a price and a cost.
func (s *shop) fresh(name string) PlaceOrder {
	return PlaceOrder{
		Operation: "domain.register", AccountID: s.cndnsID, CustomerID: s.customer.ID, Cost: costs, Price: soldFor, FormKey: NewFormKey(),
		Input: map[string]string{"name": name, "years": "1", "contact": s.contact().VendorRef},
	}
}

// sells gives an order that is not sent yet a cost and, when it is a customer's,
// a price that is held, as if prices had been published before it was placed.
func (s *shop) sells(id int64) {
	s.t.Helper()
	s.topUp(paidInto)
	var err error
	update, values := `UPDATE orders SET cost_fen = $1, price_fen = $2 WHERE id = $3`, []any{int64(costs), int64(soldFor), id}
	if w := s.DB.SQLite(); w != nil {
		_, err = w.ExecContext(s.t.Context(), update, values...)
	} else {
		_, err = s.DB.Postgres().Exec(s.t.Context(), update, values...)
	}
	s.must(err)
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		o, err := tx.LockOrder(s.t.Context(), id)
		if err != nil {
			return err
		}
		return holdPrice(s.t.Context(), tx, o)
	}))
}

// places posts wishes at the same time.
func (s *shop) places(wishes []PlaceOrder) (ids []int64, errs []error) {
	s.t.Helper()
	ids, errs = make([]int64, len(wishes)), make([]error, len(wishes))
	var posts sync.WaitGroup
	for i, w := range wishes {
		posts.Go(func() { ids[i], errs[i] = s.Place(s.t.Context(), s.owner, w) })
	}
	posts.Wait()
	return ids, errs
}

// addsUp proves the books, and holds every order's charge and cost to the state
// that the order is in.
func (s *shop) addsUp() {
	s.t.Helper()
	report, err := s.CheckLedger(s.t.Context())
	if s.must(err); len(report.Faults) != 0 {
		s.t.Errorf("the ledger has faults: %+v", report.Faults)
	}
	orders, err := s.DB.Orders(s.t.Context(), s.owner, db.OrderFilter{Limit: 1000})
	s.must(err)
	for _, o := range orders {
		m, err := s.moneyOf(s.t.Context(), s.owner, o.ID)
		s.must(err)
		if want := chargeFor(o); m.Charge.State != want || want != panel.TransferNone && m.Charge.Amount != o.Price {
			s.t.Errorf("order %d is %s and its charge %q of %d; want %q of %d", o.ID, o.State, m.Charge.State, m.Charge.Amount, want, o.Price)
		}
		if want := costFor(o); m.Cost.State != want {
			s.t.Errorf("order %d is %s after %d sendings and its cost %q; want %q", o.ID, o.State, o.Attempts, m.Cost.State, want)
		}
	}
}

// chargeFor is what must have become of an order's price.
func chargeFor(o panel.Order) panel.TransferState {
	switch {
	case o.CustomerID == 0 || o.Price == 0:
		return panel.TransferNone
	case o.State == panel.OrderDone:
		return panel.TransferPosted
	case o.State.Final():
		return panel.TransferVoided
	}
	return panel.TransferPending
}

// costFor is what must have become of an order's cost.
func costFor(o panel.Order) panel.TransferState {
	switch {
	case o.Cost == 0 || o.Attempts == 0:
		return panel.TransferNone
	case o.State == panel.OrderDone:
		return panel.TransferPosted
	case o.State.Final():
		return panel.TransferVoided
	}
	return panel.TransferPending
}

// onEachStore runs a test over a shop on either database.
func onEachStore(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, openShop(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, openShopOn(t, pgtest.URL(t))) })
}

func TestFiftyPostsOfOneFormHoldItsPriceOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, s *shop) {
		s.topUp(paidInto)
		wishes := make([]PlaceOrder, 50)
		wish := s.fresh("tangelo-once.top")
		for i := range wishes {
			wishes[i] = wish
		}
		ids, errs := s.places(wishes)
		for i := range ids {
			if errs[i] != nil || ids[i] != ids[0] {
				t.Fatalf("post %d = order %d, %v; want %d", i, ids[i], errs[i], ids[0])
			}
		}
		if w := s.wallet(); w.Account.Held() != soldFor || len(w.Holds) != 1 {
			t.Errorf("held = %d in %d holds, want %d in one", w.Account.Held(), len(w.Holds), soldFor)
		}
		s.addsUp()
	})
}

// TestFiftyFormsSpendNoMoreThanThereIs places fifty orders against money for ten.
func TestFiftyFormsSpendNoMoreThanThereIs(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, s *shop) {
		s.topUp(paidInto)
		wishes := make([]PlaceOrder, 50)
		for i := range wishes {
			wishes[i] = s.fresh(fmt.Sprintf("tangelo-short%d.top", i))
		}
		ids, errs := s.places(wishes)
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
				continue
			}
			problems := panel.Problems(err)
			if !errors.Is(err, panel.ErrShort) || !panel.Is(err, panel.Conflict) || len(problems) != 1 || problems[0].Field != "price" || ids[i] != 0 {
				t.Errorf("an order beyond the money = %d, %v; want a conflict at the price", ids[i], err)
			}
		}
		orders, err := s.DB.Orders(t.Context(), s.owner, db.OrderFilter{Limit: 100})
		s.must(err)
		if w := s.wallet().Account; won != roomFor || len(orders) != roomFor || w.Available() != 0 || w.Held() != roomFor*soldFor {
			t.Errorf("%d placed, %d orders, %d available, %d held; want ten, all held", won, len(orders), w.Available(), w.Held())
		}
		s.addsUp()
	})
}

func TestAShortWalletSaysWhatIsMissingAndKeepsTheForm(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("26")
	wish := s.fresh("tangelo-later.top")
	_, err := s.Place(t.Context(), s.owner, wish)
	problems := panel.Problems(err)
	if len(problems) != 1 || !strings.Contains(fmt.Sprint(problems[0].Args), "Available 26.00 Needed 66.00 Missing 40.00") {
		t.Fatalf("a short wallet = %v, %+v", err, problems)
	}
	if w := s.wallet(); w.Account.Held() != 0 || len(w.Entries) != 1 {
		t.Errorf("after a refused order: %+v", w)
	}
	s.topUp("40")
	if o := s.finishOrder(s.ordered(s.Place(t.Context(), s.owner, wish))); o.State != panel.OrderDone {
		t.Errorf("the same form after a top-up = %s, want done", o.State)
	}
	s.addsUp()
}

// TestCancellingAndSendingLeaveTheMoneyWithTheWinner races the two.
func TestCancellingAndSendingLeaveTheMoneyWithTheWinner(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, s *shop) {
		s.topUp("10000")
		won := map[panel.OrderState]int{}
		for i := range 30 {
			id := s.ordered(s.Place(t.Context(), s.owner, s.fresh(fmt.Sprintf("tangelo-race%d.top", i))))
			before := s.spent("cndns.domain.create")
			cancelled := make(chan error, 1)
			cancel := func() { cancelled <- s.CancelOrder(t.Context(), s.owner, id) }
			s.hook = func(at point) { // whichever is quicker; without, sending is always later
				if at == pointChecked {
					go cancel()
					for range i * 20 {
						runtime.Gosched()
					}
				}
			}
			s.drainOnce(id)
			s.hook = nil
			err := <-cancelled
			o := s.finishOrder(id)
			won[o.State]++
			if sent := s.spent("cndns.domain.create") > before; (err == nil) != (o.State == panel.OrderCancelled) || (err == nil) == sent {
				t.Errorf("cancelling: %v; order %s, sent %t", err, o.State, sent)
			}
		}
		if w := s.wallet().Account; won[panel.OrderDone]+won[panel.OrderCancelled] != 30 || w.Held() != 0 || w.Posted() != 10000_00-panel.Fen(won[panel.OrderDone])*soldFor {
			t.Errorf("%v; wallet %d with %d held", won, w.Posted(), w.Held())
		}
		t.Logf("won: %v", won)
		s.addsUp()
	})
}

// endings is every way an order ends.
var endings = []struct {
	name string
	ends func(s *shop, id int64)
	in   panel.OrderState
}{
	{"done", func(*shop, int64) {}, panel.OrderDone},
	{"refused", func(s *shop, _ int64) {
		s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Refuse, Code: "11120", Count: 1})
	}, panel.OrderFailed},
	{"never sent", func(s *shop, id int64) {
		for range 5 {
			c, p, r := s.sending(id, &endpoint.Error{Class: endpoint.NotSent})
			s.must(keep(s.keepReply(s.t.Context(), c, p, r)))
		}
	}, panel.OrderFailed},
	{"hopeless before sending", func(s *shop, id int64) {
		p, err := s.openPurchase(s.t.Context(), id, s.owner.ResellerID)
		s.must(err)
		_, err = s.refuseUnsent(s.t.Context(), p, panel.Errorf(panel.Refused, nil, "error.refused"))
		s.must(err)
	}, panel.OrderFailed},
	{"cancelled", func(s *shop, id int64) { s.must(s.CancelOrder(s.t.Context(), s.owner, id)) }, panel.OrderCancelled},
	{"lost and proven", func(s *shop, _ int64) {
		s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Reset, Count: 1})
	}, panel.OrderDone},
	{"held and adopted", func(s *shop, id int64) {
		s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Reset, Count: 1})
		s.heldUp(id)
		s.must(s.ResolveOrder(s.t.Context(), s.owner, id, Resolution{To: panel.OrderDone, Reason: "seen at the vendor"}))
		s.drain()
	}, panel.OrderDone},
	{"held and written off", func(s *shop, id int64) {
		s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Drop, Count: 1})
		s.heldUp(id)
		s.must(s.ResolveOrder(s.t.Context(), s.owner, id, Resolution{To: panel.OrderFailed, Reason: "not there"}))
	}, panel.OrderFailed},
	{"held and sent again", func(s *shop, id int64) {
		s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Drop, Count: 1})
		s.heldUp(id)
		s.must(s.ResolveOrder(s.t.Context(), s.owner, id, Resolution{To: panel.OrderReady, Reason: "not there"}))
	}, panel.OrderDone},
	{"held", func(s *shop, id int64) {
		s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Drop, Count: 1})
		s.heldUp(id)
	}, panel.OrderHeld},
}

// heldUp sends an order, and has the time for finding out pass before anybody
// asks the vendor.
func (s *shop) heldUp(id int64) {
	s.t.Helper()
	s.drainOnce(id)
	o := s.orderNow(id).Order
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		return s.holdIn(s.t.Context(), tx, o, db.Move{Cause: panel.CauseDeadline, Driver: panel.DriverReconciler, Note: "order.held.unclear"})
	}))
}

// TestEveryEndOfAnOrderLeavesTheBooksRight ends orders in every way, on either
// database, and settles up.
func TestEveryEndOfAnOrderLeavesTheBooksRight(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, s *shop) {
		s.topUp("10000")
		posted := panel.Fen(0)
		for i, e := range endings {
			held := s.wallet().Account.Held()
			id := s.ordered(s.Place(t.Context(), s.owner, s.fresh(fmt.Sprintf("tangelo-end%d.top", i))))
			if got := s.wallet().Account.Held(); got != held+soldFor {
				t.Errorf("%s: held %d after the order was placed, want %d", e.name, got, held+soldFor)
			}
			e.ends(s, id)
			o := s.finishOrder(id)
			if o.State != e.in {
				t.Errorf("%s: order = %s (%s %s), want %s", e.name, o.State, o.VendorCode, o.VendorText, e.in)
			}
			if o.State == panel.OrderDone {
				posted += soldFor
			}
			if o.State == panel.OrderHeld {
				held += soldFor
			}
			if w := s.wallet().Account; w.Held() != held || w.Posted() != 10000_00-posted {
				t.Errorf("%s: wallet %d with %d held, want %d with %d", e.name, w.Posted(), w.Held(), 10000_00-posted, held)
			}
		}
		s.addsUp()
	})
}

// TestTheResellersOwnOrderCostsAndChargesNothing renews without a customer.
func TestTheResellersOwnOrderCostsAndChargesNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	wish := s.fresh("tangelo-own.top")
	wish.CustomerID = 0
	o := s.finishOrder(s.ordered(s.Place(t.Context(), s.owner, wish)))
	mirror, err := s.DB.VendorMirror(t.Context(), s.owner, s.cndnsID)
	if s.must(err); o.State != panel.OrderDone || mirror.Posted() != -costs || s.wallet().Account.Posted() != 0 {
		t.Errorf("order = %s, mirror %d, wallet %d; want done, %d, 0", o.State, mirror.Posted(), s.wallet().Account.Posted(), -costs)
	}
	s.addsUp()
}
