package dnspod_test

import (
	"testing"
	"time"

	"tangelo/internal/sandbox/dnspod"
)

func TestATransferredDomainIsTheOthers(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.AddAccount(other)
	zone := w.zone("moved.example")
	w.steps(
		step{"1", "Domain.Changegroup", []string{"domain_id", zone, "group_id", "3"}},
		step{"1", "Domainshare.Create", []string{"domain_id", zone, "email", other.Email, "mode", "r"}},
		step{"1", "Domain.Transfer", []string{"domain_id", zone, "email", other.Email}},
		step{"8", "Domain.Info", []string{"domain_id", zone}},
		step{"9", "Domain.List", nil},
	)
	info := w.as(other, "Domain.Info", "domain_id", zone)
	wantEqual(t, "owner", textAt(t, info, "domain", "owner"), other.Email)
	wantEqual(t, "group", textAt(t, info, "domain", "group_id"), "1")
	w.wantCodeAs(other, "7", "Domainshare.List", "domain_id", zone)
	words := "2016-05-11 02:35:23(API): 127.0.0.1 过户域名 moved.example dns@reseller.example -> mjj@other.example"
	wantEqual(t, "log of the old owner", textAt(t, w.call("User.Log"), "log", 0), words)
	wantEqual(t, "log of the new owner", textAt(t, w.as(other, "User.Log"), "log", 0), words)
}

func TestRefusalsOfATransfer(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	firm := dnspod.Account{UserID: 9, Email: "firm@a.example", TokenID: "9", Token: "t", UserType: "enterprise"}
	w.pod.AddAccount(other)
	w.pod.AddAccount(firm)
	zone := w.zone("mine.example")
	w.pod.Plant(dnspod.Zone{Name: "spam.example", Status: "spam"})
	w.pod.Plant(dnspod.Zone{Name: "locked.example", Locked: true})
	w.pod.Plant(dnspod.Zone{Name: "firm.example", Owner: firm.Email, Grade: "D_Extra"})
	w.pod.Plant(dnspod.Zone{Name: "free.example", Owner: firm.Email})
	w.steps(
		step{"6", "Domain.Transfer", []string{"domain_id", "1", "email", other.Email}},
		step{"7", "Domain.Transfer", []string{"domain_id", zone, "email", "x"}},
		step{"8", "Domain.Transfer", []string{"domain_id", zone, "email", "nobody@a.example"}},
		step{"9", "Domain.Transfer", []string{"domain_id", zone, "email", w.pod.Account().Email}},
		step{"10", "Domain.Transfer", []string{"domain_id", zone, "email", firm.Email}},
		step{"-15", "Domain.Transfer", []string{"domain", "spam.example", "email", other.Email}},
		step{"21", "Domain.Transfer", []string{"domain", "locked.example", "email", other.Email}},
	)
	w.wantCodeAs(firm, "11", "Domain.Transfer", "domain", "firm.example", "email", other.Email)
	w.wantCodeAs(firm, "-7", "Domain.Transfer", "domain", "free.example", "email", other.Email)
}

func TestADomainIsTakenBackInThreeSteps(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.AddAccount(other)
	w.pod.Plant(dnspod.Zone{Name: "taken.example", Owner: other.Email})
	w.pod.SetWhois("taken.example", "mjj@dnspod.example", "me@a.example")
	domain := []string{"domain", "taken.example"}
	emails := w.call("Domain.Acquire", domain...)
	wantEqual(t, "emails", part(t, emails, "emails"), any([]any{"mjj@dnspod.example", "me@a.example"}))
	w.steps(
		step{"16", "Domain.Acquirevalidate", append(domain, "code", "123456")},
		step{"16", "Domain.Acquiresend", append(domain, "email", "else@a.example")},
		step{"1", "Domain.Acquiresend", append(domain, "email", "me@a.example")},
		step{"15", "Domain.Acquirevalidate", append(domain, "code", "x")},
	)
	late := w.pod.MailedCode("me@a.example")
	w.clock.Advance(24 * time.Hour)
	w.steps(
		step{"15", "Domain.Acquirevalidate", append(domain, "code", late)},
		step{"1", "Domain.Acquiresend", append(domain, "email", "me@a.example")},
		step{"15", "Domain.Acquirevalidate", append(domain, "code", late)},
	)
	w.wantCode("1", "Domain.Acquirevalidate", append(domain, "code", w.pod.MailedCode("me@a.example"))...)
	w.wantCode("1", "Domain.Info", domain...)
	w.wantCodeAs(other, "8", "Domain.Info", domain...)
	wantEqual(t, "mails", len(w.pod.Messages()), 2)
}

func TestRefusalsOfTakingBack(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	firm := dnspod.Account{UserID: 9, Email: "firm@a.example", TokenID: "9", Token: "t", UserType: "enterprise"}
	w.pod.AddAccount(firm)
	w.pod.AddAccount(other)
	w.pod.Plant(dnspod.Zone{Name: "spam.example", Owner: other.Email, Status: "spam"})
	w.pod.Plant(dnspod.Zone{Name: "locked.example", Owner: other.Email, Locked: true})
	w.pod.Plant(dnspod.Zone{Name: "firm.example", Owner: firm.Email})
	w.pod.Plant(dnspod.Zone{Name: "person.example", Owner: other.Email})
	w.pod.Plant(dnspod.Zone{Name: "secret.example", Owner: other.Email})
	w.pod.SetWhois("secret.example")
	for _, path := range []string{"Domain.Acquire", "Domain.Acquiresend", "Domain.Acquirevalidate"} {
		for name, want := range map[string]string{
			"": "6", "a b": "6", "例子.com": "7", "xn--fsqu00a.com": "7", "www.person.example": "8", "free.tk": "9",
			"nobody.example": "10", "spam.example": "11", "locked.example": "12", "firm.example": "13",
		} {
			w.wantCode(want, path, "domain", name)
		}
		w.wantCodeAs(firm, "14", path, "domain", "person.example")
	}
	w.wantCode("15", "Domain.Acquire", "domain", "secret.example")
	w.wantCode("15", "Domain.Acquiresend", "domain", "secret.example")
}
