package service

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func asError(err error, into **panel.Error) bool { return errors.As(err, into) }

// Orders lists orders the actor may see.
func (a *App) Orders(ctx context.Context, actor panel.Actor, want db.OrderFilter) ([]panel.Order, error) {
	if err := a.mayViewOrders(actor); err != nil {
		return nil, err
	}
	return a.orders(ctx, actor, want)
}

func (a *App) mayViewOrders(actor panel.Actor) error {
	if actor.Role == panel.RoleCustomer {
		return require(actor, panel.UsePortal)
	}
	return require(actor, panel.ViewOrders)
}

// OrderDetail is one order with everything that is known of it.
type OrderDetail struct {
	Order     panel.Order // without its cost for those who may not see it
	Money     panel.OrderMoney
	Amount    panel.Fen // what it counts against limits
	Events    []panel.OrderEvent
	Next      time.Time        // when the panel looks at it again; zero when it does not
	Purchase  int64            // the cart it was ordered with, 0 = none
	Refusal   string           // message for the customer that says why it was refused; "" for others, and without a reason to tell
	Attempts  []panel.Attempt  // for the reseller only, as all below
	Evidence  []panel.Evidence // oldest first
	Incidents []panel.Incident // newest first
	Adoption  panel.Job        // the latest look at what a person says was bought; zero when there was none
	Proposal  *panel.Proposal  // a decision that waits for a second person; nil when there is none
	TakesTwo  bool             // sending it again or writing it off takes a second person
	Asks      panel.AskReason  // why it waits for a second person; "" when it does not
}

// Order reads one order, as far as the actor may see it.
func (a *App) Order(ctx context.Context, actor panel.Actor, id int64) (OrderDetail, error) {
	d, err := a.readOrder(ctx, actor, id)
	return d.asSeenBy(actor), err
}

func (a *App) readOrder(ctx context.Context, actor panel.Actor, id int64) (d OrderDetail, err error) {
	if err := a.mayViewOrders(actor); err != nil {
		return d, err
	}
	if d.Order, err = a.DB.Order(ctx, actor, id); err != nil {
		return d, err
	}
	if d.Money, err = a.moneyOf(ctx, actor, id); err != nil {
		return d, err
	}
	if d.Events, err = a.DB.OrderEvents(ctx, id); err != nil {
		return d, err
	}
	if d.Purchase, err = a.DB.PurchaseOf(ctx, d.Order); err != nil {
		return d, err
	}
	if actor.Role == panel.RoleCustomer {
		err := a.readWork(ctx, panel.SystemActor(actor.ResellerID), &d)
		d.Refusal = refusalOf(d.Order)
		d.Order, d.Events, d.Adoption = viewedBy(actor, d.Order), allViewedBy(actor, d.Events), panel.Job{}
		return d, err
	}
	if d.Attempts, err = a.DB.OrderAttempts(ctx, id); err != nil {
		return d, err
	}
	if d.Evidence, err = a.DB.OrderEvidence(ctx, id); err != nil {
		return d, err
	}
	d.Amount = d.Order.CountedAmount(assumedCost)
	if err := a.readSecondPerson(ctx, &d); err != nil {
		return d, err
	}
	if d.Incidents, err = a.DB.Incidents(ctx, actor, db.IncidentFilter{OrderID: id, Limit: 50}); err != nil {
		return d, err
	}
	return d, a.readWork(ctx, actor, &d)
}

// moneyOf reads what an order moved, as far as the actor may see it: customers
// their own wallet's side.
func (a *App) moneyOf(ctx context.Context, actor panel.Actor, id int64) (panel.OrderMoney, error) {
	transfers, err := a.DB.Transfers(ctx, actor, db.TransferFilter{OrderID: id, Limit: 1000})
	return panel.MoneyOf(transfers), err
}

// readWork reads what the jobs of an order are about to do.
func (a *App) readWork(ctx context.Context, actor panel.Actor, d *OrderDetail) error {
	jobs, err := a.DB.Jobs(ctx, actor, db.JobFilter{OrderID: d.Order.ID, Limit: 50})
	for _, j := range jobs {
		if j.Kind == adoptJob && d.Adoption.ID == 0 {
			d.Adoption = j
		}
		if j.ID == d.Order.JobID && j.State == panel.JobWaiting {
			d.Next = j.NextAt
		}
	}
	return err
}

