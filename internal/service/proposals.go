package service

import (
	"context"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// takesTwo reports whether a decision over a held order needs a second person:
// sending again and writing off do, above the reseller's limit. Adopting what
// the vendor shows does not: the vendor is the second witness.
func (a *App) takesTwo(ctx context.Context, o panel.Order, to panel.OrderState) (bool, error) {
	if to == panel.OrderDone {
		return false, nil
	}
	rules, err := a.DB.ApprovalRules(ctx, o.ResellerID)
	return rules.TwoPersons(o), err
}

// readSecondPerson reads what an order waits for a second person for.
func (a *App) readSecondPerson(ctx context.Context, d *OrderDetail) (err error) {
	for _, e := range d.Events {
		if e.Cause == panel.CauseAsks && d.Order.State == panel.OrderApproval {
			d.Asks = panel.AskReason(e.Note)
		}
	}
	if open, found := panel.OpenProposal(d.Order, d.Evidence); found {
		d.Proposal = &open
	}
	if d.Order.State == panel.OrderHeld {
		d.TakesTwo, err = a.takesTwo(ctx, d.Order, panel.OrderReady)
	}
	return err
}

// propose keeps the first person's wish; a second one confirms or withdraws it.
func (a *App) propose(ctx context.Context, actor panel.Actor, o panel.Order, r Resolution) error {
	p := panel.Proposal{Step: panel.Proposed, To: r.To, Reason: r.Reason, UserID: actor.UserID, Who: actor.Name}
	t := &act{
		Action: "order.propose", Kind: "order", ID: o.ID, Name: o.Operation + " " + o.Name, ResellerID: o.ResellerID,
		Before: o.State, After: map[string]any{"to": r.To, "reason": r.Reason, "amount_fen": o.CountedAmount(assumedCost)},
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		fresh, _, open, err := lockProposal(ctx, tx, o.ID)
		switch {
		case err != nil:
			return err
		case fresh.State != panel.OrderHeld:
			return panel.Errorf(panel.Conflict, nil, "error.order.notheld")
		case open:
			return panel.Errorf(panel.Conflict, nil, "error.order.proposed")
		}
		return tx.AddEvidence(ctx, fresh, panel.EvidencePerson, panel.NoVerdict, p)
	})
}

// lockProposal reads an order and the wish that waits for a second person, and
// keeps others from deciding it until the transaction ends.
func lockProposal(ctx context.Context, tx *db.Tx, orderID int64) (panel.Order, panel.Proposal, bool, error) {
	fresh, err := tx.LockOrder(ctx, orderID)
	if err != nil {
		return fresh, panel.Proposal{}, false, err
	}
	evidence, err := tx.OrderEvidence(ctx, orderID)
	open, found := panel.OpenProposal(fresh, evidence)
	return fresh, open, found, err
}

// AnswerProposal confirms or withdraws a wish that waits for a second person.
// Whoever made the wish may withdraw it, and never confirm it.
func (a *App) AnswerProposal(ctx context.Context, actor panel.Actor, id int64, confirm bool, factor string) error {
	if err := require(actor, panel.ResolveOrders); err != nil {
		return err
	}
	if _, err := a.DB.Order(ctx, actor, id); err != nil {
		return err
	}
	p, err := a.openPurchase(ctx, id, actor.ResellerID)
	if err != nil {
		return err
	}
	if confirm {
		if err := a.stepUp(ctx, actor, factor); err != nil {
			return err
		}
	}
	t := &act{Action: "order.withdraw", Kind: "order", ID: id, Name: p.order.Operation + " " + p.order.Name, Before: p.order.State, ResellerID: p.order.ResellerID}
	if confirm {
		t.Action = "order.confirm"
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		fresh, open, found, err := lockProposal(ctx, tx, id)
		if err != nil {
			return err
		}
		t.After = map[string]any{"to": open.To, "reason": open.Reason, "proposed_by": open.Who, "answered_by": actor.Name}
		if !found {
			return panel.Errorf(panel.Conflict, nil, "error.order.noproposal")
		}
		p.order = fresh
		return a.answerProposalIn(ctx, tx, actor, p, open, confirm)
	})
}

func (a *App) answerProposalIn(ctx context.Context, tx *db.Tx, actor panel.Actor, p *purchase, open panel.Proposal, confirm bool) error {
	if confirm && open.UserID == actor.UserID {
		return panel.Errorf(panel.Forbidden, nil, "error.order.ownproposal")
	}
	answer := open
	answer.Step, answer.UserID, answer.Who = panel.Withdrawn, actor.UserID, actor.Name
	if confirm {
		answer.Step = panel.Confirmed
	}
	if err := tx.AddEvidence(ctx, p.order, panel.EvidencePerson, panel.NoVerdict, answer); err != nil || !confirm {
		return err
	}
	move := db.Move{Cause: panel.CauseWrittenOff, Driver: panel.DriverResolver, UserID: actor.UserID, Note: open.Reason}
	if open.To == panel.OrderReady {
		move.Cause = panel.CauseAgain
		return a.sendAgainIn(ctx, tx, actor, p, move)
	}
	return a.failIn(ctx, tx, p, move)
}
