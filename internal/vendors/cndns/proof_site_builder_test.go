package cndns_test

import (
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// builtSite plants a site and keeps its management name as "site".
func builtSite(site sim.Site) func(*stage) {
	return func(s *stage) { s.Keep("site", s.World.CNDNS.PlantSite(site)) }
}

// The sites of most proofs.
var (
	builtWeb = params{"webname": "{site}"}
	runsSite = builtSite(sim.Site{})
	dinner   = builtSite(sim.Site{Plan: "dinner"})
	led      = builtSite(sim.Site{Domains: []sim.SiteDomain{{Name: "chengzi-mine.com"}}})
	nobodys  = []string{"webname", "nosite1"}
)

func siteNow(s *stage) cndns.SiteBuilderSite {
	s.Helper()
	return vendortest.Got[cndns.SiteBuilderSite](s, "cndns.site_builder.detail", builtWeb)
}

// leads checks the domains of the site.
func leads(want ...cndns.SiteDomain) func(*stage, any) {
	return func(s *stage, _ any) {
		s.Helper()
		got := vendortest.Got[cndns.SiteBuilderDomainListResponse](s, "cndns.site_builder.domain_list", builtWeb).Domains
		if diff := cmp.Diff(append([]cndns.SiteDomain{}, want...), got); diff != "" {
			s.Errorf("domains (-want +got):\n%s", diff)
		}
	}
}

// fullSite is a site that has as many domains as its plan allows.
func fullSite(s *stage) {
	builtSite(sim.Site{Domains: []sim.SiteDomain{{Name: "a.example"}, {Name: "b.example"}, {Name: "c.example"}}})(s)
}

var siteBuilderProofs = []proof{
	{
		Call: "cndns.site_builder.category_list", Given: params{"Type": "1"},
		Check: func(s *stage, answer any) {
			list := answer.(cndns.SiteBuilderCategoryListResponse).Categories
			if len(list) == 0 || list[0].Name == "" || list[0].Amount == 0 {
				s.Errorf("categories = %+v", list)
			}
		},
	},
	{
		Call: "cndns.site_builder.template_list", Given: params{"Category": "1", "refinement": "1"},
		Check: func(s *stage, answer any) {
			for _, t := range answer.(cndns.SiteBuilderTemplateListResponse).Templates {
				if t.CategoryID != "1" || t.Price == 0 || t.Level == 0 {
					s.Errorf("template = %+v, want a fine one of category 1", t)
				}
			}
		},
	},
	{
		Call: "cndns.site_builder.create", Given: params{"years": "2", "websitetag": "pro", "template": "3160", "location": "cn", "mbl": "0"},
		Check: func(s *stage, answer any) {
			bought := answer.(cndns.SiteBuilderSite)
			s.Keep("site", bought.WebName)
			if diff := cmp.Diff(bought, siteNow(s)); diff != "" {
				s.Errorf("detail (-bought +shown):\n%s", diff)
			}
			if bought.Terminal != "pc" || bought.TemplateID != "3160" || !bought.ExpiresAt.Equal(bought.BoughtAt.AddDate(2, 0, 0)) {
				s.Errorf("site = %+v", bought)
			}
		},
		Refused: []refusal{
			but("10012", "years", "-"), but("12005", "years", "6"), but("12006", "template", "x"),
			but("19105", "mbl", "2", "mobiletemplate", "x"), but("19106", "template", "1"), but("19107", "template", "3205"),
			but("19122", "websitetag", "dinner", "location", "hk", "template", "-"), but("12008", "websitetag", "none"),
			but("12001", "websitetag", "-"), but("12014", "placeid", "2"), but("12015", "location", "hk", "placeid", "1"),
		},
		Switched: "12009",
	},
	{
		Call: "cndns.site_builder.create_side_product", Before: runsSite, Given: builtWeb.But(params{"template": "3122"}),
		Check: func(s *stage, _ any) {
			if got := siteNow(s).Terminal; got != "pcmobile" {
				s.Errorf("versions = %s, want both", got)
			}
		},
		Refused: []refusal{
			but("10012", "template", "-"), but("19107", "template", "1"), but("19109", nobodys...),
			when("19108", builtSite(sim.Site{PC: true, Mobile: true})), when("19111", dinner),
		},
	},
	{
		Call: "cndns.site_builder.renew", Before: runsSite, Given: builtWeb.But(params{"years": "2"}),
		Check: func(s *stage, _ any) {
			if got := siteNow(s); !got.ExpiresAt.Equal(got.BoughtAt.AddDate(3, 0, 0)) {
				s.Errorf("expiry = %s, want three years after %s", got.ExpiresAt, got.BoughtAt)
			}
		},
		Refused: []refusal{
			but("10012", "years", "-"), but("10016", "years", "6"), but("12114", nobodys...),
			when("12114", builtSite(sim.Site{Order: sim.Order{Registered: time.Now().AddDate(-3, 0, 0)}})),
		},
	},
	{
		Call: "cndns.site_builder.upgrade_list", Before: runsSite, Given: builtWeb,
		Check: func(s *stage, answer any) {
			for _, o := range answer.(cndns.SiteBuilderUpgradeListResponse).Options {
				if o.Plan == "" || strings.TrimSpace(o.Location) != o.Location || o.Terminal != "pc" {
					s.Errorf("option = %+v", o)
				}
			}
		},
		Refused: []refusal{but("12125", nobodys...), when("19114", builtSite(sim.Site{Plan: "wxshop"}))},
	},
	{
		Call: "cndns.site_builder.upgrade", Before: runsSite, Given: builtWeb.But(params{"sitetag": "shop", "location": "cn"}),
		Check: func(s *stage, _ any) {
			if got := siteNow(s); got.Traffic != 200_000 || got.Space != 50_000 || got.Files != 50_000 {
				s.Errorf("site = %+v, want the figures of the marketing plan", got)
			}
		},
		Refused: []refusal{
			but("10012", "webname", "-", "sitetag", "-", "location", "-"), but("12121", nobodys...), but("12122", "webname", "1!"),
			when("12123", builtSite(sim.Site{Plan: "ulti"}), "sitetag", "pro"), when("19114", dinner),
			but("19135", "roomid", "x"), but("19132", "roomid", "77"), but("19134", "roomid", "2"),
			when("19117", builtSite(sim.Site{Free: true})), but("19133", "sitetag", "pro"),
			when("19131", builtSite(sim.Site{Location: "hk"}), "location", "bj"), when("12129", led, "location", "hk"),
			when("10021", poor),
		},
	},
	{
		Call: "cndns.site_builder.bind_domain", Before: runsSite, Given: bound.But(params{"cloudname": "-", "webname": "{site}"}),
		Check: leads(cndns.SiteDomain{Domain: "chengzi-mine.com", Version: "PC"}),
		Refused: append([]refusal{
			when("12102", builtSite(sim.Site{Order: sim.Order{State: sim.Paused}})), when("12103", fullSite),
			but("12105", "domainname", "a/b.com"), but("12106", "domainname", "a b.com"), but("12107", "domainname", "nodot"),
			but("12108", "domainname", "blocked-mine.com"), when("12109", func(s *stage) { led(s); runsSite(s) }),
			but("12110", "domainname", "banned-mine.com"), but("12111", "domainname", "noicp-mine.com"),
			but("12112", "domainname", "foreign-mine.com"), but("12113", nobodys...), when("19112", dinner),
			but("13164", "domainname", "unfiled-mine.com"), but("13165", "domainname", "badicp-mine.com"),
		}, filing...),
		Switched: "13163 13166",
	},
	{
		Call: "cndns.site_builder.unbind_domain", Before: led, Given: builtWeb.But(params{"domainname": "chengzi-mine.com"}),
		Check:   leads(),
		Refused: []refusal{but("12105", "domainname", "a/b.com"), but("12124", "domainname", foreign), when("19112", dinner)},
	},
	{
		Call: "cndns.site_builder.domain_list", Given: builtWeb,
		Before: builtSite(sim.Site{PC: true, Mobile: true, Domains: []sim.SiteDomain{{Name: "m.example", Mobile: true}}}),
		Check:  leads(cndns.SiteDomain{Domain: "m.example", Version: "Mobile"}),
	},
	{
		Call: "cndns.site_builder.edit_url", Before: runsSite, Given: builtWeb.But(params{"type": "pc"}),
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.SiteBuilderEditURLResponse).URL.Reveal(); !strings.HasPrefix(got, "http://"+s.Kept("site")) {
				s.Errorf("address = %s", got)
			}
		},
		Refused: []refusal{but("19103", nobodys...), but("19103", "type", "mbl")},
	},
	{
		Call: "cndns.site_builder.rename", Before: runsSite, Given: builtWeb.But(params{"newname": "testweb1"}),
		Check: func(s *stage, _ any) {
			s.Keep("site", "testweb1")
			if got := siteNow(s).WebName; got != "testweb1" {
				s.Errorf("name = %s", got)
			}
		},
		Refused: []refusal{but("19101", "newname", "Web"), but("19102", "newname", "taken01"), but("19102", nobodys...)},
	},
	{
		Call: "cndns.site_builder.detail", Before: runsSite, Given: builtWeb,
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.SiteBuilderSite); got.WebName != s.Kept("site") || got.AdminPassword == "" || got.ICPID == "" {
				s.Errorf("site = %+v", got)
			}
		},
		Refused: []refusal{but("10019", nobodys...)}, Switched: "19104",
	},
	{Call: "cndns.site_builder.case_param_list", Switched: "10012", Check: func(s *stage, answer any) {
		parts := answer.(cndns.SiteBuilderCaseParamListResponse).Parts
		if len(parts) != 2 || len(parts[0].Colours) != 13 || parts[1].Categories[0].Sub[0].Sub[0].Name != "安防" {
			s.Errorf("filters = %+v", parts)
		}
	}},
	{
		Call: "cndns.site_builder.case_list", Given: params{"category": "54", "mobile": "0"},
		Check: func(s *stage, answer any) {
			list := answer.(cndns.SiteBuilderCaseListResponse).Cases
			if len(list) != 1 || list[0].Category != "54" || list[0].ParentCategory != "6" {
				s.Errorf("cases = %+v, want the one of category 54", list)
			}
		},
	},
	{
		// A coupon that was used is no error here: the balance pays.
		Call: "cndns.site_builder.buy_template", Given: builtWeb.But(params{"template": "4212", "signature": "USED-COUPON"}),
		Before: func(s *stage) { runsSite(s); s.World.CNDNS.PlantUsedCoupon("USED-COUPON") },
		Check:  func(s *stage, _ any) { charged(s, 30_000) },
		Refused: []refusal{
			but("10012", "template", "-"), but("10034", "webname", "x!"), but("19118", "template", "1"),
			but("10019", nobodys...), but("19119", "template", "3160"), when("10021", poor),
			when("19120", func(s *stage) { s.Must("cndns.site_builder.buy_template", builtWeb.But(params{"template": "4212"})) }),
		},
		Switched: "10025",
	},
	{
		Call: "cndns.site_builder.copy", Before: builtSite(sim.Site{Plan: "ulti", Template: "3205"}),
		Given: builtWeb.But(params{"years": "1", "Websitetag": "shop"}),
		Check: func(s *stage, _ any) {
			charged(s, 198_000)
			s.Keep("site", s.World.CNDNS.Purchases()[0].Name)
			if got := siteNow(s); got.TemplateID != "3205" {
				s.Errorf("copy = %+v", got)
			}
		},
		Refused: []refusal{but("10045", "Websitetag", "pro"), but("10012", "years", "-")},
	},
}
