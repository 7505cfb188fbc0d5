package service

import "tangelo/internal/db"

// What lists take and give, for those who may not know the database: see the
// types of the same names there.
type (
	JobFilter      = db.JobFilter
	OrderFilter    = db.OrderFilter
	ProductFilter  = db.ProductFilter
	RecordFilter   = db.RecordFilter
	CallFilter     = db.CallFilter
	AuditFilter    = db.AuditFilter
	UserFilter     = db.UserFilter
	Flash          = db.Flash
	Right          = db.Right
	AuditFault     = db.AuditFault
	CustomerFilter = db.CustomerFilter
	ResellerFilter = db.ResellerFilter
	ResellerRow    = db.ResellerRow
	AuditHead      = db.AuditHead
	CodeCount      = db.CodeCount
	TransferFilter = db.TransferFilter
	LedgerReport   = db.LedgerReport
	LedgerFault    = db.LedgerFault
	OfferFilter    = db.OfferFilter
	IncidentFilter = db.IncidentFilter
	CallbackFilter = db.CallbackFilter
	RenewalFilter  = db.RenewalFilter
	TryFilter      = db.TryFilter
)
