package service

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// swept lets a day pass, has every account swept to the end, and returns the
// subjects of the open incidents that sweeps make.
func (s *shop) swept() []string {
	s.t.Helper()
	s.ahead.Add(int64(sweepEvery + time.Minute))
	s.must(s.StartSweeps(s.t.Context()))
	for round := 0; len(s.open()) > 0; round++ {
		if round == 100 {
			s.t.Fatalf("still at it: %+v", s.open()[0])
		}
		s.pass(sweepPause)
	}
	subjects := map[string]bool{}
	open, err := s.Incidents(s.t.Context(), s.owner, db.IncidentFilter{Open: true, Limit: 100})
	s.must(err)
	for _, i := range open {
		if i.Kind == panel.OrphanResource || i.Kind == panel.MissingAtVendor {
			subjects[string(i.Kind)+" "+i.Subject] = true
		}
	}
	return slices.Sorted(maps.Keys(subjects))
}

func (s *shop) expectSwept(when string, want ...string) {
	s.t.Helper()
	if got := s.swept(); !slices.Equal(got, want) {
		s.t.Errorf("%s: incidents = %q, want %q", when, got, want)
	}
}

// plantZone records a zone at DNSPod as if it had been adopted.
func (s *shop) plantZone(name string) panel.Product {
	s.t.Helper()
	p := panel.Product{ResellerID: s.owner.ResellerID, AccountID: s.dnspodID, Kind: panel.KindZone, Vendor: panel.VendorDNSPod, Name: name, State: panel.StateActive}
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		p.ID, err = tx.AddProduct(s.t.Context(), p)
		return err
	}))
	return p
}

// TestASweepFindsWhatOnlyOneSideHas compares DNSPod's list both ways, and asks
// CNDNS, which has none, for each product.
func TestASweepFindsWhatOnlyOneSideHas(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	ctx := t.Context()
	there, gone := s.plant(panel.KindDomain, "juzi-shop.com"), s.plant(panel.KindDomain, "tangelo-nowhere.top")
	lost := s.plantZone("tangelo-lost.com")
	before := s.standing()

	s.expectSwept("seen once")
	want := []string{"MISSING_AT_VENDOR domain tangelo-nowhere.top", "MISSING_AT_VENDOR zone tangelo-lost.com", "ORPHAN_RESOURCE zone juzi-dns.com"}
	s.expectSwept("seen twice", want...)
	if after := s.standing(); after != before {
		t.Errorf("a sweep changed something; before:\n%safter:\n%s", before, after)
	}

	// The one zone is adopted, the other comes to be, and the domain is known to be gone.
	job, err := s.Adopt(ctx, s.owner, AdoptForm{Kind: panel.KindZone, AccountID: s.dnspodID, Name: "juzi-dns.com"})
	s.must(err)
	s.finish(job)
	s.world.DNSPod.PlantZone(lost.Name)
	s.must(s.DB.Within(ctx, func(tx *db.Tx) error { return tx.SetProductState(ctx, gone, panel.StateGone) }))
	s.expectSwept("when all is well")
	all, err := s.Incidents(ctx, s.owner, db.IncidentFilter{Limit: 100})
	s.must(err)
	for _, i := range all {
		if i.ClosedBy != 0 || i.Reason != "sweep.gone" {
			t.Errorf("incident %s = closed by %d for %q, want by itself", i.Subject, i.ClosedBy, i.Reason)
		}
	}
	if got := s.product(there.ID); got.State != panel.StateActive || got.Version != 1 {
		t.Errorf("what both have = %s, version %d; want untouched", got.State, got.Version)
	}
}

// TestAVendorThatGivesNoAnswerProvesNothing has the detail fail in one sweep:
// that is no second sighting, and none that is over.
func TestAVendorThatGivesNoAnswerProvesNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	gone := s.plant(panel.KindDomain, "tangelo-nowhere.top")
	sighting := func() panel.Sighting {
		all, err := s.DB.Sightings(t.Context(), s.owner, s.cndnsID)
		s.must(err)
		for _, one := range all {
			if one.Name == gone.Name {
				return one
			}
		}
		return panel.Sighting{}
	}
	s.swept()
	s.world.Board.Set(trouble.Fault{Call: "cndns.domain.detail", Kind: trouble.Refuse, Code: "10012", Count: 1})
	s.swept()
	if one := sighting(); one.Times != 1 {
		t.Errorf("seen %d times, want once", one.Times)
	}
	s.expectSwept("when it answers again", "MISSING_AT_VENDOR domain tangelo-nowhere.top", "ORPHAN_RESOURCE zone juzi-dns.com")
	if one := sighting(); one.Times != 2 {
		t.Errorf("seen %d times, want twice", one.Times)
	}
}

// TestAStrayNameIsAskedFor finds a host that a callback spoke of and a domain
// whose order ended without it.
func TestAStrayNameIsAskedFor(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.must(s.ReceiveCallback(t.Context(), s.callbackToken(), notice("S262491", true), "192.0.2.1"))
	s.must(s.ReceiveCallback(t.Context(), s.callbackToken(), notice("S000404", true), "192.0.2.1"))
	s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Refuse, Code: "11120", Count: 1})
	id := s.register("tangelo-after-all.top")
	if o := s.finishOrder(id); o.State != panel.OrderFailed {
		t.Fatalf("order = %s, want failed", o.State)
	}
	s.world.CNDNS.PlantDomain(cndns.Domain{Name: "tangelo-after-all.top"})
	s.swept()
	s.expectSwept("seen twice", "ORPHAN_RESOURCE cloud S262491", "ORPHAN_RESOURCE domain tangelo-after-all.top", "ORPHAN_RESOURCE zone juzi-dns.com")
}

// TestManyOrphansAreOneIncident is an account that was in use before the panel.
func TestManyOrphansAreOneIncident(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for i := range manyOrphans {
		s.world.DNSPod.PlantZone(fmt.Sprintf("tangelo-old%d.com", i))
	}
	s.swept()
	s.expectSwept("seen twice", "ORPHAN_RESOURCE zone")
	b, err := s.VendorBooks(t.Context(), s.owner, s.dnspodID, 0)
	if s.must(err); len(b.Sightings) != manyOrphans+1 {
		t.Errorf("sightings on the page = %d, want %d", len(b.Sightings), manyOrphans+1)
	}
	for _, one := range b.Sightings[:2] {
		s.plantZone(one.Name)
	}
	if got := s.swept(); len(got) != manyOrphans-1 || !strings.HasPrefix(got[0], "ORPHAN_RESOURCE zone ") {
		t.Errorf("with fewer: %d incidents, first %q; want one for each", len(got), got[0])
	}
}

// TestSweepsAreStartedOnceADay lets the clock run, with gaps in it.
func TestSweepsAreStartedOnceADay(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for i, step := range []struct {
		after time.Duration
		want  int
	}{{0, 2}, {time.Hour, 2}, {24 * time.Hour, 4}, {80 * time.Hour, 6}, {time.Minute, 6}} {
		s.ahead.Add(int64(step.after))
		s.must(s.StartSweeps(t.Context()))
		s.must(s.StartSweeps(t.Context()))
		s.pass(sweepPause)
		all, err := s.DB.Jobs(t.Context(), s.owner, db.JobFilter{Kind: sweepJob, Limit: 100})
		if s.must(err); len(all) != step.want {
			t.Errorf("step %d: %d sweeps of two accounts, want %d", i, len(all), step.want)
		}
	}
}
