package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// ledgerHead is the end of a reseller's journal. at is the moment of what is
// written next: the transaction's, or the last row's when that is later.
type ledgerHead struct {
	seq  int64
	hash string
	at   time.Time
}

// lockLedger takes the head of a reseller's journal until the transaction ends.
func (tx *Tx) lockLedger(ctx context.Context, resellerID int64) (*ledgerHead, error) {
	if h, mine := tx.heads[resellerID]; mine {
		return h, nil
	}
	h := new(ledgerHead)
	err := tx.lockHead(ctx, `UPDATE ledger_heads SET seq = seq WHERE reseller_id = $1 RETURNING seq, at, hash`,
		`INSERT INTO ledger_heads (reseller_id, seq, at, hash) VALUES ($1, 0, 0, '') ON CONFLICT (reseller_id) DO NOTHING`,
		resellerID, &h.seq, moment(&h.at), &h.hash)
	if err != nil {
		return nil, fmt.Errorf("ledger of reseller %d: %w", resellerID, err)
	}
	if tx.Now.After(h.at) {
		h.at = tx.Now
	}
	if tx.heads == nil {
		tx.heads = map[int64]*ledgerHead{}
	}
	tx.heads[resellerID] = h
	return h, nil
}

// lockHead takes the row that a chain's rows queue up behind, and reads it;
// first is how it comes to be.
func (tx *Tx) lockHead(ctx context.Context, lock, first string, key int64, into ...any) error {
	err := tx.q.QueryRowContext(ctx, lock, key).Scan(into...)
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if _, err := tx.q.ExecContext(ctx, first, key); err != nil {
		return err
	}
	return tx.q.QueryRowContext(ctx, lock, key).Scan(into...)
}

// journalRow is one event of a transfer, as it is kept for ever.
type journalRow struct {
	resellerID, seq   int64
	at                time.Time
	event             panel.TransferEvent
	transferID        int64
	kind              panel.TransferKind
	debitID, creditID int64
	amount            panel.Fen
	key               string
	orderID, ofID     int64
	reference, reason string
	valueOn           time.Time
	userID            int64
	prevHash, hash    string
}

// link is the hash of a row: over everything in it, after the hash of the row
// before.
func (r journalRow) link() string {
	text, err := json.Marshal([]any{
		r.prevHash, r.resellerID, r.seq, r.at.UnixMicro(), r.event, r.transferID, r.kind, r.debitID, r.creditID, r.amount, r.key,
		r.orderID, r.ofID, r.reference, r.reason, micros(r.valueOn), r.userID,
	})
	if err != nil {
		panic("db: journal row as JSON: " + err.Error()) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

const journalColumns = `reseller_id, seq, at, event, transfer_id, kind, debit_id, credit_id, amount_fen, idem_key,
	order_id, of_id, reference, reason, value_on, user_id, prev_hash, hash`

func scanJournal(row scanner) (r journalRow, err error) {
	return r, row.Scan(&r.resellerID, &r.seq, moment(&r.at), &r.event, &r.transferID, &r.kind, &r.debitID, &r.creditID, &r.amount, &r.key,
		idOf(&r.orderID), idOf(&r.ofID), &r.reference, &r.reason, moment(&r.valueOn), &r.userID, &r.prevHash, &r.hash)
}

// journal appends an event of a transfer and moves the head along.
func (tx *Tx) journal(ctx context.Context, h *ledgerHead, t panel.LedgerTransfer, event panel.TransferEvent, userID int64) error {
	r := journalRow{
		resellerID: t.ResellerID, seq: h.seq + 1, at: h.at, event: event, transferID: t.ID, kind: t.Kind, debitID: t.DebitID, creditID: t.CreditID,
		amount: t.Amount, key: t.Key, orderID: t.OrderID, ofID: t.OfID, reference: t.Reference, reason: t.Reason, valueOn: t.ValueOn,
		userID: userID, prevHash: h.hash,
	}
	r.hash = r.link()
	_, err := tx.q.ExecContext(ctx, `INSERT INTO ledger_journal (`+journalColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		r.resellerID, r.seq, r.at.UnixMicro(), r.event, r.transferID, r.kind, r.debitID, r.creditID, r.amount, r.key,
		orNull(r.orderID), orNull(r.ofID), r.reference, r.reason, micros(r.valueOn), r.userID, r.prevHash, r.hash)
	if err != nil {
		return fmt.Errorf("journal of transfer %d: %w", t.ID, err)
	}
	_, err = tx.q.ExecContext(ctx, `UPDATE ledger_heads SET seq = $1, at = $2, hash = $3 WHERE reseller_id = $4`, r.seq, r.at.UnixMicro(), r.hash, r.resellerID)
	if err != nil {
		return fmt.Errorf("ledger of reseller %d: %w", t.ResellerID, err)
	}
	h.seq, h.hash = r.seq, r.hash
	return nil
}

// addEntries writes both sides of a posted transfer. debit and credit are the
// balances of its accounts afterwards, debits less credits.
func (tx *Tx) addEntries(ctx context.Context, h *ledgerHead, t panel.LedgerTransfer, debit, credit panel.Fen) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO ledger_entries (reseller_id, seq, account_id, transfer_id, amount_fen, balance_fen, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7), ($1, $2, $8, $4, -cast($5 AS bigint), $9, $7)`,
		t.ResellerID, h.seq, t.DebitID, t.ID, int64(t.Amount), int64(debit), h.at.UnixMicro(), t.CreditID, int64(credit))
	if err != nil {
		return fmt.Errorf("entries of transfer %d: %w", t.ID, err)
	}
	return nil
}
