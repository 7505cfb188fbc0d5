package service

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

const (
	sweepJob    = "vendor.sweep"
	sweepBatch  = 5                   // products of one step
	sweepSpread = 20 * time.Hour      // over which the questions about single products are spread
	sweepPause  = time.Minute         // at most, between two steps
	straySpan   = 60 * 24 * time.Hour // how long a name that was ordered or called back is asked for
	manyOrphans = 20                  // from so many of a kind on, one incident stands for all
)

// lister lists what a vendor account has of one kind of product, by name.
type lister func(ctx context.Context, a *App, accountID int64) ([]string, error)

// listers is every list of products that a vendor documents. What is of
// another kind, or at another vendor, is asked for one by one.
var listers = map[panel.Vendor]map[panel.ProductKind]lister{
	panel.VendorDNSPod: {panel.KindZone: listDNSPodZones},
}

func listDNSPodZones(ctx context.Context, a *App, accountID int64) ([]string, error) {
	client, err := a.dnspod(ctx, accountID)
	if err != nil {
		return nil, err
	}
	all, err := client.DomainListAll(ctx, "")
	names := make([]string, 0, len(all))
	for _, d := range all {
		name, unread := NameASCII(d.Name)
		if unread != nil {
			name = strings.ToLower(d.Name)
		}
		names = append(names, name)
	}
	return names, explain(err, nil)
}

// strayKinds says what kind of product a name can be of that an order asked
// for, or that a callback gave.
var strayKinds = map[string]panel.ProductKind{
	"domain.register": panel.KindDomain, "domain.transfer_in": panel.KindDomain, db.StrayCallback: panel.KindCloud,
}

// StartSweeps starts the sweep over every vendor account that was last swept a
// day ago or more, where the panel has products of the vendor at all.
func (a *App) StartSweeps(ctx context.Context) error {
	return a.startChecks(ctx, db.CheckSweep, sweepEvery, sweepJob, func(v panel.VendorAccount) bool {
		return v.Vendor == panel.VendorCNDNS || len(listers[v.Vendor]) > 0
	})
}

// sweep is one sweep over a vendor account under way.
type sweep struct {
	app     *App
	job     *panel.Job
	account panel.VendorAccount
	began   time.Time
}

// sweepAccount is the step of "vendor.sweep". The job's input says how far it
// came: first the lists and the strays, then a few products at a time.
func (a *App) sweepAccount(ctx context.Context, job *panel.Job) (next, error) {
	s := &sweep{app: a, job: job, began: job.CreatedAt}
	var err error
	if s.account, err = a.DB.VendorAccount(ctx, panel.SystemActor(job.ResellerID), job.AccountID); err != nil {
		return next{}, err
	}
	if job.Input["listed"] == "" {
		if err := s.lists(ctx); err != nil {
			return next{}, err
		}
		job.Input = withInput(job.Input, map[string]string{"listed": "1"})
	}
	more, err := s.products(ctx)
	if err != nil {
		return next{}, err
	}
	if more {
		n, err := a.DB.CountShown(ctx, s.account.ID)
		return next{in: a.patience(min(sweepPause, sweepSpread/time.Duration(1+n/sweepBatch)))}, err
	}
	return s.end(ctx)
}

