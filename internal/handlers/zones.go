package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
	"tangelo/web/templates/zones"
)

// zonePages are the pages of DNS zones for one kind of reader.
type zonePages struct {
	*Server
	base   string // address of the list
	active string // navigation entry
	portal bool
}

const (
	zonesPerPage   = 50
	recordsPerPage = 100
)

func (s *Server) zonesRoutes() []Route {
	console := zonePages{Server: s, base: "/zones", active: "zones"}
	portal := zonePages{Server: s, base: "/my/dns", active: "mydns", portal: true}
	return slices.Concat(
		[]Route{
			{"GET", "/zones/new", panel.EditDNS, console.newZone},
			{"POST", "/zones", panel.EditDNS, console.addZone},
		},
		console.routes(panel.ViewDNS, panel.EditDNS),
		portal.routes(panel.UsePortal, panel.UsePortal),
	)
}

func (z zonePages) routes(view, edit panel.Permission) []Route {
	zone, record := z.base+"/{id}", z.base+"/{id}/records/{record}"
	return []Route{
		{"GET", z.base, view, z.list},
		{"GET", zone, view, z.zone},
		{"GET", zone + "/stream", view, z.zoneStream},
		{"POST", zone + "/refresh", view, z.refresh},
		{"POST", zone + "/records", edit, z.addRecord},
		{"GET", record + "/edit", edit, z.editRecord},
		{"POST", record, edit, z.changeRecord},
		{"GET", record + "/delete", edit, z.confirmDelete},
		{"POST", record + "/delete", edit, z.recordAction("zones.flash.deleting", z.deleteRecord)},
		{"POST", record + "/enable", edit, z.recordAction("zones.flash.changing", z.enableRecord)},
		{"POST", record + "/retry", edit, z.recordAction("zones.flash.retry", z.retryRecord)},
		{"POST", record + "/dismiss", edit, z.recordAction("zones.flash.dismissed", z.dismissRecord)},
	}
}

func (z zonePages) list(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	want := service.ProductFilter{
		Search: query.Get("q"), CustomerID: queryID(r, "customer"), AfterName: query.Get("after"), AfterID: queryID(r, "id"), Limit: zonesPerPage + 1,
	}
	found, err := z.app.Zones(r.Context(), actorOf(r), want)
	if err != nil {
		return err
	}
	frame, err := z.frame(r, i18n.T(r.Context(), "zones.title"), z.active)
	if err != nil {
		return err
	}
	p := zones.ListPage{Frame: frame, Base: z.base, Portal: z.portal, CanAdd: !z.portal && actorOf(r).May(panel.EditDNS), Search: want.Search}
	if len(found) > zonesPerPage {
		found = found[:zonesPerPage]
		last := found[zonesPerPage-1].Zone
		p.Next = pageHref(r.URL, "after", last.Name, "id", strconv.FormatInt(last.ID, 10))
	}
	if want.AfterID != 0 {
		p.First = pageHref(r.URL, "after", "", "id", "")
	}
	for _, v := range found {
		p.Zones = append(p.Zones, zones.Zone{Product: v.Zone, Unicode: service.NameInUnicode(v.Zone.Name), Delegation: v.Delegation})
	}
	return render(w, r, http.StatusOK, zones.List(p))
}

// pageHref is an address with parameters set; an empty value removes one.
func pageHref(at *url.URL, pairs ...string) string {
	query := at.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if query.Del(pairs[i]); pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	if len(query) == 0 {
		return at.Path
	}
	return at.Path + "?" + query.Encode()
}

func (z zonePages) newZone(w http.ResponseWriter, r *http.Request) error {
	return z.showNew(w, r, zones.NewPage{Name: r.URL.Query().Get("name"), Customer: r.URL.Query().Get("customer")})
}

func (z zonePages) showNew(w http.ResponseWriter, r *http.Request, p zones.NewPage) error {
	ctx, actor := r.Context(), actorOf(r)
	var err error
	title := i18n.T(ctx, "zones.new")
	if p.Frame, err = z.frame(r, title, z.active, ui.Crumb{Label: i18n.T(ctx, "zones.title"), Href: z.base}, ui.Crumb{Label: title}); err != nil {
		return err
	}
	accounts, err := z.app.ZoneAccounts(ctx, actor)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		p.Accounts = append(p.Accounts, ui.Option{Value: strconv.FormatInt(a.ID, 10), Label: a.Label + " · " + i18n.T(ctx, "zones.vendor."+string(a.Vendor))})
	}
	p.Customers = []ui.Option{{Label: i18n.T(ctx, "zones.new.nobody")}}
	if actor.May(panel.ViewCustomers) {
		customers, err := z.app.Customers(ctx, actor, service.CustomerFilter{Limit: 500})
		if err != nil {
			return err
		}
		for _, c := range customers {
			p.Customers = append(p.Customers, ui.Option{Value: strconv.FormatInt(c.ID, 10), Label: c.Name})
		}
	}
	return render(w, r, status(p.Problems), zones.New(p))
}

