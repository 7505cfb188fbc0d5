package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

// PutDocument stores a sealed part of an audit in place of the one before.
func (tx *Tx) PutDocument(ctx context.Context, d panel.IdentityDocument) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM identity_documents WHERE reseller_id = $1 AND product_id = $2 AND part = $3`,
		d.ResellerID, d.ProductID, d.Part)
	if err != nil {
		return fmt.Errorf("replace document %s: %w", d.Part, err)
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO identity_documents (reseller_id, product_id, part, sealed, created_at, delete_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, d.ResellerID, d.ProductID, d.Part, d.Sealed, tx.Now.UnixMicro(), tx.Now.Add(panel.DocumentAge).UnixMicro())
	if err != nil {
		return fmt.Errorf("add document %s: %w", d.Part, err)
	}
	return nil
}

// Documents lists the stored parts of a product's audit by name.
func (q Queries) Documents(ctx context.Context, p panel.Product) ([]panel.IdentityDocument, error) {
	found, err := list(ctx, q.q, func(row scanner) (d panel.IdentityDocument, err error) {
		return d, row.Scan(&d.ID, &d.ResellerID, &d.ProductID, &d.Part, &d.Sealed, moment(&d.CreatedAt), moment(&d.DeleteAt))
	}, `SELECT id, reseller_id, product_id, part, sealed, created_at, delete_at FROM identity_documents
		WHERE reseller_id = $1 AND product_id = $2 ORDER BY part`, p.ResellerID, p.ID)
	if err != nil {
		return nil, fmt.Errorf("documents of product %d: %w", p.ID, err)
	}
	return found, nil
}

// DropDocuments deletes the stored parts of a product's audit.
func (tx *Tx) DropDocuments(ctx context.Context, p panel.Product) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM identity_documents WHERE reseller_id = $1 AND product_id = $2`, p.ResellerID, p.ID)
	if err != nil {
		return fmt.Errorf("drop documents of product %d: %w", p.ID, err)
	}
	return nil
}

// DropExpiredDocuments deletes documents whose day has come and counts them.
func (tx *Tx) DropExpiredDocuments(ctx context.Context) (int64, error) {
	n, err := changed(ctx, tx.q, `DELETE FROM identity_documents WHERE delete_at <= $1`, tx.Now.UnixMicro())
	if err != nil {
		return 0, fmt.Errorf("drop expired documents: %w", err)
	}
	return n, nil
}

// SaveAudit stores how the real-name audit of a domain stands, and nothing
// else: the age of its other facts does not change.
func (tx *Tx) SaveAudit(ctx context.Context, p panel.Product, audit panel.Audit) error {
	fresh, err := tx.Product(ctx, panel.SystemActor(p.ResellerID), p.ID)
	if err != nil {
		return err
	}
	facts := panel.DomainFacts{}
	if fresh.Facts.Domain != nil {
		facts = *fresh.Facts.Domain
	}
	facts.Audit = audit
	fresh.Facts.Domain = &facts
	_, err = tx.q.ExecContext(ctx, `UPDATE products SET facts = $1, version = version + 1 WHERE reseller_id = $2 AND id = $3`,
		toJSON(fresh.Facts), p.ResellerID, p.ID)
	if err != nil {
		return fmt.Errorf("audit of product %d: %w", p.ID, err)
	}
	return nil
}

// AuditStage is a group of domains by how far their real-name audit is.
type AuditStage string

// The stages, in the order in which they ask for work.
const (
	StageRejected AuditStage = "rejected"
	StageMissing  AuditStage = "missing" // documents are needed
	StageReview   AuditStage = "review"
	StagePassed   AuditStage = "passed"
)

// auditIs matches the state of an audit in the facts. Both engines store the
// JSON as we wrote it, and a quotation mark inside a text is escaped there, so
// that no text of a vendor can look like it.
func auditIs(state string) string { return `%"audit":{"state":"` + state + `"%` }

var stages = map[AuditStage]func(f *filter){
	StageRejected: func(f *filter) { f.and("products.facts LIKE ?", auditIs(panel.AuditUnpass)) },
	StageReview: func(f *filter) {
		f.and("(products.facts LIKE ? OR products.facts LIKE ?)", auditIs(panel.AuditWaiting), auditIs(panel.AuditPending))
	},
	StagePassed: func(f *filter) { f.and("products.facts LIKE ?", auditIs(panel.AuditPass)) },
	StageMissing: func(f *filter) {
		f.and("products.state = 'unverified' AND (products.facts LIKE ? OR products.facts NOT LIKE ?)",
			auditIs(panel.AuditNone), `%"audit":{"state":"%`)
	},
}

// AuditQueueFilter narrows the queue of real-name audits.
type AuditQueueFilter struct {
	Stage     AuditStage // "" = all that is not over: missing, rejected, in review
	Search    string     // part of the name
	AccountID int64
	AfterName string
	AfterID   int64
	Limit     int
}

// AuditQueue lists domains by how far their real-name audit is, by name.
func (q Queries) AuditQueue(ctx context.Context, a panel.Actor, want AuditQueueFilter) ([]panel.Product, error) {
	var f filter
	f.scopeProducts(a)
	f.and("products.kind = 'domain' AND products.state <> 'gone'")
	if narrow, known := stages[want.Stage]; known {
		narrow(&f)
	} else {
		f.and("(products.state = 'unverified' OR products.facts LIKE ? OR products.facts LIKE ? OR products.facts LIKE ?)",
			auditIs(panel.AuditUnpass), auditIs(panel.AuditWaiting), auditIs(panel.AuditPending))
	}
	if want.Search != "" {
		f.and(`lower(products.name) LIKE ? ESCAPE '\'`, containing(want.Search))
	}
	if want.AccountID != 0 {
		f.and("products.account_id = ?", want.AccountID)
	}
	if want.AfterID != 0 {
		f.and("(products.name, products.id) > (?, ?)", want.AfterName, want.AfterID)
	}
	where := f.where()
	found, err := list(ctx, q.q, scanProduct, `SELECT `+productColumns+productTables+where+
		` ORDER BY products.name, products.id LIMIT `+f.next(limit(want.Limit)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("audit queue: %w", err)
	}
	return found, nil
}
