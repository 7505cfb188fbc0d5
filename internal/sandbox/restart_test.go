package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/cndns"
)

// whole is all that can be seen of a world.
func (k *keptWorld) whole() map[string]string {
	k.t.Helper()
	out := map[string]string{}
	for _, path := range []string{"/state", "/line", "/truth/cndns", "/truth/dnspod", "/truth/sendcloud", "/truth/baidugeo", "/truth/alipay", "/truth/wechatpay"} {
		_, out[path] = control(k.t, k.World, "GET", path, "")
	}
	return out
}

func TestWorldComesBackAsItWas(t *testing.T) {
	t.Parallel()
	k := beginKept(t, Options{})
	k.CNDNS.PlantCoupon("c1", 500)
	control(t, k.World, "POST", "/faults", `{"call":"cndns.domain.renew","kind":"late","delay":"1h","match":"a.com"}`)
	control(t, k.World, "POST", "/balance", `{"vendor":"cndns","fen":123456}`)
	k.advance(90 * time.Minute)
	before := k.whole()

	k.options.Plant = func(*World) { t.Error("a world that came back was planted") }
	k.kill()

	if diff := cmp.Diff(before, k.whole()); diff != "" {
		t.Errorf("world (-before +after):\n%s", diff)
	}
	if data, err := k.CNDNS.Save(); err != nil || !strings.Contains(string(data), `"c1":{"fen":500,"used":false,`) {
		t.Errorf("saved = %s, %v, want the coupon", data, err)
	}
	first := string(k.file())
	k.kill()
	if diff := cmp.Diff(first, string(k.file())); diff != "" {
		t.Errorf("file after a second start (-before +after):\n%s", diff)
	}
	info, err := os.Stat(k.options.StateFile)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file = %v, %v, want mode 0600", info, err)
	}
	if rest, err := filepath.Glob(k.options.StateFile + "?*"); err != nil || len(rest) > 0 {
		t.Errorf("files left beside it: %v, %v", rest, err)
	}
}

func TestEverythingPrivateComesBack(t *testing.T) {
	t.Parallel()
	k := beginKept(t, Options{})
	name := "S262491"
	detail := k.call("/domains/DomainDetail.aspx", "domainname", "juzi-shop.com")
	cloud := k.call("/cloud/CloudInfo.aspx", "cloudname", name)
	zone := podCall(t, k.World, "Domain.List", nil)
	k.must("/cloud/poweroff.aspx", "cloudname", name)
	used := k.turn
	bought := k.must("/cloud/buyip.aspx", "cloudname", name)
	k.kill()

	if got := k.call("/domains/DomainDetail.aspx", "domainname", "juzi-shop.com"); got != detail {
		t.Errorf("detail = %s, want that of before: %s", got, detail)
	}
	if got := podCall(t, k.World, "Domain.List", nil); got != zone {
		t.Errorf("zones = %s, want %s", got, zone)
	}
	if got := k.must("/cloud/buyip.aspx", "cloudname", name); got == bought {
		t.Errorf("the address %s was invented twice", got)
	}
	if got := k.call("/cloud/CloudInfo.aspx", "cloudname", name); !strings.Contains(got, cut(cloud, `"platepass":"`)) {
		t.Errorf("host = %s, want the passwords of %s", got, cloud)
	}
	k.turn = used - 1
	if got := k.call("/cloud/poweroff.aspx", "cloudname", name); !strings.Contains(got, "10036") {
		t.Errorf("replay of a call of before = %s, want 10036", got)
	}
	k.expectPurchases("cndns.cloud.buy_ip "+name, "cndns.cloud.buy_ip "+name)
}

// cut is the value that follows a key, up to the next quotation mark.
func cut(text, key string) string {
	_, rest, _ := strings.Cut(text, key)
	value, _, _ := strings.Cut(rest, `"`)
	return key + value
}

// podCall makes a call to DNSPod with the token.
func podCall(t *testing.T, w *World, action string, form url.Values) string {
	t.Helper()
	_, body := send(t, podRequest(t.Context(), t, w, action, form))
	return body
}

func podRequest(ctx context.Context, t *testing.T, w *World, action string, form url.Values) *http.Request {
	t.Helper()
	all := url.Values{"login_token": {w.Line().DNSPod.LoginToken}, "format": {"json"}}
	for name, values := range form {
		all[name] = values
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.Line().DNSPod.URL+"/"+action, strings.NewReader(all.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", "Tangelo Test/1.0 (dev@tangelo.example)")
	return request
}

// giveUp makes a call that is not answered.
func (k *keptWorld) giveUp(f func(ctx context.Context) error) {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), 200*time.Millisecond)
	defer cancel()
	if f(ctx) == nil {
		k.t.Error("the call was answered")
	}
}

func (k *keptWorld) fault(fault string) {
	k.t.Helper()
	if status, body := control(k.t, k.World, "POST", "/faults", fault); status != http.StatusCreated {
		k.t.Fatalf("fault = %d %s", status, body)
	}
}

func TestLateCallsAreExecutedOnceAfterAKill(t *testing.T) {
	t.Parallel()
	k := beginKept(t, Options{Fresh: true})
	k.fault(`{"call":"cndns.cloud.buy","kind":"late","delay":"1h","count":1}`)
	k.fault(`{"call":"dnspod.domain.create","kind":"late","delay":"1h","count":1}`)
	k.giveUp(func(ctx context.Context) error {
		if buy(ctx, k.Line(), wall, 1) {
			return nil
		}
		return errors.New("no answer")
	})
	k.giveUp(func(ctx context.Context) error {
		resp, err := http.DefaultClient.Do(podRequest(ctx, k.t, k.World, "Domain.Create", url.Values{"domain": {"late.com"}}))
		if err != nil {
			return err
		}
		return resp.Body.Close()
	})

	k.kill()
	k.advance(59 * time.Minute)
	early := len(k.truth().Purchases)
	k.kill()
	k.advance(time.Minute)
	k.kill()
	k.advance(time.Hour)

	zones := podCall(t, k.World, "Domain.List", nil)
	if got := len(k.truth().Purchases); early != 0 || got != 1 || strings.Count(zones, `"name":"late.com"`) != 1 {
		t.Errorf("%d early and %d purchases, zones %s, want none, one, and one", early, got, zones)
	}
}

