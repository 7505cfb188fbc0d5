package db_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// purse is a customer of a tenant with a wallet.
type purse struct {
	tenant
	d        *db.DB
	customer int64
	keys     int
}

func newPurse(t *testing.T, d *db.DB, name string, fen panel.Fen) *purse {
	t.Helper()
	p := &purse{tenant: newTenant(t, d, name), d: d}
	within(t, d, func(tx *db.Tx) (err error) {
		p.customer, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: p.reseller, Name: name, Kind: panel.CustomerPerson})
		return err
	})
	if fen > 0 {
		p.must(t, panel.EventRecord, panel.Booking{Kind: panel.TransferTopUpBank, Amount: fen})
	}
	return p
}

// whole fills in what every booking of the purse's has in common.
func (p *purse) whole(b panel.Booking) panel.Booking {
	b.ResellerID, b.CustomerID, b.VendorID, b.By = p.reseller, p.customer, p.account, p.owner.UserID
	if b.Key == "" {
		p.keys++
		b.Key = fmt.Sprintf("key %d", p.keys)
	}
	if b.Reference == "" {
		b.Reference = "slip"
	}
	if b.Reason == "" {
		b.Reason = "because"
	}
	return b
}

func (p *purse) begin(t *testing.T, event panel.TransferEvent, b panel.Booking) (got panel.LedgerTransfer, added bool, err error) {
	t.Helper()
	err = p.d.Within(t.Context(), func(tx *db.Tx) (err error) {
		if event == panel.EventHold {
			got, added, err = tx.Hold(t.Context(), b)
		} else {
			got, added, err = tx.Book(t.Context(), b)
		}
		return err
	})
	return got, added, err
}

func (p *purse) must(t *testing.T, event panel.TransferEvent, b panel.Booking) panel.LedgerTransfer {
	t.Helper()
	got, _, err := p.begin(t, event, p.whole(b))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (p *purse) hold(t *testing.T, fen panel.Fen) panel.LedgerTransfer {
	t.Helper()
	return p.must(t, panel.EventHold, panel.Booking{Kind: panel.TransferCharge, Amount: fen})
}

func (p *purse) settle(t *testing.T, event panel.TransferEvent, key string) error {
	t.Helper()
	return p.d.Within(t.Context(), func(tx *db.Tx) error {
		if event == panel.EventPost {
			return tx.Post(t.Context(), p.reseller, key, 7)
		}
		return tx.Void(t.Context(), p.reseller, key, 7)
	})
}

// balance is posted, held and available of the purse's wallet.
func (p *purse) balance(t *testing.T) [3]panel.Fen {
	t.Helper()
	a, err := p.d.Wallet(t.Context(), p.owner, p.customer)
	if err != nil {
		t.Fatal(err)
	}
	return [3]panel.Fen{a.Posted(), a.Held(), a.Available()}
}

// sound fails the test when the books of anybody do not add up.
func sound(t *testing.T, d *db.DB) db.LedgerReport {
	t.Helper()
	var report db.LedgerReport
	err := d.Snapshot(t.Context(), func(q db.Queries) (err error) {
		report, err = q.CheckLedger(t.Context(), 0)
		return err
	})
	if err != nil || len(report.Faults) != 0 {
		t.Fatalf("check of the ledger: %+v, %v", report, err)
	}
	return report
}

func TestMoneyIsHeldThenMovesOrIsFree(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 1000)
		steps := [][3]panel.Fen{p.balance(t)}
		first, second := p.hold(t, 300), p.hold(t, 200)
		steps = append(steps, p.balance(t))
		for event, key := range map[panel.TransferEvent]string{panel.EventPost: first.Key, panel.EventVoid: second.Key} {
			if err := p.settle(t, event, key); err != nil {
				t.Fatal(err)
			}
		}
		steps = append(steps, p.balance(t))

		if diff := cmp.Diff([][3]panel.Fen{{1000, 0, 1000}, {1000, 500, 500}, {700, 0, 700}}, steps); diff != "" {
			t.Errorf("posted, held, available (-want +got):\n%s", diff)
		}
		got, err := d.TransferByKey(t.Context(), p.reseller, first.Key)
		if err != nil || got.State != panel.TransferPosted || got.SettledBy != 7 || !got.SettledAt.Equal(start.Truncate(time.Microsecond)) || got.By != p.owner.UserID {
			t.Errorf("transfer after posting = %+v, %v", got, err)
		}
		if r := sound(t, d); r.Rows != 5 || r.Transfers != 3 || r.Accounts != 3 {
			t.Errorf("report = %+v, want 5 rows of 3 transfers between 3 accounts", r)
		}
	})
}

func TestEveryEventNotListedIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	legal := map[panel.TransferState][]panel.TransferEvent{panel.TransferPending: {panel.EventPost, panel.EventVoid}}
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 100_000)
		for _, state := range panel.TransferStates {
			for _, event := range []panel.TransferEvent{panel.EventPost, panel.EventVoid} {
				key := "none"
				if state != panel.TransferNone {
					key = p.hold(t, 10).Key
				}
				if lead, ok := map[panel.TransferState]panel.TransferEvent{panel.TransferPosted: panel.EventPost, panel.TransferVoided: panel.EventVoid}[state]; ok {
					if err := p.settle(t, lead, key); err != nil {
						t.Fatal(err)
					}
				}
				before := p.balance(t)
				err := p.settle(t, event, key)
				allowed := false
				for _, e := range legal[state] {
					allowed = allowed || e == event
				}
				want := panel.Conflict
				if state == panel.TransferNone {
					want = panel.NotFound
				}
				if allowed != (err == nil) || !allowed && !panel.Is(err, want) {
					t.Errorf("%s of a transfer that is %q: %v", event, state, err)
				}
				if after := p.balance(t); !allowed && after != before {
					t.Errorf("refused %s of %q changed the balance from %v to %v", event, state, before, after)
				}
			}
		}
		sound(t, d)
	})
}

func TestOneKeyIsOneTransfer(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 0)
		wish := p.whole(panel.Booking{Kind: panel.TransferTopUpCash, Amount: 500, Key: db.FormKey("k")})
		var mu sync.Mutex
		ids, added := map[int64]bool{}, 0
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(func() {
				got, fresh, err := p.begin(t, panel.EventRecord, wish)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if ids[got.ID] = true; fresh {
					added++
				}
			})
		}
		wait.Wait()

		if len(ids) != 1 || added != 1 || p.balance(t) != [3]panel.Fen{500, 0, 500} {
			t.Errorf("50 posts of one form: ids %v, %d added, balance %v", ids, added, p.balance(t))
		}
		for what, change := range map[string]func(b *panel.Booking){
			"amount": func(b *panel.Booking) { b.Amount++ }, "kind": func(b *panel.Booking) { b.Kind = panel.TransferTopUpBank },
			"reference": func(b *panel.Booking) { b.Reference = "other" }, "day": func(b *panel.Booking) { b.ValueOn = start },
		} {
			other := wish
			change(&other)
			if _, _, err := p.begin(t, panel.EventRecord, other); !panel.Is(err, panel.Conflict) {
				t.Errorf("the key with another %s = %v, want a conflict", what, err)
			}
		}
		sound(t, d)
	})
}

func TestFiftyHoldsAgainstMoneyForTen(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 1000)
		won, lowest := make(chan string, 50), panel.Fen(1000)
		watch, watched := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(watched)
			for {
				select {
				case <-watch:
					return
				default:
					lowest = min(lowest, p.balance(t)[2])
				}
			}
		}()
		var wait sync.WaitGroup
		for i := range 50 {
			wish := p.whole(panel.Booking{Kind: panel.TransferCharge, Amount: 100, Key: fmt.Sprint("order ", i)})
			wait.Go(func() {
				_, _, err := p.begin(t, panel.EventHold, wish)
				switch {
				case err == nil:
					won <- wish.Key
				case !errors.Is(err, panel.ErrShort) || !panel.Is(err, panel.Conflict):
					t.Errorf("a hold that came too late: %v", err)
				}
			})
		}
		wait.Wait()
		close(watch)
		<-watched
		close(won)

		if len(won) != 10 || p.balance(t) != [3]panel.Fen{1000, 1000, 0} || lowest < 0 {
			t.Errorf("%d of 50 holds won, balance %v, lowest %d; want 10, all held, never below zero", len(won), p.balance(t), lowest)
		}
		for key := range won {
			if err := p.settle(t, panel.EventPost, key); err != nil {
				t.Error(err)
			}
		}
		if p.balance(t) != [3]panel.Fen{0, 0, 0} {
			t.Errorf("balance at the end = %v", p.balance(t))
		}
		sound(t, d)
	})
}

func TestPostAndVoidAtOnceOneWins(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 10_000)
		for range 20 {
			key := p.hold(t, 100).Key
			results := make([]error, 4)
			var wait sync.WaitGroup
			for i := range results {
				event := []panel.TransferEvent{panel.EventPost, panel.EventVoid}[i%2]
				wait.Go(func() { results[i] = p.settle(t, event, key) })
			}
			wait.Wait()
			won := 0
			for _, err := range results {
				if err == nil {
					won++
				} else if !panel.Is(err, panel.Conflict) {
					t.Error(err)
				}
			}
			if won != 1 {
				t.Errorf("%d of 4 settlements won: %v", won, results)
			}
		}
		sound(t, d)
	})
}

