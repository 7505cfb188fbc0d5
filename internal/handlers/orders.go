package handlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/cart"
	"tangelo/web/templates/ledger"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

func (s *Server) ordersRoutes() []Route {
	return []Route{
		{"GET", "/orders", panel.ViewOrders, s.orderList},
		{"GET", "/orders/{id}", panel.ViewOrders, s.orderPage},
		{"GET", "/orders/{id}/stream", panel.ViewOrders, s.streamOrder},
		{"POST", "/orders/{id}/cancel", panel.ViewOrders, s.cancelOrder},
		{"POST", "/orders/{id}/approval", panel.ApproveOrders, s.answerOrder},
		{"GET", "/orders/{id}/replies/{reply}", panel.ResolveOrders, s.replyForm},
		{"POST", "/orders/{id}/replies/{reply}", panel.ResolveOrders, s.openReply},
		{"POST", "/orders/{id}/proposal", panel.ResolveOrders, s.answerProposal},
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
	return s.showOrder(w, r, d, orders.SecondPart{})
}

// showOrder shows an order; second brings what a second person typed.
func (s *Server) showOrder(w http.ResponseWriter, r *http.Request, d service.OrderDetail, second orders.SecondPart) (err error) {
	ctx, actor, o := r.Context(), actorOf(r), d.Order
	p := orders.DetailPage{
		Order: o, Money: d.Money, Progress: orderProgress(ctx, d, orders.Href(o.ID)), Attempts: d.Attempts, Evidence: evidenceOf(ctx, actor, d), Next: d.Next, Adoption: d.Adoption,
		CanCancel: mayCancel(actor, o), Purchase: purchaseHref(false, d),
		CanResolve: o.State == panel.OrderHeld && actor.May(panel.ResolveOrders),
	}
	p.Price = priceOf(d)
	_, p.Suggestion = suggestionOf(d)
	if p.Second, err = s.secondPart(r, d, second); err != nil {
		return err
	}
	if actor.May(panel.ViewIncidents) {
		p.Incidents = slices.DeleteFunc(d.Incidents, func(i panel.Incident) bool { return !i.ClosedAt.IsZero() })
	}
	orderLinks(actor, d, &p)
	title := orders.Title(ctx, o)
	if p.Frame, err = s.frame(r, title, "orders", ordersCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	if !o.State.Final() && o.State != panel.OrderApproval && (o.State != panel.OrderHeld || p.Adopting()) {
		p.Frame.Refresh = 5
	}
	p.Frame.Problem = len(second.Problems) > 0
	return render(w, r, status(second.Problems), orders.Detail(p))
}

// orderLinks leads from an order to where else its reader may go.
func orderLinks(actor panel.Actor, d service.OrderDetail, p *orders.DetailPage) {
	if d.Money.Refundable() > 0 && actor.May(panel.AdjustLedger) {
		p.Refund = ledger.RefundHref(d.Money.Charge.ID)
	}
	if d.Order.ProductID != 0 && actor.May(panel.ViewProducts) {
		p.Product = fmt.Sprintf("/products/%d", d.Order.ProductID)
	}
}

// purchaseHref is where the orders are that were placed together with one; ""
// when there are none.
func purchaseHref(portal bool, d service.OrderDetail) string {
	if d.Purchase == 0 {
		return ""
	}
	return cart.PurchaseHref(portal, d.Purchase)
}

// mayCancel reports whether a person may cancel an order as it stands.
func mayCancel(actor panel.Actor, o panel.Order) bool {
	return o.State.Allows(panel.CauseCancelled, panel.DriverPerson) && (o.CreatedBy == actor.UserID || actor.May(panel.PlaceOrders))
}

// evidenceOf is an order's evidence with what each piece is and says.
func evidenceOf(ctx context.Context, actor panel.Actor, d service.OrderDetail) []orders.Evidence {
	all := make([]orders.Evidence, 0, len(d.Evidence))
	for _, e := range panel.Condensed(d.Evidence) {
		label := evidenceLabel(ctx, e) + " · " + i18n.Time(e.At)
		if e.Verdict != panel.NoVerdict {
			label += " · " + i18n.T(ctx, "orders.verdict."+string(e.Verdict))
		}
		shown := orders.Evidence{Label: label, Body: e.Body}
		if e.Whole && actor.May(panel.ResolveOrders) {
			shown.Whole = orders.ReplyHref(d.Order.ID, e.ID)
		}
		all = append(all, shown)
	}
	return all
}

func evidenceLabel(ctx context.Context, e panel.Evidence) string {
	key := "orders.evidence." + string(e.Kind)
	label := i18n.T(ctx, key, "Attempt", e.Attempt)
	if e.Times > 1 {
		label += " · " + i18n.T(ctx, "orders.evidence.times", "Count", e.Times, "At", i18n.Clock24(e.LastAt))
	}
	return label
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
// and why, what was learnt in between, and when the panel looks again.
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
	for _, e := range panel.Condensed(d.Evidence) {
		p.Steps = append(p.Steps, evidenceStep(ctx, e))
	}
	slices.SortStableFunc(p.Steps, func(a, b ui.JobStep) int { return a.At.Compare(b.At) })
	if key := "orders.then." + string(o.State); i18n.Has(ctx, key) {
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, key), At: d.Next})
	}
	return p
}

var verdictSteps = map[panel.Verdict]ui.StepState{
	panel.NoVerdict: ui.Done, panel.VerdictUnclear: ui.Warned, panel.VerdictDidNot: ui.Warned, panel.VerdictDid: ui.Done, panel.VerdictWaits: ui.Done,
}

func evidenceStep(ctx context.Context, e panel.Evidence) ui.JobStep {
	step := ui.JobStep{Label: evidenceLabel(ctx, e), State: verdictSteps[e.Verdict], At: e.At}
	if p, is := e.Proposal(); is {
		step.State, step.Note = ui.Done, i18n.T(ctx, "orders.proposal.step."+string(p.Step))+" · "+p.Who
	}
	if e.Verdict != panel.NoVerdict {
		step.Note = i18n.T(ctx, "orders.verdict."+string(e.Verdict))
	}
	return step
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
		return glimpse{version: fmt.Sprintf("%d/%d/%d/%d", d.Order.Version, len(d.Events), len(d.Evidence), d.Next.UnixMicro()), final: p.Ended, part: ui.JobSteps(p)}, nil
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
	if inPortal(r) {
		return s.done(w, r, orders.PortalHref(id), "orders.cancelled")
	}
	return s.done(w, r, orders.Href(id), "orders.cancelled")
}
