package service

import (
	"context"
	"errors"
	"time"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

func databaseSpends() map[string]probe {
	return map[string]probe{
		"cndns.database.create": creation(findDatabase),
		"cndns.database.renew":  renewal(until(databaseEnd), span("years", "")),
		"cndns.database.upgrade": change(databasePlanNow, databasePlan.shown, func(s *spend, before, now databasePlan) verdict {
			return became(before, now, s.databasePlan())
		}),
	}
}

func (s *spend) database(ctx context.Context, name string) (cndns.DatabaseDetailResponse, error) {
	return s.client.DatabaseDetail(ctx, cndns.DBNamed{DBName: name})
}

func databaseEnd(ctx context.Context, s *spend) (time.Time, error) {
	d, err := s.database(ctx, s.key())
	return d.ExpiresAt, err
}

// databasePlan is what a database is sold as.
type databasePlan struct {
	Type, Line, Zone string
	SizeMB           int
}

// shown reports whether the vendor tells the plan. It may leave out the line.
func (d databasePlan) shown() bool { return d.Type != "" && d.SizeMB > 0 }

func databasePlanNow(ctx context.Context, s *spend) (databasePlan, error) {
	d, err := s.database(ctx, s.key())
	return databasePlan{string(d.Type), plain(d.LineType), plain(d.Location), d.SizeMB}, err
}

func (s *spend) databasePlan() databasePlan {
	return databasePlan{s.param("dbtype"), plain(s.param("linetype")), plain(s.param("location")), s.count("dbsize") * cndns.DBUnitMB}
}

// databasePrefix is what the vendor was seen to put before an ordered name. The
// document explains it nowhere, so that a database may be there under another.
const databasePrefix = "sq_"

// findDatabase looks under the ordered name and under the vendor's, then asks
// whether the name is free at all.
func findDatabase(ctx context.Context, s *spend) (thing, error) {
	for _, name := range []string{databasePrefix + s.key(), s.key()} {
		d, err := s.database(ctx, name)
		t, err := detailed(d.Name, d.BoughtAt, err)
		if err != nil || t.Found {
			t.Other = string(d.Type) != s.param("dbtype") || d.SizeMB != s.databasePlan().SizeMB
			return t, err
		}
	}
	taken, err := s.taken(ctx, nameOfDatabase, s.key())
	return thing{Found: taken, Other: taken}, err
}

// The kinds of name that the vendor says are in use or not (十七、1).
const (
	nameOfDatabase = "3"
	nameOfCompany  = "8"
)

// taken asks whether a name is in use, by us or by anybody.
func (s *spend) taken(ctx context.Context, kind, name string) (bool, error) {
	err := s.client.CheckProductName(ctx, cndns.ProductNameRequest{Name: name, Type: kind})
	var e *endpoint.Error
	if errors.As(err, &e) && e.Class == endpoint.Refused && (e.Code == "10031" || e.Code == "10049") {
		return true, nil
	}
	return false, err
}
