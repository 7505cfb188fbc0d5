package db

// The ledger, for whoever moves money. Four calls, each inside the caller's own
// transaction, so that money and its cause are written together or not at all:
//
//	Hold(booking)          sets money aside: pending
//	Post(reseller, key)    the held money moves: pending → posted
//	Void(reseller, key)    the held money is free again: pending → voided
//	Book(booking)          moves money at once: posted
//
// An order of a customer with a price makes them like this:
//
//	submit             Hold, kind charge, key ChargeKey(order). Short money is a
//	                   Conflict that wraps panel.ErrShort, and nothing is written.
//	done               Post(order.ResellerID, ChargeKey(order))
//	failed, cancelled  Void(order.ResellerID, ChargeKey(order))
//
// In every other state (approval, ready, sending, accepted, unknown, held) the
// money stays as it is. An order of the reseller itself (no customer), or of
// price 0, holds nothing and settles nothing: see HasCharge. The cost at the
// vendor is a second transfer of kind cost under CostKey(order): held when the
// order is sent for the first time, so that the mirror shows what is expected
// to go, then posted or voided. Whoever adds an order holds its charge; all the
// rest is done by MoveOrder, the one place where orders end.
//
// An order whose charge was never held (it was made anew from the journal, and
// the wallet was short) tries once more when it is done; when the money is not
// there then, either, nothing is taken.
//
// A key stands for one wish: the same booking under the same key gives the
// transfer that exists, another one is a Conflict. Post and Void of what is
// settled already are Conflicts too: settle in the transaction that moves the
// order, whose compare-and-set makes sure that it happens once.
//
// Locks: each call takes the head of the reseller's journal until the end of
// the transaction. Move the order first, then the money, and write the audit
// row last; then no two transactions wait for each other.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"tangelo/internal/panel"
)

// ChargeKey is the idempotency key of what an order takes from the wallet.
func ChargeKey(o panel.Order) string { return fmt.Sprintf("order:%d:charge", o.ID) }

// CostKey is the idempotency key of what a vendor charges for an order.
func CostKey(o panel.Order) string { return fmt.Sprintf("order:%d:cost", o.ID) }

// FormKey is the idempotency key of what a person's form books. Its prefix
// keeps forms away from the keys of orders.
func FormKey(key string) string { return "form:" + key }

// HasCharge reports whether an order takes money from a wallet at all.
func HasCharge(o panel.Order) bool { return o.CustomerID != 0 && o.Price > 0 }

// ChargeOf is the booking that holds an order's price.
func ChargeOf(o panel.Order) panel.Booking {
	return panel.Booking{
		ResellerID: o.ResellerID, Kind: panel.TransferCharge, CustomerID: o.CustomerID, Amount: o.Price,
		Key: ChargeKey(o), OrderID: o.ID, By: o.CreatedBy,
	}
}

// CostOf is the booking of what a vendor charges for an order.
func CostOf(o panel.Order) panel.Booking {
	return panel.Booking{
		ResellerID: o.ResellerID, Kind: panel.TransferCost, CustomerID: o.CustomerID, VendorID: o.AccountID, Amount: o.Cost,
		Key: CostKey(o), OrderID: o.ID, By: o.CreatedBy,
	}
}

// Hold sets the money of a booking aside. The same key gives the transfer that
// exists already (added is false), whatever became of it.
func (tx *Tx) Hold(ctx context.Context, b panel.Booking) (t panel.LedgerTransfer, added bool, err error) {
	return tx.begin(ctx, panel.EventHold, b)
}

// Book moves the money of a booking at once. The same key gives the transfer
// that exists already (added is false).
func (tx *Tx) Book(ctx context.Context, b panel.Booking) (t panel.LedgerTransfer, added bool, err error) {
	return tx.begin(ctx, panel.EventRecord, b)
}

// Post moves the held money of a transfer. userID is who settled it, 0 the panel.
func (tx *Tx) Post(ctx context.Context, resellerID int64, key string, userID int64) error {
	return tx.settle(ctx, panel.EventPost, resellerID, key, userID)
}

