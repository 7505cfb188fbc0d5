package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/approvals"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

func (s *Server) approvalsRoutes() []Route {
	return []Route{
		{"GET", "/approvals", panel.ApproveOrders, s.approvalList},
		{"GET", "/settings/approvals", panel.ManageLimits, s.approvalSettings},
		{"POST", "/settings/approvals", panel.ManageLimits, s.saveApprovalRules},
		{"GET", "/settings/approvals/people", panel.ManageLimits, s.ownLimits},
		{"POST", "/settings/approvals/people", panel.ManageLimits, s.saveOwnLimits},
	}
}

// factorAsk is what a form must ask for before something grave.
func (s *Server) factorAsk(r *http.Request, wrong ui.Problems) (ui.FactorProps, error) {
	ask, err := s.app.StepUpAsk(r.Context(), actorOf(r))
	return ui.FactorProps{Needed: ask.Needed, Code: ask.Code, Problem: wrong.For("factor")}, err
}

func (s *Server) approvalList(w http.ResponseWriter, r *http.Request) error {
	actor := actorOf(r)
	found, err := s.app.Approvals(r.Context(), actor)
	if err != nil {
		return err
	}
	p := approvals.ListPage{CanRules: actor.May(panel.ManageLimits)}
	for _, o := range found {
		p.Orders = append(p.Orders, approvals.Waiting{WaitingOrder: o, Amount: service.CountedAmount(o.Order), Own: o.CreatedBy == actor.UserID})
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "approvals.title"), "approvals"); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, approvals.List(p))
}

// secondPart is what an order's page shows of the second person it waits for.
func (s *Server) secondPart(r *http.Request, d service.OrderDetail, p orders.SecondPart) (_ orders.SecondPart, err error) {
	actor := actorOf(r)
	p.Asks, p.Amount, p.Proposal = d.Asks, d.Amount, d.Proposal
	switch {
	case d.Order.State == panel.OrderApproval:
		p.CanAnswer, p.Own = actor.May(panel.ApproveOrders), d.Order.CreatedBy == actor.UserID
	case d.Proposal != nil:
		p.CanAnswer, p.Own = actor.May(panel.ResolveOrders), d.Proposal.UserID == actor.UserID
	}
	if p.CanAnswer {
		p.Factor, err = s.factorAsk(r, p.Problems)
	}
	return p, err
}

func (s *Server) answerOrder(w http.ResponseWriter, r *http.Request) error {
	return s.answer(w, r, func(id int64, agree bool) (string, error) {
		said := service.Approval{Agree: agree, Reason: r.PostFormValue("reason"), Factor: r.PostFormValue("factor")}
		return "orders.approval.done", s.app.ApproveOrder(r.Context(), actorOf(r), id, said)
	})
}

func (s *Server) answerProposal(w http.ResponseWriter, r *http.Request) error {
	return s.answer(w, r, func(id int64, agree bool) (string, error) {
		return "orders.proposal.done", s.app.AnswerProposal(r.Context(), actorOf(r), id, agree, r.PostFormValue("factor"))
	})
}

