package cndns

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	buyPath     = "/cloud/BuyCloud.aspx"
	makePath    = "/cloud/CreateHost.aspx"
	statePath   = "/cloud/getsvrStt.aspx"
	cloudPath   = "/cloud/CloudInfo.aspx"
	rebuildPath = "/cloud/rebuildCloud.aspx"
	upgradePath = "/cloud/upgradeCloud.aspx"
	ipPath      = "/cloud/buyip.aspx"
	bindPath    = "/cloud/BindDomain.aspx"
)

func smallHost(changes ...string) []string {
	return pairs(map[string]string{
		"cpu": "1", "ram": "1024", "HD": "50", "BD": "1", "place": "1", "os": "centos7.2_64", "tmetpe": "2",
	}, changes...)
}

func (v *vendor) hostState(name string) string {
	v.t.Helper()
	return v.must(statePath, "cloudname", name).text()
}

func TestBuyCloud(t *testing.T) {
	t.Parallel()
	v := start(t)
	if got, want := v.must("/cloud/getPrice.aspx", smallHost()...).text(), "95"; got != want {
		t.Errorf("price = %s, want %s", got, want)
	}

	bought := v.must(buyPath, smallHost()...).row(t)

	name := bought["cloudname"]
	if !strings.HasPrefix(name, "S") || len(bought["cloudpass"]) != 8 || bought["exptme"] != "2026/6/4 10:00:00" {
		t.Errorf("bought = %v", bought)
	}
	if got := v.hostState(name); got != HostNotCreated {
		t.Errorf("state = %s, want %s", got, HostNotCreated)
	}
	if _, ok := v.must(cloudPath, "cloudname", name).row(t)["serverip"]; ok {
		t.Error("a host that is not created has a serverip")
	}
	v.expectPurchases("cndns.cloud.buy " + name + " 9500")
	if got, want := v.must("/user/userdetail.aspx").row(t)["availablebalance"], "99905.00"; got != want {
		t.Errorf("balance = %s, want %s", got, want)
	}
}

func TestOrderRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	for _, c := range []struct{ code, field, value string }{
		{"17001", "cpu", "3"},
		{"17002", "ram", "256"},
		{"17003", "HD", "55"},
		{"17004", "BD", "101"},
		{"17005", "os", "beos"},
		{"17006", "place", "2"},
		{"17007", "tmetpe", "3"},
		{"17008", "years", "x"},
	} {
		v.refused(c.code, buyPath, smallHost(c.field, c.value)...)
		if got := v.call("/cloud/getPrice.aspx", smallHost(c.field, c.value)...); got.text() != c.code {
			t.Errorf("price with %s %s = %s, want the bare code %s", c.field, c.value, got.Body, c.code)
		}
	}
	v.refused("10042", buyPath, smallHost("signature", "none")...)
	v.SetBalance(100)
	v.refused("10021", buyPath, smallHost()...)
	v.expectPurchases()
}

func TestCreateWithoutCallbackAnswersWhenDone(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.must(buyPath, smallHost()...).row(t)["cloudname"]
	answered := make(chan reply, 1)
	go func() { answered <- v.call(makePath, "cloudname", name, "password", "aaa111!!!") }()
	v.untilBusy(name)
	v.refused("17103", makePath, "cloudname", name, "password", "aaa111!!!")
	v.refused("17107", "/cloud/starthost.aspx", "cloudname", name)

	v.clock.Advance(creationTakes)

	got := <-answered
	if row := got.row(t); row["cloudname"] != name || !strings.HasPrefix(row["hostip"], "192.0.2.") {
		t.Errorf("created = %v", row)
	}
	if !strings.Contains(got.Body, `"intraip":" 10.0.0.`) {
		t.Errorf("created = %s, want the space before the intranet address", got.Body)
	}
	if got := v.hostState(name); got != HostRunning {
		t.Errorf("state = %s, want running", got)
	}
	info := v.must(cloudPath, "cloudname", strings.ToLower(name)).row(t)
	if info["serverip"] != got.row(t)["hostip"] || info["ostype"] != "linux" || info["dxip"] != "-" || info["timetype"] != "2" {
		t.Errorf("info = %v", info)
	}
	v.refused("17103", makePath, "cloudname", name, "password", "aaa111!!!")
}

