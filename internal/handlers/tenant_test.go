package handlers_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/internal/vault"
)

// newTenant makes a reseller with people of every kind and one thing of every
// kind, each with the tenant's canary in its texts.
func (w *world) newTenant(t *testing.T, name string) tenant {
	t.Helper()
	n := tenant{objects: map[string]string{}, people: map[string]string{}}
	word := canary(name)
	n.people["owner"] = w.session(t, service.NewAccount{Role: panel.RoleOwner, Email: "owner@" + name + ".example", Name: word, Reseller: word})
	owner, err := w.db.UserByEmail(t.Context(), "owner@"+name+".example")
	if err != nil {
		t.Fatal(err)
	}
	n.reseller = owner.ResellerID
	n.people["staff"] = w.session(t, service.NewAccount{Role: panel.RoleStaff, Email: "none@" + name + ".example", Name: word, ResellerID: n.reseller})
	for i, p := range panel.StaffPermissions() {
		n.people["staff:"+string(p)] = w.session(t, service.NewAccount{
			Role: panel.RoleStaff, Email: fmt.Sprintf("staff%d@%s.example", i, name), Name: word, ResellerID: n.reseller, Granted: []panel.Permission{p},
		})
	}
	n.people["staff-all"] = w.session(t, service.NewAccount{
		Role: panel.RoleStaff, Email: "all@" + name + ".example", Name: word, ResellerID: n.reseller, Granted: panel.StaffPermissions(),
	})
	staff, err := w.db.UserByEmail(t.Context(), "none@"+name+".example")
	if err != nil {
		t.Fatal(err)
	}
	n.objects["staff"] = fmt.Sprint(staff.ID)
	w.customers(t, &n, name)
	actor := panel.Actor{UserID: owner.ID, Role: panel.RoleOwner, ResellerID: n.reseller}
	w.things(t, &n, actor, word)
	return n
}

func (w *world) customers(t *testing.T, n *tenant, name string) {
	t.Helper()
	for _, who := range []string{"customer", "sibling"} {
		var id int64
		w.within(t, func(tx *db.Tx) (err error) {
			id, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: n.reseller, Name: canary(name) + who, Kind: panel.CustomerPerson, Notes: canary(name)})
			return err
		})
		email := who + "@" + name + ".example"
		n.people[who] = w.session(t, service.NewAccount{Role: panel.RoleCustomer, Email: email, Name: canary(name), ResellerID: n.reseller, CustomerID: id})
		user, err := w.db.UserByEmail(t.Context(), email)
		if err != nil {
			t.Fatal(err)
		}
		rights := []string{"view", "dns", "buy"}
		for _, op := range panel.Operations() {
			if op.Portal {
				rights = append(rights, op.Name)
			}
		}
		w.within(t, func(tx *db.Tx) error { return tx.SetRights(t.Context(), n.reseller, user.ID, 0, rights) })
		n.objects[who], n.objects[who+"-user"] = fmt.Sprint(id), fmt.Sprint(user.ID)
	}
}

func (w *world) within(t *testing.T, act func(tx *db.Tx) error) {
	t.Helper()
	if err := w.db.Within(t.Context(), act); err != nil {
		t.Fatal(err)
	}
}

// things makes a vendor account, products, an order, a job and so on, all of
// the first customer where they can belong to one.
func (w *world) things(t *testing.T, n *tenant, actor panel.Actor, word string) {
	t.Helper()
	var customer int64
	if _, err := fmt.Sscan(n.objects["customer"], &customer); err != nil {
		t.Fatal(err)
	}
	w.within(t, func(tx *db.Tx) error {
		ctx := t.Context()
		account, err := tx.AddVendorAccount(ctx, panel.VendorAccount{ResellerID: n.reseller, Vendor: panel.VendorCNDNS, Label: word, CallbackToken: word})
		if err != nil {
			return err
		}
		n.objects["vendor"] = fmt.Sprint(account)
		for kind, facts := range map[panel.ProductKind]panel.Facts{
			panel.KindDomain: {Domain: &panel.DomainFacts{Description: word}}, panel.KindZone: {Zone: &panel.ZoneFacts{}}, panel.KindCloud: {Cloud: &panel.CloudFacts{Power: "running", OS: word}},
		} {
			id, err := tx.AddProduct(ctx, panel.Product{
				ResellerID: n.reseller, AccountID: account, CustomerID: customer, Kind: kind, Vendor: panel.VendorCNDNS, Name: word + ".com", State: panel.StateActive, Facts: facts,
			})
			if err != nil {
				return err
			}
			n.objects[string(kind)] = fmt.Sprint(id)
		}
		n.objects["product"] = n.objects["domain"]
		return w.records(t, tx, n, actor, account, customer, word)
	})
}

