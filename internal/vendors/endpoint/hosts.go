package endpoint

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"code.dny.dev/ssrf"
)

// ErrHost is the cause of a call that was not sent because of where it would have gone.
var ErrHost = errors.New("neither an address of the vendor's nor one that the operator allows")

// Hosts are those that the operator lets calls go to besides the vendors' documented ones:
// "name" with every port, or "name:port". Only they may lie within the operator's own
// network, for whoever names one there says so.
type Hosts []string

// Allow reports whether calls may go to an address: to a documented one, which are base
// URLs, and then in the clear only if the document has no other; or to an allowed host. It
// looks at names only; what they stand for is seen when a call is made.
func (h Hosts) Allow(address string, documented map[string]string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return false
	}
	if h.has(hostPort(u)) {
		return true
	}
	for _, text := range documented {
		if own, err := url.Parse(text); err == nil && isOf(u, own) {
			return true
		}
	}
	return false
}

// isOf reports whether an address is at a documented one, as it is written or encrypted.
func isOf(u, own *url.URL) bool {
	safe := *own
	safe.Scheme = "https"
	return u.Scheme == own.Scheme && hostPort(u) == hostPort(own) || u.Scheme == "https" && hostPort(u) == hostPort(&safe)
}

// hostPort is the host of an address with its port, for comparing.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// has reports whether one of the hosts is the one of an address with a port.
func (h Hosts) has(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && slices.ContainsFunc(h, func(one string) bool {
		return strings.EqualFold(one, host) || strings.EqualFold(one, address)
	})
}

// guard refuses every address that is not of the public internet. It sees what a name stands
// for at the moment of the connection, so that nobody can change that in between.
var guard = ssrf.New(ssrf.WithAnyPort())

// dial opens connections into the public internet, and to allowed hosts wherever they are.
func (h Hosts) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second, Control: guard.Safe}
	if h.has(address) {
		dialer.Control = nil
	}
	return dialer.DialContext(ctx, network, address)
}