// Candidates are the names that the evidence gives to what was bought, without
// those that the panel has already.
func (d OrderDetail) Candidates() []string {
	var names []string
	for _, e := range d.Evidence {
		var body struct {
			Ref, Name string
			New       []string
		}
		if e.Kind == panel.EvidencePerson || json.Unmarshal([]byte(e.Body), &body) != nil {
			continue
		}
		for _, name := range append(body.New, body.Ref, body.Name) {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// CancelOrder cancels an order that was not sent yet.
func (a *App) CancelOrder(ctx context.Context, actor panel.Actor, id int64) error {
	order, err := a.DB.Order(ctx, actor, id)
	if err != nil {
		return err
	}
	if order.CreatedBy != actor.UserID {
		if err := require(actor, panel.PlaceOrders); err != nil {
			return err
		}
	}
	if !order.State.Allows(panel.CauseCancelled, panel.DriverPerson) {
		return panel.Errorf(panel.Conflict, nil, "error.order.toolate")
	}
	t := &act{Action: "order.cancel", Kind: "order", ID: id, Name: order.Operation + " " + order.Name, ResellerID: order.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		// Of one that a person had sent again, an earlier attempt may have been carried out.
		if sent, err := tx.WasSent(ctx, order); err != nil || sent {
			return cmp.Or(err, panel.Errorf(panel.Conflict, nil, "error.order.toolate"))
		}
		_, err := closeIn(ctx, tx, order, db.Move{Cause: panel.CauseCancelled, Driver: panel.DriverPerson, UserID: actor.UserID})
		if err != nil {
			return err
		}
		return tx.WakeJob(ctx, order.JobID) // it finds nothing to do and ends
	})
}

// Resolution is a person's decision over a held order.
type Resolution struct {
	To     panel.OrderState // done, failed or ready
	Name   string           // for done: the vendor's name of what was bought, when the vendor made it up
	Reason string
	Factor string `json:"-"` // code or password, when none was given lately; kept nowhere
}

// adoptJob is the job that asks the vendor for what a person says was bought.
const adoptJob = "order.adopt"

func orderJobs() map[string]jobKind {
	return map[string]jobKind{
		"order.carry": {step: (*App).carryOrder, attempts: 50},
		adoptJob:      {step: (*App).adoptOrder, attempts: 5},
	}
}

// ResolveOrder decides a held order. "done" is believed only when the vendor
// shows the thing, which a job looks up; "failed" ends the order, "ready" sends
// it once more.
func (a *App) ResolveOrder(ctx context.Context, actor panel.Actor, id int64, r Resolution) error {
	if err := require(actor, panel.ResolveOrders); err != nil {
		return err
	}
	cause, known := map[panel.OrderState]panel.Cause{
		panel.OrderDone: panel.CauseAdopted, panel.OrderFailed: panel.CauseWrittenOff, panel.OrderReady: panel.CauseAgain,
	}[r.To]
	r.Reason, r.Name = strings.TrimSpace(r.Reason), strings.TrimSpace(r.Name)
	var problems []panel.Problem
	if !known {
		problems = append(problems, panel.Problem{Field: "to", Key: "problem.option"})
	}
	if r.Reason == "" {
		problems = append(problems, panel.Problem{Field: "reason", Key: "problem.required"})
	}
	if err := panel.InvalidFields(problems); err != nil {
		return err
	}
	order, err := a.DB.Order(ctx, actor, id)
	if err != nil {
		return err
	}
	if err := a.stepUp(ctx, actor, r.Factor); err != nil {
		return err
	}
	if two, err := a.takesTwo(ctx, order, r.To); err != nil {
		return err
	} else if two {
		return a.propose(ctx, actor, order, r)
	}
	p, err := a.openPurchase(ctx, id, actor.ResellerID)
	if err != nil {
		return err
	}
	return a.resolve(ctx, actor, p, r, db.Move{Cause: cause, Driver: panel.DriverResolver, UserID: actor.UserID, Note: r.Reason})
}

func (a *App) resolve(ctx context.Context, actor panel.Actor, p *purchase, r Resolution, move db.Move) error {
	c := contractOf(p.order)
	t := &act{
		Action: "order.resolve", Kind: "order", ID: p.order.ID, Name: p.order.Operation + " " + p.order.Name,
		Before: p.order.State, After: map[string]string{"to": string(r.To), "name": r.Name, "reason": r.Reason}, ResellerID: p.order.ResellerID,
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		fresh, err := tx.LockOrder(ctx, p.order.ID)
		if err != nil {
			return err
		}
		if !fresh.State.Allows(move.Cause, panel.DriverResolver) {
			return panel.Errorf(panel.Conflict, nil, "error.order.notheld")
		}
		p.order = fresh
		if err := tx.AddEvidence(ctx, fresh, panel.EvidencePerson, panel.NoVerdict, r); err != nil {
			return err
		}
		switch {
		case r.To == panel.OrderFailed:
			return a.failIn(ctx, tx, p, move)
		case r.To == panel.OrderReady:
			return a.sendAgainIn(ctx, tx, actor, p, move)
		case c.judge == nil: // nothing can be asked: the person is believed
			p.ref = r.Name
			return a.deliverIn(ctx, tx, c, p, move)
		}
		return a.startAdoption(ctx, tx, actor, p.order, r)
	})
}

// startAdoption starts the look at the vendor; another one that runs for the
// order is a Conflict. The job is no customer's: it bears a name that staff typed.
func (a *App) startAdoption(ctx context.Context, tx *db.Tx, actor panel.Actor, o panel.Order, r Resolution) error {
	_, added, err := tx.AddJob(ctx, db.NewJob{
		Job: panel.Job{
			ResellerID: o.ResellerID, AccountID: o.AccountID, Kind: adoptJob, OrderID: o.ID, ProductID: o.ProductID, Subject: cmp.Or(r.Name, o.Name),
			Input: map[string]string{"name": r.Name, "reason": r.Reason}, CreatedBy: actor.UserID, RequestID: actor.RequestID,
		},
		UniqueKey: fmt.Sprintf("adopt:%d", o.ID),
	})
	if err == nil && !added {
		return panel.Errorf(panel.Conflict, nil, "error.job.running")
	}
	return err
}

// adoptOrder is the step of the job "order.adopt": it asks the vendor for what
// a person says was bought, and ends the held order when it is there.
func (a *App) adoptOrder(ctx context.Context, job *panel.Job) (next, error) {
	p, err := a.openPurchase(ctx, job.OrderID, job.ResellerID)
	if err != nil {
		return next{}, err
	}
	p.ref = job.Input["name"]
	c := contractOf(p.order)
	if p.order.State != panel.OrderHeld || c.judge == nil {
		return next{}, panel.Errorf(panel.Refused, nil, "error.order.notheld")
	}
	found, err := c.judge(ctx, p)
	if err != nil {
		return next{}, err
	}
	a.at(pointProbed)
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		once := *p
		if err := a.adoptIn(ctx, tx, c, &once, job, found); err != nil {
			return err
		}
		a.at(pointWeighing)
		return nil
	})
	switch {
	case err != nil:
		return next{}, err
	case found != didIt:
		return next{}, panel.Errorf(panel.NotFound, nil, "error.order.notthere")
	}
	return over()
}