// untilBusy waits until work on a host has begun.
func (v *vendor) untilBusy(name string) {
	v.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		v.mu.Lock()
		busy := v.account().Hosts[name].Busy
		v.mu.Unlock()
		if busy {
			return
		}
	}
	v.t.Fatalf("no work on %s began", name)
}

func TestCreateIsBounded(t *testing.T) {
	t.Parallel()
	v := start(t, func(o *Options) { o.LongestWait = time.Millisecond })
	name := v.must(buyPath, smallHost()...).row(t)["cloudname"]
	if got := v.call(makePath, "cloudname", name, "password", "aaa111!!!"); got.HTTP != 504 {
		t.Errorf("status = %d, want 504", got.HTTP)
	}
	v.clock.Advance(creationTakes)
	if got := v.hostState(name); got != HostRunning {
		t.Errorf("state = %s, want running although the answer was lost", got)
	}
}

func TestCreateFails(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.must(buyPath, smallHost()...).row(t)["cloudname"]
	answered := make(chan reply, 1)
	go func() { answered <- v.call(makePath, "cloudname", name, "password", "fail-please") }()
	v.untilBusy(name)
	v.clock.Advance(creationTakes)
	if got := <-answered; !strings.HasPrefix(got.text(), "17105") {
		t.Errorf("answer = %s, want 17105", got.Body)
	}
	if got := v.hostState(name); got != HostNotCreated {
		t.Errorf("state = %s, want %s", got, HostNotCreated)
	}
}

func TestPower(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCloudHost(Host{})
	for _, step := range []struct{ path, refusal, state string }{
		{"/cloud/starthost.aspx", "17113", HostRunning},
		{"/cloud/RestartCloud.aspx", "", HostRunning},
		{"/cloud/shutdown.aspx", "", HostStopped},
		{"/cloud/shutdown.aspx", "17111", HostStopped},
		{"/cloud/RestartCloud.aspx", "17108", HostStopped},
		{"/cloud/poweroff.aspx", "17115", HostStopped},
		{"/cloud/starthost.aspx", "", HostRunning},
		{"/cloud/poweroff.aspx", "", HostStopped},
	} {
		if step.refusal == "" {
			v.must(step.path, "cloudname", name)
		} else {
			v.refused(step.refusal, step.path, "cloudname", name)
		}
		if got := v.hostState(name); got != step.state {
			t.Errorf("state after %s = %s, want %s", step.path, got, step.state)
		}
	}
}

func TestEveryHostCallNeedsAnOwnName(t *testing.T) {
	t.Parallel()
	v := start(t)
	for _, c := range cloudCalls {
		if slices.Contains([]string{"cndns.cloud.product_list", "cndns.cloud.price", "cndns.cloud.buy"}, c.name) {
			continue
		}
		v.refused("10015", c.path)
		good := []string{
			"cloudname", "S1", "password", "secret1", "cloudpass", "secret1", "cloudpassword", "secret1",
			"cloudsystem", "centos5.5_32", "domainname", "a.com",
		}
		v.refused("17102", c.path, good...)
	}
}

