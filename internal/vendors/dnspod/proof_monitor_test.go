package dnspod_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/vendortest"
)

// watch is what the monitor of aMonitor does.
var watch = params{
	"port": "80", "monitor_interval": "60", "host": "www.zone-here.com", "monitor_type": "http", "monitor_path": "/",
	"points": "ctc,cuc", "bak_ip": "192.0.2.11,192.0.2.12", "sms_notice": "me", "email_notice": "me,share", "less_notice": "yes",
	"callback_url": "https://shop.example/down", "callback_key": "tangerine-callback-key",
}

var ofMonitor = params{"monitor_id": "{monitor}"}

// aMonitor keeps the id of a new monitor of the record of aRecord as "monitor".
func aMonitor(s *stage) {
	s.Helper()
	aRecord(s)
	made := vendortest.Got[dnspod.MonitorCreateResponse](s, "dnspod.monitor.create", ofRecord.But(watch))
	s.Keep("monitor", made.Monitor.ID)
}

func monitorNow(s *stage) dnspod.Monitor {
	s.Helper()
	return vendortest.Got[dnspod.MonitorInfoResponse](s, "dnspod.monitor.info", ofMonitor).Monitor
}

// doing is what a monitor shows of what it was told to do.
func doing(m dnspod.Monitor) params {
	less := map[bool]string{true: "yes", false: "no"}
	return params{
		"port": fmt.Sprint(m.Port), "monitor_interval": fmt.Sprint(m.Interval), "host": m.Host, "monitor_type": m.Type,
		"monitor_path": m.Path, "points": m.Points, "bak_ip": m.WhenDown, "sms_notice": m.SMSNotice, "email_notice": m.EmailNotice,
		"less_notice": less[m.LessNotice], "callback_url": m.CallbackURL, "callback_key": m.CallbackKey.Reveal(),
	}
}

var monitorProofs = []proof{
	{
		Call: "dnspod.monitor.list_subdomain", Before: aRecord, Given: ofDomain,
		Check: func(s *stage, answer any) {
			wants(s, "host labels", []string{"www"}, answer.(dnspod.MonitorSubdomainsResponse).Subdomains)
		},
		Refused:  []refusal{{Code: "6", But: params{"domain_id": "-", "domain": "nowhere.com"}}},
		Switched: "8", // every request asks for an empty list instead
	},
	{
		Call: "dnspod.monitor.list_subvalue", Before: aRecord, Given: params{"domain": "zone-here.com", "subdomain": "www"},
		Check: func(s *stage, answer any) {
			got := answer.(dnspod.MonitorValuesResponse)
			wants(s, "records", []dnspod.MonitorValue{{RecordID: s.Kept("record"), Line: "默认", IP: "192.0.2.7"}}, got.Records)
			wants(s, "points", dnspod.MonitorPoints{Max: 2, List: map[string]string{"ctc": "电信", "cuc": "联通", "cmc": "移动"}}, got.Points)
			wants(s, "domain", s.Kept("domain"), got.Domain.ID)
		},
		Refused: []refusal{{Code: "6", But: params{"domain": "nowhere.com"}}},
	},
	{
		Call: "dnspod.monitor.create", Before: aRecord, Given: ofRecord.But(watch),
		Check: func(s *stage, answer any) {
			s.Keep("monitor", answer.(dnspod.MonitorCreateResponse).Monitor.ID)
			now := monitorNow(s)
			wants(s, "monitor", watch, doing(now))
			wants(s, "state", []any{true, "Ok", "192.0.2.7"}, []any{now.Enabled, now.Status, now.NowIP})
			wants(s, "record", "Ok", recordNow(s).MonitorStatus)
		},
		Refused: append([]refusal{
			{Code: "20", Before: func(s *stage) { s.Must("dnspod.monitor.create", ofRecord.But(watch)) }},
			{Code: "21", Before: allMonitors},
		}, wrongMonitor...),
	},
	{
		Call: "dnspod.monitor.modify", Before: aMonitor, Given: ofMonitor.But(watch).But(params{"bak_ip": "pause", "points": "cmc", "callback_url": "-", "callback_key": "-"}),
		Check: func(s *stage, _ any) {
			wants(s, "monitor", watch.But(params{"bak_ip": "pause", "points": "cmc", "callback_url": "", "callback_key": ""}), doing(monitorNow(s)))
		},
		Refused: wrongMonitor,
	},
	{
		Call: "dnspod.monitor.remove", Before: aMonitor, Given: ofMonitor,
		Check: func(s *stage, _ any) {
			wants(s, "monitors", 0, vendortest.Got[dnspod.MonitorListResponse](s, "dnspod.monitor.list", nil).Info.All)
		},
	},
	{
		Call: "dnspod.monitor.set_status", Before: aMonitor, Given: ofMonitor.But(params{"status": "disabled"}),
		Check: func(s *stage, _ any) { wants(s, "enabled", false, monitorNow(s).Enabled) },
		Refused: []refusal{
			{Code: "7", But: params{"status": "paused"}},
			{Code: "8", But: params{"status": "enabled"}, Before: func(s *stage) {
				s.Must("dnspod.domain.set_status", ofDomain.But(params{"status": "disable"}))
			}},
			{Code: "9", But: params{"status": "enabled"}, Before: func(s *stage) {
				s.Must("dnspod.record.set_status", ofRecord.But(params{"status": "disable"}))
			}},
		},
	},
}

