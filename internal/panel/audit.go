package panel

import "time"

// Results of an audited act.
const (
	ResultBegun   = "begun" // the intent; an outcome row follows unless the process died
	ResultDone    = "done"
	ResultDenied  = "denied"
	ResultRefused = "refused"
	ResultFailed  = "failed"
	ResultUnknown = "unknown"
)

// AuditEntry is one row of the audit log. Before and After are JSON, secrets
// redacted. Chain is the reseller, 0 for the platform.
type AuditEntry struct {
	Chain, Seq     int64
	At             time.Time
	UserID         int64
	Who, ActingAs  string
	Action         string
	ObjectKind     string
	ObjectID       int64
	ObjectName     string
	Before, After  string
	Result, Note   string
	RequestID, IP  string
	PrevHash, Hash string
}
