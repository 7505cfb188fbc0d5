package demo

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
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

func ready() db.Move   { return db.Move{To: panel.OrderReady, Driver: panel.DriverPolicy} }
func sending() db.Move { return db.Move{To: panel.OrderSending, Driver: panel.DriverSender} }
func done() db.Move    { return db.Move{To: panel.OrderDone, Driver: panel.DriverSender} }

// pasts is at least one order in every state that lasts.
func (g *seeding) pasts() []past {
	refused := db.Move{To: panel.OrderFailed, Driver: panel.DriverSender, VendorCode: "11124", VendorText: "11124 域名已被注册"}
	unfunded := db.Move{To: panel.OrderFailed, Driver: panel.DriverSender, VendorCode: "10021", VendorText: "10021 您帐户金额不足"}
	unknown := db.Move{To: panel.OrderUnknown, Driver: panel.DriverSender, Deadline: g.Now.Add(48 * time.Hour), NotBefore: g.Now.Add(time.Hour)}
	held := db.Move{To: panel.OrderHeld, Driver: panel.DriverReconciler, Note: "order.held.unclear"}
	accepted := db.Move{To: panel.OrderAccepted, Driver: panel.DriverSender, Deadline: g.Now.Add(48 * time.Hour)}
	all := []past{
		{"domain.register", "taken-juzi.com", "", 5500, []db.Move{ready(), sending(), refused}},
		{"domain.renew", g.Domains[200].Name, "", 6900, []db.Move{ready(), sending(), unfunded}},
		{"domain.register", "qingning-lost.com", "", 5500, []db.Move{ready(), sending(), unknown}},
		{"domain.register", "haitun-held.net", "", 6200, []db.Move{ready(), sending(), unknown, held}},
		{"domain.transfer_in", "bailu-moved.com", "", 5500, []db.Move{ready(), sending(), accepted}},
		{"domain.register", "yunfan-cancelled.cn", "", 2900, []db.Move{ready(), {To: panel.OrderCancelled, Driver: panel.DriverPerson}}},
		{"domain.register", "songguo-approval.top", "", 1900, []db.Move{{To: panel.OrderApproval, Driver: panel.DriverPolicy}}},
		{"cloud.buy", "", "cloud", 98000, []db.Move{ready(), sending(), unknown, held}},
	}
	for i := 70; i < 85; i++ {
		all = append(all, past{"domain.register", g.Domains[i].Name, "", 5500, []db.Move{ready(), sending(), done()}})
	}
	for i := 90; i < 96; i++ {
		all = append(all, past{"domain.renew", g.Domains[i].Name, "", 6900, []db.Move{ready(), sending(), done()}})
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

// live leads one invented order through its past by the same moves a real one makes.
func (g *seeding) live(ctx context.Context, tx *db.Tx, i int, p past) error {
	product := g.products["domain "+p.name]
	o := panel.Order{
		ResellerID: g.reseller, AccountID: g.cndns, CustomerID: product.CustomerID, ProductID: product.ID, Operation: p.operation, Name: p.name,
		Input: map[string]string{"name": p.name, "years": "1"}, Cost: p.cost, CreatedBy: g.actor.UserID,
	}
	id, _, err := tx.AddOrder(ctx, db.NewOrder{Order: o, Lane: p.lane, FormKey: fmt.Sprintf("demo-%d", i), Fingerprint: "demo"})
	if err != nil {
		return err
	}
	o.ID, o.State = id, panel.OrderSubmitted
	for _, m := range p.moves {
		if err := tx.MoveOrder(ctx, o, m); err != nil {
			return err
		}
		o.State = m.To
		if m.To == panel.OrderSending {
			o.Attempts = 1
			if err := tx.StartAttempt(ctx, o, 1, "demo", time.Minute, "null"); err != nil {
				return err
			}
		} else if o.Attempts == 1 {
			if err := tx.EndAttempt(ctx, o, string(m.To), m.VendorCode, m.VendorText); err != nil {
				return err
			}
		}
	}
	return nil
}
