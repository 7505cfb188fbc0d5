package handlers

import (
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/calls"
	"tangelo/web/templates/ui"
)

func (s *Server) callsRoutes() []Route {
	return []Route{
		{"GET", "/calls", panel.ViewCalls, s.callList},
		{"GET", "/calls/{id}", panel.ViewCalls, s.callPage},
	}
}

func (s *Server) callList(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, query := r.Context(), actorOf(r), r.URL.Query()
	p := calls.ListPage{
		Endpoint: query.Get("endpoint"), Class: query.Get("class"), Code: query.Get("code"), Account: query.Get("account"), Job: query.Get("job"),
	}
	found, err := s.app.VendorCalls(ctx, actor, service.CallFilter{
		Endpoint: p.Endpoint, Class: p.Class, Code: p.Code, AccountID: queryID(r, "account"), JobID: queryID(r, "job"),
		Before: queryID(r, "before"), Limit: pageSize + 1,
	})
	if err != nil {
		return err
	}
	more := false
	if p.Calls, more = page(found); len(p.Calls) > 0 {
		p.First, p.Next = older(r, more, p.Calls[len(p.Calls)-1].ID)
	}
	counts, err := s.app.CallCodes(ctx, actor)
	if err != nil {
		return err
	}
	for _, c := range counts {
		p.Counts = append(p.Counts, calls.Count{Endpoint: c.Endpoint, Class: c.Class, Code: c.Code, Times: c.Count, LastID: c.LastID, LastAt: c.LastAt})
	}
	if p.Accounts, err = s.app.CallAccounts(ctx, actor); err != nil {
		return err
	}
	if p.Frame, err = s.frame(r, i18n.T(ctx, "calls.title"), "calls"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, calls.List(p))
}

func (s *Server) callPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	call, err := s.app.VendorCall(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	p := calls.DetailPage{Call: call, Audit: actorOf(r).May(panel.ViewAudit)}
	crumb := ui.Crumb{Label: i18n.T(r.Context(), "calls.title"), Href: "/calls"}
	if p.Frame, err = s.frame(r, call.Endpoint, "calls", crumb, ui.Crumb{Label: call.Endpoint}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, calls.Detail(p))
}
