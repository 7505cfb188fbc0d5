package ui

import (
	"context"

	"github.com/a-h/templ"

	"tangelo/web/static"
)

// live tells whether this build has the scripts for live updates.
func live() bool { return static.Has("vendor/hx-sse.min.js") }

// jobStream gives the attributes that keep a job's steps up to date.
func jobStream(ctx context.Context, j JobProps) templ.Attributes {
	if j.Stream == "" || j.Ended {
		return templ.Attributes{}
	}
	attributes := HX(ctx, "hx-sse:connect", j.Stream, "hx-sse:close", "done", "hx-target", "this", "hx-swap", "innerMorph")
	if j.AtEnd != "" {
		attributes["data-at-end"] = j.AtEnd
	}
	return attributes
}
