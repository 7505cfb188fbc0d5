package handlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/jobs"
	"tangelo/web/templates/ui"
	"tangelo/web/templates/workbench"
)

func (s *Server) workbenchRoutes() []Route {
	return []Route{
		{"GET", "/workbench", panel.UseWorkbench, s.workbenchList},
		{"GET", "/workbench/{account}/{call}", panel.UseWorkbench, s.callForm},
		{"POST", "/workbench/{account}/{call}", panel.UseWorkbench, s.makeCall},
		{"GET", "/workbench/runs/{id}", panel.UseWorkbench, s.runPage},
		{"GET", "/workbench/runs/{id}/stream", panel.UseWorkbench, s.streamRun},
	}
}

func workbenchCrumb(r *http.Request, account int64) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "workbench.title"), Href: fmt.Sprintf("/workbench?account=%d", account)}
}

func (s *Server) workbenchList(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, query := r.Context(), actorOf(r), r.URL.Query()
	p := workbench.ListPage{Search: strings.TrimSpace(query.Get("q")), Effect: query.Get("effect"), Vendors: actor.May(panel.ManageVendors)}
	var err error
	if p.Accounts, err = s.app.WorkAccounts(ctx, actor); err != nil {
		return err
	}
	if len(p.Accounts) > 0 {
		p.Account = p.Accounts[0]
		if i := slices.IndexFunc(p.Accounts, func(v panel.VendorAccount) bool { return v.ID == queryID(r, "account") }); i >= 0 {
			p.Account = p.Accounts[i]
		}
		if err := s.fillCalls(r, &p); err != nil {
			return err
		}
	}
	if p.Frame, err = s.frame(r, i18n.T(ctx, "workbench.title"), "workbench"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, workbench.List(p))
}

// fillCalls finds the calls of the chosen account, in groups by product in the
// order in which the document has them.
func (s *Server) fillCalls(r *http.Request, p *workbench.ListPage) error {
	found, err := s.app.FindCalls(actorOf(r), service.CallSearch{Vendor: p.Account.Vendor, Words: p.Search, Effect: panel.Effect(p.Effect)})
	if err != nil {
		return err
	}
	for _, c := range found {
		i := slices.IndexFunc(p.Groups, func(g workbench.Group) bool { return g.Product == c.Product })
		if i < 0 {
			i = len(p.Groups)
			p.Groups = append(p.Groups, workbench.Group{Product: c.Product})
		}
		p.Groups[i].Calls = append(p.Groups[i].Calls, c)
	}
	p.Runs, err = s.app.WorkRuns(r.Context(), actorOf(r), p.Account.ID)
	return err
}

func (s *Server) callForm(w http.ResponseWriter, r *http.Request) error {
	p := workbench.CallPage{Key: newFormKey()}
	if run := queryID(r, "run"); run != 0 {
		earlier, err := s.app.CallRun(r.Context(), actorOf(r), run)
		if err != nil {
			return err
		}
		p.Values = earlier.Params
	}
	return s.showCall(w, r, p)
}

// showCall shows the form of a call; p brings what a form left behind.
func (s *Server) showCall(w http.ResponseWriter, r *http.Request, p workbench.CallPage) error {
	account, call, err := s.callOf(r)
	if err != nil {
		return err
	}
	p.Account, p.Call = account, call
	title := workbench.Say(r.Context(), call.Title)
	if p.Frame, err = s.frame(r, title, "workbench", workbenchCrumb(r, account.ID), ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), workbench.Call(p))
}

func (s *Server) callOf(r *http.Request) (panel.VendorAccount, panel.Call, error) {
	id, err := pathID(r, "account")
	if err != nil {
		return panel.VendorAccount{}, panel.Call{}, err
	}
	return s.app.WorkCall(r.Context(), actorOf(r), id, chi.URLParam(r, "call"))
}

// wishOf reads the form of a call. Stray spaces around a value are dropped, but
// not around a secret.
func wishOf(r *http.Request, account int64, c panel.Call) service.CallWish {
	wish := service.CallWish{
		AccountID: account, Call: c.Name, Params: map[string]string{},
		Confirm: strings.TrimSpace(r.PostFormValue(ui.ConfirmField)), FormKey: r.PostFormValue(ui.FormKey),
	}
	for _, f := range c.Fields {
		value := r.PostFormValue(workbench.FieldName(f.Name))
		if f.Type != panel.CallSecret {
			value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
		}
		if value != "" {
			wish.Params[f.Name] = value
		}
	}
	return wish
}

