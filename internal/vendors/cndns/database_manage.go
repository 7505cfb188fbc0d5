package cndns

import (
	"context"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// A database that is there: "五、数据库", 6 to 15.

var databaseSize = endpoint.Endpoint[DatabaseSizeRequest, DatabaseSizeResponse]{
	Name: "cndns.database.size", Path: "/database/DBSize.aspx",
	Title:  endpoint.Words{Zh: "获取数据库容量信息", En: "Get database capacity"},
	Effect: endpoint.Read, Doc: "五、6",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"10020": endpoint.Invalid.Means("操作选项非法", "illegal operation option", "operation"),
	},
}

// DatabaseSizeRequest asks for one of a database's sizes.
type DatabaseSizeRequest struct {
	DBNamed
	Kind SizeKind `param:"operation" rule:"required,enum=1|2" zh:"容量类型" en:"Which size"`
}

// DatabaseSizeResponse is the size, presumably in MB; neither the unit nor whether it has
// decimals is documented.
type DatabaseSizeResponse struct {
	Size string `answer:".,required"`
}

// DatabaseSize reads how large a database is or how much of it is used.
func (c *Client) DatabaseSize(ctx context.Context, req DatabaseSizeRequest) (DatabaseSizeResponse, error) {
	return databaseSize.Call(ctx, c.line, req)
}

var databaseSetState = endpoint.Endpoint[DatabaseSetStateRequest, Nothing]{
	Name: "cndns.database.set_state", Path: "/database/ModifyDBState.aspx",
	Title:  endpoint.Words{Zh: "数据库运行状态修改", En: "Pause or resume a database"},
	Effect: endpoint.Set, Doc: "五、7",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14102": endpoint.Invalid.Means("运行状态值非法", "illegal running state value", "dbstate"),
		"14103": endpoint.Failed.Means("修改状态失败", "state change failed"),
	},
}

// DatabaseSetStateRequest says whether a database runs.
type DatabaseSetStateRequest struct {
	DBNamed
	State RunSwitch `param:"dbstate" rule:"required,enum=1|2" zh:"运行状态" en:"State"`
}

// DatabaseSetState pauses or resumes a database; a second sending changes nothing.
func (c *Client) DatabaseSetState(ctx context.Context, req DatabaseSetStateRequest) error {
	return done(databaseSetState.Call(ctx, c.line, req))
}

var databaseModifyPassword = endpoint.Endpoint[DatabaseModifyPasswordRequest, Nothing]{
	Name: "cndns.database.modify_password", Path: "/database/ModifyDBPass.aspx",
	Title:  endpoint.Words{Zh: "数据库登录密码修改", En: "Change the database password"},
	Effect: endpoint.Set, Doc: "五、8",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14104": endpoint.Invalid.Means("密码非法", "illegal password", "dbpassword"),
		"14105": endpoint.Failed.Means("修改密码失败", "password change failed"),
	},
}

// DatabaseModifyPasswordRequest sets the password of the database's account.
type DatabaseModifyPasswordRequest struct {
	DBNamed
	Password endpoint.Secret `param:"dbpassword" rule:"required,len=6..16,pattern=alnum,pattern=letter-1st" zh:"数据库密码" en:"New database password"`
}

// DatabaseModifyPassword sets the password of the database's account.
func (c *Client) DatabaseModifyPassword(ctx context.Context, req DatabaseModifyPasswordRequest) error {
	return done(databaseModifyPassword.Call(ctx, c.line, req))
}

var databaseModifyFTPPassword = endpoint.Endpoint[DatabaseModifyFTPPasswordRequest, Nothing]{
	Name: "cndns.database.modify_ftp_password", Path: "/database/ModifyFTPPass.aspx",
	Title:  endpoint.Words{Zh: "数据库 FTP 密码修改", En: "Change the database FTP password"},
	Effect: endpoint.Set, Doc: "五、9",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"10018": endpoint.Conflict.Means("该主机无此功能", "product lacks this function"),
		"14106": endpoint.Failed.Means("修改 FTP 密码失败", "FTP password change failed"),
	},
}

// DatabaseModifyFTPPasswordRequest sets the FTP password; the document gives no rule for it.
type DatabaseModifyFTPPasswordRequest struct {
	DBNamed
	Password endpoint.Secret `param:"ftppassword" rule:"required,no-space" zh:"FTP 密码" en:"New FTP password"`
}

// DatabaseModifyFTPPassword sets the FTP password of a SQL Server database; MySQL has no FTP
// and meets 10018.
func (c *Client) DatabaseModifyFTPPassword(ctx context.Context, req DatabaseModifyFTPPasswordRequest) error {
	return done(databaseModifyFTPPassword.Call(ctx, c.line, req))
}

// DatabaseBackupRequest names one of a database's five backups.
type DatabaseBackupRequest struct {
	DBNamed
	Number int `param:"backupnumber" rule:"required,min=1,max=5" zh:"备份编号" en:"Backup number"`
}

var databaseBackup = endpoint.Endpoint[DatabaseBackupRequest, Nothing]{
	Name: "cndns.database.backup", Path: "/database/Backup.aspx",
	Title:  endpoint.Words{Zh: "数据库备份", En: "Back up a database"},
	Effect: endpoint.Destroy, Doc: "五、10",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14107": endpoint.Invalid.Means("备份文件编号非法", "illegal backup number", "backupnumber"),
		"10018": endpoint.Conflict.Means("该主机无此功能", "product lacks this function"),
		"14108": endpoint.Failed.Means("数据库备份失败", "database backup failed"),
	},
}

