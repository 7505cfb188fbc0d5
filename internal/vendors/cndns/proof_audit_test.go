package cndns_test

import (
	"encoding/base64"
	"strings"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// uncertified plants a domain that waits for documents.
var uncertified = domainOf(sim.Domain{State: sim.NotCertified})

var documents = named.But(params{
	"ownertype": "E", "orgtype": "PU", "ownerpictype": "1", "ownernumber": "310115000123456",
	"ownerpiclink": "images.example.com/licence.jpg", "contactidcardpiclink": "images.example.com/card.jpg",
	"contactidcard": "310107198302020011",
})

// picture is a file of so many KB that begins like a JPG.
func picture(kb int) string {
	return base64.StdEncoding.EncodeToString([]byte("\xff\xd8\xff" + strings.Repeat("x", kb<<10)))
}

var auditProofs = []proof{
	{
		Call: "cndns.real_name_audit.submit", Before: uncertified, Given: documents,
		Check: func(s *stage, _ any) {
			list := vendortest.Got[cndns.AuditStatusResponse](s, "cndns.real_name_audit.status", named).Audits
			if len(list) != 1 || list[0].State.Final() {
				s.Errorf("audits = %+v, want one under way", list)
			}
		},
		Refused: []refusal{
			but("11701", "domainname", foreign),
			when("11702", domainOf(sim.Domain{Name: "mine.org"}), "domainname", "mine.org"),
			when("11703", domain),
			but("11704", "ownertype", "X"), but("11705", "orgtype", "X"), but("11706", "ownerpictype", "17"),
			but("11707", "ownerpiclink", "-"), but("11708", "ownernumber", "-"),
			but("11709", "ownertype", "I", "contactidcardpiclink", "-"),
			but("11710", "ownerpiclink", "http://images.example.com/licence.jpg"),
			but("11712", "ownerpiclink", "images.example.com/missing.jpg"),
			but("11713", "contactidcardpiclink", "images.example.com/missing.jpg"),
			when("11714", domainOf(sim.Domain{Name: "mine.gov.cn", State: sim.NotCertified}), "domainname", "mine.gov.cn"),
			but("11715", "ownertype", "I", "contactidcard", "1"),
			when("11716", func(s *stage) { s.Must("cndns.real_name_audit.submit", documents) }),
			but("11717", "ownerpiclink", "-", "ownerpicstr", "no base64!"),
			but("11720", "ownerpiclink", "-", "ownerpicstr", picture(10)),
		},
		Switched: "11711",
	},
	{
		Call: "cndns.real_name_audit.status", Before: uncertified, Given: named,
		Check: func(s *stage, answer any) {
			if list := answer.(cndns.AuditStatusResponse).Audits; len(list) != 1 || list[0].DomainName != "chengzi-mine.com" {
				s.Errorf("audits = %+v", list)
			}
		},
		Refused: []refusal{but("10012", "domainname", "-")}, Switched: "11719",
	},
}
