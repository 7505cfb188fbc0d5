package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/contacts"
	"tangelo/web/templates/ui"
)

func (s *Server) contactsRoutes() []Route {
	return []Route{
		{"GET", "/contacts", panel.ViewContacts, s.contactList},
		{"POST", "/contacts", panel.EditContacts, s.saveContact},
		{"POST", "/contacts/sync", panel.EditContacts, s.syncContacts},
		{"GET", "/contacts/new", panel.EditContacts, s.newContact},
		{"GET", "/contacts/{id}", panel.ViewContacts, s.contactPage},
		{"GET", "/contacts/{id}/edit", panel.EditContacts, s.editContact},
		{"POST", "/contacts/{id}/edit", panel.EditContacts, s.saveContact},
		{"GET", "/contacts/{id}/delete", panel.EditContacts, s.askDeleteContact},
		{"POST", "/contacts/{id}/delete", panel.EditContacts, s.deleteContact},
		{"GET", "/contacts/{id}/progress", panel.ViewContacts, s.contactProgress},
		{"POST", "/contacts/{id}/refresh", panel.EditContacts, s.rereadContact},
	}
}

// contactRows is how many contacts a page of the list has.
const contactRows = 50

func contactHref(id int64) string { return fmt.Sprintf("/contacts/%d", id) }

func contactsCrumb(r *http.Request) ui.Crumb {
	return ui.Crumb{Label: i18n.T(r.Context(), "contacts.title"), Href: "/contacts"}
}

func (s *Server) contactList(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, query := r.Context(), actorOf(r), r.URL.Query()
	p := contacts.ListPage{
		Search: strings.TrimSpace(query.Get("q")), State: panel.ContactState(query.Get("state")), Customer: queryID(r, "customer"),
		CanEdit: actor.May(panel.EditContacts),
	}
	found, err := s.app.Contacts(ctx, actor, service.ContactFilter{
		Search: p.Search, State: p.State, CustomerID: p.Customer, Before: queryID(r, "before"), Limit: contactRows + 1,
	})
	if err != nil {
		return err
	}
	if query.Get("before") != "" {
		p.First = contactsAt(r, 0)
	}
	if len(found) > contactRows {
		found = found[:contactRows]
		p.Next = contactsAt(r, found[contactRows-1].ID)
	}
	p.Contacts = found
	if p.Customers, err = s.customerChoices(r); err != nil {
		return err
	}
	sync, err := s.app.ContactSync(ctx, actor)
	if err != nil {
		return err
	}
	if p.Sync = syncStamp(sync, ""); p.CanEdit {
		p.Sync.Refresh = "/contacts/sync"
	}
	if p.Frame, err = s.frame(r, i18n.T(ctx, "contacts.title"), "contacts"); err != nil {
		return err
	}
	if p.Sync.Busy {
		p.Frame.Refresh = waitingRefresh
	}
	return render(w, r, http.StatusOK, contacts.List(p))
}

// waitingRefresh is after how many seconds a page that waits for a job loads anew.
const waitingRefresh = 3

// syncStamp is the age of facts that a job reads.
func syncStamp(job panel.Job, refresh string) ui.SyncProps {
	return ui.SyncProps{At: job.EndedAt, Busy: job.ID != 0 && !job.State.Final(), Refresh: refresh}
}

// contactsAt is the list's address with its filters, after a row.
func contactsAt(r *http.Request, before int64) string {
	query := r.URL.Query()
	query.Del("before")
	if before != 0 {
		query.Set("before", strconv.FormatInt(before, 10))
	}
	return "/contacts?" + query.Encode()
}

// customerChoices lists customers to choose from, nothing when the person may
// not see them.
func (s *Server) customerChoices(r *http.Request) ([]panel.Customer, error) {
	if !actorOf(r).May(panel.ViewCustomers) {
		return nil, nil
	}
	return s.app.Customers(r.Context(), actorOf(r), service.CustomerFilter{Limit: 1000})
}

