package service

// jobKinds is every kind of long work. A kind that is absent cannot run.
var jobKinds map[string]jobKind

// contracts is how every operation that spends money is sent and settled.
var contracts map[string]contract

// bindings is how every operation that buys nothing is carried out.
var bindings map[string]binding

// Filled here and not in the declarations: steps refer back to the tables.
func init() {
	jobKinds = map[string]jobKind{
		"order.carry":   {step: carryOrder, lease: longLease, attempts: 50},
		"operation.run": {step: runOperation, lease: longLease, attempts: 5},
	}
	contracts = map[string]contract{}
	bindings = map[string]binding{}
}
