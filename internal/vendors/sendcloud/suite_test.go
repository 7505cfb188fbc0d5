package sendcloud_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"tangelo/internal/sandbox"
	sim "tangelo/internal/sandbox/sendcloud"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/sendcloud"
	"tangelo/internal/vendors/vendortest"
)

type (
	proof   = vendortest.Proof
	params  = vendortest.Params
	refusal = vendortest.Refusal
	stage   = vendortest.Shop
)

func suite() vendortest.Vendor {
	return vendortest.Vendor{
		Name: "sendcloud", All: sendcloud.All(), Common: sendcloud.CommonCodes(), Open: sendcloud.Open,
		Connect: connect, Proofs: proofs,
		Login:   []string{"apiUser", "apiKey"},
		Secrets: func(world *sandbox.World) []string { return []string{world.Line().SendCloud.APIKey} },
	}
}

func TestDeclarations(t *testing.T) { t.Parallel(); suite().Declared(t) }

func TestProofs(t *testing.T) { t.Parallel(); suite().Prove(t) }

func FuzzSuccess(f *testing.F) { suite().FuzzSuccess(f) }

func connect(world *sandbox.World, log endpoint.Recorder) *endpoint.Line {
	return as(world, log, world.Line().SendCloud.APIKey)
}

func as(world *sandbox.World, log endpoint.Recorder, key string) *endpoint.Line {
	at := world.Line().SendCloud
	return sendcloud.New(sendcloud.Config{
		Account: "1", APIUser: at.APIUser, APIKey: endpoint.Secret(key), Recorder: log, Timeout: 5 * time.Second,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{sendcloud.HostAPI: at.URL},
	}).Line()
}

func stranger(s *stage) *endpoint.Line { return as(s.World, s.Log, "nobodys-key") }

// wire puts everything into the DNS that a sending domain needs.
func wire(s *stage, d sendcloud.Domain) {
	for _, r := range [][3]string{
		{d.SPFHost, "TXT", d.SPFValue},
		{d.DKIMHost, "TXT", d.DKIMValue},
		{d.MXHost, "MX", d.MXValue},
		{d.DMARCHost, "TXT", d.DMARCValue},
	} {
		s.World.SendCloud.PlantRecord(r[0], r[1], r[2])
	}
}

func add(s *stage) {
	s.Keep("domain", vendortest.Got[sendcloud.DomainResponse](s, "sendcloud.domain.add", params{"name": "mail.shop.example"}).Domain.Name)
}

func track(s *stage) {
	added := vendortest.Got[sendcloud.TrackDomainResponse](s, "sendcloud.track_domain.add", params{"name": "track.shop.example"})
	s.Keep("id", added.Domain.ID)
}

func fill(s *stage) {
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		s.World.SendCloud.PlantDomain(sim.Domain{Name: name + ".full.example"})
	}
}

func fillTracks(s *stage) {
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		s.Must("sendcloud.track_domain.add", params{"name": name + ".full.example"})
	}
}

// certificate makes a certificate and its key in PEM.
func certificate() (content, key string) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "track.shop.example"}, NotBefore: from, NotAfter: from.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		panic(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		panic(err)
	}
	encode := func(kind string, bytes []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	return encode("CERTIFICATE", der), encode("PRIVATE KEY", text)
}
