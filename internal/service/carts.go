package service

import (
	"context"
	"errors"
	"fmt"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
)

// PricedLine is a line of a cart with its price now. Its quote is fixed under
// the line's key when the price is known and stops nobody.
type PricedLine struct {
	panel.CartLine
	Tag panel.PriceTag
}

// CartDetail is a cart with all that its page shows.
type CartDetail struct {
	Cart   panel.Cart // without ID when nothing was ever put into it
	Lines  []PricedLine
	Sum    panel.CartSum
	Funds  Funds
	Others []panel.Cart // the person's open carts that have lines
}

// Funds is what a customer's wallet says to somebody who is about to order.
type Funds struct {
	Charged   bool      // a customer's wallet pays
	Shown     bool      // the person may see the amount
	Available panel.Fen // counts only when Shown
	Short     panel.Fen // how much is missing; 0 = it covers everything
}

// After is what is left in the wallet when a price is paid.
func (f Funds) After(price panel.Fen) panel.Fen { return f.Available - price }

// FundsFor compares a customer's wallet (0 = nobody's) with a price. How much
// is missing is told to everybody who may order, the amount to those who may
// see wallets.
func (a *App) FundsFor(ctx context.Context, actor panel.Actor, customerID int64, price panel.Fen) (f Funds, err error) {
	if customerID == 0 {
		return f, nil
	}
	wallet, err := a.DB.Wallet(ctx, panel.SystemActor(actor.ResellerID), customerID)
	if err != nil {
		return f, err
	}
	f.Charged, f.Shown = true, actor.Role == panel.RoleCustomer || actor.May(panel.ViewLedger)
	f.Short = panel.CartSum{Price: price, Charge: true}.Short(wallet.Available())
	if f.Shown {
		f.Available = wallet.Available()
	}
	return f, nil
}

// mayShop checks the right to have carts at all, and for whom: customers for
// themselves, staff for any customer or for the reseller itself (0).
func (a *App) mayShop(ctx context.Context, actor panel.Actor, customerID int64) error {
	if actor.Role == panel.RoleCustomer {
		if err := require(actor, panel.UsePortal); err != nil {
			return err
		}
		if customerID != actor.CustomerID {
			return panel.Errorf(panel.NotFound, nil, "error.notfound")
		}
		return nil
	}
	if err := require(actor, panel.PlaceOrders); err != nil || customerID == 0 {
		return err
	}
	_, err := a.DB.Customer(ctx, actor, customerID)
	return err
}

