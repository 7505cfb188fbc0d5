package service

import (
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
	"tangelo/internal/vendors/endpoint"
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
	quiet    time.Duration // after an unknown answer, before absence may be believed
	deadline time.Duration // after that an unsettled order is held for a person
	endpoint string        // the call that spends
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
		if err := require(actor, panel.PlaceOrders); err != nil {
			return 0, err
		}
	}
	if wish.FormKey == "" {
		return 0, panel.Errorf(panel.Invalid, nil, "error.order.formkey")
	}
	order, product, err := a.draft(ctx, actor, c, wish)
	if err != nil {
		return 0, err
	}
	t := &act{Action: "order.place", Kind: "order", Name: wish.Operation + " " + order.Name, After: wish.Input, ResellerID: order.ResellerID}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		orderID, err = a.placeIn(ctx, tx, actor, order, product, wish.Secrets)
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
		Operation: wish.Operation, Input: wish.Input, Cost: wish.Cost, CreatedBy: actor.UserID,
	}
	if c.name != nil {
		order.Name = c.name(wish.Input, product)
	}
	return db.NewOrder{Order: order, Lane: c.lane, FormKey: wish.FormKey, Fingerprint: fingerprint(wish)}, product, nil
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

func (a *App) placeIn(ctx context.Context, tx *db.Tx, actor panel.Actor, order db.NewOrder, product panel.Product, secrets map[string]string) (int64, error) {
	id, added, err := tx.AddOrder(ctx, order)
	if err != nil || !added {
		return id, err
	}
	order.ID, order.State = id, panel.OrderSubmitted
	sealed, err := a.Vault.SealMap(orderPlace(order.Order), secrets)
	if err != nil {
		return 0, err
	}
	if err := tx.SealOrder(ctx, id, sealed); err != nil {
		return 0, err
	}
	// Approvals and limits come with the order engine; until then policy says yes.
	if err := tx.MoveOrder(ctx, order.Order, db.Move{To: panel.OrderReady, Driver: panel.DriverPolicy}); err != nil {
		return 0, err
	}
	subject := order.Name
	if subject == "" {
		subject = product.Name
	}
	jobID, err := a.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: order.ResellerID, AccountID: order.AccountID, Kind: "order.carry", OrderID: id, ProductID: order.ProductID, Subject: subject,
		},
		CustomerID: order.CustomerID, UniqueKey: fmt.Sprintf("order:%d", id),
	}, nil)
	if err != nil {
		return 0, err
	}
	return id, tx.SetOrderJob(ctx, id, jobID)
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
	c := contracts[p.order.Operation]
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
	system := panel.SystemActor(resellerID)
	order, err := a.DB.Order(ctx, system, orderID)
	if err != nil {
		return nil, err
	}
	p := &purchase{app: a, order: order, before: json.RawMessage(order.Before)}
	if order.ProductID != 0 {
		if p.product, err = a.DB.Product(ctx, system, order.ProductID); err != nil {
			return nil, err
		}
	}
	sealed, err := a.DB.OrderSealed(ctx, orderID)
	if err != nil {
		return nil, err
	}
	p.secrets, err = a.Vault.OpenMap(orderPlace(order), sealed)
	return p, err
}

// sendOrder makes the call that spends, once: pre-check, intent committed,
// then the call, then what came of it.
func (a *App) sendOrder(ctx context.Context, job *panel.Job, c contract, p *purchase) (next, error) {
	before, err := a.preCheck(ctx, c, p)
	if err != nil {
		if k := panel.KindOf(err); k == panel.Refused || k == panel.Invalid || k == panel.Conflict || k == panel.NotFound {
			return a.refuseUnsent(ctx, p, err)
		}
		return next{}, err
	}
	if err := a.commitIntent(ctx, p, before); err != nil {
		if panel.Is(err, panel.Conflict) {
			return later(a.patience(10 * time.Second)) // the lane is taken, or a person was quicker
		}
		return next{}, err
	}
	a.note(ctx, job, "busy", "job.order.sending")
	sent := c.send(context.WithoutCancel(ctx), p)
	return a.settle(context.WithoutCancel(ctx), job, c, p, sent)
}

