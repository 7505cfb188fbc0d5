package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
)

// age makes up how long ago a vendor was asked about something: 1 to 240
// minutes, the same for one name.
func age(name string) time.Duration {
	sum := 0
	for _, c := range name {
		sum = (sum*31 + int(c)) % 240
	}
	return time.Duration(1+sum) * time.Minute
}

// past is the way of one invented order through its states.
type past struct {
	operation string
	name      string
	lane      string
	cost      panel.Fen
	moves     []db.Move
}

func ready() db.Move   { return db.Move{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy} }
func sending() db.Move { return db.Move{Cause: panel.CauseSend, Driver: panel.DriverSender} }
func done() db.Move    { return db.Move{Cause: panel.CauseOK, Driver: panel.DriverSender} }

// renewalCost is what an invented renewal costs.
const renewalCost = panel.Fen(69_00)

// pasts is at least one order in every state that lasts.
func (g *seeding) pasts() []past {
	refused := db.Move{Cause: panel.CauseRefused, Driver: panel.DriverSender, VendorCode: "11124", VendorText: "域名已被注册"}
	unfunded := db.Move{Cause: panel.CauseRefused, Driver: panel.DriverSender, VendorCode: "10021", VendorText: "您帐户金额不足"}
	unknown := db.Move{Cause: panel.CauseUnclear, Driver: panel.DriverSender, Deadline: g.Now.Add(48 * time.Hour), NotBefore: g.Now.Add(time.Hour)}
	held := db.Move{Cause: panel.CauseDeadline, Driver: panel.DriverReconciler, Note: "order.held.unclear"}
	accepted := db.Move{Cause: panel.CauseAccepted, Driver: panel.DriverSender, Deadline: g.Now.Add(48 * time.Hour)}
	all := []past{
		{"domain.register", "taken-juzi.com", "", 5500, []db.Move{ready(), sending(), refused}},
		{"domain.renew", g.Domains[200].Name, "", renewalCost, []db.Move{ready(), sending(), unfunded}},
		{"domain.register", "qingning-lost.com", "", 5500, []db.Move{ready(), sending(), unknown}},
		{"domain.register", "haitun-held.net", "", 6200, []db.Move{ready(), sending(), unknown, held}},
		{"domain.transfer_in", "bailu-moved.com", "", 5500, []db.Move{ready(), sending(), accepted}},
		{"domain.register", "yunfan-cancelled.cn", "", 2900, []db.Move{ready(), {Cause: panel.CauseCancelled, Driver: panel.DriverPerson}}},
		{"domain.register", "songguo-approval.top", "", 128000, []db.Move{{Cause: panel.CauseAsks, Driver: panel.DriverPolicy, Note: string(panel.AsksPerOrder)}}},
		{"cloud.buy", "", "cloud", 98000, []db.Move{ready(), sending(), unknown, held}},
	}
	for i := 70; i < 85; i++ {
		all = append(all, past{"domain.register", g.Domains[i].Name, "", 5500, []db.Move{ready(), sending(), done()}})
	}
	for i := 90; i < 96; i++ {
		all = append(all, past{"domain.renew", g.Domains[i].Name, "", renewalCost, []db.Move{ready(), sending(), done()}})
	}
	return all
}

func (g *seeding) orders(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for i, p := range g.pasts() {
			if err := g.live(ctx, tx, i, p); err != nil {
				return fmt.Errorf("order %s %s: %w", p.operation, p.name, err)
			}
		}
		return nil
	})
}

// buyer is whose order it is: the owner's of the product that came of it, or a
// customer's who still waits for it.
func (g *seeding) buyer(p past, product panel.Product) int64 {
	if last := p.moves[len(p.moves)-1].Cause; p.operation == "domain.register" && (last == panel.CauseUnclear || last == panel.CauseDeadline) {
		return g.customers[1]
	}
	return product.CustomerID
}

