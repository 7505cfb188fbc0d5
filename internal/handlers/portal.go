package handlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/portal"
	"tangelo/web/templates/ui"
)

func (s *Server) portalRoutes() []Route {
	return []Route{
		{"GET", "/my", panel.UsePortal, s.portalHome},
		{"GET", "/my/products/{id}", panel.UsePortal, s.portalProduct},
		{"POST", "/my/products/{id}/refresh", panel.UsePortal, s.portalRefresh},
		{"GET", "/my/orders", panel.UsePortal, s.portalOrders},
		{"GET", "/my/orders/{id}", panel.UsePortal, s.portalOrder},
		{"GET", "/my/orders/{id}/stream", panel.UsePortal, s.streamPortalOrder},
		{"POST", "/my/orders/{id}/cancel", panel.UsePortal, s.cancelOrder},
	}
}

func myCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "portal.title"), Href: "/my"}
}

// mainActions is the one thing a customer most likely wants of each kind, the
// first that is allowed and available.
var mainActions = map[panel.ProductKind][]string{
	panel.KindDomain: {"domain.renew", "domain.nameservers"},
	panel.KindCloud:  {opening, "cloud.start", "cloud.renew", "cloud.restart"},
}

func (s *Server) portalHome(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	found, err := s.app.Products(r.Context(), actorOf(r), service.ProductFilter{AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: pageSize + 1})
	if err != nil {
		return err
	}
	shown, more := page(found)
	var p portal.HomePage
	for _, product := range shown {
		card := portal.Card{Product: product, Name: service.NameUnicode(product.Name)}
		if card.Action, err = s.mainAction(r, product); err != nil {
			return err
		}
		p.Cards = append(p.Cards, card)
	}
	if len(shown) > 0 {
		last := shown[len(shown)-1]
		p.First, p.Next = pager(r, more, last.Name, last.ID)
	}
	if p.Buy, err = s.buyButtons(r); err != nil {
		return err
	}
	if p.Cart, err = s.app.CartSize(r.Context(), actorOf(r), actorOf(r).CustomerID); err != nil {
		return err
	}
	if p.Unread, err = s.app.UnreadNotices(r.Context(), actorOf(r)); err != nil {
		return err
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "portal.title"), "my"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, portal.Home(p))
}

// mainAction is the button of it; without a label when there is none.
func (s *Server) mainAction(r *http.Request, p panel.Product) (action ui.ButtonProps, err error) {
	allowed, err := s.app.Allowed(r.Context(), actorOf(r), p)
	if err != nil {
		return action, err
	}
	for _, name := range mainActions[p.Kind] {
		i := slices.IndexFunc(allowed, func(op panel.Operation) bool { return op.Name == name })
		if i < 0 {
			continue
		}
		if ok, _ := allowed[i].Available(p); ok {
			action = operationButton(r.Context(), allowed[i], p, "/my")
			action.Kind = ui.Primary
			return action, nil
		}
	}
	return action, nil
}

func (s *Server) portalProduct(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	work, err := s.app.ProductWork(ctx, actorOf(r), id)
	if err != nil {
		return err
	}
	here := fmt.Sprintf("/my/products/%d", id)
	p := portal.ProductPage{
		Product: work.Product, Name: service.NameUnicode(work.Product.Name),
		Ordered: slices.ContainsFunc(work.Orders, func(o panel.Order) bool { return o.State.Open() }),
		Sync:    ui.SyncProps{At: work.Product.FactsAt, Refresh: here + "/refresh", Busy: work.Busy()},
	}
	if p.Note = unopened(r, work); p.Note.Title == "" {
		p.Note = refusedPapers(ctx, work.Product)
	}
	if work.Busy() && work.Latest.OrderID == 0 {
		p.Progress = latestWork(r, work, here)
	}
	rule, _ := panel.RenewalRuleOf(work.Product)
	for _, op := range work.Allowed {
		p.Renews = p.Renews || op.Name == rule.Operation
		if op.Name == opening {
			continue // stands by itself while there is something to open
		}
		p.Actions = append(p.Actions, operationButton(ctx, op, work.Product, "/my"))
	}
	if p.Frame, err = s.frame(r, p.Name, "my", myCrumb(r), ui.Crumb{Label: p.Name}); err != nil {
		return err
	}
	if work.Busy() {
		p.Frame.Refresh = 3
	}
	return render(w, r, http.StatusOK, portal.Product(p))
}

