package service

import (
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func (s *shop) plantProduct(name string) panel.Product {
	s.t.Helper()
	p := panel.Product{
		ResellerID: s.owner.ResellerID, AccountID: s.cndnsID, Kind: panel.KindDomain, Vendor: panel.VendorCNDNS,
		Name: name, State: panel.StateActive,
	}
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		p.ID, err = tx.AddProduct(s.t.Context(), p)
		return err
	}))
	return p
}

func TestProductsAreAssignedOnlyWithinTheirReseller(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.plantProduct("moves.cn")
	s.must(s.AssignProducts(t.Context(), s.owner, []int64{p.ID}, s.customer.ID))
	got, err := s.Product(t.Context(), s.buyer, p.ID)
	if err != nil || got.CustomerID != s.customer.ID {
		t.Errorf("the customer sees customer %d, %v; want %d", got.CustomerID, err, s.customer.ID)
	}
	if err := s.AssignProducts(t.Context(), s.stranger, []int64{p.ID}, 0); !panel.Is(err, panel.NotFound) {
		t.Errorf("a stranger takes the product back: %v, want not found", err)
	}
	if err := s.AssignProducts(t.Context(), s.buyer, []int64{p.ID}, 0); !panel.Is(err, panel.Forbidden) {
		t.Errorf("the customer gives the product back: %v, want forbidden", err)
	}
	s.must(s.AssignProducts(t.Context(), s.owner, []int64{p.ID}, 0))
	if _, err := s.Product(t.Context(), s.buyer, p.ID); !panel.Is(err, panel.NotFound) {
		t.Errorf("the customer still sees the product: %v, want not found", err)
	}
}

func TestAdoptingNamesTheWrongField(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.plantProduct("there.cn")
	for name, c := range map[string]struct {
		form  AdoptForm
		field string
	}{
		"no kind":                {AdoptForm{AccountID: s.cndnsID, Name: "a.cn"}, "kind"},
		"no account":             {AdoptForm{Kind: panel.KindDomain, Name: "a.cn"}, "account"},
		"vendor without domains": {AdoptForm{Kind: panel.KindDomain, AccountID: s.dnspodID, Name: "a.cn"}, "account"},
		"no name":                {AdoptForm{Kind: panel.KindDomain, AccountID: s.cndnsID}, "name"},
		"no domain":              {AdoptForm{Kind: panel.KindZone, AccountID: s.dnspodID, Name: "a b"}, "name"},
		"there already":          {AdoptForm{Kind: panel.KindDomain, AccountID: s.cndnsID, Name: " There.cn "}, "name"},
		"foreign customer":       {AdoptForm{Kind: panel.KindDomain, AccountID: s.cndnsID, Name: "a.cn", CustomerID: 999999}, "customer"},
	} {
		_, err := s.Adopt(t.Context(), s.owner, c.form)
		found := panel.Problems(err)
		if len(found) != 1 || found[0].Field != c.field {
			t.Errorf("%s: problems %v, want one of the field %s", name, found, c.field)
		}
	}
}

func TestAdoptingWhatTheVendorDoesNotShowFailsAndAddsNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.Adopt(t.Context(), s.owner, AdoptForm{Kind: panel.KindZone, AccountID: s.dnspodID, Name: "nowhere-at-all.com"})
	s.must(err)
	s.must(s.Step(t.Context(), id))
	d, err := s.Job(t.Context(), s.owner, id)
	s.must(err)
	if d.Job.State != panel.JobFailed || d.Job.ErrorKey != "error.product.notthere" {
		t.Errorf("the job is %s with %q, want failed with error.product.notthere", d.Job.State, d.Job.ErrorKey)
	}
	if found, err := s.Products(t.Context(), s.owner, ProductFilter{Search: "nowhere"}); err != nil || len(found) != 0 {
		t.Errorf("products %v, %v; want none", found, err)
	}
}
