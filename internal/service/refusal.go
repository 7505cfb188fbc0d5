package service

import (
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// refusals are our words for what a vendor's refusal says of the wish itself.
// What is amiss between the reseller and the vendor is no customer's concern.
var refusals = map[endpoint.Kind]string{
	endpoint.AlreadyDone: "portal.refused.taken", endpoint.Conflict: "portal.refused.state",
	endpoint.Invalid: "portal.refused.input", endpoint.Missing: "portal.refused.missing",
}

// refusalOf is the message that tells a customer why an order was refused; ""
// when there is nothing to tell.
func refusalOf(o panel.Order) string {
	call := contractOf(o).endpoint
	if o.State != panel.OrderFailed || o.VendorCode == "" || call == "" {
		return ""
	}
	for _, vendor := range vendorTable {
		for _, d := range vendor.calls() {
			if d.Name != call {
				continue
			}
			meaning, _ := d.Explain(o.VendorCode, o.VendorText)
			return refusals[meaning.Kind]
		}
	}
	return ""
}
