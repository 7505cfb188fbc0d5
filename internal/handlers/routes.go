package handlers

import (
	"context"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
)

// Route is one line of the site: where, who may, and what happens. Scope says
// whether the address names a row of one tenant, which a stranger must not see.
type Route struct {
	Method     string
	Pattern    string
	Permission panel.Permission
	handle     func(w http.ResponseWriter, r *http.Request) error
}

// Routes is the whole site, one function per subject.
func (s *Server) Routes() []Route {
	return slices.Concat(
		s.accountRoutes(),
		s.overviewRoutes(),
		s.customersRoutes(),
		s.staffRoutes(),
		s.vendorsRoutes(),
		s.platformRoutes(),
		s.safetyRoutes(),
		s.jobsRoutes(),
		s.callsRoutes(),
		s.workbenchRoutes(),
		s.auditRoutes(),
		s.rehearsalRoutes(),
		s.productsRoutes(),
		s.ordersRoutes(),
		s.cartRoutes(),
		s.approvalsRoutes(),
		s.ledgerRoutes(),
		s.vendorBooksRoutes(),
		s.paymentsRoutes(),
		s.topUpsRoutes(),
		s.pricesRoutes(),
		s.renewalsRoutes(),
		s.noticesRoutes(),
		s.incidentsRoutes(),
		s.operationsRoutes(),
		s.contactsRoutes(),
		s.realnameRoutes(),
		s.domainsRoutes(),
		s.searchRoutes(),
		s.zonesRoutes(),
		s.cloudRoutes(),
		s.portalRoutes(),
		s.callbacksRoutes(),
	)
}

// guard lets a request through to its route when the person may, and turns
// what comes back into a page.
func (s *Server) guard(rt Route) http.HandlerFunc {
	return s.open(func(w http.ResponseWriter, r *http.Request) error {
		actor := actorOf(r)
		switch {
		case rt.Permission == panel.Public:
		case actor.UserID == 0:
			return panel.Errorf(panel.SignIn, nil, "error.signin")
		case !actor.May(rt.Permission):
			// Whether the address means anything is none of a stranger's business.
			return panel.Errorf(panel.NotFound, nil, "error.notfound")
		}
		return rt.handle(w, r)
	})
}

// open resumes the session of a request and runs handle; its error becomes a page.
func (s *Server) open(handle func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r, err := s.resume(r)
		if err == nil {
			err = handle(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// resume puts who is asking into the request's context.
func (s *Server) resume(r *http.Request) (*http.Request, error) {
	ctx := r.Context()
	actor, session, err := panel.Actor{}, panel.Session{}, error(nil)
	if id := s.sessionID(r); id != "" {
		actor, session, err = s.app.Resume(ctx, id)
	}
	actor.IP = s.clientIP(r)
	actor.RequestID, _ = ctx.Value(requestKey).(string)
	if actor.Role == panel.RoleCustomer {
		ctx = i18n.WithCustomer(ctx)
	}
	ctx = context.WithValue(ctx, actorKey, actor)
	return r.WithContext(context.WithValue(ctx, sessionKey, session)), err
}

// actorOf is who is asking; nobody when UserID is 0.
func actorOf(r *http.Request) panel.Actor {
	actor, _ := r.Context().Value(actorKey).(panel.Actor)
	return actor
}

func sessionOf(r *http.Request) panel.Session {
	session, _ := r.Context().Value(sessionKey).(panel.Session)
	return session
}
