package demo

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/service"
)

// people makes the platform's admin, the reseller with its owner and a member of staff.
func (g *seeding) people(ctx context.Context) error {
	system := panel.Actor{System: true, Name: "demo"}
	if _, err := g.account(ctx, system, 0, service.NewAccount{Role: panel.RoleAdmin, Name: "平台管理员"}); err != nil {
		return err
	}
	owner, err := g.account(ctx, system, 1, service.NewAccount{Role: panel.RoleOwner, Name: "林晓", Reseller: "橘子互联"})
	if err != nil {
		return err
	}
	user, err := g.app.DB.UserByID(ctx, owner)
	if err != nil {
		return err
	}
	g.reseller = user.ResellerID
	g.actor = panel.Actor{UserID: owner, Role: panel.RoleOwner, ResellerID: g.reseller, Email: user.Email, Name: user.Name, SteppedUp: g.app.Now()}
	if err := g.limits(ctx); err != nil {
		return err
	}
	g.staff, err = g.account(ctx, g.actor, 2, service.NewAccount{
		Role: panel.RoleStaff, Name: "陈静", ResellerID: g.reseller,
		Granted: []panel.Permission{
			panel.ViewProducts, panel.UseProducts, panel.ViewDNS, panel.EditDNS, panel.ViewContacts, panel.EditContacts,
			panel.ViewOrders, panel.PlaceOrders, panel.ViewCustomers, panel.ViewJobs,
		},
	})
	return err
}

// limits are such that the demo's owner buys what it likes, and its customers
// what a domain or a host costs.
func (g *seeding) limits(ctx context.Context) error {
	return g.app.SaveApprovalRules(ctx, g.actor, service.ApprovalForm{
		OwnerExempt: true, StaffOrder: "1000", StaffDay: "5000", CustomerOrder: "5000", CustomerDay: "20000", FirstOrder: "3000",
	})
}

// account makes one of the demo's logins.
func (g *seeding) account(ctx context.Context, actor panel.Actor, index int, n service.NewAccount) (int64, error) {
	n.Email, n.Password = Accounts[index].Email, Accounts[index].Password
	return g.app.AddAccount(ctx, actor, n)
}

func (g *seeding) vendors(ctx context.Context) (err error) {
	if g.cndns, err = g.app.SaveVendor(ctx, g.actor, cndnsForm(g.line)); err != nil {
		return fmt.Errorf("CNDNS account: %w", err)
	}
	if g.dnspod, err = g.app.SaveVendor(ctx, g.actor, dnspodForm(g.line)); err != nil {
		return fmt.Errorf("DNSPod account: %w", err)
	}
	ids := []int64{g.cndns, g.dnspod}
	for _, form := range []service.VendorForm{sendcloudForm(g.line), baidugeoForm(g.line)} {
		id, err := g.app.SaveVendor(ctx, g.actor, form)
		if err != nil {
			return fmt.Errorf("%s account: %w", form.Vendor, err)
		}
		ids = append(ids, id)
		if form.Vendor == panel.VendorSendCloud {
			g.sendcloud = id
		}
	}
	for _, id := range ids {
		err = errors.Join(err, check(ctx, g.app, g.actor, id))
	}
	return err
}

// check tests an account, so that its state and balance show. What the vendor
// answers is stored with the account and no reason not to start.
func check(ctx context.Context, app *service.App, actor panel.Actor, id int64) error {
	_, err := app.CheckVendor(ctx, actor, id)
	if err != nil && panel.KindOf(err) == panel.Internal {
		return fmt.Errorf("test of vendor account %d: %w", id, err)
	}
	return nil
}

func cndnsForm(line sandbox.Line) service.VendorForm {
	return service.VendorForm{
		Vendor: panel.VendorCNDNS, Label: "美橙互联（演练）", Secrets: map[string]string{"password": line.CNDNS.Password},
		Settings: panel.VendorSettings{
			Username: line.CNDNS.Username, Email: line.CNDNS.Email,
			BaseURLs: map[string]string{"api": line.CNDNS.API, "dmcheck": line.CNDNS.DMCheck, "support": line.CNDNS.Support},
		},
	}
}

func dnspodForm(line sandbox.Line) service.VendorForm {
	return service.VendorForm{
		Vendor: panel.VendorDNSPod, Label: "DNSPod（演练）", Secrets: map[string]string{"login_token": line.DNSPod.LoginToken},
		Settings: panel.VendorSettings{Email: line.DNSPod.Email, BaseURLs: map[string]string{"api": line.DNSPod.URL}},
	}
}

func sendcloudForm(line sandbox.Line) service.VendorForm {
	return service.VendorForm{
		Vendor: panel.VendorSendCloud, Label: "SendCloud（演练）", Secrets: map[string]string{"api_key": line.SendCloud.APIKey},
		Settings: panel.VendorSettings{Username: line.SendCloud.APIUser, BaseURLs: map[string]string{"api": line.SendCloud.URL}},
	}
}

