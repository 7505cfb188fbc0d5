package cndns_test

import (
	"strings"

	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// withEDM plants a bulk-mail account with 10000 points; foreign ones stand with another registrar.
func withEDM(s *stage) {
	s.World.CNDNS.PlantEDM(simulated.EDM{Order: simulated.Order{Name: "edm1@edmcn.cn"}})
}

func withForeignEDM(s *stage) {
	s.World.CNDNS.PlantEDM(simulated.EDM{Order: simulated.Order{Name: "edm1@edmcn.cn"}, Foreign: true})
}

var anEDM = params{"account": "edm1@edmcn.cn"}

func edmDetail(s *stage, account string) cndns.EDMProduct {
	s.Helper()
	return vendortest.Got[cndns.EDMProduct](s, "cndns.edm.detail", params{"account": account})
}

// The refusals of an account that is no address, somebody else's, or not given.
var (
	edmNoAddress = refusal{Code: "20002", But: params{"account": "no address"}}
	edmStranger  = refusal{Code: "10019", But: params{"account": "a@a.com"}}
	noAccount    = refusal{Code: "10012", But: params{"account": "-"}}
)

var edmProofs = []proof{
	{
		Call: "cndns.edm.create", Given: params{"lastname": "张", "firstname": "三", "points": "10000"},
		Check: func(s *stage, answer any) {
			bought := answer.(cndns.EDMProduct)
			shows(s, "detail", bought, edmDetail(s, bought.Account))
			shows(s, "points", 10000, bought.Points)
			if bought.Password == "" || bought.LoginURL == "" {
				s.Error("no password or no page to type it")
			}
			paid(s, "cndns.edm.create", bought.Account)
		},
		Refused: []refusal{
			{Code: "10012", But: params{"lastname": "-"}},
			{Code: "20005", But: params{"lastname": "张-"}},
			{Code: "20006", But: params{"firstname": "a b"}},
			{Code: "20007", But: params{"points": "1000"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
		// No parameter names the account or its password, which 20002 to 20004 are about.
		Switched: "20002 20003 20004 20008",
	},
	{
		Call: "cndns.edm.modify_password", Before: withEDM, Given: anEDM.But(params{"password": "aaa111!!!"}),
		Check: func(s *stage, _ any) {
			shows(s, "password", "aaa111!!!", edmDetail(s, "edm1@edmcn.cn").Password.Reveal())
		},
		Refused: []refusal{
			noAccount, edmNoAddress, edmStranger,
			{Code: "20004", But: params{"password": "a{1}bcdef"}},
		},
		Switched: "20101",
	},
	{
		Call: "cndns.edm.buy_points", Before: withEDM, Given: anEDM.But(params{"points": "1000"}),
		Check: func(s *stage, _ any) {
			shows(s, "points", 11000, edmDetail(s, "edm1@edmcn.cn").Points)
			paid(s, "cndns.edm.buy_points", "edm1@edmcn.cn")
		},
		Refused: []refusal{
			noAccount, edmStranger,
			{Code: "20007", But: params{"points": "3000"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
		Switched: "20102",
	},
	{
		Call: "cndns.edm.detail", Before: withEDM, Given: anEDM,
		Check: func(s *stage, answer any) {
			detail := answer.(cndns.EDMProduct)
			shows(s, "account", "edm1@edmcn.cn", detail.Account)
			shows(s, "points", 10000, detail.Points)
		},
		Refused: []refusal{noAccount, edmStranger},
	},
	{
		Call: "cndns.edm.rest_points", Before: withEDM, Given: anEDM,
		Check: func(s *stage, answer any) {
			shows(s, "points left", 10000, answer.(cndns.PointsResponse).Points)
			if err := s.World.CNDNS.SpendPoints("edm1@edmcn.cn", 400); err != nil {
				s.Fatal(err)
			}
			left := vendortest.Got[cndns.PointsResponse](s, "cndns.edm.rest_points", anEDM)
			shows(s, "points left after 400", 9600, left.Points)
		},
		Refused: []refusal{
			noAccount, edmNoAddress, edmStranger,
			{Code: "20104", Before: withForeignEDM},
		},
		Switched: "20103",
	},
	{
		Call: "cndns.edm.login_url", Before: withEDM, Given: anEDM,
		Check: func(s *stage, answer any) {
			page := edmDetail(s, "edm1@edmcn.cn").LoginURL
			if address := answer.(cndns.LoginURLResponse).URL.Reveal(); address == page || !strings.HasPrefix(address, page) {
				s.Error("the address does not log in")
			}
			withForeignEDM(s)
			foreign := vendortest.Got[cndns.LoginURLResponse](s, "cndns.edm.login_url", anEDM)
			shows(s, "address of a foreign account", page, foreign.URL.Reveal())
		},
		Refused:  []refusal{noAccount, edmNoAddress, edmStranger},
		Switched: "20105",
	},
}
