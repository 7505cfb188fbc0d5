package trouble

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Answer is a complete HTTP answer. Status 0 means 200; an empty ContentType
// means "text/html; charset=utf-8", as the vendors' servers do by default.
//
// When Await is set the call has been executed but its answer is known only
// when Await returns; the other fields are then ignored. Await may read no state
// of the request.
type Answer struct {
	Status      int
	ContentType string
	Header      http.Header
	Body        []byte
	Await       func(context.Context) Answer
}

func (a Answer) complete(ctx context.Context) Answer {
	if a.Await == nil {
		return a
	}
	return a.Await(ctx)
}

const (
	longestHold  = 150 * time.Second
	defaultSlow  = 3 * time.Second
	htmlType     = "text/html; charset=utf-8"
	maxBodyDrain = 32 << 20
)

const errorPage = `<!DOCTYPE html>
<html><head><title>Runtime Error</title></head>
<body bgcolor="white"><h1>Server Error in '/' Application.</h1><h2><i>Runtime Error</i></h2></body></html>
`

const portalPage = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>系统维护中</title></head>
<body><p>系统维护中，请稍后再试。</p></body></html>
`

// Serve wraps the execution of one call: it asks the board, then either
// executes and writes, or makes trouble. execute performs the call against the
// simulator's state and returns the complete answer; it may run after Serve has
// returned (Late), so it must not read the request. refuse renders the vendor's
// documented failure for a code.
func (b *Board) Serve(
	w http.ResponseWriter, r *http.Request, clock *Clock, call string,
	execute func() Answer, refuse func(code, message string) Answer,
) {
	if postponed(r) {
		execute()
		return
	}
	values := Values(r)
	// The server notices a client that gives up only after the body is read.
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBodyDrain)) // nothing is left of a form
	fault, troubled := b.Take(call, values, answerKinds...)
	b.tally(call, troubled)
	if !troubled {
		execute().complete(r.Context()).Write(w)
		return
	}
	b.changed()
	switch fault.Kind {
	case Drop:
		hangUp(w)
	case Status503:
		Answer{Status: http.StatusServiceUnavailable, Body: []byte(portalPage)}.Write(w)
	case Refuse:
		refuse(fault.Code, fault.Message).Write(w)
	case Late:
		b.postpone(clock, r, body, call, fault.Delay, func() { execute() })
		hold(w, r)
	default:
		spoil(w, r, fault, execute())
	}
}

// spoil hides or damages the answer of a call that was executed.
func spoil(w http.ResponseWriter, r *http.Request, fault Fault, answer Answer) {
	switch fault.Kind {
	case Slow:
		if pause(r, fault.Delay) {
			answer.complete(r.Context()).Write(w)
		}
	case Silent:
		hold(w, r)
	case Reset:
		hangUp(w)
	case Status500:
		Answer{Status: http.StatusInternalServerError, Body: []byte(errorPage)}.Write(w)
	case HTML:
		Answer{Body: []byte(portalPage)}.Write(w)
	default:
		answer = answer.complete(r.Context())
		answer.Body = answer.Body[:len(answer.Body)/2]
		answer.Write(w)
	}
}

// Write sends the answer.
func (a Answer) Write(w http.ResponseWriter) {
	header := w.Header()
	for key, values := range a.Header {
		header[key] = values
	}
	contentType := a.ContentType
	if contentType == "" {
		contentType = htmlType
	}
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(a.Body)))
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	_, _ = w.Write(a.Body) // the client may be gone; there is nobody to tell
}

func pause(r *http.Request, delay time.Duration) bool {
	if delay == 0 {
		delay = defaultSlow
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// hold keeps the connection without a byte until the client gives up.
func hold(w http.ResponseWriter, r *http.Request) {
	timer := time.NewTimer(longestHold)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
	hangUp(w)
}

// hangUp resets the connection without an answer.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 and recorders cannot be hijacked
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // zero linger turns the close into a reset
	}
	_ = conn.Close()
}
