package service

import (
	"context"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// openIncident opens an incident inside a transaction; the first time it goes
// to the audit log, too.
func (a *App) openIncident(ctx context.Context, tx *db.Tx, i db.NewIncident) error {
	opened, err := tx.OpenIncident(ctx, i)
	if err != nil || !opened {
		return err
	}
	a.Log.WarnContext(ctx, "incident", "kind", i.Kind, "account", i.AccountID, "order", i.OrderID, "subject", i.Subject)
	t := act{Action: "incident.open", Kind: "incident", ID: i.OrderID, Name: string(i.Kind) + " " + i.Subject, After: i.Detail, ResellerID: i.ResellerID}
	return tx.Record(ctx, t.entry(panel.SystemActor(i.ResellerID), panel.ResultDone, ""))
}

// Incidents lists the incidents the actor may see: an admin everybody's.
func (a *App) Incidents(ctx context.Context, actor panel.Actor, want db.IncidentFilter) ([]panel.Incident, error) {
	if err := require(actor, panel.ViewIncidents); err != nil {
		return nil, err
	}
	found, err := a.DB.Incidents(ctx, actor, want)
	for i := range found {
		found[i] = incidentFor(actor, found[i])
	}
	return found, err
}

// Incident reads one incident.
func (a *App) Incident(ctx context.Context, actor panel.Actor, id int64) (panel.Incident, error) {
	if err := require(actor, panel.ViewIncidents); err != nil {
		return panel.Incident{}, err
	}
	i, err := a.DB.Incident(ctx, actor, id)
	return incidentFor(actor, i), err
}

// CloseIncident closes an incident for a reason. What it froze may be sent
// again.
func (a *App) CloseIncident(ctx context.Context, actor panel.Actor, id int64, reason string) error {
	if err := require(actor, panel.ResolveOrders); err != nil {
		return err
	}
	i, err := a.DB.Incident(ctx, actor, id)
	if err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return panel.InvalidFields([]panel.Problem{{Field: "reason", Key: "problem.required"}})
	}
	t := &act{Action: "incident.close", Kind: "incident", ID: id, Name: string(i.Kind) + " " + i.Subject, After: map[string]string{"reason": reason}, ResellerID: i.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.CloseIncident(ctx, i, actor.UserID, reason) })
}
