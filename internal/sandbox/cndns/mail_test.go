package cndns

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	mailPath       = "/mail/CreateOder.aspx"
	mailDetailPath = "/mail/getMailDetail.aspx"
	mailRenewPath  = "/mail/RenewalMail.aspx"
	mailGrowPath   = "/mail/MailUpgrade.aspx"
	boxPath        = "/mail/MailAddUser.aspx"
	boxListPath    = "/mail/getMailboxList.aspx"
	chengPath      = "/mail/ChengMailAddUser.aspx"
	fetchPath      = "/mail/SetMailserver.aspx"
)

// mailInfo reads a mail's detail, names without the spaces of the example.
func (v *vendor) mailInfo(domain string) map[string]string {
	v.t.Helper()
	out := map[string]string{}
	for name, value := range v.must(mailDetailPath, "maildomain", domain).row(v.t) {
		out[strings.TrimSpace(name)] = value
	}
	return out
}

func globalMail(changes ...string) []string {
	return pairs(map[string]string{
		"maildomain": "shop.com", "mailpassword": "aaa1111", "years": "2", "mailtag": "g", "mailusernumber": "3",
	}, changes...)
}

func gift(domain string) Mail { return Mail{Domain: domain, Gift: true, Host: "host1"} }

func TestGlobalMail(t *testing.T) {
	t.Parallel()
	v := start(t)
	bought := v.must(mailPath, globalMail()...).row(t)
	if bought["emldomain"] != "shop.com" || bought["password"] != "aaa1111" || bought["usernum"] != "3" || bought["emlsze"] != "15G" {
		t.Errorf("bought = %v", bought)
	}
	want := map[string]string{
		"emldomain": "shop.com", "cname": "webmail.idccenter.net", "mxadr10": "mx01.idccenter.net", "mxadr5": "mxw.idccenter.net",
		"usernum": "3", "emlsze": "15G", "manageaddr": "http://webmail.idccenter.net", "adminacc": "admin@shop.com",
		"popaddr": "pop.idccenter.net", "smtpaddr": "smtp.idccenter.net",
		"regtime": "2026-5-4 10:00:00", "expiretime": "2028-5-4 10:00:00",
	}
	if diff := cmp.Diff(want, v.mailInfo("shop.com")); diff != "" {
		t.Errorf("detail (-want +got):\n%s", diff)
	}
	v.refused("15002", mailPath, globalMail()...)
	v.refused("10031", "/product/checkpraname.aspx", "praname", "shop.com", "protype", "4")

	v.must(mailRenewPath, "maildomain", "Shop.com", "years", "1")
	v.must(mailGrowPath, "maildomain", "shop.com", "mailusernumber", "2")

	if got := v.mailInfo("shop.com"); got["expiretime"] != "2029-5-4 10:00:00" || got["usernum"] != "5" || got["emlsze"] != "25G" {
		t.Errorf("detail = %v, want a year and two users more", got)
	}
	v.expectPurchases("cndns.mail.create shop.com 60000", "cndns.mail.renew shop.com 30000", "cndns.mail.upgrade shop.com 61666")
}

func TestMailRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantMail(Mail{Domain: "mine.com"})
	v.PlantMail(Mail{Domain: "stopped.com", Order: Order{State: Paused}})
	v.PlantMail(Mail{Domain: "old.com", Order: Order{Expires: wall.Add(-time.Hour)}})
	v.PlantMail(Mail{Domain: "lost.com", Order: Order{Expires: wall.Add(-deletionAfter - time.Hour)}})
	v.PlantMail(gift("present.com"))
	v.PlantMail(Mail{Domain: "orange.com", Cheng: true, Tag: "g"})
	refusals{
		{"15001", mailPath, globalMail("maildomain", "www.shop.com")},
		{"15002", mailPath, globalMail("maildomain", "taken1.com")},
		{"15003", mailPath, globalMail("mailpassword", "letters")},
		{"15004", mailPath, globalMail("years", "6")},
		{"15005", mailPath, globalMail("mailtag", "x")},
		{"15005", mailPath, globalMail("mailtype", "2")},
		{"15006", mailPath, globalMail("mailusernumber", "0")},
		{"10019", mailRenewPath, []string{"maildomain", "other.com", "years", "1"}},
		{"10016", mailRenewPath, []string{"maildomain", "mine.com"}},
		{"15008", mailRenewPath, []string{"maildomain", "stopped.com", "years", "1"}},
		{"15010", mailRenewPath, []string{"maildomain", "lost.com", "years", "1"}},
		{"15010", mailRenewPath, []string{"maildomain", "present.com", "years", "1"}},
		{"15012", mailGrowPath, []string{"maildomain", "mine.com", "mailusernumber", "0"}},
		{"15011", mailGrowPath, []string{"maildomain", "old.com", "mailusernumber", "1"}},
		{"15013", mailGrowPath, []string{"maildomain", "present.com", "mailusernumber", "1"}},
		{"15007", mailGrowPath, []string{"maildomain", "orange.com", "mailtag", "m", "mailusernumber", "1"}},
		{"15014", mailGrowPath, []string{"maildomain", "orange.com", "mailtag", "g"}},
		{"15101", "/mail/ModifyMailPassword.aspx", []string{"maildomain", "orange.com", "mailpassword", "abc123"}},
		{"15008", "/mail/ModifyMailPassword.aspx", []string{"maildomain", "stopped.com", "mailpassword", "abc123"}},
		{"15106", boxPath, []string{"maildomain", "mine.com", "mailaccout", "a", "mailboxpassword", "aaa111!!", "mailboxsize", "1"}},
		{"15119", "/mail/DeleteMailBox.aspx", []string{"maildomain", "mine.com", "mailaccount", "a"}},
		{"15001", boxListPath, []string{"maildomain", "mine.com"}},
		{"15001", "/mail/GetMailLoginUrl.aspx", []string{"maildomain", "mine.com"}},
	}.walk(v)
	v.SetBalance(1)
	v.refused("10021", mailPath, globalMail()...)
	v.expectPurchases()
}

