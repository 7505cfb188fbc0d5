package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/jobs"
	"tangelo/web/templates/ledger"
	"tangelo/web/templates/payments"
	"tangelo/web/templates/ui"
)

func (s *Server) topUpsRoutes() []Route {
	return []Route{
		{"GET", "/topups", panel.ViewLedger, s.topUps},
		{"GET", "/topups/{id}", panel.ViewLedger, s.topUpPage},
		{"POST", "/topups/{id}/ask", panel.TakeMoney, s.askTopUp},
		{"GET", "/my/topups", panel.UsePortal, s.topUps},
		{"POST", "/my/topups", panel.UsePortal, s.beginTopUp},
		{"GET", "/my/topups/{id}", panel.UsePortal, s.topUpPage},
		{"GET", "/my/topups/{id}/pay", panel.UsePortal, s.payTopUp},
		{"GET", "/my/topups/{id}/return", panel.UsePortal, s.returnTopUp},
		{"POST", "/my/topups/{id}/ask", panel.UsePortal, s.askTopUp},
	}
}

// topUpOffer is the form that begins a top-up; nil where none is offered.
func (s *Server) topUpOffer(r *http.Request, f payments.OfferForm) (templ.Component, error) {
	options, err := s.app.TopUpOffer(r.Context(), actorOf(r))
	if err != nil || len(options) == 0 {
		return nil, err
	}
	f.Options = options
	if f.Quick == "" {
		f.Quick = panel.QuickTopUps[0].Yuan()
	}
	return payments.Offer(f), nil
}

// beginTopUp records a top-up and shows the way to the provider: a page of ours
// with a link, since a form of ours may lead to no other site.
func (s *Server) beginTopUp(w http.ResponseWriter, r *http.Request) error {
	form := payments.OfferForm{Quick: r.PostFormValue("quick"), Amount: r.PostFormValue("amount"), Key: r.PostFormValue(ui.FormKey)}
	account, err := strconv.ParseInt(r.PostFormValue("account"), 10, 64)
	if err != nil {
		account = 0 // no such account
	}
	f := service.OnlineTopUpForm{AccountID: account, Amount: form.Amount, FormKey: form.Key}
	if strings.TrimSpace(f.Amount) == "" {
		f.Amount = form.Quick
	}
	id, err := s.app.BeginTopUp(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		form.Problems = wrong
		return s.showWallet(w, r, walletForms{offer: form})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, payments.TopUpHref(id, true), "")
}

func (s *Server) topUps(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, query := r.Context(), actorOf(r), r.URL.Query()
	p := payments.ListPage{Portal: actor.Role == panel.RoleCustomer}
	want := service.TopUpFilter{Before: queryID(r, "before"), Limit: pageSize + 1}
	title, active := i18n.T(ctx, "payments.topups"), "topups"
	if p.Portal {
		active, p.Tabs = "mywallet", ledger.PortalTabs(ctx, "topups")
	} else {
		p.State, p.Search, p.Account = query.Get("state"), strings.TrimSpace(query.Get("q")), query.Get("account")
		want.State, want.Search, want.AccountID, want.CustomerID = panel.TopUpState(p.State), p.Search, queryID(r, "account"), queryID(r, "customer")
		p.Customer = query.Get("customer")
	}
	found, err := s.app.OnlineTopUps(ctx, actor, want)
	if err != nil {
		return err
	}
	more := false
	if p.TopUps, more = page(found); len(p.TopUps) > 0 {
		p.First, p.Next = older(r, more, p.TopUps[len(p.TopUps)-1].ID)
	}
	if p.Frame, err = s.frame(r, title, active); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, payments.List(p))
}

func (s *Server) topUpPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d, err := s.app.OnlineTopUp(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	p, err := s.topUpShown(r, d)
	if err != nil {
		return err
	}
	title := i18n.T(r.Context(), "payments.topup", "Amount", i18n.Money(int64(d.TopUp.Amount)))
	list, active := ui.Crumb{Label: i18n.T(r.Context(), "payments.topups"), Href: "/topups"}, "topups"
	if p.Portal {
		list.Href, active = "/my/topups", "mywallet"
	}
	if p.Frame, err = s.frame(r, title, active, list, ui.Crumb{Label: title}); err != nil {
		return err
	}
	if p.Asking || d.TopUp.State.Waits() {
		p.Frame.Refresh = 3
	}
	return render(w, r, http.StatusOK, payments.TopUp(p))
}

// topUpShown is what the page of a top-up says of it.
func (s *Server) topUpShown(r *http.Request, d service.TopUpDetail) (p payments.TopUpPage, err error) {
	actor := actorOf(r)
	p = payments.TopUpPage{
		Portal: actor.Role == panel.RoleCustomer, TopUp: d.TopUp, Scans: d.Scans, Events: d.Events, Over: !s.app.Now().Before(d.TopUp.Expires),
		Asking: d.Job.ID != 0 && !d.Job.State.Final(),
	}
	p.CanAsk = !p.Asking && !d.TopUp.State.Final() && (p.Portal || actor.May(panel.TakeMoney))
	if d.TopUp.State == panel.TopUpCreated && d.Job.State == panel.JobFailed {
		p.Error = jobs.Problem(r.Context(), d.Job)
	}
	if d.TopUp.Code != "" && d.TopUp.State == panel.TopUpOpen {
		p.Code = d.TopUp.Code
		if s.Rehearsal != nil && d.API != "" {
			p.Phone = d.API + "/pay?" + url.Values{"code": {d.TopUp.Code}}.Encode()
		}
	}
	return p, err
}

// payTopUp sends the customer to the provider.
func (s *Server) payTopUp(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	address, err := s.app.PayAddress(r.Context(), actorOf(r), id)
	if panel.Is(err, panel.Conflict) {
		http.Redirect(w, r, payments.TopUpHref(id, true), http.StatusSeeOther) // which says how things stand
		return nil
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// returnTopUp is where the provider sends the customer back to. That proves
// nothing, so the provider is asked.
func (s *Server) returnTopUp(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.AskTopUp(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	http.Redirect(w, r, payments.TopUpHref(id, true), http.StatusSeeOther)
	return nil
}

func (s *Server) askTopUp(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	actor := actorOf(r)
	if err := s.app.AskTopUp(r.Context(), actor, id); err != nil {
		return err
	}
	return s.done(w, r, payments.TopUpHref(id, actor.Role == panel.RoleCustomer), "payments.asked")
}
