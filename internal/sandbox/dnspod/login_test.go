package dnspod_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/trouble"
)

func TestLogin(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	a := w.pod.Account()
	for _, c := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"token", []string{"login_token", a.LoginToken()}, "1"},
		{"password", []string{"login_email", a.Email, "login_password", a.Password}, "1"},
		{"e-mail in another case", []string{"login_email", strings.ToUpper(a.Email), "login_password", a.Password}, "1"},
		{"nothing", nil, "-1"},
		{"wrong password", []string{"login_email", a.Email, "login_password", "x"}, "-1"},
		{"unknown e-mail", []string{"login_email", "x@tangelo.example", "login_password", a.Password}, "-1"},
		{"unknown token id", []string{"login_token", "1," + a.Token}, "10002"},
		{"no comma", []string{"login_token", a.Token}, "10002"},
		{"wrong token", []string{"login_token", a.TokenID + ",x"}, "-1"},
		{"a wrong token is not saved by a password", []string{
			"login_token", "1,2", "login_email", a.Email, "login_password", a.Password,
		}, "10002"},
	} {
		answer := w.send("Info.Version", form(append(c.pairs, "format", "json")...))
		if got := code(t, decode(t, answer.body)); got != c.want {
			t.Errorf("%s: code = %s, want %s", c.name, got, c.want)
		}
	}
}

func TestCredentialsInTheQueryDoNotCount(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	answer := w.send("Info.Version?login_token="+w.pod.Account().LoginToken(), form("format", "json"))
	wantEqual(t, "code", code(t, decode(t, answer.body)), "-1")
}

func TestMoreThanThirtyFailuresInFiveMinutesBarTheAccountForAnHour(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	a := w.pod.Account()
	wrong := func() string {
		answer := w.send("Info.Version", form("format", "json", "login_token", a.TokenID+",wrong"))
		return code(t, decode(t, answer.body))
	}
	for i := range 30 {
		if got := wrong(); got != "-1" {
			t.Fatalf("failure %d: code = %s, want -1", i+1, got)
		}
	}
	w.wantCode("1", "Info.Version")
	w.clock.Advance(5 * time.Minute)
	wantEqual(t, "a failure after the window", wrong(), "-1")
	for range 29 {
		wrong()
	}

	wantEqual(t, "failure 31", wrong(), "-8")

	w.wantCode("-8", "Info.Version")
	answer := w.send("Info.Version", form("format", "json", "login_email", a.Email, "login_password", a.Password))
	wantEqual(t, "the other way into the account", code(t, decode(t, answer.body)), "-8")
	w.clock.Advance(time.Hour)
	w.wantCode("1", "Info.Version")
}

func TestDToken(t *testing.T) {
	t.Parallel()
	a := dnspod.DefaultAccount
	a.DToken = "device-secret"
	w := serve(t, dnspod.Options{Account: a})
	post := func(cookie string, pairs ...string) (reply, string) {
		values := form(append(pairs, "format", "json", "login_email", a.Email, "login_password", a.Password)...)
		answer := w.send("Info.Version", values, "Cookie", cookie)
		return answer, code(t, decode(t, answer.body))
	}
	remembered := func(answer reply) string {
		for _, cookie := range answer.cookies {
			if cookie.Name == "t1446297" {
				return cookie.Name + "=" + cookie.Value
			}
		}
		return ""
	}

	_, without := post("")
	_, wrong := post("", "login_code", "x")
	once, right := post("", "login_code", w.pod.DTokenCode(), "login_remember", "no")
	first, _ := post("", "login_code", w.pod.DTokenCode())
	cookie := remembered(first)
	_, again := post(cookie)
	_, forged := post(cookie + "0")
	w.clock.Advance(31 * 24 * time.Hour)
	_, late := post(cookie)

	wantEqual(t, "codes", []string{without, wrong, right, again, forged, late}, []string{"50", "52", "1", "1", "50", "50"})
	wantEqual(t, "cookie with login_remember=no", remembered(once), "")
	w.wantCode("1", "Info.Version")
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	lenient, strict := serve(t, dnspod.Options{}), serve(t, dnspod.Options{StrictUserAgent: true})
	for _, c := range []struct{ agent, lenient, strict string }{
		{"MJJ DDNS Client/1.0.0 (shallwedance@126.com)", "1", "1"},
		{"Tangelo/1.0 (admin@tangelo.example)", "1", "1"},
		{"python-requests/2.9.1", "1", "-7"},
		{"Go-http-client/1.1", "1", "-7"},
		{"Tangelo (admin@tangelo.example)", "1", "-7"},
		{"", "-7", "-7"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "-7", "-7"},
	} {
		for w, want := range map[*world]string{lenient: c.lenient, strict: c.strict} {
			answer := w.send("Info.Version", w.signed(), "User-Agent", c.agent)
			if got := code(t, decode(t, answer.body)); got != want {
				t.Errorf("%q: code = %s, want %s", c.agent, got, want)
			}
		}
	}
}

