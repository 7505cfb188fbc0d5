package handlers

import (
	"context"
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/overview"
	"tangelo/web/templates/renewals"
	"tangelo/web/templates/ui"
)

func (s *Server) overviewRoutes() []Route {
	return []Route{{"GET", "/", panel.SignedIn, s.overviewPage}}
}

// overviewPage is the first page of resellers and their staff; others have
// homes of their own.
func (s *Server) overviewPage(w http.ResponseWriter, r *http.Request) error {
	actor := actorOf(r)
	if home := actor.Home(); home != "/" {
		http.Redirect(w, r, home, http.StatusSeeOther)
		return nil
	}
	found, err := s.app.Overview(r.Context(), actor)
	if err != nil {
		return err
	}
	p := overview.Page{
		Name: actor.Name, Needs: needs(r.Context(), found), Steps: firstSteps(found.Start), Soonest: found.Soonest, Latest: found.Latest, Recent: found.Recent,
		ShowSoon: actor.May(panel.ViewProducts), ShowOrders: actor.May(panel.ViewOrders), ShowVendors: actor.May(panel.ManageVendors), ShowRecent: actor.May(panel.ViewAudit),
	}
	for _, f := range found.Balances {
		p.Balances = append(p.Balances, balanceLine(r.Context(), f, len(found.Balances) > 1))
	}
	for _, h := range found.Accounts {
		p.Health = append(p.Health, overview.Health{VendorAccount: h.Account, Open: h.Open, Pulse: h.Pulse})
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "overview.title"), "overview"); err != nil {
		return err
	}
	if !p.ShowSoon {
		p.Links = linksOf(p)
	}
	return render(w, r, http.StatusOK, overview.Overview(p))
}

// balanceLine is what is said of how long a vendor balance lasts; loud only
// when it is low.
func balanceLine(ctx context.Context, f panel.Forecast, named bool) ui.AlertProps {
	tone, text := renewals.Says(ctx, f)
	if !f.Low() && tone != ui.Bad {
		tone = ""
	}
	if named {
		text = f.Account.Label + ": " + text
	}
	return ui.AlertProps{Tone: tone, Title: text}
}

// linksOf is the navigation once more, for those without numbers to look at.
func linksOf(p overview.Page) []ui.Crumb {
	var links []ui.Crumb
	for _, g := range p.Frame.Nav {
		for _, item := range g.Items {
			links = append(links, ui.Crumb{Label: item.Label, Href: item.Href})
		}
	}
	return links
}

func firstSteps(f *service.FirstRun) []overview.Step {
	if f == nil {
		return nil
	}
	return []overview.Step{
		{Key: "account", Href: "/vendors/new", Done: f.Account},
		{Key: "test", Href: "/vendors", Done: f.Tested},
		{Key: "customer", Href: "/customers/new", Done: f.Customer},
		{Key: "product", Href: "/domains/search", Done: f.Product},
	}
}

// approvalsHref is where waiting orders are looked at: by those who may answer,
// in their own list.
func approvalsHref(o service.Overview) string {
	if o.MayApprove {
		return "/approvals"
	}
	return "/orders?state=approval"
}

// needs is what asks for a look today; each number leads to its list.
func needs(ctx context.Context, o service.Overview) []ui.StatProps {
	var cards []ui.StatProps
	card := func(key, href, icon string, n int, tone ui.Tone) {
		if n == 0 {
			tone = ""
		}
		cards = append(cards, ui.StatProps{Label: i18n.T(ctx, "overview."+key), Value: i18n.Number(n), Href: href, Icon: icon, Tone: tone})
	}
	if o.Products != nil {
		expiring := 0
		for _, n := range o.Expiring {
			expiring += n
		}
		card("expiring", overview.ExpiringHref, "calendar-clock", expiring, ui.Warn)
		card("unverified", "/domains?state=unverified", "id-card", o.Products[panel.KindDomain][panel.StateUnverified], ui.Warn)
	}
	if o.Orders != nil {
		if n := o.Orders[panel.OrderApproval]; n > 0 {
			card("approval", approvalsHref(o), "user-check", n, ui.Warn)
		}
		card("held", "/orders?state=held", "circle-pause", o.Orders[panel.OrderHeld], ui.Bad)
		card("unknown", "/orders?state=unknown", "circle-help", o.Orders[panel.OrderUnknown], ui.Warn)
	}
	if o.Open != nil {
		card("incidents", "/incidents", "triangle-alert", *o.Open, ui.Bad)
	}
	if o.Jobs != nil {
		card("jobs", "/jobs?state=failed", "circle-x", o.Jobs[panel.JobFailed], ui.Bad)
	}
	if o.Accounts != nil {
		ailing := 0
		for _, h := range o.Accounts {
			if h.Ailing() {
				ailing++
			}
		}
		card("ailing", "/vendors", "plug", ailing, ui.Bad)
	}
	return cards
}
