package service

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
)

// verdict is what evidence says of an order whose answer is missing.
type verdict int

const (
	unclear verdict = iota // ask again later
	didIt                  // the vendor has done it
	didNot                 // the vendor has provably not done it
	waits                  // the vendor is still at it
)

// purchase is one order being carried out.
type purchase struct {
	app     *App
	order   panel.Order
	product panel.Product     // the product it changes; zero for a new thing
	secrets map[string]string // of the order's input
	before  json.RawMessage   // the before-value, as pre stored it
	ref     string            // the vendor's name for what was bought, when it makes one up
}

// contract says how one kind of order is sent and settled. Every operation
// that spends money has one; a test walks them.
type contract struct {
	// lane is the product family whose names the vendor makes up: of those
	// only one may be under way per vendor account. "" when the order itself
	// names the thing (name).
	lane string
	name func(input map[string]string, product panel.Product) string
	// kind of the product it makes, "" when it changes one.
	makes panel.ProductKind
	// check holds the input against the rules before anything is recorded.
	check func(input map[string]string) []panel.Problem
	// pre asks the vendor, read-only, how things stand before the call. Its
	// value is stored with the intent; an error stops the order.
	pre func(ctx context.Context, p *purchase) (before any, err error)
	// send makes the one call that spends money.
	send func(ctx context.Context, p *purchase) error
	// judge asks the vendor, read-only, whether it has acted.
	judge func(ctx context.Context, p *purchase) (verdict, error)
	// deliver records what was bought, inside the transaction that ends the
	// order, and returns the product.
	deliver  func(ctx context.Context, tx *db.Tx, p *purchase) (productID int64, err error)
	resend   int           // how often it may be sent in all after proof of absence; 0 = a person decides
	quiet    time.Duration // after an unknown answer, before absence may be believed
	deadline time.Duration // after that an unsettled order is held for a person
	endpoint string        // the call that spends
	subject  string        // the parameter of endpoint that names the thing, where the order does
	// permission to place it; PlaceOrders when "".
	permission panel.Permission
	// claims is the operation whose lane and name an order takes, for an order
	// that can be of several; nil takes its own.
	claims func(input map[string]string) (operation, lane string)
}

func (c contract) mayPlace() panel.Permission {
	if c.permission == "" {
		return panel.PlaceOrders
	}
	return c.permission
}

// PlaceOrder is a wish to buy.
type PlaceOrder struct {
	Operation  string
	AccountID  int64
	ProductID  int64 // of the product it changes, 0 for a new one
	CustomerID int64
	Input      map[string]string
	Secrets    map[string]string
	Cost       panel.Fen // what the panel believes the vendor will charge; 0 = unknown
	Price      panel.Fen // what the customer pays; 0 = not set
	Quote      string    // key of the quote that fixed cost and price, spent with the order; "" = none
	FormKey    string
}

// Place records an order and starts the job that carries it. Nothing is sent
// to a vendor here. The same form key gives the same order.
func (a *App) Place(ctx context.Context, actor panel.Actor, wish PlaceOrder) (orderID int64, err error) {
	c, known := contracts[wish.Operation]
	if !known {
		return 0, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	if actor.Role != panel.RoleCustomer { // customers' rights are checked per product by the caller
		if err := require(actor, c.mayPlace()); err != nil {
			return 0, err
		}
	}
	if err := checkFormKey(wish.FormKey); err != nil {
		return 0, err
	}
	order, product, err := a.draft(ctx, actor, c, wish)
	if err != nil {
		return 0, err
	}
	t := &act{Action: "order.place", Kind: "order", Name: wish.Operation + " " + order.Name, After: wish.Input, ResellerID: order.ResellerID}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		orderID, err = a.placeIn(ctx, tx, actor, order, product, wish)
		t.ID = orderID
		return err
	})
	return orderID, err
}

func (a *App) draft(ctx context.Context, actor panel.Actor, c contract, wish PlaceOrder) (db.NewOrder, panel.Product, error) {
	account, err := a.DB.VendorAccount(ctx, panel.SystemActor(actor.ResellerID), wish.AccountID)
	if err != nil {
		return db.NewOrder{}, panel.Product{}, err
	}
	var product panel.Product
	if wish.ProductID != 0 {
		if product, err = a.DB.Product(ctx, actor, wish.ProductID); err != nil {
			return db.NewOrder{}, product, err
		}
	}
	if c.check != nil {
		if err := panel.InvalidFields(c.check(wish.Input)); err != nil {
			return db.NewOrder{}, product, err
		}
	}
	order := panel.Order{
		ResellerID: account.ResellerID, CustomerID: wish.CustomerID, AccountID: account.ID, ProductID: wish.ProductID,
		Operation: wish.Operation, Input: wish.Input, Cost: wish.Cost, Price: wish.Price, CreatedBy: actor.UserID, Lane: c.lane, FormKey: wish.FormKey,
	}
	if c.name != nil {
		order.Name = c.name(wish.Input, product)
	}
	placed := db.NewOrder{Order: order, Fingerprint: fingerprint(wish)}
	if c.claims != nil {
		placed.Claims, placed.Lane = c.claims(wish.Input)
	}
	return placed, product, nil
}

