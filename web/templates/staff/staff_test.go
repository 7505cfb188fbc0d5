package staff

import (
	"slices"
	"testing"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
)

func TestEveryGrantablePermissionIsOfferedOnceWithWords(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		ctx := i18n.With(t.Context(), lang)
		var offered []panel.Permission
		for _, subject := range subjects {
			for _, o := range options(ctx, subject) {
				offered = append(offered, panel.Permission(o.Value))
				for _, key := range []string{"perm." + o.Value, "perm." + o.Value + ".hint", "staff.subject." + subject} {
					if !i18n.Has(ctx, key) {
						t.Errorf("%s: no text for %s", lang, key)
					}
				}
			}
		}
		slices.Sort(offered)
		if got, want := offered, panel.StaffPermissions(); !slices.Equal(got, want) {
			t.Errorf("offered = %v, want %v", got, want)
		}
	}
}
