package dnspod_test

import (
	"strings"
	"testing"
	"time"

	sim "tangelo/internal/sandbox/dnspod"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
)

// named makes a domain at the simulated vendor.
func (s *shop) named(name string) dnspod.DomainRequest {
	s.Helper()
	created, err := s.DomainCreate(s.ctx, dnspod.DomainCreateRequest{Domain: name})
	s.ok(err)
	return dnspod.DomainRequest{DomainID: created.Domain.ID}
}

func (s *shop) changed(want bool, changed bool, err error) {
	s.Helper()
	s.ok(err)
	equal(s, "changed", want, changed)
}

// TestContractShares lets a neighbour in, further in, and out again.
func TestContractShares(t *testing.T) {
	t.Parallel()
	s := open(t, byToken)
	s.world.DNSPod.AddAccount(stranger)
	domain := s.named("zone-here.com")
	neighbour := s.neighbour()
	s.ok(s.ShareCreate(s.ctx, dnspod.ShareRequest{DomainID: domain.DomainID, Email: stranger.Email, Mode: "r"}))
	theirs, err := neighbour.DomainListAll(s.ctx, "share")
	s.ok(err)
	if len(theirs) != 1 || theirs[0].ID != domain.DomainID {
		s.Fatalf("the neighbour sees %+v, want the one", theirs)
	}
	record := dnspod.RecordCreateRequest{DomainID: domain.DomainID, RecordData: dnspod.RecordData{
		Sub: "www", Type: "A", Line: dnspod.DefaultLine, Value: "192.0.2.7", TTL: 600,
	}}
	_, err = neighbour.RecordCreate(s.ctx, record)
	equal(s, "a reader's record", endpoint.Denied, endpoint.KindOf(err))
	shares, err := s.ShareList(s.ctx, domain)
	s.ok(err)
	equal(s, "shares", []dnspod.Share{{Email: stranger.Email, Mode: "r"}}, shares)
	changed, err := s.ShareChange(s.ctx, domain.DomainID, shares[0], "rw")
	s.changed(true, changed, err)
	_, err = neighbour.RecordCreate(s.ctx, record)
	s.ok(err)
	s.ok(s.ShareRemove(s.ctx, dnspod.ShareRemoveRequest{DomainID: domain.DomainID, Email: stranger.Email}))
	theirs, err = neighbour.DomainListAll(s.ctx, "")
	s.ok(err)
	equal(s, "what the neighbour sees", 0, len(theirs))
}

// neighbour is the client of the stranger's account.
func (s *shop) neighbour() *dnspod.Client {
	return dnspod.New(dnspod.Config{
		Account: "2", Mail: "ops@shop.example", Credentials: dnspod.Credentials{LoginToken: endpoint.Secret(stranger.LoginToken())},
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{dnspod.HostAPI: s.world.Line().DNSPod.URL},
	})
}

// TestContractAway gives a domain away and takes it back by its registrant's mailbox.
func TestContractAway(t *testing.T) {
	t.Parallel()
	s := open(t, byToken)
	s.world.DNSPod.AddAccount(stranger)
	domain := s.named("zone-here.com")
	s.world.DNSPod.SetWhois("zone-here.com", "owner@zone-here.com")
	s.ok(s.DomainTransfer(s.ctx, dnspod.TransferRequest{DomainID: domain.DomainID, Email: stranger.Email}))
	_, err := s.DomainInfo(s.ctx, dnspod.DomainInfoRequest{DomainID: domain.DomainID})
	equal(s, "given away", endpoint.Denied, endpoint.KindOf(err))

	emails, err := s.AcquireEmails(s.ctx, dnspod.AcquireRequest{Domain: "zone-here.com"})
	s.ok(err)
	equal(s, "mailboxes", []string{"owner@zone-here.com"}, emails)
	s.ok(s.AcquireSend(s.ctx, dnspod.AcquireSendRequest{Domain: "zone-here.com", Email: emails[0]}))
	s.ok(s.AcquireValidate(s.ctx, dnspod.AcquireValidateRequest{
		Domain: "zone-here.com", Code: endpoint.Secret(s.world.DNSPod.MailedCode(emails[0])),
	}))
	info, err := s.DomainInfo(s.ctx, dnspod.DomainInfoRequest{DomainID: domain.DomainID})
	s.ok(err)
	equal(s, "back", "zone-here.com", info.Domain.Name)
}

