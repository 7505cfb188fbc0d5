package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/cart"
	"tangelo/web/templates/ledger"
	"tangelo/web/templates/prices"
	"tangelo/web/templates/ui"
)

// cartRoutes serve the carts of staff and those of customers with one set of
// pages; for whom a cart may be is for the use cases to say.
func (s *Server) cartRoutes() []Route {
	return []Route{
		{"GET", "/cart", panel.PlaceOrders, s.cartPage},
		{"GET", "/cart/register", panel.PlaceOrders, s.cartRegister},
		{"POST", "/cart/register", panel.PlaceOrders, s.addDomains},
		{"POST", "/cart/{cart}/order", panel.PlaceOrders, s.orderCart},
		{"POST", "/cart/{cart}/lines/{line}/remove", panel.PlaceOrders, s.removeLine},
		{"GET", "/purchases/{id}", panel.ViewOrders, s.purchasePage},
		{"GET", "/purchases/{id}/stream", panel.ViewOrders, s.streamPurchase},
		{"GET", "/my/cart", panel.UsePortal, s.cartPage},
		{"GET", "/my/cart/register", panel.UsePortal, s.cartRegister},
		{"POST", "/my/cart/register", panel.UsePortal, s.addDomains},
		{"POST", "/my/cart/{cart}/order", panel.UsePortal, s.orderCart},
		{"POST", "/my/cart/{cart}/lines/{line}/remove", panel.UsePortal, s.removeLine},
		{"GET", "/my/purchases/{id}", panel.UsePortal, s.purchasePage},
		{"GET", "/my/purchases/{id}/stream", panel.UsePortal, s.streamPurchase},
	}
}

// inPortal reports whether a request is for a customer's page.
func inPortal(r *http.Request) bool {
	return r.URL.Path == "/my" || strings.HasPrefix(r.URL.Path, "/my/")
}

// buyerOf is the customer a purchase is for: customers buy for themselves.
func buyerOf(r *http.Request, asked int64) int64 {
	if actor := actorOf(r); actor.Role == panel.RoleCustomer {
		return actor.CustomerID
	}
	return asked
}

func (s *Server) cartPage(w http.ResponseWriter, r *http.Request) error {
	return s.showCart(w, r, buyerOf(r, queryID(r, "customer")), nil)
}

func (s *Server) showCart(w http.ResponseWriter, r *http.Request, customerID int64, wrong ui.Problems) error {
	ctx, actor, portal := r.Context(), actorOf(r), inPortal(r)
	d, err := s.app.CartFor(ctx, actor, customerID)
	if err != nil {
		return err
	}
	p := cart.Page{
		Portal: portal, Cart: d.Cart, Sum: d.Sum, Funds: fundsOf(r, d.Funds, customerID), Others: d.Others, Margins: actor.SeesCosts(), Problems: wrong,
	}
	for _, l := range d.Lines {
		p.Lines = append(p.Lines, cartLine(l, wrong))
	}
	if portal {
		if p.Buy, err = s.buyButtons(r); err != nil {
			return err
		}
	} else {
		p.Buy = []ui.ButtonProps{
			{Label: i18n.T(ctx, "cart.search"), Icon: "search", Href: cart.SearchHref(false, customerID)},
			{Label: i18n.T(ctx, "cart.host"), Icon: "server", Href: fmt.Sprintf("/cloud/new?customer=%d", customerID)},
		}
		if p.Customers, err = s.customersToChoose(r); err != nil {
			return err
		}
		p.Cart.Customer = customerNamed(p.Customers, customerID)
	}
	active := map[bool]string{true: "mybuy", false: "cart"}[portal]
	if p.Frame, err = s.frame(r, i18n.T(ctx, "cart.title"), active); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	if d.Sum.Asking > 0 && r.Method == http.MethodGet {
		p.Frame.Refresh = 3 // prices come by themselves
	}
	return render(w, r, status(wrong), cart.Cart(p))
}

