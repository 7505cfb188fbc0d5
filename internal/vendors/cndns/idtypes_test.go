package cndns_test

import (
	"errors"
	"slices"
	"testing"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// TestIDTypesMatchTheRule compares the list for forms with the rule that checks.
func TestIDTypesMatchTheRule(t *testing.T) {
	t.Parallel()
	for _, one := range cndns.IDTypes {
		for _, owner := range []cndns.UserType{cndns.Individual, cndns.Organisation} {
			for _, suffix := range []string{".com", ".cn", ".hk"} {
				contact := goodContact()
				contact.UserType, contact.IDType, contact.IDNumber, contact.Suffix = owner, one.Code, "123456", suffix
				want := owner == one.Owner && (suffix == ".com" || one.HK == (suffix == ".hk"))
				if got := !breaks(t, contact, "idtype"); got != want {
					t.Errorf("%s for %s %s: accepted = %t, want %t", one.Code, owner, suffix, got, want)
				}
			}
		}
	}
}

func breaks(t *testing.T, contact cndns.ContactData, param string) bool {
	t.Helper()
	_, err := nowhere().ContactCreate(t.Context(), cndns.ContactCreateRequest{ContactData: contact})
	var invalid *endpoint.InvalidError
	if !errors.As(err, &invalid) {
		return false
	}
	return slices.ContainsFunc(invalid.Fields, func(f endpoint.FieldProblem) bool { return f.Param == param })
}
