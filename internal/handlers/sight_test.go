package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// Amounts that nothing else has.
const (
	shownCost    = panel.Fen(7654_31) // of an order and of a plan
	shownPrice   = panel.Fen(9000_00)
	shownAccount = panel.Fen(9871_53) // what a vendor account holds
)

// spellings are an amount as pages and raw answers write it.
func spellings(amount panel.Fen) []string {
	plain := amount.Yuan()
	return []string{plain, plain[:1] + "," + plain[1:], fmt.Sprint(int64(amount))}
}

// plantMoney gives a tenant an order, a plan, a decision, a search, evidence and
// an incident with the amounts in them, and returns what its customer's wallet
// then holds.
func (w *world) plantMoney(t *testing.T, n *tenant) (wallet panel.Fen) {
	t.Helper()
	ctx, system := t.Context(), panel.SystemActor(n.reseller)
	var domain, customer, plan, account int64
	if _, err := fmt.Sscan(strings.Join([]string{n.objects["domain"], n.objects["customer"], n.objects["plan"], n.objects["vendor"]}, " "), &domain, &customer, &plan, &account); err != nil {
		t.Fatal(err)
	}
	w.within(t, func(tx *db.Tx) error {
		if _, _, err := tx.Book(ctx, panel.Booking{ResellerID: n.reseller, Kind: panel.TransferTopUpBank, CustomerID: customer, Amount: 18_123_47, Key: "shown", Reference: "shown", Reason: "shown"}); err != nil {
			return err
		}
		return w.plantOrder(t, tx, n, panel.Order{ResellerID: n.reseller, AccountID: account, CustomerID: customer, ProductID: domain, Operation: "domain.renew", Name: "shown.com", Input: map[string]string{"years": "1"}, Cost: shownCost, Price: shownPrice, FormKey: "shown"})
	})
	w.within(t, func(tx *db.Tx) error { return plantPlan(t, tx, system, plan, domain) })
	w.within(t, func(tx *db.Tx) error {
		known, balance := panel.VendorAccount{ID: account, ResellerID: n.reseller}, shownAccount
		if err := tx.SaveVendorTest(ctx, known, "ok", "", "", &balance); err != nil {
			return err
		}
		offer := panel.OfferCost{Offer: panel.Offer{Kind: panel.KindDomain, Suffix: ".com", Months: 12, Action: panel.PriceBuy}, ResellerID: n.reseller, AccountID: account, Cost: shownCost}
		if _, err := tx.SaveCost(ctx, offer, "shown", 0); err != nil {
			return err
		}
		detail := map[string]string{"balance": shownAccount.Yuan()}
		if _, err := tx.OpenIncident(ctx, db.NewIncident{Kind: panel.BalanceOff, ResellerID: n.reseller, AccountID: account, Subject: "shown", Detail: detail}); err != nil {
			return err
		}
		search, err := tx.AddSearch(ctx, panel.DomainSearch{ResellerID: n.reseller, UserID: 1, AccountID: account, Label: "shown", Checks: []panel.DomainCheck{{Suffix: ".com", Name: "shown.com"}}})
		n.objects["search"] = fmt.Sprint(search)
		if err != nil {
			return err
		}
		return tx.SaveCheck(ctx, search, panel.DomainCheck{State: panel.SearchFree, Cost: shownCost})
	})
	incidents, err := w.db.Incidents(ctx, system, db.IncidentFilter{AccountID: account})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range incidents {
		if i.Subject == "shown" {
			n.objects["incident"] = fmt.Sprint(i.ID)
		}
	}
	held, err := w.db.Wallet(ctx, system, customer)
	if err != nil {
		t.Fatal(err)
	}
	return held.Available()
}

func (w *world) plantOrder(t *testing.T, tx *db.Tx, n *tenant, o panel.Order) (err error) {
	t.Helper()
	ctx := t.Context()
	if o.ID, _, err = tx.AddOrder(ctx, db.NewOrder{Order: o}); err != nil {
		return err
	}
	n.objects["order"] = fmt.Sprint(o.ID)
	for _, b := range []panel.Booking{
		{Kind: panel.TransferCharge, CustomerID: o.CustomerID, Amount: o.Price, Key: db.ChargeKey(o)},
		{Kind: panel.TransferCost, VendorID: o.AccountID, Amount: o.Cost, Key: db.CostKey(o)},
	} {
		b.ResellerID, b.OrderID = o.ResellerID, o.ID
		if _, _, err := tx.Hold(ctx, b); err != nil {
			return err
		}
	}
	says := map[string]any{"before": shownAccount, "now": shownAccount - shownCost, "price": shownCost, "paid": panel.PriceWent}
	return tx.AddEvidence(ctx, o, panel.EvidenceBalance, panel.NoVerdict, says)
}

func plantPlan(t *testing.T, tx *db.Tx, system panel.Actor, plan, domain int64) error {
	t.Helper()
	ctx := t.Context()
	batch, err := tx.Batch(ctx, system, plan)
	if err != nil {
		return err
	}
	lines, err := tx.BatchLines(ctx, system, plan, db.LineFilter{})
	if err != nil {
		return err
	}
	line := lines[0]
	was := line.State
	line.State, line.Months, line.Cost, line.Price = panel.LineReady, 12, shownCost, shownPrice
	if _, err := tx.SaveLine(ctx, was, line); err != nil {
		return err
	}
	if err := tx.MoveBatch(ctx, batch, panel.BatchPlanned, 0); err != nil {
		return err
	}
	_, err = tx.SaveTry(ctx, panel.RenewalTry{
		ResellerID: system.ResellerID, ProductID: domain, Ends: panel.DayNumber(tx.Now), Day: 2, Verdict: panel.RenewalStop, Why: "wallet", Cost: shownCost, Price: shownPrice, At: tx.Now,
	})
	return err
}

