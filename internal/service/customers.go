package service

import (
	"context"
	"slices"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// Customers lists the customers of the actor's reseller by name.
func (a *App) Customers(ctx context.Context, actor panel.Actor, want CustomerFilter) ([]panel.Customer, error) {
	if err := require(actor, panel.ViewCustomers); err != nil {
		return nil, err
	}
	return a.DB.Customers(ctx, actor, want)
}

// Customer reads one customer.
func (a *App) Customer(ctx context.Context, actor panel.Actor, id int64) (panel.Customer, error) {
	if err := require(actor, panel.ViewCustomers); err != nil {
		return panel.Customer{}, err
	}
	return a.DB.Customer(ctx, actor, id)
}

// CustomerDetail is a customer with everything of the customer on one page.
// A part the actor may not see is empty.
type CustomerDetail struct {
	Customer panel.Customer
	Products []panel.Product
	Orders   []panel.Order
	Users    []panel.User
	Contacts []panel.Contact
	More     bool // there are more products than listed
}

// productsShown is how many products and orders stand on a customer's page;
// the lists have the rest.
const productsShown = 50

// CustomerDetail reads a customer with products, orders and users.
func (a *App) CustomerDetail(ctx context.Context, actor panel.Actor, id int64) (d CustomerDetail, err error) {
	if d.Customer, err = a.Customer(ctx, actor, id); err != nil {
		return d, err
	}
	if actor.May(panel.ViewProducts) {
		d.Products, err = a.DB.Products(ctx, actor, db.ProductFilter{CustomerID: id, Limit: productsShown + 1})
		if err != nil {
			return d, err
		}
		if d.More = len(d.Products) > productsShown; d.More {
			d.Products = d.Products[:productsShown]
		}
	}
	if actor.May(panel.ViewOrders) {
		if d.Orders, err = a.orders(ctx, actor, db.OrderFilter{CustomerID: id, Limit: 10}); err != nil {
			return d, err
		}
	}
	if actor.May(panel.ViewContacts) {
		if d.Contacts, err = a.DB.Contacts(ctx, actor, db.ContactFilter{CustomerID: id, Limit: productsShown}); err != nil {
			return d, err
		}
	}
	d.Users, err = a.DB.Users(ctx, actor, db.UserFilter{Role: panel.RoleCustomer, CustomerID: id})
	return d, err
}

// AddCustomer records a customer of the actor's reseller.
func (a *App) AddCustomer(ctx context.Context, actor panel.Actor, c panel.Customer) (id int64, err error) {
	if err := require(actor, panel.EditCustomers); err != nil {
		return 0, err
	}
	c = c.Trimmed()
	if err := panel.InvalidFields(c.Check()); err != nil {
		return 0, err
	}
	c.ResellerID = actor.ResellerID
	t := &act{Action: "customer.add", Kind: "customer", Name: c.Name, After: customerShown(c)}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) (err error) {
		id, err = tx.AddCustomer(ctx, c)
		t.ID = id
		return err
	})
	return id, err
}

// SaveCustomer changes a customer's own fields.
func (a *App) SaveCustomer(ctx context.Context, actor panel.Actor, c panel.Customer) error {
	if err := require(actor, panel.EditCustomers); err != nil {
		return err
	}
	before, err := a.DB.Customer(ctx, actor, c.ID)
	if err != nil {
		return err
	}
	c = c.Trimmed()
	if err := panel.InvalidFields(c.Check()); err != nil {
		return err
	}
	c.ResellerID = before.ResellerID
	t := &act{Action: "customer.change", Kind: "customer", ID: c.ID, Name: c.Name, Before: customerShown(before), After: customerShown(c), ResellerID: c.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SaveCustomer(ctx, c) })
}

func customerShown(c panel.Customer) map[string]string {
	return map[string]string{"name": c.Name, "kind": string(c.Kind), "email": c.Email, "phone": c.Phone, "notes": c.Notes}
}

