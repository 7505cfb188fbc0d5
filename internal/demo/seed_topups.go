package demo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// topUps lets customers pay in online: two that were paid days ago, one that
// waits, and one of another amount than was asked for.
func (g *seeding) topUps(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for i, amount := range []panel.Fen{500_00, 128_00} {
			if err := g.paidTopUp(ctx, tx, i, amount); err != nil {
				return err
			}
		}
		if _, err := g.openTopUp(ctx, tx, 2, 300_00); err != nil {
			return err
		}
		return g.differingTopUp(ctx, tx, 3, 100_00, 10_00)
	})
}

// openTopUp begins the payment of a customer.
func (g *seeding) openTopUp(ctx context.Context, tx *db.Tx, i int, amount panel.Fen) (panel.TopUp, error) {
	t := panel.TopUp{
		ResellerID: g.reseller, AccountID: g.till, CustomerID: g.customers[i], Number: service.NewPaymentNumber(), FormKey: fmt.Sprintf("demo-%d", i),
		Amount: amount, Currency: "CNY", State: panel.TopUpCreated, Expires: tx.Now.Add(panel.TopUpLife),
	}
	t.NextCheck = t.NextTopUpCheck(tx.Now)
	var err error
	if t.ID, _, err = tx.AddTopUp(ctx, t); err != nil {
		return t, err
	}
	t.State, err = tx.MoveTopUp(ctx, t, db.TopUpMove{Cause: panel.TopUpOffered})
	return t, err
}

// paidTopUp credits what a customer paid, as the provider's notice does.
func (g *seeding) paidTopUp(ctx context.Context, tx *db.Tx, i int, amount panel.Fen) error {
	t, err := g.openTopUp(ctx, tx, i, amount)
	if err != nil {
		return err
	}
	reference, paid := fmt.Sprintf("2026112822001%011d", i+1), tx.Now.AddDate(0, 0, -3-i)
	booked, _, err := tx.Book(ctx, panel.Booking{
		ResellerID: g.reseller, Kind: panel.TransferTopUpOnline, CustomerID: t.CustomerID, Amount: amount, Key: "pay:alipay:" + t.Number, Reference: reference, ValueOn: paid,
	})
	if err != nil {
		return err
	}
	_, err = tx.MoveTopUp(ctx, t, db.TopUpMove{Cause: panel.TopUpPaid, Reference: reference, PaidAt: paid, TransferID: booked.ID, Detail: shownPayment("paid", amount)})
	return err
}

// differingTopUp is paid with another amount: nothing is credited, and somebody
// has to look.
func (g *seeding) differingTopUp(ctx context.Context, tx *db.Tx, i int, asked, paid panel.Fen) error {
	t, err := g.openTopUp(ctx, tx, i, asked)
	if err != nil {
		return err
	}
	said := shownPayment("paid", paid)
	_, moved := tx.MoveTopUp(ctx, t, db.TopUpMove{Cause: panel.TopUpDiffers, Detail: said})
	_, opened := tx.OpenIncident(ctx, db.NewIncident{
		Kind: panel.PaymentMismatch, ResellerID: g.reseller, AccountID: g.till, Subject: t.Number,
		Detail: map[string]any{"asked_for": map[string]any{"top_up": t.ID, "amount": asked.Yuan(), "currency": "CNY"}, "provider_says": said},
	})
	return errors.Join(moved, opened)
}

func shownPayment(state string, amount panel.Fen) map[string]any {
	return map[string]any{"state": state, "amount": amount.Yuan(), "currency": "CNY"}
}

// bulkRenewal is a plan that has run: its lines are the renewals of the demo's
// orders, one of which the vendor refused.
func (g *seeding) bulkRenewal(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		var products []panel.Product
		wish := panel.RenewalWish{}
		for _, name := range slices.Sorted(maps.Keys(g.renewed)) {
			if p := g.products["domain "+name]; p.ID != 0 {
				products, wish.IDs = append(products, p), append(wish.IDs, p.ID)
			}
		}
		b := panel.RenewalBatch{ResellerID: g.reseller, FormKey: "demo-plan", Wanted: wish, CreatedBy: g.actor.UserID}
		var err error
		if b.ID, _, err = tx.AddBatch(ctx, b, products); err != nil {
			return err
		}
		lines, err := tx.BatchLines(ctx, g.actor, b.ID, db.LineFilter{})
		if err != nil {
			return err
		}
		for _, l := range lines {
			l.State, l.Months, l.Cost, l.OrderID = panel.LineOrdered, 12, renewalCost, g.renewed[l.Product.Name]
			if l.Product.CustomerID != 0 {
				l.Price = renewalCost * 5 / 4
			}
			if _, err := tx.SaveLine(ctx, panel.LineAsking, l); err != nil {
				return err
			}
		}
		for _, to := range []panel.BatchState{panel.BatchPlanned, panel.BatchRunning, panel.BatchDone} {
			if err := tx.MoveBatch(ctx, b, to, g.actor.UserID); err != nil {
				return err
			}
		}
		return nil
	})
}
