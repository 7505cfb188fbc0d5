package db_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func (n tenant) job(t *testing.T, d *db.DB, key string, delay time.Duration) (id int64, added bool) {
	t.Helper()
	within(t, d, func(tx *db.Tx) (err error) {
		id, added, err = tx.AddJob(t.Context(), db.NewJob{Job: panel.Job{ResellerID: n.reseller, Kind: "test"}, UniqueKey: key, Delay: delay})
		return err
	})
	return id, added
}

func claim(t *testing.T, d *db.DB, id int64) (j panel.Job, mine bool) {
	t.Helper()
	within(t, d, func(tx *db.Tx) (err error) {
		j, mine, err = tx.ClaimJob(t.Context(), id, time.Minute, "test")
		return err
	})
	return j, mine
}

func TestAJobIsClaimedOnceWhenItIsDue(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		id, _ := n.job(t, d, "", time.Minute)
		var got []bool
		for _, step := range []time.Duration{59 * time.Second, time.Second, 0} {
			c.now = c.now.Add(step)
			_, mine := claim(t, d, id)
			got = append(got, mine)
		}
		if want := []bool{false, true, false}; !cmp.Equal(got, want) {
			t.Errorf("claims early, due and again = %v, want %v", got, want)
		}
	})
}

func TestAUniqueJobRunsAlone(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		first, _ := n.job(t, d, "refresh:1", 0)
		second, added := n.job(t, d, "refresh:1", 0)
		if added || second != first {
			t.Fatalf("second job of the key = %d, added %t; want the first, %d", second, added, first)
		}

		j, _ := claim(t, d, first)
		within(t, d, func(tx *db.Tx) error { return tx.EndJob(t.Context(), j, panel.JobDone) })

		if third, added := n.job(t, d, "refresh:1", 0); !added || third == first {
			t.Errorf("job of the key after the first ended = %d, added %t; want a new one", third, added)
		}
	})
}

func TestAJobOfOneWishIsNeverStartedTwice(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		wish := func() (id int64, added bool) {
			within(t, d, func(tx *db.Tx) (err error) {
				id, added, err = tx.AddJob(t.Context(), db.NewJob{Job: panel.Job{ResellerID: n.reseller, Kind: "test"}, UniqueKey: "wish", Once: true})
				return err
			})
			return id, added
		}
		first, _ := wish()
		j, _ := claim(t, d, first)
		within(t, d, func(tx *db.Tx) error { return tx.EndJob(t.Context(), j, panel.JobDone) })
		if second, added := wish(); added || second != first {
			t.Errorf("job of the wish after its end = %d, added %t; want the first, %d", second, added, first)
		}
	})
}

func TestTheSweeperFreesJobsOfADeadProcess(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		id, _ := n.job(t, d, "", 0)
		claim(t, d, id)
		sweep := func() {
			within(t, d, func(tx *db.Tx) error { return tx.SweepJobs(t.Context()) })
		}
		sweep()
		if _, mine := claim(t, d, id); mine {
			t.Fatal("a job under a living lease was claimed again")
		}

		c.now = c.now.Add(61 * time.Second)
		sweep()

		if _, mine := claim(t, d, id); !mine {
			t.Error("a job whose lease ran out was not freed")
		}
	})
}

func TestAProcessThatStartsAgainReleasesItsOwnJobs(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		ids := map[string]int64{}
		for _, instance := range []string{"one", "two"} {
			id, _ := n.job(t, d, "", 0)
			ids[instance] = id
			within(t, d, func(tx *db.Tx) error {
				_, _, err := tx.ClaimJob(t.Context(), id, time.Minute, instance)
				return err
			})
		}
		within(t, d, func(tx *db.Tx) error {
			return errors.Join(tx.ReleaseJobs(t.Context(), "one"), tx.SweepJobs(t.Context()))
		})
		for instance, want := range map[string]bool{"one": true, "two": false} {
			if _, mine := claim(t, d, ids[instance]); mine != want {
				t.Errorf("the job that %s had is free: %t, want %t", instance, mine, want)
			}
		}
		if due, err := d.DueJobs(t.Context(), c.now, 10); err != nil || len(due) != 0 {
			t.Errorf("due jobs = %v, %v; want none, both are running", due, err)
		}
	})
}

