package handlers

import (
	"context"
	"fmt"
	"net/http"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/cloud"
	"tangelo/web/templates/ui"
)

func (s *Server) cloudRoutes() []Route {
	return []Route{
		{"GET", "/cloud", panel.ViewProducts, s.cloudList},
		{"GET", "/cloud/new", panel.PlaceOrders, s.newCloud},
		{"POST", "/cloud/new", panel.PlaceOrders, s.buyCloud},
		{"GET", "/cloud/confirm", panel.PlaceOrders, s.confirmCloud},
		{"GET", "/my/cloud/new", panel.UsePortal, s.newCloud},
		{"POST", "/my/cloud/new", panel.UsePortal, s.buyCloud},
		{"GET", "/my/cloud/confirm", panel.UsePortal, s.confirmCloud},
		{"POST", "/cloud/catalog/{id}", panel.PlaceOrders, s.refreshCatalog},
		{"GET", "/cloud/{id}", panel.ViewProducts, s.cloudPage},
	}
}

func cloudCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "cloud.title"), Href: "/cloud"}
}

func (s *Server) cloudList(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	p := cloud.ListPage{State: query.Get("state"), Search: query.Get("q"), Customer: query.Get("customer"), CanBuy: actorOf(r).May(panel.PlaceOrders)}
	found, err := s.app.Products(r.Context(), actorOf(r), service.ProductFilter{
		Kind: panel.KindCloud, State: panel.ProductState(p.State), CustomerID: queryID(r, "customer"), Search: p.Search,
		AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: pageSize + 1,
	})
	if err != nil {
		return err
	}
	more := false
	if p.Hosts, more = page(found); len(p.Hosts) > 0 {
		last := p.Hosts[len(p.Hosts)-1]
		p.First, p.Next = pager(r, more, last.Name, last.ID)
	}
	if p.Customers, err = s.customersToChoose(r); err != nil {
		return err
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "cloud.title"), "cloud"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, cloud.List(p))
}

func (s *Server) cloudPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	work, err := s.app.ProductWork(r.Context(), actorOf(r), id)
	if err == nil && work.Product.Kind != panel.KindCloud {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	if err != nil {
		return err
	}
	p := cloud.HostPage{
		Host: work.Product, Jobs: work.Jobs, Orders: work.Orders, Groups: operationGroups(r.Context(), work),
		Progress: latestWork(r, work, fmt.Sprintf("/cloud/%d", id)),
		Sync:     ui.SyncProps{At: work.Product.FactsAt, Refresh: fmt.Sprintf("/products/%d/refresh", id), Busy: work.Busy() && work.Latest.Kind == "product.refresh"},
	}
	if p.Frame, err = s.frame(r, work.Product.Name, "cloud", cloudCrumb(r), ui.Crumb{Label: work.Product.Name}); err != nil {
		return err
	}
	if work.Busy() {
		p.Frame.Refresh = 3
	}
	return render(w, r, http.StatusOK, cloud.Host(p))
}

// latestWork is the latest work on a product, live; nil when there was none.
func latestWork(r *http.Request, work service.ProductWork, here string) *ui.JobProps {
	if work.Latest.ID == 0 {
		return nil
	}
	p := jobProgress(r, service.JobDetail{Job: work.Latest, Events: work.Events})
	p.Reload, p.AtEnd = here, here
	return &p
}

// operationGroup says which operations stand together on a host's page.
var operationGroup = []struct {
	key   string
	names []string
}{
	{"power", []string{"cloud.create", "cloud.start", "cloud.restart", "cloud.shutdown", "cloud.power_off"}},
	{"data", []string{"cloud.snapshot_create", "cloud.snapshot_restore", "cloud.snapshot_delete", "cloud.rebuild", "cloud.password", "cloud.platform_password"}},
	{"network", []string{"cloud.bind_domain", "cloud.unbind_domain", "cloud.port", "cloud.buy_ip"}},
	{"money", []string{"cloud.renew", "cloud.upgrade"}},
}

func operationGroups(ctx context.Context, work service.ProductWork) []cloud.Group {
	var groups []cloud.Group
	for _, g := range operationGroup {
		group := cloud.Group{Key: g.key}
		for _, name := range g.names {
			for _, op := range work.Allowed {
				if op.Name == name {
					group.Actions = append(group.Actions, operationButton(ctx, op, work.Product, ""))
				}
			}
		}
		if len(group.Actions) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// operationButton leads to the form of an operation; one that is not
// available now says why.
func operationButton(ctx context.Context, op panel.Operation, p panel.Product, root string) ui.ButtonProps {
	b := ui.ButtonProps{Label: i18n.T(ctx, "op."+op.Name), Icon: op.Icon, Href: fmt.Sprintf("%s/products/%d/do/%s", root, p.ID, op.Name)}
	if op.Effect == panel.EffectDestroy {
		b.Kind = ui.Danger
	}
	if ok, why := op.Available(p); !ok {
		b.Disabled, b.Why = true, i18n.T(ctx, why)
	}
	return b
}

func (s *Server) refreshCatalog(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.app.RefreshCloudShop(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, fmt.Sprintf("/cloud/new?account=%d", id), "cloud.catalog.asking")
}
