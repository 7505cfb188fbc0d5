package service

import (
	"context"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// Approvals lists the orders that wait for a second person, the longest waiting
// first.
func (a *App) Approvals(ctx context.Context, actor panel.Actor) ([]panel.WaitingOrder, error) {
	if err := require(actor, panel.ApproveOrders); err != nil {
		return nil, err
	}
	return a.DB.WaitingOrders(ctx, actor, 200)
}

// Approval is a second person's answer to an order that asks for one.
type Approval struct {
	Agree  bool
	Reason string // needed to reject
	Factor string // code or password, when none was given lately
}

// ApproveOrder lets an order that waits for a second person be sent, or cancels
// it. Whoever placed the order may not, in whatever session. Of two answers at
// once the first counts; the other is a Conflict.
func (a *App) ApproveOrder(ctx context.Context, actor panel.Actor, id int64, said Approval) error {
	if err := require(actor, panel.ApproveOrders); err != nil {
		return err
	}
	order, err := a.DB.Order(ctx, actor, id)
	if err != nil {
		return err
	}
	t := answerAct(order, &said)
	if order.CreatedBy == actor.UserID {
		err := panel.Errorf(panel.Forbidden, nil, "error.order.ownapproval")
		a.recordFailure(ctx, actor, *t, err)
		return err
	}
	if order.State != panel.OrderApproval {
		return panel.Errorf(panel.Conflict, nil, "error.order.notwaiting")
	}
	if !said.Agree && said.Reason == "" {
		return panel.InvalidFields([]panel.Problem{{Field: "reason", Key: "problem.required"}})
	}
	if err := a.stepUp(ctx, actor, said.Factor); err != nil {
		return err
	}
	move := db.Move{Cause: panel.CauseRejected, Driver: panel.DriverApprover, UserID: actor.UserID, Note: said.Reason}
	if said.Agree {
		move.Cause = panel.CauseApproved
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return a.answerIn(ctx, tx, order, move, t) })
}

func answerAct(o panel.Order, said *Approval) *act {
	said.Reason = strings.TrimSpace(said.Reason)
	t := &act{Action: "order.reject", Kind: "order", ID: o.ID, Name: o.Operation + " " + o.Name, ResellerID: o.ResellerID}
	if said.Agree {
		t.Action = "order.approve"
	}
	t.Before = map[string]any{"state": o.State, "amount_fen": o.CountedAmount(assumedCost), "placed_by": o.Creator}
	t.After = map[string]any{"reason": said.Reason}
	return t
}

// answerIn moves an order by a second person's answer. One that was agreed to
// gets the job that carries it, in the name of whoever placed it.
func (a *App) answerIn(ctx context.Context, tx *db.Tx, o panel.Order, move db.Move, t *act) error {
	if move.Cause == panel.CauseRejected {
		to, err := closeIn(ctx, tx, o, move)
		t.After = map[string]any{"state": to, "reason": move.Note}
		return err
	}
	to, err := tx.MoveOrder(ctx, o, move)
	if err != nil {
		return err
	}
	t.After = map[string]any{"state": to, "reason": move.Note}
	placer := panel.SystemActor(o.ResellerID)
	placer.UserID = o.CreatedBy
	return a.startCarrying(ctx, tx, placer, o, o.Name)
}

// ApprovalSettings is a reseller's rules with the people that have limits of
// their own.
type ApprovalSettings struct {
	Rules     panel.ApprovalRules
	Own       []panel.OwnLimits
	Staff     []panel.User     // who may get limits of their own
	Customers []panel.Customer // the same; the first ones by name
	Alone     bool             // nobody but one person can approve
}

// ApprovalSettings reads the rules of the actor's reseller.
func (a *App) ApprovalSettings(ctx context.Context, actor panel.Actor) (s ApprovalSettings, err error) {
	if err := require(actor, panel.ManageLimits); err != nil {
		return s, err
	}
	if s.Rules, err = a.DB.ApprovalRules(ctx, actor.ResellerID); err != nil {
		return s, err
	}
	if s.Own, err = a.DB.OwnLimits(ctx, actor.ResellerID); err != nil {
		return s, err
	}
	if s.Staff, err = a.DB.Users(ctx, actor, db.UserFilter{Role: panel.RoleStaff}); err != nil {
		return s, err
	}
	if s.Customers, err = a.DB.Customers(ctx, actor, db.CustomerFilter{Limit: 1000}); err != nil {
		return s, err
	}
	able, err := a.holders(ctx, actor, panel.ApproveOrders)
	s.Alone = able < 2
	return s, err
}

// holders counts the people of the actor's reseller that can sign in and hold a
// permission.
func (a *App) holders(ctx context.Context, actor panel.Actor, p panel.Permission) (n int, err error) {
	users, err := a.DB.Users(ctx, actor, db.UserFilter{})
	for _, u := range users {
		if !u.Disabled && actorOf(u).May(p) {
			n++
		}
	}
	return n, err
}

// ApprovalForm is a reseller's rules as a person fills them in: amounts in yuan,
// "" = no limit.
type ApprovalForm struct {
	OwnerExempt                bool
	StaffOrder, StaffDay       string
	CustomerOrder, CustomerDay string
	CustomerAutomatic          bool
	FirstOrder, Resolve        string
	Factor                     string
	UserID, CustomerID         int64 // of somebody's own limits
	OwnOrder, OwnDay           string
	OwnAutomatic               bool
}

