package service

import (
	"testing"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
	"tangelo/web/i18n"
)

// TestEverythingAnOrderShowsHasWords walks what the pages of orders and
// incidents build the keys of their texts from.
func TestEverythingAnOrderShowsHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, s := range panel.OrderStates {
		keys = append(keys, "orders.state."+string(s), "orders.state."+string(s)+".text")
	}
	for _, d := range panel.Drivers {
		keys = append(keys, "orders.driver."+string(d))
	}
	for _, k := range panel.EvidenceKinds {
		keys = append(keys, "orders.evidence."+string(k))
	}
	for _, v := range panel.Verdicts[1:] {
		keys = append(keys, "orders.verdict."+string(v))
	}
	for _, w := range panel.Waits {
		keys = append(keys, "orders.waiting."+string(w), "orders.waiting."+string(w)+".text")
	}
	for _, k := range panel.IncidentKinds {
		keys = append(keys, "incidents.kind."+string(k), "incidents.kind."+string(k)+".text")
	}
	for _, c := range []endpoint.Class{endpoint.OK, endpoint.Accepted, endpoint.Refused, endpoint.NotSent, endpoint.Unknown} {
		keys = append(keys, "orders.class."+string(c))
	}
	for _, cause := range []string{causeGaps, causeJournal} {
		keys = append(keys, "platform.safety.cause."+cause)
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.Has(i18n.With(t.Context(), lang), key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}