func customerNamed(all []panel.Customer, id int64) string {
	for _, c := range all {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func cartLine(l service.PricedLine, wrong ui.Problems) cart.Line {
	line := cart.Line{CartLine: l.CartLine, Tag: l.Tag, Name: l.Name, Problem: wrong.For(service.LineField(l.ID)), Consent: service.ConsentOf(l.ID)}
	if line.Name == "" {
		line.Name = l.Product
	}
	line.Name = service.NameUnicode(line.Name)
	return line
}

// fundsOf is what a wallet says, with the way to where money is put in.
func fundsOf(r *http.Request, f service.Funds, customerID int64) prices.Funds {
	funds := prices.Funds{Charged: f.Charged, Shown: f.Shown, Available: f.Available, Short: f.Short}
	if inPortal(r) {
		funds.TopUp = "/my/wallet"
	} else if actorOf(r).May(panel.ViewLedger) {
		funds.TopUp = ledger.WalletHref(customerID)
	}
	return funds
}

func (s *Server) orderCart(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "cart")
	if err != nil {
		return err
	}
	c, err := s.app.Cart(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	f, err := cartOrder(r)
	if err != nil {
		return err
	}
	err = s.app.OrderCart(r.Context(), actorOf(r), id, f)
	if wrong := problems(r, err); wrong != nil {
		return s.showCart(w, r, c.CustomerID, wrong)
	}
	if err != nil {
		return err
	}
	to := cart.PurchaseHref(inPortal(r), id)
	if !inPortal(r) && !actorOf(r).May(panel.ViewOrders) {
		to = cart.Href(false, c.CustomerID)
	}
	return s.done(w, r, to, "cart.ordered")
}

// cartOrder reads what the page of a cart showed, line by line.
func cartOrder(r *http.Request) (service.CartOrder, error) {
	if err := r.ParseForm(); err != nil {
		return service.CartOrder{}, panel.Errorf(panel.Invalid, err, "error.invalid")
	}
	f := service.CartOrder{Version: formID(r, cart.VersionField), Deals: map[int64]service.Deal{}}
	for name := range r.PostForm {
		number, ours := strings.CutPrefix(name, "seen-")
		line, err := strconv.ParseInt(number, 10, 64)
		if ours && err == nil {
			f.Deals[line] = service.Deal{Seen: r.PostFormValue(name), Consent: strings.TrimSpace(r.PostFormValue(service.ConsentOf(line)))}
		}
	}
	return f, nil
}

func (s *Server) removeLine(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "cart")
	if err != nil {
		return err
	}
	line, err := pathID(r, "line")
	if err != nil {
		return err
	}
	c, err := s.app.RemoveFromCart(r.Context(), actorOf(r), id, line)
	if err != nil {
		return err
	}
	return s.done(w, r, cart.Href(inPortal(r), c.CustomerID), "cart.removed")
}

func (s *Server) cartRegister(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := service.CartDomains{BuyDomain: buyForm(query.Get), Names: strings.Join(query["name"], "\n")}
	return s.showCartRegister(w, r, f, nil)
}

func (s *Server) addDomains(w http.ResponseWriter, r *http.Request) error {
	f := service.CartDomains{BuyDomain: buyForm(r.PostFormValue), Names: r.PostFormValue("names")}
	err := s.app.AddDomains(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showCartRegister(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, cart.Href(inPortal(r), f.CustomerID), "cart.added")
}

func (s *Server) showCartRegister(w http.ResponseWriter, r *http.Request, f service.CartDomains, wrong ui.Problems) error {
	ctx, portal := r.Context(), inPortal(r)
	names := strings.Fields(f.Names)
	rule := commonRule(names)
	f.CustomerID = buyerOf(r, f.CustomerID)
	c, err := s.app.DomainChoices(ctx, actorOf(r), f.BuyDomain)
	if err != nil {
		return err
	}
	for i, name := range names {
		names[i] = service.NameUnicode(name)
	}
	p := cart.RegisterPage{
		Portal: portal, Names: strings.Join(names, "\n"), Years: max(f.Years, rule.Min, 1), Customer: f.CustomerID, Account: f.AccountID, Contact: f.ContactID,
		Nameservers: f.Nameservers, Rule: rule, Accounts: c.Accounts, Contacts: c.Contacts, Customers: c.Customers, Key: f.FormKey, Problems: wrong,
	}
	if p.Key == "" {
		p.Key = newFormKey()
	}
	if p.Contact == 0 && len(p.Contacts) == 1 && wrong == nil {
		p.Contact = p.Contacts[0].ID
	}
	active := map[bool]string{true: "mybuy", false: "cart"}[portal]
	title := i18n.T(ctx, "cart.register.title")
	crumb := ui.Crumb{Label: i18n.T(ctx, "cart.title"), Href: cart.Href(portal, f.CustomerID)}
	if p.Frame, err = s.frame(r, title, active, crumb, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), cart.Register(p))
}

// commonRule is the suffix that all names are under; zero when they are under
// several.
func commonRule(names []string) (rule panel.SuffixRule) {
	for i, name := range names {
		one, known := panel.SuffixOf(service.NameUnicode(name))
		if !known || i > 0 && one.Suffix != rule.Suffix {
			return panel.SuffixRule{}
		}
		rule = one
	}
	return rule
}

func (s *Server) purchaseOf(ctx context.Context, r *http.Request) (cart.PurchasePage, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return cart.PurchasePage{}, err
	}
	d, err := s.app.Purchase(ctx, actorOf(r), id)
	return cart.PurchasePage{Portal: inPortal(r), Cart: d.Cart, Orders: d.Orders, Total: d.Total, Open: d.Open()}, err
}

func (s *Server) purchasePage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.purchaseOf(r.Context(), r)
	if err != nil {
		return err
	}
	title := i18n.T(r.Context(), "cart.purchase")
	list, active := ordersCrumb(r), "orders"
	if p.Portal {
		list, active = ui.Crumb{Label: i18n.T(r.Context(), "portal.orders"), Href: "/my/orders"}, "myorders"
	}
	if p.Frame, err = s.frame(r, title, active, list, ui.Crumb{Label: title}); err != nil {
		return err
	}
	if p.Open {
		p.Frame.Refresh = 5
	}
	return render(w, r, http.StatusOK, cart.Purchase(p))
}

func (s *Server) streamPurchase(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		p, err := s.purchaseOf(ctx, r)
		version := ""
		for _, o := range p.Orders {
			version += string(o.State) + " "
		}
		return glimpse{version: version, final: !p.Open, part: cart.PurchaseOrders(p)}, err
	})
}
