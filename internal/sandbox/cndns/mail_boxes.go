package cndns

import (
	"regexp"
	"slices"
	"strings"
)

var (
	boxForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?$`)
	// boxPasswordForm is the rule for mailboxes of gifts.
	boxPasswordForm = regexp.MustCompile(`^[A-Za-z0-9~!@()_=\[{-]{6,16}$`)
	// reserved are words like "admin" that may not be used as accounts.
	reserved = []string{"admin", "administrator", "postmaster", "root", "system", "webmaster"}
)

// giftMail finds a gift, whose mailboxes alone these calls manage; other mails
// are refused with other.
func (r *request) giftMail(other string) (*Mail, error) {
	m, err := r.mail()
	if err == nil && !m.Gift {
		return nil, fail(other)
	}
	return m, err
}

// boxName is the account of a mailbox, which the document spells in two ways.
func (r *request) boxName() string {
	return strings.ToLower(or(r.get("mailaccount"), r.get("mailaccout")))
}

func (m *Mail) box(account string) (*Mailbox, bool) {
	at := slices.IndexFunc(m.Boxes, func(b Mailbox) bool { return b.Account == account })
	if at < 0 {
		return nil, false
	}
	return &m.Boxes[at], true
}

// fits tells whether a mailbox may have a size in MB: all of them together stay
// within the capacity of the mail.
func (m *Mail) fits(account string, size int) bool {
	sum := size
	for _, box := range m.Boxes {
		if box.Account != account {
			sum += box.Size
		}
	}
	return size > 0 && sum <= m.capacity()
}

// createMailbox knows the account only as mailaccout, as printed.
func createMailbox(r *request) (any, error) {
	m, err := r.giftMail("15106")
	if err != nil {
		return nil, err
	}
	account := strings.ToLower(r.get("mailaccout"))
	size, sizeOK := r.number("mailboxsize")
	_, exists := m.box(account)
	if err := checks(
		check{!boxForm.MatchString(account) || slices.Contains(reserved, account), "15103"},
		check{!boxPasswordForm.MatchString(r.raw("mailboxpassword")), "15114"},
		check{r.mailOver(m), "15104"},
		check{m.State == MailForbidden, "15106"},
		check{m.stopped(), "15105"},
		check{exists || len(m.Boxes) >= m.users(), "15107"},
		check{!sizeOK || !m.fits(account, size), "15107"},
	); err != nil {
		return nil, err
	}
	m.Boxes = append(m.Boxes, Mailbox{
		Account: account, State: BoxActive, Memo: r.get("mailboxmemo"), Size: size, Password: private(r.raw("mailboxpassword")),
	})
	return "", nil
}

// giftBox finds a mailbox of a gift that is not barred, or refuses as the calls
// that change one do.
func (r *request) giftBox(account string) (*Mail, *Mailbox, error) {
	m, err := r.giftMail("15106")
	if err != nil {
		return nil, nil, err
	}
	box, ok := m.box(account)
	return m, box, checks(check{!ok, "15108"}, check{m.State == MailForbidden, "15106"})
}

// boxStates are the states of a mailbox by their parameter.
var boxStates = map[string]string{"0": BoxPaused, "1": BoxActive}

// setMailboxState knows the account only as mailaccout, as printed.
func setMailboxState(r *request) (any, error) {
	_, box, err := r.giftBox(strings.ToLower(r.get("mailaccout")))
	if err != nil {
		return nil, err
	}
	state, ok := boxStates[r.get("mailboxstate")]
	if !ok {
		return nil, fail("15109")
	}
	box.State = state
	return "", nil
}

const longestMemo = 100

func setMailboxMemo(r *request) (any, error) {
	_, box, err := r.giftBox(r.boxName())
	if err != nil {
		return nil, err
	}
	memo := r.get("mailboxmemo")
	if len([]rune(memo)) > longestMemo {
		return nil, fail("15111")
	}
	box.Memo = memo
	return "", nil
}

func setMailboxSize(r *request) (any, error) {
	m, box, err := r.giftBox(r.boxName())
	if err != nil {
		return nil, err
	}
	size, ok := r.number("mailboxsize")
	if err := checks(
		check{r.get("mailboxsize") == "", "15112"},
		check{!ok || !m.fits(box.Account, size), "15113"},
	); err != nil {
		return nil, err
	}
	box.Size = size
	return "", nil
}

func modifyMailboxPassword(r *request) (any, error) {
	m, err := r.giftMail("15115")
	if err != nil {
		return nil, err
	}
	box, ok := m.box(r.boxName())
	if err := checks(
		check{r.boxName() == "", "15108"},
		check{!boxPasswordForm.MatchString(r.raw("mailboxpassword")), "15114"},
		check{!ok || m.stopped(), "15115"},
	); err != nil {
		return nil, err
	}
	box.Password = private(r.raw("mailboxpassword"))
	return "", nil
}

// deleteMailbox deletes a mailbox. ChengMail needs no account: then all of it
// goes, which is the gravest reading of the document.
func deleteMailbox(r *request) (any, error) {
	m, err := r.mail()
	if err != nil {
		return nil, err
	}
	account := strings.ToLower(r.get("mailaccount"))
	if m.Cheng && account == "" {
		delete(r.account.Mails, m.Domain)
		return "", nil
	}
	if m.Cheng {
		account = strings.TrimSuffix(account, "@"+m.Domain)
	}
	_, ok := m.box(account)
	if err := checks(
		check{account == "", "15118"},
		check{!ok || !m.Gift && !m.Cheng, "15119"},
	); err != nil {
		return nil, err
	}
	m.remove(account)
	return "", nil
}

func (m *Mail) remove(account string) {
	m.Boxes = slices.DeleteFunc(m.Boxes, func(b Mailbox) bool { return b.Account == account })
	m.Fetches = slices.DeleteFunc(m.Fetches, func(f FetchServer) bool { return f.Box == account })
}

func listMailboxes(r *request) (any, error) {
	m, err := r.giftMail("15001")
	if err != nil {
		return nil, err
	}
	list := []row{}
	for _, box := range m.Boxes {
		list = append(list, row{
			{"mailaccount", box.Account}, {"state", box.State}, {"memo", box.Memo}, {"size", itoa(box.Size) + "M"},
		})
	}
	return list, nil
}

// setMailboxAdmin makes one mailbox the administrator in place of another.
func setMailboxAdmin(r *request) (any, error) {
	m, err := r.giftMail("15120")
	if err != nil {
		return nil, err
	}
	account := strings.ToLower(r.get("mailaccount"))
	_, ok := m.box(account)
	if err := checks(
		check{account == "", "15118"},
		check{!ok || m.stopped(), "15120"},
	); err != nil {
		return nil, err
	}
	for i := range m.Boxes {
		m.Boxes[i].Admin = m.Boxes[i].Account == account
	}
	return "", nil
}
