package cndns

import (
	"fmt"
	"strings"
	"time"
)

// Chapter 6: enterprise mail.
var mailCalls = []call{
	{name: "cndns.mail.create", path: "/mail/CreateOder.aspx", action: "create mail odr", run: createMail},
	{name: "cndns.mail.renew", path: "/mail/RenewalMail.aspx", action: "mail renewals", run: renewMail},
	{name: "cndns.mail.upgrade", path: "/mail/MailUpgrade.aspx", action: "mail upgrade", run: upgradeMail},
	{name: "cndns.mail.modify_password", path: "/mail/ModifyMailPassword.aspx", action: "modify mail password", run: modifyMailPassword},
	{name: "cndns.mail.mailbox_create", path: "/mail/MailAddUser.aspx", action: "create mail box", run: createMailbox},
	{name: "cndns.mail.mailbox_set_state", path: "/mail/ModifyMailAccountState.aspx", action: "modify mailbox state", run: setMailboxState},
	{name: "cndns.mail.mailbox_set_memo", path: "/mail/ModifyMailUserMemo.aspx", action: "modify mailbox memo", run: setMailboxMemo},
	{name: "cndns.mail.mailbox_set_size", path: "/mail/ModifyMailboxSize.aspx", action: "modify mailbox size", run: setMailboxSize},
	{name: "cndns.mail.mailbox_modify_password", path: "/mail/ModifyMailboxPassword.aspx", action: "modify mailbox password", run: modifyMailboxPassword},
	{name: "cndns.mail.modify_domain", path: "/mail/ModifyMailDomain.aspx", action: "modify mail domain", run: modifyMailDomain},
	{name: "cndns.mail.mailbox_delete", path: "/mail/DeleteMailBox.aspx", action: "delete mailbox", run: deleteMailbox},
	{name: "cndns.mail.mailbox_list", path: "/mail/getMailboxList.aspx", action: "get mailbox list", run: listMailboxes, reads: true},
	{name: "cndns.mail.mailbox_set_admin", path: "/mail/SetAdminMailBox.aspx", action: "set admin mailbox", run: setMailboxAdmin},
	{name: "cndns.mail.is_gift", path: "/mail/isPresent.aspx", action: " check product attr ", run: isGiftMail, reads: true},
	{name: "cndns.mail.detail", path: "/mail/getMailDetail.aspx", misprint: "/mail/getMailDetail", action: "get mail detail", run: mailDetail, reads: true},
	{name: "cndns.mail.login_url", path: "/mail/GetMailLoginUrl.aspx", action: "get admin url", run: mailLoginURL, reads: true},
	{name: "cndns.mail.chengmail_user_create", path: "/mail/ChengMailAddUser.aspx", action: "create cheng mail box", run: createChengUser},
	{name: "cndns.mail.chengmail_user_delete", path: "/mail/ChengMailDeleteUser.aspx", action: "delete cheng mail box", run: deleteChengUser},
	{
		name: "cndns.mail.chengmail_user_modify_password", path: "/mail/ChengMailModifyUserPassword.aspx",
		action: "modify chengmailbox password", run: modifyChengPassword,
	},
	{name: "cndns.mail.set_fetch_server", path: "/mail/SetMailserver.aspx", action: "set mailserver", run: setFetchServer},
}

// MailForbidden is the state of a mail that the vendor has barred. Others are
// Running and Paused.
const MailForbidden = "forbidden"

// Mail is a mail order: global mail, ChengMail, or a gift that hangs on a
// virtual host. Its name is its domain.
type Mail struct {
	Order
	Domain   string        `json:"domain"`
	Gift     bool          `json:"gift"`
	Host     string        `json:"host,omitempty"`   // virtual host of a gift
	Cheng    bool          `json:"cheng"`            // ChengMail (橙邮)
	Tag      string        `json:"tag,omitempty"`    // m enterprise, g business; none for a gift
	Users    int           `json:"users"`            // mailboxes paid for
	Admins   int           `json:"admins,omitempty"` // administrators of ChengMail
	Boxes    []Mailbox     `json:"boxes"`
	Fetches  []FetchServer `json:"fetches"`
	Password private       `json:"password"` // of the management
}

// Mailbox states, as getMailboxList prints them. The document shows active only.
const (
	BoxActive = "active"
	BoxPaused = "pause"
)

// Mailbox is one user of a mail.
type Mailbox struct {
	Account  string  `json:"account"` // without the domain
	State    string  `json:"state"`
	Memo     string  `json:"memo,omitempty"`
	Size     int     `json:"size"` // MB
	Admin    bool    `json:"admin"`
	Password private `json:"password"`
}

// FetchServer is a server from which ChengMail fetches the mail of an address
// elsewhere for one of its users.
type FetchServer struct {
	Box      string  `json:"box"`
	Server   string  `json:"server"`
	Port     int     `json:"port"`
	Outside  string  `json:"outside"`  // the address there
	Password private `json:"password"` // Base64, as it is sent
}

const (
	giftUsers    = 2
	giftCapacity = 200 // MB
)

// plan is what is sold under a tag.
type plan struct {
	fen      int64 // a mailbox and year
	capacity int   // MB a mailbox
}

