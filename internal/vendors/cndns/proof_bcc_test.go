package cndns_test

import (
	"slices"

	sim "tangelo/internal/sandbox/cndns"
)

var bccProofs = slices.Concat(baidu.proofs(), []proof{
	baidu.rebuild("m-Vxu7Pd1k"),
	{
		Call: "cndns.bcc.create",
		Given: params{
			"pass": "qwer1234!", "cpucount": "2", "memory": "4", "cdsstr": "std1=2|ssd=1", "flow": "5", "location": "1",
			"systemid": "m-OmBEAOmD", "term": "2", "termtype": "2",
		},
		Check: func(s *stage, answer any) {
			got := baidu.opens(s, answer)
			if part(got, "cpu") != "2x1" || part(got, "ram") != "4x1" || part(got, "bd") != "5x1" || part(got, "hd") != "2x5std1,1x50ssd" {
				s.Errorf("parts = %+v", got.Parts)
			}
		},
		Refused: orderRefused(says("CPU", "cpucount", "3"), says("内存", "memory", "1"), says("内存", "memory", "-")),
	},
	{
		Call: "cndns.bcc.upgrade", Before: baidu.of(sim.Machine{CPU: 1, Memory: 4}), Given: rented.But(params{"upgtype": "1", "upgstr": "1:0"}),
		Check: func(s *stage, _ any) {
			s.Must("cndns.bcc.upgrade", rented.But(params{"upgtype": "3", "upgstr": "2"}))
			disks := baidu.detail(s).Parts
			s.Must("cndns.bcc.upgrade", rented.But(params{"upgtype": "2", "upgstr": disks[len(disks)-1].DiskID + ":1"}))
			if got := baidu.detail(s); part(got, "cpu") != "2x1" || part(got, "ram") != "4x1" || part(got, "bd") != "3x1" || part(got, "hd") != "40x50ssd,41x50ssd" {
				s.Errorf("parts = %+v", got.Parts)
			}
		},
		Refused: baidu.closed(
			says("升级类型", "upgtype", "4"), says("不能为空", "upgstr", "-"), says("升级信息错误", "upgstr", "0:0"), says("不匹配", "upgstr", "2:0"),
			says("磁盘不存在", "upgtype", "2", "upgstr", "1:1"), says("超出限制", "upgtype", "3", "upgstr", "200"),
			says("优惠券不存在", "ticketid", "NO-SUCH"), saysWhen("金额不足", poor),
		),
	},
})
