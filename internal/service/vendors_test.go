package service

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// account reads a vendor account anew.
func (s *shop) account(id int64) panel.VendorAccount {
	s.t.Helper()
	v, err := s.DB.VendorAccount(s.t.Context(), s.owner, id)
	s.must(err)
	return v
}

func TestVendorTestStoresStateAndBalance(t *testing.T) {
	t.Parallel()
	s := openShop(t)

	for _, id := range []int64{s.cndnsID, s.dnspodID, s.mailID, s.sitesID} {
		job, err := s.TestVendor(t.Context(), s.owner, id)
		s.must(err)
		if got := s.finish(job).Job.State; got != panel.JobDone {
			t.Errorf("test of account %d: job is %s, want done", id, got)
		}
		if v := s.account(id); v.State != "ok" || v.TestedAt.IsZero() {
			t.Errorf("account %d: state %q, tested at %v, want ok and a time", id, v.State, v.TestedAt)
		}
	}
	if v := s.account(s.cndnsID); v.Balance <= 0 || v.BalanceAt.IsZero() {
		t.Errorf("balance = %d at %v, want the vendor's", v.Balance, v.BalanceAt)
	}
	if v := s.account(s.dnspodID); !v.BalanceAt.IsZero() {
		t.Errorf("balance of an account without one was read at %v", v.BalanceAt)
	}
}

func TestVendorTestKeepsTheVendorsWords(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.account(s.cndnsID)
	_, err := s.SaveVendor(t.Context(), s.owner, VendorForm{ID: v.ID, Label: v.Label, Settings: v.Settings, Secrets: map[string]string{"password": "not-it"}})
	s.must(err)

	job, err := s.TestVendor(t.Context(), s.owner, v.ID)
	s.must(err)
	d := s.finish(job)

	if d.Job.State != panel.JobFailed || d.Job.ErrorCode != "10008" {
		t.Errorf("job is %s with code %q, want failed with 10008", d.Job.State, d.Job.ErrorCode)
	}
	if v := s.account(v.ID); v.State != "failed" || v.TestCode != "10008" || v.TestText == "" {
		t.Errorf("account: state %q, code %q, text %q, want failed, 10008 and the vendor's text", v.State, v.TestCode, v.TestText)
	}
}

func TestVendorThatCannotBeReachedIsFailedInOurWords(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.account(s.cndnsID)
	v.Settings.BaseURLs["api"] = "http://127.0.0.1:1"
	_, err := s.SaveVendor(t.Context(), s.owner, VendorForm{ID: v.ID, Label: v.Label, Settings: v.Settings, Secrets: map[string]string{"password": "any-password"}})
	s.must(err)

	_, err = s.CheckVendor(t.Context(), panel.Actor{System: true, Name: "command line"}, v.ID)

	if !panel.Is(err, panel.Unavailable) {
		t.Errorf("error = %v, want an Unavailable one", err)
	}
	if v := s.account(v.ID); v.State != "failed" || v.TestCode != "" || v.TestText != "error.vendor.unreachable" {
		t.Errorf("account: state %q, code %q, text %q, want failed and error.vendor.unreachable", v.State, v.TestCode, v.TestText)
	}
}

func TestRefusedLoginIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.account(s.dnspodID)
	_, err := s.SaveVendor(t.Context(), s.owner, VendorForm{ID: v.ID, Label: v.Label, Settings: v.Settings, Secrets: map[string]string{"login_token": "1,wrong"}})
	s.must(err)
	_, first := s.CheckVendor(t.Context(), s.owner, v.ID)
	calls, err := s.DB.VendorCalls(t.Context(), s.owner, db.CallFilter{AccountID: v.ID})
	s.must(err)

	_, second := s.CheckVendor(t.Context(), s.owner, v.ID)

	if !panel.Is(first, panel.Refused) || !panel.Is(second, panel.Conflict) {
		t.Errorf("errors = %v, then %v, want Refused, then Conflict", first, second)
	}
	after, err := s.DB.VendorCalls(t.Context(), s.owner, db.CallFilter{AccountID: v.ID})
	s.must(err)
	for _, c := range after[:len(after)-len(calls)] {
		if c.HTTPStatus != 0 {
			t.Errorf("call %s went out after a refused login", c.Endpoint)
		}
	}
}

