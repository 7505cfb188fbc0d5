package service

import (
	"context"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

func realnameJobs() map[string]jobKind {
	return map[string]jobKind{
		"realname.submit": {step: (*App).submitAudit, attempts: 6, lost: (*App).auditRefused},
		"realname.follow": {step: (*App).followAudit, attempts: 50},
		"realname.check":  {step: (*App).checkAudits, attempts: 4},
	}
}

// auditWords names the form's fields by the vendor's parameters.
var auditWords = words{
	"ownertype": "ownertype", "orgtype": "orgtype", "ownerpictype": "idtype", "ownernumber": "ownernumber",
	"contactidcard": "contactidcard", "contact": "contact", "phone": "phone",
	"ownerpiclink": panel.PartOwner, "ownerpicstr": panel.PartOwner,
	"contactidcardpiclink": panel.PartContact, "contactidcardpicstr": panel.PartContact,
	"govpiclink": panel.PartGov, "govpicstr": panel.PartGov,
}

// alreadySubmitted is the vendor's word for documents it has ("十一、1").
const alreadySubmitted = "11716"

// submitAudit is the step of "realname.submit". After a lost answer the vendor
// is asked whether it has the documents; only if not are they sent again.
func (a *App) submitAudit(ctx context.Context, job *panel.Job) (next, error) {
	p, err := a.DB.Product(ctx, panel.SystemActor(job.ResellerID), job.ProductID)
	if err != nil {
		return next{}, err
	}
	client, err := a.cndns(ctx, p.AccountID)
	if err != nil {
		return next{}, err
	}
	r := &run{app: a, job: job, input: job.Input}
	if r.input["begun.send"] != "" {
		got, err := auditsOf(ctx, client, p.Name)
		if err != nil {
			return next{}, err
		}
		if audit, known := got[p.Name]; known && (panel.Audit{State: audit.State}).Open() || got[p.Name].State == panel.AuditPass {
			return a.submitted(ctx, job, p)
		}
		return a.lookAgain(ctx, r, map[string]string{"begun.send": ""}, 0)
	}
	request, err := a.auditRequest(ctx, p)
	if err != nil {
		return next{}, err
	}
	_, err = r.once(ctx, "send", func(ctx context.Context) error { return explain(client.AuditSubmit(ctx, request), auditWords) })
	var refused *panel.Error
	switch {
	case err == nil, errors.As(err, &refused) && refused.Vendor.Code == alreadySubmitted:
		return a.submitted(ctx, job, p)
	case panel.Is(err, panel.Uncertain):
		a.note(ctx, job, "warn", "realname.job.unclear")
		return later(a.patience(30 * time.Second))
	}
	return next{}, err
}

// auditRequest opens the stored documents for sending.
func (a *App) auditRequest(ctx context.Context, p panel.Product) (request cndns.AuditSubmitRequest, err error) {
	stored, err := a.documents(ctx, p)
	if err != nil {
		return request, err
	}
	fields, err := a.auditFields(stored)
	if err != nil {
		return request, err
	}
	if len(fields) == 0 {
		return request, panel.Errorf(panel.NotFound, nil, "realname.nodocuments")
	}
	pictures := map[string]endpoint.Secret{}
	for _, part := range panel.PictureParts {
		doc, there := stored[part]
		if !there {
			continue
		}
		data, err := a.Vault.Open(documentPlace(doc), doc.Sealed)
		if err != nil {
			return request, err
		}
		pictures[part] = endpoint.Secret(base64.StdEncoding.EncodeToString(data))
	}
	return cndns.AuditSubmitRequest{
		DomainName: p.Name, OwnerType: fields["ownertype"], OrgType: fields["orgtype"],
		OwnerPicType: cndns.OwnerPicTypes[fields["ownertype"]][fields["idtype"]],
		OwnerPicData: pictures[panel.PartOwner], OwnerNumber: endpoint.Secret(fields["ownernumber"]),
		ContactPicData: pictures[panel.PartContact], ContactNumber: endpoint.Secret(fields["contactidcard"]),
		GovPicData: pictures[panel.PartGov], Contact: fields["contact"], Phone: fields["phone"],
	}, nil
}

// submitted ends the sending and starts to follow the audit.
func (a *App) submitted(ctx context.Context, job *panel.Job, p panel.Product) (next, error) {
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.SaveAudit(ctx, p, panel.Audit{State: panel.AuditWaiting, At: tx.Now}); err != nil {
			return err
		}
		follow := realNameJob("realname.follow", p)
		follow.Delay = a.patience(time.Minute)
		_, err := a.startJob(ctx, tx, panel.SystemActor(p.ResellerID), follow, nil)
		return err
	})
	if err != nil {
		return next{}, err
	}
	a.note(ctx, job, "ok", "realname.job.sent")
	return over()
}

