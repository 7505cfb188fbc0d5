package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func TestRecordsAreMergedAndPaged(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		ctx, shop, other := t.Context(), newTenant(t, d, "one"), newTenant(t, d, "two")
		zone := panel.Product{ResellerID: shop.reseller, AccountID: shop.account, Kind: panel.KindZone, Vendor: panel.VendorCNDNS, Name: "zone.com", State: panel.StateActive}
		within(t, d, func(tx *db.Tx) (err error) {
			zone.ID, err = tx.AddProduct(ctx, zone)
			return err
		})
		said := func(ref, name string) panel.Record {
			return panel.Record{VendorRef: ref, RecordData: panel.RecordData{Name: name, Type: "A", Value: "192.0.2.1", TTL: 600, Enabled: true}}
		}
		merge := func(records ...panel.Record) {
			c.now = c.now.Add(time.Minute)
			within(t, d, func(tx *db.Tx) error { return tx.MergeRecords(ctx, zone, records, c.now) })
		}
		merge(said("1", "a"), said("2", "b"), said("3", "100%"))
		_, before, err := d.PendingRecords(ctx, zone)
		if err != nil {
			t.Fatal(err)
		}
		merge(said("1", "a"), said("4", "c"), said("3", "100%"))

		first, err := d.Records(ctx, zone, db.RecordFilter{Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		rest, err := d.Records(ctx, zone, db.RecordFilter{After: first[1], Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range append(first, rest...) {
			names = append(names, r.Name)
		}
		if diff := cmp.Diff([]string{"100%", "a", "c"}, names); diff != "" {
			t.Errorf("names (-want +got):\n%s", diff)
		}
		if found, err := d.Records(ctx, zone, db.RecordFilter{Search: "0%", Type: "A", State: panel.RecordOK}); err != nil || len(found) != 1 {
			t.Errorf("search finds %d, %v; want 1", len(found), err)
		}
		pending, after, err := d.PendingRecords(ctx, zone)
		if err != nil || pending != 0 || before == after {
			t.Errorf("pending = %d, version %s after %s, %v; want none and another version", pending, after, before, err)
		}
		if _, err := d.ZoneRecord(ctx, other.owner, zone.ID, first[0].ID); !panel.Is(err, panel.NotFound) {
			t.Errorf("another reseller reads a record: %v, want not found", err)
		}
		stale := first[0]
		within(t, d, func(tx *db.Tx) error { return tx.SaveRecord(ctx, stale) })
		if err := d.Within(ctx, func(tx *db.Tx) error { return tx.SaveRecord(ctx, stale) }); !panel.Is(err, panel.Conflict) {
			t.Errorf("saving what somebody changed: %v, want a conflict", err)
		}
	})
}
