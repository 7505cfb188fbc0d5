package dnspod_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
)

// shop is a client at the simulated vendor, which was written from the same document by
// somebody else.
type shop struct {
	*testing.T
	*dnspod.Client
	ctx   context.Context
	world *sandbox.World
}

func open(t *testing.T, login func(sandbox.DNSPodLine) dnspod.Credentials) *shop {
	t.Helper()
	world, err := sandbox.Start(t.Context(), sandbox.Options{Fresh: true, Speed: -1, StrictUserAgent: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	at := world.Line().DNSPod
	return &shop{T: t, ctx: t.Context(), world: world, Client: dnspod.New(dnspod.Config{
		Account: "1", Mail: "ops@shop.example", Credentials: login(at), Timeout: time.Second,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{dnspod.HostAPI: at.URL},
	})}
}

func byToken(at sandbox.DNSPodLine) dnspod.Credentials {
	return dnspod.Credentials{LoginToken: endpoint.Secret(at.LoginToken)}
}

func byPassword(at sandbox.DNSPodLine) dnspod.Credentials {
	return dnspod.Credentials{Email: at.Email, Password: endpoint.Secret(at.Password)}
}

func (s *shop) ok(err error) {
	s.Helper()
	var e *endpoint.Error
	if errors.As(err, &e) {
		s.Fatalf("%v (%s)", err, e.VendorText)
	}
}

func equal[T any](s *shop, what string, want, got T) {
	s.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestContractZone(t *testing.T) {
	t.Parallel()
	for name, login := range map[string]func(sandbox.DNSPodLine) dnspod.Credentials{"token": byToken, "password": byPassword} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, login)
			version, err := s.Version(s.ctx)
			s.ok(err)
			if version == "" {
				s.Error("version is empty")
			}
			_, err = s.UserDetail(s.ctx)
			s.ok(err)
			none, err := s.DomainListAll(s.ctx, "")
			s.ok(err)
			equal(s, "domains", []dnspod.Domain{}, none)
			created, err := s.DomainCreate(s.ctx, dnspod.DomainCreateRequest{Domain: "zone-here.com"})
			s.ok(err)
			domain := dnspod.DomainRequest{DomainID: created.Domain.ID}
			s.records(domain)
			s.domain(domain)
		})
	}
}

func (s *shop) domain(domain dnspod.DomainRequest) {
	s.Helper()
	_, err := s.DomainCreate(s.ctx, dnspod.DomainCreateRequest{Domain: "zone-here.com"})
	equal(s, "second create", endpoint.AlreadyDone, endpoint.KindOf(err))
	s.ok(s.DomainSetStatus(s.ctx, dnspod.DomainStatusRequest{DomainID: domain.DomainID, Status: "disable"}))
	s.ok(s.DomainSetRemark(s.ctx, dnspod.DomainRemarkRequest{DomainID: domain.DomainID, Remark: "备注 1"}))
	s.ok(s.DomainSetMark(s.ctx, dnspod.DomainMarkRequest{DomainID: domain.DomainID, IsMark: "yes"}))
	info, err := s.DomainInfo(s.ctx, dnspod.DomainInfoRequest{Domain: "zone-here.com"})
	s.ok(err)
	if d := info.Domain; !d.Paused() || d.Remark != "备注 1" || !d.Marked || d.ID != domain.DomainID {
		s.Errorf("domain = %+v, want it paused, noted and starred", d)
	}
	list, err := s.DomainListAll(s.ctx, "")
	s.ok(err)
	if len(list) != 1 || list[0].Name != "zone-here.com" || list[0].ID != domain.DomainID {
		s.Errorf("domains = %+v, want the one", list)
	}
	_, err = s.DomainLog(s.ctx, domain)
	s.ok(err)
	_, err = s.DomainPurview(s.ctx, domain)
	s.ok(err)
	s.ok(s.DomainRemove(s.ctx, domain))
	_, err = s.DomainInfo(s.ctx, dnspod.DomainInfoRequest{Domain: "zone-here.com"})
	equal(s, "removed domain", endpoint.Missing, endpoint.KindOf(err))
}

