package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// auditLink is the text a row's hash covers: everything in the row, after the
// hash of the row before it.
func auditLink(e panel.AuditEntry) string {
	text, err := json.Marshal([]any{
		e.PrevHash, e.Chain, e.Seq, e.At.UnixMicro(), e.UserID, e.Who, e.ActingAs, e.Action, e.ObjectKind, e.ObjectID,
		e.ObjectName, e.Before, e.After, e.Result, e.Note, e.RequestID, e.IP,
	})
	if err != nil {
		panic("db: audit row as JSON: " + err.Error()) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Record appends one row to the audit log of a chain, linked to the row before.
func (tx *Tx) Record(ctx context.Context, e panel.AuditEntry) error {
	err := tx.lockHead(ctx, `UPDATE audit_heads SET seq = seq + 1 WHERE chain = $1 RETURNING seq, hash`,
		`INSERT INTO audit_heads (chain, seq, hash) VALUES ($1, 0, '') ON CONFLICT (chain) DO NOTHING`, e.Chain, &e.Seq, &e.PrevHash)
	if err != nil {
		return fmt.Errorf("audit chain %d: %w", e.Chain, err)
	}
	e.At = tx.Now
	hash := auditLink(e)
	_, err = tx.q.ExecContext(ctx, `INSERT INTO audit_log (chain, seq, at, user_id, who, acting_as, action, object_kind, object_id,
			object_name, before_value, after_value, result, note, request_id, ip, prev_hash, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		e.Chain, e.Seq, e.At.UnixMicro(), e.UserID, e.Who, e.ActingAs, e.Action, e.ObjectKind, e.ObjectID,
		e.ObjectName, e.Before, e.After, e.Result, e.Note, e.RequestID, e.IP, e.PrevHash, hash)
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	if _, err := tx.q.ExecContext(ctx, `UPDATE audit_heads SET hash = $1 WHERE chain = $2`, hash, e.Chain); err != nil {
		return fmt.Errorf("audit chain %d: %w", e.Chain, err)
	}
	return nil
}

const auditColumns = `chain, seq, at, user_id, who, acting_as, action, object_kind, object_id, object_name,
	before_value, after_value, result, note, request_id, ip, prev_hash, hash`

func scanAudit(row scanner) (e panel.AuditEntry, err error) {
	return e, row.Scan(&e.Chain, &e.Seq, moment(&e.At), &e.UserID, &e.Who, &e.ActingAs, &e.Action, &e.ObjectKind, &e.ObjectID,
		&e.ObjectName, &e.Before, &e.After, &e.Result, &e.Note, &e.RequestID, &e.IP, &e.PrevHash, &e.Hash)
}

// AuditFilter narrows the audit log. Zero values do not narrow.
type AuditFilter struct {
	Who, Action, Object, RequestID, Result string
	Before                                 time.Time // only rows before, for the next page
	BeforeChain, BeforeSeq                 int64     // with Before: rows of that very moment that come after this one too
	Limit                                  int
}

// AuditLog lists what the actor may read of the log, newest first: admins all
// chains, a reseller its own.
func (q Queries) AuditLog(ctx context.Context, a panel.Actor, want AuditFilter) ([]panel.AuditEntry, error) {
	var f filter
	if a.Role != panel.RoleAdmin {
		f.and("chain = ?", a.ResellerID)
	}
	if want.Who != "" {
		f.and(`lower(who) LIKE ? ESCAPE '\'`, containing(want.Who))
	}
	if want.Object != "" {
		f.and(`lower(object_name) LIKE ? ESCAPE '\'`, containing(want.Object))
	}
	for column, value := range map[string]string{"action": want.Action, "request_id": want.RequestID, "result": want.Result} {
		if value != "" {
			f.and(column+" = ?", value)
		}
	}
	if !want.Before.IsZero() {
		at := want.Before.UnixMicro()
		f.and("(at < ? OR (at = ? AND (chain > ? OR (chain = ? AND seq < ?))))", at, at, want.BeforeChain, want.BeforeChain, want.BeforeSeq)
	}
	where := f.where()
	return list(ctx, q.q, scanAudit, `SELECT `+auditColumns+` FROM audit_log`+where+
		` ORDER BY at DESC, chain, seq DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// AuditFault is one place where the audit log does not add up.
type AuditFault struct {
	Chain, Seq int64
	What       string // "missing", "changed", "unlinked", "head"
}

// VerifyAudit walks every chain and returns how many rows it read and each
// fault it found.
func (q Queries) VerifyAudit(ctx context.Context) (rows int, faults []AuditFault, err error) {
	return q.verify(ctx, filter{})
}

// VerifyChain is VerifyAudit for one chain alone.
func (q Queries) VerifyChain(ctx context.Context, chain int64) (rows int, faults []AuditFault, err error) {
	var f filter
	f.and("chain = ?", chain)
	return q.verify(ctx, f)
}

func (q Queries) verify(ctx context.Context, f filter) (rows int, faults []AuditFault, err error) {
	type head struct {
		seq  int64
		hash string
	}
	heads := map[int64]head{}
	_, err = list(ctx, q.q, func(row scanner) (struct{}, error) {
		var chain int64
		var h head
		err := row.Scan(&chain, &h.seq, &h.hash)
		heads[chain] = h
		return struct{}{}, err
	}, `SELECT chain, seq, hash FROM audit_heads`+f.where(), f.args...)
	if err != nil {
		return 0, nil, fmt.Errorf("audit heads: %w", err)
	}
	last := map[int64]head{}
	_, err = list(ctx, q.q, func(row scanner) (struct{}, error) {
		e, err := scanAudit(row)
		if err != nil {
			return struct{}{}, err
		}
		rows++
		before := last[e.Chain]
		switch {
		case e.Seq != before.seq+1:
			faults = append(faults, AuditFault{e.Chain, before.seq + 1, "missing"})
		case e.PrevHash != before.hash:
			faults = append(faults, AuditFault{e.Chain, e.Seq, "unlinked"})
		}
		if auditLink(e) != e.Hash {
			faults = append(faults, AuditFault{e.Chain, e.Seq, "changed"})
		}
		last[e.Chain] = head{e.Seq, e.Hash}
		return struct{}{}, nil
	}, `SELECT `+auditColumns+` FROM audit_log`+f.where()+` ORDER BY chain, seq`, f.args...)
	for chain, h := range heads {
		if err == nil && last[chain] != h {
			faults = append(faults, AuditFault{chain, h.seq, "head"})
		}
	}
	return rows, faults, err
}
