package service

import (
	"fmt"
	"testing"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// doubtfulHost orders a host of known cost whose answer is lost, bought or not.
func (s *shop) doubtfulHost(kind trouble.Kind) int64 {
	s.t.Helper()
	s.world.Board.Set(trouble.Fault{Call: "cndns.cloud.buy", Kind: kind, Count: 1})
	id := s.wishHost()
	s.priced(id, 8000)
	s.drain()
	if o := s.orderNow(id).Order; o.State != panel.OrderUnknown {
		s.t.Fatalf("order = %s, want unknown", o.State)
	}
	return id
}

// priced gives an order the cost that a quote would have given it.
func (s *shop) priced(id int64, cost panel.Fen) {
	s.t.Helper()
	_, err := s.DB.SQLite().ExecContext(s.t.Context(), fmt.Sprintf("UPDATE orders SET cost_fen = %d WHERE id = %d", cost, id))
	s.must(err)
}

// called has the vendor's notice about the host that was bought come early.
func (s *shop) called() string {
	s.t.Helper()
	name := s.world.CNDNS.Purchases()[0].Name
	s.must(s.ReceiveCallback(s.t.Context(), s.callbackToken(), notice(name, true), "192.0.2.1"))
	return name
}

func (s *shop) panelOnly(only bool) {
	s.t.Helper()
	f := VendorForm{ID: s.cndnsID}.Over(s.account(s.cndnsID))
	f.Settings.PanelOnly = only
	_, err := s.SaveVendor(s.t.Context(), s.owner, f)
	s.must(err)
}

// TestTheBalanceSpeaksForOrAgainstAHeldOrder walks what may have happened to
// an order whose name the vendor made up.
func TestTheBalanceSpeaksForOrAgainstAHeldOrder(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault trouble.Kind
		then  func(s *shop)
		paid  panel.PriceGone
		to    panel.OrderState
		key   string
	}{
		"bought, and a callback came":         {trouble.Silent, func(s *shop) { s.called() }, panel.PriceWent, panel.OrderDone, "orders.suggest.bought"},
		"bought, and nobody knows the name":   {trouble.Silent, func(*shop) {}, panel.PriceWent, "", "orders.suggest.unlisted"},
		"not bought":                          {trouble.Drop, func(*shop) {}, panel.PriceStayed, panel.OrderFailed, "orders.suggest.notbought"},
		"not bought, and as much spent apart": {trouble.Drop, func(s *shop) { s.take(8000) }, panel.PriceWent, "", "orders.suggest.unlisted"},
		"bought, and more spent apart":        {trouble.Silent, func(s *shop) { s.take(1) }, panel.PriceUnclear, "", "orders.suggest.unclear"},
		"bought, beside an order of unknown cost": {trouble.Silent, func(s *shop) {
			s.finishOrder(s.register("tangelo-beside.top"))
		}, panel.PriceUnclear, "", "orders.suggest.unclear"},
		"not bought, and a callback came": {trouble.Drop, func(s *shop) {
			s.must(s.ReceiveCallback(s.t.Context(), s.callbackToken(), notice("S262491", true), "192.0.2.1"))
		}, panel.PriceStayed, "", "orders.suggest.unclear"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			id := s.doubtfulHost(tt.fault)
			tt.then(s)
			s.untilHeld(id)
			d := s.orderNow(id)
			p, compared := d.Price()
			if !compared || p.Paid != tt.paid {
				t.Errorf("price = %+v, compared %t; want %s", p, compared, tt.paid)
			}
			if got := d.Suggest(); got.To != tt.to || got.Key != tt.key {
				t.Errorf("suggestion = %+v, want %q for %s", got, tt.to, tt.key)
			}
		})
	}
}

// TestOneNewHostIsAdoptedWhereThePanelAloneBuys takes one condition away after
// the other: only with all of them no person is asked.
func TestOneNewHostIsAdoptedWhereThePanelAloneBuys(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(s *shop)
		want   panel.OrderState
	}{
		"all is as it should be":   {func(*shop) {}, panel.OrderDone},
		"somebody may buy by hand": {func(s *shop) { s.panelOnly(false) }, panel.OrderHeld},
		"a second name came": {func(s *shop) {
			s.must(s.ReceiveCallback(s.t.Context(), s.callbackToken(), notice("S262491", true), "192.0.2.1"))
		}, panel.OrderHeld},
		"a fen more is gone":          {func(s *shop) { s.take(1) }, panel.OrderHeld},
		"the host is another order's": {func(s *shop) { s.plant(panel.KindCloud, s.world.CNDNS.Purchases()[0].Name) }, panel.OrderHeld},
		"the vendor has another size of it": {func(s *shop) {
			s.world.CNDNS.PlantCloudHost(cndns.Host{Name: s.world.CNDNS.Purchases()[0].Name, CPU: 16})
		}, panel.OrderHeld},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.panelOnly(true)
			id := s.doubtfulHost(trouble.Silent)
			bought := s.called()
			tt.change(s)
			o := s.finishOrder(id)
			if o.State != tt.want || s.bought() != 1 || o.Attempts != 1 {
				t.Errorf("order = %s after %d attempts, %d bought; want %s, 1, 1", o.State, o.Attempts, s.bought(), tt.want)
			}
			if tt.want == panel.OrderDone && s.product(o.ProductID).Name != bought {
				t.Errorf("it became %q, want %s", s.product(o.ProductID).Name, bought)
			}
		})
	}
}
