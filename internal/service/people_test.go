package service

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

const goodPassword = "a long enough sentence"

// signIn opens a session for an account and returns its id.
func (s *shop) signIn(email string) string {
	s.t.Helper()
	in, err := s.Login(s.t.Context(), LoginForm{Email: email, Password: goodPassword, IP: "127.0.0.1"})
	s.must(err)
	return in.SessionID
}

// signedIn reports whether a session id still opens anything.
func (s *shop) signedIn(sessionID string) bool {
	s.t.Helper()
	actor, _, err := s.Resume(s.t.Context(), sessionID)
	s.must(err)
	return actor.UserID != 0
}

func (s *shop) newCustomerUser() int64 {
	s.t.Helper()
	id, err := s.AddCustomerUser(s.t.Context(), s.owner, NewCustomerUser{
		CustomerID: s.customer.ID, Name: "Li Na", Email: "li.na@customer.example", Password: goodPassword, Rights: []string{"view", "cloud.restart"},
	})
	s.must(err)
	return id
}

func TestRightsOfACustomersUser(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	user := s.newCustomerUser()
	domain := s.plant(panel.KindDomain, "rights.com")
	session := s.signIn("li.na@customer.example")

	err := s.SetCustomerRights(t.Context(), s.owner, RightsForm{
		CustomerID: s.customer.ID, UserID: user, ProductID: domain.ID, Rights: []string{"domain.renew", "domain.renew", ""},
	})
	s.must(err)

	got, err := s.DB.Rights(t.Context(), user)
	s.must(err)
	want := []db.Right{{Action: "cloud.restart"}, {Action: "view"}, {ProductID: domain.ID, Action: "domain.renew"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rights (-want +got):\n%s", diff)
	}
	if s.signedIn(session) {
		t.Error("a session lives on after a change of rights")
	}
}

func TestUnchangedRightsLeaveSessionsAlone(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	user := s.newCustomerUser()
	session := s.signIn("li.na@customer.example")

	s.must(s.SetCustomerRights(t.Context(), s.owner, RightsForm{CustomerID: s.customer.ID, UserID: user, Rights: []string{"cloud.restart", "view"}}))

	if !s.signedIn(session) {
		t.Error("a session ended although nothing changed")
	}
}

func TestRightsThatCannotBeGiven(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	user := s.newCustomerUser()
	domain := s.plant(panel.KindDomain, "rights.com")
	tests := map[string]struct {
		actor panel.Actor
		form  RightsForm
		want  panel.Kind
	}{
		"no such right":           {s.owner, RightsForm{Rights: []string{"domain.everything"}}, panel.Invalid},
		"not for customers":       {s.owner, RightsForm{Rights: []string{"domain.password"}}, panel.Invalid},
		"of another kind":         {s.owner, RightsForm{ProductID: domain.ID, Rights: []string{"cloud.restart"}}, panel.Invalid},
		"on no product":           {s.owner, RightsForm{ProductID: 999, Rights: []string{"view"}}, panel.NotFound},
		"by a stranger":           {s.stranger, RightsForm{Rights: []string{"view"}}, panel.NotFound},
		"by a customer":           {s.buyer, RightsForm{Rights: []string{"view"}}, panel.Forbidden},
		"to somebody not theirs":  {s.owner, RightsForm{UserID: s.owner.UserID, Rights: []string{"view"}}, panel.NotFound},
		"with another's customer": {s.owner, RightsForm{CustomerID: 999, Rights: []string{"view"}}, panel.NotFound},
	}
	for name, tt := range tests {
		if tt.form.CustomerID == 0 {
			tt.form.CustomerID = s.customer.ID
		}
		if tt.form.UserID == 0 {
			tt.form.UserID = user
		}
		if err := s.SetCustomerRights(t.Context(), tt.actor, tt.form); !panel.Is(err, tt.want) {
			t.Errorf("%s: %v, want kind %s", name, err, tt.want)
		}
	}
}

func TestNobodyGivesWhatTheyDoNotHold(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	user := s.newCustomerUser() // holds view and cloud.restart
	clerk := s.owner
	clerk.Role, clerk.Granted = panel.RoleStaff, []panel.Permission{panel.ViewCustomers, panel.EditCustomers, panel.ViewProducts}
	form := func(rights ...string) RightsForm {
		return RightsForm{CustomerID: s.customer.ID, UserID: user, Rights: rights}
	}

	for _, right := range []string{"domain.renew", "cloud.renew", "cloud.start", "dns"} {
		if err := s.SetCustomerRights(t.Context(), clerk, form(right)); !panel.Is(err, panel.Invalid) {
			t.Errorf("a clerk gives %s: %v, want Invalid", right, err)
		}
	}
	if err := s.SetCustomerUserPassword(t.Context(), clerk, s.customer.ID, user, goodPassword, ""); !panel.Is(err, panel.Forbidden) {
		t.Errorf("a clerk sets the password of a user with more rights: %v, want Forbidden", err)
	}
	s.must(s.SetCustomerRights(t.Context(), clerk, form()))

	got, err := s.DB.Rights(t.Context(), user)
	s.must(err)
	if diff := cmp.Diff([]db.Right{{Action: "cloud.restart"}}, got); diff != "" {
		t.Errorf("after a clerk took back what clerks can, rights (-want +got):\n%s", diff)
	}
}

func TestDisabledUserIsOutAtOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	user := s.newCustomerUser()
	session := s.signIn("li.na@customer.example")

	s.must(s.SetCustomerUserDisabled(t.Context(), s.owner, s.customer.ID, user, true))

	if s.signedIn(session) {
		t.Error("a disabled user is still signed in")
	}
	_, err := s.Login(t.Context(), LoginForm{Email: "li.na@customer.example", Password: goodPassword, IP: "127.0.0.1"})
	if !panel.Is(err, panel.SignIn) {
		t.Errorf("login of a disabled user: %v, want a SignIn error", err)
	}
	s.must(s.SetCustomerUserDisabled(t.Context(), s.owner, s.customer.ID, user, false))
	s.ahead.Add(int64(time.Minute)) // past the penalty of the wrong try
	s.signIn("li.na@customer.example")
}

