package db_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// sent is an order that is being sent for the first time.
func (n tenant) sent(t *testing.T, d *db.DB, o panel.Order) panel.Order {
	t.Helper()
	o = n.order(t, d, db.NewOrder{Order: o})
	within(t, d, func(tx *db.Tx) (err error) {
		for _, m := range []db.Move{{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy}, {Cause: panel.CauseSend, Driver: panel.DriverSender}} {
			if o.State, err = tx.MoveOrder(t.Context(), o, m); err != nil {
				return err
			}
		}
		o.Attempts = 1
		return tx.StartAttempt(t.Context(), o, 1, db.NewAttempt{Intent: "intent " + o.FormKey, Instance: "one", Lease: time.Minute, Before: `{"a":1}`})
	})
	return o
}

func TestWhatWasLearntAndWhatHasEndedCannotBeTouched(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		o := n.sent(t, d, panel.Order{Name: "a.com", FormKey: "1"})
		within(t, d, func(tx *db.Tx) error {
			_, err := tx.OpenIncident(t.Context(), db.IncidentOf(o, panel.OrphanResource, nil))
			return errors.Join(err, tx.AddEvidence(t.Context(), o, panel.EvidenceReply, panel.VerdictDid, nil))
		})
		try := func(statement string) error {
			_, err := raw(d).ExecContext(t.Context(), statement)
			return err
		}
		for _, allowed := range []string{`UPDATE order_attempts SET lease_until = 5`, `UPDATE incidents SET times = times + 1`, `UPDATE orders SET version = version + 1`} {
			if err := try(allowed); err != nil {
				t.Errorf("%s: %v", allowed, err)
			}
		}

		within(t, d, func(tx *db.Tx) error {
			found, err := tx.Incidents(t.Context(), n.owner, db.IncidentFilter{})
			if err != nil {
				return err
			}
			_, err = tx.MoveOrder(t.Context(), o, db.Move{Cause: panel.CauseRefused, Driver: panel.DriverSender})
			return errors.Join(err, tx.EndAttempt(t.Context(), o, db.Outcome{Class: "refused", Code: "7"}),
				tx.CloseIncident(t.Context(), found[0], n.owner.UserID, "seen"))
		})

		for _, refused := range []string{
			`UPDATE evidence SET body = 'x'`, `DELETE FROM evidence`, `UPDATE order_attempts SET class = 'ok'`, `DELETE FROM order_attempts`,
			`UPDATE orders SET state = 'ready'`, `DELETE FROM orders`, `UPDATE incidents SET reason = 'x'`, `DELETE FROM incidents`,
			`UPDATE order_events SET note = 'x'`,
		} {
			if err := try(refused); err == nil {
				t.Errorf("%s was carried out", refused)
			}
		}
		if err := try(`UPDATE orders SET version = version + 1`); err != nil {
			t.Errorf("an ended order cannot even be locked: %v", err)
		}
	})
}

func TestAnAttemptKeepsWhatWasKnownAndWhatCameBack(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		o := n.sent(t, d, panel.Order{Name: "a.com", FormKey: "1"})
		for _, code := range []string{"7", "8"} { // the second comes too late
			within(t, d, func(tx *db.Tx) error {
				return tx.EndAttempt(t.Context(), o, db.Outcome{Class: "unknown", Code: code, Text: "words", ReplyHash: "hash"})
			})
		}
		got, err := d.OrderAttempts(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		now := c.now.Truncate(time.Microsecond)
		want := []panel.Attempt{{
			No: 1, Intent: "intent 1", Instance: "one", LeaseUntil: now.Add(time.Minute), SentAt: now, Before: `{"a":1}`,
			Class: "unknown", Code: "7", Text: "words", ReplyHash: "hash", EndedAt: now,
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("attempts (-want +got):\n%s", diff)
		}
	})
}

