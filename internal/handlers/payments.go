package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/payments"
	"tangelo/web/templates/ui"
)

func (s *Server) paymentsRoutes() []Route {
	return []Route{
		{"GET", "/payments", panel.ManagePay, s.payAccounts},
		{"POST", "/payments", panel.ManagePay, s.savePayAccount},
		{"GET", "/payments/new", panel.ManagePay, s.newPayAccount},
		{"GET", "/payments/{id}", panel.ManagePay, s.payAccountPage},
		{"GET", "/payments/{id}/edit", panel.ManagePay, s.editPayAccount},
		{"POST", "/payments/{id}/edit", panel.ManagePay, s.savePayAccount},
		{"POST", "/payments/{id}/check", panel.ManagePay, s.payAction(s.checkPayAccount, "")},
		{"POST", "/payments/{id}/enable", panel.ManagePay, s.payAction(s.switchPayAccount(true), "payments.enabled")},
		{"POST", "/payments/{id}/disable", panel.ManagePay, s.payAction(s.switchPayAccount(false), "payments.disabled")},
		{"POST", "/payments/{id}/compare", panel.ManagePay, s.payAction(s.app.CompareNow, "payments.comparing")},
		{"GET", "/payments/{id}/stream", panel.ManagePay, s.streamPayCheck},
		{"POST", "/callbacks/alipay/{token}", panel.Public, s.callback(panel.VendorAlipay, s.payNotice(panel.VendorAlipay))},
		{"POST", "/callbacks/wechatpay/{token}", panel.Public, s.callback(panel.VendorWeChatPay, s.payNotice(panel.VendorWeChatPay))},
	}
}

// payNotice hands a notice over as it came, and its answer back as it is.
func (s *Server) payNotice(vendor panel.Vendor) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return errors.Join(errBadCallback, err)
		}
		answer, err := s.app.ReceivePayNotice(r.Context(), vendor, chi.URLParam(r, "token"), r.Header, body, s.clientIP(r))
		if err != nil {
			return err
		}
		if answer.ContentType != "" {
			w.Header().Set("Content-Type", answer.ContentType)
		}
		w.WriteHeader(answer.Status)
		_, err = io.WriteString(w, answer.Body)
		return err
	}
}

func paymentsCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "payments.title"), Href: "/payments"}
}

func (s *Server) payAccounts(w http.ResponseWriter, r *http.Request) (err error) {
	var p payments.AccountsPage
	if p.Accounts, err = s.app.PayAccounts(r.Context(), actorOf(r)); err != nil {
		return err
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "payments.title"), "payments"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, payments.Accounts(p))
}

func (s *Server) newPayAccount(w http.ResponseWriter, r *http.Request) error {
	f := service.VendorForm{Vendor: panel.Vendor(r.URL.Query().Get("provider"))}
	if f.Vendor == "" {
		f.Vendor = panel.VendorAlipay
	}
	return s.showPayForm(w, r, f, nil)
}

func (s *Server) editPayAccount(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d, err := s.app.PayAccount(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	return s.showPayForm(w, r, service.VendorForm{ID: id, Vendor: d.Account.Vendor, Label: d.Account.Label, Settings: d.Account.Settings}, nil)
}

// showPayForm shows the form of an account as it was typed; keys are never shown
// again.
func (s *Server) showPayForm(w http.ResponseWriter, r *http.Request, f service.VendorForm, wrong ui.Problems) error {
	p := payments.FormPage{ID: f.ID, Label: f.Label, Settings: f.Settings, Problems: wrong, Providers: panel.PayProviders}
	title, crumbs := i18n.T(r.Context(), "payments.add"), []ui.Crumb{paymentsCrumb(r)}
	if f.ID != 0 {
		d, err := s.app.PayAccount(r.Context(), actorOf(r), f.ID)
		if err != nil {
			return err
		}
		f.Vendor, p.Stored = d.Account.Vendor, d.Stored
		title = i18n.T(r.Context(), "payments.edit.title")
		crumbs = append(crumbs, ui.Crumb{Label: d.Account.Label, Href: payments.Href(f.ID)})
	}
	kind, err := service.VendorKindOf(f.Vendor)
	if err != nil || !kind.Pays {
		return panel.Errorf(panel.NotFound, err, "error.notfound")
	}
	p.Provider, p.Public, p.Optional, p.Secrets, p.Hosts = f.Vendor, kind.Public, kind.Optional, kind.SecretNames(), payHosts(kind)
	if p.Frame, err = s.frame(r, title, "payments", append(crumbs, ui.Crumb{Label: title})...); err != nil {
		return err
	}
	if p.Factor, err = s.factorAsk(r, wrong); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), payments.Form(p))
}