// DatabaseBackup saves a database, presumably over an older backup of the same number.
func (c *Client) DatabaseBackup(ctx context.Context, req DatabaseBackupRequest) error {
	return done(databaseBackup.Call(ctx, c.line, req))
}

var databaseRestore = endpoint.Endpoint[DatabaseBackupRequest, Nothing]{
	Name: "cndns.database.restore", Path: "/database/Restore.aspx",
	Title:  endpoint.Words{Zh: "数据库还原", En: "Restore a database"},
	Effect: endpoint.Destroy, Doc: "五、11",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14109": endpoint.Invalid.Means("还原文件编号非法", "illegal restore number", "backupnumber"),
		"10018": endpoint.Conflict.Means("该主机无此功能", "product lacks this function"),
		"14110": endpoint.Failed.Means("数据库还原失败", "database restore failed"),
	},
}

// DatabaseRestore writes a backup over the live data.
func (c *Client) DatabaseRestore(ctx context.Context, req DatabaseBackupRequest) error {
	return done(databaseRestore.Call(ctx, c.line, req))
}

var databaseDeleteBackup = endpoint.Endpoint[DatabaseBackupRequest, Nothing]{
	Name: "cndns.database.delete_backup", Path: "/database/delBackupFile.aspx",
	Title:  endpoint.Words{Zh: "删除备份文件", En: "Delete a backup file"},
	Effect: endpoint.Destroy, Doc: "五、12",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14107": endpoint.Invalid.Means("备份文件编号非法", "illegal backup number", "backupnumber"),
		"10018": endpoint.Conflict.Means("该主机无此功能", "product lacks this function"),
		"14111": endpoint.Failed.Means("数据库备份文件删除失败", "backup deletion failed"),
	},
}

// DatabaseDeleteBackup deletes a backup.
func (c *Client) DatabaseDeleteBackup(ctx context.Context, req DatabaseBackupRequest) error {
	return done(databaseDeleteBackup.Call(ctx, c.line, req))
}

var databaseDetail = endpoint.Endpoint[DBNamed, DatabaseDetailResponse]{
	Name: "cndns.database.detail", Path: "/database/DBDetail.aspx",
	Title:  endpoint.Words{Zh: "数据库明细", En: "Get database details"},
	Effect: endpoint.Read, Doc: "五、13",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"10019": endpoint.Missing.Means("产品不在代理商名下", "product does not belong to the reseller", "dbname"),
	},
}

// DatabaseDetailResponse is a database. The document's example has no character set.
type DatabaseDetailResponse struct {
	DatabaseAccess
	Type     DBType `answer:"dbtype"`
	SizeMB   int    `answer:"dbsize"` // an order writes it in units of 50 MB
	Location string `answer:"location"`
	LineType string `answer:"linetype"`
	Host     string `answer:"belongtohost"` // whose gift it is
	Charset  string `answer:"charset"`      // of MySQL
}

// DatabaseDetail reads a database. Reading one that was bought on the vendor's site brings it
// under the interface.
func (c *Client) DatabaseDetail(ctx context.Context, req DBNamed) (DatabaseDetailResponse, error) {
	return databaseDetail.Call(ctx, c.line, req)
}

var databaseIsGift = endpoint.Endpoint[DBNamed, DatabaseIsGiftResponse]{
	Name: "cndns.database.is_gift", Path: "/database/isPresent.aspx",
	Title:  endpoint.Words{Zh: "数据库是否隶属于赠品", En: "Whether a database is a gift"},
	Effect: endpoint.Read, Doc: "五、14",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
	},
}

// DatabaseIsGiftResponse is Y for a gift and N for a database that was bought. An empty
// answer is neither.
type DatabaseIsGiftResponse struct {
	Answer string `answer:".,required"`
}

// Gift tells whether the database came free with a host and is renewed with it.
func (r DatabaseIsGiftResponse) Gift() bool { return strings.EqualFold(r.Answer, "Y") }

// DatabaseIsGift asks whether a database came free with a host.
func (c *Client) DatabaseIsGift(ctx context.Context, req DBNamed) (DatabaseIsGiftResponse, error) {
	return databaseIsGift.Call(ctx, c.line, req)
}

var databaseSetCharset = endpoint.Endpoint[DatabaseSetCharsetRequest, Nothing]{
	Name: "cndns.database.set_charset", Path: "/database/SetCharset.aspx",
	Title:  endpoint.Words{Zh: "设置 MySQL 字符集", En: "Set the MySQL character set"},
	Effect: endpoint.Set, Doc: "五、15",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("数据库名称为空", "database name is empty", "dbname"),
		"14114": endpoint.Conflict.Means("非 MySQL 数据库无法设置字符集", "not MySQL: character set cannot be set"),
		"14115": endpoint.Failed.Means("字符集设置失败", "setting the character set failed"),
	},
}

// DatabaseSetCharsetRequest sets the character set of a MySQL database.
type DatabaseSetCharsetRequest struct {
	DBNamed
	Charset string `param:"charset" rule:"required,enum=utf8|gbk|gb2312|latin1" zh:"字符集" en:"Character set"`
}

// DatabaseSetCharset sets the character set of a MySQL database; others meet 14114.
func (c *Client) DatabaseSetCharset(ctx context.Context, req DatabaseSetCharsetRequest) error {
	return done(databaseSetCharset.Call(ctx, c.line, req))
}
