package db_test

import (
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func TestStraysAreOneRowForEachKindAndHour(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n, other := newTenant(t, d, "north"), newTenant(t, d, "south")
		add := func(s panel.StrayCallback) {
			s.Times = max(s.Times, 1)
			within(t, d, func(tx *db.Tx) error { return tx.AddStrayCallback(t.Context(), s) })
		}
		nobodys := panel.StrayCallback{Kind: panel.StrayUnknown, Vendor: panel.VendorAlipay, Remote: "192.0.2.1", BodyHash: "one", Sample: "first"}
		add(nobodys)
		nobodys.Times, nobodys.Remote, nobodys.Sample = 41, "192.0.2.2", "second"
		add(nobodys)
		add(panel.StrayCallback{Kind: panel.StrayFlood, Vendor: panel.VendorAlipay})
		add(panel.StrayCallback{Kind: panel.StrayFlood, Vendor: panel.VendorAlipay, ResellerID: n.reseller, AccountID: n.account})
		began := c.now
		c.now = c.now.Add(panel.StrayPeriod)
		add(nobodys)

		all, err := d.StrayCallbacks(t.Context(), panel.SystemActor(0), 0, 10)
		if err != nil || len(all) != 4 {
			t.Fatalf("%d strays, %v; want four", len(all), err)
		}
		first := all[3]
		if first.Times != 42 || first.Remote != "192.0.2.2" || first.Sample != "first" || !first.FirstAt.Equal(began.Truncate(time.Microsecond)) || first.Reseller != "" {
			t.Errorf("the first = %+v, want 42 of them, as the first came, from where the last came", first)
		}
		if older, err := d.StrayCallbacks(t.Context(), panel.SystemActor(0), all[1].ID, 10); err != nil || len(older) != 2 {
			t.Errorf("next page = %d, %v; want two", len(older), err)
		}
		for who, want := range map[*tenant]int{&n: 1, &other: 0} {
			if seen, err := d.StrayCallbacks(t.Context(), who.owner, 0, 10); err != nil || len(seen) != want {
				t.Errorf("a reseller sees %d, %v; want %d", len(seen), err, want)
			}
		}
		within(t, d, func(tx *db.Tx) error { return tx.DropStrayCallbacks(t.Context(), c.now.Truncate(panel.StrayPeriod)) })
		if left, err := d.StrayCallbacks(t.Context(), panel.SystemActor(0), 0, 10); err != nil || len(left) != 1 || left[0].Times != 41 {
			t.Errorf("left = %+v, %v; want the latest", left, err)
		}
	})
}