func TestOfTwoAttemptsOnlyTheLatestMovesTheOrder(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		first := n.sent(t, d, panel.Order{Name: "a.com", FormKey: "1"})
		second := first
		within(t, d, func(tx *db.Tx) (err error) {
			for _, m := range []db.Move{{Cause: panel.CauseNotSent, Driver: panel.DriverSender}, {Cause: panel.CauseSend, Driver: panel.DriverSender}} {
				if second.State, err = tx.MoveOrder(t.Context(), second, m); err != nil {
					return err
				}
			}
			second.Attempts = 2
			return tx.StartAttempt(t.Context(), second, 2, db.NewAttempt{Intent: "second", Instance: "two", Before: "null"})
		})
		if err := move(t, d, first, db.Move{Cause: panel.CauseOK, Driver: panel.DriverSender}); !panel.Is(err, panel.Conflict) {
			t.Errorf("the first attempt's success = %v, want a conflict", err)
		}
		if err := move(t, d, second, db.Move{Cause: panel.CauseOK, Driver: panel.DriverSender}); err != nil {
			t.Errorf("the second attempt's success = %v", err)
		}
	})
}

func TestOneResourceBelongsToOneOrder(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		for i, key := range []string{"1", "2"} {
			o := n.sent(t, d, panel.Order{Operation: "cloud.buy", Lane: "cloud", FormKey: key})
			err := move(t, d, o, db.Move{Cause: panel.CauseOK, Driver: panel.DriverSender, Ref: "S1"})
			if panel.Is(err, panel.Conflict) != (i == 1) {
				t.Errorf("order %d with the same host: %v", i, err)
			}
		}
	})
}

func TestSpendingOfAnHourIsAddedUp(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		spent := func() (sum panel.Fen) {
			within(t, d, func(tx *db.Tx) (err error) {
				sum, err = tx.Spent(t.Context(), n.account, tx.Now.Add(-time.Hour), 10000)
				return err
			})
			return sum
		}
		n.sent(t, d, panel.Order{Name: "a.com", FormKey: "1", Cost: 5500})
		n.sent(t, d, panel.Order{Name: "b.com", FormKey: "2"}) // nobody knows its cost
		for key, class := range map[string]string{"3": "not_sent", "4": "refused"} {
			o := n.sent(t, d, panel.Order{Name: key, FormKey: key, Cost: 99})
			within(t, d, func(tx *db.Tx) error { return tx.EndAttempt(t.Context(), o, db.Outcome{Class: class}) })
		}
		n.order(t, d, db.NewOrder{Order: panel.Order{Name: "c.com", FormKey: "5", Cost: 77}})
		now := spent()
		c.now = c.now.Add(time.Hour + time.Second)
		if got := []panel.Fen{now, spent()}; !slices.Equal(got, []panel.Fen{15500, 0}) {
			t.Errorf("spent in the hour, and an hour later = %v, want [15500 0]", got)
		}
	})
}

func TestOneIncidentIsOpenPerSubject(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n, south := newTenant(t, d, "north"), newTenant(t, d, "south")
		o := n.sent(t, d, panel.Order{Operation: "cloud.buy", Lane: "cloud", FormKey: "1"})
		other := n.order(t, d, db.NewOrder{Order: panel.Order{Operation: "cloud.buy", Lane: "cloud", FormKey: "2"}})
		elsewhere := n.order(t, d, db.NewOrder{Order: panel.Order{Name: "a.com", FormKey: "3"}})
		frozen := func() (all []bool) {
			within(t, d, func(tx *db.Tx) error {
				for _, one := range []panel.Order{o, other, elsewhere} {
					is, err := tx.InTheWay(t.Context(), one)
					if err != nil {
						return err
					}
					all = append(all, is.Incident)
				}
				return nil
			})
			return all
		}
		for i, want := range []bool{true, false} {
			within(t, d, func(tx *db.Tx) error {
				opened, err := tx.OpenIncident(t.Context(), db.IncidentOf(o, panel.DuplicateSuspect, map[string]int{"attempt": 1}))
				if opened != want {
					t.Errorf("time %d opens it: %t", i, opened)
				}
				return err
			})
		}
		if got := frozen(); !slices.Equal(got, []bool{true, true, false}) {
			t.Errorf("frozen: the order, its lane, another = %v", got)
		}
		open, err := d.Incidents(t.Context(), n.owner, db.IncidentFilter{Open: true})
		if err != nil || len(open) != 1 || open[0].Times != 2 || open[0].OrderID != o.ID {
			t.Fatalf("open incidents = %+v, %v; want one, seen twice", open, err)
		}
		if found, err := d.Incidents(t.Context(), south.owner, db.IncidentFilter{}); err != nil || len(found) != 0 {
			t.Errorf("another reseller sees %d, %v", len(found), err)
		}
		if _, err := d.Incident(t.Context(), south.owner, open[0].ID); !panel.Is(err, panel.NotFound) {
			t.Errorf("another reseller reads it: %v", err)
		}

		within(t, d, func(tx *db.Tx) error { return tx.CloseIncident(t.Context(), open[0], n.owner.UserID, "one host only") })

		if got := frozen(); !slices.Equal(got, []bool{false, false, false}) {
			t.Errorf("frozen after it was closed = %v", got)
		}
		if count, err := d.OpenIncidents(t.Context(), n.owner); err != nil || count != 0 {
			t.Errorf("open incidents = %d, %v; want none", count, err)
		}
		err = d.Within(t.Context(), func(tx *db.Tx) error { return tx.CloseIncident(t.Context(), open[0], n.owner.UserID, "again") })
		if !panel.Is(err, panel.Conflict) {
			t.Errorf("closing it twice = %v, want a conflict", err)
		}
	})
}

