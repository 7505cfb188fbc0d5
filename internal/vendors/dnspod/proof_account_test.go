package dnspod_test

import (
	"strings"

	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

var profile = params{"real_name": "橘子网络", "nick": "李先生", "telephone": "15913810101", "im": "87026417"}

var accountProofs = []proof{
	{Call: "dnspod.info.version", Check: func(s *stage, answer any) {
		wants(s, "version", "4.6", answer.(dnspod.Answer).Status.Message)
	}},
	{Call: "dnspod.user.detail", Check: func(s *stage, answer any) {
		wants(s, "e-mail", s.World.Line().DNSPod.Email, answer.(dnspod.UserDetailResponse).Info.User.Email)
	}},
	{
		Call: "dnspod.user.modify", Given: profile,
		Check: func(s *stage, _ any) {
			user := vendortest.Got[dnspod.UserDetailResponse](s, "dnspod.user.detail", nil).Info.User
			wants(s, "profile", profile, params{"real_name": user.RealName, "nick": user.Nick, "telephone": user.Telephone, "im": user.IM})
		},
		Refused: []refusal{
			{Code: "8", But: params{"telephone": "123"}},
			{Code: "9", But: params{"im": "qq"}},
		},
	},
	{
		Call: "dnspod.user.modify_password", Before: keepPassword,
		Given: params{"old_password": "{password}", "new_password": "tangerine-7-trees"},
		Check: func(s *stage, _ any) { logsIn(s, s.World.Line().DNSPod.Email, "tangerine-7-trees") },
		Refused: []refusal{
			{Code: "8", But: params{"old_password": "not-the-password"}},
			{Code: "9", But: params{"new_password": "短"}},
		},
	},
	{
		Call: "dnspod.user.modify_email", Before: keepPassword,
		Given: params{"old_email": "{email}", "new_email": "new@shop.example", "password": "{password}"},
		Check: func(s *stage, _ any) { logsIn(s, "new@shop.example", s.Kept("password")) },
		Refused: []refusal{
			{Code: "8", But: params{"old_email": "wrong@shop.example"}},
			{Code: "9", But: params{"new_email": "no-mail"}},
			{Code: "9", Before: movesIn(stranger), But: params{"new_email": stranger.Email}},
			{Code: "10", But: params{"password": "not-the-password"}},
		},
	},
	{
		Call:   "dnspod.user.telephone_verify_code",
		Before: func(s *stage) { s.Must("dnspod.user.modify", profile) },
		Given:  params{"telephone": "15913810101"},
		Check: func(s *stage, answer any) {
			user := answer.(dnspod.TelephoneCodeResponse).User
			if !strings.Contains(user.Instructions.Reveal(), user.Code.Reveal()) {
				s.Errorf("the instructions do not name the code")
			}
			wants(s, "the SMS", true, s.World.DNSPod.ReceiveSMS("15913810101", user.Code.Reveal()))
			detail := vendortest.Got[dnspod.UserDetailResponse](s, "dnspod.user.detail", nil)
			wants(s, "verified", true, detail.Info.User.TelephoneVerified)
		},
		Refused: []refusal{
			{Code: "4", Before: func(s *stage) {
				code := vendortest.Got[dnspod.TelephoneCodeResponse](s, "dnspod.user.telephone_verify_code", params{"telephone": "15913810101"})
				s.World.DNSPod.ReceiveSMS("15913810101", code.User.Code.Reveal())
			}},
			{Code: "5", But: params{"telephone": "123"}},
		},
	},
	{
		Call:   "dnspod.user.log",
		Before: func(s *stage) { s.Must("dnspod.user.modify", profile) },
		Check: func(s *stage, answer any) {
			lines := answer.(dnspod.LogResponse).Lines
			if len(lines) != 1 || !strings.Contains(lines[0], "修改用户资料") {
				s.Errorf("log = %v, want the change", lines)
			}
		},
	},
}

func keepPassword(s *stage) {
	s.Keep("email", s.World.Line().DNSPod.Email)
	s.Keep("password", s.World.Line().DNSPod.Password)
}

// logsIn shows that the first account can log in with an e-mail and a password.
func logsIn(s *stage, email, password string) {
	s.Helper()
	line := as(s.World, s.Log, dnspod.Credentials{Email: email, Password: endpoint.Secret(password)}, "")
	if _, err := dnspod.All()[0].Invoke(s.Ctx, line, nil); err != nil {
		s.Errorf("login = %v", err)
	}
}
