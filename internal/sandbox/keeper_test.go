package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/cndns"
)

// keptWorld is a world with a state file, and what starts it.
type keptWorld struct {
	*World
	t       *testing.T
	options Options
	turn    int
}

func beginKept(t *testing.T, options Options) *keptWorld {
	t.Helper()
	options.StateFile = filepath.Join(t.TempDir(), "sandbox.json")
	return &keptWorld{World: begin(t, options), t: t, options: options}
}

// kill ends the world with the file as it is now, as a signal 9 at this moment
// would, and starts another one with it.
func (k *keptWorld) kill() {
	k.t.Helper()
	data := k.file()
	if err := k.Close(); err != nil {
		k.t.Fatal(err)
	}
	if err := os.WriteFile(k.options.StateFile, data, 0o600); err != nil {
		k.t.Fatal(err)
	}
	k.World = begin(k.t, k.options)
}

func (k *keptWorld) file() []byte {
	k.t.Helper()
	data, err := os.ReadFile(k.options.StateFile)
	if err != nil {
		k.t.Fatal(err)
	}
	return data
}

// must makes a signed call to CNDNS and expects success.
func (k *keptWorld) must(path string, pairs ...string) string {
	k.t.Helper()
	body := k.call(path, pairs...)
	if !strings.Contains(body, `"status":"success"`) {
		k.t.Fatalf("%s %v = %s, want success", path, pairs, body)
	}
	return body
}

func (k *keptWorld) call(path string, pairs ...string) string {
	k.t.Helper()
	k.turn++
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return cndnsGet(k.t, k.World, path, k.turn, form)
}

func (k *keptWorld) advance(d time.Duration) {
	k.t.Helper()
	if status, body := control(k.t, k.World, "POST", "/clock", `{"advance":"`+d.String()+`"}`); status != http.StatusOK {
		k.t.Fatalf("advance = %d %s", status, body)
	}
}

func (k *keptWorld) truth() cndns.Truth {
	k.t.Helper()
	_, body := control(k.t, k.World, "GET", "/truth/cndns", "")
	var truth cndns.Truth
	if err := json.Unmarshal([]byte(body), &truth); err != nil {
		k.t.Fatal(err)
	}
	return truth
}

func (k *keptWorld) account() *cndns.Account {
	k.t.Helper()
	return k.truth().Accounts[k.Line().CNDNS.Username]
}

// expectPurchases compares the calls that were charged.
func (k *keptWorld) expectPurchases(want ...string) {
	k.t.Helper()
	got := []string{}
	if want == nil {
		want = []string{}
	}
	for _, p := range k.truth().Purchases {
		got = append(got, p.Call+" "+p.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		k.t.Errorf("purchases (-want +got):\n%s", diff)
	}
}

// contact plants the company of the stock, with other values.
func (k *keptWorld) contact(audit string, changes ...string) string {
	values := map[string]string{}
	for name, value := range stockCompany.Values {
		values[name] = value
	}
	for i := 0; i < len(changes); i += 2 {
		values[changes[i]] = changes[i+1]
	}
	return k.CNDNS.PlantContact(cndns.Contact{Values: values, Audit: cndns.Audit{State: audit}})
}

const (
	createPath   = "/domains/CreateDom.aspx"
	renewPath    = "/domains/DomainRenew.aspx"
	transferPath = "/domains/domainzhuanru.aspx"
	retryPath    = "/domains/updateauthcode.aspx"
	auditPath    = "/domains/DomainAudit.aspx"
)

// slowWork is work of CNDNS that a kill may hit in its middle.
var slowWork = []struct {
	name     string
	begin    func(k *keptWorld) // ends with the call whose work goes on
	pauses   []time.Duration    // the world is killed before the first and after each
	end      func(k *keptWorld) string
	want     string
	purchase []string
}{
	{
		name: "registration",
		begin: func(k *keptWorld) {
			k.must(createPath, "domainname", "new.com", "userid", k.contact("pass"), "years", "1", "domainpass", "abc12345")
		},
		pauses: []time.Duration{time.Minute, time.Minute},
		end:    func(k *keptWorld) string { return k.account().Domains["new.com"].State },
		want:   "run", purchase: []string{"cndns.domain.create new.com"},
	},
	{
		name: "renewal",
		begin: func(k *keptWorld) {
			k.CNDNS.PlantDomain(cndns.Domain{Name: "old.com", ContactID: k.contact("pass"), Expires: wall.AddDate(0, 1, 0)})
			k.must(renewPath, "domainname", "old.com", "years", "2")
		},
		pauses: []time.Duration{30 * time.Second, 30 * time.Second},
		end: func(k *keptWorld) string {
			d := k.account().Domains["old.com"]
			return d.State + " " + d.Expires.Format(time.DateOnly)
		},
		want: "run 2028-06-04", purchase: []string{"cndns.domain.renew old.com"},
	},
	{
		name: "audit",
		begin: func(k *keptWorld) {
			k.CNDNS.PlantDomain(cndns.Domain{Name: "new.cn", ContactID: k.contact(""), State: cndns.NotCertified})
			k.must(auditPath, auditForm("domainname", "new.cn")...)
		},
		pauses: []time.Duration{time.Hour, time.Hour, 2 * time.Hour},
		end: func(k *keptWorld) string {
			d := k.account().Domains["new.cn"]
			return d.State + " " + d.Audit.State
		},
		want: "run pass",
	},
	{
		name: "rejected audit of a contact",
		begin: func(k *keptWorld) {
			k.must(auditPath, auditForm("userid", k.contact("", "company-cn", "驳回有限公司"))...)
		},
		pauses: []time.Duration{time.Hour, time.Hour, 2 * time.Hour},
		end: func(k *keptWorld) string {
			for _, c := range k.account().Contacts {
				return c.Audit.State
			}
			return "no contact"
		},
		want: "unpass",
	},
	{
		name: "transfer",
		begin: func(k *keptWorld) {
			k.must(transferPath, "domainname", "away.com", "userid", k.contact("pass"), "authcode", "Good!code")
		},
		pauses: []time.Duration{4 * time.Minute, time.Minute, 70 * time.Minute, 24 * time.Hour, time.Hour},
		end:    func(k *keptWorld) string { return k.account().Domains["away.com"].State },
		want:   "run", purchase: []string{"cndns.domain.transfer_in away.com"},
	},
	{
		name: "transfer with a wrong code",
		begin: func(k *keptWorld) {
			k.must(transferPath, "domainname", "away.com", "userid", k.contact("pass"), "authcode", "wrong")
			k.advance(2 * time.Minute)
			k.kill()
			k.advance(3 * time.Minute)
			k.must(retryPath, "domainname", "away.com", "authcode", "Good!code")
		},
		pauses: []time.Duration{time.Hour, 26 * time.Hour},
		end:    func(k *keptWorld) string { return k.account().Domains["away.com"].State },
		want:   "run", purchase: []string{"cndns.domain.transfer_in away.com"},
	},
}

func auditForm(pairs ...string) []string {
	return append(pairs, "ownertype", "E", "orgtype", "PU", "ownerpictype", "1", "ownerpiclink", "files.example/a.jpg",
		"ownernumber", "330100000012345", "phone", "13111111111")
}

func TestSlowWorkSurvivesKills(t *testing.T) {
	t.Parallel()
	for _, c := range slowWork {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := beginKept(t, Options{Fresh: true})
			c.begin(k)
			k.kill()
			for i, pause := range c.pauses {
				if got := c.end(k); got == c.want {
					t.Errorf("the work has ended before pause %d: %s", i, got)
				}
				k.advance(pause)
				k.kill()
			}
			if got := c.end(k); got != c.want {
				t.Errorf("end = %q, want %q", got, c.want)
			}
			k.expectPurchases(c.purchase...)
		})
	}
}

