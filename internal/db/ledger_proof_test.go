package db_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// history is a purse whose journal has one row of every event: top-up, hold,
// hold, post, void, refund. The tests name its rows by number.
func history(t *testing.T, d *db.DB) (*purse, panel.LedgerTransfer) {
	t.Helper()
	p := newPurse(t, d, "north", 1000)
	charge, given := p.hold(t, 300), p.hold(t, 200)
	for _, end := range []struct {
		event panel.TransferEvent
		key   string
	}{{panel.EventPost, charge.Key}, {panel.EventVoid, given.Key}} {
		if err := p.settle(t, end.event, end.key); err != nil {
			t.Fatal(err)
		}
	}
	p.must(t, panel.EventRecord, panel.Booking{Kind: panel.TransferRefund, Amount: 50, OfID: charge.ID})
	sound(t, d)
	return p, charge
}

const journalRows = 6

// tamperedLedger changes rows behind the triggers in a transaction that is
// rolled back, and checks the books inside.
func tamperedLedger(t *testing.T, d *db.DB, statements ...string) []db.LedgerFault {
	t.Helper()
	var report db.LedgerReport
	back := fmt.Errorf("roll back")
	err := d.Within(t.Context(), func(tx *db.Tx) error {
		prepare := []string{"PRAGMA defer_foreign_keys = ON"}
		if d.Engine() == "postgres" {
			prepare = nil
		}
		for _, table := range []string{"ledger_journal", "ledger_entries", "ledger_transfers", "ledger_accounts"} {
			prepare = append(prepare, db.WithoutTriggers(d, table)...)
		}
		for _, s := range append(prepare, statements...) {
			if err := db.Exec(t.Context(), tx, s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
		var err error
		if report, err = tx.CheckLedger(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		return back
	})
	if err == nil {
		t.Fatal("the tampering was committed")
	}
	return report.Faults
}

func TestEveryTamperingOfTheJournalIsNamedByItsIndex(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p, _ := history(t, d)
		cells := 0
		for seq := int64(1); seq <= journalRows; seq++ {
			at := fmt.Sprintf(" WHERE seq = %d", seq)
			for change, want := range map[string]string{
				"UPDATE ledger_journal SET amount_fen = amount_fen + 1":   "changed",
				"UPDATE ledger_journal SET at = at + 1":                   "changed",
				"UPDATE ledger_journal SET user_id = user_id + 1":         "changed",
				"UPDATE ledger_journal SET reference = 'x'":               "changed",
				"UPDATE ledger_journal SET reason = 'x'":                  "changed",
				"UPDATE ledger_journal SET debit_id = credit_id":          "changed",
				"UPDATE ledger_journal SET kind = 'gift'":                 "changed",
				"UPDATE ledger_journal SET idem_key = 'x'":                "changed",
				"UPDATE ledger_journal SET order_id = 77":                 "changed",
				"UPDATE ledger_journal SET hash = 'x'":                    "changed",
				"UPDATE ledger_journal SET prev_hash = 'x'":               "unlinked",
				"DELETE FROM ledger_journal":                              "missing",
				"UPDATE ledger_journal SET value_on = 5, reference = 'x'": "changed",
			} {
				if seq == journalRows && want == "missing" {
					want = "head" // only the head knows that the newest row is gone
				}
				cells++
				faults := tamperedLedger(t, d, change+at)
				if !slices.Contains(faults, db.LedgerFault{ResellerID: p.reseller, Place: "journal", Index: seq, What: want}) {
					t.Errorf("%s: faults %v, want %q in journal %d", change+at, faults, want, seq)
				}
			}
		}
		if cells != journalRows*13 {
			t.Errorf("tamperings tried = %d", cells)
		}
	})
}

func TestEveryOtherTamperingIsFound(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p, charge := history(t, d)
		id, wallet, head := fmt.Sprint(charge.ID), fmt.Sprint(charge.DebitID), fmt.Sprintf("reseller_id = %d", p.reseller)
		for statement, want := range map[string]db.LedgerFault{
			"UPDATE ledger_heads SET seq = seq - 1 WHERE " + head:                                              {Place: "journal", Index: 5, What: "head"},
			"UPDATE ledger_transfers SET amount_fen = 299 WHERE id = " + id:                                    {Place: "transfer", Index: charge.ID, What: "changed"},
			"UPDATE ledger_transfers SET reason = 'x' WHERE id = " + id:                                        {Place: "transfer", Index: charge.ID, What: "changed"},
			"UPDATE ledger_transfers SET state = 'voided' WHERE id = " + id:                                    {Place: "transfer", Index: charge.ID, What: "state"},
			"UPDATE ledger_transfers SET settled_by = 1234 WHERE id = " + id:                                   {Place: "transfer", Index: charge.ID, What: "state"},
			"DELETE FROM ledger_transfers WHERE id = " + id:                                                    {Place: "transfer", Index: charge.ID, What: "missing"},
			"UPDATE ledger_accounts SET kind = 'cash', customer_id = NULL WHERE id = " + wallet:                {Place: "transfer", Index: charge.ID, What: "kind"},
			"UPDATE ledger_entries SET amount_fen = amount_fen + 1 WHERE seq = 1 AND amount_fen > 0":           {Place: "entry", Index: 1, What: "foreign"},
			"UPDATE ledger_entries SET balance_fen = balance_fen + 1 WHERE seq = 1 AND account_id = " + wallet: {Place: "entry", Index: 1, What: "balance"},
			"DELETE FROM ledger_entries WHERE seq = 1 AND amount_fen > 0":                                      {Place: "entry", Index: 1, What: "unbalanced"},
			"DELETE FROM ledger_entries WHERE seq = 1 AND amount_fen < 0 AND account_id = " + wallet:           {Place: "ledger", What: "sum"},
			"UPDATE ledger_accounts SET credit_fen = credit_fen + 1 WHERE id = " + wallet:                      {Place: "account", Index: charge.DebitID, What: "sums"},
			"UPDATE ledger_accounts SET debit_fen = debit_fen + 1 WHERE id = " + wallet:                        {Place: "account", Index: charge.DebitID, What: "entries"},
			"UPDATE ledger_accounts SET debit_held_fen = 5 WHERE id = " + wallet:                               {Place: "account", Index: charge.DebitID, What: "sums"},
			"UPDATE ledger_transfers SET of_id = 1 WHERE of_id = " + id:                                        {Place: "transfer", Index: 4, What: "changed"},
			"INSERT INTO ledger_transfers (reseller_id, kind, state, debit_id, credit_id, amount_fen, idem_key, fingerprint, reference, reason, created_by, created_at, settled_by) " +
				"SELECT reseller_id, 'charge', 'pending', debit_id, credit_id, 1, 'smuggled', '', '', '', 0, 0, 0 FROM ledger_transfers WHERE id = " + id: {Place: "transfer", Index: 5, What: "unjournaled"},
		} {
			want.ResellerID = p.reseller
			if faults := tamperedLedger(t, d, statement); !slices.Contains(faults, want) {
				t.Errorf("%s: faults %v, want %v", statement, faults, want)
			}
		}
		twice := fmt.Sprintf("UPDATE ledger_journal SET transfer_id = %d WHERE seq = 5", charge.ID)
		if faults := tamperedLedger(t, d, "DROP INDEX ledger_journal_settled", twice); !slices.Contains(faults, db.LedgerFault{ResellerID: p.reseller, Place: "journal", Index: 5, What: "event"}) {
			t.Errorf("a transfer settled twice: faults %v", faults)
		}
	})
}