// auditRefused notes what the vendor found wrong, so that the form can show it.
func (a *App) auditRefused(ctx context.Context, job panel.Job, cause error) error {
	for _, wrong := range panel.Problems(cause) {
		a.note(ctx, &job, "bad", "realname.job.field", "Field", wrong.Field, "Text", wrong.Text)
	}
	return nil
}

// auditsOf asks how the audits of domains stand. A domain of which the vendor
// has no documents may be missing from the answer.
func auditsOf(ctx context.Context, client *cndns.Client, names ...string) (map[string]panel.Audit, error) {
	answer, err := client.AuditStatus(ctx, cndns.AuditStatusRequest{DomainNames: names})
	if err != nil {
		return nil, explain(err, nil)
	}
	found := map[string]panel.Audit{}
	for _, one := range answer.Audits {
		state := string(one.State.Fold())
		if state == string(cndns.AuditNoData) {
			state = panel.AuditNone
		}
		found[strings.ToLower(one.DomainName)] = panel.Audit{State: state, Reason: strings.TrimSpace(one.Reason())}
	}
	return found, nil
}

// followAudit is the step of "realname.follow": it asks until the vendor has
// decided, at first every minute, later every half hour.
func (a *App) followAudit(ctx context.Context, job *panel.Job) (next, error) {
	p, err := a.DB.Product(ctx, panel.SystemActor(job.ResellerID), job.ProductID)
	if err != nil {
		return next{}, err
	}
	client, err := a.cndns(ctx, p.AccountID)
	if err != nil {
		return next{}, err
	}
	found, err := auditsOf(ctx, client, p.Name)
	if err != nil {
		return next{}, err
	}
	audit, known := found[p.Name]
	if known {
		if err := a.keepAudit(ctx, p, audit); err != nil {
			return next{}, err
		}
	}
	switch audit.State {
	case panel.AuditPass:
		a.note(ctx, job, "ok", "realname.job.pass")
		return over()
	case panel.AuditUnpass:
		a.note(ctx, job, "bad", "realname.job.unpass", "Reason", audit.Reason)
		return over()
	}
	return later(a.patience(min(time.Minute<<min(job.Steps, 5), 30*time.Minute)))
}

// keepAudit stores how an audit stands when that is news; a decision changes
// the domain too, so that it is read again.
func (a *App) keepAudit(ctx context.Context, p panel.Product, audit panel.Audit) error {
	had := panel.Audit{}
	if p.Facts.Domain != nil {
		had = p.Facts.Domain.Audit
	}
	if had.State == audit.State && had.Reason == audit.Reason {
		return nil
	}
	if audit.State == panel.AuditPass || audit.State == panel.AuditUnpass {
		if _, err := a.reread(ctx, p); err != nil {
			return err
		}
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		audit.At = tx.Now
		return tx.SaveAudit(ctx, p, audit)
	})
}

// auditsAtOnce is how many domains one question names.
const auditsAtOnce = 20

// checkAudits is the step of "realname.check": it asks for all domains of an
// account whose audit is not over, some at a time.
func (a *App) checkAudits(ctx context.Context, job *panel.Job) (next, error) {
	client, err := a.cndns(ctx, job.AccountID)
	if err != nil {
		return next{}, err
	}
	after, _ := strconv.ParseInt(job.Input["after"], 10, 64)
	batch, err := a.DB.AuditQueue(ctx, panel.SystemActor(job.ResellerID), db.AuditQueueFilter{
		AccountID: job.AccountID, AfterName: job.Input["name"], AfterID: after, Limit: auditsAtOnce,
	})
	if err != nil || len(batch) == 0 {
		return next{over: true}, err
	}
	names := make([]string, len(batch))
	for i, p := range batch {
		names[i] = p.Name
	}
	found, err := auditsOf(ctx, client, names...)
	if err != nil {
		return next{}, err
	}
	for _, p := range batch {
		if audit, known := found[p.Name]; known {
			if err := a.keepAudit(ctx, p, audit); err != nil {
				return next{}, err
			}
		}
	}
	last := batch[len(batch)-1]
	job.Input = withInput(job.Input, map[string]string{"name": last.Name, "after": strconv.FormatInt(last.ID, 10)})
	return next{over: len(batch) < auditsAtOnce}, nil
}
