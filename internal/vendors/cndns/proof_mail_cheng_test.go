package cndns_test

import (
	"strings"

	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
)

func buyChengMail(s *stage) {
	s.Must("cndns.mail.create", params{
		"maildomain": "orange.com", "years": "1", "mailtag": "m", "mailusernumber": "2", "mailtype": "1",
	})
}

func buyChengUser(s *stage) {
	buyChengMail(s)
	s.Must("cndns.mail.chengmail_user_create", chengUser)
}

var chengUser = params{
	"maildomain": "orange.com", "mailaccount": "xh@orange.com", "mailboxpassword": "abc123!@", "mailboxsize": "1024",
}

// fetching is a ChengMail user's post elsewhere; the passwords say "mima".
var fetching = params{
	"maildomain": "orange.com", "chengmailbox": "xh@orange.com", "chengmailpassword": cndns.MailPassword("mima").Reveal(),
	"outmailserver": "192.168.0.1", "port": "110", "outmailbox": "mail@263.com", "outmailpassword": cndns.MailPassword("mima").Reveal(),
}

func chengBoxes(s *stage) []simulated.Mailbox {
	s.Helper()
	return inside(s).Mails["orange.com"].Boxes
}

var chengMailProofs = []proof{
	{
		Call: "cndns.mail.login_url", Before: buyChengMail, Given: params{"maildomain": "orange.com", "lang": "en"},
		Check: func(s *stage, answer any) {
			address := answer.(cndns.LoginURLResponse).URL.Reveal()
			if !strings.HasPrefix(address, "http") || !strings.Contains(address, "domain=orange.com&") || !strings.Contains(address, "lang=en") {
				s.Error("the address does not log in to orange.com in English")
			}
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "15001", Before: buyGlobalMail, But: params{"maildomain": "shop.com"}}, // no ChengMail
			{Code: "10019", But: stranger},
		},
	},
	{
		Call: "cndns.mail.chengmail_user_create", Before: buyChengMail, Given: chengUser,
		Check: func(s *stage, _ any) {
			shows(s, "users", []simulated.Mailbox{{Account: "xh", State: simulated.BoxActive, Size: 1024}}, chengBoxes(s))
		},
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "10019", But: stranger},
			{Code: "15114", But: params{"mailboxpassword": "abc12345"}},  // no sign
			{Code: "15114", But: params{"mailboxpassword": "abc123!@#"}}, // the document's example
			{Code: "15107", Before: func(s *stage) { s.Must("cndns.mail.chengmail_user_create", chengUser) }},
			{Code: "15107", But: params{"mailaccount": "xh@other.com"}},
		},
	},
	{
		Call: "cndns.mail.chengmail_user_delete", Before: buyChengUser,
		Given: params{"maildomain": "orange.com", "mailaccount": "xh@orange.com"},
		Check: func(s *stage, _ any) { shows(s, "users left", 0, len(chengBoxes(s))) },
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "10019", But: stranger},
			{Code: "15119", But: params{"mailaccount": "nobody@orange.com"}},
		},
	},
	{
		Call: "cndns.mail.chengmail_user_modify_password", Before: buyChengUser,
		Given: params{"maildomain": "orange.com", "mailaccount": "xh@orange.com", "mailboxpassword": "new1234_"},
		Check: func(s *stage, _ any) { holds(s, "new1234_", "abc123!@") },
		Refused: []refusal{
			{Code: "15001", But: noDomain},
			{Code: "10019", But: stranger},
			{Code: "15114", But: params{"mailboxpassword": "short1!"}},
			{Code: "15115", But: params{"mailaccount": "nobody@orange.com"}},
		},
	},
	{
		Call: "cndns.mail.set_fetch_server", Before: buyChengUser, Given: fetching,
		Check: func(s *stage, _ any) {
			shows(s, "fetched", []simulated.FetchServer{
				{Box: "xh", Server: "192.168.0.1", Port: 110, Outside: "mail@263.com"},
			}, inside(s).Mails["orange.com"].Fetches)
		},
		Refused: []refusal{
			{Code: "15124", But: params{"outmailserver": "-"}},
			{Code: "15125", Before: func(s *stage) { s.Must("cndns.mail.set_fetch_server", fetching) }},
			{
				Code: "15126", But: params{"outmailbox": "third@263.com"},
				Before: func(s *stage) {
					s.Must("cndns.mail.set_fetch_server", fetching)
					s.Must("cndns.mail.set_fetch_server", fetching.But(params{"outmailbox": "second@263.com"}))
				},
			},
			{Code: "15122", But: stranger},
			{Code: "15127", But: params{"outmailpassword": "mima!"}},
			{Code: "15128", But: params{"outmailbox": "mail"}},
			{Code: "15129", But: params{"chengmailpassword": "-"}},
			{Code: "15130", But: params{"port": "pop3"}},
		},
	},
}
