package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ledger"
	"tangelo/web/templates/ui"
)

// statementView shows a statement in one of its forms.
type statementView func(s *Server, w http.ResponseWriter, r *http.Request, p ledger.StatementPage) error

// statement reads the statement that an address asks for, of the present month
// unless it names one.
func (s *Server) statement(show statementView) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := walletID(r)
		if err != nil {
			return err
		}
		actor, now := actorOf(r), panel.MonthOf(s.app.Now())
		month, err := panel.ParseMonth(r.URL.Query().Get("month"))
		if err != nil || month.String() > now.String() {
			month = now
		}
		p := ledger.StatementPage{Portal: actor.Role == panel.RoleCustomer, Base: statementHref(r, id), Newest: now, CanSeeOrders: actor.May(panel.ViewOrders)}
		if p.Statement, err = s.app.Statement(r.Context(), actor, id, month); err != nil {
			return err
		}
		return show(s, w, r, p)
	}
}

func statementPage(s *Server, w http.ResponseWriter, r *http.Request, p ledger.StatementPage) (err error) {
	title := i18n.T(r.Context(), "ledger.statement.of", "Month", p.Statement.Month.String())
	if p.Portal {
		p.Frame, err = s.frame(r, title, "mywallet")
	} else {
		customer := p.Statement.Customer
		p.Frame, err = s.frame(r, title, "customers", customersCrumb(r), ui.Crumb{Label: customer.Name, Href: customerHref(customer.ID)}, ui.Crumb{Label: title})
	}
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, ledger.Statement(p))
}

// statementSheet is for the customer's hands: it does not say who booked.
func statementSheet(s *Server, w http.ResponseWriter, r *http.Request, p ledger.StatementPage) error {
	for i := range p.Statement.Entries {
		p.Statement.Entries[i].By = ""
	}
	p.Frame = s.plainFrame(r, i18n.T(r.Context(), "ledger.statement.of", "Month", p.Statement.Month.String()))
	return render(w, r, http.StatusOK, ledger.Sheet(p))
}

// statementCSV sends a statement as a table that spreadsheets open: UTF-8 with
// its mark, amounts in yuan.
func statementCSV(_ *Server, w http.ResponseWriter, r *http.Request, p ledger.StatementPage) error {
	var file bytes.Buffer
	file.WriteString("\ufeff")
	out := csv.NewWriter(&file)
	out.UseCRLF = true
	for _, row := range statementRows(r.Context(), p) {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	name := fmt.Sprintf("wallet-%d-%s.csv", p.Statement.Customer.ID, p.Statement.Month)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err := file.WriteTo(w)
	return err
}

func statementRows(ctx context.Context, p ledger.StatementPage) [][]string {
	s := p.Statement
	from, _ := s.Month.Span()
	head := make([]string, 0, 8)
	for _, column := range []string{"time", "what", "order", "reference", "day", "reason", "amount", "balance"} {
		head = append(head, i18n.T(ctx, "ledger.csv."+column))
	}
	rows := [][]string{head, {i18n.TimeSeconds(from), i18n.T(ctx, "ledger.opening"), "", "", "", "", "", s.Opening.Yuan()}}
	for _, e := range s.Entries {
		order, day := "", ""
		if e.OrderID != 0 {
			order = fmt.Sprint(e.OrderID)
		}
		if !e.ValueOn.IsZero() {
			day = i18n.Date(e.ValueOn)
		}
		rows = append(rows, []string{
			i18n.TimeSeconds(e.At), cell(ledger.What(ctx, e.Kind, e.Operation, e.Name, p.Portal)), order, cell(e.Reference), day, cell(e.Reason),
			e.Amount.Yuan(), e.Balance.Yuan(),
		})
	}
	return append(rows, []string{"", i18n.T(ctx, "ledger.closing"), "", "", "", "", "", s.Closing.Yuan()})
}

// cell keeps a spreadsheet from taking words for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
