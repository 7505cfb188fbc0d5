package sandbox

import "tangelo/internal/sandbox/cndns"

// StockProducts plants one of everything at CNDNS that is neither domain nor cloud host,
// under names that stay the same, for trying calls by hand.
func StockProducts(w *World) {
	named := func(name string) cndns.Order {
		return cndns.Order{Name: name, Registered: w.Clock.Now().Add(-40 * day)}
	}
	host := w.CNDNS.PlantVirtualHost(cndns.VirtualHost{Order: named("juziweb"), Domains: []string{"www.juzi-shop.com"}})
	w.CNDNS.PlantMail(cndns.Mail{Domain: "juzi-gift.com", Gift: true, Host: host})
	w.CNDNS.PlantMail(cndns.Mail{Domain: "juzi-mail.com", Users: 5})
	w.CNDNS.PlantMail(cndns.Mail{Domain: "juzi-cheng.com", Cheng: true, Users: 10})
	w.CNDNS.PlantDatabase(cndns.Database{Order: named("sq_juzishop")})
	w.CNDNS.PlantSite(cndns.Site{Order: named("juzisite")})
	w.CNDNS.PlantEDM(cndns.EDM{Order: named("edm123456@edmcn.cn")})
	w.CNDNS.PlantSMS(cndns.SMS{Order: named("sms123456")})
	w.CNDNS.PlantQituibao(cndns.Qituibao{Order: named("qtb123456")})
	w.CNDNS.PlantSoukeyi(cndns.Soukeyi{Order: named("sky123456")})
	w.CNDNS.PlantCDN(cndns.CDN{Order: named("cdn123456"), Domains: []cndns.CDNDomain{{Name: "cdn.juzi-shop.com"}}})
	w.CNDNS.PlantShield(cndns.Shield{Order: named("ddos123456")})
	w.CNDNS.PlantMachine(cndns.Machine{Order: named("b123456"), Running: true})
	w.CNDNS.PlantMachine(cndns.Machine{Order: named("a123456"), Maker: "ali", Running: true})
	w.CNDNS.PlantTicket(cndns.Ticket{ID: "900001", State: "processing"})
}
