package cndns_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// shop is a client at the simulated vendor, which was written from the same document by
// somebody else.
type shop struct {
	*testing.T
	*cndns.Client
	ctx   context.Context
	world *sandbox.World
	log   *recorder
}

func open(t *testing.T, options sandbox.Options) *shop {
	t.Helper()
	options.Fresh, options.Speed = true, -1
	world, err := sandbox.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	at, log := world.Line().CNDNS, &recorder{}
	return &shop{T: t, ctx: t.Context(), world: world, log: log, Client: cndns.New(cndns.Config{
		Account: "1", Username: at.Username, Email: at.Email, Password: endpoint.Secret(at.Password), Recorder: log,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{cndns.HostAPI: at.API, cndns.HostCheck: at.DMCheck, cndns.HostSupport: at.Support},
		Timeout:  5 * time.Second, Slow: 5 * time.Second,
	})}
}

// must returns the answer of a call that has to succeed.
func must[T any](answer T, err error) func(*shop) T {
	return func(s *shop) T {
		s.Helper()
		s.ok(err)
		return answer
	}
}

func (s *shop) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("%v: %+v", err, s.log.calls[len(s.log.calls)-1])
	}
}

func (s *shop) contact() string {
	s.Helper()
	data := goodContact()
	data.Suffix, data.IDType, data.IDNumber = ".cn", "YYZZ", "310115000123456"
	return must(s.ContactCreate(s.ctx, cndns.ContactCreateRequest{ContactData: data}))(s).UserID
}

func (s *shop) register(name string) {
	s.Helper()
	s.ok(s.DomainCreate(s.ctx, cndns.DomainCreateRequest{
		UserID: s.contact(), DomainName: name, Years: 1, Password: "abc12345", DNS1: "ns1.b.example.com", DNS2: "ns2.b.example.com",
	}))
}

func eachShape(t *testing.T, story func(s *shop)) {
	t.Helper()
	for name, options := range map[string]sandbox.Options{
		"real life": {}, "documented": {DocumentShapes: true}, "dirty": {Dirty: true}, "both": {Dirty: true, DocumentShapes: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(open(t, options))
		})
	}
}

func equal[T any](s *shop, what string, want, got T) {
	s.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestContractAccount(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		s.ok(s.CheckAPI(s.ctx))
		if finance := must(s.AccountFinance(s.ctx))(s); finance.Available != 10_000_000 {
			s.Errorf("available = %d fen, want 10000000", finance.Available)
		}
		s.ok(s.CheckProductName(s.ctx, cndns.ProductNameRequest{Name: "fresh-name.com", Type: "1"}))
		if price := must(s.ProductPrice(s.ctx, cndns.ProductPriceRequest{Type: cndns.PriceDomain, Tag: "dme", Suffix: ".com"}))(s); price <= 0 {
			s.Errorf("price = %d fen, want more than 0", price)
		}
		wrong := s.world.Line().CNDNS
		stranger := cndns.New(cndns.Config{
			Username: wrong.Username, Email: wrong.Email, Password: "nonsense",
			Hosts:    []string{"127.0.0.1"},
			BaseURLs: map[string]string{cndns.HostAPI: wrong.API},
		})
		if err := stranger.CheckAPI(s.ctx); endpoint.ClassOf(err) != endpoint.Refused || endpoint.KindOf(err) != endpoint.Denied {
			s.Errorf("wrong password = %v, want refused and denied", err)
		}
	})
}

func TestContractContacts(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		id := s.contact()
		data := goodContact()
		data.CityCn = "杭州市"
		s.ok(s.ContactModify(s.ctx, cndns.ContactModifyRequest{ContactData: data, UserID: id}))
		list := must(s.ContactList(s.ctx, cndns.ContactListRequest{UserID: id}))(s).Contacts
		if len(list) != 1 || list[0].UserID != id || list[0].CityCn != "杭州市" || list[0].CompanyEn != data.CompanyEn || list[0].UserType != cndns.Organisation {
			s.Errorf("list = %+v, want the modified contact", list)
		}
		info := must(s.ContactInfo(s.ctx, cndns.ContactInfoRequest{UserID: id}))(s).Contacts
		if len(info) == 0 || info[0].Role != cndns.RoleOwner {
			s.Errorf("info = %+v, want the owner first", info)
		}
		s.ok(s.ContactDelete(s.ctx, cndns.ContactDeleteRequest{UserID: id}))
		if list := must(s.ContactList(s.ctx, cndns.ContactListRequest{}))(s).Contacts; len(list) != 0 {
			s.Errorf("list after delete = %+v, want none", list)
		}
		err := s.ContactDelete(s.ctx, cndns.ContactDeleteRequest{UserID: id})
		if endpoint.ClassOf(err) != endpoint.Refused {
			s.Errorf("second delete = %v, want refused", err)
		}
	})
}

