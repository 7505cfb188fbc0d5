package cndns

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	hostCreatePath  = "/hosting/CreateHosting.aspx"
	hostRenewPath   = "/hosting/RenewHosting.aspx"
	hostUpgradePath = "/hosting/HostingUpgrade.aspx"
	hostDetailPath  = "/hosting/HostDetail.aspx"
	hostSizePath    = "/hosting/HostingSize.aspx"
	hostBindPath    = "/hosting/BindDomain.aspx"
	hostPackPath    = "/hosting/PackFile.aspx"
	hostUnpackPath  = "/hosting/UnPackFile.aspx"
)

func newHost(changes ...string) []string {
	return pairs(map[string]string{
		"ftpname": "juzishop", "ftppassword": "abc123!@#", "years": "1", "hosttype": "bz", "hostsize": "5", "linetype": "dx", "Location": "cn",
	}, changes...)
}

// hostReads are the parameters with which the reading calls of hosts and databases succeed.
func hostReads(v *vendor) []string {
	return []string{
		"ftpname", v.PlantVirtualHost(VirtualHost{}), "dbname", v.PlantDatabase(Database{}), "operation", "1", "years", "1",
		"hosttype", "bz", "hostsize", "5", "linetype", "dx", "location", "cn",
	}
}

// virtualHost reads a planted or bought host's truth.
func (v *vendor) virtualHost(name string) VirtualHost {
	v.t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	host, ok := v.account().VirtualHosts[name]
	if !ok {
		v.t.Fatalf("no host %s", name)
	}
	return *host
}

func TestBuyHostingAndReadItBack(t *testing.T) {
	t.Parallel()
	v := start(t)
	if got := v.must("/hosting/getPrice.aspx", newHost()...).text(); got != "236" {
		t.Errorf("price = %s, want 236", got)
	}

	bought := v.must(hostCreatePath, newHost("ftpname", "JuziShop", "years", "2")...).row(t)

	v.expectPurchases("cndns.hosting.create juzishop 47200")
	detail := v.must(hostDetailPath, "ftpname", "juzishop").row(t)
	for name, want := range map[string]string{
		"ftpname": "juzishop", "ftppassword": "abc123!@#", "hostsize": "500", "years": "2.00", "bindnum": "10",
		"monthwidth": "50000.00", "linetype": "dx", "location": "cn", "hosttype": "bz", "presenthost1": "", "exptme": "2028/5/4 10:00:00",
	} {
		if detail[name] != want {
			t.Errorf("%s = %q, want %q", name, detail[name], want)
		}
	}
	for _, same := range []string{"ftppassword", "cname", "testurl", "icpid", "svrip", "monthwidth", "regtime"} {
		if bought[same] != detail[same] || bought[same] == "" {
			t.Errorf("%s = %q when bought and %q in the detail", same, bought[same], detail[same])
		}
	}
	if bought["exptime"] != detail["exptme"] {
		t.Errorf("end = %q when bought and %q in the detail", bought["exptime"], detail["exptme"])
	}
	v.refused("13002", hostCreatePath, newHost()...)
	v.refused("10031", "/product/checkpraname.aspx", "praname", "juzishop", "protype", "2")
	if strings.Contains(string(v.Truth()), "abc123!@#") {
		t.Error("the truth holds the password")
	}
}

