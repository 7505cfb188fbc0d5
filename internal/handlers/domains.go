package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/domains"
	"tangelo/web/templates/ui"
)

func (s *Server) domainsRoutes() []Route {
	return []Route{
		{"GET", "/domains", panel.ViewProducts, s.domainList},
		{"GET", "/domains/register", panel.PlaceOrders, s.registerForm},
		{"POST", "/domains/register", panel.PlaceOrders, s.registerDomain},
		{"GET", "/domains/register/confirm", panel.PlaceOrders, s.confirmRegister},
		{"GET", "/domains/transfer", panel.PlaceOrders, s.transferForm},
		{"POST", "/domains/transfer", panel.PlaceOrders, s.transferDomain},
		{"GET", "/domains/{id}", panel.ViewProducts, s.domainPage},
		{"GET", "/domains/{id}/stream", panel.ViewProducts, s.streamDomain},
	}
}

func domainsCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "domains.title"), Href: "/domains"}
}

func (s *Server) domainList(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	want := service.ProductFilter{
		Kind: panel.KindDomain, State: panel.ProductState(query.Get("state")), CustomerID: queryID(r, "customer"), Search: query.Get("q"),
		AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: pageSize + 1,
	}
	if days, err := strconv.Atoi(query.Get("expiring")); err == nil && days >= 0 && days < 3660 {
		want.ExpiresBefore = s.app.Now().UTC().Add(time.Duration(days) * 24 * time.Hour)
	}
	found, err := s.app.Products(r.Context(), actorOf(r), want)
	if err != nil {
		return err
	}
	labels, err := s.app.AccountLabels(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p := domains.ListPage{
		Search: want.Search, State: string(want.State), Expiring: query.Get("expiring"), Customer: want.CustomerID, CanBuy: actorOf(r).May(panel.PlaceOrders),
	}
	more := len(found) > pageSize
	if more {
		found = found[:pageSize]
	}
	for _, d := range found {
		p.Rows = append(p.Rows, domains.Row{Product: d, Unicode: service.NameUnicode(d.Name), Provider: labels[d.AccountID]})
	}
	if n := len(found); n > 0 {
		p.First, p.Next = pager(r, more, found[n-1].Name, found[n-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "domains.title"), "domains"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, domains.List(p))
}

func (s *Server) domainOf(ctx context.Context, r *http.Request) (domains.DetailPage, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return domains.DetailPage{}, err
	}
	d, err := s.app.Domain(ctx, actorOf(r), id)
	return domains.DetailPage{
		Product: d.Product, Unicode: service.NameUnicode(d.Product.Name), Operations: d.Allowed, Contact: d.Contact, Zone: d.Zone, Jobs: d.Jobs,
		Orders: d.Orders, Busy: d.Busy(), Syncing: d.Syncing(), ShowJobs: actorOf(r).May(panel.ViewJobs),
	}, err
}

func (s *Server) domainPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.domainOf(r.Context(), r)
	if err != nil {
		return err
	}
	p.Key = newFormKey()
	if p.Frame, err = s.frame(r, p.Unicode, "domains", domainsCrumb(r), ui.Crumb{Label: p.Unicode}); err != nil {
		return err
	}
	if p.Syncing {
		p.Frame.Refresh = 10
	}
	return render(w, r, http.StatusOK, domains.Detail(p))
}

func (s *Server) streamDomain(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		p, err := s.domainOf(ctx, r)
		return glimpse{version: fmt.Sprint(p.Product.Version, p.Busy), final: !p.Busy, part: domains.Facts(p)}, err
	})
}

// buyForm is what a form or an address says of a domain to be bought.
func buyForm(value func(name string) string) service.BuyDomain {
	return service.BuyDomain{
		Name: value("name"), AccountID: idIn(value, "account"), CustomerID: idIn(value, "customer"), ContactID: idIn(value, "contact"),
		Years:       int(min(idIn(value, "years"), 100)),
		Nameservers: value("nameservers"), AuthCode: value("authcode"), Bound: value("bound"), Coupon: value("coupon"), Voucher: value("voucher"),
		Deal: deal(value), FormKey: value(ui.FormKey),
	}
}

