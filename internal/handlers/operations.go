package handlers

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/cart"
	"tangelo/web/templates/operation"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/prices"
	"tangelo/web/templates/ui"
)

// operationsRoutes serve every operation with one form; whether the person may
// run it is for the use case to say.
func (s *Server) operationsRoutes() []Route {
	return []Route{
		{"GET", "/products/{id}/do/{op}", panel.ViewProducts, s.operationPage},
		{"POST", "/products/{id}/do/{op}", panel.ViewProducts, s.runOperation},
		{"GET", "/my/products/{id}/do/{op}", panel.UsePortal, s.operationPage},
		{"POST", "/my/products/{id}/do/{op}", panel.UsePortal, s.runOperation},
	}
}

func (s *Server) operationPage(w http.ResponseWriter, r *http.Request) error {
	return s.showOperation(w, r, operation.Page{})
}

// showOperation shows the form of an operation; p brings what a form left behind.
func (s *Server) showOperation(w http.ResponseWriter, r *http.Request, p operation.Page) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := s.app.OperationForm(r.Context(), actorOf(r), id, chi.URLParam(r, "op"))
	if err != nil {
		return err
	}
	p.Portal = strings.HasPrefix(r.URL.Path, "/my/")
	p.Op, p.Why, p.Action, p.Key = f.Op, f.Why, r.URL.Path, newFormKey()
	if key := r.PostFormValue(ui.FormKey); key != "" {
		p.Key = key // nothing was done with it yet
	}
	p.Stored, p.Name, p.Back = f.Product.Name, service.NameUnicode(f.Product.Name), productPage(f.Product, p.Portal)
	p.Options = map[string][]ui.Option{}
	for name, options := range f.Options {
		for _, o := range options {
			p.Options[name] = append(p.Options[name], ui.Option{Value: o.Value, Label: o.Label})
		}
	}
	title := i18n.T(r.Context(), "op."+f.Op.Name)
	p.Frame, err = s.frame(r, title, productNav(f.Product, p.Portal), ui.Crumb{Label: p.Name, Href: p.Back}, ui.Crumb{Label: title})
	if err != nil {
		return err
	}
	if err := s.operationPrice(r, id, &p); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), operation.Form(p))
}

// operationPrice puts the price for what the form holds on the page. Asked for
// by its button, a price that is known is fixed under the form's key.
func (s *Server) operationPrice(r *http.Request, id int64, p *operation.Page) (err error) {
	if p.Op.Effect != panel.EffectBuy || p.Why != "" {
		return nil
	}
	key, fix := "", r.PostFormValue("step") == "price"
	if r.Method == http.MethodPost {
		key = p.Key
	}
	if p.Price, p.Priced, err = s.app.OperationPrice(r.Context(), actorOf(r), id, p.Op.Name, p.Values, key, fix); err != nil {
		return err
	}
	if err := s.operationFunds(r, id, p); err != nil {
		return err
	}
	p.Look = !p.Price.Asking || r.Method == http.MethodPost
	if !p.Look {
		p.Frame.Refresh = 3 // it comes by itself
	}
	return nil
}

// operationFunds puts on the page what the purchase changes: the new end of the
// product and the wallet of the customer who pays.
func (s *Server) operationFunds(r *http.Request, id int64, p *operation.Page) error {
	product, err := s.app.Product(r.Context(), actorOf(r), id)
	if err != nil || !p.Priced {
		return err
	}
	if p.Price.Offer.Action == panel.PriceRenew {
		p.Until = panel.RenewedUntil(product, p.Price.Offer.Months)
	}
	funds, err := s.app.FundsFor(r.Context(), actorOf(r), product.CustomerID, p.Price.Fen)
	p.Funds, p.Cart = fundsOf(r, funds, product.CustomerID), !prices.Stuck(p.Price) && !prices.Waits(p.Price)
	return err
}

// operationInput reads the form of an operation: its fields and, for one that
// buys, the price that was shown. typed is what was typed to confirm.
func operationInput(r *http.Request, op panel.Operation, portal bool) (input map[string]string, typed string) {
	input, typed = map[string]string{}, r.PostFormValue(ui.ConfirmField)
	for _, f := range op.Fields {
		if portal && (f.Name == "coupon" || f.Name == "voucher") {
			continue // the vendor's, and none of a customer's concern
		}
		input[f.Name] = strings.TrimSpace(r.PostFormValue(f.Name))
	}
	if op.Effect == panel.EffectBuy {
		input[service.SeenField], typed = r.PostFormValue(prices.SeenField), r.PostFormValue(prices.ConsentField)
	}
	return input, strings.TrimSpace(typed)
}

func (s *Server) runOperation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	op, err := panel.OperationNamed(chi.URLParam(r, "op"))
	if err != nil {
		return err
	}
	actor, portal := actorOf(r), strings.HasPrefix(r.URL.Path, "/my/")
	input, typed := operationInput(r, op, portal)
	if r.PostFormValue("step") == "price" {
		r.PostForm.Set(ui.FormKey, newFormKey()) // what was fixed before was for another form
		return s.showOperation(w, r, operation.Page{Values: input})
	}
	if r.PostFormValue("step") == "cart" {
		return s.operationToCart(w, r, id, op, input)
	}
	started, err := s.app.RunOperation(r.Context(), actor, id, op.Name, input, typed, r.PostFormValue(ui.FormKey))
	if wrong := problems(r, err); wrong != nil {
		return s.showOperation(w, r, operation.Page{Values: input, Problems: wrong})
	}
	if err != nil {
		return err
	}
	product, err := s.app.Product(r.Context(), actor, id)
	if err != nil {
		return err
	}
	return s.done(w, r, startedHref(actor, product, portal, started), "op.started")
}

func (s *Server) operationToCart(w http.ResponseWriter, r *http.Request, id int64, op panel.Operation, input map[string]string) error {
	customer, err := s.app.AddOperation(r.Context(), actorOf(r), id, op.Name, input, r.PostFormValue(ui.FormKey))
	if wrong := problems(r, err); wrong != nil {
		return s.showOperation(w, r, operation.Page{Values: input, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, cart.Href(inPortal(r), customer), "cart.added")
}

// startedHref is where what an operation started is followed, by whoever may.
func startedHref(actor panel.Actor, p panel.Product, portal bool, started service.Started) string {
	switch {
	case portal && started.OrderID != 0:
		return orders.PortalHref(started.OrderID)
	case portal:
	case started.OrderID != 0 && actor.May(panel.ViewOrders):
		return fmt.Sprintf("/orders/%d", started.OrderID)
	case started.JobID != 0 && actor.May(panel.ViewJobs):
		return fmt.Sprintf("/jobs/%d", started.JobID)
	}
	return productPage(p, portal)
}

// productPage is where a product is shown.
func productPage(p panel.Product, portal bool) string {
	if portal {
		return fmt.Sprintf("/my/products/%d", p.ID)
	}
	switch p.Kind {
	case panel.KindDomain:
		return fmt.Sprintf("/domains/%d", p.ID)
	case panel.KindZone:
		return fmt.Sprintf("/zones/%d", p.ID)
	case panel.KindCloud:
		return fmt.Sprintf("/cloud/%d", p.ID)
	}
	return fmt.Sprintf("/products/%d", p.ID)
}

// productNav is the entry of the navigation a product belongs to.
func productNav(p panel.Product, portal bool) string {
	if portal {
		return "my"
	}
	switch p.Kind {
	case panel.KindDomain:
		return "domains"
	case panel.KindZone:
		return "zones"
	case panel.KindCloud:
		return "cloud"
	}
	return "products"
}
