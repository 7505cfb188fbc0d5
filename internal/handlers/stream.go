package handlers

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"tangelo/internal/panel"
)

// How often a stream looks for something new, how long one stream lasts before
// the browser opens the next, and how many one person has open at once: a page in
// the background holds none.
const (
	streamEvery = 400 * time.Millisecond
	streamLimit = 10 * time.Minute
	streamsEach = 8
)

// streamCheck is how many looks a stream takes without asking whether its reader
// is still there. It asks before everything it sends, too: most looks find
// nothing new and cost no reading of sessions.
const streamCheck = 25

// streams counts the open streams of every person.
type streams struct {
	mu   sync.Mutex
	open map[int64]int
}

// enter opens a stream of a person, unless there are too many.
func (st *streams) enter(userID int64) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.open[userID] >= streamsEach {
		return false
	}
	if st.open == nil {
		st.open = map[int64]int{}
	}
	st.open[userID]++
	return true
}

func (st *streams) leave(userID int64) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.open[userID]--; st.open[userID] <= 0 {
		delete(st.open, userID)
	}
}

// glimpse is one look at something that changes by itself: what its state is
// called, whether it will change no more, and the part of the page that shows it.
type glimpse struct {
	version string
	final   bool
	part    templ.Component
}

// stream sends a part of a page by SSE whenever its version changes, and the
// event "done" after the final one. look reads from the database only. The stream
// ends once its reader is signed out or has other rights than when it began. One
// stream too many of a person is refused: its page is loaded anew instead.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, look func(ctx context.Context) (glimpse, error)) error {
	reader := actorOf(r).UserID
	if !s.streams.enter(reader) {
		w.Header().Set("Hx-Reswap", "none") // the page stands as it is until it is loaded anew
		return panel.Errorf(panel.Throttled, nil, "error.streams")
	}
	defer s.streams.leave(reader)
	ctx, cancel := context.WithTimeout(r.Context(), streamLimit)
	defer cancel()
	first, err := look(ctx)
	if err != nil {
		return err
	}
	if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
		return fmt.Errorf("stream: %w", err)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	s.follow(ctx, w, r, first, look)
	return nil
}

// follow sends what is new until nothing more is to come, nobody reads any more,
// or a look fails: the page is half sent then, and the browser asks again.
func (s *Server) follow(ctx context.Context, w http.ResponseWriter, r *http.Request, now glimpse, look func(ctx context.Context) (glimpse, error)) {
	control := http.NewResponseController(w)
	tick := time.NewTicker(streamEvery)
	defer tick.Stop()
	if sendPart(ctx, w, control, now) != nil {
		return
	}
	for looks, seen := 1, now.version; !now.final; looks++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var err error
		if now, err = look(ctx); err != nil {
			return
		}
		if (now.version != seen || looks%streamCheck == 0) && !s.reads(ctx, r) {
			return
		}
		if now.version != seen && sendPart(ctx, w, control, now) != nil {
			return
		}
		seen = now.version
	}
}

// reads reports whether the reader of a stream may go on reading.
func (s *Server) reads(ctx context.Context, r *http.Request) bool {
	may, err := s.app.StillMay(ctx, s.sessionID(r), actorOf(r))
	return err == nil && may
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
