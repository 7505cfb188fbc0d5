package cndns

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	siteCreate = "/sitestarpro/CreateSite.aspx"
	siteInfo   = "/sitestarpro/getProDetail.aspx"
	siteBind   = "/sitestarpro/binddomain.aspx"
	siteList   = "/sitestarpro/getDomainLst.aspx"
	siteUp     = "/sitestarpro/SiteUpgrade.aspx"
)

func (v *vendor) site(t *testing.T, more ...string) map[string]string {
	t.Helper()
	form := []string{"years", "1", "websitetag", "pro", "location", "cn", "mbl", "0", "template", "3160"}
	return v.must(siteCreate, append(form, more...)...).row(t)
}

func TestSiteFromPurchaseToUpgrade(t *testing.T) {
	t.Parallel()
	v := start(t)
	price := v.must("/product/getProductPrice.aspx", "type", "4", "tag", "pc", "websitetag", "pro", "years", "1").text()

	bought := v.site(t)
	name := bought["ftpname"]

	if price != "800" {
		t.Errorf("price = %s, want 800", price)
	}
	v.expectPurchases("cndns.site_builder.create " + name + " 80000")
	detail := v.must(siteInfo, "webname", name).row(t)
	delete(bought, "mobiletemplateid")
	if diff := cmp.Diff(bought, detail); diff != "" {
		t.Errorf("detail (-bought +shown):\n%s", diff)
	}
	if detail["terminal"] != "pc" || detail["monthflow"] != "50000" || detail["icpid"] == "" || detail["expiretime"] != "2027/5/4 10:00:00" {
		t.Errorf("detail = %v", detail)
	}

	v.must("/sitestarpro/CreateOthPro.aspx", "webname", name, "template", "3122")
	v.refused("19108", "/sitestarpro/CreateOthPro.aspx", "webname", name, "template", "5044")
	v.must("/sitestarpro/renewalSite.aspx", "webname", name, "years", "1")
	if got := v.must("/product/getRenewPrice.aspx", "type", "4", "pdtname", name).text(); got != "1400" {
		t.Errorf("renewal = %s, want 1400 for both versions", got)
	}
	v.must(siteUp, "webname", name, "sitetag", "shop", "location", "cn", "roomid", "")

	detail = v.must(siteInfo, "webname", name).row(t)
	if detail["terminal"] != "pcmobile" || detail["monthflow"] != "200000" || detail["expiretime"] != "2028/5/4 10:00:00" {
		t.Errorf("detail = %v", detail)
	}
	v.refused("12123", siteUp, "webname", name, "sitetag", "pro", "location", "cn")
}

func TestSiteUpgradesListWhatTheUpgradeTakes(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantSite(Site{Plan: "ulti", Location: "hk"})
	list := v.must("/sitestarpro/getUpgradelist.aspx", "webname", name).rows(t)

	for _, one := range list {
		if one["location"] != "hk" || one["terminnal"] != "pc" {
			t.Errorf("upgrade = %v, want none to the mainland", one)
		}
		v.must(siteUp, "webname", v.PlantSite(Site{Plan: "ulti", Location: "hk"}), "sitetag", one["sitetype"],
			"location", one["location"], "roomid", one["roomid"])
	}
	if len(list) != 3 {
		t.Errorf("upgrades = %v, want a room, a plan, and both", list)
	}
	refusals{
		{"19131", siteUp, []string{"webname", name, "sitetag", "shop", "location", "bj"}},
		{"19133", siteUp, []string{"webname", name, "sitetag", "ulti", "location", "hk"}},
		{"19132", siteUp, []string{"webname", name, "sitetag", "shop", "location", "hk", "roomid", "77"}},
		{"19135", siteUp, []string{"webname", name, "sitetag", "shop", "location", "hk", "roomid", "x"}},
		{"19114", "/sitestarpro/getUpgradelist.aspx", []string{"webname", v.PlantSite(Site{Plan: "wxshop"})}},
		{"19117", siteUp, []string{"webname", v.PlantSite(Site{Free: true}), "sitetag", "shop", "location", "cn"}},
	}.walk(v)
}

func TestSiteDomains(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantSite(Site{Plan: "ulti", PC: true, Mobile: true})
	v.must(siteBind, "webname", name, "domainname", "www.shop.example")
	v.must(siteBind, "webname", name, "domainname", "both.example", "pcmbl", "2")

	want := []map[string]string{
		{"domain": "www.shop.example", "locate": "PC"},
		{"domain": "both.example", "locate": "PC"},
		{"domain": "both.example", "locate": "Mobile"},
	}
	if diff := cmp.Diff(want, v.must(siteList, "webname", name).rows(t)); diff != "" {
		t.Errorf("domains (-want +got):\n%s", diff)
	}
	refusals{
		{"12109", siteBind, []string{"webname", v.PlantSite(Site{}), "domainname", "both.example"}},
		{"12106", siteBind, []string{"webname", name, "domainname", "a b.example"}},
		{"12107", siteBind, []string{"webname", name, "domainname", "nodot"}},
		{"12108", siteBind, []string{"webname", name, "domainname", "x.isitestar.cn"}},
		{"12111", siteBind, []string{"webname", name, "domainname", "noicp.example"}},
		{"13156", siteBind, []string{"webname", name, "domainname", "c.example", "ownerid", "1"}},
		{"19112", siteBind, []string{"webname", v.PlantSite(Site{Plan: "dinner"}), "domainname", "d.example"}},
		{"12129", siteUp, []string{"webname", name, "sitetag", "shop", "location", "hk"}},
	}.walk(v)
	v.must(siteBind, "webname", v.PlantSite(Site{Location: "hk"}), "domainname", "noicp.example")

	v.must("/sitestarpro/deletedomain.aspx", "webname", name, "domainname", "both.example", "pcmbl", "2")
	if got := v.must(siteList, "webname", name).rows(t); len(got) != 1 {
		t.Errorf("domains = %v, want one", got)
	}
	v.clock.Advance(13 * month)
	v.refused("12102", siteBind, "webname", name, "domainname", "late.example")
}

