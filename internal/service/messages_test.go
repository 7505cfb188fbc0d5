package service

import (
	"testing"

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
