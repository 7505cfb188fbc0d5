package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// bccCalls are the calls of "二十、百度云". Their failures are words without a code.
var bccCalls = []endpoint.Any{
	bccProductInfo,
	bccCreate,
	bccRenew,
	bccUpgrade,
	bccDetail,
	bccDiskBackup,
	bccDiskBackupDelete,
	bccDiskBackupRestore,
	bccShutdown,
	bccStart,
	bccRestart,
	bccDiskMount,
	bccDiskUnmount,
	bccRebuildSystemList,
	bccRebuild,
	bccModifyPassword,
	bccVNCURL,
}

var bccProductInfo = endpoint.Endpoint[NoParams, MachineOffersResponse]{
	Name: "cndns.bcc.product_info", Path: "/bcc/ProductInfo.aspx",
	Title:  endpoint.Words{Zh: "百度云可购配置", En: "Get Baidu cloud configuration options"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、百度云 1",
}

// BCCProductInfo reads what a host can be ordered with.
func (c *Client) BCCProductInfo(ctx context.Context) (MachineOffersResponse, error) {
	return bccProductInfo.Call(ctx, c.line, NoParams{})
}

var bccCreate = endpoint.Endpoint[BCCCreateRequest, MachineCreateResponse]{
	Name: "cndns.bcc.create", Path: "/bcc/CreateOrder.aspx",
	Title:  endpoint.Words{Zh: "购买百度云主机", En: "Buy a Baidu cloud host"},
	Effect: endpoint.Buy, FreeText: true, Doc: "二十、百度云 2",
}

// BCCCreateRequest orders a host for 1 to 9 months or 1 to 3 years; region and system come
// from the product info. Disks are such as "std1=1|ssd=1": ordinary (std1), fast (hp1) and SSD
// disks and how many units each has, 5 GB or, of SSD, 50 GB by the document's contradicting
// examples.
type BCCCreateRequest struct {
	Password  endpoint.Secret `param:"pass" rule:"required,len=8..32,pattern=signs-of-10" zh:"管理密码" en:"Management password"`
	CPU       int             `param:"cpucount" rule:"required,enum=1|2|4|8|12|16" zh:"CPU (核)" en:"CPU cores"`
	RAM       int             `param:"memory" rule:"required,enum=1|2|4|8@cpucount=1,enum=2|4|8|12@cpucount=2,enum=4|8|12|16|32@cpucount=4,enum=8|12|16|24|32|64@cpucount=8,enum=12|16|24|32|48|64@cpucount=12,enum=16|24|32|48|64@cpucount=16" zh:"内存 (GB)" en:"Memory (GB)"`
	Disks     string          `param:"cdsstr" rule:"required,amounts=std1|hp1|ssd:1.." zh:"云磁盘 (类型=倍数)" en:"Disks (type=units)"`
	Bandwidth int             `param:"flow" rule:"required,min=1,max=200" zh:"带宽 (Mbps)" en:"Bandwidth (Mbps)"`
	Region    string          `param:"location" rule:"required,no-space" zh:"地域 ID" en:"Region ID"`
	SystemID  string          `param:"systemid" rule:"required,no-space" zh:"操作系统 ID" en:"System ID"`
	Count     int             `param:"term" rule:"required,min=1,max=9@termtype=2,max=3@termtype=5" zh:"购买时长" en:"Length"`
	TimeUnit  TimeUnit        `param:"termtype" rule:"required,enum=2|5" zh:"时长类型" en:"Time unit"`
	Tickets
}

// BCCCreate buys a host and charges the balance; every sending buys another.
func (c *Client) BCCCreate(ctx context.Context, req BCCCreateRequest) (MachineCreateResponse, error) {
	return bccCreate.Call(ctx, c.line, req)
}

var bccRenew = endpoint.Endpoint[BCCRenewRequest, Nothing]{
	Name: "cndns.bcc.renew", Path: "/bcc/RenewOrder.aspx",
	Title:  endpoint.Words{Zh: "百度云主机续费", En: "Renew a Baidu cloud host"},
	Effect: endpoint.Buy, FreeText: true, Doc: "二十、百度云 3",
}

// BCCRenewRequest renews a host by 1 to 9 months or 1 to 3 years.
type BCCRenewRequest struct {
	MachineNamed
	Count    int      `param:"term" rule:"required,min=1,max=9@termtype=2,max=3@termtype=5" zh:"购买时长" en:"Length"`
	TimeUnit TimeUnit `param:"termtype" rule:"required,enum=2|5" zh:"时长类型" en:"Time unit"`
	Tickets
}

// BCCRenew renews a host and charges the balance; each sending renews again.
func (c *Client) BCCRenew(ctx context.Context, req BCCRenewRequest) error {
	return done(bccRenew.Call(ctx, c.line, req))
}

var bccUpgrade = endpoint.Endpoint[BCCUpgradeRequest, Nothing]{
	Name: "cndns.bcc.upgrade", Path: "/bcc/UpgradeOrder.aspx",
	Title:  endpoint.Words{Zh: "百度云主机升级", En: "Upgrade a Baidu cloud host"},
	Effect: endpoint.Buy, FreeText: true, Doc: "二十、百度云 4",
}

// BCCUpgradeKind is what an upgrade enlarges.
type BCCUpgradeKind string

// The upgrades.
const (
	BCCUpgradeMachine   BCCUpgradeKind = "1"
	BCCUpgradeDisk      BCCUpgradeKind = "2"
	BCCUpgradeBandwidth BCCUpgradeKind = "3"
)

// BCCUpgradeRequest enlarges a host. By is, for BCCUpgradeMachine, cores and GB to add, such as
// "1:0", after which both must be a pair that an order may have; for BCCUpgradeDisk the disk's
// ID and the units to add, such as "12223:2"; for BCCUpgradeBandwidth Mbps.
type BCCUpgradeRequest struct {
	MachineNamed
	Kind BCCUpgradeKind `param:"upgtype" rule:"required,enum=1|2|3" zh:"升级类型 (1 CPU 内存, 2 磁盘, 3 带宽)" en:"Kind: 1 CPU and memory, 2 disk, 3 bandwidth"`
	By   string         `param:"upgstr" rule:"required,pattern=two-numbers@upgtype=1,pattern=id-number@upgtype=2,pattern=digits@upgtype=3,not=0@upgtype=3" zh:"升级信息" en:"What to add"`
	Tickets
}

// BCCUpgrade enlarges a host, which is charged; every sending enlarges it again.
func (c *Client) BCCUpgrade(ctx context.Context, req BCCUpgradeRequest) error {
	return done(bccUpgrade.Call(ctx, c.line, req))
}

var bccDetail = endpoint.Endpoint[MachineNamed, MachineDetailResponse]{
	Name: "cndns.bcc.detail", Path: "/bcc/OrderDetails.aspx",
	Title:  endpoint.Words{Zh: "百度云主机详情", En: "Get Baidu cloud host details"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、百度云 5",
}

// BCCDetail reads a host, its password included.
func (c *Client) BCCDetail(ctx context.Context, req MachineNamed) (MachineDetailResponse, error) {
	return bccDetail.Call(ctx, c.line, req)
}

var bccDiskBackup = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.bcc.disk_backup", Path: "/bcc/Backups.aspx",
	Title:  endpoint.Words{Zh: "磁盘数据备份", En: "Back up a disk (Baidu cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、百度云 6",
}

// BCCDiskBackup backs up a disk.
func (c *Client) BCCDiskBackup(ctx context.Context, req MachineDisk) error {
	return done(bccDiskBackup.Call(ctx, c.line, req))
}

var bccDiskBackupDelete = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.bcc.disk_backup_delete", Path: "/bcc/DeleteBackups.aspx",
	Title:  endpoint.Words{Zh: "删除磁盘数据备份", En: "Delete the backup of a disk (Baidu cloud)"},
	Effect: endpoint.Destroy, FreeText: true, Doc: "二十、百度云 7",
}

// BCCDiskBackupDelete deletes the backup of a disk.
func (c *Client) BCCDiskBackupDelete(ctx context.Context, req MachineDisk) error {
	return done(bccDiskBackupDelete.Call(ctx, c.line, req))
}

var bccDiskBackupRestore = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.bcc.disk_backup_restore", Path: "/bcc/RestoreBackups.aspx",
	Title:  endpoint.Words{Zh: "还原磁盘数据备份", En: "Restore the backup of a disk (Baidu cloud)"},
	Effect: endpoint.Destroy, FreeText: true, Doc: "二十、百度云 8",
}