func TestHostOrdersAreJudgedInOrder(t *testing.T) {
	t.Parallel()
	v := start(t)
	refusals{
		{"13001", hostCreatePath, newHost("ftpname", "juzi01", "ftppassword", "x")},
		{"13001", hostCreatePath, newHost("ftpname", "abcdefghijk")},
		{"13003", hostCreatePath, newHost("ftpname", "admin")},
		{"13002", hostCreatePath, newHost("ftpname", "takenhost")},
		{"13004", hostCreatePath, newHost("ftppassword", "abcd1234")},
		{"13004", hostCreatePath, newHost("ftppassword", "1abc123!@")},
		{"13004", hostCreatePath, newHost("ftppassword", "abcabc!@#")},
		{"13005", hostCreatePath, newHost("years", "6", "hostsize", "7")},
		{"13006", hostCreatePath, newHost("hostsize", "7")},
		{"13006", hostCreatePath, newHost("linetype", "")},
		{"13006", hostCreatePath, newHost("hosttype", "yxbz")},
		{"13006", hostCreatePath, newHost("hosttype", "shop", "Location", "hk")},
		{"10046", hostCreatePath, newHost("voucherid", "none")},
		{"13005", "/hosting/getPrice.aspx", newHost("years", "0")},
		{"13011", "/hosting/getPrice.aspx", newHost("hostsize", "7")},
	}.walk(v)
	v.SetBalance(23599)
	v.refused("10021", hostCreatePath, newHost()...)
	v.expectPurchases()
	v.SetBalance(1_000_000)
	v.must(hostCreatePath, newHost("hosttype", "bgqlin", "linetype", "sx", "hostsize", "1.5")...)
	v.must(hostCreatePath, newHost("ftpname", "shopper", "hosttype", "shop", "linetype", "")...)
	v.must(hostCreatePath, newHost("ftpname", "abroad", "Location", "HK")...)
}

// Whatever the list offers has a price, and the price calls agree.
func TestHostOffersHavePrices(t *testing.T) {
	t.Parallel()
	v := start(t)
	offers := v.must("/hosting/HostList.aspx").rows(t)
	if len(offers) < 100 {
		t.Errorf("%d offers", len(offers))
	}
	for i, o := range offers {
		if i%40 != 0 {
			continue
		}
		order := []string{"hosttype", o["hosttype"], "hostsize", o["hostsize"], "linetype", o["linetype"], "location", o["location"]}
		own := v.must("/hosting/getPrice.aspx", append(order, "years", "3")...).text()
		common := v.must(pricePath, append(order, "years", "3", "type", "3")...).text()
		if own != common || own == "0" {
			t.Errorf("price of %v = %s and %s", o, own, common)
		}
	}
	if got := v.must(pricePath, "type", "3", "prd", "dxbz500m_cn").text(); got != "236" {
		t.Errorf("price by prd = %s, want 236", got)
	}
}

func TestRenewHostingMovesHostAndGifts(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantVirtualHost(VirtualHost{Order: Order{Expires: wall.AddDate(0, 1, 0)}})
	v.must("/present/openmail.aspx", "hostname", name, "maildomain", "juzi.com", "mailpassword", "aaa111")
	database := v.must("/present/openssl.aspx", "hostname", name, "dbname", "juzidb", "dbpassword", "aaa111", "dbtype", "1").row(t)["dbname"]
	if got := v.must("/product/getRenewPrice.aspx", "type", "3", "pdtname", name, "years", "2").text(); got != "472" {
		t.Errorf("renew price = %s, want 472", got)
	}

	v.must(hostRenewPath, "ftpname", name, "years", "2")

	v.expectPurchases("cndns.hosting.renew " + name + " 47200")
	end := dotNet(wall.AddDate(0, 25, 0))
	if got := v.must(hostDetailPath, "ftpname", name).row(t)["exptme"]; got != end {
		t.Errorf("exptme = %s, want %s", got, end)
	}
	if got := v.must("/database/DBDetail.aspx", "dbname", database).row(t)["expiretime"]; got != end {
		t.Errorf("end of the gift database = %s, want %s", got, end)
	}
	v.mu.Lock()
	mail := v.account().Mails["juzi.com"].Expires
	v.mu.Unlock()
	if dotNet(mail) != end {
		t.Errorf("end of the gift mail = %s, want %s", dotNet(mail), end)
	}
	gone := v.PlantVirtualHost(VirtualHost{Order: Order{Expires: wall.AddDate(0, 0, -31)}})
	refusals{
		{"10016", hostRenewPath, []string{"ftpname", name, "years", "6"}},
		{"13010", hostRenewPath, []string{"ftpname", gone, "years", "1"}},
		{"13010", hostRenewPath, []string{"ftpname", "nobody", "years", "1"}},
	}.walk(v)
}

