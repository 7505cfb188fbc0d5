package service

import (
	"context"
	"fmt"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
)

// ContactFilter narrows a list of contacts.
type ContactFilter = db.ContactFilter

// Contacts lists registrants of the actor's reseller.
func (a *App) Contacts(ctx context.Context, actor panel.Actor, want ContactFilter) ([]panel.Contact, error) {
	if err := require(actor, panel.ViewContacts); err != nil {
		return nil, err
	}
	return a.DB.Contacts(ctx, actor, want)
}

// ContactDetail is a contact with the last job about it.
type ContactDetail struct {
	Contact panel.Contact
	Job     panel.Job // zero when there was none
	Events  []panel.JobEvent
	Account string // label of the vendor account
}

// Busy reports whether a job works on the contact just now.
func (d ContactDetail) Busy() bool { return d.Job.ID != 0 && !d.Job.State.Final() }

// Contact reads one contact.
func (a *App) Contact(ctx context.Context, actor panel.Actor, id int64) (d ContactDetail, err error) {
	if err := require(actor, panel.ViewContacts); err != nil {
		return d, err
	}
	if d.Contact, err = a.DB.Contact(ctx, actor, id); err != nil {
		return d, err
	}
	account, err := a.DB.VendorAccount(ctx, actor, d.Contact.AccountID)
	if err != nil {
		return d, err
	}
	d.Account = account.Label
	if d.Contact.JobID != 0 {
		if d.Job, err = a.DB.Job(ctx, actor, d.Contact.JobID); err != nil {
			return d, err
		}
		d.Events, err = a.DB.JobEvents(ctx, d.Job.ID)
	}
	return d, err
}

// ContactAccounts lists the vendor accounts that keep contacts.
func (a *App) ContactAccounts(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	if err := require(actor, panel.ViewContacts); err != nil {
		return nil, err
	}
	all, err := a.DB.VendorAccounts(ctx, actor)
	return slices.DeleteFunc(all, func(v panel.VendorAccount) bool { return v.Vendor != panel.VendorCNDNS }), err
}

// ContactForm is a contact as a person fills it in. An empty identity number
// keeps the stored one.
type ContactForm struct {
	ID         int64 // 0 = a new one
	AccountID  int64
	CustomerID int64
	Fields     map[string]string
}

// SaveContact checks a contact, stores it and starts the job that brings it
// to the registrar.
func (a *App) SaveContact(ctx context.Context, actor panel.Actor, f ContactForm) (id int64, err error) {
	if err := require(actor, panel.EditContacts); err != nil {
		return 0, err
	}
	before, err := a.contactToSave(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	c := before
	c.Fields, c.CustomerID = f.Fields, f.CustomerID
	c = c.Trimmed()
	number := c.Fields[panel.ContactNumber]
	problems := c.Check()
	if err := a.ownCustomer(ctx, actor, f.CustomerID); err != nil {
		problems = append(problems, panel.Problem{Field: "customer", Key: "problem.option"})
	}
	if err := panel.InvalidFields(problems); err != nil {
		return 0, err
	}
	delete(c.Fields, panel.ContactNumber)
	if number != "" {
		c.HasNumber, c.NumberEnd = true, panel.End(number)
	}
	return a.storeContact(ctx, actor, before, c, number)
}

// contactToSave is the row a form is about: the stored one, or a new one.
func (a *App) contactToSave(ctx context.Context, actor panel.Actor, f ContactForm) (panel.Contact, error) {
	if f.ID != 0 {
		d, err := a.Contact(ctx, actor, f.ID)
		if err == nil && d.Busy() {
			err = panel.Errorf(panel.Conflict, nil, "contacts.busy")
		}
		return d.Contact, err
	}
	account, err := a.DB.VendorAccount(ctx, actor, f.AccountID)
	if err != nil || account.Vendor != panel.VendorCNDNS {
		return panel.Contact{}, panel.InvalidFields([]panel.Problem{{Field: "account", Key: "problem.option"}})
	}
	return panel.Contact{ResellerID: account.ResellerID, AccountID: account.ID}, nil
}

func (a *App) ownCustomer(ctx context.Context, actor panel.Actor, id int64) error {
	if id == 0 {
		return nil
	}
	_, err := a.DB.Customer(ctx, actor, id)
	return err
}

func (a *App) storeContact(ctx context.Context, actor panel.Actor, before, c panel.Contact, number string) (int64, error) {
	c.State, c.Problems = panel.ContactPending, nil
	kind, action := "contact.modify", "contact.change"
	if c.VendorRef == "" {
		kind = "contact.create"
	}
	if c.ID == 0 {
		action = "contact.add"
	}
	t := &act{Action: action, Kind: "contact", ID: c.ID, Name: c.Name(), ResellerID: c.ResellerID, After: contactShown(c)}
	if c.ID != 0 {
		t.Before = contactShown(before)
	}
	sent, err := a.perhapsSent(ctx, before)
	if err != nil {
		return 0, err
	}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) (err error) {
		if c.ID == 0 {
			if c.ID, err = tx.AddContact(ctx, c); err != nil {
				return err
			}
			c.Version, t.ID = 1, c.ID
		}
		if err := a.sealNumber(ctx, tx, c, number); err != nil {
			return err
		}
		return a.startContactJob(ctx, tx, actor, c, kind, sent)
	})
	return c.ID, err
}

// perhapsSent are the fields with which an earlier job may have created the
// contact at the registrar without learning it; empty when none can have.
func (a *App) perhapsSent(ctx context.Context, before panel.Contact) (map[string]string, error) {
	if before.JobID == 0 || before.VendorRef != "" {
		return map[string]string{}, nil
	}
	job, err := a.DB.Job(ctx, panel.SystemActor(before.ResellerID), before.JobID)
	if err != nil || job.Input["begun.create"] == "" {
		return map[string]string{}, err
	}
	return before.Fields, nil
}

