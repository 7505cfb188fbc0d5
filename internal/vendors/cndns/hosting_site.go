package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// How the site of a virtual host runs, is shown and may be reached: "三、虚拟主机", 6 to 15.

var hostingSetFTPState = endpoint.Endpoint[HostingSetFTPStateRequest, Nothing]{
	Name: "cndns.hosting.set_ftp_state", Path: "/hosting/ModifyFtpState.aspx",
	Title:  endpoint.Words{Zh: "修改 FTP 状态", En: "Pause or resume FTP"},
	Effect: endpoint.Set, Doc: "三、6",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13102": endpoint.Invalid.Means("运行状态错误", "wrong running state", "ftpstate"),
		"13104": endpoint.Failed.Means("FTP 状态修改失败", "FTP state change failed"),
	},
}

// HostingSetFTPStateRequest says whether FTP runs.
type HostingSetFTPStateRequest struct {
	FTPNamed
	State RunSwitch `param:"ftpstate" rule:"required,enum=1|2" zh:"FTP 状态" en:"FTP state"`
}

// HostingSetFTPState pauses or resumes FTP; a second sending changes nothing.
func (c *Client) HostingSetFTPState(ctx context.Context, req HostingSetFTPStateRequest) error {
	return done(hostingSetFTPState.Call(ctx, c.line, req))
}

var hostingSetWebState = endpoint.Endpoint[HostingSetWebStateRequest, Nothing]{
	Name: "cndns.hosting.set_web_state", Path: "/hosting/ModifyWebState.aspx",
	Title:  endpoint.Words{Zh: "修改 WEB 状态", En: "Pause or resume the web service"},
	Effect: endpoint.Set, Doc: "三、7",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13102": endpoint.Invalid.Means("运行状态错误", "wrong running state", "webstate"),
		"13103": endpoint.Failed.Means("WEB 状态修改失败", "web state change failed"),
	},
}

// HostingSetWebStateRequest says whether the site runs.
type HostingSetWebStateRequest struct {
	FTPNamed
	State RunSwitch `param:"webstate" rule:"required,enum=1|2" zh:"WEB 状态" en:"Web state"`
}

// HostingSetWebState takes the site off the net or puts it back; a second sending changes
// nothing.
func (c *Client) HostingSetWebState(ctx context.Context, req HostingSetWebStateRequest) error {
	return done(hostingSetWebState.Call(ctx, c.line, req))
}

var hostingModifyFTPPassword = endpoint.Endpoint[HostingModifyFTPPasswordRequest, Nothing]{
	Name: "cndns.hosting.modify_ftp_password", Path: "/hosting/ModifyPassword.aspx",
	Title:  endpoint.Words{Zh: "修改 FTP 密码", En: "Change the FTP password"},
	Effect: endpoint.Set, Doc: "三、8",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"10017": endpoint.Invalid.Means("密码非法", "illegal password", "newpassword"),
		"13105": endpoint.Failed.Means("密码修改失败", "password change failed"),
	},
}

// HostingModifyFTPPasswordRequest sets the FTP password, under the rules of the order.
type HostingModifyFTPPasswordRequest struct {
	FTPNamed
	Password endpoint.Secret `param:"newpassword" rule:"required,len=8..16,no-space,pattern=letter-1st,pattern=has-digit,pattern=has-sign" zh:"新密码" en:"New password"`
}

// HostingModifyFTPPassword sets the FTP password.
func (c *Client) HostingModifyFTPPassword(ctx context.Context, req HostingModifyFTPPasswordRequest) error {
	return done(hostingModifyFTPPassword.Call(ctx, c.line, req))
}

var hostingSetDefaultPage = endpoint.Endpoint[HostingSetDefaultPageRequest, Nothing]{
	Name: "cndns.hosting.set_default_page", Path: "/hosting/SetDefaultPage.aspx",
	Title:  endpoint.Words{Zh: "默认首页设置", En: "Set the default pages"},
	Effect: endpoint.Set, Doc: "三、9",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13106": endpoint.Invalid.Means("默认页面非法 (请参考参数说明)", "illegal default page", "defaultpage"),
		"13107": endpoint.Failed.Means("默认页面设置失败", "setting the default page failed"),
	},
}

