package service

import "tangelo/internal/db"

// What lists take and give, for those who may not know the database.
type (
	JobFilter     = db.JobFilter
	OrderFilter   = db.OrderFilter
	ProductFilter = db.ProductFilter
	CallFilter    = db.CallFilter
	AuditFilter   = db.AuditFilter
	UserFilter    = db.UserFilter
	Evidence      = db.Evidence
	Flash         = db.Flash
	Right         = db.Right
	AuditFault    = db.AuditFault
)
