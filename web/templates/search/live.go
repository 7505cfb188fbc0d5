package search

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"tangelo/web/templates/ui"
)

// live keeps the results up to date while answers are missing.
func (p Page) live(ctx context.Context) templ.Attributes {
	if !p.Open {
		return templ.Attributes{}
	}
	root, _ := p.root()
	return ui.HX(ctx, "hx-sse:connect", fmt.Sprintf("%s/%d/stream?customer=%d", root, p.ID, p.Customer), "hx-sse:close", "done", "hx-target", "this", "hx-swap", "innerMorph")
}
