package service

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"tangelo/internal/panel"
)

// PriceShown is what a vendor account's balance says of an order's price, as
// it is kept as evidence.
type PriceShown struct {
	panel.PriceTrace
	Difference  panel.Fen       `json:"difference"`
	Unexplained panel.Fen       `json:"unexplained"`
	Paid        panel.PriceGone `json:"paid"`
}

// tracePrice finds out whether an order's price has left its vendor account
// since the balance was read before the call: what other orders cost, and what
// was paid in meanwhile, is taken into account.
func (a *App) tracePrice(ctx context.Context, o panel.Order, before, now balanceBefore, since time.Time) (p PriceShown, err error) {
	// An order that was under way when the balance was read may be in it or not.
	beside, err := a.DB.SpentBeside(ctx, o, since, lease)
	if err != nil {
		return p, err
	}
	moves, err := a.DB.MirrorMoves(ctx, o.AccountID, since)
	if err != nil {
		return p, err
	}
	p.PriceTrace = panel.PriceTrace{
		Before: panel.Fen(before.Balance), Now: panel.Fen(now.Balance), Others: beside.Done, Uncertain: beside.Uncertain, Price: o.Cost,
		ToppedUp: moves[panel.TransferVendorTopUp] + moves[panel.TransferCostBack],
	}
	p.Difference, p.Unexplained, p.Paid = p.Before-p.Now, p.PriceTrace.Unexplained(), p.Says()
	return p, nil
}

// Price is what the balance says of the order's price, as it was last compared;
// false when it was not.
func (d OrderDetail) Price() (p PriceShown, compared bool) {
	for _, e := range d.Evidence {
		var body struct {
			PriceShown
			Now PriceShown
		}
		if e.Attempt != d.Order.Attempts || json.Unmarshal([]byte(e.Body), &body) != nil {
			continue
		}
		for _, one := range []PriceShown{body.PriceShown, body.Now} {
			if one.Paid != "" {
				p, compared = one, true
			}
		}
	}
	return p, compared
}

// Suggestion is what the evidence speaks for in a held order. A person decides.
type Suggestion struct {
	To   panel.OrderState // "" when it speaks for nothing
	Name string           // of what was bought, for done
	Key  string           // the evidence in words, as a message key; "" without any
}

// Suggest weighs the balance and the names that became known.
func (d OrderDetail) Suggest() Suggestion {
	p, compared := d.Price()
	names := d.Candidates()
	switch {
	case !compared || d.Order.State != panel.OrderHeld:
		return Suggestion{}
	case p.Paid == panel.PriceWent && len(names) == 1:
		return Suggestion{To: panel.OrderDone, Name: names[0], Key: "orders.suggest.bought"}
	case p.Paid == panel.PriceWent && len(names) == 0:
		return Suggestion{Key: "orders.suggest.unlisted"}
	case p.Paid == panel.PriceStayed && len(names) == 0:
		return Suggestion{To: panel.OrderFailed, Key: "orders.suggest.notbought"}
	}
	return Suggestion{Key: "orders.suggest.unclear"}
}

// adoptsAlone is the one new name that an order without one may be given
// without a person: the account is used through the panel only, the price and
// nothing else is gone, callbacks gave just one name that nobody has, and no
// other order of the lane waits for a person. "" when something is missing.
func (a *App) adoptsAlone(ctx context.Context, o panel.Order, p PriceShown) (string, error) {
	account, err := a.DB.VendorAccount(ctx, panel.SystemActor(o.ResellerID), o.AccountID)
	if err != nil || !account.Settings.PanelOnly || p.Paid != panel.PriceWent {
		return "", err
	}
	lane, err := a.DB.LaneOrders(ctx, o.AccountID, o.Lane)
	if err != nil || slices.ContainsFunc(lane, func(other panel.Order) bool { return other.ID != o.ID }) {
		return "", err
	}
	d := OrderDetail{Order: o}
	if d.Evidence, err = a.DB.OrderEvidence(ctx, o.ID); err != nil {
		return "", err
	}
	names := d.Candidates()
	if len(names) != 1 {
		return "", nil
	}
	taken, err := a.DB.RefTaken(ctx, o, names[0])
	if err != nil || taken {
		return "", err
	}
	return names[0], nil
}
