package cndns

import (
	"slices"
	"strings"
	"unicode"
)

const mostMailUsers = 1000

// ofType reads mailtype (0 global mail, the default; 1 ChengMail) and tells
// whether a mail is of that type.
func (r *request) ofType(m *Mail) bool {
	kind, ok := r.mailType()
	return ok && kind == m.Cheng
}

func (r *request) mailType() (cheng, ok bool) {
	kind := or(r.get("mailtype"), "0")
	return kind == "1", kind == "0" || kind == "1"
}

// mailPassword is the rule for management passwords: 6 to 16 places with
// letters and digits. The document gives one only for gifts.
func mailPassword(text string) bool {
	return within(len([]rune(text)), 6, 16) && lettersAndDigits(text) && !strings.ContainsAny(text, " \t")
}

// lettersAndDigits tells whether a text has both, all of it in ASCII.
func lettersAndDigits(text string) bool {
	letter := func(c rune) bool { return c < 0x80 && unicode.IsLetter(c) }
	digit := func(c rune) bool { return c >= '0' && c <= '9' }
	return english(text) && strings.ContainsFunc(text, letter) && strings.ContainsFunc(text, digit)
}

// createMail opens a mail. ChengMail gets a password of the system's.
func createMail(r *request) (any, error) {
	domain, tag := strings.ToLower(r.get("maildomain")), strings.ToLower(r.get("mailtag"))
	cheng, typeOK := r.mailType()
	years, yearsOK := r.number("years")
	users, usersOK := r.number("mailusernumber")
	_, tagOK := mailPlans[cheng][tag]
	if err := checks(
		check{!rootDomain(domain), "15001"},
		check{r.server.mailTaken(domain), "15002"},
		check{!cheng && !mailPassword(r.raw("mailpassword")), "15003"},
		check{!yearsOK || !within(years, 1, 5), "15004"},
		check{!typeOK || !tagOK, "15005"},
		check{!usersOK || !within(users, 1, mostMailUsers), "15006"},
	); err != nil {
		return nil, err
	}
	m := &Mail{
		Order: r.begin(domain, Running, 12*years), Domain: domain, Cheng: cheng, Tag: tag, Users: users,
		Boxes: []Mailbox{}, Fetches: []FetchServer{}, Password: private(r.raw("mailpassword")),
	}
	if cheng {
		m.Admins, m.Password = 1, private(r.server.secret())
	}
	if err := r.charge(domain, m.yearly()*int64(years), "10021"); err != nil {
		return nil, err
	}
	r.account.Mails[domain] = m
	return []row{append(m.columns(m.Expires), column{"password", string(m.Password)})}, nil
}

// renewMail extends a mail. A gift is extended with its host only.
func renewMail(r *request) (any, error) {
	m, err := r.mail()
	if err != nil {
		return nil, err
	}
	years, ok := r.number("years")
	if err := checks(
		check{!ok || !within(years, 1, 5), "10016"},
		check{m.stopped(), "15008"},
		check{m.Gift || r.now.After(m.Expires.Add(deletionAfter)), "15010"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(m.Name, m.yearly()*int64(years), "10021"); err != nil {
		return nil, err
	}
	m.extend(r.now, 12*years)
	return "", nil
}

// upgradeMail adds mailboxes, and to ChengMail administrators and the better
// plan, for the difference in price over the months still paid for. The
// document calls mailusernumber the mailboxes to add, and in 15012 a number
// above the old one: the parameter's text is taken.
func upgradeMail(r *request) (any, error) {
	m, err := r.mail()
	if err != nil {
		return nil, err
	}
	grown, err := r.grownMail(m)
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{r.mailOver(m), "15011"},
		check{m.Gift || m.stopped(), "15013"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(m.Name, (grown.yearly()-m.yearly())*m.monthsLeft(r.now)/12, "10021"); err != nil {
		return nil, err
	}
	*m = grown
	return "", nil
}

// grownMail is a mail as an upgrade asks for it. ChengMail needs one way to
// grow, global mail has only one.
func (r *request) grownMail(m *Mail) (Mail, error) {
	grown := *m
	users, usersOK := r.added("mailusernumber")
	if !m.Cheng {
		grown.Users += users
		return grown, checks(check{!usersOK || users == 0 || grown.Users > mostMailUsers, "15012"})
	}
	tag := strings.ToLower(r.get("mailtag"))
	admins, adminsOK := r.added("mailadminnumber")
	grown.Users, grown.Admins, grown.Tag = m.Users+users, m.Admins+admins, tag
	return grown, checks(
		check{!usersOK || grown.Users > mostMailUsers, "15012"},
		check{!slices.Contains([]string{"m", "g"}, tag) || m.Tag == "g" && tag == "m", "15007"},
		check{!adminsOK || users == 0 && admins == 0 && tag == m.Tag, "15014"},
	)
}

// added is a number to add, 0 when absent.
func (r *request) added(name string) (int, bool) {
	if r.get(name) == "" {
		return 0, true
	}
	return r.number(name)
}

func modifyMailPassword(r *request) (any, error) {
	m, err := r.mail()
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{!mailPassword(r.raw("mailpassword")), "15003"},
		check{!r.ofType(m), "15101"},
		check{m.stopped(), "15008"},
	); err != nil {
		return nil, err
	}
	m.Password = private(r.raw("mailpassword"))
	return "", nil
}

// modifyMailDomain gives a gift or ChengMail another domain. All its mailboxes
// are lost. Labels that begin with "forbidden" are barred.
func modifyMailDomain(r *request) (any, error) {
	m, err := r.mail()
	if err != nil {
		return nil, err
	}
	domain := strings.ToLower(r.get("mailnewdomain"))
	if err := checks(
		check{!rootDomain(domain) || domain == m.Domain, "15116"},
		check{strings.HasPrefix(domain, "forbidden"), "15106"},
		check{m.stopped(), "15008"},
		check{r.server.mailTaken(domain), "15002"},
		check{!r.ofType(m) || !m.Gift && !m.Cheng, "15117"},
	); err != nil {
		return nil, err
	}
	delete(r.account.Mails, m.Domain)
	m.Name, m.Domain, m.Boxes, m.Fetches = domain, domain, []Mailbox{}, []FetchServer{}
	r.account.Mails[domain] = m
	return "", nil
}
