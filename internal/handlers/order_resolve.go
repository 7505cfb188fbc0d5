package handlers

import (
	"net/http"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

func (s *Server) resolveForm(w http.ResponseWriter, r *http.Request) error {
	d, err := s.orderOf(r)
	if err != nil {
		return err
	}
	if d.Order.State != panel.OrderHeld {
		return panel.Errorf(panel.Conflict, nil, "error.order.notheld")
	}
	return s.showResolve(w, r, d, orders.ResolvePage{})
}

func (s *Server) showResolve(w http.ResponseWriter, r *http.Request, d service.OrderDetail, p orders.ResolvePage) (err error) {
	p.Order, p.Attempts, p.Evidence, p.Candidates = d.Order, d.Attempts, evidenceOf(r.Context(), d), d.Candidates()
	title := i18n.T(r.Context(), "orders.resolve")
	order := ui.Crumb{Label: orders.Title(r.Context(), p.Order), Href: orders.Href(p.Order.ID)}
	if p.Frame, err = s.frame(r, title, "orders", ordersCrumb(r), order, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), orders.Resolve(p))
}

// resolutionOf reads which button was pressed.
func resolutionOf(r *http.Request) service.Resolution {
	decided := service.Resolution{Reason: r.PostFormValue("reason")}
	switch choice := r.PostFormValue(orders.ChoiceField); choice {
	case orders.ChoiceTyped:
		decided.To, decided.Name = panel.OrderDone, r.PostFormValue("name")
	case orders.ChoiceFailed:
		decided.To = panel.OrderFailed
	case orders.ChoiceAgain:
		decided.To = panel.OrderReady
	default:
		if name, is := strings.CutPrefix(choice, orders.ChoiceAdopt); is {
			decided.To, decided.Name = panel.OrderDone, name
		}
	}
	return decided
}

func (s *Server) resolveOrder(w http.ResponseWriter, r *http.Request) error {
	d, err := s.orderOf(r)
	if err != nil {
		return err
	}
	decided := resolutionOf(r)
	err = s.app.ResolveOrder(r.Context(), actorOf(r), d.Order.ID, decided)
	if wrong := problems(r, err); wrong != nil {
		return s.showResolve(w, r, d, orders.ResolvePage{Name: r.PostFormValue("name"), Reason: decided.Reason, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, orders.Href(d.Order.ID), "orders.resolved")
}
