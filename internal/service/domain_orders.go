package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"tangelo/internal/panel"
)

// BuyDomain is a registration or a transfer in, as a person fills it in.
type BuyDomain struct {
	Name        string
	AccountID   int64 // 0 = the first
	CustomerID  int64 // 0 = nobody's yet
	ContactID   int64
	Years       int    // of a registration
	Nameservers string // one per line; empty = the registrar's own
	AuthCode    string // of a transfer
	Bound       string // of a transfer of .com.hk: the .香港 name that goes with it
	Coupon      string
	Voucher     string
	Deal        Deal
	FormKey     string
	own         bool // only the customer's own registrants count
}

// by is the form as the actor may fill it in: the vendor's coupons are none of
// a customer's concern.
func (f BuyDomain) by(actor panel.Actor) BuyDomain {
	if f.AccountID, f.CustomerID = forWhom(actor, f.AccountID, f.CustomerID); actor.Role == panel.RoleCustomer {
		f.Coupon, f.Voucher, f.own = "", "", true
	}
	return f
}

// DomainChoices is what there is to choose from when a domain is bought.
type DomainChoices struct {
	Accounts  []panel.VendorAccount
	Contacts  []panel.Contact
	Customers []panel.Customer
	Rule      panel.SuffixRule // zero when the name is under none
}

// takes reports whether a domain can be bought for a registrant: customers buy for
// their own, staff for nobody's or the customer's.
func (f BuyDomain) takes(c panel.Contact) bool {
	return c.Usable() && c.MayServe(f.CustomerID) && (!f.own || c.CustomerID == f.CustomerID)
}

// namedFor is a choice of registrants as the actor may see them: by the
// registrar's number for those who may not see registrants.
func namedFor(actor panel.Actor, all []panel.Contact) []panel.Contact {
	for i := range all {
		if !actor.May(panel.ViewContacts) {
			all[i] = all[i].Nameless()
		} else if !actor.May(panel.ViewCustomers) {
			all[i].Customer = ""
		}
	}
	return all
}

// DomainChoices lists what a registration or a transfer chooses from: the
// registrants that the customer or nobody owns, and the customers that the actor
// may see.
func (a *App) DomainChoices(ctx context.Context, actor panel.Actor, f BuyDomain) (c DomainChoices, err error) {
	if err := a.mayBuy(ctx, actor, "domain.register"); err != nil {
		return c, err
	}
	f, desk := f.by(actor), deskOf(actor)
	account, err := a.registrar(ctx, desk, f.AccountID)
	if err != nil {
		return c, err
	}
	if c.Contacts, err = a.DB.Contacts(ctx, desk, ContactFilter{AccountID: account.ID, Usable: true, Limit: 500}); err != nil {
		return c, err
	}
	c.Contacts = slices.DeleteFunc(c.Contacts, func(one panel.Contact) bool { return !f.takes(one) })
	c.Contacts = namedFor(desk, c.Contacts)
	c.Rule, _ = panel.SuffixOf(NameUnicode(f.Name))
	if f.own {
		return c, nil
	}
	if c.Accounts, err = a.registrars(ctx, actor); err != nil {
		return c, err
	}
	if !actor.May(panel.ViewCustomers) {
		return c, nil
	}
	if c.Customers, err = a.DB.Customers(ctx, actor, CustomerFilter{Limit: 500}); err != nil {
		return c, err
	}
	return c, nil
}

// draftDomain turns the form into an order, and says what is wrong with it.
func (a *App) draftDomain(ctx context.Context, actor panel.Actor, operation string, f BuyDomain) (wish PlaceOrder, err error) {
	if err := a.mayBuy(ctx, actor, operation); err != nil {
		return wish, err
	}
	f, desk := f.by(actor), deskOf(actor)
	account, err := a.registrar(ctx, desk, f.AccountID)
	if err != nil {
		return wish, err
	}
	name, err := NameASCII(f.Name)
	if err != nil {
		return wish, err
	}
	input := map[string]string{"name": name, "coupon": strings.TrimSpace(f.Coupon)}
	if operation == "domain.register" {
		input["years"], input["voucher"] = strconv.Itoa(f.Years), strings.TrimSpace(f.Voucher)
		input["nameservers"] = strings.ToLower(strings.Join(strings.Fields(f.Nameservers), "\n"))
	} else if f.Bound != "" {
		input["bound"] = strings.TrimSpace(f.Bound)
	}
	problems := a.domainParties(ctx, desk, account, f, name, input)
	if f.AuthCode == "" && operation == "domain.transfer_in" {
		problems = append(problems, panel.Problem{Field: "authcode", Key: "problem.required"})
	}
	problems = append(problems, contracts[operation].check(input)...)
	if len(problems) > 1 { // a registrant that is wrong is not missing too
		problems = slices.CompactFunc(problems, func(a, b panel.Problem) bool { return a.Field == b.Field })
	}
	wish = PlaceOrder{Operation: operation, AccountID: account.ID, CustomerID: f.CustomerID, Input: input, FormKey: f.FormKey}
	if operation == "domain.transfer_in" {
		wish.Secrets = map[string]string{"authcode": strings.TrimSpace(f.AuthCode)}
	}
	return wish, panel.InvalidFields(problems)
}

