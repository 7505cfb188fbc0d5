package cndns

import (
	"strings"
	"time"
)

// Chapter 3: virtual hosts.
var hostingCalls = []call{
	{name: "cndns.hosting.product_list", path: "/hosting/HostList.aspx", action: "hosting list", run: listHostOffers, reads: true},
	{name: "cndns.hosting.create", path: "/hosting/CreateHosting.aspx", action: "create hosting order", run: createHosting},
	{name: "cndns.hosting.renew", path: "/hosting/RenewHosting.aspx", action: "renew hosting", run: renewHosting},
	{name: "cndns.hosting.upgrade_list", path: "/hosting/getHostUpgradeList.aspx", action: "get upgrade list", run: listHostUpgrades, reads: true},
	{name: "cndns.hosting.upgrade", path: "/hosting/HostingUpgrade.aspx", action: "hosting upgrade", run: upgradeHosting},
	{name: "cndns.hosting.set_ftp_state", path: "/hosting/ModifyFtpState.aspx", action: "modify ftp state", run: manage("修改 FTP 状态", "13104", anyHost, setFTPState)},
	{name: "cndns.hosting.set_web_state", path: "/hosting/ModifyWebState.aspx", action: "modify web state", run: manage("修改 WEB 状态", "13103", anyHost, setWebState)},
	{name: "cndns.hosting.modify_ftp_password", path: "/hosting/ModifyPassword.aspx", action: "modify ftp password", run: manage("修改 FTP 密码", "13105", anyHost, setHostPassword)},
	{name: "cndns.hosting.set_default_page", path: "/hosting/SetDefaultPage.aspx", action: "set default page", run: manage("默认首页设置", "13107", anyHost, setDefaultPages), lists: []string{"defaultpage"}},
	{name: "cndns.hosting.set_404_page", path: "/hosting/Set404Page.aspx", action: "set 404 page", run: manage("自定义 404 错误页面", "13109", anyHost, setNotFoundPage)},
	{name: "cndns.hosting.set_net_version", path: "/hosting/ModifyNetVersion.aspx", action: "modify .net framework version", run: manage(".Net 版本切换", "13111", netHost, setNetVersion)},
	{name: "cndns.hosting.set_default_ip_access", path: "/hosting/SetDefaultIPAccess.aspx", action: "set default ip access", run: manage("默认 IP 访问设置", "13112", windowsHost, setDefaultAccess)},
	{name: "cndns.hosting.deny_ip", path: "/hosting/DenyDefineIP.aspx", action: "deny define ip", run: manage("拒绝指定 IP 访问", "13116", windowsHost, denyIP)},
	{name: "cndns.hosting.grant_ip", path: "/hosting/GrantDefineIP.aspx", action: "grant define ip", run: manage("允许指定 IP 访问", "13118", windowsHost, grantIP)},
	{name: "cndns.hosting.set_error_type", path: "/hosting/ModifyErrType.aspx", action: "modify error type", run: manage("ASP 错误信息方式", "13120", windowsHost, setErrorType)},
	{name: "cndns.hosting.pack_file", path: "/hosting/PackFile.aspx", action: "pack file", run: manage("文件夹压缩", "13128", anyHost, packFolder)},
	{name: "cndns.hosting.unpack_file", path: "/hosting/UnPackFile.aspx", action: "unpack file", run: manage("文件解压", "13136", anyHost, unpackFile)},
	{name: "cndns.hosting.set_folder_ip_access", path: "/hosting/SetFolderIPAccess.aspx", action: "set folder ip access", run: manage("文件夹 IP 访问限制", "13123", windowsHost, setFolderAccess), lists: []string{"ip"}},
	{name: "cndns.hosting.size", path: "/hosting/HostingSize.aspx", action: "hosting log info", run: hostingSize, reads: true},
	{name: "cndns.hosting.delete_file", path: "/hosting/DeleteFile.aspx", action: "del file(folder)", run: manage("删除文件", "13149", windowsHost, deleteFile)},
	{name: "cndns.hosting.set_log_access", path: "/hosting/LogAccess.aspx", action: "set log file access", run: manage("Log 日志文件权限设定", "13125", windowsHost, setLogAccess)},
	{name: "cndns.hosting.restart_tomcat", path: "/hosting/ResetTomcat.aspx", action: "reset tomcat", run: manage("Tomcat 重启", "13138", anyHost, restartTomcat)},
	{name: "cndns.hosting.bind_domain", path: "/hosting/BindDomain.aspx", action: "bind domain", run: manage("域名绑定", "13142", anyHost, bindHostDomain)},
	{name: "cndns.hosting.unbind_domain", path: "/hosting/UnBindDomain.aspx", action: "unbind domain", run: manage("删除域名", "13144", anyHost, unbindHostDomain)},
	{name: "cndns.hosting.log", path: "/hosting/getHostingLog.aspx", action: "hosting log info", run: hostingLog, reads: true},
	{name: "cndns.hosting.detail", path: "/hosting/HostDetail.aspx", action: "get hosting detail", run: hostingDetail, reads: true},
	{name: "cndns.hosting.site_room_list", path: "/hosting/ProRoomList.aspx", action: "pro_room list", run: listSiteRooms, reads: true},
	{name: "cndns.hosting.price", path: "/hosting/getPrice.aspx", action: "get hosting price", run: hostingPrice, bareCode: true, reads: true},
}