// Void frees the held money of a transfer. userID is who settled it, 0 the panel.
func (tx *Tx) Void(ctx context.Context, resellerID int64, key string, userID int64) error {
	return tx.settle(ctx, panel.EventVoid, resellerID, key, userID)
}

func (tx *Tx) begin(ctx context.Context, event panel.TransferEvent, b panel.Booking) (t panel.LedgerTransfer, added bool, err error) {
	debit, credit, err := b.Begin(event)
	if err != nil {
		return t, false, err
	}
	head, err := tx.lockLedger(ctx, b.ResellerID)
	if err != nil {
		return t, false, err
	}
	if t, err = tx.begun(ctx, event, b); err != nil || t.ID != 0 {
		return t, false, err
	}
	t.Booking = b
	t.State, _ = panel.TransferNone.After(event)
	if t.DebitID, err = tx.ledgerAccount(ctx, b.ResellerID, debit); err != nil {
		return t, false, err
	}
	if t.CreditID, err = tx.ledgerAccount(ctx, b.ResellerID, credit); err != nil {
		return t, false, err
	}
	if err := tx.withinOriginal(ctx, t); err != nil {
		return t, false, err
	}
	if err := tx.addTransfer(ctx, head, &t, event); err != nil {
		return t, false, err
	}
	return t, true, tx.carry(ctx, head, t, event, b.By)
}

// begun is the transfer that a key stands for already; without an id when it
// stands for none.
func (tx *Tx) begun(ctx context.Context, event panel.TransferEvent, b panel.Booking) (panel.LedgerTransfer, error) {
	t, fingerprint, err := tx.byKey(ctx, b.ResellerID, b.Key)
	if panel.Is(err, panel.NotFound) {
		return panel.LedgerTransfer{}, nil
	}
	if err == nil && fingerprint != fingerprintOf(event, b) {
		return t, panel.Errorf(panel.Conflict, nil, "error.ledger.keyreused")
	}
	return t, err
}

