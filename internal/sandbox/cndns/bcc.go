package cndns

import (
	"slices"
	"strings"
)

// Chapter 20: Baidu's cloud.
var bccCalls = withTickets(inWords(
	call{name: "cndns.bcc.product_info", path: "/bcc/ProductInfo.aspx", action: "bcc info", run: bccProducts, reads: true},
	call{name: "cndns.bcc.create", path: "/bcc/CreateOrder.aspx", action: "create bcc odr", run: createBCC},
	call{name: "cndns.bcc.renew", path: "/bcc/RenewOrder.aspx", action: "renew bcc odr", run: renewMachine},
	call{name: "cndns.bcc.upgrade", path: "/bcc/UpgradeOrder.aspx", action: "renew bcc odr", run: upgradeBCC},
	call{name: "cndns.bcc.detail", path: "/bcc/OrderDetails.aspx", action: "get bcc details", run: machineDetail, reads: true},
	call{name: "cndns.bcc.disk_backup", path: "/bcc/Backups.aspx", action: "bcc backups", run: backupDisk},
	call{name: "cndns.bcc.disk_backup_delete", path: "/bcc/DeleteBackups.aspx", action: "bcc delete backups", run: deleteDiskBackup},
	call{name: "cndns.bcc.disk_backup_restore", path: "/bcc/RestoreBackups.aspx", action: "bcc restorebackups", run: restoreDiskBackup},
	call{name: "cndns.bcc.shutdown", path: "/bcc/Shutdown.aspx", action: "bcc shutdown", run: shutdownMachine},
	call{name: "cndns.bcc.start", path: "/bcc/Startingup.aspx", action: "bcc startingup", run: startMachine},
	call{name: "cndns.bcc.restart", path: "/bcc/Restart.aspx", action: "bcc restart", run: restartMachine},
	call{name: "cndns.bcc.disk_mount", path: "/bcc/Mount.aspx", action: "bcc mount", run: mountDisk},
	call{name: "cndns.bcc.disk_unmount", path: "/bcc/Uninstall.aspx", action: "bcc uninstall", run: unmountDisk},
	call{name: "cndns.bcc.rebuild_system_list", path: "/bcc/RebuildSystemList.aspx", action: "bcc rebuildsystemlist", run: rebuildMachineSystems, reads: true},
	call{name: "cndns.bcc.rebuild", path: "/bcc/RebuildSystem.aspx", action: "bcc rebuildsystem", run: rebuildMachine},
	call{name: "cndns.bcc.modify_password", path: "/bcc/ModifyPassword.aspx", action: "bcc modifypassword", run: modifyMachinePassword},
	call{name: "cndns.bcc.vnc_url", path: "/bcc/GetVncUrl.aspx", action: "bcc getvncurl", run: machineVNC, reads: true},
))

// baidu sells disks in units: 5 GB, and 50 GB of the fast ones. The text gives "std1=5"
// both 5 and 25 GB; that of the upgrade, 10 GB for 2, decides.
var baidu = maker{
	key: "bcc", letter: "b", name: "百度云服务器", partType: "Exttype", symbols: "!@#$%^&*()",
	bandwidth: 200, years: 3, total: true,
	regions: []machineRegion{{"bj", "1", "北京", "192.0.2"}, {"gz", "2", "广州", "198.51.100"}},
	systems: []machineSystem{
		{"m-OmBEAOmD", "CentOS 7.1 x86_64 (64bit)", "linux", "1"},
		{"m-Vxu7Pd1k", "Ubuntu Server 16.04 LTS amd64 (64bit)", "linux", "1"},
		{"m-WrEW80fT", "Windows Server 2012 R2 x86_64 (64bit)", "windows", "1"},
		{"m-JWvQf2nE", "CentOS 7.1 x86_64 (64bit)", "linux", "2"},
		{"m-kZ9cRb3a", "Windows Server 2012 R2 x86_64 (64bit)", "windows", "2"},
	},
	disks: []diskType{{"std1", 5, 1, 6553, 30}, {"hp1", 5, 1, 6553, 60}, {"ssd", 50, 1, 655, 100}},
}

// bccPairs are the sizes of memory in GB that go with a number of cores.
var bccPairs = map[int][]int{
	1: {1, 2, 4, 8}, 2: {2, 4, 8, 12}, 4: {4, 8, 12, 16, 32}, 8: {8, 12, 16, 24, 32, 64},
	12: {12, 16, 24, 32, 48, 64}, 16: {16, 24, 32, 48, 64},
}