func (s *Server) newContact(w http.ResponseWriter, r *http.Request) error {
	fields := map[string]string{}
	for _, f := range panel.ContactFields {
		fields[f.Name] = f.Default
	}
	c := panel.Contact{Fields: fields, CustomerID: queryID(r, "customer")}
	return s.showContactForm(w, r, contacts.FormPage{Contact: c})
}

func (s *Server) editContact(w http.ResponseWriter, r *http.Request) error {
	d, err := s.contact(r)
	if err != nil {
		return err
	}
	p := contacts.FormPage{Contact: d.Contact}
	if d.Contact.State == panel.ContactFailed {
		p.Problems, p.Refused = problemTexts(r, d.Contact.Problems), true
	}
	return s.showContactForm(w, r, p)
}

func (s *Server) contact(r *http.Request) (service.ContactDetail, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return service.ContactDetail{}, err
	}
	return s.app.Contact(r.Context(), actorOf(r), id)
}

// problemTexts says stored problems in the reader's language: the vendor's own
// words where it used some.
func problemTexts(r *http.Request, stored []panel.Problem) ui.Problems {
	return problems(r, &panel.Error{Fields: stored})
}

func (s *Server) showContactForm(w http.ResponseWriter, r *http.Request, p contacts.FormPage) (err error) {
	ctx, actor := r.Context(), actorOf(r)
	if p.Accounts, err = s.app.ContactAccounts(ctx, actor); err != nil {
		return err
	}
	if len(p.Accounts) == 0 {
		return panel.Errorf(panel.Conflict, nil, "contacts.noaccount")
	}
	if p.Customers, err = s.customerChoices(r); err != nil {
		return err
	}
	title, crumbs := i18n.T(ctx, "contacts.add"), []ui.Crumb{contactsCrumb(r)}
	if p.Contact.ID != 0 {
		title = i18n.T(ctx, "contacts.edit.title", "Name", p.Contact.Name())
		crumbs = append(crumbs, ui.Crumb{Label: p.Contact.Name(), Href: contactHref(p.Contact.ID)})
	}
	if p.Frame, err = s.frame(r, title, "contacts", append(crumbs, ui.Crumb{Label: title})...); err != nil {
		return err
	}
	code := http.StatusOK
	if len(p.Problems) > 0 && !p.Refused {
		code = http.StatusUnprocessableEntity
	}
	return render(w, r, code, contacts.Form(p))
}