func (s *shop) records(domain dnspod.DomainRequest) {
	s.Helper()
	types, err := s.RecordTypes(s.ctx, dnspod.GradeRequest{Grade: "D_Free"})
	s.ok(err)
	lines, err := s.RecordLines(s.ctx, dnspod.GradeRequest{Grade: "D_Free"})
	s.ok(err)
	if len(types) == 0 || len(lines) == 0 {
		s.Fatalf("types %v and lines %v, want some of both", types, lines)
	}
	for _, data := range []dnspod.RecordData{
		{Sub: "www", Type: "A", Line: dnspod.DefaultLine, Value: "192.0.2.7", TTL: 600},
		{Sub: "@", Type: "MX", Line: dnspod.DefaultLine, Value: "mx.example.com", MX: 10, TTL: 600},
		{Sub: "_dmarc", Type: "TXT", Line: dnspod.DefaultLine, Value: "v=DMARC1; p=none", TTL: 600},
	} {
		created, err := s.RecordCreate(s.ctx, dnspod.RecordCreateRequest{DomainID: domain.DomainID, RecordData: data})
		s.ok(err)
		s.change(domain, created.Record.ID, data)
	}
	_, err = s.RecordCreate(s.ctx, dnspod.RecordCreateRequest{DomainID: domain.DomainID, RecordData: dnspod.RecordData{
		Sub: "x", Type: "A", Line: "nowhere", Value: "192.0.2.7", TTL: 600,
	}})
	var e *endpoint.Error
	if !errors.As(err, &e) || e.Code != "26" || e.Meaning.Field != "record_line" {
		s.Errorf("wrong line = %+v, want code 26 about record_line", e)
	}
}

// change takes one record through everything that can happen to it.
func (s *shop) change(domain dnspod.DomainRequest, id string, data dnspod.RecordData) {
	s.Helper()
	now := s.record(domain, id)
	changed, err := s.RecordChange(s.ctx, domain.DomainID, now, data)
	s.ok(err)
	equal(s, "change to the same", false, changed)
	data.TTL = 1200
	changed, err = s.RecordChange(s.ctx, domain.DomainID, now, data)
	s.ok(err)
	equal(s, "change of TTL", true, changed)
	_, err = s.RecordEnable(s.ctx, domain.DomainID, now, false)
	s.ok(err)
	_, err = s.RecordNote(s.ctx, domain.DomainID, now, "note")
	s.ok(err)
	now = s.record(domain, id)
	if now.TTL != 1200 || now.Enabled || now.Remark != "note" || !now.Same(data) {
		s.Errorf("record = %+v, want TTL 1200, paused, noted", now)
	}
	info, err := s.RecordInfo(s.ctx, dnspod.RecordRequest{DomainID: domain.DomainID, RecordID: id})
	s.ok(err)
	if !info.Record.Same(data) || info.Record.ID != id {
		s.Errorf("info = %+v, want the same record", info.Record)
	}
	s.ok(s.RecordRemove(s.ctx, dnspod.RecordRequest{DomainID: domain.DomainID, RecordID: id}))
	_, err = s.RecordInfo(s.ctx, dnspod.RecordRequest{DomainID: domain.DomainID, RecordID: id})
	equal(s, "removed record", endpoint.Missing, endpoint.KindOf(err))
}

func (s *shop) record(domain dnspod.DomainRequest, id string) dnspod.Record {
	s.Helper()
	list, err := s.RecordListAll(s.ctx, domain.DomainID)
	s.ok(err)
	for _, r := range list {
		if r.ID == id {
			return r
		}
	}
	s.Fatalf("record %s is not on the list %+v", id, list)
	return dnspod.Record{}
}

func TestContractWrongLogin(t *testing.T) {
	t.Parallel()
	s := open(t, func(sandbox.DNSPodLine) dnspod.Credentials { return dnspod.Credentials{LoginToken: "1,wrong"} })

	_, first := s.Version(s.ctx)
	_, second := s.Version(s.ctx)
	s.SetCredentials(byToken(s.world.Line().DNSPod))
	_, third := s.Version(s.ctx)

	equal(s, "first", endpoint.Refused, endpoint.ClassOf(first))
	equal(s, "second", endpoint.NotSent, endpoint.ClassOf(second))
	equal(s, "third", endpoint.OK, endpoint.ClassOf(third))
	equal(s, "requests", 2, s.world.Board.Tallies()["dnspod.info.version"].Requests)
}

func TestContractTrouble(t *testing.T) {
	t.Parallel()
	for kind, want := range map[trouble.Kind]endpoint.Class{
		trouble.Silent: endpoint.Unknown, trouble.Reset: endpoint.Unknown, trouble.Drop: endpoint.Unknown,
		trouble.Status500: endpoint.Unknown, trouble.HTML: endpoint.Unknown, trouble.Broken: endpoint.Unknown,
		trouble.Late: endpoint.Unknown, trouble.Refuse: endpoint.Refused,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := open(t, byToken)
			s.world.Board.Set(trouble.Fault{Call: "dnspod.domain.create", Kind: kind, Code: "6", Delay: time.Hour, Count: 1})

			_, err := s.DomainCreate(s.ctx, dnspod.DomainCreateRequest{Domain: "doubt.com"})

			equal(s, "class", want, endpoint.ClassOf(err))
			equal(s, "requests", 1, s.world.Board.Tallies()["dnspod.domain.create"].Requests)
		})
	}
}
