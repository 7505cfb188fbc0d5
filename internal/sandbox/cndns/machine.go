package cndns

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Machine is a host of Baidu's or Aliyun's cloud.
type Machine struct {
	Order
	Maker      string        `json:"maker"` // bcc or ali
	Region     string        `json:"region"`
	System     string        `json:"system"`   // id of the product information
	Instance   string        `json:"instance"` // slid, of Aliyun
	CPU        int           `json:"cpu"`      // cores
	Memory     int           `json:"memory"`   // GB
	Bandwidth  int           `json:"bandwidth"`
	Disks      []MachineDisk `json:"disks"`
	Part       int           `json:"part"`        // id of its first component
	SystemDisk string        `json:"system_disk"` // Diskno
	IP         string        `json:"ip"`          // "" until it is open
	Running    bool          `json:"running"`
	Rebuilt    int           `json:"rebuilt"` // how often
	Password   private       `json:"password"`
}

// MachineDisk is a disk that was bought for a machine.
type MachineDisk struct {
	ID       string    `json:"id"`     // Extid
	Volume   string    `json:"volume"` // ext2
	Type     string    `json:"type"`
	Multiple int       `json:"multiple"` // of the unit of its type
	System   bool      `json:"system"`   // it carries the system and stays mounted
	Mounted  bool      `json:"mounted"`
	Backup   time.Time `json:"backup,omitzero"`
	Added    time.Time `json:"added"`
}

// maker is what differs between the two clouds.
type maker struct {
	key, letter, name string
	partType          string // how the detail spells Exttype
	symbols           string // that a password may hold, and must hold one of
	bandwidth, years  int    // most
	total             bool   // the detail prints Total
	regions           []machineRegion
	systems           []machineSystem
	disks             []diskType
}

type machineRegion struct{ val, sst, name, block string }

type machineSystem struct{ id, name, kind, region string }

// diskType is a sort of disk. Its size is ordered in units, which makes a multiple.
type diskType struct {
	key         string
	unit        int // GB
	least, most int // units
	fen         int64
}

// Prices are fen a month.
const (
	coreFen      = 3_000
	memoryFen    = 2_000 // a GB
	bandwidthFen = 2_500 // a Mbps
)

// maker is the cloud that a call belongs to.
func (r *request) maker() *maker {
	if strings.HasPrefix(r.call.name, "cndns.ali_ecs.") {
		return &aliyun
	}
	return &baidu
}

func (m *Machine) of() *maker {
	if m.Maker == aliyun.key {
		return &aliyun
	}
	return &baidu
}

func (k *maker) region(sst string) (machineRegion, bool) {
	at := slices.IndexFunc(k.regions, func(g machineRegion) bool { return g.sst == sst })
	if at < 0 {
		return machineRegion{}, false
	}
	return k.regions[at], true
}

// system finds a system that a region has.
func (k *maker) system(id, region string) (machineSystem, bool) {
	at := slices.IndexFunc(k.systems, func(s machineSystem) bool { return s.id == id && s.region == region })
	if at < 0 {
		return machineSystem{}, false
	}
	return k.systems[at], true
}

func (k *maker) disk(key string) (diskType, bool) {
	at := slices.IndexFunc(k.disks, func(d diskType) bool { return d.key == key })
	if at < 0 {
		return diskType{}, false
	}
	return k.disks[at], true
}

// monthly is the price of a machine as it stands.
func (m *Machine) monthly() int64 {
	fen := int64(m.CPU)*coreFen + int64(m.Memory)*memoryFen + int64(m.Bandwidth)*bandwidthFen
	for _, d := range m.Disks {
		kind, _ := m.of().disk(d.Type)
		fen += int64(d.Multiple*kind.unit) * kind.fen
	}
	return fen
}

// locationRows and systemRows begin the product information of both clouds.
func (k *maker) locationRows() []row {
	var list []row
	for _, g := range k.regions {
		list = append(list, row{{"Val", g.val}, {"Sst", g.sst}, {"Name", g.name}})
	}
	return list
}

func (k *maker) systemRows() []row {
	var list []row
	for _, s := range k.systems {
		list = append(list, row{{"sysName", s.name}, {"sysType", s.kind}, {"Systemid", s.id}, {"Localtion", s.region}})
	}
	return list
}

// machine finds the machine that pdtnme names. Tables and examples spell it in three more ways.
func (r *request) machine() (*Machine, error) {
	name := strings.ToLower(cmp.Or(r.get("pdtnme"), r.get("pdtname"), r.get("pdtmne"), r.get("pdtmme")))
	machine, ok := r.account.Machines[name]
	return machine, objections(
		objection{name == "", "产品名称不能为空"},
		objection{!ok || machine.Maker != r.maker().key, "产品不存在或不在您的名下"},
	)
}

// openMachine finds a machine that is open and paid for.
func (r *request) openMachine() (*Machine, error) {
	machine, err := r.machine()
	if err != nil {
		return nil, err
	}
	state := machine.shown(r.now)
	return machine, objections(
		objection{state == OrderOpening, "产品待开通,无法操作"},
		objection{state == OrderExpired, "产品已过期,无法操作"},
		objection{state != OrderRunning, "产品状态非运行中,无法操作"},
	)
}

// done answers what the tables say of every success: the name of the product.
func (m *Machine) done() (any, error) { return m.Name, nil }

func shutdownMachine(r *request) (any, error) {
	return r.powerMachine(true, "主机非开机状态,无法关机", false)
}

