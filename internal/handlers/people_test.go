package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// TestFormsOfPeopleAskWhoIsThere sends, with an old session, every form that
// gives somebody a password or permissions: the form comes back with what was
// typed but the secrets, and goes through with the password of the person.
func TestFormsOfPeopleAskWhoIsThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner, err := b.db.UserByEmail(t.Context(), "owner@shop.example")
	if err != nil {
		t.Fatal(err)
	}
	boss := panel.Actor{UserID: owner.ID, Role: panel.RoleOwner, ResellerID: owner.ResellerID}
	customer, err := b.app.AddCustomer(t.Context(), boss, panel.Customer{Name: "Orange", Kind: panel.CustomerCompany})
	if err != nil {
		t.Fatal(err)
	}
	user, err := b.app.AddAccount(t.Context(), panel.Actor{System: true}, service.NewAccount{
		Role: panel.RoleCustomer, ResellerID: owner.ResellerID, CustomerID: customer, Email: "li@orange.example", Name: "Li", Password: "long enough for all",
	})
	if err != nil {
		t.Fatal(err)
	}
	b.waiting() // makes a colleague
	colleague, err := b.db.UserByEmail(t.Context(), "staff@shop.example")
	if err != nil {
		t.Fatal(err)
	}
	member, users := fmt.Sprintf("/staff/%d", colleague.ID), fmt.Sprintf("/customers/%d/users", customer)
	secret := "a password for another"

	for _, try := range []struct {
		page, action string
		form         url.Values
		kept, ticked []string
	}{
		{"/staff/new", "/staff", url.Values{"name": {"Wang"}, "email": {"wang@shop.example"}, "password": {secret}, "permissions": {"order.resolve"}}, []string{"Wang", "wang@shop.example"}, []string{"order.resolve"}},
		{member, member + "/permissions", url.Values{"permissions": {"order.resolve"}}, nil, []string{"order.resolve"}},
		{member, member + "/password", url.Values{"password": {secret}}, nil, nil},
		{member, member + "/enable", url.Values{}, nil, nil},
		{users + "/new", users, url.Values{"name": {"Zhao"}, "email": {"zhao@orange.example"}, "password": {secret}, "rights": {"dns"}}, []string{"Zhao", "zhao@orange.example"}, []string{"dns"}},
		{fmt.Sprintf("%s/%d", users, user), fmt.Sprintf("%s/%d/password", users, user), url.Values{"password": {secret}}, nil, nil},
	} {
		if strings.HasSuffix(try.action, "/enable") {
			b.ask(member+"/disable", url.Values{}).must(t, "barring with an old session", http.StatusSeeOther)
		}
		b.tired()
		b.ask(try.page, nil).must(t, try.page, http.StatusOK, `action="`+try.action+`"`, `name="factor"`)
		refused := b.ask(try.action, try.form)
		refused.must(t, try.action+" without a factor", http.StatusUnprocessableEntity, append(try.kept, "Show first that it is you", `id="f-factor"`, `href="#f-factor"`)...)
		for _, box := range try.ticked {
			if !regexp.MustCompile(`value="` + box + `" id="[^"]*" checked`).MatchString(refused.body) {
				t.Errorf("%s forgets that %s was ticked", try.action, box)
			}
		}
		if strings.Contains(refused.body, secret) || strings.Count(refused.body, `id="f-factor"`) != 1 {
			t.Errorf("%s gives a secret back, or has two fields of one id", try.action)
		}
		try.form.Set("factor", "long enough for all")
		b.ask(try.action, try.form).must(t, try.action, http.StatusSeeOther)
	}
}
