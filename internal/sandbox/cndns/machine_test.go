package cndns

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// machineAnswer is OrderDetails.
type machineAnswer struct {
	Details map[string]string
	Ext     []map[string]string
}

// part finds a component by its type, under either spelling of that.
func (m machineAnswer) part(kind string) map[string]string {
	at := slices.IndexFunc(m.Ext, func(e map[string]string) bool { return e["Exttype"]+e["Extttype"] == kind })
	if at < 0 {
		return nil
	}
	return m.Ext[at]
}

func (v *vendor) machine(name string) machineAnswer {
	v.t.Helper()
	path := map[byte]string{'a': "/ali/", 'b': "/bcc/"}[name[0]]
	return object[machineAnswer](v.t, string(v.must(path+"OrderDetails.aspx", "pdtnme", name).Message))
}

func smallBCC(more ...string) []string {
	return append([]string{
		"pass", "qwer1234!", "cpucount", "1", "memory", "1", "cdsstr", "std1=1|ssd=1", "flow", "1", "location", "1",
		"systemid", "m-OmBEAOmD", "term", "1", "termtype", "2",
	}, more...)
}

func TestBCCOpensAndGrows(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantCoupon("c1", 650)
	name := v.must("/bcc/CreateOrder.aspx", smallBCC("ticketid", "c1")...).text()

	if got := v.machine(name); got.Details["Regstt"] != "6" || got.Details["Kvmip"] != "" {
		t.Errorf("detail = %v, want a machine that is to be opened", got)
	}
	v.words("产品待开通,无法操作", "/bcc/Shutdown.aspx", "pdtnme", name)
	v.clock.Advance(openingTakes)
	disk := v.machine(name).part("hd")
	v.must("/bcc/UpgradeOrder.aspx", "pdtnme", name, "upgtype", "1", "upgstr", "1:1")
	v.must("/bcc/UpgradeOrder.aspx", "pdtnme", name, "upgtype", "2", "upgstr", disk["ext2"]+":2")
	v.must("/bcc/UpgradeOrder.aspx", "pdtnme", name, "upgtype", "3", "upgstr", "2")
	v.must("/bcc/RenewOrder.aspx", "pdtnme", name, "term", "1", "termtype", "5")

	got := v.machine(name)
	for kind, want := range map[string]string{"cpu": "2", "ram": "2", "hd": "15", "bd": "3"} {
		if part := got.part(kind); part["Total"] != want {
			t.Errorf("%s = %v, want the total %s", kind, part, want)
		}
	}
	if got.Details["Regstt"] != "1" || got.Details["Kvmip"] == "" || got.Details["Exptme"] != "2027/6/4 10:00:00" || got.Details["Pss"] != "qwer1234!" {
		t.Errorf("details = %v", got.Details)
	}
	// A month is core 3000, GB 2000, Mbps 2500, 5 GB 150, 50 GB of the fast 5000.
	v.expectPurchases(
		"cndns.bcc.create "+name+" 12000", "cndns.bcc.upgrade "+name+" 10000", "cndns.bcc.upgrade "+name+" 600",
		"cndns.bcc.upgrade "+name+" 10000", "cndns.bcc.renew "+name+" 275400")
	v.words("升级后的 CPU 与内存不匹配", "/bcc/UpgradeOrder.aspx", "pdtnme", name, "upgtype", "1", "upgstr", "1:0")
	v.words("宽带大小超出限制", "/bcc/UpgradeOrder.aspx", "pdtnme", name, "upgtype", "3", "upgstr", "199")
	v.words("产品不存在或不在您的名下", "/ali/OrderDetails.aspx", "pdtnme", name)
}