func TestSnapshotRules(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCloudHost(Host{State: HostStopped})
	amounts := []string{"cloudname", name, "CPUNum", "1", "RAMNum", "0", "HDNum", "0", "BDNum", "0"}
	v.refused("17119", "/cloud/delbkupfile.aspx", "cloudname", name)
	v.refused("17118", "/cloud/rstcloud.aspx", "cloudname", name)
	v.must("/cloud/bkup.aspx", "cloudname", name)
	refusals{
		{"17117", "/cloud/bkup.aspx", []string{"cloudname", name}},
		{"17127", upgradePath, amounts},
		{"17135", ipPath, []string{"cloudname", name}},
		{"17010", rebuildPath, []string{"cloudname", name, "cloudpass", "secret1", "cloudsystem", "centos5.5_32"}},
	}.walk(v)
	v.must("/cloud/rstcloud.aspx", "cloudname", name)
	v.must("/cloud/delbkupfile.aspx", "cloudname", name)
	v.must(upgradePath, amounts...)
}

func TestUpgrade(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCloudHost(Host{State: HostStopped, RAM: 1024, Expires: wall.AddDate(0, 0, 45)})
	add := func(changes ...string) []string {
		return pairs(map[string]string{"cloudname": name, "CPUNum": "0", "RAMNum": "0", "HDNum": "0", "BDNum": "0"}, changes...)
	}
	refusals{
		{"17001", upgradePath, add("CPUNum", "")},
		{"17002", upgradePath, add("RAMNum", "100")},
		{"17003", upgradePath, add("HDNum", "5")},
		{"17004", upgradePath, add("BDNum", "x")},
		{"17129", upgradePath, add("CPUNum", "8")},
		{"17130", upgradePath, add("RAMNum", "16384")},
		{"17131", upgradePath, add("HDNum", "460")},
		{"17132", upgradePath, add("BDNum", "100")},
		{"17133", upgradePath, add()},
	}.walk(v)
	if got := v.call(upgradePath, add("CPUNum", "8")...).text(); !strings.HasSuffix(got, "[7]") {
		t.Errorf("message = %q, want the rest in brackets", got)
	}

	v.must(upgradePath, add("CPUNum", "1", "RAMNum", "512", "HDNum", "10", "BDNum", "2")...)

	v.expectPurchases("cndns.cloud.upgrade " + name + " 16800") // (2500+1500+400+4000) for two begun months
	info := v.must(cloudPath, "cloudname", name).row(t)
	if got := []string{info["cpu"], info["ram"], info["hd"], info["bd"]}; !slices.Equal(got, []string{"2", "1536", "60", "3"}) {
		t.Errorf("configuration = %v", got)
	}
	list := v.must("/cloud/getUpgradelist.aspx", "cloudname", name)
	if !strings.Contains(string(list.Message), `"CPUInfo":[{"Minval":"0","Maxval":"6","step":"1"}]`) {
		t.Errorf("upgrade list = %s", list.Message)
	}
	v.must("/cloud/starthost.aspx", "cloudname", name)
	v.refused("17128", upgradePath, add("CPUNum", "1")...)
	v.refused("17017", upgradePath, add("cloudname", v.PlantCloudHost(Host{State: HostNotCreated}))...)
}

func TestEveryCallOfBuyIPBuys(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCloudHost(Host{State: HostStopped})
	var ips []string
	for range mostIPs {
		ips = append(ips, v.must(ipPath, "cloudname", name).row(t)["ipaddress"])
	}
	v.refused("17134", ipPath, "cloudname", name)
	if got, want := v.must(cloudPath, "cloudname", name).row(t)["extip"], strings.Join(ips, ","); got != want {
		t.Errorf("ExtIP = %s, want %s", got, want)
	}
	if got := len(v.Purchases()); got != mostIPs {
		t.Errorf("%d purchases, want %d", got, mostIPs)
	}
	running := v.PlantCloudHost(Host{})
	v.refused("17136", ipPath, "cloudname", running)
	v.SetBalance(1)
	v.refused("10021", ipPath, "cloudname", v.PlantCloudHost(Host{State: HostStopped}))
}

