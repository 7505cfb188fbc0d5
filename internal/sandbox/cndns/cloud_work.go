package cndns

import (
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	creationTakes = 5 * time.Minute
	rebuildTakes  = 4 * time.Minute
	netmask       = "255.255.255.0"
	tagCreate     = "procreate"
	tagRebuild    = "prorebuild"
)

// createHost makes the machine of an order. Passwords that contain "fail" make
// the creation fail at its end.
func createHost(r *request) (any, error) {
	if r.get("cloudname") != "" && !hostPassword(r.raw("password")) {
		return nil, fail("17101")
	}
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	if host.State != HostNotCreated || host.Busy {
		return nil, fail("17103")
	}
	password := r.raw("password")
	return r.work(host, work{
		takes: creationTakes, tag: tagCreate, fails: strings.Contains(password, "fail"), code: "17105",
		finish: func() { r.server.equip(host, password) },
		result: func() any { return []row{host.createdRow()} },
	})
}

// equip gives a new machine its addresses and starts it.
func (s *Server) equip(host *Host, password string) {
	p, _ := placeOf(host.Place)
	host.IP = s.address(p.block)
	host.Intranet = s.address("10.0.0")
	host.freeDomain = s.digits(6) + ".ichengyun.net"
	host.Port = s.port()
	host.systemPassword = password
	host.State = HostRunning
	host.Created++
}

// createdRow is the answer of CreateHost, with the spaces of the example.
func (h *Host) createdRow() row {
	p, _ := placeOf(h.Place)
	s, _ := systemOf(h.System)
	return row{
		{"cloudsn", h.Number},
		{"cloudname", h.Name},
		{"hostpassword", h.systemPassword},
		{"regtme", dotNet(h.Registered)},
		{"exptme", dotNet(h.Expires)},
		{"hostip", h.IP},
		{"intraip", " " + h.Intranet},
		{"platformpassword", h.platformPassword},
		{"os", s.name},
		{"place", p.name},
		{"freedomain", " " + h.freeDomain},
		{"netmask", " " + netmask},
		{"router", " " + p.block + ".1"},
		{"ICPID", " " + h.icp},
		{"remoteport", " " + h.Port},
	}
}

func rebuildSystems(r *request) (any, error) {
	if _, err := r.host(); err != nil {
		return nil, err
	}
	var list []row
	for _, s := range systems {
		list = append(list, row{{"systemName", s.name}, {"systemval", s.value}})
	}
	return list, nil
}

// rebuildCloud installs a host anew. Passwords that contain "fail" make it fail.
func rebuildCloud(r *request) (any, error) {
	system, known := systemOf(r.get("cloudsystem"))
	if r.get("cloudname") != "" {
		if err := checks(
			check{!hostPassword(r.raw("cloudpass")), "17101"},
			check{!known, "17005"},
		); err != nil {
			return nil, err
		}
	}
	host, err := r.created()
	if err != nil {
		return nil, err
	}
	if host.Snapshot {
		return nil, fail("17010")
	}
	password := r.raw("cloudpass")
	return r.work(host, work{
		takes: rebuildTakes, tag: tagRebuild, fails: strings.Contains(password, "fail"), code: "17123",
		finish: func() {
			host.System, host.systemPassword, host.State = system.value, password, HostRunning
			host.Created++
		},
		result: func() any { return "" },
	})
}

// work is something that takes its time.
type work struct {
	takes  time.Duration
	tag    string
	fails  bool
	code   string // of the failure
	finish func()
	result func() any
}

// work begins the work. With callbackurl the answer is an empty success at
// once and one callback at the end; without, the answer comes at the end.
func (r *request) work(host *Host, w work) (any, error) {
	host.Busy = true
	s, target := r.server, r.get("callbackurl")
	done := make(chan struct{})
	account, values := r.account, slices.Collect(maps.Values(r.params))
	s.after(w.takes, func(time.Time) {
		defer close(done)
		if s.accounts[account.Username] != account {
			w.fails = true // everything was reset meanwhile
			return
		}
		host.Busy = false
		if !w.fails {
			w.finish()
		}
		if target != "" {
			s.callBack(r.call.name, values, target, host.Name, w)
		}
	})
	if target != "" {
		return "", nil
	}
	return pending{done: done, result: func() (any, error) {
		if w.fails {
			return nil, fail(w.code)
		}
		return w.result(), nil
	}}, nil
}

// cloudInfo has two shapes: before the machine exists, and after.
func cloudInfo(r *request) (any, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	p, _ := placeOf(host.Place)
	s, _ := systemOf(host.System)
	out := row{
		{"cloudno", host.Number},
		{"cloudname", host.Name},
		{"platepass", host.platformPassword},
		{"regtime", dotNet(host.Registered)},
		{"exptime", dotNet(host.Expires)},
	}
	if host.State == HostNotCreated {
		return []row{append(out, row{{"locate", p.name}, {"ICPID", host.icp}, {"remoteport", "-"}}...)}, nil
	}
	family := "linux"
	if host.windows() {
		family = "windows"
	}
	out = append(out, row{{"osname", s.name}, {"ostype", family}, {"locate", p.name}, {"serverip", host.IP}}...)
	out = append(out, column{"dxip", "-"}, column{"wtip", "-"}, column{"freedomain", host.freeDomain})
	for _, port := range dualLinePorts {
		out = append(out, column{port, "-"})
	}
	return []row{append(out, row{
		{"timetype", host.TimeType},
		{"cpu", itoa(host.CPU)},
		{"ram", itoa(host.RAM)},
		{"hd", itoa(host.Disk)},
		{"bd", itoa(host.Bandwidth)},
		{"ExtIP", strings.Join(host.Extra, ",")},
		{"remotepport", host.Port},
		{"intraip", host.Intranet},
	}...)}, nil
}

// dualLinePorts are columns that only dual-line data centres fill.
var dualLinePorts = []string{
	"outremotepport", "inremotepport", "mysqloutport", "mysqlinport", "mssqloutport", "mssqlinport",
	"weboutport", "webinport", "ftpoutport", "ftpinport", "ftpoutpasvport", "ftpinpasvport",
}
