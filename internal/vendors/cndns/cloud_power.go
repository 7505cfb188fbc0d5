package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

var cloudState = endpoint.Endpoint[Named, CloudStateResponse]{
	Name: "cndns.cloud.state", Title: endpoint.Words{Zh: "获取主机运行状态", En: "Get the running state of a cloud host"},
	Path:   "/cloud/getsvrStt.aspx",
	Effect: endpoint.Read, Slow: true, Doc: "八、6",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
	},
}

// CloudStateResponse is the running state of a host.
type CloudStateResponse struct {
	State CloudState `answer:".,required"`
}

// CloudState reads the running state; CloudFault means ask again.
func (c *Client) CloudState(ctx context.Context, req Named) (CloudStateResponse, error) {
	return cloudState.Call(ctx, c.line, req)
}

var cloudRestart = endpoint.Endpoint[Named, Nothing]{
	Name: "cndns.cloud.restart", Title: endpoint.Words{Zh: "软重启", En: "Soft-restart a cloud host"},
	Path:   "/cloud/RestartCloud.aspx",
	Effect: endpoint.Set, Slow: true, Doc: "八、7",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17108": endpoint.Conflict.Means("主机非运行态无法重启", "host is not running, cannot restart"),
		"17109": endpoint.Failed.Means("主机重启失败", "restart failed"),
	},
}

// CloudRestart restarts a running host softly.
func (c *Client) CloudRestart(ctx context.Context, req Named) error {
	return done(cloudRestart.Call(ctx, c.line, req))
}

var cloudShutdown = endpoint.Endpoint[Named, Nothing]{
	Name: "cndns.cloud.shutdown", Title: endpoint.Words{Zh: "软关机", En: "Soft-shut down a cloud host"},
	Path:   "/cloud/shutdown.aspx",
	Effect: endpoint.Set, Slow: true, Doc: "八、8",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17108": endpoint.Conflict.Means("主机非运行态无法重启", "host is not running, cannot restart"),
		"17110": endpoint.Failed.Means("主机参数获取失败", "failed to read the host parameters"),
		"17111": endpoint.Conflict.Means("主机非运行态无法关机", "host is not running, cannot shut down"),
		"17112": endpoint.Failed.Means("主机关机失败", "shutdown failed"),
	},
}

// CloudShutdown shuts a running host down softly.
func (c *Client) CloudShutdown(ctx context.Context, req Named) error {
	return done(cloudShutdown.Call(ctx, c.line, req))
}

var cloudPowerOff = endpoint.Endpoint[Named, Nothing]{
	Name: "cndns.cloud.power_off", Title: endpoint.Words{Zh: "关闭电源", En: "Cut the power of a cloud host"},
	Path:   "/cloud/poweroff.aspx",
	Effect: endpoint.Destroy, Slow: true, Doc: "八、9",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17115": endpoint.AlreadyDone.Means("主机已关机无法再关闭", "host already off"),
		"17116": endpoint.Failed.Means("主机关闭电源失败", "power-off failed"),
	},
}

// CloudPowerOff cuts the power; unsaved data can be lost.
func (c *Client) CloudPowerOff(ctx context.Context, req Named) error {
	return done(cloudPowerOff.Call(ctx, c.line, req))
}

var cloudStart = endpoint.Endpoint[Named, Nothing]{
	Name: "cndns.cloud.start", Title: endpoint.Words{Zh: "开机", En: "Start a cloud host"},
	Path:   "/cloud/starthost.aspx",
	Effect: endpoint.Set, Slow: true, Doc: "八、10",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17113": endpoint.Conflict.Means("主机非关机状态无法开机", "host is not off, cannot start"),
		"17114": endpoint.Failed.Means("主机开机失败", "start failed"),
	},
}

// CloudStart starts a host that is shut down.
func (c *Client) CloudStart(ctx context.Context, req Named) error {
	return done(cloudStart.Call(ctx, c.line, req))
}

var cloudSnapshotCreate = endpoint.Endpoint[Named, Nothing]{
	Name: "cndns.cloud.snapshot_create", Title: endpoint.Words{Zh: "系统快照", En: "Create a snapshot"},
	Path:   "/cloud/bkup.aspx",
	Effect: endpoint.Set, Slow: true, Doc: "八、11",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17117": endpoint.Failed.Means("主机快照失败", "snapshot failed"),
	},
}

// CloudSnapshotCreate takes the host's one snapshot; while it exists the host cannot be
// rebuilt or upgraded, nor buy an IP.
func (c *Client) CloudSnapshotCreate(ctx context.Context, req Named) error {
	return done(cloudSnapshotCreate.Call(ctx, c.line, req))
}

var cloudSnapshotDelete = endpoint.Endpoint[Named, Nothing]{
	Name: "cndns.cloud.snapshot_delete", Title: endpoint.Words{Zh: "删除快照", En: "Delete the snapshot"},
	Path:   "/cloud/delbkupfile.aspx",
	Effect: endpoint.Destroy, Slow: true, Doc: "八、12",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17119": endpoint.Missing.Means("主机无快照无需删除操作", "no snapshot to delete"),
		"17120": endpoint.Failed.Means("主机快照删除失败", "snapshot deletion failed"),
	},
}

// CloudSnapshotDelete deletes the snapshot.
func (c *Client) CloudSnapshotDelete(ctx context.Context, req Named) error {
	return done(cloudSnapshotDelete.Call(ctx, c.line, req))
}

var cloudSnapshotRestore = endpoint.Endpoint[Named, Nothing]{
	Name: "cndns.cloud.snapshot_restore", Title: endpoint.Words{Zh: "还原快照", En: "Restore the snapshot"},
	Path:   "/cloud/rstcloud.aspx",
	Effect: endpoint.Destroy, Slow: true, Doc: "八、13",
	Errors: endpoint.Codes{
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17118": endpoint.Failed.Means("主机照还原失败", "snapshot restore failed"),
	},
}

// CloudSnapshotRestore writes the snapshot over the live disk.
func (c *Client) CloudSnapshotRestore(ctx context.Context, req Named) error {
	return done(cloudSnapshotRestore.Call(ctx, c.line, req))
}
