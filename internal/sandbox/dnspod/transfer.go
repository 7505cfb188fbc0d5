package dnspod

import (
	"slices"
	"strings"
	"time"
)

var transferEndpoints = []endpoint{
	{
		name: "dnspod.domain.transfer", path: "Domain.Transfer", handle: (*call).domainTransfer,
		texts: merge(upgradeTexts, spamTexts, domainIDTexts, lockedTexts, texts{
			"7":  {"E-mail is invalid", "要过户到的账号邮箱错误"},
			"8":  {"E-mail does not exist", "要过户到的账号邮箱不存在"},
			"9":  {"Can not transfer to yourself", "不能过户给自己"},
			"10": {"Domains of persons can not be transferred to enterprises", "个人用户域名不能过户给企业账号"},
			"11": {"Domains of enterprises can not be transferred to persons", "企业用户域名不能过户给个人账号"},
		}),
	},
	{
		name: "dnspod.domain.acquire_emails", path: "Domain.Acquire", reads: true, handle: (*call).acquire,
		texts: acquireTexts,
	},
	{
		name: "dnspod.domain.acquire_send", path: "Domain.Acquiresend", handle: (*call).acquireSend,
		texts: merge(acquireTexts, mailTexts),
	},
	{
		name: "dnspod.domain.acquire_validate", path: "Domain.Acquirevalidate", handle: (*call).acquireValidate,
		texts: merge(acquireTexts, mailTexts, texts{"15": {"Code is wrong", "验证码不正确"}}),
	},
}

var (
	mailTexts    = texts{"16": {"E-mail parameter is wrong", "邮箱参数错误"}}
	acquireTexts = texts{
		"6":  {"Domain is invalid", "域名不正确"},
		"7":  {"Chinese domains are not supported", "不支持中文域名"},
		"8":  {"Domain is invalid", "域名不正确"},
		"9":  {"Free .tk domains are not supported", "不支持免费.tk 域名"},
		"10": {"Domain does not exist", "域名不存在"},
		"11": {"Domain has been banned and can not be taken back", "域名已被封禁，不能取回"},
		"12": {"Locked domains can not be taken back", "锁定的域名不能取回"},
		"13": {"Persons can not take back domains of enterprises", "个人用户不能取回企业用户域名"},
		"14": {"Enterprises can not take back domains of persons", "企业用户不能取回个人用户域名"},
		"15": {"No e-mail found: a network error, or the domain is not supported", "获取不到邮箱，可能是网络错误或域名不支持"},
	}
)

// acquisition is a code on its way to a mailbox of a domain's registrant.
type acquisition struct {
	By    int64     `json:"by"` // UserID
	Code  string    `json:"code"`
	Until time.Time `json:"until"`
}

const acquireTime = 24 * time.Hour // the document gives no time

const enterprise = "enterprise"

func (c *call) domainTransfer() (object, error) {
	z, err := c.editable("6")
	if err != nil {
		return nil, err
	}
	email := strings.TrimSpace(c.form.Get("email"))
	to := c.registered(email)
	switch {
	case !mailbox.MatchString(email):
		return nil, refused("7")
	case to == nil:
		return nil, refused("8")
	case to == c.account:
		return nil, refused("9")
	case z.owner.UserType != enterprise && to.UserType == enterprise:
		return nil, refused("10")
	case z.owner.UserType == enterprise && to.UserType != enterprise:
		return nil, refused("11")
	}
	c.handOver(z, to, "过户域名 ")
	return object{}, nil
}

// handOver gives a zone to another account. What the old owner had arranged
// with others, or for himself, ends.
func (c *call) handOver(z *zone, to *account, words string) {
	words += z.name + " " + z.owner.Email + " -> " + to.Email
	c.changed(z, 0, words)
	z.owner.note(c, words)
	to.note(c, words)
	z.owner, z.group, z.marked, z.remark = to, defaultGroup, false, ""
	z.Shares, z.Acquisitions = nil, nil
}

