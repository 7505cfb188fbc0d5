package handlers

import (
	"net/http"

	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

// replyIDs are the order and its evidence that an address names.
func replyIDs(r *http.Request) (orderID, id int64, err error) {
	if orderID, err = pathID(r, "id"); err != nil {
		return 0, 0, err
	}
	id, err = pathID(r, "reply")
	return orderID, id, err
}

func (s *Server) replyForm(w http.ResponseWriter, r *http.Request) error {
	orderID, id, err := replyIDs(r)
	if err != nil {
		return err
	}
	found, err := s.app.Reply(r.Context(), actorOf(r), orderID, id)
	if err != nil {
		return err
	}
	return s.showReply(w, r, found, nil)
}

func (s *Server) openReply(w http.ResponseWriter, r *http.Request) error {
	orderID, id, err := replyIDs(r)
	if err != nil {
		return err
	}
	found, err := s.app.OpenReply(r.Context(), actorOf(r), orderID, id, r.PostFormValue("factor"))
	wrong := problems(r, err)
	if err != nil && wrong == nil {
		return err
	}
	return s.showReply(w, r, found, wrong)
}

func (s *Server) showReply(w http.ResponseWriter, r *http.Request, found service.OrderReply, wrong ui.Problems) (err error) {
	p := orders.ReplyPage{Order: found.Order, Evidence: found.Evidence, Text: found.Text, Problems: wrong}
	if p.Factor, err = s.factorAsk(r, wrong); err != nil {
		return err
	}
	title := i18n.T(r.Context(), "orders.reply.title")
	order := ui.Crumb{Label: orders.Title(r.Context(), p.Order), Href: orders.Href(p.Order.ID)}
	if p.Frame, err = s.frame(r, title, "orders", ordersCrumb(r), order, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), orders.Reply(p))
}
