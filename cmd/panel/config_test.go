package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHostsOfVendors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                                   nil,
		"relay.example":                      {"relay.example"},
		"relay.example:8443, 127.0.0.1:8801": {"relay.example:8443", "127.0.0.1:8801"},
		"[fd00::5]:8080":                     {"[fd00::5]:8080"},
	} {
		c, err := readConfig(map[string]string{"PANEL_DATA": t.TempDir(), "PANEL_VENDOR_HOSTS": text})
		if err != nil || !cmp.Equal(c.VendorHosts, want) {
			t.Errorf("%q: %q, %v, want %q", text, c.VendorHosts, err, want)
		}
	}
	for _, text := range []string{"http://relay.example", "relay.example/path", "user@relay.example", "relay.example,", "a b", ":80"} {
		if c, err := readConfig(map[string]string{"PANEL_DATA": t.TempDir(), "PANEL_VENDOR_HOSTS": text}); err == nil {
			t.Errorf("%q is taken as %q", text, c.VendorHosts)
		}
	}
}
