package cndns_test

import (
	"slices"
	"testing"

	"tangelo/internal/vendors/cndns"
)

func TestContractHosting(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		bought := must(s.HostingCreate(s.ctx, goodHost()))(s)
		host := cndns.FTPNamed{FTPName: bought.FTPName}
		for _, one := range must(s.HostingUpgradeList(s.ctx, host))(s).Products {
			if one.Size == "10" && one.ScriptType == "bz" && one.LineType == "dx" {
				s.ok(s.HostingUpgrade(s.ctx, cndns.HostingUpgradeRequest{
					FTPNamed: host, ScriptType: one.ScriptType, Size: one.Size, LineType: one.LineType, Location: one.Location,
				}))
			}
		}
		s.ok(s.HostingRenew(s.ctx, cndns.HostingRenewRequest{FTPNamed: host, Years: 1}))
		must(s.GiftOpenMail(s.ctx, cndns.GiftOpenMailRequest{HostName: host.FTPName, Domain: "apitest.com", Password: "aaa111"}))(s)
		database := must(s.GiftOpenDatabase(s.ctx, cndns.GiftOpenDatabaseRequest{
			HostName: host.FTPName, Name: "werewr", Password: "aaa111", Type: "1",
		}))(s)

		detail := must(s.HostingDetail(s.ctx, host))(s)
		equal(s, "size in MB", 1000, detail.SizeMB)
		equal(s, "expiry", bought.ExpiresAt.AddDate(1, 0, 0), detail.ExpiresAt)
		equal(s, "password", "abc123!@#", detail.Password.Reveal())
		equal(s, "gifts", []cndns.HostingGift{{Name: "apitest.com", Type: cndns.GiftMail}, {Name: database.Name, Type: cndns.GiftDatabase}}, detail.Gifts())
		gift := must(s.DatabaseDetail(s.ctx, cndns.DBNamed{DBName: database.Name}))(s)
		equal(s, "host of the gift", host.FTPName, gift.Host)
		equal(s, "expiry of the gift", detail.ExpiresAt, gift.ExpiresAt)
		equal(s, "steps in the log", 4, len(must(s.HostingLog(s.ctx, host))(s).Entries))
	})
}

func TestContractDatabases(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		offers := must(s.DatabaseProductList(s.ctx))(s).Products
		spec := cndns.DatabaseSpec{Type: cndns.DBMSSQL2008, Size: 6, LineType: "sx", Location: "cn"}
		if !slices.Contains(offers, cndns.DatabaseProduct{Type: spec.Type, Size: spec.Size, LineType: spec.LineType, Location: spec.Location}) {
			s.Fatalf("%+v is not among %d offers", spec, len(offers))
		}
		bought := must(s.DatabaseCreate(s.ctx, cndns.DatabaseCreateRequest{Name: "werewr", Password: "aaa111", DatabaseSpec: spec, Years: 1}))(s)
		name := cndns.DBNamed{DBName: bought.Name}
		larger := must(s.DatabaseUpgradeList(s.ctx, name))(s).Products
		equal(s, "upgrades", []int{10, 15, 20}, []int{larger[0].Size, larger[1].Size, larger[2].Size})
		spec.Size = larger[0].Size
		s.ok(s.DatabaseUpgrade(s.ctx, cndns.DatabaseUpgradeRequest{DBNamed: name, DatabaseSpec: spec}))
		s.ok(s.DatabaseBackup(s.ctx, cndns.DatabaseBackupRequest{DBNamed: name, Number: 5}))
		s.ok(s.DatabaseRestore(s.ctx, cndns.DatabaseBackupRequest{DBNamed: name, Number: 5}))

		detail := must(s.DatabaseDetail(s.ctx, name))(s)
		equal(s, "how it is reached", bought.DatabaseAccess, detail.DatabaseAccess)
		equal(s, "size in MB", 10*cndns.DBUnitMB, detail.SizeMB)
		equal(s, "a gift", false, must(s.DatabaseIsGift(s.ctx, name))(s).Gift())
	})
}
