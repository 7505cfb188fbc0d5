package service

import (
	"context"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// policy decides whether an order that was just recorded may be sent, or asks
// for a second person; note is the reason then. What the panel orders by itself
// (an automatic renewal) was agreed to when it was switched on and asks nothing,
// unless the customer's limits say that they hold for it, too.
func (a *App) policy(ctx context.Context, tx *db.Tx, actor panel.Actor, o panel.Order) (panel.Cause, string, error) {
	rules, s, err := spendingOf(ctx, tx, actor, o)
	if err != nil {
		return "", "", err
	}
	if s.Limits.PerDay >= 0 {
		purse := db.Purse{ResellerID: o.ResellerID, UserID: actor.UserID, Automatic: s.Limits.Automatic}
		if ofCustomer(s.By) {
			purse.CustomerID = o.CustomerID
		}
		if s.Today, err = tx.Ordered(ctx, purse, panel.DayOf(tx.Now), o.ID, assumedCost); err != nil {
			return "", "", err
		}
	}
	if s.By == panel.SpenderCustomer && rules.FirstOrder >= 0 {
		if s.LargeBefore, err = tx.BoughtAbove(ctx, o.ResellerID, o.CustomerID, rules.FirstOrder); err != nil {
			return "", "", err
		}
	}
	if why := rules.Judge(s); why != panel.NothingAsks {
		return panel.CauseAsks, string(why), nil
	}
	return panel.CauseAllowed, "", nil
}

// spendingOf is an order as its reseller's rules see it, without what else was
// ordered.
func spendingOf(ctx context.Context, tx *db.Tx, actor panel.Actor, o panel.Order) (rules panel.ApprovalRules, s panel.Spending, err error) {
	if rules, err = tx.ApprovalRules(ctx, o.ResellerID); err != nil {
		return rules, s, err
	}
	s = panel.Spending{By: panel.SpenderOf(actor), Amount: o.CountedAmount(assumedCost), Unknown: o.Unvalued()}
	s.Limits, err = limitsFor(ctx, tx, rules, actor, o)
	return rules, s, err
}

// ofCustomer reports whether a customer's limits hold for a spender.
func ofCustomer(s panel.Spender) bool {
	return s == panel.SpenderCustomer || s == panel.SpenderPanel
}

// limitsFor are the limits that hold for who orders: its own, or the usual. The
// reseller's own automatic orders have none.
func limitsFor(ctx context.Context, tx *db.Tx, rules panel.ApprovalRules, actor panel.Actor, o panel.Order) (panel.Limits, error) {
	by := panel.SpenderOf(actor)
	usual, userID, customerID := rules.Staff, actor.UserID, int64(0)
	if ofCustomer(by) {
		usual, userID, customerID = rules.Customers, 0, o.CustomerID
	}
	if by == panel.SpenderPanel && customerID == 0 {
		return panel.DefaultApprovalRules.Customers, nil
	}
	if by == panel.SpenderOwner {
		return usual, nil
	}
	own, found, err := tx.OwnLimitsOf(ctx, o.ResellerID, userID, customerID)
	if found {
		return own, err
	}
	return usual, err
}
