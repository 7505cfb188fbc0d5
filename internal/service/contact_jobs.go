package service

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

func contactJobs() map[string]jobKind {
	return map[string]jobKind{
		"contact.create":  {step: (*App).createContact, attempts: 8, lost: (*App).contactRefused},
		"contact.modify":  {step: (*App).modifyContact, attempts: 8, lost: (*App).contactRefused},
		"contact.delete":  {step: (*App).deleteContact, attempts: 8, lost: (*App).contactKept},
		"contact.refresh": {step: (*App).refreshContact, attempts: 4},
		"contact.sync":    {step: (*App).syncContacts, attempts: 4},
	}
}

// contactWords names the form's fields by the vendor's parameters: they are
// the same, but for those that one word of the vendor stands for.
var contactWords = func() words {
	w := words{}
	for _, f := range panel.ContactFields {
		w[f.Name] = f.Name
	}
	return w
}()

// contactData is a contact in the vendor's words.
func contactData(c panel.Contact, number string) cndns.ContactData {
	f := c.Fields
	return cndns.ContactData{
		CompanyEn: f["company-en"], LastNameEn: f["lastname-en"], FirstNameEn: f["firstname-en"], CountryEn: f["country-en"],
		StateEn: f["state-en"], CityEn: f["city-en"], AddressEn: f["address-en"],
		CompanyCn: f["company-cn"], LastNameCn: f["lastname-cn"], FirstNameCn: f["firstname-cn"], CountryCn: f["country-cn"],
		StateCn: f["state-cn"], CityCn: f["city-cn"], AddressCn: f["address-cn"],
		Zipcode: f["zipcode"], Phone: f["phone"], Fax: f["fax"], Email: f["email"],
		UserType: cndns.UserType(f["usertype"]), IDType: f["idtype"], IDNumber: endpoint.Secret(number), Suffix: f["suffix"],
	}
}

// contactFields are the fields of a contact as the vendor lists it.
func contactFields(v cndns.Contact) map[string]string {
	all := map[string]string{
		"company-en": v.CompanyEn, "lastname-en": v.LastNameEn, "firstname-en": v.FirstNameEn, "country-en": v.CountryEn,
		"state-en": v.StateEn, "city-en": v.CityEn, "address-en": v.AddressEn,
		"company-cn": v.CompanyCn, "lastname-cn": v.LastNameCn, "firstname-cn": v.FirstNameCn, "country-cn": v.CountryCn,
		"state-cn": v.StateCn, "city-cn": v.CityCn, "address-cn": v.AddressCn,
		"zipcode": v.Zipcode, "phone": v.Phone, "fax": v.Fax, "email": v.Email,
		"usertype": string(v.UserType), "idtype": v.LicenceType,
	}
	return panel.Contact{Fields: all}.Trimmed().Fields
}

// jobContact reads the contact a job is about.
func (a *App) jobContact(ctx context.Context, job *panel.Job) (panel.Contact, error) {
	id, err := strconv.ParseInt(job.Input["contact"], 10, 64)
	if err != nil {
		return panel.Contact{}, panel.Errorf(panel.NotFound, err, "error.notfound")
	}
	return a.DB.Contact(ctx, panel.SystemActor(job.ResellerID), id)
}

// createContact is the step of "contact.create". A lost answer is settled by
// the vendor's own list before anything is sent again.
func (a *App) createContact(ctx context.Context, job *panel.Job) (next, error) {
	c, err := a.jobContact(ctx, job)
	if err != nil {
		return next{}, err
	}
	if c.VendorRef != "" {
		return a.modifyContact(ctx, job) // found there; what was typed since is not there yet
	}
	r := &run{app: a, job: job, input: job.Input}
	if r.input["begun.create"] != "" {
		return a.findCreated(ctx, r, c)
	}
	if found, err := a.takeUnbound(ctx, job, c); err != nil || found {
		return next{}, err
	}
	client, number, err := a.contactLine(ctx, c)
	if err != nil {
		return next{}, err
	}
	var made cndns.ContactCreateResponse
	_, err = r.once(ctx, "create", func(ctx context.Context) (err error) {
		made, err = client.ContactCreate(ctx, cndns.ContactCreateRequest{ContactData: contactData(c, number)})
		return explain(err, contactWords)
	})
	if panel.Is(err, panel.Uncertain) {
		a.note(ctx, job, "warn", "contacts.job.unclear")
		return later(a.patience(20 * time.Second))
	}
	if err != nil {
		return next{}, err
	}
	return a.bindContact(ctx, job, c, made.UserID)
}