// saveContact takes the form of a new contact and of an old one.
func (s *Server) saveContact(w http.ResponseWriter, r *http.Request) error {
	form := service.ContactForm{AccountID: formID(r, "account"), CustomerID: formID(r, "customer"), Fields: map[string]string{}}
	for _, f := range panel.ContactFields {
		form.Fields[f.Name] = r.PostFormValue(f.Name)
	}
	shown := panel.Contact{}
	if strings.HasSuffix(r.URL.Path, "/edit") {
		d, err := s.contact(r)
		if err != nil {
			return err
		}
		shown, form.ID = d.Contact, d.Contact.ID
		if form.CustomerID == 0 && !actorOf(r).May(panel.ViewCustomers) {
			form.CustomerID = d.Contact.CustomerID // the field was not on the form
		}
	}
	id, err := s.app.SaveContact(r.Context(), actorOf(r), form)
	if wrong := problems(r, err); wrong != nil {
		shown.Fields, shown.CustomerID = form.Fields, form.CustomerID
		if shown.AccountID == 0 {
			shown.AccountID = form.AccountID
		}
		return s.showContactForm(w, r, contacts.FormPage{Contact: shown, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, contactHref(id), "contacts.sent")
}

func (s *Server) contactPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.contact(r)
	if err != nil {
		return err
	}
	actor, c := actorOf(r), d.Contact
	p := contacts.DetailPage{
		Contact: c, Account: d.Account, Job: d.Job, Busy: d.Busy(), CanEdit: actor.May(panel.EditContacts),
		Problems: problemTexts(r, c.Problems), Sync: ui.SyncProps{At: c.FactsAt, Busy: d.Busy()},
	}
	if p.CanEdit && c.VendorRef != "" {
		p.Sync.Refresh = contactHref(c.ID) + "/refresh"
	}
	if p.Frame, err = s.frame(r, c.Name(), "contacts", contactsCrumb(r), ui.Crumb{Label: c.Name()}); err != nil {
		return err
	}
	if p.Busy {
		p.Frame.Refresh = waitingRefresh
		p.Progress = workProgress(r.Context(), d.Job, d.Events, contactHref(c.ID))
	}
	return render(w, r, http.StatusOK, contacts.Detail(p))
}

// contactProgress streams the work on a contact.
func (s *Server) contactProgress(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.stream(w, r, func(ctx context.Context) (glimpse, error) {
		d, err := s.app.Contact(ctx, actorOf(r), id)
		return workGlimpse(ctx, d.Job, d.Events, contactHref(id)), err
	})
}

// workGlimpse is one look at a job for the stream of the page at an address.
func workGlimpse(ctx context.Context, job panel.Job, events []panel.JobEvent, at string) glimpse {
	return glimpse{version: fmt.Sprint(job.Version, len(events)), final: job.State.Final(), part: ui.JobSteps(workProgress(ctx, job, events, at))}
}

// workProgress shows a job on the page of what it is about.
func workProgress(ctx context.Context, job panel.Job, events []panel.JobEvent, at string) ui.JobProps {
	p := ui.JobProps{
		ID: fmt.Sprint(job.ID), Title: i18n.T(ctx, "contacts.work."+job.Kind), Tone: ui.Busy, State: i18n.T(ctx, "contacts.working"),
		Ended: job.State.Final(), Stream: at + "/progress", Reload: at, AtEnd: at,
	}
	for _, e := range events {
		state := ui.Done
		if e.Tone == string(ui.Bad) {
			state = ui.Failed
		}
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, e.Key, e.Args...), State: state, At: e.At})
	}
	if !p.Ended {
		p.Steps = append(p.Steps, ui.JobStep{Label: i18n.T(ctx, "contacts.work.waiting"), State: ui.Running, At: job.UpdatedAt})
	}
	if job.ErrorKey != "" {
		p.Note = strings.TrimSpace(i18n.T(ctx, job.ErrorKey) + " " + job.ErrorText)
	}
	return p
}

func (s *Server) askDeleteContact(w http.ResponseWriter, r *http.Request) error {
	d, err := s.contact(r)
	if err != nil {
		return err
	}
	title := i18n.T(r.Context(), "contacts.delete")
	frame, err := s.frame(r, title, "contacts", contactsCrumb(r), ui.Crumb{Label: d.Contact.Name(), Href: contactHref(d.Contact.ID)}, ui.Crumb{Label: title})
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, contacts.Delete(contacts.DeletePage{Frame: frame, Contact: d.Contact}))
}

func (s *Server) deleteContact(w http.ResponseWriter, r *http.Request) error {
	d, err := s.contact(r)
	if err != nil {
		return err
	}
	if err := s.app.DeleteContact(r.Context(), actorOf(r), d.Contact.ID); err != nil {
		return err
	}
	if d.Contact.VendorRef == "" {
		return s.done(w, r, "/contacts", "contacts.deleted")
	}
	return s.done(w, r, contactHref(d.Contact.ID), "contacts.deleting")
}

func (s *Server) rereadContact(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.app.RereadContact(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, contactHref(id), "")
}

func (s *Server) syncContacts(w http.ResponseWriter, r *http.Request) error {
	if err := s.app.SyncContacts(r.Context(), actorOf(r)); err != nil {
		return err
	}
	return s.done(w, r, "/contacts", "contacts.syncing")
}