func TestMailboxesOfAGift(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantMail(gift("present.com"))
	v.PlantMail(Mail{Domain: "mine.com"})
	for domain, want := range map[string]string{"present.com": "Y", "mine.com": "N", "foreign.com": "N"} {
		if got := v.must("/mail/isPresent.aspx", "maildomain", domain).text(); got != want {
			t.Errorf("isPresent of %s = %s, want %s", domain, got, want)
		}
	}
	box := func(changes ...string) []string {
		return pairs(map[string]string{
			"maildomain": "present.com", "mailaccout": "sales", "mailboxpassword": "aaa111!!", "mailboxsize": "150", "mailboxmemo": "first",
		}, changes...)
	}
	v.must(boxPath, box()...)
	refusals{
		{"15103", boxPath, box("mailaccout", "Admin")},
		{"15103", boxPath, box("mailaccout", "", "mailaccount", "other")},
		{"15114", boxPath, box("mailboxpassword", "aaa111##")},
		{"15107", boxPath, box()},
		{"15107", boxPath, box("mailaccout", "big", "mailboxsize", "51")},
	}.walk(v)
	v.must(boxPath, box("mailaccout", "second", "mailboxsize", "50")...)
	v.refused("15107", boxPath, box("mailaccout", "third", "mailboxsize", "0")...)
	of := []string{"maildomain", "present.com", "mailaccount", "second"}
	v.must("/mail/ModifyMailAccountState.aspx", "maildomain", "present.com", "mailaccout", "second", "mailboxstate", "0")
	v.must("/mail/ModifyMailUserMemo.aspx", append(of, "mailboxmemo", "for 橘子")...)
	v.must("/mail/ModifyMailboxSize.aspx", "maildomain", "present.com", "mailaccout", "second", "mailboxsize", "20")
	v.must("/mail/ModifyMailboxPassword.aspx", append(of, "mailboxpassword", "bbb222!!")...)
	v.must("/mail/SetAdminMailBox.aspx", of...)

	want := []map[string]string{
		{"mailaccount": "sales", "state": "active", "memo": "first", "size": "150M"},
		{"mailaccount": "second", "state": "pause", "memo": "for 橘子", "size": "20M"},
	}
	if diff := cmp.Diff(want, v.must(boxListPath, "maildomain", "present.com").rows(t)); diff != "" {
		t.Errorf("mailboxes (-want +got):\n%s", diff)
	}
	if got := v.mailInfo("present.com"); got["adminacc"] != "second@present.com" || got["usernum"] != "2" || got["emlsze"] != "200M" {
		t.Errorf("detail = %v", got)
	}
	v.must("/mail/DeleteMailBox.aspx", of...)
	v.refused("15119", "/mail/DeleteMailBox.aspx", of...)
	v.refused("15118", "/mail/DeleteMailBox.aspx", "maildomain", "present.com")
	if got := v.mailInfo("present.com")["adminacc"]; got != "" {
		t.Errorf("administrator = %s after he was deleted", got)
	}
}

func TestGiftEndsWithItsHost(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantMail(gift("present.com"))
	func() {
		defer v.edit()()
		host := &VirtualHost{}
		host.Expires = wall.Add(time.Hour)
		v.account().VirtualHosts["host1"] = host
	}()
	if got := v.mailInfo("present.com")["expiretime"]; got != "2026-5-4 11:00:00" {
		t.Errorf("expiretime = %s, want the host's", got)
	}
	v.clock.Advance(2 * time.Hour)
	v.refused("15104", boxPath, "maildomain", "present.com", "mailaccout", "a", "mailboxpassword", "aaa111!!", "mailboxsize", "1")
}

