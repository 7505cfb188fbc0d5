package panel

import (
	"maps"
	"strings"
	"time"
)

// ContactState is where a registrant stands between the panel and the registrar.
type ContactState string

// The states of a contact.
const (
	ContactPending ContactState = "pending" // sent or being sent; the registrar has not confirmed it yet
	ContactActive  ContactState = "active"  // as the registrar has it
	ContactFailed  ContactState = "failed"  // the registrar refused what was sent; Problems says why
	ContactDeleted ContactState = "deleted"
)

// ContactStates lists the states that a list shows.
var ContactStates = []ContactState{ContactPending, ContactActive, ContactFailed}

// The kinds of registrants, as the registrar's letters.
const (
	Organisation = "O"
	Individual   = "I"
)

// ContactNumber is the field that is kept encrypted and apart from the others.
const ContactNumber = "idnumber"

// Contact is a registrant with its contact person. Fields are by the names of
// ContactFields; the identity number is not among them once it is stored.
type Contact struct {
	ID         int64
	ResellerID int64
	AccountID  int64 // vendor account
	CustomerID int64 // 0 = nobody's
	VendorRef  string
	State      ContactState
	Problems   []Problem // what the registrar found wrong
	Fields     map[string]string
	Review     string // the registrar's check: "", none, waiting, pass, unpass
	Barred     bool   // the registrar forbids its use
	HasNumber  bool   // an identity number is stored
	NumberEnd  string // its last four characters, for people to recognise it
	JobID      int64  // the last job about it
	FactsAt    time.Time
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64
	Customer   string // name of the customer, filled by lists
}

// Nameless is the contact by the registrar's number alone, for those who may
// choose a registrant but not see any.
func (c Contact) Nameless() Contact {
	return Contact{ID: c.ID, ResellerID: c.ResellerID, AccountID: c.AccountID, CustomerID: c.CustomerID, VendorRef: c.VendorRef, State: c.State, Barred: c.Barred}
}

// MayServe reports whether domains of a customer (0 = nobody's) can be registered
// for the contact: it is not another customer's.
func (c Contact) MayServe(customerID int64) bool {
	return c.CustomerID == 0 || customerID == 0 || c.CustomerID == customerID
}

// Name is what a contact is called in lists: its owner in Chinese, or in English;
// the number of one whose fields are not known.
func (c Contact) Name() string {
	if c.Fields == nil {
		return c.VendorRef
	}
	if name := c.Fields["company-cn"]; name != "" {
		return name
	}
	return c.Fields["company-en"]
}

// Company reports whether the registrant is an organisation.
func (c Contact) Company() bool { return c.Fields["usertype"] == Organisation }

// Usable reports whether a domain can be registered with the contact.
func (c Contact) Usable() bool { return c.State == ContactActive && c.VendorRef != "" && !c.Barred }

// ContactField is one field of a contact. Its label is the message
// "contacts.field.<name>", its hint "contacts.field.<name>.hint".
type ContactField struct {
	Name    string
	Group   string // owner, native, latin, reach, identity
	Options []string
	Default string
}

// ContactFields is every field of a contact in the order people fill them in.
// Source: CNDNS 2.2.1, "二、域名 2、联系人 a)"; suffix is ours and is not sent.
var ContactFields = []ContactField{
	{Name: "usertype", Group: "owner", Options: []string{Organisation, Individual}, Default: Organisation},
	{Name: "suffix", Group: "owner", Options: []string{".cn", ".公司", ".hk", ".asia", ".com"}, Default: ".cn"},
	{Name: "idtype", Group: "identity"},
	{Name: ContactNumber, Group: "identity"},
	{Name: "company-cn", Group: "native"},
	{Name: "lastname-cn", Group: "native"},
	{Name: "firstname-cn", Group: "native"},
	{Name: "country-cn", Group: "native", Default: "中国"},
	{Name: "state-cn", Group: "native"},
	{Name: "city-cn", Group: "native"},
	{Name: "address-cn", Group: "native"},
	{Name: "company-en", Group: "latin"},
	{Name: "lastname-en", Group: "latin"},
	{Name: "firstname-en", Group: "latin"},
	{Name: "country-en", Group: "latin", Default: "CN"},
	{Name: "state-en", Group: "latin"},
	{Name: "city-en", Group: "latin"},
	{Name: "address-en", Group: "latin"},
	{Name: "zipcode", Group: "reach"},
	{Name: "phone", Group: "reach"},
	{Name: "fax", Group: "reach"},
	{Name: "email", Group: "reach"},
}