func (a *App) adoptIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, job *panel.Job, found verdict) error {
	fresh, err := tx.LockOrder(ctx, p.order.ID)
	if err != nil {
		return err
	}
	if fresh.State != panel.OrderHeld || fresh.Attempts != p.order.Attempts {
		return panel.Errorf(panel.Refused, nil, "error.order.notheld")
	}
	p.order = fresh
	// What is not there under a name that a person typed proves no absence.
	seen := panel.VerdictUnclear
	if found == didIt {
		seen = panel.VerdictDid
	}
	shows := map[string]any{"verdict": found.String(), "asked": p.ref}
	if err := tx.AddEvidence(ctx, fresh, panel.EvidenceDetail, seen, shows); err != nil || found != didIt {
		return err
	}
	return a.deliverIn(ctx, tx, c, p, db.Move{Cause: panel.CauseAdopted, Driver: panel.DriverResolver, UserID: job.CreatedBy, Note: job.Input["reason"]})
}

func (a *App) sendAgainIn(ctx context.Context, tx *db.Tx, actor panel.Actor, p *purchase, move db.Move) error {
	to, err := tx.MoveOrder(ctx, p.order, move)
	if err != nil {
		return err
	}
	held := db.IncidentOf(p.order, panel.OrderHeldUp, nil)
	if err := tx.SettleIncidents(ctx, held.AccountID, held.Kind, held.Subject, "order."+string(to)); err != nil {
		return err
	}
	return a.startCarrying(ctx, tx, actor, p.order, p.order.Name)
}
