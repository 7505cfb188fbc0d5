package service

import (
	"testing"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/web/i18n"
)

// wishFields are the fields of the forms that buy something new.
var wishFields = []string{
	"name", "years", "contact", "nameservers", "coupon", "voucher", "bound", "cpu", "memory", "disk", "bandwidth", "place", "os", "unit",
	"unit.2", "unit.4", "unit.5", "count", "open", "open.1",
}

func TestEveryOperationHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, op := range panel.Operations() {
		keys = append(keys, "op."+op.Name, "op."+op.Name+".help")
		for _, f := range op.Fields {
			keys = append(keys, "op."+op.Name+"."+f.Name)
			for _, o := range f.Options {
				keys = append(keys, "op."+op.Name+"."+f.Name+"."+o)
			}
		}
	}
	for name := range contracts {
		keys = append(keys, "op."+name)
	}
	for _, field := range wishFields {
		keys = append(keys, "orders.input."+field)
	}
	for vendor, all := range declaredCalls {
		keys = append(keys, "vendors.name."+string(vendor))
		for _, d := range all {
			keys = append(keys, "workbench.product."+string(vendor)+"."+d.form.Product)
		}
	}
	for code := range cndns.TransferStates {
		keys = append(keys, "domains.transfer."+string(code))
	}
	for _, s := range panel.ProductStates {
		keys = append(keys, "domains.state."+string(s), "domains.job.state."+string(s))
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.Has(i18n.With(t.Context(), lang), key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}

func TestEveryDomainOperationIsCarriedOut(t *testing.T) {
	t.Parallel()
	for _, op := range panel.Operations() {
		_, bought := contracts[op.Name]
		_, bound := bindings[op.Name]
		if op.Kind == panel.KindDomain && bought != (op.Effect == panel.EffectBuy) || op.Kind == panel.KindDomain && bound == bought {
			t.Errorf("%s: contract %v, binding %v", op.Name, bought, bound)
		}
	}
}
