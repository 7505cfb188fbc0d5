package service

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
)

// purchase under test: how it is wished for, the call that spends, a code of
// the document that refuses it, and what its order becomes when the vendor
// acted but the answer was lost.
var purchases = []struct {
	operation string
	code      string
	settled   panel.OrderState
	place     func(s *shop) (orderID int64)
}{
	{"domain.register", "11120", panel.OrderDone, func(s *shop) int64 {
		return s.ordered(s.BuyDomain(s.t.Context(), s.owner, "domain.register", s.registration("tangelo-trouble.top", 1)))
	}},
	{"domain.transfer_in", "11740", panel.OrderDone, func(s *shop) int64 {
		f := BuyDomain{Name: "tangelo-move.top", ContactID: s.contact().ID, AuthCode: "good-code", FormKey: NewFormKey()}
		return s.ordered(s.BuyDomain(s.t.Context(), s.owner, "domain.transfer_in", f))
	}},
	{"domain.renew", "10021", panel.OrderDone, func(s *shop) int64 {
		return s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
	}},
	{"cloud.buy", "17009", panel.OrderHeld, func(s *shop) int64 { return s.wishHost() }},
	{"cloud.renew", "10021", panel.OrderDone, func(s *shop) int64 {
		return s.run(s.read(panel.KindCloud, "S262491"), "cloud.renew", map[string]string{"unit": "2", "count": "1"})
	}},
	{"cloud.buy_ip", "10021", panel.OrderDone, func(s *shop) int64 { return s.run(s.shutDown("S262491"), "cloud.buy_ip", nil) }},
	{"cloud.upgrade", "17133", panel.OrderDone, func(s *shop) int64 {
		return s.run(s.shutDown("S262491"), "cloud.upgrade", map[string]string{"cpu": "2"})
	}},
}

func (s *shop) ordered(id int64, err error) int64 {
	s.t.Helper()
	s.must(err)
	return id
}

// run starts an operation that buys.
func (s *shop) run(p panel.Product, op string, input map[string]string) int64 {
	s.t.Helper()
	started, err := s.RunOperation(s.t.Context(), s.owner, p.ID, op, input, "", NewFormKey())
	s.must(err)
	return started.OrderID
}

// read records something the simulated vendor has and reads its facts.
func (s *shop) read(kind panel.ProductKind, name string) panel.Product {
	s.t.Helper()
	p, err := s.reread(s.t.Context(), s.plant(kind, name))
	s.must(err)
	return p
}

// shutDown reads a host that the simulated vendor has and shuts it down.
func (s *shop) shutDown(name string) panel.Product {
	s.t.Helper()
	p := s.read(panel.KindCloud, name)
	started, err := s.RunOperation(s.t.Context(), s.owner, p.ID, "cloud.shutdown", nil, "", "")
	s.must(err)
	s.finish(started.JobID)
	return p
}

// executed counts what the vendor carried out and charged for an endpoint.
func (s *shop) executed(call string) int {
	n := 0
	for _, p := range s.world.CNDNS.Purchases() {
		if p.Call == call {
			n++
		}
	}
	return n
}

// TestNoTroubleBuysTwiceOrCallsTheUnknownFailed walks every purchase × every
// kind of trouble on the call that spends.
func TestNoTroubleBuysTwiceOrCallsTheUnknownFailed(t *testing.T) {
	t.Parallel()
	lost := []trouble.Kind{trouble.Silent, trouble.Reset, trouble.Status500, trouble.HTML, trouble.Broken}
	for _, b := range purchases {
		call := contracts[b.operation].endpoint
		for _, kind := range append(lost, trouble.Drop, trouble.Refuse) {
			t.Run(b.operation+"/"+string(kind), func(t *testing.T) {
				t.Parallel()
				s := openShop(t)
				s.world.Board.Set(trouble.Fault{Call: call, Kind: kind, Code: b.code, Count: 1})
				want, bought, sent := b.settled, 1, 1
				switch {
				case kind == trouble.Drop && contracts[b.operation].resend > 1: // proven absent, and sent again
					want, sent = panel.OrderDone, 2
				case kind == trouble.Drop: // never carried out, and nobody can prove it
					want, bought = panel.OrderHeld, 0
				case kind == trouble.Refuse:
					want, bought = panel.OrderFailed, 0
				}

				o := s.finishOrder(b.place(s))

				if o.State != want || o.Attempts != sent || s.executed(call) != bought {
					t.Errorf("order = %s (%s %s) after %d attempts, %d executed; want %s after %d, %d executed",
						o.State, o.VendorCode, o.VendorText, o.Attempts, s.executed(call), want, sent, bought)
				}
				if kind == trouble.Refuse && o.VendorCode != b.code {
					t.Errorf("the vendor's code = %q, want %q", o.VendorCode, b.code)
				}
				s.wasUnknown(o, kind != trouble.Refuse)
			})
		}
	}
}

