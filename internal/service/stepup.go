package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// How long a factor that was given counts as fresh, and how many tries one has.
const (
	freshFor    = 5 * time.Minute
	factorTries = 5
	factorPause = 15 * time.Minute
	knownTries  = 15 // of all known places together: with the unknown ones at most 100 an hour
)

// fresh reports whether a person has given a factor lately, in this session.
// The panel itself has none to give.
func (a *App) fresh(actor panel.Actor) bool {
	return actor.System || a.Now().Sub(actor.SteppedUp) < freshFor
}

// stepUp asks for a fresh factor before something grave: a code of the second
// factor, or the password of a person without one. What is missing or wrong is
// an Invalid error at the field "factor". One that is right keeps the session
// fresh for five minutes, in which nothing more is asked.
func (a *App) stepUp(ctx context.Context, actor panel.Actor, factor string) error {
	if a.fresh(actor) {
		return nil
	}
	if factor == "" {
		return factorProblem("problem.factor.needed")
	}
	user, err := a.DB.UserByID(ctx, actor.UserID)
	if err != nil {
		return err
	}
	if err := a.tryFactor(ctx, actor, user, actor.Session, factor); err != nil {
		return err
	}
	t := &act{Action: "stepup", Kind: "user", ID: user.ID, Name: user.Email}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.StepUp(ctx, actor.Session) })
}

func factorProblem(key string, args ...any) error {
	return panel.InvalidFields([]panel.Problem{{Field: "factor", Key: key, Args: args}})
}

// StepUpAsk is what a form must ask for before something grave.
type StepUpAsk struct {
	Needed bool
	Code   bool // a code of the second factor; the password otherwise
}

// StepUpAsk says what a form must ask the actor for.
func (a *App) StepUpAsk(ctx context.Context, actor panel.Actor) (ask StepUpAsk, err error) {
	if ask.Needed = !a.fresh(actor); !ask.Needed {
		return ask, nil
	}
	f, _, _, err := a.DB.SecondFactor(ctx, actor.UserID)
	ask.Code = f.Confirmed()
	return ask, err
}

// knownPlace names a browser that a user has signed in from before; "" is any
// other.
func (a *App) knownPlace(ctx context.Context, user panel.User, device string) (string, error) {
	if device == "" {
		return "", nil
	}
	known, err := a.DB.KnownDevice(ctx, hashed(device), user.ID)
	if err != nil || !known {
		return "", err
	}
	return hashed(device), nil
}

// factorBuckets are where tries at a user's factor are counted. A place that the
// user has been let in from before has a bucket of its own, so that nobody who
// guesses elsewhere can lock the user out; all such places share another one, so
// that many of them give no more guesses.
func factorBuckets(userID int64, place string) []bucket {
	all := fmt.Sprintf("factor:%d", userID)
	if place == "" {
		return []bucket{{name: all, pause: inTurns(factorTries, factorPause)}}
	}
	return []bucket{
		{name: all + ":" + place, pause: inTurns(factorTries, factorPause)},
		{name: all + ":known", pause: inTurns(knownTries, factorPause)},
	}
}

// inTurns lets some tries count one after another, then none for a time.
func inTurns(most int, pause time.Duration) func(n int) time.Duration {
	return func(n int) time.Duration {
		if n%most == 0 {
			return pause
		}
		return 0
	}
}

// errTooEarly undoes the claims of a try that must wait.
var errTooEarly = errors.New("a try that comes too early")

// claimTry counts one try in all the buckets before it is evaluated; in none of
// them when one says to wait.
func (a *App) claimTry(ctx context.Context, buckets []bucket) (wait time.Duration, err error) {
	err = a.DB.Within(ctx, func(tx *db.Tx) (err error) {
		for _, b := range buckets {
			if wait, err = tx.ClaimTry(ctx, b.name, b.pause); err != nil {
				return err
			}
			if wait > 0 {
				return errTooEarly
			}
		}
		return nil
	})
	if errors.Is(err, errTooEarly) {
		err = nil
	}
	return wait, err
}

// tryWasRight forgets the wrong tries of an account. Where those of others are
// counted, too, only the right one itself is taken back.
func tryWasRight(ctx context.Context, tx *db.Tx, buckets []bucket) error {
	for _, b := range buckets {
		forget := func() error { return tx.SetLoginBucket(ctx, b.name, db.Bucket{}) }
		if b.shared {
			forget = func() error { return tx.GiveBackTry(ctx, b.name) }
		}
		if err := forget(); err != nil {
			return err
		}
	}
	return nil
}

// tryPassword evaluates one try at the password of somebody who is signed in,
// counted with the tries at the factor. What is wrong, or must wait, is a problem
// at the field. A right password takes back only its own count: whoever knows it
// gets no more guesses at codes by it.
func (a *App) tryPassword(ctx context.Context, actor panel.Actor, user panel.User, field, password string) ([]panel.Problem, error) {
	buckets := factorBuckets(user.ID, actor.Session)
	wait, err := a.claimTry(ctx, buckets)
	switch {
	case err != nil:
		return nil, err
	case wait > 0:
		return []panel.Problem{{Field: field, Key: "problem.factor.wait", Args: []any{"Minutes", int(wait.Minutes()) + 1}}}, nil
	case !a.passwordFits(user.PasswordHash, password):
		t := act{Action: "stepup", Kind: "user", ID: user.ID, Name: user.Email}
		return []panel.Problem{{Field: field, Key: "problem.password.wrong"}}, a.record(ctx, actor, t, panel.ResultDenied, "")
	}
	return nil, a.DB.Within(ctx, func(tx *db.Tx) error {
		for _, b := range buckets {
			if err := tx.GiveBackTry(ctx, b.name); err != nil {
				return err
			}
		}
		return nil
	})
}

// tryFactor evaluates one try at a user's factor, from a place that the user is
// known to use or from "" for any other. Five tries are free; after the fifth
// none from there counts for 15 minutes.
func (a *App) tryFactor(ctx context.Context, actor panel.Actor, user panel.User, place, factor string) error {
	buckets := factorBuckets(user.ID, place)
	wait, err := a.claimTry(ctx, buckets)
	if err != nil {
		return err
	}
	if wait > 0 {
		return factorProblem("problem.factor.wait", "Minutes", int(wait.Minutes())+1)
	}
	fits, err := a.factorFits(ctx, user, factor)
	if err != nil {
		return err
	}
	if !fits {
		t := act{Action: "stepup", Kind: "user", ID: user.ID, Name: user.Email}
		if err := a.record(ctx, actor, t, panel.ResultDenied, ""); err != nil {
			return err
		}
		return factorProblem("problem.factor.wrong")
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tryWasRight(ctx, tx, buckets) })
}
