package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
)

func (s *Server) callbacksRoutes() []Route {
	return []Route{
		{"GET", "/callbacks/cndns/{token}", panel.Public, s.receiveCallback},
		{"POST", "/callbacks/cndns/{token}", panel.Public, s.receiveCallback},
	}
}

// receiveCallback says "ok" when the notice is stored. 404: no such address,
// 403: false signs, 400: fields are missing.
func (s *Server) receiveCallback(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return nil
	}
	err := s.app.ReceiveCallback(r.Context(), chi.URLParam(r, "token"), r.Form, s.clientIP(r))
	switch {
	case err == nil:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err = w.Write([]byte("ok"))
		return err
	case panel.Is(err, panel.NotFound):
		http.Error(w, "not found", http.StatusNotFound)
	case panel.Is(err, panel.Forbidden):
		http.Error(w, "forbidden", http.StatusForbidden)
	case panel.Is(err, panel.Invalid):
		http.Error(w, "bad request", http.StatusBadRequest)
	default:
		return err
	}
	return nil
}
