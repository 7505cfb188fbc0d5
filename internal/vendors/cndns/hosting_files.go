package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// The files of a virtual host and its Tomcat: "三、虚拟主机", 16 to 22. Paths of a Linux host
// begin with wwwroot where they lie below it; those of a Windows host leave it out when
// packing and unpacking.

var hostingPackFile = endpoint.Endpoint[HostingPackFileRequest, Nothing]{
	Name: "cndns.hosting.pack_file", Path: "/hosting/PackFile.aspx",
	Title:  endpoint.Words{Zh: "文件夹压缩", En: "Compress a folder"},
	Effect: endpoint.Set, Doc: "三、16",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13126": endpoint.Invalid.Means("压缩文件非法", "illegal archive file", "destfile"),
		"13127": endpoint.Invalid.Means("压缩源路径非法", "illegal source path", "sourcefile"),
		"13128": endpoint.Failed.Means("压缩失败", "compression failed"),
	},
}

// HostingPackFileRequest packs a folder into an archive: .zip on Linux, .zip or .rar on
// Windows.
type HostingPackFileRequest struct {
	FTPNamed
	Folder  string `param:"sourcefile" rule:"required,pattern=path" zh:"压缩源目录" en:"Folder to compress"`
	Archive string `param:"destfile" rule:"required,pattern=path,ends=.zip|.rar" zh:"压缩文件路径" en:"Archive path"`
}

// HostingPackFile packs a folder; whether an archive that is there is replaced is not
// documented.
func (c *Client) HostingPackFile(ctx context.Context, req HostingPackFileRequest) error {
	return done(hostingPackFile.Call(ctx, c.line, req))
}

var hostingUnpackFile = endpoint.Endpoint[HostingUnpackFileRequest, Nothing]{
	Name: "cndns.hosting.unpack_file", Path: "/hosting/UnPackFile.aspx",
	Title:  endpoint.Words{Zh: "文件解压", En: "Extract an archive"},
	Effect: endpoint.Set, Doc: "三、17",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13126": endpoint.Invalid.Means("压缩文件非法", "illegal archive file", "sourcezipfile"),
		"13127": endpoint.Invalid.Means("解压目录路径非法", "illegal extraction path", "destfolderpath"),
		"13136": endpoint.Failed.Means("解压失败", "extraction failed"),
	},
}

// HostingUnpackFileRequest unpacks an archive into a folder: .rar or .zip on Windows, .gz,
// .tar, .zip, .tar.gz or .tar.bz2 on Linux.
type HostingUnpackFileRequest struct {
	FTPNamed
	Archive string `param:"sourcezipfile" rule:"required,pattern=path,ends=.zip|.rar|.gz|.tar|.tar.bz2" zh:"压缩文件路径" en:"Archive path"`
	Folder  string `param:"destfolderpath" rule:"required,pattern=path" zh:"解压目录" en:"Target folder"`
}

// HostingUnpackFile unpacks an archive, presumably over the files that are there.
func (c *Client) HostingUnpackFile(ctx context.Context, req HostingUnpackFileRequest) error {
	return done(hostingUnpackFile.Call(ctx, c.line, req))
}

var hostingSetFolderIPAccess = endpoint.Endpoint[HostingSetFolderIPAccessRequest, Nothing]{
	Name: "cndns.hosting.set_folder_ip_access", Path: "/hosting/SetFolderIPAccess.aspx",
	Title:  endpoint.Words{Zh: "文件夹 IP 访问限制", En: "Restrict a folder by IP"},
	Effect: endpoint.Set, Doc: "三、18",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13113": endpoint.Invalid.Means("IP 地址非法", "illegal IP address", "ip"),
		"13121": endpoint.Invalid.Means("操作选项非法", "illegal operation option", "operation"),
		"13122": endpoint.Invalid.Means("目录路径非法", "illegal folder path", "folderpath"),
		"13123": endpoint.Failed.Means("设置失败", "setting failed"),
	},
}

// HostingSetFolderIPAccessRequest lists addresses such as 7.7.7.7, or 218.85.132.* for a
// span, for a folder whose path leaves wwwroot out. The document marks the addresses as
// required and says that none means everybody, so an empty list is sent.
type HostingSetFolderIPAccessRequest struct {
	FTPNamed
	Folder string     `param:"folderpath" rule:"required,pattern=path,without=wwwroot" zh:"目录路径" en:"Folder path"`
	IPs    []string   `param:"ip" rule:"list,send-empty,len=..200,pattern=ip-span" zh:"IP 地址" en:"IP addresses"`
	Change ListChange `param:"operation" rule:"required,enum=1|2" zh:"操作选项" en:"Operation"`
}