// VirtualHost is a virtual host order. Its management name is the FTP user name.
type VirtualHost struct {
	Order
	Password private `json:"password"`
	Kind     string  `json:"kind"`   // hosttype of the product list
	Size     string  `json:"size"`   // hostsize of the order, units of 100 MB
	Line     string  `json:"line"`   // linetype of the order, empty where there is none
	Place    string  `json:"place"`  // location of the order
	Years    int     `json:"years"`  // of the first order
	Server   string  `json:"server"` // such as w116
	IP       string  `json:"ip"`     // of the server
	ICP      private `json:"icp"`    // filing code; hosts abroad have none
	FTPPause bool    `json:"ftp_pause"`
	WebPause bool    `json:"web_pause"`

	DefaultPages []string            `json:"default_pages"`
	NotFoundPage string              `json:"not_found_page"` // empty is the system's
	NetVersion   string              `json:"net_version"`    // 1, 2 or 4; of .NET hosts
	ErrorType    string              `json:"error_type"`     // 0 template, 1 details
	LogAccess    string              `json:"log_access"`     // 0 closed, 1 open
	Refusing     bool                `json:"refusing"`       // whether addresses are refused that no list names
	Denied       []string            `json:"denied"`         // address/mask
	Granted      []string            `json:"granted"`        // address/mask
	Folders      map[string][]string `json:"folders"`        // the addresses that may read a folder; none is all
	Restarts     int                 `json:"restarts"`       // of Tomcat

	Domains []string             `json:"domains"`
	Filed   []string             `json:"filed"` // names whose filing data were handed in with a binding
	Files   map[string]*HostFile `json:"files"` // by path, such as wwwroot/index.htm
	Log     []LogEntry           `json:"log"`
}

// HostFile is a file of a virtual host.
type HostFile struct {
	KB    int            `json:"kb"`
	Holds map[string]int `json:"holds,omitempty"` // of an archive: KB by path
}

// LogEntry is a line of a host's management log.
type LogEntry struct {
	At     time.Time `json:"at"`
	Title  string    `json:"title"`
	Detail string    `json:"detail"`
}

// hostRunning is the state of a host; pauses are apart, and the end of its time makes itself.
const hostRunning = "run"

// foreign is the code for a product that is not the account's: 10019 where the call has it
// or nothing else, and the call's own failure otherwise.
func (r *request) foreign(failed string) string {
	if _, ok := codes[r.call.name]["10019"]; ok || failed == "" {
		return "10019"
	}
	return failed
}

// virtualHost finds the host that ftpname names. failed is the call's own failure.
func (r *request) virtualHost(failed string) (*VirtualHost, error) {
	name := strings.ToLower(r.get("ftpname"))
	if name == "" {
		return nil, fail("10015")
	}
	host, ok := r.account.VirtualHosts[name]
	if !ok {
		return nil, fail(r.foreign(failed))
	}
	return host, nil
}

func anyHost(*VirtualHost) bool { return true }

func windowsHost(h *VirtualHost) bool { return h.offer().kind.windows }

func netHost(h *VirtualHost) bool { return h.Kind == "net" }

// manage is a call that changes one thing about a host and is noted in its log. Hosts whose
// time is over and hosts without the function refuse with failed. change refuses before it
// changes anything, and returns what the log says beside the title.
func manage(title, failed string, able func(*VirtualHost) bool, change func(*request, *VirtualHost) (string, error)) func(*request) (any, error) {
	return func(r *request) (any, error) {
		host, err := r.virtualHost(failed)
		if err != nil {
			return nil, err
		}
		if host.over(r.now) || !able(host) {
			return nil, fail(failed)
		}
		detail, err := change(r, host)
		if err != nil {
			return nil, err
		}
		host.note(r.now, title, detail)
		return "", nil
	}
}

func (h *VirtualHost) note(now time.Time, title, detail string) {
	h.Log = append(h.Log, LogEntry{At: now, Title: title, Detail: detail})
}

// hostingLog lists what was done, newest first. The document prints an empty list only;
// the columns are an invention.
func hostingLog(r *request) (any, error) {
	host, err := r.virtualHost("13147")
	if err != nil {
		return nil, err
	}
	list := []row{}
	for i := len(host.Log) - 1; i >= 0; i-- {
		entry := host.Log[i]
		list = append(list, row{{"logtime", dotNet(entry.At)}, {"logtitle", entry.Title}, {"loginfo", entry.Detail}})
	}
	return list, nil
}