func TestContractDomain(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		name := cndns.DomainRequest{DomainName: "chengzi-shop.com"}
		search := must(s.DomainCheck(s.ctx, cndns.DomainCheckRequest{Label: "chengzi-shop", Suffix: ".com"}))(s)
		equal(s, "search", cndns.Available, search.State(name.DomainName))
		s.register(name.DomainName)
		s.world.Clock.Advance(10 * time.Minute)
		detail := must(s.DomainDetail(s.ctx, name))(s)
		if detail.RunState.Fold() != cndns.RunNotCertified && detail.RunState.Fold() != cndns.RunRunning {
			s.Errorf("state = %s, want it registered", detail.RunState)
		}
		equal(s, "password", "abc12345", detail.Password.Reveal())
		equal(s, "nameservers", []string{"ns1.b.example.com", "ns2.b.example.com"}, detail.Nameservers())
		s.ok(s.DomainRenew(s.ctx, cndns.DomainRenewRequest{DomainName: name.DomainName, Years: 1, ExpiresOn: day(detail.ExpiresAt)}))
		s.world.Clock.Advance(10 * time.Minute)
		renewed := must(s.DomainDetail(s.ctx, name))(s)
		equal(s, "expiry", detail.ExpiresAt.AddDate(1, 0, 0), renewed.ExpiresAt)
		again := s.DomainRenew(s.ctx, cndns.DomainRenewRequest{DomainName: name.DomainName, Years: 1, ExpiresOn: day(detail.ExpiresAt)})
		equal(s, "second renewal", endpoint.Refused, endpoint.ClassOf(again))
		s.ok(s.NameserversModify(s.ctx, cndns.NameserversModifyRequest{DomainName: name.DomainName, DNS1: "a.ns.example.com", DNS2: "b.ns.example.com"}))
		equal(s, "nameservers", []string{"a.ns.example.com", "b.ns.example.com"}, must(s.Nameservers(s.ctx, name))(s).Hosts())
		s.ok(s.NameserversReset(s.ctx, name))
		s.ok(s.DomainModifyPassword(s.ctx, cndns.DomainModifyPasswordRequest{DomainName: name.DomainName, Password: "newpass99"}))
		other := cndns.DomainRequest{DomainName: "not-mine.com"}
		_, err := s.DomainDetail(s.ctx, other)
		equal(s, "foreign domain", endpoint.Missing, endpoint.KindOf(err))
	})
}

// day writes a date the way DomainRenew compares it.
func day(t time.Time) string { return t.In(time.FixedZone("CST", 8*3600)).Format("2006-01-02") }

func TestContractRecords(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		name := cndns.DomainRequest{DomainName: "zone-here.com"}
		s.register(name.DomainName)
		s.world.Clock.Advance(10 * time.Minute)
		s.submit(name.DomainName) // a domain without real name resolves nothing
		s.world.Clock.Advance(24 * time.Hour)
		s.ok(s.NameserversReset(s.ctx, name))
		if list := must(s.RecordList(s.ctx, name))(s).Records; len(list) != 0 {
			s.Errorf("new zone = %+v, want it empty", list)
		}
		for kind, value := range map[string]string{
			"A": "192.0.2.1", "AAAA": "2001:db8::1", "CNAME": "b.example.com.", "MX": "mx.example.com.", "TXT": `v=spf1 "quoted" {"a":1} -all`,
		} {
			created := must(s.RecordCreate(s.ctx, cndns.RecordCreateRequest{
				DomainName: name.DomainName, Item: "r" + kind, Type: kind, Level: "20", Value: value, TTL: 900,
			}))(s)
			want := cndns.Record{ID: created.ID, DomainName: name.DomainName, Item: "r" + kind, Type: kind, Level: 20, Value: value, TTL: 900}
			equal(s, kind, want, s.record(name, created.ID))
		}
		id := must(s.RecordList(s.ctx, name))(s).Records[0].ID
		s.ok(s.RecordModify(s.ctx, cndns.RecordModifyRequest{DomainName: name.DomainName, ID: id, Value: s.record(name, id).Value, TTL: 1200}))
		equal(s, "TTL", 1200, s.record(name, id).TTL)
		s.ok(s.RecordDelete(s.ctx, cndns.RecordDeleteRequest{DomainName: name.DomainName, ID: id}))
		err := s.RecordDelete(s.ctx, cndns.RecordDeleteRequest{DomainName: name.DomainName, ID: id})
		equal(s, "second delete", endpoint.Missing, endpoint.KindOf(err))
	})
}