// limit reads an amount of a form: "" is no limit.
func limit(problems *[]panel.Problem, field, text string) panel.Fen {
	if strings.TrimSpace(text) == "" {
		return panel.NoLimit
	}
	fen, err := panel.ParseYuan(text)
	if err != nil {
		*problems = append(*problems, panel.Problem{Field: field, Key: "problem.yuan"})
	}
	return fen
}

func (f ApprovalForm) rules() (r panel.ApprovalRules, problems []panel.Problem) {
	r.OwnerExempt = f.OwnerExempt
	r.Staff = panel.Limits{PerOrder: limit(&problems, "staff_order", f.StaffOrder), PerDay: limit(&problems, "staff_day", f.StaffDay)}
	r.Customers = panel.Limits{
		PerOrder: limit(&problems, "customer_order", f.CustomerOrder), PerDay: limit(&problems, "customer_day", f.CustomerDay), Automatic: f.CustomerAutomatic,
	}
	r.FirstOrder, r.Resolve = limit(&problems, "first", f.FirstOrder), limit(&problems, "resolve", f.Resolve)
	return r, problems
}

// SaveApprovalRules replaces the rules of the actor's reseller. A rule that
// needs a second person is refused while there is none: its orders would wait
// for ever.
func (a *App) SaveApprovalRules(ctx context.Context, actor panel.Actor, f ApprovalForm) error {
	if err := require(actor, panel.ManageLimits); err != nil {
		return err
	}
	rules, problems := f.rules()
	for _, rule := range []struct {
		field string
		on    bool
		needs panel.Permission
	}{
		{"owner_exempt", !rules.OwnerExempt, panel.ApproveOrders},
		{"resolve", rules.Resolve >= 0, panel.ResolveOrders},
	} {
		able, err := a.holders(ctx, actor, rule.needs)
		if err != nil {
			return err
		}
		if rule.on && able < 2 {
			problems = append(problems, panel.Problem{Field: rule.field, Key: "problem.approval.alone"})
		}
	}
	if err := panel.InvalidFields(problems); err != nil {
		return err
	}
	if err := a.stepUp(ctx, actor, f.Factor); err != nil {
		return err
	}
	before, err := a.DB.ApprovalRules(ctx, actor.ResellerID)
	if err != nil {
		return err
	}
	t := &act{Action: "approval.rules", Kind: "reseller", ID: actor.ResellerID, Before: before, After: rules, ResellerID: actor.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SaveApprovalRules(ctx, actor.ResellerID, rules) })
}

// SaveOwnLimits gives one member of staff or one customer limits of its own.
func (a *App) SaveOwnLimits(ctx context.Context, actor panel.Actor, f ApprovalForm) error {
	if err := require(actor, panel.ManageLimits); err != nil {
		return err
	}
	own := panel.OwnLimits{ResellerID: actor.ResellerID, UserID: f.UserID, CustomerID: f.CustomerID}
	var problems []panel.Problem
	own.Limits = panel.Limits{
		PerOrder: limit(&problems, "own_order", f.OwnOrder), PerDay: limit(&problems, "own_day", f.OwnDay), Automatic: f.OwnAutomatic && f.CustomerID != 0,
	}
	name, err := a.spenderName(ctx, actor, f)
	if panel.Is(err, panel.NotFound) {
		problems = append(problems, panel.Problem{Field: "who", Key: "problem.option"})
	} else if err != nil {
		return err
	}
	if err := panel.InvalidFields(problems); err != nil {
		return err
	}
	if err := a.stepUp(ctx, actor, f.Factor); err != nil {
		return err
	}
	t := &act{Action: "approval.own", Kind: "spending_limit", Name: name, After: own.Limits, ResellerID: actor.ResellerID}
	if before, found, err := a.DB.OwnLimitsOf(ctx, actor.ResellerID, f.UserID, f.CustomerID); err != nil {
		return err
	} else if found {
		t.Before = before
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SaveOwnLimits(ctx, own) })
}

func (a *App) spenderName(ctx context.Context, actor panel.Actor, f ApprovalForm) (string, error) {
	if f.CustomerID != 0 {
		c, err := a.DB.Customer(ctx, actor, f.CustomerID)
		return c.Name, err
	}
	u, err := a.DB.UserOf(ctx, actor, f.UserID)
	if err == nil && u.Role != panel.RoleStaff {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return u.Name, err
}

// DropOwnLimits lets the usual limits hold again for somebody.
func (a *App) DropOwnLimits(ctx context.Context, actor panel.Actor, id int64, factor string) error {
	if err := require(actor, panel.ManageLimits); err != nil {
		return err
	}
	if err := a.stepUp(ctx, actor, factor); err != nil {
		return err
	}
	t := &act{Action: "approval.own", Kind: "spending_limit", ID: id, ResellerID: actor.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		before, err := tx.DropOwnLimits(ctx, actor.ResellerID, id)
		t.Name, t.Before = before.Name, before.Limits
		return err
	})
}

// CountedAmount is what an order counts against limits.
func CountedAmount(o panel.Order) panel.Fen { return o.CountedAmount(assumedCost) }