// startContactJob starts a job about a contact and stores the contact with it.
func (a *App) startContactJob(ctx context.Context, tx *db.Tx, actor panel.Actor, c panel.Contact, kind string, secrets map[string]string) (err error) {
	c.JobID, err = a.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: c.ResellerID, AccountID: c.AccountID, Kind: kind, Subject: c.Name(), Input: map[string]string{"contact": fmt.Sprint(c.ID)},
		},
		CustomerID: c.CustomerID, UniqueKey: fmt.Sprintf("contact:%d", c.ID),
	}, secrets)
	if err != nil {
		return err
	}
	return tx.SaveContact(ctx, c)
}

func contactPlace(c panel.Contact) vault.Place {
	return vault.Place{Reseller: c.ResellerID, Table: "contacts", Row: fmt.Sprint(c.ID), Column: "sealed"}
}

func (a *App) sealNumber(ctx context.Context, tx *db.Tx, c panel.Contact, number string) error {
	if number == "" {
		return nil
	}
	sealed, err := a.Vault.Seal(contactPlace(c), []byte(number))
	if err != nil {
		return err
	}
	return tx.SealContact(ctx, c, sealed)
}

// numberOf opens the identity number of a contact, "" when it has none.
func (a *App) numberOf(ctx context.Context, c panel.Contact) (string, error) {
	if !c.HasNumber {
		return "", nil
	}
	sealed, err := a.DB.ContactSealed(ctx, c.ID)
	if err != nil {
		return "", err
	}
	number, err := a.Vault.Open(contactPlace(c), sealed)
	return string(number), err
}

// contactShown is what the audit log says of a contact: nothing of its identity.
func contactShown(c panel.Contact) map[string]string {
	return map[string]string{
		"owner": c.Name(), "usertype": c.Fields["usertype"], "idtype": c.Fields["idtype"], "state": string(c.State), "customer": fmt.Sprint(c.CustomerID),
	}
}

// DeleteContact deletes a contact: at once when the registrar never had it,
// else by a job. The registrar refuses one that a domain uses.
func (a *App) DeleteContact(ctx context.Context, actor panel.Actor, id int64) error {
	return a.changeContact(ctx, actor, id, "contact.delete", func(tx *db.Tx, c panel.Contact) error {
		if c.VendorRef != "" {
			return a.startContactJob(ctx, tx, actor, c, "contact.delete", nil)
		}
		return forgetContact(ctx, tx, c)
	})
}

// forgetContact marks a contact as deleted and drops what is personal.
func forgetContact(ctx context.Context, tx *db.Tx, c panel.Contact) error {
	c.State, c.Problems, c.HasNumber, c.NumberEnd = panel.ContactDeleted, nil, false, ""
	c.Fields = map[string]string{"company-cn": c.Name()}
	if err := tx.SealContact(ctx, c, nil); err != nil {
		return err
	}
	return tx.SaveContact(ctx, c)
}

// RereadContact starts the job that asks the registrar for one contact; what
// it has replaces what the panel has.
func (a *App) RereadContact(ctx context.Context, actor panel.Actor, id int64) error {
	return a.changeContact(ctx, actor, id, "contact.refresh", func(tx *db.Tx, c panel.Contact) error {
		if c.VendorRef == "" {
			return panel.Errorf(panel.Conflict, nil, "contacts.unsent")
		}
		return a.startContactJob(ctx, tx, actor, c, "contact.refresh", nil)
	})
}

func (a *App) changeContact(ctx context.Context, actor panel.Actor, id int64, action string, change func(tx *db.Tx, c panel.Contact) error) error {
	if err := require(actor, panel.EditContacts); err != nil {
		return err
	}
	d, err := a.Contact(ctx, actor, id)
	if err != nil {
		return err
	}
	if d.Busy() {
		return panel.Errorf(panel.Conflict, nil, "contacts.busy")
	}
	t := &act{Action: action, Kind: "contact", ID: id, Name: d.Contact.Name(), ResellerID: d.Contact.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return change(tx, d.Contact) })
}

// SyncContacts starts, for every account, the job that adopts the registrar's
// contacts.
func (a *App) SyncContacts(ctx context.Context, actor panel.Actor) error {
	if err := require(actor, panel.EditContacts); err != nil {
		return err
	}
	accounts, err := a.ContactAccounts(ctx, actor)
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return panel.Errorf(panel.Conflict, nil, "contacts.noaccount")
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		for _, v := range accounts {
			_, err := a.startJob(ctx, tx, actor, db.NewJob{
				Job:       panel.Job{ResellerID: v.ResellerID, AccountID: v.ID, Kind: "contact.sync", Subject: v.Label},
				UniqueKey: fmt.Sprintf("contact.sync:%d", v.ID),
			}, nil)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ContactSync is the last time the registrar's contacts were read.
func (a *App) ContactSync(ctx context.Context, actor panel.Actor) (panel.Job, error) {
	if err := require(actor, panel.ViewContacts); err != nil {
		return panel.Job{}, err
	}
	return a.lastJob(ctx, actor, JobFilter{Kind: "contact.sync", Limit: 1})
}

// lastJob is the newest job of a kind; the zero Job when there was none.
func (a *App) lastJob(ctx context.Context, actor panel.Actor, want JobFilter) (panel.Job, error) {
	found, err := a.DB.Jobs(ctx, actor, want)
	if err != nil || len(found) == 0 {
		return panel.Job{}, err
	}
	return found[0], nil
}
