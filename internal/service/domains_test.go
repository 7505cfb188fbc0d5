package service

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/cndns"
)

func (s *shop) registration(name string, years int) BuyDomain {
	return BuyDomain{Name: name, CustomerID: s.customer.ID, ContactID: s.contact().ID, Years: years, FormKey: NewFormKey()}
}

// spent counts how often a call reached the simulated registrar.
func (s *shop) spent(call string) int { return s.world.Board.Tallies()[call].Requests }

func TestRegistrationBringsADomainAndItsZone(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	f := s.registration("tangelo-new.top", 2)
	id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", f)
	s.must(err)
	again, err := s.BuyDomain(t.Context(), s.owner, "domain.register", f)
	if err != nil || again != id {
		t.Errorf("the same form again = order %d, %v, want order %d", again, err, id)
	}
	o := s.finishOrder(id)
	if o.State != panel.OrderDone || o.ProductID == 0 {
		t.Fatalf("order = %s %s %s, product %d, want done", o.State, o.VendorCode, o.VendorText, o.ProductID)
	}
	if got := s.spent("cndns.domain.create"); got != 1 {
		t.Errorf("registrations sent = %d, want 1", got)
	}
	s.settle(o.ProductID, "domain.follow")
	p := s.product(o.ProductID)
	if p.State != panel.StateActive || p.Facts.Domain == nil || len(p.Facts.Domain.Nameservers) < 2 {
		t.Errorf("domain = %s, facts %+v, want active with name servers", p.State, p.Facts.Domain)
	}
	if years := p.ExpiresAt.Sub(s.now()).Hours() / 24 / 365; years < 1.9 || years > 2.1 {
		t.Errorf("expires in %.2f years, want 2", years)
	}
	if _, err := s.DB.ProductNamed(t.Context(), s.cndnsID, panel.KindZone, "tangelo-new.top"); err != nil {
		t.Errorf("zone: %v", err)
	}
}

// settle lets the job that follows a product end.
func (s *shop) settle(productID int64, kind string) JobDetail {
	s.t.Helper()
	jobs, err := s.DB.Jobs(s.t.Context(), s.owner, JobFilter{ProductID: productID, Kind: kind})
	s.must(err)
	if len(jobs) == 0 {
		s.t.Fatalf("no job %s for product %d", kind, productID)
	}
	return s.finish(jobs[0].ID)
}

func TestRegistrationIsSettledByEvidenceAndBoughtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind trouble.Kind
		sent int
	}{
		{trouble.Reset, 1}, // carried out, the answer was lost
		{trouble.Drop, 2},  // not carried out, which is proven
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: c.kind, Count: 1})
			id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("tangelo-lost.top", 1))
			s.must(err)
			o, bought := s.finishOrder(id), s.executed("cndns.domain.create")
			if o.State != panel.OrderDone || o.Attempts != c.sent || bought != 1 {
				t.Errorf("order = %s after %d attempts, %d executed; want done after %d, 1", o.State, o.Attempts, bought, c.sent)
			}
		})
	}
}

func TestRegistrationOfOurOwnNameIsRefusedUnsent(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("juzi-shop.com", 1))
	s.must(err)
	if o := s.finishOrder(id); o.State != panel.OrderFailed || o.Attempts != 0 {
		t.Errorf("order = %s after %d attempts, want failed after 0", o.State, o.Attempts)
	}
}

func TestRegistrationRules(t *testing.T) {
	t.Parallel()
	ok := map[string]string{"name": "juzi.com", "years": "1", "contact": "1"}
	for _, c := range []struct {
		change map[string]string
		field  string
	}{
		{nil, ""},
		{map[string]string{"name": "juzi.hk", "years": "4"}, "years"},
		{map[string]string{"name": "juzi.hk", "years": "5"}, ""},
		{map[string]string{"name": "juzi.tm", "years": "1"}, "years"},
		{map[string]string{"name": "juzi.tm", "years": "10"}, ""},
		{map[string]string{"name": "juzi.nosuch"}, "name"},
		{map[string]string{"nameservers": "ns1.a.com"}, "nameservers"},
		{map[string]string{"name": "juzi.io", "nameservers": "ns1.a.com ns2.a.com ns3.a.com"}, "nameservers"},
		{map[string]string{"name": "juzi.xn--j6w193g"}, "name"}, // .香港 without Chinese
		{map[string]string{"contact": ""}, "contact"},
	} {
		got := ""
		if problems := checkRegister(withInput(ok, c.change)); len(problems) > 0 {
			got = problems[0].Field
		}
		if got != c.field {
			t.Errorf("%v: problem at %q, want %q", c.change, got, c.field)
		}
	}
}

