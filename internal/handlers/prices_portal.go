package handlers

import (
	"net/http"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/prices"
	"tangelo/web/templates/ui"
)

func (s *Server) portalSales(w http.ResponseWriter, r *http.Request) error {
	sold, err := s.app.PortalSales(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	return s.showPortalSales(w, r, sold, nil)
}

func (s *Server) showPortalSales(w http.ResponseWriter, r *http.Request, sold []string, wrong ui.Problems) (err error) {
	p := prices.PortalPage{Sold: sold, CanEdit: actorOf(r).May(panel.EditPrices), Problems: wrong}
	title := i18n.T(r.Context(), "prices.portal.title")
	if p.Frame, err = s.frame(r, title, "prices", pricesCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	return render(w, r, status(wrong), prices.Portal(p))
}

func (s *Server) setPortalSales(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return panel.Errorf(panel.Invalid, err, "error.invalid")
	}
	err := s.app.SetPortalSales(r.Context(), actorOf(r), r.PostForm["sold"])
	if wrong := problems(r, err); wrong != nil {
		return s.showPortalSales(w, r, r.PostForm["sold"], wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/prices/portal", "prices.portal.saved")
}
