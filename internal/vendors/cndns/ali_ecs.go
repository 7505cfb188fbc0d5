package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// aliECSCalls are the calls of "二十、阿里云". Their failures are words without a code.
var aliECSCalls = []endpoint.Any{
	aliECSProductInfo,
	aliECSCreate,
	aliECSRenew,
	aliECSDetail,
	aliECSDiskBackup,
	aliECSDiskBackupDelete,
	aliECSDiskBackupRestore,
	aliECSShutdown,
	aliECSStart,
	aliECSRestart,
	aliECSDiskMount,
	aliECSDiskUnmount,
	aliECSRebuildSystemList,
	aliECSRebuild,
	aliECSModifyPassword,
	aliECSVNCURL,
}

var aliECSProductInfo = endpoint.Endpoint[NoParams, MachineOffersResponse]{
	Name: "cndns.ali_ecs.product_info", Path: "/ali/ProductInfo.aspx",
	Title:  endpoint.Words{Zh: "阿里云可购配置", En: "Get Alibaba cloud configuration options"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、阿里云 1",
}

// AliECSProductInfo reads what a host can be ordered with.
func (c *Client) AliECSProductInfo(ctx context.Context) (MachineOffersResponse, error) {
	return aliECSProductInfo.Call(ctx, c.line, NoParams{})
}

var aliECSCreate = endpoint.Endpoint[AliECSCreateRequest, MachineCreateResponse]{
	Name: "cndns.ali_ecs.create", Path: "/ali/CreateOrder.aspx",
	Title:  endpoint.Words{Zh: "购买阿里云主机", En: "Buy an Alibaba cloud host"},
	Effect: endpoint.Buy, FreeText: true, Doc: "二十、阿里云 2",
}

// AliECSCreateRequest orders a host for 1 to 9 months or 1 to 2 years; instance, region and
// system come from the product info. Disks are such as "eff=40|ssd=50": efficient (eff) and
// SSD disks in GB, the system's first.
type AliECSCreateRequest struct {
	Password     endpoint.Secret `param:"pass" rule:"required,len=8..32,pattern=signs-of-8" zh:"管理密码" en:"Management password"`
	InstanceType string          `param:"slcns" rule:"required,no-space" zh:"实例类型" en:"Instance type"`
	InstanceID   string          `param:"slid" rule:"required,no-space" zh:"实例核心编号" en:"Instance core number"`
	Disks        string          `param:"cdsstr" rule:"required,amounts=eff|ssd:40..32768" zh:"磁盘 (类型=GB)" en:"Disks (type=GB)"`
	Bandwidth    int             `param:"flow" rule:"required,min=1,max=100" zh:"带宽 (Mbps)" en:"Bandwidth (Mbps)"`
	Region       string          `param:"location" rule:"required,no-space" zh:"地域 ID" en:"Region ID"`
	SystemID     string          `param:"systemid" rule:"required,no-space" zh:"操作系统 ID" en:"System ID"`
	Count        int             `param:"term" rule:"required,min=1,max=9@termtype=2,max=2@termtype=5" zh:"购买时长" en:"Length"`
	TimeUnit     TimeUnit        `param:"termtype" rule:"required,enum=2|5" zh:"时长类型" en:"Time unit"`
	Tickets
}

// AliECSCreate buys a host and charges the balance; every sending buys another.
func (c *Client) AliECSCreate(ctx context.Context, req AliECSCreateRequest) (MachineCreateResponse, error) {
	return aliECSCreate.Call(ctx, c.line, req)
}

var aliECSRenew = endpoint.Endpoint[AliECSRenewRequest, Nothing]{
	Name: "cndns.ali_ecs.renew", Path: "/ali/RenewOrder.aspx",
	Title:  endpoint.Words{Zh: "阿里云主机续费", En: "Renew an Alibaba cloud host"},
	Effect: endpoint.Buy, FreeText: true, Doc: "二十、阿里云 3",
}

// AliECSRenewRequest renews a host by 1 to 9 months or 1 to 2 years.
type AliECSRenewRequest struct {
	MachineNamed
	Count    int      `param:"term" rule:"required,min=1,max=9@termtype=2,max=2@termtype=5" zh:"购买时长" en:"Length"`
	TimeUnit TimeUnit `param:"termtype" rule:"required,enum=2|5" zh:"时长类型" en:"Time unit"`
	Tickets
}

// AliECSRenew renews a host and charges the balance; each sending renews again.
func (c *Client) AliECSRenew(ctx context.Context, req AliECSRenewRequest) error {
	return done(aliECSRenew.Call(ctx, c.line, req))
}

var aliECSDetail = endpoint.Endpoint[MachineNamed, MachineDetailResponse]{
	Name: "cndns.ali_ecs.detail", Path: "/ali/OrderDetails.aspx",
	Title:  endpoint.Words{Zh: "阿里云主机详情", En: "Get Alibaba cloud host details"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、阿里云 4",
}

// AliECSDetail reads a host, its password included.
func (c *Client) AliECSDetail(ctx context.Context, req MachineNamed) (MachineDetailResponse, error) {
	return aliECSDetail.Call(ctx, c.line, req)
}

var aliECSDiskBackup = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.ali_ecs.disk_backup", Path: "/ali/Backups.aspx",
	Title:  endpoint.Words{Zh: "磁盘数据备份", En: "Back up a disk (Alibaba cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、阿里云 5",
}

// AliECSDiskBackup backs up a disk.
func (c *Client) AliECSDiskBackup(ctx context.Context, req MachineDisk) error {
	return done(aliECSDiskBackup.Call(ctx, c.line, req))
}

var aliECSDiskBackupDelete = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.ali_ecs.disk_backup_delete", Path: "/ali/DeleteBackups.aspx",
	Title:  endpoint.Words{Zh: "删除磁盘数据备份", En: "Delete the backup of a disk (Alibaba cloud)"},
	Effect: endpoint.Destroy, FreeText: true, Doc: "二十、阿里云 6",
}

// AliECSDiskBackupDelete deletes the backup of a disk.
func (c *Client) AliECSDiskBackupDelete(ctx context.Context, req MachineDisk) error {
	return done(aliECSDiskBackupDelete.Call(ctx, c.line, req))
}

var aliECSDiskBackupRestore = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.ali_ecs.disk_backup_restore", Path: "/ali/RestoreBackups.aspx",
	Title:  endpoint.Words{Zh: "还原磁盘数据备份", En: "Restore the backup of a disk (Alibaba cloud)"},
	Effect: endpoint.Destroy, FreeText: true, Doc: "二十、阿里云 7",
}

