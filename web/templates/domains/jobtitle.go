package domains

import (
	"context"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
)

// jobTitle is what a job does, in words.
func jobTitle(ctx context.Context, j panel.Job) string {
	if op := j.Input["operation"]; op != "" {
		return i18n.T(ctx, "op."+op)
	}
	if key := "domains.jobkind." + j.Kind; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	if key := "jobs.kind." + j.Kind; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return j.Kind
}
