package cndns

import "slices"

// Chapter 20 again: Aliyun. It has no upgrade.
var aliEcsCalls = withTickets(inWords(
	call{name: "cndns.ali_ecs.product_info", path: "/ali/ProductInfo.aspx", action: "ali info", run: aliProducts, reads: true},
	call{name: "cndns.ali_ecs.create", path: "/ali/CreateOrder.aspx", action: "create ali odr", run: createAli},
	call{name: "cndns.ali_ecs.renew", path: "/ali/RenewOrder.aspx", action: "renew ali odr", run: renewMachine},
	call{name: "cndns.ali_ecs.detail", path: "/ali/OrderDetails.aspx", action: "get ali details", run: machineDetail, reads: true},
	call{name: "cndns.ali_ecs.disk_backup", path: "/ali/Backups.aspx", action: "ali backups", run: backupDisk},
	call{name: "cndns.ali_ecs.disk_backup_delete", path: "/ali/DeleteBackups.aspx", action: "ali delete backups", run: deleteDiskBackup},
	call{name: "cndns.ali_ecs.disk_backup_restore", path: "/ali/RestoreBackups.aspx", action: "ali restorebackups", run: restoreDiskBackup},
	call{name: "cndns.ali_ecs.shutdown", path: "/ali/Shutdown.aspx", action: "ali shutdown", run: shutdownMachine},
	call{name: "cndns.ali_ecs.start", path: "/ali/Startingup.aspx", action: "ali startingup", run: startMachine},
	call{name: "cndns.ali_ecs.restart", path: "/ali/Restart.aspx", action: "ali restart", run: restartMachine},
	call{name: "cndns.ali_ecs.disk_mount", path: "/ali/Mount.aspx", action: "ali mount", run: mountDisk},
	call{name: "cndns.ali_ecs.disk_unmount", path: "/ali/Uninstall.aspx", action: "ali uninstall", run: unmountDisk},
	call{name: "cndns.ali_ecs.rebuild_system_list", path: "/ali/RebuildSystemList.aspx", action: "ali rebuildsystemlist", run: rebuildMachineSystems, reads: true},
	call{name: "cndns.ali_ecs.rebuild", path: "/ali/RebuildSystem.aspx", action: "ali rebuildsystem", run: rebuildMachine},
	call{name: "cndns.ali_ecs.modify_password", path: "/ali/ModifyPassword.aspx", action: "ali modifypassword", run: modifyMachinePassword},
	call{name: "cndns.ali_ecs.vnc_url", path: "/ali/GetVncUrl.aspx", action: "ali getvncurl", run: machineVNC, reads: true},
))

// aliyun sells disks by the GB; the first carries the system.
var aliyun = maker{
	key: "ali", letter: "a", name: "阿里云服务器", partType: "Extttype", symbols: "!@#%^*()",
	bandwidth: 100, years: 2,
	regions: []machineRegion{{"cn-hangzhou", "1", "华东 1 (杭州)", "203.0.113"}, {"cn-hongkong", "2", "香港", "198.51.100"}},
	systems: []machineSystem{
		{"centos_7_04_64_20G", "CentOS 7.4 64位", "linux", "1"},
		{"m-OmBEAOmD", "CentOS 7.2 64位", "linux", "1"}, // the document's example orders it
		{"ubuntu_16_0402_64_20G", "Ubuntu 16.04 64位", "linux", "1"},
		{"win2012_64_datactr_cn_40G", "Windows Server 2012 R2 数据中心版 64位", "windows", "1"},
		{"centos_7_04_64_20G_hk", "CentOS 7.4 64位", "linux", "2"},
	},
	disks: []diskType{{"eff", 1, 40, 32768, 35}, {"ssd", 1, 40, 32768, 100}},
}

// aliInstance is a size of machine: slcns is its family, slid its number.
type aliInstance struct {
	family, id    string
	cores, memory int
	region        string
}

var aliInstances = []aliInstance{
	{"10", "10004812", 1, 1, "1"},
	{"10", "10004813", 1, 2, "1"},
	{"10", "10004814", 2, 4, "1"},
	{"11", "10004820", 4, 8, "1"},
	{"11", "10004821", 8, 16, "1"},
	{"10", "10004912", 1, 1, "2"},
	{"11", "10004920", 2, 4, "2"},
}

func aliProducts(*request) (any, error) {
	var list []row
	for _, one := range aliInstances {
		price := (&Machine{Maker: aliyun.key, CPU: one.cores, Memory: one.memory}).monthly()
		list = append(list, row{
			{"Location", one.region},
			{"slcns", one.family},
			{"slid", one.id},
			{"Cdstype", "eff"},
			{"Prd", "ali_" + one.id},
			{"Prc", yuan(price)},
			{"Termtype", "2"},
			{"Term", "1"},
			{"Size", "40"},
			{"Cpu", itoa(one.cores)},
			{"Sram", itoa(one.memory)},
			{"Sidc", "40"},
			{"Soth", "1"},
		})
	}
	return row{{"Location", aliyun.locationRows()}, {"System", aliyun.systemRows()}, {"Product", list}}, nil
}

func createAli(r *request) (any, error) {
	at := slices.IndexFunc(aliInstances, func(one aliInstance) bool { return one.id == r.get("slid") })
	if err := objections(
		objection{r.get("slcns") == "", "实例类型不能为空"},
		objection{at < 0 || aliInstances[max(at, 0)].family != r.get("slcns"), "实例核心编号错误"},
		objection{at >= 0 && aliInstances[max(at, 0)].region != r.get("location"), "该地域没有所选实例"},
	); err != nil {
		return nil, err
	}
	machine, months, err := r.machineOrder(true)
	if err != nil {
		return nil, err
	}
	machine.Instance, machine.CPU, machine.Memory = aliInstances[at].id, aliInstances[at].cores, aliInstances[at].memory
	return r.buyMachine(machine, months)
}