// live leads one invented order through its past by the same moves a real one makes.
func (g *seeding) live(ctx context.Context, tx *db.Tx, i int, p past) error {
	product := g.products["domain "+p.name]
	o := panel.Order{
		ResellerID: g.reseller, AccountID: g.cndns, CustomerID: g.buyer(p, product), ProductID: product.ID, Operation: p.operation, Name: p.name,
		Input: map[string]string{"name": p.name, "years": "1", "contact": g.Contacts[1].ID}, Cost: p.cost, Price: p.cost * 5 / 4, CreatedBy: g.actor.UserID,
		Lane: p.lane, FormKey: fmt.Sprintf("demo-%d", i),
	}
	if p.moves[0].Cause == panel.CauseAsks {
		o.CreatedBy = g.staff // above the colleague's limit, and for the owner to answer
	}
	id, _, err := tx.AddOrder(ctx, db.NewOrder{Order: o, Fingerprint: "demo"})
	if err != nil {
		return err
	}
	o.ID, o.State = id, panel.OrderSubmitted
	if p.operation == "domain.renew" {
		g.renewed[p.name] = id
	}
	if err := g.hold(ctx, tx, o); err != nil {
		return err
	}
	for _, m := range p.moves {
		if o.State, err = tx.MoveOrder(ctx, o, m); err != nil {
			return err
		}
		if m.Cause == panel.CauseSend {
			o.Attempts = 1
			err = tx.StartAttempt(ctx, o, 1, db.NewAttempt{Instance: "demo", Lease: time.Minute, Before: "null"})
		} else if o.Attempts == 1 {
			err = tx.EndAttempt(ctx, o, db.Outcome{Class: replyClasses[m.Cause], Code: m.VendorCode, Text: m.VendorText})
		}
		if err := errors.Join(err, learnt(ctx, tx, o, m)); err != nil {
			return err
		}
	}
	return nil
}

// learnt leaves the evidence that a move of a past rests on.
func learnt(ctx context.Context, tx *db.Tx, o panel.Order, m db.Move) error {
	if verdict, answered := replyVerdicts[m.Cause]; answered {
		return tx.AddEvidence(ctx, o, panel.EvidenceReply, verdict, map[string]string{"class": replyClasses[m.Cause]})
	}
	if m.Cause != panel.CauseDeadline {
		return nil
	}
	if o.Lane != "" {
		shows := map[string]any{"new": []string{"S310024"}}
		if err := tx.AddEvidence(ctx, o, panel.EvidenceList, panel.VerdictUnclear, shows); err != nil {
			return err
		}
		trace := panel.PriceTrace{Before: 101_480_00, Now: 101_480_00 - o.Cost - 65_00, Others: 65_00, Price: o.Cost}
		price := service.PriceShown{PriceTrace: trace, Difference: trace.Before - trace.Now, Unexplained: trace.Unexplained(), Paid: trace.Says()}
		if err := tx.AddEvidence(ctx, o, panel.EvidenceBalance, panel.NoVerdict, price); err != nil {
			return err
		}
	}
	if err := tx.AddEvidence(ctx, o, panel.EvidenceDetail, panel.VerdictUnclear, map[string]string{"verdict": "unclear"}); err != nil {
		return err
	}
	_, err := tx.OpenIncident(ctx, db.IncidentOf(o, panel.OrderHeldUp, map[string]string{"note": m.Note}))
	return err
}

var replyVerdicts = map[panel.Cause]panel.Verdict{
	panel.CauseOK: panel.VerdictDid, panel.CauseAccepted: panel.VerdictWaits, panel.CauseRefused: panel.NoVerdict, panel.CauseUnclear: panel.VerdictUnclear,
}

// replyClasses are the classes of the replies that the moves of a past follow.
var replyClasses = map[panel.Cause]string{
	panel.CauseOK: "ok", panel.CauseAccepted: "accepted", panel.CauseRefused: "refused", panel.CauseUnclear: "unknown", panel.CauseDeadline: "unknown",
}
