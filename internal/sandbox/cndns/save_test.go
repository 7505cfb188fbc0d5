package cndns

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/trouble"
)

// snapshot is what Save writes, without the signatures that were used and the
// count of answers.
func (v *vendor) snapshot() map[string]any {
	v.t.Helper()
	data, err := v.Save()
	if err != nil {
		v.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		v.t.Fatal(err)
	}
	delete(out, "answered")
	accounts, ok := out["accounts"].(map[string]any)
	if !ok {
		v.t.Fatalf("saved = %s, want accounts", data)
	}
	for _, account := range accounts {
		fields, ok := account.(map[string]any)
		if !ok {
			v.t.Fatalf("saved = %s, want objects as accounts", data)
		}
		delete(fields, "used")
		delete(fields, "day")
	}
	return out
}

// Only calls that succeed without any change may be marked as reading.
func TestReadingCallsChangeNothing(t *testing.T) {
	t.Parallel()
	urgent := false
	v := start(t, func(o *Options) { o.DomainList, o.Changed = true, func(now bool) { urgent = urgent || now } })
	name := v.running("mine.com")
	v.must(transferPath, "domainname", "away.com", "userid", v.contact(), "authcode", "Good!code")
	host := v.PlantCloudHost(Host{})
	own := v.plantMarketing()
	params := append(smallHost(), "cloudname", host, "praname", "free.com", "protype", "1", "type", "1", "tag", "dme",
		"suffix", "com", "pdtname", name, "domain-name", "free", "tld", ".com")
	params = append(params, hostReads(v)...)
	planted := map[string][]string{ // what the reading calls of a product need besides, by product
		"site_builder": {"webname", v.PlantSite(Site{}), "type", "pc"},
		"cdn":          {"nme", v.PlantCDN(CDN{Domains: []CDNDomain{{Name: "a.example"}}}), "dme", "a.example"},
		"ddos":         {"nme", v.PlantShield(Shield{})},
		"bcc":          {"pdtnme", v.PlantMachine(Machine{})},
		"ali_ecs":      {"pdtnme", v.PlantMachine(Machine{Maker: "ali"})},
	}
	before := v.snapshot()
	for _, c := range calls {
		if !c.reads {
			continue
		}
		subject := name
		if c.name == "cndns.domain.transfer_in_status" {
			subject = "away.com"
		}
		urgent = false
		all := slices.Concat(
			[]string{"domainname", subject}, params, own[c.name], planted[strings.Split(c.name, ".")[1]],
		)
		got := v.get(v.base(c.host) + c.path + "?" + v.sign(values(all...)).Encode())
		if got.Status != "success" || urgent {
			t.Errorf("%s = %s, urgent %t, want success and no hurry", c.name, got.Body, urgent)
		}
	}
	if diff := cmp.Diff(before, v.snapshot()); diff != "" {
		t.Errorf("state (-before +after):\n%s", diff)
	}
}

func TestRestoreLeavesNothingOut(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.AddAccount("second", "p", "second@reseller.example")
	v.PlantCoupon("c1", 700)
	v.running("mine.com")
	v.plantMarketing()
	v.PlantContact(Contact{Values: company(), White: true, Forbidden: true})
	v.PlantCloudHost(Host{Snapshot: true, Domains: []string{"mine.com"}, Extra: []string{"192.0.2.9"}})
	v.PlantVirtualHost(VirtualHost{Files: map[string]*HostFile{"wwwroot/a.zip": {KB: 1, Holds: map[string]int{"b": 2}}}})
	v.PlantDatabase(Database{Kind: "5", Backups: map[string]Backup{"1": {At: wall, MB: 3}}})
	v.PlantSite(Site{Domains: []SiteDomain{{Name: "mine.com"}}, Templates: []string{"4212"}})
	v.PlantCDN(CDN{Purges: []CDNPurge{{URL: "http://a.example/", Created: wall}}})
	v.PlantShield(Shield{})
	v.PlantMachine(Machine{Order: Order{State: OrderOpening}})
	id := v.PlantContact(Contact{Values: company()})
	v.must(transferPath, "domainname", "away.com", "userid", id, "authcode", "Good!code") // one signature: they have no order
	want, err := v.Save()
	if err != nil {
		t.Fatal(err)
	}

	clock, board := trouble.NewClock(wall, 0), trouble.NewBoard()
	t.Cleanup(clock.Close)
	other := New(Options{Clock: clock, Board: board, Seed: 7})
	t.Cleanup(other.Close)
	if err := other.Restore(want); err != nil {
		t.Fatal(err)
	}

	got, err := other.Save()
	if err != nil {
		t.Fatal(err)
	}
	var left, right any
	if err := json.Unmarshal(want, &left); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(got, &right); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(left, right); diff != "" {
		t.Errorf("state (-saved +restored):\n%s", diff)
	}
}