func (s *shop) record(zone cndns.DomainRequest, id string) cndns.Record {
	s.Helper()
	for _, r := range must(s.RecordList(s.ctx, zone))(s).Records {
		if r.ID == id {
			return r
		}
	}
	s.Fatalf("record %s is not on the list", id)
	return cndns.Record{}
}

func (s *shop) submit(name string) {
	s.Helper()
	s.ok(s.AuditSubmit(s.ctx, cndns.AuditSubmitRequest{
		DomainName: name, OwnerType: "E", OrgType: "PU", OwnerPicType: cndns.OwnerPicTypes["E"]["YYZZ"],
		OwnerPicLink: "images.example.com/licence.jpg", OwnerNumber: "310115000123456",
		ContactPicLink: "images.example.com/card.jpg", ContactNumber: "310107198302020011",
	}))
}

func TestContractAudit(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		const name = "audited-here.cn"
		s.register(name)
		s.world.Clock.Advance(10 * time.Minute)
		s.submit(name)
		state := func() cndns.AuditState {
			return must(s.AuditStatus(s.ctx, cndns.AuditStatusRequest{DomainNames: []string{name, "other.cn"}}))(s).Audits[0].State.Fold()
		}
		if got := state(); got.Final() {
			s.Errorf("state = %s, want it under way", got)
		}
		s.world.Clock.Advance(24 * time.Hour)
		equal(s, "state", cndns.AuditPassed, state())
	})
}

func TestContractTransfer(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		name := cndns.DomainRequest{DomainName: "moving-in.com"}
		s.ok(s.TransferIn(s.ctx, cndns.TransferInRequest{DomainName: name.DomainName, UserID: s.contact(), AuthCode: "wrong#1+ &x", VendorDNS: "1"}))
		s.world.Clock.Advance(48 * time.Hour)
		equal(s, "state", cndns.TransferWrongCode, must(s.TransferStatus(s.ctx, name))(s).State)
		s.ok(s.TransferRetry(s.ctx, cndns.TransferRetryRequest{DomainName: name.DomainName, AuthCode: "!@#123ld"}))
		s.world.Clock.Advance(72 * time.Hour)
		equal(s, "state", cndns.TransferDone, must(s.TransferStatus(s.ctx, name))(s).State)
		second := cndns.DomainRequest{DomainName: "staying-out.com"}
		s.ok(s.TransferIn(s.ctx, cndns.TransferInRequest{DomainName: second.DomainName, UserID: s.contact(), AuthCode: "abcd1234"}))
		s.ok(s.TransferCancel(s.ctx, second))
		equal(s, "state", cndns.TransferCancelled, must(s.TransferStatus(s.ctx, second))(s).State)
	})
}

func TestContractCloud(t *testing.T) {
	t.Parallel()
	eachShape(t, func(s *shop) {
		called := make(chan cndns.Callback, 4)
		receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			if callback, err := cndns.ParseCallback(r.Form); err == nil {
				called <- callback
			}
		}))
		s.Cleanup(receiver.Close)
		spec := s.spec()
		if price := must(s.CloudPrice(s.ctx, spec))(s); price <= 0 {
			s.Errorf("price = %d fen, want more than 0", price)
		}
		host := must(s.CloudBuy(s.ctx, cndns.CloudBuyRequest{CloudSpec: spec}))(s)
		named := cndns.Named{CloudName: host.CloudName}
		equal(s, "state", cndns.CloudNotCreated, must(s.CloudState(s.ctx, named))(s).State.Fold())
		if info := must(s.CloudInfo(s.ctx, named))(s); info.Created() || info.ExpiresAt.IsZero() {
			s.Errorf("info = %+v, want a host bought and not created", info)
		}
		must(s.CloudCreateHost(s.ctx, cndns.CloudCreateHostRequest{CloudName: host.CloudName, Password: "aaa111!!!", CallbackURL: receiver.URL + "/back"}))(s)
		s.world.Clock.Advance(10 * time.Minute)
		equal(s, "callback", cndns.Callback{Product: host.CloudName, Tag: "procreate", Success: true}, <-called)
		info := must(s.CloudInfo(s.ctx, named))(s)
		if !info.Created() || info.CPU != spec.CPU || info.RAM != spec.RAM {
			s.Errorf("info = %+v, want the host created as ordered", info)
		}
		s.powerAndChanges(named)
	})
}

