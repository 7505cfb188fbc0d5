package cndns

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
)

var (
	chengPasswordForm = regexp.MustCompile(`^[A-Za-z0-9!@$%^*_~]{8,20}$`)
	fetchServerForm   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$`)
)

// chengPassword is the rule for users of ChengMail: 8 to 20 places with
// letters, digits and special characters.
func chengPassword(text string) bool {
	return chengPasswordForm.MatchString(text) && lettersAndDigits(text) && strings.ContainsAny(text, "!@$%^*_~")
}

// chengMail finds a ChengMail; other mails are refused as if maildomain were wrong.
func (r *request) chengMail() (*Mail, error) {
	m, err := r.mail()
	if err == nil && !m.Cheng {
		return nil, fail(r.first("15001", "15122"))
	}
	return m, err
}

// chengUser reads an address below the mail's domain and gives what stands
// before the @.
func (r *request) chengUser(m *Mail, name string) (string, bool) {
	account, domain, _ := strings.Cut(strings.ToLower(r.get(name)), "@")
	return account, boxForm.MatchString(account) && domain == m.Domain
}

var loginLanguages = map[string]string{"en": "en_US", "zh": "zh_CN"}

// mailLoginURL makes an address that opens the management without a password.
func mailLoginURL(r *request) (any, error) {
	m, err := r.chengMail()
	if err != nil {
		return nil, err
	}
	language := or(loginLanguages[strings.ToLower(r.get("lang"))], "zh_CN")
	at := r.now.Unix()
	key := md5Hex(fmt.Sprintf("%s%d%s", m.Domain, at, m.Password))
	return fmt.Sprintf("http://mail.chengmail.cn/admin/api/1.0/domain_login.php?domain=%s&time=%d&authkey=%s&lang=%s",
		m.Domain, at, key, language), nil
}

// createChengUser refuses whatever has no code of its own with 15107.
func createChengUser(r *request) (any, error) {
	m, err := r.chengMail()
	if err != nil {
		return nil, err
	}
	account, ok := r.chengUser(m, "mailaccount")
	size, sizeOK := r.number("mailboxsize")
	_, exists := m.box(account)
	if err := checks(
		check{!chengPassword(r.raw("mailboxpassword")), "15114"},
		check{!ok || exists || !sizeOK || !m.fits(account, size), "15107"},
		check{r.mailOver(m) || m.stopped() || len(m.Boxes) >= m.Users, "15107"},
	); err != nil {
		return nil, err
	}
	m.Boxes = append(m.Boxes, Mailbox{
		Account: account, State: BoxActive, Size: size, Password: private(r.raw("mailboxpassword")),
	})
	return "", nil
}

func deleteChengUser(r *request) (any, error) {
	m, err := r.chengMail()
	if err != nil {
		return nil, err
	}
	account, ok := r.chengUser(m, "mailaccount")
	if _, exists := m.box(account); !ok || !exists || m.stopped() {
		return nil, fail("15119")
	}
	m.remove(account)
	return "", nil
}

func modifyChengPassword(r *request) (any, error) {
	m, err := r.chengMail()
	if err != nil {
		return nil, err
	}
	account, ok := r.chengUser(m, "mailaccount")
	box, exists := m.box(account)
	if err := checks(
		check{!chengPassword(r.raw("mailboxpassword")), "15114"},
		check{!ok || !exists || m.stopped(), "15115"},
	); err != nil {
		return nil, err
	}
	box.Password = private(r.raw("mailboxpassword"))
	return "", nil
}

// setFetchServer has a user's mail fetched from an address elsewhere. A mail
// may fetch from as many addresses as it has users.
func setFetchServer(r *request) (any, error) {
	m, err := r.chengMail()
	if err != nil {
		return nil, err
	}
	outside := strings.ToLower(r.get("outmailbox"))
	port, portOK := r.number("port")
	if err := checks(
		check{!emailForm.MatchString(r.get("chengmailbox")) || !emailForm.MatchString(outside), "15128"},
		check{r.get("chengmailpassword") == "" || r.get("outmailpassword") == "", "15129"},
		check{!isBase64(r.get("chengmailpassword")) || !isBase64(r.get("outmailpassword")), "15127"},
		check{!fetchServerForm.MatchString(r.get("outmailserver")), "15124"},
		check{!portOK || !within(port, 1, 65535), "15130"},
	); err != nil {
		return nil, err
	}
	account, ok := r.chengUser(m, "chengmailbox")
	_, exists := m.box(account)
	if err := checks(
		check{!ok || !exists, "15122"},
		check{m.fetches(outside), "15125"},
		check{len(m.Fetches) >= m.Users, "15126"},
	); err != nil {
		return nil, err
	}
	m.Fetches = append(m.Fetches, FetchServer{
		Box: account, Server: r.get("outmailserver"), Port: port, Outside: outside, Password: private(r.get("outmailpassword")),
	})
	return "", nil
}

func isBase64(text string) bool {
	data, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(data) > 0
}

func (m *Mail) fetches(outside string) bool {
	for _, one := range m.Fetches {
		if one.Outside == outside {
			return true
		}
	}
	return false
}
