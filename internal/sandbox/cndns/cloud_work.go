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
	return r.work(host, taskCreateHost, hostWork{Password: r.raw("password")})
}

// equip gives a new machine its addresses and starts it.
func (s *Server) equip(host *Host, password string) {
	p, _ := placeOf(host.Place)
	host.IP = s.address(p.block)
	host.Intranet = s.address("10.0.0")
	host.secret.FreeDomain = s.digits(6) + ".ichengyun.net"
	host.Port = s.port()
	host.secret.System = password
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
		{"hostpassword", h.secret.System},
		{"regtme", dotNet(h.Registered)},
		{"exptme", dotNet(h.Expires)},
		{"hostip", h.IP},
		{"intraip", " " + h.Intranet},
		{"platformpassword", h.secret.Platform},
		{"os", s.name},
		{"place", p.name},
		{"freedomain", " " + h.secret.FreeDomain},
		{"netmask", " " + netmask},
		{"router", " " + p.block + ".1"},
		{"ICPID", " " + h.secret.ICP},
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
	return r.work(host, taskRebuildHost, hostWork{Password: r.raw("cloudpass"), System: system.value})
}

// hostWork are the values of the work on a host, and where its end is told.
type hostWork struct {
	Password string   `json:"password"`
	System   string   `json:"system,omitempty"` // of a rebuild
	Call     string   `json:"call"`
	Values   []string `json:"values"` // of the call's parameters, which switches may match
	Target   string   `json:"target,omitempty"`
}

func (w hostWork) fails() bool { return strings.Contains(w.Password, "fail") }

// hostWorks is what the two sorts of work on a host are.
var hostWorks = map[taskKind]struct {
	takes  time.Duration
	tag    string
	code   string // of the failure
	finish func(*Server, *Host, hostWork)
	result func(*Host) any
}{
	taskCreateHost: {
		takes: creationTakes, tag: tagCreate, code: "17105",
		finish: func(s *Server, host *Host, w hostWork) { s.equip(host, w.Password) },
		result: func(host *Host) any { return []row{host.createdRow()} },
	},
	taskRebuildHost: {
		takes: rebuildTakes, tag: tagRebuild, code: "17123",
		finish: func(_ *Server, host *Host, w hostWork) { host.rebuild(w) },
		result: func(*Host) any { return "" },
	},
}

func (h *Host) rebuild(w hostWork) {
	h.System, h.secret.System, h.State = w.System, w.Password, HostRunning
	h.Created++
}

// work begins the work. With callbackurl the answer is an empty success at
// once and one callback at the end; without, the answer comes at the end.
func (r *request) work(host *Host, kind taskKind, w hostWork) (any, error) {
	host.Busy = true
	w.Call, w.Target = r.call.name, r.get("callbackurl")
	w.Values = slices.Sorted(maps.Values(r.params))
	id := r.server.schedule(hostWorks[kind].takes, task{
		Kind: kind, Account: r.account.Username, Subject: host.Name, Work: w,
	})
	if w.Target != "" {
		return "", nil
	}
	wait := make(pending, 1)
	r.server.waiting[id] = wait
	return wait, nil
}

// endWork ends the work on a host and tells who waits for it.
func (s *Server) endWork(account *Account, t task, _ time.Time) {
	host, ok := account.Hosts[t.Subject]
	if !ok {
		return
	}
	kind, end := hostWorks[t.Kind], outcome{}
	host.Busy = false
	if t.Work.fails() {
		end.err = fail(kind.code)
	} else {
		kind.finish(s, host, t.Work)
		end.result = kind.result(host)
	}
	if t.Work.Target != "" {
		s.callBack(t.Work, host.Name, kind.tag, end.err == nil)
	}
	s.tell(t.ID, end)
}

// tell gives the end of a task to the call that waits for it, if it still does.
func (s *Server) tell(id int, end outcome) {
	if wait, ok := s.waiting[id]; ok {
		wait <- end
		delete(s.waiting, id)
	}
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
		{"platepass", host.secret.Platform},
		{"regtime", dotNet(host.Registered)},
		{"exptime", dotNet(host.Expires)},
	}
	if host.State == HostNotCreated {
		return []row{append(out, row{{"locate", p.name}, {"ICPID", host.secret.ICP}, {"remoteport", "-"}}...)}, nil
	}
	family := "linux"
	if host.windows() {
		family = "windows"
	}
	out = append(out, row{{"osname", s.name}, {"ostype", family}, {"locate", p.name}, {"serverip", host.IP}}...)
	out = append(out, column{"dxip", "-"}, column{"wtip", "-"}, column{"freedomain", host.secret.FreeDomain})
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
