package dnspod_test

import (
	"testing"

	"tangelo/internal/sandbox/dnspod"
)

func TestUserDetail(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	answer := w.call("User.Detail")
	wantEqual(t, "id", part(t, answer, "info", "user", "id"), any("1446297"))
	wantEqual(t, "agent_pending", part(t, answer, "info", "user", "agent_pending"), any(false))
	wantEqual(t, "agent", part(t, answer, "info", "agent"), nil)
}

func TestAProfileIsChangedAndLogged(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.steps(
		step{"8", "User.Modify", []string{"telephone", "12345"}},
		step{"9", "User.Modify", []string{"im", "qq"}},
		step{"1", "User.Modify", []string{"real_name", "李院长", "nick", "李 先生", "im", "87026417", "telephone", ""}},
	)
	user := part(t, w.call("User.Detail"), "info", "user")
	for field, want := range map[string]string{
		"real_name": "李院长", "nick": "李 先生", "im": "87026417", "telephone": w.pod.Account().Telephone, "telephone_verified": "yes",
	} {
		wantEqual(t, field, textAt(t, user, field), want)
	}
	wantEqual(t, "log", part(t, w.call("User.Log"), "log"), any([]any{
		"2016-05-11 02:35:23(API): 127.0.0.1 修改用户资料 1446297",
	}))
}

func TestANewTelephoneIsVerifiedBySMS(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	verified := func() string { return textAt(t, w.call("User.Detail"), "info", "user", "telephone_verified") }
	const phone = "15913810101"
	w.steps(
		step{"4", "Telephoneverify.Code", []string{"telephone", phone}},
		step{"1", "User.Modify", []string{"telephone", phone}},
		step{"5", "Telephoneverify.Code", []string{"telephone", "159"}},
	)
	wantEqual(t, "verified before", verified(), "no")
	verify := textAt(t, w.call("Telephoneverify.Code", "telephone", phone), "user", "verify_code")
	wantEqual(t, "a wrong SMS", w.pod.ReceiveSMS(phone, "x"), false)
	wantEqual(t, "an SMS from elsewhere", w.pod.ReceiveSMS("13900000000", verify), false)
	wantEqual(t, "the right SMS", w.pod.ReceiveSMS(phone, verify), true)
	wantEqual(t, "verified after", verified(), "yes")
	w.wantCode("4", "Telephoneverify.Code", "telephone", phone)
}

func TestANewPasswordAndEmailAreTheNewLogin(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.AddAccount(other)
	a := w.pod.Account()
	login := func(email, password string) string {
		return code(t, decode(t, w.send("Info.Version", form("format", "json", "login_email", email, "login_password", password)).body))
	}
	w.steps(
		step{"8", "Userpasswd.Modify", []string{"old_password", "x", "new_password", "new-password"}},
		step{"9", "Userpasswd.Modify", []string{"old_password", a.Password, "new_password", "short"}},
		step{"1", "Userpasswd.Modify", []string{"old_password", a.Password, "new_password", "new-password"}},
		step{"8", "Useremail.Modify", []string{"old_email", other.Email, "new_email", "new@a.example", "password", "new-password"}},
		step{"9", "Useremail.Modify", []string{"old_email", a.Email, "new_email", "new", "password", "new-password"}},
		step{"9", "Useremail.Modify", []string{"old_email", a.Email, "new_email", other.Email, "password", "new-password"}},
		step{"10", "Useremail.Modify", []string{"old_email", a.Email, "new_email", "new@a.example", "password", a.Password}},
		step{"1", "Useremail.Modify", []string{"old_email", a.Email, "new_email", "new@a.example", "password", "new-password"}},
	)
	wantEqual(t, "codes", []string{
		login(a.Email, "new-password"), login("new@a.example", a.Password), login("new@a.example", "new-password"),
	}, []string{"-1", "-1", "1"})
	w.wantCode("1", "Info.Version")
	wantEqual(t, "account", w.pod.Account().Password, "new-password")
}

func TestADTokenCodeWithoutADToken(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	a := w.pod.Account()
	values := form("format", "json", "login_email", a.Email, "login_password", a.Password, "login_code", "123456")
	wantEqual(t, "code", code(t, decode(t, w.send("Info.Version", values).body)), "51")
}

func TestAnAgentActsForHisUsers(t *testing.T) {
	t.Parallel()
	agency := dnspod.DefaultAccount
	agency.Agent = true
	w := serve(t, dnspod.Options{Account: agency})
	client := dnspod.Account{UserID: 2, Email: "client@a.example", TokenID: "2", Token: "t", Under: agency.UserID}
	w.pod.AddAccount(client)
	w.pod.AddAccount(other)
	w.pod.AddAccount(dnspod.Account{UserID: 4, Email: "elsewhere@a.example", Under: 99})
	w.steps(
		step{"6", "User.Detail", []string{"user_id", "x"}},
		step{"6", "User.Detail", []string{"user_id", "77"}},
		step{"-4", "User.Detail", []string{"user_id", "423255"}},
		step{"7", "User.Detail", []string{"user_id", "4"}},
		step{"1", "Domain.Create", []string{"user_id", "2", "domain", "client.example"}},
		step{"12", "Domain.Create", []string{"domain", "client.example"}},
		step{"-8", "Domain.Status", []string{"user_id", "2", "domain", "client.example", "status", "disable"}},
	)
	w.wantCodeAs(other, "-3", "User.Detail", "user_id", "2")
	wantEqual(t, "owner", w.pod.Truth().Zones[0].Owner, client.Email)
	wantEqual(t, "users", textAt(t, w.call("User.Detail"), "info", "agent", "users"), "1")
	wantEqual(t, "message", textAt(t, w.call("Domain.Info", "user_id", "4", "lang", "cn"), "status", "message"), "用户不在您名下")
	w.pod.Plant(dnspod.Zone{Name: "vip.example", Owner: client.Email, Grade: "DP_Plus"})
	w.wantCodeAs(client, "1", "Domain.Status", "domain", "vip.example", "status", "disable")
}

func TestFreeDomainsOfEnterprisesNeedAnUpgrade(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.zone("firm.example")
	w.wantCode("1", "Domain.Info", "domain", "firm.example")
	firm := func(a *dnspod.Account) { a.UserType = "enterprise" }
	wantEqual(t, "an account that is not there", w.pod.ChangeAccount("nobody@a.example", firm), false)
	wantEqual(t, "the first account", w.pod.ChangeAccount(w.pod.Account().Email, firm), true)
	w.wantCode("-7", "Domain.Lock", "domain", "firm.example", "days", "1")
	w.wantCode("1", "Domain.Purview", "domain", "firm.example")
	wantEqual(t, "message", textAt(t, w.call("Domain.Info", "domain", "firm.example", "lang", "cn"), "status", "message"),
		"企业账号的域名需要升级才能设置")
}
