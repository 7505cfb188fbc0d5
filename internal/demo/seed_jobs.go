package demo

import (
	"context"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// followed is which of the registrar's words make the panel follow a domain,
// and by which kind of job.
var followed = map[string]string{"processing": "domain.follow", "waiting": "domain.follow", "transferring": "transfer.follow"}

// jobs starts what would be under way in a living shop, and leaves a failed
// job behind.
func (g *seeding) jobs(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for _, d := range g.Domains {
			kind := followed[d.State]
			if d.AuditState == "waiting" {
				kind = "realname.follow"
			}
			if kind == "" {
				continue
			}
			if _, err := g.app.StartJob(ctx, tx, g.actor, kind, g.products["domain "+d.Name]); err != nil {
				return fmt.Errorf("job for %s: %w", d.Name, err)
			}
		}
		return g.failedJobs(ctx, tx)
	})
}

func (g *seeding) failedJobs(ctx context.Context, tx *db.Tx) error {
	for i, problem := range []struct{ key, code, text string }{
		{"error.vendor.unreachable", "", ""},
		{"error.vendor.refused", "17107", "17107 主机状态非法"},
		{"error.vendor.unknown", "", ""},
	} {
		p := g.products["cloud "+g.Hosts[i].Name]
		id, _, err := tx.AddJob(ctx, db.NewJob{
			Job:        panel.Job{ResellerID: g.reseller, AccountID: p.AccountID, Kind: "product.refresh", ProductID: p.ID, Subject: p.Name, CreatedBy: g.actor.UserID},
			CustomerID: p.CustomerID,
		})
		if err != nil {
			return fmt.Errorf("failed job: %w", err)
		}
		job := panel.Job{ID: id, ResellerID: g.reseller, Attempt: 4, ErrorKey: problem.key, ErrorCode: problem.code, ErrorText: problem.text}
		if err := tx.EndJob(ctx, job, panel.JobFailed); err != nil {
			return err
		}
	}
	return nil
}

// calls makes calls by hand, so that the workbench has something to show. They
// are sent when the panel runs.
func (g *seeding) calls(ctx context.Context) error {
	for _, wish := range []service.CallWish{
		{AccountID: g.sendcloud, Call: "sendcloud.domain.list"},
		{AccountID: g.cndns, Call: "cndns.cloud.info", Params: map[string]string{"cloudname": "S000000"}},
		{AccountID: g.cndns, Call: "cndns.cloud.info", Params: map[string]string{"cloudname": g.Hosts[0].Name}},
	} {
		wish.FormKey = service.NewFormKey()
		if _, err := g.app.SendCall(ctx, g.actor, wish); err != nil {
			return fmt.Errorf("call of %s: %w", wish.Call, err)
		}
	}
	return nil
}
