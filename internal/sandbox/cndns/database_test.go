package cndns

import (
	"testing"
	"time"
)

const (
	databaseCreatePath  = "/database/CreateOdr.aspx"
	databaseDetailPath  = "/database/DBDetail.aspx"
	databaseRenewPath   = "/database/RenewDB.aspx"
	databaseUpgradePath = "/database/Upgrade.aspx"
	databaseSizePath    = "/database/DBSize.aspx"
	backupPath          = "/database/Backup.aspx"
	restorePath         = "/database/Restore.aspx"
	dropBackupPath      = "/database/delBackupFile.aspx"
)

func newDatabase(changes ...string) []string {
	return pairs(map[string]string{
		"dbname": "juzidb01", "dbpassword": "aaabbb222", "dbtype": "2", "dbsize": "4", "linetype": "dx", "location": "cn", "years": "1",
	}, changes...)
}

func TestBuyDatabaseAndReadItBack(t *testing.T) {
	t.Parallel()
	v := start(t)

	bought := v.must(databaseCreatePath, newDatabase("charset", "gbk", "years", "2")...).row(t)

	if bought["dbname"] != "sq_juzidb01" || bought["charset"] != "gbk" || bought["ftpaddr"] != "" {
		t.Errorf("bought = %v", bought)
	}
	v.expectPurchases("cndns.database.create sq_juzidb01 64000")
	detail := v.must(databaseDetailPath, "dbname", "sq_juzidb01").row(t)
	for name, want := range map[string]string{
		"dbsize": "200", "dbtype": "2", "location": "cn", "linetype": "dx", "belongtohost": "", "charset": "gbk",
		"dbpassword": "aaabbb222", "expiretime": "2028/5/4 10:00:00", "dbaddr": bought["dbaddr"],
	} {
		if detail[name] != want {
			t.Errorf("%s = %q, want %q", name, detail[name], want)
		}
	}
	if got := v.must("/database/isPresent.aspx", "dbname", "sq_juzidb01").text(); got != " N" {
		t.Errorf("gift = %q", got)
	}
	v.refused("10019", databaseDetailPath, "dbname", "juzidb01")
	v.refused("14002", databaseCreatePath, newDatabase()...)
	v.refused("10031", "/product/checkpraname.aspx", "praname", "juzidb01", "protype", "3")

	mssql := v.must(databaseCreatePath, newDatabase("dbname", "juzims", "dbtype", "5", "dbsize", "20", "location", "usa", "linetype", "")...).row(t)
	if mssql["charset"] != "" || mssql["ftpname"] != "sq_juzims" || mssql["ftppassword"] == "" {
		t.Errorf("mssql = %v", mssql)
	}
}

func TestDatabaseOrdersAreJudgedInOrder(t *testing.T) {
	t.Parallel()
	v := start(t)
	refusals{
		{"10015", databaseCreatePath, newDatabase("dbname", "")},
		{"14001", databaseCreatePath, newDatabase("dbname", "short", "dbpassword", "1")},
		{"14001", databaseCreatePath, newDatabase("dbname", "sq_juzi")},
		{"14002", databaseCreatePath, newDatabase("dbname", "takenbase")},
		{"14003", databaseCreatePath, newDatabase("dbpassword", "aaa111!!")},
		{"14004", databaseCreatePath, newDatabase("dbtype", "6")},
		{"14005", databaseCreatePath, newDatabase("dbsize", "10")},
		{"14006", databaseCreatePath, newDatabase("location", "bd")},
		{"14008", databaseCreatePath, newDatabase("linetype", "mx")},
		{"14007", databaseCreatePath, newDatabase("years", "0")},
		{"14008", databaseCreatePath, newDatabase("charset", "big5")},
		{"10042", databaseCreatePath, newDatabase("signature", "none")},
	}.walk(v)
	v.SetBalance(100)
	v.refused("10021", databaseCreatePath, newDatabase()...)
	v.expectPurchases()
}

func TestRenewDatabase(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantDatabase(Database{Order: Order{Expires: wall.AddDate(0, 0, -3)}})
	v.refused("14103", "/database/ModifyDBState.aspx", "dbname", name, "dbstate", "1")

	v.must(databaseRenewPath, "dbname", name, "years", "1")

	v.must("/database/ModifyDBState.aspx", "dbname", name, "dbstate", "1")
	v.expectPurchases("cndns.database.renew " + name + " 18000")
	if got, want := v.must(databaseDetailPath, "dbname", name).row(t)["expiretime"], dotNet(wall.AddDate(1, 0, 0)); got != want {
		t.Errorf("end = %s, want %s", got, want)
	}
	gift := v.PlantDatabase(Database{Gift: true})
	gone := v.PlantDatabase(Database{Order: Order{Expires: wall.Add(-31 * 24 * time.Hour)}})
	refusals{
		{"10016", databaseRenewPath, []string{"dbname", name, "years", "6"}},
		{"14113", databaseRenewPath, []string{"dbname", gift, "years", "1"}},
		{"14113", databaseRenewPath, []string{"dbname", gone, "years", "1"}},
	}.walk(v)
}

