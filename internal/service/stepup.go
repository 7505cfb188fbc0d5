package service

import (
	"context"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// How long a factor that was given counts as fresh, and how many tries one has.
const (
	freshFor    = 5 * time.Minute
	factorTries = 5
	factorPause = 15 * time.Minute
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
	if err := a.tryFactor(ctx, actor, user, factor); err != nil {
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

// tryFactor evaluates one try at a user's factor. Five tries are free; after
// the fifth none counts for 15 minutes.
func (a *App) tryFactor(ctx context.Context, actor panel.Actor, user panel.User, factor string) error {
	bucket := factorBucket(user.ID)
	var wait time.Duration
	err := a.DB.Within(ctx, func(tx *db.Tx) (err error) {
		wait, err = tx.ClaimTry(ctx, bucket, factorTries, factorPause)
		return err
	})
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
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SetLoginBucket(ctx, bucket, db.Bucket{}) })
}
