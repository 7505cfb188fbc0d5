package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/customers"
	"tangelo/web/templates/ledger"
	"tangelo/web/templates/ui"
)

func (s *Server) customersRoutes() []Route {
	return []Route{
		{"GET", "/customers", panel.ViewCustomers, s.customerList},
		{"POST", "/customers", panel.EditCustomers, s.addCustomer},
		{"GET", "/customers/new", panel.EditCustomers, s.newCustomer},
		{"GET", "/customers/{id}", panel.ViewCustomers, s.customerPage},
		{"GET", "/customers/{id}/edit", panel.EditCustomers, s.editCustomer},
		{"POST", "/customers/{id}/edit", panel.EditCustomers, s.saveCustomer},
		{"POST", "/customers/{id}/users", panel.EditCustomers, s.addCustomerUser},
		{"GET", "/customers/{id}/users/new", panel.EditCustomers, s.newCustomerUser},
		{"GET", "/customers/{id}/users/{user}", panel.ViewCustomers, s.customerUserPage},
		{"POST", "/customers/{id}/users/{user}/rights", panel.EditCustomers, s.setCustomerRights},
		{"POST", "/customers/{id}/users/{user}/disable", panel.EditCustomers, s.switchCustomerUser(true)},
		{"POST", "/customers/{id}/users/{user}/enable", panel.EditCustomers, s.switchCustomerUser(false)},
		{"POST", "/customers/{id}/users/{user}/password", panel.EditCustomers, s.setCustomerUserPassword},
	}
}

// pageSize is how many rows a list by keyset shows at once.
const pageSize = 50

// pager gives the addresses of a list by name: its first page, when this is
// another, and the next page after its last row, when there is one.
func pager(r *http.Request, more bool, name string, id int64) (first, next string) {
	query := r.URL.Query()
	paged := query.Get("after") != ""
	query.Del("after")
	query.Del("id")
	if paged {
		first = r.URL.Path + "?" + query.Encode()
	}
	if more {
		query.Set("after", name)
		query.Set("id", fmt.Sprint(id))
		next = r.URL.Path + "?" + query.Encode()
	}
	return first, next
}

func customerHref(id int64) string { return fmt.Sprintf("/customers/%d", id) }

func customersCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "customers.title"), Href: "/customers"}
}

func (s *Server) customerList(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	found, err := s.app.Customers(r.Context(), actorOf(r), service.CustomerFilter{
		Search: query.Get("q"), AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: pageSize + 1,
	})
	if err != nil {
		return err
	}
	p := customers.ListPage{Customers: found, Search: query.Get("q"), CanEdit: actorOf(r).May(panel.EditCustomers)}
	more := len(found) > pageSize
	if more {
		p.Customers = found[:pageSize]
	}
	if n := len(p.Customers); n > 0 {
		p.First, p.Next = pager(r, more, p.Customers[n-1].Name, p.Customers[n-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "customers.title"), "customers"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, customers.List(p))
}

func customerOf(r *http.Request) panel.Customer {
	return panel.Customer{
		Name: r.PostFormValue("name"), Kind: panel.CustomerKind(r.PostFormValue("kind")), Email: r.PostFormValue("email"),
		Phone: r.PostFormValue("phone"), Notes: r.PostFormValue("notes"),
	}
}

func (s *Server) newCustomer(w http.ResponseWriter, r *http.Request) error {
	return s.showCustomerForm(w, r, customers.FormPage{Customer: panel.Customer{Kind: panel.CustomerCompany}})
}

func (s *Server) showCustomerForm(w http.ResponseWriter, r *http.Request, p customers.FormPage) (err error) {
	title, crumbs := i18n.T(r.Context(), "customers.add"), []ui.Crumb{customersCrumb(r)}
	if p.Customer.ID != 0 {
		title = i18n.T(r.Context(), "customers.edit")
		crumbs = append(crumbs, ui.Crumb{Label: p.Customer.Name, Href: customerHref(p.Customer.ID)})
	}
	if p.Frame, err = s.frame(r, title, "customers", append(crumbs, ui.Crumb{Label: title})...); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), customers.Form(p))
}

