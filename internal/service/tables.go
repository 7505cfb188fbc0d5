package service

import (
	"context"
	"maps"

	"tangelo/internal/panel"
)

// jobKinds is every kind of long work. A kind that is absent cannot run.
var jobKinds map[string]jobKind

// contracts is how every operation that spends money is sent and settled.
var contracts map[string]contract

// bindings is how every operation that buys nothing is carried out.
var bindings map[string]binding

// reader asks a vendor, read-only, how a product stands: it returns the
// product with state, expiry, vendor reference and facts as the vendor says.
// A product that the vendor does not know is NotFound.
type reader func(ctx context.Context, a *App, p panel.Product) (panel.Product, error)

// readers is how the facts of each kind of product are read.
var readers map[panel.ProductKind]reader

// Filled here and not in the declarations: steps refer back to the tables.
func init() {
	jobKinds = merged(
		map[string]jobKind{"operation.run": {step: (*App).runOperation, attempts: 5}},
		orderJobs(), vendorJobs(), productJobs(), contactJobs(), realnameJobs(), domainJobs(), searchJobs(), dnsJobs(), cloudJobs(), workbenchJobs(), priceJobs(),
		reconcileJobs(), topUpJobs(), renewalJobs(),
	)
	probes = spendProbes()
	contracts = patient(merged(domainContracts(), cloudContracts(), workContracts()))
	declaredCalls = declareCalls() // after the contracts, which name what some calls are about
	bindings = merged(domainBindings(), cloudBindings())
	readers = map[panel.ProductKind]reader{
		panel.KindDomain: readDomain,
		panel.KindZone:   readZone,
		panel.KindCloud:  readCloud,
	}
}

// patient gives contracts the patience of the calls they spend by.
func patient(all map[string]contract) map[string]contract {
	for name, c := range all {
		all[name] = c.by(c.endpoint)
	}
	return all
}

// by is the contract with the patience of a call that spends.
func (c contract) by(call string) contract {
	if row, known := panel.SpendOf(call); known {
		c.quiet, c.deadline, c.resend = row.Quiet, row.Deadline, row.Resend
	}
	return c
}

// contractOf is how an order is sent and settled: that of a call by hand has
// the patience of its call.
func contractOf(o panel.Order) contract {
	c := contracts[o.Operation]
	if o.Operation == callOrder && c.resend == 0 {
		return c.by(o.Input[callInput])
	}
	return c
}

func merged[V any](parts ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
