package cndns

import (
	"slices"
	"strings"
	"time"
)

// Chapter 5: databases.
var databaseCalls = []call{
	{name: "cndns.database.product_list", path: "/database/dblist.aspx", action: "get db list", run: listDatabaseOffers, reads: true},
	{name: "cndns.database.create", path: "/database/CreateOdr.aspx", action: "create db order", run: createDatabase},
	{name: "cndns.database.renew", path: "/database/RenewDB.aspx", action: "renew db", run: renewDatabase},
	{name: "cndns.database.upgrade_list", path: "/database/getUpgradeList.aspx", action: "get upgrade list", run: listDatabaseUpgrades, reads: true},
	{name: "cndns.database.upgrade", path: "/database/Upgrade.aspx", action: "db upgrade", run: upgradeDatabase},
	{name: "cndns.database.size", path: "/database/DBSize.aspx", action: "get db size", run: databaseSizes, reads: true},
	{name: "cndns.database.set_state", path: "/database/ModifyDBState.aspx", action: "modify db state", run: setDatabaseState},
	{name: "cndns.database.modify_password", path: "/database/ModifyDBPass.aspx", action: "modify db password", run: modifyDatabasePassword},
	{name: "cndns.database.modify_ftp_password", path: "/database/ModifyFTPPass.aspx", action: "modify ftp password", run: modifyDatabaseFTP},
	{name: "cndns.database.backup", path: "/database/Backup.aspx", action: "db backup", run: backUpDatabase},
	{name: "cndns.database.restore", path: "/database/Restore.aspx", action: "db restore", run: restoreDatabase},
	{name: "cndns.database.delete_backup", path: "/database/delBackupFile.aspx", action: " del db backup file ", run: deleteDatabaseBackup},
	{name: "cndns.database.detail", path: "/database/DBDetail.aspx", action: "get db detail", run: databaseDetail, reads: true},
	{name: "cndns.database.is_gift", path: "/database/isPresent.aspx", action: "check product attr", run: databaseIsGift, reads: true},
	{name: "cndns.database.set_charset", path: "/database/SetCharset.aspx", action: "check product attr", run: setCharset},
}

// Database is a database order.
type Database struct {
	Order
	Password private           `json:"password"`
	Kind     string            `json:"kind"`    // dbtype of the product list
	Size     string            `json:"size"`    // dbsize of the order, units of 50 MB
	Line     string            `json:"line"`    // linetype of the order, empty abroad
	Place    string            `json:"place"`   // location of the order
	Address  string            `json:"address"` // of the server
	Charset  string            `json:"charset"` // of MySQL
	FTP      private           `json:"ftp"`     // password; MSSQL only
	Paused   bool              `json:"paused"`
	Used     int               `json:"used"`     // MB
	Backups  map[string]Backup `json:"backups"`  // by number, 1 to 5
	Restored int               `json:"restored"` // how often
	Gift     bool              `json:"gift"`     // of a virtual host
	Host     string            `json:"host"`     // the virtual host it belongs to
}

// Backup is what was in a database at a time.
type Backup struct {
	At time.Time `json:"at"`
	MB int       `json:"mb"`
}

const databaseRunning = "run"

var charsets = []string{"utf8", "latin1", "gbk", "gb2312"}

// database finds the database that dbname names. failed is the call's own failure.
func (r *request) database(failed string) (*Database, error) {
	name := strings.ToLower(r.get("dbname"))
	if name == "" {
		return nil, fail("10015")
	}
	database, ok := r.account.Databases[name]
	if !ok {
		return nil, fail(r.foreign(failed))
	}
	return database, nil
}

// live finds a database whose time is not over.
func (r *request) live(failed string) (*Database, error) {
	database, err := r.database(failed)
	if err == nil && database.over(r.now) {
		return nil, fail(failed)
	}
	return database, err
}

func (d *Database) mysql() bool { return d.offer().kind.mysql }

// equipDatabase puts a new database on a server.
func (s *Server) equipDatabase(d *Database) {
	d.State, d.Backups = databaseRunning, map[string]Backup{}
	if d.mysql() {
		d.Charset = or(d.Charset, charsets[0])
		d.Address = "mysql.sql" + s.digits(2) + ".eznodata.com"
		return
	}
	d.Charset, d.FTP = "", private(s.secret())
	d.Address = "mssql.sql" + s.digits(2) + ".eznodata.com"
}

// access are the columns with which a database is reached. FTP is for MSSQL only.
func (d *Database) access() row {
	ftp, account := "", ""
	if !d.mysql() {
		ftp, account = "ftp."+strings.TrimPrefix(d.Address, "mssql."), d.Name
	}
	return row{
		{"dbaddr", d.Address},
		{"dbname", d.Name},
		{"dbaccount", d.Name},
		{"dbpassword", string(d.Password)},
		{"ftpaddr", ftp},
		{"ftpname", account},
		{"ftppassword", string(d.FTP)},
	}
}

func (d *Database) times() row {
	return row{{"regtime", dotNet(d.Registered)}, {"expiretime", dotNet(d.Expires)}}
}

