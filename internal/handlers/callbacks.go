package handlers

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
)

func (s *Server) callbacksRoutes() []Route {
	receive := s.callback(panel.VendorCNDNS, s.receiveCallback)
	return []Route{
		{"GET", "/callbacks/cndns/{token}", panel.Public, receive},
		{"POST", "/callbacks/cndns/{token}", panel.Public, receive},
	}
}

// maxNotice bounds what is read at an address of callbacks; vendors' own
// notices are some KB.
const maxNotice = 64 << 10

// errBadCallback is a request that no vendor sends.
var errBadCallback = errors.New("bad callback")

// callback lets what comes to an open address through to handle, so much of it
// and so large as a vendor sends, and answers in the words of machines.
// 404: no such address, 429: too many, 413: too large.
func (s *Server) callback(vendor panel.Vendor, handle func(w http.ResponseWriter, r *http.Request) error) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		remote := s.clientIP(r)
		err := s.app.AdmitCallback(r.Context(), vendor, remote)
		if err == nil {
			r.Body = http.MaxBytesReader(w, r.Body, maxNotice)
			err = handle(w, r)
		}
		var flood *service.FloodError
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &flood):
			w.Header().Set("Retry-After", fmt.Sprint(int((flood.Wait+time.Second-1)/time.Second)))
			http.Error(w, "too many", http.StatusTooManyRequests)
		case errors.As(err, &large):
			s.app.NoteStray(r.Context(), panel.StrayCallback{Kind: panel.StrayLarge, Vendor: vendor, Remote: remote})
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		case errors.Is(err, errBadCallback), panel.Is(err, panel.Invalid):
			http.Error(w, "bad request", http.StatusBadRequest)
		case panel.Is(err, panel.NotFound):
			http.Error(w, "not found", http.StatusNotFound)
		case panel.Is(err, panel.Forbidden):
			http.Error(w, "forbidden", http.StatusForbidden)
		default:
			return err
		}
		return nil
	}
}

// receiveCallback says "ok" when the notice is stored. 403: false signs, 400:
// fields are missing.
func (s *Server) receiveCallback(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errors.Join(errBadCallback, err)
	}
	if err := s.app.ReceiveCallback(r.Context(), chi.URLParam(r, "token"), r.Form, s.clientIP(r)); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "ok")
	return err
}
