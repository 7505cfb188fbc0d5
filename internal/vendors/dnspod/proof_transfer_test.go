package dnspod_test

import (
	sim "tangelo/internal/sandbox/dnspod"
	"tangelo/internal/vendors/dnspod"
)

var transferProofs = []proof{
	{
		Call: "dnspod.domain.transfer", Before: toShare, Given: params{"domain_id": "{domain}", "email": stranger.Email},
		Check: func(s *stage, _ any) { wants(s, "owner", stranger.Email, s.World.DNSPod.Truth().Zones[0].Owner) },
		Refused: []refusal{
			{Code: "7", But: params{"email": "nobody"}},
			{Code: "8", But: params{"email": "nobody@else.example"}},
			{Code: "9", Before: keepPassword, But: params{"email": "{email}"}},
			{Code: "10", Before: movesIn(firm), But: params{"email": firm.Email}},
			{
				Code: "11", Before: owns(firm, sim.Zone{Name: "other.com", Grade: "DP_Plus"}), Line: by(firm),
				But: params{"domain_id": "{other}", "email": stranger.Email},
			},
		},
	},
	{
		Call: "dnspod.domain.acquire_emails", Before: takenElsewhere, Given: params{"domain": "lost.com"},
		Check: func(s *stage, answer any) {
			wants(s, "e-mails", []string{"owner@lost.com"}, answer.(dnspod.AcquireEmailsResponse).Emails)
		},
		Refused: append([]refusal{noMailboxes}, notAcquirable...),
	},
	{
		Call: "dnspod.domain.acquire_send", Before: takenElsewhere, Given: params{"domain": "lost.com", "email": "owner@lost.com"},
		Check: func(s *stage, _ any) {
			if s.World.DNSPod.MailedCode("owner@lost.com") == "" {
				s.Error("no code was mailed")
			}
		},
		Refused: append([]refusal{noMailboxes, {Code: "16", But: params{"email": "other@lost.com"}}}, notAcquirable...),
	},
	{
		Call: "dnspod.domain.acquire_validate", Before: codeSent, Given: params{"domain": "lost.com", "code": "{code}"},
		Check: func(s *stage, _ any) {
			wants(s, "owner", s.World.Line().DNSPod.Email, s.World.DNSPod.Truth().Zones[0].Owner)
		},
		Refused: append([]refusal{
			{Code: "15", But: params{"code": "000000"}},
			{Code: "16", Before: plants(sim.Zone{Name: "other.com", Owner: stranger.Email}), But: params{"domain": "other.com"}},
		}, notAcquirable...),
	},
}

// takenElsewhere is a domain in another account, whose owner has a mailbox.
func takenElsewhere(s *stage) {
	owns(stranger, sim.Zone{Name: "lost.com"})(s)
	s.World.DNSPod.SetWhois("lost.com", "owner@lost.com")
}

// codeSent keeps the code that came in as "code".
func codeSent(s *stage) {
	s.Helper()
	takenElsewhere(s)
	s.Must("dnspod.domain.acquire_send", params{"domain": "lost.com", "email": "owner@lost.com"})
	s.Keep("code", s.World.DNSPod.MailedCode("owner@lost.com"))
}

var noMailboxes = refusal{Code: "15", Before: func(s *stage) { s.World.DNSPod.SetWhois("lost.com") }}

// notAcquirable are the codes of all three steps.
var notAcquirable = []refusal{
	{Code: "6", But: params{"domain": "lost"}},
	{Code: "7", But: params{"domain": "橘子.com"}},
	{Code: "8", But: params{"domain": "www.lost.com"}},
	{Code: "9", But: params{"domain": "lost.tk"}},
	{Code: "10", But: params{"domain": "nowhere.com"}},
	{Code: "11", Before: plants(sim.Zone{Name: "other.com", Owner: stranger.Email, Status: "spam"}), But: params{"domain": "other.com"}},
	{Code: "12", Before: plants(sim.Zone{Name: "other.com", Owner: stranger.Email, Locked: true}), But: params{"domain": "other.com"}},
	{Code: "13", Before: owns(firm, sim.Zone{Name: "other.com"}), But: params{"domain": "other.com"}},
	{Code: "14", Before: movesIn(firm), Line: by(firm)},
}
