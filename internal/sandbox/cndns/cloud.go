package cndns

import (
	"slices"
	"strings"
	"time"
)

// Chapter 8: cloud hosts.
var cloudCalls = []call{
	{name: "cndns.cloud.product_list", path: "/cloud/cloudlist.aspx", action: "cloud list", run: cloudProducts, reads: true},
	{name: "cndns.cloud.price", path: "/cloud/getPrice.aspx", action: "buy cloud", run: cloudPrice, bareCode: true, reads: true},
	{name: "cndns.cloud.buy", path: "/cloud/BuyCloud.aspx", action: "buy cloud", run: buyCloud},
	{name: "cndns.cloud.create_host", path: "/cloud/CreateHost.aspx", action: "create cloud", run: createHost},
	{name: "cndns.cloud.modify_platform_password", path: "/cloud/ModPlatformPassword.aspx", action: "modify platform password", run: modifyPlatformPassword},
	{name: "cndns.cloud.state", path: "/cloud/getsvrStt.aspx", action: "get cloud server state", run: cloudState, reads: true},
	{name: "cndns.cloud.restart", path: "/cloud/RestartCloud.aspx", action: "restart cloud server", run: restartCloud},
	{name: "cndns.cloud.shutdown", path: "/cloud/shutdown.aspx", action: "shutdown cloud server", run: shutdownCloud},
	{name: "cndns.cloud.power_off", path: "/cloud/poweroff.aspx", action: "cloud server poweroff", run: powerOffCloud},
	{name: "cndns.cloud.start", path: "/cloud/starthost.aspx", action: "start cloud server", run: startCloud},
	{name: "cndns.cloud.snapshot_create", path: "/cloud/bkup.aspx", action: "backup cloud server", run: createSnapshot},
	{name: "cndns.cloud.snapshot_delete", path: "/cloud/delbkupfile.aspx", action: "delete cloud server backup file", run: deleteSnapshot},
	{name: "cndns.cloud.snapshot_restore", path: "/cloud/rstcloud.aspx", action: "restore cloud server", run: restoreSnapshot},
	{name: "cndns.cloud.rebuild_system_list", path: "/cloud/getrebuildSystem.aspx", action: "get cloud rebuild system", run: rebuildSystems, reads: true},
	{name: "cndns.cloud.rebuild", path: "/cloud/rebuildCloud.aspx", action: "rebuild cloud server", run: rebuildCloud},
	{name: "cndns.cloud.modify_system_password", path: "/cloud/ModPassword.aspx", action: "modify cloud server password", run: modifySystemPassword},
	{name: "cndns.cloud.bind_domain", path: "/cloud/BindDomain.aspx", action: "bind domain", run: bindCloudDomain},
	{name: "cndns.cloud.unbind_domain", path: "/cloud/deldomain.aspx", action: "delete domain", run: unbindCloudDomain},
	{name: "cndns.cloud.upgrade_list", path: "/cloud/getUpgradelist.aspx", action: "get upgrade list", run: cloudUpgrades, reads: true},
	{name: "cndns.cloud.upgrade", path: "/cloud/upgradeCloud.aspx", action: "upgrade cloud server", run: upgradeCloud},
	{name: "cndns.cloud.buy_ip", path: "/cloud/buyip.aspx", action: "buy ip for cloud server", run: buyIP},
	{name: "cndns.cloud.renew", path: "/cloud/renewalCloud.aspx", action: "renewal cloud server", run: renewCloud},
	{name: "cndns.cloud.info", path: "/cloud/CloudInfo.aspx", action: "get cloud detail", run: cloudInfo, reads: true},
	{name: "cndns.cloud.change_port", path: "/cloud/ChangePort.aspx", action: "change port", run: changePort},
}

// Host states, as getsvrStt prints them.
const (
	HostRunning    = "running"
	HostPaused     = "pause"
	HostStopped    = "stop"
	HostNotCreated = "not created"
	HostFault      = "fault"
)

// Host is a cloud host order.
type Host struct {
	Name       string    `json:"name"`   // management name, such as S262491
	Number     string    `json:"number"` // cloudNo
	State      string    `json:"state"`
	CPU        int       `json:"cpu"`        // cores
	RAM        int       `json:"ram"`        // MB
	Disk       int       `json:"disk"`       // GB
	Bandwidth  int       `json:"bandwidth"`  // Mbps
	Place      string    `json:"place"`      // Placeval of the product list
	System     string    `json:"system"`     // systemValue of the product list
	TimeType   string    `json:"time_type"`  // 2 month, 4 half year, 5 year
	Registered time.Time `json:"registered"` // when it was bought
	Expires    time.Time `json:"expires"`
	IP         string    `json:"ip,omitempty"`
	Intranet   string    `json:"intranet,omitempty"`
	Extra      []string  `json:"extra_ips"`
	Port       string    `json:"port,omitempty"` // remote desktop
	Snapshot   bool      `json:"snapshot"`
	Domains    []string  `json:"domains"`
	Created    int       `json:"created"` // how often it was created or rebuilt
	Busy       bool      `json:"busy"`

	secret hostSecrets
}

