package service

import (
	"context"
	"testing"
	"time"

	"tangelo/internal/panel"
	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/cndns"
)

// doubted places an order whose call is lost before the vendor acts, has
// somebody else act there, and returns the order when it has come to rest.
func (s *shop) doubted(call string, place func() int64, meanwhile func()) panel.Order {
	s.t.Helper()
	s.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Drop, Count: 1})
	id := place()
	s.drain()
	if o := s.order(id); o.State != panel.OrderUnknown {
		s.t.Fatalf("order = %s, want unknown", o.State)
	}
	meanwhile()
	return s.finishOrder(id)
}

// stays holds an order to what a person must decide: nothing was carried out,
// and nothing was sent again.
func (s *shop) stays(o panel.Order, call string) {
	s.t.Helper()
	if o.State != panel.OrderHeld || o.Attempts != 1 || s.executed(call) != 0 {
		s.t.Errorf("order = %s after %d attempts, %d executed; want held after 1, 0", o.State, o.Attempts, s.executed(call))
	}
}

// TestARegistrationIsProvedByItsOwnDomainOnly plants what is no registration
// of ours under the ordered name, while the order is in doubt.
func TestARegistrationIsProvedByItsOwnDomainOnly(t *testing.T) {
	t.Parallel()
	for name, plant := range map[string]func(s *shop, d *sim.Domain){
		"failed":             func(_ *shop, d *sim.Domain) { d.State = string(cndns.RunFailed) },
		"another's":          func(_ *shop, d *sim.Domain) { d.State = string(cndns.RunTaken) },
		"on its way":         func(_ *shop, d *sim.Domain) { d.State = string(cndns.RunTransferring) },
		"another registrant": func(_ *shop, d *sim.Domain) { d.ContactID = "999" },
		"older":              func(s *shop, d *sim.Domain) { d.Registered = s.now().AddDate(0, -2, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			f := s.registration("tangelo-doubt.top", 1)
			o := s.doubted("cndns.domain.create", func() int64 {
				return s.ordered(s.BuyDomain(t.Context(), s.owner, "domain.register", f))
			}, func() {
				d := sim.Domain{Name: f.Name, ContactID: s.contact().VendorRef}
				plant(s, &d)
				s.world.CNDNS.PlantDomain(d)
			})
			s.stays(o, "cndns.domain.create")
		})
	}
}

// TestAnEarlierTransferProvesNothing transfers in a name that came in before
// and has left since: the vendor still shows that order as complete.
func TestAnEarlierTransferProvesNothing(t *testing.T) {
	t.Parallel()
	const call, name = "cndns.domain.transfer_in", "tangelo-back.top"
	for what, c := range map[string]struct {
		kind trouble.Kind
		then func(s *shop)
		want panel.OrderState
	}{
		"not carried out":                 {trouble.Drop, func(*shop) {}, panel.OrderHeld},
		"carried out":                     {trouble.Reset, func(*shop) {}, panel.OrderDone},
		"carried out, and complete again": {trouble.Drop, func(s *shop) { s.world.CNDNS.PlantDomain(sim.Domain{Name: name}) }, panel.OrderDone},
		"not carried out, another failed": {trouble.Drop, func(s *shop) {
			s.world.CNDNS.PlantTransfer(sim.Transfer{Name: name, State: 11}, "good-code", true)
		}, panel.OrderHeld},
	} {
		for by, place := range map[string]func(s *shop) int64{
			"own": func(s *shop) int64 {
				f := BuyDomain{Name: name, ContactID: s.contact().ID, AuthCode: "good-code", FormKey: NewFormKey()}
				return s.ordered(s.BuyDomain(s.t.Context(), s.owner, "domain.transfer_in", f))
			},
			"by hand": func(s *shop) int64 {
				return s.byHand(spendCase{call, wire{"domainname": name, "userid": "{contact}", "authcode": "good-code"}}, s.contact().VendorRef)
			},
		} {
			t.Run(what+"/"+by, func(t *testing.T) {
				t.Parallel()
				s := openShop(t)
				s.world.CNDNS.PlantTransfer(sim.Transfer{Name: name, State: 10, Ordered: s.now().AddDate(-2, 0, 0)}, "old-code", true)
				s.world.Board.Set(trouble.Fault{Call: call, Kind: c.kind, Count: 1})
				id := place(s)
				s.drain()
				c.then(s)
				if o := s.finishOrder(id); o.State != c.want || o.Attempts != 1 {
					t.Errorf("order = %s after %d attempts, want %s after 1", o.State, o.Attempts, c.want)
				}
			})
		}
	}
}