func TestUpgradeHosting(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantVirtualHost(VirtualHost{Order: Order{Expires: wall.AddDate(0, 0, 170)}})
	list := v.must("/hosting/getHostUpgradeList.aspx", "ftpname", name).rows(t)
	wanted := func(o map[string]string) bool {
		return o["hosttype"] == "bz" && o["hostsize"] == "10" && o["linetype"] == "dx"
	}
	if !slices.ContainsFunc(list, wanted) {
		t.Fatalf("upgrades = %v, want one to 1000 MB", list)
	}

	v.must(hostUpgradePath, "ftpname", name, "hoststyp", "bz", "hostsize", "10", "linetype", "dx", "location", "0")

	v.expectPurchases("cndns.hosting.upgrade " + name + " 7500") // 150 CNY a year more, for six months
	if got := v.must(hostSizePath, "ftpname", name, "operation", "1").text(); got != "1000" {
		t.Errorf("size = %s, want 1000", got)
	}
	refusals{
		{"13145", hostUpgradePath, []string{"ftpname", name, "hosttype", "bz", "hostsize", "5", "linetype", "dx", "location", "cn"}},
		{"13145", hostUpgradePath, []string{"ftpname", name, "hosttype", "lin", "hostsize", "50", "linetype", "dx", "location", "cn"}},
		{"13145", hostUpgradePath, []string{"ftpname", name, "hosttype", "bz", "hostsize", "50", "linetype", "dx", "location", "hk"}},
		{"13146", "/hosting/getHostUpgradeList.aspx", []string{"ftpname", "nobody"}},
	}.walk(v)
}

func TestHostSettingsAreKeptAndLogged(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantVirtualHost(VirtualHost{Kind: "net"})
	for _, step := range [][]string{
		{"/hosting/ModifyFtpState.aspx", "ftpstate", "2"},
		{"/hosting/ModifyPassword.aspx", "newpassword", "bbb222!!!"},
		{"/hosting/SetDefaultPage.aspx", "defaultpage", "index.aspx,default.html"},
		{"/hosting/Set404Page.aspx", "pagepath", "error/404.html"},
		{"/hosting/ModifyNetVersion.aspx", "netversion", "4"},
		{"/hosting/DenyDefineIP.aspx", "ip", "192.0.2.8", "mask", "255.255.255.0", "operation", "1"},
		{"/hosting/SetDefaultIPAccess.aspx", "grantaccess", "2"},
		{"/hosting/GrantDefineIP.aspx", "ip", "192.0.2.9", "mask", "255.255.255.255", "operation", "1"},
		{"/hosting/ModifyErrType.aspx", "errortype", "1"},
		{"/hosting/SetFolderIPAccess.aspx", "folderpath", "test", "ip", "218.85.132.*,218.85.*,218.*.*,7.7.7.7", "operation", "1"},
		{"/hosting/LogAccess.aspx", "logaccess", "1"},
	} {
		v.must(step[0], append([]string{"ftpname", name}, step[1:]...)...)
	}
	h := v.virtualHost(name)
	if !h.FTPPause || h.NotFoundPage != "error/404.html" || h.NetVersion != "4" || !h.Refusing || h.ErrorType != "1" || h.LogAccess != "1" {
		t.Errorf("host = %+v", h)
	}
	if !slices.Equal(h.DefaultPages, []string{"index.aspx", "default.html"}) || !slices.Equal(h.Denied, []string{"192.0.2.8/255.255.255.0"}) ||
		!slices.Equal(h.Granted, []string{"192.0.2.9/255.255.255.255"}) || len(h.Folders["test"]) != 4 {
		t.Errorf("lists = %v %v %v %v", h.DefaultPages, h.Denied, h.Granted, h.Folders)
	}
	if got := v.must(hostDetailPath, "ftpname", name).row(t)["ftppassword"]; got != "bbb222!!!" {
		t.Errorf("password = %s", got)
	}
	log := v.must("/hosting/getHostingLog.aspx", "ftpname", name).rows(t)
	if len(log) != 11 || log[0]["logtitle"] != "Log 日志文件权限设定" || log[10]["logtime"] != "2026/5/4 10:00:00" {
		t.Errorf("log = %v", log)
	}
}

