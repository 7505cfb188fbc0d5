package service

import (
	"context"
	"strconv"
	"time"

	"tangelo/internal/vendors/cndns"
)

func cdnSpends() map[string]probe {
	return map[string]probe{
		"cndns.cdn.create":  generated(showCDN),
		"cndns.cdn.renew":   renewal(until(cdnEnd), span("years", "tmetpe")),
		"cndns.cdn.upgrade": change(cdnTraffic, traffic.shown, compareCDN),
		"cndns.ddos.buy":    generated(showDDoS),
	}
}

func (s *spend) cdn(ctx context.Context, name string) (cndns.CDNInfoResponse, error) {
	return s.client.CDNInfo(ctx, cndns.CDNFilter{CDNNamed: cndns.CDNNamed{Name: name}})
}

func showCDN(ctx context.Context, s *spend) (thing, error) {
	c, err := s.cdn(ctx, s.ref)
	t, err := detailedInWords(c.Name, c.BoughtAt, err)
	t.Other = t.Found && (plain(string(c.Unit)) != plain(s.param("type")) || strconv.Itoa(c.Multiple) != s.param("base"))
	return t, err
}

func showDDoS(ctx context.Context, s *spend) (thing, error) {
	d, err := s.client.DDoSDetail(ctx, cndns.DDoSNamed{Name: s.ref})
	return detailedInWords(d.Name, d.BoughtAt, err)
}

func cdnEnd(ctx context.Context, s *spend) (time.Time, error) {
	c, err := s.cdn(ctx, s.key())
	return c.ExpiresAt, err
}

// traffic is what a CDN product holds.
type traffic struct {
	Unit     string
	Multiple int
}

func (t traffic) shown() bool { return t.Unit != "" && t.Multiple > 0 }

func cdnTraffic(ctx context.Context, s *spend) (traffic, error) {
	c, err := s.cdn(ctx, s.key())
	return traffic{plain(string(c.Unit)), c.Multiple}, err
}

// compareCDN reads the multiple as a new total and as an addition, for the
// document does not say which it is.
func compareCDN(s *spend, before, now traffic) verdict {
	total, sum := before, before
	if unit := plain(s.param("type")); unit != "" {
		total.Unit, sum.Unit = unit, unit
	}
	if s.param("base") != "" {
		total.Multiple = s.count("base")
		sum.Multiple = before.Multiple + s.count("base")
	}
	return became(before, now, total, sum)
}
