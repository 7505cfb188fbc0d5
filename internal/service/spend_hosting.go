package service

import (
	"context"
	"strings"
	"time"

	"tangelo/internal/vendors/cndns"
)

func hostingSpends() map[string]probe {
	return map[string]probe{
		"cndns.hosting.create": creation(findVirtualHost),
		"cndns.hosting.renew":  renewal(until(virtualHostEnd), span("years", "")),
		"cndns.hosting.upgrade": change(virtualHostPlan, hostPlan.shown, func(s *spend, before, now hostPlan) verdict {
			return became(before, now, s.hostPlan())
		}),
	}
}

func (s *spend) virtualHost(ctx context.Context) (cndns.HostingDetailResponse, error) {
	return s.client.HostingDetail(ctx, cndns.FTPNamed{FTPName: s.key()})
}

func virtualHostEnd(ctx context.Context, s *spend) (time.Time, error) {
	d, err := s.virtualHost(ctx)
	return d.ExpiresAt, err
}

// hostPlan is what a virtual host is sold as.
type hostPlan struct {
	SizeMB             int
	Script, Line, Zone string
}

func (h hostPlan) shown() bool { return h.SizeMB > 0 && h.Script != "" }

func virtualHostPlan(ctx context.Context, s *spend) (hostPlan, error) {
	d, err := s.virtualHost(ctx)
	return planOf(d), err
}

func planOf(d cndns.HostingDetailResponse) hostPlan {
	return hostPlan{d.SizeMB, plain(d.ScriptType), plain(d.LineType), plain(d.Location)}
}

// hostPlan is what an order asks for. The two calls write location differently.
func (s *spend) hostPlan() hostPlan {
	zone := s.param("location") + s.param("Location")
	return hostPlan{cndns.HostSize(s.param("hostsize")).MB(), plain(s.param("hosttype")), plain(s.param("linetype")), plain(zone)}
}

// plain is a word of the vendor's, which it writes in any case.
func plain(word string) string { return strings.ToLower(strings.TrimSpace(word)) }

func findVirtualHost(ctx context.Context, s *spend) (thing, error) {
	d, err := s.virtualHost(ctx)
	t, err := detailed(d.FTPName, d.BoughtAt, err)
	t.Other = t.Found && planOf(d) != s.hostPlan()
	return t, err
}
