package handlers

import (
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/platform"
	"tangelo/web/templates/ui"
)

func (s *Server) platformRoutes() []Route {
	return []Route{
		{"GET", "/admin", panel.RunPlatform, s.platformPage},
		{"GET", "/admin/resellers", panel.RunPlatform, s.resellerList},
		{"POST", "/admin/resellers", panel.RunPlatform, s.addReseller},
		{"GET", "/admin/resellers/new", panel.RunPlatform, s.newReseller},
	}
}

func (s *Server) platformPage(w http.ResponseWriter, r *http.Request) error {
	found, err := s.app.Platform(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p := platform.OverviewPage{
		Resellers: found.Resellers, SafeMode: found.SafeMode, Incidents: found.Incidents, Running: found.Jobs[panel.JobRunning] + found.Jobs[panel.JobWaiting], Failed: found.Jobs[panel.JobFailed],
	}
	for _, h := range found.Accounts {
		p.Accounts = append(p.Accounts, platform.Account{
			VendorAccount: h.Account, Reseller: found.Names[h.Account.ResellerID], Open: h.Open, Until: h.Gate.OpenUntil,
		})
	}
	for _, c := range found.Chains {
		p.Chains = append(p.Chains, platform.Chain{Name: found.Names[c.Chain], Rows: c.Seq, At: c.At, Fits: c.Fits})
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "platform.title"), "admin"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, platform.Overview(p))
}

func (s *Server) resellerList(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	found, err := s.app.Resellers(r.Context(), actorOf(r), service.ResellerFilter{
		Search: query.Get("q"), AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: pageSize + 1,
	})
	if err != nil {
		return err
	}
	p := platform.ResellersPage{Search: query.Get("q")}
	for _, one := range found[:min(len(found), pageSize)] {
		p.Resellers = append(p.Resellers, platform.Reseller{
			ID: one.ID, Name: one.Name, Owner: one.Owner, Factor: one.Factor, Customers: one.Customers, Products: one.Products, CreatedAt: one.CreatedAt,
		})
	}
	if n := len(p.Resellers); n > 0 {
		p.First, p.Next = pager(r, len(found) > pageSize, p.Resellers[n-1].Name, p.Resellers[n-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "platform.resellers"), "resellers"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, platform.Resellers(p))
}

func (s *Server) newReseller(w http.ResponseWriter, r *http.Request) error {
	return s.showNewReseller(w, r, platform.NewResellerPage{})
}

func (s *Server) showNewReseller(w http.ResponseWriter, r *http.Request, p platform.NewResellerPage) (err error) {
	title := i18n.T(r.Context(), "platform.resellers.add")
	up := ui.Crumb{Label: i18n.T(r.Context(), "platform.resellers"), Href: "/admin/resellers"}
	if p.Frame, err = s.frame(r, title, "resellers", up, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), platform.NewReseller(p))
}

func (s *Server) addReseller(w http.ResponseWriter, r *http.Request) error {
	n := service.NewAccount{
		Reseller: r.PostFormValue("reseller"), Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Password: r.PostFormValue("password"),
	}
	_, err := s.app.AddReseller(r.Context(), actorOf(r), n)
	if wrong := problems(r, err); wrong != nil {
		return s.showNewReseller(w, r, platform.NewResellerPage{Reseller: n.Reseller, Name: n.Name, Email: n.Email, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/admin/resellers", "platform.added", "Name", n.Reseller)
}
