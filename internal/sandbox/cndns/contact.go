package cndns

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Chapter 2, section 2: contacts.
var contactCalls = []call{
	{name: "cndns.contact.create", path: "/domains/CreateContact.aspx", action: "add contact", run: createContact},
	{name: "cndns.contact.modify", path: "/domains/ModifyContact.aspx", action: "modify contact", run: modifyContact},
	{name: "cndns.contact.delete", path: "/domains/DeleteContact.aspx", action: "delete contact", run: deleteContact},
	{name: "cndns.contact.list", path: "/domains/ContactList.aspx", action: "contact list", run: listContacts, reads: true},
	{name: "cndns.contact.info", path: "/domains/ContactInfo.aspx", action: "contact info", run: contactInfo, reads: true},
}

func createContact(r *request) (any, error) {
	values, err := r.contactValues("11045")
	if err != nil {
		return nil, err
	}
	id := itoa(r.server.nextID())
	r.account.Contacts[id] = &Contact{ID: id, Values: values, Registered: r.now}
	return id, nil
}

// contactValues reads and checks the fields of a contact. broken is the code
// for what the tables have no code of their own for.
func (r *request) contactValues(broken string) (map[string]string, error) {
	values := map[string]string{}
	for _, field := range contactFields {
		values[field.param] = r.raw(field.param)
		if field.required && r.get(field.param) == "" {
			return nil, fail("10012")
		}
	}
	for _, rule := range contactRules {
		if !rule.holds(values[rule.param], values) {
			return nil, fail(or(rule.code, broken))
		}
	}
	return values, nil
}

func modifyContact(r *request) (any, error) {
	id, name := r.get("userid"), r.domainName()
	if id == "" && name == "" {
		return nil, fail("11035")
	}
	if id == "" {
		if domain, ok := r.account.Domains[name]; ok {
			id = domain.ContactID
		}
	}
	contact, ok := r.account.Contacts[id]
	if !ok {
		return nil, fail("11047")
	}
	if err := checks(
		check{contact.White, "11038"},
		check{contact.Forbidden, "11057"},
		check{contact.Audit.under(), "11039"},
		check{contact.Audit.State == AuditPass || r.holdsDomestic(id), "11037"},
	); err != nil {
		return nil, err
	}
	values, err := r.contactValues("11047")
	if err != nil {
		return nil, err
	}
	contact.Values = values
	return "", nil
}

func (a Audit) under() bool { return a.State == AuditWaiting || a.State == AuditPending }

func (r *request) holdsDomestic(contact string) bool {
	for _, domain := range r.account.Domains {
		if domain.ContactID == contact && suffixOf(domain.Name).domestic {
			return true
		}
	}
	return false
}

func deleteContact(r *request) (any, error) {
	id := r.get("userid")
	if id == "" {
		return nil, fail("11033")
	}
	contact, ok := r.account.Contacts[id]
	if !ok {
		return nil, fail("11046")
	}
	if err := checks(
		check{contact.Audit.under(), "11055"},
		check{r.holdsAny(id), "11056"},
		check{contact.White || contact.Used, "11043"},
	); err != nil {
		return nil, err
	}
	delete(r.account.Contacts, id)
	return " ", nil
}

func (r *request) holdsAny(contact string) bool {
	for _, domain := range r.account.Domains {
		if domain.ContactID == contact {
			return true
		}
	}
	return false
}

func listContacts(r *request) (any, error) {
	list := []row{}
	for _, contact := range slices.SortedFunc(maps.Values(r.account.Contacts), byContactID) {
		if id := r.get("userid"); id == "" || id == contact.ID {
			list = append(list, contact.row(contactStatus(contact)))
		}
	}
	return list, nil
}

func byContactID(a, b *Contact) int {
	left, _ := strconv.Atoi(a.ID)
	right, _ := strconv.Atoi(b.ID)
	return cmp.Compare(left, right)
}

func contactInfo(r *request) (any, error) {
	id, name := r.get("userid"), r.domainName()
	if id == "" && name == "" {
		return nil, fail("11305")
	}
	if id == "" {
		domain, ok := r.account.Domains[name]
		if !ok {
			return nil, fail("11302")
		}
		id = domain.ContactID
	}
	contact, ok := r.account.Contacts[id]
	if !ok {
		return []row{}, nil
	}
	return []row{contact.row(row{{"domainownertype", "1"}})}, nil
}

// row prints a contact with the columns of ContactList and ContactInfo.
func (c *Contact) row(rest row) row {
	out := row{{"userid", c.ID}}
	for _, field := range contactFields {
		if field.column == "" {
			continue
		}
		value := c.Values[field.param]
		if field.spaced {
			value = " " + value
		}
		out = append(out, column{field.column, value})
	}
	return append(out, rest...)
}

// contactStatus are the columns that only ContactList has.
func contactStatus(c *Contact) row {
	checked := map[string]string{AuditWaiting: "1", AuditPending: "1", AuditPass: "2", AuditUnpass: "3"}
	white, forbidden := "2", "1"
	if c.White {
		white = "1"
	}
	if c.Forbidden {
		forbidden = "2"
	}
	return row{
		{"domcn", "1"},
		{"fromcnnic", "1"},
		{"whiteid", white},
		{"regtime", dotNet(c.Registered)},
		{"ischecked", or(checked[c.Audit.State], "0")},
		{"isforbidden", forbidden},
	}
}

// units counts a Chinese character as two, as the document does.
func units(text string) int {
	n := 0
	for _, c := range text {
		n++
		if c > 0x7f {
			n++
		}
	}
	return n
}

func within(n, least, most int) bool { return n >= least && n <= most }

func english(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c > '~' })
}
