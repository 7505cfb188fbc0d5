package handlers

import (
	"context"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/jobs"
	"tangelo/web/templates/ui"
)

// opening is the operation that opens a host which was bought.
const opening = "cloud.create"

// unopened is what a customer is told of a host that is bought and not opened,
// with the button that opens it; empty when it is open, or being opened.
func unopened(r *http.Request, work service.ProductWork) (note ui.AlertProps) {
	ctx := r.Context()
	underWay := slices.ContainsFunc(work.Jobs, func(j panel.Job) bool { return opens(j) && !j.State.Final() })
	if work.Product.State != panel.StateNotCreated || underWay {
		return note
	}
	note = ui.AlertProps{Tone: ui.Warn, Title: i18n.T(ctx, "portal.unopened"), Text: i18n.T(ctx, "portal.unopened.text")}
	if i := slices.IndexFunc(work.Jobs, opens); i >= 0 && work.Jobs[i].State == panel.JobFailed {
		note.Tone, note.Title = ui.Bad, i18n.T(ctx, "portal.unopened.failed")
		note.Text = i18n.T(ctx, "portal.unopened.again", "Why", jobs.Problem(ctx, work.Jobs[i]))
	}
	i := slices.IndexFunc(work.Allowed, func(op panel.Operation) bool { return op.Name == opening })
	if i < 0 {
		note.Text = i18n.T(ctx, "portal.unopened.ask")
		return note
	}
	note.Action = operationButton(ctx, work.Allowed[i], work.Product, "/my")
	note.Action.Kind = ui.Primary
	return note
}

func opens(j panel.Job) bool { return j.Input["operation"] == opening }

// orderedHost is unopened for the host that an order bought; empty when it
// bought none, or one that is the customer's no longer.
func (s *Server) orderedHost(r *http.Request, o panel.Order) (ui.AlertProps, error) {
	if o.Operation != "cloud.buy" || o.ProductID == 0 {
		return ui.AlertProps{}, nil
	}
	work, err := s.app.ProductWork(r.Context(), actorOf(r), o.ProductID)
	if panel.Is(err, panel.NotFound) {
		return ui.AlertProps{}, nil
	}
	return unopened(r, work), err
}

// refusedPapers is why the papers of a domain's holder were refused: the
// customer's own papers, so the reason is theirs to know. Empty when they were not.
func refusedPapers(ctx context.Context, p panel.Product) (note ui.AlertProps) {
	d := p.Facts.Domain
	if d == nil || d.Audit.State != panel.AuditUnpass {
		return note
	}
	note = ui.AlertProps{Tone: ui.Bad, Title: i18n.T(ctx, "portal.papers"), Text: i18n.T(ctx, "portal.papers.plain")}
	if d.Audit.Reason != "" {
		note.Text = i18n.T(ctx, "portal.papers.text", "Reason", d.Audit.Reason)
	}
	return note
}
