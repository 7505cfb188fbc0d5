package cndns

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	qituibaoPath       = "/qituibao/createorder.aspx"
	qituibaoDetailPath = "/qituibao/getDetails.aspx"
	qituibaoRenewPath  = "/qituibao/RenewOrder.aspx"
	qituibaoGrowPath   = "/qituibao/UpgradeOrder.aspx"
	qituibaoListPath   = "/qituibao/getUpgradeList.aspx"
	soukeyiPath        = "/soukeyi/createorder.aspx"
	soukeyiDetailPath  = "/soukeyi/getDetails.aspx"
	soukeyiGrowPath    = "/soukeyi/UpgradeOrder.aspx"
	soukeyiListPath    = "/soukeyi/getUpdatelist.aspx"
	namePath           = "/product/checkpraname.aspx"
)

func tradeOrder(changes ...string) []string {
	return pairs(map[string]string{
		"prd": "1", "term": "2", "companyname": "Orange 橘子科技", "mobile": "13111111111", "email": "Help@customer.example",
		"place": "1", "telephone": "02112345678", "linkman": "张三",
	}, changes...)
}

func promotionOrder(changes ...string) []string {
	return pairs(map[string]string{
		"prd": "4", "term": "1", "companyname": "推广科技", "place": "1", "domain": "shop.com", "keyword": "橘子",
		"secKeyword": "柚子", "longWord": "橘子价格", "cityLongWord": "杭州橘子",
	}, changes...)
}

func TestQituibaoOfTrade(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.must(namePath, "praname", "orange 橘子科技", "protype", "8")
	bought := v.must(qituibaoPath, tradeOrder()...).row(t)
	name := bought["s_nme"]
	if !strings.HasPrefix(name, "qtb") || len(bought["s_o2"]) != 8 || bought["s_yarcnt"] != "" {
		t.Errorf("bought = %v", bought)
	}
	for kind, taken := range map[string][2]string{
		"8": {"10049", "ORANGE 橘子科技"}, "9": {"10050", "13111111111"}, "10": {"10051", "help@customer.example"},
	} {
		v.refused(taken[0], namePath, "praname", taken[1], "protype", kind)
	}
	v.must(qituibaoRenewPath, "nme", name, "term", "1")
	v.must(qituibaoGrowPath, "nme", name, "newprd", "2")
	want := map[string]string{
		"s_nme": name, "s_o1": name, "s_o2": bought["s_o2"], "s_prd": "2", "g_nme": "企推宝商贸标准版", "s_unme": v.username,
		"s_addtme": "2026/5/4 10:00:00", "s_exptme": "2029/5/4 10:00:00", "s_copnme_cn": "Orange 橘子科技",
		"s_eml": "help@customer.example", "s_o8": "13111111111", "s_o7": "张三", "s_tel": "02112345678",
		"s_yarcnt": "3", "s_regstt": "run",
	}
	if diff := cmp.Diff(want, v.must(qituibaoDetailPath, "nme", name).row(t)); diff != "" {
		t.Errorf("detail (-want +got):\n%s", diff)
	}
	v.expectPurchases("cndns.qituibao.create "+name+" 196000", "cndns.qituibao.renew "+name+" 98000",
		"cndns.qituibao.upgrade "+name+" 308333")
}

func TestQituibaoOfPromotion(t *testing.T) {
	t.Parallel()
	v := start(t)
	const domainPath, wordPath = "/qituibao/CheckDomain.aspx", "/qituibao/checkKeyword.aspx"
	v.expectText("0", domainPath, "dmoain", "shop.com")
	v.expectText("1", domainPath, "dmoain", "baidu.com")
	first := v.must(wordPath, "keyword", "橘子")
	if !digits(string(first.Message)) || string(first.Message) != string(v.must(wordPath, "keyword", "橘子").Message) {
		t.Errorf("index = %s, want a bare number, always the same", first.Body)
	}
	bought := v.must(qituibaoPath, promotionOrder()...).row(t)
	v.expectText("1", domainPath, "dmoain", "Shop.com")
	got := v.must(qituibaoDetailPath, "nme", bought["y_nme"]).row(t)
	if diff := cmp.Diff(bought, got); diff != "" || got["y_sitedomain"] != "shop.com" || got["y_ext6"] != "柚子" || got["y_regstt"] != "run" {
		t.Errorf("detail = %v (-bought +got):\n%s", got, diff)
	}
	refusals{
		{"21005", qituibaoPath, promotionOrder("companyname", "推广第二")},
		{"10049", qituibaoPath, promotionOrder("domain", "new.com")},
		{"10012", qituibaoPath, promotionOrder("longWord", "")},
		{"10012", domainPath, nil},
		{"10025", domainPath, []string{"dmoain", "no domain"}},
		{"10012", wordPath, nil},
		{"10025", wordPath, []string{"keyword", strings.Repeat("词", 51)}},
	}.walk(v)
}

