package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// AssignProducts gives products to a customer of the same reseller, or takes
// them back (customerID 0): all of them or none. A product that is not the
// actor's is NotFound.
func (a *App) AssignProducts(ctx context.Context, actor panel.Actor, ids []int64, customerID int64) error {
	if err := require(actor, panel.AssignProduct); err != nil {
		return err
	}
	if len(ids) == 0 {
		return panel.InvalidFields([]panel.Problem{{Field: "id", Key: "problem.products.none"}})
	}
	customer := panel.Customer{}
	if customerID != 0 {
		var err error
		if customer, err = a.DB.Customer(ctx, actor, customerID); err != nil {
			return panel.InvalidFields([]panel.Problem{{Field: "customer", Key: "problem.option"}})
		}
	}
	var t act
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		for _, id := range ids {
			p, err := tx.Product(ctx, actor, id)
			if err != nil {
				return err
			}
			t = assignment(p, customer)
			if err := assign(ctx, tx, actor, p, customer, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && t.ID != 0 {
		a.recordFailure(ctx, actor, t, err)
	}
	return err
}

func assignment(p panel.Product, customer panel.Customer) act {
	return act{
		Action: "product.assign", Kind: "product", ID: p.ID, Name: p.Name, ResellerID: p.ResellerID,
		Before: map[string]string{"customer": p.Customer}, After: map[string]string{"customer": customer.Name},
	}
}

func assign(ctx context.Context, tx *db.Tx, actor panel.Actor, p panel.Product, customer panel.Customer, t act) error {
	if p.CustomerID == customer.ID {
		return nil
	}
	if err := tx.Assign(ctx, p, customer.ID); err != nil {
		return err
	}
	return tx.Record(ctx, t.entry(actor, panel.ResultDone, ""))
}

// AdoptForm names a product that exists at a vendor and is not in the panel.
type AdoptForm struct {
	Kind       panel.ProductKind
	AccountID  int64
	Name       string
	CustomerID int64 // 0 = nobody yet
}

// adoptable says which vendors have products of a kind that can be asked for
// by name.
var adoptable = map[panel.ProductKind][]panel.Vendor{
	panel.KindDomain: {panel.VendorCNDNS},
	panel.KindZone:   {panel.VendorCNDNS, panel.VendorDNSPod},
	panel.KindCloud:  {panel.VendorCNDNS},
}

// AdoptAccounts lists the vendor accounts a product can be adopted from.
func (a *App) AdoptAccounts(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	if err := require(actor, panel.AssignProduct); err != nil {
		return nil, err
	}
	all, err := a.accountNames(ctx, actor)
	return slices.DeleteFunc(all, func(v panel.VendorAccount) bool {
		return !slices.Contains(adoptable[panel.KindZone], v.Vendor)
	}), err
}

// Adopt starts the job that asks a vendor for a product by name and takes it
// into the panel. It returns an Invalid error that names the wrong fields.
func (a *App) Adopt(ctx context.Context, actor panel.Actor, f AdoptForm) (jobID int64, err error) {
	if err := require(actor, panel.AssignProduct); err != nil {
		return 0, err
	}
	f.Name = strings.TrimSpace(f.Name)
	if ascii, err := NameASCII(f.Name); err == nil && f.Kind != panel.KindCloud {
		f.Name = ascii
	}
	if err := panel.InvalidFields(a.adoptProblems(ctx, actor, f)); err != nil {
		return 0, err
	}
	t := &act{Action: "product.adopt", Kind: "product", Name: f.Name, After: map[string]string{"kind": string(f.Kind), "name": f.Name}}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		jobID, err = a.startJob(ctx, tx, actor, db.NewJob{
			Job: panel.Job{
				AccountID: f.AccountID, Kind: "product.adopt", Subject: f.Name,
				Input: map[string]string{"kind": string(f.Kind), "customer": strconv.FormatInt(f.CustomerID, 10)},
			},
			UniqueKey: fmt.Sprintf("adopt:%d:%s:%s", f.AccountID, f.Kind, f.Name),
		}, nil)
		return err
	})
	return jobID, err
}

func (f AdoptForm) nameProblems() []panel.Problem {
	switch {
	case f.Name == "":
		return []panel.Problem{{Field: "name", Key: "problem.required"}}
	case f.Kind == panel.KindCloud && (len(f.Name) > 100 || strings.ContainsAny(f.Name, " \t,")):
		return []panel.Problem{{Field: "name", Key: "problem.products.name"}}
	case f.Kind != panel.KindCloud && !panel.ValidHostname(f.Name):
		return []panel.Problem{{Field: "name", Key: "problem.domain"}}
	}
	return nil
}

