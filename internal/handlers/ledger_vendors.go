package handlers

import (
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/jobs"
	"tangelo/web/templates/ledger"
	"tangelo/web/templates/ui"
)

func (s *Server) vendorBooksRoutes() []Route {
	return []Route{
		{"GET", "/ledger/vendors/{id}", panel.ViewLedger, s.vendorBooks},
		{"POST", "/ledger/vendors/{id}/check", panel.AdjustLedger, s.checkVendorBooks},
		{"POST", "/ledger/vendors/{id}/payment", panel.AdjustLedger, s.payVendor},
		{"POST", "/ledger/vendors/{id}/mirror", panel.AdjustLedger, s.fixMirror},
	}
}

func (s *Server) vendorBooks(w http.ResponseWriter, r *http.Request) error {
	return s.showVendorBooks(w, r, s.freshPayment(), ledger.MirrorFields{Key: newFormKey()})
}

func (s *Server) freshPayment() ledger.PaymentFields {
	return ledger.PaymentFields{Day: i18n.Date(s.app.Now()), Key: newFormKey()}
}

// showVendorBooks shows a vendor account's side of the books, with what stands
// in its two forms.
func (s *Server) showVendorBooks(w http.ResponseWriter, r *http.Request, payment ledger.PaymentFields, fix ledger.MirrorFields) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	actor := actorOf(r)
	found, err := s.app.VendorBooks(r.Context(), actor, id, queryID(r, "before"))
	if err != nil {
		return err
	}
	p := ledger.VendorPage{
		Account: found.Account, Mirror: found.Mirror.Posted(), Pending: found.State.Pending, Unpriced: found.State.Unpriced, Reads: found.Reads,
		Readings: found.Readings, IncidentID: found.Incident.ID, Sightings: found.Sightings, Payment: payment, Fix: fix,
		CanChange: actor.May(panel.AdjustLedger), CanAdopt: actor.May(panel.AssignProduct),
	}
	if found.Reads {
		p.Sync = &ui.SyncProps{At: found.Balance.EndedAt}
	}
	if !found.Sweep.EndedAt.IsZero() {
		p.Swept = &ui.SyncProps{At: found.Sweep.EndedAt}
	}
	if n := len(p.Readings); n > 0 {
		p.First, p.Next = older(r, found.More, p.Readings[n-1].ID)
		if p.Fix.Balance == "" && len(fix.Problems) == 0 {
			p.Fix.Balance = p.Readings[0].Balance.Yuan()
		}
	}
	title := i18n.T(r.Context(), "ledger.vendor.title", "Name", p.Account.Label)
	books := ui.Crumb{Label: i18n.T(r.Context(), "ledger.title"), Href: "/ledger"}
	if p.Frame, err = s.frame(r, title, "ledger", books, ui.Crumb{Label: p.Account.Label}); err != nil {
		return err
	}
	wrong := payment.Problems
	if len(wrong) == 0 {
		wrong = fix.Problems
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), ledger.Vendor(p))
}

func (s *Server) checkVendorBooks(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	job, err := s.app.CheckAccount(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	return s.done(w, r, jobs.Href(job), "")
}

func (s *Server) payVendor(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := service.VendorPayment{
		AccountID: id, Amount: r.PostFormValue("amount"), Reference: r.PostFormValue("reference"), Day: r.PostFormValue("day"),
		Note: r.PostFormValue("note"), Again: r.PostFormValue("again") != "", FormKey: r.PostFormValue(ui.FormKey),
	}
	booked, err := s.app.PayVendor(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		twice := slices.ContainsFunc(panel.Problems(err), func(p panel.Problem) bool { return p.Key == "problem.ledger.reference" })
		return s.showVendorBooks(w, r, ledger.PaymentFields{
			Amount: f.Amount, Reference: f.Reference, Day: f.Day, Note: f.Note, Again: f.Again, AskAgain: f.Again || twice, Key: f.FormKey, Problems: wrong,
		}, ledger.MirrorFields{Key: newFormKey()})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, ledger.VendorHref(id), "ledger.vendor.paid", "Amount", i18n.Money(int64(booked.Amount)))
}

func (s *Server) fixMirror(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := service.MirrorFix{AccountID: id, Balance: r.PostFormValue("balance"), Reason: r.PostFormValue("reason"), FormKey: r.PostFormValue(ui.FormKey)}
	err = s.app.FixMirror(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showVendorBooks(w, r, s.freshPayment(), ledger.MirrorFields{Balance: f.Balance, Reason: f.Reason, Key: f.FormKey, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, ledger.VendorHref(id), "ledger.vendor.fixed")
}
