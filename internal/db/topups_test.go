package db_test

import (
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// begun is a top-up of a purse's customer that waits.
func (p *purse) begun(t *testing.T, number string, fen panel.Fen) (top panel.TopUp) {
	t.Helper()
	top = panel.TopUp{
		ResellerID: p.reseller, AccountID: p.account, CustomerID: p.customer, Number: number, FormKey: number, Amount: fen, Currency: "CNY",
		Expires: start.Add(time.Hour), NextCheck: start.Add(time.Minute), CreatedBy: p.owner.UserID,
	}
	within(t, p.d, func(tx *db.Tx) (err error) {
		id, added, err := tx.AddTopUp(t.Context(), top)
		if err != nil || !added {
			t.Errorf("added %t, %v", added, err)
			return err
		}
		top, err = tx.LockTopUp(t.Context(), p.account, number)
		if top.ID != id {
			t.Errorf("locked top-up %d, added %d", top.ID, id)
		}
		return err
	})
	return top
}

// credit moves a top-up into the wallet.
func (p *purse) credit(t *testing.T, top panel.TopUp, reference string) error {
	t.Helper()
	return p.d.Within(t.Context(), func(tx *db.Tx) error {
		booked, _, err := tx.Book(t.Context(), p.whole(panel.Booking{Kind: panel.TransferTopUpOnline, Amount: top.Amount, Key: "pay:" + top.Number, Reference: reference}))
		if err != nil {
			return err
		}
		_, err = tx.MoveTopUp(t.Context(), top, db.TopUpMove{Cause: panel.TopUpPaid, Reference: reference, PaidAt: tx.Now, TransferID: booked.ID})
		return err
	})
}

func TestTopUpsMoveOnceAndKeepWhatTheyAre(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 0)
		top := p.begun(t, "P1", 1230)
		other := top
		other.Amount = 5
		for name, c := range map[string]struct {
			top     panel.TopUp
			refused bool
		}{"the same form": {top, false}, "the same form with another amount": {other, true}} {
			err := d.Within(t.Context(), func(tx *db.Tx) error {
				id, added, err := tx.AddTopUp(t.Context(), c.top)
				if err == nil && (added || id != top.ID) {
					t.Errorf("%s: top-up %d, added %t", name, id, added)
				}
				return err
			})
			if !c.refused && err != nil || c.refused && !panel.Is(err, panel.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		within(t, d, func(tx *db.Tx) error {
			to, err := tx.MoveTopUp(t.Context(), top, db.TopUpMove{Cause: panel.TopUpOffered, Code: "weixin://x"})
			if to != panel.TopUpOpen {
				t.Errorf("offered leads to %s", to)
			}
			return err
		})
		if err := p.credit(t, top, "r1"); !panel.Is(err, panel.Conflict) {
			t.Errorf("a move from the state before: %v", err)
		}
		top.State = panel.TopUpOpen
		if err := p.credit(t, top, "r1"); err != nil {
			t.Fatal(err)
		}
		got, err := d.TopUp(t.Context(), p.owner, top.ID)
		if err != nil || got.State != panel.TopUpCredited || got.Code != "weixin://x" || got.Reference != "r1" || got.TransferID == 0 || !got.NextCheck.IsZero() || got.PaidAt.IsZero() {
			t.Errorf("credited = %+v, %v", got, err)
		}
		if err := p.credit(t, got, "r1"); !panel.Is(err, panel.Conflict) {
			t.Errorf("credited again: %v", err)
		}
		second := p.begun(t, "P2", 1)
		if err := p.credit(t, second, "r1"); err == nil {
			t.Error("one payment at the provider credited two top-ups")
		}
		for _, statement := range []string{
			`UPDATE top_ups SET state = 'open', transfer_id = NULL WHERE number = 'P1'`, `UPDATE top_ups SET amount_fen = 1`, `DELETE FROM top_ups`,
			`UPDATE top_ups SET state = 'credited' WHERE number = 'P2'`, `UPDATE top_up_events SET detail = ''`, `DELETE FROM top_up_events`,
		} {
			if _, err := raw(d).ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
		if p.balance(t) != [3]panel.Fen{1230, 0, 1230} {
			t.Errorf("wallet = %v", p.balance(t))
		}
		sound(t, d)
	})
}

func TestTopUpsThatAreDueAndPaidAreFound(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p, stranger := newPurse(t, d, "north", 0), newPurse(t, d, "south", 0)
		first, second := p.begun(t, "P1", 100), p.begun(t, "P2", 200)
		within(t, d, func(tx *db.Tx) error { return tx.PutOffTopUp(t.Context(), second, start.Add(time.Hour)) })
		due, err := d.DueTopUps(t.Context(), start.Add(time.Minute), 9)
		if err != nil || len(due) != 1 || due[0].ID != first.ID {
			t.Errorf("due = %+v, %v", due, err)
		}
		if err := p.credit(t, first, "r1"); err != nil {
			t.Fatal(err)
		}
		within(t, d, func(tx *db.Tx) error { return tx.AskTopUpSoon(t.Context(), p.account, "P1") })
		if due, err := d.DueTopUps(t.Context(), start.Add(30*time.Minute), 9); err != nil || len(due) != 0 {
			t.Errorf("a credited one is due: %+v, %v", due, err)
		}
		paid, err := d.PaidTopUps(t.Context(), p.account, start.Add(-time.Second), start.Add(time.Second))
		if err != nil || len(paid) != 1 || paid[0].Number != "P1" {
			t.Errorf("paid = %+v, %v", paid, err)
		}
		if n, err := d.WaitingTopUps(t.Context(), p.customer); err != nil || n != 1 {
			t.Errorf("waiting = %d, %v", n, err)
		}
		for name, c := range map[string]struct {
			actor panel.Actor
			want  db.TopUpFilter
			found int
		}{
			"all": {p.owner, db.TopUpFilter{}, 2}, "by state": {p.owner, db.TopUpFilter{State: panel.TopUpCredited}, 1},
			"by reference": {p.owner, db.TopUpFilter{Search: "R1"}, 1}, "older": {p.owner, db.TopUpFilter{Before: second.ID}, 1},
			"of a stranger": {stranger.owner, db.TopUpFilter{}, 0},
			"of a sibling":  {panel.Actor{UserID: 9, Role: panel.RoleCustomer, ResellerID: p.reseller, CustomerID: p.customer + 99}, db.TopUpFilter{}, 0},
		} {
			if found, err := d.TopUps(t.Context(), c.actor, c.want); err != nil || len(found) != c.found {
				t.Errorf("%s: %d found, %v", name, len(found), err)
			}
		}
	})
}