func TestNoMoreIsGivenBackThanWasTaken(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 1000)
		charge := p.hold(t, 500)
		back := panel.Booking{Kind: panel.TransferRefund, Amount: 100, OfID: charge.ID}
		if _, _, err := p.begin(t, panel.EventRecord, p.whole(back)); !panel.Is(err, panel.Conflict) {
			t.Errorf("refund of a hold = %v, want a conflict", err)
		}
		if err := p.settle(t, panel.EventPost, charge.Key); err != nil {
			t.Fatal(err)
		}

		over := back
		over.Amount = 501
		if _, _, err := p.begin(t, panel.EventRecord, p.whole(over)); !errors.Is(err, panel.ErrShort) {
			t.Errorf("giving back 501 of 500 = %v", err)
		}
		var wait sync.WaitGroup
		for range 20 {
			wish := p.whole(back)
			wait.Go(func() {
				if _, _, err := p.begin(t, panel.EventRecord, wish); err != nil && !errors.Is(err, panel.ErrShort) {
					t.Error(err)
				}
			})
		}
		wait.Wait()

		if got := p.balance(t); got != [3]panel.Fen{1000, 0, 1000} {
			t.Errorf("balance after 20 refunds of 100 for 500 = %v, want all 500 back", got)
		}
		got, err := d.LedgerTransfer(t.Context(), p.owner, charge.ID)
		if err != nil || got.GivenBack != 500 {
			t.Errorf("given back = %d, %v", got.GivenBack, err)
		}
		other := newPurse(t, d, "south", 1000)
		foreign := other.hold(t, 500)
		for name, of := range map[string]int64{"a foreign charge": foreign.ID, "a top-up": charge.ID - 1, "nothing": 999} {
			if _, _, err := p.begin(t, panel.EventRecord, p.whole(panel.Booking{Kind: panel.TransferRefund, Amount: 1, OfID: of})); err == nil {
				t.Errorf("%s was given back", name)
			}
		}
		neighbour := *p
		within(t, d, func(tx *db.Tx) (err error) {
			neighbour.customer, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: p.reseller, Name: "neighbour", Kind: panel.CustomerPerson})
			return err
		})
		second := p.hold(t, 500)
		if err := p.settle(t, panel.EventPost, second.Key); err != nil {
			t.Fatal(err)
		}
		stray := neighbour.whole(panel.Booking{Kind: panel.TransferRefund, Amount: 1, OfID: second.ID, Key: "stray"})
		if _, _, err := p.begin(t, panel.EventRecord, stray); err == nil {
			t.Error("a charge was given back to another customer")
		}
		sound(t, d)
	})
}

func TestBooksOfAnotherTenantAreNotFound(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		north, south := newPurse(t, d, "north", 1000), newPurse(t, d, "south", 500)
		held := north.hold(t, 100)
		sibling := panel.Actor{UserID: 99, Role: panel.RoleCustomer, ResellerID: north.reseller, CustomerID: north.customer + 1000}
		self := panel.Actor{UserID: 98, Role: panel.RoleCustomer, ResellerID: north.reseller, CustomerID: north.customer}
		for name, tt := range map[string]struct {
			actor panel.Actor
			sees  bool
		}{
			"owner": {north.owner, true}, "customer": {self, true}, "sibling": {sibling, false}, "stranger": {south.owner, false}, "nobody": {panel.Actor{}, false},
		} {
			ctx := t.Context()
			wallet, err1 := d.Wallet(ctx, tt.actor, north.customer)
			entries, err2 := d.WalletEntries(ctx, tt.actor, db.EntryFilter{CustomerID: north.customer})
			transfers, err3 := d.Transfers(ctx, tt.actor, db.TransferFilter{CustomerID: north.customer})
			opening, err4 := d.WalletAt(ctx, tt.actor, north.customer, start.Add(time.Hour))
			_, err5 := d.LedgerTransfer(ctx, tt.actor, held.ID)
			if err := errors.Join(err1, err2, err3, err4); err != nil {
				t.Fatal(err)
			}
			seen := []bool{wallet.Posted() != 0, len(entries) != 0, len(transfers) != 0, opening != 0, err5 == nil}
			if diff := cmp.Diff([]bool{tt.sees, tt.sees, tt.sees, tt.sees, tt.sees}, seen); diff != "" {
				t.Errorf("%s sees the wallet, entries, transfers, opening, transfer (-want +got):\n%s", name, diff)
			}
		}
		totals, err := d.LedgerTotals(t.Context(), self)
		if err != nil || len(totals) != 0 {
			t.Errorf("a customer sees the totals %v, %v", totals, err)
		}
		wrong := north.whole(panel.Booking{Kind: panel.TransferTopUpBank, Amount: 1})
		wrong.CustomerID = south.customer
		if _, _, err := north.begin(t, panel.EventRecord, wrong); err == nil {
			t.Error("a reseller booked into the wallet of another's customer")
		}
		if err := south.settle(t, panel.EventPost, held.Key); !panel.Is(err, panel.NotFound) {
			t.Errorf("another reseller's hold was settled: %v", err)
		}
		sound(t, d)
	})
}

