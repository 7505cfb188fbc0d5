package service

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// clientele is one customer's product with the work on it, which the customer's
// user has no part in.
type clientele struct {
	*shop
	product    panel.Product
	order, job int64
}

func newClientele(t *testing.T, s *shop) *clientele {
	t.Helper()
	c := &clientele{shop: s}
	c.product = c.plantProduct("seen.cn")
	c.must(c.AssignProducts(t.Context(), c.owner, []int64{c.product.ID}, c.customer.ID))
	c.must(c.DB.Within(t.Context(), func(tx *db.Tx) (err error) {
		c.order, _, err = tx.AddOrder(t.Context(), db.NewOrder{Order: panel.Order{
			ResellerID: c.owner.ResellerID, AccountID: c.cndnsID, CustomerID: c.customer.ID, ProductID: c.product.ID,
			Operation: "domain.renew", Name: "seen.cn", FormKey: NewFormKey(), CreatedBy: c.owner.UserID,
		}})
		if err != nil {
			return err
		}
		c.job, _, err = tx.AddJob(t.Context(), db.NewJob{
			Job: panel.Job{ResellerID: c.owner.ResellerID, Kind: "product.refresh", ProductID: c.product.ID, Subject: "seen.cn", CreatedBy: c.owner.UserID}, CustomerID: c.customer.ID,
		})
		if err != nil {
			return err
		}
		_, err = tx.AddNotice(t.Context(), panel.Notice{ResellerID: c.owner.ResellerID, CustomerID: c.customer.ID, ProductID: c.product.ID, Key: "seen", Kind: panel.NoticeShort})
		return err
	}))
	return c
}

// sight is what an actor reaches of one product and the work on it.
type sight struct{ product, order, job, notice bool }

func (c *clientele) sight() (s sight) {
	c.t.Helper()
	ctx := c.t.Context()
	reached := func(listed int, found, listing error) bool {
		c.t.Helper()
		c.must(listing)
		if found != nil && !panel.Is(found, panel.NotFound) {
			c.t.Fatal(found)
		}
		if (found == nil) != (listed > 0) {
			c.t.Errorf("%d are listed, but the page says %v", listed, found)
		}
		return found == nil
	}
	products, listing := c.Products(ctx, c.buyer, ProductFilter{})
	_, found := c.ProductWork(ctx, c.buyer, c.product.ID)
	s.product = reached(len(products), found, listing)
	if _, err := c.Refresh(ctx, c.buyer, c.product.ID); (err == nil) != s.product {
		c.t.Errorf("refreshing says %v", err)
	}
	orders, listing := c.Orders(ctx, c.buyer, OrderFilter{})
	_, found = c.Order(ctx, c.buyer, c.order)
	s.order = reached(len(orders), found, listing)
	_, found = c.Job(ctx, c.buyer, c.job)
	if s.job = found == nil; !s.job && !panel.Is(found, panel.NotFound) {
		c.t.Fatal(found)
	}
	notices, err := c.Notices(ctx, c.buyer, 0, 50)
	c.must(err)
	unread, err := c.UnreadNotices(ctx, c.buyer)
	c.must(err)
	if s.notice = len(notices) > 0; unread != len(notices) {
		c.t.Errorf("%d messages are unread of %d", unread, len(notices))
	}
	return s
}

func TestACustomersUserSeesWhatTheRightsShow(t *testing.T) {
	t.Parallel()
	onBothEngines(t, seesByRight)
}

