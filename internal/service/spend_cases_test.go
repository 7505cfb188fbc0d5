package service

import (
	"time"

	sim "tangelo/internal/sandbox/cndns"
)

// spendCase is a call that spends, with parameters that the simulated vendor
// takes, about things that plantSpends puts there.
type spendCase struct {
	call   string
	params map[string]string
}

type wire = map[string]string

var smsIdentity = wire{
	"lastname": "张", "firstname": "三", "points": "3000", "adminname": "张三", "adminid": "330100199001011234",
	"company": "杭州橘子科技有限公司", "yyzz": "913301000000123456", "corporation": "李四", "corporationid": "33010019900101123X",
}

// spendCases are the calls in the order of the document. "{contact}" is a
// registrant's number.
var spendCases = []spendCase{
	{"cndns.domain.transfer_in", wire{"domainname": "spend-move.top", "userid": "{contact}", "authcode": "good-code"}},
	{"cndns.domain.create", wire{"domainname": "spend-new.top", "userid": "{contact}", "years": "1", "domainpass": "abc12345"}},
	{"cndns.domain.renew", wire{"domainname": "juzi-shop.com", "years": "2"}},
	{"cndns.hosting.create", wire{"ftpname": "spnew", "ftppassword": "abc123!@#", "years": "1", "hosttype": "bz", "hostsize": "5", "linetype": "dx", "Location": "cn"}},
	{"cndns.hosting.renew", wire{"ftpname": "sprenew", "years": "2"}},
	{"cndns.hosting.upgrade", wire{"ftpname": "spgrow", "hosttype": "bz", "hostsize": "10", "linetype": "dx", "location": "cn"}},
	{"cndns.database.create", wire{"dbname": "spnewbase", "dbpassword": "aaabbbb222", "dbtype": "2", "dbsize": "4", "linetype": "dx", "location": "cn", "years": "1"}},
	{"cndns.database.renew", wire{"dbname": "sq_sprenew", "years": "1"}},
	{"cndns.database.upgrade", wire{"dbname": "sq_spgrow", "dbtype": "2", "dbsize": "5", "linetype": "dx", "location": "cn"}},
	{"cndns.mail.create", wire{"maildomain": "spend-mail.com", "mailpassword": "aaa1111", "years": "2", "mailtag": "g", "mailusernumber": "3"}},
	{"cndns.mail.renew", wire{"maildomain": "spend-renew.com", "years": "1"}},
	{"cndns.mail.upgrade", wire{"maildomain": "spend-grow.com", "mailusernumber": "2"}},
	{"cndns.cloud.buy", wire{"cpu": "1", "ram": "512", "HD": "50", "BD": "2", "place": "1", "os": "centos7.2_64", "tmetpe": "2", "years": "1"}},
	{"cndns.cloud.upgrade", wire{"cloudname": "S900002", "CPUNum": "1", "RAMNum": "512", "HDNum": "0", "BDNum": "1"}},
	{"cndns.cloud.buy_ip", wire{"cloudname": "S900003"}},
	{"cndns.cloud.renew", wire{"cloudname": "S900001", "timetype": "2", "years": "3"}},
	{"cndns.site_builder.create", wire{"years": "2", "websitetag": "pro", "template": "3160", "location": "cn", "mbl": "0"}},
	{"cndns.site_builder.create_side_product", wire{"webname": "spside", "template": "3122"}},
	{"cndns.site_builder.renew", wire{"webname": "sprenew", "years": "2"}},
	{"cndns.site_builder.upgrade", wire{"webname": "spgrow", "sitetag": "shop", "location": "cn"}},
	{"cndns.site_builder.buy_template", wire{"webname": "spfine", "template": "4212"}},
	{"cndns.site_builder.copy", wire{"webname": "spcopy", "years": "1", "Websitetag": "shop"}},
	{"cndns.edm.create", wire{"lastname": "张", "firstname": "三", "points": "10000"}},
	{"cndns.edm.buy_points", wire{"account": "edm900001@edmcn.cn", "points": "1000"}},
	{"cndns.sms.create", smsIdentity},
	{"cndns.sms.buy_points", wire{"account": "sms900001", "points": "1000"}},
	{"cndns.qituibao.create", wire{"prd": "1", "term": "2", "companyname": "橘子科技有限公司", "mobile": "13111111111", "email": "help@customer.example", "place": "1"}},
	{"cndns.qituibao.renew", wire{"nme": "qtb900001", "term": "2"}},
	{"cndns.qituibao.upgrade", wire{"nme": "qtb900002", "newprd": "2"}},
	{"cndns.soukeyi.create", wire{"prd": "1", "term": "2"}},
	{"cndns.soukeyi.renew", wire{"nme": "sky900001", "term": "2"}},
	{"cndns.soukeyi.upgrade", wire{"nme": "sky900002", "newprd": "3"}},
	{"cndns.cdn.create", wire{"type": "G", "base": "10", "years": "2", "tmetpe": "2"}},
	{"cndns.cdn.renew", wire{"nme": "cdn900001", "years": "1", "tmetpe": "4"}},
	{"cndns.cdn.upgrade", wire{"nme": "cdn900002", "type": "T", "base": "1"}},
	{"cndns.ddos.buy", wire{"buyid": "10004566", "term": "1", "termtype": "5"}},
	{"cndns.bcc.create", wire{"pass": "qwer1234!", "cpucount": "2", "memory": "4", "cdsstr": "std1=2|ssd=1", "flow": "5", "location": "1", "systemid": "m-OmBEAOmD", "term": "2", "termtype": "2"}},
	{"cndns.bcc.renew", wire{"pdtnme": "b900001", "term": "1", "termtype": "5"}},
	{"cndns.bcc.upgrade", wire{"pdtnme": "b900002", "upgtype": "1", "upgstr": "1:0"}},
	{"cndns.ali_ecs.create", wire{"pass": "qwer1234!", "slcns": "10", "slid": "10004814", "cdsstr": "eff=40|ssd=50", "flow": "5", "location": "1", "systemid": "centos_7_04_64_20G", "term": "2", "termtype": "2"}},
	{"cndns.ali_ecs.renew", wire{"pdtnme": "a900001", "term": "1", "termtype": "5"}},
}

