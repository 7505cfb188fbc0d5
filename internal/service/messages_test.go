package service

import (
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
	"tangelo/web/i18n"
)

func TestEveryRuleOfAVendorHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, name := range endpoint.RuleNames() {
		keys = append(keys, "problem.rule."+name)
	}
	for _, name := range endpoint.PatternNames() {
		keys = append(keys, "problem.rule.pattern."+name)
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.Has(i18n.With(t.Context(), lang), key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}

func TestEverythingInTheBooksHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for place, faults := range db.LedgerFaults {
		for _, what := range faults {
			keys = append(keys, "ledger.fault."+place+"."+what)
		}
	}
	for _, kind := range panel.TransferKinds() {
		keys = append(keys, "ledger.kind."+string(kind))
	}
	for _, state := range panel.TransferStates[1:] {
		keys = append(keys, "ledger.state."+string(state))
	}
	for _, kind := range panel.AccountKinds() {
		keys = append(keys, "ledger.account."+string(kind))
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.Has(i18n.With(t.Context(), lang), key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}

func TestEverythingAboutRenewalsHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, why := range append(panel.RenewalWhys(), "refused", "changed") {
		keys = append(keys, "renewals.why."+why)
	}
	for _, s := range panel.BatchStates {
		keys = append(keys, "renewals.batch."+string(s), "renewals.batch."+string(s)+".text")
	}
	for _, s := range panel.LineStates {
		keys = append(keys, "renewals.line."+string(s))
	}
	for _, k := range panel.NoticeKinds {
		keys = append(keys, "notices."+string(k), "notices."+string(k)+".plain")
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.Has(i18n.With(t.Context(), lang), key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}