func payHosts(kind service.VendorKind) []payments.Host {
	hosts := make([]payments.Host, 0, len(kind.Hosts))
	for _, name := range kind.Hosts {
		hosts = append(hosts, payments.Host{Name: name, Default: kind.Defaults[name]})
	}
	return hosts
}

func payFormOf(r *http.Request) (f service.VendorForm, err error) {
	f = service.VendorForm{
		Vendor: panel.Vendor(r.PostFormValue("provider")), Label: r.PostFormValue("label"), Secrets: map[string]string{},
		Factor:   r.PostFormValue("factor"),
		Settings: panel.VendorSettings{BaseURLs: map[string]string{}, Public: map[string]string{}},
	}
	for _, kind := range service.PayKinds() {
		for _, host := range kind.Hosts {
			f.Settings.BaseURLs[host] = r.PostFormValue("url_" + host)
		}
		for _, name := range kind.SecretNames() {
			f.Secrets[name] = r.PostFormValue(name)
		}
		for _, name := range kind.Public {
			f.Settings.Public[name] = r.PostFormValue(name)
		}
	}
	if chi.URLParam(r, "id") != "" {
		f.ID, err = pathID(r, "id")
	}
	return f, err
}

// savePayAccount stores an account and has it checked at once.
func (s *Server) savePayAccount(w http.ResponseWriter, r *http.Request) error {
	f, err := payFormOf(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), actorOf(r)
	if f.ID != 0 {
		if _, err := s.app.PayAccount(ctx, actor, f.ID); err != nil {
			return err
		}
	} else if kind, err := service.VendorKindOf(f.Vendor); err != nil || !kind.Pays {
		return panel.Errorf(panel.NotFound, err, "error.notfound")
	}
	id, err := s.app.SaveVendor(ctx, actor, f)
	if wrong := problems(r, err); wrong != nil {
		return s.showPayForm(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	if _, err := s.app.TestVendor(ctx, actor, id); err != nil {
		return err
	}
	return s.done(w, r, payments.Href(id), "payments.saved")
}

// payAction is what a button on the page of an account does.
func (s *Server) payAction(act func(ctx context.Context, actor panel.Actor, id int64) error, words string) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		if err := act(r.Context(), actorOf(r), id); err != nil {
			return err
		}
		return s.done(w, r, payments.Href(id), words)
	}
}

func (s *Server) checkPayAccount(ctx context.Context, actor panel.Actor, id int64) error {
	if _, err := s.app.PayAccount(ctx, actor, id); err != nil {
		return err
	}
	_, err := s.app.TestVendor(ctx, actor, id)
	return err
}

func (s *Server) switchPayAccount(on bool) func(ctx context.Context, actor panel.Actor, id int64) error {
	return func(ctx context.Context, actor panel.Actor, id int64) error {
		return s.app.SwitchPayAccount(ctx, actor, id, on)
	}
}

func (s *Server) payAccountPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d, err := s.app.PayAccount(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	p := payments.AccountPage{
		Account: d.Account, Public: d.Kind.Public, Secrets: d.Stored, Hosts: payHosts(d.Kind), NoticeURL: d.NoticeURL, Statements: d.Statements,
	}
	if d.Test.ID != 0 {
		job := accountCheck(r.Context(), payments.Href(id), d.VendorDetail)
		p.Job, p.Busy = &job, !job.Ended
	}
	if p.Frame, err = s.frame(r, d.Account.Label, "payments", paymentsCrumb(r), ui.Crumb{Label: d.Account.Label}); err != nil {
		return err
	}
	if p.Busy {
		p.Frame.Refresh = 2
	}
	return render(w, r, http.StatusOK, payments.Account(p))
}

func (s *Server) streamPayCheck(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		d, err := s.app.PayAccount(ctx, actorOf(r), id)
		if err != nil {
			return glimpse{}, err
		}
		p := accountCheck(ctx, payments.Href(id), d.VendorDetail)
		return glimpse{version: fmt.Sprintf("%d/%d/%d", d.Test.ID, d.Test.Version, len(d.Events)), final: p.Ended, part: ui.JobSteps(p)}, nil
	})
}