func (a *App) preCheck(ctx context.Context, c contract, p *purchase) (string, error) {
	if c.pre == nil {
		return "null", nil
	}
	value, err := c.pre(ctx, p)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("before-value of order %d: %w", p.order.ID, err)
	}
	p.before = text
	return string(text), nil
}

func (a *App) commitIntent(ctx context.Context, p *purchase, before string) error {
	no := p.order.Attempts + 1
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.MoveOrder(ctx, p.order, db.Move{To: panel.OrderSending, Driver: panel.DriverSender}); err != nil {
			return err
		}
		return tx.StartAttempt(ctx, p.order, no, a.Instance, longLease, before)
	})
	if err == nil {
		p.order.State, p.order.Attempts = panel.OrderSending, no
	}
	return err
}

// refuseUnsent ends an order that was never sent: the pre-check said no.
func (a *App) refuseUnsent(ctx context.Context, p *purchase, cause error) (next, error) {
	said := wordOf(cause)
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		return a.failIn(ctx, tx, p, db.Move{Driver: panel.DriverSender, Note: noteOf(cause), VendorCode: said.Code, VendorText: said.Text})
	})
	return next{over: true}, err
}

// settle records what came of a call, in one transaction. When that cannot be
// committed the order stays "sending" and the sweeper makes it unknown.
func (a *App) settle(ctx context.Context, job *panel.Job, c contract, p *purchase, sent error) (next, error) {
	said := wordOf(sent)
	result := class(sent)
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.EndAttempt(ctx, p.order, string(result), said.Code, said.Text); err != nil {
			return err
		}
		if err := tx.AddEvidence(ctx, p.order, "answer", map[string]any{"class": result, "code": said.Code, "text": said.Text, "ref": p.ref}); err != nil {
			return err
		}
		return a.settleIn(ctx, tx, c, p, result, said)
	})
	if err != nil {
		return next{}, err
	}
	switch result {
	case endpoint.OK:
		a.note(ctx, job, "ok", "job.order.done")
		return over()
	case endpoint.Refused:
		a.note(ctx, job, "bad", "job.order.refused", "Code", said.Code, "Text", said.Text)
		return over()
	case endpoint.NotSent:
		a.note(ctx, job, "warn", "job.order.notsent")
		if p.order.Attempts >= 5 || panel.Is(sent, panel.Invalid) {
			return over()
		}
		return later(a.patience(backoff(p.order.Attempts)))
	case endpoint.Accepted:
		a.note(ctx, job, "busy", "job.order.accepted")
	case endpoint.Unknown:
		a.note(ctx, job, "warn", "job.order.unknown")
	}
	return later(a.patience(10 * time.Second))
}

func (a *App) settleIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, result endpoint.Class, said panel.VendorWord) error {
	move := db.Move{Driver: panel.DriverSender, VendorCode: said.Code, VendorText: said.Text}
	switch result {
	case endpoint.OK:
		return a.deliverIn(ctx, tx, c, p, move)
	case endpoint.Refused:
		return a.failIn(ctx, tx, p, move)
	case endpoint.NotSent:
		move.To = panel.OrderReady
		if p.order.Attempts >= 5 {
			return a.failIn(ctx, tx, p, move)
		}
	case endpoint.Accepted:
		move.To = panel.OrderAccepted
		move.Deadline = tx.Now.Add(a.patience(c.deadline))
	case endpoint.Unknown:
		move.To = panel.OrderUnknown
		move.NotBefore = tx.Now.Add(a.patience(c.quiet))
		move.Deadline = tx.Now.Add(a.patience(c.deadline))
	}
	return tx.MoveOrder(ctx, p.order, move)
}

// deliverIn ends an order as done: product, state, event and audit together.
func (a *App) deliverIn(ctx context.Context, tx *db.Tx, c contract, p *purchase, move db.Move) error {
	productID, err := c.deliver(ctx, tx, p)
	if err != nil {
		return fmt.Errorf("deliver order %d: %w", p.order.ID, err)
	}
	move.To, move.ProductID = panel.OrderDone, productID
	return a.endIn(ctx, tx, p, move, panel.ResultDone)
}

