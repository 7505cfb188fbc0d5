package service

import (
	"slices"
	"testing"
	"time"

	"tangelo/internal/panel"
	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/endpoint"
)

// spendOne places the case of a call, lets a trouble happen to it, and waits
// until the order has ended or is held. meanwhile happens at the vendor before
// anybody asks what became of the call.
func (s *shop) spendOne(call string, kind trouble.Kind, code string, meanwhile func()) panel.Order {
	s.t.Helper()
	i := slices.IndexFunc(spendCases, func(c spendCase) bool { return c.call == call })
	contact := s.contact().VendorRef
	s.world.Board.Set(trouble.Fault{Call: call, Kind: kind, Code: code, Count: 1})
	id := s.byHand(spendCases[i], contact)
	for range 20 { // a lane may be taken
		s.stride(0)
		if s.order(id).State == panel.OrderUnknown {
			break
		}
		s.tick(10 * time.Second)
	}
	if meanwhile != nil {
		meanwhile()
	}
	s.settleSpends([]int64{id})
	return s.order(id)
}

// old is something of each lane that was there long before.
var old = map[string]string{
	"cloud": "S900001", "site_builder": "spcopy", "edm": "edm900001@edmcn.cn", "sms": "sms900001", "qituibao": "qtb900001",
	"soukeyi": "sky900001", "cdn": "cdn900001", "ddos": "ddos900001", "bcc": "b900001", "ali_ecs": "a900001",
}

// TestAPersonNamesWhatTheVendorMade walks the calls whose names the vendor
// makes up: of two lost orders each is adopted by its own name, and by no other.
func TestAPersonNamesWhatTheVendorMade(t *testing.T) {
	t.Parallel()
	for _, row := range panel.Spends() {
		if row.Lane == "" {
			continue
		}
		t.Run(row.Call, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.morning()
			s.plantSpends()
			adopts := func(o panel.Order, name string) bool {
				err := s.ResolveOrder(t.Context(), s.owner, o.ID, Resolution{To: panel.OrderDone, Name: name, Reason: "seen at the vendor"})
				if err != nil && !panel.Is(err, panel.Invalid) {
					t.Errorf("named %q: %v", name, err)
				}
				s.drain()
				return s.order(o.ID).State == panel.OrderDone
			}
			first := s.spendOne(row.Call, trouble.Reset, "", nil)
			name := s.boughtAs(row.Call)
			for what, guess := range map[string]string{"nothing": "", "nothing of that name": "zz999999", "an old thing": old[row.Lane]} {
				if row.Lane == "edm" && what == "an old thing" {
					continue // the vendor does not say since when an account is there
				}
				if adopts(first, guess) {
					t.Fatalf("the order adopted %s (%q)", what, guess)
				}
			}
			if !adopts(first, name) || s.executed(row.Call) != 1 {
				t.Errorf("order = %s, %d executed; want done, 1", s.order(first.ID).State, s.executed(row.Call))
			}
			if row.Lane == "qituibao" {
				return // the company has its order now
			}
			second := s.spendOne(row.Call, trouble.Drop, "", nil)
			if taken := adopts(second, name); second.State != panel.OrderHeld || taken {
				t.Errorf("the second order was %s and took the first one's thing: %t; want held, false", second.State, taken)
			}
		})
	}
}

// TestExistsAlreadyIsJudged brings about every answer that says "exists
// already": it may be our own try, so the order is unknown until it is judged.
func TestExistsAlreadyIsJudged(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, d := range declaredCalls[panel.VendorCNDNS] {
		for code, m := range d.Errors {
			if d.Effect != endpoint.Buy || m.Kind != endpoint.AlreadyDone {
				continue
			}
			tried++
			t.Run(d.Name+"/"+code, func(t *testing.T) {
				t.Parallel()
				s := openShop(t)
				s.morning()
				s.plantSpends()
				o := s.spendOne(d.Name, trouble.Refuse, code, nil)
				row, _ := panel.SpendOf(d.Name)
				s.holdsTrue(d.Name, o.ID, settled(row, trouble.Drop, false), false) // as if it was never heard
				s.wasUnknown(o, true)
			})
		}
	}
	if tried == 0 {
		t.Error("no call says that something exists")
	}
}

// TestWhatOthersDoIsNotTakenForOurs has somebody else act at the vendor while an
// order of ours, which was not carried out, is in doubt.
func TestWhatOthersDoIsNotTakenForOurs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		call string
		by   func(s *shop)
	}{
		{"cndns.hosting.create", func(s *shop) {
			s.world.CNDNS.PlantVirtualHost(sim.VirtualHost{Order: sim.Order{Name: "spnew"}, Size: "20"})
		}},
		{"cndns.mail.create", func(s *shop) { s.world.CNDNS.PlantMail(sim.Mail{Domain: "spend-mail.com", Users: 9}) }},
		{"cndns.database.create", func(s *shop) {
			s.world.CNDNS.PlantDatabase(sim.Database{Order: sim.Order{Name: "spnewbase"}, Kind: "3"})
		}},
		{"cndns.domain.create", func(s *shop) {
			s.world.CNDNS.PlantDomain(sim.Domain{Name: "spend-new.top", Registered: s.world.Clock.Now().AddDate(-1, 0, 0), Expires: s.world.Clock.Now().AddDate(1, 0, 0)})
		}},
		{"cndns.hosting.renew", func(s *shop) {
			s.world.CNDNS.PlantVirtualHost(sim.VirtualHost{Order: sim.Order{Name: "sprenew", Expires: s.world.Clock.Now().AddDate(2, 0, 0)}})
		}},
		{"cndns.hosting.upgrade", func(s *shop) {
			s.world.CNDNS.PlantVirtualHost(sim.VirtualHost{Order: sim.Order{Name: "spgrow"}, Size: "50"})
		}},
		{"cndns.cloud.buy_ip", func(s *shop) {
			s.world.CNDNS.PlantCloudHost(sim.Host{Name: "S900003", State: sim.HostStopped, Extra: []string{"192.0.2.7", "192.0.2.8"}})
		}},
		{"cndns.sms.buy_points", func(s *shop) {
			s.world.CNDNS.PlantSMS(sim.SMS{Order: sim.Order{Name: "sms900001"}, Points: sim.Points{Bought: 40000}})
		}},
	} {
		t.Run(c.call, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.morning()
			s.plantSpends()
			o := s.spendOne(c.call, trouble.Drop, "", func() { c.by(s) })
			list := s.findings(o.ID)
			if o.State != panel.OrderHeld || len(list) != 1 || list[0].Verdict != unclear.String() {
				t.Errorf("order = %s by %+v, want held as unclear", o.State, list)
			}
		})
	}
}

// TestAVendorThatDoesNotAnswerLeavesItsWords asks in vain until the deadline:
// the person who is asked then reads why nothing is known.
func TestAVendorThatDoesNotAnswerLeavesItsWords(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.morning()
	s.plantSpends()
	o := s.spendOne("cndns.hosting.renew", trouble.Reset, "", func() {
		s.world.Board.Set(trouble.Fault{Call: "cndns.hosting.detail", Kind: trouble.Status500})
	})
	list := s.findings(o.ID)
	if o.State != panel.OrderHeld || len(list) != 1 || list[0].Verdict != unclear.String() || list[0].Now["unread"] == "" || list[0].Zh == "" {
		t.Errorf("order = %s by %+v, want held, with the words of its row and why nothing was read", o.State, list)
	}
}