func TestOnlyPOST(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/Domain.List?format=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", agent)
	answer, err := w.do(request)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "status", answer.status, http.StatusOK)
	if !strings.Contains(answer.body, "<code>2</code>") {
		t.Errorf("answer = %s, want code 2 as XML: a GET has no parameters in its body", answer.body)
	}
}

func TestSecretIDMeetsAnHTMLPageWhenTheSwitchSaysSo(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	values := form("format", "json", "login_token", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE,secret")
	answer := w.send("Domain.List", values)
	wantEqual(t, "code without the switch", code(t, decode(t, answer.body)), "10002")
	w.pod.SetSecretIDPage(true)

	answer = w.send("Domain.List", values)

	wantEqual(t, "status", answer.status, http.StatusUnauthorized)
	wantEqual(t, "content type", answer.header.Get("Content-Type"), "text/html")
	if !strings.Contains(answer.body, "401 Authorization Required") {
		t.Errorf("body = %s, want nginx's page", answer.body)
	}
	w.wantCode("9", "Domain.List")
}

func TestAbout300CallsInFifteenSecondsPass(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	for range 360 {
		w.wantCode("1", "Info.Version")
	}
	w.wantCode("-2", "Info.Version")
	w.clock.Advance(15 * time.Second)
	w.wantCode("1", "Info.Version")
}

func TestAbuseBan(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{RateLimit: 2, AbuseBan: time.Hour})
	for _, want := range []string{"1", "1", "-2"} {
		w.wantCode(want, "Info.Version")
	}
	w.clock.Advance(30 * time.Minute)
	w.wantCode("-2", "Info.Version")
	w.clock.Advance(30 * time.Minute)
	w.wantCode("1", "Info.Version")
}

func TestAccountsDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	other := dnspod.Account{UserID: 7, Email: "other@tangelo.example", Password: "p", TokenID: "7", Token: "secret"}
	w.pod.AddAccount(other)
	zone := w.zone("mine.example")
	record := w.record(zone, "www", "A", "192.0.2.1")
	for _, c := range []struct {
		path, want string
		pairs      []string
	}{
		{"Domain.List", "9", nil},
		{"Domain.Create", "12", []string{"domain", "mine.example"}},
		{"Domain.Info", "8", []string{"domain", "mine.example"}},
		{"Domain.Remove", "9", nil},
		{"Domain.Status", "8", []string{"status", "disable"}},
		{"Domain.Remark", "6", []string{"remark", "x"}},
		{"Domain.Lock", "7", []string{"days", "1"}},
		{"Record.List", "9", nil},
		{"Record.Create", "7", []string{"record_type", "A", "value", "192.0.2.1", "record_line", "默认"}},
		{"Record.Remove", "7", []string{"record_id", record}},
		{"Record.Info", "7", []string{"record_id", record}},
	} {
		pairs := append([]string{"format", "json", "login_token", other.LoginToken(), "domain_id", zone}, c.pairs...)
		answer := w.send(c.path, form(pairs...))
		if got := code(t, decode(t, answer.body)); got != c.want {
			t.Errorf("%s: code = %s, want %s", c.path, got, c.want)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind     trouble.Kind
		executed bool
		status   int    // 0 = no answer
		code     string // "" = no JSON
	}{
		{trouble.Reset, true, 0, ""},
		{trouble.Drop, false, 0, ""},
		{trouble.Status500, true, http.StatusInternalServerError, ""},
		{trouble.HTML, true, http.StatusOK, ""},
		{trouble.Broken, true, http.StatusOK, ""},
		{trouble.Refuse, false, http.StatusOK, "-99"},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			w := serve(t, dnspod.Options{})
			zone := w.zone("fault.example")
			w.board.Set(trouble.Fault{Call: "dnspod.record.create", Kind: c.kind, Code: "-99", Count: 1})

			answer, err := w.try("Record.Create", w.signed(
				"domain_id", zone, "record_type", "A", "record_line", "默认", "value", "192.0.2.1"))

			if c.status == 0 && err == nil {
				t.Errorf("answer = %s, want none", answer.body)
			}
			if c.status != 0 {
				wantEqual(t, "status", answer.status, c.status)
			}
			if c.code != "" {
				wantEqual(t, "code", code(t, decode(t, answer.body)), c.code)
				wantEqual(t, "message", strings.Contains(answer.body, "closed for now"), true)
			}
			wantEqual(t, "executed", len(w.pod.Truth().Zones[0].Records) == 3, c.executed)
			w.wantCode("1", "Info.Version")
		})
	}
}

func TestALateCallIsExecutedWhenTheClockSaysSo(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.board.Set(trouble.Fault{Call: "dnspod.domain.*", Kind: trouble.Late, Delay: time.Hour, Count: 1})
	w.http.Timeout = 500 * time.Millisecond

	_, err := w.try("Domain.Create", w.signed("domain", "late.example"))

	if err == nil {
		t.Error("a late call was answered, want none")
	}
	wantEqual(t, "zones before", len(w.pod.Truth().Zones), 0)
	w.clock.Advance(time.Hour)
	wantEqual(t, "zones after", len(w.pod.Truth().Zones), 1)
}