func TestSiteRenamed(t *testing.T) {
	t.Parallel()
	v := start(t)
	old := v.site(t)
	v.must("/sitestarpro/changename.aspx", "webname", old["ftpname"], "newname", "testweb1")

	v.refused("10019", siteInfo, "webname", old["ftpname"])
	detail := v.must(siteInfo, "webname", "testweb1").row(t)
	if detail["webadmin"] != old["webadmin"] || detail["viewurl"] != "http://testweb1.isitestar.cn" {
		t.Errorf("detail = %v", detail)
	}
	address := v.must("/sitestarpro/getEditWebURL.aspx", "webname", "testweb1").text()
	if !strings.HasPrefix(address, "http://testweb1.") {
		t.Errorf("edit address = %s", address)
	}
	v.refused("19103", "/sitestarpro/getEditWebURL.aspx", "webname", "testweb1", "type", "wx")
	v.refused("10031", "/product/checkpraname.aspx", "praname", "testweb1", "protype", "5")
}

func TestSiteTemplates(t *testing.T) {
	t.Parallel()
	v := start(t)
	body := v.must("/sitestarpro/getCatalist.aspx").Body
	if !strings.Contains(body, `{"tpl_belong_type":"1","tpl_category_id":"2","tpl_category_name":"宠物","amount":2}`) {
		t.Errorf("categories = %s", body)
	}
	fine := v.must("/sitestarpro/getTemplate.aspx", "refinement", "1", "category", "1").rows(t)
	if len(fine) != 1 || fine[0]["tpl_id"] != "4212" || fine[0]["tpl_price"] != "300" {
		t.Errorf("fine templates = %v", fine)
	}
	name := v.PlantSite(Site{})
	v.PlantUsedCoupon("used")

	v.must("/sitestarpro/buyTemplate.aspx", "webname", name, "template", "4212", "signature", "used")

	v.expectPurchases("cndns.site_builder.buy_template " + name + " 30000")
	refusals{
		{"19120", "/sitestarpro/buyTemplate.aspx", []string{"webname", name, "template", "4212"}},
		{"19119", "/sitestarpro/buyTemplate.aspx", []string{"webname", name + "-1", "template", "3160"}},
		{"19118", "/sitestarpro/buyTemplate.aspx", []string{"webname", name + "-3", "template", "4310"}},
		{"19107", siteCreate, []string{"years", "1", "websitetag", "pro", "template", "3205"}},
		{"19106", siteCreate, []string{"years", "1", "websitetag", "pro", "template", "1"}},
		{"19105", siteCreate, []string{"years", "1", "websitetag", "pro", "template", "3160", "mbl", "2"}},
		{"19122", siteCreate, []string{"years", "1", "websitetag", "dinner", "location", "hk"}},
		{"12014", siteCreate, []string{"years", "1", "websitetag", "pro", "template", "3160", "placeid", "2"}},
		{"12015", siteCreate, []string{"years", "1", "websitetag", "pro", "template", "3160", "location", "hk", "placeid", "1"}},
	}.walk(v)
}

func TestSiteCopied(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.PlantSite(Site{Plan: "ulti", Template: "3205"})
	v.refused("10045", "/sitestarpro/getCorysite.aspx", "webname", name, "years", "1", "websitetag", "pro")
	v.must("/sitestarpro/getCorysite.aspx", "webname", name, "years", "2", "websitetag", "shop")

	copied := v.Purchases()[0]
	detail := v.must(siteInfo, "webname", copied.Name).row(t)
	if copied.Fen != 396_000 || detail["templateid"] != "3205" || detail["expiretime"] != "2028/5/4 10:00:00" {
		t.Errorf("copy = %v %v", copied, detail)
	}
}

func TestCasesAreFiltered(t *testing.T) {
	t.Parallel()
	v := start(t)
	got := v.must("/sitestarpro/getSiteCaseList.aspx", "parentcategory", "1", "subcategory", "42", "color", "10").row(t)
	if got["webname"] != "如皋权盛机械制造有限公司" || got["ewm"] != "" {
		t.Errorf("case = %v", got)
	}
	if got := v.must("/sitestarpro/getSiteCaseList.aspx", "mobile", "1", "color", "9").row(t)["ewm"]; got == "" {
		t.Error("a mobile case has no code to scan")
	}
}

// The document prints two paths for two purchases; with the old paths, the first is not found.
func TestOldSitePaths(t *testing.T) {
	t.Parallel()
	now, before := start(t), start(t, func(o *Options) { o.OldSitePaths = true })
	for first, second := range map[string]string{
		siteCreate: "/sitestarpro/CreateWebsite.aspx", "/sitestarpro/CreateOthPro.aspx": "/sitestar/CreateOthPro.aspx",
	} {
		for path, v := range map[string]*vendor{first: now, second: before} {
			if got := v.call(path); got.HTTP != 200 || got.Status != "failed" {
				t.Errorf("%s = %d %s, want an answer", path, got.HTTP, got.Body)
			}
		}
		if got := now.call(second); got.HTTP != 200 || got.Status != "failed" {
			t.Errorf("%s = %d %s, want an answer", second, got.HTTP, got.Body)
		}
		if got := before.call(first); got.HTTP != 404 {
			t.Errorf("%s with the old paths = %d, want 404", first, got.HTTP)
		}
	}
}
