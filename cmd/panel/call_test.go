package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/service"
)

// newStation is a panel with one account at a simulated CNDNS.
func newStation(t *testing.T) (*station, *sandbox.World) {
	t.Helper()
	world, err := sandbox.Start(t.Context(), sandbox.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	c, err := readConfig(map[string]string{"PANEL_DATA": t.TempDir(), "PANEL_VENDOR_HOSTS": "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), c, tuning{callLimit: 2 * time.Second}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
	_, err = s.app.AddAccount(t.Context(), commandLine(0), service.NewAccount{
		Role: panel.RoleOwner, Email: "owner@shop.example", Name: "Owner", Reseller: "Shop", Password: "long enough for all",
	})
	if err != nil {
		t.Fatal(err)
	}
	line := world.Line().CNDNS
	_, err = s.app.SaveVendor(t.Context(), commandLine(0), service.VendorForm{
		ResellerID: 1, Vendor: panel.VendorCNDNS, Label: "CNDNS", Secrets: map[string]string{"password": line.Password},
		Settings: panel.VendorSettings{Username: line.Username, Email: line.Email, BaseURLs: map[string]string{"api": line.API, "dmcheck": line.DMCheck, "support": line.Support}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, world
}

// call runs "vendor call" and returns what it printed.
func call(t *testing.T, s *station, stdin string, f callFlags) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := f.run(t.Context(), s, strings.NewReader(stdin), &out)
	return out.String(), err
}

func isUsage(err error) bool {
	var usage usageError
	return errors.As(err, &usage)
}

func TestVendorCall(t *testing.T) {
	t.Parallel()
	s, world := newStation(t)

	out, err := call(t, s, "", callFlags{name: "cndns.domain.detail", pairs: []string{"domainname=juzi-shop.com"}})
	if err != nil || !strings.Contains(out, "class    ok") || !strings.Contains(out, `"DomainName": "juzi-shop.com"`) {
		t.Errorf("read = %v\n%s", err, out)
	}
	out, err = call(t, s, "", callFlags{name: "cndns.domain.detail", pairs: []string{"domainname=not-ours.com"}, json: true})
	var refused callOutcome
	if wrong := json.Unmarshal([]byte(out), &refused); wrong != nil || err == nil || isUsage(err) || refused.Class != "refused" || refused.Code == "" || refused.Meaning["en"] == "" {
		t.Errorf("refused = %v, %v, %s", err, wrong, out)
	}

	file := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(file, []byte("From-file-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"@" + file, "-"} {
		out, err = call(t, s, "From-stdin-1\n", callFlags{name: "cndns.cloud.modify_system_password", pairs: []string{"cloudname=S262491", "cloudpassword=" + secret}, dry: true})
		if err != nil || !strings.Contains(out, "cloudpassword = ••••••") || !strings.Contains(out, "nothing was sent") {
			t.Errorf("dry run with %s = %v\n%s", secret, err, out)
		}
	}

	renewal := callFlags{name: "cndns.domain.renew", pairs: []string{"domainname=juzi-shop.com", "years=1"}, confirm: "juzi-shop.com"}
	world.Board.Set(trouble.Fault{Call: renewal.name, Kind: trouble.Reset, Count: 1})
	out, err = call(t, s, "", renewal)
	if err == nil || !strings.Contains(out, "class    unknown") || !strings.Contains(out, "followed at /orders/1") {
		t.Errorf("a purchase whose answer is lost = %v\n%s", err, out)
	}
	if _, err = call(t, s, "", renewal); err == nil || isUsage(err) || len(world.CNDNS.Purchases()) != 1 {
		t.Errorf("the same purchase again = %v, with %d at the vendor; want an error and one", err, len(world.CNDNS.Purchases()))
	}
}

// TestBadCallsNameTheParameter walks what is bad usage: one line, exit code 2.
func TestBadCallsNameTheParameter(t *testing.T) {
	t.Parallel()
	s, _ := newStation(t)
	for want, f := range map[string]callFlags{
		"domainname: Required":                      {name: "cndns.domain.detail"},
		"years: Enter a whole number":               {name: "cndns.domain.renew", pairs: []string{"domainname=a.com", "years=x"}},
		"nonsense: This call has no such parameter": {name: "cndns.domain.detail", pairs: []string{"domainname=a.com", "nonsense=1"}},
		"domainname: write it as parameter=value":   {name: "cndns.domain.detail", pairs: []string{"domainname"}},
		"--confirm: Type S262491 to confirm":        {name: "cndns.cloud.power_off", pairs: []string{"cloudname=S262491"}},
		"account 1 has no call cndns.nothing":       {name: "cndns.nothing"},
		`there is no account at a vendor "dnspod"`:  {name: "dnspod.user.detail"},
		"cloudpassword is secret":                   {name: "cndns.cloud.modify_system_password", pairs: []string{"cloudpassword=Seen-by-all-1"}},
		"cloudpassword: open /does/not/exist":       {name: "cndns.cloud.modify_system_password", pairs: []string{"cloudpassword=@/does/not/exist"}},
	} {
		_, err := call(t, s, "", f)
		if !isUsage(err) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s %v: %v, want bad usage: %s", f.name, f.pairs, err, want)
		}
	}
}

func TestVendorCallsListsDeclarations(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := listCalls(&out, service.CallSearch{Vendor: panel.VendorCNDNS, Words: "renew cloud"}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "cndns.cloud.renew\tbuy\t") || !strings.Contains(out.String(), "cloudname*") {
		t.Errorf("list = %s", out.String())
	}
	if err := listCalls(&out, service.CallSearch{Words: "nothing-is-called-that"}); !isUsage(err) {
		t.Errorf("a search without results = %v, want bad usage", err)
	}
}