func (n *tenant) searches(t *testing.T, tx *db.Tx, account int64, actor panel.Actor, word string) error {
	t.Helper()
	search, err := tx.AddSearch(t.Context(), panel.DomainSearch{ResellerID: n.reseller, UserID: actor.UserID, AccountID: account, Label: word})
	n.objects["search"], n.objects["call"] = fmt.Sprint(search), "1"
	return err
}

func (w *world) records(t *testing.T, tx *db.Tx, n *tenant, actor panel.Actor, account, customer int64, word string) error {
	t.Helper()
	ctx := t.Context()
	var zone, domain int64
	if _, err := fmt.Sscan(n.objects["zone"]+" "+n.objects["domain"], &zone, &domain); err != nil {
		return err
	}
	record, err := tx.AddRecord(ctx, panel.Record{ResellerID: n.reseller, ProductID: zone, VendorRef: "1", State: panel.RecordOK, RecordData: panel.RecordData{Name: "www", Type: "TXT", Value: word, TTL: 600, Enabled: true}})
	if err != nil {
		return err
	}
	contact, err := tx.AddContact(ctx, panel.Contact{ResellerID: n.reseller, AccountID: account, CustomerID: customer, VendorRef: "1", State: panel.ContactActive, Fields: map[string]string{"company-cn": word, "usertype": "I"}})
	if err != nil {
		return err
	}
	job, _, err := tx.AddJob(ctx, db.NewJob{Job: panel.Job{ResellerID: n.reseller, AccountID: account, Kind: "product.refresh", ProductID: domain, Subject: word, CreatedBy: actor.UserID}, CustomerID: customer})
	if err != nil {
		return err
	}
	run, _, err := tx.AddJob(ctx, db.NewJob{Job: panel.Job{
		ResellerID: n.reseller, AccountID: account, Kind: "vendor.call", Subject: word, CreatedBy: actor.UserID,
		Input: map[string]string{"call": "cndns.domain.detail", "p.domainname": word + ".com"},
	}})
	if err != nil {
		return err
	}
	order, _, err := tx.AddOrder(ctx, db.NewOrder{Order: panel.Order{ResellerID: n.reseller, AccountID: account, CustomerID: customer, ProductID: domain, Operation: "domain.renew", Name: word, CreatedBy: actor.UserID, Input: map[string]string{"years": "1"}, FormKey: word}})
	if err != nil {
		return err
	}
	if _, err := tx.OpenIncident(ctx, db.NewIncident{Kind: panel.BalanceOff, ResellerID: n.reseller, AccountID: account, OrderID: order, Subject: word, Detail: word}); err != nil {
		return err
	}
	incidents, err := tx.Incidents(ctx, panel.SystemActor(n.reseller), db.IncidentFilter{})
	if err != nil {
		return err
	}
	n.objects["incident"] = fmt.Sprint(incidents[0].ID)
	for name, id := range map[string]int64{"record": record, "contact": contact, "job": job, "run": run, "order": order} {
		n.objects[name] = fmt.Sprint(id)
	}
	n.objects["session"] = "0123456789abcdef"
	err = errors.Join(
		w.reply(t, tx, n, order, word),
		n.renewals(t, tx, domain, customer, actor, word),
		w.money(t, tx, n, customer, word),
		w.payments(t, tx, n, customer, word),
		n.searches(t, tx, account, actor, word),
		w.carts(t, tx, n, account, customer, order, word),
		w.prices(t, tx, n, actor, account, customer, word),
	)
	if err != nil {
		return err
	}
	return tx.AddVendorCall(ctx, panel.VendorCall{ResellerID: n.reseller, AccountID: account, Endpoint: "cndns.domain.detail", Effect: "read", StartedAt: tx.Now, Class: "ok", Params: map[string]string{"domainname": word}, Answer: word})
}

