package trouble

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// lateCall is a call that waits for its time, as it can be written down.
type lateCall struct {
	ID     int         `json:"id"`
	Call   string      `json:"call"`
	Due    time.Time   `json:"due"` // virtual time
	Method string      `json:"method"`
	Target string      `json:"target"`         // path and query
	Form   url.Values  `json:"form"`           // of the body
	Body   string      `json:"body,omitempty"` // when it is no form
	Header http.Header `json:"header"`
	Remote string      `json:"remote"`
}

// lateHeaders are the headers that simulators look at when they execute a call.
var lateHeaders = []string{"User-Agent", "Cookie", "Authorization", "Accept", "Content-Type"}

// postpone runs execute after delay, unless the call is forgotten until then.
func (b *Board) postpone(clock *Clock, r *http.Request, body []byte, call string, delay time.Duration, execute func()) {
	one := lateCall{
		Call: call, Due: clock.Now().Add(delay), Method: r.Method, Target: r.URL.RequestURI(),
		Form: r.PostForm, Body: string(body), Header: http.Header{}, Remote: r.RemoteAddr,
	}
	for _, name := range lateHeaders {
		if values := r.Header.Values(name); len(values) > 0 {
			one.Header[name] = values
		}
	}
	id := b.keep(one)
	clock.After(delay, func() { b.runLate(id, execute) })
}

func (b *Board) keep(one lateCall) int {
	defer b.edit()()
	b.lastID++
	one.ID = b.lastID
	b.late = append(b.late, one)
	return one.ID
}

func (b *Board) runLate(id int, execute func()) {
	if !b.takeLate(id) {
		return
	}
	execute()
	b.changed()
}

func (b *Board) takeLate(id int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := len(b.late)
	b.late = slices.DeleteFunc(b.late, func(one lateCall) bool { return one.ID == id })
	return len(b.late) < before
}

// ForgetLate drops the calls that wait for their time; they are not executed.
func (b *Board) ForgetLate() {
	defer b.edit()()
	b.late = nil
}

// Resume sets the clock for the waiting calls of a restored board. handler
// gives the server that a call belongs to.
func (b *Board) Resume(clock *Clock, handler func(call string) http.Handler) {
	b.mu.Lock()
	late := slices.Clone(b.late)
	b.mu.Unlock()
	for _, one := range late {
		clock.After(one.Due.Sub(clock.Now()), func() {
			b.runLate(one.ID, func() { one.send(handler(one.Call)) })
		})
	}
}

type postponedKey struct{}

// postponed tells whether a request is a waiting call whose time has come.
func postponed(r *http.Request) bool { return r.Context().Value(postponedKey{}) != nil }

// send gives the call to its server, which executes it and answers nobody.
func (one lateCall) send(handler http.Handler) {
	ctx := context.WithValue(context.Background(), postponedKey{}, true)
	body := one.Body
	if body == "" {
		body = one.Form.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, one.Method, one.Target, strings.NewReader(body))
	if err != nil || handler == nil {
		return // checked when it was restored
	}
	request.Header = one.Header.Clone()
	if one.Body == "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	request.RemoteAddr = one.Remote
	handler.ServeHTTP(nobody{}, request)
}

func (one lateCall) check() error {
	if one.Header == nil {
		return fmt.Errorf("waiting call %d: no headers", one.ID)
	}
	if _, err := http.NewRequestWithContext(context.Background(), one.Method, one.Target, http.NoBody); err != nil {
		return fmt.Errorf("waiting call %d: %w", one.ID, err)
	}
	return nil
}

// nobody is the client of a late call, who has long gone.
type nobody struct{}

func (nobody) Header() http.Header            { return http.Header{} }
func (nobody) Write(data []byte) (int, error) { return len(data), nil }
func (nobody) WriteHeader(int)                {}
