package handlers

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// How often a stream looks for something new, and how long one stream lasts
// before the browser opens the next.
const (
	streamEvery = 400 * time.Millisecond
	streamLimit = 10 * time.Minute
)

// glimpse is one look at something that changes by itself: what its state is
// called, whether it will change no more, and the part of the page that shows it.
type glimpse struct {
	version string
	final   bool
	part    templ.Component
}

// stream sends a part of a page by SSE whenever its version changes, and the
// event "done" after the final one. look reads from the database only.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, look func(ctx context.Context) (glimpse, error)) error {
	ctx, cancel := context.WithTimeout(r.Context(), streamLimit)
	defer cancel()
	first, err := look(ctx)
	if err != nil {
		return err
	}
	control := http.NewResponseController(w)
	if err := control.SetWriteDeadline(time.Time{}); err != nil {
		return fmt.Errorf("stream: %w", err)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	tick := time.NewTicker(streamEvery)
	defer tick.Stop()
	for seen, now := "", first; ; {
		if now.version != seen {
			seen = now.version
			if err := sendPart(ctx, w, control, now); err != nil || now.final {
				return nil //nolint:nilerr // the reader has gone
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if now, err = look(ctx); err != nil {
			return nil //nolint:nilerr // the page is half sent; the browser asks again
		}
	}
}

func sendPart(ctx context.Context, w http.ResponseWriter, control *http.ResponseController, now glimpse) error {
	var html bytes.Buffer
	if err := now.part.Render(ctx, &html); err != nil {
		return err
	}
	var message strings.Builder
	for line := range strings.SplitSeq(html.String(), "\n") {
		message.WriteString("data: " + strings.TrimRight(line, "\r") + "\n")
	}
	message.WriteString("\n")
	if now.final {
		message.WriteString("event: done\ndata: done\n\n")
	}
	if _, err := w.Write([]byte(message.String())); err != nil {
		return err
	}
	return control.Flush()
}
