package demo

import (
	"context"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// wallets lets every customer pay in, some of them twice.
func (g *seeding) wallets(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for i, customer := range g.customers {
			amount := panel.Fen(800_00 + i%7*350_00)
			bank := panel.Booking{Kind: panel.TransferTopUpBank, CustomerID: customer, Amount: amount, Reference: fmt.Sprintf("2026%06d", 310_000+i*37), ValueOn: g.Now.AddDate(0, 0, -1-i%3)}
			if err := g.book(ctx, tx, bank); err != nil {
				return err
			}
			if i%4 != 0 {
				continue
			}
			cash := panel.Booking{Kind: panel.TransferTopUpCash, CustomerID: customer, Amount: 200_00, Reference: fmt.Sprintf("收据 %03d", i+1), ValueOn: g.Now, Reason: "门店现金"}
			if err := g.book(ctx, tx, cash); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *seeding) book(ctx context.Context, tx *db.Tx, b panel.Booking) error {
	g.booked++
	b.ResellerID, b.By, b.Key = g.reseller, g.actor.UserID, fmt.Sprintf("demo:%d", g.booked)
	_, _, err := tx.Book(ctx, b)
	return err
}

// hold sets the price of an order aside, as placing it does.
func (g *seeding) hold(ctx context.Context, tx *db.Tx, o panel.Order) error {
	if !db.HasCharge(o) {
		return nil
	}
	_, _, err := tx.Hold(ctx, db.ChargeOf(o))
	return err
}

// corrections is what happens besides orders: a credit for the demo's customer,
// a charge given back, and the mirror set to what the vendor has.
func (g *seeding) corrections(ctx context.Context) error {
	charges, err := g.app.DB.Transfers(ctx, g.actor, db.TransferFilter{Kind: panel.TransferCharge, State: panel.TransferPosted, Limit: 1})
	if err != nil {
		return err
	}
	mirror, err := g.app.DB.VendorMirror(ctx, g.actor, g.cndns)
	if err != nil {
		return err
	}
	account, err := g.app.DB.VendorAccount(ctx, g.actor, g.cndns)
	if err != nil {
		return err
	}
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		err := g.book(ctx, tx, panel.Booking{Kind: panel.TransferCredit, CustomerID: g.customers[0], Amount: 50_00, Reason: "服务中断补偿"})
		if err != nil {
			return err
		}
		for _, c := range charges {
			back := panel.Booking{Kind: panel.TransferRefund, CustomerID: c.CustomerID, Amount: c.Amount / 2, OrderID: c.OrderID, OfID: c.ID, Reason: "协商退款一半"}
			if err := g.book(ctx, tx, back); err != nil {
				return err
			}
		}
		if missing := account.Balance - mirror.Posted(); missing > 0 {
			return g.book(ctx, tx, panel.Booking{Kind: panel.TransferVendorUp, VendorID: g.cndns, Amount: missing, Reason: "启用账本时的余额"})
		}
		return nil
	})
}