func (a *App) adoptProblems(ctx context.Context, actor panel.Actor, f AdoptForm) (problems []panel.Problem) {
	vendors, known := adoptable[f.Kind]
	if !known {
		problems = append(problems, panel.Problem{Field: "kind", Key: "problem.option"})
	}
	account, err := a.DB.VendorAccount(ctx, actor, f.AccountID)
	if err != nil {
		problems = append(problems, panel.Problem{Field: "account", Key: "problem.option"})
	} else if known && !slices.Contains(vendors, account.Vendor) {
		problems = append(problems, panel.Problem{Field: "account", Key: "problem.products.vendor"})
	}
	problems = append(problems, f.nameProblems()...)
	if _, err := a.DB.ProductNamed(ctx, f.AccountID, f.Kind, f.Name); err == nil && account.ID != 0 {
		problems = append(problems, panel.Problem{Field: "name", Key: "error.product.exists", Args: []any{"Name", f.Name}})
	}
	if f.CustomerID != 0 {
		if _, err := a.DB.Customer(ctx, actor, f.CustomerID); err != nil {
			problems = append(problems, panel.Problem{Field: "customer", Key: "problem.option"})
		}
	}
	return problems
}

// adoptProduct is the step of the job "product.adopt". That the product was
// added is remembered in the transaction that adds it.
func (a *App) adoptProduct(ctx context.Context, job *panel.Job) (next, error) {
	if job.Input["product"] != "" {
		return over() // an earlier step came this far
	}
	account, err := a.DB.VendorAccount(ctx, panel.SystemActor(job.ResellerID), job.AccountID)
	if err != nil {
		return next{}, err
	}
	customer, err := strconv.ParseInt(job.Input["customer"], 10, 64)
	if err != nil {
		return next{}, fmt.Errorf("customer of job %d: %w", job.ID, err)
	}
	a.note(ctx, job, "busy", "job.adopt.asking", "Name", job.Subject)
	found, err := a.lookUp(ctx, panel.Product{
		ResellerID: account.ResellerID, AccountID: account.ID, CustomerID: customer, Vendor: account.Vendor,
		Kind: panel.ProductKind(job.Input["kind"]), Name: job.Subject,
	})
	if panel.Is(err, panel.NotFound) {
		a.note(ctx, job, "bad", "job.adopt.notthere", "Name", job.Subject)
		return next{}, notThere(err)
	}
	if err != nil {
		return next{}, err
	}
	if err := a.addAdopted(ctx, job, found); err != nil {
		return next{}, err
	}
	a.note(ctx, job, "ok", "job.adopt.done", "Name", job.Subject)
	return over()
}

// lookUp asks the vendor whether a product that the panel does not have exists.
func (a *App) lookUp(ctx context.Context, p panel.Product) (panel.Product, error) {
	if p.Kind == panel.KindZone {
		return a.lookUpZone(ctx, p)
	}
	found, err := readers[p.Kind](ctx, a, p)
	if err == nil && found.State == panel.StateGone {
		err = panel.Errorf(panel.NotFound, nil, "error.product.notthere")
	}
	return found, err
}

// lookUpZone does not use the reader of zones: that stores records, and needs
// a product to hang them on. The records are asked for all the same, because a
// vendor may have no other call that knows whether the zone exists.
func (a *App) lookUpZone(ctx context.Context, p panel.Product) (panel.Product, error) {
	vendor := zoneVendors[p.Vendor]
	facts, ref, err := vendor.read(ctx, a, p)
	if err != nil {
		return p, zoneError(err, vendor.words)
	}
	p.VendorRef = ref
	said, err := a.askRecords(ctx, p)
	if err != nil {
		return p, zoneError(err, vendor.words)
	}
	facts.Records = len(said)
	p.Facts.Zone, p.State = &facts, panel.StateActive
	return p, nil
}

func notThere(cause error) error {
	return &panel.Error{Kind: panel.NotFound, Key: "error.product.notthere", Vendor: wordOf(cause), Cause: cause}
}

func (a *App) addAdopted(ctx context.Context, job *panel.Job, p panel.Product) error {
	if p.State == "" {
		p.State = panel.StatePending
	}
	return a.DB.Within(ctx, func(tx *db.Tx) (err error) {
		if p.Kind != panel.KindZone {
			p.FactsAt = tx.Now
		}
		if p.ID, err = tx.AddProduct(ctx, p); err != nil {
			return adoptedAlready(err)
		}
		job.Input["product"] = strconv.FormatInt(p.ID, 10)
		if err := tx.SaveJobInput(ctx, *job); err != nil || p.Kind != panel.KindZone {
			return err
		}
		_, err = a.startRefresh(ctx, tx, panel.SystemActor(job.ResellerID), p)
		return err
	})
}

// adoptedAlready makes a product that is there already an error that no
// further try can mend.
func adoptedAlready(err error) error {
	if panel.Is(err, panel.Conflict) {
		return &panel.Error{Kind: panel.Invalid, Key: "error.product.exists", Cause: err}
	}
	return err
}
