package cndns_test

import (
	"strings"
	"time"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// cdnOf plants a CDN product and keeps its name as "cdn".
func cdnOf(product sim.CDN) func(*stage) {
	return func(s *stage) { s.Keep("cdn", s.World.CNDNS.PlantCDN(product)) }
}

// serves is a product with the domain of most proofs, since a day ago.
func serves(state string) func(*stage) {
	return func(s *stage) {
		cdnOf(sim.CDN{Order: sim.Order{State: state}, Domains: []sim.CDNDomain{{
			Name: "www.mine.example", Origins: []string{"192.0.2.1"}, Added: s.World.Clock.Now().Add(-24 * time.Hour),
		}}})(s)
	}
}

// The CDN products of most proofs.
var (
	cdn       = params{"nme": "{cdn}"}
	cdnDomain = cdn.But(params{"dme": "www.mine.example"})
	cdnRuns   = cdnOf(sim.CDN{})
	cdnServes = serves("")
	cdnPaused = serves(sim.OrderPaused)
)

// cdnRefused are refusals of every call that names a CDN product, with those of one call.
func cdnRefused(more ...refusal) []refusal {
	return append([]refusal{says("产品名称不能为空", "nme", "-"), says("不在您的名下", "nme", "cdn1")}, more...)
}

// cdnDomainRefused are those of every call that names one of its domains too.
func cdnDomainRefused(more ...refusal) []refusal {
	return cdnRefused(append(more, says("域名不能为空", "dme", "-"), says("域名不在该产品下", "dme", "other.example"))...)
}

func cdnNow(s *stage) cndns.CDNInfoResponse {
	s.Helper()
	return vendortest.Got[cndns.CDNInfoResponse](s, "cndns.cdn.info", cdn)
}

// lists checks what the list of domains says, whose form is not documented.
func lists(holds bool, text string) func(*stage, any) {
	return func(s *stage, _ any) {
		s.Helper()
		got := string(vendortest.Got[cndns.CDNDomainListResponse](s, "cndns.cdn.domain_list", cdn).Domains)
		if strings.Contains(got, text) != holds {
			s.Errorf("domains = %s, want %q in it: %t", got, text, holds)
		}
	}
}

var cdnProofs = []proof{
	{
		Call: "cndns.cdn.create", Given: params{"type": "G", "base": "10", "years": "2", "tmetpe": "2"},
		Check: func(s *stage, answer any) {
			s.Keep("cdn", answer.(cndns.CDNCreateResponse).Name)
			got := cdnNow(s)
			if got.Multiple != 10 || got.Unit != "g" || got.Count != 2 || got.TimeUnit != cndns.Month || got.State != cndns.OrderRunning ||
				!got.ExpiresAt.Equal(got.BoughtAt.AddDate(0, 2, 0)) || got.Password == "" {
				s.Errorf("info = %+v, want 10 GB for two months", got)
			}
		},
		Refused: []refusal{
			says("流量类型", "type", "X"), says("流量倍数", "base", "1025"), says("流量倍数", "base", "-"), says("时间单位", "tmetpe", "3"),
			says("优惠券不存在", "signature", "NO-SUCH"), says("代金券不存在", "voucherid", "NO-SUCH"), saysWhen("金额不足", poor),
		},
	},
	{
		Call: "cndns.cdn.renew", Before: cdnRuns, Given: cdn.But(params{"years": "1", "tmetpe": "4"}),
		Check: func(s *stage, _ any) {
			if got := cdnNow(s); !got.ExpiresAt.Equal(got.BoughtAt.AddDate(0, 7, 0)) {
				s.Errorf("expiry = %s, want seven months after %s", got.ExpiresAt, got.BoughtAt)
			}
		},
		Refused: cdnRefused(
			says("时间不能为空", "years", "-"), says("时间单位", "tmetpe", "3"), saysWhen("金额不足", poor),
			saysWhen("已删除", cdnOf(sim.CDN{Order: sim.Order{Registered: time.Now().AddDate(-1, 0, 0)}})),
		),
	},
	{
		Call: "cndns.cdn.upgrade", Before: cdnRuns, Given: cdn.But(params{"type": "T", "base": "1"}),
		Check: func(s *stage, _ any) {
			if got := cdnNow(s); got.Unit != "t" || got.Multiple != 1 {
				s.Errorf("info = %+v, want 1 TB", got)
			}
		},
		Refused: cdnRefused(
			says("不能为空", "type", "-", "base", "-"), says("流量类型", "type", "X"), says("流量倍数", "base", "1025"),
			saysWhen("G 升级到 T", cdnOf(sim.CDN{Unit: "t"}), "type", "G"), says("大于当前流量", "type", "-", "base", "9"),
			saysWhen("非运行中", cdnPaused), saysWhen("金额不足", poor),
		),
	},
	{
		Call: "cndns.cdn.domain_add", Before: cdnRuns,
		Given: cdnDomain.But(params{"mastAddress": "192.0.2.1|origin.example", "host": "origin.example"}),
		Check: lists(true, "192.0.2.1|origin.example"),
		Refused: cdnRefused(
			says("域名不能为空", "dme", "-"), says("域名格式", "dme", "nodot"), saysWhen("已添加", cdnServes), says("未备案", "dme", "noicp-mine.com"),
			says("源站地址不能为空", "mastAddress", "-"), says("源站地址错误", "mastAddress", "not an address"), says("Host 错误", "host", "x"),
			saysWhen("非运行中", cdnOf(sim.CDN{Order: sim.Order{State: sim.OrderPaused}})),
		),
	},
	{
		Call: "cndns.cdn.domain_remove", Before: cdnServes, Given: cdnDomain,
		Check: lists(false, "www.mine.example"), Refused: cdnDomainRefused(),
	},
	{
		Call: "cndns.cdn.domain_set_origin", Before: cdnServes, Given: cdnDomain.But(params{"mastAddress": "192.0.2.9"}),
		Check: lists(true, "192.0.2.9"),
		Refused: cdnDomainRefused(
			says("源站地址不能为空", "mastAddress", "-"), says("源站地址错误", "mastAddress", "not an address"), saysWhen("非运行中", cdnPaused),
		),
	},
	{Call: "cndns.cdn.domain_list", Before: cdnServes, Given: cdnDomain, Check: lists(true, "www.mine.example"), Refused: cdnRefused()},
	{
		Call: "cndns.cdn.domain_log", Before: cdnServes, Given: cdnDomain.But(params{"startTime": "2017-11-11"}),
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.CDNDomainLogResponse).Logs; !strings.Contains(string(got), "www.mine.example.gz") {
				s.Errorf("logs = %s", got)
			}
		},
		Refused: cdnDomainRefused(
			says("开始时间格式", "startTime", "11/11"), says("结束时间格式", "endTime", "11/11"), says("不能大于", "endTime", "2017-11-10"),
		),
	},
	{
		Call: "cndns.cdn.stat_flow", Before: cdnServes, Given: cdnDomain,
		Check: func(s *stage, answer any) {
			points := answer.(cndns.CDNStatFlowResponse).Points
			if len(points) < 24 || points[0].At.IsZero() || points[0].BPS == 0 {
				s.Errorf("points = %+v, want those of a day", points)
			}
		},
		Refused: cdnDomainRefused(says("90 天", "startTime", "2017-11-11"), says("开始时间格式", "startTime", "11/11")),
	},
	{
		Call: "cndns.cdn.statistics", Before: cdnServes,
		Given: cdnDomain.But(params{"type": "4", "period": "3600", "withRegion": "true"}),
		Check: func(s *stage, answer any) {
			points := answer.(cndns.CDNStatisticsResponse).Points
			if len(points) < 24 || points[0].At.IsZero() || points[0].Requests == 0 || points[0].Regions[0].Provider == "" {
				s.Errorf("points = %+v, want those of a day by region", points)
			}
			for _, kind := range []string{"1", "2", "5"} {
				got := vendortest.Got[cndns.CDNStatisticsResponse](s, "cndns.cdn.statistics", cdnDomain.But(params{"type": kind})).Points
				if len(got) < 24 || got[0].Counters[0].Name == "" || got[0].Counters[0].Count == 0 {
					s.Errorf("kind %s = %+v", kind, got)
				}
			}
		},
		Refused: cdnDomainRefused(
			says("查询类型", "type", "9"), says("查询粒度", "period", "7"), says("不能超过 64", "period", "60"),
			says("域名不在该产品下", "domain", "other.example"), says("结束时间格式", "endTime", "now"),
		),
	},
	{
		Call: "cndns.cdn.info", Before: cdnServes, Given: cdn,
		Check: func(s *stage, answer any) {
			got := answer.(cndns.CDNInfoResponse)
			if got.Name != s.Kept("cdn") || got.Multiple != 100 || got.Price == 0 || got.BoughtAt.IsZero() || cndns.OrderStates[got.State].En == "" {
				s.Errorf("info = %+v", got)
			}
		},
		Refused: cdnRefused(),
	},
	{
		Call: "cndns.cdn.purge", Before: cdnServes,
		Given: cdnDomain.But(params{"refresh_url": "http://www.mine.example/a/,http://www.mine.example/b/", "refresh_type": "1"}),
		Check: func(s *stage, answer any) {
			list := answer.(cndns.CDNPurgeResponse)
			if list.Truncated || len(list.Tasks) != 2 || list.Tasks[0].State != "in-progress" || list.Tasks[0].CreatedAt.IsZero() ||
				list.Tasks[1].Target != (cndns.CDNPurgeTarget{Type: "directory", URL: "http://www.mine.example/a/"}) {
				s.Errorf("tasks = %+v", list)
			}
		},
		Refused: cdnDomainRefused(
			says("刷新路径不能为空", "refresh_url", "-"), says("刷新类型", "refresh_type", "2"), says("必须以 / 结尾", "refresh_url", "http://www.mine.example/a"),
			says("不属于该域名", "refresh_url", "http://other.example/"), saysWhen("非运行中", cdnPaused), says("结束时间格式", "endTime", "now"),
		),
	},
}