func (a *App) failIn(ctx context.Context, tx *db.Tx, p *purchase, move db.Move) error {
	move.To = panel.OrderFailed
	return a.endIn(ctx, tx, p, move, panel.ResultRefused)
}

func (a *App) endIn(ctx context.Context, tx *db.Tx, p *purchase, move db.Move, result string) error {
	if err := tx.MoveOrder(ctx, p.order, move); err != nil {
		return err
	}
	actor := panel.SystemActor(p.order.ResellerID)
	actor.UserID = p.order.CreatedBy
	t := act{Action: "order.outcome", Kind: "order", ID: p.order.ID, Name: p.order.Operation + " " + p.order.Name, Before: p.order.State, After: move.To}
	return tx.Record(ctx, t.entry(actor, result, move.VendorCode+" "+move.VendorText))
}

// reconcile asks the vendor what became of an order without a clear answer. It
// never sends the order again.
func (a *App) reconcile(ctx context.Context, job *panel.Job, c contract, p *purchase) (next, error) {
	found, err := verdict(unclear), error(nil)
	if c.judge != nil {
		found, err = c.judge(ctx, p)
	}
	if err != nil {
		a.note(ctx, job, "warn", "job.order.probefailed")
		found = unclear
	}
	now := a.Now().UTC()
	move := db.Move{Driver: panel.DriverReconciler}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tx.AddEvidence(ctx, p.order, "probe", map[string]any{"verdict": found.String(), "ref": p.ref}); err != nil {
			return err
		}
		switch {
		case found == didIt:
			return a.deliverIn(ctx, tx, c, p, move)
		case found == didNot && p.order.State == panel.OrderAccepted:
			return a.failIn(ctx, tx, p, move)
		case found != waits && now.After(p.order.Deadline):
			move.To, move.Note = panel.OrderHeld, "order.held."+found.String()
			return tx.MoveOrder(ctx, p.order, move)
		}
		return nil
	})
	if err != nil {
		return next{}, err
	}
	fresh, err := a.DB.Order(ctx, panel.SystemActor(p.order.ResellerID), p.order.ID)
	if err != nil {
		return next{}, err
	}
	if fresh.State != p.order.State {
		a.note(ctx, job, toneOfOrder(fresh.State), "job.order."+string(fresh.State))
	}
	if fresh.State.Final() || fresh.State == panel.OrderHeld {
		return over()
	}
	return later(a.patience(30 * time.Second))
}

func (v verdict) String() string {
	return [...]string{"unclear", "did", "didnot", "waits"}[v]
}

func toneOfOrder(s panel.OrderState) string {
	switch s {
	case panel.OrderDone:
		return "ok"
	case panel.OrderFailed, panel.OrderHeld:
		return "bad"
	case panel.OrderUnknown:
		return "warn"
	case panel.OrderSubmitted, panel.OrderApproval, panel.OrderReady, panel.OrderSending, panel.OrderAccepted, panel.OrderCancelled:
	}
	return "busy"
}

// settleLostOrders makes orders unknown whose sender died with the call under
// way, and starts their reconciliation.
func (a *App) settleLostOrders(ctx context.Context) error {
	lost, err := a.DB.LostOrders(ctx, a.Now().UTC())
	if err != nil {
		return fmt.Errorf("lost orders: %w", err)
	}
	for _, o := range lost {
		c := contracts[o.Operation]
		err := a.DB.Within(ctx, func(tx *db.Tx) error {
			if err := tx.EndAttempt(ctx, o, string(endpoint.Unknown), "", ""); err != nil {
				return err
			}
			err := tx.MoveOrder(ctx, o, db.Move{
				To: panel.OrderUnknown, Driver: panel.DriverSweeper, Note: "order.lost",
				NotBefore: tx.Now.Add(a.patience(c.quiet)), Deadline: tx.Now.Add(a.patience(c.deadline)),
			})
			if err != nil {
				return err
			}
			return tx.WakeJob(ctx, o.JobID)
		})
		if err != nil && !panel.Is(err, panel.Conflict) {
			return err
		}
	}
	return nil
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
