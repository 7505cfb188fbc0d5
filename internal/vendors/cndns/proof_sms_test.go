package cndns_test

import (
	"strings"

	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

// withSMS plants an SMS account with 10000 points; one under review cannot be used yet.
func withSMS(s *stage) {
	s.World.CNDNS.PlantSMS(simulated.SMS{Order: simulated.Order{Name: "sms123456"}})
}

func withSMSUnderReview(s *stage) {
	s.World.CNDNS.PlantSMS(simulated.SMS{Order: simulated.Order{Name: "sms123456", State: simulated.SMSReview}})
}

var anSMS = params{"account": "sms123456"}

func smsDetail(s *stage, account string) cndns.SMSProduct {
	s.Helper()
	return vendortest.Got[cndns.SMSProduct](s, "cndns.sms.detail", params{"account": account})
}

// The refusals of an account whose name cannot be one, by the old code, and of a stranger's.
var (
	smsNoName   = refusal{Code: "20002", But: params{"account": "a!"}}
	smsStranger = refusal{Code: "10019", But: params{"account": "sms999999"}}
)

var smsProofs = []proof{
	{
		Call: "cndns.sms.create",
		Given: params{
			"lastname": "张", "firstname": "三", "points": "3000", "adminname": "张三", "adminid": "330100199001011234",
			"company": "杭州橘子科技有限公司", "yyzz": "913301000000123456", "corporation": "李四", "corporationid": "33010019900101123X",
		},
		Check: smsIsReviewed,
		Refused: []refusal{
			{Code: "10012", But: params{"corporation": "-"}},
			{Code: "21002", But: params{"lastname": "a.b"}},
			{Code: "21003", But: params{"firstname": "a b"}},
			{Code: "21004", But: params{"points": "1000"}},
			{Code: "21007", But: params{"adminname": "张"}},
			{Code: "21008", But: params{"adminid": "3301001990"}},
			{Code: "21009", But: params{"company": "橘子 科技"}},
			{Code: "21010", But: params{"yyzz": "12345"}},
			{Code: "21011", But: params{"corporation": "李-四"}},
			{Code: "21012", But: params{"corporationid": "x"}},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
		Switched: "21001 21005",
	},
	{
		Call: "cndns.sms.modify_password", Before: withSMS, Given: anSMS.But(params{"password": "aaa111!!!"}),
		Check: func(s *stage, _ any) { shows(s, "password", "aaa111!!!", smsDetail(s, "sms123456").Password.Reveal()) },
		Refused: []refusal{
			noAccount, smsStranger,
			{Code: "21101", But: params{"account": "a!"}},
			{Code: "21102", But: params{"password": "short"}},
			{Code: "21103", But: params{"password": "a{1}bcdef"}},
			{Code: "21104", Before: withSMSUnderReview},
		},
	},
	{
		Call: "cndns.sms.buy_points", Before: withSMS, Given: anSMS.But(params{"points": "1000"}),
		Check: func(s *stage, _ any) {
			detail := smsDetail(s, "sms123456")
			shows(s, "points bought", 11000, detail.PointsBought)
			shows(s, "points left", 11000, detail.PointsLeft)
			paid(s, "cndns.sms.buy_points", "sms123456")
		},
		Refused: []refusal{
			noAccount, smsStranger,
			{Code: "21105", But: params{"points": "many"}},
			{Code: "21106", But: params{"points": "3000"}},
			{Code: "21106", Before: func(s *stage) { // 互亿无线 sells no 1000
				s.World.CNDNS.PlantSMS(simulated.SMS{Order: simulated.Order{Name: "sms123456"}, Channel: simulated.SMSIhuyi})
			}},
			{Code: "21107", Before: withSMSUnderReview},
			{Code: "10021", Before: func(s *stage) { s.World.CNDNS.SetBalance(0) }},
		},
	},
	{
		Call: "cndns.sms.detail", Before: withSMS, Given: anSMS,
		Check: func(s *stage, answer any) {
			detail := answer.(cndns.SMSProduct)
			shows(s, "account", "sms123456", detail.Account)
			shows(s, "points", 10000, detail.PointsLeft)
			if detail.BoughtAt.IsZero() || detail.Password == "" {
				s.Errorf("detail = %+v, want a time and a password", detail)
			}
		},
		Refused: []refusal{
			noAccount, smsStranger,
			{Code: "10019", Before: func(s *stage) { // the review has refused it
				withSMSUnderReview(s)
				if err := s.World.CNDNS.DecideSMS("sms123456", false); err != nil {
					s.Fatal(err)
				}
			}},
		},
	},
	{
		Call: "cndns.sms.rest_points", Before: withSMS, Given: anSMS,
		Check: func(s *stage, answer any) {
			shows(s, "points left", 10000, answer.(cndns.PointsResponse).Points)
			if err := s.World.CNDNS.SpendPoints("sms123456", 400); err != nil {
				s.Fatal(err)
			}
			left := vendortest.Got[cndns.PointsResponse](s, "cndns.sms.rest_points", anSMS)
			shows(s, "points left after 400", 9600, left.Points)
		},
		Refused: []refusal{
			noAccount, smsNoName, smsStranger,
			{Code: "20104", Before: withSMSUnderReview},
		},
		Switched: "20103",
	},
	{
		Call: "cndns.sms.login_url", Before: withSMS, Given: anSMS,
		Check: func(s *stage, answer any) {
			if address := answer.(cndns.LoginURLResponse).URL.Reveal(); !strings.HasPrefix(address, "http") || !strings.Contains(address, "sms123456") {
				s.Error("the address does not log in")
			}
		},
		Refused: []refusal{
			noAccount, smsNoName, smsStranger,
			{Code: "21109", Before: withSMSUnderReview},
		},
	},
}

// smsIsReviewed shows a purchase: taken but not done, and usable once people passed it.
func smsIsReviewed(s *stage, answer any) {
	bought := answer.(cndns.SMSProduct)
	calls := s.Log.Calls()
	shows(s, "class", endpoint.Accepted, calls[len(calls)-1].Class)
	shows(s, "detail", bought, smsDetail(s, bought.Account))
	shows(s, "points", 3000, bought.PointsBought)
	paid(s, "cndns.sms.create", bought.Account)
	if err := s.World.CNDNS.DecideSMS(bought.Account, true); err != nil {
		s.Fatal(err)
	}
	left := vendortest.Got[cndns.PointsResponse](s, "cndns.sms.rest_points", params{"account": bought.Account})
	shows(s, "points left", 3000, left.Points)
}
