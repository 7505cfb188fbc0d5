package cndns_test

import "slices"

var aliECSProofs = slices.Concat(aliyun.proofs(), []proof{
	aliyun.rebuild("ubuntu_16_0402_64_20G"),
	{
		Call: "cndns.ali_ecs.create",
		Given: params{
			"pass": "qwer1234!", "slcns": "10", "slid": "10004814", "cdsstr": "eff=40|ssd=50", "flow": "5", "location": "1",
			"systemid": "centos_7_04_64_20G", "term": "2", "termtype": "2",
		},
		Check: func(s *stage, answer any) {
			got := aliyun.opens(s, answer)
			if part(got, "cpu") != "2x1" || part(got, "ram") != "4x1" || part(got, "bd") != "5x1" || part(got, "hd") != "40x1eff,50x1ssd" {
				s.Errorf("parts = %+v", got.Parts)
			}
		},
		Refused: orderRefused(
			says("实例类型", "slcns", "-"), says("实例核心编号", "slid", "1"), says("没有所选实例", "slid", "10004912"),
			says("密码", "pass", "qwer1234$"), says("磁盘配置信息错误", "cdsstr", "eff=39"), says("宽带大小", "flow", "101"),
		),
	},
})