func TestMailChangesItsDomain(t *testing.T) {
	t.Parallel()
	v := start(t)
	const path = "/mail/ModifyMailDomain.aspx"
	present := gift("present.com")
	present.Boxes = []Mailbox{{Account: "sales", Size: 1}}
	v.PlantMail(present)
	v.PlantMail(Mail{Domain: "mine.com"})
	v.PlantMail(Mail{Domain: "orange.com", Cheng: true})
	refusals{
		{"15116", path, []string{"maildomain", "present.com", "mailnewdomain", "no domain"}},
		{"15106", path, []string{"maildomain", "present.com", "mailnewdomain", "forbidden1.com"}},
		{"15002", path, []string{"maildomain", "present.com", "mailnewdomain", "mine.com"}},
		{"15117", path, []string{"maildomain", "mine.com", "mailnewdomain", "new.com"}},
		{"15117", path, []string{"maildomain", "orange.com", "mailnewdomain", "new.com"}},
	}.walk(v)
	v.must(path, "maildomain", "present.com", "mailnewdomain", "new.com")
	v.must(path, "maildomain", "orange.com", "mailnewdomain", "peel.com", "mailtype", "1")
	v.refused("10019", mailDetailPath, "maildomain", "present.com")
	if got := v.must(boxListPath, "maildomain", "new.com").rows(t); len(got) != 0 {
		t.Errorf("mailboxes = %v, want none: they are lost", got)
	}
	v.mailInfo("peel.com")
}

func TestChengMail(t *testing.T) {
	t.Parallel()
	v := start(t)
	bought := v.must(mailPath, globalMail("maildomain", "orange.com", "mailtype", "1", "mailtag", "m", "mailpassword", "")...).row(t)
	if len(bought["password"]) != 8 || bought["mxadr5"] != "mx2.chengmail.cn" {
		t.Errorf("bought = %v, want a password of the system's", bought)
	}
	v.must("/mail/ModifyMailPassword.aspx", "maildomain", "orange.com", "mailtype", "1", "mailpassword", "abc123")
	v.must(mailGrowPath, "maildomain", "orange.com", "mailusernumber", "1", "mailtag", "g", "mailadminnumber", "1")
	if got := v.mailInfo("orange.com"); got["usernum"] != "4" || got["emlsze"] != "40G" {
		t.Errorf("detail = %v", got)
	}
	v.expectPurchases("cndns.mail.create orange.com 30000", "cndns.mail.upgrade orange.com 47916")

	address := v.must("/mail/GetMailLoginUrl.aspx", "maildomain", "orange.com", "lang", "en").text()
	if !strings.HasPrefix(address, "http://mail.chengmail.cn/admin/api/1.0/domain_login.php?domain=orange.com&time=1777860000&authkey=") ||
		!strings.HasSuffix(address, "&lang=en_US") {
		t.Errorf("login address = %s", address)
	}
	user := func(changes ...string) []string {
		return pairs(map[string]string{
			"maildomain": "orange.com", "mailaccount": "xh@orange.com", "mailboxpassword": "abc123!@$", "mailboxsize": "1024",
		}, changes...)
	}
	refusals{
		{"15114", chengPath, user("mailboxpassword", "abc123!@#")},
		{"15114", chengPath, user("mailboxpassword", "abcd12345")},
		{"15107", chengPath, user("mailaccount", "xh@other.com")},
		{"15107", chengPath, user("mailboxsize", "40961")},
	}.walk(v)
	v.must(chengPath, user()...)
	v.refused("15107", chengPath, user()...)
	v.must("/mail/ChengMailModifyUserPassword.aspx", user("mailboxpassword", "new12345_")...)
	v.refused("15115", "/mail/ChengMailModifyUserPassword.aspx", user("mailaccount", "nobody@orange.com")...)
	v.must("/mail/ChengMailDeleteUser.aspx", user()...)
	v.refused("15119", "/mail/ChengMailDeleteUser.aspx", user()...)
	v.must("/mail/DeleteMailBox.aspx", "maildomain", "orange.com") // no account: all of it
	v.refused("10019", mailDetailPath, "maildomain", "orange.com")
}

func TestFetchServers(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantMail(Mail{Domain: "orange.com", Cheng: true, Boxes: []Mailbox{{Account: "xh"}}})
	secret := base64.StdEncoding.EncodeToString([]byte("mima"))
	fetch := func(changes ...string) []string {
		return pairs(map[string]string{
			"maildomain": "orange.com", "chengmailbox": "xh@orange.com", "chengmailpassword": secret, "outmailserver": "192.168.0.1",
			"port": "110", "outmailbox": "mail@263.com", "outmailpassword": secret,
		}, changes...)
	}
	refusals{
		{"15122", fetchPath, fetch("maildomain", "other.com")},
		{"15122", fetchPath, fetch("chengmailbox", "nobody@orange.com")},
		{"15128", fetchPath, fetch("outmailbox", "mail")},
		{"15129", fetchPath, fetch("outmailpassword", "")},
		{"15127", fetchPath, fetch("outmailpassword", "mima!")},
		{"15124", fetchPath, fetch("outmailserver", "")},
		{"15130", fetchPath, fetch("port", "pop3")},
	}.walk(v)
	v.must(fetchPath, fetch()...)
	v.refused("15125", fetchPath, fetch()...)
	v.refused("15126", fetchPath, fetch("outmailbox", "other@263.com")...)
	if !strings.Contains(string(v.Truth()), `"outside":"mail@263.com"`) {
		t.Error("the truth does not know the address elsewhere")
	}
}
