package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// CartOrder is the form that orders a cart: what the person saw.
type CartOrder struct {
	Version int64          // of the cart
	Deals   map[int64]Deal // by line: the price that was shown, and a consent
}

// LineField is the name of a line of a cart among the problems of its form.
func LineField(lineID int64) string { return fmt.Sprintf("line-%d", lineID) }

// ConsentOf is the name of the field in which a person agrees to the risk of a
// line.
func ConsentOf(lineID int64) string { return fmt.Sprintf("consent-%d", lineID) }

// checkout is one line on its way to an order.
type checkout struct {
	line    panel.CartLine
	wish    PlaceOrder
	order   db.NewOrder
	product panel.Product
}

// OrderCart places the orders of all lines of a cart in one transaction: all of
// them, with the money of all, or none. A cart that was ordered already is
// left as it is, so that a second post changes nothing. What is in the way is
// an Invalid error whose problems name the lines (LineField, ConsentOf), the
// wallet or the cart.
func (a *App) OrderCart(ctx context.Context, actor panel.Actor, id int64, f CartOrder) error {
	cart, err := a.Cart(ctx, actor, id)
	if err != nil || cart.Ordered() {
		return err
	}
	if cart.Version != f.Version || cart.Lines == 0 {
		return cartChanged()
	}
	all, err := a.checkouts(ctx, actor, cart, f)
	if err != nil {
		return err
	}
	if err := a.coveredBy(ctx, actor, cart, all); err != nil {
		return err
	}
	err = a.buyAll(ctx, actor, cart, all)
	if errors.Is(err, panel.ErrShort) {
		return cmp.Or(a.coveredBy(ctx, actor, cart, all), err)
	}
	return err
}

func cartChanged() error {
	return panel.InvalidFields([]panel.Problem{{Field: "cart", Key: "cart.problem.changed"}})
}

// checkouts prices and checks every line, and says of each what is wrong.
func (a *App) checkouts(ctx context.Context, actor panel.Actor, cart panel.Cart, f CartOrder) ([]checkout, error) {
	lines, err := a.DB.CartLines(ctx, cart)
	if err != nil {
		return nil, err
	}
	all, problems := make([]checkout, 0, len(lines)), []panel.Problem(nil)
	for _, line := range lines {
		one, err := a.checkout(ctx, actor, cart, line, f.Deals[line.ID])
		if err != nil {
			wrong, ours := lineProblems(line, err)
			if !ours {
				return nil, err
			}
			problems = append(problems, wrong...)
		}
		all = append(all, one)
	}
	// In one order always, so that two purchases do not wait for each other.
	slices.SortStableFunc(all, func(x, y checkout) int {
		return cmp.Or(cmp.Compare(x.wish.Operation, y.wish.Operation), cmp.Compare(x.order.Name, y.order.Name))
	})
	return all, panel.InvalidFields(problems)
}

func (a *App) checkout(ctx context.Context, actor panel.Actor, cart panel.Cart, line panel.CartLine, seen Deal) (one checkout, err error) {
	if one.line, err = a.freshKey(ctx, actor, line); err != nil {
		return one, err
	}
	if one.wish, err = a.wishOf(cart, one.line); err != nil {
		return one, err
	}
	if err := a.mayWish(ctx, actor, one.wish); err != nil {
		return one, err
	}
	if err := a.priced(ctx, actor, &one.wish, seen); err != nil {
		return one, err
	}
	if now := one.wish.Price.Yuan(); one.wish.Price > 0 && seen.Seen != "" && seen.Seen != now {
		return one, panel.InvalidFields([]panel.Problem{{Field: "price", Key: "prices.problem.changed", Args: []any{"Was", seen.Seen, "Now", now}}})
	}
	one.order, one.product, err = a.draft(ctx, actor, contracts[one.wish.Operation], one.wish)
	return one, err
}

// lineProblems is what an error says of a line; ours is false when it is a
// fault, and no word for people.
func lineProblems(line panel.CartLine, err error) (problems []panel.Problem, ours bool) {
	var e *panel.Error
	if !asError(err, &e) || e.Kind == panel.Internal || e.Kind == panel.SignIn {
		return nil, false
	}
	for _, p := range e.Fields {
		if p.Field == "consent" {
			p.Field = ConsentOf(line.ID)
		} else {
			p.Field = LineField(line.ID)
		}
		problems = append(problems, p)
	}
	if len(problems) == 0 {
		problems = []panel.Problem{{Field: LineField(line.ID), Key: e.Key, Args: e.Args}}
	}
	return problems, true
}

