package service

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/journal"
	"tangelo/internal/panel"
)

// backUp copies the database as a backup does, and restore puts it back: the
// journal, on another volume, stays as it is.
func (s *shop) backUp() (restore func()) {
	s.t.Helper()
	if s.database != "" {
		return s.backUpServer()
	}
	file, kept := filepath.Join(s.folder, "panel.db"), filepath.Join(s.t.TempDir(), "backup.db")
	_, err := s.DB.SQLite().ExecContext(s.t.Context(), `VACUUM INTO '`+kept+`'`)
	s.must(err)
	return func() {
		s.t.Helper()
		s.must(s.DB.Close())
		s.must(s.Journal.Close())
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(file + end); err != nil && !os.IsNotExist(err) {
				s.t.Fatal(err)
			}
		}
		content, err := os.ReadFile(kept)
		s.must(err)
		s.must(os.WriteFile(file, content, 0o600))
		s.boot()
	}
}

// backUpServer is backUp on a PostgreSQL, which copies what nobody uses.
func (s *shop) backUpServer() (restore func()) {
	s.t.Helper()
	s.must(s.DB.Close())
	s.must(s.Journal.Close())
	kept := pgtest.Copy(s.t, s.database)
	s.boot()
	return func() {
		s.t.Helper()
		s.must(s.DB.Close())
		s.must(s.Journal.Close())
		s.database = kept
		s.boot()
	}
}

// bought counts what the vendor carried out and charged.
func (s *shop) bought() int { return len(s.world.CNDNS.Purchases()) }

// admin is a platform admin.
func (s *shop) admin() panel.Actor {
	s.t.Helper()
	u := panel.User{Role: panel.RoleAdmin, Email: "admin@panel.example", Name: "Admin", PasswordHash: "none"}
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		u.ID, err = tx.AddUser(s.t.Context(), u)
		return err
	}))
	return panel.Actor{UserID: u.ID, Role: u.Role, Email: u.Email, Name: u.Name}
}

func (s *shop) safety(admin panel.Actor) Safety {
	s.t.Helper()
	found, err := s.Safety(s.t.Context(), admin)
	s.must(err)
	return found
}

// register places the order of one registration.
func (s *shop) register(name string) int64 {
	s.t.Helper()
	return s.ordered(s.BuyDomain(s.t.Context(), s.owner, "domain.register", s.registration(name, 1)))
}

// TestARestoredBackupSendsNothingBeforeAPersonSaysSo restores a database that
// is older than what was sent.
func TestARestoredBackupSendsNothingBeforeAPersonSaysSo(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	admin := s.admin()
	domain := s.read(panel.KindDomain, "juzi-shop.com")
	s.finishOrder(s.register("tangelo-before.top"))
	// Placed before the backup and sent after it: the restored row says "ready".
	placed := []int64{s.run(domain, "domain.renew", map[string]string{"years": "1"})}
	s.parked = placed
	placed = append(placed, s.register("tangelo-ready.top"))
	s.parked = placed
	waiting := s.register("tangelo-waiting.top")
	s.parked = append(placed, waiting)
	restore := s.backUp()
	for _, id := range placed {
		s.drainOnce(id)
	}
	for i := range 10 {
		s.drainOnce(s.register(fmt.Sprintf("tangelo-lost%d.top", i)))
	}
	for range 3 { // hosts whose names the vendor makes up
		s.drainOnce(s.wishHost())
	}
	truth := s.bought()

	restore()
	s.parked = nil

	found := s.safety(admin)
	if !found.Lasting() || len(found.Gaps) != 15 || found.Lone != 0 {
		t.Fatalf("safe mode lasts: %t, %d gaps, %d without an order; want 15 and 0", found.Lasting(), len(found.Gaps), found.Lone)
	}
	s.drain()
	for range 8 {
		s.pass(10 * time.Minute)
	}
	if got := s.bought(); got != truth {
		t.Fatalf("bought in safe mode: %d more", got-truth)
	}
	all, err := s.Orders(t.Context(), s.owner, db.OrderFilter{Limit: 100})
	s.must(err)
	states := map[panel.OrderState]int{}
	for _, o := range all {
		states[o.State]++
	}
	// 11 registrations and a renewal are found at the vendor, and one was done
	// before; of hosts nothing proves which order they belong to.
	if states[panel.OrderDone] != 13 || states[panel.OrderHeld] != 3 || states[panel.OrderReady] != 1 || len(all) != 17 {
		t.Errorf("orders = %v, want 13 done, 3 held, 1 ready", states)
	}
	if o := s.orderNow(waiting).Order; o.Waiting != panel.WaitSafeMode {
		t.Errorf("the order that waits says %q", o.Waiting)
	}

	s.leavesSafeMode(admin, waiting, truth)
}

// leavesSafeMode lets a person end safe mode; what waited is then sent, and
// nothing is sent twice.
func (s *shop) leavesSafeMode(admin panel.Actor, waiting int64, truth int) {
	s.t.Helper()
	ctx := s.t.Context()
	for name, tt := range map[string]struct {
		actor  panel.Actor
		reason string
		kind   panel.Kind
	}{
		"without a reason": {admin, " ", panel.Invalid}, "by a reseller": {s.owner, "all found", panel.Forbidden},
	} {
		if err := s.LeaveSafeMode(ctx, tt.actor, tt.reason, false); !panel.Is(err, tt.kind) {
			s.t.Errorf("leaving safe mode %s: %v", name, err)
		}
	}
	s.must(s.LeaveSafeMode(ctx, admin, "all found at the vendor", false))
	if o := s.finishOrder(waiting); o.State != panel.OrderDone || s.bought() != truth+1 {
		s.t.Errorf("what waited = %s, %d bought; want done, one more than %d", o.State, s.bought(), truth)
	}
	s.reboot()
	if s.safety(admin).Lasting() {
		s.t.Error("the next start is in safe mode again")
	}
	log, err := s.DB.AuditLog(ctx, admin, db.AuditFilter{Action: "safemode.leave", Result: panel.ResultDone})
	if s.must(err); len(log) != 1 || log[0].UserID != admin.UserID {
		s.t.Errorf("audit = %+v, want who left safe mode", log)
	}
}

