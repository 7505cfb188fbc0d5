package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func TestCustomersOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, clock *clock) {
		ours, theirs := newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		add := func(n tenant, name string) (id int64) {
			within(t, d, func(tx *db.Tx) (err error) {
				id, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: n.reseller, Name: name, Kind: panel.CustomerPerson, Phone: "138_" + name})
				return err
			})
			return id
		}
		add(theirs, "A")
		first, second := add(ours, "B"), add(ours, "B")
		product := ours.product(t, d, "soon.com")
		within(t, d, func(tx *db.Tx) error {
			if err := tx.Assign(t.Context(), product, first); err != nil {
				return err
			}
			product.ExpiresAt = clock.Now().Add(24 * time.Hour)
			return tx.SaveFacts(t.Context(), product)
		})
		actor := panel.SystemActor(ours.reseller)
		ids := func(want db.CustomerFilter) (found []int64) {
			rows, err := d.Customers(t.Context(), actor, want)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range rows {
				if c.ID == first || c.ID == second {
					found = append(found, c.ID)
				}
			}
			return found
		}

		for name, tt := range map[string]struct {
			filter db.CustomerFilter
			want   []int64
		}{
			"all":               {db.CustomerFilter{}, []int64{first, second}},
			"after the first":   {db.CustomerFilter{AfterName: "B", AfterID: first}, []int64{second}},
			"by number":         {db.CustomerFilter{Search: "138_b"}, []int64{first, second}},
			"by a product":      {db.CustomerFilter{Search: "SOON"}, []int64{first}},
			"no wild card":      {db.CustomerFilter{Search: "1%8"}, nil},
			"product and after": {db.CustomerFilter{Search: "soon", AfterName: "B", AfterID: first}, nil},
		} {
			if diff := cmp.Diff(tt.want, ids(tt.filter)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		rows, err := d.Customers(t.Context(), actor, db.CustomerFilter{Search: "soon"})
		if err != nil || len(rows) != 1 || rows[0].Products != 1 || !rows[0].NextExpiry.Equal(product.ExpiresAt) {
			t.Errorf("customer with a product = %+v (%v), want 1 product until %v", rows, err, product.ExpiresAt)
		}
	})
}

func TestOverviewQueriesOnBothEngines(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, clock *clock) {
		ours := newTenant(t, d, "ours")
		product := ours.product(t, d, "soon.com")
		within(t, d, func(tx *db.Tx) error {
			product.ExpiresAt = clock.Now().Add(24 * time.Hour)
			if err := tx.SaveFacts(t.Context(), product); err != nil {
				return err
			}
			if _, _, _, err := tx.EnterGate(t.Context(), product.AccountID, 5); err != nil {
				return err
			}
			return tx.Record(t.Context(), panel.AuditEntry{Chain: ours.reseller, Action: "login"})
		})
		actor := panel.SystemActor(ours.reseller)
		soon := clock.Now().Add(48 * time.Hour)

		counts, err := d.ExpiringCounts(t.Context(), actor, soon)
		if err != nil || counts[product.Kind] != 1 {
			t.Errorf("expiring = %v (%v), want one %s", counts, err, product.Kind)
		}
		if list, err := d.Expiring(t.Context(), actor, soon, 5); err != nil || len(list) != 1 {
			t.Errorf("expiring list has %d rows (%v), want 1", len(list), err)
		}
		if orders, err := d.OpenOrderCounts(t.Context(), actor); err != nil || len(orders) != 0 {
			t.Errorf("open orders = %v (%v), want none", orders, err)
		}
		if gates, err := d.Gates(t.Context(), actor); err != nil || gates[product.AccountID].Used != 1 {
			t.Errorf("gates = %v (%v), want one call used", gates, err)
		}
		rows, err := d.ResellerRows(t.Context(), db.ResellerFilter{Search: "OUR"})
		if err != nil || len(rows) != 1 || rows[0].Products != 1 {
			t.Errorf("resellers = %+v (%v), want ours with one product", rows, err)
		}
		heads, err := d.AuditHeads(t.Context())
		if err != nil || len(heads) != 1 || !heads[0].Fits || heads[0].Seq != 1 {
			t.Errorf("heads = %+v (%v), want one that fits", heads, err)
		}
	})
}
