package cndns

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Chapter 11: real-name audit.
var auditCalls = []call{
	{
		name: "cndns.real_name_audit.submit", path: "/domains/DomainAudit.aspx", action: "Domain Document Upload", run: submitAudit,
		lists: []string{"ownerpicstr", "contactidcardpicstr", "govpicstr"},
	},
	{
		name: "cndns.real_name_audit.status", path: "/domains/checkAuditResult.aspx", action: "check domain audit state", reads: true,
		run: auditStatus, lists: []string{"domainname"},
	},
}

const (
	auditWaits   = time.Hour
	auditPends   = 3 * time.Hour
	minPicture   = 55 << 10
	maxPicture   = 1 << 20
	rejectMark   = "驳回"
	rejectReason = "证件信息与注册人不一致，请重新提交清晰的证件照片"
)

// auditSubject is what is audited: a domain, or a contact with all its domains.
type auditSubject struct {
	audit   *Audit
	contact *Contact
	account *Account
	domain  *Domain // nil when a contact is audited
}

func submitAudit(r *request) (any, error) {
	subject, err := r.auditSubject()
	if err != nil {
		return nil, err
	}
	if err := r.auditForm(); err != nil {
		return nil, err
	}
	*subject.audit = Audit{State: AuditWaiting, Submitted: r.now, Changed: r.now}
	r.server.judge(subject, r.rejected(subject.contact))
	return "", nil
}

// rejected is the rule that makes an audit fail: a name with the mark in it.
func (r *request) rejected(contact *Contact) bool {
	names := []string{r.get("contact")}
	if contact != nil {
		names = append(names, contact.Values["company-cn"], contact.Values["lastname-cn"]+contact.Values["firstname-cn"])
	}
	return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(name, rejectMark) })
}

func (r *request) auditSubject() (auditSubject, error) {
	name := r.domainName()
	if name == "" {
		contact, ok := r.account.Contacts[r.get("userid")]
		if !ok {
			return auditSubject{}, fail("11701")
		}
		state := contact.Audit.State
		return auditSubject{audit: &contact.Audit, contact: contact, account: r.account}, checks(
			check{state != "" && state != AuditNone && state != AuditUnpass, "11716"},
		)
	}
	domain, ok := r.account.Domains[name]
	if !ok {
		return auditSubject{}, fail("11701")
	}
	subject := auditSubject{
		audit: &domain.Audit, contact: r.account.Contacts[domain.ContactID], account: r.account, domain: domain,
	}
	return subject, checks(
		check{!suffixOf(name).realName, "11702"},
		check{domain.Audit.under() || domain.Audit.State == AuditPass, "11716"},
		check{domain.state(r.now) != NotCertified, "11703"},
	)
}

// auditKinds are the two steps of an audit: to pending, and to its end.
var auditKinds = map[bool][2]taskKind{
	false: {taskContactPends, taskContactEnds},
	true:  {taskAuditPends, taskAuditEnds},
}

func (a auditSubject) kinds() [2]taskKind { return auditKinds[a.domain != nil] }

func (a auditSubject) name() string {
	if a.domain != nil {
		return a.domain.Name
	}
	return a.contact.ID
}

// judge moves an audit from waiting to pending to its end.
func (s *Server) judge(subject auditSubject, rejected bool) {
	kinds := subject.kinds()
	s.drop(subject.account, subject.name(), kinds[:]...)
	s.schedule(auditWaits, task{
		Kind: kinds[0], Account: subject.account.Username, Subject: subject.name(), Rejected: rejected,
	})
}

// audited finds again what a task is about.
func (a *Account) audited(t task) (auditSubject, bool) {
	if t.Kind == taskAuditPends || t.Kind == taskAuditEnds {
		domain, ok := a.Domains[t.Subject]
		if !ok {
			return auditSubject{}, false
		}
		return auditSubject{audit: &domain.Audit, contact: a.Contacts[domain.ContactID], account: a, domain: domain}, true
	}
	contact, ok := a.Contacts[t.Subject]
	if !ok {
		return auditSubject{}, false
	}
	return auditSubject{audit: &contact.Audit, contact: contact, account: a}, true
}