// HostingSetDefaultPageRequest names the files that a folder shows, the first that exists
// wins. It is one of the comma lists that the document's ban on commas does not mean.
type HostingSetDefaultPageRequest struct {
	FTPNamed
	Pages []string `param:"defaultpage" rule:"required,list,pattern=page" zh:"默认页面" en:"Default pages"`
}

// HostingSetDefaultPage replaces the list of default pages.
func (c *Client) HostingSetDefaultPage(ctx context.Context, req HostingSetDefaultPageRequest) error {
	return done(hostingSetDefaultPage.Call(ctx, c.line, req))
}

var hostingSet404Page = endpoint.Endpoint[HostingSet404PageRequest, Nothing]{
	Name: "cndns.hosting.set_404_page", Path: "/hosting/Set404Page.aspx",
	Title:  endpoint.Words{Zh: "自定义 404 错误页面", En: "Set the 404 page"},
	Effect: endpoint.Set, Doc: "三、10",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13108": endpoint.Invalid.Means("404 错误页面路径非法", "illegal 404 page path", "pagepath"),
		"13109": endpoint.Failed.Means("404 错误页面设置失败", "setting the 404 page failed"),
	},
}

// HostingSet404PageRequest names a page below wwwroot. The document marks it as required and
// says that an empty one restores the system's page, so an empty one is sent.
type HostingSet404PageRequest struct {
	FTPNamed
	Page string `param:"pagepath" rule:"send-empty,pattern=path,ends=.html|.htm" zh:"错误页面路径" en:"Page path"`
}

// HostingSet404Page sets the page that is shown for what is not there; "" restores the
// system's.
func (c *Client) HostingSet404Page(ctx context.Context, req HostingSet404PageRequest) error {
	return done(hostingSet404Page.Call(ctx, c.line, req))
}

var hostingSetNetVersion = endpoint.Endpoint[HostingSetNetVersionRequest, Nothing]{
	Name: "cndns.hosting.set_net_version", Path: "/hosting/ModifyNetVersion.aspx",
	Title:  endpoint.Words{Zh: ".Net 版本切换", En: "Switch the .NET Framework version"},
	Effect: endpoint.Set, Doc: "三、11",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13110": endpoint.Invalid.Means(".Net 版本号非法", "illegal .NET version", "netversion"),
		"13111": endpoint.Failed.Means(".Net 版本切换失败", "switching the .NET version failed"),
	},
}

// HostingSetNetVersionRequest chooses version 1.1 ("1"), 2.0 ("2") or 4.0 ("4").
type HostingSetNetVersionRequest struct {
	FTPNamed
	Version string `param:"netversion" rule:"required,enum=1|2|4" zh:".Net 版本" en:".NET version"`
}

// HostingSetNetVersion switches the .NET version of a .NET host; other hosts meet 13111.
func (c *Client) HostingSetNetVersion(ctx context.Context, req HostingSetNetVersionRequest) error {
	return done(hostingSetNetVersion.Call(ctx, c.line, req))
}

var hostingSetDefaultIPAccess = endpoint.Endpoint[HostingSetDefaultIPAccessRequest, Nothing]{
	Name: "cndns.hosting.set_default_ip_access", Path: "/hosting/SetDefaultIPAccess.aspx",
	Title:  endpoint.Words{Zh: "默认 IP 访问设置", En: "Set default IP access"},
	Effect: endpoint.Set, Doc: "三、12",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13112": endpoint.Failed.Means("默认 IP 访问权限设置失败", "setting default IP access failed"),
	},
}

// HostingSetDefaultIPAccessRequest allows ("1") or denies ("2") all addresses.
type HostingSetDefaultIPAccessRequest struct {
	FTPNamed
	Access string `param:"grantaccess" rule:"required,enum=1|2" zh:"访问权限" en:"Access of all addresses"`
}