// hook is the reseller's callback address; it hands over what arrives.
func hook(t *testing.T) (address string, got <-chan url.Values) {
	t.Helper()
	arrived := make(chan url.Values, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		arrived <- r.URL.Query()
	}))
	t.Cleanup(server.Close)
	return server.URL, arrived
}

func TestHostWorkSurvivesKillsAndCallsBackOnce(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, path, password string
		fault                string // set before the call
		tag, result          string
		times                int
	}{
		{name: "create", path: "/cloud/CreateHost.aspx", password: "aaa111!!!", tag: "procreate", result: "1", times: 1},
		{name: "create fails", path: "/cloud/CreateHost.aspx", password: "fail-please", tag: "procreate", result: "2", times: 1},
		{name: "rebuild", path: "/cloud/rebuildCloud.aspx", password: "aaa111!!!", tag: "prorebuild", result: "1", times: 1},
		{
			name: "lost", path: "/cloud/CreateHost.aspx", password: "aaa111!!!",
			fault: `{"call":"cndns.cloud.create_host","kind":"callback_lost","count":1,"match":"aaa111!!!"}`,
		},
		{
			name: "duplicated", path: "/cloud/CreateHost.aspx", password: "aaa111!!!", tag: "procreate", result: "1", times: 2,
			fault: `{"call":"cndns.callback.notify","kind":"callback_duplicated","count":1}`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := beginKept(t, Options{Fresh: true})
			state := map[string]string{"/cloud/CreateHost.aspx": cndns.HostNotCreated, "/cloud/rebuildCloud.aspx": cndns.HostRunning}[c.path]
			name := k.CNDNS.PlantCloudHost(cndns.Host{State: state})
			if c.fault != "" {
				control(t, k.World, "POST", "/faults", c.fault)
			}
			address, arrived := hook(t)
			k.must(c.path, "cloudname", name, "password", c.password, "cloudpass", c.password,
				"cloudsystem", "debian8_64", "callbackurl", address)

			k.kill()
			k.advance(3 * time.Minute)
			early := len(arrived)
			k.kill()
			k.advance(2 * time.Minute)
			callbacks := k.delivered(max(c.times, 1))
			k.kill()
			k.advance(time.Hour)
			k.CNDNS.Close() // waits for what is being sent

			if host := k.account().Hosts[name]; early != 0 || host.Busy || (host.Created > 0) == (c.result == "2") {
				t.Errorf("%d early callbacks, host = %+v, want none and the work done", early, host)
			}
			if len(arrived) != c.times || len(callbacks) != max(c.times, 1) {
				t.Fatalf("%d callbacks arrived and %v were noted, want %d", len(arrived), callbacks, c.times)
			}
			for range c.times {
				if got := <-arrived; got.Get("tag") != c.tag || got.Get("result") != c.result || got.Get("proname") != name {
					t.Errorf("callback = %v, want %s of %s with result %s", got, c.tag, name, c.result)
				}
			}
			if left := k.Board.List(); len(left) != 0 {
				t.Errorf("faults left = %v, want none", left)
			}
			k.expectPurchases()
		})
	}
}

// delivered waits until the file tells of n callbacks, at most ten seconds.
func (k *keptWorld) delivered(n int) []cndns.Callback {
	k.t.Helper()
	var file struct {
		CNDNS struct {
			Sent []cndns.Callback `json:"sent"`
		} `json:"cndns"`
	}
	for range 1000 {
		if err := json.Unmarshal(k.file(), &file); err != nil {
			k.t.Fatal(err)
		}
		if len(file.CNDNS.Sent) >= n {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return file.CNDNS.Sent
}
