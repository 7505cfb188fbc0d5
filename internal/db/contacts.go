package db

import (
	"context"
	"fmt"
	"strings"

	"tangelo/internal/panel"
)

const contactColumns = `contacts.id, contacts.reseller_id, contacts.account_id, contacts.customer_id, contacts.vendor_ref, contacts.state,
	contacts.problem, contacts.fields, contacts.facts_at, contacts.created_at, contacts.updated_at, contacts.version, coalesce(customers.name, '')`

const contactTables = ` FROM contacts LEFT JOIN customers
	ON customers.reseller_id = contacts.reseller_id AND customers.id = contacts.customer_id`

// contactRest is what stands in the column fields.
type contactRest struct {
	Values    map[string]string `json:"values"`
	Review    string            `json:"review,omitempty"`
	Barred    bool              `json:"barred,omitempty"`
	HasNumber bool              `json:"has_number,omitempty"`
	NumberEnd string            `json:"number_end,omitempty"`
	JobID     int64             `json:"job_id,omitempty"`
}

func restOf(c panel.Contact) string {
	return toJSON(contactRest{c.Fields, c.Review, c.Barred, c.HasNumber, c.NumberEnd, c.JobID})
}

func scanContact(row scanner) (c panel.Contact, err error) {
	var rest contactRest
	err = row.Scan(&c.ID, &c.ResellerID, &c.AccountID, idOf(&c.CustomerID), &c.VendorRef, &c.State,
		fromJSON(&c.Problems), fromJSON(&rest), moment(&c.FactsAt), moment(&c.CreatedAt), moment(&c.UpdatedAt), &c.Version, &c.Customer)
	c.Fields, c.Review, c.Barred = rest.Values, rest.Review, rest.Barred
	c.HasNumber, c.NumberEnd, c.JobID = rest.HasNumber, rest.NumberEnd, rest.JobID
	return c, err
}

// contactSearch is what a search looks through, in lower case.
func contactSearch(c panel.Contact) string {
	var parts []string
	for _, name := range []string{"company-cn", "company-en", "email", "phone"} {
		parts = append(parts, c.Fields[name])
	}
	parts = append(parts, c.Fields["lastname-cn"]+c.Fields["firstname-cn"], c.VendorRef)
	return strings.ToLower(strings.Join(parts, " "))
}

func problemsJSON(c panel.Contact) string {
	if len(c.Problems) == 0 {
		return "[]"
	}
	return toJSON(c.Problems)
}

// AddContact records a contact; its identity number is sealed afterwards.
func (tx *Tx) AddContact(ctx context.Context, c panel.Contact) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO contacts (reseller_id, account_id, customer_id, vendor_ref, state, problem, fields, search,
			facts_at, created_at, updated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1) RETURNING id`,
		c.ResellerID, c.AccountID, orNull(c.CustomerID), c.VendorRef, c.State, problemsJSON(c), restOf(c), contactSearch(c),
		micros(c.FactsAt), tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add contact: %w", err)
	}
	return id, nil
}

// SaveContact stores all of a contact but its identity number. It returns a
// Conflict error when somebody else changed it since it was read.
func (tx *Tx) SaveContact(ctx context.Context, c panel.Contact) error {
	n, err := changed(ctx, tx.q, `UPDATE contacts SET customer_id = $1, vendor_ref = $2, state = $3, problem = $4, fields = $5, search = $6,
			facts_at = $7, updated_at = $8, version = version + 1
		 WHERE reseller_id = $9 AND id = $10 AND version = $11`,
		orNull(c.CustomerID), c.VendorRef, c.State, problemsJSON(c), restOf(c), contactSearch(c), micros(c.FactsAt), tx.Now.UnixMicro(),
		c.ResellerID, c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("save contact %d: %w", c.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "contacts.moved")
	}
	return nil
}

// SealContact stores the encrypted identity number.
func (tx *Tx) SealContact(ctx context.Context, c panel.Contact, sealed []byte) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE contacts SET sealed = $1 WHERE reseller_id = $2 AND id = $3`, sealed, c.ResellerID, c.ID)
	if err != nil {
		return fmt.Errorf("seal contact %d: %w", c.ID, err)
	}
	return nil
}

// ContactSealed reads the encrypted identity number of a contact.
func (q Queries) ContactSealed(ctx context.Context, id int64) (sealed []byte, err error) {
	err = q.q.QueryRowContext(ctx, `SELECT sealed FROM contacts WHERE id = $1`, id).Scan(&sealed)
	if err != nil {
		return nil, absent(err, "contact")
	}
	return sealed, nil
}

// Contact reads one contact of the actor's reseller. Deleted ones are absent.
func (q Queries) Contact(ctx context.Context, a panel.Actor, id int64) (panel.Contact, error) {
	var f filter
	f.scopeReseller(a, "contacts")
	f.and("contacts.id = ?", id)
	return q.contact(ctx, f)
}

// ContactByRef reads the contact of a vendor account by the vendor's id.
func (q Queries) ContactByRef(ctx context.Context, accountID int64, ref string) (panel.Contact, error) {
	var f filter
	f.and("contacts.account_id = ?", accountID)
	f.and("contacts.vendor_ref = ?", ref)
	return q.contact(ctx, f)
}

func (q Queries) contact(ctx context.Context, f filter) (panel.Contact, error) {
	f.and("contacts.state <> 'deleted'")
	c, err := scanContact(q.q.QueryRowContext(ctx, `SELECT `+contactColumns+contactTables+f.where()+` ORDER BY contacts.id LIMIT 1`, f.args...))
	if err != nil {
		return c, absent(err, "contact")
	}
	return c, nil
}

// ContactFilter narrows a list of contacts. Zero values do not narrow.
type ContactFilter struct {
	Search     string // part of a name, the e-mail address, the phone number, or the vendor's id
	State      panel.ContactState
	CustomerID int64
	AccountID  int64 // vendor account
	Usable     bool  // only those a domain can be registered with
	Before     int64 // only ids below, for the next page
	Limit      int
}

// Contacts lists the contacts of the actor's reseller, the newest first,
// without deleted ones.
func (q Queries) Contacts(ctx context.Context, a panel.Actor, want ContactFilter) ([]panel.Contact, error) {
	var f filter
	f.scopeReseller(a, "contacts")
	f.and("contacts.state <> 'deleted'")
	if want.Search != "" {
		f.and(`contacts.search LIKE ? ESCAPE '\'`, containing(want.Search))
	}
	if want.State != "" {
		f.and("contacts.state = ?", want.State)
	}
	if want.Usable {
		f.and("contacts.state = 'active' AND contacts.vendor_ref <> ''")
	}
	if want.CustomerID != 0 {
		f.and("contacts.customer_id = ?", want.CustomerID)
	}
	if want.AccountID != 0 {
		f.and("contacts.account_id = ?", want.AccountID)
	}
	if want.Before != 0 {
		f.and("contacts.id < ?", want.Before)
	}
	where := f.where()
	found, err := list(ctx, q.q, scanContact, `SELECT `+contactColumns+contactTables+where+
		` ORDER BY contacts.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	return found, nil
}