// TestAJournalThatIsNotTheOneOfBeforeIsSafeMode takes the journal away, cuts
// it, or has an order in it that no order can be made of.
func TestAJournalThatIsNotTheOneOfBeforeIsSafeMode(t *testing.T) {
	t.Parallel()
	foreign := journal.Intent{ID: "foreign", FormKey: "lost", ResellerID: 1, AccountID: 999, Operation: "domain.register", Attempt: 1}
	for name, tt := range map[string]struct {
		change func(s *shop, path string) error
		lone   int
	}{
		"gone": {func(_ *shop, path string) error { return os.Remove(path) }, 0},
		"cut": {func(_ *shop, path string) error {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, text[:len(text)/2], 0o600)
		}, 0},
		"of an account that the backup does not have": {func(s *shop, _ string) error {
			j, err := journal.Open(s.Journal.Path())
			if err != nil {
				return err
			}
			defer func() { _ = j.Close() }()
			return j.Append(foreign)
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			admin := s.admin()
			s.finishOrder(s.register("tangelo-before.top"))
			s.must(s.Sweep(t.Context())) // marks how far the journal goes
			s.must(s.DB.Close())
			s.must(s.Journal.Close())
			s.must(tt.change(s, s.Journal.Path()))

			s.boot()

			id := s.register("tangelo-after.top")
			s.drain()
			s.pass(time.Hour)
			if found := s.safety(admin); !found.Lasting() || found.Lone != tt.lone || s.spent("cndns.domain.create") != 1 {
				t.Errorf("safe mode: %t, %d gaps without an order, %d sent; want true, %d, 1", found.Lasting(), found.Lone, s.spent("cndns.domain.create"), tt.lone)
			}
			if err := s.LeaveSafeMode(t.Context(), admin, "looked", false); (err == nil) != (tt.lone == 0) {
				t.Errorf("leaving with %d gaps without an order: %v", tt.lone, err)
			}
			if tt.lone > 0 {
				s.must(s.LeaveSafeMode(t.Context(), admin, "looked", true))
			}
			if o := s.finishOrder(id); o.State != panel.OrderDone {
				t.Errorf("order after safe mode = %s, want done", o.State)
			}
		})
	}
}

// TestOrdersOfTheJournalHoldTheirPriceAgain restores a backup that is older
// than two orders and holds money for one: both are found out about, one is
// charged, and of the other an incident tells.
func TestOrdersOfTheJournalHoldTheirPriceAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("100")
	restore := s.backUp()
	s.topUp("32") // the backup does not know of it, either
	for i := range 2 {
		s.drainOnce(s.ordered(s.Place(t.Context(), s.owner, s.fresh(fmt.Sprintf("tangelo-again%d.top", i)))))
	}

	restore()

	if w := s.wallet().Account; w.Held() != soldFor || w.Available() != 100_00-soldFor {
		t.Errorf("right after the restore: %d held, %d available; want %d, %d", w.Held(), w.Available(), soldFor, 100_00-soldFor)
	}
	owed := func() (open int) {
		found, err := s.Incidents(t.Context(), s.owner, db.IncidentFilter{Open: true, Kind: panel.JournalGap})
		s.must(err)
		for _, i := range found {
			if strings.HasSuffix(i.Subject, " uncharged") {
				open++
			}
		}
		return open
	}
	if got := owed(); got != 1 {
		t.Errorf("incidents of an order that is not charged = %d, want 1", got)
	}
	orders, err := s.Orders(t.Context(), s.owner, db.OrderFilter{})
	s.must(err)
	for _, o := range orders {
		if o = s.finishOrder(o.ID); o.State != panel.OrderDone {
			t.Errorf("order %d = %s, want done", o.ID, o.State)
		}
	}
	report, err := s.CheckLedger(t.Context())
	if w := s.wallet().Account; err != nil || len(report.Faults) != 0 || len(orders) != 2 || w.Posted() != 100_00-soldFor || w.Held() != 0 || owed() != 1 {
		t.Errorf("%d orders, wallet %d with %d held, %d owed, %+v, %v; want 2, %d, 0, 1", len(orders), w.Posted(), w.Held(), owed(), report.Faults, err, 100_00-soldFor)
	}
}

// TestAnUnchargedOrderIsChargedWhenTheMoneyComes tops the wallet up between the
// restore and the end of the order.
func TestAnUnchargedOrderIsChargedWhenTheMoneyComes(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	restore := s.backUp()
	s.topUp("66")
	s.drainOnce(s.ordered(s.Place(t.Context(), s.owner, s.fresh("tangelo-topped.top"))))
	restore()
	s.topUp("70")
	orders, err := s.Orders(t.Context(), s.owner, db.OrderFilter{})
	s.must(err)
	o := s.finishOrder(orders[0].ID)
	open, err := s.Incidents(t.Context(), s.owner, db.IncidentFilter{Open: true})
	if s.must(err); o.State != panel.OrderDone || s.wallet().Account.Posted() != 4_00 || len(open) != 0 {
		t.Errorf("order = %s, wallet %d, open incidents %+v; want done, 4.00, none", o.State, s.wallet().Account.Posted(), open)
	}
	s.addsUp()
}
