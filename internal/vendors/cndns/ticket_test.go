package cndns_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// TestTicketCategoriesMatchTheRule compares the list for forms with the rule that checks.
func TestTicketCategoriesMatchTheRule(t *testing.T) {
	t.Parallel()
	all := cndns.All()
	create := all[slices.IndexFunc(all, func(d endpoint.Description) bool { return d.Name == "cndns.ticket.create" })]
	param := create.Params[slices.IndexFunc(create.Params, func(p endpoint.Param) bool { return p.Name == "cate" })]
	rule := param.Rules[slices.IndexFunc(param.Rules, func(r endpoint.Rule) bool { return r.Name == "enum" })]
	var listed []string
	for _, category := range cndns.TicketCategories {
		listed = append(listed, category.Code)
	}
	if diff := cmp.Diff(strings.Split(rule.Arg, "|"), listed); diff != "" {
		t.Errorf("categories (-rule +list):\n%s", diff)
	}
}

func TestTicketText(t *testing.T) {
	t.Parallel()
	for text, want := range map[cndns.TicketText]string{
		"%e6%82%a8%e5%a5%bd%3cbr%20%2f%3eapi": "您好<br />api",
		"a+b%2bc":                             "a b+c",
		"100%":                                "100%",
		"":                                    "",
	} {
		if got := text.HTML(); got != want {
			t.Errorf("%s = %q, want %q", text, got, want)
		}
	}
}
