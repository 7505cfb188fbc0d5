package cndns

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const auditPath = "/domains/DomainAudit.aspx"

// picture is a Base64 text of n bytes that begin like a JPEG.
func picture(n int) string {
	data := make([]byte, n)
	copy(data, "\xff\xd8\xff\xe0")
	return base64.StdEncoding.EncodeToString(data)
}

func documents(name string, changes ...string) []string {
	return pairs(map[string]string{
		"domainname": name, "ownertype": "E", "orgtype": "PU", "ownerpictype": "1",
		"ownerpicstr": picture(60 << 10), "ownernumber": "330100000012345", "phone": "13111111111",
	}, changes...)
}

func (v *vendor) submitAudit(name string) {
	v.t.Helper()
	if got := v.post(auditPath, documents(name)...); got.Status != "success" {
		v.t.Fatalf("submit %s = %s, want success", name, got.Body)
	}
}

func TestAuditRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantDomain(Domain{Name: "mine.cn", State: NotCertified})
	v.PlantDomain(Domain{Name: "mine.gov.cn", State: NotCertified})
	v.PlantDomain(Domain{Name: "mine.org", State: Running})
	v.PlantDomain(Domain{Name: "done.cn", State: Running, Audit: Audit{State: AuditPass}})
	v.PlantDomain(Domain{Name: "young.cn", State: Processing})
	person := []string{"ownertype", "I", "ownerpicstr", "", "contactidcardpicstr", picture(60 << 10), "contactidcard", "330100199001011234"}
	cases := []struct {
		code string
		form []string
	}{
		{"11701", documents("foreign.cn")},
		{"11702", documents("mine.org")},
		{"11716", documents("done.cn")},
		{"11703", documents("young.cn")},
		{"11704", documents("mine.cn", "ownertype", "O")},
		{"11705", documents("mine.cn", "orgtype", "")},
		{"11706", documents("mine.cn", "ownerpictype", "17")},
		{"11706", documents("mine.cn", append(person, "ownerpictype", "7")...)},
		{"11707", documents("mine.cn", "ownerpicstr", "")},
		{"11708", documents("mine.cn", "ownernumber", "")},
		{"11709", documents("mine.cn", append(person, "contactidcardpicstr", "")...)},
		{"11715", documents("mine.cn", append(person, "contactidcard", "123")...)},
		{"11714", documents("mine.gov.cn")},
		{"11710", documents("mine.cn", "ownerpiclink", "http://a.example/a.jpg")},
		{"11712", documents("mine.cn", "ownerpiclink", "a.example/a.png")},
		{"11712", documents("mine.cn", "ownerpicstr", base64.StdEncoding.EncodeToString(make([]byte, 60<<10)))},
		{"11717", documents("mine.cn", "ownerpicstr", "not base64")},
		{"11720", documents("mine.cn", "ownerpicstr", picture(55<<10-1))},
		{"11720", documents("mine.cn", "ownerpicstr", picture(1<<20+1))},
	}
	for _, c := range cases {
		if got := v.post(auditPath, c.form...); !strings.HasPrefix(got.text(), c.code) {
			t.Errorf("answer = %s, want %s", got.Body, c.code)
		}
	}
	v.refused("11717", auditPath, documents("mine.cn", "ownerpicstr", picture(56<<10))...)
	v.refused("10012", "/domains/checkAuditResult.aspx")

	v.submitAudit("mine.cn")
	if got := v.post(auditPath, documents("mine.cn")...); !strings.HasPrefix(got.text(), "11716") {
		t.Errorf("second submission = %s, want 11716", got.Body)
	}
}

func TestAuditListLeavesOutWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantDomain(Domain{Name: "mine.cn", State: NotCertified})
	v.PlantDomain(Domain{Name: "mine.org"})
	v.PlantDomain(Domain{Name: "done.com", Audit: Audit{State: AuditPass}})

	got := v.must("/domains/checkAuditResult.aspx", "domainname", "mine.cn,done.com,mine.org,foreign.cn").rows(t)

	want := []map[string]string{
		{"domainname": "mine.cn", "checkstate": "No data", "memo": ""},
		{"domainname": "done.com", "checkstate": "pass", "memo": ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audits (-want +got):\n%s", diff)
	}
}

func TestAuditOfAContactCoversItsDomains(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.contact()
	v.PlantDomain(Domain{Name: "mine.cn", State: NotCertified, ContactID: id})

	form := documents("", "userid", id)
	if got := v.post(auditPath, form...); got.Status != "success" {
		t.Fatalf("submit = %s, want success", got.Body)
	}
	v.refused("11055", "/domains/DeleteContact.aspx", "userid", id)
	v.refused("11039", "/domains/ModifyContact.aspx", pairs(company(), "userid", id)...)
	v.clock.Advance(auditWaits + auditPends)

	v.expectState("mine.cn", Running)
	if got := v.must("/domains/checkAuditResult.aspx", "userid", id).row(t)["checkstate"]; got != AuditPass {
		t.Errorf("checkstate = %s, want pass", got)
	}
	v.must(createPath, "userid", id, "domainname", "next.cn", "years", "1", "domainpass", "abc12345")
	v.clock.Advance(registrationTakes)
	v.expectState("next.cn", Running)
}