func (s *Server) addCustomer(w http.ResponseWriter, r *http.Request) error {
	c := customerOf(r)
	id, err := s.app.AddCustomer(r.Context(), actorOf(r), c)
	if wrong := problems(r, err); wrong != nil {
		return s.showCustomerForm(w, r, customers.FormPage{Customer: c, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, customerHref(id), "customers.added")
}

func (s *Server) editCustomer(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	c, err := s.app.Customer(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	return s.showCustomerForm(w, r, customers.FormPage{Customer: c})
}

func (s *Server) saveCustomer(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	c := customerOf(r)
	c.ID = id
	err = s.app.SaveCustomer(r.Context(), actorOf(r), c)
	if wrong := problems(r, err); wrong != nil {
		return s.showCustomerForm(w, r, customers.FormPage{Customer: c, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, customerHref(id), "customers.saved")
}

// registrantTones says how the state of a contact looks.
var registrantTones = map[panel.ContactState]ui.Tone{
	panel.ContactPending: ui.Busy, panel.ContactActive: ui.OK, panel.ContactFailed: ui.Bad, panel.ContactDeleted: ui.Mute,
}

func (s *Server) customerPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	actor := actorOf(r)
	d, err := s.app.CustomerDetail(r.Context(), actor, id)
	if err != nil {
		return err
	}
	p := customers.DetailPage{
		Customer: d.Customer, Products: d.Products, Orders: d.Orders, Users: d.Users, More: d.More,
		CanEdit: actor.May(panel.EditCustomers), CanOrder: actor.May(panel.PlaceOrders), CanAssign: actor.May(panel.AssignProduct),
		ShowProducts: actor.May(panel.ViewProducts), ShowOrders: actor.May(panel.ViewOrders), ShowRegistrants: actor.May(panel.ViewContacts),
	}
	if actor.May(panel.ViewLedger) {
		p.Tabs = ledger.Tabs(r.Context(), id, "customer")
	}
	for _, c := range d.Contacts {
		p.Registrants = append(p.Registrants, customers.Registrant{
			ID: c.ID, Name: c.Name(), Tone: registrantTones[c.State], State: i18n.T(r.Context(), "contacts.state."+string(c.State)),
		})
	}
	if p.Frame, err = s.frame(r, d.Customer.Name, "customers", customersCrumb(r), ui.Crumb{Label: d.Customer.Name}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, customers.Detail(p))
}

func (s *Server) newCustomerUser(w http.ResponseWriter, r *http.Request) error {
	return s.showNewCustomerUser(w, r, customers.NewUserPage{Chosen: []string{panel.RightView, panel.RightDNS}})
}

func (s *Server) showNewCustomerUser(w http.ResponseWriter, r *http.Request, p customers.NewUserPage) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if p.Customer, err = s.app.Customer(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	p.Offered = service.Givable(actorOf(r), panel.PortalRights())
	title := i18n.T(r.Context(), "customers.users.add")
	p.Frame, err = s.frame(r, title, "customers", customersCrumb(r), ui.Crumb{Label: p.Customer.Name, Href: customerHref(id)}, ui.Crumb{Label: title})
	if err != nil {
		return err
	}
	if p.Ask, err = s.factorAsk(r, p.Problems); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), customers.NewUser(p))
}

func (s *Server) addCustomerUser(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	n := service.NewCustomerUser{
		CustomerID: id, Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Password: r.PostFormValue("password"), Rights: r.PostForm["rights"],
		Factor: r.PostFormValue("factor"),
	}
	userID, err := s.app.AddCustomerUser(r.Context(), actorOf(r), n)
	if wrong := problems(r, err); wrong != nil {
		return s.showNewCustomerUser(w, r, customers.NewUserPage{Name: n.Name, Email: n.Email, Chosen: n.Rights, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, fmt.Sprintf("%s/users/%d", customerHref(id), userID), "customers.user.added")
}

func (s *Server) customerUserPage(w http.ResponseWriter, r *http.Request) error {
	return s.showCustomerUser(w, r, queryID(r, "product"), customers.UserPage{})
}

// showCustomerUser shows a customer's user with the rights on a product (0 = on
// all); p brings what a form left behind.
func (s *Server) showCustomerUser(w http.ResponseWriter, r *http.Request, productID int64, p customers.UserPage) error {
	id, userID, err := customerUserIDs(r)
	if err != nil {
		return err
	}
	u, err := s.app.CustomerUser(r.Context(), actorOf(r), id, userID, productID)
	if err != nil {
		return err
	}
	p.Customer, p.User, p.Products, p.Product, p.Offered = u.Customer, u.User, u.Products, productID, u.Offered
	p.Givable = service.Givable(actorOf(r), u.Offered)
	if p.Problems == nil {
		p.Held = u.RightsOn(productID)
	}
	if productID != 0 {
		p.Inherited = u.RightsOn(0)
	}
	seen := map[int64]bool{0: true}
	for _, right := range u.Rights {
		if !seen[right.ProductID] {
			seen[right.ProductID] = true
			p.Special = append(p.Special, right.ProductID)
		}
	}
	if p.CanEdit = actorOf(r).May(panel.EditCustomers); p.CanEdit {
		if p.Ask, err = s.factorAsk(r, p.Password); err != nil {
			return err
		}
	}
	p.Frame, err = s.frame(r, u.User.Name, "customers", customersCrumb(r), ui.Crumb{Label: u.Customer.Name, Href: customerHref(id)}, ui.Crumb{Label: u.User.Name})
	if err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems)+len(p.Password) > 0
	return render(w, r, status(append(p.Problems, p.Password...)), customers.User(p))
}

func customerUserIDs(r *http.Request) (customerID, userID int64, err error) {
	if customerID, err = pathID(r, "id"); err != nil {
		return 0, 0, err
	}
	userID, err = pathID(r, "user")
	return customerID, userID, err
}

func customerUserHref(customerID, userID int64) string {
	return fmt.Sprintf("%s/users/%d", customerHref(customerID), userID)
}

func (s *Server) setCustomerRights(w http.ResponseWriter, r *http.Request) error {
	id, userID, err := customerUserIDs(r)
	if err != nil {
		return err
	}
	f := service.RightsForm{CustomerID: id, UserID: userID, ProductID: formID(r, "product"), Rights: r.PostForm["rights"]}
	err = s.app.SetCustomerRights(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showCustomerUser(w, r, f.ProductID, customers.UserPage{Held: f.Rights, Problems: wrong})
	}
	if err != nil {
		return err
	}
	to := customerUserHref(id, userID)
	if f.ProductID != 0 {
		to += "?" + url.Values{"product": {fmt.Sprint(f.ProductID)}}.Encode()
	}
	return s.done(w, r, to, "customers.rights.saved")
}

// switchCustomerUser bars a customer's user, or lets the user in again.
func (s *Server) switchCustomerUser(disabled bool) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, userID, err := customerUserIDs(r)
		if err != nil {
			return err
		}
		if err := s.app.SetCustomerUserDisabled(r.Context(), actorOf(r), id, userID, disabled); err != nil {
			return err
		}
		key := "customers.user.enabled"
		if disabled {
			key = "customers.user.barred"
		}
		return s.done(w, r, customerUserHref(id, userID), key)
	}
}

func (s *Server) setCustomerUserPassword(w http.ResponseWriter, r *http.Request) error {
	id, userID, err := customerUserIDs(r)
	if err != nil {
		return err
	}
	err = s.app.SetCustomerUserPassword(r.Context(), actorOf(r), id, userID, r.PostFormValue("password"), r.PostFormValue("factor"))
	if wrong := problems(r, err); wrong != nil {
		return s.showCustomerUser(w, r, 0, customers.UserPage{Password: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, customerUserHref(id, userID), "customers.user.reset.done")
}

// formID reads a number out of a form, 0 when there is none.
func formID(r *http.Request, name string) int64 {
	id, err := strconv.ParseInt(r.PostFormValue(name), 10, 64)
	if err != nil {
		return 0
	}
	return id
}
