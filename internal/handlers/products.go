package handlers

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/jobs"
	"tangelo/web/templates/products"
	"tangelo/web/templates/ui"
)

func (s *Server) productsRoutes() []Route {
	return []Route{
		{"GET", "/products", panel.ViewProducts, s.productList},
		{"POST", "/products/assign", panel.AssignProduct, s.assignProducts},
		{"GET", "/products/adopt", panel.AssignProduct, s.adoptForm},
		{"POST", "/products/adopt", panel.AssignProduct, s.adoptProduct},
		{"GET", "/products/{id}", panel.ViewProducts, s.productPage},
		{"GET", "/products/{id}/assign", panel.AssignProduct, s.assignForm},
		{"POST", "/products/{id}/assign", panel.AssignProduct, s.assignProduct},
		{"POST", "/products/{id}/refresh", panel.ViewProducts, s.refreshProduct},
	}
}

func productsCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "products.title"), Href: "/products"}
}

func (s *Server) productOf(r *http.Request) (panel.Product, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return panel.Product{}, err
	}
	return s.app.Product(r.Context(), actorOf(r), id)
}

// productPage leads to the page of the product's kind.
func (s *Server) productPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.productOf(r)
	if err != nil {
		return err
	}
	http.Redirect(w, r, products.ProductHref(p, false), http.StatusSeeOther)
	return nil
}

// refreshProduct starts the reading of a product and goes back to where it
// was asked for.
func (s *Server) refreshProduct(w http.ResponseWriter, r *http.Request) error {
	p, err := s.productOf(r)
	if err != nil {
		return err
	}
	if _, err := s.app.Refresh(r.Context(), actorOf(r), p.ID); err != nil {
		return err
	}
	return s.done(w, r, cameFrom(r, products.ProductHref(p, false)), "products.refreshing")
}

// cameFrom is the page of ours that a form was sent from, or fallback.
func cameFrom(r *http.Request, fallback string) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == r.URL.Path {
		return fallback
	}
	return localPath(u.RequestURI(), fallback)
}

func (s *Server) productList(w http.ResponseWriter, r *http.Request) error {
	return s.showProducts(w, r, nil)
}

func (s *Server) showProducts(w http.ResponseWriter, r *http.Request, wrong ui.Problems) error {
	ctx, actor, query := r.Context(), actorOf(r), r.URL.Query()
	p := products.ListPage{
		Kind: query.Get("kind"), State: query.Get("state"), Search: query.Get("q"), Customer: query.Get("customer"),
		Unassigned: query.Get("unassigned") != "", Expiring: query.Get("expiring"), CanAssign: actor.May(panel.AssignProduct), Problems: wrong,
	}
	want := service.ProductFilter{
		Kind: panel.ProductKind(p.Kind), State: panel.ProductState(p.State), CustomerID: queryID(r, "customer"), Unassigned: p.Unassigned,
		Search: p.Search, AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: pageSize + 1,
	}
	if days := queryID(r, "expiring"); days > 0 && days <= 3660 {
		want.ExpiresBefore = s.app.Now().UTC().AddDate(0, 0, int(days))
	}
	found, err := s.app.Products(ctx, actor, want)
	if err != nil {
		return err
	}
	more := false
	if p.Products, more = page(found); len(p.Products) > 0 {
		last := p.Products[len(p.Products)-1]
		p.First, p.Next = pager(r, more, last.Name, last.ID)
	}
	if p.Customers, err = s.customersToChoose(r); err != nil {
		return err
	}
	p.Tabs = productTabs(ctx, p.Kind)
	if p.Frame, err = s.frame(r, i18n.T(ctx, "products.title"), "products"); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), products.List(p))
}

func productTabs(ctx context.Context, kind string) []ui.Tab {
	tabs := []ui.Tab{{Label: i18n.T(ctx, "products.all"), Href: "/products", Active: kind == ""}}
	for _, k := range panel.ProductKinds {
		tabs = append(tabs, ui.Tab{Label: i18n.T(ctx, "products.kind."+string(k)), Href: "/products?kind=" + string(k), Active: kind == string(k)})
	}
	return tabs
}

