package service

import (
	"context"
	"errors"
	"slices"
	"time"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

func siteSpends() map[string]probe {
	return map[string]probe{
		"cndns.site_builder.create":              generated(showSite),
		"cndns.site_builder.copy":                generated(showSite),
		"cndns.site_builder.create_side_product": change(siteVersions, some, compareVersions),
		"cndns.site_builder.renew":               renewal(until(siteEnd), span("years", "")),
		"cndns.site_builder.upgrade":             change(sitePlanNow, anything, compareSite),
		"cndns.site_builder.buy_template":        generated(nil),
	}
}

func (s *spend) site(ctx context.Context, name string) (cndns.SiteBuilderSite, error) {
	return s.client.SiteBuilderDetail(ctx, cndns.SiteNamed{WebName: name})
}

func showSite(ctx context.Context, s *spend) (thing, error) {
	d, err := s.site(ctx, s.ref)
	return detailed(d.WebName, d.BoughtAt, err)
}

func siteEnd(ctx context.Context, s *spend) (time.Time, error) {
	d, err := s.site(ctx, s.key())
	return d.ExpiresAt, err
}

func siteVersions(ctx context.Context, s *spend) (string, error) {
	d, err := s.site(ctx, s.key())
	return plain(d.Terminal), err
}

func compareVersions(_ *spend, before, now string) verdict { return became(before, now, "pcmobile") }

// sitePlan is what a site is sold as: the detail gives figures and neither plan
// nor room, the list of upgrades what the site is not yet.
type sitePlan struct {
	Files, Traffic, Space int
	Offered               bool // what was ordered is on the list of upgrades
}

func sitePlanNow(ctx context.Context, s *spend) (sitePlan, error) {
	d, err := s.site(ctx, s.key())
	if err != nil {
		return sitePlan{}, err
	}
	list, err := s.client.SiteBuilderUpgradeList(ctx, cndns.SiteNamed{WebName: s.key()})
	var e *endpoint.Error
	if errors.As(err, &e) && e.Class == endpoint.Refused && e.Code == "19114" {
		err = nil // there is nothing above it
	}
	offered := slices.ContainsFunc(list.Options, func(o cndns.SiteUpgradeOption) bool {
		return string(o.Plan) == s.param("sitetag") && siteZone(o.Location) == siteZone(s.param("location")) && o.Room == s.param("roomid")
	})
	return sitePlan{d.Files, d.Traffic, d.Space, offered}, err
}

// siteZone gives Shanghai, which has an old name too, one name.
func siteZone(location string) string {
	if location = plain(location); location != "cn" {
		return location
	}
	return "sh"
}

// compareSite believes an upgrade that left the list, and that nothing was done
// while it stands there.
func compareSite(_ *spend, before, now sitePlan) verdict {
	switch {
	case before.Offered && !now.Offered:
		return didIt
	case before.Offered && before == now:
		return didNot
	}
	return unclear
}
