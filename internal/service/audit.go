package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// act is what an audit row says besides who and when.
type act struct {
	Action     string // message key "audit.<action>"
	Kind       string // of the object
	ID         int64
	Name       string
	Before     any // nil = nothing to show
	After      any
	ResellerID int64 // of the chain; 0 takes the actor's
}

func (t act) entry(actor panel.Actor, result, note string) panel.AuditEntry {
	e := panel.AuditEntry{
		Chain: t.ResellerID, UserID: actor.UserID, Who: actor.Email, Action: t.Action, ObjectKind: t.Kind,
		ObjectID: t.ID, ObjectName: t.Name, Before: shown(t.Before), After: shown(t.After), Result: result, Note: note,
		RequestID: actor.RequestID, IP: actor.IP,
	}
	if e.Chain == 0 {
		e.Chain = actor.ResellerID
	}
	if e.Who == "" {
		e.Who = actor.Name
	}
	return e
}

func shown(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%T", v)
	}
	return string(text)
}

// recorded runs change in one transaction together with its audit row: both
// are there or neither. Denied and failed tries leave a row of their own.
func (a *App) recorded(ctx context.Context, actor panel.Actor, t *act, change func(tx *db.Tx) error) error {
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return tx.Record(ctx, t.entry(actor, panel.ResultDone, ""))
	})
	if err != nil {
		a.recordFailure(ctx, actor, *t, err)
	}
	return err
}

// record appends one audit row by itself.
func (a *App) record(ctx context.Context, actor panel.Actor, t act, result, note string) error {
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tx.Record(ctx, t.entry(actor, result, note)) })
}

// around runs act between two audit rows. The first is committed before it
// begins, so that a crash leaves proof of the intent; without it act does not
// run at all.
func (a *App) around(ctx context.Context, actor panel.Actor, t act, run func() error) error {
	if err := a.record(ctx, actor, t, panel.ResultBegun, ""); err != nil {
		return err
	}
	err := run()
	// Whoever asked may have left by now; the outcome is written all the same.
	if lost := a.record(context.WithoutCancel(ctx), actor, t, resultOf(err), noteOf(err)); lost != nil {
		return errors.Join(err, lost)
	}
	return err
}

func (a *App) recordFailure(ctx context.Context, actor panel.Actor, t act, cause error) {
	if panel.Is(cause, panel.Invalid) {
		return // a form with a slip in it is no event
	}
	if err := a.record(context.WithoutCancel(ctx), actor, t, resultOf(cause), noteOf(cause)); err != nil {
		a.Log.ErrorContext(ctx, "audit row lost", "action", t.Action, "error", err)
	}
}

func resultOf(err error) string {
	if err == nil {
		return panel.ResultDone
	}
	switch panel.KindOf(err) {
	case panel.Forbidden, panel.SignIn, panel.NotFound:
		return panel.ResultDenied
	case panel.Refused, panel.Invalid, panel.Conflict:
		return panel.ResultRefused
	case panel.Uncertain:
		return panel.ResultUnknown
	case panel.Internal, panel.Unavailable, panel.Throttled:
		return panel.ResultFailed
	}
	return panel.ResultFailed
}

// noteOf is what an audit row says of a failure: the kind and the vendor's
// word, never a cause.
func noteOf(err error) string {
	var e *panel.Error
	if !errors.As(err, &e) {
		if err == nil {
			return ""
		}
		return "internal"
	}
	note := e.Key
	if e.Vendor.Code != "" || e.Vendor.Text != "" {
		note += ": " + e.Vendor.Endpoint + " " + e.Vendor.Code + " " + e.Vendor.Text
	}
	return note
}

// AuditLog lists the audit rows the actor may read.
func (a *App) AuditLog(ctx context.Context, actor panel.Actor, want db.AuditFilter) ([]panel.AuditEntry, error) {
	if err := require(actor, panel.ViewAudit); err != nil {
		return nil, err
	}
	return a.DB.AuditLog(ctx, actor, want)
}

// VerifyAudit walks the hash chains of the audit log.
func (a *App) VerifyAudit(ctx context.Context) (rows int, faults []db.AuditFault, err error) {
	return a.DB.VerifyAudit(ctx)
}
