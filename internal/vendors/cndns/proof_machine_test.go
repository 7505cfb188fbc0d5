package cndns_test

import (
	"slices"
	"strings"
	"time"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// cloud is one of the two clouds whose hosts are managed by the same calls.
type cloud struct{ product, maker string }

var (
	baidu  = cloud{"cndns.bcc", "bcc"}
	aliyun = cloud{"cndns.ali_ecs", "ali"}
)

// rented names the host of most proofs, and its second disk.
var (
	rented     = params{"pdtnme": "{machine}"}
	rentedDisk = rented.But(params{"extid": "{disk}"})
)

// of plants a host with two disks and keeps its name as "machine" and its second disk as
// "disk".
func (c cloud) of(machine sim.Machine) func(*stage) {
	return func(s *stage) {
		machine := machine
		machine.Maker = c.maker
		disk := sim.MachineDisk{Type: "ssd", Multiple: 40}
		machine.Disks = []sim.MachineDisk{disk, disk}
		s.Keep("machine", s.World.CNDNS.PlantMachine(machine))
		for _, part := range c.detail(s).Parts {
			if part.Kind == "hd" {
				s.Keep("disk", part.DiskID)
			}
		}
	}
}

func (c cloud) in(state string) func(*stage) {
	return c.of(sim.Machine{Order: sim.Order{State: state}})
}

func (c cloud) detail(s *stage) cndns.MachineDetailResponse {
	s.Helper()
	return vendortest.Got[cndns.MachineDetailResponse](s, c.product+".detail", rented)
}

// after plants a host and makes calls before the one of the proof.
func (c cloud) after(calls ...string) func(*stage) {
	return func(s *stage) {
		c.of(sim.Machine{})(s)
		c.then(calls...)(s, nil)
	}
}

// then shows what a call did by calls that succeed only after it: none tells whether a host
// is on, or what a disk has.
func (c cloud) then(calls ...string) func(*stage, any) {
	return func(s *stage, _ any) {
		s.Helper()
		for _, call := range calls {
			s.Must(c.product+"."+call, rentedDisk)
		}
	}
}

// refused are refusals of every call that names a host, with those of one call.
func (c cloud) refused(more ...refusal) []refusal {
	other := map[string]string{"bcc": "ali", "ali": "bcc"}[c.maker]
	return append([]refusal{
		says("产品名称不能为空", "pdtnme", "-"), says("不在您的名下", "pdtnme", "b1"),
		saysWhen("不在您的名下", func(s *stage) { s.Keep("machine", s.World.CNDNS.PlantMachine(sim.Machine{Maker: other})) }),
	}, more...)
}

// closed are those of every call that needs an open host.
func (c cloud) closed(more ...refusal) []refusal {
	return c.refused(append(more,
		saysWhen("待开通", c.in(sim.OrderOpening)), saysWhen("非运行中", c.in(sim.OrderPaused)), saysWhen("已过期", c.late(40)),
	)...)
}

// onDisk are those of every call that names a disk.
func (c cloud) onDisk(more ...refusal) []refusal {
	return c.closed(append(more, says("磁盘 ID 不能为空", "extid", "-"), says("磁盘不存在", "extid", "1"))...)
}

// late is a host that was rented for a month so many days ago.
func (c cloud) late(days int) func(*stage) {
	return c.of(sim.Machine{Order: sim.Order{Registered: time.Now().AddDate(0, 0, -days)}})
}

// opens follows a new host until it is open, and says what its detail shows.
func (c cloud) opens(s *stage, answer any) cndns.MachineDetailResponse {
	s.Helper()
	s.Keep("machine", answer.(cndns.MachineCreateResponse).Name)
	if got := c.detail(s).Machine; got.State != cndns.OrderWaiting || got.IP != "" {
		s.Errorf("host = %+v, want it to wait", got)
	}
	s.World.Clock.Advance(10 * time.Minute)
	got := c.detail(s)
	if m := got.Machine; m.State != cndns.OrderRunning || m.IP == "" || m.Password.Reveal() != "qwer1234!" || !m.ExpiresAt.Equal(m.BoughtAt.AddDate(0, 2, 0)) {
		s.Errorf("host = %+v, want it to run for two months", m)
	}
	return got
}

// part sums up the parts of a kind: "multiple x size", joined by commas.
func part(got cndns.MachineDetailResponse, kind string) string {
	var list []string
	for _, p := range got.Parts {
		if p.Kind == kind {
			list = append(list, p.Multiple+"x"+p.Size+p.DiskType)
		}
	}
	return strings.Join(list, ",")
}

// orderRefused are refusals of the order of either cloud.
func orderRefused(more ...refusal) []refusal {
	return append(more,
		says("密码", "pass", "qwer1234"), says("磁盘配置信息不能为空", "cdsstr", "-"), says("磁盘配置信息错误", "cdsstr", "tape=40"),
		says("宽带大小", "flow", "201"), says("地域", "location", "9"), says("操作系统", "systemid", "none"),
		says("购买时长错误", "term", "10"), says("购买时长错误", "termtype", "5", "term", "4"), says("时长类型", "termtype", "4"),
		says("优惠券不存在", "ticketid", "NO-SUCH"), says("代金券不存在", "voucherids", "NO-SUCH"), saysWhen("金额不足", poor),
	)
}

// proofs are those of the calls that both clouds have.
func (c cloud) proofs() []proof {
	list := slices.Concat(c.orders(), c.switches(), c.systems())
	for i := range list {
		list[i].Call = c.product + "." + list[i].Call
	}
	return list
}

// orders are the proofs of what is bought and shown.
func (c cloud) orders() []proof {
	host := c.of(sim.Machine{})
	return []proof{
		{
			Call: "product_info", Check: func(s *stage, answer any) {
				got := answer.(cndns.MachineOffersResponse)
				if len(got.Regions) == 0 || len(got.Systems) == 0 || got.Systems[0].Region != got.Regions[0].ID ||
					len(got.Products) == 0 || got.Products[0].Price == 0 {
					s.Errorf("offers = %+v", got)
				}
			},
		},
		{
			Call: "renew", Before: host, Given: rented.But(params{"term": "1", "termtype": "5"}),
			Check: func(s *stage, _ any) {
				if got := c.detail(s).Machine; !got.ExpiresAt.Equal(got.BoughtAt.AddDate(0, 13, 0)) {
					s.Errorf("expiry = %s, want thirteen months after %s", got.ExpiresAt, got.BoughtAt)
				}
			},
			Refused: c.refused(
				says("购买时长错误", "term", "4"), says("购买时长错误", "termtype", "2", "term", "10"), says("时长类型", "termtype", "4"),
				saysWhen("待开通", c.in(sim.OrderOpening)), saysWhen("已删除", c.late(200)), saysWhen("金额不足", poor),
			),
		},
		{
			Call: "detail", Before: host, Given: rented, Refused: c.refused(),
			Check: func(s *stage, answer any) {
				got := answer.(cndns.MachineDetailResponse)
				if m := got.Machine; m.Name != s.Kept("machine") || m.Password == "" || m.SystemName == "" || m.RegionName == "" || m.BoughtAt.IsZero() {
					s.Errorf("host = %+v", m)
				}
				if part(got, "cpu") != "1x1" || !strings.HasPrefix(part(got, "hd"), "40x") {
					s.Errorf("parts = %+v", got.Parts)
				}
			},
		},
	}
}

// systems are the proofs of the system and the ways into it.
func (c cloud) systems() []proof {
	host := c.of(sim.Machine{})
	return []proof{
		{
			Call: "rebuild_system_list", Before: host, Given: rented, Refused: c.refused(),
			Check: func(s *stage, answer any) {
				for _, system := range answer.(cndns.MachineSystemsResponse).Systems {
					s.Must(c.product+".rebuild", rented.But(params{"systemid": system.ID}))
					if got := c.detail(s).Machine; got.SystemID != system.ID || got.SystemName != system.Name {
						s.Errorf("host = %+v, want %+v", got, system)
					}
				}
			},
		},
		{
			Call: "modify_password", Before: host, Given: rented.But(params{"pass": "asdf5678#"}),
			Check: func(s *stage, _ any) {
				if c.detail(s).Machine.Password.Reveal() != "asdf5678#" {
					s.Error("the password is not the new one")
				}
			},
			Refused: c.closed(says("密码", "pass", "asdf5678")),
		},
		{
			Call: "vnc_url", Before: host, Given: rented,
			Check: func(s *stage, answer any) {
				if got := answer.(cndns.MachineConsoleResponse).URL.Reveal(); !strings.HasPrefix(got, "https://") {
					s.Errorf("address = %s", got)
				}
			},
			Refused: c.closed(saysWhen("非开机", c.after("shutdown"))),
		},
	}
}

// switches are the proofs of the calls that no other call shows, but what is possible after
// them.
func (c cloud) switches() []proof {
	host := c.of(sim.Machine{})
	return []proof{
		{Call: "disk_backup", Before: host, Given: rentedDisk, Check: c.then("disk_backup_restore"), Refused: c.onDisk(saysWhen("已有备份", c.after("disk_backup")))},
		{Call: "disk_backup_delete", Before: c.after("disk_backup"), Given: rentedDisk, Check: c.then("disk_backup"), Refused: c.onDisk(saysWhen("没有备份", host))},
		{Call: "disk_backup_restore", Before: c.after("disk_backup"), Given: rentedDisk, Check: c.then("disk_backup_delete"), Refused: c.onDisk(saysWhen("没有备份", host))},
		{Call: "shutdown", Before: host, Given: rented, Check: c.then("start"), Refused: c.closed(saysWhen("非开机", c.after("shutdown")))},
		{Call: "start", Before: c.after("shutdown"), Given: rented, Check: c.then("shutdown"), Refused: c.closed(saysWhen("非关机", host))},
		{Call: "restart", Before: host, Given: rented, Check: c.then("shutdown"), Refused: c.closed(saysWhen("非开机", c.after("shutdown")))},
		{Call: "disk_mount", Before: c.after("disk_unmount"), Given: rentedDisk, Check: c.then("disk_unmount"), Refused: c.onDisk(saysWhen("已挂载", host))},
		{Call: "disk_unmount", Before: host, Given: rentedDisk, Check: c.then("disk_mount"), Refused: c.onDisk(saysWhen("无法卸载", c.after("disk_unmount")))},
	}
}

// rebuild is the proof of a rebuild with a system of the cloud.
func (c cloud) rebuild(system string) proof {
	return proof{
		Call: c.product + ".rebuild", Before: c.after("shutdown"), Given: rented.But(params{"systemid": system}),
		Check: func(s *stage, answer any) {
			if got := c.detail(s).Machine.SystemID; got != system {
				s.Errorf("system = %s, want %s", got, system)
			}
			c.then("shutdown")(s, answer)
		},
		Refused: c.closed(says("系统 ID 不能为空", "systemid", "-"), says("系统 ID 错误", "systemid", "none")),
	}
}