func TestStaffPermissions(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.AddStaff(t.Context(), s.owner, NewAccount{
		Name: "Wang", Email: "wang@shop.example", Password: goodPassword, Granted: []panel.Permission{panel.ViewCustomers},
	}, "")
	s.must(err)
	session := s.signIn("wang@shop.example")
	actor, _, err := s.Resume(t.Context(), session)
	s.must(err)
	if _, err := s.Customers(t.Context(), actor, CustomerFilter{}); err != nil {
		t.Errorf("customers for who may see them: %v", err)
	}
	if _, err := s.AddCustomer(t.Context(), actor, panel.Customer{Name: "x", Kind: panel.CustomerPerson}); !panel.Is(err, panel.Forbidden) {
		t.Errorf("adding a customer without the right: %v, want Forbidden", err)
	}

	s.must(s.SetStaffPermissions(t.Context(), s.owner, id, []panel.Permission{panel.ViewOrders, panel.ViewJobs}, ""))

	if s.signedIn(session) {
		t.Error("a session lives on after a change of permissions")
	}
	user, err := s.StaffMember(t.Context(), s.owner, id)
	s.must(err)
	if diff := cmp.Diff([]panel.Permission{panel.ViewJobs, panel.ViewOrders}, user.Granted); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
	for _, p := range []panel.Permission{panel.ManageStaff, panel.ManageVendors, panel.RunPlatform, panel.ViewAudit, panel.UsePortal, "all"} {
		if err := s.SetStaffPermissions(t.Context(), s.owner, id, []panel.Permission{p}, ""); !panel.Is(err, panel.Invalid) {
			t.Errorf("granting %s: %v, want Invalid", p, err)
		}
	}
	if _, err := s.StaffMember(t.Context(), s.stranger, id); !panel.Is(err, panel.NotFound) {
		t.Errorf("staff seen by a stranger: %v, want NotFound", err)
	}
	if err := s.DisableStaff(t.Context(), s.owner, s.owner.UserID); !panel.Is(err, panel.NotFound) {
		t.Errorf("disabling the owner as staff: %v, want NotFound", err)
	}
}