func TestStatementsFollowTheMonthsOfChina(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		p := newPurse(t, d, "north", 0)
		october := panel.Month{Year: 2026, Month: time.October}
		from, to := october.Span()
		for i, at := range []time.Time{from.Add(-time.Microsecond), from, to.Add(-time.Microsecond), to} {
			c.now = at
			p.must(t, panel.EventRecord, panel.Booking{Kind: panel.TransferTopUpBank, Amount: panel.Fen(1 << i), Reference: fmt.Sprint("slip ", i)})
		}
		c.now = from // a clock that falls back must not put a line into a closed month
		p.must(t, panel.EventRecord, panel.Booking{Kind: panel.TransferTopUpBank, Amount: 16})

		opening, err := d.WalletAt(t.Context(), p.owner, p.customer, from)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := d.WalletEntries(t.Context(), p.owner, db.EntryFilter{CustomerID: p.customer, From: from, To: to, Oldest: true})
		if err != nil {
			t.Fatal(err)
		}
		got := []panel.Fen{opening}
		for _, e := range entries {
			got = append(got, e.Amount, e.Balance)
		}
		if diff := cmp.Diff([]panel.Fen{1, 2, 3, 4, 7}, got); diff != "" {
			t.Errorf("opening, then amount and balance of each line (-want +got):\n%s", diff)
		}
		page, err := d.WalletEntries(t.Context(), p.owner, db.EntryFilter{CustomerID: p.customer, Before: entries[1].Seq, Limit: 1})
		if err != nil || len(page) != 1 || page[0].Seq != entries[0].Seq || page[0].Reference != "slip 1" {
			t.Errorf("the page before %d = %+v, %v", entries[1].Seq, page, err)
		}
		sound(t, d)
	})
}

func TestTheVendorsMirrorFollowsCostsAndTopUps(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		p := newPurse(t, d, "north", 10_000)
		o := p.order(t, d, db.NewOrder{Order: panel.Order{Name: "a.com", Cost: 5500, Price: 6900, CustomerID: p.customer, FormKey: "1"}})
		within(t, d, func(tx *db.Tx) error {
			for _, b := range []panel.Booking{
				p.whole(panel.Booking{Kind: panel.TransferVendorTopUp, Amount: 20_000}), p.whole(panel.Booking{Kind: panel.TransferVendorDown, Amount: 5}),
			} {
				if _, _, err := tx.Book(t.Context(), b); err != nil {
					return err
				}
			}
			if _, _, err := tx.Hold(t.Context(), db.ChargeOf(o)); err != nil {
				return err
			}
			if _, _, err := tx.Hold(t.Context(), db.CostOf(o)); err != nil {
				return err
			}
			return tx.Post(t.Context(), p.reseller, db.ChargeKey(o), 0)
		})

		mirror, err := d.VendorMirror(t.Context(), p.owner, p.account)
		if err != nil || mirror.Posted() != 19_995 || mirror.Held() != 5500 || mirror.Available() != 14_495 {
			t.Errorf("mirror = %+v, %v", mirror, err)
		}
		entries, err := d.WalletEntries(t.Context(), p.owner, db.EntryFilter{CustomerID: p.customer, Limit: 1})
		if err != nil || entries[0].OrderID != o.ID || entries[0].Name != "a.com" || entries[0].Amount != -6900 || entries[0].Balance != 3100 {
			t.Errorf("newest entry = %+v, %v", entries, err)
		}
		totals, err := d.LedgerTotals(t.Context(), p.owner)
		var debits, credits panel.Fen
		for _, a := range totals {
			debits, credits = debits+a.Debit, credits+a.Credit
		}
		if err != nil || debits != credits || debits != 10_000+20_000+5+6900 {
			t.Errorf("debits %d, credits %d, %v", debits, credits, err)
		}
		own, err := d.OwnAccounts(t.Context(), p.owner)
		if err != nil || len(own) != 5 {
			t.Errorf("own accounts = %+v, %v", own, err)
		}
		sound(t, d)
	})
}
