package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

// moveMoney has the money of an order follow it into a state, by the table of
// panel.OrderState: the cost is set aside from the moment the vendor may charge
// it, and the end of the order settles everything that is held. The order must
// have been moved in this transaction, so that it happens once.
func (tx *Tx) moveMoney(ctx context.Context, o panel.Order, to panel.OrderState, userID int64) error {
	if to.MayCost() {
		if err := tx.holdCost(ctx, o); err != nil {
			return err
		}
	}
	event, ends := to.Settles()
	if !ends {
		return nil
	}
	if event == panel.EventPost {
		if _, err := tx.HoldCharge(ctx, o); err != nil {
			return err
		}
	}
	keys, err := tx.heldBy(ctx, o)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := tx.settle(ctx, event, o.ResellerID, key, userID); err != nil {
			return err
		}
	}
	return nil
}

// holdCost sets aside what a vendor is going to charge for an order, once.
func (tx *Tx) holdCost(ctx context.Context, o panel.Order) error {
	if o.Cost == 0 {
		return nil
	}
	if begun, err := tx.hasTransfer(ctx, o.ResellerID, CostKey(o)); err != nil || begun {
		return err
	}
	_, _, err := tx.Hold(ctx, CostOf(o))
	return err
}

// HoldCharge sets the price of an order aside when the wallet holds it. Nothing
// is written, and short is true, when it does not.
func (tx *Tx) HoldCharge(ctx context.Context, o panel.Order) (short bool, err error) {
	if !HasCharge(o) {
		return false, nil
	}
	if _, err := tx.lockLedger(ctx, o.ResellerID); err != nil {
		return false, err
	}
	if begun, err := tx.hasTransfer(ctx, o.ResellerID, ChargeKey(o)); err != nil || begun {
		return false, err
	}
	wallet, err := tx.Wallet(ctx, panel.SystemActor(o.ResellerID), o.CustomerID)
	if err != nil || wallet.Available() < o.Price {
		return err == nil, err
	}
	_, _, err = tx.Hold(ctx, ChargeOf(o))
	return false, err
}

// Uncharged reports whether an order has a price of which nothing was ever held.
func (q Queries) Uncharged(ctx context.Context, o panel.Order) (bool, error) {
	if !HasCharge(o) {
		return false, nil
	}
	begun, err := q.hasTransfer(ctx, o.ResellerID, ChargeKey(o))
	return !begun, err
}

func (q Queries) hasTransfer(ctx context.Context, resellerID int64, key string) (bool, error) {
	_, err := q.TransferByKey(ctx, resellerID, key)
	if panel.Is(err, panel.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// heldBy lists the keys of what an order holds, oldest first.
func (tx *Tx) heldBy(ctx context.Context, o panel.Order) ([]string, error) {
	keys, err := list(ctx, tx.q, func(row scanner) (key string, err error) { return key, row.Scan(&key) },
		`SELECT idem_key FROM ledger_transfers WHERE reseller_id = $1 AND order_id = $2 AND state = 'pending' ORDER BY id`, o.ResellerID, o.ID)
	if err != nil {
		return nil, fmt.Errorf("money of order %d: %w", o.ID, err)
	}
	return keys, nil
}
