package cndns

import (
	"encoding/base64"
	"strings"
	"time"
)

// Chapter 2, sections 2g to 2j: transfer in.
var transferCalls = []call{
	{name: "cndns.domain.transfer_in", path: "/domains/domainzhuanru.aspx", action: "Domain zhuanru", run: transferIn},
	{name: "cndns.domain.transfer_in_status", path: "/domains/domainzhuanrustate.aspx", action: "Domain guohu", run: transferStatus, reads: true},
	{name: "cndns.domain.transfer_in_cancel", path: "/domains/cancelzhuanru.aspx", action: "Domain cancel zhuanru", run: cancelTransfer},
	{name: "cndns.domain.transfer_in_retry", path: "/domains/updateauthcode.aspx", action: "Domain zhuanru again", run: retryTransfer},
}

// Transfer states of the document. 4, 7, 8 and 9 do not exist.
const (
	transferQueued     = 0
	transferWrongCode  = 1
	transferMail       = 2
	transferConfirm    = 3
	transferQuery      = 5
	transferMoving     = 6
	transferDone       = 10
	transferFailed     = 11
	transferCancelled  = 12
	transferNaming     = 13
	transferRealNaming = 14
)

var transferTitles = map[int]string{
	transferQueued:     "等待处理",
	transferWrongCode:  "转移密码错误",
	transferMail:       "待发送确认邮件",
	transferConfirm:    "等待客户确认",
	transferQuery:      "等待查询状态",
	transferMoving:     "转移中",
	transferDone:       "转入成功",
	transferFailed:     "转入失败",
	transferCancelled:  "取消转入",
	transferNaming:     "命名审核中",
	transferRealNaming: "实名审核中",
}

// step is a state and how long a transfer stays in it, in virtual time.
type step struct {
	state int
	lasts time.Duration
}

var (
	foreignSteps = []step{
		{transferQueued, 5 * time.Minute},
		{transferMail, 10 * time.Minute},
		{transferConfirm, time.Hour},
		{transferQuery, time.Hour},
		{transferMoving, 24 * time.Hour},
	}
	domesticSteps = []step{
		{transferQueued, 5 * time.Minute},
		{transferNaming, time.Hour},
		{transferRealNaming, 4 * time.Hour},
		{transferMoving, 24 * time.Hour},
	}
)