func seesByRight(t *testing.T, s *shop) {
	t.Helper()
	c := newClientele(t, s)
	other := c.plantProduct("other.cn")
	for name, tt := range map[string]struct {
		on    panel.Product
		right string
		want  sight
	}{
		"nothing":                      {panel.Product{}, "", sight{}},
		"buying":                       {panel.Product{}, panel.RightBuy, sight{}},
		"all of them":                  {panel.Product{}, panel.RightView, sight{true, true, true, true}},
		"this one":                     {c.product, panel.RightView, sight{true, true, true, true}},
		"another one":                  {other, panel.RightView, sight{}},
		"a thing to do with it":        {c.product, "domain.renew", sight{product: true}},
		"a thing to do with all":       {panel.Product{}, "domain.renew", sight{product: true}},
		"a thing to do with hosts":     {panel.Product{}, "cloud.restart", sight{}},
		"records":                      {panel.Product{}, panel.RightDNS, sight{product: true}},
		"a thing to do with the other": {other, "domain.renew", sight{}},
	} {
		c.must(c.DB.Within(t.Context(), func(tx *db.Tx) error {
			for _, on := range []int64{0, c.product.ID, other.ID} {
				var rights []string
				if on == tt.on.ID && tt.right != "" {
					rights = []string{tt.right}
				}
				if err := tx.SetRights(t.Context(), c.owner.ResellerID, c.buyer.UserID, on, rights); err != nil {
					return err
				}
			}
			return nil
		}))
		if got := c.sight(); got != tt.want {
			t.Errorf("a user with the right to %s reaches %+v, want %+v", name, got, tt.want)
		}
	}
}

func TestACustomersUserSeesWhatTheUserOrdered(t *testing.T) {
	t.Parallel()
	c := newClientele(t, openShop(t))
	c.must(c.DB.Within(t.Context(), func(tx *db.Tx) error {
		mine, _, err := tx.AddOrder(t.Context(), db.NewOrder{Order: panel.Order{
			ResellerID: c.owner.ResellerID, AccountID: c.cndnsID, CustomerID: c.customer.ID,
			Operation: "domain.register", Name: "mine.cn", FormKey: NewFormKey(), CreatedBy: c.buyer.UserID,
		}})
		if err != nil {
			return err
		}
		_, err = tx.AddProduct(t.Context(), panel.Product{
			ResellerID: c.owner.ResellerID, AccountID: c.cndnsID, CustomerID: c.customer.ID, OrderID: mine, Kind: panel.KindDomain,
			Vendor: panel.VendorCNDNS, Name: "mine.cn", State: panel.StateActive,
		})
		return err
	}))
	products, err := c.Products(t.Context(), c.buyer, ProductFilter{})
	c.must(err)
	orders, err := c.Orders(t.Context(), c.buyer, OrderFilter{})
	c.must(err)
	if len(products) != 1 || products[0].Name != "mine.cn" || len(orders) != 1 || orders[0].Name != "mine.cn" {
		t.Errorf("the user sees the products %+v and the orders %+v, want mine.cn alone", products, orders)
	}
}

// blind is a colleague who may do everything but see costs and money.
func (s *shop) blind() panel.Actor {
	s.t.Helper()
	granted := slices.DeleteFunc(panel.StaffPermissions(), func(p panel.Permission) bool { return p == panel.ViewPrices || p == panel.ViewLedger })
	return (&limited{shop: s}).colleague("blind", granted...)
}

func TestWhoSeesNoCostsAgreesToALossByItsPrice(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("10000")
	s.syncCosts()
	s.publish(fifth, panel.PriceRule{Kind: panel.KindDomain, Suffix: ".com", Base: panel.BaseFixed, Amount: 5000, Per: 12, Step: 1})
	clerk, f := s.blind(), s.registration("tangelo-loss.com", 2)
	_, err := s.DomainPrice(t.Context(), clerk, f, true)
	s.must(err)
	s.drain()
	tag, err := s.DomainPrice(t.Context(), clerk, f, true)
	s.must(err)
	if tag.Cost != 0 || tag.Rule != nil || len(tag.Steps) > 0 || tag.Fen != 10000 || tag.Stop != panel.RiskBelow || tag.ConsentWord() != "100.00" {
		t.Errorf("tag = %+v, want the price, a stop, and nothing of the cost", tag)
	}
	f.Deal.Consent = "10.00"
	_, err = s.BuyDomain(t.Context(), clerk, "domain.register", f)
	if p := panel.Problems(err); len(p) != 1 || p[0].Key != "prices.problem.consent.blind" || !slices.Contains(p[0].Args, any("100.00")) {
		t.Errorf("agreed to by the loss: %v, want to be asked for the price", err)
	}
	f.Deal.Consent = "100.00"
	if o := s.placed(s.BuyDomain(t.Context(), clerk, "domain.register", f)); o.Price != 10000 {
		t.Errorf("order at %d, want 100", o.Price)
	}
}