// wrongMonitor are the codes about what a monitor does, new or changed.
var wrongMonitor = []refusal{
	{Code: "8", But: params{"host": "a b"}},
	{Code: "9", But: params{"port": "70000"}},
	{Code: "10", But: params{"monitor_type": "ftp"}},
	{Code: "11", But: params{"monitor_path": "index"}},
	{Code: "12", But: params{"monitor_interval": "90"}},
	{Code: "13", But: params{"points": "moon"}},
	{Code: "14", But: params{"points": "ctc,cuc,cmc"}},
	{Code: "15", But: params{"bak_ip": "192.0.2"}},
	{Code: "16", But: params{"bak_ip": "http://www.example.com"}},
	{Code: "17", But: params{"bak_ip": "192.0.2.7"}},
	{Code: "18", But: params{"sms_notice": "everybody"}},
	{Code: "19", But: params{"email_notice": "everybody"}},
	{Code: "22", But: params{"callback_url": "ftp://shop.example"}},
}

// allMonitors uses up the account's monitors.
func allMonitors(s *stage) {
	most := vendortest.Got[dnspod.MonitorUserDescResponse](s, "dnspod.monitor.user_desc", nil).Quota.Max
	for i := range most {
		host := params{"domain_id": "{domain}"}.But(www).But(params{"sub_domain": fmt.Sprintf("h%d", i)})
		made := vendortest.Got[dnspod.RecordWriteResponse](s, "dnspod.record.create", host)
		s.Must("dnspod.monitor.create", ofDomain.But(watch).But(params{"record_id": made.Record.ID}))
	}
}

// down has the monitor of aMonitor see that its host is down.
func down(s *stage) {
	s.Helper()
	aMonitor(s)
	s.World.DNSPod.FailHost("192.0.2.7")
	s.World.Clock.Advance(2 * time.Minute)
}

var monitorViewProofs = []proof{
	{Call: "dnspod.monitor.list", Before: down, Check: func(s *stage, answer any) {
		list := answer.(dnspod.MonitorListResponse)
		wants(s, "totals", dnspod.MonitorTotals{All: 1, Down: 1}, list.Info)
		wants(s, "switched to", "192.0.2.11", list.Monitors[0].NowIP)
		wants(s, "record", "192.0.2.11", recordNow(s).Value)
		backups := list.Monitors[0].Backups
		if len(backups) != 2 || backups[0].IP != "192.0.2.11" || backups[0].Status != "Ok" {
			s.Errorf("backups = %+v, want two that are up", backups)
		}
	}},
	{
		Call: "dnspod.monitor.info", Before: down, Given: ofMonitor,
		Check: func(s *stage, answer any) {
			m := answer.(dnspod.MonitorInfoResponse).Monitor
			wants(s, "record", []string{s.Kept("domain"), s.Kept("record"), "www", "默认", "192.0.2.7"}, []string{m.DomainID, m.RecordID, m.Sub, m.Line, m.IP})
			if m.Status == "Ok" {
				s.Errorf("status = %q of a host that is down", m.Status)
			}
		},
	},
	{
		Call: "dnspod.monitor.history", Before: down, Given: ofMonitor.But(params{"hours": "24"}),
		Check: func(s *stage, answer any) {
			got := answer.(dnspod.MonitorHistoryResponse)
			wants(s, "record", dnspod.MonitoredRecord{ID: s.Kept("record"), Sub: "www", IP: "192.0.2.7"}, got.Record)
			wants(s, "domain", "zone-here.com", got.Domain.Name)
			var seen []string
			for _, h := range got.History {
				seen = append(seen, h.Point+" "+h.State.Message+" "+h.State.Code)
			}
			if len(seen) != 4 || !slices.Contains(seen, "ctc Ok 200") || strings.Contains(seen[0], "Ok") {
				s.Errorf("history = %v, want a host that was up and is down, from two points", seen)
			}
		},
	},
	{Call: "dnspod.monitor.user_desc", Before: down, Check: func(s *stage, answer any) {
		got := answer.(dnspod.MonitorUserDescResponse)
		wants(s, "hosts", dnspod.MonitorHosts{Watched: 1, Down: 1}, got.Hosts)
		wants(s, "quota", dnspod.MonitorQuota{Max: 8, Used: 1}, got.Quota)
	}},
	{
		Call: "dnspod.monitor.downs", Before: down, Given: params{"length": "20"},
		Check: func(s *stage, answer any) {
			got := answer.(dnspod.MonitorDownsResponse)
			if len(got.Downs) != 1 || got.Info.All != 1 {
				s.Fatalf("warnings = %+v, want one", got)
			}
			d := got.Downs[0]
			wants(s, "warning", []string{s.Kept("monitor"), "www.zone-here.com", "192.0.2.7"}, []string{d.MonitorID, d.Host, d.IP})
			if len(d.Switches) != 1 || !strings.Contains(d.Switches[0], "192.0.2.11") {
				s.Errorf("switches = %v, want the one", d.Switches)
			}
		},
	},
}
