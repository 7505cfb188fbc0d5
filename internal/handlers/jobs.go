package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/jobs"
	"tangelo/web/templates/ui"
)

func (s *Server) jobsRoutes() []Route {
	return []Route{
		{"GET", "/jobs", panel.ViewJobs, s.jobList},
		{"GET", "/jobs/{id}", panel.SignedIn, s.jobPage},
		{"GET", "/jobs/{id}/stream", panel.SignedIn, s.streamJob},
		{"POST", "/jobs/{id}/retry", panel.ManageJobs, s.retryJob},
		{"POST", "/jobs/{id}/cancel", panel.ManageJobs, s.cancelJob},
	}
}

// older gives the addresses of a list by id, newest first: its first page,
// when this is another, and the page after the row last.
func older(r *http.Request, more bool, last int64) (first, next string) {
	query := r.URL.Query()
	paged := query.Get("before") != ""
	query.Del("before")
	if paged {
		first = r.URL.Path + "?" + query.Encode()
	}
	if more {
		query.Set("before", strconv.FormatInt(last, 10))
		next = r.URL.Path + "?" + query.Encode()
	}
	return first, next
}

// page cuts a list that was asked for with one row too many to a page.
func page[T any](rows []T) (shown []T, more bool) {
	if len(rows) > pageSize {
		return rows[:pageSize], true
	}
	return rows, false
}

func (s *Server) jobList(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	p := jobs.ListPage{State: query.Get("state"), Kind: query.Get("kind"), Kinds: service.JobKinds()}
	found, err := s.app.Jobs(r.Context(), actorOf(r), service.JobFilter{
		State: panel.JobState(p.State), Kind: p.Kind, Before: queryID(r, "before"), Limit: pageSize + 1,
	})
	if err != nil {
		return err
	}
	more := false
	if p.Jobs, more = page(found); len(p.Jobs) > 0 {
		p.First, p.Next = older(r, more, p.Jobs[len(p.Jobs)-1].ID)
	}
	counts, err := s.app.JobCounts(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p.Tabs = jobTabs(r.Context(), p.State, p.Kind, counts)
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "jobs.title"), "jobs"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, jobs.List(p))
}

func jobTabs(ctx context.Context, state, kind string, counts map[panel.JobState]int) []ui.Tab {
	tabs := []ui.Tab{{Label: i18n.T(ctx, "jobs.all"), Href: "/jobs?" + url.Values{"kind": {kind}}.Encode(), Active: state == ""}}
	for _, of := range []panel.JobState{panel.JobRunning, panel.JobWaiting, panel.JobFailed, panel.JobDone} {
		tab := ui.Tab{
			Label: i18n.T(ctx, "jobs.state."+string(of)), Active: state == string(of),
			Href: "/jobs?" + url.Values{"state": {string(of)}, "kind": {kind}}.Encode(),
		}
		if of != panel.JobDone {
			tab.Count = i18n.Number(counts[of])
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

func (s *Server) jobPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), actorOf(r)
	d, err := s.app.Job(ctx, actor, id)
	if err != nil {
		return err
	}
	p := jobs.DetailPage{
		Job: d.Job, Calls: d.Calls, Portal: actor.Role == panel.RoleCustomer, CanManage: actor.May(panel.ManageJobs), MayRetry: service.MayRetry(d.Job), CanCalls: actor.May(panel.ViewCalls),
		Progress: jobProgress(r, d), Product: jobProduct(actor, d.Job), Order: jobOrder(actor, d.Job),
	}
	title := jobs.Title(ctx, d.Job)
	crumbs := []ui.Crumb{{Label: title}}
	if actor.May(panel.ViewJobs) {
		crumbs = append([]ui.Crumb{{Label: i18n.T(ctx, "jobs.title"), Href: "/jobs"}}, crumbs...)
	}
	if p.Frame, err = s.frame(r, title, "jobs", crumbs...); err != nil {
		return err
	}
	if !d.Job.State.Final() {
		p.Frame.Refresh = 3
	}
	return render(w, r, http.StatusOK, jobs.Detail(p))
}

// jobProduct is the address of the product a job is about, or of the one it
// took in; empty when there is none that the reader may see.
func jobProduct(actor panel.Actor, job panel.Job) string {
	id := job.ProductID
	if id == 0 {
		id, _ = strconv.ParseInt(job.Input["product"], 10, 64) // 0 when it is none
	}
	switch {
	case id == 0:
	case actor.Role == panel.RoleCustomer:
		return fmt.Sprintf("/my/products/%d", id)
	case actor.May(panel.ViewProducts):
		return fmt.Sprintf("/products/%d", id)
	}
	return ""
}

func jobOrder(actor panel.Actor, job panel.Job) string {
	switch {
	case job.OrderID == 0:
	case actor.Role == panel.RoleCustomer:
		return fmt.Sprintf("/my/orders/%d", job.OrderID)
	case actor.May(panel.ViewOrders):
		return fmt.Sprintf("/orders/%d", job.OrderID)
	}
	return ""
}

// jobProgress is a job's history as its reader may see it.
func jobProgress(r *http.Request, d service.JobDetail) ui.JobProps {
	ctx, job := r.Context(), d.Job
	href := jobs.Href(job.ID)
	p := ui.JobProps{
		ID: fmt.Sprint(job.ID), Title: i18n.T(ctx, "jobs.history"), Tone: jobs.Tones[job.State], State: i18n.T(ctx, "jobs.state."+string(job.State)),
		Ended: job.State.Final(), Stream: href + "/stream", Reload: href, AtEnd: href,
	}
	for _, e := range d.Events {
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, e.Key, e.Args...), State: stepStates[ui.Tone(e.Tone)], At: e.At})
	}
	switch job.State {
	case panel.JobRunning:
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, "jobs.working"), State: ui.Running, At: job.UpdatedAt})
	case panel.JobWaiting:
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, "jobs.waiting"), State: ui.Waiting})
	case panel.JobDone, panel.JobFailed, panel.JobCancelled:
	}
	if job.ErrorKey != "" {
		p.Error = jobError(r, job)
	}
	return p
}

var stepStates = map[ui.Tone]ui.StepState{ui.OK: ui.Done, ui.Busy: ui.Done, ui.Warn: ui.Warned, ui.Bad: ui.Failed, ui.Mute: ui.Skipped}

// jobError says what went wrong.
func jobError(r *http.Request, job panel.Job) *ui.ErrorProps {
	ctx := r.Context()
	card := ui.ErrorProps{
		Tone: ui.Bad, Title: i18n.T(ctx, "jobs.error"), Text: jobs.Problem(ctx, job), Reference: job.RequestID, Code: job.ErrorCode, Message: job.ErrorText,
	}
	if job.State == panel.JobFailed {
		card.Next = i18n.T(ctx, "jobs.error.next")
	} else {
		card.Tone, card.Next = ui.Warn, i18n.T(ctx, "jobs.error.retrying")
	}
	return &card
}

func (s *Server) streamJob(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		d, err := s.app.Job(ctx, actorOf(r), id)
		if err != nil {
			return glimpse{}, err
		}
		p := jobProgress(r, d)
		return glimpse{version: fmt.Sprintf("%d/%d", d.Job.Version, len(d.Events)), final: p.Ended, part: ui.JobSteps(p)}, nil
	})
}

func (s *Server) retryJob(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.RetryJob(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, jobs.Href(id), "jobs.retried")
}

func (s *Server) cancelJob(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.CancelJob(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, jobs.Href(id), "jobs.cancelled")
}
