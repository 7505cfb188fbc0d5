package service

import (
	"context"
	"time"

	"tangelo/internal/vendors/cndns"
)

func cloudSpends() map[string]probe {
	return map[string]probe{
		"cndns.cloud.buy":     generated(showCloudHost),
		"cndns.cloud.renew":   renewal(until(cloudEnd), span("years", "timetype")),
		"cndns.cloud.upgrade": change(cloudSizeNow, cloudSize.shown, compareCloud),
		"cndns.cloud.buy_ip":  change(cloudAddresses, hostAddresses.shown, compareAddresses),
	}
}

func (s *spend) cloud(ctx context.Context, name string) (cndns.CloudInfoResponse, error) {
	return s.client.CloudInfo(ctx, cndns.Named{CloudName: name})
}

func showCloudHost(ctx context.Context, s *spend) (thing, error) {
	c, err := s.cloud(ctx, s.ref)
	return detailed(c.CloudName, c.BoughtAt, err)
}

func cloudEnd(ctx context.Context, s *spend) (time.Time, error) {
	c, err := s.cloud(ctx, s.key())
	return c.ExpiresAt, err
}

// cloudSize is in cores, MB, GB and Mbps.
type cloudSize struct{ CPU, RAM, HD, BD int }

// shown reports whether the vendor tells the size: of a host that is not opened
// it tells none.
func (c cloudSize) shown() bool { return min(c.CPU, c.RAM, c.HD, c.BD) > 0 }

func cloudSizeNow(ctx context.Context, s *spend) (cloudSize, error) {
	c, err := s.cloud(ctx, s.key())
	return cloudSize{c.CPU, c.RAM, c.HD, c.BD}, err
}

// compareCloud adds what was ordered; 0 adds nothing.
func compareCloud(s *spend, before, now cloudSize) verdict {
	return became(before, now, cloudSize{
		before.CPU + number(s.param("CPUNum")), before.RAM + number(s.param("RAMNum")),
		before.HD + number(s.param("HDNum")), before.BD + number(s.param("BDNum")),
	})
}

// hostAddresses is the number of a host's extra addresses, beside its cores.
type hostAddresses struct{ CPU, Extra int }

// shown reports whether a host without extra addresses has none, or is not told
// of at all.
func (h hostAddresses) shown() bool { return h.CPU > 0 || h.Extra > 0 }

func cloudAddresses(ctx context.Context, s *spend) (hostAddresses, error) {
	c, err := s.cloud(ctx, s.key())
	return hostAddresses{c.CPU, len(addresses(c.ExtraIPs))}, err
}

func compareAddresses(_ *spend, before, now hostAddresses) verdict {
	switch now.Extra {
	case before.Extra + 1:
		return didIt
	case before.Extra:
		return didNot
	}
	return unclear
}
