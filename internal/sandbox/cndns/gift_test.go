package cndns

import (
	"strings"
	"testing"
)

const (
	giftMailPath     = "/present/openmail.aspx"
	giftDatabasePath = "/present/openssl.aspx"
	couponPath       = "/present/TicketList.aspx"
)

func TestGiftsHangOnTheirHost(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantVirtualHost(VirtualHost{})
	mail := v.must(giftMailPath, "hostname", name, "maildomain", "juzi.com", "mailpassword", "aaa111").row(t)
	database := v.must(giftDatabasePath, "hostname", name, "dbname", "juzidb", "dbpassword", "aaa111", "dbtype", "2").row(t)

	if mail["emldomain"] != "juzi.com" || mail["usernum"] != "2" || mail["emlsze"] != "200M" || mail["expiretime"] != "2027-05-04 10:00:00.000" {
		t.Errorf("mail = %v", mail)
	}
	if database["dbname"] != "sq_juzidb" || database["ftpname"] != "sq_juzidb" || database["regtime"] != "2026-05-04 10:00:00.000" {
		t.Errorf("database = %v", database)
	}
	host := v.must(hostDetailPath, "ftpname", name).row(t)
	if host["presenthost1"] != "juzi.com" || host["presenttype1"] != "EMAIL" || host["presenthost2"] != "sq_juzidb" || host["presenttype2"] != "DATABASE" {
		t.Errorf("host = %v", host)
	}
	detail := v.must(databaseDetailPath, "dbname", "sq_juzidb").row(t)
	if detail["belongtohost"] != name || detail["dbsize"] != "50" {
		t.Errorf("detail = %v", detail)
	}
	if got := v.must("/database/isPresent.aspx", "dbname", "sq_juzidb").text(); got != " Y" {
		t.Errorf("gift = %q", got)
	}
	v.expectPurchases()
}

func TestGiftsAreJudged(t *testing.T) {
	t.Parallel()
	v := start(t)
	name, linux, small := v.PlantVirtualHost(VirtualHost{}), v.PlantVirtualHost(VirtualHost{Kind: "lin"}), v.PlantVirtualHost(VirtualHost{Size: "1.5"})
	over := v.PlantVirtualHost(VirtualHost{Order: Order{Expires: wall.AddDate(0, 0, -1)}})
	mail := func(changes ...string) []string {
		return pairs(map[string]string{"hostname": name, "maildomain": "juzi.com", "mailpassword": "aaa111"}, changes...)
	}
	database := func(changes ...string) []string {
		return pairs(map[string]string{"hostname": name, "dbname": "juzidb", "dbpassword": "aaa111", "dbtype": "1"}, changes...)
	}
	refusals{
		{"10015", giftMailPath, mail("hostname", "")},
		{"16002", giftMailPath, mail("hostname", "nobody")},
		{"15001", giftMailPath, mail("maildomain", "www.juzi.com")},
		{"15002", giftMailPath, mail("maildomain", "taken.com")},
		{"15003", giftMailPath, mail("mailpassword", "aaaaaa")},
		{"16001", giftMailPath, mail("hostname", small)},
		{"16004", giftMailPath, mail("hostname", over)},
		{"10042", giftMailPath, mail("signature", "none")},
		{"14001", giftDatabasePath, database("dbname", "werew")},
		{"14002", giftDatabasePath, database("dbname", "takenbase")},
		{"14003", giftDatabasePath, database("dbpassword", "")},
		{"16005", giftDatabasePath, database("hostname", linux, "dbtype", "2")},
	}.walk(v)
	v.must(giftMailPath, mail()...)
	v.must(giftDatabasePath, database()...)
	refusals{
		{"15002", giftMailPath, mail("hostname", linux)},
		{"16003", giftMailPath, mail("maildomain", "other.com")},
		{"16003", giftDatabasePath, database("dbname", "otherdb")},
	}.walk(v)
}

func TestCouponsAreListedAndBoundToTheirUse(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantCouponAs(Coupon{ID: "B2", Fen: 1000, Kind: CouponRenewal, Scope: []string{"虚拟主机"}, Title: "续费券"})
	v.PlantCouponAs(Coupon{ID: "C3", Fen: 1000, From: wall.AddDate(0, -2, 0), Until: wall.AddDate(0, -1, 0)})
	v.PlantCoupon("A1", 1050)
	name := v.PlantVirtualHost(VirtualHost{})

	bought := v.must(hostCreatePath, newHost("signature", "A1")...).row(t)

	if bought["distype1"] != "0" || bought["dissignature1"] != "A1" || bought["dissignature2"] != "" {
		t.Errorf("bought = %v", bought)
	}
	list := v.must(couponPath).rows(t)
	if len(list) != 3 || list[0]["signature"] != "A1" || list[0]["isvalid"] != "0" || list[0]["money"] != "10.5" {
		t.Errorf("coupons = %v", list)
	}
	usable := v.must(couponPath, "state", "1").rows(t)
	if len(usable) != 1 || usable[0]["type"] != "虚拟主机" || usable[0]["tktype"] != "2" || usable[0]["exp_tme"] != "2026-11-04" {
		t.Errorf("usable coupons = %v", usable)
	}
	if used := v.must(couponPath, "state", "0"); !strings.Contains(used.Body, "C3") || strings.Contains(used.Body, "B2") {
		t.Errorf("used coupons = %s", used.Body)
	}
	v.refused("10043", hostCreatePath, newHost("ftpname", "second", "signature", "B2")...)
	v.refused("10043", hostCreatePath, newHost("ftpname", "second", "signature", "C3")...)
	v.refused("10043", databaseRenewPath, "dbname", v.PlantDatabase(Database{}), "years", "1", "signature", "B2")
	v.must(hostRenewPath, "ftpname", name, "years", "1", "signature", "B2")
	v.expectPurchases("cndns.hosting.create juzishop 22550", "cndns.hosting.renew "+name+" 22600")
}