// domainParties checks customer and registrant, and puts the registrant's id
// at the registrar into input.
func (a *App) domainParties(ctx context.Context, actor panel.Actor, account panel.VendorAccount, f BuyDomain, name string, input map[string]string) (problems []panel.Problem) {
	if f.CustomerID != 0 {
		if _, err := a.DB.Customer(ctx, actor, f.CustomerID); err != nil {
			problems = append(problems, panel.Problem{Field: "customer", Key: "problem.option"})
		}
	}
	if f.ContactID == 0 {
		return append(problems, panel.Problem{Field: "contact", Key: "problem.required"})
	}
	contact, err := a.DB.Contact(ctx, actor, f.ContactID)
	if err != nil || contact.AccountID != account.ID || !f.takes(contact) {
		return append(problems, panel.Problem{Field: "contact", Key: "problem.option"})
	}
	input["contact"] = contact.VendorRef
	rule, _ := panel.SuffixOf(NameUnicode(name))
	if wrong := contact.CheckFor(rule.Suffix); len(wrong) > 0 {
		problems = append(problems, panel.Problem{Field: "contact", Key: "domains.problem.contact", Args: []any{"Suffix", rule.Suffix, "Count", len(wrong)}})
	}
	return problems
}

// CheckDomain says what is wrong with a registration ("domain.register") or a
// transfer ("domain.transfer_in") before it is confirmed.
func (a *App) CheckDomain(ctx context.Context, actor panel.Actor, operation string, f BuyDomain) error {
	_, err := a.draftDomain(ctx, actor, operation, f)
	return err
}

// BuyDomain places the order of a registration or a transfer.
func (a *App) BuyDomain(ctx context.Context, actor panel.Actor, operation string, f BuyDomain) (orderID int64, err error) {
	wish, err := a.draftDomain(ctx, actor, operation, f)
	if err != nil {
		return 0, err
	}
	if err := a.priced(ctx, actor, &wish, f.Deal); err != nil {
		return 0, err
	}
	return a.Place(ctx, actor, wish)
}

// DomainPrice is the price of a registration for its page, by the rules of
// PriceTag.
func (a *App) DomainPrice(ctx context.Context, actor panel.Actor, f BuyDomain, fix bool) (panel.PriceTag, error) {
	wish, err := a.draftDomain(ctx, actor, "domain.register", f)
	if err != nil {
		return panel.PriceTag{}, err
	}
	return a.PriceTag(ctx, actor, wish, f.FormKey, fix)
}

// DomainDetail is a domain with what is shown beside it.
type DomainDetail struct {
	Product panel.Product
	Allowed []panel.Operation
	Contact panel.Contact // the registrant; zero when the panel does not know it, or the actor may not see it
	Zone    panel.Product // zero when there is none
	Jobs    []panel.Job   // the last ones
	Orders  []panel.Order // the last ones; none when the actor may not see them
}

// Busy reports whether a job is at work on the domain.
func (d DomainDetail) Busy() bool {
	return slices.ContainsFunc(d.Jobs, func(j panel.Job) bool { return !j.State.Final() })
}

// Syncing reports whether the registrar is being asked just now. A job that
// follows the domain for days does not count while it waits.
func (d DomainDetail) Syncing() bool {
	return slices.ContainsFunc(d.Jobs, func(j panel.Job) bool {
		following := j.Kind == "domain.follow" || j.Kind == "transfer.follow"
		return !j.State.Final() && (!following || j.State == panel.JobRunning)
	})
}

// Domain reads a domain with what is shown to the reseller's people beside it.
func (a *App) Domain(ctx context.Context, actor panel.Actor, id int64) (d DomainDetail, err error) {
	if err := require(actor, panel.ViewProducts); err != nil {
		return d, err
	}
	if d.Product, err = a.Product(ctx, actor, id); err != nil {
		return d, err
	}
	if d.Product.Kind != panel.KindDomain {
		return d, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	if d.Allowed, err = a.Allowed(ctx, actor, d.Product); err != nil {
		return d, err
	}
	if d.Jobs, err = a.DB.Jobs(ctx, actor, JobFilter{ProductID: id, Limit: 8}); err != nil {
		return d, err
	}
	if a.mayViewOrders(actor) == nil {
		if d.Orders, err = a.orders(ctx, actor, OrderFilter{ProductID: id, Limit: 5}); err != nil {
			return d, err
		}
	}
	if d.Contact, err = a.registrant(ctx, actor, d.Product); err != nil {
		return d, err
	}
	d.Zone, err = a.DB.ProductNamed(ctx, d.Product.AccountID, panel.KindZone, d.Product.Name)
	if panel.Is(err, panel.NotFound) {
		err = nil
	}
	return d, err
}

// registrant reads the contact a domain is registered for; none when the actor
// may not see contacts or the panel does not know it.
func (a *App) registrant(ctx context.Context, actor panel.Actor, p panel.Product) (panel.Contact, error) {
	f := p.Facts.Domain
	if f == nil || f.RegistrantID == "" || !actor.May(panel.ViewContacts) {
		return panel.Contact{}, nil
	}
	contact, err := a.DB.ContactByRef(ctx, p.AccountID, f.RegistrantID)
	if panel.Is(err, panel.NotFound) {
		err = nil
	}
	return contact, err
}

// AccountLabels names the vendor accounts that the actor's reseller has.
func (a *App) AccountLabels(ctx context.Context, actor panel.Actor) (map[int64]string, error) {
	if err := require(actor, panel.ViewProducts); err != nil {
		return nil, err
	}
	all, err := a.DB.VendorAccounts(ctx, actor)
	labels := map[int64]string{}
	for _, v := range all {
		labels[v.ID] = v.Label
	}
	return labels, err
}
