package handlers

import (
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/incidents"
	"tangelo/web/templates/ui"
)

func (s *Server) incidentsRoutes() []Route {
	return []Route{
		{"GET", "/incidents", panel.ViewIncidents, s.incidentList},
		{"GET", "/incidents/{id}", panel.ViewIncidents, s.incidentPage},
		{"POST", "/incidents/{id}/close", panel.ResolveOrders, s.closeIncident},
	}
}

func (s *Server) incidentList(w http.ResponseWriter, r *http.Request) error {
	p := incidents.ListPage{All: r.URL.Query().Get("state") == "all"}
	found, err := s.app.Incidents(r.Context(), actorOf(r), service.IncidentFilter{Open: !p.All, Before: queryID(r, "before"), Limit: pageSize + 1})
	if err != nil {
		return err
	}
	more := false
	if p.Incidents, more = page(found); len(p.Incidents) > 0 {
		p.First, p.Next = older(r, more, p.Incidents[len(p.Incidents)-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "incidents.title"), "incidents"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, incidents.List(p))
}

func (s *Server) incidentPage(w http.ResponseWriter, r *http.Request) error {
	return s.showIncident(w, r, incidents.DetailPage{})
}

func (s *Server) showIncident(w http.ResponseWriter, r *http.Request, p incidents.DetailPage) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if p.Incident, err = s.app.Incident(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	p.CanClose = p.Incident.ClosedAt.IsZero() && actorOf(r).May(panel.ResolveOrders)
	p.CanBooks, p.CanAdopt = actorOf(r).May(panel.ViewLedger), actorOf(r).May(panel.AssignProduct)
	title := incidents.Kind(r.Context(), p.Incident.Kind)
	list := ui.Crumb{Label: i18n.T(r.Context(), "incidents.title"), Href: "/incidents"}
	if p.Frame, err = s.frame(r, title, "incidents", list, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), incidents.Detail(p))
}

func (s *Server) closeIncident(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err = s.app.CloseIncident(r.Context(), actorOf(r), id, reason)
	if wrong := problems(r, err); wrong != nil {
		return s.showIncident(w, r, incidents.DetailPage{Reason: reason, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/incidents", "incidents.done")
}
