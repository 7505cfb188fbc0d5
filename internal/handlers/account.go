package handlers

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/account"
	"tangelo/web/templates/layout"
	"tangelo/web/templates/ui"
)

func (s *Server) accountRoutes() []Route {
	return []Route{
		{"GET", "/login", panel.Public, s.loginForm},
		{"POST", "/login", panel.Public, s.login},
		{"GET", "/login/factor", panel.Public, s.loginFactorForm},
		{"POST", "/login/factor", panel.Public, s.loginFactor},
		{"GET", "/account/factor", panel.SignedIn, s.factorPage},
		{"POST", "/account/factor", panel.SignedIn, s.beginFactor},
		{"POST", "/account/factor/confirm", panel.SignedIn, s.confirmFactor},
		{"POST", "/account/factor/remove", panel.SignedIn, s.removeFactor},
		{"POST", "/logout", panel.SignedIn, s.logout},
		{"GET", "/setup", panel.Public, s.setupForm},
		{"POST", "/setup", panel.Public, s.setup},
		{"GET", "/account", panel.SignedIn, s.accountPage},
		{"POST", "/account/password", panel.SignedIn, s.changePassword},
		{"POST", "/account/sessions/{session}/revoke", panel.SignedIn, s.revokeSession},
		{"POST", ui.PreferencesPath, panel.Public, s.preferences},
		{"GET", "/healthz", panel.Public, s.health},
	}
}

func (s *Server) loginForm(w http.ResponseWriter, r *http.Request) error {
	open, err := s.app.SetupOpen(r.Context())
	if err != nil {
		return err
	}
	if open {
		http.Redirect(w, r, "/setup", http.StatusSeeOther)
		return nil
	}
	if actor := actorOf(r); actor.UserID != 0 {
		http.Redirect(w, r, actor.Home(), http.StatusSeeOther)
		return nil
	}
	return s.showLogin(w, r, http.StatusOK, account.LoginPage{Next: r.URL.Query().Get("next")})
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request, status int, p account.LoginPage) error {
	p.Frame = s.plainFrame(r, i18n.T(r.Context(), "account.login.title"))
	p.Frame.Path = "/login"
	return render(w, r, status, account.Login(p))
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	form := service.LoginForm{
		Email: r.PostFormValue("email"), Password: r.PostFormValue("password"), Device: s.cookie(r, deviceCookie),
		IP: s.clientIP(r), UserAgent: r.UserAgent(), RequestID: actorOf(r).RequestID,
	}
	in, err := s.app.Login(r.Context(), form)
	if kind := panel.KindOf(err); err != nil && (kind == panel.SignIn || kind == panel.Throttled) {
		return s.showLogin(w, r, statuses[kind], account.LoginPage{
			Email: form.Email, Next: r.PostFormValue("next"), Problem: s.errorCard(r, err).Text,
		})
	}
	if err != nil {
		return err
	}
	s.setCookie(w, sessionCookie, in.SessionID, 0)
	if in.Half {
		http.Redirect(w, r, "/login/factor?next="+url.QueryEscape(r.PostFormValue("next")), http.StatusSeeOther)
		return nil
	}
	return s.signedIn(w, r, in)
}

// signedIn leads whoever has just signed in to where they wanted to go.
func (s *Server) signedIn(w http.ResponseWriter, r *http.Request, in service.SignedIn) error {
	s.setCookie(w, sessionCookie, in.SessionID, 0)
	s.setCookie(w, deviceCookie, in.Device, deviceAge)
	http.Redirect(w, r, localPath(r.PostFormValue("next"), in.Actor.Home()), http.StatusSeeOther)
	return nil
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.app.Logout(r.Context(), actorOf(r), sessionOf(r)); err != nil {
		return err
	}
	s.setCookie(w, sessionCookie, "", -time.Second)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`) // not "cookies": the known browser stays known
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

func (s *Server) setupForm(w http.ResponseWriter, r *http.Request) error {
	open, err := s.app.SetupOpen(r.Context())
	if err != nil {
		return err
	}
	if !open {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return s.showSetup(w, r, account.SetupPage{})
}

func (s *Server) showSetup(w http.ResponseWriter, r *http.Request, p account.SetupPage) error {
	p.Frame = s.plainFrame(r, i18n.T(r.Context(), "account.setup.title"))
	return render(w, r, status(p.Problems), account.Setup(p))
}

func (s *Server) setup(w http.ResponseWriter, r *http.Request) error {
	n := service.NewAccount{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Password: r.PostFormValue("password")}
	err := s.app.Setup(r.Context(), n)
	if wrong := problems(r, err); wrong != nil {
		return s.showSetup(w, r, account.SetupPage{Name: n.Name, Email: n.Email, Problems: wrong})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

func (s *Server) accountPage(w http.ResponseWriter, r *http.Request) error {
	return s.showAccount(w, r, nil)
}

func (s *Server) showAccount(w http.ResponseWriter, r *http.Request, wrong ui.Problems) error {
	actor := actorOf(r)
	frame, err := s.frame(r, i18n.T(r.Context(), "account.title"), "account")
	if err != nil {
		return err
	}
	frame.Path = "/account"
	sessions, err := s.app.Sessions(r.Context(), actor)
	if err != nil {
		return err
	}
	factor, err := s.app.SecondFactor(r.Context(), actor)
	if err != nil {
		return err
	}
	return render(w, r, status(wrong), account.Account(account.AccountPage{
		Frame: frame, Email: actor.Email, Sessions: sessions, Current: sessionOf(r).PublicID, Problems: wrong,
		Portal: actor.Role == panel.RoleCustomer, Factor: factor.Confirmed(),
	}))
}

func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	err := s.app.ChangePassword(r.Context(), actorOf(r), sessionOf(r), r.PostFormValue("old"), r.PostFormValue("new"), r.PostFormValue("again"))
	if wrong := problems(r, err); wrong != nil {
		return s.showAccount(w, r, wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/account", "account.password.done")
}

func (s *Server) revokeSession(w http.ResponseWriter, r *http.Request) error {
	if err := s.app.RevokeSession(r.Context(), actorOf(r), chi.URLParam(r, "session")); err != nil {
		return err
	}
	return s.done(w, r, "/account", "account.sessions.revoked")
}

// preferences keeps the choice of language or theme in a cookie.
func (s *Server) preferences(w http.ResponseWriter, r *http.Request) error {
	age := int((365 * 24 * time.Hour).Seconds())
	for name, value := range map[string]string{i18n.Cookie: r.PostFormValue("lang"), layout.Cookie: r.PostFormValue("theme")} {
		if value != "" && len(value) < 16 {
			http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
		}
	}
	http.Redirect(w, r, localPath(r.PostFormValue("return"), "/"), http.StatusSeeOther)
	return nil
}

// health answers whether the panel can serve: it reaches its database.
func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	if err := s.app.DB.Ping(r.Context()); err != nil {
		return panel.Errorf(panel.Unavailable, err, "error.database")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("ok\n"))
	return err
}