// hostSecrets are what a truth does not tell of a host.
type hostSecrets struct {
	Platform   string `json:"platform"` // password of the management platform
	System     string `json:"system"`   // password of the operating system
	ICP        string `json:"icp"`
	FreeDomain string `json:"free_domain"`
}

// place is a data centre.
type place struct {
	value, name string
	percent     int64  // of the list price
	block       string // of public addresses
}

var places = []place{
	{"1", "上海电信", 100, "192.0.2"},
	{"3", "香港机房", 120, "198.51.100"},
	{"4", "美国机房", 110, "203.0.113"},
}

func placeOf(value string) (place, bool) {
	at := slices.IndexFunc(places, func(p place) bool { return p.value == value })
	if at < 0 {
		return place{}, false
	}
	return places[at], true
}

type system struct{ name, value string }

var systems = []system{
	{"CentOS 5.5 32 位", "centos5.5_32"},
	{"CentOS 5.5 64 位", "centos5.5_64"},
	{"CentOS 6.2 32 位", "centos6.2_32"},
	{"CentOS 7.2 64 位", "centos7.2_64"},
	{"Ubuntu 12.04 LTS 32 位", "Ubuntu-12.04-LTS_32"},
	{"Debian 8 64 位", "debian8_64"},
	{"Windows Server 2003 企业版 32 位", "windows2003Enterprise_32"},
	{"Windows Server 2008 企业版 64 位", "windows2008Enterprise_64"},
}

// systemOf finds a system by its value or, as the document allows, its name.
func systemOf(text string) (system, bool) {
	at := slices.IndexFunc(systems, func(s system) bool { return s.value == text || s.name == text })
	if at < 0 || text == "" {
		return system{}, false
	}
	return systems[at], true
}

func (h *Host) windows() bool { return strings.HasPrefix(h.System, "windows") }

// state is the power state: a host whose time is over is paused.
func (h *Host) state(now time.Time) string {
	if h.State != HostNotCreated && now.After(h.Expires) {
		return HostPaused
	}
	if h.Busy && h.State != HostNotCreated {
		return HostPaused
	}
	return h.State
}

// host finds the host that cloudname names.
func (r *request) host() (*Host, error) {
	name := r.get("cloudname")
	if name == "" {
		return nil, fail("10015")
	}
	host, ok := r.account.Hosts[strings.ToUpper(name)]
	if !ok {
		return nil, fail("17102")
	}
	return host, nil
}

// created finds a host that exists and is not being worked on.
func (r *request) created() (*Host, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	if host.State == HostNotCreated || host.Busy || host.State == HostFault {
		return nil, fail("17107")
	}
	return host, nil
}

func cloudState(r *request) (any, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	return host.state(r.now), nil
}

func restartCloud(r *request) (any, error) {
	return r.power([]string{HostRunning}, "17108", HostRunning)
}

func shutdownCloud(r *request) (any, error) {
	return r.power([]string{HostRunning}, "17111", HostStopped)
}

func powerOffCloud(r *request) (any, error) {
	return r.power([]string{HostRunning, HostPaused}, "17115", HostStopped)
}

func startCloud(r *request) (any, error) { return r.power([]string{HostStopped}, "17113", HostRunning) }

// power moves a host from one of the states to another or refuses with code.
func (r *request) power(from []string, code, to string) (any, error) {
	host, err := r.created()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(from, host.state(r.now)) {
		return nil, fail(code)
	}
	host.State = to
	return "", nil
}

func createSnapshot(r *request) (any, error) { return r.snapshot(false, "17117", true) }

func deleteSnapshot(r *request) (any, error) { return r.snapshot(true, "17119", false) }

func restoreSnapshot(r *request) (any, error) { return r.snapshot(true, "17118", true) }

// snapshot changes the one snapshot a host may have.
func (r *request) snapshot(before bool, code string, after bool) (any, error) {
	host, err := r.created()
	if err != nil {
		return nil, err
	}
	if host.Snapshot != before {
		return nil, fail(code)
	}
	host.Snapshot = after
	return "", nil
}

// hostPassword tells whether a password has 6 to 20 places without a space.
func hostPassword(text string) bool {
	return within(len([]rune(text)), 6, 20) && !strings.ContainsAny(text, " \t")
}

func modifyPlatformPassword(r *request) (any, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	if !hostPassword(r.raw("password")) {
		return nil, fail("17101")
	}
	host.secret.Platform = r.raw("password")
	return "", nil
}

func modifySystemPassword(r *request) (any, error) {
	if r.get("cloudname") != "" && !hostPassword(r.raw("cloudpassword")) {
		return nil, fail("17101")
	}
	host, err := r.created()
	if err != nil {
		return nil, err
	}
	if host.state(r.now) != HostStopped {
		return nil, fail("17124")
	}
	host.secret.System = r.raw("cloudpassword")
	return "", nil
}

// changePort draws a new remote desktop port. Windows hosts in Shanghai are
// the ones that have only an intranet address.
func changePort(r *request) (any, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{!host.windows(), "17150"},
		check{host.Place != "1" || host.Intranet == "", "17151"},
		check{host.state(r.now) != HostStopped, "17152"},
	); err != nil {
		return nil, err
	}
	host.Port = r.server.port()
	return []row{{{"port", host.Port}}}, nil
}