// Certificate is a type of identity document. HK ones are for .hk and .香港 only.
type Certificate struct {
	Code  string
	Owner string // Organisation or Individual
	HK    bool
}

// Certificates lists the types in the order of the appendix "证件类型编码说明".
var Certificates = []Certificate{
	{"SFZ", Individual, false},
	{"HZ", Individual, false},
	{"GATXZ", Individual, false},
	{"JGZ", Individual, false},
	{"TWJM", Individual, false},
	{"WGJM", Individual, false},
	{"YYZZ", Organisation, false},
	{"ORG", Organisation, false},
	{"QT", Organisation, false},
	{"SHXYZS", Organisation, false},
	{"SYDWFR", Organisation, false},
	{"SHTTFR", Organisation, false},
	{"MBFQY", Organisation, false},
	{"LSSWS", Organisation, false},
	{"SFJD", Organisation, false},
	{"ZJHD", Organisation, false},
	{"JJHFR", Organisation, false},
	{"BDDH", Organisation, false},
	{"JDDW", Organisation, false},
	{"WGQY", Organisation, false},
	{"WGZH", Organisation, false},
	{"WGZFLY", Organisation, false},
	{"HKID", Individual, true},
	{"OTHID", Individual, true},
	{"PASSNO", Individual, true},
	{"BIRTHCERT", Individual, true},
	{"CI", Organisation, true},
	{"BR", Organisation, true},
	{"CRS", Organisation, true},
	{"HKSARG", Organisation, true},
}

// Check says what is wrong with a contact for the suffix it is meant for.
func (c Contact) Check() []Problem { return c.CheckFor(c.Fields["suffix"]) }

// CheckFor says what is wrong with a contact for domains of a suffix (".cn",
// or a whole name; "" = not known yet): one problem at most per field. A stored
// identity number counts as given.
func (c Contact) CheckFor(suffix string) []Problem {
	values := maps.Clone(c.Fields)
	if values == nil {
		values = map[string]string{}
	}
	values["suffix"] = strings.ToLower(suffix)
	if values[ContactNumber] == "" && c.HasNumber {
		values[ContactNumber] = "stored"
	}
	var problems []Problem
	for _, f := range ContactFields {
		for _, r := range ContactRules {
			if r.Field == f.Name && r.broken(values) {
				problems = append(problems, Problem{Field: f.Name, Key: "contacts.rule." + r.Name, Args: r.Args})
				break
			}
		}
	}
	return problems
}

// Masked is an identity number of which only the last four characters show.
func Masked(end string) string {
	if end == "" {
		return ""
	}
	return "•••• " + end
}

// End is the part of an identity number that may be shown: its last four
// characters, or nothing when it is so short that they would give it away.
func End(number string) string {
	r := []rune(strings.TrimSpace(number))
	if len(r) < 8 {
		return ""
	}
	return string(r[len(r)-4:])
}

// Trimmed is the contact without stray spaces at the ends of its fields and
// without fields that no contact has.
func (c Contact) Trimmed() Contact {
	clean := make(map[string]string, len(c.Fields))
	for _, f := range ContactFields {
		if v := strings.TrimSpace(c.Fields[f.Name]); v != "" {
			clean[f.Name] = v
		}
	}
	c.Fields = clean
	return c
}