// transferIn orders a transfer. Auth codes that begin with "wrong" turn out to
// be wrong at the old registrar, those that begin with "fail" fail at the end.
func transferIn(r *request) (any, error) {
	name := r.domainName()
	if err := r.transferForm(name); err != nil {
		return nil, err
	}
	code, err := r.authCode()
	if err != nil {
		return nil, err
	}
	contact, ok := r.account.Contacts[r.get("userid")]
	if !ok {
		return nil, fail("11722")
	}
	if err := checks(
		check{contact.Forbidden, "11725"},
		check{r.account.underTransfer(name), "11735"},
		check{r.server.owner(name) != nil, "11734"},
		check{strings.HasPrefix(name, "locked"), "11736"},
		check{strings.HasPrefix(name, "hold"), "11740"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(name, suffixOf(name).transfer, "11738"); err != nil {
		return nil, err
	}
	contact.Used = true
	order := &Transfer{Name: name, ContactID: contact.ID, Ordered: r.now, OwnDNS: r.get("mcdns") == "1", authCode: code}
	r.account.Transfers[name] = order
	r.account.Domains[name] = order.domain(r.now)
	r.server.follow(r.account, order)
	return " ", nil
}

func (t *Transfer) domain(now time.Time) *Domain {
	hosts := []string{"ns1.former-registrar.example", "ns2.former-registrar.example"}
	if t.OwnDNS {
		hosts = append([]string{}, ownServers...)
	}
	return &Domain{
		Name: t.Name, ContactID: t.ContactID, State: Transferring, NameServers: hosts, Records: []Record{},
		Registered: now.AddDate(-2, 0, 0), Expires: now.AddDate(0, 6, 0), Updated: now,
	}
}

func (r *request) transferForm(name string) error {
	_, ending, known, ok := splitName(name)
	bound := strings.ToLower(r.get("bounddomain"))
	_, _, _, boundOK := splitName(bound)
	return checks(
		check{!ok, "11728"},
		check{!digits(r.get("userid")), "11729"},
		check{r.get("authcode") == "", "11731"},
		check{!known, "11732"},
		check{(ending == "com.hk" || bound != "") && !boundOK, "11730"},
		check{bound != "" && !strings.HasSuffix(bound, ".香港"), "11733"},
	)
}

// authCode is the transfer password, decoded when jm says that it is Base64.
func (r *request) authCode() (string, error) {
	code := r.get("authcode")
	if r.get("jm") != "Y" {
		return code, nil
	}
	plain, err := base64.StdEncoding.DecodeString(code)
	if err != nil || len(plain) == 0 {
		return "", fail("11739")
	}
	return string(plain), nil
}

func (a *Account) underTransfer(name string) bool {
	order, ok := a.Transfers[name]
	return ok && !order.ended()
}

func (t *Transfer) ended() bool {
	return t.State == transferDone || t.State == transferFailed || t.State == transferCancelled
}

// follow takes an order from its first state to its end on the virtual clock.
func (s *Server) follow(account *Account, order *Transfer) {
	s.drop(account, order.Name, taskTransfer)
	s.enterStep(account, order, 0)
}

func (t *Transfer) steps() []step {
	if suffixOf(t.Name).domestic {
		return domesticSteps
	}
	return foreignSteps
}

func (s *Server) enterStep(account *Account, order *Transfer, at int) {
	now := order.steps()[at]
	order.State = now.state
	s.schedule(now.lasts, task{Kind: taskTransfer, Account: account.Username, Subject: order.Name, Step: at})
}

// stepTransfer ends one state of an order and begins the next.
func (s *Server) stepTransfer(account *Account, t task, now time.Time) {
	order, ok := account.Transfers[t.Subject]
	if !ok {
		return
	}
	last := t.Step+1 >= len(order.steps())
	switch {
	case order.State == transferQueued && strings.HasPrefix(order.authCode, "wrong"):
		order.State = transferWrongCode
	case last && strings.HasPrefix(order.authCode, "fail"):
		s.endTransfer(account, order, transferFailed, now)
	case last:
		s.endTransfer(account, order, transferDone, now)
	default:
		s.enterStep(account, order, t.Step+1)
	}
}

// endTransfer puts an order into a final state. What a transfer costs is not
// given back: the document does not say that it is.
func (s *Server) endTransfer(account *Account, order *Transfer, state int, now time.Time) {
	s.drop(account, order.Name, taskTransfer)
	order.State = state
	domain, ok := account.Domains[order.Name]
	switch {
	case !ok || domain.State != Transferring:
	case state == transferDone:
		domain.State, domain.Updated = Running, now
		domain.Expires = domain.Expires.AddDate(1, 0, 0)
	default:
		delete(account.Domains, order.Name)
	}
}

// transfer finds the order that domainname names.
func (r *request) transfer(missing string) (*Transfer, error) {
	name := r.domainName()
	if _, _, _, ok := splitName(name); !ok {
		return nil, fail("11728")
	}
	order, ok := r.account.Transfers[name]
	if !ok {
		return nil, fail(missing)
	}
	return order, nil
}

func transferStatus(r *request) (any, error) {
	order, err := r.transfer("11744")
	if err != nil {
		return nil, err
	}
	return row{{"code", " " + itoa(order.State)}, {"title", " " + transferTitles[order.State]}}, nil
}

func cancelTransfer(r *request) (any, error) {
	order, err := r.transfer("11750")
	if err != nil {
		return nil, err
	}
	if order.ended() || order.State == transferMoving {
		return nil, fail("11751")
	}
	r.server.endTransfer(r.account, order, transferCancelled, r.now)
	return " ", nil
}

func retryTransfer(r *request) (any, error) {
	order, err := r.transfer("11752")
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{r.get("authcode") == "", "11739"},
		check{order.State != transferWrongCode, "11752"},
	); err != nil {
		return nil, err
	}
	order.authCode = r.get("authcode")
	r.server.follow(r.account, order)
	return " ", nil
}
