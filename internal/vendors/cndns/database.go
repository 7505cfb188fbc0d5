package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// databaseCalls are the calls of "五、数据库".
var databaseCalls = []endpoint.Any{
	databaseProductList,
	databaseCreate,
	databaseRenew,
	databaseUpgradeList,
	databaseUpgrade,
	databaseSize,
	databaseSetState,
	databaseModifyPassword,
	databaseModifyFTPPassword,
	databaseBackup,
	databaseRestore,
	databaseDeleteBackup,
	databaseDetail,
	databaseIsGift,
	databaseSetCharset,
}

// DBNamed names a database as the vendor does after the order, such as sq_hktest2000: it
// puts a prefix before the name that was ordered.
type DBNamed struct {
	DBName string `param:"dbname" rule:"required,no-space" zh:"数据库名称" en:"Database name"`
}

// DBType is the kind and version of a database.
type DBType string

// The kinds of database: MySQL 4.1 and 5.0, SQL Server 2000, 2005 and 2008.
const (
	DBMySQL41   DBType = "1"
	DBMySQL50   DBType = "2"
	DBMSSQL2000 DBType = "3"
	DBMSSQL2005 DBType = "4"
	DBMSSQL2008 DBType = "5"
)

// MySQL tells a MySQL database, which has character sets, from a SQL Server, which has FTP.
func (t DBType) MySQL() bool { return t == DBMySQL41 || t == DBMySQL50 }

// DBUnitMB is the unit of a database's size in product lists and orders; the detail is in MB.
const DBUnitMB = 50

// DatabaseSpec is a kind of database. Size is in units of 50 MB: 1 to 6, and 10, 15 or 20
// for SQL Server 2008. Only the mainland has lines.
type DatabaseSpec struct {
	Type     DBType `param:"dbtype" rule:"required,enum=1|2|3|4|5" zh:"数据库类型" en:"Database type"`
	Size     int    `param:"dbsize" rule:"required,enum=1|2|3|4|5|6|10|15|20,max=6@dbtype!=5" zh:"容量 (50 MB)" en:"Size (50 MB)"`
	LineType string `param:"linetype" rule:"required@location=cn,empty@location=hk|usa,enum=dx|sx" zh:"线路类型" en:"Line type"`
	Location string `param:"location" rule:"required,enum=cn|hk|usa" zh:"所在地" en:"Location"`
}

var databaseProductList = endpoint.Endpoint[NoParams, DatabaseProductListResponse]{
	Name: "cndns.database.product_list", Path: "/database/dblist.aspx",
	Title:  endpoint.Words{Zh: "数据库产品列表", En: "List database products"},
	Effect: endpoint.Read, Doc: "五、1",
}

// DatabaseProductListResponse is what can be bought.
type DatabaseProductListResponse struct {
	Products []DatabaseProduct `answer:"."`
}

// DatabaseProduct is one database on offer, in the words of an order. The upgrade list names
// type and size differently.
type DatabaseProduct struct {
	Type     DBType `answer:"dbtype|sqtype"`
	Size     int    `answer:"dbsize|sqsize"` // units of 50 MB
	LineType string `answer:"linetype"`      // dx or sx; "" outside the mainland
	Location string `answer:"location"`      // cn, hk or usa
	Charsets string `answer:"charset"`       // of MySQL, half-width commas between
}

// DatabaseProductList reads what can be bought.
func (c *Client) DatabaseProductList(ctx context.Context) (DatabaseProductListResponse, error) {
	return databaseProductList.Call(ctx, c.line, NoParams{})
}

var databaseCreate = endpoint.Endpoint[DatabaseCreateRequest, DatabaseCreateResponse]{
	Name: "cndns.database.create", Path: "/database/CreateOdr.aspx",
	Title:  endpoint.Words{Zh: "数据库开通", En: "Buy and open a database"},
	Effect: endpoint.Buy, Doc: "五、2",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14001": endpoint.Invalid.Means("数据库名称非法", "illegal database name", "dbname"),
		"14002": endpoint.AlreadyDone.Means("数据库名称已被使用", "database name already used", "dbname"),
		"14003": endpoint.Invalid.Means("密码非法", "illegal password", "dbpassword"),
		"14004": endpoint.Invalid.Means("数据库类型非法", "illegal database type", "dbtype"),
		"14005": endpoint.Invalid.Means("数据库容量非法", "illegal database size", "dbsize"),
		"14006": endpoint.Invalid.Means("数据库所在地非法", "illegal database location", "location"),
		"14007": endpoint.Invalid.Means("购买年限非法", "illegal years", "years"),
		"14008": endpoint.Failed.Means("开通失败", "opening failed"),
	},
}