// reply keeps a vendor's whole answer to an order.
func (w *world) reply(t *testing.T, tx *db.Tx, n *tenant, order int64, word string) error {
	t.Helper()
	place := vault.Place{Reseller: n.reseller, Table: "evidence", Row: fmt.Sprintf("%d/1", order), Column: "sealed"}
	sealed, err := w.app.Vault.Seal(place, []byte(word))
	if err != nil {
		return err
	}
	o := panel.Order{ResellerID: n.reseller, ID: order, Attempts: 1}
	if err := tx.AddSealedEvidence(t.Context(), o, panel.EvidenceReply, panel.VerdictUnclear, map[string]string{"text": word}, sealed); err != nil {
		return err
	}
	kept, err := tx.OrderEvidence(t.Context(), order)
	n.objects["reply"] = fmt.Sprint(kept[len(kept)-1].ID)
	return err
}

// carts makes an open cart of the customer's with a line, one that was ordered,
// and a search of the customer's.
func (w *world) carts(t *testing.T, tx *db.Tx, n *tenant, account, customer, order int64, word string) error {
	t.Helper()
	ctx := t.Context()
	var user int64
	if _, err := fmt.Sscan(n.objects["customer-user"], &user); err != nil {
		return err
	}
	buyer := panel.Actor{UserID: user, Role: panel.RoleCustomer, ResellerID: n.reseller, CustomerID: customer}
	for _, key := range []string{"purchase", "cart"} {
		cart, err := tx.TakeCart(ctx, buyer, customer)
		if err != nil {
			return err
		}
		line := panel.CartLine{ResellerID: n.reseller, CartID: cart.ID, AccountID: account, Operation: "domain.register", Name: word + key + ".com", Input: map[string]string{"name": word + ".com", "years": "1"}, FormKey: word + key, Key: word + key}
		if line.ID, _, err = tx.AddCartLine(ctx, line); err != nil {
			return err
		}
		n.objects[key], n.objects["line"] = fmt.Sprint(cart.ID), fmt.Sprint(line.ID)
		if key == "cart" {
			break
		}
		if _, err := tx.CloseCart(ctx, cart); err != nil {
			return err
		}
		if err := tx.SetCartLineOrder(ctx, line, order); err != nil {
			return err
		}
	}
	search, err := tx.AddSearch(ctx, panel.DomainSearch{ResellerID: n.reseller, UserID: user, AccountID: account, Label: word})
	n.objects["own-search"] = fmt.Sprint(search)
	if err != nil {
		return err
	}
	return tx.SetPortalSales(ctx, n.reseller, panel.PortalSales())
}

// renewals makes a plan with the domain in it, a decision and a message.
func (n *tenant) renewals(t *testing.T, tx *db.Tx, domain, customer int64, actor panel.Actor, word string) error {
	t.Helper()
	p := panel.Product{ID: domain, ResellerID: n.reseller, ExpiresAt: tx.Now}
	plan, _, err := tx.AddBatch(t.Context(), panel.RenewalBatch{ResellerID: n.reseller, FormKey: word, CreatedBy: actor.UserID}, []panel.Product{p})
	if err != nil {
		return err
	}
	n.objects["plan"] = fmt.Sprint(plan)
	_, err = tx.SaveTry(t.Context(), panel.RenewalTry{ResellerID: n.reseller, ProductID: domain, Ends: panel.DayNumber(tx.Now), Day: 1, Verdict: panel.RenewalStop, Why: "wallet"})
	if err != nil {
		return err
	}
	_, err = tx.AddNotice(t.Context(), panel.Notice{ResellerID: n.reseller, CustomerID: customer, ProductID: domain, Key: word, Kind: panel.NoticeEnds, Args: map[string]string{"Day": word}})
	return err
}