func TestRenewCloudMovesTheDate(t *testing.T) {
	t.Parallel()
	v := start(t)
	const path = "/cloud/renewalCloud.aspx"
	name := v.PlantCloudHost(Host{Expires: wall.AddDate(0, 1, 0)})
	v.refused("17007", path, "cloudname", name)
	v.refused("17008", path, "cloudname", name, "timetype", "2", "years", "0")

	v.must(path, "cloudname", name, "timetype", "4")
	v.must(path, "cloudname", name, "tmetpe", "2", "years", "2")

	if got, want := v.must(cloudPath, "cloudname", name).row(t)["exptime"], dotNet(wall.AddDate(0, 9, 0)); got != want {
		t.Errorf("exptime = %s, want %s", got, want)
	}
	v.expectPurchases("cndns.cloud.renew "+name+" 48000", "cndns.cloud.renew "+name+" 16000")
	v.refused("17126", path, "cloudname", v.PlantCloudHost(Host{Expires: wall.AddDate(0, 0, -31)}), "timetype", "2")
}

func TestHostPasswords(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCloudHost(Host{})
	for path, field := range map[string]string{
		makePath: "password", "/cloud/ModPlatformPassword.aspx": "password", "/cloud/ModPassword.aspx": "cloudpassword",
		rebuildPath: "cloudpass",
	} {
		for _, bad := range []string{"", "short", "with a space", strings.Repeat("a", 21)} {
			v.refused("17101", path, "cloudname", name, field, bad)
		}
	}
	v.must("/cloud/ModPlatformPassword.aspx", "cloudname", name, "password", "new-one-1")
	if got := v.must(cloudPath, "cloudname", name).row(t)["platepass"]; got != "new-one-1" {
		t.Errorf("platepass = %s, want the new one", got)
	}
	v.refused("17124", "/cloud/ModPassword.aspx", "cloudname", name, "cloudpassword", "new-one-1")
	v.must("/cloud/shutdown.aspx", "cloudname", name)
	v.must("/cloud/ModPassword.aspx", "cloudname", name, "cloudpassword", "new-one-1")
}

func TestBinding(t *testing.T) {
	t.Parallel()
	v := start(t)
	shanghai, hongkong := v.PlantCloudHost(Host{}), v.PlantCloudHost(Host{Place: "3"})
	bind := func(changes ...string) []string {
		return pairs(map[string]string{"cloudname": shanghai, "domainname": "shop.com"}, changes...)
	}
	refusals{
		{"17138", bindPath, bind("domainname", "")},
		{"17138", bindPath, bind("domainname", "www.shop.com")},
		{"17139", bindPath, bind("cloudname", hongkong)},
		{"17110", bindPath, bind("cloudname", v.PlantCloudHost(Host{State: HostNotCreated}))},
		{"17140", bindPath, bind("domainname", "noicp.com")},
		{"13150", bindPath, bind("domaintype", "2")},
		{"13152", bindPath, bind("orgcode", "12345678")},
		{"13154", bindPath, bind("telephone", "021-12345678")},
		{"13156", bindPath, bind("ownerid", "1234")},
		{"13160", bindPath, bind("connectmobile", "2111")},
		{"13161", bindPath, bind("email", "x")},
		{"17143", "/cloud/deldomain.aspx", bind()},
	}.walk(v)
	v.must(bindPath, bind("domaintype", "0", "orgcode", "123456789", "telephone", "02112345678", "connectmobile", "13111111111")...)
	v.refused("17141", bindPath, bind()...)
	v.must("/cloud/deldomain.aspx", bind()...)
	v.must(bindPath, bind()...)
}

func TestChangePort(t *testing.T) {
	t.Parallel()
	v := start(t)
	const path = "/cloud/ChangePort.aspx"
	windows := Host{System: "windows2008Enterprise_64", State: HostStopped}
	abroad, running := windows, windows
	abroad.Place, running.State = "3", HostRunning
	v.refused("17150", path, "cloudname", v.PlantCloudHost(Host{State: HostStopped}))
	v.refused("17151", path, "cloudname", v.PlantCloudHost(abroad))
	v.refused("17152", path, "cloudname", v.PlantCloudHost(running))
	name := v.PlantCloudHost(windows)
	port := v.must(path, "cloudname", name).row(t)["port"]
	if got := v.must(cloudPath, "cloudname", name).row(t)["remotepport"]; got != port || len(port) != 5 {
		t.Errorf("port = %s, answered %s", got, port)
	}
}