func TestHostSettingsAreJudged(t *testing.T) {
	t.Parallel()
	v := start(t)
	windows, linux := v.PlantVirtualHost(VirtualHost{}), v.PlantVirtualHost(VirtualHost{Kind: "lin"})
	over := v.PlantVirtualHost(VirtualHost{Order: Order{Expires: wall.Add(-time.Hour)}})
	deny := func(changes ...string) []string {
		return pairs(map[string]string{"ftpname": windows, "ip": "192.0.2.8", "mask": "255.255.255.0", "operation": "1"}, changes...)
	}
	refusals{
		{"13102", "/hosting/ModifyFtpState.aspx", []string{"ftpname", windows, "ftpstate", "3"}},
		{"13104", "/hosting/ModifyFtpState.aspx", []string{"ftpname", over, "ftpstate", "1"}},
		{"13103", "/hosting/ModifyWebState.aspx", []string{"ftpname", "nobody", "webstate", "1"}},
		{"13106", "/hosting/SetDefaultPage.aspx", []string{"ftpname", windows, "defaultpage", "index.htm,,a.php"}},
		{"13108", "/hosting/Set404Page.aspx", []string{"ftpname", windows, "pagepath", "error.php"}},
		{"13111", "/hosting/ModifyNetVersion.aspx", []string{"ftpname", windows, "netversion", "4"}},
		{"13112", "/hosting/SetDefaultIPAccess.aspx", []string{"ftpname", linux, "grantaccess", "1"}},
		{"13113", "/hosting/DenyDefineIP.aspx", deny("ip", "192.0.2")},
		{"13114", "/hosting/DenyDefineIP.aspx", deny("mask", "255.0.255.0")},
		{"13115", "/hosting/DenyDefineIP.aspx", deny("operation", "3")},
		{"13116", "/hosting/DenyDefineIP.aspx", deny("operation", "2")},
		{"13118", "/hosting/GrantDefineIP.aspx", deny()},
		{"13122", "/hosting/SetFolderIPAccess.aspx", deny("folderpath", "wwwroot/test")},
		{"13113", "/hosting/SetFolderIPAccess.aspx", deny("folderpath", "test", "ip", "218.85")},
		{"13123", "/hosting/SetFolderIPAccess.aspx", deny("folderpath", "test", "operation", "2")},
		{"10018", "/hosting/ResetTomcat.aspx", []string{"ftpname", windows}},
		{"13101", hostSizePath, []string{"ftpname", windows, "operation", "0"}},
		{"10019", hostSizePath, []string{"ftpname", "nobody", "operation", "1"}},
		{"10019", "/hosting/DeleteFile.aspx", []string{"ftpname", "nobody", "delinfo", "wwwroot/a"}},
		{"10015", hostDetailPath, nil},
	}.walk(v)
	jsp := v.PlantVirtualHost(VirtualHost{Kind: "jsp"})
	v.must("/hosting/ResetTomcat.aspx", "ftpname", jsp)
	v.must("/hosting/ModifyWebState.aspx", "ftpname", jsp, "webstate", "2")
	v.refused("13138", "/hosting/ResetTomcat.aspx", "ftpname", jsp)
	if got := v.virtualHost(jsp).Restarts; got != 1 {
		t.Errorf("%d restarts, want 1", got)
	}
}

