package service

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// notice is a callback as the vendor signs it, with the key that its document
// prints for everybody.
func notice(name string, genuine bool) url.Values {
	sum := md5.Sum([]byte(name + "procreate" + "CUP&S,#v6!g0viBZqnf+5Sp!aydXG*"))
	if !genuine {
		sum[0]++
	}
	return url.Values{"proname": {name}, "tag": {"procreate"}, "signs": {hex.EncodeToString(sum[:])}, "result": {"1"}}
}

func (s *shop) callbackToken() string {
	s.t.Helper()
	account, err := s.DB.VendorAccount(s.t.Context(), s.owner, s.cndnsID)
	s.must(err)
	return account.CallbackToken
}

// outcome is what a purchase has led to.
func (s *shop) outcome(orderID int64) string {
	o := s.orderNow(orderID).Order
	host := s.product(o.ProductID)
	return fmt.Sprintf("order %s after %d attempts, host %s, bought %d", o.State, o.Attempts, host.State, s.bought())
}

// TestCallbacksOfEveryKindLeadWherePollingLeads sends true, forged, foreign,
// early and repeated callbacks in a random order while a host is bought and
// opened.
func TestCallbacksOfEveryKindLeadWherePollingLeads(t *testing.T) {
	t.Parallel()
	buy := func(t *testing.T, meanwhile func(s *shop, round int)) string {
		t.Helper()
		s := openShop(t)
		id := s.wishHost()
		meanwhile(s, -1)
		s.finishOrder(id)
		for round := 0; round < 60 && len(s.open()) > 0; round++ {
			meanwhile(s, round)
			s.pass(30 * time.Second)
		}
		return s.outcome(id)
	}
	want := buy(t, func(*shop, int) {})
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 0))
			got := buy(t, func(s *shop, _ int) {
				name := "S000001"
				if p := s.world.CNDNS.Purchases(); len(p) > 0 && random.IntN(3) > 0 {
					name = p[0].Name
				}
				for range []int{0, 1, 2, 10}[random.IntN(4)] {
					_ = s.ReceiveCallback(s.t.Context(), s.callbackToken(), notice(name, random.IntN(2) == 0), "192.0.2.1")
				}
			})
			if got != want {
				t.Errorf("with callbacks: %s; by polling alone: %s", got, want)
			}
		})
	}
}

func TestADistrustedCallbackIsKeptAndSeen(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	admin := s.admin()
	for range 3 {
		if err := s.ReceiveCallback(t.Context(), s.callbackToken(), notice("S1", false), "192.0.2.1"); !panel.Is(err, panel.Forbidden) {
			t.Errorf("a forged callback: %v, want forbidden", err)
		}
	}
	s.must(s.ReceiveCallback(t.Context(), s.callbackToken(), notice("S2", true), "192.0.2.2"))

	seen, err := s.Callbacks(t.Context(), admin, db.CallbackFilter{Distrusted: true})
	s.must(err)
	if len(seen) != 2 || seen[0].Name != "S2" || !seen[0].Genuine || seen[1].Times != 3 || seen[1].Genuine || seen[1].Body != "proname=S1&result=1&tag=procreate" {
		t.Errorf("callbacks = %+v, want the foreign one and the forged one that came three times", seen)
	}
	if _, err := s.Callbacks(t.Context(), s.owner, db.CallbackFilter{}); !panel.Is(err, panel.Forbidden) {
		t.Errorf("callbacks of all resellers for one: %v", err)
	}
	kinds := map[panel.IncidentKind]int{}
	for _, actor := range []panel.Actor{s.owner, admin} {
		open, err := s.Incidents(t.Context(), actor, db.IncidentFilter{Open: true})
		s.must(err)
		for _, i := range open {
			kinds[i.Kind]++
		}
	}
	if kinds[panel.ForgedCallback] != 2 || kinds[panel.ForeignCallback] != 2 {
		t.Errorf("incidents seen by the owner and the admin = %v, want each twice", kinds)
	}
	if len(s.open()) != 0 {
		t.Errorf("jobs started = %d, want none", len(s.open()))
	}
}

// TestAnEarlyCallbackIsEvidence comes while nobody knows what the host is
// called; it decides nothing by itself.
func TestAnEarlyCallbackIsEvidence(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.Board.Set(trouble.Fault{Call: "cndns.cloud.buy", Kind: trouble.Reset, Count: 1})
	id := s.wishHost()
	s.drain()
	name := s.world.CNDNS.Purchases()[0].Name
	for range 2 {
		s.must(s.ReceiveCallback(t.Context(), s.callbackToken(), notice(name, true), "192.0.2.1"))
	}
	s.drain()
	d := s.orderNow(id)
	told := 0
	for _, e := range d.Evidence {
		if e.Kind == panel.EvidenceCallback {
			told++
		}
	}
	if d.Order.State != panel.OrderUnknown || told != 1 {
		t.Errorf("order = %s with %d callbacks as evidence, want unknown with one", d.Order.State, told)
	}
	s.untilHeld(id)
	if got := s.orderNow(id).Candidates(); len(got) != 1 || got[0] != name {
		t.Errorf("candidates = %v, want %s", got, name)
	}
}

// TestACrashWhileACallbackComesLosesNothing kills the process before and after
// the callback is kept; only then is it answered.
func TestACrashWhileACallbackComesLosesNothing(t *testing.T) {
	t.Parallel()
	for at, kept := range map[point]int{pointReceived: 0, pointKept: 1} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			token, answered := s.callbackToken(), false
			s.diesAt(at, func() {
				s.must(s.ReceiveCallback(t.Context(), token, notice("S9", true), "192.0.2.1"))
				answered = true
			})
			s.reboot()
			seen, err := s.DB.Callbacks(t.Context(), panel.SystemActor(0), db.CallbackFilter{})
			if s.must(err); len(seen) != kept || answered {
				t.Errorf("kept %d, answered %t; want %d, not answered", len(seen), answered, kept)
			}
		})
	}
}