func TestProductListsAgreeWithOrders(t *testing.T) {
	t.Parallel()
	v := start(t)
	list := string(v.must("/cloud/cloudlist.aspx").Message)
	for _, want := range []string{
		`"CPUInfo":[{"CPU":"1"}`, `"RAMInfo":[{"RAM":"512"}`, `"HDInfo":[{"Minval":"50","Maxval":"500","step":"10"}]`,
		`{"systemName":"CentOS 7.2 64 位","systemValue":"centos7.2_64"}`, `{"Tmeval":"4","TmeNme":"半年"}`,
	} {
		if !strings.Contains(list, want) {
			t.Errorf("list = %s, want %s in it", list, want)
		}
	}
	rows := v.must("/cloud/getrebuildSystem.aspx", "cloudname", v.PlantCloudHost(Host{})).rows(t)
	want := map[string]string{"systemname": "CentOS 5.5 32 位", "systemval": "centos5.5_32"}
	if diff := cmp.Diff(want, rows[0]); diff != "" || len(rows) != len(systems) {
		t.Errorf("systems (-want +got):\n%s", diff)
	}
}

// Whatever is sent, a call answers with the envelope.
func TestEveryCallSurvivesNonsense(t *testing.T) {
	t.Parallel()
	v := start(t, func(o *Options) { o.DomainList = true; o.LongestWait = time.Millisecond })
	v.running("mine.com")
	if _, err := v.PlantRecord("mine.com", Record{ID: 7, Host: "old", Type: "URL", Value: "x"}); err != nil {
		t.Fatal(err)
	}
	host := v.PlantCloudHost(Host{})
	names := []string{
		"userid", "years", "rec_id", "rec_ttl", "rec_type", "rec_value", "rec_item", "type", "protype", "praname", "pdtname",
		"CPUNum", "RAMNum", "HDNum", "BDNum", "authcode", "ownertype", "password", "exptme", "dns_hst1", "cloudsystem",
	}
	for _, c := range calls {
		for _, value := range []string{"", "-1", "99999999999999999999", "橘子", "%00", "7", "\x00", strings.Repeat("x", 4000)} {
			form := []string{"domainname", "mine.com", "cloudname", host}
			for _, name := range names {
				form = append(form, name, value)
			}
			form = append(form, "domain-name", value, "tld", value)
			got := v.get(v.base(c.host) + c.path + "?" + v.sign(values(form...)).Encode())
			if got.HTTP != 200 || got.Status != "success" && got.Status != "failed" || strings.Contains(got.text(), "未知错误") {
				t.Errorf("%s with %q = %d %s", c.name, value, got.HTTP, got.Body)
			}
		}
	}
}

func TestEveryCallHasItsTable(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, c := range calls {
		if names[c.name] {
			t.Errorf("%s stands twice in the table", c.name)
		}
		names[c.name] = true
	}
	for name := range codes {
		if !names[name] {
			t.Errorf("codes of %s belong to no call", name)
		}
	}
	for name := range catalogue(t) {
		if !names[name] {
			t.Errorf("%s of the catalogue is not simulated", name)
		}
		delete(names, name)
	}
	delete(names, domainListName) // in use, and in no document
	if len(names) > 0 {
		t.Errorf("calls that the catalogue does not have: %v", slices.Sorted(maps.Keys(names)))
	}
}

// catalogue reads the names of the calls that we make.
func catalogue(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "vendors", "cndns.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(line, "\t")
		if fields[0] != "name" && fields[1] != "inbound" {
			all[fields[0]] = true
		}
	}
	return all
}
