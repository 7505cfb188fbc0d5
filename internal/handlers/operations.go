package handlers

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/operation"
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
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), operation.Form(p))
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
	input := map[string]string{}
	for _, f := range op.Fields {
		input[f.Name] = strings.TrimSpace(r.PostFormValue(f.Name))
	}
	actor, portal := actorOf(r), strings.HasPrefix(r.URL.Path, "/my/")
	started, err := s.app.RunOperation(r.Context(), actor, id, op.Name, input, strings.TrimSpace(r.PostFormValue(ui.ConfirmField)), r.PostFormValue(ui.FormKey))
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
	to := productPage(product, portal)
	switch {
	case portal:
	case started.OrderID != 0 && actor.May(panel.ViewOrders):
		to = fmt.Sprintf("/orders/%d", started.OrderID)
	case started.JobID != 0 && actor.May(panel.ViewJobs):
		to = fmt.Sprintf("/jobs/%d", started.JobID)
	}
	return s.done(w, r, to, "op.started")
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