// NewCustomerUser is a customer's user to be made. Rights hold for all of the
// customer's products.
type NewCustomerUser struct {
	CustomerID            int64
	Name, Email, Password string
	Rights                []string
	Factor                string // code or password of the actor, when none was given lately
}

// AddCustomerUser makes an account that signs in to the customer's portal. It
// asks for a fresh factor of the actor.
func (a *App) AddCustomerUser(ctx context.Context, actor panel.Actor, n NewCustomerUser) (userID int64, err error) {
	if err := require(actor, panel.EditCustomers); err != nil {
		return 0, err
	}
	customer, err := a.DB.Customer(ctx, actor, n.CustomerID)
	if err != nil {
		return 0, err
	}
	if err := checkRights(sortedSet(n.Rights), Givable(actor, panel.PortalRights())); err != nil {
		return 0, err
	}
	userID, err = a.addKnownPerson(ctx, actor, NewAccount{
		Role: panel.RoleCustomer, ResellerID: customer.ResellerID, CustomerID: customer.ID, Email: n.Email, Name: n.Name, Password: n.Password,
	}, n.Factor)
	if err != nil {
		return 0, err
	}
	return userID, a.SetCustomerRights(ctx, actor, RightsForm{CustomerID: customer.ID, UserID: userID, Rights: n.Rights})
}

// Givable lists those rights that the actor may give away: nobody gives what
// they do not hold themselves.
func Givable(actor panel.Actor, rights []string) []string {
	return slices.DeleteFunc(slices.Clone(rights), func(right string) bool { return !actor.May(rightNeeds(right)) })
}

// rightNeeds is the permission that staff need for what a right allows.
func rightNeeds(right string) panel.Permission {
	switch right {
	case panel.RightView:
		return panel.ViewProducts
	case panel.RightDNS:
		return panel.EditDNS
	case panel.RightBuy:
		return panel.PlaceOrders
	}
	op, err := panel.OperationNamed(right)
	if err != nil {
		return panel.UseProducts
	}
	return op.Permission()
}

func checkRights(rights, known []string) error {
	for _, r := range rights {
		if !slices.Contains(known, r) {
			return panel.InvalidFields([]panel.Problem{{Field: "rights", Key: "problem.option"}})
		}
	}
	return nil
}

// CustomerUser is a customer's user with what the user may do.
type CustomerUser struct {
	Customer panel.Customer
	User     panel.User
	Rights   []Right
	Products []panel.Product
	Offered  []string // what can be given for the product in hand, or for all
}

// RightsOn lists what the user holds on one product, 0 for all of them.
func (c CustomerUser) RightsOn(productID int64) []string {
	var held []string
	for _, r := range c.Rights {
		if r.ProductID == productID {
			held = append(held, r.Action)
		}
	}
	return held
}

// CustomerUser reads a user of a customer, and what may be given on a product
// (0 = all of the customer's).
func (a *App) CustomerUser(ctx context.Context, actor panel.Actor, customerID, userID, productID int64) (c CustomerUser, err error) {
	if c.Customer, c.User, err = a.customerUser(ctx, actor, panel.ViewCustomers, customerID, userID); err != nil {
		return c, err
	}
	if c.Rights, err = a.DB.Rights(ctx, userID); err != nil {
		return c, err
	}
	if actor.May(panel.ViewProducts) {
		if c.Products, err = a.DB.Products(ctx, actor, db.ProductFilter{CustomerID: customerID, Limit: 500}); err != nil {
			return c, err
		}
	}
	c.Offered, err = a.offeredRights(ctx, actor, customerID, productID)
	return c, err
}

