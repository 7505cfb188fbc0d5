package service

import (
	"testing"

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