// takeUnbound looks whether an earlier job created the contact without learning
// it. If so, the contact is bound to it; what was typed since is sent next.
func (a *App) takeUnbound(ctx context.Context, job *panel.Job, c panel.Contact) (bool, error) {
	sent, err := a.secretsOf(*job)
	if err != nil || len(sent) == 0 {
		return false, err
	}
	ref, err := a.createdAs(ctx, panel.Contact{AccountID: c.AccountID, Fields: sent})
	if err != nil || ref == "" {
		return false, err
	}
	a.note(ctx, job, "ok", "contacts.job.created", "Ref", ref)
	c.VendorRef = ref
	return true, a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveContact(ctx, c) })
}

func (a *App) contactLine(ctx context.Context, c panel.Contact) (*cndns.Client, string, error) {
	number, err := a.numberOf(ctx, c)
	if err != nil {
		return nil, "", err
	}
	client, err := a.cndns(ctx, c.AccountID)
	return client, number, err
}

// looksForCreated is how often the vendor's list is read after a lost answer
// before the contact counts as not created.
const looksForCreated = 3

func (a *App) findCreated(ctx context.Context, r *run, c panel.Contact) (next, error) {
	ref, err := a.createdAs(ctx, c)
	if err != nil {
		return next{}, err
	}
	if ref != "" {
		return a.bindContact(ctx, r.job, c, ref)
	}
	looks, _ := strconv.Atoi(r.input["looks"])
	if looks++; looks < looksForCreated {
		return a.lookAgain(ctx, r, map[string]string{"looks": strconv.Itoa(looks)}, time.Duration(looks)*time.Minute)
	}
	a.note(ctx, r.job, "warn", "contacts.job.again")
	return a.lookAgain(ctx, r, map[string]string{"looks": "", "begun.create": ""}, 0)
}

// createdAs finds the vendor's contact that is what we sent and belongs to no
// row of ours; "" when there is none.
func (a *App) createdAs(ctx context.Context, c panel.Contact) (ref string, err error) {
	listed, err := a.listedContacts(ctx, c.AccountID, "")
	if err != nil {
		return "", err
	}
	for _, v := range listed {
		if !sameContact(c, v) {
			continue
		}
		_, err := a.DB.ContactByRef(ctx, c.AccountID, v.UserID)
		if panel.Is(err, panel.NotFound) {
			return v.UserID, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", nil
}

// lookAgain remembers how far a run has come and goes on after a while.
func (a *App) lookAgain(ctx context.Context, r *run, how map[string]string, in time.Duration) (next, error) {
	for key, value := range how {
		if err := r.remember(ctx, key, value); err != nil {
			return next{}, err
		}
	}
	return later(a.patience(in))
}

func (a *App) listedContacts(ctx context.Context, accountID int64, ref string) ([]cndns.Contact, error) {
	client, err := a.cndns(ctx, accountID)
	if err != nil {
		return nil, err
	}
	answer, err := client.ContactList(ctx, cndns.ContactListRequest{UserID: ref})
	return answer.Contacts, explain(err, nil)
}

// sameContact reports whether the vendor's contact is what we sent. The
// identity is left out: the vendor's list does not always show it.
func sameContact(c panel.Contact, v cndns.Contact) bool {
	has := contactFields(v)
	for _, f := range panel.ContactFields {
		if f.Group == "identity" || f.Name == "suffix" || f.Name == "usertype" {
			continue
		}
		if !strings.EqualFold(strings.TrimSpace(c.Fields[f.Name]), has[f.Name]) {
			return false
		}
	}
	return true
}

// bindContact ends the creation: the contact has its place at the vendor.
func (a *App) bindContact(ctx context.Context, job *panel.Job, c panel.Contact, ref string) (next, error) {
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		twin, err := tx.ContactByRef(ctx, c.AccountID, ref)
		if err == nil && twin.ID != c.ID {
			// A sync that ran in between took it for somebody else's.
			if err := forgetTwin(ctx, tx, twin); err != nil {
				return err
			}
		}
		if err != nil && !panel.Is(err, panel.NotFound) {
			return err
		}
		c.VendorRef, c.State, c.Problems, c.FactsAt = ref, panel.ContactActive, nil, tx.Now
		return tx.SaveContact(ctx, c)
	})
	if err != nil {
		return next{}, err
	}
	a.note(ctx, job, "ok", "contacts.job.created", "Ref", ref)
	return over()
}

