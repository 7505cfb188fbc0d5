package service

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
)

// What the queue of audits takes.
type (
	AuditQueueFilter = db.AuditQueueFilter
	AuditStage       = db.AuditStage
)

// AuditStages lists the stages of the queue in the order they ask for work.
var AuditStages = []AuditStage{db.StageRejected, db.StageMissing, db.StageReview, db.StagePassed}

// AuditQueue lists domains by how far their real-name audit is.
func (a *App) AuditQueue(ctx context.Context, actor panel.Actor, want AuditQueueFilter) ([]panel.Product, error) {
	if err := require(actor, panel.ViewContacts); err != nil {
		return nil, err
	}
	return a.DB.AuditQueue(ctx, actor, want)
}

// RealName is a domain with its audit and what is stored for it. Fields hold
// the form as it was last filled in; identity numbers are only counted in.
type RealName struct {
	Product   panel.Product
	Audit     panel.Audit
	Fields    map[string]string
	Documents map[string]panel.IdentityDocument // by part, without content
	Job       panel.Job                         // that sends documents, zero when there was none
	Events    []panel.JobEvent                  // of Job
	Follow    panel.Job                         // that asks for the result
}

// Busy reports whether documents are being sent just now.
func (d RealName) Busy() bool { return d.Job.ID != 0 && !d.Job.State.Final() }

// secretAuditFields are never shown again in full.
var secretAuditFields = []string{"ownernumber", "contactidcard"}

// RealName reads the audit of a domain for its page.
func (a *App) RealName(ctx context.Context, actor panel.Actor, productID int64) (d RealName, err error) {
	if err := require(actor, panel.ViewContacts); err != nil {
		return d, err
	}
	if d.Product, err = a.auditable(ctx, actor, productID); err != nil {
		return d, err
	}
	if d.Product.Facts.Domain != nil {
		d.Audit = d.Product.Facts.Domain.Audit
	}
	stored, err := a.documents(ctx, d.Product)
	if err != nil {
		return d, err
	}
	if d.Fields, err = a.auditFields(stored); err != nil {
		return d, err
	}
	if len(d.Fields) == 0 {
		d.Fields, err = a.fieldsOfRegistrant(ctx, d.Product)
	}
	for _, name := range secretAuditFields {
		d.Fields[name] = panel.Masked(panel.End(d.Fields[name]))
	}
	d.Documents = map[string]panel.IdentityDocument{}
	for part, doc := range stored {
		doc.Sealed = nil
		d.Documents[part] = doc
	}
	if err != nil {
		return d, err
	}
	if d.Job, err = a.lastJob(ctx, actor, JobFilter{Kind: "realname.submit", ProductID: productID, Limit: 1}); err != nil {
		return d, err
	}
	if d.Events, err = a.DB.JobEvents(ctx, d.Job.ID); err != nil {
		return d, err
	}
	d.Follow, err = a.lastJob(ctx, actor, JobFilter{Kind: "realname.follow", ProductID: productID, Limit: 1})
	return d, err
}

