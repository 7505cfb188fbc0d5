package cndns_test

import (
	"slices"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// store is the database of most proofs, which storeOf plants.
const store = "sq_hktest2000"

var inStore = params{"dbname": store}

// storeOf plants the database sq_hktest2000, or another one under its own name. Without a
// kind it is a MySQL 5.0 of 100 MB.
func storeOf(d sim.Database) func(*stage) {
	return func(s *stage) {
		if d.Name == "" {
			d.Name = store
		}
		s.World.CNDNS.PlantDatabase(d)
	}
}

// The databases in most proofs.
var (
	aMySQL    = storeOf(sim.Database{})
	aMSSQL    = storeOf(sim.Database{Kind: "3"})
	paused    = storeOf(sim.Database{Kind: "3", Paused: true})
	overStore = storeOf(sim.Database{Order: sim.Order{Registered: past(70).Registered, Expires: past(40).Expires}, Kind: "3"})
)

// nowhereStore is a refusal for a database that is not the account's.
func nowhereStore(code string) refusal { return but(code, "dbname", "sq_stranger") }

// knownStore is what the vendor itself knows of the database.
func knownStore(s *stage) sim.Database {
	s.Helper()
	for _, d := range s.World.CNDNS.Databases() {
		if d.Name == store {
			return d
		}
	}
	s.Fatal("the database is not there")
	return sim.Database{}
}

func storeDetail(s *stage) cndns.DatabaseDetailResponse {
	s.Helper()
	return vendortest.Got[cndns.DatabaseDetailResponse](s, "cndns.database.detail", inStore)
}

var storeOrder = params{
	"dbname": "hktest2000", "dbpassword": "aaabbbb222", "dbtype": "3", "dbsize": "4", "linetype": "dx", "location": "cn", "years": "1",
}

// storePrice is what the vendor charges for such a database, by selling one.
func storePrice(s *stage, kind, size string) int64 {
	s.Helper()
	s.Must("cndns.database.create", storeOrder.But(params{"dbname": "price" + kind + size, "dbtype": kind, "dbsize": size}))
	return lastFen(s)
}

// madeBackup backs the database up as number 1.
func madeBackup(s *stage) {
	aMSSQL(s)
	s.Must("cndns.database.backup", inStore.But(params{"backupnumber": "1"}))
}

// backupRefusals are those that the three calls for backups share.
func backupRefusals(badNumber, failed string) []refusal {
	return []refusal{
		but(badNumber, "backupnumber", "6"), but(badNumber, "backupnumber", "-"), when("10018", aMySQL),
		when(failed, paused), when(failed, overStore), nowhereStore(failed),
	}
}

var databaseProofs = []proof{
	{Call: "cndns.database.product_list", Check: func(s *stage, answer any) {
		want := cndns.DatabaseProduct{Type: cndns.DBMySQL50, Size: 2, LineType: "dx", Location: "cn", Charsets: "utf8,latin1,gbk,gb2312"}
		if list := answer.(cndns.DatabaseProductListResponse).Products; !slices.Contains(list, want) {
			s.Errorf("%d products, want %+v among them", len(list), want)
		}
	}},
	{
		Call: "cndns.database.create", Given: storeOrder,
		Check: func(s *stage, answer any) {
			bought, got := answer.(cndns.DatabaseCreateResponse), storeDetail(s)
			if bought.DatabaseAccess != got.DatabaseAccess || got.Password.Reveal() != "aaabbbb222" || got.FTPPassword == "" {
				s.Errorf("bought = %+v, detail = %+v, want them alike", bought, got)
			}
			if got.Type != cndns.DBMSSQL2000 || got.SizeMB != 4*cndns.DBUnitMB || got.Location != "cn" || got.LineType != "dx" {
				s.Errorf("detail = %+v, want what was ordered", got)
			}
			if !got.ExpiresAt.Equal(got.BoughtAt.AddDate(1, 0, 0)) {
				s.Errorf("expiry = %s, want a year after %s", got.ExpiresAt, got.BoughtAt)
			}
		},
		Refused: []refusal{
			but("14001", "dbname", "werew"), but("14001", "dbname", "admin1!"), but("14002", "dbname", "takenstore"), when("14002", aMySQL),
			but("14003", "dbpassword", "aaa11"), but("14003", "dbpassword", "-"), but("14004", "dbtype", "6"),
			but("14005", "dbsize", "20"), but("14005", "dbsize", "7", "dbtype", "5"), but("14006", "location", "bd"),
			but("14007", "years", "6"), but("14007", "years", "-"), but("14008", "linetype", "mx"), but("14008", "charset", "big5", "dbtype", "2"),
			broke(),
		},
	},
	{
		Call: "cndns.database.renew", Before: storeOf(sim.Database{Kind: "2", Size: "4"}), Given: inStore.But(params{"years": "2"}),
		Check: func(s *stage, _ any) {
			if fen := lastFen(s); fen != 2*storePrice(s, "2", "4") {
				s.Errorf("charged %d fen, want two years", fen)
			}
			if got := storeDetail(s); !got.ExpiresAt.Equal(got.BoughtAt.AddDate(3, 0, 0)) {
				s.Errorf("expiry = %s, want three years after %s", got.ExpiresAt, got.BoughtAt)
			}
		},
		Refused: []refusal{
			but("10016", "years", "6"), nowhereStore("14113"), when("14113", overStore), when("14113", giftStore, "dbname", "sq_giftdb"), broke(),
		},
	},
	{
		Call: "cndns.database.upgrade_list", Before: aMySQL, Given: inStore,
		Check: func(s *stage, answer any) {
			want := cndns.DatabaseProduct{Type: cndns.DBMySQL50, Size: 3, LineType: "dx", Location: "cn"}
			list := answer.(cndns.DatabaseUpgradeListResponse).Products
			smaller := func(p cndns.DatabaseProduct) bool { return p.Size < 2 }
			if !slices.Contains(list, want) || slices.ContainsFunc(list, smaller) {
				s.Errorf("upgrades = %+v, want %+v and none smaller than the database", list, want)
			}
		},
		Refused: []refusal{nowhereStore("14112")},
	},
	{
		Call: "cndns.database.upgrade", Before: aMySQL,
		Given: inStore.But(params{"dbtype": "2", "dbsize": "5", "linetype": "dx", "location": "cn"}),
		Check: func(s *stage, _ any) {
			fen := lastFen(s)
			upgraded(s, fen, storePrice(s, "2", "5")-storePrice(s, "2", "2"))
			if got := storeDetail(s).SizeMB; got != 5*cndns.DBUnitMB {
				s.Errorf("size = %d MB, want 250", got)
			}
		},
		Refused: []refusal{
			but("14004", "dbtype", "6"), but("14005", "dbsize", "15"), but("14006", "location", "bd"),
			but("14101", "dbsize", "1"), but("14101", "location", "hk"), nowhereStore("14101"), when("14101", overStore), broke(),
		},
	},
	{
		Call: "cndns.database.size", Before: storeOf(sim.Database{Used: 3}), Given: inStore.But(params{"operation": "1"}),
		Check: func(s *stage, answer any) {
			used := vendortest.Got[cndns.DatabaseSizeResponse](s, "cndns.database.size", inStore.But(params{"operation": "2"})).Size
			if total := answer.(cndns.DatabaseSizeResponse).Size; total != "100" || used != "3" {
				s.Errorf("%s of %s MB used, want 3 of 100", used, total)
			}
		},
		Refused: []refusal{but("10020", "operation", "3"), nowhereStore("10019")},
	},
	{
		Call: "cndns.database.set_state", Before: aMySQL, Given: inStore.But(params{"dbstate": "2"}),
		Check: func(s *stage, _ any) {
			if !knownStore(s).Paused {
				s.Error("the database runs")
			}
			s.Must("cndns.database.set_state", inStore.But(params{"dbstate": "1"}))
			if knownStore(s).Paused {
				s.Error("the database is still paused")
			}
		},
		Refused: []refusal{but("14102", "dbstate", "3"), nowhereStore("14103"), when("14103", overStore)},
	},
	{
		Call: "cndns.database.modify_password", Before: aMySQL, Given: inStore.But(params{"dbpassword": "bbb222"}),
		Check: func(s *stage, _ any) {
			if storeDetail(s).Password.Reveal() != "bbb222" {
				s.Error("the password is not the new one")
			}
		},
		Refused: []refusal{but("14104", "dbpassword", "222bbb"), but("14104", "dbpassword", "-"), nowhereStore("14105"), when("14105", overStore)},
	},
	{
		Call: "cndns.database.modify_ftp_password", Before: aMSSQL, Given: inStore.But(params{"ftppassword": "aaa111"}),
		Check: func(s *stage, _ any) {
			if got := storeDetail(s); got.FTPPassword.Reveal() != "aaa111" || got.Password == got.FTPPassword {
				s.Error("the FTP password is not the new one, or the database's is")
			}
		},
		Refused: []refusal{when("10018", aMySQL), but("14106", "ftppassword", "aa 11"), nowhereStore("14106"), when("14106", overStore)},
	},
	{
		Call: "cndns.database.backup", Before: storeOf(sim.Database{Kind: "3", Used: 3}), Given: inStore.But(params{"backupnumber": "1"}),
		Check: func(s *stage, _ any) {
			if got := knownStore(s).Backups; len(got) != 1 || got["1"].MB != 3 {
				s.Errorf("backups = %+v, want one of 3 MB", got)
			}
		},
		Refused: backupRefusals("14107", "14108"),
	},
	{
		Call: "cndns.database.restore", Given: inStore.But(params{"backupnumber": "1"}),
		Before: storeOf(sim.Database{Kind: "3", Used: 9, Backups: map[string]sim.Backup{"1": {MB: 3}}}),
		Check: func(s *stage, _ any) {
			if got := knownStore(s); got.Restored != 1 || got.Used != 3 {
				s.Errorf("database = %+v, want the 3 MB of the backup", got)
			}
		},
		Refused: append(backupRefusals("14109", "14110"), but("14110", "backupnumber", "2")),
	},
	{
		Call: "cndns.database.delete_backup", Before: madeBackup, Given: inStore.But(params{"backupnumber": "1"}),
		Check: func(s *stage, _ any) {
			if got := knownStore(s).Backups; len(got) != 0 {
				s.Errorf("backups = %+v, want none", got)
			}
		},
		Refused: append(backupRefusals("14107", "14111"), but("14111", "backupnumber", "2")),
	},
	{
		Call: "cndns.database.detail", Before: aMySQL, Given: inStore,
		Check: func(s *stage, answer any) {
			got, want := answer.(cndns.DatabaseDetailResponse), knownStore(s)
			if got.Name != store || got.Address != want.Address || got.SizeMB != 100 || !got.Type.MySQL() || got.FTPName != "" || got.FTPPassword != "" {
				s.Errorf("detail = %+v, want %+v", got, want)
			}
		},
		Refused: []refusal{nowhereStore("10019")},
	},
	{
		Call: "cndns.database.is_gift", Given: params{"dbname": "sq_giftdb"},
		Before: func(s *stage) { giftStore(s); aMySQL(s) },
		Check: func(s *stage, answer any) {
			bought := vendortest.Got[cndns.DatabaseIsGiftResponse](s, "cndns.database.is_gift", inStore)
			if gift := answer.(cndns.DatabaseIsGiftResponse); !gift.Gift() || bought.Gift() {
				s.Errorf("answers %q for a gift and %q for a purchase", gift.Answer, bought.Answer)
			}
		},
		Refused: []refusal{nowhereStore("10019")},
	},
	{
		Call: "cndns.database.set_charset", Before: aMySQL, Given: inStore.But(params{"charset": "gbk"}),
		Check: func(s *stage, _ any) {
			if got := storeDetail(s).Charset; got != "gbk" {
				s.Errorf("character set = %s, want gbk", got)
			}
		},
		Refused: []refusal{
			when("14114", aMSSQL), but("14115", "charset", "big5"), nowhereStore("14115"), when("14115", storeOf(sim.Database{Paused: true})),
		},
	},
}
