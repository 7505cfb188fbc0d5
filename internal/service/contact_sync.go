package service

import (
	"context"
	"slices"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// reviews is the vendor's check of a contact in our words.
var reviews = map[cndns.ReviewState]string{
	cndns.ReviewNone: panel.AuditNone, cndns.ReviewWaiting: panel.AuditWaiting, cndns.ReviewPassed: panel.AuditPass, cndns.ReviewFailed: panel.AuditUnpass,
}

// refreshContact is the step of "contact.refresh": what the vendor has replaces
// what the panel has, also changes that the vendor refused.
func (a *App) refreshContact(ctx context.Context, job *panel.Job) (next, error) {
	c, err := a.jobContact(ctx, job)
	if err != nil {
		return next{}, err
	}
	listed, err := a.listedContacts(ctx, c.AccountID, c.VendorRef)
	if err != nil {
		return next{}, err
	}
	i := slices.IndexFunc(listed, func(v cndns.Contact) bool { return v.UserID == c.VendorRef })
	if i < 0 {
		a.note(ctx, job, "warn", "contacts.job.gone")
		return next{over: true}, a.DB.Within(ctx, func(tx *db.Tx) error { return forgetContact(ctx, tx, c) })
	}
	return next{over: true}, a.adoptContact(ctx, c, listed[i])
}

// adoptContact stores the vendor's contact over ours.
func (a *App) adoptContact(ctx context.Context, c panel.Contact, v cndns.Contact) error {
	suffix := c.Fields["suffix"]
	c.Fields = contactFields(v)
	if suffix != "" {
		c.Fields["suffix"] = suffix
	}
	c.VendorRef, c.State, c.Problems = v.UserID, panel.ContactActive, nil
	c.Review, c.Barred = reviews[v.Review], v.Barred == "2"
	number := strings.TrimSpace(string(v.LicenceNumber))
	if strings.Contains(number, "*") {
		number = "" // the vendor hides it: ours is better than stars
	}
	if number != "" {
		c.HasNumber, c.NumberEnd = true, panel.End(number)
	}
	return a.DB.Within(ctx, func(tx *db.Tx) (err error) {
		c.FactsAt = tx.Now
		if c.ID == 0 {
			if c.ID, err = tx.AddContact(ctx, c); err != nil {
				return err
			}
			return a.sealNumber(ctx, tx, c, number)
		}
		if err := a.sealNumber(ctx, tx, c, number); err != nil {
			return err
		}
		return tx.SaveContact(ctx, c)
	})
}

// syncContacts is the step of "contact.sync": every contact that the vendor
// lists has a row afterwards. Rows that are being sent, or were refused, keep
// what a person typed.
func (a *App) syncContacts(ctx context.Context, job *panel.Job) (next, error) {
	listed, err := a.listedContacts(ctx, job.AccountID, "")
	if err != nil {
		return next{}, err
	}
	open, err := a.unsent(ctx, job)
	if err != nil {
		return next{}, err
	}
	adopted := 0
	for _, v := range listed {
		c, err := a.DB.ContactByRef(ctx, job.AccountID, v.UserID)
		switch {
		case panel.Is(err, panel.NotFound) && slices.ContainsFunc(open, func(c panel.Contact) bool { return sameContact(c, v) }):
			continue // its own job will find it
		case panel.Is(err, panel.NotFound):
			c, err = panel.Contact{ResellerID: job.ResellerID, AccountID: job.AccountID}, nil
			adopted++
		case err == nil && c.State != panel.ContactActive:
			continue
		}
		if err == nil {
			err = a.adoptContact(ctx, c, v)
		}
		if err != nil && !panel.Is(err, panel.Conflict) { // a person was quicker: their change stands
			return next{}, err
		}
	}
	a.note(ctx, job, "ok", "contacts.job.synced", "Count", len(listed), "New", adopted)
	return over()
}

// unsent lists the contacts of a job's account that are on their way to the vendor.
func (a *App) unsent(ctx context.Context, job *panel.Job) ([]panel.Contact, error) {
	pending, err := a.DB.Contacts(ctx, panel.SystemActor(job.ResellerID), db.ContactFilter{AccountID: job.AccountID, State: panel.ContactPending, Limit: 1000})
	return slices.DeleteFunc(pending, func(c panel.Contact) bool { return c.VendorRef != "" }), err
}
