package dnspod

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// All calls of the document, as the catalogue names them.
var wantEndpoints = map[string]string{
	"dnspod.info.version":                 "/Info.Version",
	"dnspod.user.detail":                  "/User.Detail",
	"dnspod.user.modify":                  "/User.Modify",
	"dnspod.user.modify_password":         "/Userpasswd.Modify",
	"dnspod.user.modify_email":            "/Useremail.Modify",
	"dnspod.user.telephone_verify_code":   "/Telephoneverify.Code",
	"dnspod.user.log":                     "/User.Log",
	"dnspod.domain.create":                "/Domain.Create",
	"dnspod.domain.list":                  "/Domain.List",
	"dnspod.domain.remove":                "/Domain.Remove",
	"dnspod.domain.set_status":            "/Domain.Status",
	"dnspod.domain.info":                  "/Domain.Info",
	"dnspod.domain.log":                   "/Domain.Log",
	"dnspod.domain.set_searchengine_push": "/Domain.Searchenginepush",
	"dnspod.domain.set_url_in_cn":         "/Domain.Urlincn",
	"dnspod.domain_share.create":          "/Domainshare.Create",
	"dnspod.domain_share.list":            "/Domainshare.List",
	"dnspod.domain_share.modify":          "/Domainshare.Modify",
	"dnspod.domain_share.remove":          "/Domainshare.Remove",
	"dnspod.domain.transfer":              "/Domain.Transfer",
	"dnspod.domain.lock":                  "/Domain.Lock",
	"dnspod.domain.lock_status":           "/Domain.Lockstatus",
	"dnspod.domain.unlock":                "/Domain.Unlock",
	"dnspod.domain_alias.list":            "/Domainalias.List",
	"dnspod.domain_alias.create":          "/Domainalias.Create",
	"dnspod.domain_alias.remove":          "/Domainalias.Remove",
	"dnspod.domain_group.list":            "/Domaingroup.List",
	"dnspod.domain_group.create":          "/Domaingroup.Create",
	"dnspod.domain_group.modify":          "/Domaingroup.Modify",
	"dnspod.domain_group.remove":          "/Domaingroup.Remove",
	"dnspod.domain.change_group":          "/Domain.Changegroup",
	"dnspod.domain.set_mark":              "/Domain.Ismark",
	"dnspod.domain.set_remark":            "/Domain.Remark",
	"dnspod.domain.purview":               "/Domain.Purview",
	"dnspod.domain.acquire_emails":        "/Domain.Acquire",
	"dnspod.domain.acquire_send":          "/Domain.Acquiresend",
	"dnspod.domain.acquire_validate":      "/Domain.Acquirevalidate",
	"dnspod.record.types":                 "/Record.Type",
	"dnspod.record.lines":                 "/Record.Line",
	"dnspod.record.create":                "/Record.Create",
	"dnspod.record.list":                  "/Record.List",
	"dnspod.record.modify":                "/Record.Modify",
	"dnspod.record.remove":                "/Record.Remove",
	"dnspod.record.ddns":                  "/Record.Ddns",
	"dnspod.record.set_remark":            "/Record.Remark",
	"dnspod.record.info":                  "/Record.Info",
	"dnspod.record.set_status":            "/Record.Status",
	"dnspod.monitor.list_subdomain":       "/Monitor.Listsubdomain",
	"dnspod.monitor.list_subvalue":        "/Monitor.Listsubvalue",
	"dnspod.monitor.list":                 "/Monitor.List",
	"dnspod.monitor.create":               "/Monitor.Create",
	"dnspod.monitor.modify":               "/Monitor.Modify",
	"dnspod.monitor.remove":               "/Monitor.Remove",
	"dnspod.monitor.info":                 "/Monitor.Info",
	"dnspod.monitor.set_status":           "/Monitor.Setstatus",
	"dnspod.monitor.history":              "/Monitor.Gethistory",
	"dnspod.monitor.user_desc":            "/Monitor.Userdesc",
	"dnspod.monitor.downs":                "/Monitor.Getdowns",
}

func TestEndpointsAreThoseOfTheCatalogue(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for path, e := range endpoints {
		got[e.name] = path
	}
	if diff := cmp.Diff(wantEndpoints, got); diff != "" {
		t.Errorf("endpoints (-want +got):\n%s", diff)
	}
}

func TestEveryCodeHasAMessageInBothLanguages(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`^-?[0-9]+$`)
	walk := func(owner string, listed texts) {
		for code, message := range listed {
			if !number.MatchString(code) || message.en == "" || message.cn == "" || message.en == message.cn {
				t.Errorf("%s: code %q has messages %q and %q", owner, code, message.en, message.cn)
			}
		}
	}
	walk("common", common)
	for _, e := range endpoints {
		walk(e.name, e.texts)
	}
}

func TestGradesHoldTogether(t *testing.T) {
	t.Parallel()
	for name, g := range grades {
		ids := map[string]bool{}
		for _, l := range g.lines {
			ids[l.id] = true
		}
		if len(ids) != len(g.lines) || g.lines[0] != (line{defaultLine, "0"}) {
			t.Errorf("%s: lines = %v, want distinct ids and the default first", name, g.lines)
		}
		for _, kind := range g.types {
			if values[kind] == nil {
				t.Errorf("%s: type %s has no rule for its value", name, kind)
			}
		}
		if len(g.purview()) != 15 || g.minTTL < 1 || g.title == "" {
			t.Errorf("%s: grade = %+v, want 15 rights, a least TTL and a title", name, g)
		}
	}
	if !slices.Contains(grades[FreeGrade].types, "A") {
		t.Errorf("grade %s of a new zone has no type A", FreeGrade)
	}
}
