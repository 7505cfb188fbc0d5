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
	event, ends := to.Settles()
	if ends {
		return tx.endMoney(ctx, o, event, userID)
	}
	if to.MayCost() {
		return tx.holdCost(ctx, o)
	}
	return nil
}

// endMoney settles all that an order holds. What is posted is set aside first
// where it never was.
func (tx *Tx) endMoney(ctx context.Context, o panel.Order, event panel.TransferEvent, userID int64) error {
	if _, err := tx.lockLedger(ctx, o.ResellerID); err != nil {
		return err
	}
	money, err := tx.transfersOf(ctx, o)
	if err != nil {
		return err
	}
	if event == panel.EventPost {
		if money, err = tx.completed(ctx, o, money); err != nil {
			return err
		}
	}
	for _, t := range money {
		if t.State != panel.TransferPending {
			continue
		}
		if err := tx.settleTransfer(ctx, event, t, userID); err != nil {
			return err
		}
	}
	return nil
}

// completed sets aside what an order should have held and did not, and adds it
// to what it moved.
func (tx *Tx) completed(ctx context.Context, o panel.Order, money []panel.LedgerTransfer) ([]panel.LedgerTransfer, error) {
	known := panel.MoneyOf(money)
	if known.Cost.ID == 0 && o.Cost != 0 {
		cost, _, err := tx.Hold(ctx, CostOf(o))
		if err != nil {
			return nil, err
		}
		money = append(money, cost)
	}
	if known.Charge.ID == 0 {
		charge, _, err := tx.holdCharge(ctx, o)
		if err != nil {
			return nil, err
		}
		money = append(money, charge)
	}
	return money, nil
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
	_, short, err = tx.holdCharge(ctx, o)
	return short, err
}

// holdCharge is HoldCharge for an order of which nothing was ever held, under
// the ledger's lock. The transfer is zero when nothing was written.
func (tx *Tx) holdCharge(ctx context.Context, o panel.Order) (t panel.LedgerTransfer, short bool, err error) {
	if !HasCharge(o) {
		return t, false, nil
	}
	wallet, err := tx.Wallet(ctx, panel.SystemActor(o.ResellerID), o.CustomerID)
	if err != nil || wallet.Available() < o.Price {
		return t, err == nil, err
	}
	t, _, err = tx.Hold(ctx, ChargeOf(o))
	return t, false, err
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

// transfersOf lists what an order moved or holds, oldest first, without names.
func (tx *Tx) transfersOf(ctx context.Context, o panel.Order) ([]panel.LedgerTransfer, error) {
	all, err := list(ctx, tx.q, func(row scanner) (t panel.LedgerTransfer, err error) {
		return t, row.Scan(&t.ID, &t.ResellerID, &t.Kind, &t.State, &t.DebitID, &t.CreditID, &t.Amount, &t.Key,
			idOf(&t.OrderID), idOf(&t.OfID), &t.Reference, &t.Reason, moment(&t.ValueOn))
	}, `SELECT id, reseller_id, kind, state, debit_id, credit_id, amount_fen, idem_key, order_id, of_id, reference, reason, value_on
		FROM ledger_transfers WHERE reseller_id = $1 AND order_id = $2 ORDER BY id`, o.ResellerID, o.ID)
	if err != nil {
		return nil, fmt.Errorf("money of order %d: %w", o.ID, err)
	}
	return all, nil
}
