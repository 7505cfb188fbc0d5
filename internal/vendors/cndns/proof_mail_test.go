package cndns_test

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

var mailProofs = slices.Concat(mailProductProofs, mailBoxProofs, chengMailProofs)

// shows compares what a call left behind with what it should have.
func shows[T any](s *stage, what string, want, got T) {
	s.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// paid shows that the last purchase was this call's for this name and had a price.
func paid(s *stage, call, name string) {
	s.Helper()
	all := s.World.CNDNS.Purchases()
	if len(all) == 0 {
		s.Fatal("nothing was bought")
	}
	if last := all[len(all)-1]; last.Call != call || last.Name != name || last.Fen <= 0 {
		s.Errorf("last purchase = %+v, want %s of %s", last, call, name)
	}
}

// holds shows that the vendor's own state has a secret, and no longer has the old one.
func holds(s *stage, secret, old string) {
	s.Helper()
	state, err := s.World.CNDNS.Save()
	if err != nil {
		s.Fatal(err)
	}
	if !strings.Contains(string(state), secret) || strings.Contains(string(state), old) {
		s.Error("the vendor does not hold the new secret in place of the old one")
	}
}

// inside is the vendor's own view of the first account.
func inside(s *stage) *simulated.Account {
	s.Helper()
	var truth simulated.Truth
	if err := json.Unmarshal(s.World.CNDNS.Truth(), &truth); err != nil {
		s.Fatal(err)
	}
	return truth.Accounts[s.World.Line().CNDNS.Username]
}

// planted puts a mail product there; it takes the place of one with its domain.
func planted(mail simulated.Mail) func(*stage) {
	return func(s *stage) { s.World.CNDNS.PlantMail(mail) }
}

// ended is an order that ended so long ago.
func ended(s *stage, ago time.Duration) simulated.Order {
	return simulated.Order{Expires: s.World.Clock.Now().Add(-ago)}
}

func mailDetail(s *stage, domain string) cndns.MailProduct {
	s.Helper()
	return vendortest.Got[cndns.MailProduct](s, "cndns.mail.detail", params{"maildomain": domain})
}

// globalMail is an order of global mail for two years.
var globalMail = params{
	"maildomain": "shop.com", "mailpassword": "aaa1111", "years": "2", "mailtag": "g", "mailusernumber": "3",
}

func buyGlobalMail(s *stage) { s.Must("cndns.mail.create", globalMail) }

// noDomain, stranger: what is no domain, and one that is nobody's product.
var (
	noDomain = params{"maildomain": "no domain"}
	stranger = params{"maildomain": "other.com"}
)

var mailProductProofs = []proof{
	{
		Call: "cndns.mail.create", Given: globalMail,
		Check: func(s *stage, answer any) {
			bought := answer.(cndns.MailCreateResponse)
			shows(s, "password", "aaa1111", bought.Password.Reveal())
			shows(s, "product", mailDetail(s, "shop.com"), bought.MailProduct)
			shows(s, "mailboxes", 3, bought.Mailboxes)
			shows(s, "end", bought.BoughtAt.AddDate(2, 0, 0), bought.ExpiresAt)
			paid(s, "cndns.mail.create", "shop.com")
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15002", Before: buyGlobalMail},
			{Code: "15003", But: params{"mailpassword": "letters"}},
			{Code: "15003", But: params{"mailpassword": "-"}},
			{Code: "15004", But: params{"years": "6"}},
			{Code: "15005", But: params{"mailtag": "x"}},
			{Code: "15006", But: params{"mailusernumber": "0"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
		Switched: "15007",
	},
	{
		Call: "cndns.mail.renew", Before: buyGlobalMail, Given: params{"maildomain": "shop.com", "years": "1"},
		Check: func(s *stage, _ any) {
			detail := mailDetail(s, "shop.com")
			shows(s, "end", detail.BoughtAt.AddDate(3, 0, 0), detail.ExpiresAt)
			paid(s, "cndns.mail.renew", "shop.com")
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "10016", But: params{"years": "6"}},
			{Code: "10019", But: stranger},
			{Code: "15008", Before: planted(simulated.Mail{Domain: "shop.com", Order: simulated.Order{State: simulated.Paused}})},
			{Code: "15010", Before: planted(simulated.Mail{Domain: "shop.com", Gift: true})},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.mail.upgrade", Before: buyGlobalMail, Given: params{"maildomain": "shop.com", "mailusernumber": "2"},
		Check: func(s *stage, _ any) {
			shows(s, "mailboxes", 5, mailDetail(s, "shop.com").Mailboxes)
			paid(s, "cndns.mail.upgrade", "shop.com")
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15012", But: params{"mailusernumber": "0"}},
			{Code: "15012", But: params{"mailusernumber": "-"}},
			{
				Code: "15007", But: params{"mailtag": "m"}, // ChengMail goes up to business only
				Before: planted(simulated.Mail{Domain: "shop.com", Cheng: true, Tag: "g"}),
			},
			{Code: "15011", Before: func(s *stage) {
				s.World.CNDNS.PlantMail(simulated.Mail{Domain: "shop.com", Order: ended(s, time.Hour)})
			}},
			{Code: "15013", Before: planted(simulated.Mail{Domain: "shop.com", Gift: true})},
			{
				Code: "15014", But: params{"mailusernumber": "-", "mailtag": "m"},
				Before: planted(simulated.Mail{Domain: "shop.com", Cheng: true, Tag: "m"}),
			},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.mail.modify_password", Before: buyGlobalMail,
		Given: params{"maildomain": "shop.com", "mailpassword": "bbb2222"},
		Check: func(s *stage, _ any) { holds(s, "bbb2222", "aaa1111") },
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15003", But: params{"mailpassword": "letters"}},
			{Code: "15101", But: params{"mailtype": "1"}},
			{Code: "15008", Before: planted(simulated.Mail{Domain: "shop.com", Order: simulated.Order{State: simulated.Paused}})},
		},
		Switched: "15102",
	},
	{
		Call: "cndns.mail.modify_domain", Before: withGiftBox,
		Given: params{"maildomain": "present.com", "mailnewdomain": "peel.com"},
		Check: func(s *stage, _ any) {
			shows(s, "domain", "peel.com", mailDetail(s, "peel.com").Domain)
			shows(s, "mailboxes left", 0, len(giftBoxes(s, "peel.com")))
			shows(s, "old product", false, inside(s).Mails["present.com"] != nil)
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15116", But: params{"mailnewdomain": "no domain"}},
			{Code: "15106", But: params{"mailnewdomain": "forbidden1.com"}},
			{Code: "15117", Before: planted(simulated.Mail{Domain: "present.com"})}, // neither gift nor ChengMail
			{Code: "15008", Before: planted(simulated.Mail{Domain: "present.com", Gift: true, Order: simulated.Order{State: simulated.Paused}})},
			{Code: "15002", Before: buyGlobalMail, But: params{"mailnewdomain": "shop.com"}},
		},
	},
	{
		Call: "cndns.mail.is_gift", Before: withGiftBox, Given: params{"maildomain": "present.com"},
		Check: func(s *stage, answer any) {
			shows(s, "gift", true, answer.(cndns.MailIsGiftResponse).Gift)
			buyGlobalMail(s)
			bought := vendortest.Got[cndns.MailIsGiftResponse](s, "cndns.mail.is_gift", params{"maildomain": "shop.com"})
			shows(s, "a bought product", false, bought.Gift)
		},
	},
	{
		Call: "cndns.mail.detail", Before: buyGlobalMail, Given: params{"maildomain": "shop.com"},
		Check: func(s *stage, answer any) {
			detail := answer.(cndns.MailProduct)
			shows(s, "domain", "shop.com", detail.Domain)
			shows(s, "administrator", "admin@shop.com", detail.Admin)
			shows(s, "mailboxes", 3, detail.Mailboxes)
			shows(s, "end", detail.BoughtAt.AddDate(2, 0, 0), detail.ExpiresAt)
			for name, value := range map[string]string{
				"CNAME": detail.CNAME, "first MX": detail.MXFirst, "second MX": detail.MXSecond, "capacity": detail.Capacity,
				"page": detail.AdminURL, "POP": detail.POP, "SMTP": detail.SMTP,
			} {
				if value == "" || strings.TrimSpace(value) != value {
					s.Errorf("%s = %q", name, value)
				}
			}
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "10019", But: stranger},
		},
	},
}