func TestQituibaoUpgradeLists(t *testing.T) {
	t.Parallel()
	for _, shapes := range []bool{false, true} {
		v := start(t, func(o *Options) { o.DocumentShapes = shapes })
		for from, want := range map[string]string{
			"1": `[{"s_prd":"2"},{"s_prd":"3"}]`, "4": `[{"s_prd":"5"}]`, "6": `[{"s_prd":"7"},{"s_prd":"8"}]`, "8": `[]`,
		} {
			got := v.must(qituibaoListPath, "nme", v.PlantQituibao(Qituibao{Product: from}))
			if text := got.text(); text != want {
				t.Errorf("upgrades of %s = %s, want %s", from, text, want)
			}
			if asText := strings.HasPrefix(string(got.Message), `"`); asText != shapes {
				t.Errorf("message = %s, want a list inside a text only as printed", got.Message)
			}
		}
	}
}

func TestQituibaoRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantQituibao(Qituibao{Company: "有主公司"})
	refusals{
		{"10012", qituibaoPath, tradeOrder("email", "")},
		{"10012", qituibaoPath, tradeOrder("place", "")},
		{"21005", qituibaoPath, tradeOrder("prd", "9")},
		{"21005", qituibaoPath, tradeOrder("term", "6")},
		{"21001", qituibaoPath, tradeOrder("place", "5")},
		{"10049", qituibaoPath, tradeOrder("companyname", "有主公司")},
		{"10050", qituibaoPath, tradeOrder("mobile", "12")},
		{"10051", qituibaoPath, tradeOrder("email", "taken@customer.example")},
		{"10015", qituibaoRenewPath, []string{"term", "1"}},
		{"10016", qituibaoRenewPath, []string{"nme", name, "term", "0"}},
		{"13010", qituibaoRenewPath, []string{"nme", "qtb1", "term", "1"}},
		{"10025", qituibaoGrowPath, []string{"nme", "qtb1", "newprd", "2"}},
		{"14101", qituibaoGrowPath, []string{"nme", name, "newprd", "1"}},
		{"14101", qituibaoGrowPath, []string{"nme", name, "newprd", "5"}},
		{"10025", qituibaoDetailPath, []string{"nme", "qtb1"}},
		{"10025", qituibaoListPath, []string{"nme", "qtb1"}},
	}.walk(v)
	v.SetBalance(1)
	v.refused("10021", qituibaoPath, tradeOrder()...)
	v.expectPurchases()
}

func TestSoukeyi(t *testing.T) {
	t.Parallel()
	v := start(t)
	if got := v.call(soukeyiPath, "prd", "1", "term", "1"); got.Status != "failed" || got.text() != "产品已下线" {
		t.Errorf("buying a withdrawn product = %s", got.Body)
	}
	v.SellSoukeyi(true)
	v.refused("10012", soukeyiPath, "prd", "4", "term", "1")
	name := v.must(soukeyiPath, "prd", "2", "term", "1").row(t)["s_nme"]
	if got := v.must(soukeyiListPath, "account", name).text(); got != `[{"s_prd":"3"}]` {
		t.Errorf("upgrades = %s", got)
	}
	v.must("/soukeyi/RenewOrder.aspx", "nme", name, "term", "1")
	v.must(soukeyiGrowPath, "nme", name, "newprd", "3")
	got := v.must(soukeyiDetailPath, "nme", strings.ToUpper(name)).row(t)
	if got["s_prd"] != "3" || got["g_nme"] != "搜客易百度谷歌版" || got["s_years"] != "2" || got["s_exptme"] != "2028/5/4 10:00:00" {
		t.Errorf("detail = %v", got)
	}
	v.expectPurchases("cndns.soukeyi.create "+name+" 100000", "cndns.soukeyi.renew "+name+" 100000", "cndns.soukeyi.upgrade "+name+" 166666")
	refusals{
		{"10012", soukeyiDetailPath, nil},
		{"10025", soukeyiDetailPath, []string{"nme", "sky00000"}},
		{"21101", "/soukeyi/RenewOrder.aspx", []string{"nme", "a b", "term", "1"}},
		{"20002", soukeyiListPath, []string{"nme", "a b"}},
		{"10025", soukeyiGrowPath, []string{"nme", name, "newprd", "1"}},
	}.walk(v)
}