// TestContractOrder locks a domain, binds another name to it and puts it into a group.
func TestContractOrder(t *testing.T) {
	t.Parallel()
	s := open(t, byToken)
	domain := s.named("zone-here.com")
	lock, err := s.DomainLock(s.ctx, dnspod.LockRequest{DomainID: domain.DomainID, Days: 7})
	s.ok(err)
	bind := dnspod.AliasCreateRequest{DomainID: domain.DomainID, Domain: "alias.com"}
	_, err = s.AliasCreate(s.ctx, bind)
	equal(s, "an alias of a locked domain", endpoint.Conflict, endpoint.KindOf(err))
	s.ok(s.DomainUnlock(s.ctx, dnspod.UnlockRequest{DomainID: domain.DomainID, Code: lock.Code}))
	alias, err := s.AliasCreate(s.ctx, bind)
	s.ok(err)
	_, err = s.DomainCreate(s.ctx, dnspod.DomainCreateRequest{Domain: "alias.com"})
	equal(s, "an alias as a domain", "11", codeOf(err))
	s.ok(s.AliasRemove(s.ctx, dnspod.AliasRemoveRequest{DomainID: domain.DomainID, AliasID: alias.ID}))
	s.named("alias.com")

	group, err := s.GroupCreate(s.ctx, dnspod.GroupCreateRequest{Name: "果园"})
	s.ok(err)
	info, err := s.DomainInfo(s.ctx, dnspod.DomainInfoRequest{DomainID: domain.DomainID})
	s.ok(err)
	changed, err := s.DomainMove(s.ctx, info.Domain, group)
	s.changed(true, changed, err)
	page, err := s.DomainList(s.ctx, dnspod.DomainListRequest{GroupID: group})
	s.ok(err)
	equal(s, "domains of the group", 1, len(page.Domains))
	s.ok(s.GroupRemove(s.ctx, dnspod.GroupRequest{GroupID: group}))
	s.ok(s.DomainSetURLInCN(s.ctx, dnspod.DomainSwitchRequest{DomainID: domain.DomainID, Status: "yes"}))
	changed, err = s.DomainPush(s.ctx, info.Domain, false)
	s.changed(true, changed, err)
	info, err = s.DomainInfo(s.ctx, dnspod.DomainInfoRequest{DomainID: domain.DomainID})
	s.ok(err)
	equal(s, "group and push", []any{"1", false}, []any{info.Domain.GroupID, info.Domain.SearchEnginePush})
}

// TestContractMonitor watches a host that fails and comes back.
func TestContractMonitor(t *testing.T) {
	t.Parallel()
	s := open(t, byToken)
	s.world.DNSPod.PlantZone("zone-here.com", sim.Record{Name: "www", Type: "A", Value: "192.0.2.7"})
	info, err := s.DomainInfo(s.ctx, dnspod.DomainInfoRequest{Domain: "zone-here.com"})
	s.ok(err)
	choice, err := s.MonitorValues(s.ctx, dnspod.MonitorValuesRequest{
		DomainInfoRequest: dnspod.DomainInfoRequest{DomainID: info.Domain.ID}, Sub: "www",
	})
	s.ok(err)
	watch := dnspod.MonitorData{
		Port: 443, Interval: 30, Host: "www.zone-here.com", Type: "https", Path: "/", Points: []string{"ctc", "cuc"}, WhenDown: "192.0.2.8",
		SMSNotice: []string{"me"}, EmailNotice: []string{"me"}, LessNotice: "yes",
	}
	id, err := s.MonitorCreate(s.ctx, dnspod.MonitorCreateRequest{
		DomainID: info.Domain.ID, RecordID: choice.Records[0].RecordID, MonitorData: watch,
	})
	s.ok(err)
	monitor := dnspod.MonitorRequest{MonitorID: id}
	now, err := s.MonitorInfo(s.ctx, monitor)
	s.ok(err)
	changed, err := s.MonitorChange(s.ctx, now, watch)
	s.changed(false, changed, err)

	s.world.DNSPod.FailHost("192.0.2.7")
	s.world.Clock.Advance(time.Minute)
	equal(s, "the record", "192.0.2.8", s.watched(1))
	s.world.DNSPod.HealHost("192.0.2.7")
	s.world.Clock.Advance(time.Minute)
	equal(s, "the record", "192.0.2.7", s.watched(0))

	downs, err := s.MonitorDowns(s.ctx, dnspod.MonitorDownsRequest{})
	s.ok(err)
	equal(s, "warnings", 1, len(downs.Downs))
	history, err := s.MonitorHistory(s.ctx, dnspod.MonitorHistoryRequest{MonitorID: id, Hours: 1})
	s.ok(err)
	equal(s, "sights of two points", 6, len(history.History))
	changed, err = s.MonitorEnable(s.ctx, now, false)
	s.changed(true, changed, err)
	counts, err := s.MonitorUserDesc(s.ctx)
	s.ok(err)
	equal(s, "hosts", dnspod.MonitorHosts{Idle: 1}, counts.Hosts)
	s.ok(s.MonitorRemove(s.ctx, monitor))
	_, err = s.MonitorInfo(s.ctx, monitor)
	equal(s, "a removed monitor", endpoint.Missing, endpoint.KindOf(err))
}

// watched is what the record of the only monitor says now, with so many hosts down.
func (s *shop) watched(down int) string {
	s.Helper()
	list, err := s.MonitorList(s.ctx)
	s.ok(err)
	equal(s, "totals", dnspod.MonitorTotals{All: 1, Down: down}, list.Info)
	return list.Monitors[0].NowIP
}

// TestContractPhone verifies a new telephone as its owner would.
func TestContractPhone(t *testing.T) {
	t.Parallel()
	s := open(t, byToken)
	detail, err := s.UserDetail(s.ctx)
	s.ok(err)
	changed, err := s.UserChange(s.ctx, detail.Info.User, dnspod.UserModifyRequest{
		RealName: "橘子网络", Nick: "李先生", Telephone: "15913810101", IM: "87026417",
	})
	s.changed(true, changed, err)
	code, err := s.UserTelephoneVerifyCode(s.ctx, dnspod.TelephoneRequest{Telephone: "15913810101"})
	s.ok(err)
	equal(s, "the SMS", true, s.world.DNSPod.ReceiveSMS("15913810101", code.Code.Reveal()))
	log, err := s.UserLog(s.ctx)
	s.ok(err)
	if len(log.Lines) == 0 || !strings.Contains(log.Lines[len(log.Lines)-1], "修改用户资料") {
		s.Errorf("log = %v, want the change", log.Lines)
	}
}