func (s *Server) auditStep(account *Account, t task, now time.Time) {
	subject, ok := account.audited(t)
	kinds := subject.kinds()
	switch {
	case !ok:
	case t.Kind == kinds[0]:
		subject.audit.State, subject.audit.Changed = AuditPending, now
		s.schedule(auditPends, task{Kind: kinds[1], Account: t.Account, Subject: t.Subject, Rejected: t.Rejected})
	case t.Rejected:
		s.decide(subject, AuditUnpass, rejectReason, now)
	default:
		s.decide(subject, AuditPass, "", now)
	}
}

// decide ends an audit. A domain that passed runs, as do all domains of a
// contact that passed.
func (s *Server) decide(a auditSubject, state, memo string, now time.Time) {
	kinds := a.kinds()
	s.drop(a.account, a.name(), kinds[:]...)
	a.audit.State, a.audit.Memo, a.audit.Changed = state, memo, now
	if state != AuditPass {
		return
	}
	for _, domain := range a.account.Domains {
		covered := domain == a.domain || a.domain == nil && domain.ContactID == a.contact.ID
		if covered && domain.State == NotCertified {
			domain.State, domain.Updated = Running, now
		}
	}
}

var (
	pictureTypes = map[string]int{"E": 16, "I": 6} // certificate types are 1 to n
	idCardForm   = regexp.MustCompile(`^\d{17}[\dXx]$`)
)

// auditForm checks the documents handed in.
func (r *request) auditForm() error {
	kind := r.get("ownertype")
	number, ok := r.number("ownerpictype")
	company := kind == "E"
	gov := strings.HasSuffix(r.domainName(), ".gov.cn")
	if err := checks(
		check{kind != "E" && kind != "I", "11704"},
		check{!slices.Contains([]string{"PR", "PU"}, r.get("orgtype")), "11705"},
		check{!ok || !within(number, 1, pictureTypes[kind]), "11706"},
		check{company && !r.picture("ownerpic"), "11707"},
		check{company && r.get("ownernumber") == "", "11708"},
		check{!company && !r.picture("contactidcardpic"), "11709"},
		check{!company && !r.identity(number), "11715"},
		check{gov && !r.picture("govpic"), "11714"},
	); err != nil {
		return err
	}
	for _, one := range []struct{ prefix, code string }{
		{"ownerpic", "11712"}, {"contactidcardpic", "11713"}, {"govpic", "11714"},
	} {
		if err := r.checkPicture(one.prefix, one.code); err != nil {
			return err
		}
	}
	return nil
}

// identity checks the number of the contact's certificate; an identity card
// (type 1) has 18 places.
func (r *request) identity(kind int) bool {
	number := r.get("contactidcard")
	if kind == 1 {
		return idCardForm.MatchString(number)
	}
	return number != ""
}

func (r *request) picture(prefix string) bool {
	return r.get(prefix+"link") != "" || r.get(prefix+"str") != ""
}

// checkPicture judges one picture. Nothing is downloaded: a link must have the
// documented form, and one that contains "missing" cannot be fetched.
func (r *request) checkPicture(prefix, broken string) error {
	if link := strings.ToLower(r.get(prefix + "link")); link != "" {
		return checks(
			check{strings.Contains(link, "://"), "11710"},
			check{!strings.HasSuffix(link, ".jpg") && !strings.HasSuffix(link, ".jpeg"), broken},
			check{strings.Contains(link, "missing"), broken},
		)
	}
	text := r.get(prefix + "str")
	if text == "" {
		return nil
	}
	data, err := base64.StdEncoding.DecodeString(text)
	return checks(
		check{!r.posted || err != nil, "11717"},
		check{!bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}), broken},
		check{!within(len(data), minPicture, maxPicture), "11720"},
	)
}

// auditStatus answers for the names that were handed in and, as "No data", for
// those of the account that still wait for documents. Others are left out.
func auditStatus(r *request) (any, error) {
	names, id := r.domainName(), r.get("userid")
	if names == "" && id == "" {
		return nil, fail("10012")
	}
	list := []row{}
	if names == "" {
		if contact, ok := r.account.Contacts[id]; ok {
			list = append(list, contact.Audit.row("userid", id))
		}
		return list, nil
	}
	for name := range strings.SplitSeq(names, ",") {
		domain, ok := r.account.Domains[strings.TrimSpace(name)]
		if ok && (domain.Audit.State != "" || domain.State == NotCertified) {
			list = append(list, domain.Audit.row("domainname", domain.Name))
		}
	}
	return list, nil
}

func (a Audit) row(key, name string) row {
	return row{{key, name}, {"checkstate", or(a.State, AuditNone)}, {"memo", url.QueryEscape(a.Memo)}}
}