func TestBCCRefusesInWords(t *testing.T) {
	t.Parallel()
	v := start(t)
	for want, change := range map[string][2]string{
		"CPU 大小错误": {"cpucount", "3"}, "内存大小错误": {"memory", "12"}, "磁盘配置信息错误": {"cdsstr", "std1=1|x=1"},
		"宽带大小错误,范围 1-200": {"flow", "201"}, "地域错误": {"location", "9"}, "操作系统 id 错误": {"systemid", "m-JWvQf2nE"},
		"购买时长错误": {"term", "10"}, "购买时长类型错误": {"termtype", "4"}, "代金券不存在": {"voucherids", "no"},
		errMachinePassword.text: {"pass", "qwer12345"},
	} {
		v.words(want, "/bcc/CreateOrder.aspx", smallBCC(change[0], change[1])...)
	}
	v.SetBalance(100)
	v.words("您帐户金额不足", "/bcc/CreateOrder.aspx", smallBCC()...)
	if got := v.call("/bcc/OrderDetails.aspx", "pdtnme", "a,b"); !strings.HasPrefix(got.text(), "10022 ") {
		t.Errorf("answer = %s, want the authentication's code", got.Body)
	}
}

func TestAliInstance(t *testing.T) {
	t.Parallel()
	v := start(t)
	type products struct{ Location, System, Product []map[string]string }
	info := object[products](t, string(v.must("/ali/ProductInfo.aspx").Message))
	first := info.Product[2]
	form := []string{
		"pass", "qwer1234!", "slcns", first["slcns"], "slid", first["slid"], "cdsstr", "eff=40|ssd=50|", "flow", "1",
		"location", info.Location[0]["Sst"], "systemid", info.System[0]["Systemid"], "term", "2", "termtype", "5",
	}
	v.words("磁盘配置信息错误", "/ali/CreateOrder.aspx", append(form, "cdsstr", "eff=39")...)
	v.words("磁盘配置信息错误", "/ali/CreateOrder.aspx", append(form, "cdsstr", "|ssd=50")...)
	v.words("购买时长错误", "/ali/CreateOrder.aspx", append(form, "term", "3")...)
	name := v.must("/ali/CreateOrder.aspx", form...).text()
	v.clock.Advance(openingTakes)

	got := v.machine(name)
	if got.part("cpu")["Bs"] != "2" || got.part("ram")["Bs"] != "4" || got.Details["Exptme"] != "2028/5/4 10:00:00" {
		t.Errorf("detail = %v", got)
	}
	if _, total := got.part("hd")["Total"]; total || got.part("hd")["ext2"] != got.Details["Diskno"] {
		t.Errorf("system disk = %v of %v", got.part("hd"), got.Details)
	}
	v.words("磁盘未挂载或是系统盘,无法卸载", "/ali/Uninstall.aspx", "pdtnme", name, "extid", got.part("hd")["Extid"])
}

func TestMachineWork(t *testing.T) {
	t.Parallel()
	for maker, folder := range map[string]string{"bcc": "/bcc/", "ali": "/ali/"} {
		v := start(t)
		name := v.PlantMachine(Machine{Maker: maker, Disks: []MachineDisk{
			{Type: "ssd", Multiple: 40}, {Type: "ssd", Multiple: 50},
		}})
		extid := v.machine(name).Ext[4]["Extid"]
		about := []string{"pdtnme", name, "extid", extid}
		for _, step := range []struct{ page, refusal string }{
			{"Startingup", "主机非关机状态,无法开机"},
			{"Restart", ""},
			{"Shutdown", ""},
			{"Restart", "主机非开机状态,无法重启"},
			{"GetVncUrl", "主机非开机状态,无法获取远程链接地址"},
			{"Startingup", ""},
			{"RestoreBackups", "磁盘没有备份"},
			{"Backups", ""},
			{"Backups", "磁盘已有备份"},
			{"RestoreBackups", ""},
			{"DeleteBackups", ""},
			{"DeleteBackups", "磁盘没有备份"},
			{"Mount", "磁盘已挂载"},
			{"Uninstall", ""},
			{"Uninstall", "磁盘未挂载或是系统盘,无法卸载"},
			{"Mount", ""},
		} {
			if step.refusal != "" {
				v.words(step.refusal, folder+step.page+".aspx", about...)
			} else if got := v.must(folder+step.page+".aspx", about...).text(); got != name {
				t.Errorf("%s = %s, want the name", step.page, got)
			}
		}
		system := v.must(folder+"RebuildSystemList.aspx", "pdtnme", name).rows(t)[1]
		v.must(folder+"RebuildSystem.aspx", "pdtnme", name, "systemid", system["sysvalue"])
		v.must(folder+"ModifyPassword.aspx", "pdtnme", name, "pass", "Other#2026")
		if got := v.machine(name).Details; got["Sysname"] != system["sysname"] || got["Pss"] != "Other#2026" {
			t.Errorf("details = %v", got)
		}
		v.words(errMachinePassword.text, folder+"ModifyPassword.aspx", "pdtnme", name, "pass", "Other2026")
		v.clock.Advance(40 * 24 * time.Hour)
		v.words("产品已过期,无法操作", folder+"Shutdown.aspx", "pdtnme", name)
	}
}

