package db_test

import (
	"path/filepath"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
)

// start is the moment at which every store test begins.
var start = time.Date(2026, 11, 21, 1, 2, 3, 456789000, time.UTC)

// eachEngine runs a test on a fresh, migrated database of each engine.
func eachEngine(t *testing.T, test func(t *testing.T, d *db.DB, clock *clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		onEngine(t, "sqlite://"+filepath.Join(t.TempDir(), "panel.db"), test)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		onEngine(t, pgtest.URL(t), test)
	})
}

func onEngine(t *testing.T, url string, test func(t *testing.T, d *db.DB, clock *clock)) {
	t.Helper()
	c := &clock{now: start}
	d, err := db.Open(t.Context(), url, c.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	test(t, d, c)
}

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// within runs act in a transaction that must succeed.
func within(t *testing.T, d *db.DB, act func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Within(t.Context(), act); err != nil {
		t.Fatal(err)
	}
}

// tenant is a reseller with a vendor account, a customer and its people.
type tenant struct {
	reseller, account int64
	owner             panel.Actor
}

func newTenant(t *testing.T, d *db.DB, name string) (n tenant) {
	t.Helper()
	within(t, d, func(tx *db.Tx) (err error) {
		if n.reseller, err = tx.AddReseller(t.Context(), name); err != nil {
			return err
		}
		user := panel.User{ResellerID: n.reseller, Role: panel.RoleOwner, Email: name + "@shop.example", Name: name, PasswordHash: "x"}
		id, err := tx.AddUser(t.Context(), user)
		if err != nil {
			return err
		}
		n.owner = panel.Actor{UserID: id, Role: panel.RoleOwner, ResellerID: n.reseller}
		n.account, err = tx.AddVendorAccount(t.Context(), panel.VendorAccount{
			ResellerID: n.reseller, Vendor: panel.VendorCNDNS, Label: name, CallbackToken: name,
		})
		return err
	})
	return n
}

func (n tenant) product(t *testing.T, d *db.DB, name string) (p panel.Product) {
	t.Helper()
	p = panel.Product{ResellerID: n.reseller, AccountID: n.account, Kind: panel.KindDomain, Vendor: panel.VendorCNDNS, Name: name, State: panel.StateActive}
	within(t, d, func(tx *db.Tx) (err error) {
		p.ID, err = tx.AddProduct(t.Context(), p)
		return err
	})
	return p
}
