package handlers

import (
	"fmt"
	"net/http"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/ledger"
	"tangelo/web/templates/payments"
	"tangelo/web/templates/ui"
)

func (s *Server) ledgerRoutes() []Route {
	return []Route{
		{"GET", "/ledger", panel.ViewLedger, s.books},
		{"POST", "/ledger/check", panel.ViewLedger, s.checkBooks},
		{"GET", "/ledger/transfers/{id}/refund", panel.AdjustLedger, s.refundForm},
		{"POST", "/ledger/transfers/{id}/refund", panel.AdjustLedger, s.refund},
		{"GET", "/customers/{id}/wallet", panel.ViewLedger, s.walletPage},
		{"POST", "/customers/{id}/wallet", panel.TakeMoney, s.topUp},
		{"GET", "/customers/{id}/wallet/adjust", panel.AdjustLedger, s.adjustForm},
		{"POST", "/customers/{id}/wallet/adjust", panel.AdjustLedger, s.adjust},
		{"GET", "/customers/{id}/statement", panel.ViewLedger, s.statement(statementPage)},
		{"GET", "/customers/{id}/statement.csv", panel.ViewLedger, s.statement(statementCSV)},
		{"GET", "/customers/{id}/statement/print", panel.ViewLedger, s.statement(statementSheet)},
		{"GET", "/my/wallet", panel.UsePortal, s.walletPage},
		{"GET", "/my/statement", panel.UsePortal, s.statement(statementPage)},
		{"GET", "/my/statement.csv", panel.UsePortal, s.statement(statementCSV)},
		{"GET", "/my/statement/print", panel.UsePortal, s.statement(statementSheet)},
	}
}

func (s *Server) books(w http.ResponseWriter, r *http.Request) error { return s.showBooks(w, r, nil) }

// checkBooks proves the books and shows them with what came of it.
func (s *Server) checkBooks(w http.ResponseWriter, r *http.Request) error {
	report, err := s.app.CheckBooks(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	outcome := ledger.Checked{Rows: report.Rows, Transfers: report.Transfers, Accounts: report.Accounts, Count: len(report.Faults)}
	for _, f := range report.Faults {
		outcome.Faults = append(outcome.Faults, ledger.Fault(f))
	}
	r = r.Clone(r.Context())
	r.URL.Path = "/ledger" // where the page's links lead: the check itself is no page
	return s.showBooks(w, r, &outcome)
}

func (s *Server) showBooks(w http.ResponseWriter, r *http.Request, outcome *ledger.Checked) error {
	query, actor := r.URL.Query(), actorOf(r)
	p := ledger.BooksPage{
		Kind: query.Get("kind"), State: query.Get("state"), Search: query.Get("q"), Checked: outcome,
		CanSeeOrders: actor.May(panel.ViewOrders),
	}
	b, err := s.app.Books(r.Context(), actor, service.TransferFilter{
		Kind: panel.TransferKind(p.Kind), State: panel.TransferState(p.State), Search: p.Search, Before: queryID(r, "before"), Limit: pageSize + 1,
	})
	if err != nil {
		return err
	}
	p.Totals, p.Own, p.CheckedAt = b.Totals, b.Own, b.Check.At
	if outcome == nil && b.Check.Count > 0 {
		p.Checked = &ledger.Checked{Rows: b.Check.Rows, Transfers: b.Check.Transfers, Accounts: b.Check.Accounts, Count: b.Check.Count}
		for _, f := range b.Check.Faults {
			p.Checked.Faults = append(p.Checked.Faults, ledger.Fault(f))
		}
	}
	more := false
	if p.Transfers, more = page(b.Transfers); len(p.Transfers) > 0 {
		p.First, p.Next = older(r, more, p.Transfers[len(p.Transfers)-1].ID)
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "ledger.title"), "ledger"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, ledger.Books(p))
}

// walletID is whose wallet an address names: the customer's own under /my.
func walletID(r *http.Request) (int64, error) {
	if actor := actorOf(r); actor.Role == panel.RoleCustomer {
		return actor.CustomerID, nil
	}
	return pathID(r, "id")
}

func (s *Server) walletPage(w http.ResponseWriter, r *http.Request) error {
	day := i18n.Date(s.app.Now())
	return s.showWallet(w, r, walletForms{
		record: ledger.TopUpFields{Kind: string(panel.TransferTopUpBank), Day: day, Key: newFormKey()}, offer: payments.OfferForm{Key: newFormKey()},
	})
}

// walletForms is what stands in the forms on the page of a wallet: the one by
// which staff record a payment, and the one by which customers pay.
type walletForms struct {
	record ledger.TopUpFields
	offer  payments.OfferForm
}

func (f walletForms) problems() ui.Problems { return append(f.record.Problems, f.offer.Problems...) }