func TestExecutedWithoutAnAnswerIsKept(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"reset", "status500", "html", "broken"} {
		k := beginKept(t, Options{Fresh: true})
		k.fault(`{"call":"cndns.cloud.buy","kind":"` + kind + `","count":1}`)
		if buy(t.Context(), k.Line(), wall, 1) {
			t.Errorf("%s: the purchase was acknowledged", kind)
		}
		k.kill()
		k.expectCount(kind, 1)
		if buy(t.Context(), k.Line(), wall, 1) {
			t.Errorf("%s: the same signature was taken twice", kind)
		}
		k.expectCount(kind, 1)
	}
}

func (k *keptWorld) expectCount(name string, want int) {
	k.t.Helper()
	if got := len(k.truth().Purchases); got != want {
		k.t.Errorf("%s: %d purchases, want %d", name, got, want)
	}
	if left := k.Board.List(); len(left) != 0 {
		k.t.Errorf("%s: faults left = %v, want none", name, left)
	}
}

// A night without the sandbox is made up for: each step at its own time.
func TestClockCatchesUpWithTheWall(t *testing.T) {
	t.Parallel()
	k := beginKept(t, Options{Fresh: true})
	k.CNDNS.PlantDomain(cndns.Domain{Name: "new.cn", ContactID: k.contact(""), State: cndns.NotCertified})
	k.must(auditPath, auditForm("domainname", "new.cn")...)
	k.advance(30 * time.Minute)
	file, morning := k.options.StateFile, wall.Add(14*time.Hour)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}

	w, err := Start(t.Context(), Options{Speed: -1, StateFile: file, Now: func() time.Time { return morning }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	k.World = w

	if now := w.Clock.Now(); !now.Equal(morning) {
		t.Errorf("clock = %s, want %s", now, morning)
	}
	want := cndns.Audit{State: cndns.AuditPass, Submitted: wall, Changed: wall.Add(4 * time.Hour)}
	if diff := cmp.Diff(want, k.account().Domains["new.cn"].Audit); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestResetIsKeptAndDropsWork(t *testing.T) {
	t.Parallel()
	k := beginKept(t, Options{Fresh: true})
	k.must(createPath, "domainname", "new.com", "userid", k.contact("pass"), "years", "1", "domainpass", "abc12345")
	control(t, k.World, "POST", "/reset", "")
	k.kill()
	k.advance(time.Hour)
	k.expectPurchases()
	if got := k.account(); len(got.Domains) != 0 || len(got.Contacts) != 0 {
		t.Errorf("account after a reset = %+v, want an empty one", got)
	}
}

func TestUselessStateFilesAreToldPlainlyAndKept(t *testing.T) {
	t.Parallel()
	k := beginKept(t, Options{})
	good := string(k.file())
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":      {"{", "read state"},
		"other":        {`{"a":1}`, "not of version 1"},
		"newer":        {strings.Replace(good, `"version":1`, `"version":2`, 1), "not of version 1"},
		"part missing": {strings.Replace(good, "\n\"dnspod\":", "\n\"other\":", 1), "restore dnspod"},
		"no account":   {strings.Replace(good, `{"accounts":{"tangelo"`, `{"accounts":{"someone"`, 1), `account "tangelo" is missing`},
		"no lists":     {strings.Replace(good, `"contacts":{`, `"contracts":{`, 1), "a list is missing"},
	} {
		path := filepath.Join(t.TempDir(), "sandbox.json")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		w, err := Start(t.Context(), Options{StateFile: path})
		if err == nil {
			_ = w.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error = %v, want one with %q", name, err, c.want)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != c.text {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
}

func TestFileThatCannotBeWrittenIsTold(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{StateFile: filepath.Join(t.TempDir(), "nowhere", "sandbox.json")})
	if err == nil || !strings.Contains(err.Error(), "write state") {
		t.Errorf("error of the start = %v, want one about writing", err)
	}
	dir := filepath.Join(t.TempDir(), "soon gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	w, err := Start(t.Context(), Options{Speed: -1, StateFile: filepath.Join(dir, "sandbox.json")})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	control(t, w, "POST", "/balance", `{"vendor":"cndns","fen":1}`)
	if _, body := control(t, w, "GET", "/state", ""); !strings.Contains(body, `"save_error":"write state`) {
		t.Errorf("state = %s, want the error of the save", body)
	}
	if err := w.Close(); err == nil {
		t.Error("the end of the world told no error")
	}
}

// A call that changes nothing does not wait for the file, but its signature
// comes there soon.
func TestSignaturesOfReadsAreSavedSoon(t *testing.T) {
	t.Parallel()
	k := beginKept(t, Options{})
	k.must("/domains/DomainDetail.aspx", "domainname", "juzi-shop.com")
	before := string(k.file())
	k.must("/user/userdetail.aspx")
	for range 1000 {
		if string(k.file()) != before {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	k.kill()
	k.turn--
	if got := k.call("/user/userdetail.aspx"); !strings.Contains(got, "10036") {
		t.Errorf("replay = %s, want 10036", got)
	}
}
