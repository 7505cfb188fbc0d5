package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/realname"
	"tangelo/web/templates/ui"
)

func (s *Server) realnameRoutes() []Route {
	return []Route{
		{"GET", "/realname", panel.ViewContacts, s.auditQueue},
		{"POST", "/realname/check", panel.ViewContacts, s.checkAudits},
		{"GET", "/domains/{id}/realname", panel.ViewContacts, s.realNamePage},
		{"POST", "/domains/{id}/realname", panel.EditContacts, s.submitAudit},
		{"POST", "/domains/{id}/realname/check", panel.ViewContacts, s.checkAudits},
		{"GET", "/domains/{id}/realname/progress", panel.ViewContacts, s.realNameProgress},
		{"GET", "/domains/{id}/realname/pictures/{part}", panel.EditContacts, s.auditPicture},
		{"GET", "/domains/{id}/realname/drop", panel.EditContacts, s.askDropDocuments},
		{"POST", "/domains/{id}/realname/drop", panel.EditContacts, s.dropDocuments},
	}
}

// auditRows is how many domains a page of the queue has.
const auditRows = 50

func (s *Server) auditQueue(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, query := r.Context(), actorOf(r), r.URL.Query()
	p := realname.QueuePage{Stage: query.Get("stage"), Search: strings.TrimSpace(query.Get("q")), CanEdit: actor.May(panel.EditContacts)}
	for _, stage := range service.AuditStages {
		p.Stages = append(p.Stages, string(stage))
	}
	found, err := s.app.AuditQueue(ctx, actor, service.AuditQueueFilter{
		Stage: service.AuditStage(p.Stage), Search: p.Search, AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: auditRows + 1,
	})
	if err != nil {
		return err
	}
	more := len(found) > auditRows
	p.Domains = found[:min(len(found), auditRows)]
	if last := len(p.Domains) - 1; last >= 0 {
		p.First, p.Next = pager(r, more, p.Domains[last].Name, p.Domains[last].ID)
	}
	check, err := s.app.AuditCheck(ctx, actor)
	if err != nil {
		return err
	}
	p.Sync = syncStamp(check, "/realname/check")
	if p.Frame, err = s.frame(r, i18n.T(ctx, "realname.title"), "contacts", realNameCrumb(r)); err != nil {
		return err
	}
	if p.Sync.Busy {
		p.Frame.Refresh = waitingRefresh
	}
	return render(w, r, http.StatusOK, realname.Queue(p))
}

func realNameCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "realname.title"), Href: "/realname"}
}

// checkAudits asks how all open audits stand, from the queue or from the page
// of one domain.
func (s *Server) checkAudits(w http.ResponseWriter, r *http.Request) error {
	if chi.URLParam(r, "id") != "" {
		if _, err := s.realName(r); err != nil {
			return err
		}
	}
	if err := s.app.CheckAudits(r.Context(), actorOf(r)); err != nil {
		return err
	}
	return s.done(w, r, strings.TrimSuffix(r.URL.Path, "/check"), "realname.checking")
}

func realNameHref(id int64) string { return fmt.Sprintf("/domains/%d/realname", id) }

func (s *Server) realName(r *http.Request) (service.RealName, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return service.RealName{}, err
	}
	return s.app.RealName(r.Context(), actorOf(r), id)
}

func (s *Server) realNamePage(w http.ResponseWriter, r *http.Request) error {
	return s.showRealName(w, r, nil, nil)
}

// showRealName shows the audit of a domain. typed is what a person just typed,
// nil for what is stored.
func (s *Server) showRealName(w http.ResponseWriter, r *http.Request, typed map[string]string, wrong ui.Problems) error {
	d, err := s.realName(r)
	if err != nil {
		return err
	}
	ctx, at := r.Context(), realNameHref(d.Product.ID)
	p := realname.DomainPage{
		Product: d.Product, Audit: d.Audit, Documents: d.Documents, Busy: d.Busy(), Problems: wrong, Following: d.Follow.ID != 0 && !d.Follow.State.Final(),
		CanEdit: actorOf(r).May(panel.EditContacts), Stored: map[string]string{}, Fields: maps.Clone(d.Fields),
	}
	if p.Sync, err = s.auditStamp(r, d); err != nil {
		return err
	}
	for _, name := range []string{"ownernumber", "contactidcard"} {
		p.Stored[name], p.Fields[name] = d.Fields[name], ""
	}
	maps.Copy(p.Fields, typed)
	if d.Job.State == panel.JobFailed && len(wrong) == 0 {
		p.Failed = failedSteps(ctx, d)
	}
	title := i18n.T(ctx, "realname.domain.title", "Name", d.Product.Name)
	if p.Frame, err = s.frame(r, title, "contacts", realNameCrumb(r), ui.Crumb{Label: d.Product.Name}); err != nil {
		return err
	}
	p.Frame.Path = at
	if p.Busy {
		p.Frame.Refresh = waitingRefresh
		p.Progress = workProgress(ctx, d.Job, d.Events, at)
	}
	return render(w, r, status(wrong), realname.Domain(p))
}

