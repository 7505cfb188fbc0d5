package jobs_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/jobs"
	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/internal/vault"
)

// node is one panel process: its own pools, use cases and queue over a shared database.
type node struct {
	db    *db.DB
	queue jobs.Queue
}

func newNode(t *testing.T, url, keys string) node {
	t.Helper()
	d, err := db.Open(t.Context(), url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(keys)
	if err != nil {
		t.Fatal(err)
	}
	n := node{db: d}
	app := service.New(service.Options{DB: d, Vault: v, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	waker, queue, err := connect(d, app)
	if err != nil {
		t.Fatal(err)
	}
	d.SetWaker(waker)
	n.queue = queue
	return n
}

func connect(d *db.DB, app *service.App) (*jobs.Steps, jobs.Queue, error) {
	o := jobs.Options{Workers: 10, Log: slog.New(slog.DiscardHandler)}
	if pool := d.Postgres(); pool != nil {
		return jobs.NewPostgres(pool, app, o)
	}
	return jobs.NewSQLite(d.SQLite(), app, o)
}

func (n node) start(t *testing.T) {
	t.Helper()
	if err := n.queue.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.queue.Stop(t.Context()); err != nil {
			t.Log(err) // the test's context has ended
		}
	})
}

// addJobs adds jobs of a kind that nobody knows: one step ends each as failed.
func addJobs(t *testing.T, d *db.DB, count int) (actor panel.Actor) {
	t.Helper()
	return addJobsDue(t, d, count, -time.Minute)
}

func addJobsDue(t *testing.T, d *db.DB, count int, in time.Duration) (actor panel.Actor) {
	t.Helper()
	err := d.Within(t.Context(), func(tx *db.Tx) error {
		reseller, err := tx.AddReseller(t.Context(), "north")
		actor = panel.SystemActor(reseller)
		for range count {
			if err != nil {
				return err
			}
			_, _, err = tx.AddJob(t.Context(), db.NewJob{Job: panel.Job{ResellerID: reseller, Kind: "test.unknown"}, Delay: in})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// waitForAll waits until no job is open.
func waitForAll(t *testing.T, d *db.DB, actor panel.Actor) []panel.Job {
	t.Helper()
	for {
		open, err := d.Jobs(t.Context(), actor, db.JobFilter{Open: true, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(open) == 0 {
			break
		}
		select {
		case <-t.Context().Done():
			t.Fatal("jobs are still open")
		case <-time.After(20 * time.Millisecond):
		}
	}
	all, err := d.Jobs(t.Context(), actor, db.JobFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTwoNodesOnOnePostgresRunEachJobOnce(t *testing.T) {
	t.Parallel()
	url, keys := pgtest.URL(t), filepath.Join(t.TempDir(), "key.json")
	one, two := newNode(t, url, keys), newNode(t, url, keys)
	actor := addJobs(t, one.db, 200)

	one.start(t)
	two.start(t)

	for _, j := range waitForAll(t, two.db, actor) {
		if j.Steps != 1 || j.State != panel.JobFailed {
			t.Errorf("job %d: %d steps, %s; want one step", j.ID, j.Steps, j.State)
		}
	}
}

func TestJobsThatNobodyRemembersAreFound(t *testing.T) {
	t.Parallel()
	n := newNode(t, "sqlite://"+filepath.Join(t.TempDir(), "panel.db"), filepath.Join(t.TempDir(), "key.json"))
	n.db.SetWaker(nil) // as when the process died between the commit and the wake-up
	actor := addJobs(t, n.db, 3)
	app := service.New(service.Options{DB: n.db, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	w, queue, err := connect(n.db, app)
	if err != nil {
		t.Fatal(err)
	}
	n.db.SetWaker(w)
	n.queue = queue

	n.start(t)

	if all := waitForAll(t, n.db, actor); len(all) != 3 {
		t.Errorf("jobs = %d, want 3", len(all))
	}
}

func TestMoreJobsThanAProcessRemembersAreDone(t *testing.T) {
	t.Parallel()
	n := newNode(t, "sqlite://"+filepath.Join(t.TempDir(), "panel.db"), filepath.Join(t.TempDir(), "key.json"))
	n.start(t)

	actor := addJobs(t, n.db, 2500)

	for _, j := range waitForAll(t, n.db, actor) {
		if j.Steps != 1 {
			t.Errorf("job %d took %d steps, want one", j.ID, j.Steps)
		}
	}
}

// Steps need no leader among the processes.
func TestWhatIsDueSoonIsDoneWhenItIsDue(t *testing.T) {
	t.Parallel()
	n := newNode(t, "sqlite://"+filepath.Join(t.TempDir(), "panel.db"), filepath.Join(t.TempDir(), "key.json"))
	n.start(t)
	leads(t, n.db, "somebody", time.Now().Add(time.Hour)) // so this process does not lead

	actor := addJobsDue(t, n.db, 20, 300*time.Millisecond)

	for _, j := range waitForAll(t, n.db, actor) {
		if late := j.EndedAt.Sub(j.NextAt); j.Steps != 1 || late < 0 || late > 2*time.Second {
			t.Errorf("job %d: %d steps, over %s after it was due", j.ID, j.Steps, late)
		}
	}
}

// A killed process leaves the lead behind, for 15 s in earnest; the next takes it.
func TestTheLeadOfAKilledProcessIsTaken(t *testing.T) {
	t.Parallel()
	url, keys := "sqlite://"+filepath.Join(t.TempDir(), "panel.db"), filepath.Join(t.TempDir(), "key.json")
	killed, n := newNode(t, url, keys), newNode(t, url, keys)
	killed.db.SetWaker(nil)
	actor := addJobs(t, killed.db, 3)
	abandon(t, killed.db, actor)
	leads(t, killed.db, "the killed", time.Now().Add(time.Hour))

	n.start(t) // only who leads frees what others had

	if all := waitForAll(t, n.db, actor); len(all) != 3 {
		t.Errorf("jobs = %d, want 3", len(all))
	}
}

// abandon leaves every job running under a lease that is over.
func abandon(t *testing.T, d *db.DB, actor panel.Actor) {
	t.Helper()
	all, err := d.Jobs(t.Context(), actor, db.JobFilter{Open: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range all {
		var mine bool
		err := d.Within(t.Context(), func(tx *db.Tx) (err error) {
			_, mine, err = tx.ClaimJob(t.Context(), j.ID, -time.Second, "the killed")
			return err
		})
		if err != nil || !mine {
			t.Fatalf("job %d is claimed: %t, %v", j.ID, mine, err)
		}
	}
}

// leads writes into the queue's table who leads it.
func leads(t *testing.T, d *db.DB, who string, until time.Time) {
	t.Helper()
	_, err := d.SQLite().ExecContext(t.Context(), `INSERT INTO river_leader (elected_at, expires_at, leader_id, name) VALUES ($1, $2, $3, 'default')
		ON CONFLICT (name) DO UPDATE SET leader_id = excluded.leader_id, expires_at = excluded.expires_at`,
		time.Now().UTC().Format(time.DateTime), until.UTC().Format(time.DateTime), who)
	if err != nil {
		t.Fatal(err)
	}
}