// BCCDiskBackupRestore writes a disk's backup over what is on the disk.
func (c *Client) BCCDiskBackupRestore(ctx context.Context, req MachineDisk) error {
	return done(bccDiskBackupRestore.Call(ctx, c.line, req))
}

var bccShutdown = endpoint.Endpoint[MachineNamed, Nothing]{
	Name: "cndns.bcc.shutdown", Path: "/bcc/Shutdown.aspx",
	Title:  endpoint.Words{Zh: "关机", En: "Shut down a host (Baidu cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、百度云 9",
}

// BCCShutdown shuts a host down. No call tells whether a host is on.
func (c *Client) BCCShutdown(ctx context.Context, req MachineNamed) error {
	return done(bccShutdown.Call(ctx, c.line, req))
}

var bccStart = endpoint.Endpoint[MachineNamed, Nothing]{
	Name: "cndns.bcc.start", Path: "/bcc/Startingup.aspx",
	Title:  endpoint.Words{Zh: "开机", En: "Start a host (Baidu cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、百度云 10",
}

// BCCStart starts a host.
func (c *Client) BCCStart(ctx context.Context, req MachineNamed) error {
	return done(bccStart.Call(ctx, c.line, req))
}

var bccRestart = endpoint.Endpoint[MachineNamed, Nothing]{
	Name: "cndns.bcc.restart", Path: "/bcc/Restart.aspx",
	Title:  endpoint.Words{Zh: "重启", En: "Restart a host (Baidu cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、百度云 11",
}

// BCCRestart restarts a host.
func (c *Client) BCCRestart(ctx context.Context, req MachineNamed) error {
	return done(bccRestart.Call(ctx, c.line, req))
}

var bccDiskMount = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.bcc.disk_mount", Path: "/bcc/Mount.aspx",
	Title:  endpoint.Words{Zh: "挂载磁盘", En: "Mount a disk (Baidu cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、百度云 12",
}

// BCCDiskMount mounts a disk at its host. The disk is in the document's example only.
func (c *Client) BCCDiskMount(ctx context.Context, req MachineDisk) error {
	return done(bccDiskMount.Call(ctx, c.line, req))
}

var bccDiskUnmount = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.bcc.disk_unmount", Path: "/bcc/Uninstall.aspx",
	Title:  endpoint.Words{Zh: "卸载磁盘", En: "Unmount a disk (Baidu cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、百度云 13",
}

// BCCDiskUnmount takes a disk from its host; its data stays. The disk is in the document's
// example only.
func (c *Client) BCCDiskUnmount(ctx context.Context, req MachineDisk) error {
	return done(bccDiskUnmount.Call(ctx, c.line, req))
}

var bccRebuildSystemList = endpoint.Endpoint[MachineNamed, MachineSystemsResponse]{
	Name: "cndns.bcc.rebuild_system_list", Path: "/bcc/RebuildSystemList.aspx",
	Title:  endpoint.Words{Zh: "重装系统列表", En: "List systems for a rebuild (Baidu cloud)"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、百度云 14",
}

// BCCRebuildSystemList lists the systems a host can be rebuilt with.
func (c *Client) BCCRebuildSystemList(ctx context.Context, req MachineNamed) (MachineSystemsResponse, error) {
	return bccRebuildSystemList.Call(ctx, c.line, req)
}

var bccRebuild = endpoint.Endpoint[MachineRebuildRequest, Nothing]{
	Name: "cndns.bcc.rebuild", Path: "/bcc/RebuildSystem.aspx",
	Title:  endpoint.Words{Zh: "重装系统", En: "Rebuild (reinstall) a host (Baidu cloud)"},
	Effect: endpoint.Destroy, FreeText: true, Doc: "二十、百度云 15",
}

// BCCRebuild erases a host and installs another system.
func (c *Client) BCCRebuild(ctx context.Context, req MachineRebuildRequest) error {
	return done(bccRebuild.Call(ctx, c.line, req))
}

var bccModifyPassword = endpoint.Endpoint[BCCPasswordRequest, Nothing]{
	Name: "cndns.bcc.modify_password", Path: "/bcc/ModifyPassword.aspx",
	Title:  endpoint.Words{Zh: "修改系统密码", En: "Change the system password (Baidu cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、百度云 16",
}

// BCCPasswordRequest sets the system password; its rules are those of the order.
type BCCPasswordRequest struct {
	MachineNamed
	Password endpoint.Secret `param:"pass" rule:"required,len=8..32,pattern=signs-of-10" zh:"新系统密码" en:"New system password"`
}

// BCCModifyPassword sets the system password.
func (c *Client) BCCModifyPassword(ctx context.Context, req BCCPasswordRequest) error {
	return done(bccModifyPassword.Call(ctx, c.line, req))
}

var bccVNCURL = endpoint.Endpoint[MachineNamed, MachineConsoleResponse]{
	Name: "cndns.bcc.vnc_url", Path: "/bcc/GetVncUrl.aspx",
	Title:  endpoint.Words{Zh: "远程连接地址", En: "Get the remote console URL (Baidu cloud)"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、百度云 17",
}

// BCCVNCURL obtains the address of a host's console: keep it nowhere.
func (c *Client) BCCVNCURL(ctx context.Context, req MachineNamed) (MachineConsoleResponse, error) {
	return bccVNCURL.Call(ctx, c.line, req)
}