// fingerprint covers everything a form asked for, so that one form key cannot
// stand for two wishes.
func fingerprint(wish PlaceOrder) string {
	text, err := json.Marshal([]any{wish.Operation, wish.AccountID, wish.ProductID, wish.CustomerID, wish.Input, wish.Secrets})
	if err != nil {
		panic("service: fingerprint: " + err.Error()) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (a *App) placeIn(ctx context.Context, tx *db.Tx, actor panel.Actor, order db.NewOrder, product panel.Product, wish PlaceOrder) (int64, error) {
	id, added, err := tx.AddOrder(ctx, order)
	if err != nil || !added {
		return id, err
	}
	if wish.Quote != "" {
		if err := tx.UseQuote(ctx, order.ResellerID, wish.Quote, id); err != nil {
			return 0, err
		}
	}
	if actor.Role == panel.RoleCustomer && order.Price <= 0 { // whatever went before: nothing is ever free
		return 0, panel.Errorf(panel.Conflict, nil, "prices.error.ask")
	}
	order.ID, order.State = id, panel.OrderSubmitted
	if err := a.sealOrder(ctx, tx, order.Order, wish.Secrets); err != nil {
		return 0, err
	}
	cause, note, err := a.policy(ctx, tx, actor, order.Order) // locks the spender, so before the money
	if err != nil {
		return 0, err
	}
	if err := holdPrice(ctx, tx, order.Order); err != nil {
		return 0, err
	}
	move := db.Move{Cause: cause, Driver: panel.DriverPolicy, Note: note}
	if to, _ := order.State.After(cause, panel.DriverPolicy); to == panel.OrderReady { // otherwise it gets its job when a second person agrees
		subject := cmp.Or(order.Name, product.Name, order.Input[callInput])
		if move.JobID, err = a.startCarryJob(ctx, tx, actor, order.Order, subject); err != nil {
			return 0, err
		}
	}
	_, err = tx.MoveOrder(ctx, order.Order, move)
	return id, err
}

func (a *App) sealOrder(ctx context.Context, tx *db.Tx, o panel.Order, secrets map[string]string) error {
	sealed, err := a.Vault.SealMap(orderPlace(o), secrets)
	if err != nil || sealed == nil {
		return err
	}
	return tx.SealOrder(ctx, o.ID, sealed)
}

func orderPlace(o panel.Order) vault.Place {
	return vault.Place{Reseller: o.ResellerID, Table: "orders", Row: fmt.Sprint(o.ID), Column: "sealed"}
}

// carryOrder is the step of the job "order.carry": it looks where the order
// stands and takes it one move further.
func (a *App) carryOrder(ctx context.Context, job *panel.Job) (next, error) {
	p, err := a.openPurchase(ctx, job.OrderID, job.ResellerID)
	if err != nil {
		return next{}, err
	}
	c := contractOf(p.order)
	switch p.order.State {
	case panel.OrderReady:
		return a.sendOrder(ctx, job, c, p)
	case panel.OrderAccepted, panel.OrderUnknown:
		return a.reconcile(ctx, job, c, p)
	case panel.OrderSending:
		return later(5 * time.Second) // its sender is alive, or the sweeper will settle it
	case panel.OrderSubmitted, panel.OrderApproval, panel.OrderHeld, panel.OrderDone, panel.OrderFailed, panel.OrderCancelled:
	}
	return over()
}

func (a *App) openPurchase(ctx context.Context, orderID, resellerID int64) (*purchase, error) {
	order, sealed, err := a.DB.SealedOrder(ctx, resellerID, orderID)
	if err != nil {
		return nil, err
	}
	p := &purchase{app: a, order: order, ref: order.Ref, before: json.RawMessage(order.Before)}
	if order.ProductID != 0 {
		if p.product, err = a.DB.Product(ctx, panel.SystemActor(resellerID), order.ProductID); err != nil {
			return nil, err
		}
	}
	p.secrets, err = a.Vault.OpenMap(orderPlace(order), sealed)
	return p, err
}

func wordOf(err error) panel.VendorWord {
	var e *panel.Error
	if asError(err, &e) {
		return e.Vendor
	}
	return panel.VendorWord{}
}

// withInput copies an order's input and adds to it.
func withInput(input map[string]string, more map[string]string) map[string]string {
	all := maps.Clone(input)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, more)
	return all
}
