package service

import (
	"context"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
)

// replyPlace is where the vault keeps the answers to an attempt of an order.
func replyPlace(resellerID, orderID int64, attempt int) vault.Place {
	return vault.Place{Reseller: resellerID, Table: "evidence", Row: fmt.Sprintf("%d/%d", orderID, attempt), Column: "sealed"}
}

// sealReply seals an answer for the order's latest attempt; nothing seals to
// nil. That it cannot be sealed must not keep what came of the call from being
// recorded.
func (a *App) sealReply(ctx context.Context, o panel.Order, body func() []byte) []byte {
	if body == nil {
		return nil
	}
	sealed, err := a.Vault.Seal(replyPlace(o.ResellerID, o.ID, o.Attempts), body())
	if err != nil {
		a.Log.ErrorContext(ctx, "reply not kept whole", "order", o.ID, "attempt", o.Attempts, "error", err)
		return nil
	}
	return sealed
}

// OrderReply is a vendor's answer to a call that spends.
type OrderReply struct {
	Order    panel.Order
	Evidence panel.Evidence
	Text     string // the answer as it came; "" until it is opened
}

// Reply reads an answer that is kept whole, without opening it.
func (a *App) Reply(ctx context.Context, actor panel.Actor, orderID, id int64) (OrderReply, error) {
	found, _, err := a.sealedReply(ctx, actor, orderID, id)
	return found, err
}

func (a *App) sealedReply(ctx context.Context, actor panel.Actor, orderID, id int64) (found OrderReply, sealed []byte, err error) {
	if err := require(actor, panel.ResolveOrders); err != nil {
		return found, nil, err
	}
	if found.Order, err = a.DB.Order(ctx, actor, orderID); err != nil {
		return found, nil, err
	}
	found.Evidence, sealed, err = a.DB.OrderReply(ctx, found.Order, id)
	return found, sealed, err
}

// OpenReply opens an answer as it came: for whoever may decide the order, with a
// fresh factor, for it may hold secrets. Every look is recorded.
func (a *App) OpenReply(ctx context.Context, actor panel.Actor, orderID, id int64, factor string) (OrderReply, error) {
	found, sealed, err := a.sealedReply(ctx, actor, orderID, id)
	if err != nil {
		return found, err
	}
	if err := a.stepUp(ctx, actor, factor); err != nil {
		return found, err
	}
	o := found.Order
	t := &act{
		Action: "order.reply", Kind: "order", ID: o.ID, Name: o.Operation + " " + o.Name, ResellerID: o.ResellerID,
		After: map[string]int{"attempt": found.Evidence.Attempt},
	}
	err = a.recorded(ctx, actor, t, func(*db.Tx) error {
		text, err := a.Vault.Open(replyPlace(o.ResellerID, o.ID, found.Evidence.Attempt), sealed)
		found.Text = string(text)
		return err
	})
	return found, err
}