// cartOf puts a registration into a person's open cart for the customer.
func (w *world) cartOf(t *testing.T, n tenant, email string) {
	t.Helper()
	user, err := w.db.UserByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	var customer, account int64
	if _, err := fmt.Sscan(n.objects["customer"]+" "+n.objects["vendor"], &customer, &account); err != nil {
		t.Fatal(err)
	}
	w.within(t, func(tx *db.Tx) error {
		cart, err := tx.TakeCart(t.Context(), panel.Actor{UserID: user.ID, Role: user.Role, ResellerID: n.reseller}, customer)
		if err != nil {
			return err
		}
		_, _, err = tx.AddCartLine(t.Context(), panel.CartLine{
			ResellerID: n.reseller, CartID: cart.ID, AccountID: account, Operation: "domain.register", Name: "shown-cart.com",
			Input: map[string]string{"name": "shown-cart.com", "years": "1", "contact": "1"}, FormKey: email, Key: email,
		})
		return err
	})
}

// staffPages reads every page of the staff area that a person may open, and
// returns what stands on them by address.
func (w *world) staffPages(t *testing.T, n tenant, session string, granted []panel.Permission) map[string]string {
	t.Helper()
	addresses := []string{
		"/cart?customer=" + n.objects["customer"], "/domains/search/" + n.objects["search"] + "?customer=" + n.objects["customer"],
		fmt.Sprintf("/domains/register/confirm?name=shown-buy.com&years=1&customer=%s&contact=%s&account=%s", n.objects["customer"], n.objects["contact"], n.objects["vendor"]),
	}
	for _, r := range readRules(t) {
		mine := slices.ContainsFunc(r.who, func(who string) bool { return who == "any" || slices.Contains(granted, panel.Permission(who)) })
		if r.method != http.MethodGet || !mine || strings.HasSuffix(r.pattern, "/progress") || strings.HasSuffix(r.pattern, "/pictures/{part}") {
			continue
		}
		if !strings.HasSuffix(r.pattern, "/stream") { // what streams is a part of the page
			addresses = append(addresses, w.address(t, r, n))
		}
	}
	pages := map[string]string{}
	for _, address := range addresses {
		a := w.ask(session, http.MethodGet, address, false)
		if a.status >= 300 {
			t.Logf("%d %s", a.status, address)
			continue
		}
		pages[address] = a.body
	}
	return pages
}

// TestCostsAndBalancesAreForThoseWhoMaySeeThem walks the whole staff area with
// every right but those to see costs and money, and with all of them.
func TestCostsAndBalancesAreForThoseWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := &w.north
	wallet := w.plantMoney(t, n)
	blind := slices.DeleteFunc(panel.StaffPermissions(), func(p panel.Permission) bool { return p == panel.ViewPrices || p == panel.ViewLedger })
	session := w.session(t, service.NewAccount{Role: panel.RoleStaff, Email: "blind@north.example", Name: "blind", ResellerID: n.reseller, Granted: blind})
	w.cartOf(t, *n, "blind@north.example")
	w.cartOf(t, *n, "all@north.example")
	amounts := map[string][]string{
		"a cost": spellings(shownCost), "a margin": spellings(shownPrice - shownCost), "the cost of a renewal": {costText},
		"what a vendor account holds": spellings(shownAccount), "what a wallet holds": spellings(wallet),
	}
	// Whoever decides held orders decides by the balances.
	deciding := []string{"/orders/" + n.objects["order"], "/orders/" + n.objects["order"] + "/resolve"}

	pages := w.staffPages(t, *n, session, blind)
	for address, body := range pages {
		for what, words := range amounts {
			for _, word := range words {
				if strings.Contains(body, word) && !slices.Contains(deciding, address) {
					t.Errorf("%s shows %s, %s, to somebody who may see neither costs nor money", address, what, word)
				}
			}
		}
	}
	t.Logf("pages read: %d", len(pages))
	clerk := w.session(t, service.NewAccount{Role: panel.RoleStaff, Email: "clerk@north.example", Name: "clerk", ResellerID: n.reseller, Granted: []panel.Permission{panel.ViewOrders}})
	looked := w.ask(clerk, http.MethodGet, deciding[0], false)
	for what, words := range amounts {
		if looked.status != http.StatusOK || slices.ContainsFunc(words, func(word string) bool { return strings.Contains(looked.body, word) }) {
			t.Errorf("the page of an order (%d) shows %s to somebody who may only look", looked.status, what)
		}
	}
	seeing := w.staffPages(t, *n, n.people["staff-all"], panel.StaffPermissions())
	for what, words := range amounts {
		found := 0
		for _, body := range seeing {
			if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(body, word) }) {
				found++
			}
		}
		if t.Logf("%s is on %d pages of somebody who may", what, found); found == 0 {
			t.Errorf("nobody is shown %s: the walk proves nothing of it", what)
		}
	}
	for _, address := range []string{"/orders", "/customers/" + n.objects["customer"], "/renewals/plans/" + n.objects["plan"], "/renewals/log", "/domains/search/" + n.objects["search"] + "?customer=" + n.objects["customer"], "/cart?customer=" + n.objects["customer"]} {
		if !slices.ContainsFunc(amounts["a cost"], func(word string) bool { return strings.Contains(seeing[address], word) }) {
			t.Errorf("%s shows no cost to somebody who may see it", address)
		}
		if pages[address] == "" {
			t.Errorf("%s was not read", address)
		}
	}
}
