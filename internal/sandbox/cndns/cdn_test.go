package cndns

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	cdnIndex = "/cdn/index.aspx"
	cdnPurge = "/cdn/purge.aspx"
	cdnStats = "/cdn/GetstatTop.aspx"
	cdnList  = "/cdn/Dmelist.aspx"
	cdnUp    = "/cdn/UpgradeCDN.aspx"
)

// object reads an answer whose values are not all text.
func object[T any](t *testing.T, data string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(data), &out); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return out
}

// words calls and expects a refusal without a code.
func (v *vendor) words(want, path string, pairs ...string) {
	v.t.Helper()
	if got := v.call(path, pairs...); got.Status != "failed" || got.text() != want {
		v.t.Errorf("%s %v = %s, want %s", path, pairs, got.Body, want)
	}
}

func TestCDNOrder(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantCoupon("c1", 300)
	name := v.must("/cdn/CreateCDN.aspx", "type", "G", "base", "10", "tmetpe", "2", "signature", "c1").text()
	v.must("/cdn/RenewCDN.aspx", "nme", name, "years", "1", "tmetpe", "2")
	v.must(cdnUp, "nme", name, "base", "20")
	v.must(cdnUp, "nme", name, "type", "T")

	v.expectPurchases(
		"cndns.cdn.create "+name+" 0", "cndns.cdn.renew "+name+" 200", "cndns.cdn.upgrade "+name+" 600",
		"cndns.cdn.upgrade "+name+" 1227600")
	got := object[map[string]any](t, string(v.must(cdnIndex, "nme", name).Message))
	for key, want := range map[string]any{
		"_nme": name, "_prd": "t", "_regstt": 1.0, "_size": nil, "_addtme": "/Date(1777860000000+0800)/", "_ext1": "20", "u_prc": "204.8",
	} {
		if got[key] != want {
			t.Errorf("%s = %v, want %v", key, got[key], want)
		}
	}
	v.words("升级后的流量必须大于当前流量", cdnUp, "nme", name, "base", "20")
	v.words("产品类型只支持 G 升级到 T", cdnUp, "nme", name, "type", "g", "base", "30")
	v.words("优惠券不存在", "/cdn/RenewCDN.aspx", "nme", name, "years", "1", "signature", "no")
	v.SetBalance(0)
	v.words("您帐户金额不足", "/cdn/RenewCDN.aspx", "nme", name, "years", "1")
}

func TestCDNExpires(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCDN(CDN{})
	v.clock.Advance(40 * 24 * time.Hour)
	if got := object[map[string]any](t, string(v.must(cdnIndex, "nme", name).Message)); got["_regstt"] != 7.0 || got["s_expdays"] != 9.0 {
		t.Errorf("info = %v, want the state 7 for 9 days", got)
	}
	v.words("产品状态非运行中,无法操作", "/cdn/Adddomain.aspx", "nme", name, "dme", "a.example", "mastAddress", "192.0.2.1")
	v.must("/cdn/RenewCDN.aspx", "nme", name, "years", "1", "tmetpe", "2")
	v.must("/cdn/Adddomain.aspx", "nme", name, "dme", "a.example", "mastAddress", "192.0.2.1")
}

func TestCDNDomains(t *testing.T) {
	t.Parallel()
	v := start(t)
	name, other := v.PlantCDN(CDN{}), v.PlantCDN(CDN{})
	v.must("/cdn/Adddomain.aspx", "nme", name, "dme", "img.shop.example", "mastAddress", "192.0.2.1|origin.shop.example")
	v.must("/cdn/SetDomainOrigin.aspx", "nme", name, "dme", "img.shop.example", "mastAddress", "192.0.2.9", "host", "www.shop.example")

	want := map[string]string{
		"dme": "img.shop.example", "cname": "img.shop.example.a.bdydns.com", "host": "www.shop.example",
		"mastaddress": "192.0.2.9", "status": "RUNNING", "addtme": "2026/5/4 10:00:00",
	}
	if diff := cmp.Diff(want, v.must(cdnList, "nme", name).row(t)); diff != "" {
		t.Errorf("domain (-want +got):\n%s", diff)
	}
	v.words("域名已添加", "/cdn/Adddomain.aspx", "nme", other, "dme", "img.shop.example", "mastAddress", "192.0.2.1")
	v.words("源站地址错误,必须为 IP 或者域名", "/cdn/Adddomain.aspx", "nme", other, "dme", "b.example", "mastAddress", "http://b.example")
	v.words("域名未备案", "/cdn/Adddomain.aspx", "nme", other, "dme", "noicp.example", "mastAddress", "192.0.2.1")
	v.words("域名不在该产品下", "/cdn/Deldomain.aspx", "nme", other, "dme", "img.shop.example")
	v.must("/cdn/Deldomain.aspx", "nme", name, "dme", "img.shop.example")
	if got := v.must(cdnList, "nme", name); string(got.Message) != "[]" {
		t.Errorf("domains = %s, want none", got.Body)
	}
}

