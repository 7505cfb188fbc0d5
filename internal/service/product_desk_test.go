package service

import (
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/dnspod"
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
	s.grant(panel.Product{}, panel.RightView)
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

func TestAssigningIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	first, second := s.plantProduct("first.cn"), s.plantProduct("second.cn")
	before, err := s.AuditLog(t.Context(), s.owner, db.AuditFilter{Action: "product.assign"})
	s.must(err)

	err = s.AssignProducts(t.Context(), s.owner, []int64{first.ID, 999999, second.ID}, s.customer.ID)

	if !panel.Is(err, panel.NotFound) {
		t.Errorf("assigning with an unknown product: %v, want not found", err)
	}
	if got := s.product(first.ID).CustomerID; got != 0 {
		t.Errorf("the product before the unknown one is customer %d's, want nobody's", got)
	}
	s.must(s.AssignProducts(t.Context(), s.owner, []int64{first.ID, second.ID, first.ID}, s.customer.ID))
	for _, p := range []panel.Product{first, second} {
		if got := s.product(p.ID).CustomerID; got != s.customer.ID {
			t.Errorf("%s is customer %d's, want %d's", p.Name, got, s.customer.ID)
		}
	}
	after, err := s.AuditLog(t.Context(), s.owner, db.AuditFilter{Action: "product.assign"})
	s.must(err)
	done := 0
	for _, e := range after[:len(after)-len(before)] {
		if e.Result == panel.ResultDone {
			done++
		}
	}
	if done != 2 {
		t.Errorf("audit rows of assignments done = %d, want 2", done)
	}
}

// stockVendors gives the simulated vendors one product of each kind.
func (s *shop) stockVendors() {
	s.world.CNDNS.PlantDomain(cndns.Domain{Name: "adopt.com", Records: []cndns.Record{{Host: "www", Type: "A", Value: "192.0.2.1", TTL: 600}}})
	s.world.CNDNS.PlantDomain(cndns.Domain{Name: "橘子.com"})
	s.world.CNDNS.PlantCloudHost(cndns.Host{Name: "S777001", State: "running", IP: "192.0.2.7", CPU: 2, RAM: 2048})
	s.world.DNSPod.PlantZone("adopt-pod.com", dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.2", TTL: 600})
}

func TestAdoptingTakesOverWhatTheVendorHas(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.stockVendors()
	for name, c := range map[string]struct {
		kind    panel.ProductKind
		account int64
		typed   string
		stored  string
		shows   func(p panel.Product) bool
	}{
		"domain":      {panel.KindDomain, s.cndnsID, " Adopt.COM ", "adopt.com", func(p panel.Product) bool { return p.Facts.Domain != nil && !p.ExpiresAt.IsZero() }},
		"han domain":  {panel.KindDomain, s.cndnsID, "橘子.com", "xn--i8sr36a.com", func(p panel.Product) bool { return p.Facts.Domain != nil }},
		"CNDNS zone":  {panel.KindZone, s.cndnsID, "adopt.com", "adopt.com", func(p panel.Product) bool { return len(s.rows(p)) == 1 }},
		"DNSPod zone": {panel.KindZone, s.dnspodID, "adopt-pod.com", "adopt-pod.com", func(p panel.Product) bool { return p.VendorRef != "" && len(s.rows(p)) > 0 }},
		"cloud host":  {panel.KindCloud, s.cndnsID, "S777001", "S777001", func(p panel.Product) bool { return p.Facts.Cloud != nil && p.Facts.Cloud.IP == "192.0.2.7" }},
	} {
		id, err := s.Adopt(t.Context(), s.owner, AdoptForm{Kind: c.kind, AccountID: c.account, Name: c.typed, CustomerID: s.customer.ID})
		s.must(err)
		if job := s.finish(id).Job; job.State != panel.JobDone {
			t.Errorf("%s: job = %s with %s %s %s, want done", name, job.State, job.ErrorKey, job.ErrorCode, job.ErrorText)
			continue
		}
		s.drain()
		p, err := s.DB.ProductNamed(t.Context(), c.account, c.kind, c.stored)
		s.must(err)
		p = s.product(p.ID)
		if p.State != panel.StateActive || p.CustomerID != s.customer.ID || p.FactsAt.IsZero() || !c.shows(p) {
			t.Errorf("%s: product = %+v, want active, the customer's, with the vendor's facts", name, p)
		}
	}
}

func TestAdoptingWhatIsNotThereAddsNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.stockVendors()
	s.world.CNDNS.PlantDomain(cndns.Domain{Name: "deleted.com", State: "deleted"})
	for name, f := range map[string]AdoptForm{
		"domain":                 {Kind: panel.KindDomain, AccountID: s.cndnsID, Name: "nowhere-at-all.com"},
		"deleted domain":         {Kind: panel.KindDomain, AccountID: s.cndnsID, Name: "deleted.com"},
		"CNDNS zone":             {Kind: panel.KindZone, AccountID: s.cndnsID, Name: "nowhere-at-all.com"},
		"DNSPod zone":            {Kind: panel.KindZone, AccountID: s.dnspodID, Name: "nowhere-at-all.com"},
		"zone of another":        {Kind: panel.KindZone, AccountID: s.dnspodID, Name: "adopt.com"},
		"cloud host":             {Kind: panel.KindCloud, AccountID: s.cndnsID, Name: "S000000"},
		"domain as cloud host":   {Kind: panel.KindCloud, AccountID: s.cndnsID, Name: "adopt.com"},
		"zone as domain of ours": {Kind: panel.KindDomain, AccountID: s.cndnsID, Name: "adopt-pod.com"},
	} {
		id, err := s.Adopt(t.Context(), s.owner, f)
		s.must(err)
		if job := s.finish(id).Job; job.State != panel.JobFailed || job.ErrorKey != "error.product.notthere" {
			t.Errorf("%s: job = %s with %q %s %s, want failed with error.product.notthere", name, job.State, job.ErrorKey, job.ErrorCode, job.ErrorText)
		}
	}
	if found, err := s.Products(t.Context(), s.owner, ProductFilter{}); err != nil || len(found) != 0 {
		t.Errorf("products %v, %v; want none", found, err)
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
