package service

import (
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	sandboxed "tangelo/internal/sandbox/cndns"
)

// TestAPlanRenewsForTheYearsThatWereChosen plans domains that can be renewed for
// three years, one that is not sold for so many, and one that is suspended.
func TestAPlanRenewsForTheYearsThatWereChosen(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.publish(fifth)
	s.topUp("5000")
	s.world.CNDNS.SetBalance(50_000_00)
	s.domains(2)
	ends := s.now().AddDate(0, 0, 20).UTC().Truncate(time.Second)
	odd := map[string]string{"bulk-four.hk": "term", "bulk-paused.com": "state"}
	for name := range odd {
		planted := sandboxed.Domain{Name: name, Registered: ends.AddDate(-1, 0, 0), Expires: ends}
		p := s.plant(panel.KindDomain, name)
		if p.ExpiresAt = ends; name == "bulk-paused.com" {
			planted.State, p.State = sandboxed.Paused, panel.StatePaused
		}
		s.world.CNDNS.PlantDomain(planted)
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { return tx.SaveFacts(t.Context(), p) }))
	}
	for _, years := range []int{-1, panel.LongestRenewal + 1} {
		if _, err := s.PlanRenewals(t.Context(), s.owner, panel.RenewalWish{Search: "bulk-", Years: years}, NewFormKey()); !panel.Is(err, panel.Invalid) {
			t.Errorf("a plan for %d years: %v", years, err)
		}
	}
	id, err := s.PlanRenewals(t.Context(), s.owner, panel.RenewalWish{Search: "bulk-", Years: 4}, NewFormKey())
	s.must(err)
	for n := 0; s.batch(id).State == panel.BatchAsking && n < 100; n++ {
		s.pass(time.Second)
	}
	b := s.batch(id)
	if b.Counts[panel.LineReady] != 2 || b.Counts[panel.LineBlocked] != 2 || b.Money.Cost != 2*4*65_00 || b.Money.Price != 2*4*78_00 || b.Money.Margin != 2*4*13_00 {
		t.Errorf("plan: %v, %+v", b.Counts, b.Money)
	}
	products := []panel.Product{}
	for _, l := range b.Lines {
		products = append(products, l.Product)
		if l.Why != odd[l.Product.Name] || l.Why == "" && l.Months != 48 {
			t.Errorf("%s: %q for %d months, want %q", l.Product.Name, l.Why, l.Months, odd[l.Product.Name])
		}
	}
	bars, err := s.RenewalBars(t.Context(), s.owner, products)
	s.must(err)
	if len(bars) != 1 { // four years are no matter of the list
		t.Errorf("the list greys %v, want the suspended one", bars)
	}
	s.must(s.ConfirmBatch(t.Context(), s.owner, id, b.Money.Cost.Yuan()))
	b = s.endOfPlan(id)
	for _, l := range b.Lines {
		if ready := odd[l.Product.Name] == ""; ready != (l.Order == panel.OrderDone) {
			t.Errorf("%s: %s, order %q", l.Product.Name, l.State, l.Order)
		}
		if odd[l.Product.Name] != "" {
			continue
		}
		s.settle(l.Product.ID, "domain.follow")
		if now := s.product(l.Product.ID).ExpiresAt; now.Sub(ends.AddDate(4, 0, 0)).Abs() > 48*time.Hour {
			t.Errorf("%s ends %s, want four years later than %s", l.Product.Name, now, ends)
		}
	}
}