func TestWhoSeesNoCostsConfirmsAPlanByItsLines(t *testing.T) {
	t.Parallel()
	b := Batch{Money: panel.BatchMoney{Cost: panel.LargeBatch, Price: 1, Margin: 1, Wallets: []panel.MoneyAfter{{}}, Accounts: []panel.MoneyAfter{{}}}, Lines: []panel.RenewalLine{{Cost: 1, Price: 2}}}
	b.Counts = map[panel.LineState]int{panel.LineReady: 12}
	s := openShop(t)
	clerk := s.blind()
	if got, all := b.word(clerk), b.word(s.owner); got != "12" || all != panel.LargeBatch.Yuan() {
		t.Errorf("a clerk types %q, the owner %q; want the lines and the cost", got, all)
	}
	seen := b.asSeenBy(clerk)
	if m := seen.Money; !seen.Blind || m.Cost != 0 || m.Margin != 0 || m.Price != 1 || m.Wallets != nil || m.Accounts != nil || seen.Lines[0].Cost != 0 || seen.Lines[0].Price != 2 {
		t.Errorf("a clerk sees %+v, want prices alone", seen)
	}
}

// registrant plants a registrant of a customer (0 = nobody's) that can be used.
func (s *shop) registrant(name string, customerID int64) panel.Contact {
	s.t.Helper()
	c := panel.Contact{
		ResellerID: s.owner.ResellerID, AccountID: s.cndnsID, CustomerID: customerID, VendorRef: fmt.Sprintf("7100%d", customerID), State: panel.ContactActive,
		Fields: map[string]string{"company-cn": name},
	}
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		c.ID, err = tx.AddContact(s.t.Context(), c)
		return err
	}))
	return c
}

func (s *shop) otherCustomer() int64 {
	s.t.Helper()
	id, err := s.AddCustomer(s.t.Context(), s.owner, panel.Customer{Name: "另一家", Kind: panel.CustomerCompany})
	s.must(err)
	return id
}

func TestNamesToChooseFromAreForThoseWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	own := s.registrant("本客户", s.customer.ID)
	s.registrant("别的客户", s.otherCustomer())
	domain := s.plantProduct("names.cn")
	s.must(s.AssignProducts(t.Context(), s.owner, []int64{domain.ID}, s.customer.ID))
	l := &limited{shop: s}
	for name, tt := range map[string]struct {
		granted   []panel.Permission
		want      string
		customers int
	}{
		"orders":     {nil, own.VendorRef, 0},
		"registrant": {[]panel.Permission{panel.ViewContacts}, own.Name(), 0},
		"customers":  {[]panel.Permission{panel.ViewCustomers}, own.VendorRef, 2},
	} {
		clerk := l.colleague(name, append(tt.granted, panel.PlaceOrders, panel.UseProducts, panel.ViewProducts)...)
		c, err := s.DomainChoices(t.Context(), clerk, BuyDomain{CustomerID: s.customer.ID})
		s.must(err)
		if len(c.Customers) != tt.customers || len(c.Contacts) != 1 || c.Contacts[0].Name() != tt.want || c.Contacts[0].Customer != "" && tt.customers == 0 {
			t.Errorf("%s: %d customers and the registrants %+v, want %d and %s", name, len(c.Customers), c.Contacts, tt.customers, tt.want)
		}
		f, err := s.OperationForm(t.Context(), clerk, domain.ID, "domain.owner")
		s.must(err)
		if listed := f.Options["contact"]; len(listed) != 1 || listed[0].Value != own.VendorRef || strings.Contains(listed[0].Label, own.Fields["company-cn"]) != slices.Contains(tt.granted, panel.ViewContacts) {
			t.Errorf("%s: the new owner is chosen from %+v", name, listed)
		}
	}
}

