package handlers

import (
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/platform"
)

func (s *Server) safetyRoutes() []Route {
	return []Route{
		{"GET", "/admin/safety", panel.RunPlatform, s.safetyPage},
		{"POST", "/admin/safety/leave", panel.RunPlatform, s.leaveSafeMode},
		{"GET", "/admin/callbacks", panel.RunPlatform, s.callbackList},
		{"GET", "/admin/callbacks/strays", panel.RunPlatform, s.strayList},
	}
}

func (s *Server) safetyPage(w http.ResponseWriter, r *http.Request) error {
	return s.showSafety(w, r, platform.SafetyPage{})
}

func (s *Server) showSafety(w http.ResponseWriter, r *http.Request, p platform.SafetyPage) error {
	found, err := s.app.Safety(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p.Lasting, p.Since, p.Lone, p.Journal, p.Size = found.Lasting(), found.Since(), found.Lone, found.Journal, found.Size
	for _, m := range found.Modes {
		p.Modes = append(p.Modes, platform.Mode{Cause: m.Cause, EnteredAt: m.EnteredAt, LeftAt: m.LeftAt, LeftBy: m.LeftBy, Reason: m.Reason})
	}
	for _, g := range found.Gaps {
		p.Gaps = append(p.Gaps, platform.Gap{
			Reseller: g.Reseller, Operation: orders.Operation(r.Context(), g.Operation), Name: g.Name, Attempt: g.Attempt, SentAt: g.SentAt, Problem: g.Problem,
		})
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "platform.safety"), "safety"); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), platform.Safety(p))
}

func (s *Server) leaveSafeMode(w http.ResponseWriter, r *http.Request) error {
	reason := r.PostFormValue("reason")
	err := s.app.LeaveSafeMode(r.Context(), actorOf(r), reason, r.PostFormValue("despite") != "")
	if wrong := problems(r, err); wrong != nil {
		return s.showSafety(w, r, platform.SafetyPage{Reason: reason, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/admin/safety", "platform.safety.done")
}

func (s *Server) callbackList(w http.ResponseWriter, r *http.Request) error {
	p := platform.CallbacksPage{Distrusted: r.URL.Query().Get("state") != "all"}
	found, err := s.app.Callbacks(r.Context(), actorOf(r), service.CallbackFilter{Distrusted: p.Distrusted, Before: queryID(r, "before"), Limit: pageSize + 1})
	if err != nil {
		return err
	}
	shown, more := page(found)
	for _, c := range shown {
		p.Callbacks = append(p.Callbacks, platform.Callback{
			ID: c.ID, Reseller: c.Reseller, Account: c.Account, Name: c.Name, Tag: c.Tag, Result: c.Result, Remote: c.Remote, Body: c.Body,
			Genuine: c.Genuine, Known: c.Known, Times: c.Times, ReceivedAt: c.ReceivedAt, LastAt: c.LastAt,
		})
	}
	if len(shown) > 0 {
		p.First, p.Next = older(r, more, shown[len(shown)-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "platform.callbacks"), "callbacks"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, platform.Callbacks(p))
}

func (s *Server) strayList(w http.ResponseWriter, r *http.Request) error {
	found, err := s.app.StrayCallbacks(r.Context(), actorOf(r), queryID(r, "before"), pageSize+1)
	if err != nil {
		return err
	}
	var p platform.StraysPage
	more := false
	if p.Strays, more = page(found); len(p.Strays) > 0 {
		p.First, p.Next = older(r, more, p.Strays[len(p.Strays)-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "platform.callbacks"), "callbacks"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, platform.Strays(p))
}
