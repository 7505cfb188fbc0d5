package dnspod_test

import (
	"strings"

	sim "tangelo/internal/sandbox/dnspod"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/vendortest"
)

var domainProofs = []proof{
	{
		Call: "dnspod.domain.create", Given: params{"domain": "zone-here.com", "group_id": "5", "is_mark": "yes"},
		Check: func(s *stage, answer any) {
			s.Keep("domain", answer.(dnspod.DomainCreateResponse).Domain.ID)
			d := domainNow(s)
			wants(s, "domain", dnspod.Domain{Name: "zone-here.com", GroupID: "5", Marked: true},
				dnspod.Domain{Name: d.Name, GroupID: d.GroupID, Marked: d.Marked})
		},
		Refused: []refusal{
			{Code: "6", But: params{"domain": "zone"}},
			{Code: "7", Before: aDomain},
			{Code: "11", Before: plants(sim.Zone{Name: "main.com", Aliases: []string{"zone-here.com"}})},
			{Code: "12", Before: owns(stranger, sim.Zone{Name: "zone-here.com"})},
		},
	},
	{
		Call:   "dnspod.domain.list",
		Before: func(s *stage) { aDomain(s); plants(sim.Zone{Name: "other.com", Marked: true})(s) },
		Given:  params{"type": "ismark", "length": "20", "group_id": "1"},
		Check: func(s *stage, answer any) {
			list := answer.(dnspod.DomainListResponse)
			if len(list.Domains) != 1 || list.Domains[0].Name != "other.com" || list.Info.Matched != 1 || list.Info.All != 2 {
				s.Errorf("list = %+v, want the starred one of two", list)
			}
		},
		Switched: "9", // every request asks for an empty list instead
	},
	{
		Call: "dnspod.domain.remove", Before: aDomain, Given: ofDomain,
		Check: func(s *stage, _ any) { wants(s, "domains", 0, len(s.World.DNSPod.Truth().Zones)) },
		Refused: []refusal{
			{Code: "8", Before: plants(sim.Zone{Name: "other.com", Grade: "DP_Plus"}), But: onOther},
		},
	},
	{
		Call: "dnspod.domain.info", Before: aDomain, Given: ofDomain,
		Check: func(s *stage, answer any) {
			wants(s, "name", "zone-here.com", answer.(dnspod.DomainInfoResponse).Domain.Name)
			byName := vendortest.Got[dnspod.DomainInfoResponse](s, "dnspod.domain.info", params{"domain": "zone-here.com"})
			wants(s, "id", s.Kept("domain"), byName.Domain.ID)
		},
		Refused: []refusal{{Code: "13", But: params{"domain_id": "-", "domain": "nowhere.com"}}},
	},
	{
		Call: "dnspod.domain.log", Before: aDomain, Given: ofDomain,
		Check: func(s *stage, answer any) {
			lines := answer.(dnspod.LogResponse).Lines
			if len(lines) != 1 || !strings.Contains(lines[0], "添加新域名") {
				s.Errorf("log = %v, want the beginning", lines)
			}
		},
	},
	{
		Call: "dnspod.domain.purview", Before: aDomain, Given: ofDomain,
		Check: func(s *stage, answer any) {
			limits := answer.(dnspod.PurviewResponse).Limits
			wants(s, "limits", 15, len(limits))
			wants(s, "least TTL", dnspod.Limit{Name: "记录 TTL 最低", Value: "600"}, limits[10])
		},
	},
}

var settingProofs = []proof{
	{
		Call: "dnspod.domain.set_status", Before: aDomain, Given: params{"domain_id": "{domain}", "status": "disable"},
		Check: func(s *stage, _ any) { wants(s, "paused", true, domainNow(s).Paused()) },
	},
	{
		Call: "dnspod.domain.set_searchengine_push", Before: aDomain, Given: params{"domain_id": "{domain}", "status": "no"},
		Check: func(s *stage, _ any) { wants(s, "push", false, domainNow(s).SearchEnginePush) },
	},
	{
		Call: "dnspod.domain.set_url_in_cn", Before: aDomain, Given: params{"domain_id": "{domain}", "status": "yes"},
		Check: func(s *stage, _ any) {
			log := vendortest.Got[dnspod.LogResponse](s, "dnspod.domain.log", ofDomain) // no call shows the setting
			if !strings.Contains(log.Lines[0], "国内 URL 转发") {
				s.Errorf("log = %v, want the change", log.Lines)
			}
		},
	},
	{
		Call: "dnspod.domain.change_group", Before: aDomain, Given: params{"domain_id": "{domain}", "group_id": "6"},
		Check: func(s *stage, _ any) { wants(s, "group", "6", domainNow(s).GroupID) },
	},
	{
		Call: "dnspod.domain.set_mark", Before: aDomain, Given: params{"domain_id": "{domain}", "is_mark": "yes"},
		Check: func(s *stage, _ any) { wants(s, "star", true, domainNow(s).Marked) },
	},
	{
		Call: "dnspod.domain.set_remark", Before: aDomain, Given: params{"domain_id": "{domain}", "remark": "备注 1"},
		Check: func(s *stage, _ any) {
			wants(s, "remark", "备注 1", domainNow(s).Remark)
			s.Must("dnspod.domain.set_remark", ofDomain)
			wants(s, "remark after an empty one", "", domainNow(s).Remark)
		},
	},
}

var lockProofs = []proof{
	{
		Call: "dnspod.domain.lock", Before: aDomain, Given: params{"domain_id": "{domain}", "days": "30"},
		Check: func(s *stage, answer any) {
			lock := answer.(dnspod.LockResponse).Lock
			now := vendortest.Got[dnspod.LockResponse](s, "dnspod.domain.lock_status", ofDomain).Lock
			wants(s, "end", lock.Until, now.Until)
			wants(s, "domain", s.Kept("domain"), lock.DomainID)
			s.Must("dnspod.domain.unlock", params{"domain_id": "{domain}", "lock_code": lock.Code.Reveal()})
		},
		Refused: []refusal{
			{Code: "8", But: params{"days": "-1"}},
			{Code: "9", But: params{"days": "31"}},
		},
	},
	{
		Call: "dnspod.domain.lock_status", Before: aLock, Given: ofDomain,
		Check: func(s *stage, answer any) {
			lock := answer.(dnspod.LockResponse).Lock
			wants(s, "locked", true, lock.Locked)
			wants(s, "days", 30, int(lock.Until.Sub(lock.From).Hours()/24))
		},
		Refused: []refusal{{Code: "7", Before: plants(sim.Zone{Name: "other.com"}), But: onOther}},
	},
	{
		Call: "dnspod.domain.unlock", Before: aLock, Given: params{"domain_id": "{domain}", "lock_code": "{code}"},
		Check: func(s *stage, _ any) {
			wants(s, "locked", false, s.World.DNSPod.Truth().Zones[0].Locked)
			s.Must("dnspod.domain.set_mark", params{"domain_id": "{domain}", "is_mark": "yes"})
		},
		Refused: []refusal{
			{Code: "8", Before: plants(sim.Zone{Name: "other.com"}), But: onOther},
			{Code: "9", But: params{"lock_code": "000000"}},
		},
	},
}

// aLock locks a new domain and keeps the code as "code".
func aLock(s *stage) {
	s.Helper()
	aDomain(s)
	made := vendortest.Got[dnspod.LockResponse](s, "dnspod.domain.lock", params{"domain_id": "{domain}", "days": "30"})
	s.Keep("code", made.Lock.Code.Reveal())
}