func TestStatementsKeepTheLatestComparison(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		s := panel.PayStatement{ResellerID: n.reseller, AccountID: n.account, Day: "2026-11-20", State: panel.StatementUnread, ErrorKey: "error.vendor.busy"}
		within(t, d, func(tx *db.Tx) error { return tx.SaveStatement(t.Context(), s) })
		s.State, s.ErrorKey, s.There, s.Here, s.Paid = panel.StatementDiffers, "", 2, 1, 500
		s.Differences = []panel.PayDifference{{Problem: "missing_here", There: panel.PayLine{Number: "P9", Amount: 500, Currency: "CNY"}}}
		within(t, d, func(tx *db.Tx) error { return tx.SaveStatement(t.Context(), s) })
		got, err := d.StatementOf(t.Context(), n.account, s.Day)
		if err != nil || got.Tries != 2 || got.State != s.State || got.ErrorKey != "" || len(got.Differences) != 1 || got.Differences[0] != s.Differences[0] {
			t.Errorf("statement = %+v, %v", got, err)
		}
		all, err := d.Statements(t.Context(), panel.VendorAccount{ResellerID: n.reseller + 1, ID: n.account}, 9)
		if err != nil || len(all) != 0 {
			t.Errorf("another reseller sees %+v, %v", all, err)
		}
	})
}

func TestAccountsOfPaymentProvidersAndTheirIncidentsCanBeKept(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		for _, v := range panel.PayProviders {
			within(t, d, func(tx *db.Tx) error {
				id, err := tx.AddVendorAccount(t.Context(), panel.VendorAccount{ResellerID: n.reseller, Vendor: v, Label: "x", CallbackToken: string(v)})
				if err != nil {
					return err
				}
				if err := tx.SetVendorDisabled(t.Context(), panel.VendorAccount{ResellerID: n.reseller, ID: id}, true); err != nil {
					return err
				}
				got, err := tx.VendorAccount(t.Context(), n.owner, id)
				if err != nil || !got.Disabled {
					t.Errorf("%s = %+v, %v", v, got, err)
				}
				for _, kind := range panel.IncidentKinds {
					if _, err := tx.OpenIncident(t.Context(), db.NewIncident{Kind: kind, ResellerID: n.reseller, AccountID: id, Subject: "x"}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		var sound string
		if d.SQLite() != nil { // where the rule was widened in place
			if err := d.SQLite().QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&sound); err != nil || sound != "ok" {
				t.Errorf("integrity of the file: %q, %v", sound, err)
			}
		}
		if _, err := raw(d).ExecContext(t.Context(), `UPDATE vendor_accounts SET vendor = 'nobody'`); err == nil {
			t.Error("any vendor can be written")
		}
	})
}
