package handlers

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/search"
)

func (s *Server) searchRoutes() []Route {
	return []Route{
		{"GET", "/domains/search", panel.PlaceOrders, s.newSearch},
		{"POST", "/domains/search", panel.PlaceOrders, s.startSearch},
		{"GET", "/domains/search/{id}", panel.PlaceOrders, s.searchPage},
		{"GET", "/domains/search/{id}/stream", panel.PlaceOrders, s.streamSearch},
		{"GET", "/my/search", panel.UsePortal, s.newSearch},
		{"POST", "/my/search", panel.UsePortal, s.startSearch},
		{"GET", "/my/search/{id}", panel.UsePortal, s.searchPage},
		{"GET", "/my/search/{id}/stream", panel.UsePortal, s.streamSearch},
	}
}

func (s *Server) newSearch(w http.ResponseWriter, r *http.Request) error {
	if ok, err := s.canRegister(r); err != nil || !ok {
		return cmp.Or(err, panel.Errorf(panel.NotFound, nil, "error.notfound"))
	}
	p := search.Page{Text: r.URL.Query().Get("q"), Customer: queryID(r, "customer")}
	for _, rule := range panel.Suffixes {
		if rule.Preset {
			p.Chosen = append(p.Chosen, rule.Suffix)
		}
	}
	return s.showSearch(w, r, p)
}

func (s *Server) showSearch(w http.ResponseWriter, r *http.Request, p search.Page) (err error) {
	active := "search"
	if p.Portal = inPortal(r); p.Portal {
		active = "mybuy"
		if p.Tabs, err = s.shelves(r, "domain.register"); err != nil {
			return err
		}
	}
	p.Customer = buyerOf(r, p.Customer)
	if p.Cart, err = s.app.CartSize(r.Context(), actorOf(r), p.Customer); err != nil {
		return err
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "search.title"), active); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	if p.Open {
		p.Frame.Refresh = 3
	}
	return render(w, r, status(p.Problems), search.Search(p))
}

func (s *Server) startSearch(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return panel.Errorf(panel.Invalid, err, "error.invalid")
	}
	f := service.SearchForm{Text: r.PostFormValue("q"), Suffixes: r.PostForm["suffix"]}
	id, err := s.app.StartSearch(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showSearch(w, r, search.Page{Text: f.Text, Chosen: f.Suffixes, Customer: formID(r, "customer"), Problems: wrong})
	}
	if err != nil {
		return err
	}
	to := fmt.Sprintf("%s/%d", r.URL.Path, id)
	if customer := formID(r, "customer"); customer != 0 && !inPortal(r) {
		to += fmt.Sprintf("?customer=%d", customer)
	}
	return s.done(w, r, to, "")
}

func (s *Server) searchOf(ctx context.Context, r *http.Request) (search.Page, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return search.Page{}, err
	}
	found, err := s.app.Search(ctx, actorOf(r), id)
	p := search.Page{Portal: inPortal(r), ID: id, Text: found.Label, Open: found.Open(), Customer: buyerOf(r, queryID(r, "customer"))}
	for _, c := range found.Checks {
		if !slices.Contains(p.Chosen, c.Suffix) {
			p.Chosen = append(p.Chosen, c.Suffix)
		}
		p.Rows = append(p.Rows, search.Row{Check: c, Unicode: service.NameUnicode(c.Name)})
	}
	if err != nil {
		return p, err
	}
	priced, err := s.app.SearchPrices(ctx, actorOf(r), id, p.Customer)
	p.Priced, p.Margins = priced != nil, actorOf(r).SeesCosts()
	for i := range p.Rows {
		p.Rows[i].Price = priced[p.Rows[i].Check.Name]
	}
	return p, err
}

func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.searchOf(r.Context(), r)
	if err != nil {
		return err
	}
	return s.showSearch(w, r, p)
}

func (s *Server) streamSearch(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		p, err := s.searchOf(ctx, r)
		version := ""
		for _, row := range p.Rows {
			version += string(row.Check.State[:1])
		}
		return glimpse{version: version, final: !p.Open, part: search.Results(p)}, err
	})
}