// A step slept, as on a machine that was frozen, and another process has taken
// the job meanwhile: what the sleeper still wants to write counts no more.
func TestAStepThatLostItsJobChangesNothing(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		id, _ := n.job(t, d, "", 0)
		asleep, _ := claim(t, d, id)
		c.now = c.now.Add(61 * time.Second)
		within(t, d, func(tx *db.Tx) error { return tx.SweepJobs(t.Context()) })
		awake, mine := claim(t, d, id)
		if !mine {
			t.Fatal("a job whose lease ran out was not freed")
		}
		for name, write := range map[string]func(tx *db.Tx) error{
			"pause": func(tx *db.Tx) error { return tx.PauseJob(t.Context(), asleep, c.now) },
			"end":   func(tx *db.Tx) error { return tx.EndJob(t.Context(), asleep, panel.JobFailed) },
			"input": func(tx *db.Tx) error { return tx.SaveJobInput(t.Context(), asleep) },
			"lease": func(tx *db.Tx) error { return tx.RenewLease(t.Context(), asleep, time.Minute) },
		} {
			if err := d.Within(t.Context(), write); !panel.Is(err, panel.Conflict) {
				t.Errorf("%s by the sleeper: %v, want a conflict", name, err)
			}
		}
		within(t, d, func(tx *db.Tx) error {
			return errors.Join(tx.SaveJobInput(t.Context(), awake), tx.RenewLease(t.Context(), awake, time.Minute), tx.EndJob(t.Context(), awake, panel.JobDone))
		})
	})
}

func TestAJobThatIsWokenWhileItRunsGoesOnAtOnce(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, c *clock) {
		n := newTenant(t, d, "north")
		id, _ := n.job(t, d, "", 0)
		for _, woken := range []bool{true, false} {
			j, mine := claim(t, d, id)
			if !mine {
				t.Fatalf("the job is not due; woken before: %t", woken)
			}
			within(t, d, func(tx *db.Tx) error {
				if woken {
					return tx.WakeJob(t.Context(), id)
				}
				return nil
			})
			within(t, d, func(tx *db.Tx) error { return tx.PauseJob(t.Context(), j, c.now.Add(time.Hour)) })
		}
		if _, mine := claim(t, d, id); mine {
			t.Error("a job that nobody woke goes on at once")
		}
	})
}

func TestSecretsGoWhenTheJobEnds(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		id, _ := n.job(t, d, "", 0)
		within(t, d, func(tx *db.Tx) error { return tx.SealJob(t.Context(), id, []byte("sealed")) })
		j, _ := claim(t, d, id)
		if string(j.Sealed) != "sealed" {
			t.Fatalf("sealed part = %q", j.Sealed)
		}

		within(t, d, func(tx *db.Tx) error { return tx.EndJob(t.Context(), j, panel.JobFailed) })

		j, err := d.Job(t.Context(), n.owner, id)
		if err != nil || len(j.Sealed) != 0 || j.State != panel.JobFailed {
			t.Errorf("after the end: sealed %q, state %s, error %v", j.Sealed, j.State, err)
		}
	})
}

func TestARetriedJobForgetsThatItWasToBeCancelled(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		id, _ := n.job(t, d, "", 0)
		j, _ := claim(t, d, id)
		within(t, d, func(tx *db.Tx) error { return tx.AskCancel(t.Context(), id) })
		within(t, d, func(tx *db.Tx) error { return tx.EndJob(t.Context(), j, panel.JobFailed) })

		within(t, d, func(tx *db.Tx) error { return tx.RetryJob(t.Context(), id) })

		if j, mine := claim(t, d, id); !mine || j.CancelAsked {
			t.Errorf("the retried job is mine: %t, to be cancelled: %t; want mine and not to be cancelled", mine, j.CancelAsked)
		}
	})
}

func TestAWaitingJobIsDueAtOnceWhenItIsToBeCancelled(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		n := newTenant(t, d, "north")
		id, _ := n.job(t, d, "", time.Hour)

		within(t, d, func(tx *db.Tx) error { return tx.AskCancel(t.Context(), id) })

		j, mine := claim(t, d, id)
		if !mine || !j.CancelAsked {
			t.Errorf("the job is mine: %t, to be cancelled: %t; want both", mine, j.CancelAsked)
		}
		within(t, d, func(tx *db.Tx) error { return tx.EndJob(t.Context(), j, panel.JobCancelled) })
		err := d.Within(t.Context(), func(tx *db.Tx) error { return tx.AskCancel(t.Context(), id) })
		if !panel.Is(err, panel.Conflict) {
			t.Errorf("cancelling what has ended: %v, want a conflict", err)
		}
	})
}
