package cndns

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tangelo/internal/sandbox/trouble"
)

// plantMarketing plants one of every product of chapters 6, 10 and 13 to 16 with
// all its secrets, and gives the parameters of the calls that read them.
func (v *vendor) plantMarketing() map[string][]string {
	v.t.Helper()
	present := gift("present.com")
	present.Boxes = []Mailbox{{Account: "sales", Size: 1, Password: "box-secret"}}
	gifts := []string{"maildomain", v.PlantMail(present)}
	cheng := []string{"maildomain", v.PlantMail(Mail{
		Domain: "orange.com", Cheng: true, Boxes: []Mailbox{{Account: "xh", Password: "xh-secret"}},
		Fetches: []FetchServer{{Box: "xh", Outside: "mail@263.com", Password: "fetch-secret"}},
	})}
	edm := []string{"account", v.PlantEDM(EDM{Password: "edm-secret"})}
	sms := []string{"account", v.PlantSMS(SMS{Password: "sms-secret", AdminID: "id-secret", CorporationID: "boss-secret"})}
	qituibao := []string{"nme", v.PlantQituibao(Qituibao{Password: "qtb-secret"})}
	soukeyi := []string{"nme", v.PlantSoukeyi(Soukeyi{Password: "sky-secret"})}
	v.SellSoukeyi(true)
	return map[string][]string{
		"cndns.mail.mailbox_list":      gifts,
		"cndns.mail.is_gift":           gifts,
		"cndns.mail.detail":            gifts,
		"cndns.mail.login_url":         cheng,
		"cndns.ticket.replies":         {"question", v.PlantTicket(Ticket{Replies: []TicketReply{{Staff: true, Text: "好"}}})},
		"cndns.edm.detail":             edm,
		"cndns.edm.rest_points":        edm,
		"cndns.edm.login_url":          edm,
		"cndns.sms.detail":             sms,
		"cndns.sms.rest_points":        sms,
		"cndns.sms.login_url":          sms,
		"cndns.qituibao.detail":        qituibao,
		"cndns.qituibao.upgrade_list":  qituibao,
		"cndns.qituibao.keyword_index": {"keyword", "橘子"},
		"cndns.qituibao.check_domain":  {"dmoain", "shop.com"},
		"cndns.soukeyi.detail":         soukeyi,
		"cndns.soukeyi.upgrade_list":   soukeyi,
	}
}

func TestTruthOfMarketingHasNoSecrets(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.plantMarketing()
	if truth := string(v.Truth()); strings.Contains(truth, "-secret") || !strings.Contains(truth, "mail@263.com") {
		t.Errorf("truth = %s, want all but the secrets", truth)
	}
	saved, err := v.Save()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(saved), "-secret"); got != 9 {
		t.Errorf("saved = %s, want all 9 secrets, not %d", saved, got)
	}
}

// What people do goes on in the vendor that takes up the state.
func TestWorkOfPeopleGoesOnAfterRestore(t *testing.T) {
	t.Parallel()
	v := start(t)
	ticket := v.ask()
	rejected := v.must(smsPath, smsOrder("company", "驳回有限公司")...).row(t)["account"]
	saved, err := v.Save()
	if err != nil {
		t.Fatal(err)
	}
	clock := trouble.NewClock(wall, 0)
	t.Cleanup(clock.Close)
	other := New(Options{Clock: clock, Board: trouble.NewBoard()})
	t.Cleanup(other.Close)
	if err := other.Restore(saved); err != nil {
		t.Fatal(err)
	}
	clock.Advance(smsReviewTime)
	var truth struct {
		Accounts map[string]struct {
			Tickets map[string]Ticket
			SMSs    map[string]SMS
		}
	}
	if err := json.Unmarshal(other.Truth(), &truth); err != nil {
		t.Fatal(err)
	}
	account := truth.Accounts[v.username]
	if got := account.Tickets[ticket]; !got.answered() || account.SMSs[rejected].State != SMSRejected {
		t.Errorf("ticket = %+v, SMS order = %+v, want an answer and a rejection", got, account.SMSs[rejected])
	}
	if err := other.DecideSMS(rejected, true); !errors.Is(err, ErrMissing) {
		t.Errorf("error = %v, want ErrMissing", err)
	}
}

// Whatever the parameters of these calls hold, they answer with the envelope and
// a documented text.
func TestMarketingSurvivesNonsense(t *testing.T) {
	t.Parallel()
	v := start(t)
	read := v.plantMarketing()
	known := map[string][]string{}
	for name, pairs := range read {
		product, _, _ := strings.Cut(strings.TrimPrefix(name, "cndns."), ".")
		known[product] = pairs
	}
	names := []string{
		"maildomain", "mailnewdomain", "mailpassword", "years", "mailtag", "mailusernumber", "mailtype", "mailadminnumber",
		"mailaccout", "mailaccount", "mailboxpassword", "mailboxsize", "mailboxmemo", "mailboxstate", "chengmailbox",
		"chengmailpassword", "outmailserver", "port", "outmailbox", "outmailpassword", "account", "password", "points", "nme",
		"term", "prd", "newprd", "place", "keyword", "dmoain", "cnt", "cate", "picaddr", "question", "company", "lang",
	}
	for _, list := range [][]call{mailCalls, ticketCalls, edmCalls, smsCalls, qituibaoCalls, soukeyiCalls} {
		for _, c := range list {
			product, _, _ := strings.Cut(strings.TrimPrefix(c.name, "cndns."), ".")
			for _, value := range []string{"", "-1", "0", "7", "99999999999999999999", "橘子", "a@", "@.", "%00", strings.Repeat("x", 4000)} {
				var form []string
				for _, name := range names {
					form = append(form, name, value)
				}
				for _, one := range [][]string{form, append(form, known[product]...)} {
					host := c.host
					if host == "" {
						host = apiHost
					}
					got := v.get(v.base(host) + c.path + "?" + v.sign(values(one...)).Encode())
					if got.HTTP != 200 || got.Status != "success" && got.Status != "failed" || strings.Contains(got.text(), "未知错误") {
						t.Errorf("%s with %q = %d %s", c.name, value, got.HTTP, got.Body)
					}
				}
			}
		}
	}
}