func startMachine(r *request) (any, error) {
	return r.powerMachine(false, "主机非关机状态,无法开机", true)
}

func restartMachine(r *request) (any, error) {
	return r.powerMachine(true, "主机非开机状态,无法重启", true)
}

// powerMachine switches a machine that is in the state needed.
func (r *request) powerMachine(needed bool, words string, after bool) (any, error) {
	machine, err := r.openMachine()
	if err != nil {
		return nil, err
	}
	if machine.Running != needed {
		return nil, refusal{text: words}
	}
	machine.Running = after
	return machine.done()
}

func rebuildMachineSystems(r *request) (any, error) {
	machine, err := r.machine()
	if err != nil {
		return nil, err
	}
	list := []row{}
	for _, s := range machine.of().systems {
		if s.region == machine.Region {
			list = append(list, row{{"sysName", s.name}, {"sysValue", s.id}, {"sysType", s.kind}, {"sysPlace", s.region}})
		}
	}
	return list, nil
}

// rebuildMachine puts a system on anew; the machine runs afterwards.
func rebuildMachine(r *request) (any, error) {
	machine, err := r.openMachine()
	if err != nil {
		return nil, err
	}
	system, ok := machine.of().system(r.get("systemid"), machine.Region)
	if err := objections(
		objection{r.get("systemid") == "", "系统 ID 不能为空"},
		objection{!ok, "系统 ID 错误"},
	); err != nil {
		return nil, err
	}
	machine.System, machine.Running = system.id, true
	machine.Rebuilt++
	return machine.done()
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// strong tells whether a password has 8 to 32 places, of letters, digits and symbols each.
func (k *maker) strong(password string) bool {
	sets := []string{letters, "0123456789", k.symbols}
	for _, set := range sets {
		if !strings.ContainsAny(password, set) {
			return false
		}
	}
	return within(len(password), 8, 32) && strings.Trim(password, strings.Join(sets, "")) == ""
}

func modifyMachinePassword(r *request) (any, error) {
	machine, err := r.openMachine()
	if err != nil {
		return nil, err
	}
	if !machine.of().strong(r.raw("pass")) {
		return nil, errMachinePassword
	}
	machine.Password = private(r.raw("pass"))
	return machine.done()
}

var errMachinePassword = refusal{text: "密码错误,8~32 位字符,英文、数字和符号必须同时存在"}

// machineVNC is an address that follows from the time and needs no memory.
func machineVNC(r *request) (any, error) {
	machine, err := r.openMachine()
	if err != nil {
		return nil, err
	}
	if !machine.Running {
		return nil, refusal{text: "主机非开机状态,无法获取远程链接地址"}
	}
	key := md5Hex(machine.Name + string(machine.Password) + r.now.Format(time.RFC3339))
	return "https://vnc." + machine.Maker + ".sandbox.example/console?host=" + machine.uuid() + "&token=" + key, nil
}

// uuid is the name that the cloud behind the vendor has for the machine.
func (m *Machine) uuid() string { return "i-" + md5Hex("uuid" + m.Name)[:8] }

// machineDetail answers the order and its components.
func machineDetail(r *request) (any, error) {
	machine, err := r.machine()
	if err != nil {
		return nil, err
	}
	return row{{"Details", machine.details(r.now)}, {"ext", machine.parts()}}, nil
}

func (m *Machine) details(now time.Time) row {
	region, _ := m.of().region(m.Region)
	system, _ := m.of().system(m.System, m.Region)
	return row{
		{"Pdtnme", m.Name},
		{"Pss", string(m.Password)},
		{"Regstt", m.shown(now)},
		{"Addtme", dotNet(m.Registered)},
		{"Exptme", dotNet(m.Expires)},
		{"Kvmip", m.IP},
		{"Systemid", m.System},
		{"Sysname", system.name},
		{"Systype", system.kind},
		{"Nme", m.of().name},
		{"Uuid", m.uuid()},
		{"Diskno", m.SystemDisk},
		{"Locationsst", m.Region},
		{"Room", region.name},
	}
}

// component is a line of the detail's list.
type component struct {
	id, kind       string
	multiple, size int
	sort, volume   string // of disks
	added          time.Time
}

// parts lists the components. The document calls hd the bandwidth and bd the disks, against
// their names and against chapter 8; the names are followed.
func (m *Machine) parts() []row {
	list := []component{
		{id: itoa(m.Part), kind: "cpu", multiple: m.CPU, size: 1, added: m.Registered},
		{id: itoa(m.Part + 1), kind: "ram", multiple: m.Memory, size: 1, added: m.Registered},
		{id: itoa(m.Part + 2), kind: "bd", multiple: m.Bandwidth, size: 1, added: m.Registered},
	}
	for _, d := range m.Disks {
		kind, _ := m.of().disk(d.Type)
		list = append(list, component{d.ID, "hd", d.Multiple, kind.unit, d.Type, d.Volume, d.Added})
	}
	var rows []row
	for _, c := range list {
		rows = append(rows, m.partRow(c))
	}
	return rows
}

func (m *Machine) partRow(c component) row {
	out := row{
		{"Pdtnme", m.Name},
		{"Extid", c.id},
		{m.of().partType, c.kind},
		{"Bs", itoa(c.multiple)},
		{"Size", itoa(c.size)},
	}
	if m.of().total {
		out = append(out, column{"Total", itoa(c.multiple * c.size)})
	}
	return append(out, row{{"Type", c.sort}, {"ext2", c.volume}, {"Addtme", dotNet(c.added)}}...)
}