func TestUpgradeDatabase(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantDatabase(Database{Kind: "1", Order: Order{Expires: wall.AddDate(0, 0, 80)}})
	list := v.must("/database/getUpgradeList.aspx", "dbname", name).rows(t)
	if len(list) != 9 || list[0]["sqtype"] != "1" || list[0]["sqsize"] != "3" {
		t.Errorf("upgrades = %v, want larger ones of both MySQL types", list)
	}

	v.must(databaseUpgradePath, newDatabase("dbname", name, "dbtype", "2", "dbsize", "4")...)

	v.expectPurchases("cndns.database.upgrade " + name + " 4000") // 160 CNY a year more, for three months
	if got := v.must(databaseSizePath, "dbname", name, "operation", "1").text(); got != "200" {
		t.Errorf("size = %s, want 200", got)
	}
	refusals{
		{"14004", databaseUpgradePath, newDatabase("dbname", name, "dbtype", "0")},
		{"14005", databaseUpgradePath, newDatabase("dbname", name, "dbsize", "7")},
		{"14006", databaseUpgradePath, newDatabase("dbname", name, "location", "")},
		{"14101", databaseUpgradePath, newDatabase("dbname", name)},
		{"14101", databaseUpgradePath, newDatabase("dbname", name, "dbtype", "5", "dbsize", "20")},
		{"14112", "/database/getUpgradeList.aspx", []string{"dbname", "nobody"}},
	}.walk(v)
}

func TestBackupsOfADatabase(t *testing.T) {
	t.Parallel()
	v := start(t)
	mysql, name := v.PlantDatabase(Database{}), v.PlantDatabase(Database{Kind: "4", Used: 30})
	used := func() string { return v.must(databaseSizePath, "dbname", name, "operation", "2").text() }
	refusals{
		{"10018", backupPath, []string{"dbname", mysql, "backupnumber", "1"}},
		{"14107", backupPath, []string{"dbname", name, "backupnumber", "6"}},
		{"14109", restorePath, []string{"dbname", name, "backupnumber", ""}},
		{"14110", restorePath, []string{"dbname", name, "backupnumber", "2"}},
		{"14111", dropBackupPath, []string{"dbname", name, "backupnumber", "2"}},
	}.walk(v)

	v.must(backupPath, "dbname", name, "backupnumber", "2")
	v.mu.Lock()
	v.account().Databases[name].Used = 45
	v.mu.Unlock()
	v.must(restorePath, "dbname", name, "backupnumber", "2")

	if got := used(); got != "30" {
		t.Errorf("used = %s after restoring, want 30", got)
	}
	v.must(dropBackupPath, "dbname", name, "backupnumber", "2")
	v.refused("14110", restorePath, "dbname", name, "backupnumber", "2")
	v.must("/database/ModifyDBState.aspx", "dbname", name, "dbstate", "2")
	v.refused("14108", backupPath, "dbname", name, "backupnumber", "2")
}

func TestDatabasePasswordsAndCharset(t *testing.T) {
	t.Parallel()
	v := start(t)
	mysql, mssql := v.PlantDatabase(Database{}), v.PlantDatabase(Database{Kind: "3"})
	v.must("/database/ModifyDBPass.aspx", "dbname", mysql, "dbpassword", "bbb222")
	v.must("/database/ModifyFTPPass.aspx", "dbname", mssql, "ftppassword", "ccc333")
	v.must("/database/SetCharset.aspx", "dbname", mysql, "charset", "gb2312")
	if got := v.must(databaseDetailPath, "dbname", mysql).row(t); got["dbpassword"] != "bbb222" || got["charset"] != "gb2312" {
		t.Errorf("mysql = %v", got)
	}
	if got := v.must(databaseDetailPath, "dbname", mssql).row(t)["ftppassword"]; got != "ccc333" {
		t.Errorf("ftp password = %s", got)
	}
	refusals{
		{"14104", "/database/ModifyDBPass.aspx", []string{"dbname", mysql, "dbpassword", "1bbb22"}},
		{"14105", "/database/ModifyDBPass.aspx", []string{"dbname", "nobody", "dbpassword", "bbb222"}},
		{"10018", "/database/ModifyFTPPass.aspx", []string{"dbname", mysql, "ftppassword", "ccc333"}},
		{"14106", "/database/ModifyFTPPass.aspx", []string{"dbname", mssql, "ftppassword", ""}},
		{"14114", "/database/SetCharset.aspx", []string{"dbname", mssql, "charset", "gbk"}},
		{"14115", "/database/SetCharset.aspx", []string{"dbname", mysql, "charset", "big5"}},
		{"14102", "/database/ModifyDBState.aspx", []string{"dbname", mysql, "dbstate", "0"}},
		{"10020", databaseSizePath, []string{"dbname", mysql, "operation", "3"}},
	}.walk(v)
}