func TestFilesOfAHost(t *testing.T) {
	t.Parallel()
	v := start(t)
	files := map[string]*HostFile{"wwwroot/test/a.htm": {KB: 3 << 20 / 10}, "wwwroot/test/b/c.gif": {KB: 10 << 10}}
	name := v.PlantVirtualHost(VirtualHost{Files: files})
	used := func() string { return v.must(hostSizePath, "ftpname", name, "operation", "2").text() }
	if got := used(); got != "318" {
		t.Errorf("used = %s, want 318", got)
	}
	refusals{
		{"13126", hostPackPath, []string{"ftpname", name, "sourcefile", "test/", "destfile", "test.tar"}},
		{"13127", hostPackPath, []string{"ftpname", name, "sourcefile", "wwwroot/test", "destfile", "test.zip"}},
		{"13128", hostPackPath, []string{"ftpname", name, "sourcefile", "none/", "destfile", "test.zip"}},
		{"13136", hostUnpackPath, []string{"ftpname", name, "sourcezipfile", "test.zip", "destfolderpath", "copy/"}},
	}.walk(v)

	v.must(hostPackPath, "ftpname", name, "sourcefile", "test/", "destfile", "test.zip")

	if got := used(); got != "476" {
		t.Errorf("used = %s after packing, want 476", got)
	}
	v.refused("13136", hostUnpackPath, "ftpname", name, "sourcezipfile", "wwwroot/test.zip", "destfolderpath", "copy/") // no room
	v.must("/hosting/DeleteFile.aspx", "ftpname", name, "delinfo", "wwwroot/test")
	v.refused("13149", "/hosting/DeleteFile.aspx", "ftpname", name, "delinfo", "wwwroot/test")
	v.must(hostUnpackPath, "ftpname", name, "sourcezipfile", "wwwroot/test.zip", "destfolderpath", "copy/")
	if h := v.virtualHost(name); h.Files["wwwroot/copy/b/c.gif"] == nil || h.Files["wwwroot/test/a.htm"] != nil {
		t.Errorf("files = %v", h.Files)
	}
}

func TestLinuxPathsBeginAtTheTop(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantVirtualHost(VirtualHost{Kind: "lin"})
	refusals{
		{"13127", hostPackPath, []string{"ftpname", name, "sourcefile", "images", "destfile", "wwwroot/i.zip"}},
		{"13126", hostPackPath, []string{"ftpname", name, "sourcefile", "wwwroot/images", "destfile", "wwwroot/i.rar"}},
		{"13149", "/hosting/DeleteFile.aspx", []string{"ftpname", name, "delinfo", "wwwroot/images"}},
		{"13127", hostPackPath, []string{"ftpname", name, "sourcefile", "wwwroot/../etc", "destfile", "wwwroot/i.zip"}},
	}.walk(v)
	v.must(hostPackPath, "ftpname", name, "sourcefile", "wwwroot/images", "destfile", "wwwroot/i.zip")
	v.must(hostUnpackPath, "ftpname", name, "sourcezipfile", "wwwroot/i.zip", "destfolderpath", "wwwroot/again/")
}

// filingData is complete.
func filingData(changes ...string) []string {
	return pairs(map[string]string{
		"domaintype": "0", "domainowner": "杭州橘子科技有限公司", "orgcode": "123456789", "address": "文三路18号", "telephone": "02112345678",
		"webdesc": "橘子商城", "ownerid": "330100199001011234", "contact": "张三", "contactid": "330100199001011234",
		"connecttele": "02112345678", "connectmobile": "13111111111", "email": "zhang@customer.example",
	}, changes...)
}

