package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// Calls on a cloud host that need its name only, "八、橙云主机". Buying, creating and the
// other calls with parameters are in cloud.go.
var (
	cloudState = endpoint.Endpoint[Named, CloudStateResponse]{
		Name: "cndns.cloud.state", Path: "/cloud/getsvrStt.aspx",
		Effect: endpoint.Read, Slow: true, Doc: "八、6", Errors: cloudStateCodes,
	}
	cloudRestart = endpoint.Endpoint[Named, Nothing]{
		Name: "cndns.cloud.restart", Path: "/cloud/RestartCloud.aspx",
		Effect: endpoint.Set, Slow: true, Doc: "八、7", Errors: cloudRestartCodes,
	}
	cloudShutdown = endpoint.Endpoint[Named, Nothing]{
		Name: "cndns.cloud.shutdown", Path: "/cloud/shutdown.aspx",
		Effect: endpoint.Set, Slow: true, Doc: "八、8", Errors: cloudShutdownCodes,
	}
	cloudPowerOff = endpoint.Endpoint[Named, Nothing]{
		Name: "cndns.cloud.power_off", Path: "/cloud/poweroff.aspx",
		Effect: endpoint.Destroy, Slow: true, Doc: "八、9", Errors: cloudPowerOffCodes,
	}
	cloudStart = endpoint.Endpoint[Named, Nothing]{
		Name: "cndns.cloud.start", Path: "/cloud/starthost.aspx",
		Effect: endpoint.Set, Slow: true, Doc: "八、10", Errors: cloudStartCodes,
	}
	cloudSnapshotCreate = endpoint.Endpoint[Named, Nothing]{
		Name: "cndns.cloud.snapshot_create", Path: "/cloud/bkup.aspx",
		Effect: endpoint.Set, Slow: true, Doc: "八、11", Errors: cloudSnapshotCreateCodes,
	}
	cloudSnapshotDelete = endpoint.Endpoint[Named, Nothing]{
		Name: "cndns.cloud.snapshot_delete", Path: "/cloud/delbkupfile.aspx",
		Effect: endpoint.Destroy, Slow: true, Doc: "八、12", Errors: cloudSnapshotDeleteCodes,
	}
	cloudSnapshotRestore = endpoint.Endpoint[Named, Nothing]{
		Name: "cndns.cloud.snapshot_restore", Path: "/cloud/rstcloud.aspx",
		Effect: endpoint.Destroy, Slow: true, Doc: "八、13", Errors: cloudSnapshotRestoreCodes,
	}
	cloudRebuildSystemList = endpoint.Endpoint[Named, CloudSystemsResponse]{
		Name: "cndns.cloud.rebuild_system_list", Path: "/cloud/getrebuildSystem.aspx",
		Effect: endpoint.Read, Slow: true, Doc: "八、14", Errors: cloudRebuildSystemListCodes,
	}
	cloudUpgradeList = endpoint.Endpoint[Named, CloudUpgradeListResponse]{
		Name: "cndns.cloud.upgrade_list", Path: "/cloud/getUpgradelist.aspx",
		Effect: endpoint.Read, Slow: true, Doc: "八、19", Errors: cloudUpgradeListCodes,
	}
	cloudBuyIP = endpoint.Endpoint[Named, CloudBuyIPResponse]{
		Name: "cndns.cloud.buy_ip", Path: "/cloud/buyip.aspx",
		Effect: endpoint.Buy, Slow: true, Doc: "八、21", Errors: cloudBuyIPCodes,
	}
	cloudInfo = endpoint.Endpoint[Named, CloudInfoResponse]{
		Name: "cndns.cloud.info", Path: "/cloud/CloudInfo.aspx",
		Effect: endpoint.Read, Doc: "八、23", Errors: cloudInfoCodes,
	}
	cloudChangePort = endpoint.Endpoint[Named, CloudChangePortResponse]{
		Name: "cndns.cloud.change_port", Path: "/cloud/ChangePort.aspx",
		Effect: endpoint.Set, Slow: true, Doc: "八、24", Errors: cloudChangePortCodes,
	}
)

// CloudState reads the running state; CloudFault means ask again.
func (c *Client) CloudState(ctx context.Context, req Named) (CloudStateResponse, error) {
	return cloudState.Call(ctx, c.line, req)
}

// CloudRestart restarts a running host softly.
func (c *Client) CloudRestart(ctx context.Context, req Named) error {
	return done(cloudRestart.Call(ctx, c.line, req))
}

// CloudShutdown shuts a running host down softly.
func (c *Client) CloudShutdown(ctx context.Context, req Named) error {
	return done(cloudShutdown.Call(ctx, c.line, req))
}

// CloudPowerOff cuts the power; unsaved data can be lost.
func (c *Client) CloudPowerOff(ctx context.Context, req Named) error {
	return done(cloudPowerOff.Call(ctx, c.line, req))
}

// CloudStart starts a host that is shut down.
func (c *Client) CloudStart(ctx context.Context, req Named) error {
	return done(cloudStart.Call(ctx, c.line, req))
}

// CloudSnapshotCreate takes the host's one snapshot; while it exists the host cannot be
// rebuilt or upgraded, nor buy an IP.
func (c *Client) CloudSnapshotCreate(ctx context.Context, req Named) error {
	return done(cloudSnapshotCreate.Call(ctx, c.line, req))
}

// CloudSnapshotDelete deletes the snapshot.
func (c *Client) CloudSnapshotDelete(ctx context.Context, req Named) error {
	return done(cloudSnapshotDelete.Call(ctx, c.line, req))
}

// CloudSnapshotRestore writes the snapshot over the live disk.
func (c *Client) CloudSnapshotRestore(ctx context.Context, req Named) error {
	return done(cloudSnapshotRestore.Call(ctx, c.line, req))
}

// CloudRebuildSystems lists the systems a host can be rebuilt with.
func (c *Client) CloudRebuildSystems(ctx context.Context, req Named) (CloudSystemsResponse, error) {
	return cloudRebuildSystemList.Call(ctx, c.line, req)
}

// CloudUpgradeList reads how much can be added to a host.
func (c *Client) CloudUpgradeList(ctx context.Context, req Named) (CloudUpgradeListResponse, error) {
	return cloudUpgradeList.Call(ctx, c.line, req)
}

// CloudBuyIP buys one IP; every call buys another. The host must be shut down and have
// no snapshot.
func (c *Client) CloudBuyIP(ctx context.Context, req Named) (CloudBuyIPResponse, error) {
	return cloudBuyIP.Call(ctx, c.line, req)
}

// CloudInfo reads a host, its platform password included.
func (c *Client) CloudInfo(ctx context.Context, req Named) (CloudInfoResponse, error) {
	return cloudInfo.Call(ctx, c.line, req)
}

// CloudChangePort moves the remote desktop of a stopped Windows host to another port.
func (c *Client) CloudChangePort(ctx context.Context, req Named) (CloudChangePortResponse, error) {
	return cloudChangePort.Call(ctx, c.line, req)
}