// acquirable finds the domain to take back. The document has two codes for a
// wrong name; here 8 is that of a name with www.
func (c *call) acquirable() (*zone, error) {
	name := strings.ToLower(strings.TrimSpace(c.form.Get("domain")))
	bare, www := strings.CutPrefix(name, "www.")
	z := c.named(name)
	switch {
	case !validDomain(bare):
		return nil, refused("6")
	case punycode(name) != name || strings.Contains(name, "xn--"):
		return nil, refused("7")
	case www:
		return nil, refused("8")
	case strings.HasSuffix(name, ".tk"):
		return nil, refused("9")
	case z == nil:
		return nil, refused("10")
	}
	return z, c.mayAcquire(z)
}

func (c *call) mayAcquire(z *zone) error {
	firm := z.owner.UserType == enterprise
	switch {
	case z.status == "spam":
		return refused("11")
	case z.locked(c.now):
		return refused("12")
	case firm && c.account.UserType != enterprise:
		return refused("13")
	case !firm && c.account.UserType == enterprise:
		return refused("14")
	}
	return nil
}

// registrant is the list of mailboxes in the whois of a domain.
func (z *zone) registrant() []string {
	if z.Whois == nil {
		return []string{"webmaster@" + z.punycode}
	}
	return *z.Whois
}

// SetWhois says which mailboxes the whois of a domain shows, none included. A
// domain that nothing was said of has webmaster@ itself.
func (s *Server) SetWhois(domain string, emails ...string) {
	defer s.edit()()
	if z := s.named(domain); z != nil {
		list := append([]string{}, emails...)
		z.Whois = &list
	}
}

// acquired finds the domain of the first two steps and its mailboxes.
func (c *call) acquired() (*zone, []string, error) {
	z, err := c.acquirable()
	if err != nil {
		return nil, nil, err
	}
	emails := z.registrant()
	if len(emails) == 0 {
		return nil, nil, refused("15")
	}
	return z, emails, nil
}

func (c *call) acquire() (object, error) {
	_, emails, err := c.acquired()
	if err != nil {
		return nil, err
	}
	list := array{}
	for _, email := range emails {
		list = append(list, email)
	}
	return object{{"emails", list}}, nil
}

func (z *zone) acquisition(a *account) int {
	return slices.IndexFunc(z.Acquisitions, func(one acquisition) bool { return one.By == a.UserID })
}

// acquireSend mails a code that replaces an earlier one; see Server.Messages.
func (c *call) acquireSend() (object, error) {
	z, emails, err := c.acquired()
	email := strings.TrimSpace(c.form.Get("email"))
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(emails, email):
		return nil, refused("16")
	}
	sent := acquisition{
		By: c.account.UserID, Until: c.now.Add(acquireTime),
		Code: digits(6, z.id, c.account.UserID, email, stamp(c.now)),
	}
	if i := z.acquisition(c.account); i >= 0 {
		z.Acquisitions = slices.Delete(z.Acquisitions, i, i+1)
	}
	z.Acquisitions = append(z.Acquisitions, sent)
	c.tell(Message{At: c.now, Way: ByEmail, To: email, Text: "取回域名 " + z.name + " 的验证码", Code: sent.Code})
	c.changes = append(c.changes, Change{At: c.now, Call: c.endpoint.name, Zone: z.name})
	return object{}, nil
}

// acquireValidate needs a code that was sent for this account before: without
// one it is the mailbox that is missing.
func (c *call) acquireValidate() (object, error) {
	z, err := c.acquirable()
	if err != nil {
		return nil, err
	}
	i := z.acquisition(c.account)
	switch {
	case i < 0:
		return nil, refused("16")
	case c.form.Get("code") != z.Acquisitions[i].Code || !c.now.Before(z.Acquisitions[i].Until):
		return nil, refused("15")
	}
	c.handOver(z, c.account, "取回域名 ")
	return object{}, nil
}
