package sendcloud_test

import (
	"strings"
	"testing"
	"time"

	"tangelo/internal/sandbox"
	simcndns "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/sendcloud"
	"tangelo/internal/vendors/vendortest"
)

// TestWiringTurnsADomainGreen writes the records that SendCloud asks for into a zone at
// DNSPod, and into one at CNDNS, through those vendors' own calls; half an hour later the
// domain is usable, and no longer so when the zone's domain points elsewhere.
func TestWiringTurnsADomainGreen(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(*testing.T, *sandbox.World, sendcloud.Domain){
		"dnspod": wireDNSPod, "cndns": wireCNDNS,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := suite().Start(t)
			d := vendortest.Got[sendcloud.DomainResponse](s, "sendcloud.domain.add", params{"name": "mail-shop.com"}).Domain
			if green(s) {
				t.Fatal("it is green without any record")
			}
			write(t, s.World, d)
			s.World.Clock.Advance(31 * time.Minute)
			if !green(s) {
				t.Fatalf("not green: %+v", s.Must("sendcloud.domain.check_config", nil))
			}
			s.World.CNDNS.PlantDomain(simcndns.Domain{Name: "mail-shop.com", NameServers: []string{"ns1.elsewhere.example"}})
			s.World.Clock.Advance(31 * time.Minute)
			if green(s) {
				t.Error("it is green although the domain points elsewhere")
			}
		})
	}
}

func green(s *stage) bool {
	s.Helper()
	return vendortest.Got[sendcloud.DomainChecksResponse](s, "sendcloud.domain.check_config", nil).Domains[0].Usable
}

// records are what a sending domain needs: host below the domain, type and value.
func records(d sendcloud.Domain) [][3]string {
	below := func(host string) string {
		if label := strings.TrimSuffix(strings.TrimSuffix(host, d.Name), "."); label != "" {
			return label
		}
		return "@"
	}
	return [][3]string{
		{below(d.SPFHost), "TXT", d.SPFValue},
		{below(d.DKIMHost), "TXT", d.DKIMValue},
		{below(d.MXHost), "MX", d.MXValue + "."},
		{below(d.DMARCHost), "TXT", d.DMARCValue},
	}
}

func wireDNSPod(t *testing.T, world *sandbox.World, d sendcloud.Domain) {
	t.Helper()
	at := world.Line().DNSPod
	c := dnspod.New(dnspod.Config{
		Account: "1", Mail: "ops@shop.example", Credentials: dnspod.Credentials{LoginToken: endpoint.Secret(at.LoginToken)},
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{dnspod.HostAPI: at.URL},
	})
	zone, err := c.DomainCreate(t.Context(), dnspod.DomainCreateRequest{Domain: d.Name})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records(d) {
		data := dnspod.RecordData{Sub: r[0], Type: r[1], Line: dnspod.DefaultLine, Value: r[2], MX: 5, TTL: 600}
		if r[1] != "MX" {
			data.MX = 0
		}
		if _, err := c.RecordCreate(t.Context(), dnspod.RecordCreateRequest{DomainID: zone.Domain.ID, RecordData: data}); err != nil {
			t.Fatal(err)
		}
	}
}

func wireCNDNS(t *testing.T, world *sandbox.World, d sendcloud.Domain) {
	t.Helper()
	world.CNDNS.PlantDomain(simcndns.Domain{Name: d.Name})
	at := world.Line().CNDNS
	c := cndns.New(cndns.Config{
		Account: "1", Username: at.Username, Email: at.Email, Password: endpoint.Secret(at.Password),
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{cndns.HostAPI: at.API},
	})
	for _, r := range records(d) {
		req := cndns.RecordCreateRequest{DomainName: d.Name, Item: r[0], Type: r[1], Value: r[2], Level: "5", TTL: 900}
		if _, err := c.RecordCreate(t.Context(), req); err != nil {
			t.Fatal(err)
		}
	}
}