// customersToChoose lists the customers somebody may pick from; none for
// staff who may not see customers.
func (s *Server) customersToChoose(r *http.Request) ([]panel.Customer, error) {
	if !actorOf(r).May(panel.ViewCustomers) {
		return nil, nil
	}
	return s.app.Customers(r.Context(), actorOf(r), service.CustomerFilter{Limit: 1000})
}

func (s *Server) assignProducts(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return panel.Errorf(panel.Invalid, err, "error.invalid")
	}
	var ids []int64
	for _, text := range r.PostForm["id"] {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return panel.Errorf(panel.NotFound, err, "error.notfound")
		}
		ids = append(ids, id)
	}
	err := s.app.AssignProducts(r.Context(), actorOf(r), ids, formID(r, "to"))
	if wrong := problems(r, err); wrong != nil {
		return s.showProducts(w, listBehind(r), wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, cameFrom(r, "/products"), "products.assigned")
}

// listBehind is the request for the list that a form was sent from, with its
// filters, so that the list can be shown again.
func listBehind(r *http.Request) *http.Request {
	u, err := url.Parse(cameFrom(r, "/products"))
	if err != nil || u.Path != "/products" {
		u = &url.URL{Path: "/products"}
	}
	list := r.WithContext(r.Context())
	list.URL = u
	return list
}

func (s *Server) assignForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.productOf(r)
	if err != nil {
		return err
	}
	return s.showAssign(w, r, products.AssignPage{Product: p, To: strconv.FormatInt(p.CustomerID, 10)})
}

func (s *Server) showAssign(w http.ResponseWriter, r *http.Request, p products.AssignPage) (err error) {
	if p.Customers, err = s.customersToChoose(r); err != nil {
		return err
	}
	title := i18n.T(r.Context(), "products.assign.title", "Name", p.Product.Name)
	product := ui.Crumb{Label: p.Product.Name, Href: products.ProductHref(p.Product, false)}
	if p.Frame, err = s.frame(r, title, "products", productsCrumb(r), product, ui.Crumb{Label: i18n.T(r.Context(), "products.assign")}); err != nil {
		return err
	}
	return render(w, r, status(p.Problems), products.Assign(p))
}

func (s *Server) assignProduct(w http.ResponseWriter, r *http.Request) error {
	p, err := s.productOf(r)
	if err != nil {
		return err
	}
	err = s.app.AssignProducts(r.Context(), actorOf(r), []int64{p.ID}, formID(r, "to"))
	if wrong := problems(r, err); wrong != nil {
		return s.showAssign(w, r, products.AssignPage{Product: p, To: r.PostFormValue("to"), Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, products.ProductHref(p, false), "products.assigned")
}

func (s *Server) adoptForm(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	return s.showAdopt(w, r, products.AdoptPage{Kind: cmp.Or(query.Get("kind"), string(panel.KindDomain)), Account: query.Get("account"), Name: query.Get("name")})
}

func (s *Server) showAdopt(w http.ResponseWriter, r *http.Request, p products.AdoptPage) (err error) {
	if p.Accounts, err = s.app.AdoptAccounts(r.Context(), actorOf(r)); err != nil {
		return err
	}
	if p.Customers, err = s.customersToChoose(r); err != nil {
		return err
	}
	title := i18n.T(r.Context(), "products.adopt")
	if p.Frame, err = s.frame(r, title, "products", productsCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), products.Adopt(p))
}

func (s *Server) adoptProduct(w http.ResponseWriter, r *http.Request) error {
	p := products.AdoptPage{Kind: r.PostFormValue("kind"), Account: r.PostFormValue("account"), Name: r.PostFormValue("name"), To: r.PostFormValue("to")}
	job, err := s.app.Adopt(r.Context(), actorOf(r), service.AdoptForm{
		Kind: panel.ProductKind(p.Kind), AccountID: formID(r, "account"), Name: p.Name, CustomerID: formID(r, "to"),
	})
	if p.Problems = problems(r, err); p.Problems != nil {
		return s.showAdopt(w, r, p)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, jobs.Href(job), "")
}