func (s *shop) spec() cndns.CloudSpec {
	s.Helper()
	offer := must(s.CloudProductList(s.ctx))(s)
	if len(offer.CPUs) == 0 || len(offer.RAMs) < 2 || len(offer.Systems) == 0 || len(offer.Places) == 0 || len(offer.TimeUnits) == 0 || offer.HD.Max == 0 {
		s.Fatalf("offer = %+v, want all of it", offer)
	}
	return cndns.CloudSpec{
		CPU: offer.CPUs[0].Cores, RAM: offer.RAMs[1].MB, HD: offer.HD.Min, BD: offer.BD.Min,
		Place: offer.Places[0].Value, OS: offer.Systems[0].Value, TimeUnit: offer.TimeUnits[0].Value,
	}
}

func (s *shop) powerAndChanges(named cndns.Named) {
	s.Helper()
	state := func(want cndns.CloudState) {
		s.Helper()
		equal(s, "state", want, must(s.CloudState(s.ctx, named))(s).State.Fold())
	}
	state(cndns.CloudRunning)
	s.ok(s.CloudRestart(s.ctx, named))
	s.ok(s.CloudSnapshotCreate(s.ctx, named))
	s.ok(s.CloudSnapshotRestore(s.ctx, named))
	s.ok(s.CloudSnapshotDelete(s.ctx, named))
	s.ok(s.CloudShutdown(s.ctx, named))
	state(cndns.CloudStopped)
	s.ok(s.CloudModifySystemPassword(s.ctx, cndns.CloudSystemPasswordRequest{CloudName: named.CloudName, Password: "bbb222!"}))
	room := must(s.CloudUpgradeList(s.ctx, named))(s)
	s.ok(s.CloudUpgrade(s.ctx, cndns.CloudUpgradeRequest{CloudName: named.CloudName, RAM: room.RAM.Step}))
	if ip := must(s.CloudBuyIP(s.ctx, named))(s).IP; ip == "" {
		s.Errorf("bought no address")
	}
	s.ok(s.CloudStart(s.ctx, named))
	state(cndns.CloudRunning)
	s.ok(s.CloudPowerOff(s.ctx, named))
	s.ok(s.CloudModifyPlatformPassword(s.ctx, cndns.CloudPlatformPasswordRequest{CloudName: named.CloudName, Password: "ccc333!"}))
	domain := cndns.CloudUnbindDomainRequest{CloudName: named.CloudName, DomainName: "bound.com"}
	s.ok(s.CloudBindDomain(s.ctx, cndns.CloudBindDomainRequest{CloudName: named.CloudName, DomainName: domain.DomainName}))
	s.ok(s.CloudUnbindDomain(s.ctx, domain))
	s.ok(s.CloudRenew(s.ctx, cndns.CloudRenewRequest{CloudName: named.CloudName, TimeUnit: cndns.Month}))
	systems := must(s.CloudRebuildSystems(s.ctx, named))(s).Systems
	s.ok(s.CloudRebuild(s.ctx, cndns.CloudRebuildRequest{
		CloudName: named.CloudName, Password: "ddd444!", System: systems[0].Value, CallbackURL: "http://127.0.0.1:1/nobody",
	}))
	s.world.Clock.Advance(10 * time.Minute)
	_, err := s.CloudRenewPrice(named)
	s.ok(err)
}

// CloudRenewPrice asks what the host's renewal costs.
func (s *shop) CloudRenewPrice(named cndns.Named) (endpoint.Fen, error) {
	return s.RenewPrice(s.ctx, cndns.RenewPriceRequest{Type: cndns.PriceCloud, Product: named.CloudName, TimeUnit: cndns.Month})
}

// TestContractTrouble holds the class of a purchase against every trouble the simulator
// knows.
func TestContractTrouble(t *testing.T) {
	t.Parallel()
	for kind, want := range map[trouble.Kind]endpoint.Class{
		trouble.Silent: endpoint.Unknown, trouble.Reset: endpoint.Unknown, trouble.Drop: endpoint.Unknown,
		trouble.Status500: endpoint.Unknown, trouble.HTML: endpoint.Unknown, trouble.Broken: endpoint.Unknown,
		trouble.Late: endpoint.Unknown, trouble.Refuse: endpoint.Refused,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := open(t, sandbox.Options{})
			s.Line().Timeout = time.Second
			id := s.contact()
			s.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: kind, Code: "10021", Delay: time.Hour, Count: 1})

			err := s.DomainCreate(s.ctx, cndns.DomainCreateRequest{UserID: id, DomainName: "doubt.com", Years: 1, Password: "abc12345"})

			equal(s, "class", want, endpoint.ClassOf(err))
			equal(s, "requests", 1, s.world.Board.Tallies()["cndns.domain.create"].Requests)
		})
	}
}