// mayWish checks the right to order what a wish asks for.
func (a *App) mayWish(ctx context.Context, actor panel.Actor, wish PlaceOrder) error {
	if _, known := contracts[wish.Operation]; !known || wish.Operation == "vendor.call" {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	if err := a.mayShop(ctx, actor, wish.CustomerID); err != nil {
		return err
	}
	if wish.ProductID == 0 {
		return a.mayBuy(ctx, actor, wish.Operation)
	}
	product, op, err := a.operable(ctx, actor, wish.ProductID, wish.Operation)
	switch {
	case err != nil:
		return err
	case product.CustomerID != wish.CustomerID || product.AccountID != wish.AccountID:
		return panel.Errorf(panel.NotFound, nil, "error.notfound") // it has changed hands
	}
	if ok, why := op.Available(product); !ok {
		return panel.Errorf(panel.Conflict, nil, why)
	}
	return nil
}

// addToCart puts wishes into the person's cart for the customer they are for:
// all of them or none. The form key of each makes it one line however often it
// is added; a line with a known price has it fixed at once.
func (a *App) addToCart(ctx context.Context, actor panel.Actor, wishes []PlaceOrder) error {
	lines := make([]panel.CartLine, 0, len(wishes))
	for _, wish := range wishes {
		if err := checkFormKey(wish.FormKey); err != nil {
			return err
		}
		if err := a.mayWish(ctx, actor, wish); err != nil {
			return err
		}
		order, _, err := a.draft(ctx, actor, contracts[wish.Operation], wish)
		if err != nil {
			return err
		}
		lines = append(lines, panel.CartLine{
			ResellerID: order.ResellerID, AccountID: wish.AccountID, ProductID: wish.ProductID, Operation: wish.Operation, Name: order.Name,
			Input: wish.Input, FormKey: wish.FormKey, Key: wish.FormKey, // what the form fixed holds for the line
		})
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error { return a.addLines(ctx, tx, actor, wishes, lines) })
}

func (a *App) addLines(ctx context.Context, tx *db.Tx, actor panel.Actor, wishes []PlaceOrder, lines []panel.CartLine) error {
	cart, err := tx.TakeCart(ctx, actor, wishes[0].CustomerID)
	if err != nil {
		return err
	}
	if cart.Lines+len(lines) > panel.CartLines {
		return panel.InvalidFields([]panel.Problem{{Field: "name", Key: "cart.problem.full", Args: []any{"Max", panel.CartLines}}})
	}
	for i, line := range lines {
		line.CartID = cart.ID
		id, added, err := tx.AddCartLine(ctx, line)
		if panel.Is(err, panel.Conflict) {
			return panel.InvalidFields([]panel.Problem{{Field: "name", Key: "cart.problem.twice", Args: []any{"Name", NameUnicode(line.Name)}}})
		}
		if err != nil {
			return err
		}
		if line.ID = id; added {
			if err := a.sealLine(ctx, tx, line, wishes[i].Secrets); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *App) sealLine(ctx context.Context, tx *db.Tx, line panel.CartLine, secrets map[string]string) error {
	if len(secrets) == 0 {
		return nil
	}
	sealed, err := a.Vault.SealMap(cartPlace(line), secrets)
	if err != nil {
		return err
	}
	return tx.SealCartLine(ctx, line, sealed)
}

func cartPlace(l panel.CartLine) vault.Place {
	return vault.Place{Reseller: l.ResellerID, Table: "cart_lines", Row: fmt.Sprint(l.ID), Column: "sealed"}
}

// wishOf is the order that a line asks for.
func (a *App) wishOf(cart panel.Cart, l panel.CartLine) (PlaceOrder, error) {
	wish := PlaceOrder{
		Operation: l.Operation, AccountID: l.AccountID, ProductID: l.ProductID, CustomerID: cart.CustomerID, Input: l.Input, FormKey: l.Key,
	}
	if len(l.Sealed) == 0 {
		return wish, nil
	}
	secrets, err := a.Vault.OpenMap(cartPlace(l), l.Sealed)
	wish.Secrets = secrets
	return wish, err
}

// CartFor reads the actor's open cart for a customer (0 = for the reseller
// itself) and prices its lines.
func (a *App) CartFor(ctx context.Context, actor panel.Actor, customerID int64) (d CartDetail, err error) {
	if err := a.mayShop(ctx, actor, customerID); err != nil {
		return d, err
	}
	d.Cart, err = a.DB.OpenCart(ctx, actor, customerID)
	if panel.Is(err, panel.NotFound) {
		d.Cart, err = panel.Cart{ResellerID: actor.ResellerID, UserID: actor.UserID, CustomerID: customerID}, nil
	}
	if err != nil {
		return d, err
	}
	return a.cartDetail(ctx, actor, d.Cart)
}

// Cart reads a cart of the actor's own.
func (a *App) Cart(ctx context.Context, actor panel.Actor, id int64) (panel.Cart, error) {
	cart, err := a.DB.Cart(ctx, actor, id)
	if err != nil {
		return cart, err
	}
	return cart, a.mayShop(ctx, actor, cart.CustomerID)
}

func (a *App) cartDetail(ctx context.Context, actor panel.Actor, cart panel.Cart) (d CartDetail, err error) {
	d.Cart = cart
	lines, err := a.DB.CartLines(ctx, cart)
	if err != nil {
		return d, err
	}
	tags := make([]panel.PriceTag, 0, len(lines))
	for _, l := range lines {
		priced, err := a.priceLine(ctx, actor, cart, l)
		if err != nil {
			return d, err
		}
		d.Lines, tags = append(d.Lines, priced), append(tags, priced.Tag)
	}
	d.Sum = panel.SumCart(tags, cart.CustomerID != 0)
	if d.Funds, err = a.FundsFor(ctx, actor, cart.CustomerID, d.Sum.Price); err != nil {
		return d, err
	}
	d.Others, err = a.DB.OpenCarts(ctx, actor)
	return d, err
}

// priceLine is a line with its price: the one that was fixed while that holds,
// else a new one, fixed when it can be.
func (a *App) priceLine(ctx context.Context, actor panel.Actor, cart panel.Cart, l panel.CartLine) (PricedLine, error) {
	l, err := a.freshKey(ctx, actor, l)
	if err != nil {
		return PricedLine{}, err
	}
	wish, err := a.wishOf(cart, l)
	if err != nil {
		return PricedLine{}, err
	}
	tag, err := a.PriceTag(ctx, actor, wish, l.Key, true)
	if panel.Is(err, panel.NotFound) || panel.Is(err, panel.Conflict) {
		tag, err = panel.PriceTag{Stop: panel.RiskNoPrice, InUse: true, Customer: actor.Role == panel.RoleCustomer}, nil // said when it is ordered
	}
	return PricedLine{CartLine: l, Tag: tag}, err
}

// freshKey gives a line whose quote has expired a new key, and keeps the price
// that it had.
func (a *App) freshKey(ctx context.Context, actor panel.Actor, l panel.CartLine) (panel.CartLine, error) {
	quote, err := a.DB.Quote(ctx, panel.SystemActor(l.ResellerID), l.Key)
	if panel.Is(err, panel.NotFound) {
		return l, nil
	}
	if err != nil || !quote.UsedAt.IsZero() || a.Now().Before(quote.ExpiresAt) {
		return l, err
	}
	key, was, moved := NewFormKey(), quote.Price.Fen, false
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		moved, err = tx.RekeyCartLine(ctx, l, key, was)
		return err
	})
	if err != nil {
		return l, err
	}
	if moved {
		l.Key, l.Was = key, was
		return l, nil
	}
	return a.lineAnew(ctx, actor, l)
}

// lineAnew reads a line that somebody changed since it was read.
func (a *App) lineAnew(ctx context.Context, actor panel.Actor, l panel.CartLine) (panel.CartLine, error) {
	cart, err := a.DB.Cart(ctx, actor, l.CartID)
	if err != nil {
		return l, err
	}
	lines, err := a.DB.CartLines(ctx, cart)
	for _, now := range lines {
		if now.ID == l.ID {
			return now, err
		}
	}
	return l, errors.Join(err, panel.Errorf(panel.Conflict, nil, "cart.error.moved"))
}

// RemoveFromCart takes a line out of a cart of the actor's own that is open.
func (a *App) RemoveFromCart(ctx context.Context, actor panel.Actor, cartID, lineID int64) (panel.Cart, error) {
	cart, err := a.Cart(ctx, actor, cartID)
	if err != nil {
		return cart, err
	}
	return cart, a.DB.Within(ctx, func(tx *db.Tx) error { return tx.RemoveCartLine(ctx, cart, lineID) })
}

// CartSize is how many lines the actor's open cart for a customer has.
func (a *App) CartSize(ctx context.Context, actor panel.Actor, customerID int64) (int, error) {
	cart, err := a.DB.OpenCart(ctx, actor, customerID)
	if panel.Is(err, panel.NotFound) {
		err = nil
	}
	return cart.Lines, err
}