// fingerprintOf covers everything a booking asks for but who asked.
func fingerprintOf(event panel.TransferEvent, b panel.Booking) string {
	text, err := json.Marshal([]any{event, b.Kind, b.CustomerID, b.VendorID, b.Amount, b.OrderID, b.OfID, b.Reference, b.Reason, micros(b.ValueOn)})
	if err != nil {
		panic("db: booking as JSON: " + err.Error()) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// withinOriginal holds a transfer that gives another one back to it: a posted
// one of the right kind, between the same accounts, and no more than is left.
func (tx *Tx) withinOriginal(ctx context.Context, t panel.LedgerTransfer) error {
	if t.OfID == 0 {
		return nil
	}
	var kind panel.TransferKind
	var state panel.TransferState
	var debit, credit int64
	var left panel.Fen
	err := tx.q.QueryRowContext(ctx, `SELECT kind, state, debit_id, credit_id,
			amount_fen - (SELECT cast(coalesce(sum(back.amount_fen), 0) AS BIGINT) FROM ledger_transfers AS back WHERE back.of_id = ledger_transfers.id)
		FROM ledger_transfers WHERE reseller_id = $1 AND id = $2`, t.ResellerID, t.OfID).Scan(&kind, &state, &debit, &credit, &left)
	switch {
	case err != nil:
		return absent(err, "transfer")
	case kind != t.Kind.Of() || debit != t.CreditID || credit != t.DebitID:
		return fmt.Errorf("ledger: transfer %d of kind %s is not what a %s gives back", t.OfID, kind, t.Kind)
	case state != panel.TransferPosted:
		return panel.Errorf(panel.Conflict, nil, "error.ledger.notposted")
	case t.Amount > left:
		return panel.Errorf(panel.Conflict, panel.ErrShort, "error.ledger.refund", "Left", left.Yuan())
	}
	return nil
}

func (tx *Tx) addTransfer(ctx context.Context, head *ledgerHead, t *panel.LedgerTransfer, event panel.TransferEvent) error {
	t.CreatedAt = head.at
	if t.State != panel.TransferPending {
		t.SettledAt, t.SettledBy = head.at, t.By
	}
	err := tx.q.QueryRowContext(ctx, `INSERT INTO ledger_transfers (reseller_id, kind, state, debit_id, credit_id, amount_fen, idem_key, fingerprint,
			order_id, of_id, reference, reason, value_on, created_by, created_at, settled_by, settled_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id`,
		t.ResellerID, t.Kind, t.State, t.DebitID, t.CreditID, t.Amount, t.Key, fingerprintOf(event, t.Booking),
		orNull(t.OrderID), orNull(t.OfID), t.Reference, t.Reason, micros(t.ValueOn), t.By, t.CreatedAt.UnixMicro(), t.SettledBy, micros(t.SettledAt)).Scan(&t.ID)
	if err != nil {
		return fmt.Errorf("add transfer %s: %w", t.Key, err)
	}
	return nil
}

func (tx *Tx) settle(ctx context.Context, event panel.TransferEvent, resellerID int64, key string, userID int64) error {
	if _, err := tx.lockLedger(ctx, resellerID); err != nil {
		return err
	}
	t, _, err := tx.byKey(ctx, resellerID, key)
	if err != nil {
		return err
	}
	return tx.settleTransfer(ctx, event, t, userID)
}

// settleTransfer settles a transfer that was read under the ledger's lock.
func (tx *Tx) settleTransfer(ctx context.Context, event panel.TransferEvent, t panel.LedgerTransfer, userID int64) error {
	head, err := tx.lockLedger(ctx, t.ResellerID)
	if err != nil {
		return err
	}
	to, allowed := t.State.After(event)
	if !allowed {
		return panel.Errorf(panel.Conflict, fmt.Errorf("transfer %d is %s: no %s", t.ID, t.State, event), "error.ledger.settled")
	}
	n, err := changed(ctx, tx.q, `UPDATE ledger_transfers SET state = $1, settled_by = $2, settled_at = $3
		 WHERE reseller_id = $4 AND id = $5 AND state = $6`, to, userID, head.at.UnixMicro(), t.ResellerID, t.ID, t.State)
	if err != nil {
		return fmt.Errorf("%s transfer %d: %w", event, t.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.ledger.settled")
	}
	return tx.carry(ctx, head, t, event, userID)
}

// carry does what an event does to the two accounts, and writes it down.
func (tx *Tx) carry(ctx context.Context, head *ledgerHead, t panel.LedgerTransfer, event panel.TransferEvent, userID int64) error {
	debit, err := tx.shift(ctx, t, "debit", event)
	if errors.Is(err, errNoRow) {
		return tx.short(ctx, t)
	}
	if err != nil {
		return err
	}
	credit, err := tx.shift(ctx, t, "credit", event)
	if err != nil {
		return err
	}
	if err := tx.journal(ctx, head, t, event, userID); err != nil {
		return err
	}
	if _, posted := event.Shift(); posted == 0 {
		return nil
	}
	return tx.addEntries(ctx, head, t, debit, credit)
}

// short says that a wallet does not hold what a transfer takes.
func (tx *Tx) short(ctx context.Context, t panel.LedgerTransfer) error {
	var left panel.Fen
	err := tx.q.QueryRowContext(ctx, `SELECT credit_fen - debit_fen - debit_held_fen FROM ledger_accounts WHERE reseller_id = $1 AND id = $2`,
		t.ResellerID, t.DebitID).Scan(&left)
	if err != nil {
		return absent(err, "account")
	}
	return panel.Errorf(panel.Conflict, panel.ErrShort, "error.ledger.short",
		"Available", left.Yuan(), "Needed", t.Amount.Yuan(), "Missing", (t.Amount - left).Yuan())
}
