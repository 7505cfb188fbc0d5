package cndns_test

import (
	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

var moving = params{"domainname": "chengzi-move.com"}

// transferOf plants a transfer in a state in which it stays.
func transferOf(state int) func(*stage) {
	return func(s *stage) {
		contact(s)
		s.World.CNDNS.PlantTransfer(sim.Transfer{Name: "chengzi-move.com", ContactID: s.Kept("userid"), State: state}, "code-1", true)
	}
}

func transferState(s *stage) cndns.TransferState {
	s.Helper()
	return vendortest.Got[cndns.TransferStatusResponse](s, "cndns.domain.transfer_in_status", moving).State
}

var transferProofs = []proof{
	{
		Call: "cndns.domain.transfer_in", Before: contact,
		Given: moving.But(params{"userid": "{userid}", "authcode": "Right-Code-1", "Mcdns": "1"}),
		Check: func(s *stage, _ any) {
			if got := transferState(s); got.Final() || got == cndns.TransferWrongCode {
				s.Errorf("state = %s, want it under way", got)
			}
		},
		Refused: []refusal{
			but("11729", "userid", "x"), but("11728", "domainname", "move"), but("11732", "domainname", "move.nosuch"),
			but("11722", "userid", "1"),
			when("11725", contactOf(sim.Contact{Forbidden: true})),
			but("11730", "Bounddomain", "x"), but("11733", "Bounddomain", "x.com"),
			when("11734", func(s *stage) { s.World.CNDNS.PlantDomain(sim.Domain{Name: "chengzi-move.com"}) }),
			when("11735", transferOf(0)),
			but("11736", "domainname", "locked-name.com"),
			when("11738", func(s *stage) { s.World.CNDNS.SetBalance(0) }),
			but("11739", "jm", "Y", "authcode", "no base64!"),
			but("11740", "domainname", "hold-name.com"),
		},
		Switched: "11741 11744",
	},
	{
		Call: "cndns.domain.transfer_in_status", Before: transferOf(3), Given: moving,
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.TransferStatusResponse).State; got != "3" {
				s.Errorf("state = %s, want 3", got)
			}
		},
		Refused: []refusal{but("11728", "domainname", "move"), but("11744", "domainname", foreign)}, Switched: "11745",
	},
	{
		Call: "cndns.domain.transfer_in_cancel", Before: transferOf(3), Given: moving,
		Check: func(s *stage, _ any) {
			if got := transferState(s); !got.Final() {
				s.Errorf("state = %s, want it ended", got)
			}
		},
		Refused: []refusal{
			but("11728", "domainname", "move"), but("11750", "domainname", foreign), when("11751", transferOf(6)),
		},
	},
	{
		Call: "cndns.domain.transfer_in_retry", Before: transferOf(1), Given: moving.But(params{"authcode": "Right-Code-2"}),
		Check: func(s *stage, _ any) {
			if got := transferState(s); got == cndns.TransferWrongCode {
				s.Errorf("state = %s, want it under way again", got)
			}
		},
		Refused: []refusal{
			but("11728", "domainname", "move"), but("11752", "domainname", foreign), when("11752", transferOf(3)),
			but("11739", "authcode", "-"),
		},
		Switched: "11753 11734 11740 11741",
	},
}