// TestARenewalIsProvedByWhatWasOrdered has somebody renew by hand for another
// span while an order, which was not carried out, is in doubt.
func TestARenewalIsProvedByWhatWasOrdered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		call  string
		place func(s *shop) (id int64, end time.Time)
		plant func(s *shop, end time.Time)
	}{
		"a year, of three": {"cndns.domain.renew", func(s *shop) (int64, time.Time) {
			p := s.read(panel.KindDomain, "juzi-shop.com")
			return s.run(p, "domain.renew", map[string]string{"years": "3"}), p.ExpiresAt
		}, func(s *shop, end time.Time) {
			s.world.CNDNS.PlantDomain(sim.Domain{Name: "juzi-shop.com", Expires: end.AddDate(1, 0, 0)})
		}},
		"a month, of ten": {"cndns.cloud.renew", func(s *shop) (int64, time.Time) {
			p := s.read(panel.KindCloud, "S262491")
			return s.run(p, "cloud.renew", map[string]string{"unit": "2", "count": "10"}), p.ExpiresAt
		}, func(s *shop, end time.Time) {
			s.world.CNDNS.PlantCloudHost(sim.Host{Name: "S262491", Expires: end.AddDate(0, 1, 0)})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			var end time.Time
			o := s.doubted(c.call, func() (id int64) {
				id, end = c.place(s)
				return id
			}, func() { c.plant(s, end) })
			s.stays(o, c.call)
			says := Resolution{To: panel.OrderDone, Reason: "seen at the vendor"}
			s.must(s.ResolveOrder(t.Context(), s.owner, o.ID, says))
			if job := s.adopted(o.ID); job.ErrorKey != "error.order.notthere" {
				t.Errorf("a person's word for a shorter span: %s %s, want failed error.order.notthere", job.State, job.ErrorKey)
			}
			c.plant(s, end.AddDate(4, 0, 0))
			s.must(s.ResolveOrder(t.Context(), s.owner, o.ID, says))
			if s.adopted(o.ID); s.order(o.ID).State != panel.OrderDone {
				t.Errorf("a person's word for a longer span: %s, want done", s.order(o.ID).State)
			}
		})
	}
}

// TestAHostThatShowsNoSizeIsNotChanged orders for a host that is not opened: the
// vendor tells no size of it, so that nothing could prove what became of it.
func TestAHostThatShowsNoSizeIsNotChanged(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.CNDNS.PlantCloudHost(sim.Host{Name: "S900009", State: sim.HostNotCreated})
	for _, c := range []struct {
		call   string
		params wire
	}{
		{"cndns.cloud.upgrade", wire{"cloudname": "S900009", "CPUNum": "1", "RAMNum": "0", "HDNum": "0", "BDNum": "0"}},
		{"cndns.cloud.buy_ip", wire{"cloudname": "S900009"}},
	} {
		o := s.finishOrder(s.byHand(spendCase(c), ""))
		if o.State != panel.OrderFailed || o.Attempts != 0 || s.spent(c.call) != 0 {
			t.Errorf("%s: order = %s after %d attempts, sent %d times; want failed unsent", c.call, o.State, o.Attempts, s.spent(c.call))
		}
	}
	p := &purchase{app: s.App, order: panel.Order{AccountID: s.cndnsID, Input: map[string]string{"cpu": "1"}}, product: panel.Product{Name: "S900009"}}
	for name, pre := range map[string]func(context.Context, *purchase) (any, error){"upgrade": preUpgrade, "buy_ip": preBuyIP} {
		if _, err := pre(t.Context(), p); err == nil {
			t.Errorf("%s is let through", name)
		}
	}
	p.before = []byte(`{"CPU":0}`)
	for name, judge := range map[string]func(context.Context, *purchase) (verdict, error){"upgrade": judgeUpgrade, "buy_ip": judgeBuyIP} {
		if found, err := judge(t.Context(), p); err != nil || found != unclear {
			t.Errorf("%s: %s, %v, want unclear", name, found, err)
		}
	}
}
