package service

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func dnsJobs() map[string]jobKind {
	kinds := map[string]jobKind{"zone.add": {step: (*App).addZone, attempts: 6}}
	for _, action := range panel.RecordActions {
		kinds["record."+string(action)] = jobKind{
			attempts: 6,
			step: func(a *App, ctx context.Context, job *panel.Job) (next, error) {
				return a.stepRecord(ctx, job, action)
			},
			lost: func(a *App, ctx context.Context, job panel.Job, cause error) error {
				return a.loseRecord(ctx, job, action, cause)
			},
		}
	}
	return kinds
}

// recordActs is how each change is made at a vendor. again says that an
// earlier step may have made it already.
var recordActs = map[panel.RecordAction]func(ctx context.Context, host zoneHost, row panel.Record, again bool) (panel.Record, error){
	panel.AddRecord:    sendAdd,
	panel.ChangeRecord: sendChange,
	panel.DeleteRecord: sendDelete,
}

// stepRecord carries one change of a record to the vendor.
func (a *App) stepRecord(ctx context.Context, job *panel.Job, action panel.RecordAction) (next, error) {
	zone, row, err := a.recordOfJob(ctx, *job)
	if panel.Is(err, panel.NotFound) {
		return over() // it is gone, and the work with it
	}
	if err != nil {
		return next{}, err
	}
	refused := row.State == panel.RecordFailed && row.Problem != nil && row.Problem.Action == action
	if row.State != action.State() && !refused {
		return over() // an earlier step ended before it could say so
	}
	host, err := a.zoneHost(ctx, zone)
	if err != nil {
		return next{}, err
	}
	// What was sent is not called back: the answer is worth waiting for.
	done, err := recordActs[action](context.WithoutCancel(ctx), host, row, job.Steps > 1)
	if err != nil {
		return next{}, explain(err, zoneVendors[zone.Vendor].words)
	}
	if err := a.settleRecord(ctx, *job, done, action); err != nil {
		return next{}, err
	}
	a.note(ctx, job, "ok", "job.record."+string(action)+".done")
	return over()
}

func (a *App) recordOfJob(ctx context.Context, job panel.Job) (zone panel.Product, row panel.Record, err error) {
	system := panel.SystemActor(job.ResellerID)
	id, err := strconv.ParseInt(job.Input["record"], 10, 64)
	if err != nil {
		return zone, row, fmt.Errorf("record of job %d: %w", job.ID, err)
	}
	if zone, err = a.DB.Product(ctx, system, job.ProductID); err != nil {
		return zone, row, err
	}
	row, err = a.DB.ZoneRecord(ctx, system, zone.ID, id)
	return zone, row, err
}

// settleRecord stores that a change was made. The row is read again: a reading
// of the zone may have touched it meanwhile.
func (a *App) settleRecord(ctx context.Context, job panel.Job, done panel.Record, action panel.RecordAction) error {
	return a.DB.Within(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		row, err := tx.ZoneRecord(ctx, panel.SystemActor(job.ResellerID), done.ProductID, done.ID)
		if panel.Is(err, panel.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if action == panel.DeleteRecord {
			return tx.DropRecord(ctx, row)
		}
		row.VendorRef, row.RecordData = done.VendorRef, done.RecordData
		row.State, row.Wanted, row.Problem = panel.RecordOK, nil, nil
		if err := tx.DropTwins(ctx, row); err != nil {
			return err
		}
		return tx.SaveRecord(ctx, row)
	})
}

// loseRecord shows in the row why its change did not happen.
func (a *App) loseRecord(ctx context.Context, job panel.Job, action panel.RecordAction, cause error) error {
	_, row, err := a.recordOfJob(ctx, job)
	if err != nil {
		if panel.Is(err, panel.NotFound) {
			return nil
		}
		return err
	}
	if row.State != action.State() {
		return nil
	}
	row.State, row.Problem = panel.RecordFailed, recordProblem(action, cause)
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveRecord(ctx, row) })
}

func recordProblem(action panel.RecordAction, cause error) *panel.RecordProblem {
	p := &panel.RecordProblem{Action: action, Key: "error.internal"}
	var e *panel.Error
	if errors.As(cause, &e) {
		p.Key, p.Code, p.Text = e.Key, e.Vendor.Code, e.Vendor.Text
		if len(e.Fields) > 0 {
			p.Field = e.Fields[0].Field
		}
	}
	return p
}

// sendAdd adds a record. When an earlier try may have been heard, an equal
// record that is there already is taken for it.
func sendAdd(ctx context.Context, host zoneHost, row panel.Record, again bool) (panel.Record, error) {
	if again {
		there, err := find(ctx, host, func(r panel.Record) bool { return r.Same(row.RecordData) })
		if err != nil || there.VendorRef != "" {
			row.VendorRef = there.VendorRef
			return row, err
		}
	}
	ref, err := host.Add(ctx, row.RecordData)
	row.VendorRef = ref
	return row, err
}

// sendChange makes a record what was wanted, comparing with what the vendor
// has when an earlier try may have been heard.
func sendChange(ctx context.Context, host zoneHost, row panel.Record, again bool) (panel.Record, error) {
	if row.Wanted == nil {
		return row, nil
	}
	current := row
	if again {
		there, err := find(ctx, host, func(r panel.Record) bool { return r.VendorRef == row.VendorRef })
		if err != nil {
			return row, err
		}
		if there.VendorRef == "" {
			return row, panel.Errorf(panel.Refused, nil, "error.record.gone")
		}
		current = there
	}
	err := host.Change(ctx, current, *row.Wanted)
	row.RecordData = *row.Wanted
	return row, err
}

// sendDelete deletes a record; one that is gone already is deleted.
func sendDelete(ctx context.Context, host zoneHost, row panel.Record, again bool) (panel.Record, error) {
	if again {
		there, err := find(ctx, host, func(r panel.Record) bool { return r.VendorRef == row.VendorRef })
		if err != nil || there.VendorRef == "" {
			return row, err
		}
	}
	return row, host.Remove(ctx, row.VendorRef)
}

// find looks for one record of a zone; without it the result has no VendorRef.
func find(ctx context.Context, host zoneHost, fits func(panel.Record) bool) (panel.Record, error) {
	all, err := host.Records(ctx)
	for _, r := range all {
		if fits(r) {
			return r, nil
		}
	}
	return panel.Record{}, err
}
