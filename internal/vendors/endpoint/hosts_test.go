package endpoint_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// documented is what a vendor's document says of its hosts.
var documented = map[string]string{"api": "http://api.vendor.example", "check": "https://check.vendor.example"}

func TestOnlyDocumentedAndAllowedAddresses(t *testing.T) {
	t.Parallel()
	hosts := endpoint.Hosts{"relay.example", "127.0.0.1:8801", "::1"}
	for address, want := range map[string]bool{
		"http://api.vendor.example":                true,
		"http://API.vendor.example:80/v2":          true,
		"https://api.vendor.example":               true, // better than what is documented
		"https://check.vendor.example":             true,
		"https://check.vendor.example:443":         true,
		"http://check.vendor.example":              false, // in the clear
		"https://check.vendor.example:8443":        false,
		"http://api.vendor.example:22":             false,
		"http://api.vendor.example.evil.example":   false,
		"http://evil.example/api.vendor.example":   false,
		"http://api.vendor.example@evil.example":   false,
		"https://relay.example:9000/x":             true,
		"http://127.0.0.1:8801":                    true,
		"http://127.0.0.1:8802":                    false,
		"http://[::1]:5000":                        true,
		"http://[::ffff:127.0.0.1]:8801":           false,
		"http://2130706433:8801":                   false,
		"http://169.254.169.254/latest/meta-data/": false,
		"ftp://relay.example":                      false,
		"gopher://127.0.0.1:8801":                  false,
		"relay.example":                            false,
		"":                                         false,
	} {
		if got := hosts.Allow(address, documented); got != want {
			t.Errorf("%q allowed: %t, want %t", address, got, want)
		}
	}
}

// counted is a server on every address of this machine, and how often it was
// connected to.
func counted(t *testing.T) (port string, connections *atomic.Int64) {
	t.Helper()
	connections = &atomic.Int64{}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, oneBought) }))
	server.Listener = listener
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	_, port, err = net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, connections
}

const oneBought = `{"code":"ok","data":{"number":"1"}}`

// TestNoConnectionLeadsInside has a vendor's own name, which any address may
// hide behind, lead to this machine and its surroundings.
func TestNoConnectionLeadsInside(t *testing.T) {
	t.Parallel()
	port, connections := counted(t)
	lineTo := func(host string, allowed ...string) *endpoint.Line {
		address := "http://" + host + ":" + port
		return endpoint.Line{
			Vendor: endpoint.Vendor{Name: "plain", Method: http.MethodGet, Hosts: map[string]string{"api": address}}, Protocol: plain{},
			BaseURLs: map[string]string{"api": address}, Hosts: allowed, Timeout: 2 * time.Second,
		}.Open()
	}
	for _, host := range []string{
		"127.0.0.1", "127.1.2.3", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "[::]", "[::1]",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[::127.0.0.1]", "169.254.169.254", "[fe80::1]", "100.64.0.1", "10.0.0.1", "172.16.0.1",
		"192.168.0.1", "[fd00::8]", "[fc00::1]", "224.0.0.1", "[ff02::1]", "255.255.255.255", "[2002:7f00:1::]",
	} {
		_, err := call(endpoint.Buy).Call(t.Context(), lineTo(host), good)

		if endpoint.ClassOf(err) != endpoint.NotSent {
			t.Errorf("%s: %v, want it not sent", host, err)
		}
		if net.ParseIP(trimmed(host)) != nil && !errors.Is(err, endpoint.ErrHost) {
			t.Errorf("%s: %v, want our own refusal", host, err)
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections were made, want none", n)
	}

	elsewhere := lineTo("127.0.0.1")
	elsewhere.Vendor.Hosts = documented
	var refused *endpoint.Error
	if _, err := call(endpoint.Buy).Call(t.Context(), elsewhere, good); !errors.As(err, &refused) || refused.Reason != endpoint.ErrHost.Error() {
		t.Errorf("an address that is not documented: %v, want it refused by its name", err)
	}
	for _, allowed := range []string{"127.0.0.1", "127.0.0.1:" + port} {
		if _, err := call(endpoint.Buy).Call(t.Context(), lineTo("127.0.0.1", allowed), good); err != nil {
			t.Errorf("with %s allowed: %v", allowed, err)
		}
	}
	if n := connections.Load(); n != 2 {
		t.Errorf("%d connections to an allowed host, want 2", n)
	}
}

func trimmed(host string) string {
	if host[0] == '[' {
		return host[1 : len(host)-1]
	}
	return host
}
