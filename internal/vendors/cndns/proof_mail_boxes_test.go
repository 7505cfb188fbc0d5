package cndns_test

import (
	"strings"
	"time"

	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// giftMail is a gift product with a mailbox; a state or an end may be set.
func giftMail(order simulated.Order) simulated.Mail {
	return simulated.Mail{
		Domain: "present.com", Gift: true, Order: order,
		Boxes: []simulated.Mailbox{{Account: "sales", Size: 10, State: simulated.BoxActive, Memo: "first"}},
	}
}

func withGiftBox(s *stage) { s.World.CNDNS.PlantMail(giftMail(simulated.Order{})) }

var (
	giftPaused    = planted(giftMail(simulated.Order{State: simulated.Paused}))
	giftForbidden = planted(giftMail(simulated.Order{State: simulated.MailForbidden}))
)

func giftBoxes(s *stage, domain string) []cndns.Mailbox {
	s.Helper()
	return vendortest.Got[cndns.MailboxListResponse](s, "cndns.mail.mailbox_list", params{"maildomain": domain}).Mailboxes
}

// onlyBox shows that the gift product has this one mailbox.
func onlyBox(want cndns.Mailbox) func(*stage, any) {
	return func(s *stage, _ any) { shows(s, "mailboxes", []cndns.Mailbox{want}, giftBoxes(s, "present.com")) }
}

var nobodysBox = params{"mailaccount": "nobody"}

var mailBoxProofs = []proof{
	{
		Call: "cndns.mail.mailbox_create", Before: withGiftBox,
		Given: params{
			"maildomain": "present.com", "mailaccout": "service", "mailboxpassword": "aaa111!!", "mailboxsize": "12", "mailboxmemo": "second",
		},
		Check: func(s *stage, _ any) {
			shows(s, "mailboxes", []cndns.Mailbox{
				{Account: "sales", State: "active", Memo: "first", Size: "10M"},
				{Account: "service", State: "active", Memo: "second", Size: "12M"},
			}, giftBoxes(s, "present.com"))
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15103", But: params{"mailaccout": "admin"}},
			{Code: "15103", But: params{"mailaccout": "-"}},
			{Code: "15114", But: params{"mailboxpassword": "aaa111##"}},
			{Code: "15104", Before: func(s *stage) { s.World.CNDNS.PlantMail(giftMail(ended(s, time.Hour))) }},
			{Code: "15105", Before: giftPaused},
			{Code: "15106", Before: giftForbidden},
			{Code: "15107", But: params{"mailaccout": "sales"}}, // it exists
			{Code: "15107", But: params{"mailboxsize": "9999"}},
		},
	},
	{
		Call: "cndns.mail.mailbox_set_state", Before: withGiftBox,
		Given: params{"maildomain": "present.com", "mailaccout": "sales", "mailboxstate": "0"},
		Check: func(s *stage, _ any) {
			if state := giftBoxes(s, "present.com")[0].State; state == "active" {
				s.Errorf("state = %s after the pause", state)
			}
			s.Must("cndns.mail.mailbox_set_state", params{"maildomain": "present.com", "mailaccout": "sales", "mailboxstate": "1"})
			shows(s, "state", "active", giftBoxes(s, "present.com")[0].State)
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15108", But: params{"mailaccout": "nobody"}},
			{Code: "15109", But: params{"mailboxstate": "2"}},
			{Code: "15106", Before: giftForbidden},
		},
		Switched: "15110",
	},
	{
		Call: "cndns.mail.mailbox_set_memo", Before: withGiftBox,
		Given: params{"maildomain": "present.com", "mailaccount": "sales", "mailboxmemo": "for 橘子"},
		Check: func(s *stage, answer any) {
			onlyBox(cndns.Mailbox{Account: "sales", State: "active", Memo: "for 橘子", Size: "10M"})(s, answer)
			s.Must("cndns.mail.mailbox_set_memo", params{"maildomain": "present.com", "mailaccount": "sales"})
			onlyBox(cndns.Mailbox{Account: "sales", State: "active", Size: "10M"})(s, answer)
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15108", But: nobodysBox},
			{Code: "15106", Before: giftForbidden},
			{Code: "15111", But: params{"mailboxmemo": strings.Repeat("a", 101)}},
		},
	},
	{
		Call: "cndns.mail.mailbox_set_size", Before: withGiftBox,
		Given: params{"maildomain": "present.com", "mailaccount": "sales", "mailboxsize": "12"},
		Check: onlyBox(cndns.Mailbox{Account: "sales", State: "active", Memo: "first", Size: "12M"}),
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15108", But: nobodysBox},
			{Code: "15112", But: params{"mailboxsize": "-"}},
			{Code: "15106", Before: giftForbidden},
			{Code: "15113", But: params{"mailboxsize": "9999"}},
		},
	},
	{
		Call: "cndns.mail.mailbox_modify_password",
		Before: func(s *stage) {
			s.World.CNDNS.PlantMail(simulated.Mail{Domain: "present.com", Gift: true})
			s.Must("cndns.mail.mailbox_create", params{
				"maildomain": "present.com", "mailaccout": "sales", "mailboxpassword": "aaa111!!", "mailboxsize": "1",
			})
		},
		Given: params{"maildomain": "present.com", "mailaccount": "sales", "mailboxpassword": "bbb222!!"},
		Check: func(s *stage, _ any) { holds(s, "bbb222!!", "aaa111!!") },
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15108", But: params{"mailaccount": "-"}},
			{Code: "15114", But: params{"mailboxpassword": "short"}},
			{Code: "15115", But: nobodysBox},
		},
	},
	{
		Call: "cndns.mail.mailbox_delete", Before: withGiftBox,
		Given: params{"maildomain": "present.com", "mailaccount": "sales"},
		Check: func(s *stage, _ any) { shows(s, "mailboxes left", 0, len(giftBoxes(s, "present.com"))) },
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15118", But: params{"mailaccount": "-"}},
			{Code: "15119", But: nobodysBox},
			{Code: "15119", Before: buyGlobalMail, But: params{"maildomain": "shop.com"}}, // no gift
		},
	},
	{
		Call: "cndns.mail.mailbox_list", Before: withGiftBox, Given: params{"maildomain": "present.com"},
		Check:   onlyBox(cndns.Mailbox{Account: "sales", State: "active", Memo: "first", Size: "10M"}),
		Refused: []refusal{{Code: "15001", But: noDomain}},
	},
	{
		Call: "cndns.mail.mailbox_set_admin", Before: withGiftBox,
		Given: params{"maildomain": "present.com", "mailaccount": "sales"},
		Check: func(s *stage, _ any) {
			shows(s, "administrator", "sales@present.com", mailDetail(s, "present.com").Admin)
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15118", But: params{"mailaccount": "-"}},
			{Code: "15120", But: nobodysBox},
		},
	},
}