// money puts some into the customer's wallet and takes a charge from it, so
// that there is one to give back.
func (w *world) money(t *testing.T, tx *db.Tx, n *tenant, customer int64, word string) error {
	t.Helper()
	b := panel.Booking{ResellerID: n.reseller, Kind: panel.TransferTopUpBank, CustomerID: customer, Amount: 100_00, Key: "top-up", Reference: word, Reason: word}
	if _, _, err := tx.Book(t.Context(), b); err != nil {
		return err
	}
	for _, key := range []string{"charge", "held"} {
		charge, _, err := tx.Hold(t.Context(), panel.Booking{ResellerID: n.reseller, Kind: panel.TransferCharge, CustomerID: customer, Amount: 30_00, Key: key, Reason: word})
		if err != nil {
			return err
		}
		n.objects[key] = fmt.Sprint(charge.ID)
	}
	return tx.Post(t.Context(), n.reseller, "charge", 0)
}

// payments makes an account at a payment provider and a top-up that waits.
func (w *world) payments(t *testing.T, tx *db.Tx, n *tenant, customer int64, word string) error {
	t.Helper()
	account, err := tx.AddVendorAccount(t.Context(), panel.VendorAccount{
		ResellerID: n.reseller, Vendor: panel.VendorAlipay, Label: word, CallbackToken: word + "-pay", Settings: panel.VendorSettings{Public: map[string]string{"app_id": word}},
	})
	if err != nil {
		return err
	}
	id, _, err := tx.AddTopUp(t.Context(), panel.TopUp{
		ResellerID: n.reseller, AccountID: account, CustomerID: customer, Number: word, FormKey: word, Amount: 100, Currency: "CNY", Expires: tx.Now.Add(time.Hour),
	})
	n.objects["pay"], n.objects["topup"] = fmt.Sprint(account), fmt.Sprint(id)
	return err
}

// The prices of every tenant: what a domain costs the reseller a year, and what
// its customers pay by the rule of their group.
const (
	costFen, costText   = 6543, "65.43"
	priceText, ruleText = "¥79.00", "secret rule"
)

// prices makes a group with the customer in it, the cost of the domain's
// renewal, published rules and a draft.
func (w *world) prices(t *testing.T, tx *db.Tx, n *tenant, actor panel.Actor, account, customer int64, word string) error {
	t.Helper()
	ctx := t.Context()
	group, err := tx.AddGroup(ctx, panel.CustomerGroup{ResellerID: n.reseller, Name: word})
	if err != nil {
		return err
	}
	if err := tx.SetGroup(ctx, panel.Customer{ID: customer, ResellerID: n.reseller}, group); err != nil {
		return err
	}
	var product int64
	if _, err := fmt.Sscan(n.objects["domain"], &product); err != nil {
		return err
	}
	offer := panel.OfferCost{
		Offer: panel.Offer{Kind: panel.KindDomain, Suffix: ".com", Months: 12, Action: panel.PriceRenew}, ResellerID: n.reseller, AccountID: account, Cost: costFen,
	}
	for _, offer.ProductID = range []int64{product, 0} {
		if _, err := tx.SaveCost(ctx, offer, word, 0); err != nil {
			return err
		}
	}
	stored, err := tx.CostOf(ctx, account, 0, offer.Offer)
	if err != nil {
		return err
	}
	published, err := tx.AddDraft(ctx, n.reseller, actor.UserID)
	if err != nil {
		return err
	}
	rule := panel.PriceRule{Label: ruleText, GroupID: group, Base: panel.BaseCost, Percent: 2000, Step: 100, Group: word}
	if rule.ID, err = tx.SavePriceRule(ctx, published, rule); err != nil {
		return err
	}
	published.From, published.Rules = tx.Now, []panel.PriceRule{rule}
	if err := tx.PublishDraft(ctx, published, actor.UserID); err != nil {
		return err
	}
	draft, err := tx.AddDraft(ctx, n.reseller, actor.UserID)
	if err != nil {
		return err
	}
	n.objects["offer"], n.objects["rule"], n.objects["group"] = fmt.Sprint(stored.ID), fmt.Sprint(draft.Rules[0].ID), fmt.Sprint(group)
	return nil
}
