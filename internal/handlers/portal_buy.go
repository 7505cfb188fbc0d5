package handlers

import (
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/layout"
	"tangelo/web/templates/ui"
)

// shelf is where in the portal one kind of new things is bought. Its words are
// the messages "portal.buy.<operation>" and "portal.shelf.<operation>".
type shelf struct{ operation, href, icon string }

// portalShelves has one for each of panel.PortalSales, in the order of the tabs.
var portalShelves = []shelf{
	{"domain.register", "/my/search", "search"},
	{"cloud.buy", "/my/cloud/new", "server"},
}

// shelvesOf are those that hold what a customer may buy.
func shelvesOf(sold []string) []shelf {
	return slices.DeleteFunc(slices.Clone(portalShelves), func(s shelf) bool { return !slices.Contains(sold, s.operation) })
}

// withShelves has the entry of the navigation for buying lead to the first
// shelf; a customer who may buy nothing has none.
func withShelves(groups []layout.NavGroup, sold []string) []layout.NavGroup {
	shelves := shelvesOf(sold)
	for i := range groups {
		at := slices.IndexFunc(groups[i].Items, func(item layout.NavItem) bool { return item.Key == "mybuy" })
		switch {
		case at < 0:
		case len(shelves) == 0:
			groups[i].Items = slices.Delete(groups[i].Items, at, at+1)
		default:
			groups[i].Items[at].Href = shelves[0].href
		}
	}
	return groups
}

// shelves are tabs from one shelf to the others; active is an operation.
func (s *Server) shelves(r *http.Request, active string) (tabs []ui.Tab, err error) {
	sold, err := s.app.Buyable(r.Context(), actorOf(r))
	for _, one := range shelvesOf(sold) {
		tabs = append(tabs, ui.Tab{Label: i18n.T(r.Context(), "portal.shelf."+one.operation), Href: one.href, Active: one.operation == active})
	}
	return tabs, err
}

// buyButtons lead to what a customer may buy.
func (s *Server) buyButtons(r *http.Request) (buttons []ui.ButtonProps, err error) {
	sold, err := s.app.Buyable(r.Context(), actorOf(r))
	for _, one := range shelvesOf(sold) {
		buttons = append(buttons, ui.ButtonProps{Label: i18n.T(r.Context(), "portal.buy."+one.operation), Icon: one.icon, Href: one.href})
	}
	return buttons, err
}

// canRegister reports whether the person may register domains at all.
func (s *Server) canRegister(r *http.Request) (bool, error) {
	if actorOf(r).Role != panel.RoleCustomer {
		return true, nil
	}
	sold, err := s.app.Buyable(r.Context(), actorOf(r))
	return slices.Contains(sold, "domain.register"), err
}
