package service

import (
	"context"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// booksHour is the hour in China from which on the books are checked for the
// day, when few people work.
const booksHour = 3

// CheckBooksNightly proves the books of every reseller once a night. A night
// in which nothing ran is made up as soon as something does.
func (a *App) CheckBooksNightly(ctx context.Context) error {
	due, err := a.DB.LedgersUnchecked(ctx, lastAt(a.Now(), booksHour))
	if err != nil {
		return err
	}
	for _, r := range due {
		if _, err := a.checkAndKeep(ctx, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// lastAt is when it was last an hour of the day in China.
func lastAt(now time.Time, hour int) time.Time {
	now = now.In(panel.China)
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, panel.China)
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

// checkAndKeep proves the books of one reseller, and keeps what came of it:
// what is wrong is an incident, until a later check finds nothing.
func (a *App) checkAndKeep(ctx context.Context, resellerID int64) (LedgerReport, error) {
	report, err := a.checkLedger(ctx, resellerID)
	if err != nil {
		return report, err
	}
	return report, a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.KeepLedgerCheck(ctx, resellerID, report); err != nil {
			return err
		}
		i := db.NewIncident{Kind: panel.BooksWrong, ResellerID: resellerID, Subject: "books"}
		if len(report.Faults) == 0 {
			return tx.SettleIncident(ctx, i, "books.sound")
		}
		i.Detail = map[string]any{"count": len(report.Faults), "first": report.Faults[:min(len(report.Faults), 10)]}
		return a.openIncident(ctx, tx, i)
	})
}
