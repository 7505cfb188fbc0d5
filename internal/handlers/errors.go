package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/errorpage"
	"tangelo/web/templates/ui"
)

var statuses = map[panel.Kind]int{
	panel.Internal:    http.StatusInternalServerError,
	panel.Invalid:     http.StatusUnprocessableEntity,
	panel.NotFound:    http.StatusNotFound,
	panel.Forbidden:   http.StatusForbidden,
	panel.Conflict:    http.StatusConflict,
	panel.Unavailable: http.StatusServiceUnavailable,
	panel.Refused:     http.StatusUnprocessableEntity,
	panel.Uncertain:   http.StatusBadGateway,
	panel.SignIn:      http.StatusUnauthorized,
	panel.Throttled:   http.StatusTooManyRequests,
}

// fail is the one exit of errors: log what is ours, show what helps.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := panel.KindOf(err)
	if kind == panel.SignIn && actorOf(r).UserID == 0 && r.Method == http.MethodGet && !fromHTMX(r) {
		http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if kind == panel.Internal {
		s.Log.ErrorContext(r.Context(), "request failed", "path", loggedPath(r.URL.Path), "request", actorOf(r).RequestID, "error", err)
	}
	if shown := s.showError(w, r, kind, err); shown != nil {
		s.Log.ErrorContext(r.Context(), "error page failed", "error", shown)
		http.Error(w, "error", http.StatusInternalServerError)
	}
}

func (s *Server) showError(w http.ResponseWriter, r *http.Request, kind panel.Kind, err error) error {
	card := s.errorCard(r, err)
	if fromHTMX(r) {
		return render(w, r, statuses[kind], ui.ErrorCard(card))
	}
	title := card.Title
	if actorOf(r).UserID == 0 {
		return render(w, r, statuses[kind], errorpage.Plain(errorpage.Page{Frame: s.plainFrame(r, title), Card: card}))
	}
	frame, broken := s.frame(r, title, "")
	if broken != nil {
		frame = s.plainFrame(r, title)
	}
	page := errorpage.Page{Frame: frame, Card: card}
	if actorOf(r).Role == panel.RoleCustomer {
		return render(w, r, statuses[kind], errorpage.Portal(page))
	}
	return render(w, r, statuses[kind], errorpage.Console(page))
}

// errorCard says what happened, what the vendor said, and what to do next.
func (s *Server) errorCard(r *http.Request, err error) ui.ErrorProps {
	ctx := r.Context()
	kind := panel.KindOf(err)
	card := ui.ErrorProps{
		Tone: ui.Bad, Title: i18n.T(ctx, "error.title."+kind.Slug()), Next: i18n.T(ctx, "error.next."+kind.Slug()),
		Reference: actorOf(r).RequestID,
	}
	if e := readersError(r, err); e != nil && kind != panel.Internal {
		card.Text = i18n.T(ctx, e.Key, e.Args...)
		card.Vendor, card.Code, card.Message = e.Vendor.Endpoint, e.Vendor.Code, e.Vendor.Text
	}
	return card
}

// readersError is an error for people as whoever asks may read it; nil when
// err is none.
func readersError(r *http.Request, err error) *panel.Error {
	var e *panel.Error
	if errors.As(err, &e) && actorOf(r).Role == panel.RoleCustomer {
		return e.ForCustomer()
	}
	return e
}