func TestVendorSecretsStayAndStayUnseen(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.account(s.cndnsID)
	secret := s.world.Line().CNDNS.Password

	_, err := s.SaveVendor(t.Context(), s.owner, VendorForm{ID: v.ID, Label: "renamed", Settings: v.Settings})
	s.must(err)

	d, err := s.VendorDetail(t.Context(), s.owner, v.ID)
	s.must(err)
	if diff := cmp.Diff([]string{"password"}, d.Stored); diff != "" {
		t.Errorf("stored secrets after a change without any (-want +got):\n%s", diff)
	}
	if _, err := s.CheckVendor(t.Context(), s.owner, v.ID); err != nil {
		t.Errorf("test after a change without secrets: %v", err)
	}
	log, err := s.DB.AuditLog(t.Context(), s.owner, db.AuditFilter{})
	s.must(err)
	for _, e := range log {
		if strings.Contains(e.Before+e.After+e.Note, secret) {
			t.Errorf("audit row %s holds the password", e.Action)
		}
	}
	sealed, err := s.DB.VendorSealed(t.Context(), v.ID)
	s.must(err)
	if strings.Contains(string(sealed), secret) {
		t.Error("the password lies in the database in the clear")
	}
}

func TestVendorForms(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	good := func(change func(f *VendorForm)) VendorForm {
		f := VendorForm{
			Vendor: panel.VendorCNDNS, Label: "x", Settings: panel.VendorSettings{Username: "u", Email: "u@shop.example", BaseURLs: map[string]string{}},
			Secrets: map[string]string{"password": "p"},
		}
		change(&f)
		return f
	}
	stored := s.account(s.cndnsID)
	tests := map[string]struct {
		form  VendorForm
		field string // the one that is wrong; "" = fine
	}{
		"complete":             {good(func(*VendorForm) {}), ""},
		"no label":             {good(func(f *VendorForm) { f.Label = "  " }), "label"},
		"no user name":         {good(func(f *VendorForm) { f.Settings.Username = "" }), "username"},
		"bad address":          {good(func(f *VendorForm) { f.Settings.Email = "u" }), "email"},
		"no password":          {good(func(f *VendorForm) { f.Secrets = nil }), "password"},
		"unknown vendor":       {good(func(f *VendorForm) { f.Vendor = "north" }), "vendor"},
		"key of SendCloud":     {good(func(f *VendorForm) { f.Vendor = panel.VendorSendCloud }), "api_key"},
		"key of Baidu":         {good(func(f *VendorForm) { f.Vendor, f.Settings.Email = panel.VendorBaiduGEO, "" }), "secret_key"},
		"file as base URL":     {good(func(f *VendorForm) { f.Settings.BaseURLs["api"] = "file:///etc/passwd" }), "url_api"},
		"password in base URL": {good(func(f *VendorForm) { f.Settings.BaseURLs["api"] = "http://u:p@vendor.example" }), "url_api"},
		"query in base URL":    {good(func(f *VendorForm) { f.Settings.BaseURLs["support"] = "http://vendor.example/?a=1" }), "url_support"},
		"another host":         {good(func(f *VendorForm) { f.Settings.BaseURLs["api"] = "https://vendor.example" }), "url_api"},
		"inside":               {good(func(f *VendorForm) { f.Settings.BaseURLs["api"] = "http://169.254.169.254" }), "url_api"},
		"this machine, hidden": {good(func(f *VendorForm) { f.Settings.BaseURLs["support"] = "http://[::ffff:127.0.0.1]:1" }), "url_support"},
		"documented":           {good(func(f *VendorForm) { f.Settings.BaseURLs["api"] = "https://api.cndns.com/" }), ""},
		"allowed":              {good(func(f *VendorForm) { f.Settings.BaseURLs["api"] = "http://127.0.0.1:1" }), ""},
		"token or password":    {good(dnspodAccount("", "login_token")), ""},
		"password or token":    {good(dnspodAccount("", "password")), ""},
		"an agent's customer":  {good(dnspodAccount("1446297", "password")), ""},
		"customer by name":     {good(dnspodAccount("somebody", "password")), "username"},
		"moved without secret": {good(func(f *VendorForm) { f.ID, f.Secrets = stored.ID, nil }), "password"},
	}
	for name, tt := range tests {
		_, err := s.SaveVendor(t.Context(), s.owner, tt.form)

		got := ""
		if wrong := panel.Problems(err); len(wrong) > 0 {
			got = wrong[0].Field
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got != tt.field {
			t.Errorf("%s: wrong field = %q, want %q", name, got, tt.field)
		}
	}
}

func TestStrangersDoNotSeeVendorAccounts(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.cndnsID
	tries := map[string]func(a panel.Actor) error{
		"detail": func(a panel.Actor) error { _, err := s.VendorDetail(t.Context(), a, id); return err },
		"save": func(a panel.Actor) error {
			_, err := s.SaveVendor(t.Context(), a, VendorForm{ID: id, Label: "x"})
			return err
		},
		"test":    func(a panel.Actor) error { _, err := s.TestVendor(t.Context(), a, id); return err },
		"check":   func(a panel.Actor) error { _, err := s.CheckVendor(t.Context(), a, id); return err },
		"breaker": func(a panel.Actor) error { return s.CloseBreaker(t.Context(), a, id) },
	}
	staff := s.owner
	staff.Role, staff.Granted = panel.RoleStaff, panel.StaffPermissions()
	for name, try := range tries {
		if err := try(s.stranger); !panel.Is(err, panel.NotFound) {
			t.Errorf("%s by a stranger: %v, want NotFound", name, err)
		}
		for _, a := range []panel.Actor{staff, s.buyer} {
			if err := try(a); !panel.Is(err, panel.Forbidden) {
				t.Errorf("%s by %s: %v, want Forbidden", name, a.Role, err)
			}
		}
	}
}

// dnspodAccount changes a form into one of DNSPod, for itself or for an agent's customer.
func dnspodAccount(customer, secret string) func(*VendorForm) {
	return func(f *VendorForm) {
		f.Vendor, f.Settings.Username, f.Secrets = panel.VendorDNSPod, customer, map[string]string{secret: "1,t"}
	}
}

// TestASecretThatIsGivenLeavesItsCompanions gives one of two keys that go
// together, then another way to sign in, which takes the first one's place.
func TestASecretThatIsGivenLeavesItsCompanions(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.payAccount(panel.VendorWeChatPay)
	pay, err := s.PayAccounts(t.Context(), s.owner)
	s.must(err)
	at := s.world.Line()
	for _, tt := range []struct {
		account panel.VendorAccount
		given   map[string]string
		want    map[string]string
	}{
		{
			pay[0],
			map[string]string{"private_key": at.WeChatPay.PrivateKey},
			map[string]string{"private_key": strings.TrimSpace(at.WeChatPay.PrivateKey), "api_v3_key": at.WeChatPay.APIv3Key},
		},
		{s.account(s.dnspodID), map[string]string{"password": "another"}, map[string]string{"password": "another"}},
	} {
		v := tt.account

		_, err := s.SaveVendor(t.Context(), s.owner, VendorForm{ID: v.ID, Label: v.Label, Settings: v.Settings, Secrets: tt.given})
		s.must(err)

		sealed, err := s.DB.VendorSealed(t.Context(), v.ID)
		s.must(err)
		stored, err := s.Vault.OpenMap(accountPlace(v), sealed)
		s.must(err)
		if diff := cmp.Diff(tt.want, stored); diff != "" {
			t.Errorf("secrets of %s (-want +got):\n%s", v.Vendor, diff)
		}
	}
	if _, err := s.CheckVendor(t.Context(), s.owner, pay[0].ID); err != nil {
		t.Errorf("check with a new private key: %v", err)
	}
}

// TestStoredAddressesElsewhereAreNotCalled takes back what the operator allowed,
// as whoever updates a panel with accounts that lead elsewhere does.
func TestStoredAddressesElsewhereAreNotCalled(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.account(s.cndnsID)
	_, err := s.CheckVendor(t.Context(), s.owner, v.ID)
	s.must(err)
	s.VendorHosts = nil
	s.lines = lines{} // as after a start

	_, err = s.CheckVendor(t.Context(), s.owner, v.ID)
	_, again := s.SaveVendor(t.Context(), s.owner, VendorForm{ID: v.ID, Label: v.Label, Settings: v.Settings})

	var said *panel.Error
	if !errors.As(err, &said) || said.Key != "error.vendor.host" || class(err) != endpoint.NotSent {
		t.Errorf("a call: %v, want it not sent for its address", err)
	}
	if now := s.account(v.ID); now.State != "failed" || now.TestText != "error.vendor.host" {
		t.Errorf("the account is %q: %q", now.State, now.TestText)
	}
	if wrong := panel.Problems(again); len(wrong) != 3 || wrong[0].Field != "url_api" || wrong[0].Key != "problem.baseurl.host" {
		t.Errorf("the next change: %v, want all three addresses refused", again)
	}
}
