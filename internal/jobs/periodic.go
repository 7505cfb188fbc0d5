package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"tangelo/internal/service"
)

type periodicJob struct {
	name  string
	every time.Duration
	run   func(ctx context.Context, app *service.App) error
}

// periodic is everything that runs by the clock. Each looks up what is due in
// the tables, so that a missed tick is made up by the next.
var periodic = []periodicJob{
	{"jobs.sweep", 15 * time.Second, func(ctx context.Context, app *service.App) error { return app.Sweep(ctx) }},
	{"topups.settle", time.Minute, func(ctx context.Context, app *service.App) error { return app.SettleTopUps(ctx) }},
	{"payments.statements", 15 * time.Minute, func(ctx context.Context, app *service.App) error { return app.CompareStatements(ctx) }},
	{"renewals.run", 10 * time.Minute, func(ctx context.Context, app *service.App) error { return app.RunRenewals(ctx) }},
	{"sessions.expire", time.Hour, func(ctx context.Context, app *service.App) error { return app.DropExpired(ctx) }},
	{"callbacks.tally", time.Minute, func(ctx context.Context, app *service.App) error { return app.TallyStrays(ctx) }},
	{"documents.expire", time.Hour, func(ctx context.Context, app *service.App) error { return app.DropExpiredDocuments(ctx) }},
	{"balances.read", 5 * time.Minute, func(ctx context.Context, app *service.App) error { return app.StartBalances(ctx) }},
	{"vendors.sweep", 15 * time.Minute, func(ctx context.Context, app *service.App) error { return app.StartSweeps(ctx) }},
	{"books.check", 15 * time.Minute, func(ctx context.Context, app *service.App) error { return app.CheckBooksNightly(ctx) }},
}

func periodicJobs() []*river.PeriodicJob {
	all := make([]*river.PeriodicJob, 0, len(periodic))
	for _, p := range periodic {
		all = append(all, river.NewPeriodicJob(river.PeriodicInterval(p.every), func() (river.JobArgs, *river.InsertOpts) {
			// Unique among the unfinished: a slow tick is not overtaken by the next.
			return Tick{Name: p.name}, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: p.every}}
		}, &river.PeriodicJobOpts{ID: p.name, RunOnStart: true}))
	}
	return all
}