// showWallet shows a customer's wallet.
func (s *Server) showWallet(w http.ResponseWriter, r *http.Request, forms walletForms) error {
	id, err := walletID(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), actorOf(r)
	found, err := s.app.Wallet(ctx, actor, id, queryID(r, "before"))
	if err != nil {
		return err
	}
	p := ledger.WalletPage{
		Portal: actor.Role == panel.RoleCustomer, Customer: found.Customer, Account: found.Account, Holds: found.Holds, Entries: found.Entries, TopUp: forms.record,
		CanTopUp: actor.May(panel.TakeMoney), CanAdjust: actor.May(panel.AdjustLedger), CanSeeOrders: actor.May(panel.ViewOrders),
	}
	if n := len(p.Entries); n > 0 {
		p.First, p.Next = older(r, found.More, p.Entries[n-1].Seq)
	}
	title := i18n.T(ctx, "ledger.wallet")
	if p.Portal {
		if p.Aside, err = s.topUpOffer(r, forms.offer); err != nil {
			return err
		}
		p.Frame, err = s.frame(r, title, "mywallet")
	} else {
		p.Frame, err = s.frame(r, title, "customers", customersCrumb(r), ui.Crumb{Label: p.Customer.Name, Href: customerHref(id)}, ui.Crumb{Label: title})
	}
	if err != nil {
		return err
	}
	wrong := forms.problems()
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), ledger.Wallet(p))
}

func (s *Server) topUp(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := service.TopUpForm{
		CustomerID: id, Kind: panel.TransferKind(r.PostFormValue("kind")), Amount: r.PostFormValue("amount"), Reference: r.PostFormValue("reference"),
		Day: r.PostFormValue("day"), Note: r.PostFormValue("note"), Again: r.PostFormValue("again") != "", FormKey: r.PostFormValue(ui.FormKey),
	}
	booked, err := s.app.TopUp(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		twice := slices.ContainsFunc(panel.Problems(err), func(p panel.Problem) bool { return p.Key == "problem.ledger.reference" })
		return s.showWallet(w, r, walletForms{record: ledger.TopUpFields{
			Kind: string(f.Kind), Amount: f.Amount, Reference: f.Reference, Day: f.Day, Note: f.Note, Again: f.Again, AskAgain: f.Again || twice,
			Key: f.FormKey, Problems: wrong,
		}})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, ledger.WalletHref(id), "ledger.toppedup", "Amount", i18n.Money(int64(booked.Amount)))
}

func (s *Server) adjustForm(w http.ResponseWriter, r *http.Request) error {
	return s.showAdjust(w, r, ledger.AdjustPage{Kind: string(panel.TransferCredit), Key: newFormKey()})
}

func (s *Server) showAdjust(w http.ResponseWriter, r *http.Request, p ledger.AdjustPage) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	found, err := s.app.Wallet(r.Context(), actorOf(r), id, 0)
	if err != nil {
		return err
	}
	p.Customer, p.Account = found.Customer, found.Account
	title := i18n.T(r.Context(), "ledger.adjust")
	wallet := ui.Crumb{Label: i18n.T(r.Context(), "ledger.wallet"), Href: ledger.WalletHref(id)}
	p.Frame, err = s.frame(r, title, "customers", customersCrumb(r), ui.Crumb{Label: p.Customer.Name, Href: customerHref(id)}, wallet, ui.Crumb{Label: title})
	if err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), ledger.Adjust(p))
}

func (s *Server) adjust(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := service.AdjustForm{
		CustomerID: id, Kind: panel.TransferKind(r.PostFormValue("kind")), Amount: r.PostFormValue("amount"), Reason: r.PostFormValue("reason"),
		FormKey: r.PostFormValue(ui.FormKey),
	}
	_, err = s.app.Adjust(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showAdjust(w, r, ledger.AdjustPage{Kind: string(f.Kind), Amount: f.Amount, Reason: f.Reason, Key: f.FormKey, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, ledger.WalletHref(id), "ledger.adjusted")
}

func (s *Server) refundForm(w http.ResponseWriter, r *http.Request) error {
	return s.showRefund(w, r, ledger.RefundPage{Key: newFormKey()})
}

func (s *Server) showRefund(w http.ResponseWriter, r *http.Request, p ledger.RefundPage) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if p.Charge, err = s.app.Charge(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	if len(p.Problems) == 0 {
		p.Amount = (p.Charge.Amount - p.Charge.GivenBack).Yuan()
	}
	title := i18n.T(r.Context(), "ledger.refund.title")
	books := ui.Crumb{Label: i18n.T(r.Context(), "ledger.title"), Href: "/ledger"}
	if p.Frame, err = s.frame(r, title, "ledger", books, ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), ledger.Refund(p))
}

func (s *Server) refund(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := service.RefundForm{TransferID: id, Amount: r.PostFormValue("amount"), Reason: r.PostFormValue("reason"), FormKey: r.PostFormValue(ui.FormKey)}
	booked, err := s.app.Refund(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showRefund(w, r, ledger.RefundPage{Amount: f.Amount, Reason: f.Reason, Key: f.FormKey, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, ledger.WalletHref(booked.CustomerID), "ledger.refunded", "Amount", i18n.Money(int64(booked.Amount)))
}

// statementHref is where the statements of a request's customer are.
func statementHref(r *http.Request, customerID int64) string {
	if actorOf(r).Role == panel.RoleCustomer {
		return "/my/statement"
	}
	return fmt.Sprintf("%s/statement", customerHref(customerID))
}