// bccProducts lists every pair of cores and memory in every region, by the month.
func bccProducts(*request) (any, error) {
	var list []row
	for _, region := range baidu.regions {
		for _, cores := range []int{1, 2, 4, 8, 12, 16} {
			for _, memory := range bccPairs[cores] {
				price := (&Machine{Maker: baidu.key, CPU: cores, Memory: memory}).monthly()
				list = append(list, row{
					{"Location", region.sst},
					{"System", "linux"},
					{"Cdstype", "std1"},
					{"Prd", "bcc_" + itoa(cores) + "_" + itoa(memory)},
					{"Prc", yuan(price)},
					{"Termtype", "2"},
					{"Term", "1"},
					{"Size", "5"},
					{"Cpu", itoa(cores)},
					{"Sram", itoa(memory)},
					{"Sidc", "40"},
					{"Soth", "1"},
				})
			}
		}
	}
	return row{{"Location", baidu.locationRows()}, {"System", baidu.systemRows()}, {"Product", list}}, nil
}

func createBCC(r *request) (any, error) {
	cores, coresOK := r.number("cpucount")
	memory, memoryOK := r.number("memory")
	if err := objections(
		objection{!coresOK || bccPairs[cores] == nil, "CPU 大小错误"},
		objection{!memoryOK || !slices.Contains(bccPairs[cores], memory), "内存大小错误"},
	); err != nil {
		return nil, err
	}
	machine, months, err := r.machineOrder(false)
	if err != nil {
		return nil, err
	}
	machine.CPU, machine.Memory = cores, memory
	return r.buyMachine(machine, months)
}

// upgradeBCC adds to a machine: cores and memory ("1:0"), units to a disk ("12223:2") or
// bandwidth ("2"). The difference is charged for the months left.
func upgradeBCC(r *request) (any, error) {
	machine, err := r.openMachine()
	if err != nil {
		return nil, err
	}
	grow, known := map[string]func(*Machine, string) error{"1": growCores, "2": growDisk, "3": growBandwidth}[r.get("upgtype")]
	if err := objections(
		objection{!known, "升级类型错误"},
		objection{r.get("upgstr") == "", "升级信息不能为空"},
	); err != nil {
		return nil, err
	}
	grown := *machine
	grown.Disks = slices.Clone(machine.Disks)
	if err := grow(&grown, r.get("upgstr")); err != nil {
		return nil, err
	}
	price := (grown.monthly() - machine.monthly()) * machine.monthsLeft(r.now)
	if err := r.charge(machine.Name, price, "10021"); err != nil {
		return nil, err
	}
	*machine = grown
	return machine.done()
}

var errUpgrade = refusal{text: "升级信息错误"}

// amounts reads plain numbers between colons.
func amounts(text string) []int {
	var list []int
	for part := range strings.SplitSeq(text, ":") {
		n, ok := plainNumber(strings.TrimSpace(part))
		if !ok {
			return nil
		}
		list = append(list, n)
	}
	return list
}

func growCores(m *Machine, text string) error {
	added := amounts(text)
	if len(added) != 2 || added[0]+added[1] == 0 {
		return errUpgrade
	}
	m.CPU, m.Memory = m.CPU+added[0], m.Memory+added[1]
	return objections(objection{!slices.Contains(bccPairs[m.CPU], m.Memory), "升级后的 CPU 与内存不匹配"})
}

func growDisk(m *Machine, text string) error {
	id, size, _ := strings.Cut(text, ":")
	added := amounts(size)
	if len(added) != 1 || added[0] == 0 {
		return errUpgrade
	}
	disk, err := m.disk(strings.TrimSpace(id))
	if err != nil {
		return err
	}
	kind, _ := m.of().disk(disk.Type)
	disk.Multiple += added[0]
	return objections(objection{disk.Multiple > kind.most, "磁盘大小超出限制"})
}

func growBandwidth(m *Machine, text string) error {
	added := amounts(text)
	if len(added) != 1 || added[0] == 0 {
		return errUpgrade
	}
	m.Bandwidth += added[0]
	return objections(objection{m.Bandwidth > m.of().bandwidth, "宽带大小超出限制"})
}