// The two clouds differ in the symbols of a password: Aliyun takes no $ and no &.
func TestMachinePasswordSymbols(t *testing.T) {
	t.Parallel()
	if password := "qwer1234$&"; !baidu.strong(password) || aliyun.strong(password) {
		t.Errorf("%s: Baidu %t, Aliyun %t, want true and false", password, baidu.strong(password), aliyun.strong(password))
	}
}

func TestMachineOpensAfterARestart(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.must("/bcc/CreateOrder.aspx", smallBCC()...).text()
	data, err := v.Save()
	if err != nil {
		t.Fatal(err)
	}
	other := start(t)
	if err := other.Restore(data); err != nil {
		t.Fatal(err)
	}
	other.sent.Add(v.sent.Load())
	other.clock.Advance(openingTakes)
	if got := other.machine(name).Details; got["Regstt"] != "1" || got["Pss"] != "qwer1234!" {
		t.Errorf("details = %v, want an open machine with its password", got)
	}
}

// Whatever is sent for a thing that is there, these products answer, with words they know.
func TestBoughtThingsSurviveNonsense(t *testing.T) {
	t.Parallel()
	v := start(t)
	subjects := func() []string {
		return []string{
			"webname", v.PlantSite(Site{PC: true, Mobile: true}), "nme", v.PlantCDN(CDN{Domains: []CDNDomain{{Name: "a.example"}}}),
			"dme", "a.example", "pdtnme", v.PlantMachine(Machine{}), "buyid", "10004566",
		}
	}
	names := []string{
		"years", "template", "mobiletemplate", "mbl", "location", "placeid", "roomid", "domainname", "pcmbl", "type", "newname",
		"base", "tmetpe", "mastAddress", "host", "startTime", "endTime", "period", "refresh_url", "refresh_type", "url", "id",
		"term", "termtype", "upgtype", "upgstr", "cdsstr", "flow", "systemid", "pass", "extid", "slid", "cpucount", "memory",
		"category", "color", "mobile", "refinement", "sitetag",
	}
	for _, c := range calls {
		product := strings.Split(c.name, ".")[1]
		if !slices.Contains([]string{"site_builder", "cdn", "ddos", "bcc", "ali_ecs"}, product) {
			continue
		}
		for _, value := range []string{"", "0", "-1", "3", "99999999999999999999", "橘子", "|", "=|=", ":", "*", "\x00", "std1=", "1:0"} {
			form := append(subjects(), "websitetag", "pro", "domain", "a.example", "withRegion", "true")
			for _, name := range names {
				form = append(form, name, value)
			}
			got := v.call(c.path, form...)
			bare := c.bare && strings.HasPrefix(got.Body, `{"details"`)
			if got.HTTP != 200 || !bare && got.Status != "success" && got.Status != "failed" || strings.Contains(got.text(), "未知错误") {
				t.Errorf("%s with %q = %d %s", c.name, value, got.HTTP, got.Body)
			}
		}
	}
}