func TestBindingToHosts(t *testing.T) {
	t.Parallel()
	v := start(t)
	name, abroad := v.PlantVirtualHost(VirtualHost{}), v.PlantVirtualHost(VirtualHost{Place: "hk"})
	bind := func(host, domain string, more ...string) []string {
		return append([]string{"ftpname", host, "domainname", domain}, more...)
	}
	refusals{
		{"13139", hostBindPath, bind(name, "")},
		{"13142", hostBindPath, bind(name, "no dots")},
		{"13164", hostBindPath, bind(name, "www.noicp.com")},
		{"13163", hostBindPath, bind(name, "icplost.com")},
		{"13165", hostBindPath, bind(name, "icpbad.com")},
		{"12112", hostBindPath, bind(name, "icpaway.com")},
		{"13152", hostBindPath, bind(name, "icpaway.com", filingData("domaintype", "1")...)},
		{"13166", hostBindPath, bind(name, "icprefuse.com", filingData()...)},
		{"13144", "/hosting/UnBindDomain.aspx", bind(name, "shop.com")},
	}.walk(v)

	v.must(hostBindPath, bind(abroad, "noicp.com")...)
	v.must(hostBindPath, bind(name, "icpaway.com", filingData()...)...)
	v.must("/hosting/UnBindDomain.aspx", bind(name, "icpaway.com")...)
	v.must(hostBindPath, bind(name, "icpaway.com")...) // its data are known now

	v.refused("13142", hostBindPath, bind(abroad, "icpaway.com")...)
	for i := range 9 {
		v.must(hostBindPath, bind(name, "shop"+itoa(i)+".com")...)
	}
	v.refused("13141", hostBindPath, bind(name, "onemore.com")...)
	v.must("/hosting/ModifyWebState.aspx", "ftpname", abroad, "webstate", "2")
	v.refused("13140", hostBindPath, bind(abroad, "late.com")...)
	if got := v.virtualHost(name).Domains; len(got) != 10 || got[0] != "icpaway.com" {
		t.Errorf("domains = %v", got)
	}
}

func TestFilingDataAreJudged(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantVirtualHost(VirtualHost{})
	for _, rule := range filingRules {
		v.refused(rule.code, hostBindPath, "ftpname", name, "domainname", "shop.com", rule.param, "!")
	}
	v.must(hostBindPath, "ftpname", name, "domainname", "shop.com", "domaintype", "1", "domainowner", "张三")
	if got := v.virtualHost(name).Filed; len(got) != 0 {
		t.Errorf("filed = %v although the data were not complete", got)
	}
}

func TestEveryCallOfAHostOrDatabaseNeedsAnOwnName(t *testing.T) {
	t.Parallel()
	v := start(t)
	nameless := strings.Fields("cndns.hosting.product_list cndns.hosting.create cndns.hosting.site_room_list cndns.hosting.price " +
		"cndns.database.product_list cndns.database.create")
	for _, c := range slices.Concat(hostingCalls, databaseCalls) {
		if slices.Contains(nameless, c.name) {
			continue
		}
		empty := "10015"
		if c.name == "cndns.hosting.upgrade_list" {
			empty = "13146" // the only code it has
		}
		v.refused(empty, c.path)
		code, _, _ := strings.Cut(v.call(c.path, "ftpname", "nobody", "dbname", "nobody").text(), " ")
		if _, own := codes[c.name][code]; code == empty && empty == "10015" || !own && code != "10019" {
			t.Errorf("%s of somebody else's = %s, want a failure of its own or 10019", c.name, code)
		}
	}
}

// Whatever is sent, the calls answer with the envelope.
func TestHostingSurvivesNonsense(t *testing.T) {
	t.Parallel()
	v := start(t)
	host, database := v.PlantVirtualHost(VirtualHost{}), v.PlantDatabase(Database{Kind: "5"})
	names := strings.Fields("years hosttype hostsize linetype location ftppassword newpassword ftpstate webstate defaultpage pagepath netversion " +
		"grantaccess ip mask operation errortype sourcefile destfile sourcezipfile destfolderpath folderpath delinfo logaccess domainname domaintype " +
		"dbpassword dbtype dbsize dbstate charset backupnumber maildomain mailpassword state")
	for _, c := range slices.Concat(hostingCalls, databaseCalls, giftCalls) {
		for _, value := range []string{"", "-1", "99999999999999999999", "橘子", "%00", "7", "\x00", "/", "..", strings.Repeat("x", 4000)} {
			form := []string{"ftpname", host, "dbname", database, "hostname", host}
			for _, name := range names {
				form = append(form, name, value)
			}
			got := v.call(c.path, form...)
			if got.HTTP != 200 || got.Status != "success" && got.Status != "failed" || strings.Contains(got.text(), "未知错误") {
				t.Errorf("%s with %q = %d %s", c.name, value, got.HTTP, got.Body)
			}
		}
	}
}