// lists compares whole lists both ways, and asks for the strays.
func (s *sweep) lists(ctx context.Context) error {
	for kind, list := range listers[s.account.Vendor] {
		names, err := list(ctx, s.app, s.account.ID)
		if err != nil {
			return err
		}
		if err := s.compare(ctx, kind, names); err != nil {
			return err
		}
	}
	strays, err := s.app.DB.Strays(ctx, s.account.ID, s.app.Now().Add(-straySpan))
	if err != nil {
		return err
	}
	buying, err := s.app.DB.LaneOrders(ctx, s.account.ID, callbackLane)
	if err != nil {
		return err
	}
	for _, one := range strays {
		if one.Source == db.StrayCallback && len(buying) > 0 {
			continue // it may be what an order without a name is buying
		}
		if err := s.stray(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// compare holds a vendor's list against ours.
func (s *sweep) compare(ctx context.Context, kind panel.ProductKind, names []string) error {
	listed, orphans := map[string]bool{}, []string{}
	for _, name := range names {
		listed[name] = true
		owned, err := s.app.DB.Owned(ctx, s.account.ID, kind, name)
		if err != nil {
			return err
		}
		if !owned {
			orphans = append(orphans, name)
		}
	}
	if err := s.orphans(ctx, kind, orphans); err != nil {
		return err
	}
	return s.unlisted(ctx, kind, listed)
}

// unlisted notes products of ours that are not on a vendor's list.
func (s *sweep) unlisted(ctx context.Context, kind panel.ProductKind, listed map[string]bool) error {
	const page = 500
	for after := int64(0); ; {
		ours, err := s.app.DB.Shown(ctx, s.account.ID, after, page)
		if err != nil {
			return err
		}
		for _, p := range ours {
			after = p.ID
			if p.Kind != kind || listed[p.Name] {
				continue
			}
			if err := s.see(ctx, panel.Sighting{Side: panel.SideMissing, Kind: kind, Name: p.Name, ProductID: p.ID}); err != nil {
				return err
			}
		}
		if len(ours) < page {
			return nil
		}
	}
}

// orphans notes what nobody owns. An account that was in use before the panel
// was may have hundreds: then one incident stands for all of a kind.
func (s *sweep) orphans(ctx context.Context, kind panel.ProductKind, names []string) error {
	all := s.incident(panel.Sighting{Side: panel.SideOrphan, Kind: kind}, map[string]any{"kind": kind, "count": len(names)})
	if len(names) < manyOrphans {
		for _, name := range names {
			if err := s.see(ctx, panel.Sighting{Side: panel.SideOrphan, Kind: kind, Name: name}); err != nil {
				return err
			}
		}
		return s.app.DB.Within(ctx, func(tx *db.Tx) error { return tx.SettleIncident(ctx, all, "sweep.gone") })
	}
	again := false
	for _, name := range names {
		seen, err := s.note(ctx, panel.Sighting{Side: panel.SideOrphan, Kind: kind, Name: name})
		if err != nil {
			return err
		}
		again = again || seen.Times >= panel.SightingsApart
	}
	if !again {
		return nil
	}
	return s.open(ctx, all)
}

// stray asks for a name that may be ours although no product bears it.
func (s *sweep) stray(ctx context.Context, one db.Stray) error {
	kind, known := strayKinds[one.Source]
	if !known || s.account.Vendor != panel.VendorCNDNS {
		return nil
	}
	owned, err := s.app.DB.Owned(ctx, s.account.ID, kind, one.Name)
	if err != nil || owned {
		return err
	}
	found := panel.Sighting{Side: panel.SideOrphan, Kind: kind, Name: one.Name}
	_, err = s.app.lookUp(ctx, panel.Product{ResellerID: s.account.ResellerID, AccountID: s.account.ID, Vendor: s.account.Vendor, Kind: kind, Name: one.Name})
	switch {
	case panel.Is(err, panel.NotFound):
		return nil
	case err != nil && skips(err):
		return s.keep(ctx, found)
	case err != nil:
		return err
	}
	return s.see(ctx, found)
}

// products asks for the next few products of ours that stand on no list.
func (s *sweep) products(ctx context.Context) (more bool, err error) {
	after, err := strconv.ParseInt("0"+s.job.Input["after"], 10, 64)
	if err != nil {
		return false, err
	}
	ours, err := s.app.DB.Shown(ctx, s.account.ID, after, sweepBatch)
	if err != nil {
		return false, err
	}
	for _, p := range ours {
		if _, listed := listers[p.Vendor][p.Kind]; !listed {
			if err := s.product(ctx, p); err != nil {
				return false, err
			}
		}
		s.job.Input = withInput(s.job.Input, map[string]string{"after": strconv.FormatInt(p.ID, 10)})
	}
	return len(ours) == sweepBatch, nil
}

// product asks for one product of ours. What the vendor says of it is not
// stored: a sweep changes nothing.
func (s *sweep) product(ctx context.Context, p panel.Product) error {
	missing := panel.Sighting{Side: panel.SideMissing, Kind: p.Kind, Name: p.Name, ProductID: p.ID}
	_, err := s.app.lookUp(ctx, p)
	switch {
	case panel.Is(err, panel.NotFound):
		return s.see(ctx, missing)
	case err != nil && skips(err):
		return s.keep(ctx, missing)
	}
	return err
}

func (s *sweep) keep(ctx context.Context, one panel.Sighting) error {
	one.AccountID, one.ResellerID = s.account.ID, s.account.ResellerID
	return s.app.DB.Within(ctx, func(tx *db.Tx) error { return tx.KeepSighting(ctx, one) })
}

func (s *sweep) note(ctx context.Context, one panel.Sighting) (seen panel.Sighting, err error) {
	one.AccountID, one.ResellerID = s.account.ID, s.account.ResellerID
	err = s.app.DB.Within(ctx, func(tx *db.Tx) error {
		seen, err = tx.See(ctx, one, s.began)
		return err
	})
	return seen, err
}

// see notes a sighting, and opens the incident when it was seen often enough.
func (s *sweep) see(ctx context.Context, one panel.Sighting) error {
	seen, err := s.note(ctx, one)
	if err != nil || seen.Times < panel.SightingsApart {
		return err
	}
	return s.open(ctx, s.incident(seen, map[string]any{
		"kind": seen.Kind, "name": seen.Name, "product": seen.ProductID, "first_seen": seen.FirstAt, "sweeps": seen.Times,
	}))
}

// incident is the incident of a sighting; of a whole kind without a name.
func (s *sweep) incident(one panel.Sighting, detail any) db.NewIncident {
	return db.NewIncident{
		Kind: one.Side.Incident(), ResellerID: s.account.ResellerID, AccountID: s.account.ID, Detail: detail,
		Subject: strings.TrimSpace(string(one.Kind) + " " + one.Name),
	}
}

func (s *sweep) open(ctx context.Context, i db.NewIncident) error {
	return s.app.DB.Within(ctx, func(tx *db.Tx) error { return s.app.openIncident(ctx, tx, i) })
}

// end settles what this sweep did not see again.
func (s *sweep) end(ctx context.Context) (next, error) {
	gone := 0
	err := s.app.DB.Within(ctx, func(tx *db.Tx) error {
		dropped, err := tx.DropSightings(ctx, s.account.ID, s.began)
		if err != nil {
			return err
		}
		for _, one := range dropped {
			gone++
			if err := tx.SettleIncident(ctx, s.incident(one, nil), "sweep.gone"); err != nil {
				return err
			}
		}
		return tx.EndCheck(ctx, s.account, db.CheckSweep)
	})
	if err != nil {
		return next{}, err
	}
	left, err := s.app.DB.Sightings(ctx, panel.SystemActor(s.account.ResellerID), s.account.ID)
	if err != nil {
		return next{}, err
	}
	tone := "ok"
	if len(left) > 0 {
		tone = "warn"
	}
	s.app.note(ctx, s.job, tone, "job.sweep.done", "Count", len(left), "Gone", gone)
	return over()
}