// mailPlans are the plans by tag, of global mail and of ChengMail. The document
// has no price list; this one is plausible.
var mailPlans = map[bool]map[string]plan{
	false: {"m": {6000, 2048}, "g": {10000, 5120}},
	true:  {"m": {5000, 5120}, "g": {9000, 10240}},
}

const mailAdminFen = 2000 // an administrator of ChengMail beyond the first, a year

func (m *Mail) yearly() int64 {
	return mailPlans[m.Cheng][m.Tag].fen*int64(m.Users) + mailAdminFen*int64(max(m.Admins-1, 0))
}

func (m *Mail) users() int {
	if m.Gift && m.Users == 0 {
		return giftUsers
	}
	return m.Users
}

// capacity of all mailboxes together in MB.
func (m *Mail) capacity() int {
	if m.Gift {
		return giftCapacity
	}
	return mailPlans[m.Cheng][m.Tag].capacity * m.Users
}

// mailEnds is when a mail ends; a gift ends with its host.
func (a *Account) mailEnds(m *Mail) time.Time {
	if host, ok := a.VirtualHosts[m.Host]; ok && m.Gift {
		return host.Expires
	}
	return m.Expires
}

func (r *request) mailOver(m *Mail) bool { return r.now.After(r.account.mailEnds(m)) }

// stopped tells whether a mail is paused or barred.
func (m *Mail) stopped() bool { return m.State == Paused || m.State == MailForbidden }

// admin is the address of the administrator: of a gift, the mailbox made one.
func (m *Mail) admin() string {
	if !m.Gift {
		return "admin@" + m.Domain
	}
	for _, box := range m.Boxes {
		if box.Admin {
			return box.Account + "@" + m.Domain
		}
	}
	return ""
}

// servers are the host names of a mail: alias, two MX, management, POP, SMTP.
func (m *Mail) servers() [6]string {
	switch {
	case m.Gift:
		own := "mail." + m.Domain
		return [6]string{"mailos-s15.cndns5.com", "", "", "", own, own}
	case m.Cheng:
		return [6]string{
			"mail.chengmail.cn", "mx1.chengmail.cn", "mx2.chengmail.cn", "http://mail.chengmail.cn",
			"pop.chengmail.cn", "smtp.chengmail.cn",
		}
	default:
		return [6]string{
			"webmail.idccenter.net", "mx01.idccenter.net", "mxw.idccenter.net", "http://webmail.idccenter.net",
			"pop.idccenter.net", "smtp.idccenter.net",
		}
	}
}

// columns describe a mail that ends at some time, as in its detail.
func (m *Mail) columns(ends time.Time) row {
	at := m.servers()
	return row{
		{"emldomain", m.Domain},
		{"cname", at[0]},
		{"mxadr10", at[1]},
		{"mxadr5", at[2]},
		{"usernum", itoa(m.users())},
		{"emlsze", megabytes(m.capacity())},
		{"manageaddr", at[3]},
		{"adminacc", m.admin()},
		{"popaddr", at[4]},
		{"smtpaddr", at[5]},
		{"regtime", dashed(m.Registered)},
		{"expiretime", dashed(ends)},
	}
}

// megabytes prints a capacity: "200M", "5G".
func megabytes(n int) string {
	if n >= 1024 && n%1024 == 0 {
		return itoa(n/1024) + "G"
	}
	return itoa(n) + "M"
}

// dashed prints a time as dotNet does, but with dashes in the date.
func dashed(t time.Time) string { return strings.ReplaceAll(dotNet(t), "/", "-") }

// rootDomain tells whether a name is a domain directly below an ending.
func rootDomain(name string) bool {
	_, ending, known, ok := splitName(name)
	return ok && (known || !strings.Contains(ending, "."))
}

// first is the first of some codes that the call documents, else the last.
func (r *request) first(list ...string) string {
	for _, code := range list {
		if _, ok := codes[r.call.name][code]; ok {
			return code
		}
	}
	return list[len(list)-1]
}

// mail finds the mail that maildomain names.
func (r *request) mail() (*Mail, error) {
	domain := strings.ToLower(r.get("maildomain"))
	if !rootDomain(domain) {
		return nil, fail(r.first("15001", "15122"))
	}
	m, ok := r.account.Mails[domain]
	if !ok {
		return nil, fail(r.first("15122", "10019", "15001"))
	}
	return m, nil
}

// mailTaken tells whether somebody has a mail for a domain: here, or, by the
// rule for names, elsewhere.
func (s *Server) mailTaken(domain string) bool {
	for _, account := range s.accounts {
		if _, ok := account.Mails[domain]; ok {
			return true
		}
	}
	return strings.HasPrefix(domain, "taken")
}

// isGiftMail answers N for a mail that is not there: the document has no code for it.
func isGiftMail(r *request) (any, error) {
	m, err := r.mail()
	if err != nil || !m.Gift {
		return "N", nil //nolint:nilerr // see above
	}
	return "Y", nil
}

// mailDetail prints values with the spaces of the example, but not the names: the example's
// come with its quotation marks, and nobody would find them.
func mailDetail(r *request) (any, error) {
	m, err := r.mail()
	if err != nil {
		return nil, err
	}
	list := m.columns(r.account.mailEnds(m))
	for i := range list {
		list[i].value = fmt.Sprintf(" %s", list[i].value)
	}
	return []row{list}, nil
}
