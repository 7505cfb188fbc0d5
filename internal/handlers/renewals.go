package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/renewals"
	"tangelo/web/templates/ui"
)

func (s *Server) renewalsRoutes() []Route {
	return []Route{
		{"GET", "/renewals", panel.PlaceOrders, s.renewalList},
		{"GET", "/renewals/plans", panel.PlaceOrders, s.renewalPlans},
		{"POST", "/renewals/plans", panel.PlaceOrders, s.planRenewals},
		{"GET", "/renewals/plans/{plan}", panel.PlaceOrders, s.renewalPlan},
		{"POST", "/renewals/plans/{plan}/confirm", panel.PlaceOrders, s.confirmPlan},
		{"POST", "/renewals/plans/{plan}/pause", panel.PlaceOrders, s.movePlan((*service.App).PauseBatch, "renewals.paused")},
		{"POST", "/renewals/plans/{plan}/resume", panel.PlaceOrders, s.movePlan((*service.App).ResumeBatch, "renewals.resumed")},
		{"POST", "/renewals/plans/{plan}/retry", panel.PlaceOrders, s.movePlan((*service.App).RetryBatch, "renewals.retried")},
		{"POST", "/renewals/plans/{plan}/drop", panel.PlaceOrders, s.movePlan((*service.App).DropBatch, "renewals.dropped")},
		{"GET", "/renewals/tonight", panel.PlaceOrders, s.renewalsTonight},
		{"GET", "/renewals/log", panel.PlaceOrders, s.renewalLog},
		{"GET", "/renewals/forecast", panel.ViewLedger, s.renewalForecast},
		{"POST", "/renewals/forecast/{vendor}", panel.ManageVendors, s.setBalanceLimit},
		{"GET", "/renewals/products/{id}", panel.PlaceOrders, s.renewalProduct},
		{"POST", "/renewals/products/{id}", panel.PlaceOrders, s.setAutoRenew},
		{"POST", "/my/products/{id}/renewal", panel.UsePortal, s.setAutoRenew},
	}
}

func renewalsCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "renewals.title"), Href: "/renewals"}
}

func renewalTabs(r *http.Request, active string) []ui.Tab {
	return renewals.Tabs(r.Context(), active, actorOf(r).May(panel.ViewLedger))
}

// usualSpan is how far ahead the list looks when nobody says how far.
const usualSpan = 30

// renewalWish reads what a list or a form chooses.
func renewalWish(value func(name string) string) panel.RenewalWish {
	w := panel.RenewalWish{
		Kind: panel.ProductKind(value("kind")), Suffix: value("suffix"), Auto: value("auto"), Until: value("until"), Search: value("q"), Own: value("customer") == "own",
	}
	if id, err := strconv.ParseInt(value("customer"), 10, 64); err == nil {
		w.CustomerID = id
	}
	return w
}

// wishFields are the fields of a wish, as a form carries them on.
func wishFields(w panel.RenewalWish) map[string]string {
	fields := map[string]string{"kind": string(w.Kind), "suffix": w.Suffix, "auto": w.Auto, "until": w.Until, "q": w.Search}
	if w.Own {
		fields["customer"] = "own"
	} else if w.CustomerID != 0 {
		fields["customer"] = fmt.Sprint(w.CustomerID)
	}
	for name, value := range fields {
		if value == "" {
			delete(fields, name)
		}
	}
	return fields
}

func (s *Server) renewalList(w http.ResponseWriter, r *http.Request) error {
	wish := renewalWish(r.URL.Query().Get)
	filtered := len(wishFields(wish)) > 0
	if !filtered && !r.URL.Query().Has("until") {
		wish.Until = s.app.Now().In(china).AddDate(0, 0, usualSpan).Format(time.DateOnly)
	}
	return s.showRenewals(w, r, wish, renewals.ListPage{Key: newFormKey(), Filtered: filtered})
}

func (s *Server) showRenewals(w http.ResponseWriter, r *http.Request, wish panel.RenewalWish, p renewals.ListPage) error {
	want := service.RenewalWishFilter(wish)
	want.Limit, want.AfterID = pageSize+1, queryID(r, "id")
	if n := queryID(r, "after"); n != 0 {
		want.AfterEnd = time.UnixMicro(n)
	}
	found, count, err := s.app.Ending(r.Context(), actorOf(r), want)
	if err != nil {
		return err
	}
	more := false
	if p.Products, more = page(found); len(p.Products) > 0 {
		last := p.Products[len(p.Products)-1]
		p.First, p.Next = pager(r, more, fmt.Sprint(last.ExpiresAt.UnixMicro()), last.ID)
	}
	if p.Bars, err = s.app.RenewalBars(r.Context(), actorOf(r), p.Products); err != nil {
		return err
	}
	p.Count, p.Names, p.Keep = count, namesOf(p.Products), wishFields(wish)
	p.Until, p.Kind, p.Suffix, p.Customer, p.Auto, p.Query = wish.Until, string(wish.Kind), wish.Suffix, p.Keep["customer"], wish.Auto, wish.Search
	if p.Customers, err = s.customersToChoose(r); err != nil {
		return err
	}
	p.Tabs = renewalTabs(r, "list")
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "renewals.title"), "renewals"); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), renewals.List(p))
}

