package service

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// run is one operation being carried out on a product.
type run struct {
	app     *App
	job     *panel.Job
	op      panel.Operation
	product panel.Product
	input   map[string]string
	secrets map[string]string
}

// binding is how an operation that buys nothing is carried out. do makes the
// calls; it may be repeated after an error that proves nothing was done, so it
// remembers in the job's input how far it came. Operations that buy are bound
// by a contract instead.
type binding struct {
	do func(ctx context.Context, r *run) (next, error)
	// options lists the choices of the operation's catalogue fields; nil when it has none.
	options func(ctx context.Context, a *App, actor panel.Actor, p panel.Product) (map[string][]Option, error)
	// check says what is wrong with input that the fields' rules do not tell; may be nil.
	check func(ctx context.Context, a *App, p panel.Product, input map[string]string) ([]panel.Problem, error)
}

// Option is one choice of a select field, as the vendor names it.
type Option struct{ Value, Label string }

// OperationForm is what a page needs to offer an operation.
type OperationForm struct {
	Product panel.Product
	Op      panel.Operation
	Options map[string][]Option // of catalogue fields, by field name
	Why     string              // message key when it is not available now
}

// OperationForm reads a product and one of its operations for its form.
func (a *App) OperationForm(ctx context.Context, actor panel.Actor, productID int64, name string) (f OperationForm, err error) {
	f.Product, f.Op, err = a.operable(ctx, actor, productID, name)
	if err != nil {
		return f, err
	}
	_, f.Why = f.Op.Available(f.Product)
	if b := bindings[name]; b.options != nil {
		f.Options, err = b.options(ctx, a, actor, f.Product)
	}
	f.Product = viewedBy(actor, f.Product)
	return f, err
}

// operable reads a product and an operation on it that the actor may run.
func (a *App) operable(ctx context.Context, actor panel.Actor, productID int64, name string) (panel.Product, panel.Operation, error) {
	op, err := panel.OperationNamed(name)
	if err != nil {
		return panel.Product{}, op, err
	}
	product, err := a.DB.Product(ctx, actor, productID)
	if err != nil {
		return product, op, err
	}
	if op.Kind != product.Kind {
		return product, op, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return product, op, a.mayRun(ctx, actor, op, product)
}

// mayRun checks the right to run an operation: staff by permission, customers
// by the rights their reseller gave them on the product.
func (a *App) mayRun(ctx context.Context, actor panel.Actor, op panel.Operation, product panel.Product) error {
	if actor.Role != panel.RoleCustomer {
		return require(actor, op.Permission())
	}
	if !op.Portal {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	allowed, err := a.DB.MayAct(ctx, actor.UserID, product.ID, op.Name)
	if err == nil && !allowed && op.Completes != "" {
		allowed, err = a.DB.MayAct(ctx, actor.UserID, product.ID, op.Completes)
	}
	if err != nil {
		return err
	}
	if !allowed {
		return panel.Errorf(panel.Forbidden, nil, "error.forbidden.action")
	}
	return nil
}

// Allowed lists the operations of a product that the actor may run.
func (a *App) Allowed(ctx context.Context, actor panel.Actor, product panel.Product) ([]panel.Operation, error) {
	var allowed []panel.Operation
	for _, op := range panel.OperationsFor(product) {
		err := a.mayRun(ctx, actor, op, product)
		switch {
		case err == nil:
			allowed = append(allowed, op)
		case !panel.Is(err, panel.Forbidden) && !panel.Is(err, panel.NotFound):
			return nil, err
		}
	}
	return allowed, nil
}

// Started says what running an operation led to: a job, or an order with its job.
type Started struct{ JobID, OrderID int64 }

// RunOperation checks an operation's form and starts the job or the order that
// carries it out. confirm is what the person typed for ConfirmType.
func (a *App) RunOperation(ctx context.Context, actor panel.Actor, productID int64, name string, input map[string]string, confirm, formKey string) (s Started, err error) {
	product, op, err := a.operable(ctx, actor, productID, name)
	if err != nil {
		return s, err
	}
	problems := op.Check(input)
	if op.Confirm == panel.ConfirmType && confirm != product.Name {
		problems = append(problems, panel.Problem{Field: "confirm", Key: "problem.confirm", Args: []any{"Name", product.Name}})
	}
	if err := panel.InvalidFields(problems); err != nil {
		return s, err
	}
	if ok, why := op.Available(product); !ok {
		return s, panel.Errorf(panel.Conflict, nil, why)
	}
	if b := bindings[name]; b.check != nil {
		problems, err := b.check(ctx, a, product, input)
		if err := cmp.Or(err, panel.InvalidFields(problems)); err != nil {
			return s, err
		}
	}
	clear, secret := op.Split(input)
	if op.Effect == panel.EffectBuy {
		wish := operationWish(op, product, clear, secret, formKey)
		if err := a.priced(ctx, actor, &wish, Deal{Seen: input[SeenField], Consent: confirm}); err != nil {
			return s, err
		}
		s.OrderID, err = a.Place(ctx, actor, wish)
		return s, err
	}
	s.JobID, err = a.startOperation(ctx, actor, op, product, clear, secret)
	return s, err
}

// SeenField is the name in an operation's input of the price that its page
// showed, in yuan.
const SeenField = "price_seen"

func operationWish(op panel.Operation, product panel.Product, clear, secret map[string]string, formKey string) PlaceOrder {
	return PlaceOrder{
		Operation: op.Name, AccountID: product.AccountID, ProductID: product.ID, CustomerID: product.CustomerID, Input: clear, Secrets: secret, FormKey: formKey,
	}
}

// OperationPrice is the price of an operation for its page, by the rules of
// PriceTag; ok is false when it buys nothing, has no price, or its input is
// wrong.
func (a *App) OperationPrice(ctx context.Context, actor panel.Actor, productID int64, name string, input map[string]string, formKey string, fix bool) (t panel.PriceTag, ok bool, err error) {
	product, op, err := a.operable(ctx, actor, productID, name)
	if err != nil || op.Effect != panel.EffectBuy {
		return t, false, err
	}
	if sales[name] == nil {
		customer := actor.Role == panel.RoleCustomer
		return t.ForCustomer(), customer, nil // staff may order what no price is named for
	}
	clear, secret := op.Split(input)
	if len(op.Check(clear)) > 0 {
		return t, false, nil
	}
	t, err = a.PriceTag(ctx, actor, operationWish(op, product, clear, secret, formKey), formKey, fix)
	return t, err == nil, err
}

func (a *App) startOperation(ctx context.Context, actor panel.Actor, op panel.Operation, product panel.Product, clear, secret map[string]string) (id int64, err error) {
	t := &act{Action: "operation." + op.Name, Kind: string(product.Kind), ID: product.ID, Name: product.Name, After: clear, ResellerID: product.ResellerID}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		started := false
		id, started, err = a.beginJob(ctx, tx, actor, db.NewJob{
			Job: panel.Job{
				ResellerID: product.ResellerID, AccountID: product.AccountID, Kind: "operation.run", ProductID: product.ID,
				Subject: product.Name, Input: withInput(clear, map[string]string{"operation": op.Name}),
			},
			CustomerID: product.CustomerID, UniqueKey: fmt.Sprintf("operation:%s:%d", op.Name, product.ID),
		}, secret)
		if err == nil && !started && op.Forgets() {
			err = panel.Errorf(panel.Conflict, nil, "error.job.running") // with another password
		}
		return err
	})
	return id, err
}