// auditStamp is when the registrar was last asked about an audit.
func (s *Server) auditStamp(r *http.Request, d service.RealName) (ui.SyncProps, error) {
	check, err := s.app.AuditCheck(r.Context(), actorOf(r))
	stamp := syncStamp(check, realNameHref(d.Product.ID)+"/check")
	for _, at := range []time.Time{d.Audit.At, d.Product.FactsAt, d.Follow.UpdatedAt} {
		if at.After(stamp.At) {
			stamp.At = at
		}
	}
	return stamp, err
}

// failedSteps says why documents were not taken: the vendor's words by field,
// or the job's own error.
func failedSteps(ctx context.Context, d service.RealName) ui.Problems {
	var said ui.Problems
	for _, e := range d.Events {
		if e.Tone == string(ui.Bad) {
			said = append(said, ui.Problem{Text: i18n.T(ctx, e.Key, e.Args...)})
		}
	}
	if len(said) == 0 {
		said = ui.Problems{{Text: strings.TrimSpace(i18n.T(ctx, d.Job.ErrorKey) + " " + d.Job.ErrorText)}}
	}
	return said
}

// pictureMemory is how much of an upload is kept in memory; nothing of it may
// touch the disk in the clear, so it is all that the server takes.
const pictureMemory = maxBody

func (s *Server) submitAudit(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := r.ParseMultipartForm(pictureMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return panel.Errorf(panel.Invalid, err, "realname.toolarge")
	}
	form := service.AuditSubmission{ProductID: id, Fields: map[string]string{}, Pictures: map[string][]byte{}}
	for _, name := range panel.AuditFields {
		form.Fields[name] = strings.TrimSpace(r.PostFormValue(name))
	}
	for _, part := range panel.PictureParts {
		if form.Pictures[part], err = upload(r, part); err != nil {
			return err
		}
	}
	_, err = s.app.SubmitAudit(r.Context(), actorOf(r), form)
	if wrong := problems(r, err); wrong != nil {
		return s.showRealName(w, r, form.Fields, wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, realNameHref(id), "realname.sent")
}

// upload reads a file of a form, empty when none was chosen.
func upload(r *http.Request, name string) (data []byte, err error) {
	file, _, err := r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return []byte{}, nil
	}
	if err != nil {
		return nil, panel.Errorf(panel.Invalid, err, "realname.toolarge")
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// One byte more than allowed is enough to see that it is too large.
	data, err = io.ReadAll(io.LimitReader(file, panel.PictureMax+1))
	if err != nil {
		return nil, fmt.Errorf("read picture %s: %w", name, err)
	}
	return data, nil
}

// realNameProgress streams the sending of documents.
func (s *Server) realNameProgress(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		d, err := s.realName(r)
		return workGlimpse(ctx, d.Job, d.Events, realNameHref(d.Product.ID)), err
	})
}

// auditPicture hands out a stored picture, as a file and never inside a page.
func (s *Server) auditPicture(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	part := chi.URLParam(r, "part")
	data, err := s.app.Picture(r.Context(), actorOf(r), id, part)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="identity-%d-%s.jpg"`, id, part))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = w.Write(data)
	return err
}

func (s *Server) askDropDocuments(w http.ResponseWriter, r *http.Request) error {
	d, err := s.realName(r)
	if err != nil {
		return err
	}
	title := i18n.T(r.Context(), "realname.drop")
	frame, err := s.frame(r, title, "contacts", realNameCrumb(r), ui.Crumb{Label: d.Product.Name, Href: realNameHref(d.Product.ID)}, ui.Crumb{Label: title})
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, realname.Drop(realname.DropPage{Frame: frame, Product: d.Product}))
}

func (s *Server) dropDocuments(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.DropDocuments(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, realNameHref(id), "realname.dropped")
}