// plantSpends puts there what the cases are about, each thing for one case.
// Nothing was bought just now, so that nothing passes for new.
func (s *shop) plantSpends() {
	s.t.Helper()
	v := s.world.CNDNS
	named := func(name string) sim.Order {
		return sim.Order{Name: name, Registered: s.world.Clock.Now().Add(-20 * 24 * time.Hour)}
	}
	for _, name := range []string{"sprenew", "spgrow"} {
		v.PlantVirtualHost(sim.VirtualHost{Order: named(name)})
		v.PlantDatabase(sim.Database{Order: named(name)})
		v.PlantSite(sim.Site{Order: named(name)})
	}
	v.PlantMail(sim.Mail{Order: named("spend-renew.com"), Users: 5})
	v.PlantMail(sim.Mail{Order: named("spend-grow.com"), Users: 5})
	for _, name := range []string{"S900001", "S900002", "S900003"} {
		v.PlantCloudHost(sim.Host{Name: name, State: sim.HostStopped, Registered: named("").Registered})
	}
	v.PlantSite(sim.Site{Order: named("spside")})
	v.PlantSite(sim.Site{Order: named("spfine")})
	v.PlantSite(sim.Site{Order: named("spcopy"), Plan: "ulti", Template: "3205"})
	v.PlantEDM(sim.EDM{Order: named("edm900001@edmcn.cn")})
	v.PlantSMS(sim.SMS{Order: named("sms900001")})
	for _, name := range []string{"900001", "900002"} {
		v.PlantQituibao(sim.Qituibao{Order: named("qtb" + name)})
		v.PlantSoukeyi(sim.Soukeyi{Order: named("sky" + name)})
		v.PlantCDN(sim.CDN{Order: named("cdn" + name)})
		v.PlantMachine(sim.Machine{Order: named("b" + name), CPU: 1, Memory: 4, Running: true})
	}
	v.PlantShield(sim.Shield{Order: named("ddos900001")})
	v.PlantMachine(sim.Machine{Order: named("a900001"), Maker: "ali", Running: true})
	v.SellSoukeyi(true)
	v.SetBalance(100_000_000)
}