func hostingSize(r *request) (any, error) {
	host, err := r.virtualHost("")
	if err != nil {
		return nil, err
	}
	switch r.get("operation") {
	case "1":
		return itoa(host.offer().size.mb), nil
	case "2":
		return itoa(host.usedMB()), nil
	default:
		return nil, fail("13101")
	}
}

// columns are what the order and the detail print of a host alike. ends is the name of the
// end of its time, which they spell in two ways.
func (h *VirtualHost) columns(years, ends string) row {
	size := h.offer().size
	return row{
		{"ftpname", h.Name},
		{"ftppassword", string(h.Password)},
		{"hostsize", itoa(size.mb)},
		{"years", years},
		{"cname", "http://" + h.Name + "." + h.Server + ".cndns5.com"},
		{"testurl", "http://" + h.Name + "." + h.Server + ".mc-test.com"},
		{"regtime", dotNet(h.Registered)},
		{ends, dotNet(h.Expires)},
	}
}

// traffic is the monthly traffic in MB.
func (h *VirtualHost) traffic() string { return money(int64(h.offer().size.mb) * 100 * 100) }

// hostingDetail prints empty columns and some values with the spaces of the example.
func hostingDetail(r *request) (any, error) {
	host, err := r.virtualHost("10019")
	if err != nil {
		return nil, err
	}
	gifts := append(r.account.gifts(host.Name), present{" ", " "}, present{" ", " "}, present{" ", " "})
	return []row{append(host.columns(itoa(host.Years)+".00", "exptme"), row{
		{"svrname", host.Server + ".mc-test.com"},
		{"bindnum", itoa(host.offer().kind.domains)},
		{"monthwidth", host.traffic()},
		{"linetype", host.Line},
		{"location", host.Place},
		{"hosttype", host.Kind},
		{"presenthost1", gifts[0].name},
		{"presenttype1", gifts[0].kind},
		{"presenthost2", gifts[1].name},
		{"presenttype2", gifts[1].kind},
		{"presenthost3", gifts[2].name},
		{"svrip", " " + host.IP},
		{"presenttype3", gifts[2].kind},
		{"ICPID", " " + string(host.ICP)},
	}...)}, nil
}

func listSiteRooms(r *request) (any, error) {
	var list []row
	for _, room := range siteRooms {
		list = append(list, row{{"id", room.id}, {"pro_id", room.id}, {"pro_owner", r.account.Username}, {"pro_name", room.name}})
	}
	return list, nil
}

// equipHost puts a new host on a server and gives it the files of a new site.
func (s *Server) equipHost(host *VirtualHost) {
	host.Server, host.IP = "w"+s.digits(3), s.address("192.0.2")
	if host.offer().home() {
		host.ICP = private(s.secret())
	}
	host.State, host.NetVersion, host.ErrorType, host.LogAccess = hostRunning, "2", "0", "0"
	host.DefaultPages, host.Folders = []string{"index.htm", "index.html"}, map[string][]string{}
	host.Denied, host.Granted, host.Domains, host.Filed = []string{}, []string{}, []string{}, []string{}
	host.Log = []LogEntry{}
	host.Files = map[string]*HostFile{"wwwroot/index.htm": {KB: 4}, "wwwroot/images/logo.gif": {KB: 60}}
}

// PlantVirtualHost puts a host into the first account and returns its management name.
// Everything that is missing is made up; without a kind it is a standard host of 500 MB in
// mainland China.
func (s *Server) PlantVirtualHost(host VirtualHost) string {
	defer s.edit()()
	given := host
	host.Name = strings.ToLower(or(host.Name, "web"+s.letters(7)))
	host.Kind, host.Size, host.Place = or(host.Kind, "bz"), or(host.Size, "5"), or(host.Place, "cn")
	if offered, ok := hostOffer(host.Kind, host.Size, or(host.Line, "dx"), host.Place); ok {
		host.Line = offered.line
	}
	s.equipHost(&host)
	host.Years = max(host.Years, 1)
	host.Password = private(or(string(given.Password), s.secret()+"a1!"))
	host.Registered = s.orNow(host.Registered)
	if host.Expires.IsZero() {
		host.Expires = host.Registered.AddDate(host.Years, 0, 0)
	}
	for path, file := range given.Files {
		host.Files[path] = &HostFile{KB: file.KB, Holds: file.Holds}
	}
	host.Domains = append(host.Domains, given.Domains...)
	host.FTPPause, host.WebPause = given.FTPPause, given.WebPause
	s.account().VirtualHosts[host.Name] = &host
	return host.Name
}

// letters invents n small letters.
func (s *Server) letters(n int) string {
	var out strings.Builder
	for range n {
		out.WriteByte(byte('a' + s.random.IntN(26)))
	}
	return out.String()
}
