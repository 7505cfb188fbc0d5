package handlers

import (
	"net/http"
	"strconv"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/audit"
)

func (s *Server) auditRoutes() []Route {
	return []Route{
		{"GET", "/audit", panel.ViewAudit, s.auditLog},
		{"POST", "/audit/verify", panel.ViewAudit, s.verifyAudit},
	}
}

func (s *Server) auditLog(w http.ResponseWriter, r *http.Request) error {
	return s.showAudit(w, r, nil)
}

// verifyAudit walks the hash chains and shows the log with what came of it.
func (s *Server) verifyAudit(w http.ResponseWriter, r *http.Request) error {
	rows, faults, err := s.app.VerifyAuditChains(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	outcome := audit.Verified{Rows: rows}
	for _, f := range faults {
		outcome.Faults = append(outcome.Faults, audit.Fault(f))
	}
	return s.showAudit(w, r, &outcome)
}

func (s *Server) showAudit(w http.ResponseWriter, r *http.Request, outcome *audit.Verified) error {
	ctx, query := r.Context(), r.URL.Query()
	p := audit.ListPage{
		Who: query.Get("who"), Action: query.Get("action"), Object: query.Get("object"), Result: query.Get("result"), Request: query.Get("request"),
		All: actorOf(r).Role == panel.RoleAdmin, Verified: outcome,
	}
	want := service.AuditFilter{
		Who: p.Who, Action: p.Action, Object: p.Object, Result: p.Result, RequestID: p.Request,
		BeforeChain: queryID(r, "chain"), BeforeSeq: queryID(r, "seq"), Limit: pageSize + 1,
	}
	if at := queryID(r, "at"); at != 0 {
		want.Before = time.UnixMicro(at).UTC()
	}
	found, err := s.app.AuditLog(ctx, actorOf(r), want)
	if err != nil {
		return err
	}
	more := false
	if p.Entries, more = page(found); len(p.Entries) > 0 {
		p.First, p.Next = auditPages(r, more, p.Entries[len(p.Entries)-1])
	}
	if p.Frame, err = s.frame(r, i18n.T(ctx, "audit.title"), "audit"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, audit.List(p))
}

func auditPages(r *http.Request, more bool, last panel.AuditEntry) (first, next string) {
	query := r.URL.Query()
	paged := query.Get("at") != ""
	for _, name := range []string{"at", "chain", "seq"} {
		query.Del(name)
	}
	if paged {
		first = "/audit?" + query.Encode()
	}
	if more {
		query.Set("at", strconv.FormatInt(last.At.UnixMicro(), 10))
		query.Set("chain", strconv.FormatInt(last.Chain, 10))
		query.Set("seq", strconv.FormatInt(last.Seq, 10))
		next = "/audit?" + query.Encode()
	}
	return first, next
}