// makeCall sends a call, or shows what it would send.
func (s *Server) makeCall(w http.ResponseWriter, r *http.Request) error {
	account, call, err := s.callOf(r)
	if err != nil {
		return err
	}
	wish := wishOf(r, account.ID, call)
	p := workbench.CallPage{Values: map[string]string{}, Confirm: wish.Confirm, Key: wish.FormKey}
	for _, f := range call.Fields {
		if f.Type != panel.CallSecret {
			p.Values[f.Name] = wish.Params[f.Name]
		}
	}
	if r.PostFormValue("do") != "send" {
		preview, err := s.app.DryRunCall(r.Context(), actorOf(r), wish)
		if p.Problems = callProblems(r, call, err); err != nil && p.Problems == nil {
			return err
		}
		if err == nil {
			p.Preview = &preview
		}
		return s.showCall(w, r, p)
	}
	job, err := s.app.SendCall(r.Context(), actorOf(r), wish)
	if p.Problems = callProblems(r, call, err); p.Problems != nil {
		return s.showCall(w, r, p)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, workbench.RunHref(job), "")
}

// callProblems are the problems of a call's form. Parameters have names of
// their own in it, and spans are written for people.
func callProblems(r *http.Request, c panel.Call, err error) ui.Problems {
	found := slices.Clone(panel.Problems(err))
	for i, p := range found {
		if _, is := c.Field(p.Field); is {
			found[i].Field = workbench.FieldName(p.Field)
		}
		if len(p.Args) == 2 && p.Args[0] == "Arg" {
			found[i].Args = []any{"Arg", workbench.RuleArg(r.Context(), c, panel.CallRule{Key: p.Key, Arg: fmt.Sprint(p.Args[1])})}
		}
	}
	return problems(r, panel.InvalidFields(found))
}

func (s *Server) runPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.runOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	p := workbench.RunPage{
		Job: d.Job, Order: d.Order, Orders: actorOf(r).May(panel.ViewOrders), Account: d.Account, Call: d.Call, Params: d.Params,
		Secrets: d.Secrets, Sent: d.Sent, Class: d.Class(), Meaning: d.Meaning, Progress: runProgress(r, d),
	}
	title := workbench.Say(ctx, d.Call.Title)
	form := ui.Crumb{Label: title, Href: workbench.CallHref(d.Account.ID, d.Call.Name, 0)}
	if p.Frame, err = s.frame(r, title, "workbench", workbenchCrumb(r, d.Account.ID), form, ui.Crumb{Label: fmt.Sprintf("#%d", d.Job.ID)}); err != nil {
		return err
	}
	if !p.Progress.Ended {
		p.Frame.Refresh = 2
	}
	return render(w, r, http.StatusOK, workbench.Run(p))
}

func (s *Server) runOf(r *http.Request) (service.CallRun, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return service.CallRun{}, err
	}
	return s.app.CallRun(r.Context(), actorOf(r), id)
}

// runProgress is the history of a call made by hand. A purchase without a clear
// answer has been made as far as its page is concerned: it waits for days.
func runProgress(r *http.Request, d service.CallRun) ui.JobProps {
	p := jobProgress(r, service.JobDetail{Job: d.Job, Events: d.Events})
	href := workbench.RunHref(d.Job.ID)
	p.Stream, p.Reload, p.AtEnd, p.Error, p.Ended = href+"/stream", href, href, nil, d.Settled()
	if p.Ended && d.Order.ID == 0 { // a job without an answer has failed, what it was for may have been done
		p.Tone, p.State = jobs.ClassTones[d.Class()], i18n.T(r.Context(), "calls.class."+d.Class())
	}
	return p
}

func (s *Server) streamRun(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, func(context.Context) (glimpse, error) {
		d, err := s.runOf(r)
		if err != nil {
			return glimpse{}, err
		}
		p := runProgress(r, d)
		return glimpse{version: fmt.Sprintf("%d/%d/%d", d.Job.Version, d.Order.Version, len(d.Events)), final: p.Ended, part: ui.JobSteps(p)}, nil
	})
}