// TestPasswordsAndPermissionsOfOthersAskForAFreshFactor does with an old session
// whatever would give its holder another way in.
func TestPasswordsAndPermissionsOfOthersAskForAFreshFactor(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	user := s.newCustomerUser()
	id, err := s.AddStaff(t.Context(), s.owner, NewAccount{Name: "Wang", Email: "wang@shop.example", Password: goodPassword}, "")
	s.must(err)
	s.must(s.DisableStaff(t.Context(), stale(s.owner), id)) // barring somebody never waits for a code
	before, err := s.DB.Users(t.Context(), s.owner, db.UserFilter{})
	s.must(err)
	chosen := "what the thief has chosen"

	for name, do := range map[string]func(panel.Actor) error{
		"adding staff": func(a panel.Actor) error {
			_, err := s.AddStaff(t.Context(), a, NewAccount{Name: "T", Email: "t@shop.example", Password: chosen, Granted: []panel.Permission{panel.ResolveOrders}}, "")
			return err
		},
		"permissions": func(a panel.Actor) error {
			return s.SetStaffPermissions(t.Context(), a, id, []panel.Permission{panel.ResolveOrders}, "")
		},
		"letting in again": func(a panel.Actor) error { return s.EnableStaff(t.Context(), a, id, "") },
		"a password":       func(a panel.Actor) error { return s.SetStaffPassword(t.Context(), a, id, chosen, "") },
		"adding a customer's user": func(a panel.Actor) error {
			_, err := s.AddCustomerUser(t.Context(), a, NewCustomerUser{CustomerID: s.customer.ID, Name: "T", Email: "t@customer.example", Password: chosen, Rights: []string{"buy"}})
			return err
		},
		"a customer's password": func(a panel.Actor) error {
			return s.SetCustomerUserPassword(t.Context(), a, s.customer.ID, user, chosen, "")
		},
	} {
		if got := panel.Problems(do(stale(s.owner))); len(got) != 1 || got[0].Field != "factor" || got[0].Key != "problem.factor.needed" {
			t.Errorf("%s with an old session: %v, want that a factor is asked for", name, got)
		}
	}
	after, err := s.DB.Users(t.Context(), s.owner, db.UserFilter{})
	s.must(err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("people after a thief was there (-before +after):\n%s", diff)
	}
}

func TestCustomersAreFoundAndPaged(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for i := range 7 {
		_, err := s.AddCustomer(t.Context(), s.owner, panel.Customer{
			Name: fmt.Sprintf("Shop %d", i/2), Kind: panel.CustomerCompany, Email: fmt.Sprintf("Shop%d@Mail.example", i), Phone: fmt.Sprintf("+86 571 8888 000%d", i),
		})
		s.must(err)
	}
	s.plant(panel.KindDomain, "juzi-tech.com")

	for search, want := range map[string]int{"SHOP 1": 2, "shop3@mail": 1, "8888 0005": 1, "橘子": 1, "juzi-TECH": 1, "100%": 0, "": 8} {
		found, err := s.Customers(t.Context(), s.owner, CustomerFilter{Search: search})
		s.must(err)
		if len(found) != want {
			t.Errorf("search %q found %d customers, want %d", search, len(found), want)
		}
	}
	seen := map[int64]bool{}
	after := CustomerFilter{Limit: 3}
	for range 3 {
		found, err := s.Customers(t.Context(), s.owner, after)
		s.must(err)
		for _, c := range found {
			if seen[c.ID] {
				t.Errorf("customer %d stands on two pages", c.ID)
			}
			seen[c.ID] = true
			after.AfterName, after.AfterID = c.Name, c.ID
		}
	}
	if len(seen) != 8 {
		t.Errorf("pages showed %d customers, want 8", len(seen))
	}
	if found, err := s.Customers(t.Context(), s.stranger, CustomerFilter{}); err != nil || len(found) != 0 {
		t.Errorf("a stranger found %d customers (%v), want none", len(found), err)
	}
}

