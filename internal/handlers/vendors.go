package handlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/payments"
	"tangelo/web/templates/ui"
	"tangelo/web/templates/vendors"
)

func (s *Server) vendorsRoutes() []Route {
	return []Route{
		{"GET", "/vendors", panel.ManageVendors, s.vendorList},
		{"POST", "/vendors", panel.ManageVendors, s.saveVendor},
		{"GET", "/vendors/new", panel.ManageVendors, s.newVendor},
		{"GET", "/vendors/{id}", panel.ManageVendors, s.vendorPage},
		{"GET", "/vendors/{id}/edit", panel.ManageVendors, s.editVendor},
		{"POST", "/vendors/{id}/edit", panel.ManageVendors, s.saveVendor},
		{"POST", "/vendors/{id}/test", panel.ManageVendors, s.testVendor},
		{"GET", "/vendors/{id}/stream", panel.ManageVendors, s.streamVendorTest},
		{"POST", "/vendors/{id}/breaker", panel.ManageVendors, s.closeBreaker},
	}
}

func vendorHref(id int64) string { return fmt.Sprintf("/vendors/%d", id) }

func vendorsCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "vendors.title"), Href: "/vendors"}
}

func vendorAccount(h service.AccountHealth) vendors.Account {
	return vendors.Account{VendorAccount: h.Account, Gate: h.Gate, Open: h.Open}
}

func (s *Server) vendorList(w http.ResponseWriter, r *http.Request) error {
	found, err := s.app.VendorAccounts(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	var p vendors.ListPage
	for _, h := range found {
		p.Accounts = append(p.Accounts, vendorAccount(h))
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "vendors.title"), "vendors"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, vendors.List(p))
}

func (s *Server) newVendor(w http.ResponseWriter, r *http.Request) error {
	f := service.VendorForm{Vendor: panel.Vendor(r.URL.Query().Get("vendor"))}
	if f.Vendor == "" {
		f.Vendor = panel.VendorCNDNS
	}
	return s.showVendorForm(w, r, f, nil)
}

// showVendorForm shows the form of a vendor account as it was typed; secrets
// are never shown again.
func (s *Server) showVendorForm(w http.ResponseWriter, r *http.Request, f service.VendorForm, wrong ui.Problems) error {
	p := vendors.FormPage{ID: f.ID, Label: f.Label, Settings: f.Settings, Ceiling: f.Ceiling, Problems: wrong}
	title, crumbs := i18n.T(r.Context(), "vendors.add"), []ui.Crumb{vendorsCrumb(r)}
	if f.ID != 0 {
		d, err := s.app.VendorDetail(r.Context(), actorOf(r), f.ID)
		if err != nil {
			return err
		}
		f.Vendor, p.Stored = d.Account.Vendor, d.Stored
		title = i18n.T(r.Context(), "vendors.edit")
		crumbs = append(crumbs, ui.Crumb{Label: d.Account.Label, Href: vendorHref(f.ID)})
	}
	kind, err := service.VendorKindOf(f.Vendor)
	if err != nil {
		return panel.Errorf(panel.NotFound, err, "error.notfound")
	}
	p.Vendor, p.POST, p.Spends, p.Secrets, p.Hosts = f.Vendor, kind.POST, kind.Spends, kind.SecretNames(), hostsOf(kind)
	p.Username, p.Email = slices.Contains(kind.Required, "username"), slices.Contains(kind.Required, "email")
	p.Agent = slices.Contains(kind.Optional, "username")
	for _, k := range service.VendorKinds() {
		p.Vendors = append(p.Vendors, k.Vendor)
	}
	if p.Frame, err = s.frame(r, title, "vendors", append(crumbs, ui.Crumb{Label: title})...); err != nil {
		return err
	}
	if p.Factor, err = s.factorAsk(r, wrong); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), vendors.Form(p))
}

func hostsOf(kind service.VendorKind) []vendors.Host {
	hosts := make([]vendors.Host, 0, len(kind.Hosts))
	for _, name := range kind.Hosts {
		hosts = append(hosts, vendors.Host{Name: name, Default: kind.Defaults[name]})
	}
	return hosts
}

