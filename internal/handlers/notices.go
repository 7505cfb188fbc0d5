package handlers

import (
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/renewals"
)

func (s *Server) noticesRoutes() []Route {
	return []Route{
		{"GET", "/my/notices", panel.UsePortal, s.noticeList},
		{"POST", "/my/notices/read", panel.UsePortal, s.readNotices},
	}
}

func (s *Server) noticeList(w http.ResponseWriter, r *http.Request) error {
	p := renewals.NoticesPage{Names: map[int64]string{}}
	found, err := s.app.Notices(r.Context(), actorOf(r), queryID(r, "before"), pageSize+1)
	if err != nil {
		return err
	}
	more := false
	if p.Notices, more = page(found); len(p.Notices) > 0 {
		p.First, p.Next = older(r, more, p.Notices[len(p.Notices)-1].ID)
	}
	for _, n := range p.Notices {
		p.Names[n.ProductID] = service.NameUnicode(n.Product)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "notices.title"), "mynotices"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, renewals.Notices(p))
}

func (s *Server) readNotices(w http.ResponseWriter, r *http.Request) error {
	if err := s.app.ReadNotices(r.Context(), actorOf(r), formID(r, "up_to")); err != nil {
		return err
	}
	return s.done(w, r, "/my/notices", "")
}
