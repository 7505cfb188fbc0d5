package service

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/cndns"
)

// registrant is a form that every rule accepts.
func registrant(account int64, changes ...string) ContactForm {
	f := map[string]string{
		"usertype": "O", "suffix": ".cn", "idtype": "YYZZ", "idnumber": "91330100MA27XYZ123",
		"company-cn": "杭州新橘子科技有限公司", "lastname-cn": "张", "firstname-cn": "三", "country-cn": "中国", "state-cn": "浙江",
		"city-cn": "杭州市", "address-cn": "文三路100号数码大厦", "company-en": "Hangzhou New Juzi Co Ltd", "lastname-en": "zhang",
		"firstname-en": "san", "country-en": "CN", "state-en": "Zhejiang", "city-en": "Hangzhou", "address-en": "100 Wen San Road",
		"zipcode": "310000", "phone": "+86.57188888888", "fax": "+86.57188888888", "email": "a@b.example",
	}
	for i := 0; i+1 < len(changes); i += 2 {
		f[changes[i]] = changes[i+1]
	}
	return ContactForm{AccountID: account, Fields: f}
}

// saved saves a contact and lets its job end.
func (s *shop) saved(f ContactForm) (ContactDetail, JobDetail) {
	s.t.Helper()
	id, err := s.SaveContact(s.t.Context(), s.owner, f)
	s.must(err)
	d, err := s.Contact(s.t.Context(), s.owner, id)
	s.must(err)
	job := s.finish(d.Job.ID)
	d, err = s.Contact(s.t.Context(), s.owner, id)
	s.must(err)
	return d, job
}

// held counts the registrar's contacts of a name.
func (s *shop) held(owner string) int {
	s.t.Helper()
	listed, err := s.listedContacts(s.t.Context(), s.cndnsID, "")
	s.must(err)
	return len(slices.DeleteFunc(listed, func(v cndns.Contact) bool { return v.CompanyCn != owner }))
}

func TestContactLivesAtTheRegistrar(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	d, _ := s.saved(registrant(s.cndnsID))
	if c := d.Contact; !c.Usable() || c.Fields[panel.ContactNumber] != "" || c.NumberEnd != "Z123" {
		t.Fatalf("contact = %+v, want usable, without its number", c)
	}
	number, err := s.numberOf(t.Context(), d.Contact)
	s.must(err)
	if number != "91330100MA27XYZ123" {
		t.Errorf("sealed number = %q", number)
	}
	edit := registrant(s.cndnsID, "city-en", "Ningbo", "idnumber", "")
	edit.ID, edit.CustomerID = d.Contact.ID, s.customer.ID
	d, _ = s.saved(edit)
	listed, err := s.listedContacts(t.Context(), s.cndnsID, d.Contact.VendorRef)
	s.must(err)
	if len(listed) != 1 || listed[0].CityEn != "Ningbo" || string(listed[0].LicenceNumber) != number || d.Contact.State != panel.ContactActive {
		t.Errorf("after the change the registrar has %d, city %q; state %s", len(listed), listed[0].CityEn, d.Contact.State)
	}
	s.must(s.DeleteContact(t.Context(), s.owner, d.Contact.ID))
	s.drain()
	if _, err := s.Contact(t.Context(), s.owner, d.Contact.ID); !panel.Is(err, panel.NotFound) {
		t.Errorf("deleted contact: %v, want not found", err)
	}
	if n := s.held("杭州新橘子科技有限公司"); n != 0 {
		t.Errorf("the registrar still has %d", n)
	}
}

func TestLostAnswerMakesNoSecondContact(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind  trouble.Kind
		sends int // creations the registrar saw
	}{{trouble.Reset, 1}, {trouble.Broken, 1}, {trouble.Status500, 1}, {trouble.Drop, 2}} {
		t.Run(string(tt.kind), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.world.Board.Set(trouble.Fault{Call: "cndns.contact.create", Kind: tt.kind, Count: 1})
			d, job := s.saved(registrant(s.cndnsID))
			if !d.Contact.Usable() || job.Job.State != panel.JobDone {
				t.Fatalf("contact %s, job %s %s: want active, done", d.Contact.State, job.Job.State, job.Job.ErrorKey)
			}
			if n := s.held(d.Contact.Name()); n != 1 {
				t.Errorf("the registrar has %d contacts, want 1", n)
			}
			if n := s.spent("cndns.contact.create"); n != tt.sends {
				t.Errorf("creations sent = %d, want %d", n, tt.sends)
			}
		})
	}
}

func TestRefusedContactKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.Board.Set(trouble.Fault{Call: "cndns.contact.create", Kind: trouble.Refuse, Code: "11048", Count: 1})
	d, _ := s.saved(registrant(s.cndnsID))
	if d.Contact.State != panel.ContactFailed || len(d.Contact.Problems) != 1 || d.Contact.Problems[0].Field != "address-cn" {
		t.Fatalf("contact = %s with %+v, want failed at address-cn", d.Contact.State, d.Contact.Problems)
	}
	again := registrant(s.cndnsID, "address-cn", "文三路一百号数码大厦", "idnumber", "")
	again.ID = d.Contact.ID
	if d, _ = s.saved(again); !d.Contact.Usable() || len(d.Contact.Problems) != 0 {
		t.Errorf("after the correction: %s %v, want active", d.Contact.State, d.Contact.Problems)
	}
}

func TestContactInUseIsNotDeleted(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	c := s.contact()
	s.must(s.DeleteContact(t.Context(), s.owner, c.ID))
	s.drain()
	d, err := s.Contact(t.Context(), s.owner, c.ID)
	s.must(err)
	if d.Contact.State != panel.ContactActive || len(d.Contact.Problems) == 0 {
		t.Errorf("contact = %s with %v, want active with the registrar's word", d.Contact.State, d.Contact.Problems)
	}
}

func TestSyncAdoptsOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.contact()
	before, err := s.Contacts(t.Context(), s.owner, ContactFilter{})
	s.must(err)
	s.contact()
	after, err := s.Contacts(t.Context(), s.owner, ContactFilter{})
	s.must(err)
	if len(before) == 0 || len(after) != len(before) {
		t.Errorf("contacts after one sync = %d, after two = %d", len(before), len(after))
	}
}

func TestContactsOfOthersAreNotFound(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	c := s.contact()
	form := registrant(s.cndnsID)
	form.ID = c.ID
	_, read := s.Contact(t.Context(), s.stranger, c.ID)
	_, change := s.SaveContact(t.Context(), s.stranger, form)
	for what, err := range map[string]error{
		"read": read, "change": change, "delete": s.DeleteContact(t.Context(), s.stranger, c.ID), "refresh": s.RereadContact(t.Context(), s.stranger, c.ID),
	} {
		if !panel.Is(err, panel.NotFound) {
			t.Errorf("%s by a stranger = %v, want not found", what, err)
		}
	}
	if _, err := s.SaveContact(t.Context(), s.stranger, registrant(s.cndnsID)); !panel.Is(err, panel.Invalid) {
		t.Errorf("a contact in a stranger's account = %v, want invalid", err)
	}
	if _, err := s.Contacts(t.Context(), s.buyer, ContactFilter{}); !panel.Is(err, panel.Forbidden) {
		t.Errorf("list by a customer = %v, want forbidden", err)
	}
}

// TestContactRulesAgree holds the panel's rules against those that the vendor's
// client declares: value by value, for every purpose, both accept or both refuse.
func TestContactRulesAgree(t *testing.T) {
	t.Parallel()
	client := cndns.New(cndns.Config{
		Account: "1", Username: "x", Email: "x@y.example", Password: "x", Now: time.Now, Timeout: time.Second,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{"api": "http://127.0.0.1:1", "dmcheck": "http://127.0.0.1:1", "support": "http://127.0.0.1:1"},
	})
	values := []string{
		"", "a", "橘子", "橘子店", "a b", " a", "100 Wen San Road", "100 Wen San Rd.", "文三路100号数码大厦", "文三路 100号", "CN", "310000", "12", "+86.02151697771",
		"02151697771", "a@b.example", "O", "I", "SFZ", "YYZZ", "ORG", "HKID", "CI", "SHXYZS", strings.Repeat("橘", 33), strings.Repeat("a b", 50),
	}
	for _, suffix := range []string{"", ".cn", ".公司", ".hk", ".asia", ".com", "shop.com.hk", "me.idv.hk"} {
		for _, usertype := range []string{"O", "I"} {
			base := registrant(1, "usertype", usertype, "suffix", suffix).Fields
			if usertype == "I" {
				base["idtype"] = "SFZ"
			}
			for _, field := range panel.ContactFields {
				for _, value := range values {
					if field.Name == "suffix" {
						continue
					}
					f := maps.Clone(base)
					f[field.Name] = value
					c := panel.Contact{Fields: f}
					_, err := client.ContactCreate(t.Context(), cndns.ContactCreateRequest{ContactData: contactData(c, f[panel.ContactNumber])})
					if diff := cmp.Diff(fieldsOf(panel.Problems(explain(err, contactWords))), fieldsOf(c.CheckFor(suffix))); diff != "" {
						t.Errorf("suffix %q, %s, %s = %q (-client +panel):\n%s", suffix, usertype, field.Name, value, diff)
					}
				}
			}
		}
	}
}

func fieldsOf(problems []panel.Problem) []string {
	var fields []string
	for _, p := range problems {
		fields = append(fields, p.Field)
	}
	slices.Sort(fields)
	return fields
}
