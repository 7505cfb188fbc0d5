package handlers

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/layout"
	"tangelo/web/templates/ui"
)

// render writes a whole component or, if it fails, nothing.
func render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var page bytes.Buffer
	if err := c.Render(r.Context(), &page); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := page.WriteTo(w)
	return err
}

// status is 422 when a form came back with problems, else 200.
func status(problems []ui.Problem) int {
	if len(problems) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// frame is what surrounds a page of the signed-in person. active is the key of
// the navigation entry it belongs to.
func (s *Server) frame(r *http.Request, title, active string, crumbs ...ui.Crumb) (layout.PageFrame, error) {
	ctx, actor := r.Context(), actorOf(r)
	f := s.plainFrame(r, title)
	f.Active, f.Breadcrumb, f.Home = active, crumbs, actor.Home()
	f.Nav = navigation(ctx, actor, s.Rehearsal != nil)
	if actor.Role == panel.RoleCustomer {
		sold, err := s.app.Buyable(ctx, actor)
		if err != nil {
			return f, err
		}
		f.Nav = withShelves(f.Nav, sold)
	}
	f.User = layout.User{
		Name: actor.Name, Role: i18n.T(ctx, "role."+string(actor.Role)), Logout: "/logout",
		Links: []ui.Crumb{{Label: i18n.T(ctx, "account.title"), Href: "/account"}},
	}
	if actor.May(panel.ViewJobs) {
		counts, err := s.app.JobCounts(ctx, actor)
		if err != nil {
			return f, err
		}
		f.Running, f.Failed, f.JobsHref = counts[panel.JobRunning]+counts[panel.JobWaiting], counts[panel.JobFailed], "/jobs"
	}
	flashes, err := s.app.TakeFlashes(ctx, sessionOf(r))
	if err != nil {
		return f, err
	}
	for _, flash := range flashes {
		f.Flash = append(f.Flash, layout.Flash{Tone: ui.Tone(flash.Tone), Text: i18n.T(ctx, flash.Key, flash.Args...)})
	}
	return f, nil
}

// plainFrame is a frame without navigation: login, set-up, errors.
func (s *Server) plainFrame(r *http.Request, title string) layout.PageFrame {
	theme := ""
	if c, err := r.Cookie(layout.Cookie); err == nil {
		theme = c.Value
	}
	return layout.PageFrame{Title: title, Theme: layout.Theme(theme), Sandbox: s.Rehearsal != nil, Path: r.URL.RequestURI()}
}

// flash leaves a message for the person's next page.
func (s *Server) flash(r *http.Request, tone ui.Tone, key string, args ...any) error {
	return s.app.Flash(r.Context(), sessionOf(r), string(tone), key, args...)
}

// done ends a form that succeeded: a message for the next page, and the way there.
func (s *Server) done(w http.ResponseWriter, r *http.Request, to, key string, args ...any) error {
	if key != "" {
		if err := s.flash(r, ui.OK, key, args...); err != nil {
			return err
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// fromHTMX reports whether htmx asks for the part that changed.
func fromHTMX(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// pathID reads a number out of the address; what is none is not found.
func pathID(r *http.Request, name string) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, panel.Errorf(panel.NotFound, err, "error.notfound")
	}
	return id, nil
}

// queryID reads a number out of the query, 0 when there is none.
func queryID(r *http.Request, name string) int64 {
	id, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// idIn reads a number of a form or an address; 0 when it is none.
func idIn(value func(name string) string, name string) int64 {
	n, err := strconv.ParseInt(value(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// problems are the field problems of an error in the reader's language; nil
// when it has none, and then the error is not about the form.
func problems(r *http.Request, err error) ui.Problems {
	var out ui.Problems
	e := readersError(r, err)
	if e == nil {
		return nil
	}
	for _, p := range e.Fields {
		text := p.Text
		if text == "" {
			text = i18n.T(r.Context(), p.Key, p.Args...)
		}
		out = append(out, ui.Problem{Field: p.Field, Text: text})
	}
	return out
}

// newFormKey makes the one-time key of a form.
func newFormKey() string { return service.NewFormKey() }
