package handlers

import (
	"context"
	"fmt"
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

func (s *Server) ordersRoutes() []Route {
	return []Route{
		{"GET", "/orders", panel.ViewOrders, s.orderList},
		{"GET", "/orders/{id}", panel.ViewOrders, s.orderPage},
		{"GET", "/orders/{id}/stream", panel.ViewOrders, s.streamOrder},
		{"POST", "/orders/{id}/cancel", panel.ViewOrders, s.cancelOrder},
		{"GET", "/orders/{id}/resolve", panel.ResolveOrders, s.resolveForm},
		{"POST", "/orders/{id}/resolve", panel.ResolveOrders, s.resolveOrder},
	}
}

func ordersCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "orders.title"), Href: "/orders"}
}

func (s *Server) orderList(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	p := orders.ListPage{State: query.Get("state"), Search: query.Get("q")}
	want := service.OrderFilter{Search: p.Search, CustomerID: queryID(r, "customer"), Before: queryID(r, "before"), Limit: pageSize + 1}
	if p.State == "open" {
		want.Open = true
	} else {
		want.State = panel.OrderState(p.State)
	}
	found, err := s.app.Orders(r.Context(), actorOf(r), want)
	if err != nil {
		return err
	}
	more := false
	if p.Orders, more = page(found); len(p.Orders) > 0 {
		p.First, p.Next = older(r, more, p.Orders[len(p.Orders)-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "orders.title"), "orders"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, orders.List(p))
}

func (s *Server) orderPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.orderOf(r)
	if err != nil {
		return err
	}
	ctx, actor, o := r.Context(), actorOf(r), d.Order
	p := orders.DetailPage{
		Order: o, Progress: orderProgress(ctx, d, orders.Href(o.ID)),
		CanCancel:  o.State.CanMove(panel.OrderCancelled, panel.DriverPerson) && (o.CreatedBy == actor.UserID || actor.May(panel.PlaceOrders)),
		CanResolve: o.State == panel.OrderHeld && actor.May(panel.ResolveOrders),
	}
	if o.ProductID != 0 && actor.May(panel.ViewProducts) {
		p.Product = fmt.Sprintf("/products/%d", o.ProductID)
	}
	for _, e := range d.Evidence {
		key := "orders.evidence." + e.Kind
		label := i18n.T(ctx, key, "Attempt", e.Attempt) + " · " + i18n.Time(e.At)
		p.Evidence = append(p.Evidence, orders.Evidence{Label: label, Body: e.Body})
	}
	title := orders.Title(ctx, o)
	if p.Frame, err = s.frame(r, title, "orders", ordersCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	if !o.State.Final() && o.State != panel.OrderHeld {
		p.Frame.Refresh = 5
	}
	return render(w, r, http.StatusOK, orders.Detail(p))
}

func (s *Server) orderOf(r *http.Request) (service.OrderDetail, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return service.OrderDetail{}, err
	}
	return s.app.Order(r.Context(), actorOf(r), id)
}

var orderSteps = map[panel.OrderState]ui.StepState{
	panel.OrderFailed: ui.Failed, panel.OrderUnknown: ui.Warned, panel.OrderHeld: ui.Failed, panel.OrderCancelled: ui.Skipped,
}

// orderProgress is the truthful history of an order: each move, who made it
// and why. What is not over yet stands last.
func orderProgress(ctx context.Context, d service.OrderDetail, href string) ui.JobProps {
	o := d.Order
	p := ui.JobProps{
		ID: fmt.Sprintf("order-%d", o.ID), Title: i18n.T(ctx, "orders.history"), Tone: orders.Tones[o.State],
		State: i18n.T(ctx, "orders.state."+string(o.State)), Ended: o.State.Final() || o.State == panel.OrderHeld,
		Stream: href + "/stream", Reload: href, AtEnd: href,
	}
	for i, e := range d.Events {
		step := ui.JobStep{Label: i18n.T(ctx, "orders.state."+string(e.To)), State: ui.Done, At: e.At, Note: eventNote(ctx, e)}
		if state, special := orderSteps[e.To]; special {
			step.State = state
		}
		if i == len(d.Events)-1 && !p.Ended {
			step.State = ui.Running
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

// eventNote says who made a move and why.
func eventNote(ctx context.Context, e panel.OrderEvent) string {
	note := i18n.T(ctx, "orders.driver."+string(e.Driver))
	if e.Who != "" {
		note += " · " + e.Who
	}
	switch {
	case e.Note == "":
	case i18n.Has(ctx, "orders.note."+e.Note):
		note += " · " + i18n.T(ctx, "orders.note."+e.Note)
	case i18n.Has(ctx, e.Note):
		note += " · " + i18n.T(ctx, e.Note, "Name", "")
	default:
		note += " · " + e.Note
	}
	return note
}

func (s *Server) streamOrder(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		d, err := s.orderOf(r)
		if err != nil {
			return glimpse{}, err
		}
		p := orderProgress(ctx, d, orders.Href(d.Order.ID))
		return glimpse{version: fmt.Sprintf("%d/%d", d.Order.Version, len(d.Events)), final: p.Ended, part: ui.JobSteps(p)}, nil
	})
}

func (s *Server) cancelOrder(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.CancelOrder(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, orders.Href(id), "orders.cancelled")
}

func (s *Server) resolveForm(w http.ResponseWriter, r *http.Request) error {
	d, err := s.orderOf(r)
	if err != nil {
		return err
	}
	if d.Order.State != panel.OrderHeld {
		return panel.Errorf(panel.Conflict, nil, "error.order.notheld")
	}
	return s.showResolve(w, r, orders.ResolvePage{Order: d.Order})
}

// resolveWord is what must be typed to decide an order: its name, or its
// number when the vendor makes the name up.
func resolveWord(o panel.Order) string {
	if o.Name != "" {
		return o.Name
	}
	return fmt.Sprintf("#%d", o.ID)
}

func (s *Server) showResolve(w http.ResponseWriter, r *http.Request, p orders.ResolvePage) (err error) {
	p.Confirm = resolveWord(p.Order)
	title := i18n.T(r.Context(), "orders.resolve")
	order := ui.Crumb{Label: orders.Title(r.Context(), p.Order), Href: orders.Href(p.Order.ID)}
	if p.Frame, err = s.frame(r, title, "orders", ordersCrumb(r), order, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), orders.Resolve(p))
}

func (s *Server) resolveOrder(w http.ResponseWriter, r *http.Request) error {
	d, err := s.orderOf(r)
	if err != nil {
		return err
	}
	p := orders.ResolvePage{Order: d.Order, To: r.PostFormValue("to"), Name: r.PostFormValue("name"), Reason: r.PostFormValue("reason")}
	switch {
	case r.PostFormValue(ui.ConfirmField) != resolveWord(d.Order):
		err = panel.InvalidFields([]panel.Problem{{Field: ui.ConfirmField, Key: "problem.confirm", Args: []any{"Name", resolveWord(d.Order)}}})
	case p.To == "":
		err = panel.InvalidFields([]panel.Problem{{Field: "to", Key: "problem.option"}})
	default:
		err = s.app.ResolveOrder(r.Context(), actorOf(r), d.Order.ID, service.Resolution{To: panel.OrderState(p.To), Name: p.Name, Reason: p.Reason})
	}
	if p.Problems = problems(r, err); p.Problems != nil {
		return s.showResolve(w, r, p)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, orders.Href(d.Order.ID), "orders.resolved")
}
