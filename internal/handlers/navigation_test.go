package handlers

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
)

func TestEveryEntryAndOperationHasItsIcon(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("../../web/static/icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	icons := strings.Split(string(list), "\n")
	for _, e := range navEntries {
		if !slices.Contains(icons, e.icon) {
			t.Errorf("entry %s: icon %q is not in icons.txt", e.key, e.icon)
		}
	}
	for _, op := range panel.Operations() {
		if !slices.Contains(icons, op.Icon) {
			t.Errorf("operation %s: icon %q is not in icons.txt", op.Name, op.Icon)
		}
	}
}

func TestEveryEntryLeadsToAPageItsReadersMayOpen(t *testing.T) {
	t.Parallel()
	pages := map[string]panel.Permission{}
	for _, r := range New(nil, Config{Rehearsal: &Rehearsal{}}).Routes() {
		if r.Method == "GET" {
			pages[r.Pattern] = r.Permission
		}
	}
	for _, e := range navEntries {
		if got := pages[e.href]; got != e.permission {
			t.Errorf("entry %s asks for %q, its page %s for %q", e.key, e.permission, e.href, got)
		}
	}
}

// TestEverythingSoldInThePortalHasAShelf walks what may be sold there: each has
// a page, an icon and words.
func TestEverythingSoldInThePortalHasAShelf(t *testing.T) {
	t.Parallel()
	var operations []string
	pages := map[string]panel.Permission{}
	for _, r := range New(nil, Config{}).Routes() {
		if r.Method == "GET" {
			pages[r.Pattern] = r.Permission
		}
	}
	list, err := os.ReadFile("../../web/static/icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range portalShelves {
		operations = append(operations, s.operation)
		if pages[s.href] != panel.UsePortal || !slices.Contains(strings.Split(string(list), "\n"), s.icon) {
			t.Errorf("%s: %s is no page of the portal, or there is no icon %s", s.operation, s.href, s.icon)
		}
		for _, lang := range i18n.Languages() {
			for _, key := range []string{"portal.buy." + s.operation, "portal.shelf." + s.operation} {
				if !i18n.Has(i18n.With(t.Context(), lang), key) {
					t.Errorf("%s says nothing for %s", lang, key)
				}
			}
		}
	}
	if diff := cmp.Diff(panel.PortalSales(), operations); diff != "" {
		t.Errorf("sold (-) and on a shelf (+): %s", diff)
	}
}

func TestTheOverviewIsForResellersAndTheirStaff(t *testing.T) {
	t.Parallel()
	got := map[panel.Role]bool{}
	for _, role := range panel.Roles {
		got[role] = false
		for _, group := range navigation(t.Context(), panel.Actor{UserID: 1, Role: role}, false) {
			for _, item := range group.Items {
				got[role] = got[role] || item.Key == "overview"
			}
		}
	}
	want := map[panel.Role]bool{panel.RoleAdmin: false, panel.RoleOwner: true, panel.RoleStaff: true, panel.RoleCustomer: false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("roles that see the overview (-want +got):\n%s", diff)
	}
}