func TestARegistrantOfAnotherCustomerIsRefused(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	foreign := s.registrant("别的客户", s.otherCustomer())
	domain := s.plantProduct("names.cn")
	s.must(s.AssignProducts(t.Context(), s.owner, []int64{domain.ID}, s.customer.ID))
	f := s.registration("names-new.com", 1)
	f.ContactID = foreign.ID
	_, err := s.BuyDomain(t.Context(), s.owner, "domain.register", f)
	if p := panel.Problems(err); len(p) != 1 || p[0].Field != "contact" || p[0].Key != "problem.option" {
		t.Errorf("a registration for it: %v, want a problem with the registrant", err)
	}
	_, err = s.RunOperation(t.Context(), s.owner, domain.ID, "domain.owner", map[string]string{"contact": foreign.VendorRef}, domain.Name, "")
	if p := panel.Problems(err); len(p) != 1 || p[0].Field != "contact" || p[0].Key != "problem.option" {
		t.Errorf("giving a domain to it: %v, want a problem with the registrant", err)
	}
	own := s.registrant("本客户", s.customer.ID)
	if _, err := s.RunOperation(t.Context(), s.owner, domain.ID, "domain.owner", map[string]string{"contact": own.VendorRef}, domain.Name, ""); err != nil {
		t.Errorf("giving it to the customer's own: %v", err)
	}
}

func TestAResellerVerifiesItsOwnChain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.otherCustomer()
	all, _, err := s.VerifyAudit(t.Context())
	s.must(err)
	ours, _, err := s.VerifyAuditChains(t.Context(), s.owner)
	s.must(err)
	theirs, _, err := s.VerifyAuditChains(t.Context(), s.stranger)
	s.must(err)
	everything, _, err := s.VerifyAuditChains(t.Context(), panel.Actor{UserID: 1, Role: panel.RoleAdmin})
	s.must(err)
	if ours == 0 || theirs != 0 || everything != all {
		t.Errorf("an owner verified %d rows, one who did nothing %d, an admin %d of %d", ours, theirs, everything, all)
	}
}

func TestWorkOnAProductIsForThoseWhoMaySeeJobs(t *testing.T) {
	t.Parallel()
	c := newClientele(t, openShop(t))
	l := &limited{shop: c.shop}
	looks, follows := l.colleague("looks", panel.ViewProducts), l.colleague("follows", panel.ViewProducts, panel.ViewJobs)
	for actor, want := range map[*panel.Actor]int{&looks: 0, &follows: 1, &c.owner: 1} {
		work, err := c.ProductWork(t.Context(), *actor, c.product.ID)
		c.must(err)
		if len(work.Jobs) != want || (work.Latest.ID != 0) != (want > 0) {
			t.Errorf("%s sees the jobs %+v and follows %d, want %d", actor.Name, work.Jobs, work.Latest.ID, want)
		}
	}
	_, err := c.Refresh(t.Context(), looks, c.product.ID)
	c.must(err)
	work, err := c.ProductWork(t.Context(), looks, c.product.ID)
	c.must(err)
	if len(work.Jobs) != 1 || work.Jobs[0].CreatedBy != looks.UserID {
		t.Errorf("who started a job sees %+v, want that one", work.Jobs)
	}
}

func TestTheLookForWhatStaffNamedIsNoCustomers(t *testing.T) {
	t.Parallel()
	c := newClientele(t, openShop(t))
	c.grant(panel.Product{}, panel.RightView)
	order, err := c.DB.Order(t.Context(), c.owner, c.order)
	c.must(err)
	c.must(c.DB.Within(t.Context(), func(tx *db.Tx) error {
		return c.startAdoption(t.Context(), tx, c.owner, order, Resolution{Name: "typed by staff", Reason: "seen"})
	}))
	found, err := c.DB.Jobs(t.Context(), c.owner, db.JobFilter{Kind: adoptJob})
	c.must(err)
	if len(found) != 1 {
		t.Fatalf("%d looks, want 1", len(found))
	}
	if _, err := c.Job(t.Context(), c.owner, found[0].ID); err != nil {
		t.Errorf("the owner: %v", err)
	}
	if d, err := c.Job(t.Context(), c.buyer, found[0].ID); !panel.Is(err, panel.NotFound) {
		t.Errorf("the customer reads %q (%v), want not found", d.Job.Subject, err)
	}
	work, err := c.ProductWork(t.Context(), c.buyer, c.product.ID)
	c.must(err)
	if slices.ContainsFunc(work.Jobs, func(j panel.Job) bool { return j.Kind == adoptJob }) {
		t.Error("the customer's product shows it")
	}
}
