package dnspod_test

import (
	"errors"
	"strings"
	"testing"

	sim "tangelo/internal/sandbox/dnspod"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
)

func TestAgentsUserGoesWithEveryCall(t *testing.T) {
	t.Parallel()
	v := serve(t, fixed(good))
	for userID, want := range map[string]bool{"600001": true, "": false} {
		if _, err := v.client(func(c *dnspod.Config) { c.UserID = userID }).Version(t.Context()); err != nil {
			t.Fatal(err)
		}
		form := v.requests[len(v.requests)-1].Form
		if form.Has("user_id") != want || form.Get("user_id") != userID {
			t.Errorf("form = %v, want user_id %q there: %t", form, userID, want)
		}
	}
}

func TestAgentCodesHaveTwoMeanings(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		`{"code":"6","message":"用户 ID 错误"}`:        "wrong user ID",
		`{"code":"6","message":"域名 ID 错误"}`:        "wrong domain ID",
		`{"code":"7","message":"用户不在您名下"}`:         "user is not yours",
		`{"code":"7","message":"域名已锁定"}`:           "domain is locked",
		`{"code":"-3","message":"不是合法代理"}`:         "not a legal agent",
		`{"code":"-4","message":"不在代理名下"}`:         "not under the agent",
		`{"code":"-7","message":"无权使用此接口"}`:        "no right to use this API",
		`{"code":7,"message":"User is not yours"}`: "user is not yours",
	} {
		v := serve(t, fixed(`{"status":`+answer+`}`))
		client := v.client()
		err := client.DomainRemove(t.Context(), dnspod.DomainRequest{DomainID: "15"})
		var e *endpoint.Error
		if !errors.As(err, &e) || e.Class != endpoint.Refused || e.Meaning.En != want {
			t.Errorf("%s: error = %v, want it refused because %s", answer, err, want)
		}
		if err := client.DomainRemove(t.Context(), dnspod.DomainRequest{DomainID: "15"}); errors.Is(err, dnspod.ErrLoginFailed) {
			t.Errorf("%s: taken for a failed login", answer)
		}
	}
}

func TestAWrongUserIsNoEmptyList(t *testing.T) {
	t.Parallel()
	client := serve(t, fixed(`{"status":{"code":"7","message":"用户不在您名下"}}`)).client()
	if _, err := client.ShareList(t.Context(), dnspod.DomainRequest{DomainID: "15"}); endpoint.KindOf(err) != endpoint.Denied {
		t.Errorf("shares: error = %v, want it denied", err)
	}
	if _, err := client.DomainLockStatus(t.Context(), dnspod.DomainRequest{DomainID: "15"}); endpoint.KindOf(err) != endpoint.Denied {
		t.Errorf("lock: error = %v, want it denied", err)
	}
}

// TestContractAgent acts for others at the simulated vendor, with every code that only the
// user's id brings about.
func TestContractAgent(t *testing.T) {
	t.Parallel()
	s := open(t, byToken)
	at := s.world.Line().DNSPod
	client := sim.Account{UserID: 2, Email: "client@else.example", TokenID: "9", Token: "client-token", Under: s.world.DNSPod.Account().UserID}
	for _, a := range []sim.Account{client, stranger, customer} {
		s.world.DNSPod.AddAccount(a)
	}
	acting := func(login dnspod.Credentials, userID string) *dnspod.Client {
		return dnspod.New(dnspod.Config{
			Account: "1", Mail: "ops@shop.example", Credentials: login, UserID: userID,
			Hosts:    []string{"127.0.0.1"},
			BaseURLs: map[string]string{dnspod.HostAPI: at.URL},
		})
	}
	_, err := acting(byToken(at), "2").UserDetail(s.ctx)
	equal(s, "code before the account is an agent's", "-3", codeOf(err))
	s.world.DNSPod.ChangeAccount(at.Email, func(a *sim.Account) { a.Agent = true })

	for userID, want := range map[string]string{"77": "6", "423255": "-4", "600001": "7"} {
		_, err := acting(byToken(at), userID).UserDetail(s.ctx)
		equal(s, "code of user "+userID, want, codeOf(err))
	}
	for _, login := range []dnspod.Credentials{byToken(at), byPassword(at)} {
		c := acting(login, "2")
		detail, err := c.UserDetail(s.ctx)
		s.ok(err)
		equal(s, "user", client.Email, detail.Info.User.Email)
	}
	_, err = acting(byToken(at), "2").DomainCreate(s.ctx, dnspod.DomainCreateRequest{Domain: "client.example"})
	s.ok(err)
	equal(s, "owner", client.Email, s.world.DNSPod.Truth().Zones[0].Owner)
	own, err := s.UserDetail(s.ctx)
	s.ok(err)
	equal(s, "users of the agent", "1", own.Info.Agent.Users)
}

