package handlers

import (
	"fmt"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/staff"
	"tangelo/web/templates/ui"
)

func (s *Server) staffRoutes() []Route {
	return []Route{
		{"GET", "/staff", panel.ManageStaff, s.staffList},
		{"POST", "/staff", panel.ManageStaff, s.addStaff},
		{"GET", "/staff/new", panel.ManageStaff, s.newStaff},
		{"GET", "/staff/{id}", panel.ManageStaff, s.staffPage},
		{"POST", "/staff/{id}/permissions", panel.ManageStaff, s.setStaffPermissions},
		{"POST", "/staff/{id}/disable", panel.ManageStaff, s.disableStaff},
		{"POST", "/staff/{id}/enable", panel.ManageStaff, s.enableStaff},
		{"POST", "/staff/{id}/password", panel.ManageStaff, s.setStaffPassword},
		{"POST", "/staff/{id}/factor/reset", panel.ManageStaff, s.resetStaffFactor},
	}
}

func staffHref(id int64) string { return fmt.Sprintf("/staff/%d", id) }

func staffCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "staff.title"), Href: "/staff"}
}

func (s *Server) staffList(w http.ResponseWriter, r *http.Request) error {
	users, err := s.app.Staff(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	factors, err := s.app.Factors(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	frame, err := s.frame(r, i18n.T(r.Context(), "staff.title"), "staff")
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, staff.List(staff.ListPage{Frame: frame, Users: users, Factors: factors}))
}

func (s *Server) newStaff(w http.ResponseWriter, r *http.Request) error {
	return s.showNewStaff(w, r, staff.FormPage{User: panel.User{Granted: []panel.Permission{
		panel.ViewCustomers, panel.ViewProducts, panel.ViewDNS, panel.ViewOrders,
	}}})
}

func (s *Server) showNewStaff(w http.ResponseWriter, r *http.Request, p staff.FormPage) (err error) {
	title := i18n.T(r.Context(), "staff.add")
	if p.Frame, err = s.frame(r, title, "staff", staffCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	if p.Ask, err = s.factorAsk(r, p.Problems); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), staff.New(p))
}

// grantsOf reads the permissions ticked in a form.
func grantsOf(r *http.Request) []panel.Permission {
	_ = r.PostFormValue("permissions") // parses the form
	granted := make([]panel.Permission, 0, len(r.PostForm["permissions"]))
	for _, p := range r.PostForm["permissions"] {
		granted = append(granted, panel.Permission(p))
	}
	return granted
}

func (s *Server) addStaff(w http.ResponseWriter, r *http.Request) error {
	n := service.NewAccount{
		Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Password: r.PostFormValue("password"), Granted: grantsOf(r),
	}
	id, err := s.app.AddStaff(r.Context(), actorOf(r), n, r.PostFormValue("factor"))
	if wrong := problems(r, err); wrong != nil {
		return s.showNewStaff(w, r, staff.FormPage{User: panel.User{Name: n.Name, Email: n.Email, Granted: n.Granted}, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, staffHref(id), "staff.added")
}

func (s *Server) staffPage(w http.ResponseWriter, r *http.Request) error {
	return s.showStaff(w, r, staff.FormPage{})
}

// showStaff shows a colleague; p brings what a form left behind.
func (s *Server) showStaff(w http.ResponseWriter, r *http.Request, p staff.FormPage) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	typed := p.User.Granted
	if p.User, err = s.app.StaffMember(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	if p.Problems != nil {
		p.User.Granted = typed
	}
	if p.Frame, err = s.frame(r, p.User.Name, "staff", staffCrumb(r), ui.Crumb{Label: p.User.Name}); err != nil {
		return err
	}
	factors, err := s.app.Factors(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p.Factor = factors[id]
	wrong := slices.Concat(p.Problems, p.Enable, p.Password, p.Reset)
	if p.Ask, err = s.factorAsk(r, wrong); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), staff.Member(p))
}

func (s *Server) setStaffPermissions(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	granted := grantsOf(r)
	err = s.app.SetStaffPermissions(r.Context(), actorOf(r), id, granted, r.PostFormValue("factor"))
	if wrong := problems(r, err); wrong != nil {
		return s.showStaff(w, r, staff.FormPage{User: panel.User{Granted: granted}, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, staffHref(id), "staff.permissions.saved")
}

func (s *Server) disableStaff(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.DisableStaff(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, staffHref(id), "staff.barred")
}

func (s *Server) enableStaff(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = s.app.EnableStaff(r.Context(), actorOf(r), id, r.PostFormValue("factor"))
	if wrong := problems(r, err); wrong != nil {
		return s.showStaff(w, r, staff.FormPage{Enable: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, staffHref(id), "staff.enabled")
}

func (s *Server) setStaffPassword(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = s.app.SetStaffPassword(r.Context(), actorOf(r), id, r.PostFormValue("password"), r.PostFormValue("factor"))
	if wrong := problems(r, err); wrong != nil {
		return s.showStaff(w, r, staff.FormPage{Password: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, staffHref(id), "staff.reset.done")
}

func (s *Server) resetStaffFactor(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err = s.app.ResetStaffFactor(r.Context(), actorOf(r), id, reason, r.PostFormValue("factor"))
	if wrong := problems(r, err); wrong != nil {
		return s.showStaff(w, r, staff.FormPage{Reset: wrong, Reason: reason})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, staffHref(id), "staff.factor.reset.done")
}
