package cndns

import (
	"slices"
	"strings"
	"time"
)

const (
	openingTakes = 3 * time.Minute
	mostDisks    = 16
	partBase     = 120_000 // added to ids of components, which are longer than those of disks
)

// machineTerm reads how long is paid for: 1 to 9 months or some years.
func (r *request) machineTerm() (months int, err error) {
	term, ok := r.number("term")
	kind := r.get("termtype")
	most := map[string]int{"2": 9, "5": r.maker().years}[kind]
	if kind == "5" {
		months = 12
	} else {
		months = 1
	}
	return term * months, objections(
		objection{most == 0, "购买时长类型错误"},
		objection{!ok || !within(term, 1, most), "购买时长错误"},
	)
}

// readDisks reads "type=multiple" parts between bars. The first is needed; where later ones
// may be empty, they are left out.
func (k *maker) readDisks(text string, mayBeEmpty bool) ([]MachineDisk, error) {
	var list []MachineDisk
	for i, part := range strings.Split(text, "|") {
		key, size, _ := strings.Cut(part, "=")
		if strings.TrimSpace(size) == "" && i > 0 && mayBeEmpty {
			continue
		}
		kind, known := k.disk(strings.ToLower(strings.TrimSpace(key)))
		multiple, ok := plainNumber(strings.TrimSpace(size))
		if !known || !ok || !within(multiple, kind.least, kind.most) {
			return nil, refusal{text: "磁盘配置信息错误"}
		}
		list = append(list, MachineDisk{Type: kind.key, Multiple: multiple})
	}
	if len(list) > mostDisks {
		return nil, refusal{text: "磁盘数量超出限制"}
	}
	return list, nil
}

// machineOrder reads what the purchases of both clouds share: password, bandwidth, place,
// system, disks and term.
func (r *request) machineOrder(mayBeEmpty bool) (*Machine, int, error) {
	k := r.maker()
	bandwidth, bandwidthOK := r.number("flow")
	region, regionOK := k.region(r.get("location"))
	system, systemOK := k.system(r.get("systemid"), region.sst)
	if err := objections(
		objection{r.get("cdsstr") == "", "磁盘配置信息不能为空"},
		objection{!bandwidthOK || !within(bandwidth, 1, k.bandwidth), "宽带大小错误,范围 1-" + itoa(k.bandwidth)},
		objection{!regionOK, "地域错误"},
		objection{!systemOK, "操作系统 id 错误"},
	); err != nil {
		return nil, 0, err
	}
	if !k.strong(r.raw("pass")) {
		return nil, 0, errMachinePassword
	}
	disks, err := k.readDisks(r.get("cdsstr"), mayBeEmpty)
	if err != nil {
		return nil, 0, err
	}
	months, err := r.machineTerm()
	return &Machine{
		Maker: k.key, Region: region.sst, System: system.id, Bandwidth: bandwidth, Disks: disks,
		Password: private(r.raw("pass")),
	}, months, err
}

// buyMachine charges a machine and begins to open it.
func (r *request) buyMachine(machine *Machine, months int) (any, error) {
	name := r.server.machineName(machine.of())
	if err := r.charge(name, machine.monthly()*int64(months), "10021"); err != nil {
		return nil, err
	}
	machine.Order = r.begin(name, OrderOpening, months)
	r.server.number(machine)
	r.account.Machines[name] = machine
	r.server.schedule(openingTakes, task{Kind: taskOpenMachine, Account: r.account.Username, Subject: name})
	return machine.done()
}

// number gives ids to the components and disks of a new machine. The first disk of Aliyun
// carries the system.
func (s *Server) number(machine *Machine) {
	machine.Part = partBase + s.nextID()
	s.lastID += 2
	for i := range machine.Disks {
		d := &machine.Disks[i]
		d.ID, d.Volume = itoa(partBase+s.nextID()), itoa(s.nextID())
		d.System, d.Mounted, d.Added = i == 0 && machine.Maker == aliyun.key, true, machine.Registered
	}
	if machine.Maker == aliyun.key {
		machine.SystemDisk = machine.Disks[0].Volume
	} else {
		machine.SystemDisk = itoa(s.nextID())
	}
}

func (s *Server) machineName(k *maker) string {
	for {
		name := k.letter + s.digits(6)
		if !s.hasProduct(func(p *Products) bool { return p.Machines[name] != nil }) {
			return name
		}
	}
}

// endOpening starts a machine that was bought.
func (s *Server) endOpening(account *Account, t task, _ time.Time) {
	if machine, ok := account.Machines[t.Subject]; ok && machine.State == OrderOpening {
		s.open(machine)
	}
}

func (s *Server) open(machine *Machine) {
	region, _ := machine.of().region(machine.Region)
	machine.State, machine.Running, machine.IP = OrderRunning, true, s.address(region.block)
}

func renewMachine(r *request) (any, error) {
	machine, err := r.machine()
	if err != nil {
		return nil, err
	}
	months, err := r.machineTerm()
	if err != nil {
		return nil, err
	}
	if err := objections(
		objection{machine.State == OrderOpening, "产品待开通,无法续费"},
		objection{r.now.After(machine.Expires.Add(deletionAfter)), "产品已删除,无法续费"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(machine.Name, machine.monthly()*int64(months), "10021"); err != nil {
		return nil, err
	}
	machine.extend(r.now, months)
	return machine.done()
}

// PlantMachine puts a host of Baidu (Maker "bcc", the default) or Aliyun ("ali") into the
// first account and returns its name. What is missing is made up: a small open machine with
// one disk for a month.
func (s *Server) PlantMachine(machine Machine) string {
	defer s.edit()()
	machine.Maker = or(machine.Maker, baidu.key)
	k := machine.of()
	machine.Name = strings.ToLower(or(machine.Name, s.machineName(k)))
	machine.Region = or(machine.Region, k.regions[0].sst)
	if machine.System == "" {
		at := slices.IndexFunc(k.systems, func(one machineSystem) bool { return one.region == machine.Region })
		machine.System = k.systems[at].id
	}
	machine.CPU, machine.Memory, machine.Bandwidth = max(machine.CPU, 1), max(machine.Memory, 1), max(machine.Bandwidth, 1)
	machine.Password = private(or(string(machine.Password), "a1!"+s.secret()))
	machine.Registered = s.orNow(machine.Registered)
	if machine.Expires.IsZero() {
		machine.Expires = machine.Registered.AddDate(0, 1, 0)
	}
	machine.Disks = slices.Clone(machine.Disks)
	if machine.Disks == nil {
		machine.Disks = []MachineDisk{{Type: k.disks[0].key, Multiple: k.disks[0].least}}
	}
	s.number(&machine)
	state := or(machine.State, OrderRunning)
	s.drop(s.account(), machine.Name, taskOpenMachine)
	if state == OrderOpening {
		s.schedule(openingTakes, task{Kind: taskOpenMachine, Account: s.planted, Subject: machine.Name})
	} else {
		s.open(&machine)
	}
	machine.State = state
	s.account().Machines[machine.Name] = &machine
	return machine.Name
}
