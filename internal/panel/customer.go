package panel

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// CustomerKind is whether a customer is a person or a company.
type CustomerKind string

// The kinds of customers.
const (
	CustomerPerson  CustomerKind = "person"
	CustomerCompany CustomerKind = "company"
)

// CustomerKinds lists every kind.
var CustomerKinds = []CustomerKind{CustomerPerson, CustomerCompany}

// Customer is whom a reseller sells to. Notes are the reseller's own and never
// reach the customer.
type Customer struct {
	ID         int64
	ResellerID int64
	Name       string
	Kind       CustomerKind
	Email      string
	Phone      string
	Notes      string
	CreatedAt  time.Time
	Products   int       // how many it has, filled by lists
	NextExpiry time.Time // the earliest date among them, filled by lists; zero when none
}

var phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 ().-]{4,28}[0-9]$`)

// Check says what is wrong with a customer's own fields.
func (c Customer) Check() []Problem {
	var problems []Problem
	wrong := func(field, key string, args ...any) {
		problems = append(problems, Problem{Field: field, Key: key, Args: args})
	}
	switch n := utf8.RuneCountInString(c.Name); {
	case n == 0:
		wrong("name", "problem.required")
	case n > 120:
		wrong("name", "problem.length", "Min", 1, "Max", 120)
	}
	if !slices.Contains(CustomerKinds, c.Kind) {
		wrong("kind", "problem.option")
	}
	if c.Email != "" && !ValidEmail(c.Email) {
		wrong("email", "problem.email")
	}
	if c.Phone != "" && !phoneForm.MatchString(c.Phone) {
		wrong("phone", "problem.phone")
	}
	if utf8.RuneCountInString(c.Notes) > 4000 {
		wrong("notes", "problem.length", "Min", 0, "Max", 4000)
	}
	return problems
}

// Trimmed is the customer without stray spaces at the ends of its fields.
func (c Customer) Trimmed() Customer {
	for _, field := range []*string{&c.Name, &c.Email, &c.Phone, &c.Notes} {
		*field = strings.TrimSpace(*field)
	}
	return c
}

// Rights that a customer's user can hold besides the names of operations.
const (
	RightView = "view" // see the product
	RightDNS  = "dns"  // change the records of a zone
	RightBuy  = "buy"  // buy new things; of no single product
)

// PortalRights lists every right that a reseller may give to a customer's user,
// in the order people see them.
func PortalRights() []string {
	rights := []string{RightView, RightDNS, RightBuy}
	for _, op := range operations {
		if op.Portal {
			rights = append(rights, op.Name)
		}
	}
	return rights
}

// PortalRightsFor lists the rights that make sense for one product.
func PortalRightsFor(p Product) []string {
	rights := []string{RightView}
	if p.Kind != KindCloud {
		rights = append(rights, RightDNS)
	}
	for _, op := range OperationsFor(p) {
		if op.Portal {
			rights = append(rights, op.Name)
		}
	}
	return rights
}
