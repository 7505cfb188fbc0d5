package handlers

import (
	"fmt"
	"net/http"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/prices"
	"tangelo/web/templates/ui"
)

func (s *Server) pricesRoutes() []Route {
	return []Route{
		{"GET", "/prices", panel.ViewPrices, s.priceList},
		{"POST", "/prices/sync", panel.EditPrices, s.syncPrices},
		{"GET", "/prices/offers/{id}", panel.ViewPrices, s.offerPage},
		{"GET", "/prices/rules", panel.ViewPrices, s.priceRules},
		{"POST", "/prices/draft", panel.EditPrices, s.startDraft},
		{"POST", "/prices/draft/drop", panel.EditPrices, s.dropDraft},
		{"GET", "/prices/rules/new", panel.EditPrices, s.newRule},
		{"POST", "/prices/rules/new", panel.EditPrices, s.saveRule},
		{"GET", "/prices/rules/{rule}", panel.EditPrices, s.editRule},
		{"POST", "/prices/rules/{rule}", panel.EditPrices, s.saveRule},
		{"POST", "/prices/rules/{rule}/drop", panel.EditPrices, s.dropRule},
		{"POST", "/prices/preview", panel.EditPrices, s.previewRule},
		{"GET", "/prices/change", panel.ViewPrices, s.priceChange},
		{"POST", "/prices/change", panel.EditPrices, s.publishPrices},
		{"GET", "/prices/groups", panel.ViewPrices, s.priceGroups},
		{"POST", "/prices/groups", panel.EditPrices, s.addGroup},
		{"POST", "/prices/groups/{group}", panel.EditPrices, s.renameGroup},
		{"POST", "/prices/members", panel.EditPrices, s.setGroup},
		{"GET", "/prices/portal", panel.ViewPrices, s.portalSales},
		{"POST", "/prices/portal", panel.EditPrices, s.setPortalSales},
	}
}

func pricesCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "prices.title"), Href: "/prices"}
}

func rulesCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "prices.rules.title"), Href: "/prices/rules"}
}

// deal is what a form that orders says of the price it showed.
func deal(value func(name string) string) service.Deal {
	return service.Deal{Seen: value(prices.SeenField), Consent: strings.TrimSpace(value(prices.ConsentField))}
}

func (s *Server) priceList(w http.ResponseWriter, r *http.Request) error {
	query, actor := r.URL.Query(), actorOf(r)
	p := prices.ListPage{
		Kind: query.Get("kind"), Action: query.Get("action"), Search: query.Get("q"), Group: queryID(r, "group"), CanEdit: actor.May(panel.EditPrices), Key: newFormKey(),
	}
	b, err := s.app.PriceBoard(r.Context(), actor, service.OfferFilter{
		Kind: panel.ProductKind(p.Kind), Action: panel.PriceAction(p.Action), Search: p.Search, AfterID: queryID(r, "id"), Limit: pageSize + 1,
	}, p.Group)
	if err != nil {
		return err
	}
	shown, more := page(b.Rows)
	p.Rows, p.Version, p.Draft, p.Groups, p.Accounts, p.Coupons = shown, b.Prices.Version, b.Draft, b.Groups, len(b.Accounts), b.Coupons
	p.SyncedAt, p.Syncing = b.SyncedAt(), b.Syncing()
	if actor.May(panel.ViewJobs) {
		p.SyncHref = fmt.Sprintf("/jobs/%d", b.Sync.ID)
	}
	if len(shown) > 0 {
		p.First, p.Next = pager(r, more, "offer", shown[len(shown)-1].Cost.ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "prices.title"), "prices"); err != nil {
		return err
	}
	if p.Syncing {
		p.Frame.Refresh = 5
	}
	return render(w, r, http.StatusOK, prices.List(p))
}

func (s *Server) syncPrices(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.app.SyncPrices(r.Context(), actorOf(r), formID(r, "account")); err != nil {
		return err
	}
	return s.done(w, r, "/prices", "prices.sync.started")
}

func (s *Server) offerPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d, err := s.app.Offer(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	p := prices.OfferPage{Cost: d.Cost, History: d.History, Coupon: d.Coupon, Worth: d.Worth, ShowJobs: actorOf(r).May(panel.ViewJobs)}
	for _, g := range d.Prices {
		p.Prices = append(p.Prices, prices.GroupPrice{Group: g.Group, Price: g.Price})
	}
	title := prices.Title(r.Context(), d.Cost)
	if p.Frame, err = s.frame(r, title, "prices", pricesCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, prices.Offer(p))
}

func (s *Server) priceGroups(w http.ResponseWriter, r *http.Request) error {
	return s.showGroups(w, r, prices.GroupsPage{})
}

func (s *Server) showGroups(w http.ResponseWriter, r *http.Request, p prices.GroupsPage) error {
	g, err := s.app.PriceGroups(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p.Groups, p.Customers, p.Member, p.CanEdit = g.Groups, g.Customers, g.Member, actorOf(r).May(panel.EditPrices)
	title := i18n.T(r.Context(), "prices.groups.title")
	if p.Frame, err = s.frame(r, title, "prices", pricesCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), prices.Groups(p))
}

func (s *Server) addGroup(w http.ResponseWriter, r *http.Request) error {
	name := r.PostFormValue("name")
	err := s.app.SaveGroup(r.Context(), actorOf(r), 0, name)
	if wrong := problems(r, err); wrong != nil {
		return s.showGroups(w, r, prices.GroupsPage{Name: name, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/prices/groups", "prices.groups.saved")
}

func (s *Server) renameGroup(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "group")
	if err != nil {
		return err
	}
	err = s.app.SaveGroup(r.Context(), actorOf(r), id, r.PostFormValue("name"))
	if wrong := problems(r, err); wrong != nil {
		return s.showGroups(w, r, prices.GroupsPage{Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/prices/groups", "prices.groups.saved")
}

func (s *Server) setGroup(w http.ResponseWriter, r *http.Request) error {
	err := s.app.SetCustomerGroup(r.Context(), actorOf(r), formID(r, "customer"), formID(r, "group"))
	if wrong := problems(r, err); wrong != nil {
		return s.showGroups(w, r, prices.GroupsPage{Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/prices/groups", "prices.groups.saved")
}
