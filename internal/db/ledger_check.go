package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tangelo/internal/panel"
)

// LedgerFault is one place where the books of a reseller do not add up.
type LedgerFault struct {
	ResellerID int64
	Place      string // "journal", "transfer", "entry", "account", "ledger"
	Index      int64  // row of the journal (journal, entry), id (transfer, account), 0 (ledger)
	What       string // see ledgerFaults
}

// LedgerFaults lists what can be wrong in each place.
var LedgerFaults = map[string][]string{
	"journal":  {"missing", "unlinked", "changed", "head", "event"},
	"transfer": {"unjournaled", "missing", "changed", "state", "kind", "toomuch"},
	"entry":    {"foreign", "unbalanced", "balance"},
	"account":  {"sums", "below", "entries"},
	"ledger":   {"sum"},
}

// LedgerReport is the outcome of a check of the books.
type LedgerReport struct {
	Rows, Transfers, Accounts int
	Faults                    []LedgerFault
}

// CheckLedger proves the books of one reseller, or of all when resellerID is 0:
// the hash chains, every transfer against the journal, both sides of every
// posted transfer, every account against the journal and its entries, no wallet
// below zero, and the sum of all being zero. Read it inside Snapshot or a
// transaction: books that change meanwhile do not add up.
func (q Queries) CheckLedger(ctx context.Context, resellerID int64) (LedgerReport, error) {
	c := ledgerCheck{q: q, accounts: map[int64]*accountCheck{}, transfers: map[int64]*transferCheck{}, given: map[int64]panel.Fen{}, sums: map[int64]panel.Fen{}}
	if resellerID != 0 {
		c.scope.and("reseller_id = ?", resellerID)
	}
	for _, step := range []func(context.Context) error{c.readAccounts, c.walkJournal, c.walkTransfers, c.walkEntries} {
		if err := step(ctx); err != nil {
			return c.report, fmt.Errorf("check the ledger: %w", err)
		}
	}
	c.settleUp()
	order := slices.Sorted(maps.Keys(LedgerFaults))
	slices.SortStableFunc(c.report.Faults, func(a, b LedgerFault) int {
		return cmp.Or(cmp.Compare(a.ResellerID, b.ResellerID), cmp.Compare(slices.Index(order, a.Place), slices.Index(order, b.Place)), cmp.Compare(a.Index, b.Index))
	})
	return c.report, nil
}