func TestTheDatabaseItselfKeepsTheBooks(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		_, charge := history(t, d)
		wallet := fmt.Sprint(charge.DebitID)
		pending := "INSERT INTO ledger_transfers (reseller_id, kind, state, debit_id, credit_id, amount_fen, idem_key, fingerprint, reference, reason, created_by, created_at, settled_by) " +
			"SELECT reseller_id, 'charge', 'pending', debit_id, credit_id, %s, %s, '', '', '', 0, 0, 0 FROM ledger_transfers WHERE id = 2"
		for _, statement := range []string{
			"UPDATE ledger_journal SET reason = 'x'", "DELETE FROM ledger_journal",
			"UPDATE ledger_entries SET amount_fen = 1", "DELETE FROM ledger_entries",
			"UPDATE ledger_transfers SET reason = 'x' WHERE state = 'posted'", "UPDATE ledger_transfers SET state = 'voided' WHERE state = 'posted'",
			"UPDATE ledger_transfers SET state = 'posted' WHERE state = 'voided'", "UPDATE ledger_transfers SET state = 'pending', settled_at = NULL",
			"DELETE FROM ledger_transfers", "DELETE FROM ledger_accounts", "UPDATE ledger_accounts SET kind = 'cash' WHERE kind = 'bank'",
			"UPDATE ledger_accounts SET debit_fen = credit_fen + 1 WHERE id = " + wallet, "UPDATE ledger_accounts SET debit_held_fen = credit_fen WHERE id = " + wallet,
			"UPDATE ledger_accounts SET debit_fen = -1 WHERE id = " + wallet,
			fmt.Sprintf(pending, "0", "'new'"), fmt.Sprintf(pending, "-5", "'new'"), fmt.Sprintf(pending, "5", "idem_key"), fmt.Sprintf(pending, "5", "''"),
			"INSERT INTO ledger_journal SELECT reseller_id, 99, at, 'void', transfer_id, kind, debit_id, credit_id, amount_fen, idem_key, order_id, of_id, reference, reason, value_on, user_id, prev_hash, hash FROM ledger_journal WHERE event = 'post'",
		} {
			if _, err := raw(d).ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
		sound(t, d)
	})
}