// databaseDetail prints the character set too: the document refers to the order for what the
// columns mean, where it stands, but its example lacks it.
func databaseDetail(r *request) (any, error) {
	d, err := r.database("10019")
	if err != nil {
		return nil, err
	}
	out := append(d.access(), d.times()...)
	return []row{append(out, row{
		{"dbtype", d.Kind},
		{"dbsize", itoa(d.offer().mb())},
		{"location", d.Place},
		{"linetype", d.Line},
		{"belongtohost", d.Host},
		{"charset", d.Charset},
	}...)}, nil
}

func databaseSizes(r *request) (any, error) {
	d, err := r.database("")
	if err != nil {
		return nil, err
	}
	switch r.get("operation") {
	case "1":
		return itoa(d.offer().mb()), nil
	case "2":
		return itoa(d.Used), nil
	default:
		return nil, fail("10020")
	}
}

// databaseIsGift answers with the space of the example.
func databaseIsGift(r *request) (any, error) {
	d, err := r.database("")
	if err != nil {
		return nil, err
	}
	if d.Gift {
		return " Y", nil
	}
	return " N", nil
}

func setDatabaseState(r *request) (any, error) {
	d, err := r.live("14103")
	if err != nil {
		return nil, err
	}
	paused, err := r.pause("dbstate", "14102")
	if err != nil {
		return nil, err
	}
	d.Paused = paused
	return "", nil
}

func modifyDatabasePassword(r *request) (any, error) {
	d, err := r.live("14105")
	if err != nil {
		return nil, err
	}
	if !databasePasswordForm.MatchString(r.raw("dbpassword")) {
		return nil, fail("14104")
	}
	d.Password = private(r.raw("dbpassword"))
	return "", nil
}

// modifyDatabaseFTP is for MSSQL. The document has no rule for the password; one that is
// empty, longer than 16 or holds a space fails.
func modifyDatabaseFTP(r *request) (any, error) {
	d, err := r.live("14106")
	if err != nil {
		return nil, err
	}
	password := r.raw("ftppassword")
	if err := checks(
		check{d.mysql(), "10018"},
		check{!within(len(password), 6, 16) || !english(password) || strings.Contains(password, " "), "14106"},
	); err != nil {
		return nil, err
	}
	d.FTP = private(password)
	return "", nil
}

// backup finds an MSSQL database and reads the number of a backup. Backups lie in the FTP
// space, which MySQL does not have; a paused database has none made or laid back.
func (r *request) backup(badNumber, failed string) (d *Database, number string, err error) {
	d, err = r.live(failed)
	if err != nil {
		return nil, "", err
	}
	n, ok := r.number("backupnumber")
	return d, itoa(n), checks(
		check{!ok || !within(n, 1, 5), badNumber},
		check{d.mysql(), "10018"},
		check{d.Paused, failed},
	)
}

// backUpDatabase writes a backup over one of the same number.
func backUpDatabase(r *request) (any, error) {
	d, number, err := r.backup("14107", "14108")
	if err != nil {
		return nil, err
	}
	d.Backups[number] = Backup{At: r.now, MB: d.Used}
	return "", nil
}

func restoreDatabase(r *request) (any, error) {
	d, number, err := r.backup("14109", "14110")
	if err != nil {
		return nil, err
	}
	kept, ok := d.Backups[number]
	if !ok {
		return nil, fail("14110")
	}
	d.Used, d.Restored = kept.MB, d.Restored+1
	return "", nil
}

func deleteDatabaseBackup(r *request) (any, error) {
	d, number, err := r.backup("14107", "14111")
	if err != nil {
		return nil, err
	}
	if _, ok := d.Backups[number]; !ok {
		return nil, fail("14111")
	}
	delete(d.Backups, number)
	return "", nil
}

func setCharset(r *request) (any, error) {
	d, err := r.live("14115")
	if err != nil {
		return nil, err
	}
	charset := strings.ToLower(r.get("charset"))
	if err := checks(
		check{!d.mysql(), "14114"},
		check{!slices.Contains(charsets, charset) || d.Paused, "14115"},
	); err != nil {
		return nil, err
	}
	d.Charset = charset
	return "", nil
}

// PlantDatabase puts a database into the first account and returns its management name,
// which begins with sq_. Everything that is missing is made up; without a kind it is a MySQL
// 5.0 database of 100 MB in mainland China.
func (s *Server) PlantDatabase(d Database) string {
	defer s.edit()()
	given := d
	d.Name = databasePrefix + strings.TrimPrefix(strings.ToLower(or(d.Name, s.letters(8))), databasePrefix)
	d.Kind, d.Size, d.Place = or(d.Kind, "2"), or(d.Size, "2"), or(d.Place, "cn")
	if d.Place == "cn" {
		d.Line = or(d.Line, "dx")
	}
	d.Password = private(or(string(d.Password), "a"+s.digits(6)))
	d.Registered = s.orNow(d.Registered)
	if d.Expires.IsZero() {
		d.Expires = d.Registered.AddDate(1, 0, 0)
	}
	s.equipDatabase(&d)
	for number, kept := range given.Backups {
		d.Backups[number] = kept
	}
	s.account().Databases[d.Name] = &d
	return d.Name
}