func TestSafeModeLastsUntilAPersonEndsIt(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		lasts := func() bool {
			is, err := d.InSafeMode(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return is
		}
		leave := func(reason string) error {
			return d.Within(t.Context(), func(tx *db.Tx) error { return tx.LeaveSafeMode(t.Context(), n.owner.UserID, reason) })
		}
		if err := leave("none"); !panel.Is(err, panel.Conflict) || lasts() {
			t.Errorf("leaving what does not last = %v, want a conflict", err)
		}
		for range 2 {
			within(t, d, func(tx *db.Tx) error { return tx.EnterSafeMode(t.Context(), "gaps", "one") })
		}
		if !lasts() {
			t.Error("safe mode does not last")
		}
		if err := leave(""); err == nil {
			t.Error("safe mode was left without a reason")
		}
		if err := leave("all found"); err != nil || lasts() {
			t.Errorf("safe mode lasts, %v", err)
		}
		modes, err := d.SafeModes(t.Context())
		if err != nil || len(modes) != 1 || modes[0].Reason != "all found" || modes[0].LeftBy != "north" {
			t.Errorf("safe modes = %+v, %v", modes, err)
		}
	})
}

func TestIntentsAreKnownByAttemptOrByGap(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		o := n.sent(t, d, panel.Order{Name: "a.com", FormKey: "1"})
		for _, order := range []int64{0, o.ID} {
			within(t, d, func(tx *db.Tx) error {
				return tx.KeepGap(t.Context(), db.Gap{Intent: "gap", Line: "{}", SentAt: c.now, OrderID: order})
			})
		}
		known, err := d.KnownIntents(t.Context(), []string{"intent 1", "gap", "lost"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]bool{"intent 1": true, "gap": true}, known); diff != "" {
			t.Errorf("known intents (-want +got):\n%s", diff)
		}
		all, err := d.Gaps(t.Context(), false)
		lone, err2 := d.Gaps(t.Context(), true)
		if err != nil || err2 != nil || len(all) != 1 || len(lone) != 0 {
			t.Errorf("gaps = %+v, without an order %+v, %v %v; want one and none", all, lone, err, err2)
		}
		if _, err := raw(d).ExecContext(t.Context(), `DELETE FROM journal_gaps`); err == nil {
			t.Error("a gap was deleted")
		}
	})
}

func TestAJournalIsMarkedByItsName(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		mark := func(name string) (int64, bool) {
			position, others, err := d.JournalMark(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			return position, others
		}
		if position, others := mark("a"); position != 0 || others {
			t.Errorf("mark of a fresh database = %d, others %t", position, others)
		}
		for _, position := range []int64{10, 20} {
			within(t, d, func(tx *db.Tx) error { return tx.MarkJournal(t.Context(), "a", position) })
		}
		if position, others := mark("a"); position != 20 || others {
			t.Errorf("mark = %d, others %t; want 20", position, others)
		}
		if position, others := mark("b"); position != 0 || !others {
			t.Errorf("mark of another journal = %d, others %t; want 0, true", position, others)
		}
	})
}