// coveredBy says how much is missing in the customer's wallet, if anything is.
func (a *App) coveredBy(ctx context.Context, actor panel.Actor, cart panel.Cart, all []checkout) error {
	var sum panel.Fen
	for _, one := range all {
		sum += one.wish.Price
	}
	funds, err := a.FundsFor(ctx, actor, cart.CustomerID, sum)
	if err != nil || funds.Short == 0 {
		return err
	}
	return moneyMissing(funds.Short)
}

func moneyMissing(missing panel.Fen) error {
	return &panel.Error{
		Kind: panel.Invalid, Key: "error.invalid", Cause: panel.ErrShort,
		Fields: []panel.Problem{{Field: "wallet", Key: "cart.problem.short", Args: []any{"Missing", missing.Yuan()}}},
	}
}

// errOrderedBefore undoes a second purchase of one cart.
var errOrderedBefore = errors.New("the cart was ordered before")

// buyAll is the one transaction of a purchase.
func (a *App) buyAll(ctx context.Context, actor panel.Actor, cart panel.Cart, all []checkout) error {
	t := &act{Action: "cart.order", Kind: "cart", ID: cart.ID, Name: cart.Customer, ResellerID: cart.ResellerID, After: map[string]int{"orders": len(all)}}
	once := func(tx *db.Tx) error {
		closed, err := tx.CloseCart(ctx, cart)
		if err != nil {
			return err
		}
		if !closed {
			now, err := tx.Cart(ctx, actor, cart.ID)
			if err == nil && now.Ordered() {
				return errOrderedBefore
			}
			return cmp.Or(err, cartChanged())
		}
		if err := a.placeAll(ctx, tx, actor, all); err != nil {
			return err
		}
		return tx.Record(ctx, t.entry(actor, panel.ResultDone, ""))
	}
	err := a.DB.Within(ctx, once)
	for tries := 0; db.Deadlock(err) && tries < 3; tries++ { // with somebody who orders one of the same names
		err = a.DB.Within(ctx, once)
	}
	switch {
	case errors.Is(err, errOrderedBefore):
		return nil
	case err != nil:
		a.recordFailure(ctx, actor, *t, err)
	}
	return err
}

func (a *App) placeAll(ctx context.Context, tx *db.Tx, actor panel.Actor, all []checkout) error {
	ids := make([]int64, len(all))
	for i, one := range all {
		var err error
		if ids[i], err = a.placeIn(ctx, tx, actor, one.order, one.product, one.wish); err != nil {
			return lineError(one.line, err)
		}
		if err := tx.SetCartLineOrder(ctx, one.line, ids[i]); err != nil {
			return err
		}
	}
	for i, one := range all { // audit rows last: they take a lock of their own
		t := act{
			Action: "order.place", Kind: "order", ID: ids[i], Name: one.wish.Operation + " " + one.order.Name, After: one.wish.Input,
			ResellerID: one.order.ResellerID,
		}
		if err := tx.Record(ctx, t.entry(actor, panel.ResultDone, "")); err != nil {
			return err
		}
	}
	return nil
}

// lineError is an error of placing one line as a problem of that line; money
// that is short is the whole purchase's.
func lineError(line panel.CartLine, err error) error {
	if errors.Is(err, panel.ErrShort) {
		return err
	}
	if problems, ours := lineProblems(line, err); ours {
		return panel.InvalidFields(problems)
	}
	return err
}

// PurchaseDetail is a cart that was ordered, with its orders.
type PurchaseDetail struct {
	Cart   panel.Cart
	Orders []panel.Order // in the order of the lines
	Total  panel.Fen     // of their prices
}

// Open reports whether an order is not over yet.
func (d PurchaseDetail) Open() bool {
	return slices.ContainsFunc(d.Orders, func(o panel.Order) bool { return !o.State.Final() })
}

// Purchase reads a cart that was ordered, for whoever may see its orders.
func (a *App) Purchase(ctx context.Context, actor panel.Actor, id int64) (d PurchaseDetail, err error) {
	if err := a.mayViewOrders(actor); err != nil {
		return d, err
	}
	if d.Cart, err = a.DB.Purchase(ctx, actor, id); err != nil {
		return d, err
	}
	if d.Orders, err = a.orders(ctx, actor, OrderFilter{CartID: id, Limit: panel.CartLines}); err != nil {
		return d, err
	}
	if len(d.Orders) == 0 && d.Cart.UserID != actor.UserID && actor.Role == panel.RoleCustomer {
		return PurchaseDetail{}, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	slices.Reverse(d.Orders)
	for _, o := range d.Orders {
		d.Total += o.Price
	}
	return d, nil
}
