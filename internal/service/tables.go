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

// patient gives contracts the times of the calls they spend by.
func patient(all map[string]contract) map[string]contract {
	for name, c := range all {
		if row, known := panel.SpendOf(c.endpoint); known {
			c.quiet, c.deadline = row.Quiet, row.Deadline
			all[name] = c
		}
	}
	return all
}

func merged[V any](parts ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
