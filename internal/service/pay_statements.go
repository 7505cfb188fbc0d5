package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

const statementJob = "pay.statement"

const (
	statementReady   = 10 * time.Hour // of the next day in Beijing, when providers have it
	statementAgain   = time.Hour      // until one that could not be read is asked for again
	statementTries   = 8              // until one that should be there and is not is an incident
	statementDayForm = time.DateOnly
)

// yesterday is the day whose statement should be there by now, at midnight in
// Beijing; ready says whether it is late enough.
func yesterday(now time.Time) (day time.Time, ready bool) {
	local := now.In(panel.China)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, panel.China)
	return today.AddDate(0, 0, -1), local.Sub(today) >= statementReady
}

// CompareStatements holds yesterday's statement of every account at a payment
// provider against the books, once it is there. Done already is not done again.
func (a *App) CompareStatements(ctx context.Context) error {
	day, ready := yesterday(a.Now())
	if !ready {
		return nil
	}
	all, err := a.DB.VendorAccounts(ctx, panel.SystemActor(0))
	if err != nil {
		return err
	}
	for _, v := range all {
		if !pays(v) || !v.CreatedAt.Before(day.AddDate(0, 0, 1)) {
			continue
		}
		last, asked := a.DB.StatementOf(ctx, v.ID, day.Format(statementDayForm))
		if asked != nil {
			return errors.Join(err, asked)
		}
		if last.State != "" && (last.State != panel.StatementUnread || a.Now().Sub(last.ComparedAt) < statementAgain) {
			continue
		}
		err = errors.Join(err, a.compareDay(ctx, v.ID, day))
	}
	return err
}

// CompareNow starts the job that compares yesterday's statement of an account
// once more.
func (a *App) CompareNow(ctx context.Context, actor panel.Actor, id int64) error {
	d, err := a.PayAccount(ctx, actor, id)
	if err != nil {
		return err
	}
	t := &act{Action: "pay.compare", Kind: "vendor_account", ID: id, Name: d.Account.Label, ResellerID: d.Account.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		_, err := a.startJob(ctx, tx, actor, db.NewJob{
			Job:       panel.Job{ResellerID: d.Account.ResellerID, AccountID: id, Kind: statementJob, Subject: d.Account.Label},
			UniqueKey: fmt.Sprintf("%s:%d", statementJob, id),
		}, nil)
		return err
	})
}

func (a *App) stepStatement(ctx context.Context, job *panel.Job) (next, error) {
	day, _ := yesterday(a.Now())
	return next{over: true}, a.compareDay(ctx, job.AccountID, day)
}

// compareDay holds the statement of a day against the books of that day.
func (a *App) compareDay(ctx context.Context, accountID int64, day time.Time) error {
	provider, account, err := a.payProvider(ctx, accountID)
	if err != nil {
		return err
	}
	there, unread := provider.Statement(ctx, day)
	here, err := a.booksOf(ctx, account, day, there)
	if err != nil {
		return err
	}
	s := panel.PayStatement{
		ResellerID: account.ResellerID, AccountID: account.ID, Day: day.Format(statementDayForm), State: panel.StatementSame, There: len(there), Here: len(here),
	}
	for _, l := range there {
		s.Paid += l.Amount
	}
	if nothing := endpoint.KindOf(unread) == endpoint.Missing; unread != nil && (len(here) > 0 || !nothing) {
		s.State, s.ErrorKey = panel.StatementUnread, errorKey(unread) // no statement at all is one of a day without payments
	} else if s.Differences = shownDifferences(CompareStatement(there, here)); len(s.Differences) > 0 {
		s.State = panel.StatementDiffers
	}
	return a.keepStatement(ctx, s)
}

func errorKey(err error) string {
	var e *panel.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return "error.internal"
}

// booksOf is what our books say of a day: what was paid on it, and whatever else
// of ours the statement names and is in the wallets.
func (a *App) booksOf(ctx context.Context, account panel.VendorAccount, day time.Time, there []StatementLine) ([]StatementLine, error) {
	paid, err := a.DB.PaidTopUps(ctx, account.ID, day, day.AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, t := range paid {
		known[t.Number] = true
	}
	for _, l := range there {
		if known[l.Number] {
			continue
		}
		known[l.Number] = true
		t, err := a.DB.TopUpNumbered(ctx, account.ID, l.Number)
		switch {
		case err != nil && !panel.Is(err, panel.NotFound):
			return nil, err
		case err == nil && t.State == panel.TopUpCredited:
			paid = append(paid, t)
		}
	}
	lines := make([]StatementLine, 0, len(paid))
	for _, t := range paid {
		lines = append(lines, StatementLine{Number: t.Number, Reference: t.Reference, Amount: t.Amount, Currency: t.Currency, At: t.PaidAt})
	}
	return lines, nil
}

func shownDifferences(all []StatementDifference) []panel.PayDifference {
	shown := make([]panel.PayDifference, 0, len(all))
	for _, d := range all {
		shown = append(shown, panel.PayDifference{Problem: string(d.Problem), Here: shownLine(d.Here), There: shownLine(d.There)})
	}
	return shown
}

func shownLine(l StatementLine) panel.PayLine {
	return panel.PayLine{Number: l.Number, Refund: l.RefundNumber, Reference: l.Reference, Amount: l.Amount, Currency: l.Currency}
}

// keepStatement stores a comparison. Differences are an incident with both
// sides, and so is a statement that is missing for hours; the same on both sides
// closes the day's. What is paid there and not credited here is asked about.
func (a *App) keepStatement(ctx context.Context, s panel.PayStatement) error {
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		last, err := tx.StatementOf(ctx, s.AccountID, s.Day)
		if err != nil {
			return err
		}
		if err := tx.SaveStatement(ctx, s); err != nil {
			return err
		}
		for _, d := range s.Differences {
			if d.Problem == string(StatementMissingHere) && d.There.Refund == "" {
				if err := tx.AskTopUpSoon(ctx, s.AccountID, d.There.Number); err != nil {
					return err
				}
			}
		}
		subject := "statement " + s.Day
		if s.State == panel.StatementSame {
			return tx.SettleIncidents(ctx, s.AccountID, panel.StatementOff, subject, "statement.same")
		}
		if s.State == panel.StatementUnread && last.Tries+1 < statementTries {
			return nil
		}
		return a.openIncident(ctx, tx, db.NewIncident{
			Kind: panel.StatementOff, ResellerID: s.ResellerID, AccountID: s.AccountID, Subject: subject,
			Detail: map[string]any{"day": s.Day, "lines_there": s.There, "lines_here": s.Here, "error": s.ErrorKey, "differences": s.Differences},
		})
	})
}
