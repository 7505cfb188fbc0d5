package service

import (
	"context"
	"time"

	"tangelo/internal/vendors/cndns"
)

func mailSpends() map[string]probe {
	return map[string]probe{
		"cndns.mail.create":  creation(findMail),
		"cndns.mail.renew":   renewal(until(mailEnd), span("years", "")),
		"cndns.mail.upgrade": change(mailSizeNow, mailSize.shown, compareMail),
	}
}

func (s *spend) mail(ctx context.Context) (cndns.MailProduct, error) {
	return s.client.MailDetail(ctx, cndns.MailNamed{Domain: s.key()})
}

func mailEnd(ctx context.Context, s *spend) (time.Time, error) {
	m, err := s.mail(ctx)
	return m.ExpiresAt, err
}

func findMail(ctx context.Context, s *spend) (thing, error) {
	m, err := s.mail(ctx)
	t, err := detailed(m.Domain, m.BoughtAt, err)
	t.Other = t.Found && m.Mailboxes != s.count("mailusernumber")
	return t, err
}

// mailSize is how large a mail product is. The detail shows no plan, but the
// capacity follows from it; administrators it does not show at all.
type mailSize struct {
	Mailboxes int
	Capacity  string
}

func (m mailSize) shown() bool { return m.Mailboxes > 0 && m.Capacity != "" }

func mailSizeNow(ctx context.Context, s *spend) (mailSize, error) {
	m, err := s.mail(ctx)
	return mailSize{m.Mailboxes, m.Capacity}, err
}

// compareMail reads the number of mailboxes both ways, for the document calls
// it an addition and a new total. An order without it shows in the capacity,
// or not at all.
func compareMail(s *spend, before, now mailSize) verdict {
	if s.param("mailusernumber") == "" {
		if now.Mailboxes == before.Mailboxes && now.Capacity != before.Capacity {
			return didIt
		}
		return unclear
	}
	n := s.count("mailusernumber")
	return became(before.Mailboxes, now.Mailboxes, before.Mailboxes+n, n)
}