func (z zonePages) addZone(w http.ResponseWriter, r *http.Request) error {
	p := zones.NewPage{Name: r.PostFormValue("name"), Account: r.PostFormValue("account"), Customer: r.PostFormValue("customer")}
	form := service.ZoneForm{Name: p.Name, AccountID: numberOf(p.Account), CustomerID: numberOf(p.Customer)}
	_, err := z.app.AddZone(r.Context(), actorOf(r), form)
	if p.Problems = problems(r, err); p.Problems != nil {
		return z.showNew(w, r, p)
	}
	if err != nil {
		return err
	}
	return z.done(w, r, z.base, "zones.flash.adding", "Name", p.Name)
}

// numberOf reads a number, 0 when there is none.
func numberOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (z zonePages) zone(w http.ResponseWriter, r *http.Request) error {
	return z.showZone(w, r, nil)
}

// showZone shows a zone; form is the row to add as it was typed, nil for a fresh one.
func (z zonePages) showZone(w http.ResponseWriter, r *http.Request, form *zones.RecordForm) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	p, err := z.zonePart(r.Context(), r, id)
	if err != nil {
		return err
	}
	if fromHTMX(r) && form == nil {
		return render(w, r, http.StatusOK, zones.Section(p))
	}
	p.Form = zones.RecordForm{Type: "A", TTL: strconv.Itoa(p.Rules.TTL)}
	if form != nil {
		p.Form = *form
	}
	title := p.Unicode
	if p.Frame, err = z.frame(r, title, z.active, ui.Crumb{Label: i18n.T(r.Context(), "zones.title"), Href: z.base}, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Path = z.href(id) // a refused form came by POST, which must not be asked for again
	if p.Live && form == nil {
		p.Frame.Refresh = 3
	}
	return render(w, r, status(p.Form.Problems), zones.Records(p))
}

// zonePart is a zone and the records that the address asks for.
func (z zonePages) zonePart(ctx context.Context, r *http.Request, id int64) (p zones.RecordsPage, err error) {
	view, err := z.app.Zone(ctx, actorOf(r), id)
	if err != nil {
		return p, err
	}
	query := r.URL.Query()
	p = zones.RecordsPage{
		Base: z.base, Portal: z.portal, Zone: view.Zone, Unicode: service.NameInUnicode(view.Zone.Name), Rules: view.Rules, CanEdit: view.CanEdit,
		Nameservers: view.Nameservers, Delegation: view.Delegation, Reading: view.Reading, Live: view.Pending > 0 || view.Reading, Query: r.URL.RawQuery,
		Filter: zones.Filter{Search: query.Get("q"), Type: query.Get("type"), Line: query.Get("line"), State: query.Get("state")},
	}
	want := service.RecordFilter{Search: p.Filter.Search, Type: p.Filter.Type, Line: p.Filter.Line, State: panel.RecordState(p.Filter.State), Limit: recordsPerPage + 1}
	want.After.Name, want.After.Type, want.After.ID = query.Get("after"), query.Get("aftertype"), queryID(r, "afterid")
	if p.Records, err = z.app.Records(ctx, actorOf(r), id, want); err != nil {
		return p, err
	}
	at := &url.URL{Path: z.base + "/" + strconv.FormatInt(id, 10), RawQuery: r.URL.RawQuery}
	if len(p.Records) > recordsPerPage {
		p.Records = p.Records[:recordsPerPage]
		last := p.Records[recordsPerPage-1]
		p.Next = pageHref(at, "after", last.Name, "aftertype", last.Type, "afterid", strconv.FormatInt(last.ID, 10))
	}
	if want.After.ID != 0 {
		p.First = pageHref(at, "after", "", "aftertype", "", "afterid", "")
	}
	return p, nil
}

// zoneStream sends the table anew while a change or a reading is under way.
func (z zonePages) zoneStream(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return z.stream(w, r, func(ctx context.Context) (glimpse, error) {
		view, err := z.app.Zone(ctx, actorOf(r), id)
		if err != nil {
			return glimpse{}, err
		}
		p, err := z.zonePart(ctx, r, id)
		if err != nil {
			return glimpse{}, err
		}
		p.Streamed = true
		return glimpse{version: view.Version + strconv.FormatBool(p.Live), final: !p.Live, part: zones.Table(p)}, nil
	})
}

func (z zonePages) refresh(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := z.app.RefreshZone(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return z.done(w, r, z.href(id), "")
}

func (z zonePages) href(id int64) string { return z.base + "/" + strconv.FormatInt(id, 10) }