// namesOf is how people write the names of products, by id.
func namesOf(all []panel.Product) map[int64]string {
	names := map[int64]string{}
	for _, p := range all {
		names[p.ID] = service.NameUnicode(p.Name)
	}
	return names
}

func (s *Server) renewalProduct(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	found, err := s.app.RenewalOf(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	p := renewals.ProductPage{Product: found.Product, Rule: found.Rule, Tries: found.Tries, Name: service.NameUnicode(found.Product.Name)}
	title := i18n.T(r.Context(), "renewals.product", "Name", p.Name)
	if p.Frame, err = s.frame(r, title, "renewals", renewalsCrumb(r), ui.Crumb{Label: p.Name}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, renewals.Product(p))
}

// setAutoRenew serves the console and the portal.
func (s *Server) setAutoRenew(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	on := r.PostFormValue("auto") == "on"
	if err := s.app.SetAutoRenew(r.Context(), actorOf(r), id, on); err != nil {
		return err
	}
	back := renewals.ProductHref(id)
	if actorOf(r).Role == panel.RoleCustomer {
		back = fmt.Sprintf("/my/products/%d", id)
	}
	key := "renewals.turned.off"
	if on {
		key = "renewals.turned.on"
	}
	return s.done(w, r, back, key)
}

func (s *Server) renewalLog(w http.ResponseWriter, r *http.Request) error {
	p := renewals.LogPage{Verdict: r.URL.Query().Get("verdict"), Names: map[int64]string{}, Tabs: renewalTabs(r, "log")}
	found, err := s.app.RenewalTries(r.Context(), actorOf(r), service.TryFilter{
		Verdict: panel.RenewalVerdict(p.Verdict), Before: queryID(r, "before"), Limit: pageSize + 1,
	})
	if err != nil {
		return err
	}
	more := false
	if p.Tries, more = page(found); len(p.Tries) > 0 {
		p.First, p.Next = older(r, more, p.Tries[len(p.Tries)-1].ID)
	}
	for _, t := range p.Tries {
		p.Names[t.ProductID] = service.NameUnicode(t.Product.Name)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "renewals.log"), "renewals", renewalsCrumb(r), ui.Crumb{Label: i18n.T(r.Context(), "renewals.tab.log")}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, renewals.Log(p))
}

// runMoment is when the run that is looked at happens: tonight's is the first
// of the next day.
func (s *Server) runMoment(when string) time.Time {
	now := s.app.Now()
	y, m, d := now.In(china).Date()
	switch when {
	case "now":
		return now
	case "week":
		return time.Date(y, m, d+7, 0, 5, 0, 0, china)
	}
	return time.Date(y, m, d+1, 0, 5, 0, 0, china)
}

func (s *Server) renewalsTonight(w http.ResponseWriter, r *http.Request) error {
	p := renewals.TonightPage{When: r.URL.Query().Get("when"), Names: map[int64]string{}, Tabs: renewalTabs(r, "tonight")}
	found, err := s.app.PreviewRenewals(r.Context(), actorOf(r), s.runMoment(p.When))
	if err != nil {
		return err
	}
	p.At, p.Decided, p.Sum, p.Blind = found.At, found.Decided, found.Sum, found.Blind
	for _, d := range found.Decided {
		p.Names[d.Product.ID] = service.NameUnicode(d.Product.Name)
	}
	title := i18n.T(r.Context(), "renewals.tonight")
	if p.Frame, err = s.frame(r, title, "renewals", renewalsCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, renewals.Tonight(p))
}

func (s *Server) renewalForecast(w http.ResponseWriter, r *http.Request) error {
	return s.showForecast(w, r, renewals.ForecastPage{})
}

func (s *Server) showForecast(w http.ResponseWriter, r *http.Request, p renewals.ForecastPage) (err error) {
	if p.Forecasts, err = s.app.Forecasts(r.Context(), actorOf(r)); err != nil {
		return err
	}
	p.CanSet, p.Tabs = actorOf(r).May(panel.ManageVendors), renewalTabs(r, "forecast")
	title := i18n.T(r.Context(), "renewals.forecast")
	if p.Frame, err = s.frame(r, title, "renewals", renewalsCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), renewals.Forecast(p))
}

func (s *Server) setBalanceLimit(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "vendor")
	if err != nil {
		return err
	}
	typed := map[string]string{"days": r.PostFormValue("days"), "amount": r.PostFormValue("amount")}
	days, badDays := strconv.Atoi(typed["days"])
	amount, badAmount := panel.ParseSigned(typed["amount"])
	if badDays != nil {
		days = -1
	}
	if badAmount != nil {
		amount = -1
	}
	err = s.app.SetBalanceLimit(r.Context(), actorOf(r), id, days, amount)
	if wrong := problems(r, err); wrong != nil {
		return s.showForecast(w, r, renewals.ForecastPage{Wrong: id, Typed: typed, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/renewals/forecast", "renewals.limit.done")
}