// buyPage is the page of a purchase with what there is to choose from.
func (s *Server) buyPage(r *http.Request, title string, f service.BuyDomain) (p domains.BuyPage, err error) {
	if name, err := service.NameASCII(f.Name); err == nil {
		f.Name = name
	}
	c, err := s.app.DomainChoices(r.Context(), actorOf(r), f)
	if err != nil {
		return p, err
	}
	p = domains.BuyPage{
		Name: f.Name, Unicode: service.NameUnicode(f.Name), Customer: f.CustomerID, Account: f.AccountID, Contact: f.ContactID, Years: f.Years,
		Nameservers: f.Nameservers, Coupon: f.Coupon, Voucher: f.Voucher, Bound: f.Bound, Rule: c.Rule, Accounts: c.Accounts, Contacts: c.Contacts,
		Customers: c.Customers, Key: f.FormKey,
	}
	if p.Years == 0 {
		p.Years = max(c.Rule.Min, 1)
	}
	if p.Key == "" {
		p.Key = newFormKey()
	}
	p.Frame, err = s.frame(r, title, "search", domainsCrumb(r), ui.Crumb{Label: title})
	return p, err
}

func (s *Server) registerForm(w http.ResponseWriter, r *http.Request) error {
	return s.showRegister(w, r, buyForm(r.URL.Query().Get), nil)
}

func (s *Server) showRegister(w http.ResponseWriter, r *http.Request, f service.BuyDomain, wrong ui.Problems) error {
	p, err := s.buyPage(r, i18n.T(r.Context(), "domains.register.title"), f)
	if err != nil {
		return err
	}
	p.Problems, p.Frame.Problem = wrong, len(wrong) > 0
	return render(w, r, status(wrong), domains.Register(p))
}

// registerDomain checks a registration and leads to its confirmation; from
// there it places the order.
func (s *Server) registerDomain(w http.ResponseWriter, r *http.Request) error {
	f := buyForm(r.PostFormValue)
	if r.PostFormValue("step") == "order" {
		id, err := s.app.BuyDomain(r.Context(), actorOf(r), "domain.register", f)
		if wrong := problems(r, err); wrong.For("price")+wrong.For("consent") != "" {
			return s.showConfirm(w, r, f, wrong)
		} else if wrong != nil {
			return s.showRegister(w, r, f, wrong)
		}
		if err != nil {
			return err
		}
		return s.done(w, r, s.orderHref(r, id), "domains.ordered")
	}
	err := s.app.CheckDomain(r.Context(), actorOf(r), "domain.register", f)
	if wrong := problems(r, err); wrong != nil {
		return s.showRegister(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	f.FormKey = newFormKey() // what was fixed before was for another form
	if _, err := s.app.DomainPrice(r.Context(), actorOf(r), f, true); err != nil {
		return err
	}
	p, err := s.buyPage(r, i18n.T(r.Context(), "domains.confirm.title"), f)
	if err != nil {
		return err
	}
	http.Redirect(w, r, p.ConfirmHref(), http.StatusSeeOther)
	return nil
}

func (s *Server) confirmRegister(w http.ResponseWriter, r *http.Request) error {
	f := buyForm(r.URL.Query().Get)
	err := s.app.CheckDomain(r.Context(), actorOf(r), "domain.register", f)
	if wrong := problems(r, err); wrong != nil {
		return s.showRegister(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	return s.showConfirm(w, r, f, nil)
}

func (s *Server) showConfirm(w http.ResponseWriter, r *http.Request, f service.BuyDomain, wrong ui.Problems) error {
	p, err := s.buyPage(r, i18n.T(r.Context(), "domains.confirm.title"), f)
	if err != nil {
		return err
	}
	if p.Price, err = s.app.DomainPrice(r.Context(), actorOf(r), f, false); err != nil {
		return err
	}
	p.Problems, p.Frame.Problem = wrong, len(wrong) > 0
	if p.Price.Asking && r.Method == http.MethodGet {
		p.Frame.Refresh = 2
	}
	return render(w, r, status(wrong), domains.Confirm(p))
}

func (s *Server) transferForm(w http.ResponseWriter, r *http.Request) error {
	return s.showTransfer(w, r, buyForm(r.URL.Query().Get), nil)
}

func (s *Server) showTransfer(w http.ResponseWriter, r *http.Request, f service.BuyDomain, wrong ui.Problems) error {
	p, err := s.buyPage(r, i18n.T(r.Context(), "domains.transfer.title"), f)
	if err != nil {
		return err
	}
	p.Problems, p.Frame.Problem = wrong, len(wrong) > 0
	return render(w, r, status(wrong), domains.Transfer(p))
}

func (s *Server) transferDomain(w http.ResponseWriter, r *http.Request) error {
	f := buyForm(r.PostFormValue)
	id, err := s.app.BuyDomain(r.Context(), actorOf(r), "domain.transfer_in", f)
	if wrong := problems(r, err); wrong != nil {
		return s.showTransfer(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, s.orderHref(r, id), "domains.ordered")
}

// orderHref is where an order is followed, by whoever may.
func (s *Server) orderHref(r *http.Request, id int64) string {
	if !actorOf(r).May(panel.ViewOrders) {
		return "/domains"
	}
	return fmt.Sprintf("/orders/%d", id)
}