// HostingSetFolderIPAccess changes which addresses reach a folder of a Windows host.
func (c *Client) HostingSetFolderIPAccess(ctx context.Context, req HostingSetFolderIPAccessRequest) error {
	return done(hostingSetFolderIPAccess.Call(ctx, c.line, req))
}

var hostingSize = endpoint.Endpoint[HostingSizeRequest, HostingSizeResponse]{
	Name: "cndns.hosting.size", Path: "/hosting/HostingSize.aspx",
	Title:  endpoint.Words{Zh: "主机容量信息", En: "Get host capacity"},
	Effect: endpoint.Read, Doc: "三、19",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13101": endpoint.Invalid.Means("获取容量类型参数非法", "illegal capacity type", "operation"),
	},
}

// HostingSizeRequest asks for one of a host's sizes.
type HostingSizeRequest struct {
	FTPNamed
	Kind SizeKind `param:"operation" rule:"required,enum=1|2" zh:"容量类型" en:"Which size"`
}

// HostingSizeResponse is the size, MB by the example; whether it has decimals is not
// documented.
type HostingSizeResponse struct {
	Size string `answer:".,required"`
}

// HostingSize reads how large a host is or how much of it is used.
func (c *Client) HostingSize(ctx context.Context, req HostingSizeRequest) (HostingSizeResponse, error) {
	return hostingSize.Call(ctx, c.line, req)
}

var hostingDeleteFile = endpoint.Endpoint[HostingDeleteFileRequest, Nothing]{
	Name: "cndns.hosting.delete_file", Path: "/hosting/DeleteFile.aspx",
	Title:  endpoint.Words{Zh: "删除在 FTP 中删除不了的文件", En: "Delete a file or folder that FTP cannot delete"},
	Effect: endpoint.Destroy, Doc: "三、20",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"10019": endpoint.Missing.Means("产品与代理商不匹配", "product does not belong to the reseller", "ftpname"),
		"13148": endpoint.Invalid.Means("删除的目录/文件路径非法", "illegal folder or file path", "delinfo"),
		"13149": endpoint.Failed.Means("删除失败", "deletion failed"),
	},
}

// HostingDeleteFileRequest names a file or a folder, such as wwwroot/abc.htm. wwwroot itself
// is not let through: nobody means to delete a whole site by this call.
type HostingDeleteFileRequest struct {
	FTPNamed
	Path string `param:"delinfo" rule:"required,pattern=path,not=wwwroot|wwwroot/|/wwwroot|/wwwroot/" zh:"文件路径" en:"File or folder path"`
}

// HostingDeleteFile deletes a file, or a folder with all that is in it, of a Windows host.
func (c *Client) HostingDeleteFile(ctx context.Context, req HostingDeleteFileRequest) error {
	return done(hostingDeleteFile.Call(ctx, c.line, req))
}

var hostingSetLogAccess = endpoint.Endpoint[HostingSetLogAccessRequest, Nothing]{
	Name: "cndns.hosting.set_log_access", Path: "/hosting/LogAccess.aspx",
	Title:  endpoint.Words{Zh: "Log 日志文件权限设定", En: "Set access to the log files"},
	Effect: endpoint.Set, Doc: "三、21",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"13124": endpoint.Invalid.Means("Log 日志访问权限参数非法", "illegal log access option", "logaccess"),
		"13125": endpoint.Failed.Means("设置失败", "setting failed"),
	},
}

// HostingSetLogAccessRequest closes ("0") or opens ("1") the log files.
type HostingSetLogAccessRequest struct {
	FTPNamed
	Access string `param:"logaccess" rule:"required,enum=0|1" zh:"日志访问权限" en:"Log access"`
}

// HostingSetLogAccess says whether the log files of a Windows host can be read.
func (c *Client) HostingSetLogAccess(ctx context.Context, req HostingSetLogAccessRequest) error {
	return done(hostingSetLogAccess.Call(ctx, c.line, req))
}

var hostingRestartTomcat = endpoint.Endpoint[FTPNamed, Nothing]{
	Name: "cndns.hosting.restart_tomcat", Path: "/hosting/ResetTomcat.aspx",
	Title:  endpoint.Words{Zh: "Tomcat 重启", En: "Restart Tomcat"},
	Effect: endpoint.Set, Doc: "三、22",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("主机名为空", "host name is empty", "ftpname"),
		"10018": endpoint.Conflict.Means("虚拟主机无此功能", "host lacks this function"),
		"13138": endpoint.Failed.Means("重启失败", "restart failed"),
	},
}

// HostingRestartTomcat restarts the Tomcat of a JSP host, whose site is away meanwhile;
// other hosts meet 10018.
func (c *Client) HostingRestartTomcat(ctx context.Context, req FTPNamed) error {
	return done(hostingRestartTomcat.Call(ctx, c.line, req))
}