func baidugeoForm(line sandbox.Line) service.VendorForm {
	return service.VendorForm{
		Vendor: panel.VendorBaiduGEO, Label: "百度 GEO（演练）", Secrets: map[string]string{"secret_key": line.BaiduGEO.SecretKey},
		Settings: panel.VendorSettings{Username: line.BaiduGEO.AccessKey, BaseURLs: map[string]string{"api": line.BaiduGEO.URL}},
	}
}

// repoint tells the accounts of a filled database where the simulators are
// this time.
func repoint(ctx context.Context, app *service.App, line sandbox.Line) error {
	accounts, err := app.DB.VendorAccounts(ctx, panel.SystemActor(0))
	if err != nil {
		return err
	}
	forms := map[panel.Vendor]service.VendorForm{
		panel.VendorCNDNS: cndnsForm(line), panel.VendorDNSPod: dnspodForm(line),
		panel.VendorSendCloud: sendcloudForm(line), panel.VendorBaiduGEO: baidugeoForm(line),
		panel.VendorAlipay: alipayForm(line), panel.VendorWeChatPay: wechatPayForm(line),
	}
	for _, account := range accounts {
		form, ours := forms[account.Vendor]
		if !ours || !simulated(account) {
			continue
		}
		form.ID, form.Label, form.ResellerID = account.ID, account.Label, account.ResellerID
		system := panel.SystemActor(account.ResellerID)
		if _, err := app.SaveVendor(ctx, system, form); err != nil {
			return fmt.Errorf("vendor account %s: %w", account.Label, err)
		}
		if err := check(ctx, app, system, account.ID); err != nil {
			return err
		}
	}
	return nil
}

// simulated reports whether an account calls simulators on this machine.
func simulated(account panel.VendorAccount) bool {
	const here = "http://127.0.0.1:"
	address := account.Settings.BaseURLs["api"]
	return len(address) > len(here) && address[:len(here)] == here
}

func (g *seeding) customersAndContacts(ctx context.Context) error {
	err := g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for i, c := range g.Customers {
			id, err := tx.AddCustomer(ctx, panel.Customer{
				ResellerID: g.reseller, Name: c.Name, Kind: panel.CustomerKind(c.Kind), Email: c.Email, Phone: c.Phone, Notes: c.Notes,
			})
			if err != nil {
				return fmt.Errorf("customer %d: %w", i, err)
			}
			g.customers = append(g.customers, id)
		}
		for _, c := range g.Contacts {
			if err := g.addContact(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return g.portalUser(ctx)
}

func (g *seeding) addContact(ctx context.Context, tx *db.Tx, c Contact) error {
	fields := map[string]string{"suffix": ".cn"}
	for name, value := range c.Values {
		fields[name] = value
	}
	number := fields[panel.ContactNumber]
	delete(fields, panel.ContactNumber)
	review := "none"
	if c.Passed {
		review = "pass"
	}
	contact := panel.Contact{
		ResellerID: g.reseller, AccountID: g.cndns, CustomerID: g.customers[c.Customer], VendorRef: c.ID, State: panel.ContactActive,
		Fields: fields, Review: review, HasNumber: true, NumberEnd: number[len(number)-4:], FactsAt: g.Now.Add(-2 * time.Hour),
	}
	id, err := tx.AddContact(ctx, contact)
	if err != nil {
		return fmt.Errorf("contact %s: %w", c.ID, err)
	}
	contact.ID = id
	return g.app.SealContactNumber(ctx, tx, contact, number)
}

// portalUser lets the first customer into the portal, with most rights on all
// its products.
func (g *seeding) portalUser(ctx context.Context) error {
	id, err := g.account(ctx, g.actor, 3, service.NewAccount{
		Role: panel.RoleCustomer, Name: g.Customers[0].Name, ResellerID: g.reseller, CustomerID: g.customers[0],
	})
	if err != nil {
		return err
	}
	rights := []string{panel.RightView, panel.RightDNS, panel.RightBuy}
	for _, op := range panel.Operations() {
		if op.Portal {
			rights = append(rights, op.Name)
		}
	}
	return g.app.DB.Within(ctx, func(tx *db.Tx) error { return tx.SetRights(ctx, g.reseller, id, 0, rights) })
}

// addRecords gives a planted zone its rows, with the vendor's record ids.
func (g *seeding) addRecords(ctx context.Context, tx *db.Tx, zone panel.Product, records []Record) error {
	line := ""
	if zone.Vendor == panel.VendorDNSPod {
		line = "默认"
	}
	for _, r := range records {
		_, err := tx.AddRecord(ctx, panel.Record{
			ResellerID: g.reseller, ProductID: zone.ID, VendorRef: strconv.Itoa(r.ID), State: panel.RecordOK,
			RecordData: panel.RecordData{Name: r.Name, Type: r.Type, Value: r.Value, TTL: r.TTL, MX: r.MX, Line: line, Enabled: true},
		})
		if err != nil {
			return fmt.Errorf("record of %s: %w", zone.Name, err)
		}
	}
	return nil
}
