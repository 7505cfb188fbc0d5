package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/renewals"
	"tangelo/web/templates/ui"
)

func plansCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "renewals.tab.plans"), Href: "/renewals/plans"}
}

func (s *Server) renewalPlans(w http.ResponseWriter, r *http.Request) error {
	p := renewals.PlansPage{Tabs: renewalTabs(r, "plans")}
	var err error
	if p.Plans, err = s.app.Batches(r.Context(), actorOf(r)); err != nil {
		return err
	}
	title := i18n.T(r.Context(), "renewals.tab.plans")
	if p.Frame, err = s.frame(r, title, "renewals", renewalsCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, renewals.Plans(p))
}

// planRenewals makes a plan of what is ticked, or of all that match.
func (s *Server) planRenewals(w http.ResponseWriter, r *http.Request) error {
	wish := renewalWish(r.PostFormValue)
	chosen := wish
	if r.PostFormValue("which") != "all" {
		chosen = panel.RenewalWish{IDs: []int64{}}
		for _, text := range r.PostForm["id"] {
			id, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return panel.Errorf(panel.NotFound, err, "error.notfound")
			}
			chosen.IDs = append(chosen.IDs, id)
		}
	}
	years, err := strconv.Atoi(cmp.Or(r.PostFormValue("years"), "0"))
	if err != nil {
		years = -1
	}
	chosen.Years = years
	key := r.PostFormValue(ui.FormKey)
	id, err := s.app.PlanRenewals(r.Context(), actorOf(r), chosen, key)
	if wrong := problems(r, err); wrong != nil {
		return s.showRenewals(w, r, wish, renewals.ListPage{Key: key, Years: r.PostFormValue("years"), Problems: wrong, Filtered: true})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, renewals.PlanHref(id), "")
}

func (s *Server) renewalPlan(w http.ResponseWriter, r *http.Request) error {
	return s.showPlan(w, r, nil)
}

func (s *Server) showPlan(w http.ResponseWriter, r *http.Request, wrong ui.Problems) error {
	id, err := pathID(r, "plan")
	if err != nil {
		return err
	}
	b, err := s.app.Batch(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	p := renewals.PlanPage{
		Plan: b.RenewalBatch, Total: len(b.Lines), Money: b.Money, Old: b.Old, Failed: b.Failed(), Problems: wrong, Word: b.Word, Blind: b.Blind,
		Names: map[int64]string{}, Groups: map[string]int{"all": len(b.Lines)}, Shown: r.URL.Query().Get("show"),
	}
	if !slices.Contains(renewals.Outcomes, p.Shown) {
		p.Shown = "all"
	}
	for _, l := range b.Lines {
		group := renewals.Outcome(l)
		p.Groups[group]++
		if p.Shown == "all" || p.Shown == group {
			p.Lines = append(p.Lines, l)
			p.Names[l.Product.ID] = service.NameUnicode(l.Product.Name)
		}
	}
	title := i18n.T(r.Context(), "renewals.plan.no", "No", b.ID)
	if p.Frame, err = s.frame(r, title, "renewals", renewalsCrumb(r), plansCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	if b.State == panel.BatchAsking || b.State == panel.BatchRunning || p.Groups["working"] > 0 && b.State == panel.BatchDone {
		p.Frame.Refresh = 3
	}
	return render(w, r, status(wrong), renewals.Plan(p))
}

func (s *Server) confirmPlan(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "plan")
	if err != nil {
		return err
	}
	err = s.app.ConfirmBatch(r.Context(), actorOf(r), id, strings.TrimSpace(r.PostFormValue(ui.ConfirmField)))
	if wrong := problems(r, err); wrong != nil {
		return s.showPlan(w, r, wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, renewals.PlanHref(id), "renewals.confirmed")
}

// movePlan does one thing to a plan and goes back to it.
func (s *Server) movePlan(move func(a *service.App, ctx context.Context, actor panel.Actor, id int64) error, key string) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "plan")
		if err != nil {
			return err
		}
		if err := move(s.app, r.Context(), actorOf(r), id); err != nil {
			return err
		}
		return s.done(w, r, renewals.PlanHref(id), key)
	}
}