// DatabaseCreateRequest orders a database for 1 to 5 years. MySQL uses utf8 when Charset
// is empty.
type DatabaseCreateRequest struct {
	Name     string          `param:"dbname" rule:"required,len=6..13,pattern=alnum,pattern=letter-1st" zh:"数据库名称" en:"Database name"`
	Password endpoint.Secret `param:"dbpassword" rule:"required,len=6..16,pattern=alnum,pattern=letter-1st" zh:"数据库密码" en:"Database password"`
	DatabaseSpec
	Years   int    `param:"years" rule:"required,min=1,max=5" zh:"购买年限" en:"Years"`
	Charset string `param:"charset" rule:"empty@dbtype=3|4|5,enum=utf8|latin1|gbk|gb2312" zh:"字符集" en:"Character set"`
	Discounts
}

// DatabaseAccess is how a database is reached. Only a SQL Server has FTP.
type DatabaseAccess struct {
	Address     string          `answer:"dbaddr"`
	Name        string          `answer:"dbname,required"` // with the vendor's prefix; all other calls take this one
	Account     string          `answer:"dbaccount"`
	Password    endpoint.Secret `answer:"dbpassword"`
	FTPAddress  string          `answer:"ftpaddr"`
	FTPName     string          `answer:"ftpname"`
	FTPPassword endpoint.Secret `answer:"ftppassword"`
	BoughtAt    Time            `answer:"regtime"`
	ExpiresAt   Time            `answer:"expiretime"`
}

// DatabaseCreateResponse is the database that was bought.
type DatabaseCreateResponse struct {
	DatabaseAccess
	Charset string `answer:"charset"` // of MySQL
}

// DatabaseCreate buys a database and charges the balance. A second order under the same name
// meets 14002.
func (c *Client) DatabaseCreate(ctx context.Context, req DatabaseCreateRequest) (DatabaseCreateResponse, error) {
	return databaseCreate.Call(ctx, c.line, req)
}

var databaseRenew = endpoint.Endpoint[DatabaseRenewRequest, Nothing]{
	Name: "cndns.database.renew", Path: "/database/RenewDB.aspx",
	Title:  endpoint.Words{Zh: "数据库续费", En: "Renew a database"},
	Effect: endpoint.Buy, Doc: "五、3",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"10016": endpoint.Invalid.Means("续费年限非法", "illegal renewal years", "years"),
		"14113": endpoint.Failed.Means("续费失败", "renewal failed"),
	},
}

// DatabaseRenewRequest renews a database by 1 to 5 years.
type DatabaseRenewRequest struct {
	DBNamed
	Years int `param:"years" rule:"required,min=1,max=5" zh:"续费年限" en:"Renewal years"`
	Discounts
}

// DatabaseRenew renews a database and charges the balance; each sending renews again. A gift
// needs no renewal: it follows its host.
func (c *Client) DatabaseRenew(ctx context.Context, req DatabaseRenewRequest) error {
	return done(databaseRenew.Call(ctx, c.line, req))
}

var databaseUpgradeList = endpoint.Endpoint[DBNamed, DatabaseUpgradeListResponse]{
	Name: "cndns.database.upgrade_list", Path: "/database/getUpgradeList.aspx",
	Title:  endpoint.Words{Zh: "获取升级列表", En: "List possible upgrades of a database"},
	Effect: endpoint.Read, Doc: "五、4",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14112": endpoint.Missing.Means("获取升级列表失败。 提示: 请确认提交的数据库产品名称合法", "upgrade list failed, check the database name", "dbname"),
	},
}

// DatabaseUpgradeListResponse is what a database can become, in the units of an order.
type DatabaseUpgradeListResponse struct {
	Products []DatabaseProduct `answer:"."`
}

// DatabaseUpgradeList reads what a database can be upgraded to; none is no error.
func (c *Client) DatabaseUpgradeList(ctx context.Context, req DBNamed) (DatabaseUpgradeListResponse, error) {
	return databaseUpgradeList.Call(ctx, c.line, req)
}

var databaseUpgrade = endpoint.Endpoint[DatabaseUpgradeRequest, Nothing]{
	Name: "cndns.database.upgrade", Path: "/database/Upgrade.aspx",
	Title:  endpoint.Words{Zh: "产品升级", En: "Upgrade a database"},
	Effect: endpoint.Buy, Doc: "五、5",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14004": endpoint.Invalid.Means("产品类型非法", "illegal product type", "dbtype"),
		"14005": endpoint.Invalid.Means("产品容量非法", "illegal product size", "dbsize"),
		"14006": endpoint.Invalid.Means("产品主机所在地非法", "illegal product location", "location"),
		"14101": endpoint.Failed.Means("升级失败", "upgrade failed"),
	},
}

// DatabaseUpgradeRequest is an entry of the database's upgrade list.
type DatabaseUpgradeRequest struct {
	DBNamed
	DatabaseSpec
}

// DatabaseUpgrade makes a database a greater product and charges the difference.
func (c *Client) DatabaseUpgrade(ctx context.Context, req DatabaseUpgradeRequest) error {
	return done(databaseUpgrade.Call(ctx, c.line, req))
}