func forgetTwin(ctx context.Context, tx *db.Tx, twin panel.Contact) error {
	twin.VendorRef = ""
	return forgetContact(ctx, tx, twin)
}

// modifyContact is the step of "contact.modify": it sets values, so that
// sending it again after a lost answer does no harm.
func (a *App) modifyContact(ctx context.Context, job *panel.Job) (next, error) {
	c, err := a.jobContact(ctx, job)
	if err != nil || c.State == panel.ContactActive {
		return next{over: true}, err
	}
	client, number, err := a.contactLine(ctx, c)
	if err != nil {
		return next{}, err
	}
	err = client.ContactModify(ctx, cndns.ContactModifyRequest{ContactData: contactData(c, number), UserID: c.VendorRef})
	if err := explain(err, contactWords); err != nil {
		return next{}, err
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		c.State, c.Problems, c.FactsAt = panel.ContactActive, nil, tx.Now
		return tx.SaveContact(ctx, c)
	})
	if err != nil {
		return next{}, err
	}
	a.note(ctx, job, "ok", "contacts.job.changed")
	return over()
}

// contactRefused marks a contact whose job failed, with what the vendor said.
func (a *App) contactRefused(ctx context.Context, job panel.Job, cause error) error {
	return a.saveProblems(ctx, job, panel.ContactFailed, cause)
}

// contactKept notes why a contact could not be deleted; it stays as it was.
func (a *App) contactKept(ctx context.Context, job panel.Job, cause error) error {
	return a.saveProblems(ctx, job, "", cause)
}

func (a *App) saveProblems(ctx context.Context, job panel.Job, state panel.ContactState, cause error) error {
	c, err := a.jobContact(ctx, &job)
	if err != nil {
		return err
	}
	if state != "" {
		c.State = state
	}
	if c.Problems = panel.Problems(cause); len(c.Problems) == 0 {
		described := job
		describe(&described, cause)
		c.Problems = []panel.Problem{{Key: described.ErrorKey, Text: strings.TrimSpace(described.ErrorText)}}
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveContact(ctx, c) })
}

// deleteContact is the step of "contact.delete".
func (a *App) deleteContact(ctx context.Context, job *panel.Job) (next, error) {
	c, err := a.jobContact(ctx, job)
	if panel.Is(err, panel.NotFound) {
		return over()
	}
	if err != nil {
		return next{}, err
	}
	if err := a.deleteAtVendor(ctx, c, job.Steps > 1); err != nil {
		return next{}, err
	}
	if err := a.DB.Within(ctx, func(tx *db.Tx) error { return forgetContact(ctx, tx, c) }); err != nil {
		return next{}, err
	}
	a.note(ctx, job, "ok", "contacts.job.deleted")
	return over()
}

// deleteAtVendor deletes a contact at the vendor. again looks first whether an
// earlier try has done it: the vendor refuses to delete what is not there.
func (a *App) deleteAtVendor(ctx context.Context, c panel.Contact, again bool) error {
	if again {
		listed, err := a.listedContacts(ctx, c.AccountID, c.VendorRef)
		if err != nil || len(listed) == 0 {
			return err
		}
	}
	client, err := a.cndns(ctx, c.AccountID)
	if err != nil {
		return err
	}
	return explain(client.ContactDelete(ctx, cndns.ContactDeleteRequest{UserID: c.VendorRef}), nil)
}
