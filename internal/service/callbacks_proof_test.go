package service

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// strangersToken is the callback address of an account of another reseller.
func (s *shop) strangersToken() string {
	s.t.Helper()
	line := s.world.Line()
	id, err := s.SaveVendor(s.t.Context(), s.stranger, VendorForm{
		Vendor: panel.VendorCNDNS, Label: "Theirs", Secrets: map[string]string{"password": line.CNDNS.Password},
		Settings: panel.VendorSettings{Username: line.CNDNS.Username, Email: line.CNDNS.Email, BaseURLs: map[string]string{"api": line.CNDNS.API}},
	})
	s.must(err)
	account, err := s.DB.VendorAccount(s.t.Context(), s.stranger, id)
	s.must(err)
	return account.CallbackToken
}

// standing is everything that a callback could have changed by its word alone.
func (s *shop) standing() string {
	s.t.Helper()
	products, err := s.Products(s.t.Context(), s.owner, ProductFilter{Limit: 100})
	s.must(err)
	text := fmt.Sprintln("bought", s.bought(), "jobs", len(s.open()))
	for _, o := range s.allOrders() {
		text += fmt.Sprintln("order", o.ID, o.State, o.Attempts, o.Ref, o.ProductID)
	}
	for _, p := range products {
		text += fmt.Sprintln("product", p.ID, p.State, p.Version, p.VendorRef)
	}
	transfers, err := s.DB.Transfers(s.t.Context(), panel.SystemActor(0), db.TransferFilter{Limit: 100})
	s.must(err)
	for _, one := range transfers {
		text += fmt.Sprintln("transfer", one.ID, one.Kind, one.State, one.Amount)
	}
	return text
}

// TestACallbackThatIsNotBelievedChangesNothingAndIsSeen sends what nobody of
// ours asked for to a panel with a host that runs and an order without a name.
func TestACallbackThatIsNotBelievedChangesNothingAndIsSeen(t *testing.T) {
	t.Parallel()
	with := func(form url.Values, name, value string) url.Values {
		form.Set(name, value)
		return form
	}
	for name, tt := range map[string]struct {
		form    func(host string) url.Values
		foreign bool // sent to another reseller's address
		want    panel.Kind
		seen    panel.IncidentKind
	}{
		"forged, of a host of ours":     {func(host string) url.Values { return notice(host, false) }, false, panel.Forbidden, panel.ForgedCallback},
		"forged, of no host of ours":    {func(string) url.Values { return notice("S777777", false) }, false, panel.Forbidden, panel.ForgedCallback},
		"signed for another host":       {func(host string) url.Values { return with(notice("S777777", true), "proname", host) }, false, panel.Forbidden, panel.ForgedCallback},
		"signed for another tag":        {func(host string) url.Values { return with(notice(host, true), "tag", "prodelete") }, false, panel.Forbidden, panel.ForgedCallback},
		"with a result that is none":    {func(host string) url.Values { return with(notice(host, true), "result", "3") }, false, panel.Invalid, panel.ForgedCallback},
		"without signs":                 {func(host string) url.Values { return with(notice(host, true), "signs", "") }, false, panel.Invalid, panel.ForgedCallback},
		"to another reseller's address": {func(host string) url.Values { return notice(host, true) }, true, 0, panel.ForeignCallback},
		"signed, of no host of ours":    {func(string) url.Values { return notice("S777777", true) }, false, 0, panel.ForeignCallback},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			admin, host := s.admin(), s.read(panel.KindCloud, "S262491")
			token, seer := s.callbackToken(), s.owner
			if tt.foreign {
				token, seer = s.strangersToken(), s.stranger
			}
			before := s.standing()
			for range 10 {
				err := s.ReceiveCallback(t.Context(), token, tt.form(host.Name), "192.0.2.1")
				if tt.want == 0 && err != nil || tt.want != 0 && !panel.Is(err, tt.want) {
					t.Fatalf("callback: %v, want kind %d", err, tt.want)
				}
			}
			s.drain()
			if after := s.standing(); after != before {
				t.Errorf("before:\n%safter:\n%s", before, after)
			}
			for _, who := range []panel.Actor{admin, seer} {
				open, err := s.Incidents(t.Context(), who, db.IncidentFilter{Open: true})
				s.must(err)
				if len(open) != 1 || open[0].Kind != tt.seen || open[0].Times != 10 {
					t.Errorf("incidents of the %s = %+v, want one %s, ten times", who.Role, open, tt.seen)
				}
			}
			kept, err := s.Callbacks(t.Context(), admin, db.CallbackFilter{Distrusted: true})
			if s.must(err); len(kept) != 1 || kept[0].Times != 10 {
				t.Errorf("callbacks that admins see = %+v, want one, ten times", kept)
			}
		})
	}
}

// TestAnEarlyCallbackDecidesNothing comes 0, 1, 2 or 10 times while nobody
// knows what the host is called: the order waits for as long, and is held.
func TestAnEarlyCallbackDecidesNothing(t *testing.T) {
	t.Parallel()
	for _, times := range []int{0, 1, 2, 10} {
		t.Run(fmt.Sprint(times), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			admin := s.admin()
			s.world.Board.Set(trouble.Fault{Call: "cndns.cloud.buy", Kind: trouble.Reset, Count: 1})
			id := s.wishHost()
			s.drain()
			before := s.standing()
			for range times {
				s.must(s.ReceiveCallback(t.Context(), s.callbackToken(), notice(s.world.CNDNS.Purchases()[0].Name, true), "192.0.2.1"))
			}
			s.drain()
			if after := s.standing(); after != before {
				t.Errorf("before:\n%safter:\n%s", before, after)
			}
			s.untilHeld(id)
			if s.bought() != 1 {
				t.Errorf("bought %d, want 1", s.bought())
			}
			kept, err := s.Callbacks(t.Context(), admin, db.CallbackFilter{Distrusted: true})
			if s.must(err); times > 0 && (len(kept) != 1 || kept[0].Times != int64(times)) || times == 0 && len(kept) != 0 {
				t.Errorf("callbacks that admins see = %+v, want one, %d times", kept, times)
			}
		})
	}
}

// TestGenuineCallbacksInAnyNumberAndOrderEndLikePolling sends good and bad
// news of a host 0, 1, 2 or 10 times, in both orders, while it is opened.
func TestGenuineCallbacksInAnyNumberAndOrderEndLikePolling(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T, results []string) string {
		t.Helper()
		s := openShop(t)
		id := s.wishHost()
		s.finishOrder(id)
		for round := 0; round < 60 && len(s.open()) > 0; round++ {
			for _, result := range results {
				form := notice(s.world.CNDNS.Purchases()[0].Name, true)
				form.Set("result", result)
				s.must(s.ReceiveCallback(t.Context(), s.callbackToken(), form, "192.0.2.1"))
			}
			if round == 2 {
				results = nil
			}
			s.pass(30 * time.Second)
		}
		return s.outcome(id)
	}
	want := open(t, nil)
	for _, times := range []int{1, 2, 10} {
		for _, news := range [][]string{{"1", "2"}, {"2", "1"}} {
			t.Run(fmt.Sprint(times, news), func(t *testing.T) {
				t.Parallel()
				if got := open(t, slices.Repeat(news, times)); got != want {
					t.Errorf("with callbacks: %s; by polling alone: %s", got, want)
				}
			})
		}
	}
}
