package chaos

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/service"
	"tangelo/internal/vault"
)

// The reseller who places all orders.
const (
	ownerEmail    = "owner@chaos.example"
	ownerPassword = "chaos-owner-password"
)

// vendorsHost is where the simulated vendors are.
const vendorsHost = "127.0.0.1"

// seed fills the panel's empty database with what the plan needs, as a
// reseller with so many vendor accounts would have it.
func (o Options) seedPanel(ctx context.Context, plan Plan, line sandbox.Line) (at world, err error) {
	keys, err := vault.Open(filepath.Join(o.Data, "key.json"))
	if err != nil {
		return at, err
	}
	d, err := db.Open(ctx, o.databaseURL(), time.Now)
	if err != nil {
		return at, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Migrate(ctx); err != nil {
		return at, err
	}
	app := service.New(service.Options{DB: d, Vault: keys, Now: time.Now, Log: slog.New(slog.DiscardHandler), VendorHosts: []string{vendorsHost}})
	system := panel.Actor{System: true, Name: "chaos"}
	owner, err := app.AddAccount(ctx, system, service.NewAccount{
		Role: panel.RoleOwner, Name: "Chaos", Reseller: "Chaos", Email: ownerEmail, Password: ownerPassword,
	})
	if err != nil {
		return at, err
	}
	user, err := d.UserByID(ctx, owner)
	if err != nil {
		return at, err
	}
	s := &stocking{app: app, actor: panel.Actor{UserID: owner, Role: panel.RoleOwner, ResellerID: user.ResellerID, Name: user.Name, SteppedUp: time.Now()}, at: world{products: map[string]int64{}}}
	for i := range o.Accounts {
		if err := s.account(ctx, i, line); err != nil {
			return at, err
		}
	}
	if err := d.Within(ctx, func(tx *db.Tx) error { return s.people(ctx, tx) }); err != nil {
		return at, err
	}
	if err := d.Within(ctx, func(tx *db.Tx) error { return s.products(ctx, tx, plan.stock) }); err != nil {
		return at, err
	}
	err = d.Within(ctx, func(tx *db.Tx) error { return s.costs(ctx, tx, plan.Wishes) })
	return s.at, err
}

type stocking struct {
	app   *service.App
	actor panel.Actor
	at    world
}

func (s *stocking) account(ctx context.Context, i int, line sandbox.Line) error {
	l := loginOf(i)
	id, err := s.app.SaveVendor(ctx, s.actor, service.VendorForm{
		Vendor: panel.VendorCNDNS, Label: l.username, Secrets: map[string]string{"password": l.password},
		Ceiling: "0", // none: the orders of a day come in a minute
		Settings: panel.VendorSettings{
			Username: l.username, Email: l.email,
			BaseURLs:  map[string]string{"api": line.CNDNS.API, "dmcheck": line.CNDNS.DMCheck, "support": line.CNDNS.Support},
			PanelOnly: i%2 == 0,
		},
	})
	if err != nil {
		return fmt.Errorf("vendor account %d: %w", i, err)
	}
	s.at.accounts = append(s.at.accounts, id)
	return s.app.DB.Within(ctx, func(tx *db.Tx) error { return s.contact(ctx, tx, id) })
}

func (s *stocking) contact(ctx context.Context, tx *db.Tx, account int64) error {
	fields := map[string]string{"suffix": ".cn"}
	for name, value := range contactValues(tx.Now) {
		fields[name] = value
	}
	number := fields[panel.ContactNumber]
	delete(fields, panel.ContactNumber)
	c := panel.Contact{
		ResellerID: s.actor.ResellerID, AccountID: account, VendorRef: contactRef, State: panel.ContactActive,
		Fields: fields, Review: "pass", HasNumber: true, NumberEnd: number[len(number)-4:], FactsAt: tx.Now,
	}
	id, err := tx.AddContact(ctx, c)
	if err != nil {
		return err
	}
	s.at.contacts = append(s.at.contacts, id)
	c.ID = id
	return s.app.SealContactNumber(ctx, tx, c, number)
}

// people are the customers with all the money they can spend, and the prices
// they pay: a fifth more than the vendor charges.
func (s *stocking) people(ctx context.Context, tx *db.Tx) error {
	for i := range customers {
		name := fmt.Sprintf("Customer %03d", i)
		id, err := tx.AddCustomer(ctx, panel.Customer{ResellerID: s.actor.ResellerID, Name: name, Kind: "company"})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.at.customers = append(s.at.customers, id)
		_, _, err = tx.Book(ctx, panel.Booking{
			ResellerID: s.actor.ResellerID, Kind: panel.TransferTopUpBank, CustomerID: id, Amount: panel.MaxAmount, Key: name, Reference: name,
		})
		if err != nil {
			return fmt.Errorf("wallet of %s: %w", name, err)
		}
	}
	draft, err := tx.AddDraft(ctx, s.actor.ResellerID, s.actor.UserID)
	if err != nil {
		return err
	}
	if _, err := tx.SavePriceRule(ctx, draft, panel.PriceRule{Base: panel.BaseCost, Percent: 2000, Step: 1}); err != nil {
		return err
	}
	if draft, err = tx.DraftPrices(ctx, s.actor.ResellerID); err != nil {
		return err
	}
	draft.From = tx.Now
	return tx.PublishDraft(ctx, draft, s.actor.UserID)
}

// cost is what the vendor is believed to charge for whatever has a price.
const cost panel.Fen = 50_00

// costs makes known what the plan's orders cost, so that nobody has to ask.
func (s *stocking) costs(ctx context.Context, tx *db.Tx, wishes []Wish) error {
	for _, w := range wishes {
		input := map[string]string{}
		for name, values := range w.form.values {
			input[name] = values[0]
		}
		err := s.app.KnowCost(ctx, tx, s.actor, service.PlaceOrder{
			Operation: w.Class, AccountID: s.at.accounts[w.Account], ProductID: s.at.products[w.Name], Input: input,
		}, cost)
		if err != nil {
			return fmt.Errorf("cost of %s: %w", w.Key, err)
		}
	}
	return nil
}

func (s *stocking) products(ctx context.Context, tx *db.Tx, stock []stocked) error {
	for _, one := range stock {
		p := panel.Product{
			ResellerID: s.actor.ResellerID, AccountID: s.at.accounts[one.account], Vendor: panel.VendorCNDNS, Name: one.name,
			Kind: panel.KindDomain, State: panel.StateActive, ExpiresAt: tx.Now.AddDate(2, 0, 0), FactsAt: tx.Now,
			Facts: panel.Facts{Domain: &panel.DomainFacts{RunState: "run", RegistrantID: contactRef}},
		}
		if one.customer >= 0 {
			p.CustomerID = s.at.customers[one.customer]
		}
		if !one.domain {
			p.Kind, p.State = panel.KindCloud, panel.StateStopped
			p.Facts = panel.Facts{Cloud: &panel.CloudFacts{Power: "stop", CPU: 2, MemoryMB: 1024, DiskGB: 50, Mbps: 2, TimeType: "5"}}
		}
		id, err := tx.AddProduct(ctx, p)
		if err != nil {
			return fmt.Errorf("product %s: %w", one.name, err)
		}
		s.at.products[lower(one.name)] = id
	}
	return nil
}