// auditable reads a domain at CNDNS, the only vendor that audits.
func (a *App) auditable(ctx context.Context, actor panel.Actor, productID int64) (panel.Product, error) {
	p, err := a.DB.Product(ctx, actor, productID)
	if err == nil && (p.Kind != panel.KindDomain || p.Vendor != panel.VendorCNDNS) {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return p, err
}

func (a *App) documents(ctx context.Context, p panel.Product) (map[string]panel.IdentityDocument, error) {
	found, err := a.DB.Documents(ctx, p)
	stored := map[string]panel.IdentityDocument{}
	for _, d := range found {
		stored[d.Part] = d
	}
	return stored, err
}

func documentPlace(d panel.IdentityDocument) vault.Place {
	return vault.Place{Reseller: d.ResellerID, Table: "identity_documents", Row: fmt.Sprintf("%d/%s", d.ProductID, d.Part), Column: "sealed"}
}

// auditFields opens the form that was last filled in; empty when there is none.
func (a *App) auditFields(stored map[string]panel.IdentityDocument) (map[string]string, error) {
	doc, there := stored[panel.PartForm]
	if !there {
		return map[string]string{}, nil
	}
	return a.Vault.OpenMap(documentPlace(doc), doc.Sealed)
}

// fieldsOfRegistrant proposes a form from what is known of the registrant.
func (a *App) fieldsOfRegistrant(ctx context.Context, p panel.Product) (map[string]string, error) {
	fields := map[string]string{"ownertype": panel.AuditOrganisation, "orgtype": panel.Incorporated, "idtype": "YYZZ"}
	if p.Facts.Domain == nil || p.Facts.Domain.RegistrantID == "" {
		return fields, nil
	}
	c, err := a.DB.ContactByRef(ctx, p.AccountID, p.Facts.Domain.RegistrantID)
	if panel.Is(err, panel.NotFound) {
		return fields, nil
	}
	if err != nil {
		return fields, err
	}
	if !c.Company() {
		fields["ownertype"], fields["orgtype"] = panel.AuditIndividual, panel.SelfEmployed
	}
	if c.Fields["idtype"] != "" {
		fields["idtype"] = c.Fields["idtype"]
	}
	return fields, nil
}

// AuditSubmission is a filled-in audit form. Pictures are by part; a part or a
// number that is not given keeps what is stored.
type AuditSubmission struct {
	ProductID int64
	Fields    map[string]string
	Pictures  map[string][]byte
}

// SubmitAudit stores the documents of a domain and starts the job that sends
// them. Pictures that are good are kept even when something else is wrong, so
// that nobody has to choose the same file twice.
func (a *App) SubmitAudit(ctx context.Context, actor panel.Actor, s AuditSubmission) (jobID int64, err error) {
	if err := require(actor, panel.EditContacts); err != nil {
		return 0, err
	}
	p, err := a.auditable(ctx, actor, s.ProductID)
	if err != nil {
		return 0, err
	}
	if p.Facts.Domain != nil && (p.Facts.Domain.Audit.Open() || p.Facts.Domain.Audit.State == panel.AuditPass) {
		return 0, panel.Errorf(panel.Conflict, nil, "realname.notnow")
	}
	stored, err := a.documents(ctx, p)
	if err != nil {
		return 0, err
	}
	if s.Fields, err = a.completeFields(s.Fields, stored); err != nil {
		return 0, err
	}
	problems, sizes := checkPictures(s.Pictures, stored)
	for _, wrong := range (panel.AuditForm{Domain: p.Name, Fields: s.Fields, Pictures: sizes}).Check() {
		if !slices.ContainsFunc(problems, func(p panel.Problem) bool { return p.Field == wrong.Field }) {
			problems = append(problems, wrong)
		}
	}
	if err := a.keepDocuments(ctx, p, s); err != nil {
		return 0, err
	}
	if err := panel.InvalidFields(problems); err != nil {
		return 0, err
	}
	return a.startSubmission(ctx, actor, p, s.Fields)
}

// completeFields drops what no form has and fills numbers left empty with the
// stored ones.
func (a *App) completeFields(given map[string]string, stored map[string]panel.IdentityDocument) (map[string]string, error) {
	before, err := a.auditFields(stored)
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for _, name := range panel.AuditFields {
		if fields[name] = given[name]; fields[name] == "" && slices.Contains(secretAuditFields, name) {
			fields[name] = before[name]
		}
	}
	return fields, nil
}

// checkPictures says what is wrong with new pictures. sizes counts those that
// will be there: new good ones and stored ones.
func checkPictures(given map[string][]byte, stored map[string]panel.IdentityDocument) (problems []panel.Problem, sizes map[string]int) {
	sizes = map[string]int{}
	for _, part := range panel.PictureParts {
		if doc, there := stored[part]; there {
			sizes[part] = len(doc.Sealed)
		}
		data := given[part]
		if len(data) == 0 {
			continue
		}
		if wrong := panel.CheckPicture(part, data); wrong != nil {
			problems = append(problems, wrong...)
			delete(given, part)
			continue
		}
		sizes[part] = len(data)
	}
	return problems, sizes
}

// keepDocuments seals and stores the form and its good pictures.
func (a *App) keepDocuments(ctx context.Context, p panel.Product, s AuditSubmission) error {
	form, err := json.Marshal(s.Fields)
	if err != nil {
		return fmt.Errorf("audit form: %w", err)
	}
	parts := map[string][]byte{panel.PartForm: form}
	for _, part := range panel.PictureParts {
		if data := s.Pictures[part]; len(data) > 0 {
			parts[part] = data
		}
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		for part, data := range parts {
			doc := panel.IdentityDocument{ResellerID: p.ResellerID, ProductID: p.ID, Part: part}
			if doc.Sealed, err = a.Vault.Seal(documentPlace(doc), data); err != nil {
				return err
			}
			if err := tx.PutDocument(ctx, doc); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) startSubmission(ctx context.Context, actor panel.Actor, p panel.Product, fields map[string]string) (id int64, err error) {
	t := &act{
		Action: "realname.submit", Kind: string(p.Kind), ID: p.ID, Name: p.Name, ResellerID: p.ResellerID,
		After: map[string]string{"ownertype": fields["ownertype"], "orgtype": fields["orgtype"], "idtype": fields["idtype"]},
	}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		id, err = a.startJob(ctx, tx, actor, realNameJob("realname.submit", p), nil)
		return err
	})
	return id, err
}

func realNameJob(kind string, p panel.Product) db.NewJob {
	return db.NewJob{
		Job:        panel.Job{ResellerID: p.ResellerID, AccountID: p.AccountID, Kind: kind, ProductID: p.ID, Subject: p.Name},
		CustomerID: p.CustomerID, UniqueKey: fmt.Sprintf("%s:%d", kind, p.ID),
	}
}

// Picture opens one stored picture of an audit. Every look is recorded.
func (a *App) Picture(ctx context.Context, actor panel.Actor, productID int64, part string) (data []byte, err error) {
	if err := require(actor, panel.EditContacts); err != nil {
		return nil, err
	}
	p, err := a.auditable(ctx, actor, productID)
	if err != nil {
		return nil, err
	}
	stored, err := a.documents(ctx, p)
	if err != nil {
		return nil, err
	}
	doc, there := stored[part]
	if !there || !slices.Contains(panel.PictureParts, part) {
		return nil, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	t := act{Action: "realname.look", Kind: string(p.Kind), ID: p.ID, Name: p.Name, ResellerID: p.ResellerID, After: map[string]string{"part": part}}
	if err := a.record(ctx, actor, t, panel.ResultDone, ""); err != nil {
		return nil, err
	}
	return a.Vault.Open(documentPlace(doc), doc.Sealed)
}

// DropDocuments deletes what is stored for the audit of a domain, before its day.
func (a *App) DropDocuments(ctx context.Context, actor panel.Actor, productID int64) error {
	d, err := a.RealName(ctx, actor, productID)
	if err != nil {
		return err
	}
	if err := require(actor, panel.EditContacts); err != nil {
		return err
	}
	if d.Busy() {
		return panel.Errorf(panel.Conflict, nil, "realname.notnow")
	}
	t := &act{Action: "realname.drop", Kind: string(d.Product.Kind), ID: productID, Name: d.Product.Name, ResellerID: d.Product.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.DropDocuments(ctx, d.Product) })
}

// DropExpiredDocuments deletes identity documents whose day has come.
func (a *App) DropExpiredDocuments(ctx context.Context) error {
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		n, err := tx.DropExpiredDocuments(ctx)
		if err == nil && n > 0 {
			a.Log.InfoContext(ctx, "identity documents deleted", "count", n)
		}
		return err
	})
}

// CheckAudits starts, for every account, the job that asks how all open audits
// stand.
func (a *App) CheckAudits(ctx context.Context, actor panel.Actor) error {
	if err := require(actor, panel.ViewContacts); err != nil {
		return err
	}
	accounts, err := a.ContactAccounts(ctx, actor)
	if err != nil {
		return err
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		for _, v := range accounts {
			_, err := a.startJob(ctx, tx, actor, db.NewJob{
				Job:       panel.Job{ResellerID: v.ResellerID, AccountID: v.ID, Kind: "realname.check", Subject: v.Label},
				UniqueKey: fmt.Sprintf("realname.check:%d", v.ID),
			}, nil)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// AuditCheck is the last time all open audits were asked for.
func (a *App) AuditCheck(ctx context.Context, actor panel.Actor) (panel.Job, error) {
	if err := require(actor, panel.ViewContacts); err != nil {
		return panel.Job{}, err
	}
	return a.lastJob(ctx, actor, JobFilter{Kind: "realname.check", Limit: 1})
}
