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
		"cndns.cloud.upgrade": change(cloudSizeNow, compareCloud),
		"cndns.cloud.buy_ip":  change(cloudAddresses, func(_ *spend, before, now int) verdict { return became(before, now, before+1) }),
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

func cloudAddresses(ctx context.Context, s *spend) (int, error) {
	c, err := s.cloud(ctx, s.key())
	return len(addresses(c.ExtraIPs)), err
}