// wasUnknown holds an order's history to the promise that a lost answer is
// "unknown" first, and that "failed" never follows it.
func (s *shop) wasUnknown(o panel.Order, want bool) {
	s.t.Helper()
	events, err := s.DB.OrderEvents(s.t.Context(), o.ID)
	s.must(err)
	seen := false
	for _, e := range events {
		seen = seen || e.To == panel.OrderUnknown
	}
	if seen != want {
		s.t.Errorf("the order was unknown at some time: %t, want %t", seen, want)
	}
}

// TestACrashInTheMiddleOfAPurchaseIsUnknown stops between the committed intent
// and the answer, as kill -9 does, and starts again.
func TestACrashInTheMiddleOfAPurchaseIsUnknown(t *testing.T) {
	t.Parallel()
	for _, sent := range []bool{true, false} {
		t.Run(fmt.Sprintf("sent=%t", sent), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("tangelo-crash.top", 1))
			s.must(err)
			p, err := s.openPurchase(t.Context(), id, s.owner.ResellerID)
			s.must(err)
			before, err := s.preCheck(t.Context(), contracts["domain.register"], p)
			s.must(err)
			s.must(s.commitIntent(t.Context(), p, before))
			if sent {
				s.must(contracts["domain.register"].send(t.Context(), p))
			}

			s.must(s.StartAlone(t.Context())) // the next run of the process
			o := s.finishOrder(id)

			attempts := map[bool]int{true: 1, false: 2}[sent] // what was not sent is proven absent, and sent again
			if o.State != panel.OrderDone || o.Attempts != attempts {
				t.Errorf("order = %s after %d attempts, want done after %d", o.State, o.Attempts, attempts)
			}
			s.wasUnknown(o, true)
			if got := s.spent("cndns.domain.create"); got != 1 {
				t.Errorf("purchases sent = %d, want 1", got)
			}
		})
	}
}

// TestAHeldOrderIsDecidedByAPersonWithEvidence adopts a host whose purchase
// lost its answer; what the vendor does not show is not believed.
func TestAHeldOrderIsDecidedByAPersonWithEvidence(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.Board.Set(trouble.Fault{Call: "cndns.cloud.buy", Kind: trouble.Reset, Count: 1})
	o := s.finishOrder(s.wishHost())
	if o.State != panel.OrderHeld {
		t.Fatalf("order = %s, want held", o.State)
	}
	bought := ""
	for _, p := range s.world.CNDNS.Purchases() {
		bought = p.Name
	}
	decide := func(actor panel.Actor, name, reason string) error {
		return s.ResolveOrder(t.Context(), actor, o.ID, Resolution{To: panel.OrderDone, Name: name, Reason: reason})
	}
	for name, c := range map[string]struct {
		err  error
		kind panel.Kind
	}{
		"without a reason":    {decide(s.owner, bought, ""), panel.Invalid},
		"by another reseller": {decide(s.stranger, bought, "mine"), panel.NotFound},
		"by the customer":     {decide(s.buyer, bought, "mine"), panel.Forbidden},
	} {
		if !panel.Is(c.err, c.kind) {
			t.Errorf("%s: %v, want kind %s", name, c.err, c.kind)
		}
	}

	s.must(decide(s.owner, "S999999", "seen at the vendor"))
	if job := s.adopted(o.ID); job.State != panel.JobFailed || job.ErrorKey != "error.order.notthere" {
		t.Errorf("adopting a host that is not there: %s %s, want failed error.order.notthere", job.State, job.ErrorKey)
	}

	s.must(decide(s.owner, bought, "seen at the vendor"))
	s.adopted(o.ID)

	o, err := s.DB.Order(t.Context(), s.owner, o.ID)
	s.must(err)
	if o.State != panel.OrderDone || s.product(o.ProductID).Name != bought || s.executed("cndns.cloud.buy") != 1 {
		t.Errorf("order = %s, product %q, %d executed; want done, %q, 1", o.State, s.product(o.ProductID).Name, s.executed("cndns.cloud.buy"), bought)
	}
}

