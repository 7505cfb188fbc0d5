package service

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/journal"
	"tangelo/internal/panel"
)

// another is a second process over the shop's PostgreSQL, journal and keys.
func (s *shop) another() *App {
	s.t.Helper()
	store, err := db.Open(s.t.Context(), s.database, s.now)
	s.must(err)
	s.t.Cleanup(func() { _ = store.Close() })
	intents, err := journal.Open(filepath.Join(s.folder, "another volume", "intents.jsonl"))
	s.must(err)
	s.t.Cleanup(func() { _ = intents.Close() })
	a := New(Options{
		DB: store, Vault: s.Vault, Now: s.now, Log: slog.New(slog.DiscardHandler), CallLimit: 2 * time.Second, Journal: intents, Instance: "another",
	})
	s.must(a.CompareJournal(s.t.Context()))
	s.must(a.StartShared(s.t.Context()))
	return a
}

// TestASenderThatSleptSendsNothing freezes a process between the intent and the
// first byte, until another one has found that nothing was sent and sends it.
func TestASenderThatSleptSendsNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.run(s.read(panel.KindCloud, "S262491"), "cloud.renew", map[string]string{"unit": "2", "count": "1"})
	s.sells(id)
	o, err := s.DB.Order(t.Context(), s.owner, id)
	s.must(err)
	s.hook = func(at point) {
		if at != pointJournaled {
			return
		}
		s.hook = nil
		s.pass(lease + time.Second)
		s.must(s.Sweep(t.Context()))
		if o := s.finishOrder(id); o.State != panel.OrderDone || o.Attempts != 2 {
			t.Errorf("order of the other process = %s after %d attempts, want done after 2", o.State, o.Attempts)
		}
	}
	if err := s.Step(t.Context(), o.JobID); !panel.Is(err, panel.Conflict) {
		t.Errorf("step of the sleeper: %v, want a conflict", err)
	}
	s.holdsTogether(s.finishOrder(id), "cndns.cloud.renew")
}

// TestAStepThatLostItsJobTidiesNothingUp has a step fail after another process has
// taken its job over.
func TestAStepThatLostItsJobTidiesNothingUp(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	tidied := 0
	kind := jobKind{attempts: 1, lost: func(*App, context.Context, panel.Job, error) error { tidied++; return nil }}
	id, err := s.SendCall(t.Context(), s.owner, CallWish{
		AccountID: s.cndnsID, Call: "cndns.cloud.restart", Params: map[string]string{"cloudname": "S262491"}, FormKey: NewFormKey(),
	})
	s.must(err)
	claim := func() (job panel.Job) {
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) (err error) {
			job, _, err = tx.ClaimJob(t.Context(), id, longLease, "test")
			return err
		}))
		return job
	}
	asleep := claim()
	s.ahead.Add(int64(longLease + time.Second))
	s.must(s.Sweep(t.Context()))
	awake := claim()
	failed := errors.New("failed")
	if err := s.afterStep(t.Context(), kind, asleep, next{}, failed); !panel.Is(err, panel.Conflict) || tidied != 0 {
		t.Errorf("end of the sleeper: %v, tidied up %d times; want a conflict and 0", err, tidied)
	}
	if err := s.afterStep(t.Context(), kind, awake, next{}, failed); err != nil || tidied != 1 {
		t.Errorf("end of the other: %v, tidied up %d times; want 1", err, tidied)
	}
}

// TestTheSpendCeilingHoldsOverProcesses has a second process ask for its share of
// ¥150 while the first has taken ¥100 and not committed yet.
func TestTheSpendCeilingHoldsOverProcesses(t *testing.T) {
	t.Parallel()
	s := openShopOn(t, pgtest.URL(t))
	other := s.another()
	account, err := s.DB.VendorAccount(t.Context(), s.owner, s.cndnsID)
	s.must(err)
	_, err = s.SaveVendor(t.Context(), s.owner, VendorForm{ID: account.ID, Label: "CNDNS", Settings: account.Settings, Ceiling: "150"})
	s.must(err)
	var orders []panel.Order // of ¥100 each, since nobody knows their cost
	for _, id := range []int64{
		s.run(s.read(panel.KindDomain, "juzi-shop.com"), "domain.renew", map[string]string{"years": "1"}),
		s.run(s.read(panel.KindCloud, "S262491"), "cloud.renew", map[string]string{"unit": "2", "count": "1"}),
	} {
		o, err := s.DB.Order(t.Context(), s.owner, id)
		s.must(err)
		orders = append(orders, o)
	}
	asked := make(chan error, 1)
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
		if err := s.maySend(t.Context(), tx, orders[0]); err != nil {
			return err
		}
		if err := tx.StartAttempt(t.Context(), orders[0], 1, db.NewAttempt{Intent: "first", Instance: "first", Lease: lease, Before: "null"}); err != nil {
			return err
		}
		go func() {
			asked <- other.DB.Within(t.Context(), func(tx *db.Tx) error { return other.maySend(t.Context(), tx, orders[1]) })
		}()
		s.waitsForALock(asked)
		return nil
	}))
	var w *waiting
	if err := <-asked; !errors.As(err, &w) || w.why != panel.WaitCeiling {
		t.Errorf("¥200 within ¥150: %v, want it to wait for the ceiling", err)
	}
	if safe, err := s.DB.InSafeMode(t.Context()); err != nil || safe {
		t.Errorf("safe mode with two processes on one journal: %t, %v; want none", safe, err)
	}
}

// waitsForALock returns when somebody waits for a lock in the database, or has
// come to an end without.
func (s *shop) waitsForALock(ended <-chan error) {
	s.t.Helper()
	for n := 0; n == 0 && len(ended) == 0; time.Sleep(time.Millisecond) {
		s.must(s.DB.Postgres().QueryRow(s.t.Context(),
			`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n))
	}
}