// AliECSDiskBackupRestore writes a disk's backup over what is on the disk.
func (c *Client) AliECSDiskBackupRestore(ctx context.Context, req MachineDisk) error {
	return done(aliECSDiskBackupRestore.Call(ctx, c.line, req))
}

var aliECSShutdown = endpoint.Endpoint[MachineNamed, Nothing]{
	Name: "cndns.ali_ecs.shutdown", Path: "/ali/Shutdown.aspx",
	Title:  endpoint.Words{Zh: "关机", En: "Shut down a host (Alibaba cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、阿里云 8",
}

// AliECSShutdown shuts a host down. No call tells whether a host is on.
func (c *Client) AliECSShutdown(ctx context.Context, req MachineNamed) error {
	return done(aliECSShutdown.Call(ctx, c.line, req))
}

var aliECSStart = endpoint.Endpoint[MachineNamed, Nothing]{
	Name: "cndns.ali_ecs.start", Path: "/ali/Startingup.aspx",
	Title:  endpoint.Words{Zh: "开机", En: "Start a host (Alibaba cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、阿里云 9",
}

// AliECSStart starts a host.
func (c *Client) AliECSStart(ctx context.Context, req MachineNamed) error {
	return done(aliECSStart.Call(ctx, c.line, req))
}

var aliECSRestart = endpoint.Endpoint[MachineNamed, Nothing]{
	Name: "cndns.ali_ecs.restart", Path: "/ali/Restart.aspx",
	Title:  endpoint.Words{Zh: "重启", En: "Restart a host (Alibaba cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、阿里云 10",
}

// AliECSRestart restarts a host.
func (c *Client) AliECSRestart(ctx context.Context, req MachineNamed) error {
	return done(aliECSRestart.Call(ctx, c.line, req))
}

var aliECSDiskMount = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.ali_ecs.disk_mount", Path: "/ali/Mount.aspx",
	Title:  endpoint.Words{Zh: "挂载磁盘", En: "Mount a disk (Alibaba cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、阿里云 11",
}

// AliECSDiskMount mounts a disk at its host. The disk is in the document's example only.
func (c *Client) AliECSDiskMount(ctx context.Context, req MachineDisk) error {
	return done(aliECSDiskMount.Call(ctx, c.line, req))
}

var aliECSDiskUnmount = endpoint.Endpoint[MachineDisk, Nothing]{
	Name: "cndns.ali_ecs.disk_unmount", Path: "/ali/Uninstall.aspx",
	Title:  endpoint.Words{Zh: "卸载磁盘", En: "Unmount a disk (Alibaba cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、阿里云 12",
}

// AliECSDiskUnmount takes a disk from its host; its data stays. The disk is in the document's
// example only.
func (c *Client) AliECSDiskUnmount(ctx context.Context, req MachineDisk) error {
	return done(aliECSDiskUnmount.Call(ctx, c.line, req))
}

var aliECSRebuildSystemList = endpoint.Endpoint[MachineNamed, MachineSystemsResponse]{
	Name: "cndns.ali_ecs.rebuild_system_list", Path: "/ali/RebuildSystemList.aspx",
	Title:  endpoint.Words{Zh: "重装系统列表", En: "List systems for a rebuild (Alibaba cloud)"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、阿里云 13",
}

// AliECSRebuildSystemList lists the systems a host can be rebuilt with.
func (c *Client) AliECSRebuildSystemList(ctx context.Context, req MachineNamed) (MachineSystemsResponse, error) {
	return aliECSRebuildSystemList.Call(ctx, c.line, req)
}

var aliECSRebuild = endpoint.Endpoint[MachineRebuildRequest, Nothing]{
	Name: "cndns.ali_ecs.rebuild", Path: "/ali/RebuildSystem.aspx",
	Title:  endpoint.Words{Zh: "重装系统", En: "Rebuild (reinstall) a host (Alibaba cloud)"},
	Effect: endpoint.Destroy, FreeText: true, Doc: "二十、阿里云 14",
}

// AliECSRebuild erases a host and installs another system.
func (c *Client) AliECSRebuild(ctx context.Context, req MachineRebuildRequest) error {
	return done(aliECSRebuild.Call(ctx, c.line, req))
}

var aliECSModifyPassword = endpoint.Endpoint[AliECSPasswordRequest, Nothing]{
	Name: "cndns.ali_ecs.modify_password", Path: "/ali/ModifyPassword.aspx",
	Title:  endpoint.Words{Zh: "修改系统密码", En: "Change the system password (Alibaba cloud)"},
	Effect: endpoint.Set, FreeText: true, Doc: "二十、阿里云 15",
}

// AliECSPasswordRequest sets the system password; its rules are those of the order.
type AliECSPasswordRequest struct {
	MachineNamed
	Password endpoint.Secret `param:"pass" rule:"required,len=8..32,pattern=signs-of-8" zh:"新系统密码" en:"New system password"`
}

// AliECSModifyPassword sets the system password.
func (c *Client) AliECSModifyPassword(ctx context.Context, req AliECSPasswordRequest) error {
	return done(aliECSModifyPassword.Call(ctx, c.line, req))
}

var aliECSVNCURL = endpoint.Endpoint[MachineNamed, MachineConsoleResponse]{
	Name: "cndns.ali_ecs.vnc_url", Path: "/ali/GetVncUrl.aspx",
	Title:  endpoint.Words{Zh: "远程连接地址", En: "Get the remote console URL (Alibaba cloud)"},
	Effect: endpoint.Read, FreeText: true, Doc: "二十、阿里云 16",
}

// AliECSVNCURL obtains the address of a host's console: keep it nowhere.
func (c *Client) AliECSVNCURL(ctx context.Context, req MachineNamed) (MachineConsoleResponse, error) {
	return aliECSVNCURL.Call(ctx, c.line, req)
}