// adopted lets the latest look for what a person named come to its end.
func (s *shop) adopted(orderID int64) panel.Job {
	s.t.Helper()
	s.drain()
	d, err := s.Order(s.t.Context(), s.owner, orderID)
	s.must(err)
	return d.Adoption
}

func TestAnOrderIsCancelledOnlyBeforeItIsSent(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("tangelo-cancel.top", 1))
	s.must(err)
	s.must(s.CancelOrder(t.Context(), s.owner, id))
	if o := s.finishOrder(id); o.State != panel.OrderCancelled || s.spent("cndns.domain.create") != 0 {
		t.Errorf("order = %s with %d calls, want cancelled with none", o.State, s.spent("cndns.domain.create"))
	}
	id, err = s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("tangelo-late.top", 1))
	s.must(err)
	s.finishOrder(id)
	if err := s.CancelOrder(t.Context(), s.owner, id); !panel.Is(err, panel.Conflict) {
		t.Errorf("cancelling what was bought: %v, want a conflict", err)
	}
}

// TestEveryOperationIsBoundOnce walks the table of operations: what buys has a
// contract, the rest a binding, and every call it names exists with an effect
// that fits.
func TestEveryOperationIsBoundOnce(t *testing.T) {
	t.Parallel()
	effects := map[string]endpoint.Effect{}
	for _, d := range append(cndns.All(), dnspod.All()...) {
		effects[d.Name] = d.Effect
	}
	for _, op := range panel.Operations() {
		c, bought := contracts[op.Name]
		_, bound := bindings[op.Name]
		if bought != (op.Effect == panel.EffectBuy) || bound == bought {
			t.Errorf("%s (%s): contract %t, binding %t", op.Name, op.Effect, bought, bound)
		}
		for _, name := range op.Endpoints {
			effect, known := effects[name]
			if !known {
				t.Errorf("%s names the call %s, which is none", op.Name, name)
			}
			if effect == endpoint.Buy && name != c.endpoint {
				t.Errorf("%s spends by %s, which its contract does not name", op.Name, name)
			}
		}
	}
	for name, c := range contracts {
		if name == callOrder {
			continue // of every call that buys; its own test walks them
		}
		if effects[c.endpoint] != endpoint.Buy {
			t.Errorf("contract %s: %s has the effect %q, want buy", name, c.endpoint, effects[c.endpoint])
		}
		if (c.lane == "") == (c.name == nil) {
			t.Errorf("contract %s has a lane %q and names its thing %t; want one of both", name, c.lane, c.name != nil)
		}
		if c.pre == nil || c.send == nil || c.judge == nil || c.deliver == nil || c.quiet < time.Minute || c.deadline < c.quiet {
			t.Errorf("contract %s is not whole", name)
		}
	}
	for name, effect := range effects {
		if _, _, own := ownContract(name); own && effect != endpoint.Buy {
			t.Errorf("%s has a contract and spends nothing", name)
		}
	}
}

func TestTheGateHoldsAnAccountToItsBudget(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	enter := func() (ok bool) {
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) (err error) {
			_, ok, _, err = tx.EnterGate(t.Context(), s.cndnsID, 3)
			return err
		}))
		return ok
	}
	second := s.now().Truncate(time.Second)
	passed := 0
	for range 10 {
		if enter() {
			passed++
		}
	}
	if passed != 3 && s.now().Truncate(time.Second).Equal(second) {
		t.Errorf("calls let through in one second = %d, want 3", passed)
	}
	for range breakerFailures {
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
			return tx.LeaveGate(t.Context(), s.cndnsID, true, breakerFailures, time.Minute)
		}))
	}
	s.ahead.Add(int64(2 * time.Second))
	if enter() {
		t.Error("an open breaker let a call through")
	}
	s.ahead.Add(int64(time.Minute))
	if !enter() {
		t.Error("the breaker never closed")
	}
}

func TestCustomersDoNotReadTheVendorsWords(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.Board.Set(trouble.Fault{Call: "cndns.domain.renew", Kind: trouble.Refuse, Code: "10021", Count: 1})
	id := s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"})
	o := s.finishOrder(id)
	s.grant(panel.Product{}, panel.RightView)
	for actor, want := range map[*panel.Actor]bool{&s.owner: true, &s.buyer: false} {
		d, err := s.Job(t.Context(), *actor, o.JobID)
		s.must(err)
		if got := strings.Contains(fmt.Sprint(d.Events), "10021"); got != want {
			t.Errorf("%s reads the vendor's code: %t, want %t", actor.Role, got, want)
		}
	}
}