// runOperation is the step of the job "operation.run".
func (a *App) runOperation(ctx context.Context, job *panel.Job) (next, error) {
	op, err := panel.OperationNamed(job.Input["operation"])
	if err != nil {
		return next{}, err
	}
	product, err := a.DB.Product(ctx, panel.SystemActor(job.ResellerID), job.ProductID)
	if err != nil {
		return next{}, err
	}
	secrets, err := a.secretsOf(*job)
	if err != nil {
		return next{}, err
	}
	b, bound := bindings[op.Name]
	if !bound || b.do == nil {
		return next{}, fmt.Errorf("operation %s is bound to nothing", op.Name)
	}
	return b.do(ctx, &run{app: a, job: job, op: op, product: product, input: job.Input, secrets: secrets})
}

// remember stores how far a run has come, before its next call is made, so
// that a crash does not repeat what was done.
func (r *run) remember(ctx context.Context, key, value string) error {
	r.job.Input = withInput(r.job.Input, map[string]string{key: value})
	r.input = r.job.Input
	return r.app.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveJobInput(ctx, *r.job) })
}

// once makes a call whose repetition would matter: when an earlier step of the
// same job began it, it is not made again.
func (r *run) once(ctx context.Context, name string, call func(ctx context.Context) error) (made bool, err error) {
	if r.input["begun."+name] != "" {
		return false, nil
	}
	if err := r.remember(ctx, "begun."+name, r.app.Now().UTC().Format(time.RFC3339)); err != nil {
		return false, err
	}
	err = call(context.WithoutCancel(ctx))
	if err != nil && !panel.Is(err, panel.Uncertain) {
		// The vendor provably did nothing: the next step may try again.
		return false, r.forget(ctx, name, err)
	}
	return true, err
}

func (r *run) forget(ctx context.Context, name string, cause error) error {
	if err := r.remember(ctx, "begun."+name, ""); err != nil {
		return fmt.Errorf("%w (and: %w)", cause, err)
	}
	return cause
}