func TestRenewalMovesTheDate(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.plant(panel.KindDomain, "juzi-shop.cn")
	job, err := s.Refresh(t.Context(), s.owner, p.ID)
	s.must(err)
	s.finish(job)
	before := s.product(p.ID).ExpiresAt
	started, err := s.RunOperation(t.Context(), s.owner, p.ID, "domain.renew", map[string]string{"years": "2"}, "", NewFormKey())
	s.must(err)
	if o := s.finishOrder(started.OrderID); o.State != panel.OrderDone {
		t.Fatalf("order = %s %s %s, want done", o.State, o.VendorCode, o.VendorText)
	}
	s.settle(p.ID, "domain.follow")
	if got, want := s.product(p.ID).ExpiresAt, before.AddDate(2, 0, 0); got.Sub(want).Abs() > 48*time.Hour {
		t.Errorf("expires = %v, want %v", got, want)
	}
}

func TestTransferIsFollowedToItsEnd(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	f := BuyDomain{Name: "tangelo-move.top", ContactID: s.contact().ID, AuthCode: "wrong-code", FormKey: NewFormKey()}
	id, err := s.BuyDomain(t.Context(), s.owner, "domain.transfer_in", f)
	s.must(err)
	o := s.finishOrder(id)
	if o.State != panel.OrderDone {
		t.Fatalf("order = %s %s %s, want done", o.State, o.VendorCode, o.VendorText)
	}
	for range 200 {
		if d := s.product(o.ProductID).Facts.Domain; d != nil && d.Transfer.Code == "1" {
			break
		}
		s.pass(30 * time.Minute)
	}
	started, err := s.RunOperation(t.Context(), s.owner, o.ProductID, "domain.transfer_retry", map[string]string{"authcode": "good-code"}, "", NewFormKey())
	s.must(err)
	if d := s.finish(started.JobID); d.Job.State != panel.JobDone {
		t.Fatalf("retry = %s %s %s, want done", d.Job.State, d.Job.ErrorKey, d.Job.ErrorText)
	}
	d := s.settle(o.ProductID, "transfer.follow")
	p := s.product(o.ProductID)
	if p.State != panel.StateActive || p.Facts.Domain.Transfer.Code != "10" {
		t.Errorf("domain = %s, transfer %+v, want active after 10", p.State, p.Facts.Domain.Transfer)
	}
	if !slices.ContainsFunc(d.Events, func(e panel.JobEvent) bool { return e.Key == "domains.transfer.1" }) {
		t.Errorf("history = %+v, want a line about the wrong code", d.Events)
	}
}

func TestNameserversAreSet(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.plant(panel.KindDomain, "juzi-shop.com")
	started, err := s.RunOperation(t.Context(), s.owner, p.ID, "domain.nameservers", map[string]string{"nameservers": "ns1.tangelo.example\nns2.tangelo.example"}, "", "")
	s.must(err)
	if d := s.finish(started.JobID); d.Job.State != panel.JobDone {
		t.Fatalf("job = %s %s %s", d.Job.State, d.Job.ErrorKey, d.Job.ErrorText)
	}
	if got := strings.Join(s.product(p.ID).Facts.Domain.Nameservers, " "); got != "ns1.tangelo.example ns2.tangelo.example" {
		t.Errorf("name servers = %q", got)
	}
}

func TestSearchAnswersEveryName(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.StartSearch(t.Context(), s.owner, SearchForm{Text: "tangelofree taken-one\n橘子汁 error-one.com", Suffixes: []string{".com", ".cn"}})
	s.must(err)
	found, err := s.Search(t.Context(), s.owner, id)
	s.must(err)
	s.finish(found.JobID)
	found, err = s.Search(t.Context(), s.owner, id)
	s.must(err)
	got := map[string]panel.SearchState{}
	for _, c := range found.Checks {
		got[NameUnicode(c.Name)] = c.State
		if (c.State == panel.SearchFree) != (c.Cost > 0) {
			t.Errorf("%s is %s and costs %d", c.Name, c.State, c.Cost)
		}
	}
	for name, want := range map[string]panel.SearchState{
		"tangelofree.com": panel.SearchFree, "taken-one.cn": panel.SearchTaken, "橘子汁.com": panel.SearchFree, "error-one.com": panel.SearchError,
	} {
		if got[name] != want {
			t.Errorf("%s = %q, want %q", name, got[name], want)
		}
	}
	if _, err := s.Search(t.Context(), s.stranger, id); !panel.Is(err, panel.NotFound) {
		t.Errorf("a stranger reads the search: %v, want not found", err)
	}
}

func TestEveryStateOfTheRegistrarHasOneOfOurs(t *testing.T) {
	t.Parallel()
	for run := range cndns.RunStates {
		if _, known := runStates[run]; !known {
			t.Errorf("%q has no state of ours", run)
		}
	}
}