// HostingSetDefaultIPAccess opens the site of a Windows host to everybody, or closes it to
// all but what HostingGrantIP lets in.
func (c *Client) HostingSetDefaultIPAccess(ctx context.Context, req HostingSetDefaultIPAccessRequest) error {
	return done(hostingSetDefaultIPAccess.Call(ctx, c.line, req))
}

// HostingIPRequest adds a net to a list of a Windows host or removes it.
type HostingIPRequest struct {
	FTPNamed
	IP     string     `param:"ip" rule:"required,pattern=ipv4" zh:"IP 地址" en:"IP address"`
	Mask   string     `param:"mask" rule:"required,pattern=ipv4" zh:"子网掩码" en:"Subnet mask"`
	Change ListChange `param:"operation" rule:"required,enum=1|2" zh:"操作选项" en:"Operation"`
}

var hostingDenyIP = endpoint.Endpoint[HostingIPRequest, Nothing]{
	Name: "cndns.hosting.deny_ip", Path: "/hosting/DenyDefineIP.aspx",
	Title:  endpoint.Words{Zh: "拒绝指定 IP 访问", En: "Deny a specific IP"},
	Effect: endpoint.Set, Doc: "三、13",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13113": endpoint.Invalid.Means("IP 格式非法", "illegal IP format", "ip"),
		"13114": endpoint.Invalid.Means("子网掩码非法", "illegal subnet mask", "mask"),
		"13115": endpoint.Invalid.Means("选项非法 (请参考参数说明)", "illegal option", "operation"),
		"13116": endpoint.Failed.Means("设置失败", "setting failed"),
	},
}

// HostingDenyIP keeps a net off the site, or no longer; it works while the site is open to
// everybody.
func (c *Client) HostingDenyIP(ctx context.Context, req HostingIPRequest) error {
	return done(hostingDenyIP.Call(ctx, c.line, req))
}

var hostingGrantIP = endpoint.Endpoint[HostingIPRequest, Nothing]{
	Name: "cndns.hosting.grant_ip", Path: "/hosting/GrantDefineIP.aspx",
	Title:  endpoint.Words{Zh: "允许指定 IP 访问", En: "Allow a specific IP"},
	Effect: endpoint.Set, Doc: "三、14",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13113": endpoint.Invalid.Means("IP 格式非法", "illegal IP format", "ip"),
		"13114": endpoint.Invalid.Means("子网掩码非法", "illegal subnet mask", "mask"),
		"13117": endpoint.Invalid.Means("选项非法 (请参考参数说明)", "illegal option", "operation"),
		"13118": endpoint.Failed.Means("设置失败", "setting failed"),
	},
}

// HostingGrantIP lets a net reach the site, or no longer; it works while the site is closed
// to everybody.
func (c *Client) HostingGrantIP(ctx context.Context, req HostingIPRequest) error {
	return done(hostingGrantIP.Call(ctx, c.line, req))
}

var hostingSetErrorType = endpoint.Endpoint[HostingSetErrorTypeRequest, Nothing]{
	Name: "cndns.hosting.set_error_type", Path: "/hosting/ModifyErrType.aspx",
	Title:  endpoint.Words{Zh: "向客户端发送 ASP 错误信息的方式", En: "Set how ASP errors are sent to the client"},
	Effect: endpoint.Set, Doc: "三、15",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13119": endpoint.Invalid.Means("错误类型非法", "illegal error type", "errortype"),
		"13120": endpoint.Failed.Means("设置失败", "setting failed"),
	},
}

// HostingSetErrorTypeRequest chooses standard texts ("0") or details ("1").
type HostingSetErrorTypeRequest struct {
	FTPNamed
	ErrorType string `param:"errortype" rule:"required,enum=0|1" zh:"错误类型" en:"Error type"`
}

// HostingSetErrorType chooses what visitors of a Windows host read of a script's errors.
func (c *Client) HostingSetErrorType(ctx context.Context, req HostingSetErrorTypeRequest) error {
	return done(hostingSetErrorType.Call(ctx, c.line, req))
}