func codeOf(err error) string {
	var e *endpoint.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// TestContractNewLogin changes password and e-mail and goes on, as the vendor warns that a
// client which goes on with the old ones is barred.
func TestContractNewLogin(t *testing.T) {
	t.Parallel()
	s := open(t, byPassword)
	at := s.world.Line().DNSPod
	s.ok(s.UserModifyPassword(s.ctx, dnspod.UserModifyPasswordRequest{
		OldPassword: endpoint.Secret(at.Password), NewPassword: "tangerine-7-trees",
	}))
	_, err := s.Version(s.ctx)
	s.ok(err)
	s.ok(s.UserModifyEmail(s.ctx, dnspod.UserModifyEmailRequest{
		OldEmail: at.Email, NewEmail: "new@shop.example", Password: "tangerine-7-trees",
	}))
	_, err = s.Version(s.ctx)
	s.ok(err)
	equal(s, "e-mail", "new@shop.example", s.world.DNSPod.Account().Email)
}

// TestContractDToken logs in with the D token's code once and with the cookie ever after.
func TestContractDToken(t *testing.T) {
	t.Parallel()
	s := open(t, byPassword)
	at := s.world.Line().DNSPod
	s.world.DNSPod.ChangeAccount(at.Email, func(a *sim.Account) { a.DToken = "d-token-secret" })
	_, err := s.Version(s.ctx)
	equal(s, "code without the token", "50", codeOf(err))
	login := byPassword(at)
	login.Code = "000000"
	s.SetCredentials(login)
	_, err = s.Version(s.ctx)
	equal(s, "code of a wrong one", "52", codeOf(err))

	login.Code = endpoint.Secret(s.world.DNSPod.DTokenCode())
	s.SetCredentials(login)
	_, err = s.Version(s.ctx)
	s.ok(err)
	cookie := s.Remembered()
	if !strings.HasPrefix(cookie.Reveal(), "t1446297=") {
		s.Fatalf("remembered cookie is %q, want the user's", cookie.Reveal())
	}
	s.world.Clock.Advance(29 * 24 * 3600e9)
	_, err = s.Version(s.ctx)
	s.ok(err)

	later := byPassword(at)
	later.Remembered = cookie
	s.SetCredentials(later)
	_, err = s.Version(s.ctx)
	s.ok(err)
	s.world.Clock.Advance(2 * 24 * 3600e9)
	_, err = s.Version(s.ctx)
	equal(s, "code after a month", "50", codeOf(err))
}

func TestUnlockedDomainIsNoError(t *testing.T) {
	t.Parallel()
	s := open(t, byToken)
	created, err := s.DomainCreate(s.ctx, dnspod.DomainCreateRequest{Domain: "zone-here.com"})
	s.ok(err)
	domain := dnspod.DomainRequest{DomainID: created.Domain.ID}
	lock, err := s.DomainLockStatus(s.ctx, domain)
	s.ok(err)
	equal(s, "lock", dnspod.Lock{}, lock)
	shares, err := s.ShareList(s.ctx, domain)
	s.ok(err)
	aliases, err := s.AliasList(s.ctx, domain)
	s.ok(err)
	hosts, err := s.MonitorSubdomains(s.ctx, dnspod.DomainInfoRequest{DomainID: domain.DomainID})
	s.ok(err)
	if len(shares)+len(aliases)+len(hosts) != 0 {
		s.Errorf("shares %v, aliases %v, hosts %v, want none", shares, aliases, hosts)
	}
}