func TestAPendingTransferChangesInItsStateOnly(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 1000)
		p.hold(t, 100)
		for _, column := range []string{"amount_fen = 1", "idem_key = 'x'", "reason = 'x'", "debit_id = credit_id + 100", "created_by = 99", "order_id = 5", "value_on = 5", "created_at = 1", "fingerprint = 'x'"} {
			statement := "UPDATE ledger_transfers SET state = 'posted', settled_at = 1, " + column + " WHERE state = 'pending'"
			if _, err := raw(d).ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
		sound(t, d)
	})
}

// model is what a purse's books must say, kept in plain variables.
type model struct {
	posted, held panel.Fen
	pending      []panel.LedgerTransfer
	posteds      []panel.LedgerTransfer
	left         map[int64]panel.Fen // of a posted charge, not yet given back
}

func (m model) balance() [3]panel.Fen { return [3]panel.Fen{m.posted, m.held, m.posted - m.held} }

func TestRandomHistoriesSumToZero(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		round := 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			p := newPurse(t, d, fmt.Sprint("round", round), 0)
			m := model{left: map[int64]panel.Fen{}}
			r.Repeat(p.actions(t, &m))
			sum := panel.Fen(0)
			totals, err := d.LedgerTotals(t.Context(), p.owner)
			if err != nil {
				r.Fatal(err)
			}
			for _, a := range totals {
				sum += a.Debit - a.Credit
			}
			if sum != 0 {
				r.Fatalf("all accounts together = %d fen, want 0", sum)
			}
		})
		sound(t, d)
	})
}

// steps are the acts of a random history. Each does something to the books and
// to the model, or tries what must be refused.
type steps struct {
	*purse
	t *testing.T
	m *model
}

func (p *purse) actions(t *testing.T, m *model) map[string]func(*rapid.T) {
	t.Helper()
	s := steps{p, t, m}
	return map[string]func(*rapid.T){
		"top up": s.topUp, "hold": s.setAside, "take": s.take, "post": s.post, "void": s.void,
		"give back": s.giveBack, "settle again": s.settleAgain, "": s.compare,
	}
}

