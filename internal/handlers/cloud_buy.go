package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/cart"
	"tangelo/web/templates/cloud"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

// cloudForm is what a form or an address says of a host to be bought.
func cloudForm(value func(name string) string) service.CloudForm {
	f := service.CloudForm{
		AccountID: idIn(value, "account"), CustomerID: idIn(value, "customer"), Input: map[string]string{},
		Password: value("password"), Deal: deal(value), FormKey: value(ui.FormKey),
	}
	for _, name := range cloud.Fields {
		f.Input[name] = strings.TrimSpace(value(name))
	}
	return f
}

func (s *Server) newCloud(w http.ResponseWriter, r *http.Request) error {
	f := cloudForm(r.URL.Query().Get)
	if f.Input["cpu"] == "" { // nobody filled it in yet
		f.Input["count"], f.Input["open"] = "1", "1"
	}
	return s.showCloudForm(w, r, f, nil)
}

// buyCloud takes the form to its second step, and from there into an order or
// the cart.
func (s *Server) buyCloud(w http.ResponseWriter, r *http.Request) error {
	f := cloudForm(r.PostFormValue)
	switch r.PostFormValue("step") {
	case "buy":
		return s.orderCloud(w, r, f)
	case "cart":
		return s.cloudToCart(w, r, f)
	}
	f.FormKey = newFormKey() // what was fixed before was for another form
	_, err := s.app.CloudPrice(r.Context(), actorOf(r), f, true)
	if wrong := problems(r, err); wrong != nil {
		return s.showCloudForm(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	p := cloud.BuyPage{Portal: inPortal(r), Account: f.AccountID, Customer: f.CustomerID, Values: f.Input, Key: f.FormKey}
	http.Redirect(w, r, p.ConfirmHref(), http.StatusSeeOther)
	return nil
}

func (s *Server) orderCloud(w http.ResponseWriter, r *http.Request, f service.CloudForm) error {
	id, err := s.app.BuyCloud(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showCloudConfirm(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	to := fmt.Sprintf("/orders/%d", id)
	if inPortal(r) {
		to = orders.PortalHref(id)
	}
	return s.done(w, r, to, "cloud.buy.placed")
}

func (s *Server) cloudToCart(w http.ResponseWriter, r *http.Request, f service.CloudForm) error {
	err := s.app.AddCloud(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showCloudConfirm(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, cart.Href(inPortal(r), f.CustomerID), "cart.added")
}

func (s *Server) confirmCloud(w http.ResponseWriter, r *http.Request) error {
	return s.showCloudConfirm(w, r, cloudForm(r.URL.Query().Get), nil)
}

// showCloudConfirm shows the price of what the form asks for, fixed under the
// form's key as soon as it is known. A price that was fixed for too long, or for
// something else, is found out anew.
func (s *Server) showCloudConfirm(w http.ResponseWriter, r *http.Request, f service.CloudForm, wrong ui.Problems) error {
	ctx, actor := r.Context(), actorOf(r)
	tag, err := s.app.CloudPrice(ctx, actor, f, true)
	if panel.Is(err, panel.Conflict) || f.FormKey == "" {
		f.FormKey = newFormKey()
		tag, err = s.app.CloudPrice(ctx, actor, f, true)
	}
	if unfit := problems(r, err); unfit != nil {
		return s.showCloudForm(w, r, f, unfit)
	}
	if err != nil {
		return err
	}
	p, err := s.hostPage(r, f, i18n.T(ctx, "cloud.buy.confirm"))
	if err != nil {
		return err
	}
	customer := buyerOf(r, f.CustomerID)
	funds, err := s.app.FundsFor(ctx, actor, customer, tag.Fen)
	if err != nil {
		return err
	}
	p.Price, p.Funds, p.Problems, p.Frame.Problem = tag, fundsOf(r, funds, customer), wrong, len(wrong) > 0
	if tag.Asking && r.Method == http.MethodGet {
		p.Frame.Refresh = 2 // it comes by itself
	}
	return render(w, r, status(wrong), cloud.Confirm(p))
}

func (s *Server) showCloudForm(w http.ResponseWriter, r *http.Request, f service.CloudForm, wrong ui.Problems) error {
	p, err := s.hostPage(r, f, i18n.T(r.Context(), "cloud.new"))
	if err != nil {
		return err
	}
	p.Problems, p.Frame.Problem = wrong, len(wrong) > 0
	if r.Method == http.MethodGet && p.FetchedAt.IsZero() && p.Asking {
		p.Frame.Refresh = 2
	}
	return render(w, r, status(wrong), cloud.Buy(p))
}

// hostPage is the page of a purchase with what there is to choose from.
func (s *Server) hostPage(r *http.Request, f service.CloudForm, title string) (p cloud.BuyPage, err error) {
	ctx := r.Context()
	shop, err := s.app.CloudShop(ctx, actorOf(r), f.AccountID)
	if err != nil {
		return p, err
	}
	p = cloud.BuyPage{
		Portal: inPortal(r), Accounts: shop.Accounts, Account: shop.Account.ID, Customer: f.CustomerID, Options: cloudOptions(shop), Terms: shop.Terms(),
		DiskHint: spanHint(ctx, shop.Disk), BandwidthHint: spanHint(ctx, shop.Bandwidth), FetchedAt: shop.FetchedAt, Asking: shop.Asking,
		Values: f.Input, Key: f.FormKey,
	}
	for name, span := range map[string]service.Span{"disk": shop.Disk, "bandwidth": shop.Bandwidth} {
		if p.Values["cpu"] == "" && p.Values[name] == "" && span.Max > 0 {
			p.Values[name] = fmt.Sprint(span.Min)
		}
	}
	if p.Portal {
		if p.Tabs, err = s.shelves(r, "cloud.buy"); err != nil {
			return p, err
		}
		p.Frame, err = s.frame(r, title, "mybuy")
		return p, err
	}
	if p.Customers, err = s.customersToChoose(r); err != nil {
		return p, err
	}
	p.Frame, err = s.frame(r, title, "cloud", cloudCrumb(r), ui.Crumb{Label: title})
	return p, err
}

func cloudOptions(shop service.CloudShop) map[string][]ui.Option {
	all := map[string][]ui.Option{}
	for field, options := range shop.Options {
		for _, o := range options {
			if field == "memory" {
				o.Label = cloud.MemoryText(o.Value)
			}
			all[field] = append(all[field], ui.Option{Value: o.Value, Label: o.Label})
		}
	}
	return all
}

func spanHint(ctx context.Context, span service.Span) string {
	switch {
	case span.Max == 0:
		return ""
	case span.Step <= 1:
		return i18n.T(ctx, "cloud.buy.span", "Min", span.Min, "Max", span.Max)
	}
	return i18n.T(ctx, "cloud.problem.span", "Min", span.Min, "Max", span.Max, "Step", span.Step)
}