func (s *Server) editVendor(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d, err := s.app.VendorDetail(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	return s.showVendorForm(w, r, service.VendorForm{ID: id, Vendor: d.Account.Vendor, Label: d.Account.Label, Settings: d.Account.Settings, Ceiling: d.Account.Settings.CeilingText()}, nil)
}

func vendorFormOf(r *http.Request) (service.VendorForm, error) {
	f := service.VendorForm{
		Vendor: panel.Vendor(r.PostFormValue("vendor")), Label: r.PostFormValue("label"), Secrets: map[string]string{},
		Settings: panel.VendorSettings{
			Username: r.PostFormValue("username"), Email: r.PostFormValue("email"), BaseURLs: map[string]string{},
			UsePOST: r.PostFormValue("use_post") != "", PanelOnly: r.PostFormValue("panel_only") != "",
		},
		Ceiling: r.PostFormValue("ceiling"), Factor: r.PostFormValue("factor"),
	}
	for _, kind := range service.VendorKinds() {
		for _, host := range kind.Hosts {
			f.Settings.BaseURLs[host] = r.PostFormValue("url_" + host)
		}
		for _, name := range kind.SecretNames() {
			f.Secrets[name] = r.PostFormValue(name)
		}
	}
	if r.URL.Path == "/vendors" {
		return f, nil
	}
	var err error
	f.ID, err = pathID(r, "id")
	return f, err
}

// saveVendor stores an account and, by the first of its buttons, tests it at once.
func (s *Server) saveVendor(w http.ResponseWriter, r *http.Request) error {
	f, err := vendorFormOf(r)
	if err != nil {
		return err
	}
	id, err := s.app.SaveVendor(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showVendorForm(w, r, f, wrong)
	}
	if err != nil {
		return err
	}
	if r.PostFormValue("then") != "show" {
		if _, err := s.app.TestVendor(r.Context(), actorOf(r), id); err != nil {
			return err
		}
	}
	return s.done(w, r, vendorHref(id), "vendors.saved")
}

func (s *Server) testVendor(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.app.TestVendor(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, vendorHref(id), "")
}

func (s *Server) closeBreaker(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.CloseBreaker(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, vendorHref(id), "vendors.breaker.done")
}

func (s *Server) vendorPage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d, err := s.app.VendorDetail(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	if d.Kind.Pays {
		http.Redirect(w, r, payments.Href(id), http.StatusSeeOther) // links to vendor accounts lead here
		return nil
	}
	p := vendors.DetailPage{
		Account: vendorAccount(d.AccountHealth), Secrets: d.Stored, Hosts: hostsOf(d.Kind), POST: d.Kind.POST, Spends: d.Kind.Spends,
		Known: len(d.Kind.Secrets) > 0, Budget: d.Budget,
	}
	if d.Test.ID != 0 {
		job := accountCheck(r.Context(), vendorHref(id), d)
		p.Job, p.Busy = &job, !job.Ended
	}
	if p.Frame, err = s.frame(r, d.Account.Label, "vendors", vendorsCrumb(r), ui.Crumb{Label: d.Account.Label}); err != nil {
		return err
	}
	if p.Busy {
		p.Frame.Refresh = 2
	}
	return render(w, r, http.StatusOK, vendors.Detail(p))
}

var jobTones = map[panel.JobState]ui.Tone{
	panel.JobWaiting: ui.Busy, panel.JobRunning: ui.Busy, panel.JobDone: ui.OK, panel.JobFailed: ui.Bad, panel.JobCancelled: ui.Mute,
}

// accountCheck is the last test of an account as a job's progress; href is where
// the account's page is.
func accountCheck(ctx context.Context, href string, d service.VendorDetail) ui.JobProps {
	job := d.Test
	p := ui.JobProps{
		ID: fmt.Sprint(job.ID), Title: i18n.T(ctx, "vendors.test.title"), Tone: jobTones[job.State], State: i18n.T(ctx, "vendors.test."+string(job.State)),
		Ended: job.State.Final(), Stream: href + "/stream", Reload: href, AtEnd: href,
	}
	for i, e := range d.Events {
		state := stepStates[ui.Tone(e.Tone)]
		if i == len(d.Events)-1 && e.Tone == "busy" && !p.Ended {
			state = ui.Running
		}
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, e.Key, e.Args...), State: state, At: e.At})
	}
	if len(p.Steps) == 0 {
		p.Steps = []ui.JobStep{{Label: i18n.T(ctx, "vendors.test.queued"), State: ui.Running}}
	}
	return p
}

func (s *Server) streamVendorTest(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		d, err := s.app.VendorDetail(ctx, actorOf(r), id)
		if err != nil {
			return glimpse{}, err
		}
		p := accountCheck(ctx, vendorHref(id), d)
		return glimpse{version: fmt.Sprintf("%d/%d/%d", d.Test.ID, d.Test.Version, len(d.Events)), final: p.Ended, part: ui.JobSteps(p)}, nil
	})
}