// answer takes what a second person says of an order and leads back to it.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, act func(id int64, agree bool) (done string, err error)) error {
	d, err := s.orderOf(r)
	if err != nil {
		return err
	}
	choice := r.PostFormValue(orders.AnswerField)
	if choice != orders.AnswerYes && choice != orders.AnswerNo {
		return panel.Errorf(panel.Invalid, nil, "error.order.answer")
	}
	done, err := act(d.Order.ID, choice == orders.AnswerYes)
	if wrong := problems(r, err); wrong != nil {
		return s.showOrder(w, r, d, orders.SecondPart{Reason: r.PostFormValue("reason"), Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, orders.Href(d.Order.ID), done)
}

// settingsFields are the amounts of the form of the rules, by field.
func settingsFields(rules panel.ApprovalRules) map[string]string {
	return map[string]string{
		"staff_order": approvals.AmountText(rules.Staff.PerOrder), "staff_day": approvals.AmountText(rules.Staff.PerDay),
		"customer_order": approvals.AmountText(rules.Customers.PerOrder), "customer_day": approvals.AmountText(rules.Customers.PerDay),
		"first": approvals.AmountText(rules.FirstOrder), "resolve": approvals.AmountText(rules.Resolve),
	}
}

func (s *Server) approvalSettings(w http.ResponseWriter, r *http.Request) error {
	return s.showApprovalSettings(w, r, approvals.Settings, approvals.SettingsPage{})
}

func (s *Server) ownLimits(w http.ResponseWriter, r *http.Request) error {
	return s.showApprovalSettings(w, r, approvals.People, approvals.SettingsPage{})
}

// showApprovalSettings shows a page of the rules; p brings what a form left behind.
func (s *Server) showApprovalSettings(w http.ResponseWriter, r *http.Request, page func(approvals.SettingsPage) templ.Component, p approvals.SettingsPage) error {
	found, err := s.app.ApprovalSettings(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	if p.Amounts == nil {
		p.Amounts, p.OwnerExempt, p.Automatic = settingsFields(found.Rules), found.Rules.OwnerExempt, found.Rules.Customers.Automatic
	}
	p.Own, p.Staff, p.Customers, p.Alone = found.Own, found.Staff, found.Customers, found.Alone
	if p.Factor, err = s.factorAsk(r, p.Problems); err != nil {
		return err
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "approvals.rules"), "limits"); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), page(p))
}

func (s *Server) saveApprovalRules(w http.ResponseWriter, r *http.Request) error {
	typed := settingsFields(panel.DefaultApprovalRules)
	for name := range typed {
		typed[name] = r.PostFormValue(name)
	}
	f := service.ApprovalForm{
		OwnerExempt: r.PostFormValue("owner_exempt") != "", CustomerAutomatic: r.PostFormValue("customer_automatic") != "",
		StaffOrder: typed["staff_order"], StaffDay: typed["staff_day"], CustomerOrder: typed["customer_order"], CustomerDay: typed["customer_day"],
		FirstOrder: typed["first"], Resolve: typed["resolve"], Factor: r.PostFormValue("factor"),
	}
	err := s.app.SaveApprovalRules(r.Context(), actorOf(r), f)
	if wrong := problems(r, err); wrong != nil {
		return s.showApprovalSettings(w, r, approvals.Settings, approvals.SettingsPage{Amounts: typed, OwnerExempt: f.OwnerExempt, Automatic: f.CustomerAutomatic, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/settings/approvals", "approvals.saved")
}

// saveOwnLimits stores one person's limits or, by the button of a row, removes
// those of the row.
func (s *Server) saveOwnLimits(w http.ResponseWriter, r *http.Request) error {
	typed := approvals.PersonFields{
		Who: r.PostFormValue("who"), Order: r.PostFormValue("own_order"), Day: r.PostFormValue("own_day"), Automatic: r.PostFormValue("own_automatic") != "",
	}
	err := s.changeOwnLimits(r, typed)
	if wrong := problems(r, err); wrong != nil {
		return s.showApprovalSettings(w, r, approvals.People, approvals.SettingsPage{Person: typed, Problems: wrong})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/settings/approvals/people", "approvals.saved")
}

func (s *Server) changeOwnLimits(r *http.Request, typed approvals.PersonFields) error {
	factor := r.PostFormValue("factor")
	if row, err := strconv.ParseInt(r.PostFormValue(approvals.RemoveField), 10, 64); err == nil {
		return s.app.DropOwnLimits(r.Context(), actorOf(r), row, factor)
	}
	f := service.ApprovalForm{OwnOrder: typed.Order, OwnDay: typed.Day, OwnAutomatic: typed.Automatic, Factor: factor}
	part, number, _ := strings.Cut(typed.Who, ":")
	id, _ := strconv.ParseInt(number, 10, 64) // 0 is nobody
	if part == "customer" {
		f.CustomerID = id
	} else {
		f.UserID = id
	}
	return s.app.SaveOwnLimits(r.Context(), actorOf(r), f)
}
