package demo

import (
	"context"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/service"
)

// Account is a login of the demo.
type Account struct {
	Role     panel.Role `json:"role"`
	Email    string     `json:"email"`
	Password string     `json:"password"`
}

// Accounts are the demo's four logins, the same at every run.
var Accounts = []Account{
	{"admin", "admin@demo.example", "rehearsal-admin"},
	{"reseller", "reseller@demo.example", "rehearsal-reseller"},
	{"staff", "staff@demo.example", "rehearsal-staff"},
	{"customer", "customer@demo.example", "rehearsal-customer"},
}

// seeding is one filling of an empty database.
type seeding struct {
	Shop
	app       *service.App
	line      sandbox.Line
	reseller  int64
	cndns     int64 // vendor accounts
	dnspod    int64
	sendcloud int64
	actor     panel.Actor // the reseller's owner
	staff     int64       // the reseller's colleague
	customers []int64
	products  map[string]panel.Product // by name and kind
	booked    int                      // transfers
	renewed   map[string]int64         // orders of renewals, by domain
	till      int64                    // account at a payment provider
}

// Seed fills an empty database with the shop. One that has accounts already is
// left as it is, but for the vendors' addresses, which change at every start.
func (s Shop) Seed(ctx context.Context, app *service.App, line sandbox.Line) error {
	open, err := app.SetupOpen(ctx)
	if err != nil {
		return err
	}
	if !open {
		return repoint(ctx, app, line)
	}
	g := &seeding{Shop: s, app: app, line: line, products: map[string]panel.Product{}, renewed: map[string]int64{}}
	for _, step := range []func(context.Context) error{
		g.people, g.vendors, g.payments, g.customersAndContacts, g.domains, g.zones, g.hosts, g.wallets, g.orders, g.topUps, g.bulkRenewal, g.corrections, g.jobs, g.calls, g.prices, g.catalogue,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