type purgeAnswer struct {
	Truncated bool
	Details   []struct {
		CreatedAt, StartedAt, FinishedAt, Status string
		Task                                     struct{ Type, URL string }
		Progress                                 int
	}
}

func TestCDNPurgeGoesOnByTheClock(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCDN(CDN{Domains: []CDNDomain{{Name: "a.example", Origins: []string{"192.0.2.1"}}}})
	list := func(more ...string) purgeAnswer {
		t.Helper()
		got := v.must(cdnPurge, append([]string{"nme", name, "dme", "a.example"}, more...)...)
		return object[purgeAnswer](t, string(got.Message))
	}
	v.words("目录刷新必须以 / 结尾, 文件刷新不能以 / 结尾", cdnPurge, "nme", name, "dme", "a.example",
		"refresh_url", "http://a.example/x", "refresh_type", "1")
	v.words("刷新路径不属于该域名", cdnPurge, "nme", name, "dme", "a.example", "refresh_url", "http://b.example/", "refresh_type", "1")

	got := list("refresh_url", "http://a.example/x/,http://a.example/fail/", "refresh_type", "1")
	if len(got.Details) != 2 || got.Details[1].Task.URL != "http://a.example/x/" || got.Details[1].Status != "in-progress" ||
		got.Details[1].Progress != 0 || got.Details[1].CreatedAt != "Mon May 04 10:00:00 CST 2026" || got.Details[1].FinishedAt != "" {
		t.Errorf("tasks = %+v", got)
	}
	v.clock.Advance(purgeWaits + purgeTakes)
	got = list("url", "http://a.example/*")
	if len(got.Details) != 2 || got.Details[0].Status != "failed" || got.Details[1].Status != "completed" ||
		got.Details[1].Progress != 100 || got.Details[1].FinishedAt != "Mon May 04 10:03:10 CST 2026" {
		t.Errorf("tasks = %+v", got)
	}
	if got := list("url", "*/x/"); len(got.Details) != 1 {
		t.Errorf("tasks = %+v, want one", got)
	}
}

func TestCDNStatistics(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantCDN(CDN{Domains: []CDNDomain{{Name: "a.example", Added: wall.Add(-3 * time.Hour)}}})
	about := []string{"nme", name, "dme", "a.example"}
	type answer struct{ Details []map[string]any }
	for kind, key := range map[string]string{"1": "counters", "2": "counters", "3": "uv", "4": "qps", "5": "counters", "6": "flow"} {
		v := start(t, func(o *Options) { o.Dirty = true })
		v.PlantCDN(CDN{Order: Order{Name: name}, Domains: []CDNDomain{{Name: "a.example", Added: wall.Add(-3 * time.Hour)}}})
		asked := append(about, "type", kind, "period", "3600")
		wrapped := object[answer](t, string(v.must(cdnStats, asked...).Message))
		v.call(cdnStats, asked...) // in the other case
		v.call(cdnStats, asked...) // with spaces
		bare := object[answer](t, v.call(cdnStats, asked...).Body)
		if diff := cmp.Diff(wrapped, bare); diff != "" || len(bare.Details) != 4 || bare.Details[3][key] == nil {
			t.Errorf("type %s = %v, difference of the shapes %s", kind, bare, diff)
		}
	}
	flow := object[answer](t, string(v.must("/cdn/getStatFlow.aspx", about...).Message))
	if got := flow.Details[0]["timestamp"]; got != "Mon May 04 07:00:00 CST 2026" {
		t.Errorf("time = %v", got)
	}
	v.words("查询类型错误", cdnStats, append(about, "type", "7")...)
	v.words("时间跨度不能超过 90 天", cdnStats, append(about, "type", "4", "startTime", "2025-01-01")...)
	v.words("开始时间格式错误", "/cdn/GetdmeLog.aspx", append(about, "startTime", "2025/1/1")...)
	logs := v.must("/cdn/GetdmeLog.aspx", append(about, "startTime", "2026-01-01", "endTime", "2027-01-01")...).rows(t)
	if len(logs) != 1 || !strings.Contains(logs[0]["url"], "20260504_a.example.gz") {
		t.Errorf("logs = %v", logs)
	}
}
