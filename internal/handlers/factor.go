package handlers

import (
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/account"
	"tangelo/web/templates/ui"
)

func (s *Server) loginFactorForm(w http.ResponseWriter, r *http.Request) error {
	if actor := actorOf(r); actor.UserID != 0 {
		http.Redirect(w, r, actor.Home(), http.StatusSeeOther)
		return nil
	}
	return s.showLoginFactor(w, r, account.LoginFactorPage{Next: r.URL.Query().Get("next")})
}

func (s *Server) showLoginFactor(w http.ResponseWriter, r *http.Request, p account.LoginFactorPage) error {
	p.Frame = s.plainFrame(r, i18n.T(r.Context(), "account.login.factor"))
	p.Frame.Path = "/login/factor"
	return render(w, r, status(p.Problems), account.LoginFactor(p))
}

// loginFactor is the second half of a login. Where the first half is missing or
// too old, the login begins anew.
func (s *Server) loginFactor(w http.ResponseWriter, r *http.Request) error {
	in, err := s.app.FinishLogin(r.Context(), service.LoginFactor{
		SessionID: s.sessionID(r), Factor: r.PostFormValue("factor"), Device: s.cookie(r, deviceCookie),
		IP: s.clientIP(r), UserAgent: r.UserAgent(), RequestID: actorOf(r).RequestID,
	})
	if panel.Is(err, panel.SignIn) {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return nil
	}
	if wrong := problems(r, err); wrong != nil {
		return s.showLoginFactor(w, r, account.LoginFactorPage{Next: r.PostFormValue("next"), Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.signedIn(w, r, in)
}

func (s *Server) factorPage(w http.ResponseWriter, r *http.Request) error {
	return s.showFactor(w, r, account.FactorPage{})
}

// showFactor shows the person's second factor as it stands; p brings what a
// form left behind.
func (s *Server) showFactor(w http.ResponseWriter, r *http.Request, p account.FactorPage) error {
	actor := actorOf(r)
	f, err := s.app.SecondFactor(r.Context(), actor)
	if err != nil {
		return err
	}
	p.Portal, p.On, p.Left, p.Key, p.URL = actor.Role == panel.RoleCustomer, f.Confirmed(), f.Codes, f.Key, f.URL
	if p.Ask, err = s.factorAsk(r, p.Problems); err != nil {
		return err
	}
	title := i18n.T(r.Context(), "account.factor.title")
	if p.Frame, err = s.frame(r, title, "account", ui.Crumb{Label: i18n.T(r.Context(), "account.title"), Href: "/account"}, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Path, p.Frame.Problem = "/account/factor", len(p.Problems) > 0
	return render(w, r, status(p.Problems), account.Factor(p))
}

// factorStep takes one step with the person's second factor and shows how it
// stands then.
func (s *Server) factorStep(w http.ResponseWriter, r *http.Request, to, done string, err error) error {
	if wrong := problems(r, err); wrong != nil {
		return s.showFactor(w, r, account.FactorPage{Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, to, done)
}

func (s *Server) beginFactor(w http.ResponseWriter, r *http.Request) error {
	return s.factorStep(w, r, "/account/factor", "", s.app.BeginFactor(r.Context(), actorOf(r), r.PostFormValue("factor")))
}

// confirmFactor answers with the recovery codes themselves: they are shown this
// once and are nowhere to be fetched again.
func (s *Server) confirmFactor(w http.ResponseWriter, r *http.Request) error {
	codes, err := s.app.ConfirmFactor(r.Context(), actorOf(r), r.PostFormValue("code"))
	if err != nil {
		return s.factorStep(w, r, "", "", err)
	}
	return s.showFactor(w, r, account.FactorPage{Codes: codes})
}

func (s *Server) removeFactor(w http.ResponseWriter, r *http.Request) error {
	err := s.app.RemoveFactor(r.Context(), actorOf(r), r.PostFormValue("password"), r.PostFormValue("factor"))
	return s.factorStep(w, r, "/account", "account.factor.removed", err)
}
