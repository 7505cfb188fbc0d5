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
	p.Order, p.Attempts, p.Evidence, p.Candidates, p.TakesTwo = d.Order, d.Attempts, evidenceOf(r.Context(), actorOf(r), d), d.Candidates(), d.TakesTwo
	if p.Factor, err = s.factorAsk(r, p.Problems); err != nil {
		return err
	}
	p.Price = priceOf(d)
	p.Suggested, p.Suggestion = suggestionOf(d)
	if p.Suggested != "" && len(p.Problems) == 0 {
		p.Reason = i18n.T(r.Context(), p.Suggestion+".reason")
	}
	title := i18n.T(r.Context(), "orders.resolve")
	order := ui.Crumb{Label: orders.Title(r.Context(), p.Order), Href: orders.Href(p.Order.ID)}
	if p.Frame, err = s.frame(r, title, "orders", ordersCrumb(r), order, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), orders.Resolve(p))
}

// priceOf is what the balance says of an order's price; nil when it was not
// compared.
func priceOf(d service.OrderDetail) *orders.Price {
	p, compared := d.Price()
	if !compared {
		return nil
	}
	return &orders.Price{PriceTrace: p.PriceTrace, Says: p.Paid}
}

// suggestionOf is the decision that the evidence speaks for, as a button's
// value, and the evidence as a message key.
func suggestionOf(d service.OrderDetail) (choice, key string) {
	s := d.Suggest()
	switch s.To {
	case panel.OrderDone:
		choice = orders.ChoiceAdopt + s.Name
	case panel.OrderFailed:
		choice = orders.ChoiceFailed
	default:
	}
	return choice, s.Key
}

// resolutionOf reads which button was pressed.
func resolutionOf(r *http.Request) service.Resolution {
	decided := service.Resolution{Reason: r.PostFormValue("reason"), Factor: r.PostFormValue("factor")}
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
