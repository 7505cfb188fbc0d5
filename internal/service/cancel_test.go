package service

import (
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// cancelAll cancels every open job, as a person at the job page does.
func (s *shop) cancelAll() {
	s.t.Helper()
	for _, j := range s.open() {
		s.must(s.CancelJob(s.t.Context(), s.owner, j.ID))
		d, err := s.Job(s.t.Context(), s.owner, j.ID)
		s.must(err)
		if d.Job.State != panel.JobCancelled {
			s.t.Errorf("job %s = %s right after it was cancelled, want cancelled", j.Kind, d.Job.State)
		}
	}
}

func TestACancelledChangeLeavesNoRecordWaiting(t *testing.T) {
	t.Parallel()
	changed := typed("www", "A", "192.0.2.9")
	changed.Enabled = true
	for _, tt := range []struct {
		action panel.RecordAction
		begin  func(s *shop, zone panel.Product, www int64) error
	}{
		{panel.AddRecord, func(s *shop, zone panel.Product, _ int64) error {
			_, err := s.AddRecord(s.t.Context(), s.owner, zone.ID, typed("new", "A", "192.0.2.8"))
			return err
		}},
		{panel.ChangeRecord, func(s *shop, zone panel.Product, www int64) error {
			_, err := s.ChangeRecord(s.t.Context(), s.owner, zone.ID, www, changed)
			return err
		}},
		{panel.DeleteRecord, func(s *shop, zone panel.Product, www int64) error {
			return s.DeleteRecord(s.t.Context(), s.owner, zone.ID, www)
		}},
	} {
		t.Run(string(tt.action), func(t *testing.T) {
			t.Parallel()
			s, zone := zoneShop(t)
			s.must(tt.begin(s, zone, s.recordAt(zone, "www").ID))

			s.cancelAll()

			name := "www"
			if tt.action == panel.AddRecord {
				name = "new"
			}
			r := s.recordAt(zone, name)
			if r.State != panel.RecordFailed || r.Problem == nil || r.Problem.Key != "error.job.cancelled" || r.Problem.Action != tt.action {
				t.Errorf("record = %s with %+v, want failed, %s cancelled", r.State, r.Problem, tt.action)
			}
		})
	}
}

func TestACancelledContactIsNotPendingForEver(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.SaveContact(t.Context(), s.owner, registrant(s.cndnsID))
	s.must(err)

	s.cancelAll()

	d, err := s.Contact(t.Context(), s.owner, id)
	s.must(err)
	if d.Contact.State != panel.ContactFailed || len(d.Contact.Problems) != 1 || d.Contact.Problems[0].Key != "error.job.cancelled" {
		t.Errorf("contact = %s with %+v, want failed with error.job.cancelled", d.Contact.State, d.Contact.Problems)
	}
	if n := s.spent("cndns.contact.create"); n != 0 {
		t.Errorf("creations sent = %d, want 0", n)
	}
}

func TestACancelledSearchAsksNoLonger(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.StartSearch(t.Context(), s.owner, SearchForm{Text: "tangelo", Suffixes: []string{".com", ".cn"}})
	s.must(err)

	s.cancelAll()

	search, err := s.DB.Search(t.Context(), s.owner, id)
	s.must(err)
	for _, c := range search.Checks {
		if c.State != panel.SearchError {
			t.Errorf("%s is still %s, want %s", c.Name, c.State, panel.SearchError)
		}
	}
}

func TestAJobCancelledWhileItRunsEndsAtItsNextPause(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.SaveContact(t.Context(), s.owner, registrant(s.cndnsID))
	s.must(err)
	job := s.open()[0]
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { // another process has it
		_, _, err := tx.ClaimJob(t.Context(), job.ID, time.Minute, "test")
		return err
	}))

	s.must(s.CancelJob(t.Context(), s.owner, job.ID))
	d, err := s.Job(t.Context(), s.owner, job.ID)
	s.must(err)
	if d.Job.State != panel.JobRunning || !d.Job.CancelAsked {
		t.Fatalf("job = %s, cancelling asked: %t; want running and asked", d.Job.State, d.Job.CancelAsked)
	}
	s.must(s.pause(t.Context(), d.Job, time.Hour)) // the other process lets go
	s.drain()

	if d, err = s.Job(t.Context(), s.owner, job.ID); err != nil || d.Job.State != panel.JobCancelled {
		t.Errorf("job = %s, %v; want cancelled", d.Job.State, err)
	}
	if c, err := s.Contact(t.Context(), s.owner, id); err != nil || c.Contact.State != panel.ContactFailed {
		t.Errorf("contact = %s, %v; want failed", c.Contact.State, err)
	}
}

// A creation that nobody knows the outcome of is cancelled; what was typed is
// corrected and sent again.
func TestAContactSentAgainIsLookedForFirst(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind                trouble.Kind
		creations, modifies int
	}{{trouble.Reset, 1, 1}, {trouble.Drop, 2, 0}} {
		t.Run(string(tt.kind), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.world.Board.Set(trouble.Fault{Call: "cndns.contact.create", Kind: tt.kind, Count: 1})
			id, err := s.SaveContact(t.Context(), s.owner, registrant(s.cndnsID))
			s.must(err)
			s.drain()
			s.cancelAll()

			again := registrant(s.cndnsID, "city-en", "Ningbo", "idnumber", "")
			again.ID = id
			d, job := s.saved(again)

			if !d.Contact.Usable() || job.Job.State != panel.JobDone {
				t.Fatalf("contact %s, job %s %s; want active, done", d.Contact.State, job.Job.State, job.Job.ErrorKey)
			}
			if got := s.spent("cndns.contact.create"); got != tt.creations {
				t.Errorf("creations sent = %d, want %d", got, tt.creations)
			}
			if got := s.spent("cndns.contact.modify"); got != tt.modifies {
				t.Errorf("changes sent = %d, want %d", got, tt.modifies)
			}
			listed, err := s.listedContacts(t.Context(), s.cndnsID, d.Contact.VendorRef)
			s.must(err)
			if n := s.held(d.Contact.Name()); n != 1 || len(listed) != 1 || listed[0].CityEn != "Ningbo" {
				t.Errorf("the registrar has %d, ours %+v; want one, in Ningbo", n, listed)
			}
		})
	}
}