// customerUser reads a user through the actor and the customer it belongs to.
func (a *App) customerUser(ctx context.Context, actor panel.Actor, right panel.Permission, customerID, userID int64) (panel.Customer, panel.User, error) {
	if err := require(actor, right); err != nil {
		return panel.Customer{}, panel.User{}, err
	}
	customer, err := a.DB.Customer(ctx, actor, customerID)
	if err != nil {
		return customer, panel.User{}, err
	}
	user, err := a.DB.UserOf(ctx, actor, userID)
	if err == nil && user.CustomerID != customerID {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return customer, user, err
}

func (a *App) offeredRights(ctx context.Context, actor panel.Actor, customerID, productID int64) ([]string, error) {
	if productID == 0 {
		return panel.PortalRights(), nil
	}
	if err := require(actor, panel.ViewProducts); err != nil {
		return nil, err
	}
	p, err := a.DB.Product(ctx, actor, productID)
	if err == nil && p.CustomerID != customerID {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return panel.PortalRightsFor(p), err
}

// RightsForm replaces what a customer's user may do with one product, or with
// all of them when ProductID is 0.
type RightsForm struct {
	CustomerID, UserID, ProductID int64
	Rights                        []string
}

// SetCustomerRights gives a customer's user rights. Rights that the actor may
// not give stay as they are. A change ends the user's sessions: rights are taken
// up by signing in anew.
func (a *App) SetCustomerRights(ctx context.Context, actor panel.Actor, f RightsForm) error {
	customer, user, err := a.customerUser(ctx, actor, panel.EditCustomers, f.CustomerID, f.UserID)
	if err != nil {
		return err
	}
	offered, err := a.offeredRights(ctx, actor, f.CustomerID, f.ProductID)
	if err != nil {
		return err
	}
	givable := Givable(actor, offered)
	if err := checkRights(sortedSet(f.Rights), givable); err != nil {
		return err
	}
	held, err := a.DB.Rights(ctx, user.ID)
	if err != nil {
		return err
	}
	before := sortedSet(CustomerUser{Rights: held}.RightsOn(f.ProductID))
	kept := slices.DeleteFunc(slices.Clone(before), func(right string) bool { return slices.Contains(givable, right) })
	wanted := sortedSet(slices.Concat(f.Rights, kept))
	if slices.Equal(before, wanted) {
		return nil
	}
	t := &act{
		Action: "customer.rights", Kind: "user", ID: user.ID, Name: user.Email, ResellerID: customer.ResellerID,
		Before: map[string]any{"product": f.ProductID, "rights": before}, After: map[string]any{"product": f.ProductID, "rights": wanted},
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.SetRights(ctx, customer.ResellerID, user.ID, f.ProductID, wanted); err != nil {
			return err
		}
		return tx.EndSessions(ctx, user.ID, "")
	})
}

// SetCustomerUserDisabled bars a customer's user from signing in, or lets the
// user in again.
func (a *App) SetCustomerUserDisabled(ctx context.Context, actor panel.Actor, customerID, userID int64, disabled bool) error {
	_, user, err := a.customerUser(ctx, actor, panel.EditCustomers, customerID, userID)
	if err != nil {
		return err
	}
	return a.setDisabled(ctx, actor, user, disabled)
}

// SetCustomerUserPassword gives a customer's user a new password and ends the
// user's sessions. Whoever sets it could sign in with it, so it takes the right
// to give everything that the user holds, and a fresh factor.
func (a *App) SetCustomerUserPassword(ctx context.Context, actor panel.Actor, customerID, userID int64, password, factor string) error {
	_, user, err := a.customerUser(ctx, actor, panel.EditCustomers, customerID, userID)
	if err != nil {
		return err
	}
	held, err := a.DB.Rights(ctx, userID)
	if err != nil {
		return err
	}
	for _, right := range held {
		if err := require(actor, rightNeeds(right.Action)); err != nil {
			return err
		}
	}
	return a.setPassword(ctx, actor, user, password, factor)
}

// sortedSet is the list in order, each once, without empty ones.
func sortedSet(list []string) []string {
	set := make([]string, 0, len(list))
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			set = append(set, s)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}
