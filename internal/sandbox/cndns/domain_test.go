package cndns

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	createPath = "/domains/CreateDom.aspx"
	detailPath = "/domains/DomainDetail.aspx"
	renewPath  = "/domains/DomainRenew.aspx"
)

func (v *vendor) search(label, ending string) string {
	v.t.Helper()
	return v.get(v.check + "/check.aspx?" + values("domain-name", label, "tld", ending).Encode()).text()
}

func TestSearch(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")
	for _, c := range []struct{ label, ending, want string }{
		{"fresh", ".com", `[{"fresh.com":"available"}]`},
		{"Fresh", "COM", `[{"fresh.com":"available"}]`},
		{"mine", "com", `[{"mine.com":"unavailable"}]`},
		{"taken-long-ago", "cn", `[{"taken-long-ago.cn":"unavailable"}]`},
		{"baidu", "com.cn", `[{"baidu.com.cn":"unavailable"}]`},
		{"errorful", "net", `[{"errorful.net":"error"}]`},
		{"橙子", ".中国", `[{"橙子.中国":"available"}]`},
		{"", "com", "11101 域名主体不能为空"},
		{"-a", "com", "11104 域名格式不正确"},
		{"fresh", "", "11102 域名后缀不能为空"},
		{"fresh", "c0m", "11105 域名后缀格式不正确"},
		{"fresh", "museum", "11107 不支持此后缀查询"},
		{"a,b", "com", "10011 参数包含非法关键字"},
	} {
		if got := v.search(c.label, c.ending); got != c.want {
			t.Errorf("search %q %q = %s, want %s", c.label, c.ending, got, c.want)
		}
	}
}

func TestRegistrationRunsAfterItsAudit(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.contact()

	v.must(createPath, "userid", id, "domainname", "Orange.CN", "years", "2", "domainpass", "abc12345")
	v.must(createPath, "userid", id, "domainname", "orange.top", "years", "1", "domainpass", "abc12345")

	v.expectState("orange.cn", Processing)
	v.clock.Advance(registrationTakes)
	v.expectState("orange.cn", NotCertified)
	v.expectState("orange.top", Running)
	v.submitAudit("orange.cn")
	v.expectAudit("orange.cn", AuditWaiting, "")
	v.clock.Advance(auditWaits)
	v.expectAudit("orange.cn", AuditPending, "")
	v.clock.Advance(auditPends)
	v.expectAudit("orange.cn", AuditPass, "")
	v.expectState("orange.cn", Running)
	v.expectPurchases("cndns.domain.create orange.cn 5800", "cndns.domain.create orange.top 900")
	if got, want := v.search("orange", "cn"), `[{"orange.cn":"unavailable"}]`; got != want {
		t.Errorf("search = %s, want %s", got, want)
	}
}

func TestRegistrationRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.contact()
	person := v.contact("usertype", "I", "idtype", "SFZ", "idnumber", "330100199001011234", "company-cn", "张三")
	bare := v.contact("idtype", "", "idnumber", "")
	latin := v.contact("company-cn", "Orange Ltd")
	v.running("mine.com")
	order := func(changes ...string) []string {
		return pairs(map[string]string{"userid": id, "domainname": "new.com", "years": "1", "domainpass": "abc12345"}, changes...)
	}
	refusals{
		{"11131", createPath, order("userid", "")},
		{"11103", createPath, order("domainname", "")},
		{"11108", createPath, order("years", "")},
		{"11107", createPath, order("domainpass", "")},
		{"11105", createPath, order("userid", "x")},
		{"11106", createPath, order("domainname", "a.b.c.com")},
		{"11106", createPath, order("domainname", "new.museum")},
		{"11132", createPath, order("domainpass", "short")},
		{"11132", createPath, order("domainpass", "with!sign")},
		{"11133", createPath, order("years", "0")},
		{"11133", createPath, order("years", "11")},
		{"11040", createPath, order("domainname", "new.io", "years", "6")},
		{"11041", createPath, order("domainname", "new.hk", "years", "4")},
		{"11042", createPath, order("domainname", "new.tm", "years", "9")},
		{"11109", createPath, order("userid", "1")},
		{"11110", createPath, order("domainname", "new.asia", "userid", bare)},
		{"11111", createPath, order("domainname", "new.hk", "userid", bare)},
		{"11114", createPath, order("domainname", "new.com.hk", "userid", v.contact(
			"usertype", "I", "idtype", "HKID", "idnumber", "A1234567"))},
		{"11115", createPath, order("domainname", "new.idv.hk", "userid", v.contact("idtype", "BR"))},
		{"11125", createPath, order("domainname", "new.hk")},
		{"11126", createPath, order("domainname", "new.hk", "userid", v.contact("idtype", "CI", "idnumber", "AB1"))},
		{"11127", createPath, order("domainname", "new.hk", "userid", v.contact(
			"usertype", "I", "idtype", "HKID", "idnumber", "A1"))},
		{"11054", createPath, order("domainname", "new.香港")},
		{"11116", createPath, order("domainname", "new.cn", "userid", bare)},
		{"11128", createPath, order("domainname", "新的.公司", "userid", v.contact("idtype", "QT"))},
		{"11015", createPath, order("domainname", "new.cn", "userid", latin)},
		{"11123", createPath, order("isName", "1")},
		{"10042", createPath, order("signature", "none")},
		{"10046", createPath, order("voucherid", "none")},
		{"11119", createPath, order("domainname", "mine.com")},
		{"11124", createPath, order("domainname", "taken.com")},
		{"11129", createPath, order("domainname", "timeout.com")},
	}.walk(v)
	v.SetBalance(2899)
	v.refused("10021", createPath, order("domainname", "new.cn", "userid", person)...)
	v.expectPurchases()
}

