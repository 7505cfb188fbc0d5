package service

import (
	"context"
	"errors"
	"time"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// pointSpends are those of bulk mail and of SMS.
func pointSpends() map[string]probe {
	return map[string]probe{
		"cndns.edm.create":     generated(showEDM),
		"cndns.edm.buy_points": boughtPoints(edmPoints),
		"cndns.sms.create":     generated(showSMS),
		"cndns.sms.buy_points": boughtPoints(smsPoints),
	}
}

func showEDM(ctx context.Context, s *spend) (thing, error) {
	d, err := s.client.EDMDetail(ctx, cndns.EDMNamed{Account: s.ref})
	return detailed(d.Account, time.Time{}, err)
}

func showSMS(ctx context.Context, s *spend) (thing, error) {
	d, err := s.client.SMSDetail(ctx, cndns.SMSNamed{Account: s.ref})
	return detailed(d.Account, d.BoughtAt, err)
}

func edmPoints(ctx context.Context, s *spend) (pointsNow, error) {
	d, err := s.client.EDMDetail(ctx, cndns.EDMNamed{Account: s.key()})
	if err != nil {
		return pointsNow{}, err
	}
	left, err := s.client.EDMRestPoints(ctx, cndns.EDMNamed{Account: s.key()})
	return rest(d.Points, left.Points, err)
}

func smsPoints(ctx context.Context, s *spend) (pointsNow, error) {
	d, err := s.client.SMSDetail(ctx, cndns.SMSNamed{Account: s.key()})
	return pointsNow{Bought: d.PointsBought, Left: d.PointsLeft}, err
}

// rest joins two answers: a vendor that does not say what is left is no failure.
func rest(bought, left int, err error) (pointsNow, error) {
	var e *endpoint.Error
	if errors.As(err, &e) && e.Class == endpoint.Refused {
		return pointsNow{Bought: bought, Left: -1}, nil
	}
	return pointsNow{Bought: bought, Left: left}, err
}
