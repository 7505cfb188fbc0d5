package cndns_test

import (
	"slices"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// hostOf plants a cloud host and keeps its management name as "host".
func hostOf(h sim.Host) func(*stage) {
	return func(s *stage) { s.Keep("host", s.World.CNDNS.PlantCloudHost(h)) }
}

// The states of a host in most proofs.
var (
	machine = params{"cloudname": "{host}"}
	runs    = hostOf(sim.Host{})
	stopped = hostOf(sim.Host{State: sim.HostStopped})
	bought  = hostOf(sim.Host{State: sim.HostNotCreated})
	faulty  = hostOf(sim.Host{State: sim.HostFault})
	kept    = hostOf(sim.Host{State: sim.HostStopped, Snapshot: true})
)

func info(s *stage) cndns.CloudInfoResponse {
	s.Helper()
	return vendortest.Got[cndns.CloudInfoResponse](s, "cndns.cloud.info", machine)
}

// state checks the running state of the host.
func state(want cndns.CloudState) func(*stage, any) {
	return func(s *stage, _ any) {
		s.Helper()
		if got := vendortest.Got[cndns.CloudStateResponse](s, "cndns.cloud.state", machine).State; got != want {
			s.Errorf("state = %s, want %s", got, want)
		}
	}
}

var spec = params{"cpu": "1", "ram": "512", "HD": "50", "BD": "2", "place": "1", "os": "centos7.2_64", "tmetpe": "2", "years": "1"}

// specRefusals are those of a configuration that is not on the list.
var specRefusals = []refusal{
	but("17001", "cpu", "3"), but("17002", "ram", "700"), but("17003", "HD", "55"), but("17004", "BD", "0"),
	but("17005", "os", "beos"), but("17006", "place", "99"), but("17007", "tmetpe", "3"), but("17008", "years", "11"),
}

// filing are the refusals of the filing data of a bound domain, and the filing that is right.
var filing = []refusal{
	but("13150", "domaintype", "9"), but("13151", "domainowner", "x"), but("13152", "orgcode", "12"), but("13153", "address", "x"),
	but("13154", "telephone", "12"), but("13155", "webdesc", "x"), but("13156", "ownerid", "12"), but("13157", "contact", "x"),
	but("13158", "contactid", "12"), but("13159", "connecttele", "12"), but("13160", "connectmobile", "12"), but("13161", "email", "x"),
}

var bound = machine.But(params{
	"domainname": "chengzi-mine.com", "domaintype": "0", "domainowner": "橙子公司", "orgcode": "123456789", "address": "张杨路707号",
	"telephone": "02112345678", "webdesc": "橙子商店", "ownerid": "310107198302020011", "contact": "张三", "contactid": "310107198302020011",
	"connecttele": "02112345678", "connectmobile": "13111111111", "email": "who@customer.example",
})

func bind(s *stage) {
	s.Must("cndns.cloud.bind_domain", machine.But(params{"domainname": "chengzi-mine.com"}))
}

func snapshot(want bool) func(*stage, any) {
	return func(s *stage, _ any) {
		s.Helper()
		for _, h := range s.World.CNDNS.CloudHosts() {
			if h.Snapshot != want {
				s.Errorf("snapshot = %t, want %t", h.Snapshot, want)
			}
		}
	}
}

var cloudProofs = []proof{
	{Call: "cndns.cloud.product_list", Check: func(s *stage, answer any) {
		if list := answer.(cndns.CloudProductsResponse); len(list.CPUs) == 0 || len(list.Systems) == 0 || len(list.Places) == 0 {
			s.Errorf("products = %+v", list)
		}
	}},
	{
		Call: "cndns.cloud.buy", Given: spec,
		Check: func(s *stage, answer any) {
			s.Keep("host", answer.(cndns.CloudBuyResponse).CloudName)
			if got := info(s); got.Created() || got.PlatformPassword == "" {
				s.Errorf("info = %+v, want it bought and not created", got)
			}
		},
		Refused: specRefusals, Switched: "17009",
	},
	{
		Call: "cndns.cloud.create_host", Before: bought,
		Given: machine.But(params{"password": "abc12345", "callbackurl": "http://127.0.0.1:1/back"}),
		Check: state(cndns.CloudNotCreated),
		Refused: []refusal{
			but("17101", "password", "abc"), but("17102", "cloudname", "S1"), when("17103", runs),
		},
		Switched: "17104 17105",
	},
	{
		Call: "cndns.cloud.modify_platform_password", Before: runs, Given: machine.But(params{"password": "abc12345"}),
		Check: func(s *stage, _ any) {
			if info(s).PlatformPassword.Reveal() != "abc12345" {
				s.Error("the password is not the new one")
			}
		},
		Refused: []refusal{but("17101", "password", "abc")}, Switched: "17106",
	},
	{Call: "cndns.cloud.state", Before: stopped, Given: machine, Check: func(s *stage, answer any) {
		if got := answer.(cndns.CloudStateResponse).State; got != cndns.CloudStopped {
			s.Errorf("state = %s", got)
		}
	}},
	{
		Call: "cndns.cloud.restart", Before: runs, Given: machine, Check: state(cndns.CloudRunning),
		Refused: []refusal{when("17107", bought), when("17108", stopped)}, Switched: "17109",
	},
	{
		Call: "cndns.cloud.shutdown", Before: runs, Given: machine, Check: state(cndns.CloudStopped),
		Refused: []refusal{when("17107", faulty), when("17111", stopped)}, Switched: "17108 17110 17112",
	},
	{
		Call: "cndns.cloud.power_off", Before: runs, Given: machine, Check: state(cndns.CloudStopped),
		Refused: []refusal{when("17107", bought), when("17115", stopped)}, Switched: "17116",
	},
	{
		Call: "cndns.cloud.start", Before: stopped, Given: machine, Check: state(cndns.CloudRunning),
		Refused: []refusal{when("17107", bought), when("17113", runs)}, Switched: "17114",
	},
	{
		Call: "cndns.cloud.snapshot_create", Before: runs, Given: machine, Check: snapshot(true),
		Refused: []refusal{when("17107", bought), when("17117", kept)},
	},
	{
		Call: "cndns.cloud.snapshot_delete", Before: kept, Given: machine, Check: snapshot(false),
		Refused: []refusal{when("17107", bought), when("17119", runs)}, Switched: "17120",
	},
	{
		Call: "cndns.cloud.snapshot_restore", Before: kept, Given: machine, Check: snapshot(true),
		Refused: []refusal{when("17107", bought), when("17118", runs)},
	},
	{Call: "cndns.cloud.rebuild_system_list", Before: runs, Given: machine, Switched: "17121", Check: func(s *stage, answer any) {
		if list := answer.(cndns.CloudSystemsResponse).Systems; len(list) == 0 || list[0].Value == "" {
			s.Errorf("systems = %+v", list)
		}
	}},
	{
		Call: "cndns.cloud.rebuild", Before: runs,
		Given: machine.But(params{"cloudpass": "abc12345", "cloudsystem": "debian8_64", "callbackurl": "http://127.0.0.1:1/back"}),
		Refused: []refusal{
			but("17101", "cloudpass", "abc"), but("17005", "cloudsystem", "beos"), when("17107", bought), when("17010", kept),
		},
		Switched: "17122 17123",
	},
	{
		Call: "cndns.cloud.modify_system_password", Before: stopped, Given: machine.But(params{"cloudpassword": "abc12345"}),
		Refused:  []refusal{but("17101", "cloudpassword", "abc"), when("17107", bought), when("17124", runs)},
		Switched: "17005 17125",
	},
	{
		Call: "cndns.cloud.bind_domain", Before: runs, Given: bound,
		Check: func(s *stage, _ any) {
			if hosts := s.World.CNDNS.CloudHosts(); !slices.Contains(hosts[0].Domains, "chengzi-mine.com") {
				s.Errorf("domains = %v", hosts[0].Domains)
			}
		},
		Refused: append([]refusal{
			but("17138", "domainname", "www.mine.example.com"), when("17139", hostOf(sim.Host{Place: "3"})),
			but("17140", "domainname", "noicp-mine.com"), when("17110", bought), when("17141", bind),
		}, filing...),
		Switched: "17142 13163 13164 13165 13166",
	},
	{
		Call: "cndns.cloud.unbind_domain", Given: machine.But(params{"domainname": "chengzi-mine.com"}),
		Before: func(s *stage) { runs(s); bind(s) },
		Check: func(s *stage, _ any) {
			if hosts := s.World.CNDNS.CloudHosts(); len(hosts[0].Domains) != 0 {
				s.Errorf("domains = %v, want none", hosts[0].Domains)
			}
		},
		Refused:  []refusal{but("17138", "domainname", "mine"), but("17143", "domainname", foreign)},
		Switched: "17144",
	},
	{Call: "cndns.cloud.upgrade_list", Before: runs, Given: machine, Switched: "17110", Check: func(s *stage, answer any) {
		if list := answer.(cndns.CloudUpgradeListResponse); !list.CPU.Holds(1) || list.RAM.Max == 0 {
			s.Errorf("ranges = %+v", list)
		}
	}},
	{
		Call: "cndns.cloud.upgrade", Before: stopped,
		Given: machine.But(params{"CPUNum": "1", "RAMNum": "512", "HDNum": "0", "BDNum": "1"}),
		Check: func(s *stage, _ any) {
			if got := info(s); got.CPU != 2 || got.RAM != 1024 || got.HD != 50 || got.BD != 2 {
				s.Errorf("info = %+v, want 2 cores, 1024 MB, 50 GB, 2 Mbps", got)
			}
		},
		Refused: []refusal{
			but("17001", "CPUNum", "x"), but("17002", "RAMNum", "100"), but("17003", "HDNum", "5"), but("17004", "BDNum", "x"),
			when("17017", bought), when("17127", kept), when("17128", runs),
			but("17129", "CPUNum", "99"), but("17130", "RAMNum", "51200"), but("17131", "HDNum", "5000"), but("17132", "BDNum", "5000"),
			but("17133", "CPUNum", "0", "RAMNum", "0", "BDNum", "0"),
		},
		Switched: "17110",
	},
	{
		Call: "cndns.cloud.buy_ip", Before: stopped, Given: machine,
		Check: func(s *stage, answer any) {
			if ip := answer.(cndns.CloudBuyIPResponse).IP; info(s).ExtraIPs != ip {
				s.Errorf("extra addresses = %q, want %q", info(s).ExtraIPs, ip)
			}
		},
		Refused: []refusal{
			when("17107", bought), when("17135", kept), when("17136", runs),
			when("17134", hostOf(sim.Host{State: sim.HostStopped, Extra: []string{"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"}})),
		},
		Switched: "17137",
	},
	{
		Call: "cndns.cloud.renew", Before: runs, Given: machine.But(params{"timetype": "2", "years": "3"}),
		Check: func(s *stage, _ any) {
			if got := info(s); !got.ExpiresAt.Equal(got.BoughtAt.AddDate(0, 4, 0)) {
				s.Errorf("expiry = %s, want four months after %s", got.ExpiresAt, got.BoughtAt)
			}
		},
		Refused: []refusal{
			but("17007", "timetype", "3"), but("17008", "years", "11"),
			when("17126", hostOf(sim.Host{Registered: past(70).Registered, Expires: past(40).Expires})),
		},
	},
	{
		Call: "cndns.cloud.info", Before: runs, Given: machine,
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.CloudInfoResponse); !got.Created() || got.CloudName != s.Kept("host") {
				s.Errorf("info = %+v", got)
			}
		},
		Refused: []refusal{but("17102", "cloudname", "S1")},
	},
	{
		Call: "cndns.cloud.change_port", Given: machine,
		Before: hostOf(sim.Host{State: sim.HostStopped, System: "windows2003Enterprise_32"}),
		Check: func(s *stage, answer any) {
			if got := info(s).RemotePort; got != answer.(cndns.CloudChangePortResponse).Port {
				s.Errorf("port = %s, want the new one", got)
			}
		},
		Refused: []refusal{
			but("17102", "cloudname", "S1"), when("17150", stopped),
			when("17151", hostOf(sim.Host{State: sim.HostStopped, System: "windows2003Enterprise_32", Place: "3"})),
			when("17152", hostOf(sim.Host{System: "windows2003Enterprise_32"})),
		},
		Switched: "17148 17149 17153",
	},
	{
		Call: "cndns.cloud.price", Given: spec,
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.PriceResponse).Price; got <= 0 {
				s.Errorf("price = %d fen", got)
			}
		},
		Refused:  specRefusals,
		Switched: "17009 17011 17013 17014 17015 17016 17017 17018",
	},
}