func TestCustomerFormNamesItsFields(t *testing.T) {
	t.Parallel()
	s := openShop(t)

	_, err := s.AddCustomer(t.Context(), s.owner, panel.Customer{Name: " ", Kind: "club", Email: "x", Phone: "call me"})

	var got []string
	for _, p := range panel.Problems(err) {
		got = append(got, p.Field)
	}
	if diff := cmp.Diff([]string{"name", "kind", "email", "phone"}, got); diff != "" {
		t.Errorf("wrong fields (-want +got):\n%s", diff)
	}
}

func TestOverviewShowsOnlyWhatThePersonMaySee(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.plant(panel.KindDomain, "soon.com")
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
		p, err := tx.ProductNamed(t.Context(), s.cndnsID, panel.KindDomain, "soon.com")
		if err != nil {
			return err
		}
		p.ExpiresAt = s.now().Add(10 * 24 * time.Hour)
		return tx.SaveFacts(t.Context(), p)
	}))
	staff := s.owner
	staff.Role, staff.Granted = panel.RoleStaff, []panel.Permission{panel.ViewOrders}

	whole, err := s.Overview(t.Context(), s.owner)
	s.must(err)
	part, err := s.Overview(t.Context(), staff)
	s.must(err)
	theirs, err := s.Overview(t.Context(), s.stranger)
	s.must(err)

	if got := whole.Expiring[panel.KindDomain]; got != 1 || len(whole.Soonest) != 1 {
		t.Errorf("owner sees %d expiring, %d listed, want 1 and 1", got, len(whole.Soonest))
	}
	if part.Expiring != nil || part.Accounts != nil || part.Recent != nil || part.Start != nil || part.Orders == nil {
		t.Errorf("staff with order.view sees %+v, want orders only", part)
	}
	if theirs.Expiring[panel.KindDomain] != 0 || len(theirs.Accounts) != 0 || theirs.Start == nil {
		t.Errorf("a new shop sees %+v, want nothing and its first steps", theirs)
	}
}

func TestPlatformSeesItsEndsOfChains(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	admin := panel.Actor{UserID: 99, Role: panel.RoleAdmin, Email: "admin@shop.example"}

	owner, err := s.AddReseller(t.Context(), admin, NewAccount{Reseller: "Third", Name: "Zhou", Email: "zhou@third.example", Password: goodPassword})
	s.must(err)
	got, err := s.Platform(t.Context(), admin)
	s.must(err)

	user, err := s.DB.UserByID(t.Context(), owner)
	s.must(err)
	if user.Role != panel.RoleOwner || got.Resellers != 3 || got.Names[user.ResellerID] != "Third" {
		t.Errorf("owner %+v, %d resellers, name %q, want an owner of the third, Third", user, got.Resellers, got.Names[user.ResellerID])
	}
	for _, c := range got.Chains {
		if !c.Fits || c.Seq == 0 {
			t.Errorf("chain %d ends at row %d, fits = %t, want a row and true", c.Chain, c.Seq, c.Fits)
		}
	}
	if len(got.Chains) < 2 {
		t.Errorf("%d chains, want one per reseller that did something", len(got.Chains))
	}
	if _, err := s.Platform(t.Context(), s.owner); !panel.Is(err, panel.Forbidden) {
		t.Errorf("platform for an owner: %v, want Forbidden", err)
	}
}
