package sandbox

import (
	"time"

	"tangelo/internal/sandbox/baidugeo"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/sendcloud"
)

const day = 24 * time.Hour

// Stock plants a small shop: two contacts, domains in several states, a zone, a
// transfer, two cloud hosts, one of every other product, and something at each of the other
// vendors.
func Stock(w *World) {
	now := w.Clock.Now()
	company, person := w.CNDNS.PlantContact(stockCompany), w.CNDNS.PlantContact(stockPerson)
	for _, domain := range []cndns.Domain{
		{Name: "juzi-shop.com", ContactID: company, Registered: now.Add(-200 * day), Records: stockRecords},
		{Name: "juzi-shop.cn", ContactID: company, Registered: now.Add(-350 * day), Expires: now.Add(15 * day)},
		{Name: "juzi-wait.cn", ContactID: person, State: cndns.NotCertified, Registered: now.Add(-day)},
		{Name: "juzi-old.net", ContactID: person, Registered: now.Add(-370 * day), Expires: now.Add(-5 * day)},
	} {
		w.CNDNS.PlantDomain(domain)
	}
	w.CNDNS.PlantTransfer(cndns.Transfer{Name: "juzi-move.com", ContactID: company}, "stock-code", false)
	w.CNDNS.PlantCloudHost(cndns.Host{
		Name: "S262491", CPU: 2, RAM: 2048, Disk: 80, Bandwidth: 5, Registered: now.Add(-20 * day), Expires: now.Add(70 * day),
	})
	w.CNDNS.PlantCloudHost(cndns.Host{Name: "S262492", State: cndns.HostNotCreated, Registered: now.Add(-time.Hour)})
	StockProducts(w)
	w.DNSPod.PlantZone("juzi-dns.com",
		dnspod.Record{Name: "www", Type: "A", Value: "192.0.2.10", TTL: 600},
		dnspod.Record{Name: "@", Type: "MX", Value: "mx.juzi-dns.com.", MX: 5, TTL: 600},
	)
	w.SendCloud.PlantDomain(sendcloud.Domain{Name: "mail.juzi-shop.com"})
	w.BaiduGEO.PlantSite(baidugeo.Site{Name: "juzi-shop.com"})
}

var stockRecords = []cndns.Record{
	{Host: "@", Type: "A", Value: "192.0.2.20"},
	{Host: "www", Type: "CNAME", Value: "juzi-shop.com."},
	{Host: "@", Type: "MX", Value: "mx.juzi-shop.com.", Priority: 5},
	{Host: "@", Type: "TXT", Value: "v=spf1 include:spf.juzi-shop.com -all"},
}

var stockCompany = cndns.Contact{
	Audit: cndns.Audit{State: cndns.AuditPass},
	Values: map[string]string{
		"company-en": "Hangzhou Juzi Keji", "lastname-en": "zhang", "firstname-en": "san", "country-en": "CN",
		"state-en": "zhejiang", "city-en": "hangzhou", "address-en": "wen san lu 18 hao", "zipcode": "310000",
		"company-cn": "杭州橘子科技有限公司", "lastname-cn": "张", "firstname-cn": "三", "country-cn": "中国",
		"state-cn": "浙江", "city-cn": "杭州市", "address-cn": "文三路18号橘子大厦", "phone": "+86.057187654321",
		"fax": "+86.057187654321", "email": "zhang@customer.example", "usertype": "O", "idtype": "YYZZ",
		"idnumber": "330100000012345",
	},
}

var stockPerson = cndns.Contact{
	Values: map[string]string{
		"company-en": "Li Si", "lastname-en": "li", "firstname-en": "si", "country-en": "CN",
		"state-en": "shanghai", "city-en": "shanghai", "address-en": "zhang yang lu 7 hao", "zipcode": "200063",
		"company-cn": "李四", "lastname-cn": "李", "firstname-cn": "四", "country-cn": "中国",
		"state-cn": "上海", "city-cn": "上海市", "address-cn": "浦东新区张杨路7号", "phone": "+86.02187654321",
		"fax": "+86.02187654321", "email": "li@customer.example", "usertype": "I", "idtype": "SFZ",
		"idnumber": "310100199001011234",
	},
}