func TestCouponIsSpentOnce(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantCoupon("A1", 500)
	id := v.contact()
	order := []string{"userid", id, "years", "1", "domainpass", "abc12345", "signature", "A1", "domainname"}

	v.must(createPath, append(order, "one.top")...)

	v.refused("10043", createPath, append(order, "two.top")...)
	v.refused("10042", createPath, append(order, "two.top", "signature", "a1")...)
	v.expectPurchases("cndns.domain.create one.top 400")
}

func TestRenewal(t *testing.T) {
	t.Parallel()
	v := start(t)
	expires := wall.AddDate(0, 3, 0)
	v.PlantDomain(Domain{Name: "old.com", Registered: wall.AddDate(-1, 0, 0), Expires: expires})
	v.PlantDomain(Domain{Name: "gone.com", Registered: wall.AddDate(-2, 0, 0), Expires: wall.AddDate(0, 0, -31)})
	v.PlantDomain(Domain{Name: "moving.com", State: Transferring})
	day := expires.In(beijing).Format(time.DateOnly)
	refusals{
		{"11301", renewPath, nil},
		{"11302", renewPath, []string{"domainname", "foreign.com", "years", "1"}},
		{"11601", renewPath, []string{"domainname", "old.com"}},
		{"11601", renewPath, []string{"domainname", "old.com", "years", "10"}},
		{"11605", renewPath, []string{"domainname", "old.com", "years", "1", "exptme", "2015-07-22"}},
		{"11603", renewPath, []string{"domainname", "gone.com", "years", "1"}},
		{"11607", renewPath, []string{"domainname", "moving.com", "years", "1"}},
	}.walk(v)

	v.must(renewPath, "domainname", "old.com", "years", "1", "exptme", day)

	v.expectState("old.com", Renewing)
	v.refused("11607", renewPath, "domainname", "old.com", "years", "1")
	v.clock.Advance(renewalTakes)
	v.expectState("old.com", Running)
	if got, want := v.detail("old.com", "ExpireTime"), dotNet(expires.AddDate(1, 0, 0)); got != want {
		t.Errorf("ExpireTime = %s, want %s", got, want)
	}
	v.refused("11605", renewPath, "domainname", "old.com", "years", "1", "exptme", day)
	v.expectPurchases("cndns.domain.renew old.com 6500")
}

func TestDirtyDetailHasBothDocumentedCases(t *testing.T) {
	t.Parallel()
	v := start(t, func(o *Options) { o.Dirty = true })
	v.running("mine.com")

	first, second := v.must(detailPath, "domainname", "mine.com"), v.must(detailPath, "domainname", "mine.com")

	if !strings.Contains(first.Body, `"runstate":"run"`) || !strings.Contains(second.Body, `"Runstate":"run"`) {
		t.Errorf("keys = %s and %s, want both cases", first.Body, second.Body)
	}
	if got, want := first.row(t)["registrationtime"], "2026/5/4 10:00:00"; got != want {
		t.Errorf("RegistrationTime = %s, want %s", got, want)
	}
	if diff := cmp.Diff(first.row(t), second.row(t)); diff != "" {
		t.Errorf("values differ (-first +second):\n%s", diff)
	}
}

func TestDetailOfNobody(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.refused("10015", detailPath)
	v.refused("10025", detailPath, "domainname", "nobody.com")
}

func TestDomainExpiresByItself(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")
	v.clock.Advance(366 * 24 * time.Hour)
	v.expectState("mine.com", Expired)
}