// Snapshot runs reads that see one and the same moment, without holding up
// anybody who writes.
func (d *DB) Snapshot(ctx context.Context, read func(q Queries) error) (err error) {
	var options *sql.TxOptions // SQLite: a transaction of a reader is a snapshot
	if d.pool != nil {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := d.std.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin snapshot: %w", err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	return read(Queries{q: tx, now: d.now})
}

// ledgerCheck is one walk through the books.
type ledgerCheck struct {
	q         Queries
	scope     filter
	report    LedgerReport
	accounts  map[int64]*accountCheck
	transfers map[int64]*transferCheck
	given     map[int64]panel.Fen // given back, by the transfer it was taken from
	sums      map[int64]panel.Fen // of all entries, by reseller
}

// accountCheck is an account as stored, and as the journal and the entries say.
type accountCheck struct {
	stored                panel.LedgerAccount
	debit, credit         panel.Fen
	debitHeld, creditHeld panel.Fen
	running               panel.Fen // of the entries
}

// transferCheck is a transfer as the journal tells it.
type transferCheck struct {
	begun     journalRow
	state     panel.TransferState
	settledAt time.Time
	settledBy int64
	postedSeq int64
	sides     int // entries seen
}

func (c *ledgerCheck) fault(resellerID int64, place string, index int64, what string) {
	c.report.Faults = append(c.report.Faults, LedgerFault{resellerID, place, index, what})
}

// each runs a query over a table within the scope and gives every row to see.
func each[T any](ctx context.Context, c *ledgerCheck, scan func(scanner) (T, error), columns, table, order string, see func(T)) error {
	_, err := list(ctx, c.q.q, func(row scanner) (struct{}, error) {
		one, err := scan(row)
		if err == nil {
			see(one)
		}
		return struct{}{}, err
	}, `SELECT `+columns+` FROM `+table+c.scope.where()+` ORDER BY `+order, c.scope.args...)
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	return nil
}

func (c *ledgerCheck) readAccounts(ctx context.Context) error {
	return each(ctx, c, func(row scanner) (a panel.LedgerAccount, err error) {
		return a, row.Scan(&a.ID, &a.ResellerID, &a.Kind, &a.Debit, &a.Credit, &a.DebitHeld, &a.CreditHeld)
	}, "id, reseller_id, kind, debit_fen, credit_fen, debit_held_fen, credit_held_fen", "ledger_accounts", "id", func(a panel.LedgerAccount) {
		c.report.Accounts++
		c.accounts[a.ID] = &accountCheck{stored: a}
		if a.Kind.Guarded() && a.Available() < 0 {
			c.fault(a.ResellerID, "account", a.ID, "below")
		}
	})
}

func (c *ledgerCheck) walkJournal(ctx context.Context) error {
	last := map[int64]ledgerHead{}
	err := each(ctx, c, scanJournal, journalColumns, "ledger_journal", "reseller_id, seq", func(r journalRow) {
		c.report.Rows++
		before := last[r.resellerID]
		switch {
		case r.seq != before.seq+1:
			c.fault(r.resellerID, "journal", before.seq+1, "missing")
		case r.prevHash != before.hash:
			c.fault(r.resellerID, "journal", r.seq, "unlinked")
		}
		if r.link() != r.hash {
			c.fault(r.resellerID, "journal", r.seq, "changed")
		}
		last[r.resellerID] = ledgerHead{seq: r.seq, hash: r.hash, at: r.at}
		c.replay(r)
	})
	if err != nil {
		return err
	}
	type named struct {
		resellerID int64
		ledgerHead
	}
	return each(ctx, c, func(row scanner) (h named, err error) {
		return h, row.Scan(&h.resellerID, &h.seq, moment(&h.at), &h.hash)
	}, "reseller_id, seq, at, hash", "ledger_heads", "reseller_id", func(h named) {
		if end := last[h.resellerID]; end.seq != h.seq || end.hash != h.hash {
			c.fault(h.resellerID, "journal", h.seq, "head")
		}
	})
}

// replay does once more what an event did.
func (c *ledgerCheck) replay(r journalRow) {
	t := c.transfers[r.transferID]
	if t == nil {
		t = &transferCheck{begun: r}
		c.transfers[r.transferID] = t
	}
	to, allowed := t.state.After(r.event)
	if !allowed {
		c.fault(r.resellerID, "journal", r.seq, "event")
		return
	}
	t.state = to
	if to != panel.TransferPending {
		t.settledAt, t.settledBy = r.at, r.userID
	}
	held, posted := r.event.Shift()
	if posted > 0 {
		t.postedSeq = r.seq
	}
	if a := c.accounts[r.debitID]; a != nil {
		a.debit, a.debitHeld = a.debit+posted*r.amount, a.debitHeld+held*r.amount
	}
	if a := c.accounts[r.creditID]; a != nil {
		a.credit, a.creditHeld = a.credit+posted*r.amount, a.creditHeld+held*r.amount
	}
}

func (c *ledgerCheck) walkTransfers(ctx context.Context) error {
	seen := map[int64]bool{}
	err := each(ctx, c, func(row scanner) (t panel.LedgerTransfer, err error) {
		return t, row.Scan(&t.ID, &t.ResellerID, &t.Kind, &t.State, &t.DebitID, &t.CreditID, &t.Amount, &t.Key, idOf(&t.OrderID), idOf(&t.OfID),
			&t.Reference, &t.Reason, moment(&t.ValueOn), &t.By, moment(&t.CreatedAt), &t.SettledBy, moment(&t.SettledAt))
	}, `id, reseller_id, kind, state, debit_id, credit_id, amount_fen, idem_key, order_id, of_id,
		reference, reason, value_on, created_by, created_at, settled_by, settled_at`, "ledger_transfers", "id", func(t panel.LedgerTransfer) {
		c.report.Transfers++
		seen[t.ID] = true
		c.judge(t)
	})
	for id, t := range c.transfers {
		if !seen[id] {
			c.fault(t.begun.resellerID, "transfer", id, "missing")
		}
		if c.given[id] > t.begun.amount {
			c.fault(t.begun.resellerID, "transfer", id, "toomuch")
		}
	}
	return err
}

// judge holds a stored transfer against the journal and the rules.
func (c *ledgerCheck) judge(t panel.LedgerTransfer) {
	told := c.transfers[t.ID]
	if told == nil {
		c.fault(t.ResellerID, "transfer", t.ID, "unjournaled")
		return
	}
	begun := journalRow{
		resellerID: t.ResellerID, seq: told.begun.seq, at: t.CreatedAt, event: told.begun.event, transferID: t.ID, kind: t.Kind,
		debitID: t.DebitID, creditID: t.CreditID, amount: t.Amount, key: t.Key, orderID: t.OrderID, ofID: t.OfID,
		reference: t.Reference, reason: t.Reason, valueOn: t.ValueOn, userID: t.By, prevHash: told.begun.prevHash,
	}
	if begun.link() != told.begun.link() {
		c.fault(t.ResellerID, "transfer", t.ID, "changed")
	}
	if t.State != told.state || !t.SettledAt.Equal(told.settledAt) || t.SettledBy != told.settledBy {
		c.fault(t.ResellerID, "transfer", t.ID, "state")
	}
	debit, credit := t.Kind.Sides()
	if a, b := c.accounts[t.DebitID], c.accounts[t.CreditID]; a == nil || b == nil || a.stored.Kind != debit || b.stored.Kind != credit {
		c.fault(t.ResellerID, "transfer", t.ID, "kind")
	}
	if t.OfID != 0 {
		c.given[t.OfID] += t.Amount
	}
}

// storedEntry is one side of a posted transfer.
type storedEntry struct {
	resellerID, seq, accountID, transferID int64
	amount, balance                        panel.Fen
}

func (c *ledgerCheck) walkEntries(ctx context.Context) error {
	return each(ctx, c, func(row scanner) (e storedEntry, err error) {
		return e, row.Scan(&e.resellerID, &e.seq, &e.accountID, &e.transferID, &e.amount, &e.balance)
	}, "reseller_id, seq, account_id, transfer_id, amount_fen, balance_fen", "ledger_entries", "reseller_id, seq, amount_fen", func(e storedEntry) {
		c.sums[e.resellerID] += e.amount
		t, a := c.transfers[e.transferID], c.accounts[e.accountID]
		if t == nil || a == nil || t.postedSeq != e.seq || !t.hasSide(e) {
			c.fault(e.resellerID, "entry", e.seq, "foreign")
			return
		}
		t.sides++
		a.running += e.amount
		if a.running != e.balance {
			c.fault(e.resellerID, "entry", e.seq, "balance")
		}
	})
}

func (t *transferCheck) hasSide(e storedEntry) bool {
	return e.accountID == t.begun.debitID && e.amount == t.begun.amount || e.accountID == t.begun.creditID && e.amount == -t.begun.amount
}

// settleUp compares what was summed up on the way with what is stored.
func (c *ledgerCheck) settleUp() {
	for _, t := range c.transfers {
		if t.state == panel.TransferPosted && t.sides != 2 {
			c.fault(t.begun.resellerID, "entry", t.postedSeq, "unbalanced")
		}
	}
	for id, a := range c.accounts {
		s := a.stored
		if s.Debit != a.debit || s.Credit != a.credit || s.DebitHeld != a.debitHeld || s.CreditHeld != a.creditHeld {
			c.fault(s.ResellerID, "account", id, "sums")
		}
		if s.Debit-s.Credit != a.running {
			c.fault(s.ResellerID, "account", id, "entries")
		}
	}
	for resellerID, sum := range c.sums {
		if sum != 0 {
			c.fault(resellerID, "ledger", 0, "sum")
		}
	}
}