func fen(r *rapid.T) panel.Fen { return panel.Fen(rapid.Int64Range(1, 1000).Draw(r, "fen")) }

// book begins a transfer, which must succeed exactly when it is allowed.
func (s steps) book(r *rapid.T, event panel.TransferEvent, b panel.Booking, allowed bool) (got panel.LedgerTransfer, ok bool) {
	got, _, err := s.begin(s.t, event, s.whole(b))
	if allowed != (err == nil) {
		r.Fatalf("%s of %d with %v: %v", b.Kind, b.Amount, s.m.balance(), err)
	}
	return got, err == nil
}

func (s steps) topUp(r *rapid.T) {
	b := panel.Booking{Kind: rapid.SampledFrom(panel.TopUpKinds).Draw(r, "kind"), Amount: fen(r)}
	s.book(r, panel.EventRecord, b, true)
	s.m.posted += b.Amount
}

func (s steps) setAside(r *rapid.T) {
	b := panel.Booking{Kind: panel.TransferCharge, Amount: fen(r)}
	if got, ok := s.book(r, panel.EventHold, b, b.Amount <= s.m.posted-s.m.held); ok {
		s.m.held, s.m.pending = s.m.held+b.Amount, append(s.m.pending, got)
	}
}

func (s steps) take(r *rapid.T) {
	b := panel.Booking{Kind: panel.TransferDebit, Amount: fen(r)}
	if _, ok := s.book(r, panel.EventRecord, b, b.Amount <= s.m.posted-s.m.held); ok {
		s.m.posted -= b.Amount
	}
}

// end settles one of the holds.
func (s steps) end(r *rapid.T, event panel.TransferEvent) panel.LedgerTransfer {
	if len(s.m.pending) == 0 {
		r.Skip("nothing is held")
	}
	i := rapid.IntRange(0, len(s.m.pending)-1).Draw(r, "which")
	one := s.m.pending[i]
	s.m.pending = slices.Delete(s.m.pending, i, i+1)
	if err := s.settle(s.t, event, one.Key); err != nil {
		r.Fatal(err)
	}
	s.m.held -= one.Amount
	return one
}

func (s steps) post(r *rapid.T) {
	one := s.end(r, panel.EventPost)
	s.m.posted, s.m.left[one.ID], s.m.posteds = s.m.posted-one.Amount, one.Amount, append(s.m.posteds, one)
}

func (s steps) void(r *rapid.T) { s.end(r, panel.EventVoid) }

func (s steps) giveBack(r *rapid.T) {
	if len(s.m.posteds) == 0 {
		r.Skip("nothing was charged")
	}
	of := rapid.SampledFrom(s.m.posteds).Draw(r, "of")
	b := panel.Booking{Kind: panel.TransferRefund, Amount: fen(r), OfID: of.ID}
	if _, ok := s.book(r, panel.EventRecord, b, b.Amount <= s.m.left[of.ID]); ok {
		s.m.posted, s.m.left[of.ID] = s.m.posted+b.Amount, s.m.left[of.ID]-b.Amount
	}
}

func (s steps) settleAgain(r *rapid.T) {
	if len(s.m.posteds) == 0 {
		r.Skip("nothing was charged")
	}
	key := rapid.SampledFrom(s.m.posteds).Draw(r, "which").Key
	event := rapid.SampledFrom([]panel.TransferEvent{panel.EventPost, panel.EventVoid}).Draw(r, "event")
	if err := s.settle(s.t, event, key); !panel.Is(err, panel.Conflict) {
		r.Fatalf("%s of a posted transfer: %v", event, err)
	}
}

func (s steps) compare(r *rapid.T) {
	if got := s.balance(s.t); got != s.m.balance() || got[2] < 0 {
		r.Fatalf("posted, held, available = %v, want %v", got, s.m.balance())
	}
}