func TestNameServers(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")
	v.running("mine.io")
	const list, modify = "/domains/DNSList.aspx", "/domains/ModifyDNS.aspx"
	refusals{
		{"11301", modify, []string{"dns_hst1", "a.example", "dns_hst2", "b.example"}},
		{"11401", modify, []string{"domainname", "mine.com", "dns_hst2", "b.example"}},
		{"11402", modify, []string{"domainname", "mine.com", "dns_hst1", "b.example"}},
		{"11403", modify, []string{"domainname", "mine.com", "dns_hst1", "b.example", "dns_hst2", "B.example"}},
		{"11302", modify, []string{"domainname", "foreign.com", "dns_hst1", "a.example", "dns_hst2", "b.example"}},
		{"11046", modify, []string{"domainname", "mine.com", "dns_hst1", "a_b", "dns_hst2", "b.example"}},
		{"11046", modify, []string{"domainname", "mine.io", "dns_hst1", "a.example", "dns_hst2", "b.example", "dns_hst3", "c.example"}},
		{"11301", list, nil},
		{"11302", list, []string{"domainname", "foreign.com"}},
		{"11502", "/domains/ResetDNS.aspx", []string{"domainname", "foreign.com"}},
	}.walk(v)

	v.must(modify, "domainname", "mine.com", "dns_hst1", "f1g1ns1.dnspod.net", "dns_hst2", "8.8.8.8")

	want := map[string]string{"dns1": "f1g1ns1.dnspod.net", "dns2": "8.8.8.8", "dns3": "", "dns4": "", "dns5": "", "dns6": ""}
	if diff := cmp.Diff(want, v.must(list, "domainname", "mine.com").row(t)); diff != "" {
		t.Errorf("name servers (-want +got):\n%s", diff)
	}
	v.refused("11307", "/domains/AddRec.aspx", "domainname", "mine.com", "rec_item", "www", "rec_type", "A", "rec_value", "192.0.2.1")
	v.must("/domains/ResetDNS.aspx", "domainname", "mine.com")
	if got, want := v.must(list, "domainname", "mine.com").row(t)["dns6"], "ns6.ezdnscenter.com"; got != want {
		t.Errorf("dns6 = %s, want %s", got, want)
	}
}

func TestDocumentShapeOfNameServers(t *testing.T) {
	t.Parallel()
	v := start(t, func(o *Options) { o.DocumentShapes = true })
	v.running("mine.com")
	inner := v.must("/domains/DNSList.aspx", "domainname", "mine.com").text()
	var rows []map[string]string
	if err := json.Unmarshal([]byte(inner), &rows); err != nil || len(rows) != 1 {
		t.Errorf("message = %q, want text that holds an array of one", inner)
	}
}

func TestOwnerPasswordAndList(t *testing.T) {
	t.Parallel()
	v := start(t, func(o *Options) { o.DomainList = true })
	v.running("mine.com")
	v.running("mine.gov.cn")
	v.running("mine.io")
	other := v.contact()
	const change, password = "/domains/domainguohu.aspx", "/domains/ModifyPassword.aspx"
	refusals{
		{"11728", change, []string{"domainname", "nonsense", "userid", other}},
		{"11729", change, []string{"domainname", "mine.com", "userid", "x"}},
		{"11726", change, []string{"domainname", "mine.gov.cn", "userid", other}},
		{"11701", change, []string{"domainname", "foreign.com", "userid", other}},
		{"11722", change, []string{"domainname", "mine.com", "userid", "1"}},
		{"11727", change, []string{"domainname", "mine.io", "userid", other}},
		{"11301", password, []string{"password", "x"}},
		{"11501", password, []string{"domainname", "mine.com"}},
		{"11302", password, []string{"domainname", "foreign.com", "password", "x"}},
	}.walk(v)

	v.must(change, "domainname", "mine.com", "userid", other)
	v.must(password, "domainname", "mine.com", "password", "newsecret1")

	if got := v.detail("mine.com", "userid"); got != other {
		t.Errorf("userid = %s, want %s", got, other)
	}
	if got := v.detail("mine.com", "password"); got != "newsecret1" {
		t.Errorf("password = %s, want the new one", got)
	}
	if got := len(v.must("/domains/DomainList.aspx", "domaintype", "en").rows(t)); got != 3 {
		t.Errorf("list holds %d domains, want 3", got)
	}
}

func TestDomainListIsBehindASwitch(t *testing.T) {
	t.Parallel()
	v := start(t)
	if got := v.call("/domains/DomainList.aspx"); got.HTTP != 404 {
		t.Errorf("status = %d, want 404", got.HTTP)
	}
}

func TestMemoIsEncoded(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantDomain(Domain{
		Name: "mine.cn", State: NotCertified,
		ContactID: v.PlantContact(Contact{Values: map[string]string{"company-cn": "驳回科技有限公司"}}),
	})
	v.submitAudit("mine.cn")
	v.clock.Advance(auditWaits + auditPends)
	v.clock.Advance(auditPends)

	v.expectAudit("mine.cn", AuditUnpass, rejectReason)
	v.expectState("mine.cn", NotCertified)
	memo := v.must("/domains/checkAuditResult.aspx", "domainname", "mine.cn").row(t)["memo"]
	if !strings.HasPrefix(memo, "%E8%AF%81") {
		t.Errorf("memo = %s, want it URL-encoded", memo)
	}
	v.submitAudit("mine.cn")
	if err := v.DecideAudit("mine.cn", AuditPass, ""); err != nil {
		t.Fatal(err)
	}
	v.expectState("mine.cn", Running)
}

func (v *vendor) expectAudit(name, state, memo string) {
	v.t.Helper()
	got := v.must("/domains/checkAuditResult.aspx", "domainname", name).row(v.t)
	decoded, err := url.QueryUnescape(got["memo"])
	if err != nil {
		v.t.Fatal(err)
	}
	want := map[string]string{"domainname": name, "checkstate": state, "memo": memo}
	got["memo"] = decoded
	if diff := cmp.Diff(want, got); diff != "" {
		v.t.Errorf("audit (-want +got):\n%s", diff)
	}
}