func (s *Server) portalRefresh(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.app.Refresh(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, fmt.Sprintf("/my/products/%d", id), "portal.refreshing")
}

func (s *Server) portalOrders(w http.ResponseWriter, r *http.Request) error {
	found, err := s.app.Orders(r.Context(), actorOf(r), service.OrderFilter{Before: queryID(r, "before"), Limit: pageSize + 1})
	if err != nil {
		return err
	}
	var p portal.OrdersPage
	more := false
	if p.Orders, more = page(found); len(p.Orders) > 0 {
		p.First, p.Next = older(r, more, p.Orders[len(p.Orders)-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "portal.orders"), "myorders"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, portal.Orders(p))
}

func (s *Server) portalOrder(w http.ResponseWriter, r *http.Request) error {
	d, err := s.orderOf(r)
	if err != nil {
		return err
	}
	ctx, o := r.Context(), d.Order
	o.Name = service.NameUnicode(o.Name)
	title := orders.PortalTitle(ctx, o)
	p := portal.OrderPage{
		Order: o, Money: d.Money, Refusal: d.Refusal, Next: d.Next, Progress: portalProgress(ctx, d), Purchase: purchaseHref(true, d), CanCancel: mayCancel(actorOf(r), o),
	}
	if p.Note, err = s.orderedHost(r, o); err != nil {
		return err
	}
	list := ui.Crumb{Label: i18n.T(ctx, "portal.orders"), Href: "/my/orders"}
	if p.Frame, err = s.frame(r, title, "myorders", list, ui.Crumb{Label: title}); err != nil {
		return err
	}
	if !o.State.Final() {
		p.Frame.Refresh = 5
	}
	return render(w, r, http.StatusOK, portal.Order(p))
}

// portalProgress is the history of an order in the customer's words: what
// happened and when, what comes next, and when the panel looks again.
func portalProgress(ctx context.Context, d service.OrderDetail) ui.JobProps {
	o, href := d.Order, orders.PortalHref(d.Order.ID)
	p := ui.JobProps{
		ID: fmt.Sprintf("order-%d", o.ID), Title: i18n.T(ctx, "orders.history"), Tone: orders.PortalTones[o.State],
		State: orders.PortalState(ctx, o.State), Ended: o.State.Final(), Stream: href + "/stream", Reload: href, AtEnd: href,
	}
	for _, e := range d.Events {
		step := ui.JobStep{Label: i18n.T(ctx, "portal.step."+string(e.To)), State: ui.Done, At: e.At}
		if n := len(p.Steps); n > 0 && p.Steps[n-1].Label == step.Label {
			continue // of no news to a customer
		}
		p.Steps = append(p.Steps, step)
	}
	if n := len(p.Steps); n > 0 {
		switch {
		case !p.Ended:
			p.Steps[n-1].State = ui.Running
		case o.State == panel.OrderFailed:
			p.Steps[n-1].State = ui.Failed
		}
	}
	if !p.Ended {
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, "portal.then."+string(o.State)), At: d.Next})
	}
	return p
}

func (s *Server) streamPortalOrder(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		d, err := s.orderOf(r)
		if err != nil {
			return glimpse{}, err
		}
		p := portalProgress(ctx, d)
		return glimpse{version: fmt.Sprintf("%d/%d/%d", d.Order.Version, len(d.Events), d.Next.UnixMicro()), final: p.Ended, part: ui.JobSteps(p)}, nil
	})
}
